//! The logical digest of a table: what it says, whatever the format. CSV and Parquet of one table have the same, and anybody can compute it again.
//!
//! Of each column the SHA-256 of its cells in order: a number as a little-endian double (null as the quiet NaN `0x7ff8000000000000`), a day as its
//! milliseconds since 1970-01-01 in eight little-endian bytes (null as the smallest number). Texts (the empty one is null) that follow each other and are
//! equal are one: the text as UTF-8, a tab and their number where there is more than one, a line feed; no cell holds a tab. Of the table the SHA-256 of
//! one line for each column: its name, a blank, the digest in hexadecimal.

use std::ops::Range;

use sha2::{Digest, Sha256};
use tongbi_domain::number::Short;

use super::buffers::{Buffers, Use};
use super::digest::hex;
use super::out::{AT_ONCE, Out};
use super::prepared::{Facts, Prepared, milliseconds};
use crate::table::column::{Chunk, Coded, Column, Field, Run, Texts, Word, day, small};

/// What stands for a number that is not there.
const NO_NUMBER: [u8; 8] = 0x7ff8_0000_0000_0000_u64.to_le_bytes();

/// A table on its way.
pub struct LogicalDigest(Vec<ColumnDigest>);

struct ColumnDigest {
    name: Word,
    digest: Sha256,
    /// The last text so far, with how often it came: the next rows may go on with it.
    open: Same,
}

/// A text and how often it follows itself; 0 for none.
#[derive(Debug, Default)]
struct Same {
    text: Vec<u8>,
    rows: u64,
}

impl Same {
    /// Writes the text as it is digested.
    fn write(&self, out: &mut Out) {
        write(&self.text, 0..self.text.len(), self.rows, out);
    }
}

/// Room for a short text, a tab, a number and a line feed.
const ROOM: usize = AT_ONCE + Short::LONGEST + 2;

/// Writes a text that comes so often: some of the bytes of many.
#[inline]
fn write(bytes: &[u8], text: Range<usize>, rows: u64, out: &mut Out) {
    out.make_room();
    match bytes.get(text.start..).and_then(|rest| rest.first_chunk::<AT_ONCE>()) {
        Some(block) if text.len() <= AT_ONCE => out.block(block, text.len()),
        _ => out.put(&bytes[text]),
    }
    if rows > 1 {
        out.byte(b'\t');
        // A column has fewer rows than a short number can say.
        out.short(i64::try_from(rows).ok().and_then(|rows| Short::new(rows, 0)).unwrap_or(Short::ZERO));
    }
    out.byte(b'\n');
}

impl LogicalDigest {
    /// Nothing yet.
    pub fn new(fields: &[Field]) -> Self {
        let column = |field: &Field| ColumnDigest { name: field.name.clone(), digest: Sha256::new(), open: Same::default() };
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
                    column.digest.update(cells.out.filled());
                }
                column.put(run);
            }
            if cells.open.rows == 0 {
                column.digest.update(cells.out.filled());
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
    fn put(&mut self, run: &Same) {
        if self.open.rows > 0 && self.open.text != run.text {
            self.close();
        }
        self.open.text.clone_from(&run.text);
        self.open.rows += run.rows;
    }

    fn close(&mut self) {
        if self.open.rows > 0 {
            let mut out = Out::over(Vec::new(), ROOM);
            self.open.write(&mut out);
            self.digest.update(out.filled());
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
    first: Option<Same>,
    /// Texts between the first and the last, or all cells that are no texts.
    out: Out,
    /// The last text.
    open: Same,
}

impl LogicalBytes {
    /// The cells of a chunk.
    pub fn of(chunk: &Chunk) -> Self {
        let mut bytes = Self::default();
        bytes.add(chunk, &Prepared::of(chunk), &Buffers::default());
        bytes
    }

    /// Adds the rows of a chunk, which are prepared.
    pub(super) fn add(&mut self, chunk: &Chunk, prepared: &Prepared, buffers: &Buffers) {
        for column in self.0.len()..chunk.columns.len() {
            let out = Out::over(buffers.take(Use::Logical(column)), ROOM);
            self.0.push(Cells { out, ..Cells::default() });
        }
        for ((column, facts), cells) in chunk.columns.iter().zip(prepared.columns()).zip(&mut self.0) {
            cells.add(column, facts);
        }
    }

    /// Gives the buffers back.
    pub fn recycle(self, buffers: &Buffers) {
        self.0.into_iter().enumerate().for_each(|(column, cells)| buffers.give(Use::Logical(column), cells.out.finish().0));
    }
}

impl Cells {
    fn add(&mut self, column: &Column, facts: &Facts) {
        match column {
            Column::Code(coded) => self.codes(coded, &facts.runs),
            Column::Text(texts) => self.texts(texts),
            Column::Number(_) => {
                let places = self.room(facts.doubles.len());
                for (to, double) in places.iter_mut().zip(&facts.doubles) {
                    *to = if double.is_nan() { NO_NUMBER } else { double.to_le_bytes() };
                }
            }
            Column::Small(coded) => self.words(coded, &facts.runs, |word| f64::from(small(word)).to_le_bytes()),
            Column::Date(coded) => self.words(coded, &facts.runs, |word| day(word).map_or(i64::MIN, milliseconds).to_le_bytes()),
        }
    }

    /// Room for so many more numbers.
    fn room(&mut self, rows: usize) -> &mut [[u8; 8]] {
        self.out.more(rows * 8).as_chunks_mut().0
    }

    /// Adds what the words of a column mean.
    fn words(&mut self, coded: &Coded, runs: &[Run], meaning: impl Fn(&str) -> [u8; 8]) {
        let words: Vec<[u8; 8]> = coded.words().iter().map(meaning).collect();
        let mut places = self.room(runs.iter().map(|run| run.rows as usize).sum());
        for run in runs {
            let (now, later) = places.split_at_mut(run.rows as usize);
            now.fill(words[run.code as usize]);
            places = later;
        }
    }

    /// Adds shared texts; two codes are two texts. All runs but the first and the last go straight among the bytes.
    fn codes(&mut self, coded: &Coded, runs: &[Run]) {
        let (bytes, ends) = coded.words().parts();
        // With something behind them, the last words are copied like the others.
        let bytes = [bytes, &[0; AT_ONCE]].concat();
        let word = |run: &Run| place(ends, run.code as usize);
        let (first, others) = match runs {
            [] => return,
            [first, others @ ..] => (first, others),
        };
        self.text(&bytes[word(first)], first.rows.into());
        let Some((last, others)) = others.split_last() else { return };
        self.close();
        others.iter().for_each(|run| write(&bytes, word(run), run.rows.into(), &mut self.out));
        self.text(&bytes[word(last)], last.rows.into());
    }

    /// Adds texts of their own rows; all but the first and the last go straight among the bytes.
    fn texts(&mut self, texts: &Texts) {
        let (bytes, ends) = texts.parts();
        let mut runs = Runs { bytes, ends, row: 0 };
        let Some((text, rows)) = runs.next() else { return };
        self.text(&bytes[text], rows);
        let Some(mut last) = runs.next() else { return };
        self.close();
        for run in runs {
            write(bytes, last.0, last.1, &mut self.out);
            last = run;
        }
        self.text(&bytes[last.0], last.1);
    }

    /// Adds a text that comes so often.
    fn text(&mut self, text: &[u8], rows: u64) {
        if self.open.rows > 0 && self.open.text != text {
            self.close();
        }
        if self.open.rows == 0 {
            self.open.text.clear();
            self.open.text.extend_from_slice(text);
        }
        self.open.rows += rows;
    }

    /// Closes the text that is open: another one follows.
    fn close(&mut self) {
        if self.first.is_some() {
            self.open.write(&mut self.out);
            self.open.rows = 0;
        } else {
            self.first = Some(std::mem::take(&mut self.open));
        }
    }
}

/// Where a text stands among the bytes of all.
fn place(ends: &[usize], at: usize) -> Range<usize> {
    at.checked_sub(1).map_or(0, |before| ends[before])..ends[at]
}

/// Texts with how often each follows itself.
struct Runs<'t> {
    bytes: &'t [u8],
    ends: &'t [usize],
    row: usize,
}

impl Iterator for Runs<'_> {
    type Item = (Range<usize>, u64);

    #[inline]
    fn next(&mut self) -> Option<(Range<usize>, u64)> {
        let first = self.row;
        let mut end = *self.ends.get(first)?;
        let text = place(self.ends, first);
        self.row += 1;
        while let Some(next) =
            self.ends.get(self.row).filter(|next| **next - end == text.len() && self.bytes[end..**next] == self.bytes[text.clone()])
        {
            end = *next;
            self.row += 1;
        }
        Some((text, (self.row - first) as u64))
    }
}

#[cfg(test)]
mod tests {
    use tongbi_domain::number::Decimal;

    use super::*;
    use crate::table::column::{Kind, Value};

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
        let fields = [field("area", Kind::Code), field("value", Kind::Number), field("digits", Kind::Small), field("day", Kind::Date)];
        let half = Decimal::parse("0.5");
        let rows = ["CN", "CN", "US", "", "", "CN"].map(|text| {
            let day = (text != "US").then_some(text.len() as i32 - 3);
            [Value::Text(text), Value::Number(half.filter(|_| !text.is_empty())), Value::Small(text.len() as i8), Value::Date(day)]
        });
        let digest = |cuts: &[&[[Value<'_>; 4]]]| {
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
        let by_days = |day: i64| if day < -3 { i64::MIN } else { day * 86_400_000 }.to_le_bytes();
        let by_hand = |bytes: &[u8]| hex(&Sha256::digest(bytes));
        let lines: String = [
            format!("{} {}\n", "area", by_hand(b"CN\t2\nUS\n\t2\nCN\n")),
            format!("{} {}\n", "value", by_hand(&[0.5, 0.5, 0.5, f64::NAN, f64::NAN, 0.5].map(f64::to_le_bytes).concat())),
            format!("{} {}\n", "digits", by_hand(&[2.0, 2.0, 2.0, 0.0, 0.0, 2.0].map(f64::to_le_bytes).concat())),
            format!("{} {}\n", "day", by_hand(&[-1, -1, i64::MIN / 86_400_000, -3, -3, -1].map(by_days).concat())),
        ]
        .concat();
        assert_eq!(digest(&[&rows]), by_hand(lines.as_bytes()));
    }
}
