//! CSV as a portal or a spreadsheet wants it: encoding, byte order mark, line ends, and files of at most so many rows and bytes.
//!
//! Rows come as texts, ready to be shown; nothing here knows what they mean. Memory holds one series, at most one file of it.

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};

use encoding_rs::{Encoding, UTF_8};

use super::{DigestWriter, FileFacts, IoError};

/// How lines end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// CR LF, as Windows programs write them.
    Crlf,
    /// LF.
    Lf,
}

impl Lines {
    const fn end(self) -> &'static str {
        match self {
            Self::Crlf => "\r\n",
            Self::Lf => "\n",
        }
    }
}

/// An encoding that a file is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TextEncoding {
    encoding: &'static Encoding,
    mark: bool,
}

impl TextEncoding {
    /// UTF-8 behind a byte order mark, by which Excel knows it.
    pub const MARKED: Self = Self { encoding: UTF_8, mark: true };

    /// UTF-8 without a mark.
    pub const UTF_8: Self = Self { encoding: UTF_8, mark: false };

    /// The encoding of a name: `utf-8`, `utf-8-bom`, `gb18030`, or another label of the WHATWG list. `None` for a name that is none, and for encodings
    /// that the list only reads.
    pub fn named(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case("utf-8-bom") {
            return Some(Self::MARKED);
        }
        let encoding = Encoding::for_label(name.as_bytes())?;
        (encoding.output_encoding() == encoding).then_some(Self { encoding, mark: false })
    }

    /// Its name, without the mark.
    pub fn name(self) -> &'static str {
        self.encoding.name()
    }

    /// Whether files begin with a byte order mark.
    pub const fn has_mark(self) -> bool {
        self.mark
    }

    /// The bytes of a text; the first character without a code where there is one.
    fn encode(self, text: &str, bytes: &mut Vec<u8>) -> Result<(), char> {
        if self.encoding == UTF_8 {
            bytes.extend_from_slice(text.as_bytes());
            return Ok(());
        }
        let (encoded, _, failed) = self.encoding.encode(text);
        if !failed {
            bytes.extend_from_slice(&encoded);
            return Ok(());
        }
        let lost = |character: &char| self.encoding.encode(character.encode_utf8(&mut [0; 4])).2;
        Err(text.chars().find(lost).unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}

impl fmt::Debug for TextEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.name(), if self.mark { "-bom" } else { "" })
    }
}

/// How the files of a profile are written.
#[derive(Clone, Copy, Debug)]
pub struct PortalFormat {
    /// Encoding.
    pub encoding: TextEncoding,
    /// Line ends.
    pub lines: Lines,
    /// Rows of a file at most, its header not counted.
    pub rows: u64,
    /// Bytes of a file at most, its header counted. A single row that is longer has a file of its own.
    pub bytes: u64,
}

/// One file, open.
struct Piece {
    writer: DigestWriter,
    path: PathBuf,
    name: String,
    rows: u64,
    bytes: u64,
}

/// A table being written to as many files as it needs. The first is `STEM.csv`, those behind it `STEM-2.csv` and so on, each with its header.
pub struct PortalCsv {
    folder: PathBuf,
    stem: String,
    format: PortalFormat,
    columns: Vec<String>,
    header: Vec<u8>,
    piece: Piece,
    done: Vec<FileFacts>,
    /// Rows of the series that is being collected, and where each ends.
    series: Option<u64>,
    held: Vec<u8>,
    ends: Vec<usize>,
    rows: u64,
}

impl PortalCsv {
    /// Creates `folder/stem.csv` with a header. `columns` are the names by which messages speak of the columns.
    ///
    /// # Errors
    /// When the file cannot be written, or a header has a character without a code.
    pub fn create(folder: &Path, stem: &str, format: PortalFormat, headers: &[String], columns: Vec<String>) -> Result<Self, IoError> {
        let mut header = if format.encoding.mark { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
        encode_row(format, headers, &mut header).map_err(|lost| unencodable(stem, format, &columns, 0, lost))?;
        let piece = open(folder, stem, 1, &header)?;
        let (folder, stem) = (folder.to_owned(), stem.to_owned());
        let (done, held, ends) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Self { folder, stem, format, columns, header, piece, done, series: None, held, ends, rows: 0 })
    }

    /// Adds a row of a series. Rows of one series come together, and stay together in one file where it can hold them all.
    ///
    /// # Errors
    /// When a file cannot be written, or a cell has a character without a code.
    pub fn row(&mut self, series: u64, cells: &[String]) -> Result<(), IoError> {
        let too_many = self.ends.len() as u64 >= self.format.rows || self.held.len() as u64 >= self.format.bytes;
        if self.series != Some(series) || too_many {
            self.settle()?;
            self.series = Some(series);
        }
        self.rows += 1;
        let row = self.rows;
        encode_row(self.format, cells, &mut self.held).map_err(|lost| unencodable(&self.stem, self.format, &self.columns, row, lost))?;
        self.ends.push(self.held.len());
        Ok(())
    }

    /// Brings the table to the disk and says which files it has.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn finish(mut self) -> Result<Vec<FileFacts>, IoError> {
        self.settle()?;
        let Piece { writer, path, name, rows, .. } = self.piece;
        self.done.push(writer.close(&path, &name, rows)?.wait()?);
        Ok(self.done)
    }

    /// Writes what is held: whole behind what the file has, else whole into a new file, else row by row.
    fn settle(&mut self) -> Result<(), IoError> {
        let (rows, bytes) = (self.ends.len() as u64, self.held.len() as u64);
        if rows == 0 {
            return Ok(());
        }
        if !self.fits(rows, bytes) && self.piece.rows > 0 {
            self.turn()?;
        }
        let (held, ends) = (std::mem::take(&mut self.held), std::mem::take(&mut self.ends));
        if self.fits(rows, bytes) {
            self.put(rows, &held)?;
        } else {
            let mut start = 0;
            for end in ends {
                let row = &held[start..end];
                if !self.fits(1, row.len() as u64) && self.piece.rows > 0 {
                    self.turn()?;
                }
                self.put(1, row)?;
                start = end;
            }
        }
        self.held = held;
        self.held.clear();
        Ok(())
    }

    fn fits(&self, rows: u64, bytes: u64) -> bool {
        self.piece.rows + rows <= self.format.rows && self.piece.bytes + bytes <= self.format.bytes
    }

    fn put(&mut self, rows: u64, bytes: &[u8]) -> Result<(), IoError> {
        self.piece.writer.write_all(bytes).map_err(IoError::file("write", &self.piece.path))?;
        self.piece.rows += rows;
        self.piece.bytes += bytes.len() as u64;
        Ok(())
    }

    /// Ends the file and begins the next one.
    fn turn(&mut self) -> Result<(), IoError> {
        let next = open(&self.folder, &self.stem, self.done.len() + 2, &self.header)?;
        let Piece { writer, path, name, rows, .. } = std::mem::replace(&mut self.piece, next);
        self.done.push(writer.close(&path, &name, rows)?.wait()?);
        Ok(())
    }
}

fn open(folder: &Path, stem: &str, number: usize, header: &[u8]) -> Result<Piece, IoError> {
    let name = if number == 1 { format!("{stem}.csv") } else { format!("{stem}-{number}.csv") };
    let path = folder.join(&name);
    let mut writer = DigestWriter::create(&path)?;
    writer.write_all(header).map_err(IoError::file("write", &path))?;
    Ok(Piece { writer, path, name, rows: 0, bytes: header.len() as u64 })
}

/// Appends a line; the position of the cell and its character where one has no code.
fn encode_row(format: PortalFormat, cells: &[String], bytes: &mut Vec<u8>) -> Result<(), (usize, char)> {
    let separator = |index: usize| if index > 0 { "," } else { "" };
    for (index, cell) in cells.iter().enumerate() {
        // A line with nothing on it would be no row.
        let quoted = cell.contains([',', '"', '\n', '\r']) || (cells.len() == 1 && cell.is_empty());
        let text =
            if quoted { format!("{}\"{}\"", separator(index), cell.replace('"', "\"\"")) } else { format!("{}{cell}", separator(index)) };
        format.encoding.encode(&text, bytes).map_err(|character| (index, character))?;
    }
    bytes.extend_from_slice(format.lines.end().as_bytes());
    Ok(())
}

fn unencodable(stem: &str, format: PortalFormat, columns: &[String], row: u64, (index, character): (usize, char)) -> IoError {
    let column = columns.get(index).cloned().unwrap_or_default();
    IoError::Unencodable { path: format!("{stem}.csv"), row, column, character, encoding: format.encoding.name() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// GB18030 has a code for every character but one of private use; GBK has none for rare ones, and says which.
    #[test]
    fn encodings_by_name() {
        let encode = |name: &str, text: &str| {
            let mut bytes = Vec::new();
            TextEncoding::named(name).unwrap().encode(text, &mut bytes).map(|()| bytes)
        };
        assert_eq!(encode("gb18030", "罗湖").unwrap(), [0xc2, 0xde, 0xba, 0xfe]);
        let most = ('\u{1}'..=char::MAX).filter(|c| *c != '\u{e5e5}').step_by(7).collect::<String>();
        assert!(encode("gb18030", &most).is_ok());
        assert_eq!(encode("gbk", "龘𠮷"), Err('𠮷'));
        assert_eq!(encode("windows-1252", "é元"), Err('元'));
        for name in ["utf-16", "replacement", "klingon", ""] {
            assert!(TextEncoding::named(name).is_none(), "{name}");
        }
        assert_eq!(format!("{:?}", TextEncoding::named("UTF-8-BOM").unwrap()), "UTF-8-bom");
    }
}
