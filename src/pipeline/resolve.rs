//! Resolves the declarations of sources: each word that is wrong becomes a problem under a caret, and resolving goes on.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use anyhow::Context as _;
use toml::Spanned;
use tongbi_domain::catalog::{Catalog, DimensionId};
use tongbi_domain::diagnostic::{Diagnostic, suggest};
use tongbi_domain::number::text::{DecimalPoint, Style};
use tongbi_domain::period;
use tongbi_domain::vocabulary::{Comparability, ConfStatus, ObsStatus, PriceBasis, Scenario, Stage};
use tongbi_read::layout::{HeaderRule, Layout, Mark, PreambleRule, Role};
use tongbi_read::{Dialect, Encoding};

use super::config::{self, LayoutConfig, PIPELINE_FILE, SourceConfig, TableConfig};
use super::plan::{SourcePlan, TablePlan};
use super::sidecar::Sidecar;
use crate::io::read_text;
use crate::stages::source::{Declared, QuarantineRule, WordMap, Words};

/// What resolving needs and where it puts problems.
pub(super) struct Resolver<'a> {
    pub(super) root: &'a Path,
    pub(super) text: &'a str,
    pub(super) catalog: &'a Catalog,
    pub(super) layouts: &'a BTreeMap<String, LayoutConfig>,
    pub(super) problems: &'a mut Vec<Diagnostic>,
}

impl Resolver<'_> {
    /// Resolves one source; `None` where a problem keeps it from being read.
    pub(super) fn source(&mut self, id: &str, source: &SourceConfig) -> anyhow::Result<Option<SourcePlan>> {
        let folder = source.folder.get_ref();
        if !inside(folder) {
            self.problem(&source.folder, "the folder lies outside the project", "write a path below pipeline.toml, without `..`");
            return Ok(None);
        }
        let sidecar_file = format!("{folder}/source.toml");
        let sidecar = match Sidecar::parse(&sidecar_file, &read_text(self.root, &sidecar_file)?) {
            Ok(sidecar) => sidecar,
            Err(problem) => {
                self.problems.push(*problem);
                return Ok(None);
            }
        };
        let layouts = self.layouts;
        let Some(layout) = layouts.get(source.layout.get_ref()) else {
            let known: Vec<&str> = layouts.keys().map(String::as_str).collect();
            let help = suggest(source.layout.get_ref(), &known);
            self.problem(&source.layout, &format!("no layout is called `{}`", source.layout.get_ref()), &help);
            return Ok(None);
        };
        let before = self.problems.len();
        let (plan, dialect, style) = self.layout(layout);
        let words = self.words(&layout.words).overlaid(self.words(&source.words));
        for rule in &source.quarantine {
            if !plan.columns.contains_key(rule.column.get_ref()) {
                let known: Vec<&str> = plan.columns.keys().map(String::as_str).collect();
                let help = suggest(rule.column.get_ref(), &known);
                self.problem(&rule.column, &format!("the layout has no column `{}`", rule.column.get_ref()), &help);
            }
        }
        let common = self.declared(&source.declared, &Declared::default());
        let tables = self.tables(folder, &sidecar_file, &sidecar, &source.tables, &common)?;
        if layout.header.is_none() && !layout.preamble.is_empty() {
            let help = "declare header = \"first cell of the header row\" in the layout";
            self.problem(&source.layout, "the layout has preamble lines, but its header is the first row", help);
        }
        // What is wrong already would only echo here.
        if self.problems.len() == before {
            self.check_said(source, &plan, &tables);
        }
        if self.problems.len() > before {
            return Ok(None);
        }
        let quarantine = source.quarantine.iter().map(|rule| QuarantineRule {
            column: rule.column.get_ref().clone(),
            equals: rule.equals.clone(),
            starts: rule.starts.clone(),
            reason: rule.reason.clone(),
        });
        let (quarantine, folder) = (quarantine.collect(), folder.clone());
        let dimensions = self.dimensions(&plan);
        Ok(Some(SourcePlan { id: id.to_owned(), folder, sidecar, layout: plan, dialect, style, words, quarantine, tables, dimensions }))
    }

    fn problem<T>(&mut self, at: &Spanned<T>, message: &str, help: &str) {
        self.problems.push(Diagnostic::at("T104", PIPELINE_FILE, self.text, at.span(), message).help(help));
    }

    fn layout(&mut self, config: &LayoutConfig) -> (Layout, Dialect, Style) {
        let mut layout = Layout {
            header: config.header.clone().map_or(HeaderRule::FirstRow, HeaderRule::FirstCell),
            footer: config.footer.clone(),
            ..Layout::default()
        };
        for (header, word) in &config.columns {
            if let Some(role) = self.role(word) {
                layout.columns.insert(header.clone(), role);
            }
        }
        layout.across = config.across.as_ref().and_then(|word| self.role(word));
        for (starts, word) in &config.preamble {
            if let Some(role) = self.role(word) {
                layout.preamble.push(PreambleRule { starts: starts.clone(), role });
            }
        }
        for (text, word) in &config.marks {
            let meaning = match word.get_ref().as_str() {
                "absent" => Some(Mark::Absent),
                code => ObsStatus::from_code(code)
                    .filter(|status| status.is_missing() || *status == ObsStatus::NotSignificant)
                    .map(Mark::Missing),
            };
            match meaning {
                Some(mark) => {
                    layout.marks.insert(text.clone(), mark);
                }
                None => self.problem(
                    word,
                    &format!("`{}` is no meaning of a mark", word.get_ref()),
                    "`absent` (no statement), or an SDMX status without a value: O (missing), M (cannot exist), L (not collected), Q (suppressed), N (not significant)",
                ),
            }
        }
        let mut dialect = Dialect::default();
        if let Some(label) = &config.encoding {
            dialect.encoding = Encoding::for_label(label.get_ref());
            if dialect.encoding.is_none() {
                self.problem(label, &format!("`{}` is no encoding", label.get_ref()), "such as utf-8, gb18030, utf-16le, windows-1252");
            }
        }
        if let Some(delimiter) = &config.delimiter {
            match delimiter.get_ref().as_bytes() {
                [byte] if byte.is_ascii() => dialect.delimiter = Some(*byte),
                _ => self.problem(delimiter, "a delimiter is one ASCII character", "such as \",\" \";\" \"\\t\" \"|\""),
            }
        }
        let decimal_point = if config.decimal_comma { DecimalPoint::Comma } else { DecimalPoint::Point };
        (layout, dialect, Style { parentheses_negative: config.parentheses_negative, decimal_point })
    }

    fn role(&mut self, word: &Spanned<String>) -> Option<Role> {
        let role = Role::parse(word.get_ref());
        match &role {
            None => self.problem(word, &format!("`{}` is no role of a column", word.get_ref()), &suggest(word.get_ref(), Role::WORDS)),
            Some(Role::Dimension(name)) => return self.dimension(word, name),
            Some(_) => {}
        }
        role
    }

    /// The role of a dimension, by its code however it was named.
    fn dimension(&mut self, word: &Spanned<String>, name: &str) -> Option<Role> {
        let list = &self.catalog.dimensions;
        if let Some(dimension) = list.find(name).and_then(|id| list.get(id)) {
            return Some(Role::Dimension(dimension.code.clone()));
        }
        let help = if list.is_empty() { "declare it in the catalogue's dimensions.toml".to_owned() } else { suggest(name, &list.codes()) };
        self.problem(word, &format!("no dimension is called `{name}`"), &help);
        None
    }

    /// The dimensions that a layout speaks of, in the order of their codes.
    fn dimensions(&self, layout: &Layout) -> Vec<DimensionId> {
        let preamble = layout.preamble.iter().map(|rule| &rule.role);
        let roles: Vec<&Role> = layout.columns.values().chain(&layout.across).chain(preamble).collect();
        let spoken = |code: &str| roles.iter().any(|role| matches!(role, Role::Dimension(found) if found == code));
        self.catalog.dimensions.iter().filter(|(_, dimension)| spoken(&dimension.code)).map(|(id, _)| id).collect()
    }

    fn words(&mut self, words: &config::Words) -> Words {
        Words {
            scenario: self.codes(&words.scenario, Scenario::from_code, Scenario::ALL.iter().map(|c| c.code())),
            stage: self.codes(&words.stage, Stage::from_code, Stage::ALL.iter().map(|c| c.code())),
            growth_prices: self.codes(&words.growth_prices, PriceBasis::from_code, PriceBasis::ALL.iter().map(|c| c.code())),
            growth_scope: self.codes(&words.growth_scope, Comparability::from_code, Comparability::ALL.iter().map(|c| c.code())),
            status: self.codes(&words.status, ObsStatus::from_code, ObsStatus::ALL.iter().map(|c| c.code())),
            confidentiality: self.codes(&words.confidentiality, ConfStatus::from_code, ConfStatus::ALL.iter().map(|c| c.code())),
        }
    }

    fn codes<T>(
        &mut self,
        words: &BTreeMap<String, Spanned<String>>,
        read: impl Fn(&str) -> Option<T>,
        known: impl Iterator<Item = &'static str>,
    ) -> WordMap<T> {
        let known: Vec<&str> = known.collect();
        let mut map = WordMap::new();
        for (word, code) in words {
            match read(code.get_ref()) {
                Some(meaning) => {
                    map.insert(word.clone(), meaning);
                }
                None => self.problem(code, &format!("`{}` is no code of this list", code.get_ref()), &suggest(code.get_ref(), &known)),
            }
        }
        map
    }

    fn declared(&mut self, declared: &config::Declared, common: &Declared) -> Declared {
        let mut plan = common.clone();
        if let Some(name) = &declared.area {
            plan.area = self.catalog.areas.find(name.get_ref());
            if plan.area.is_none() {
                let help = suggest_of(&self.catalog.areas.nearest(name.get_ref()), "the list of areas");
                self.problem(name, &format!("no area is called `{}`", name.get_ref()), &help);
            }
        }
        if let Some(name) = &declared.indicator {
            plan.indicator = self.catalog.indicators.find(name.get_ref());
            if plan.indicator.is_none() {
                let help = suggest_of(&self.catalog.indicators.nearest(name.get_ref()), "the list of indicators");
                self.problem(name, &format!("no indicator is called `{}`", name.get_ref()), &help);
            }
        }
        if let Some(text) = &declared.period {
            if let Err(error) = period::read(text.get_ref(), &period::Context::default()) {
                self.problem(text, &error.to_string(), "such as \"2021\", \"2021年第一季度\" or \"2021-03\"");
            }
            plan.period = Some(text.get_ref().clone());
        }
        if let Some(text) = &declared.scenario {
            plan.scenario = Scenario::from_code(text.get_ref());
            if plan.scenario.is_none() {
                self.problem(text, &format!("`{}` is no scenario", text.get_ref()), "ACTUAL or TARGET");
            }
        }
        if let Some(text) = &declared.stage {
            plan.stage = Stage::from_code(text.get_ref());
            if plan.stage.is_none() {
                let known: Vec<&str> = Stage::ALL.iter().map(|stage| stage.code()).collect();
                self.problem(text, &format!("`{}` is no stage", text.get_ref()), &suggest(text.get_ref(), &known));
            }
        }
        if let Some(text) = &declared.unit {
            plan.unit = Some(text.get_ref().clone());
            self.check_unit(text, &plan);
        }
        plan.counts_rounded = declared.counts_rounded.unwrap_or(plan.counts_rounded);
        plan
    }

    /// A declared unit is known, and of the dimension of a declared indicator.
    fn check_unit(&mut self, text: &Spanned<String>, plan: &Declared) {
        let units = &self.catalog.units;
        let indicator = plan.indicator.and_then(|id| self.catalog.indicators.get(id));
        let reading = match indicator {
            Some(indicator) => indicator.read_unit(text.get_ref(), units),
            None => units.book.read(text.get_ref()),
        };
        match (reading, indicator) {
            (Err(error), _) => {
                let near = units.book.nearest(text.get_ref()).map_or_else(String::new, |near| format!("did you mean `{near}`? "));
                self.problem(text, &error.to_string(), &format!("{near}units are declared in the catalogue's units.toml"));
            }
            (Ok(reading), Some(indicator)) if reading.unit.dimension != indicator.unit.dimension => {
                let message = format!("`{}` does not convert into `{}`", text.get_ref(), indicator.unit.code);
                let help = format!(
                    "{} measures {}, the indicator {} measures {}",
                    text.get_ref(),
                    reading.unit.dimension,
                    indicator.code,
                    indicator.unit.dimension
                );
                self.problem(text, &message, &help);
            }
            (Ok(_), _) => {}
        }
    }

    /// The files of a source: each pattern finds one at least, each file is in the sidecar, each of the sidecar is read once.
    fn tables(
        &mut self,
        folder: &str,
        sidecar_file: &str,
        sidecar: &Sidecar,
        tables: &[TableConfig],
        common: &Declared,
    ) -> anyhow::Result<Vec<TablePlan>> {
        let mut found: BTreeMap<String, TablePlan> = BTreeMap::new();
        for table in tables {
            let declared = self.declared(&table.declared, common);
            let names = self.files(folder, &table.files)?;
            if names.is_empty() {
                let message = format!("no file of {folder} matches `{}`", table.files.get_ref());
                self.problem(&table.files, &message, "write the name of a file of the folder, or a pattern such as `2021-*.csv`");
            }
            for name in names {
                let Some(sha256) = sidecar.files.get(&name) else {
                    let message = format!("{sidecar_file} does not list `{name}`");
                    self.problem(&table.files, &message, "add it to [files] there with the digest that `sha256sum` prints");
                    continue;
                };
                let plan = TablePlan { name: name.clone(), sha256: sha256.clone(), declared: declared.clone() };
                if found.insert(name.clone(), plan).is_some() {
                    self.problem(&table.files, &format!("`{name}` is read by two tables"), "let each file match one pattern only");
                }
            }
        }
        for name in sidecar.files.keys().filter(|name| !found.contains_key(*name)) {
            let message = format!("no table in {PIPELINE_FILE} reads `{name}`");
            self.problems.push(Diagnostic::whole("T104", sidecar_file, message).help("declare a table for it, or take it out of [files]"));
        }
        Ok(found.into_values().collect())
    }

    fn files(&mut self, folder: &str, pattern: &Spanned<String>) -> anyhow::Result<Vec<String>> {
        if !inside(pattern.get_ref()) || pattern.get_ref().contains('/') {
            self.problem(pattern, "a file lies in the source's own folder", "write a name or a pattern without `/`");
            return Ok(Vec::new());
        }
        let matcher = match glob::Pattern::new(pattern.get_ref()) {
            Ok(matcher) => matcher,
            Err(error) => {
                self.problem(pattern, &format!("not a pattern: {}", error.msg), "`*` stands for any text, `?` for one character");
                return Ok(Vec::new());
            }
        };
        let entries = std::fs::read_dir(self.root.join(folder)).with_context(|| format!("cannot list {folder}"))?;
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.with_context(|| format!("cannot list {folder}"))?;
            // The sidecar is about the tables, not one of them.
            if let Some(name) = entry.file_name().to_str().filter(|name| *name != "source.toml" && matcher.matches(name)) {
                names.push(name.to_owned());
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    /// Every cell needs an indicator, an area and a period from somewhere.
    fn check_said(&mut self, source: &SourceConfig, layout: &Layout, tables: &[TablePlan]) {
        let says = |role: &Role| {
            layout.columns.values().any(|found| found == role)
                || layout.across.as_ref() == Some(role)
                || layout.preamble.iter().any(|rule| rule.role == *role)
        };
        for (role, word) in [(Role::Indicator, "indicator"), (Role::Area, "area"), (Role::Period, "period")] {
            if says(&role) {
                continue;
            }
            let silent = |declared: &Declared| match role {
                Role::Indicator => declared.indicator.is_none(),
                Role::Area => declared.area.is_none(),
                _ => declared.period.is_none(),
            };
            if let Some(table) = tables.iter().find(|table| silent(&table.declared)) {
                let message = format!("nothing says the {word} of `{}`", table.name);
                let help = format!("give a column the role \"{word}\" in the layout, or write declared.{word} for the table");
                self.problem(&source.layout, &message, &help);
            }
        }
    }
}

fn suggest_of(near: &[&str], list: &str) -> String {
    if near.is_empty() { format!("declare it in {list}") } else { format!("near it: {}; or declare it in {list}", near.join(", ")) }
}

/// Whether a declared path stays below the project: no root, no `..`.
fn inside(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}
