//! What one cell looks like: a figure, a year, a period, a mark for a missing figure, or a text. Looks only; what it means is for [`super::table`].

use tongbi_domain::number::Decimal;
use tongbi_domain::number::text::{Style, read as read_number};
use tongbi_domain::period::{self, Context, PeriodError};
use tongbi_read::layout::heading::{one_line, without_notes};

/// The look of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Nothing, or white space.
    Blank,
    /// A number that is no year.
    Figure,
    /// Four digits that may be a year.
    Year,
    /// A number with flags or marks of notes behind it, or a mark with flags.
    Flagged,
    /// What tables write where a figure is missing.
    Mark,
    /// A period that is written with more than digits.
    Period,
    /// Anything else.
    Text,
}

/// What tables write where a figure is missing, with the SDMX status that is usual for it and why.
pub(super) const MARKS: [(&str, &str, &str); 26] = [
    (":", "O", "Eurostat: not available"),
    ("..", "L", "not available"),
    ("...", "L", "not available"),
    ("…", "N", "Chinese yearbooks: less than half the last digit; else not available (L)"),
    ("……", "N", "Chinese yearbooks: less than half the last digit; else not available (L)"),
    ("-", "O", "none or not available; M where it cannot exist"),
    ("--", "O", "none or not available; M where it cannot exist"),
    ("—", "O", "none or not available; M where it cannot exist"),
    ("——", "O", "none or not available; M where it cannot exist"),
    ("–", "O", "none or not available; M where it cannot exist"),
    ("[x]", "O", "UK: not available"),
    ("[z]", "M", "UK: not applicable"),
    ("[c]", "Q", "UK: confidential"),
    ("[low]", "N", "UK: rounds to nothing"),
    ("x", "Q", "suppressed"),
    ("X", "Q", "suppressed"),
    ("z", "M", "not applicable"),
    ("NA", "O", "not available"),
    ("N/A", "O", "not available"),
    ("n/a", "O", "not available"),
    ("n.a.", "O", "not available"),
    ("na", "O", "not available"),
    ("NaN", "O", "not available"),
    ("nan", "O", "not available"),
    ("null", "O", "not available"),
    ("无", "O", "none"),
];

/// Flags behind figures, with the meaning that is usual for them.
pub(super) const FLAGS: [(&str, &str); 16] = [
    ("b", "B"),
    ("p", "P"),
    ("e", "E"),
    ("d", "D"),
    ("f", "F"),
    ("u", "U"),
    ("n", "N"),
    ("c", "conf:C"),
    ("i", "I"),
    ("s", "E"),
    ("r", "none"),
    ("z", "M"),
    ("[u]", "U"),
    ("[p]", "P"),
    ("[r]", "none"),
    ("[e]", "E"),
];

/// How a cell looks.
pub(super) fn look(text: &str) -> Look {
    let text = text.trim();
    if text.is_empty() {
        return Look::Blank;
    }
    if is_year(text) {
        return Look::Year;
    }
    if MARKS.iter().any(|(mark, _, _)| *mark == text) {
        return Look::Mark;
    }
    let first = text.chars().next().unwrap_or(' ');
    if !(first.is_ascii_digit() || matches!(first, '０'..='９' | '-' | '+' | '−' | '.' | '(' | '（' | ':')) {
        // 增长3.5%, 约12: words of numbers before digits.
        let said = || text.contains(|c: char| c.is_ascii_digit()) && is_number(text);
        return match is_period(text) {
            true => Look::Period,
            false if said() => Look::Figure,
            false => Look::Text,
        };
    }
    if Decimal::parse(text).is_some() {
        return Look::Figure;
    }
    let bare = without_notes(text, &[]);
    if bare != text && Decimal::parse(bare).is_some() {
        return if is_year(bare) { Look::Period } else { Look::Flagged };
    }
    if is_period(text) {
        return Look::Period;
    }
    if is_number(text) {
        return Look::Figure;
    }
    if split_flags(text).is_some() { Look::Flagged } else { Look::Text }
}

fn is_number(text: &str) -> bool {
    let style = Style { parentheses_negative: true, ..Style::default() };
    read_number(text, style).is_ok_and(|number| matches!(number.unit, "" | "%" | "‰" | "％"))
}

/// Whether a text can be read as a number, whatever words and unit it has.
pub(super) fn is_readable(text: &str) -> bool {
    let style = Style { parentheses_negative: true, ..Style::default() };
    look(text) != Look::Text || read_number(text.trim(), style).is_ok()
}

/// A number or a mark, and what stands behind it that is no part of it: `123.4 b`, `3.8 [u]`, `1,234①`, `: c`.
pub(super) fn split_flags(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let bare = without_notes(text, &[]);
    if bare != text && is_number(bare) {
        return Some((bare, &text[bare.len()..]));
    }
    let digits = text.rfind(|c: char| c.is_ascii_digit() || c == ':').map(|at| at + 1)?;
    let (number, flags) = text.split_at(digits);
    let known = |flags: &str| {
        let word = flags.trim();
        let letters = (1..=3).contains(&word.len()) && word.chars().all(|c| FLAGS.iter().any(|(flag, _)| flag.chars().eq([c])));
        letters || FLAGS.iter().any(|(flag, _)| *flag == word)
    };
    ((is_number(number) || number.trim() == ":") && known(flags)).then_some((number.trim(), flags.trim()))
}

/// Four digits of a year that statistics can have.
pub(super) fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) && matches!(text.parse(), Ok(1800..=2100_u16))
}

/// Whether a text is a period, if need be one whose year or whose kind must be declared.
pub(super) fn is_period(text: &str) -> bool {
    let line = one_line(text);
    let bare = without_notes(&line, &[]);
    let bare = bare.strip_suffix("00:00:00").map_or(bare, |date| date.trim_end_matches([' ', 'T']));
    let context = Context { year: Some(2000), yyyymm_13_is_year: true, ..Context::default() };
    matches!(period::read(bare, &context), Ok(_) | Err(PeriodError::FiscalNotDeclared | PeriodError::MonthOrFiscal | PeriodError::OpenEnd))
}

/// Whether a text is a period by itself, its year included.
pub(super) fn is_whole_period(text: &str) -> bool {
    let line = one_line(text);
    let bare = without_notes(&line, &[]);
    let context = Context { yyyymm_13_is_year: true, ..Context::default() };
    matches!(period::read(bare, &context), Ok(_) | Err(PeriodError::FiscalNotDeclared | PeriodError::MonthOrFiscal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_look_like_what_they_are() {
        for (text, wanted) in [
            ("  ", Look::Blank),
            ("2021", Look::Year),
            ("2183", Look::Figure),
            ("1,234.5", Look::Figure),
            ("-6.2%", Look::Figure),
            ("49670.2", Look::Figure),
            ("2021年", Look::Period),
            ("2020年2月", Look::Period),
            ("2021-03", Look::Period),
            ("2021Q1", Look::Period),
            ("123.4 b", Look::Flagged),
            (": c", Look::Flagged),
            ("4.3 [u]", Look::Flagged),
            ("1234①", Look::Flagged),
            ("2021①", Look::Period),
            ("..", Look::Mark),
            ("[x]", Look::Mark),
            ("增长-2.0%左右", Look::Figure),
            ("北京市", Look::Text),
            ("第1产业", Look::Text),
            ("万人", Look::Text),
            ("1-2户", Look::Text),
        ] {
            assert_eq!(look(text), wanted, "{text}");
        }
    }

    #[test]
    fn months_have_names() {}
}
