//! A run: one at a time; what has changed is read once and made, package by package, and published where it differs from its last release.

use std::path::{Path, PathBuf};

use serde_json::json;
use tongbi_domain::finding::{Code, Severity, Sorted};
use tongbi_domain::message::{Message, system as say};
use tongbi_domain::release::{Change, SchemaVersion, Version};
use tongbi_domain::watch;

use super::cache::{Figures, Kept};
use super::config::PIPELINE_FILE;
use super::journal::{Journal, Level};
use super::mappings::PackageMappings;
use super::package::{self, Built};
use super::plan::{PackagePlan, Plan};
use super::preview::{Preview, Reason, Standing, fingerprint, preview, wanted};
use super::publish::{CANDIDATE_RELEASE, Goal};
use super::read::{Reading, bytes_of, read_sources};
use super::room;
use super::settings::MEMORY;
use super::signoff::{self, Candidate, Settled, settle};
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
    /// How many bytes of statements stay in memory; what is beyond them waits on the disk.
    pub memory: u64,
    /// How many statements a unit has at least. Smaller units need less memory and, as long as a release has one row group, change no byte.
    pub unit_rows: usize,
    /// How long to wait for another run.
    pub wait: Wait,
    /// Whether to make packages that seem up to date.
    pub rebuild: bool,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            memory: MEMORY,
            unit_rows: ROW_GROUP,
            wait: Wait::No,
            rebuild: false,
        }
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
    /// A candidate waits for somebody's approval.
    Staged {
        /// The version that it will have.
        version: Version,
        /// Its folder, relative to the project.
        path: PathBuf,
        /// Its warnings and errors, counted by code.
        findings: Vec<(Code, u64)>,
        /// Whether this run has made it.
        made: bool,
    },
    /// An approved candidate waits for its time.
    Embargoed {
        /// The version that it will have.
        version: Version,
        /// Its time: RFC 3339, in UTC.
        until: String,
    },
    /// What the inputs give was published once and withdrawn, so it is not published again.
    Withheld {
        /// The withdrawn version.
        version: Version,
    },
    /// The last release says the same.
    Unchanged {
        /// Its version.
        version: Version,
        /// Its folder.
        path: PathBuf,
    },
    /// A candidate that was approved before is published, because its time has come.
    Released {
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
    pub findings: Sorted,
    /// What the texts of its sources were taken for; nothing of a package that was not made.
    pub mappings: PackageMappings,
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
    journal.lock = Some(journal.stage("lock", "", |_| lock(root, options.wait))?);
    let plan = journal.stage("plan", "", |_| Plan::load(root))?;
    room::sweep(&plan.root)?;
    let released = settle_all(&plan, journal)?;
    let previews = journal.stage("compare", "", |_| preview(&plan, options.rebuild))?;
    for preview in &previews {
        announce(&plan, preview, journal);
    }
    let sources = wanted(&plan, &previews);
    if !sources.is_empty() {
        journal.tell(Level::Info, "reading", vec![("sources", json!(sources.len())), ("bytes", json!(bytes_of(&plan, &sources)))]);
    }
    let mut reading = journal.stage("read", "", |_| read_sources(&plan, &sources, (options.threads, options.memory)))?;
    for preview in &previews {
        watch::go_on()?;
        let package = &plan.packages[preview.package];
        let account = match preview.standing {
            Standing::Current(version, figures) => unmade(package, figures, current(&plan, package, version)),
            Standing::Waits(ref candidate) => unmade(package, candidate.figures, waiting(&plan, package, candidate)),
            Standing::Due(_) => journal.stage("make", &package.name, |journal| make(&plan, package, &mut reading, options, journal))?,
        };
        journal.accounts.push(told(account, &released));
    }
    Ok(())
}

/// Takes the lock of a project.
///
/// # Errors
/// When there is no project, or another run is under way.
pub fn lock(root: &Path, wait: Wait) -> anyhow::Result<Lock> {
    // Only in a project: nothing is made in a folder that was named by mistake.
    read_text(root, PIPELINE_FILE)?;
    Ok(Lock::take(&root.join(LOCK), wait)?)
}

/// Finishes in every package what a killed run or command has left, and publishes the approved candidates whose time has come.
fn settle_all(plan: &Plan, journal: &mut Journal<'_>) -> anyhow::Result<Vec<(String, Version)>> {
    let now = journal.started.timestamp();
    let mut released = Vec::new();
    for package in &plan.packages {
        let facts = |version: Version| vec![("package", json!(package.name)), ("version", json!(version.to_string()))];
        match settle(plan, package, now)? {
            Some(Settled::Published(version)) => {
                journal.tell(Level::Info, "candidate_published", facts(version));
                released.push((package.name.clone(), version));
            }
            Some(Settled::Damaged(version)) => journal.tell(Level::Warning, "candidate_damaged", facts(version)),
            None => {}
        }
    }
    Ok(released)
}

/// The account of a package, or that it was released by this run although nothing was made.
fn told(account: Account, released: &[(String, Version)]) -> Account {
    let outcome = match account.outcome {
        Outcome::Unchanged { version, path } | Outcome::Current { version, path }
            if released.iter().any(|(name, known)| *name == account.name && *known == version) =>
        {
            Outcome::Released { version, path }
        }
        other => other,
    };
    Account { outcome, ..account }
}

fn announce(plan: &Plan, preview: &Preview, journal: &mut Journal<'_>) {
    let name = ("package", json!(plan.packages[preview.package].name));
    match &preview.standing {
        Standing::Current(version, _) => journal.tell(Level::Info, "package_current", vec![name, ("version", json!(version.to_string()))]),
        Standing::Waits(candidate) => {
            journal.tell(Level::Info, "package_waits", vec![name, ("version", json!(candidate.version.to_string()))]);
        }
        Standing::Due(reasons) => {
            let damaged = reasons.iter().any(|reason| matches!(reason, Reason::Damaged(_)));
            let level = if damaged { Level::Warning } else { Level::Info };
            let reasons: Vec<String> = reasons.iter().map(Reason::text).collect();
            journal.tell(level, "package_due", vec![name, ("reasons", json!(reasons))]);
        }
    }
}

/// A package that is up to date.
fn current(plan: &Plan, package: &PackagePlan, version: Version) -> Outcome {
    Outcome::Current { version, path: Path::new(&plan.output).join(&package.name).join(version.to_string()) }
}

/// A package whose candidate waits.
fn waiting(plan: &Plan, package: &PackagePlan, candidate: &Candidate) -> Outcome {
    let version = candidate.version;
    if let Some(approval) = &candidate.approval {
        return Outcome::Embargoed { version, until: approval.not_before.clone().unwrap_or_default() };
    }
    let count = |code: &Code| Some((*code, *candidate.findings.get(code.id())?));
    let findings = Code::ALL.iter().filter_map(count).collect();
    Outcome::Staged { version, path: Path::new(&plan.output).join(&package.name).join(CANDIDATE_RELEASE), findings, made: false }
}

/// The account of a package that is not made.
fn unmade(package: &PackagePlan, figures: Figures, outcome: Outcome) -> Account {
    Account {
        name: package.name.clone(),
        cells: Counts::default(),
        tally: Tally::default(),
        verdicts: Vec::new(),
        findings: Sorted::default(),
        mappings: PackageMappings::default(),
        figures,
        outcome,
    }
}

/// Makes a package, publishes it where it differs, and keeps from what it was made.
fn make(
    plan: &Plan,
    package: &PackagePlan,
    reading: &mut Reading,
    options: RunOptions,
    journal: &mut Journal<'_>,
) -> anyhow::Result<Account> {
    let Built { cells, tally, verdicts, findings, mappings, closed, mut outcome } =
        package::build(plan, package, reading, options, Goal::Release)?;
    let figures = Figures {
        cells: cells.cells,
        observations: tally.published,
        derived: tally.derived,
        quarantined: cells.quarantined + tally.conflicts,
        closed,
        corrected: package.sources.iter().map(|source| reading.corrected[*source].applied()).sum(),
        warnings: findings.counts().filter(|(code, _)| code.severity() == Severity::Warning).map(|(_, count)| count).sum(),
    };
    if let Outcome::Staged { version, findings: told, .. } = &mut outcome {
        if let Some(folder) = signoff::folder(plan, &package.name) {
            Candidate::complete(&folder, *version, &findings, fingerprint(plan, package)?, figures)?;
        }
        *told = signoff::counted(&findings).into_iter().collect();
    } else if !matches!(outcome, Outcome::Refused { .. }) {
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
    let level = match outcome {
        Outcome::Refused { .. } => Level::Error,
        Outcome::Withheld { .. } => Level::Warning,
        _ => Level::Info,
    };
    journal.tell(level, outcome.event(), facts);
    Ok(Account { name: package.name.clone(), cells, tally, verdicts, findings, mappings, figures, outcome })
}

impl Outcome {
    /// The version that the package has now, or will have with its candidate; of what is not published again, the withdrawn one; none where it
    /// was refused.
    pub fn version(&self) -> Option<Version> {
        match self {
            Self::Published { version, .. } | Self::Unchanged { version, .. } | Self::Current { version, .. } => Some(*version),
            Self::Staged { version, .. } | Self::Embargoed { version, .. } => Some(*version),
            Self::Released { version, .. } | Self::Withheld { version } => Some(*version),
            Self::Refused { .. } => None,
        }
    }

    /// The folder of the release or candidate, relative to the project, where it may be shown.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Published { path, .. } | Self::Unchanged { path, .. } | Self::Current { path, .. } => Some(path),
            Self::Staged { path, .. } | Self::Released { path, .. } => Some(path),
            Self::Refused { .. } | Self::Embargoed { .. } | Self::Withheld { .. } => None,
        }
    }

    /// Whether the package was made in this run.
    pub const fn is_made(&self) -> bool {
        !matches!(self, Self::Current { .. } | Self::Embargoed { .. } | Self::Released { .. } | Self::Staged { made: false, .. })
    }

    /// Whether the version is that of a release which stands.
    pub const fn is_public(&self) -> bool {
        !matches!(self, Self::Refused { .. } | Self::Staged { .. } | Self::Embargoed { .. } | Self::Withheld { .. })
    }

    /// The word in reports.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Published { .. } | Self::Released { .. } => "published",
            Self::Staged { .. } => "staged",
            Self::Embargoed { .. } => "embargoed",
            Self::Withheld { .. } => "withheld",
            Self::Unchanged { .. } => "unchanged",
            Self::Current { .. } => "current",
            Self::Refused { .. } => "refused",
        }
    }

    const fn event(&self) -> &'static str {
        match self {
            Self::Published { .. } | Self::Released { .. } => "package_published",
            Self::Staged { .. } => "package_staged",
            Self::Embargoed { .. } => "package_embargoed",
            Self::Withheld { .. } => "package_withheld",
            Self::Unchanged { .. } | Self::Current { .. } => "package_unchanged",
            Self::Refused { .. } => "package_refused",
        }
    }
}
