//! Workbooks from grids as the page draws them: one line for each row, `|` between cells, `←` for a cell that is merged with its left
//! neighbour and `↑` for one that is merged with the cell above.

use super::zipped;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The bytes of an XLSX workbook with these sheets: name and grid.
pub fn xlsx(sheets: &[(&str, &str)]) -> Vec<u8> {
    let named = |(index, (name, _)): (usize, &(&str, &str))| {
        format!(r#"<sheet name="{}" sheetId="{id}" r:id="rId{id}"/>"#, escaped(name), id = index + 1)
    };
    let list: String = sheets.iter().enumerate().map(named).collect();
    let target = |id: usize| format!(r#"<Relationship Id="rId{id}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{id}.xml"/>"#);
    let targets: String = (1..=sheets.len()).map(target).collect();
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), "<Types/>".to_owned()),
        (
            "_rels/.rels".to_owned(),
            format!(r#"<Relationships><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr/><sheets>{list}</sheets></workbook>"#),
        ),
        ("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships>{targets}</Relationships>")),
        ("xl/styles.xml".to_owned(), format!(r#"<styleSheet xmlns="{MAIN}"></styleSheet>"#)),
        ("xl/sharedStrings.xml".to_owned(), format!(r#"<sst xmlns="{MAIN}"></sst>"#)),
    ];
    parts.extend(sheets.iter().enumerate().map(|(index, (_, grid))| (format!("xl/worksheets/sheet{}.xml", index + 1), sheet(grid))));
    zipped(&parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect::<Vec<_>>())
}

/// The cell that a place belongs to, and the last place that belongs to it.
struct Range {
    first: (usize, usize),
    last: (usize, usize),
}

fn sheet(grid: &str) -> String {
    let rows: Vec<Vec<&str>> = grid.lines().map(cells).collect();
    let mut ranges: Vec<Range> = Vec::new();
    let mut owners: Vec<Vec<usize>> = Vec::new();
    let mut data = String::new();
    for (row, texts) in rows.iter().enumerate() {
        let mut owner_row: Vec<usize> = Vec::new();
        data.push_str(&format!(r#"<row r="{}">"#, row + 1));
        for (column, text) in texts.iter().enumerate() {
            let owner = match *text {
                "←" => owner_row[column - 1],
                "↑" => owners[row - 1][column],
                _ => {
                    ranges.push(Range { first: (row, column), last: (row, column) });
                    data.push_str(&cell(row, column, text));
                    ranges.len() - 1
                }
            };
            let last = &mut ranges[owner].last;
            *last = (last.0.max(row), last.1.max(column));
            owner_row.push(owner);
        }
        data.push_str("</row>");
        owners.push(owner_row);
    }
    let merged: Vec<String> = ranges
        .iter()
        .filter(|range| range.first != range.last)
        .map(|range| format!(r#"<mergeCell ref="{}:{}"/>"#, place(range.first), place(range.last)))
        .collect();
    let merges =
        if merged.is_empty() { String::new() } else { format!(r#"<mergeCells count="{}">{}</mergeCells>"#, merged.len(), merged.concat()) };
    format!(r#"<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetData>{data}</sheetData>{merges}</worksheet>"#)
}

/// The cells of a drawn row; one space on each side of a `|` is drawing, further ones belong to the cell.
fn cells(line: &str) -> Vec<&str> {
    let inner = line.trim().trim_start_matches('|').trim_end_matches('|');
    inner.split('|').map(|cell| cell.strip_prefix(' ').unwrap_or(cell).trim_end()).collect()
}

fn cell(row: usize, column: usize, text: &str) -> String {
    let place = place((row, column));
    if text.is_empty() {
        String::new()
    } else if text.parse::<f64>().is_ok() {
        format!(r#"<c r="{place}"><v>{text}</v></c>"#)
    } else {
        format!(r#"<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>"#, escaped(text))
    }
}

fn place((row, column): (usize, usize)) -> String {
    let letter = char::from(b'A' + u8::try_from(column).unwrap());
    format!("{letter}{}", row + 1)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
