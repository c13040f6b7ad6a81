//! A layout meets a header row: which column of this very file says what.

use std::collections::BTreeMap;

use tongbi_domain::diagnostic::suggest;
use tongbi_domain::vocabulary::Measure;

use super::{Layout, Role};
use crate::Row;

/// A column of figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueColumn {
    /// Position in the row, from 0.
    pub index: usize,
    /// Header text.
    pub header: String,
    /// The measure that the declaration names.
    pub measure: Option<Measure>,
    /// What the header cell says of its figures, where periods, indicators or areas run across.
    pub across: Option<Role>,
}

/// The columns of one file by role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Line of the header.
    pub line: u64,
    /// How many cells a row has.
    pub width: usize,
    /// How many it may have, with the blank ones that trailing separators of the header allow.
    pub full_width: usize,
    /// Columns of figures, from left to right.
    pub values: Vec<ValueColumn>,
    roles: BTreeMap<Role, usize>,
    headers: Vec<String>,
}

/// Why a header does not fit its layout.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// The file ended before a header was found.
    #[error("no header row was found: no row begins with “{wanted}”")]
    NoHeader {
        /// The declared first cell; empty for the first row.
        wanted: String,
    },
    /// A column is not declared.
    #[error("the column “{header}” is not declared in the layout")]
    Undeclared {
        /// Line of the header.
        line: u64,
        /// Position, from 1.
        column: usize,
        /// Text of the header cell.
        header: String,
        /// What to do.
        help: String,
    },
    /// A declared column is not there.
    #[error("the declared column “{header}” is not in the header")]
    Missing {
        /// Line of the header.
        line: u64,
        /// The declared text.
        header: String,
        /// What to do.
        help: String,
    },
    /// Two columns have one name.
    #[error("the column “{header}” stands twice in the header")]
    Duplicate {
        /// Line of the header.
        line: u64,
        /// Position of the second, from 1.
        column: usize,
        /// Text of the header cell.
        header: String,
    },
    /// No column holds figures.
    #[error("no column of the table holds figures")]
    NoValues {
        /// Line of the header.
        line: u64,
    },
}

impl ShapeError {
    /// Line and column of the header cell, from 1; 0 where the whole file or row is meant.
    pub fn place(&self) -> (u64, usize) {
        match self {
            Self::NoHeader { .. } => (0, 0),
            Self::Undeclared { line, column, .. } | Self::Duplicate { line, column, .. } => (*line, *column),
            Self::Missing { line, .. } | Self::NoValues { line } => (*line, 0),
        }
    }

    /// What to do.
    pub fn help(&self) -> String {
        match self {
            Self::NoHeader { .. } => "correct `header` in the layout: it is the text of the first cell of the header row".to_owned(),
            Self::Undeclared { help, .. } | Self::Missing { help, .. } => help.clone(),
            Self::Duplicate { .. } => "two columns cannot be told apart by their header: rename one in the file".to_owned(),
            Self::NoValues { .. } => "give a column the role \"value\", or say what runs `across`".to_owned(),
        }
    }
}

impl Shape {
    /// Matches a header row with the layout.
    pub fn new(layout: &Layout, header: &Row) -> Result<Self, ShapeError> {
        let line = header.line();
        let mut headers: Vec<String> = header.iter().map(|cell| cell.trim().to_owned()).collect();
        let full_width = headers.len();
        while headers.last().is_some_and(String::is_empty) {
            headers.pop();
        }
        let mut shape = Self { line, width: headers.len(), full_width, values: Vec::new(), roles: BTreeMap::new(), headers };
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, text) in shape.headers.iter().enumerate() {
            if seen.insert(text, index).is_some() {
                return Err(ShapeError::Duplicate { line, column: index + 1, header: text.clone() });
            }
            let role = layout.columns.get(text);
            match (role, &layout.across) {
                (Some(Role::Value(measure)), _) => {
                    shape.values.push(ValueColumn { index, header: text.clone(), measure: *measure, across: None });
                }
                (Some(Role::Ignore), _) => {}
                (Some(role), _) => {
                    shape.roles.insert(role.clone(), index);
                }
                (None, Some(across)) => {
                    shape.values.push(ValueColumn { index, header: text.clone(), measure: None, across: Some(across.clone()) });
                }
                (None, None) => {
                    let known: Vec<&str> = layout.columns.keys().map(String::as_str).collect();
                    let help = format!("{}; or declare it, with the role \"ignore\" if it is not needed", suggest(text, &known));
                    return Err(ShapeError::Undeclared { line, column: index + 1, header: text.clone(), help });
                }
            }
        }
        for header in layout.columns.keys() {
            if !seen.contains_key(header.as_str()) {
                let known: Vec<&str> = seen.keys().copied().collect();
                return Err(ShapeError::Missing { line, header: header.clone(), help: suggest(header, &known) });
            }
        }
        if shape.values.is_empty() {
            return Err(ShapeError::NoValues { line });
        }
        Ok(shape)
    }

    /// The column with a role, from 0.
    pub fn column(&self, role: &Role) -> Option<usize> {
        self.roles.get(role).copied()
    }

    /// The text of a role in a row; empty where the table has no such column.
    pub fn text<'a>(&self, role: &Role, row: &'a Row) -> &'a str {
        self.column(role).and_then(|index| row.get(index)).map_or("", str::trim)
    }

    /// The column with a header text, from 0.
    pub fn find(&self, header: &str) -> Option<usize> {
        self.headers.iter().position(|text| text == header)
    }
}
