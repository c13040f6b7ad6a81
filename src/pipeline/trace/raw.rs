//! Cells of raw files, read again as the project declares them today: what stands in them, what is said around them, and what that becomes.
//!
//! Each file is read once for the texts around its cells and once for its figures, however many cells of it are asked for.

use std::collections::{BTreeMap, BTreeSet};

use tongbi_domain::finding::{Findings, Place};
use tongbi_domain::message::{Message, tables as say};
use tongbi_read::Row;
use tongbi_read::layout::{Body, Role, Rows, Shape, TableReader};

use super::{CellId, Gap};
use crate::io::sha256_of_file;
use crate::pipeline::inspect::role_word;
use crate::pipeline::plan::{Plan, SourcePlan, TablePlan};
use crate::pipeline::read::{Part, SourceError, Visit, ingest_part, unreadable, visit};
use crate::stages::classify::{Classifiers, shown};
use crate::stages::ingest::{Corrected, IngestError, Sink};
use crate::stages::mapping::Mappings;
use crate::stages::source::Words;
use crate::table::{Ledger, Statement};

/// A cell as it is read today.
#[derive(Clone, Debug, Default)]
pub struct RawCell {
    /// The layout.
    pub layout: String,
    /// The header of its column.
    pub header: String,
    /// The text of the cell.
    pub text: String,
    /// What is said of it, by whom: outermost first.
    pub heard: Vec<Heard>,
    /// The figure that it becomes, as columns of `observations` with their texts.
    pub figure: BTreeMap<&'static str, String>,
}

/// One thing that is said of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// What says it.
    pub saying: Saying,
    /// What it speaks of: the word of a role, or the code of a dimension.
    pub role: String,
    /// In which words.
    pub text: String,
    /// What the text is declared to stand for, as `role = text`; empty where it stands for itself.
    pub means: Vec<String>,
}

/// What says something of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saying {
    /// The declaration, or the names of file and sheet.
    Declaration,
    /// A line above the table, or a section row.
    Above,
    /// A label of its row; the header of the label's column where it has one.
    Label(String),
    /// The header of its column; empty where the declaration of the column says it.
    Header(String),
    /// A cell beside it; the header of that column.
    Beside(String),
}

/// Reads cells again.
pub(super) fn read(plan: &Plan, cells: &BTreeSet<CellId>) -> BTreeMap<CellId, Result<RawCell, Gap>> {
    let mut found = BTreeMap::new();
    let mut files: BTreeMap<(&str, &str, &str), Vec<&CellId>> = BTreeMap::new();
    for cell in cells {
        files.entry((&cell.source, &cell.place.file, &cell.sha256)).or_default().push(cell);
    }
    for ((source, file, sha256), cells) in files {
        let read = read_file(plan, (source, file, sha256), &cells);
        for cell in cells {
            let result = match &read {
                Ok(read) => read.get(&cell.place).cloned().unwrap_or(Err(Gap::NoFigure)),
                Err(gap) => Err(gap.clone()),
            };
            found.insert(cell.clone(), result);
        }
    }
    found
}

/// What a file says of the wanted cells; nothing of one that is no figure.
type Cells = BTreeMap<Place, Result<RawCell, Gap>>;

fn read_file(plan: &Plan, (source, file, sha256): (&str, &str, &str), cells: &[&CellId]) -> Result<Cells, Gap> {
    let (index, source) = plan.sources.iter().enumerate().find(|(_, known)| known.id == source).ok_or(Gap::NoSource)?;
    let tables: Vec<&TablePlan> = source.tables.iter().filter(|table| format!("{}/{}", source.folder, table.name) == file).collect();
    if tables.is_empty() {
        return Err(Gap::NoSource);
    }
    let digest = sha256_of_file(&plan.root.join(file)).map_err(|error| Gap::Unreadable(error.message()))?;
    if digest != sha256 {
        return Err(Gap::Changed(digest));
    }
    let wanted: BTreeSet<Spot<'_>> = cells
        .iter()
        .map(|cell| (cell.place.sheet.as_str(), cell.place.line, usize::try_from(cell.place.column).unwrap_or(usize::MAX)))
        .collect();
    let mut texts = Texts { plan, wanted: &wanted, found: BTreeMap::new() };
    let mut figures = Figures { plan, index, source, wanted: &wanted, found: BTreeMap::new() };
    for table in tables {
        let read = visit(&plan.root, source, table, &mut texts).and_then(|()| visit(&plan.root, source, table, &mut figures));
        read.map_err(|error| Gap::Unreadable(message(&error)))?;
    }
    let (mut texts, figures) = (texts.found, figures.found);
    let mut found = BTreeMap::new();
    for place in cells.iter().map(|cell| cell.place.clone()) {
        let Some(figure) = figures.get(&place) else { continue };
        let read = match (figure, texts.remove(&place)) {
            (None, _) => Err(Gap::Withheld),
            (Some(figure), Some(cell)) => Ok(RawCell { figure: figure.clone(), ..cell }),
            (Some(_), None) => continue,
        };
        found.insert(place, read);
    }
    Ok(found)
}

/// Sheet, line and column of a cell that is wanted.
type Spot<'a> = (&'a str, u64, usize);

fn message(error: &SourceError) -> Message {
    match error {
        SourceError::File(error) => error.message(),
        SourceError::Table(refusal) => match &refusal.place {
            Some(place) => say::with_cause(Message::quoted(place.to_string()), refusal.message.to_string()),
            None => refusal.message.clone(),
        },
    }
}

/// The first reading: what stands in the cells and around them.
struct Texts<'a> {
    plan: &'a Plan,
    wanted: &'a BTreeSet<Spot<'a>>,
    found: BTreeMap<Place, RawCell>,
}

impl Visit for Texts<'_> {
    fn rows<R: Rows>(&mut self, part: &Part<'_>, rows: R) -> Result<(), SourceError> {
        let mut lines: BTreeSet<u64> = self.wanted.iter().filter(|(sheet, ..)| *sheet == part.sheet).map(|(_, line, _)| *line).collect();
        if lines.is_empty() {
            return Ok(());
        }
        let failed = |error| unreadable(part.path, part.sheet, &IngestError::Open(error));
        let mut reader = TableReader::open(rows, &part.how.reading.layout, part.table.window).map_err(failed)?;
        let mut row = Row::default();
        while !lines.is_empty() {
            let body = reader.read(&mut row).map_err(failed)?;
            reader.take_problems();
            match body {
                Body::End => break,
                Body::Block => {}
                Body::Row | Body::Ragged if lines.remove(&row.line()) => self.row(part, &reader, &row),
                Body::Row | Body::Ragged => {}
            }
        }
        Ok(())
    }
}

impl Texts<'_> {
    /// The wanted cells of a row.
    fn row<R: Rows>(&mut self, part: &Part<'_>, reader: &TableReader<'_, R>, row: &Row) {
        let (shape, words) = (reader.shape(), &part.how.reading.words);
        let hear = |saying: Saying, role: Role, text: &str| heard(self.plan, words, saying, role, text);
        for column in shape.values.iter().filter(|column| self.wanted.contains(&(part.sheet, row.line(), column.index + 1))) {
            let mut all: Vec<Heard> = part.declared.facts.iter().map(|fact| hear(Saying::Declaration, fact.role, &fact.text)).collect();
            let catalog = &self.plan.catalog;
            all.extend(part.declared.indicator.map(|id| hear(Saying::Declaration, Role::Indicator, catalog.indicators.code(id))));
            all.extend(part.declared.area.map(|id| hear(Saying::Declaration, Role::Area, catalog.areas.code(id))));
            all.extend(reader.outer().map(|fact| hear(Saying::Above, fact.role, &fact.text)));
            reader.say(row, |role, text| all.push(hear(Saying::Label(label(shape, row, text)), role, text)));
            let header =
                if column.facts.iter().any(|fact| column.header.contains(&fact.text)) { column.header.clone() } else { String::new() };
            all.extend(column.facts.iter().map(|fact| hear(Saying::Header(header.clone()), fact.role, &fact.text)));
            for (role, index) in &column.beside {
                let text = row.get(*index).unwrap_or_default().trim();
                if !text.is_empty() {
                    all.push(hear(Saying::Beside(shape.header(*index).to_owned()), *role, text));
                }
            }
            let text = row.get(column.index).unwrap_or_default().trim().to_owned();
            let at = u32::try_from(column.index + 1).unwrap_or(u32::MAX);
            let place = Place { file: part.path.to_owned(), sheet: part.sheet.to_owned(), line: row.line(), column: at };
            let cell = RawCell { layout: part.how.name.clone(), header: column.header.clone(), text, heard: all, ..RawCell::default() };
            self.found.insert(place, cell);
        }
    }
}

/// The header of the label that has a text: of several that have it, the first.
fn label(shape: &Shape, row: &Row, text: &str) -> String {
    let says = |index: usize| row.get(index).is_some_and(|cell| cell.contains(text));
    let index = shape.labels.iter().map(|label| label.index).find(|index| says(*index));
    index.map_or_else(String::new, |index| shape.header(index).to_owned())
}

fn heard(plan: &Plan, words: &Words, saying: Saying, role: Role, text: &str) -> Heard {
    let means = words.get(role, text).unwrap_or_default();
    let means = means
        .iter()
        .map(|fact| if fact.role == role { fact.text.clone() } else { format!("{} = {}", role_word(&plan.catalog, fact.role), fact.text) });
    Heard { saying, role: role_word(&plan.catalog, role), text: shown(text), means: means.collect() }
}

/// The second reading: the figures that the cells become; none for a confidential one.
struct Figures<'a> {
    plan: &'a Plan,
    index: usize,
    source: &'a SourcePlan,
    wanted: &'a BTreeSet<Spot<'a>>,
    found: BTreeMap<Place, Option<BTreeMap<&'static str, String>>>,
}

impl Visit for Figures<'_> {
    fn rows<R: Rows>(&mut self, part: &Part<'_>, rows: R) -> Result<(), SourceError> {
        if !self.wanted.iter().any(|(sheet, ..)| *sheet == part.sheet) {
            return Ok(());
        }
        let (mut ledger, mut findings) = (Ledger::default(), Findings::default());
        let mut sink =
            Sink { ledger: &mut ledger, findings: &mut findings, mappings: &mut Mappings::new(), corrected: &mut Corrected::default() };
        ingest_part((self.plan, &Classifiers::default()), (self.index, self.source), part, rows, &mut sink)?;
        for statement in ledger.iter() {
            if self.wanted.contains(&(part.sheet, u64::from(statement.row), usize::from(statement.column))) {
                let said = (!statement.traits.withheld()).then(|| figure(self.plan, &ledger, &statement));
                self.found.insert(ledger.place(&statement), said);
            }
        }
        Ok(())
    }
}

/// What a statement would be in `observations`.
fn figure(plan: &Plan, ledger: &Ledger, statement: &Statement) -> BTreeMap<&'static str, String> {
    let (line, conversion) = (ledger.line(statement), ledger.conversion(statement));
    let value = ledger.value(statement).ok().flatten().and_then(|value| value.to_decimal());
    BTreeMap::from([
        ("indicator", plan.catalog.indicators.code(line.indicator).to_owned()),
        ("ref_area", plan.catalog.areas.code(line.area).to_owned()),
        ("measure", line.measure.code().to_owned()),
        ("scenario", line.scenario.code().to_owned()),
        ("freq", statement.period.freq().code().to_owned()),
        ("time_period", statement.period.to_string()),
        ("cumulation", statement.variant.cumulation().code().to_owned()),
        ("price_basis", statement.variant.price_basis().code().to_owned()),
        ("comparability", statement.variant.comparability().code().to_owned()),
        ("unit_measure", conversion.unit.clone()),
        ("obs_status", statement.traits.status().code().to_owned()),
        ("stage", statement.traits.stage().code().to_owned()),
        ("qualifier", statement.traits.qualifier().code().to_owned()),
        ("obs_value", value.map_or_else(String::new, |value| value.normalized().to_string())),
    ])
}
