//! Why reading cannot go on.

use std::io;

use thiserror::Error;

use crate::{Binary, Encoding};

/// Why a table cannot be read, or cannot be read further.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The input failed.
    #[error("the input cannot be read")]
    Io(#[from] io::Error),
    /// The input is no text.
    #[error("not a text file: it looks like {looks_like}")]
    NotText {
        /// What the first bytes look like.
        looks_like: Binary,
    },
    /// The dialect cannot be obeyed.
    #[error("the dialect cannot be used: {0}")]
    Dialect(DialectFault),
    /// A row with more fields than the dialect allows.
    #[error("line {line}: more than {limit} fields in a row")]
    TooManyFields {
        /// The line where the row begins.
        line: u64,
        /// The limit, [`crate::Dialect::max_fields`].
        limit: usize,
    },
    /// A row, or a line without end, that is longer than the dialect allows.
    #[error("line {line}: a row of more than {limit} bytes")]
    RowTooLong {
        /// The line where the row begins.
        line: u64,
        /// The limit, [`crate::Dialect::max_row_bytes`].
        limit: usize,
    },
    /// So many undecodable sequences in or behind a row that the encoding is wrong or the file is no text.
    #[error("line {line}: most of the text is not {assumed}; declare its encoding")]
    WrongEncoding {
        /// The line where the row begins.
        line: u64,
        /// The encoding that was declared or assumed.
        assumed: Encoding,
    },
}

/// What is wrong with a dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DialectFault {
    /// The delimiter or the quote is no ASCII character, or is NUL, CR or LF.
    #[error("byte {0:#04x} can be neither delimiter nor quote")]
    UnusableByte(u8),
    /// Delimiter and quote are the same byte.
    #[error("byte {0:#04x} is both delimiter and quote")]
    SameByte(u8),
}
