//! Workbooks from grids as the page draws them: one line for each row, `|` between cells, `←` for a cell that is merged with its left
//! neighbour and `↑` for one that is merged with the cell above.

use crate::support::{MAIN, OFFICE, packed_workbook};

/// The bytes of an XLSX workbook with these sheets: name and grid.
pub fn xlsx(sheets: &[(&str, &str)]) -> Vec<u8> {
    let sheets: Vec<_> = sheets.iter().map(|(name, grid)| (escaped(name), sheet(grid))).collect();
    packed_workbook("", &sheets)
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
