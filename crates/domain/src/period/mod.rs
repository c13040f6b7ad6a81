//! Periods: the civil calendar, frequencies, the key `time_period`, and the texts that tables write for them.
//!
//! A [`Period`] is the canonical key of one frequency; a [`TimeSpan`] is what a text means: a period and how the figure
//! accumulates over it. The identity of a span is its first and last day, so 上半年, 1-6月 and 前二季度 are one [`TimeSpan`].
//! [`read`] never guesses: what it cannot read is a [`PeriodError`].

mod calendar;
mod canonical;
mod error;
#[cfg(test)]
mod forms;
mod freq;
mod grammar;
mod key;
#[cfg(test)]
mod laws;
mod part;
mod scan;
mod span;
mod term;
mod text;

pub use calendar::Date;
pub use error::{Field, PeriodError};
pub use freq::{Cumulation, Freq};
pub use key::Period;
pub use span::{TimeSpan, cumulate};
pub use text::{Context, read};

/// The years that a [`Period`] and a [`Date`] can name: those written with four digits.
pub const YEARS: std::ops::RangeInclusive<i32> = 1000..=9999;
