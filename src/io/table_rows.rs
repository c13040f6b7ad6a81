//! Rows of a table as all of its files have them. They come in batches that are gone once they are encoded, so that a batch stays near the processor.

use std::sync::Arc;

use super::buffers::{Buffers, Use};
use super::csv_rows::{CsvEncoder, CsvRows};
use super::logical::LogicalBytes;
use super::parquet_file::{GroupEncoder, ParquetEncoder, RowGroup};
use super::prepared::Prepared;
use super::{IoError, parquet_pages};
use crate::table::column::Chunk;

/// How many rows a batch has: one page of Parquet.
pub const BATCH: usize = parquet_pages::PAGE_ROWS;

/// Rows as CSV, as they are digested, and as a row group of Parquet.
pub struct TableRows {
    /// As CSV.
    pub csv: CsvRows,
    /// As they are digested.
    pub logical: LogicalBytes,
    /// As Parquet.
    pub group: RowGroup,
}

/// Rows on their way; enough of them for a row group.
pub struct RowsEncoder {
    csv: CsvEncoder,
    logical: LogicalBytes,
    group: GroupEncoder,
    /// What is known of the columns of a batch.
    prepared: Prepared,
    buffers: Arc<Buffers>,
}

impl RowsEncoder {
    /// No rows yet.
    pub fn begin(parquet: &Arc<ParquetEncoder>, buffers: &Arc<Buffers>) -> Result<Self, IoError> {
        let (csv, logical) = (CsvEncoder::default(), LogicalBytes::default());
        Ok(Self { csv, logical, group: parquet.begin()?, prepared: Prepared::default(), buffers: buffers.clone() })
    }

    /// Adds a batch. Its columns of shared texts give each text the code that it had in the batches before.
    pub fn add(&mut self, chunk: &Chunk) -> Result<(), IoError> {
        if chunk.rows() == 0 {
            return Ok(());
        }
        self.prepared.prepare(chunk, 0..chunk.rows());
        self.csv.add(chunk, &self.prepared, self.buffers.take(Use::Csv));
        self.logical.add(chunk, &self.prepared, &self.buffers);
        self.group.add(chunk, &self.prepared)
    }

    /// All rows.
    pub fn finish(self) -> Result<TableRows, IoError> {
        Ok(TableRows { csv: self.csv.finish(), logical: self.logical, group: self.group.finish()? })
    }
}
