//! Delimited text: its rows with their places, their encoding and what is wrong with them.
//!
//! The bytes flow `reader -> Decoder -> Tape`. Ordinary rows are read from the tape at once (`form`); of any other csv finds the end, and `split` its
//! fields. The tape keeps the text from the beginning of the current row on, so that lines can be counted, csv wound to the row that it is asked
//! for, and a row that an unclosed quote swallowed read again.

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
