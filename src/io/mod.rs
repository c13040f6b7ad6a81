//! Floor 3: bytes in and out. CSV and Parquet files with their digests, the folder of a release, its publication.
//!
//! Nothing here knows a stage; `pipeline` brings rows and takes facts of files.

mod csv_file;
mod digest;
mod lock;
mod parquet_file;
mod parquet_footer;
mod parquet_rows;
mod parquet_words;
mod portal_csv;
mod release;
mod unfinished;
mod watched;

pub use csv_file::{CsvFile, CsvRows};
pub use digest::{DigestWriter, FileFacts, read_text, sha256_of, sha256_of_file, write_file};
pub use lock::{Lock, LockError, Wait};
pub use parquet_file::{ParquetEncoder, ParquetFile, ROW_GROUP, RowGroup};
pub use parquet_rows::ParquetRows;
pub use portal_csv::{Lines, PortalCsv, PortalFormat, TextEncoding};
pub use release::{PackageFolder, SUMS, Staging};
pub use unfinished::Unfinished;
pub use watched::{Stamp, Watched};

use std::path::PathBuf;

/// Why a file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum IoError {
    /// The operating system said no.
    #[error("cannot {action} {path}")]
    File {
        /// What was tried.
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// Its answer.
        source: std::io::Error,
    },
    /// A folder, a pipe or a device, where a file is expected: reading it might never end.
    #[error("cannot read {path}: it is {kind}, not a file")]
    NotAFile {
        /// What was to be read.
        path: PathBuf,
        /// What it is.
        kind: &'static str,
    },
    /// A declaration or code list that would take more memory than it is worth.
    #[error("cannot read {path}: it has more than {limit} bytes, which no declaration needs")]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// How many it may have.
        limit: u64,
    },
    /// A staged file is not what was written into it, or nobody wrote it: the disk or another program.
    #[error(
        "{path} is not what was written there, so nothing was published; check the disk, and whether another program writes into this folder"
    )]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// A table could not be encoded.
    #[error("cannot write {path}: {message}")]
    Encode {
        /// The file.
        path: PathBuf,
        /// What the encoder said.
        message: String,
    },
    /// A text cannot be written in the encoding that a portal profile declares.
    #[error("[T802] {path}: the character “{character}” (U+{:04X}) has no code in {encoding}\n  --> row {row}, column {column}\n  help: write encoding = \"gb18030\" or \"utf-8\" for this profile, or leave the column out of it", u32::from(*.character))]
    Unencodable {
        /// The file, relative to the release.
        path: String,
        /// Row of the profile's table, from 1; 0 for the header.
        row: u64,
        /// Name of the column.
        column: String,
        /// The character.
        character: char,
        /// Name of the encoding.
        encoding: &'static str,
    },
}

impl IoError {
    /// Wraps an error of the operating system with what was tried.
    pub fn file(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { action, path, source }
    }
}
