//! Buffers that are used again: memory that was touched once costs nothing more, new memory is given page by page.
//!
//! A buffer comes back to the use that it had. Where all uses shared them, each would grow to the size of the largest.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Buffers that nobody uses just now, by their uses.
#[derive(Debug, Default)]
pub struct Buffers(Mutex<Vec<Vec<Vec<u8>>>>);

/// What a buffer is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Rows as CSV.
    Csv,
    /// The cells of a column, by its position, as they are digested.
    Logical(usize),
}

impl Use {
    const fn place(self) -> usize {
        match self {
            Self::Csv => 0,
            Self::Logical(column) => column + 1,
        }
    }
}

impl Buffers {
    /// A buffer with whatever it holds; a new one where none is free.
    pub(super) fn take(&self, wanted: Use) -> Vec<u8> {
        self.lock().get_mut(wanted.place()).and_then(Vec::pop).unwrap_or_default()
    }

    /// Gives a buffer back.
    pub(super) fn give(&self, used: Use, buffer: Vec<u8>) {
        let (mut free, place) = (self.lock(), used.place());
        if free.len() <= place {
            free.resize_with(place + 1, Vec::new);
        }
        free[place].push(buffer);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Vec<Vec<u8>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A buffer is found again by the use that it had, and by no other.
    #[test]
    fn buffers_come_back_to_their_use() {
        let buffers = Buffers::default();
        buffers.give(Use::Logical(3), vec![1, 2]);
        buffers.give(Use::Csv, vec![3]);
        assert!(buffers.take(Use::Logical(2)).is_empty());
        assert_eq!(buffers.take(Use::Logical(3)), [1, 2]);
        assert!(buffers.take(Use::Logical(3)).is_empty());
        assert_eq!(buffers.take(Use::Csv), [3]);
    }
}
