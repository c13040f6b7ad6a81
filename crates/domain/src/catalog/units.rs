//! The list of units: what is written in tables, what it means exactly, and what other standards call it.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::Names;
use super::load::{CatalogText, Once, Placed, parse};
use crate::diagnostic::{Diagnostic, ENOUGH};
use crate::message::{Message, lists as say};
use crate::number::Ratio;
use crate::unit::{Dimension, Unit, UnitBook, UnitKind};

/// One entry of `units.toml`, as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitEntry {
    /// Canonical code.
    pub code: Spanned<String>,
    /// How it is usually written.
    pub symbol: Option<Spanned<String>>,
    /// Other spellings.
    #[serde(default)]
    pub aliases: Vec<Spanned<String>>,
    /// Its family.
    pub kind: UnitKind,
    /// Product and quotient of bases.
    pub dimension: Spanned<String>,
    /// Exact factor to the base unit of the dimension.
    pub factor: Spanned<String>,
    /// Whether it has no true zero, as degrees Celsius: such figures have a change and no percent.
    #[serde(default)]
    pub interval_scale: bool,
    /// ISO 4217 code.
    pub iso4217: Option<String>,
    /// UCUM code.
    pub ucum: Option<String>,
    /// QUDT identifier.
    pub qudt: Option<String>,
    /// Names.
    pub name: Names,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    unit: Vec<UnitEntry>,
}

/// All units.
#[derive(Debug)]
pub struct Units {
    /// The reader of unit texts.
    pub book: UnitBook,
    entries: BTreeMap<String, UnitEntry>,
}

impl Units {
    pub(super) fn load(texts: &[CatalogText<'_>], problems: &mut Vec<Diagnostic>) -> Self {
        let placed = parse(texts, |file: File| file.unit, problems);
        let mut once = Once::new(say::unit_spelling());
        let mut units = Self { book: UnitBook::default(), entries: BTreeMap::new() };
        for Placed { text, entry } in &placed {
            if problems.len() >= ENOUGH {
                break;
            }
            let Some(unit) = resolve(*text, entry, problems) else { continue };
            let index = units.book.add(unit);
            let code = entry.code.get_ref().clone();
            let symbol = entry.symbol.iter().filter(|symbol| symbol.get_ref() != &code);
            for spelling in std::iter::once(&entry.code).chain(symbol).chain(&entry.aliases) {
                let before = problems.len();
                once.check(spelling.get_ref(), *text, spelling.span(), problems);
                // Two spellings that differ in width only are read as one.
                if let Some(other) = units.book.spell(spelling.get_ref(), index).filter(|_| problems.len() == before) {
                    let message = say::read_already(spelling.get_ref(), &other.code);
                    problems.push(text.problem("T202", spelling.span(), message));
                }
            }
            units.entries.insert(code, entry.clone());
        }
        units.check_bases(&placed, problems);
        units
    }

    /// Units that convert into each other need one base that factors lead to.
    fn check_bases(&self, placed: &[Placed<'_, UnitEntry>], problems: &mut Vec<Diagnostic>) {
        let mut bases: BTreeMap<String, bool> = BTreeMap::new();
        for unit in self.book.units() {
            *bases.entry(unit.dimension.to_string()).or_insert(false) |= unit.factor == Ratio::ONE;
        }
        for Placed { text, entry } in placed {
            if let Some(false) = bases.remove(&canonical(entry.dimension.get_ref())) {
                let message = say::no_base(entry.dimension.get_ref());
                problems.push(text.problem("T204", entry.dimension.span(), message).help(say::declare_base()));
            }
        }
    }

    /// The symbol that a unit text is usually written with: 元 for `CNY`; the text itself where no single unit is spelled so.
    pub fn symbol<'a>(&'a self, text: &'a str) -> &'a str {
        let entry = self.book.get(text).and_then(|unit| self.entry(&unit.code));
        entry.and_then(|entry| entry.symbol.as_ref()).map_or(text, |symbol| symbol.get_ref())
    }

    /// Whether a dimension has money in it, above the line or below: `CNY`, `CNY/person`, `件/CNY`.
    pub fn has_money(&self, dimension: &Dimension) -> bool {
        let mut currencies = self.book.units().iter().filter(|unit| unit.kind == UnitKind::Currency);
        currencies.any(|unit| unit.dimension.bases().any(|money| dimension.bases().any(|base| base == money)))
    }

    /// The entry with a code.
    pub fn entry(&self, code: &str) -> Option<&UnitEntry> {
        self.entries.get(code)
    }

    /// All entries in the order of their codes.
    pub fn entries(&self) -> impl Iterator<Item = &UnitEntry> {
        self.entries.values()
    }
}

fn canonical(dimension: &str) -> String {
    Dimension::parse(dimension).map_or_else(String::new, |dimension| dimension.to_string())
}

fn resolve(text: CatalogText<'_>, entry: &UnitEntry, problems: &mut Vec<Diagnostic>) -> Option<Unit> {
    let at = |value: &Spanned<String>, message: Message| text.problem("T204", value.span(), message);
    let dimension = Dimension::parse(entry.dimension.get_ref());
    if dimension.is_none() {
        let message = say::no_dimension_of_units(entry.dimension.get_ref());
        problems.push(at(&entry.dimension, message).help(say::dimension_form()));
    }
    let factor = Ratio::parse(entry.factor.get_ref()).filter(|factor| factor.signum() > 0);
    if factor.is_none() {
        let message = say::no_factor(entry.factor.get_ref());
        problems.push(at(&entry.factor, message).help(say::factor_form()));
    }
    Some(Unit { code: entry.code.get_ref().clone(), dimension: dimension?, factor: factor?, kind: entry.kind })
}
