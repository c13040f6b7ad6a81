//! The queue of findings as the last run left it, with what has been decided since: read from the table `quarantine` of each package.
//!
//! No source is read. A decision that is written after the run holds here at once, because ids and digests are known.

use std::path::{Path, PathBuf};

use tongbi_domain::catalog::Language;
use tongbi_domain::diagnostic::{Refusal, suggest};
use tongbi_domain::message::amend as say;

use super::plan::{PackagePlan, Plan, SourcePlan};
use super::preview::last_release;
use super::publish::kept_quarantine;
use crate::io::read_table;

/// The columns of the table that an entry has, in the order in which they are shown; the state stands in front.
pub const COLUMNS: [&str; 12] =
    ["quarantine_id", "code", "reason", "severity", "source_id", "file", "sheet", "line", "column", "header", "raw", "suggestion"];

/// The queue of one package.
#[derive(Debug)]
pub struct Listing {
    /// Name of the package.
    pub package: String,
    /// Language of its suggestions.
    pub language: Language,
    /// Its entries, in the order of their places, closed ones and notes among them.
    pub entries: Vec<Listed>,
}

/// One finding.
#[derive(Debug)]
pub struct Listed {
    /// Texts of [`COLUMNS`].
    texts: [String; COLUMNS.len()],
    /// Whether a person has decided about it, for the file as it is.
    pub closed: bool,
    /// SHA-256 of its file, as the sidecar states it; empty for a finding on no table.
    pub sha256: String,
    /// The file of resolutions of its source, relative to the project.
    pub resolutions: String,
}

impl Listed {
    /// The text of one of [`COLUMNS`]; empty for any other.
    pub fn get(&self, column: &str) -> &str {
        COLUMNS.iter().position(|known| *known == column).map_or("", |at| &self.texts[at])
    }

    /// All texts, in the order of [`COLUMNS`].
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(String::as_str)
    }

    /// Whether it waits for a decision: an error or a warning about which nobody has decided.
    pub fn waits(&self) -> bool {
        !self.closed && self.get("severity") != "note"
    }

    /// Where it stands: file, sheet, line and column.
    pub fn place(&self) -> String {
        let mut place = self.get("file").to_owned();
        if !self.get("sheet").is_empty() {
            place += &format!("[{}]", self.get("sheet"));
        }
        for number in [self.get("line"), self.get("column")].into_iter().filter(|number| !number.is_empty()) {
            place += &format!(":{number}");
        }
        place
    }
}

/// The queues of all packages that were made once, or of the one that is named.
///
/// # Errors
/// T104 where no package has the name, or the named one was never made; when a table cannot be read.
pub fn listing(plan: &Plan, package: Option<&str>) -> anyhow::Result<Vec<Listing>> {
    let names: Vec<&str> = plan.packages.iter().map(|package| package.name.as_str()).collect();
    if let Some(name) = package.filter(|name| !names.contains(name)) {
        return Err(Refusal::new("T104", say::no_package_called(name), suggest(name, &names)).into());
    }
    let mut found = Vec::new();
    for wanted in plan.packages.iter().filter(|wanted| package.is_none_or(|name| wanted.name == name)) {
        match table_of(plan, wanted)? {
            Some(path) => found.push(read(plan, wanted, &path)?),
            None if package.is_some() => return Err(Refusal::new("T104", say::no_queue(&wanted.name), say::run_first()).into()),
            None => {}
        }
    }
    Ok(found)
}

/// The table that the last run left, relative to the root: of the refused package, else of the last release.
fn table_of(plan: &Plan, package: &PackagePlan) -> anyhow::Result<Option<PathBuf>> {
    let kept = kept_quarantine(package);
    if plan.root.join(&kept).is_file() {
        return Ok(Some(kept));
    }
    let Some((_, Some(version))) = last_release(plan, package)? else { return Ok(None) };
    Ok(Some(Path::new(&plan.output).join(&package.name).join(version.to_string()).join("data/quarantine.csv")))
}

fn read(plan: &Plan, package: &PackagePlan, path: &Path) -> anyhow::Result<Listing> {
    let damaged = || Refusal::new("T104", say::damaged_queue(path.display().to_string()), say::run_first());
    let (header, rows) = read_table(&plan.root.join(path))?.ok_or_else(damaged)?;
    let mut columns = [0; COLUMNS.len()];
    for (at, name) in columns.iter_mut().zip(COLUMNS) {
        *at = header.iter().position(|column| column == name).ok_or_else(damaged)?;
    }
    let entries = rows.iter().map(|row| {
        let texts = columns.map(|at| row.get(at).cloned().unwrap_or_default());
        let mut entry = Listed { texts, closed: false, sha256: String::new(), resolutions: String::new() };
        if let Some(source) = plan.sources.iter().find(|source| source.id == entry.get("source_id")) {
            decide(&mut entry, source);
        }
        entry
    });
    Ok(Listing { package: package.name.clone(), language: package.language, entries: entries.collect() })
}

/// Sees whether a resolution closes an entry, for its file as its sidecar states it now.
fn decide(entry: &mut Listed, source: &SourcePlan) {
    let resolutions = &source.amendments.resolutions;
    let known = resolutions.binary_search_by(|resolution| resolution.id.as_str().cmp(entry.get("quarantine_id"))).ok();
    entry.sha256 = source.digest_of(entry.get("file")).unwrap_or_default().to_owned();
    entry.closed = known.is_some_and(|at| resolutions[at].sha256 == entry.sha256 && !resolutions[at].code.stops());
    entry.resolutions = format!("{}/{}", source.folder, super::amendments::RESOLUTIONS);
}

/// A resolution of an entry that waits to be signed: reason, name and day are blank, and are asked for where they stay so.
pub fn block(entry: &Listed) -> String {
    let decision = if entry.get("severity") == "error" { "left_out" } else { "accepted" };
    format!(
        "[[resolution]]\nid = \"{}\"\ndecision = \"{decision}\"\nsha256 = \"{}\"\nreason = \"\"\nby = \"\"\ndate = \"\"\n",
        entry.get("quarantine_id"),
        entry.sha256
    )
}

/// The refusal of an id that no queue has.
pub fn no_entry(package: Option<&str>, id: &str) -> Refusal {
    Refusal::new("T104", say::no_open_entry(package.unwrap_or("*"), id), say::ids_stand_in())
}
