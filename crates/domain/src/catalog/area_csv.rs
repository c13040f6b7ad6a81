//! A list of areas as CSV: one line is one area. Parses a text; which files there are is not known here.

use std::ops::Range;

use csv::{ByteRecord, ReaderBuilder};
use toml::Spanned;

use super::Names;
use super::areas::{Area, area, declared};
use super::load::{CatalogText, Placed};
use crate::diagnostic::{Diagnostic, ENOUGH, suggest};
use crate::message::{Message, lists as say};

/// Columns of the header, in the order of the documentation; only `code` and one of `zh`, `en` must be there.
const COLUMNS: [&str; 9] = ["code", "zh", "en", "aliases", "parent", "scheme", "kind", "valid_from", "valid_to"];

/// Reads the areas of a text. Lines that begin with `#` are comments; lines without a value are passed over; cells are trimmed.
///
/// A problem is shown at its whole line. A header that does not fit is one problem, and the file then has no areas.
pub(super) fn read<'a>(text: CatalogText<'a>, problems: &mut Vec<Diagnostic>) -> Vec<Placed<'a, Area>> {
    // A byte order mark is no part of the first column's name; spans still count from the beginning of the text.
    let begin = if text.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).comment(Some(b'#')).from_reader(&text.text.as_bytes()[begin..]);
    let mut lines = Lines { text, begin, header: None };
    let mut areas = Vec::new();
    let mut record = ByteRecord::new();
    // Reading from memory does not fail, and a flexible record of any length is legal.
    while problems.len() < ENOUGH && reader.read_byte_record(&mut record).unwrap_or(false) {
        let Some(line) = lines.line(&record) else { continue };
        match &lines.header {
            Some(header) => areas.extend(line.area(header, problems).map(|entry| Placed { text, entry })),
            None => match header_of(&line, problems) {
                Some(header) => lines.header = Some(header),
                None => return Vec::new(),
            },
        }
    }
    if lines.header.is_none() && problems.len() < ENOUGH {
        let problem = Diagnostic::whole("T201", text.file, say::areas_no_header());
        problems.push(problem.help(say::areas_begin(COLUMNS.join(","))));
    }
    areas
}

/// The file and what its header says: for each column its place in [`COLUMNS`].
struct Lines<'a> {
    text: CatalogText<'a>,
    begin: usize,
    header: Option<Vec<usize>>,
}

/// The cells of one line, trimmed, and where it stands.
struct Line<'a> {
    text: CatalogText<'a>,
    span: Range<usize>,
    cells: Vec<String>,
}

impl<'a> Lines<'a> {
    /// The cells of a record; `None` where all are blank.
    fn line(&self, record: &ByteRecord) -> Option<Line<'a>> {
        let cells: Vec<String> = record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect();
        if cells.iter().all(String::is_empty) {
            return None;
        }
        let at = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
        let start = self.skip_comments(self.begin.saturating_add(at));
        let length = self.text.text.get(start..).unwrap_or_default().find(['\r', '\n']);
        let end = length.map_or(self.text.text.len(), |length| start + length);
        Some(Line { text: self.text, span: start..end, cells })
    }

    /// The reader's position is behind the record before, where comments and empty lines may stand.
    fn skip_comments(&self, mut start: usize) -> usize {
        while let Some(rest) = self.text.text.get(start..).filter(|rest| rest.starts_with(['#', '\r', '\n'])) {
            match rest.find('\n') {
                Some(end) => start += end + 1,
                None => break,
            }
        }
        start
    }
}

/// What the columns are; `None` with a problem where one is unknown, stands twice or is missing.
fn header_of(line: &Line<'_>, problems: &mut Vec<Diagnostic>) -> Option<Vec<usize>> {
    let before = problems.len();
    let mut header = Vec::new();
    for cell in &line.cells {
        match COLUMNS.iter().position(|column| column == cell) {
            Some(column) if header.contains(&column) => problems.push(line.problem("T201", say::column_twice(cell))),
            Some(column) => header.push(column),
            None => problems.push(line.problem("T201", say::unknown_column(cell)).help(suggest(cell, &COLUMNS))),
        }
    }
    if problems.len() == before && !(header.contains(&0) && (header.contains(&1) || header.contains(&2))) {
        let problem = line.problem("T201", say::areas_need());
        problems.push(problem.help(say::areas_columns(COLUMNS.join(","))));
    }
    (problems.len() == before).then_some(header)
}

impl Line<'_> {
    fn problem(&self, code: &'static str, message: Message) -> Diagnostic {
        self.text.problem(code, self.span.clone(), message)
    }

    fn area(&self, header: &[usize], problems: &mut Vec<Diagnostic>) -> Option<Area> {
        if self.cells.len() > header.len() {
            let message = say::too_many_cells(self.cells.len(), header.len());
            problems.push(self.problem("T201", message).help(say::quote_commas()));
            return None;
        }
        let mut cells = [""; COLUMNS.len()];
        for (column, cell) in header.iter().zip(&self.cells) {
            cells[*column] = cell;
        }
        let [code, zh, en, aliases, parent, scheme, kind, from, to] = cells;
        if code.is_empty() || (zh.is_empty() && en.is_empty()) {
            let what = if code.is_empty() { say::area_no_code() } else { say::area_no_name() };
            problems.push(self.problem("T201", what).help(say::area_needs()));
            return None;
        }
        let spanned = |value: &str| Spanned::new(self.span.clone(), value.to_owned());
        let or = |value: &str, default: String| if value.is_empty() { default } else { value.to_owned() };
        Some(Area {
            code: spanned(code),
            name: Names { zh: or(zh, en.to_owned()), en: or(en, zh.to_owned()) },
            aliases: aliases.split('|').map(str::trim).filter(|alias| !alias.is_empty()).map(spanned).collect(),
            parent: (!parent.is_empty()).then(|| spanned(parent)),
            scheme: or(scheme, declared()),
            kind: or(kind, area()),
            valid_from: self.year(from, problems),
            valid_to: self.year(to, problems),
        })
    }

    fn year(&self, cell: &str, problems: &mut Vec<Diagnostic>) -> Option<i32> {
        if cell.is_empty() {
            return None;
        }
        let year = cell.parse().ok();
        if year.is_none() {
            problems.push(self.problem("T201", say::no_year(cell)).help(say::write_year()));
        }
        year
    }
}

#[cfg(test)]
mod tests;
