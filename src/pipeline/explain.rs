//! Why a source contradicts itself: of two rows with one key, the columns in which they differ although the layout ignores them. One of them is
//! most likely a dimension that is not declared.
//!
//! The tables are read once more, only where there are contradictions, and only the rows in question are looked at.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use tongbi_domain::finding::{Code, Findings, Place, Seen};
use tongbi_read::Row;
use tongbi_read::layout::{Body, Content, Rows, TableReader};

use super::plan::{PackagePlan, Plan};
use super::read::{Part, SourceError, Visit, unreadable, visit};
use crate::stages::ingest::IngestError;

/// How many contradictions are looked at; the others are like them.
const LOOKED_AT: usize = 5000;

/// Texts of ignored columns by header, of a row by its place without the column.
type IgnoredTexts = BTreeMap<Place, Vec<(String, String)>>;

/// Names, in each contradiction of a package's sources, the ignored columns in which its two rows differ.
pub(super) fn explain(plan: &Plan, package: &PackagePlan, findings: &mut Findings) -> Result<(), SourceError> {
    let wanted: BTreeSet<Place> = findings
        .iter()
        .filter(|finding| finding.code() == Code::SourceConflict)
        .filter_map(|finding| Some([row_of(finding.place()), row_of(finding.beside()?)]))
        .take(LOOKED_AT)
        .flatten()
        .collect();
    let files: BTreeSet<&str> = wanted.iter().map(|place| place.file.as_str()).collect();
    let mut looker = Looker { wanted: &wanted, texts: IgnoredTexts::new() };
    for source in package.sources.iter().map(|index| &plan.sources[*index]) {
        for table in &source.tables {
            let columns = &source.readings[table.reading].reading.layout.columns;
            let ignores = columns.iter().any(|rule| matches!(rule.content, Content::Ignore(_)));
            if ignores && files.contains(format!("{}/{}", source.folder, table.name).as_str()) {
                visit(&plan.root, source, table, &mut looker)?;
            }
        }
    }
    if looker.texts.is_empty() {
        return Ok(());
    }
    let differing = |finding: Seen<'_>| -> Option<Vec<String>> {
        let other = looker.texts.get(&row_of(finding.beside()?))?;
        let one = looker.texts.get(&row_of(finding.place()))?;
        let differs = |(header, text): &&(String, String)| other.iter().any(|(found, beside)| found == header && beside != text);
        Some(one.iter().filter(differs).map(|(header, _)| header.clone()).collect())
    };
    // Where some columns differ in every contradiction of a file, the others differ by chance.
    let mut always: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finding in findings.iter() {
        if let Some(columns) = differing(finding) {
            always.entry(finding.file().to_owned()).and_modify(|known| known.retain(|column| columns.contains(column))).or_insert(columns);
        }
    }
    let mut explained = Vec::new();
    for (at, finding) in findings.iter().enumerate().filter(|(_, finding)| finding.code() == Code::SourceConflict) {
        if let Some(own) = differing(finding) {
            let common = always.get(finding.file()).filter(|columns| !columns.is_empty());
            let mut finding = finding.to_finding();
            finding.facts.push(("differs", common.unwrap_or(&own).join(", ")));
            explained.push((at, finding));
        }
    }
    explained.iter().for_each(|(at, finding)| findings.replace(*at, finding));
    Ok(())
}

/// The row of a cell.
fn row_of(place: Place) -> Place {
    Place { column: 0, ..place }
}

struct Looker<'a> {
    wanted: &'a BTreeSet<Place>,
    texts: IgnoredTexts,
}

impl Visit for Looker<'_> {
    fn rows<R: Rows>(&mut self, part: &Part<'_>, rows: R) -> Result<(), SourceError> {
        let stop = |error| unreadable(part.path, part.sheet, &IngestError::Open(error));
        let mut reader = TableReader::open(rows, &part.how.reading.layout, part.table.window).map_err(stop)?;
        let here = Place { file: part.path.to_owned(), sheet: part.sheet.to_owned(), line: 0, column: 0 };
        let ours = self.wanted.iter().filter(|place| place.file == here.file && place.sheet == here.sheet);
        let lines: HashSet<u64> = ours.map(|place| place.line).collect();
        let mut row = Row::default();
        loop {
            let body = reader.read(&mut row).map_err(stop)?;
            reader.take_problems();
            match body {
                Body::End => return Ok(()),
                Body::Block | Body::Ragged => continue,
                Body::Row => {}
            }
            if lines.contains(&row.line()) {
                let ignored = reader.shape().ignored.iter();
                let texts = ignored.map(|column| (column.header.clone(), row.get(column.index).unwrap_or_default().trim().to_owned()));
                self.texts.insert(Place { line: row.line(), ..here.clone() }, texts.collect());
            }
        }
    }
}
