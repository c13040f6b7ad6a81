//! The comparison of two plain decimals with the digits that are published, without a fraction on the way.
//!
//! Nearly all figures are such. The results are those of [`year_over_year`](super::year_over_year), rounded: a law of the tests.

use super::status::Reason;
use super::{GrowthKind, short_growth};
use crate::number::{Decimal, Rounding, Short};

/// Change and rate of two decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecimalGrowth {
    /// Value minus base, exactly, without zeros at its end.
    pub change: Decimal,
    /// Percent of the base, or points, with the digits asked for; or why there is no percent.
    pub rate: Result<Decimal, Reason>,
}

/// [`short_growth`] of two decimals. `None` where it gives none, and where either is no [`Short`].
pub fn decimal_growth(kind: GrowthKind, now: Decimal, then: Decimal, digits: u8, rule: Rounding) -> Option<DecimalGrowth> {
    let growth = short_growth(kind, Short::try_from(now).ok()?, Short::try_from(then).ok()?, digits, rule)?;
    Some(DecimalGrowth { change: growth.change.to_decimal(), rate: growth.rate.map(Short::to_decimal) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::growth::{Figure, YoyStatus, year_over_year};

    fn figure(value: Decimal) -> Figure {
        Figure { value: Some(value.to_ratio()), interval: None, exact: true, expected: false, suppressed: false }
    }

    /// 139.50 over 89.36 is 56.11 percent, and 7.2 after 8.6 is −1.4 points; by hand.
    #[test]
    fn worked_by_hand() {
        let decimal = |text| Decimal::parse(text).unwrap();
        let percent = decimal_growth(GrowthKind::Percent, decimal("139.50"), decimal("89.36"), 2, Rounding::HalfAwayFromZero).unwrap();
        assert_eq!((percent.change.to_string(), percent.rate.unwrap().to_string()), ("50.14".to_owned(), "56.11".to_owned()));
        let points = decimal_growth(GrowthKind::Points, decimal("7.2"), decimal("8.6"), 2, Rounding::HalfAwayFromZero).unwrap();
        assert_eq!((points.change.to_string(), points.rate.unwrap().to_string()), ("-1.4".to_owned(), "-1.40".to_owned()));
    }

    proptest! {
        /// What decimals give is what fractions give, and where decimals refuse nothing is said.
        #[test]
        fn decimals_and_fractions_agree(
            a in prop_oneof![-1000_i64..1000, any::<i64>()],
            b in prop_oneof![-1000_i64..1000, any::<i64>()],
            scales in (0_u8..8, 0_u8..8),
            digits in 0_u8..5,
            even in any::<bool>(),
            points in any::<bool>(),
        ) {
            let rule = if even { Rounding::HalfEven } else { Rounding::HalfAwayFromZero };
            let kind = if points { GrowthKind::Points } else { GrowthKind::Percent };
            let (now, then) = (Decimal::new(i128::from(a), scales.0).unwrap(), Decimal::new(i128::from(b), scales.1).unwrap());
            if let Some(found) = decimal_growth(kind, now, then, digits, rule) {
                let expected = year_over_year(kind, &figure(now), Ok(&figure(then)), false).unwrap();
                prop_assert_eq!(Some(found.change), expected.change.unwrap().to_decimal());
                match found.rate {
                    Ok(rate) => prop_assert_eq!(rate, expected.percent.or(expected.points).unwrap().round(digits, rule).unwrap()),
                    Err(reason) => prop_assert_eq!(YoyStatus::Missing(reason), expected.status),
                }
            } else {
                prop_assert!(a.unsigned_abs().max(b.unsigned_abs()) > 1 << 19, "small numbers are never refused");
            }
        }
    }
}
