//! What the values of a column of words mean to Parquet, and the bounds of its pages: texts in the order of bytes, small numbers and days in their own.

use parquet::basic::Type;
use parquet::data_type::ByteArray;
use parquet::errors::Result;
use parquet::file::statistics::Statistics;

use super::parquet_pages::{LONGEST_BOUND, PageBounds, too_long};
use super::prepared::milliseconds;
use crate::table::column::{day, small};

/// What words mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Themselves.
    Text,
    /// A small number by its digits.
    Small,
    /// A day, as a timestamp in milliseconds.
    Day,
}

impl Meaning {
    /// The type that Parquet stores.
    pub(super) const fn physical(self) -> Type {
        match self {
            Self::Text => Type::BYTE_ARRAY,
            Self::Small => Type::INT32,
            Self::Day => Type::INT64,
        }
    }

    /// Adds a value, PLAIN.
    pub(super) fn put(self, word: &str, out: &mut Vec<u8>) -> Result<()> {
        if self == Self::Text {
            out.extend_from_slice(&u32::try_from(word.len()).map_err(too_long)?.to_le_bytes());
        }
        out.extend_from_slice(&self.bound(word));
        Ok(())
    }

    /// The bytes of a value alone.
    fn bound(self, word: &str) -> Vec<u8> {
        match self {
            Self::Text => word.as_bytes().to_vec(),
            Self::Small => i32::from(small(word)).to_le_bytes().to_vec(),
            Self::Day => instant(word).to_le_bytes().to_vec(),
        }
    }

    /// Whether one value is less than another.
    pub(super) fn is_less(self, one: &str, other: &str) -> bool {
        match self {
            // Days of four-digit years are in the order of their texts.
            Self::Text | Self::Day => one < other,
            Self::Small => small(one) < small(other),
        }
    }

    /// The bounds of a column.
    fn statistics(self, bounds: Option<(&str, &str)>, nulls: u64) -> Statistics {
        let (low, high) = bounds.unzip();
        let bytes = |text: &str| ByteArray::from(text.as_bytes().to_vec());
        match self {
            Self::Text => Statistics::byte_array(low.map(bytes), high.map(bytes), None, Some(nulls), false),
            Self::Small => {
                Statistics::int32(low.map(|low| small(low).into()), high.map(|high| small(high).into()), None, Some(nulls), false)
            }
            Self::Day => Statistics::int64(low.map(instant), high.map(instant), None, Some(nulls), false),
        }
    }
}

/// The timestamp of a day; a column of days has no other words.
fn instant(word: &str) -> i64 {
    day(word).map_or(0, milliseconds)
}

/// Bounds of the pages of a column, and of all of it.
pub(super) struct Bounds {
    meaning: Meaning,
    all: Option<(String, String)>,
    last_page: Option<(String, String)>,
    disordered: bool,
}

impl Bounds {
    pub(super) const fn new(meaning: Meaning) -> Self {
        Self { meaning, all: None, last_page: None, disordered: false }
    }

    /// Notes the least and the greatest value of a page; none where all are null.
    pub(super) fn page(&mut self, page: Option<(&str, &str)>) -> PageBounds {
        let Some((low, high)) = page else { return PageBounds::Nulls };
        let meaning = self.meaning;
        self.disordered |=
            self.last_page.as_ref().is_some_and(|before| meaning.is_less(low, &before.0) || meaning.is_less(high, &before.1));
        self.last_page = Some((low.to_owned(), high.to_owned()));
        let (first, last) = self.all.get_or_insert_with(|| (low.to_owned(), high.to_owned()));
        if meaning.is_less(low, first) {
            low.clone_into(first);
        }
        if meaning.is_less(last, high) {
            high.clone_into(last);
        }
        if low.len() > LONGEST_BOUND || high.len() > LONGEST_BOUND {
            return PageBounds::TooLong;
        }
        PageBounds::Of(meaning.bound(low), meaning.bound(high))
    }

    /// Whether the pages so far follow each other.
    pub(super) fn ascending(&self) -> bool {
        !self.disordered
    }

    /// The bounds of the column, where they are short enough to be repeated in the footer.
    pub(super) fn statistics(&self, nulls: u64) -> Statistics {
        let bounds = self.all.as_ref().filter(|(low, high)| low.len() <= LONGEST_BOUND && high.len() <= LONGEST_BOUND);
        self.meaning.statistics(bounds.map(|(low, high)| (low.as_str(), high.as_str())), nulls)
    }
}
