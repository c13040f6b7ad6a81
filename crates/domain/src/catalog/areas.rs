//! The list of places: countries, GB/T 2260 and declared smaller ones, by the names that tables write.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::categories::check_tree;
use super::load::{CatalogText, Once, Placed, check_code, parse};
use super::short_name::{without_qualifier, without_suffix};
use super::spelling::{Index, Spellings, code_and_names, fold, only};
use super::{Names, area_csv, covers};
use crate::diagnostic::{Diagnostic, ENOUGH};
use crate::message::lists as say;

/// Position of an area in the order of codes: comparing ids compares codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaId(pub u32);

/// One place.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Its code; digits are text.
    pub code: Spanned<String>,
    /// Its names.
    pub name: Names,
    /// Other names in tables.
    #[serde(default)]
    pub aliases: Vec<Spanned<String>>,
    /// The place it lies in.
    pub parent: Option<Spanned<String>>,
    /// The scheme the code is from; `declared` where none is named.
    #[serde(default = "declared")]
    pub scheme: String,
    /// country, province, prefecture, district, zone, site, enterprise, aggregate; `area` where none is named.
    #[serde(default = "area")]
    pub kind: String,
    /// First year in its present extent, where certain.
    pub valid_from: Option<i32>,
    /// Last year, where it has ended.
    pub valid_to: Option<i32>,
}

/// The scheme of an area that names none.
pub(super) fn declared() -> String {
    "declared".to_owned()
}

/// The kind of an area that names none.
pub(super) fn area() -> String {
    "area".to_owned()
}

impl Area {
    /// Whether it stood in its present extent in all years from `first_year` to `last_year`; a bound that is not recorded is no bound.
    pub fn covers(&self, first_year: i32, last_year: i32) -> bool {
        covers((self.valid_from, self.valid_to), first_year, last_year)
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    area: Vec<Area>,
}

/// All places, in the order of their codes.
#[derive(Debug, Default)]
pub struct Areas {
    areas: Vec<Area>,
    spellings: Spellings<AreaId>,
    /// Names without their administrative suffix.
    short: Index<AreaId>,
    /// Names in small letters.
    caseless: Index<AreaId>,
    /// Names without a bracketed qualifier; candidates only.
    unqualified: Index<AreaId>,
}

impl Areas {
    pub(super) fn load(texts: &[CatalogText<'_>], problems: &mut Vec<Diagnostic>) -> Self {
        let (tables, declarations): (Vec<_>, Vec<_>) = texts.iter().copied().partition(CatalogText::is_csv);
        let mut placed = parse(&declarations, |file: File| file.area, problems);
        for text in tables {
            placed.extend(area_csv::read(text, problems));
        }
        check_tree(placed.iter().map(|place| (place.text, &place.entry.code, place.entry.parent.as_ref())), problems);
        placed.sort_by(|a, b| a.entry.code.get_ref().cmp(b.entry.code.get_ref()));
        let mut list = Self::default();
        let mut once = Once::new(say::area_name());
        for Placed { text, entry } in placed {
            if problems.len() >= ENOUGH {
                break;
            }
            check_code(text, &entry.code, problems);
            if let (Some(from), Some(to)) = (entry.valid_from, entry.valid_to)
                && from > to
            {
                let message = say::ends_before(entry.code.get_ref(), to, from);
                problems.push(text.problem("T206", entry.code.span(), message).help(say::correct_years()));
            }
            for (name, span) in spellings(&entry) {
                once.check(name, text, span, problems);
            }
            list.add(entry);
        }
        list
    }

    fn add(&mut self, area: Area) {
        let id = AreaId(u32::try_from(self.areas.len()).unwrap_or(u32::MAX));
        for (name, _) in spellings(&area) {
            self.spellings.add(name, id);
        }
        // A code is written as it is; only names are shortened or read without regard to case.
        for (name, _) in spellings(&area).skip(1) {
            let folded = fold(name);
            if let Some(short) = without_suffix(&folded) {
                self.short.add(short.to_owned(), id);
            }
            if let Some(short) = without_qualifier(&folded) {
                self.unqualified.add(short.to_owned(), id);
            }
            if is_word(&folded) {
                self.caseless.add(folded.to_lowercase(), id);
            }
        }
        self.areas.push(area);
    }

    /// The one place that a text names, by the first of these that knows it:
    ///
    /// 1. a code, name or alias, exactly as written;
    /// 2. the same without white space and with full-width ASCII made narrow (`北　京`);
    /// 3. a name without its administrative suffix (石家庄, 内蒙古);
    /// 4. a name of four letters or more without regard to case (`NORTH EAST`), so that `no` is not Norway's `NO`.
    ///
    /// `None` where none knows it, and where the first that does has several places. 山西 and 陕西, Shanxi and Shaanxi are told apart by
    /// their characters, never by sound.
    pub fn find(&self, text: &str) -> Option<AreaId> {
        self.spellings.exact(text.trim()).copied().or_else(|| only(self.folded_answers(&fold(text))))
    }

    /// Every place that a text may mean, in the order of codes: the places of the first step of [`Areas::find`] that knows the text, else
    /// those whose name is the text with a qualifier in brackets (`Suzhou` for `Suzhou (Jiangsu)` and `Suzhou (Anhui)`), which are never
    /// found by it. Empty where nothing is known.
    pub fn find_all(&self, text: &str) -> Vec<AreaId> {
        if let Some(id) = self.spellings.exact(text.trim()) {
            return vec![*id];
        }
        let folded = fold(text);
        let answers = self.folded_answers(&folded);
        let mut found = if answers.is_empty() { self.unqualified.get(&folded) } else { answers }.to_vec();
        found.sort_unstable();
        found
    }

    /// What the first step behind the exact one that knows a folded text says.
    fn folded_answers(&self, folded: &str) -> &[AreaId] {
        let (same, short) = (self.spellings.folded(folded), self.short.get(folded));
        match (same, short) {
            ([], []) if is_word(folded) => self.caseless.get(&folded.to_lowercase()),
            ([], short) => short,
            (same, _) => same,
        }
    }

    /// The place with an id.
    pub fn get(&self, id: AreaId) -> Option<&Area> {
        self.areas.get(id.0 as usize)
    }

    /// The code of an id; empty for an id of another list.
    pub fn code(&self, id: AreaId) -> &str {
        self.get(id).map_or("", |area| area.code.get_ref())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.areas.len()
    }

    /// Whether the list is empty.
    pub fn is_empty(&self) -> bool {
        self.areas.is_empty()
    }

    /// All places in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &Area> {
        self.areas.iter()
    }

    /// Names for a suggestion, never applied: those of every place in [`Areas::find_all`], then up to three that look like the text.
    pub fn nearest(&self, text: &str) -> Vec<&str> {
        let chinese = !text.is_ascii();
        let candidates = self.find_all(text).into_iter().filter_map(|id| self.get(id));
        let mut names: Vec<&str> = candidates.map(|area| if chinese { &*area.name.zh } else { &*area.name.en }).collect();
        let known: BTreeSet<&str> = names.iter().copied().collect();
        names.extend(self.spellings.nearest(text, &known));
        names
    }
}

/// Whether a folded text is a word rather than a code: `Iran` may be written `IRAN`, while `IN` and `in` are two texts.
fn is_word(folded: &str) -> bool {
    folded.chars().filter(|character| character.is_alphabetic()).count() >= 4
}

/// The code, the names and the aliases of an area, with their places.
fn spellings(area: &Area) -> impl Iterator<Item = (&str, Range<usize>)> {
    code_and_names(area.code.get_ref(), &area.name, area.code.span())
        .chain(area.aliases.iter().map(|alias| (alias.get_ref().as_str(), alias.span())))
}

#[cfg(test)]
mod tests;
