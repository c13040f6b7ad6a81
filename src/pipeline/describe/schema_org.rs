//! `meta/croissant.jsonld`: schema.org's Dataset for search engines, with Croissant's record sets, so that a validator can read it.

use serde_json::{Map, Value, json};
use tongbi_domain::catalog::Language;

use super::model::{Release, Resource, Stamp};
use super::{pretty, source_address};
use crate::pipeline::config::PartyConfig;
use crate::table::column::{Field, Kind};

/// Its path in a release.
pub(super) const PATH: &str = "meta/croissant.jsonld";

/// The text of the data set.
pub(super) fn text(release: &Release<'_>, stamp: &Stamp) -> String {
    let (package, about, language) = (release.package, &release.package.about, release.language());
    let mut set = Map::new();
    let mut put = |key: &str, value: Value| set.insert(key.to_owned(), value);
    put("@context", context(language));
    put("@type", json!("sc:Dataset"));
    put("conformsTo", json!("http://mlcommons.org/croissant/1.0"));
    put("name", json!(package.name));
    put("alternateName", json!(package.title.get(language)));
    put("description", json!(package.description.get(language)));
    put("version", json!(stamp.version));
    put("inLanguage", json!(language.code()));
    put("isAccessibleForFree", json!(true));
    if let Some(released) = &stamp.released {
        put("datePublished", json!(released));
    }
    if let Some(url) = about.licence_url().or_else(|| about.licence.clone()) {
        put("license", json!(url));
    }
    if let Some(identifier) = &about.identifier {
        put("identifier", json!(identifier));
    }
    if let Some(homepage) = &about.homepage {
        put("url", json!(homepage));
    }
    if let Some(publisher) = &about.publisher {
        put("publisher", organization(publisher, language));
        put("creator", organization(publisher, language));
    }
    if !about.keywords.is_empty() {
        put("keywords", json!(about.keywords.iter().map(|keyword| keyword.get(language)).collect::<Vec<_>>()));
    }
    if let Some((first, last)) = release.days() {
        put("temporalCoverage", json!(format!("{first}/{last}")));
    }
    let places = release.areas().map(|(code, name)| json!({ "@type": "sc:Place", "name": name.get(language), "identifier": code }));
    put("spatialCoverage", Value::Array(places.collect()));
    put("variableMeasured", Value::Array(variables(release)));
    let sources = release.sources().map(|source| {
        let mut entry = Map::from_iter([("@type".to_owned(), json!("sc:CreativeWork")), ("name".to_owned(), json!(source.sidecar.title))]);
        entry.extend(source_address(source).map(|address| ("url".to_owned(), json!(address))));
        Value::Object(entry)
    });
    put("isBasedOn", Value::Array(sources.collect()));
    let resources = release.resources();
    put("distribution", Value::Array(resources.iter().map(file_object).collect()));
    let tables = resources.iter().filter(|resource| resource.is_canonical());
    put("recordSet", Value::Array(tables.map(|resource| record_set(resource, language)).collect()));
    pretty(&Value::Object(set))
}

/// The indicators of a release with their canonical units.
fn variables(release: &Release<'_>) -> Vec<Value> {
    let (list, language) = (&release.plan.catalog.indicators, release.language());
    let known = release.coverage.indicators.iter().filter_map(|id| list.get(*id));
    let variable = known.map(|indicator| {
        json!({
            "@type": "sc:PropertyValue", "name": indicator.name.get(language), "propertyID": indicator.code, "unitText": indicator.unit.code,
        })
    });
    variable.collect()
}

fn organization(party: &PartyConfig, language: Language) -> Value {
    let mut entry = Map::from_iter([("@type".to_owned(), json!("sc:Organization")), ("name".to_owned(), json!(party.name.get(language)))]);
    entry.extend(party.homepage.iter().map(|homepage| ("url".to_owned(), json!(homepage))));
    Value::Object(entry)
}

fn file_object(resource: &Resource<'_>) -> Value {
    json!({
        "@type": "cr:FileObject",
        "@id": resource.name,
        "name": resource.name,
        "contentUrl": format!("../{}", resource.file.path),
        "contentSize": format!("{} B", resource.file.bytes),
        "encodingFormat": resource.media_type(),
        "sha256": resource.file.sha256,
    })
}

fn record_set(resource: &Resource<'_>, language: Language) -> Value {
    let id = |field: &str| format!("{}-rows/{field}", resource.name);
    let field = |field: &Field| {
        let data_type = match field.kind {
            Kind::Code | Kind::Text => "sc:Text",
            Kind::Number => "sc:Float",
            Kind::Small => "sc:Integer",
            Kind::Date => "sc:Date",
        };
        let title = match language {
            Language::Zh => &field.zh,
            Language::En => &field.en,
        };
        json!({
            "@type": "cr:Field", "@id": id(&field.name), "name": field.name, "description": title, "dataType": data_type,
            "source": { "fileObject": { "@id": resource.name }, "extract": { "column": field.name } },
        })
    };
    let mut set = Map::from_iter([
        ("@type".to_owned(), json!("cr:RecordSet")),
        ("@id".to_owned(), json!(format!("{}-rows", resource.name))),
        ("name".to_owned(), json!(format!("{}-rows", resource.name))),
        ("field".to_owned(), Value::Array(resource.fields.iter().map(field).collect())),
    ]);
    if !resource.key.is_empty() {
        set.insert("key".to_owned(), Value::Array(resource.key.iter().map(|column| json!({ "@id": id(column) })).collect()));
    }
    Value::Object(set)
}

/// Croissant 1.0's own context; readers warn of any other.
fn context(language: Language) -> Value {
    json!({
        "@language": language.code(),
        "@vocab": "https://schema.org/",
        "citeAs": "cr:citeAs",
        "column": "cr:column",
        "conformsTo": "dct:conformsTo",
        "cr": "http://mlcommons.org/croissant/",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "data": { "@id": "cr:data", "@type": "@json" },
        "dataType": { "@id": "cr:dataType", "@type": "@vocab" },
        "dct": "http://purl.org/dc/terms/",
        "equivalentProperty": "cr:equivalentProperty",
        "examples": { "@id": "cr:examples", "@type": "@json" },
        "extract": "cr:extract",
        "field": "cr:field",
        "fileProperty": "cr:fileProperty",
        "fileObject": "cr:fileObject",
        "fileSet": "cr:fileSet",
        "format": "cr:format",
        "includes": "cr:includes",
        "isLiveDataset": "cr:isLiveDataset",
        "jsonPath": "cr:jsonPath",
        "key": "cr:key",
        "md5": "cr:md5",
        "parentField": "cr:parentField",
        "path": "cr:path",
        "recordSet": "cr:recordSet",
        "references": "cr:references",
        "regex": "cr:regex",
        "repeated": "cr:repeated",
        "replace": "cr:replace",
        "samplingRate": "cr:samplingRate",
        "sc": "https://schema.org/",
        "separator": "cr:separator",
        "source": "cr:source",
        "subField": "cr:subField",
        "transform": "cr:transform",
    })
}
