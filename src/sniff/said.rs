//! What a table says for a role, text by text: in labels, header rows and the lines above.

use std::collections::BTreeSet;

use super::analysis::Analysis;
use super::known::{bare, split_bracket};
use super::roles::Use;
use super::table::{own, told};

impl Analysis<'_, '_> {
    /// Distinct texts of a role in labels; of packed keys, the part that has it.
    pub(super) fn label_texts(&self, role: &str) -> Vec<(usize, String)> {
        let (mut found, mut known) = (Vec::new(), BTreeSet::new());
        for (at, used) in self.uses.iter().enumerate().filter(|(_, used)| used.says(role)) {
            let Use::Label(pattern) = used else { continue };
            let part = pattern.split(',').position(|part| part == format!("{{{role}}}"));
            for text in &self.table.columns[at].texts {
                let text = if pattern.contains('{') { part.and_then(|part| text.split(',').nth(part)).unwrap_or_default() } else { text };
                if !text.is_empty() && known.insert(text) {
                    found.push((at, text.to_owned()));
                }
            }
        }
        found
    }

    /// What the lines above say for a role.
    pub(super) fn above_texts(&self, role: &str) -> Vec<String> {
        let rows = self.table.block.above.clone().flat_map(|at| own(&self.table.rows[at]));
        rows.filter_map(|(_, text)| told(text)).filter(|(_, found, _)| *found == role).map(|(_, _, said)| said.to_owned()).collect()
    }

    pub(super) fn level_texts(&self, role: &str) -> Vec<String> {
        let columns = (0..self.uses.len()).filter(|at| self.uses[*at] == Use::Across);
        columns.filter_map(|at| self.level_text(at, role)).collect()
    }

    /// What the header rows say above a column for a role, the outermost first.
    pub(super) fn level_text(&self, column: usize, role: &str) -> Option<String> {
        let texts: Vec<String> = self
            .levels
            .iter()
            .enumerate()
            .filter(|(_, level)| level.role == role && !level.odd.contains(&column))
            .map(|(level, found)| {
                let text = bare(&self.table.headings[column][level]);
                let skipped = if found.pattern.starts_with("{year}") { text.find('年').map_or(0, |at| at + '年'.len_utf8()) } else { 0 };
                text[skipped..].to_owned()
            })
            .filter(|text| !text.is_empty())
            .collect();
        (!texts.is_empty()).then(|| texts.join("/"))
    }

    /// Unit texts of columns, header rows and lines above.
    pub(super) fn units_said(&self) -> Vec<String> {
        let labels = self.label_texts("unit").into_iter().map(|(_, text)| text);
        let above = self
            .above_texts("unit")
            .into_iter()
            .flat_map(|text| text.split(['、', ',', '，', ';', '；']).map(|unit| unit.trim().to_owned()).collect::<Vec<_>>());
        labels.chain(self.level_texts("unit")).chain(above).collect()
    }

    /// The unit that a packed key has beside an indicator.
    pub(super) fn packed_unit(&self, at: usize, indicator: &str) -> &str {
        let Use::Label(pattern) = &self.uses[at] else { return "" };
        let part = |role: &str| pattern.split(',').position(|part| part == format!("{{{role}}}"));
        let (Some(name), Some(unit)) = (part("indicator"), part("unit")) else { return "" };
        let found = self.table.columns[at].texts.iter().find(|text| text.split(',').nth(name) == Some(indicator));
        found.and_then(|text| text.split(',').nth(unit)).unwrap_or_default()
    }

    /// The unit in brackets behind the word for the plain value, where a header row names kinds of figures.
    pub(super) fn unit_of_kinds(&self) -> Option<String> {
        let texts = self.level_texts("measure");
        let plain = texts.iter().find(|text| super::words::kind_of_figure(text) == Some(""))?;
        split_bracket(plain).map(|(_, unit)| unit.to_owned())
    }
}
