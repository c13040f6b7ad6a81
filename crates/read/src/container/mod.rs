//! A file whatever its packing: text, a workbook or Parquet, plain or in a gzip stream or a zip archive.
//!
//! What a file is, its content says and never its name. One packing is opened, no second inside it, and nothing is written.

mod archive;
mod error;
mod stream;

#[cfg(test)]
mod tests;

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

pub use error::OpenError;

use crate::encoding::Binary;
use crate::workbook::package::{self, PackageKind};
use crate::workbook::{Limits, Workbook, WorkbookFormat, read_head};
use stream::Bounded;

/// What is known of a file before it is opened.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The name of the member that is meant, where the file is a zip archive, or a pattern of it: `*` any characters, `?` one.
    pub member: Option<String>,
    /// What the content must be; what it is, unless declared.
    pub format: Option<Format>,
    /// How much of a workbook is read, and how large a packed workbook or Parquet file may be unpacked.
    pub limits: Limits,
}

/// What the content of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Text: anything that is none of the others.
    Text,
    /// A workbook.
    Workbook(WorkbookFormat),
    /// Parquet.
    Parquet,
}

/// An open file.
pub enum Content {
    /// Text as bytes, unpacked while they are read. Damage and an end that comes too early are errors of the reading.
    Text(Box<dyn Read + Send>),
    /// A workbook.
    Workbook(Workbook),
    /// Parquet, which whoever knows columns reads.
    Parquet(Columnar),
}

/// A Parquet file.
#[derive(Debug)]
pub enum Columnar {
    /// The file itself, at its beginning.
    File(File),
    /// Its bytes, where it was packed.
    Bytes(Vec<u8>),
}

/// Opens a file.
///
/// # Errors
/// When it cannot be read; when it is not of the format declared; when it is an archive and the member that is meant is not
/// clear; when a packed file is packed once more; and when it is a workbook that is encrypted, damaged or larger than the limits.
pub fn open(path: &Path, options: &Options) -> Result<Content, OpenError> {
    let mut file = File::open(path)?;
    let packed = file.metadata()?.len();
    let mut head = [0_u8; 8];
    let length = read_head(&mut file, &mut head)?;
    file.seek(SeekFrom::Start(0))?;
    let magic = Binary::by_magic(&head[..length]);
    if magic == Some(Binary::Zip) {
        return open_zip(file, options);
    }
    if let Some(pattern) = &options.member {
        return Err(OpenError::NoArchive { pattern: pattern.clone() });
    }
    match magic {
        Some(Binary::Gzip) => {
            let unpacked = Bounded::by_packed_size(MultiGzDecoder::new(BufReader::new(file)), packed);
            open_unpacked(Box::new(unpacked), "a gzip stream", options)
        }
        Some(Binary::Ole2) => open_ole(file, options),
        Some(Binary::Parquet) => {
            options.agree(Format::Parquet)?;
            Ok(Content::Parquet(Columnar::File(file)))
        }
        // What is no text, the reader of text says better.
        _ => {
            options.agree(Format::Text)?;
            Ok(Content::Text(Box::new(file)))
        }
    }
}

/// Whether a file, which stands at its beginning and is left there, is text that nothing packs, and is opened as such: then it is read as it is. Where it is
/// not, [`open`] says what it is, or what is wrong with it.
///
/// # Errors
/// When it cannot be read.
pub fn is_plain_text(file: &mut File, options: &Options) -> io::Result<bool> {
    let mut head = [0_u8; 8];
    let length = read_head(file, &mut head)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(Binary::by_magic(&head[..length]).is_none() && options.member.is_none() && options.agree(Format::Text).is_ok())
}

fn open_zip(mut file: File, options: &Options) -> Result<Content, OpenError> {
    let kind = package::kind(&mut file).map_err(archive::not_a_workbook)?;
    file.seek(SeekFrom::Start(0))?;
    if kind == PackageKind::Archive {
        let member = archive::open_member(file, options.member.as_deref())?;
        return open_unpacked(member, "a zip archive", options);
    }
    if let Some(pattern) = &options.member {
        return Err(OpenError::NoArchive { pattern: pattern.clone() });
    }
    open_package(file, kind, options)
}

fn open_package(input: impl Read + Seek + Send + 'static, kind: PackageKind, options: &Options) -> Result<Content, OpenError> {
    match kind {
        PackageKind::Xlsx => options.agree(Format::Workbook(WorkbookFormat::Xlsx))?,
        PackageKind::Ods => options.agree(Format::Workbook(WorkbookFormat::Ods))?,
        PackageKind::OtherDocument(_) | PackageKind::Archive => {}
    }
    Ok(Content::Workbook(Workbook::open(input, options.limits)?))
}

/// Encrypted XLSX workbooks are OLE2 documents, too, so the declared format is looked at when the workbook is open.
fn open_ole(input: impl Read + Seek + Send + 'static, options: &Options) -> Result<Content, OpenError> {
    let book = Workbook::open(input, options.limits)?;
    options.agree(Format::Workbook(book.format()))?;
    Ok(Content::Workbook(book))
}

/// Opens what came out of a packing. What is read from its end is unpacked to memory.
fn open_unpacked(mut stream: Box<dyn Read + Send>, outer: &'static str, options: &Options) -> Result<Content, OpenError> {
    let mut head = [0_u8; 8];
    let length = read_head(&mut stream, &mut head)?;
    let magic = Binary::by_magic(&head[..length]);
    let whole = Cursor::new(head).take(length as u64).chain(stream);
    match magic {
        Some(Binary::Gzip) => Err(OpenError::Nested { outer, inner: "a gzip stream" }),
        Some(Binary::Zip) => {
            let bytes = read_whole(whole, options)?;
            match package::kind(Cursor::new(&bytes)).map_err(archive::not_a_workbook)? {
                PackageKind::Archive => Err(OpenError::Nested { outer, inner: "a zip archive" }),
                kind => open_package(Cursor::new(bytes), kind, options),
            }
        }
        Some(Binary::Ole2) => open_ole(Cursor::new(read_whole(whole, options)?), options),
        Some(Binary::Parquet) => {
            options.agree(Format::Parquet)?;
            Ok(Content::Parquet(Columnar::Bytes(read_whole(whole, options)?)))
        }
        _ => {
            options.agree(Format::Text)?;
            Ok(Content::Text(Box::new(whole)))
        }
    }
}

fn read_whole(stream: impl Read, options: &Options) -> Result<Vec<u8>, OpenError> {
    let mut bytes = Vec::new();
    Bounded::new(stream, options.limits.unpacked_bytes).read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl Options {
    fn agree(&self, found: Format) -> Result<(), OpenError> {
        match self.format {
            Some(declared) if declared != found => Err(OpenError::Contradiction { declared, found }),
            _ => Ok(()),
        }
    }
}

impl Content {
    /// What the content is.
    pub fn format(&self) -> Format {
        match self {
            Self::Text(_) => Format::Text,
            Self::Workbook(book) => Format::Workbook(book.format()),
            Self::Parquet(_) => Format::Parquet,
        }
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Content").field(&self.format()).finish()
    }
}

impl Format {
    /// The format of a declaration's word: `csv` for text of any delimiter, `xlsx`, `xls`, `ods`, `parquet`.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "csv" => Self::Text,
            "xlsx" => Self::Workbook(WorkbookFormat::Xlsx),
            "xls" => Self::Workbook(WorkbookFormat::Xls),
            "ods" => Self::Workbook(WorkbookFormat::Ods),
            "parquet" => Self::Parquet,
            _ => return None,
        })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Workbook(WorkbookFormat::Xlsx) => "an XLSX workbook",
            Self::Workbook(WorkbookFormat::Xls) => "an XLS workbook",
            Self::Workbook(WorkbookFormat::Ods) => "an ODS workbook",
            Self::Parquet => "Parquet",
        })
    }
}
