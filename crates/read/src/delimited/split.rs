//! A row from its raw text, for the rows where csv alone does not do: quoted, broken or cut ones.

use memchr::memchr2;

use super::dialect::{Dialect, Format};
use super::spans::{Flaw, Spans};
use crate::Row;

/// How a raw row was read.
#[derive(Debug, Default)]
pub(crate) struct Split {
    /// How much of the raw text the row takes.
    pub(crate) length: usize,
    /// The quote that is not closed and was read as text.
    pub(crate) unclosed: Option<usize>,
    /// Where text follows closing quotes.
    pub(crate) text_after: Vec<usize>,
}

impl Split {
    /// Whether the quotes are as they should be.
    pub(crate) fn is_sound(&self) -> bool {
        self.unclosed.is_none() && self.text_after.is_empty()
    }

    /// The spans of the row as it was read.
    pub(crate) fn spans<'t>(&self, raw: &'t str, format: Format) -> Spans<'t> {
        let spans = Spans::new(raw.get(..self.length).unwrap_or(raw), 0, format);
        match self.unclosed {
            Some(quote) => spans.with_literal(quote),
            None => spans,
        }
    }
}

/// Fills the row with the fields of its raw text. With an unclosed quote the row ends at the end of the quote's line.
///
/// Stops behind the field that is one too many.
pub(crate) fn split(row: &mut Row, raw: &str, format: Format, dialect: &Dialect) -> Split {
    let mut split = Split { length: raw.len(), ..Split::default() };
    fill(row, raw, format, dialect, &mut split);
    if let Some(open) = split.unclosed {
        let rest = raw.as_bytes().get(open..).unwrap_or_default();
        split.length = memchr2(b'\r', b'\n', rest).map_or(raw.len(), |found| open + found);
        row.begin(row.line(), row.byte());
        for span in split.spans(raw, format).take(dialect.max_fields.saturating_add(1)) {
            row.push(&span.text(raw, format.quote));
        }
    }
    split
}

fn fill(row: &mut Row, raw: &str, format: Format, dialect: &Dialect, split: &mut Split) {
    for span in Spans::new(raw, 0, format).take(dialect.max_fields.saturating_add(1)) {
        match span.flaw(raw, dialect.max_field_bytes) {
            None => {}
            Some(Flaw::Unclosed(open)) => {
                split.unclosed = Some(open);
                return;
            }
            Some(Flaw::TextAfter(at)) => split.text_after.push(at),
        }
        row.push(&span.text(raw, format.quote));
    }
}
