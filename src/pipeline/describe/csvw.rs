//! `meta/csvw.json`: the CSV tables as a CSVW table group. Addresses are relative, so that the release may lie anywhere.

use serde_json::{Map, Value, json};

use super::model::{Release, Resource};
use super::pretty;
use crate::pipeline::tables::dimensions;
use crate::table::column::{Field, Kind};

/// Its path in a release.
pub(super) const PATH: &str = "meta/csvw.json";

/// The text of the table group.
pub(super) fn text(release: &Release<'_>) -> String {
    let (package, language) = (release.package, release.language());
    let tables = release.resources().into_iter().filter(Resource::is_canonical);
    let group = json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": language.code() }],
        "dc:title": package.title.get(language),
        "dc:description": package.description.get(language),
        "dialect": { "encoding": "utf-8", "lineTerminators": ["\n"], "header": true },
        "tables": tables.map(|resource| table(&resource)).collect::<Vec<_>>(),
    });
    pretty(&group)
}

fn table(resource: &Resource<'_>) -> Value {
    let mut schema = Map::from_iter([("columns".to_owned(), Value::Array(resource.fields.iter().map(column).collect()))]);
    if !resource.key.is_empty() {
        schema.insert("primaryKey".to_owned(), json!(resource.key));
    }
    // A reference of CSVW must meet one row, from every row. A value such as _T stands in the list once for each dimension, and a column
    // that may be empty refers to nothing there.
    let filled = |column: &str| resource.fields.iter().any(|field| field.name == column && field.required);
    let references = resource.references.iter().filter(|reference| reference.list != dimensions::TABLE && filled(reference.column));
    let foreign: Vec<Value> = references
        .map(|reference| {
            let list = address(&format!("data/{}.csv", reference.list));
            json!({ "columnReference": [reference.column], "reference": { "resource": list, "columnReference": [reference.code] } })
        })
        .collect();
    if !foreign.is_empty() {
        schema.insert("foreignKeys".to_owned(), Value::Array(foreign));
    }
    json!({ "url": address(&resource.file.path), "tableSchema": schema })
}

fn column(field: &Field) -> Value {
    let datatype = match field.kind {
        Kind::Code | Kind::Text => json!("string"),
        Kind::Number => json!("decimal"),
        Kind::Small => json!("integer"),
        Kind::Date => json!({ "base": "date", "format": "yyyy-MM-dd" }),
    };
    // The first title is the header: readers that look at one title only look at that one.
    let mut entry = Map::from_iter([
        ("name".to_owned(), json!(field.name)),
        ("titles".to_owned(), json!([field.name, field.zh])),
        ("dc:description".to_owned(), json!(field.en)),
        ("datatype".to_owned(), datatype),
        ("null".to_owned(), json!([""])),
    ]);
    if field.required {
        entry.insert("required".to_owned(), json!(true));
    }
    Value::Object(entry)
}

/// A path of the release as it is seen from the folder of this file.
fn address(path: &str) -> String {
    format!("../{path}")
}
