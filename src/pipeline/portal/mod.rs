//! Portal profiles: the rows of `observations` once more, as a portal editor uploads them or Excel opens them.
//!
//! A profile only shows: it computes no figure but the conversion into the unit that people know, and leaves out nothing but what it declares. The
//! canonical tables never pass through here.

mod columns;
mod config;
mod dictionary;
mod plan;
mod table;
mod wide;

use std::ops::Range;

use tongbi_domain::catalog::Language;

pub use columns::reserved_columns;
pub use config::{Headers, LineEnding, PortalConfig, PortalUnit, Shape};
pub use plan::{PortalPlan, PortalResolver};

use super::tables::{Breakdown, View};
use crate::io::{FileFacts, IoError, Lines, PortalCsv, Staging, TextEncoding, write_file};
use crate::table::column::{Field, Kind, Word};
pub(in crate::pipeline) use table::shown_unit;

use table::PortalTable;
use wide::Wide;

/// What a file of a profile is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortalKind {
    /// A table, or a piece of one.
    Table,
    /// A CKAN data dictionary.
    Dictionary,
}

/// A column of a portal's table, as descriptors name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortalField {
    /// Its stable name.
    pub name: Word,
    /// What stands in the first row.
    pub header: String,
    /// Its type.
    pub kind: Kind,
    /// Chinese title.
    pub zh: Word,
    /// English title.
    pub en: Word,
}

/// A finished file of a profile.
#[derive(Clone, Debug)]
pub struct PortalFile {
    /// Path, size, digest and rows.
    pub facts: FileFacts,
    /// Name of the profile.
    pub profile: String,
    /// What it is.
    pub kind: PortalKind,
    /// The columns of the table; empty for what is none.
    pub fields: Vec<PortalField>,
    /// How the bytes are to be read.
    pub encoding: TextEncoding,
    /// How lines end.
    pub lines: Lines,
}

/// The data dictionary of the canonical observations, so that a portal that guesses types need not guess theirs.
pub(super) fn canonical_dictionary(staging: &Staging, fields: &[Field], language: Language) -> Result<FileFacts, IoError> {
    let fields: Vec<PortalField> = fields.iter().map(|field| portal_field(field, field.name.to_string())).collect();
    let content = dictionary::dictionary(&fields, language);
    write_file(&staging.path, "data/observations.dictionary.json", content.as_bytes())
}

/// What makes the rows of all profiles of a package, on any thread.
pub(super) struct PortalTables<'a>(Vec<(&'a PortalPlan, PortalTable)>);

/// The rows of some groups, for each profile.
pub(super) struct PortalRows(Vec<Rows>);

enum Rows {
    /// Each with a number that the rows of its series share.
    Long(Vec<(u64, Vec<String>)>),
    Wide(Wide),
}

impl<'a> PortalTables<'a> {
    /// For the profiles of a package.
    pub(super) fn new(portals: &'a [PortalPlan], breakdown: Breakdown<'_>) -> Self {
        Self(portals.iter().map(|portal| (portal, PortalTable::new(breakdown, portal))).collect())
    }

    /// The rows of some groups.
    pub(super) fn rows(&self, view: &View<'_>, groups: Range<usize>) -> anyhow::Result<PortalRows> {
        let mut all = Vec::with_capacity(self.0.len());
        for (portal, table) in &self.0 {
            let mut rows = match portal.shape {
                Shape::Long => Rows::Long(Vec::new()),
                Shape::Wide => Rows::Wide(Wide::default()),
            };
            table.rows(portal, view, groups.clone(), |statement, cells| match &mut rows {
                Rows::Long(rows) => {
                    rows.push((u64::from(statement.line.0), cells));
                    Ok(())
                }
                Rows::Wide(wide) => wide.add(portal, view, statement, cells),
            })?;
            all.push(rows);
        }
        Ok(PortalRows(all))
    }
}

/// The files of all profiles of a package on their way.
pub(super) struct Portals<'a> {
    staging: &'a Staging,
    open: Vec<Open<'a>>,
}

/// One profile on its way.
struct Open<'a> {
    portal: &'a PortalPlan,
    body: Body,
}

enum Body {
    Long(Box<PortalCsv>),
    Wide(Wide),
}

impl<'a> Portals<'a> {
    /// Opens the files of the profiles.
    pub(super) fn open(staging: &'a Staging, portals: &'a [PortalPlan]) -> anyhow::Result<Self> {
        let open = |portal: &'a PortalPlan| -> anyhow::Result<Open<'a>> {
            staging.folder(&portal.folder())?;
            let body = match portal.shape {
                Shape::Long => Body::Long(Box::new(create(staging, portal, &own_fields(portal))?)),
                Shape::Wide => Body::Wide(Wide::default()),
            };
            Ok(Open { portal, body })
        };
        Ok(Self { staging, open: portals.iter().map(open).collect::<anyhow::Result<_>>()? })
    }

    /// Adds rows behind all rows so far.
    pub(super) fn take(&mut self, rows: PortalRows) -> anyhow::Result<()> {
        for (open, rows) in self.open.iter_mut().zip(rows.0) {
            match (&mut open.body, rows) {
                (Body::Long(csv), Rows::Long(rows)) => {
                    for (series, cells) in rows {
                        csv.row(series, &cells)?;
                    }
                }
                (Body::Wide(wide), Rows::Wide(rows)) => wide.merge(rows),
                // Both are made from the shape of one profile.
                (Body::Long(_), Rows::Wide(_)) | (Body::Wide(_), Rows::Long(_)) => {}
            }
        }
        Ok(())
    }

    /// Brings all files to the disk.
    pub(super) fn finish(self) -> anyhow::Result<Vec<PortalFile>> {
        let mut files = Vec::new();
        for Open { portal, body } in self.open {
            let mut fields = own_fields(portal);
            let pieces = match body {
                Body::Long(csv) => csv.finish()?,
                Body::Wide(wide) => {
                    fields.extend(wide.columns(portal).into_iter().map(|(field, header)| portal_field(&field, header)));
                    let mut csv = create(self.staging, portal, &fields)?;
                    for (series, cells) in wide.rows().enumerate() {
                        csv.row(series as u64, &cells)?;
                    }
                    csv.finish()?
                }
            };
            let file = |facts, kind, fields| {
                let (encoding, lines) = (portal.format.encoding, portal.format.lines);
                PortalFile { facts, profile: portal.name.clone(), kind, fields, encoding, lines }
            };
            files.extend(pieces.into_iter().map(|facts| file(facts, PortalKind::Table, fields.clone())));
            if portal.dictionary {
                let name = format!("{}/observations.dictionary.json", portal.folder());
                let content = dictionary::dictionary(&fields, portal.language);
                let facts = write_file(&self.staging.path, &name, content.as_bytes())?;
                files.push(PortalFile { encoding: UTF_8, lines: Lines::Lf, ..file(facts, PortalKind::Dictionary, Vec::new()) });
            }
        }
        Ok(files)
    }
}

/// The encoding of JSON.
const UTF_8: TextEncoding = TextEncoding::UTF_8;

fn create(staging: &Staging, portal: &PortalPlan, fields: &[PortalField]) -> anyhow::Result<PortalCsv> {
    let headers: Vec<String> = fields.iter().map(|field| field.header.clone()).collect();
    let names = fields.iter().map(|field| field.name.to_string()).collect();
    Ok(PortalCsv::create(&staging.path, &format!("{}/observations", portal.folder()), portal.format, &headers, names)?)
}

fn own_fields(portal: &PortalPlan) -> Vec<PortalField> {
    portal.columns.iter().map(|(column, header)| portal_field(&column.field, header.clone())).collect()
}

fn portal_field(field: &Field, header: String) -> PortalField {
    let header = tongbi_domain::cell::released(&header).into_owned();
    PortalField { name: field.name.clone(), header, kind: field.kind, zh: field.zh.clone(), en: field.en.clone() }
}
