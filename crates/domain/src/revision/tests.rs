//! Cases worked by hand, and the laws that hold between any two releases of a key.

use proptest::prelude::*;

use super::*;
use crate::number::{Decimal, Rounding};

/// `value qualifier unit decimals stage source`, `-` for an empty cell, `.` for a column that is not there.
fn said(text: &str) -> Said {
    let parts: Vec<Option<String>> = text
        .split(' ')
        .map(|part| match part {
            "." => None,
            "-" => Some(String::new()),
            text => Some(text.to_owned()),
        })
        .collect();
    let part = |index: usize| parts[index].clone();
    Said { value: part(0), qualifier: part(1), unit: part(2), decimals: part(3), stage: part(4), source: part(5), ..Said::default() }
}

/// Before, after, the kind and the amount with its percent.
type Case = (&'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const CASES: &[Case] = &[
    // 2571.67 − 2550.00 = 21.67; 21.67 / 2550 = 0.849803…
    ("255000000000 EXACT CNY 2 NOT_STATED a", "257167000000 EXACT CNY 2 NOT_STATED b", "REVISED", "2167000000 0.85"),
    // about 2400 → 2375.3: another figure, and nobody knows by how much
    ("240000000000 ABOUT CNY 0 EXPECTED a", "237530000000 EXACT CNY 1 NOT_STATED b", "REVISED", ""),
    // 近 and 超 of one number
    ("100000000000 NEARLY CNY 0 NOT_STATED a", "100000000000 OVER CNY 0 NOT_STATED b", "REVISED", ""),
    // 139.5 → 139.50: the digits confirm it
    ("139.5 EXACT CNY 1 NOT_STATED a", "139.50 EXACT CNY 2 NOT_STATED a", "CONFIRMED", "0 0.00"),
    ("13950000000 EXACT CNY 1 EXPECTED a", "13950000000 EXACT CNY 2 PRELIMINARY b", "CONFIRMED", "0 0.00"),
    // preliminary, and final with the same number, by the same source
    ("7 EXACT CNY 0 PRELIMINARY a", "7 EXACT CNY 0 FINAL a", "CONFIRMED", "0 0.00"),
    ("7 EXACT CNY 0 FINAL a", "7 EXACT CNY 0 PRELIMINARY a", "STAGE_CHANGED", "0 0.00"),
    // an inexact figure that is repeated is confirmed, too
    ("85 OVER CNY 0 NOT_STATED a", "85 OVER CNY 0 NOT_STATED b", "CONFIRMED", ""),
    // the same number computed where it was said
    ("7 EXACT CNY 0 NOT_STATED a", "7 EXACT CNY 0 NOT_STATED -", "STATUS_CHANGED", "0 0.00"),
    // a figure that comes, a figure that goes
    ("- EXACT CNY 0 NOT_STATED a", "7 EXACT CNY 0 NOT_STATED a", "REVISED", ""),
    ("7 EXACT CNY 0 NOT_STATED a", "- EXACT CNY 0 NOT_STATED a", "REVISED", ""),
    // a change of unit is no revision
    ("1000 EXACT m 0 NOT_STATED a", "1 EXACT km 0 NOT_STATED a", "UNIT_CHANGED", ""),
    // −2 → 1: 3 over 2
    ("-2.0 EXACT percent 1 EXPECTED a", "1 EXACT percent 0 NOT_STATED b", "REVISED", "3 150.00"),
    // from 0: an amount, no percent
    ("0 EXACT CNY 0 NOT_STATED a", "5 EXACT CNY 0 NOT_STATED a", "REVISED", "5 -"),
    // columns that a release leaves out say nothing
    ("7 EXACT CNY 0 PRELIMINARY a", "7 EXACT CNY . . .", "", "0 0.00"),
    ("7 . . . . .", "8 EXACT CNY 0 NOT_STATED a", "REVISED", ""),
    ("7 EXACT CNY 0 NOT_STATED a", "7 EXACT CNY 0 NOT_STATED a", "", "0 0.00"),
    // more digits than a number may have: told apart as texts
    ("1e99 EXACT CNY 0 NOT_STATED a", "2e99 EXACT CNY 0 NOT_STATED a", "REVISED", ""),
];

/// Kinds and amounts are those that a statistician would give.
#[test]
fn worked_by_hand() {
    for (before, after, kind, expected) in CASES {
        let (one, other) = (said(before), said(after));
        assert_eq!(change(&one, &other).map_or("", Kind::code), *kind, "{before} → {after}");
        let found = amount(&one, &other).map(|amount| {
            let percent = amount.percent(2, Rounding::HalfAwayFromZero).map_or("-".to_owned(), |percent| percent.to_string());
            format!("{} {percent}", amount.change)
        });
        assert_eq!(found.unwrap_or_default(), *expected, "{before} → {after}");
    }
}

/// A changed status alone is told; a bound that moves is a revision.
#[test]
fn status_and_bounds() {
    let plain = Said { obs_status: Some("A".to_owned()), high: Some("6".to_owned()), ..said("- RANGE percent 0 INITIAL a") };
    let broken = Said { obs_status: Some("B".to_owned()), ..plain.clone() };
    let wider = Said { high: Some("6.5".to_owned()), ..plain.clone() };
    assert_eq!(change(&plain, &broken), Some(Kind::StatusChanged));
    assert_eq!((change(&plain, &wider), amount(&plain, &wider)), (Some(Kind::Revised), None));
    // A derived figure whose inputs have one digit more: the same figure between narrower bounds.
    let exact = |high: &str| Said { high: Some(high.to_owned()), ..said("109.84 EXACT percent 2 EXPECTED -") };
    assert_eq!(change(&exact("109.9"), &exact("109.85")), None);
}

/// What people read is what the source writes, else the value.
#[test]
fn as_written() {
    let figure =
        Said { value_text: Some("2400左右".to_owned()), unit_text: Some("亿元".to_owned()), ..said("240000000000 ABOUT CNY 0 - a") };
    assert_eq!((figure.written(), said("7 EXACT CNY 0 - a").written()), ("2400左右亿元".to_owned(), "7 CNY".to_owned()));
    let growth = Said { value_text: Some("增长5%".to_owned()), unit_text: Some("%".to_owned()), ..Said::default() };
    assert_eq!(growth.written(), "增长5%");
    let range = Said { low: Some("5.5".to_owned()), high: Some("6".to_owned()), ..said("- RANGE percent 0 - -") };
    assert_eq!((range.written(), Said::default().written()), ("5.5–6 percent".to_owned(), String::new()));
}

/// Any figure that a release may hold.
fn any_said() -> impl Strategy<Value = Said> {
    let number =
        prop_oneof![Just(String::new()), (-9999i32..9999, 0u8..3).prop_map(|(n, s)| Decimal::new(n.into(), s).unwrap().to_string())];
    let pick = |words: &'static [&'static str]| prop::sample::select(words).prop_map(|word| Some(word.to_owned()));
    let unit = prop_oneof![Just(None), pick(&["CNY", "km"])];
    let stage = pick(&["EXPECTED", "PRELIMINARY", "FINAL", "NOT_STATED"]);
    let rest = (pick(&["EXACT", "ABOUT"]), unit, pick(&["0", "1"]), stage, pick(&["a", "b", ""]));
    (number, rest).prop_map(|(value, (qualifier, unit, decimals, stage, source))| Said {
        value: Some(value),
        qualifier,
        unit,
        decimals,
        stage,
        source,
        ..Said::default()
    })
}

proptest! {
    /// A release differs in nothing from itself.
    #[test]
    fn nothing_changed_is_nothing(one in any_said()) {
        prop_assert_eq!(change(&one, &one), None);
    }

    /// Looked at from the other side, a revision is a revision back by the same amount, and what kept its number keeps it.
    #[test]
    fn the_other_way_round(one in any_said(), other in any_said()) {
        let kept = |kind| matches!(kind, Some(Kind::Confirmed | Kind::StageChanged | Kind::StatusChanged));
        let (there, back) = (change(&one, &other), change(&other, &one));
        prop_assert!(there == back || (kept(there) && kept(back)), "{:?} {:?}", there, back);
        let change = |amount: Option<Amount>| amount.map(|amount| amount.change);
        let negated = change(amount(&other, &one)).map(|change| change.negated().unwrap());
        prop_assert_eq!(change(amount(&one, &other)).map(Decimal::to_ratio), negated.map(Decimal::to_ratio));
    }

    /// The value before and the amount make the value after.
    #[test]
    fn applied_it_gives_the_later_value(one in any_said(), other in any_said()) {
        if let Some(amount) = amount(&one, &other) {
            let value = |said: &Said| Decimal::parse(said.value.as_deref().unwrap()).unwrap().to_ratio();
            prop_assert_eq!(value(&one).add(amount.change.to_ratio()).unwrap(), value(&other));
            prop_assert_eq!(change(&one, &other) == Some(Kind::Revised), amount.change.mantissa() != 0);
        }
    }
}
