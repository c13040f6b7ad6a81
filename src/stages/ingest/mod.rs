//! Walks a table by its layout: each figure becomes a statement (`figure.rs`), or goes to quarantine with its place, text and reason.

mod figure;

use tongbi_domain::catalog::{Catalog, DimensionId, DimensionKey};
use tongbi_domain::finding::{Code, Finding, Place};
use tongbi_domain::number::text::Style;
use tongbi_domain::vocabulary::{Comparability, ConfStatus, ObsStatus, PriceBasis, Scenario, Stage};
use tongbi_read::layout::{Body, Layout, Mark, OpenError, Role, Rows, TableReader, ValueColumn};
use tongbi_read::{Problem, ReadError, Row};

use super::classify::{Classifier, Fault, word};
use super::normalize::Normalizer;
use super::source::{Declared, QuarantineRule, Words};
use crate::table::{FileId, Ledger};
use figure::Figure;

/// A source as the stage sees it.
#[derive(Clone, Copy)]
pub struct SourceView<'a> {
    /// Its id.
    pub id: &'a str,
    /// How its tables are laid out.
    pub layout: &'a Layout,
    /// How it writes numbers.
    pub style: Style,
    /// What its words mean.
    pub words: &'a Words,
    /// Rows that are no observations.
    pub quarantine: &'a [QuarantineRule],
    /// What its tables can be broken down by.
    pub dimensions: &'a [DimensionId],
}

/// One table of a source.
#[derive(Clone, Copy)]
pub struct TableView<'a> {
    /// The file, already in the ledger.
    pub file: FileId,
    /// Its path, for findings.
    pub path: &'a str,
    /// What it leaves unsaid.
    pub declared: &'a Declared,
}

/// What became of a table's cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Value cells: those that say something, marks for missing included.
    pub cells: u64,
    /// Value cells that became statements.
    pub statements: u64,
    /// Value cells that went to quarantine.
    pub quarantined: u64,
    /// Lines above the header and below the table.
    pub outside: u64,
}

impl Counts {
    /// Adds another table's.
    pub fn add(&mut self, other: Self) {
        self.cells += other.cells;
        self.statements += other.statements;
        self.quarantined += other.quarantined;
        self.outside += other.outside;
    }
}

/// Where statements and findings go.
pub struct Sink<'a> {
    /// The store.
    pub ledger: &'a mut Ledger,
    /// All findings of the run so far.
    pub findings: &'a mut Vec<Finding>,
}

/// Reads one table into the ledger.
///
/// Value cells in equal statements plus quarantined cells; blank cells and lines outside the table are none.
pub fn ingest<R: Rows>(
    catalog: &Catalog,
    source: SourceView<'_>,
    table: TableView<'_>,
    rows: R,
    sink: &mut Sink<'_>,
) -> Result<Counts, OpenError> {
    let mut reader = TableReader::open(rows, source.layout)?;
    let mut worker = Worker {
        catalog,
        source,
        table,
        dimensions: dimension_roles(catalog, source.dimensions),
        classifier: Classifier::new(catalog),
        normalizer: Normalizer::new(&catalog.units, source.style),
        counts: Counts::default(),
    };
    let rules = worker.rules(&reader);
    let mut row = Row::default();
    loop {
        let body = reader.read(&mut row)?;
        let broken = worker.problems(&mut reader, sink)?;
        match body {
            Body::End => break,
            Body::Row | Body::Ragged => {
                let rule = rules.iter().find(|(column, rule)| row.get(*column).is_some_and(|text| rule.matches(text.trim())));
                let state = RowState { ragged: body == Body::Ragged, declared: rule.map(|(_, rule)| rule.reason.as_str()), broken };
                worker.row(&reader, &row, &state, sink);
            }
        }
    }
    let (above, below) = reader.outside();
    worker.counts.outside = above + below;
    Ok(worker.counts)
}

/// What is known of a row before its cells are looked at.
struct RowState<'a> {
    ragged: bool,
    declared: Option<&'a str>,
    /// Fields of this row whose bytes are broken; their problem is already a finding.
    broken: Vec<(u64, usize, Fault)>,
}

struct Worker<'a> {
    catalog: &'a Catalog,
    source: SourceView<'a>,
    table: TableView<'a>,
    /// The dimensions of the source, each with the role by which its layout says it.
    dimensions: Vec<(DimensionId, Role)>,
    classifier: Classifier<'a>,
    normalizer: Normalizer<'a>,
    counts: Counts,
}

/// What a row says for all of its figures.
struct Common<'t> {
    scenario: Scenario,
    stage: Stage,
    growth_prices: Option<PriceBasis>,
    growth_scope: Option<Comparability>,
    status: Option<ObsStatus>,
    confidentiality: ConfStatus,
    note: &'t str,
    locator: &'t str,
}

impl<'a> Worker<'a> {
    fn rules<R: Rows>(&self, reader: &TableReader<'_, R>) -> Vec<(usize, &'a QuarantineRule)> {
        self.source.quarantine.iter().filter_map(|rule| Some((reader.shape().find(&rule.column)?, rule))).collect()
    }

    /// Broken bytes of the row just read, by the line and field they stand in.
    fn problems<R: Rows>(&self, reader: &mut TableReader<'_, R>, sink: &mut Sink<'_>) -> Result<Vec<(u64, usize, Fault)>, ReadError> {
        let mut broken = Vec::new();
        for problem in reader.take_problems() {
            let (at, code, what) = match &problem {
                Problem::Undecodable { at, bytes, assumed } => {
                    let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                    (*at, Code::Undecodable, format!("{} in {}", bytes.join(" "), assumed.name()))
                }
                Problem::UnclosedQuote { at } => (*at, Code::UnclosedQuote, String::new()),
                Problem::NulByte { at, count } => (*at, Code::ControlCharacter, format!("{count} NUL")),
                Problem::FieldTooLarge { at, bytes } => (*at, Code::Overflow, format!("{bytes} bytes")),
                Problem::MarkContradicts { declared, mark } => {
                    let facts = [("declared", declared.name().to_owned()), ("mark", mark.name().to_owned())];
                    self.find(Fault::new(Code::EncodingContradicted, facts), 1, 0, "", "", sink);
                    continue;
                }
                Problem::TextAfterQuote { at } => (*at, Code::UnclosedQuote, "text after a closing quote".to_owned()),
                _ => continue,
            };
            let fault = Fault::new(code, [("what", what)]);
            let in_value = reader.shape().values.iter().any(|column| column.index == at.field);
            if in_value {
                broken.push((at.line, at.field, fault));
            } else {
                // Not a figure: the row's figures are judged by what the text became, and the place is said once.
                self.find(fault, at.line, at.field, "", "", sink);
            }
        }
        Ok(broken)
    }

    fn row<R: Rows>(&mut self, reader: &TableReader<'_, R>, row: &Row, state: &RowState<'_>, sink: &mut Sink<'_>) {
        let common = self.common(reader, row);
        for column in &reader.shape().values {
            let text = row.get(column.index).unwrap_or_default().trim();
            let mark = self.source.layout.mark(text);
            if mark == Some(Mark::Absent) {
                continue;
            }
            self.counts.cells += 1;
            let broken = state.broken.iter().find(|(_, field, _)| *field == column.index).map(|(_, _, fault)| fault.clone());
            let result = match (broken, state.declared, state.ragged, &common) {
                (Some(fault), _, _, _) => Err(fault),
                (None, Some(reason), _, _) => Err(Fault::new(Code::DeclaredQuarantine, [("reason", reason.to_owned())])),
                (None, None, true, _) => {
                    let facts = [("cells", row.len().to_string()), ("expected", reader.shape().width.to_string())];
                    Err(Fault::new(Code::RaggedRow, facts))
                }
                (None, None, false, Err(fault)) => Err(fault.clone()),
                (None, None, false, Ok(common)) => self.dimensions(reader, row, column).and_then(|dimensions| {
                    let said = |role| self.said(reader, row, column, &role);
                    let figure = Figure {
                        text,
                        mark,
                        measure: column.measure,
                        indicator: said(Role::Indicator),
                        area: said(Role::Area),
                        dimensions,
                        period: said(Role::Period),
                        unit: said(Role::Unit),
                        header: &column.header,
                        line: row.line(),
                        column: column.index,
                    };
                    self.figure(&figure, common, sink)
                }),
            };
            match result {
                Ok(()) => self.counts.statements += 1,
                Err(fault) => {
                    self.counts.quarantined += 1;
                    let secret = self.secret(reader, row);
                    let (fault, text) = if secret { (hidden(fault), "") } else { (fault, text) };
                    self.find(fault, row.line(), column.index, &column.header, text, sink);
                }
            }
        }
    }

    /// Whether a row's cells are confidential, or say something of it that cannot be read: their text stays inside.
    fn secret<R: Rows>(&self, reader: &TableReader<'_, R>, row: &Row) -> bool {
        let text = reader.shape().text(&Role::Confidentiality, row);
        !matches!(word(&self.source.words.confidentiality, text, "", ConfStatus::from_code), Ok(None | Some(ConfStatus::Free)))
    }

    fn common<'t, R: Rows>(&self, reader: &TableReader<'_, R>, row: &'t Row) -> Result<Common<'t>, Fault> {
        let words = self.source.words;
        let text = |role: Role| reader.shape().text(&role, row);
        let declared = self.table.declared;
        let scenario = word(&words.scenario, text(Role::Scenario), "scenario", Scenario::from_code)?;
        let stage = word(&words.stage, text(Role::Stage), "stage", Stage::from_code)?;
        Ok(Common {
            scenario: scenario.or(declared.scenario).unwrap_or(Scenario::Actual),
            stage: stage.or(declared.stage).unwrap_or(Stage::NotStated),
            growth_prices: word(&words.growth_prices, text(Role::GrowthPrices), "growth_prices", PriceBasis::from_code)?,
            growth_scope: word(&words.growth_scope, text(Role::GrowthScope), "growth_scope", Comparability::from_code)?,
            status: word(&words.status, text(Role::Status), "status", ObsStatus::from_code)?,
            confidentiality: word(&words.confidentiality, text(Role::Confidentiality), "confidentiality", ConfStatus::from_code)?
                .unwrap_or(ConfStatus::Free),
            note: text(Role::Note),
            locator: text(Role::Locator),
        })
    }

    /// The values of the dimensions that the source speaks of; in all others a figure is not applicable.
    fn dimensions<R: Rows>(&mut self, reader: &TableReader<'_, R>, row: &Row, column: &ValueColumn) -> Result<DimensionKey, Fault> {
        let mut key = DimensionKey::default_of(&self.catalog.dimensions);
        for (id, role) in &self.dimensions {
            let text = self.said(reader, row, column, role);
            key = key.with(*id, self.classifier.dimension(*id, text)?);
        }
        Ok(key)
    }

    /// The text of a role for one figure: from its header cell, else its row, else the preamble.
    fn said<'t, R: Rows>(&self, reader: &'t TableReader<'_, R>, row: &'t Row, column: &'t ValueColumn, role: &Role) -> &'t str {
        if column.across.as_ref() == Some(role) {
            return &column.header;
        }
        match reader.shape().text(role, row) {
            "" => reader.preamble(role).unwrap_or_default(),
            text => text,
        }
    }

    fn find(&self, fault: Fault, line: u64, column: usize, header: &str, raw: &str, sink: &mut Sink<'_>) {
        let column = u32::try_from(column + 1).unwrap_or(u32::MAX);
        sink.findings.push(Finding {
            code: fault.code,
            place: Place { file: self.table.path.to_owned(), sheet: String::new(), line, column },
            source: self.source.id.to_owned(),
            header: header.to_owned(),
            raw: raw.to_owned(),
            facts: fault.facts,
        });
    }
}

fn dimension_roles(catalog: &Catalog, ids: &[DimensionId]) -> Vec<(DimensionId, Role)> {
    ids.iter().filter_map(|id| Some((*id, Role::Dimension(catalog.dimensions.get(*id)?.code.clone())))).collect()
}

/// The fault of a confidential cell: what kind it is, and nothing of the cell.
fn hidden(fault: Fault) -> Fault {
    let keep = fault.code == Code::DeclaredQuarantine;
    let hide = |(name, value): (&'static str, String)| (name, if keep { value } else { "…".to_owned() });
    Fault { code: fault.code, facts: fault.facts.into_iter().map(hide).collect() }
}
