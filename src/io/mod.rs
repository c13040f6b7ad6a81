//! Floor 3: bytes in and out. CSV and Parquet files with their digests, the folder of a release, its publication.
//!
//! Nothing here knows a stage; `pipeline` brings rows and takes facts of files.

mod block;
mod buffers;
mod csv_file;
mod csv_rows;
mod csv_table;
mod csv_text;
mod digest;
mod disk;
mod lock;
mod logical;
mod out;
mod parquet_bounds;
mod parquet_doubles;
mod parquet_file;
mod parquet_footer;
mod parquet_lengths;
mod parquet_pages;
mod parquet_rows;
mod parquet_values;
mod parquet_words;
mod portal_csv;
mod prepared;
mod release;
mod released;
mod spill;
mod table_rows;
mod unfinished;
mod watched;

pub use buffers::Buffers;
pub use csv_file::CsvFile;
pub use csv_rows::CsvRows;
pub use csv_table::{CsvRow, CsvTable};
pub use csv_text::{Texts, read_table, table_text};
pub use digest::{ClosingFile, DigestReader, DigestWriter, FileFacts, hex, read_text, sha256_of, sha256_of_file, sha256_start, write_file};
pub use disk::Proof;
pub use lock::{Lock, LockError, Wait};
pub use logical::LogicalDigest;
pub use parquet_file::{ParquetEncoder, ParquetFile, ROW_GROUP};
pub use parquet_rows::ParquetRows;
pub use portal_csv::{Lines, PortalCsv, PortalFormat, TextEncoding};
pub use release::{Notes, PackageFolder, SUMS, Staging, WITHDRAWN};
pub use released::{Found, ReleasedRow, ReleasedTable, find_in_csv};
pub use spill::SpillFile;
pub use table_rows::{BATCH, RowsEncoder, TableRows};
pub use unfinished::Unfinished;
pub use watched::{Stamp, Watched};

use std::io::ErrorKind;
use std::path::PathBuf;

use tongbi_domain::message::{Message, system as say};

/// Why a file could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum IoError {
    /// The operating system said no.
    File {
        /// What was tried.
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// Its answer.
        source: std::io::Error,
    },
    /// A folder, a pipe or a device, where a file is expected: reading it might never end.
    NotAFile {
        /// What was to be read.
        path: PathBuf,
        /// What it is.
        kind: Message,
    },
    /// A declaration or code list that would take more memory than it is worth.
    TooLarge {
        /// The file.
        path: PathBuf,
        /// How many it may have.
        limit: u64,
    },
    /// A staged file is not what was written into it, or nobody wrote it: the disk or another program.
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// A table could not be encoded.
    Encode {
        /// The file.
        path: PathBuf,
        /// What the encoder said.
        message: String,
    },
    /// A table of an earlier release is not as it was written.
    Damaged {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: u64,
        /// What is wrong.
        why: Message,
    },
    /// A text cannot be written in the encoding that a portal profile declares.
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
    /// What was tried, without the operating system's answer, which is the source of this error.
    pub fn message(&self) -> Message {
        match self {
            Self::File { action, path, .. } => tried(action, &path.display().to_string()),
            Self::NotAFile { path, kind } => say::not_a_file(path.display().to_string(), kind.clone()),
            Self::TooLarge { path, limit } => say::too_large(path.display().to_string(), *limit),
            Self::Changed { path } => say::changed_meanwhile(path.display().to_string()),
            Self::Damaged { path, line, why } => say::damaged_table(path.display().to_string(), *line, why.clone()),
            Self::Unencodable { path, row, column, character, encoding } => {
                let character = format!("“{character}” (U+{:04X})", u32::from(*character));
                say::no_character(path, *row, column, character, *encoding)
            }
            Self::Encode { path, message } => say::not_encoded(path.display().to_string(), message),
        }
    }

    /// Wraps an error of the operating system with what was tried.
    pub fn file(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { action, path, source }
    }
}

/// What was tried on a path.
fn tried(action: &str, path: &str) -> Message {
    match action {
        "read" => say::cannot_read(path),
        "write" => say::cannot_write(path),
        "create" => say::cannot_create(path),
        "list" => say::cannot_list(path),
        "remove" => say::cannot_remove(path),
        "publish" => say::cannot_publish(path),
        "replace" => say::cannot_replace(path),
        "restore" => say::cannot_restore(path),
        "lock" => say::cannot_lock(path),
        _ => say::cannot(action, path),
    }
}

/// What the operating system answered: in words of ours where users meet it often, else in its own.
pub fn answer(error: &std::io::Error) -> Message {
    match error.kind() {
        ErrorKind::NotFound => say::answer_not_found(),
        ErrorKind::PermissionDenied => say::answer_denied(),
        ErrorKind::StorageFull => say::answer_full(),
        ErrorKind::InvalidData => say::answer_not_utf8(),
        ErrorKind::AlreadyExists => say::answer_exists(),
        ErrorKind::ReadOnlyFilesystem => say::answer_read_only(),
        _ => Message::quoted(error.to_string()),
    }
}
