//! Delimited text: csv finds the rows, this module their places, their encoding and what is wrong with them.
//!
//! The bytes flow `reader -> Decoder -> Tape -> csv`. The tape keeps the text from the beginning of the current row on, so
//! that lines can be counted and a row that an unclosed quote swallowed can be read again.

mod delimiter;
mod dialect;
mod faults;
mod form;
mod lines;
mod place;
mod reader;
mod spans;
mod split;
mod tape;
#[cfg(test)]
mod tests;

pub use delimiter::DelimiterBasis;
pub use dialect::Dialect;
pub use reader::DelimitedReader;
