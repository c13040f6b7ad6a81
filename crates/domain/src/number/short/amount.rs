//! What a plain figure says, in short numbers: its value in the canonical unit, its bounds, and how far its printed digits reach.
//!
//! How far they reach is decided by who knows the measure and the unit; here is the arithmetic.

use super::Short;
use crate::number::Qualifier;

/// How far the true figure may be from the printed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Not known: no exact figure, or a number word.
    Unknown,
    /// It is the printed one: a count in full, a rank, a target.
    Nowhere,
    /// Half a unit of the last printed digit.
    HalfDigit,
}

/// A figure in the canonical unit, as far as short numbers hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortAmount {
    /// The value, with the digits after the point that were printed.
    pub value: Short,
    /// Lower bound of an inexact value, as far as it is known.
    pub low: Option<Short>,
    /// Upper bound, likewise.
    pub high: Option<Short>,
    /// Half a unit of the last printed digit, without zeros at its end; none where it is not known.
    pub half_width: Option<Short>,
}

impl ShortAmount {
    /// The printed digits times a factor. `None` where a number takes more than 64 bits or 18 digits after the point: then fractions do it.
    #[inline]
    pub fn of(printed: Short, factor: Short, qualifier: Qualifier, reach: Reach) -> Option<Self> {
        let value = printed.times(factor)?;
        let half_width = match reach {
            Reach::Unknown => None,
            Reach::Nowhere => Some(Short::ZERO),
            Reach::HalfDigit => Some(Short::half_digit(printed.scale(), factor)?),
        };
        let (low, high) = value.bounds(qualifier);
        Some(Self { value, low, high, half_width })
    }
}

impl Short {
    /// Half a unit of the last of so many printed digits after the point, times a factor; never below 0, without zeros at its end. `None` where it
    /// is no short number. It is the same for all figures of one print and one unit.
    #[inline]
    pub const fn half_digit(decimals: u8, factor: Self) -> Option<Self> {
        if decimals >= Self::MOST_DECIMALS {
            return None;
        }
        let half = Self { mantissa: 5, scale: decimals + 1 };
        match half.times(factor) {
            Some(half) => Some(half.abs().normalized()),
            None => None,
        }
    }

    /// The bounds that a qualifier gives: lower and upper. It speaks of the printed magnitude, the bounds of the signed value: 下降3%以上 is at most −3.
    #[inline]
    pub const fn bounds(self, qualifier: Qualifier) -> (Option<Self>, Option<Self>) {
        let above = match qualifier {
            Qualifier::Over | Qualifier::AtLeast => true,
            Qualifier::AtMost | Qualifier::Nearly => false,
            Qualifier::Exact | Qualifier::About | Qualifier::Range => return (None, None),
        };
        if above == (self.mantissa < 0) { (None, Some(self)) } else { (Some(self), None) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::derive::Bounds;
    use crate::number::Ratio;

    fn ratio(short: Short) -> Ratio {
        short.to_decimal().to_ratio()
    }

    /// 139.50 亿元, 下降3%以上, and a count; by hand.
    #[test]
    fn worked_by_hand() {
        let (text, whole) = (|short: Short| short.to_decimal().to_string(), |factor| Short::new(factor, 0).unwrap());
        let printed = ShortAmount::of(Short::new(13_950, 2).unwrap(), whole(100_000_000), Qualifier::Exact, Reach::HalfDigit).unwrap();
        assert_eq!((text(printed.value.normalized()), printed.half_width.map(text)), ("13950000000".to_owned(), Some("500000".to_owned())));
        let fall = ShortAmount::of(Short::new(-3, 0).unwrap(), whole(1), Qualifier::AtLeast, Reach::Unknown).unwrap();
        assert_eq!((fall.low, fall.high, fall.half_width), (None, Short::new(-3, 0), None));
        let count = ShortAmount::of(Short::new(7, 0).unwrap(), whole(1), Qualifier::Exact, Reach::Nowhere).unwrap();
        assert_eq!(count.half_width, Some(Short::ZERO));
        assert_eq!(Short::half_digit(1, whole(1)).map(text), Some("0.05".to_owned()));
        assert_eq!(Short::half_digit(18, whole(1)), None, "nineteen digits after the point");
    }

    proptest! {
        /// Value, bounds and half width are those of fractions.
        #[test]
        fn amounts_are_those_of_fractions(
            (mantissa, factor, shifts) in (-i64::MAX..=i64::MAX, any::<i64>(), (0_u32..64, 0_u32..64)),
            decimals in 0..=Short::MOST_DECIMALS,
            // 千克 in 吨: 0.001.
            places in 0_u8..4,
            qualifier in prop::sample::select(Qualifier::ALL.to_vec()),
        ) {
            let (printed, factor) = (Short::new(mantissa >> shifts.0, decimals).unwrap(), Short::new((factor >> shifts.1).max(-i64::MAX), places).unwrap());
            let Some(amount) = ShortAmount::of(printed, factor, qualifier, Reach::HalfDigit) else {
                let small = printed.mantissa().unsigned_abs() < 1 << 30 && factor.mantissa().unsigned_abs() < 1 << 30 && decimals + places < 18;
                prop_assert!(!small, "small numbers are never refused");
                return Ok(());
            };
            let value = ratio(printed).mul(ratio(factor)).unwrap();
            prop_assert_eq!(ratio(amount.value), value);
            let said = Bounds::of(qualifier, Some(value), None);
            prop_assert_eq!((amount.low.map(ratio), amount.high.map(ratio)), (said.low, said.high));
            let unit = Ratio::power_of_ten(-i32::from(decimals)).unwrap().mul(ratio(factor)).unwrap();
            let half = unit.div(Ratio::integer(2)).unwrap().abs();
            prop_assert_eq!(amount.half_width.map(Short::to_decimal), half.to_decimal(), "with the digits that are published");
        }
    }
}
