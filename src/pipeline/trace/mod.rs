//! Where a published number comes from: its cell, its rules, the inputs of a derivation in turn, and what lost against it.
//!
//! The release answers first (`chain`), so that whoever has received nothing else can ask. Where the project still has the raw file with the
//! digest that the release names, the cell is read again (`raw`). What cannot be shown is a [`Gap`], never silence. Nothing is written.

mod chain;
mod raw;
mod released;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tongbi_domain::diagnostic::Refusal;
use tongbi_domain::finding::Place;
use tongbi_domain::message::{Message, Sentence, traces as say};
use tongbi_domain::release::Version;

use super::describe::codes::MEANINGS;
use super::load::folders_of;
use super::plan::Plan;
use crate::io::PackageFolder;
use chain::Chains;
use released::Released;

pub use raw::{Heard, RawCell, Saying};

/// How many figures are listed where a key says too little, and how many inputs of a derivation are followed, unless all are asked for.
const MOST: usize = 40;

/// What to trace.
#[derive(Clone, Debug)]
pub struct TraceOptions<'a> {
    /// Name of a package of the project, or the folder of a release.
    pub target: &'a str,
    /// Columns of `observations` with the texts that they must have.
    pub wanted: Vec<(&'a str, &'a str)>,
    /// The line of `data/observations.csv`, where the header is line 1.
    pub row: Option<u64>,
    /// The release; the last one where none is named.
    pub version: Option<&'a str>,
    /// Whether to trace all figures where several have the key.
    pub all: bool,
}

/// What was found.
#[derive(Debug)]
pub struct Trace {
    /// The package.
    pub package: String,
    /// The version of the release; the name of its folder.
    pub version: String,
    /// How many figures have the key.
    pub count: u64,
    /// Those figures, where they are several and not all of them are traced: the first of them.
    pub candidates: Vec<Figure>,
    /// The chains.
    pub figures: Vec<Figure>,
    /// The cells that the chains end in, as they are read today.
    pub cells: BTreeMap<CellId, Result<RawCell, Gap>>,
}

/// A row of `observations`, with all that the release knows of where it comes from.
#[derive(Clone, Debug, Default)]
pub struct Figure {
    /// Its line in `data/observations.csv`; 0 where it is not there.
    pub line: u64,
    /// Columns of the key with their texts.
    pub key: Vec<(String, String)>,
    /// All columns with a text.
    pub cells: BTreeMap<String, String>,
    /// What it comes from.
    pub origin: Origin,
    /// The figure of the year before that its change is computed from.
    pub base: Option<Box<Figure>>,
    /// What other sources, or other cells of the same one, say of its key.
    pub others: Vec<Other>,
    /// Why no others could be looked for.
    pub others_gap: Option<Gap>,
    /// Findings on its cell, as columns with their texts.
    pub findings: Vec<BTreeMap<String, String>>,
}

impl Figure {
    /// The text of a column; empty where it has none.
    pub fn get(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

/// What a figure comes from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// Nothing is known.
    Unknown(Gap),
    /// A cell.
    Cell {
        /// Where it stands.
        id: CellId,
        /// The row of `lineage`, as columns with their texts.
        lineage: BTreeMap<String, String>,
        /// The row of `sources`.
        source: BTreeMap<String, String>,
    },
    /// A derivation.
    Derived {
        /// The row of `lineage`.
        lineage: BTreeMap<String, String>,
        /// What it is computed from.
        inputs: Vec<Input>,
    },
}

impl Default for Origin {
    fn default() -> Self {
        Self::Unknown(Gap::NoLineage)
    }
}

/// What a derived figure is computed from.
#[derive(Clone, Debug)]
pub enum Input {
    /// A figure of the release.
    Figure(Box<Figure>),
    /// A figure whose chain is shown already: the line of its row, and its key.
    Above(u64, String),
    /// A key that the release does not have.
    Missing(String),
    /// So many more are not followed.
    More(usize),
}

/// A statement that is not the observation.
#[derive(Clone, Debug)]
pub struct Other {
    /// The row of `statements`.
    pub cells: BTreeMap<String, String>,
    /// Why.
    pub why: Why,
}

/// Why a statement is not the observation: the first that decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its figure stands less far along its life.
    Stage,
    /// Its text is further from its publisher.
    Fidelity,
    /// It was delivered earlier.
    Date,
    /// Nothing but the order of ids and places tells them apart.
    Order,
    /// Its source says the same elsewhere.
    Twice,
}

/// A cell of a raw file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellId {
    /// The source.
    pub source: String,
    /// The digest that the release states of the file.
    pub sha256: String,
    /// Where it stands.
    pub place: Place,
}

/// Why something cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// The release has no lineage: its package declares `lineage = false`, or leaves columns of the key out.
    NoLineage,
    /// The release has no table of statements.
    NoStatements,
    /// No project is here, so there are no raw files.
    NoProject,
    /// The declarations of the project are not in order.
    BadProject(Message),
    /// The project has no such source, or its declaration does not read this file.
    NoSource,
    /// The file, or its sidecar, has another digest than the release states.
    Changed(String),
    /// The table cannot be read as it is declared today.
    Unreadable(Message),
    /// As it is declared today, the cell is no figure.
    NoFigure,
    /// The cell is confidential: the release does not have its text, and it is not shown here.
    Withheld,
}

/// Traces figures of a release.
///
/// # Errors
/// T813 where there is no such package, release, column, row or key; when a file of the release cannot be read. What cannot be said of a figure
/// is no error but part of the answer.
pub fn trace(root: &Path, options: &TraceOptions<'_>) -> anyhow::Result<Trace> {
    let (package, version, folder) = release_of(root, options)?;
    let released = Released::open(&folder)?;
    let most = if options.all { usize::MAX } else { MOST };
    let found = released.find(options, most)?;
    let mut trace = Trace { package, version, count: found.count, candidates: Vec::new(), figures: Vec::new(), cells: BTreeMap::new() };
    let figures = found.rows.into_iter().map(|row| released.figure(row));
    if trace.count > 1 && !options.all {
        trace.candidates = figures.collect();
        return Ok(trace);
    }
    let mut chains = Chains::new(&released, most);
    for figure in figures {
        trace.figures.push(chains.follow(figure)?);
    }
    let cells = chains.cells();
    trace.cells = match Plan::load(root) {
        Ok(plan) => raw::read(&plan, &cells),
        Err(error) => {
            let there = root.join(super::config::PIPELINE_FILE).is_file();
            let gap = if there { Gap::BadProject(Message::quoted(first_line(&error))) } else { Gap::NoProject };
            cells.into_iter().map(|cell| (cell, Err(gap.clone()))).collect()
        }
    };
    Ok(trace)
}

/// What a closed code of a column means, in English and Chinese; none for a code of the project's own.
pub fn meaning(column: &str, code: &str) -> Option<Sentence> {
    let found = MEANINGS.iter().find(|entry| entry.column == column && entry.code == code)?;
    Some((found.en, found.zh))
}

fn first_line(error: &anyhow::Error) -> String {
    format!("{error:#}").lines().next().unwrap_or_default().to_owned()
}

/// Package, version and folder of the release that is meant.
fn release_of(root: &Path, options: &TraceOptions<'_>) -> anyhow::Result<(String, String, PathBuf)> {
    let target = options.target;
    let folder = Path::new(target);
    if folder.join("datapackage.json").is_file() {
        let full = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let name =
            |path: Option<&Path>| path.and_then(Path::file_name).map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        return Ok((name(full.parent()), name(Some(&full)), full));
    }
    let output = folders_of(root)?.into_iter().find(|(name, _)| *name == "output").map_or_else(String::new, |(_, folder)| folder);
    let plain = !target.is_empty() && !target.contains(['/', '\\']) && target != "." && target != "..";
    let packages = PackageFolder::existing(root.join(&output).join(target)).filter(|_| plain);
    let Some(package) = packages else {
        return Err(refused(say::no_package(target), say::name_package(&output)));
    };
    let releases = package.releases()?;
    let list = releases.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let version = match options.version {
        Some(text) => Version::parse(text)
            .filter(|version| releases.contains(version))
            .ok_or_else(|| refused(say::no_version(target, text), say::the_versions_are(list)))?,
        None => *releases.last().ok_or_else(|| refused(say::no_release(target), say::run_first()))?,
    };
    Ok((target.to_owned(), version.to_string(), package.release(version)))
}

/// What was asked for is not there.
fn refused(message: Message, help: Message) -> anyhow::Error {
    Refusal::new("T813", message, help).into()
}
