//! Encodings, marks and broken bytes.

use super::*;
use crate::{Basis, Binary, Encoding};

fn declared(label: &str) -> Dialect {
    Dialect { encoding: Encoding::for_label(label), ..comma() }
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn encodings_are_found_by_mark_or_content() {
    let rows = ["1: 地区|值", "2: 北京|1"];
    let text = "地区,值\r\n北京,1\r\n";
    let marked = format!("\u{FEFF}{text}");
    for (bytes, encoding, basis) in [
        (text.as_bytes().to_vec(), Encoding::Utf8, Basis::SoundUtf8),
        (marked.as_bytes().to_vec(), Encoding::Utf8, Basis::Mark),
        (encoding_rs::GB18030.encode(text).0.to_vec(), Encoding::Gb18030, Basis::NotUtf8),
        (encoding_rs::GB18030.encode(&marked).0.to_vec(), Encoding::Gb18030, Basis::Mark),
        (utf16(&marked, u16::to_le_bytes), Encoding::Utf16Le, Basis::Mark),
        (utf16(&marked, u16::to_be_bytes), Encoding::Utf16Be, Basis::Mark),
    ] {
        let reader = DelimitedReader::open(&bytes[..], comma()).unwrap();
        assert_eq!((reader.encoding(), reader.encoding_basis()), (encoding, basis));
        check(&bytes, comma(), &rows, &[]);
    }
    check(&utf16(text, u16::to_le_bytes), declared("utf-16le"), &rows, &[]);
    check(&encoding_rs::BIG5.encode("地區,值\n").0, declared("big5"), &["1: 地區|值"], &[]);
}

#[test]
fn a_mark_overrules_the_declaration_and_says_so() {
    let told = Problem::MarkContradicts { declared: Encoding::Gb18030, mark: Encoding::Utf8 };
    check("\u{FEFF}值\n".as_bytes(), declared("gbk"), &["1: 值"], &[told]);
}

#[test]
fn an_undecodable_byte_is_told_with_its_place() {
    let undecodable = |place, bytes: &[u8], assumed| Problem::Undecodable { at: place, bytes: bytes.to_vec(), assumed };
    let bytes = ["地区,2020年\n".as_bytes(), "北京市,1\n天津,9".as_bytes(), b"\xFF\xFE8,2\n", "河北,3\n".as_bytes()].concat();
    let rows = ["1: 地区|2020年", "2: 北京市|1", "3: 天津|9\u{FFFD}\u{FFFD}8|2", "4: 河北|3"];
    check(&bytes, comma(), &rows, &[undecodable(at(3, 5, 1), b"\xFF\xFE", Encoding::Utf8)]);

    let text = b"\xB5\xD8\xC7\xF8,a\r\n\"x\r\n\xB1\xB1\",\xB5,2\r\n";
    let rows = ["1: 地区|a", "2: x\r\n北|\u{FFFD}|2"];
    check(text, comma(), &rows, &[undecodable(at(3, 4, 1), b"\xB5", Encoding::Gb18030)]);

    let mut bytes = utf16("\u{FEFF}值,1\n", u16::to_le_bytes);
    bytes.extend_from_slice(b"\x00\xD8,\0");
    check(&bytes, comma(), &["1: 值|1", "2: \u{FFFD}|"], &[undecodable(at(2, 1, 0), b"\x00\xD8", Encoding::Utf16Le)]);
}

#[test]
fn what_comes_behind_the_head_never_changes_the_encoding() {
    let mut bytes = b"name,value\n".repeat(7000);
    bytes.extend_from_slice(b"\xB5\xD8,1\n");
    let (rows, problems, error) = read_all(&bytes[..], comma());
    assert!(error.is_none() && rows.len() == 7001);
    assert_eq!(problems, [Problem::Undecodable { at: at(7001, 1, 0), bytes: b"\xB5\xD8".to_vec(), assumed: Encoding::Utf8 }]);
    assert_eq!(DelimitedReader::open(&bytes[..], comma()).unwrap().encoding_basis(), Basis::Ascii);
}

#[test]
fn a_character_on_the_border_of_two_chunks_is_whole() {
    for before in 65_530..65_540 {
        let mut text = "x".repeat(before - 3);
        text.push_str("\n值,地区\n");
        for bytes in [text.as_bytes(), &encoding_rs::GB18030.encode(&text).0] {
            let dialect = if bytes.len() == text.len() { comma() } else { declared("gbk") };
            let (rows, problems, _) = read_all(bytes, dialect);
            assert_eq!((rows[1].0, rows[1].1.join("|").as_str(), problems.len()), (2, "值|地区", 0), "{before}");
        }
    }
}

#[test]
fn what_is_no_text_is_refused_by_name() {
    for (bytes, kind) in [
        (&b"PK\x03\x04\x14\0\0\0"[..], Binary::Zip),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0", Binary::Ole2),
        (b"\x1F\x8B\x08\0", Binary::Gzip),
        (b"a\0,\0b\0\n\x001\0", Binary::Utf16WithoutMark),
    ] {
        let refused = DelimitedReader::open(bytes, Dialect::default()).err();
        assert!(matches!(refused, Some(ReadError::NotText { looks_like }) if looks_like == kind), "{refused:?}");
    }
}

#[test]
fn nul_bytes_stay_and_are_told_once_a_row() {
    let text = b"a,b\n1,x\0y\0\nname,value\nn,\"\0\"\nmore text so that the share of controls is small\n";
    let (rows, problems, _) = read_all(&text[..], comma());
    assert_eq!(rows[1].1, ["1", "x\0y\0"]);
    assert_eq!(problems, [Problem::NulByte { at: at(2, 4, 1), count: 2 }, Problem::NulByte { at: at(4, 4, 1), count: 1 }]);
}
