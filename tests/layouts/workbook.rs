//! Workbooks written as spreadsheet programs write them, no larger than a test needs.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

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

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// The style of dates, behind those of the four indents.
const DATE: usize = 4;

/// A zip archive of these members.
pub fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The bytes of an XLSX workbook.
pub fn xlsx(sheets: &[Sheet<'_>]) -> Vec<u8> {
    let entry =
        |(index, sheet): (usize, &Sheet<'_>)| format!(r#"<sheet name="{}" sheetId="{id}" r:id="rId{id}"/>"#, sheet.name, id = index + 1);
    let list: String = sheets.iter().enumerate().map(entry).collect();
    let links: String = (1..=sheets.len())
        .map(|id| format!(r#"<Relationship Id="rId{id}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{id}.xml"/>"#))
        .collect();
    let indents: String = (0..DATE).map(|step| format!(r#"<xf numFmtId="0"><alignment indent="{step}"/></xf>"#)).collect();
    let mut members = vec![
        ("[Content_Types].xml".to_owned(), "<Types/>".to_owned()),
        (
            "_rels/.rels".to_owned(),
            format!(r#"<Relationships><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ),
        ("xl/workbook.xml".to_owned(), format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{list}</sheets></workbook>"#)),
        ("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships>{links}</Relationships>")),
        ("xl/styles.xml".to_owned(), format!(r#"<styleSheet xmlns="{MAIN}"><cellXfs>{indents}<xf numFmtId="14"/></cellXfs></styleSheet>"#)),
    ];
    let contents = sheets.iter().enumerate().map(|(index, sheet)| (format!("xl/worksheets/sheet{}.xml", index + 1), worksheet(sheet)));
    members.extend(contents);
    archive(&members.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect::<Vec<_>>())
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
