//! The canonical CSV: UTF-8 without BOM, LF, comma, minimal quoting, ASCII header, the empty cell is null.
//!
//! Rows are put together in `csv_rows` and not cell by cell through the csv crate, whose calls were a sixth of a run's profile.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::buffers::{Buffers, Use};
use super::csv_rows::{CsvRows, Piece, put_text};
use super::{ClosingFile, DigestWriter, FileFacts, IoError};
use crate::table::column::Field;

/// A table being written.
pub struct CsvFile {
    writer: DigestWriter,
    path: PathBuf,
    name: String,
    rows: u64,
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
            put_text(field.name.as_bytes(), |bytes| header.extend_from_slice(bytes));
        }
        header.push(b'\n');
        let mut file = Self { writer: DigestWriter::create(&path)?, path, name: name.to_owned(), rows: 0 };
        file.append(CsvRows { pieces: vec![Piece::of(header)], rows: 0 })?;
        Ok(file)
    }

    /// Adds rows.
    pub fn append(&mut self, rows: CsvRows) -> Result<(), IoError> {
        self.append_from(rows, &Buffers::default())
    }

    /// Adds rows and gives their buffers back.
    pub fn append_from(&mut self, rows: CsvRows, buffers: &Buffers) -> Result<(), IoError> {
        for piece in rows.pieces {
            self.writer.write_all(piece.bytes()).map_err(IoError::file("write", &self.path))?;
            buffers.give(Use::Csv, piece.into_buffer());
        }
        self.rows += rows.rows;
        Ok(())
    }

    /// Sends the table on its way to the disk.
    pub fn close(self) -> Result<ClosingFile, IoError> {
        self.writer.close(&self.path, &self.name, self.rows)
    }

    /// Brings the table to the disk.
    pub fn finish(self) -> Result<FileFacts, IoError> {
        self.close()?.wait()
    }
}
