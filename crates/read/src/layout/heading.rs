//! Texts of headers and labels as they are compared: without line breaks, padding, widths of brackets and marks of notes.
//!
//! What is taken off is only what a reader would not say aloud. Whether what is left names something is for the declaration to know.

use std::borrow::Cow;

/// A character as it is compared: full-width forms of ASCII are ASCII, and an ideographic space is a space.
pub(super) fn fold(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        '\u{3000}' | '\u{a0}' => ' ',
        other => other,
    }
}

/// The text without whitespace and with folded characters: two texts are the same heading when these are.
pub fn key(text: &str) -> String {
    text.chars().map(fold).filter(|character| !character.is_whitespace() && *character != '\u{feff}').collect()
}

/// The text on one line: runs of whitespace are one space, and none between two characters of Chinese, where a line break is no word break.
pub fn one_line(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if !trimmed.contains(|c: char| c.is_whitespace() && c != ' ') && !trimmed.contains("  ") {
        return Cow::Borrowed(trimmed);
    }
    let mut line = String::with_capacity(trimmed.len());
    let mut last = None;
    for word in trimmed.split_whitespace() {
        let wide = |c: char| u32::from(c) >= 0x2e80;
        let joins = last.is_none_or(|last: char| wide(last) && word.chars().next().is_some_and(wide));
        if !joins {
            line.push(' ');
        }
        line.push_str(word);
        last = word.chars().last();
    }
    Cow::Owned(line)
}

/// The text without the marks of notes at its end: `[note 3]`, `[3]`, ①, ¹, `*`, and those that the layout declares.
pub fn without_notes<'t>(text: &'t str, declared: &[String]) -> &'t str {
    let mut text = text.trim();
    loop {
        let shorter = declared.iter().find_map(|mark| text.strip_suffix(mark.as_str())).or_else(|| without_note(text));
        match shorter.map(str::trim_end) {
            // A text that is nothing but marks is a text of its own.
            Some(rest) if !rest.is_empty() => text = rest,
            _ => return text,
        }
    }
}

fn without_note(text: &str) -> Option<&str> {
    let last = text.chars().last()?;
    match last {
        '①'..='⑳' | '❶'..='❿' | '*' | '＊' | '†' | '‡' | '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' => {
            text.strip_suffix(last).filter(|rest| !is_power(rest, last))
        }
        ']' => {
            let open = text.rfind('[')?;
            let inner = text.get(open + 1..text.len() - 1)?.trim();
            let inner = inner.strip_prefix("note").unwrap_or(inner).trim();
            (!inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_digit())).then(|| &text[..open])
        }
        _ => None,
    }
}

/// Whether a raised digit belongs to a unit: m², km³, 10⁴.
fn is_power(rest: &str, digit: char) -> bool {
    let raised = matches!(digit, '²' | '³' | '⁰'..='⁹' | '¹');
    raised && rest.chars().last().is_some_and(|c| c == 'm' || c.is_ascii_digit())
}

/// How far a label is set in, in half-width columns: a full-width space is two, a tab four.
pub(super) fn leading_width(text: &str) -> usize {
    text.chars()
        .take_while(|c| c.is_whitespace())
        .map(|c| match c {
            '\u{3000}' => 2,
            '\t' => 4,
            _ => 1,
        })
        .sum()
}

/// The text behind 其中：, `#`, `of which`, with the width of what was taken off; `None` where it has no such beginning.
pub fn of_which(text: &str) -> Option<(&str, usize)> {
    for start in ["其中", "#", "＃", "of which", "Of which"] {
        let Some(rest) = text.strip_prefix(start) else { continue };
        let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：' | ',' | '，' | '、'));
        if rest.is_empty() {
            return None;
        }
        let taken = &text[..text.len() - rest.len()];
        let width = taken.chars().map(|c| if u32::from(c) >= 0x2e80 { 2 } else { 1 }).sum();
        return Some((rest, width));
    }
    None
}

/// Whether a header text fits a declared one: the same heading, or with `*` for any text.
pub(super) fn fits(declared: &str, text: &str, notes: &[String]) -> bool {
    let (wanted, found) = (key(declared), key(text));
    wanted == found || wanted == key(without_notes(text, notes)) || (declared.contains('*') && globs(&wanted, &found))
}

/// Whether a text fits a pattern in which each `*` stands for any text.
pub fn globs(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.len() >= part.len() && rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_compared_without_padding_and_width() {
        assert_eq!(key("地　区\n（亿元）"), key("地区(亿元)"));
        assert_ne!(key("地区"), key("地区生产总值"));
        assert_eq!(one_line("Number of live births\nTotal"), "Number of live births Total");
        assert_eq!(one_line("地区\n生产总值"), "地区生产总值");
        assert_eq!(one_line("  GDP  (current US$) "), "GDP (current US$)");
    }

    /// Marks of notes come off, units and whole texts stay.
    #[test]
    fn marks_of_notes_come_off() {
        for (text, bare) in [
            ("Total Fertility Rate (TFR)\n[note 1] [note 12]", "Total Fertility Rate (TFR)"),
            ("人口①", "人口"),
            ("人口 *", "人口"),
            ("人口¹", "人口"),
            ("面积 km²", "面积 km²"),
            ("[x]", "[x]"),
            ("*", "*"),
            ("CPI [2015]", "CPI"),
        ] {
            assert_eq!(without_notes(text, &[]), bare);
        }
        assert_eq!(without_notes("人口 1)", &["1)".to_owned()]), "人口");
    }

    #[test]
    fn of_which_is_taken_off_with_its_width() {
        assert_eq!(of_which("其中：女性"), Some(("女性", 6)));
        assert_eq!(of_which("#工业"), Some(("工业", 1)));
        assert_eq!(of_which("其中"), None);
        assert_eq!(of_which("其他"), None);
        assert_eq!(leading_width("　　第一产业"), 4);
    }

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, fits) in [
            ("Sheet*", "Sheet12", true),
            ("*率", "出生率", true),
            ("a*b*c", "a__b--c", true),
            ("a*b", "ab_", false),
            ("ab", "ab", true),
            ("a*a", "a", false),
        ] {
            assert_eq!(globs(pattern, text), fits, "{pattern} {text}");
        }
    }
}
