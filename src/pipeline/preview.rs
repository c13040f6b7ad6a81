//! What a run would do and why: for each package, whether it is up to date, or what has changed since it was made.
//!
//! Files are read to know their digests, no table is understood, and nothing is written.

use std::collections::BTreeSet;

use tongbi_domain::release::Version;
use tongbi_domain::watch::{self, Steps};

use super::cache::{Figures, Kept};
use super::inputs::{Change, Fingerprint};
use super::plan::{PackagePlan, Plan};
use super::read::{bytes_of, check_digest};
use super::signoff::Candidate;
use super::tables::ObservationTable;
use super::whole;
use crate::io::PackageFolder;
use crate::table::column::Field;

/// Why a package is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It has no release.
    First,
    /// Nothing is kept of how its last release was made.
    Unknown,
    /// What it is made from differs.
    Changed(Change),
    /// This file of its last release is missing or not what was published.
    Damaged(String),
    /// Somebody wants it.
    Asked,
}

impl Reason {
    /// In words, for logs.
    pub fn text(&self) -> String {
        match self {
            Self::First => "no release yet".to_owned(),
            Self::Unknown => "nothing is known of how it was made".to_owned(),
            Self::Changed(Change { what, kind }) => format!("{}: {what}", kind.code()),
            Self::Damaged(file) => format!("damaged: {file}"),
            Self::Asked => "asked for".to_owned(),
        }
    }
}

/// Where a package stands before a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its last release says what its inputs say.
    Current(Version, Figures),
    /// A candidate waits for approval, or for its time.
    Waits(Box<Candidate>),
    /// It is made.
    Due(Vec<Reason>),
}

/// A package as a run would find it.
#[derive(Debug)]
pub struct Preview {
    /// Its index in the plan.
    pub package: usize,
    /// Its last release.
    pub last: Option<Version>,
    /// Where it stands.
    pub standing: Standing,
}

impl Preview {
    /// Whether a run would make it.
    pub fn is_due(&self) -> bool {
        matches!(self.standing, Standing::Due(_))
    }
}

/// Looks at every package. `asked`: all are made, whatever has changed.
///
/// # Errors
/// When a file of a package that seems up to date is not the one that its sidecar describes; when something cannot be read.
pub fn preview(plan: &Plan, asked: bool) -> anyhow::Result<Vec<Preview>> {
    let mut examiner = Examiner { plan, checked: BTreeSet::new() };
    plan.packages.iter().map(|package| examiner.examine(package, asked)).collect()
}

/// Checks the digests of all tables of some sources.
///
/// # Errors
/// When a file is missing or not the one that its sidecar describes.
pub fn check_digests(plan: &Plan, sources: &BTreeSet<usize>) -> anyhow::Result<()> {
    watch::begin(bytes_of(plan, sources), Steps::Bytes);
    for source in sources.iter().filter_map(|index| plan.sources.get(*index)) {
        for table in &source.tables {
            watch::go_on()?;
            let path = format!("{}/{}", source.folder, table.name);
            check_digest(&plan.root.join(&path), &path, source, table)?;
        }
    }
    Ok(())
}

/// The columns of a package's `observations`, which are known before a table is read.
pub fn columns(plan: &Plan, package: &PackagePlan) -> Vec<Field> {
    ObservationTable::new(plan.breakdown(package), package.columns.as_deref()).with_rates(package.rounding.percent_digits).fields().to_vec()
}

/// The sources of all packages that a run would make.
pub fn wanted(plan: &Plan, previews: &[Preview]) -> BTreeSet<usize> {
    let due = previews.iter().filter(|preview| preview.is_due());
    due.flat_map(|preview| plan.packages[preview.package].sources.iter().copied()).collect()
}

/// The folder of a package, where there is one, and its last release.
pub(super) fn last_release(plan: &Plan, package: &PackagePlan) -> anyhow::Result<Option<(PackageFolder, Option<Version>)>> {
    let Some(folder) = PackageFolder::existing(plan.root.join(&plan.output).join(&package.name)) else { return Ok(None) };
    let last = folder.releases()?.last().copied();
    Ok(Some((folder, last)))
}

/// From what a package is made, with the release that it is compared with.
pub(super) fn fingerprint(plan: &Plan, package: &PackagePlan) -> anyhow::Result<Fingerprint> {
    let release = match last_release(plan, package)? {
        Some((folder, Some(version))) => {
            Some((format!("{}/{}/{}", plan.output, package.name, whole::list(version)), whole::seal(&folder, version)?))
        }
        _ => None,
    };
    Ok(Fingerprint::of(plan, package, release))
}

struct Examiner<'a> {
    plan: &'a Plan,
    /// Sources whose files are what their sidecars say.
    checked: BTreeSet<usize>,
}

impl Examiner<'_> {
    fn examine(&mut self, package: &PackagePlan, asked: bool) -> anyhow::Result<Preview> {
        let found = last_release(self.plan, package)?;
        let last = found.as_ref().and_then(|(_, last)| *last);
        let due = |reasons| Ok(Preview { package: package.index, last, standing: Standing::Due(reasons) });
        if let Some((folder, candidate)) = found.as_ref().and_then(|(folder, _)| Some((folder, Candidate::load(folder)?))) {
            // What somebody has approved is published at its time, whatever has changed since; what has not been is made anew.
            if candidate.approval.is_some() {
                return Ok(Preview { package: package.index, last, standing: Standing::Waits(Box::new(candidate)) });
            }
            if package.approval {
                let reasons = self.outdated(package, folder, &candidate, asked)?;
                let standing = if reasons.is_empty() { Standing::Waits(Box::new(candidate)) } else { Standing::Due(reasons) };
                return Ok(Preview { package: package.index, last, standing });
            }
        }
        let Some((folder, Some(version))) = found else { return due(vec![Reason::First]) };
        if asked {
            return due(vec![Reason::Asked]);
        }
        let Some(kept) = Kept::load(&self.plan.root, &package.name) else { return due(vec![Reason::Unknown]) };
        let changes = fingerprint(self.plan, package)?.changes_since(&kept.fingerprint);
        if !changes.is_empty() {
            return due(changes.into_iter().map(Reason::Changed).collect());
        }
        let damaged = whole::damaged(&folder, version)?;
        if !damaged.is_empty() {
            return due(damaged.into_iter().map(Reason::Damaged).collect());
        }
        self.check_sources(package)?;
        Ok(Preview { package: package.index, last, standing: Standing::Current(version, kept.figures) })
    }

    /// Why a candidate that nobody has approved is made anew; nothing where it is what its inputs give.
    fn outdated(
        &mut self,
        package: &PackagePlan,
        folder: &PackageFolder,
        candidate: &Candidate,
        asked: bool,
    ) -> anyhow::Result<Vec<Reason>> {
        if asked {
            return Ok(vec![Reason::Asked]);
        }
        let changes = fingerprint(self.plan, package)?.changes_since(&candidate.fingerprint);
        let damaged = if changes.is_empty() { candidate.damaged(folder) } else { Vec::new() };
        if changes.is_empty() && damaged.is_empty() {
            self.check_sources(package)?;
        }
        Ok(changes.into_iter().map(Reason::Changed).chain(damaged.into_iter().map(Reason::Damaged)).collect())
    }

    /// Checks the digests of a package's sources, each once.
    fn check_sources(&mut self, package: &PackagePlan) -> anyhow::Result<()> {
        // Only what nobody reads further down is digested here, so that large inputs are not read once more.
        let sources: BTreeSet<usize> = package.sources.iter().copied().filter(|source| !self.checked.contains(source)).collect();
        check_digests(self.plan, &sources)?;
        self.checked.extend(sources);
        Ok(())
    }
}
