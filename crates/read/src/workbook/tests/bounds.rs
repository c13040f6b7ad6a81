//! Workbooks that would cost more than they are worth, or that lie about themselves, end in errors that say which bound.

use super::fixtures::{XlsxParts, zip};
use super::{open, read_first};
use crate::workbook::{Bound, Limits, WorkbookError};

fn small() -> Limits {
    Limits { unpacked_bytes: 1 << 20, ..Limits::default() }
}

fn assert_bound(result: Result<crate::Sheet, WorkbookError>, bound: Bound) {
    match result {
        Err(WorkbookError::TooLarge { bound: found, .. }) if found == bound => {}
        other => panic!("{bound:?} expected, not {other:?}"),
    }
}

/// Writes another unpacked size into the directory and the head of every entry.
fn lie_about_sizes(mut bytes: Vec<u8>, size: u32) -> Vec<u8> {
    for (mark, offset) in [(b"PK\x01\x02", 24), (b"PK\x03\x04", 22)] {
        let places: Vec<usize> = memchr::memmem::find_iter(&bytes, mark).collect();
        for place in places {
            bytes[place + offset..place + offset + 4].copy_from_slice(&size.to_le_bytes());
        }
    }
    bytes
}

#[test]
fn parts_are_unpacked_to_count_them_whatever_sizes_are_stated() {
    let sheet = format!("<sheetData>{}</sheetData>", " ".repeat(2 << 20));
    let bytes = XlsxParts::with_sheet(&sheet).bytes();
    assert!(bytes.len() < 20_000);
    assert_bound(read_first(bytes.clone(), small()), Bound::UnpackedBytes);
    let lied = read_first(lie_about_sizes(bytes, 10), small()).unwrap_err();
    assert!(matches!(lied, WorkbookError::TooLarge { .. } | WorkbookError::Damaged { .. }), "{lied}");
}

#[test]
fn a_text_or_tag_without_end_is_refused() {
    let long = "x".repeat((1 << 20) + 10);
    let text = format!("<sheetData><row><c t=\"inlineStr\"><is><t>{long}</t></is></c></row></sheetData>");
    assert_bound(read_first(XlsxParts::with_sheet(&text).bytes(), Limits::default()), Bound::TagBytes);
    let runs = "<r><t>0123456789</t></r>".repeat(110_000);
    let pieces = format!("<sheetData><row><c t=\"inlineStr\"><is>{runs}</is></c></row></sheetData>");
    assert_bound(read_first(XlsxParts::with_sheet(&pieces).bytes(), Limits::default()), Bound::TagBytes);
    let tag = format!("<sheetData><row a=\"{long}\"/></sheetData>");
    assert_bound(read_first(XlsxParts::with_sheet(&tag).bytes(), Limits::default()), Bound::TagBytes);
}

#[test]
fn room_is_not_made_on_the_files_word() {
    let mut parts = XlsxParts::with_sheet("<sheetData/>");
    parts.strings = r#"<sst uniqueCount="9999999999999"></sst>"#.to_owned();
    assert_bound(read_first(parts.bytes(), Limits::default()), Bound::Cells);
    parts.strings = format!("<sst>{}</sst>", "<si/>".repeat(2000));
    assert_bound(read_first(parts.bytes(), Limits { cells: 1000, ..Limits::default() }), Bound::Cells);
}

#[test]
fn styles_that_multiply_are_refused() {
    let mut parts = XlsxParts::with_sheet("<sheetData/>");
    let format = "0".repeat(500_000);
    parts.styles = format!(
        r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="{format}"/></numFmts><cellXfs>{}</cellXfs></styleSheet>"#,
        r#"<xf numFmtId="164"/>"#.repeat(1000)
    );
    assert_bound(read_first(parts.bytes(), Limits::default()), Bound::Styles);
}

#[test]
fn cells_places_and_text_are_bounded() {
    let cells: String = (1..=2000).map(|row| format!(r#"<c r="A{row}"><v>1</v></c>"#)).collect();
    let bytes = XlsxParts::with_sheet(&format!("<sheetData>{cells}</sheetData>")).bytes();
    assert_bound(read_first(bytes.clone(), Limits { cells: 1999, ..Limits::default() }), Bound::Cells);
    assert_bound(read_first(bytes.clone(), Limits { text_bytes: 1999, ..Limits::default() }), Bound::TextBytes);
    assert_bound(read_first(bytes.clone(), Limits { grid: 1999, ..Limits::default() }), Bound::Grid);
    let exact = Limits { cells: 2000, text_bytes: 2000, grid: 2000, ..Limits::default() };
    assert!(read_first(bytes, exact).is_ok());
    let wide: String = (1..=5000).map(|row| format!(r#"<c r="XFD{row}"><v>1</v></c>"#)).collect();
    let bytes = XlsxParts::with_sheet(&format!("<sheetData>{wide}</sheetData>")).bytes();
    assert_bound(read_first(bytes, Limits::default()), Bound::Grid);
}

#[test]
fn places_that_no_sheet_has_are_refused() {
    for place in ["XFE1", "A1048577", "A0", "1", "ABCDEFGHIJ1"] {
        let sheet = format!(r#"<sheetData><row><c r="{place}"><v>1</v></c></row></sheetData>"#);
        let error = read_first(XlsxParts::with_sheet(&sheet).bytes(), Limits::default()).unwrap_err();
        assert!(matches!(error, WorkbookError::Damaged { .. }), "{place}: {error}");
    }
}

#[test]
fn entities_are_refused() {
    let mut parts = XlsxParts::with_sheet("<sheetData/>");
    parts.strings = r#"<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>"#.to_owned();
    assert!(matches!(open(parts.bytes()), Err(WorkbookError::Entities { part }) if part == "xl/sharedstrings.xml"));
}

#[test]
fn truncated_and_damaged_files_are_errors() {
    let bytes = XlsxParts::with_sheet("<sheetData><row><c><v>1</v></c></row></sheetData>").bytes();
    for length in (4..bytes.len()).step_by(37) {
        assert!(open(bytes[..length].to_vec()).is_err(), "cut to {length}");
    }
    let place = memchr::memmem::find(&bytes, b"sheet1.xml").unwrap() + 14;
    let mut broken = bytes;
    broken[place] ^= 0xFF;
    assert!(read_first(broken, Limits::default()).is_err());
    let cut_sheet = XlsxParts::with_sheet("<sheetData><row><c><v>1</v></c>").bytes();
    assert!(read_first(cut_sheet, Limits::default()).is_err());
    let nul = XlsxParts::with_sheet("<sheetData>\0<row><c t=\"inlineStr\"><is><t>a\0b</t></is></c></row></sheetData>").bytes();
    assert_eq!(super::lines(&read_first(nul, Limits::default()).unwrap()), [super::line(1, &["a\0b"])]);
}

#[test]
fn an_archive_of_more_entries_than_any_workbook_is_refused() {
    let mut bytes = zip(&[("a", "")]);
    let entry = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
    let directory = bytes[entry..entry + 47].to_vec();
    for _ in 0..70_000 {
        bytes.extend(&directory);
    }
    assert_bound(read_first(bytes, Limits::default()), Bound::Entries);
}
