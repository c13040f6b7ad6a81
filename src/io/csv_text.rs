//! Small CSV tables of our own, read back whole and written as text. No table of a release is made here.

use std::io::BufReader;
use std::path::Path;

use super::IoError;
use super::digest::open_file;

/// A table as texts: its header and its rows.
pub type Texts = (Vec<String>, Vec<Vec<String>>);

/// Reads a table that we wrote; `None` where its rows are none of a CSV file.
///
/// # Errors
/// When the file cannot be read.
pub fn read_table(path: &Path) -> Result<Option<Texts>, IoError> {
    let mut reader = csv::ReaderBuilder::new().from_reader(BufReader::new(open_file(path, path)?));
    let texts = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<String>>();
    let Ok(header) = reader.headers().map(texts) else { return Ok(None) };
    let rows: Result<Vec<Vec<String>>, csv::Error> = reader.records().map(|record| record.map(|record| texts(&record))).collect();
    Ok(rows.ok().map(|rows| (header, rows)))
}

/// Rows as CSV, each ended by a line feed.
pub fn table_text<'t>(rows: impl IntoIterator<Item = Vec<&'t str>>) -> String {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        // Memory takes every row.
        let _ = writer.write_record(row);
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}
