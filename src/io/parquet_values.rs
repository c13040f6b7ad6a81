//! Columns whose values differ from row to row as Parquet has them, with bounds of each page. Of doubles all first bytes stand together, then all second
//! ones (BYTE_STREAM_SPLIT), and of texts their lengths stand before them (DELTA_LENGTH_BYTE_ARRAY): both take less, and half the time to compress, than
//! PLAIN. Doubles that come again and again, as rates of few digits do, stand in a dictionary, and such as are much smaller PLAIN stand so.
//!
//! Made here and not by the parquet crate, whose writer compares and copies value by value: a double is one division away from the digits that a
//! column has.

use std::ops::Range;

use parquet::basic::{Encoding, Type};
use parquet::errors::Result;
use parquet::file::statistics::Statistics;
use parquet::schema::types::ColumnDescPtr;

use super::parquet_bounds::{Bounds, Meaning};
use super::parquet_doubles::Dictionary;
use super::parquet_lengths;
use super::parquet_pages::{ColumnPages, MadeColumn, PageBounds, Press, packed, too_long};
use crate::table::column::Texts;

/// A column of numbers on its way, as the nearest doubles.
pub(super) struct DoublesColumn {
    pages: ColumnPages,
    bounds: DoubleBounds,
    /// Where the first page is worth one.
    dictionary: Option<Dictionary>,
    /// Whether doubles stand as they are.
    whole: bool,
}

/// How many doubles tell which way a column takes.
const TRIAL: usize = 2048;

impl DoublesColumn {
    pub(super) fn new(column: &ColumnDescPtr) -> Self {
        Self {
            pages: ColumnPages::new(column, Type::DOUBLE, Encoding::BYTE_STREAM_SPLIT),
            bounds: DoubleBounds::default(),
            dictionary: None,
            whole: false,
        }
    }

    /// Adds a page of rows; NaN is null.
    pub(super) fn page(&mut self, doubles: &[f64], press: &mut Press) -> Result<()> {
        let nulls = doubles.iter().filter(|double| double.is_nan()).count();
        if self.pages.count() == 0 {
            self.dictionary = Dictionary::of(doubles);
            self.whole = self.dictionary.is_none() && are_smaller_whole(doubles, press)?;
            if self.dictionary.is_some() {
                self.pages.encode_by(Encoding::RLE_DICTIONARY);
            } else if self.whole {
                self.pages.encode_by(Encoding::PLAIN);
            }
        } else if let Some(dictionary) = &mut self.dictionary {
            dictionary.page(doubles);
        }
        self.pages.levels(doubles.iter().map(|double| !double.is_nan()), (doubles.len(), nulls), press)?;
        match &self.dictionary {
            _ if self.whole => whole(doubles, &mut press.plain),
            Some(dictionary) => {
                let (codes, width) = dictionary.codes();
                press.plain.push(width);
                packed(codes, width, &mut press.plain);
            }
            None => split(doubles, nulls, &mut press.plain),
        }
        let page = self.bounds.page((nulls < doubles.len()).then(|| ends_of(doubles)));
        self.pages.data(press, (doubles.len(), nulls), page)
    }

    /// How many rows are null so far.
    pub(super) fn nulls(&self) -> u64 {
        self.pages.nulls()
    }

    pub(super) fn finish(self, press: &mut Press) -> Result<MadeColumn> {
        let statistics = self.bounds.statistics(self.pages.nulls());
        let dictionary = self.dictionary.map(|dictionary| dictionary.plain()).transpose()?;
        let dictionary = dictionary.as_ref().map(|(plain, values)| (plain.as_slice(), *values));
        self.pages.finish(press, dictionary, statistics, !self.bounds.disordered)
    }
}

/// Whether the first doubles of a page take much less as they are than byte by byte, as those do of which many are nearly the same: two thirds of it, because
/// the other way takes half the time.
fn are_smaller_whole(doubles: &[f64], press: &mut Press) -> Result<bool> {
    let doubles = &doubles[..doubles.len().min(TRIAL)];
    let nulls = doubles.iter().filter(|double| double.is_nan()).count();
    press.plain.clear();
    whole(doubles, &mut press.plain);
    let as_they_are = press.length(Encoding::PLAIN)?;
    press.plain.clear();
    split(doubles, nulls, &mut press.plain);
    Ok(as_they_are * 3 < press.length(Encoding::BYTE_STREAM_SPLIT)? * 2)
}

/// Appends the doubles that are not null, PLAIN.
fn whole(doubles: &[f64], out: &mut Vec<u8>) {
    doubles.iter().filter(|double| !double.is_nan()).for_each(|double| out.extend_from_slice(&double.to_le_bytes()));
}

/// Appends the doubles that are none of so many nulls, byte by byte: the first bytes of all, the second ones, and so on. Eight doubles give eight bytes of
/// each kind at a time.
fn split(doubles: &[f64], nulls: usize, out: &mut Vec<u8>) {
    let (start, count) = (out.len(), doubles.len() - nulls);
    out.resize(start + count * AT_ONCE, 0);
    let mut streams: [&mut [u8]; AT_ONCE] = Default::default();
    for (stream, bytes) in streams.iter_mut().zip(out[start..].chunks_mut(count.max(1))) {
        *stream = bytes;
    }
    let mut at = 0;
    let mut put = |eight: &[f64; AT_ONCE], length: usize| {
        let bytes = turned(eight.map(f64::to_bits));
        for (stream, bytes) in streams.iter_mut().zip(bytes) {
            stream[at..at + length].copy_from_slice(&bytes.to_le_bytes()[..length]);
        }
        at += length;
    };
    let (mut some, mut length) = ([0.0; AT_ONCE], 0);
    if nulls == 0 {
        let (eights, rest) = doubles.as_chunks::<AT_ONCE>();
        eights.iter().for_each(|eight| put(eight, AT_ONCE));
        some[..rest.len()].copy_from_slice(rest);
        length = rest.len();
    } else {
        for double in doubles.iter().filter(|double| !double.is_nan()) {
            some[length] = *double;
            length += 1;
            if length == AT_ONCE {
                put(&some, AT_ONCE);
                length = 0;
            }
        }
    }
    put(&some, length);
}

/// How many doubles are split at once: as many as each has bytes.
const AT_ONCE: usize = size_of::<f64>();

/// The lowest bytes of all numbers as one, then the second ones, and so on: halves, then quarters, then bytes change places.
#[inline]
fn turned(mut rows: [u64; AT_ONCE]) -> [u64; AT_ONCE] {
    for (apart, bits, kept) in [(4, 32, 0xffff_ffff), (2, 16, 0xffff_0000_ffff), (1, 8, 0x00ff_00ff_00ff_00ff)] {
        for at in (0..AT_ONCE).filter(|at| at & apart == 0) {
            let (upper, lower) = (rows[at], rows[at + apart]);
            let swapped = ((upper >> bits) ^ lower) & kept;
            (rows[at], rows[at + apart]) = (upper ^ (swapped << bits), lower ^ swapped);
        }
    }
    rows
}

/// The least and the greatest double, some at a time; NaN is neither.
fn ends_of(doubles: &[f64]) -> (f64, f64) {
    let (mut low, mut high) = ([f64::INFINITY; AT_ONCE], [f64::NEG_INFINITY; AT_ONCE]);
    let mut meet = |at: usize, double: f64| {
        low[at] = if double < low[at] { double } else { low[at] };
        high[at] = if double > high[at] { double } else { high[at] };
    };
    let (eights, rest) = doubles.as_chunks::<AT_ONCE>();
    for eight in eights {
        (0..AT_ONCE).for_each(|at| meet(at, eight[at]));
    }
    rest.iter().for_each(|double| meet(0, *double));
    (low.into_iter().fold(f64::INFINITY, f64::min), high.into_iter().fold(f64::NEG_INFINITY, f64::max))
}

/// A column of texts of their own rows on its way; the empty text is null.
pub(super) struct TextsColumn {
    pages: ColumnPages,
    bounds: Bounds,
    /// Those of a page.
    lengths: Vec<u32>,
}

impl TextsColumn {
    pub(super) fn new(column: &ColumnDescPtr) -> Self {
        Self {
            pages: ColumnPages::new(column, Type::BYTE_ARRAY, Encoding::DELTA_LENGTH_BYTE_ARRAY),
            bounds: Bounds::new(Meaning::Text),
            lengths: Vec::new(),
        }
    }

    /// Adds a page of some rows.
    pub(super) fn page(&mut self, texts: &Texts, rows: Range<usize>, press: &mut Press) -> Result<()> {
        let (bytes, ends) = texts.parts();
        let (from, count) = (rows.start.checked_sub(1).map_or(0, |before| ends[before]), rows.len());
        let ends = &ends[rows];
        self.lengths.clear();
        let (mut start, mut page) = (from, None::<[Bound<'_>; 2]>);
        for end in ends {
            let text = &bytes[start..*end];
            start = *end;
            if text.is_empty() {
                continue;
            }
            self.lengths.push(u32::try_from(text.len()).map_err(too_long)?);
            let text = Bound::of(text);
            page = Some(page.map_or([text, text], |[low, high]| [low.min(text), high.max(text)]));
        }
        let nulls = count - self.lengths.len();
        let present = ends.iter().scan(from, |start, end| Some(std::mem::replace(start, *end) < *end));
        self.pages.levels(present, (count, nulls), press)?;
        parquet_lengths::put(&self.lengths, &mut press.plain);
        // Nulls have no bytes, so that all texts stand behind each other already.
        press.plain.extend_from_slice(&bytes[from..start]);
        let text = |bound: Bound<'_>| String::from_utf8_lossy(bound.text).into_owned();
        let page = page.map(|page| page.map(text));
        let page = self.bounds.page(page.as_ref().map(|[low, high]| (low.as_str(), high.as_str())));
        self.pages.data(press, (count, nulls), page)
    }

    /// How many rows are null so far.
    pub(super) fn nulls(&self) -> u64 {
        self.pages.nulls()
    }

    pub(super) fn finish(self, press: &mut Press) -> Result<MadeColumn> {
        let statistics = self.bounds.statistics(self.pages.nulls());
        self.pages.finish(press, None, statistics, self.bounds.ascending())
    }
}

/// A text that is compared by its first eight bytes, and only where they are the same by all: in the order of bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Bound<'t> {
    begin: u64,
    text: &'t [u8],
}

impl<'t> Bound<'t> {
    #[inline]
    fn of(text: &'t [u8]) -> Self {
        let begin = match text.first_chunk::<8>() {
            Some(begin) => u64::from_be_bytes(*begin),
            None => (0..8).fold(0, |begin, at| begin << 8 | u64::from(text.get(at).copied().unwrap_or(0))),
        };
        Self { begin, text }
    }
}

/// Bounds of the pages of a column of doubles, none of which is NaN, and of all of it.
#[derive(Default)]
struct DoubleBounds {
    all: Option<(f64, f64)>,
    last_page: Option<(f64, f64)>,
    disordered: bool,
}

impl DoubleBounds {
    fn page(&mut self, page: Option<(f64, f64)>) -> PageBounds {
        let Some((low, high)) = page.map(signed_zeros) else { return PageBounds::Nulls };
        self.disordered |= self.last_page.is_some_and(|before| before.0 > low || before.1 > high);
        self.last_page = Some((low, high));
        self.all = Some(self.all.map_or((low, high), |(first, last)| (first.min(low), last.max(high))));
        PageBounds::Of(low.to_le_bytes().to_vec(), high.to_le_bytes().to_vec())
    }

    fn statistics(&self, nulls: u64) -> Statistics {
        let (low, high) = self.all.map(signed_zeros).unzip();
        Statistics::double(low, high, None, Some(nulls), false)
    }
}

/// The format wants a lower bound of zero to be -0.0 and an upper one to be 0.0.
fn signed_zeros((low, high): (f64, f64)) -> (f64, f64) {
    (if low == 0.0 { -0.0 } else { low }, if high == 0.0 { 0.0 } else { high })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Array, AsArray};
    use bytes::Bytes;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use proptest::prelude::*;

    use super::*;

    /// The texts that a reader finds in a file of one such column, page by page.
    fn read_back(pages: &[Vec<String>]) -> Vec<String> {
        let schema = Arc::new(parse_message_type("message m { optional binary a (utf8); }").unwrap());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::builder().build())).unwrap();
        let (mut press, mut column) = (Press::new().unwrap(), TextsColumn::new(&writer.schema_descr().column(0)));
        let texts: Texts = pages.iter().flatten().map(String::as_str).collect();
        let mut from = 0;
        for page in pages {
            column.page(&texts, from..from + page.len(), &mut press).unwrap();
            from += page.len();
        }
        let made = column.finish(&mut press).unwrap();
        let mut group = writer.next_row_group().unwrap();
        group.append_column(&made.bytes, made.close).unwrap();
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
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// What a reader reads is what was put in: lengths that change little and much, blocks that end early, nulls, pages of nothing else.
        #[test]
        fn texts_read_back(pages in prop::collection::vec(prop::collection::vec(0_usize..12, 1..400), 1..4), factor in 1_usize..40, long in 0_usize..70_000) {
            let text = |length: usize| if length == 11 { "长".repeat(long) } else { (0..length * factor % 97).map(|at| char::from(b'0' + (at % 10) as u8)).collect() };
            let mut pages: Vec<Vec<String>> = pages.into_iter().map(|page| page.into_iter().map(|length| if length == 11 { 10 } else { length }).map(text).collect()).collect();
            if let Some(first) = pages.first_mut().and_then(|page| page.first_mut()) {
                *first = text(11);
            }
            prop_assert_eq!(read_back(&pages), pages.concat());
            pages.iter_mut().for_each(|page| page.iter_mut().for_each(String::clear));
            prop_assert_eq!(read_back(&pages), pages.concat());
        }

        /// Bytes are where one after the other would put them, and ends are those that one after the other gives, whatever is null.
        #[test]
        fn doubles_are_split(doubles in prop::collection::vec(prop_oneof![any::<f64>(), Just(f64::NAN), -9.0..9.0_f64], 0..90)) {
            let there: Vec<f64> = doubles.iter().copied().filter(|double| !double.is_nan()).collect();
            let mut out = vec![7];
            split(&doubles, doubles.len() - there.len(), &mut out);
            let expected: Vec<u8> = (0..8).flat_map(|byte| there.iter().map(move |double| double.to_le_bytes()[byte])).collect();
            prop_assert_eq!(&out[1..], expected);
            let ends = |of: fn(f64, f64) -> f64, none: f64| there.iter().copied().fold(none, of);
            prop_assert_eq!(ends_of(&doubles), (ends(f64::min, f64::INFINITY), ends(f64::max, f64::NEG_INFINITY)));
        }

        /// The short way to compare is the order of bytes, which readers expect of bounds.
        #[test]
        fn bounds_are_in_the_order_of_bytes(one in "[a-b\\x00京]{0,12}", other in "[a-b\\x00京]{0,12}") {
            let bounds = [&one, &other].map(|text| Bound::of(text.as_bytes()));
            prop_assert_eq!(bounds[0].cmp(&bounds[1]), one.as_bytes().cmp(other.as_bytes()));
        }
    }
}
