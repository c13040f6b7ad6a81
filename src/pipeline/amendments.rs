//! The files beside a sidecar in which people decide about single cells and findings: `corrections.toml` and `resolutions.toml`. Both may be missing.

use std::path::Path;

use tongbi_domain::amend::{Correction, Resolution, corrections, resolutions};
use tongbi_domain::diagnostic::Diagnostic;

use crate::io::{IoError, read_text, sha256_of};

/// Names of the files in the folder of a source.
pub const CORRECTIONS: &str = "corrections.toml";
/// Likewise.
pub const RESOLUTIONS: &str = "resolutions.toml";

/// What is declared of one source.
#[derive(Debug, Default)]
pub struct Amendments {
    /// In the order of files and lines.
    pub corrections: Vec<Correction>,
    /// In the order of ids.
    pub resolutions: Vec<Resolution>,
    /// The files that are there, with their digests.
    pub files: Vec<(&'static str, String)>,
}

impl Amendments {
    /// Reads what is declared beside the sidecar in a folder, relative to the root; `tables` are the files that the source reads.
    pub(super) fn read(root: &Path, folder: &str, tables: &[&str], problems: &mut Vec<Diagnostic>) -> Result<Self, IoError> {
        let mut found = Self::default();
        if let Some((path, text)) = found.text(root, folder, CORRECTIONS)? {
            match corrections(&path, &text, tables) {
                Ok(declared) => found.corrections = declared,
                Err(more) => problems.extend(more),
            }
        }
        if let Some((path, text)) = found.text(root, folder, RESOLUTIONS)? {
            match resolutions(&path, &text) {
                Ok(declared) => found.resolutions = declared,
                Err(more) => problems.extend(more),
            }
        }
        Ok(found)
    }

    /// The path and the text of a file, where it is there.
    fn text(&mut self, root: &Path, folder: &str, name: &'static str) -> Result<Option<(String, String)>, IoError> {
        let path = format!("{folder}/{name}");
        if !root.join(&path).try_exists().map_err(IoError::file("read", &path))? {
            return Ok(None);
        }
        let text = read_text(root, &path)?;
        self.files.push((name, sha256_of(text.as_bytes())));
        Ok(Some((path, text)))
    }

    /// The corrections of one file.
    pub fn of(&self, file: &str) -> &[Correction] {
        let from = self.corrections.partition_point(|correction| correction.file.as_str() < file);
        let to = self.corrections.partition_point(|correction| correction.file.as_str() <= file);
        &self.corrections[from..to]
    }
}
