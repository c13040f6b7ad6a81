//! Code lists and declarations: TOML and CSV that a person wrote, or that only looks so.

use tongbi_domain::catalog::{Catalog, CatalogFiles, CatalogText};
use tongbi_domain::diagnostic::Diagnostics;

use crate::pipeline::config::{Config, PIPELINE_FILE};
use crate::pipeline::sidecar::Sidecar;
use crate::{choice_of_text, named_parts};

/// `Catalog::load` on the files that the input holds, such as `=== areas.csv`; the beginning of a name says the list.
///
/// Laws: what is refused is told with a text; in what is loaded every code is found under itself.
pub fn catalog(data: &[u8]) {
    let mut lists: [Vec<CatalogText<'_>>; 5] = Default::default();
    for (file, text) in named_parts(data) {
        let list = ["units", "categories", "areas", "indicators", "dimensions"].iter().position(|list| file.starts_with(list));
        if let (Some(list), Ok(text)) = (list, std::str::from_utf8(text)) {
            lists[list].push(CatalogText { file, text });
        }
    }
    let [units, categories, areas, indicators, dimensions] = &lists;
    match Catalog::load(CatalogFiles { units, categories, areas, indicators, dimensions }, &["indicator", "obs_value"]) {
        Ok(catalog) => all_is_found(&catalog),
        Err(problems) => is_told(&problems),
    }
}

fn all_is_found(catalog: &Catalog) {
    for area in catalog.areas.iter() {
        let code = area.code.get_ref();
        assert_eq!(catalog.areas.find(code).map(|id| catalog.areas.code(id)), Some(code.as_str()));
    }
    for indicator in catalog.indicators.iter() {
        let code = &indicator.code;
        assert_eq!(catalog.indicators.find(code).map(|id| catalog.indicators.code(id)), Some(code.as_str()));
    }
    for category in catalog.categories.iter() {
        assert!(catalog.categories.get(category.code.get_ref()).is_some(), "{}", category.code.get_ref());
    }
}

fn is_told(problems: &Diagnostics) {
    assert!(!problems.0.is_empty(), "refused without a reason");
    assert!(!problems.to_string().trim().is_empty());
}

/// `Config::parse` (`0`) or `Sidecar::parse` on the text. Law: what is refused is told with a text.
pub fn config(data: &[u8]) {
    let Some((which, text)) = choice_of_text(data) else { return };
    let problem = match which % 2 {
        0 => Config::parse(PIPELINE_FILE, text).err(),
        _ => Sidecar::parse("source.toml", text).err(),
    };
    if let Some(problem) = problem {
        is_told(&Diagnostics(vec![*problem]));
    }
}
