//! Texts of cells: numbers, periods, units.

use std::sync::OnceLock;

use tongbi_domain::catalog::{Catalog, CatalogFiles, CatalogText};
use tongbi_domain::number::text::{self, Amount, DecimalPoint, NumberText, Scaled, Style};
use tongbi_domain::number::{Decimal, Ratio};
use tongbi_domain::period::{self, Context, Freq, Period, TimeSpan};

use crate::choice_of_text;

/// `number::text::read` in the style that the first byte chooses.
///
/// Laws: a number that is read prints to a text that is read as an equal number; a range has its lower end first; the unit is a text of the
/// input, or the percent that a form means.
pub fn number(data: &[u8]) {
    let Some((choice, text)) = choice_of_text(data) else { return };
    let decimal_point = if choice & 2 == 0 { DecimalPoint::Point } else { DecimalPoint::Comma };
    let style = Style { parentheses_negative: choice & 1 == 1, decimal_point };
    let Ok(NumberText { amount, unit, .. }) = text::read(text, style) else { return };
    assert!(text.contains(unit) || matches!(unit, "%" | "‰"), "{unit:?} is not in {text:?}");
    match amount {
        Amount::One(scaled) => prints_back(scaled),
        Amount::Range(low, high) => {
            prints_back(low);
            prints_back(high);
            if let (Ok(low), Ok(high)) = (low.to_ratio(), high.to_ratio()) {
                assert!(low <= high, "{text:?} has its higher end first");
            }
        }
        Amount::Fraction(ratio) => assert_eq!(Ratio::parse(&format!("{}/{}", ratio.num(), ratio.den())), Some(ratio)),
    }
}

fn prints_back(scaled: Scaled) {
    let printed = scaled.digits.to_string();
    assert_eq!(Decimal::parse(&printed), Some(scaled.digits));
    let again = text::read(&printed, Style::default()).map(|number| number.amount);
    assert_eq!(again, Ok(Amount::One(Scaled { digits: scaled.digits, power: 0 })));
    if let Ok(exact) = scaled.to_ratio()
        && let Some(decimal) = exact.to_decimal()
    {
        assert_eq!(decimal.to_ratio(), exact);
    }
}

/// `period::read` in the context that the first byte chooses.
///
/// Laws: the key of what is read parses back, packs and unpacks; it begins before it ends; a span is found again by its key and its days.
pub fn period(data: &[u8]) {
    let Some((choice, text)) = choice_of_text(data) else { return };
    let context = Context {
        year: (choice & 1 == 1).then_some(2021),
        stock: choice & 2 == 2,
        fiscal_start_month: if choice & 4 == 4 { 4 } else { 1 },
        yyyymm_13_is_year: choice & 8 == 8,
        freq: (choice & 16 == 16).then_some(Freq::Monthly),
    };
    let Ok(span) = period::read(text, &context) else { return };
    let key = span.period();
    assert_eq!(Period::parse_canonical(&key.to_string()), Some(key));
    assert_eq!(Period::from_u32(key.to_u32()), Some(key));
    assert!(span.start() <= span.end(), "{text:?}");
    if span.fiscal_start() == 1 {
        assert_eq!(TimeSpan::from_key(key, span.cumulation()), Some(span), "{text:?}");
    }
    if let Some(later) = key.year_later() {
        assert_eq!(later.year_earlier(), Some(key));
    }
    if let Some(previous) = key.previous() {
        assert!(previous.end() < key.start());
    }
}

/// `UnitBook::read` with the units of `catalog/units.toml`.
///
/// Law: the code of a unit that is read is itself a text of the same unit.
pub fn unit(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let book = &catalog().units.book;
    let Ok(reading) = book.read(text) else { return };
    if let Ok(again) = book.read(&reading.unit.code) {
        assert_eq!(again.unit.factor, reading.unit.factor, "{text:?} has the code {:?}", reading.unit.code);
        assert_eq!(again.unit.dimension, reading.unit.dimension);
    }
}

/// The units of this repository.
fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| {
        let units = [CatalogText { file: "units.toml", text: include_str!("../../catalog/units.toml") }];
        match Catalog::load(CatalogFiles { units: &units, ..CatalogFiles::default() }, &[]) {
            Ok(catalog) => catalog,
            Err(problems) => panic!("catalog/units.toml: {problems}"),
        }
    })
}
