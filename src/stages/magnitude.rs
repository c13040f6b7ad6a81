//! Slips of magnitude: a value that is 10, 100, 1000, 10^4 or 10^8 times out of its own series. A warning, never a quarantine.

use std::collections::BTreeMap;

use tongbi_domain::derive::magnitude_slip;
use tongbi_domain::number::{Overflow, Qualifier, Ratio, Short};
use tongbi_domain::period::{Cumulation, Freq};
use tongbi_domain::unit::UnitKind;
use tongbi_domain::vocabulary::{Adjustment, Measure};

use super::derive::Series;
use crate::table::{Origin, Statement};

/// Counts below this move tenfold in the ordinary course of things.
const LEAST_COUNT: i64 = 100;
/// A value that is less than this many times beyond its neighbour in size has not slipped.
const SPREAD: i64 = 5;
/// So few values are no series that one of them could have slipped out of.
const FEW: usize = 2;

/// Groups whose value seems to have slipped, with the power of ten by which.
pub fn slips(series: &Series<'_>) -> Result<Vec<(usize, i32)>, Overflow> {
    let mut found = Vec::new();
    let mut run: Vec<usize> = Vec::new();
    for (line, of_line) in series.lines().zip(series.reconciled.lines()) {
        if line.measure != Measure::Level || of_line.groups.len() <= FEW {
            continue;
        }
        run.clear();
        run.extend(of_line.groups.clone().filter(|group| {
            let statement = series.statement(*group);
            let cell = matches!(series.ledger.file(statement.file).origin, Origin::Source(_));
            series.reconciled.groups[*group].is_published() && cell && statement.traits.qualifier() == Qualifier::Exact
        }));
        judge(series, &run, &mut found)?;
    }
    Ok(found)
}

/// Figures that are sizes of one thing: frequency, whether a span of years, accumulation, adjustment.
type Span = (Freq, bool, Cumulation, Adjustment);

fn span(statement: &Statement) -> Span {
    (statement.period.freq(), statement.period.is_span(), statement.variant.cumulation(), statement.variant.adjustment())
}

/// Whether one look at the digits shows that nothing has slipped, as it does in nearly every series: all figures are plain decimals of one span, and
/// neither the largest nor the smallest is five times beyond its neighbour in size.
fn surely_none(series: &Series<'_>, run: &[usize]) -> bool {
    let one = series.statement(run[0]);
    let kind = span(one);
    let alike = |other: &Statement| {
        let same = other.variant == one.variant && other.period.freq() == kind.0 && other.period.is_span() == kind.1;
        same || span(other) == kind
    };
    let decimals = run.iter().filter_map(|group| series.short(*group)).map(Short::scale).max().unwrap_or(0);
    let (mut least, mut greatest) = ([i64::MAX; 2], [0_i64; 2]);
    for group in run {
        let statement = series.statement(*group);
        let value = match series.short(*group) {
            Some(value) if alike(statement) => value,
            None if series.ledger.value(statement) == Ok(None) => continue,
            _ => return false,
        };
        let Some(size) = value.abs().at_scale(decimals) else { return false };
        if size < least[1] {
            least = if size < least[0] { [size, least[0]] } else { [least[0], size] };
        }
        if size > greatest[1] {
            greatest = if size > greatest[0] { [size, greatest[0]] } else { [greatest[0], size] };
        }
    }
    let near = |smaller: i64, larger: i64| smaller.checked_mul(SPREAD).is_some_and(|wide| larger < wide);
    near(least[0], least[1]) && near(greatest[1], greatest[0])
}

/// Judges the values of one line, those of one frequency and span together.
///
/// A slip is five times beyond every other value, so only the largest and the smallest can be one: a sort finds them.
fn judge(series: &Series<'_>, run: &[usize], found: &mut Vec<(usize, i32)>) -> Result<(), Overflow> {
    if run.len() <= FEW || surely_none(series, run) {
        return Ok(());
    }
    let mut spans: BTreeMap<Span, Vec<(usize, Ratio)>> = BTreeMap::new();
    for group in run {
        let statement = series.statement(*group);
        if let Some(value) = series.ledger.value(statement)? {
            spans.entry(span(statement)).or_default().push((*group, value));
        }
    }
    for mut values in spans.into_values().filter(|values| values.len() > FEW) {
        values.sort_unstable_by_key(|(group, value)| (value.abs(), *group));
        let last = values.len() - 1;
        for (at, smaller, larger) in [(0, values[0], values[1]), (last, values[last - 1], values[last])] {
            // A spread too large to compute is no ordinary one.
            if smaller.1.abs().mul(Ratio::integer(SPREAD)).is_ok_and(|wide| larger.1.abs() < wide) {
                continue;
            }
            let (group, value) = values[at];
            let others: Vec<Ratio> = values.iter().filter(|other| other.0 != group).map(|(_, value)| *value).collect();
            let counter = series.ledger.conversion(series.statement(group)).kind == UnitKind::Counter;
            if let Some(power) = magnitude_slip(&others, value, counter.then_some(Ratio::integer(LEAST_COUNT))) {
                found.push((group, power));
            }
        }
    }
    Ok(())
}
