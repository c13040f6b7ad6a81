//! Two releases, found by what a user calls them, and compared. Nothing is written, and no declaration of the project is needed but its output folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tongbi_domain::diagnostic::Refusal;
use tongbi_domain::message::system as say;
use tongbi_domain::release::{Change as SchemaChange, Version};

use super::describe::{DATAPACKAGE, Recorded};
use super::history::{Change, Compared, Comparison, Named, Relabelled, names, relabelled};
use super::load::folders_of;
use crate::io::{IoError, PackageFolder};

/// How many releases a message names.
const NAMED: usize = 12;

/// A release that is compared.
#[derive(Clone, Debug)]
pub struct Side {
    /// The name of its package; that of its folder where its descriptor cannot be read.
    pub package: String,
    /// Its version, likewise.
    pub version: String,
    /// Its folder.
    pub folder: PathBuf,
}

/// Two releases and their comparison, before the first row is read.
pub struct Diff {
    /// The earlier one, or what is taken for it.
    pub from: Side,
    /// The later one.
    pub to: Side,
    /// What their columns and tables differ in.
    pub schema: Vec<SchemaChange>,
    /// Codes with another name.
    pub relabelled: Vec<Relabelled>,
    comparison: Comparison,
}

impl Diff {
    /// Finds and opens two releases: each a folder, a package, or a package with a version behind `@`.
    ///
    /// # Errors
    /// T810 where there is no such release; when a table of it cannot be read.
    pub fn open(project: &Path, from: &str, to: &str) -> anyhow::Result<Self> {
        let (from, to) = (find(project, from)?, find(project, to)?);
        let shape = |side: &Side| std::fs::read_to_string(side.folder.join(DATAPACKAGE)).ok().map(|text| Recorded::read(&text).shape);
        let schema = shape(&from).zip(shape(&to)).map_or_else(Vec::new, |(before, after)| before.changes(&after));
        let relabelled = relabelled(&from.folder, &to.folder)?;
        let comparison = Comparison::open(&from.folder, &to.folder, &[])?;
        Ok(Self { from, to, schema, relabelled, comparison })
    }

    /// Columns of the keys.
    pub fn names(&self) -> &[String] {
        self.comparison.names()
    }

    /// Columns of the key that one of the releases leaves out.
    pub fn unknown(&self) -> Vec<String> {
        self.comparison.unknown().into_iter().map(str::to_owned).collect()
    }

    /// The names of a code list, those of the later release first.
    ///
    /// # Errors
    /// When the list is there and cannot be read.
    pub fn list(&self, list: &str) -> Result<BTreeMap<String, Named>, IoError> {
        let mut all = names(&self.from.folder, list)?;
        all.extend(names(&self.to.folder, list)?);
        Ok(all)
    }

    /// Tells every change, in the order of keys.
    ///
    /// # Errors
    /// When a table cannot be read (T811), or when `each` fails.
    pub fn run(self, each: impl FnMut(Change) -> anyhow::Result<()>) -> anyhow::Result<Compared> {
        self.comparison.run(each)
    }
}

/// The release that a user means.
fn find(project: &Path, text: &str) -> anyhow::Result<Side> {
    let path = Path::new(text);
    if path.join("data/observations.csv").is_file() {
        return Ok(side(path.to_owned()));
    }
    let last = |folder: &PackageFolder| -> Result<Option<PathBuf>, IoError> {
        Ok(folder.releases()?.last().map(|version| folder.release(*version)))
    };
    if let Some(folder) = PackageFolder::existing(path.to_owned())
        && let Some(release) = last(&folder)?
    {
        return Ok(side(release));
    }
    let output = folders_of(project)?.into_iter().find(|(name, _)| *name == "output").map_or_else(String::new, |(_, folder)| folder);
    let (package, version) = text.split_once('@').map_or((text, None), |(package, version)| (package, Some(version)));
    let root = project.join(output);
    // A package's name is one name: what leads elsewhere is a path, which was looked at.
    let plain = !package.is_empty() && !package.starts_with('.') && !package.contains(['/', '\\']);
    if let Some(folder) = PackageFolder::existing(root.join(package)).filter(|_| plain) {
        let releases = folder.releases()?;
        let wanted = match version {
            None | Some("latest") => releases.last().copied(),
            Some(text) => Version::parse(text).filter(|version| releases.contains(version)),
        };
        if let Some(version) = wanted {
            return Ok(side(folder.release(version)));
        }
    }
    Err(unknown(&root, text).into())
}

/// Refuses what is no release, and names those that there are.
fn unknown(output: &Path, text: &str) -> Refusal {
    let mut known = Vec::new();
    for entry in std::fs::read_dir(output).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let releases = PackageFolder::existing(entry.path()).and_then(|folder| folder.releases().ok()).unwrap_or_default();
        known.extend(releases.into_iter().map(|version| (name.clone(), version)));
    }
    known.sort();
    let mut names: Vec<String> = known.iter().rev().take(NAMED).map(|(name, version)| format!("{name}@{version}")).collect();
    names.reverse();
    let help = if names.is_empty() { say::name_folder() } else { say::name_release(names.join(" ")) };
    Refusal::new("T810", say::no_release(text), help)
}

/// What the descriptor of a release says of it, else its folders.
fn side(folder: PathBuf) -> Side {
    let text = std::fs::read_to_string(folder.join(DATAPACKAGE)).unwrap_or_default();
    let root: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let real = folder.canonicalize().unwrap_or_else(|_| folder.clone());
    let part = |path: Option<&Path>| path.and_then(Path::file_name).map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let said = |key: &str, other: String| root[key].as_str().map_or(other, str::to_owned);
    Side { package: said("name", part(real.parent())), version: said("version", part(Some(&real))), folder }
}
