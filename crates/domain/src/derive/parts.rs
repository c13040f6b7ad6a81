//! Parts against their total: 合计, 其中, and declared hierarchies.

use super::total::difference;
use super::{Derived, Refusal};
use crate::growth::Figure;
use crate::number::Ratio;

/// How the parts stand to their total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartsKind {
    /// They make it up (合计, 三次产业).
    Complete,
    /// They are disjoint pieces of it and leave something that is not below 0 (其中).
    Among,
}

/// What became of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartsVerdict {
    /// The difference is within what the printed digits allow.
    Agree,
    /// No numbers that print like these fit together.
    Contradicts,
    /// They cannot be compared, for this reason.
    NotChecked(Refusal),
}

impl PartsVerdict {
    /// The word that stands in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Agree => "AGREE",
            Self::Contradicts => "CONTRADICTS",
            Self::NotChecked(_) => "NOT_CHECKED",
        }
    }
}

/// Parts held against their total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartsCheck {
    /// Agree, contradicts, or why it was not checked.
    pub verdict: PartsVerdict,
    /// Total minus the sum of the parts, in their unit.
    pub difference: Option<Derived>,
    /// How far the difference may be from 0 (from above, for [`PartsKind::Among`]): the sum of all half-widths, 0 for counts.
    pub tolerance: Option<Ratio>,
}

/// Holds parts against their total: `total − Σ parts` within the sum of the half-widths of all of them, ends included.
///
/// All in one unit. Complete parts agree where the interval of the difference contains 0, 其中 parts where it reaches 0 or
/// above. Where a print is not known, only numbers that fit as they stand say anything; the rest is not checked. No parts are no check.
/// Source: 部分数据因四舍五入的原因, 存在总计与分项合计不等的情况 (notes of the 统计公报): no mechanical adjustment is made.
pub fn parts_and_total(total: &Figure, parts: &[Figure], kind: PartsKind) -> PartsCheck {
    let none = |refusal| PartsCheck { verdict: PartsVerdict::NotChecked(refusal), difference: None, tolerance: None };
    if parts.is_empty() {
        return none(Refusal::NoValue);
    }
    let difference = match difference(total, parts) {
        Ok(difference) => difference,
        Err(refusal) => return none(refusal),
    };
    let (low, high) = difference.interval.map_or((difference.value, difference.value), |interval| (interval.low(), interval.high()));
    let fits = high >= Ratio::ZERO && (kind == PartsKind::Among || low <= Ratio::ZERO);
    let verdict = match difference.interval {
        _ if fits => PartsVerdict::Agree,
        Some(_) => PartsVerdict::Contradicts,
        None => PartsVerdict::NotChecked(Refusal::PrintUnknown),
    };
    let tolerance = difference.interval.and_then(|interval| difference.value.sub(interval.low()).ok());
    PartsCheck { verdict, difference: Some(difference), tolerance }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{count, figure, missing, ratio, unprinted};
    use super::*;

    /// Verdict, difference and tolerance as texts.
    fn check(total: Figure, parts: &[Figure], kind: PartsKind) -> (&'static str, Option<Ratio>, Option<Ratio>) {
        let check = parts_and_total(&total, parts, kind);
        (check.verdict.code(), check.difference.map(|difference| difference.value), check.tolerance)
    }

    /// 罗湖: 新增学位 4290 + 720 = 5010 个 and 学校 4 + 2 = 6 所 (2022 report), 三次产业 0.40 + 163.42 + 2644.36 = 2808.18 亿元
    /// against 2808.19 (2023), four half-widths of 0.005.
    #[test]
    fn complete_parts() {
        use PartsKind::Complete;
        let zero = Some(Ratio::ZERO);
        assert_eq!(check(count("5010"), &[count("4290"), count("720")], Complete), ("AGREE", zero, zero));
        assert_eq!(check(count("6"), &[count("4"), count("2")], Complete), ("AGREE", zero, zero));
        assert_eq!(check(count("5011"), &[count("4290"), count("720")], Complete), ("CONTRADICTS", Some(Ratio::ONE), zero));
        let sectors = ["0.40", "163.42", "2644.36"].map(figure);
        let within = |total: &str| check(figure(total), &sectors, Complete);
        let tolerance = Some(ratio("0.02"));
        assert_eq!(within("2808.19"), ("AGREE", Some(ratio("0.01")), tolerance));
        assert_eq!(within("2808.20"), ("AGREE", Some(ratio("0.02")), tolerance), "the ends are included");
        assert_eq!(within("2808.21"), ("CONTRADICTS", Some(ratio("0.03")), tolerance));
        assert_eq!(within("2808.15"), ("CONTRADICTS", Some(ratio("-0.03")), tolerance));
    }

    /// 其中: the listed parts may leave something, and may not exceed their total.
    #[test]
    fn parts_among_others() {
        use PartsKind::Among;
        let among = |total: Figure| check(total, &[figure("30.0"), figure("40.0")], Among).0;
        assert_eq!(among(figure("100.0")), "AGREE");
        assert_eq!(among(figure("69.9")), "AGREE");
        assert_eq!(among(figure("69.8")), "CONTRADICTS");
    }

    #[test]
    fn what_is_not_checked() {
        use PartsKind::Complete;
        let verdict = |total: Figure, parts: &[Figure]| parts_and_total(&total, parts, Complete).verdict;
        let over = Figure { exact: false, ..count("3") };
        let withheld = Figure { suppressed: true, ..missing() };
        assert_eq!(verdict(count("3"), &[]), PartsVerdict::NotChecked(Refusal::NoValue));
        assert_eq!(verdict(missing(), &[count("3")]), PartsVerdict::NotChecked(Refusal::NoValue));
        assert_eq!(verdict(count("3"), &[count("3"), missing()]), PartsVerdict::NotChecked(Refusal::InputMissing));
        assert_eq!(verdict(count("3"), &[withheld]), PartsVerdict::NotChecked(Refusal::Suppressed));
        assert_eq!(verdict(over, &[count("3")]), PartsVerdict::NotChecked(Refusal::NotExact));
        assert_eq!(verdict(count("3"), &[unprinted("2")]), PartsVerdict::NotChecked(Refusal::PrintUnknown));
        assert_eq!(verdict(count("3"), &[unprinted("3")]), PartsVerdict::Agree);
    }
}
