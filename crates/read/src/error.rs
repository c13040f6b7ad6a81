//! Why reading cannot go on.

use std::io;

use thiserror::Error;
use tongbi_domain::message::{Message, tables as say};

use crate::{Binary, Encoding};

/// Why a table cannot be read, or cannot be read further.
#[derive(Debug, Error)]
#[error("{}", self.message())]
#[non_exhaustive]
pub enum ReadError {
    /// The input failed.
    Io(#[from] io::Error),
    /// The input is no text.
    NotText {
        /// What the first bytes look like.
        looks_like: Binary,
    },
    /// The dialect cannot be obeyed.
    Dialect(DialectFault),
    /// A row with more fields than the dialect allows.
    TooManyFields {
        /// The line where the row begins.
        line: u64,
        /// The limit, [`crate::Dialect::max_fields`].
        limit: usize,
    },
    /// A row, or a line without end, that is longer than the dialect allows.
    RowTooLong {
        /// The line where the row begins.
        line: u64,
        /// The limit, [`crate::Dialect::max_row_bytes`].
        limit: usize,
    },
    /// So many undecodable sequences in or behind a row that the encoding is wrong or the file is no text.
    WrongEncoding {
        /// The line where the row begins.
        line: u64,
        /// The encoding that was declared or assumed.
        assumed: Encoding,
    },
}

impl ReadError {
    /// Why, as a sentence; what caused it, where another library knows, is its source.
    pub fn message(&self) -> Message {
        match self {
            Self::Io(_) => say::input_unreadable(),
            Self::NotText { looks_like } => say::not_text(looks_like.message()),
            Self::Dialect(fault) => say::bad_dialect(fault.message()),
            Self::TooManyFields { line, limit } => say::too_many_fields(*line, *limit),
            Self::RowTooLong { line, limit } => say::row_too_long(*line, *limit),
            Self::WrongEncoding { line, assumed } => say::wrong_encoding(*line, assumed.to_string()),
        }
    }
}

/// What is wrong with a dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{}", self.message())]
#[non_exhaustive]
pub enum DialectFault {
    /// The delimiter or the quote is no ASCII character, or is NUL, CR or LF.
    UnusableByte(u8),
    /// Delimiter and quote are the same byte.
    SameByte(u8),
}

impl DialectFault {
    /// Why, as a sentence; what caused it, where another library knows, is its source.
    pub fn message(&self) -> Message {
        match self {
            Self::UnusableByte(byte) => say::unusable_byte(format!("{byte:#04x}")),
            Self::SameByte(byte) => say::same_byte(format!("{byte:#04x}")),
        }
    }
}
