//! What can be wrong with a text that is read all the same: facts, no sentences.

use crate::Encoding;

/// A place in a delimited text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The line, from 1.
    pub line: u64,
    /// The column in characters of that line, from 1; a byte order mark counts for nothing.
    pub column: u64,
    /// The field of the row, from 0.
    pub field: usize,
}

/// Something wrong with the text. The row it stands in is delivered, and reading goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// Bytes that mean nothing in the encoding; each broken sequence stands in the text as one U+FFFD.
    Undecodable {
        /// Where the first U+FFFD stands.
        at: Place,
        /// The bytes as they are in the file; neighbouring sequences are told together, up to 64 bytes.
        bytes: Vec<u8>,
        /// The encoding that was declared or assumed.
        assumed: Encoding,
    },
    /// A quote that is never closed, or only lines below by a quote that opens another field. It was read as plain text:
    /// the row ends with its line, and the lines below are rows of their own.
    UnclosedQuote {
        /// Where the quote stands.
        at: Place,
    },
    /// Text between a closing quote and the end of the field: `"a"b`. The field is read as `ab`.
    TextAfterQuote {
        /// Where the text begins.
        at: Place,
    },
    /// NUL bytes, which stay in the text.
    NulByte {
        /// Where the first one of the row stands.
        at: Place,
        /// How many the row has.
        count: usize,
    },
    /// A field longer than [`crate::Dialect::max_field_bytes`]; the row has its beginning only.
    FieldTooLarge {
        /// Where the field begins.
        at: Place,
        /// Its length in bytes of UTF-8.
        bytes: usize,
    },
    /// The byte order mark says another encoding than the declared one. The mark was believed.
    MarkContradicts {
        /// The encoding of the dialect.
        declared: Encoding,
        /// The encoding of the mark, by which the file is read.
        mark: Encoding,
    },
}
