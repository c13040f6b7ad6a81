//! Looks at the tables of one source as their declaration reads them: rows and columns by what they are, figures as they would enter.
//!
//! Each table is read twice, once for what its rows are and once for its figures. Nothing is published, and what is kept is bounded by the number
//! of rows that are asked for; findings are kept whole, because only the whole table has them all.

mod grid;

use std::sync::Arc;

use tongbi_domain::diagnostic::Refusal;
use tongbi_domain::finding::{Findings, Sorted};
use tongbi_domain::message::{Message, declared as say};
use tongbi_domain::number::{Decimal, Rounding};
use tongbi_domain::vocabulary::ObsStatus;
use tongbi_read::layout::Rows;

use super::plan::{Plan, SourcePlan};
use super::read::{Form, Part, Reading, SourceError, Visit, ingest_part, misfits, visit};
use crate::stages::classify::Classifiers;
use crate::stages::ingest::{Corrected, Counts, Sink};
use crate::stages::mapping::Mappings;
use crate::table::{Ledger, Statement};

pub(super) use grid::role_word;
pub use grid::{ColumnKind, Grid, GridRow, RowKind};

/// Digits after the point of values that do not end.
const DIGITS: u8 = 6;

/// What to look at.
#[derive(Clone, Copy, Debug)]
pub struct InspectOptions<'a> {
    /// Id of the source.
    pub source: &'a str,
    /// Name of one file; all of the source's where none is given.
    pub file: Option<&'a str>,
    /// How many rows and how many observations of each table are kept.
    pub rows: usize,
}

/// What was seen of a source.
#[derive(Debug, Default)]
pub struct Inspection {
    /// Its tables, in the order in which they are read.
    pub tables: Vec<Inspected>,
    /// All findings, in the order of their places.
    pub findings: Sorted,
    /// Why a table cannot be read as declared; those behind it were not looked at.
    pub stopped: Option<SourceError>,
}

/// A file, or one sheet of it.
#[derive(Debug)]
pub struct Inspected {
    /// Path of the file, relative to the project.
    pub path: String,
    /// The sheet; empty for what has none.
    pub sheet: String,
    /// Name of the layout.
    pub layout: String,
    /// What the file is.
    pub form: Form,
    /// Its rows and columns.
    pub grid: Grid,
    /// The first figures as they would enter a release.
    pub observations: Vec<Observation>,
    /// What became of its cells; nothing where it cannot be read.
    pub counts: Counts,
}

/// A figure as it would enter a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Line and column of its cell, from 1.
    pub place: (u32, u16),
    /// Code of the indicator.
    pub indicator: String,
    /// Code of the area.
    pub area: String,
    /// Codes of the dimensions that the table speaks of, each with its value.
    pub dimensions: Vec<(String, String)>,
    /// Code of the measure.
    pub measure: &'static str,
    /// The period, with how the figure accumulates where it does.
    pub period: String,
    /// The value in the canonical unit; none for a missing figure.
    pub value: Option<Decimal>,
    /// The canonical unit.
    pub unit: String,
    /// The cell's text.
    pub text: String,
    /// The unit as written; empty where none is.
    pub unit_text: String,
    /// Its status, where it is not the normal one.
    pub status: Option<&'static str>,
}

/// What keeps a source from being looked at: no source has this id, or no table of it is this file.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct InspectError(pub Box<Refusal>);

fn refused(message: Message, help: Message) -> InspectError {
    InspectError(Box::new(Refusal::new("T104", message, help)))
}

/// Looks at a source.
///
/// # Errors
/// When there is no such source or file. A table that cannot be read as declared is part of the answer.
pub fn inspect(plan: &Plan, options: InspectOptions<'_>) -> Result<Inspection, InspectError> {
    let Some((index, source)) = plan.sources.iter().enumerate().find(|(_, source)| source.id == options.source) else {
        let known = plan.sources.iter().map(|source| source.id.as_str()).collect::<Vec<_>>().join(", ");
        return Err(refused(say::no_source_called(options.source), say::the_sources_are(known)));
    };
    let tables = || source.tables.iter().filter(|table| options.file.is_none_or(|file| table.name == file));
    if let (Some(file), None) = (options.file, tables().next()) {
        let mut known: Vec<&str> = source.tables.iter().map(|table| table.name.as_str()).collect();
        known.dedup();
        return Err(refused(say::no_table_reads(&source.id, file), say::its_files_are(known.join(", "))));
    }
    let (mut found, mut corrected, mut findings) = (Inspection::default(), Corrected::default(), Findings::default());
    for table in tables() {
        let mut shape = Shapes { plan, rows: options.rows, tables: Vec::new() };
        let seen = visit(&plan.root, source, table, &mut shape);
        let first = found.tables.len();
        found.tables.append(&mut shape.tables);
        let tables = &mut found.tables[first..];
        let mut figures =
            Figures { plan, index, source, rows: options.rows, tables, next: 0, findings: &mut findings, corrected: &mut corrected };
        let read = seen.and_then(|()| visit(&plan.root, source, table, &mut figures));
        if let Err(error) = read {
            found.stopped = Some(error);
            break;
        }
    }
    if found.stopped.is_none() {
        let declared = options.file.map_or(source.amendments.corrections.as_slice(), |file| source.amendments.of(file));
        misfits(source, &corrected, declared).iter().for_each(|finding| findings.add(finding));
    }
    found.findings = Sorted::new(Arc::new(findings), Findings::default(), |_| true);
    Ok(found)
}

/// The first reading: what rows and columns are.
struct Shapes<'a> {
    plan: &'a Plan,
    rows: usize,
    tables: Vec<Inspected>,
}

impl Visit for Shapes<'_> {
    fn rows<R: Rows>(&mut self, part: &Part<'_>, rows: R) -> Result<(), SourceError> {
        let (grid, error) = grid::walk(&self.plan.catalog, part, rows, self.rows);
        self.tables.push(Inspected {
            path: part.path.to_owned(),
            sheet: part.sheet.to_owned(),
            layout: part.how.name.clone(),
            form: part.form,
            grid,
            observations: Vec::new(),
            counts: Counts::default(),
        });
        match error {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }
}

/// The second reading: figures and findings.
struct Figures<'a> {
    plan: &'a Plan,
    index: usize,
    source: &'a SourcePlan,
    rows: usize,
    tables: &'a mut [Inspected],
    next: usize,
    findings: &'a mut Findings,
    corrected: &'a mut Corrected,
}

impl Visit for Figures<'_> {
    fn rows<R: Rows>(&mut self, part: &Part<'_>, rows: R) -> Result<(), SourceError> {
        let mut reading = Reading::default();
        let ledger = &mut reading.ledger;
        let mut sink = Sink { ledger, findings: self.findings, mappings: &mut Mappings::new(), corrected: self.corrected };
        let counts = ingest_part((self.plan, &Classifiers::default()), (self.index, self.source), part, rows, &mut sink);
        if let Some(table) = self.tables.get_mut(self.next) {
            let ledger = &reading.ledger;
            table.observations = ledger.iter().take(self.rows).map(|statement| observation(self.plan, part, ledger, &statement)).collect();
            table.counts = counts?;
        }
        self.next += 1;
        Ok(())
    }
}

fn observation(plan: &Plan, part: &Part<'_>, ledger: &Ledger, statement: &Statement) -> Observation {
    let (line, conversion, catalog) = (ledger.line(statement), ledger.conversion(statement), &plan.catalog);
    let value = ledger.amount(statement).ok().and_then(|amount| amount.value);
    let value = value.and_then(|value| value.to_decimal().or_else(|| value.round(DIGITS, Rounding::default()).ok()));
    let period = match statement.variant.cumulation().code() {
        "PERIOD" => statement.period.to_string(),
        cumulation => format!("{} {cumulation}", statement.period),
    };
    let dimensions = part.table.dimensions.iter().filter_map(|id| {
        let dimension = catalog.dimensions.get(*id)?;
        Some((dimension.code.clone(), dimension.code_of(line.dimensions.rank(*id)).to_owned()))
    });
    let status = statement.traits.status();
    Observation {
        place: (statement.row, statement.column),
        indicator: catalog.indicators.code(line.indicator).to_owned(),
        area: catalog.areas.code(line.area).to_owned(),
        dimensions: dimensions.collect(),
        measure: line.measure.code(),
        period,
        value,
        unit: conversion.unit.clone(),
        text: ledger.value_text(statement),
        unit_text: conversion.unit_text.clone(),
        status: (status != ObsStatus::Normal).then(|| status.code()),
    }
}
