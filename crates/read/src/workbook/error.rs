//! Why a workbook cannot be read. Sentences here are for people who hold the file: each names what to do.

use std::io;

use thiserror::Error;
use tongbi_domain::message::{Message, tables as say};

/// Why a workbook, or a sheet of it, cannot be read.
#[derive(Debug, Error)]
#[error("{}", self.message())]
#[non_exhaustive]
pub enum WorkbookError {
    /// The input failed.
    Io(#[from] io::Error),
    /// The input is neither XLSX nor XLS nor ODS.
    NotAWorkbook,
    /// The workbook is encrypted.
    Encrypted,
    /// A kind of office document that is known and not read.
    Unsupported {
        /// What the file is.
        kind: &'static str,
    },
    /// A part of the workbook contradicts itself or ends too early.
    Damaged {
        /// The part of the workbook.
        part: String,
        /// What is wrong with it.
        fault: String,
    },
    /// A part declares a document type: entities could be declared there, and no workbook needs them.
    Entities {
        /// The part of the workbook.
        part: String,
    },
    /// More of something than the limits allow.
    TooLarge {
        /// What there is too much of.
        bound: Bound,
        /// The limit.
        limit: u64,
    },
    /// Two merged ranges of a sheet overlap, so that a cell would have two origins.
    OverlappingMerges {
        /// The row of the second range's first cell, from 1.
        row: u32,
        /// The column of the second range's first cell, from 1.
        column: u32,
    },
    /// No sheet of this name.
    NoSuchSheet {
        /// The name asked for.
        name: String,
        /// The names there are, in order.
        sheets: Vec<String>,
    },
}

impl WorkbookError {
    /// Why, as a sentence; what caused it, where another library knows, is its source.
    pub fn message(&self) -> Message {
        match self {
            Self::Io(_) => say::workbook_unreadable(),
            Self::NotAWorkbook => say::not_a_workbook(),
            Self::Encrypted => say::encrypted(),
            Self::Unsupported { kind } => say::unsupported(*kind),
            Self::Damaged { part, fault } => say::damaged(part, fault),
            Self::Entities { part } => say::entities(part),
            Self::TooLarge { bound, limit } => say::too_large(*limit, bound.message()),
            Self::OverlappingMerges { row, column } => say::overlapping_merges(*row, *column),
            Self::NoSuchSheet { name, .. } => say::no_sheet(name),
        }
    }
}

/// What a workbook can have too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Bound {
    /// Bytes of all parts together, unpacked.
    UnpackedBytes,
    /// Cells with text in a sheet, shared strings, or sheets.
    Cells,
    /// Rows with text, each times its width.
    Grid,
    /// Bytes of text in a sheet.
    TextBytes,
    /// Bytes of one cell's text, or between two tags of a part.
    TagBytes,
    /// Cell styles, or bytes that they repeat.
    Styles,
    /// Merged ranges in a sheet.
    Merges,
    /// Entries in the zip archive.
    Entries,
}

impl Bound {
    /// What it is, as part of a sentence.
    pub fn message(self) -> Message {
        match self {
            Self::UnpackedBytes => say::unpacked_bytes(),
            Self::Cells => say::cells_with_text(),
            Self::Grid => say::grid_places(),
            Self::TextBytes => say::text_bytes(),
            Self::TagBytes => say::tag_bytes(),
            Self::Styles => say::style_bytes(),
            Self::Merges => say::merges(),
            Self::Entries => say::archive_entries(),
        }
    }
}

impl WorkbookError {
    /// A part that contradicts itself, with what another library says of it.
    pub(crate) fn damaged(part: impl Into<String>, fault: impl std::fmt::Display) -> Self {
        Self::Damaged { part: part.into(), fault: fault.to_string() }
    }

    /// More of something than a limit.
    pub(crate) fn too_large(bound: Bound, limit: u64) -> Self {
        Self::TooLarge { bound, limit }
    }
}
