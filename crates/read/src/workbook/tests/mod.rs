//! Workbooks made here, part by part, and what is read from them.

mod bounds;
mod fixtures;
mod merges;
mod ods;
mod xls;
mod xlsx;

use std::io::Cursor;

use super::{Limits, Sheet, Workbook, WorkbookError};
use crate::Row;
use crate::layout::Rows;

/// A row as its line and its fields.
type Line = (u64, Vec<String>);

fn open(bytes: Vec<u8>) -> Result<Workbook, WorkbookError> {
    Workbook::open(Cursor::new(bytes), Limits::default())
}

/// The first sheet of a workbook that is sound.
fn first_sheet(bytes: Vec<u8>) -> Sheet {
    read_first(bytes, Limits::default()).unwrap()
}

/// Opens a workbook and reads its first sheet.
fn read_first(bytes: Vec<u8>, limits: Limits) -> Result<Sheet, WorkbookError> {
    let mut book = Workbook::open(Cursor::new(bytes), limits)?;
    let name = book.sheet_names().first().cloned().unwrap_or_default();
    book.sheet(&name)
}

fn rows(sheet: &Sheet) -> Vec<Row> {
    let mut reader = sheet.rows();
    let (mut row, mut rows) = (Row::new(), Vec::new());
    while reader.read_row(&mut row).unwrap() {
        rows.push(row.clone());
    }
    assert!(reader.take_problems().is_empty());
    rows
}

fn lines(sheet: &Sheet) -> Vec<Line> {
    rows(sheet).iter().map(|row| (row.line(), row.iter().map(str::to_owned).collect())).collect()
}

fn line(number: u64, fields: &[&str]) -> Line {
    (number, fields.iter().map(|field| (*field).to_owned()).collect())
}
