//! Columns whose values differ from row to row as Parquet has them: doubles and texts, PLAIN, with bounds of each page. Doubles that come again and
//! again, as rates of few digits do, stand in a dictionary.
//!
//! Made here and not by the parquet crate, whose writer compares and copies value by value: a double is one division away from the digits that a
//! column has.

use std::ops::Range;

use parquet::basic::{Encoding, Type, ZstdLevel};
use parquet::errors::Result;
use parquet::file::statistics::Statistics;
use parquet::schema::types::ColumnDescPtr;

use super::parquet_doubles::Dictionary;
use super::parquet_pages::{ColumnPages, MadeColumn, PageBounds, Press, packed, too_long};
use super::parquet_words::TextBounds;
use crate::table::column::Texts;

/// A column of numbers on its way, as the nearest doubles.
pub(super) struct DoublesColumn {
    pages: ColumnPages,
    bounds: DoubleBounds,
    /// Where the first page is worth one.
    dictionary: Option<Dictionary>,
}

impl DoublesColumn {
    pub(super) fn new(column: &ColumnDescPtr, level: ZstdLevel) -> Self {
        Self { pages: ColumnPages::new(column, Type::DOUBLE, Encoding::PLAIN, level), bounds: DoubleBounds::default(), dictionary: None }
    }

    /// Adds a page of rows; NaN is null.
    pub(super) fn page(&mut self, doubles: &[f64], press: &mut Press) -> Result<()> {
        let nulls = doubles.iter().filter(|double| double.is_nan()).count();
        self.pages.levels(doubles.iter().map(|double| !double.is_nan()), (doubles.len(), nulls), press)?;
        if self.pages.count() == 0 {
            self.dictionary = Dictionary::of(doubles);
            if self.dictionary.is_some() {
                self.pages.by_dictionary();
            }
        } else if let Some(dictionary) = &mut self.dictionary {
            dictionary.page(doubles);
        }
        match &self.dictionary {
            Some(dictionary) => {
                let (codes, width) = dictionary.codes();
                press.plain.push(width);
                packed(codes, width, &mut press.plain);
            }
            None => plain(doubles, nulls, &mut press.plain),
        }
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for double in doubles {
            // NaN is neither less nor greater.
            low = if *double < low { *double } else { low };
            high = if *double > high { *double } else { high };
        }
        let page = self.bounds.page((nulls < doubles.len()).then_some((low, high)));
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

/// Appends the doubles that are none of so many nulls.
fn plain(doubles: &[f64], nulls: usize, out: &mut Vec<u8>) {
    let start = out.len();
    out.resize(start + size_of_val(doubles), 0);
    let places = out[start..].as_chunks_mut().0;
    if nulls == 0 {
        places.iter_mut().zip(doubles).for_each(|(to, double)| *to = double.to_le_bytes());
        return;
    }
    let mut at = 0;
    for double in doubles {
        // A null is written over by what follows it.
        places[at] = double.to_le_bytes();
        at += usize::from(!double.is_nan());
    }
    out.truncate(start + at * size_of::<f64>());
}

/// A column of texts of their own rows on its way; the empty text is null.
pub(super) struct TextsColumn {
    pages: ColumnPages,
    bounds: TextBounds,
}

impl TextsColumn {
    pub(super) fn new(column: &ColumnDescPtr, level: ZstdLevel) -> Self {
        Self { pages: ColumnPages::new(column, Type::BYTE_ARRAY, Encoding::PLAIN, level), bounds: TextBounds::default() }
    }

    /// Adds a page of some rows.
    pub(super) fn page(&mut self, texts: &Texts, rows: Range<usize>, press: &mut Press) -> Result<()> {
        let (bytes, ends) = texts.parts();
        let (mut start, count) = (rows.start.checked_sub(1).map_or(0, |before| ends[before]), rows.len());
        let ends = &ends[rows];
        let lengths = || ends.iter().scan(start, |start, end| Some(end - std::mem::replace(start, *end)));
        let nulls = lengths().filter(|length| *length == 0).count();
        self.pages.levels(lengths().map(|length| length > 0), (count, nulls), press)?;
        press.plain.reserve(4 * count + ends.last().map_or(0, |end| end - start));
        let mut page: Option<[Bound<'_>; 2]> = None;
        for end in ends {
            let text = &bytes[start..*end];
            start = *end;
            if text.is_empty() {
                continue;
            }
            press.plain.extend_from_slice(&u32::try_from(text.len()).map_err(too_long)?.to_le_bytes());
            press.plain.extend_from_slice(text);
            let text = Bound::of(text);
            page = Some(page.map_or([text, text], |[low, high]| [low.min(text), high.max(text)]));
        }
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
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The short way to compare is the order of bytes, which readers expect of bounds.
        #[test]
        fn bounds_are_in_the_order_of_bytes(one in "[a-b\\x00京]{0,12}", other in "[a-b\\x00京]{0,12}") {
            let bounds = [&one, &other].map(|text| Bound::of(text.as_bytes()));
            prop_assert_eq!(bounds[0].cmp(&bounds[1]), one.as_bytes().cmp(other.as_bytes()));
        }
    }
}
