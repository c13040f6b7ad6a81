//! The same table in every packing and encoding is the same table.

use std::io::Write as _;
use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use flate2::Compression;
use flate2::write::GzEncoder;
use parquet::arrow::ArrowWriter;

use super::{ALL, Desk};
use crate::support::zipped;

const LAYOUT: &str = "columns = { \"地区\" = \"area\" }\nacross = \"period\"";
const TEXT: &str = "地区,2021年\n北京,1\n";
const EXPECTED: [&str; 1] = ["PEOPLE 110000 2021 = 1"];
const PEOPLE: &str = "declared = { indicator = \"人口\", unit = \"人\" }";

fn figures(name: &str, bytes: &[u8]) -> Vec<String> {
    Desk::new(LAYOUT, &format!("{PEOPLE}\n{ALL}"), &[(name, bytes)]).figures()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Text in UTF-8 with and without a mark, GBK, UTF-16 of both orders.
#[test]
fn encodings() {
    assert_eq!(figures("t.csv", TEXT.as_bytes()), EXPECTED);
    assert_eq!(figures("t.csv", format!("\u{feff}{TEXT}").as_bytes()), EXPECTED);
    // 地区,2021年 / 北京,1 in GBK.
    let gbk = [&b"\xb5\xd8\xc7\xf8,2021\xc4\xea\r\n\xb1\xb1\xbe\xa9,1\r\n"[..]].concat();
    assert_eq!(figures("t.csv", &gbk), EXPECTED);
    let units: Vec<u16> = format!("\u{feff}{TEXT}").encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    assert_eq!(figures("t.txt", &little), EXPECTED);
    assert_eq!(figures("t.txt", &big), EXPECTED);
}

/// A packing is known by its bytes, whatever the name says; of an archive with several files the one is named.
#[test]
fn packings() {
    assert_eq!(figures("t.csv.gz", &gzip(TEXT.as_bytes())), EXPECTED);
    assert_eq!(figures("t.csv", &gzip(TEXT.as_bytes())), EXPECTED);
    assert_eq!(figures("t.zip", &zipped(&[("in/t.csv", TEXT.as_bytes())])), EXPECTED);
    let two = zipped(&[("readme.txt", b"about"), ("t2021.csv", TEXT.as_bytes())]);
    let desk = |table: &str| Desk::new(LAYOUT, &format!("{PEOPLE}\ntables = [{table}]"), &[("t.zip", &two)]);
    assert_eq!(desk("{ files = \"*\", member = \"t*.csv\" }").figures(), EXPECTED);
    desk("{ files = \"*\" }").refused(65).says(&["t2021.csv", "member ="]);
}

/// The columns of a Parquet file are the header; numbers and dates are read to their last digit.
#[test]
fn parquet() {
    let columns: [(&str, ArrayRef); 4] = [
        ("地区", Arc::new(StringArray::from(vec![Some("北京"), Some("天津"), None]))),
        ("日期", Arc::new(Date32Array::from(vec![Some(18_992), Some(18_992), Some(18_992)]))),
        ("人数", Arc::new(Int64Array::from(vec![Some(21_886_431), None, Some(5)]))),
        ("率", Arc::new(Float64Array::from(vec![Some(0.1 + 0.2), Some(5.2), None]))),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let layout = "columns = { \"地区\" = \"area\", \"日期\" = \"period\", \"人数\" = { indicator = \"人口\", unit = \"人\" }, \
                  \"率\" = { indicator = \"失业率\", unit = \"%\" } }\nperiods.dates_are = \"A\"";
    let desk = Desk::new(layout, ALL, &[("t.parquet", &bytes)]).tolerant(1);
    // 18 992 days after 1970-01-01 is the last of 2021.
    assert_eq!(desk.figures(), ["JOBLESS 110000 2021 = 0.30000000000000004", "JOBLESS 120000 2021 = 5.2", "PEOPLE 110000 2021 = 21886431"]);
    assert_eq!(desk.findings()[1..], ["T502 4:3 5"]);
}

/// Sheets are of workbooks: a declaration that names some for a text file is not passed over.
#[test]
fn sheets_of_a_text_file_are_refused() {
    let layout = "columns = { \"地区\" = \"area\" }\nacross = \"period\"";
    let source = "declared = { indicator = \"人口\", unit = \"人\" }\ntables = [{ files = \"*\", sheets = \"Sheet1\" }]";
    let done = Desk::new(layout, source, &[("table.csv", "地区,2020\n北京,1\n".as_bytes())]).refused(65);
    done.says(&["error[T306]: the table names sheets, but the file is text", "--> raw/s/table.csv", "help: take `sheets`"]);
}
