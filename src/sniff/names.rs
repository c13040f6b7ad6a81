//! The names of a table: which the catalogue knows, which it must be told.

use std::collections::BTreeSet;

use super::analysis::Analysis;
use super::known::bare;
use super::needs::{is_code, slug};
use super::roles::Use;

/// How many names of one table are looked at.
const MOST_NAMES: usize = 2_000;

/// A name with the unit that its column or row gives it.
pub(super) struct Name {
    pub(super) text: String,
    pub(super) unit: String,
}

impl Analysis<'_, '_> {
    /// Names, units, and what is said by nothing.
    pub(super) fn names(&mut self) {
        self.areas();
        let mut names = self.indicator_names();
        if names.is_empty()
            && let Some(name) = self.title()
        {
            names.push(name);
        }
        self.indicators(names);
        for unit in self.units_said() {
            self.need_unit(&unit);
        }
        self.missing("area");
        self.missing("period");
    }

    fn areas(&mut self) {
        let mut texts: Vec<(Option<usize>, String)> = self.label_texts("area").into_iter().map(|(at, text)| (Some(at), text)).collect();
        texts.extend(self.level_texts("area").into_iter().map(|text| (None, text)));
        let mut said: BTreeSet<String> = self.before.areas.iter().flat_map(|(code, name)| [code.clone(), name.clone()]).collect();
        let mut codes: BTreeSet<String> = self.before.areas.iter().map(|(code, _)| code.clone()).collect();
        for (at, text) in texts {
            let name = bare(&text);
            if name.is_empty() || self.known.is_area(&name) || said.contains(&name) {
                continue;
            }
            let beside =
                at.and_then(|at| self.pairs.iter().find(|(one, _)| *one == at)).map(|(one, other)| self.table.beside(*one, &text, *other));
            let own =
                [Some(name.as_str()), beside].into_iter().flatten().find(|text| is_code(text) && !codes.contains(*text)).map(str::to_owned);
            let made = || {
                let made = slug(&name).filter(|code| !codes.contains(code) && !self.known.has_area_code(code));
                made.unwrap_or_else(|| format!("{}_A{}", self.stem(), codes.len() + 1))
            };
            let code = own.clone().unwrap_or_else(made);
            // A code is looked up by itself, so its name may be the label beside it.
            let label = beside.filter(|text| !text.is_empty() && own.as_deref() == Some(name.as_str())).map(str::to_owned);
            said.extend([code.clone(), name.clone()]);
            codes.insert(code.clone());
            self.draft.needs.areas.push((code, label.unwrap_or(name)));
        }
    }

    /// Every text that names an indicator, with the unit that goes with it.
    fn indicator_names(&self) -> Vec<Name> {
        let labels = self.label_texts("indicator");
        let unit_column = (0..self.uses.len()).find(|at| self.uses[*at] == Use::Label("unit".into()));
        let mut across: Vec<Name> = Vec::new();
        for column in (0..self.uses.len()).filter(|at| self.uses[*at] == Use::Across) {
            let unit = self.level_text(column, "unit").unwrap_or_default();
            if let Some(text) = self.level_text(column, "indicator") {
                across.push(Name { text, unit });
            }
        }
        let mut names: Vec<Name> = Vec::new();
        let outer = if labels.is_empty() && across.is_empty() { self.above_texts("indicator") } else { Vec::new() };
        for (at, label) in &labels {
            let unit = unit_column.map_or_else(|| self.packed_unit(*at, label), |unit| self.table.beside(*at, label, unit)).to_owned();
            if across.is_empty() {
                names.push(Name { text: bare(label), unit });
            } else {
                names.extend(
                    across
                        .iter()
                        .take(MOST_NAMES)
                        .map(|column| Name { text: format!("{}/{}", bare(label), column.text), unit: format!("{unit}{}", column.unit) }),
                );
            }
        }
        if labels.is_empty() {
            names.extend(across);
        }
        names.extend(outer.into_iter().map(|text| Name { text: bare(&text), unit: String::new() }));
        names.truncate(MOST_NAMES);
        names
    }

    /// A code for a name.
    pub(super) fn code(&self, name: &str) -> String {
        let taken = |code: &str| self.known.has_code(code) || self.needed().any(|known| known.code == code);
        let plain = slug(name).unwrap_or_else(|| format!("{}_{}", self.stem(), self.needed().count() + 1));
        let numbered = (2..).map(|number| format!("{plain}_{number}"));
        std::iter::once(plain.clone()).chain(numbered).find(|code| !taken(code)).unwrap_or_default()
    }

    /// The source's id as the beginning of codes.
    pub(super) fn stem(&self) -> String {
        slug(self.id).unwrap_or_else(|| "X".to_owned())
    }

    pub(super) fn need_unit(&mut self, unit: &str) {
        let bare = unit.trim_matches(['(', ')', '（', '）']);
        if !bare.is_empty() && bare != "?" && self.known.unit(bare).is_none() {
            self.draft.needs.units.insert(bare.to_owned());
        }
    }
}
