//! Derivations as plain functions of exact figures: each says its formula, its units, its conditions and whose rule it is.
//!
//! A derivation gives a [`Derived`] figure (the exact value and what the printed digits of its inputs allow) or the one
//! [`Refusal`] that goes first. Nothing is rounded here but the roots of average growth, which are irrational. What a plan
//! knows before any value (dimensions, measures, natures, price bases) is checked there and not again.
//!
//! | file | gives |
//! |---|---|
//! | `proportion` | 比重, 人均, 地均, the mean population of a year |
//! | `contribution` | 贡献率, 拉动 |
//! | `total` | 合计, what parts leave of a total, the month inside cumulative figures |
//! | `average`, `root` | 年均增长, 两年平均 |
//! | `attainment` | 目标完成, the growth that a target implies |
//! | `implied` | the base inside a published rate, the deflator between two rates |
//! | `bounds` | what 超, 近 and 以上 say, and the share that two of them allow |
//! | `parts` | 其中 and 合计 against their total |
//! | `slip` | values that are 10, 100, 1000, 10^4 or 10^8 times too large or too small for their series |

mod attainment;
mod average;
mod bounds;
mod contribution;
mod derived;
mod implied;
#[cfg(test)]
mod laws;
mod parts;
mod proportion;
mod refusal;
mod root;
#[cfg(test)]
mod sample;
mod slip;
mod total;

pub use attainment::{Attainment, AttainmentKind, AttainmentVerdict, Target, attainment, target_growth};
pub use average::{average_growth_from_levels, average_growth_from_rates};
pub use bounds::{Bounds, share_bounds};
pub use contribution::{contribution, points_contributed};
pub use derived::Derived;
pub use implied::{ImpliedBase, RateFacts, implied_base, implied_deflator};
pub use parts::{PartsCheck, PartsKind, PartsVerdict, parts_and_total};
pub use proportion::{mean_of_ends, ratio, share};
pub use refusal::Refusal;
pub use slip::magnitude_slip;
pub use total::{CumulativeFacts, difference, single_month, sum};
