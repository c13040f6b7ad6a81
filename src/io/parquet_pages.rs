//! The pages of one column chunk: compressed, counted, with the offsets and bounds of the page index. What stands on them is made by
//! `parquet_words` and `parquet_values`, page by page: rows come in batches and are not kept.
//!
//! Pages are those of the format's first version, V1, which every reader knows. Encodings are RLE_DICTIONARY with a dictionary in PLAIN, and where no
//! dictionary is worth while those that `parquet_values` names.

use bytes::Bytes;
use parquet::basic::{BoundaryOrder, Compression, Encoding, PageType, Type, ZstdLevel};
use parquet::column::page::{CompressedPage, Page, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ColumnChunkMetaData, ColumnIndexBuilder, OffsetIndexBuilder, PageEncodingStats};
use parquet::file::statistics::Statistics;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;

/// How many rows a page has: about what the parquet crate gives its own; two to four of them are a row group.
pub(super) const PAGE_ROWS: usize = 1 << 14;
/// Level of compression.
const LEVEL: i32 = 1;
/// The level of what has few repetitions: they are hardly looked for, in two thirds of the time, and letters that are frequent take few bits all the same.
const QUICK: i32 = -1;
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

/// Compresses pages, with buffers that pages share: one for all columns of a row group.
pub(super) struct Press {
    compressor: zstd::bulk::Compressor<'static>,
    level: i32,
    compressed: Vec<u8>,
    /// A page on its way.
    pub(super) plain: Vec<u8>,
}

impl Press {
    pub(super) fn new() -> Result<Self> {
        let compressor = zstd::bulk::Compressor::new(LEVEL)?;
        Ok(Self { compressor, level: LEVEL, compressed: Vec::new(), plain: Vec::new() })
    }

    /// Compresses pages of other columns, at their level.
    fn set(&mut self, level: i32) -> Result<()> {
        if self.level != level {
            self.compressor.set_compression_level(level)?;
            self.level = level;
        }
        Ok(())
    }

    /// The compressed page, in memory that is given back by [`Press::take_back`].
    fn compress(&mut self) -> Result<Bytes> {
        let mut compressed = std::mem::take(&mut self.compressed);
        compressed.clear();
        compressed.reserve(zstd::zstd_safe::compress_bound(self.plain.len()));
        self.compressor.compress_to_buffer(&self.plain, &mut compressed)?;
        Ok(Bytes::from(compressed))
    }

    /// How long the page would be with values encoded so.
    pub(super) fn length(&mut self, encoding: Encoding) -> Result<usize> {
        self.set(level_of(encoding))?;
        let compressed = self.compress()?;
        let length = compressed.len();
        self.take_back(compressed);
        Ok(length)
    }

    /// Takes the memory of a page back that nobody else holds any more.
    fn take_back(&mut self, compressed: Bytes) {
        self.compressed = Vec::from(compressed);
    }
}

/// The level at which values that are encoded so are compressed.
const fn level_of(encoding: Encoding) -> i32 {
    if matches!(encoding, Encoding::BYTE_STREAM_SPLIT) { QUICK } else { LEVEL }
}

/// The pages of one column. Each is made in the buffer of a [`Press`], which begins empty.
pub(super) struct ColumnPages {
    column: ColumnDescPtr,
    sink: TrackedWrite<Vec<u8>>,
    index: ColumnIndexBuilder,
    /// Where each page begins among those of data, how long it is with its header, and how many rows it has.
    places: Vec<(usize, usize, usize)>,
    encoding: Encoding,
    rows: usize,
    nulls: usize,
    size: Size,
}

/// Bytes with headers, as they are and as they were before compression.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    compressed: usize,
    uncompressed: usize,
}

impl ColumnPages {
    /// No page yet; `physical` is the type that Parquet stores, `encoding` that of the values.
    pub(super) fn new(column: &ColumnDescPtr, physical: Type, encoding: Encoding) -> Self {
        Self {
            column: column.clone(),
            sink: TrackedWrite::new(Vec::new()),
            index: ColumnIndexBuilder::new(physical),
            places: Vec::new(),
            encoding,
            rows: 0,
            nulls: 0,
            size: Size::default(),
        }
    }

    /// Values will be encoded so; before the first page.
    pub(super) fn encode_by(&mut self, encoding: Encoding) {
        self.encoding = encoding;
    }

    /// How many pages there are so far.
    pub(super) fn count(&self) -> usize {
        self.places.len()
    }

    /// How many nulls there are on the pages so far.
    pub(super) fn nulls(&self) -> u64 {
        self.nulls as u64
    }

    /// Begins a page of data with which rows have a value, where the column may be without.
    pub(super) fn levels(&self, present: impl Iterator<Item = bool>, (rows, nulls): (usize, usize), press: &mut Press) -> Result<()> {
        let plain = &mut press.plain;
        plain.clear();
        if self.column.max_def_level() == 0 {
            return Ok(());
        }
        plain.extend_from_slice(&[0; 4]);
        if nulls == 0 || nulls == rows {
            varint((rows as u64) << 1, plain);
            plain.push(u8::from(nulls == 0));
        } else {
            bits(present, rows, plain);
        }
        let length = u32::try_from(plain.len() - 4).map_err(too_long)?;
        plain[..4].copy_from_slice(&length.to_le_bytes());
        Ok(())
    }

    /// Adds a page of data: levels, then values, of so many rows with so many nulls among them.
    pub(super) fn data(&mut self, press: &mut Press, (rows, nulls): (usize, usize), bounds: PageBounds) -> Result<()> {
        let (count, encoding) = (u32::try_from(rows).map_err(too_long)?, self.encoding);
        let page = |buf| Page::DataPage {
            buf,
            num_values: count,
            encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        press.set(level_of(encoding))?;
        let (offset, length) = write(&mut self.sink, press, page, &mut self.size)?;
        self.rows += rows;
        self.nulls += nulls;
        self.places.push((offset, length, rows));
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

    /// The finished column; `ascending` says whether the bounds of its pages follow each other. A dictionary has its words, PLAIN, and their number.
    pub(super) fn finish(
        mut self,
        press: &mut Press,
        dictionary: Option<(&[u8], u32)>,
        statistics: Statistics,
        ascending: bool,
    ) -> Result<MadeColumn> {
        self.index.set_boundary_order(if ascending { BoundaryOrder::ASCENDING } else { BoundaryOrder::UNORDERED });
        let mut stats =
            vec![PageEncodingStats { page_type: PageType::DATA_PAGE, encoding: self.encoding, count: signed32(self.places.len())? }];
        let (mut encodings, mut bytes) = (vec![Encoding::RLE, self.encoding], Vec::new());
        if let Some((plain, words)) = dictionary {
            let mut sink = TrackedWrite::new(Vec::new());
            press.plain.clear();
            press.plain.extend_from_slice(plain);
            press.set(LEVEL)?;
            let page = |buf| Page::DictionaryPage { buf, num_values: words, encoding: Encoding::PLAIN, is_sorted: false };
            write(&mut sink, press, page, &mut self.size)?;
            bytes = sink.into_inner()?;
            stats.insert(0, PageEncodingStats { page_type: PageType::DICTIONARY_PAGE, encoding: Encoding::PLAIN, count: 1 });
            encodings.push(Encoding::PLAIN);
        }
        let (first, pages) = (bytes.len(), self.sink.into_inner()?);
        let bytes = if bytes.is_empty() { pages } else { [bytes, pages].concat() };
        let mut offsets = OffsetIndexBuilder::new();
        for (offset, length, rows) in self.places {
            offsets.append_offset_and_size(signed(first + offset)?, signed32(length)?);
            offsets.append_row_count(signed(rows)?);
        }
        let metadata = ColumnChunkMetaData::builder(self.column)
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_encodings(encodings)
            .set_page_encoding_stats(stats)
            .set_total_compressed_size(signed(self.size.compressed)?)
            .set_total_uncompressed_size(signed(self.size.uncompressed)?)
            .set_num_values(signed(self.rows)?)
            .set_dictionary_page_offset(dictionary.map(|_| 0))
            .set_data_page_offset(signed(first)?)
            .set_statistics(statistics)
            .build()?;
        let bytes = Bytes::from(bytes);
        let close = ColumnCloseResult {
            bytes_written: bytes.len() as u64,
            rows_written: self.rows as u64,
            metadata,
            bloom_filter: None,
            column_index: self.index.valid().then(|| self.index.build()).transpose()?,
            offset_index: Some(offsets.build()),
        };
        Ok(MadeColumn { bytes, close })
    }
}

/// Compresses and writes the page that the press holds; where it begins and how long it is with its header.
fn write(sink: &mut TrackedWrite<Vec<u8>>, press: &mut Press, page: impl FnOnce(Bytes) -> Page, size: &mut Size) -> Result<(usize, usize)> {
    let compressed = press.compress()?;
    let spec = SerializedPageWriter::new(sink).write_page(CompressedPage::new(page(compressed.clone()), press.plain.len()))?;
    press.take_back(compressed);
    size.compressed += spec.bytes_written as usize;
    size.uncompressed += spec.bytes_written as usize - spec.compressed_size + spec.uncompressed_size;
    Ok((spec.offset as usize, spec.bytes_written as usize))
}

/// One bit for each row, as one run of bit-packed groups.
fn bits(present: impl Iterator<Item = bool>, rows: usize, out: &mut Vec<u8>) {
    varint((rows.div_ceil(8) as u64) << 1 | 1, out);
    let (mut byte, mut held) = (0_u8, 0);
    for bit in present {
        byte |= u8::from(bit) << held;
        held += 1;
        if held == 8 {
            out.push(byte);
            (byte, held) = (0, 0);
        }
    }
    if held > 0 {
        out.push(byte);
    }
}

/// The hybrid of runs and bit-packed groups of eight, of values with how often each comes. Two that follow each other may have one value.
pub(super) fn hybrid(runs: impl Iterator<Item = (u32, usize)>, width: u8, out: &mut Vec<u8>) {
    let mut literals: Vec<u32> = Vec::new();
    let mut open: (u32, usize) = (0, 0);
    for (value, count) in runs {
        if open.1 > 0 && value == open.0 {
            open.1 += count;
            continue;
        }
        settle(open, width, &mut literals, out);
        open = (value, count);
    }
    settle(open, width, &mut literals, out);
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
    run(value, count, width, out);
}

/// Writes so many times one value.
pub(super) fn run(value: u32, count: usize, width: u8, out: &mut Vec<u8>) {
    varint((count as u64) << 1, out);
    out.extend_from_slice(&value.to_le_bytes()[..usize::from(width.div_ceil(8))]);
}

/// Writes literals and forgets them.
fn pack(literals: &mut Vec<u32>, width: u8, out: &mut Vec<u8>) {
    packed(literals, width, out);
    literals.clear();
}

/// Writes values of so many bits in groups of eight, the last filled with zeros that no row counts.
pub(super) fn packed(values: &[u32], width: u8, out: &mut Vec<u8>) {
    if values.is_empty() {
        return;
    }
    let groups = values.len().div_ceil(8);
    varint((groups as u64) << 1 | 1, out);
    let end = out.len() + groups * usize::from(width);
    let (mut bits, mut held) = (0_u64, 0);
    for value in values {
        bits |= u64::from(*value) << held;
        held += u32::from(width);
        if held >= u32::BITS {
            out.extend_from_slice(&(bits as u32).to_le_bytes());
            bits >>= u32::BITS;
            held -= u32::BITS;
        }
    }
    out.extend_from_slice(&bits.to_le_bytes());
    out.resize(end, 0);
}

/// Seven bits of a number in each byte.
pub(super) fn varint(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn signed(number: usize) -> Result<i64> {
    i64::try_from(number).map_err(too_long)
}

fn signed32(number: usize) -> Result<i32> {
    i32::try_from(number).map_err(too_long)
}

pub(super) fn too_long(_: std::num::TryFromIntError) -> ParquetError {
    ParquetError::General("a page or a text is longer than Parquet can say".to_owned())
}
