//! The logical digest of a table: what it says, whatever the format. CSV and Parquet of one table have the same, and anybody can compute it again.
//!
//! Of each column the SHA-256 of its cells in order: a text as UTF-8 and a line feed (the empty text is null), a number as a little-endian double
//! (null as the quiet NaN `0x7ff8000000000000`), a day as its milliseconds since 1970-01-01 in eight little-endian bytes (null as the smallest number). Of the table the SHA-256 of one line for each column: its name, a blank, the digest in hexadecimal.

use sha2::{Digest, Sha256};

use super::buffers::Buffers;
use super::digest::hex;
use super::parquet_file::doubles_of;
use super::short::{self, PADDING};
use crate::table::column::{Chunk, Column, Field, Word};

const MILLISECONDS_PER_DAY: i64 = 86_400_000;

/// What stands for a number that is not there.
const NO_NUMBER: [u8; 8] = 0x7ff8_0000_0000_0000_u64.to_le_bytes();

/// A table on its way.
pub struct LogicalDigest(Vec<(Word, Sha256)>);

impl LogicalDigest {
    /// Nothing yet.
    pub fn new(fields: &[Field]) -> Self {
        Self(fields.iter().map(|field| (field.name.clone(), Sha256::new())).collect())
    }

    /// Adds rows.
    pub fn add(&mut self, chunk: &LogicalBytes) {
        for ((_, digest), bytes) in self.0.iter_mut().zip(&chunk.0) {
            digest.update(bytes);
        }
    }

    /// The digest in hexadecimal.
    pub fn finish(self) -> String {
        let mut table = Sha256::new();
        for (name, digest) in self.0 {
            table.update(format!("{name} {}\n", hex(&digest.finalize())));
        }
        hex(&table.finalize())
    }
}

/// The cells of some rows as they are digested, column by column; put together apart from the digest, so that several threads can.
#[derive(Debug, Default)]
pub struct LogicalBytes(Vec<Vec<u8>>);

impl LogicalBytes {
    /// The cells of a chunk.
    pub fn of(chunk: &Chunk) -> Self {
        let mut bytes = Self::default();
        bytes.add(chunk, &doubles_of(chunk), &Buffers::default());
        bytes
    }

    /// Adds the rows of a chunk, of whose columns of numbers `doubles` are the doubles.
    pub(super) fn add(&mut self, chunk: &Chunk, doubles: &[Vec<f64>], buffers: &Buffers) {
        self.0.resize_with(chunk.columns.len(), || {
            let mut buffer = buffers.take();
            buffer.clear();
            buffer
        });
        for ((column, doubles), bytes) in chunk.columns.iter().zip(doubles).zip(&mut self.0) {
            put(column, doubles, bytes);
        }
    }

    /// Gives the buffers back.
    pub fn recycle(self, buffers: &Buffers) {
        self.0.into_iter().for_each(|buffer| buffers.give(buffer));
    }
}

fn put(column: &Column, doubles: &[f64], bytes: &mut Vec<u8>) {
    match column {
        Column::Code(coded) => {
            let (mut words, mut ends) = (Vec::new(), Vec::new());
            for word in coded.words().iter() {
                words.extend_from_slice(word.as_bytes());
                words.push(b'\n');
                ends.push(words.len());
            }
            words.extend_from_slice(&PADDING);
            for code in coded.codes() {
                let code = *code as usize;
                short::append(bytes, &words, code.checked_sub(1).map_or(0, |before| ends[before]), ends[code]);
            }
        }
        Column::Text(texts) => {
            let (from, ends) = texts.parts();
            let mut start = 0;
            for end in ends {
                short::append(bytes, from, start, *end);
                bytes.push(b'\n');
                start = *end;
            }
        }
        Column::Number(_) => {
            bytes.reserve(doubles.len() * 8);
            for double in doubles {
                bytes.extend_from_slice(&if double.is_nan() { NO_NUMBER } else { double.to_le_bytes() });
            }
        }
        Column::Small(values) => values.iter().for_each(|value| bytes.extend_from_slice(&f64::from(*value).to_le_bytes())),
        Column::Date(days) => {
            let instant = |day: &Option<i32>| day.map_or(i64::MIN, |day| i64::from(day) * MILLISECONDS_PER_DAY);
            days.iter().for_each(|day| bytes.extend_from_slice(&instant(day).to_le_bytes()));
        }
    }
}

#[cfg(test)]
mod tests {
    use tongbi_domain::number::Decimal;

    use super::*;
    use crate::table::column::{Kind, Value};

    /// Put together by hand from the definition: two texts, the doubles 0.5 and NaN; the digest does not depend on how rows are cut.
    #[test]
    fn digests_are_those_of_the_cells() {
        let field = |name: &'static str, kind| Field {
            name: Word::Borrowed(name),
            kind,
            required: false,
            zh: Word::Borrowed(""),
            en: Word::Borrowed(""),
            concept: None,
        };
        let fields = [field("area", Kind::Code), field("value", Kind::Number)];
        let half = Decimal::parse("0.5");
        let rows = [[Value::Text("CN"), Value::Number(half)], [Value::Text(""), Value::Number(None)]];
        let digest = |cuts: &[&[[Value<'_>; 2]]]| {
            let mut digest = LogicalDigest::new(&fields);
            for rows in cuts {
                let mut chunk = Chunk::new(&fields);
                rows.iter().for_each(|row| chunk.push(row));
                digest.add(&LogicalBytes::of(&chunk));
            }
            digest.finish()
        };
        assert_eq!(digest(&[&rows]), digest(&[&rows[..1], &rows[1..]]));
        let by_hand = |bytes: &[u8]| hex(&Sha256::digest(bytes));
        let lines: String = [
            format!("{} {}\n", "area", by_hand(b"CN\n\n")),
            format!("{} {}\n", "value", by_hand(&[&0.5_f64.to_le_bytes()[..], &f64::NAN.to_le_bytes()].concat())),
        ]
        .concat();
        assert_eq!(digest(&[&rows]), by_hand(lines.as_bytes()));
    }
}
