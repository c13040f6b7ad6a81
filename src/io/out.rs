//! A buffer that short cells are written into by copies of fixed lengths: it has room for them, and what is copied too much is written over by the next
//! cell. It knows nothing of formats.

use tongbi_domain::number::Short;

/// How many bytes are copied at once.
pub(super) const AT_ONCE: usize = 32;

/// A buffer that is filled from its beginning. What is behind it stays as it was, because making a buffer empty and filling it with zeros again costs as much
/// as writing to it.
#[derive(Debug, Default)]
pub(super) struct Out {
    bytes: Vec<u8>,
    at: usize,
    /// How much room a row of short cells needs.
    row: usize,
}

impl Out {
    /// Over whatever a buffer holds, from its beginning.
    pub(super) fn over(bytes: Vec<u8>, row: usize) -> Self {
        Self { bytes, at: 0, row: row + AT_ONCE }
    }

    /// How much of the buffer is filled.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// What it is filled with.
    pub(super) fn filled(&self) -> &[u8] {
        &self.bytes[..self.at]
    }

    /// Makes room for a row of short cells.
    #[inline]
    pub(super) fn make_room(&mut self) {
        if self.bytes.len() - self.at < self.row {
            self.grow(self.row);
        }
    }

    #[cold]
    fn grow(&mut self, more: usize) {
        self.have((self.at + more).max(self.at + self.at / 2));
    }

    /// Makes the buffer so long. New memory is zero as it is given, so that nothing but what is filled is touched.
    fn have(&mut self, length: usize) {
        let mut longer = vec![0; length];
        longer[..self.at].copy_from_slice(self.filled());
        self.bytes = longer;
    }

    /// Makes room for all of what some rows are a part of, where that is more than there is.
    pub(super) fn expect(&mut self, rows: usize, all: usize) {
        let length = self.at / rows.max(1) * all;
        if self.bytes.len() < length {
            // A sixteenth more: later rows may be longer.
            self.have(length + length / 16 + self.row);
        }
    }

    /// Appends the beginning of a block; mostly there is room for all of it.
    #[inline]
    pub(super) fn block(&mut self, block: &[u8; AT_ONCE], length: usize) {
        if let Some(to) = self.bytes.get_mut(self.at..).and_then(|rest| rest.first_chunk_mut::<AT_ONCE>()) {
            *to = *block;
            self.at += length;
        } else {
            self.put(&block[..length]);
        }
    }

    /// Appends a byte.
    #[inline]
    pub(super) fn byte(&mut self, byte: u8) {
        if let Some(to) = self.bytes.get_mut(self.at) {
            *to = byte;
            self.at += 1;
        } else {
            self.put(&[byte]);
        }
    }

    /// Appends a number; mostly there is room for its longest form.
    #[inline]
    pub(super) fn short(&mut self, number: Short) {
        if let Some(to) = self.bytes.get_mut(self.at..).and_then(|rest| rest.first_chunk_mut::<{ Short::LONGEST }>()) {
            self.at += number.put(to);
        } else {
            self.put(number.to_decimal().text().bytes());
        }
    }

    /// Appends bytes of any number and keeps the room for the rest of the row.
    pub(super) fn put(&mut self, bytes: &[u8]) {
        if self.bytes.len() - self.at < bytes.len() + self.row {
            self.grow(bytes.len() + self.row);
        }
        self.bytes[self.at..self.at + bytes.len()].copy_from_slice(bytes);
        self.at += bytes.len();
    }

    /// The buffer, and how much of it is filled.
    pub(super) fn finish(self) -> (Vec<u8>, usize) {
        (self.bytes, self.at)
    }
}
