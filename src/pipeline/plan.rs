//! The plan: `pipeline.toml` and the catalogue, every word resolved. After it nothing fails for a reason of configuration.

use std::collections::BTreeMap;
use std::path::PathBuf;

use tongbi_domain::catalog::{Catalog, DimensionId, Language, Names};
use tongbi_domain::finding::Code;
use tongbi_read::Dialect;
use tongbi_read::container::Format;
use tongbi_read::layout::{Pattern, Window};

use super::about::About;
use super::amendments::Amendments;
use super::config::{Lineage, RoundingConfig, Statements};
use super::inputs::Declarations;
use super::portal::PortalPlan;
use super::sidecar::Sidecar;
use super::tables::Breakdown;
use crate::stages::derivation::{Derivation, Total};
use crate::stages::source::{Declared, Reading};
use crate::table::Origin;

/// Everything a run will do, before anything of `raw/` but the sidecars is read.
#[derive(Debug)]
pub struct Plan {
    /// The project's folder.
    pub root: PathBuf,
    /// Folder of the releases, relative to the root.
    pub output: String,
    /// Digests of the declarations as they were read.
    pub declarations: Declarations,
    /// The code lists.
    pub catalog: Catalog,
    /// Sources in the order of their ids.
    pub sources: Vec<SourcePlan>,
    /// Derivations in the order of their ids.
    pub derivations: Vec<Derivation>,
    /// Totals in the order of their ids.
    pub totals: Vec<Total>,
    /// Packages in the order of their names.
    pub packages: Vec<PackagePlan>,
}

/// One source, resolved.
#[derive(Debug)]
pub struct SourcePlan {
    /// Its id.
    pub id: String,
    /// Its folder, relative to the root.
    pub folder: String,
    /// What is known of it.
    pub sidecar: Sidecar,
    /// The layouts that its tables name.
    pub readings: Vec<ReadingPlan>,
    /// What to read, in the order of file names.
    pub tables: Vec<TablePlan>,
    /// The dimensions that its tables can speak of, in the catalogue's order.
    pub dimensions: Vec<DimensionId>,
    /// What people have decided about single cells and findings of it.
    pub amendments: Amendments,
}

impl SourcePlan {
    /// The digest that the sidecar states of a file, by its path relative to the root.
    pub fn digest_of(&self, path: &str) -> Option<&str> {
        let name = path.strip_prefix(self.folder.as_str())?.strip_prefix('/')?;
        self.sidecar.files.get(name).map(String::as_str)
    }
}

/// A layout as one source uses it.
#[derive(Debug)]
pub struct ReadingPlan {
    /// Its name.
    pub name: String,
    /// Which cell says what, in which words.
    pub reading: Reading,
    /// How the bytes of text files are read.
    pub dialect: Dialect,
    /// The format of the files; found from their content where none is declared.
    pub format: Option<Format>,
}

/// One table to read: a file, or parts of it.
#[derive(Debug)]
pub struct TablePlan {
    /// Name of the file in the source's folder.
    pub name: String,
    /// SHA-256 that the sidecar states.
    pub sha256: String,
    /// Index of its layout among those of the source.
    pub reading: usize,
    /// Name or pattern of the file inside a zip archive.
    pub member: Option<String>,
    /// Names or patterns of sheets; the only one where none is named.
    pub sheets: Vec<String>,
    /// The part of each sheet that is the table.
    pub window: Window,
    /// What the name of a sheet says.
    pub sheet_name: Option<Pattern>,
    /// What the table leaves unsaid.
    pub declared: Declared,
    /// The dimensions of which each of its figures must have a value.
    pub dimensions: Vec<DimensionId>,
    /// Whether the declaration names a part of the file, so that another table may be another part.
    pub part: bool,
}

/// What a package lets pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tolerance {
    /// How many quarantined cells do not stop publication.
    pub quarantined: u64,
    /// Findings of which one stops publication.
    pub blocking: Vec<Code>,
}

impl Tolerance {
    /// The findings that stop publication, counted by code: those that are declared to, and corrections that do not fit their source. Of closed
    /// ones nothing is asked here.
    pub fn blocked(&self, open: &BTreeMap<Code, u64>) -> Vec<(Code, u64)> {
        let count = |code: &Code| open.get(code).copied().unwrap_or(0);
        let always = Code::ALL.iter().filter(|code| code.stops() && !self.blocking.contains(code));
        always.chain(&self.blocking).map(|code| (*code, count(code))).filter(|(_, count)| *count > 0).collect()
    }
}

/// One package, resolved.
#[derive(Debug)]
pub struct PackagePlan {
    /// Its name, which is also its folder.
    pub name: String,
    /// Title.
    pub title: Names,
    /// Description.
    pub description: Names,
    /// Language of names in the tables.
    pub language: Language,
    /// Its position among the plan's packages.
    pub index: usize,
    /// Indices into the plan's sources.
    pub sources: Vec<usize>,
    /// Indices into the plan's derivations, inputs before what is computed from them.
    pub derivations: Vec<usize>,
    /// Indices into the plan's totals.
    pub totals: Vec<usize>,
    /// The dimensions that any of its sources speaks of, in the order of their codes: one column each.
    pub dimensions: Vec<DimensionId>,
    /// Licence, publisher and what else is declared for those who find and cite it.
    pub about: About,
    /// Columns of `observations` to publish, by name; none for the whole table.
    pub columns: Option<Vec<String>>,
    /// Whether the table `lineage` is written, and in which formats.
    pub lineage: Lineage,
    /// Which keys the table `statements` holds.
    pub statements: Statements,
    /// What is let pass.
    pub tolerance: Tolerance,
    /// How numbers are rounded.
    pub rounding: RoundingConfig,
    /// Whether somebody has to approve it before it is published.
    pub approval: bool,
    /// What portals and Excel are given of it, in the order of names.
    pub portals: Vec<PortalPlan>,
}

impl Plan {
    /// The dimensions of a package, with their names.
    pub fn breakdown<'a>(&'a self, package: &'a PackagePlan) -> Breakdown<'a> {
        Breakdown { catalog: &self.catalog, ids: &package.dimensions }
    }
}

impl PackagePlan {
    /// Whether a statement of this origin belongs to the package.
    pub fn covers(&self, origin: Origin) -> bool {
        match origin {
            Origin::Source(source) => self.sources.contains(&source),
            Origin::Derivation { package, .. } => package == self.index,
        }
    }
}
