//! The header: one or several rows, taken column by column.

use super::heading::{fits, one_line};
use super::{HeaderRule, Layout, Window};
use crate::{Cover, Row};

/// The header cells of one column, from the top.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Heading {
    /// Texts on one line; empty where the cell is blank, or belongs to one that is merged from above.
    pub(super) cells: Vec<String>,
}

impl Heading {
    /// All texts of the column, joined by a space; empty for a column without a header.
    pub(super) fn joined(&self) -> String {
        let texts: Vec<&str> = self.cells.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        texts.join(" ")
    }

    /// Whether a declared header text means this column: all its texts, or the lowest, or the highest.
    pub(super) fn is(&self, declared: &str, notes: &[String]) -> bool {
        let own = || self.cells.iter().map(String::as_str).filter(|text| !text.is_empty());
        fits(declared, &self.joined(), notes)
            || [own().next_back(), own().next()].into_iter().flatten().any(|text| fits(declared, text, notes))
    }
}

/// Whether the header rule means this row.
pub(super) fn hits(layout: &Layout, window: &Window, row: &Row) -> bool {
    let first = window.first_text(row);
    match &layout.header {
        HeaderRule::FirstRow | HeaderRule::None => first.is_some(),
        HeaderRule::FirstCell(text) => first.is_some_and(|(_, first)| fits(text, first, &layout.note_marks)),
        HeaderRule::AnyCell(text) => window.cells(row).any(|(_, cell)| !cell.trim().is_empty() && fits(text, cell, &layout.note_marks)),
        HeaderRule::Line(line) => row.line() == *line,
    }
}

/// The columns of a header; each has as many cells as there are rows.
pub(super) fn headings(layout: &Layout, window: &Window, rows: &[Row]) -> Vec<Heading> {
    let width = rows.iter().map(Row::len).max().unwrap_or(0).min(window.last_column.saturating_add(1));
    let mut headings = vec![Heading { cells: vec![String::new(); rows.len()] }; width];
    for (level, row) in rows.iter().enumerate() {
        let mut left = String::new();
        for (column, heading) in headings.iter_mut().enumerate().skip(window.first_column) {
            let text = one_line(row.get(column).unwrap_or_default());
            // A cell merged from above says there what it says.
            let text = if row.cover(column) == Cover::Down && level > 0 { "".into() } else { text };
            if text.is_empty() && layout.fill_across && level + 1 < rows.len() {
                heading.cells[level].clone_from(&left);
            } else {
                heading.cells[level] = text.into_owned();
            }
            left.clone_from(&heading.cells[level]);
        }
    }
    headings
}
