//! CSV for portals and Parquet for notebooks are one table twice.

use std::fs::File;
use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Float64Type, Int8Type, Int32Type, TimeUnit, TimestampMillisecondType};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};

use crate::support::{LUOHU, PROVINCES, SmallProject, Table, real_run};

/// Tables that are written twice.
const TWICE: [&str; 5] = ["growth_checks", "lineage", "observations", "revisions", "statements"];

/// The key of `observations`, in the order of the architecture page.
const KEY: [&str; 11] = [
    "indicator",
    "ref_area",
    "measure",
    "scenario",
    "freq",
    "time_period",
    "cumulation",
    "price_basis",
    "comparability",
    "base_per",
    "adjustment",
];

fn read_parquet(path: &Path) -> RecordBatch {
    // Types are to be found in the Parquet schema itself, not in a hint that only Arrow readers see.
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let file = File::open(path).unwrap();
    let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).unwrap();
    let schema = builder.schema().clone();
    let batches: Vec<RecordBatch> = builder.build().unwrap().map(Result::unwrap).collect();
    concat_batches(&schema, &batches).unwrap()
}

fn metadata(path: &Path) -> ArrowReaderMetadata {
    ArrowReaderMetadata::load(&File::open(path).unwrap(), ArrowReaderOptions::new()).unwrap()
}

/// Days since 1970-01-01 of a date as written, by counting years and months.
fn days(date: &str) -> i64 {
    let parts: Vec<i64> = date.split('-').map(|part| part.parse().unwrap()).collect();
    let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let years: i64 = (1970..parts[0]).map(|year| if leap(year) { 366 } else { 365 }).sum();
    let february = if leap(parts[0]) { 29 } else { 28 };
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    years + lengths.iter().take(usize::try_from(parts[1] - 1).unwrap()).sum::<i64>() + parts[2] - 1
}

fn same_cell(column: &ArrayRef, row: usize, text: &str, place: &str) {
    assert_eq!(column.is_null(row), text.is_empty(), "{place}: null against `{text}`");
    if text.is_empty() {
        return;
    }
    match column.data_type() {
        DataType::Utf8 => assert_eq!(column.as_string::<i32>().value(row), text, "{place}"),
        DataType::Float64 => {
            let (double, exact): (f64, f64) = (column.as_primitive::<Float64Type>().value(row), text.parse().unwrap());
            assert_eq!(double.to_bits(), exact.to_bits(), "{place}: {double} against `{text}`");
        }
        DataType::Int8 => assert_eq!(column.as_primitive::<Int8Type>().value(row).to_string(), text, "{place}"),
        DataType::Int32 => assert_eq!(column.as_primitive::<Int32Type>().value(row).to_string(), text, "{place}"),
        DataType::Timestamp(TimeUnit::Millisecond, None) => {
            let instant = column.as_primitive::<TimestampMillisecondType>().value(row);
            assert_eq!(instant, days(text) * 86_400_000, "{place}: `{text}`");
        }
        other => panic!("{place}: a column of type {other}"),
    }
}

/// Asserts that all tables of a release that are written twice are the same twice.
pub fn same_tables(release: &Path) {
    for name in TWICE {
        let csv = Table::read(&release.join(format!("data/{name}.csv")));
        let parquet = read_parquet(&release.join(format!("data/{name}.parquet")));
        let names: Vec<&str> = parquet.schema_ref().fields().iter().map(|field| field.name().as_str()).collect();
        assert_eq!(names, csv.header, "{name}");
        assert_eq!(parquet.num_rows(), csv.rows.len(), "{name}");
        for (column, header) in parquet.columns().iter().zip(&csv.header) {
            for (index, row) in csv.rows.iter().enumerate() {
                same_cell(column, index, row.get(header), &format!("{name} row {index} {header}"));
            }
        }
    }
}

/// Same rows, same order, same columns, same values: text equal with empty for null, numbers to the bit, dates to the day.
#[test]
fn every_cell_is_the_same() {
    for package in [LUOHU, PROVINCES] {
        same_tables(&real_run().0.release(package));
    }
}

/// Texts that CSV has to quote are the same in both: commas, quotes, leading zeros and blanks inside.
#[test]
fn quoted_texts_are_the_same() {
    let project = SmallProject::new("地区生产总值,罗湖区,2021,100,亿元,,\"甲,乙 \"\"丙\"\" 007\"\n");
    assert_eq!(project.run().code, 0);
    same_tables(&project.release("small"));
    project.of("observations").one(&[]).has(&[("note", "甲,乙 \"丙\" 007")]);
}

/// A line break inside a note is the same in both.
#[test]
fn line_breaks_are_the_same() {
    let project = SmallProject::new("地区生产总值,罗湖区,2021,100,亿元,,\"上\n下\"\n");
    assert_eq!(project.run().code, 0);
    same_tables(&project.release("small"));
}

/// Numbers at the edge of what a double holds are the nearest double of the exact text, and CSV keeps every digit.
#[test]
fn many_digits_are_the_nearest_double() {
    let texts = ["9007199254740993", "0.1", "123456789012345678.9", "0.30000000000000004", "99999999999999999999"];
    let rows: String = texts.iter().zip(2001..).map(|(text, year)| format!("地区生产总值,罗湖区,{year},{text},元,,\n")).collect();
    let project = SmallProject::new(&rows);
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    same_tables(&project.release("small"));
    let values: Vec<String> = project.of("observations").rows.iter().map(|row| row.get("obs_value").to_owned()).collect();
    assert_eq!(values, texts);
}

/// A notebook finds strings, doubles, small integers and timestamps without zone, and nothing that pandas calls `object`.
#[test]
fn types_are_those_that_notebooks_keep() {
    for package in [LUOHU, PROVINCES] {
        let path = real_run().0.release(package).join("data/observations.parquet");
        for field in read_parquet(&path).schema_ref().fields() {
            let expected = match field.name().as_str() {
                "decimals" => DataType::Int8,
                "period_start" | "period_end" => DataType::Timestamp(TimeUnit::Millisecond, None),
                "obs_value" | "value_low" | "value_high" | "half_width" => DataType::Float64,
                "yoy_base" | "yoy_change" | "yoy_percent" | "yoy_points" | "yoy_low" | "yoy_high" => DataType::Float64,
                _ => DataType::Utf8,
            };
            assert_eq!(*field.data_type(), expected, "{}", field.name());
        }
    }
}

/// The file says by which columns it is sorted, so that a reader may skip what it does not need.
#[test]
fn sorting_is_declared() {
    for package in [LUOHU, PROVINCES] {
        let path = real_run().0.release(package).join("data/observations.parquet");
        let metadata = metadata(&path);
        let groups = metadata.metadata().row_groups();
        assert!(!groups.is_empty());
        for group in groups {
            let sorting = group.sorting_columns().unwrap();
            assert!(sorting.iter().all(|column| !column.descending));
            let columns = group.schema_descr();
            let names: Vec<&str> = sorting
                .iter()
                .map(|column| columns.column(usize::try_from(column.column_idx).unwrap()).name().to_owned())
                .map(|name| KEY.iter().find(|key| **key == name).copied().unwrap_or("?"))
                .collect();
            assert_eq!(names, KEY);
        }
    }
}

/// Rows stand in the order of their keys, byte by byte, and no key stands twice.
#[test]
fn rows_are_sorted_by_key_and_unique() {
    for package in [LUOHU, PROVINCES] {
        let table = Table::read(&real_run().0.release(package).join("data/observations.csv"));
        let keys: Vec<[&str; 11]> = table.rows.iter().map(|row| KEY.map(|column| row.get(column))).collect();
        assert!(keys.len() > 200);
        for pair in keys.windows(2) {
            assert!(pair[0] < pair[1], "{:?} before {:?}", pair[0], pair[1]);
        }
    }
}

/// The order holds across frequencies, spans of years and areas, and the key of rows is the same text whatever the order of input.
#[test]
fn mixed_frequencies_are_sorted_too() {
    let periods = [
        "2021年12月",
        "2022年",
        "2016-2020年",
        "2021年第一季度",
        "2021年1-9月",
        "2016年",
        "2021年上半年",
        "2021年1-2月",
        "2021年3月",
        "2017年",
    ];
    let mut rows: Vec<String> = periods.iter().map(|period| format!("地区生产总值,罗湖区,{period},100,亿元,,\n")).collect();
    rows.push("地区生产总值,全国,2022年,100,亿元,,\n".to_owned());
    rows.push("道路里程,罗湖区,2022年,100,公里,,\n".to_owned());
    rows.push("户数,福田区,2022年,100,户,增长5%,\n".to_owned());
    let project = SmallProject::new(&rows.concat());
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    let table = project.of("observations");
    let keys: Vec<[&str; 11]> = table.rows.iter().map(|row| KEY.map(|column| row.get(column))).collect();
    assert_eq!(keys.len(), rows.len() + 1);
    for pair in keys.windows(2) {
        assert!(pair[0] < pair[1], "{:?} before {:?}", pair[0], pair[1]);
    }
    let spans: Vec<&str> =
        table.all(&[("indicator", "GRP"), ("ref_area", "440303"), ("freq", "A")]).iter().map(|row| row.get("time_period")).collect();
    assert_eq!(spans, ["2016", "2016/2020", "2017", "2022"]);
}

/// The dates that the comparison above computes are right, on days known from a calendar.
#[test]
fn the_tests_own_calendar_is_right() {
    assert_eq!(days("1970-01-01"), 0);
    assert_eq!(days("2000-03-01"), 11_017);
    assert_eq!(days("2024-12-31"), 20_088);
}
