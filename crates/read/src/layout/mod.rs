//! Layouts: which cell of a table says what. Declared, never guessed; a header that does not fit its declaration is an error with its place.
//!
//! - [`Layout`]: the declaration, all words resolved. [`Window`]: the part of a sheet or file that a table is.
//! - [`TableReader`]: walks rows by a layout: lines above, header, body, blocks, lines below.
//! - [`Shape`]: the columns of one block by what they hold.
//! - [`Pattern`]: how one text says several things; [`Fact`]: a role with its text.
//! - [`Layout::cell`]: a value cell without its flags and marks.
//!
//! Nothing here knows an indicator, a unit or a period: texts go up as they stand.

mod cell;
mod header;
pub mod heading;
mod pattern;
mod role;
mod shape;
mod table;
#[cfg(test)]
mod tests;
mod tree;
mod window;

use std::collections::BTreeMap;

use tongbi_domain::vocabulary::{ConfStatus, ObsStatus};

pub use cell::{Cell, Marks};
pub use pattern::{Pattern, PatternError};
pub use role::{Content, Fact, MAX_DIMENSIONS, ROLES, Role};
pub use shape::{Ignored, Label, Shape, ShapeError, ValueColumn};
pub use table::{Body, OpenError, Rows, TableReader};
pub use tree::STEP;
pub use window::{Window, WindowError};

/// How the header is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum HeaderRule {
    /// The first row that has any text.
    #[default]
    FirstRow,
    /// The first row whose first text is this heading; `*` stands for any text.
    FirstCell(String),
    /// The first row in which some cell is this heading.
    AnyCell(String),
    /// The row that begins in this line.
    Line(u64),
    /// There is none: columns are named by their positions.
    None,
}

/// What is declared of the columns whose header fits a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnRule {
    /// A header text, with `*` for any text, or a position: `#3`, `#C`.
    pub key: String,
    /// What such columns hold.
    pub content: Content,
    /// Whether a table may be without it.
    pub optional: bool,
}

/// What a mark in a value cell means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The table says nothing here: no statement.
    Absent,
    /// The figure is missing, with this status.
    Missing(ObsStatus),
}

/// What a flag behind a value means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// An observation status.
    Status(ObsStatus),
    /// A confidentiality status.
    Confidentiality(ConfStatus),
    /// Nothing that a code list knows.
    Nothing,
}

/// A declared layout, all words resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Where the header is.
    pub header: HeaderRule,
    /// How many rows it has.
    pub header_rows: usize,
    /// Whether `header` finds the last of them rather than the first.
    pub header_found_last: bool,
    /// Whether a blank header cell above the last header row says what its left neighbour says. Merged cells need no declaration.
    pub fill_across: bool,
    /// Columns by header text or position.
    pub columns: Vec<ColumnRule>,
    /// What the cells of each header row say, from the top, for every column that `columns` does not name; one for all rows joined, where there
    /// is one pattern and several rows.
    pub across: Vec<Pattern>,
    /// Keys of label columns where a blank cell means the cell above.
    pub fill_down: Vec<String>,
    /// Key of the label column whose indentation is a hierarchy.
    pub hierarchy: Option<String>,
    /// What a row says that has a text and no figure, for the rows below it.
    pub sections: Vec<Pattern>,
    /// What lines above the header say.
    pub preamble: Vec<Pattern>,
    /// Beginnings of the first line below the table.
    pub footer: Vec<String>,
    /// Whether a blank line ends the table.
    pub blank_ends: bool,
    /// Whether the header comes again further down, with another block below it.
    pub repeats: bool,
    /// Whether rows may end before the last column.
    pub short_rows: bool,
    /// Marks of notes behind headers, labels and figures, beyond those that are always known.
    pub note_marks: Vec<String>,
    /// Marks of this source; what is not here must be a number.
    pub marks: Marks,
    /// Flags behind values, with their meaning.
    pub flags: BTreeMap<String, Flag>,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            header: HeaderRule::FirstRow,
            header_rows: 1,
            header_found_last: false,
            fill_across: false,
            columns: Vec::new(),
            across: Vec::new(),
            fill_down: Vec::new(),
            hierarchy: None,
            sections: Vec::new(),
            preamble: Vec::new(),
            footer: Vec::new(),
            blank_ends: false,
            repeats: false,
            short_rows: false,
            note_marks: Vec::new(),
            marks: Marks::default(),
            flags: BTreeMap::new(),
        }
    }
}

impl Layout {
    /// Every role that some text of such a table can say.
    pub fn roles(&self) -> impl Iterator<Item = Role> {
        let columns = self.columns.iter().flat_map(|rule| match &rule.content {
            Content::Label(pattern) => pattern.roles().collect::<Vec<_>>(),
            Content::Value { facts, .. } => facts.iter().map(|fact| fact.role).collect(),
            Content::Left(role) => vec![*role],
            Content::Ignore(_) => Vec::new(),
        });
        columns.chain([&self.across, &self.sections, &self.preamble].into_iter().flatten().flat_map(Pattern::roles))
    }
}
