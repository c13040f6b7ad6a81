//! A wide table: one row for each series, its periods side by side. It is held whole, because its columns are known only when the last row is.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use tongbi_domain::label;
use tongbi_domain::number::Qualifier;
use tongbi_domain::period::{Cumulation, Period};

use super::config::Headers;
use super::plan::PortalPlan;
use super::table::{unit, value};
use crate::pipeline::tables::View;
use crate::table::column::{Field, Kind, Word};
use crate::table::{Line, Statement, Variant};

/// What the figures of a row share: all of the key but the period, and what a figure must not lose beside others — that it is a bound, that it is
/// derived, and its unit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct RowKey {
    line: Line,
    variant: Variant,
    qualifier: usize,
    derivation: String,
    unit: String,
}

/// Columns of periods come by their first day, the longer span first.
type ColumnKey = (i32, std::cmp::Reverse<i32>, Period);

#[derive(Default)]
struct Row {
    cells: Vec<String>,
    values: BTreeMap<ColumnKey, String>,
}

/// A wide table on its way.
#[derive(Default)]
pub(super) struct Wide {
    rows: BTreeMap<RowKey, Row>,
    periods: BTreeSet<ColumnKey>,
}

impl Wide {
    /// Adds a figure. The cells of its row are those of the first.
    pub(super) fn add(&mut self, portal: &PortalPlan, view: &View<'_>, statement: &Statement, cells: Vec<String>) -> anyhow::Result<()> {
        let qualifier = statement.traits.qualifier();
        let key = RowKey {
            line: *view.ledger().line(statement),
            variant: statement.variant,
            qualifier: Qualifier::ALL.iter().position(|entry| *entry == qualifier).unwrap_or(0),
            derivation: view.derivation_id(statement).to_owned(),
            unit: unit(portal, view, statement).name,
        };
        let period = statement.period;
        let column = (period.start().days_since_epoch(), std::cmp::Reverse(period.end().days_since_epoch()), period);
        let text = value(portal, view, statement)?.map_or_else(String::new, |value| value.to_string());
        let row = self.rows.entry(key).or_insert_with(|| Row { cells, values: BTreeMap::new() });
        row.values.insert(column, text);
        self.periods.insert(column);
        Ok(())
    }

    /// Adds the figures of another part. The cells of a row are those of the first.
    pub(super) fn merge(&mut self, other: Self) {
        for (key, row) in other.rows {
            match self.rows.entry(key) {
                Entry::Vacant(entry) => {
                    entry.insert(row);
                }
                Entry::Occupied(mut entry) => entry.get_mut().values.extend(row.values),
            }
        }
        self.periods.extend(other.periods);
    }

    /// The columns of periods with their headers.
    pub(super) fn columns(&self, portal: &PortalPlan) -> Vec<(Field, String)> {
        let column = |(_, _, period): &ColumnKey| {
            let words = |language| Word::Owned(label::period(*period, Cumulation::Period, language));
            let (zh, en) = (words(tongbi_domain::catalog::Language::Zh), words(tongbi_domain::catalog::Language::En));
            let field = Field {
                name: Word::Owned(label::period_column(*period)),
                kind: Kind::Number,
                required: false,
                zh,
                en,
                concept: None,
                digits: None,
            };
            let header = match portal.headers {
                Headers::Names => field.name.to_string(),
                Headers::Labels => portal.header(&field),
            };
            (field, header)
        };
        self.periods.iter().map(column).collect()
    }

    /// The rows in the order of a release.
    pub(super) fn rows(self) -> impl Iterator<Item = Vec<String>> {
        let periods = self.periods;
        self.rows.into_values().map(move |mut row| {
            let values = periods.iter().map(|period| row.values.remove(period).unwrap_or_default());
            let values: Vec<String> = values.collect();
            let mut cells = row.cells;
            cells.extend(values);
            cells
        })
    }
}
