//! Texts of XLSX cells.

use super::fixtures::{XlsxParts, zip};
use super::{first_sheet, line, lines, open, rows};
use crate::workbook::{SheetInfo, WorkbookError, WorkbookFormat};

#[test]
fn places_are_those_of_the_sheet_and_blank_cells_are_empty() {
    let sheet = first_sheet(
        XlsxParts::with_sheet(
            r#"<sheetData>
            <row r="2"><c r="B2"><v>1</v></c><c r="D2" t="inlineStr"><is><t>北京</t></is></c><c r="E2"/></row>
            <row r="3"><c r="A3" t="inlineStr"><is><t></t></is></c></row>
            <row r="1048576"><c r="A1048576"><v>7</v></c><c><v>8</v></c></row></sheetData>"#,
        )
        .bytes(),
    );
    assert_eq!(lines(&sheet), [line(2, &["", "1", "", "北京"]), line(1_048_576, &["7", "8"])]);
    assert_eq!(lines(&sheet), lines(&sheet.clone()), "a sheet can be read again");
}

#[test]
fn the_last_cell_of_a_sheet_stands_at_its_place() {
    let sheet = first_sheet(XlsxParts::with_sheet(r#"<sheetData><row><c r="XFD1048576"><v>1</v></c></row></sheetData>"#).bytes());
    let rows = rows(&sheet);
    assert_eq!((rows.len(), rows[0].line(), rows[0].len(), rows[0].get(16_383)), (1, 1_048_576, 16_384, Some("1")));
}

#[test]
fn numbers_have_all_their_digits_and_those_their_format_shows() {
    let cells =
        [("0", "1E+21"), ("1", "5"), ("1", "5.25"), ("2", "0.123"), ("3", "45351"), ("4", "45351"), ("5", "45351.5"), ("6", "-0.0")];
    let cells: String = cells.iter().map(|(style, number)| format!(r#"<c s="{style}"><v>{number}</v></c>"#)).collect();
    let parts = XlsxParts::with_sheet(&format!("<sheetData><row r=\"1\">{cells}</row></sheetData>")).formats(&[
        "General",
        "#,##0.0",
        "0.0%",
        "yyyy\"年\"m\"月\"",
        "yyyy",
        "yyyy/m/d h:mm",
        "0_ ",
    ]);
    let expected = ["1000000000000000000000", "5.0", "5.25", "12.3%", "2024-02", "2024", "2024-02-29T12:00:00", "0"];
    assert_eq!(lines(&first_sheet(parts.bytes())), [line(1, &expected)]);
}

#[test]
fn formats_without_a_code_and_the_epoch_of_1904_are_honoured() {
    let mut parts = XlsxParts::with_sheet(
        r#"<sheetData><row r="1"><c s="0"><v>0</v></c><c s="1"><v>43889</v></c><c s="2"><v>0.5</v></c></row></sheetData>"#,
    );
    parts.styles = r#"<styleSheet><cellXfs><xf numFmtId="14"/><xf numFmtId="57"/><xf numFmtId="10"/></cellXfs></styleSheet>"#.to_owned();
    parts.workbook = parts.workbook.replace("<workbookPr/>", r#"<workbookPr date1904="1"/>"#);
    assert_eq!(lines(&first_sheet(parts.bytes())), [line(1, &["1904-01-01", "2024-02", "50.00%"])]);
}

#[test]
fn booleans_errors_formulas_and_iso_dates_deliver_what_is_shown() {
    let sheet = first_sheet(
        XlsxParts::with_sheet(
            r#"<sheetData><row r="1"><c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#DIV/0!</v></c><c t="e"><v>#N/A</v></c>
            <c><f>1+1</f><v>2</v></c><c t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c t="d"><v>2024-01-31T00:00:00</v></c></row></sheetData>"#,
        )
        .bytes(),
    );
    assert_eq!(lines(&sheet), [line(1, &["TRUE", "FALSE", "#DIV/0!", "#N/A", "2", "ab", "2024-01-31"])]);
}

#[test]
fn shared_strings_keep_spaces_and_breaks_and_leave_out_how_they_are_pronounced() {
    let mut parts =
        XlsxParts::with_sheet(r#"<sheetData><row r="1"><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c></row></sheetData>"#);
    parts.strings = "<sst uniqueCount=\"3\"><si><t xml:space=\"preserve\">  其中：\n工业 </t></si>\
        <si><r><t>地区</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> 生产&amp;总值</t></r><rPh sb=\"0\" eb=\"1\"><t>ちく</t></rPh></si>\
        <si><t>a_x000D_b</t></si></sst>"
        .to_owned();
    assert_eq!(lines(&first_sheet(parts.bytes())), [line(1, &["  其中：\n工业 ", "地区 生产&总值", "a\rb"])]);
}

#[test]
fn indents_are_those_of_the_styles() {
    let mut parts = XlsxParts::with_sheet(
        r#"<sheetData><row r="1"><c s="1" t="inlineStr"><is><t>工业</t></is></c><c s="0"><v>1</v></c></row></sheetData>"#,
    );
    parts.styles =
        r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="0"><alignment horizontal="left" indent="2"/></xf></cellXfs></styleSheet>"#
            .to_owned();
    let rows = rows(&first_sheet(parts.bytes()));
    assert_eq!((rows[0].indent(0), rows[0].indent(1), rows[0].indent(2)), (2, 0, 0));
}

#[test]
fn sheets_come_in_order_with_the_hidden_ones_and_without_charts() {
    let sheet = r#"<sheetData><row r="1"><c><v>1</v></c></row></sheetData>"#;
    let mut parts = XlsxParts::with_sheets(&[
        ("乙", "", sheet),
        ("甲", r#"state="hidden""#, sheet),
        ("丙", r#"state="veryHidden""#, sheet),
        ("图", "", sheet),
    ]);
    parts.relationships =
        parts.relationships.replace(r#"worksheet" Target="worksheets/sheet4"#, r#"chartsheet" Target="worksheets/sheet4"#);
    let mut book = open(parts.bytes()).unwrap();
    assert_eq!((book.format(), book.sheet_names()), (WorkbookFormat::Xlsx, vec!["乙".to_owned(), "甲".to_owned(), "丙".to_owned()]));
    assert_eq!(book.sheets().iter().map(|SheetInfo { visible, .. }| *visible).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!(lines(&book.sheet("丙").unwrap()), [line(1, &["1"])]);
    let Err(WorkbookError::NoSuchSheet { name, sheets }) = book.sheet("丁") else { panic!("there is no such sheet") };
    assert_eq!((name.as_str(), sheets.len()), ("丁", 3));
}

#[test]
fn cells_out_of_order_are_put_in_order_and_the_last_of_one_place_counts() {
    let sheet = first_sheet(
        XlsxParts::with_sheet(
            r#"<sheetData><row r="2"><c r="B2"><v>3</v></c><c r="A2"><v>2</v></c></row>
            <row r="1"><c r="A1"><v>0</v></c><c r="A1"><v>1</v></c></row></sheetData>"#,
        )
        .bytes(),
    );
    assert_eq!(lines(&sheet), [line(1, &["1"]), line(2, &["2", "3"])]);
}

#[test]
fn other_documents_are_named() {
    let parts = [("[Content_Types].xml", "<Types/>"), ("_rels/.rels", "<Relationships/>")];
    for (part, kind) in [("xl/workbook.bin", "an XLSB workbook"), ("word/document.xml", "a Word document")] {
        let error = open(zip(&[&parts[..], &[(part, "")]].concat())).unwrap_err();
        assert!(matches!(error, WorkbookError::Unsupported { kind: found } if found == kind), "{error}");
    }
    assert!(matches!(open(zip(&[("a.csv", "1")])), Err(WorkbookError::NotAWorkbook)));
    assert!(matches!(open(b"a,b\n".to_vec()), Err(WorkbookError::NotAWorkbook)));
    assert!(matches!(open(Vec::new()), Err(WorkbookError::NotAWorkbook)));
}
