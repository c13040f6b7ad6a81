//! Statements in the order in which they are read, in segments; what a ledger has dealt stands in [`Parts`](super::parts::Parts).
//!
//! A table may have more of them than there is room for. Then those that were read go to a shelf, and come back when the ledger is absorbed.

use super::keep::Keep;
use super::shelf::ShelfError;
use super::stored::Stored;

/// Statements of a segment.
pub(super) const SEGMENT: usize = 1 << 16;
/// Statements beyond which a segment is given all of its room at once.
const FEW: usize = 1 << 10;

/// Statements in the order in which they were added.
#[derive(Debug, Default)]
pub(super) struct Statements {
    /// Those in memory, which come behind those on the shelf.
    segments: Vec<Vec<Stored>>,
    laid: usize,
    /// How many segments there were when room was last looked for.
    looked: usize,
    len: usize,
    keep: Keep,
}

impl Statements {
    /// None so far, and what happens to those that there is no room for.
    pub(super) fn within(keep: Keep) -> Self {
        Self { keep, ..Self::default() }
    }

    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// Adds one behind the others.
    #[inline]
    pub(super) fn push(&mut self, statement: Stored) {
        self.len += 1;
        match self.segments.last_mut() {
            Some(segment) if segment.len() < SEGMENT => {
                if segment.len() == FEW {
                    segment.reserve_exact(SEGMENT - FEW);
                }
                segment.push(statement);
            }
            _ => self.segments.push(vec![statement]),
        }
    }

    /// Adds some behind the others: few are copied, many come as they are.
    pub(super) fn append(&mut self, segment: Vec<Stored>) {
        self.len += segment.len();
        match self.segments.last_mut() {
            Some(last) if last.len() + segment.len() <= SEGMENT => last.extend_from_slice(&segment),
            _ => self.segments.push(segment),
        }
    }

    /// Those in memory in their order: all of them, unless there were more than there is room for.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Stored> {
        self.segments.iter().flatten()
    }

    /// Makes room where a segment is full and there is too little.
    ///
    /// # Errors
    /// When the shelf does not take them.
    #[inline]
    pub(super) fn ease(&mut self) -> Result<(), ShelfError> {
        if self.segments.len() <= self.looked.max(1) { Ok(()) } else { self.make_room() }
    }

    fn make_room(&mut self) -> Result<(), ShelfError> {
        self.looked = self.segments.len();
        if self.keep.exceeded(self.len - self.laid) {
            self.keep.lay(self.segments.iter().map(Vec::as_slice))?;
            self.segments.clear();
            (self.laid, self.looked) = (self.len, 0);
            self.keep.exceeded(0);
        }
        Ok(())
    }

    /// Takes the segments that nothing more will be added to: all but the last, or all.
    pub(super) fn full(&mut self, last_too: bool) -> Vec<Vec<Stored>> {
        let keep = usize::from(!last_too).min(self.segments.len());
        let full: Vec<_> = self.segments.drain(..self.segments.len() - keep).collect();
        self.len -= full.iter().map(Vec::len).sum::<usize>();
        full
    }

    /// All in their order, segment by segment; those on the shelf are read as they are asked for.
    pub(super) fn into_segments(self) -> impl Iterator<Item = Result<Vec<Stored>, ShelfError>> {
        let Self { segments, laid, keep, .. } = self;
        let back = (0..laid).step_by(SEGMENT).map(move |from| {
            let mut segment = Vec::new();
            keep.read(from as u64, SEGMENT.min(laid - from), &mut segment).map(|()| segment)
        });
        back.chain(segments.into_iter().map(Ok))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::shelf::{Room, tests::Heap};
    use crate::table::stored::{row, sample};

    fn of(rows: std::ops::Range<u32>, statements: &mut Statements) {
        for number in rows {
            statements.push(sample(number));
            statements.ease().unwrap();
        }
    }

    fn rows(statements: Statements) -> Vec<u32> {
        statements.into_segments().flat_map(|segment| segment.unwrap()).map(|stored| row(&stored)).collect()
    }

    /// Whatever there is room for, statements come back in the order in which they were added.
    #[test]
    fn the_order_is_that_of_adding() {
        for count in [0, 3, SEGMENT as u32, 2 * SEGMENT as u32 + 1, 3 * SEGMENT as u32 + 7] {
            for most in [0, SEGMENT, usize::MAX] {
                let heap = Heap::default();
                let mut statements = Statements::within(Keep::new(Room::new(most), Box::new(heap.clone())));
                of(0..count, &mut statements);
                assert_eq!(statements.len(), count as usize);
                assert_eq!(heap.is_empty(), most > count as usize || count as usize <= SEGMENT, "{count} with room for {most}");
                assert!(rows(statements).into_iter().eq(0..count), "{count} with room for {most}");
            }
        }
    }

    /// Ledgers that share room have together what there is room for.
    #[test]
    fn room_is_shared() {
        let (room, heap) = (Room::new(3 * SEGMENT), Heap::default());
        let within = || Statements::within(Keep::new(room.clone(), Box::new(heap.clone())));
        let (mut one, mut other) = (within(), within());
        of(0..2 * SEGMENT as u32, &mut one);
        of(0..SEGMENT as u32, &mut other);
        assert!(heap.is_empty());
        of(SEGMENT as u32..2 * SEGMENT as u32 + 1, &mut other);
        assert!(!heap.is_empty());
        assert_eq!((rows(one).len(), rows(other).len()), (2 * SEGMENT, 2 * SEGMENT + 1));
    }

    /// Few are copied behind the last ones, and only what is full is taken.
    #[test]
    fn segments_are_filled() {
        let mut all = Statements::default();
        for size in [3, 4, SEGMENT - 7, 1, SEGMENT] {
            all.append(vec![sample(1); size]);
        }
        assert_eq!(all.full(false).iter().map(Vec::len).collect::<Vec<_>>(), [SEGMENT, 1]);
        assert_eq!(all.len(), SEGMENT);
        assert_eq!(all.full(true).len(), 1);
        assert_eq!(all.len(), 0);
    }
}
