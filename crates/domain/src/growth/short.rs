//! The comparison of two short numbers with the digits that are published, in 64 bits, or 128 where a product needs them.
//!
//! Nearly all figures are such. The results are those of [`year_over_year`](super::year_over_year), rounded: a law of the tests.

use super::GrowthKind;
use super::status::Reason;
use crate::number::{POWERS, Rounding, Short};

/// Change and rate of two short numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortGrowth {
    /// Value minus base, exactly, without zeros at its end.
    pub change: Short,
    /// Percent of the base, or points, with the digits asked for; or why there is no percent.
    pub rate: Result<Short, Reason>,
}

/// Compares two values in one unit. `None` where it takes more bits or the kind is neither percent nor points: then fractions do it.
#[inline]
pub fn short_growth(kind: GrowthKind, now: Short, then: Short, digits: u8, rule: Rounding) -> Option<ShortGrowth> {
    let scale = now.scale().max(then.scale());
    let (a, b) = (now.at_scale(scale)?, then.at_scale(scale)?);
    let difference = a.checked_sub(b)?;
    let rate = match kind {
        GrowthKind::Points => Ok(points(difference, scale, digits, rule)?),
        GrowthKind::Percent => match no_percent(a, b) {
            Some(reason) => Err(reason),
            None => Ok(percent(difference, b, digits, rule)?),
        },
        GrowthKind::Places | GrowthKind::ChangeOnly | GrowthKind::None => return None,
    };
    Some(ShortGrowth { change: Short::new(difference, scale)?.normalized(), rate })
}

/// Why a value has no percent over a base.
#[inline]
pub(super) const fn no_percent(now: i64, then: i64) -> Option<Reason> {
    match (then.signum(), now.signum()) {
        (0, _) => Some(Reason::ZeroBase),
        (-1, 1) | (1, -1) => Some(Reason::SignChange),
        (-1, _) => Some(Reason::NegativeBase),
        _ => None,
    }
}

/// A difference in percent of a base above 0.
#[inline]
pub(super) fn percent(difference: i64, base: i64, digits: u8, rule: Rounding) -> Option<Short> {
    // Two digits more are the percent.
    let power = *POWERS.get(usize::from(digits) + 2)?;
    let rate = match difference.checked_mul(power) {
        Some(scaled) => rule.divide_short(scaled, base),
        None => i64::try_from(rule.divide(i128::from(difference) * i128::from(power), i128::from(base))).ok()?,
    };
    Short::new(rate, digits)
}

/// A difference of so many decimals with so many digits.
#[inline]
pub(super) fn points(difference: i64, scale: u8, digits: u8, rule: Rounding) -> Option<Short> {
    let mantissa = if scale <= digits {
        difference.checked_mul(*POWERS.get(usize::from(digits - scale))?)?
    } else {
        rule.divide_short(difference, *POWERS.get(usize::from(scale - digits))?)
    };
    Short::new(mantissa, digits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::growth::{Figure, YoyStatus, year_over_year};
    use crate::number::Decimal;

    fn figure(value: Short) -> Figure {
        Figure { value: Some(value.to_decimal().to_ratio()), interval: None, exact: true, expected: false, suppressed: false }
    }

    fn short(text: &str) -> Short {
        Short::try_from(Decimal::parse(text).unwrap()).unwrap()
    }

    /// 139.50 over 89.36 is 56.11 percent, and 7.2 after 8.6 is −1.4 points; by hand.
    #[test]
    fn worked_by_hand() {
        let shown = |kind, now, then| {
            let growth = short_growth(kind, short(now), short(then), 2, Rounding::HalfAwayFromZero).unwrap();
            (growth.change.to_decimal().to_string(), growth.rate.map(|rate| rate.to_decimal().to_string()))
        };
        assert_eq!(shown(GrowthKind::Percent, "139.50", "89.36"), ("50.14".to_owned(), Ok("56.11".to_owned())));
        assert_eq!(shown(GrowthKind::Points, "7.2", "8.6"), ("-1.4".to_owned(), Ok("-1.40".to_owned())));
        assert_eq!(shown(GrowthKind::Percent, "3", "0.0"), ("3".to_owned(), Err(Reason::ZeroBase)));
    }

    proptest! {
        /// What short numbers give is what fractions give, and where they refuse nothing is said.
        #[test]
        fn short_numbers_and_fractions_agree(
            (a, b, shifts) in (-i64::MAX..=i64::MAX, -i64::MAX..=i64::MAX, (0_u32..64, 0_u32..64)),
            scales in prop_oneof![(0_u8..4, 0_u8..4), (0..=Short::MOST_DECIMALS, 0..=Short::MOST_DECIMALS)],
            digits in prop_oneof![0_u8..5, 0_u8..20],
            rule in prop::sample::select(vec![Rounding::HalfAwayFromZero, Rounding::HalfEven, Rounding::Floor, Rounding::Ceiling]),
            points in any::<bool>(),
        ) {
            let kind = if points { GrowthKind::Points } else { GrowthKind::Percent };
            let (a, b) = (a >> shifts.0, b >> shifts.1);
            let (now, then) = (Short::new(a, scales.0).unwrap(), Short::new(b, scales.1).unwrap());
            if let Some(found) = short_growth(kind, now, then, digits, rule) {
                let expected = year_over_year(kind, &figure(now), Ok(&figure(then)), false).unwrap();
                prop_assert_eq!(Some(found.change.to_decimal()), expected.change.unwrap().to_decimal());
                match found.rate {
                    Ok(rate) => prop_assert_eq!(rate.to_decimal(), expected.percent.or(expected.points).unwrap().round(digits, rule).unwrap()),
                    Err(reason) => prop_assert_eq!(YoyStatus::Missing(reason), expected.status),
                }
            } else {
                let small = a.unsigned_abs().max(b.unsigned_abs()) <= 1 << 30 && scales.0.max(scales.1) < 4 && digits < 5;
                prop_assert!(!small, "small numbers are never refused");
            }
        }
    }
}
