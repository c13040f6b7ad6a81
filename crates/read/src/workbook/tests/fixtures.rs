//! Bytes of workbooks, written as spreadsheet programs write them but no larger than a test needs.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A zip archive of these parts.
pub(super) fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The parts of an XLSX workbook; each can be replaced.
pub(super) struct XlsxParts {
    pub(super) workbook: String,
    pub(super) relationships: String,
    pub(super) styles: String,
    pub(super) strings: String,
    pub(super) sheets: Vec<String>,
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

impl XlsxParts {
    /// A workbook of one sheet with these contents (`<sheetData>` and what follows it).
    pub(super) fn with_sheet(contents: &str) -> Self {
        Self::with_sheets(&[("表1", "", contents)])
    }

    /// A workbook of sheets: name, further attributes, contents.
    pub(super) fn with_sheets(sheets: &[(&str, &str, &str)]) -> Self {
        let list: String = sheets
            .iter()
            .enumerate()
            .map(|(index, (name, attributes, _))| {
                format!(r#"<sheet name="{name}" sheetId="{id}" {attributes} r:id="rId{id}"/>"#, id = index + 1)
            })
            .collect();
        let relationships: String = (1..=sheets.len())
            .map(|id| format!(r#"<Relationship Id="rId{id}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{id}.xml"/>"#))
            .collect();
        let worksheet = |contents: &str| format!(r#"<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{contents}</worksheet>"#);
        Self {
            workbook: format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr/><sheets>{list}</sheets></workbook>"#),
            relationships: format!("<Relationships>{relationships}</Relationships>"),
            styles: format!(r#"<styleSheet xmlns="{MAIN}"></styleSheet>"#),
            strings: format!(r#"<sst xmlns="{MAIN}"></sst>"#),
            sheets: sheets.iter().map(|(_, _, contents)| worksheet(contents)).collect(),
        }
    }

    /// Styles 0, 1, 2... with these number formats.
    pub(super) fn formats(mut self, codes: &[&str]) -> Self {
        let escape = |code: &str| code.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
        let formats: String =
            (164..).zip(codes).map(|(id, code)| format!(r#"<numFmt numFmtId="{id}" formatCode="{}"/>"#, escape(code))).collect();
        let styles: String = (164..).zip(codes).map(|(id, _)| format!(r#"<xf numFmtId="{id}"/>"#)).collect();
        self.styles = format!(r#"<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>"#);
        self
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let sheet_names: Vec<String> = (1..=self.sheets.len()).map(|id| format!("xl/worksheets/sheet{id}.xml")).collect();
        let package =
            format!(r#"<Relationships><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#);
        let mut parts = vec![
            ("[Content_Types].xml", "<Types/>"),
            ("_rels/.rels", package.as_str()),
            ("xl/workbook.xml", &self.workbook),
            ("xl/_rels/workbook.xml.rels", &self.relationships),
            ("xl/styles.xml", &self.styles),
            ("xl/sharedStrings.xml", &self.strings),
        ];
        parts.extend(sheet_names.iter().map(String::as_str).zip(self.sheets.iter().map(String::as_str)));
        zip(&parts)
    }
}

/// An ODS workbook whose spreadsheet has these tables.
pub(super) fn ods(styles: &str, tables: &str) -> Vec<u8> {
    ods_with_manifest("", styles, tables)
}

/// An ODS workbook with entries in its manifest.
pub(super) fn ods_with_manifest(entries: &str, styles: &str, tables: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
        ("META-INF/manifest.xml", &format!("<manifest:manifest>{entries}</manifest:manifest>")),
    ])
}

/// A record of BIFF8.
pub(super) fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

/// 16-bit numbers as bytes.
pub(super) fn words(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// A string with its length in 16 bits, in UTF-16.
pub(super) fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    [words(&[u16::try_from(units.len()).unwrap()]), vec![1], words(&units)].concat()
}

const BOF_GLOBALS: [u16; 8] = [0x0600, 5, 0, 0, 0, 0, 0, 0];
const BOF_SHEET: [u16; 8] = [0x0600, 0x10, 0, 0, 0, 0, 0, 0];

/// The stream of an XLS workbook: records of all sheets, and for each sheet its name, state and records.
pub(super) fn biff(globals: &[u8], sheets: &[(&str, u8, &[u8])]) -> Vec<u8> {
    let bound = |place: u32, name: &str, state: u8| {
        let units: Vec<u16> = name.encode_utf16().collect();
        let data = [place.to_le_bytes().to_vec(), vec![state, 0, u8::try_from(units.len()).unwrap(), 1], words(&units)].concat();
        record(0x85, &data)
    };
    let end = record(0x0A, &[]);
    let bounds_length: usize = sheets.iter().map(|(name, state, _)| bound(0, name, *state).len()).sum();
    let head = record(0x0809, &words(&BOF_GLOBALS));
    let mut place = head.len() + globals.len() + bounds_length + end.len();
    let mut stream = [head, globals.to_vec()].concat();
    let mut bodies = Vec::new();
    for (name, state, records) in sheets {
        stream.extend(bound(u32::try_from(place).unwrap(), name, *state));
        let body = [record(0x0809, &words(&BOF_SHEET)), records.to_vec(), end.clone()].concat();
        place += body.len();
        bodies.extend(body);
    }
    stream.extend(end);
    stream.extend(bodies);
    stream
}

/// An OLE2 document with one stream.
pub(super) fn ole(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut document = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    document.create_stream(name).unwrap().write_all(stream).unwrap();
    document.flush().unwrap();
    document.into_inner().into_inner()
}
