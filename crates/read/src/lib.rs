//! Reads tables as rows of text, each with its true place in the file.
//!
//! What this crate may know: bytes, characters, fields and lines. It knows no header, no unit and no period; layouts do.
//!
//! - [`Row`]: one row as text, with the line where it begins; every reader fills it.
//! - [`DelimitedReader`]: CSV and its kin in any encoding, with a [`Dialect`] that is declared or found.
//! - [`Workbook`] and [`Sheet`]: XLSX, XLS and ODS as rows of the same kind, with merged ranges applied.
//! - [`container::open`]: a file whatever its packing, text, workbook or Parquet.
//! - [`Encoding`]: the encodings and how one was chosen ([`Basis`]).
//! - [`Problem`]: what was wrong with the text, as facts; reading goes on.
//! - [`ReadError`]: why reading cannot go on.
//!
//! Nothing is lossy and nothing is unbounded: bytes that cannot be decoded are reported with their place and stand in the
//! text as U+FFFD, and the memory held is a small multiple of [`Dialect::max_row_bytes`] whatever the text; for workbooks,
//! [`workbook::Limits`] say how much is read.

pub mod container;
mod delimited;
mod encoding;
mod error;
pub mod layout;
mod problem;
mod row;
pub mod workbook;

pub use delimited::{DelimitedReader, DelimiterBasis, Dialect};
pub use encoding::{Basis, Binary, Charset, Encoding};
pub use error::{DialectFault, ReadError};
pub use problem::{Place, Problem};
pub use row::{Cover, Row};
pub use workbook::{Sheet, Workbook, WorkbookError};
