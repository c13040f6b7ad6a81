//! Delimited text, alone and through layouts.

use tongbi_read::layout::{Body, Layout, OpenError, Shape, TableReader, Window};
use tongbi_read::{Cover, DelimitedReader, Dialect, Encoding, Problem, ReadError, Row};

use crate::choice;
use crate::layouts::layout;

/// `DelimitedReader` in the dialect that the first byte chooses, and `TableReader` with the layout that the second one chooses.
///
/// Laws: rows stand in order and within the limits of the dialect; no U+FFFD that is not in the bytes appears without a problem; of a table every
/// row is given or counted, and every cell with a text stands in a column that is known, or its row is called ragged.
pub fn delimited(data: &[u8]) {
    let Some((how, rest)) = choice(data) else { return };
    let Some((which, bytes)) = choice(rest) else { return };
    let dialect = dialect(how);
    let Ok(rows) = plain(bytes, dialect) else { return };
    let layout = layout(which);
    if let Ok(seen) = walk(bytes, dialect, &layout) {
        seen.accounts_for(&rows);
    }
}

fn dialect(number: usize) -> Dialect {
    let declared = |label| Dialect { encoding: Encoding::for_label(label), ..Dialect::default() };
    match number % 8 {
        0 => Dialect::default(),
        1 => declared("utf-8"),
        2 => declared("gb18030"),
        3 => declared("utf-16le"),
        4 => declared("big5"),
        5 => Dialect { delimiter: Some(b';'), quote: None, ..Dialect::default() },
        6 => Dialect { delimiter: Some(b'\t'), quote: Some(b'\''), ..Dialect::default() },
        _ => Dialect { max_field_bytes: 8, max_fields: 6, max_row_bytes: 48, ..Dialect::default() },
    }
}

/// All rows, as the reader of text gives them.
fn plain(bytes: &[u8], dialect: Dialect) -> Result<Vec<Row>, ReadError> {
    let mut reader = DelimitedReader::open(bytes, dialect)?;
    let excused = holds_replacement(bytes, reader.encoding());
    let (mut rows, mut row): (Vec<Row>, Row) = Default::default();
    while reader.read_row(&mut row)? {
        let problems = reader.take_problems();
        let told = problems.iter().any(|problem| matches!(problem, Problem::Undecodable { .. }));
        assert!(told || excused || !row.iter().any(|field| field.contains('\u{fffd}')), "bytes were lost in line {}", row.line());
        assert!(rows.last().is_none_or(|last| last.line() < row.line() && last.byte() < row.byte()), "line {}", row.line());
        assert!(row.len() <= dialect.max_fields && row.iter().all(|field| field.len() <= dialect.max_field_bytes));
        rows.push(row.clone());
    }
    let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
    assert!(rows.len() <= lines, "{} rows in {lines} lines", rows.len());
    Ok(rows)
}

/// Whether U+FFFD is in the bytes themselves; Big5 has no such character.
fn holds_replacement(bytes: &[u8], encoding: Encoding) -> bool {
    let character: &[u8] = match encoding {
        Encoding::Utf8 => &[0xef, 0xbf, 0xbd],
        Encoding::Gb18030 => &[0x84, 0x31, 0xa4, 0x37],
        Encoding::Utf16Le => &[0xfd, 0xff],
        Encoding::Utf16Be => &[0xff, 0xfd],
        _ => return false,
    };
    bytes.windows(character.len()).any(|window| window == character)
}

/// What became of the rows of a table.
#[derive(Default)]
struct Seen {
    given: usize,
    outside: usize,
    blocks: usize,
    header_rows: usize,
}

fn walk(bytes: &[u8], dialect: Dialect, layout: &Layout) -> Result<Seen, OpenError> {
    let mut reader = TableReader::open(DelimitedReader::open(bytes, dialect)?, layout, Window::default())?;
    let headless = layout.header == tongbi_read::layout::HeaderRule::None;
    let mut seen = Seen { blocks: usize::from(!headless), header_rows: layout.header_rows, ..Seen::default() };
    let mut row = Row::new();
    loop {
        match reader.read(&mut row)? {
            Body::End => break,
            Body::Block => seen.blocks += 1,
            Body::Ragged => seen.given += 1,
            Body::Row => {
                every_cell_is_known(&row, reader.shape());
                seen.given += 1;
            }
        }
        let mut said = 0;
        reader.say(&row, |_, text| said += text.len());
        assert!(said <= bytes.len() * 8, "labels say {said} bytes");
        reader.misfits(&row).for_each(drop);
    }
    seen.outside = usize::try_from(reader.outside()).unwrap_or(usize::MAX);
    Ok(seen)
}

fn every_cell_is_known(row: &Row, shape: &Shape) {
    let known = |index: usize| {
        shape.values.iter().any(|column| column.index == index)
            || shape.labels.iter().any(|label| label.index == index)
            || shape.ignored.iter().any(|column| column.index == index)
    };
    for (index, field) in row.iter().enumerate() {
        let blank = field.trim().is_empty() || row.cover(index) != Cover::Own;
        assert!(blank || known(index), "column {} of line {} is passed over", index + 1, row.line());
    }
}

impl Seen {
    /// Rows in are rows given, rows counted as outside and rows of headers; blank ones may be passed over.
    fn accounts_for(&self, rows: &[Row]) {
        let blank = rows.iter().filter(|row| row.iter().all(|field| field.trim().is_empty())).count();
        let headers = match self.blocks {
            0 => 0..=0,
            // The last header may be cut off by the end of the file.
            blocks => (blocks - 1) * self.header_rows + 1..=blocks * self.header_rows,
        };
        let accounted = self.given + self.outside;
        let fits = accounted + headers.start() <= rows.len() && rows.len() <= accounted + headers.end() + blank;
        assert!(fits, "{} rows: {} given, {} outside, {} headers, {blank} blank", rows.len(), self.given, self.outside, self.blocks);
    }
}
