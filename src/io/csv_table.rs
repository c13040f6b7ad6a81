//! A CSV table of an earlier release, read back row by row: nothing is held but the row at hand.
//!
//! It is read as it was written ([`super::CsvFile`]): UTF-8, a header, commas, quotes doubled. Nothing is guessed of a file that is otherwise.

use std::fs::File;
use std::path::{Path, PathBuf};

use tongbi_domain::message::{Message, system as say};

use super::IoError;
use super::digest::open_file;

/// A row: the texts of its cells.
pub type CsvRow = csv::StringRecord;

/// A table being read.
pub struct CsvTable {
    reader: csv::Reader<File>,
    path: PathBuf,
    header: Vec<String>,
    /// Where the row that was read last begins.
    line: u64,
}

impl CsvTable {
    /// Opens a table and reads its header.
    ///
    /// # Errors
    /// When it cannot be read; [`IoError::Damaged`] where its header is no UTF-8 or has a name twice.
    pub fn open(path: &Path) -> Result<Self, IoError> {
        let file = open_file(path, path)?;
        let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 18).flexible(true).from_reader(file);
        let path = path.to_owned();
        let header: Vec<String> = match reader.headers() {
            Ok(header) => header.iter().map(str::to_owned).collect(),
            Err(error) => return Err(failed(&path, 1, error)),
        };
        let twice = header.iter().enumerate().find(|(index, name)| header[..*index].contains(name));
        if let Some((_, name)) = twice {
            return Err(IoError::Damaged { path, line: 1, why: say::two_columns(name) });
        }
        Ok(Self { reader, path, header, line: 1 })
    }

    /// Names of the columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The next row; `None` behind the last.
    ///
    /// # Errors
    /// When it cannot be read; [`IoError::Damaged`] where it is no UTF-8 or has another number of cells than the header.
    pub fn row(&mut self) -> Result<Option<CsvRow>, IoError> {
        let mut row = CsvRow::with_capacity(256, self.header.len());
        let read = self.reader.read_record(&mut row);
        self.line = row.position().map_or(self.line, csv::Position::line);
        match read {
            Ok(false) => Ok(None),
            Ok(true) if row.len() == self.header.len() => Ok(Some(row)),
            Ok(true) => Err(self.damaged(say::cells_differ(row.len(), self.header.len()))),
            Err(error) => Err(failed(&self.path, error.position().map_or(self.line, csv::Position::line), error)),
        }
    }

    /// Says what is wrong with the row that was read last.
    pub fn damaged(&self, why: Message) -> IoError {
        IoError::Damaged { path: self.path.clone(), line: self.line, why }
    }
}

fn failed(path: &Path, line: u64, error: csv::Error) -> IoError {
    let text = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(error) => IoError::file("read", path)(error),
        csv::ErrorKind::Utf8 { .. } => IoError::Damaged { path: path.to_owned(), line, why: say::answer_not_utf8() },
        _ => IoError::Damaged { path: path.to_owned(), line, why: Message::quoted(text) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<CsvRow>, String> {
        let name = format!("tongbi-csv-table-{}-{}", std::process::id(), super::super::sha256_of(bytes));
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, bytes).unwrap();
        let read = || {
            let mut table = CsvTable::open(&path)?;
            let mut rows = Vec::new();
            while let Some(row) = table.row()? {
                rows.push(row);
            }
            Ok(rows)
        };
        let result = read().map_err(|error: IoError| error.message().to_string().split_once(", line ").unwrap().1.to_owned());
        std::fs::remove_file(&path).unwrap();
        result
    }

    /// What is no table of a release is told with its line; an empty file has no column and no row.
    #[test]
    fn damaged_tables_are_told() {
        let rows = read("a,b\n1,\"x,\"\"y\"\n,\n".as_bytes()).unwrap();
        assert_eq!((rows.len(), &rows[0][1], &rows[1][0]), (2, "x,\"y", ""));
        assert!(read(b"").unwrap().is_empty());
        assert!(read(b"a,b\n1,2\n1\n").unwrap_err().starts_with("3: the row has 1 cells, the header 2"));
        assert!(read(b"a,b\n1,\xff\n").unwrap_err().starts_with("2: its content is no UTF-8"));
        assert!(read(b"a,a\n").unwrap_err().starts_with("1: two columns are called a"));
    }
}
