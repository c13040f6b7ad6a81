//! Publication of a package whose tables are finished: descriptors, digests, the next version, and the pointers last.
//!
//! Nothing here looks into a table.

use std::path::{Path, PathBuf};

use super::descriptor::{self, Described, Table};
use super::plan::{PackagePlan, Plan};
use super::read::Reading;
use super::run::Outcome;
use super::whole;
use crate::io::{FileFacts, IoError, PackageFolder, Staging, Version, write_file};

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

/// Compares with the last release under its version; where they differ, the release gets the next one.
pub(super) fn publish(
    plan: &Plan,
    package: &PackagePlan,
    reading: &Reading,
    folder: &PackageFolder,
    staging: Staging,
    tables: &[Table],
) -> anyhow::Result<Outcome> {
    let last = folder.releases()?.last().copied();
    let year = descriptor::year(plan, package, reading);
    let relative = |version: Version| Path::new(&plan.output).join(&package.name).join(version.to_string());
    let files = |version: Version| -> (String, Vec<FileFacts>) {
        let described = Described { plan, package, version: version.to_string(), tables };
        let content = descriptor::datapackage(&described);
        (content, tables.iter().flat_map(|table| table.files.iter().cloned()).collect())
    };
    if let Some(last) = last {
        let (content, mut facts) = files(last);
        facts.push(FileFacts { path: "datapackage.json".to_owned(), sha256: crate::io::sha256_of(content.as_bytes()), bytes: 0, rows: 0 });
        if folder.sums(last)? == Staging::sums(&facts) {
            whole::restore(folder, last, &staging, &[("datapackage.json", &content)])?;
            folder.mend_pointers(last)?;
            return Ok(Outcome::Unchanged { version: last, path: relative(last) });
        }
    }
    let version = Version::next(year, folder.newest_name()?);
    let (content, mut facts) = files(version);
    facts.push(write_file(&staging.path, "datapackage.json", content.as_bytes())?);
    let sums = Staging::sums(&facts);
    write_file(&staging.path, crate::io::SUMS, sums.as_bytes())?;
    folder.publish(staging, version)?;
    Ok(Outcome::Published { version, path: relative(version) })
}
