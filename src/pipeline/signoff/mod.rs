//! Sign-off: a package with `approval = "required"` is staged as a candidate, which somebody approves; a release that was wrong is withdrawn.
//!
//! A candidate is a complete release, so that what is approved is what is published, byte for byte. Who approved it, and why one was withdrawn,
//! stands beside the releases and never inside them.

mod approve;
mod candidate;
mod tombstone;

pub use approve::{Approved, Order, approve};
pub(super) use candidate::counted;
pub use candidate::{Approval, Candidate};
pub use tombstone::{Grave, Withdrawal, withdraw};
pub(super) use tombstone::{notes, stamps};

use tongbi_domain::diagnostic::{Refusal, suggest};
use tongbi_domain::message::releases as say;
use tongbi_domain::release::{Timestamp, Version};

use super::cache::Kept;
use super::plan::{PackagePlan, Plan};
use super::preview::fingerprint;
use crate::io::PackageFolder;

/// What became of a candidate whose time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It is published.
    Published(Version),
    /// It is no longer what was approved, and is gone.
    Damaged(Version),
}

/// Makes right what a kill has left in the folder of a package, and publishes an approved candidate whose time has come.
///
/// # Errors
/// When something cannot be read, written or removed.
pub(super) fn settle(plan: &Plan, package: &PackagePlan, now: Timestamp) -> anyhow::Result<Option<Settled>> {
    let Some(folder) = folder(plan, &package.name) else { return Ok(None) };
    folder.settle(&notes)?;
    let Some(candidate) = Candidate::load(&folder) else {
        folder.discard_candidate()?;
        return Ok(None);
    };
    if !candidate.approval.as_ref().is_some_and(|approval| approval.is_due(now)) {
        return Ok(None);
    }
    if !candidate.damaged(&folder).is_empty() {
        folder.discard_candidate()?;
        return Ok(Some(Settled::Damaged(candidate.version)));
    }
    publish(plan, package, &folder, &candidate)?;
    Ok(Some(Settled::Published(candidate.version)))
}

/// Publishes an approved candidate that is whole: its approval is written down first, then the release gets its name.
fn publish(plan: &Plan, package: &PackagePlan, folder: &PackageFolder, candidate: &Candidate) -> anyhow::Result<()> {
    let fresh = candidate.stale(plan, package, folder)?.is_empty();
    if let Some(approval) = &candidate.approval {
        candidate::write_down(folder, approval)?;
    }
    folder.publish_candidate(candidate.version)?;
    if fresh {
        // The release stands. What is not kept costs the next run some time and nothing else.
        let kept = fingerprint(plan, package).map(|fingerprint| Kept { fingerprint, figures: candidate.figures });
        let _ = kept.and_then(|kept| Ok(kept.store(&plan.root, &package.name)?));
    }
    Ok(())
}

/// The folder of a package, where there is one.
pub(super) fn folder(plan: &Plan, package: &str) -> Option<PackageFolder> {
    PackageFolder::existing(plan.root.join(&plan.output).join(package))
}

/// Versions for a message.
pub(super) fn listed(versions: &[Version]) -> String {
    if versions.is_empty() { "–".to_owned() } else { versions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ") }
}

/// The package of a name.
///
/// # Errors
/// T807 where there is none.
pub fn package_called<'a>(plan: &'a Plan, name: &str) -> anyhow::Result<&'a PackagePlan> {
    let known: Vec<&str> = plan.packages.iter().map(|package| package.name.as_str()).collect();
    let found = plan.packages.iter().find(|package| package.name == name);
    found.ok_or_else(|| Refusal::new("T807", say::no_package_called(name), suggest(name, &known)).into())
}
