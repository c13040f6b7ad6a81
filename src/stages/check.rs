//! Published growth rates beside the growth of the levels that stand with them. Who stands with whom is a join of finished series.

use std::collections::HashSet;

use polars::prelude::PolarsError;
use tongbi_domain::derive::implied_deflator;
use tongbi_domain::finding::{Code, Finding, Findings, Subject};
use tongbi_domain::growth::{Check, Figure, Growth, PublishedRate, Reason, Verdict, check_published};
use tongbi_domain::number::{Overflow, Qualifier, Ratio};
use tongbi_domain::vocabulary::{Comparability, Measure, PriceBasis, Stage};

use super::derive::{Base, Detail, Series};
use super::parts::cells;
use super::reconcile::Standings;
use crate::table::frame::{KeyedRows, left_join};
use crate::table::{Origin, Statement, Variant};

/// Which published rate stands beside which level of the same key and period.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// Groups of rates, each with the group of its level where there is one; sorted.
    pub pairs: Vec<(u32, Option<u32>)>,
    scope_changed: HashSet<u32>,
}

impl Beside {
    /// Whether a published comparable-scope rate stands beside a level.
    pub fn scope_changed(&self, group: usize) -> bool {
        u32::try_from(group).is_ok_and(|group| self.scope_changed.contains(&group))
    }
}

/// Joins the published year-over-year rates with the levels of the same indicator, area, dimensions, scenario, period and span.
pub fn beside(series: &Series<'_>) -> Result<Beside, PolarsError> {
    let (mut rates, mut levels) = (KeyedRows::default(), KeyedRows::default());
    // Most packages have no published rate.
    if !series.lines().any(|line| line.measure == Measure::GrowthYoy) {
        return Ok(Beside::default());
    }
    for (index, group) in (0u32..).zip(&series.reconciled.groups) {
        let statement = series.statement(index as usize);
        let line = series.ledger.line(statement);
        // A derived rate is nobody's publication.
        let derived = matches!(series.ledger.file(statement.file).origin, Origin::Derivation { .. });
        if !group.is_published() || derived {
            continue;
        }
        let span = (line.scenario as u32) << 8 | statement.variant.cumulation() as u32;
        let key = [line.indicator.0, series.ledger.cross_section(statement).0, statement.period.to_u32(), span];
        match line.measure {
            Measure::GrowthYoy => rates.push(key, index),
            Measure::Level | Measure::Index => levels.push(key, index),
            _ => {}
        }
    }
    if rates.is_empty() {
        return Ok(Beside::default());
    }
    let pairs = left_join(&rates, &levels)?;
    let restated = |rate: u32| series.statement(rate as usize).variant.comparability() == Comparability::ComparableScope;
    let scope_changed = pairs.iter().filter(|(rate, _)| restated(*rate)).filter_map(|(_, level)| *level).collect();
    Ok(Beside { pairs, scope_changed })
}

/// One published rate, compared.
#[derive(Clone, Debug)]
pub struct CheckedRate {
    /// Group of the rate.
    pub rate: usize,
    /// Group of the level beside it.
    pub level: Option<usize>,
    /// Group of the level's base.
    pub base: Option<usize>,
    /// The level's growth.
    pub growth: Option<Growth>,
    /// The verdict.
    pub check: Check,
    /// The price change between the two rates, percent: only where price basis alone differs and the base is final.
    pub deflator: Option<Ratio>,
}

/// Compares every published rate with the growth of its level; contradictions become findings.
pub fn check_rates(
    series: &Series<'_>,
    beside: &Beside,
    standings: &Standings,
    findings: &mut Findings,
) -> Result<Vec<CheckedRate>, Overflow> {
    let mut checked = Vec::with_capacity(beside.pairs.len());
    for (rate, level) in &beside.pairs {
        let (rate, level) = (*rate as usize, level.map(|level| level as usize));
        let statement = series.statement(rate);
        let (growth, base) = match level {
            // A growth too long for exact arithmetic is a finding of its own; here it is simply not recomputed.
            Some(level) => series
                .growth(level, beside.scope_changed(level), Detail::Intervals)
                .map_or((None, None), |(growth, base)| (Some(growth), base)),
            None => (None, None),
        };
        let not_final = base.is_some_and(|base| base_not_final(series, base, statement, standings));
        let basis = level.map_or(statement.variant, |level| series.statement(level).variant);
        let published = published(series, statement)?;
        let printed = if published.exact { series.ledger.amount(statement)?.value } else { None };
        let check = check_published(&published, printed, growth.as_ref(), (basis.price_basis(), basis.comparability()), not_final)
            .unwrap_or(Check { verdict: Verdict::NotRecomputed(Reason::NotExact), difference: None });
        if check.verdict == Verdict::Contradicts {
            findings.add(&found(Code::GrowthContradicts, series, rate, standings, Vec::new()));
        }
        let printed = !statement.traits.withheld();
        if let Some(base) = level.filter(|_| printed).and_then(|level| gives_back(series, level)) {
            let cells = cells(series, &[series.position(base)]);
            let facts = vec![("check", "GROWTH_YOY".to_owned()), ("cells", cells)];
            findings.add(&found(Code::SecretRevealed, series, rate, standings, facts));
        }
        let deflator = deflator(series, statement, basis, growth.as_ref().filter(|_| !not_final))?;
        checked.push(CheckedRate { rate, level, base: base.map(|base| base.group), growth, check, deflator });
    }
    Ok(checked)
}

/// The deflator that a nominal recomputed and a real published rate of one scope imply.
fn deflator(series: &Series<'_>, rate: &Statement, level: Variant, growth: Option<&Growth>) -> Result<Option<Ratio>, Overflow> {
    let prices = (rate.variant.price_basis(), level.price_basis()) == (PriceBasis::Constant, PriceBasis::Current);
    let scopes = rate.variant.comparability() == level.comparability() && level.comparability() != Comparability::Unknown;
    let Some(value) = growth.and_then(|growth| growth.percent).filter(|_| prices && scopes) else { return Ok(None) };
    let nominal = Figure { value: Some(value), interval: None, exact: true, expected: false, suppressed: false };
    Ok(implied_deflator(&nominal, &series.figure(rate)?).ok().map(|derived| derived.value))
}

/// What the print of a rate allows.
fn published(series: &Series<'_>, statement: &Statement) -> Result<PublishedRate, Overflow> {
    let amount = series.ledger.amount(statement)?;
    let exact = statement.traits.qualifier() == Qualifier::Exact;
    let (low, high) = match (exact, amount.value, amount.half_width) {
        (true, Some(value), Some(half)) => (Some(value.sub(half)?), Some(value.add(half)?)),
        _ => (amount.low, amount.high),
    };
    let variant = statement.variant;
    Ok(PublishedRate { low, high, exact, price_basis: variant.price_basis(), comparability: variant.comparability() })
}

/// The base is an expectation, or another value stood for it when the rate was published.
fn base_not_final(series: &Series<'_>, base: Base, rate: &Statement, standings: &Standings) -> bool {
    let winner = series.statement(base.group);
    if winner.traits.stage() == Stage::Expected {
        return true;
    }
    let date = |statement: &Statement| standings.of(series.ledger.file(statement.file).origin).date.as_str();
    let later = !date(rate).is_empty() && date(winner) > date(rate);
    let value = |statement: &Statement| series.ledger.amount(statement).ok().and_then(|amount| amount.value);
    let group = &series.reconciled.groups[base.group];
    later && series.reconciled.statements[group.members()].iter().any(|other| date(other) <= date(rate) && value(other) != value(winner))
}

/// The printed base of a withheld level: with the rate beside it, it gives the level back.
fn gives_back(series: &Series<'_>, level: usize) -> Option<usize> {
    let statement = series.statement(level);
    if !statement.traits.withheld() {
        return None;
    }
    series.earlier(statement, statement.period.year_earlier()?).ok()
}

fn found(code: Code, series: &Series<'_>, group: usize, standings: &Standings, facts: Vec<(&'static str, String)>) -> Finding {
    let (rate, subject) = (series.statement(group), Subject::Statement(series.key(group)));
    let place = series.ledger.place(rate);
    let source = standings.of(series.ledger.file(rate.file).origin).id.clone();
    // A rate of a confidential row is not shown either.
    let raw = if rate.traits.withheld() { String::new() } else { series.ledger.value_text(rate) };
    Finding { code, place, source, header: String::new(), raw, beside: None, facts, subject }
}
