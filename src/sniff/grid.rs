//! The file as sheets of rows: opened whatever its packing and format, and no more of it kept than looking needs.

use std::path::Path;

use tongbi_domain::diagnostic::Refusal;
use tongbi_domain::message::{Message, tables as say};
use tongbi_read::container::{self, Content, Format, Options};
use tongbi_read::layout::Rows;
use tongbi_read::{Basis, DelimitedReader, DelimiterBasis, Dialect, ReadError, Row, WorkbookError};

use crate::io::{IoError, ParquetRows};

/// How many rows of a sheet are looked at.
const MOST_ROWS: usize = 100_000;
/// How many cells of a file are looked at.
const MOST_CELLS: usize = 4_000_000;

/// A file, read as far as it is looked at.
#[derive(Debug)]
pub(super) struct File {
    /// What its content is.
    pub(super) format: Format,
    /// How a text is written, in words; empty for other formats.
    pub(super) dialect: Vec<String>,
    /// The encoding, where only the beginning of the file speaks for it.
    pub(super) encoding: Option<String>,
    /// The sheets; one without a name for what has none.
    pub(super) sheets: Vec<Sheet>,
}

/// A sheet, or the whole of a file that has none.
#[derive(Debug)]
pub(super) struct Sheet {
    /// Its name; empty where there is none.
    pub(super) name: String,
    /// Whether a spreadsheet program shows it.
    pub(super) visible: bool,
    /// Its rows that have a text.
    pub(super) rows: Vec<Row>,
    /// Whether it goes on below the last of them.
    pub(super) cut: bool,
}

/// Why a file cannot be looked at.
#[derive(Debug, thiserror::Error)]
pub enum SniffError {
    /// The operating system said no.
    #[error(transparent)]
    Io(#[from] IoError),
    /// It is packed, encrypted or damaged in a way that keeps it shut, or no row of it has a figure.
    #[error(transparent)]
    Shut(Box<Refusal>),
}

impl SniffError {
    /// What keeps the file shut, and what to do.
    pub(super) fn shut(message: Message, help: Message) -> Self {
        Self::Shut(Box::new(Refusal::new("T306", message, help)))
    }
}

impl From<ReadError> for SniffError {
    fn from(error: ReadError) -> Self {
        Self::shut(error.message(), say::sound_copy())
    }
}

impl From<WorkbookError> for SniffError {
    fn from(error: WorkbookError) -> Self {
        Self::shut(error.message(), say::sound_copy())
    }
}

/// Reads a file as far as it is looked at.
pub(super) fn read(path: &Path, member: Option<&str>) -> Result<File, SniffError> {
    let options = Options { member: member.map(str::to_owned), ..Options::default() };
    let content = container::open(path, &options).map_err(|error| shut(path, error))?;
    let format = content.format();
    let mut left = MOST_CELLS;
    let (mut dialect, mut encoding) = (Vec::new(), None);
    let sheets = match content {
        Content::Text(bytes) => {
            let reader = DelimitedReader::open(bytes, Dialect::default())?;
            dialect = described(&reader);
            encoding = (reader.encoding_basis() == Basis::NotUtf8).then(|| reader.encoding().name().to_lowercase());
            vec![sheet(String::new(), true, reader, &mut left)?]
        }
        Content::Parquet(columns) => vec![sheet(String::new(), true, ParquetRows::open(columns)?, &mut left)?],
        Content::Workbook(mut book) => {
            let known = book.sheets().to_vec();
            let mut sheets = Vec::with_capacity(known.len());
            for info in known {
                let rows = book.sheet(&info.name)?.into_rows();
                sheets.push(sheet(info.name, info.visible, rows, &mut left)?);
            }
            sheets
        }
    };
    Ok(File { format, dialect, encoding, sheets })
}

fn shut(path: &Path, error: container::OpenError) -> SniffError {
    match error {
        container::OpenError::Io(source) if source.kind() != std::io::ErrorKind::InvalidData => IoError::file("read", path)(source).into(),
        error @ (container::OpenError::Several { .. } | container::OpenError::NoMember { .. }) => {
            SniffError::shut(error.message(), say::name_member())
        }
        error => {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            let message = error.message();
            SniffError::shut(cause.map_or(message.clone(), |cause| say::with_cause(message, cause)), say::sound_copy())
        }
    }
}

fn described<R: std::io::Read>(reader: &DelimitedReader<R>) -> Vec<String> {
    let why = match reader.encoding_basis() {
        Basis::Declared => "declared",
        Basis::Mark => "its byte order mark says so",
        Basis::Ascii => "the beginning is plain ASCII",
        Basis::SoundUtf8 => "the beginning is sound UTF-8",
        Basis::DamagedUtf8 => "the beginning is UTF-8 with some broken bytes",
        Basis::NotUtf8 => "the beginning is no UTF-8",
    };
    let delimiter = match reader.delimiter() {
        b'\t' => "tab".to_owned(),
        byte => format!("`{}`", char::from(byte)),
    };
    let agree = match reader.delimiter_basis() {
        DelimiterBasis::Found { agreeing, rows } => format!("{agreeing} of the first {rows} rows agree"),
        DelimiterBasis::Declared => "declared".to_owned(),
        DelimiterBasis::None => "no delimiter divides a row".to_owned(),
    };
    vec![format!("encoding {} ({why})", reader.encoding().name()), format!("delimiter {delimiter} ({agree})")]
}

fn sheet<R: Rows>(name: String, visible: bool, mut reader: R, left: &mut usize) -> Result<Sheet, ReadError> {
    let mut rows = Vec::new();
    let mut row = Row::default();
    let mut cut = false;
    while reader.read_row(&mut row)? {
        reader.take_problems();
        if row.iter().all(|text| text.trim().is_empty()) {
            continue;
        }
        if rows.len() == MOST_ROWS || *left < row.len() {
            cut = true;
            break;
        }
        *left -= row.len();
        rows.push(row.clone());
    }
    Ok(Sheet { name, visible, rows, cut })
}
