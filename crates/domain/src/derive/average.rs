//! Average annual growth: 年均增长, 五年年均, 两年平均.

use super::derived::{check, number, numbers};
use super::root::Positive;
use super::{Derived, Refusal};
use crate::growth::Figure;
use crate::number::{Interval, Ratio, Rounding};

/// Average annual growth over `years` from two levels (年均增长), in percent: `((value / base)^(1/years) − 1) × 100`.
///
/// Both levels in one unit and at one price basis: constant prices, or current ones and then labelled nominal. The root is
/// irrational: the value is the decimal of `digits`, rounded once by `rounding` from the true root, and must be written
/// with these digits; the ends of the interval are rounded outward to them. No interval where a print reaches 0 or below.
/// Refused for missing or inexact levels, a base that is not above 0, a value that is not above 0, and 0 years.
/// Source: 平均增长速度 by the 水平法 (几何平均法), 国家统计局 指标解释.
pub fn average_growth_from_levels(value: &Figure, base: &Figure, years: u32, digits: u8, rounding: Rounding) -> Result<Derived, Refusal> {
    let [value, base] = numbers([value, base], None)?;
    match (base.value.signum(), value.value.signum()) {
        (0, _) => return Err(Refusal::ZeroDenominator),
        (-1, 1) | (1, -1) => return Err(Refusal::SignChange),
        (-1, _) => return Err(Refusal::NegativeBase),
        (_, 0) => return Err(Refusal::NotPositive),
        _ if years == 0 => return Err(Refusal::NotPositive),
        _ => {}
    }
    let quotient = |value: Ratio, base: Ratio| Positive::one().times(value).and_then(|value| value.over(base));
    let ends = value.interval.zip(base.interval);
    let ends = ends.and_then(|(value, base)| quotient(value.low(), base.high()).zip(quotient(value.high(), base.low())));
    let exact = quotient(value.value, base.value).ok_or(Refusal::NotPositive)?;
    rounded(&exact, ends, years, digits, rounding)
}

/// Average annual growth from the published rate of each year (两年平均), in percent: `((∏ (1 + rate/100))^(1/n) − 1) × 100`.
///
/// Rates in percent over the year before, all on one basis. Rounding and interval as for [`average_growth_from_levels`].
/// Refused for no rate at all, a missing or inexact one, and one of −100 % or less.
/// Source: 两年平均增速 is the geometric mean of the growth rates of 2020 and 2021 (note of the 2021 releases: 以2019年
/// 相应同期数为基数, 采用几何平均的方法计算).
pub fn average_growth_from_rates(rates: &[Figure], digits: u8, rounding: Rounding) -> Result<Derived, Refusal> {
    check(None, rates.iter(), None)?;
    if rates.is_empty() {
        return Err(Refusal::NoValue);
    }
    let mut exact = Positive::one();
    let mut ends = Some((Positive::one(), Positive::one()));
    for rate in rates {
        let factor = number(rate)?.growth_factor()?;
        exact = exact.times(factor.value).ok_or(Refusal::NotPositive)?;
        ends = ends.zip(factor.interval).and_then(|((low, high), factor)| low.times(factor.low()).zip(high.times(factor.high())));
    }
    let years = u32::try_from(rates.len()).map_err(|_| Refusal::Overflow)?;
    rounded(&exact, ends, years, digits, rounding)
}

fn rounded(exact: &Positive, ends: Option<(Positive, Positive)>, years: u32, digits: u8, rounding: Rounding) -> Result<Derived, Refusal> {
    let value = exact.root_percent(years, digits, rounding)?.to_ratio();
    let interval = match ends {
        Some((low, high)) => Some(Interval::new(
            low.root_percent(years, digits, Rounding::Floor)?.to_ratio(),
            high.root_percent(years, digits, Rounding::Ceiling)?.to_ratio(),
        )),
        None => None,
    };
    Ok(Derived { value, interval })
}

#[cfg(test)]
mod tests {
    use super::super::sample::{count, figure, figures, missing, shown, unprinted};
    use super::*;

    const AWAY: Rounding = Rounding::HalfAwayFromZero;

    /// 两年平均 as the national bureau published it: GDP of 2021上半年 12.7 % after −1.6 % is 5.3 %, of 2021年一季度 18.3 %
    /// after −6.8 % is 5.0 %. √(1.127 × 0.984) = 1.053076…, √(1.183 × 0.932) = 1.050026….
    #[test]
    fn two_year_averages_as_published() {
        for (rates, expected) in [(["-1.6", "12.7"], ["5.31", "5.25", "5.36"]), (["-6.8", "18.3"], ["5.00", "4.95", "5.06"])] {
            assert_eq!(shown(&average_growth_from_rates(&figures(rates), 2, AWAY).unwrap(), 2), expected);
        }
    }

    /// 年均增长, hand-made: 100 to 161.051 in five years is 10 % (1.1^5); to 160.0 it is 9.8560…; to 50 in two, −29.2893….
    #[test]
    fn levels_over_years() {
        let from_100 = |value: &str, years| shown(&average_growth_from_levels(&count(value), &count("100"), years, 4, AWAY).unwrap(), 4);
        assert_eq!(from_100("161.051", 5), ["10.0000", "10.0000", "10.0000"]);
        assert_eq!(from_100("160", 5), ["9.8561", "9.8560", "9.8561"]);
        assert_eq!(from_100("50", 2), ["-29.2893", "-29.2894", "-29.2893"]);
        // Prints bound it: 160.0 over 100.0 lies in (159.95/100.05)^(1/5) and (160.05/99.95)^(1/5).
        let printed = average_growth_from_levels(&figure("160.0"), &figure("100.0"), 5, 2, AWAY).unwrap();
        assert_eq!(shown(&printed, 2), ["9.86", "9.83", "9.88"]);
    }

    #[test]
    fn refusals() {
        let levels = |value: &Figure, base: &Figure, years| average_growth_from_levels(value, base, years, 2, AWAY);
        let one = count("1");
        for (value, base, years, refusal) in [
            (&missing(), &one, 2, Refusal::NoValue),
            (&one, &missing(), 2, Refusal::InputMissing),
            (&one, &count("0"), 2, Refusal::ZeroDenominator),
            (&one, &count("-1"), 2, Refusal::SignChange),
            (&count("-1"), &one, 2, Refusal::SignChange),
            (&count("-1"), &count("-2"), 2, Refusal::NegativeBase),
            (&count("0"), &one, 2, Refusal::NotPositive),
            (&one, &one, 0, Refusal::NotPositive),
            (&one, &one, 2000, Refusal::Overflow),
        ] {
            assert_eq!(levels(value, base, years), Err(refusal));
        }
        assert_eq!(average_growth_from_rates(&[], 2, AWAY), Err(Refusal::NoValue));
        assert_eq!(average_growth_from_rates(&[count("5"), missing()], 2, AWAY), Err(Refusal::InputMissing));
        assert_eq!(average_growth_from_rates(&[count("5"), count("-100")], 2, AWAY), Err(Refusal::NotPositive));
    }

    /// A print that reaches 0, or digits that are not known, give the average without its interval.
    #[test]
    fn averages_without_an_interval() {
        let small = average_growth_from_levels(&figure("3"), &Figure { value: Some(Ratio::ONE), ..figure("0") }, 1, 0, AWAY);
        assert_eq!(small, Ok(Derived { value: Ratio::integer(200), interval: None }));
        let flat = average_growth_from_rates(&[unprinted("0"), figure("0")], 1, AWAY);
        assert_eq!(flat, Ok(Derived { value: Ratio::ZERO, interval: None }));
        let collapse = average_growth_from_rates(&figures(["-99.98", "0.0"]), 0, AWAY).unwrap();
        assert!(collapse.interval.is_some());
        assert_eq!(average_growth_from_rates(&figures(["-99.8", "-100.0"]), 0, AWAY), Err(Refusal::NotPositive));
    }
}
