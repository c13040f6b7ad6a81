//! The key of an observation, which is also the order of rows: its columns, and the texts that fill them in the other tables.
//!
//! Indicator and area come first, then one column for each dimension that the package's sources speak of, then the rest.

use tongbi_domain::catalog::{Catalog, Dimension, DimensionId};
use tongbi_domain::finding::StatementKey;
use tongbi_domain::vocabulary::{Measure, Scenario};

use super::View;
use super::observations::own_fields;
use crate::table::column::{Field, Kind, Value, Word};
use crate::table::{Line, Statement, Variant};

/// The columns of a key before its dimensions.
const HEAD: [&str; 2] = ["indicator", "ref_area"];
/// The columns of a key behind them.
const TAIL: [&str; 9] =
    ["measure", "scenario", "freq", "time_period", "cumulation", "price_basis", "comparability", "base_per", "adjustment"];

/// What stands in the column of a dimension where nothing is said of it, and what a release without the column says.
pub const UNSAID: &str = "_Z";

/// The columns of a key with some dimensions, in the order of rows: dimensions by their codes, which are the columns' names in capitals.
pub fn key_order<'n>(dimensions: impl IntoIterator<Item = &'n str>) -> Vec<String> {
    let mut dimensions: Vec<&str> = dimensions.into_iter().collect();
    dimensions.sort_unstable_by_key(|column| column.to_ascii_uppercase());
    dimensions.dedup();
    HEAD.into_iter().chain(dimensions).chain(TAIL).map(str::to_owned).collect()
}

/// Whether a column is of a key whatever its dimensions are.
pub fn is_fixed_key(column: &str) -> bool {
    HEAD.contains(&column) || TAIL.contains(&column)
}

/// Whether a column of `observations` is that of a dimension: no other column has a name of its own.
pub fn is_dimension(column: &str) -> bool {
    own_fields().all(|field| field.name != column)
}

/// The field of a key's column; that of a dimension which the catalogue has no more is called by its column.
pub(super) fn key_field(catalog: &Catalog, column: &str) -> Field {
    let fixed = own_fields().find(|field| field.name == column);
    let declared = || catalog.dimensions.iter().find(|(_, dimension)| dimension.column == column).map(|(_, found)| dimension_field(found));
    let name = || Word::Owned(column.to_owned());
    fixed.or_else(declared).unwrap_or_else(|| Field {
        name: name(),
        kind: Kind::Code,
        required: true,
        zh: name(),
        en: name(),
        concept: None,
        digits: None,
    })
}

/// The dimensions of a package, in the order of their codes.
#[derive(Clone, Copy)]
pub struct Breakdown<'a> {
    /// The list.
    pub catalog: &'a Catalog,
    /// The package's part of it.
    pub ids: &'a [DimensionId],
}

impl<'a> Breakdown<'a> {
    /// The dimensions with their ids.
    pub fn iter(self) -> impl Iterator<Item = (DimensionId, &'a Dimension)> {
        self.ids.iter().filter_map(move |id| Some((*id, self.catalog.dimensions.get(*id)?)))
    }

    /// The codes of a line's values, in the order of the columns.
    pub fn codes(self, line: &Line) -> impl Iterator<Item = &'a str> {
        self.iter().map(|(id, dimension)| dimension.code_of(line.dimensions.rank(id)))
    }

    /// Names of the columns.
    pub fn columns(self) -> impl Iterator<Item = &'a str> {
        self.iter().map(|(_, dimension)| dimension.column.as_str())
    }

    /// Names of the key's columns, in the order of rows.
    pub fn key(self) -> Vec<Word> {
        let fixed = |names: &'static [&'static str]| names.iter().copied().map(Word::Borrowed);
        fixed(&HEAD).chain(self.columns().map(|column| Word::Owned(column.to_owned()))).chain(fixed(&TAIL)).collect()
    }

    /// The fields of the key, for the other tables.
    pub(super) fn key_fields(self) -> Vec<Field> {
        let fixed = |names: &'static [&'static str]| own_fields().filter(move |field| names.contains(&field.name.as_ref()));
        fixed(&HEAD).chain(self.iter().map(|(_, dimension)| dimension_field(dimension))).chain(fixed(&TAIL)).collect()
    }
}

/// The column of a dimension; it holds the code of a value in every row.
pub(super) fn dimension_field(dimension: &Dimension) -> Field {
    Field {
        name: Word::Owned(dimension.column.clone()),
        kind: Kind::Code,
        required: true,
        zh: Word::Owned(dimension.name.zh.clone()),
        en: Word::Owned(dimension.name.en.clone()),
        concept: Some(Word::Owned(dimension.code.clone())),
        digits: None,
    }
}

/// The key columns of a statement, as texts for the other tables: indicator to adjustment.
pub(super) struct KeyTexts<'a> {
    indicator: &'a str,
    area: &'a str,
    dimensions: Vec<&'a str>,
    measure: Measure,
    scenario: Scenario,
    freq: &'static str,
    time_period: String,
    base_per: &'a str,
    variant: Variant,
}

impl<'a> KeyTexts<'a> {
    pub(super) fn new(view: &View<'a>, statement: &Statement) -> Self {
        Self::of(view, statement.key())
    }

    /// The texts of a key, whatever unit its statement is in.
    pub(super) fn of(view: &View<'a>, key: StatementKey) -> Self {
        let (line, variant) = (&view.ledger().lines[key.line as usize], Variant::of(key));
        Self {
            indicator: view.catalog().indicators.code(line.indicator),
            area: view.catalog().areas.code(line.area),
            dimensions: view.breakdown().codes(line).collect(),
            measure: line.measure,
            scenario: line.scenario,
            freq: key.period.freq().code(),
            time_period: key.period.to_string(),
            base_per: view.base_per(variant),
            variant,
        }
    }

    /// The key as one text, for naming an observation in a cell.
    pub(super) fn path(&self) -> String {
        self.texts().collect::<Vec<_>>().join("|")
    }

    pub(super) fn values(&self) -> impl Iterator<Item = Value<'_>> {
        self.texts().map(Value::Text)
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let variant = self.variant;
        let tail = [
            self.measure.code(),
            self.scenario.code(),
            self.freq,
            &self.time_period,
            variant.cumulation().code(),
            variant.price_basis().code(),
            variant.comparability().code(),
            self.base_per,
            variant.adjustment().code(),
        ];
        [self.indicator, self.area].into_iter().chain(self.dimensions.iter().copied()).chain(tail)
    }
}
