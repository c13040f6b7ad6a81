//! The whole text: words in front, one number or two, unit, qualifier; and what they mean together.

use super::super::numeral::{self, Form};
use super::cursor::Cursor;
use super::element::{self, Element};
use super::lead::{self, Lead, Movement};
use super::{Amount, Decimal, Direction, NumberError, NumberText, Precision, Qualifier, Scaled, Style, digits, range, unit};

/// Texts that say a change without a number in front.
const FLAT: [(&str, Option<Qualifier>); 2] = [("持平", None), ("基本持平", Some(Qualifier::About))];
const HALVED: &str = "减半";
const DOUBLED: &str = "翻";
const BODIES: [&str; 4] = ["持平", "基本持平", HALVED, DOUBLED];

/// Reads a text that is no plain decimal.
pub(super) fn read(text: &str, style: Style) -> Result<NumberText<'_>, NumberError> {
    let mut cursor = Cursor::new(text);
    if cursor.is_at_end() {
        return Err(NumberError::Empty);
    }
    let lead = lead::read(&mut cursor, &BODIES)?;
    if let Some(change) = wordless(&mut cursor, lead, style)? {
        return Ok(change);
    }
    if cursor.eat("第") {
        return ordinal(cursor, lead, style);
    }
    let body = body(cursor, style)?;
    let qualifier = qualifier(lead, &body)?;
    meaning(lead.movement, body, qualifier)
}

/// One number or two, as written, with what follows.
struct Body<'a> {
    amount: Amount,
    spelled: bool,
    /// A magnitude without a digit: 百亿.
    bare: bool,
    over: bool,
    minus: bool,
    unit: &'a str,
    unit_at: Cursor<'a>,
    suffix: Option<Qualifier>,
}

fn body<'a>(mut cursor: Cursor<'a>, style: Style) -> Result<Body<'a>, NumberError> {
    let first = element::read(&mut cursor, style)?;
    let Some((range, shared)) = range::read(&mut cursor, &first, style)? else {
        let unit_at = cursor;
        let (unit, suffix) = unit_of(cursor, &first)?;
        let Element { amount, spelled, form, minus, over, .. } = first;
        return Ok(Body { amount, spelled, bare: form == Form::Magnitude, over, minus, unit, unit_at, suffix });
    };
    let (unit, suffix) = unit_of(cursor, &range.second)?;
    // 5%-6 may be 6 % or 6 of something else; 五至百分之六 says only of the second end that it is a share.
    if (!shared.is_empty() && shared != unit) || (shared.is_empty() && range.second.unit.is_some()) {
        return Err(cursor.not_a_number());
    }
    Ok(Body {
        amount: Amount::Range(range.low, range.high),
        spelled: first.spelled || range.second.spelled,
        bare: false,
        over: first.over || range.second.over,
        minus: first.minus || range.second.minus,
        unit,
        unit_at: cursor,
        suffix,
    })
}

/// The unit behind a number. A number that implies its unit takes no second one.
fn unit_of<'a>(cursor: Cursor<'a>, element: &Element) -> Result<(&'a str, Option<Qualifier>), NumberError> {
    match (unit::read(cursor)?, element.unit) {
        (("", suffix), Some(implied)) => Ok((implied, suffix)),
        (_, Some(_)) => Err(cursor.not_a_number()),
        (read, None) => Ok(read),
    }
}

fn qualifier(lead: Lead, body: &Body<'_>) -> Result<Qualifier, NumberError> {
    let mut said = lead.qualifier;
    for qualifier in body.over.then_some(Qualifier::Over).into_iter().chain(body.suffix) {
        lead::merge(&mut said, qualifier)?;
    }
    match (body.amount, said) {
        (Amount::Range(..), Some(_)) => Err(NumberError::TwoQualifiers),
        (Amount::Range(..), None) => Ok(Qualifier::Range),
        (_, Some(said)) => Ok(said),
        (_, None) if lead.kept_within => Ok(Qualifier::AtMost),
        (_, None) => Ok(if body.bare { Qualifier::About } else { Qualifier::Exact }),
    }
}

/// Applies the direction, and makes percent of multiples.
fn meaning<'a>(movement: Option<Movement>, body: Body<'a>, qualifier: Qualifier) -> Result<NumberText<'a>, NumberError> {
    let precision = if body.spelled { Precision::Words } else { Precision::Printed };
    let text = NumberText { amount: body.amount, qualifier, direction: None, precision, unit: body.unit };
    let is_multiple = body.unit == "倍";
    match movement {
        Some(Movement::To { multiple: true }) if is_multiple => growth_to(text),
        None | Some(Movement::To { .. }) => Ok(text),
        Some(Movement::By(Direction::Up)) if is_multiple && !body.minus => {
            Ok(NumberText { direction: Some(Direction::Up), ..percent_of_multiple(text)? })
        }
        // A fall by a multiple would go below nothing.
        Some(Movement::By(_)) if is_multiple => Err(body.unit_at.not_a_number()),
        Some(Movement::By(Direction::Down)) if body.minus => Err(NumberError::TwoDirections),
        Some(Movement::By(Direction::Down)) => Ok(NumberText { amount: negated(text.amount)?, direction: Some(Direction::Down), ..text }),
        Some(Movement::By(direction)) => Ok(NumberText { direction: Some(direction), ..text }),
    }
}

fn negated(amount: Amount) -> Result<Amount, NumberError> {
    Ok(match amount {
        Amount::One(one) => Amount::One(one.negated()?),
        Amount::Range(low, high) => Amount::Range(high.negated()?, low.negated()?),
        Amount::Fraction(ratio) => Amount::Fraction(ratio.neg()),
    })
}

fn map(amount: Amount, change: impl Fn(Scaled) -> Result<Scaled, NumberError>) -> Result<Amount, NumberError> {
    Ok(match amount {
        Amount::One(one) => Amount::One(change(one)?),
        Amount::Range(low, high) => Amount::Range(change(low)?, change(high)?),
        Amount::Fraction(_) => amount,
    })
}

/// 2.39倍 as 239 %. With fewer than two digits printed, the last percent digits are not information.
fn percent_of_multiple(text: NumberText<'_>) -> Result<NumberText<'_>, NumberError> {
    let (Amount::One(least) | Amount::Range(least, _)) = text.amount else {
        return Ok(text);
    };
    let most = if let Amount::Range(_, high) = text.amount { high } else { least };
    let short = least.digits.scale() < 2 || most.digits.scale() < 2;
    let amount = map(text.amount, |multiple| {
        let Scaled { digits, power } = multiple;
        let missing = 2_u8.saturating_sub(digits.scale());
        let mantissa = digits.mantissa().checked_mul(10_i128.pow(u32::from(missing))).ok_or(NumberError::Overflow)?;
        Ok(Scaled { digits: Decimal::new(mantissa, digits.scale() + missing - 2)?, power })
    })?;
    let precision = if short { Precision::Words } else { text.precision };
    Ok(NumberText { amount, precision, unit: "%", ..text })
}

/// 增长到2.39倍: the new level is 239 % of the old one, a rise by 139 %.
fn growth_to(text: NumberText<'_>) -> Result<NumberText<'_>, NumberError> {
    let text = percent_of_multiple(text)?;
    let amount = map(text.amount, |percent| {
        let Scaled { digits, power } = percent;
        let power_of_ten = |power: u8| 10_i128.checked_pow(u32::from(power)).ok_or(NumberError::Overflow);
        let mantissa = digits.mantissa().checked_mul(power_of_ten(power)?).ok_or(NumberError::Overflow)?;
        let base = power_of_ten(digits.scale())?.checked_mul(100).ok_or(NumberError::Overflow)?;
        let rise = mantissa.checked_sub(base).ok_or(NumberError::Overflow)?;
        if rise < 0 {
            return Err(NumberError::TwoDirections);
        }
        Ok(Scaled { digits: Decimal::new(rise, digits.scale())?, power: 0 })
    })?;
    Ok(NumberText { amount, direction: Some(Direction::Up), ..text })
}

/// 持平, 减半, 翻一番: changes without a printed number.
fn wordless<'a>(cursor: &mut Cursor<'a>, lead: Lead, style: Style) -> Result<Option<NumberText<'a>>, NumberError> {
    let start = *cursor;
    let mut qualifier = lead.qualifier;
    let (percent, direction, unit) = if let Some((_, said)) = FLAT.into_iter().find(|(word, _)| cursor.eat(word)) {
        if let Some(said) = said {
            lead::merge(&mut qualifier, said)?;
        }
        (0, Direction::Flat, "")
    } else if cursor.eat(HALVED) {
        (-50, Direction::Down, "%")
    } else if cursor.eat(DOUBLED) {
        (doubled(cursor, style)?, Direction::Up, "%")
    } else {
        return Ok(None);
    };
    if lead.movement.is_some() {
        return Err(NumberError::TwoDirections);
    }
    if lead.kept_within {
        return Err(start.not_a_number());
    }
    let (rest, suffix) = unit::read(*cursor)?;
    if !rest.is_empty() {
        return Err(cursor.not_a_number());
    }
    if let Some(suffix) = suffix {
        lead::merge(&mut qualifier, suffix)?;
    }
    let amount = Amount::One(Scaled { digits: Decimal::integer(percent), power: 0 });
    let qualifier = qualifier.unwrap_or(Qualifier::Exact);
    Ok(Some(NumberText { amount, qualifier, direction: Some(direction), precision: Precision::Words, unit }))
}

/// The percent of 翻番, 翻一番, 翻了2番: each doubles once more.
fn doubled(cursor: &mut Cursor<'_>, style: Style) -> Result<i128, NumberError> {
    cursor.eat("了");
    let start = *cursor;
    let times = if cursor.after("番").is_some() {
        1
    } else if let Some(numeral) = numeral::read(cursor.rest()) {
        cursor.jump(numeral.rest);
        if numeral.digits.scale() == 0 && numeral.power == 0 { numeral.digits.mantissa() } else { 0 }
    } else {
        let digits = digits::read(cursor, style.decimal_point)?.ok_or_else(|| start.not_a_number())?;
        if digits.scale() == 0 { digits.mantissa() } else { 0 }
    };
    if times == 0 || !cursor.eat("番") {
        return Err(start.not_a_number());
    }
    let times = u32::try_from(times).ok().filter(|times| *times <= 100).ok_or(NumberError::Overflow)?;
    Ok(((1 << times) - 1) * 100)
}

/// 第七, 第7名: the number itself. It is one whole number, and a rank does not move by a rank.
fn ordinal<'a>(cursor: Cursor<'a>, lead: Lead, style: Style) -> Result<NumberText<'a>, NumberError> {
    let body = body(cursor, style)?;
    let is_count = matches!(body.amount, Amount::One(Scaled { digits, .. }) if digits.scale() == 0 && digits.mantissa() > 0);
    let is_share = matches!(body.unit, "%" | "‰");
    if !is_count || is_share || body.bare || body.over || matches!(lead.movement, Some(Movement::By(_))) {
        return Err(cursor.not_a_number());
    }
    let qualifier = qualifier(lead, &body)?;
    meaning(None, body, qualifier)
}
