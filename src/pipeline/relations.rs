//! Resolves derivations and totals: every kind has the keys it needs, its units fit, and its output states the unit it is in.

use toml::Spanned;
use tongbi_domain::catalog::{AreaId, Catalog, IndexBase, Indicator, IndicatorId};
use tongbi_domain::derive::PartsKind;
use tongbi_domain::diagnostic::{Diagnostic, suggest};
use tongbi_domain::message::{Message, declared as say, lists};
use tongbi_domain::number::Ratio;
use tongbi_domain::period::Freq;
use tongbi_domain::unit::{Dimension, UnitKind};
use tongbi_domain::vocabulary::{Measure, Nature};

use super::config::{DerivationConfig, PIPELINE_FILE, TotalConfig};
use crate::stages::derivation::{Derivation, Rule, Total};

/// Digits of percents and points where a derivation declares none.
const PERCENT_DIGITS: u8 = 2;
/// Digits of other results.
const VALUE_DIGITS: u8 = 6;

const KINDS: &[&str] = &[
    "attainment",
    "average-growth",
    "contribution",
    "implied-base",
    "index-growth",
    "period-over-period",
    "points-contributed",
    "ratio",
    "share",
    "single-month",
    "sum-areas",
    "sum-periods",
];

/// What resolving needs and where it puts problems.
pub(super) struct Relations<'a> {
    pub(super) text: &'a str,
    pub(super) catalog: &'a Catalog,
    pub(super) problems: &'a mut Vec<Diagnostic>,
}

impl Relations<'_> {
    /// Resolves one derivation; `None` where a problem was found.
    pub(super) fn derivation(&mut self, id: &str, config: &DerivationConfig) -> Option<Derivation> {
        let before = self.problems.len();
        let rule = self.rule(config)?;
        let percent = !matches!(
            rule,
            Rule::Ratio { .. } | Rule::SumAreas { .. } | Rule::SumPeriods { .. } | Rule::SingleMonth { .. } | Rule::ImpliedBase { .. }
        );
        let digits = config.digits.as_ref().map_or(if percent { PERCENT_DIGITS } else { VALUE_DIGITS }, |digits| *digits.get_ref());
        if digits > 12 {
            self.problems.extend(config.digits.as_ref().map(|at| self.at(at, say::too_many_digits()).help(say::twelve_digits())));
        }
        (self.problems.len() == before).then(|| Derivation { id: id.to_owned(), rule, digits })
    }

    fn rule(&mut self, config: &DerivationConfig) -> Option<Rule> {
        Some(match config.kind.get_ref().as_str() {
            "period-over-period" => Rule::PeriodOverPeriod { of: self.level(config, config.of.as_ref(), "of")? },
            "single-month" => {
                let of = self.level(config, config.of.as_ref(), "of")?;
                self.additive(config.of.as_ref()?, of, true)?;
                Rule::SingleMonth { of }
            }
            "index-growth" => {
                let of = self.of_measure(config, config.of.as_ref(), "of", Measure::Index)?;
                if matches!(self.get(of)?.index_base, Some(IndexBase::Fixed(_))) {
                    let help = say::fixed_base_is_level();
                    return self.refuse(config.of.as_ref()?, say::fixed_base(), help);
                }
                Rule::IndexGrowth { of }
            }
            "implied-base" => Rule::ImpliedBase { of: self.level(config, config.of.as_ref(), "of")? },
            "average-growth" => self.average(config)?,
            "share" => self.share(config)?,
            "contribution" | "points-contributed" => self.contribution(config)?,
            "ratio" => self.ratio(config)?,
            "attainment" => Rule::Attainment { of: self.indicator(config, config.of.as_ref(), "of")? },
            "sum-areas" => self.sum_areas(config)?,
            "sum-periods" => self.sum_periods(config)?,
            other => {
                let problem = self.at(&config.kind, say::no_kind(other)).help(suggest(other, KINDS));
                self.problems.push(problem);
                return None;
            }
        })
    }

    /// Resolves one total: parts in the total's own dimension, and nothing that cannot be added.
    pub(super) fn total(&mut self, id: &str, config: &TotalConfig) -> Option<Total> {
        let total = self.find(&config.total)?;
        let mut parts = Vec::new();
        for part in &config.parts {
            let found = self.find(part)?;
            self.same_dimension(part, found, total)?;
            parts.push(found);
        }
        let kind = if config.complete { PartsKind::Complete } else { PartsKind::Among };
        if parts.is_empty() || (config.complete && parts.len() < 2) {
            let problem = self.at(&config.total, say::two_parts()).help(say::name_parts());
            self.problems.push(problem);
            return None;
        }
        Some(Total { id: id.to_owned(), total, parts, kind })
    }

    fn at<T>(&self, at: &Spanned<T>, message: Message) -> Diagnostic {
        Diagnostic::at("T105", PIPELINE_FILE, self.text, at.span(), message)
    }

    fn refuse<T>(&mut self, at: &Spanned<impl Sized>, message: Message, help: Message) -> Option<T> {
        let problem = self.at(at, message).help(help);
        self.problems.push(problem);
        None
    }

    fn get(&self, id: IndicatorId) -> Option<&Indicator> {
        self.catalog.indicators.get(id)
    }

    fn find(&mut self, name: &Spanned<String>) -> Option<IndicatorId> {
        if let Some(id) = self.catalog.indicators.find(name.get_ref()) {
            return Some(id);
        }
        let near = self.catalog.indicators.nearest(name.get_ref());
        self.refuse(name, say::no_indicator(name.get_ref()), near_it(&near))
    }

    fn indicator(&mut self, config: &DerivationConfig, name: Option<&Spanned<String>>, key: &str) -> Option<IndicatorId> {
        match name {
            Some(name) => self.find(name),
            None => self.refuse(&config.kind, say::kind_needs(config.kind.get_ref(), key), say::add_code(key)),
        }
    }

    fn of_measure(
        &mut self,
        config: &DerivationConfig,
        name: Option<&Spanned<String>>,
        key: &str,
        measure: Measure,
    ) -> Option<IndicatorId> {
        let id = self.indicator(config, name, key)?;
        let found = self.get(id)?.measure;
        if found == measure {
            return Some(id);
        }
        let help = say::kind_made_of(config.kind.get_ref(), measure);
        self.refuse(name?, say::is_a(name?.get_ref(), found), help)
    }

    fn level(&mut self, config: &DerivationConfig, name: Option<&Spanned<String>>, key: &str) -> Option<IndicatorId> {
        self.of_measure(config, name, key, Measure::Level)
    }

    /// The indicator of the result, which states its measure and unit in the catalogue.
    fn output(&mut self, config: &DerivationConfig, measures: &[Measure]) -> Option<IndicatorId> {
        let id = self.indicator(config, config.output.as_ref(), "output")?;
        let (measure, kind, name) = self.get(id).map(|indicator| (indicator.measure, indicator.unit.kind, indicator.code.clone()))?;
        let at = config.output.as_ref()?;
        if !measures.contains(&measure) {
            let wanted: Vec<&str> = measures.iter().map(|measure| measure.code()).collect();
            let help = say::result_measure(config.kind.get_ref(), wanted.join(" or "));
            return self.refuse(at, say::output_is(name, measure), help);
        }
        let percent = matches!(measure, Measure::Share | Measure::Rate | Measure::ChangePoints);
        if percent && !matches!(kind, UnitKind::Ratio | UnitKind::Points) {
            return self.refuse(at, say::output_not_percent(name), say::give_percent());
        }
        Some(id)
    }

    fn same_dimension(&mut self, at: &Spanned<String>, one: IndicatorId, other: IndicatorId) -> Option<()> {
        let dimension = |id: IndicatorId| self.get(id).map(|indicator| (indicator.unit.dimension.to_string(), indicator.unit.code.clone()));
        let ((a, unit), (b, expected)) = (dimension(one)?, dimension(other)?);
        if a == b {
            return Some(());
        }
        self.refuse(at, say::part_unit(at.get_ref(), unit, expected), say::cannot_be_added(a, b))
    }

    /// Flows add over periods and areas, stocks over areas only, rates and indices never.
    fn additive(&mut self, at: &Spanned<String>, id: IndicatorId, over_time: bool) -> Option<()> {
        let nature = self.get(id)?.nature;
        match (nature, over_time) {
            (Nature::Flow, _) | (Nature::Stock, false) => Some(()),
            (Nature::Stock, true) => self.refuse(at, say::is_stock(at.get_ref()), say::stocks_add()),
            (Nature::None, _) => self.refuse(at, say::does_not_add(at.get_ref()), say::never_added()),
        }
    }

    fn part_and_total(&mut self, config: &DerivationConfig) -> Option<(IndicatorId, IndicatorId)> {
        let part = self.level(config, config.part.as_ref(), "part")?;
        let total = self.level(config, config.total.as_ref(), "total")?;
        self.same_dimension(config.part.as_ref()?, part, total)?;
        Some((part, total))
    }

    fn share(&mut self, config: &DerivationConfig) -> Option<Rule> {
        let (part, total) = self.part_and_total(config)?;
        Some(Rule::Share { part, total, output: self.output(config, &[Measure::Share])? })
    }

    fn contribution(&mut self, config: &DerivationConfig) -> Option<Rule> {
        let (part, total) = self.part_and_total(config)?;
        let points = config.kind.get_ref() == "points-contributed";
        let output = self.output(config, &[if points { Measure::ChangePoints } else { Measure::Share }, Measure::Rate])?;
        Some(if points { Rule::PointsContributed { part, total, output } } else { Rule::Contribution { part, total, output } })
    }

    fn ratio(&mut self, config: &DerivationConfig) -> Option<Rule> {
        let numerator = self.level(config, config.numerator.as_ref(), "numerator")?;
        let denominator = self.level(config, config.denominator.as_ref(), "denominator")?;
        let output = self.output(config, &[Measure::Level, Measure::Rate])?;
        let (above, below, result) = (self.get(numerator)?, self.get(denominator)?, self.get(output)?);
        let dimension = Dimension::per(&above.unit.dimension, &below.unit.dimension);
        // Like over like may be given in percent: investment over product, spending over revenue.
        let percent = above.unit.dimension == below.unit.dimension && result.unit.kind == UnitKind::Ratio;
        if dimension != result.unit.dimension && !percent {
            let message = say::output_in(&result.unit.code, &result.unit.dimension);
            let help = say::quotient_measures(&above.unit.code, &below.unit.code, &dimension);
            return self.refuse(config.output.as_ref()?, message, help);
        }
        let hundred = Ratio::integer(if percent { 100 } else { 1 });
        let quotient = above.unit.factor.mul(hundred).and_then(|above| above.div(below.unit.factor));
        let factor = quotient.and_then(|factor| factor.div(result.unit.factor)).ok()?;
        let mean = config.mean.as_ref().is_some_and(|mean| *mean.get_ref());
        if mean && below.nature != Nature::Stock {
            let help = say::only_stock_has_ends();
            return self.refuse(config.mean.as_ref()?, say::no_stock(), help);
        }
        Some(Rule::Ratio { numerator, denominator, output, mean, factor })
    }

    fn average(&mut self, config: &DerivationConfig) -> Option<Rule> {
        let of = self.level(config, config.of.as_ref(), "of")?;
        let years = match &config.years {
            Some(years) if (2..=50).contains(years.get_ref()) => *years.get_ref(),
            Some(years) => return self.refuse(years, say::average_years(), say::years_five()),
            None => {
                return self.refuse(&config.kind, say::kind_needs("average-growth", "years"), say::years_such_as());
            }
        };
        let rates = match config.from.as_ref().map(|from| (from, from.get_ref().as_str())) {
            None | Some((_, "levels")) => false,
            Some((_, "rates")) => true,
            Some((at, _)) => {
                return self.refuse(at, say::levels_or_rates(), say::rates_are());
            }
        };
        Some(Rule::AverageGrowth { of, years, rates })
    }

    fn area(&mut self, name: &Spanned<String>) -> Option<AreaId> {
        if let Some(id) = self.catalog.areas.find(name.get_ref()) {
            return Some(id);
        }
        let near = self.catalog.areas.nearest(name.get_ref());
        self.refuse(name, lists::no_area(name.get_ref()), near_it(&near))
    }

    /// Why an area may share ground with the others of a sum: it lies in one of them, or it is a group whose members are not known.
    fn overlap(&self, id: AreaId, members: &[AreaId]) -> Option<Message> {
        let areas = &self.catalog.areas;
        let own = areas.get(id)?;
        if own.kind == "aggregate" && members.len() > 1 {
            return Some(say::group_of_areas());
        }
        // Loading has seen to it that nobody is their own ancestor.
        let mut above = own.parent.as_ref();
        while let Some(outer) = above.and_then(|code| areas.find(code.get_ref())) {
            if members.contains(&outer) {
                return Some(say::lies_in(areas.code(outer)));
            }
            above = areas.get(outer).and_then(|area| area.parent.as_ref());
        }
        None
    }

    fn sum_areas(&mut self, config: &DerivationConfig) -> Option<Rule> {
        let of = self.level(config, config.of.as_ref(), "of")?;
        self.additive(config.of.as_ref()?, of, false)?;
        let (Some(area), Some(areas)) = (&config.area, &config.areas) else {
            return self.refuse(&config.kind, say::needs_area_and_areas(), say::area_and_areas());
        };
        let whole = self.area(area)?;
        let mut members = Vec::new();
        for member in areas {
            let id = self.area(member)?;
            if members.contains(&id) || id == whole {
                return self.refuse(member, say::counted_twice(member.get_ref()), say::each_once());
            }
            members.push(id);
        }
        for (member, id) in areas.iter().zip(&members) {
            if let Some(outer) = self.overlap(*id, &members) {
                let message = say::counted_twice_because(member.get_ref(), outer);
                return self.refuse(member, message, say::no_shared_ground());
            }
        }
        members.sort_unstable();
        Some(Rule::SumAreas { of, area: whole, members })
    }

    fn sum_periods(&mut self, config: &DerivationConfig) -> Option<Rule> {
        let of = self.level(config, config.of.as_ref(), "of")?;
        self.additive(config.of.as_ref()?, of, true)?;
        let Some(freq) = &config.freq else {
            return self.refuse(&config.kind, say::kind_needs("sum-periods", "freq"), say::freq_needed());
        };
        match Freq::from_code(freq.get_ref()) {
            Some(into @ (Freq::Annual | Freq::HalfYear | Freq::Quarterly)) => Some(Rule::SumPeriods { of, into }),
            _ => self.refuse(freq, say::no_sum_frequency(freq.get_ref()), say::sum_frequencies()),
        }
    }
}

/// The nearest names, where some are near.
fn near_it(near: &[&str]) -> Message {
    if near.is_empty() { say::declare_in(say::catalogue()) } else { say::near_it(near.join(", ")) }
}
