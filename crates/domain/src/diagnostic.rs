//! What is wrong with a declaration (`pipeline.toml`, the catalogue, a sidecar): file, line, a caret under the word, what was found,
//! what was expected.

use std::fmt;
use std::ops::Range;

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
    pub message: String,
    /// What was expected, or what to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A problem at a span of bytes of a text.
    pub fn at(code: &'static str, file: &str, text: &str, span: Range<usize>, message: impl Into<String>) -> Self {
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
            width: shown.chars().take(BEHIND).map(width).sum::<usize>().max(1),
            message: message.into(),
            help: None,
        }
    }

    /// A problem of a whole file.
    pub fn whole(code: &'static str, file: &str, message: impl Into<String>) -> Self {
        Self {
            code,
            file: file.to_owned(),
            line: 0,
            column: 0,
            source: String::new(),
            before: 0,
            width: 0,
            message: message.into(),
            help: None,
        }
    }

    /// From an error of the TOML reader, with a suggestion where a key is unknown.
    pub fn from_toml(code: &'static str, file: &str, text: &str, error: &toml::de::Error) -> Self {
        let message = error.message().trim();
        let span = error.span().unwrap_or(0..0);
        let (first, help) = unknown_key(message).unwrap_or_else(|| (message.to_owned(), None));
        Self { help, ..Self::at(code, file, text, span, first) }
    }

    /// The same problem with a hint.
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

/// Turns serde's sentence about an unknown field into what was found and the nearest known name.
fn unknown_key(message: &str) -> Option<(String, Option<String>)> {
    let rest = message.strip_prefix("unknown field `").or_else(|| message.strip_prefix("unknown variant `"))?;
    let what = if message.starts_with("unknown field") { "key" } else { "word" };
    let (name, rest) = rest.split_once('`')?;
    let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
    Some((format!("the {what} `{name}` is not known here"), Some(suggest(name, &known))))
}

/// “did you mean …?” where something is near, else the list of what is known.
pub fn suggest(name: &str, known: &[&str]) -> String {
    let near = known.iter().map(|word| (strsim::jaro_winkler(name, word), *word)).filter(|(score, _)| *score > 0.75);
    match near.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1))) {
        Some((_, word)) => format!("did you mean `{word}`?"),
        None if known.is_empty() => "nothing may stand here".to_owned(),
        None => format!("known here: {}", known.join(", ")),
    }
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
    let before = cut.chars().chain(ahead[from..].chars()).map(width).sum();
    (format!("{cut}{}{}{}", &ahead[from..], &behind[..to], if to < behind.len() { "…" } else { "" }), before)
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

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error[{}]: {}", self.code, self.message)?;
        if self.line == 0 {
            write!(f, "  --> {}", self.file)?;
        } else {
            let number = self.line.to_string();
            let gutter = " ".repeat(number.len());
            writeln!(f, "{gutter}--> {}:{}:{}", self.file, self.line, self.column)?;
            writeln!(f, "{gutter} |")?;
            writeln!(f, "{number} | {}", self.source.replace('\t', " "))?;
            write!(f, "{gutter} | {}{}", " ".repeat(self.before), "^".repeat(self.width))?;
        }
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Diagnostic {}

/// Several problems of declared files, shown together so that one run shows all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            write!(f, "{diagnostic}")?;
        }
        Ok(())
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
        let shown = Diagnostic::at("T101", "pipeline.toml", text, start..start + 8, "no such thing").to_string();
        assert_eq!(shown, "error[T101]: no such thing\n --> pipeline.toml:2:6\n  |\n2 | 指标 = \"未知\"\n  |        ^^^^^^");
    }

    /// A line of a megabyte is shown around its place only, with the caret under the word.
    #[test]
    fn long_lines_are_cut() {
        let text = format!("指{}!{}", "a".repeat(1 << 20), "b".repeat(1 << 20));
        let place = "指".len() + (1 << 20);
        let shown = Diagnostic::at("T101", "pipeline.toml", &text, place..text.len(), "no such thing").to_string();
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
            unknown_key("unknown field `layot`, expected one of `layout`, `area`"),
            Some(("the key `layot` is not known here".to_owned(), Some("did you mean `layout`?".to_owned())))
        );
    }
}
