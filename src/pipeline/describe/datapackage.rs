//! `datapackage.json` (Data Package 2.0), and what the next run reads back from it: the stamp, the digests of the inputs, the shape.

use serde_json::{Map, Value, json};
use tongbi_domain::catalog::Language;
use tongbi_domain::release::{ColumnShape, Shape, TableShape};

use super::model::{Dialect, Format, Release, Resource, Stamp};
use super::{pretty, source_address};
use crate::pipeline::config::PartyConfig;
use crate::pipeline::inputs::Input;
use crate::pipeline::plan::SourcePlan;
use crate::table::column::{Field, Kind, UnitOf, unit_of};

const PROFILE: &str = "https://datapackage.org/profiles/2.0";

/// The text of `datapackage.json`.
pub(super) fn text(release: &Release<'_>, stamp: &Stamp) -> String {
    let (package, about, language) = (release.package, &release.package.about, release.language());
    let mut root = Map::new();
    let mut put = |key: &str, value: Value| root.insert(key.to_owned(), value);
    put("$schema", json!(format!("{PROFILE}/datapackage.json")));
    put("name", json!(package.name));
    if let Some(identifier) = &about.identifier {
        put("id", json!(identifier));
    }
    put("title", json!(package.title.get(language)));
    put("description", json!(package.description.get(language)));
    put("version", json!(stamp.version));
    put("schema_version", json!(stamp.schema));
    if let Some(previous) = &stamp.previous {
        put("previous_version", json!(previous));
    }
    if let Some(since) = &stamp.since {
        put("revisions_since", json!(since));
    }
    if let Some(released) = &stamp.released {
        put("created", json!(format!("{released}T00:00:00Z")));
    }
    if let Some(homepage) = &about.homepage {
        put("homepage", json!(homepage));
    }
    if !about.keywords.is_empty() {
        put("keywords", json!(about.keywords.iter().map(|keyword| keyword.get(language)).collect::<Vec<_>>()));
    }
    if let Some(licence) = &about.licence {
        let mut entry = Map::from_iter([("name".to_owned(), json!(licence))]);
        entry.extend(about.licence_url().map(|url| ("path".to_owned(), json!(url))));
        put("licenses", json!([entry]));
    }
    let parties = [(&about.publisher, "publisher"), (&about.contact, "contact")];
    let contributors: Vec<Value> =
        parties.into_iter().filter_map(|(party, role)| Some(contributor(party.as_ref()?, role, language))).collect();
    if !contributors.is_empty() {
        put("contributors", Value::Array(contributors));
    }
    let sources: Vec<Value> = release.sources().map(source).collect();
    if !sources.is_empty() {
        put("sources", Value::Array(sources));
    }
    if !stamp.inputs.is_empty() {
        put("inputs", stamp.inputs.iter().map(|input| json!({ "name": input.name, "hash": input.hash })).collect());
    }
    put("resources", Value::Array(release.resources().iter().map(|entry| resource(entry, language)).collect()));
    pretty(&Value::Object(root))
}

fn contributor(party: &PartyConfig, role: &str, language: Language) -> Value {
    let mut entry = Map::from_iter([("title".to_owned(), json!(party.name.get(language))), ("roles".to_owned(), json!([role]))]);
    entry.extend(party.homepage.iter().map(|homepage| ("path".to_owned(), json!(homepage))));
    entry.extend(party.email.iter().map(|email| ("email".to_owned(), json!(email))));
    Value::Object(entry)
}

/// A source with the digests of its files, by which the next run knows whether it changed.
fn source(source: &SourcePlan) -> Value {
    let mut entry = Map::from_iter([("title".to_owned(), json!(source.sidecar.title))]);
    entry.extend(source_address(source).map(|address| ("path".to_owned(), json!(address))));
    entry.insert("source_id".to_owned(), json!(source.id));
    let tables = source.sidecar.files.iter().map(|(name, sha256)| (name.as_str(), sha256));
    let amended = source.amendments.files.iter().map(|(name, sha256)| (*name, sha256));
    let files = tables.chain(amended).map(|(name, sha256)| json!({ "name": name, "hash": format!("sha256:{sha256}") }));
    entry.insert("files".to_owned(), Value::Array(files.collect()));
    Value::Object(entry)
}

fn resource(resource: &Resource<'_>, language: Language) -> Value {
    let parquet = resource.is_parquet();
    let mut entry = Map::new();
    let mut put = |key: &str, value: Value| entry.insert(key.to_owned(), value);
    put("name", json!(resource.name));
    if let Some(title) = resource.title {
        put("title", json!(title.get(language)));
    }
    put("type", json!("table"));
    put("$schema", json!(format!("{PROFILE}/dataresource.json")));
    put("path", json!(resource.file.path));
    put("format", json!(if parquet { "parquet" } else { "csv" }));
    put("mediatype", json!(resource.media_type()));
    if let Format::Csv(dialect) = resource.format {
        put("encoding", json!(dialect.encoding.map_or_else(|| "utf-8".to_owned(), str::to_lowercase)));
        if let Some(dialect) = own_dialect(dialect) {
            put("dialect", dialect);
        }
        // Readers count the bytes of text files only, and take any other count for an error.
        put("bytes", json!(resource.file.bytes));
    }
    put("hash", json!(format!("sha256:{}", resource.file.sha256)));
    if let Some(digest) = resource.logical_digest {
        put("logical_digest", json!(format!("sha256:{digest}")));
    }
    put("schema", schema(resource, language));
    Value::Object(entry)
}

/// The dialect of a file that is not the canonical CSV.
fn own_dialect(dialect: Dialect) -> Option<Value> {
    let end = if dialect.carriage_returns { "\r\n" } else { "\n" };
    let schema = format!("{PROFILE}/tabledialect.json");
    dialect.carriage_returns.then(|| json!({ "$schema": schema, "delimiter": ",", "lineTerminator": end, "doubleQuote": true }))
}

fn schema(resource: &Resource<'_>, language: Language) -> Value {
    let fields: Vec<Value> = resource.fields.iter().map(|field| field_entry(field, resource, language)).collect();
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!(format!("{PROFILE}/tableschema.json")));
    schema.insert("fields".to_owned(), Value::Array(fields));
    let missing = match resource.format {
        Format::Csv(Dialect { missing: Some(word), .. }) => json!(["", word]),
        _ => json!([""]),
    };
    schema.insert("missingValues".to_owned(), missing);
    if !resource.key.is_empty() {
        schema.insert("primaryKey".to_owned(), json!(resource.key));
    }
    let foreign = resource
        .references
        .iter()
        .map(|reference| json!({ "fields": [reference.column], "reference": { "resource": reference.list, "fields": [reference.code] } }));
    let foreign: Vec<Value> = foreign.collect();
    if !foreign.is_empty() {
        schema.insert("foreignKeys".to_owned(), Value::Array(foreign));
    }
    Value::Object(schema)
}

fn field_entry(field: &Field, resource: &Resource<'_>, language: Language) -> Value {
    let kind = match field.kind {
        Kind::Code | Kind::Text => "string",
        Kind::Number => "number",
        Kind::Small => "integer",
        Kind::Date if resource.is_parquet() => "datetime",
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
    match unit_of(field, resource.fields) {
        Some(UnitOf::Column(column)) => entry.insert("unit".to_owned(), json!({ "field": column })),
        Some(UnitOf::Code(code)) => entry.insert("unit".to_owned(), json!({ "code": code })),
        None => None,
    };
    if let Some(digits) = field.digits {
        entry.insert("digits".to_owned(), json!(digits));
    }
    if field.required {
        entry.insert("constraints".to_owned(), json!({ "required": true }));
    }
    Value::Object(entry)
}

/// What a published `datapackage.json` says to the run after it.
#[derive(Debug, Default)]
pub(in crate::pipeline) struct Recorded {
    /// Its stamp.
    pub(in crate::pipeline) stamp: Stamp,
    /// The ids of its sources.
    pub(in crate::pipeline) sources: Vec<String>,
    /// The files of its sources with their digests.
    pub(in crate::pipeline) files: Vec<Input>,
    /// Its tables.
    pub(in crate::pipeline) shape: Shape,
}

impl Recorded {
    /// Reads a descriptor; what it does not say, as in releases of older versions of the program, is empty.
    pub(in crate::pipeline) fn read(text: &str) -> Self {
        let root: Value = serde_json::from_str(text).unwrap_or_default();
        let word = |key: &str| root[key].as_str().map(str::to_owned);
        let stamp = Stamp {
            version: word("version").unwrap_or_default(),
            schema: word("schema_version").unwrap_or_default(),
            previous: word("previous_version"),
            since: word("revisions_since"),
            released: word("created").map(|created| created.chars().take(10).collect()),
            inputs: entries(&root["inputs"])
                .iter()
                .map(|input| Input { name: text_of(&input["name"]), hash: text_of(&input["hash"]) })
                .collect(),
        };
        let (mut sources, mut files) = (Vec::new(), Vec::new());
        for source in entries(&root["sources"]) {
            let id = text_of(&source["source_id"]);
            let file = |file: &Value| Input { name: format!("{id}/{}", text_of(&file["name"])), hash: text_of(&file["hash"]) };
            files.extend(entries(&source["files"]).iter().map(file));
            sources.push(id);
        }
        let tables = entries(&root["resources"]).iter().map(|resource| (text_of(&resource["name"]), table_shape(&resource["schema"])));
        Self { stamp, sources, files, shape: Shape(tables.collect()) }
    }
}

fn entries(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn table_shape(schema: &Value) -> TableShape {
    let column = |field: &Value| ColumnShape {
        name: text_of(&field["name"]),
        kind: text_of(&field["type"]),
        required: field["constraints"]["required"] == json!(true),
    };
    TableShape {
        columns: entries(&schema["fields"]).iter().map(column).collect(),
        key: entries(&schema["primaryKey"]).iter().map(text_of).collect(),
    }
}
