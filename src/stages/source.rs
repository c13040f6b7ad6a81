//! What a source declares, as the stages need it: resolved, and without a path.

use std::collections::BTreeMap;

use tongbi_domain::catalog::{AreaId, IndicatorId};
use tongbi_domain::vocabulary::{Comparability, ConfStatus, ObsStatus, PriceBasis, Scenario, Stage};

/// Words of one role with their meaning.
pub type WordMap<T> = BTreeMap<String, T>;

/// A source's words and the codes they stand for.
#[derive(Debug, Default)]
pub struct Words {
    /// Scenario words.
    pub scenario: WordMap<Scenario>,
    /// Stage words.
    pub stage: WordMap<Stage>,
    /// Price basis words.
    pub growth_prices: WordMap<PriceBasis>,
    /// Scope words.
    pub growth_scope: WordMap<Comparability>,
    /// Status words.
    pub status: WordMap<ObsStatus>,
    /// Confidentiality words.
    pub confidentiality: WordMap<ConfStatus>,
}

impl Words {
    /// These words, with those of `own` added; where both know a word, `own` holds.
    pub fn overlaid(mut self, own: Self) -> Self {
        self.scenario.extend(own.scenario);
        self.stage.extend(own.stage);
        self.growth_prices.extend(own.growth_prices);
        self.growth_scope.extend(own.growth_scope);
        self.status.extend(own.status);
        self.confidentiality.extend(own.confidentiality);
        self
    }
}

/// What a table does not say, declared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Declared {
    /// Its area.
    pub area: Option<AreaId>,
    /// Its indicator.
    pub indicator: Option<IndicatorId>,
    /// Its period text, known to be readable.
    pub period: Option<String>,
    /// Its unit text, known to the catalogue.
    pub unit: Option<String>,
    /// Its scenario.
    pub scenario: Option<Scenario>,
    /// Its stage.
    pub stage: Option<Stage>,
    /// Whether counts are rounded although written in full.
    pub counts_rounded: bool,
}

/// Rows that a statistician has found to be no observations.
#[derive(Clone, Debug)]
pub struct QuarantineRule {
    /// Header text of the column that tells.
    pub column: String,
    /// Exactly this text.
    pub equals: Option<String>,
    /// A text that begins so.
    pub starts: Option<String>,
    /// The reason by which the cells are counted.
    pub reason: String,
}

impl QuarantineRule {
    /// Whether the rule speaks of a row whose column has this text.
    pub fn matches(&self, text: &str) -> bool {
        self.equals.as_deref() == Some(text) || self.starts.as_deref().is_some_and(|start| text.starts_with(start))
    }
}
