//! Files in their packings, written to a folder of their own.

use std::io::{Cursor, Read, Write};
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Columnar, Content, Format, OpenError, Options, open};
use crate::workbook::{Limits, WorkbookError, WorkbookFormat};

/// A file that is removed with its test.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("tongbi-container-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // A file that stays behind in the system's folder fails no test.
        drop(std::fs::remove_file(&self.0));
    }
}

fn open_bytes(name: &str, bytes: &[u8], options: &Options) -> Result<Content, OpenError> {
    open(&Temporary::new(name, bytes).0, options)
}

fn open_member(name: &str, bytes: &[u8], member: &str) -> Result<Content, OpenError> {
    open_bytes(name, bytes, &Options { member: Some(member.to_owned()), ..Options::default() })
}

fn text(content: Result<Content, OpenError>) -> std::io::Result<String> {
    let Content::Text(mut reader) = content.unwrap() else { panic!("text expected") };
    let mut text = String::new();
    reader.read_to_string(&mut text).map(|_| text)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    zip_by(CompressionMethod::Deflated, members)
}

fn zip_by(method: CompressionMethod, members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The smallest workbook of one empty sheet.
fn xlsx() -> Vec<u8> {
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = format!(r#"<Relationships><Relationship Id="r" Type="{kind}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#);
    let sheets = format!(r#"<Relationships><Relationship Id="r" Type="{kind}/worksheet" Target="s.xml"/></Relationships>"#);
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", package.as_bytes()),
        ("xl/workbook.xml", br#"<workbook><sheets><sheet name="s" sheetId="1" r:id="r"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", sheets.as_bytes()),
        ("xl/s.xml", b"<worksheet><sheetData/></worksheet>"),
    ])
}

#[test]
fn text_is_the_same_plain_gzipped_and_in_an_archive() {
    let plain = "地区,2024\n北京,1\n".repeat(1000);
    let whole = plain.as_bytes();
    let two_members = [gzip(&whole[..100]), gzip(&whole[100..])].concat();
    let packings = [
        ("plain", whole.to_vec()),
        ("gz", gzip(whole)),
        ("gz2", two_members),
        ("deflated", zip(&[("a/b.csv", whole)])),
        ("stored", zip_by(CompressionMethod::Stored, &[("b.csv", whole)])),
        ("short", b"a,b".to_vec()),
        ("empty", Vec::new()),
        ("empty.gz", gzip(b"")),
    ];
    for (name, bytes) in packings {
        let expected = if name.starts_with("empty") {
            ""
        } else if name == "short" {
            "a,b"
        } else {
            &plain
        };
        assert_eq!(text(open_bytes(name, &bytes, &Options::default())).unwrap(), expected, "{name}");
    }
}

#[test]
fn workbooks_and_parquet_are_found_by_content_in_every_packing() {
    let parquet = b"PAR1\x15\x04rest".to_vec();
    for (name, bytes, format) in [
        ("xlsx.csv", xlsx(), Format::Workbook(WorkbookFormat::Xlsx)),
        ("xlsx.gz", gzip(&xlsx()), Format::Workbook(WorkbookFormat::Xlsx)),
        ("xlsx.zip", zip(&[("表.xlsx", &xlsx())]), Format::Workbook(WorkbookFormat::Xlsx)),
        ("parquet", parquet.clone(), Format::Parquet),
        ("parquet.gz", gzip(&parquet), Format::Parquet),
        ("html.xls", b"<html><table>".to_vec(), Format::Text),
    ] {
        let content = open_bytes(name, &bytes, &Options { format: Some(format), ..Options::default() }).unwrap();
        assert_eq!(content.format(), format, "{name}");
        if let Content::Parquet(Columnar::Bytes(bytes)) = content {
            assert_eq!(bytes, parquet);
        }
    }
}

#[test]
fn a_declared_format_that_the_content_contradicts_is_an_error_that_names_both() {
    let declared = Format::Workbook(WorkbookFormat::Xls);
    let options = Options { format: Some(declared), ..Options::default() };
    for (name, bytes, found) in [
        ("contradicts.xls", b"<html>".to_vec(), Format::Text),
        ("contradicts.xlsx", xlsx(), Format::Workbook(WorkbookFormat::Xlsx)),
        ("contradicts.gz", gzip(b"PAR1\x15"), Format::Parquet),
    ] {
        let error = open_bytes(name, &bytes, &options).unwrap_err();
        assert!(matches!(error, OpenError::Contradiction { found: f, declared: d } if (f, d) == (found, declared)), "{error}");
        assert!(error.to_string().contains(&found.to_string()) && error.to_string().contains("an XLS workbook"), "{error}");
    }
}

#[test]
fn an_encrypted_workbook_is_said_to_be_one_whatever_is_declared() {
    let mut document = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    document.create_stream("/EncryptedPackage").unwrap().write_all(b"x").unwrap();
    document.flush().unwrap();
    let options = Options { format: Some(Format::Workbook(WorkbookFormat::Xlsx)), ..Options::default() };
    let error = open_bytes("encrypted.xlsx", &document.into_inner().into_inner(), &options).unwrap_err();
    assert!(matches!(error, OpenError::Workbook(WorkbookError::Encrypted)), "{error}");
}

#[test]
fn an_open_file_can_be_read_by_another_thread() {
    let content = open_bytes("thread.xlsx", &xlsx(), &Options::default()).unwrap();
    let names = std::thread::spawn(move || match content {
        Content::Workbook(book) => book.sheet_names(),
        _ => Vec::new(),
    });
    assert_eq!(names.join().unwrap(), ["s"]);
}

#[test]
fn the_member_that_is_meant_is_the_only_one_or_the_one_declared() {
    let bytes = zip(&[
        ("2023/a.csv", b"1"),
        ("2024/a.csv", b"2"),
        ("说明.txt", b"3"),
        ("__MACOSX/a", b"4"),
        (".DS_Store", b"5"),
        ("x[1].csv", b"6"),
    ]);
    let Err(OpenError::Several { names, more: 0 }) = open_bytes("several", &bytes, &Options::default()) else {
        panic!("four could be meant")
    };
    assert_eq!(names, ["2023/a.csv", "2024/a.csv", "说明.txt", "x[1].csv"]);
    for (pattern, expected) in [("2024/a.csv", "2"), ("2023*", "1"), ("*.txt", "3"), ("x[1].csv", "6")] {
        assert_eq!(text(open_member("declared", &bytes, pattern)).unwrap(), expected, "{pattern}");
    }
    assert!(matches!(open_member("two", &bytes, "*/a.csv"), Err(OpenError::Several { names, .. }) if names.len() == 2));
    assert!(matches!(open_member("none", &bytes, "*.xlsx"), Err(OpenError::NoMember { names, .. }) if names.len() == 4));
    assert!(matches!(open_member("pattern", &bytes, "a[b"), Err(OpenError::Pattern { .. })));
    assert!(matches!(open_member("text", b"a,b", "a"), Err(OpenError::NoArchive { .. })));
    assert_eq!(text(open_bytes("junk", &zip(&[("a.csv", b"1"), ("__MACOSX/._a.csv", b"x")]), &Options::default())).unwrap(), "1");
}

#[test]
fn twenty_names_are_listed_and_the_rest_is_counted() {
    let names: Vec<String> = (0..25).map(|number| format!("{number:02}.csv")).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    let error = open_bytes("twenty", &zip(&members), &Options::default()).unwrap_err();
    assert!(matches!(&error, OpenError::Several { names, more: 5 } if names.len() == 20));
    assert!(error.to_string().contains("`19.csv` and 5 more"), "{error}");
}

#[test]
fn names_in_gbk_are_read() {
    let name = "abcdef.csv";
    let mut bytes = zip(&[(name, b"1"), ("other.csv", b"2")]);
    // "数据.csv" has as many bytes less two in GBK.
    let gbk = [&encoding_rs::GBK.encode("数据1").0[..], b"x.csv"].concat();
    assert_eq!(gbk.len(), name.len());
    let places: Vec<usize> = memchr::memmem::find_iter(&bytes, name).collect();
    assert_eq!(places.len(), 2);
    for place in places {
        bytes[place..place + name.len()].copy_from_slice(&gbk);
    }
    assert_eq!(text(open_member("gbk", &bytes, "数据1x.csv")).unwrap(), "1");
    assert!(matches!(open_bytes("gbk2", &bytes, &Options::default()), Err(OpenError::Several { names, .. }) if names[0] == "数据1x.csv"));
}

#[test]
fn damage_in_a_packed_text_is_an_error_of_reading_and_never_an_early_end() {
    let plain = (0..5000).map(|number| format!("{number},{}\n", number * 7)).collect::<String>();
    let whole = gzip(plain.as_bytes());
    for cut in [1, 8, 20, whole.len() / 2] {
        assert!(text(open_bytes("cut.gz", &whole[..whole.len() - cut], &Options::default())).is_err(), "{cut} bytes are missing");
    }
    let mut wrong_sum = whole.clone();
    let place = whole.len() - 6;
    wrong_sum[place] ^= 1;
    assert!(text(open_bytes("sum.gz", &wrong_sum, &Options::default())).is_err());
    assert!(text(open_bytes("tail.gz", &[whole, b"rubbish that follows".to_vec()].concat(), &Options::default())).is_err());

    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let mut archive = zip_by(method, &[("a.csv", plain.as_bytes())]);
        archive[300] ^= 0x10;
        assert!(text(open_bytes("sum.zip", &archive, &Options::default())).is_err(), "{method}");
        archive.truncate(archive.len() / 2);
        assert!(matches!(open_bytes("cut.zip", &archive, &Options::default()), Err(OpenError::Archive { .. })), "{method}");
    }
}

#[test]
fn a_packed_file_in_a_packed_file_is_refused() {
    for (name, bytes) in [
        ("gz.gz", gzip(&gzip(b"a,b"))),
        ("zip.gz", gzip(&zip(&[("a.csv", b"1")]))),
        ("gz.zip", zip(&[("a.csv.gz", &gzip(b"1"))])),
        ("zip.zip", zip(&[("a.zip", &zip(&[("a.csv", b"1")]))])),
    ] {
        let error = open_bytes(name, &bytes, &Options::default()).unwrap_err();
        assert!(matches!(error, OpenError::Nested { .. }), "{name}: {error}");
    }
}

#[test]
fn what_unpacks_to_more_than_any_table_ends_in_an_error_that_says_so() {
    let zeros = vec![b'0'; 1 << 20];
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("a.csv", SimpleFileOptions::default()).unwrap();
    for _ in 0..160 {
        encoder.write_all(&zeros).unwrap();
        writer.write_all(&zeros).unwrap();
    }
    for (name, bytes) in [("bomb.gz", encoder.finish().unwrap()), ("bomb.zip", writer.finish().unwrap().into_inner())] {
        assert!(bytes.len() * 300 < 90 << 20, "{name} is a bomb");
        let Content::Text(mut reader) = open_bytes(name, &bytes, &Options::default()).unwrap() else { panic!("text expected") };
        let error = std::io::copy(&mut reader, &mut std::io::sink()).unwrap_err();
        assert!(error.to_string().contains("unpacks to more than"), "{error}");
    }
    let limits = Limits { unpacked_bytes: 1 << 10, ..Limits::default() };
    let packed = gzip(&[&b"PAR1\x15"[..], &zeros].concat());
    assert!(matches!(open_bytes("parquet.gz", &packed, &Options { limits, ..Options::default() }), Err(OpenError::Io(_))));
}

#[test]
fn archives_that_cannot_be_unpacked_are_refused() {
    assert!(matches!(open_bytes("empty.zip", &zip(&[]), &Options::default()), Err(OpenError::Archive { .. })));
    let mut encrypted = zip(&[("a.csv", b"1")]);
    for (mark, offset) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let place = memchr::memmem::find(&encrypted, mark).unwrap() + offset;
        encrypted[place] |= 1;
    }
    let error = open_bytes("encrypted.zip", &encrypted, &Options::default()).unwrap_err();
    assert!(matches!(&error, OpenError::Archive { fault } if fault.to_string().contains("password")), "{error}");
    assert!(matches!(open(std::path::Path::new("/no/such/file"), &Options::default()), Err(OpenError::Io(_))));
}
