//! `CHANGELOG.md` and `CHANGELOG.zh.md`: what each release says that the one before did not, in words, the newest release first. Entries are written
//! once, with their release; earlier ones are kept as they were written.

use std::fmt::Write as _;

use tongbi_domain::catalog::{Indicator, Language, Names};
use tongbi_domain::label::{self, List};
use tongbi_domain::message::{Sentence, fill};
use tongbi_domain::period::{Cumulation, Period};
use tongbi_domain::release::Change as SchemaChange;
use tongbi_domain::revision::{Kind, Said};

use super::Recorded;
use super::model::{Release, Stamp};
use super::readme::line;
use super::spoken::{figure, signed};
use crate::pipeline::history::{Change, Story};
use crate::pipeline::inputs::Input;

/// The English one.
const ENGLISH: &str = "CHANGELOG.md";
/// The Chinese one.
const CHINESE: &str = "CHANGELOG.zh.md";
/// Both, with their languages.
pub(in crate::pipeline) const LANGUAGES: [(&str, Language); 2] = [(ENGLISH, Language::En), (CHINESE, Language::Zh)];
/// Both.
pub(in crate::pipeline) const PATHS: [&str; 2] = [ENGLISH, CHINESE];

const HEADING: Sentence = ("# {title}: changes", "# {title}：变更记录");
const FIRST: Sentence = (
    "First release from which revisions are followed: {observations} observations, {indicators} indicators, {areas} areas.",
    "修订记录自本版本开始：观测值{observations}个，指标{indicators}个，地区{areas}个。",
);
const SINCE: Sentence = (
    "Compared with {before}: {added} added, {revised} revised, {confirmed} confirmed, {removed} removed, {unit} in another unit, {stage} at another stage, {status} with another status. {observations} observations in all.",
    "与 {before} 比较：新增{added}个，修订{revised}个，确认{confirmed}个，删除{removed}个，单位变更{unit}个，阶段变更{stage}个，状态变更{status}个。现有观测值{observations}个。",
);
const NOTHING: Sentence = ("No observation differs.", "观测值没有变化。");
const SCHEMA: Sentence = ("Columns: {changes}", "表结构：{changes}");
const MORE: Sentence = ("- … and {count} more in `data/revisions.csv`", "- ……另有{count}项，见 `data/revisions.csv`");
const RELABELLED: Sentence = ("Renamed", "更名");
const SOURCES: Sentence = ("Sources", "来源");
const NEW: Sentence = ("new", "新增");
const GONE: Sentence = ("gone", "去除");
const OTHER_FILES: Sentence = ("with other files", "文件有变化");

/// The sections of an entry, in their order. What is added is counted and not listed: it is in the tables.
const SECTIONS: [(Kind, Sentence); 6] = [
    (Kind::Revised, ("Revised, the largest first", "修订（由大到小）")),
    (Kind::Confirmed, ("Confirmed", "确认")),
    (Kind::Removed, ("Removed", "删除")),
    (Kind::UnitChanged, ("In another unit, which is no revision", "单位变更（不是修订）")),
    (Kind::StageChanged, ("At another stage", "阶段变更")),
    (Kind::StatusChanged, ("With another status", "状态变更")),
];

/// What an entry tells.
pub(in crate::pipeline) struct Entry<'a> {
    /// The version that the release was compared with; none for a first one.
    pub(in crate::pipeline) before: Option<String>,
    /// The changes.
    pub(in crate::pipeline) story: &'a Story,
    /// Changes of columns.
    pub(in crate::pipeline) schema: &'a [SchemaChange],
    /// Sources with their files, as the release before and this one have them.
    pub(in crate::pipeline) sources: [&'a Recorded; 2],
}

/// The text in a language: a heading, the new entry, and the entries of an earlier text.
pub(in crate::pipeline) fn text(release: &Release<'_>, stamp: &Stamp, entry: &Entry<'_>, earlier: &str, language: Language) -> String {
    let title = line(release.package.title.get(language));
    let mut text = say(HEADING, language, &[("title", title)]);
    text.push_str("\n\n");
    text.push_str(&newest(release, stamp, entry, language));
    if let Some(at) = earlier.find("\n## ") {
        text.push_str(&earlier[at..]);
    }
    text
}

fn say(sentence: Sentence, language: Language, facts: &[(&str, String)]) -> String {
    fill(language.of(sentence), |name| facts.iter().find(|(known, _)| *known == name).map(|(_, fact)| fact.clone()))
}

fn newest(release: &Release<'_>, stamp: &Stamp, entry: &Entry<'_>, language: Language) -> String {
    let date = stamp.released.as_ref().map(|day| format!(" ({day})")).unwrap_or_default();
    let mut text = format!("## {}{date}\n\n", stamp.version);
    let observations = ("observations", release.coverage.observations.to_string());
    let story = entry.story;
    match &entry.before {
        None => {
            let (indicators, areas) = (release.coverage.indicators.len(), release.coverage.areas.len());
            let facts = [observations, ("indicators", indicators.to_string()), ("areas", areas.to_string())];
            let _ = writeln!(text, "{}", say(FIRST, language, &facts));
        }
        Some(before) => {
            let count = |kind: Kind| story.count(kind).to_string();
            let facts = [
                observations,
                ("before", before.clone()),
                ("added", count(Kind::Added)),
                ("revised", count(Kind::Revised)),
                ("confirmed", count(Kind::Confirmed)),
                ("removed", count(Kind::Removed)),
                ("unit", count(Kind::UnitChanged)),
                ("stage", story.other_stage.to_string()),
                ("status", count(Kind::StatusChanged)),
            ];
            let _ = writeln!(text, "{}", say(SINCE, language, &facts));
        }
    }
    if entry.before.is_some() && story.counts.is_empty() {
        let _ = writeln!(text, "\n{}", language.of(NOTHING));
    }
    for (kind, heading) in SECTIONS {
        let Some(told) = story.told.get(&kind).filter(|told| !told.is_empty()) else { continue };
        let _ = writeln!(text, "\n### {}\n", language.of(heading));
        for change in told {
            let _ = writeln!(text, "- {}", told_of(release, story, change, language));
        }
        let more = story.count(kind).saturating_sub(told.len() as u64);
        if more > 0 {
            let _ = writeln!(text, "{}", say(MORE, language, &[("count", more.to_string())]));
        }
    }
    text.push_str(&sources(release, entry, language));
    text.push_str(&renamed(story, language));
    if !entry.schema.is_empty() {
        let changes: Vec<String> = entry.schema.iter().map(|change| format!("`{change}`")).collect();
        let _ = writeln!(text, "\n{}", say(SCHEMA, language, &[("changes", changes.join(", "))]));
    }
    text
}

/// One change, such as `Gross regional product, Luohu District, Year 2020: about 2400 → 2375.3 × 100 million yuan`.
fn told_of(release: &Release<'_>, story: &Story, change: &Change, language: Language) -> String {
    let catalog = &release.plan.catalog;
    let indicators = &catalog.indicators;
    let indicator = indicators.find(story.part(change, "indicator")).and_then(|id| indicators.get(id));
    let shown = |said: &Option<Said>| said.as_ref().map(|said| figure(said, indicator, &catalog.units, language));
    let (colon, open, close) = if language == Language::Zh { ("：", "（", "）") } else { (": ", " (", ")") };
    let mut text = format!("{}{colon}", observation(release, story, change, indicator, language));
    let (before, after) = (shown(&change.before), shown(&change.after));
    text.push_str(&match (before, after) {
        (Some(before), Some(after)) if before != after => format!("{before} → {after}"),
        (_, Some(shown)) | (Some(shown), None) => shown,
        (None, None) => String::new(),
    });
    let mut facts = Vec::new();
    if let (Some(amount), Some(after)) = (change.amount, &change.after) {
        facts.push(signed(amount.change, after, indicator, &catalog.units, language));
        let rounding = release.package.rounding;
        let scale = matches!(story.part(change, "measure"), "LEVEL" | "INDEX") && indicator.is_none_or(|found| !found.interval_scale);
        if let Some(percent) = amount.percent(rounding.percent_digits, rounding.rule).filter(|_| scale) {
            facts.push(format!("{}{percent}%", if percent.mantissa() > 0 { "+" } else { "" }));
        }
    }
    if let (Some(before), Some(after)) = (&change.before, &change.after) {
        let differ = |one: &Option<String>, other: &Option<String>| matches!((one, other), (Some(one), Some(other)) if one != other);
        let stage = |said: &Said| List::Stage.word(said.stage.as_deref().unwrap_or_default(), language).to_lowercase();
        if before.other_stage(after) {
            facts.push(format!("{} → {}", stage(before), stage(after)));
        }
        if differ(&before.source, &after.source) {
            let source = |said: &Said| match said.source.as_deref() {
                Some("") | None => language.of(("derived", "推算")).to_owned(),
                Some(source) => format!("`{source}`"),
            };
            facts.push(format!("{} → {}", source(before), source(after)));
        }
    }
    if !facts.is_empty() {
        let _ = write!(text, "{open}{}{close}", facts.join(if language == Language::Zh { "；" } else { "; " }));
    }
    line(&text)
}

/// Which observation: indicator, measure, area, dimensions, period, and what else tells it from others.
fn observation(release: &Release<'_>, story: &Story, change: &Change, indicator: Option<&Indicator>, language: Language) -> String {
    let catalog = &release.plan.catalog;
    let part = |column: &str| story.part(change, column);
    let own = |names: Option<&Names>, code: &str| names.map_or_else(|| code.to_owned(), |names| names.get(language).to_owned());
    let mut parts = vec![own(indicator.map(|found| &found.name), part("indicator"))];
    let plain = indicator.is_some_and(|found| found.measure.code() == part("measure")) || part("measure") == "LEVEL";
    if !plain {
        parts.push(List::Measure.word(part("measure"), language).to_owned());
    }
    let area = catalog.areas.find(part("ref_area")).and_then(|id| catalog.areas.get(id));
    parts.push(own(area.map(|area| &area.name), part("ref_area")));
    for (_, dimension) in catalog.dimensions.iter() {
        let code = part(&dimension.column);
        if !matches!(code, "" | "_Z") {
            parts.push(own(dimension.value(code).and_then(|rank| dimension.name_of(rank)), code));
        }
    }
    let cumulation = Cumulation::from_code(part("cumulation")).unwrap_or(Cumulation::Period);
    let period = part("time_period");
    parts.push(Period::parse_canonical(period).map_or_else(|| period.to_owned(), |period| label::period(period, cumulation, language)));
    let usual = [("scenario", "ACTUAL"), ("comparability", "AS_PUBLISHED"), ("adjustment", "N")];
    for (column, usual) in usual {
        let code = part(column);
        let list = List::COLUMNS.iter().find(|(name, _)| *name == column).map(|(_, list)| *list);
        if let Some(list) = list.filter(|_| code != usual && !matches!(code, "UNKNOWN" | "")) {
            parts.push(list.word(code, language).to_owned());
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join(if language == Language::Zh { "，" } else { ", " })
}

/// Sources that came, went or have other files.
fn sources(release: &Release<'_>, entry: &Entry<'_>, language: Language) -> String {
    let [before, after] = entry.sources;
    if entry.before.is_none() || (&before.sources, &before.files) == (&after.sources, &after.files) {
        return String::new();
    }
    let files = |recorded: &Recorded, id: &str| -> Vec<Input> {
        let prefix = format!("{id}/");
        recorded.files.iter().filter(|file| file.name.starts_with(&prefix)).cloned().collect()
    };
    let title = |id: &str| release.sources().find(|source| source.id == id).map(|source| line(&source.sidecar.title));
    let mut lines = Vec::new();
    let mut tell = |id: &str, what: Sentence| {
        let title = title(id).map(|title| if language == Language::Zh { format!("：{title}") } else { format!(": {title}") });
        lines.push(format!("- {} `{id}`{}", language.of(what), title.unwrap_or_default()));
    };
    for id in &after.sources {
        if !before.sources.contains(id) {
            tell(id, NEW);
        } else if files(before, id) != files(after, id) {
            tell(id, OTHER_FILES);
        }
    }
    for id in before.sources.iter().filter(|id| !after.sources.contains(id)) {
        tell(id, GONE);
    }
    if lines.is_empty() { String::new() } else { format!("\n### {}\n\n{}\n", language.of(SOURCES), lines.join("\n")) }
}

/// Codes with another name, as many as are told of a kind.
fn renamed(story: &Story, language: Language) -> String {
    const SHOWN: usize = 12;
    if story.relabelled.is_empty() {
        return String::new();
    }
    let mut text = format!("\n### {}\n\n", language.of(RELABELLED));
    for found in story.relabelled.iter().take(SHOWN) {
        // Where only the other language's name differs, both are told.
        let names = |named: &crate::pipeline::history::Named| match found.before.get(language) == found.after.get(language) {
            true => format!("{} / {}", named.0[0], named.0[1]),
            false => named.get(language).to_owned(),
        };
        let _ = writeln!(text, "- `{}` {}: {} → {}", found.code, found.list, line(&names(&found.before)), line(&names(&found.after)));
    }
    let more = story.relabelled.len().saturating_sub(SHOWN);
    if more > 0 {
        let _ = writeln!(text, "- … {more}");
    }
    text
}
