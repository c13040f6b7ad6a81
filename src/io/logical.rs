//! The logical digest of a table: what it says, whatever the format. CSV and Parquet of one table have the same, and anybody can compute it again.
//!
//! It is the SHA-256 of the table as CSV, where each number has the text of the nearest double: as many digits as its column always has, else as few as tell
//! it from all others, without an exponent. That is the text of the CSV itself unless a number has more digits than a double holds, or zeros at its end;
//! so a file that has no such number has its logical digest for nothing, and others are digested twice from the first one on.

use sha2::{Digest, Sha256};

use super::csv_rows::{CsvRows, header};
use super::digest::hex;
use crate::table::bridge::double;
use crate::table::column::{Chunk, Column, Digits, Field, Numbers, Texts};

/// Numbers below this one have fifteen digits at most, which a double gives back as they were.
const LIMIT: u64 = 1_000_000_000_000_000;

/// A table on its way.
pub struct LogicalDigest(Sha256);

impl LogicalDigest {
    /// The header alone.
    pub fn new(fields: &[Field]) -> Self {
        Self::behind(Sha256::new_with_prefix(header(fields)))
    }

    /// What has been digested so far.
    pub(super) const fn behind(digest: Sha256) -> Self {
        Self(digest)
    }

    /// Adds rows.
    pub fn add(&mut self, rows: &CsvRows) {
        rows.pieces.iter().for_each(|piece| self.put(piece.logical()));
    }

    /// Adds bytes of rows.
    pub(super) fn put(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest in hexadecimal.
    pub fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// The rows with the texts that are digested; none where they are those of the CSV, as nearly always.
pub(super) fn other_rows(chunk: &Chunk) -> Option<Chunk> {
    let mut other = None;
    for (index, (column, field)) in chunk.columns.iter().zip(&chunk.fields).enumerate() {
        if let Column::Number(numbers) = column
            && !are_surely_same(numbers, field.digits)
            && let Some(texts) = other_texts(numbers, field.digits)
        {
            let rows: &mut Chunk = other.get_or_insert_with(|| chunk.clone());
            rows.columns[index] = Column::Text(texts);
        }
    }
    other
}

/// Whether one look at the digits shows that all numbers are written as their nearest doubles are.
fn are_surely_same(numbers: &Numbers, digits: Option<u8>) -> bool {
    let same = |number: Digits| match number {
        Digits::Null => true,
        Digits::Wide(_) => false,
        Digits::Short(number) => {
            let as_wanted = match digits {
                Some(digits) => number.scale() == digits,
                None => number.scale() == 0 || number.mantissa() % 10 != 0,
            };
            as_wanted && number.mantissa().unsigned_abs() < LIMIT
        }
    };
    (0..numbers.len()).all(|row| same(numbers.digits(row)))
}

/// The texts of the nearest doubles, where one of them is another than that of its number.
fn other_texts(numbers: &Numbers, digits: Option<u8>) -> Option<Texts> {
    let (mut texts, mut others) = (Texts::default(), false);
    for (row, number) in numbers.iter().enumerate() {
        let Some(number) = number else {
            texts.push("");
            continue;
        };
        let text = text_of(double(numbers.digits(row)), digits);
        others |= text.as_bytes() != number.text().bytes();
        texts.push(&text);
    }
    others.then_some(texts)
}

/// The text of a double.
fn text_of(double: f64, digits: Option<u8>) -> String {
    digits.map_or_else(|| double.to_string(), |digits| format!("{double:.*}", usize::from(digits)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tongbi_domain::number::Decimal;

    use super::*;
    use crate::table::column::{Kind, Value, Word};

    fn field(name: &'static str, kind: Kind, digits: Option<u8>) -> Field {
        let word = Word::Borrowed;
        Field { name: word(name), kind, required: false, zh: word(""), en: word(""), concept: None, digits }
    }

    fn digest(fields: &[Field], rows: &[Vec<Value<'_>>], cut: usize) -> String {
        let mut digest = LogicalDigest::new(fields);
        for rows in [&rows[..cut], &rows[cut..]] {
            let mut chunk = Chunk::new(fields);
            rows.iter().for_each(|row| chunk.push(row));
            digest.add(&CsvRows::of(&chunk));
        }
        digest.finish()
    }

    /// Put together by hand from the definition: texts with and without quotes, nulls, a number with more digits than a double holds, zeros that are left
    /// out and zeros that the column always has; the digest does not depend on how rows are cut.
    #[test]
    fn digests_are_those_of_the_cells() {
        let fields = [
            field("area", Kind::Code, None),
            field("value", Kind::Number, None),
            field("percent", Kind::Number, Some(2)),
            field("digits", Kind::Small, None),
            field("day", Kind::Date, None),
        ];
        let number = |text: &str| Value::Number(Decimal::parse(text));
        let rows = [
            vec![Value::Text("CN"), number("0.50"), number("7.50"), Value::Small(2), Value::Date(Some(1))],
            vec![Value::Text("a,\"b"), number("12345678901234567890.5"), number("-0.00"), Value::Small(0), Value::Date(None)],
            vec![Value::Text(""), Value::Number(None), Value::Number(None), Value::Small(-3), Value::Date(Some(0))],
            vec![Value::Text("US"), number("1000000000000000000000000"), number("3.1"), Value::Small(1), Value::Date(Some(-1))],
        ];
        let by_hand = "area,value,percent,digits,day\n\
            CN,0.5,7.50,2,1970-01-02\n\
            \"a,\"\"b\",12345678901234567000,0.00,0,\n\
            ,,,-3,1970-01-01\n\
            US,1000000000000000000000000,3.10,1,1969-12-31\n";
        for cut in 0..=rows.len() {
            assert_eq!(digest(&fields, &rows, cut), hex(&Sha256::digest(by_hand)), "{cut}");
        }
    }

    proptest! {
        /// Whatever its digits, a number counts as its nearest double alone: who has nothing but Parquet computes the same digest.
        #[test]
        fn numbers_count_as_doubles(
            numbers in prop::collection::vec((any::<i64>(), -40_i32..40, 0_u8..12), 1..20),
            digits in prop::option::of(0_u8..6),
        ) {
            let fields = [field("n", Kind::Number, digits)];
            let numbers: Vec<Decimal> = numbers
                .iter()
                .filter_map(|(mantissa, shift, scale)| Decimal::new(i128::from(mantissa >> shift.unsigned_abs().min(62)), *scale).ok())
                .collect();
            let rows: Vec<Vec<Value<'_>>> = numbers.iter().map(|number| vec![Value::Number(Some(*number))]).collect();
            let texts: String = numbers.iter().map(|number| text_of(number.to_f64(), digits) + "\n").collect();
            prop_assert_eq!(digest(&fields, &rows, numbers.len() / 2), hex(&Sha256::digest(format!("n\n{texts}"))));
        }
    }
}
