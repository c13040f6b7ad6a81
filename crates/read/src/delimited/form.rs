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
    /// Whether line breaks stand in its quotes.
    pub(crate) folded: bool,
}

/// Adds the bounds of the fields of the row that begins the text, without quotes. `None`, and bounds that mean nothing, where the row is not
/// ordinary: its end is not here, a quote stands in a quoted text, text stands behind a closing quote, or there are more fields than `most`.
pub(crate) fn ordinary(text: &[u8], format: Format, most: usize, bounds: &mut Vec<(usize, usize)>) -> Option<Ordinary> {
    let (mut at, mut folded) = (0, false);
    loop {
        let quote = format.quote.filter(|quote| text.get(at) == Some(quote));
        let behind = match quote {
            Some(quote) => {
                let quoted = text.get(at + 1..)?;
                let length = memchr(quote, quoted)?;
                folded |= memchr2(b'\r', b'\n', quoted.get(..length)?).is_some();
                bounds.push((at + 1, at + 1 + length));
                at + length + 2
            }
            None => {
                let end = at + end(text.get(at..)?, format.delimiter)?;
                bounds.push((at, end));
                end
            }
        };
        match *text.get(behind)? {
            byte if byte == format.delimiter && bounds.len() < most => at = behind + 1,
            byte @ (b'\r' | b'\n') => return Some(Ordinary { length: behind + 1, ends_in_cr: byte == b'\r', folded }),
            _ => return None,
        }
    }
}

/// The offset of the first delimiter or line break. Fields are short, so eight bytes are looked at together.
fn end(text: &[u8], delimiter: u8) -> Option<usize> {
    const WORD: usize = 8;
    let mut at = 0;
    while let Some(word) = text.get(at..)?.first_chunk::<WORD>() {
        let word = u64::from_le_bytes(*word);
        let found = zeros(word ^ all(delimiter)) | zeros(word ^ all(b'\n')) | zeros(word ^ all(b'\r'));
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / WORD);
        }
        at += WORD;
    }
    let rest = text.get(at..)?.iter().position(|byte| *byte == delimiter || matches!(byte, b'\r' | b'\n'))?;
    Some(at + rest)
}

/// A word of one byte.
const fn all(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The highest bit of each byte that is zero. Bytes above the lowest of them may be marked, too.
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(all(1)) & !word & all(0x80)
}
