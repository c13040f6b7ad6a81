//! Where tables are in a sheet: rows of figures, the header rows above them, the lines above and below.
//!
//! A block begins at a row with a figure. Its header are the rows just above that have two texts or more and no figure; a row of years counts as
//! one of them where the years are all the same or evenly spaced. It ends where another header with figures below it comes, or the sheet ends.

use std::ops::Range;

use tongbi_read::{Cover, Row};

use super::cell::{Look, look};
use super::words::FOOTERS;

/// One table of a sheet, as positions in its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// Lines above the header, from the end of the block before.
    pub(super) above: Range<usize>,
    /// Header rows; empty where there is none.
    pub(super) header: Range<usize>,
    /// From the first row with a figure to the last.
    pub(super) body: Range<usize>,
    /// Lines below, up to the next block's.
    pub(super) below: Range<usize>,
}

/// How many rows a header may have.
const MOST_HEADER_ROWS: usize = 6;

/// What a row looks like.
#[derive(Clone, Debug)]
struct Seen {
    /// Cells of its own with a text.
    filled: usize,
    /// Whether the first of them is the row's first cell.
    first: bool,
    figures: usize,
    years: usize,
    missing: usize,
    /// Years that are all the same or evenly spaced, or numbers of columns.
    run: bool,
    /// Whether a text is merged over several columns.
    merged: bool,
}

impl Seen {
    fn of(row: &Row) -> Self {
        let own: Vec<(usize, &str)> =
            row.iter().enumerate().filter(|(at, text)| row.cover(*at) == Cover::Own && !text.trim().is_empty()).collect();
        let looks: Vec<Look> = own.iter().map(|(_, text)| look(text)).collect();
        let count = |wanted: &[Look]| looks.iter().filter(|found| wanted.contains(found)).count();
        let years: Vec<i64> =
            own.iter().zip(&looks).filter(|(_, look)| **look == Look::Year).filter_map(|((_, text), _)| text.trim().parse().ok()).collect();
        let figures = count(&[Look::Figure, Look::Flagged]);
        let numbers: Vec<i64> = own.iter().filter_map(|(_, text)| text.trim().parse().ok()).collect();
        let columns = numbers.len() >= 3
            && numbers.len() == figures
            && numbers.iter().zip(numbers[0]..).all(|(number, wanted)| *number == wanted && *number <= 99);
        Self {
            filled: own.len(),
            first: own.first().is_some_and(|(at, _)| *at == 0),
            figures: if columns { 0 } else { figures },
            years: years.len(),
            missing: count(&[Look::Mark]),
            run: columns || (figures == 0 && is_run(&years)),
            merged: (0..row.len()).any(|at| row.cover(at) == Cover::Across),
        }
    }

    /// Whether it can only be a row of figures.
    fn is_data(&self) -> bool {
        self.figures > 0 || (self.years >= 3 && !self.run)
    }

    /// Whether it may stand among rows of figures.
    fn may_be_data(&self) -> bool {
        self.is_data() || (!self.run && self.filled > 1 && (self.missing > 0 || self.years > 0))
    }

    /// Whether it may be a row of a header.
    fn may_be_header(&self) -> bool {
        self.figures == 0 && (self.filled >= 2 || (self.filled == 1 && self.merged && !self.first))
    }
}

/// Whether years are as headers have them: all the same, or evenly spaced by at most ten.
fn is_run(years: &[i64]) -> bool {
    let [first, second, ..] = years else { return false };
    let step = second - first;
    step.abs() <= 10
        && (years.windows(2).all(|pair| pair[1] - pair[0] == step)
            || years.windows(2).all(|pair| (pair[1] - pair[0]).abs() <= 10 && (pair[1] - pair[0]) * step > 0))
}

/// The line behind a row, which quoted line breaks may have made longer.
fn next_line(row: &Row) -> u64 {
    row.line() + 1 + row.iter().map(|text| text.matches('\n').count() as u64).sum::<u64>()
}

/// The blocks of a sheet, from the top.
pub(super) fn blocks(rows: &[Row]) -> Vec<Block> {
    let seen: Vec<Seen> = rows.iter().map(Seen::of).collect();
    let mut found: Vec<Block> = Vec::new();
    let mut from = 0;
    while let Some(first) = (from..rows.len()).find(|at| seen[*at].is_data()) {
        let header = header(rows, &seen, from, first);
        let (last, next) = body(rows, &seen, first, header.clone());
        let mut above = from;
        if let Some(before) = found.last_mut() {
            above = (from..header.start).find(|at| !is_below(rows, *at)).unwrap_or(header.start);
            before.below = before.body.end..above;
        }
        found.push(Block { above: above..header.start, header: header.clone(), body: header.end..last + 1, below: last + 1..rows.len() });
        from = next;
    }
    found
}

/// The header rows just above the first row of figures.
fn header(rows: &[Row], seen: &[Seen], from: usize, first: usize) -> Range<usize> {
    let mut start = first;
    while start > from && first - start < MOST_HEADER_ROWS {
        let above = start - 1;
        let joined = next_line(&rows[above]) >= rows[start].line();
        // Text files leave blank what lies right of a merged cell, so an upper row may have one text only, right of the labels.
        let upper = start < first && seen[above].filled == 1 && !seen[above].first && !ends_in_colon(&rows[above]);
        if !joined || !(seen[above].may_be_header() || upper) || (is_preamble(&rows[above])) {
            break;
        }
        start = above;
    }
    // A table whose only header are years: the first row of figures is it.
    if start == first && first + 1 < rows.len() && seen[first].run {
        return first..first + 1;
    }
    start..first
}

/// Whether a line between two blocks belongs to the one above it: it follows without a gap, or begins as notes do.
fn is_below(rows: &[Row], at: usize) -> bool {
    let note = rows[at]
        .iter()
        .map(str::trim)
        .find(|text| !text.is_empty())
        .is_some_and(|text| FOOTERS.iter().any(|start| text.starts_with(start)));
    note || (at > 0 && next_line(&rows[at - 1]) >= rows[at].line() && !is_preamble(&rows[at]))
}

fn ends_in_colon(row: &Row) -> bool {
    row.iter().any(|text| text.contains([':', '：']))
}

/// Whether a row of few texts says something of the table rather than of its columns: `单位：亿元` beside a title, `Last updated | 2016-05-02`.
fn is_preamble(row: &Row) -> bool {
    let own: Vec<&str> = (0..row.len())
        .filter(|at| row.cover(*at) == Cover::Own)
        .filter_map(|at| row.get(at))
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .collect();
    own.len() <= 3 && own.iter().any(|text| super::table::told(text).is_some())
}

/// The last row of figures, and where to look for the next block.
fn body(rows: &[Row], seen: &[Seen], first: usize, header: Range<usize>) -> (usize, usize) {
    let mut last = first;
    let title = header.clone().next().and_then(|at| first_text(&rows[at]));
    let figures = rows[first].iter().position(|text| matches!(look(text), Look::Figure | Look::Flagged)).unwrap_or(0);
    for at in first + 1..rows.len() {
        if seen[at].may_be_data() {
            last = at;
            continue;
        }
        let again = title.is_some() && first_text(&rows[at]) == title;
        let apart = last + 1 < at || next_line(&rows[at - 1]) < rows[at].line();
        // A row of labels whose figures are all missing has nothing right of its labels.
        let beyond = rows[at].iter().skip(figures).any(|text| !text.trim().is_empty());
        if (again || apart) && beyond && seen[at].may_be_header() && leads_to_figures(seen, at) {
            return (last, last + 1);
        }
    }
    (last, rows.len())
}

/// Whether figures come below a row that may be a header, with nothing but header rows between.
fn leads_to_figures(seen: &[Seen], at: usize) -> bool {
    let next = (at..seen.len()).take(MOST_HEADER_ROWS).find(|next| !seen[*next].may_be_header());
    next.is_some_and(|next| seen[next].is_data())
}

/// The first text of a row, without white space.
pub(super) fn first_text(row: &Row) -> Option<String> {
    row.iter().map(tongbi_read::layout::heading::key).find(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of a text file; a blank line is passed over and leaves its gap.
    fn rows(text: &str) -> Vec<Row> {
        let mut rows = Vec::new();
        for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.is_empty()) {
            let mut row = Row::new();
            row.begin(line, 0);
            text.split(',').for_each(|cell| row.push(cell));
            rows.push(row);
        }
        rows
    }

    #[test]
    fn the_header_stands_above_the_figures() {
        let one = blocks(&rows("数据库：分省\n指标：生产总值(亿元)\n地区,2021年,2020年\n北京,3.5,3.4\n天津,1.5,1.4\n注：修订\n"));
        assert_eq!(one, [Block { above: 0..2, header: 2..3, body: 3..5, below: 5..6 }]);
        let two = blocks(&rows(",研发经费,专利\n,2012,2012\n北京,197.3,1.4\n"));
        assert_eq!(two, [Block { above: 0..0, header: 0..2, body: 2..3, below: 3..3 }]);
    }

    #[test]
    fn blocks_follow_each_other() {
        let text = "指标,2021年,2020年\n产值,3.5,3.4\n来源：局\n\n指标,产值,人口\n2021年,3.5,7\n2020年,3.4,8\n\n指标,产值\n2021年,3.5\n";
        let found = blocks(&rows(text));
        assert_eq!(found.iter().map(|block| block.header.clone()).collect::<Vec<_>>(), [0..1, 3..4, 6..7]);
        assert_eq!(found[0].below, 2..3);
    }

    #[test]
    fn a_table_may_have_no_header() {
        assert_eq!(blocks(&rows("北京,2021,3.5\n天津,2021,3.4\n"))[0].header, 0..0);
        assert_eq!(blocks(&rows("地区,2020,2021\n天津,3.1,3.4\n"))[0].header, 0..1);
    }
}
