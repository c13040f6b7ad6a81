//! `[run]` of `pipeline.toml`: how the program works in this project, where neither a flag nor the environment says otherwise.
//!
//! None of it changes a byte of a release. Precedence is decided in `cli/settings.rs`; here is only what is written.

use std::path::Path;

use serde::Deserialize;
use toml::Spanned;
use tongbi_domain::diagnostic::Diagnostic;
use tongbi_domain::message::{Message, system as say};

use super::config::PIPELINE_FILE;
use crate::io::read_text;

/// `[run]` as written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RunConfig {
    /// Language of messages: `en` or `zh`.
    pub lang: Option<Spanned<String>>,
    /// On how many threads to work, 1 at least.
    pub threads: Option<Spanned<u32>>,
    /// How much memory statements may take, such as `1GiB`.
    pub memory: Option<Spanned<String>>,
    /// How many findings of one code are printed.
    pub show: Option<Spanned<u32>>,
    /// What stands on standard output: `auto`, `text` or `json`.
    pub output: Option<Spanned<String>>,
    /// How messages are written: `text` or `json`.
    pub log_format: Option<Spanned<String>>,
    /// File for figures of the run.
    pub metrics: Option<Spanned<String>>,
}

/// What is wrong with a setting: what was found, and what may stand there.
struct Wrong {
    message: Message,
    help: Message,
}

impl RunConfig {
    /// The settings of the project in a folder, before anything else is known of it: nothing is set where the file cannot be read, because
    /// whoever loads the project says why.
    pub fn of_project(root: &Path) -> Self {
        #[derive(Deserialize)]
        struct File {
            #[serde(default)]
            run: RunConfig,
        }
        let text = read_text(root, PIPELINE_FILE).unwrap_or_default();
        let Ok(File { run }) = toml::from_str(&text) else { return Self::default() };
        let lang = run.lang.filter(|lang| wrong_lang(lang.get_ref()).is_none());
        let threads = run.threads.filter(|threads| wrong_threads(*threads.get_ref()).is_none());
        let memory = run.memory.filter(|memory| bytes(memory.get_ref()).is_some());
        let output = run.output.filter(|output| wrong_word("output", output.get_ref(), OUTPUTS).is_none());
        let log_format = run.log_format.filter(|format| wrong_word("log_format", format.get_ref(), FORMATS).is_none());
        Self { lang, threads, memory, output, log_format, ..run }
    }

    /// Adds a problem (T108) for each setting with a value that it cannot have.
    pub(super) fn check(&self, text: &str, problems: &mut Vec<Diagnostic>) {
        let mut add = |span, wrong: Wrong| problems.push(Diagnostic::at("T108", PIPELINE_FILE, text, span, wrong.message).help(wrong.help));
        if let Some((lang, wrong)) = self.lang.as_ref().and_then(|lang| Some((lang, wrong_lang(lang.get_ref())?))) {
            add(lang.span(), wrong);
        }
        if let Some((threads, wrong)) = self.threads.as_ref().and_then(|threads| Some((threads, wrong_threads(*threads.get_ref())?))) {
            add(threads.span(), wrong);
        }
        if let Some(memory) = self.memory.as_ref().filter(|memory| bytes(memory.get_ref()).is_none()) {
            let message = say::bad_setting("memory", memory.get_ref());
            add(memory.span(), Wrong { message, help: say::memory_such_as() });
        }
        for (name, word, known) in [("output", &self.output, OUTPUTS), ("log_format", &self.log_format, FORMATS)] {
            if let Some((word, wrong)) = word.as_ref().and_then(|word| Some((word, wrong_word(name, word.get_ref(), known)?))) {
                add(word.span(), wrong);
            }
        }
    }
}

fn wrong_lang(lang: &str) -> Option<Wrong> {
    let known = matches!(lang, "en" | "zh");
    (!known).then(|| Wrong { message: say::bad_setting("lang", lang), help: say::setting_such_as("en, zh") })
}

fn wrong_threads(threads: u32) -> Option<Wrong> {
    (threads == 0).then(|| Wrong { message: say::bad_setting("threads", threads), help: say::setting_such_as("1, 2, 3 …") })
}

/// The memory of statements where nobody says another.
pub const MEMORY: u64 = 1 << 30;

/// A size in bytes from how people write it: a whole number and its unit, `512 MiB`. None for anything else, and for what nobody has.
pub fn bytes(text: &str) -> Option<u64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits)?;
    let factor = match unit.trim_start() {
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(factor)
}

const OUTPUTS: &[&str] = &["auto", "text", "json"];
const FORMATS: &[&str] = &["text", "json"];

fn wrong_word(name: &str, word: &str, known: &[&str]) -> Option<Wrong> {
    let wrong = || Wrong { message: say::bad_setting(name, word), help: say::setting_such_as(known.join(", ")) };
    (!known.contains(&word)).then(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sizes are a number and a unit; a number without one would be taken for too much or too little.
    #[test]
    fn sizes_have_a_unit() {
        let sizes = [("1GiB", 1 << 30), ("512 MiB", 512 << 20), ("0KiB", 0), ("007MiB", 7 << 20)];
        assert!(sizes.into_iter().all(|(text, size)| bytes(text) == Some(size)));
        assert_eq!(bytes("1GiB"), Some(MEMORY));
        let wrong = ["", "1", "GiB", "1GB", "1.5GiB", "-1GiB", "1gib", "1GiB ", "99999999999GiB", "99999999999999999999KiB", "一GiB"];
        assert!(wrong.into_iter().all(|text| bytes(text).is_none()));
    }
}
