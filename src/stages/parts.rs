//! Parts and totals, and published shares: what the printed figures allow is held against what is printed. Nothing is corrected.

use tongbi_domain::catalog::IndicatorId;
use tongbi_domain::derive::{Bounds, PartsVerdict, Refusal, parts_and_total, share_bounds};
use tongbi_domain::finding::{Code, Finding, Subject};
use tongbi_domain::number::{Overflow, Qualifier, Ratio};
use tongbi_domain::vocabulary::Measure;

use super::derivation::{Derivation, Rule, Total};
use super::derive::Series;
use crate::table::{Line, Origin, Statement};

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// Parts against their total.
    Total,
    /// A printed share against what its part and total allow.
    Share,
}

impl PartKind {
    /// The word that stands in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Total => "TOTAL",
            Self::Share => "SHARE",
        }
    }
}

/// One comparison.
#[derive(Clone, Debug)]
pub struct PartCheck {
    /// Id of the declared total or share.
    pub id: String,
    /// What is compared.
    pub kind: PartKind,
    /// Position of the statement of the total, or of the printed share, among those that were reconciled.
    pub printed: usize,
    /// Those of the parts; of part and total for a share.
    pub inputs: Vec<usize>,
    /// What the printed figure allows.
    pub published: Bounds,
    /// What the others allow.
    pub computed: Bounds,
    /// Printed minus computed, where both are numbers.
    pub difference: Option<Ratio>,
    /// AGREE, NOT_EXCLUDED, CONTRADICTS, NOT_CHECKED.
    pub verdict: &'static str,
    /// Why it was not checked.
    pub reason: &'static str,
}

/// Holds every declared total against its parts.
pub fn check_total(total: &Total, series: &Series<'_>) -> Result<Vec<PartCheck>, Overflow> {
    let mut checks = Vec::new();
    for group in own_figures(series, total.total, Measure::Level) {
        let statement = series.statement(group);
        let line = *series.ledger.line(statement);
        let at = |part: &IndicatorId| series.at(&Line { indicator: *part, ..line }, statement.period, statement.variant);
        let found: Vec<Option<usize>> = total.parts.iter().map(at).collect();
        let groups: Vec<usize> = found.iter().copied().flatten().collect();
        // A total that no source breaks down has nothing to be held against.
        if groups.is_empty() {
            continue;
        }
        let figures = groups.iter().map(|group| series.figure(series.statement(*group))).collect::<Result<Vec<_>, _>>()?;
        let own = series.figure(statement)?;
        let check = if groups.len() == found.len() { Some(parts_and_total(&own, &figures, total.kind)) } else { None };
        let (verdict, reason) = match check.map(|check| check.verdict) {
            Some(PartsVerdict::NotChecked(refusal)) => ("NOT_CHECKED", refusal.code()),
            Some(verdict) => (verdict.code(), ""),
            None => ("NOT_CHECKED", Refusal::InputMissing.code()),
        };
        let sum = tongbi_domain::derive::sum(&figures).ok().filter(|_| check.is_some());
        checks.push(PartCheck {
            id: total.id.clone(),
            kind: PartKind::Total,
            printed: series.position(group),
            inputs: groups.iter().map(|group| series.position(*group)).collect(),
            published: match own.interval {
                _ if own.suppressed => Bounds::default(),
                Some(interval) => interval.into(),
                None => Bounds { low: own.value, high: own.value },
            },
            computed: sum.and_then(|sum| sum.interval).map_or(Bounds::default(), Bounds::from),
            difference: check.and_then(|check| check.difference).map(|difference| difference.value),
            verdict,
            reason,
        });
    }
    Ok(checks)
}

/// Holds every printed share of a declared share against its part and total, those of the same source where it prints them.
pub fn check_share(derivation: &Derivation, series: &Series<'_>) -> Result<Vec<PartCheck>, Overflow> {
    let Rule::Share { part, total, output } = derivation.rule else { return Ok(Vec::new()) };
    let mut checks = Vec::new();
    for group in own_figures(series, output, Measure::Share) {
        let printed = series.statement(group);
        let origin = series.ledger.file(printed.file).origin;
        if matches!(origin, Origin::Derivation { .. }) {
            continue;
        }
        let (part, total) = (beside(series, printed, part, origin), beside(series, printed, total, origin));
        let published = if secret(printed) { Bounds::default() } else { bounds(series, printed)? };
        let inputs: Vec<usize> = [part, total].into_iter().flatten().collect();
        let computed = match part.zip(total) {
            Some(_) if secret(printed) || inputs.iter().any(|index| secret(&series.reconciled.statements[*index])) => {
                Err(Refusal::Suppressed)
            }
            Some((part, total)) => {
                let at = |index: usize| &series.reconciled.statements[index];
                share_bounds(bounds(series, at(part))?, bounds(series, at(total))?)
            }
            None => Err(Refusal::InputMissing),
        };
        let exact = inputs.iter().all(|index| series.reconciled.statements[*index].traits.qualifier() == Qualifier::Exact);
        let (computed, verdict, reason) = match computed {
            Err(refusal) => (Bounds::default(), "NOT_CHECKED", refusal.code()),
            Ok(computed) if !computed.meets(published) => (computed, "CONTRADICTS", ""),
            Ok(computed) if exact && printed.traits.qualifier() == Qualifier::Exact => (computed, "AGREE", ""),
            Ok(computed) => (computed, "NOT_EXCLUDED", ""),
        };
        let printed = series.position(group);
        let id = derivation.id.clone();
        checks.push(PartCheck { id, kind: PartKind::Share, printed, inputs, published, computed, difference: None, verdict, reason });
    }
    Ok(checks)
}

/// The finding of a contradiction, or of a secret that the printed figures give back; it names the cells.
pub fn judged(check: &PartCheck, series: &Series<'_>, source: &str) -> Option<Finding> {
    let members = std::iter::once(&check.printed).chain(&check.inputs).map(|index| &series.reconciled.statements[*index]);
    let secrets = members.filter(|statement| secret(statement)).count();
    let code = match check.verdict {
        // All but one of the figures that determine each other are printed.
        _ if secrets == 1 && check.reason == Refusal::Suppressed.code() => Code::SecretRevealed,
        "CONTRADICTS" => Code::PartsContradict,
        _ => return None,
    };
    let statement = &series.reconciled.statements[check.printed];
    let place = series.ledger.place(statement);
    let raw = if secret(statement) { String::new() } else { series.ledger.value_text(statement) };
    let facts = vec![("check", check.id.clone()), ("cells", cells(series, &check.inputs))];
    Some(Finding {
        code,
        place,
        source: source.to_owned(),
        header: String::new(),
        raw,
        beside: None,
        facts,
        subject: Subject::Statement(statement.key()),
    })
}

/// Cells as text: file, sheet, line, column and what stands there.
pub fn cells(series: &Series<'_>, statements: &[usize]) -> String {
    let name = |index: &usize| {
        let statement = &series.reconciled.statements[*index];
        let text = if secret(statement) { "…".to_owned() } else { series.ledger.value_text(statement) };
        format!("{} {text}", series.ledger.place(statement))
    };
    statements.iter().map(name).collect::<Vec<_>>().join("; ")
}

fn own_figures(series: &Series<'_>, indicator: IndicatorId, measure: Measure) -> Vec<usize> {
    (0..series.reconciled.groups.len())
        .filter(|group| series.reconciled.groups[*group].is_published())
        .filter(|group| {
            let line = series.ledger.line(series.statement(*group));
            line.indicator == indicator && line.measure == measure
        })
        .collect()
}

/// The level of an indicator for the key of a printed share: what the same source says, else what won.
fn beside(series: &Series<'_>, printed: &Statement, indicator: IndicatorId, origin: Origin) -> Option<usize> {
    let line = Line { indicator, measure: Measure::Level, ..*series.ledger.line(printed) };
    let group = series.any_at(&line, printed.period, printed.variant.cumulation())?;
    let mut members = series.reconciled.groups[group].members();
    let own = members.find(|index| series.ledger.file(series.reconciled.statements[*index].file).origin == origin);
    Some(own.unwrap_or_else(|| series.position(group)))
}

/// Whether nothing of a figure may leave the house.
fn secret(statement: &Statement) -> bool {
    statement.traits.withheld()
}

fn bounds(series: &Series<'_>, statement: &Statement) -> Result<Bounds, Overflow> {
    let amount = series.ledger.amount(statement)?;
    let range = amount.low.zip(amount.high).map(|(low, high)| tongbi_domain::number::Interval::new(low, high));
    let print = if statement.traits.qualifier() == Qualifier::Range { range } else { amount.interval };
    Ok(Bounds::of(statement.traits.qualifier(), amount.value, print))
}
