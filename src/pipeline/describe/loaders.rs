//! Programs to copy out of a README: each loads the observations with explicit types, so that no reader guesses.

use std::fmt::Write as _;

use super::model::Table;
use crate::table::column::{Field, Kind};

/// Loaders for pandas, Polars, DuckDB and R.
pub(super) fn all(table: &Table) -> String {
    let fields = table.fields.as_slice();
    let blocks = [
        ("pandas", "python", pandas(fields)),
        ("Polars", "python", polars(fields)),
        ("DuckDB", "python", duckdb(fields)),
        ("R", "r", r(fields)),
    ];
    let mut text = String::new();
    for (title, language, block) in blocks {
        let _ = write!(text, "### {title}\n\n```{language}\n{block}```\n\n");
    }
    text
}

/// One entry a column, four to a line or so, so that a README stays readable.
fn wrapped(entries: impl Iterator<Item = String>) -> String {
    let (mut text, mut width) = (String::from("    "), 4);
    for entry in entries {
        if width + entry.len() > 110 {
            text.push_str("\n    ");
            width = 4;
        }
        width += entry.len() + 2;
        text.push_str(&entry);
        text.push_str(", ");
    }
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn pandas(fields: &[Field]) -> String {
    let kind = |field: &Field| match field.kind {
        Kind::Number => Some("float64"),
        Kind::Small => Some("int8"),
        Kind::Code | Kind::Text => Some("str"),
        Kind::Date => None,
    };
    let types = wrapped(fields.iter().filter_map(|field| Some(format!("\"{}\": \"{}\"", field.name, kind(field)?))));
    let dates: Vec<String> = fields.iter().filter(|field| field.kind == Kind::Date).map(|field| format!("\"{}\"", field.name)).collect();
    format!(
        "import pandas as pd\n\ndata = pd.read_parquet(\"data/observations.parquet\")\n\n# The same from CSV:\ntypes = {{\n{types}}}\n\
         data = pd.read_csv(\"data/observations.csv\", dtype=types, parse_dates=[{}], keep_default_na=False, na_values=[\"\"])\n",
        dates.join(", ")
    )
}

fn polars(fields: &[Field]) -> String {
    let kind = |field: &Field| match field.kind {
        Kind::Number => "Float64",
        Kind::Small => "Int8",
        Kind::Code | Kind::Text => "String",
        Kind::Date => "Date",
    };
    let types = wrapped(fields.iter().map(|field| format!("\"{}\": pl.{}", field.name, kind(field))));
    format!(
        "import polars as pl\n\ndata = pl.read_parquet(\"data/observations.parquet\")\n\n# The same from CSV:\ntypes = {{\n{types}}}\n\
         data = pl.read_csv(\"data/observations.csv\", schema=types)\n"
    )
}

fn duckdb(fields: &[Field]) -> String {
    let kind = |field: &Field| match field.kind {
        Kind::Number => "DOUBLE",
        Kind::Small => "TINYINT",
        Kind::Code | Kind::Text => "VARCHAR",
        Kind::Date => "DATE",
    };
    let types = wrapped(fields.iter().map(|field| format!("'{}': '{}'", field.name, kind(field))));
    format!(
        "import duckdb\n\ndata = duckdb.sql(\"FROM 'data/observations.parquet'\")\n\n# The same from CSV:\ndata = duckdb.sql(\"\"\"\n\
         SELECT * FROM read_csv('data/observations.csv', header = true, delim = ',', quote = '\"', columns = {{\n{types}}})\n\"\"\")\n"
    )
}

fn r(fields: &[Field]) -> String {
    let kind = |field: &Field| match field.kind {
        Kind::Number => "col_double()",
        Kind::Small => "col_integer()",
        Kind::Code | Kind::Text => "col_character()",
        Kind::Date => "col_date()",
    };
    let types = wrapped(fields.iter().map(|field| format!("{} = {}", field.name, kind(field))));
    let types = types.trim_end().trim_end_matches(',').to_owned();
    format!(
        "library(readr)\n\ndata <- read_csv(\"data/observations.csv\", na = \"\", col_types = cols(\n{types}\n))\n\n\
         # The same from Parquet, with library(arrow): data <- read_parquet(\"data/observations.parquet\")\n"
    )
}
