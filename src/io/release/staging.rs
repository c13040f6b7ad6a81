//! A release on its way: made in staging, published by one rename, or kept as a candidate that somebody has to approve.

use std::fs;
use std::path::{Path, PathBuf};

use tongbi_domain::release::Version;

use super::{CANDIDATE, INSIDE, PackageFolder, STAGING, SUMS, below, remove_all, sync_folder, sync_folders};
use crate::io::digest::crc32_of_file;
use crate::io::{FileFacts, IoError, Proof, sha256_of_file};

/// A release being made, beside the finished ones. Removed when it is dropped unpublished.
pub struct Staging {
    /// Its folder.
    pub path: PathBuf,
    /// The folder around it, which is closed to others: what is not published yet is nobody's to read.
    pub wrapper: PathBuf,
    published: bool,
}

impl PackageFolder {
    /// An empty staging folder on the same file system; what an interrupted run left there is removed.
    pub fn stage(&self) -> Result<Staging, IoError> {
        let wrapper = self.path.join(STAGING);
        remove_all(&wrapper)?;
        closed_folder(&wrapper)?;
        let path = wrapper.join(INSIDE);
        fs::create_dir_all(path.join("data")).map_err(IoError::file("create", &path))?;
        Ok(Staging { path, wrapper, published: false })
    }

    /// Publishes a staged release: every file must be what was written, the folder takes its name, then the pointers move. A
    /// kill in between leaves the old release whole.
    ///
    /// # Errors
    /// [`IoError::Changed`] where a staged file is not what was written; nothing is published then.
    pub fn publish(&self, mut staging: Staging, version: Version, files: &[FileFacts]) -> Result<PathBuf, IoError> {
        staging.verify(files)?;
        sync_folders(&staging.path)?;
        let target = self.name(&staging.path, version)?;
        staging.published = true;
        remove_all(&staging.wrapper)?;
        self.discard_candidate()?;
        Ok(target)
    }

    /// Keeps a staged release as the candidate, in place of the one before it. It is checked as for publication.
    ///
    /// # Errors
    /// As [`Self::publish`]. A kill in between leaves the old candidate, none, or the new one.
    pub fn keep_candidate(&self, mut staging: Staging, files: &[FileFacts]) -> Result<(), IoError> {
        staging.verify(files)?;
        sync_folders(&staging.wrapper)?;
        self.discard_candidate()?;
        let target = self.path.join(CANDIDATE);
        fs::rename(&staging.wrapper, &target).map_err(IoError::file("create", &target))?;
        staging.published = true;
        sync_folder(&self.path)
    }

    /// Publishes the candidate as it lies there. Its digests are the caller's to check.
    pub fn publish_candidate(&self, version: Version) -> Result<PathBuf, IoError> {
        let target = self.name(&self.candidate().join(INSIDE), version)?;
        self.discard_candidate()?;
        Ok(target)
    }

    /// Removes the candidate; writes nothing where there is none.
    pub fn discard_candidate(&self) -> Result<(), IoError> {
        remove_all(&self.candidate())
    }

    /// The release of the candidate.
    pub fn candidate_release(&self) -> PathBuf {
        self.candidate().join(INSIDE)
    }

    /// Gives a finished folder the name of its version, then moves the pointers.
    fn name(&self, from: &Path, version: Version) -> Result<PathBuf, IoError> {
        let target = self.release(version);
        fs::rename(from, &target).map_err(IoError::file("publish", &target))?;
        sync_folder(&self.path)?;
        self.mend_pointers()?;
        Ok(target)
    }
}

impl Staging {
    /// Makes a folder inside the staging folder.
    pub fn folder(&self, name: &str) -> Result<(), IoError> {
        let path = self.path.join(name);
        fs::create_dir_all(&path).map_err(IoError::file("create", path))
    }

    /// Makes sure that every file is what was written: a long one was read back on its way and must be untouched since, any other is read back now. A
    /// file that stands under no digest is an error too: nothing unlisted is published.
    pub fn verify(&self, files: &[FileFacts]) -> Result<(), IoError> {
        for file in files {
            let path = self.path.join(&file.path);
            let same = match &file.proof {
                Proof::ReadBack(stamp) => stamp.holds(&path),
                Proof::Crc32(crc32) => crc32_of_file(&path)? == *crc32,
                Proof::Sha256 => sha256_of_file(&path)? == file.sha256,
            };
            if !same {
                return Err(IoError::Changed { path });
            }
        }
        let listed = |path: &Path| files.iter().any(|file| self.path.join(&file.path) == path) || path == self.path.join(SUMS);
        match below(&self.path)?.into_iter().find(|entry| !entry.is_dir() && !listed(entry)) {
            Some(path) => Err(IoError::Changed { path }),
            None => Ok(()),
        }
    }

    /// The list of digests, sorted by path.
    pub fn sums(files: &[FileFacts]) -> String {
        let mut lines: Vec<(&str, &str)> = files.iter().map(|file| (file.path.as_str(), file.sha256.as_str())).collect();
        lines.sort_unstable();
        lines.iter().map(|(path, sha256)| format!("{sha256}  {path}\n")).collect()
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.published {
            // Nothing more can be done here: what stays is removed by the next run.
            let _ = fs::remove_dir_all(&self.wrapper);
        }
    }
}

/// Makes a folder that only this user can look into, where the system knows users.
fn closed_folder(path: &Path) -> Result<(), IoError> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(IoError::file("create", path))
}
