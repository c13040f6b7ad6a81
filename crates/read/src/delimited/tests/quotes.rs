//! Quotes that are as they should be, and quotes that are not.

use super::*;

fn unclosed(line: u64, column: u64, field: usize) -> Problem {
    Problem::UnclosedQuote { at: at(line, column, field) }
}

#[test]
fn sound_quotes() {
    check(b"\"a\"\"b\",\"c,d\"\n\"\",\"\"\"\"\n", comma(), &["1: a\"b|c,d", "2: |\""], &[]);
    check(b"a\"b,5\" pipe\n", comma(), &["1: a\"b|5\" pipe"], &[]);
    check(b"'a,b',\"c\"\n", Dialect { quote: Some(b'\''), ..comma() }, &["1: a,b|\"c\""], &[]);
    check(b"\"a,b\"\n\"c\n", Dialect { quote: None, ..comma() }, &["1: \"a|b\"", "2: \"c"], &[]);
    check(b"\"x\ny\" ,1\n", comma(), &["1: x\ny |1"], &[]);
}

#[test]
fn text_behind_a_closing_quote_is_told() {
    check(
        b"a\n\"b\"c,\"d\"\"\"e\n",
        comma(),
        &["1: a", "2: bc|d\"e"],
        &[Problem::TextAfterQuote { at: at(2, 4, 0) }, Problem::TextAfterQuote { at: at(2, 11, 1) }],
    );
}

#[test]
fn a_quote_open_to_the_end_of_the_file_loses_nothing() {
    let rows = ["1: a|b", "2: 北京|\"1", "3: c|d", "4: e,f|g"];
    check("a,b\r\n北京,\"1\r\nc,d\r\n\"\"\"e,f\"\"\",g".replace("\"\"\"", "\"").as_bytes(), comma(), &rows, &[unclosed(2, 4, 1)]);
    check(b"a,\"b", comma(), &["1: a|\"b"], &[unclosed(1, 3, 1)]);
    check(b"a,\"b\n", comma(), &["1: a|\"b"], &[unclosed(1, 3, 1)]);
    check(b"a\n\"\n\n\nb\n", comma(), &["1: a", "2: \"", "5: b"], &[unclosed(2, 1, 0)]);
}

#[test]
fn a_quote_closed_by_another_fields_opening_quote_is_unclosed() {
    let rows = ["1: a|b", "2: \"x|1", "3: c|2", "4: y|3", "5: d|4"];
    check(b"\"a\",b\n\"x,1\nc,2\n\"y\",3\nd,4\n", comma(), &rows, &[unclosed(2, 1, 0)]);
    let rows = ["1: a\nb|\"c", "3: d|e", "4: f|g"];
    check(b"\"a\nb\",\"c\nd,e\n\"f\",g\n", comma(), &rows, &[unclosed(2, 4, 1)]);
}

#[test]
fn a_quote_open_beyond_the_row_limit_is_unclosed() {
    let dialect = Dialect { max_row_bytes: 1000, max_field_bytes: 500, ..comma() };
    let mut text = String::from("a,b\n\"x,1\n");
    for line in 3..100_000 {
        text.push_str(&format!("{line},值\n"));
    }
    text.push_str("\"last\",\"\"\n");
    let (rows, problems, error) = read_all(text.as_bytes(), dialect);
    assert!(error.is_none(), "{error:?}");
    assert_eq!(problems, [unclosed(2, 1, 0)]);
    assert_eq!(rows.len(), 100_000);
    for (index, (line, fields)) in rows.iter().enumerate().skip(2).take(99_997) {
        assert_eq!((*line, fields[0].as_str()), (index as u64 + 1, line.to_string().as_str()));
    }
    assert_eq!(shown(&rows)[99_999], "100000: last|");
}

#[test]
fn a_quoted_field_with_line_breaks_beyond_the_field_limit_is_unclosed() {
    let dialect = Dialect { max_field_bytes: 20, ..comma() };
    let rows = ["1: \"x", "2: 0123456789012345678", "3: z\"|1"];
    check(b"\"x\n0123456789012345678\nz\",1\n", dialect, &rows, &[unclosed(1, 1, 0)]);
}
