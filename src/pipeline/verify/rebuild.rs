//! Makes a release again from the project's inputs, under the stamp that it had, and compares every byte.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use tongbi_domain::diagnostic::Refusal;
use tongbi_domain::message::releases as say;
use tongbi_domain::release::Version;

use super::difference::difference;
use super::{Digests, Rebuilt, Verified, check_folder};
use crate::io::{IoError, PackageFolder, SUMS, sha256_of_file};
use crate::pipeline::describe::{DATAPACKAGE, Recorded};
use crate::pipeline::inputs::{Change, ChangeKind, changes, record, source_files};
use crate::pipeline::package;
use crate::pipeline::plan::{PackagePlan, Plan};
use crate::pipeline::publish::Goal;
use crate::pipeline::read::read_sources;
use crate::pipeline::run::RunOptions;
use crate::pipeline::signoff;
use crate::pipeline::whole;

/// Where releases are made again, relative to the project.
const FOLDER: &str = ".tongbi/verify";

/// Verifies a release of a package: the last one where no version is given. `rebuild`: make it again where its inputs are at hand.
///
/// # Errors
/// T807 where there is no such release; when something cannot be read or written.
pub fn verify(plan: &Plan, package: &PackagePlan, version: Option<&str>, rebuild: bool, options: RunOptions) -> anyhow::Result<Verified> {
    let (folder, version) = chosen(plan, package, version)?;
    let (name, text) = (package.name.clone(), version.to_string());
    if folder.is_withdrawn(version) {
        return Ok(Verified { package: name, version: text, digests: Digests::default(), rebuilt: Rebuilt::Withdrawn });
    }
    let (digests, ..) = check_folder(&folder.release(version))?;
    let rebuilt = if rebuild { again(plan, package, &folder, version, options)? } else { Rebuilt::NotAsked };
    Ok(Verified { package: name, version: text, digests, rebuilt })
}

/// Whether a package has a release that stands.
///
/// # Errors
/// When its folder cannot be listed.
pub fn has_release(plan: &Plan, package: &PackagePlan) -> Result<bool, IoError> {
    signoff::folder(plan, &package.name).map_or(Ok(false), |folder| folder.releases().map(|releases| !releases.is_empty()))
}

/// The folder of a package and the release that is meant.
fn chosen(plan: &Plan, package: &PackagePlan, version: Option<&str>) -> anyhow::Result<(PackageFolder, Version)> {
    let folder = signoff::folder(plan, &package.name);
    let releases = folder.as_ref().map_or_else(|| Ok(Vec::new()), PackageFolder::releases)?;
    let wanted = match version {
        Some(text) => Version::parse(text),
        None => releases.last().copied(),
    };
    let there = |folder: &PackageFolder, version: Version| releases.contains(&version) || folder.is_withdrawn(version);
    match (folder, wanted) {
        (Some(folder), Some(version)) if there(&folder, version) => Ok((folder, version)),
        _ => {
            let message = match version {
                Some(text) => say::no_release_called(text, &package.name),
                None => say::no_release_yet(&package.name),
            };
            Err(Refusal::new("T807", message, say::releases_are(signoff::listed(&releases))).into())
        }
    }
}

fn again(plan: &Plan, package: &PackagePlan, folder: &PackageFolder, version: Version, options: RunOptions) -> anyhow::Result<Rebuilt> {
    let recorded = Recorded::read(&folder.text(version, DATAPACKAGE).unwrap_or_default());
    let missing = missing_tables(plan, package, &recorded)?;
    if !missing.is_empty() {
        return Ok(Rebuilt::NotAtHand(missing));
    }
    let mut differs = changes(&recorded.stamp.inputs, &record(plan, package, previous(folder, &recorded)));
    differs.extend(changes(&recorded.files, &source_files(plan, package)));
    let target = plan.root.join(FOLDER);
    let fresh = Scratch::new(&target)?;
    let mut reading = read_sources(plan, &package.sources.iter().copied().collect::<BTreeSet<_>>(), (options.threads, options.memory))?;
    // The tables and the descriptors follow from inputs and stamp alone. What a release takes over from the one that it follows is an input like
    // any other: `previous` names it, and where it is gone, what comes out is no reproach.
    let into = target.join(&package.name);
    package::build(plan, package, &mut reading, options, Goal::Again(&into, &recorded.stamp))?;
    let made = PackageFolder::open(into)?;
    let found = made.releases()?.last().map(|version| made.release(*version)).unwrap_or_default();
    let (count, different) = compare(&folder.release(version), &found)?;
    drop(fresh);
    Ok(match (different.is_empty(), differs.is_empty()) {
        (true, _) => Rebuilt::Same(count, differs),
        (false, true) => Rebuilt::Different(different),
        (false, false) => Rebuilt::NotAtHand(differs),
    })
}

/// The release that this one follows, with the digest of its list, where it is still there.
fn previous(folder: &PackageFolder, recorded: &Recorded) -> Option<(String, String)> {
    let version = recorded.stamp.previous.as_deref().and_then(Version::parse)?;
    whole::previous(folder, Some(version)).ok().flatten()
}

/// The raw files that a release states and the project no longer has with those bytes.
fn missing_tables(plan: &Plan, package: &PackagePlan, recorded: &Recorded) -> Result<Vec<Change>, IoError> {
    let folders: BTreeMap<&str, &str> =
        package.sources.iter().map(|index| &plan.sources[*index]).map(|source| (source.id.as_str(), source.folder.as_str())).collect();
    let mut missing = Vec::new();
    for input in &recorded.files {
        let at = input.name.split_once('/').and_then(|(id, name)| Some(plan.root.join(folders.get(id)?).join(name)));
        let found = match at.filter(|path| path.is_file()) {
            Some(path) => format!("sha256:{}", sha256_of_file(&path)?),
            None => String::new(),
        };
        if found != input.hash {
            let kind = if found.is_empty() { ChangeKind::Removed } else { ChangeKind::Changed };
            missing.push(Change { what: input.name.clone(), kind });
        }
    }
    Ok(missing)
}

/// How many files there are under a digest, and where those that are not the same differ first, in the order of names.
fn compare(published: &Path, made: &Path) -> Result<(usize, Vec<super::Difference>), IoError> {
    let lists = [published, made].map(|folder| fs::read_to_string(folder.join(SUMS)).unwrap_or_default());
    let names: BTreeSet<&str> = lists.iter().flat_map(|list| list.lines()).filter_map(|line| Some(line.split_once("  ")?.1)).collect();
    let mut found = Vec::new();
    for name in names.iter().copied().chain([SUMS]) {
        found.extend(difference(name, &published.join(name), &made.join(name))?);
    }
    Ok((names.len(), found))
}

/// A folder that is empty at first and goes with this.
struct Scratch<'a>(&'a Path);

impl<'a> Scratch<'a> {
    fn new(path: &'a Path) -> Result<Self, IoError> {
        if path.exists() {
            fs::remove_dir_all(path).map_err(IoError::file("remove", path))?;
        }
        fs::create_dir_all(path).map_err(IoError::file("create", path))?;
        Ok(Self(path))
    }
}

impl Drop for Scratch<'_> {
    fn drop(&mut self) {
        // What stays is removed by the next one.
        let _ = fs::remove_dir_all(self.0);
    }
}
