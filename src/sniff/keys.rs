//! Whether rows can be told apart by what is said of them, and what else of the table tells them apart where they cannot.

use std::collections::BTreeSet;

use super::analysis::Analysis;
use super::needs::{Dimension, is_code, slug};
use super::roles::{Use, dimension_code};
use super::toml_text::remark;

/// How many values a proposed dimension may have.
const MOST_VALUES: usize = 2_000;

impl Analysis<'_, '_> {
    /// Makes dimensions of columns, the one that tells most rows apart first, until no two rows have one key.
    pub(super) fn find_key(&mut self) {
        let mut key: Vec<usize> = (0..self.uses.len()).filter(|at| self.is_key(*at)).collect();
        let rows = self.table.data().filter(|(at, _)| self.has_figure(*at)).count();
        let mut told = self.told_apart(&key);
        if told < rows && !self.table.sections.is_empty() && self.section() {
            told = self.told_apart(&key);
        }
        while told < rows {
            let best = self.candidates().into_iter().map(|at| (self.told_apart(&[key.as_slice(), &[at]].concat()), at)).fold(
                None,
                |best: Option<(usize, usize)>, next| {
                    // The first of equals: a code stands left of its label.
                    if best.is_some_and(|best| best.0 >= next.0) { best } else { Some(next) }
                },
            );
            let Some((more, at)) = best.filter(|(more, _)| *more > told) else { break };
            self.dimension(at);
            key.push(at);
            told = more;
        }
        // What says the same as a column that is read now is no open question.
        for at in 0..self.uses.len() {
            if self.uses[at] == Use::Open
                && let Some(same) = key.iter().find(|known| self.table.say_the_same(**known, at))
            {
                self.uses[at] = Use::Ignore(format!("says the same as {}", remark(&self.table.key(*same))));
                self.pairs.push((*same, at));
            }
        }
        if told < rows {
            self.say_doubled(&key);
        }
        self.name_dimensions();
    }

    fn is_key(&self, at: usize) -> bool {
        match &self.uses[at] {
            Use::Label(role) => !matches!(role.as_str(), "unit" | "status" | "flags" | "note" | "confidentiality" | "locator"),
            _ => false,
        }
    }

    pub(super) fn has_figure(&self, row: usize) -> bool {
        (0..self.uses.len()).any(|at| matches!(self.uses[at], Use::Across | Use::Value(_)) && !self.table.text(row, at).is_empty())
    }

    /// How many rows with a figure have a key of their own.
    fn told_apart(&self, key: &[usize]) -> usize {
        let fills: Vec<bool> = key.iter().map(|at| self.draft.fill_down.contains(&self.table.key(*at))).collect();
        let mut carried = vec![""; key.len()];
        let mut keys: BTreeSet<(usize, Vec<&str>)> = BTreeSet::new();
        let mut section = 0;
        for at in self.table.block.body.clone() {
            if self.table.sections.contains(&at) {
                section = if self.draft.section.is_empty() { 0 } else { at };
                continue;
            }
            for (position, column) in key.iter().enumerate() {
                let text = self.table.text(at, *column);
                if !fills[position] || !text.is_empty() {
                    carried[position] = text;
                }
            }
            if self.has_figure(at) {
                keys.insert((section, carried.clone()));
            }
        }
        keys.len()
    }

    /// Columns that nothing is read from yet, with few distinct texts.
    fn candidates(&self) -> Vec<usize> {
        (0..self.uses.len())
            .filter(|at| {
                self.uses[*at] == Use::Open
                    && (2..=MOST_VALUES).contains(&(self.table.columns[*at].texts.len() + usize::from(self.table.columns[*at].blanks > 0)))
            })
            .collect()
    }

    /// Rows with one text say something of the rows below them.
    fn section(&mut self) -> bool {
        let texts: Vec<&str> =
            self.table.sections.iter().filter_map(|at| super::table::own(&self.table.rows[*at]).next().map(|(_, text)| text)).collect();
        let all = |fits: &dyn Fn(&str) -> bool| texts.iter().all(|text| fits(text));
        let role = if all(&super::cell::is_period) {
            "period"
        } else if all(&|text| self.known.is_area(text)) || (self.says("indicator") && !self.says("area")) {
            "area"
        } else {
            "indicator"
        };
        self.draft.section.push(role.to_owned());
        true
    }

    /// Declares a column a dimension.
    fn dimension(&mut self, at: usize) {
        let code = dimension_code(&self.table.joined(at), at);
        self.draft
            .unsure
            .push(format!("{} is taken for a dimension, because rows have the same key without it", remark(&self.table.key(at))));
        self.uses[at] = Use::Label(code);
    }

    /// Lists the values of dimensions that the catalogue lacks.
    fn name_dimensions(&mut self) {
        let roles = [
            "area",
            "indicator",
            "period",
            "year",
            "month",
            "quarter",
            "unit",
            "status",
            "flags",
            "note",
            "freq",
            "confidentiality",
            "locator",
            "measure",
            "cumulation",
        ];
        for at in 0..self.uses.len() {
            let Use::Label(role) = &self.uses[at] else { continue };
            if role.contains('{') {
                for (position, code) in
                    role.split(',').enumerate().filter_map(|(position, part)| Some((position, part.strip_prefix('{')?.strip_suffix('}')?)))
                {
                    if !roles.contains(&code) && code != "ignore" {
                        let mut texts: Vec<String> = self.table.columns[at]
                            .texts
                            .iter()
                            .filter_map(|text| text.split(',').nth(position).map(str::to_owned))
                            .collect();
                        texts.sort_unstable();
                        texts.dedup();
                        let values = texts.into_iter().map(|text| (text, String::new())).collect();
                        Self::need(self.known, &mut self.draft, code, code, values);
                    }
                }
            } else if !roles.contains(&role.as_str()) {
                let code = role.clone();
                let label = (0..self.uses.len()).find(|other| {
                    *other > at && self.table.columns[*other].filled() > 0 && *other == at + 1 && self.table.say_the_same(at, *other)
                });
                let mut values: Vec<(String, String)> = self.table.columns[at]
                    .texts
                    .iter()
                    .map(|text| (text.clone(), label.map_or(String::new(), |label| self.table.beside(at, text, label).to_owned())))
                    .collect();
                if self.table.columns[at].blanks > 0 {
                    values.push((String::new(), String::new()));
                }
                let name = label.map_or_else(|| self.table.joined(at), |label| self.table.joined(label));
                Self::need(self.known, &mut self.draft, &code, &name, values);
            }
        }
    }

    fn need(known: super::known::Known<'_>, draft: &mut super::draft::Draft, code: &str, name: &str, texts: Vec<(String, String)>) {
        let declared = known.dimension(code);
        let mut values: Vec<(String, String, Option<String>)> = Vec::new();
        for (text, label) in texts.into_iter().filter(|(text, _)| declared.is_none_or(|dimension| dimension.value(text).is_none())) {
            // The totals are there without being declared.
            if matches!(text.as_str(), "_T" | "_Z") {
                continue;
            }
            let code = if is_code(&text) { text.clone() } else { slug(&text).unwrap_or_else(|| format!("V{}", values.len() + 1)) };
            let code = if values.iter().any(|known| known.0 == code) { format!("{code}_{}", values.len() + 1) } else { code };
            let name = match (text.as_str(), label.as_str()) {
                ("", _) => "not stated".to_owned(),
                (text, "") => text.to_owned(),
                (_, label) => label.to_owned(),
            };
            let alias = (text != code && text != name).then_some(text);
            values.push((code, name, alias));
        }
        if declared.is_none() || !values.is_empty() {
            draft.needs.dimensions.insert(code.to_owned(), Dimension { name: name.to_owned(), known: declared.is_some(), values });
        }
    }

    /// Says which rows still have one key.
    fn say_doubled(&mut self, key: &[usize]) {
        let mut first: std::collections::BTreeMap<Vec<&str>, u64> = std::collections::BTreeMap::new();
        for (at, _) in self.table.data().filter(|(at, _)| self.has_figure(*at)) {
            let texts: Vec<&str> = key.iter().map(|column| self.table.text(at, *column)).collect();
            if let Some(line) = first.get(&texts) {
                let shown = remark(&texts.join(", "));
                self.draft.unsure.push(format!(
                    "lines {line} and {} have one key ({shown}): a further column, section or block must tell them apart",
                    self.table.line(at)
                ));
                return;
            }
            first.insert(texts, self.table.line(at));
        }
    }
}
