//! Whatever is written is read back, and whatever is read ends.

use csv::{QuoteStyle, Terminator, WriterBuilder};
use proptest::prelude::*;

use super::super::dialect::Format;
use super::super::form::{like, ordinary};
use super::super::spans::Spans;
use super::*;
use crate::Encoding;

/// Line breaks counted the slow way.
fn line_breaks(text: &str) -> u64 {
    text.replace("\r\n", "\n").chars().filter(|char| matches!(char, '\r' | '\n')).count() as u64
}

fn field() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![4 => Just("a"), 2 => Just("值"), 1 => Just("\""), 1 => Just(","), 1 => Just("\n"),
        1 => Just("\r"), 1 => Just("\r\n"), 1 => Just(" "), 1 => Just("\u{1F600}")],
        0..8,
    )
    .prop_map(|parts| parts.concat())
}

fn rows() -> impl Strategy<Value = Vec<Vec<String>>> {
    proptest::collection::vec(proptest::collection::vec(field(), 1..6), 0..30)
}

fn written(rows: &[Vec<String>], terminator: &str, always: bool) -> (String, Vec<Line>) {
    let terminator = match terminator {
        "\n" => Terminator::Any(b'\n'),
        "\r" => Terminator::Any(b'\r'),
        _ => Terminator::CRLF,
    };
    let style = if always { QuoteStyle::Always } else { QuoteStyle::Necessary };
    let mut writer = WriterBuilder::new().terminator(terminator).quote_style(style).flexible(true).from_writer(Vec::new());
    let mut expected = Vec::new();
    for row in rows {
        let line = 1 + line_breaks(std::str::from_utf8(writer.get_ref()).unwrap());
        writer.write_record(row).unwrap();
        writer.flush().unwrap();
        expected.push((line, row.clone()));
    }
    (String::from_utf8(writer.into_inner().unwrap()).unwrap(), expected)
}

/// The places where runs of U+FFFD begin, found the slow way; a run is told in pieces of 64 bytes, which a soup has not.
fn broken_places(text: &str) -> Vec<Place> {
    let (mut places, mut place, mut before) = (Vec::new(), at(1, 1, 0), ' ');
    for char in text.chars() {
        if char == char::REPLACEMENT_CHARACTER && before != char {
            places.push(place);
        }
        match char {
            '\n' if before == '\r' => {}
            '\n' | '\r' => place = at(place.line + 1, 1, 0),
            ',' => place = at(place.line, place.column + 1, place.field + 1),
            _ => place.column += 1,
        }
        before = char;
    }
    places
}

/// Bytes in which the bytes that matter are frequent.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        Just(b'"'),
        Just(b','),
        Just(b'\n'),
        Just(b'\r'),
        Just(b'a'),
        Just(0xE5),
        Just(0x8C),
        Just(0x97),
        Just(0xFF),
        Just(0u8),
        any::<u8>()
    ];
    proptest::collection::vec(byte, 0..400)
}

fn encodings() -> impl Strategy<Value = Option<Encoding>> {
    let label = prop_oneof![Just(""), Just("utf-8"), Just("gbk"), Just("utf-16le"), Just("utf-16be"), Just("big5"), Just("iso-2022-jp")];
    label.prop_map(Encoding::for_label)
}

proptest! {
    #[test]
    fn written_rows_are_read_back(rows in rows(), terminator in prop_oneof![Just("\n"), Just("\r"), Just("\r\n")],
                                  always: bool, mark: bool, chunk in 1usize..100) {
        let (mut text, expected) = written(&rows, terminator, always);
        if mark {
            text.insert(0, '\u{FEFF}');
        }
        let (read, problems, error) = read_in_chunks(text.as_bytes(), comma(), chunk);
        prop_assert!(error.is_none() && problems.is_empty(), "{:?} {:?}", error, problems);
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn the_encoding_changes_nothing(rows in rows(), chunk in 1usize..50) {
        let (text, expected) = written(&rows, "\r\n", false);
        let utf16 = text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
        for (label, bytes) in [("gb18030", encoding_rs::GB18030.encode(&text).0.to_vec()), ("utf-16be", utf16)] {
            let dialect = Dialect { encoding: Encoding::for_label(label), ..comma() };
            let (read, problems, error) = read_in_chunks(&bytes[..], dialect, chunk);
            prop_assert!(error.is_none() && problems.is_empty(), "{:?} {:?}", error, problems);
            prop_assert_eq!(&read, &expected);
        }
    }

    #[test]
    fn any_bytes_end_and_lines_ascend(bytes in soup(), encoding in encodings(), chunk in 1usize..50, max_row_bytes in 1usize..600) {
        let dialect = Dialect { encoding, max_row_bytes, max_field_bytes: 50, ..Dialect::default() };
        let (rows, problems, _) = read_in_chunks(&bytes[..], dialect, chunk);
        prop_assert!(rows.is_sorted_by(|a, b| a.0 < b.0));
        let last = rows.last().map_or(0, |row| row.0);
        for problem in problems {
            if let Problem::Undecodable { at, .. } | Problem::UnclosedQuote { at } | Problem::NulByte { at, .. } = problem {
                prop_assert!(at.line >= 1 && at.column >= 1 && (at.line <= last + 400));
            }
        }
    }

    /// Broken bytes and NULs are all told with their places, and nothing else of the text is lost.
    #[test]
    fn no_byte_is_lost(bytes in soup(), chunk in 1usize..50) {
        let dialect = Dialect { encoding: Some(Encoding::Utf8), quote: None, ..comma() };
        // A long first line keeps the share of control bytes small.
        let bytes = [&[b'x'; 100][..], b"\n", &bytes[..]].concat();
        let (rows, problems, error) = read_in_chunks(&bytes[..], dialect, chunk.max(32));
        prop_assert!(error.is_none(), "{:?}", error);
        let text = String::from_utf8_lossy(&bytes);
        let expected: Vec<&str> = text.split(['\r', '\n']).filter(|line| !line.is_empty()).collect();
        prop_assert_eq!(rows.iter().map(|row| row.1.join(",")).collect::<Vec<_>>(), expected);
        let (mut broken, mut nuls, mut places) = (0, 0, Vec::new());
        for problem in &problems {
            match problem {
                Problem::Undecodable { at, bytes, .. } => {
                    broken += bytes.len();
                    places.push(*at);
                }
                Problem::NulByte { count, .. } => nuls += count,
                other => prop_assert!(false, "{:?}", other),
            }
        }
        prop_assert_eq!(broken, bytes.utf8_chunks().map(|chunk| chunk.invalid().len()).sum::<usize>());
        prop_assert_eq!(nuls, bytes.iter().filter(|&&byte| byte == 0).count());
        prop_assert_eq!(places, broken_places(&text));
    }

    /// An ordinary row has the fields that its spans have, and ends where they end.
    #[test]
    fn ordinary_rows_are_what_their_spans_are(bytes in soup(), most in 1usize..20) {
        let text = String::from_utf8_lossy(&bytes).trim_start_matches(['\r', '\n']).to_owned();
        for format in [Format { delimiter: b',', quote: Some(b'"') }, Format { delimiter: b'a', quote: None }] {
            let mut bounds = Vec::new();
            let spans: Vec<_> = Spans::new(&text, 0, format).collect();
            if let Some(row) = ordinary(text.as_bytes(), format, most, &mut bounds) {
                prop_assert!(spans.len() <= most && spans.iter().all(|span| span.flaw(&text, text.len()).is_none()));
                prop_assert_eq!(spans.last().map(|span| span.end + 1), Some(row.length));
                prop_assert_eq!(spans.iter().map(|span| span.text(&text, format.quote)).collect::<Vec<_>>(),
                    bounds.iter().map(|&(start, end)| &text[start..end]).collect::<Vec<_>>());
                prop_assert_eq!(row.ends_in_cr, text[..row.length].ends_with('\r'));
                prop_assert_eq!(row.folded, text[..row.length - 1].contains(['\r', '\n']));
            } else {
                // What is passed on to csv has a reason.
                let end = spans.last().map_or(0, |span| span.end);
                prop_assert!(end == text.len() || spans.len() > most || text[..end].contains('"'));
            }
        }
    }

    /// A row that is read by what the row before it says is the row that is read without, and a field that it says is the same is the same.
    #[test]
    fn rows_like_others_are_what_they_are_by_themselves(
        rows in prop::collection::vec((prop::collection::vec("[ab]{0,2}|[ab]{9}|\"a,\"", 1..5), prop::sample::select(vec!["\n", "\r", "\r\n"])), 1..20),
        quote in prop::sample::select(vec![None, Some(b'"')]),
    ) {
        let format = Format { delimiter: b',', quote };
        let text: String = rows.iter().map(|(fields, end)| format!("{}{end}", fields.join(","))).collect();
        let (mut at, mut before) = (0, None::<(usize, usize, Vec<(usize, usize)>)>);
        loop {
            at += text[at..].bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let (rest, mut alone) = (&text.as_bytes()[at..], Vec::new());
            let Some(row) = ordinary(rest, format, 9, &mut alone) else { break };
            if let Some((start, end, known)) = before.filter(|_| !row.quoted) {
                let (old, mut bounds) = (&text.as_bytes()[start..end], known.clone());
                if let Some((found, alike)) = like(rest, format, old, &mut bounds) {
                    prop_assert_eq!((found, &bounds), (row, &alone));
                    for (field, (new, old)) in alone.iter().zip(&known).enumerate() {
                        let same = rest[new.0..new.1] == text.as_bytes()[start + old.0..start + old.1];
                        prop_assert!(same || alike >> field & 1 == 0);
                    }
                } else {
                    prop_assert!(known.len() != alone.len());
                }
            }
            before = (!row.quoted).then(|| (at, at + row.length, alone));
            at += row.length;
        }
        let mut reader = DelimitedReader::open_in_chunks(text.as_bytes(), Dialect { quote, ..comma() }, 64).unwrap();
        let (mut row, mut last) = (Row::new(), (0, Vec::new()));
        while reader.read_row(&mut row).unwrap() {
            let fields: Vec<String> = row.iter().map(String::from).collect();
            for (field, text) in fields.iter().enumerate() {
                prop_assert!(!row.is_as_in(last.0, field) || last.1.get(field) == Some(text));
            }
            last = (row.line(), fields);
        }
    }

    /// Rows, places and problems are the same whether a row is read at once or by csv, which reads nearly all where chunks are small.
    #[test]
    fn chunks_change_nothing(bytes in soup(), mark: bool, chunk in 32usize..80, max_field_bytes in 1usize..60, max_fields in 2usize..9) {
        let dialect = Dialect { encoding: Some(Encoding::Utf8), max_field_bytes, max_fields, ..comma() };
        let bytes = if mark { bytes.iter().flat_map(|byte| if *byte == 0 { "\u{FEFF}".bytes().collect() } else { vec![*byte] }).collect() } else { bytes };
        // A head of nothing but text looks like text, whatever its size.
        let bytes = [&[b'x'; 1 << 12][..], b"\n", &bytes[..]].concat();
        let (whole, problems, error) = read_in_chunks(&bytes[..], dialect, 1 << 12);
        let (parts, others, other) = read_in_chunks(&bytes[..], dialect, chunk);
        prop_assert_eq!(parts, whole);
        prop_assert_eq!(others, problems);
        prop_assert_eq!(other.map(|error| error.to_string()), error.map(|error| error.to_string()));
    }

    /// The spans of a row are csv's own reading of it.
    #[test]
    fn spans_agree_with_csv(bytes in soup()) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        prop_assume!(!text.starts_with('\u{FEFF}'));
        let format = Format { delimiter: b',', quote: Some(b'"') };
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut at = 0;
        for record in reader.byte_records() {
            let record = record.unwrap();
            at += text[at..].bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let spans: Vec<_> = Spans::new(&text, at, format).collect();
            prop_assert_eq!(spans.iter().map(|span| span.text(&text, format.quote).into_owned().into_bytes()).collect::<Vec<_>>(),
                record.iter().map(<[u8]>::to_vec).collect::<Vec<_>>());
            at = spans.last().map_or(at, |span| span.end);
        }
    }
}
