//! The areas of the births workbook as a list of the catalogue: the two columns that a user would copy into a CSV file.

use std::io::Cursor;

use tongbi_read::layout::Rows as _;
use tongbi_read::{Row, Workbook};

/// Code and name of every area of Table_3 but the first, which is declared by hand because its code is two codes.
pub fn areas(workbook: &[u8]) -> Vec<u8> {
    let mut book = Workbook::open(Cursor::new(workbook.to_vec()), Default::default()).unwrap();
    let mut rows = book.sheet("Table_3").unwrap().into_rows();
    let mut list = csv::Writer::from_writer(Vec::new());
    list.write_record(["code", "en", "aliases"]).unwrap();
    let mut row = Row::default();
    while rows.read_row(&mut row).unwrap() {
        let (code, name) = (row.get(0).unwrap_or_default(), row.get(1).unwrap_or_default());
        if row.line() > 11 {
            // Two areas that are published together have both codes in one cell.
            let alias = if code.contains(", ") { code } else { "" };
            list.write_record([code.replace(", ", "_").as_str(), name, alias]).unwrap();
        }
    }
    list.into_inner().unwrap()
}
