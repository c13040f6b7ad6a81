//! Resolves derivations and totals: every kind has the keys it needs, its units fit, and its output states the unit it is in.

use toml::Spanned;
use tongbi_domain::catalog::{AreaId, Catalog, IndexBase, Indicator, IndicatorId};
use tongbi_domain::derive::PartsKind;
use tongbi_domain::diagnostic::{Diagnostic, suggest};
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
            self.problems.extend(config.digits.as_ref().map(|at| self.at(at, "more digits than any print has").help("12 at most")));
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
                    let help = "an index on a fixed base is a level: its growth stands in yoy_percent without a declaration";
                    return self.refuse(config.of.as_ref()?, "this index has a fixed base", help);
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
                let problem = self.at(&config.kind, &format!("no derivation is of the kind `{other}`")).help(suggest(other, KINDS));
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
            let problem = self
                .at(&config.total, "a total has two parts at least")
                .help("name every part: parts = [\"…\", \"…\"], or write complete = false for 其中");
            self.problems.push(problem);
            return None;
        }
        Some(Total { id: id.to_owned(), total, parts, kind })
    }

    fn at<T>(&self, at: &Spanned<T>, message: &str) -> Diagnostic {
        Diagnostic::at("T105", PIPELINE_FILE, self.text, at.span(), message)
    }

    fn refuse<T>(&mut self, at: &Spanned<impl Sized>, message: &str, help: &str) -> Option<T> {
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
        let near = self.catalog.indicators.nearest(name.get_ref()).join(", ");
        self.refuse(name, &format!("no indicator is called `{}`", name.get_ref()), &format!("near it: {near}"))
    }

    fn indicator(&mut self, config: &DerivationConfig, name: Option<&Spanned<String>>, key: &str) -> Option<IndicatorId> {
        match name {
            Some(name) => self.find(name),
            None => self.refuse(
                &config.kind,
                &format!("the kind `{}` needs the key `{key}`", config.kind.get_ref()),
                &format!("add {key} = \"CODE\" of an indicator"),
            ),
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
        let help = format!("the kind `{}` is made of figures with the measure {measure}", config.kind.get_ref());
        self.refuse(name?, &format!("`{}` is a {found}", name?.get_ref()), &help)
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
            let help = format!("the result of the kind `{}` has the measure {}", config.kind.get_ref(), wanted.join(" or "));
            return self.refuse(at, &format!("the output {name} is a {measure}"), &help);
        }
        let percent = matches!(measure, Measure::Share | Measure::Rate | Measure::ChangePoints);
        if percent && !matches!(kind, UnitKind::Ratio | UnitKind::Points) {
            return self.refuse(
                at,
                &format!("the output {name} is not in percent or points"),
                "give it unit = \"percent\" or \"pp\" in the catalogue",
            );
        }
        Some(id)
    }

    fn same_dimension(&mut self, at: &Spanned<String>, one: IndicatorId, other: IndicatorId) -> Option<()> {
        let dimension = |id: IndicatorId| self.get(id).map(|indicator| (indicator.unit.dimension.to_string(), indicator.unit.code.clone()));
        let ((a, unit), (b, expected)) = (dimension(one)?, dimension(other)?);
        if a == b {
            return Some(());
        }
        self.refuse(
            at,
            &format!("`{}` is in {unit}, the total in {expected}", at.get_ref()),
            &format!("one measures {a}, the other {b}: they cannot be added"),
        )
    }

    /// Flows add over periods and areas, stocks over areas only, rates and indices never.
    fn additive(&mut self, at: &Spanned<String>, id: IndicatorId, over_time: bool) -> Option<()> {
        let nature = self.get(id)?.nature;
        match (nature, over_time) {
            (Nature::Flow, _) | (Nature::Stock, false) => Some(()),
            (Nature::Stock, true) => {
                self.refuse(at, &format!("`{}` is a stock", at.get_ref()), "stocks add over areas only, never over time")
            }
            (Nature::None, _) => {
                self.refuse(at, &format!("`{}` does not add up", at.get_ref()), "rates, ratios and indices are never added")
            }
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
            let message = format!("the output is in {}, which measures {}", result.unit.code, result.unit.dimension);
            let help = format!("{} over {} measures {dimension}", above.unit.code, below.unit.code);
            return self.refuse(config.output.as_ref()?, &message, &help);
        }
        let hundred = Ratio::integer(if percent { 100 } else { 1 });
        let quotient = above.unit.factor.mul(hundred).and_then(|above| above.div(below.unit.factor));
        let factor = quotient.and_then(|factor| factor.div(result.unit.factor)).ok()?;
        let mean = config.mean.as_ref().is_some_and(|mean| *mean.get_ref());
        if mean && below.nature != Nature::Stock {
            let help = "only a stock has two ends of the year: take mean out";
            return self.refuse(config.mean.as_ref()?, "the denominator is no stock", help);
        }
        Some(Rule::Ratio { numerator, denominator, output, mean, factor })
    }

    fn average(&mut self, config: &DerivationConfig) -> Option<Rule> {
        let of = self.level(config, config.of.as_ref(), "of")?;
        let years = match &config.years {
            Some(years) if (2..=50).contains(years.get_ref()) => *years.get_ref(),
            Some(years) => return self.refuse(years, "an average spans 2 to 50 years", "such as years = 5"),
            None => {
                return self.refuse(
                    &config.kind,
                    "the kind `average-growth` needs the key `years`",
                    "such as years = 2 (两年平均) or 5 (五年年均)",
                );
            }
        };
        let rates = match config.from.as_ref().map(|from| (from, from.get_ref().as_str())) {
            None | Some((_, "levels")) => false,
            Some((_, "rates")) => true,
            Some((at, _)) => {
                return self.refuse(
                    at,
                    "an average is computed from `levels` or from `rates`",
                    "rates are the published year-over-year rates",
                );
            }
        };
        Some(Rule::AverageGrowth { of, years, rates })
    }

    fn area(&mut self, name: &Spanned<String>) -> Option<AreaId> {
        if let Some(id) = self.catalog.areas.find(name.get_ref()) {
            return Some(id);
        }
        let near = self.catalog.areas.nearest(name.get_ref()).join(", ");
        self.refuse(name, &format!("no area is called `{}`", name.get_ref()), &format!("near it: {near}"))
    }

    /// Why an area may share ground with the others of a sum: it lies in one of them, or it is a group whose members are not known.
    fn overlap(&self, id: AreaId, members: &[AreaId]) -> Option<String> {
        let areas = &self.catalog.areas;
        let own = areas.get(id)?;
        if own.kind == "aggregate" && members.len() > 1 {
            return Some("it is a group of areas".to_owned());
        }
        // Loading has seen to it that nobody is their own ancestor.
        let mut above = own.parent.as_ref();
        while let Some(outer) = above.and_then(|code| areas.find(code.get_ref())) {
            if members.contains(&outer) {
                return Some(format!("it lies in {}", areas.code(outer)));
            }
            above = areas.get(outer).and_then(|area| area.parent.as_ref());
        }
        None
    }

    fn sum_areas(&mut self, config: &DerivationConfig) -> Option<Rule> {
        let of = self.level(config, config.of.as_ref(), "of")?;
        self.additive(config.of.as_ref()?, of, false)?;
        let (Some(area), Some(areas)) = (&config.area, &config.areas) else {
            return self.refuse(
                &config.kind,
                "the kind `sum-areas` needs the keys `area` and `areas`",
                "area = the whole, areas = [its members]",
            );
        };
        let whole = self.area(area)?;
        let mut members = Vec::new();
        for member in areas {
            let id = self.area(member)?;
            if members.contains(&id) || id == whole {
                return self.refuse(
                    member,
                    &format!("`{}` would be counted twice", member.get_ref()),
                    "each member once, and never the whole itself",
                );
            }
            members.push(id);
        }
        for (member, id) in areas.iter().zip(&members) {
            if let Some(outer) = self.overlap(*id, &members) {
                let message = format!("`{}` would be counted twice: {outer}", member.get_ref());
                return self.refuse(member, &message, "areas that share no ground, and no groups of areas beside others");
            }
        }
        members.sort_unstable();
        Some(Rule::SumAreas { of, area: whole, members })
    }

    fn sum_periods(&mut self, config: &DerivationConfig) -> Option<Rule> {
        let of = self.level(config, config.of.as_ref(), "of")?;
        self.additive(config.of.as_ref()?, of, true)?;
        let Some(freq) = &config.freq else {
            return self.refuse(&config.kind, "the kind `sum-periods` needs the key `freq`", "A, S or Q: the frequency of the sums");
        };
        match Freq::from_code(freq.get_ref()) {
            Some(into @ (Freq::Annual | Freq::HalfYear | Freq::Quarterly)) => Some(Rule::SumPeriods { of, into }),
            _ => self.refuse(freq, &format!("`{}` is no frequency of sums", freq.get_ref()), "A, S or Q"),
        }
    }
}
