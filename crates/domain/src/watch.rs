//! A run as it is watched from outside: whether it is to stop, and how far it has come.
//!
//! One state for the whole process, because a signal, too, is sent to a process: any loop may look at it with one line, on any thread, and
//! it costs one load. Nothing here knows a clock, a terminal or what a signal is for.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};

static SIGNAL: AtomicU8 = AtomicU8::new(0);
static DONE: AtomicU64 = AtomicU64::new(0);
static TOTAL: AtomicU64 = AtomicU64::new(0);
static ROWS: AtomicBool = AtomicBool::new(false);

/// The run was asked to stop, by the signal of this number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped(pub u8);

impl Stopped {
    /// The name of the signal.
    pub fn name(self) -> String {
        match self.0 {
            1 => "SIGHUP".to_owned(),
            2 => "SIGINT".to_owned(),
            15 => "SIGTERM".to_owned(),
            number => format!("signal {number}"),
        }
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "stopped by {}", self.name())
    }
}

impl std::error::Error for Stopped {}

/// Asks the process to stop at its next safe point. The first signal counts.
pub fn stop(signal: u8) {
    let _ = SIGNAL.compare_exchange(0, signal, Ordering::Relaxed, Ordering::Relaxed);
}

/// Goes on, or says by which signal it is to stop. Cheap enough for each batch of rows.
///
/// # Errors
/// [`Stopped`] once the process was asked to stop.
pub fn go_on() -> Result<(), Stopped> {
    match SIGNAL.load(Ordering::Relaxed) {
        0 => Ok(()),
        signal => Err(Stopped(signal)),
    }
}

/// What a stretch of work is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Steps {
    /// Bytes read.
    Bytes,
    /// Rows made.
    Rows,
}

/// Begins a stretch of work of so many steps; 0 where nobody knows.
pub fn begin(total: u64, steps: Steps) {
    DONE.store(0, Ordering::Relaxed);
    TOTAL.store(total, Ordering::Relaxed);
    ROWS.store(steps == Steps::Rows, Ordering::Relaxed);
}

/// So many steps more are done.
pub fn advance(steps: u64) {
    DONE.fetch_add(steps, Ordering::Relaxed);
}

/// Steps done and steps in all of the present stretch.
pub fn progress() -> (u64, u64, Steps) {
    let steps = if ROWS.load(Ordering::Relaxed) { Steps::Rows } else { Steps::Bytes };
    (DONE.load(Ordering::Relaxed), TOTAL.load(Ordering::Relaxed), steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first signal is the one that is reported; one test, because the state is the process's.
    #[test]
    fn the_first_signal_counts() {
        assert_eq!(go_on(), Ok(()));
        begin(10, Steps::Rows);
        advance(4);
        assert_eq!(progress(), (4, 10, Steps::Rows));
        stop(15);
        stop(2);
        assert_eq!(go_on(), Err(Stopped(15)));
        assert_eq!(Stopped(15).to_string(), "stopped by SIGTERM");
    }
}
