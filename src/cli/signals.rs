//! SIGTERM and SIGINT: the run stops at its next safe point; where none comes in time, the process ends without it.

use super::exit;

/// From now on a signal stops the run.
#[cfg(unix)]
pub(super) fn obey() {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    // Where the system gives no handler, its own holds: the process ends, and the next run clears away what stays.
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else { return };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            stop(u8::try_from(signal).unwrap_or(15));
        }
    });
}

/// Elsewhere, what the system does by itself holds.
#[cfg(not(unix))]
pub(super) fn obey() {}

/// Asks the run to stop, and ends the process where it does not come to it within a second.
#[cfg(unix)]
fn stop(signal: u8) {
    use crate::io::Unfinished;
    use tongbi_domain::watch;

    watch::stop(signal);
    std::thread::sleep(std::time::Duration::from_secs(1));
    // Until a release has its name, nothing but staging exists of it; so this is as safe as a kill, and leaves less behind.
    Unfinished::remove_all();
    std::process::exit(i32::from(exit::signal(signal)));
}
