//! What names the newest release: `latest`, a symbolic link; `latest.json`, where links do not reach; `releases.json`, which lists all.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use tongbi_domain::release::Version;

use super::{PackageFolder, sync_folder};
use crate::io::IoError;

const LIST: &str = "releases.json";
const NEWEST: &str = "latest.json";
const LINK: &str = "latest";
/// Who approved which release; there only where somebody has.
const APPROVALS: &str = "approvals.json";

impl PackageFolder {
    /// Moves the pointers to the newest release, or removes them where none stands; writes nothing where they are right.
    pub fn mend_pointers(&self) -> Result<(), IoError> {
        let releases = self.releases()?;
        self.point(&releases)
    }

    /// Makes the pointers say that these are the releases, the oldest first. The list goes first, `latest` last.
    pub(super) fn point(&self, releases: &[Version]) -> Result<(), IoError> {
        let (list, newest) = (self.list(releases)?, releases.last().map(|version| latest(*version)));
        let known = |name: &str| self.path.join(name).symlink_metadata().is_ok();
        // A package that never had a release has no pointers either.
        if newest.is_none() && ![LIST, NEWEST, LINK].into_iter().any(known) {
            return Ok(());
        }
        let says = |name: &str, text: &str| fs::read_to_string(self.path.join(name)).is_ok_and(|found| found == text);
        let mut changed = false;
        if !says(LIST, &list) {
            self.replace(LIST, &list)?;
            changed = true;
        }
        match newest {
            Some(text) if !says(NEWEST, &text) => {
                self.replace(NEWEST, &text)?;
                changed = true;
            }
            None if known(NEWEST) => {
                let path = self.path.join(NEWEST);
                fs::remove_file(&path).map_err(IoError::file("remove", &path))?;
                changed = true;
            }
            _ => {}
        }
        #[cfg(unix)]
        {
            changed |= self.link(releases.last().copied())?;
        }
        if changed { sync_folder(&self.path) } else { Ok(()) }
    }

    /// Moves the link `latest`, or removes it; says whether there was anything to do.
    #[cfg(unix)]
    fn link(&self, version: Option<Version>) -> Result<bool, IoError> {
        let (link, temporary) = (self.path.join(LINK), self.path.join(".latest.new"));
        let Some(version) = version else {
            let there = link.symlink_metadata().is_ok();
            if there {
                fs::remove_file(&link).map_err(IoError::file("remove", &link))?;
            }
            return Ok(there);
        };
        if fs::read_link(&link).is_ok_and(|found| found == Path::new(&version.to_string())) {
            return Ok(false);
        }
        let _ = fs::remove_file(&temporary);
        std::os::unix::fs::symlink(version.to_string(), &temporary).map_err(IoError::file("create", &temporary))?;
        fs::rename(&temporary, &link).map_err(IoError::file("replace", &link))?;
        Ok(true)
    }

    /// The text of `releases.json`.
    fn list(&self, releases: &[Version]) -> Result<String, IoError> {
        let mut text = format!("{{\n  \"releases\": [{}]", quoted(releases));
        let withdrawn = self.withdrawn()?;
        if !withdrawn.is_empty() {
            text += &format!(",\n  \"withdrawn\": [{}]", quoted(&withdrawn));
        }
        if self.path.join(APPROVALS).is_file() {
            text += &format!(",\n  \"approvals\": \"{APPROVALS}\"");
        }
        Ok(text + "\n}\n")
    }

    /// The text of `approvals.json`; none where nobody has approved anything.
    pub fn approvals(&self) -> Option<String> {
        fs::read_to_string(self.path.join(APPROVALS)).ok()
    }

    /// Replaces `approvals.json` in one step.
    pub fn keep_approvals(&self, text: &str) -> Result<(), IoError> {
        self.replace(APPROVALS, text)
    }

    /// The versions that the pointers, and links that others have put beside them, lead to.
    pub fn pointed_to(&self) -> Result<Vec<Version>, IoError> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(IoError::file("list", &self.path))? {
            let path = entry.map_err(IoError::file("list", &self.path))?.path();
            let Ok(target) = fs::read_link(&path) else { continue };
            // As it is written, and where it ends: a link may lead over another one.
            for target in [Some(target), path.canonicalize().ok()].into_iter().flatten() {
                found.extend(target.iter().filter_map(|part| part.to_str().and_then(Version::parse)));
            }
        }
        let newest = fs::read_to_string(self.path.join(NEWEST)).unwrap_or_default();
        found.extend(self.releases()?.into_iter().filter(|version| latest(*version) == newest));
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Replaces a file, named from the folder of the package, in one step. It is written there first, so that nothing strange ever lies in a release.
    pub(super) fn replace(&self, name: &str, content: &str) -> Result<(), IoError> {
        let file = name.rsplit_once('/').map_or(name, |(_, file)| file);
        let (path, temporary) = (self.path.join(name), self.path.join(format!(".{file}.new")));
        let write = |mut file: fs::File| file.write_all(content.as_bytes()).and_then(|()| file.sync_all());
        fs::File::create(&temporary).and_then(write).map_err(IoError::file("write", &temporary))?;
        fs::rename(&temporary, &path).map_err(IoError::file("replace", &path))
    }
}

fn latest(version: Version) -> String {
    format!("{{\n  \"version\": \"{version}\",\n  \"path\": \"{version}\"\n}}\n")
}

fn quoted(versions: &[Version]) -> String {
    versions.iter().map(|version| format!("\"{version}\"")).collect::<Vec<_>>().join(", ")
}
