//! Resolves the declarations of sources: each word that is wrong becomes a problem under a caret, and resolving goes on.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use toml::Spanned;
use tongbi_domain::catalog::{Catalog, DimensionId};
use tongbi_domain::diagnostic::{Diagnostic, suggest};
use tongbi_domain::message::{Message, declared as say, lists};
use tongbi_domain::period;
use tongbi_read::container::Format;
use tongbi_read::layout::{Pattern, Role, Window};

use super::amendments::{Amendments, CORRECTIONS, RESOLUTIONS};
use super::bounds::{Bounds, Leaves};
use super::config::{self, LayoutConfig, PIPELINE_FILE, SourceConfig, TableConfig};
use super::plan::{ReadingPlan, SourcePlan, TablePlan};
use super::sidecar::Sidecar;
use crate::io::{IoError, read_text};
use crate::stages::source::{Declared, Fate};

/// What resolving needs and where it puts problems.
pub(super) struct Resolver<'a> {
    pub(super) root: &'a Path,
    pub(super) bounds: &'a Bounds,
    pub(super) text: &'a str,
    pub(super) catalog: &'a Catalog,
    pub(super) layouts: &'a BTreeMap<String, LayoutConfig>,
    pub(super) problems: &'a mut Vec<Diagnostic>,
}

/// What resolving the tables of one source needs.
struct Folder<'s> {
    path: &'s str,
    sidecar_file: &'s str,
    sidecar: &'s Sidecar,
    common: &'s Declared,
}

impl Resolver<'_> {
    /// Resolves one source; `None` where a problem keeps it from being read.
    pub(super) fn source(&mut self, id: &str, source: &SourceConfig) -> anyhow::Result<Option<SourcePlan>> {
        let folder = source.folder.get_ref();
        let sidecar_file = format!("{folder}/source.toml");
        if !self.stays(&source.folder, folder) || !self.stays(&source.folder, &sidecar_file) {
            return Ok(None);
        }
        let sidecar = match Sidecar::parse(&sidecar_file, &read_text(self.root, &sidecar_file)?) {
            Ok(sidecar) => sidecar,
            Err(problem) => {
                self.problems.push(*problem);
                return Ok(None);
            }
        };
        let before = self.problems.len();
        let readings = self.readings(source);
        if self.problems.len() > before {
            return Ok(None);
        }
        let common = self.declared(&source.declared, &Declared::default());
        let at = Folder { path: folder, sidecar_file: &sidecar_file, sidecar: &sidecar, common: &common };
        let tables = self.tables(&at, source, &readings)?;
        // What is wrong already would only echo here.
        if self.problems.len() == before {
            self.check_said(source, &readings, &tables);
        }
        let amendments = self.amendments(&source.folder, &tables)?;
        if self.problems.len() > before {
            return Ok(None);
        }
        let dimensions = self.dimensions(&readings, &tables);
        Ok(Some(SourcePlan { id: id.to_owned(), folder: folder.clone(), sidecar, readings, tables, dimensions, amendments }))
    }

    /// What people have decided about cells and findings of the source; files that lead out of the project are not opened.
    fn amendments(&mut self, folder: &Spanned<String>, tables: &[TablePlan]) -> anyhow::Result<Amendments> {
        let path = folder.get_ref();
        let inside = [CORRECTIONS, RESOLUTIONS].map(|name| self.stays(folder, &format!("{path}/{name}")));
        if inside.contains(&false) {
            return Ok(Amendments::default());
        }
        let mut names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
        names.dedup();
        Ok(Amendments::read(self.root, path, &names, self.problems)?)
    }

    /// Whether a path stays in the project or is allowed by name; if not, that is a problem.
    fn stays<T>(&mut self, at: &Spanned<T>, path: &str) -> bool {
        match self.bounds.leaves(path) {
            None => return true,
            Some(Leaves::AsWritten) => self.problem(at, say::folder_outside(), say::path_below(path)),
            Some(Leaves::ByLink) => self.problem(at, say::leads_outside(path), say::allow_outside(path)),
        }
        false
    }

    pub(super) fn problem<T>(&mut self, at: &Spanned<T>, message: Message, help: Message) {
        self.problems.push(Diagnostic::at("T104", PIPELINE_FILE, self.text, at.span(), message).help(help));
    }

    /// The role that a word names; a dimension's is `SEX`, or `dimension:` with its code or name.
    pub(super) fn role(&self, word: &str) -> Option<Role> {
        let list = &self.catalog.dimensions;
        Role::parse(word).or_else(|| {
            let id = match word.strip_prefix("dimension:") {
                Some(name) => list.find(name),
                None => list.iter().find(|(_, dimension)| dimension.code == word).map(|(id, _)| id),
            };
            id.map(|id| Role::Dimension(id.0))
        })
    }

    /// The words of all roles and some more, nearest to one that is none.
    pub(super) fn near_role(&self, word: &str, more: &[&str]) -> Message {
        let word = word.strip_prefix("dimension:").unwrap_or(word);
        let roles: Vec<&str> = Role::words().collect();
        let known: Vec<&str> = roles.iter().chain(more).copied().chain(self.catalog.dimensions.codes()).collect();
        suggest(word, &known)
    }

    pub(super) fn check_dimension<T>(&mut self, position: u8, text: &str, at: &Spanned<T>) {
        let Some(dimension) = self.catalog.dimensions.get(DimensionId(position)) else { return };
        if dimension.value(text).is_none() {
            let help = suggest_of(&dimension.nearest(text), say::list_of_dimensions());
            self.problem(at, say::no_value_of(text, &dimension.code), help);
        }
    }

    /// The dimensions that the layout, the sheets' names or the declaration of a table speak of.
    fn spoken(&self, plan: Option<&ReadingPlan>, sheet_name: Option<&Pattern>, declared: &Declared) -> Vec<DimensionId> {
        let layout = plan.into_iter().flat_map(|plan| plan.reading.layout.roles());
        let names = sheet_name.into_iter().flat_map(Pattern::roles);
        let roles: BTreeSet<Role> = layout.chain(names).chain(declared.facts.iter().map(|fact| fact.role)).collect();
        self.catalog.dimensions.iter().map(|(id, _)| id).filter(|id| roles.contains(&Role::Dimension(id.0))).collect()
    }

    /// The dimensions that the tables of a source can speak of, words included, in the order of their codes.
    fn dimensions(&self, readings: &[ReadingPlan], tables: &[TablePlan]) -> Vec<DimensionId> {
        let words: BTreeSet<Role> = readings.iter().flat_map(|plan| plan.reading.words.facts().map(|fact| fact.role)).collect();
        let tables: BTreeSet<DimensionId> = tables.iter().flat_map(|table| table.dimensions.iter().copied()).collect();
        let spoken = |id: &DimensionId| tables.contains(id) || words.contains(&Role::Dimension(id.0));
        self.catalog.dimensions.iter().map(|(id, _)| id).filter(spoken).collect()
    }

    /// The layouts that a source's tables name, each with the source's words and rules, by name.
    fn readings(&mut self, source: &SourceConfig) -> Vec<ReadingPlan> {
        let layouts = self.layouts;
        let named = source.tables.iter().filter_map(|table| table.layout.as_ref()).chain(source.layout.as_ref());
        let names: BTreeMap<&str, &Spanned<String>> = named.map(|name| (name.get_ref().as_str(), name)).collect();
        if let (None, Some(table)) = (&source.layout, source.tables.iter().find(|table| table.layout.is_none())) {
            self.problem(&table.files, say::no_layout_named(), say::write_layout());
        }
        let own_words = self.words(&source.words);
        let mut rules = self.row_rules(&source.quarantine, Fate::Quarantine);
        rules.extend(self.row_rules(&source.leave_out, Fate::LeaveOut));
        let mut readings = Vec::new();
        for (name, at) in names {
            let Some(config) = layouts.get(name) else {
                let known: Vec<&str> = layouts.keys().map(String::as_str).collect();
                self.problem(at, say::no_layout(name), suggest(name, &known));
                continue;
            };
            let (mut reading, dialect) = self.layout(config);
            reading.words = reading.words.overlaid(own_words.clone());
            reading.rules.extend(rules.iter().cloned());
            let format = config.format.as_ref().and_then(|format| self.format(format));
            if config.header.is_none() && !reading.layout.preamble.is_empty() {
                let help = say::declare_header();
                self.problem(at, say::preamble_without_header(), help);
            }
            readings.push(ReadingPlan { name: name.to_owned(), reading, dialect, format });
        }
        self.check_rules(source, &readings);
        readings
    }

    fn format(&mut self, at: &Spanned<String>) -> Option<Format> {
        let format = Format::from_name(at.get_ref());
        if format.is_none() {
            self.problem(at, say::no_format(at.get_ref()), say::formats());
        }
        format
    }

    /// A rule for rows names a column that some layout of the source can have.
    fn check_rules(&mut self, source: &SourceConfig, readings: &[ReadingPlan]) {
        let open = readings.iter().any(|plan| !plan.reading.layout.across.is_empty());
        let keys: Vec<&str> = readings.iter().flat_map(|plan| &plan.reading.layout.columns).map(|rule| rule.key.as_str()).collect();
        for column in source.quarantine.iter().chain(&source.leave_out).filter_map(|rule| rule.column.as_ref()) {
            let name = column.get_ref();
            if !open && !name.starts_with('#') && !keys.contains(&name.as_str()) {
                self.problem(column, say::no_column_of_layout(name), suggest(name, &keys));
            }
        }
    }

    fn declared(&mut self, declared: &config::Declared, common: &Declared) -> Declared {
        let mut plan = common.clone();
        for (key, value) in declared {
            let text = value.get_ref().0.as_str();
            if key == "counts_rounded" {
                match text {
                    "true" | "false" => plan.counts_rounded = text == "true",
                    _ => self.problem(value, say::neither_true_nor_false(text), say::true_where_rounded()),
                }
                continue;
            }
            let Some(role) = self.role(key) else {
                let help = self.near_role(key, &["counts_rounded"]);
                self.problem(value, say::not_declarable(key), help);
                continue;
            };
            self.check_text(role, text, value);
            match role {
                Role::Area => plan.area = self.catalog.areas.find(text),
                Role::Indicator => plan.indicator = self.catalog.indicators.find(text),
                _ => plan.set(role, text),
            }
            if matches!(role, Role::Period | Role::Year)
                && let Err(error) = period::read(text, &period::Context { year: Some(2000), ..period::Context::default() })
            {
                self.problem(value, error.message(), say::period_such_as());
            }
        }
        if let Some(unit) = declared.get("unit") {
            self.check_unit(unit, &plan);
        }
        plan
    }

    pub(super) fn check_area<T>(&mut self, name: &str, at: &Spanned<T>) {
        if self.catalog.areas.find(name).is_none() {
            let help = suggest_of(&self.catalog.areas.nearest(name), say::list_of_areas());
            self.problem(at, lists::no_area(name), help);
        }
    }

    pub(super) fn check_indicator<T>(&mut self, name: &str, at: &Spanned<T>) {
        if self.catalog.indicators.find(name).is_none() {
            let help = suggest_of(&self.catalog.indicators.nearest(name), say::list_of_indicators());
            self.problem(at, say::no_indicator(name), help);
        }
    }

    /// A declared unit is known, and of the dimension of a declared indicator.
    fn check_unit(&mut self, at: &Spanned<config::Scalar>, plan: &Declared) {
        let text = at.get_ref().0.as_str();
        let units = &self.catalog.units;
        let several = ['、', ',', '，', ';', '；'];
        if text.contains(several) {
            // Each figure takes the one that it can have, so each must be one.
            for part in text.split(several).map(str::trim).filter(|part| units.book.read(part).is_err()) {
                let message = say::no_unit_among(part, text);
                self.problem(at, message, say::units_among());
            }
            return;
        }
        let indicator = plan.indicator.and_then(|id| self.catalog.indicators.get(id));
        let reading = match indicator {
            Some(indicator) => indicator.read_unit(text, units),
            None => units.book.read(text),
        };
        match (reading, indicator) {
            (Err(error), _) => {
                let help = units.book.nearest(text).map_or_else(say::units_declared, say::unit_near);
                self.problem(at, error.message(), help);
            }
            (Ok(reading), Some(indicator)) if reading.unit.dimension != indicator.unit.dimension => {
                let message = lists::does_not_convert(text, &indicator.unit.code);
                let help = say::indicator_measures(text, &reading.unit.dimension, &indicator.code, &indicator.unit.dimension);
                self.problem(at, message, help);
            }
            (Ok(_), _) => {}
        }
    }

    /// The files of a source: each pattern finds one at least, each file is in the sidecar, each of the sidecar is read; by several tables only
    /// where each says which part of it.
    fn tables(&mut self, at: &Folder<'_>, source: &SourceConfig, readings: &[ReadingPlan]) -> anyhow::Result<Vec<TablePlan>> {
        let mut found: Vec<TablePlan> = Vec::new();
        for table in &source.tables {
            let declared = self.declared(&table.declared, at.common);
            let names = self.files(at, &table.files)?;
            if names.is_empty() {
                let message = say::no_file_matches(at.path, table.files.get_ref());
                self.problem(&table.files, message, say::file_or_pattern());
            }
            let layout = table.layout.as_ref().or(source.layout.as_ref());
            let reading = layout.and_then(|layout| readings.iter().position(|plan| plan.name == *layout.get_ref())).unwrap_or(0);
            let sheet_name = table.sheet_name.as_ref().and_then(|text| self.pattern(text, text.get_ref()));
            let (window, sheets) = (self.window(table), table.sheets.as_ref().map(|sheets| sheets.get_ref().0.clone()).unwrap_or_default());
            let part = table.cells.is_some() || !sheets.is_empty() || table.member.is_some();
            for name in names {
                let Some(sha256) = at.sidecar.files.get(&name) else {
                    let message = say::not_listed(at.sidecar_file, &name);
                    self.problem(&table.files, message, say::add_to_files());
                    continue;
                };
                if found.iter().any(|other| other.name == name && !(part && other.part)) {
                    let help = say::one_pattern_each();
                    self.problem(&table.files, say::read_twice(&name), help);
                }
                let mut declared = declared.clone();
                self.file_name(table, &name, &mut declared);
                found.push(TablePlan {
                    name,
                    sha256: sha256.clone(),
                    reading,
                    member: table.member.clone(),
                    sheets: sheets.clone(),
                    window,
                    sheet_name: sheet_name.clone(),
                    dimensions: self.spoken(readings.get(reading), sheet_name.as_ref(), &declared),
                    declared,
                    part,
                });
            }
        }
        for name in at.sidecar.files.keys().filter(|name| !found.iter().any(|table| table.name == **name)) {
            let message = say::not_read(PIPELINE_FILE, name);
            self.problems.push(Diagnostic::whole("T104", at.sidecar_file, message).help(say::declare_table()));
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    fn window(&mut self, table: &TableConfig) -> Window {
        let Some(cells) = &table.cells else { return Window::default() };
        Window::parse(cells.get_ref()).unwrap_or_else(|error| {
            self.problem(cells, error.message(), say::range_such_as());
            Window::default()
        })
    }

    /// What the name of a file says.
    fn file_name(&mut self, table: &TableConfig, name: &str, declared: &mut Declared) {
        let Some(at) = &table.file_name else { return };
        let Some(pattern) = self.pattern(at, at.get_ref()) else { return };
        let mut spans = Vec::new();
        if !pattern.read(name, &mut spans) {
            self.problem(at, say::file_name_form(name), say::placeholder_such_as());
        }
        for (role, from, to) in spans {
            declared.set(role, &name[from..to]);
        }
    }

    /// The files that a pattern names: those of the folder, and those of the sidecar, so that one which has vanished is missed when it is to be read.
    fn files(&mut self, at: &Folder<'_>, pattern: &Spanned<String>) -> anyhow::Result<Vec<String>> {
        let folder = at.path;
        if pattern.get_ref().is_empty() || pattern.get_ref() == ".." || pattern.get_ref().contains('/') {
            self.problem(pattern, say::own_folder(), say::without_slash());
            return Ok(Vec::new());
        }
        let matcher = match glob::Pattern::new(pattern.get_ref()) {
            Ok(matcher) => matcher,
            Err(error) => {
                self.problem(pattern, say::not_a_pattern(error.msg), say::pattern_signs());
                return Ok(Vec::new());
            }
        };
        let entries = std::fs::read_dir(self.root.join(folder)).map_err(IoError::file("list", folder))?;
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(IoError::file("list", folder))?;
            match entry.file_name().into_string() {
                // The sidecar and what stands beside it are about the tables, not some of them.
                Ok(name) if !["source.toml", CORRECTIONS, RESOLUTIONS].contains(&name.as_str()) && matcher.matches(&name) => {
                    names.push(name)
                }
                Ok(_) => {}
                Err(name) if matcher.matches(&name.to_string_lossy()) => {
                    self.problem(pattern, say::not_utf8_name(folder, format!("{name:?}")), say::rename_file());
                }
                Err(_) => {}
            }
        }
        names.extend(at.sidecar.files.keys().filter(|name| matcher.matches(name)).cloned());
        names.sort_unstable();
        names.dedup();
        names.retain(|name| self.stays(pattern, &format!("{folder}/{name}")));
        Ok(names)
    }

    /// Every cell needs an indicator, an area and a period from somewhere.
    fn check_said(&mut self, source: &SourceConfig, readings: &[ReadingPlan], tables: &[TablePlan]) {
        for (roles, word) in [(&[Role::Indicator][..], "indicator"), (&[Role::Area], "area"), (&[Role::Period, Role::Year], "period")] {
            let silent = tables.iter().find(|table| {
                let reading = &readings[table.reading].reading;
                let names = table.sheet_name.iter().flat_map(Pattern::roles);
                let words = reading.words.facts().map(|fact| fact.role);
                let declared = table.declared.facts.iter().map(|fact| fact.role);
                let said = reading.layout.roles().chain(names).chain(words).chain(declared).any(|role| roles.contains(&role));
                let by_id =
                    (word == "indicator" && table.declared.indicator.is_some()) || (word == "area" && table.declared.area.is_some());
                !said && !by_id
            });
            if let (Some(table), Some(files)) = (silent, source.tables.first().map(|table| &table.files)) {
                let message = say::nothing_says(shown(word), &table.name);
                let help = say::give_role(word);
                self.problem(source.layout.as_ref().unwrap_or(files), message, help);
            }
        }
    }
}

/// What figures are about, as a sentence names it.
fn shown(role: &str) -> Message {
    match role {
        "indicator" => say::word_indicator(),
        "area" => say::word_area(),
        _ => say::word_period(),
    }
}

fn suggest_of(near: &[&str], list: Message) -> Message {
    if near.is_empty() { say::declare_in(list) } else { say::near_or_declare(near.join(", "), list) }
}
