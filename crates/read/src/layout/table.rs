//! Walks a file by its layout: preamble, header, body, footer.

use super::{HeaderRule, Layout, Role, Shape, ShapeError};
use crate::{Problem, ReadError, Row};

/// Something that gives rows with their true places: a delimited file today, a sheet of a workbook next.
pub trait Rows {
    /// Reads the next row; `false` at the end.
    fn read_row(&mut self, row: &mut Row) -> Result<bool, ReadError>;
    /// What was wrong with the bytes since the last call.
    fn take_problems(&mut self) -> Vec<Problem>;
}

/// What a body row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// A row of the table.
    Row,
    /// A row with another number of cells than the header.
    Ragged,
    /// The table has ended; what follows is footer.
    End,
}

/// A table on its way through its layout.
pub struct TableReader<'a, R> {
    rows: R,
    layout: &'a Layout,
    shape: Shape,
    preamble: Vec<(Role, String)>,
    footer_rows: u64,
    preamble_rows: u64,
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

impl<'a, R: Rows> TableReader<'a, R> {
    /// Reads the preamble and the header.
    pub fn open(mut rows: R, layout: &'a Layout) -> Result<Self, OpenError> {
        let mut row = Row::default();
        let mut preamble = Vec::new();
        let mut preamble_rows = 0;
        loop {
            if !rows.read_row(&mut row)? {
                let wanted = match &layout.header {
                    HeaderRule::FirstRow => String::new(),
                    HeaderRule::FirstCell(text) => text.clone(),
                };
                return Err(ShapeError::NoHeader { wanted }.into());
            }
            let first = row.get(0).map_or("", str::trim);
            match &layout.header {
                HeaderRule::FirstRow => break,
                HeaderRule::FirstCell(text) if first == text => break,
                HeaderRule::FirstCell(_) => {}
            }
            preamble_rows += 1;
            for rule in &layout.preamble {
                if let Some(rest) = first.strip_prefix(rule.starts.as_str()) {
                    preamble.push((rule.role.clone(), rest.trim().to_owned()));
                }
            }
        }
        let shape = Shape::new(layout, &row)?;
        Ok(Self { rows, layout, shape, preamble, footer_rows: 0, preamble_rows })
    }

    /// The columns of this file.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// What a preamble line says for a role.
    pub fn preamble(&self, role: &Role) -> Option<&str> {
        self.preamble.iter().find(|(found, _)| found == role).map(|(_, text)| text.as_str())
    }

    /// Reads the next row of the body. Lines of the footer are counted, not given.
    pub fn read(&mut self, row: &mut Row) -> Result<Body, ReadError> {
        if self.footer_rows > 0 || !self.rows.read_row(row)? {
            return Ok(Body::End);
        }
        let first = row.get(0).map_or("", str::trim);
        if self.layout.footer.iter().any(|start| first.starts_with(start.as_str())) {
            self.footer_rows = 1;
            while self.rows.read_row(row)? {
                self.footer_rows += 1;
            }
            return Ok(Body::End);
        }
        // A header that ends in separators allows its rows as many blank cells; any other surplus may have shifted the row.
        let blank_tail = row.iter().skip(self.shape.width).all(|cell| cell.trim().is_empty());
        let fits = (self.shape.width..=self.shape.full_width).contains(&row.len()) && blank_tail;
        Ok(if fits { Body::Row } else { Body::Ragged })
    }

    /// What was wrong with the bytes since the last call.
    pub fn take_problems(&mut self) -> Vec<Problem> {
        self.rows.take_problems()
    }

    /// Lines above the header and below the table, which are no rows of it.
    pub fn outside(&self) -> (u64, u64) {
        (self.preamble_rows, self.footer_rows)
    }
}
