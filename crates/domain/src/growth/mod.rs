//! Year-over-year as plain functions of exact figures: which kind a measure has, why there is none, and how published rates compare.

mod check;
mod ends;
mod kernel;
mod short;
mod status;

pub use check::{Check, PublishedRate, Verdict, check_published};
pub use ends::{Ends, short_ends};
pub use kernel::{Figure, Growth, GrowthKind, year_over_year};
pub use short::{ShortGrowth, short_growth};
pub use status::{Reason, YoyStatus};
