//! What is rare in a statement: texts that are not the plain number, amounts that are no short decimal, corrections, inputs of derived figures.

use tongbi_domain::finding::StatementKey;
use tongbi_domain::number::{Interval, Ratio};

use super::statement::TextId;

/// What is rare in a statement. Where figures are missing, there are millions of them, so each is small.
#[derive(Clone, Debug, Default)]
pub struct Extra {
    /// The text as written, where it is not the plain number, with commas or without.
    pub value_text: Option<Box<str>>,
    /// The amount, where it is not `mantissa` with its decimals.
    pub amount: KeptAmount,
    /// Keys of the statements that a derived one was computed from.
    pub inputs: Box<[StatementKey]>,
    /// Where the source says it stands (line of a report, table number).
    pub locator: TextId,
    /// The line in which a correction of the cell is declared; 0 where none is.
    pub correction: u32,
}

/// An amount as an extra keeps it: in sixteen bytes, where the amount itself has over a hundred.
#[derive(Clone, Debug, Default)]
pub enum KeptAmount {
    /// The plain number of the statement.
    #[default]
    Plain,
    /// [`RareAmount::Missing`], of which there are many.
    Missing,
    /// Anything else.
    Rare(Box<RareAmount>),
}

impl KeptAmount {
    /// The amount; none for a plain number.
    pub fn get(&self) -> Option<RareAmount> {
        match self {
            Self::Plain => None,
            Self::Missing => Some(RareAmount::Missing),
            Self::Rare(amount) => Some(**amount),
        }
    }
}

impl From<Option<RareAmount>> for KeptAmount {
    fn from(amount: Option<RareAmount>) -> Self {
        match amount {
            None => Self::Plain,
            Some(RareAmount::Missing) => Self::Missing,
            Some(amount) => Self::Rare(Box::new(amount)),
        }
    }
}

/// An amount that does not fit the statement, in the written unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RareAmount {
    /// More digits than 64 bits hold, or no terminating decimal.
    Exact(Ratio),
    /// Two ends.
    Range(Ratio, Ratio),
    /// Computed, in the canonical unit, with what the print of its inputs allows.
    Derived(Ratio, Option<Interval>),
    /// The source gives no value; the status says why.
    Missing,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where figures are missing, memory is this times their number.
    #[test]
    fn extras_are_small() {
        assert!(size_of::<Extra>() <= 56, "{}", size_of::<Extra>());
    }
}
