//! Texts of a file as TOML: strings and keys that mean exactly the text, and comments that stay on their line.

use std::fmt::Write as _;

/// A TOML string of a text, whatever characters it has.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            hidden if is_hidden(hidden) => {
                let _ = write!(out, "\\U{:08X}", u32::from(hidden));
            }
            shown => out.push(shown),
        }
    }
    out.push('"');
    out
}

/// A key: bare where TOML lets it be, else quoted.
pub(super) fn key(text: &str) -> String {
    let bare = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if bare { text.to_owned() } else { quoted(text) }
}

/// Several strings as an array; one alone as itself.
pub(super) fn texts(list: &[String]) -> String {
    match list {
        [one] => quoted(one),
        _ => format!("[{}]", list.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")),
    }
}

/// A text inside a comment: on one line, nothing hidden, and no longer than a reader wants.
pub(super) fn remark(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut out = String::new();
    for (position, character) in text.trim().chars().enumerate() {
        if position == LONGEST {
            out.push('…');
            break;
        }
        match character {
            '\n' | '\r' | '\t' => out.push(' '),
            hidden if is_hidden(hidden) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(hidden));
            }
            shown => out.push(shown),
        }
    }
    out
}

/// Characters that a reader does not see, or that turn the direction of what stands beside them.
pub(super) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is quoted is read back as the very text.
    #[test]
    fn strings_come_back() {
        for text in ["地区", "a\"b\\c", "geo\\TIME_PERIOD", "x\ny\tz\r", "\u{1b}[31m\u{202e}", "\u{7f}", "", "# no comment"] {
            let table: toml::Table = toml::from_str(&format!("{} = {}", key(text), quoted(text))).unwrap();
            assert_eq!(table.iter().next().map(|(key, value)| (key.as_str(), value.as_str())), Some((text, Some(text))), "{text:?}");
        }
        assert_eq!((key("a-b_1"), key("a.b"), key("")), ("a-b_1".into(), "\"a.b\"".into(), "\"\"".into()));
    }

    /// A comment never ends before its line does.
    #[test]
    fn remarks_stay_on_their_line() {
        assert_eq!(remark("a\nb = 1\u{202e}"), "a b = 1\\u{202e}");
        assert_eq!(remark(&"长".repeat(100)).chars().count(), 61);
    }
}
