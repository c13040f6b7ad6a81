//! What the printed digits of two short numbers allow for their growth, with the digits that are published.
//!
//! Both ends are computed by one division each; no interval is made of fractions. The results are those of
//! [`year_over_year`](super::year_over_year), rounded outward: a law of the tests.

use super::GrowthKind;
use super::short::{no_percent, percent, points};
use super::status::Reason;
use crate::number::{Rounding, Short};

/// The ends of a growth, or why it has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// Both, rounded outward: the lower one down, the upper one up.
    Known {
        /// Not below this, in percent or points.
        low: Short,
        /// Not above this.
        high: Short,
    },
    /// There is no percent, for this reason.
    Missing(Reason),
    /// There is a percent, but the printed digits of the base allow 0, so that nothing bounds it.
    Unbounded,
}

/// The ends that printed digits allow for the percent or the points of [`short_growth`](super::short_growth). The halves are how far the true
/// figures may be from the values, in their unit; signs do not matter. A factor common to all four changes no percent and may be left out.
///
/// `None` where it takes more bits or the kind is neither percent nor points: then fractions do it.
#[inline]
pub fn short_ends(kind: GrowthKind, now: Short, now_half: Short, then: Short, then_half: Short, digits: u8) -> Option<Ends> {
    let figures = [now, now_half, then, then_half];
    let (aligned, scale) = align(figures).or_else(|| align(figures.map(Short::normalized)))?;
    let [now, now_half, then, then_half] = aligned;
    let (now_half, then_half) = (now_half.checked_abs()?, then_half.checked_abs()?);
    let (low, high) = (now.checked_sub(now_half)?, now.checked_add(now_half)?);
    let (base_low, base_high) = (then.checked_sub(then_half)?, then.checked_add(then_half)?);
    match kind {
        GrowthKind::Points => {
            let low = points(low.checked_sub(base_high)?, scale, digits, Rounding::Floor)?;
            let high = points(high.checked_sub(base_low)?, scale, digits, Rounding::Ceiling)?;
            Some(Ends::Known { low, high })
        }
        GrowthKind::Percent => {
            if let Some(reason) = no_percent(now, then) {
                return Some(Ends::Missing(reason));
            }
            // The base is above 0, the value not below it: so only the lower ends can be on the other side.
            if base_low <= 0 {
                return Some(Ends::Unbounded);
            }
            // A value above 0 grows least over the largest base, one below 0 over the smallest.
            let over = if low < 0 { base_low } else { base_high };
            let low = percent(low.checked_sub(over)?, over, digits, Rounding::Floor)?;
            let high = percent(high.checked_sub(base_low)?, base_low, digits, Rounding::Ceiling)?;
            Some(Ends::Known { low, high })
        }
        GrowthKind::Places | GrowthKind::ChangeOnly | GrowthKind::None => None,
    }
}

/// The mantissas of four numbers with the digits after the point of the one that has the most, and how many these are.
#[inline]
fn align(figures: [Short; 4]) -> Option<([i64; 4], u8)> {
    let [a, b, c, d] = figures;
    let scale = a.scale().max(b.scale()).max(c.scale().max(d.scale()));
    Some(([a.at_scale(scale)?, b.at_scale(scale)?, c.at_scale(scale)?, d.at_scale(scale)?], scale))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::growth::{Figure, YoyStatus, year_over_year};
    use crate::number::{Decimal, Interval};

    fn figure(value: Short, half: Short) -> Figure {
        let (value, half) = (value.to_decimal().to_ratio(), half.to_decimal().to_ratio());
        Figure {
            value: Some(value),
            interval: Some(Interval::around(value, half).unwrap()),
            exact: true,
            expected: false,
            suppressed: false,
        }
    }

    fn short(text: &str) -> Short {
        Short::try_from(Decimal::parse(text).unwrap()).unwrap()
    }

    fn shown(kind: GrowthKind, [now, now_half, then, then_half]: [&str; 4]) -> String {
        match short_ends(kind, short(now), short(now_half), short(then), short(then_half), 2) {
            Some(Ends::Known { low, high }) => format!("{} {}", low.to_decimal(), high.to_decimal()),
            other => format!("{other:?}"),
        }
    }

    /// Budget revenue of Luohu 2021 over 2020, 亿元, as in the kernel, and the edges that the signs make; by hand.
    #[test]
    fn worked_by_hand() {
        for (kind, figures, expected) in [
            (GrowthKind::Percent, ["107.29", "0.005", "137", "0.5"], "-21.98 -21.39"),
            // 12102072400000000 yuan, printed as 121.020724 万亿元, takes more than 64 bits with all its zeros.
            (GrowthKind::Percent, ["121020724000000.0000", "500000.00000", "114367000000000.0000", "500000.00000"], "5.81 5.82"),
            (GrowthKind::Points, ["53.2", "0.05", "55.3", "0.05"], "-2.20 -2.00"),
            // −0.5 over 1.5 falls less than −0.5 over 0.5 does.
            (GrowthKind::Percent, ["0", "0.5", "1", "0.5"], "-200.00 0.00"),
            (GrowthKind::Percent, ["3", "0.5", "0.4", "0.5"], "Some(Unbounded)"),
            (GrowthKind::Percent, ["3", "0.5", "0.5", "0.5"], "Some(Unbounded)"),
            (GrowthKind::Percent, ["3", "0.5", "0", "0.5"], "Some(Missing(ZeroBase))"),
            (GrowthKind::Percent, ["3", "0", "-2", "0"], "Some(Missing(SignChange))"),
            (GrowthKind::Places, ["3", "0", "2", "0"], "None"),
        ] {
            assert_eq!(shown(kind, figures), expected, "{figures:?}");
        }
    }

    /// Figures of every length; halves as prints give them, and any others.
    fn figures() -> impl Strategy<Value = [Short; 4]> {
        let value = (-i64::MAX..=i64::MAX, 0_u32..64, prop_oneof![0_u8..4, 0..=Short::MOST_DECIMALS]);
        let value = value.prop_map(|(mantissa, shift, scale)| Short::new(mantissa >> shift, scale).unwrap());
        let pair = value.prop_flat_map(|value| {
            let printed = Short::new(5, (value.scale() + 1).min(Short::MOST_DECIMALS)).unwrap();
            let any =
                (any::<i32>(), 0..=Short::MOST_DECIMALS).prop_map(|(mantissa, scale)| Short::new(i64::from(mantissa), scale).unwrap());
            (Just(value), prop_oneof![2 => Just(printed), 1 => Just(Short::ZERO), 1 => any])
        });
        (pair.clone(), pair).prop_map(|(now, then)| [now.0, now.1, then.0, then.1])
    }

    proptest! {
        /// The ends are those of the intervals of fractions, rounded outward, and there are none where there are none.
        #[test]
        fn ends_are_those_of_the_kernel(figures in figures(), same_sign in any::<bool>(), digits in prop_oneof![0_u8..5, 0_u8..20], points in any::<bool>()) {
            let kind = if points { GrowthKind::Points } else { GrowthKind::Percent };
            let [now, now_half, then, then_half] = figures;
            let (now, then) = if same_sign { (now.abs(), then.abs()) } else { (now, then) };
            let Some(found) = short_ends(kind, now, now_half, then, then_half, digits) else {
                let small = figures.iter().all(|figure| figure.mantissa().unsigned_abs() <= 1 << 30 && figure.scale() < 4) && digits < 5;
                prop_assert!(!small, "small numbers are never refused");
                return Ok(());
            };
            let expected = year_over_year(kind, &figure(now, now_half), Ok(&figure(then, then_half)), false).unwrap();
            match found {
                Ends::Known { low, high } => {
                    let interval = expected.interval.unwrap();
                    prop_assert_eq!(low.to_decimal(), interval.low().round(digits, Rounding::Floor).unwrap());
                    prop_assert_eq!(high.to_decimal(), interval.high().round(digits, Rounding::Ceiling).unwrap());
                }
                Ends::Missing(reason) => prop_assert_eq!((expected.status, expected.interval), (YoyStatus::Missing(reason), None)),
                Ends::Unbounded => prop_assert_eq!((expected.percent.is_some(), expected.interval), (true, None)),
            }
        }
    }
}
