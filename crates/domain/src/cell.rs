//! What a text becomes in a cell of a released file: one line, no control character, and nothing that a spreadsheet would take for a formula.
//!
//! Numbers do not come here: `-14.1` in a column of numbers is a number everywhere.

use std::borrow::Cow;

/// Whether a spreadsheet may take a text for a formula (CWE-1236): it begins with `=` `+` `-` `@`, a tab, a carriage return or the full-width form of
/// a sign, and is no plain number with a minus. `+3.4` counts as one, because portals test for the sign alone.
pub fn is_formula(text: &str) -> bool {
    match text.chars().next() {
        Some('=' | '+' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠') => true,
        Some('-') => !is_plain_number(&text[1..]),
        _ => false,
    }
}

/// Whether a text begins as only a formula does: with `=` or `@`. A sign or a dash also begins figures and items of a list.
pub fn is_surely_formula(text: &str) -> bool {
    text.starts_with(['=', '@', '＝', '＠'])
}

/// The text as it stands in the cells of a release. Control characters and line breaks become spaces, because portals load CSV line by line and
/// databases refuse NUL; a text that could be a formula gets an apostrophe before it, the mark by which spreadsheets keep a text a text.
pub fn released(text: &str) -> Cow<'_, str> {
    // All bytes are looked at, several at a time: that is faster than to stop at the first one.
    let control = text.bytes().fold(false, |found, byte| found | (byte < b' ') | (byte == 0x7f));
    // A tab at the beginning is a space in the cell, but what stands behind it begins the cell for whoever trims.
    let formula = is_formula(text) || (control && is_formula(text.trim_start_matches(|c: char| c.is_control() || c == ' ')));
    if !control && !formula {
        return Cow::Borrowed(text);
    }
    let mut cell = String::with_capacity(text.len() + 1);
    if formula {
        cell.push('\'');
    }
    cell.extend(text.chars().map(|character| if character < ' ' || character == '\u{7f}' { ' ' } else { character }));
    Cow::Owned(cell)
}

/// Digits, with a point inside and an exponent behind them at most.
fn is_plain_number(text: &str) -> bool {
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (text, None),
    };
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, part) = digits.split_once('.').map_or((digits, None), |(whole, part)| (whole, Some(part)));
    all_digits(whole) && part.is_none_or(all_digits) && exponent.is_none_or(all_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The starts that CWE-1236 names, and their full-width forms, are formulas; negative numbers and all other texts are none.
    #[test]
    fn formulas_are_told_from_numbers() {
        let formulas =
            ["=1+1", "=HYPERLINK(\"x\")", "+SUM(1;2)", "+3.4", "-cmd", "-", "--", "-1+1", "-.5", "-5.", "-5.2%", "@x", "\tx", "\rx"];
        for text in formulas.into_iter().chain(["＝1", "＋1", "－1", "＠x"]) {
            assert!(is_formula(text), "{text:?}");
            assert!(released(text).starts_with('\''), "{text:?}");
        }
        for text in ["", "-14.1", "-0", "-1e5", "-1.5E-3", "14.1", "1+1", "x=1", "—", "－".trim_matches('－'), "亿元", "'x"] {
            assert!(!is_formula(text), "{text:?}");
            assert_eq!(released(text), text);
        }
    }

    /// No cell holds a line break, a NUL or another control character, and none hides a formula behind one.
    #[test]
    fn cells_are_one_line() {
        assert_eq!(released("a\r\nb\0c\u{7f}d"), "a  b c d");
        assert_eq!(released("\n=1+1"), "' =1+1");
        assert_eq!(released("\u{1} @x"), "'  @x");
        assert_eq!(released("全国\n合计"), "全国 合计");
    }

    /// Releasing twice is releasing once.
    #[test]
    fn a_released_text_stays() {
        for text in ["=1", "-", "\t=1", "a\nb", "plain"] {
            let once = released(text).into_owned();
            assert_eq!(released(&once), once);
        }
    }
}
