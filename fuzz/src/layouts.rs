//! A few layouts that between them use every rule of `tongbi_read::layout`.

use tongbi_domain::vocabulary::{ConfStatus, ObsStatus};
use tongbi_read::layout::{ColumnRule, Content, Flag, HeaderRule, Layout, Mark, Pattern, Role};

/// How many there are.
pub const LAYOUTS: usize = 6;

/// One of them; every number means one.
pub fn layout(number: usize) -> Layout {
    let plain = Layout { columns: vec![label("地区", "area"), value("数"), ignored("备注*")], ..Layout::default() };
    match number % LAYOUTS {
        0 => plain,
        1 => Layout {
            header: HeaderRule::FirstCell("地区".to_owned()),
            columns: vec![label("地区", "area")],
            across: patterns(&["{period}({unit})", "period"]),
            preamble: patterns(&["指标：{indicator}", "单位：{unit}"]),
            footer: vec!["注".to_owned()],
            repeats: true,
            short_rows: true,
            ..Layout::default()
        },
        2 => Layout {
            header_rows: 3,
            fill_across: true,
            columns: vec![label("#1", "{freq},{unit},{area}")],
            across: patterns(&["indicator", "area", "unit"]),
            ..Layout::default()
        },
        3 => Layout {
            header: HeaderRule::AnyCell("数".to_owned()),
            columns: vec![label("指标", "indicator"), value("数")],
            hierarchy: Some("指标".to_owned()),
            sections: patterns(&["area"]),
            blank_ends: true,
            ..Layout::default()
        },
        4 => Layout {
            header: HeaderRule::None,
            columns: vec![label("#A", "area"), value("#2"), ignored("#3")],
            fill_down: vec!["#A".to_owned()],
            ..Layout::default()
        },
        _ => Layout { header: HeaderRule::Line(2), note_marks: vec!["1)".to_owned()], ..plain },
    }
}

/// A layout whose flags and marks are the words of the input.
pub fn flagged(flags: &[&str], notes: &[&str]) -> Layout {
    let meanings = [
        Flag::Status(ObsStatus::Break),
        Flag::Status(ObsStatus::Provisional),
        Flag::Confidentiality(ConfStatus::Confidential),
        Flag::Nothing,
    ];
    let marks = [(":", Mark::Missing(ObsStatus::Missing)), ("-", Mark::Absent)];
    Layout {
        flags: flags.iter().zip(meanings.iter().cycle()).map(|(flag, meaning)| ((*flag).to_owned(), *meaning)).collect(),
        note_marks: notes.iter().map(|mark| (*mark).to_owned()).collect(),
        marks: marks.into_iter().map(|(text, mark)| (text.to_owned(), mark)).collect(),
        ..Layout::default()
    }
}

fn label(key: &str, text: &str) -> ColumnRule {
    let content = patterns(&[text]).into_iter().next().map_or(Content::Ignore(String::new()), Content::Label);
    ColumnRule { key: key.to_owned(), content, optional: false }
}

fn value(key: &str) -> ColumnRule {
    ColumnRule { key: key.to_owned(), content: Content::Value { measure: None, facts: Vec::new() }, optional: false }
}

fn ignored(key: &str) -> ColumnRule {
    ColumnRule { key: key.to_owned(), content: Content::Ignore("not needed".to_owned()), optional: true }
}

fn patterns(texts: &[&str]) -> Vec<Pattern> {
    texts.iter().filter_map(|text| Pattern::parse(text, Role::parse).ok()).collect()
}
