//! The folder of a package: immutable releases, what is staged beside them on the same file system, and pointers that move last.
//!
//! | name | what it is |
//! |---|---|
//! | `2024.1.0/` | a release, or the tombstone of one that was withdrawn |
//! | `.staging/release/` | a release being made; nobody else may look into `.staging` |
//! | `.candidate/release/` | a release that waits for approval or for its time; the same |
//! | `.removed/` | a release that is on its way out |
//! | `latest`, `latest.json`, `releases.json` | pointers |
//! | `approvals.json` | who approved which release |
//!
//! A kill between any two calls leaves something that [`PackageFolder::settle`] makes right.

mod pointers;
mod removal;
mod staging;

pub use removal::{Notes, WITHDRAWN};
pub use staging::Staging;

use std::fs;
use std::path::{Path, PathBuf};

use tongbi_domain::release::Version;

use super::IoError;

/// `output/<package>/`.
pub struct PackageFolder {
    path: PathBuf,
}

/// Name of the list of digests in a release.
pub const SUMS: &str = "SHA256SUMS";
/// Name of the folder of a release while it has no version's name.
const INSIDE: &str = "release";
const STAGING: &str = ".staging";
const CANDIDATE: &str = ".candidate";
const REMOVED: &str = ".removed";

impl PackageFolder {
    /// The folder of a package; made where it is missing.
    pub fn open(path: PathBuf) -> Result<Self, IoError> {
        fs::create_dir_all(&path).map_err(IoError::file("create", &path))?;
        Ok(Self { path })
    }

    /// The folder of a package as it is: nothing is made; `None` where it is missing.
    pub fn existing(path: PathBuf) -> Option<Self> {
        path.is_dir().then_some(Self { path })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Finishes what a kill has left half done: staging and what was being removed goes, a withdrawn release loses its data, the pointers name the
    /// newest release. Writes nothing where all is well.
    pub fn settle(&self, notes: Notes<'_>) -> Result<(), IoError> {
        remove_all(&self.path.join(STAGING))?;
        remove_all(&self.path.join(REMOVED))?;
        for version in self.withdrawn()? {
            self.strip(version, notes)?;
        }
        self.mend_pointers()
    }

    /// Versions whose name is taken, sorted, whether or not their release is whole.
    fn names(&self) -> Result<Vec<Version>, IoError> {
        let mut versions = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(IoError::file("list", &self.path))? {
            let entry = entry.map_err(IoError::file("list", &self.path))?;
            versions.extend(entry.file_name().to_str().and_then(Version::parse));
        }
        versions.sort_unstable();
        Ok(versions)
    }

    /// The newest version whose name is taken, whether or not its release is whole: a version is never given twice.
    pub fn newest_name(&self) -> Result<Option<Version>, IoError> {
        Ok(self.names()?.last().copied())
    }

    /// Finished releases that stand, the oldest first.
    pub fn releases(&self) -> Result<Vec<Version>, IoError> {
        let mut versions = self.names()?;
        versions.retain(|version| self.release(*version).join(SUMS).is_file() && !self.is_withdrawn(*version));
        Ok(versions)
    }

    /// The folder of a release.
    pub fn release(&self, version: Version) -> PathBuf {
        self.path.join(version.to_string())
    }

    /// The folder of the candidate's wrapper, whether or not there is one: `release/` in it is the candidate.
    pub fn candidate(&self) -> PathBuf {
        self.path.join(CANDIDATE)
    }

    /// A text file of a release. What is no text equals none that was made, which is all that is asked of it.
    pub fn text(&self, version: Version, name: &str) -> Result<String, IoError> {
        let path = self.release(version).join(name);
        fs::read(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).map_err(IoError::file("read", &path))
    }

    /// The list of digests of a release.
    pub fn sums(&self, version: Version) -> Result<String, IoError> {
        self.text(version, SUMS)
    }
}

/// Removes a folder and everything in it; writes nothing where it is missing.
fn remove_all(path: &Path) -> Result<(), IoError> {
    if path.symlink_metadata().is_ok() { fs::remove_dir_all(path).map_err(IoError::file("remove", path)) } else { Ok(()) }
}

/// Everything below a folder: files, and folders behind what is in them.
fn below(folder: &Path) -> Result<Vec<PathBuf>, IoError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(IoError::file("list", folder))? {
        let path = entry.map_err(IoError::file("list", folder))?.path();
        if path.is_dir() {
            found.extend(below(&path)?);
        }
        found.push(path);
    }
    Ok(found)
}

/// Brings the entries of a folder and of the folders below it to the disk.
fn sync_folders(path: &Path) -> Result<(), IoError> {
    for folder in below(path)?.iter().filter(|entry| entry.is_dir()) {
        sync_folder(folder)?;
    }
    sync_folder(path)
}

/// Brings a folder's entries to the disk; without it a rename may be lost with the power.
fn sync_folder(path: &Path) -> Result<(), IoError> {
    fs::File::open(path).and_then(|folder| folder.sync_all()).map_err(IoError::file("write", path))
}
