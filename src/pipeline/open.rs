//! A table of a release on its way to its files: the same rows go to CSV and to Parquet.

use std::sync::Arc;

use super::describe::Table;
use crate::io::{Buffers, ClosingFile, CsvFile, CsvRows, IoError, ParquetEncoder, ParquetFile, ROW_GROUP, RowsEncoder, Staging, TableRows};
use crate::table::column::{Chunk, Field, Word};

/// In which formats a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Formats {
    /// CSV only, as lists for people are.
    Csv,
    /// Parquet only.
    Parquet,
    /// Both, with one digest of what they say.
    Both,
}

/// A table being written as CSV, and as Parquet where analysts load it.
pub(super) struct Open {
    name: &'static str,
    fields: Vec<Field>,
    key: Vec<Word>,
    key_cut: bool,
    csv: Option<CsvFile>,
    parquet: Option<ParquetFile>,
    buffers: Arc<Buffers>,
}

/// Rows of a table as its files have them.
pub(super) enum Rows {
    /// Enough for a row group of their own.
    Many(TableRows),
    /// Too few: for Parquet they wait for more.
    Few(Option<CsvRows>, Chunk),
    /// Of a table that is CSV only.
    Plain(CsvRows),
}

/// How many rows are enough for a row group of their own.
const ENOUGH: usize = ROW_GROUP / 2;

/// Encodes rows of one table, on any thread.
pub(super) struct Encoder {
    formats: Formats,
    parquet: Option<Arc<ParquetEncoder>>,
    buffers: Arc<Buffers>,
}

impl Encoder {
    /// Begins rows that come in batches, where `most` of them, or not many less, are enough for a row group; nothing where they are too few.
    pub(super) fn begin(&self, most: usize) -> Result<Option<RowsEncoder>, IoError> {
        let parquet = self.parquet.as_ref().filter(|_| most >= ENOUGH);
        parquet.map(|parquet| RowsEncoder::begin(parquet, self.formats == Formats::Both, &self.buffers)).transpose()
    }

    /// Rows that are too few.
    pub(super) fn few(&self, chunk: Chunk) -> Rows {
        Rows::Few((self.formats != Formats::Parquet).then(|| CsvRows::of(&chunk)), chunk)
    }

    /// Rows of a table that is CSV only.
    pub(super) fn plain(&self, chunk: &Chunk) -> Rows {
        Rows::Plain(CsvRows::of_in(chunk, &self.buffers))
    }
}

impl Rows {
    /// Rows that are too few for a row group of their own, of a table that has CSV.
    pub(super) fn few(chunk: Chunk) -> Self {
        Self::Few(Some(CsvRows::of(&chunk)), chunk)
    }
}

impl Open {
    /// Creates the files; rows will come in the order of `key`.
    pub(super) fn create(staging: &Staging, name: &'static str, fields: &[Field], key: &[Word], formats: Formats) -> anyhow::Result<Self> {
        let csv = || CsvFile::create(&staging.path, &format!("data/{name}.csv"), fields);
        let csv = (formats != Formats::Parquet).then(csv).transpose()?;
        let parquet = || ParquetFile::create(&staging.path, &format!("data/{name}.parquet"), fields, key);
        let parquet = (formats != Formats::Csv).then(parquet).transpose()?;
        let wanted = key.len();
        let key: Vec<_> = key.iter().filter(|name| fields.iter().any(|field| field.name == **name)).cloned().collect();
        Ok(Self { name, fields: fields.to_vec(), key_cut: key.len() < wanted, key, csv, parquet, buffers: Arc::default() })
    }

    /// What encodes rows for this table.
    pub(super) fn encoder(&self) -> Encoder {
        let formats = match (&self.csv, &self.parquet) {
            (Some(_), Some(_)) => Formats::Both,
            (None, _) => Formats::Parquet,
            (_, None) => Formats::Csv,
        };
        Encoder { formats, parquet: self.parquet.as_ref().map(ParquetFile::encoder), buffers: self.buffers.clone() }
    }

    /// Adds encoded rows.
    pub(super) fn append(&mut self, rows: Rows) -> anyhow::Result<()> {
        match rows {
            Rows::Many(TableRows { text, group }) => {
                self.csv.as_mut().zip(text).map(|(file, csv)| file.append_from(csv, &self.buffers)).transpose()?;
                self.parquet.as_mut().map(|file| file.append(group)).transpose()?;
            }
            Rows::Few(csv, chunk) => {
                self.csv.as_mut().zip(csv).map(|(file, csv)| file.append(csv)).transpose()?;
                self.parquet.as_mut().map(|file| file.write(chunk)).transpose()?;
            }
            Rows::Plain(csv) => self.csv.as_mut().map(|file| file.append_from(csv, &self.buffers)).transpose()?.unwrap_or_default(),
        }
        Ok(())
    }

    /// Adds rows.
    pub(super) fn write(&mut self, chunk: Chunk) -> anyhow::Result<()> {
        self.append(Rows::few(chunk))
    }

    /// Sends the files on their way to the disk; the facts go into the footer of Parquet.
    pub(super) fn close(self, facts: &[(String, String)]) -> anyhow::Result<Closing> {
        let (csv, logical_digest) = self.csv.map(CsvFile::close).transpose()?.unzip();
        let parquet = self.parquet.map(|file| file.close(facts)).transpose()?;
        // What both formats have in common.
        let logical_digest = logical_digest.filter(|_| parquet.is_some());
        let table = Table { logical_digest, name: self.name, fields: self.fields, key: self.key, key_cut: self.key_cut, files: Vec::new() };
        Ok(Closing { table, files: csv.into_iter().chain(parquet).collect() })
    }

    /// Finishes the files, likewise.
    pub(super) fn finish(self, facts: &[(String, String)]) -> anyhow::Result<Table> {
        self.close(facts)?.wait()
    }
}

/// A table of which the files are on their way to the disk.
pub(super) struct Closing {
    table: Table,
    files: Vec<ClosingFile>,
}

impl Closing {
    /// Waits until they are there.
    pub(super) fn wait(self) -> anyhow::Result<Table> {
        let files = self.files.into_iter().map(ClosingFile::wait).collect::<Result<_, _>>()?;
        Ok(Table { files, ..self.table })
    }
}

/// Adds rows to a table, which is opened with its name and key by its first rows.
pub(super) fn append(open: &mut Option<Open>, staging: &Staging, (name, key): (&'static str, &[Word]), chunk: Chunk) -> anyhow::Result<()> {
    let table = match open {
        Some(table) => table,
        None => open.insert(Open::create(staging, name, &chunk.fields, key, Formats::Both)?),
    };
    table.write(chunk)
}
