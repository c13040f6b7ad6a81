//! Reads every table of every source into one ledger; a file that is not what its sidecar says is refused.

use std::path::Path;

use tongbi_domain::finding::{Finding, Place};
use tongbi_read::container::{self, Content, OpenError as ContainerError, Options};
use tongbi_read::layout::heading::globs;
use tongbi_read::layout::{OpenError, Rows};
use tongbi_read::{DelimitedReader, ReadError, Workbook};

use super::plan::{Plan, ReadingPlan, SourcePlan, TablePlan};
use crate::io::{IoError, ParquetRows, sha256_of_file};
use crate::stages::ingest::{Counts, IngestError, Sink, TableView, ingest};
use crate::stages::source::Declared;
use crate::table::{FileId, Ledger, Origin, RawFile};

/// Everything that was read.
#[derive(Debug, Default)]
pub struct Reading {
    /// All statements.
    pub ledger: Ledger,
    /// All findings, in the order of their places.
    pub findings: Vec<Finding>,
    /// Cells of each source, in the order of the plan.
    pub counts: Vec<Counts>,
}

/// Why a source cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The sidecar states another digest.
    #[error(
        "[T307] {path} is not the file that {sidecar} describes\n  found:    sha256 {found}\n  expected: sha256 {expected}\n  \
         help: bring the file back, or write the new digest into the sidecar once the change is understood"
    )]
    Changed {
        /// The file.
        path: String,
        /// Its sidecar.
        sidecar: String,
        /// Its digest.
        found: String,
        /// The digest in the sidecar.
        expected: String,
    },
    /// The file cannot be opened.
    #[error(transparent)]
    File(#[from] IoError),
    /// Its bytes or its header do not fit the declaration.
    #[error("[T306] {message}\n  --> {place}\n  help: {help}")]
    Table {
        /// The file, with sheet, line and column where they are known.
        place: Place,
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
    /// More files than a run can name.
    #[error("more than 65 535 files and sheets")]
    TooManyFiles,
}

/// Reads all sources of the plan, in the order of their ids and file names.
pub fn read_sources(plan: &Plan) -> Result<Reading, SourceError> {
    let mut reading = Reading::default();
    for (index, source) in plan.sources.iter().enumerate() {
        let mut reader = SourceReader { plan, index, source, reading: &mut reading, counts: Counts::default() };
        for table in &source.tables {
            walk_table(plan, source, table, &mut reader)?;
        }
        let counts = reader.counts;
        reading.counts.push(counts);
    }
    reading.findings.sort();
    Ok(reading)
}

/// Where rows come from, and how they are to be read.
pub(super) struct At<'a> {
    /// The declaration.
    pub(super) table: &'a TablePlan,
    /// The layout with its words.
    pub(super) how: &'a ReadingPlan,
    /// Path of the file, relative to the project.
    pub(super) path: &'a str,
    /// The sheet; empty for other files.
    pub(super) sheet: &'a str,
    /// What the table leaves unsaid, with what the names of file and sheet say.
    pub(super) declared: &'a Declared,
}

/// Whoever wants the rows of a table: each sheet of a workbook comes on its own.
pub(super) trait Visitor {
    /// Takes the rows of a file or sheet.
    fn rows<R: Rows>(&mut self, at: &At<'_>, rows: R) -> Result<(), SourceError>;
}

/// Opens a table's file, whatever its packing, and hands over its rows.
pub(super) fn walk_table<V: Visitor>(plan: &Plan, source: &SourcePlan, table: &TablePlan, visitor: &mut V) -> Result<(), SourceError> {
    let path = format!("{}/{}", source.folder, table.name);
    let full = plan.root.join(&path);
    check_digest(&full, &path, source, table)?;
    let how = &source.readings[table.reading];
    let options = Options { member: table.member.clone(), format: how.format, ..Options::default() };
    let at = At { table, how, path: &path, sheet: "", declared: &table.declared };
    let no_rows = |error: ReadError| unreadable(&path, "", &IngestError::Open(error.into()));
    match container::open(&full, &options).map_err(|error| unopened(&path, &full, error))? {
        Content::Text(bytes) => visitor.rows(&at, DelimitedReader::open(bytes, how.dialect).map_err(no_rows)?),
        Content::Parquet(columns) => visitor.rows(&at, ParquetRows::open(columns).map_err(no_rows)?),
        Content::Workbook(mut book) => walk_sheets(&at, &mut book, visitor),
    }
}

fn walk_sheets<V: Visitor>(at: &At<'_>, book: &mut Workbook, visitor: &mut V) -> Result<(), SourceError> {
    for name in chosen_sheets(at.table, at.path, book)? {
        let mut declared = at.table.declared.clone();
        if let Some(pattern) = &at.table.sheet_name {
            let mut spans = Vec::new();
            if !pattern.read(&name, &mut spans) {
                let help = "correct sheet_name, or name the sheets that have this form in `sheets`";
                return Err(refused(at.path, &name, "the name of the sheet does not have the form that sheet_name declares", help));
            }
            spans.into_iter().for_each(|(role, from, to)| declared.set(role, &name[from..to]));
        }
        let help = "look at the sheet; name the sheets that are tables in `sheets`";
        let sheet = book.sheet(&name).map_err(|error| refused(at.path, &name, &error.to_string(), help))?;
        visitor.rows(&At { sheet: &name, declared: &declared, ..*at }, sheet.into_rows())?;
    }
    Ok(())
}

/// Takes the tables of one source into the ledger.
struct SourceReader<'a> {
    plan: &'a Plan,
    index: usize,
    source: &'a SourcePlan,
    reading: &'a mut Reading,
    counts: Counts,
}

impl Visitor for SourceReader<'_> {
    fn rows<R: Rows>(&mut self, at: &At<'_>, rows: R) -> Result<(), SourceError> {
        let At { table, how, path, sheet, declared } = *at;
        let ledger = &mut self.reading.ledger;
        let file = FileId(u16::try_from(ledger.files.len()).map_err(|_| SourceError::TooManyFiles)?);
        let origin = Origin::Source(self.index);
        ledger.files.push(RawFile { path: path.to_owned(), sheet: sheet.to_owned(), origin, sha256: table.sha256.clone() });
        let (reading, dimensions) = (&how.reading, table.dimensions.as_slice());
        let view = TableView { source: &self.source.id, file, path, sheet, window: table.window, reading, declared, dimensions };
        let mut sink = Sink { ledger, findings: &mut self.reading.findings };
        let counts = ingest(&self.plan.catalog, view, rows, &mut sink).map_err(|error| unreadable(path, sheet, &error))?;
        self.counts.add(&counts);
        Ok(())
    }
}

/// The sheets that a table means: those that its patterns name, else the only one.
fn chosen_sheets(table: &TablePlan, path: &str, book: &Workbook) -> Result<Vec<String>, SourceError> {
    let names = book.sheet_names();
    let list = names.join(", ");
    if table.sheets.is_empty() {
        return match names.as_slice() {
            [_] => Ok(names),
            _ => Err(refused(
                path,
                "",
                &format!("the workbook has {} sheets", names.len()),
                &format!("say which in `sheets` of the table: {list}"),
            )),
        };
    }
    for pattern in &table.sheets {
        if !names.iter().any(|name| globs(pattern, name)) {
            return Err(refused(path, "", &format!("no sheet is called `{pattern}`"), &format!("the sheets are: {list}")));
        }
    }
    Ok(names.into_iter().filter(|name| table.sheets.iter().any(|pattern| globs(pattern, name))).collect())
}

fn refused(path: &str, sheet: &str, message: &str, help: &str) -> SourceError {
    let place = Place { file: path.to_owned(), sheet: sheet.to_owned(), line: 0, column: 0 };
    SourceError::Table { place, message: message.to_owned(), help: help.to_owned() }
}

/// Why a file cannot be opened, with what to do.
fn unopened(path: &str, full: &Path, error: ContainerError) -> SourceError {
    match error {
        ContainerError::Io(source) if source.kind() != std::io::ErrorKind::InvalidData => IoError::file("read", full)(source).into(),
        ContainerError::Several { .. } | ContainerError::NoMember { .. } => {
            refused(path, "", &error.to_string(), "write member = \"name or pattern\" for the table")
        }
        error => refused(path, "", &with_causes(&error), "look at the file; bring a sound copy, or correct `format` in the layout"),
    }
}

/// Says where a table stops fitting its declaration, and what to do.
pub(super) fn unreadable(path: &str, sheet: &str, error: &IngestError) -> SourceError {
    let (line, column, help) = match error {
        IngestError::Open(OpenError::Shape(shape)) => {
            let (line, column) = shape.place();
            (line, column, shape.help())
        }
        IngestError::Open(OpenError::Read(error)) => (0, 0, remedy(error).to_owned()),
        IngestError::NoUnit { .. } => {
            let help =
                "declare it: declared.unit of the table, a unit column or row, (unit) behind the name, or a preamble line with {unit}";
            (0, 0, help.to_owned())
        }
    };
    let place = Place { file: path.to_owned(), sheet: sheet.to_owned(), line, column: u32::try_from(column).unwrap_or(u32::MAX) };
    SourceError::Table { place, message: with_causes(error), help }
}

/// What to do about bytes that are no table.
fn remedy(error: &ReadError) -> &'static str {
    match error {
        ReadError::Io(_) => "the file is damaged or cut off: bring a sound copy",
        ReadError::RowTooLong { .. } | ReadError::TooManyFields { .. } => {
            "look at this line: no table has such rows, unless `delimiter` or `quote` of the layout is wrong"
        }
        _ => "look at the file; declare its encoding and delimiter in the layout",
    }
}

/// What an error says, and after it what it was caused by, which the libraries below know.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        message += &format!(": {error}");
        cause = error.source();
    }
    message
}

fn check_digest(full: &Path, path: &str, source: &SourcePlan, table: &TablePlan) -> Result<(), SourceError> {
    let found = sha256_of_file(full)?;
    if found == table.sha256 {
        return Ok(());
    }
    let sidecar = format!("{}/source.toml", source.folder);
    Err(SourceError::Changed { path: path.to_owned(), sidecar, found, expected: table.sha256.clone() })
}
