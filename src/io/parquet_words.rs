//! A column of shared texts as Parquet has it: the texts once, in a dictionary page, and for each row which.
//!
//! The column has the codes already, so pages are made from them; the writer of the parquet crate would look up and compare every text of every
//! row again. The encodings are those of the format's first version: PLAIN, RLE_DICTIONARY and RLE in data pages V1, which every reader knows.

use bytes::Bytes;
use parquet::basic::{BoundaryOrder, Compression, Encoding, PageType, Type, ZstdLevel};
use parquet::column::page::{CompressedPage, Page, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::ByteArray;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ColumnChunkMetaData, ColumnIndexBuilder, OffsetIndexBuilder, PageEncodingStats};
use parquet::file::statistics::Statistics;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;

use crate::table::column::Coded;

/// How many rows a page has: what the parquet crate gives its own.
const PAGE_ROWS: usize = 20_000;
/// Texts longer than this are no bounds, because each page would repeat them in the footer.
const LONGEST_BOUND: usize = 64;

/// A column chunk, ready to be put into a row group.
pub(super) struct WordChunk {
    pub(super) bytes: Bytes,
    pub(super) close: ColumnCloseResult,
}

/// Encodes a column; code 0, the empty text, is null.
pub(super) fn encode(column: &ColumnDescPtr, coded: &Coded, level: ZstdLevel) -> Result<WordChunk> {
    let mut sink = TrackedWrite::new(Vec::new());
    let mut pages = Pages::new(coded, column.max_def_level() > 0, level, &mut sink)?;
    pages.dictionary()?;
    for codes in coded.codes().chunks(PAGE_ROWS) {
        pages.data(codes)?;
    }
    let totals = pages.finish();
    let data_pages = i32::try_from(coded.codes().len().div_ceil(PAGE_ROWS)).unwrap_or(i32::MAX);
    let stats = |page_type, encoding, count| PageEncodingStats { page_type, encoding, count };
    let metadata = ColumnChunkMetaData::builder(column.clone())
        .set_compression(Compression::ZSTD(level))
        .set_encodings(vec![Encoding::PLAIN, Encoding::RLE, Encoding::RLE_DICTIONARY])
        .set_page_encoding_stats(vec![
            stats(PageType::DICTIONARY_PAGE, Encoding::PLAIN, 1),
            stats(PageType::DATA_PAGE, Encoding::RLE_DICTIONARY, data_pages),
        ])
        .set_total_compressed_size(signed(totals.compressed)?)
        .set_total_uncompressed_size(signed(totals.uncompressed)?)
        .set_num_values(signed(coded.codes().len())?)
        .set_dictionary_page_offset(Some(0))
        .set_data_page_offset(signed(totals.first_data)?)
        .set_statistics(totals.statistics)
        .build()?;
    let bytes = Bytes::from(sink.into_inner()?);
    let close = ColumnCloseResult {
        bytes_written: bytes.len() as u64,
        rows_written: coded.codes().len() as u64,
        metadata,
        bloom_filter: None,
        column_index: totals.index.valid().then(|| totals.index.build()).transpose()?,
        offset_index: Some(totals.offsets.build()),
    };
    Ok(WordChunk { bytes, close })
}

/// The pages of one column.
struct Pages<'a> {
    coded: &'a Coded,
    nullable: bool,
    writer: SerializedPageWriter<'a, Vec<u8>>,
    compressor: zstd::bulk::Compressor<'static>,
    index: ColumnIndexBuilder,
    offsets: OffsetIndexBuilder,
    /// First and last text of the pages so far, in byte order, and whether these are in order.
    bounds: Option<(&'a str, &'a str)>,
    last_page: Option<(&'a str, &'a str)>,
    ascending: bool,
    nulls: usize,
    first_data: usize,
    compressed: usize,
    uncompressed: usize,
}

/// What is known when all pages are written.
struct Totals {
    index: ColumnIndexBuilder,
    offsets: OffsetIndexBuilder,
    statistics: Statistics,
    first_data: usize,
    compressed: usize,
    uncompressed: usize,
}

impl<'a> Pages<'a> {
    fn new(coded: &'a Coded, nullable: bool, level: ZstdLevel, sink: &'a mut TrackedWrite<Vec<u8>>) -> Result<Self> {
        Ok(Self {
            coded,
            nullable,
            writer: SerializedPageWriter::new(sink),
            compressor: zstd::bulk::Compressor::new(level.compression_level())?,
            index: ColumnIndexBuilder::new(Type::BYTE_ARRAY),
            offsets: OffsetIndexBuilder::new(),
            bounds: None,
            last_page: None,
            ascending: true,
            nulls: 0,
            first_data: 0,
            compressed: 0,
            uncompressed: 0,
        })
    }

    /// The texts, PLAIN: each with its length before it. The empty one is null and is left out, so that code `n` is text `n - 1` of the page.
    fn dictionary(&mut self) -> Result<()> {
        let mut plain = Vec::new();
        let mut words: u32 = 0;
        for word in self.coded.words().iter().skip(1) {
            plain.extend_from_slice(&u32::try_from(word.len()).map_err(too_long)?.to_le_bytes());
            plain.extend_from_slice(word.as_bytes());
            words += 1;
        }
        let page = |buf| Page::DictionaryPage { buf, num_values: words, encoding: Encoding::PLAIN, is_sorted: false };
        self.first_data = self.write(&plain, page)?.1;
        Ok(())
    }

    fn data(&mut self, codes: &[u32]) -> Result<()> {
        let mut plain = Vec::with_capacity(codes.len());
        let nulls = codes.iter().filter(|code| **code == 0).count();
        if self.nullable {
            plain.extend_from_slice(&[0; 4]);
            hybrid(codes.iter().map(|code| u32::from(*code > 0)), 1, &mut plain);
            let length = u32::try_from(plain.len() - 4).map_err(too_long)?;
            plain[..4].copy_from_slice(&length.to_le_bytes());
        }
        let words = self.coded.words().len() - 1;
        let width = (usize::BITS - words.saturating_sub(1).leading_zeros()) as u8;
        plain.push(width);
        hybrid(codes.iter().filter(|code| **code > 0).map(|code| code - 1), width, &mut plain);
        let rows = u32::try_from(codes.len()).map_err(too_long)?;
        let page = |buf| Page::DataPage {
            buf,
            num_values: rows,
            encoding: Encoding::RLE_DICTIONARY,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        let (offset, size) = self.write(&plain, page)?;
        self.offsets.append_offset_and_size(signed(offset)?, i32::try_from(size).map_err(too_long)?);
        self.offsets.append_row_count(i64::from(rows));
        self.bound(codes, nulls)
    }

    /// Notes the first and last text of a page.
    fn bound(&mut self, codes: &[u32], nulls: usize) -> Result<()> {
        self.nulls += nulls;
        let mut last = 0;
        let mut page: Option<(&'a str, &'a str)> = None;
        for code in codes {
            // Rows are sorted, so that the same text mostly comes again.
            if *code == 0 || *code == last {
                continue;
            }
            last = *code;
            let word = self.coded.words().get(*code as usize);
            page = Some(page.map_or((word, word), |(low, high)| (low.min(word), high.max(word))));
        }
        let bytes = |text: &str| text.as_bytes().to_vec();
        let (low, high) = page.map_or_else(Default::default, |(low, high)| (bytes(low), bytes(high)));
        if low.len() > LONGEST_BOUND || high.len() > LONGEST_BOUND {
            self.index.to_invalid();
        }
        self.index.append(page.is_none(), low, high, signed(nulls)?, None);
        if let Some((low, high)) = page {
            self.ascending &= self.last_page.is_none_or(|before| before.0 <= low && before.1 <= high);
            self.last_page = page;
            self.bounds = Some(self.bounds.map_or((low, high), |(first, last)| (first.min(low), last.max(high))));
        }
        Ok(())
    }

    /// Compresses and writes a page; where it begins and how long it is with its header.
    fn write(&mut self, plain: &[u8], page: impl FnOnce(Bytes) -> Page) -> Result<(usize, usize)> {
        let compressed = Bytes::from(self.compressor.compress(plain)?);
        let spec = self.writer.write_page(CompressedPage::new(page(compressed), plain.len()))?;
        self.compressed += spec.bytes_written as usize;
        self.uncompressed += spec.bytes_written as usize - spec.compressed_size + spec.uncompressed_size;
        Ok((spec.offset as usize, spec.bytes_written as usize))
    }

    fn finish(mut self) -> Totals {
        self.index.set_boundary_order(if self.ascending { BoundaryOrder::ASCENDING } else { BoundaryOrder::UNORDERED });
        let bounds = self.bounds.filter(|(low, high)| low.len() <= LONGEST_BOUND && high.len() <= LONGEST_BOUND);
        let bound = |text: &str| ByteArray::from(text.as_bytes().to_vec());
        let (low, high) = bounds.map_or((None, None), |(low, high)| (Some(bound(low)), Some(bound(high))));
        Totals {
            index: self.index,
            offsets: self.offsets,
            statistics: Statistics::byte_array(low, high, None, Some(self.nulls as u64), false),
            first_data: self.first_data,
            compressed: self.compressed,
            uncompressed: self.uncompressed,
        }
    }
}

/// The hybrid of runs and bit-packed groups of eight. A width of 0 has only runs of nothing.
fn hybrid(values: impl Iterator<Item = u32>, width: u8, out: &mut Vec<u8>) {
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

fn too_long(_: std::num::TryFromIntError) -> ParquetError {
    ParquetError::General("a page or a text is longer than Parquet can say".to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Array, AsArray};
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use proptest::prelude::*;

    use super::*;

    /// The texts that a reader finds in a file of one such column.
    fn read_back(texts: &[String], nullable: bool) -> Vec<String> {
        let mut coded = Coded::default();
        texts.iter().for_each(|text| coded.push(text));
        let message = format!("message m {{ {} byte_array a (utf8); }}", if nullable { "optional" } else { "required" });
        let schema = Arc::new(parse_message_type(&message).unwrap());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::default())).unwrap();
        let chunk = encode(&writer.schema_descr().column(0), &coded, ZstdLevel::default()).unwrap();
        let mut group = writer.next_row_group().unwrap();
        group.append_column(&chunk.bytes, chunk.close).unwrap();
        group.close().unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(writer.into_inner().unwrap())).unwrap().build().unwrap();
        let mut found = Vec::new();
        for batch in reader {
            let batch = batch.unwrap();
            let column = batch.column(0).as_string::<i32>();
            found.extend((0..column.len()).map(|row| if column.is_null(row) { String::new() } else { column.value(row).to_owned() }));
        }
        found
    }

    proptest! {
        /// What is written is read: runs and changes of every length, nulls between, one text and many, several pages.
        #[test]
        fn texts_come_back(runs in prop::collection::vec((0_u32..600, 1_usize..60), 1..40), scale in 1_usize..60, nullable in any::<bool>()) {
            let word = |number: u32| if nullable && number.is_multiple_of(3) { String::new() } else { format!("词{number}") };
            let texts: Vec<String> =
                runs.iter().flat_map(|(number, count)| std::iter::repeat_n(word(*number), count * if count % 5 == 0 { scale } else { 1 })).collect();
            prop_assert_eq!(read_back(&texts, nullable), texts);
        }
    }

    /// Nothing at all, nothing but nulls, and one text in every row.
    #[test]
    fn columns_with_little_in_them() {
        for texts in [vec![], vec![String::new(); 3], vec!["人".to_owned(); 50_000], vec!["a".repeat(5000), String::new()]] {
            assert_eq!(read_back(&texts, true), texts);
        }
    }
}
