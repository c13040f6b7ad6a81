//! The tree of subject classes; each indicator has one.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;

use super::Names;
use super::load::{CatalogText, Once, Placed, check_code, parse};
use crate::diagnostic::{Diagnostic, ENOUGH, nearest, suggest};
use crate::message::{Message, lists as say};

/// The class of an indicator that names none. It is there even where no list declares it.
pub const UNCLASSIFIED: &str = "UNCLASSIFIED";

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
    pub(super) fn load(texts: &[CatalogText<'_>], problems: &mut Vec<Diagnostic>) -> Self {
        let placed = parse(texts, |file: File| file.category, problems);
        check_tree(placed.iter().map(|place| (place.text, &place.entry.code, place.entry.parent.as_ref())), problems);
        let mut codes = Once::new(say::category_code());
        let mut entries = BTreeMap::from([(UNCLASSIFIED.to_owned(), unclassified())]);
        for Placed { text, entry } in placed {
            if problems.len() >= ENOUGH {
                break;
            }
            check_code(text, &entry.code, problems);
            codes.check(entry.code.get_ref(), text, entry.code.span(), problems);
            entries.insert(entry.code.get_ref().clone(), entry);
        }
        Self { entries }
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

fn unclassified() -> Category {
    let name = Names { zh: "未分类".to_owned(), en: "Unclassified".to_owned() };
    Category { code: Spanned::new(0..0, UNCLASSIFIED.to_owned()), name, parent: None }
}

/// Parents exist, in whichever file of the list, and nobody is their own ancestor.
pub(super) fn check_tree<'a>(
    entries: impl Iterator<Item = (CatalogText<'a>, &'a Spanned<String>, Option<&'a Spanned<String>>)>,
    problems: &mut Vec<Diagnostic>,
) {
    let parents: BTreeMap<&str, Option<(CatalogText<'_>, &Spanned<String>)>> =
        entries.map(|(text, code, parent)| (code.get_ref().as_str(), parent.map(|parent| (text, parent)))).collect();
    let known: Vec<&str> = parents.keys().copied().collect();
    let mut judged = BTreeMap::new();
    for (code, parent) in &parents {
        let Some((text, parent)) = parent else { continue };
        if problems.len() >= ENOUGH {
            return;
        }
        let at = |message| text.problem("T205", parent.span(), message);
        if !parents.contains_key(parent.get_ref().as_str()) {
            problems.push(at(say::no_parent(parent.get_ref())).help(near(parent.get_ref(), &known)));
            continue;
        }
        let above = |code: &str| Some(parents.get(code)?.as_ref()?.1.get_ref().as_str());
        if leads_into_a_circle(code, above, &mut judged) {
            problems.push(at(say::own_ancestor(code)).help(say::no_cycle()));
        }
    }
}

/// Whether the ancestors of a code come round. What is found is kept for every code on the way, so that a long line of ancestors is walked once.
fn leads_into_a_circle<'a>(code: &'a str, above: impl Fn(&str) -> Option<&'a str>, judged: &mut BTreeMap<&'a str, bool>) -> bool {
    let mut way = BTreeSet::new();
    let mut next = Some(code);
    let found = loop {
        let Some(at) = next else { break false };
        if let Some(known) = judged.get(at) {
            break *known;
        }
        if !way.insert(at) {
            break true;
        }
        next = above(at);
    };
    judged.extend(way.into_iter().map(|code| (code, found)));
    found
}

/// A suggestion that stays readable where hundreds of codes are known.
fn near(code: &str, known: &[&str]) -> Message {
    const SHOWN: usize = 40;
    if known.len() > SHOWN && nearest(code, known).is_none() { say::write_entry() } else { suggest(code, known) }
}
