//! Two numbers with a dash, a tilde, 至 or 到 between them.

use super::super::numeral::{self, Form};
use super::cursor::Cursor;
use super::element::{self, Element};
use super::{Amount, NumberError, Scaled, Style, unit};

/// The second end of a range and what belongs to both.
pub(super) struct Range {
    pub low: Scaled,
    pub high: Scaled,
    pub second: Element,
}

/// Reads the rest of a range whose first end stands before `cursor`, and gives it with the unit of that end, which must
/// come again behind the second. `None`, and the cursor where it was, where no second end follows.
pub(super) fn read<'a>(cursor: &mut Cursor<'a>, first: &Element, style: Style) -> Result<Option<(Range, &'a str)>, NumberError> {
    let Some(separator) = separator(*cursor) else {
        return Ok(None);
    };
    let mut start = *cursor;
    start.skip_space();
    let between = unit::check(start, separator.unit)?;
    if first.unit.is_some() && !between.is_empty() {
        return Err(start.not_a_number());
    }
    let mut ahead = separator.after;
    let second = element::read(&mut ahead, style)?;
    let (Amount::One(mut low), Amount::One(high)) = (first.amount, second.amount) else {
        return Err(separator.at.not_a_number());
    };
    let unit = first.unit.unwrap_or(between);
    if unit.is_empty() && low.power == 0 {
        // 三至五百 is 300 to 500 as well as 3 to 500.
        if first.form == Form::Digit && second.form == Form::Round {
            return Err(separator.at.not_a_number());
        }
        // 3-4万 shares its magnitude word.
        low.power = high.power;
    }
    if low.to_ratio()? > high.to_ratio()? {
        return Err(NumberError::ReversedRange);
    }
    *cursor = ahead;
    Ok(Some((Range { low, high, second }, unit)))
}

struct Separator<'a> {
    /// Between the first number and the separator.
    unit: &'a str,
    at: Cursor<'a>,
    after: Cursor<'a>,
}

/// The first separator that a number follows.
fn separator(cursor: Cursor<'_>) -> Option<Separator<'_>> {
    let mut at = cursor;
    loop {
        let character = at.peek()?;
        if character.is_ascii_digit() {
            return None;
        }
        let mut after = at;
        after.bump();
        if matches!(character, '-' | '~' | '—' | '至' | '到') {
            let mut number = after;
            number.skip_space();
            if starts_number(number) {
                let unit = cursor.rest().strip_suffix(at.rest()).unwrap_or_default().trim();
                return Some(Separator { unit, at, after: number });
            }
        }
        at = after;
    }
}

fn starts_number(cursor: Cursor<'_>) -> bool {
    cursor.peek().is_some_and(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | '(') || numeral::is_numeral(c))
}
