//! Numbers as sources write them, read into exact decimals: grouped and full-width digits, Chinese numerals and number
//! words, qualifiers, directions, multiples, fractions, ranges.
//!
//! [`read`] understands the whole text or refuses it with the place of the first character it cannot account for. It
//! converts no unit and rounds nothing. Marks for missing values (blank, `-`, `…`) belong to the source's declaration
//! and must be recognised before: here they are errors.

mod cursor;
mod digits;
mod element;
mod lead;
mod phrase;
mod range;
mod unit;

use super::{Decimal, Direction, Overflow, Qualifier, Ratio};
use crate::message::{Message, causes as say};

/// How a source writes numbers, as declared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// `(1,234)` means −1234. Where not declared, parentheses are an error.
    pub parentheses_negative: bool,
    /// Which character parts the whole from the fraction.
    pub decimal_point: DecimalPoint,
}

/// Which character parts the whole from the fraction. Groups of three may be set off by no-break, thin or figure
/// spaces and apostrophes under both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DecimalPoint {
    /// `12,345.6`: the comma groups.
    #[default]
    Point,
    /// `12.345,6` or `12 345,6`: the point and the plain space group.
    Comma,
}

/// What a text says. Nothing is converted but multiples and fractions, which become percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberText<'a> {
    /// The number, with the sign of its direction: 下降1.5 is −1.5.
    pub amount: Amount,
    /// How the printed magnitude stands to the true one.
    pub qualifier: Qualifier,
    /// The direction in words, already in the sign of `amount`. `None` where there is none, and where a level is
    /// reached (降至5, 提高到5); 增长到2.39倍 is a rise.
    pub direction: Option<Direction>,
    /// Whether the digits after the point were printed.
    pub precision: Precision,
    /// What follows the number and its magnitude words, without the white space around it: `%`, `户`, `元`, or empty. 百分之, 倍
    /// after a rise, 翻番 and fractions give `%`, 千分之 gives `‰`; a lone full-width `％` is given as `%`.
    pub unit: &'a str,
}

/// The number of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// One decimal.
    One(Scaled),
    /// Two decimals, the first not above the second (after the direction's sign too: 下降3-5 is −5 to −3).
    Range(Scaled, Scaled),
    /// A number that no decimal holds, in percent: 三分之一 is 100/3.
    Fraction(Ratio),
}

/// `digits × 10^power`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scaled {
    /// The digits as printed, with the sign. Half a unit of the last one, times `10^power`, is what printing hides.
    pub digits: Decimal,
    /// The magnitude words after the digits: 百 2, 千 3, 万 4, million 6, 亿 8, 万亿 12; 0 for none. Inside a Chinese numeral only a
    /// trailing 万, 亿 or 万亿 counts: 三百万 is 300 and 4.
    pub power: u8,
}

impl Scaled {
    /// The exact number; [`Overflow`] where an `i128` cannot hold it.
    pub fn to_ratio(self) -> Result<Ratio, Overflow> {
        self.digits.to_ratio().mul(Ratio::power_of_ten(i32::from(self.power))?)
    }

    fn negated(self) -> Result<Self, Overflow> {
        Ok(Self { digits: self.digits.negated()?, power: self.power })
    }
}

/// Whether the digits after the point are information.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// The text prints them: 5.60 says more than 5.6.
    Printed,
    /// The number is spelled (八, 百亿), implied (翻一番, 持平), or a multiple printed too short for whole percents
    /// (增长1倍): how precise it is remains unknown.
    Words,
}

/// Why a text is no number. `at` counts characters of the text from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum NumberError {
    /// Nothing but white space.
    Empty,
    /// The first character that fits no rule, or the end of the text.
    NotANumber {
        /// Where.
        at: usize,
    },
    /// A group separator that does not part three digits from one to three others: `1,23`, `0,123`.
    Grouping {
        /// Where the separator stands.
        at: usize,
    },
    /// Parentheses in a source that does not declare them to mean minus.
    Parentheses {
        /// Where the parenthesis opens.
        at: usize,
    },
    /// 下降-1.5, 增长下降5, 增长到0.5倍: two directions, or a direction against the number.
    TwoDirections,
    /// 约10以上, 5-6左右: two statements of how exact the number is.
    TwoQualifiers,
    /// A range whose first end is above its second.
    ReversedRange,
    /// More digits than the exact type holds.
    Overflow,
}

impl NumberError {
    /// Why, as a sentence.
    pub fn message(&self) -> Message {
        match self {
            Self::Empty => say::number_empty(),
            Self::NotANumber { at } => say::unreadable(at + 1),
            Self::Grouping { at } => say::grouping(at + 1),
            Self::Parentheses { at } => say::parentheses(at + 1),
            Self::TwoDirections => say::two_directions(),
            Self::TwoQualifiers => say::two_qualifiers(),
            Self::ReversedRange => say::reversed_range(),
            Self::Overflow => say::number_overflow(),
        }
    }
}

impl From<Overflow> for NumberError {
    fn from(_: Overflow) -> Self {
        Self::Overflow
    }
}

/// Reads the whole text as one number, one range or one statement of change.
///
/// Plain decimal text, with commas or without, costs one pass over its bytes and no allocation; neither does any other form allocate.
pub fn read(text: &str, style: Style) -> Result<NumberText<'_>, NumberError> {
    match plain(text, style.decimal_point) {
        Some(digits) => Ok(NumberText {
            amount: Amount::One(Scaled { digits, power: 0 }),
            qualifier: Qualifier::Exact,
            direction: None,
            precision: Precision::Printed,
            unit: "",
        }),
        None => phrase::read(text, style),
    }
}

/// A number with nothing around it; none where only [`phrase::read`] can tell.
fn plain(text: &str, point: DecimalPoint) -> Option<Decimal> {
    if let Some(digits) = Decimal::parse(text).filter(|digits| digits.scale() == 0 || point == DecimalPoint::Point) {
        return Some(digits);
    }
    let (mantissa, scale) = Decimal::parse_grouped(text).filter(|_| point == DecimalPoint::Point)?;
    Decimal::new(i128::from(mantissa), scale).ok()
}

#[cfg(test)]
mod tests;
