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
    /// The line itself.
    pub source: String,
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
        let source = text[line_start..].lines().next().unwrap_or_default();
        let shown = text[start..end].lines().next().unwrap_or_default();
        Self {
            code,
            file: file.to_owned(),
            line: text[..start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            source: source.to_owned(),
            width: shown.chars().map(width).sum::<usize>().max(1),
            message: message.into(),
            help: None,
        }
    }

    /// A problem of a whole file.
    pub fn whole(code: &'static str, file: &str, message: impl Into<String>) -> Self {
        Self { code, file: file.to_owned(), line: 0, column: 0, source: String::new(), width: 0, message: message.into(), help: None }
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
            let before: usize = self.source.chars().take(self.column.saturating_sub(1)).map(width).sum();
            writeln!(f, "{gutter}--> {}:{}:{}", self.file, self.line, self.column)?;
            writeln!(f, "{gutter} |")?;
            writeln!(f, "{number} | {}", self.source.replace('\t', " "))?;
            write!(f, "{gutter} | {}{}", " ".repeat(before), "^".repeat(self.width))?;
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

    #[test]
    fn unknown_keys_get_a_suggestion() {
        assert_eq!(
            unknown_key("unknown field `layot`, expected one of `layout`, `area`"),
            Some(("the key `layot` is not known here".to_owned(), Some("did you mean `layout`?".to_owned())))
        );
    }
}
