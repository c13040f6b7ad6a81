//! What the benches read and write: figures, texts, units and a table, made by counting, so that every run has the same.
//!
//! Nothing here is measured, and nothing here is product code.

#![allow(clippy::unwrap_used, clippy::missing_panics_doc)]

use tongbi::io::ROW_GROUP;
use tongbi::table::column::{Chunk, Column, Field, Kind, Value};
use tongbi_domain::number::{Decimal, Ratio};
use tongbi_domain::unit::{Dimension, Unit, UnitBook, UnitKind};

/// How many figures one pass of the arithmetic takes.
pub const FIGURES: usize = 4096;

/// The `n`th of some figures that look like printed ones: up to nine digits, two of them behind the point.
fn figure(n: usize) -> Decimal {
    let mixed = (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 34;
    Decimal::new(i128::from(mixed % 999_999_937), 2).unwrap()
}

/// So many of them, from the one given.
pub fn figures(from: usize) -> Vec<Decimal> {
    (from..from + FIGURES).map(figure).collect()
}

/// The text with a comma every three digits.
pub fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_once('.').unwrap_or((number, ""));
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text}.{rest}")
}

/// 元, 人 and 平方米 as a catalogue has them.
pub fn book() -> UnitBook {
    let mut book = UnitBook::default();
    for (code, spelling, kind) in
        [("CNY", "元", UnitKind::Currency), ("person", "人", UnitKind::Counter), ("m2", "平方米", UnitKind::Physical)]
    {
        let unit =
            Unit { code: code.to_owned(), dimension: Dimension::parse(code).unwrap(), factor: Ratio::power_of_ten(0).unwrap(), kind };
        let index = book.add(unit);
        book.spell(spelling, index);
    }
    book
}

/// The columns of a plain table of observations.
pub fn fields() -> Vec<Field> {
    let of = |name: &'static str, kind| Field {
        name: name.into(),
        kind,
        required: false,
        zh: name.into(),
        en: name.into(),
        concept: None,
        digits: None,
    };
    [
        ("indicator", Kind::Code),
        ("ref_area", Kind::Code),
        ("time_period", Kind::Code),
        ("obs_value", Kind::Number),
        ("yoy_percent", Kind::Number),
        ("decimals", Kind::Small),
        ("period_end", Kind::Date),
        ("value_text", Kind::Text),
    ]
    .into_iter()
    .map(|(name, kind)| of(name, kind))
    .collect()
}

/// A row group of them, in the order of its key: 20 periods for each area, 500 areas for each indicator.
pub fn chunk() -> Chunk {
    let fields = fields();
    let mut columns: Vec<Column> = fields.iter().map(|field| Column::new(field.kind)).collect();
    for row in 0..ROW_GROUP {
        let (indicator, area, period) = (row / 10_000, row / 20 % 500, row % 20);
        let value = figure(row);
        columns[0].push(Value::Text(&format!("IND{indicator:03}")));
        columns[1].push(Value::Text(&(110_000 + area).to_string()));
        columns[2].push(Value::Text(&(2003 + period).to_string()));
        columns[3].push(Value::Number((row % 64 != 0).then_some(value)));
        columns[4].push(Value::Number((period > 0).then(|| Decimal::new(value.mantissa() % 2000 - 500, 2).unwrap())));
        columns[5].push(Value::Small(2));
        columns[6].push(Value::Date(i32::try_from(12_417 + 365 * period).ok()));
        columns[7].push(Value::Text(&value.to_string()));
    }
    Chunk { fields, columns }
}
