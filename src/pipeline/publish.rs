//! Publication of a package whose tables are finished: descriptors, digests, the next version, and the pointers last.
//!
//! Nothing here looks into a table.

use std::path::{Path, PathBuf};

use tongbi_domain::release::{Cause, Change, SchemaVersion, Version};

use super::describe::changelog::{self, Entry};
use super::describe::{self, DATAPACKAGE, Recorded, Release, Stamp, Table};
use super::history::{self, Base, Making, REVISIONS, Story};
use super::plan::{PackagePlan, Plan};
use super::read::Reading;
use super::run::Outcome;
use super::stamp::released;
use super::whole;
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

/// Compares with the last release under its own stamp; where they differ, the release gets the next one, and says what differs.
pub(super) fn publish(release: &Release<'_>, reading: &Reading, folder: &PackageFolder, staging: Staging) -> anyhow::Result<Outcome> {
    let relative = |version: Version| Path::new(&release.plan.output).join(&release.package.name).join(version.to_string());
    let releases = folder.releases()?;
    if is_last(release, folder, &releases, &staging)?
        && let Some(last) = releases.last().copied()
    {
        folder.mend_pointers(last)?;
        return Ok(Outcome::Unchanged { version: last, path: relative(last) });
    }
    let (last, base) = (releases.last().copied(), history::base(folder, &releases));
    let recorded = recorded(folder, last);
    let blank = history::blank(&release.plan.catalog, &staging, base.as_ref())?;
    let unstamped = unstamped(&with(release, &[release.tables, &[blank]].concat(), &[]));
    let year = describe::year(release.plan, release.package, reading);
    let same = last.is_some() && recorded.shape.changes(&unstamped.shape).is_empty();
    let cause = if same && unstamped.inputs == recorded.inputs { Cause::Processing } else { Cause::Content };
    let version = Version::next(year, folder.newest_name()?, cause);
    let (stamp, changes) = stamp(release, folder, (version, last), base.as_ref(), &unstamped)?;
    let made = Made::new(release, &staging, folder, base.as_ref(), version)?;
    let changelog = made.changelog(release, folder, &stamp, &changes, &unstamped)?;
    staging.folder("meta")?;
    let whole = with(release, &made.tables, &changelog);
    let mut facts: Vec<FileFacts> = data_files(&whole).collect();
    for (path, text) in describe::files(&whole, &stamp) {
        facts.push(write_file(&staging.path, path, text.as_bytes())?);
    }
    write_file(&staging.path, SUMS, Staging::sums(&facts).as_bytes())?;
    let schema = SchemaVersion::parse(&stamp.schema).unwrap_or(SchemaVersion::FIRST);
    folder.publish(staging, version, &facts)?;
    Ok(Outcome::Published { version, schema, changes, path: relative(version) })
}

/// Whether the last release says what is staged; what is damaged in it is put back then.
///
/// What it tells of those before it is taken as it lies there: a comparison makes no difference by itself, and the releases before may be gone. Where
/// that is damaged, it is made again from the release before.
fn is_last(release: &Release<'_>, folder: &PackageFolder, releases: &[Version], staging: &Staging) -> anyhow::Result<bool> {
    let Some((last, before)) = releases.split_last() else { return Ok(false) };
    // Another figure is another release: nothing needs to be compared.
    let observations = release.tables.first().and_then(|table| table.files.first());
    if observations.is_some_and(|file| whole::stated(folder, *last, &file.path).is_none_or(|stated| stated != file.sha256)) {
        return Ok(false);
    }
    let base = history::base(folder, before);
    let (kept, made) = match history::kept(&release.plan.catalog, folder, *last)? {
        Some(kept) => (Some(kept), None),
        None => (None, Some(Made::new(release, staging, folder, base.as_ref(), *last)?)),
    };
    let kept_tables = kept.as_ref().map(|(table, _)| [release.tables, std::slice::from_ref(table)].concat());
    let tables = kept_tables.as_deref().or(made.as_ref().map(|made| made.tables.as_slice())).unwrap_or_default();
    let unstamped = unstamped(&with(release, tables, &[]));
    // Where its descriptor is damaged, the stamp is made as it was made then.
    let (remade, changes) = stamp(release, folder, (*last, before.last().copied()), base.as_ref(), &unstamped)?;
    for stamp in [recorded(folder, Some(*last)).stamp, remade] {
        let changelog = match (&kept, &made) {
            (Some((_, texts)), _) => texts.clone(),
            (None, Some(made)) => made.changelog(release, folder, &stamp, &changes, &unstamped)?,
            (None, None) => Vec::new(),
        };
        let whole = with(release, tables, &changelog);
        let texts = describe::files(&whole, &stamp);
        if folder.sums(*last)? == sums(&whole, &texts) {
            let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (*path, text.as_str())).collect();
            whole::restore(folder, *last, staging, &texts)?;
            return Ok(true);
        }
    }
    for path in made.iter().flat_map(|_| REVISIONS) {
        let path = staging.path.join(path);
        std::fs::remove_file(&path).map_err(IoError::file("remove", &path))?;
    }
    Ok(false)
}

/// A release with all its tables and what it tells of those before it.
fn with<'a>(release: &Release<'a>, tables: &'a [Table], changelog: &'a [(&'static str, String)]) -> Release<'a> {
    Release { tables, changelog, ..*release }
}

/// The table of revisions, made, and what there is to tell.
struct Made<'a> {
    tables: Vec<Table>,
    story: Story,
    base: Option<&'a Base>,
}

impl<'a> Made<'a> {
    fn new(
        release: &Release<'_>,
        staging: &Staging,
        folder: &PackageFolder,
        base: Option<&'a Base>,
        version: Version,
    ) -> anyhow::Result<Self> {
        let (plan, package, name) = (release.plan, release.package, version.to_string());
        let since = since(folder, base, version);
        let (table, story) = Making { plan, package, staging, release: &name, since: &since, base }.write()?;
        Ok(Self { tables: [release.tables, &[table]].concat(), story, base })
    }

    /// The changelogs with their paths.
    fn changelog(
        &self,
        release: &Release<'_>,
        folder: &PackageFolder,
        stamp: &Stamp,
        schema: &[Change],
        unstamped: &Recorded,
    ) -> anyhow::Result<Vec<(&'static str, String)>> {
        let before = recorded(folder, self.base.map(|base| base.version));
        let entry = Entry {
            before: self.base.map(|base| base.version.to_string()),
            story: &self.story,
            schema,
            inputs: [&before.inputs, &unstamped.inputs],
        };
        let mut texts = Vec::new();
        for (path, language) in changelog::LANGUAGES {
            let earlier = self.base.map_or_else(|| Ok(String::new()), |base| history::earlier(folder, base, path))?;
            texts.push((path, changelog::text(release, stamp, &entry, &earlier, language)));
        }
        Ok(texts)
    }
}

/// The first release from which revisions are followed: that of the base, the base itself where it does not know, or the release itself.
fn since(folder: &PackageFolder, base: Option<&Base>, version: Version) -> String {
    let of = |base: &Base| recorded(folder, Some(base.version)).stamp.since.unwrap_or_else(|| base.version.to_string());
    base.map_or_else(|| version.to_string(), of)
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
    folder: &PackageFolder,
    (version, previous): (Version, Option<Version>),
    base: Option<&Base>,
    unstamped: &Recorded,
) -> anyhow::Result<(Stamp, Vec<Change>)> {
    let recorded = recorded(folder, previous);
    let changes = if previous.is_some() { recorded.shape.changes(&unstamped.shape) } else { Vec::new() };
    let schema = SchemaVersion::parse(&recorded.stamp.schema).map_or(SchemaVersion::FIRST, |schema| schema.after(&changes));
    let stamp = Stamp {
        version: version.to_string(),
        schema: schema.to_string(),
        previous: previous.map(|previous| previous.to_string()),
        since: Some(since(folder, base, version)),
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
