//! `tongbi withdraw`: a release that was wrong loses its data and keeps its name, under which a tombstone says why.
//!
//! The tombstone remembers the digests of what it was, so that a run which would make the very same bytes again does not publish them.

use serde::{Deserialize, Serialize};
use tongbi_domain::diagnostic::Refusal;
use tongbi_domain::message::releases as say;
use tongbi_domain::release::{Timestamp, Version};

use super::{Candidate, folder, listed, package_called};
use crate::io::{PackageFolder, WITHDRAWN};
use crate::pipeline::describe::{DATAPACKAGE, Recorded, Stamp};
use crate::pipeline::inputs::Input;
use crate::pipeline::plan::Plan;
use crate::pipeline::whole;

/// What somebody withdraws.
#[derive(Clone, Copy, Debug)]
pub struct Withdrawal<'a> {
    /// The package.
    pub package: &'a str,
    /// The version.
    pub version: &'a str,
    /// Why.
    pub reason: &'a str,
    /// Who.
    pub by: &'a str,
    /// When.
    pub at: Timestamp,
}

/// What became of what was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grave {
    /// A release is a tombstone now; this is the version to use instead, where there is one.
    Tombstone(Option<Version>),
    /// It was a candidate and had not been published: it is gone.
    Candidate,
}

/// `WITHDRAWN.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Facts {
    package: String,
    version: String,
    reason: String,
    withdrawn_by: String,
    withdrawn_at: String,
    /// The version to use instead, as it was at that time.
    instead: Option<String>,
    /// SHA-256 of the list of digests that the release had.
    sha256: String,
    schema_version: String,
    previous_version: Option<String>,
    revisions_since: Option<String>,
    created: Option<String>,
    inputs: Vec<(String, String)>,
}

/// Withdraws a release, or a candidate that has not been published.
///
/// # Errors
/// T807 where there is no such package or release, or it is withdrawn already; when something cannot be read, written or removed.
pub fn withdraw(plan: &Plan, withdrawal: &Withdrawal<'_>) -> anyhow::Result<Grave> {
    let package = package_called(plan, withdrawal.package)?;
    let nothing = |folder: Option<&PackageFolder>| {
        let known = folder.and_then(|folder| folder.releases().ok()).unwrap_or_default();
        Refusal::new("T807", say::no_release_called(withdrawal.version, &package.name), say::releases_are(listed(&known)))
    };
    let folder = folder(plan, &package.name).ok_or_else(|| nothing(None))?;
    folder.settle(&notes)?;
    let version = Version::parse(withdrawal.version).ok_or_else(|| nothing(Some(&folder)))?;
    if folder.is_withdrawn(version) {
        return Err(Refusal::new("T807", say::withdrawn_already(withdrawal.version), say::see_tombstone(WITHDRAWN)).into());
    }
    let releases = folder.releases()?;
    if !releases.contains(&version) {
        if Candidate::load(&folder).is_some_and(|candidate| candidate.version == version) {
            folder.discard_candidate()?;
            return Ok(Grave::Candidate);
        }
        return Err(nothing(Some(&folder)).into());
    }
    let instead = releases.into_iter().rev().find(|other| *other != version);
    let Stamp { schema, previous, since, released, inputs, .. } = recorded(&folder, version);
    let facts = Facts {
        package: package.name.clone(),
        version: version.to_string(),
        reason: withdrawal.reason.to_owned(),
        withdrawn_by: withdrawal.by.to_owned(),
        withdrawn_at: withdrawal.at.to_string(),
        instead: instead.map(|instead| instead.to_string()),
        sha256: whole::seal(&folder, version)?,
        schema_version: schema,
        previous_version: previous,
        revisions_since: since,
        created: released,
        inputs: inputs.into_iter().map(|input| (input.name, input.hash)).collect(),
    };
    folder.withdraw(version, &(serde_json::to_string_pretty(&facts)? + "\n"), &notes)?;
    Ok(Grave::Tombstone(instead))
}

fn recorded(folder: &PackageFolder, version: Version) -> Stamp {
    folder.text(version, DATAPACKAGE).map_or_else(|_| Stamp::default(), |text| Recorded::read(&text).stamp)
}

/// The stamps of withdrawn releases with the digests of their lists, the newest first. A tombstone that cannot be read is none.
pub(in crate::pipeline) fn stamps(folder: &PackageFolder) -> anyhow::Result<Vec<(Version, Stamp, String)>> {
    let mut found = Vec::new();
    for version in folder.withdrawn()?.into_iter().rev() {
        let Ok(facts) = serde_json::from_str::<Facts>(&folder.text(version, WITHDRAWN)?) else { continue };
        let inputs = facts.inputs.into_iter().map(|(name, hash)| Input { name, hash }).collect();
        let (schema, previous, since) = (facts.schema_version, facts.previous_version, facts.revisions_since);
        found.push((version, Stamp { version: facts.version, schema, previous, since, released: facts.created, inputs }, facts.sha256));
    }
    Ok(found)
}

/// What people read at a tombstone; of one that cannot be read, that it is one.
pub(in crate::pipeline) fn notes(text: &str) -> Vec<(&'static str, String)> {
    let facts: Option<Facts> = serde_json::from_str(text).ok();
    let (mut english, mut chinese) = ("# Withdrawn\n".to_owned(), "# 已撤回\n".to_owned());
    if let Some(facts) = facts {
        let Facts { package, version, reason, withdrawn_by: by, withdrawn_at: at, instead, .. } = facts;
        english +=
            &format!("\nRelease {version} of `{package}` was withdrawn on {at} by {by}. Its data were removed; do not use copies of it.\n");
        chinese += &format!("\n`{package}` 的发布包 {version} 已由{by}于 {at} 撤回。数据已删除，请勿使用其副本。\n");
        english += &format!("\nReason: {reason}\n");
        chinese += &format!("\n原因：{reason}\n");
        english += &instead.as_ref().map_or_else(
            || "\nNo other release stood when it was withdrawn. `../releases.json` lists those that stand now.\n".to_owned(),
            |instead| format!("\nUse release {instead} instead, or a later one: `../releases.json` lists those that stand.\n"),
        );
        chinese += &instead.map_or_else(
            || "\n撤回时没有其他发布包。现有发布包见 `../releases.json`。\n".to_owned(),
            |instead| format!("\n请改用 {instead} 或更新的发布包：现有发布包见 `../releases.json`。\n"),
        );
    }
    vec![("README.md", english), ("README.zh.md", chinese)]
}
