//! A finding as its store tells it.

use std::cmp::Ordering;

use super::store::{About, FactText, Form, Kept, Within};
use super::{Code, Finding, Findings, Place, Severity, Subject};

/// Where the names of a finding come among those of all.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Names {
    /// File and sheet.
    pub(super) file: u32,
    /// Source and header.
    pub(super) rest: u32,
}

/// One finding of a store.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    pub(super) store: &'a Findings,
    pub(super) kept: &'a Kept,
}

impl<'a> Seen<'a> {
    /// Its stable code.
    pub fn code(self) -> Code {
        self.kept.code
    }

    /// Id of its source.
    pub fn source(self) -> &'a str {
        self.within().map_or("", |within| &within.source)
    }

    /// Path of its file, relative to the project.
    pub fn file(self) -> &'a str {
        self.within().map_or("", |within| &within.file)
    }

    /// Its sheet; empty for text files.
    pub fn sheet(self) -> &'a str {
        self.within().map_or("", |within| &within.sheet)
    }

    /// The text of the column's header.
    pub fn header(self) -> &'a str {
        self.within().map_or("", |within| &within.header)
    }

    /// Line of the file, or row of the sheet, from 1; 0 for none.
    pub fn line(self) -> u64 {
        self.kept.line
    }

    /// Cell in the row, from 1; 0 for none.
    pub fn column(self) -> u32 {
        self.kept.column
    }

    /// Where it stands.
    pub fn place(self) -> Place {
        Place { file: self.file().to_owned(), sheet: self.sheet().to_owned(), line: self.line(), column: self.column() }
    }

    /// The text as found; escaped only where it is shown.
    pub fn raw(self) -> &'a str {
        self.store.text(self.kept.first)
    }

    /// The place that it contradicts, where it contradicts one.
    pub fn beside(self) -> Option<Place> {
        let (file, sheet, line, column) = self.spot()?;
        Some(Place { file: file.to_owned(), sheet: sheet.to_owned(), line, column })
    }

    fn spot(self) -> Option<(&'a str, &'a str, u64, u32)> {
        let spot = self.store.besides.get((self.kept.beside as usize).checked_sub(1)?)?;
        let within = self.store.withins.get(spot.within as usize)?;
        Some((&within.file, &within.sheet, spot.line, spot.column))
    }

    /// The facts that its message is made of, in a fixed order.
    pub fn facts(self) -> impl Iterator<Item = (&'static str, &'a str)> {
        let mut own = self.kept.first;
        self.form().iter().map(move |(name, text)| {
            let text = match text {
                FactText::Raw => self.raw(),
                FactText::Shared(text) => text,
                FactText::Own => {
                    own += 1;
                    self.store.text(own)
                }
            };
            (*name, text)
        })
    }

    /// A fact by name; empty where there is none.
    pub fn fact(self, name: &str) -> &'a str {
        // Names are compared first: most findings have no such fact, and its text is another place in memory.
        let form = self.form();
        let Some(at) = form.iter().position(|(known, _)| *known == name) else { return "" };
        match &form[at].1 {
            FactText::Raw => self.raw(),
            FactText::Shared(text) => text,
            FactText::Own => {
                let before = form[..at].iter().filter(|(_, text)| *text == FactText::Own).count();
                self.store.text(self.kept.first + 1 + before as u32)
            }
        }
    }

    /// What it is about, beyond its place.
    pub fn subject(self) -> Subject {
        match self.kept.about {
            About::Place => Subject::Place,
            About::Cell => Subject::Cell(self.kept.subject),
            About::Statement => self.store.keys.get(self.kept.subject as usize).map_or(Subject::Place, |key| Subject::Statement(*key)),
        }
    }

    /// Whether a value cell is kept out because of it, which is then counted as quarantined.
    pub fn keeps_out(self) -> bool {
        let figure = matches!(self.kept.about, About::Cell) || self.code() == Code::SourceConflict;
        figure && self.code().severity() == Severity::Error
    }

    /// The reason by which it is counted; a declared rule names its own.
    pub fn reason(self) -> &'a str {
        match self.code() {
            Code::DeclaredQuarantine => self.fact("reason"),
            code => code.reason(),
        }
    }

    /// A number that findings of one store with the same source, file, sheet and header share.
    pub fn within_number(self) -> u32 {
        self.kept.within
    }

    /// A number that findings of one store with the same code share where all of their facts are the same; none where a fact is theirs alone.
    pub fn facts_number(self) -> Option<u32> {
        let shared = |(_, text): &(&'static str, FactText)| matches!(text, FactText::Shared(_));
        self.form().iter().all(shared).then_some(self.kept.form)
    }

    /// The finding by itself.
    pub fn to_finding(self) -> Finding {
        Finding {
            code: self.code(),
            place: self.place(),
            source: self.source().to_owned(),
            header: self.header().to_owned(),
            raw: self.raw().to_owned(),
            beside: self.beside(),
            facts: self.facts().map(|(name, text)| (name, text.to_owned())).collect(),
            subject: self.subject(),
        }
    }

    fn within(self) -> Option<&'a Within> {
        self.store.withins.get(self.kept.within as usize).map(|within| &**within)
    }

    fn form(self) -> &'a Form {
        self.store.forms.get(self.kept.form as usize).map_or(&[], |form| &**form)
    }

    /// By code, then by place, then by all the rest: as findings by themselves. `names` are the places of the files and of the names of both among
    /// all.
    pub(super) fn order(self, other: Self, names: (Names, Names)) -> Ordering {
        (self.code().cmp(&other.code()))
            .then_with(|| names.0.file.cmp(&names.1.file))
            .then_with(|| (self.line(), self.column()).cmp(&(other.line(), other.column())))
            .then_with(|| names.0.rest.cmp(&names.1.rest))
            .then_with(|| self.raw().cmp(other.raw()))
            .then_with(|| self.spot().cmp(&other.spot()))
            .then_with(|| self.facts().cmp(other.facts()))
            .then_with(|| self.subject().cmp(&other.subject()))
    }
}
