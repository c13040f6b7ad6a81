//! Workbooks written as spreadsheet programs write them, no larger than a test needs.

use crate::support::{MAIN, packed_workbook};

/// A sheet: rows of cells, which are numbers where they look like some; blank cells are not written.
#[derive(Clone, Copy, Default)]
pub struct Sheet<'a> {
    pub name: &'a str,
    pub rows: &'a [&'a [&'a str]],
    /// Merged ranges, such as `A1:B1`.
    pub merged: &'a [&'a str],
    /// Cells whose style has an indent of so many steps, up to 3.
    pub indents: &'a [(&'a str, usize)],
    /// Cells whose number is a date.
    pub dates: &'a [&'a str],
}

/// The style of dates, behind those of the four indents.
const DATE: usize = 4;

/// The bytes of an XLSX workbook.
pub fn xlsx(sheets: &[Sheet<'_>]) -> Vec<u8> {
    let indents: String = (0..DATE).map(|step| format!(r#"<xf numFmtId="0"><alignment indent="{step}"/></xf>"#)).collect();
    let sheets: Vec<_> = sheets.iter().map(|sheet| (sheet.name.to_owned(), worksheet(sheet))).collect();
    packed_workbook(&format!(r#"<cellXfs>{indents}<xf numFmtId="14"/></cellXfs>"#), &sheets)
}

fn worksheet(sheet: &Sheet<'_>) -> String {
    let row = |(line, cells): (usize, &&[&str])| {
        let cells: String = cells.iter().enumerate().map(|(column, text)| cell(sheet, line, column, text)).collect();
        format!(r#"<row r="{}">{cells}</row>"#, line + 1)
    };
    let rows: String = sheet.rows.iter().enumerate().map(row).collect();
    let merged: String = sheet.merged.iter().map(|range| format!(r#"<mergeCell ref="{range}"/>"#)).collect();
    format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells></worksheet>"#)
}

fn cell(sheet: &Sheet<'_>, line: usize, column: usize, text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let place = format!("{}{}", char::from(b'A' + u8::try_from(column).unwrap()), line + 1);
    let indent = sheet.indents.iter().find(|(cell, _)| *cell == place).map_or(0, |(_, steps)| *steps);
    let style = if sheet.dates.contains(&place.as_str()) { DATE } else { indent };
    match text.parse::<f64>() {
        Ok(_) => format!(r#"<c r="{place}" s="{style}"><v>{text}</v></c>"#),
        Err(_) => format!(r#"<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#),
    }
}
