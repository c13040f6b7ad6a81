//! Texts of XLS cells, from records written by hand.

use super::fixtures::{biff, ole, record, wide, words};
use super::{Line, first_sheet, line, lines, open, read_first, rows};
use crate::workbook::{Bound, Limits, SheetInfo, WorkbookError, WorkbookFormat};

fn book(globals: &[Vec<u8>], cells: &[Vec<u8>]) -> Vec<u8> {
    ole("/Workbook", &biff(&globals.concat(), &[("表1", 0, &cells.concat())]))
}

fn read(globals: &[Vec<u8>], cells: &[Vec<u8>]) -> Vec<Line> {
    lines(&first_sheet(book(globals, cells)))
}

/// A cell style with the id of a number format and an indent.
fn xf(format: u16, indent: u8) -> Vec<u8> {
    let mut data = words(&[0, format, 0, 0]);
    data.extend([indent; 1]);
    data.resize(20, 0);
    record(0xE0, &data)
}

fn format(id: u16, code: &str) -> Vec<u8> {
    record(0x41E, &[words(&[id]), wide(code)].concat())
}

fn number(row: u16, column: u16, style: u16, number: f64) -> Vec<u8> {
    record(0x203, &[words(&[row, column, style]), number.to_le_bytes().to_vec()].concat())
}

fn formula(row: u16, column: u16, value: [u8; 8]) -> Vec<u8> {
    record(0x06, &[words(&[row, column, 0]), value.to_vec(), vec![0; 8]].concat())
}

/// A table of shared strings of so many, with these bytes and continuations.
fn sst(bytes: &[u8], continued: &[&[u8]]) -> Vec<u8> {
    let first = record(0xFC, &[vec![0; 8], bytes.to_vec()].concat());
    let rest: Vec<u8> = continued.iter().flat_map(|data| record(0x3C, data)).collect();
    [first, rest].concat()
}

fn shared(row: u16, column: u16, index: u32) -> Vec<u8> {
    record(0xFD, &[words(&[row, column, 0]), index.to_le_bytes().to_vec()].concat())
}

#[test]
fn numbers_have_the_digits_their_format_shows() {
    let styles = [format(164, "0.0_ "), format(165, "yyyy\"年\"m\"月\""), xf(0, 0), xf(164, 0), xf(10, 0), xf(165, 0), xf(14, 0)];
    let cells = [
        number(2, 1, 0, 0.1 + 0.2),
        number(2, 2, 1, 5.0),
        number(2, 3, 2, 0.5),
        number(2, 4, 3, 45_351.0),
        number(2, 5, 4, 60.0),
        // Whole, whole hundredths, the upper half of a double; two in one record.
        record(0x27E, &[words(&[3, 0, 0]), (7_u32 << 2 | 2).to_le_bytes().to_vec()].concat()),
        record(
            0xBD,
            &[
                words(&[3, 1, 1]),
                (12_345_u32 << 2 | 3).to_le_bytes().to_vec(),
                words(&[0]),
                (0x3FF8_0000_u32).to_le_bytes().to_vec(),
                words(&[2]),
            ]
            .concat(),
        ),
        record(0x27E, &[words(&[3, 3, 0]), ((-5_i32 << 2) as u32 | 2).to_le_bytes().to_vec()].concat()),
    ];
    let expected =
        [line(3, &["", "0.30000000000000004", "5.0", "50.00%", "2024-02", "1900-02-29"]), line(4, &["7", "123.45", "1.5", "-5"])];
    assert_eq!(read(&styles, &cells), expected);
}

#[test]
fn the_epoch_of_1904_is_honoured() {
    assert_eq!(read(&[record(0x22, &words(&[1])), xf(14, 0)], &[number(0, 0, 0, 43_889.0)]), [line(1, &["2024-02-29"])]);
}

#[test]
fn formulas_deliver_their_stored_value() {
    let cells = [
        formula(0, 0, 2.5_f64.to_le_bytes()),
        formula(0, 1, [0, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
        record(0x207, &wide("文本")),
        formula(0, 2, [1, 0, 1, 0, 0, 0, 0xFF, 0xFF]),
        formula(0, 3, [2, 0, 7, 0, 0, 0, 0xFF, 0xFF]),
        formula(0, 4, [3, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
        record(0x205, &[words(&[0, 5, 0]), vec![0x2A, 1]].concat()),
        record(0x205, &[words(&[0, 6, 0]), vec![0, 0]].concat()),
        record(0x204, &[words(&[0, 7, 0]), wide("标签")].concat()),
    ];
    assert_eq!(read(&[xf(0, 0)], &cells), [line(1, &["2.5", "文本", "TRUE", "#DIV/0!", "", "#N/A", "FALSE", "标签"])]);
}

#[test]
fn shared_strings_go_on_over_records_and_leave_out_their_looks() {
    // "abcd" begins in single bytes and goes on in UTF-16; the next has two runs of fonts and three bytes of pronunciation.
    let first = [words(&[4]), vec![0], b"ab".to_vec()].concat();
    let second =
        [vec![1], words(&[u16::from(b'c'), u16::from(b'd')]), words(&[2]), vec![0x0D], words(&[2, 3, 0]), words(&[0x5317, 0x4EAC])]
            .concat();
    let third = [vec![0; 8], vec![9; 3], words(&[1]), vec![0], b"z".to_vec()].concat();
    let globals = [sst(&first, &[&second, &third])];
    assert_eq!(read(&globals, &[shared(0, 0, 0), shared(0, 1, 1), shared(0, 2, 2)]), [line(1, &["abcd", "北京", "z"])]);
}

#[test]
fn merged_ranges_and_indents_are_read() {
    let merged = record(0xE5, &words(&[1, 0, 1, 0, 1]));
    let bytes = book(&[xf(0, 0x03)], &[number(0, 0, 0, 1.0), number(1, 2, 0, 2.0), merged]);
    let sheet = first_sheet(bytes);
    assert_eq!(lines(&sheet), [line(1, &["1", "1"]), line(2, &["1", "1", "2"])]);
    assert_eq!((rows(&sheet)[0].indent(0), rows(&sheet)[1].indent(2)), (3, 3));
}

#[test]
fn charts_within_a_sheet_are_passed_over_and_hidden_sheets_are_known() {
    let chart = [record(0x809, &words(&[0x600, 0x20])), number(9, 9, 0, 9.0), record(0x0A, &[])].concat();
    let first = [chart, number(0, 0, 0, 1.0)].concat();
    let second = number(4, 0, 0, 2.0);
    let mut book = open(ole("/Workbook", &biff(&[], &[("显", 0, &first), ("隐", 1, &second)]))).unwrap();
    let info = |name: &str, visible| SheetInfo { name: name.to_owned(), visible };
    assert_eq!((book.format(), book.sheets()), (WorkbookFormat::Xls, &[info("显", true), info("隐", false)][..]));
    assert_eq!(lines(&book.sheet("显").unwrap()), [line(1, &["1"])]);
    assert_eq!(lines(&book.sheet("隐").unwrap()), [line(5, &["2"])]);
}

#[test]
fn what_cannot_be_read_is_refused() {
    assert!(matches!(open(ole("/EncryptedPackage", b"x")), Err(WorkbookError::Encrypted)));
    assert!(matches!(open(ole("/WordDocument", b"x")), Err(WorkbookError::Unsupported { .. })));
    assert!(matches!(open(book(&[record(0x2F, &words(&[1]))], &[])), Err(WorkbookError::Encrypted)));
    let old = record(0x809, &words(&[0x0500, 5]));
    for name in ["/Workbook", "/Book"] {
        assert!(matches!(open(ole(name, &old)), Err(WorkbookError::Unsupported { kind: "a workbook of Excel 95 or earlier" })));
    }
    assert!(open(ole("/Book", &biff(&[], &[]))).is_ok(), "BIFF8 under the name of its forerunner");
    for cells in [shared(0, 0, 5), record(0x203, &words(&[0, 0])), record(0xE5, &words(&[9, 0])), record(0xE5, &words(&[1, 1, 0, 0, 0]))] {
        let error = read_first(book(&[], &[cells]), Limits::default()).unwrap_err();
        assert!(matches!(error, WorkbookError::Damaged { .. }), "{error}");
    }
    assert!(matches!(open(book(&[sst(&words(&[9]), &[])], &[])), Err(WorkbookError::Damaged { .. })));
}

#[test]
fn a_shared_string_that_many_cells_repeat_is_bounded() {
    let strings = sst(&[words(&[4000]), vec![0], vec![b'x'; 4000]].concat(), &[]);
    let cells: Vec<Vec<u8>> = (0..1000).map(|row| shared(row, 0, 0)).collect();
    let error = read_first(book(&[strings], &cells), Limits { text_bytes: 1 << 20, ..Limits::default() }).unwrap_err();
    assert!(matches!(error, WorkbookError::TooLarge { bound: Bound::TextBytes, .. }), "{error}");
}

/// Whatever bytes a file has, reading it ends, in a sheet or in an error.
#[test]
fn mutated_workbooks_never_panic() {
    let strings = sst(&[words(&[2]), vec![0], b"ab".to_vec()].concat(), &[]);
    let merged = record(0xE5, &words(&[1, 0, 1, 0, 1]));
    let sound = book(&[strings, xf(0, 0), format(164, "0.0")], &[shared(0, 0, 0), number(1, 1, 0, 1.5), merged]);
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    let mut refused = 0;
    for _ in 0..3000 {
        let mut bytes = sound.clone();
        for _ in 0..=random(6) {
            let place = random(bytes.len());
            bytes[place] = random(256) as u8;
        }
        bytes.truncate(bytes.len() - random(2) * random(sound.len() / 2));
        refused += u32::from(read_first(bytes, Limits::default()).is_err());
    }
    assert!((100..3000).contains(&refused), "mutations both matter and do not: {refused}");
}
