//! Computes one derivation over finished series: finds the figures that belong together and calls the arithmetic.

use polars::prelude::PolarsError;
use tongbi_domain::catalog::{Catalog, IndicatorId};
use tongbi_domain::derive::{Derived, Refusal};
use tongbi_domain::finding::StatementKey;
use tongbi_domain::growth::{Figure, Reason};
use tongbi_domain::number::{Overflow, Rounding};
use tongbi_domain::period::{Cumulation, Period};
use tongbi_domain::vocabulary::{Measure, ObsStatus, PriceBasis, Stage};

use super::{Derivation, Rule};
use crate::stages::derive::Series;
use crate::table::{Line, Statement, Variant};

/// Canonical codes of the units that results have by their measure.
pub(super) const PERCENT: &str = "percent";
pub(super) const POINTS: &str = "pp";

/// Why a derivation gives nothing: a rule of its own, or the base it needs is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// By the arithmetic's rule.
    Rule(Refusal),
    /// By the search for a base.
    Base(Reason),
}

impl Refused {
    /// What is withheld because an input is.
    pub const SUPPRESSED: Self = Self::Rule(Refusal::Suppressed);

    /// The word that stands in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Rule(refusal) => refusal.code(),
            Self::Base(reason) => reason.code(),
        }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self::Rule(refusal)
    }
}

/// A derived figure before it is entered.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its key up to the scenario.
    pub line: Line,
    /// Its period.
    pub period: Period,
    /// The rest of its key.
    pub variant: Variant,
    /// Canonical unit.
    pub unit: String,
    /// The figure, or why there is none.
    pub result: Result<Derived, Refused>,
    /// Keys of the statements that it comes from.
    pub inputs: Vec<StatementKey>,
    /// The least certain stage among them.
    pub stage: Stage,
    /// SDMX status of a figure that is given.
    pub status: ObsStatus,
    /// Digits of the figure, where they are not those of the derivation: a sum has exactly its own.
    pub digits: Option<u8>,
    /// What the arithmetic adds to the figure, such as the verdict on a target.
    pub note: &'static str,
}

/// Why a derivation could not be computed at all.
#[derive(Debug, thiserror::Error)]
pub enum ComputeError {
    /// The join failed.
    #[error(transparent)]
    Join(#[from] PolarsError),
    /// An input needs more than 38 digits.
    #[error(transparent)]
    Overflow(#[from] Overflow),
}

/// Computes all results of a derivation. Implied bases are no observations; they have a table of their own.
pub fn compute(catalog: &Catalog, derivation: &Derivation, series: &Series<'_>, rounding: Rounding) -> Result<Vec<Draft>, ComputeError> {
    let work = Work { catalog, series, digits: derivation.digits, rounding };
    match &derivation.rule {
        Rule::PeriodOverPeriod { of } => work.period_over_period(*of),
        Rule::IndexGrowth { of } => work.index_growth(*of),
        Rule::SingleMonth { of } => work.single_month(*of),
        Rule::AverageGrowth { of, years, rates } => work.average_growth(*of, *years, *rates),
        Rule::Share { part, total, output } => work.share(*part, *total, *output),
        Rule::Contribution { part, total, output } => work.contribution(*part, *total, *output, true),
        Rule::PointsContributed { part, total, output } => work.contribution(*part, *total, *output, false),
        Rule::Ratio { numerator, denominator, output, mean, factor } => work.ratio(*numerator, *denominator, *output, *mean, *factor),
        Rule::SumAreas { of, area, members } => work.sum_areas(*of, *area, members),
        Rule::SumPeriods { of, into } => work.sum_periods(*of, *into),
        Rule::Attainment { of } => work.attainment(*of),
        Rule::ImpliedBase { .. } => Ok(Vec::new()),
    }
}

/// What the kinds share: the finished series, and how results are keyed.
pub(super) struct Work<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) series: &'a Series<'a>,
    pub(super) digits: u8,
    pub(super) rounding: Rounding,
}

/// The results of one derivation.
pub(super) type Drafts = Result<Vec<Draft>, ComputeError>;

impl Work<'_> {
    pub(super) fn figure(&self, group: usize) -> Result<Figure, Overflow> {
        self.series.figure(self.series.statement(group))
    }

    /// A draft with the key of a model statement, its line and variant adapted by the caller.
    pub(super) fn draft(
        &self,
        model: usize,
        line: Line,
        variant: Variant,
        unit: &str,
        result: Result<Derived, Refused>,
        inputs: &[usize],
    ) -> Draft {
        // A target's stage speaks of the plan, not of what became of it.
        let facts = inputs.iter().filter(|group| self.line(**group).scenario == line.scenario);
        let stages = facts.map(|group| self.series.statement(*group).traits.stage());
        let stage = stages.max_by_key(|stage| stage.precedence()).unwrap_or(Stage::NotStated);
        let expected = stage == Stage::Expected;
        Draft {
            line,
            period: self.series.statement(model).period,
            variant,
            unit: unit.to_owned(),
            result,
            inputs: inputs.iter().map(|group| self.series.key(*group)).collect(),
            stage,
            status: if expected { ObsStatus::Estimated } else { ObsStatus::Normal },
            digits: None,
            note: "",
        }
    }

    pub(super) fn line(&self, group: usize) -> &Line {
        self.series.ledger.line(self.series.statement(group))
    }

    pub(super) fn statement(&self, group: usize) -> &Statement {
        self.series.statement(group)
    }

    pub(super) fn output(&self, output: IndicatorId) -> (Measure, String) {
        self.catalog.indicators.get(output).map_or((Measure::Level, String::new()), |found| (found.measure, found.unit.code.clone()))
    }
}

/// The digits that an exact result has by itself; none where it does not terminate.
pub(super) fn own_digits(result: &Result<Derived, Refused>) -> Option<u8> {
    result.as_ref().ok().and_then(|derived| derived.value.to_decimal()).map(tongbi_domain::number::Decimal::scale)
}

/// The same variant over another span, without an index base.
pub(super) fn with_span(variant: Variant, cumulation: Cumulation) -> Variant {
    Variant::new(cumulation, variant.price_basis(), variant.comparability(), 0, variant.adjustment())
}

/// The same variant for figures in which prices play no part.
pub(super) fn priceless(variant: Variant) -> Variant {
    Variant::new(variant.cumulation(), PriceBasis::NotApplicable, variant.comparability(), 0, variant.adjustment())
}
