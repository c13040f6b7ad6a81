//! Many findings in few bytes each, because half the cells of a table can be bad: what they share is kept once, and no sentence is made here.
//!
//! A finding is 40 bytes, its text, and the facts that only it has. Everything that a [`Finding`] tells is told by a [`Seen`] again.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Code, Finding, Seen, StatementKey, Subject};

/// How many lists of facts of one code are kept once. Beyond them each finding has its facts for itself, as where every row is another.
const SHARED: usize = 1 << 12;

/// How many places are found without a map.
const NEAR: usize = 32;

/// No form was used for a code, and there is none.
const NO_FORM: (u32, usize) = (u32::MAX, 0);

/// Findings in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    pub(super) kept: Vec<Kept>,
    /// The text of each finding with the facts that only it has behind it, one after the other.
    texts: String,
    /// Where each of these texts ends.
    ends: Vec<usize>,
    pub(super) withins: Vec<Arc<Within>>,
    within_ids: HashMap<Arc<Within>, u32>,
    /// Those that were used last, by how their names end.
    near_withins: [u32; NEAR],
    pub(super) forms: Vec<Arc<Form>>,
    form_ids: HashMap<Arc<Form>, u32>,
    /// By code, the form that was used last, and how many there are.
    by_code: Vec<(u32, usize)>,
    pub(super) besides: Vec<Spot>,
    /// Of the findings on statements, what they are about.
    pub(super) keys: Vec<StatementKey>,
}

/// One finding.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    pub(super) subject: u64,
    pub(super) line: u64,
    /// Its text; the facts that only it has stand behind it.
    pub(super) first: u32,
    pub(super) column: u32,
    pub(super) within: u32,
    pub(super) form: u32,
    /// From 1; 0 for none.
    pub(super) beside: u32,
    pub(super) code: Code,
    pub(super) about: About,
}

/// Which subject the number is of.
#[derive(Clone, Copy, Debug)]
pub(super) enum About {
    Place,
    Cell,
    Statement,
}

/// Where many findings stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Within {
    pub(super) source: Box<str>,
    pub(super) file: Box<str>,
    pub(super) sheet: Box<str>,
    pub(super) header: Box<str>,
}

/// A cell beside a finding.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pub(super) line: u64,
    pub(super) within: u32,
    pub(super) column: u32,
}

/// Facts by name.
pub(super) type Form = [(&'static str, FactText)];

/// The text of a fact.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum FactText {
    /// The text of the finding.
    Raw,
    /// One that only the finding has.
    Own,
    /// One of many findings.
    Shared(Box<str>),
}

/// Source, file, sheet and header of findings, by their number in a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WithinId(u32);

/// What a finding of a store shares with others: its code, where it stands but for line and cell, and its facts.
#[derive(Clone, Copy, Debug)]
pub struct Alike {
    code: Code,
    within: u32,
    form: u32,
}

/// What is said of a finding beside its text and its facts.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// Its code.
    pub code: Code,
    /// Its source, file, sheet and header.
    pub within: WithinId,
    /// Line of the file; 0 for none.
    pub line: u64,
    /// Cell in the row; 0 for none.
    pub column: u32,
    /// What it is about.
    pub subject: Subject,
}

impl Findings {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The findings in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Seen<'_>> + ExactSizeIterator {
        self.kept.iter().map(move |kept| Seen { store: self, kept })
    }

    /// A finding by its position.
    pub fn get(&self, at: usize) -> Option<Seen<'_>> {
        self.kept.get(at).map(|kept| Seen { store: self, kept })
    }

    /// The number of a source, a file, a sheet and a header.
    pub fn within(&mut self, source: &str, file: &str, sheet: &str, header: &str) -> WithinId {
        let same = |known: &Arc<Within>| (&*known.header, &*known.sheet, &*known.file, &*known.source) == (header, sheet, file, source);
        let near = near([source, file, header]);
        if !self.withins.get(self.near_withins[near] as usize).is_some_and(same) {
            let [source, file, sheet, header] = [source, file, sheet, header].map(Box::from);
            self.near_withins[near] = self.within_id(Arc::new(Within { source, file, sheet, header }));
        }
        WithinId(self.near_withins[near])
    }

    fn within_id(&mut self, within: Arc<Within>) -> u32 {
        *self.within_ids.entry(within).or_insert_with_key(|within| {
            self.withins.push(within.clone());
            number(self.withins.len() - 1)
        })
    }

    /// Adds a finding; facts in their fixed order.
    pub fn push<'f>(&mut self, head: Head, raw: &str, facts: impl Iterator<Item = (&'static str, &'f str)> + Clone) {
        let form = self.form(head.code, raw, facts.clone());
        let first = number(self.ends.len());
        self.put(raw);
        let texts = self.forms.get(form as usize).cloned();
        for ((_, text), (_, kept)) in facts.zip(texts.iter().flat_map(|form| form.iter())) {
            if *kept == FactText::Own {
                self.put(text);
            }
        }
        let Head { code, within: WithinId(within), line, column, subject } = head;
        self.keep(Alike { code, within, form }, (line, column), subject, first);
    }

    fn keep(&mut self, Alike { code, within, form }: Alike, (line, column): (u64, u32), subject: Subject, first: u32) {
        let (about, subject) = match subject {
            Subject::Place => (About::Place, 0),
            Subject::Cell(digest) => (About::Cell, digest),
            Subject::Statement(key) => {
                self.keys.push(key);
                (About::Statement, self.keys.len() as u64 - 1)
            }
        };
        self.kept.push(Kept { subject, line, first, column, within, form, beside: 0, code, about });
    }

    /// What the last finding shares with those that are alike but for their line, their text and their subject; none where it has a fact of its own.
    pub fn last_alike(&self) -> Option<Alike> {
        let kept = self.kept.last()?;
        let shared = |(_, text): &(&'static str, FactText)| matches!(text, FactText::Shared(_));
        let all = self.forms.get(kept.form as usize)?.iter().all(shared);
        all.then_some(Alike { code: kept.code, within: kept.within, form: kept.form })
    }

    /// Adds a finding like an earlier one of this store.
    pub fn push_alike(&mut self, alike: Alike, place: (u64, u32), subject: Subject, raw: &str) {
        let first = number(self.ends.len());
        self.put(raw);
        self.keep(alike, place, subject, first);
    }

    /// Adds a finding that was made by itself.
    pub fn add(&mut self, finding: &Finding) {
        let Finding { code, ref place, ref source, ref header, ref raw, ref facts, subject, .. } = *finding;
        let within = self.within(source, &place.file, &place.sheet, header);
        let head = Head { code, within, line: place.line, column: place.column, subject };
        self.push(head, raw, facts.iter().map(|(name, text)| (*name, text.as_str())));
        if let Some(place) = &finding.beside {
            self.set_beside((&place.file, &place.sheet), place.line, place.column);
        }
    }

    /// Says of the last finding which cell of a file and a sheet it contradicts.
    pub fn set_beside(&mut self, (file, sheet): (&str, &str), line: u64, column: u32) {
        let WithinId(within) = self.within("", file, sheet, "");
        self.besides.push(Spot { line, within, column });
        let beside = number(self.besides.len());
        self.kept.iter_mut().rev().take(1).for_each(|kept| kept.beside = beside);
    }

    /// Puts a finding in the place of another.
    pub fn replace(&mut self, at: usize, finding: &Finding) {
        if at < self.kept.len() {
            self.add(finding);
            self.kept.swap_remove(at);
        }
    }

    /// Adds those of another store behind the own ones.
    pub fn absorb(&mut self, other: Self) {
        if self.is_empty() {
            *self = other;
            return;
        }
        let withins: Vec<u32> = other.withins.into_iter().map(|within| self.within_id(within)).collect();
        let forms: Vec<u32> = other.forms.into_iter().map(|form| self.form_id(form)).collect();
        let (first, beside, before) = (number(self.ends.len()), number(self.besides.len()), self.texts.len());
        let keys = self.keys.len() as u64;
        self.keys.extend(other.keys);
        let new = |ids: &[u32], old: u32| ids.get(old as usize).copied().unwrap_or(u32::MAX);
        self.texts.push_str(&other.texts);
        self.ends.extend(other.ends.iter().map(|end| before + end));
        self.besides.extend(other.besides.iter().map(|spot| Spot { within: new(&withins, spot.within), ..*spot }));
        self.kept.extend(other.kept.iter().map(|kept| Kept {
            first: first.saturating_add(kept.first),
            within: new(&withins, kept.within),
            form: new(&forms, kept.form),
            beside: if kept.beside == 0 { 0 } else { beside.saturating_add(kept.beside) },
            subject: kept.subject + if matches!(kept.about, About::Statement) { keys } else { 0 },
            ..*kept
        }));
    }

    /// One of the texts; empty beyond the last.
    pub(super) fn text(&self, at: u32) -> &str {
        let at = at as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends.get(before).copied().unwrap_or(0));
        self.ends.get(at).and_then(|end| self.texts.get(start..*end)).unwrap_or_default()
    }

    fn put(&mut self, text: &str) {
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
    }

    /// The form of some facts: mostly the one that was used last for the code.
    fn form<'f>(&mut self, code: Code, raw: &str, facts: impl Iterator<Item = (&'static str, &'f str)> + Clone) -> u32 {
        let (last, count) = self.by_code.get(code as usize).copied().unwrap_or(NO_FORM);
        if self.forms.get(last as usize).is_some_and(|form| fits(form, raw, facts.clone())) {
            return last;
        }
        let of = |shared: bool| -> Arc<Form> {
            let text = |text: &str| match text {
                text if text == raw => FactText::Raw,
                text if shared => FactText::Shared(text.into()),
                _ => FactText::Own,
            };
            facts.clone().map(|(name, fact)| (name, text(fact))).collect()
        };
        let shared = of(true);
        let (form, new) = match self.form_ids.get(&shared) {
            Some(known) => (*known, 0),
            None if count < SHARED => (self.form_id(shared), 1),
            None => (self.form_id(of(false)), 0),
        };
        self.by_code.resize(Code::ALL.len(), NO_FORM);
        self.by_code[code as usize] = (form, count + new);
        form
    }

    fn form_id(&mut self, form: Arc<Form>) -> u32 {
        *self.form_ids.entry(form).or_insert_with_key(|form| {
            self.forms.push(form.clone());
            number(self.forms.len() - 1)
        })
    }
}

/// Where names are looked for first. Those of the files of a source mostly differ at their ends.
fn near(names: [&str; 3]) -> usize {
    let end = |name: &str| match name.as_bytes().last_chunk::<8>() {
        Some(end) => u64::from_le_bytes(*end),
        None => name.bytes().fold(1, |end, byte| end << 8 | u64::from(byte)),
    };
    let mixed = |hash: u64, name: &str| (hash ^ end(name)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    (names.into_iter().fold(0, mixed) >> 32) as usize % NEAR
}

/// Whether facts can be kept in a form.
fn fits<'f>(form: &Form, raw: &str, mut facts: impl Iterator<Item = (&'static str, &'f str)>) -> bool {
    let same = |(name, kept): &(&'static str, FactText)| {
        facts.next().is_some_and(|(found, text)| {
            found == *name
                && match kept {
                    FactText::Raw => text == raw,
                    FactText::Shared(shared) => **shared == *text,
                    FactText::Own => true,
                }
        })
    };
    form.iter().all(same) && facts.next().is_none()
}

/// Positions are 32 bits: findings beyond them would not fit into memory.
fn number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
