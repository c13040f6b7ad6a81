//! A unit as the program computes with it: resolved, with one exact factor.

use serde::Deserialize;

use super::Dimension;
use crate::number::{Overflow, Ratio};

/// The family a unit belongs to: what may be done with figures in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnitKind {
    /// A quotient or product built from other units.
    Composite,
    /// Counts whole things (所, 家, 套); converts to nothing else.
    Counter,
    /// Money; converts only by a declared rate table.
    Currency,
    /// An index number.
    Index,
    /// A measured quantity with a scale.
    Physical,
    /// Percentage points and their kin.
    Points,
    /// A place in a ranking.
    Rank,
    /// Percent, per mille, tenths.
    Ratio,
}

/// A unit or a quotient or product of units, with its exact factor to the base unit of its dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Canonical code: `CNY`, `km2`, `件/万人`.
    pub code: String,
    /// What it measures.
    pub dimension: Dimension,
    /// How many base units it is.
    pub factor: Ratio,
    /// Its family.
    pub kind: UnitKind,
}

impl Unit {
    /// The factor from this unit to the other, or `None` where their dimensions differ: 元 are never added to 人.
    pub fn factor_to(&self, other: &Self) -> Option<Result<Ratio, Overflow>> {
        (self.dimension == other.dimension).then(|| self.factor.div(other.factor))
    }

    /// Whether figures in this unit are whole things that were counted.
    pub fn is_counter(&self) -> bool {
        self.kind == UnitKind::Counter
    }
}
