//! From an entry of the list of indicators to an indicator: what is written is looked up, what is not has its default.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::load::CatalogText;
use super::{Areas, Categories, IndexBase, Indicator, Names, SeriesBreak, UNCLASSIFIED, Units};
use crate::diagnostic::{Diagnostic, suggest};
use crate::message::{Message, lists as say};
use crate::period::Period;
use crate::unit::{Reading, Unit};
use crate::vocabulary::{Better, Measure, Nature, PriceBasis};

/// What a plain value may be; growth is a role of a column, not of an indicator.
const MEASURES: [&str; 6] = ["CHANGE_POINTS", "INDEX", "LEVEL", "RANK", "RATE", "SHARE"];

const PRICES: [&str; 4] = ["CONSTANT", "CURRENT", "NA", "UNKNOWN"];

/// One entry as written. Only code, name and unit must be there; what the other keys mean where they are left out, [`Resolver`] says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) code: Spanned<String>,
    name: Names,
    #[serde(default)]
    pub(super) aliases: Vec<Spanned<String>>,
    category: Option<Spanned<String>>,
    measure: Option<Spanned<String>>,
    nature: Option<Spanned<String>>,
    unit: Spanned<String>,
    display: Option<Spanned<String>>,
    per: Option<Spanned<String>>,
    #[serde(default)]
    unit_words: BTreeMap<String, Spanned<String>>,
    price_basis: Option<Spanned<String>>,
    growth_basis: Option<Spanned<String>>,
    better: Option<Spanned<String>>,
    #[serde(default)]
    definition: Names,
    scope: Option<String>,
    department: Option<String>,
    valid_from: Option<i32>,
    valid_to: Option<i32>,
    index_base: Option<Spanned<String>>,
    #[serde(default)]
    breaks: Vec<BreakEntry>,
}

/// A break as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BreakEntry {
    from: Spanned<String>,
    area: Option<Spanned<String>>,
    why: String,
}

/// A file of the list.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default)]
    pub(super) indicator: Vec<Entry>,
}

/// Resolves the words of the entries of one file; each that is wrong is a problem of its own.
pub(super) struct Resolver<'a> {
    pub(super) text: CatalogText<'a>,
    pub(super) units: &'a Units,
    pub(super) categories: &'a Categories,
    pub(super) areas: &'a Areas,
}

impl Resolver<'_> {
    /// The indicator of an entry; `None`, with a problem for each reason, where a word of it is wrong.
    ///
    /// What is left out says as little as it may: nothing is added up (`nature` none), no direction is better, and prices are unknown
    /// where there is money, so that nothing is compared that may not be comparable.
    pub(super) fn resolve(&self, entry: &Entry, problems: &mut Vec<Diagnostic>) -> Option<Indicator> {
        if let Some(category) = &entry.category {
            self.check_category(category, problems);
        }
        let measure = self.word(entry.measure.as_ref(), Measure::Level, Measure::from_code, &MEASURES, problems);
        let nature = self.word(entry.nature.as_ref(), Nature::None, Nature::from_code, &["flow", "none", "stock"], problems);
        let better = self.word(entry.better.as_ref(), Better::None, Better::from_code, &["higher", "lower", "none"], problems);
        let units = self.units_of(entry, problems);
        let prices = match &units {
            Some((unit, _, _)) if !self.units.has_money(&unit.dimension) => PriceBasis::NotApplicable,
            _ => PriceBasis::Unknown,
        };
        let price_basis = self.word(entry.price_basis.as_ref(), prices, PriceBasis::from_code, &PRICES, problems);
        let growth_basis = self.word(entry.growth_basis.as_ref(), prices, PriceBasis::from_code, &PRICES, problems);
        let (unit, display_unit, per) = units?;
        let unit_words = self.unit_words(entry, &unit, problems);
        let index_base = self.index_base(entry, problems);
        let breaks = self.breaks(entry, problems);
        let interval_scale = self.units.entry(&unit.code).is_some_and(|unit| unit.interval_scale);
        Some(Indicator {
            code: entry.code.get_ref().clone(),
            name: entry.name.clone(),
            category: entry.category.as_ref().map_or(UNCLASSIFIED, |category| category.get_ref()).to_owned(),
            measure: measure?,
            nature: nature?,
            unit,
            display: display_unit.code.clone(),
            display_unit,
            per,
            unit_words,
            price_basis: price_basis?,
            growth_basis: growth_basis?,
            better: better?,
            definition: entry.definition.clone(),
            scope: entry.scope.clone().unwrap_or_default(),
            department: entry.department.clone().unwrap_or_default(),
            valid_from: entry.valid_from,
            valid_to: entry.valid_to,
            interval_scale,
            index_base,
            breaks,
        })
    }

    /// The canonical unit, the display unit and the denominator of an entry; all three are read before one is refused.
    fn units_of(&self, entry: &Entry, problems: &mut Vec<Diagnostic>) -> Option<(Unit, Unit, Option<Unit>)> {
        let unit = self.unit(&entry.unit, problems);
        let per = entry.per.as_ref().map(|per| self.unit(per, problems));
        // Without a display unit, figures are shown in the canonical one, in the words that people write it with.
        let symbol = Spanned::new(entry.unit.span(), self.units.symbol(entry.unit.get_ref()).to_owned());
        let display = entry.display.as_ref().unwrap_or(&symbol);
        let display_unit = if entry.display.is_some() { self.unit(display, problems) } else { unit.clone() };
        let (mut unit, mut display_unit, per) = (unit?, display_unit?, per.map_or(Some(None), |per| per.map(Some))?);
        unit.code.clone_from(entry.unit.get_ref());
        display_unit.code.clone_from(display.get_ref());
        if let Some(per) = &per {
            display_unit = with_denominator(&unit, &display_unit, per);
        }
        if display_unit.dimension != unit.dimension {
            let message = say::does_not_convert(display.get_ref(), &unit.code);
            let help = say::both_measure(display.get_ref(), &display_unit.dimension, &unit.code, &unit.dimension);
            problems.push(self.at(display, message).help(help));
            return None;
        }
        Some((unit, display_unit, per))
    }

    fn at(&self, value: &Spanned<String>, message: Message) -> Diagnostic {
        self.text.problem("T207", value.span(), message)
    }

    fn check_category(&self, category: &Spanned<String>, problems: &mut Vec<Diagnostic>) {
        if self.categories.get(category.get_ref()).is_none() {
            let message = say::no_category(category.get_ref());
            problems.push(self.at(category, message).help(suggest(category.get_ref(), &self.categories.codes())));
        }
    }

    /// The meaning of a word, or what is meant where none is written.
    fn word<T>(
        &self,
        word: Option<&Spanned<String>>,
        default: T,
        read: impl Fn(&str) -> Option<T>,
        known: &[&str],
        problems: &mut Vec<Diagnostic>,
    ) -> Option<T> {
        let Some(word) = word else { return Some(default) };
        let found = read(word.get_ref()).filter(|_| known.contains(&word.get_ref().as_str()));
        if found.is_none() {
            let message = say::no_word_here(word.get_ref());
            problems.push(self.at(word, message).help(suggest(word.get_ref(), known)));
        }
        found
    }

    /// An index says what it is 100 of; nothing else may.
    fn index_base(&self, entry: &Entry, problems: &mut Vec<Diagnostic>) -> Option<IndexBase> {
        let index = entry.measure.as_ref().filter(|measure| measure.get_ref() == Measure::Index.code());
        match (&entry.index_base, index) {
            (None, None) => None,
            (None, Some(measure)) => {
                let help = say::add_base();
                problems.push(self.at(measure, say::index_without_base()).help(help));
                None
            }
            (Some(base), None) => {
                problems.push(self.at(base, say::base_without_index()).help(say::take_base_out()));
                None
            }
            (Some(base), Some(_)) => match base.get_ref().as_str() {
                "PREVIOUS_YEAR" => Some(IndexBase::PreviousYear),
                "PREVIOUS_PERIOD" => Some(IndexBase::PreviousPeriod),
                period if Period::parse_canonical(period).is_some() => Some(IndexBase::Fixed(period.to_owned())),
                other => {
                    let help = say::base_form();
                    problems.push(self.at(base, say::no_index_base(other)).help(help));
                    None
                }
            },
        }
    }

    fn breaks(&self, entry: &Entry, problems: &mut Vec<Diagnostic>) -> Vec<SeriesBreak> {
        let mut breaks = Vec::new();
        for found in &entry.breaks {
            if let Some(area) = found.area.as_ref().filter(|area| self.areas.find(area.get_ref()).is_none()) {
                let near = self.areas.nearest(area.get_ref());
                let message = say::no_area(area.get_ref());
                problems.push(self.at(area, message).help(suggest(area.get_ref(), &near)));
            }
            match Period::parse_canonical(found.from.get_ref()) {
                Some(period) => {
                    breaks.push(SeriesBreak { from: period.start(), area: self.code_of(found.area.as_ref()), why: found.why.clone() })
                }
                None => problems.push(self.at(&found.from, say::no_period(found.from.get_ref())).help(say::first_period())),
            }
        }
        breaks
    }

    fn code_of(&self, area: Option<&Spanned<String>>) -> Option<String> {
        let area = area?;
        Some(self.areas.find(area.get_ref()).map_or_else(|| area.get_ref().clone(), |id| self.areas.code(id).to_owned()))
    }

    fn unit(&self, text: &Spanned<String>, problems: &mut Vec<Diagnostic>) -> Option<Unit> {
        match self.units.book.read(text.get_ref()) {
            Ok(reading) => Some(reading.unit),
            Err(error) => {
                let near = self.units.book.nearest(text.get_ref());
                let help = near.map_or_else(say::declare_unit, say::did_you_mean);
                problems.push(self.at(text, error.message()).help(help));
                None
            }
        }
    }

    fn unit_words(&self, entry: &Entry, unit: &Unit, problems: &mut Vec<Diagnostic>) -> BTreeMap<String, Reading> {
        let mut words = BTreeMap::new();
        for (word, meaning) in &entry.unit_words {
            match self.units.book.read(meaning.get_ref()) {
                Ok(reading) if reading.unit.dimension == unit.dimension => {
                    words.insert(word.clone(), reading);
                }
                Ok(reading) => {
                    let message = say::measures_other(meaning.get_ref(), &reading.unit.dimension, &unit.dimension);
                    problems.push(self.at(meaning, message).help(say::word_of_indicator(&unit.dimension)));
                }
                Err(error) => problems.push(self.at(meaning, error.message())),
            }
        }
        words
    }
}

/// 万元 of an indicator per 人 is 万元/人; a unit that is a ratio already stays.
pub(super) fn with_denominator(canonical: &Unit, written: &Unit, per: &Unit) -> Unit {
    if written.dimension == canonical.dimension {
        return written.clone();
    }
    let Ok(factor) = written.factor.div(per.factor) else { return written.clone() };
    Unit { dimension: written.dimension.per(&per.dimension), factor, ..written.clone() }
}
