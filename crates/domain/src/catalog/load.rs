//! Loads the lists together, because their laws reach across them. Reads texts, never files.

use std::collections::HashMap;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;

use super::{Areas, Categories, Dimensions, Indicators, Units};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::message::{Message, lists as say};

/// One file of the catalogue: its name for messages and its text.
#[derive(Clone, Copy, Debug)]
pub struct CatalogText<'a> {
    /// The path as the user knows it; one that ends in `.csv` is read as CSV, every other as TOML.
    pub file: &'a str,
    /// The whole text.
    pub text: &'a str,
}

impl CatalogText<'_> {
    /// A problem at a span of this file.
    pub(super) fn problem(&self, code: &'static str, span: Range<usize>, message: Message) -> Diagnostic {
        Diagnostic::at(code, self.file, self.text, span, message)
    }

    pub(super) fn is_csv(&self) -> bool {
        self.file.to_ascii_lowercase().ends_with(".csv")
    }
}

/// The files of each list; a list may have several files, or none where nothing needs it.
#[derive(Clone, Copy, Debug, Default)]
pub struct CatalogFiles<'a> {
    /// Units of measure.
    pub units: &'a [CatalogText<'a>],
    /// Subject classes.
    pub categories: &'a [CatalogText<'a>],
    /// Places; the only list that may also be CSV.
    pub areas: &'a [CatalogText<'a>],
    /// What is measured.
    pub indicators: &'a [CatalogText<'a>],
    /// What sources break their figures down by.
    pub dimensions: &'a [CatalogText<'a>],
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
    /// Loads the lists and checks every law over all files of a list; all that is wrong is said at once. `reserved` are the names that columns of
    /// tables have already, which no dimension may take.
    pub fn load(files: CatalogFiles<'_>, reserved: &[&str]) -> Result<Self, Diagnostics> {
        let mut problems = Vec::new();
        let units = Units::load(files.units, &mut problems);
        let categories = Categories::load(files.categories, &mut problems);
        let areas = Areas::load(files.areas, &mut problems);
        let dimensions = Dimensions::load(files.dimensions, reserved, &mut problems);
        // Indicators are judged against the other lists, so a broken list would only echo there.
        if !problems.is_empty() {
            return Err(Diagnostics(problems));
        }
        let indicators = Indicators::load(files.indicators, &units, &categories, &areas, &mut problems);
        if problems.is_empty() { Ok(Self { units, indicators, categories, areas, dimensions }) } else { Err(Diagnostics(problems)) }
    }
}

/// An entry with the file it stands in, where problems with it are shown.
pub(super) struct Placed<'a, T> {
    pub(super) text: CatalogText<'a>,
    pub(super) entry: T,
}

/// The entries of all TOML files of a list. A file with a syntax error or an unknown key becomes a problem and has no entries.
pub(super) fn parse<'a, F: DeserializeOwned + Default, T>(
    texts: &[CatalogText<'a>],
    entries: impl Fn(F) -> Vec<T>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Placed<'a, T>> {
    let mut found = Vec::new();
    for text in texts {
        if text.is_csv() {
            let problem = Diagnostic::whole("T201", text.file, say::only_areas_csv());
            problems.push(problem.help(say::write_toml()));
            continue;
        }
        let file: F = toml::from_str(text.text).unwrap_or_else(|error| {
            problems.push(Diagnostic::from_toml("T201", text.file, text.text, &error));
            F::default()
        });
        found.extend(entries(file).into_iter().map(|entry| Placed { text: *text, entry }));
    }
    found
}

/// Sees to it that a text stands once in a list, and says where it stood first.
pub(super) struct Once<'a> {
    what: Message,
    seen: HashMap<String, (CatalogText<'a>, Range<usize>)>,
}

impl<'a> Once<'a> {
    pub(super) fn new(what: Message) -> Self {
        Self { what, seen: HashMap::new() }
    }

    pub(super) fn check(&mut self, value: &str, text: CatalogText<'a>, span: Range<usize>, problems: &mut Vec<Diagnostic>) {
        if value.trim().is_empty() {
            let message = say::is_empty(self.what.clone());
            problems.push(text.problem("T202", span, message).help(say::write_or_leave()));
            return;
        }
        match self.seen.get(value) {
            Some((first, at)) => {
                let line = first.text.get(..at.start).unwrap_or_default().matches('\n').count() + 1;
                let what = self.what.clone();
                let message = match first.file == text.file {
                    true => say::stands_above(what, value, line),
                    false => say::stands_already(what, value, first.file, line),
                };
                problems.push(text.problem("T202", span, message).help(say::one_spelling()));
            }
            None => {
                self.seen.insert(value.to_owned(), (text, span));
            }
        }
    }
}

/// A code as files carry it: ASCII letters, digits, `_`, `-`, `.`; portals and SDMX take nothing else.
pub(super) fn check_code(text: CatalogText<'_>, code: &Spanned<String>, problems: &mut Vec<Diagnostic>) {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if code.get_ref().is_empty() || !code.get_ref().chars().all(legal) {
        problems.push(text.problem("T203", code.span(), say::no_code(code.get_ref())).help(say::code_form()));
    }
}
