//! The fast way for ordinary rows: fields by their delimiters, straight from the text. What is not ordinary is csv's to read.

use memchr::{memchr, memchr2};

use super::dialect::Format;

/// How far an ordinary row goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ordinary {
    /// Its length with the one byte of its line break.
    pub(crate) length: usize,
    /// Whether that byte is a CR.
    pub(crate) ends_in_cr: bool,
    /// Whether a field is quoted.
    pub(crate) quoted: bool,
    /// Whether line breaks stand in its quotes.
    pub(crate) folded: bool,
}

/// [`ordinary`] of a row that has as many fields as the row before, of which none is quoted, with a bit for each of the first fields that has the text that
/// it had there: rows repeat each other, and a text that is known need not be looked through. `bounds` are those of the row before. `None`, and bounds
/// that mean nothing, where it is no such row.
pub(crate) fn like(text: &[u8], format: Format, before: &[u8], bounds: &mut [(usize, usize)]) -> Option<(Ordinary, u64)> {
    let (mut at, mut alike, last) = (0, 0, bounds.len().checked_sub(1)?);
    let delimiters = all(format.delimiter);
    for (field, bound) in bounds.iter_mut().enumerate() {
        // With the byte behind it, so that nothing else can follow.
        let length = bound.1.checked_sub(bound.0)? + 1;
        before.get(bound.1)?;
        if begins_alike(text.get(at..)?, before.get(bound.0..)?, length) {
            alike |= u64::from(field < 64) << (field % 64);
            *bound = (at, at + length - 1);
        } else {
            if format.quote.is_some_and(|quote| text.get(at) == Some(&quote)) {
                return None;
            }
            let end = border(text, delimiters, at)?;
            if (*text.get(end)? == format.delimiter) == (field == last) {
                return None;
            }
            *bound = (at, end);
        }
        at = bound.1 + 1;
    }
    let ends_in_cr = text.get(at - 1) == Some(&b'\r');
    Some((Ordinary { length: at, ends_in_cr, quoted: false, folded: false }, alike))
}

/// Whether a text begins with so many bytes of another, at least one, which has them. Fields are short: they are compared word by word.
#[inline]
fn begins_alike(text: &[u8], other: &[u8], length: usize) -> bool {
    let first = |text: &[u8]| text.first_chunk().map(|word| u64::from_le_bytes(*word));
    if length < WORD {
        return match (first(text), first(other)) {
            (Some(text), Some(other)) => (text ^ other) << (u64::BITS as usize - WORD * length) == 0,
            _ => text.get(..length) == other.get(..length),
        };
    }
    let (Some(text), Some(other)) = (text.get(..length), other.get(..length)) else { return false };
    let mut words = text.as_chunks::<WORD>().0.iter().zip(other.as_chunks::<WORD>().0);
    words.all(|(one, two)| one == two) && text.last_chunk::<WORD>() == other.last_chunk::<WORD>()
}

/// Finds the bounds of the fields of the row that begins the text, without quotes. `None`, and bounds that mean nothing, where the row is not
/// ordinary: its end is not here, a quote stands in a quoted text, text stands behind a closing quote, or there are more fields than `most`.
pub(crate) fn ordinary(text: &[u8], format: Format, most: usize, bounds: &mut Vec<(usize, usize)>) -> Option<Ordinary> {
    bounds.clear();
    let mut borders = Borders::new(text, format.delimiter, 0);
    let (mut start, mut quoted, mut folded) = (0, false, false);
    loop {
        let end = match format.quote {
            Some(quote) if text.get(start) == Some(&quote) => {
                let inside = text.get(start + 1..)?;
                let length = memchr(quote, inside)?;
                quoted = true;
                folded |= memchr2(b'\r', b'\n', inside.get(..length)?).is_some();
                let behind = start + length + 2;
                borders.skip_to(behind);
                bounds.push((start + 1, behind - 1));
                borders.next().filter(|border| *border == behind)?
            }
            _ => {
                let end = borders.next()?;
                bounds.push((start, end));
                end
            }
        };
        match *text.get(end)? {
            byte @ (b'\r' | b'\n') => return Some(Ordinary { length: end + 1, ends_in_cr: byte == b'\r', quoted, folded }),
            _ if bounds.len() == most => return None,
            _ => start = end + 1,
        }
    }
}

const WORD: usize = 8;

/// Where delimiters and line breaks stand, eight bytes looked at together.
struct Borders<'t> {
    text: &'t [u8],
    /// A word of delimiters.
    delimiters: u64,
    /// Where the current word begins.
    at: usize,
    /// The highest bit of each byte of the word that is a border and was not given yet.
    found: u64,
}

impl<'t> Borders<'t> {
    /// Those from an offset on.
    fn new(text: &'t [u8], delimiter: u8, at: usize) -> Self {
        let mut borders = Self { text, delimiters: all(delimiter), at, found: 0 };
        borders.skip_to(at);
        borders
    }

    /// Goes on at an offset.
    fn skip_to(&mut self, at: usize) {
        self.at = at;
        self.found = self.text.get(at..).map_or(0, |rest| borders_in(word(rest), self.delimiters));
    }
}

/// The first delimiter or line break from an offset on.
#[inline]
fn border(text: &[u8], delimiters: u64, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let found = borders_in(word(rest), delimiters);
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / WORD);
        }
        at += WORD;
    }
}

/// The borders in a word, exactly: no bit depends on another byte.
#[inline]
fn borders_in(word: u64, delimiters: u64) -> u64 {
    const LOW: u64 = all(0x7f);
    // The highest bit of each byte is 0 where the byte is 0, and 1 where it is not.
    let filled = |word: u64| ((word & LOW) + LOW) | word;
    !(filled(word ^ delimiters) & filled(word ^ all(b'\n')) & filled(word ^ all(b'\r')) | LOW)
}

impl Iterator for Borders<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.found == 0 {
            let next = self.at + WORD;
            if next >= self.text.len() {
                return None;
            }
            self.skip_to(next);
        }
        let border = self.at + self.found.trailing_zeros() as usize / WORD;
        self.found &= self.found - 1;
        Some(border)
    }
}

/// The first eight bytes of a text; NULs, which are no borders, behind a shorter one.
fn word(text: &[u8]) -> u64 {
    let short = || {
        let mut word = [0; WORD];
        word.iter_mut().zip(text).for_each(|(to, from)| *to = *from);
        word
    };
    u64::from_le_bytes(text.first_chunk().copied().unwrap_or_else(short))
}

/// A word of one byte.
const fn all(byte: u8) -> u64 {
    u64::from_le_bytes([byte; WORD])
}
