//! Rows of a table as CSV. They are put together apart from the file, so that several threads can.
//!
//! A cell is one copy of a fixed length wherever it is short, which nearly all are ([`Out`]). The rules are RFC 4180's, and the tests read the tables back with csv.

use super::buffers::Buffers;
use super::logical;
use super::out::{AT_ONCE, Out};
use super::prepared::Prepared;
use crate::table::column::{Chunk, Coded, Column, Digits, Field, Numbers, Run, Texts};

/// Rows of a table as bytes.
#[derive(Clone, Debug, Default)]
pub struct CsvRows {
    pub(super) pieces: Vec<Piece>,
    pub(super) rows: u64,
}

/// A buffer of which the beginning is filled. What is behind it stays as it was, because making a buffer empty and filling it with zeros again costs
/// as much as writing to it.
#[derive(Clone, Debug, Default)]
pub(super) struct Piece {
    bytes: Vec<u8>,
    length: usize,
    /// What counts for the logical digest, where that is something else.
    logical: Option<Vec<u8>>,
}

impl Piece {
    /// All of some bytes.
    pub(super) fn of(bytes: Vec<u8>) -> Self {
        Self { length: bytes.len(), bytes, logical: None }
    }

    /// The bytes that were put together.
    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or(&self.bytes)
    }

    /// The bytes that count for the logical digest.
    pub(super) fn logical(&self) -> &[u8] {
        self.logical.as_deref().unwrap_or_else(|| self.bytes())
    }

    /// Whether these are others.
    pub(super) const fn is_other(&self) -> bool {
        self.logical.is_some()
    }

    /// The buffer, to be used again.
    pub(super) fn into_buffer(self) -> Vec<u8> {
        self.bytes
    }
}

/// Puts rows together; remembers the cells that shared texts become, so that chunks with the same columns can follow each other.
#[derive(Debug, Default)]
pub struct CsvEncoder {
    words: Vec<Words>,
    rows: CsvRows,
}

impl CsvRows {
    /// The rows of a chunk.
    pub fn of(chunk: &Chunk) -> Self {
        Self::of_in(chunk, &Buffers::default())
    }

    /// The rows of a chunk, in a buffer that may have been used before.
    pub fn of_in(chunk: &Chunk, buffers: &Buffers) -> Self {
        let mut encoder = CsvEncoder::default();
        encoder.add(chunk, &Prepared::of(chunk), buffers.take());
        encoder.finish()
    }
}

impl CsvEncoder {
    /// Adds the rows of a chunk, which are prepared, in a buffer that may have been used before. Shared texts have the codes that they had in the chunks before.
    pub(super) fn add(&mut self, chunk: &Chunk, prepared: &Prepared, buffer: Vec<u8>) {
        self.words.resize_with(chunk.columns.len(), Words::default);
        for (index, (column, words)) in chunk.columns.iter().zip(&mut self.words).enumerate() {
            if let Column::Code(coded) | Column::Small(coded) | Column::Date(coded) = column {
                words.learn(coded, index > 0);
            }
        }
        let rows = chunk.rows();
        let mut cells = cells(chunk, prepared, &self.words);
        let mut out = Out::over(buffer, chunk.columns.len() * RUN_BLOCKS * AT_ONCE);
        for row in 0..rows {
            let start = out.at();
            out.make_room();
            cells.iter_mut().for_each(|column| column.put(row, &mut out));
            // A line with nothing on it would be no row.
            if out.at() == start {
                out.put(b"\"\"");
            }
            out.put(b"\n");
            if row + 1 == SAMPLE {
                out.expect(SAMPLE, rows);
            }
        }
        let (bytes, length) = out.finish();
        let logical =
            logical::other_rows(chunk).map(|other| CsvRows::of(&other).pieces.iter().flat_map(|piece| piece.bytes().to_vec()).collect());
        self.rows.pieces.push(Piece { bytes, length, logical });
        self.rows.rows += rows as u64;
    }

    /// All rows.
    pub fn finish(self) -> CsvRows {
        self.rows
    }
}

/// The cells of a column of shared texts, by code: each with the comma before it, quoted where it must be.
#[derive(Debug, Default)]
struct Words {
    cells: Vec<Word>,
    /// Cells that do not fit a block.
    long: Vec<Vec<u8>>,
}

/// A cell: so many bytes of the block, or, where that is more than it holds, a long one by its number.
#[derive(Clone, Copy, Debug)]
struct Word {
    block: [u8; AT_ONCE],
    length: u32,
    long: u32,
}

impl Words {
    /// The cell of a code.
    fn cell(&self, code: u32) -> &[u8] {
        let word = &self.cells[code as usize];
        word.block.get(..word.length as usize).unwrap_or_else(|| &self.long[word.long as usize])
    }

    /// Appends the cell of a code.
    #[inline]
    fn put(&self, code: u32, out: &mut Out) {
        let word = &self.cells[code as usize];
        if word.length as usize <= AT_ONCE {
            out.block(&word.block, word.length as usize);
        } else {
            out.put(&self.long[word.long as usize]);
        }
    }

    /// Makes the cells of codes that are new.
    fn learn(&mut self, coded: &Coded, comma: bool) {
        for word in coded.words().iter().skip(self.cells.len()) {
            let mut cell = if comma { vec![b','] } else { Vec::new() };
            put_text(word.as_bytes(), |bytes| cell.extend_from_slice(bytes));
            let mut block = [0; AT_ONCE];
            let (length, long) = (cell.len() as u32, self.long.len() as u32);
            match block.get_mut(..cell.len()) {
                Some(block) => block.copy_from_slice(&cell),
                None => self.long.push(cell),
            }
            self.cells.push(Word { block, length, long });
        }
    }
}

/// Columns on their way into rows, with the commas before them.
enum Cells<'a> {
    Words(&'a [u32], &'a Words),
    Rarely(Rarely<'a>),
    Numbers(&'a Numbers, bool),
    Texts(&'a Texts, bool),
}

/// Neighbouring columns of shared texts that are mostly the same as in the row before.
struct Rarely<'a> {
    columns: Vec<(&'a [u32], &'a Words)>,
    /// Whether a row differs from the one before it; the first does.
    changes: Vec<bool>,
    /// The cells of the last row, and how long they are.
    blocks: [[u8; AT_ONCE]; RUN_BLOCKS],
    length: usize,
    /// The cells where they are more than the blocks hold.
    long: Vec<u8>,
}

/// How many rows tell how much room all of them take.
const SAMPLE: usize = 256;

/// How many blocks a run has.
const RUN_BLOCKS: usize = 2;

/// What the columns of a chunk are on their way into rows.
fn cells<'a>(chunk: &'a Chunk, prepared: &'a Prepared, words: &'a [Words]) -> Vec<Cells<'a>> {
    let mut cells: Vec<Cells<'a>> = Vec::with_capacity(chunk.columns.len());
    for (index, ((column, facts), words)) in chunk.columns.iter().zip(prepared.columns()).zip(words).enumerate() {
        let comma = index > 0;
        let codes = match column {
            Column::Number(numbers) => {
                cells.push(Cells::Numbers(numbers, comma));
                continue;
            }
            Column::Text(texts) => {
                cells.push(Cells::Texts(texts, comma));
                continue;
            }
            Column::Code(coded) | Column::Small(coded) | Column::Date(coded) => coded.codes(),
        };
        match cells.last_mut() {
            _ if facts.runs.len() > codes.len() / 8 + 1 => cells.push(Cells::Words(codes, words)),
            Some(Cells::Rarely(run)) => run.add(codes, &facts.runs, words),
            _ => {
                let mut run = Rarely {
                    columns: Vec::new(),
                    changes: vec![false; codes.len()],
                    blocks: Default::default(),
                    length: 0,
                    long: Vec::new(),
                };
                run.add(codes, &facts.runs, words);
                cells.push(Cells::Rarely(run));
            }
        }
    }
    cells
}

impl<'a> Rarely<'a> {
    fn add(&mut self, codes: &'a [u32], runs: &[Run], words: &'a Words) {
        self.columns.push((codes, words));
        let mut at = 0;
        for run in runs {
            self.changes[at] = true;
            at += run.rows as usize;
        }
    }

    /// Puts the cells of a row together.
    fn turn(&mut self, row: usize) {
        self.long.clear();
        for (codes, words) in &self.columns {
            self.long.extend_from_slice(words.cell(codes[row]));
        }
        self.length = self.long.len();
        for (block, bytes) in self.blocks.iter_mut().zip(self.long.chunks(AT_ONCE)) {
            block[..bytes.len()].copy_from_slice(bytes);
        }
    }

    /// Appends the cells of a row.
    #[inline]
    fn put(&mut self, row: usize, out: &mut Out) {
        if self.changes[row] {
            self.turn(row);
        }
        if self.length <= AT_ONCE {
            out.block(&self.blocks[0], self.length);
        } else if self.length <= RUN_BLOCKS * AT_ONCE {
            out.block(&self.blocks[0], AT_ONCE);
            out.block(&self.blocks[1], self.length - AT_ONCE);
        } else {
            out.put(&self.long);
        }
    }
}

impl Cells<'_> {
    /// Appends the cells of a row.
    #[inline]
    fn put(&mut self, row: usize, out: &mut Out) {
        let comma = match self {
            Self::Rarely(run) => return run.put(row, out),
            Self::Words(codes, words) => return words.put(codes[row], out),
            Self::Numbers(_, comma) | Self::Texts(_, comma) => *comma,
        };
        if comma {
            out.byte(b',');
        }
        match self {
            Self::Words(..) | Self::Rarely(_) => {}
            Self::Numbers(numbers, _) => match numbers.digits(row) {
                Digits::Null => {}
                Digits::Short(number) => out.short(number),
                Digits::Wide(number) => out.put(number.text().bytes()),
            },
            Self::Texts(texts, _) => text(texts, row, out),
        }
    }
}

/// Appends a text of its own row.
#[inline]
fn text(texts: &Texts, row: usize, out: &mut Out) {
    let (bytes, ends) = texts.parts();
    let (start, end) = (row.checked_sub(1).map_or(0, |before| ends[before]), ends[row]);
    if !texts.digits()[row] {
        return put_text(&bytes[start..end], |bytes| out.put(bytes));
    }
    match bytes.get(start..).and_then(|rest| rest.first_chunk::<AT_ONCE>()) {
        Some(block) if end - start < AT_ONCE => out.block(block, end - start),
        _ => out.put(&bytes[start..end]),
    }
}

/// The line of names.
pub(super) fn header(fields: &[Field]) -> Vec<u8> {
    let mut header = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        if index > 0 {
            header.push(b',');
        }
        put_text(field.name.as_bytes(), |bytes| header.extend_from_slice(bytes));
    }
    header.push(b'\n');
    header
}

/// A text with a comma, a quote or a line break is quoted, its quotes doubled.
pub(super) fn put_text(text: &[u8], mut put: impl FnMut(&[u8])) {
    // All bytes are looked at, several at a time: that is faster than to stop at the first one.
    if !text.iter().fold(false, |found, byte| found | (*byte == b',') | (*byte == b'"') | (*byte == b'\n') | (*byte == b'\r')) {
        return put(text);
    }
    put(b"\"");
    for (index, part) in text.split(|byte| *byte == b'"').enumerate() {
        if index > 0 {
            put(b"\"\"");
        }
        put(part);
    }
    put(b"\"");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use tongbi_domain::number::Decimal;
    use tongbi_domain::period::Date;

    use super::*;
    use crate::table::column::{Field, Kind, Value, Word};

    fn field(kind: Kind) -> Field {
        let name = Word::Borrowed("x");
        Field { name: name.clone(), kind, required: false, zh: name.clone(), en: name, concept: None, digits: None }
    }

    fn read_back(rows: &CsvRows) -> Vec<Vec<String>> {
        let bytes: Vec<u8> = rows.pieces.iter().flat_map(|piece| piece.bytes().to_vec()).collect();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    proptest! {
        /// What csv reads is what was put in: short and long texts, shared by many rows or by none, quoted or not, numbers of every length, chunk after chunk.
        #[test]
        fn cells_read_back(
            rows in prop::collection::vec(("[a-c,\" 京]{0,4}|[x,]{28,40}|汉{9,12}", "[a-z,\" 京]{0,40}|-?[1-9][0-9]{0,4}", any::<i128>(), 0_u8..30, any::<i8>(), -9000_i32..9000), 1..60),
            cut in 0_usize..60,
        ) {
            let fields = [Kind::Code, Kind::Code, Kind::Code, Kind::Text, Kind::Number, Kind::Small, Kind::Date].map(field);
            let (mut encoder, mut chunk) = (CsvEncoder::default(), Chunk::new(&fields));
            let mut expected = Vec::new();
            for (index, (code, text, number, scale, small, day)) in rows.iter().enumerate() {
                if index == cut {
                    encoder.add(&chunk, &Prepared::of(&chunk), vec![7; 100]);
                    chunk.clear();
                }
                let number = Decimal::new(if index % 2 == 0 { *number } else { *number >> 80 }, *scale).unwrap_or(Decimal::ZERO);
                let (seldom, once) = (&rows[index / 12].0, &rows[0].0);
                chunk.push(&[Value::Text(seldom), Value::Text(once), Value::Text(code), Value::Text(text), Value::Number(Some(number)), Value::Small(*small), Value::Date(Some(*day))]);
                expected.push(vec![seldom.clone(), once.clone(), code.clone(), text.clone(), number.to_string(), small.to_string(), Date::from_days(*day).unwrap().to_string()]);
            }
            encoder.add(&chunk, &Prepared::of(&chunk), Vec::new());
            let rows = encoder.finish();
            prop_assert_eq!(rows.rows, expected.len() as u64);
            prop_assert_eq!(read_back(&rows), expected);
        }
    }

    /// A row of one empty cell is a row.
    #[test]
    fn an_empty_cell_alone_is_a_row() {
        let mut chunk = Chunk::new(&[field(Kind::Text)]);
        ["", "a", ""].iter().for_each(|text| chunk.push(&[Value::Text(text)]));
        assert_eq!(read_back(&CsvRows::of(&chunk)), [[""], ["a"], [""]]);
    }
}
