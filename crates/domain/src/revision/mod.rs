//! What became of a figure from one release to another: the kind of change, and by how much where that has a meaning.
//!
//! Two releases of one key come as what their tables say, as texts; nothing here knows a table, a file or a key.

mod amount;
mod kind;
#[cfg(test)]
mod tests;

pub use amount::{Amount, amount};
pub use kind::{Kind, Said, change};
