//! The fast way for ordinary rows: from csv's field lengths to the bounds of the fields in the raw text, without a scan.

use csv::ByteRecord;
use memchr::memchr;

/// Whether no field of a row is quoted: delimiters and one line break, which the row must have, are all that csv took away.
pub(crate) fn is_plain(record: &ByteRecord, raw: &[u8]) -> bool {
    raw.len() == record.as_slice().len() + record.len()
}

/// Adds the bounds of the fields in the raw text, without quotes. False, and bounds that mean nothing, where a quote stands
/// in a text or text stands behind a closing quote.
///
/// Without quotes in any text, a field of n bytes that begins with a quote has its closing one n bytes further, or else
/// text stands behind that.
pub(crate) fn quoted_bounds(record: &ByteRecord, raw: &[u8], quote: Option<u8>, bounds: &mut Vec<(usize, usize)>) -> bool {
    let Some(quote) = quote.filter(|&quote| memchr(quote, record.as_slice()).is_none()) else { return false };
    let (mut taken_away, mut sound) = (0, true);
    bounds.extend((0..record.len()).map(|field| {
        let range = record.range(field).unwrap_or_default();
        let quoted = usize::from(raw.get(range.start + taken_away) == Some(&quote));
        let (start, end) = (range.start + taken_away + quoted, range.end + taken_away + quoted);
        sound &= quoted == 0 || raw.get(end) == Some(&quote);
        taken_away += 2 * quoted + 1;
        (start, end)
    }));
    sound
}
