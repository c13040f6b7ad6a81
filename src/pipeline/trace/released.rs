//! The tables of a release as a chain needs them: which row is meant, what its columns say, which row of another table belongs to it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tongbi_domain::diagnostic::{nearest, suggest};
use tongbi_domain::message::traces as say;

use super::{Figure, TraceOptions, refused};
use crate::io::{Found, ReleasedRow, ReleasedTable, find_in_csv};

/// The column that follows the key in `statements`.
const BEHIND_KEY: &str = "outcome";

/// A release.
pub(super) struct Released {
    folder: PathBuf,
    observations: ReleasedTable,
    pub(super) lineage: Option<ReleasedTable>,
    pub(super) statements: Option<ReleasedTable>,
    /// Columns of the whole key, whether or not `observations` has them.
    key: Vec<String>,
}

impl Released {
    pub(super) fn open(folder: &Path) -> anyhow::Result<Self> {
        let shown = folder.display().to_string();
        let table = |name| ReleasedTable::open(folder, name);
        let observations = table("observations")?.ok_or_else(|| refused(say::no_observations(shown), say::whole_copy()))?;
        let (lineage, statements) = (table("lineage")?, table("statements")?);
        let columns = statements.as_ref().map_or_else(|| observations.columns(), ReleasedTable::columns);
        let key = columns.iter().take_while(|column| *column != BEHIND_KEY).cloned().collect();
        Ok(Self { folder: folder.to_owned(), observations, lineage, statements, key })
    }

    /// The rows that are asked for.
    pub(super) fn find(&self, options: &TraceOptions<'_>, most: usize) -> anyhow::Result<Found> {
        if let Some(line) = options.row {
            let row = line.checked_sub(2).map(|row| self.observations.row(row)).transpose()?.flatten();
            let last = self.observations.rows() + 1;
            let row = row.ok_or_else(|| refused(say::no_row(line, last), say::rows_are(last)))?;
            return Ok(Found { rows: vec![row], count: 1 });
        }
        let columns: Vec<&str> = self.observations.columns().iter().map(String::as_str).collect();
        for (column, _) in &options.wanted {
            if !columns.contains(column) {
                return Err(refused(say::no_column(*column), suggest(column, &columns)));
            }
        }
        let found = self.observations.find(&options.wanted, most)?;
        if found.count == 0 { Err(self.nothing(&options.wanted)?) } else { Ok(found) }
    }

    /// Why no row has the key: a text that no row has, with what is near it, else texts that stand in no row together.
    fn nothing(&self, wanted: &[(&str, &str)]) -> anyhow::Result<anyhow::Error> {
        for (column, text) in wanted {
            if self.observations.find(&[(*column, *text)], 0)?.count == 0 {
                let known = self.known(column)?;
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let help = nearest(text, &known).map_or_else(|| say::look_at(*column), |near| say::near_it(*column, near));
                return Ok(refused(say::no_row_has(*column, *text), help));
            }
        }
        Ok(refused(say::no_row_has_all(), say::leave_one_out()))
    }

    /// What a column of codes or names can say, as the code lists of the release know it.
    fn known(&self, column: &str) -> anyhow::Result<Vec<String>> {
        let (list, there) = match column {
            "indicator" => ("indicators", vec!["indicator"]),
            "indicator_name" => ("indicators", vec!["name_zh", "name_en"]),
            "ref_area" => ("areas", vec!["ref_area"]),
            "ref_area_name" => ("areas", vec!["name_zh", "name_en"]),
            "source_id" => ("sources", vec!["source_id"]),
            _ => return Ok(Vec::new()),
        };
        let rows = find_in_csv(&self.folder, list, &[])?;
        Ok(rows.into_iter().flat_map(|mut row| there.iter().filter_map(|name| row.remove(*name)).collect::<Vec<_>>()).collect())
    }

    /// A row of observations as a figure of which nothing more is known yet.
    pub(super) fn figure(&self, row: ReleasedRow) -> Figure {
        let line = row.row + 2;
        let cells = named(self.observations.columns(), row);
        let text = |column: &String| cells.get(column).cloned().unwrap_or_default();
        let key = self.key.iter().filter(|column| self.observations.columns().contains(column));
        let key = key.map(|column| (column.clone(), text(column))).collect();
        Figure { line, key, cells, ..Figure::default() }
    }

    /// The figure of a key that `lineage` names by its path.
    pub(super) fn at(&self, path: &str) -> anyhow::Result<Option<Figure>> {
        let texts: Vec<&str> = path.split('|').collect();
        if texts.len() != self.key.len() {
            return Ok(None);
        }
        let wanted: Vec<(&str, &str)> = self.key.iter().map(String::as_str).zip(texts).collect();
        Ok(self.first(&wanted)?.map(|row| self.figure(row)))
    }

    fn first(&self, wanted: &[(&str, &str)]) -> anyhow::Result<Option<ReleasedRow>> {
        let columns = self.observations.columns();
        let wanted: Vec<(&str, &str)> = wanted.iter().filter(|(name, _)| columns.iter().any(|column| column == name)).copied().collect();
        Ok(self.observations.find(&wanted, 1)?.rows.pop())
    }

    /// Figures with these texts.
    pub(super) fn figures(&self, wanted: &[(&str, &str)], most: usize) -> anyhow::Result<Vec<Figure>> {
        Ok(self.observations.find(wanted, most)?.rows.into_iter().map(|row| self.figure(row)).collect())
    }

    /// The row of `lineage` of a figure; none where the release has no lineage, or the figure's key is cut and fits several.
    pub(super) fn lineage_of(&self, figure: &Figure) -> anyhow::Result<Option<BTreeMap<String, String>>> {
        let Some(table) = &self.lineage else { return Ok(None) };
        let agrees =
            |cells: &BTreeMap<String, String>| figure.key.iter().all(|(column, text)| cells.get(column).map_or("", String::as_str) == text);
        // Both tables have one row for each observation, in the same order.
        if let Some(row) = table.row(figure.line - 2)?.map(|row| named(table.columns(), row)).filter(agrees) {
            return Ok(Some(row));
        }
        let wanted: Vec<(&str, &str)> = figure.key.iter().map(|(column, text)| (column.as_str(), text.as_str())).collect();
        let found = table.find(&wanted, 2)?;
        let mut rows = found.rows.into_iter().map(|row| named(table.columns(), row));
        Ok(rows.next().filter(|_| found.count == 1))
    }

    /// The rows of `statements` of a key; none where the release has no such table.
    pub(super) fn statements_of(&self, key: &[(&str, &str)]) -> anyhow::Result<Option<Vec<BTreeMap<String, String>>>> {
        let Some(table) = &self.statements else { return Ok(None) };
        let rows = table.find(key, usize::MAX)?.rows;
        Ok(Some(rows.into_iter().map(|row| named(table.columns(), row)).collect()))
    }

    /// Names of the columns of the whole key.
    pub(super) fn key(&self) -> &[String] {
        &self.key
    }

    /// The row of `sources` of a source; empty where the release does not have it.
    pub(super) fn source(&self, id: &str) -> anyhow::Result<BTreeMap<String, String>> {
        Ok(find_in_csv(&self.folder, "sources", &[("source_id", id)])?.pop().unwrap_or_default())
    }

    /// The findings on a cell.
    pub(super) fn findings(&self, place: &[(&str, &str)]) -> anyhow::Result<Vec<BTreeMap<String, String>>> {
        Ok(find_in_csv(&self.folder, "quarantine", place)?)
    }
}

/// The cells of a row by the names of their columns, without the empty ones.
fn named(columns: &[String], row: ReleasedRow) -> BTreeMap<String, String> {
    columns.iter().cloned().zip(row.cells).filter(|(_, text)| !text.is_empty()).collect()
}
