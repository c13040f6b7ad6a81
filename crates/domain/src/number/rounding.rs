//! The declared rules by which an exact fraction becomes digits, once.

use serde::Deserialize;

/// How a fraction is cut to digits. `Floor` and `Ceiling` serve intervals, which are rounded outward.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rounding {
    /// 四舍五入: ties go away from zero. The default, and the wording of the national bureau's notes.
    #[default]
    HalfAwayFromZero,
    /// GB/T 8170-2008: ties go to the even digit; negative numbers by their absolute value.
    HalfEven,
    /// Down, towards minus infinity.
    Floor,
    /// Up, towards plus infinity.
    Ceiling,
}

impl Rounding {
    /// The word in declarations and files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::HalfAwayFromZero => "half-away-from-zero",
            Self::HalfEven => "half-even",
            Self::Floor => "floor",
            Self::Ceiling => "ceiling",
        }
    }

    /// `num / den` as an integer by this rule; `den` must be above 0.
    pub(crate) fn divide(self, num: i128, den: i128) -> i128 {
        // 64-bit division is many times faster than 128-bit division, and numbers that long are rare.
        let (whole, rest) = match (i64::try_from(num), i64::try_from(den)) {
            (Ok(num), Ok(den)) => (i128::from(num.div_euclid(den)), i128::from(num.rem_euclid(den))),
            _ => (num.div_euclid(den), num.rem_euclid(den)),
        };
        if rest == 0 {
            return whole;
        }
        let up = match rest.cmp(&(den - rest)) {
            _ if self == Self::Floor => false,
            _ if self == Self::Ceiling => true,
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Equal => match self {
                Self::HalfEven => whole % 2 != 0,
                _ => num > 0,
            },
        };
        whole + i128::from(up)
    }

    /// [`Rounding::divide`] in 64 bits; `den` must be above 0.
    #[inline]
    pub(crate) const fn divide_short(self, num: i64, den: i64) -> i64 {
        let (size, by) = (num.unsigned_abs(), den.unsigned_abs());
        let (whole, rest) = (size / by, size % by);
        // Whether the next number away from 0 is meant.
        let away = match self {
            Self::HalfAwayFromZero => rest >= by - rest,
            Self::HalfEven => rest > by - rest || (rest == by - rest && whole % 2 == 1),
            Self::Floor => rest > 0 && num < 0,
            Self::Ceiling => rest > 0 && num > 0,
        };
        // At most 2^63, which is a number below 0 and its own opposite.
        let size = (whole + away as u64).cast_signed();
        if num < 0 { size.wrapping_neg() } else { size }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::number::Decimal;

    /// GB/T 8170-2008 and 四舍五入 at ties and negatives, worked by hand.
    #[test]
    fn ties_and_negatives() {
        let cases = [
            ("0.35", 1, "0.4", "0.4"),
            ("1.050", 1, "1.1", "1.0"),
            ("10.5002", 0, "11", "11"),
            ("-0.0365", 3, "-0.037", "-0.036"),
            ("-0.5", 0, "-1", "0"),
            ("2.5", 0, "3", "2"),
            ("-2.5", 0, "-3", "-2"),
            ("-1.5", 0, "-2", "-2"),
        ];
        for (text, digits, away, even) in cases {
            let value = Decimal::parse(text).unwrap().to_ratio();
            assert_eq!(value.round(digits, Rounding::HalfAwayFromZero).unwrap().to_string(), away, "{text} away");
            assert_eq!(value.round(digits, Rounding::HalfEven).unwrap().to_string(), even, "{text} even");
        }
    }

    #[test]
    fn floor_and_ceiling_go_outward() {
        let value = Decimal::parse("-21.9745").unwrap().to_ratio();
        assert_eq!(value.round(2, Rounding::Floor).unwrap().to_string(), "-21.98");
        assert_eq!(value.round(2, Rounding::Ceiling).unwrap().to_string(), "-21.97");
    }

    const RULES: [Rounding; 4] = [Rounding::HalfAwayFromZero, Rounding::HalfEven, Rounding::Floor, Rounding::Ceiling];

    proptest! {
        /// Division in 64 bits is division in 128, ties included.
        #[test]
        fn short_division_is_the_long_one(num in any::<i64>(), den in 1..=i64::MAX, shifts in (0_u32..64, 0_u32..63), tie in any::<bool>()) {
            let (mut num, den) = (num >> shifts.0, (den >> shifts.1).max(1));
            if tie && den % 2 == 0 {
                num = (num / den).saturating_mul(den).saturating_add(den / 2);
            }
            for rule in RULES {
                prop_assert_eq!(i128::from(rule.divide_short(num, den)), rule.divide(i128::from(num), i128::from(den)), "{}", rule.code());
            }
        }
    }
}
