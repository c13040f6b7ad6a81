//! Work on several threads whose results are taken in order, so that their number never changes a byte.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// What workers and the taker share.
struct Progress<T> {
    /// The next item that nobody works on.
    next: usize,
    /// How many results were taken.
    taken: usize,
    /// Results whose turn has not come.
    waiting: BTreeMap<usize, T>,
    /// Whether somebody has failed, so that all others may go home.
    stopped: bool,
}

struct Shared<T> {
    progress: Mutex<Progress<T>>,
    moved: Condvar,
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, Progress<T>> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_while(&self, condition: impl FnMut(&mut Progress<T>) -> bool) -> MutexGuard<'_, Progress<T>> {
        self.moved.wait_while(self.lock(), condition).unwrap_or_else(PoisonError::into_inner)
    }
}

/// Stops everybody when it is dropped, whether its thread has finished or panicked.
struct Stop<'a, T>(&'a Shared<T>);

impl<T> Drop for Stop<'_, T> {
    fn drop(&mut self) {
        self.0.lock().stopped = true;
        self.0.moved.notify_all();
    }
}

/// Does `work` on each of `0..items` and hands the results to `take` in this order, on the calling thread.
///
/// At most one item for each thread and `ahead` more are begun behind the one that is being taken, which bounds what waits in memory. The first error
/// ends the work.
pub fn in_order<T: Send, E>(
    (threads, ahead): (usize, usize),
    items: usize,
    work: impl Fn(usize) -> T + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let threads = threads.clamp(1, items.max(1));
    let progress = Progress { next: 0, taken: 0, waiting: BTreeMap::new(), stopped: false };
    let shared = Shared { progress: Mutex::new(progress), moved: Condvar::new() };
    let worker = || {
        loop {
            let mut progress = shared.wait_while(|progress| !progress.stopped && progress.next >= progress.taken + threads + ahead);
            let item = progress.next;
            if progress.stopped || item >= items {
                return;
            }
            progress.next += 1;
            drop(progress);
            let panicked = Stop(&shared);
            let result = work(item);
            std::mem::forget(panicked);
            shared.lock().waiting.insert(item, result);
            shared.moved.notify_all();
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(worker);
        }
        let _over = Stop(&shared);
        for item in 0..items {
            let mut progress = shared.wait_while(|progress| !progress.stopped && !progress.waiting.contains_key(&item));
            // Stopped by a panic, which the scope passes on.
            let Some(result) = progress.waiting.remove(&item) else { return Ok(()) };
            progress.taken = item + 1;
            drop(progress);
            shared.moved.notify_all();
            take(result)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever the number of threads, each result is taken once and in order.
    #[test]
    fn results_come_in_order() {
        for (threads, items) in [(1, 0), (1, 5), (2, 1), (3, 100), (8, 3)] {
            let mut taken = Vec::new();
            let work = |item: usize| {
                std::thread::sleep(std::time::Duration::from_micros(((items - item) % 7) as u64 * 50));
                item * item
            };
            let done: Result<(), ()> = in_order((threads, threads % 2), items, work, |result| {
                taken.push(result);
                Ok(())
            });
            assert_eq!(done, Ok(()));
            assert_eq!(taken, (0..items).map(|item| item * item).collect::<Vec<_>>(), "{threads} threads");
        }
    }

    /// Nothing is worked on far ahead of what was taken, and an error ends the work.
    #[test]
    fn an_error_ends_the_work() {
        let begun = std::sync::atomic::AtomicUsize::new(0);
        let work = |item: usize| {
            begun.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            item
        };
        let done = in_order((2, 1), 1000, work, |item| if item == 3 { Err("full") } else { Ok(()) });
        assert_eq!(done, Err("full"));
        assert!(begun.into_inner() <= 10);
    }

    /// A panic of a worker reaches the caller, who would otherwise wait for ever.
    #[test]
    #[should_panic(expected = "scoped thread panicked")]
    fn a_panic_is_passed_on() {
        let work = |item: usize| assert!(item < 2, "as intended");
        let _: Result<(), ()> = in_order((2, 1), 5, work, Ok);
    }
}
