//! Loads the lists together, because their laws reach across them.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;

use super::{Areas, Categories, Dimensions, Indicators, Units};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// One file of the catalogue: its name for messages and its text.
#[derive(Clone, Copy, Debug)]
pub struct CatalogText<'a> {
    /// The path as the user knows it.
    pub file: &'a str,
    /// The whole text.
    pub text: &'a str,
}

/// All code lists, lawful.
#[derive(Debug)]
pub struct Catalog {
    /// Units of measure.
    pub units: Units,
    /// What is measured.
    pub indicators: Indicators,
    /// Subject classes.
    pub categories: Categories,
    /// Places.
    pub areas: Areas,
    /// What sources break their figures down by; empty where there is no such list.
    pub dimensions: Dimensions,
}

impl Catalog {
    /// Loads the lists and checks every law; all that is wrong is said at once. `reserved` are the names that columns of tables have
    /// already, which no dimension may take.
    pub fn load(
        units: CatalogText<'_>,
        categories: CatalogText<'_>,
        areas: CatalogText<'_>,
        indicators: CatalogText<'_>,
        dimensions: Option<CatalogText<'_>>,
        reserved: &[&str],
    ) -> Result<Self, Diagnostics> {
        let mut problems = Vec::new();
        let units = Units::load(units, &mut problems);
        let categories = Categories::load(categories, &mut problems);
        let areas = Areas::load(areas, &mut problems);
        let dimensions = dimensions.map_or_else(Dimensions::default, |text| Dimensions::load(text, reserved, &mut problems));
        // Indicators are judged against the other lists, so a broken list would only echo there.
        if !problems.is_empty() {
            return Err(Diagnostics(problems));
        }
        let indicators = Indicators::load(indicators, &units, &categories, &areas, &mut problems);
        if problems.is_empty() { Ok(Self { units, indicators, categories, areas, dimensions }) } else { Err(Diagnostics(problems)) }
    }
}

/// Reads one file; a syntax error or an unknown key becomes a problem and an empty list.
pub(super) fn parse<T: DeserializeOwned + Default>(text: CatalogText<'_>, problems: &mut Vec<Diagnostic>) -> T {
    toml::from_str(text.text).unwrap_or_else(|error| {
        problems.push(Diagnostic::from_toml("T201", text.file, text.text, &error));
        T::default()
    })
}

/// Sees to it that a text stands once in a file, and says where it stood first.
pub(super) struct Once<'a> {
    text: CatalogText<'a>,
    what: &'static str,
    seen: BTreeMap<String, Range<usize>>,
}

impl<'a> Once<'a> {
    pub(super) fn new(text: CatalogText<'a>, what: &'static str) -> Self {
        Self { text, what, seen: BTreeMap::new() }
    }

    pub(super) fn check(&mut self, value: &str, span: Range<usize>, problems: &mut Vec<Diagnostic>) {
        if value.trim().is_empty() {
            problems.push(self.problem(span, format!("this {} is empty", self.what)).help("write a text or leave the key out"));
            return;
        }
        match self.seen.get(value) {
            Some(first) => {
                let line = self.text.text[..first.start].matches('\n').count() + 1;
                let message = format!("the {} `{value}` stands already in line {line}", self.what);
                problems.push(self.problem(span, message).help("one spelling names one entry: take it out of one of the two"));
            }
            None => {
                self.seen.insert(value.to_owned(), span);
            }
        }
    }

    fn problem(&self, span: Range<usize>, message: String) -> Diagnostic {
        Diagnostic::at("T202", self.text.file, self.text.text, span, message)
    }
}

/// A code as files carry it: ASCII letters, digits, `_`, `-`, `.`; portals and SDMX take nothing else.
pub(super) fn check_code(text: CatalogText<'_>, code: &Spanned<String>, problems: &mut Vec<Diagnostic>) {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if code.get_ref().is_empty() || !code.get_ref().chars().all(legal) {
        problems.push(
            Diagnostic::at("T203", text.file, text.text, code.span(), format!("`{}` is no legal code", code.get_ref()))
                .help("a code has ASCII letters, digits, `_`, `-` and `.` only"),
        );
    }
}
