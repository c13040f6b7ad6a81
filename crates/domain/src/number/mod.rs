//! Exact numbers: decimals that keep their digits, fractions, rounding, intervals, and the text forms they are read from.

mod decimal;
mod interval;
mod numeral;
mod qualifier;
mod ratio;
mod rounding;
mod short;
mod shown;
pub mod text;

pub use decimal::{Decimal, MAX_SCALE};
pub use interval::Interval;
pub use qualifier::{Direction, Qualifier};
pub use ratio::Ratio;
pub use rounding::Rounding;
pub(crate) use short::POWERS;
pub use short::{Reach, Short, ShortAmount};
pub use shown::Shown;

/// A result that an `i128` cannot hold, or a division by zero. Becomes a finding with the place of its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the exact result needs more than 38 digits")]
pub struct Overflow;
