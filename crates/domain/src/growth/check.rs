//! Published rates beside recomputed ones. A published rate is a fact: it is compared, never corrected.

use super::{Growth, Reason, YoyStatus};
use crate::number::{Interval, Overflow, Ratio};
use crate::vocabulary::{Comparability, PriceBasis};

/// What became of the comparison, the first that holds in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// No level, or no usable base; the reason says which.
    NotRecomputed(Reason),
    /// A known difference of price basis or scope.
    NotComparable,
    /// The base is an expectation, or was revised after the rate was published.
    BaseNotFinal,
    /// The source does not say on which basis it computed.
    UnknownBasis,
    /// The intervals meet.
    Agree,
    /// A bound such as 超 or 近 does not forbid it.
    NotExcluded,
    /// Same basis and scope, and the intervals have no number in common.
    Contradicts,
}

impl Verdict {
    /// The word that stands in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotRecomputed(_) => "NOT_RECOMPUTED",
            Self::NotComparable => "NOT_COMPARABLE",
            Self::BaseNotFinal => "BASE_NOT_FINAL",
            Self::UnknownBasis => "UNKNOWN_BASIS",
            Self::Agree => "AGREE",
            Self::NotExcluded => "NOT_EXCLUDED",
            Self::Contradicts => "CONTRADICTS",
        }
    }
}

/// A rate as its source prints it, in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishedRate {
    /// What the print allows; an open end where a bound such as 超 says nothing.
    pub low: Option<Ratio>,
    /// The upper end, likewise.
    pub high: Option<Ratio>,
    /// Whether the source prints the rate itself, not a bound or an approximation.
    pub exact: bool,
    /// At which prices it was computed.
    pub price_basis: PriceBasis,
    /// On which scope.
    pub comparability: Comparability,
}

/// The recomputed side: the year-over-year of the level beside the rate, and the basis that level is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    /// What became of it.
    pub verdict: Verdict,
    /// Published minus recomputed, in points, where both are numbers.
    pub difference: Option<Ratio>,
}

/// Compares a published rate with the growth of the level beside it.
///
/// `level` is the level's own basis; `base_not_final` says that the base is an expectation or was revised after the rate appeared.
pub fn check_published(
    rate: &PublishedRate,
    printed: Option<Ratio>,
    recomputed: Option<&Growth>,
    level: (PriceBasis, Comparability),
    base_not_final: bool,
) -> Result<Check, Overflow> {
    let Some(growth) = recomputed else {
        return Ok(Check { verdict: Verdict::NotRecomputed(Reason::NoValue), difference: None });
    };
    let percent = match (growth.status, growth.percent) {
        (YoyStatus::Missing(reason), _) => return Ok(Check { verdict: Verdict::NotRecomputed(reason), difference: None }),
        (_, Some(percent)) => percent,
        (_, None) => return Ok(Check { verdict: Verdict::NotRecomputed(Reason::NotApplicable), difference: None }),
    };
    let difference = printed.map(|printed| printed.sub(percent)).transpose()?;
    let verdict = if prices_differ(rate.price_basis, level.0) || scopes_differ(rate.comparability, level.1) {
        Verdict::NotComparable
    } else if base_not_final {
        Verdict::BaseNotFinal
    } else if rate.price_basis == PriceBasis::Unknown || rate.comparability == Comparability::Unknown {
        Verdict::UnknownBasis
    } else if !overlaps(rate, growth.interval.unwrap_or(Interval::point(percent))) {
        Verdict::Contradicts
    } else if rate.exact {
        Verdict::Agree
    } else {
        Verdict::NotExcluded
    };
    Ok(Check { verdict, difference })
}

/// Known to differ: an unknown basis is not known to differ. Counts have no prices, so theirs never do.
fn prices_differ(rate: PriceBasis, level: PriceBasis) -> bool {
    use PriceBasis::{Constant, Current};
    matches!((rate, level), (Constant, Current) | (Current, Constant))
}

fn scopes_differ(rate: Comparability, level: Comparability) -> bool {
    rate != level && rate != Comparability::Unknown && level != Comparability::Unknown
}

fn overlaps(rate: &PublishedRate, recomputed: Interval) -> bool {
    rate.low.is_none_or(|low| low <= recomputed.high()) && rate.high.is_none_or(|high| high >= recomputed.low())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::growth::{Figure, GrowthKind, year_over_year};
    use crate::number::Decimal;

    fn ratio(text: &str) -> Ratio {
        Decimal::parse(text).unwrap().to_ratio()
    }

    fn growth(now: &str, then: &str) -> Growth {
        let figure = |text: &str| Figure {
            value: Some(ratio(text)),
            interval: Interval::around(ratio(text), ratio("0.05")).ok(),
            exact: true,
            expected: false,
            suppressed: false,
        };
        year_over_year(GrowthKind::Percent, &figure(now), Ok(&figure(then)), false).unwrap()
    }

    fn verdict(printed: &str, basis: (PriceBasis, Comparability), now: &str, then: &str, base_not_final: bool) -> &'static str {
        let value = ratio(printed);
        let rate = PublishedRate {
            low: Some(value.sub(ratio("0.05")).unwrap()),
            high: Some(value.add(ratio("0.05")).unwrap()),
            exact: true,
            price_basis: basis.0,
            comparability: basis.1,
        };
        let level = (PriceBasis::Current, Comparability::AsPublished);
        check_published(&rate, Some(value), Some(&growth(now, then)), level, base_not_final).unwrap().verdict.code()
    }

    /// The order of the verdicts, on figures of the first data set (亿元) and hand-made ones.
    #[test]
    fn the_first_that_holds() {
        use Comparability::{AsPublished, ComparableScope, Unknown as UnknownScope};
        use PriceBasis::{Constant, Current, Unknown};
        // GDP 2022 over 2021: +2.28 % at current prices beside +3.4 % at constant prices.
        assert_eq!(verdict("3.4", (Constant, UnknownScope), "2630.2", "2571.67", false), "NOT_COMPARABLE");
        assert_eq!(verdict("11.4", (Current, ComparableScope), "107.29", "137", true), "NOT_COMPARABLE");
        // Investment 2020 over an expected 332: +15.66 % beside +10.2 %.
        assert_eq!(verdict("10.2", (Current, UnknownScope), "384", "332", true), "BASE_NOT_FINAL");
        assert_eq!(verdict("10.2", (Current, UnknownScope), "384", "332", false), "UNKNOWN_BASIS");
        assert_eq!(verdict("10.0", (Unknown, AsPublished), "110", "100", false), "UNKNOWN_BASIS");
        assert_eq!(verdict("10.0", (Current, AsPublished), "110", "100", false), "AGREE");
        assert_eq!(verdict("10.4", (Current, AsPublished), "110", "100", false), "CONTRADICTS");
    }

    #[test]
    fn bounds_may_fail_to_exclude() {
        let over_90 = PublishedRate {
            low: Some(ratio("90")),
            high: None,
            exact: false,
            price_basis: PriceBasis::Current,
            comparability: Comparability::AsPublished,
        };
        let level = (PriceBasis::Current, Comparability::AsPublished);
        let check = |now| check_published(&over_90, None, Some(&growth(now, "100")), level, false).unwrap().verdict;
        assert_eq!(check("195"), Verdict::NotExcluded);
        assert_eq!(check("180"), Verdict::Contradicts);
    }
}
