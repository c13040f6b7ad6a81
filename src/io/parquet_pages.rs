//! The pages of one column chunk: compressed, counted, with the offsets and bounds of the page index. What stands on them is made by
//! `parquet_words` and `parquet_plain`.
//!
//! Encodings are those of the format's first version (PLAIN, RLE_DICTIONARY and RLE in data pages V1), which every reader knows.

use bytes::Bytes;
use parquet::basic::{BoundaryOrder, Compression, Encoding, PageType, Type, ZstdLevel};
use parquet::column::page::{CompressedPage, Page, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ColumnChunkMetaData, ColumnIndexBuilder, OffsetIndexBuilder, PageEncodingStats};
use parquet::file::statistics::Statistics;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;

/// How many rows a page has: what the parquet crate gives its own.
pub(super) const PAGE_ROWS: usize = 20_000;
/// Texts longer than this are no bounds, because each page would repeat them in the footer.
pub(super) const LONGEST_BOUND: usize = 64;

/// A column chunk, ready to be put into a row group.
pub(super) struct MadeColumn {
    pub(super) bytes: Bytes,
    pub(super) close: ColumnCloseResult,
}

/// The least and the greatest value of a page, as the page index has them.
pub(super) enum PageBounds {
    /// Both.
    Of(Vec<u8>, Vec<u8>),
    /// All are null.
    Nulls,
    /// One of them is too long to be repeated; the column then has no bounds of pages.
    TooLong,
}

/// The pages of one column.
pub(super) struct ColumnPages {
    column: ColumnDescPtr,
    level: ZstdLevel,
    sink: TrackedWrite<Vec<u8>>,
    compressor: zstd::bulk::Compressor<'static>,
    index: ColumnIndexBuilder,
    offsets: OffsetIndexBuilder,
    stats: Vec<PageEncodingStats>,
    rows: usize,
    nulls: usize,
    first_data: Option<usize>,
    compressed: usize,
    uncompressed: usize,
}

impl ColumnPages {
    /// No page yet; `physical` is the type that Parquet stores.
    pub(super) fn new(column: &ColumnDescPtr, physical: Type, level: ZstdLevel) -> Result<Self> {
        Ok(Self {
            column: column.clone(),
            level,
            sink: TrackedWrite::new(Vec::new()),
            compressor: zstd::bulk::Compressor::new(level.compression_level())?,
            index: ColumnIndexBuilder::new(physical),
            offsets: OffsetIndexBuilder::new(),
            stats: Vec::new(),
            rows: 0,
            nulls: 0,
            first_data: None,
            compressed: 0,
            uncompressed: 0,
        })
    }

    /// How many nulls there are on the pages so far.
    pub(super) fn nulls(&self) -> u64 {
        self.nulls as u64
    }

    /// Adds the dictionary, before any page of data.
    pub(super) fn dictionary(&mut self, plain: &[u8], words: u32) -> Result<()> {
        let page = |buf| Page::DictionaryPage { buf, num_values: words, encoding: Encoding::PLAIN, is_sorted: false };
        self.write(plain, page)?;
        self.stats.push(PageEncodingStats { page_type: PageType::DICTIONARY_PAGE, encoding: Encoding::PLAIN, count: 1 });
        Ok(())
    }

    /// Begins a page of data with which rows have a value, where the column may be without.
    pub(super) fn levels(&self, present: impl Iterator<Item = bool>, nulls: usize, plain: &mut Vec<u8>) -> Result<()> {
        if self.column.max_def_level() == 0 {
            return Ok(());
        }
        let start = plain.len();
        plain.extend_from_slice(&[0; 4]);
        if nulls == 0 {
            varint((present.count() as u64) << 1, plain);
            plain.push(1);
        } else {
            hybrid(present.map(u32::from), 1, plain);
        }
        let length = u32::try_from(plain.len() - start - 4).map_err(too_long)?;
        plain[start..start + 4].copy_from_slice(&length.to_le_bytes());
        Ok(())
    }

    /// Adds a page of data: levels, then values, of so many rows with so many nulls among them.
    pub(super) fn data(&mut self, plain: &[u8], (rows, nulls): (usize, usize), encoding: Encoding, bounds: PageBounds) -> Result<()> {
        let count = u32::try_from(rows).map_err(too_long)?;
        let page = |buf| Page::DataPage {
            buf,
            num_values: count,
            encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        let (offset, size) = self.write(plain, page)?;
        self.first_data.get_or_insert(offset);
        self.rows += rows;
        self.nulls += nulls;
        self.offsets.append_offset_and_size(signed(offset)?, i32::try_from(size).map_err(too_long)?);
        self.offsets.append_row_count(i64::from(count));
        match self.stats.last_mut() {
            Some(stats) if stats.page_type == PageType::DATA_PAGE => stats.count += 1,
            _ => self.stats.push(PageEncodingStats { page_type: PageType::DATA_PAGE, encoding, count: 1 }),
        }
        let (null, low, high) = match bounds {
            PageBounds::Of(low, high) => (false, low, high),
            PageBounds::Nulls => (true, Vec::new(), Vec::new()),
            PageBounds::TooLong => {
                self.index.to_invalid();
                (false, Vec::new(), Vec::new())
            }
        };
        self.index.append(null, low, high, signed(nulls)?, None);
        Ok(())
    }

    /// Compresses and writes a page; where it begins and how long it is with its header.
    fn write(&mut self, plain: &[u8], page: impl FnOnce(Bytes) -> Page) -> Result<(usize, usize)> {
        let compressed = Bytes::from(self.compressor.compress(plain)?);
        let spec = SerializedPageWriter::new(&mut self.sink).write_page(CompressedPage::new(page(compressed), plain.len()))?;
        self.compressed += spec.bytes_written as usize;
        self.uncompressed += spec.bytes_written as usize - spec.compressed_size + spec.uncompressed_size;
        Ok((spec.offset as usize, spec.bytes_written as usize))
    }

    /// The finished column; `ascending` says whether the bounds of its pages follow each other.
    pub(super) fn finish(mut self, statistics: Statistics, ascending: bool) -> Result<MadeColumn> {
        self.index.set_boundary_order(if ascending { BoundaryOrder::ASCENDING } else { BoundaryOrder::UNORDERED });
        let has_dictionary = self.stats.first().is_some_and(|stats| stats.page_type == PageType::DICTIONARY_PAGE);
        let mut encodings = vec![Encoding::PLAIN, Encoding::RLE];
        encodings.extend(has_dictionary.then_some(Encoding::RLE_DICTIONARY));
        let metadata = ColumnChunkMetaData::builder(self.column)
            .set_compression(Compression::ZSTD(self.level))
            .set_encodings(encodings)
            .set_page_encoding_stats(self.stats)
            .set_total_compressed_size(signed(self.compressed)?)
            .set_total_uncompressed_size(signed(self.uncompressed)?)
            .set_num_values(signed(self.rows)?)
            .set_dictionary_page_offset(has_dictionary.then_some(0))
            .set_data_page_offset(signed(self.first_data.unwrap_or(self.compressed))?)
            .set_statistics(statistics)
            .build()?;
        let bytes = Bytes::from(self.sink.into_inner()?);
        let close = ColumnCloseResult {
            bytes_written: bytes.len() as u64,
            rows_written: self.rows as u64,
            metadata,
            bloom_filter: None,
            column_index: self.index.valid().then(|| self.index.build()).transpose()?,
            offset_index: Some(self.offsets.build()),
        };
        Ok(MadeColumn { bytes, close })
    }
}

/// The hybrid of runs and bit-packed groups of eight. A width of 0 has only runs of nothing.
pub(super) fn hybrid(values: impl Iterator<Item = u32>, width: u8, out: &mut Vec<u8>) {
    let mut literals: Vec<u32> = Vec::new();
    let mut run: (u32, usize) = (0, 0);
    for value in values {
        if run.1 > 0 && value == run.0 {
            run.1 += 1;
            continue;
        }
        settle(run, width, &mut literals, out);
        run = (value, 1);
    }
    settle(run, width, &mut literals, out);
    pack(&mut literals, width, out);
}

/// Puts a run where it belongs: short ones among the literals, whose number before a run must be a multiple of eight.
fn settle((value, mut count): (u32, usize), width: u8, literals: &mut Vec<u32>, out: &mut Vec<u8>) {
    let filled = literals.len().next_multiple_of(8) - literals.len();
    if count < filled + 8 {
        literals.extend(std::iter::repeat_n(value, count));
        return;
    }
    literals.extend(std::iter::repeat_n(value, filled));
    count -= filled;
    pack(literals, width, out);
    varint((count as u64) << 1, out);
    out.extend_from_slice(&value.to_le_bytes()[..usize::from(width.div_ceil(8))]);
}

/// Writes literals in groups of eight, the last filled with zeros that no row counts.
fn pack(literals: &mut Vec<u32>, width: u8, out: &mut Vec<u8>) {
    if literals.is_empty() {
        return;
    }
    literals.resize(literals.len().next_multiple_of(8), 0);
    varint((literals.len() as u64 / 8) << 1 | 1, out);
    let (mut bits, mut held) = (0_u64, 0_u8);
    for value in literals.drain(..) {
        bits |= u64::from(value) << held;
        held += width;
        while held >= 8 {
            out.push(bits as u8);
            bits >>= 8;
            held -= 8;
        }
    }
}

fn varint(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn signed(number: usize) -> Result<i64> {
    i64::try_from(number).map_err(too_long)
}

pub(super) fn too_long(_: std::num::TryFromIntError) -> ParquetError {
    ParquetError::General("a page or a text is longer than Parquet can say".to_owned())
}
