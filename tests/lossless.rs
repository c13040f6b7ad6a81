//! Random decimals through the whole program: the figure in the release is the figure in the cell, to the last digit.

use std::collections::BTreeMap;
use std::fs::File;

use arrow::array::{Array, AsArray};
use arrow::datatypes::Float64Type;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use proptest::prelude::*;

use crate::support::SmallProject;

/// A decimal and the unit that it is written in, as a power of ten of the canonical one.
#[derive(Clone, Debug)]
struct Written {
    mantissa: i64,
    decimals: u32,
    unit: &'static str,
}

const UNITS: [(&str, u32); 4] = [("元", 0), ("万元", 4), ("亿元", 8), ("%", 0)];

impl Written {
    /// `mantissa / 10^decimals` with a point, all digits, a sign and nothing else.
    fn text(&self) -> String {
        decimal(i128::from(self.mantissa), self.decimals)
    }

    /// The exact amount in the canonical unit, without trailing zeros: the mantissa times the unit's power of ten, in integers.
    fn canonical(&self) -> String {
        let power = UNITS.iter().find(|(unit, _)| *unit == self.unit).unwrap().1;
        let (mut mantissa, mut scale) = (i128::from(self.mantissa) * 10_i128.pow(power), self.decimals);
        while scale > 0 && mantissa % 10 == 0 {
            (mantissa, scale) = (mantissa / 10, scale - 1);
        }
        decimal(mantissa, scale)
    }

    /// Digits that say something: zeros before the first and none behind are left out.
    fn significant(&self) -> usize {
        self.mantissa.unsigned_abs().to_string().len()
    }
}

fn decimal(mantissa: i128, scale: u32) -> String {
    let sign = if mantissa < 0 { "-" } else { "" };
    let (size, unit) = (mantissa.unsigned_abs(), 10_u128.pow(scale));
    if scale == 0 { format!("{sign}{size}") } else { format!("{sign}{}.{:0width$}", size / unit, size % unit, width = scale as usize) }
}

/// Up to 18 significant digits, up to 6 decimals.
fn written() -> impl Strategy<Value = Written> {
    let size = (1..=18_u32).prop_flat_map(|digits| 0..10_i64.pow(digits));
    (size, any::<bool>(), 0..=6_u32, 0..UNITS.len()).prop_map(|(size, negative, decimals, unit)| Written {
        mantissa: if negative { -size } else { size },
        decimals,
        unit: UNITS[unit].0,
    })
}

/// Doubles of a Parquet file's column by the text of another.
fn doubles(project: &SmallProject) -> BTreeMap<(String, String), f64> {
    let file = File::open(project.release("small").join("data/observations.parquet")).unwrap();
    let mut found = BTreeMap::new();
    for batch in ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap().map(Result::unwrap) {
        let texts = |name: &str| batch.column_by_name(name).unwrap().as_string::<i32>().clone();
        let (indicator, period) = (texts("indicator"), texts("time_period"));
        let values = batch.column_by_name("obs_value").unwrap().as_primitive::<Float64Type>().clone();
        for row in (0..batch.num_rows()).filter(|row| !values.is_null(*row)) {
            found.insert((indicator.value(row).to_owned(), period.value(row).to_owned()), values.value(row));
        }
    }
    found
}

/// Puts the figures into one project, one year each, runs it and compares all that is published.
fn lossless(figures: &[Written]) -> Result<(), TestCaseError> {
    let name = |figure: &Written| if figure.unit == "%" { ("URBAN_SHARE", "城镇化率") } else { ("GRP", "地区生产总值") };
    let year = |at: usize| (1900 + at).to_string();
    let row = |(at, figure): (usize, &Written)| format!("{},罗湖区,{},{},{},,\n", name(figure).1, year(at), figure.text(), figure.unit);
    let project = SmallProject::new(&figures.iter().enumerate().map(row).collect::<String>());
    let done = project.run();
    prop_assert_eq!(done.code, 0, "{}", done);
    let (table, quarantine, doubles) = (project.of("observations"), project.of("quarantine"), doubles(&project));
    prop_assert_eq!(table.rows.len(), figures.len());
    for (at, figure) in figures.iter().enumerate() {
        let key = (name(figure).0.to_owned(), year(at));
        let row = table.one(&[("indicator", &key.0), ("time_period", &key.1)]);
        prop_assert_eq!(row.get("obs_value"), figure.canonical(), "{:?}", figure);
        prop_assert_eq!(row.get("value_text"), figure.text());
        prop_assert_eq!(row.get("decimals"), figure.decimals.to_string());
        let nearest: f64 = row.get("obs_value").parse().unwrap();
        prop_assert_eq!(doubles[&key].to_bits(), nearest.to_bits(), "{:?}: {} against {}", figure, doubles[&key], nearest);
        // More digits than a double tells apart are said, and published all the same.
        let line = (at + 2).to_string();
        let notes = quarantine.all(&[("code", "T404"), ("severity", "note"), ("line", &line)]).len();
        prop_assert_eq!(notes, usize::from(figure.significant() > 15), "{:?}", figure);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Text, exact amount and double of random decimals are one number.
    #[test]
    fn random_decimals(figures in prop::collection::vec(written(), 1..20)) {
        lossless(&figures)?;
    }

    /// There and back: an amount written in 亿元, 万元 and 元 is one amount.
    #[test]
    fn units_there_and_back(mantissa in 1..10_i64.pow(9), decimals in 0..=4_u32) {
        let shifted = |unit, power: u32| format!("{},{unit}", decimal(i128::from(mantissa) * 10_i128.pow(power), decimals));
        let texts = [shifted("亿元", 0), shifted("万元", 4), shifted("元", 8)];
        let rows: String = (2001..).zip(&texts).map(|(year, text)| format!("地区生产总值,罗湖区,{year},{text},,\n")).collect();
        let project = SmallProject::new(&rows);
        let done = project.run();
        prop_assert_eq!(done.code, 0, "{}", done);
        let table = project.of("observations");
        let values: Vec<&str> = table.rows.iter().map(|row| row.get("obs_value")).collect();
        prop_assert!(values.len() == 3 && values.iter().all(|value| *value == values[0]), "{:?}: {:?}", texts, values);
        prop_assert!(table.rows[1..].iter().all(|row| row.get("yoy_percent") == "0.00" && row.get("yoy_change") == "0"), "{:?}", texts);
    }
}

/// The edges by hand: zeros, one digit, 15, 16 and 18 digits, a fraction of a yuan.
#[test]
fn decimals_at_the_edges() {
    let one = |mantissa, decimals, unit| Written { mantissa, decimals, unit };
    let figures = [
        one(0, 0, "元"),
        one(0, 6, "亿元"),
        one(1, 6, "元"),
        one(-257_167, 2, "亿元"),
        one(999_999_999_999_999, 0, "元"),
        one(1_000_000_000_000_000, 0, "元"),
        one(9_007_199_254_740_993, 0, "元"),
        one(999_999_999_999_999_999, 6, "亿元"),
        one(-123_456_789_012_345_678, 6, "%"),
        one(50, 2, "%"),
    ];
    lossless(&figures).unwrap();
    assert_eq!(figures[3].canonical(), "-257167000000");
    assert_eq!(figures[7].canonical(), "99999999999999999900");
}
