//! Slips of magnitude: a value that is 10, 100, 1000, 10^4 or 10^8 times out of its own series. A warning, never a quarantine.

use tongbi_domain::derive::magnitude_slip;
use tongbi_domain::number::{Overflow, Qualifier, Ratio};
use tongbi_domain::unit::UnitKind;
use tongbi_domain::vocabulary::Measure;

use super::derive::Series;
use crate::table::{LineId, Origin};

/// Counts below this move tenfold in the ordinary course of things.
const LEAST_COUNT: i64 = 100;
/// A series whose largest value is less than this many times its smallest has no slip in it.
const SPREAD: i64 = 5;

/// Groups whose value seems to have slipped, with the power of ten by which.
pub fn slips(series: &Series<'_>) -> Result<Vec<(usize, i32)>, Overflow> {
    let mut found = Vec::new();
    let mut run: Vec<(usize, Ratio)> = Vec::new();
    let mut current: Option<LineId> = None;
    for group in 0..series.reconciled.groups.len() {
        let statement = series.statement(group);
        if current != Some(statement.line) {
            judge(series, &run, &mut found)?;
            run.clear();
            current = Some(statement.line);
        }
        let cell = matches!(series.ledger.file(statement.file).origin, Origin::Source(_));
        let level = series.ledger.line(statement).measure == Measure::Level;
        if series.reconciled.groups[group].winner.is_none() || !cell || !level || statement.traits.qualifier() != Qualifier::Exact {
            continue;
        }
        run.extend(series.ledger.amount(statement)?.value.map(|value| (group, value)));
    }
    judge(series, &run, &mut found)?;
    Ok(found)
}

/// Judges the values of one line, those of one frequency and span together.
fn judge(series: &Series<'_>, run: &[(usize, Ratio)], found: &mut Vec<(usize, i32)>) -> Result<(), Overflow> {
    let sizes = run.iter().map(|(_, value)| value.abs());
    let (Some(smallest), Some(largest)) = (sizes.clone().min(), sizes.max()) else { return Ok(()) };
    // Nearly every series ends here, so the search below may be a simple one.
    // A spread too large to compute is no ordinary one.
    if run.len() < 3 || smallest.mul(Ratio::integer(SPREAD)).is_ok_and(|wide| largest < wide) {
        return Ok(());
    }
    for (group, value) in run {
        let statement = series.statement(*group);
        let same = |other: &&(usize, Ratio)| {
            let other = series.statement(other.0);
            other.period.freq() == statement.period.freq()
                && other.variant.same_span(statement.variant)
                && other.period.is_span() == statement.period.is_span()
        };
        let others: Vec<Ratio> = run.iter().filter(|other| other.0 != *group).filter(same).map(|(_, value)| *value).collect();
        let counter = series.ledger.conversion(statement).kind == UnitKind::Counter;
        if let Some(power) = magnitude_slip(&others, *value, counter.then_some(Ratio::integer(LEAST_COUNT))) {
            found.push((*group, power));
        }
    }
    Ok(())
}
