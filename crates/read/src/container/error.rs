//! Why a file cannot be opened. Sentences here are for people who hold the file: each names what to do.

use std::io;

use thiserror::Error;
use tongbi_domain::message::{Message, tables as say};

use super::Format;
use crate::WorkbookError;

/// Why a file cannot be opened.
#[derive(Debug, Error)]
#[error("{}", self.message())]
#[non_exhaustive]
pub enum OpenError {
    /// The input failed, or a packed stream in it is damaged or ends too early.
    Io(#[from] io::Error),
    /// It is a workbook that cannot be read.
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    /// The content is not what was declared.
    Contradiction {
        /// The format declared.
        declared: Format,
        /// The format found.
        found: Format,
    },
    /// The archive has several members that could be meant.
    Several {
        /// Their names, 20 at most.
        names: Vec<String>,
        /// How many more there are.
        more: usize,
    },
    /// The archive has no member of the name declared.
    NoMember {
        /// The name or pattern declared.
        pattern: String,
        /// The names there are, 20 at most.
        names: Vec<String>,
        /// How many more there are.
        more: usize,
    },
    /// A member is declared, and the file is no archive of files; workbooks are none.
    NoArchive {
        /// The name or pattern declared.
        pattern: String,
    },
    /// The declared member is no pattern.
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        fault: String,
    },
    /// A packed file within a packed file.
    Nested {
        /// What the file is.
        outer: &'static str,
        /// What is packed in it.
        inner: &'static str,
    },
    /// The archive contradicts itself, or a member of it cannot be unpacked.
    Archive {
        /// What is wrong.
        fault: Message,
    },
}

impl OpenError {
    /// Why, as a sentence; what caused it, where another library knows, is its source.
    pub fn message(&self) -> Message {
        match self {
            Self::Io(_) => say::file_unreadable(),
            Self::Workbook(error) => error.message(),
            Self::Contradiction { declared, found } => say::contradiction(declared.to_string(), found.to_string()),
            Self::Several { names, more } => say::several_members(list(names, *more)),
            Self::NoMember { pattern, names, more } => say::no_member(pattern, list(names, *more)),
            Self::NoArchive { pattern } => say::no_archive(pattern),
            Self::Pattern { pattern, fault } => say::bad_pattern(pattern, fault),
            Self::Nested { outer, inner } => say::nested(*inner, *outer),
            Self::Archive { fault } => say::bad_archive(fault.clone()),
        }
    }
}

/// More names than this are counted only.
const NAMED: usize = 20;

/// The first names, and how many there are beyond them.
pub(super) fn first_names(names: impl Iterator<Item = String>) -> (Vec<String>, usize) {
    let mut names = names.fuse();
    (names.by_ref().take(NAMED).collect(), names.count())
}

fn list(names: &[String], more: usize) -> Message {
    let shown = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match (names.is_empty(), more) {
        (true, _) => say::none(),
        (false, 0) => Message::quoted(shown),
        (false, _) => say::and_more(shown, more),
    }
}
