//! The statements of a ledger, in segments: a ledger that absorbs another takes its segments as they are, so that no statement is copied and no
//! memory is asked for twice.

use std::ops::Index;

use super::statement::Statement;

/// Statements of a segment; a power of two, so that an index is a segment and a place in it.
const SEGMENT: usize = 1 << BITS;
const BITS: u32 = 16;
/// Statements beyond which a segment is given all of its room at once.
const FEW: usize = 1 << 10;

/// Statements in the order in which they were added. Their indices grow in this order and are not all taken: a segment may end early.
///
/// Two segments that follow each other hold more than one can, so at least half of all indices can be used.
#[derive(Clone, Debug, Default)]
pub struct Statements {
    segments: Vec<Vec<Statement>>,
    len: usize,
}

impl Statements {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds one behind the others.
    #[inline]
    pub fn push(&mut self, statement: Statement) {
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

    /// One by its index.
    #[inline]
    pub fn get(&self, index: u32) -> Option<&Statement> {
        self.segments.get((index >> BITS) as usize)?.get(index as usize % SEGMENT)
    }

    /// All in order.
    pub fn iter(&self) -> impl Iterator<Item = &Statement> {
        self.segments.iter().flatten()
    }

    /// All in order, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Statement> {
        self.segments.iter_mut().flatten()
    }

    /// All in order, with their indices.
    pub fn indexed(&self) -> impl Iterator<Item = (u32, &Statement)> {
        let first = |segment: usize| (segment as u32) << BITS;
        self.segments.iter().enumerate().flat_map(move |(at, segment)| (first(at)..).zip(segment))
    }

    /// What [`Statements::append`] will add to the indices of another's statements; none where there are more than 32 bits can number.
    pub fn shift(&self, other: &Self) -> Option<u32> {
        let (segments, behind) = match self.segments.last() {
            Some(last) if fits(last, other) => (self.segments.len() - 1, last.len()),
            _ => (self.segments.len(), 0),
        };
        (segments + other.segments.len() <= SEGMENT).then_some((segments as u32) << BITS | behind as u32)
    }

    /// Adds those of another behind the own ones: few are copied, many come as they are.
    pub fn append(&mut self, mut other: Self) {
        self.len += other.len;
        match (self.segments.last_mut(), other.segments.first()) {
            (Some(last), Some(first)) if fits(last, &other) => last.extend_from_slice(first),
            _ => self.segments.append(&mut other.segments),
        }
    }
}

/// Whether all of these have room behind a segment.
fn fits(last: &[Statement], other: &Statements) -> bool {
    last.len() + other.len <= SEGMENT && other.segments.len() == 1
}

impl Index<u32> for Statements {
    type Output = Statement;

    #[inline]
    fn index(&self, index: u32) -> &Statement {
        &self.segments[(index >> BITS) as usize][index as usize % SEGMENT]
    }
}

#[cfg(test)]
mod tests {
    use tongbi_domain::period::Period;

    use super::*;
    use crate::table::statement::sample;

    fn of(rows: std::ops::Range<u32>) -> Statements {
        let mut statements = Statements::default();
        rows.for_each(|row| statements.push(Statement { row, ..sample(Period::annual(2021).unwrap()) }));
        statements
    }

    /// Whatever their sizes, lists that are appended stand behind each other, and each index leads to its statement.
    #[test]
    fn appended_lists_stand_behind_each_other() {
        let full = SEGMENT as u32;
        for sizes in [vec![0, 3, 0], vec![full - 2, 2, 1], vec![full - 2, 3, full + 5, 7], vec![2 * full, 1, full, full - 1]] {
            let (mut all, mut rows) = (Statements::default(), 0);
            for size in sizes.iter().copied() {
                let other = of(rows..rows + size);
                let shift = all.shift(&other).unwrap();
                let own: Vec<(u32, u32)> = other.indexed().map(|(index, statement)| (index + shift, statement.row)).collect();
                all.append(other);
                assert!(own.iter().all(|(index, row)| all[*index].row == *row), "{sizes:?}");
                rows += size;
            }
            assert_eq!(all.len(), rows as usize);
            assert!(all.iter().map(|statement| statement.row).eq(0..rows), "{sizes:?}");
            assert!(all.indexed().all(|(index, statement)| all.get(index).unwrap().row == statement.row));
            assert!(all.indexed().map(|(index, _)| index).is_sorted());
            let last = all.indexed().last().map(|(index, _)| index);
            assert!(last.is_none_or(|last| all.get(last + 1).is_none()));
        }
    }
}
