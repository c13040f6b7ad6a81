//! Reads every table of every source into one ledger; a file that is not what its sidecar says is refused.

use std::fs::File;
use std::path::Path;

use tongbi_domain::finding::{Finding, Place};
use tongbi_read::layout::{OpenError, Rows};
use tongbi_read::{DelimitedReader, Problem, ReadError, Row};

use super::plan::{Plan, SourcePlan, TablePlan};
use crate::io::{IoError, sha256_of_file};
use crate::stages::ingest::{Counts, Sink, SourceView, TableView, ingest};
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
        /// The file, with line and column where they are known.
        place: Place,
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
    /// More files than a run can name.
    #[error("more than 65 535 files")]
    TooManyFiles,
}

struct Delimited(DelimitedReader<File>);

impl Rows for Delimited {
    fn read_row(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        self.0.read_row(row)
    }

    fn take_problems(&mut self) -> Vec<Problem> {
        self.0.take_problems()
    }
}

/// Reads all sources of the plan, in the order of their ids and file names.
pub fn read_sources(plan: &Plan) -> Result<Reading, SourceError> {
    let mut reading = Reading::default();
    for (index, source) in plan.sources.iter().enumerate() {
        let mut counts = Counts::default();
        for table in &source.tables {
            counts.add(read_table(plan, index, source, table, &mut reading)?);
        }
        reading.counts.push(counts);
    }
    reading.findings.sort();
    Ok(reading)
}

fn read_table(plan: &Plan, index: usize, source: &SourcePlan, table: &TablePlan, reading: &mut Reading) -> Result<Counts, SourceError> {
    let path = format!("{}/{}", source.folder, table.name);
    let full = plan.root.join(&path);
    check_digest(&full, &path, source, table)?;
    let file = FileId(u16::try_from(reading.ledger.files.len()).map_err(|_| SourceError::TooManyFiles)?);
    reading.ledger.files.push(RawFile { path: path.clone(), origin: Origin::Source(index), sha256: table.sha256.clone() });
    let bytes = File::open(&full).map_err(IoError::file("read", &full))?;
    let wrap = |error: OpenError| unreadable(&path, &error);
    let rows = DelimitedReader::open(bytes, source.dialect).map_err(|error| wrap(error.into()))?;
    let view = SourceView {
        id: &source.id,
        layout: &source.layout,
        style: source.style,
        words: &source.words,
        quarantine: &source.quarantine,
        dimensions: &source.dimensions,
    };
    let table = TableView { file, path: &path, declared: &table.declared };
    let mut sink = Sink { ledger: &mut reading.ledger, findings: &mut reading.findings };
    ingest(&plan.catalog, view, table, Delimited(rows), &mut sink).map_err(wrap)
}

/// Says where a table stops fitting its declaration, and what to do.
fn unreadable(path: &str, error: &OpenError) -> SourceError {
    let (line, column, help) = match error {
        OpenError::Shape(shape) => {
            let (line, column) = shape.place();
            (line, column, shape.help())
        }
        OpenError::Read(_) => (0, 0, "look at the file; declare its encoding and delimiter in the layout".to_owned()),
    };
    let place = Place { file: path.to_owned(), sheet: String::new(), line, column: u32::try_from(column).unwrap_or(u32::MAX) };
    SourceError::Table { place, message: error.to_string(), help }
}

fn check_digest(full: &Path, path: &str, source: &SourcePlan, table: &TablePlan) -> Result<(), SourceError> {
    let found = sha256_of_file(full)?;
    if found == table.sha256 {
        return Ok(());
    }
    let sidecar = format!("{}/source.toml", source.folder);
    Err(SourceError::Changed { path: path.to_owned(), sidecar, found, expected: table.sha256.clone() })
}
