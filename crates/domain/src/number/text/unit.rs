//! What follows a number: its unit, and the qualifier behind the unit.

use super::super::numeral;
use super::cursor::{Cursor, fold};
use super::digits::english_magnitude;
use super::{NumberError, Qualifier};

/// Qualifiers behind a unit, longer ones first.
const SUFFIXES: [(&str, Qualifier); 8] = [
    ("及以上", Qualifier::AtLeast),
    ("及以下", Qualifier::AtMost),
    ("以上", Qualifier::AtLeast),
    ("以下", Qualifier::AtMost),
    ("以内", Qualifier::AtMost),
    ("左右", Qualifier::About),
    ("上下", Qualifier::About),
    ("多", Qualifier::Over),
];

/// Words that say something of the number, so a unit that still holds one is not understood.
const LOADED: [&str; 6] = ["以上", "以下", "以内", "左右", "上下", "分之"];

/// The kind of enterprise (规模以上), not the size of the number.
const KINDS: [&str; 2] = ["规模", "限额"];

/// The unit at the cursor up to the end of the text, and the qualifier behind it.
pub(super) fn read(cursor: Cursor<'_>) -> Result<(&str, Option<Qualifier>), NumberError> {
    let (unit, qualifier) = split_suffix(cursor.rest());
    let mut start = cursor;
    start.skip_space();
    let unit = check(start, unit.trim())?;
    Ok((unit, qualifier))
}

fn split_suffix(text: &str) -> (&str, Option<Qualifier>) {
    for (word, qualifier) in SUFFIXES {
        if let Some(before) = text.strip_suffix(word) {
            let is_kind = KINDS.iter().any(|kind| before.ends_with(kind));
            return if is_kind { (text, None) } else { (before, Some(qualifier)) };
        }
    }
    (text, None)
}

/// The unit, where it can be one; `start` is its place. A lone full-width percent sign is given as `%`.
pub(super) fn check<'a>(start: Cursor<'a>, unit: &'a str) -> Result<&'a str, NumberError> {
    let refuse = |index: usize| Err(NumberError::NotANumber { at: start.index() + index });
    if !can_start(unit) {
        return refuse(0);
    }
    if let Some(index) = unit.chars().position(|c| !can_hold(c)) {
        return refuse(index);
    }
    if let Some(index) = loaded_word(unit) {
        return refuse(index);
    }
    // 三块五, 三点十五: the number goes on in the unit.
    if unit.ends_with(|c| numeral::digit(c).is_some()) {
        return refuse(unit.chars().count() - 1);
    }
    Ok(if unit == "％" { "%" } else { unit })
}

/// Whether a unit can start like this. Digits, number words, dashes, brackets and marks would be more of the number, or
/// a second one.
fn can_start(unit: &str) -> bool {
    /// Half, some, and a few: numbers that are not read. 又 opens the fraction of 三又四分之一.
    const UNREAD: [char; 7] = ['半', '几', '数', '来', '又', '廿', '兆'];
    let Some(first) = unit.chars().next().map(fold) else {
        return true;
    };
    if numeral::is_numeral(first) {
        return numeral::starts_with_prefixed_unit(unit);
    }
    let is_mark = match first {
        '%' | '$' | '‰' | '‱' => false,
        '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' | '·' => true,
        _ => first.is_ascii_punctuation() || first.is_control(),
    };
    !is_mark
        && !first.is_numeric()
        && !UNREAD.contains(&first)
        && !unit.starts_with(['至', '到', '余'])
        && english_magnitude(unit).is_none()
}

/// Whether a unit can hold the character at all: no digits but superscripts, no punctuation of sentences.
fn can_hold(character: char) -> bool {
    match fold(character) {
        '²' | '³' | '¹' | '⁰'..='⁹' => true,
        ',' | ';' | ':' | '!' | '?' | '"' | '~' | '<' | '>' | '=' | '。' | '、' => false,
        // Chinese digits are letters to Unicode, except 〇.
        folded => !folded.is_control() && (!folded.is_numeric() || numeral::is_numeral(folded)),
    }
}

/// Where a word stands that belongs to the number.
fn loaded_word(unit: &str) -> Option<usize> {
    let places = LOADED.iter().flat_map(|word| unit.match_indices(word));
    let befores = places.filter_map(|(at, _)| unit.get(..at));
    befores.filter(|before| !KINDS.iter().any(|kind| before.ends_with(kind))).map(|before| before.chars().count()).min()
}
