//! Parquet for notebooks: zstd, sorted and saying so, plain strings, with a page index and titles in the schema.
//!
//! Row groups are encoded apart from the file, so that several threads can, and are added in order.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::datatypes::{FieldRef, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::statistics::Statistics;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnDescPtr;

use super::parquet_footer::FooterWriter;
use super::parquet_pages::MadeColumn;
use super::{DigestWriter, FileFacts, IoError};
use super::{parquet_plain, parquet_words};
use crate::table::bridge::{arrow_column, arrow_schema};
use crate::table::column::{Chunk, Coded, Column, Field, Numbers, Texts, Word};

const CREATED_BY: &str = concat!("tongbi ", env!("CARGO_PKG_VERSION"));

/// Level of compression.
const ZSTD: i32 = 1;

/// How many rows are gathered into one row group where chunks are smaller.
pub const ROW_GROUP: usize = 1 << 17;

/// A table being written.
pub struct ParquetFile {
    writer: SerializedFileWriter<FooterWriter>,
    encoder: Arc<ParquetEncoder>,
    /// Rows that are too few for a row group of their own.
    pending: Vec<Chunk>,
    path: PathBuf,
    name: String,
    rows: u64,
}

/// Encodes row groups of one table.
pub struct ParquetEncoder {
    factory: ArrowRowGroupWriterFactory,
    columns: Vec<ColumnDescPtr>,
    level: ZstdLevel,
    schema: SchemaRef,
    path: PathBuf,
}

/// Rows of a table as Parquet has them.
pub struct RowGroup {
    columns: Vec<Encoded>,
    rows: usize,
}

/// One column of a row group.
enum Encoded {
    /// By our own pages.
    Made(MadeColumn),
    /// By the parquet crate.
    Values(ArrowColumnChunk),
}

impl ParquetEncoder {
    /// The row group of some chunks, one after the other.
    pub fn encode(&self, chunks: &[Chunk]) -> Result<RowGroup, IoError> {
        let failed = |error: ParquetError| encode_error(&self.path, &error.to_string());
        let mut columns = Vec::with_capacity(self.schema.fields().len());
        let writers = self.factory.create_column_writers(0).map_err(failed)?;
        for (index, (writer, field)) in writers.into_iter().zip(self.schema.fields()).enumerate() {
            let made = self.made(chunks, index, !field.is_nullable()).map_err(failed)?;
            let encoded = match made {
                Some(made) => Encoded::Made(made),
                None => Encoded::Values(encode_values(writer, field, chunks, index).map_err(failed)?),
            };
            columns.push(encoded);
        }
        Ok(RowGroup { columns, rows: chunks.iter().map(Chunk::rows).sum() })
    }

    /// A column by our own pages; none for what the parquet crate encodes.
    fn made(&self, chunks: &[Chunk], index: usize, required: bool) -> Result<Option<MadeColumn>, ParquetError> {
        let (column, level) = (&self.columns[index], self.level);
        let parts = || chunks.iter().map(|chunk| &chunk.columns[index]);
        let made = match chunks.first().map(|chunk| &chunk.columns[index]) {
            Some(Column::Code(_)) => match joined(chunks, index) {
                Some(coded) => parquet_words::encode(column, &coded, level)?,
                None => return Ok(None),
            },
            Some(Column::Text(_)) => {
                let texts: Vec<&Texts> =
                    parts().filter_map(|column| if let Column::Text(texts) = column { Some(texts) } else { None }).collect();
                parquet_plain::texts(column, &texts, level)?
            }
            Some(Column::Number(_)) => {
                let numbers: Vec<&Numbers> =
                    parts().filter_map(|column| if let Column::Number(numbers) = column { Some(numbers) } else { None }).collect();
                parquet_plain::numbers(column, &numbers, level)?
            }
            _ => return Ok(None),
        };
        if required && made.close.metadata.statistics().and_then(Statistics::null_count_opt).is_some_and(|nulls| nulls > 0) {
            return Err(ParquetError::General(format!("the column {} has an empty cell", column.name())));
        }
        Ok(Some(made))
    }
}

/// A column of small numbers or days, by the parquet crate.
fn encode_values(
    mut writer: ArrowColumnWriter,
    field: &FieldRef,
    chunks: &[Chunk],
    index: usize,
) -> Result<ArrowColumnChunk, ParquetError> {
    for chunk in chunks {
        for leaf in compute_leaves(field, &arrow_column(&chunk.columns[index]))? {
            writer.write(&leaf)?;
        }
    }
    writer.close()
}

impl ParquetFile {
    /// Creates `folder/name`; rows will come in the order of `key`.
    pub fn create(folder: &Path, name: &str, fields: &[Field], key: &[Word]) -> Result<Self, IoError> {
        let path = folder.join(name);
        let failed = |error: ParquetError| encode_error(&path, &error.to_string());
        let positions = key.iter().map_while(|name| fields.iter().position(|field| field.name == *name));
        let sorting = positions
            .map(|index| SortingColumn { column_idx: i32::try_from(index).unwrap_or(0), descending: false, nulls_first: true })
            .collect();
        let level = ZstdLevel::try_new(ZSTD).map_err(failed)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_created_by(CREATED_BY.to_owned())
            .set_statistics_enabled(EnabledStatistics::Page)
            .set_sorting_columns(Some(sorting));
        let schema: SchemaRef = Arc::new(arrow_schema(fields));
        let writer = ArrowWriter::try_new(FooterWriter::new(DigestWriter::create(&path)?), schema.clone(), Some(properties.build()))
            .map_err(failed)?;
        let (writer, factory) = writer.into_serialized_writer().map_err(failed)?;
        let encoder =
            Arc::new(ParquetEncoder { factory, columns: writer.schema_descr().columns().to_vec(), level, schema, path: path.clone() });
        Ok(Self { writer, encoder, pending: Vec::new(), path, name: name.to_owned(), rows: 0 })
    }

    /// What encodes row groups for this file.
    pub fn encoder(&self) -> Arc<ParquetEncoder> {
        self.encoder.clone()
    }

    /// Adds rows; they wait until they are enough for a row group.
    pub fn write(&mut self, chunk: Chunk) -> Result<(), IoError> {
        if chunk.rows() > 0 {
            self.pending.push(chunk);
        }
        if self.pending.iter().map(Chunk::rows).sum::<usize>() >= ROW_GROUP { self.flush() } else { Ok(()) }
    }

    /// Adds a row group behind all rows so far.
    pub fn append(&mut self, group: RowGroup) -> Result<(), IoError> {
        self.flush()?;
        self.put(group)
    }

    /// Writes the footer with the facts of the data set and brings the table to the disk.
    pub fn finish(mut self, facts: &[(String, String)]) -> Result<FileFacts, IoError> {
        self.flush()?;
        for (key, value) in facts {
            self.writer.append_key_value_metadata(KeyValue::new(key.clone(), value.clone()));
        }
        let Self { mut writer, encoder, path, name, rows, .. } = self;
        writer.inner_mut().hold();
        let footer = writer.into_inner().map_err(|error| encode_error(&path, &error.to_string()))?;
        let written = footer.release(encoder.columns.len()).map_err(IoError::file("write", &path))?;
        let inner = written.ok_or_else(|| encode_error(&path, "its footer does not end with the orders of its columns"))?;
        inner.finish(&path, &name, rows)
    }

    fn flush(&mut self) -> Result<(), IoError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let group = self.encoder.encode(&self.pending)?;
        self.pending.clear();
        self.put(group)
    }

    fn put(&mut self, group: RowGroup) -> Result<(), IoError> {
        let failed = |error: ParquetError| encode_error(&self.path, &error.to_string());
        let mut writer = self.writer.next_row_group().map_err(failed)?;
        for column in group.columns {
            match column {
                Encoded::Made(chunk) => writer.append_column(&chunk.bytes, chunk.close).map_err(failed)?,
                Encoded::Values(chunk) => chunk.append_to_row_group(&mut writer).map_err(failed)?,
            }
        }
        writer.close().map_err(failed)?;
        self.rows += group.rows as u64;
        Ok(())
    }
}

/// The shared texts of a column over all chunks; none for a column of something else.
fn joined(chunks: &[Chunk], index: usize) -> Option<Cow<'_, Coded>> {
    let mut columns = chunks.iter().filter_map(|chunk| match &chunk.columns[index] {
        Column::Code(coded) => Some(coded),
        _ => None,
    });
    let mut joined = Cow::Borrowed(columns.next()?);
    columns.for_each(|coded| joined.to_mut().extend(coded));
    Some(joined)
}

fn encode_error(path: &Path, message: &str) -> IoError {
    IoError::Encode { path: path.to_owned(), message: message.to_owned() }
}
