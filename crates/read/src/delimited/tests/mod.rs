//! Whole texts in, rows and problems out.

mod encodings;
mod limits;
mod lines;
mod properties;
mod quotes;

use std::io::Read;

use super::{DelimitedReader, Dialect};
use crate::encoding::CHUNK;
use crate::{Place, Problem, ReadError, Row};

/// A row as line and fields.
type Line = (u64, Vec<String>);

/// All rows and problems of a text; an error ends them.
fn read_all(bytes: impl Read, dialect: Dialect) -> (Vec<Line>, Vec<Problem>, Option<ReadError>) {
    read_in_chunks(bytes, dialect, CHUNK)
}

fn read_in_chunks(bytes: impl Read, dialect: Dialect, chunk: usize) -> (Vec<Line>, Vec<Problem>, Option<ReadError>) {
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    let mut reader = match DelimitedReader::open_in_chunks(bytes, dialect, chunk) {
        Ok(reader) => reader,
        Err(error) => return (rows, problems, Some(error)),
    };
    let mut row = Row::new();
    let error = loop {
        let read = reader.read_row(&mut row);
        problems.extend(reader.take_problems());
        match read {
            Ok(true) => rows.push((row.line(), row.iter().map(String::from).collect())),
            Ok(false) => break None,
            Err(error) => break Some(error),
        }
    };
    assert!(matches!(reader.read_row(&mut row), Ok(false)) && row.is_empty());
    (rows, problems, error)
}

/// Rows written as `line: field|field`.
fn shown(rows: &[Line]) -> Vec<String> {
    rows.iter().map(|(line, fields)| format!("{line}: {}", fields.join("|"))).collect()
}

/// Checks rows and problems of a text that is read to its end.
fn check(bytes: &[u8], dialect: Dialect, rows: &[&str], problems: &[Problem]) {
    let (found, told, error) = read_all(bytes, dialect);
    assert!(error.is_none(), "{error:?}");
    assert_eq!(shown(&found), rows);
    assert_eq!(told, problems);
}

fn at(line: u64, column: u64, field: usize) -> Place {
    Place { line, column, field }
}

fn comma() -> Dialect {
    Dialect { delimiter: Some(b','), ..Dialect::default() }
}
