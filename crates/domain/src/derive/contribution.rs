//! What a part gave to the growth of its total: 贡献率 and 拉动.

use super::derived::{numbers, positive_base};
use super::{Derived, Refusal};
use crate::growth::Figure;
use crate::number::Ratio;

/// Contribution to growth (贡献率), in percent: `(part − part_base) / (total − total_base) × 100`.
///
/// All four in one unit and at one price basis: constant prices, or current ones and then labelled nominal (the caller
/// refuses [`Refusal::BasisDiffers`]). A part that fell has a negative contribution; contributions above 100 are possible.
/// Refused for missing or inexact figures, and as [`Refusal::TotalNotIncreasing`] where the total's change is not above 0 or
/// its interval contains 0. The total's own base may have any sign.
/// Source: 三次产业贡献率指各产业增加值增量与GDP增量之比, at comparable prices (广州统计年鉴 表1-22, 1990-2015年, 注).
pub fn contribution(part: &Figure, part_base: &Figure, total: &Figure, total_base: &Figure) -> Result<Derived, Refusal> {
    let [part, part_base, total, total_base] = numbers([part, part_base, total, total_base], None)?;
    let growth = total.minus(total_base)?;
    if growth.value <= Ratio::ZERO || growth.interval.is_some_and(|interval| interval.contains(Ratio::ZERO)) {
        return Err(Refusal::TotalNotIncreasing);
    }
    Ok(part.minus(part_base)?.percent_of(growth)?)
}

/// Points contributed to the growth of the total (拉动…个百分点): `(part − part_base) / total_base × 100`, in points.
///
/// Units, prices and missing figures as for [`contribution`]; of the total it needs only a base above 0, so it also
/// stands where the total fell. Equal to 贡献率 × the total's growth rate wherever both are given.
/// Source: 三次产业拉动 = GDP 增长速度 × 各产业贡献率 (福建统计年鉴2020 表2-7: 1980年 18.4 % × 25.1 % = 4.6 points).
pub fn points_contributed(part: &Figure, part_base: &Figure, total_base: &Figure) -> Result<Derived, Refusal> {
    let [part, part_base, total_base] = numbers([part, part_base, total_base], None)?;
    positive_base(total_base.value)?;
    Ok(part.minus(part_base)?.percent_of(total_base)?)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{count, figure, missing, shown, unprinted};
    use super::*;

    /// Hand-made, 亿元: a part from 100.0 to 110.0, the total from 1000.0 to 1050.0.
    /// 贡献率 10/50 = 20 %, ends 9.9/50.1 and 10.1/49.9; 拉动 10/1000 = 1 point, ends 9.9/1000.05 and 10.1/999.95.
    #[test]
    fn a_part_of_growth() {
        let [part, part_base, total, total_base] = ["110.0", "100.0", "1050.0", "1000.0"].map(figure);
        let given = contribution(&part, &part_base, &total, &total_base).unwrap();
        assert_eq!(shown(&given, 3), ["20.000", "19.760", "20.241"]);
        let points = points_contributed(&part, &part_base, &total_base).unwrap();
        assert_eq!(shown(&points, 4), ["1.0000", "0.9899", "1.0101"]);
    }

    /// 福建统计年鉴2020 表2-7, 1980: the printed rates 25.1 % and 18.4 % give 4.6 points.
    #[test]
    fn points_are_contribution_times_growth() {
        let [part, part_base, total, total_base] = ["146.184", "100", "1184", "1000"].map(count);
        assert_eq!(shown(&contribution(&part, &part_base, &total, &total_base).unwrap(), 1)[0], "25.1");
        assert_eq!(shown(&points_contributed(&part, &part_base, &total_base).unwrap(), 1)[0], "4.6");
    }

    /// 贡献率 needs a total that certainly grew; 拉动 needs only its base. A part that fell pulls down (下拉).
    #[test]
    fn totals_that_did_not_grow() {
        let [fell, base] = ["8", "10"].map(count);
        for (total, name) in [("100", "unchanged"), ("90", "fell")] {
            assert_eq!(contribution(&fell, &base, &count(total), &count("100")), Err(Refusal::TotalNotIncreasing), "{name}");
        }
        assert_eq!(contribution(&fell, &base, &unprinted("7"), &count("7")), Err(Refusal::TotalNotIncreasing), "digits unknown");
        // 100.1 over 100.0: by the print the total may not have grown at all.
        assert_eq!(contribution(&fell, &base, &figure("100.1"), &figure("100.0")), Err(Refusal::TotalNotIncreasing));
        assert_eq!(shown(&points_contributed(&fell, &base, &count("100")).unwrap(), 1)[0], "-2.0");
        assert_eq!(shown(&contribution(&fell, &base, &count("104"), &count("100")).unwrap(), 1)[0], "-50.0");
    }

    #[test]
    fn refusals_and_unknown_prints() {
        let one = count("1");
        assert_eq!(contribution(&missing(), &one, &one, &one), Err(Refusal::NoValue));
        assert_eq!(contribution(&one, &one, &one, &missing()), Err(Refusal::InputMissing));
        assert_eq!(points_contributed(&one, &one, &count("0")), Err(Refusal::ZeroDenominator));
        assert_eq!(points_contributed(&one, &one, &count("-3")), Err(Refusal::NegativeBase));
        let given = contribution(&unprinted("3"), &one, &count("5"), &one).unwrap();
        assert_eq!((shown(&given, 0)[0].as_str(), given.interval), ("50", None));
    }
}
