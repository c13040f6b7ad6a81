//! Reads every table of every source into one ledger; a file that is not what its sidecar says is refused.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use tongbi_domain::amend::Correction;
use tongbi_domain::diagnostic::Refusal;
use tongbi_domain::finding::{Finding, Findings, Place};
use tongbi_domain::message::{Message, tables as say};
use tongbi_domain::watch::{self, Steps};
use tongbi_read::container::{self, Content, Format, OpenError as ContainerError, Options, is_plain_text};
use tongbi_read::layout::{OpenError, Role, Rows};
use tongbi_read::{Basis, DelimitedReader, DelimiterBasis, Encoding, ReadError, Workbook};

use super::amendments::CORRECTIONS;
use super::in_order::in_order;
use super::plan::{Plan, ReadingPlan, SourcePlan, TablePlan};
use super::room::Memory;
use crate::io::{DigestReader, IoError, ParquetRows, Stamp, Watched, sha256_of_file};
use crate::stages::classify::Classifiers;
use crate::stages::ingest::{Corrected, Counts, IngestError, Sink, TableView, ingest};
use crate::stages::mapping::Mappings;
use crate::stages::source::Declared;
use crate::table::{AbsorbError, FileId, Ledger, Origin, RawFile, TooMany};

/// Everything that was read.
#[derive(Debug, Default)]
pub struct Reading {
    /// All statements.
    pub ledger: Ledger,
    /// All findings on cells, as they were met; packages share them.
    pub findings: Arc<Findings>,
    /// Cells of each source, in the order of the plan.
    pub counts: Vec<Counts>,
    /// What the texts of each source were taken for, in the order of the plan.
    pub mappings: Vec<Mappings>,
    /// What was seen of the corrections of each source, likewise.
    pub corrected: Vec<Corrected>,
}

/// Why a source cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The file cannot be opened.
    #[error(transparent)]
    File(#[from] IoError),
    /// Its digest (T307), or its bytes or header (T306), are not as declared, or there are more files than a run can name.
    #[error(transparent)]
    Table(Box<Refusal>),
}

/// Reads some sources of the plan, in the order of their ids and file names, each table on one of some threads; the others count nothing. So many bytes
/// of statements stay in memory.
pub fn read_sources(plan: &Plan, wanted: &BTreeSet<usize>, (threads, memory): (usize, u64)) -> Result<Reading, SourceError> {
    let sources = plan.sources.iter().enumerate().filter(|(index, _)| wanted.contains(index));
    let tables: Vec<(usize, &TablePlan)> =
        sources.flat_map(|(index, source)| source.tables.iter().map(move |table| (index, table))).collect();
    watch::begin(bytes_of(plan, wanted), Steps::Bytes);
    let count = plan.sources.len();
    let memory = Memory::new(&plan.root, memory);
    let classifiers = Classifiers::default();
    let mut reading = Reading {
        ledger: Ledger::within(memory.of_all()),
        counts: vec![Counts::default(); count],
        mappings: vec![Mappings::new(); count],
        corrected: vec![Corrected::default(); count],
        ..Reading::default()
    };
    let read = |at: usize| {
        let (index, table) = tables[at];
        let source = &plan.sources[index];
        let ledger = Ledger::loose(memory.of_a_table());
        let mut reader = TableReader::new((plan, &classifiers), (index, source), ledger);
        visit(&plan.root, source, table, &mut reader).map(|()| reader)
    };
    let mut found = Findings::default();
    // None ahead: a table waits with all of its statements.
    in_order((threads, 0), tables.len(), read, |table| {
        let TableReader { index, ledger, findings, counts, mut mappings, corrected, .. } = table?;
        reading.ledger.absorb(ledger)?;
        found.absorb(findings);
        reading.counts[index].add(&counts);
        reading.mappings[index].append(&mut mappings);
        reading.corrected[index].add(corrected);
        Ok::<(), SourceError>(())
    })?;
    for index in wanted {
        let source = &plan.sources[*index];
        misfits(source, &reading.corrected[*index], &source.amendments.corrections).iter().for_each(|finding| found.add(finding));
    }
    reading.findings = Arc::new(found);
    Ok(reading)
}

/// The findings on corrections that do not fit the source, once all of what they speak of is read.
pub(super) fn misfits(source: &SourcePlan, corrected: &Corrected, declared: &[Correction]) -> Vec<Finding> {
    corrected.findings(&source.id, (&source.folder, &format!("{}/{CORRECTIONS}", source.folder)), declared)
}

/// How many bytes there are to read; a file that cannot be looked at is a problem of its reading.
pub fn bytes_of(plan: &Plan, wanted: &BTreeSet<usize>) -> u64 {
    let tables = wanted
        .iter()
        .filter_map(|index| plan.sources.get(*index))
        .flat_map(|source| source.tables.iter().map(move |table| (source, table)));
    tables.filter_map(|(source, table)| Stamp::of(&plan.root.join(&source.folder).join(&table.name)).ok()).map(|stamp| stamp.bytes()).sum()
}

/// Reads one table, with all of its sheets, into a ledger of its own.
struct TableReader<'a, 'c> {
    plan: &'a Plan,
    classifiers: &'c Classifiers<'a>,
    index: usize,
    source: &'a SourcePlan,
    ledger: Ledger,
    findings: Findings,
    counts: Counts,
    mappings: Mappings,
    corrected: Corrected,
}

impl<'a, 'c> TableReader<'a, 'c> {
    fn new((plan, classifiers): (&'a Plan, &'c Classifiers<'a>), (index, source): (usize, &'a SourcePlan), ledger: Ledger) -> Self {
        Self {
            plan,
            classifiers,
            index,
            source,
            ledger,
            findings: Findings::default(),
            counts: Counts::default(),
            mappings: Mappings::new(),
            corrected: Corrected::default(),
        }
    }
}

/// A file, or one sheet of it, as a table declares it.
pub(super) struct Part<'a> {
    /// The table.
    pub(super) table: &'a TablePlan,
    /// Its layout.
    pub(super) how: &'a ReadingPlan,
    /// Path of the file, relative to the project.
    pub(super) path: &'a str,
    /// The sheet; empty for what has none.
    pub(super) sheet: &'a str,
    /// What the table leaves unsaid, with what the name of the sheet says.
    pub(super) declared: &'a Declared,
    /// What the file is.
    pub(super) form: Form,
}

/// What a file is, and how its text is written.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// Text, with the grounds on which encoding and delimiter were chosen.
    Text {
        /// Its encoding.
        encoding: Encoding,
        /// Why.
        basis: Basis,
        /// The byte between fields.
        delimiter: u8,
        /// Why.
        delimiter_basis: DelimiterBasis,
    },
    /// A workbook, or Parquet.
    Other(Format),
}

/// What is done with the rows of each part of a table.
pub(super) trait Visit {
    /// Takes the rows of one part.
    fn rows<R: Rows>(&mut self, part: &Part<'_>, rows: R) -> Result<(), SourceError>;
}

/// Opens a table as it is declared and hands over the rows of each part. Nothing that comes of them counts unless its digest agrees.
pub(super) fn visit(root: &Path, source: &SourcePlan, table: &TablePlan, visitor: &mut impl Visit) -> Result<(), SourceError> {
    let path = format!("{}/{}", source.folder, table.name);
    let full = root.join(&path);
    let before = Stamp::of(&full)?;
    let mut file = DigestReader::open(&full)?;
    let read = if is_plain_text(file.file(), &options(source, table)).map_err(IoError::file("read", &full))? {
        let read = visit_text(&mut file, &path, source, table, visitor);
        if read.is_err() && watch::go_on().is_err() {
            return read;
        }
        // Whatever may be wrong with another file, that it is another one comes first.
        agree(file.finish()?, &path, source, table)?;
        read
    } else {
        check_digest(&full, &path, source, table)?;
        visit_packed(&full, &path, source, table, visitor)
    };
    // A table that was cut off while it was read breaks somewhere: why it broke is what helps.
    if before.holds(&full) {
        read
    } else {
        Err(SourceError::Table(Box::new(Refusal::new("T307", say::changed_while_read(path), say::run_when_finished()))))
    }
}

/// How the file of a table is opened.
fn options(source: &SourcePlan, table: &TablePlan) -> Options {
    Options { member: table.member.clone(), format: source.readings[table.reading].format, ..Options::default() }
}

/// Hands over the rows of a text, packed or not.
fn visit_text(bytes: impl Read, path: &str, source: &SourcePlan, table: &TablePlan, visitor: &mut impl Visit) -> Result<(), SourceError> {
    let how = &source.readings[table.reading];
    has_no_sheets(table, path, Format::Text)?;
    let rows = DelimitedReader::open(Watched::new(bytes), how.dialect);
    let rows = rows.map_err(|error| unreadable(path, "", &IngestError::Open(error.into())))?;
    let form = Form::Text {
        encoding: rows.encoding(),
        basis: rows.encoding_basis(),
        delimiter: rows.delimiter(),
        delimiter_basis: rows.delimiter_basis(),
    };
    visitor.rows(&Part { table, how, path, sheet: "", declared: &table.declared, form }, rows)
}

/// Hands over the rows of anything but plain text, which is digested already.
fn visit_packed(full: &Path, path: &str, source: &SourcePlan, table: &TablePlan, visitor: &mut impl Visit) -> Result<(), SourceError> {
    let how = &source.readings[table.reading];
    let content = container::open(full, &options(source, table)).map_err(|error| unopened(path, full, error))?;
    let format = content.format();
    let part = Part { table, how, path, sheet: "", declared: &table.declared, form: Form::Other(format) };
    match content {
        Content::Text(bytes) => visit_text(bytes, path, source, table, visitor),
        Content::Parquet(columns) => {
            has_no_sheets(table, path, format)?;
            let rows = ParquetRows::open(columns).map_err(|error| unreadable(path, "", &IngestError::Open(error.into())))?;
            visitor.rows(&part, rows)
        }
        Content::Workbook(mut book) => visit_sheets(&part, &mut book, visitor),
    }
}

/// A table of no workbook may not say which sheets it means.
fn has_no_sheets(table: &TablePlan, path: &str, format: Format) -> Result<(), SourceError> {
    if table.sheets.is_empty() && table.sheet_name.is_none() {
        return Ok(());
    }
    Err(refused(path, "", say::sheets_of_no_workbook(format.to_string()), say::take_sheets_out()))
}

fn visit_sheets(part: &Part<'_>, book: &mut Workbook, visitor: &mut impl Visit) -> Result<(), SourceError> {
    let (table, path) = (part.table, part.path);
    for name in chosen_sheets(table, path, book)? {
        let mut declared = table.declared.clone();
        if let Some(pattern) = &table.sheet_name {
            let mut spans = Vec::new();
            if !pattern.read(&name, &mut spans) {
                return Err(refused(path, &name, say::sheet_name_form(), say::correct_sheet_name()));
            }
            spans.into_iter().for_each(|(role, from, to): (Role, usize, usize)| declared.set(role, &name[from..to]));
        }
        let sheet = book.sheet(&name).map_err(|error| refused(path, &name, with_causes(error.message(), &error), say::look_at_sheet()))?;
        visitor.rows(&Part { sheet: &name, declared: &declared, ..*part }, sheet.into_rows())?;
    }
    Ok(())
}

impl Visit for TableReader<'_, '_> {
    fn rows<R: Rows>(&mut self, part: &Part<'_>, rows: R) -> Result<(), SourceError> {
        let mut sink =
            Sink { ledger: &mut self.ledger, findings: &mut self.findings, mappings: &mut self.mappings, corrected: &mut self.corrected };
        let counts = ingest_part((self.plan, self.classifiers), (self.index, self.source), part, rows, &mut sink)?;
        self.counts.add(&counts);
        Ok(())
    }
}

/// Reads the rows of one part into the ledger, as a file of its own.
pub(super) fn ingest_part<'p, R: Rows>(
    (plan, classifiers): (&'p Plan, &Classifiers<'p>),
    (index, source): (usize, &'p SourcePlan),
    part: &Part<'_>,
    rows: R,
    sink: &mut Sink<'_>,
) -> Result<Counts, SourceError> {
    let &Part { table, how, path, sheet, declared, .. } = part;
    let ledger = &mut *sink.ledger;
    let file = FileId(u16::try_from(ledger.files.len()).map_err(|_| SourceError::from(TooMany::Files))?);
    let origin = Origin::Source(index);
    ledger.files.push(RawFile { path: path.to_owned(), sheet: sheet.to_owned(), origin, sha256: table.sha256.clone() });
    let view = TableView {
        source: &source.id,
        file,
        path,
        sheet,
        window: table.window,
        reading: &how.reading,
        declared,
        dimensions: &table.dimensions,
        corrections: source.amendments.of(&table.name),
    };
    let mut classifier = classifiers.take(&plan.catalog, &source.readings[table.reading].reading);
    let counts = ingest(&plan.catalog, view, &mut classifier, rows, sink);
    classifiers.give(classifier);
    counts.map_err(|error| match error {
        IngestError::Room(error) => IoError::from(error).into(),
        error => unreadable(path, sheet, &error),
    })
}

/// The sheets that a table means: those that its patterns name, else the only one.
fn chosen_sheets(table: &TablePlan, path: &str, book: &Workbook) -> Result<Vec<String>, SourceError> {
    let names = book.sheet_names();
    let list = names.join(", ");
    if table.sheets.is_empty() {
        return match names.as_slice() {
            [_] => Ok(names),
            _ => Err(refused(path, "", say::several_sheets(names.len()), say::say_which_sheets(list))),
        };
    }
    for pattern in &table.sheets {
        if !names.iter().any(|name| is_sheet(pattern, name)) {
            return Err(refused(path, "", say::no_sheet(pattern), say::the_sheets_are(list)));
        }
    }
    Ok(names.into_iter().filter(|name| table.sheets.iter().any(|pattern| is_sheet(pattern, name))).collect())
}

/// Whether a pattern means a sheet: its very name, or with `*`, `?` and `[2-9]` as in names of files.
fn is_sheet(pattern: &str, name: &str) -> bool {
    pattern == name || glob::Pattern::new(pattern).is_ok_and(|pattern| pattern.matches(name))
}

fn refused(path: &str, sheet: &str, message: Message, help: Message) -> SourceError {
    at(Place { file: path.to_owned(), sheet: sheet.to_owned(), line: 0, column: 0 }, message, help)
}

fn at(place: Place, message: Message, help: Message) -> SourceError {
    SourceError::Table(Box::new(Refusal { place: Some(place), ..Refusal::new("T306", message, help) }))
}

impl From<AbsorbError> for SourceError {
    fn from(error: AbsorbError) -> Self {
        match error {
            AbsorbError::TooMany(what) => what.into(),
            AbsorbError::Shelf(error) => IoError::from(error).into(),
        }
    }
}

impl From<TooMany> for SourceError {
    fn from(what: TooMany) -> Self {
        let message = match what {
            TooMany::Files => say::too_many_files(),
            TooMany::Conversions => say::too_many_units(),
            TooMany::Statements => say::too_many_figures(),
        };
        Self::Table(Box::new(Refusal::new("T306", message, say::fewer_files())))
    }
}

/// Why a file cannot be opened, with what to do.
fn unopened(path: &str, full: &Path, error: ContainerError) -> SourceError {
    match error {
        ContainerError::Io(source) if source.kind() != std::io::ErrorKind::InvalidData => IoError::file("read", full)(source).into(),
        ContainerError::Several { .. } | ContainerError::NoMember { .. } => refused(path, "", error.message(), say::write_member()),
        error => refused(path, "", with_causes(error.message(), &error), say::sound_copy_or_format()),
    }
}

/// Says where a table stops fitting its declaration, and what to do.
pub(super) fn unreadable(path: &str, sheet: &str, error: &IngestError) -> SourceError {
    let (line, column, help) = match error {
        IngestError::Open(OpenError::Shape(shape)) => {
            let (line, column) = shape.place();
            (line, column, shape.help())
        }
        IngestError::Open(OpenError::Read(error)) => (0, 0, remedy(error)),
        IngestError::Room(_) => (0, 0, say::damaged_file()),
        IngestError::NoFigures => (0, 0, say::rows_taken()),
        IngestError::NoUnit { .. } => (0, 0, say::say_unit()),
    };
    let column = u32::try_from(column).unwrap_or(u32::MAX);
    at(Place { file: path.to_owned(), sheet: sheet.to_owned(), line, column }, with_causes(error.message(), error), help)
}

/// What to do about bytes that are no table.
fn remedy(error: &ReadError) -> Message {
    match error {
        ReadError::Io(_) => say::damaged_file(),
        ReadError::RowTooLong { .. } | ReadError::TooManyFields { .. } => say::look_at_line(),
        _ => say::declare_encoding(),
    }
}

/// What an error says, and after it what it was caused by, which the libraries below know.
fn with_causes(message: Message, error: &dyn std::error::Error) -> Message {
    let mut message = message;
    let mut cause = error.source();
    while let Some(error) = cause {
        message = say::with_cause(message, error.to_string());
        cause = error.source();
    }
    message
}

/// Whether a file is what its sidecar says.
pub(super) fn check_digest(full: &Path, path: &str, source: &SourcePlan, table: &TablePlan) -> Result<(), SourceError> {
    agree(sha256_of_file(full)?, path, source, table)
}

/// Whether a digest is the one that the sidecar says.
fn agree(found: String, path: &str, source: &SourcePlan, table: &TablePlan) -> Result<(), SourceError> {
    if found == table.sha256 {
        return Ok(());
    }
    let sidecar = format!("{}/source.toml", source.folder);
    let detail = Some(say::digests(found, &table.sha256));
    Err(SourceError::Table(Box::new(Refusal { detail, ..Refusal::new("T307", say::changed(path, sidecar), say::bring_back()) })))
}
