//! Resolves layouts: patterns, roles, marks, flags and words of `pipeline.toml` to what the stages read by.

use std::collections::BTreeMap;

use toml::Spanned;
use tongbi_domain::diagnostic::suggest;
use tongbi_domain::message::declared as say;
use tongbi_domain::number::text::{DecimalPoint, Style};
use tongbi_domain::period::{Cumulation, Freq};
use tongbi_domain::vocabulary::{Comparability, ConfStatus, Measure, ObsStatus, PriceBasis, Scenario, Stage};
use tongbi_read::layout::{ColumnRule, Content, Fact, Flag, HeaderRule, Layout, Mark, Marks, Pattern, PatternError, Role};
use tongbi_read::{Dialect, Encoding};

use super::config::{self, Entry, LayoutConfig, RowRuleConfig, Texts};
use super::resolve::Resolver;
use crate::stages::source::{Fate, PeriodRules, Reading, RowRule, Words};

/// Words of `columns` that are no roles of labels.
const COLUMN_WORDS: [&str; 4] = ["value", "value:GROWTH_YOY", "value:GROWTH_AVG", "ignore"];

impl Resolver<'_> {
    /// A layout with the words, and the dialect of its text files.
    pub(super) fn layout(&mut self, config: &LayoutConfig) -> (Reading, Dialect) {
        let across: Vec<Pattern> = self.patterns(config.across.as_ref());
        let (header, found_last) = self.header(config.header.as_ref());
        let header_rows = match &config.header_rows {
            Some(rows) if across.len() > 1 && across.len() != *rows.get_ref() => {
                self.problem(rows, say::other_rows(), say::pattern_per_row());
                across.len()
            }
            Some(rows) if (1..=16).contains(rows.get_ref()) => *rows.get_ref(),
            Some(rows) => {
                self.problem(rows, say::header_rows_range(), say::header_none());
                1
            }
            None => across.len().max(1),
        };
        if let (true, true, Some(at)) = (config.repeats && header_rows > 1, found_last, &config.header) {
            self.problem(at, say::repeats_by_first(), say::header_first());
        }
        let layout = Layout {
            header,
            header_rows,
            header_found_last: found_last,
            fill_across: config.fill_across,
            columns: self.columns(config),
            across,
            fill_down: self.keys(config, &config.fill_down),
            hierarchy: self.keys(config, config.hierarchy.as_slice()).pop(),
            sections: self.patterns(config.section.as_ref()),
            preamble: self.patterns(config.preamble.as_ref()),
            footer: config.footer.0.clone(),
            blank_ends: config.blank_ends,
            repeats: config.repeats,
            short_rows: config.short_rows,
            note_marks: config.note_marks.0.clone(),
            marks: self.marks(&config.marks),
            flags: self.flags(&config.flags),
        };
        let decimal_point = if config.decimal_comma { DecimalPoint::Comma } else { DecimalPoint::Point };
        let mut words = self.words(&config.words);
        for (ending, entry) in &config.endings {
            let facts = self.entry_facts(None, entry);
            words.insert_ending(ending, facts);
        }
        let reading = Reading {
            layout,
            style: Style { parentheses_negative: config.parentheses_negative, decimal_point },
            periods: self.periods(&config.periods),
            words,
            rules: self.row_rules(&config.leave_out, Fate::LeaveOut),
        };
        (reading, self.dialect(config))
    }

    fn dialect(&mut self, config: &LayoutConfig) -> Dialect {
        let mut dialect = Dialect::default();
        if let Some(label) = &config.encoding {
            dialect.encoding = Encoding::for_label(label.get_ref());
            if dialect.encoding.is_none() {
                self.problem(label, say::no_encoding(label.get_ref()), say::encodings());
            }
        }
        if let Some(delimiter) = &config.delimiter {
            match delimiter.get_ref().as_bytes() {
                [byte] if byte.is_ascii() => dialect.delimiter = Some(*byte),
                _ => self.problem(delimiter, say::one_delimiter(), say::delimiters()),
            }
        }
        match config.quote.as_ref().map(|quote| (quote, quote.get_ref().as_bytes())) {
            None => {}
            Some((_, [])) => dialect.quote = None,
            Some((_, [byte])) if byte.is_ascii() => dialect.quote = Some(*byte),
            Some((quote, _)) => self.problem(quote, say::one_quote(), say::quotes()),
        }
        dialect
    }

    fn header(&mut self, config: Option<&Spanned<Entry>>) -> (HeaderRule, bool) {
        let Some(at) = config else { return (HeaderRule::FirstRow, false) };
        let wrong = say::header_rules;
        let table = match at.get_ref() {
            Entry::Text(text) => return (HeaderRule::FirstCell(text.clone()), false),
            Entry::Table(table) => table,
        };
        let mut entries = table.iter();
        let (Some((key, value)), None) = (entries.next(), entries.next()) else {
            self.problem(at, say::one_header_rule(), wrong());
            return (HeaderRule::FirstRow, false);
        };
        let rule = match (key.as_str(), value.parse::<u64>()) {
            ("first", _) => Some((HeaderRule::FirstCell(value.clone()), false)),
            ("last", _) => Some((HeaderRule::FirstCell(value.clone()), true)),
            ("any", _) => Some((HeaderRule::AnyCell(value.clone()), false)),
            ("row", Ok(row)) if row > 0 => Some((HeaderRule::Line(row), false)),
            ("none", _) if value == "true" => Some((HeaderRule::None, false)),
            _ => None,
        };
        rule.unwrap_or_else(|| {
            self.problem(at, say::no_header_rule(key, value), wrong());
            (HeaderRule::FirstRow, false)
        })
    }

    fn columns(&mut self, config: &LayoutConfig) -> Vec<ColumnRule> {
        let optional = self.keys(config, &config.optional);
        let mut rules = Vec::new();
        for (key, entry) in &config.columns {
            if let Some(content) = self.content(entry) {
                rules.push(ColumnRule { key: key.clone(), content, optional: optional.contains(key) });
            }
        }
        rules
    }

    fn content(&mut self, entry: &Spanned<Entry>) -> Option<Content> {
        match entry.get_ref() {
            Entry::Text(text) => match text.as_str() {
                "value" => Some(Content::Value { measure: None, facts: Vec::new() }),
                "ignore" => Some(Content::Ignore(String::new())),
                text if text.ends_with(":left") => {
                    let word = text.trim_end_matches(":left");
                    let role = self.role(word);
                    if role.is_none() {
                        let help = self.near_role(word, &[]);
                        self.problem(entry, say::no_role(word), help);
                    }
                    role.map(Content::Left)
                }
                text => match (text.strip_prefix("value:"), text.strip_prefix("ignore:")) {
                    (Some(measure), _) => {
                        self.measure(entry, measure).map(|measure| Content::Value { measure: Some(measure), facts: Vec::new() })
                    }
                    (_, Some(reason)) => Some(Content::Ignore(reason.trim().to_owned())),
                    _ => self.pattern(entry, text).map(Content::Label),
                },
            },
            Entry::Table(_) => {
                let mut facts = self.entry_facts(None, entry);
                let measure = facts.iter().find(|fact| fact.role == Role::Measure).and_then(|fact| Measure::from_code(&fact.text));
                facts.retain(|fact| fact.role != Role::Measure);
                Some(Content::Value { measure, facts })
            }
        }
    }

    fn measure<T>(&mut self, at: &Spanned<T>, code: &str) -> Option<Measure> {
        let measure = Measure::from_code(code);
        if measure.is_none() {
            let known: Vec<&str> = Measure::ALL.iter().map(|measure| measure.code()).collect();
            self.problem(at, say::no_value_role(code), suggest(code, &known));
        }
        measure
    }

    fn patterns(&mut self, texts: Option<&Spanned<Texts>>) -> Vec<Pattern> {
        let Some(at) = texts else { return Vec::new() };
        at.get_ref().0.iter().filter_map(|text| self.pattern(at, text)).collect()
    }

    /// A pattern, or the word of a role.
    pub(super) fn pattern<T>(&mut self, at: &Spanned<T>, text: &str) -> Option<Pattern> {
        match Pattern::parse(text, |word| self.role(word)) {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                let help = match &error {
                    PatternError::UnknownRole(word) | PatternError::NoRole(word)
                        if word.starts_with("dimension:") && self.catalog.dimensions.is_empty() =>
                    {
                        say::declare_dimension()
                    }
                    PatternError::UnknownRole(word) | PatternError::NoRole(word) => self.near_role(word, &COLUMN_WORDS),
                    PatternError::Brace => say::role_in_braces(),
                    PatternError::NoBorder => say::border_needed(),
                };
                let message = match &error {
                    PatternError::NoRole(word) | PatternError::UnknownRole(word) if word.starts_with("dimension:") => {
                        say::no_dimension(word.trim_start_matches("dimension:"))
                    }
                    PatternError::NoRole(word) => say::no_column_role(word),
                    error => error.message(),
                };
                self.problem(at, message, help);
                None
            }
        }
    }

    /// Keys that must be keys of `columns`.
    fn keys(&mut self, config: &LayoutConfig, keys: &[Spanned<String>]) -> Vec<String> {
        let known: Vec<&str> = config.columns.keys().map(String::as_str).collect();
        let mut found = Vec::new();
        for key in keys {
            if known.contains(&key.get_ref().as_str()) {
                found.push(key.get_ref().clone());
            } else {
                self.problem(key, say::no_column_of_layout(key.get_ref()), suggest(key.get_ref(), &known));
            }
        }
        found
    }

    fn marks(&mut self, config: &BTreeMap<String, Spanned<String>>) -> Marks {
        let mut marks = Vec::new();
        for (text, word) in config {
            let missing = |status: &ObsStatus| status.is_missing() || *status == ObsStatus::NotSignificant;
            let meaning = match word.get_ref().as_str() {
                "absent" => Some(Mark::Absent),
                code => ObsStatus::from_code(code).filter(missing).map(Mark::Missing),
            };
            match meaning {
                Some(mark) => {
                    marks.push((text.clone(), mark));
                }
                None => self.problem(word, say::no_mark(word.get_ref()), say::mark_meanings()),
            }
        }
        marks.into_iter().collect()
    }

    fn flags(&mut self, config: &BTreeMap<String, Spanned<String>>) -> BTreeMap<String, Flag> {
        let mut flags = BTreeMap::new();
        for (text, word) in config {
            let meaning = match word.get_ref().as_str() {
                "none" => Some(Flag::Nothing),
                code => match code.strip_prefix("conf:") {
                    Some(code) => ConfStatus::from_code(code).map(Flag::Confidentiality),
                    None => ObsStatus::from_code(code).map(Flag::Status),
                },
            };
            match meaning {
                Some(flag) if !text.is_empty() => {
                    flags.insert(text.clone(), flag);
                }
                _ => self.problem(word, say::no_flag(word.get_ref()), say::flag_meanings()),
            }
        }
        flags
    }

    fn periods(&mut self, config: &config::PeriodConfig) -> PeriodRules {
        let mut rules =
            PeriodRules { month_13_is_year: config.month_13_is_year, excel_serial: config.excel_serial, ..PeriodRules::default() };
        if let Some(month) = &config.fiscal_start_month {
            rules.fiscal_start_month = *month.get_ref();
            if !(2..=12).contains(month.get_ref()) {
                self.problem(month, say::fiscal_month(), say::leave_month_out());
            }
        }
        if let Some(freq) = &config.dates_are {
            rules.dates_are = Freq::from_code(freq.get_ref());
            if rules.dates_are.is_none() {
                self.problem(freq, say::no_frequency(freq.get_ref()), say::frequencies());
            }
        }
        rules
    }

    /// Words by role, with their meanings checked as far as closed lists go.
    pub(super) fn words(&mut self, config: &config::Words) -> Words {
        let mut words = Words::default();
        for (name, entries) in config {
            let Some(role) = self.role(name) else {
                let help = self.near_role(name, &[]);
                if let Some(entry) = entries.values().next() {
                    self.problem(entry, say::words_no_role(name), help);
                }
                continue;
            };
            for (word, entry) in entries {
                let facts = self.entry_facts(Some(role), entry);
                words.insert(role, word, facts);
            }
        }
        words
    }

    /// The facts of an entry: a text says `role`, a table says each of its keys.
    pub(super) fn entry_facts(&mut self, role: Option<Role>, entry: &Spanned<Entry>) -> Vec<Fact> {
        let pairs: Vec<(Role, String)> = match (entry.get_ref(), role) {
            (Entry::Text(text), Some(role)) => vec![(role, text.clone())],
            (Entry::Text(text), None) => {
                self.problem(entry, say::says_nothing(text), say::write_facts());
                Vec::new()
            }
            (Entry::Table(table), _) => {
                let mut pairs = Vec::new();
                for (key, text) in table {
                    match self.role(key) {
                        Some(role) => pairs.push((role, text.clone())),
                        None => {
                            let help = self.near_role(key, &[]);
                            self.problem(entry, say::no_role(key), help);
                        }
                    }
                }
                pairs
            }
        };
        for (role, text) in &pairs {
            self.check_text(*role, text, entry);
        }
        pairs.into_iter().map(|(role, text)| Fact { role, text }).collect()
    }

    /// A declared text of a closed list, or of a list of the catalogue, is in it.
    pub(super) fn check_text<T>(&mut self, role: Role, text: &str, at: &Spanned<T>) {
        fn codes<T: Copy>(all: &[T], code: impl Fn(T) -> &'static str) -> Vec<&'static str> {
            all.iter().map(|entry| code(*entry)).collect()
        }
        let known: Vec<&str> = match role {
            Role::Measure => codes(Measure::ALL, Measure::code),
            Role::Scenario => codes(Scenario::ALL, Scenario::code),
            Role::Stage => codes(Stage::ALL, Stage::code),
            Role::GrowthPrices => codes(PriceBasis::ALL, PriceBasis::code),
            Role::GrowthScope => codes(Comparability::ALL, Comparability::code),
            Role::Status => codes(ObsStatus::ALL, ObsStatus::code),
            Role::Confidentiality => codes(ConfStatus::ALL, ConfStatus::code),
            Role::Freq => codes(&Freq::ALL, Freq::code),
            Role::Cumulation => codes(&[Cumulation::Period, Cumulation::Point, Cumulation::Ytd], Cumulation::code),
            Role::Area => return self.check_area(text, at),
            Role::Indicator => return self.check_indicator(text, at),
            Role::Dimension(position) => return self.check_dimension(position, text, at),
            _ => return,
        };
        if !known.contains(&text) {
            self.problem(at, say::not_in_list(text), suggest(text, &known));
        }
    }

    /// Rules for rows that are no observations.
    pub(super) fn row_rules(&mut self, rules: &[RowRuleConfig], fate: Fate) -> Vec<RowRule> {
        let texts = |texts: &Option<Texts>| texts.as_ref().map(|texts| texts.0.clone()).unwrap_or_default();
        let resolve = |rule: &RowRuleConfig| RowRule {
            column: rule.column.as_ref().map(|column| column.get_ref().clone()),
            equals: texts(&rule.equals),
            starts: texts(&rule.starts),
            reason: rule.reason.clone(),
            fate,
        };
        rules.iter().map(resolve).collect()
    }
}
