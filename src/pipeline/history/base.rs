//! The release that a new one is compared with: the newest before it whose tables are what was published.

use std::path::PathBuf;

use tongbi_domain::release::Version;

use super::compare::OBSERVATIONS;
use crate::io::{IoError, PackageFolder};
use crate::pipeline::describe::{DATAPACKAGE, changelog};
use crate::pipeline::whole;

/// The tables of revisions, in the folder of a release.
pub(in crate::pipeline) const REVISIONS: [&str; 2] = ["data/revisions.csv", "data/revisions.parquet"];

/// What else is read of the release, where it has it.
const LISTS: [&str; 6] =
    ["data/indicators.csv", "data/areas.csv", "data/dimensions.csv", "data/categories.csv", "data/units.csv", "data/sources.csv"];

/// A release to compare with.
#[derive(Clone, Debug)]
pub(in crate::pipeline) struct Base {
    /// Its version.
    pub(in crate::pipeline) version: Version,
    /// Its folder.
    pub(in crate::pipeline) folder: PathBuf,
    /// Whether it has a table of revisions.
    pub(in crate::pipeline) has_revisions: bool,
}

/// The newest of some releases that is whole as far as it is read. A damaged one is passed over: what it said is not known.
pub(in crate::pipeline) fn base(folder: &PackageFolder, releases: &[Version]) -> Option<Base> {
    let others: Vec<&str> = LISTS.into_iter().chain([REVISIONS[0]]).chain(changelog::PATHS).collect();
    let whole = |version: &&Version| whole::holds(folder, **version, &[OBSERVATIONS, DATAPACKAGE], &others);
    let version = *releases.iter().rev().find(whole)?;
    let has_revisions = whole::stated(folder, version, REVISIONS[0]).is_some();
    Some(Base { version, folder: folder.release(version), has_revisions })
}

/// Earlier entries of a changelog; empty where the release has none.
pub(in crate::pipeline) fn earlier(folder: &PackageFolder, base: &Base, path: &str) -> Result<String, IoError> {
    if base.folder.join(path).is_file() { folder.text(base.version, path) } else { Ok(String::new()) }
}
