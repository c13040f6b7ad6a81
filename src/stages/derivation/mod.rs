//! Figures computed from finished series: shares, ratios, contributions, averages, sums, attainment.
//!
//! Declared in `pipeline.toml`, type-checked when the plan is made, computed by plain functions of the domain crate. A result
//! enters the ledger as a statement that stands behind every source: a published figure of the same key always wins.

mod compute;
mod growths;
mod months;
mod pairs;
mod record;
mod targets;
mod wholes;

pub use compute::{ComputeError, Draft, Refused, compute};
pub use record::{TooManyUnits, record};

use tongbi_domain::catalog::{AreaId, IndicatorId};
use tongbi_domain::derive::PartsKind;
use tongbi_domain::number::Ratio;
use tongbi_domain::period::Freq;

/// One derivation, resolved.
#[derive(Clone, Debug)]
pub struct Derivation {
    /// Its id, which stands in the column `derivation`.
    pub id: String,
    /// What it computes.
    pub rule: Rule,
    /// Digits of its result.
    pub digits: u8,
}

/// What a derivation computes. Units were checked by the plan.
#[derive(Clone, Debug)]
pub enum Rule {
    /// 环比: growth over the period before, percent.
    PeriodOverPeriod {
        /// Of this level.
        of: IndicatorId,
    },
    /// 上年同期=100 less 100: the growth that an index says.
    IndexGrowth {
        /// Of this index.
        of: IndicatorId,
    },
    /// The single month between two cumulative figures, implied.
    SingleMonth {
        /// Of this flow.
        of: IndicatorId,
    },
    /// 年均增长, 两年平均: geometric.
    AverageGrowth {
        /// Of this level.
        of: IndicatorId,
        /// Over so many years.
        years: u8,
        /// From the published rates rather than from levels.
        rates: bool,
    },
    /// 比重: percent of a total.
    Share {
        /// The part.
        part: IndicatorId,
        /// The total.
        total: IndicatorId,
        /// Published under.
        output: IndicatorId,
    },
    /// 贡献率: the part's change in percent of the total's.
    Contribution {
        /// The part.
        part: IndicatorId,
        /// The total.
        total: IndicatorId,
        /// Published under.
        output: IndicatorId,
    },
    /// 拉动: the part's change in percent of the total's base, points.
    PointsContributed {
        /// The part.
        part: IndicatorId,
        /// The total.
        total: IndicatorId,
        /// Published under.
        output: IndicatorId,
    },
    /// Per head, per area and other ratios.
    Ratio {
        /// Above the line.
        numerator: IndicatorId,
        /// Below it.
        denominator: IndicatorId,
        /// Published under.
        output: IndicatorId,
        /// Whether the denominator is the mean of the year's two ends.
        mean: bool,
        /// From the quotient of the canonical units to the output's.
        factor: Ratio,
    },
    /// A sum over areas.
    SumAreas {
        /// Of this indicator.
        of: IndicatorId,
        /// The whole.
        area: AreaId,
        /// Its members.
        members: Vec<AreaId>,
    },
    /// A sum over the periods of a longer one.
    SumPeriods {
        /// Of this flow.
        of: IndicatorId,
        /// The longer frequency.
        into: Freq,
    },
    /// A target's attainment by its own operator.
    Attainment {
        /// Of this indicator: its level as a ratio, its rates and shares as a gap.
        of: IndicatorId,
    },
    /// The base that a level and its published rate imply; published in `implied` only.
    ImpliedBase {
        /// Of this level.
        of: IndicatorId,
    },
}

impl Rule {
    /// The word of its kind, as declarations have it; of a ratio to the mean of a year's two ends `ratio-to-mean`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::PeriodOverPeriod { .. } => "period-over-period",
            Self::IndexGrowth { .. } => "index-growth",
            Self::SingleMonth { .. } => "single-month",
            Self::AverageGrowth { rates: false, .. } => "average-growth",
            Self::AverageGrowth { rates: true, .. } => "average-of-rates",
            Self::Share { .. } => "share",
            Self::Contribution { .. } => "contribution",
            Self::PointsContributed { .. } => "points-contributed",
            Self::Ratio { mean: false, .. } => "ratio",
            Self::Ratio { mean: true, .. } => "ratio-to-mean",
            Self::SumAreas { .. } => "sum-areas",
            Self::SumPeriods { .. } => "sum-periods",
            Self::Attainment { .. } => "attainment",
            Self::ImpliedBase { .. } => "implied-base",
        }
    }

    /// The indicators it reads.
    pub fn inputs(&self) -> Vec<IndicatorId> {
        match self {
            Self::Share { part, total, .. } | Self::Contribution { part, total, .. } | Self::PointsContributed { part, total, .. } => {
                vec![*part, *total]
            }
            Self::Ratio { numerator, denominator, .. } => vec![*numerator, *denominator],
            Self::PeriodOverPeriod { of }
            | Self::IndexGrowth { of }
            | Self::SingleMonth { of }
            | Self::AverageGrowth { of, .. }
            | Self::SumAreas { of, .. }
            | Self::SumPeriods { of, .. }
            | Self::Attainment { of }
            | Self::ImpliedBase { of } => vec![*of],
        }
    }

    /// The indicator that its result is published under.
    pub fn output(&self) -> IndicatorId {
        match self {
            Self::Share { output, .. }
            | Self::Contribution { output, .. }
            | Self::PointsContributed { output, .. }
            | Self::Ratio { output, .. } => *output,
            Self::PeriodOverPeriod { of }
            | Self::IndexGrowth { of }
            | Self::SingleMonth { of }
            | Self::AverageGrowth { of, .. }
            | Self::SumAreas { of, .. }
            | Self::SumPeriods { of, .. }
            | Self::Attainment { of }
            | Self::ImpliedBase { of } => *of,
        }
    }
}

/// A total and the indicators that add up to it.
#[derive(Clone, Debug)]
pub struct Total {
    /// Its id.
    pub id: String,
    /// The total.
    pub total: IndicatorId,
    /// Its parts.
    pub parts: Vec<IndicatorId>,
    /// Whether they make it up, or are among it (其中).
    pub kind: PartsKind,
}
