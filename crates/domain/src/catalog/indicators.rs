//! The list of indicators: what is measured, in which unit, and how its growth is to be understood.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::load::{CatalogText, Once, Placed, check_code, parse};
use super::resolve::{Entry, File, Resolver, with_denominator};
use super::spelling::{Spellings, code_and_names, fold, only};
use super::{Areas, Categories, Names, Units, covers};
use crate::diagnostic::{Diagnostic, ENOUGH};
use crate::message::lists as say;
use crate::period::Date;
use crate::unit::{Reading, Unit, UnitError};
use crate::vocabulary::{Better, Measure, Nature, PriceBasis};

/// Position of an indicator in the order of codes: comparing ids compares codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndicatorId(pub u32);

/// A break of a series: figures from this day on are not compared with earlier ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesBreak {
    /// First day of the new series.
    pub from: Date,
    /// Code of the area it happened in; everywhere where none is named.
    pub area: Option<String>,
    /// Why.
    pub why: String,
}

/// What an index is 100 of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexBase {
    /// 上年同期=100: the figure is a growth rate in disguise.
    PreviousYear,
    /// 上期=100, likewise over the period before.
    PreviousPeriod,
    /// A fixed period; such an index is a level.
    Fixed(String),
}

impl IndexBase {
    /// What stands in `base_per`.
    pub fn code(&self) -> &str {
        match self {
            Self::PreviousYear => "PREVIOUS_YEAR",
            Self::PreviousPeriod => "PREVIOUS_PERIOD",
            Self::Fixed(period) => period,
        }
    }

    /// Whether a table's words for a base (`上年同月=100`, `2015=100`) are this one; `None` for a text that is no such words.
    pub fn agrees(&self, text: &str) -> Option<bool> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| if c == '＝' { '=' } else { c }).collect();
        let words = text.strip_suffix("=100")?.to_lowercase();
        let one_of = |known: &[&str]| known.contains(&words.as_str());
        let previous_year =
            one_of(&["上年", "上年同期", "上年同月", "上年同季", "去年", "去年同期", "去年同月", "previousyear", "lastyear"])
                || (words.starts_with("same") && words.ends_with("year"))
                || (words.starts_with("corresponding") && words.ends_with("year"));
        let previous_period = one_of(&["上月", "上期", "上季", "上季度", "previousmonth", "previousperiod", "previousquarter"]);
        Some(match self {
            Self::PreviousYear => previous_year,
            Self::PreviousPeriod => previous_period,
            Self::Fixed(period) => {
                let read = |text| crate::period::read(text, &crate::period::Context::default()).ok();
                read(&words).is_some() && read(&words) == read(period)
            }
        })
    }
}

/// One indicator, every word of it resolved.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// Its stable code.
    pub code: String,
    /// Its names.
    pub name: Names,
    /// Its one primary class.
    pub category: String,
    /// What its plain value is.
    pub measure: Measure,
    /// Stock, flow or neither.
    pub nature: Nature,
    /// Canonical unit: what `obs_value` is in.
    pub unit: Unit,
    /// The unit people know, as written (亿元); the canonical unit's symbol where none is declared.
    pub display: String,
    /// The display unit, resolved.
    pub display_unit: Unit,
    /// The denominator that the name says and tables leave out (人均, 每万人).
    pub per: Option<Unit>,
    /// Written unit words that mean the canonical unit for this indicator only.
    pub unit_words: BTreeMap<String, Reading>,
    /// Price basis of a level.
    pub price_basis: PriceBasis,
    /// Price basis of a published growth rate.
    pub growth_basis: PriceBasis,
    /// Which way is better.
    pub better: Better,
    /// Definitions; empty where none is recorded.
    pub definition: Names,
    /// Statistical scope; empty where none is recorded.
    pub scope: String,
    /// Department that reports it; empty where none is recorded.
    pub department: String,
    /// First year of the definition.
    pub valid_from: Option<i32>,
    /// Last year of the definition.
    pub valid_to: Option<i32>,
    /// Whether the canonical unit has no true zero.
    pub interval_scale: bool,
    /// What an index is 100 of.
    pub index_base: Option<IndexBase>,
    /// Known breaks of the series.
    pub breaks: Vec<SeriesBreak>,
}

/// How many index bases a key can tell apart.
const MAX_BASES: usize = 254;

/// All indicators, in the order of their codes.
#[derive(Debug, Default)]
pub struct Indicators {
    indicators: Vec<Indicator>,
    spellings: Spellings<IndicatorId>,
    bases: Vec<String>,
}

impl Indicators {
    pub(super) fn load(
        texts: &[CatalogText<'_>],
        units: &Units,
        categories: &Categories,
        areas: &Areas,
        problems: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut placed = parse(texts, |file: File| file.indicator, problems);
        placed.sort_by(|a, b| a.entry.code.get_ref().cmp(b.entry.code.get_ref()));
        let mut once = Once::new(say::indicator_name());
        let mut list = Self::default();
        for Placed { text, entry } in placed {
            if problems.len() >= ENOUGH {
                break;
            }
            check_code(text, &entry.code, problems);
            let before = problems.len();
            let Some(indicator) = (Resolver { text, units, categories, areas }).resolve(&entry, problems) else {
                debug_assert!(problems.len() > before, "an entry is refused with a problem");
                continue;
            };
            let id = IndicatorId(u32::try_from(list.indicators.len()).unwrap_or(u32::MAX));
            for (name, span) in spellings(&indicator, &entry) {
                once.check(name, text, span, problems);
                list.spellings.add(name, id);
            }
            list.indicators.push(indicator);
        }
        let bases: BTreeSet<String> = list.iter().filter_map(|indicator| Some(indicator.index_base.as_ref()?.code().to_owned())).collect();
        list.bases = bases.into_iter().collect();
        if let (true, Some(text)) = (list.bases.len() > MAX_BASES, texts.first()) {
            problems.push(Diagnostic::whole("T207", text.file, say::too_many_bases(MAX_BASES)).help(say::fewer_bases()));
        }
        list
    }

    /// The one indicator that a text names: its code, name or alias exactly as written, else the same without white space and with
    /// full-width ASCII made narrow (`ＧＤＰ`). `None` where nothing or more than one is written so. Case is told apart.
    pub fn find(&self, text: &str) -> Option<IndicatorId> {
        self.spellings.exact(text.trim()).copied().or_else(|| only(self.spellings.folded(&fold(text))))
    }

    /// Every code, name and alias with its indicator, in the order of the texts.
    pub fn spellings(&self) -> Vec<(&str, IndicatorId)> {
        self.spellings.all()
    }

    /// The indicator with an id.
    pub fn get(&self, id: IndicatorId) -> Option<&Indicator> {
        self.indicators.get(id.0 as usize)
    }

    /// The code of an id; empty for an id of another list.
    pub fn code(&self, id: IndicatorId) -> &str {
        self.get(id).map_or("", |indicator| indicator.code.as_str())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.indicators.len()
    }

    /// Whether the list is empty.
    pub fn is_empty(&self) -> bool {
        self.indicators.is_empty()
    }

    /// Every index base of the list, in order; a rank in it, plus one, packs a base into a key.
    pub fn index_bases(&self) -> &[String] {
        &self.bases
    }

    /// All indicators in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &Indicator> {
        self.indicators.iter()
    }

    /// Names for a suggestion, never applied: those of indicators that are written so but for width and spaces, then up to three that look
    /// like the text.
    pub fn nearest(&self, text: &str) -> Vec<&str> {
        let candidates = self.spellings.folded(&fold(text)).iter().filter_map(|id| self.get(*id));
        let mut names: Vec<&str> = candidates.map(|indicator| indicator.name.zh.as_str()).collect();
        let known: BTreeSet<&str> = names.iter().copied().collect();
        names.extend(self.spellings.nearest(text, &known));
        names
    }
}

/// The code, the names and the aliases of an indicator, with their places.
fn spellings<'a>(indicator: &'a Indicator, entry: &'a Entry) -> impl Iterator<Item = (&'a str, Range<usize>)> {
    code_and_names(&indicator.code, &indicator.name, entry.code.span())
        .chain(entry.aliases.iter().map(|alias| (alias.get_ref().as_str(), alias.span())))
}

impl Indicator {
    /// Whether its definition holds in all years from `first_year` to `last_year`; a bound that is not recorded is no bound.
    pub fn covers(&self, first_year: i32, last_year: i32) -> bool {
        covers((self.valid_from, self.valid_to), first_year, last_year)
    }

    /// Resolves a unit text for this indicator: its own unit words first, then the catalogue, with the denominator that the name says.
    ///
    /// The result need not have the indicator's dimension; whoever converts checks that.
    pub fn read_unit(&self, text: &str, units: &Units) -> Result<Reading, UnitError> {
        if let Some(reading) = self.unit_words.get(text.trim()) {
            return Ok(reading.clone());
        }
        let reading = units.book.read(text)?;
        Ok(match &self.per {
            Some(per) => Reading { unit: with_denominator(&self.unit, &reading.unit, per), ..reading },
            None => reading,
        })
    }
}

#[cfg(test)]
mod tests;
