//! Buffers that are used again: memory that was touched once costs nothing more, new memory is given page by page.
//!
//! Each table has its own, of about the size of its rows. Where all tables shared them, each would grow to the size of the largest.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Buffers that nobody uses just now.
#[derive(Debug, Default)]
pub struct Buffers(Mutex<Vec<Vec<u8>>>);

impl Buffers {
    /// A buffer with whatever it holds; a new one where none is free.
    pub(super) fn take(&self) -> Vec<u8> {
        self.lock().pop().unwrap_or_default()
    }

    /// Gives a buffer back.
    pub(super) fn give(&self, buffer: Vec<u8>) {
        self.lock().push(buffer);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
