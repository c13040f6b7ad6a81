//! Floor 2: the store of statements, the columns of a release's tables, and the frames in which finished series are joined.
//!
//! polars starts here ([`frame`]); the bridge to Arrow is here ([`bridge`]). No file is read or written: what does not fit into memory is given to a [`Shelf`].

mod arranged;
pub mod bridge;
pub mod cell_text;
pub mod column;
mod extra;
pub mod frame;
mod keep;
mod ledger;
mod parts;
mod shelf;
mod statement;
mod statements;
mod stored;

pub use arranged::{Arranged, Loaded};
pub use extra::{Extra, KeptAmount, RareAmount};
pub use keep::Keep;
pub use ledger::{AbsorbError, Amount, Conversion, CrossSection, Ledger, Line, Origin, RawFile, StemId, TooMany};
pub use shelf::{Room, Shelf, ShelfError};
pub use statement::{ConversionId, Facts, FileId, LineId, Statement, TextId, Traits, Variant};
