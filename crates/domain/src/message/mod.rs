//! What the program says about declarations and files: sentences in two languages, made of a template and named facts.
//!
//! A layer below says what is the case by calling a sentence of [`lists`], [`declared`], [`tables`], [`causes`], [`releases`] or [`system`]; a sentence cannot be
//! made without both languages. Which language is shown is decided where the message is printed. Facts are shown safely: what could move a
//! terminal's cursor is spelled out. Findings on cells have theirs in
//! [`findings`], by code.

pub mod amend;
pub mod causes;
pub mod declared;
pub mod findings;
pub mod lists;
pub mod releases;
pub mod system;
pub mod tables;
pub mod traces;

use std::fmt;

use serde::Deserialize;

/// The language of names in a package and of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// BCP 47.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The sentence in this language.
    pub const fn of(self, sentence: Sentence) -> &'static str {
        match self {
            Self::En => sentence.0,
            Self::Zh => sentence.1,
        }
    }
}

/// A sentence in English and Chinese; `{name}` stands for a fact, braces around anything else for themselves.
pub type Sentence = (&'static str, &'static str);

/// A named part of a message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// A text, the same in every language: a name, a word of a file, a number.
    Text(String),
    /// A message within the message.
    Message(Box<Message>),
}

/// A sentence with its facts. Its `Display` is English, for logs and tests; users read [`Message::text`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    sentence: Sentence,
    facts: Vec<(&'static str, Fact)>,
}

impl Message {
    /// A sentence with its facts.
    pub fn new(sentence: Sentence, facts: Vec<(&'static str, Fact)>) -> Self {
        Self { sentence, facts }
    }

    /// What another library or the operating system says, in its own words.
    pub fn quoted(text: impl Into<String>) -> Self {
        Self::new(("{text}", "{text}"), vec![("text", Fact::Text(text.into()))])
    }

    /// Several messages behind each other, with blanks between them in English.
    pub fn joined(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = parts.into_iter();
        let first = parts.next().unwrap_or_else(|| Self::quoted(""));
        parts.fold(first, |before, next| {
            Self::new(("{before} {next}", "{before}{next}"), vec![("before", before.into()), ("next", next.into())])
        })
    }

    /// The sentence in a language, its facts filled in and safe to show.
    pub fn text(&self, language: Language) -> String {
        fill(language.of(self.sentence), |name| {
            let (_, fact) = self.facts.iter().find(|(known, _)| *known == name)?;
            Some(match fact {
                Fact::Text(text) => visible(text),
                Fact::Message(message) => message.text(language),
            })
        })
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::En))
    }
}

/// A template with its facts; what is no fact stays as it is. One pass, so that braces in a fact are never taken for a place.
pub fn fill(template: &str, fact: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}').and_then(|(name, behind)| Some((fact(name)?, behind))) {
            Some((text, behind)) => {
                out.push_str(&text);
                rest = behind;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out + rest
}

/// A text from a file, safe to show: control characters, and characters without width or that turn the direction of what follows, are spelled out.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        let hidden = character.is_control()
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
        if hidden {
            shown.push_str(&format!("\\u{{{:x}}}", u32::from(character)));
        } else {
            shown.push(character);
        }
    }
    shown
}

impl From<Message> for Fact {
    fn from(message: Message) -> Self {
        Self::Message(Box::new(message))
    }
}

/// Facts that are their own text.
macro_rules! texts {
    ($($kind:ty),+) => {
        $(impl From<$kind> for Fact {
            fn from(text: $kind) -> Self {
                Self::Text(text.to_string())
            }
        })+
    };
}

texts!(&str, &&str, String, &String, usize, u64, u32, u16, u8, i32, char);
texts!(&crate::unit::Dimension, crate::vocabulary::Measure, crate::period::Date);

/// Declares sentences as functions of their facts, in both languages.
macro_rules! sentences {
    ($($name:ident($($fact:ident),*) $en:literal $zh:literal;)+) => {
        $(
            #[doc = concat!("```text\n", $en, "\n```")]
            pub fn $name($($fact: impl Into<crate::message::Fact>),*) -> crate::message::Message {
                crate::message::Message::new(($en, $zh), vec![$((stringify!($fact), $fact.into())),*])
            }
        )+

        /// Every sentence with the names of its facts.
        #[allow(dead_code, reason = "most pages need it in tests only")]
        pub(super) const ALL: &[(&str, &str, &[&str])] = &[$(($en, $zh, &[$(stringify!($fact)),*])),+];
    };
}
pub(crate) use sentences;

#[cfg(test)]
mod tests {
    use super::*;

    /// Every sentence says all its facts in both languages, and the Chinese one is Chinese.
    #[test]
    fn both_languages_say_the_same_facts() {
        for (en, zh, facts) in [amend::ALL, lists::ALL, declared::ALL, tables::ALL, causes::ALL, releases::ALL, system::ALL].concat() {
            assert!(zh.chars().any(|c| u32::from(c) > 0x2e80), "{en}: {zh}");
            for fact in facts {
                let place = format!("{{{fact}}}");
                assert!(en.contains(&place) && zh.contains(&place), "{fact}: {en} / {zh}");
            }
        }
    }

    /// A fact may hold anything: braces are not filled a second time, escapes are not shown raw.
    #[test]
    fn facts_are_shown_as_they_are() {
        let message = lists::stands_already("unit {value}\u{1b}[31m", "{place}", "units.toml", 3u8);
        assert_eq!(message.text(Language::En), "the unit {value}\\u{1b}[31m `{place}` stands already in units.toml, line 3");
    }

    #[test]
    fn nothing_is_shown_raw() {
        assert_eq!(visible("a\u{1b}[31mb\u{202e}\n"), "a\\u{1b}[31mb\\u{202e}\\u{a}");
    }
}
