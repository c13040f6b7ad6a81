//! Targets and actuals, worked by hand.

use super::super::sample::{count, figure, missing, ratio, shown, unprinted};
use super::AttainmentKind::{Level, Points};
use super::*;

fn target(qualifier: Qualifier, value: &str) -> Target {
    Target { value: Some(ratio(value)), range: None, qualifier, suppressed: false }
}

fn range(low: &str, high: &str) -> Target {
    Target { value: None, range: Some(Interval::new(ratio(low), ratio(high))), qualifier: Qualifier::Range, suppressed: false }
}

fn verdict_of(qualifier: Qualifier, goal: &str, better: Better, actual: &Figure) -> &'static str {
    attainment(&target(qualifier, goal), actual, Points, better, false).unwrap().verdict.code()
}

/// Verdicts by operator. PM2.5 17.5 (2021) and 18以内 (target of 2022) are of 罗湖; the rest is hand-made. One printed decimal.
#[test]
fn the_operator_decides() {
    use Better::{Higher, Lower, None as Neither};
    use Qualifier::{About, AtLeast, AtMost, Exact, Nearly, Over};
    for (qualifier, goal, better, actual, expected) in [
        (AtMost, "18", Lower, "17.5", "MET"),
        (AtMost, "18", Lower, "18.0", "WITHIN_PRINT"),
        (AtMost, "18", Lower, "18.1", "NOT_MET"),
        (AtLeast, "6", Higher, "6.1", "MET"),
        (AtLeast, "6", Higher, "6.0", "WITHIN_PRINT"),
        (AtLeast, "6", Higher, "5.9", "NOT_MET"),
        // The operator goes before the better direction: 以上 stays 以上.
        (AtLeast, "6", Lower, "6.1", "MET"),
        (Over, "6", Higher, "6.1", "MET"),
        // 下降3%以上: beyond −3 is below it; 下降3%以内 is short of it.
        (AtLeast, "-3", Lower, "-3.4", "MET"),
        (AtLeast, "-3", Lower, "-2.6", "NOT_MET"),
        (AtMost, "-3", Higher, "-2.6", "MET"),
        (AtMost, "-3", Higher, "-3.4", "NOT_MET"),
        // A bare number is reached in the better direction.
        (Exact, "6", Higher, "6.5", "MET"),
        (Exact, "6", Higher, "5.5", "NOT_MET"),
        (Exact, "4", Lower, "3.5", "MET"),
        (Exact, "4", Neither, "3.5", "GAP"),
        (Exact, "-2", Higher, "-1.5", "MET"),
        // 不到 is a limit where short of it is better; 近 says nothing of going beyond.
        (Nearly, "4", Lower, "3.5", "MET"),
        (Nearly, "4", Lower, "4.5", "NOT_MET"),
        (Nearly, "4", Higher, "4.5", "GAP"),
        (About, "6", Higher, "9.9", "GAP"),
    ] {
        assert_eq!(verdict_of(qualifier, goal, better, &figure(actual)), expected, "{} {goal} against {actual}", qualifier.code());
    }
}

/// Counts have no print: the number itself meets 以上 and does not meet 超. Unknown digits never decide an equality.
#[test]
fn equality() {
    let higher = Better::Higher;
    assert_eq!(verdict_of(Qualifier::AtLeast, "20", higher, &count("20")), "MET");
    assert_eq!(verdict_of(Qualifier::Over, "20", higher, &count("20")), "NOT_MET");
    assert_eq!(verdict_of(Qualifier::AtLeast, "0", higher, &unprinted("0")), "WITHIN_PRINT");
    assert_eq!(verdict_of(Qualifier::AtLeast, "0", higher, &unprinted("1")), "MET");
    // 7 printed without decimals is 6.5 to 7.5: 以上 is certain at 6.5, 超 is not.
    assert_eq!(verdict_of(Qualifier::AtLeast, "6.5", higher, &figure("7")), "MET");
    assert_eq!(verdict_of(Qualifier::Over, "6.5", higher, &figure("7")), "WITHIN_PRINT");
}

/// 地区生产总值, 亿元: 2808.19 against 2800以上 is 100.2925 % and 8.19 over; rates have a gap in points and no ratio.
#[test]
fn levels_as_ratio_and_rates_as_gap() {
    let level = attainment(&target(Qualifier::AtLeast, "2800"), &figure("2808.19"), Level, Better::Higher, false).unwrap();
    assert_eq!(shown(&level.percent.unwrap(), 4), ["100.2925", "100.2923", "100.2927"]);
    assert_eq!(shown(&level.gap, 3), ["8.190", "8.185", "8.195"]);
    let rate = attainment(&target(Qualifier::About, "7.0"), &figure("7.2"), Points, Better::Higher, false).unwrap();
    assert_eq!((rate.percent, shown(&rate.gap, 2)), (None, ["0.20", "0.15", "0.25"].map(String::from)));
}

/// 5.5-6: the gap to the nearest end, 0 inside; the print's ends go to the gap's ends.
#[test]
fn ranges_give_the_gap() {
    for (actual, gap) in [
        ("5.0", ["-0.50", "-0.55", "-0.45"]),
        ("5.5", ["0.00", "-0.05", "0.00"]),
        ("5.8", ["0.00", "0.00", "0.00"]),
        ("6.3", ["0.30", "0.25", "0.35"]),
    ] {
        for kind in [Level, Points] {
            let given = attainment(&range("5.5", "6"), &figure(actual), kind, Better::Higher, false).unwrap();
            assert_eq!((given.percent, shown(&given.gap, 2)), (None, gap.map(String::from)), "{actual}");
            assert_eq!(given.verdict, AttainmentVerdict::Gap);
        }
    }
}

#[test]
fn refusals() {
    let goal = target(Qualifier::AtLeast, "6");
    let attain = |target: &Target, actual: &Figure, kind| attainment(target, actual, kind, Better::Higher, false);
    let over = Figure { exact: false, ..count("9") };
    assert_eq!(attain(&Target { suppressed: true, ..goal }, &missing(), Points), Err(Refusal::Suppressed));
    assert_eq!(attain(&Target { value: None, ..goal }, &missing(), Points), Err(Refusal::NoValue));
    assert_eq!(attain(&Target { range: None, ..range("1", "2") }, &count("1"), Points), Err(Refusal::NoValue));
    assert_eq!(attain(&goal, &missing(), Points), Err(Refusal::InputMissing));
    assert_eq!(attain(&goal, &over, Points), Err(Refusal::NotExact));
    assert_eq!(attainment(&goal, &over, Points, Better::Higher, true), Err(Refusal::ScopeDiffers));
    assert_eq!(attain(&target(Qualifier::AtMost, "0"), &count("1"), Level), Err(Refusal::ZeroDenominator));
    assert_eq!(attain(&target(Qualifier::AtMost, "-1"), &count("1"), Level), Err(Refusal::NegativeBase));
    assert_eq!(attain(&target(Qualifier::AtMost, "0"), &count("1"), Points).map(|given| given.verdict), Ok(AttainmentVerdict::NotMet));
}

/// 2800 over 2630.2 implies 6.4558… %: 2800/2630.25 and 2800/2630.15.
#[test]
fn growth_that_a_target_implies() {
    let goal = target(Qualifier::AtLeast, "2800");
    assert_eq!(shown(&target_growth(&goal, &figure("2630.2")).unwrap(), 3), ["6.456", "6.453", "6.458"]);
    assert_eq!(target_growth(&range("5", "6"), &count("5")), Err(Refusal::NotExact));
    assert_eq!(target_growth(&goal, &missing()), Err(Refusal::InputMissing));
    assert_eq!(target_growth(&goal, &count("0")), Err(Refusal::ZeroDenominator));
    assert_eq!(target_growth(&goal, &count("-5")), Err(Refusal::NegativeBase));
}
