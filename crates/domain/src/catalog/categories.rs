//! The tree of subject classes; each indicator has one.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::Names;
use super::load::{CatalogText, Once, check_code, parse};
use crate::diagnostic::{Diagnostic, suggest};

/// One class.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its code.
    pub code: Spanned<String>,
    /// Its names.
    pub name: Names,
    /// The class above it; none for a root.
    pub parent: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    category: Vec<Category>,
}

/// All classes.
#[derive(Debug)]
pub struct Categories {
    entries: BTreeMap<String, Category>,
}

impl Categories {
    pub(super) fn load(text: CatalogText<'_>, problems: &mut Vec<Diagnostic>) -> Self {
        let file: File = parse(text, problems);
        let mut codes = Once::new(text, "category code");
        let mut entries = BTreeMap::new();
        for category in file.category {
            check_code(text, &category.code, problems);
            codes.check(category.code.get_ref(), category.code.span(), problems);
            entries.insert(category.code.get_ref().clone(), category);
        }
        let list = Self { entries };
        check_tree(text, list.entries.values().map(|c| (&c.code, c.parent.as_ref())), problems);
        list
    }

    /// The class with a code.
    pub fn get(&self, code: &str) -> Option<&Category> {
        self.entries.get(code)
    }

    /// All codes.
    pub fn codes(&self) -> Vec<&str> {
        self.entries.keys().map(String::as_str).collect()
    }

    /// All classes in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &Category> {
        self.entries.values()
    }
}

/// Parents exist, and nobody is their own ancestor.
pub(super) fn check_tree<'a>(
    text: CatalogText<'_>,
    entries: impl Iterator<Item = (&'a Spanned<String>, Option<&'a Spanned<String>>)>,
    problems: &mut Vec<Diagnostic>,
) {
    let parents: BTreeMap<&str, Option<&Spanned<String>>> = entries.map(|(code, parent)| (code.get_ref().as_str(), parent)).collect();
    let known: Vec<&str> = parents.keys().copied().collect();
    for (code, parent) in &parents {
        let Some(parent) = parent else { continue };
        let at = |message| Diagnostic::at("T205", text.file, text.text, parent.span(), message);
        if !parents.contains_key(parent.get_ref().as_str()) {
            problems.push(at(format!("the parent `{}` is not in this file", parent.get_ref())).help(suggest(parent.get_ref(), &known)));
            continue;
        }
        let mut above = Some(*parent);
        let mut steps = 0;
        while let Some(up) = above {
            steps += 1;
            if up.get_ref() == code || steps > parents.len() {
                problems.push(at(format!("`{code}` is its own ancestor")).help("a tree has no cycle: take one `parent` away"));
                break;
            }
            above = parents.get(up.get_ref().as_str()).copied().flatten();
        }
    }
}
