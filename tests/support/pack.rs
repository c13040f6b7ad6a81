//! Files that hold files: zip archives, and the parts of a workbook around its sheets. What a sheet holds is for each test to write.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The namespace of workbooks and sheets.
pub const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
/// The namespace of the relations between their parts.
pub const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A zip archive of these members.
pub fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The bytes of an XLSX workbook: what its style sheet holds, and each sheet's name, escaped for XML, with its whole part.
pub fn packed_workbook(styles: &str, sheets: &[(String, String)]) -> Vec<u8> {
    let entry = |(id, (name, _)): (usize, &(String, String))| format!(r#"<sheet name="{name}" sheetId="{id}" r:id="rId{id}"/>"#);
    let list: String = (1..).zip(sheets).map(entry).collect();
    let link = |id: usize| format!(r#"<Relationship Id="rId{id}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{id}.xml"/>"#);
    let links: String = (1..=sheets.len()).map(link).collect();
    let root =
        format!(r#"<Relationships><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#);
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), "<Types/>".to_owned()),
        ("_rels/.rels".to_owned(), root),
        (
            "xl/workbook.xml".to_owned(),
            format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr/><sheets>{list}</sheets></workbook>"#),
        ),
        ("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships>{links}</Relationships>")),
        ("xl/styles.xml".to_owned(), format!(r#"<styleSheet xmlns="{MAIN}">{styles}</styleSheet>"#)),
    ];
    parts.extend((1..).zip(sheets).map(|(id, (_, sheet)): (usize, _)| (format!("xl/worksheets/sheet{id}.xml"), sheet.clone())));
    zipped(&parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect::<Vec<_>>())
}
