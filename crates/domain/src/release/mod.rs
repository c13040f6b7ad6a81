//! Versions: of a release (`YYYY.N.P`) and of its schema (SemVer), and what makes each of them rise; moments at which releases are signed.
//!
//! Nothing here knows a file or a clock: what two releases hold comes as shapes and words.

mod schema;
mod timestamp;
mod version;

pub use schema::{Bump, Change, ColumnShape, SchemaVersion, Shape, TableShape};
pub use timestamp::Timestamp;
pub use version::{Cause, Version};
