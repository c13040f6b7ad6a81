//! A layout meets a header: which column of this very block says what.

use std::collections::BTreeMap;

use tongbi_domain::diagnostic::suggest;
use tongbi_domain::message::{Message, tables as say};
use tongbi_domain::vocabulary::Measure;

use super::header::{Heading, headings};
use super::heading::without_notes;
use super::window::column_of;
use super::{Content, Fact, HeaderRule, Layout, Pattern, Role, Window};
use crate::Row;

/// A column of figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueColumn {
    /// Position in the row, from 0.
    pub index: usize,
    /// Header text, all rows of it joined.
    pub header: String,
    /// The measure that the declaration names.
    pub measure: Option<Measure>,
    /// What the declaration or the header cells say of its figures.
    pub facts: Vec<Fact>,
    /// Columns to its right that say something of its figures: what, and where.
    pub beside: Vec<(Role, usize)>,
}

/// A column of labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Position in the row, from 0.
    pub index: usize,
    /// What its cells say.
    pub pattern: Pattern,
    /// Whether a blank cell means the cell above.
    pub fills: bool,
    /// Whether its indentation is a hierarchy.
    pub tree: bool,
}

/// A column that is left out by declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// Position in the row, from 0.
    pub index: usize,
    /// Header text.
    pub header: String,
    /// The reason by which its cells are counted; empty where none is declared.
    pub reason: String,
}

/// The columns of one block by what they hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Line of the header's first row; 0 without a header.
    pub line: u64,
    /// How many cells a row has, up to the last column with a header.
    pub width: usize,
    /// How many it may have, with the blank ones that trailing separators of the header allow.
    pub full_width: usize,
    /// Columns of figures, from left to right.
    pub values: Vec<ValueColumn>,
    /// Columns of labels, from left to right.
    pub labels: Vec<Label>,
    /// Columns that are left out.
    pub ignored: Vec<Ignored>,
    /// Columns of figures whose header another column has, too.
    pub duplicates: Vec<usize>,
    /// Columns without a header that nothing is declared of: their cells must be blank.
    pub nameless: Vec<usize>,
    headers: Vec<String>,
}

/// Why a header does not fit its layout.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum ShapeError {
    /// The table ended before a header was found.
    NoHeader {
        /// What was looked for; empty for the first row.
        wanted: String,
        /// The first texts of rows that were seen.
        seen: Vec<String>,
    },
    /// A column is not declared.
    Undeclared {
        /// Line of the header.
        line: u64,
        /// Position, from 1.
        column: usize,
        /// Text of the header cell.
        header: String,
        /// What to do.
        help: Message,
    },
    /// A header cell does not have the form that is declared for what runs across.
    Misfit {
        /// Line of the header.
        line: u64,
        /// Position, from 1.
        column: usize,
        /// Text of the header cell.
        header: String,
    },
    /// A declared column is not there.
    Missing {
        /// Line of the header.
        line: u64,
        /// The declared text.
        header: String,
        /// What to do.
        help: Message,
    },
    /// Two columns of labels fit one declaration.
    Duplicate {
        /// Line of the header.
        line: u64,
        /// Position of the second, from 1.
        column: usize,
        /// Text of the header cell.
        header: String,
    },
    /// Two columns of labels say the same.
    SameRole {
        /// Line of the header.
        line: u64,
        /// Position of the second, from 1.
        column: usize,
        /// Header of the first.
        first: String,
        /// Header of the second.
        header: String,
        /// What both say.
        role: &'static str,
    },
    /// A column that says something of the figures to its left, and none are there.
    NothingLeft {
        /// Line of the header.
        line: u64,
        /// Position, from 1.
        column: usize,
        /// Text of the header cell.
        header: String,
    },
    /// No column holds figures.
    NoValues {
        /// Line of the header.
        line: u64,
    },
}

impl ShapeError {
    /// Why, as a sentence; what caused it, where another library knows, is its source.
    pub fn message(&self) -> Message {
        match self {
            Self::NoHeader { wanted, .. } if wanted.is_empty() => say::no_header(),
            Self::NoHeader { wanted, .. } => say::no_header_like(wanted),
            Self::Undeclared { header, .. } => say::column_not_declared(header),
            Self::Misfit { header, .. } => say::header_misfit(header),
            Self::Missing { header, .. } => say::column_missing(header),
            Self::Duplicate { header, .. } => say::header_twice(header),
            Self::SameRole { first, header, role, .. } => say::both_say(first, header, *role),
            Self::NothingLeft { header, .. } => say::nothing_left(header),
            Self::NoValues { .. } => say::no_value_column(),
        }
    }
}

impl ShapeError {
    /// Line and column of the header cell, from 1; 0 where the whole file or row is meant.
    pub fn place(&self) -> (u64, usize) {
        match self {
            Self::NoHeader { .. } => (0, 0),
            Self::Undeclared { line, column, .. }
            | Self::Duplicate { line, column, .. }
            | Self::Misfit { line, column, .. }
            | Self::SameRole { line, column, .. }
            | Self::NothingLeft { line, column, .. } => (*line, *column),
            Self::Missing { line, .. } | Self::NoValues { line } => (*line, 0),
        }
    }

    /// What to do.
    pub fn help(&self) -> Message {
        match self {
            Self::NoHeader { seen, .. } if seen.is_empty() => say::no_text(),
            Self::NoHeader { seen, .. } => say::rows_begin(seen.join(" | ")),
            Self::Undeclared { help, .. } | Self::Missing { help, .. } => help.clone(),
            Self::Misfit { .. } => say::declare_by_header(),
            Self::Duplicate { .. } => say::name_by_position(),
            Self::SameRole { .. } => say::has_one(),
            Self::NothingLeft { .. } => say::without_left(),
            Self::NoValues { .. } => say::give_value_role(),
        }
    }
}

impl Shape {
    /// Matches the rows of a header with the layout.
    pub fn new(layout: &Layout, window: &Window, rows: &[Row]) -> Result<Self, ShapeError> {
        let line = rows.first().map_or(0, Row::line);
        let headings = headings(layout, window, rows);
        let full_width = headings.len();
        let headers: Vec<String> = headings.iter().map(Heading::joined).collect();
        let width = headers.iter().rposition(|text| !text.is_empty()).map_or(0, |last| last + 1);
        let mut builder =
            Builder { layout, line, seen: vec![0; layout.columns.len()], shape: Self { line, full_width, headers, ..Self::default() } };
        for (index, heading) in headings.iter().enumerate().skip(window.first_column) {
            builder.column(index, heading)?;
        }
        builder.finish(width)
    }

    /// The shape of a table without a header: `width` cells a row, columns by position only.
    pub fn headless(layout: &Layout, window: &Window, width: usize) -> Result<Self, ShapeError> {
        let shape = Self { full_width: width, headers: vec![String::new(); width], ..Self::default() };
        let mut builder = Builder { layout, line: 0, seen: vec![0; layout.columns.len()], shape };
        for index in window.first_column..width.min(window.last_column.saturating_add(1)) {
            builder.column(index, &Heading::default())?;
        }
        builder.finish(width)
    }

    /// The header text of a column; empty where it has none.
    pub fn header(&self, index: usize) -> &str {
        self.headers.get(index).map_or("", String::as_str)
    }

    /// The columns that a declared key means.
    pub fn find<'s>(&'s self, key: &'s str, layout: &'s Layout) -> impl Iterator<Item = usize> + 's {
        let position = position(key);
        self.headers
            .iter()
            .enumerate()
            .filter(move |(index, text)| match position {
                Some(position) => *index == position,
                None => super::heading::fits(key, text, &layout.note_marks),
            })
            .map(|(index, _)| index)
    }
}

/// The column, from 0, of a key such as `#3` or `#C`.
fn position(key: &str) -> Option<usize> {
    column_of(key.strip_prefix('#')?)
}

struct Builder<'a> {
    layout: &'a Layout,
    line: u64,
    /// How many columns each rule has met.
    seen: Vec<usize>,
    shape: Shape,
}

impl Builder<'_> {
    fn column(&mut self, index: usize, heading: &Heading) -> Result<(), ShapeError> {
        let header = heading.joined();
        let Some(rule) = self.rule(index, heading) else { return self.undeclared(index, heading, header) };
        let declared = &self.layout.columns[rule];
        self.seen[rule] += 1;
        match &declared.content {
            Content::Label(_) if self.seen[rule] > 1 => Err(ShapeError::Duplicate { line: self.line, column: index + 1, header }),
            Content::Label(pattern) => {
                let fills = self.layout.fill_down.contains(&declared.key);
                let tree = self.layout.hierarchy.as_ref() == Some(&declared.key);
                self.shape.labels.push(Label { index, pattern: pattern.clone(), fills, tree });
                Ok(())
            }
            Content::Value { measure, facts } => {
                self.shape.values.push(ValueColumn { index, header, measure: *measure, facts: facts.clone(), beside: Vec::new() });
                Ok(())
            }
            Content::Left(role) => match self.shape.values.last_mut() {
                Some(column) => {
                    column.beside.push((*role, index));
                    Ok(())
                }
                None => Err(ShapeError::NothingLeft { line: self.line, column: index + 1, header }),
            },
            Content::Ignore(reason) => {
                self.shape.ignored.push(Ignored { index, header, reason: reason.clone() });
                Ok(())
            }
        }
    }

    /// The rule of a column: by position, by its exact heading, by the longest pattern of headings that fits, so that `*` is for all others.
    fn rule(&self, index: usize, heading: &Heading) -> Option<usize> {
        let rules = || self.layout.columns.iter().enumerate();
        let by_position = rules().find(|(_, rule)| position(&rule.key) == Some(index));
        let named = |globs: bool| {
            rules().filter(move |(_, rule)| {
                position(&rule.key).is_none() && rule.key.contains('*') == globs && heading.is(&rule.key, &self.layout.note_marks)
            })
        };
        by_position.or_else(|| named(false).next()).or_else(|| named(true).max_by_key(|(_, rule)| rule.key.len())).map(|(rule, _)| rule)
    }

    fn undeclared(&mut self, index: usize, heading: &Heading, header: String) -> Result<(), ShapeError> {
        if header.is_empty() {
            self.shape.nameless.push(index);
            return Ok(());
        }
        if self.layout.across.is_empty() {
            let known: Vec<&str> = self.layout.columns.iter().map(|rule| rule.key.as_str()).collect();
            let help = say::declare_column(suggest(&header, &known));
            return Err(ShapeError::Undeclared { line: self.line, column: index + 1, header, help });
        }
        let facts = self.facts(heading, &header).ok_or_else(|| ShapeError::Misfit {
            line: self.line,
            column: index + 1,
            header: header.clone(),
        })?;
        self.shape.values.push(ValueColumn { index, header, measure: None, facts, beside: Vec::new() });
        Ok(())
    }

    /// What the header cells of a column say by the patterns of `across`.
    fn facts(&self, heading: &Heading, joined: &str) -> Option<Vec<Fact>> {
        let mut facts = Vec::new();
        if let [pattern] = self.layout.across.as_slice() {
            self.read(pattern, joined, &mut facts)?;
            return Some(facts);
        }
        for (pattern, text) in self.layout.across.iter().zip(&heading.cells) {
            if !text.is_empty() {
                self.read(pattern, text, &mut facts)?;
            }
        }
        Some(facts)
    }

    fn read(&self, pattern: &Pattern, text: &str, facts: &mut Vec<Fact>) -> Option<()> {
        let mut spans = Vec::new();
        let bare = without_notes(text, &self.layout.note_marks);
        let text = if pattern.read(text, &mut spans) {
            text
        } else if pattern.read(bare, &mut spans) {
            bare
        } else {
            return None;
        };
        facts.extend(spans.iter().map(|(role, from, to)| Fact { role: *role, text: text[*from..*to].to_owned() }));
        Some(())
    }

    /// Two columns of labels must not say the same, but parts of an indicator's name are a path, and the label of a code is a note.
    fn check_roles(&self) -> Result<(), ShapeError> {
        let said = |label: &'_ Label| label.pattern.roles().filter(|role| !role.is_path()).collect::<Vec<_>>();
        for (position, label) in self.shape.labels.iter().enumerate() {
            let roles = said(label);
            let earlier = self.shape.labels[..position]
                .iter()
                .find_map(|other| Some((other, *said(other).iter().find(|role| roles.contains(role))?)));
            if let Some((other, role)) = earlier {
                let (first, header) = (self.shape.header(other.index).to_owned(), self.shape.header(label.index).to_owned());
                return Err(ShapeError::SameRole { line: self.line, column: label.index + 1, first, header, role: role.word() });
            }
        }
        Ok(())
    }

    fn finish(mut self, width: usize) -> Result<Shape, ShapeError> {
        let missing = self.layout.columns.iter().zip(&self.seen).find(|(rule, seen)| **seen == 0 && !rule.optional);
        if let Some((rule, _)) = missing {
            let known: Vec<&str> = self.shape.headers.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
            let help = suggest(&rule.key, &known);
            return Err(ShapeError::Missing { line: self.line, header: rule.key.clone(), help });
        }
        self.check_roles()?;
        if self.shape.values.is_empty() {
            return Err(ShapeError::NoValues { line: self.line });
        }
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        for column in self.shape.values.iter().filter(|column| !column.header.is_empty()) {
            if first.insert(&column.header, column.index).is_some() {
                self.shape.duplicates.push(column.index);
            }
        }
        let last = self.shape.values.iter().map(|column| column.index).chain(self.shape.labels.iter().map(|label| label.index)).max();
        self.shape.width = if self.layout.header == HeaderRule::None { width } else { width.max(last.map_or(0, |last| last + 1)) };
        self.shape.full_width = self.shape.full_width.max(self.shape.width);
        Ok(self.shape)
    }
}
