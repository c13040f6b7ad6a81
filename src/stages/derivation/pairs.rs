//! Which figures belong together: joins of finished series by area, dimensions, period and basis.

use polars::prelude::PolarsError;
use tongbi_domain::catalog::IndicatorId;
use tongbi_domain::vocabulary::{Measure, PriceBasis, Scenario};

use crate::stages::derive::Series;
use crate::table::frame::{KEY_PARTS, KeyedRows, left_join};
use crate::table::{Ledger, Line, Statement};

/// How closely two figures must agree to belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Match {
    /// Same area, dimensions, period, span, scenario, prices and scope: parts of a total.
    Basis,
    /// Same area, dimensions, period and scenario: a flow over a stock.
    Period,
    /// Same area, dimensions, period and span, whatever the scenario: a target and its actual.
    Scenario,
}

/// Groups of an indicator's own figures (levels for a level), winners only, in order.
pub(super) fn figures(series: &Series<'_>, indicator: IndicatorId, measure: Measure, scenario: Option<Scenario>) -> Vec<usize> {
    let wanted =
        |line: &Line| line.indicator == indicator && line.measure == measure && scenario.is_none_or(|wanted| line.scenario == wanted);
    (0..series.reconciled.groups.len())
        .filter(|group| series.reconciled.groups[*group].is_published() && wanted(series.ledger.line(series.statement(*group))))
        .collect()
}

/// Pairs each left figure with every right one it belongs to; lonely left figures have no pair.
pub(super) fn pair(series: &Series<'_>, left: &[usize], right: &[usize], how: Match) -> Result<Vec<(usize, usize)>, PolarsError> {
    let keyed = |groups: &[usize]| {
        let mut rows = KeyedRows::default();
        for group in groups {
            let statement = series.statement(*group);
            // Unknown prices never equal unknown prices, so such a figure belongs to nothing.
            if how == Match::Basis && statement.variant.price_basis() == PriceBasis::Unknown {
                continue;
            }
            rows.push(key(series.ledger, statement, how), u32::try_from(*group).unwrap_or(u32::MAX));
        }
        rows
    };
    let pairs = left_join(&keyed(left), &keyed(right))?;
    Ok(pairs.into_iter().filter_map(|(left, right)| Some((left as usize, right? as usize))).collect())
}

fn key(ledger: &Ledger, statement: &Statement, how: Match) -> [u32; KEY_PARTS] {
    let variant = statement.variant;
    let scenario = if how == Match::Scenario { 0 } else { ledger.line(statement).scenario as u32 };
    let span = if how == Match::Period { 0 } else { variant.cumulation() as u32 };
    let basis = match how {
        Match::Basis => (variant.price_basis() as u32) << 8 | variant.comparability() as u32,
        Match::Period | Match::Scenario => 0,
    };
    [ledger.cross_section(statement).0, statement.period.to_u32(), scenario << 8 | span, basis]
}
