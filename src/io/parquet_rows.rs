//! Parquet as a table to read: the names of its columns are the header, each row is a row of texts.
//!
//! Nothing here knows a layout. Nested columns have no text; a file that has some is refused with their name.

use std::fs::File;
use std::io;

use arrow::array::RecordBatch;
use bytes::Bytes;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;
use tongbi_read::container::Columnar;
use tongbi_read::layout::Rows;
use tongbi_read::{Problem, ReadError, Row};

use crate::table::cell_text::{CellText, NoText};

/// Rows of a Parquet file; line 1 is the header, line n + 1 the n-th row.
pub struct ParquetRows {
    reader: ParquetRecordBatchReader,
    batch: Option<RecordBatch>,
    next: usize,
    line: u64,
    text: String,
}

/// How many rows are decoded at a time.
const BATCH: usize = 8192;

impl ParquetRows {
    /// Reads the footer.
    pub fn open(input: Columnar) -> Result<Self, ReadError> {
        let reader = match input {
            Columnar::File(file) => by_rows(ParquetRecordBatchReaderBuilder::<File>::try_new(file)),
            Columnar::Bytes(bytes) => by_rows(ParquetRecordBatchReaderBuilder::<Bytes>::try_new(Bytes::from(bytes))),
        };
        Ok(Self { reader: reader?, batch: None, next: 0, line: 0, text: String::new() })
    }

    fn header(&mut self, row: &mut Row) {
        use arrow::array::RecordBatchReader;
        self.line = 1;
        row.begin(1, 0);
        self.reader.schema().fields().iter().for_each(|field| row.push(field.name()));
    }
}

fn by_rows<T: parquet::file::reader::ChunkReader + 'static>(
    builder: Result<ParquetRecordBatchReaderBuilder<T>, ParquetError>,
) -> Result<ParquetRecordBatchReader, ReadError> {
    builder.and_then(|builder| builder.with_batch_size(BATCH).build()).map_err(damaged)
}

fn damaged(error: impl std::error::Error + Send + Sync + 'static) -> ReadError {
    io::Error::new(io::ErrorKind::InvalidData, error).into()
}

impl Rows for ParquetRows {
    fn read_row(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        if self.line == 0 {
            self.header(row);
            return Ok(true);
        }
        while self.batch.as_ref().is_none_or(|batch| self.next >= batch.num_rows()) {
            self.batch = self.reader.next().transpose().map_err(damaged)?;
            self.next = 0;
            if self.batch.is_none() {
                return Ok(false);
            }
        }
        let Some(batch) = &self.batch else { return Ok(false) };
        self.line += 1;
        row.begin(self.line, 0);
        for (column, field) in batch.columns().iter().zip(batch.schema_ref().fields()) {
            self.text.clear();
            column.cell_text(self.next, &mut self.text).map_err(|NoText(kind)| damaged(Nested { column: field.name().clone(), kind }))?;
            row.push(&self.text);
        }
        self.next += 1;
        Ok(true)
    }

    fn take_problems(&mut self) -> Vec<Problem> {
        Vec::new()
    }
}

/// A column whose cells are no texts.
#[derive(Debug, thiserror::Error)]
#[error("the column `{column}` holds {kind}, which has no text; leave it out of the file")]
struct Nested {
    column: String,
    kind: String,
}
