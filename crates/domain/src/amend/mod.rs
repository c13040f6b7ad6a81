//! What people decide about single cells and findings of a source, beside its sidecar: corrections and resolutions, as declared and checked.
//!
//! Nothing here knows a table: whether a cell is there, and whether it still says what was corrected, is found where cells are read.

mod corrections;
mod resolutions;

use serde::de::DeserializeOwned;
use toml::Spanned;

pub use corrections::{Act, Column, Correction, corrections};
pub use resolutions::{Decision, Resolution, resolutions};

use crate::diagnostic::Diagnostic;
use crate::message::{Message, amend as say};
use crate::period::Date;

/// The stable code of what is wrong with such a file.
const CODE: &str = "T109";

/// Who decided what, why and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signed {
    /// Why; never empty.
    pub reason: String,
    /// Who; never empty.
    pub by: String,
    /// The day, `YYYY-MM-DD`.
    pub date: String,
}

/// A declared file, and where its problems go.
struct Text<'a> {
    file: &'a str,
    text: &'a str,
    problems: Vec<Diagnostic>,
}

impl<'a> Text<'a> {
    /// Reads the file; an unknown key is a problem, with the nearest one that is known.
    fn parse<T: DeserializeOwned>(file: &'a str, text: &'a str) -> Result<(T, Self), Vec<Diagnostic>> {
        match toml::from_str(text) {
            Ok(parsed) => Ok((parsed, Self { file, text, problems: Vec::new() })),
            Err(error) => Err(vec![Diagnostic::from_toml(CODE, file, text, &error)]),
        }
    }

    fn problem<T>(&mut self, at: &Spanned<T>, message: Message, help: Message) {
        self.problems.push(Diagnostic::at(CODE, self.file, self.text, at.span(), message).help(help));
    }

    /// The line of a place in the file, from 1.
    fn line(&self, at: usize) -> usize {
        self.text.get(..at).map_or(0, |before| before.matches('\n').count()) + 1
    }

    /// Checks who decided, why and when.
    fn signed(&mut self, reason: &Spanned<String>, by: &Spanned<String>, date: &Spanned<String>) -> Signed {
        for (key, value) in [("reason", reason), ("by", by)] {
            if value.get_ref().trim().is_empty() {
                self.problem(value, say::needs_text(key), say::write_text());
            }
        }
        if Date::parse(date.get_ref()).is_none() {
            self.problem(date, say::no_day(date.get_ref()), say::write_day());
        }
        let text = |value: &Spanned<String>| value.get_ref().trim().to_owned();
        Signed { reason: text(reason), by: text(by), date: text(date) }
    }

    fn done<T>(self, found: T) -> Result<T, Vec<Diagnostic>> {
        if self.problems.is_empty() { Ok(found) } else { Err(self.problems) }
    }
}
