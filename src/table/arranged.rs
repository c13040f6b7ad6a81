//! The lines of a ledger in the order of a release, and the statements of some of them at a time.

use std::ops::Range;

use tongbi_domain::catalog::IndicatorId;

use super::ledger::Ledger;
use super::shelf::ShelfError;
use super::statement::{LineId, Statement};

/// Lines by rank, which is their order in a release, with how many statements they have.
#[derive(Clone, Debug, Default)]
pub struct Arranged {
    /// The line of each rank.
    lines: Vec<LineId>,
    /// The rank of each line; of those that were left out, none that there is.
    ranks: Vec<u32>,
    /// The indicator of each rank.
    indicators: Vec<IndicatorId>,
    /// How many statements the ranks before each have; one more than there are ranks.
    starts: Vec<u32>,
}

/// The statements of some lines.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The statements in the order of ranks, those of one line in the order in which they were read.
    pub statements: Vec<Statement>,
    /// Where each rank begins among them; one more than there are ranks.
    pub starts: Vec<u32>,
}

impl Arranged {
    /// Arranges all lines. What the ledger has not dealt yet is dealt.
    ///
    /// # Errors
    /// When there is no room for it.
    pub fn new(ledger: &mut Ledger) -> Result<Self, ShelfError> {
        Self::of(ledger, |_| true)
    }

    /// Arranges the lines of some indicators, likewise: a sort of these lines, and no look at a statement.
    ///
    /// # Errors
    /// When there is no room for what is not dealt yet.
    pub fn of(ledger: &mut Ledger, wanted: impl Fn(IndicatorId) -> bool) -> Result<Self, ShelfError> {
        ledger.deal()?;
        let wanted = (0u32..).zip(&ledger.lines).filter(|(_, line)| wanted(line.indicator));
        let mut lines: Vec<LineId> = wanted.map(|(id, _)| LineId(id)).collect();
        lines.sort_unstable_by_key(|id| &ledger.lines[id.0 as usize]);
        let mut ranks = vec![u32::MAX; ledger.lines.len()];
        let mut starts = Vec::with_capacity(lines.len() + 1);
        let mut start = 0;
        for (rank, line) in (0u32..).zip(&lines) {
            ranks[line.0 as usize] = rank;
            starts.push(start);
            start += ledger.count(*line);
        }
        starts.push(start);
        let indicators = lines.iter().map(|line| ledger.lines[line.0 as usize].indicator).collect();
        Ok(Self { lines, ranks, indicators, starts })
    }

    /// How many lines there are.
    pub fn ranks(&self) -> usize {
        self.lines.len()
    }

    /// The rank of a line.
    pub fn rank(&self, line: LineId) -> usize {
        self.ranks.get(line.0 as usize).map_or(usize::MAX, |rank| *rank as usize)
    }

    /// The line of a rank.
    pub fn line(&self, rank: usize) -> LineId {
        self.lines[rank]
    }

    /// Gets the statements of some ranks, which have all lines of their indicators.
    ///
    /// # Errors
    /// When they cannot be read from where they were laid.
    pub fn load(&self, ledger: &Ledger, ranks: Range<usize>) -> Result<Loaded, ShelfError> {
        let mut indicators = self.indicators[ranks.clone()].to_vec();
        indicators.dedup();
        let before = self.starts.get(ranks.start).copied().unwrap_or(0);
        let starts: Vec<u32> = self.starts.get(ranks.start..=ranks.end).unwrap_or(&[0]).iter().map(|start| start - before).collect();
        let (mut statements, mut next) = (Vec::new(), starts.clone());
        ledger.read(&indicators, |piece| {
            // Something stands in each place until the statement that belongs there comes.
            if let (true, Some(first)) = (statements.is_empty(), piece.first()) {
                statements.resize(starts.last().copied().unwrap_or(0) as usize, ledger.statement(first));
            }
            for stored in piece {
                let next = &mut next[self.rank(stored.line) - ranks.start];
                statements[*next as usize] = ledger.statement(stored);
                *next += 1;
            }
        })?;
        Ok(Loaded { statements, starts })
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
mod tests;
