//! Whether the last release of a package is still what it was when it was published, and how it is made whole again.
//!
//! A release is never changed. A file that no longer has the digest that `SHA256SUMS` states is put back where this run has made
//! the very same bytes; where it has made others, they become the next version.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use tongbi_domain::release::Version;

use crate::io::{IoError, PackageFolder, SUMS, Staging, sha256_of, sha256_of_file};

/// Files of a release that are missing or do not have the digest that its list states, in the order of the list.
pub(super) fn damaged(folder: &PackageFolder, version: Version) -> Result<Vec<String>, IoError> {
    Ok(not_whole(&folder.release(version), &folder.sums(version)?))
}

/// Files of a list that are missing or have another digest, in the order of the list.
pub(super) fn not_whole(release: &Path, sums: &str) -> Vec<String> {
    let entries = sums.lines().map(|line| line.split_once("  ").unwrap_or(("", line)));
    let wrong = |(digest, name): &(&str, &str)| !sha256_of_file(&release.join(name)).is_ok_and(|found| found == *digest);
    entries.filter(wrong).map(|(_, name)| name.to_owned()).collect()
}

/// The list of digests of the release that another follows, by the name under which that one states it; none for a first release.
pub(super) fn previous(folder: &PackageFolder, version: Option<Version>) -> Result<Option<(String, String)>, IoError> {
    version.map(|version| Ok((list(version), seal(folder, version)?))).transpose()
}

/// Whether a release lists some files, and has those that it lists as they were published.
pub(super) fn holds(folder: &PackageFolder, version: Version, wanted: &[&str], others: &[&str]) -> bool {
    let (Ok(sums), release) = (folder.sums(version), folder.release(version)) else { return false };
    let digest = |name: &str| sums.lines().find_map(|line| line.split_once("  ").filter(|(_, listed)| *listed == name)).map(|(hex, _)| hex);
    let whole = |name: &str, hex: &str| sha256_of_file(&release.join(name)).is_ok_and(|found| found == hex);
    wanted.iter().all(|name| digest(name).is_some_and(|hex| whole(name, hex)))
        && others.iter().all(|name| digest(name).is_none_or(|hex| whole(name, hex)))
}

/// The digest of a file as the list of a release states it.
pub(super) fn stated(folder: &PackageFolder, version: Version, name: &str) -> Option<String> {
    let sums = folder.sums(version).ok()?;
    sums.lines().find_map(|line| line.split_once("  ").filter(|(_, listed)| *listed == name)).map(|(hex, _)| hex.to_owned())
}

/// The digest of a release's own list.
pub(super) fn seal(folder: &PackageFolder, version: Version) -> Result<String, IoError> {
    folder.sums(version).map(|sums| sha256_of(sums.as_bytes()))
}

/// Puts damaged files of a release back. Its list of digests equals that of what was made, so the same bytes are at hand: staged, or `texts`.
pub(super) fn restore(folder: &PackageFolder, version: Version, staging: &Staging, texts: &[(&str, &str)]) -> anyhow::Result<()> {
    for name in damaged(folder, version)? {
        let (target, temporary) = (folder.release(version).join(&name), staging.path.join(".restored"));
        match texts.iter().find(|(text, _)| *text == name) {
            Some((_, text)) => fs::write(&temporary, text).map_err(IoError::file("write", &temporary))?,
            None => fs::rename(staging.path.join(&name), &temporary).map_err(IoError::file("restore", &target))?,
        }
        put(&temporary, &target).with_context(|| format!("restoring the damaged release {version}"))?;
    }
    Ok(())
}

fn put(from: &Path, to: &Path) -> Result<(), IoError> {
    if let Some(above) = to.parent() {
        fs::create_dir_all(above).map_err(IoError::file("create", above))?;
    }
    fs::File::open(from).and_then(|file| file.sync_all()).map_err(IoError::file("write", from))?;
    fs::rename(from, to).map_err(IoError::file("restore", to))
}

/// Where the list of a release is.
pub(super) fn list(version: Version) -> String {
    format!("{version}/{SUMS}")
}
