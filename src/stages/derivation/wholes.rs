//! Parts and wholes: shares, contributions, ratios, sums over areas and periods.

use std::collections::{BTreeMap, BTreeSet};

use tongbi_domain::catalog::{AreaId, IndicatorId};
use tongbi_domain::derive::{self, Derived, Refusal};
use tongbi_domain::growth::Reason;
use tongbi_domain::number::{Interval, Overflow, Ratio};
use tongbi_domain::period::{Cumulation, Freq, Period};
use tongbi_domain::vocabulary::{Measure, Scenario};

use super::compute::{Draft, Drafts, Refused, Work, own_digits, priceless};
use super::pairs::{Match, figures, pair};
use crate::table::{Line, Variant};

impl Work<'_> {
    /// 比重: percent of the total of the same basis.
    pub(super) fn share(&self, part: IndicatorId, total: IndicatorId, output: IndicatorId) -> Drafts {
        let (measure, unit) = self.output(output);
        let (parts, totals) = (figures(self.series, part, Measure::Level, None), figures(self.series, total, Measure::Level, None));
        let mut drafts = Vec::new();
        for (part, total) in pair(self.series, &parts, &totals, Match::Basis)? {
            let result = derive::share(&self.figure(part)?, &self.figure(total)?).map_err(Refused::from);
            let line = Line { indicator: output, measure, ..*self.line(part) };
            drafts.push(self.draft(part, line, priceless(self.statement(part).variant), &unit, result, &[part, total]));
        }
        Ok(drafts)
    }

    /// 贡献率 and 拉动, over the year; the price basis stays in the key, so a nominal one says that it is.
    pub(super) fn contribution(&self, part: IndicatorId, total: IndicatorId, output: IndicatorId, relative: bool) -> Drafts {
        let (measure, unit) = self.output(output);
        let actual = Some(Scenario::Actual);
        let (parts, totals) = (figures(self.series, part, Measure::Level, actual), figures(self.series, total, Measure::Level, actual));
        let mut drafts = Vec::new();
        for (part, total) in pair(self.series, &parts, &totals, Match::Basis)? {
            let (mut inputs, bases) = (vec![part, total], (self.series.base_of(part), self.series.base_of(total)));
            let result = match bases {
                (Ok(part_base), Ok(total_base)) => {
                    inputs.extend([part_base, total_base]);
                    let (now, then) = (self.figure(part)?, self.figure(part_base)?);
                    let derived = if relative {
                        derive::contribution(&now, &then, &self.figure(total)?, &self.figure(total_base)?)
                    } else {
                        derive::points_contributed(&now, &then, &self.figure(total_base)?)
                    };
                    derived.map_err(Refused::from)
                }
                // The first year of a series is no gap: there is nothing to say about it.
                (Err(Reason::NoBase), _) | (_, Err(Reason::NoBase)) => continue,
                (Err(reason), _) | (_, Err(reason)) => Err(Refused::Base(reason)),
            };
            let line = Line { indicator: output, measure, ..*self.line(part) };
            drafts.push(self.draft(part, line, self.statement(part).variant, &unit, result, &inputs));
        }
        Ok(drafts)
    }

    /// Per head, per area: the quotient in the output's unit; a stock below may be the mean of the year's two ends.
    pub(super) fn ratio(&self, above: IndicatorId, below: IndicatorId, output: IndicatorId, mean: bool, factor: Ratio) -> Drafts {
        let (measure, unit) = self.output(output);
        let (above, below) = (figures(self.series, above, Measure::Level, None), figures(self.series, below, Measure::Level, None));
        let mut drafts = Vec::new();
        for (above, below) in pair(self.series, &above, &below, Match::Period)? {
            let mut inputs = vec![above, below];
            let denominator = match self.series.base_of(below) {
                _ if !mean => Ok(self.figure(below)?),
                Ok(start) => {
                    inputs.push(start);
                    derive::mean_of_ends(&self.figure(start)?, &self.figure(below)?).map(|mean| mean.figure(false)).map_err(Refused::from)
                }
                // The first year of a stock has one end only: there is nothing to say about it.
                Err(Reason::NoBase) => continue,
                Err(reason) => Err(Refused::Base(reason)),
            };
            let above_figure = self.figure(above)?;
            let result = match denominator {
                Ok(denominator) => {
                    derive::ratio(&above_figure, &denominator).and_then(|ratio| Ok(times(ratio, factor)?)).map_err(Refused::from)
                }
                Err(refused) => Err(refused),
            };
            let line = Line { indicator: output, measure, ..*self.line(above) };
            drafts.push(self.draft(above, line, self.statement(above).variant, &unit, result, &inputs));
        }
        Ok(drafts)
    }

    /// A sum over declared areas, for every period in which all of them have a figure; what is broken down stays so.
    pub(super) fn sum_areas(&self, of: IndicatorId, area: AreaId, members: &[AreaId]) -> Drafts {
        let (mut drafts, mut seen) = (Vec::new(), BTreeSet::new());
        let all = figures(self.series, of, Measure::Level, None);
        for group in all.into_iter().filter(|group| members.contains(&self.line(*group).area)) {
            let statement = self.statement(group);
            let line = *self.line(group);
            // Any member calls for the sum of all of them, once.
            if !seen.insert((line.dimensions, line.scenario, statement.period, statement.variant)) {
                continue;
            }
            let at = |area| self.series.at(&Line { area, ..line }, statement.period, statement.variant);
            let found: Option<Vec<usize>> = members.iter().map(|member| at(*member)).collect();
            let (result, inputs) = self.sum_of(found, group)?;
            let unit = self.series.ledger.conversion(statement).unit.clone();
            let digits = own_digits(&result);
            let draft = self.draft(group, Line { area, ..line }, statement.variant, &unit, result, &inputs);
            drafts.push(Draft { digits, ..draft });
        }
        Ok(drafts)
    }

    /// A sum over the periods of a longer one.
    pub(super) fn sum_periods(&self, of: IndicatorId, into: Freq) -> Drafts {
        let mut sums: BTreeMap<(Line, Period, Variant), Draft> = BTreeMap::new();
        for group in figures(self.series, of, Measure::Level, Some(Scenario::Actual)) {
            let statement = self.statement(group);
            let Some((whole, parts)) = parts_of(statement.period, into).filter(|_| statement.variant.cumulation() == Cumulation::Period)
            else {
                continue;
            };
            let line = *self.line(group);
            // Any part calls for the sum; where months and quarters are both there, the complete ones give it.
            let key = (line, whole, statement.variant);
            if sums.get(&key).is_some_and(|draft| draft.result.is_ok()) {
                continue;
            }
            let found: Option<Vec<usize>> = parts.iter().map(|part| self.series.at(&line, *part, statement.variant)).collect();
            let (result, inputs) = self.sum_of(found, group)?;
            let unit = self.series.ledger.conversion(statement).unit.clone();
            let digits = own_digits(&result);
            let draft = self.draft(group, line, statement.variant, &unit, result, &inputs);
            sums.insert(key, Draft { period: whole, digits, ..draft });
        }
        Ok(sums.into_values().collect())
    }

    /// The sum of all groups, or why there is none: one of them is missing, and the first stands for them.
    fn sum_of(&self, groups: Option<Vec<usize>>, first: usize) -> Result<(Result<Derived, Refused>, Vec<usize>), Overflow> {
        let Some(groups) = groups else { return Ok((Err(Refusal::InputMissing.into()), vec![first])) };
        let figures = groups.iter().map(|group| self.figure(*group)).collect::<Result<Vec<_>, _>>()?;
        Ok((derive::sum(&figures).map_err(Refused::from), groups))
    }
}

fn times(derived: Derived, factor: Ratio) -> Result<Derived, Overflow> {
    let interval = derived.interval.map(|interval| interval.mul(Interval::point(factor))).transpose()?;
    Ok(Derived { value: derived.value.mul(factor)?, interval })
}

/// The longer period that a period lies in, and all of its parts of this one's frequency.
fn parts_of(part: Period, into: Freq) -> Option<(Period, Vec<Period>)> {
    let (year, number) = (part.year(), part.number());
    let size: u8 = match into {
        Freq::Annual => 12,
        Freq::HalfYear => 6,
        Freq::Quarterly => 3,
        _ => return None,
    };
    let step = u8::try_from(part.months()).ok().filter(|step| *step > 0 && size > *step && size.is_multiple_of(*step))?;
    let place = number.checked_sub(1)? * step / size;
    let whole = match into {
        Freq::Annual => Period::annual(year),
        Freq::HalfYear => Period::half(year, place + 1),
        _ => Period::quarter(year, place + 1),
    }?;
    let at = |number: u8| match part.freq() {
        Freq::Monthly => Period::month(year, number),
        Freq::Quarterly => Period::quarter(year, number),
        Freq::HalfYear => Period::half(year, number),
        _ => None,
    };
    let first = place * (size / step) + 1;
    let parts: Option<Vec<Period>> = (first..first + size / step).map(at).collect();
    Some((whole, parts?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(part: Option<Period>, into: Freq) -> Option<String> {
        let (whole, parts) = parts_of(part?, into)?;
        Some(format!("{whole}: {}", parts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")))
    }

    /// Every part of a period leads to the same sum, and nothing is a part of something shorter.
    #[test]
    fn parts_lead_to_their_whole() {
        let quarter = Some("2021-Q2: 2021-04 2021-05 2021-06".to_owned());
        for month in 4..=6 {
            assert_eq!(shown(Period::month(2021, month), Freq::Quarterly), quarter);
        }
        assert_eq!(shown(Period::quarter(2021, 3), Freq::HalfYear).as_deref(), Some("2021-S2: 2021-Q3 2021-Q4"));
        assert_eq!(shown(Period::half(2021, 2), Freq::Annual).as_deref(), Some("2021: 2021-S1 2021-S2"));
        assert_eq!(shown(Period::quarter(2021, 3), Freq::Quarterly), None);
        assert_eq!(shown(Period::annual(2021), Freq::Annual), None);
    }
}
