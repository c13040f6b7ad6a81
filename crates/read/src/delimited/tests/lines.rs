//! Rows, their lines and bytes, and the delimiter.

use super::super::DelimiterBasis;
use super::*;

#[test]
fn lines_are_true_for_every_line_break() {
    for (text, rows) in [
        ("a,b\nc,d\n", vec!["1: a|b", "2: c|d"]),
        ("a,b\nc,d", vec!["1: a|b", "2: c|d"]),
        ("a,b\r\nc,d\r\ne,f\r\n", vec!["1: a|b", "2: c|d", "3: e|f"]),
        ("a,b\rc,d\re,f", vec!["1: a|b", "2: c|d", "3: e|f"]),
        ("\n\na,b\n\n\nc,d\n\n", vec!["3: a|b", "6: c|d"]),
        ("\r\n\r\na,b\r\n\r\nc,d\r\n", vec!["3: a|b", "5: c|d"]),
        ("a\n  \n\t\nb\n", vec!["1: a", "2:   ", "3: \t", "4: b"]),
        ("a,\"x\ny\"\nb,1\n", vec!["1: a|x\ny", "3: b|1"]),
        ("a,\"x\r\ny\r\n\"\r\nb,1\r\n", vec!["1: a|x\r\ny\r\n", "4: b|1"]),
        ("a\r\nb\nc\rd\n\re", vec!["1: a", "2: b", "3: c", "4: d", "6: e"]),
        ("\u{FEFF}a,b\r\nc,d", vec!["1: a|b", "2: c|d"]),
        ("\u{FEFF}\"a\",b\nc,d", vec!["1: a|b", "2: c|d"]),
        ("\"\"\n\"\"", vec!["1: ", "2: "]),
        (",\n,", vec!["1: |", "2: |"]),
        ("", vec![]),
        ("\u{FEFF}", vec![]),
        ("\n\r\n", vec![]),
    ] {
        check(text.as_bytes(), comma(), &rows, &[]);
    }
}

#[test]
fn ragged_rows_are_given_as_they_are() {
    check(b"a,b,c\n1\n1,2,3,4\n", comma(), &["1: a|b|c", "2: 1", "3: 1|2|3|4"], &[]);
}

#[test]
fn a_row_knows_its_byte() {
    let text = "\u{FEFF}年,值\r\n\r\n\"2\n0\",1\r\n3,4";
    let mut reader = DelimitedReader::open(text.as_bytes(), comma()).unwrap();
    let mut row = Row::new();
    let mut bytes = Vec::new();
    while reader.read_row(&mut row).unwrap() {
        bytes.push(row.byte());
    }
    assert_eq!(bytes, ["年", "\"2", "3,"].map(|begin| text.find(begin).unwrap() as u64));
}

#[test]
fn the_delimiter_is_found_or_declared() {
    let opened =
        |text: &'static str, delimiter| DelimitedReader::open(text.as_bytes(), Dialect { delimiter, ..Dialect::default() }).unwrap();
    let reader = opened("a\tb\n1,5\t2\n", None);
    assert_eq!((reader.delimiter(), reader.delimiter_basis()), (b'\t', DelimiterBasis::Found { agreeing: 2, rows: 2 }));
    let reader = opened("a;b\n1;2\n", None);
    assert_eq!(reader.delimiter(), b';');
    let reader = opened("a;b\n", Some(b','));
    assert_eq!((reader.delimiter(), reader.delimiter_basis()), (b',', DelimiterBasis::Declared));
    check(b"a;b,c\n", Dialect { delimiter: Some(b'|'), ..Dialect::default() }, &["1: a;b,c"], &[]);
    check(b"k\tx, y\n1\t2\n", Dialect::default(), &["1: k|x, y", "2: 1|2"], &[]);
}

#[test]
fn unusable_dialects_are_refused() {
    for (delimiter, quote) in [(b'"', b'"'), (b'\n', b'"'), (0xA3, b'"'), (b',', 0)] {
        let dialect = Dialect { delimiter: Some(delimiter), quote: Some(quote), ..Dialect::default() };
        assert!(matches!(DelimitedReader::open(&b"a"[..], dialect), Err(ReadError::Dialect(_))));
    }
}

#[test]
fn a_row_that_was_read_can_be_added_to() {
    let mut reader = DelimitedReader::open(&b"a,b\n\"c\",d\n"[..], comma()).unwrap();
    let mut row = Row::new();
    for expected in [["a", "b", "x"], ["c", "d", "x"]] {
        assert!(reader.read_row(&mut row).unwrap());
        row.push("x");
        assert_eq!(row.iter().collect::<Vec<_>>(), expected);
    }
}
