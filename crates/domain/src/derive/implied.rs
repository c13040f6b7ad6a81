//! What a published rate implies: the base that its source compared with, and the price change between two rates.

use super::derived::{numbers, positive_base};
use super::{Derived, Refusal};
use crate::growth::Figure;
use crate::number::Ratio;

/// What is known of a published rate beside its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RateFacts {
    /// The rate is at constant prices (可比价, 不变价).
    pub constant_price: bool,
    /// The rate is on a comparable scope (可比口径): its base is last year's figure restated to this year's scope.
    pub comparable_scope: bool,
}

/// The base that a level and its published rate imply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImpliedBase {
    /// The base, in the level's unit.
    pub base: Derived,
    /// Whether it is a restated base: not what was published a year ago, and not to be held against it.
    pub restated: bool,
}

/// The base implied by a level and a published rate in percent: `level / (1 + rate/100)`, in the level's unit.
///
/// For a level `v ± h` and a rate `g ± k` the interval is `[(v−h)/(1+(g+k)/100), (v+h)/(1+(g−k)/100)]`; none where the rate's
/// print reaches −100 %. For the table of implied figures only, never an observation. Refused for missing or inexact
/// figures, a rate at constant prices (level and rate then differ by the deflator), a rate of −100 % or less and a level
/// that is not above 0.
/// Source: the meaning of a printed rate, 四舍五入 at both ends; 可比口径 from the national bureau's industry notes.
pub fn implied_base(level: &Figure, rate_percent: &Figure, facts: RateFacts) -> Result<ImpliedBase, Refusal> {
    let fact = facts.constant_price.then_some(Refusal::ConstantPrice);
    let [level, rate] = numbers([level, rate_percent], fact)?;
    let factor = positive_factor(rate)?;
    match positive_base(level.value) {
        Ok(()) => Ok(ImpliedBase { base: level.over(factor)?, restated: facts.comparable_scope }),
        Err(Refusal::ZeroDenominator) => Err(Refusal::NotPositive),
        Err(refusal) => Err(refusal),
    }
}

/// The price change between a nominal and a real growth rate (平减指数 − 100), in percent:
/// `((1 + nominal/100) / (1 + real/100) − 1) × 100`.
///
/// Both in percent over the same base period; meaningful only where price basis alone differs and the base was not
/// revised, which the caller knows. Refused for missing or inexact rates and rates of −100 % or less.
/// Source: GDP平减指数 = 现价GDP / 不变价GDP (国家统计局 指标解释), as a ratio of two years.
pub fn implied_deflator(nominal_growth: &Figure, real_growth: &Figure) -> Result<Derived, Refusal> {
    let [nominal, real] = numbers([nominal_growth, real_growth], None)?;
    let quotient = positive_factor(nominal)?.over(positive_factor(real)?)?;
    Ok(quotient.minus(Derived::point(Ratio::ONE))?.times(Ratio::integer(100))?)
}

/// `1 + rate/100`, above 0; where its print reaches 0, a quotient by it has no interval.
fn positive_factor(rate: Derived) -> Result<Derived, Refusal> {
    let factor = rate.growth_factor()?;
    if factor.value <= Ratio::ZERO {
        return Err(Refusal::NotPositive);
    }
    Ok(factor)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{count, figure, missing, ratio, shown, unprinted};
    use super::*;

    const NOMINAL: RateFacts = RateFacts { constant_price: false, comparable_scope: false };

    /// 139.50 亿元, 增长56.1 % at current prices: 139.495/1.5615 = 89.3339… to 139.505/1.5605 = 89.3976….
    /// 107.29 亿元, 同口径增长11.4 %: the restated base is 96.3106…, not the 137 that was published.
    #[test]
    fn bases_of_published_rates() {
        let implied = implied_base(&figure("139.50"), &figure("56.1"), NOMINAL).unwrap();
        assert_eq!((shown(&implied.base, 3), implied.restated), (["89.366", "89.333", "89.398"].map(String::from), false));
        let facts = RateFacts { comparable_scope: true, ..NOMINAL };
        let restated = implied_base(&figure("107.29"), &figure("11.4"), facts).unwrap();
        assert_eq!((shown(&restated.base, 2), restated.restated), (["96.31", "96.26", "96.36"].map(String::from), true));
    }

    #[test]
    fn bases_that_are_not_implied() {
        let (level, rate) = (figure("2630.2"), figure("3.4"));
        let facts = RateFacts { constant_price: true, comparable_scope: true };
        assert_eq!(implied_base(&level, &rate, facts), Err(Refusal::ConstantPrice));
        assert_eq!(implied_base(&missing(), &rate, facts), Err(Refusal::NoValue));
        assert_eq!(implied_base(&level, &count("-100"), NOMINAL), Err(Refusal::NotPositive));
        assert_eq!(implied_base(&count("0"), &rate, NOMINAL), Err(Refusal::NotPositive));
        assert_eq!(implied_base(&count("-5"), &rate, NOMINAL), Err(Refusal::NegativeBase));
        // 持平 without digits, and a fall whose print reaches −100 %: a base without an interval.
        assert_eq!(implied_base(&level, &unprinted("0"), NOMINAL).unwrap().base, Derived { value: ratio("2630.2"), interval: None });
        let collapse = implied_base(&count("1"), &Figure { value: Some(ratio("-99.8")), ..figure("-100") }, NOMINAL).unwrap();
        assert_eq!(collapse.base, Derived { value: ratio("500"), interval: None });
    }

    /// Hand-made: nominal 8.1 % over real 5.0 %, 1.081/1.05 = 1.029523…; ends 1.0805/1.0505 and 1.0815/1.0495.
    #[test]
    fn the_price_change_between_two_rates() {
        let deflator = implied_deflator(&figure("8.1"), &figure("5.0")).unwrap();
        assert_eq!(shown(&deflator, 3), ["2.952", "2.855", "3.050"]);
        assert_eq!(implied_deflator(&figure("8.1"), &count("-100")), Err(Refusal::NotPositive));
        assert_eq!(implied_deflator(&figure("8.1"), &missing()), Err(Refusal::InputMissing));
    }
}
