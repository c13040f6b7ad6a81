//! Growth by derivation: over the period before, out of an index, and on average over years.

use tongbi_domain::catalog::{IndexBase, IndicatorId};
use tongbi_domain::derive::{self, Derived};
use tongbi_domain::growth::{GrowthKind, Reason, YoyStatus, year_over_year};
use tongbi_domain::number::{Interval, Ratio};
use tongbi_domain::period::{Cumulation, Freq, Period};
use tongbi_domain::vocabulary::{Measure, Scenario};

use super::compute::{Draft, Drafts, PERCENT, Refused, Work, with_span};
use super::pairs::figures;
use crate::table::Line;

impl Work<'_> {
    /// 环比: the figure over the one just before it, with the same conditions as 同比.
    pub(super) fn period_over_period(&self, of: IndicatorId) -> Drafts {
        let mut drafts = Vec::new();
        for group in figures(self.series, of, Measure::Level, Some(Scenario::Actual)) {
            let statement = self.statement(group);
            // Within a year cumulative figures have no period before; over years a figure is compared year over year.
            let comparable =
                matches!(statement.variant.cumulation(), Cumulation::Period | Cumulation::Point) && statement.period.freq() != Freq::Annual;
            let Some(before) = statement.period.previous().filter(|_| comparable) else { continue };
            let line = *self.line(group);
            let base = self.series.earlier(statement, before);
            // The first period of a series is no gap: there is nothing to say about it.
            if base == Err(Reason::NoBase) {
                continue;
            }
            let found = match base {
                Ok(base) => Ok(self.figure(base)?),
                Err(reason) => Err(reason),
            };
            let growth = year_over_year(GrowthKind::Percent, &self.figure(group)?, found.as_ref().map_err(|reason| *reason), false);
            let result =
                growth.map_err(|overflow| Refused::Rule(overflow.into())).and_then(|growth| match (growth.status, growth.percent) {
                    (YoyStatus::Missing(reason), _) => Err(Refused::Base(reason)),
                    (_, Some(value)) => Ok(Derived { value, interval: growth.interval }),
                    (_, None) => Err(Refused::Base(Reason::NotApplicable)),
                });
            let inputs: Vec<usize> = std::iter::once(group).chain(base.ok()).collect();
            drafts.push(self.draft(group, Line { measure: Measure::GrowthPop, ..line }, statement.variant, PERCENT, result, &inputs));
        }
        Ok(drafts)
    }

    /// 上年同期=100 less 100: the growth that an index says, with the index's own print.
    pub(super) fn index_growth(&self, of: IndicatorId) -> Drafts {
        let base = self.catalog.indicators.get(of).and_then(|indicator| indicator.index_base.clone());
        let measure = match base {
            Some(IndexBase::PreviousYear) => Measure::GrowthYoy,
            Some(IndexBase::PreviousPeriod) => Measure::GrowthPop,
            _ => return Ok(Vec::new()),
        };
        let hundred = Ratio::integer(100);
        let mut drafts = Vec::new();
        for group in figures(self.series, of, Measure::Index, None) {
            let figure = self.figure(group)?;
            let result = match figure.value.filter(|_| figure.exact && !figure.suppressed) {
                Some(value) => {
                    let interval = figure.interval.map(|interval| interval.sub(Interval::point(hundred))).transpose()?;
                    Ok(Derived { value: value.sub(hundred)?, interval })
                }
                None if figure.suppressed => Err(Refused::SUPPRESSED),
                None if figure.exact => Err(Refused::Base(Reason::NoValue)),
                None => Err(Refused::Base(Reason::NotExact)),
            };
            let variant = self.statement(group).variant;
            let without_base = with_span(variant, variant.cumulation());
            drafts.push(self.draft(group, Line { measure, ..*self.line(group) }, without_base, PERCENT, result, &[group]));
        }
        Ok(drafts)
    }

    /// 年均增长, 两年平均: geometric, over complete spans only; from levels at current prices it is nominal, and its key says so.
    pub(super) fn average_growth(&self, of: IndicatorId, years: u8, rates: bool) -> Drafts {
        let mut drafts = Vec::new();
        let measure = if rates { Measure::GrowthYoy } else { Measure::Level };
        for group in figures(self.series, of, measure, Some(Scenario::Actual)) {
            let statement = self.statement(group);
            if statement.period.freq() != Freq::Annual || statement.period.is_span() {
                continue;
            }
            let last = statement.period.year();
            let Some(span) = Period::years(last - i32::from(years) + 1, last) else { continue };
            let line = *self.line(group);
            let at = |year: i32| Period::annual(year).and_then(|period| self.series.at(&line, period, statement.variant));
            let first = if rates { last - i32::from(years) + 1 } else { last - i32::from(years) };
            let groups: Option<Vec<usize>> = if rates { (first..=last).map(at).collect() } else { at(first).map(|base| vec![base, group]) };
            // Only complete spans are averages; a series that begins later simply has none yet.
            let Some(groups) = groups else { continue };
            let figures = groups.iter().map(|group| self.figure(*group)).collect::<Result<Vec<_>, _>>()?;
            // The whole span must be one series on one known basis, as for a single year's growth.
            let first = Period::annual(first).filter(|first| *first != statement.period);
            let result = match (first.map(|first| self.series.earlier(statement, first)), figures.as_slice()) {
                (Some(Err(reason)), _) => Err(Refused::Base(reason)),
                (_, [base, value]) if !rates => {
                    derive::average_growth_from_levels(value, base, u32::from(years), self.digits, self.rounding).map_err(Refused::from)
                }
                _ => derive::average_growth_from_rates(&figures, self.digits, self.rounding).map_err(Refused::from),
            };
            let variant = with_span(statement.variant, Cumulation::Span);
            let line = Line { measure: Measure::GrowthAvg, ..line };
            let draft = self.draft(group, line, variant, PERCENT, result, &groups);
            drafts.push(Draft { period: span, ..draft });
        }
        Ok(drafts)
    }
}
