//! The list of indicators: what is measured, in which unit, and how its growth is to be understood.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Deserialize;
use toml::Spanned;

use super::areas::nearest;
use super::load::{CatalogText, Once, check_code, parse};
use super::{Areas, Categories, Names, Units};
use crate::diagnostic::{Diagnostic, suggest};
use crate::period::{Date, Period};
use crate::unit::{Reading, Unit, UnitError};
use crate::vocabulary::{Better, Measure, Nature, PriceBasis};

/// Position of an indicator in the order of codes: comparing ids compares codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndicatorId(pub u32);

/// One entry as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: Spanned<String>,
    name: Names,
    #[serde(default)]
    aliases: Vec<Spanned<String>>,
    category: Spanned<String>,
    measure: Spanned<String>,
    nature: Spanned<String>,
    unit: Spanned<String>,
    display: Spanned<String>,
    per: Option<Spanned<String>>,
    #[serde(default)]
    unit_words: BTreeMap<String, Spanned<String>>,
    price_basis: Spanned<String>,
    growth_basis: Spanned<String>,
    better: Spanned<String>,
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
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    indicator: Vec<Entry>,
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
    /// The unit people know, as written (亿元).
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
    /// Definitions.
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
#[derive(Debug)]
pub struct Indicators {
    indicators: Vec<Indicator>,
    names: HashMap<String, IndicatorId>,
    bases: Vec<String>,
}

impl Indicators {
    pub(super) fn load(
        text: CatalogText<'_>,
        units: &Units,
        categories: &Categories,
        areas: &Areas,
        problems: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut entries = parse::<File>(text, problems).indicator;
        entries.sort_by(|a, b| a.code.get_ref().cmp(b.code.get_ref()));
        let mut once = Once::new(text, "indicator name");
        let mut list = Self { indicators: Vec::new(), names: HashMap::new(), bases: Vec::new() };
        let resolver = Resolver { text, units, categories, areas };
        for entry in &entries {
            check_code(text, &entry.code, problems);
            let before = problems.len();
            let Some(indicator) = resolver.resolve(entry, problems) else {
                debug_assert!(problems.len() > before, "an entry is refused with a problem");
                continue;
            };
            let id = IndicatorId(u32::try_from(list.indicators.len()).unwrap_or(u32::MAX));
            let span = entry.code.span();
            let mut names = vec![(&indicator.code, span.clone()), (&indicator.name.zh, span.clone())];
            if indicator.name.en != indicator.name.zh {
                names.push((&indicator.name.en, span));
            }
            for (name, span) in names.into_iter().chain(entry.aliases.iter().map(|alias| (alias.get_ref(), alias.span()))) {
                once.check(name, span, problems);
                list.names.insert(name.clone(), id);
            }
            list.indicators.push(indicator);
        }
        let bases: BTreeSet<String> = list.iter().filter_map(|indicator| Some(indicator.index_base.as_ref()?.code().to_owned())).collect();
        list.bases = bases.into_iter().collect();
        if list.bases.len() > MAX_BASES {
            problems.push(Diagnostic::whole("T207", text.file, format!("more than {MAX_BASES} different index bases")));
        }
        list
    }

    /// The indicator with exactly this code or name.
    pub fn find(&self, text: &str) -> Option<IndicatorId> {
        self.names.get(text.trim()).copied()
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

    /// The names nearest to a text, for a suggestion; never applied.
    pub fn nearest(&self, text: &str) -> Vec<&str> {
        nearest(text, self.names.keys())
    }
}

/// Resolves the words of one entry; each that is wrong is a problem of its own.
struct Resolver<'a> {
    text: CatalogText<'a>,
    units: &'a Units,
    categories: &'a Categories,
    areas: &'a Areas,
}

impl Resolver<'_> {
    fn resolve(&self, entry: &Entry, problems: &mut Vec<Diagnostic>) -> Option<Indicator> {
        self.check_category(&entry.category, problems);
        let measure =
            self.word(&entry.measure, Measure::from_code, &["CHANGE_POINTS", "INDEX", "LEVEL", "RANK", "RATE", "SHARE"], problems);
        let nature = self.word(&entry.nature, Nature::from_code, &["flow", "none", "stock"], problems);
        let price_basis = self.word(&entry.price_basis, PriceBasis::from_code, &["CONSTANT", "CURRENT", "NA", "UNKNOWN"], problems);
        let growth_basis = self.word(&entry.growth_basis, PriceBasis::from_code, &["CONSTANT", "CURRENT", "NA", "UNKNOWN"], problems);
        let better = self.word(&entry.better, Better::from_code, &["higher", "lower", "none"], problems);
        let unit = self.unit(&entry.unit, problems);
        let per = entry.per.as_ref().map(|per| self.denominator(per, problems));
        let display_unit = self.unit(&entry.display, problems);
        let (mut unit, mut display_unit, per) = (unit?, display_unit?, per.map_or(Some(None), |per| per.map(Some))?);
        unit.code.clone_from(entry.unit.get_ref());
        display_unit.code.clone_from(entry.display.get_ref());
        if let Some(per) = &per {
            display_unit = with_denominator(&unit, &display_unit, per);
        }
        if display_unit.dimension != unit.dimension {
            let message = format!("`{}` does not convert into `{}`", entry.display.get_ref(), entry.unit.get_ref());
            let help =
                format!("`{}` measures {}, `{}` measures {}", entry.display.get_ref(), display_unit.dimension, unit.code, unit.dimension);
            problems.push(self.at(&entry.display, "T207", message).help(help));
            return None;
        }
        let unit_words = self.unit_words(entry, &unit, problems);
        let index_base = self.index_base(entry, problems);
        let breaks = self.breaks(entry, problems);
        let interval_scale = self.units.entry(&unit.code).is_some_and(|unit| unit.interval_scale);
        Some(Indicator {
            code: entry.code.get_ref().clone(),
            name: entry.name.clone(),
            category: entry.category.get_ref().clone(),
            measure: measure?,
            nature: nature?,
            unit,
            display: entry.display.get_ref().clone(),
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

    fn at(&self, value: &Spanned<String>, code: &'static str, message: String) -> Diagnostic {
        Diagnostic::at(code, self.text.file, self.text.text, value.span(), message)
    }

    fn check_category(&self, category: &Spanned<String>, problems: &mut Vec<Diagnostic>) {
        if self.categories.get(category.get_ref()).is_none() {
            let message = format!("the category `{}` is not in the list of categories", category.get_ref());
            problems.push(self.at(category, "T207", message).help(suggest(category.get_ref(), &self.categories.codes())));
        }
    }

    fn word<T>(
        &self,
        word: &Spanned<String>,
        read: impl Fn(&str) -> Option<T>,
        known: &[&str],
        problems: &mut Vec<Diagnostic>,
    ) -> Option<T> {
        let found = read(word.get_ref()).filter(|_| known.contains(&word.get_ref().as_str()));
        if found.is_none() {
            let message = format!("`{}` is not a word that may stand here", word.get_ref());
            problems.push(self.at(word, "T207", message).help(suggest(word.get_ref(), known)));
        }
        found
    }

    /// An index says what it is 100 of; nothing else may.
    fn index_base(&self, entry: &Entry, problems: &mut Vec<Diagnostic>) -> Option<IndexBase> {
        let index = entry.measure.get_ref() == Measure::Index.code();
        match (&entry.index_base, index) {
            (None, false) => None,
            (None, true) => {
                let help = "add index_base = \"PREVIOUS_YEAR\", \"PREVIOUS_PERIOD\" or a period such as \"2010\"";
                problems.push(self.at(&entry.measure, "T207", "an index must say what it is 100 of".to_owned()).help(help));
                None
            }
            (Some(base), false) => {
                problems.push(
                    self.at(base, "T207", "only an index has a base".to_owned()).help("take index_base out, or write measure = \"INDEX\""),
                );
                None
            }
            (Some(base), true) => match base.get_ref().as_str() {
                "PREVIOUS_YEAR" => Some(IndexBase::PreviousYear),
                "PREVIOUS_PERIOD" => Some(IndexBase::PreviousPeriod),
                period if Period::parse_canonical(period).is_some() => Some(IndexBase::Fixed(period.to_owned())),
                other => {
                    let help = "PREVIOUS_YEAR, PREVIOUS_PERIOD or a period such as 2010";
                    problems.push(self.at(base, "T207", format!("`{other}` is no index base")).help(help));
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
                let message = format!("no area is called `{}`", area.get_ref());
                problems.push(self.at(area, "T207", message).help(suggest(area.get_ref(), &near)));
            }
            match Period::parse_canonical(found.from.get_ref()) {
                Some(period) => {
                    breaks.push(SeriesBreak { from: period.start(), area: self.code_of(found.area.as_ref()), why: found.why.clone() })
                }
                None => problems.push(
                    self.at(&found.from, "T207", format!("`{}` is no period", found.from.get_ref()))
                        .help("write the first period of the new series, such as 2018, 2018-Q1 or 2018-03"),
                ),
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
                let help = near.map_or_else(|| "declare it in the list of units".to_owned(), |near| format!("did you mean `{near}`?"));
                problems.push(self.at(text, "T207", error.to_string()).help(help));
                None
            }
        }
    }

    fn denominator(&self, text: &Spanned<String>, problems: &mut Vec<Diagnostic>) -> Option<Unit> {
        self.unit(text, problems)
    }

    fn unit_words(&self, entry: &Entry, unit: &Unit, problems: &mut Vec<Diagnostic>) -> BTreeMap<String, Reading> {
        let mut words = BTreeMap::new();
        for (word, meaning) in &entry.unit_words {
            match self.units.book.read(meaning.get_ref()) {
                Ok(reading) if reading.unit.dimension == unit.dimension => {
                    words.insert(word.clone(), reading);
                }
                Ok(reading) => {
                    let message = format!("`{}` measures {}, not {}", meaning.get_ref(), reading.unit.dimension, unit.dimension);
                    problems.push(self.at(meaning, "T207", message));
                }
                Err(error) => problems.push(self.at(meaning, "T207", error.to_string())),
            }
        }
        words
    }
}

/// 万元 of an indicator per 人 is 万元/人; a unit that is a ratio already stays.
fn with_denominator(canonical: &Unit, written: &Unit, per: &Unit) -> Unit {
    if written.dimension == canonical.dimension {
        return written.clone();
    }
    let Ok(factor) = written.factor.div(per.factor) else { return written.clone() };
    Unit { dimension: written.dimension.per(&per.dimension), factor, ..written.clone() }
}

impl Indicator {
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
