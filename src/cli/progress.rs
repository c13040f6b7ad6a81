//! A bar with rate and remaining time, on a terminal and nowhere else, for work that takes more than a moment.

use std::io::{IsTerminal, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tongbi_domain::watch::{self, Steps};

const BYTES: &str = "{bar:30} {percent:>3}%  {bytes} of {total_bytes}  {bytes_per_sec}  {eta} left";
const ROWS: &str = "{bar:30} {percent:>3}%  {human_pos} of {human_len} rows  {per_sec}  {eta} left";
/// How often it is looked at.
const STEP: Duration = Duration::from_millis(200);

/// The bar; it goes when it is dropped.
pub(super) struct Progress {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Shows how far the work has come, where standard error is a terminal that can be drawn on.
    pub(super) fn show(wanted: bool) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        if !wanted || dumb || !stderr().is_terminal() {
            return Self { done, thread: None };
        }
        let seen = Arc::clone(&done);
        Self { done, thread: Some(thread::spawn(move || draw(&seen))) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // A bar that broke is no reason to fail.
            let _ = thread.join();
        }
    }
}

fn draw(done: &AtomicBool) {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let mut shown = (0, Steps::Bytes);
    for step in 0.. {
        thread::park_timeout(STEP);
        if done.load(Ordering::Relaxed) {
            break;
        }
        let (position, total, steps) = watch::progress();
        // What is over in a second needs no bar.
        if step < 5 || total == 0 {
            continue;
        }
        if shown != (total, steps) {
            shown = (total, steps);
            let template = if steps == Steps::Rows { ROWS } else { BYTES };
            bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
            bar.set_length(total);
            bar.reset();
        }
        // A packed file gives more bytes than it has.
        bar.set_position(position.min(total));
    }
    bar.finish_and_clear();
}
