//! Floor 3: bytes in and out. CSV and Parquet files with their digests, the folder of a release, its publication.
//!
//! Nothing here knows a stage; `pipeline` brings rows and takes facts of files.

mod csv_file;
mod digest;
mod parquet_file;
mod parquet_rows;
mod release;

pub use csv_file::CsvFile;
pub use digest::{DigestWriter, FileFacts, read_text, sha256_of, sha256_of_file, write_file};
pub use parquet_file::ParquetFile;
pub use parquet_rows::ParquetRows;
pub use release::{PackageFolder, SUMS, Staging, Version};

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
    /// A table could not be encoded.
    Encode {
        /// The file.
        path: PathBuf,
        /// What the encoder said.
        message: String,
    },
}

impl IoError {
    /// What was tried, without the operating system's answer, which is the source of this error.
    pub fn message(&self) -> Message {
        match self {
            Self::File { action, path, .. } => tried(action, &path.display().to_string()),
            Self::NotAFile { path, kind } => say::not_a_file(path.display().to_string(), kind.clone()),
            Self::TooLarge { path, limit } => say::too_large(path.display().to_string(), *limit),
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
