//! The logical digest of a table: what it says, whatever the format. CSV and Parquet of one table have the same, and anybody can compute it again.
//!
//! Of each column the SHA-256 of its cells in order: a number as a little-endian double (null as the quiet NaN `0x7ff8000000000000`), a day as its
//! milliseconds since 1970-01-01 in eight little-endian bytes (null as the smallest number). Texts (the empty one is null) that follow each other and are
//! equal are one: the text as UTF-8, a tab and their number where there is more than one, a line feed; no cell holds a tab. Of the table the SHA-256 of
//! one line for each column: its name, a blank, the digest in hexadecimal.

use sha2::{Digest, Sha256};

use super::buffers::{Buffers, Use};
use super::digest::hex;
use super::parquet_file::doubles_of;
use crate::table::column::{Chunk, Coded, Column, Field, Word};

const MILLISECONDS_PER_DAY: i64 = 86_400_000;

/// What stands for a number that is not there.
const NO_NUMBER: [u8; 8] = 0x7ff8_0000_0000_0000_u64.to_le_bytes();

/// A table on its way.
pub struct LogicalDigest(Vec<ColumnDigest>);

struct ColumnDigest {
    name: Word,
    digest: Sha256,
    /// The last text so far, with how often it came: the next rows may go on with it.
    open: Run,
}

/// A text and how often it follows itself; 0 for none.
#[derive(Debug, Default)]
struct Run {
    text: String,
    rows: u64,
}

/// Writes a text that comes so often.
#[inline]
fn write(text: &str, rows: u64, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(text.as_bytes());
    if rows > 1 {
        bytes.push(b'\t');
        digits(rows, bytes);
    }
    bytes.push(b'\n');
}

/// Writes a number in decimal digits, without the machinery of `Display`: most columns have many runs.
fn digits(number: u64, bytes: &mut Vec<u8>) {
    let start = bytes.len();
    let mut rest = number;
    while rest > 0 || bytes.len() == start {
        bytes.push(b'0' + (rest % 10) as u8);
        rest /= 10;
    }
    bytes[start..].reverse();
}

/// Codes that follow each other and are equal, with their number.
fn runs(mut codes: &[u32]) -> impl Iterator<Item = (u32, usize)> {
    std::iter::from_fn(move || {
        let first = *codes.first()?;
        let mut rows = 0;
        // Most columns say the same for many rows: sixteen are compared at once.
        while codes[rows..].first_chunk::<16>().is_some_and(|next| next.iter().fold(0, |other, code| other | (code ^ first)) == 0) {
            rows += 16;
        }
        rows += codes[rows..].iter().take_while(|code| **code == first).count();
        codes = &codes[rows..];
        Some((first, rows))
    })
}

impl LogicalDigest {
    /// Nothing yet.
    pub fn new(fields: &[Field]) -> Self {
        let column = |field: &Field| ColumnDigest { name: field.name.clone(), digest: Sha256::new(), open: Run::default() };
        Self(fields.iter().map(column).collect())
    }

    /// Adds rows.
    pub fn add(&mut self, rows: &LogicalBytes) {
        for (column, cells) in self.0.iter_mut().zip(&rows.0) {
            let runs = [cells.first.as_ref(), Some(&cells.open)].into_iter().flatten().filter(|run| run.rows > 0);
            for (index, run) in runs.enumerate() {
                // What is between the first text and the last one is digested already.
                if index > 0 {
                    column.close();
                    column.digest.update(&cells.bytes);
                }
                column.put(run);
            }
            if cells.open.rows == 0 {
                column.digest.update(&cells.bytes);
            }
        }
    }

    /// The digest in hexadecimal.
    pub fn finish(self) -> String {
        let mut table = Sha256::new();
        for mut column in self.0 {
            column.close();
            table.update(format!("{} {}\n", column.name, hex(&column.digest.finalize())));
        }
        hex(&table.finalize())
    }
}

impl ColumnDigest {
    fn put(&mut self, run: &Run) {
        if self.open.rows > 0 && self.open.text != run.text {
            self.close();
        }
        self.open.text.clone_from(&run.text);
        self.open.rows += run.rows;
    }

    fn close(&mut self) {
        if self.open.rows > 0 {
            let mut bytes = Vec::with_capacity(self.open.text.len() + 24);
            write(&self.open.text, self.open.rows, &mut bytes);
            self.digest.update(&bytes);
            self.open.rows = 0;
        }
    }
}

/// The cells of some rows as they are digested, column by column; put together apart from the digest, so that several threads can.
#[derive(Debug, Default)]
pub struct LogicalBytes(Vec<Cells>);

/// The cells of a column. Texts at both ends may go on in the rows before and behind.
#[derive(Debug, Default)]
struct Cells {
    /// The first text, once another one has come.
    first: Option<Run>,
    /// Texts between the first and the last, or all cells that are no texts.
    bytes: Vec<u8>,
    /// The last text.
    open: Run,
}

impl LogicalBytes {
    /// The cells of a chunk.
    pub fn of(chunk: &Chunk) -> Self {
        let mut bytes = Self::default();
        bytes.add(chunk, &doubles_of(chunk), &Buffers::default());
        bytes
    }

    /// Adds the rows of a chunk, of whose columns of numbers `doubles` are the doubles.
    pub(super) fn add(&mut self, chunk: &Chunk, doubles: &[Vec<f64>], buffers: &Buffers) {
        for column in self.0.len()..chunk.columns.len() {
            let mut bytes = buffers.take(Use::Logical(column));
            bytes.clear();
            self.0.push(Cells { bytes, ..Cells::default() });
        }
        for ((column, doubles), cells) in chunk.columns.iter().zip(doubles).zip(&mut self.0) {
            cells.add(column, doubles);
        }
    }

    /// Gives the buffers back.
    pub fn recycle(self, buffers: &Buffers) {
        self.0.into_iter().enumerate().for_each(|(column, cells)| buffers.give(Use::Logical(column), cells.bytes));
    }
}

impl Cells {
    fn add(&mut self, column: &Column, doubles: &[f64]) {
        let bytes = &mut self.bytes;
        match column {
            Column::Code(coded) => self.codes(coded),
            Column::Text(texts) => self.texts(texts.iter()),
            Column::Number(_) => {
                let start = bytes.len();
                bytes.resize(start + doubles.len() * 8, 0);
                for (to, double) in bytes[start..].as_chunks_mut().0.iter_mut().zip(doubles) {
                    *to = if double.is_nan() { NO_NUMBER } else { double.to_le_bytes() };
                }
            }
            Column::Small(values) => values.iter().for_each(|value| bytes.extend_from_slice(&f64::from(*value).to_le_bytes())),
            Column::Date(days) => {
                let instant = |day: &Option<i32>| day.map_or(i64::MIN, |day| i64::from(day) * MILLISECONDS_PER_DAY);
                days.iter().for_each(|day| bytes.extend_from_slice(&instant(day).to_le_bytes()));
            }
        }
    }

    /// Adds shared texts; two codes are two texts. All runs but the first and the last go straight among the bytes.
    fn codes(&mut self, coded: &Coded) {
        let mut runs = runs(coded.codes()).map(|(code, rows)| (coded.words().get(code as usize), rows as u64));
        let Some((text, rows)) = runs.next() else { return };
        self.text(text, rows);
        let Some(mut last) = runs.next() else { return };
        self.close();
        for run in runs {
            write(last.0, last.1, &mut self.bytes);
            last = run;
        }
        self.text(last.0, last.1);
    }

    /// Adds texts of their own rows; all but the first and the last go straight among the bytes.
    fn texts<'t>(&mut self, texts: impl Iterator<Item = &'t str>) {
        let mut last: (&str, u64) = ("", 0);
        let mut begun = false;
        for text in texts {
            if last.1 > 0 && text == last.0 {
                last.1 += 1;
                continue;
            }
            if begun {
                write(last.0, last.1, &mut self.bytes);
            } else if last.1 > 0 {
                self.text(last.0, last.1);
                self.close();
                begun = true;
            }
            last = (text, 1);
        }
        if last.1 > 0 {
            self.text(last.0, last.1);
        }
    }

    /// Adds a text that comes so often.
    fn text(&mut self, text: &str, rows: u64) {
        if self.open.rows > 0 && self.open.text != text {
            self.close();
        }
        if self.open.rows == 0 {
            self.open.text.clear();
            self.open.text.push_str(text);
        }
        self.open.rows += rows;
    }

    /// Closes the text that is open: another one follows.
    fn close(&mut self) {
        if self.first.is_some() {
            write(&self.open.text, self.open.rows, &mut self.bytes);
            self.open.rows = 0;
        } else {
            self.first = Some(std::mem::take(&mut self.open));
        }
    }
}

#[cfg(test)]
mod tests {
    use tongbi_domain::number::Decimal;

    use super::*;
    use crate::table::column::{Kind, Value};

    /// Runs of all lengths are found, whatever stands before and behind them.
    #[test]
    fn runs_are_those_of_the_codes() {
        let lengths = [1_usize, 2, 15, 16, 17, 31, 32, 33, 1, 64, 48];
        let codes: Vec<u32> = lengths.iter().zip(3..).flat_map(|(rows, code)| std::iter::repeat_n(code, *rows)).collect();
        assert_eq!(runs(&codes).collect::<Vec<_>>(), (3..).zip(lengths).collect::<Vec<_>>());
        assert_eq!(runs(&[]).next(), None);
    }

    /// Put together by hand from the definition: texts that come once, twice and not at all, the doubles 0.5 and NaN; the digest does not depend on how rows are cut.
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
        let rows = ["CN", "CN", "US", "", "", "CN"].map(|text| [Value::Text(text), Value::Number(half.filter(|_| !text.is_empty()))]);
        let digest = |cuts: &[&[[Value<'_>; 2]]]| {
            let mut digest = LogicalDigest::new(&fields);
            for rows in cuts {
                let mut chunk = Chunk::new(&fields);
                rows.iter().for_each(|row| chunk.push(row));
                digest.add(&LogicalBytes::of(&chunk));
            }
            digest.finish()
        };
        for (one, other) in (0..=rows.len()).flat_map(|one| (one..=rows.len()).map(move |other| (one, other))) {
            assert_eq!(digest(&[&rows]), digest(&[&rows[..one], &rows[one..other], &rows[other..]]), "{one}, {other}");
        }
        let by_hand = |bytes: &[u8]| hex(&Sha256::digest(bytes));
        let lines: String = [
            format!("{} {}\n", "area", by_hand(b"CN\t2\nUS\n\t2\nCN\n")),
            format!("{} {}\n", "value", by_hand(&[0.5, 0.5, 0.5, f64::NAN, f64::NAN, 0.5].map(f64::to_le_bytes).concat())),
        ]
        .concat();
        assert_eq!(digest(&[&rows]), by_hand(lines.as_bytes()));
    }
}
