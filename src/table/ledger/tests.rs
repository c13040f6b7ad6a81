//! Ledgers behind each other, and what is known of amounts without computing them.

use proptest::prelude::*;
use tongbi_domain::catalog::{DimensionId, ValueRank};
use tongbi_domain::vocabulary::{ConfStatus, ObsStatus, Stage};

use super::*;
use crate::table::{Facts, Traits};

/// A cross-section is an area with a value of each dimension, whatever is measured there; so figures that may be joined have one number.
#[test]
fn cross_sections_are_area_and_dimensions() {
    let (zero, one) = (DimensionKey::default(), DimensionKey::default().with(DimensionId(0), ValueRank(1)));
    let mut ledger = Ledger::default();
    let period = tongbi_domain::period::Period::annual(2021).unwrap();
    let mut ids = Vec::new();
    for (indicator, area, dimensions) in [(0, 0, zero), (0, 0, one), (0, 1, one), (1, 0, one), (1, 0, zero), (0, 0, one)] {
        let (indicator, area) = (IndicatorId(indicator), AreaId(area));
        let id = ledger.line_id(Line { indicator, area, dimensions, measure: Measure::Level, scenario: Scenario::Actual });
        ids.push((id, ledger.cross_section(&Statement { line: id, ..crate::table::statement::sample(period) })));
    }
    let lines: Vec<u32> = ids.iter().map(|(line, _)| line.0).collect();
    assert_eq!(lines, [0, 1, 2, 3, 4, 1]);
    let same = |one: usize| (0..ids.len()).filter(|other| ids[*other].1 == ids[one].1).collect::<Vec<_>>();
    assert_eq!([same(0), same(1), same(2)], [vec![0, 4], vec![1, 3, 5], vec![2]]);
}

/// Two ledgers, one put behind the other, say what one ledger of both says.
#[test]
fn absorbing_is_reading_on() {
    let line = |area| Line {
        indicator: IndicatorId(0),
        area: AreaId(area),
        dimensions: DimensionKey::default(),
        measure: Measure::Level,
        scenario: Scenario::Actual,
    };
    let unit = |text: &str| Conversion {
        unit_text: text.to_owned(),
        factor: Ratio::integer(1),
        unit: "CNY".to_owned(),
        kind: UnitKind::Currency,
        scaled: false,
    };
    let cells = [(3, "元", "", "a"), (1, "万元", "n", ""), (3, "元", "n", "b"), (2, "元", "m", "")];
    let enter = |ledger: &mut Ledger, cells: &[(u32, &str, &str, &str)], file: &str| {
        let number = FileId(ledger.files.len() as u16);
        ledger.files.push(RawFile { path: file.to_owned(), sheet: String::new(), origin: Origin::Source(0), sha256: String::new() });
        for (area, unit_text, note, locator) in cells {
            let known = ledger.conversions.iter().position(|known| known.unit_text == *unit_text);
            let conversion = known.map_or_else(|| ledger.add_conversion(unit(unit_text)).unwrap(), |at| ConversionId(at as u16));
            let period = tongbi_domain::period::Period::annual(2021).unwrap();
            let mut statement = Statement { conversion, file: number, ..crate::table::statement::sample(period) };
            (statement.line, statement.note) = (ledger.line_id(line(*area)), ledger.intern(note));
            if !locator.is_empty() {
                let locator = ledger.intern(locator);
                ledger.extras.push(Extra { locator, ..Extra::default() });
                statement.extra = ledger.extras.len() as u32;
            }
            ledger.push(&statement);
        }
    };
    let (mut whole, mut first, mut second) = (Ledger::default(), Ledger::default(), Ledger::default());
    enter(&mut whole, &cells[..2], "x");
    enter(&mut whole, &cells[2..], "y");
    enter(&mut first, &cells[..2], "x");
    second.loose = Some(Loose::default());
    whole.deal().unwrap();
    enter(&mut second, &cells[2..], "y");
    first.absorb(second).unwrap();
    first.deal().unwrap();
    let shown = |ledger: &Ledger| -> Vec<_> {
        let show = |stored: &crate::table::stored::Stored| {
            let statement = &ledger.statement(stored);
            let locator = ledger.extra(statement).map_or("", |extra| ledger.text(extra.locator)).to_owned();
            let texts = [&ledger.file(statement.file).path, &ledger.conversion(statement).unit_text, ledger.text(statement.note)];
            (*ledger.line(statement), texts.map(str::to_owned), locator, statement.line, statement.extra)
        };
        let all: Vec<IndicatorId> = ledger.lines.iter().map(|line| line.indicator).take(1).collect();
        let mut shown = Vec::new();
        ledger.read(&all, |piece| shown.extend(piece.iter().map(show))).unwrap();
        shown
    };
    assert_eq!(shown(&first), shown(&whole));
    assert_eq!(first.conversions, whole.conversions);
}

/// 下降3%以上: the magnitude is at least 3, so the signed value is at most −3.
#[test]
fn bounds_follow_the_sign() {
    let three = Ratio::integer(3);
    assert_eq!(bounds(Qualifier::AtLeast, three), (Some(three), None));
    assert_eq!(bounds(Qualifier::AtLeast, three.neg()), (None, Some(three.neg())));
    assert_eq!(bounds(Qualifier::Nearly, three), (None, Some(three)));
    assert_eq!(bounds(Qualifier::About, three), (None, None));
}

proptest! {
    /// Where two numbers are compared by their digits, their amounts say the same.
    #[test]
    fn numbers_are_the_same_where_amounts_are(a in -2000..2000_i64, b in -2000..2000_i64, decimals in (0..9_u8, 0..9_u8), zeros in 0..4_u32) {
        let mut ledger = Ledger::default();
        let factor = Ratio::integer(10_000);
        let unit = Conversion { unit_text: "万元".into(), factor, unit: "CNY".into(), kind: UnitKind::Currency, scaled: true };
        let conversion = ledger.add_conversion(unit).unwrap();
        ledger.line_id(Line {
            indicator: IndicatorId(0),
            area: AreaId(0),
            dimensions: DimensionKey::default(),
            measure: Measure::Level,
            scenario: Scenario::Actual,
        });
        let period = tongbi_domain::period::Period::annual(2021).unwrap();
        let statement = |mantissa: i64, decimals: u8| {
            let sample = crate::table::statement::sample(period);
            let traits = Traits::new(Facts {
                decimals,
                qualifier: Qualifier::Exact,
                stage: Stage::Final,
                status: ObsStatus::Normal,
                confidentiality: ConfStatus::Free,
                words: false,
                period_assumed: false,
                area_assumed: false,
            });
            Statement { mantissa, conversion, traits, ..sample }
        };
        // With as many zeros more the one is the other where both have the same digits.
        let (one, other) = (statement(a, decimals.0), statement(b, decimals.1));
        let longer = statement(a * 10_i64.pow(zeros), decimals.0 + zeros as u8);
        for (x, y) in [(&one, &other), (&one, &longer), (&one, &one)] {
            let value = |statement| ledger.amount(statement).unwrap().value;
            let plain = x.traits.decimals() <= SHORT_DECIMALS && y.traits.decimals() <= SHORT_DECIMALS;
            prop_assert_eq!(ledger.same_number(x, y), plain.then(|| value(x) == value(y)));
        }
    }
}
