//! Publication of a package whose tables are finished: descriptors, digests, the next version, and the pointers last.
//!
//! Nothing here looks into a table.

use std::path::{Path, PathBuf};

use tongbi_domain::release::{Cause, Change, SchemaVersion, Version};

use super::describe::changelog::{self, Entry};
use super::describe::{self, DATAPACKAGE, Recorded, Release, Stamp, Table};
use super::history::{self, Base, Making, REVISIONS, Story};
use super::inputs::record;
use super::plan::{PackagePlan, Plan};
use super::run::Outcome;
use super::signoff::stamps;
use super::stamp::released;
use super::whole;
use crate::io::{FileFacts, IoError, PackageFolder, Proof, SUMS, Staging, sha256_of, write_file};

/// Where a candidate lies in the folder of its package.
pub(super) const CANDIDATE_RELEASE: &str = ".candidate/release";

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

/// What is made of a package.
#[derive(Clone, Copy)]
pub(super) enum Goal<'a> {
    /// Its next release, or a candidate for it, where it differs from the last one.
    Release,
    /// A release once more, in the folder of a package at this path, under the stamp that it had.
    Again(&'a Path, &'a Stamp),
}

/// Removes the findings that an earlier run kept of a package that is published now. One that stays is only old news.
pub(super) fn forget_quarantine(plan: &Plan, package: &PackagePlan) {
    let _ = std::fs::remove_file(plan.root.join(kept_quarantine(package)));
}

/// Compares with the last release under its own stamp; where they differ, the release gets the next one, and says what differs.
pub(super) fn publish(release: &Release<'_>, folder: &PackageFolder, staging: Staging) -> anyhow::Result<Outcome> {
    let relative = |version: Version| Path::new(&release.plan.output).join(&release.package.name).join(version.to_string());
    let releases = folder.releases()?;
    if is_last(release, folder, &releases, &staging)?
        && let Some(last) = releases.last().copied()
    {
        folder.mend_pointers()?;
        // What waited for approval is no longer what the inputs give.
        folder.discard_candidate()?;
        return Ok(Outcome::Unchanged { version: last, path: relative(last) });
    }
    if let Some(version) = withdrawn_alike(release, folder, &staging)? {
        folder.discard_candidate()?;
        return Ok(Outcome::Withheld { version });
    }
    let (last, base) = (releases.last().copied(), history::base(folder, &releases));
    let recorded = recorded(folder, last);
    let blank = history::blank(&release.plan.catalog, &staging, base.as_ref())?;
    let unstamped = unstamped(&with(release, &[release.tables, &[blank]].concat(), &[]));
    let newest = folder.newest_name()?;
    let year = describe::year(release.plan, release.package, release.coverage);
    // A version whose release is gone is no base: what follows it is a release of its own.
    let same = last.is_some() && last == newest && recorded.shape.changes(&unstamped.shape).is_empty();
    let alike = unstamped.sources == recorded.sources && unstamped.files == recorded.files;
    let cause = if same && alike { Cause::Processing } else { Cause::Content };
    let version = Version::next(year, newest, cause);
    let (stamp, changes) = stamp(release, folder, (version, last), base.as_ref(), &unstamped)?;
    let dressed = Dressed::new(release, &staging, folder, base.as_ref(), &stamp)?;
    let facts = write(&with(release, &dressed.tables, &dressed.changelog), &stamp, &staging)?;
    if release.package.approval {
        folder.keep_candidate(staging, &facts)?;
        return Ok(Outcome::Staged {
            version,
            path: relative(version).with_file_name(CANDIDATE_RELEASE),
            findings: Vec::new(),
            made: true,
        });
    }
    let schema = SchemaVersion::parse(&stamp.schema).unwrap_or(SchemaVersion::FIRST);
    folder.publish(staging, version, &facts)?;
    Ok(Outcome::Published { version, schema, changes, path: relative(version) })
}

/// Writes a release once more under the stamp that it had, into a folder that nobody reads but who compares. What it takes over from the release
/// before it is read in the package's own folder.
pub(super) fn again(release: &Release<'_>, stamp: &Stamp, folder: &PackageFolder, staging: Staging) -> anyhow::Result<Outcome> {
    let version = Version::parse(&stamp.version).unwrap_or(Version { year: 1, number: 1, patch: 0 });
    let schema = SchemaVersion::parse(&stamp.schema).unwrap_or(SchemaVersion::FIRST);
    let own = PackageFolder::open(release.plan.root.join(&release.plan.output).join(&release.package.name))?;
    let base = history::base(&own, &before(&own, stamp)?);
    let dressed = Dressed::new(release, &staging, &own, base.as_ref(), stamp)?;
    let facts = write(&with(release, &dressed.tables, &dressed.changelog), stamp, &staging)?;
    let path = folder.publish(staging, version, &facts)?;
    Ok(Outcome::Published { version, schema, changes: Vec::new(), path })
}

/// The releases that stood when one was made, as far as they stand now.
fn before(folder: &PackageFolder, stamp: &Stamp) -> anyhow::Result<Vec<Version>> {
    let previous = stamp.previous.as_deref().and_then(Version::parse);
    Ok(folder.releases()?.into_iter().filter(|version| Some(*version) <= previous).collect())
}

/// Writes the descriptors and the list of digests beside the tables.
fn write(release: &Release<'_>, stamp: &Stamp, staging: &Staging) -> anyhow::Result<Vec<FileFacts>> {
    staging.folder("meta")?;
    let mut facts: Vec<FileFacts> = data_files(release).collect();
    for (path, text) in describe::files(release, stamp) {
        facts.push(write_file(&staging.path, path, text.as_bytes())?);
    }
    write_file(&staging.path, SUMS, Staging::sums(&facts).as_bytes())?;
    Ok(facts)
}

/// The withdrawn release that this one would be once more, byte for byte under its stamp.
fn withdrawn_alike(release: &Release<'_>, folder: &PackageFolder, staging: &Staging) -> anyhow::Result<Option<Version>> {
    for (version, stamp, seal) in stamps(folder)? {
        let base = history::base(folder, &before(folder, &stamp)?);
        let dressed = Dressed::new(release, staging, folder, base.as_ref(), &stamp)?;
        let whole = with(release, &dressed.tables, &dressed.changelog);
        let alike = sha256_of(sums(&whole, &describe::files(&whole, &stamp)).as_bytes()) == seal;
        forget(staging)?;
        if alike {
            return Ok(Some(version));
        }
    }
    Ok(None)
}

/// Removes a table of revisions that was made only to be compared.
fn forget(staging: &Staging) -> Result<(), IoError> {
    for path in REVISIONS {
        let path = staging.path.join(path);
        std::fs::remove_file(&path).map_err(IoError::file("remove", &path))?;
    }
    Ok(())
}

/// What a release has under a stamp, beside what follows from its inputs alone: all its tables, and its changelogs.
struct Dressed {
    tables: Vec<Table>,
    changelog: Vec<(&'static str, String)>,
}

impl Dressed {
    fn new(release: &Release<'_>, staging: &Staging, folder: &PackageFolder, base: Option<&Base>, stamp: &Stamp) -> anyhow::Result<Self> {
        let version = Version::parse(&stamp.version).unwrap_or(Version { year: 1, number: 1, patch: 0 });
        let made = Made::new(release, staging, folder, base, version)?;
        let unstamped = unstamped(&with(release, &made.tables, &[]));
        let previous = stamp.previous.as_deref().and_then(Version::parse);
        let changes = changes(folder, previous, &unstamped);
        let changelog = made.changelog(release, folder, stamp, &changes, &unstamped)?;
        Ok(Self { tables: made.tables, changelog })
    }
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
    if made.is_some() {
        forget(staging)?;
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
        let entry =
            Entry { before: self.base.map(|base| base.version.to_string()), story: &self.story, schema, sources: [&before, unstamped] };
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
    Recorded::read(&describe::datapackage(release, &Stamp::default()))
}

/// The stamp of a version that follows another, and what changed in the schema between them.
fn stamp(
    release: &Release<'_>,
    folder: &PackageFolder,
    (version, previous): (Version, Option<Version>),
    base: Option<&Base>,
    unstamped: &Recorded,
) -> anyhow::Result<(Stamp, Vec<Change>)> {
    let changes = changes(folder, previous, unstamped);
    let schema = SchemaVersion::parse(&recorded(folder, previous).stamp.schema);
    let stamp = Stamp {
        version: version.to_string(),
        schema: schema.map_or(SchemaVersion::FIRST, |schema| schema.after(&changes)).to_string(),
        previous: previous.map(|previous| previous.to_string()),
        since: Some(since(folder, base, version)),
        released: released(release)?,
        inputs: record(release.plan, release.package, whole::previous(folder, previous)?),
    };
    Ok((stamp, changes))
}

/// What changed in the schema since the release before; nothing where there is none.
fn changes(folder: &PackageFolder, previous: Option<Version>, unstamped: &Recorded) -> Vec<Change> {
    if previous.is_some() { recorded(folder, previous).shape.changes(&unstamped.shape) } else { Vec::new() }
}

/// The list of digests that a release has with these descriptors.
fn sums(release: &Release<'_>, texts: &[(&'static str, String)]) -> String {
    let described = texts.iter().map(|(path, text)| FileFacts {
        path: (*path).to_owned(),
        sha256: sha256_of(text.as_bytes()),
        bytes: text.len() as u64,
        proof: Proof::Sha256,
        rows: 0,
    });
    Staging::sums(&data_files(release).chain(described).collect::<Vec<_>>())
}

/// Every file that holds rows.
fn data_files<'a>(release: &Release<'a>) -> impl Iterator<Item = FileFacts> + 'a {
    let tables = release.tables.iter().flat_map(|table| table.files.iter().cloned());
    tables.chain(release.extras.iter().map(|extra| extra.file.clone())).chain(release.others.iter().cloned())
}
