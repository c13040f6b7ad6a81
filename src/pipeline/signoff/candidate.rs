//! `output/<package>/.candidate/`: a release that waits, what is known of it (`candidate.json`), and who approved it (`approval.json`).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use tongbi_domain::finding::{Code, Severity, Sorted};
use tongbi_domain::release::{Timestamp, Version};

use crate::io::{IoError, PackageFolder, SUMS, sha256_of, sha256_of_file};
use crate::pipeline::cache::{Figures, replace};
use crate::pipeline::describe::{DATAPACKAGE, Recorded};
use crate::pipeline::inputs::{Change, Fingerprint, changes, record, source_files};
use crate::pipeline::plan::{PackagePlan, Plan};
use crate::pipeline::preview::last_release;
use crate::pipeline::whole;

const FACTS: &str = "candidate.json";
const APPROVAL: &str = "approval.json";

/// A candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The version that it will have.
    pub version: Version,
    /// SHA-256 of its list of digests.
    pub sha256: String,
    /// Its warnings and errors, counted by code.
    pub findings: BTreeMap<String, u64>,
    /// What it was made from.
    pub fingerprint: Fingerprint,
    /// Its figures.
    pub figures: Figures,
    /// Who approved it, where somebody has.
    pub approval: Option<Approval>,
}

/// Somebody's word that a candidate may be published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The version.
    pub version: String,
    /// SHA-256 of the list of digests of what was approved.
    pub sha256: String,
    /// Who.
    pub by: String,
    /// When: RFC 3339, in UTC.
    pub at: String,
    /// Findings that were accepted, counted by code.
    pub accepted: BTreeMap<String, u64>,
    /// What there is to say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub note: Option<String>,
    /// The moment before which nothing of it is shown.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub not_before: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    version: String,
    sha256: String,
    findings: BTreeMap<String, u64>,
    fingerprint: Fingerprint,
    figures: Figures,
}

/// `approvals.json`, the oldest first.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Approvals {
    approvals: Vec<Approval>,
}

impl Approval {
    /// Whether its time has come. A time that cannot be read never comes: the candidate is approved anew.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.not_before.as_deref().is_none_or(|text| Timestamp::parse(text).is_some_and(|time| time <= now))
    }
}

impl Candidate {
    /// The candidate of a package; none where nothing complete waits.
    pub fn load(folder: &PackageFolder) -> Option<Self> {
        let facts: Facts = read(&folder.candidate().join(FACTS))?;
        let version = Version::parse(&facts.version)?;
        let there = folder.candidate_release().join(SUMS).is_file();
        let approval: Option<Approval> = read(&folder.candidate().join(APPROVAL));
        // An approval of something else approves nothing.
        let approval = approval.filter(|approval| approval.sha256 == facts.sha256);
        let Facts { sha256, findings, fingerprint, figures, .. } = facts;
        there.then_some(Self { version, sha256, findings, fingerprint, figures, approval })
    }

    /// Writes down what is known of the release that has just been staged as a candidate, which completes it.
    pub(in crate::pipeline) fn complete(
        folder: &PackageFolder,
        version: Version,
        findings: &Sorted,
        fingerprint: Fingerprint,
        figures: Figures,
    ) -> Result<(), IoError> {
        let sha256 = sha256_of_file(&folder.candidate_release().join(SUMS))?;
        let findings = counted(findings).into_iter().map(|(code, count)| (code.id().to_owned(), count)).collect();
        let facts = Facts { version: version.to_string(), sha256, findings, fingerprint, figures };
        replace(&folder.candidate().join(FACTS), &pretty(&facts))
    }

    /// Writes an approval beside it.
    pub(super) fn approve(&self, folder: &PackageFolder, approval: &Approval) -> Result<(), IoError> {
        replace(&folder.candidate().join(APPROVAL), &pretty(approval))
    }

    /// Files of it that are missing or are not what was staged.
    pub fn damaged(&self, folder: &PackageFolder) -> Vec<String> {
        let release = folder.candidate_release();
        let sums = fs::read_to_string(release.join(SUMS)).unwrap_or_default();
        if sha256_of(sums.as_bytes()) != self.sha256 {
            return vec![SUMS.to_owned()];
        }
        whole::not_whole(&release, &sums)
    }

    /// What of the project is not as it was when the candidate was made. Where things lie, the clock and the machine do not matter.
    pub(in crate::pipeline) fn stale(&self, plan: &Plan, package: &PackagePlan, folder: &PackageFolder) -> anyhow::Result<Vec<Change>> {
        let text = fs::read(folder.candidate_release().join(DATAPACKAGE)).unwrap_or_default();
        let recorded = Recorded::read(&String::from_utf8_lossy(&text));
        let last = last_release(plan, package)?.and_then(|(_, last)| last);
        let mut found = changes(&recorded.stamp.inputs, &record(plan, package, whole::previous(folder, last)?));
        found.extend(changes(&recorded.files, &source_files(plan, package)));
        Ok(found)
    }
}

/// Warnings and errors, counted by code.
pub(in crate::pipeline) fn counted(findings: &Sorted) -> BTreeMap<Code, u64> {
    findings.counts().filter(|(code, _)| code.severity() > Severity::Note).collect()
}

/// Adds an approval to `approvals.json`, once.
pub(super) fn write_down(folder: &PackageFolder, approval: &Approval) -> anyhow::Result<()> {
    let text = folder.approvals();
    // What cannot be read is not thrown away: somebody's word is in it.
    let mut list: Approvals = text.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default();
    if !list.approvals.contains(approval) {
        list.approvals.push(approval.clone());
        folder.keep_approvals(&pretty(&list))?;
    }
    Ok(())
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> Option<T> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
