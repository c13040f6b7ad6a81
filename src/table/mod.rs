//! Floor 2: the store of statements, the columns of a release's tables, and the frames in which finished series are joined.
//!
//! polars starts here ([`frame`]); the bridge to Arrow is here ([`bridge`]). No file is read or written.

mod arranged;
pub mod bridge;
pub mod cell_text;
pub mod column;
mod extra;
pub mod frame;
mod ledger;
mod statement;
mod statements;

pub use arranged::Arranged;
pub use extra::{Extra, KeptAmount, RareAmount};
pub use ledger::{Amount, Conversion, CrossSection, Ledger, Line, Origin, RawFile, StemId, TooMany};
pub use statement::{ConversionId, Facts, FileId, LineId, Statement, TextId, Traits, Variant};
pub use statements::Statements;
