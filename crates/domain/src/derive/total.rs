//! Sums and differences: totals over areas or periods, what remains of a total, the month inside cumulative figures.

use super::derived::{check, number, numbers};
use super::{Derived, Refusal};
use crate::growth::Figure;
use crate::number::Ratio;

/// Sum over areas or periods, in the figures' own unit.
///
/// Only for additive indicators: flows over periods and areas, stocks over areas, never rates, indices or chained volumes
/// (the plan refuses them as [`Refusal::NotAdditive`]). One missing figure refuses the sum; the sum of nothing has no value.
/// Source: 四舍五入 note of the 统计公报 (分项合计与总计可能不等): the ends of the interval are the sums of the ends.
pub fn sum(figures: &[Figure]) -> Result<Derived, Refusal> {
    check(None, figures.iter(), None)?;
    if figures.is_empty() {
        return Err(Refusal::NoValue);
    }
    added(figures)
}

/// What the parts leave of a total: `total − Σ parts`, in their unit; without parts, the total itself.
pub fn difference(total: &Figure, parts: &[Figure]) -> Result<Derived, Refusal> {
    check(Some(total), parts.iter(), None)?;
    Ok(number(total)?.minus(added(parts)?)?)
}

fn added(figures: &[Figure]) -> Result<Derived, Refusal> {
    figures.iter().try_fold(Derived::point(Ratio::ZERO), |sum, figure| Ok(sum.plus(number(figure)?)?))
}

/// What is known of two cumulative figures beside their values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CumulativeFacts {
    /// The wanted span is 1-2月, or the earlier figure would lie inside it: January was never published alone.
    pub published_together: bool,
    /// One of the two figures is on a comparable scope (可比口径) that the other is not on.
    pub comparable_scope: bool,
    /// One of the two was revised after the other was published.
    pub revised: bool,
}

impl CumulativeFacts {
    const fn refusal(self) -> Option<Refusal> {
        match self {
            Self { published_together: true, .. } => Some(Refusal::PublishedTogether),
            Self { comparable_scope: true, .. } => Some(Refusal::ScopeDiffers),
            Self { revised: true, .. } => Some(Refusal::RevisedSeries),
            _ => None,
        }
    }
}

/// The single month inside cumulative figures: 1-n月 minus 1-(n−1)月 of the same year, in their unit.
///
/// The result is implied, not published, and its row says so. Negative months are possible (refunds, corrections). Refused
/// for missing or inexact figures and by the facts, in the order of their fields.
/// Source: 国家统计局 publishes investment and industry cumulatively, January and February together (1-2月合并发布), and says
/// that cumulative figures contain corrections of earlier months, so differences of revised series are no months.
pub fn single_month(cumulative: &Figure, cumulative_before: &Figure, facts: CumulativeFacts) -> Result<Derived, Refusal> {
    let [cumulative, before] = numbers([cumulative, cumulative_before], facts.refusal())?;
    Ok(cumulative.minus(before)?)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{count, figure, figures, missing, shown, unprinted};
    use super::*;

    /// 三次产业 of 罗湖 2023, 亿元: the sum is 2808.18 ± 0.015; what 第二产业 leaves of 2808.19 is 2644.77 ± 0.01.
    #[test]
    fn sums_and_remainders() {
        let sectors = figures(["0.40", "163.42", "2644.36"]);
        assert_eq!(shown(&sum(&sectors).unwrap(), 3), ["2808.180", "2808.165", "2808.195"]);
        let rest = difference(&figure("2808.19"), &sectors[1..2]).unwrap();
        assert_eq!(shown(&rest, 2), ["2644.77", "2644.76", "2644.78"]);
        assert_eq!(shown(&difference(&figure("2808.19"), &[]).unwrap(), 3), ["2808.190", "2808.185", "2808.195"]);
    }

    #[test]
    fn no_sum_without_all_its_figures() {
        assert_eq!(sum(&[]), Err(Refusal::NoValue));
        assert_eq!(sum(&[count("1"), missing()]), Err(Refusal::InputMissing));
        assert_eq!(sum(&[count("1"), Figure { suppressed: true, ..missing() }]), Err(Refusal::Suppressed));
        assert_eq!(difference(&missing(), &[count("1")]), Err(Refusal::NoValue));
        assert_eq!(difference(&count("1"), &[missing()]), Err(Refusal::InputMissing));
        assert_eq!(sum(&[count("1"), unprinted("2")]).map(|sum| sum.interval), Ok(None));
    }

    /// 固定资产投资, hand-made, 亿元: 1-9月 285.3 less 1-8月 251.6 is 33.7 ± 0.1 in September.
    #[test]
    fn a_month_inside_the_cumulative_figures() {
        let (later, earlier) = (figure("285.3"), figure("251.6"));
        let month = single_month(&later, &earlier, CumulativeFacts::default()).unwrap();
        assert_eq!(shown(&month, 1), ["33.7", "33.6", "33.8"]);
        let mut facts = CumulativeFacts { published_together: true, comparable_scope: true, revised: true };
        assert_eq!(single_month(&later, &earlier, facts), Err(Refusal::PublishedTogether));
        facts.published_together = false;
        assert_eq!(single_month(&later, &earlier, facts), Err(Refusal::ScopeDiffers));
        facts.comparable_scope = false;
        assert_eq!(single_month(&later, &earlier, facts), Err(Refusal::RevisedSeries));
        assert_eq!(single_month(&later, &missing(), facts), Err(Refusal::InputMissing));
    }
}
