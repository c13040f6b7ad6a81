//! Which texts of tables were taken for which entries of the code lists: what was understood once is told once, when its table has been read.
//!
//! Nothing is counted for each figure. What was not understood is a finding.

use std::collections::BTreeSet;

use tongbi_domain::catalog::DimensionId;
use tongbi_read::layout::{Fact, Role};

/// What a text was looked up in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// The list of indicators.
    Indicator,
    /// The list of areas.
    Area,
    /// The values of a dimension.
    Dimension(DimensionId),
    /// The units.
    Unit,
    /// The words that are declared for a role.
    Word(Role),
}

/// A text and what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mapping {
    /// The list.
    pub list: List,
    /// The text as its table has it; a path of names has `/` between them.
    pub text: String,
    /// Code of the entry; what a word stands for.
    pub code: String,
    /// The spelling of the entry that the text was found by, without unit, note marks and the names above it.
    pub spelling: String,
    /// Exact factor from the unit to the canonical one; empty for anything else.
    pub factor: String,
}

/// The mappings of a source.
pub type Mappings = BTreeSet<Mapping>;

/// Meanings of declared words that were heard in a table. They are few, and compared by where they stand.
#[derive(Clone, Debug, Default)]
pub struct Heard<'t>(Vec<&'t [Fact]>);

impl<'t> Heard<'t> {
    /// Notes the meaning of a word.
    pub fn note(&mut self, meaning: Option<&'t [Fact]>) {
        if let Some(meaning) = meaning
            && !self.has(meaning)
        {
            self.0.push(meaning);
        }
    }

    /// Whether a meaning was heard.
    pub fn has(&self, meaning: &[Fact]) -> bool {
        self.0.iter().any(|known| std::ptr::eq(*known, meaning))
    }
}
