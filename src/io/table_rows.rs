//! Rows of a table as all of its files have them. They come in batches that are gone once they are encoded, so that a batch stays near the processor.

use std::sync::Arc;

use super::buffers::Buffers;
use super::csv_rows::{CsvEncoder, CsvRows};
use super::parquet_file::{GroupEncoder, ParquetEncoder, RowGroup};
use super::prepared::Prepared;
use super::{IoError, parquet_pages};
use crate::table::column::Chunk;

/// How many rows a batch has: one page of Parquet.
pub const BATCH: usize = parquet_pages::PAGE_ROWS;

/// Rows as the files of a table have them.
pub struct TableRows {
    /// For its CSV, where it has one.
    pub text: Option<CsvRows>,
    /// As Parquet.
    pub group: RowGroup,
}

/// Rows on their way; enough of them for a row group.
pub struct RowsEncoder {
    text: Option<CsvEncoder>,
    group: GroupEncoder,
    /// What is known of the columns of a batch.
    prepared: Prepared,
    buffers: Arc<Buffers>,
}

impl RowsEncoder {
    /// No rows yet, of a table that has CSV beside Parquet or has not.
    pub fn begin(parquet: &Arc<ParquetEncoder>, has_csv: bool, buffers: &Arc<Buffers>) -> Result<Self, IoError> {
        let text = has_csv.then(Default::default);
        Ok(Self { text, group: parquet.begin()?, prepared: Prepared::default(), buffers: buffers.clone() })
    }

    /// Adds a batch. Its columns of shared texts give each text the code that it had in the batches before.
    pub fn add(&mut self, chunk: &Chunk) -> Result<(), IoError> {
        if chunk.rows() == 0 {
            return Ok(());
        }
        self.prepared.prepare(chunk, 0..chunk.rows());
        if let Some(csv) = &mut self.text {
            csv.add(chunk, &self.prepared, self.buffers.take());
        }
        self.group.add(chunk, &self.prepared)
    }

    /// All rows.
    pub fn finish(self) -> Result<TableRows, IoError> {
        Ok(TableRows { text: self.text.map(CsvEncoder::finish), group: self.group.finish()? })
    }
}
