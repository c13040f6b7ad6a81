//! The statements of a ledger, line by line in the order of a release. Nothing is moved: these are indices.

use std::ops::Range;

use tongbi_domain::catalog::IndicatorId;

use super::ledger::Ledger;
use super::statement::LineId;

/// Lines by rank, which is their order in a release, each with its statements in the order in which they were read.
#[derive(Clone, Debug, Default)]
pub struct Arranged {
    /// The line of each rank.
    lines: Vec<LineId>,
    /// The rank of each line.
    ranks: Vec<u32>,
    /// The indicator of each rank.
    indicators: Vec<IndicatorId>,
    /// Where the indices of each rank begin; one more than there are ranks.
    starts: Vec<u32>,
    /// Indices of statements.
    indices: Vec<u32>,
}

impl Arranged {
    /// Arranges all statements: one sort of the lines, one count and one pass over the statements.
    pub fn new(ledger: &Ledger) -> Self {
        let mut lines: Vec<LineId> = (0u32..).zip(&ledger.lines).map(|(id, _)| LineId(id)).collect();
        lines.sort_unstable_by_key(|id| &ledger.lines[id.0 as usize]);
        let mut ranks = vec![0; lines.len()];
        for (rank, line) in (0u32..).zip(&lines) {
            ranks[line.0 as usize] = rank;
        }
        let mut starts = vec![0u32; lines.len() + 1];
        for statement in ledger.statements.iter() {
            starts[ranks[statement.line.0 as usize] as usize + 1] += 1;
        }
        for rank in 1..starts.len() {
            starts[rank] += starts[rank - 1];
        }
        let mut next = starts.clone();
        let mut indices = vec![0; ledger.statements.len()];
        for (index, statement) in ledger.statements.indexed() {
            let next = &mut next[ranks[statement.line.0 as usize] as usize];
            indices[*next as usize] = index;
            *next += 1;
        }
        let indicators = lines.iter().map(|line| ledger.lines[line.0 as usize].indicator).collect();
        Self { lines, ranks, indicators, starts, indices }
    }

    /// How many lines there are.
    pub fn ranks(&self) -> usize {
        self.lines.len()
    }

    /// The rank of a line.
    pub fn rank(&self, line: LineId) -> usize {
        self.ranks.get(line.0 as usize).map_or(usize::MAX, |rank| *rank as usize)
    }

    /// The line of a rank with the indices of its statements.
    pub fn at(&self, rank: usize) -> (LineId, &[u32]) {
        (self.lines[rank], &self.indices[self.starts[rank] as usize..self.starts[rank + 1] as usize])
    }

    /// How many statements the lines of some ranks have.
    pub fn statements(&self, ranks: Range<usize>) -> usize {
        let start = |rank: usize| self.starts.get(rank).map_or(0, |start| *start as usize);
        start(ranks.end) - start(ranks.start)
    }

    /// Ranges of ranks with all lines of some consecutive indicators: as few as have at least so many statements. One empty range for nothing.
    pub fn units(&self, statements: usize) -> Vec<Range<usize>> {
        let mut units = Vec::new();
        let mut first = 0;
        for rank in 1..self.lines.len() {
            let enough = (self.starts[rank] - self.starts[first]) as usize >= statements;
            if enough && self.indicators[rank] != self.indicators[rank - 1] {
                units.push(first..rank);
                first = rank;
            }
        }
        units.push(first..self.lines.len());
        units
    }
}

#[cfg(test)]
mod tests {
    use tongbi_domain::catalog::AreaId;
    use tongbi_domain::period::Period;
    use tongbi_domain::vocabulary::{Measure, Scenario};

    use super::*;
    use crate::table::statement::sample;
    use crate::table::{Line, Statement};

    /// Each statement stands under its line, lines stand in the order of a release, and no unit cuts an indicator.
    #[test]
    fn statements_stand_under_their_lines_in_order() {
        let mut ledger = Ledger::default();
        let cells = [(2, 1), (0, 5), (2, 0), (0, 5), (1, 3), (2, 1)];
        for (indicator, area) in cells {
            let (indicator, area) = (IndicatorId(indicator), AreaId(area));
            let line = Line { indicator, area, dimensions: Default::default(), measure: Measure::Level, scenario: Scenario::Actual };
            let statement = Statement { line: ledger.line_id(line), ..sample(Period::annual(2021).unwrap()) };
            ledger.statements.push(statement);
        }
        let arranged = Arranged::new(&ledger);
        let found: Vec<_> = (0..arranged.ranks()).map(|rank| arranged.at(rank).1.to_vec()).collect();
        assert_eq!(found, [vec![1, 3], vec![4], vec![2], vec![0, 5]]);
        assert!((0..arranged.ranks()).all(|rank| arranged.rank(arranged.at(rank).0) == rank));
        assert_eq!(arranged.units(1), [0..1, 1..2, 2..4]);
        assert_eq!(arranged.units(3), [0..2, 2..4]);
        assert_eq!(Arranged::new(&Ledger::default()).units(3), vec![0..0; 1]);
    }
}
