//! What a source declares, as the stages need it: resolved, and without a path.

use std::borrow::Cow;
use std::collections::BTreeMap;

use tongbi_domain::catalog::{AreaId, IndicatorId};
use tongbi_domain::number::text::Style;
use tongbi_domain::period::Freq;
use tongbi_read::layout::heading::key;
use tongbi_read::layout::{Fact, Layout, Role};

/// Words of tables and what they stand for: other words of the same role, or several facts.
#[derive(Clone, Debug, Default)]
pub struct Words {
    maps: BTreeMap<Role, BTreeMap<String, Word>>,
    /// Endings of indicator names with what they say, the longest first.
    endings: Vec<(String, Vec<Fact>)>,
}

/// A word as declared, and what it stands for.
#[derive(Clone, Debug)]
struct Word {
    written: String,
    facts: Vec<Fact>,
}

/// What a word of a role stands for, as a text: `ACTUAL`, or `TARGET; stage = INITIAL` where it says more than its own role.
pub fn meaning_text(meaning: &[Fact], role: Role) -> String {
    let one = |fact: &Fact| if fact.role == role { fact.text.clone() } else { format!("{} = {}", fact.role.word(), fact.text) };
    meaning.iter().map(one).collect::<Vec<_>>().join("; ")
}

impl Words {
    /// Declares a word; a later declaration holds.
    pub fn insert(&mut self, role: Role, word: &str, facts: Vec<Fact>) {
        self.maps.entry(role).or_default().insert(key(word), Word { written: word.to_owned(), facts });
    }

    /// Declares the ending of an indicator name.
    pub fn insert_ending(&mut self, ending: &str, facts: Vec<Fact>) {
        self.endings.retain(|(known, _)| known != ending);
        self.endings.push((ending.to_owned(), facts));
        self.endings.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
    }

    /// What a word stands for. Line breaks, padding and widths of characters do not matter.
    pub fn get(&self, role: Role, word: &str) -> Option<&[Fact]> {
        self.maps.get(&role)?.get(&key(word)).map(|word| word.facts.as_slice())
    }

    /// Whether anything is declared for a role.
    pub fn knows(&self, role: Role) -> bool {
        self.maps.contains_key(&role)
    }

    /// A name without its declared ending, and what the ending says.
    pub fn ending<'t>(&self, name: &'t str) -> impl Iterator<Item = (&'t str, &[Fact])> {
        self.endings.iter().filter_map(move |(ending, facts)| Some((name.strip_suffix(ending.as_str())?.trim_end(), facts.as_slice())))
    }

    /// Every fact that some word stands for.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.iter().flat_map(|(_, _, facts)| facts)
    }

    /// Every word with its role and what it stands for; endings are words for indicators, with `…` before them.
    pub fn iter(&self) -> impl Iterator<Item = (Role, Cow<'_, str>, &[Fact])> {
        let words = self
            .maps
            .iter()
            .flat_map(|(role, words)| words.values().map(|word| (*role, Cow::Borrowed(word.written.as_str()), word.facts.as_slice())));
        words.chain(self.endings.iter().map(|(ending, facts)| (Role::Indicator, Cow::Owned(format!("…{ending}")), facts.as_slice())))
    }

    /// These words, with those of `own` added; where both know a word, `own` holds.
    pub fn overlaid(mut self, own: Self) -> Self {
        for (role, words) in own.maps {
            self.maps.entry(role).or_default().extend(words);
        }
        for (ending, facts) in own.endings {
            self.insert_ending(&ending, facts);
        }
        self
    }
}

/// How the period texts of a layout are to be understood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PeriodRules {
    /// The month in which the fiscal year starts, 2 to 12; 0 for the calendar's.
    pub fiscal_start_month: u8,
    /// Whether month 13 of a YYYYMM column is the year.
    pub month_13_is_year: bool,
    /// The period that a date stands for; the day itself where none is declared.
    pub dates_are: Option<Freq>,
    /// Whether whole numbers are days since 1899-12-30.
    pub excel_serial: bool,
}

/// A layout with all that its tables' texts mean.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Which cell says what.
    pub layout: Layout,
    /// How numbers are written.
    pub style: Style,
    /// How periods are.
    pub periods: PeriodRules,
    /// What words mean.
    pub words: Words,
    /// Rows that are no observations.
    pub rules: Vec<RowRule>,
}

/// What a table does not say, declared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Declared {
    /// Texts by role, known to be readable; what file and sheet names say among them.
    pub facts: Vec<Fact>,
    /// The declared area.
    pub area: Option<AreaId>,
    /// The declared indicator.
    pub indicator: Option<IndicatorId>,
    /// Whether counts are rounded although written in full.
    pub counts_rounded: bool,
}

impl Declared {
    /// The text of a role; empty where none is declared.
    pub fn text(&self, role: Role) -> &str {
        self.facts.iter().find(|fact| fact.role == role).map_or("", |fact| fact.text.as_str())
    }

    /// Declares a text in place of another.
    pub fn set(&mut self, role: Role, text: &str) {
        self.facts.retain(|fact| fact.role != role);
        self.facts.push(Fact { role, text: text.to_owned() });
    }
}

/// What becomes of the rows that a rule speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Their cells are findings, kept in the quarantine table.
    Quarantine,
    /// Their cells are counted by the reason, and nothing more.
    LeaveOut,
}

/// Rows that a statistician has found to be no observations.
#[derive(Clone, Debug)]
pub struct RowRule {
    /// Header text or position of the column that tells; the first cell with a text where none is named.
    pub column: Option<String>,
    /// Exactly one of these texts.
    pub equals: Vec<String>,
    /// A text that begins with one of these.
    pub starts: Vec<String>,
    /// The reason by which the cells are counted.
    pub reason: String,
    /// What becomes of them.
    pub fate: Fate,
}

impl RowRule {
    /// Whether the rule speaks of a row whose column has this text.
    pub fn matches(&self, text: &str) -> bool {
        self.equals.iter().any(|wanted| wanted == text) || self.starts.iter().any(|start| text.starts_with(start.as_str()))
    }
}
