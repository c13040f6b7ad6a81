//! Parquet for notebooks: zstd, sorted and saying so, plain strings, with a page index and titles in the schema.
//!
//! Row groups are encoded apart from the file, so that several threads can, and are added in order.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnDescPtr;

use super::parquet_bounds::Meaning;
use super::parquet_footer::FooterWriter;
use super::parquet_pages::{MadeColumn, PAGE_ROWS, Press};
use super::parquet_values::{DoublesColumn, TextsColumn};
use super::parquet_words::WordsColumn;
use super::prepared::Prepared;
use super::{ClosingFile, DigestWriter, IoError};
use crate::table::bridge::arrow_schema;
use crate::table::column::{Chunk, Column, Field, Kind, Word};

const CREATED_BY: &str = concat!("tongbi ", env!("CARGO_PKG_VERSION"));

/// How many rows are gathered into one row group where chunks are smaller.
pub const ROW_GROUP: usize = 1 << 15;

/// A table being written.
pub struct ParquetFile {
    writer: SerializedFileWriter<FooterWriter>,
    encoder: Arc<ParquetEncoder>,
    /// Rows that are too few for a row group of their own.
    pending: Option<Chunk>,
    path: PathBuf,
    name: String,
    rows: u64,
}

/// Encodes row groups of one table.
pub struct ParquetEncoder {
    columns: Vec<ColumnDescPtr>,
    kinds: Vec<Kind>,
    schema: SchemaRef,
    path: PathBuf,
    /// What nobody compresses with just now.
    presses: Mutex<Vec<Press>>,
}

/// Rows of a table as Parquet has them.
pub struct RowGroup {
    columns: Vec<MadeColumn>,
    rows: usize,
}

/// A row group on its way: rows come in batches and are not kept.
pub struct GroupEncoder {
    encoder: Arc<ParquetEncoder>,
    columns: Vec<OpenColumn>,
    press: Press,
    rows: usize,
}

/// One column of a row group on its way.
enum OpenColumn {
    Words(WordsColumn),
    Texts(TextsColumn),
    Doubles(DoublesColumn),
}

impl ParquetEncoder {
    /// Begins a row group.
    pub fn begin(self: &Arc<Self>) -> Result<GroupEncoder, IoError> {
        let failed = |error: ParquetError| self.failed(&error);
        let open = |(kind, column): (&Kind, &ColumnDescPtr)| match kind {
            Kind::Code => OpenColumn::Words(WordsColumn::new(column, Meaning::Text)),
            Kind::Small => OpenColumn::Words(WordsColumn::new(column, Meaning::Small)),
            Kind::Date => OpenColumn::Words(WordsColumn::new(column, Meaning::Day)),
            Kind::Text => OpenColumn::Texts(TextsColumn::new(column)),
            Kind::Number => OpenColumn::Doubles(DoublesColumn::new(column)),
        };
        let columns = self.kinds.iter().zip(&self.columns).map(open).collect();
        let press = self.presses.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let press = press.map_or_else(Press::new, Ok).map_err(failed)?;
        Ok(GroupEncoder { encoder: self.clone(), columns, press, rows: 0 })
    }

    /// The row group of a chunk.
    pub fn encode(self: &Arc<Self>, chunk: &Chunk) -> Result<RowGroup, IoError> {
        let mut group = self.begin()?;
        group.add(chunk, &Prepared::of(chunk))?;
        group.finish()
    }

    fn failed(&self, error: &ParquetError) -> IoError {
        encode_error(&self.path, &error.to_string())
    }
}

impl GroupEncoder {
    /// Adds rows, which are prepared. Shared texts have the codes that they had in the chunks before.
    pub(super) fn add(&mut self, chunk: &Chunk, prepared: &Prepared) -> Result<(), IoError> {
        let rows = chunk.rows();
        self.rows += rows;
        if prepared.is_page() && rows > 0 {
            return self.page(chunk, 0..rows, prepared);
        }
        let mut prepared = Prepared::default();
        for start in (0..rows).step_by(PAGE_ROWS) {
            let page = start..rows.min(start + PAGE_ROWS);
            prepared.prepare(chunk, page.clone());
            self.page(chunk, page, &prepared)?;
        }
        Ok(())
    }

    fn page(&mut self, chunk: &Chunk, rows: Range<usize>, prepared: &Prepared) -> Result<(), IoError> {
        for (index, (open, facts)) in self.columns.iter_mut().zip(prepared.columns()).enumerate() {
            let added = match (open, &chunk.columns[index]) {
                (OpenColumn::Words(words), Column::Code(coded) | Column::Small(coded) | Column::Date(coded)) => {
                    words.page(coded, &facts.runs, &mut self.press)
                }
                (OpenColumn::Texts(texts), Column::Text(column)) => texts.page(column, rows.clone(), &mut self.press),
                (OpenColumn::Doubles(column), Column::Number(_)) => column.page(&facts.doubles, &mut self.press),
                _ => Err(ParquetError::General(format!("the column {index} has values of another kind"))),
            };
            added.map_err(|error| self.encoder.failed(&error))?;
        }
        Ok(())
    }

    /// The finished row group.
    pub fn finish(mut self) -> Result<RowGroup, IoError> {
        let (mut columns, encoder) = (Vec::with_capacity(self.columns.len()), self.encoder);
        for (column, field) in self.columns.into_iter().zip(encoder.schema.fields()) {
            let nulls = match &column {
                OpenColumn::Words(words) => words.nulls(),
                OpenColumn::Texts(texts) => texts.nulls(),
                OpenColumn::Doubles(doubles) => doubles.nulls(),
            };
            if nulls > 0 && !field.is_nullable() {
                return Err(encode_error(&encoder.path, &format!("the column {} has an empty cell", field.name())));
            }
            let press = &mut self.press;
            let made = match column {
                OpenColumn::Words(words) => words.finish(press),
                OpenColumn::Texts(texts) => texts.finish(press),
                OpenColumn::Doubles(doubles) => doubles.finish(press),
            };
            columns.push(made.map_err(|error| encoder.failed(&error))?);
        }
        encoder.presses.lock().unwrap_or_else(PoisonError::into_inner).push(self.press);
        Ok(RowGroup { columns, rows: self.rows })
    }
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
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(CREATED_BY.to_owned())
            .set_statistics_enabled(EnabledStatistics::Page)
            .set_sorting_columns(Some(sorting));
        let schema: SchemaRef = Arc::new(arrow_schema(fields));
        let writer = ArrowWriter::try_new(FooterWriter::new(DigestWriter::create(&path)?), schema.clone(), Some(properties.build()))
            .map_err(failed)?;
        let (writer, _) = writer.into_serialized_writer().map_err(failed)?;
        let (columns, kinds) = (writer.schema_descr().columns().to_vec(), fields.iter().map(|field| field.kind).collect());
        let encoder = ParquetEncoder { columns, kinds, schema, path: path.clone(), presses: Mutex::default() };
        Ok(Self { writer, encoder: Arc::new(encoder), pending: None, path, name: name.to_owned(), rows: 0 })
    }

    /// What encodes row groups for this file.
    pub fn encoder(&self) -> Arc<ParquetEncoder> {
        self.encoder.clone()
    }

    /// Adds rows; they wait until they are enough for a row group.
    pub fn write(&mut self, chunk: Chunk) -> Result<(), IoError> {
        match &mut self.pending {
            _ if chunk.rows() == 0 => {}
            Some(pending) => pending.extend(&chunk),
            None => self.pending = Some(chunk),
        }
        if self.pending.as_ref().is_some_and(|pending| pending.rows() >= ROW_GROUP) { self.flush() } else { Ok(()) }
    }

    /// Adds a row group behind all rows so far.
    pub fn append(&mut self, group: RowGroup) -> Result<(), IoError> {
        self.flush()?;
        self.put(group)
    }

    /// Writes the footer with the facts of the data set and sends the table on its way to the disk.
    pub fn close(mut self, facts: &[(String, String)]) -> Result<ClosingFile, IoError> {
        self.flush()?;
        for (key, value) in facts {
            self.writer.append_key_value_metadata(KeyValue::new(key.clone(), value.clone()));
        }
        let Self { mut writer, encoder, path, name, rows, .. } = self;
        writer.inner_mut().hold();
        let footer = writer.into_inner().map_err(|error| encode_error(&path, &error.to_string()))?;
        let written = footer.release(encoder.columns.len()).map_err(IoError::file("write", &path))?;
        let inner = written.ok_or_else(|| encode_error(&path, "its footer does not end with the orders of its columns"))?;
        inner.close(&path, &name, rows)
    }

    fn flush(&mut self) -> Result<(), IoError> {
        match self.pending.take() {
            Some(pending) => self.put(self.encoder.encode(&pending)?),
            None => Ok(()),
        }
    }

    fn put(&mut self, group: RowGroup) -> Result<(), IoError> {
        let failed = |error: ParquetError| encode_error(&self.path, &error.to_string());
        let mut writer = self.writer.next_row_group().map_err(failed)?;
        for column in group.columns {
            writer.append_column(&column.bytes, column.close).map_err(failed)?;
        }
        writer.close().map_err(failed)?;
        self.rows += group.rows as u64;
        Ok(())
    }
}

fn encode_error(path: &Path, message: &str) -> IoError {
    IoError::Encode { path: path.to_owned(), message: message.to_owned() }
}
