//! What each column holds, by its header, by its cells, and by what is still missing.

use tongbi_domain::vocabulary::ObsStatus;

use super::cell::{Look, is_period, look};
use super::known::{Known, split_bracket};
use super::table::Table;
use super::toml_text::remark;
use super::words::{Head, head};
use crate::stages::periods::month_of;

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Labels with a role, or a pattern of several.
    Label(String),
    /// Figures that the header's words name: `value`, `value:GROWTH_YOY`.
    Value(String),
    /// Figures whose header says what they are.
    Across,
    /// Nothing that is needed, and why.
    Ignore(String),
    /// Labels of which nothing is known yet.
    Open,
    /// Nothing at all.
    Blank,
}

impl Use {
    /// Whether it is a label with this role.
    pub(super) fn says(&self, role: &str) -> bool {
        matches!(self, Self::Label(found) if found == role || found.contains(&format!("{{{role}}}")))
    }
}

/// The header texts by which a column is looked up.
fn heads(table: &Table<'_>, column: usize) -> Option<Head> {
    let texts = &table.headings[column];
    let own = || texts.iter().filter(|text| !text.is_empty());
    head(&table.joined(column))
        .or_else(|| own().next_back().and_then(|text| head(text)))
        .or_else(|| own().next().and_then(|text| head(text)))
}

/// What each column holds, as far as headers and cells tell.
pub(super) fn by_look(table: &Table<'_>, known: Known<'_>) -> Vec<Use> {
    let heads: Vec<Option<Head>> = (0..table.columns.len()).map(|column| heads(table, column)).collect();
    let direct = heads.iter().zip(&table.columns).any(|(head, column)| *head == Some(Head::Value) && column.is_readable());
    let mut uses: Vec<Use> = Vec::new();
    for (at, column) in table.columns.iter().enumerate() {
        let leftmost = !uses.iter().any(|found| matches!(found, Use::Value(_) | Use::Across));
        let found = match heads[at] {
            _ if column.filled() == 0 && table.joined(at).is_empty() => Use::Blank,
            _ if packed(table, at).is_some() => Use::Label(packed(table, at).unwrap_or_default()),
            Some(Head::Ignore) => {
                Use::Ignore(if table.columns[at].texts.len() > 1 { "unsure: is it needed?".into() } else { String::new() })
            }
            // A header 指标 above months: the table is turned, and its corner names the wrong side.
            Some(Head::Role("indicator" | "area")) if column.filled() > 0 && column.periods == column.filled() => {
                Use::Label("period".into())
            }
            Some(Head::Role(role)) if is_label(role, column) => Use::Label(role.to_owned()),
            Some(Head::Code(role)) => Use::Label(role.to_owned()),
            Some(Head::Value) if column.is_readable() && column.filled() > 0 => Use::Value("value".into()),
            Some(Head::Growth(measure)) if column.is_readable() && column.filled() > 0 && direct => Use::Value(format!("value:{measure}")),
            _ if column.filled() == 0 => Use::Blank,
            _ if leftmost && is_years(column) => Use::Label("period".into()),
            _ if column.is_numeric() && direct => Use::Ignore(
                "unsure: figures beside the values; say `value` with what they are, such as { measure = \"GROWTH_YOY\" }".into(),
            ),
            _ if column.is_numeric() => Use::Across,
            _ => by_content(column, known),
        };
        uses.push(found);
    }
    // A column of figures that are all missing yet stands among its like; in a long table it says nothing.
    let wide = uses.iter().filter(|found| **found == Use::Across).count() > 1;
    for (at, (found, column)) in uses.iter_mut().zip(&table.columns).enumerate() {
        if *found == Use::Blank && !table.joined(at).is_empty() {
            *found = if wide { Use::Across } else { Use::Ignore("no cell has a text".into()) };
        } else if wide && *found == Use::Open && column.marks > 0 && column.others == 0 {
            *found = Use::Across;
        }
    }
    years_and_parts(table, &mut uses);
    uses
}

/// Whether a column of this role can have such cells: a column 单位 of numbers counts units of another kind.
fn is_label(role: &str, column: &super::table::Column) -> bool {
    matches!(role, "area" | "period" | "year" | "month" | "quarter") || !column.is_numeric()
}

fn is_years(column: &super::table::Column) -> bool {
    let all = |fits: fn(&str) -> bool| !column.texts.is_empty() && column.texts.iter().all(|text| fits(text));
    (column.years == column.filled() && column.years > 0)
        || (column.figures == column.filled() && all(|text| text.len() == 6 && text.starts_with(['1', '2']) && is_period(text)))
}

/// What a column without a telling header holds, by its texts.
fn by_content(column: &super::table::Column, known: Known<'_>) -> Use {
    let all = column.texts.len();
    let share = |fits: &dyn Fn(&str) -> bool| column.texts.iter().filter(|text| fits(text)).count() * 10;
    let flags = column.texts.iter().all(|text| super::cell::FLAGS.iter().any(|(flag, _)| flag == text));
    if flags || column.marks == column.filled() || (column.marks + column.flagged) * 10 >= column.filled() * 9 {
        return Use::Ignore("unsure: only marks; perhaps flags of the figures: \"flags\" would give them to all figures of the row".into());
    }
    if column.periods + column.years == column.filled() {
        let months = column.texts.iter().all(|text| month_of(text).is_some());
        return Use::Label(if months { "month" } else { "period" }.into());
    }
    if share(&|text| known.is_area(text)) >= all * 5 {
        return Use::Label("area".into());
    }
    if share(&|text| known.is_indicator(text)) >= all * 4 || share(&|text| has_unit(text, known)) >= all * 5 {
        return Use::Label("indicator".into());
    }
    if share(&|text| known.unit(text).is_some()) >= all * 9 {
        return Use::Label("unit".into());
    }
    Use::Open
}

fn has_unit(text: &str, known: Known<'_>) -> bool {
    split_bracket(text).is_some_and(|(_, unit)| known.is_unit(unit))
}

/// The pattern of a column whose header and cells pack several texts: `freq,unit,geo\TIME_PERIOD`.
fn packed(table: &Table<'_>, at: usize) -> Option<String> {
    let header = table.headings[at].iter().find(|text| !text.is_empty())?;
    let (names, _) = header.split_once('\\')?;
    let names: Vec<&str> = names.split(',').collect();
    let fits = table.columns[at].texts.iter().all(|text| text.split(',').count() == names.len());
    if names.len() < 2 || !fits {
        return None;
    }
    let say = |(position, name): (usize, &&str)| {
        let mut values: Vec<&str> = table.columns[at].texts.iter().filter_map(|text| text.split(',').nth(position)).collect();
        values.sort_unstable();
        values.dedup();
        match head(name) {
            Some(Head::Role(role)) => format!("{{{role}}}"),
            _ if values.len() > 1 => format!("{{{}}}", dimension_code(name, at)),
            _ => "{ignore}".to_owned(),
        }
    };
    Some(names.iter().enumerate().map(say).collect::<Vec<_>>().join(","))
}

/// The code of a dimension for a column with this header.
pub(super) fn dimension_code(header: &str, column: usize) -> String {
    let code: String = header.trim().chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    let code = code.trim_matches('_').to_owned();
    let legal = code.starts_with(|c: char| c.is_ascii_uppercase()) && code.len() * 2 > header.chars().count();
    if legal { code } else { format!("DIM_{}", super::table::letters(column)) }
}

/// 年 alone is a whole period; with 月 or 季度 beside it, it is the year of it. A second column that says the same is left out.
fn years_and_parts(table: &Table<'_>, uses: &mut [Use]) {
    let has = |uses: &[Use], role: &str| uses.iter().any(|found| found.says(role));
    let parts = has(uses, "month") || has(uses, "quarter");
    if !parts && !has(uses, "period") {
        uses.iter_mut().filter(|found| found.says("year")).for_each(|found| *found = Use::Label("period".into()));
    }
    // Dates and their years: the dates say both.
    if has(uses, "period") {
        let whole = table
            .columns
            .iter()
            .zip(uses.iter())
            .any(|(column, found)| found.says("period") && column.texts.iter().all(|text| super::cell::is_whole_period(text)));
        let parts = |found: &&mut Use| whole && ["year", "month", "quarter"].iter().any(|role| found.says(role));
        uses.iter_mut().filter(parts).for_each(|found| *found = Use::Ignore("the period says it".into()));
    }
}

/// Of two columns with one role, the one to read by; the other says the same in other words.
pub(super) fn pairs(table: &Table<'_>, known: Known<'_>, uses: &mut [Use]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for role in ["area", "indicator", "unit", "status", "freq", "period"] {
        let columns: Vec<usize> = (0..uses.len()).filter(|at| uses[*at] == Use::Label(role.to_owned())).collect();
        let Some((&first, rest)) = columns.split_first() else { continue };
        let mut best = first;
        for &other in rest {
            if better(table, known, role, other, best) {
                best = other;
            }
        }
        for &other in columns.iter().filter(|at| **at != best) {
            let same = table.say_the_same(best, other);
            if same {
                found.push((best, other));
            }
            let why = remark(&table.key(best));
            uses[other] = Use::Ignore(if same { format!("says the same as {why}") } else { format!("unsure: {role} is read from {why}") });
        }
    }
    found
}

/// Whether a column is to be read rather than the one before it.
fn better(table: &Table<'_>, known: Known<'_>, role: &str, other: usize, best: usize) -> bool {
    let count = |column: usize, fits: &dyn Fn(&str) -> bool| table.columns[column].texts.iter().filter(|text| fits(text)).count();
    let more = |fits: &dyn Fn(&str) -> bool| {
        let (theirs, ours) = (count(other, fits), count(best, fits));
        theirs * table.columns[best].texts.len().max(1) > ours * table.columns[other].texts.len().max(1)
    };
    let code = |column: usize| table.columns[column].texts.iter().all(|text| super::needs::is_code(text));
    match role {
        "area" if more(&|text| known.is_area(text)) => true,
        "area" => count(best, &|text| known.is_area(text)) == 0 && code(other) && !code(best) && table.say_the_same(best, other),
        "indicator" if more(&|text| known.is_indicator(text)) => true,
        "indicator" if more(&|text| has_unit(text, known)) => true,
        "indicator" => !count_units(table, known, best) && code(other) && !code(best) && table.say_the_same(best, other),
        "unit" => more(&|text| known.unit(text).is_some()),
        "status" => more(&|text| ObsStatus::from_code(text).is_some()),
        "period" => more(&|text| look(text) == Look::Period || is_period(text)),
        _ => false,
    }
}

fn count_units(table: &Table<'_>, known: Known<'_>, column: usize) -> bool {
    table.columns[column].texts.iter().any(|text| split_bracket(text).is_some_and(|(_, inner)| known.is_unit(inner) || inner.contains('$')))
}
