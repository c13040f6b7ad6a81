//! Releases that go: withdrawn ones leave a tombstone under their name, old ones leave nothing.

use std::fs;

use tongbi_domain::release::Version;

use super::{PackageFolder, REMOVED, SUMS, remove_all, sync_folder};
use crate::io::IoError;

/// Name of the file that makes a release a withdrawn one.
pub const WITHDRAWN: &str = "WITHDRAWN.json";

/// The files that people read at a tombstone, name and text, made from the text of [`WITHDRAWN`].
pub type Notes<'a> = &'a dyn Fn(&str) -> Vec<(&'static str, String)>;

impl PackageFolder {
    /// Whether a release is withdrawn.
    pub fn is_withdrawn(&self, version: Version) -> bool {
        self.release(version).join(WITHDRAWN).is_file()
    }

    /// Withdrawn releases, the oldest first.
    pub fn withdrawn(&self) -> Result<Vec<Version>, IoError> {
        let mut versions = self.names()?;
        versions.retain(|version| self.is_withdrawn(*version));
        Ok(versions)
    }

    /// Withdraws a release. What makes it withdrawn is one file, written in one step; then the pointers move back, and its data go last, so that
    /// `latest` names a whole release at every moment. A kill behind the first step is finished by [`Self::settle`].
    pub fn withdraw(&self, version: Version, facts: &str, notes: Notes<'_>) -> Result<(), IoError> {
        let folder = self.release(version);
        self.replace(&format!("{version}/{WITHDRAWN}"), facts)?;
        sync_folder(&folder)?;
        self.mend_pointers()?;
        self.strip(version, notes)
    }

    /// Removes everything of a withdrawn release but its tombstone: the list of digests first, because it is the list of what is there.
    pub(super) fn strip(&self, version: Version, notes: Notes<'_>) -> Result<(), IoError> {
        let folder = self.release(version);
        let notes = notes(&self.text(version, WITHDRAWN)?);
        let sums = folder.join(SUMS);
        if sums.symlink_metadata().is_ok() {
            fs::remove_file(&sums).map_err(IoError::file("remove", &sums))?;
        }
        for entry in fs::read_dir(&folder).map_err(IoError::file("list", &folder))? {
            let entry = entry.map_err(IoError::file("list", &folder))?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(IoError::file("list", &folder))?);
            if kind.is_dir() {
                remove_all(&path)?;
            } else if !entry.file_name().to_str().is_some_and(|name| name == WITHDRAWN || notes.iter().any(|(note, _)| *note == name)) {
                fs::remove_file(&path).map_err(IoError::file("remove", &path))?;
            }
        }
        for (name, text) in &notes {
            if fs::read_to_string(folder.join(name)).ok().as_ref() != Some(text) {
                self.replace(&format!("{version}/{name}"), text)?;
            }
        }
        Ok(())
    }

    /// Removes releases for good: first the list is without them, then each loses its name in one step, then its files go. `keep` are the
    /// releases that stay.
    pub fn remove(&self, versions: &[Version]) -> Result<(), IoError> {
        let mut stay = self.releases()?;
        stay.retain(|version| !versions.contains(version));
        self.point(&stay)?;
        let grave = self.path.join(REMOVED);
        for version in versions {
            remove_all(&grave)?;
            fs::rename(self.release(*version), &grave).map_err(IoError::file("remove", self.release(*version)))?;
            sync_folder(&self.path)?;
            remove_all(&grave)?;
        }
        Ok(())
    }
}
