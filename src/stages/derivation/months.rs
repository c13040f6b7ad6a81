//! The single month inside cumulative figures: implied, never observed, and refused where it would be wrong.

use tongbi_domain::catalog::IndicatorId;
use tongbi_domain::derive::{self, CumulativeFacts, Refusal};
use tongbi_domain::period::{Cumulation, Freq, Period, cumulate};
use tongbi_domain::vocabulary::{Comparability, Measure, ObsStatus, Scenario};

use super::compute::{Draft, Drafts, Refused, Work, own_digits, with_span};
use super::pairs::figures;
use crate::table::Statement;

impl Work<'_> {
    /// What January to this month leaves of January to the month before.
    pub(super) fn single_month(&self, of: IndicatorId) -> Drafts {
        let mut drafts = Vec::new();
        for group in figures(self.series, of, Measure::Level, Some(Scenario::Actual)) {
            let statement = self.statement(group);
            let Some(month) = last_month(statement) else { continue };
            let (line, own) = (*self.line(group), with_span(statement.variant, Cumulation::Period));
            // A month that its source prints needs no recovering.
            if self.series.at(&line, month, own).is_some() {
                continue;
            }
            let earlier = cumulative_before(month);
            let before = earlier.and_then(|(period, span)| self.series.at(&line, period, with_span(statement.variant, span)));
            let facts = CumulativeFacts {
                published_together: month.number() == 2 && before.is_none(),
                comparable_scope: statement.variant.comparability() == Comparability::ComparableScope,
                revised: self.series.is_revised(group) || before.is_some_and(|before| self.series.is_revised(before)),
            };
            let result = match before {
                Some(before) => derive::single_month(&self.figure(group)?, &self.figure(before)?, facts),
                None if facts.published_together => Err(Refusal::PublishedTogether),
                None => Err(Refusal::InputMissing),
            };
            let unit = self.series.ledger.conversion(statement).unit.clone();
            let inputs: Vec<usize> = std::iter::once(group).chain(before).collect();
            let result = result.map_err(Refused::from);
            let digits = own_digits(&result);
            let draft = self.draft(group, line, own, &unit, result, &inputs);
            // Implied, not observed: the status says so.
            drafts.push(Draft { period: month, status: ObsStatus::Imputed, digits, ..draft });
        }
        Ok(drafts)
    }
}

/// The month that ends a cumulative figure of months; none for what does not begin in January.
fn last_month(statement: &Statement) -> Option<Period> {
    let (period, cumulation) = (statement.period, statement.variant.cumulation());
    let year = period.year();
    match (period.freq(), cumulation) {
        (Freq::Monthly, Cumulation::Ytd) => Some(period),
        (Freq::Quarterly, Cumulation::Ytd) => Period::month(year, period.number() * 3),
        (Freq::Quarterly, Cumulation::Period) if period.number() == 1 => Period::month(year, 3),
        (Freq::HalfYear, Cumulation::Period) if period.number() == 1 => Period::month(year, 6),
        (Freq::Annual, Cumulation::Period) if !period.is_span() => Period::month(year, 12),
        _ => None,
    }
}

/// The key of the figures from January to the month before.
fn cumulative_before(month: Period) -> Option<(Period, Cumulation)> {
    let before = Period::month(month.year(), month.number().checked_sub(1)?)?;
    let span = cumulate(before).ok()?;
    Some((span.period(), span.cumulation()))
}
