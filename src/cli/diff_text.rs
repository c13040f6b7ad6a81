//! The differences between two releases on a terminal of eighty columns.

use std::collections::BTreeMap;

use tongbi_domain::catalog::Language;
use tongbi_domain::label::{self, List};
use tongbi_domain::message::{Sentence, visible};
use tongbi_domain::period::{Cumulation, Period};
use tongbi_domain::revision::{Kind, Said};

use super::messages::fill;
use super::width::{clip, fit, width};
use crate::pipeline::diff::Diff;
use crate::pipeline::history::{Change, Compared, Named, Relabelled, Story};

/// How wide a line may be.
const COLUMNS: usize = 80;
/// How wide the words before the counts are.
const WORDS: usize = 26;

const TITLE: Sentence = ("{from} → {to}", "{from} → {to}");
const ROWS: Sentence = ("observations", "观测值");
const SAME: Sentence = ("No observation and no name differs.", "观测值和名称均无变化。");
const OTHER_STAGE: Sentence = ("… at another stage", "……其中阶段有变化");
const RELABELLED: Sentence = ("relabelled codes", "更名的代码");
const SCHEMA: Sentence = ("columns: {changes}", "列：{changes}");
const OTHERS: Sentence = ("other columns that differ, with rows: {columns}", "其他有差异的列及行数：{columns}");
const LEFT_OUT: Sentence = (
    "Key columns that one release leaves out: {columns}. Rows that share the rest cannot be told apart: equal ones are the same, others come and go.",
    "有一个发布包省略了主键列：{columns}。其余主键相同的行无法区分：内容相同的视为同一行，其余按新增和删除列出。",
);
const MORE: Sentence =
    ("  … and {count} more; --list N lists more, --format csv all", "  ……另有{count}项；--list N 可多列，--format csv 列出全部");
const POINTS: Sentence = ("percentage points", "个百分点");
const DERIVED: Sentence = ("derived", "推算");

/// The kinds in the order in which they are told, with their words.
const KINDS: [(Kind, Sentence); 7] = [
    (Kind::Added, ("added", "新增")),
    (Kind::Removed, ("removed", "删除")),
    (Kind::Revised, ("revised", "修订")),
    (Kind::Confirmed, ("confirmed", "确认")),
    (Kind::UnitChanged, ("unit changed", "单位变更")),
    (Kind::StageChanged, ("stage changed", "阶段变更")),
    (Kind::StatusChanged, ("status changed", "状态变更")),
];

/// What is known of two releases before their rows are read.
pub(super) struct Shown {
    from: String,
    to: String,
    schema: Vec<String>,
    unknown: Vec<String>,
    indicators: BTreeMap<String, Named>,
    areas: BTreeMap<String, Named>,
}

impl Shown {
    pub(super) fn new(diff: &Diff) -> anyhow::Result<Self> {
        let same = diff.from.package == diff.to.package;
        let to = if same { diff.to.version.clone() } else { format!("{} {}", diff.to.package, diff.to.version) };
        Ok(Self {
            from: format!("{} {}", diff.from.package, diff.from.version),
            to,
            schema: diff.schema.iter().map(ToString::to_string).collect(),
            unknown: diff.unknown(),
            indicators: diff.list("indicators")?,
            areas: diff.list("areas")?,
        })
    }

    /// All there is to say.
    pub(super) fn text(&self, story: &Story, compared: &Compared, language: Language) -> String {
        let say = |sentence, facts: &[(&str, &str)]| fill(sentence, language, facts);
        let mut lines = vec![say(TITLE, &[("from", &self.from), ("to", &self.to)])];
        if story.is_empty() {
            lines.push(say(SAME, &[]));
        }
        let count = |word: String, count: String| format!("  {}{count:>8}", fit(&word, WORDS));
        lines.push(count(say(ROWS, &[]), format!("{} → {}", compared.before, compared.after)));
        for (kind, word) in KINDS.iter().filter(|(kind, _)| story.count(*kind) > 0) {
            lines.push(count(say(*word, &[]), story.count(*kind).to_string()));
        }
        if story.other_stage > 0 {
            lines.push(count(say(OTHER_STAGE, &[]), story.other_stage.to_string()));
        }
        if !story.relabelled.is_empty() {
            lines.push(count(say(RELABELLED, &[]), story.relabelled.len().to_string()));
        }
        for (kind, word) in KINDS {
            lines.extend(self.section(story, kind, &say(word, &[]), language));
        }
        lines.extend(self.names(story, language));
        let others: Vec<String> = compared.others.iter().map(|(name, rows)| format!("{name} {rows}")).collect();
        let remarks = [(SCHEMA, "changes", &self.schema), (OTHERS, "columns", &others), (LEFT_OUT, "columns", &self.unknown)];
        for (sentence, fact, texts) in remarks.into_iter().filter(|(_, _, texts)| !texts.is_empty()) {
            lines.push(String::new());
            lines.extend(wrapped(&say(sentence, &[(fact, &texts.join(", "))]), ""));
        }
        lines.join("\n") + "\n"
    }

    /// The changes of a kind, each on two lines: which observation, and what became of it.
    fn section(&self, story: &Story, kind: Kind, word: &str, language: Language) -> Vec<String> {
        let Some(told) = story.told.get(&kind).filter(|told| !told.is_empty()) else { return Vec::new() };
        let mut lines = vec![String::new(), word.to_owned()];
        for change in told {
            lines.extend(wrapped(&self.observation(story, change, language), "  "));
            lines.extend(wrapped(&became(change, language), "    "));
        }
        let more = story.count(kind).saturating_sub(told.len() as u64);
        if more > 0 {
            lines.push(fill(MORE, language, &[("count", &more.to_string())]));
        }
        lines
    }

    fn observation(&self, story: &Story, change: &Change, language: Language) -> String {
        let part = |column: &str| story.part(change, column);
        let named = |list: &BTreeMap<String, Named>, code: &str| {
            list.get(code).map_or_else(|| code.to_owned(), |names| visible(names.get(language)))
        };
        let cumulation = Cumulation::from_code(part("cumulation")).unwrap_or(Cumulation::Period);
        let period = part("time_period");
        let mut parts = vec![named(&self.indicators, part("indicator")), named(&self.areas, part("ref_area"))];
        parts.push(Period::parse_canonical(period).map_or_else(|| visible(period), |period| label::period(period, cumulation, language)));
        for column in &story.names {
            let code = part(column);
            let list = List::COLUMNS.iter().find(|(name, _)| name == column).map(|(_, list)| *list);
            let usual = match column.as_str() {
                "indicator" | "ref_area" | "time_period" | "freq" | "cumulation" => true,
                _ => matches!(code, "" | "_Z" | "_U" | "LEVEL" | "ACTUAL" | "CURRENT" | "NA" | "UNKNOWN" | "AS_PUBLISHED" | "N"),
            };
            if !usual {
                let word = list.map_or_else(|| visible(code), |list| list.word(code, language).to_owned());
                // What is measured stands beside the indicator.
                parts.insert(if column == "measure" { 1 } else { parts.len() }, word);
            }
        }
        parts.retain(|part| !part.is_empty());
        parts.join(if language == Language::Zh { "，" } else { ", " })
    }

    fn names(&self, story: &Story, language: Language) -> Vec<String> {
        if story.relabelled.is_empty() {
            return Vec::new();
        }
        const SHOWN: usize = 10;
        let name = |found: &Relabelled, named: &Named| {
            // Where only the other language's name differs, both are told.
            let same = found.before.get(language) == found.after.get(language);
            visible(&if same { named.0.join(" / ") } else { named.get(language).to_owned() })
        };
        let line = |found: &Relabelled| {
            let text = format!("  {} {}: {} → {}", found.list, visible(&found.code), name(found, &found.before), name(found, &found.after));
            clip(&text, COLUMNS)
        };
        let mut lines = vec![String::new(), fill(RELABELLED, language, &[])];
        lines.extend(story.relabelled.iter().take(SHOWN).map(line));
        if story.relabelled.len() > SHOWN {
            lines.push(fill(MORE, language, &[("count", &(story.relabelled.len() - SHOWN).to_string())]));
        }
        lines
    }
}

/// What became of an observation: the figures as written, the amount, the stages, the sources.
fn became(change: &Change, language: Language) -> String {
    let (before, after) = (change.before.as_ref(), change.after.as_ref());
    let mut parts = vec![match (before, after) {
        (Some(before), Some(after)) => {
            let (one, other) = (visible(&before.written()), visible(&after.written()));
            if one == other { one } else { format!("{one} → {other}") }
        }
        (Some(said), None) | (None, Some(said)) => visible(&said.written()),
        (None, None) => String::new(),
    }];
    if let (Some(amount), Some(after)) = (change.amount, after) {
        let sign = if amount.change.mantissa() > 0 { "+" } else { "" };
        let unit = match after.unit.as_deref() {
            Some("percent") => fill(POINTS, language, &[]),
            unit => visible(unit.unwrap_or_default()),
        };
        parts.push(format!("{sign}{} {unit}", amount.change));
    }
    if let (Some(before), Some(after)) = (before, after) {
        let stage = |said: &Said| List::Stage.word(said.stage.as_deref().unwrap_or_default(), language).to_lowercase();
        if before.other_stage(after) {
            parts.push(format!("{} → {}", stage(before), stage(after)));
        }
        let source = |said: &Said| match said.source.as_deref() {
            Some("") => fill(DERIVED, language, &[]),
            Some(source) => visible(source),
            None => String::new(),
        };
        if source(before) != source(after) {
            parts.push(format!("{} → {}", source(before), source(after)));
        }
    }
    parts.join("; ")
}

/// A text in indented lines, broken at blanks and behind Chinese marks; a word that fits no line is cut.
fn wrapped(text: &str, indent: &str) -> Vec<String> {
    let mut lines = vec![indent.to_owned()];
    for piece in text.split_inclusive([' ', '，', '。', '：', '、']) {
        if let Some(line) = lines.last_mut() {
            if width(line) + width(piece.trim_end()) > COLUMNS && line.len() > indent.len() {
                line.truncate(line.trim_end().len());
                lines.push(format!("{indent}  {piece}"));
            } else {
                line.push_str(piece);
            }
        }
    }
    lines.iter().map(|line| clip(line, COLUMNS)).collect()
}
