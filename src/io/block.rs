//! A block of a file, at an address that the disk can be given.

/// How long a block is: each costs the system the same, but what is longer than its list of pages (254) would be two for it.
pub(super) const BLOCK: usize = 250 * ALIGN;
/// What addresses, places in a file and lengths must be multiples of: no sector is longer.
pub(super) const ALIGN: usize = 1 << 12;

/// How much room there is at first: most files are short.
const LEAST: usize = 1 << 14;

/// Room for a block, which grows with what it holds.
#[derive(Debug, Default)]
pub(super) struct Block {
    memory: Vec<u8>,
    /// Where in the memory the block begins.
    start: usize,
    length: usize,
}

impl Block {
    /// What it holds.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.memory[self.start..self.start + self.length]
    }

    /// Holds nothing.
    pub(super) fn clear(&mut self) {
        self.length = 0;
    }

    /// Takes as many of some bytes as there is room for, and gives the others back.
    pub(super) fn fill<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let (now, later) = bytes.split_at(bytes.len().min(BLOCK - self.length));
        let from = self.length;
        self.room(from + now.len())[from..].copy_from_slice(now);
        later
    }

    /// Room for so many bytes, [`BLOCK`] at most, which it then holds, whatever they are.
    pub(super) fn room(&mut self, length: usize) -> &mut [u8] {
        if self.memory.len().saturating_sub(ALIGN) < length {
            self.grow(length);
        }
        self.length = length;
        &mut self.memory[self.start..self.start + length]
    }

    fn grow(&mut self, length: usize) {
        let mut memory = vec![0; (2 * length).clamp(LEAST, BLOCK.max(length)) + ALIGN];
        let start = memory.as_ptr().align_offset(ALIGN).min(ALIGN);
        memory[start..start + self.length].copy_from_slice(self.bytes());
        (self.memory, self.start) = (memory, start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is filled in comes out, at an address for the disk, and what has no room is given back.
    #[test]
    fn blocks_are_filled() {
        let bytes: Vec<u8> = (0..BLOCK + 10).map(|at| (at % 251) as u8).collect();
        let mut block = Block::default();
        assert!(block.fill(&[]).is_empty() && block.bytes().is_empty());
        let rest = block.fill(&bytes[..7]);
        assert!(rest.is_empty() && block.bytes() == &bytes[..7]);
        assert_eq!(block.fill(&bytes[7..]), &bytes[BLOCK..]);
        assert_eq!(block.bytes(), &bytes[..BLOCK]);
        assert_eq!(block.bytes().as_ptr().align_offset(ALIGN), 0);
        block.clear();
        assert!(block.fill(&bytes[3..5]).is_empty() && block.bytes() == &bytes[3..5]);
    }
}
