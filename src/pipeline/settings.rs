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
    /// In how many parts the series are worked on, 1 at least.
    pub parts: Option<Spanned<u32>>,
    /// How many findings of one code are printed.
    pub show: Option<Spanned<u32>>,
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
        let parts = run.parts.filter(|parts| wrong_parts(*parts.get_ref()).is_none());
        Self { lang, parts, ..run }
    }

    /// Adds a problem (T108) for each setting with a value that it cannot have.
    pub(super) fn check(&self, text: &str, problems: &mut Vec<Diagnostic>) {
        let mut add = |span, wrong: Wrong| problems.push(Diagnostic::at("T108", PIPELINE_FILE, text, span, wrong.message).help(wrong.help));
        if let Some((lang, wrong)) = self.lang.as_ref().and_then(|lang| Some((lang, wrong_lang(lang.get_ref())?))) {
            add(lang.span(), wrong);
        }
        if let Some((parts, wrong)) = self.parts.as_ref().and_then(|parts| Some((parts, wrong_parts(*parts.get_ref())?))) {
            add(parts.span(), wrong);
        }
    }
}

fn wrong_lang(lang: &str) -> Option<Wrong> {
    let known = matches!(lang, "en" | "zh");
    (!known).then(|| Wrong { message: say::bad_setting("lang", lang), help: say::setting_such_as("en, zh") })
}

fn wrong_parts(parts: u32) -> Option<Wrong> {
    (parts == 0).then(|| Wrong { message: say::bad_setting("parts", parts), help: say::setting_such_as("1, 2, 3 …") })
}
