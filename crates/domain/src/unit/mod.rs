//! Units: a dimension, an exact factor, and the texts by which the world writes them.

mod dimension;
mod expression;
mod text;

pub use dimension::Dimension;
pub use expression::{Unit, UnitKind};
pub use text::{Reading, UnitBook, UnitError};
