//! Texts of ODS cells.

use super::fixtures::{ods, ods_with_manifest, zip};
use super::{first_sheet, line, lines, open, read_first, rows};
use crate::Cover;
use crate::workbook::{Bound, Limits, SheetInfo, WorkbookError, WorkbookFormat};

fn table(rows: &str) -> Vec<u8> {
    ods("", &format!(r#"<table:table table:name="表1">{rows}</table:table>"#))
}

fn text(text: &str) -> String {
    format!(r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#)
}

#[test]
fn repeated_rows_and_columns_keep_the_places_true() {
    let rows = format!(
        r#"<table:table-column table:number-columns-repeated="5"/><table:table-header-rows>
        <table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
        <table:table-row><table:table-cell table:number-columns-repeated="2"/>{}</table:table-row></table:table-header-rows>
        <table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2" office:value-type="float"
            office:value="1.50"><text:p>1.5</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>"#,
        text("北京")
    );
    let expected = [line(4, &["", "", "北京"]), line(5, &["1.5", "1.5"]), line(6, &["1.5", "1.5"])];
    assert_eq!(lines(&first_sheet(table(&rows))), expected);
}

#[test]
fn values_of_every_type_are_text() {
    let cells = [
        (r#"office:value-type="float" office:value="1E+3""#, "1,000"),
        (r#"office:value-type="percentage" office:value="0.123""#, "12.3%"),
        (r#"office:value-type="currency" office:value="-0""#, "￥0"),
        (r#"office:value-type="date" office:date-value="2024-01-31T00:00:00""#, "31/1"),
        (r#"office:value-type="date" office:date-value="2024-01-31T08:30:00""#, "31/1"),
        (r#"office:value-type="time" office:time-value="PT08H30M00S""#, "08:30:00"),
        (r#"office:value-type="boolean" office:boolean-value="true""#, "真"),
        (r#"office:value-type="string" office:string-value="" calcext:value-type="error" table:formula="of:=1/0""#, "#DIV/0!"),
        (r#"office:value-type="string" office:string-value="a&amp;b""#, "other"),
    ];
    let cells: String =
        cells.iter().map(|(value, shown)| format!("<table:table-cell {value}><text:p>{shown}</text:p></table:table-cell>")).collect();
    let sheet = first_sheet(table(&format!("<table:table-row>{cells}</table:table-row>")));
    let expected = ["1000", "12.3%", "0", "2024-01-31", "2024-01-31T08:30:00", "08:30:00", "TRUE", "#DIV/0!", "a&b"];
    assert_eq!(lines(&sheet), [line(1, &expected)]);
}

#[test]
fn paragraphs_spaces_and_spans_are_joined_and_comments_left_out() {
    let cell = "<table:table-cell office:value-type=\"string\"><office:annotation><text:p>批注</text:p></office:annotation>\
        <text:p><text:s text:c=\"2\"/>其中<text:span>：&lt;a&gt;</text:span><text:tab/>b</text:p><text:p>二<text:line-break/>三&#x56DB;</text:p></table:table-cell>";
    let sheet = first_sheet(table(&format!("<table:table-row>{cell}</table:table-row>")));
    assert_eq!(lines(&sheet), [line(1, &["  其中：<a>\tb\n二\n三四"])]);
}

#[test]
fn spans_are_merged_ranges() {
    let contents = format!(
        r#"<table:table-row><table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2" office:value-type="string">
        <text:p>块</text:p></table:table-cell><table:covered-table-cell/>{}</table:table-row>
        <table:table-row><table:covered-table-cell table:number-columns-repeated="2"/>{}</table:table-row>"#,
        text("a"),
        text("b")
    );
    let sheet = first_sheet(table(&contents));
    assert_eq!(lines(&sheet), [line(1, &["块", "块", "a"]), line(2, &["块", "块", "b"])]);
    let rows = rows(&sheet);
    assert_eq!([rows[0].cover(1), rows[1].cover(0), rows[1].cover(2)], [Cover::Across, Cover::Down, Cover::Own]);
}

#[test]
fn hidden_sheets_are_known_and_each_sheet_is_its_own() {
    let style = r#"<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>"#;
    let sheet = |name: &str, style: &str| {
        format!(
            r#"<table:table table:name="{name}" table:style-name="{style}"><table:table-row>{}</table:table-row></table:table>"#,
            text(name)
        )
    };
    let mut book = open(ods(style, &[sheet("一", "ta1"), sheet("二", "ta2")].concat())).unwrap();
    let info = |name: &str, visible| SheetInfo { name: name.to_owned(), visible };
    assert_eq!((book.format(), book.sheets()), (WorkbookFormat::Ods, &[info("一", true), info("二", false)][..]));
    assert_eq!(lines(&book.sheet("二").unwrap()), [line(1, &["二"])]);
}

#[test]
fn what_cannot_be_read_is_refused() {
    let encrypted = ods_with_manifest("<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>", "", "");
    assert!(matches!(open(encrypted), Err(WorkbookError::Encrypted)));
    let mime = ("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    let manifest = ("META-INF/manifest.xml", "<m/>");
    for content in ["<a><table:table table:name=\"x\"><table:table-row>", "<a></b>", "<a>&unknown;</a>", "<a"] {
        let error = open(zip(&[mime, ("content.xml", content), manifest])).unwrap_err();
        assert!(matches!(error, WorkbookError::Damaged { .. } | WorkbookError::Entities { .. }), "{content}: {error}");
    }
    assert!(matches!(open(zip(&[mime, manifest])), Err(WorkbookError::Damaged { .. })), "no content");
    let bad = table(r#"<table:table-row><table:table-cell office:value-type="float" office:value="abc"/></table:table-row>"#);
    assert!(matches!(read_first(bad, Limits::default()), Err(WorkbookError::Damaged { .. })));
}

#[test]
fn repetition_without_end_is_refused() {
    let columns = r#"<table:table-row><table:table-cell table:number-columns-repeated="4294967295" office:value-type="float" office:value="1"/></table:table-row>"#;
    let rows = r#"<table:table-row table:number-rows-repeated="99999999999"><table:table-cell office:value-type="float" office:value="1"/></table:table-row>"#;
    for hostile in [columns, rows] {
        let error = read_first(table(hostile), Limits::default()).unwrap_err();
        assert!(matches!(error, WorkbookError::Damaged { .. }), "{error}");
    }
    let error = read_first(table(rows), Limits { cells: 1000, ..Limits::default() }).unwrap_err();
    assert!(matches!(error, WorkbookError::TooLarge { bound: Bound::Cells, limit: 1000 }), "{error}");
    let spaces = r#"<table:table-row><table:table-cell office:value-type="string"><text:p>a<text:s text:c="4000000000"/></text:p></table:table-cell></table:table-row>"#;
    assert_eq!(lines(&first_sheet(table(spaces)))[0].1[0].len(), 32_768);
}
