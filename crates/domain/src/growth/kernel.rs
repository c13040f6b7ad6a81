//! The arithmetic of one year-over-year comparison, exact from end to end.

use super::{Reason, YoyStatus};
use crate::number::{Interval, Overflow, Ratio};
use crate::vocabulary::Measure;

/// How figures of a measure are compared with the year before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrowthKind {
    /// Levels and fixed-base indices: a change and a percent.
    Percent,
    /// Shares, rates and growth rates: a change in points of their own unit.
    Points,
    /// Ranks: places gained (positive = better).
    Places,
    /// Interval scales such as temperatures: only a change.
    ChangeOnly,
    /// Has no comparison of its own.
    None,
}

impl GrowthKind {
    /// The kind a measure has; `interval_scale` says that the unit has no true zero.
    pub const fn of(measure: Measure, interval_scale: bool) -> Self {
        match measure {
            Measure::Level if interval_scale => Self::ChangeOnly,
            Measure::Level | Measure::Index => Self::Percent,
            Measure::Share | Measure::Rate | Measure::GrowthYoy => Self::Points,
            Measure::Rank => Self::Places,
            Measure::Attainment | Measure::AttainmentGap => Self::None,
            Measure::ChangePoints | Measure::GrowthAvg | Measure::GrowthPop | Measure::GrowthSince => Self::None,
        }
    }
}

/// What the comparison needs to know of one observation; values in the canonical unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The value; `None` where the source gives none.
    pub value: Option<Ratio>,
    /// What the printed digits allow; `None` where they are not known.
    pub interval: Option<Interval>,
    /// Whether the value is the figure itself, not a bound, an approximation or a range.
    pub exact: bool,
    /// Whether the value is an expectation (预计).
    pub expected: bool,
    /// Whether the value is withheld.
    pub suppressed: bool,
}

/// The result of one comparison. `change` may be given where a percent may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Growth {
    /// The base, where one was found.
    pub base: Option<Ratio>,
    /// Value minus base, in the canonical unit.
    pub change: Option<Ratio>,
    /// Percent of the base.
    pub percent: Option<Ratio>,
    /// Points, or places.
    pub points: Option<Ratio>,
    /// What the printed digits allow for the percent or the points.
    pub interval: Option<Interval>,
    /// OK, a caution, or the reason.
    pub status: YoyStatus,
}

impl Growth {
    /// No figure, for a reason.
    pub const fn missing(reason: Reason) -> Self {
        Self { base: None, change: None, percent: None, points: None, interval: None, status: YoyStatus::Missing(reason) }
    }
}

/// Compares a value with its base one year earlier.
///
/// `base` is the base figure, or the reason why the search refused (`no_base` to `area_changed`). `scope_changed` says that
/// a published comparable-scope rate stands beside the value. [`Overflow`] where the exact result needs more than 38 digits.
pub fn year_over_year(kind: GrowthKind, value: &Figure, base: Result<&Figure, Reason>, scope_changed: bool) -> Result<Growth, Overflow> {
    if kind == GrowthKind::None {
        return Ok(Growth::missing(Reason::NotApplicable));
    }
    if value.suppressed || base.is_ok_and(|base| base.suppressed) || base.is_err_and(|reason| reason == Reason::Suppressed) {
        return Ok(Growth::missing(Reason::Suppressed));
    }
    // A range or a bare bound has no point value, but it is there: it is not exact rather than missing.
    if value.value.is_none() && value.exact {
        return Ok(Growth::missing(Reason::NoValue));
    }
    let base = match base {
        Ok(base) => base,
        Err(reason) => return Ok(Growth::missing(reason)),
    };
    if base.value.is_none() && base.exact {
        return Ok(Growth::missing(Reason::BaseMissing));
    }
    let (Some(now), Some(then), true) = (value.value, base.value, value.exact && base.exact) else {
        return Ok(Growth { base: base.value, ..Growth::missing(Reason::NotExact) });
    };
    let caution = match (value.expected || base.expected, scope_changed) {
        (true, _) => YoyStatus::BaseExpected,
        (false, true) => YoyStatus::ScopeChanged,
        (false, false) => YoyStatus::Ok,
    };
    let change = now.sub(then)?;
    let ends = value.interval.zip(base.interval);
    let growth = Growth { base: Some(then), change: Some(change), percent: None, points: None, interval: None, status: caution };
    match kind {
        GrowthKind::Percent => percent(growth, now, then, ends),
        GrowthKind::Points => {
            let interval = ends.map(|(value, base)| value.sub(base)).transpose()?;
            Ok(Growth { points: Some(change), interval, ..growth })
        }
        // A rank is exact, and a smaller number is a better place.
        GrowthKind::Places => Ok(Growth { points: Some(change.neg()), interval: Some(Interval::point(change.neg())), ..growth }),
        GrowthKind::ChangeOnly | GrowthKind::None => Ok(growth),
    }
}

fn percent(growth: Growth, now: Ratio, then: Ratio, ends: Option<(Interval, Interval)>) -> Result<Growth, Overflow> {
    let reason = match (then.signum(), now.signum()) {
        (0, _) => Some(Reason::ZeroBase),
        (-1, 1) | (1, -1) => Some(Reason::SignChange),
        (-1, _) => Some(Reason::NegativeBase),
        _ => None,
    };
    if let Some(reason) = reason {
        return Ok(Growth { status: YoyStatus::Missing(reason), ..growth });
    }
    let hundred = Ratio::integer(100);
    let percent = now.percent_over(then)?;
    let interval = match ends {
        Some((value, base)) => match value.div(base)? {
            Some(quotient) => Some(quotient.sub(Interval::point(Ratio::ONE))?.mul(Interval::point(hundred))?),
            None => None,
        },
        None => None,
    };
    Ok(Growth { percent: Some(percent), interval, ..growth })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{Decimal, Rounding};
    use proptest::prelude::*;

    fn figure(text: &str) -> Figure {
        let decimal = Decimal::parse(text).unwrap();
        let half = Ratio::power_of_ten(-i32::from(decimal.scale())).unwrap().div(Ratio::integer(2)).unwrap();
        let interval = Interval::around(decimal.to_ratio(), half).ok();
        Figure { value: Some(decimal.to_ratio()), interval, exact: true, expected: false, suppressed: false }
    }

    fn shown(growth: &Growth) -> [String; 3] {
        let text = |value: Option<Ratio>, rounding| value.map_or(String::new(), |v| v.round(2, rounding).unwrap().to_string());
        [
            text(growth.percent.or(growth.points), Rounding::HalfAwayFromZero),
            text(growth.interval.map(Interval::low), Rounding::Floor),
            text(growth.interval.map(Interval::high), Rounding::Ceiling),
        ]
    }

    /// Budget revenue of Luohu 2021 over 2020, 亿元, worked by hand: 107.285/137.5 − 1 and 107.295/136.5 − 1.
    #[test]
    fn printed_digits_bound_the_rate() {
        let growth = year_over_year(GrowthKind::Percent, &figure("107.29"), Ok(&figure("137")), true).unwrap();
        assert_eq!(shown(&growth), ["-21.69", "-21.98", "-21.39"]);
        assert_eq!(growth.status, YoyStatus::ScopeChanged);
    }

    #[test]
    fn shares_change_in_points_and_ranks_in_places() {
        let growth = year_over_year(GrowthKind::Points, &figure("53.2"), Ok(&figure("55.3")), false).unwrap();
        assert_eq!(shown(&growth), ["-2.10", "-2.20", "-2.00"]);
        assert_eq!(growth.percent, None);
        let growth = year_over_year(GrowthKind::Places, &figure("2"), Ok(&figure("5")), false).unwrap();
        assert_eq!(growth.points, Some(Ratio::integer(3)));
    }

    /// Each null has one reason, and the absolute change stays where it means something.
    #[test]
    fn signs_and_zeros_have_reasons() {
        for (now, then, reason) in [
            ("5", "0", Reason::ZeroBase),
            ("0", "0", Reason::ZeroBase),
            ("5", "-2", Reason::SignChange),
            ("-5", "2", Reason::SignChange),
            ("-5", "-2", Reason::NegativeBase),
            ("0", "-2", Reason::NegativeBase),
        ] {
            let growth = year_over_year(GrowthKind::Percent, &figure(now), Ok(&figure(then)), false).unwrap();
            assert_eq!((growth.status, growth.percent), (YoyStatus::Missing(reason), None), "{now} over {then}");
            assert!(growth.change.is_some());
        }
        let fall = year_over_year(GrowthKind::Percent, &figure("0"), Ok(&figure("2")), false).unwrap();
        assert_eq!(fall.percent, Some(Ratio::integer(-100)));
    }

    #[test]
    fn nothing_comes_from_a_bound() {
        let over = Figure { exact: false, interval: None, ..figure("850") };
        let growth = year_over_year(GrowthKind::Percent, &figure("990.86"), Ok(&over), false).unwrap();
        assert_eq!((growth.status, growth.percent, growth.change), (YoyStatus::Missing(Reason::NotExact), None, None));
        let range = Figure { value: None, ..over };
        let growth = year_over_year(GrowthKind::Percent, &range, Err(Reason::NoBase), false).unwrap();
        assert_eq!(growth.status, YoyStatus::Missing(Reason::NoBase), "the base is looked at before the exactness");
    }

    #[test]
    fn a_missing_value_speaks_for_itself() {
        let missing = Figure { value: None, ..figure("1") };
        let growth = year_over_year(GrowthKind::Percent, &missing, Ok(&figure("1")), false).unwrap();
        assert_eq!(growth.status, YoyStatus::Missing(Reason::NoValue));
        let growth = year_over_year(GrowthKind::Percent, &figure("1"), Ok(&missing), false).unwrap();
        assert_eq!(growth.status, YoyStatus::Missing(Reason::BaseMissing));
    }

    proptest! {
        /// The interval contains the figure, and another unit changes no percentage.
        #[test]
        fn interval_contains_and_units_do_not_matter(now in 1i64..10_000_000, then in 1i64..10_000_000, scale in 0u8..4, factor in 1i64..1_000_000) {
            let (value, base) = (figure(&Decimal::new(now.into(), scale).unwrap().to_string()), figure(&then.to_string()));
            let growth = year_over_year(GrowthKind::Percent, &value, Ok(&base), false).unwrap();
            if let Some(interval) = growth.interval {
                prop_assert!(interval.contains(growth.percent.unwrap()));
            }
            let scaled = |figure: &Figure| {
                let factor = Ratio::integer(factor);
                let interval = figure.interval.map(|interval| interval.mul(Interval::point(factor)).unwrap());
                Figure { value: figure.value.map(|value| value.mul(factor).unwrap()), interval, ..*figure }
            };
            let other = year_over_year(GrowthKind::Percent, &scaled(&value), Ok(&scaled(&base)), false).unwrap();
            prop_assert_eq!((other.percent, other.interval), (growth.percent, growth.interval));
        }
    }
}
