//! Workbooks: XLSX, XLS and ODS as sheets of text with true places, within bounds.
//!
//! Nothing is trusted that a file says about itself: packed parts are unpacked once to count them, ranges are kept as sparse
//! cells, and what a library would allocate on a file's word is looked at before.

mod biff;
mod error;
mod format;
mod limits;
mod merge;
mod ods;
pub(crate) mod package;
mod sheet;
mod text;
mod xls;
mod xlsx;

#[cfg(test)]
mod tests;

use std::io::{BufReader, Read, Seek, SeekFrom};

pub use error::{Bound, WorkbookError};
pub use limits::Limits;
pub use sheet::{Sheet, SheetRows};

/// Something that a workbook is read from.
pub(crate) trait Input: Read + Seek + Send {}
impl<T: Read + Seek + Send> Input for T {}

/// The input, whatever it is.
pub(crate) type Source = BufReader<Box<dyn Input>>;

/// An open workbook. Sheets are read when they are asked for.
pub struct Workbook {
    sheets: Vec<SheetInfo>,
    limits: Limits,
    kind: Kind,
}

enum Kind {
    Xlsx(Box<xlsx::XlsxBook>),
    Xls(Box<xls::XlsBook>),
    Ods(Box<ods::OdsBook>),
}

/// The kind of a workbook's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WorkbookFormat {
    /// Office Open XML, `.xlsx` or `.xlsm`.
    Xlsx,
    /// BIFF8 in an OLE2 document, `.xls`.
    Xls,
    /// OpenDocument, `.ods`.
    Ods,
}

/// A sheet's name and whether it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetInfo {
    /// The name.
    pub name: String,
    /// Whether a spreadsheet program shows it.
    pub visible: bool,
}

impl Workbook {
    /// Opens a workbook, whose kind its content tells.
    ///
    /// # Errors
    /// When it is no workbook, or encrypted, damaged, or larger than the limits.
    pub fn open(input: impl Read + Seek + Send + 'static, limits: Limits) -> Result<Self, WorkbookError> {
        let mut source: Source = BufReader::new(Box::new(input));
        let mut head = [0_u8; 8];
        let length = read_head(&mut source, &mut head)?;
        source.seek(SeekFrom::Start(0))?;
        let (kind, sheets) = match &head[..length] {
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] => {
                let (book, sheets) = xls::XlsBook::open(source, &limits)?;
                (Kind::Xls(Box::new(book)), sheets)
            }
            [b'P', b'K', ..] => Self::open_package(source, &limits)?,
            _ => return Err(WorkbookError::NotAWorkbook),
        };
        if sheets.len() as u64 > limits.cells {
            return Err(WorkbookError::too_large(Bound::Cells, limits.cells));
        }
        Ok(Self { sheets, limits, kind })
    }

    fn open_package(mut source: Source, limits: &Limits) -> Result<(Kind, Vec<SheetInfo>), WorkbookError> {
        match package::kind(&mut source)? {
            package::PackageKind::Xlsx => {
                let findings = package::check(&mut source, limits)?;
                let (book, sheets) = xlsx::XlsxBook::open(source, findings)?;
                Ok((Kind::Xlsx(Box::new(book)), sheets))
            }
            package::PackageKind::Ods => {
                package::check(&mut source, limits)?;
                let (book, sheets) = ods::OdsBook::open(source, limits)?;
                Ok((Kind::Ods(Box::new(book)), sheets))
            }
            package::PackageKind::OtherDocument(kind) => Err(WorkbookError::Unsupported { kind }),
            package::PackageKind::Archive => Err(WorkbookError::NotAWorkbook),
        }
    }

    /// The kind of the file.
    pub fn format(&self) -> WorkbookFormat {
        match self.kind {
            Kind::Xlsx(_) => WorkbookFormat::Xlsx,
            Kind::Xls(_) => WorkbookFormat::Xls,
            Kind::Ods(_) => WorkbookFormat::Ods,
        }
    }

    /// The names of all sheets of cells, in order, hidden ones too; sheets that are charts are none.
    pub fn sheet_names(&self) -> Vec<String> {
        self.sheets.iter().map(|sheet| sheet.name.clone()).collect()
    }

    /// All sheets of cells in order, with whether they are shown.
    pub fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    /// Reads a sheet by its exact name; of several with one name, the first.
    ///
    /// # Errors
    /// When there is none, or when its part of the workbook is damaged or larger than the limits.
    pub fn sheet(&mut self, name: &str) -> Result<Sheet, WorkbookError> {
        let Some(index) = self.sheets.iter().position(|sheet| sheet.name == name) else {
            return Err(WorkbookError::NoSuchSheet { name: name.to_owned(), sheets: self.sheet_names() });
        };
        match &mut self.kind {
            Kind::Xlsx(book) => book.sheet(name, &self.limits),
            Kind::Xls(book) => book.sheet(index, &self.limits),
            Kind::Ods(book) => book.sheet(index, &self.limits),
        }
    }
}

impl std::fmt::Debug for Workbook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workbook").field("format", &self.format()).field("sheets", &self.sheets).finish_non_exhaustive()
    }
}

/// Fills as much of `head` as there is.
pub(crate) fn read_head(input: &mut impl Read, head: &mut [u8]) -> std::io::Result<usize> {
    let mut length = 0;
    while length < head.len() {
        match input.read(&mut head[length..])? {
            0 => break,
            more => length += more,
        }
    }
    Ok(length)
}
