//! The canonical CSV: UTF-8 without BOM, LF, comma, minimal quoting, ASCII header, the empty cell is null.
//!
//! Rows are put together in `csv_rows` and not cell by cell through the csv crate, whose calls were a sixth of a run's profile.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::buffers::Buffers;
use super::csv_rows::{CsvRows, Piece, header};
use super::logical::LogicalDigest;
use super::{ClosingFile, DigestWriter, FileFacts, IoError};
use crate::table::column::Field;

/// A table being written.
pub struct CsvFile {
    writer: DigestWriter,
    path: PathBuf,
    name: String,
    rows: u64,
    /// The logical digest so far, once it is another one than the file's.
    logical: Option<LogicalDigest>,
}

impl CsvFile {
    /// Creates `folder/name` and writes the header.
    pub fn create(folder: &Path, name: &str, fields: &[Field]) -> Result<Self, IoError> {
        let path = folder.join(name);
        let mut file = Self { writer: DigestWriter::create(&path)?, path, name: name.to_owned(), rows: 0, logical: None };
        file.append(CsvRows { pieces: vec![Piece::of(header(fields))], rows: 0 })?;
        Ok(file)
    }

    /// Adds rows.
    pub fn append(&mut self, rows: CsvRows) -> Result<(), IoError> {
        self.append_from(rows, &Buffers::default())
    }

    /// Adds rows and gives their buffers back.
    pub fn append_from(&mut self, rows: CsvRows, buffers: &Buffers) -> Result<(), IoError> {
        for piece in rows.pieces {
            if self.logical.is_none() && piece.is_other() {
                self.logical = Some(LogicalDigest::behind(self.writer.digest()));
            }
            self.logical.iter_mut().for_each(|logical| logical.put(piece.logical()));
            self.writer.write_all(piece.bytes()).map_err(IoError::file("write", &self.path))?;
            buffers.give(piece.into_buffer());
        }
        self.rows += rows.rows;
        Ok(())
    }

    /// Sends the table on its way to the disk, and gives its logical digest.
    pub fn close(self) -> Result<(ClosingFile, String), IoError> {
        let closing = self.writer.close(&self.path, &self.name, self.rows)?;
        let logical = self.logical.map_or_else(|| closing.sha256().to_owned(), LogicalDigest::finish);
        Ok((closing, logical))
    }

    /// Brings the table to the disk.
    pub fn finish(self) -> Result<FileFacts, IoError> {
        self.close()?.0.wait()
    }
}

#[cfg(test)]
mod tests {
    use tongbi_domain::number::Decimal;

    use super::*;
    use crate::table::column::{Chunk, Kind, Value, Word};

    /// A file has its own digest as the logical one until a number comes that no double has, and from there on that of the doubles, wherever it comes.
    #[test]
    fn the_logical_digest_follows_the_doubles() {
        let folder = std::env::temp_dir().join(format!("tongbi-csv-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let word = Word::Borrowed;
        let fields =
            [Field { name: word("n"), kind: Kind::Number, required: false, zh: word(""), en: word(""), concept: None, digits: None }];
        for other in 0..4 {
            let texts: Vec<&str> = (0..3).map(|at| if at == other { "12345678901234567890.5" } else { "0.5" }).collect();
            let name = format!("{other}.csv");
            let (mut file, mut logical) = (CsvFile::create(&folder, &name, &fields).unwrap(), LogicalDigest::new(&fields));
            for text in texts {
                let mut chunk = Chunk::new(&fields);
                chunk.push(&[Value::Number(Decimal::parse(text))]);
                logical.add(&CsvRows::of(&chunk));
                file.append(CsvRows::of(&chunk)).unwrap();
            }
            let (closing, digest) = file.close().unwrap();
            assert_eq!(digest, logical.finish(), "{other}");
            assert_eq!(digest == closing.wait().unwrap().sha256, other == 3, "{other}");
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
