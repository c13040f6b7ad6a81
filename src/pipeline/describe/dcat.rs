//! `meta/dcat.jsonld`: the release as a DCAT 3 dataset of a series. A catalogue is the portal's, so none is described.

use serde_json::{Map, Value, json};
use tongbi_domain::catalog::Names;

use super::model::{Release, Resource, Stamp};
use super::{pretty, source_address};
use crate::pipeline::config::PartyConfig;

/// Its path in a release.
pub(super) const PATH: &str = "meta/dcat.jsonld";

/// The text of the graph. Without an identifier or a homepage its addresses are relative to the file.
pub(super) fn text(release: &Release<'_>, stamp: &Stamp) -> String {
    let (package, about) = (release.package, &release.package.about);
    let mut set = Map::new();
    let mut put = |key: &str, value: Value| set.insert(key.to_owned(), value);
    put("@context", context());
    put("@id", json!("../"));
    put("@type", json!("dcat:Dataset"));
    put("dct:title", names(&package.title));
    put("dct:description", names(&package.description));
    put("dcat:version", json!(stamp.version));
    if let Some(previous) = &stamp.previous {
        put("dcat:previousVersion", json!({ "@id": format!("../../{previous}/") }));
    }
    put(
        "dcat:inSeries",
        json!({
            "@id": "../../", "@type": "dcat:DatasetSeries", "dct:title": names(&package.title), "dct:description": names(&package.description),
        }),
    );
    if let Some(released) = &stamp.released {
        put("dct:issued", json!({ "@type": "xsd:date", "@value": released }));
    }
    if let Some(identifier) = &about.identifier {
        put("dct:identifier", json!(identifier));
    }
    if let Some(homepage) = &about.homepage {
        put("dcat:landingPage", json!({ "@id": homepage, "@type": "foaf:Document" }));
    }
    if let Some(publisher) = &about.publisher {
        put("dct:publisher", agent(publisher));
    }
    if let Some(contact) = &about.contact {
        put("dcat:contactPoint", card(contact));
    }
    if !about.keywords.is_empty() {
        put("dcat:keyword", Value::Array(about.keywords.iter().flat_map(both).collect()));
    }
    put(
        "dct:language",
        json!({ "@id": format!("http://id.loc.gov/vocabulary/iso639-1/{}", release.language().code()), "@type": "dct:LinguisticSystem" }),
    );
    if let Some((first, last)) = release.days() {
        let date = |day: String| json!({ "@type": "xsd:date", "@value": day });
        put(
            "dct:temporal",
            json!({
                "@type": "dct:PeriodOfTime", "dcat:startDate": date(first.to_string()), "dcat:endDate": date(last.to_string()),
            }),
        );
    }
    let areas =
        release.areas().map(|(code, name)| json!({ "@type": "dct:Location", "dct:identifier": code, "skos:prefLabel": names(name) }));
    put("dct:spatial", Value::Array(areas.collect()));
    let sources = release.sources().map(|source| {
        let mut entry = Map::from_iter([("@type".to_owned(), json!("prov:Entity")), ("dct:title".to_owned(), json!(source.sidecar.title))]);
        entry.extend(source_address(source).map(|address| ("@id".to_owned(), json!(address))));
        Value::Object(entry)
    });
    put("prov:wasDerivedFrom", Value::Array(sources.collect()));
    put("dcat:distribution", Value::Array(release.resources().iter().map(|resource| distribution(release, resource)).collect()));
    pretty(&Value::Object(set))
}

fn distribution(release: &Release<'_>, resource: &Resource<'_>) -> Value {
    let (path, about) = (format!("../{}", resource.file.path), &release.package.about);
    let mut entry = Map::new();
    let mut put = |key: &str, value: Value| entry.insert(key.to_owned(), value);
    put("@id", json!(format!("../#{}", resource.name)));
    put("@type", json!("dcat:Distribution"));
    put("dct:title", json!(resource.file.path));
    put("dcat:accessURL", json!({ "@id": path, "@type": "rdfs:Resource" }));
    put("dcat:downloadURL", json!({ "@id": path, "@type": "rdfs:Resource" }));
    let media = format!("https://www.iana.org/assignments/media-types/{}", resource.media_type());
    put("dcat:mediaType", json!({ "@id": media, "@type": "dct:MediaType" }));
    put("dcat:byteSize", json!({ "@type": "xsd:nonNegativeInteger", "@value": resource.file.bytes.to_string() }));
    put(
        "spdx:checksum",
        json!({
            "@type": "spdx:Checksum",
            "spdx:algorithm": { "@id": "spdx:checksumAlgorithm_sha256", "@type": "spdx:ChecksumAlgorithm" },
            "spdx:checksumValue": { "@type": "xsd:hexBinary", "@value": resource.file.sha256 },
        }),
    );
    if let Some(licence) = &about.licence {
        let mut node = Map::from_iter([("@type".to_owned(), json!("dct:LicenseDocument")), ("dct:title".to_owned(), json!(licence))]);
        node.extend(about.licence_url().map(|url| ("@id".to_owned(), json!(url))));
        put("dct:license", Value::Object(node));
    }
    Value::Object(entry)
}

fn agent(party: &PartyConfig) -> Value {
    let mut entry = Map::from_iter([("@type".to_owned(), json!("foaf:Agent")), ("foaf:name".to_owned(), names(&party.name))]);
    entry.extend(party.homepage.iter().map(|homepage| ("foaf:homepage".to_owned(), json!({ "@id": homepage, "@type": "foaf:Document" }))));
    Value::Object(entry)
}

fn card(party: &PartyConfig) -> Value {
    let mut entry = Map::from_iter([("@type".to_owned(), json!("vcard:Kind")), ("vcard:fn".to_owned(), names(&party.name))]);
    entry.extend(party.email.iter().map(|email| ("vcard:hasEmail".to_owned(), json!({ "@id": format!("mailto:{email}") }))));
    entry.extend(party.homepage.iter().map(|homepage| ("vcard:hasURL".to_owned(), json!({ "@id": homepage }))));
    Value::Object(entry)
}

fn names(names: &Names) -> Value {
    Value::Array(both(names))
}

/// A name in each of its languages; once where they are the same.
fn both(names: &Names) -> Vec<Value> {
    let mut found = vec![json!({ "@language": "zh", "@value": names.zh })];
    if names.en != names.zh {
        found.push(json!({ "@language": "en", "@value": names.en }));
    }
    found
}

fn context() -> Value {
    json!({
        "dcat": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "prov": "http://www.w3.org/ns/prov#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "spdx": "http://spdx.org/rdf/terms#",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    })
}
