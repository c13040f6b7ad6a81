//! The one model of a release from which every descriptor, README and codebook is written. It knows columns, keys, files and facts, no row.

use std::collections::BTreeSet;

use tongbi_domain::catalog::{AreaId, IndicatorId, Language, Names};
use tongbi_domain::period::Date;

use crate::io::{FileFacts, Lines};
use crate::pipeline::inputs::Input;
use crate::pipeline::plan::{PackagePlan, Plan, SourcePlan};
use crate::pipeline::portal::{PortalField, PortalFile};
use crate::pipeline::tables::{dimensions, revisions};
use crate::table::column::{Field, Word};

/// Code lists that columns refer to by their own name: column, list. Columns of dimensions refer to the values of [`dimensions`].
const REFERENCES: &[(&str, &str)] =
    &[("indicator", "indicators"), ("ref_area", "areas"), ("category", "categories"), ("unit_measure", "units"), ("source_id", "sources")];

/// A finished table.
#[derive(Clone)]
pub(in crate::pipeline) struct Table {
    /// Its name, which is also the stem of its files.
    pub(in crate::pipeline) name: &'static str,
    /// Its columns.
    pub(in crate::pipeline) fields: Vec<Field>,
    /// Columns of its key.
    pub(in crate::pipeline) key: Vec<Word>,
    /// Whether the package leaves columns of the key out.
    pub(in crate::pipeline) key_cut: bool,
    /// What CSV and Parquet of it have in common, where it has both: `io/logical.rs`.
    pub(in crate::pipeline) logical_digest: Option<String>,
    /// Its files: CSV first.
    pub(in crate::pipeline) files: Vec<FileFacts>,
}

/// A further file beside the tables, with columns and a form of its own: an export, or a flavour for another program.
pub(in crate::pipeline) struct Extra {
    /// Name of its resource, such as `observations-sdmx`.
    pub(in crate::pipeline) name: String,
    /// What it is.
    pub(in crate::pipeline) title: Names,
    /// Its columns; their names are its header.
    pub(in crate::pipeline) fields: Vec<Field>,
    /// How its bytes are CSV.
    pub(in crate::pipeline) dialect: Dialect,
    /// The file.
    pub(in crate::pipeline) file: FileFacts,
}

/// How a CSV file differs from the canonical one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::pipeline) struct Dialect {
    /// Its encoding, where it is not UTF-8: a name of the WHATWG list.
    pub(in crate::pipeline) encoding: Option<&'static str>,
    /// Whether it begins with a byte order mark.
    pub(in crate::pipeline) byte_order_mark: bool,
    /// Whether lines end with CR and LF.
    pub(in crate::pipeline) carriage_returns: bool,
    /// The text of a number that is not there, beside the empty cell.
    pub(in crate::pipeline) missing: Option<&'static str>,
}

impl From<PortalFile> for Extra {
    /// A table of a portal profile; its header has the labels, so these are the names of its columns.
    fn from(file: PortalFile) -> Self {
        let stem = file.facts.path.trim_end_matches(".csv").replace('/', "-");
        let profile = &file.profile;
        let title = Names { zh: format!("观测值（{profile}）"), en: format!("Observations ({profile})") };
        let encoding = Some(file.encoding.name()).filter(|name| *name != "UTF-8");
        let dialect =
            Dialect { encoding, byte_order_mark: file.encoding.has_mark(), carriage_returns: file.lines == Lines::Crlf, missing: None };
        let field = |field: PortalField| Field {
            name: Word::Owned(field.header),
            kind: field.kind,
            required: false,
            zh: field.zh,
            en: field.en,
            concept: None,
            digits: None,
        };
        Self { name: stem, title, fields: file.fields.into_iter().map(field).collect(), dialect, file: file.facts }
    }
}

/// What the observations of a release cover.
#[derive(Debug, Default)]
pub(in crate::pipeline) struct Coverage {
    /// First and last day, counted from 1970-01-01.
    pub(in crate::pipeline) days: Option<(i32, i32)>,
    /// Areas with a figure.
    pub(in crate::pipeline) areas: BTreeSet<AreaId>,
    /// Indicators with a figure.
    pub(in crate::pipeline) indicators: BTreeSet<IndicatorId>,
    /// Rows of observations.
    pub(in crate::pipeline) observations: u64,
    /// The year of the newest figure, published or not.
    pub(in crate::pipeline) last_year: Option<i32>,
}

impl Coverage {
    /// Adds another part's.
    pub(in crate::pipeline) fn merge(&mut self, other: Self) {
        self.days = match (self.days, other.days) {
            (Some((from, to)), Some((first, last))) => Some((from.min(first), to.max(last))),
            (one, other) => one.or(other),
        };
        // Most parts have the areas of those before.
        if !self.areas.is_superset(&other.areas) {
            self.areas.extend(other.areas);
        }
        self.indicators.extend(other.indicators);
        self.observations += other.observations;
        self.last_year = self.last_year.max(other.last_year);
    }
}

/// What makes a release differ from another with the same tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::pipeline) struct Stamp {
    /// Its version.
    pub(in crate::pipeline) version: String,
    /// The version of its schema.
    pub(in crate::pipeline) schema: String,
    /// The version before it.
    pub(in crate::pipeline) previous: Option<String>,
    /// The first release from which revisions are followed.
    pub(in crate::pipeline) since: Option<String>,
    /// The day that stands for its making, where one is known.
    pub(in crate::pipeline) released: Option<String>,
    /// What it was made from, beside the files of its sources: that these differ alone makes no release.
    pub(in crate::pipeline) inputs: Vec<Input>,
}

/// A release before it is written down.
pub(in crate::pipeline) struct Release<'a> {
    pub(in crate::pipeline) plan: &'a Plan,
    pub(in crate::pipeline) package: &'a PackagePlan,
    pub(in crate::pipeline) tables: &'a [Table],
    pub(in crate::pipeline) extras: &'a [Extra],
    /// Further files, such as data dictionaries of portals: they stand under their digests and in no descriptor.
    pub(in crate::pipeline) others: &'a [FileFacts],
    pub(in crate::pipeline) coverage: &'a Coverage,
    /// Texts that tell of the releases before, with their paths.
    pub(in crate::pipeline) changelog: &'a [(&'static str, String)],
}

/// The format of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Csv(Dialect),
    Parquet,
}

/// One data file of a release.
pub(super) struct Resource<'a> {
    pub(super) name: String,
    pub(super) title: Option<&'a Names>,
    pub(super) format: Format,
    pub(super) file: &'a FileFacts,
    pub(super) logical_digest: Option<&'a str>,
    pub(super) fields: &'a [Field],
    pub(super) key: Vec<&'a Word>,
    pub(super) references: Vec<Reference<'a>>,
}

/// A column whose values stand in a list.
#[derive(Clone, Copy)]
pub(super) struct Reference<'a> {
    pub(super) column: &'a str,
    pub(super) list: &'static str,
    pub(super) code: &'a str,
}

impl Resource<'_> {
    pub(super) fn is_parquet(&self) -> bool {
        self.format == Format::Parquet
    }

    /// Whether it is a table in its canonical CSV: not Parquet, no export, no flavour for another program.
    pub(super) fn is_canonical(&self) -> bool {
        self.title.is_none() && !self.is_parquet()
    }

    pub(super) fn media_type(&self) -> &'static str {
        if self.is_parquet() { "application/vnd.apache.parquet" } else { "text/csv" }
    }
}

impl<'a> Release<'a> {
    /// Every data file, tables first.
    pub(super) fn resources(&self) -> Vec<Resource<'a>> {
        let mut resources = Vec::new();
        for table in self.tables {
            resources.extend(table.files.iter().map(|file| {
                let parquet = file.path.ends_with(".parquet");
                let format = if parquet { Format::Parquet } else { Format::Csv(Dialect::default()) };
                let name = if parquet { format!("{}-parquet", table.name) } else { table.name.to_owned() };
                let (key, references) = (key(table), self.references(table));
                let logical_digest = table.logical_digest.as_deref();
                Resource { name, title: None, format, file, logical_digest, fields: &table.fields, key, references }
            }));
        }
        resources.extend(self.extras.iter().map(|extra| {
            let (name, format) = (extra.name.clone(), Format::Csv(extra.dialect));
            Resource {
                name,
                title: Some(&extra.title),
                format,
                file: &extra.file,
                logical_digest: None,
                fields: &extra.fields,
                key: Vec::new(),
                references: Vec::new(),
            }
        }));
        resources
    }

    /// The lists that columns of a table refer to.
    fn references(&self, table: &Table) -> Vec<Reference<'a>> {
        let own = REFERENCES.iter().map(|(column, list)| Reference { column, list, code: column });
        let columns = self.plan.breakdown(self.package).columns();
        let dimensions = columns.map(|column| Reference { column, list: dimensions::TABLE, code: dimensions::VALUE });
        own.chain(dimensions)
            // Revisions speak of codes that the release itself may have no more.
            .filter(|reference| {
                reference.list != table.name
                    && table.name != revisions::TABLE
                    && table.fields.iter().any(|field| field.name == reference.column)
            })
            .collect()
    }

    /// The package's sources.
    pub(super) fn sources(&self) -> impl Iterator<Item = &'a SourcePlan> {
        self.package.sources.iter().map(|index| &self.plan.sources[*index])
    }

    /// The language of titles in the tables.
    pub(super) fn language(&self) -> Language {
        self.package.language
    }

    /// First and last day that observations speak of.
    pub(super) fn days(&self) -> Option<(Date, Date)> {
        let (first, last) = self.coverage.days?;
        Some((Date::from_days(first)?, Date::from_days(last)?))
    }

    /// Code and names of the areas with a figure.
    pub(super) fn areas(&self) -> impl Iterator<Item = (&'a str, &'a Names)> {
        let list = &self.plan.catalog.areas;
        self.coverage.areas.iter().filter_map(move |id| list.get(*id)).map(|area| (area.code.get_ref().as_str(), &area.name))
    }

    /// The table of a name.
    pub(super) fn table(&self, name: &str) -> Option<&'a Table> {
        self.tables.iter().find(|table| table.name == name)
    }
}

/// Columns of a primary key. A column that may be empty cannot be part of one, and where a package leaves key columns out, the rest need
/// not be unique.
fn key(table: &Table) -> Vec<&Word> {
    let required = |name: &&Word| table.fields.iter().any(|field| field.name == **name && field.required);
    if table.key_cut { Vec::new() } else { table.key.iter().filter(required).collect() }
}
