//! A table of a release on its way to its files: the same rows go to CSV and to Parquet.

use std::sync::Arc;

use super::describe::Table;
use crate::io::{
    Buffers, CsvFile, CsvRows, IoError, LogicalBytes, LogicalDigest, ParquetEncoder, ParquetFile, ROW_GROUP, RowsEncoder, Staging,
    TableRows,
};
use crate::table::column::{Chunk, Field, Word};

/// A table being written as CSV, and as Parquet where analysts load it.
pub(super) struct Open {
    name: &'static str,
    fields: Vec<Field>,
    key: Vec<Word>,
    key_cut: bool,
    csv: CsvFile,
    /// Parquet, and the digest that it shares with CSV.
    parquet: Option<(ParquetFile, LogicalDigest)>,
    buffers: Arc<Buffers>,
}

/// Rows of a table as its files have them.
pub(super) enum Rows {
    /// Enough for a row group of their own.
    Many(TableRows),
    /// Too few: for Parquet they wait for more.
    Few(CsvRows, Chunk),
    /// Of a table that is CSV only.
    Plain(CsvRows),
}

/// How many rows are enough for a row group of their own.
const ENOUGH: usize = ROW_GROUP / 2;

/// Encodes rows of one table, on any thread.
pub(super) struct Encoder {
    parquet: Option<Arc<ParquetEncoder>>,
    buffers: Arc<Buffers>,
}

impl Encoder {
    /// Begins rows that come in batches, where `most` of them, or not many less, are enough for a row group; nothing where they are too few.
    pub(super) fn begin(&self, most: usize) -> Result<Option<RowsEncoder>, IoError> {
        let parquet = self.parquet.as_ref().filter(|_| most >= ENOUGH);
        parquet.map(|parquet| RowsEncoder::begin(parquet, &self.buffers)).transpose()
    }

    /// Rows of a table that is CSV only.
    pub(super) fn plain(&self, chunk: &Chunk) -> Rows {
        Rows::Plain(CsvRows::of_in(chunk, &self.buffers))
    }
}

impl Rows {
    /// Rows that are too few for a row group of their own.
    pub(super) fn few(chunk: Chunk) -> Self {
        Self::Few(CsvRows::of(&chunk), chunk)
    }
}

impl Open {
    /// Creates the files; rows will come in the order of `key`.
    pub(super) fn create(staging: &Staging, name: &'static str, fields: &[Field], key: &[Word], parquet: bool) -> anyhow::Result<Self> {
        let csv = CsvFile::create(&staging.path, &format!("data/{name}.csv"), fields)?;
        let parquet = if parquet {
            let file = ParquetFile::create(&staging.path, &format!("data/{name}.parquet"), fields, key)?;
            Some((file, LogicalDigest::new(fields)))
        } else {
            None
        };
        let wanted = key.len();
        let key: Vec<_> = key.iter().filter(|name| fields.iter().any(|field| field.name == **name)).cloned().collect();
        Ok(Self { name, fields: fields.to_vec(), key_cut: key.len() < wanted, key, csv, parquet, buffers: Arc::default() })
    }

    /// What encodes rows for this table.
    pub(super) fn encoder(&self) -> Encoder {
        Encoder { parquet: self.parquet.as_ref().map(|(parquet, _)| parquet.encoder()), buffers: self.buffers.clone() }
    }

    /// Adds encoded rows.
    pub(super) fn append(&mut self, rows: Rows) -> anyhow::Result<()> {
        match (rows, &mut self.parquet) {
            (Rows::Many(TableRows { csv, logical, group }), Some((parquet, digest))) => {
                self.csv.append_from(csv, &self.buffers)?;
                digest.add(&logical);
                logical.recycle(&self.buffers);
                parquet.append(group)?;
            }
            (Rows::Few(csv, chunk), Some((parquet, digest))) => {
                self.csv.append(csv)?;
                digest.add(&LogicalBytes::of(&chunk));
                parquet.write(chunk)?;
            }
            (Rows::Many(TableRows { csv, .. }) | Rows::Few(csv, _) | Rows::Plain(csv), _) => self.csv.append_from(csv, &self.buffers)?,
        }
        Ok(())
    }

    /// Adds rows.
    pub(super) fn write(&mut self, chunk: Chunk) -> anyhow::Result<()> {
        self.append(Rows::few(chunk))
    }

    /// Finishes the files; the facts go into the footer of Parquet.
    pub(super) fn finish(self, facts: &[(String, String)]) -> anyhow::Result<Table> {
        let mut files = vec![self.csv.finish()?];
        let mut logical_digest = None;
        if let Some((parquet, digest)) = self.parquet {
            files.push(parquet.finish(facts)?);
            logical_digest = Some(digest.finish());
        }
        Ok(Table { logical_digest, name: self.name, fields: self.fields, key: self.key, key_cut: self.key_cut, files })
    }
}

/// Adds rows to a table, which is opened with its name and key by its first rows.
pub(super) fn append(open: &mut Option<Open>, staging: &Staging, (name, key): (&'static str, &[Word]), chunk: Chunk) -> anyhow::Result<()> {
    let table = match open {
        Some(table) => table,
        None => open.insert(Open::create(staging, name, &chunk.fields, key, true)?),
    };
    table.write(chunk)
}
