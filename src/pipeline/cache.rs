//! `.tongbi/cache/<package>.json`: from what the last run made a package, and what came of it.
//!
//! A cache that is missing, damaged or from elsewhere costs one rebuild and nothing else: no figure comes from it.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::inputs::Fingerprint;
use crate::io::IoError;

/// The folder of the cache, relative to the project.
const FOLDER: &str = ".tongbi/cache";
/// More bytes than this are no cache of ours.
const MOST: u64 = 64 << 20;

/// What is kept of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// What it was made from.
    pub fingerprint: Fingerprint,
    /// Its figures, for reports and metrics of runs that do not make it again.
    pub figures: Figures,
}

/// How many of what a package has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// Value cells of its sources.
    pub cells: u64,
    /// Observations from cells.
    pub observations: u64,
    /// Observations computed by derivations.
    pub derived: u64,
    /// Cells kept out.
    pub quarantined: u64,
    /// How many of them a person has decided about.
    #[serde(default)]
    pub closed: u64,
    /// Corrections that were applied.
    #[serde(default)]
    pub corrected: u64,
    /// Warnings.
    pub warnings: u64,
}

impl Kept {
    /// What is kept of a package; `None` where nothing usable is.
    pub(super) fn load(root: &Path, package: &str) -> Option<Self> {
        let path = path(root, package);
        let facts = fs::metadata(&path).ok()?;
        if !facts.is_file() || facts.len() > MOST {
            return None;
        }
        serde_json::from_slice(&fs::read(&path).ok()?).ok()
    }

    /// Keeps it, in one step, so that no run reads half of it.
    pub(super) fn store(&self, root: &Path, package: &str) -> Result<(), IoError> {
        let path = path(root, package);
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        replace(&path, &text)
    }
}

/// Writes a file beside its name and gives it the name, with the folders above it.
///
/// # Errors
/// When a folder or the file cannot be made.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), IoError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(IoError::file("create", folder))?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let temporary = path.with_file_name(name);
    fs::write(&temporary, text).map_err(IoError::file("write", &temporary))?;
    fs::rename(&temporary, path).map_err(IoError::file("replace", path))
}

fn path(root: &Path, package: &str) -> PathBuf {
    root.join(FOLDER).join(format!("{package}.json"))
}
