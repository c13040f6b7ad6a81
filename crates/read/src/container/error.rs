//! Why a file cannot be opened. Sentences here are for people who hold the file: each names what to do.

use std::io;

use thiserror::Error;

use super::Format;
use crate::WorkbookError;

/// Why a file cannot be opened.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The input failed, or a packed stream in it is damaged or ends too early.
    #[error("the file cannot be read")]
    Io(#[from] io::Error),
    /// It is a workbook that cannot be read.
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    /// The content is not what was declared.
    #[error("declared as {declared}, but the content is {found}; correct the declaration or the file")]
    Contradiction {
        /// The format declared.
        declared: Format,
        /// The format found.
        found: Format,
    },
    /// The archive has several members that could be meant.
    #[error("the archive has several files ({}); declare which one is meant", list(.names, *.more))]
    Several {
        /// Their names, 20 at most.
        names: Vec<String>,
        /// How many more there are.
        more: usize,
    },
    /// The archive has no member of the name declared.
    #[error("the archive has no file `{pattern}`; it has {}", list(.names, *.more))]
    NoMember {
        /// The name or pattern declared.
        pattern: String,
        /// The names there are, 20 at most.
        names: Vec<String>,
        /// How many more there are.
        more: usize,
    },
    /// A member is declared, and the file is no archive of files; workbooks are none.
    #[error("the member `{pattern}` is declared, but the file is no zip archive of files; leave the member out")]
    NoArchive {
        /// The name or pattern declared.
        pattern: String,
    },
    /// The declared member is no pattern.
    #[error("`{pattern}` is no pattern of names: {fault}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        fault: String,
    },
    /// A packed file within a packed file.
    #[error("{inner} inside {outer}; unpack the outer one")]
    Nested {
        /// What the file is.
        outer: &'static str,
        /// What is packed in it.
        inner: &'static str,
    },
    /// The archive contradicts itself, or a member of it cannot be unpacked.
    #[error("the archive cannot be unpacked ({fault}); fetch it again, or unpack it and use the file itself")]
    Archive {
        /// What is wrong.
        fault: String,
    },
}

/// More names than this are counted only.
const NAMED: usize = 20;

/// The first names, and how many there are beyond them.
pub(super) fn first_names(names: impl Iterator<Item = String>) -> (Vec<String>, usize) {
    let mut names = names.fuse();
    (names.by_ref().take(NAMED).collect(), names.count())
}

fn list(names: &[String], more: usize) -> String {
    // Names come from the archive: what could move a terminal's cursor is written as an escape.
    let shown: Vec<String> = names.iter().map(|name| format!("`{}`", name.escape_debug())).collect();
    match (shown.is_empty(), more) {
        (true, _) => "none".to_owned(),
        (false, 0) => shown.join(", "),
        (false, _) => format!("{} and {more} more", shown.join(", ")),
    }
}
