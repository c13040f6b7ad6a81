//! `tongbi release`: somebody approves the candidate of a package, which is then published, now or at its time.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use tongbi_domain::diagnostic::Refusal;
use tongbi_domain::finding::Code;
use tongbi_domain::message::{Message, releases as say};
use tongbi_domain::release::{Timestamp, Version};

use super::{Approval, Candidate, folder, package_called, publish, settle};
use crate::io::PackageFolder;
use crate::pipeline::plan::{PackagePlan, Plan};
use crate::pipeline::preview::check_digests;

/// What somebody approves.
#[derive(Clone, Debug)]
pub struct Order<'a> {
    /// The package.
    pub package: &'a str,
    /// Who approves.
    pub by: &'a str,
    /// What there is to say.
    pub note: Option<&'a str>,
    /// Codes of findings that are accepted; `all` accepts every one.
    pub accept: &'a [String],
    /// The moment before which nothing is shown.
    pub not_before: Option<Timestamp>,
    /// What is written down as the time of approval.
    pub at: Timestamp,
    /// What the clock says.
    pub now: Timestamp,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Approved {
    /// It is published in this folder, relative to the project.
    Published(Version, PathBuf),
    /// A run publishes it once its time has come.
    Waits(Version, Timestamp),
}

/// Approves the candidate of a package.
///
/// # Errors
/// T806 where there is none, where it is not whole, where the project has changed since, where a finding was not accepted; T807 where there is no
/// such package; T307 where a raw file is not what its sidecar says; when something cannot be read or written.
pub fn approve(plan: &Plan, order: &Order<'_>) -> anyhow::Result<Approved> {
    let package = package_called(plan, order.package)?;
    settle(plan, package, order.now)?;
    let nothing = || refused(say::no_candidate(&package.name), say::make_candidate());
    let folder = folder(plan, &package.name).ok_or_else(nothing)?;
    let mut candidate = Candidate::load(&folder).ok_or_else(nothing)?;
    let version = candidate.version;
    if let Some(Approval { by, not_before, .. }) = &candidate.approval {
        let help = say::take_back(&package.name, version.to_string());
        return Err(refused(say::approved_already(by, not_before.clone().unwrap_or_default()), help).into());
    }
    check(plan, package, &folder, &candidate)?;
    let approval = Approval {
        version: version.to_string(),
        sha256: candidate.sha256.clone(),
        by: order.by.to_owned(),
        at: order.at.to_string(),
        accepted: accepted(&candidate, order.accept)?,
        note: order.note.map(str::to_owned),
        not_before: order.not_before.map(|time| time.to_string()),
    };
    candidate.approve(&folder, &approval)?;
    match order.not_before.filter(|_| !approval.is_due(order.now)) {
        Some(time) => Ok(Approved::Waits(version, time)),
        None => {
            candidate.approval = Some(approval);
            publish(plan, package, &folder, &candidate)?;
            Ok(Approved::Published(version, PathBuf::from(&plan.output).join(&package.name).join(version.to_string())))
        }
    }
}

/// Whether a candidate is whole, and what the project would still give.
fn check(plan: &Plan, package: &PackagePlan, folder: &PackageFolder, candidate: &Candidate) -> anyhow::Result<()> {
    if let Some(file) = candidate.damaged(folder).first() {
        return Err(refused(say::candidate_damaged(file), say::rebuild_candidate()).into());
    }
    let stale = candidate.stale(plan, package, folder)?;
    if !stale.is_empty() {
        let names: Vec<&str> = stale.iter().map(|change| change.what.as_str()).collect();
        return Err(refused(say::candidate_stale(candidate.version.to_string(), names.join(", ")), say::run_then_look()).into());
    }
    check_digests(plan, &package.sources.iter().copied().collect::<BTreeSet<_>>())
}

/// The findings of a candidate, each of which must be accepted by its code, or all together.
fn accepted(candidate: &Candidate, accept: &[String]) -> anyhow::Result<BTreeMap<String, u64>> {
    let known: Vec<&str> = Code::ALL.iter().map(|code| code.id()).collect();
    if let Some(unknown) = accept.iter().find(|word| *word != "all" && !known.contains(&word.as_str())) {
        return Err(refused(say::accepts_no_code(unknown), say::accept_such_as()).into());
    }
    let open = |code: &&String| !accept.iter().any(|word| word == "all" || word == *code);
    let left: Vec<String> = candidate.findings.keys().filter(open).map(|code| format!("{} × {code}", candidate.findings[code])).collect();
    if left.is_empty() {
        return Ok(candidate.findings.clone());
    }
    Err(refused(say::not_accepted(left.join(", ")), say::accept_them()).into())
}

fn refused(message: Message, help: Message) -> Refusal {
    Refusal::new("T806", message, help)
}
