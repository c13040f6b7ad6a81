//! Finding the delimiter that nobody declared.

use super::dialect::Format;
use super::spans::Spans;

/// The delimiters that are tried. Where two do equally well the first one is taken: commas and bars stand in text and
/// numbers (`1,5`; `freq,unit,geo`) more often than tabs do.
const CANDIDATES: [u8; 4] = [b'\t', b';', b'|', b','];
/// How many rows are looked at.
const ROWS: usize = 1000;

/// On what ground a delimiter was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DelimiterBasis {
    /// The dialect names it.
    Declared,
    /// The first rows agree on it.
    Found {
        /// The rows with the most frequent number of fields.
        agreeing: usize,
        /// The rows looked at, blank lines not counted.
        rows: usize,
    },
    /// None of the known delimiters divides a row; the comma stands in.
    None,
}

/// The delimiter that gives most rows one number of fields above one, outside quotes.
///
/// `whole` says that the head is the whole text; otherwise its last row may be cut and is left out.
pub(crate) fn find(head: &str, whole: bool, quote: Option<u8>) -> (u8, DelimiterBasis) {
    let best = |quote| best(head, whole, quote);
    // An unclosed quote may hide all rows: then quotes are not believed.
    match best(quote).or_else(|| best(None)) {
        Some((delimiter, agreeing, rows)) => (delimiter, DelimiterBasis::Found { agreeing, rows }),
        None => (b',', DelimiterBasis::None),
    }
}

fn best(head: &str, whole: bool, quote: Option<u8>) -> Option<(u8, usize, usize)> {
    let mut best: Option<(u8, usize, usize)> = None;
    for delimiter in CANDIDATES.into_iter().filter(|&candidate| Some(candidate) != quote) {
        let counts = field_counts(head, whole, Format { delimiter, quote });
        let agreeing = most_frequent(counts.iter().copied().filter(|&fields| fields > 1).collect());
        if agreeing > best.map_or(0, |(_, agreeing, _)| agreeing) {
            best = Some((delimiter, agreeing, counts.len()));
        }
    }
    best
}

/// The number of fields of each of the first rows.
fn field_counts(head: &str, whole: bool, format: Format) -> Vec<usize> {
    let mut counts = Vec::new();
    let mut at = 0;
    while counts.len() < ROWS {
        at += head.get(at..).unwrap_or_default().bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        if at >= head.len() {
            break;
        }
        let (mut fields, mut end) = (0, at);
        for span in Spans::new(head, at, format) {
            fields += 1;
            end = span.end;
        }
        if end >= head.len() && !whole && !counts.is_empty() {
            break;
        }
        counts.push(fields);
        at = end;
    }
    counts
}

/// How often the most frequent number occurs.
fn most_frequent(mut numbers: Vec<usize>) -> usize {
    numbers.sort_unstable();
    numbers.chunk_by(|a, b| a == b).map(<[usize]>::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{DelimiterBasis, find};

    #[test]
    fn the_delimiter_most_rows_agree_on() {
        for (text, delimiter, agreeing, rows) in [
            ("a,b\n1,2\n", b',', 2, 2),
            ("name;x;y\na;1,5;2,5\nb;3,5;4,5\n", b';', 3, 3),
            ("freq,unit,geo\\TIME\t2020\t2021\nA,EUR,DE\t1\t2\n", b'\t', 2, 2),
            ("数据库：年度\n指标：GDP\n地区,2020年,2019年\n北京,1,2\n", b',', 2, 4),
            ("x|\"a,b,c\"\ny|\"d,e,f\"\n\n", b'|', 2, 2),
            ("\"Smith; John\",1\n\"Doe; Jane\",2\n", b',', 2, 2),
            ("a;b\n\"1;2\n3;4\n", b';', 1, 2),
        ] {
            assert_eq!(find(text, true, Some(b'"')), (delimiter, DelimiterBasis::Found { agreeing, rows }), "{text:?}");
        }
    }

    #[test]
    fn nothing_found_is_said() {
        assert_eq!(find("a\nb\n", true, Some(b'"')), (b',', DelimiterBasis::None));
        assert_eq!(find("", true, Some(b'"')), (b',', DelimiterBasis::None));
    }

    #[test]
    fn the_cut_row_at_the_end_of_the_head_is_left_out() {
        assert_eq!(find("a,b;\nc,d;\ne", false, None), (b';', DelimiterBasis::Found { agreeing: 2, rows: 2 }));
    }
}
