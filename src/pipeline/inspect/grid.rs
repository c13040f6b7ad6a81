//! The rows of a table by what its layout takes them for, the columns by what they hold, and what the lines above say.
//!
//! The rows are those that the table's own reader consumes, noted on their way, so that nothing here can see them otherwise than a run does.

use std::cell::RefCell;
use std::rc::Rc;

use tongbi_domain::catalog::{Catalog, DimensionId};
use tongbi_read::layout::{Body, Fact, Layout, OpenError, Pattern, Role, Rows, Shape, TableReader, Window};
use tongbi_read::{Problem, ReadError, Row};

use super::super::read::{Part, SourceError, unreadable};
use crate::stages::ingest::IngestError;
use crate::stages::source::{Fate, RowRule};

/// How many cells of a row are kept, and how many characters of each.
const MOST_CELLS: usize = 256;
const MOST_CHARACTERS: usize = 200;

/// How many lines above a header are kept, those nearest to it.
const MOST_ABOVE: usize = 20;

/// The rows of a table, as far as they are kept, and its columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// Columns of the first header, from the left.
    pub columns: Vec<ColumnKind>,
    /// Rows from the top.
    pub rows: Vec<GridRow>,
    /// What the lines above say: the word of a role, and the text; a later line of the same role holds from there on.
    pub said: Vec<(String, String)>,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Labels that say these roles.
    Label(String),
    /// Figures.
    Value,
    /// Left out, by the reason that is declared; empty where none is.
    Ignored(String),
    /// Nothing: it has no header.
    Nameless,
}

/// A row, or rows that are not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridRow {
    /// Its line in the file; 0 for rows that are not kept.
    pub line: u64,
    /// What it is.
    pub kind: RowKind,
    /// Its cells.
    pub cells: Vec<String>,
}

/// What a layout takes a row for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// Above a header, or between blocks.
    Preamble,
    /// Part of a header.
    Header,
    /// It says something of the rows below it.
    Section,
    /// A row of the table.
    Row,
    /// A row with another number of cells than the header.
    Ragged,
    /// A row that a rule leaves out.
    LeftOut,
    /// A row that a rule keeps in quarantine.
    Quarantined,
    /// Below the table.
    Footer,
    /// Outside the part of the sheet that is declared.
    Outside,
    /// A row of a file whose header was not found, or does not fit.
    Unread,
    /// So many rows of the table are not shown here.
    Gap(u64),
}

/// Notes the rows that pass.
struct Noting<R> {
    rows: R,
    passed: Rc<RefCell<Vec<Row>>>,
    most: usize,
}

impl<R: Rows> Rows for Noting<R> {
    fn read_row(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        let more = self.rows.read_row(row)?;
        if more {
            let mut passed = self.passed.borrow_mut();
            // Lines above a header that never comes: the last ones tell as much as all.
            if passed.len() == self.most {
                passed.remove(0);
            }
            passed.push(row.clone());
        }
        Ok(more)
    }

    fn take_problems(&mut self) -> Vec<Problem> {
        self.rows.take_problems()
    }

    fn ends_with_text(&self) -> bool {
        self.rows.ends_with_text()
    }
}

/// Walks a table; where its header does not fit, the rows that were read come with the error.
pub(super) fn walk<R: Rows>(catalog: &Catalog, part: &Part<'_>, rows: R, most: usize) -> (Grid, Option<SourceError>) {
    let layout = &part.how.reading.layout;
    let passed = Rc::new(RefCell::new(Vec::new()));
    let noting = Noting { rows, passed: Rc::clone(&passed), most: MOST_ABOVE + layout.header_rows };
    let mut walk =
        Walk { catalog, layout, rules: &part.how.reading.rules, window: part.table.window, passed, most, kept: 0, grid: Grid::default() };
    let result = walk.table(noting, part);
    let error = result.err().map(|error| {
        walk.note(RowKind::Unread, &[]);
        unreadable(part.path, part.sheet, &IngestError::Open(error))
    });
    (walk.grid, error)
}

struct Walk<'a> {
    catalog: &'a Catalog,
    layout: &'a Layout,
    rules: &'a [RowRule],
    window: Window,
    passed: Rc<RefCell<Vec<Row>>>,
    most: usize,
    /// Rows of the table that are kept.
    kept: usize,
    grid: Grid,
}

impl Walk<'_> {
    fn table<R: Rows>(&mut self, rows: R, part: &Part<'_>) -> Result<(), OpenError> {
        let mut reader = TableReader::open(rows, self.layout, part.table.window)?;
        reader.take_problems();
        self.grid.columns = columns(self.catalog, reader.shape());
        self.header(reader.shape());
        self.said(reader.outer());
        let mut row = Row::default();
        loop {
            let body = reader.read(&mut row)?;
            reader.take_problems();
            match body {
                Body::End => break,
                Body::Block => self.header(reader.shape()),
                Body::Row | Body::Ragged => {
                    self.note(RowKind::Section, &[row.line()]);
                    let kind = self.kind(reader.shape(), &row, body);
                    self.keep(kind, &row);
                }
            }
            self.said(reader.outer());
        }
        self.note(RowKind::Footer, &[]);
        Ok(())
    }

    /// What a row of the body is, by the declared rules.
    fn kind(&self, shape: &Shape, row: &Row, body: Body) -> RowKind {
        let matches = |rule: &&RowRule| match &rule.column {
            Some(key) => shape.find(key, self.layout).any(|column| row.get(column).is_some_and(|text| rule.matches(text.trim()))),
            None => row.iter().map(str::trim).find(|text| !text.is_empty()).is_some_and(|text| rule.matches(text)),
        };
        match (self.rules.iter().find(matches).map(|rule| rule.fate), body) {
            (Some(Fate::LeaveOut), _) => RowKind::LeftOut,
            (Some(Fate::Quarantine), _) => RowKind::Quarantined,
            (None, Body::Ragged) => RowKind::Ragged,
            (None, _) => RowKind::Row,
        }
    }

    /// The rows that passed on the way to a header, and the header.
    fn header(&mut self, shape: &Shape) {
        let passed: Vec<Row> = self.passed.borrow_mut().drain(..).collect();
        for row in passed {
            // Without a header the row that passed is the first of the body, which is still to be given.
            if shape.line > 0 {
                self.push(if row.line() >= shape.line { RowKind::Header } else { RowKind::Preamble }, &row);
            }
        }
    }

    /// The rows that passed without being given, but for those in `given`.
    fn note(&mut self, kind: RowKind, given: &[u64]) {
        let passed: Vec<Row> = self.passed.borrow_mut().drain(..).collect();
        for row in passed.iter().filter(|row| !given.contains(&row.line())) {
            self.push(kind, row);
        }
    }

    /// Keeps a row of the body while there is room, and counts it afterwards.
    fn keep(&mut self, kind: RowKind, row: &Row) {
        if self.kept < self.most {
            self.kept += 1;
            return self.push(kind, row);
        }
        match self.grid.rows.last_mut() {
            Some(GridRow { kind: RowKind::Gap(count), .. }) => *count += 1,
            _ => self.grid.rows.push(GridRow { line: 0, kind: RowKind::Gap(1), cells: Vec::new() }),
        }
    }

    fn push(&mut self, kind: RowKind, row: &Row) {
        // Rows that are none of the table are few; where a file has many, the first tell enough.
        let window = self.window.first_line..=self.window.last_line;
        let kind = if window.contains(&row.line()) { kind } else { RowKind::Outside };
        if self.grid.rows.len() < 2 * self.most + 4 * MOST_ABOVE {
            let cells = row.iter().take(MOST_CELLS).map(|text| text.trim().chars().take(MOST_CHARACTERS).collect());
            self.grid.rows.push(GridRow { line: row.line(), kind, cells: cells.collect() });
        }
    }

    fn said<'f>(&mut self, facts: impl Iterator<Item = &'f Fact>) {
        for fact in facts {
            let said = (role_word(self.catalog, fact.role), fact.text.clone());
            if self.grid.said.len() < MOST_ABOVE && !self.grid.said.contains(&said) {
                self.grid.said.push(said);
            }
        }
    }
}

fn columns(catalog: &Catalog, shape: &Shape) -> Vec<ColumnKind> {
    let mut columns = vec![ColumnKind::Nameless; shape.full_width.min(MOST_CELLS)];
    let mut set = |index: usize, kind: ColumnKind| {
        if let Some(column) = columns.get_mut(index) {
            *column = kind;
        }
    };
    shape.labels.iter().for_each(|label| set(label.index, ColumnKind::Label(roles(catalog, &label.pattern))));
    shape.values.iter().for_each(|column| set(column.index, ColumnKind::Value));
    shape.ignored.iter().for_each(|column| set(column.index, ColumnKind::Ignored(column.reason.clone())));
    columns
}

fn roles(catalog: &Catalog, pattern: &Pattern) -> String {
    pattern.roles().map(|role| role_word(catalog, role)).collect::<Vec<_>>().join(",")
}

/// The word of a role; a dimension's code.
pub(in crate::pipeline) fn role_word(catalog: &Catalog, role: Role) -> String {
    match role {
        Role::Dimension(position) => {
            catalog.dimensions.get(DimensionId(position)).map_or_else(String::new, |dimension| dimension.code.clone())
        }
        role => role.word().to_owned(),
    }
}
