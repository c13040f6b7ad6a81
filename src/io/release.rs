//! The folder of a package: immutable releases, a staging folder on the same file system, and a pointer that moves last.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use super::{FileFacts, IoError};

/// `YYYY.N.P`: the year of the newest source, the release within it, the correction of our processing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// Year of the newest source's publication.
    pub year: i32,
    /// Release within that year, from 1.
    pub number: u32,
    /// Correction, from 0.
    pub patch: u32,
}

impl Version {
    /// Reads `YYYY.N.P`, and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(|part| part.parse::<u32>().ok().filter(|value| value.to_string() == part));
        let version = Self { year: i32::try_from(parts.next()??).ok()?, number: parts.next()??, patch: parts.next()?? };
        parts.next().is_none().then_some(version)
    }

    /// The first release of a year, or the next one after a release of the same or a later year.
    pub fn next(year: i32, last: Option<Self>) -> Self {
        match last {
            Some(last) if last.year >= year => Self { number: last.number + 1, patch: 0, ..last },
            _ => Self { year, number: 1, patch: 0 },
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.year, self.number, self.patch)
    }
}

/// `output/<package>/`.
pub struct PackageFolder {
    path: PathBuf,
}

/// A release being made, beside the finished ones. Removed when it is dropped unpublished.
pub struct Staging {
    /// Its folder.
    pub path: PathBuf,
    published: bool,
}

/// Name of the list of digests in a release.
pub const SUMS: &str = "SHA256SUMS";

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

    /// Removes what an interrupted run left behind; writes nothing where there is nothing.
    pub fn clear(&self) -> Result<(), IoError> {
        let path = self.path.join(".staging");
        if path.exists() { fs::remove_dir_all(&path).map_err(IoError::file("remove", &path)) } else { Ok(()) }
    }

    /// The newest version whose name is taken, whether or not its release is whole: a version is never given twice.
    pub fn newest_name(&self) -> Result<Option<Version>, IoError> {
        let mut newest = None;
        for entry in fs::read_dir(&self.path).map_err(IoError::file("list", &self.path))? {
            let entry = entry.map_err(IoError::file("list", &self.path))?;
            newest = newest.max(entry.file_name().to_str().and_then(Version::parse));
        }
        Ok(newest)
    }

    /// Finished releases, the oldest first.
    pub fn releases(&self) -> Result<Vec<Version>, IoError> {
        let mut versions = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(IoError::file("list", &self.path))? {
            let entry = entry.map_err(IoError::file("list", &self.path))?;
            let version = entry.file_name().to_str().and_then(Version::parse);
            versions.extend(version.filter(|_| entry.path().join(SUMS).is_file()));
        }
        versions.sort_unstable();
        Ok(versions)
    }

    /// The folder of a release.
    pub fn release(&self, version: Version) -> PathBuf {
        self.path.join(version.to_string())
    }

    /// The list of digests of a release.
    pub fn sums(&self, version: Version) -> Result<String, IoError> {
        let path = self.release(version).join(SUMS);
        // A list that is no text equals none that was made, which is all that is asked of it.
        fs::read(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).map_err(IoError::file("read", &path))
    }

    /// An empty staging folder on the same file system; what an interrupted run left there is removed.
    pub fn stage(&self) -> Result<Staging, IoError> {
        let path = self.path.join(".staging");
        if path.exists() {
            fs::remove_dir_all(&path).map_err(IoError::file("remove", &path))?;
        }
        fs::create_dir_all(path.join("data")).map_err(IoError::file("create", &path))?;
        Ok(Staging { path, published: false })
    }

    /// Publishes a staged release: its folder takes its name, then the pointers move. A kill in between leaves the old release whole.
    pub fn publish(&self, mut staging: Staging, version: Version) -> Result<PathBuf, IoError> {
        let target = self.release(version);
        sync_folder(&staging.path.join("data"))?;
        sync_folder(&staging.path)?;
        fs::rename(&staging.path, &target).map_err(IoError::file("publish", &target))?;
        staging.published = true;
        sync_folder(&self.path)?;
        self.point(version)?;
        Ok(target)
    }

    /// Moves the pointers to a release where a kill has left them behind; writes nothing where they are right.
    pub fn mend_pointers(&self, version: Version) -> Result<(), IoError> {
        let content = latest(version);
        let right = fs::read_to_string(self.path.join("latest.json")).is_ok_and(|found| found == content);
        #[cfg(unix)]
        let right = right && fs::read_link(self.path.join("latest")).is_ok_and(|found| found == Path::new(&version.to_string()));
        if right { Ok(()) } else { self.point(version) }
    }

    /// Moves `latest` (a symbolic link, and `latest.json` where links do not reach) and writes the index of releases.
    fn point(&self, version: Version) -> Result<(), IoError> {
        let versions: Vec<String> = self.releases()?.iter().map(ToString::to_string).collect();
        self.replace("releases.json", &format!("{{\n  \"releases\": [{}]\n}}\n", quoted(&versions)))?;
        self.replace("latest.json", &latest(version))?;
        #[cfg(unix)]
        {
            let (link, temporary) = (self.path.join("latest"), self.path.join(".latest.new"));
            let _ = fs::remove_file(&temporary);
            std::os::unix::fs::symlink(version.to_string(), &temporary).map_err(IoError::file("create", &temporary))?;
            fs::rename(&temporary, &link).map_err(IoError::file("replace", &link))?;
        }
        sync_folder(&self.path)
    }

    fn replace(&self, name: &str, content: &str) -> Result<(), IoError> {
        let (path, temporary) = (self.path.join(name), self.path.join(format!(".{name}.new")));
        fs::write(&temporary, content).map_err(IoError::file("write", &temporary))?;
        fs::rename(&temporary, &path).map_err(IoError::file("replace", &path))
    }
}

impl Staging {
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
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

fn latest(version: Version) -> String {
    format!("{{\n  \"version\": \"{version}\",\n  \"path\": \"{version}\"\n}}\n")
}

fn quoted(versions: &[String]) -> String {
    versions.iter().map(|version| format!("\"{version}\"")).collect::<Vec<_>>().join(", ")
}

/// Brings a folder's entries to the disk; without it a rename may be lost with the power.
fn sync_folder(path: &Path) -> Result<(), IoError> {
    fs::File::open(path).and_then(|folder| folder.sync_all()).map_err(IoError::file("write", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_follow_each_other() {
        let version = |text| Version::parse(text);
        assert_eq!(Version::next(2024, None).to_string(), "2024.1.0");
        assert_eq!(Version::next(2024, version("2024.1.0")).to_string(), "2024.2.0");
        assert_eq!(Version::next(2024, version("2023.7.2")).to_string(), "2024.1.0");
        assert_eq!(Version::next(2022, version("2024.1.0")).to_string(), "2024.2.0", "a version never goes back");
        assert!(version("2024.10.0") > version("2024.9.0"));
        for bad in ["2024", "2024.1", "2024.01.0", "latest", "2024.1.0.0", ""] {
            assert_eq!(version(bad), None, "{bad}");
        }
    }
}
