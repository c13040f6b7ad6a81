//! Follows figures of a release to their cells: each derivation to its inputs, each input in turn.

use std::collections::{BTreeMap, BTreeSet};

use tongbi_domain::finding::Place;
use tongbi_domain::vocabulary::{Fidelity, Stage};

use super::released::Released;
use super::{CellId, Figure, Gap, Input, Origin, Other, Why};

/// How deep derivations are followed. Derivations cannot lead to themselves; a release that says so is damaged.
const DEEPEST: usize = 16;

/// The word by which a sidecar says that something is not known.
const UNKNOWN: &str = "unknown";

/// Chains on their way.
pub(super) struct Chains<'a> {
    released: &'a Released,
    /// How many inputs of a derivation are followed.
    most: usize,
    /// Lines of the figures whose chains are there.
    seen: BTreeSet<u64>,
    cells: BTreeSet<CellId>,
}

impl<'a> Chains<'a> {
    pub(super) fn new(released: &'a Released, most: usize) -> Self {
        Self { released, most, seen: BTreeSet::new(), cells: BTreeSet::new() }
    }

    /// The cells that the chains end in.
    pub(super) fn cells(self) -> BTreeSet<CellId> {
        self.cells
    }

    /// The whole chain of a figure.
    pub(super) fn follow(&mut self, mut figure: Figure) -> anyhow::Result<Figure> {
        figure.base = self.base(&figure)?.map(Box::new);
        self.complete(figure, 0)
    }

    fn complete(&mut self, mut figure: Figure, depth: usize) -> anyhow::Result<Figure> {
        self.seen.insert(figure.line);
        let Some(lineage) = self.released.lineage_of(&figure)? else {
            let key = figure.key.clone();
            if key.len() == self.released.key().len() {
                self.compare(&mut figure, &key)?;
            } else {
                figure.others_gap = Some(Gap::NoLineage);
            }
            figure.origin = Origin::Unknown(Gap::NoLineage);
            return Ok(figure);
        };
        let text = |column: &str| lineage.get(column).cloned().unwrap_or_default();
        // The whole key, where the package leaves columns of it out of `observations`.
        let key: Vec<(String, String)> = self.released.key().iter().map(|column| (column.clone(), text(column))).collect();
        self.compare(&mut figure, &key)?;
        figure.key = key;
        figure.origin = if text("source_id").is_empty() {
            let inputs = self.inputs(&text("inputs"), depth)?;
            Origin::Derived { lineage, inputs }
        } else {
            let id = cell(&lineage);
            figure.findings = self.findings(&lineage)?;
            self.cells.insert(id.clone());
            Origin::Cell { id, source: self.released.source(&text("source_id"))?, lineage }
        };
        Ok(figure)
    }

    fn inputs(&mut self, paths: &str, depth: usize) -> anyhow::Result<Vec<Input>> {
        let paths: Vec<&str> = paths.split("; ").filter(|path| !path.is_empty()).collect();
        let mut inputs = Vec::new();
        for path in paths.iter().take(self.most) {
            inputs.push(match self.released.at(path)? {
                None => Input::Missing((*path).to_owned()),
                Some(figure) if self.seen.contains(&figure.line) || depth >= DEEPEST => Input::Above(figure.line, (*path).to_owned()),
                Some(figure) => Input::Figure(Box::new(self.complete(figure, depth + 1)?)),
            });
        }
        if paths.len() > self.most {
            inputs.push(Input::More(paths.len() - self.most));
        }
        Ok(inputs)
    }

    /// The findings on the cell of a figure.
    fn findings(&self, lineage: &BTreeMap<String, String>) -> anyhow::Result<Vec<BTreeMap<String, String>>> {
        let place = ["source_id", "file", "sheet", "line", "column"];
        let place: Vec<(&str, &str)> = place.iter().map(|name| (*name, lineage.get(*name).map_or("", String::as_str))).collect();
        self.released.findings(&place)
    }

    /// What else is said of a key, and why it lost.
    fn compare(&self, figure: &mut Figure, key: &[(String, String)]) -> anyhow::Result<()> {
        let key: Vec<(&str, &str)> = key.iter().map(|(column, text)| (column.as_str(), text.as_str())).collect();
        let Some(rows) = self.released.statements_of(&key)? else {
            figure.others_gap = Some(Gap::NoStatements);
            return Ok(());
        };
        let is_winner = |row: &BTreeMap<String, String>| get(row, "outcome") == "PUBLISHED";
        let winner = rows.iter().find(|row| is_winner(row)).cloned().unwrap_or_default();
        figure.others = rows.into_iter().filter(|row| !is_winner(row)).map(|cells| Other { why: why(&winner, &cells), cells }).collect();
        Ok(())
    }

    /// The figure that a change over the year is computed from: the same key a year earlier, an actual, with the value that the row
    /// states.
    fn base(&self, figure: &Figure) -> anyhow::Result<Option<Figure>> {
        let value = figure.get("yoy_base");
        let Some(period) = a_year_before(figure.get("time_period")).filter(|_| !value.is_empty()) else { return Ok(None) };
        let free = ["price_basis", "comparability", "base_per"];
        let mut wanted: Vec<(&str, &str)> =
            figure.key.iter().filter(|(column, _)| !free.contains(&column.as_str())).map(|(c, t)| (c.as_str(), t.as_str())).collect();
        for (column, text) in &mut wanted {
            match *column {
                "time_period" => *text = &period,
                "scenario" => *text = "ACTUAL",
                _ => {}
            }
        }
        let mut found = self.released.figures(&wanted, self.most)?;
        // A derived base is published with fewer digits than it is computed with; then it must be the only one.
        let at = found.iter().position(|candidate| candidate.get("obs_value") == value).or_else(|| (found.len() == 1).then_some(0));
        Ok(at.map(|at| found.swap_remove(at)))
    }
}

fn get<'t>(row: &'t BTreeMap<String, String>, column: &str) -> &'t str {
    row.get(column).map_or("", String::as_str)
}

/// The cell that a row of `lineage` names.
fn cell(lineage: &BTreeMap<String, String>) -> CellId {
    let number = |column| get(lineage, column).parse().unwrap_or(0);
    let column = u32::try_from(number("column")).unwrap_or(0);
    let place = Place { file: get(lineage, "file").to_owned(), sheet: get(lineage, "sheet").to_owned(), line: number("line"), column };
    CellId { source: get(lineage, "source_id").to_owned(), sha256: get(lineage, "sha256").to_owned(), place }
}

/// The same period one year earlier: every period begins with its year.
fn a_year_before(period: &str) -> Option<String> {
    let (year, rest) = period.split_at_checked(4)?;
    let year: u32 = year.parse().ok()?;
    (!rest.contains('/')).then(|| format!("{:04}{rest}", year.saturating_sub(1)))
}

/// What decided against a statement: the order of `stages/reconcile.rs`, read from the columns of the release.
fn why(winner: &BTreeMap<String, String>, lost: &BTreeMap<String, String>) -> Why {
    if get(lost, "outcome") == "DUPLICATE" {
        return Why::Twice;
    }
    let stage = |row| Stage::from_code(get(row, "stage")).map(Stage::precedence);
    let fidelity = |row| Fidelity::from_code(get(row, "fidelity"));
    let date =
        |row| [get(row, "delivered"), get(row, "published")].into_iter().find(|date| !date.is_empty() && *date != UNKNOWN).unwrap_or("");
    if stage(winner) != stage(lost) {
        Why::Stage
    } else if fidelity(winner) != fidelity(lost) {
        Why::Fidelity
    } else if date(winner) != date(lost) {
        Why::Date
    } else {
        Why::Order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_a_year_before() {
        assert_eq!(a_year_before("2021-Q3").as_deref(), Some("2020-Q3"));
        assert_eq!(a_year_before("2021").as_deref(), Some("2020"));
        assert_eq!((a_year_before("2016/2020"), a_year_before("")), (None, None));
    }

    /// The reason is the first in the order of precedence that tells the two apart.
    #[test]
    fn the_first_difference_decides() {
        let row = |stage: &str, fidelity: &str, delivered: &str, outcome: &str| -> BTreeMap<String, String> {
            [("stage", stage), ("fidelity", fidelity), ("delivered", delivered), ("published", "2020"), ("outcome", outcome)]
                .map(|(name, text)| (name.to_owned(), text.to_owned()))
                .into()
        };
        let winner = row("FINAL", "original", "2023", "PUBLISHED");
        for (lost, reason) in [
            (row("EXPECTED", "reprint", "2023", "SUPERSEDED"), Why::Stage),
            (row("FINAL", "reprint", "2024", "SUPERSEDED"), Why::Fidelity),
            (row("FINAL", "original", "unknown", "SUPERSEDED"), Why::Date),
            (row("FINAL", "original", "2023", "SUPERSEDED"), Why::Order),
            (row("FINAL", "original", "2023", "DUPLICATE"), Why::Twice),
        ] {
            assert_eq!(why(&winner, &lost), reason, "{lost:?}");
        }
    }
}
