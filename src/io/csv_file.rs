//! The canonical CSV: UTF-8 without BOM, LF, comma, minimal quoting, ASCII header, the empty cell is null.

use std::io::Write;
use std::path::{Path, PathBuf};

use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};
use tongbi_domain::period::Date;

use super::{DigestWriter, FileFacts, IoError};
use crate::table::column::{Chunk, Column, Field};

/// A table being written.
pub struct CsvFile {
    writer: Writer<DigestWriter>,
    path: PathBuf,
    name: String,
    rows: u64,
}

impl CsvFile {
    /// Creates `folder/name` and writes the header.
    pub fn create(folder: &Path, name: &str, fields: &[Field]) -> Result<Self, IoError> {
        let path = folder.join(name);
        let writer = WriterBuilder::new()
            .terminator(Terminator::Any(b'\n'))
            .quote_style(QuoteStyle::Necessary)
            .from_writer(DigestWriter::create(&path)?);
        let mut file = Self { writer, path, name: name.to_owned(), rows: 0 };
        file.writer.write_record(fields.iter().map(|field| field.name.as_ref())).map_err(|error| file.error(&error))?;
        Ok(file)
    }

    /// Adds rows.
    pub fn write(&mut self, chunk: &Chunk) -> Result<(), IoError> {
        let mut cell = Vec::with_capacity(64);
        for row in 0..chunk.rows() {
            for column in &chunk.columns {
                cell.clear();
                put(column, row, &mut cell);
                self.writer.write_field(&cell).map_err(|error| self.error(&error))?;
            }
            self.writer.write_record(None::<&[u8]>).map_err(|error| self.error(&error))?;
        }
        self.rows += chunk.rows() as u64;
        Ok(())
    }

    /// Brings the table to the disk.
    pub fn finish(self) -> Result<FileFacts, IoError> {
        let Self { writer, path, name, rows } = self;
        let inner = writer.into_inner().map_err(|error| IoError::Encode { path: path.clone(), message: error.to_string() })?;
        inner.finish(&path, &name, rows)
    }

    fn error(&self, error: &csv::Error) -> IoError {
        IoError::Encode { path: self.path.clone(), message: error.to_string() }
    }
}

/// The text of a cell.
fn put(column: &Column, row: usize, cell: &mut Vec<u8>) {
    // Writing into a Vec cannot fail, so its results carry nothing.
    let _ = match column {
        Column::Text(texts) => {
            cell.extend_from_slice(texts.get(row).as_bytes());
            Ok(())
        }
        Column::Number(values) => values.get(row).copied().flatten().map_or(Ok(()), |number| write!(cell, "{number}")),
        Column::Small(values) => values.get(row).map_or(Ok(()), |number| write!(cell, "{number}")),
        Column::Integer(values) => values.get(row).map_or(Ok(()), |number| write!(cell, "{number}")),
        Column::Date(values) => {
            let date = values.get(row).copied().flatten().and_then(Date::from_days);
            date.map_or(Ok(()), |date| write!(cell, "{date}"))
        }
    };
}
