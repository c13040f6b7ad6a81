//! The canonical CSV: UTF-8 without BOM, LF, comma, minimal quoting, ASCII header, the empty cell is null.
//!
//! Rows are put together here and not cell by cell through the csv crate, whose calls were a sixth of a run's profile and are a fifteenth now. The
//! rules are RFC 4180's, and the tests read the tables back with csv.

use std::io::Write;
use std::path::{Path, PathBuf};

use tongbi_domain::number::Decimal;
use tongbi_domain::period::Date;

use super::{DigestWriter, FileFacts, IoError};
use crate::table::column::{Chunk, Column, Field};

/// How many bytes are put together before they are written.
const BUFFER: usize = 1 << 18;

/// A table being written.
pub struct CsvFile {
    writer: DigestWriter,
    path: PathBuf,
    name: String,
    rows: u64,
    buffer: Vec<u8>,
}

impl CsvFile {
    /// Creates `folder/name` and writes the header.
    pub fn create(folder: &Path, name: &str, fields: &[Field]) -> Result<Self, IoError> {
        let path = folder.join(name);
        let mut buffer = Vec::with_capacity(BUFFER + (BUFFER >> 2));
        for (index, field) in fields.iter().enumerate() {
            if index > 0 {
                buffer.push(b',');
            }
            put_text(&field.name, &mut buffer);
        }
        buffer.push(b'\n');
        Ok(Self { writer: DigestWriter::create(&path)?, path, name: name.to_owned(), rows: 0, buffer })
    }

    /// Adds rows.
    pub fn write(&mut self, chunk: &Chunk) -> Result<(), IoError> {
        for row in 0..chunk.rows() {
            let start = self.buffer.len();
            for (index, column) in chunk.columns.iter().enumerate() {
                if index > 0 {
                    self.buffer.push(b',');
                }
                put(column, row, &mut self.buffer);
            }
            // A line with nothing on it would be no row.
            if self.buffer.len() == start {
                self.buffer.extend_from_slice(b"\"\"");
            }
            self.buffer.push(b'\n');
            if self.buffer.len() >= BUFFER {
                self.flush()?;
            }
        }
        self.rows += chunk.rows() as u64;
        Ok(())
    }

    /// Brings the table to the disk.
    pub fn finish(mut self) -> Result<FileFacts, IoError> {
        self.flush()?;
        self.writer.finish(&self.path, &self.name, self.rows)
    }

    fn flush(&mut self) -> Result<(), IoError> {
        self.writer.write_all(&self.buffer).map_err(IoError::file("write", &self.path))?;
        self.buffer.clear();
        Ok(())
    }
}

/// Appends the text of a cell.
fn put(column: &Column, row: usize, line: &mut Vec<u8>) {
    match column {
        Column::Text(texts) => put_text(texts.get(row), line),
        Column::Number(values) => {
            if let Some(number) = values.get(row).copied().flatten() {
                number.write_to(line);
            }
        }
        Column::Small(values) => put_whole(values.get(row).map(|number| i32::from(*number)), line),
        Column::Integer(values) => put_whole(values.get(row).copied(), line),
        Column::Date(values) => {
            if let Some(date) = values.get(row).copied().flatten().and_then(Date::from_days) {
                line.extend_from_slice(date.to_string().as_bytes());
            }
        }
    }
}

fn put_whole(number: Option<i32>, line: &mut Vec<u8>) {
    if let Some(decimal) = number.and_then(|number| Decimal::new(i128::from(number), 0).ok()) {
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
