//! Statements dealt by indicator: a part is some of them in the order of their indicators, in memory or on a shelf, so that all figures of an
//! indicator are some pieces, one of each part.
//!
//! Statements of one line always come in the order in which they were read, wherever they are held: nothing else depends on the parts.

use std::ops::Range;

use tongbi_domain::catalog::IndicatorId;

use super::keep::Keep;
use super::shelf::ShelfError;
use super::stored::Stored;

/// All that was dealt.
#[derive(Debug, Default)]
pub struct Parts {
    /// Those on the shelf come first.
    parts: Vec<Part>,
    /// How many statements are in memory.
    held: usize,
    len: usize,
    keep: Keep,
}

/// Some statements, by indicator.
#[derive(Debug)]
struct Part {
    /// Each indicator that is there, in order, with the place of its first statement.
    starts: Vec<(IndicatorId, u32)>,
    len: u32,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Memory(Vec<Stored>),
    /// On the shelf, from this one on.
    Shelf(u64),
}

impl Parts {
    /// Nothing so far, and what happens to what there is no room for.
    pub(super) fn within(keep: Keep) -> Self {
        Self { keep, ..Self::default() }
    }

    /// How many statements there are.
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// Deals a segment. Where there is no room, all that is in memory goes to the shelf as one part, so that parts are few however many segments there were.
    pub(super) fn add(&mut self, segment: Vec<Stored>, indicators: &[IndicatorId]) -> Result<(), ShelfError> {
        self.held += segment.len();
        self.len += segment.len();
        self.parts.push(Part::deal(segment, indicators));
        if self.keep.exceeded(self.held) { self.lay() } else { Ok(()) }
    }

    /// Lays all parts in memory on the shelf, as one.
    fn lay(&mut self) -> Result<(), ShelfError> {
        let first = self.parts.partition_point(|part| matches!(part.place, Place::Shelf(_)));
        let (starts, pieces) = merged(&self.parts[first..]);
        let place = Place::Shelf(self.keep.lay(pieces.into_iter())?);
        let len = self.parts[first..].iter().map(|part| part.len).sum();
        self.parts.truncate(first);
        self.parts.push(Part { starts, len, place });
        self.held = 0;
        self.keep.exceeded(0);
        Ok(())
    }

    /// Shows all statements of some indicators, which come in order, piece by piece; those of one line in the order in which they were read.
    pub(super) fn read(&self, wanted: &[IndicatorId], mut each: impl FnMut(&[Stored])) -> Result<(), ShelfError> {
        let mut back = Vec::new();
        for part in &self.parts {
            for piece in part.pieces(wanted) {
                match &part.place {
                    Place::Memory(statements) => each(&statements[piece.start as usize..piece.end as usize]),
                    Place::Shelf(first) => {
                        back.clear();
                        self.keep.read(first + u64::from(piece.start), piece.len(), &mut back)?;
                        each(&back);
                    }
                }
            }
        }
        Ok(())
    }
}

/// Parts in memory as one: where each indicator begins, and the pieces in their new order.
fn merged(parts: &[Part]) -> (Vec<(IndicatorId, u32)>, Vec<&[Stored]>) {
    let (mut starts, mut pieces, mut len) = (Vec::new(), Vec::new(), 0);
    let mut next = vec![0; parts.len()];
    let first = |part: &Part, at: usize| part.starts.get(at).map(|(indicator, _)| *indicator);
    while let Some(indicator) = parts.iter().zip(&next).filter_map(|(part, at)| first(part, *at)).min() {
        starts.push((indicator, len));
        for (part, at) in parts.iter().zip(&mut next) {
            if first(part, *at) == Some(indicator)
                && let Place::Memory(statements) = &part.place
            {
                let piece = part.piece(*at);
                len += piece.len() as u32;
                pieces.push(&statements[piece.start as usize..piece.end as usize]);
                *at += 1;
            }
        }
    }
    (starts, pieces)
}

impl Part {
    /// Deals a segment: a counting sort by the indicators of its statements, which keeps the order of those of one.
    fn deal(segment: Vec<Stored>, indicators: &[IndicatorId]) -> Self {
        let len = segment.len() as u32;
        let (least, most) = indicators.iter().fold((u32::MAX, 0), |(least, most), id| (least.min(id.0), most.max(id.0)));
        let mut next = vec![0_u32; (most + 2).saturating_sub(least) as usize];
        indicators.iter().for_each(|id| next[(id.0 - least) as usize + 1] += 1);
        for at in 1..next.len() {
            next[at] += next[at - 1];
        }
        let there = (least..).zip(next.windows(2)).filter(|(_, ends)| ends[0] < ends[1]);
        let starts = there.map(|(id, ends)| (IndicatorId(id), ends[0])).collect();
        let mut statements = segment;
        if !indicators.is_sorted() {
            let place = |id: &IndicatorId| {
                let next = &mut next[(id.0 - least) as usize];
                *next += 1;
                *next - 1
            };
            put_in_place(&mut statements, indicators.iter().map(place).collect());
        }
        Self { starts, len, place: Place::Memory(statements) }
    }

    /// Where the statements of the indicator at a position stand.
    fn piece(&self, at: usize) -> Range<u32> {
        let start = |at: usize| self.starts.get(at).map_or(self.len, |(_, start)| *start);
        start(at)..start(at + 1)
    }

    /// Where the statements of some indicators stand, those that follow each other as one piece.
    fn pieces(&self, wanted: &[IndicatorId]) -> Vec<Range<u32>> {
        let mut pieces: Vec<Range<u32>> = Vec::new();
        let mut at = 0;
        for indicator in wanted {
            at += self.starts[at..].partition_point(|(known, _)| known < indicator);
            if self.starts.get(at).is_none_or(|(known, _)| known != indicator) {
                continue;
            }
            let piece = self.piece(at);
            match pieces.last_mut() {
                Some(last) if last.end == piece.start => last.end = piece.end,
                _ => pieces.push(piece),
            }
        }
        pieces
    }
}

/// Moves each statement to its place, in the memory that they have.
fn put_in_place(statements: &mut [Stored], mut places: Vec<u32>) {
    for at in 0..places.len() {
        // Each exchange brings one to where it belongs.
        while places[at] as usize != at {
            let place = places[at] as usize;
            statements.swap(at, place);
            places.swap(at, place);
        }
    }
}
