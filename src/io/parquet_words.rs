//! A column of few values as Parquet has it: each once, in a dictionary page, and for each row which. So are shared texts, small numbers and days.
//!
//! The column has the codes already, so pages are made from them; the writer of the parquet crate would look up and compare every value of every
//! row again.

use parquet::basic::Encoding;
use parquet::errors::Result;
use parquet::schema::types::ColumnDescPtr;

use super::parquet_bounds::{Bounds, Meaning};
use super::parquet_pages::{ColumnPages, MadeColumn, Press, hybrid, packed, run, too_long};
use crate::table::column::{Coded, Run};

/// Runs of fewer rows are never written as such.
const SHORT: usize = 8;

/// A column of few values on its way. Code 0, the empty text, is null.
pub(super) struct WordsColumn {
    pages: ColumnPages,
    meaning: Meaning,
    /// The values so far, PLAIN. The empty one is left out, so that code `n` is value `n - 1` of the dictionary.
    dictionary: Vec<u8>,
    words: usize,
    bounds: Bounds,
    /// Which codes have come on the page, so that each is compared once.
    seen: Vec<bool>,
    /// The codes of a page, where they change all the time.
    literals: Vec<u32>,
}

impl WordsColumn {
    pub(super) fn new(column: &ColumnDescPtr, meaning: Meaning) -> Self {
        let pages = ColumnPages::new(column, meaning.physical(), Encoding::RLE_DICTIONARY);
        Self { pages, meaning, dictionary: Vec::new(), words: 0, bounds: Bounds::new(meaning), seen: Vec::new(), literals: Vec::new() }
    }

    /// Adds a page of rows by their runs; values have the codes that they had on the pages before.
    pub(super) fn page(&mut self, coded: &Coded, runs: &[Run], press: &mut Press) -> Result<()> {
        for word in coded.words().iter().skip(1 + self.words) {
            self.meaning.put(word, &mut self.dictionary)?;
            self.words += 1;
        }
        let count = |runs: &mut dyn Iterator<Item = &Run>| runs.map(|run| run.rows as usize).sum::<usize>();
        let (rows, nulls) = (count(&mut runs.iter()), count(&mut runs.iter().filter(|run| run.code == 0)));
        // Null or not is asked of each row only where a page has both.
        let present = runs.iter().flat_map(|run| std::iter::repeat_n(run.code > 0, run.rows as usize));
        self.pages.levels(present, (rows, nulls), press)?;
        // As many bits as the words of this page and those before it need: each page says how many.
        let width = self.width();
        press.plain.push(width);
        match runs {
            [lone] => run(lone.code.saturating_sub(1), rows - nulls, width, &mut press.plain),
            // All are so short that they stand among literals.
            _ if runs.len() > rows / SHORT && runs.iter().all(|run| (run.rows as usize) < SHORT) => {
                self.literals.clear();
                let codes = coded_rows(runs).filter(|code| *code > 0).map(|code| code - 1);
                self.literals.extend(codes);
                packed(&self.literals, width, &mut press.plain);
            }
            _ => hybrid(runs.iter().filter(|run| run.code > 0).map(|run| (run.code - 1, run.rows as usize)), width, &mut press.plain),
        }
        self.seen.clear();
        self.seen.resize(1 + self.words, false);
        let page = of_page(self.meaning, coded, runs, &mut self.seen);
        let page = self.bounds.page(page);
        self.pages.data(press, (rows, nulls), page)
    }

    fn width(&self) -> u8 {
        (usize::BITS - self.words.saturating_sub(1).leading_zeros()) as u8
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

/// The code of each row.
fn coded_rows(runs: &[Run]) -> impl Iterator<Item = u32> {
    runs.iter().flat_map(|run| std::iter::repeat_n(run.code, run.rows as usize))
}

/// The least and the greatest value of a page; none where all are null. No code is `seen` yet.
fn of_page<'a>(meaning: Meaning, coded: &'a Coded, runs: &[Run], seen: &mut [bool]) -> Option<(&'a str, &'a str)> {
    let mut page: Option<(&'a str, &'a str)> = None;
    for run in runs {
        if run.code == 0 || std::mem::replace(&mut seen[run.code as usize], true) {
            continue;
        }
        let word = coded.words().get(run.code as usize);
        let (low, high) = page.unwrap_or((word, word));
        page = Some((if meaning.is_less(word, low) { word } else { low }, if meaning.is_less(high, word) { word } else { high }));
    }
    page
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Array, AsArray};
    use arrow::datatypes::{Int8Type, TimestampMillisecondType};
    use bytes::Bytes;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use parquet::file::properties::WriterProperties;
    use parquet::file::statistics::Statistics;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use proptest::prelude::*;

    use super::super::parquet_pages::PAGE_ROWS;
    use super::*;
    use crate::table::column::{Column, Kind, Value};

    /// The texts that a reader finds in a file of one such column.
    fn read_back(texts: &[String], nullable: bool) -> Vec<String> {
        let mut coded = Coded::default();
        texts.iter().for_each(|text| coded.push(text));
        let runs = |from: usize| {
            let mut runs = Vec::new();
            coded.runs_of(from..texts.len().min(from + PAGE_ROWS), &mut runs);
            runs
        };
        let message = format!("message m {{ {} byte_array a (utf8); }}", if nullable { "optional" } else { "required" });
        let schema = Arc::new(parse_message_type(&message).unwrap());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::default())).unwrap();
        let (mut words, mut press) = (WordsColumn::new(&writer.schema_descr().column(0), Meaning::Text), Press::new().unwrap());
        (0..texts.len()).step_by(PAGE_ROWS).for_each(|from| words.page(&coded, &runs(from), &mut press).unwrap());
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

    /// Small numbers and days come back as what they are, with nulls among days, and their bounds are in the order of numbers: 9 is less than 10.
    #[test]
    fn small_numbers_and_days_come_back() {
        let [mut small, mut days] = [Kind::Small, Kind::Date].map(Column::new);
        let rows: Vec<(i8, Option<i32>)> = (0..500).map(|row| ((row % 12) as i8 - 1, (row % 7 > 0).then_some(18_000 + row % 31))).collect();
        for (number, day) in &rows {
            small.push(Value::Small(*number));
            days.push(Value::Date(*day));
        }
        let message = "message m { required int32 n (integer(8, true)); optional int64 d (timestamp(millis, false)); }";
        let schema = Arc::new(parse_message_type(message).unwrap());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::default())).unwrap();
        let (columns, mut press) = (writer.schema_descr().columns().to_vec(), Press::new().unwrap());
        let mut group = writer.next_row_group().unwrap();
        for ((column, of), meaning) in columns.iter().zip([&small, &days]).zip([Meaning::Small, Meaning::Day]) {
            let (Column::Small(coded) | Column::Date(coded)) = of else { unreachable!() };
            let (mut made, mut runs) = (WordsColumn::new(column, meaning), Vec::new());
            coded.runs_of(0..rows.len(), &mut runs);
            made.page(coded, &runs, &mut press).unwrap();
            let made = made.finish(&mut press).unwrap();
            group.append_column(&made.bytes, made.close).unwrap();
        }
        group.close().unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(writer.into_inner().unwrap())).unwrap();
        let statistics = |column: usize| reader.metadata().row_group(0).column(column).statistics().cloned();
        assert_eq!(statistics(0), Some(Statistics::int32(Some(-1), Some(10), None, Some(0), false)));
        let day = |day: i64| Some(day * 86_400_000);
        assert_eq!(statistics(1), Some(Statistics::int64(day(18_000), day(18_030), None, Some(72), false)));
        let batch = reader.build().unwrap().next().unwrap().unwrap();
        let (numbers, instants) = (batch.column(0).as_primitive::<Int8Type>(), batch.column(1).as_primitive::<TimestampMillisecondType>());
        assert!(numbers.iter().eq(rows.iter().map(|(number, _)| Some(*number))));
        assert!(instants.iter().eq(rows.iter().map(|(_, day)| day.map(|day| i64::from(day) * 86_400_000))));
    }

    /// Nothing at all, nothing but nulls, and one text in every row.
    #[test]
    fn columns_with_little_in_them() {
        for texts in [vec![], vec![String::new(); 3], vec!["人".to_owned(); 50_000], vec!["a".repeat(5000), String::new()]] {
            assert_eq!(read_back(&texts, true), texts);
        }
    }
}
