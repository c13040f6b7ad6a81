//! Merged ranges: what they say in the rows they reach.

use std::fmt::Write;

use super::fixtures::XlsxParts;
use super::{first_sheet, line, lines, read_first, rows};
use crate::workbook::{Bound, Limits, WorkbookError};
use crate::{Cover, Row};

fn sheet(cells: &str, merges: &[&str]) -> Vec<u8> {
    let merges: String = merges.iter().map(|range| format!(r#"<mergeCell ref="{range}"/>"#)).collect();
    XlsxParts::with_sheet(&format!("<sheetData>{cells}</sheetData><mergeCells>{merges}</mergeCells>")).bytes()
}

fn cell(place: &str, text: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

fn covers(row: &Row) -> Vec<Cover> {
    (0..row.len()).map(|field| row.cover(field)).collect()
}

#[test]
fn covered_cells_have_their_origins_text_and_say_where_it_comes_from() {
    let cells =
        [cell("A1", "指标"), cell("B1", "2023年"), cell("D1", "x"), cell("B2", "绝对量"), cell("C2", "增速"), cell("E3", "末")].concat();
    let sheet = first_sheet(sheet(&cells, &["A1:A2", "B1:C1", "D1:D3"]));
    let expected =
        [line(1, &["指标", "2023年", "2023年", "x"]), line(2, &["指标", "绝对量", "增速", "x"]), line(3, &["", "", "", "x", "末"])];
    assert_eq!(lines(&sheet), expected);
    let rows = rows(&sheet);
    assert_eq!(covers(&rows[0]), [Cover::Own, Cover::Own, Cover::Across, Cover::Own]);
    assert_eq!(covers(&rows[1]), [Cover::Down, Cover::Own, Cover::Own, Cover::Down]);
}

#[test]
fn a_block_is_across_in_its_first_row_and_down_below() {
    let cells = [cell("B1", "块"), cell("A2", "a"), cell("D3", "b")].concat();
    let rows = rows(&first_sheet(sheet(&cells, &["B1:C3"])));
    assert_eq!(covers(&rows[0]), [Cover::Own, Cover::Own, Cover::Across]);
    assert_eq!(covers(&rows[1]), [Cover::Own, Cover::Down, Cover::Down]);
    assert_eq!(rows[2].iter().collect::<Vec<_>>(), ["", "块", "块", "b"]);
}

#[test]
fn a_row_that_has_only_text_from_above_is_none() {
    let sheet = first_sheet(sheet(&[cell("A1", "甲"), cell("A4", "乙")].concat(), &["A1:B3"]));
    assert_eq!(lines(&sheet), [line(1, &["甲", "甲"]), line(4, &["乙"])]);
}

#[test]
fn what_stands_beneath_a_merged_range_is_not_delivered() {
    let sheet = first_sheet(sheet(&[cell("A1", "甲"), cell("B1", "不可见"), cell("A2", "不可见")].concat(), &["A1:B2", "D1:E1", "C1"]));
    assert_eq!(lines(&sheet), [line(1, &["甲", "甲"])]);
}

#[test]
fn ranges_without_text_blank_what_they_cover() {
    let sheet = first_sheet(sheet(&[cell("A1", "a"), cell("C1", "beneath"), cell("D1", "d")].concat(), &["B1:C1"]));
    assert_eq!(lines(&sheet), [line(1, &["a", "", "", "d"])]);
}

#[test]
fn overlapping_ranges_are_refused_by_place_and_doubles_are_not() {
    let error = read_first(sheet(&cell("A1", "a"), &["A1:C3", "B2:D2"]), Limits::default()).unwrap_err();
    assert!(matches!(error, WorkbookError::OverlappingMerges { row: 2, column: 2 }), "{error}");
    assert_eq!(lines(&first_sheet(sheet(&cell("A1", "a"), &["A1:B1", "A1:B1", "A2:B9", "C1:C9"]))), [line(1, &["a", "a"])]);
    let backwards = read_first(sheet(&cell("A1", "a"), &["B2:A1"]), Limits::default()).unwrap_err();
    assert!(matches!(backwards, WorkbookError::Damaged { .. }), "{backwards}");
}

#[test]
fn a_range_as_large_as_the_sheet_costs_its_rows_with_text_only() {
    let one = first_sheet(sheet(&cell("A1", "题"), &["A1:XFD1048576"]));
    let one = rows(&one);
    assert_eq!((one.len(), one[0].len(), one[0].get(16_383)), (1, 16_384, Some("题")));

    let mut rows = cell("A1", "题");
    for row in 2..6000 {
        write!(rows, r#"<c r="Z{row}"><v>1</v></c>"#).unwrap();
    }
    let error = read_first(sheet(&rows, &["A1:A1048576", "B1:XFD1"]), Limits { grid: 100_000, ..Limits::default() }).unwrap_err();
    assert!(matches!(error, WorkbookError::TooLarge { bound: Bound::Grid, limit: 100_000 }), "{error}");
}

#[test]
fn a_hundred_thousand_ranges_are_applied_one_by_one() {
    let (mut cells, mut merges) = (String::new(), Vec::new());
    for row in (1..200_000).step_by(2) {
        cells.push_str(&cell(&format!("A{row}"), "省"));
        cells.push_str(&cell(&format!("B{}", row + 1), "市"));
        merges.push(format!("A{row}:A{}", row + 1));
    }
    let merges: Vec<&str> = merges.iter().map(String::as_str).collect();
    let lines = lines(&first_sheet(sheet(&cells, &merges)));
    assert_eq!((lines.len(), &lines[199_999]), (200_000, &line(200_000, &["省", "市"])));
}

#[test]
fn text_that_ranges_repeat_is_bounded() {
    let long = "长".repeat(1000);
    let mut cells = cell("A1", &long);
    for row in 2..100 {
        write!(cells, r#"<c r="B{row}"><v>1</v></c>"#).unwrap();
    }
    let error = read_first(sheet(&cells, &["A1:A99"]), Limits { text_bytes: 10_000, ..Limits::default() }).unwrap_err();
    assert!(matches!(error, WorkbookError::TooLarge { bound: Bound::TextBytes, limit: 40_000 }), "{error}");
}
