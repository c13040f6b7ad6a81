//! A column of shared texts as Parquet has it: the texts once, in a dictionary page, and for each row which.
//!
//! The column has the codes already, so pages are made from them; the writer of the parquet crate would look up and compare every text of every
//! row again.

use parquet::basic::{Encoding, Type, ZstdLevel};
use parquet::data_type::ByteArray;
use parquet::errors::Result;
use parquet::file::statistics::Statistics;
use parquet::schema::types::ColumnDescPtr;

use super::parquet_pages::{ColumnPages, LONGEST_BOUND, MadeColumn, PageBounds, Press, hybrid, run, too_long};
use crate::table::column::Coded;

/// A column of shared texts on its way. Code 0, the empty text, is null.
pub(super) struct WordsColumn {
    pages: ColumnPages,
    /// The texts so far, PLAIN: each with its length before it. The empty one is left out, so that code `n` is text `n - 1` of the dictionary.
    dictionary: Vec<u8>,
    words: usize,
    bounds: TextBounds,
    /// Which codes have come on the page, so that each is compared once.
    seen: Vec<bool>,
}

impl WordsColumn {
    pub(super) fn new(column: &ColumnDescPtr, level: ZstdLevel) -> Self {
        let pages = ColumnPages::new(column, Type::BYTE_ARRAY, Encoding::RLE_DICTIONARY, level);
        Self { pages, dictionary: Vec::new(), words: 0, bounds: TextBounds::default(), seen: Vec::new() }
    }

    /// Adds a page of rows; texts have the codes that they had on the pages before.
    pub(super) fn page(&mut self, coded: &Coded, codes: &[u32], press: &mut Press) -> Result<()> {
        for word in coded.words().iter().skip(1 + self.words) {
            self.dictionary.extend_from_slice(&u32::try_from(word.len()).map_err(too_long)?.to_le_bytes());
            self.dictionary.extend_from_slice(word.as_bytes());
            self.words += 1;
        }
        if codes.windows(2).all(|pair| pair[0] == pair[1]) {
            return self.page_of_one(coded, codes, press);
        }
        // As many bits as the words of this page and those before it need: each page says how many.
        let width = self.width();
        let nulls = codes.iter().filter(|code| **code == 0).count();
        self.pages.levels(codes.iter().map(|code| *code > 0), (codes.len(), nulls), press)?;
        press.plain.push(width);
        if nulls == 0 {
            hybrid(codes.iter().map(|code| code - 1), width, &mut press.plain);
        } else {
            hybrid(codes.iter().filter(|code| **code > 0).map(|code| code - 1), width, &mut press.plain);
        }
        self.seen.clear();
        self.seen.resize(1 + self.words, false);
        let page = self.bounds.page(of_page(coded, codes, &mut self.seen));
        self.pages.data(press, (codes.len(), nulls), page)
    }

    fn width(&self) -> u8 {
        (usize::BITS - self.words.saturating_sub(1).leading_zeros()) as u8
    }

    /// Adds a page of which all rows have the same text, as many pages do.
    fn page_of_one(&mut self, coded: &Coded, codes: &[u32], press: &mut Press) -> Result<()> {
        let (rows, code) = (codes.len(), codes.first().copied().unwrap_or(0));
        let nulls = if code == 0 { rows } else { 0 };
        self.pages.levels(codes.iter().map(|code| *code > 0), (rows, nulls), press)?;
        let width = self.width();
        press.plain.push(width);
        run(code.saturating_sub(1), rows - nulls, width, &mut press.plain);
        let word = coded.words().get(code as usize);
        let page = self.bounds.page((code > 0).then_some((word, word)));
        self.pages.data(press, (rows, nulls), page)
    }

    /// How many rows are null so far.
    pub(super) fn nulls(&self) -> u64 {
        self.pages.nulls()
    }

    pub(super) fn finish(self, press: &mut Press) -> Result<MadeColumn> {
        let Self { pages, dictionary, words, bounds, .. } = self;
        let statistics = bounds.statistics(pages.nulls());
        pages.finish(press, Some((&dictionary, u32::try_from(words).map_err(too_long)?)), statistics, bounds.ascending())
    }
}

/// The first and the last text of a page, in byte order; none where all are null. No code is `seen` yet.
fn of_page<'a>(coded: &'a Coded, codes: &[u32], seen: &mut [bool]) -> Option<(&'a str, &'a str)> {
    let mut page: Option<(&'a str, &'a str)> = None;
    for code in codes {
        if *code == 0 || std::mem::replace(&mut seen[*code as usize], true) {
            continue;
        }
        let word = coded.words().get(*code as usize);
        page = Some(page.map_or((word, word), |(low, high)| (low.min(word), high.max(word))));
    }
    page
}

/// Bounds of the pages of a column of texts, and of all of it.
#[derive(Default)]
pub(super) struct TextBounds {
    all: Option<(String, String)>,
    last_page: Option<(String, String)>,
    disordered: bool,
}

impl TextBounds {
    /// Notes the first and last text of a page; none where all are null.
    pub(super) fn page(&mut self, page: Option<(&str, &str)>) -> PageBounds {
        let Some((low, high)) = page else { return PageBounds::Nulls };
        self.disordered |= self.last_page.as_ref().is_some_and(|before| before.0.as_str() > low || before.1.as_str() > high);
        self.last_page = Some((low.to_owned(), high.to_owned()));
        let (first, last) = self.all.get_or_insert_with(|| (low.to_owned(), high.to_owned()));
        if low < first.as_str() {
            low.clone_into(first);
        }
        if high > last.as_str() {
            high.clone_into(last);
        }
        if low.len() > LONGEST_BOUND || high.len() > LONGEST_BOUND {
            return PageBounds::TooLong;
        }
        PageBounds::Of(low.as_bytes().to_vec(), high.as_bytes().to_vec())
    }

    /// Whether the pages so far follow each other.
    pub(super) fn ascending(&self) -> bool {
        !self.disordered
    }

    /// The bounds of the column, where they are short enough to be repeated in the footer.
    pub(super) fn statistics(&self, nulls: u64) -> Statistics {
        let bounds = self.all.as_ref().filter(|(low, high)| low.len() <= LONGEST_BOUND && high.len() <= LONGEST_BOUND);
        let bound = |text: &str| ByteArray::from(text.as_bytes().to_vec());
        let (low, high) = bounds.map_or((None, None), |(low, high)| (Some(bound(low)), Some(bound(high))));
        Statistics::byte_array(low, high, None, Some(nulls), false)
    }
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

    use super::super::parquet_pages::PAGE_ROWS;
    use super::*;

    /// The texts that a reader finds in a file of one such column.
    fn read_back(texts: &[String], nullable: bool) -> Vec<String> {
        let mut coded = Coded::default();
        texts.iter().for_each(|text| coded.push(text));
        let message = format!("message m {{ {} byte_array a (utf8); }}", if nullable { "optional" } else { "required" });
        let schema = Arc::new(parse_message_type(&message).unwrap());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::default())).unwrap();
        let (mut words, mut press) =
            (WordsColumn::new(&writer.schema_descr().column(0), ZstdLevel::default()), Press::new(ZstdLevel::default()).unwrap());
        coded.codes().chunks(PAGE_ROWS).for_each(|codes| words.page(&coded, codes, &mut press).unwrap());
        let chunk = words.finish(&mut press).unwrap();
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
