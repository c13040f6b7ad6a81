//! Publication of a package whose tables are finished: descriptors, digests, the next version, and the pointers last.
//!
//! Nothing here looks into a table.

use std::path::{Path, PathBuf};

use tongbi_domain::release::{Cause, Change, SchemaVersion, Version};

use super::describe::{self, DATAPACKAGE, Recorded, Release, Stamp};
use super::plan::{PackagePlan, Plan};
use super::read::Reading;
use super::run::Outcome;
use super::stamp::released;
use super::whole;
use crate::io::{FileFacts, IoError, PackageFolder, SUMS, Staging, sha256_of, write_file};

/// Where the findings of a package lie that was not published, relative to the project.
pub(super) fn kept_quarantine(package: &PackagePlan) -> PathBuf {
    Path::new(".tongbi/quarantine").join(format!("{}.csv", package.name))
}

/// Keeps the findings of a package that is not published where the next reader finds them: [`kept_quarantine`].
pub(super) fn keep_quarantine(plan: &Plan, package: &PackagePlan, staging: &Staging) -> anyhow::Result<PathBuf> {
    let relative = kept_quarantine(package);
    let target = plan.root.join(&relative);
    if let Some(folder) = target.parent() {
        std::fs::create_dir_all(folder).map_err(IoError::file("create", folder))?;
    }
    std::fs::copy(staging.path.join("data/quarantine.csv"), &target).map_err(IoError::file("write", &target))?;
    Ok(relative)
}

/// Removes the findings that an earlier run kept of a package that is published now. One that stays is only old news.
pub(super) fn forget_quarantine(plan: &Plan, package: &PackagePlan) {
    let _ = std::fs::remove_file(plan.root.join(kept_quarantine(package)));
}

/// Compares with the last release under its own stamp; where they differ, the release gets the next one.
pub(super) fn publish(release: &Release<'_>, reading: &Reading, folder: &PackageFolder, staging: Staging) -> anyhow::Result<Outcome> {
    let relative = |version: Version| Path::new(&release.plan.output).join(&release.package.name).join(version.to_string());
    let releases = folder.releases()?;
    let (last, before) = (releases.last().copied(), releases.iter().rev().nth(1).copied());
    let (recorded, unstamped) = (recorded(folder, last), unstamped(release));
    if let Some(last) = last {
        // Where its descriptor is damaged, the stamp is made as it was made then.
        let remade = stamp(release, last, before, &self::recorded(folder, before), &unstamped)?.0;
        for stamp in [recorded.stamp.clone(), remade] {
            let texts = describe::files(release, &stamp);
            if folder.sums(last)? == sums(release, &texts) {
                let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (*path, text.as_str())).collect();
                whole::restore(folder, last, &staging, &texts)?;
                folder.mend_pointers(last)?;
                return Ok(Outcome::Unchanged { version: last, path: relative(last) });
            }
        }
    }
    let year = describe::year(release.plan, release.package, reading);
    let same = last.is_some() && recorded.shape.changes(&unstamped.shape).is_empty();
    let cause = if same && unstamped.inputs == recorded.inputs { Cause::Processing } else { Cause::Content };
    let version = Version::next(year, folder.newest_name()?, cause);
    let (stamp, changes) = stamp(release, version, last, &recorded, &unstamped)?;
    staging.folder("meta")?;
    let mut facts: Vec<FileFacts> = data_files(release).collect();
    for (path, text) in describe::files(release, &stamp) {
        facts.push(write_file(&staging.path, path, text.as_bytes())?);
    }
    write_file(&staging.path, SUMS, Staging::sums(&facts).as_bytes())?;
    let schema = SchemaVersion::parse(&stamp.schema).unwrap_or(SchemaVersion::FIRST);
    folder.publish(staging, version, &facts)?;
    Ok(Outcome::Published { version, schema, changes, path: relative(version) })
}

/// What the descriptor of a release says; nothing where there is none or it cannot be read.
fn recorded(folder: &PackageFolder, version: Option<Version>) -> Recorded {
    let text = version.and_then(|version| folder.text(version, DATAPACKAGE).ok());
    text.map_or_else(Recorded::default, |text| Recorded::read(&text))
}

/// Inputs and shape of a release that is being made, read from its descriptor as the next run will read them: there is no second way to say them.
fn unstamped(release: &Release<'_>) -> Recorded {
    let files = describe::files(release, &Stamp::default());
    files.iter().find(|(path, _)| *path == DATAPACKAGE).map_or_else(Recorded::default, |(_, text)| Recorded::read(text))
}

/// The stamp of a version that follows another, and what changed in the schema between them.
fn stamp(
    release: &Release<'_>,
    version: Version,
    previous: Option<Version>,
    recorded: &Recorded,
    unstamped: &Recorded,
) -> anyhow::Result<(Stamp, Vec<Change>)> {
    let changes = if previous.is_some() { recorded.shape.changes(&unstamped.shape) } else { Vec::new() };
    let schema = SchemaVersion::parse(&recorded.stamp.schema).map_or(SchemaVersion::FIRST, |schema| schema.after(&changes));
    let stamp = Stamp {
        version: version.to_string(),
        schema: schema.to_string(),
        previous: previous.map(|previous| previous.to_string()),
        released: released(release)?,
    };
    Ok((stamp, changes))
}

/// The list of digests that a release has with these descriptors.
fn sums(release: &Release<'_>, texts: &[(&'static str, String)]) -> String {
    let described = texts.iter().map(|(path, text)| FileFacts {
        path: (*path).to_owned(),
        sha256: sha256_of(text.as_bytes()),
        bytes: text.len() as u64,
        rows: 0,
    });
    Staging::sums(&data_files(release).chain(described).collect::<Vec<_>>())
}

/// Every file that holds rows.
fn data_files<'a>(release: &Release<'a>) -> impl Iterator<Item = FileFacts> + 'a {
    let tables = release.tables.iter().flat_map(|table| table.files.iter().cloned());
    tables.chain(release.extras.iter().map(|extra| extra.file.clone())).chain(release.others.iter().cloned())
}
