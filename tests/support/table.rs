//! A CSV table of a release, read back whole.

use std::collections::BTreeMap;
use std::path::Path;

/// Header and rows.
pub struct Table {
    pub header: Vec<String>,
    pub rows: Vec<Row>,
}

/// One row, by column name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(BTreeMap<String, String>);

impl Table {
    pub fn read(path: &Path) -> Self {
        let mut reader = csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let row = |record: csv::StringRecord| Row(header.iter().cloned().zip(record.iter().map(str::to_owned)).collect());
        let rows = reader.records().map(|record| row(record.unwrap())).collect();
        Self { header, rows }
    }

    /// All rows whose columns have these texts.
    pub fn all(&self, wanted: &[(&str, &str)]) -> Vec<&Row> {
        self.rows.iter().filter(|row| wanted.iter().all(|(column, text)| row.get(column) == *text)).collect()
    }

    /// The one row whose columns have these texts.
    pub fn one(&self, wanted: &[(&str, &str)]) -> &Row {
        let found = self.all(wanted);
        assert_eq!(found.len(), 1, "rows with {wanted:?}: {found:#?}");
        found[0]
    }
}

impl Row {
    pub fn get(&self, column: &str) -> &str {
        self.0.get(column).unwrap_or_else(|| panic!("no column {column}"))
    }

    /// Whether the table has this column.
    pub fn has_column(&self, column: &str) -> bool {
        self.0.contains_key(column)
    }

    /// Asserts the texts of some columns.
    pub fn has(&self, expected: &[(&str, &str)]) {
        for (column, text) in expected {
            assert_eq!(self.get(column), *text, "{column} of {self:#?}");
        }
    }
}
