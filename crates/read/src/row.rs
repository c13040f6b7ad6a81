//! One row of a table as text.

use csv::ByteRecord;

/// How a cell comes by its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cover {
    /// It has its own.
    #[default]
    Own,
    /// It belongs to a merged range that begins further left in its row.
    Across,
    /// It belongs to a merged range that begins in a row above.
    Down,
}

/// One row as text, with the place where it begins. A reader fills the same row again and again.
///
/// The fields stand in one string, so that filling a row allocates nothing once the string has grown. Two rows are equal
/// when their fields and places are.
#[derive(Clone, Debug, Default)]
pub struct Row {
    line: u64,
    byte: u64,
    text: String,
    /// The beginning and the end of each field in `text`, where quotes and delimiters may stand between them; not used
    /// while `record` has them.
    bounds: Vec<(usize, usize)>,
    /// csv's reading of the row. Its bounds count when `by_record` is set, one byte further for each field before:
    /// `text` has the delimiters. This saves the copying of bounds for rows without quotes, which most are.
    record: ByteRecord,
    by_record: bool,
}

impl Row {
    /// A row without fields, at no place yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The line of the file where the row begins, from 1. LF, CRLF and a lone CR each end a line, also inside quotes.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The offset of the row's first byte in the decoded text, which for sound UTF-8 is its offset in the file.
    pub fn byte(&self) -> u64 {
        self.byte
    }

    /// The number of fields.
    pub fn len(&self) -> usize {
        if self.by_record { self.record.len() } else { self.bounds.len() }
    }

    /// Whether there is no field at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text of a field, counted from 0; `None` beyond the last.
    pub fn get(&self, field: usize) -> Option<&str> {
        if self.by_record {
            let range = self.record.range(field)?;
            return self.text.get(range.start + field..range.end + field);
        }
        let &(start, end) = self.bounds.get(field)?;
        self.text.get(start..end)
    }

    /// How a field comes by its text.
    pub fn cover(&self, _field: usize) -> Cover {
        Cover::Own
    }

    /// How far the style of a field's cell sets its text in.
    pub fn indent(&self, _field: usize) -> u8 {
        0
    }

    /// The fields in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        (0..self.len()).map(|field| self.get(field).unwrap_or_default())
    }

    /// Empties the row; its place becomes 0.
    pub fn clear(&mut self) {
        self.begin(0, 0);
    }

    /// Empties the row and sets the place where its new content begins.
    pub fn begin(&mut self, line: u64, byte: u64) {
        self.line = line;
        self.byte = byte;
        self.text.clear();
        self.bounds.clear();
        self.by_record = false;
    }

    /// Adds a field at the end.
    pub fn push(&mut self, field: &str) {
        self.own_bounds();
        let start = self.text.len();
        self.text.push_str(field);
        self.bounds.push((start, self.text.len()));
    }

    /// What csv reads the row's fields to; the row itself does not change.
    pub(crate) fn record(&mut self) -> &mut ByteRecord {
        self.own_bounds();
        &mut self.record
    }

    /// Takes over, into an empty row, a text in which the fields of the record stand one byte apart.
    pub(crate) fn fill_by_record(&mut self, text: &str) {
        self.text.push_str(text);
        self.by_record = true;
    }

    /// Takes over, into an empty row, a text in which the fields of the record stand elsewhere: `find` adds their bounds and
    /// says whether that went well.
    pub(crate) fn fill_by_bounds(&mut self, text: &str, find: impl FnOnce(&ByteRecord, &mut Vec<(usize, usize)>) -> bool) -> bool {
        self.text.push_str(text);
        find(&self.record, &mut self.bounds)
    }

    fn own_bounds(&mut self) {
        if self.by_record {
            self.bounds.extend(
                (0..self.record.len()).filter_map(|field| self.record.range(field).map(|range| (range.start + field, range.end + field))),
            );
            self.by_record = false;
        }
    }

    /// Cuts the fields that are longer than `limit` bytes, at a character's border, and says which and how long they were.
    pub(crate) fn cut_fields(&mut self, limit: usize) -> Vec<(usize, usize)> {
        self.own_bounds();
        let mut long = Vec::new();
        for (field, (start, end)) in self.bounds.iter_mut().enumerate() {
            let length = *end - *start;
            if length > limit {
                *end = self.text.floor_char_boundary(start.saturating_add(limit));
                long.push((field, length));
            }
        }
        long
    }
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        (self.line, self.byte) == (other.line, other.byte) && self.iter().eq(other.iter())
    }
}

impl Eq for Row {}

#[cfg(test)]
mod tests {
    use super::Row;

    #[test]
    fn fields_come_back_as_pushed() {
        let mut row = Row::new();
        assert_eq!((row.len(), row.get(0)), (0, None));
        row.begin(7, 99);
        for field in ["", "北京", "", "2"] {
            row.push(field);
        }
        assert_eq!(row.iter().collect::<Vec<_>>(), ["", "北京", "", "2"]);
        assert_eq!((row.line(), row.byte(), row.get(1), row.get(4)), (7, 99, Some("北京"), None));
        row.clear();
        assert!(row.is_empty() && row.line() == 0);
    }

    #[test]
    fn long_fields_are_cut_between_characters() {
        let mut row = Row::new();
        row.begin(3, 0);
        row.push("ab");
        row.push("北京市");
        assert_eq!(row.cut_fields(4), [(1, 9)]);
        assert_eq!(row.iter().collect::<Vec<_>>(), ["ab", "北"]);
        assert_eq!(row.line(), 3);
    }
}
