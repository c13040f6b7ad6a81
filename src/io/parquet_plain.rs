//! Columns whose values differ from row to row as Parquet has them: PLAIN, doubles and texts, with bounds of each page.
//!
//! Made here and not by the parquet crate, whose writer compares and copies value by value: a double is one division away from the digits that a
//! column has.

use parquet::basic::{Encoding, Type, ZstdLevel};
use parquet::errors::Result;
use parquet::file::statistics::Statistics;
use parquet::schema::types::ColumnDescPtr;

use super::parquet_pages::{ColumnPages, MadeColumn, PAGE_ROWS, PageBounds, too_long};
use super::parquet_words::TextBounds;
use crate::table::bridge;
use crate::table::column::{Numbers, Texts};

/// Encodes columns of numbers that lie behind each other, as the nearest doubles.
pub(super) fn numbers(column: &ColumnDescPtr, parts: &[&Numbers], level: ZstdLevel) -> Result<MadeColumn> {
    let mut pages = ColumnPages::new(column, Type::DOUBLE, level)?;
    let mut bounds = DoubleBounds::default();
    let mut doubles: Vec<Option<f64>> = Vec::with_capacity(PAGE_ROWS);
    let mut plain = Vec::with_capacity(PAGE_ROWS * size_of::<f64>());
    let mut values = parts.iter().flat_map(|numbers| bridge::doubles(numbers));
    loop {
        doubles.clear();
        doubles.extend(values.by_ref().take(PAGE_ROWS));
        if doubles.is_empty() {
            break;
        }
        let nulls = doubles.iter().filter(|double| double.is_none()).count();
        plain.clear();
        pages.levels(doubles.iter().map(Option::is_some), nulls, &mut plain)?;
        let mut page = None;
        for double in doubles.iter().flatten() {
            plain.extend_from_slice(&double.to_le_bytes());
            page = Some(page.map_or((*double, *double), |(low, high): (f64, f64)| (low.min(*double), high.max(*double))));
        }
        let page = bounds.page(page);
        pages.data(&plain, (doubles.len(), nulls), Encoding::PLAIN, page)?;
    }
    let statistics = bounds.statistics(pages.nulls());
    pages.finish(statistics, !bounds.disordered)
}

/// Encodes columns of texts that lie behind each other; the empty text is null.
pub(super) fn texts(column: &ColumnDescPtr, parts: &[&Texts], level: ZstdLevel) -> Result<MadeColumn> {
    let mut pages = ColumnPages::new(column, Type::BYTE_ARRAY, level)?;
    let mut bounds = TextBounds::default();
    let mut some: Vec<&str> = Vec::with_capacity(PAGE_ROWS);
    let mut plain = Vec::new();
    let mut values = parts.iter().flat_map(|texts| texts.iter());
    loop {
        some.clear();
        some.extend(values.by_ref().take(PAGE_ROWS));
        if some.is_empty() {
            break;
        }
        let nulls = some.iter().filter(|text| text.is_empty()).count();
        plain.clear();
        pages.levels(some.iter().map(|text| !text.is_empty()), nulls, &mut plain)?;
        let mut page: Option<(&str, &str)> = None;
        for text in some.iter().copied().filter(|text| !text.is_empty()) {
            plain.extend_from_slice(&u32::try_from(text.len()).map_err(too_long)?.to_le_bytes());
            plain.extend_from_slice(text.as_bytes());
            page = Some(page.map_or((text, text), |(low, high)| (low.min(text), high.max(text))));
        }
        let page = bounds.page(page);
        pages.data(&plain, (some.len(), nulls), Encoding::PLAIN, page)?;
    }
    let statistics = bounds.statistics(pages.nulls());
    pages.finish(statistics, bounds.ascending())
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
