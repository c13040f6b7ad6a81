//! Where statements go that are too many for memory. What it is made of, the floor above says: no file is known here.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes that are put down one after the other, and taken up from anywhere, by several threads.
pub trait Shelf: fmt::Debug + Send + Sync {
    /// Puts bytes behind all others.
    ///
    /// # Errors
    /// When there is no place for them.
    fn put(&mut self, bytes: &[u8]) -> Result<(), ShelfError>;

    /// Fills a buffer with the bytes from a position on.
    ///
    /// # Errors
    /// When they cannot be read.
    fn take(&self, from: u64, bytes: &mut [u8]) -> Result<(), ShelfError>;

    /// The error of bytes that are not those that were put here.
    fn damaged(&self) -> ShelfError;
}

/// Why a shelf does not hold what it should.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} {}", .path.display())]
pub struct ShelfError {
    /// What was tried.
    pub action: &'static str,
    /// On which file.
    pub path: PathBuf,
    /// The answer of the operating system.
    pub source: io::Error,
}

/// Memory for so many statements, which several ledgers may share.
#[derive(Clone, Debug)]
pub struct Room {
    most: usize,
    taken: Arc<AtomicUsize>,
}

impl Default for Room {
    fn default() -> Self {
        Self::new(usize::MAX)
    }
}

impl Room {
    /// Room for so many.
    pub fn new(most: usize) -> Self {
        Self { most, taken: Arc::default() }
    }

    /// Says that somebody who had `before` has `now`; whether all together have more than there is room for.
    pub(super) fn exceeded(&self, before: usize, now: usize) -> bool {
        if now >= before {
            self.taken.fetch_add(now - before, Ordering::Relaxed) + (now - before) > self.most
        } else {
            self.taken.fetch_sub(before - now, Ordering::Relaxed) - (before - now) > self.most
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Mutex;

    use super::*;

    /// A shelf in memory, seen by all of its clones.
    #[derive(Clone, Debug, Default)]
    pub(in crate::table) struct Heap(Arc<Mutex<Vec<u8>>>);

    impl Heap {
        pub(in crate::table) fn is_empty(&self) -> bool {
            self.0.lock().unwrap().is_empty()
        }
    }

    impl Shelf for Heap {
        fn put(&mut self, bytes: &[u8]) -> Result<(), ShelfError> {
            self.0.lock().unwrap().extend(bytes);
            Ok(())
        }

        fn take(&self, from: u64, bytes: &mut [u8]) -> Result<(), ShelfError> {
            let from = from as usize;
            bytes.copy_from_slice(&self.0.lock().unwrap()[from..from + bytes.len()]);
            Ok(())
        }

        fn damaged(&self) -> ShelfError {
            ShelfError { action: "read", path: PathBuf::from("heap"), source: io::ErrorKind::InvalidData.into() }
        }
    }

    /// What is given back is free again.
    #[test]
    fn room_is_given_back() {
        let room = Room::new(10);
        let other = room.clone();
        assert!(!room.exceeded(0, 6) && other.exceeded(0, 5));
        assert!(!room.exceeded(6, 5) && other.exceeded(5, 6) && !other.exceeded(6, 0));
    }
}
