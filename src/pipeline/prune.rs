//! `tongbi prune`: old releases and old reports of runs go; what anything points to stays.

use std::fs;
use std::path::Path;

use tongbi_domain::release::Version;

use super::describe::{DATAPACKAGE, Recorded};
use super::plan::{PackagePlan, Plan};
use super::report::RUNS;
use super::signoff;
use crate::io::IoError;

/// What goes of a package, and what stays although it is old.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// The package.
    pub package: String,
    /// Releases that are removed, the oldest first.
    pub removed: Vec<Version>,
    /// Old releases that stay, because something points to them or the last release follows them.
    pub held: Vec<Version>,
    /// How many releases stay in all.
    pub kept: usize,
}

/// Removes all but the newest releases of a package, unless it is only asked what would go. Withdrawn releases stay tombstones, the candidate
/// stays, and so does what `latest`, another link in the folder, or the last release and the candidate lead to.
///
/// # Errors
/// When something cannot be read or removed.
pub fn prune(plan: &Plan, package: &PackagePlan, keep: usize, dry: bool) -> anyhow::Result<Pruned> {
    let name = package.name.clone();
    let Some(folder) = signoff::folder(plan, &name) else { return Ok(Pruned { package: name, ..Pruned::default() }) };
    if !dry {
        folder.settle(&signoff::notes)?;
    }
    let releases = folder.releases()?;
    // The last release stays, whatever is asked.
    let old = &releases[..releases.len().saturating_sub(keep.max(1))];
    let mut needed = folder.pointed_to()?;
    let followers = releases.last().map(|last| folder.release(*last)).into_iter().chain([folder.candidate_release()]);
    needed.extend(followers.filter_map(|follower| follows(&follower)));
    let (held, removed): (Vec<Version>, Vec<Version>) = old.iter().partition(|version| needed.contains(version));
    if !dry && !removed.is_empty() {
        folder.remove(&removed)?;
    }
    Ok(Pruned { package: name, kept: releases.len() - removed.len(), removed, held })
}

/// The release that another one follows.
fn follows(release: &Path) -> Option<Version> {
    let text = fs::read_to_string(release.join(DATAPACKAGE)).ok()?;
    Recorded::read(&text).stamp.previous.as_deref().and_then(Version::parse)
}

/// Removes all but the newest reports of runs, unless it is only asked what would go; says which. Only folders with a report are reports.
///
/// # Errors
/// When something cannot be read or removed.
pub fn prune_runs(root: &Path, keep: usize, dry: bool) -> Result<Vec<String>, IoError> {
    let folder = root.join(RUNS);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).map_err(IoError::file("list", &folder))? {
        let entry = entry.map_err(IoError::file("list", &folder))?;
        let report = entry.path().join("report.json").is_file() && entry.file_type().is_ok_and(|kind| kind.is_dir());
        names.extend(entry.file_name().into_string().ok().filter(|_| report));
    }
    // The name of a run begins with its time, so the order of names is that of time.
    names.sort();
    names.truncate(names.len().saturating_sub(keep));
    for name in names.iter().filter(|_| !dry) {
        let path = folder.join(name);
        fs::remove_dir_all(&path).map_err(IoError::file("remove", &path))?;
    }
    Ok(names)
}
