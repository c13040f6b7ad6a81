//! Targets against actuals (目标完成), by each target's own operator, and the growth that a target implies.

use std::cmp::Ordering;

use super::derived::{check, number, positive_base};
use super::{Derived, Refusal};
use crate::growth::Figure;
use crate::number::{Interval, Overflow, Qualifier, Ratio};
use crate::vocabulary::Better;

/// A target as its plan prints it: a number that is exact as it stands, and what was said about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The number; `None` for a range and for a target without one.
    pub value: Option<Ratio>,
    /// The two ends of a range.
    pub range: Option<Interval>,
    /// 以上, 以内, 左右; [`Qualifier::Exact`] for a bare number, which is to be reached.
    pub qualifier: Qualifier,
    /// Whether it is withheld.
    pub suppressed: bool,
}

/// How a target's measure is compared with its actual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttainmentKind {
    /// Levels: actual over target in percent, and the gap in their unit.
    Level,
    /// Rates and shares: the gap in points alone.
    Points,
}

/// Whether a target was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttainmentVerdict {
    /// Every number that prints like the actual meets it.
    Met,
    /// No number that prints like the actual meets it.
    NotMet,
    /// The actual equals the target as far as it is printed.
    WithinPrint,
    /// 左右, ranges, and numbers without a better direction give the gap and no verdict.
    Gap,
}

impl AttainmentVerdict {
    /// The word that stands in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Met => "MET",
            Self::NotMet => "NOT_MET",
            Self::WithinPrint => "WITHIN_PRINT",
            Self::Gap => "GAP",
        }
    }
}

/// An actual beside its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attainment {
    /// Actual over target, percent; none for rates, shares and ranges.
    pub percent: Option<Derived>,
    /// Actual minus target, in their unit or in points; for a range the distance from its nearest end, 0 inside.
    pub gap: Derived,
    /// Met or not, by the target's own operator.
    pub verdict: AttainmentVerdict,
}

/// Attainment of a target: `actual / target × 100` percent for levels, the gap `actual − target` for all.
///
/// The operator decides, on the printed magnitude: 以上 is met at or beyond its number, 超 and 突破 beyond it, 以内 at or
/// short of it; of a negative number (下降3%以上) beyond is below. A bare number is met when reached in the direction that
/// is better. 不到 and 近 share one qualifier: where short of the number is better it is a limit (不到), else it gives
/// the gap. 左右 and ranges give the gap. A verdict holds for all that the actual's print allows, else it is `WithinPrint`.
/// Refused for a missing or withheld figure ([`Refusal::NoValue`] is the target's, [`Refusal::InputMissing`] the actual's),
/// `scope_differs`, an inexact actual, and for levels a target that is not above 0.
/// Source: 目标完成 as government work reports word it; the reading of each word is that of [`Qualifier`].
pub fn attainment(
    target: &Target,
    actual: &Figure,
    kind: AttainmentKind,
    better: Better,
    scope_differs: bool,
) -> Result<Attainment, Refusal> {
    target.check(actual, scope_differs.then_some(Refusal::ScopeDiffers))?;
    let actual = number(actual)?;
    let Some(goal) = target.value.filter(|_| target.qualifier != Qualifier::Range) else {
        let gap = gap_to_range(actual, target.range.ok_or(Refusal::NoValue)?)?;
        return Ok(Attainment { percent: None, gap, verdict: AttainmentVerdict::Gap });
    };
    let point = Derived::point(goal);
    let percent = match kind {
        AttainmentKind::Points => None,
        AttainmentKind::Level => {
            positive_base(goal)?;
            Some(actual.percent_of(point)?)
        }
    };
    Ok(Attainment { percent, gap: actual.minus(point)?, verdict: verdict(goal, target.qualifier, better, actual) })
}

/// The growth that a target implies over the last actual, in percent: `(target / last − 1) × 100`.
///
/// The target's operator stays with the result: 2800以上 over 2500 implies 12 %以上. Refused for ranges
/// ([`Refusal::NotExact`]), an inexact or missing last actual ([`Refusal::InputMissing`]), and one that is not above 0.
/// Source: the definition of 同比, the base of a target being the actual of the year before.
pub fn target_growth(target: &Target, last: &Figure) -> Result<Derived, Refusal> {
    target.check(last, None)?;
    let goal = target.value.filter(|_| target.qualifier != Qualifier::Range).ok_or(Refusal::NotExact)?;
    let last = number(last)?;
    positive_base(last.value)?;
    let quotient = Derived::point(goal).over(last)?;
    Ok(quotient.minus(Derived::point(Ratio::ONE))?.times(Ratio::integer(100))?)
}

impl Target {
    /// The first refusal in the target, in the figure beside it, or in the `fact`.
    fn check(&self, beside: &Figure, fact: Option<Refusal>) -> Result<(), Refusal> {
        let value = if self.qualifier == Qualifier::Range { self.range.map(Interval::low) } else { self.value };
        let own = Figure { value, interval: None, exact: true, expected: false, suppressed: self.suppressed };
        check(Some(&own), std::iter::once(beside), fact)
    }
}

/// Distance from the nearest end of a range; it never falls where the actual rises, so ends go to ends.
fn gap_to_range(actual: Derived, range: Interval) -> Result<Derived, Overflow> {
    let gap = |value: Ratio| value.sub(value.clamp(range.low(), range.high()));
    let interval = match actual.interval {
        Some(print) => Some(Interval::new(gap(print.low())?, gap(print.high())?)),
        None => None,
    };
    Ok(Derived { value: gap(actual.value)?, interval })
}

/// Which side of the number meets the target, and whether the number itself does; `None` where nothing says.
fn side(goal: Ratio, qualifier: Qualifier, better: Better) -> Option<(Ordering, bool)> {
    let (beyond, short) = if goal < Ratio::ZERO { (Ordering::Less, Ordering::Greater) } else { (Ordering::Greater, Ordering::Less) };
    let best = match better {
        Better::Higher => Some(Ordering::Greater),
        Better::Lower => Some(Ordering::Less),
        Better::None => None,
    };
    match qualifier {
        Qualifier::AtLeast => Some((beyond, true)),
        Qualifier::Over => Some((beyond, false)),
        Qualifier::AtMost => Some((short, true)),
        Qualifier::Nearly => (best == Some(short)).then_some((short, false)),
        Qualifier::Exact => best.map(|side| (side, true)),
        Qualifier::About | Qualifier::Range => None,
    }
}

fn verdict(goal: Ratio, qualifier: Qualifier, better: Better, actual: Derived) -> AttainmentVerdict {
    let Some((side, inclusive)) = side(goal, qualifier, better) else {
        return AttainmentVerdict::Gap;
    };
    if actual.interval.is_none() && actual.value == goal {
        return AttainmentVerdict::WithinPrint;
    }
    let print = actual.interval.unwrap_or(Interval::point(actual.value));
    let meets = |value: Ratio| match value.cmp(&goal) {
        Ordering::Equal => inclusive,
        order => order == side,
    };
    // A half-line contains all of the print where it contains both ends, and none of it where it contains neither.
    match (meets(print.low()), meets(print.high())) {
        (true, true) => AttainmentVerdict::Met,
        (false, false) => AttainmentVerdict::NotMet,
        _ => AttainmentVerdict::WithinPrint,
    }
}

#[cfg(test)]
mod tests;
