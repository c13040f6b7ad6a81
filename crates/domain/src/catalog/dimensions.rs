//! The dimensions of sources beyond indicator and area (sex, age, a threshold), each with the values that tables write.
//!
//! A dimension is a column of its own in every table with a key, named by its code in lower case; ids and ranks follow the order of codes, so
//! that whoever compares them compares what stands in files. Whether a table speaks of a dimension is for its layout to say, not decided here.

mod key;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::Deserialize;
use toml::Spanned;

use super::Names;
use super::load::{CatalogText, Once, Placed, check_code, parse};
use super::spelling::{Spellings, fold, only};
use crate::diagnostic::Diagnostic;
use crate::message::{Message, lists as say};
pub use key::DimensionKey;

/// How many dimensions a list may have: a key packs one rank of each into 128 bits.
pub const MAX_DIMENSIONS: usize = 8;
/// How many values a dimension may declare: with those it has without being declared, a rank fits 16 bits.
pub const MAX_VALUES: usize = 65_000;
/// How long the name of a column may be.
const MAX_COLUMN: usize = 63;

/// Values that every dimension has without being declared: code, Chinese, English (SDMX).
const IMPLIED: [(&str, &str, &str); 2] = [("_T", "合计", "Total"), (NOT_APPLICABLE, "不适用", "Not applicable")];
const NOT_APPLICABLE: &str = "_Z";

/// Position of a dimension in the order of codes: comparing ids compares codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DimensionId(pub u8);

/// Position of a value in the order of its dimension's codes (byte order): comparing ranks compares codes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueRank(pub u16);

/// One entry as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: Spanned<String>,
    name: Names,
    #[serde(default)]
    value: Vec<ValueEntry>,
}

/// One value as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValueEntry {
    code: Spanned<String>,
    name: Names,
    #[serde(default)]
    aliases: Vec<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    dimension: Vec<Entry>,
}

/// One dimension with its values.
#[derive(Debug)]
pub struct Dimension {
    /// Its code: capitals, digits and `_`.
    pub code: String,
    /// The name of its column: the code in lower case.
    pub column: String,
    /// Its names.
    pub name: Names,
    values: Vec<Value>,
    names: Spellings<ValueRank>,
    not_applicable: ValueRank,
}

#[derive(Clone, Debug)]
struct Value {
    code: String,
    name: Names,
}

impl Dimension {
    /// The value with this code, name or alias, whatever its width and spaces. A blank text is a value only where one is declared with the
    /// alias `""`.
    pub fn value(&self, text: &str) -> Option<ValueRank> {
        let text = text.trim();
        self.names.exact(text).copied().or_else(|| only(self.names.folded(&fold(text))))
    }

    /// Every code, name and alias with its value, in the order of the texts.
    pub fn spellings(&self) -> Vec<(&str, ValueRank)> {
        self.names.all()
    }

    /// The code of a value; empty for a rank of another dimension.
    pub fn code_of(&self, rank: ValueRank) -> &str {
        self.values.get(usize::from(rank.0)).map_or("", |value| value.code.as_str())
    }

    /// The names of a value; none for a rank of another dimension.
    pub fn name_of(&self, rank: ValueRank) -> Option<&Names> {
        self.values.get(usize::from(rank.0)).map(|value| &value.name)
    }

    /// The rank of `_Z`, which stands where a figure is not broken down by this dimension.
    pub const fn not_applicable(&self) -> ValueRank {
        self.not_applicable
    }

    /// The names nearest to a text, for a suggestion; never applied.
    pub fn nearest(&self, text: &str) -> Vec<&str> {
        self.names.nearest(text, &BTreeSet::new())
    }

    /// Values sorted by code; those that go without saying take only the spellings that no declared one has.
    fn new(entry: Entry) -> Self {
        let (code, name) = (entry.code.into_inner(), entry.name);
        let mut declared: Vec<(Value, Vec<String>)> = Vec::with_capacity(entry.value.len() + IMPLIED.len());
        for value in entry.value {
            let aliases = value.aliases.into_iter().map(|alias| alias.get_ref().trim().to_owned()).collect();
            declared.push((Value { code: value.code.into_inner(), name: value.name }, aliases));
        }
        for (code, zh, en) in IMPLIED {
            if !declared.iter().any(|(value, _)| value.code == code) {
                let name = Names { zh: zh.to_owned(), en: en.to_owned() };
                declared.push((Value { code: code.to_owned(), name }, Vec::new()));
            }
        }
        let mut order: Vec<usize> = (0..declared.len()).collect();
        order.sort_by(|a, b| declared[*a].0.code.cmp(&declared[*b].0.code));
        let mut ranks = vec![ValueRank::default(); declared.len()];
        for (rank, index) in order.iter().enumerate() {
            ranks[*index] = ValueRank(u16::try_from(rank).unwrap_or(u16::MAX));
        }
        let mut names = Spellings::default();
        for ((value, aliases), rank) in declared.iter().zip(&ranks) {
            for text in [&value.code, &value.name.zh, &value.name.en].into_iter().chain(aliases) {
                if names.exact(text).is_none() {
                    names.add(text, *rank);
                }
            }
        }
        let not_applicable = names.exact(NOT_APPLICABLE).copied().unwrap_or_default();
        let values = order.into_iter().map(|index| declared[index].0.clone()).collect();
        Self { column: code.to_ascii_lowercase(), code, name, values, names, not_applicable }
    }
}

/// All dimensions, in the order of their codes; empty where a project has no such list.
#[derive(Debug, Default)]
pub struct Dimensions {
    dimensions: Vec<Dimension>,
    not_applicable: DimensionKey,
}

impl Dimensions {
    /// Loads the list; `reserved` are the names that columns of tables have already.
    pub(super) fn load(texts: &[CatalogText<'_>], reserved: &[&str], problems: &mut Vec<Diagnostic>) -> Self {
        let mut entries = parse(texts, |file: File| file.dimension, problems);
        if let Some(surplus) = entries.get(MAX_DIMENSIONS) {
            let message = say::too_many_dimensions(MAX_DIMENSIONS);
            problems.push(at(surplus.text, "T208", &surplus.entry.code, message).help(say::take_unused()));
            entries.truncate(MAX_DIMENSIONS);
        }
        let mut once = Once::new(say::dimension_name());
        for Placed { text, entry } in &entries {
            check_column(*text, &entry.code, reserved, problems);
            for name in spellings(entry.code.get_ref(), &entry.name) {
                once.check(name, *text, entry.code.span(), problems);
            }
            check_values(*text, entry, problems);
        }
        entries.sort_by(|a, b| a.entry.code.get_ref().cmp(b.entry.code.get_ref()));
        let mut list = Self {
            dimensions: entries.into_iter().map(|placed| Dimension::new(placed.entry)).collect(),
            not_applicable: DimensionKey::default(),
        };
        let ranks: Vec<_> = list.iter().map(|(id, dimension)| (id, dimension.not_applicable)).collect();
        list.not_applicable = ranks.into_iter().fold(DimensionKey::default(), |key, (id, rank)| key.with(id, rank));
        list
    }

    /// The dimension with exactly this code or name.
    pub fn find(&self, name: &str) -> Option<DimensionId> {
        let name = name.trim();
        let named = |dimension: &Dimension| [&dimension.code, &dimension.name.zh, &dimension.name.en].into_iter().any(|text| text == name);
        self.iter().find(|(_, dimension)| named(dimension)).map(|(id, _)| id)
    }

    /// The dimension with an id.
    pub fn get(&self, id: DimensionId) -> Option<&Dimension> {
        self.dimensions.get(usize::from(id.0))
    }

    /// All dimensions with their ids, in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = (DimensionId, &Dimension)> {
        (0u8..).map(DimensionId).zip(&self.dimensions)
    }

    /// All codes, for suggestions.
    pub fn codes(&self) -> Vec<&str> {
        self.dimensions.iter().map(|dimension| dimension.code.as_str()).collect()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.dimensions.len()
    }

    /// Whether the list is empty.
    pub fn is_empty(&self) -> bool {
        self.dimensions.is_empty()
    }
}

fn at(text: CatalogText<'_>, law: &'static str, code: &Spanned<String>, message: Message) -> Diagnostic {
    Diagnostic::at(law, text.file, text.text, code.span(), message)
}

/// Code and names of an entry, each once: a value may be called by its code in both languages.
fn spellings<'a>(code: &'a str, name: &'a Names) -> Vec<&'a str> {
    let mut found = vec![code];
    for text in [name.zh.as_str(), name.en.as_str()] {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

/// The code of a dimension names a column, so it has the form of one and is nobody else's.
fn check_column(text: CatalogText<'_>, code: &Spanned<String>, reserved: &[&str], problems: &mut Vec<Diagnostic>) {
    let name = code.get_ref();
    let legal = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    if !name.starts_with(|c: char| c.is_ascii_uppercase()) || !name.chars().all(legal) || name.len() > MAX_COLUMN {
        let help = say::names_column(MAX_COLUMN);
        problems.push(at(text, "T203", code, say::no_dimension_code(name)).help(help));
    }
    let column = name.to_ascii_lowercase();
    if reserved.contains(&column.as_str()) {
        let message = say::column_taken(column);
        problems.push(at(text, "T208", code, message).help(say::other_code(name)));
    }
}

/// A spelling names one value of a dimension; of other dimensions it may name another.
fn check_values(text: CatalogText<'_>, entry: &Entry, problems: &mut Vec<Diagnostic>) {
    let name = entry.code.get_ref();
    if entry.value.is_empty() {
        let message = say::no_values(name);
        problems.push(at(text, "T208", &entry.code, message).help(say::add_values()));
    }
    if let Some(surplus) = entry.value.get(MAX_VALUES) {
        let message = say::too_many_values(name, MAX_VALUES);
        problems.push(at(text, "T208", &surplus.code, message).help(say::an_identifier()));
    }
    let mut once = Once::new(say::value_name());
    let mut blank: Option<&Spanned<String>> = None;
    for value in &entry.value {
        check_code(text, &value.code, problems);
        for spelling in spellings(value.code.get_ref(), &value.name) {
            once.check(spelling, text, value.code.span(), problems);
        }
        for alias in &value.aliases {
            // The blank cell may mean a value, but only one.
            if !alias.get_ref().trim().is_empty() {
                once.check(alias.get_ref().trim(), text, alias.span(), problems);
            } else if blank.replace(alias).is_some() {
                let message = say::blank_taken();
                problems.push(at(text, "T202", alias, message).help(say::one_spelling()));
            }
        }
    }
}
