//! What the encoders of a batch all need of its columns, found once: the nearest doubles of numbers, and where codes change.

use std::ops::Range;

use super::parquet_pages::PAGE_ROWS;
use crate::table::bridge;
use crate::table::column::{Chunk, Column, Run};

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// Some rows of a chunk, column by column.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    rows: usize,
    columns: Vec<Facts>,
}

/// What is known of a column; each list is empty where the column is of another kind.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The nearest double of each number, NaN for null.
    pub(super) doubles: Vec<f64>,
    /// Rows of the same code.
    pub(super) runs: Vec<Run>,
}

impl Prepared {
    /// All rows of a chunk.
    pub(super) fn of(chunk: &Chunk) -> Self {
        let mut prepared = Self::default();
        prepared.prepare(chunk, 0..chunk.rows());
        prepared
    }

    /// Looks at some rows of a chunk, in the memory that it has.
    pub(super) fn prepare(&mut self, chunk: &Chunk, rows: Range<usize>) {
        self.rows = rows.len();
        self.columns.resize_with(chunk.columns.len(), Facts::default);
        for (column, facts) in chunk.columns.iter().zip(&mut self.columns) {
            facts.doubles.clear();
            facts.runs.clear();
            match column {
                Column::Number(numbers) => facts.doubles.extend(rows.clone().map(|row| bridge::double(numbers.digits(row)))),
                Column::Code(coded) | Column::Small(coded) | Column::Date(coded) => coded.runs_of(rows.clone(), &mut facts.runs),
                Column::Text(_) => {}
            }
        }
    }

    /// Whether they are no more than a page holds.
    pub(super) fn is_page(&self) -> bool {
        self.rows <= PAGE_ROWS
    }

    /// What is known of each column.
    pub(super) fn columns(&self) -> &[Facts] {
        &self.columns
    }
}

/// A day as timestamps have it: milliseconds since 1970-01-01.
pub(super) fn milliseconds(day: i32) -> i64 {
    i64::from(day) * DAY
}
