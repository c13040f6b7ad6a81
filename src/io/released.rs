//! A table of a release, looked up: rows by what their columns say.
//!
//! Parquet tells where a row is: row groups whose bounds exclude a wanted text are passed over, and of the others only the wanted columns are read
//! before any row is. Nothing here knows what a table means, and memory does not grow with its length.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use arrow::array::cast::AsArray as _;
use arrow::array::{ArrayRef, RecordBatch};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder, RowSelection, RowSelector,
};
use parquet::file::metadata::PageIndexPolicy;

use super::IoError;
use crate::table::cell_text::CellText as _;

/// How many rows are decoded at a time.
const BATCH: usize = 8192;

/// Significant digits that every double keeps.
const DIGITS: usize = 15;

/// A table of a release.
pub struct ReleasedTable {
    file: File,
    path: PathBuf,
    metadata: ArrowReaderMetadata,
    columns: Vec<String>,
}

/// A row of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleasedRow {
    /// Which row, from 0; in CSV it is line `row + 2`.
    pub row: u64,
    /// Its cells as CSV has them, in the order of the columns; empty where nothing is said.
    pub cells: Vec<String>,
}

/// The rows that were looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The first of them.
    pub rows: Vec<ReleasedRow>,
    /// How many there are.
    pub count: u64,
}

impl ReleasedTable {
    /// Opens `data/<table>.parquet` of a release; `None` where the release has no such table.
    ///
    /// # Errors
    /// Where the file cannot be read, or is no Parquet file.
    pub fn open(release: &Path, table: &str) -> Result<Option<Self>, IoError> {
        let path = release.join("data").join(format!("{table}.parquet"));
        if !path.try_exists().map_err(IoError::file("read", &path))? {
            return Ok(None);
        }
        let file = File::open(&path).map_err(IoError::file("read", &path))?;
        let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Optional);
        let metadata = ArrowReaderMetadata::load(&file, options).map_err(damaged(&path))?;
        let columns = metadata.schema().fields().iter().map(|field| field.name().clone()).collect();
        Ok(Some(Self { file, path, metadata, columns }))
    }

    /// Names of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// How many rows it has.
    pub fn rows(&self) -> u64 {
        (0..self.groups()).map(|group| self.rows_of(group)).sum()
    }

    /// The rows in which every named column has the text beside it, the first `most` of them with their cells. A column that the table does
    /// not have finds nothing.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn find(&self, wanted: &[(&str, &str)], most: usize) -> Result<Found, IoError> {
        let mut found = Found::default();
        if !wanted.iter().all(|(column, _)| self.columns.iter().any(|known| known == column)) {
            return Ok(found);
        }
        let mut before = 0;
        for group in 0..self.groups() {
            if self.may_have(group, wanted) {
                let here = self.matches(group, wanted)?;
                let room = most.saturating_sub(found.rows.len());
                found.count += here.len() as u64;
                for (row, cells) in here.iter().zip(self.cells(group, &here[..here.len().min(room)])?) {
                    found.rows.push(self.exact(ReleasedRow { row: before + row, cells })?);
                }
            }
            before += self.rows_of(group);
        }
        Ok(found)
    }

    /// A row by its number, from 0; `None` behind the last.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn row(&self, row: u64) -> Result<Option<ReleasedRow>, IoError> {
        let mut before = 0;
        for group in 0..self.groups() {
            if row < before + self.rows_of(group) {
                let cells = self.cells(group, &[row - before])?.pop();
                return cells.map(|cells| self.exact(ReleasedRow { row, cells })).transpose();
            }
            before += self.rows_of(group);
        }
        Ok(None)
    }

    fn groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    fn rows_of(&self, group: usize) -> u64 {
        u64::try_from(self.metadata.metadata().row_group(group).num_rows()).unwrap_or(0)
    }

    /// Whether the bounds of a row group leave room for the wanted texts.
    fn may_have(&self, group: usize, wanted: &[(&str, &str)]) -> bool {
        let facts = self.metadata.metadata().row_group(group);
        wanted.iter().filter(|(_, text)| !text.is_empty()).all(|(column, text)| {
            let chunk = facts.columns().iter().find(|chunk| chunk.column_path().string() == *column);
            let bounds = chunk.and_then(|chunk| chunk.statistics());
            let above = |least: &[u8]| least <= text.as_bytes();
            let below = |greatest: &[u8]| text.as_bytes() <= greatest;
            bounds.is_none_or(|bounds| bounds.min_bytes_opt().is_none_or(above) && bounds.max_bytes_opt().is_none_or(below))
        })
    }

    /// The rows of a group that have the wanted texts, counted from its first.
    fn matches(&self, group: usize, wanted: &[(&str, &str)]) -> Result<Vec<u64>, IoError> {
        let names = wanted.iter().map(|(column, _)| *column);
        let (mut rows, mut before) = (Vec::new(), 0);
        for batch in self.reader(group, Some(names.collect()), None)? {
            let batch = batch.map_err(damaged(&self.path))?;
            let mut here: Vec<usize> = (0..batch.num_rows()).collect();
            for (column, text) in wanted {
                if let Some(array) = batch.column_by_name(column) {
                    here.retain(|row| says(array, *row, text));
                }
            }
            rows.extend(here.into_iter().map(|row| before + row as u64));
            before += batch.num_rows() as u64;
        }
        Ok(rows)
    }

    /// All cells of some rows of a group, which come in order.
    fn cells(&self, group: usize, rows: &[u64]) -> Result<Vec<Vec<String>>, IoError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let (mut selectors, mut next) = (Vec::new(), 0);
        for row in rows {
            selectors.extend([RowSelector::skip(length(row - next)), RowSelector::select(1)]);
            next = row + 1;
        }
        selectors.push(RowSelector::skip(length(self.rows_of(group) - next)));
        let mut cells = Vec::new();
        for batch in self.reader(group, None, Some(RowSelection::from(selectors)))? {
            let batch = batch.map_err(damaged(&self.path))?;
            cells.extend((0..batch.num_rows()).map(|row| texts(&batch, row)));
        }
        Ok(cells)
    }

    fn reader(
        &self,
        group: usize,
        columns: Option<Vec<&str>>,
        selection: Option<RowSelection>,
    ) -> Result<ParquetRecordBatchReader, IoError> {
        let file = self.file.try_clone().map_err(IoError::file("read", &self.path))?;
        let mut builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
            .with_row_groups(vec![group])
            .with_batch_size(BATCH);
        if let Some(columns) = columns {
            let mask = ProjectionMask::columns(builder.parquet_schema(), columns);
            builder = builder.with_projection(mask);
        }
        if let Some(selection) = selection {
            builder = builder.with_row_selection(selection);
        }
        builder.build().map_err(damaged(&self.path))
    }

    /// A row whose numbers have more digits than a double keeps is taken from CSV, which has them all: line for line the same rows.
    fn exact(&self, row: ReleasedRow) -> Result<ReleasedRow, IoError> {
        let path = self.path.with_extension("csv");
        if !row.cells.iter().any(|cell| is_long_number(cell)) || !path.is_file() {
            return Ok(row);
        }
        let failed = |path: &Path| IoError::file("read", path.to_owned());
        let mut lines = BufReader::new(File::open(&path).map_err(failed(&path))?);
        let mut line = Vec::new();
        // The header, the rows before, the row: no cell of a release has a line break.
        for _ in 0..row.row + 2 {
            line.clear();
            lines.read_until(b'\n', &mut line).map_err(failed(&path))?;
        }
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_slice());
        let cells: Option<Vec<String>> =
            reader.records().next().and_then(Result::ok).map(|record| record.iter().map(str::to_owned).collect());
        Ok(match cells.filter(|cells| cells.len() == row.cells.len()) {
            Some(cells) => ReleasedRow { cells, ..row },
            None => row,
        })
    }
}

/// The rows of `data/<table>.csv` of a release in which every named column has the text beside it, as columns with their texts, without the empty
/// ones; none where the release has no such table. The file is walked, and only those rows are held.
///
/// # Errors
/// Where the file cannot be read.
pub fn find_in_csv(release: &Path, table: &str, wanted: &[(&str, &str)]) -> Result<Vec<BTreeMap<String, String>>, IoError> {
    let path = release.join("data").join(format!("{table}.csv"));
    if !path.try_exists().map_err(IoError::file("read", &path))? {
        return Ok(Vec::new());
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(&path).map_err(damaged(&path))?;
    let header = reader.headers().map_err(damaged(&path))?.clone();
    let at: Option<Vec<(usize, &str)>> =
        wanted.iter().map(|(column, text)| Some((header.iter().position(|known| known == *column)?, *text))).collect();
    let Some(at) = at else { return Ok(Vec::new()) };
    let (mut found, mut record) = (Vec::new(), csv::StringRecord::new());
    while reader.read_record(&mut record).map_err(damaged(&path))? {
        if at.iter().all(|(index, text)| record.get(*index) == Some(*text)) {
            let cells = header.iter().zip(&record).filter(|(_, text)| !text.is_empty());
            found.push(cells.map(|(column, text)| (column.to_owned(), text.to_owned())).collect());
        }
    }
    Ok(found)
}

fn length(rows: u64) -> usize {
    usize::try_from(rows).unwrap_or(usize::MAX)
}

fn damaged<E: std::error::Error + Send + Sync + 'static>(path: &Path) -> impl Fn(E) -> IoError {
    let path = path.to_owned();
    move |error| IoError::file("read", &path)(std::io::Error::other(error))
}

/// Whether a cell has this text.
fn says(array: &ArrayRef, row: usize, text: &str) -> bool {
    use arrow::array::Array as _;
    if let Some(strings) = array.as_string_opt::<i32>() {
        return if strings.is_null(row) { text.is_empty() } else { strings.value(row) == text };
    }
    cell(array, row) == text
}

fn cell(array: &ArrayRef, row: usize) -> String {
    let mut text = String::new();
    // A nested column has no text; no table of a release has one.
    let _ = array.cell_text(row, &mut text);
    text
}

fn texts(batch: &RecordBatch, row: usize) -> Vec<String> {
    batch.columns().iter().map(|array| cell(array, row)).collect()
}

fn is_long_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    digits > DIGITS && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'))
}
