//! A run: read everything once, then make each package and publish it where it differs from its last release.

use std::path::{Path, PathBuf};

use tongbi_domain::finding::Finding;
use tongbi_domain::message::{Message, system as say};

use super::package::{self, Built};
use super::plan::Plan;
use super::read::read_sources;
use crate::io::Version;
use crate::stages::ingest::Counts;
use crate::stages::reconcile::Tally;

/// How a run is done; none of it changes a byte of a release.
#[derive(Clone, Copy, Debug)]
pub struct RunOptions {
    /// In how many parts the series are worked on. More parts need less memory at a time.
    pub parts: usize,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self { parts: 1 }
    }
}

/// What became of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A new release lies at this path, relative to the project.
    Published {
        /// Its version.
        version: Version,
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
    /// More cells are quarantined than the package lets pass.
    Refused {
        /// How many it lets pass.
        tolerance: u64,
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

/// Runs the project in a folder.
pub fn run(root: &Path, options: RunOptions) -> anyhow::Result<Vec<Account>> {
    let plan = Plan::load(root)?;
    let mut reading = read_sources(&plan)?;
    let mut accounts = Vec::new();
    for package in &plan.packages {
        let Built { cells, tally, verdicts, findings, outcome } = package::build(&plan, package, &mut reading, options)?;
        accounts.push(Account { name: package.name.clone(), cells, tally, verdicts, findings, outcome });
    }
    Ok(accounts)
}
