//! Workbooks from any bytes, and from parts that are packed soundly so that what is inside them is reached.

use std::io::{Cursor, Write};
use std::panic;
use std::sync::Once;

use tongbi_read::layout::Rows;
use tongbi_read::workbook::Limits;
use tongbi_read::{Row, Workbook, WorkbookError};

use crate::named_parts;

/// Small, so that a bound that does not hold is seen.
const LIMITS: Limits = Limits { unpacked_bytes: 1 << 20, cells: 1 << 12, grid: 1 << 14, text_bytes: 1 << 16 };

/// `Workbook::open` on the bytes, and every sheet of what opens.
///
/// Laws: rows stand in order; no sheet has more cells, places or text than the limits say.
pub fn workbook(data: &[u8]) {
    // A workbook that is refused has kept every law.
    let _ = read(data.to_vec());
}

/// The same with a workbook made of the named parts of the input: an OLE2 document where the first is `Workbook`, else a zip archive.
pub fn parts(data: &[u8]) {
    let parts = named_parts(data);
    let packed = match parts.first() {
        Some(("Workbook", stream)) => ole(stream),
        _ => zip(&parts),
    };
    if let Some(packed) = packed {
        workbook(&packed);
    }
}

/// The reader of workbooks catches what calamine panics with, and the program goes on with an error. The hook that libFuzzer's crate sets would end
/// the process before; without it, a panic that nobody catches still ends it.
fn let_the_reader_catch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        panic::set_hook(Box::new(|panic| {
            if !panic.location().is_some_and(|place| place.file().contains("/calamine-")) {
                eprintln!("{panic}");
            }
        }));
    });
}

fn read(bytes: Vec<u8>) -> Result<(), WorkbookError> {
    let_the_reader_catch();
    let mut book = Workbook::open(Cursor::new(bytes), LIMITS)?;
    for name in book.sheet_names() {
        let Ok(sheet) = book.sheet(&name) else { continue };
        let (mut rows, mut row, mut line) = (sheet.into_rows(), Row::new(), 0);
        let (mut grid, mut text) = (0, 0);
        while rows.read_row(&mut row).is_ok_and(|more| more) {
            assert!(row.line() > line, "row {} after row {line}", row.line());
            line = row.line();
            grid += row.len() as u64;
            text += row.iter().map(str::len).sum::<usize>() as u64;
        }
        assert!(grid <= LIMITS.grid, "{grid} places in the sheet {name:?}");
        // What merged ranges repeat may be four times the text.
        assert!(text <= 5 * LIMITS.text_bytes, "{text} bytes of text in the sheet {name:?}");
    }
    Ok(())
}

fn zip(parts: &[(&str, &[u8])]) -> Option<Vec<u8>> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        writer.start_file(*name, stored).ok()?;
        writer.write_all(bytes).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}

fn ole(stream: &[u8]) -> Option<Vec<u8>> {
    let mut document = cfb::CompoundFile::create(Cursor::new(Vec::new())).ok()?;
    document.create_stream("/Workbook").ok()?.write_all(stream).ok()?;
    document.flush().ok()?;
    Some(document.into_inner().into_inner())
}
