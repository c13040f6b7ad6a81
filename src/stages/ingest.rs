//! Walks a table by its layout: each figure becomes a statement, or goes to quarantine with its place, text and reason.

use tongbi_domain::catalog::{AreaId, Catalog, Indicator};
use tongbi_domain::finding::{Code, Finding, Place, Severity};
use tongbi_domain::number::Qualifier;
use tongbi_domain::number::text::Style;
use tongbi_domain::period::TimeSpan;
use tongbi_domain::vocabulary::{Adjustment, Comparability, ConfStatus, Measure, ObsStatus, PriceBasis, Scenario, Stage};
use tongbi_read::layout::{Body, Layout, Mark, OpenError, Role, Rows, TableReader, ValueColumn};
use tongbi_read::{Problem, ReadError, Row};

use super::classify::{Classifier, Fault, Named, word};
use super::normalize::{Normalized, Normalizer, Request};
use super::source::{Declared, QuarantineRule, Words};
use crate::table::{Extra, Facts, FileId, Ledger, Line, RareAmount, Statement, Traits, Variant};

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
                (None, None, false, Ok(common)) => self.cell(reader, row, column, text, mark, common, sink),
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

    #[allow(clippy::too_many_arguments)]
    fn cell<R: Rows>(
        &mut self,
        reader: &TableReader<'_, R>,
        row: &Row,
        column: &ValueColumn,
        text: &str,
        mark: Option<Mark>,
        common: &Common<'_>,
        sink: &mut Sink<'_>,
    ) -> Result<(), Fault> {
        let named = self.indicator(self.said(reader, row, column, &Role::Indicator))?;
        let (area, area_assumed) = self.area(self.said(reader, row, column, &Role::Area))?;
        let catalog = self.catalog;
        let Some(indicator) = catalog.indicators.get(named.indicator) else {
            return Err(Fault::new(Code::UnknownIndicator, [("text", String::new())]));
        };
        let measure = column.measure.unwrap_or(indicator.measure);
        let (span, period_assumed) = self.period(self.said(reader, row, column, &Role::Period), indicator.nature)?;
        let declared_unit = self.table.declared.unit.as_deref().unwrap_or_default();
        // The unit column speaks of the indicator's own figure; a growth rate beside it has its percent sign in its own cell.
        let unit = match (measure == indicator.measure, self.said(reader, row, column, &Role::Unit), named.unit.as_deref()) {
            (false, _, _) => "",
            (true, "", None) => declared_unit,
            (true, "", Some(unit)) => unit,
            (true, unit, _) => unit,
        };
        let request =
            Request { text, unit, indicator: (named.indicator, indicator), measure, counts_rounded: self.table.declared.counts_rounded };
        let (normalized, status) = match mark {
            Some(Mark::Missing(status)) => (missing(self.normalizer.missing(sink.ledger, request)?), Some(status)),
            _ => (self.normalizer.read(sink.ledger, request)?, common.status),
        };
        if let Some(digits) = normalized.many_digits {
            let fault = Fault::new(Code::ManyDigits, [("digits", digits.to_string())]);
            self.find(fault, row.line(), column.index, &column.header, text, sink);
        }
        let (price_basis, comparability) = if measure.is_growth() {
            (common.growth_prices.unwrap_or(indicator.growth_basis), common.growth_scope.unwrap_or(Comparability::Unknown))
        } else if measure == Measure::Level || measure == Measure::Index {
            (indicator.price_basis, Comparability::AsPublished)
        } else {
            (PriceBasis::NotApplicable, Comparability::AsPublished)
        };
        let line = Line { indicator: named.indicator, area, measure, scenario: common.scenario };
        let place = CellPlace {
            line,
            span,
            variant: (price_basis, comparability),
            base_per: self.base_per(indicator, measure),
            row: row.line(),
            column: column.index,
        };
        let assumed = (period_assumed, area_assumed);
        self.push(&place, text, &normalized, status.unwrap_or_else(|| status_of(common)), assumed, common, sink)
    }

    /// Rank of an index's base in the catalogue's list, from 1; 0 for what is no index.
    fn base_per(&self, indicator: &Indicator, measure: Measure) -> u8 {
        let base = indicator.index_base.as_ref().filter(|_| measure == Measure::Index);
        let rank = base.and_then(|base| self.catalog.indicators.index_bases().iter().position(|known| known == base.code()));
        rank.and_then(|rank| u8::try_from(rank + 1).ok()).unwrap_or(0)
    }

    fn indicator(&mut self, text: &str) -> Result<Named, Fault> {
        match (text, self.table.declared.indicator) {
            ("", Some(indicator)) => Ok(Named { indicator, unit: None }),
            (text, _) => self.classifier.indicator(text),
        }
    }

    fn area(&mut self, text: &str) -> Result<(AreaId, bool), Fault> {
        match (text, self.table.declared.area) {
            ("", Some(area)) => Ok((area, true)),
            (text, _) => Ok((self.classifier.area(text)?, false)),
        }
    }

    fn period(&mut self, text: &str, nature: tongbi_domain::vocabulary::Nature) -> Result<(TimeSpan, bool), Fault> {
        match (text, self.table.declared.period.as_deref()) {
            ("", Some(period)) => Ok((self.classifier.period(period, nature)?, true)),
            (text, _) => Ok((self.classifier.period(text, nature)?, false)),
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn push(
        &self,
        place: &CellPlace,
        text: &str,
        normalized: &Normalized,
        status: ObsStatus,
        assumed: (bool, bool),
        common: &Common<'_>,
        sink: &mut Sink<'_>,
    ) -> Result<(), Fault> {
        let ledger = &mut *sink.ledger;
        let traits = Traits::new(Facts {
            decimals: normalized.decimals,
            qualifier: normalized.qualifier,
            stage: common.stage,
            status,
            confidentiality: common.confidentiality,
            words: normalized.words,
            period_assumed: assumed.0,
            area_assumed: assumed.1,
        });
        let locator = ledger.intern(common.locator);
        let mut statement = Statement {
            line: ledger.line_id(place.line),
            period: place.span.period(),
            mantissa: normalized.mantissa,
            row: u32::try_from(place.row).unwrap_or(u32::MAX),
            note: ledger.intern(common.note),
            extra: 0,
            variant: Variant::new(place.span.cumulation(), place.variant.0, place.variant.1, place.base_per, Adjustment::Unadjusted),
            conversion: normalized.conversion,
            file: self.table.file,
            column: u16::try_from(place.column + 1).unwrap_or(u16::MAX),
            traits,
        };
        let plain = ledger.value_text(&statement) == text && normalized.rare.is_none();
        if !plain || !common.locator.is_empty() {
            let value_text = (!plain).then(|| text.to_owned());
            ledger.extras.push(Extra { value_text, amount: normalized.rare, locator, inputs: Vec::new() });
            statement.extra = u32::try_from(ledger.extras.len()).unwrap_or(0);
        }
        // What cannot be converted exactly is found here, at its cell, and never later.
        if ledger.amount(&statement).is_err() {
            return Err(Fault::new(Code::Overflow, [("text", text.to_owned())]));
        }
        ledger.statements.push(statement);
        Ok(())
    }

    fn find(&self, fault: Fault, line: u64, column: usize, header: &str, raw: &str, sink: &mut Sink<'_>) {
        let column = u32::try_from(column + 1).unwrap_or(u32::MAX);
        debug_assert!(fault.code.severity() >= Severity::Note);
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

/// The fault of a confidential cell: what kind it is, and nothing of the cell.
fn hidden(fault: Fault) -> Fault {
    let keep = fault.code == Code::DeclaredQuarantine;
    let hide = |(name, value): (&'static str, String)| (name, if keep { value } else { "…".to_owned() });
    Fault { code: fault.code, facts: fault.facts.into_iter().map(hide).collect() }
}

/// Where a figure belongs and where it stands.
struct CellPlace {
    line: Line,
    span: TimeSpan,
    variant: (PriceBasis, Comparability),
    base_per: u8,
    row: u64,
    column: usize,
}

fn missing(conversion: crate::table::ConversionId) -> Normalized {
    Normalized {
        mantissa: 0,
        decimals: 0,
        qualifier: Qualifier::Exact,
        words: false,
        rare: Some(RareAmount::Missing),
        conversion,
        many_digits: None,
    }
}

/// The status that a figure has by its stage, where its source gives none: an expectation is an estimate, preliminary accounts are provisional.
fn status_of(common: &Common<'_>) -> ObsStatus {
    match common.stage {
        Stage::Expected => ObsStatus::Estimated,
        Stage::Preliminary => ObsStatus::Provisional,
        _ => ObsStatus::Normal,
    }
}
