//! Walks rows by a layout: lines above the header, header, body, further blocks, lines below.

use tongbi_domain::message::Message;

use super::header::hits;
use super::heading::one_line;
use super::tree::Tree;
use super::{Fact, HeaderRule, Layout, Pattern, Role, Shape, ShapeError, Window};
use crate::{Cover, Problem, ReadError, Row};

/// Something that gives rows with their true places: a delimited file, or a sheet of a workbook.
pub trait Rows {
    /// Reads the next row; `false` at the end. Rows without any cell are passed over.
    fn read_row(&mut self, row: &mut Row) -> Result<bool, ReadError>;
    /// What was wrong with the bytes since the last call.
    fn take_problems(&mut self) -> Vec<Problem>;
    /// Whether a row ends with its last text, as in sheets, so that a short row has lost nothing.
    fn ends_with_text(&self) -> bool {
        false
    }
}

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// A row of the table.
    Row,
    /// A row with another number of cells than the header.
    Ragged,
    /// A header: what follows has another shape.
    Block,
    /// The table has ended.
    End,
}

/// Where the walk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    /// Above a header.
    Above,
    /// In the body.
    Body,
    /// Below the last row.
    Over,
}

/// A table on its way through its layout.
pub struct TableReader<'a, R> {
    rows: R,
    layout: &'a Layout,
    window: Window,
    stand: Stand,
    shape: Shape,
    /// What lines above the header say.
    above: Vec<Fact>,
    /// What the last section row says.
    section: Vec<Fact>,
    /// The last text of each label column that fills blanks below it.
    carried: Vec<String>,
    /// Whether later rows lean on labels of this block at all.
    leans: bool,
    tree: Tree,
    /// Where the next row would begin if no blank line stood before it.
    next_line: u64,
    /// A row that was read and is still to be given.
    held: Option<Row>,
    /// First texts of the rows that were passed on the way to a header, for the message where there is none.
    seen: Vec<String>,
    outside: u64,
}

/// Why a table cannot be walked.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The bytes.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The header.
    #[error(transparent)]
    Shape(#[from] ShapeError),
}

impl OpenError {
    /// Why, as a sentence.
    pub fn message(&self) -> Message {
        match self {
            Self::Read(error) => error.message(),
            Self::Shape(error) => error.message(),
        }
    }
}

/// How many first texts are told where no header is found.
const TOLD: usize = 6;

impl<'a, R: Rows> TableReader<'a, R> {
    /// Reads the lines above the header and the header itself.
    pub fn open(rows: R, layout: &'a Layout, window: Window) -> Result<Self, OpenError> {
        let mut reader = Self {
            rows,
            layout,
            window,
            stand: Stand::Above,
            shape: Shape::default(),
            above: Vec::new(),
            section: Vec::new(),
            carried: Vec::new(),
            leans: false,
            tree: Tree::default(),
            next_line: 0,
            held: None,
            seen: Vec::new(),
            outside: 0,
        };
        let mut row = Row::default();
        if layout.header == HeaderRule::None {
            if !reader.next(&mut row)? {
                return Err(ShapeError::NoHeader { wanted: String::new(), seen: Vec::new() }.into());
            }
            reader.begin(Shape::headless(layout, &window, row.len())?);
            reader.held = Some(row);
            return Ok(reader);
        }
        if !reader.seek(&mut row)? {
            return Err(ShapeError::NoHeader { wanted: wanted(layout), seen: reader.seen }.into());
        }
        Ok(reader)
    }

    /// The columns of the current block.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// What lines above the header and the last section row say, the outermost first.
    pub fn outer(&self) -> impl Iterator<Item = &Fact> {
        self.above.iter().chain(&self.section)
    }

    /// What the labels of the row just read say, from left to right.
    pub fn say<'t>(&'t self, row: &'t Row, mut each: impl FnMut(Role, &'t str)) {
        let mut spans = Vec::new();
        for (position, label) in self.shape.labels.iter().enumerate() {
            let cell = row.get(label.index).unwrap_or_default().trim();
            let text = if label.tree {
                if cell.is_empty() { "" } else { self.tree.path() }
            } else if cell.is_empty() && label.fills {
                self.carried.get(position).map_or("", String::as_str)
            } else {
                cell
            };
            match label.pattern.role() {
                Some(_) if text.is_empty() => {}
                Some(role) => each(role, text),
                None => {
                    if label.pattern.read(text, &mut spans) {
                        spans.iter().for_each(|(role, from, to)| each(*role, &text[*from..*to]));
                    }
                }
            }
        }
    }

    /// Labels of the row just read whose text does not have the declared form, with their positions.
    pub fn misfits<'t>(&'t self, row: &'t Row) -> impl Iterator<Item = (usize, &'t str)> {
        let mut spans = Vec::new();
        self.shape.labels.iter().filter(|label| label.pattern.role().is_none()).filter_map(move |label| {
            let text = row.get(label.index).unwrap_or_default().trim();
            (!text.is_empty() && !label.pattern.read(text, &mut spans)).then_some((label.index, text))
        })
    }

    /// Reads the next row of the body. Lines outside the table are counted, not given.
    pub fn read(&mut self, row: &mut Row) -> Result<Body, OpenError> {
        loop {
            if self.stand == Stand::Over {
                return Ok(Body::End);
            }
            if self.stand == Stand::Above {
                return Ok(if self.seek(row)? { Body::Block } else { Body::End });
            }
            let expected = self.next_line;
            if !self.next(row)? {
                self.stand = Stand::Over;
                return Ok(Body::End);
            }
            let after_blank = self.layout.blank_ends && expected > 0 && row.line() > expected;
            let Some((_, first)) = self.window.first_text(row) else { continue };
            let again = self.layout.repeats && hits(self.layout, &self.window, row);
            if again || after_blank || self.layout.footer.iter().any(|start| first.starts_with(start.as_str())) {
                self.leave(row, again)?;
                continue;
            }
            if self.is_section(row) {
                self.outside += 1;
                continue;
            }
            if self.leans {
                self.carry(row);
            }
            return Ok(if self.fits(row) { Body::Row } else { Body::Ragged });
        }
    }

    /// What was wrong with the bytes since the last call.
    pub fn take_problems(&mut self) -> Vec<Problem> {
        self.rows.take_problems()
    }

    /// Lines above, between and below blocks, which are no rows of the table.
    pub fn outside(&self) -> u64 {
        self.outside
    }

    /// The next row within the window.
    fn next(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        if let Some(held) = self.held.take() {
            *row = held;
            return Ok(true);
        }
        loop {
            if !self.rows.read_row(row)? || row.line() > self.window.last_line {
                return Ok(false);
            }
            if row.line() >= self.window.first_line {
                // A quoted line break makes a row longer than its line; more of them can only hide a blank line, never invent one.
                let breaks: usize = if self.layout.blank_ends {
                    row.iter().map(|cell| cell.matches('\n').count().max(cell.matches('\r').count())).sum()
                } else {
                    0
                };
                self.next_line = row.line() + 1 + breaks as u64;
                return Ok(true);
            }
            self.outside += 1;
        }
    }

    /// Reads to the end of the next header; `false` where there is none.
    fn seek(&mut self, row: &mut Row) -> Result<bool, OpenError> {
        self.seen.clear();
        let mut before: Vec<Row> = Vec::new();
        let many = self.layout.header_rows.max(1);
        loop {
            if !self.next(row)? {
                self.stand = Stand::Over;
                return Ok(false);
            }
            if hits(self.layout, &self.window, row) {
                break;
            }
            self.outside += 1;
            self.heed(row);
            if self.layout.header_found_last && many > 1 {
                if before.len() + 1 == many {
                    before.remove(0);
                }
                before.push(row.clone());
            }
        }
        let mut header = before;
        header.push(row.clone());
        while !self.layout.header_found_last && header.len() < many {
            if !self.next(row)? {
                break;
            }
            header.push(row.clone());
        }
        let shape = Shape::new(self.layout, &self.window, &header)?;
        self.begin(shape);
        Ok(true)
    }

    fn begin(&mut self, shape: Shape) {
        self.carried = vec![String::new(); shape.labels.len()];
        self.leans = shape.labels.iter().any(|label| label.tree || label.fills);
        self.shape = shape;
        self.section.clear();
        self.tree.clear();
        self.stand = Stand::Body;
    }

    /// Takes what a line above a header says; the same role said again holds from there on.
    fn heed(&mut self, row: &Row) {
        let mut spans = Vec::new();
        for (column, cell) in self.window.cells(row) {
            let text = one_line(cell);
            if text.is_empty() {
                continue;
            }
            if self.seen.len() < TOLD && self.window.first_text(row).is_some_and(|(first, _)| first == column) {
                self.seen.push(text.chars().take(20).collect());
            }
            // A merged title stands in each of its cells.
            if row.cover(column) != Cover::Own {
                continue;
            }
            for pattern in &self.layout.preamble {
                if let Some(facts) = facts(pattern, &text, &mut spans) {
                    self.above.retain(|known| facts.iter().all(|new| new.role != known.role));
                    self.above.extend(facts);
                    break;
                }
            }
        }
    }

    /// Ends a block at this row, which belongs to what comes between blocks, or is the next header.
    fn leave(&mut self, row: &mut Row, again: bool) -> Result<(), ReadError> {
        if again {
            self.held = Some(row.clone());
            self.stand = Stand::Above;
            return Ok(());
        }
        self.outside += 1;
        if self.layout.repeats {
            self.stand = Stand::Above;
            self.heed(row);
            return Ok(());
        }
        while self.next(row)? {
            self.outside += 1;
        }
        self.stand = Stand::Over;
        Ok(())
    }

    /// Whether a row has a text and no figure; then it says something of the rows below it.
    fn is_section(&mut self, row: &Row) -> bool {
        if self.layout.sections.is_empty() {
            return false;
        }
        let blank = |index: usize| row.get(index).is_none_or(|text| text.trim().is_empty()) || row.cover(index) != Cover::Own;
        if !self.shape.values.iter().all(|column| blank(column.index)) {
            return false;
        }
        let Some((_, text)) = self.window.first_text(row) else { return false };
        let text = one_line(text);
        let mut spans = Vec::new();
        let Some(facts) = self.layout.sections.iter().find_map(|pattern| facts(pattern, &text, &mut spans)) else { return false };
        self.section = facts;
        true
    }

    /// Remembers the labels that later rows lean on.
    fn carry(&mut self, row: &Row) {
        for (position, label) in self.shape.labels.iter().enumerate() {
            let cell = row.get(label.index).unwrap_or_default();
            if label.tree {
                self.tree.enter(cell, row.indent(label.index));
            } else if label.fills && !cell.trim().is_empty() {
                self.carried[position].clear();
                self.carried[position].push_str(cell.trim());
            }
        }
    }

    /// Whether a row has as many cells as the header. Blank cells may follow where the header ends in separators; any other surplus, and a text
    /// under no header, may have shifted the row.
    fn fits(&self, row: &Row) -> bool {
        let shape = &self.shape;
        let last = self.window.last_column;
        let text_in =
            |index: usize| index <= last && row.cover(index) == Cover::Own && row.get(index).is_some_and(|cell| !cell.trim().is_empty());
        let short = row.len() < shape.width.min(last.saturating_add(1)) && !self.layout.short_rows && !self.rows.ends_with_text();
        let long = row.len() > shape.full_width && last == usize::MAX && !self.rows.ends_with_text();
        let stray = (shape.width..row.len()).any(text_in) || shape.nameless.iter().any(|index| *index < shape.width && text_in(*index));
        !short && !long && !stray
    }
}

fn facts(pattern: &Pattern, text: &str, spans: &mut Vec<super::pattern::Span>) -> Option<Vec<Fact>> {
    pattern
        .read(text, spans)
        .then(|| spans.iter().map(|(role, from, to)| Fact { role: *role, text: text[*from..*to].to_owned() }).collect())
}

/// What the header rule looks for, in words.
fn wanted(layout: &Layout) -> String {
    match &layout.header {
        HeaderRule::FirstRow | HeaderRule::None => String::new(),
        HeaderRule::FirstCell(text) => format!("no row begins with “{text}”"),
        HeaderRule::AnyCell(text) => format!("no row has a cell “{text}”"),
        HeaderRule::Line(line) => format!("no row begins in line {line}"),
    }
}
