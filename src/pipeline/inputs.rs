//! What a package depends on, each with a digest: the fingerprint by which a run knows that there is nothing to do, and says why there is.
//!
//! Everything is identified by content. Nothing here reads a table.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::config::PIPELINE_FILE;
use super::plan::{PackagePlan, Plan};
use crate::io::sha256_of;

/// Keys of `pipeline.toml` whose entries each stand for themselves, and `run`, which says how a run is done and not what comes out.
const NAMED: [&str; 5] = ["layouts", "sources", "derivations", "totals", "packages"];
const NOT_OF_THE_RESULT: &str = "run";
/// The name of this program among what a package is made from.
const PROGRAM: &str = "tongbi";

/// Digests of the declarations as they were read, by the name under which a user knows them.
#[derive(Clone, Debug, Default)]
pub struct Declarations {
    /// Parts of `pipeline.toml`, such as `layouts.report`: of what they say, so that a comment or another order of keys is no change.
    pub sections: BTreeMap<String, String>,
    /// The folder of the code lists, as it is declared.
    pub catalog: String,
    /// Files of the code lists: of their bytes.
    pub lists: BTreeMap<String, String>,
}

impl Declarations {
    /// Adds the parts of `pipeline.toml`; a text that is no TOML has been refused before.
    pub(super) fn add_sections(&mut self, text: &str) {
        let Ok(root) = toml::from_str::<toml::Table>(text) else { return };
        for (key, value) in &root {
            match value {
                toml::Value::Table(entries) if NAMED.contains(&key.as_str()) => {
                    self.sections.extend(entries.iter().map(|(name, entry)| (format!("{key}.{name}"), digest(entry))));
                }
                _ if key == NOT_OF_THE_RESULT => {}
                _ => {
                    self.sections.insert(key.clone(), digest(value));
                }
            }
        }
    }
}

/// The digest of what a value says: its keys come sorted.
fn digest(value: &toml::Value) -> String {
    sha256_of(serde_json::to_string(value).unwrap_or_default().as_bytes())
}

/// What a package was made from, and the release that it was compared with: by name, each with a digest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint(BTreeMap<String, String>);

/// Something that a release was made from, as the release names it: the same on every machine.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Input {
    /// Such as `catalog/units.toml`, `pipeline.toml [sources.book]` or `book/source.toml`; no path of the machine.
    pub name: String,
    /// `sha256:` and the digest; of `tongbi`, its version.
    pub hash: String,
}

/// What a package is made from beside the files of its sources, by name, as a release states it. `previous` is the release that it follows, with
/// the digest of that release's list.
///
/// Where things lie (`[project]`) is no input: what lies there is.
pub(super) fn record(plan: &Plan, package: &PackagePlan, previous: Option<(String, String)>) -> Vec<Input> {
    let entry = |name: String, digest: &str| Input { name, hash: format!("sha256:{digest}") };
    let Fingerprint(all) = Fingerprint::of(plan, package, None);
    let (sections, places) = (format!("{PIPELINE_FILE} ["), format!("{PIPELINE_FILE} [project]"));
    let said = all.iter().filter(|(name, _)| name.starts_with(&sections) && **name != places);
    let mut inputs: Vec<Input> = said.map(|(name, digest)| entry(name.clone(), digest)).collect();
    let sources = package.sources.iter().map(|index| &plan.sources[*index]);
    inputs.extend(sources.map(|source| entry(format!("{}/source.toml", source.id), &source.sidecar.sha256)));
    let folder = format!("{}/", plan.declarations.catalog);
    let list = |name: &str| format!("catalog/{}", name.strip_prefix(&folder).unwrap_or(name));
    inputs.extend(plan.declarations.lists.iter().map(|(name, digest)| entry(list(name), digest)));
    inputs.extend(previous.map(|(name, digest)| entry(name, &digest)));
    inputs.push(Input { name: PROGRAM.to_owned(), hash: env!("CARGO_PKG_VERSION").to_owned() });
    inputs.sort();
    inputs
}

/// The files of a package's sources with their digests, as their sidecars state them.
pub(super) fn source_files(plan: &Plan, package: &PackagePlan) -> Vec<Input> {
    let sources = package.sources.iter().map(|index| &plan.sources[*index]);
    let entry = |id: &str, name: &str, digest: &str| Input { name: format!("{id}/{name}"), hash: format!("sha256:{digest}") };
    sources.flat_map(|source| source.sidecar.files.iter().map(move |(name, digest)| entry(&source.id, name, digest))).collect()
}

/// Everything by which the inputs of now differ from earlier ones, in the order of names.
pub(super) fn changes(earlier: &[Input], now: &[Input]) -> Vec<Change> {
    let named = |inputs: &[Input]| Fingerprint(inputs.iter().map(|input| (input.name.clone(), input.hash.clone())).collect());
    named(now).changes_since(&named(earlier))
}

/// Something by which two fingerprints differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its name.
    pub what: String,
    /// Whether it is new, gone, or another than before.
    pub kind: ChangeKind,
}

/// How something differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It was not there.
    Added,
    /// It is there no more.
    Removed,
    /// It says something else.
    Changed,
}

impl ChangeKind {
    /// The word in logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

impl Fingerprint {
    /// What a package depends on, as its declarations state it; tables stand with the digest that their sidecar states.
    pub(super) fn of(plan: &Plan, package: &PackagePlan, release: Option<(String, String)>) -> Self {
        let mut inputs = BTreeMap::new();
        let mut section = |name: String| {
            if let Some(digest) = plan.declarations.sections.get(&name) {
                inputs.insert(format!("{PIPELINE_FILE} [{name}]"), digest.clone());
            }
        };
        section(format!("packages.{}", package.name));
        package.derivations.iter().for_each(|index| section(format!("derivations.{}", plan.derivations[*index].id)));
        package.totals.iter().for_each(|index| section(format!("totals.{}", plan.totals[*index].id)));
        for source in package.sources.iter().map(|index| &plan.sources[*index]) {
            section(format!("sources.{}", source.id));
            source.readings.iter().for_each(|reading| section(format!("layouts.{}", reading.name)));
        }
        let whole = plan.declarations.sections.keys().filter(|name| !name.contains('.'));
        whole.for_each(|name| section(name.clone()));
        for source in package.sources.iter().map(|index| &plan.sources[*index]) {
            inputs.insert(format!("{}/source.toml", source.folder), source.sidecar.sha256.clone());
            let amended = source.amendments.files.iter().map(|(name, digest)| (format!("{}/{name}", source.folder), digest.clone()));
            inputs.extend(amended);
            inputs.extend(source.tables.iter().map(|table| (format!("{}/{}", source.folder, table.name), table.sha256.clone())));
        }
        inputs.extend(plan.declarations.lists.clone());
        inputs.insert(PROGRAM.to_owned(), program());
        inputs.extend(std::env::var("SOURCE_DATE_EPOCH").ok().map(|text| ("SOURCE_DATE_EPOCH".to_owned(), text)));
        inputs.extend(release);
        Self(inputs)
    }

    /// Everything by which this one differs from an earlier one, in the order of names.
    pub fn changes_since(&self, earlier: &Self) -> Vec<Change> {
        let here = self.0.iter().filter_map(|(what, digest)| match earlier.0.get(what) {
            None => Some((what, ChangeKind::Added)),
            Some(old) if old != digest => Some((what, ChangeKind::Changed)),
            Some(_) => None,
        });
        let gone = earlier.0.keys().filter(|what| !self.0.contains_key(*what)).map(|what| (what, ChangeKind::Removed));
        let mut changes: Vec<Change> = here.chain(gone).map(|(what, kind)| Change { what: what.clone(), kind }).collect();
        changes.sort_by(|a, b| a.what.cmp(&b.what));
        changes
    }
}

/// Which program this is: its version, and size and time of its file, because one version is built more than once while it is worked on.
fn program() -> String {
    let file = std::env::current_exe().and_then(std::fs::metadata);
    let build = file.map_or_else(|_| String::new(), |facts| format!(" {} {:?}", facts.len(), facts.modified().ok()));
    format!("{}{build}", env!("CARGO_PKG_VERSION"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sections(text: &str) -> BTreeMap<String, String> {
        let mut declarations = Declarations::default();
        declarations.add_sections(text);
        declarations.sections
    }

    /// A comment, another order and another way to write the same are no change; another word is one, of its own section only.
    #[test]
    fn what_is_said_counts() {
        let one = sections("[sources.a]\nfolder = \"x\"\nlayout = \"l\"\n[sources.b]\nfolder = \"y\"\n");
        assert_eq!(one, sections("# new\n[sources]\nb = { folder = 'y' } # comment\n[sources.a]\nlayout = \"l\"\nfolder = \"x\"\n"));
        let other = sections("[sources.a]\nfolder = \"z\"\nlayout = \"l\"\n[sources.b]\nfolder = \"y\"\n");
        assert!(one["sources.a"] != other["sources.a"] && one["sources.b"] == other["sources.b"]);
        assert_eq!(sections("[run]\nparts = 3\n"), BTreeMap::new());
    }

    /// Each difference is named, and how it differs.
    #[test]
    fn differences_are_named() {
        let of = |entries: &[(&str, &str)]| Fingerprint(entries.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect());
        let (old, new) = (of(&[("a", "1"), ("b", "1"), ("c", "1")]), of(&[("a", "1"), ("b", "2"), ("d", "1")]));
        let found: Vec<_> = new.changes_since(&old).into_iter().map(|change| (change.what, change.kind.code())).collect();
        assert_eq!(found, [("b".to_owned(), "changed"), ("c".to_owned(), "removed"), ("d".to_owned(), "added")]);
        assert_eq!(new.changes_since(&new), []);
    }
}
