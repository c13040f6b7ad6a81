//! The names of a table: which the catalogue knows, which it must be told, in which units their figures are.

use super::analysis::Analysis;
use super::known::{Known, bare, split_bracket};
use super::needs::{Indicator, is_code, slug};
use super::roles::Use;
use super::table::{own, told};
use super::toml_text::{quoted, remark};
use super::words::ENDINGS;

/// How many names of one table are looked at.
const MOST_NAMES: usize = 2_000;

/// The unit of figures whose unit no one says.
const UNSTATED: &str = "unspecified";

/// A name with the unit that its column or row gives it.
struct Name {
    text: String,
    unit: String,
}

/// An indicator as its names together tell it.
struct Group {
    base: String,
    /// The name as it stands in the table.
    text: String,
    unit: String,
    /// Whether no name is that of a plain value.
    growth_only: bool,
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

    /// Distinct texts of a role in labels; of packed keys, the part that has it.
    fn label_texts(&self, role: &str) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for (at, used) in self.uses.iter().enumerate().filter(|(_, used)| used.says(role)) {
            let Use::Label(pattern) = used else { continue };
            let part = pattern.split(',').position(|part| part == format!("{{{role}}}"));
            for text in &self.table.columns[at].texts {
                let text = if pattern.contains('{') { part.and_then(|part| text.split(',').nth(part)).unwrap_or_default() } else { text };
                if !text.is_empty() && !found.iter().any(|(_, known)| known == text) {
                    found.push((at, text.to_owned()));
                }
            }
        }
        found
    }

    /// What the lines above say for a role.
    fn above_texts(&self, role: &str) -> Vec<String> {
        let rows = self.table.block.above.clone().flat_map(|at| own(&self.table.rows[at]));
        rows.filter_map(|(_, text)| told(text)).filter(|(_, found, _)| *found == role).map(|(_, _, said)| said.to_owned()).collect()
    }

    fn level_texts(&self, role: &str) -> Vec<String> {
        let columns = (0..self.uses.len()).filter(|at| self.uses[*at] == Use::Across);
        columns.filter_map(|at| self.level_text(at, role)).collect()
    }

    /// What the header rows say above a column for a role, the outermost first.
    fn level_text(&self, column: usize, role: &str) -> Option<String> {
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

    fn areas(&mut self) {
        let mut texts: Vec<(Option<usize>, String)> = self.label_texts("area").into_iter().map(|(at, text)| (Some(at), text)).collect();
        texts.extend(self.level_texts("area").into_iter().map(|text| (None, text)));
        for (at, text) in texts {
            let name = bare(&text);
            if name.is_empty()
                || self.known.is_area(&name)
                || self.before.areas.iter().chain(&self.draft.needs.areas).any(|(code, known)| *known == name || *code == name)
            {
                continue;
            }
            let beside = at
                .and_then(|at| self.pairs.iter().find(|(one, _)| *one == at))
                .map(|(one, other)| self.table.beside(*one, &text, *other).to_owned());
            let taken = |code: &str| self.before.areas.iter().chain(&self.draft.needs.areas).any(|(known, _)| known == code);
            let number = self.before.areas.len() + self.draft.needs.areas.len() + 1;
            let own = [Some(name.clone()), beside.clone()].into_iter().flatten().find(|text| is_code(text) && !taken(text));
            let made = || {
                slug(&name)
                    .filter(|code| !taken(code) && !self.known.has_area_code(code))
                    .unwrap_or_else(|| format!("{}_A{number}", self.stem()))
            };
            let code = own.clone().unwrap_or_else(made);
            // A code is looked up by itself, so its name may be the label beside it.
            let name = if own.as_deref() == Some(name.as_str()) { beside.filter(|text| !text.is_empty()).unwrap_or(name) } else { name };
            self.draft.needs.areas.push((code, name));
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
            let unit = unit_column.map_or("", |unit| self.table.beside(*at, label, unit)).to_owned();
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

    /// The title of a table in which nothing names the indicator.
    fn title(&mut self) -> Option<Name> {
        let lines = self.table.block.above.clone().filter_map(|at| own(&self.table.rows[at]).next());
        let title = lines
            .map(|(_, text)| bare(text))
            .find(|text| !text.contains([':', '：']) || text.starts_with("Table") || text.starts_with('表'));
        let name = title.map_or_else(
            || if self.sheet.is_empty() { self.id.to_owned() } else { self.sheet.to_owned() },
            |title| without_number(&title).to_owned(),
        );
        let code = match self.known.indicator(&name) {
            Some(indicator) => indicator.code.clone(),
            None => self.code(&name),
        };
        let why = "nothing but the title says the indicator".to_owned();
        self.draft.declared.insert("indicator".to_owned(), (quoted(&code), why));
        Some(Name { text: name, unit: String::new() })
    }

    /// Sorts names into indicators, and proposes those that the catalogue lacks.
    fn indicators(&mut self, names: Vec<Name>) {
        let general = self.uses.iter().any(|found| found.says("unit"))
            || self.levels.iter().any(|level| level.role == "unit")
            || !self.above_texts("unit").is_empty();
        let mut groups: Vec<Group> = Vec::new();
        let all: Vec<String> = names.iter().map(|name| name.text.clone()).collect();
        for name in names {
            if self.known.indicator(&name.text).is_some() && (general || !name.unit.is_empty()) {
                continue;
            }
            let (text, bracket) = unit_behind(&name.text, self.known);
            let unit = if name.unit.is_empty() { bracket.to_owned() } else { name.unit };
            let (base, ending) = self.split_ending(text, &all);
            let growth = ending.is_some_and(|meaning| meaning.contains("GROWTH"));
            let plain = if growth { String::new() } else { unit.clone() };
            match groups.iter_mut().find(|group| group.base == base) {
                Some(group) => {
                    if group.unit.is_empty() {
                        group.unit = plain;
                    }
                    group.growth_only &= growth;
                }
                None => groups.push(Group { base: base.to_owned(), text: name.text.clone(), unit: plain, growth_only: growth }),
            }
        }
        let above = self.above_texts("unit").into_iter().next().unwrap_or_default();
        let silent: Vec<bool> = groups
            .iter()
            .map(|group| group.unit.is_empty() && !general && !group.growth_only && index_base(&group.base).is_none())
            .collect();
        let alike = groups.iter().all(|group| self.silent_unit(group) == groups.first().map_or("", |first| self.silent_unit(first)));
        let all_silent = alike && !silent.is_empty() && silent.iter().all(|silent| *silent);
        for (group, silent) in groups.iter().zip(silent) {
            let code = self.need_indicator(group, &above, silent);
            if silent && !all_silent {
                let meaning = format!(
                    "{{ indicator = {}, unit = {} }}  # unsure: nothing says the unit",
                    quoted(&code),
                    quoted(self.silent_unit(group))
                );
                self.draft.words.entry("indicator".to_owned()).or_default().insert(group.base.clone(), meaning);
            }
        }
        if all_silent {
            let unit = groups.first().map_or(UNSTATED, |group| self.silent_unit(group));
            self.draft.declared.insert("unit".to_owned(), (quoted(unit), "unsure: nothing says the unit of these figures".to_owned()));
            self.need_unit(unit);
        }
    }

    /// The unit of an indicator of which nothing says it: of a known one it must be written by hand.
    fn silent_unit(&self, group: &Group) -> &'static str {
        match self.known.indicator(&group.base) {
            Some(_) => "?",
            None if group.base.starts_with("Percentage") || group.base.starts_with("Per cent") => "%",
            None => UNSTATED,
        }
    }

    /// A name without an ending that says something of the figure, and what that is; the ending is declared.
    fn split_ending<'n>(&mut self, name: &'n str, all: &[String]) -> (&'n str, Option<&'static str>) {
        for (ending, meaning) in ENDINGS {
            let Some(base) = name.strip_suffix(ending) else { continue };
            let trimmed = base.trim_end_matches(['_', '-', '：', ':', ' ']);
            let shared = all.iter().filter(|other| other.starts_with(trimmed)).count() > 1 || self.known.indicator(trimmed).is_some();
            // Endings of the national bureau's names are never part of a name; a number or an amount may be.
            let sure = meaning.contains("GROWTH") || ["当期值", "本期值", "累计值"].contains(&ending);
            if trimmed.is_empty() || !(shared || sure) {
                continue;
            }
            self.draft.endings.insert(name[trimmed.len()..].to_owned(), meaning.to_owned());
            return (trimmed, Some(meaning));
        }
        (name, None)
    }

    /// Proposes an indicator that the catalogue lacks; gives its code.
    fn need_indicator(&mut self, group: &Group, above: &str, silent: bool) -> String {
        if let Some(indicator) = self.known.indicator(&group.base) {
            return indicator.code.clone();
        }
        if let Some(known) = self.needed().find(|known| known.name == group.base) {
            return known.code.clone();
        }
        let code = self.code_beside(&group.text).unwrap_or_else(|| self.code(&group.base));
        let mut entry = Indicator { code: code.clone(), name: self.name_beside(&group.base), ..Indicator::default() };
        if entry.name != group.base && group.base != code {
            entry.more.push(format!("aliases = [{}]", quoted(&group.base)));
        }
        let silence = if silent { self.silent_unit(group) } else { UNSTATED };
        let written = [group.unit.as_str(), above].into_iter().find(|unit| !unit.is_empty()).unwrap_or(silence);
        let written = written.split(['、', ',', '，', ';', '；']).next().unwrap_or(written).trim();
        if let Some((base, sure)) = index_base(&group.base) {
            entry.unit = "index".to_owned();
            entry.more.push(format!("measure = \"INDEX\"\nindex_base = {}", quoted(&base)));
            entry.unsure = (!sure).then(|| "of which period is this index 100?".to_owned());
            self.need_unit("index");
        } else if let Some(unit) = unit_inside(written, self.known) {
            entry.unit = self.known.canonical(unit);
            entry.more.push(format!("unit_words = {{ {} = {} }}", quoted(written), quoted(unit)));
            entry.more.extend(price_basis(written).map(|basis| format!("price_basis = {}", quoted(basis))));
        } else {
            entry.unit = self.known.canonical(written);
            entry.display = (entry.unit != written).then(|| written.to_owned());
            self.need_unit(written);
        }
        if silent || group.growth_only {
            entry.unsure = Some("nothing says the unit".to_owned());
        }
        self.draft.needs.indicators.push(entry);
        code
    }

    /// The code that the table gives an indicator in a column beside its name.
    fn code_beside(&self, text: &str) -> Option<String> {
        let (_, other, label) = self.pair(text)?;
        let code = self.table.beside(self.pair(text)?.0, &label, other);
        (is_code(code) && !self.known.has_code(code)).then(|| code.to_owned())
    }

    /// The name that stands beside a code.
    fn name_beside(&self, text: &str) -> String {
        match self.pair(text) {
            Some((at, other, label)) if is_code(text) && !self.table.beside(at, &label, other).is_empty() => {
                self.table.beside(at, &label, other).to_owned()
            }
            _ => text.to_owned(),
        }
    }

    /// The column of an indicator's text, the one that says the same, and the text in the first.
    fn pair(&self, text: &str) -> Option<(usize, usize, String)> {
        let at = (0..self.uses.len()).find(|at| self.uses[*at] == Use::Label("indicator".into()))?;
        let (_, other) = self.pairs.iter().find(|(one, _)| *one == at)?;
        let label = self.table.columns[at].texts.iter().find(|label| bare(label) == text)?;
        Some((at, *other, label.clone()))
    }

    /// The indicators that this table and those before it need.
    fn needed(&self) -> impl Iterator<Item = &Indicator> {
        self.before.indicators.iter().chain(&self.draft.needs.indicators)
    }

    /// A code for a name.
    fn code(&self, name: &str) -> String {
        let taken = |code: &str| self.known.has_code(code) || self.needed().any(|known| known.code == code);
        let plain = slug(name).unwrap_or_else(|| format!("{}_{}", self.stem(), self.needed().count() + 1));
        let numbered = (2..).map(|number| format!("{plain}_{number}"));
        std::iter::once(plain.clone()).chain(numbered).find(|code| !taken(code)).unwrap_or_default()
    }

    /// The source's id as the beginning of codes.
    fn stem(&self) -> String {
        slug(self.id).unwrap_or_else(|| "X".to_owned())
    }

    /// Unit texts of columns, header rows and lines above.
    fn units_said(&self) -> Vec<String> {
        let labels = self.label_texts("unit").into_iter().map(|(_, text)| text);
        let above = self
            .above_texts("unit")
            .into_iter()
            .flat_map(|text| text.split(['、', ',', '，', ';', '；']).map(|unit| unit.trim().to_owned()).collect::<Vec<_>>());
        labels.chain(self.level_texts("unit")).chain(above).collect()
    }

    fn need_unit(&mut self, unit: &str) {
        let bare = unit.trim_matches(['(', ')', '（', '）']);
        if !bare.is_empty() && bare != "?" && self.known.unit(bare).is_none() {
            self.draft.needs.units.insert(bare.to_owned());
        }
    }

    /// Area or period of a table in which nothing says it.
    fn missing(&mut self, role: &str) {
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

/// A name and the unit in brackets behind it; a bracket that is no unit belongs to the name.
fn unit_behind<'t>(text: &'t str, known: Known<'_>) -> (&'t str, &'t str) {
    match split_bracket(text) {
        Some((name, unit)) if !unit.contains('=') && (known.is_unit(unit) || unit_inside(unit, known).is_some()) => (name, unit),
        _ => (text, ""),
    }
}

/// The unit at the end of words that say more than a unit: `current US$`, `当年价 亿元`.
fn unit_inside<'t>(text: &'t str, known: Known<'_>) -> Option<&'t str> {
    if known.unit(text).is_some() {
        return None;
    }
    let last = text.rsplit([' ', '，', ',']).next()?;
    (last.len() < text.len() && (known.unit(last).is_some() || last == "US$")).then_some(last)
}

/// The prices that the words before a unit name.
fn price_basis(words: &str) -> Option<&'static str> {
    let any = |known: &[&str]| known.iter().any(|word| words.contains(word));
    if any(&["current", "现价", "当年价"]) {
        Some("CURRENT")
    } else if any(&["constant", "不变价", "可比价"]) {
        Some("CONSTANT")
    } else {
        None
    }
}

/// What an index is 100 of, by its name, and whether the name says so.
fn index_base(name: &str) -> Option<(String, bool)> {
    let (_, inner) = split_bracket(name)?;
    let said = inner.strip_suffix("100")?.trim_end().strip_suffix(['=', '＝'])?.trim();
    let year = said.trim_end_matches('年');
    Some(if said.contains("上年") {
        ("PREVIOUS_YEAR".to_owned(), true)
    } else if said.contains("上月") || said.contains("上期") || said.contains("上季") {
        ("PREVIOUS_PERIOD".to_owned(), true)
    } else if super::cell::is_year(year) {
        (year.to_owned(), true)
    } else {
        ("PREVIOUS_YEAR".to_owned(), false)
    })
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
