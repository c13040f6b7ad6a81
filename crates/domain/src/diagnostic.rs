//! What is wrong with a declaration (`pipeline.toml`, the catalogue, a sidecar): file, line, a caret under the word, what was found,
//! what was expected.

use std::fmt;
use std::ops::Range;

use crate::finding::Place;
use crate::message::{Language, Message, Sentence, lists as say, visible};

/// A problem in a declared file, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code, such as `T101`.
    pub code: &'static str,
    /// The file, as the user named it.
    pub file: String,
    /// Line and column, both from 1; 0 where the whole file is meant.
    pub line: usize,
    /// Column in characters.
    pub column: usize,
    /// The line itself; of a long one the part around the place, with `…` for what is left out.
    pub source: String,
    /// How many terminal columns of `source` stand before the place.
    pub before: usize,
    /// How many columns the caret spans.
    pub width: usize,
    /// What was found.
    pub message: Message,
    /// What was expected, or what to do.
    pub help: Option<Message>,
}

impl Diagnostic {
    /// A problem at a span of bytes of a text.
    pub fn at(code: &'static str, file: &str, text: &str, span: Range<usize>, message: Message) -> Self {
        let start = floor_boundary(text, span.start);
        let end = floor_boundary(text, span.end.max(start));
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let (source, before) = excerpt(&text[line_start..], start - line_start);
        let shown = text[start..end].lines().next().unwrap_or_default();
        Self {
            code,
            file: file.to_owned(),
            line: text[..start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            source,
            before,
            width: safe(&shown.chars().take(BEHIND).collect::<String>()).chars().map(width).sum::<usize>().max(1),
            message,
            help: None,
        }
    }

    /// A problem of a whole file.
    pub fn whole(code: &'static str, file: &str, message: Message) -> Self {
        Self { code, file: file.to_owned(), line: 0, column: 0, source: String::new(), before: 0, width: 0, message, help: None }
    }

    /// From an error of the TOML reader, with a suggestion where a key is unknown.
    pub fn from_toml(code: &'static str, file: &str, text: &str, error: &toml::de::Error) -> Self {
        let span = error.span().unwrap_or(0..0);
        let (message, help) = of_toml(error.message().trim());
        Self { help, ..Self::at(code, file, text, span, message) }
    }

    /// The same problem with a hint.
    pub fn help(self, help: Message) -> Self {
        Self { help: Some(help), ..self }
    }
}

/// The TOML reader's sentence as ours: what was found, and the nearest known name. What it says otherwise is quoted.
fn of_toml(message: &str) -> (Message, Option<Message>) {
    let quoted = |rest: &str| rest.split_once('`').map(|(name, _)| name.to_owned());
    for (start, is_key) in [("unknown field `", true), ("unknown variant `", false)] {
        if let Some((name, rest)) = message.strip_prefix(start).and_then(|rest| rest.split_once('`')) {
            let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
            return (if is_key { say::unknown_key(name) } else { say::unknown_word(name) }, Some(suggest(name, &known)));
        }
    }
    if let Some(name) = message.strip_prefix("missing field `").and_then(quoted) {
        let help = say::add_key(&name);
        return (say::missing_key(name), Some(help));
    }
    match message.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected ")) {
        Some((found, expected)) => (say::wrong_type(found, expected), None),
        None => (say::not_toml(message), None),
    }
}

/// “did you mean …?” where something is near, else the list of what is known.
pub fn suggest(name: &str, known: &[&str]) -> Message {
    match nearest(name, known) {
        Some(word) => say::did_you_mean(word),
        None if known.is_empty() => say::nothing_may_stand(),
        None => say::known_here(known.join(", ")),
    }
}

/// The known word that a name was probably meant to be.
pub fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let near = known.iter().map(|word| (strsim::jaro_winkler(name, word), *word)).filter(|(score, _)| *score > 0.75);
    near.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1))).map(|(_, word)| word)
}

/// Once so many problems are found, code lists are not looked through further: nobody reads more, and each costs a search for its line.
pub(crate) const ENOUGH: usize = 100;

/// Characters that are shown before a place and from it on: a line of a declaration may have megabytes, a terminal does not.
const AHEAD: usize = 100;
const BEHIND: usize = 100;

/// The first line of a text, cut around one of its bytes, and the width of what then stands before this byte.
fn excerpt(text: &str, at: usize) -> (String, usize) {
    let line = text.lines().next().unwrap_or_default();
    let (ahead, behind) = line.split_at(floor_boundary(line, at));
    let from = ahead.char_indices().rev().nth(AHEAD - 1).map_or(0, |(byte, _)| byte);
    let to = behind.char_indices().nth(BEHIND).map_or(behind.len(), |(byte, _)| byte);
    let cut = if from > 0 { "…" } else { "" };
    let (ahead, shown) = (safe(&ahead[from..]), safe(&behind[..to]));
    let before = cut.chars().chain(ahead.chars()).map(width).sum();
    (format!("{cut}{ahead}{shown}{}", if to < behind.len() { "…" } else { "" }), before)
}

/// A part of a line as a terminal may show it, a tab as a blank.
fn safe(text: &str) -> String {
    visible(&text.replace('\t', " "))
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Terminal columns of a character: two for the wide scripts of East Asia, else one.
fn width(character: char) -> usize {
    match u32::from(character) {
        0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 => 2,
        0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

const ERROR: Sentence = ("error", "错误");
const HELP: Sentence = ("help", "提示");

impl Diagnostic {
    /// The problem as it is shown, over several lines, without a line end.
    pub fn text(&self, language: Language) -> String {
        let mut out = format!("{}[{}]: {}\n", language.of(ERROR), self.code, self.message.text(language));
        if self.line == 0 {
            out += &format!("  --> {}", visible(&self.file));
        } else {
            let number = self.line.to_string();
            let gutter = " ".repeat(number.len());
            out += &format!("{gutter}--> {}:{}:{}\n", visible(&self.file), self.line, self.column);
            out += &format!("{gutter} |\n{number} | {}\n", self.source);
            out += &format!("{gutter} | {}{}", " ".repeat(self.before), "^".repeat(self.width));
        }
        match &self.help {
            Some(help) => out + &format!("\n  {}: {}", language.of(HELP), help.text(language)),
            None => out,
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::En))
    }
}

impl std::error::Error for Diagnostic {}

/// Why a command cannot go on: a file, a table or an argument, where no line of a declaration is to blame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Stable code, such as `T306`.
    pub code: &'static str,
    /// What was found.
    pub message: Message,
    /// Where, if a place is known.
    pub place: Option<Place>,
    /// More lines of what was found.
    pub detail: Option<Message>,
    /// What to do.
    pub help: Message,
}

impl Refusal {
    /// A refusal without a place.
    pub fn new(code: &'static str, message: Message, help: Message) -> Self {
        Self { code, message, place: None, detail: None, help }
    }

    /// The refusal as it is shown, over several lines, without a line end.
    pub fn text(&self, language: Language) -> String {
        let mut out = format!("{}[{}]: {}", language.of(ERROR), self.code, self.message.text(language));
        if let Some(place) = &self.place {
            out += &format!("\n  --> {}", visible(&place.to_string()));
        }
        if let Some(detail) = &self.detail {
            out += &format!("\n  {}", detail.text(language));
        }
        out + &format!("\n  {}: {}", language.of(HELP), self.help.text(language))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::En))
    }
}

impl std::error::Error for Refusal {}

/// Several problems of declared files, shown together so that one run shows all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// All problems as they are shown, with a blank line between them.
    pub fn text(&self, language: Language) -> String {
        self.0.iter().map(|diagnostic| diagnostic.text(language)).collect::<Vec<_>>().join("\n\n")
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::En))
    }
}

impl std::error::Error for Diagnostics {}

#[cfg(test)]
mod tests {
    use super::*;

    /// The caret stands under the word also behind wide characters.
    #[test]
    fn caret_under_wide_text() {
        let text = "a = 1\n指标 = \"未知\"\n";
        let start = text.find('"').unwrap();
        let shown = Diagnostic::at("T101", "pipeline.toml", text, start..start + 8, Message::quoted("no such thing")).to_string();
        assert_eq!(shown, "error[T101]: no such thing\n --> pipeline.toml:2:6\n  |\n2 | 指标 = \"未知\"\n  |        ^^^^^^");
    }

    /// A line of a megabyte is shown around its place only, with the caret under the word.
    #[test]
    fn long_lines_are_cut() {
        let text = format!("指{}!{}", "a".repeat(1 << 20), "b".repeat(1 << 20));
        let place = "指".len() + (1 << 20);
        let shown = Diagnostic::at("T101", "pipeline.toml", &text, place..text.len(), Message::quoted("no such thing")).to_string();
        let expected = format!(
            "error[T101]: no such thing\n --> pipeline.toml:1:1048578\n  |\n1 | …{}!{}…\n  | {}{}",
            "a".repeat(100),
            "b".repeat(99),
            " ".repeat(101),
            "^".repeat(100)
        );
        assert_eq!(shown, expected);
    }

    #[test]
    fn unknown_keys_get_a_suggestion() {
        assert_eq!(
            of_toml("unknown field `layot`, expected one of `layout`, `area`"),
            (say::unknown_key("layot"), Some(say::did_you_mean("layout")))
        );
    }

    /// A line of a declaration may hold what moves a terminal's cursor; it is spelled out, and the caret stays under the word.
    #[test]
    fn lines_are_shown_safely() {
        let text = "a\u{1b} = 指";
        let shown = Diagnostic::at("T101", "a\nb", text, 5..8, say::no_digest()).text(Language::Zh);
        assert_eq!(shown, "错误[T101]: 这不是 SHA-256\n --> a\\u{a}b:1:6\n  |\n1 | a\\u{1b} = 指\n  |           ^^");
    }
}
