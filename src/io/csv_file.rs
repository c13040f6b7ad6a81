//! The canonical CSV: UTF-8 without BOM, LF, comma, minimal quoting, ASCII header, the empty cell is null.
//!
//! Rows are put together here and not cell by cell through the csv crate, whose calls were a sixth of a run's profile and are a fifteenth now. The
//! rules are RFC 4180's, and the tests read the tables back with csv.

use std::io::Write;
use std::path::{Path, PathBuf};

use tongbi_domain::number::Decimal;
use tongbi_domain::period::Date;

use super::short::{self, PADDING};
use super::{DigestWriter, FileFacts, IoError};
use crate::table::column::{Chunk, Column, Field, Numbers, Value};

/// A table being written.
pub struct CsvFile {
    writer: DigestWriter,
    path: PathBuf,
    name: String,
    rows: u64,
}

/// Rows of a table as bytes. They are put together apart from the file, so that several threads can.
#[derive(Clone, Debug, Default)]
pub struct CsvRows {
    bytes: Vec<u8>,
    rows: u64,
}

impl CsvRows {
    /// The rows of a chunk.
    pub fn of(chunk: &Chunk) -> Self {
        let cells: Vec<Cells<'_>> = chunk.columns.iter().enumerate().map(|(index, column)| Cells::of(column, index > 0)).collect();
        let (mut bytes, rows) = (Vec::with_capacity(chunk.rows() * cells.len() * 8), chunk.rows());
        for row in 0..rows {
            let start = bytes.len();
            cells.iter().for_each(|column| column.put(row, &mut bytes));
            // A line with nothing on it would be no row.
            if bytes.len() == start {
                bytes.extend_from_slice(b"\"\"");
            }
            bytes.push(b'\n');
        }
        Self { bytes, rows: rows as u64 }
    }
}

impl CsvFile {
    /// Creates `folder/name` and writes the header.
    pub fn create(folder: &Path, name: &str, fields: &[Field]) -> Result<Self, IoError> {
        let path = folder.join(name);
        let mut header = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            if index > 0 {
                header.push(b',');
            }
            put_text(&field.name, &mut header);
        }
        header.push(b'\n');
        let mut file = Self { writer: DigestWriter::create(&path)?, path, name: name.to_owned(), rows: 0 };
        file.append(&CsvRows { bytes: header, rows: 0 })?;
        Ok(file)
    }

    /// Adds rows.
    pub fn append(&mut self, rows: &CsvRows) -> Result<(), IoError> {
        self.writer.write_all(&rows.bytes).map_err(IoError::file("write", &self.path))?;
        self.rows += rows.rows;
        Ok(())
    }

    /// Brings the table to the disk.
    pub fn finish(self) -> Result<FileFacts, IoError> {
        self.writer.finish(&self.path, &self.name, self.rows)
    }
}

/// A column on its way into rows, with the comma before it.
enum Cells<'a> {
    /// Which of the words, each with its comma and quoted where it must be: their bytes and where each ends.
    Words(&'a [u32], Vec<u8>, Vec<usize>),
    Numbers(&'a Numbers, bool),
    Other(&'a Column, bool),
}

impl<'a> Cells<'a> {
    fn of(column: &'a Column, comma: bool) -> Self {
        let coded = match column {
            Column::Code(coded) => coded,
            Column::Number(numbers) => return Self::Numbers(numbers, comma),
            _ => return Self::Other(column, comma),
        };
        let (mut bytes, mut ends) = (Vec::new(), Vec::new());
        for word in coded.words().iter() {
            bytes.extend(comma.then_some(b','));
            put_text(word, &mut bytes);
            ends.push(bytes.len());
        }
        bytes.extend_from_slice(&PADDING);
        Self::Words(coded.codes(), bytes, ends)
    }

    /// Appends the text of a cell.
    #[inline]
    fn put(&self, row: usize, line: &mut Vec<u8>) {
        match self {
            Self::Words(codes, bytes, ends) => {
                let code = codes[row] as usize;
                let start = code.checked_sub(1).map_or(0, |before| ends[before]);
                short::append(line, bytes, start, ends[code]);
            }
            Self::Numbers(numbers, comma) => {
                if *comma {
                    line.push(b',');
                }
                if let Some(number) = numbers.get(row) {
                    number.write_to(line);
                }
            }
            Self::Other(column, comma) => {
                line.extend(comma.then_some(b','));
                put_value(column.get(row), line);
            }
        }
    }
}

fn put_value(value: Value<'_>, line: &mut Vec<u8>) {
    match value {
        Value::Text(text) => put_text(text, line),
        Value::Number(number) => number.iter().for_each(|number| number.write_to(line)),
        Value::Small(number) => put_whole(i32::from(number), line),
        Value::Date(day) => {
            if let Some(date) = day.and_then(Date::from_days) {
                line.extend_from_slice(date.to_string().as_bytes());
            }
        }
    }
}

fn put_whole(number: i32, line: &mut Vec<u8>) {
    if let Ok(decimal) = Decimal::new(i128::from(number), 0) {
        decimal.write_to(line);
    }
}

/// A text with a comma, a quote or a line break is quoted, its quotes doubled.
fn put_text(text: &str, line: &mut Vec<u8>) {
    if !text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        line.extend_from_slice(text.as_bytes());
        return;
    }
    line.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            line.push(b'"');
        }
        line.push(byte);
    }
    line.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::put_text;

    /// What csv reads from a quoted cell is the text.
    #[test]
    fn cells_read_back() {
        for text in ["", "plain", "a,b", "say \"x\"", "\"", "上海,北京", "-14.1"] {
            let mut line = b"x,".to_vec();
            put_text(text, &mut line);
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_slice());
            let record = reader.records().next().unwrap().unwrap();
            assert_eq!(record.get(1), Some(text));
        }
    }
}
