//! The list of places: GB/T 2260 and declared smaller ones, by the names that tables write.

use std::collections::HashMap;

use serde::Deserialize;
use toml::Spanned;

use super::Names;
use super::categories::check_tree;
use super::load::{CatalogText, Once, check_code, parse};
use crate::diagnostic::Diagnostic;

/// Position of an area in the order of codes: comparing ids compares codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaId(pub u32);

/// One place.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Its code; digits are text.
    pub code: Spanned<String>,
    /// Its names.
    pub name: Names,
    /// Other names in tables.
    #[serde(default)]
    pub aliases: Vec<Spanned<String>>,
    /// The place it lies in.
    pub parent: Option<Spanned<String>>,
    /// The scheme the code is from.
    pub scheme: String,
    /// country, province, prefecture, district, zone, site, enterprise, aggregate.
    pub kind: String,
    /// First year in its present extent, where certain.
    pub valid_from: Option<i32>,
    /// Last year, where it has ended.
    pub valid_to: Option<i32>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    area: Vec<Area>,
}

/// All places, in the order of their codes.
#[derive(Debug)]
pub struct Areas {
    areas: Vec<Area>,
    names: HashMap<String, AreaId>,
}

impl Areas {
    pub(super) fn load(text: CatalogText<'_>, problems: &mut Vec<Diagnostic>) -> Self {
        let mut areas = parse::<File>(text, problems).area;
        check_tree(text, areas.iter().map(|area| (&area.code, area.parent.as_ref())), problems);
        areas.sort_by(|a, b| a.code.get_ref().cmp(b.code.get_ref()));
        let mut once = Once::new(text, "area name");
        let mut names = HashMap::new();
        for (index, area) in areas.iter().enumerate() {
            check_code(text, &area.code, problems);
            if let (Some(from), Some(to)) = (area.valid_from, area.valid_to)
                && from > to
            {
                let message = format!("`{}` ends ({to}) before it begins ({from})", area.code.get_ref());
                problems.push(Diagnostic::at("T206", text.file, text.text, area.code.span(), message));
            }
            let id = AreaId(u32::try_from(index).unwrap_or(u32::MAX));
            for (name, span) in spellings(area) {
                once.check(name, span, problems);
                names.insert(name.to_owned(), id);
            }
        }
        Self { areas, names }
    }

    /// The place with exactly this code or name. 山西 and 陕西 are told apart by their characters, never by sound.
    pub fn find(&self, text: &str) -> Option<AreaId> {
        self.names.get(text.trim()).copied()
    }

    /// The place with an id.
    pub fn get(&self, id: AreaId) -> Option<&Area> {
        self.areas.get(id.0 as usize)
    }

    /// The code of an id; empty for an id of another list.
    pub fn code(&self, id: AreaId) -> &str {
        self.get(id).map_or("", |area| area.code.get_ref())
    }

    /// All places in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &Area> {
        self.areas.iter()
    }

    /// The names nearest to a text, for a suggestion; never applied.
    pub fn nearest(&self, text: &str) -> Vec<&str> {
        nearest(text, self.names.keys())
    }
}

fn spellings(area: &Area) -> impl Iterator<Item = (&str, std::ops::Range<usize>)> {
    let span = area.code.span();
    let mut names = vec![(area.code.get_ref().as_str(), span.clone()), (area.name.zh.as_str(), span.clone())];
    if area.name.en != area.name.zh {
        names.push((area.name.en.as_str(), span));
    }
    names.into_iter().chain(area.aliases.iter().map(|alias| (alias.get_ref().as_str(), alias.span())))
}

/// Up to three names that look like the text, the best first.
pub(super) fn nearest<'a>(text: &str, names: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let scored = names.map(|name| (strsim::jaro_winkler(text, name), name.as_str()));
    let mut scored: Vec<_> = scored.filter(|(score, _)| *score > 0.6).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    scored.into_iter().take(3).map(|(_, name)| name).collect()
}
