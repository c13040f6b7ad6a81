//! The cells of a profile's rows: what the columns of `observations` say, in words, and the figures in the profile's unit.

use std::ops::Range;

use anyhow::Context as _;
use tongbi_domain::catalog::{Indicator, Language, Units};
use tongbi_domain::cell;
use tongbi_domain::label;
use tongbi_domain::number::{Decimal, Overflow, Ratio, Rounding, Shown};
use tongbi_domain::period::{Date, Period};

use super::columns::{Column, Fill};
use super::config::PortalUnit;
use super::plan::PortalPlan;
use crate::pipeline::tables::{Breakdown, ObservationTable, View};
use crate::table::column::{Chunk, Value};
use crate::table::{Origin, Statement};

/// Digits of a bound in a unit in which it does not terminate are the package's for values, rounded outward.
const OUTWARD: [Rounding; 2] = [Rounding::Floor, Rounding::Ceiling];

/// The unit that a figure is shown in: how many canonical units it is, and its name.
pub(in crate::pipeline) struct ShownUnit {
    /// How many canonical units it is.
    pub(in crate::pipeline) factor: Ratio,
    /// What people call it.
    pub(in crate::pipeline) name: String,
}

/// What fills the rows of a profile.
pub(super) struct PortalTable {
    observations: ObservationTable,
    /// Of each column, where in `observations` its codes stand.
    codes: Vec<Option<usize>>,
}

impl PortalTable {
    pub(super) fn new(breakdown: Breakdown<'_>, portal: &PortalPlan) -> Self {
        let code = |column: &Column| match column.fill {
            Fill::Observation => Some(column.field.name.to_string()),
            Fill::Word(_, name) => Some(name.to_owned()),
            Fill::Category => Some("category".to_owned()),
            Fill::AreaCode => Some("ref_area".to_owned()),
            Fill::Base => Some("base_per".to_owned()),
            _ => None,
        };
        let names: Vec<Option<String>> = portal.columns.iter().map(|(column, _)| code(column)).collect();
        let chosen: Vec<String> = names.iter().flatten().cloned().collect();
        let observations = ObservationTable::new(breakdown, Some(&chosen));
        let place = |name: &String| observations.fields().iter().position(|field| field.name == *name);
        let codes = names.iter().map(|name| name.as_ref().and_then(place)).collect();
        Self { observations, codes }
    }

    /// Calls back with the cells of each row that the profile takes, in the order of `observations`.
    pub(super) fn rows(
        &self,
        portal: &PortalPlan,
        view: &View<'_>,
        groups: Range<usize>,
        mut row: impl FnMut(&Statement, Vec<String>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let winners: Vec<usize> = groups.clone().filter(|group| view.series.reconciled.groups[*group].is_published()).collect();
        let mut batch = self.observations.batch();
        self.observations.fill(view, groups, &mut batch)?;
        let chunk = batch.chunk;
        for (index, group) in winners.into_iter().enumerate() {
            let statement = view.series.statement(group);
            if !takes(portal, view, statement) {
                continue;
            }
            let cells: Result<Vec<String>, Overflow> = (portal.columns.iter().zip(&self.codes))
                .map(|((column, _), code)| {
                    let code = code.map_or(Value::Text(""), |at| self.code(&chunk, at, index));
                    cell(portal, view, statement, column, code)
                })
                .collect();
            let cells = cells.with_context(|| format!("writing the portal profile {} of {}", portal.name, view.package.name))?;
            row(statement, cells)?;
        }
        Ok(())
    }

    fn code<'c>(&self, chunk: &'c Chunk, column: usize, row: usize) -> Value<'c> {
        chunk.columns.get(column).map_or(Value::Text(""), |column| column.get(row))
    }
}

fn takes(portal: &PortalPlan, view: &View<'_>, statement: &Statement) -> bool {
    let measure = view.ledger().line(statement).measure;
    portal.freq.as_ref().is_none_or(|freq| freq.contains(&statement.period.freq()))
        && portal.measures.as_ref().is_none_or(|measures| measures.contains(&measure))
}

/// The text of a cell.
fn cell(portal: &PortalPlan, view: &View<'_>, statement: &Statement, column: &Column, code: Value<'_>) -> Result<String, Overflow> {
    let language = portal.language;
    let own = |text: &str| cell::released(text).into_owned();
    Ok(match column.fill {
        Fill::Observation => named(view, statement, column, portal).map_or_else(|| plain(code), own),
        Fill::Word(list, _) => list.word(&plain(code), language).to_owned(),
        Fill::Category => {
            let code = plain(code);
            view.catalog().categories.get(&code).map_or_else(|| code.clone(), |category| own(category.name.get(language)))
        }
        Fill::AreaCode => area_code(view, statement),
        Fill::Dimension(id) => {
            let rank = view.ledger().line(statement).dimensions.rank(id);
            let dimension = view.catalog().dimensions.get(id);
            dimension.map_or_else(String::new, |dimension| {
                own(dimension.name_of(rank).map_or_else(|| dimension.code_of(rank), |name| name.get(language)))
            })
        }
        Fill::Base => base(&plain(code), language),
        Fill::Period => label::period(statement.period, statement.variant.cumulation(), language),
        Fill::Value => value(portal, view, statement)?.map_or_else(String::new, |value| value.to_string()),
        Fill::Low | Fill::High => bound(portal, view, statement, column.fill == Fill::Low)?,
        Fill::Unit => own(&unit(portal, view, statement).name),
        Fill::Source => match (view.source(statement), language) {
            (Some(source), _) => own(&source.sidecar.title),
            (None, Language::Zh) => "推算".to_owned(),
            (None, Language::En) => "Derived".to_owned(),
        },
    })
}

/// The names in a column of `observations`, in the profile's language; none for other columns.
fn named<'a>(view: &View<'a>, statement: &Statement, column: &Column, portal: &PortalPlan) -> Option<&'a str> {
    let line = view.ledger().line(statement);
    match column.field.name.as_ref() {
        "indicator_name" => view.indicator(line).map(|indicator| indicator.name.get(portal.language)),
        "ref_area_name" => view.area(line).map(|area| area.name.get(portal.language)),
        _ => None,
    }
}

/// A value of `observations` as its CSV has it.
fn plain(value: Value<'_>) -> String {
    match value {
        Value::Text(text) => text.to_owned(),
        Value::Number(number) => number.map_or_else(String::new, |number| number.to_string()),
        Value::Small(number) => number.to_string(),
        Value::Date(day) => day.and_then(Date::from_days).map_or_else(String::new, |day| day.to_string()),
    }
}

/// The area's code as no guesser of types takes it for a number: `CN440303` for a code of GB/T 2260, `_010` for another that begins with a digit.
fn area_code(view: &View<'_>, statement: &Statement) -> String {
    let line = view.ledger().line(statement);
    let code = view.catalog().areas.code(line.area);
    let scheme = view.area(line).map_or("", |area| area.scheme.as_str());
    let before = match code.bytes().next() {
        Some(byte) if byte.is_ascii_digit() && scheme == "GB/T 2260" => "CN",
        Some(byte) if byte.is_ascii_digit() => "_",
        _ => "",
    };
    cell::released(&format!("{before}{code}")).into_owned()
}

/// What an index is 100 of, in words; empty for anything else.
fn base(code: &str, language: Language) -> String {
    match (code, language) {
        ("PREVIOUS_YEAR", Language::Zh) => "上年同期".to_owned(),
        ("PREVIOUS_YEAR", Language::En) => "Year before".to_owned(),
        ("PREVIOUS_PERIOD", Language::Zh) => "上期".to_owned(),
        ("PREVIOUS_PERIOD", Language::En) => "Period before".to_owned(),
        _ => Period::parse_canonical(code)
            .map_or_else(String::new, |period| label::period(period, tongbi_domain::period::Cumulation::Period, language)),
    }
}

/// The figure in the profile's unit: the printed digits where it was printed in that unit, the exact number otherwise; none where the figure has no
/// single value or is withheld.
pub(super) fn value(portal: &PortalPlan, view: &View<'_>, statement: &Statement) -> Result<Option<Decimal>, Overflow> {
    let Some(value) = view.plain_value(statement)? else { return Ok(None) };
    let factor = unit(portal, view, statement).factor;
    let rounding = view.rounder.0;
    let shown = |printed, decimals| Shown { printed, decimals, unit: factor, digits: rounding.value_digits, rule: rounding.rule };
    match view.ledger().file(statement.file).origin {
        Origin::Source(_) => {
            let conversion = view.ledger().conversion(statement);
            shown(conversion.factor, statement.traits.decimals()).decimal(value).map(Some)
        }
        // A derived figure has the digits that its derivation declares, in the canonical unit; the same number is shown.
        Origin::Derivation { .. } => match view.value(statement, Some(value)) {
            Some(published) => shown(Ratio::ONE, published.scale()).decimal(published.to_ratio()).map(Some),
            None => Ok(None),
        },
    }
}

/// A bound in the profile's unit, rounded outward where it does not terminate; the published digits where the unit is that of the release.
fn bound(portal: &PortalPlan, view: &View<'_>, statement: &Statement, low: bool) -> Result<String, Overflow> {
    let amount = view.amount(statement)?;
    let (bound, rounding) = if low { (amount.low, OUTWARD[0]) } else { (amount.high, OUTWARD[1]) };
    let Some(published) = view.bound(statement, bound, rounding) else { return Ok(String::new()) };
    let factor = unit(portal, view, statement).factor;
    if factor == Ratio::ONE {
        return Ok(published.to_string());
    }
    let exact = published.to_ratio().div(factor)?;
    let decimal = match exact.to_decimal() {
        Some(decimal) => decimal,
        None => exact.round(view.rounder.0.value_digits, rounding)?,
    };
    Ok(decimal.to_string())
}

/// The unit that a statement's figure is shown in. Growth rates and other figures that are not in the indicator's own unit keep theirs.
pub(super) fn unit(portal: &PortalPlan, view: &View<'_>, statement: &Statement) -> ShownUnit {
    let code = &view.ledger().conversion(statement).unit;
    let units = &view.catalog().units;
    if portal.unit == PortalUnit::Canonical {
        return ShownUnit { factor: Ratio::ONE, name: code.clone() };
    }
    shown_unit(code, view.indicator(view.ledger().line(statement)), units, portal.language)
}

/// The unit that people know a figure in, from the code of its canonical one.
pub(in crate::pipeline) fn shown_unit(code: &str, indicator: Option<&Indicator>, units: &Units, language: Language) -> ShownUnit {
    let own = indicator.filter(|indicator| indicator.unit.code == code);
    let shown = own.and_then(|indicator| Some((indicator, indicator.display_unit.factor_to(&indicator.unit)?.ok()?)));
    match shown {
        Some((indicator, factor)) => ShownUnit { factor, name: display_name(indicator, factor, units, language) },
        None => ShownUnit { factor: Ratio::ONE, name: unit_name(code, units, language) },
    }
}

/// 亿元, or 100 million yuan.
fn display_name(indicator: &Indicator, factor: Ratio, units: &Units, language: Language) -> String {
    let english = || {
        let name = units.entry(&indicator.unit.code)?.name.en.as_str();
        let word = match (factor.num(), factor.den()) {
            (1, 1) => return Some(name.to_owned()),
            (1_000, 1) => "thousand",
            (10_000, 1) => "10 thousand",
            (1_000_000, 1) => "million",
            (10_000_000, 1) => "10 million",
            (100_000_000, 1) => "100 million",
            (1_000_000_000, 1) => "billion",
            (1_000_000_000_000, 1) => "trillion",
            _ => return None,
        };
        Some(format!("{word} {name}"))
    };
    match language {
        Language::Zh => indicator.display.clone(),
        Language::En => english().unwrap_or_else(|| indicator.display.clone()),
    }
}

fn unit_name(code: &str, units: &Units, language: Language) -> String {
    match language {
        Language::Zh => units.symbol(code).to_owned(),
        Language::En => units.entry(code).map_or_else(|| code.to_owned(), |entry| entry.name.en.clone()),
    }
}
