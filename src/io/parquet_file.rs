//! Parquet for notebooks: zstd, sorted and saying so, plain strings, with a page index and titles in the schema.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use super::{DigestWriter, FileFacts, IoError};
use crate::table::bridge::{arrow_columns, arrow_schema};
use crate::table::column::{Chunk, Field, Word};

const CREATED_BY: &str = concat!("tongbi ", env!("CARGO_PKG_VERSION"));

/// A table being written.
pub struct ParquetFile {
    writer: ArrowWriter<DigestWriter>,
    schema: SchemaRef,
    path: PathBuf,
    name: String,
    rows: u64,
}

impl ParquetFile {
    /// Creates `folder/name`; rows will come in the order of `key`.
    pub fn create(folder: &Path, name: &str, fields: &[Field], key: &[Word]) -> Result<Self, IoError> {
        let path = folder.join(name);
        let encode = |message: String| IoError::Encode { path: path.clone(), message };
        let positions = key.iter().map_while(|name| fields.iter().position(|field| field.name == *name));
        let sorting = positions
            .map(|index| SortingColumn { column_idx: i32::try_from(index).unwrap_or(0), descending: false, nulls_first: true })
            .collect();
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).map_err(|error| encode(error.to_string()))?))
            .set_created_by(CREATED_BY.to_owned())
            .set_statistics_enabled(EnabledStatistics::Page)
            .set_sorting_columns(Some(sorting))
            .build();
        let schema: SchemaRef = Arc::new(arrow_schema(fields));
        let writer = ArrowWriter::try_new(DigestWriter::create(&path)?, schema.clone(), Some(properties))
            .map_err(|error| encode(error.to_string()))?;
        Ok(Self { writer, schema, path, name: name.to_owned(), rows: 0 })
    }

    /// Adds rows.
    pub fn write(&mut self, chunk: &Chunk) -> Result<(), IoError> {
        let batch = RecordBatch::try_new(self.schema.clone(), arrow_columns(chunk)).map_err(|error| self.error(&error.to_string()))?;
        self.writer.write(&batch).map_err(|error| self.error(&error.to_string()))?;
        self.rows += chunk.rows() as u64;
        Ok(())
    }

    /// Writes the footer with the facts of the data set and brings the table to the disk.
    pub fn finish(mut self, facts: &[(String, String)]) -> Result<FileFacts, IoError> {
        for (key, value) in facts {
            self.writer.append_key_value_metadata(KeyValue::new(key.clone(), value.clone()));
        }
        let Self { writer, path, name, rows, .. } = self;
        let inner = writer.into_inner().map_err(|error| IoError::Encode { path: path.clone(), message: error.to_string() })?;
        inner.finish(&path, &name, rows)
    }

    fn error(&self, message: &str) -> IoError {
        IoError::Encode { path: self.path.clone(), message: message.to_owned() }
    }
}
