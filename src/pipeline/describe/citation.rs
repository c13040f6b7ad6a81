//! `CITATION.cff` 1.2.0. Its authors are the declared publisher, or those who issued the figures; where nobody is known, there is none.

use std::fmt::Write as _;

use serde_json::json;

use super::model::{Release, Stamp};
use crate::pipeline::sidecar::UNKNOWN;

/// Its path in a release.
pub(super) const PATH: &str = "CITATION.cff";

/// The text; none where no author is known, because the format demands one and none is invented.
pub(super) fn text(release: &Release<'_>, stamp: &Stamp) -> Option<String> {
    let (package, about, language) = (release.package, &release.package.about, release.language());
    let (authors, message) = match &about.publisher {
        Some(publisher) => (vec![publisher.name.get(language)], "Please cite this release with its version."),
        None => (
            issuers(release),
            "Please cite this release with its version. No publisher is declared; the authors listed are those who issued the figures.",
        ),
    };
    if authors.is_empty() {
        return None;
    }
    let mut text = String::from("cff-version: 1.2.0\ntype: dataset\n");
    let mut line = |key: &str, value: &str| {
        // A JSON string is a YAML string.
        let _ = writeln!(text, "{key}: {}", json!(value));
    };
    line("message", message);
    line("title", package.title.get(language));
    line("abstract", package.description.get(language));
    line("version", &stamp.version);
    if let Some(released) = &stamp.released {
        line("date-released", released);
    }
    if let Some(licence) = about.licence.as_ref().filter(|_| about.licence_url().is_some()) {
        line("license", licence);
    }
    if let Some(url) = about.homepage.as_ref().or(about.identifier.as_ref()) {
        line("url", url);
    }
    if let Some(doi) = about.identifier.as_ref().and_then(|identifier| identifier.strip_prefix("https://doi.org/")) {
        line("doi", doi);
    }
    let mut list = |key: &str, entries: Vec<String>| {
        if !entries.is_empty() {
            let _ = writeln!(text, "{key}:");
            entries.iter().for_each(|entry| text.push_str(entry));
        }
    };
    list("authors", authors.iter().map(|name| format!("  - name: {}\n", json!(name))).collect());
    let mut keywords: Vec<&str> = about.keywords.iter().map(|keyword| keyword.get(language)).collect();
    let mut seen = std::collections::BTreeSet::new();
    keywords.retain(|keyword| seen.insert(*keyword));
    list("keywords", keywords.iter().map(|keyword| format!("  - {}\n", json!(keyword))).collect());
    Some(text)
}

/// Publishers of the sources, each once, in the order of the sources.
fn issuers<'a>(release: &Release<'a>) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    for publisher in release.sources().map(|source| source.sidecar.publisher.as_str()) {
        if publisher != UNKNOWN && !publisher.is_empty() && !found.contains(&publisher) {
            found.push(publisher);
        }
    }
    found
}
