//! The folder of a package: immutable releases, a staging folder on the same file system, and a pointer that moves last.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use tongbi_domain::release::Version;

use super::{FileFacts, IoError, sha256_of_file};

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

    /// A text file of a release. What is no text equals none that was made, which is all that is asked of it.
    pub fn text(&self, version: Version, name: &str) -> Result<String, IoError> {
        let path = self.release(version).join(name);
        fs::read(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).map_err(IoError::file("read", &path))
    }

    /// The list of digests of a release.
    pub fn sums(&self, version: Version) -> Result<String, IoError> {
        self.text(version, SUMS)
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

    /// Publishes a staged release: every file is held against its digest, the folder takes its name, then the pointers move. A kill in
    /// between leaves the old release whole.
    ///
    /// # Errors
    /// [`IoError::Changed`] where a staged file is not what was written; nothing is published then.
    pub fn publish(&self, mut staging: Staging, version: Version, files: &[FileFacts]) -> Result<PathBuf, IoError> {
        let target = self.release(version);
        staging.verify(files)?;
        sync_folders(&staging.path)?;
        fs::rename(&staging.path, &target).map_err(IoError::file("publish", &target))?;
        staging.published = true;
        sync_folder(&self.path)?;
        self.point(version)?;
        Ok(target)
    }

    /// Moves the pointers to a release where a kill has left them behind; writes nothing where they are right.
    pub fn mend_pointers(&self, version: Version) -> Result<(), IoError> {
        let content = latest(version);
        let says = |name: &str, content: &str| fs::read_to_string(self.path.join(name)).is_ok_and(|found| found == content);
        let right = says("latest.json", &content) && says("releases.json", &self.index()?);
        #[cfg(unix)]
        let right = right && fs::read_link(self.path.join("latest")).is_ok_and(|found| found == Path::new(&version.to_string()));
        if right { Ok(()) } else { self.point(version) }
    }

    /// Moves `latest` (a symbolic link, and `latest.json` where links do not reach) and writes the index of releases.
    fn point(&self, version: Version) -> Result<(), IoError> {
        self.replace("releases.json", &self.index()?)?;
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

    /// The text of `releases.json`: every finished release, the oldest first.
    fn index(&self) -> Result<String, IoError> {
        let versions: Vec<String> = self.releases()?.iter().map(ToString::to_string).collect();
        Ok(format!("{{\n  \"releases\": [{}]\n}}\n", quoted(&versions)))
    }

    fn replace(&self, name: &str, content: &str) -> Result<(), IoError> {
        let (path, temporary) = (self.path.join(name), self.path.join(format!(".{name}.new")));
        let write = |mut file: fs::File| file.write_all(content.as_bytes()).and_then(|()| file.sync_all());
        fs::File::create(&temporary).and_then(write).map_err(IoError::file("write", &temporary))?;
        fs::rename(&temporary, &path).map_err(IoError::file("replace", &path))
    }
}

impl Staging {
    /// Makes a folder inside the staging folder.
    pub fn folder(&self, name: &str) -> Result<(), IoError> {
        let path = self.path.join(name);
        fs::create_dir_all(&path).map_err(IoError::file("create", path))
    }

    /// Reads every file back and compares it with the digest that was computed while it was written. A file that stands under no
    /// digest is an error too: nothing unlisted is published.
    pub fn verify(&self, files: &[FileFacts]) -> Result<(), IoError> {
        for file in files {
            let path = self.path.join(&file.path);
            if sha256_of_file(&path)? != file.sha256 {
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
