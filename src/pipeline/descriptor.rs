//! `datapackage.json` (Data Package 2.0): what a release holds, from the same columns that wrote its tables.

use serde_json::{Map, Value, json};
use tongbi_domain::catalog::Language;

use super::plan::{PackagePlan, Plan};
use super::read::Reading;
use super::sidecar::UNKNOWN;
use super::tables::dimensions;
use crate::io::FileFacts;
use crate::table::column::{Field, Kind, Word};

const PROFILE: &str = "https://datapackage.org/profiles/2.0";

/// Code lists that columns refer to by their own name: column, list. Columns of dimensions refer to the values of [`dimensions`].
const REFERENCES: &[(&str, &str)] =
    &[("indicator", "indicators"), ("ref_area", "areas"), ("category", "categories"), ("unit_measure", "units"), ("source_id", "sources")];

/// A finished table.
pub(super) struct Table {
    /// Its name, which is also the stem of its files.
    pub(super) name: &'static str,
    /// Its columns.
    pub(super) fields: Vec<Field>,
    /// Columns of its key.
    pub(super) key: Vec<Word>,
    /// Whether the package leaves columns of the key out.
    pub(super) key_cut: bool,
    /// Its files: CSV first.
    pub(super) files: Vec<FileFacts>,
}

/// What a descriptor speaks of.
pub(super) struct Described<'a> {
    pub(super) plan: &'a Plan,
    pub(super) package: &'a PackagePlan,
    pub(super) version: String,
    pub(super) tables: &'a [Table],
}

/// Year of the newest source's publication; where none is known, of the newest figure.
pub(super) fn year(plan: &Plan, package: &PackagePlan, reading: &Reading) -> i32 {
    let published = package.sources.iter().filter_map(|source| plan.sources[*source].sidecar.year()).max();
    let ledger = &reading.ledger;
    let figures = ledger.statements.iter().filter(|statement| package.covers(ledger.file(statement.file).origin));
    published.or_else(|| figures.map(|statement| statement.period.last_year()).max()).unwrap_or(1)
}

/// Facts of the data set for the footer of its Parquet files.
pub(super) fn parquet_facts(package: &PackagePlan) -> Vec<(String, String)> {
    let mut facts =
        vec![("dataset_id".to_owned(), package.name.clone()), ("dataset_title".to_owned(), package.title.get(package.language).to_owned())];
    facts.extend(package.licence.iter().map(|licence| ("license".to_owned(), licence.clone())));
    facts
}

/// The text of `datapackage.json`.
pub(super) fn datapackage(described: &Described<'_>) -> String {
    let package = described.package;
    let mut root = Map::new();
    root.insert("$schema".to_owned(), json!(format!("{PROFILE}/datapackage.json")));
    root.insert("name".to_owned(), json!(package.name));
    root.insert("title".to_owned(), json!(package.title.get(package.language)));
    root.insert("description".to_owned(), json!(package.description.get(package.language)));
    root.insert("version".to_owned(), json!(described.version));
    if let Some(licence) = &package.licence {
        root.insert("licenses".to_owned(), json!([{ "name": licence }]));
    }
    let sources: Vec<Value> = package.sources.iter().map(|source| source_entry(described.plan, *source)).collect();
    if !sources.is_empty() {
        root.insert("sources".to_owned(), Value::Array(sources));
    }
    let resources = described.tables.iter().flat_map(|table| table.files.iter().map(|file| resource(described, table, file)));
    root.insert("resources".to_owned(), Value::Array(resources.collect()));
    let mut text = serde_json::to_string_pretty(&Value::Object(root)).unwrap_or_default();
    text.push('\n');
    text
}

fn source_entry(plan: &Plan, source: usize) -> Value {
    let sidecar = &plan.sources[source].sidecar;
    let mut entry = Map::from_iter([("title".to_owned(), json!(sidecar.title))]);
    if sidecar.address != UNKNOWN {
        entry.insert("path".to_owned(), json!(sidecar.address));
    }
    Value::Object(entry)
}

fn resource(described: &Described<'_>, table: &Table, file: &FileFacts) -> Value {
    let parquet = file.path.ends_with(".parquet");
    let name = if parquet { format!("{}-parquet", table.name) } else { table.name.to_owned() };
    let mut entry = Map::new();
    entry.insert("name".to_owned(), json!(name));
    entry.insert("type".to_owned(), json!("table"));
    entry.insert("$schema".to_owned(), json!(format!("{PROFILE}/dataresource.json")));
    entry.insert("path".to_owned(), json!(file.path));
    entry.insert("format".to_owned(), json!(if parquet { "parquet" } else { "csv" }));
    entry.insert("mediatype".to_owned(), json!(if parquet { "application/vnd.apache.parquet" } else { "text/csv" }));
    if !parquet {
        entry.insert("encoding".to_owned(), json!("utf-8"));
    }
    // Readers count the bytes of text files only, and take any other count for an error.
    if !parquet {
        entry.insert("bytes".to_owned(), json!(file.bytes));
    }
    entry.insert("hash".to_owned(), json!(format!("sha256:{}", file.sha256)));
    entry.insert("schema".to_owned(), schema(described, table, parquet));
    Value::Object(entry)
}

fn schema(described: &Described<'_>, table: &Table, parquet: bool) -> Value {
    let language = described.package.language;
    let fields: Vec<Value> = table.fields.iter().map(|field| field_entry(field, language, parquet)).collect();
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!(format!("{PROFILE}/tableschema.json")));
    schema.insert("fields".to_owned(), Value::Array(fields));
    schema.insert("missingValues".to_owned(), json!([""]));
    // A key column that may be empty cannot be part of a primary key.
    let required = |name: &&Word| table.fields.iter().any(|field| field.name == **name && field.required);
    let key: Vec<&Word> = table.key.iter().filter(required).collect();
    // Where a package leaves key columns out, the rest of the key need not be unique.
    if !key.is_empty() && !table.key_cut {
        schema.insert("primaryKey".to_owned(), json!(key));
    }
    let own = REFERENCES.iter().map(|(column, list)| (*column, *list, *column));
    let dimensions = described.plan.breakdown(described.package).columns().map(|column| (column, dimensions::TABLE, dimensions::VALUE));
    let foreign: Vec<Value> = own
        .chain(dimensions)
        .filter(|(column, list, _)| *list != table.name && table.fields.iter().any(|field| field.name == *column))
        .map(|(column, list, code)| json!({ "fields": [column], "reference": { "resource": list, "fields": [code] } }))
        .collect();
    if !foreign.is_empty() {
        schema.insert("foreignKeys".to_owned(), Value::Array(foreign));
    }
    Value::Object(schema)
}

fn field_entry(field: &Field, language: Language, parquet: bool) -> Value {
    let kind = match field.kind {
        Kind::Code | Kind::Text => "string",
        Kind::Number => "number",
        Kind::Small | Kind::Integer => "integer",
        Kind::Date if parquet => "datetime",
        Kind::Date => "date",
    };
    let title = match language {
        Language::Zh => &field.zh,
        Language::En => &field.en,
    };
    let mut entry = Map::new();
    entry.insert("name".to_owned(), json!(field.name));
    entry.insert("type".to_owned(), json!(kind));
    entry.insert("title".to_owned(), json!(title));
    entry.insert("description".to_owned(), json!(field.en));
    if let Some(concept) = &field.concept {
        entry.insert("concept".to_owned(), json!(concept));
    }
    if field.required {
        entry.insert("constraints".to_owned(), json!({ "required": true }));
    }
    Value::Object(entry)
}
