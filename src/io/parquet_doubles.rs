//! The dictionary of a column of doubles of which many are the same, such as rates with two decimals: each once, and for each row which. It takes
//! two thirds of what they take PLAIN, and less time to compress.
//!
//! Whether it is worth while is seen on the first page; a column of amounts, no two of which are the same, gives up after the first rows.

use parquet::errors::Result;

use super::parquet_pages::too_long;

/// After so many doubles a page that has hardly had one twice gets no dictionary.
const TRIAL: usize = 2048;
/// One in so many of the doubles of a page may be new.
const REPEATED: usize = 3;
/// How many places a table of codes begins with, as a power of two.
const SMALLEST: u32 = 13;

/// Doubles in the order in which they first came.
pub(super) struct Dictionary {
    values: Vec<u64>,
    /// The code of a double, plus one, near the place that its bits give; 0 where there is none. At most half of them are taken.
    slots: Vec<u32>,
    /// The codes of the last page.
    codes: Vec<u32>,
}

impl Dictionary {
    /// A dictionary with the first page, where that is worth it; NaN is null.
    pub(super) fn of(page: &[f64]) -> Option<Self> {
        let mut dictionary = Self { values: Vec::new(), slots: vec![0; 1 << SMALLEST], codes: Vec::with_capacity(TRIAL) };
        let mut doubles = page.iter().filter(|double| !double.is_nan());
        dictionary.add(doubles.by_ref().take(TRIAL));
        if dictionary.values.len() > TRIAL - TRIAL / 8 {
            return None;
        }
        dictionary.add(doubles);
        let (values, rows) = (dictionary.values.len(), dictionary.codes.len());
        (values > 0 && values * REPEATED <= rows).then_some(dictionary)
    }

    /// Adds a page.
    pub(super) fn page(&mut self, page: &[f64]) {
        self.codes.clear();
        self.add(page.iter().filter(|double| !double.is_nan()));
    }

    fn add<'d>(&mut self, doubles: impl Iterator<Item = &'d f64>) {
        for double in doubles {
            let code = self.code(double.to_bits());
            self.codes.push(code);
        }
    }

    /// The codes of the last page without its nulls, and how many bits they need.
    pub(super) fn codes(&self) -> (&[u32], u8) {
        (&self.codes, (usize::BITS - self.values.len().saturating_sub(1).leading_zeros()) as u8)
    }

    /// All doubles, PLAIN, and their number.
    pub(super) fn plain(&self) -> Result<(Vec<u8>, u32)> {
        let bytes = self.values.iter().flat_map(|bits| bits.to_le_bytes()).collect();
        Ok((bytes, u32::try_from(self.values.len()).map_err(too_long)?))
    }

    #[inline]
    fn code(&mut self, bits: u64) -> u32 {
        let place = self.place(bits);
        match self.slots[place] {
            0 => self.insert(bits, place),
            code => code - 1,
        }
    }

    /// Where a double stands, or would.
    #[inline]
    fn place(&self, bits: u64) -> usize {
        let mask = self.slots.len() - 1;
        // The first bits of the product come of all bits of a double; those of whole numbers end with many zeros.
        let mut at = (bits.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - self.slots.len().trailing_zeros())) as usize;
        while self.slots[at].checked_sub(1).is_some_and(|code| self.values[code as usize] != bits) {
            at = (at + 1) & mask;
        }
        at
    }

    fn insert(&mut self, bits: u64, place: usize) -> u32 {
        let code = self.values.len() as u32;
        self.values.push(bits);
        self.slots[place] = code + 1;
        if self.values.len() * 2 > self.slots.len() {
            self.slots = vec![0; self.slots.len() * 2];
            for code in 0..self.values.len() {
                let place = self.place(self.values[code]);
                self.slots[place] = code as u32 + 1;
            }
        }
        code
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Array, AsArray};
    use arrow::datatypes::Float64Type;
    use bytes::Bytes;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use parquet::basic::Encoding;
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use proptest::prelude::*;

    use super::super::parquet_pages::Press;
    use super::super::parquet_values::DoublesColumn;

    /// What a reader reads of some pages, NaN for null, and whether they have a dictionary.
    fn read_back(pages: &[Vec<f64>]) -> (Vec<f64>, bool) {
        let schema = Arc::new(parse_message_type("message m { optional double x; }").unwrap());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::builder().build())).unwrap();
        let (mut press, mut column) = (Press::new().unwrap(), DoublesColumn::new(&writer.schema_descr().column(0)));
        pages.iter().for_each(|page| column.page(page, &mut press).unwrap());
        let made = column.finish(&mut press).unwrap();
        let mut group = writer.next_row_group().unwrap();
        group.append_column(&made.bytes, made.close).unwrap();
        group.close().unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(writer.into_inner().unwrap())).unwrap();
        let dictionary = reader.metadata().row_group(0).column(0).encodings().any(|encoding| encoding == Encoding::RLE_DICTIONARY);
        let value = |batch: &arrow::array::RecordBatch| {
            let column = batch.column(0).as_primitive::<Float64Type>().clone();
            (0..column.len()).map(|row| if column.is_null(row) { f64::NAN } else { column.value(row) }).collect::<Vec<f64>>()
        };
        (reader.build().unwrap().flat_map(|batch| value(&batch.unwrap())).collect(), dictionary)
    }

    fn bits(doubles: &[f64]) -> Vec<u64> {
        doubles.iter().map(|double| if double.is_nan() { u64::MAX } else { double.to_bits() }).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// What a reader reads is what was put in, bit by bit: few values or many, zeros of both signs, nulls, pages of nothing else, with a dictionary or without.
        #[test]
        fn doubles_read_back(
            kinds in 1_i32..4000,
            pages in prop::collection::vec(prop::collection::vec(any::<u16>(), 1..3000), 1..4),
            empty in 0_usize..4,
        ) {
            let double = |seed: &u16| match i32::from(*seed) % (kinds + 2) {
                0 => f64::NAN,
                1 => -0.0,
                kind => f64::from(kind - 2) / 100.0,
            };
            let mut pages: Vec<Vec<f64>> = pages.iter().map(|page| page.iter().map(double).collect()).collect();
            if let Some(page) = pages.get_mut(empty) {
                page.fill(f64::NAN);
            }
            prop_assert_eq!(bits(&read_back(&pages).0), bits(&pages.concat()));
        }
    }

    /// Rates with two decimals are worth a dictionary, amounts that all differ are not, and a column without a value has none.
    #[test]
    fn what_comes_again_has_a_dictionary() {
        let rates: Vec<f64> = (0..16_384).map(|row| f64::from(row * 7919 % 1501) / 100.0).collect();
        let amounts: Vec<f64> = (0..16_384).map(f64::from).collect();
        for (page, dictionary) in [(rates, true), (amounts, false), (vec![f64::NAN; 100], false)] {
            let pages = [page.clone(), page];
            let (doubles, found) = read_back(&pages);
            assert_eq!((bits(&doubles), found), (bits(&pages.concat()), dictionary));
        }
    }
}
