//! Rows of a table as all of its files have them. They come in batches that are gone once they are encoded, so that a batch stays near the processor.

use std::sync::Arc;

use super::buffers::{Buffers, Use};
use super::csv_rows::{CsvEncoder, CsvRows};
use super::logical::LogicalBytes;
use super::parquet_file::{GroupEncoder, ParquetEncoder, RowGroup};
use super::{IoError, parquet_pages};
use crate::table::bridge;
use crate::table::column::{Chunk, Column};

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
    /// The nearest doubles of each column of numbers of a batch.
    doubles: Vec<Vec<f64>>,
    buffers: Arc<Buffers>,
}

impl RowsEncoder {
    /// No rows yet.
    pub fn begin(parquet: &Arc<ParquetEncoder>, buffers: &Arc<Buffers>) -> Result<Self, IoError> {
        let (csv, logical) = (CsvEncoder::default(), LogicalBytes::default());
        Ok(Self { csv, logical, group: parquet.begin()?, doubles: Vec::new(), buffers: buffers.clone() })
    }

    /// Adds a batch. Its columns of shared texts give each text the code that it had in the batches before.
    pub fn add(&mut self, chunk: &Chunk) -> Result<(), IoError> {
        if chunk.rows() == 0 {
            return Ok(());
        }
        self.doubles.resize_with(chunk.columns.len(), Vec::new);
        for (column, doubles) in chunk.columns.iter().zip(&mut self.doubles) {
            doubles.clear();
            if let Column::Number(numbers) = column {
                doubles.extend(bridge::doubles(numbers));
            }
        }
        self.csv.add(chunk, self.buffers.take(Use::Csv));
        self.logical.add(chunk, &self.doubles, &self.buffers);
        self.group.add(chunk, &self.doubles)
    }

    /// All rows.
    pub fn finish(self) -> Result<TableRows, IoError> {
        Ok(TableRows { csv: self.csv.finish(), logical: self.logical, group: self.group.finish()? })
    }
}
