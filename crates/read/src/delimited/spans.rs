//! Where the fields of a row stand in its raw text: the same reading as csv's, with the places that csv does not give.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memchr3};

use super::dialect::Format;

/// How a field is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quoting {
    Plain,
    /// Closed by the quote at this offset.
    Closed(usize),
    /// Open to the end of the text.
    Open,
}

/// What is wrong with the quotes of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// The quote at this offset is not closed, or not where it should be.
    Unclosed(usize),
    /// Text stands at this offset, behind the closing quote.
    TextAfter(usize),
}

/// One field in the raw text: `start..end`, quotes included, delimiter excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
    quoting: Quoting,
}

impl Span {
    /// The field's text without its quotes.
    pub(crate) fn text<'t>(&self, raw: &'t str, quote: Option<u8>) -> Cow<'t, str> {
        let slice = |start: usize, end: usize| raw.get(start..end).unwrap_or_default();
        let (content, tail) = match self.quoting {
            Quoting::Plain => return Cow::Borrowed(slice(self.start, self.end)),
            Quoting::Closed(close) => (slice(self.start + 1, close), slice(close + 1, self.end)),
            Quoting::Open => (slice(self.start + 1, self.end), ""),
        };
        let quote = char::from(quote.unwrap_or(b'"'));
        if tail.is_empty() && memchr(quote as u8, content.as_bytes()).is_none() {
            return Cow::Borrowed(content);
        }
        let mut text = String::with_capacity(content.len() + tail.len());
        let mut chars = content.chars();
        while let Some(char) = chars.next() {
            text.push(char);
            if char == quote {
                chars.next();
            }
        }
        text.push_str(tail);
        Cow::Owned(text)
    }

    /// What is wrong with the field's quotes. A quoted field with line breaks is taken for unclosed when text follows its
    /// closing quote, or when it is longer than a field may be: then the closing quote is another field's opening one.
    pub(crate) fn flaw(&self, raw: &str, max_field_bytes: usize) -> Option<Flaw> {
        let close = match self.quoting {
            Quoting::Plain => return None,
            Quoting::Open => return Some(Flaw::Unclosed(self.start)),
            Quoting::Closed(close) => close,
        };
        let long = close - self.start > max_field_bytes;
        if !long && close + 1 == self.end {
            return None;
        }
        let text_follows = !raw.get(close + 1..self.end).unwrap_or_default().trim_ascii().is_empty();
        if (long || text_follows) && memchr2(b'\r', b'\n', raw.as_bytes().get(self.start..close).unwrap_or_default()).is_some() {
            return Some(Flaw::Unclosed(self.start));
        }
        text_follows.then_some(Flaw::TextAfter(close + 1))
    }
}

/// The fields of one row, from an offset of a text to the line break outside quotes or the end of the text.
#[derive(Clone, Copy)]
pub(crate) struct Spans<'t> {
    text: &'t [u8],
    at: usize,
    format: Format,
    /// An opening quote to be read as plain text.
    literal: Option<usize>,
    over: bool,
}

impl<'t> Spans<'t> {
    /// The fields of the row that begins at `at`.
    pub(crate) fn new(text: &'t str, at: usize, format: Format) -> Self {
        Self { text: text.as_bytes(), at, format, literal: None, over: at > text.len() }
    }

    /// The same, with the quote at an offset read as plain text.
    pub(crate) fn with_literal(self, quote: usize) -> Self {
        Self { literal: Some(quote), ..self }
    }

    /// The closing quote of a field whose content begins at `from`.
    fn close(&self, mut from: usize, quote: u8) -> Option<usize> {
        loop {
            let found = from + memchr(quote, self.text.get(from..)?)?;
            if self.text.get(found + 1) != Some(&quote) {
                return Some(found);
            }
            from = found + 2;
        }
    }

    /// The end of a field from an offset outside quotes on.
    fn end(&self, from: usize) -> usize {
        match self.text.get(from) {
            Some(&byte) if byte == self.format.delimiter => from,
            _ => memchr3(self.format.delimiter, b'\r', b'\n', self.text.get(from..).unwrap_or_default())
                .map_or(self.text.len(), |found| from + found),
        }
    }
}

impl Iterator for Spans<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        if self.over {
            return None;
        }
        let start = self.at;
        let quote = self.format.quote.filter(|quote| self.text.get(start) == Some(quote) && self.literal != Some(start));
        let (quoting, end) = match quote.map(|quote| self.close(start + 1, quote)) {
            None => (Quoting::Plain, self.end(start)),
            Some(Some(close)) => (Quoting::Closed(close), self.end(close + 1)),
            Some(None) => (Quoting::Open, self.text.len()),
        };
        self.over = self.text.get(end) != Some(&self.format.delimiter);
        self.at = end + 1;
        Some(Span { start, end, quoting })
    }
}
