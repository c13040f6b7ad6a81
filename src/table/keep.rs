//! Statements that there is no room for, one after the other on a shelf.

use super::shelf::{Room, Shelf, ShelfError};
use super::stored::{self, STORED, Stored};

/// How many statements go to the shelf or come back from it in one piece.
const AT_ONCE: usize = 1 << 14;

/// Room for statements, and the shelf for those beyond it. The default has room for all.
#[derive(Debug, Default)]
pub struct Keep {
    room: Room,
    /// How many of the room are taken by this.
    taken: usize,
    shelf: Option<Box<dyn Shelf>>,
    /// How many lie on the shelf.
    laid: u64,
}

impl Keep {
    /// Bytes of memory that a statement takes.
    pub const BYTES: usize = STORED;

    /// Room, and a shelf of its own.
    pub fn new(room: Room, shelf: Box<dyn Shelf>) -> Self {
        Self { room, shelf: Some(shelf), ..Self::default() }
    }

    /// Whether so many are more than there is room for.
    pub(super) fn exceeded(&mut self, held: usize) -> bool {
        let before = std::mem::replace(&mut self.taken, held);
        self.room.exceeded(before, held) && self.shelf.is_some()
    }

    /// Lays statements on the shelf, and says where they begin; without a shelf none is laid down.
    pub(super) fn lay<'s>(&mut self, pieces: impl Iterator<Item = &'s [Stored]>) -> Result<u64, ShelfError> {
        let first = self.laid;
        let Some(shelf) = &mut self.shelf else { return Ok(first) };
        let mut bytes = Vec::with_capacity(AT_ONCE * STORED);
        for statement in pieces.flatten() {
            stored::write(statement, &mut bytes);
            if bytes.len() == AT_ONCE * STORED {
                shelf.put(&bytes)?;
                bytes.clear();
            }
            self.laid += 1;
        }
        if !bytes.is_empty() {
            shelf.put(&bytes)?;
        }
        Ok(first)
    }

    /// Adds so many statements from one on, as they were laid down.
    pub(super) fn read(&self, first: u64, count: usize, into: &mut Vec<Stored>) -> Result<(), ShelfError> {
        let Some(shelf) = &self.shelf else { return Ok(()) };
        into.reserve(count);
        let mut bytes = vec![0; count.min(AT_ONCE) * STORED];
        for from in (0..count).step_by(AT_ONCE) {
            let bytes = &mut bytes[..(count - from).min(AT_ONCE) * STORED];
            shelf.take((first + from as u64) * STORED as u64, bytes)?;
            for record in bytes.as_chunks::<STORED>().0 {
                into.push(stored::read(record).ok_or_else(|| shelf.damaged())?);
            }
        }
        Ok(())
    }
}

impl Drop for Keep {
    fn drop(&mut self) {
        self.exceeded(0);
    }
}
