//! Printed digits with their grouping, and the magnitude words that may follow them.

use super::super::numeral;
use super::cursor::Cursor;
use super::{Decimal, DecimalPoint, NumberError};

/// Reads an unsigned printed number. `None`, and the cursor where it was, where no digit starts here.
///
/// A point needs a digit after it, but none before (`.5`). Groups are of exactly three digits behind one separator.
pub(super) fn read(cursor: &mut Cursor<'_>, point: DecimalPoint) -> Result<Option<Decimal>, NumberError> {
    let mut number = Accumulator::default();
    let starts_with_zero = cursor.peek() == Some('0');
    let whole = number.digits(cursor)?;
    if whole > 0 {
        let groupable = whole <= 3 && !starts_with_zero;
        number.groups(cursor, point, groupable)?;
    }
    let mark = if point == DecimalPoint::Point { "." } else { "," };
    if let Some(mut ahead) = cursor.after(mark) {
        if !ahead.is_at_digit() {
            return if whole > 0 { Err(cursor.not_a_number()) } else { Ok(None) };
        }
        number.scale = number.digits(&mut ahead)?;
        *cursor = ahead;
    } else if whole == 0 {
        return Ok(None);
    }
    let scale = u8::try_from(number.scale).map_err(|_| NumberError::Overflow)?;
    Ok(Some(Decimal::new(number.mantissa, scale)?))
}

#[derive(Default)]
struct Accumulator {
    mantissa: i128,
    scale: usize,
}

impl Accumulator {
    /// Takes all digits here and counts them.
    fn digits(&mut self, cursor: &mut Cursor<'_>) -> Result<usize, NumberError> {
        let mut count = 0;
        while let Some(digit) = cursor.digit() {
            let shifted = self.mantissa.checked_mul(10).ok_or(NumberError::Overflow)?;
            self.mantissa = shifted.checked_add(i128::from(digit)).ok_or(NumberError::Overflow)?;
            count += 1;
        }
        Ok(count)
    }

    /// Takes all groups here. `groupable` says whether the digits before allow any: `0,123` is a decimal comma that
    /// the source did not declare, never 123.
    fn groups(&mut self, cursor: &mut Cursor<'_>, point: DecimalPoint, groupable: bool) -> Result<(), NumberError> {
        let Some(separator) = cursor.peek().filter(|c| is_separator(*c, point)) else {
            return Ok(());
        };
        while cursor.peek() == Some(separator) {
            let mut ahead = *cursor;
            ahead.bump();
            if separator.is_whitespace() && !ahead.is_at_digit() {
                break;
            }
            if self.digits(&mut ahead)? != 3 || !groupable {
                return Err(NumberError::Grouping { at: cursor.index() });
            }
            *cursor = ahead;
        }
        Ok(())
    }
}

const fn is_separator(character: char, point: DecimalPoint) -> bool {
    match point {
        _ if matches!(character, '\'' | '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}') => true,
        DecimalPoint::Point => character == ',',
        DecimalPoint::Comma => matches!(character, '.' | ' '),
    }
}

/// The power of the magnitude word that follows printed digits (千, 百万, 万亿, million), and the text after it.
pub(super) fn magnitude(text: &str) -> Option<(u8, &str)> {
    if let Some(english) = english_magnitude(text) {
        return Some(english);
    }
    let hundreds = if numeral::starts_with_prefixed_unit(text) {
        None
    } else {
        text.strip_prefix('百').map(|rest| (2, rest)).or_else(|| text.strip_prefix('千').map(|rest| (3, rest)))
    };
    let (power, rest) = hundreds.unwrap_or((0, text));
    match numeral::myriads(rest) {
        Some((more, rest)) => Some((power + more, rest)),
        None => hundreds,
    }
}

/// The power of an English magnitude word, and the text after it.
pub(super) fn english_magnitude(text: &str) -> Option<(u8, &str)> {
    const WORDS: [(&str, u8); 6] = [("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12), ("mn", 6), ("bn", 9)];
    let rest = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let word = text.strip_suffix(rest)?;
    WORDS.into_iter().find(|(name, _)| word.eq_ignore_ascii_case(name)).map(|(_, power)| (power, rest))
}
