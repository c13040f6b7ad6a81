//! Reads all sources without making anything: what would be kept out, and whether packages would let it pass.

use std::collections::BTreeSet;

use tongbi_domain::finding::{Code, Findings, Sorted};

use super::mappings::PackageMappings;
use super::package::standings;
use super::plan::Plan;
use super::queue::Queue;
use super::read::read_sources;
use super::run::RunOptions;
use crate::io::IoError;
use crate::stages::reconcile::reconcile;
use crate::table::{Arranged, Statement};

/// What was found.
#[derive(Debug)]
pub struct Checked {
    /// All findings on cells, in the order of their places.
    pub findings: Sorted,
    /// The packages, in the order of their names.
    pub packages: Vec<CheckedPackage>,
}

/// What a package would keep out.
#[derive(Debug)]
pub struct CheckedPackage {
    /// Its name.
    pub name: String,
    /// Cells that would be quarantined and about which nobody has decided.
    pub quarantined: u64,
    /// How many it lets pass.
    pub tolerance: u64,
    /// Findings that would stop it, counted by code, as far as they are seen without making the package.
    pub blocking: Vec<(Code, u64)>,
    /// What the texts of its sources were taken for.
    pub mappings: PackageMappings,
}

impl CheckedPackage {
    /// Whether a run would refuse it.
    pub fn is_refused(&self) -> bool {
        self.quarantined > self.tolerance || !self.blocking.is_empty()
    }
}

/// Reads everything that the plan names.
///
/// # Errors
/// When a table cannot be read as it is declared.
pub fn check(plan: &Plan, options: RunOptions) -> anyhow::Result<Checked> {
    let all: BTreeSet<usize> = (0..plan.sources.len()).collect();
    let mut reading = read_sources(plan, &all, (options.threads, options.memory))?;
    let (standings, arranged) = (standings(plan), Arranged::new(&mut reading.ledger).map_err(IoError::from)?);
    let mut packages = Vec::new();
    let mut told = Findings::default();
    for package in &plan.packages {
        let ledger = &reading.ledger;
        let select = |statement: &Statement| package.covers(ledger.file(statement.file).origin);
        let (mut own, mut conflicts) = (Findings::default(), 0);
        for ranks in arranged.units(options.unit_rows) {
            let reconciled = reconcile(ledger, &arranged, &standings, ranks, select, &mut own).map_err(IoError::from)?;
            conflicts += reconciled.tally(ledger).conflicts;
        }
        let cells: u64 = package.sources.iter().map(|source| reading.counts[*source].quarantined).sum();
        let ids: Vec<&str> = package.sources.iter().map(|source| plan.sources[*source].id.as_str()).collect();
        told.absorb(own.clone());
        let mut own = Sorted::new(reading.findings.clone(), own, |source| ids.contains(&source));
        let queue = Queue::new(plan, package, ledger, &mut own, options.threads);
        packages.push(CheckedPackage {
            blocking: package.tolerance.blocked(&queue.open(&own)),
            mappings: PackageMappings::of(plan, package, &reading.mappings, &own),
            name: package.name.clone(),
            quarantined: cells + conflicts - queue.closed_cells(&own),
            tolerance: package.tolerance.quarantined,
        });
        own.iter().filter(|finding| Queue::tells(finding.code())).for_each(|finding| told.add(&finding.to_finding()));
    }
    let mut findings = Sorted::new(reading.findings, told, |_| true);
    // A source of two packages says its contradictions in both.
    findings.dedup();
    Ok(Checked { findings, packages })
}
