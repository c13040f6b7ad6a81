//! What no column and no header says: looked for in the title, the sheet's name and the lines above, else left for a reader to write.

use super::analysis::Analysis;
use super::known::bare;
use super::names::Name;
use super::roles::Use;
use super::table::own;
use super::toml_text::{quoted, remark};

impl Analysis<'_, '_> {
    /// The title of a table in which nothing names the indicator.
    pub(super) fn title(&mut self) -> Option<Name> {
        let lines = self.table.block.above.clone().filter_map(|at| own(&self.table.rows[at]).next());
        let title = lines
            .map(|(_, text)| bare(text))
            .find(|text| !text.contains([':', '：']) || text.starts_with("Table") || text.starts_with('表'));
        let name = title.map_or_else(
            || if self.sheet.is_empty() { self.id.to_owned() } else { self.sheet.to_owned() },
            |title| without_number(&title).to_owned(),
        );
        let proposed = self.needed().find(|known| known.name == name).map(|known| known.code.clone());
        let code = match self.known.indicator(&name) {
            None if proposed.is_some() => proposed.unwrap_or_default(),
            Some(indicator) => indicator.code.clone(),
            None => self.code(&name),
        };
        let why = "nothing but the title says the indicator".to_owned();
        self.draft.declared.insert("indicator".to_owned(), (quoted(&code), why));
        Some(Name { text: name, unit: String::new() })
    }

    /// How many rows with figures have a blank label of this role that no row above fills, and the key of its column.
    fn silent_cells(&self, role: &str) -> Option<(usize, String)> {
        let at = (0..self.uses.len()).find(|at| self.uses[*at] == Use::Label(role.to_owned()))?;
        let key = self.table.key(at);
        let rows = self.table.data().filter(|(row, _)| self.table.text(*row, at).is_empty() && self.has_figure(*row)).count();
        (rows > 0 && !self.draft.fill_down.contains(&key)).then_some((rows, key))
    }

    /// Area or period of a table in which nothing says it.
    pub(super) fn missing(&mut self, role: &str) {
        if let Some((cells, key)) = self.silent_cells(role) {
            let why = format!(
                "unsure: {cells} rows with figures have no text in {}; write what they mean, or leave it out where each has its own",
                remark(&key)
            );
            self.draft.declared.insert(role.to_owned(), ("\"?\"".to_owned(), why));
            return;
        }
        if self.says(role) || self.draft.declared.contains_key(role) || (role == "period" && self.says("year")) {
            return;
        }
        let texts: Vec<(u64, String)> = self
            .table
            .block
            .above
            .clone()
            .flat_map(|at| own(&self.table.rows[at]).map(move |(_, text)| (at, text)))
            .map(|(at, text)| (self.table.line(at), bare(text)))
            .collect();
        let found = if role == "area" {
            texts.iter().find(|(_, text)| self.known.is_area(text)).map(|(line, text)| (text.clone(), format!("from line {line}")))
        } else if super::cell::is_whole_period(self.sheet) {
            self.draft.sheet_name = Some("{period}".to_owned());
            return;
        } else {
            the_year(&texts)
        };
        let chinese = self.table.headings.iter().flatten().any(|text| text.chars().any(|c| u32::from(c) >= 0x4e00));
        let found = found.or_else(|| {
            (role == "area" && chinese && self.known.is_area("中国"))
                .then(|| ("中国".to_owned(), "unsure: nothing says the area".to_owned()))
        });
        let (text, why) = found.unwrap_or_else(|| ("?".to_owned(), format!("unsure: nothing says the {role}; write it here")));
        self.draft.declared.insert(role.to_owned(), (quoted(&text), remark(&why)));
    }
}

/// A title without `Table 1:`, `表1-2`.
fn without_number(title: &str) -> &str {
    let Some(rest) = title.strip_prefix("Table").or_else(|| title.strip_prefix('表')) else { return title };
    let rest =
        rest.trim_start_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '.' | '-' | '—' | ':' | '：' | '_'));
    if rest.is_empty() { title } else { rest }
}

/// The one year that the lines above name.
fn the_year(texts: &[(u64, String)]) -> Option<(String, String)> {
    let mut found: Vec<(u64, String)> = Vec::new();
    for (line, text) in texts {
        for word in text.split(|c: char| !c.is_ascii_digit()).filter(|word| super::cell::is_year(word)) {
            if !found.iter().any(|(_, known)| known == word) {
                found.push((*line, word.to_owned()));
            }
        }
    }
    match found.as_slice() {
        [(line, year)] => Some((year.clone(), format!("unsure: the year of line {line}"))),
        _ => None,
    }
}
