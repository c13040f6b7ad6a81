//! The part of a sheet or file that one table is: `A3:F20` in the notation of workbooks.

use tongbi_domain::message::{Message, tables as say};

use crate::Row;
use crate::row::trimmed;

/// Rows and columns that belong to a table; all by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First line, from 1.
    pub first_line: u64,
    /// Last line.
    pub last_line: u64,
    /// First column, from 0.
    pub first_column: usize,
    /// Last column, from 0.
    pub last_column: usize,
}

impl Default for Window {
    fn default() -> Self {
        Self { first_line: 1, last_line: u64::MAX, first_column: 0, last_column: usize::MAX }
    }
}

/// A text that is no part of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct WindowError;

impl WindowError {
    /// Why, as a sentence.
    pub fn message(&self) -> Message {
        say::no_range()
    }
}

impl Window {
    /// Reads `A3:F20`, `A:F`, `3:20` or `3:` (from line 3 on).
    pub fn parse(text: &str) -> Result<Self, WindowError> {
        let (from, to) = text.trim().split_once(':').ok_or(WindowError)?;
        let all = Self::default();
        let (from, to) = (corner(from)?, corner(to)?);
        let window = Self {
            first_line: from.1.unwrap_or(all.first_line),
            last_line: to.1.unwrap_or(all.last_line),
            first_column: from.0.unwrap_or(all.first_column),
            last_column: to.0.unwrap_or(all.last_column),
        };
        let ordered = window.first_line <= window.last_line && window.first_column <= window.last_column;
        if ordered && from != (None, None) { Ok(window) } else { Err(WindowError) }
    }

    /// Whether a column belongs to it.
    pub fn has_column(&self, column: usize) -> bool {
        (self.first_column..=self.last_column).contains(&column)
    }

    /// The cells of a row that belong to it, with their positions.
    pub(super) fn cells<'r>(&self, row: &'r Row) -> impl Iterator<Item = (usize, &'r str)> {
        let end = row.len().min(self.last_column.saturating_add(1));
        (self.first_column..end).map(|column| (column, row.get(column).unwrap_or_default()))
    }

    /// The first cell that has a text, with its position.
    #[inline]
    pub(super) fn first_text<'r>(&self, row: &'r Row) -> Option<(usize, &'r str)> {
        // In most rows it is the first cell of all.
        let first = trimmed(row.get(self.first_column).unwrap_or_default());
        if !first.is_empty() && self.first_column <= self.last_column {
            return Some((self.first_column, first));
        }
        self.cells(row).map(|(column, text)| (column, trimmed(text))).find(|(_, text)| !text.is_empty())
    }
}

/// Column, from 0, and line of `F20`, `F` or `20`.
fn corner(text: &str) -> Result<(Option<usize>, Option<u64>), WindowError> {
    let text = text.trim();
    let split = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (letters, digits) = text.split_at(split);
    let column = if letters.is_empty() { None } else { Some(column_of(letters).ok_or(WindowError)?) };
    let line = match digits {
        "" => None,
        digits => Some(digits.parse().ok().filter(|line| *line > 0).ok_or(WindowError)?),
    };
    Ok((column, line))
}

/// The position, from 0, of a column that is named by letters (`A`, `AB`) or a number from 1.
pub(super) fn column_of(name: &str) -> Option<usize> {
    if name.bytes().all(|byte| byte.is_ascii_digit()) {
        return name.parse::<usize>().ok()?.checked_sub(1);
    }
    let digit = |byte: u8| byte.is_ascii_alphabetic().then(|| usize::from(byte.to_ascii_uppercase() - b'A') + 1);
    let letters = (!name.is_empty() && name.len() <= 4).then_some(name)?;
    letters.bytes().try_fold(0, |value, byte| Some(value * 26 + digit(byte)?))?.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_workbooks_write_them() {
        let window = Window::parse("B3:F20").unwrap();
        assert_eq!((window.first_column, window.last_column, window.first_line, window.last_line), (1, 5, 3, 20));
        assert_eq!(Window::parse("10:").unwrap().first_line, 10);
        assert_eq!(Window::parse("A:AB").unwrap().last_column, 27);
        for wrong in ["", ":", "B3", "F20:B3", "0:3", "A1:?", "A1B:C2"] {
            assert_eq!(Window::parse(wrong), Err(WindowError), "{wrong}");
        }
        assert_eq!((column_of("3"), column_of("C"), column_of("0"), column_of("XFD")), (Some(2), Some(2), None, Some(16383)));
    }
}
