//! Publication of a package whose tables are finished: descriptors, digests, the next version, and the pointers last.
//!
//! Nothing here looks into a table.

use std::path::{Path, PathBuf};

use tongbi_domain::release::{Cause, SchemaVersion, Version};

use super::describe::{self, DATAPACKAGE, Recorded, Release, Stamp};
use super::plan::{PackagePlan, Plan};
use super::read::Reading;
use super::run::Outcome;
use super::stamp::released;
use crate::io::{FileFacts, IoError, PackageFolder, SUMS, Staging, sha256_of, write_file};

/// Keeps the findings of a package that is not published where the next reader finds them: `.tongbi/quarantine/<package>.csv`.
pub(super) fn keep_quarantine(plan: &Plan, package: &PackagePlan, staging: &Staging) -> anyhow::Result<PathBuf> {
    let relative = Path::new(".tongbi/quarantine").join(format!("{}.csv", package.name));
    let target = plan.root.join(&relative);
    if let Some(folder) = target.parent() {
        std::fs::create_dir_all(folder).map_err(IoError::file("create", folder))?;
    }
    std::fs::copy(staging.path.join("data/quarantine.csv"), &target).map_err(IoError::file("write", &target))?;
    Ok(relative)
}

/// Compares with the last release under its own stamp; where they differ, the release gets the next one.
pub(super) fn publish(release: &Release<'_>, reading: &Reading, folder: &PackageFolder, staging: Staging) -> anyhow::Result<Outcome> {
    let relative = |version: Version| Path::new(&release.plan.output).join(&release.package.name).join(version.to_string());
    let last = folder.releases()?.last().copied();
    let recorded = match last {
        Some(last) => Recorded::read(&folder.text(last, DATAPACKAGE)?),
        None => Recorded::default(),
    };
    if let Some(last) = last {
        let texts = describe::files(release, &recorded.stamp);
        let described = texts.iter().map(|(path, text)| FileFacts {
            path: (*path).to_owned(),
            sha256: sha256_of(text.as_bytes()),
            bytes: text.len() as u64,
            rows: 0,
        });
        if folder.text(last, SUMS)? == Staging::sums(&data_files(release).chain(described).collect::<Vec<_>>()) {
            folder.mend_pointers(last)?;
            return Ok(Outcome::Unchanged { version: last, path: relative(last) });
        }
    }
    let year = describe::year(release.plan, release.package, reading);
    // Inputs and shape are read from the descriptor as the next run will read them: one reading, no second way to say them.
    let unstamped = Recorded::read(&describe::files(release, &Stamp::default())[0].1);
    let changes = if last.is_some() { recorded.shape.changes(&unstamped.shape) } else { Vec::new() };
    let cause = if unstamped.inputs == recorded.inputs && changes.is_empty() { Cause::Processing } else { Cause::Content };
    let version = Version::next(year, last, cause);
    let schema = SchemaVersion::parse(&recorded.stamp.schema).map_or(SchemaVersion::FIRST, |schema| schema.after(&changes));
    let stamp = Stamp {
        version: version.to_string(),
        schema: schema.to_string(),
        previous: last.map(|last| last.to_string()),
        released: released(release)?,
    };
    staging.folder("meta")?;
    let mut facts: Vec<FileFacts> = data_files(release).collect();
    for (path, text) in describe::files(release, &stamp) {
        facts.push(write_file(&staging.path, path, text.as_bytes())?);
    }
    write_file(&staging.path, SUMS, Staging::sums(&facts).as_bytes())?;
    folder.publish(staging, version, &facts)?;
    Ok(Outcome::Published { version, schema, changes, path: relative(version) })
}

/// Every file that holds rows.
fn data_files<'a>(release: &Release<'a>) -> impl Iterator<Item = FileFacts> + 'a {
    let tables = release.tables.iter().flat_map(|table| table.files.iter().cloned());
    tables.chain(release.extras.iter().map(|extra| extra.file.clone())).chain(release.others.iter().cloned())
}
