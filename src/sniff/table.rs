//! One block as columns: its header texts, what its cells look like, the distinct texts of each column, and the lines around it.

use std::collections::BTreeMap;

use tongbi_read::layout::heading::{key, one_line, without_notes};
use tongbi_read::{Cover, Row};

use super::block::Block;
use super::cell::{Look, is_readable, look};
use super::words::PREAMBLES;

/// How many distinct texts of a column are kept.
const MOST_TEXTS: usize = 20_000;

/// A block with what was counted in it.
#[derive(Debug)]
pub(super) struct Table<'a> {
    /// All rows of the sheet.
    pub(super) rows: &'a [Row],
    /// Which of them are what.
    pub(super) block: Block,
    /// Header texts by column, from the top; a merged cell's text stands in each of its columns, but not again below.
    pub(super) headings: Vec<Vec<String>>,
    /// Whether blank cells of upper header rows say what stands left of them.
    pub(super) fill_across: bool,
    /// What the cells of each column look like.
    pub(super) columns: Vec<Column>,
    /// Rows of the body with one text and no figure.
    pub(super) sections: Vec<usize>,
}

/// What the cells of a column look like, section rows left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Column {
    pub(super) figures: usize,
    pub(super) years: usize,
    pub(super) flagged: usize,
    pub(super) marks: usize,
    pub(super) periods: usize,
    pub(super) others: usize,
    pub(super) blanks: usize,
    /// Blank cells below a filled one.
    pub(super) gaps: usize,
    /// Distinct texts in the order of their first rows.
    pub(super) texts: Vec<String>,
    /// The first row of each distinct text.
    firsts: BTreeMap<String, usize>,
}

impl Column {
    /// Cells with a text.
    pub(super) fn filled(&self) -> usize {
        self.figures + self.years + self.flagged + self.marks + self.periods + self.others
    }

    /// Whether most of its texts can be read as figures, words and units with them: 约3.9万户, 下降1.5%.
    pub(super) fn is_readable(&self) -> bool {
        let readable = self.texts.iter().filter(|text| is_readable(text)).count();
        readable * 2 > self.texts.len()
    }

    /// Whether nearly all of its texts are figures or marks.
    pub(super) fn is_numeric(&self) -> bool {
        let numbers = self.figures + self.years + self.flagged + self.marks;
        numbers > self.marks && numbers * 10 >= self.filled() * 8
    }
}

impl<'a> Table<'a> {
    /// Counts what is in a block.
    pub(super) fn new(rows: &'a [Row], block: Block) -> Self {
        let width = rows[block.header.start..block.body.end].iter().map(Row::len).max().unwrap_or(0);
        let is_section = |at: &usize| {
            let mut own = own(&rows[*at]);
            own.next().is_some_and(|(_, text)| matches!(look(text), Look::Text | Look::Period)) && own.next().is_none()
        };
        let sections: Vec<usize> = block.body.clone().filter(is_section).collect();
        let mut table = Self { rows, headings: Vec::new(), fill_across: false, columns: Vec::new(), sections, block };
        table.fill_across = table.needs_filling();
        table.headings = (0..width).map(|column| table.heading(column)).collect();
        table.columns = (0..width).map(|column| table.count(column)).collect();
        table
    }

    /// Rows of the body that are no sections.
    pub(super) fn data(&self) -> impl Iterator<Item = (usize, &'a Row)> + '_ {
        self.block.body.clone().filter(|at| !self.sections.contains(at)).map(|at| (at, &self.rows[at]))
    }

    /// The text of a cell of its own, trimmed; empty where there is none, or where a merged cell from the left or above says it.
    pub(super) fn text(&self, at: usize, column: usize) -> &'a str {
        let row = &self.rows[at];
        // A label that is merged over the rows of its group is said in each of them.
        if row.cover(column) == Cover::Across { "" } else { row.get(column).unwrap_or_default().trim() }
    }

    /// The header texts of a column on one line, without marks of notes; empty where it has none.
    pub(super) fn joined(&self, column: usize) -> String {
        let texts: Vec<&str> = self.headings[column].iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        without_notes(&texts.join(" "), &[]).to_owned()
    }

    /// A key that names a column in `columns`: its header where that is its own, else its position.
    pub(super) fn key(&self, column: usize) -> String {
        let joined = self.joined(column);
        let fits = |other: usize| {
            let texts = || self.headings[other].iter().filter(|text| !text.is_empty());
            let all = self.joined(other);
            [Some(all.as_str()), texts().next().map(String::as_str), texts().next_back().map(String::as_str)]
                .into_iter()
                .flatten()
                .any(|text| key(without_notes(text, &[])) == key(&joined))
        };
        let alone = (0..self.headings.len()).filter(|other| fits(*other)).count() == 1;
        if joined.is_empty() || joined.starts_with('#') || joined.contains('*') || !alone {
            format!("#{}", letters(column))
        } else {
            joined
        }
    }

    /// Line of a row.
    pub(super) fn line(&self, at: usize) -> u64 {
        self.rows[at].line()
    }

    fn needs_filling(&self) -> bool {
        let Some(last) = self.block.header.clone().next_back() else { return false };
        self.block.header.clone().filter(|at| *at != last).any(|at| {
            let (upper, lower) = (&self.rows[at], &self.rows[last]);
            let said = |row: &Row, column: usize| row.get(column).is_some_and(|text| !text.trim().is_empty());
            // A text, then a blank above a text: the blank is part of what stands left of it.
            (1..lower.len()).any(|column| {
                upper.cover(column) == Cover::Own
                    && !said(upper, column)
                    && said(lower, column)
                    && lower.cover(column) == Cover::Own
                    && (0..column).any(|left| said(upper, left) && said(lower, left))
            })
        })
    }

    fn heading(&self, column: usize) -> Vec<String> {
        let last = self.block.header.clone().next_back();
        let mut texts = Vec::new();
        for (level, at) in self.block.header.clone().enumerate() {
            let row = &self.rows[at];
            let own = |column: usize| one_line(row.get(column).unwrap_or_default()).into_owned();
            let mut text = if row.cover(column) == Cover::Down && level > 0 { String::new() } else { own(column) };
            if text.is_empty() && self.fill_across && Some(at) != last {
                text = (0..column).rev().map(own).find(|text| !text.is_empty()).unwrap_or_default();
            }
            texts.push(text);
        }
        texts
    }

    fn count(&self, at: usize) -> Column {
        let mut column = Column::default();
        for (row, _) in self.data() {
            let text = self.text(row, at);
            let count = match look(text) {
                Look::Blank => {
                    column.blanks += 1;
                    column.gaps += usize::from(column.filled() > 0);
                    continue;
                }
                Look::Figure => &mut column.figures,
                Look::Year => &mut column.years,
                Look::Flagged => &mut column.flagged,
                Look::Mark => &mut column.marks,
                Look::Period => &mut column.periods,
                Look::Text => &mut column.others,
            };
            *count += 1;
            if column.texts.len() < MOST_TEXTS && !column.firsts.contains_key(text) {
                column.firsts.insert(text.to_owned(), row);
                column.texts.push(text.to_owned());
            }
        }
        column
    }

    /// Whether two columns say the same: each text of one stands beside one text of the other, and the other way round.
    pub(super) fn say_the_same(&self, one: usize, other: usize) -> bool {
        let (mut there, mut back) = (BTreeMap::new(), BTreeMap::new());
        self.data().all(|(at, _)| {
            let (left, right) = (self.text(at, one), self.text(at, other));
            *there.entry(left).or_insert(right) == right && *back.entry(right).or_insert(left) == left
        })
    }

    /// What stands beside a text of another column, in the first row that has it.
    pub(super) fn beside(&self, column: usize, text: &str, other: usize) -> &'a str {
        self.columns[column].firsts.get(text).map_or("", |at| self.text(*at, other))
    }
}

/// Cells of a row that have a text of their own.
pub(super) fn own(row: &Row) -> impl Iterator<Item = (usize, &str)> {
    row.iter().enumerate().filter(|(at, text)| row.cover(*at) == Cover::Own && !text.trim().is_empty()).map(|(at, text)| (at, text.trim()))
}

/// What a line above a table says of it: the fixed beginning as written, the role, and the text said.
pub(super) fn told(text: &str) -> Option<(&str, &'static str, &str)> {
    let text = text.trim();
    // A line that is nothing but a bracket says what stands in it.
    let text = text.strip_prefix(['(', '（']).and_then(|text| text.strip_suffix([')', '）'])).unwrap_or(text);
    let colon = text.find([':', '：'])?;
    let width = text[colon..].chars().next().map_or(1, char::len_utf8);
    let (head, said) = text.split_at(colon + width);
    let word = key(&head[..colon]);
    let role = PREAMBLES.iter().find(|(known, _)| key(known) == word).map(|(_, role)| *role)?;
    (!said.trim().is_empty()).then_some((head, role, said.trim()))
}

/// The letters of a column as workbooks name them: A, B … AA.
pub(super) fn letters(column: usize) -> String {
    let digit = char::from(b'A' + u8::try_from(column % 26).unwrap_or(0));
    if column < 26 { digit.to_string() } else { format!("{}{digit}", letters(column / 26 - 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }

    #[test]
    fn lines_above_say_something() {
        assert_eq!(told("指标：地区生产总值(亿元)"), Some(("指标：", "indicator", "地区生产总值(亿元)")));
        assert_eq!(told("（单位：亿元）"), Some(("单位：", "unit", "亿元")));
        assert_eq!(told("Unit: million"), Some(("Unit:", "unit", "million")));
        assert_eq!((told("数据库：月度数据"), told("单位：")), (None, None));
    }
}
