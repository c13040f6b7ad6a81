//! What inexact figures say: 近220 and 突破2800 are no numbers, but they forbid some.

use super::Refusal;
use crate::number::{Interval, Qualifier, Ratio};

/// What is known of a figure: its ends, as far as they are known. An end itself is never excluded, because prints are rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Not below this.
    pub low: Option<Ratio>,
    /// Not above this.
    pub high: Option<Ratio>,
}

impl From<Interval> for Bounds {
    fn from(interval: Interval) -> Self {
        Self { low: Some(interval.low()), high: Some(interval.high()) }
    }
}

impl Bounds {
    /// What a qualified figure says of the signed value: 突破2800 is 2800 and above, 近220 is 220 and below, 下降3%以上 is −3 and below.
    ///
    /// `print` is what the digits of an exact figure allow, or the two ends of a range; 左右 and 约 bound nothing.
    pub fn of(qualifier: Qualifier, value: Option<Ratio>, print: Option<Interval>) -> Self {
        let above = match qualifier {
            Qualifier::Exact | Qualifier::Range => return print.map_or(Self::default(), Self::from),
            Qualifier::About => return Self::default(),
            Qualifier::Over | Qualifier::AtLeast => true,
            Qualifier::AtMost | Qualifier::Nearly => false,
        };
        let negative = value.is_some_and(|value| value < Ratio::ZERO);
        if above == negative { Self { low: None, high: value } } else { Self { low: value, high: None } }
    }

    /// Whether the two have a number in common, as far as their known ends tell.
    pub fn meets(self, other: impl Into<Self>) -> bool {
        let other = other.into();
        let below = |low: Option<Ratio>, high: Option<Ratio>| low.zip(high).is_none_or(|(low, high)| low <= high);
        below(self.low, other.high) && below(other.low, self.high)
    }
}

/// The shares in percent that two bounded positive quantities allow: from `part.low / total.high` to `part.high / total.low`, × 100.
///
/// An end is known where both of its inputs are; the lower end of a part that may reach below 0 counts as 0. No upper end
/// where the total may be 0. Refused as [`Refusal::NotPositive`] where a quantity is certainly negative, or the total
/// certainly not above 0.
/// Source: 近220亿元 over 突破2800亿元 is at most 7.857… % (罗湖 2023 plan), which the printed 8.0 % contradicts.
pub fn share_bounds(part: Bounds, total: Bounds) -> Result<Bounds, Refusal> {
    if part.high.is_some_and(|high| high < Ratio::ZERO) || total.high.is_some_and(|high| high <= Ratio::ZERO) {
        return Err(Refusal::NotPositive);
    }
    let percent = |part: Option<Ratio>, total: Option<Ratio>| match part.zip(total) {
        Some((part, total)) => part.mul(Ratio::integer(100))?.div(total).map(Some),
        None => Ok(None),
    };
    let low = percent(part.low.map(|low| low.max(Ratio::ZERO)), total.high)?;
    let high = percent(part.high, total.low.filter(|low| *low > Ratio::ZERO))?;
    Ok(Bounds { low, high })
}

#[cfg(test)]
mod tests {
    use super::super::sample::{figure, ratio};
    use super::*;

    fn said(qualifier: Qualifier, value: &str) -> Bounds {
        Bounds::of(qualifier, Some(ratio(value)), None)
    }

    fn ends(bounds: Bounds) -> [Option<Ratio>; 2] {
        [bounds.low, bounds.high]
    }

    /// 罗湖 2023 plan: 战略性新兴产业增加值 近220亿元, 地区生产总值 突破2800亿元, 比重 8.0 %.
    #[test]
    fn a_share_that_its_own_report_contradicts() {
        let share = share_bounds(said(Qualifier::Nearly, "220"), said(Qualifier::Over, "2800")).unwrap();
        assert_eq!(ends(share), [None, Some(ratio("55/7"))], "55/7 is 7.857142…");
        assert!(!share.meets(figure("8.0").interval.unwrap()), "7.95 to 8.05");
        assert!(share.meets(figure("7.9").interval.unwrap()), "7.85 to 7.95");
        assert!(share.meets(said(Qualifier::Over, "7")));
        assert!(!share.meets(said(Qualifier::AtLeast, "8")));
        assert!(share.meets(said(Qualifier::About, "8")), "左右 bounds nothing");
    }

    /// The qualifier speaks of the printed magnitude, the bounds of the signed value.
    #[test]
    fn qualifiers_as_bounds() {
        let (three, fall) = (Some(ratio("3")), Some(ratio("-3")));
        for (qualifier, up, down) in [
            (Qualifier::Over, [three, None], [None, fall]),
            (Qualifier::AtLeast, [three, None], [None, fall]),
            (Qualifier::AtMost, [None, three], [fall, None]),
            (Qualifier::Nearly, [None, three], [fall, None]),
            (Qualifier::About, [None, None], [None, None]),
            (Qualifier::Exact, [None, None], [None, None]),
        ] {
            assert_eq!(ends(said(qualifier, "3")), up, "{}", qualifier.code());
            assert_eq!(ends(said(qualifier, "-3")), down, "{}", qualifier.code());
        }
        let range = Interval::new(ratio("5.5"), ratio("6"));
        assert_eq!(Bounds::of(Qualifier::Range, None, Some(range)), Bounds::from(range));
        assert_eq!(Bounds::of(Qualifier::Over, None, None), Bounds::default());
    }

    #[test]
    fn ends_that_are_not_known() {
        let total = Bounds::from(Interval::new(ratio("50"), ratio("200")));
        let share = |part: Bounds, total| share_bounds(part, total).map(ends);
        assert_eq!(share(said(Qualifier::AtLeast, "10"), total), Ok([Some(ratio("5")), None]));
        assert_eq!(share(said(Qualifier::AtMost, "10"), total), Ok([None, Some(ratio("20"))]));
        assert_eq!(share(Bounds::from(Interval::new(ratio("-1"), ratio("1"))), total), Ok([Some(Ratio::ZERO), Some(ratio("2"))]));
        assert_eq!(share(total, Bounds::from(Interval::new(ratio("-1"), ratio("400")))), Ok([Some(ratio("12.5")), None]));
        assert_eq!(share(said(Qualifier::AtLeast, "-1"), total), Err(Refusal::NotPositive));
        assert_eq!(share(total, Bounds { low: None, high: Some(Ratio::ZERO) }), Err(Refusal::NotPositive));
    }
}
