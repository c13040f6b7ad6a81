//! From what is wrong with a row to problems with places.

use memchr::{memchr, memchr_iter};

use super::dialect::Format;
use super::place::Locator;
use super::split::Split;
use crate::encoding::Malformed;
use crate::{Encoding, Place, Problem};

/// How many undecodable bytes are told together.
const MAX_BYTES_TOLD: usize = 64;

/// All that is wrong with a row; its NULs are in its text.
pub(crate) struct Faults<'s> {
    /// The row's offset and line.
    pub(crate) begin: u64,
    pub(crate) line: u64,
    pub(crate) split: &'s Split,
    /// The fields that were cut, with the length they had.
    pub(crate) long_fields: Vec<(usize, usize)>,
    pub(crate) malformed: Vec<Malformed>,
    pub(crate) assumed: Encoding,
}

enum Fault {
    Undecodable(Vec<u8>),
    UnclosedQuote,
    TextAfterQuote,
    NulByte(usize),
    FieldTooLarge(usize),
}

/// The problems of a row, in the order of their places.
pub(crate) fn told(faults: Faults<'_>, raw: &str, format: Format) -> Vec<Problem> {
    let (line, assumed, spans) = (faults.line, faults.assumed, faults.split.spans(raw, format));
    let mut found = undecodable(&faults.malformed, faults.begin);
    found.extend(faults.split.unclosed.map(|at| (at, Fault::UnclosedQuote)));
    found.extend(faults.split.text_after.iter().map(|&at| (at, Fault::TextAfterQuote)));
    if let Some(first) = memchr(0, raw.as_bytes()) {
        found.push((first, Fault::NulByte(memchr_iter(0, raw.as_bytes()).count())));
    }
    let mut long = faults.long_fields.into_iter().peekable();
    for (field, span) in spans.enumerate() {
        let Some(&(first, bytes)) = long.peek() else { break };
        if field == first {
            found.push((span.start, Fault::FieldTooLarge(bytes)));
            long.next();
        }
    }
    found.sort_by_key(|(at, _)| *at);
    let mut locator = Locator::new(raw, line, spans);
    found.into_iter().map(|(at, fault)| fault.told(locator.place(at), assumed)).collect()
}

impl Fault {
    fn told(self, at: Place, assumed: Encoding) -> Problem {
        match self {
            Self::Undecodable(bytes) => Problem::Undecodable { at, bytes, assumed },
            Self::UnclosedQuote => Problem::UnclosedQuote { at },
            Self::TextAfterQuote => Problem::TextAfterQuote { at },
            Self::NulByte(count) => Problem::NulByte { at, count },
            Self::FieldTooLarge(bytes) => Problem::FieldTooLarge { at, bytes },
        }
    }
}

/// Broken sequences with nothing between them become one fault.
fn undecodable(malformed: &[Malformed], begin: u64) -> Vec<(usize, Fault)> {
    let mut found: Vec<(usize, Fault)> = Vec::new();
    let mut next = None;
    for sequence in malformed {
        match found.last_mut() {
            Some((_, Fault::Undecodable(bytes))) if next == Some(sequence.at) && bytes.len() < MAX_BYTES_TOLD => {
                bytes.extend_from_slice(sequence.bytes());
            }
            _ => {
                let at = usize::try_from(sequence.at.saturating_sub(begin)).unwrap_or(usize::MAX);
                found.push((at, Fault::Undecodable(sequence.bytes().to_vec())));
            }
        }
        next = Some(sequence.at + char::REPLACEMENT_CHARACTER.len_utf8() as u64);
    }
    found
}
