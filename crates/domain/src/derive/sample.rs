//! Figures for the tests, from their printed text.

use super::Derived;
use crate::growth::Figure;
use crate::number::{Decimal, Interval, Ratio, Rounding};

pub(super) fn ratio(text: &str) -> Ratio {
    Ratio::parse(text).unwrap()
}

/// A rounded figure: half a unit of the last printed digit either way.
pub(super) fn figure(text: &str) -> Figure {
    let decimal = Decimal::parse(text).unwrap();
    let half = Ratio::power_of_ten(-i32::from(decimal.scale())).unwrap().div(Ratio::integer(2)).unwrap();
    let interval = Interval::around(decimal.to_ratio(), half).ok();
    Figure { value: Some(decimal.to_ratio()), interval, exact: true, expected: false, suppressed: false }
}

pub(super) fn figures<const N: usize>(texts: [&str; N]) -> [Figure; N] {
    texts.map(figure)
}

/// A count written in full, a rank, a target: the number and nothing beside it.
pub(super) fn count(text: &str) -> Figure {
    Figure { interval: Some(Interval::point(ratio(text))), ..figure(text) }
}

/// A figure whose printed digits are not known, such as 持平.
pub(super) fn unprinted(text: &str) -> Figure {
    Figure { interval: None, ..figure(text) }
}

pub(super) fn missing() -> Figure {
    Figure { value: None, ..figure("0") }
}

/// The figure in another unit.
pub(super) fn scaled(figure: &Figure, factor: Ratio) -> Figure {
    let interval = figure.interval.map(|interval| interval.mul(Interval::point(factor)).unwrap());
    Figure { value: figure.value.map(|value| value.mul(factor).unwrap()), interval, ..*figure }
}

/// Value and ends as a file shows them: the value by 四舍五入, the ends outward.
pub(super) fn shown(derived: &Derived, digits: u8) -> [String; 3] {
    let text = |value: Option<Ratio>, rounding| value.map_or(String::new(), |v| v.round(digits, rounding).unwrap().to_string());
    [
        text(Some(derived.value), Rounding::HalfAwayFromZero),
        text(derived.interval.map(Interval::low), Rounding::Floor),
        text(derived.interval.map(Interval::high), Rounding::Ceiling),
    ]
}
