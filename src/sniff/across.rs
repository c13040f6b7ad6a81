//! What the header cells above the figures say, row by row.

use super::cell::{is_period, is_whole_period};
use super::known::{Known, split_bracket};
use super::roles::Use;
use super::table::Table;
use super::words::{Head, head, kind_of_figure};
use crate::stages::periods::month_of;

/// What one header row says of the figures below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Level {
    /// Its pattern in `across`.
    pub(super) pattern: String,
    /// The role, where the whole text has one; `ignore` for nothing.
    pub(super) role: &'static str,
    /// Columns whose text does not have the form of the others.
    pub(super) odd: Vec<usize>,
    /// What else it may be.
    pub(super) unsure: Option<String>,
}

/// The levels of a header, from the top.
pub(super) fn levels(table: &Table<'_>, known: Known<'_>, uses: &[Use]) -> Vec<Level> {
    let columns: Vec<usize> = (0..uses.len()).filter(|at| uses[*at] == Use::Across).collect();
    let rows = table.block.header.len();
    (0..rows).map(|level| self::level(table, known, uses, &columns, level)).collect()
}

fn level(table: &Table<'_>, known: Known<'_>, uses: &[Use], columns: &[usize], level: usize) -> Level {
    let said: Vec<(usize, String)> = columns
        .iter()
        .map(|column| (*column, tongbi_read::layout::heading::without_notes(&table.headings[*column][level], &[]).to_owned()))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let all = said.len();
    let plain = |role: &'static str| Level { pattern: role.to_owned(), role, odd: Vec::new(), unsure: None };
    let count = |fits: &dyn Fn(&str) -> bool| said.iter().filter(|(_, text)| fits(text)).count();
    let except = |fits: &dyn Fn(&str) -> bool| said.iter().filter(|(_, text)| !fits(text)).map(|(column, _)| *column).collect::<Vec<_>>();
    if all == 0 || said.iter().zip(1..).all(|((_, text), number)| text.parse() == Ok(number)) {
        return Level { pattern: "{ignore}".to_owned(), role: "ignore", odd: Vec::new(), unsure: None };
    }
    let label = |role: &str| uses.iter().any(|found| found.says(role));
    // Months below a year, behind words that all of them have: `England and Wales January`.
    let prefix = common_prefix(&said);
    let month = |text: &str| text.get(prefix.len()..).is_some_and(|text| month_of(text).is_some());
    if count(&month) * 10 >= all * 8 && (label("period") || label("year")) {
        let pattern = if prefix.is_empty() { "month".to_owned() } else { format!("{}{{month}}", braces(prefix)) };
        return Level { pattern, role: "month", odd: except(&month), unsure: None };
    }
    let year_less = !label("period") && !label("year");
    let period: &dyn Fn(&str) -> bool =
        if year_less { &|text| is_period(text) } else { &|text| is_period(text) && month_of(text).is_none() };
    if count(period) > 0 && (count(period) * 2 > all) {
        return Level { odd: except(period), ..plain("period") };
    }
    let unit = |text: &str| {
        known.unit(text).is_some()
            || text.strip_prefix(['(', '（']).and_then(|text| text.strip_suffix([')', '）'])).is_some_and(|text| known.is_unit(text))
    };
    if count(&unit) == all {
        return plain("unit");
    }
    if count(&|text| kind_of_figure(text).is_some()) == all && all > 0 && (label("indicator") || table.block.header.len() > 1) {
        return plain("measure");
    }
    if !label("area") && count(&|text| known.is_area(text)) * 10 >= all * 6 {
        return Level { odd: Vec::new(), ..plain("area") };
    }
    if let Some(pattern) = leading_year(&said).filter(|_| year_less) {
        return Level { pattern, role: "indicator", odd: Vec::new(), unsure: None };
    }
    let open = label("indicator") && !label("area") && count(&|text| known.is_indicator(text) || split_bracket(text).is_some()) == 0;
    if open && (label("period") || label("year")) {
        let unsure = Some("the header cells are taken for areas, because nothing else names any".to_owned());
        return Level { unsure, ..plain("area") };
    }
    plain("indicator")
}

/// `2021年产值` in every cell: the year, then the name.
fn leading_year(said: &[(usize, String)]) -> Option<String> {
    let fits = |text: &str| {
        text.get(..4).is_some_and(super::cell::is_year)
            && text.get(4..).is_some_and(|rest| rest.starts_with('年') && rest.chars().count() > 2)
    };
    said.iter().all(|(_, text)| fits(text)).then(|| "{year}年{indicator}".to_owned())
}

/// The words that all texts begin with, their blank included.
fn common_prefix(said: &[(usize, String)]) -> &str {
    let Some((_, first)) = said.first().filter(|_| said.len() > 1) else { return "" };
    let mut length = first.len();
    for (_, text) in said {
        let shared = first.bytes().zip(text.bytes()).take_while(|(one, other)| one == other).count();
        length = length.min(shared);
    }
    first.get(..length).and_then(|shared| shared.rfind(' ')).map_or("", |at| &first[..=at])
}

/// A text as a fixed part of a pattern.
pub(super) fn braces(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

/// Columns whose header does not have the form of the others, with what they are proposed to hold as TOML, and why.
pub(super) fn odd_columns(table: &Table<'_>, levels: &[Level]) -> Vec<(usize, String, String)> {
    let mut found: Vec<(usize, String, String)> = Vec::new();
    for level in levels {
        for &column in &level.odd {
            if found.iter().any(|(known, _, _)| *known == column) {
                continue;
            }
            let text = table.joined(column);
            // Where one period runs across, a rate beside it is of that period.
            let periods: Vec<String> = (0..table.headings.len())
                .filter(|other| !level.odd.contains(other))
                .flat_map(|other| table.headings[other].clone())
                .filter(|text| is_whole_period(text))
                .collect();
            let one = periods.first().filter(|first| periods.iter().all(|period| period == *first));
            let measure = kind_of_figure(&text).filter(|measure| !measure.is_empty()).or(match head(&text) {
                Some(Head::Growth(measure)) => Some(measure),
                _ => None,
            });
            let entry = match (level.role, measure, one) {
                ("month", _, _) => ("\"value\"".to_owned(), "unsure: taken for the whole year".to_owned()),
                (_, Some(measure), Some(period)) => (
                    format!("{{ measure = {}, period = {} }}", super::toml_text::quoted(measure), super::toml_text::quoted(period)),
                    String::new(),
                ),
                (_, Some(measure), None) => (
                    "\"ignore\"".to_owned(),
                    format!("unsure: {measure}; say it with its period: {{ measure = \"{measure}\", period = \"2021\" }}"),
                ),
                _ => ("\"ignore\"".to_owned(), "unsure: is it needed? its header has another form than the others".to_owned()),
            };
            found.push((column, entry.0, entry.1));
        }
    }
    found
}
