//! One number of a text: printed, spelled in Chinese, or a part such as 百分之八 and 三分之一.

use super::super::numeral::{self, Form};
use super::cursor::Cursor;
use super::{Amount, Decimal, NumberError, Ratio, Scaled, Style, digits};

/// One number with its own sign, before the unit.
#[derive(Clone, Copy)]
pub(super) struct Element {
    pub amount: Amount,
    /// Spelled, not printed.
    pub spelled: bool,
    pub form: Form,
    /// A minus or parentheses are written.
    pub minus: bool,
    /// 余 or 多 follows.
    pub over: bool,
    /// The unit that the form of the number implies.
    pub unit: Option<&'static str>,
}

impl Element {
    const fn spelled(amount: Amount, form: Form, unit: Option<&'static str>) -> Self {
        Self { amount, spelled: true, form, minus: false, over: false, unit }
    }
}

/// Reads one number and the magnitude words after it.
pub(super) fn read(cursor: &mut Cursor<'_>, style: Style) -> Result<Element, NumberError> {
    let mut element = match share(cursor, style)? {
        Some(share) => share,
        None => match spelled(cursor) {
            Some(spelled) => spelled,
            None => return printed(cursor, style),
        },
    };
    magnitude(cursor, &mut element);
    Ok(element)
}

/// A number of printed digits; parentheses mean minus where declared, with a percent sign inside or outside of them.
fn printed(cursor: &mut Cursor<'_>, style: Style) -> Result<Element, NumberError> {
    let start = *cursor;
    let open = cursor.eat("(");
    if open && !style.parentheses_negative {
        return Err(NumberError::Parentheses { at: start.index() });
    }
    let minus = open || cursor.eat("-");
    if !minus {
        cursor.eat("+");
    }
    let digits = digits::read(cursor, style.decimal_point)?.ok_or_else(|| cursor.not_a_number())?;
    let digits = if minus { digits.negated()? } else { digits };
    let amount = Amount::One(Scaled { digits, power: 0 });
    let mut element = Element { amount, spelled: false, form: Form::Digit, minus, over: false, unit: None };
    magnitude(cursor, &mut element);
    if open {
        element.unit = cursor.eat("%").then_some("%");
        if !cursor.eat(")") {
            return Err(cursor.not_a_number());
        }
    }
    Ok(element)
}

/// A Chinese numeral; 三成五 is 3.5 成.
fn spelled<'a>(cursor: &mut Cursor<'a>) -> Option<Element> {
    let numeral = numeral::read(cursor.rest())?;
    cursor.jump(numeral.rest);
    if numeral.form == Form::Digit
        && numeral.power == 0
        && let Some((tenths, rest)) = tenths(numeral.rest)
        && let Ok(digits) = Decimal::new(numeral.digits.mantissa() * 10 + tenths, 1)
    {
        cursor.jump(rest);
        return Some(Element::spelled(Amount::One(Scaled { digits, power: 0 }), Form::Full, Some("成")));
    }
    let scaled = Scaled { digits: numeral.digits, power: numeral.power };
    Some(Element::spelled(Amount::One(scaled), numeral.form, None))
}

/// 成 with one digit behind it: 成五.
fn tenths(text: &str) -> Option<(i128, &str)> {
    let mut characters = text.strip_prefix('成')?.chars();
    let digit = characters.next().and_then(numeral::digit)?;
    Some((i128::from(digit), characters.as_str()))
}

/// 百分之八, 千分之3.5, 万分之三, 三分之一.
fn share(cursor: &mut Cursor<'_>, style: Style) -> Result<Option<Element>, NumberError> {
    // 万分之一 is a hundredth of a percent: two more digits after the point.
    const SHARES: [(&str, u8, &str); 3] = [("百分之", 0, "%"), ("千分之", 0, "‰"), ("万分之", 2, "%")];
    for (word, more_digits, unit) in SHARES {
        if cursor.eat(word) {
            return parts(cursor, style, more_digits, unit).map(Some);
        }
    }
    let Some(denominator) = numeral::read(cursor.rest()) else {
        return Ok(None);
    };
    let Some(rest) = denominator.rest.strip_prefix("分之") else {
        return Ok(None);
    };
    let start = *cursor;
    cursor.jump(rest);
    let numerator = numeral::read(rest).ok_or_else(|| cursor.not_a_number())?;
    let whole = |numeral: numeral::Numeral<'_>| Scaled { digits: numeral.digits, power: numeral.power }.to_ratio();
    let (above, below) = (whole(numerator)?, whole(denominator)?);
    if below.is_zero() || below.den() != 1 || above.den() != 1 {
        return Err(start.not_a_number());
    }
    cursor.jump(numerator.rest);
    let percent = Ratio::integer(100).mul(above)?.div(below)?;
    let amount = match percent.to_decimal() {
        Some(digits) => Amount::One(Scaled { digits, power: 0 }),
        None => Amount::Fraction(percent),
    };
    Ok(Some(Element::spelled(amount, Form::Full, Some("%"))))
}

/// The number behind 百分之, spelled or printed. 百分之百 is exactly 100 %, so its form is no bare magnitude.
fn parts(cursor: &mut Cursor<'_>, style: Style, more_digits: u8, unit: &'static str) -> Result<Element, NumberError> {
    let (digits, power, spelled) = if let Some(numeral) = numeral::read(cursor.rest()) {
        cursor.jump(numeral.rest);
        (numeral.digits, numeral.power, true)
    } else {
        let digits = digits::read(cursor, style.decimal_point)?.ok_or_else(|| cursor.not_a_number())?;
        (digits, 0, false)
    };
    let digits = Decimal::new(digits.mantissa(), digits.scale().saturating_add(more_digits))?;
    let amount = Amount::One(Scaled { digits, power });
    Ok(Element { amount, spelled, form: Form::Full, minus: false, over: false, unit: Some(unit) })
}

/// The magnitude words and 余 or 多 behind a number: 3.9万, 200多万, 3万余, 十余亿, 3万多亿.
fn magnitude(cursor: &mut Cursor<'_>, element: &mut Element) {
    loop {
        let mut ahead = *cursor;
        ahead.skip_space();
        if !element.over && (ahead.eat("余") || ahead.eat("多")) {
            element.over = true;
            *cursor = ahead;
            ahead.skip_space();
        }
        let Amount::One(scaled) = &mut element.amount else { return };
        // A spelled number has taken its own magnitude already, unless 余 or 多 parts the two; a share has none.
        let next = match (element.spelled, element.over) {
            _ if element.unit.is_some() => None,
            (false, _) => digits::magnitude(ahead.rest()),
            (true, true) => numeral::myriads(ahead.rest()),
            (true, false) => None,
        };
        match next {
            Some((more, rest)) if scaled.power == 0 || (scaled.power == 4 && more == 8 && element.over) => {
                scaled.power += more;
                ahead.jump(rest);
                *cursor = ahead;
            }
            _ => return,
        }
    }
}
