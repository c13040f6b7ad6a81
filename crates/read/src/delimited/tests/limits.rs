//! Hostile input ends within bounds.

use super::*;

#[test]
fn too_many_fields_are_an_error() {
    let dialect = Dialect { max_fields: 3, ..comma() };
    for text in ["a,b,c\n1,2,3,4\n", "a\n\"1\",2,3,4\n", "a\n1,2,3,"] {
        let (rows, _, error) = read_all(text.as_bytes(), dialect);
        assert_eq!(rows.len(), 1, "{text}");
        assert!(matches!(error, Some(ReadError::TooManyFields { line: 2, limit: 3 })), "{error:?}");
    }
    let (_, _, error) = read_all(std::io::repeat(b','), comma());
    assert!(matches!(error, Some(ReadError::TooManyFields { line: 1, .. })), "{error:?}");
}

#[test]
fn a_line_without_end_is_an_error() {
    let (rows, _, error) = read_all((&b"a\n\n"[..]).chain(std::io::repeat(b'x')), comma());
    assert_eq!(shown(&rows), ["1: a"]);
    assert!(matches!(error, Some(ReadError::RowTooLong { line: 3, .. })), "{error:?}");
    let (_, _, error) = read_all((&b"a\n\""[..]).chain(std::io::repeat(b'x')), comma());
    assert!(matches!(error, Some(ReadError::RowTooLong { line: 2, .. })), "{error:?}");
}

#[test]
fn blank_lines_without_number_are_no_row() {
    let text = (&b"a\n"[..]).chain(std::io::repeat(b'\n').take(2_000_000)).chain(&b"b\n"[..]);
    let (rows, _, error) = read_all(text, Dialect { max_row_bytes: 1000, ..comma() });
    assert!(error.is_none());
    assert_eq!(shown(&rows), ["1: a", "2000002: b"]);
}

#[test]
fn a_long_field_is_cut_and_told() {
    let dialect = Dialect { max_field_bytes: 10, ..comma() };
    let rows = ["1: a|北京市|c", "2: 0123456789|x", "3: y|0123456789"];
    let text = "a,北京市海淀区,c\n\"0123456789ab\",x\ny,0123456789abc\n";
    check(
        text.as_bytes(),
        dialect,
        &rows,
        &[
            Problem::FieldTooLarge { at: at(1, 3, 1), bytes: 18 },
            Problem::FieldTooLarge { at: at(2, 1, 0), bytes: 12 },
            Problem::FieldTooLarge { at: at(3, 3, 1), bytes: 13 },
        ],
    );
}

#[test]
fn a_wrong_encoding_does_not_fill_the_memory() {
    let dialect = Dialect { encoding: Some(crate::Encoding::Utf8), ..comma() };
    let (_, _, error) = read_all((&b"a\n"[..]).chain(std::io::repeat(0xFF)), dialect);
    assert!(matches!(error, Some(ReadError::WrongEncoding { line: 2, .. })), "{error:?}");
}

/// Fails after some bytes.
struct Failing;

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("the disk is gone"))
    }
}

#[test]
fn an_input_error_comes_through() {
    let text = "x,y\n".repeat(20_000);
    let (rows, _, error) = read_all(text.as_bytes().chain(Failing), comma());
    assert!(matches!(error, Some(ReadError::Io(error)) if error.to_string() == "the disk is gone"));
    assert_eq!(rows.len(), 20_000);
}

#[test]
fn opening_and_closing_without_sense_comes_to_an_end() {
    let mut seed = 7u64;
    for alphabet in [&b"\"\n"[..], b"\",\n", b"\"\"\"x,\n", b"\"\"\"\"\"\"\"\"x,\r\n"] {
        let text: Vec<u8> = std::iter::repeat_with(|| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            alphabet[(seed >> 33) as usize % alphabet.len()]
        })
        .take(100_000)
        .collect();
        let (rows, _, error) = read_all(&text[..], Dialect { encoding: Some(crate::Encoding::Utf8), ..comma() });
        assert!(error.is_none() && !rows.is_empty());
    }
}
