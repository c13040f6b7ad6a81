//! A proposed layout with what its tables leave unsaid and what the catalogue lacks for it; the layout as TOML.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::needs::Needs;
use super::toml_text::{key, quoted, remark, texts};

/// A proposed layout.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// The value of `header`, as TOML.
    pub(super) header: Option<String>,
    pub(super) header_rows: usize,
    pub(super) fill_across: bool,
    /// Keys of columns, what they hold as TOML, and a remark.
    pub(super) columns: Vec<(String, String, String)>,
    pub(super) across: Vec<String>,
    pub(super) fill_down: Vec<String>,
    pub(super) section: Vec<String>,
    pub(super) preamble: Vec<String>,
    pub(super) footer: Vec<String>,
    pub(super) repeats: bool,
    pub(super) blank_ends: bool,
    pub(super) note_marks: Vec<String>,
    pub(super) marks: BTreeMap<String, Seen>,
    pub(super) flags: BTreeMap<String, Seen>,
    pub(super) endings: BTreeMap<String, String>,
    /// By role, words with what they mean as TOML.
    pub(super) words: BTreeMap<String, BTreeMap<String, String>>,
    /// Keys of `periods` that are declared.
    pub(super) periods: Vec<String>,
    /// What is not sure of the layout.
    pub(super) unsure: Vec<String>,
    /// What the tables leave unsaid, as TOML, with a remark.
    pub(super) declared: BTreeMap<String, (String, String)>,
    /// What the name of the sheet says.
    pub(super) sheet_name: Option<String>,
    /// What the catalogue lacks.
    pub(super) needs: Needs,
}

/// A mark or a flag with how often and where first it was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// What it is proposed to mean.
    pub(super) meaning: String,
    /// Why, or what else it may mean.
    pub(super) why: String,
    pub(super) count: usize,
    /// Line and column of the first.
    pub(super) place: (u64, usize),
}

impl Draft {
    /// Whether another draft describes tables of the same kind: what is not the same may be added up.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let columns = |draft: &Self| draft.columns.iter().map(|(key, value, _)| (key.clone(), value.clone())).collect::<Vec<_>>();
        (&self.header, self.header_rows, &self.across, &self.fill_down, &self.section)
            == (&other.header, other.header_rows, &other.across, &other.fill_down, &other.section)
            && columns(self) == columns(other)
    }

    /// Everything by which two blocks below each other are of one kind, wherever their header stands.
    pub(super) fn without_header(&self) -> (&Vec<String>, usize, Vec<(&str, &str)>) {
        (&self.across, self.header_rows, self.columns.iter().map(|(key, value, _)| (key.as_str(), value.as_str())).collect())
    }

    /// Adds a further block below, whose header begins with the same text.
    pub(super) fn repeat(&mut self, title: &str, block: Self) {
        self.header = Some(if self.header_rows > 1 { format!("{{ first = {} }}", quoted(title)) } else { quoted(title) });
        self.repeats = true;
        // Lines between blocks are heard only where the block before has ended.
        self.blank_ends |= !block.preamble.is_empty() && block.footer.is_empty();
        self.add(block);
    }

    /// Adds what another draft of the same kind knows.
    pub(super) fn add(&mut self, other: Self) {
        self.fill_across |= other.fill_across;
        self.blank_ends |= other.blank_ends;
        for (mine, theirs) in [
            (&mut self.preamble, other.preamble),
            (&mut self.footer, other.footer),
            (&mut self.note_marks, other.note_marks),
            (&mut self.periods, other.periods),
            (&mut self.unsure, other.unsure),
        ] {
            theirs.into_iter().for_each(|text| push_new(mine, text));
        }
        for (mine, theirs) in [(&mut self.marks, other.marks), (&mut self.flags, other.flags)] {
            for (text, seen) in theirs {
                mine.entry(text).and_modify(|known| known.count += seen.count).or_insert(seen);
            }
        }
        self.endings.extend(other.endings);
        for (role, words) in other.words {
            self.words.entry(role).or_default().extend(words);
        }
        self.needs.add(other.needs);
    }

    /// The layout as TOML, under a name.
    pub(super) fn layout(&self, name: &str, format: &[String]) -> String {
        let mut out = String::new();
        let mut line = |text: &str| {
            out.push_str(text);
            out.push('\n');
        };
        self.unsure.iter().for_each(|text| line(&format!("# unsure: {text}")));
        line(&format!("[layouts.{}]", key(name)));
        format.iter().for_each(|text| line(text));
        if let Some(header) = &self.header {
            line(&format!("header = {header}"));
        }
        if self.header_rows > 1 && self.across.len() < 2 {
            line(&format!("header_rows = {}", self.header_rows));
        }
        for (key, set) in [("fill_across", self.fill_across), ("repeats", self.repeats), ("blank_ends", self.blank_ends)] {
            if set {
                line(&format!("{key} = true"));
            }
        }
        let lists = [("across", &self.across), ("section", &self.section), ("preamble", &self.preamble)];
        for (key, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
            line(&format!("{key} = {}", texts(list)));
        }
        for (key, list) in [("fill_down", &self.fill_down), ("footer", &self.footer), ("note_marks", &self.note_marks)] {
            if !list.is_empty() {
                line(&format!("{key} = [{}]", list.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")));
            }
        }
        self.periods.iter().for_each(|text| line(text));
        self.tables(name, &mut out);
        out
    }

    /// The sub-tables of a layout.
    fn tables(&self, name: &str, out: &mut String) {
        let name = key(name);
        if !self.columns.is_empty() {
            let _ = writeln!(out, "\n[layouts.{name}.columns]");
            for (column, value, why) in &self.columns {
                let why = if why.is_empty() { String::new() } else { format!("  # {why}") };
                let _ = writeln!(out, "{} = {value}{why}", key(column));
            }
        }
        for (table, list) in [("marks", &self.marks), ("flags", &self.flags)] {
            if !list.is_empty() {
                let _ = writeln!(out, "\n[layouts.{name}.{table}]");
            }
            for (text, seen) in list {
                let (line, column) = seen.place;
                let why = remark(&seen.why);
                let _ = writeln!(
                    out,
                    "{} = {}  # unsure: {why}; {} cells, first in line {line}, column {column}",
                    key(text),
                    quoted(&seen.meaning),
                    seen.count
                );
            }
        }
        if !self.endings.is_empty() {
            let _ = writeln!(out, "\n[layouts.{name}.endings]");
            self.endings.iter().for_each(|(text, meaning)| {
                let _ = writeln!(out, "{} = {meaning}", key(text));
            });
        }
        for (role, words) in self.words.iter().filter(|(_, words)| !words.is_empty()) {
            let _ = writeln!(out, "\n[layouts.{name}.words.{}]", key(role));
            words.iter().for_each(|(word, meaning)| {
                let _ = writeln!(out, "{} = {meaning}", key(word));
            });
        }
    }
}

/// Adds a text that is not there yet.
pub(super) fn push_new(list: &mut Vec<String>, text: String) {
    if !list.contains(&text) {
        list.push(text);
    }
}
