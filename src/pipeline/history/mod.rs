//! How a release differs from those before it: the comparison of two releases, the table of revisions that follows observations through their life,
//! and what a changelog tells of it.
//!
//! Releases are read as they lie on the disk, row by row; no figure of a new release comes from an old one.

mod base;
mod columns;
mod compare;
mod follow;
mod keep;
mod lists;
mod pairs;
mod story;

pub use compare::{Change, Compared, Comparison};
pub use lists::{Named, Relabelled, names, relabelled};
pub use story::Story;

pub(super) use base::{Base, REVISIONS, base, earlier};
pub(super) use follow::Making;
pub(super) use keep::{blank, kept};
