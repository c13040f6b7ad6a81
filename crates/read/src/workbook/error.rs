//! Why a workbook cannot be read. Sentences here are for people who hold the file: each names what to do.

use std::io;

use thiserror::Error;

/// Why a workbook, or a sheet of it, cannot be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WorkbookError {
    /// The input failed.
    #[error("the workbook cannot be read")]
    Io(#[from] io::Error),
    /// The input is neither XLSX nor XLS nor ODS.
    #[error("not a workbook of XLSX, XLS or ODS")]
    NotAWorkbook,
    /// The workbook is encrypted.
    #[error("the workbook is protected by a password; save a copy without one")]
    Encrypted,
    /// A kind of office document that is known and not read.
    #[error("{kind} is not read; save it as an XLSX workbook")]
    Unsupported {
        /// What the file is.
        kind: &'static str,
    },
    /// A part of the workbook contradicts itself or ends too early.
    #[error("the workbook is damaged ({part}: {fault}); open it in a spreadsheet program and save it again")]
    Damaged {
        /// The part of the workbook.
        part: String,
        /// What is wrong with it.
        fault: String,
    },
    /// A part declares a document type: entities could be declared there, and no workbook needs them.
    #[error("the part {part} declares XML entities, which no spreadsheet program writes; do not trust the file")]
    Entities {
        /// The part of the workbook.
        part: String,
    },
    /// More of something than the limits allow.
    #[error("the workbook has more than {limit} {bound}; split it, or remove what does not belong to the table")]
    TooLarge {
        /// What there is too much of.
        bound: Bound,
        /// The limit.
        limit: u64,
    },
    /// Two merged ranges of a sheet overlap, so that a cell would have two origins.
    #[error("merged ranges overlap in row {row}, column {column}; open the workbook in a spreadsheet program and merge anew")]
    OverlappingMerges {
        /// The row of the second range's first cell, from 1.
        row: u32,
        /// The column of the second range's first cell, from 1.
        column: u32,
    },
    /// No sheet of this name.
    #[error("no sheet is called `{name}`")]
    NoSuchSheet {
        /// The name asked for.
        name: String,
        /// The names there are, in order.
        sheets: Vec<String>,
    },
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

impl std::fmt::Display for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::UnpackedBytes => "bytes when it is unpacked",
            Self::Cells => "cells with text",
            Self::Grid => "places in its rows (rows times width)",
            Self::TextBytes => "bytes of text in a sheet",
            Self::TagBytes => "bytes in one cell or tag",
            Self::Styles => "bytes of cell styles",
            Self::Merges => "merged ranges in a sheet",
            Self::Entries => "entries in its archive",
        })
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
