//! Stocks at one day under two spellings: 2021年末 and 2021-12-31 are two keys, because a yearly and a daily series are two, but one day.
//!
//! The figures must not exclude each other; where they do, whoever publishes both is told.

use tongbi_domain::number::Overflow;
use tongbi_domain::period::{Cumulation, Date};

use super::derive::Series;
use crate::table::Statement;

/// Pairs of observations of one line that say different things of one day, the later key second.
pub fn differing_points(series: &Series<'_>) -> Result<Vec<(usize, usize)>, Overflow> {
    let mut found = Vec::new();
    let mut days: Vec<(Date, usize)> = Vec::new();
    // Nearly every line has figures of one frequency only.
    for line in series.reconciled.lines().iter().filter(|line| line.mixed) {
        for group in line.groups.clone() {
            let statement = series.statement(group);
            if statement.variant.cumulation() == Cumulation::Point && series.reconciled.groups[group].is_published() {
                days.push((statement.period.end(), group));
            }
        }
        compare(series, &mut days, &mut found)?;
    }
    Ok(found)
}

/// Compares the points of one line that fall on one day, and forgets them.
fn compare(series: &Series<'_>, days: &mut Vec<(Date, usize)>, found: &mut Vec<(usize, usize)>) -> Result<(), Overflow> {
    let freq = |group: usize| series.statement(group).period.freq();
    let mixed = days.first().is_some_and(|(_, first)| days.iter().any(|(_, group)| freq(*group) != freq(*first)));
    if mixed {
        days.sort_unstable();
        for pair in days.windows(2) {
            let ((day, one), (other_day, other)) = (pair[0], pair[1]);
            let (a, b) = (series.statement(one), series.statement(other));
            if day == other_day && a.variant == b.variant && excludes(series, a, b)? {
                found.push((one, other));
            }
        }
    }
    days.clear();
    Ok(())
}

/// Whether two figures have no number in common, as far as their digits are known.
fn excludes(series: &Series<'_>, one: &Statement, other: &Statement) -> Result<bool, Overflow> {
    let (a, b) = (series.ledger.amount(one)?, series.ledger.amount(other)?);
    Ok(match (a.interval, b.interval) {
        (Some(a), Some(b)) => a.high() < b.low() || b.high() < a.low(),
        _ => false,
    })
}
