//! How a delimited text is written, as far as it is declared, and the limits within which it is read.

use crate::{DialectFault, Encoding};

/// What is declared of a delimited text. The default declares nothing but the double quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// The encoding; without one the byte order mark decides, then the first 64 KiB: UTF-8, else GB18030.
    pub encoding: Option<Encoding>,
    /// The byte between fields; without one `,` `;` TAB or `|`, whichever the first rows agree on.
    pub delimiter: Option<u8>,
    /// The byte around fields that hold delimiters or line breaks; `None` where quotes are plain text.
    pub quote: Option<u8>,
    /// The longest field in bytes of UTF-8; a longer one is cut and told, or its quote is taken for unclosed.
    pub max_field_bytes: usize,
    /// The most fields of a row; one more is an error.
    pub max_fields: usize,
    /// The longest row in bytes of UTF-8, quotes included; a longer one is an error unless an unclosed quote explains it.
    /// The memory used is a small multiple of this.
    pub max_row_bytes: usize,
}

impl Default for Dialect {
    fn default() -> Self {
        Self { encoding: None, delimiter: None, quote: Some(b'"'), max_field_bytes: 1 << 20, max_fields: 1 << 14, max_row_bytes: 4 << 20 }
    }
}

impl Dialect {
    /// Whether delimiter and quote can be used at all.
    pub(crate) fn check(&self) -> Result<(), DialectFault> {
        for byte in [self.delimiter, self.quote].into_iter().flatten() {
            if !byte.is_ascii() || matches!(byte, 0 | b'\r' | b'\n') {
                return Err(DialectFault::UnusableByte(byte));
            }
        }
        match self.delimiter {
            Some(byte) if self.quote == Some(byte) => Err(DialectFault::SameByte(byte)),
            _ => Ok(()),
        }
    }
}

/// The bytes that give a text its form, all known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Format {
    pub(crate) delimiter: u8,
    pub(crate) quote: Option<u8>,
}
