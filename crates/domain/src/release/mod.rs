//! Versions: of a release (`YYYY.N.P`) and of its schema (SemVer), and what makes each of them rise.
//!
//! Nothing here knows a file: what two releases hold comes as shapes and words.

mod schema;
mod version;

pub use schema::{Bump, Change, ColumnShape, SchemaVersion, Shape, TableShape};
pub use version::{Cause, Version};
