//! Walks a table by its layout: each figure becomes a statement (`figure.rs`), or goes to quarantine with its place, text and reason.

mod codes;
mod context;
mod corrections;
mod echo;
mod figure;
mod mapped;
mod refused;
mod said;

use std::collections::{BTreeMap, HashSet};

use tongbi_domain::amend::{Act, Correction};
use tongbi_domain::catalog::{Catalog, DimensionId};
use tongbi_domain::finding::{Code, Finding, Findings, Head, Place, Subject};
use tongbi_domain::message::{Message, tables as say};
use tongbi_domain::period::Period;
use tongbi_domain::vocabulary::ObsStatus;
use tongbi_read::layout::{Body, Cell, OpenError, Role, Rows, STEP, TableReader, ValueColumn, Window};
use tongbi_read::{Cover, Problem, ReadError, Row};

use super::classify::{Classifier, Fault, shown};
use super::mapping::{Heard, Mappings};
use super::normalize::Normalizer;
use super::source::{Declared, Fate, Reading, RowRule, Words};
use crate::table::{FileId, Ledger, ShelfError};
pub use corrections::{Corrected, Seen, State};

use context::Contexts;
use corrections::{Correcting, Met, Speaks, differs, withholds};
use echo::Echo;
use figure::Figure;
use refused::Until;
use said::{Said, Weight};

/// One table of a source.
#[derive(Clone, Copy)]
pub struct TableView<'a> {
    /// Id of the source.
    pub source: &'a str,
    /// The file, already in the ledger.
    pub file: FileId,
    /// Its path, for findings.
    pub path: &'a str,
    /// The sheet; empty for a text file.
    pub sheet: &'a str,
    /// The part of the sheet that is the table.
    pub window: Window,
    /// How it is laid out and what its texts mean.
    pub reading: &'a Reading,
    /// What it leaves unsaid.
    pub declared: &'a Declared,
    /// The dimensions that its layout or declaration speaks of, so that each figure must have a value of them.
    pub dimensions: &'a [DimensionId],
    /// The corrections of cells of this file, whatever their sheet.
    pub corrections: &'a [Correction],
}

/// What became of a table's cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Value cells: those that say something, marks for missing included.
    pub cells: u64,
    /// Value cells that became statements.
    pub statements: u64,
    /// Value cells that went to quarantine.
    pub quarantined: u64,
    /// Value cells that a declared rule leaves out, by its reason.
    pub left_out: BTreeMap<String, u64>,
    /// Lines above the header and below the table.
    pub outside: u64,
}

impl Counts {
    /// Adds another table's.
    pub fn add(&mut self, other: &Self) {
        self.cells += other.cells;
        self.statements += other.statements;
        self.quarantined += other.quarantined;
        self.outside += other.outside;
        for (reason, cells) in &other.left_out {
            *self.left_out.entry(reason.clone()).or_default() += cells;
        }
    }

    /// Value cells that declared rules leave out.
    pub fn left_out_cells(&self) -> u64 {
        self.left_out.values().sum()
    }

    fn leave_out(&mut self, reason: &str) {
        self.cells += 1;
        match self.left_out.get_mut(reason) {
            Some(count) => *count += 1,
            None => {
                self.left_out.insert(reason.to_owned(), 1);
            }
        }
    }
}

/// Where statements and findings go.
pub struct Sink<'a> {
    /// The store.
    pub ledger: &'a mut Ledger,
    /// All findings of the run so far.
    pub findings: &'a mut Findings,
    /// What texts were taken for.
    pub mappings: &'a mut Mappings,
    /// What was seen of the corrections of the source.
    pub corrected: &'a mut Corrected,
}

/// Why a table cannot be read as declared.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// There is no room for its statements.
    #[error(transparent)]
    Room(#[from] ShelfError),
    /// Its bytes or its header.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It has a header and no figure.
    #[error("{}", say::no_figures())]
    NoFigures,
    /// No figure has a unit.
    #[error("{}", say::no_unit(*cells, indicators))]
    NoUnit {
        /// How many figures there are.
        cells: u64,
        /// Names of the indicators.
        indicators: String,
    },
}

impl IngestError {
    /// Why, as a sentence; what caused it, where another library knows, is its source.
    pub fn message(&self) -> Message {
        match self {
            Self::Open(error) => error.message(),
            Self::Room(error) => Message::quoted(error.to_string()),
            Self::NoFigures => say::no_figures(),
            Self::NoUnit { cells, indicators } => say::no_unit(*cells, indicators),
        }
    }
}

/// Reads one table into the ledger, with a classifier of its reading.
///
/// Value cells in equal statements plus quarantined cells plus cells left out; blank cells and lines outside the table are none.
pub fn ingest<R: Rows>(
    catalog: &Catalog,
    table: TableView<'_>,
    classifier: &mut Classifier<'_>,
    rows: R,
    sink: &mut Sink<'_>,
) -> Result<Counts, IngestError> {
    let mut reader = TableReader::open(rows, &table.reading.layout, table.window)?;
    let mut worker = Worker {
        catalog,
        table,
        classifier,
        normalizer: Normalizer::new(&catalog.units, table.reading.style),
        contexts: Contexts::default(),
        echo: Echo::default(),
        until: None,
        outdated: HashSet::new(),
        heard: Heard::default(),
        counts: Counts::default(),
        correcting: Correcting::new(table.corrections, table.sheet),
    };
    let before = sink.findings.len();
    let mut rules = worker.block(&reader, sink);
    let mut row = Row::default();
    loop {
        let body = reader.read(&mut row).map_err(IngestError::Open)?;
        let broken = worker.problems(&mut reader, sink).map_err(OpenError::Read)?;
        match body {
            Body::End => break,
            Body::Block => {
                rules = worker.block(&reader, sink);
                worker.contexts = Contexts::default();
            }
            Body::Row | Body::Ragged => {
                let rule = rules.iter().find(|rule| rule.matches(&row)).map(|rule| rule.rule);
                let state = RowState { ragged: body == Body::Ragged, rule, broken };
                worker.row(&reader, &row, &state, sink);
                sink.ledger.ease()?;
            }
        }
    }
    worker.counts.outside = reader.outside();
    sink.mappings.append(&mut worker.mappings(sink.ledger));
    if let Some(correcting) = worker.correcting.take() {
        sink.corrected.add(correcting.seen());
    }
    if worker.counts.cells == 0 {
        return Err(IngestError::NoFigures);
    }
    worker.refuse_without_unit(sink.findings, before)?;
    Ok(worker.counts)
}

/// What is known of a row before its cells are looked at.
struct RowState<'a> {
    ragged: bool,
    rule: Option<&'a RowRule>,
    /// Fields of this row whose bytes are broken; their problem is already a finding.
    broken: Vec<(u64, usize, Fault)>,
}

impl RowState<'_> {
    /// Whether nothing keeps the figures of the row from being what they look like.
    fn is_plain(&self) -> bool {
        !self.ragged && self.rule.is_none() && self.broken.is_empty()
    }
}

/// A rule and the columns it looks at in this block.
struct PlacedRule<'a> {
    rule: &'a RowRule,
    /// Every column with the rule's header; `None` for the first cell with a text.
    columns: Option<Vec<usize>>,
}

impl PlacedRule<'_> {
    fn matches(&self, row: &Row) -> bool {
        match &self.columns {
            Some(columns) => columns.iter().any(|column| row.get(*column).is_some_and(|text| self.rule.matches(text.trim()))),
            None => row.iter().map(str::trim).find(|text| !text.is_empty()).is_some_and(|text| self.rule.matches(text)),
        }
    }
}

struct Worker<'a, 'p> {
    catalog: &'a Catalog,
    table: TableView<'a>,
    classifier: &'a mut Classifier<'p>,
    normalizer: Normalizer<'a>,
    contexts: Contexts<'a>,
    echo: Echo,
    /// How far the figure at hand was looked at until its labels were found to be at fault.
    until: Option<Until>,
    /// Codes that were found to be used outside their dates, with the period.
    outdated: HashSet<(String, Period)>,
    /// Declared words that the table has.
    heard: Heard<'a>,
    counts: Counts,
    /// The corrections of this table; nothing, as for most tables, where there are none.
    correcting: Option<Correcting<'a>>,
}

/// A row, with what is said of all of its figures.
struct RowView<'r> {
    row: &'r Row,
    state: &'r RowState<'r>,
    said: Said<'r>,
    fault: Option<Fault>,
}

impl<'a> Worker<'a, '_> {
    /// Looks at a header: where the rules look, and which columns cannot be told apart.
    fn block<R: Rows>(&mut self, reader: &TableReader<'_, R>, sink: &mut Sink<'_>) -> Vec<PlacedRule<'a>> {
        let shape = reader.shape();
        // Each cell of a table with corrections is looked at.
        let echo = || Echo::of(shape, &self.table.reading.layout, &self.table.reading.words);
        self.echo = if self.correcting.is_none() { echo() } else { Echo::default() };
        for index in &shape.duplicates {
            let header = shape.header(*index);
            self.find(Fault::new(Code::DuplicateHeader, [("header", header.to_owned())]), shape.line, *index, header, header, sink);
        }
        let layout = &self.table.reading.layout;
        let place = |rule: &'a RowRule| PlacedRule { rule, columns: rule.column.as_ref().map(|key| shape.find(key, layout).collect()) };
        self.table.reading.rules.iter().map(place).collect()
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
        self.count_ignored(reader, row);
        let before = self.counts.cells;
        if state.is_plain() {
            self.echo.take(row);
        } else {
            self.echo.pass();
        }
        let mut view = None;
        for (position, column) in reader.shape().values.iter().enumerate() {
            // A merged range has one figure, in its first cell.
            if row.cover(column.index) != Cover::Own || self.again(row, (position, column), sink) {
                continue;
            }
            if view.is_none() {
                self.echo.look(row);
                view = Some(self.view(reader, row, state));
            }
            if let Some(view) = &view {
                self.value(reader, view, (position, column), sink);
            }
        }
        if !state.ragged {
            return;
        }
        let view = view.unwrap_or_else(|| self.view(reader, row, state));
        let RowView { said, fault, .. } = view;
        // A figure may have been shifted out of the columns of figures: a row of another shape is told even where those are blank.
        if let (true, None, Some(fault)) = (self.counts.cells == before, state.rule, fault) {
            let stray = row.iter().enumerate().rev().find(|(_, text)| !text.trim().is_empty());
            let (index, text) = stray.unwrap_or((0, ""));
            self.counts.cells += 1;
            self.counts.quarantined += 1;
            let text = if self.is_secret(&said) { "" } else { text.trim() };
            let place = (row.line(), index);
            self.put(&fault, place, reader.shape().header(index), (text, ""), Subject::Cell(said.digest()), sink);
        }
    }

    /// A row with what is said of its figures.
    fn view<'r, R: Rows>(&mut self, reader: &'r TableReader<'_, R>, row: &'r Row, state: &'r RowState<'r>) -> RowView<'r>
    where
        'a: 'r,
    {
        let table = self.table;
        let words = &table.reading.words;
        let mut said = Said::nothing();
        let heard = &mut self.heard;
        table.declared.facts.iter().for_each(|fact| heard.note(said.put(fact.role, &fact.text, words, Weight::General)));
        reader.outer().for_each(|fact| heard.note(said.put(fact.role, &fact.text, words, Weight::General)));
        reader.say(row, |role, text| heard.note(said.put(role, text, words, Weight::Particular)));
        RowView { row, state, said, fault: self.row_fault(reader, row, state) }
    }

    /// One value cell of a row: a statement, a finding, left out, or nothing.
    fn value<'r, R: Rows>(
        &mut self,
        reader: &'r TableReader<'_, R>,
        view: &RowView<'r>,
        (position, column): (usize, &'r ValueColumn),
        sink: &mut Sink<'_>,
    ) where
        'a: 'r,
    {
        let (table, RowView { row, state, .. }) = (self.table, view);
        let text = row.get(column.index).unwrap_or_default().trim();
        let mut cell = table.reading.layout.cell(text);
        let left_out = state.rule.filter(|rule| rule.fate == Fate::LeaveOut);
        let correction = match &mut self.correcting {
            Some(correcting) if left_out.is_none() => {
                let outer: Vec<&str> = reader.outer().map(|fact| fact.text.trim()).collect();
                correcting.speaks(Met { shape: reader.shape(), row, column, outer: &outer, text }, table.path)
            }
            _ => Speaks::No,
        };
        let is_absent = |cell: &Cell<'_>| cell.mark == Some(tongbi_read::layout::Mark::Absent);
        if is_absent(&cell) && matches!(correction, Speaks::No) {
            return;
        }
        if let Some(rule) = left_out {
            self.counts.leave_out(&rule.reason);
            return;
        }
        let own;
        let said = if column.facts.is_empty() && column.beside.is_empty() {
            &view.said
        } else {
            own = beside(column, row, view.said, &table.reading.words, &mut self.heard);
            &own
        };
        let correction = match correction {
            Speaks::No => None,
            Speaks::Yes(correction) => Some(correction),
            Speaks::Stale(correction) => return self.stale(correction, reader, (row, column, text), said),
        };
        if let Some(correction) = correction {
            self.applied(correction, (row, column, &cell), said);
            match &correction.act {
                Act::Drop => return self.counts.leave_out(&format!("correction: {}", correction.signed.reason)),
                Act::Override(instead) => cell = table.reading.layout.cell(instead),
                Act::Scale(..) | Act::Flag(_) => {}
            }
            if is_absent(&cell) {
                return self.counts.leave_out(&format!("correction: {}", correction.signed.reason));
            }
        }
        self.counts.cells += 1;
        let overridden = correction.is_some_and(|correction| matches!(correction.act, Act::Override(_)));
        let broken = state.broken.iter().find(|(_, field, _)| *field == column.index && !overridden).map(|(_, _, fault)| fault);
        if let Some(fault) = broken.or(view.fault.as_ref()) {
            return self.quarantine(fault, said, (row.line(), column, text), &cell, sink);
        }
        match self.figure(&Figure { text, cell, column, position, said, line: row.line(), correction }, sink) {
            Ok(()) => self.counts.statements += 1,
            Err(fault) => {
                self.quarantine(&fault, said, (row.line(), column, text), &cell, sink);
                if !hides(&cell) {
                    self.refuse(position, said, &fault, sink);
                }
            }
        }
    }

    /// Keeps that a correction was applied to a cell.
    fn applied(&mut self, correction: &Correction, (row, column, cell): (&Row, &ValueColumn, &Cell<'_>), said: &Said<'_>) {
        let secret = hides(cell) || withholds(correction) || self.is_secret(said);
        let (place, header) = (self.place(row.line(), column.index), column.header.clone());
        if let Some(correcting) = &mut self.correcting {
            correcting.keep(correction, State::Applied { place, header, secret });
        }
    }

    /// Keeps a cell out that does not say what its correction expects; it is told when the whole source is read.
    fn stale<R: Rows>(
        &mut self,
        correction: &Correction,
        reader: &TableReader<'_, R>,
        (row, column, text): (&Row, &ValueColumn, &str),
        said: &Said<'_>,
    ) {
        self.counts.cells += 1;
        self.counts.quarantined += 1;
        let secret = hides(&self.table.reading.layout.cell(text)) || withholds(correction) || self.is_secret(said);
        let facts = differs(correction, Met { shape: reader.shape(), row, column, outer: &[], text }, secret);
        let fault = Fault::new(Code::CorrectionStale, facts);
        let raw = if secret { "" } else { text };
        let finding = self.finding(&fault, (row.line(), column.index), &column.header, raw, Subject::Cell(said.digest()));
        if let Some(correcting) = &mut self.correcting {
            correcting.keep(correction, State::Stale(Box::new(finding)));
        }
    }

    /// What keeps every figure of a row out.
    fn row_fault<R: Rows>(&self, reader: &TableReader<'_, R>, row: &Row, state: &RowState<'_>) -> Option<Fault> {
        if let Some(rule) = state.rule.filter(|rule| rule.fate == Fate::Quarantine) {
            return Some(Fault::new(Code::DeclaredQuarantine, [("reason", rule.reason.clone())]));
        }
        if state.ragged {
            let facts = [("cells", row.len().to_string()), ("expected", reader.shape().width.to_string())];
            return Some(Fault::new(Code::RaggedRow, facts));
        }
        let (index, text) = reader.misfits(row).next()?;
        let facts = [("text", text.to_owned()), ("header", reader.shape().header(index).to_owned())];
        Some(Fault::new(Code::LabelMisfit, facts))
    }

    /// Counts the cells of columns that are left out for a declared reason.
    fn count_ignored<R: Rows>(&mut self, reader: &TableReader<'_, R>, row: &Row) {
        for column in reader.shape().ignored.iter().filter(|column| !column.reason.is_empty()) {
            if row.get(column.index).is_some_and(|text| !text.trim().is_empty()) {
                self.counts.leave_out(&column.reason);
            }
        }
    }

    /// Keeps a figure out; the text of a confidential cell, or of one whose confidentiality cannot be read, stays inside.
    fn quarantine(
        &mut self,
        fault: &Fault,
        said: &Said<'_>,
        (line, column, text): (u64, &ValueColumn, &str),
        cell: &Cell<'_>,
        sink: &mut Sink<'_>,
    ) {
        self.counts.quarantined += 1;
        let (place, subject) = ((line, column.index), Subject::Cell(said.digest()));
        if hides(cell) || self.is_secret(said) {
            self.put(&hidden(fault), place, &column.header, ("", "…"), subject, sink);
        } else {
            self.put(fault, place, &column.header, (text, cell.number), subject, sink);
        }
    }

    /// Whether a figure is said to be confidential, or may be.
    fn is_secret(&self, said: &Said<'_>) -> bool {
        !codes::is_free(said.get(Role::Confidentiality)) || codes::is_suppressed(said.get(Role::Status)) || self.flags_hide(said)
    }

    /// Whether a cell of flags says, or may say, that the figure is confidential.
    fn flags_hide(&self, said: &Said<'_>) -> bool {
        let text = said.get(Role::Flags);
        let flags = self.table.reading.layout.flags(text);
        !text.is_empty() && !matches!(flags, Some((status, None)) if status != Some(ObsStatus::Suppressed))
    }

    /// A table in which no figure has a unit says nothing: it is refused as a whole, with what must be declared.
    fn refuse_without_unit(&self, findings: &Findings, before: usize) -> Result<(), IngestError> {
        let without = || findings.iter().skip(before).filter(|finding| finding.code() == Code::NoUnit);
        if self.counts.statements > 0 || self.counts.quarantined == 0 || without().count() as u64 != self.counts.quarantined {
            return Ok(());
        }
        let mut indicators: Vec<&str> = without().map(|finding| finding.fact("indicator")).collect();
        indicators.sort_unstable();
        indicators.dedup();
        Err(IngestError::NoUnit { cells: self.counts.quarantined, indicators: indicators.join(", ") })
    }

    fn find(&self, fault: Fault, line: u64, column: usize, header: &str, raw: &str, sink: &mut Sink<'_>) {
        self.put(&fault, (line, column), header, (raw, ""), Subject::Place, sink);
    }

    /// Adds a finding on a cell with a text, of which the text of its number is a part.
    fn put(
        &self,
        fault: &Fault,
        (line, column): (u64, usize),
        header: &str,
        (raw, number): (&str, &str),
        subject: Subject,
        sink: &mut Sink<'_>,
    ) {
        let within = sink.findings.within(self.table.source, self.table.path, self.table.sheet, header);
        let head = Head { code: fault.code, within, line, column: position(column), subject };
        let raw = if raw.contains(STEP) { &shown(raw) } else { raw };
        sink.findings.push(head, raw, fault.facts(number));
    }

    fn finding(&self, fault: &Fault, (line, column): (u64, usize), header: &str, raw: &str, subject: Subject) -> Finding {
        Finding {
            code: fault.code,
            place: self.place(line, column),
            source: self.table.source.to_owned(),
            header: header.to_owned(),
            raw: shown(raw),
            beside: None,
            facts: fault.facts("").map(|(name, text)| (name, text.to_owned())).collect(),
            subject,
        }
    }

    fn place(&self, line: u64, column: usize) -> Place {
        Place { file: self.table.path.to_owned(), sheet: self.table.sheet.to_owned(), line, column: position(column) }
    }
}

/// A cell of a row, from 1.
fn position(column: usize) -> u32 {
    u32::try_from(column + 1).unwrap_or(u32::MAX)
}

/// Whether a cell's own flags say that it is confidential or suppressed.
fn hides(cell: &Cell<'_>) -> bool {
    cell.confidentiality.is_some() || cell.status == Some(ObsStatus::Suppressed)
}

/// What is said of the figures of one column: what its header and the cells beside the figure say, beyond what the row says.
fn beside<'t, 'w: 't>(column: &'t ValueColumn, row: &'t Row, mut said: Said<'t>, words: &'w Words, heard: &mut Heard<'w>) -> Said<'t> {
    column.facts.iter().for_each(|fact| heard.note(said.put(fact.role, &fact.text, words, Weight::Particular)));
    for (role, index) in &column.beside {
        heard.note(said.put(*role, row.get(*index).unwrap_or_default().trim(), words, Weight::Particular));
    }
    said
}

/// The fault of a confidential cell: what kind it is, and nothing of the cell.
fn hidden(fault: &Fault) -> Fault {
    if fault.code == Code::DeclaredQuarantine { fault.clone() } else { fault.hidden() }
}
