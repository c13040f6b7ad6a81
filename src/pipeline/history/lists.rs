//! Names that a code had in one release and has no more in another.

use std::collections::BTreeMap;
use std::path::Path;

use tongbi_domain::message::Language;

use crate::io::{CsvTable, IoError};

/// The code lists of a release: table, columns of the code, columns of the Chinese and the English name.
const LISTS: [(&str, &[&str], [&str; 2]); 6] = [
    ("indicators", &["indicator"], ["name_zh", "name_en"]),
    ("areas", &["ref_area"], ["name_zh", "name_en"]),
    ("dimensions", &["dimension", "value"], ["name_zh", "name_en"]),
    ("categories", &["category"], ["name_zh", "name_en"]),
    ("units", &["unit_measure"], ["name_zh", "name_en"]),
    ("sources", &["source_id"], ["title", "title"]),
];

/// A name in Chinese and in English.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named(pub [String; 2]);

impl Named {
    /// The name in a language.
    pub fn get(&self, language: Language) -> &str {
        &self.0[usize::from(language == Language::En)]
    }
}

/// A code whose name is another one now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relabelled {
    /// The table of the code list.
    pub list: &'static str,
    /// The code; that of a dimension's value stands behind the dimension and a `/`.
    pub code: String,
    /// The name before.
    pub before: Named,
    /// The name now.
    pub after: Named,
}

/// The names of a list by code; nothing where the release has no such list or no such columns.
///
/// # Errors
/// When the list is there and cannot be read.
pub fn names(release: &Path, list: &str) -> Result<BTreeMap<String, Named>, IoError> {
    let path = release.join(format!("data/{list}.csv"));
    let Some((_, code, named)) = LISTS.iter().find(|(name, _, _)| *name == list).filter(|_| path.is_file()) else {
        return Ok(BTreeMap::new());
    };
    let mut table = CsvTable::open(&path)?;
    let place = |column: &&str| table.header().iter().position(|name| name == column);
    let places: Option<Vec<usize>> = code.iter().chain(named).map(place).collect();
    let Some(places) = places else { return Ok(BTreeMap::new()) };
    let mut names = BTreeMap::new();
    while let Some(row) = table.row()? {
        let cell = |at: &usize| row.get(*at).unwrap_or_default().to_owned();
        let code: Vec<String> = places[..code.len()].iter().map(cell).collect();
        names.insert(code.join("/"), Named([cell(&places[places.len() - 2]), cell(&places[places.len() - 1])]));
    }
    Ok(names)
}

/// Codes of both releases that are called otherwise in the later, by list and code.
///
/// # Errors
/// When a list is there and cannot be read.
pub fn relabelled(before: &Path, after: &Path) -> Result<Vec<Relabelled>, IoError> {
    let mut found = Vec::new();
    for (list, _, _) in LISTS {
        let (mut old, new) = (names(before, list)?, names(after, list)?);
        found.extend(new.into_iter().filter_map(|(code, after)| {
            let before = old.remove(&code).filter(|before| *before != after)?;
            Some(Relabelled { list, code, before, after })
        }));
    }
    Ok(found)
}
