//! From an offset in a row's raw text to line, column and field.

use super::lines::Lines;
use super::spans::{Span, Spans};
use crate::Place;

/// Finds places in a raw row; the offsets asked for must ascend.
pub(crate) struct Locator<'t> {
    raw: &'t str,
    at: usize,
    lines: Lines,
    column: u64,
    spans: Spans<'t>,
    span: Option<Span>,
    field: usize,
}

impl<'t> Locator<'t> {
    /// For a row that begins on `line`, in its first column.
    pub(crate) fn new(raw: &'t str, line: u64, mut spans: Spans<'t>) -> Self {
        let span = spans.next();
        Self { raw, at: 0, lines: Lines::from(line), column: 1, spans, span, field: 0 }
    }

    /// The place of an offset.
    pub(crate) fn place(&mut self, offset: usize) -> Place {
        let passed = self.raw.get(self.at..offset).unwrap_or_default();
        match self.lines.pass(passed.as_bytes()) {
            Some(behind) => self.column = 1 + passed.get(behind..).unwrap_or_default().chars().count() as u64,
            None => self.column += passed.chars().count() as u64,
        }
        self.at = self.at.max(offset);
        while self.span.is_some_and(|span| span.end < offset) {
            let Some(next) = self.spans.next() else { break };
            self.span = Some(next);
            self.field += 1;
        }
        Place { line: self.lines.line(), column: self.column, field: self.field }
    }
}
