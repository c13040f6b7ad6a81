//! One figure over another: share of a total (比重), figures per head or area (人均, 地均), the mean population of a year.

use super::derived::{check, number, numbers, positive_base};
use super::{Derived, Refusal};
use crate::growth::Figure;
use crate::number::Ratio;

/// Share of a total (比重), in percent: `part / total × 100`.
///
/// Both in one unit. The interval is that of independent prints: that a part is inside its total is not used, and nothing
/// is clamped to 0…100, so a share above 100 shows itself. Its change over a year is in points. Refused for a missing or
/// inexact figure and a total that is not above 0.
/// Source: 占…的比重 in every 国民经济和社会发展统计公报; two published shares differ in 百分点.
pub fn share(part: &Figure, total: &Figure) -> Result<Derived, Refusal> {
    let [part, total] = numbers([part, total], None)?;
    positive_base(total.value)?;
    Ok(part.percent_of(total)?)
}

/// One indicator over another: `numerator / denominator`, in the quotient of their units (元/人, 亿元/平方公里).
///
/// Refused for a missing or inexact figure and a denominator that is not above 0. Where the denominator's print reaches 0
/// the ratio is given without an interval.
/// Source: 人均地区生产总值 = 地区生产总值 / 年平均常住人口 (国家统计局 指标解释).
pub fn ratio(numerator: &Figure, denominator: &Figure) -> Result<Derived, Refusal> {
    let [numerator, denominator] = numbers([numerator, denominator], None)?;
    positive_base(denominator.value)?;
    Ok(numerator.over(denominator)?)
}

/// Mean of a stock over a year: `(start + end) / 2`, in its own unit; both ends must be there.
///
/// Source: 年平均人口 is the mean of the population at the two ends of the year (国家统计局 指标解释).
pub fn mean_of_ends(start: &Figure, end: &Figure) -> Result<Derived, Refusal> {
    check(None, [start, end].into_iter(), None)?;
    Ok(number(start)?.plus(number(end)?)?.times(Ratio::new(1, 2)?)?)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{count, figure, missing, ratio as exact, shown, unprinted};
    use super::*;

    /// 比重, worked by hand. Three sectors of 罗湖 2023 over 2808.19 亿元: 0.405/2808.185 = 0.01442… %, and so on.
    #[test]
    fn shares_of_a_printed_total() {
        let total = figure("2808.19");
        for (part, name, expected) in [
            ("0.40", "第一产业", ["0.0142", "0.0140", "0.0145"]),
            ("163.42", "第二产业", ["5.8194", "5.8192", "5.8196"]),
            ("2644.36", "第三产业", ["94.1660", "94.1656", "94.1664"]),
        ] {
            assert_eq!(shown(&share(&figure(part), &total).unwrap(), 4), expected, "{name}");
        }
    }

    /// Nothing is clamped: a part above its total says so. A loss has a negative share of a positive total.
    #[test]
    fn impossible_shares_are_shown() {
        assert_eq!(shown(&share(&count("11"), &count("10")).unwrap(), 1), ["110.0", "110.0", "110.0"]);
        assert_eq!(shown(&share(&count("-1"), &count("10")).unwrap(), 1), ["-10.0", "-10.0", "-10.0"]);
        assert_eq!(share(&count("1"), &count("0")), Err(Refusal::ZeroDenominator));
        assert_eq!(share(&count("1"), &count("-2")), Err(Refusal::NegativeBase));
        assert_eq!(share(&missing(), &count("1")), Err(Refusal::NoValue));
        assert_eq!(share(&count("1"), &missing()), Err(Refusal::InputMissing));
    }

    /// 人均地区生产总值, hand-made: 2500 亿元 over the mean of 114 and 116 万人 = 217391.30… 元.
    #[test]
    fn per_head_uses_the_mean_of_both_ends() {
        let mean = mean_of_ends(&count("1140000"), &count("1160000")).unwrap();
        assert_eq!(mean, Derived::point(exact("1150000")));
        let per_head = ratio(&count("250000000000"), &mean.figure(false)).unwrap();
        assert_eq!(shown(&per_head, 2), ["217391.30", "217391.30", "217391.31"]);
        assert_eq!(mean_of_ends(&missing(), &count("1")), Err(Refusal::InputMissing));
        assert_eq!(mean_of_ends(&count("1"), &missing()), Err(Refusal::InputMissing));
    }

    /// 0.4 printed as 0 may be anything up to 0.5: the ratio is given, its interval is not.
    #[test]
    fn prints_that_bound_nothing() {
        let small = Figure { value: Some(exact("0.4")), ..figure("0") };
        assert_eq!(ratio(&count("2"), &small), Ok(Derived { value: exact("5"), interval: None }));
        assert_eq!(ratio(&unprinted("6"), &count("3")), Ok(Derived { value: exact("2"), interval: None }));
    }
}
