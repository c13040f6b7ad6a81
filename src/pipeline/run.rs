//! A run: one at a time; what has changed is read once and made, package by package, and published where it differs from its last release.

use std::path::{Path, PathBuf};

use serde_json::json;
use tongbi_domain::finding::{Code, Finding, Severity};
use tongbi_domain::message::{Message, system as say};
use tongbi_domain::release::{Change, SchemaVersion, Version};
use tongbi_domain::watch;

use super::cache::{Figures, Kept};
use super::config::PIPELINE_FILE;
use super::journal::{Journal, Level};
use super::package::{self, Built};
use super::plan::{PackagePlan, Plan};
use super::preview::{Preview, Reason, Standing, fingerprint, last_release, preview, wanted};
use super::read::{Reading, bytes_of, read_sources};
use crate::io::{Lock, ROW_GROUP, Wait, read_text};
use crate::stages::ingest::Counts;
use crate::stages::reconcile::Tally;

/// The file that a run locks, relative to the project.
const LOCK: &str = ".tongbi/lock";

/// How a run is done; none of it changes a byte of a release.
#[derive(Clone, Copy, Debug)]
pub struct RunOptions {
    /// On how many threads units are made. More threads need more memory at a time.
    pub threads: usize,
    /// How many statements a unit has at least. Smaller units need less memory and, as long as a release has one row group, change no byte.
    pub unit_rows: usize,
    /// How long to wait for another run.
    pub wait: Wait,
    /// Whether to make packages that seem up to date.
    pub rebuild: bool,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self { threads: std::thread::available_parallelism().map_or(1, usize::from), unit_rows: ROW_GROUP, wait: Wait::No, rebuild: false }
    }
}

/// What became of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A new release lies at this path, relative to the project.
    Published {
        /// Its version.
        version: Version,
        /// The version of its schema.
        schema: SchemaVersion,
        /// What its tables differ in from those of the release before; nothing for a first release.
        changes: Vec<Change>,
        /// Its folder.
        path: PathBuf,
    },
    /// The last release says the same.
    Unchanged {
        /// Its version.
        version: Version,
        /// Its folder.
        path: PathBuf,
    },
    /// Nothing it is made from has changed, so it was not made.
    Current {
        /// Its version.
        version: Version,
        /// Its folder.
        path: PathBuf,
    },
    /// More cells are quarantined than the package lets pass, or a finding stops it.
    Refused {
        /// How many it lets pass.
        tolerance: u64,
        /// The findings that stop it, counted by code.
        blocking: Vec<(Code, u64)>,
        /// Where all findings are kept, relative to the project.
        quarantine: PathBuf,
    },
}

/// The account of a package: what came in and what became of it.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// Cells of its sources.
    pub cells: Counts,
    /// What became of its statements.
    pub tally: Tally,
    /// Verdicts on published rates, by word.
    pub verdicts: Vec<(&'static str, u64)>,
    /// Findings of its sources.
    pub findings: Vec<Finding>,
    /// How many of what it has; of a package that was not made, as it was made last.
    pub figures: Figures,
    /// What became of it.
    pub outcome: Outcome,
}

impl Account {
    /// Cells that are kept out: by findings on cells and by sources that contradict themselves.
    pub fn quarantined(&self) -> u64 {
        self.cells.quarantined + self.tally.conflicts
    }
}

/// A number in a release that no cell accounts for, or a cell that vanished: a defect of the program.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub struct Unbalanced {
    /// Name of the package.
    pub package: String,
    /// Value cells in.
    pub cells: u64,
    /// Published, superseded, duplicate and quarantined ones.
    pub accounted: u64,
}

impl Unbalanced {
    /// What does not add up, as a sentence.
    pub fn message(&self) -> Message {
        say::unbalanced(&self.package, self.cells, self.accounted)
    }
}

/// Runs the project in a folder: takes the lock, sees what is due, reads the sources of that and makes it. What became of each package
/// goes into the journal as soon as it is known.
///
/// # Errors
/// When another run is under way, when a declaration is wrong, when something cannot be read or written, when a signal came. Packages
/// that were finished before stay published.
pub fn run(root: &Path, options: RunOptions, journal: &mut Journal<'_>) -> anyhow::Result<()> {
    // Only in a project: nothing is made in a folder that was named by mistake.
    read_text(root, PIPELINE_FILE)?;
    journal.lock = Some(journal.stage("lock", "", |_| Lock::take(&root.join(LOCK), options.wait))?);
    let plan = journal.stage("plan", "", |_| Plan::load(root))?;
    let previews = journal.stage("compare", "", |_| preview(&plan, options.rebuild))?;
    for preview in &previews {
        clear(&plan, &plan.packages[preview.package])?;
        announce(&plan, preview, journal);
    }
    let sources = wanted(&plan, &previews);
    if !sources.is_empty() {
        journal.tell(Level::Info, "reading", vec![("sources", json!(sources.len())), ("bytes", json!(bytes_of(&plan, &sources)))]);
    }
    let mut reading = journal.stage("read", "", |_| read_sources(&plan, &sources, options.threads))?;
    for preview in &previews {
        watch::go_on()?;
        let package = &plan.packages[preview.package];
        let account = match preview.standing {
            Standing::Current(version, figures) => current(&plan, package, version, figures)?,
            Standing::Due(_) => journal.stage("make", &package.name, |journal| make(&plan, package, &mut reading, options, journal))?,
        };
        journal.accounts.push(account);
    }
    Ok(())
}

/// Removes what a run left behind that was killed while it made a package.
fn clear(plan: &Plan, package: &PackagePlan) -> anyhow::Result<()> {
    if let Some((folder, _)) = last_release(plan, package)? {
        folder.clear()?;
    }
    Ok(())
}

fn announce(plan: &Plan, preview: &Preview, journal: &mut Journal<'_>) {
    let name = ("package", json!(plan.packages[preview.package].name));
    match &preview.standing {
        Standing::Current(version, _) => journal.tell(Level::Info, "package_current", vec![name, ("version", json!(version.to_string()))]),
        Standing::Due(reasons) => {
            let damaged = reasons.iter().any(|reason| matches!(reason, Reason::Damaged(_)));
            let level = if damaged { Level::Warning } else { Level::Info };
            let reasons: Vec<String> = reasons.iter().map(Reason::text).collect();
            journal.tell(level, "package_due", vec![name, ("reasons", json!(reasons))]);
        }
    }
}

/// The account of a package that is not made: only its pointers are looked at.
fn current(plan: &Plan, package: &PackagePlan, version: Version, figures: Figures) -> anyhow::Result<Account> {
    if let Some((folder, _)) = last_release(plan, package)? {
        folder.mend_pointers(version)?;
    }
    let path = Path::new(&plan.output).join(&package.name).join(version.to_string());
    Ok(Account {
        name: package.name.clone(),
        cells: Counts::default(),
        tally: Tally::default(),
        verdicts: Vec::new(),
        findings: Vec::new(),
        figures,
        outcome: Outcome::Current { version, path },
    })
}

/// Makes a package, publishes it where it differs, and keeps from what it was made.
fn make(
    plan: &Plan,
    package: &PackagePlan,
    reading: &mut Reading,
    options: RunOptions,
    journal: &mut Journal<'_>,
) -> anyhow::Result<Account> {
    let Built { cells, tally, verdicts, findings, closed, outcome } = package::build(plan, package, reading, options)?;
    let figures = Figures {
        cells: cells.cells,
        observations: tally.published,
        derived: tally.derived,
        quarantined: cells.quarantined + tally.conflicts,
        closed,
        corrected: package.sources.iter().map(|source| reading.corrected[*source].applied()).sum(),
        warnings: findings.iter().filter(|finding| finding.code.severity() == Severity::Warning).count() as u64,
    };
    if !matches!(outcome, Outcome::Refused { .. }) {
        let kept = fingerprint(plan, package).map(|fingerprint| Kept { fingerprint, figures });
        // The release stands. What is not kept costs the next run some time and nothing else.
        if let Err(error) = kept.and_then(|kept| Ok(kept.store(&plan.root, &package.name)?)) {
            journal.tell(
                Level::Warning,
                "cache_not_written",
                vec![("package", json!(package.name)), ("error", json!(format!("{error:#}")))],
            );
        }
    }
    let (name, version) = (json!(package.name), outcome.version().map(|version| version.to_string()));
    let facts = vec![
        ("package", name),
        ("version", json!(version)),
        ("cells", json!(figures.cells)),
        ("observations", json!(figures.observations)),
        ("quarantined", json!(figures.quarantined)),
    ];
    let level = if version.is_none() { Level::Error } else { Level::Info };
    journal.tell(level, outcome.event(), facts);
    Ok(Account { name: package.name.clone(), cells, tally, verdicts, findings, figures, outcome })
}

impl Outcome {
    /// The version that the package has now; none where it was refused.
    pub fn version(&self) -> Option<Version> {
        match self {
            Self::Published { version, .. } | Self::Unchanged { version, .. } | Self::Current { version, .. } => Some(*version),
            Self::Refused { .. } => None,
        }
    }

    /// The word in reports.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Published { .. } => "published",
            Self::Unchanged { .. } => "unchanged",
            Self::Current { .. } => "current",
            Self::Refused { .. } => "refused",
        }
    }

    const fn event(&self) -> &'static str {
        match self {
            Self::Published { .. } => "package_published",
            Self::Unchanged { .. } | Self::Current { .. } => "package_unchanged",
            Self::Refused { .. } => "package_refused",
        }
    }
}
