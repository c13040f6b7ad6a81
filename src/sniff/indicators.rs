//! Names become indicators: without unit and ending, one for all names that differ in those only.

use super::analysis::Analysis;
use super::known::{Known, bare, split_bracket};
use super::names::Name;
use super::needs::{Indicator, is_code};
use super::roles::Use;
use super::toml_text::quoted;
use super::words::ENDINGS;

/// The unit of figures whose unit no one says.
const UNSTATED: &str = "unspecified";

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
    /// Sorts names into indicators, and proposes those that the catalogue lacks.
    pub(super) fn indicators(&mut self, names: Vec<Name>) {
        let general = self.uses.iter().any(|found| found.says("unit"))
            || self.levels.iter().any(|level| level.role == "unit")
            || !self.above_texts("unit").is_empty()
            || self.unit_of_kinds().is_some();
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
        let above = self.unit_of_kinds().or_else(|| self.above_texts("unit").into_iter().next()).unwrap_or_default();
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
    pub(super) fn needed(&self) -> impl Iterator<Item = &Indicator> {
        self.before.indicators.iter().chain(&self.draft.needs.indicators)
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
