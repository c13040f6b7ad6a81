//! One row of a table as text.

/// One row as text, with the place where it begins. A reader fills the same row again and again.
///
/// The fields stand in one string, so that filling a row allocates nothing once the string has grown. Two rows are equal
/// when their fields and places are.
#[derive(Clone, Debug, Default)]
pub struct Row {
    line: u64,
    byte: u64,
    text: String,
    /// The beginning and the end of each field in `text`, where quotes and delimiters may stand between them.
    bounds: Vec<(usize, usize)>,
    /// Where the text of each field comes from, as far as the last that is covered; empty for delimited rows.
    covers: Vec<Cover>,
    /// The indent of each field, as far as the last that has one; empty for delimited rows.
    indents: Vec<u8>,
    /// Whether the text is that of a row as it was read, with one byte behind each field.
    bare: bool,
    /// Of the first fields a bit each: whether it has surely the text that it had in the row in this line, which was here before.
    alike: (u64, u64),
}

/// The row that begins a text.
pub(crate) struct Filled<T> {
    /// What was found.
    pub(crate) what: T,
    /// Its length.
    pub(crate) length: usize,
    /// Whether one byte stands behind each field, and nothing else between them.
    pub(crate) bare: bool,
    /// Of the first fields a bit each: whether it has the text that it had in the row before.
    pub(crate) alike: u64,
}

/// Where the text of a field comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Cover {
    /// From the cell itself.
    #[default]
    Own,
    /// From a cell of the same row, whose merged range covers this one.
    Across,
    /// From a cell of a row above, whose merged range covers this one; whatever its column.
    Down,
}

impl Row {
    /// A row without fields, at no place yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The line of the file where the row begins, from 1. LF, CRLF and a lone CR each end a line, also inside quotes. For a sheet,
    /// its row.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The offset of the row's first byte in the decoded text, which for sound UTF-8 is its offset in the file; 0 for a row
    /// of a sheet.
    pub fn byte(&self) -> u64 {
        self.byte
    }

    /// The number of fields.
    pub fn len(&self) -> usize {
        self.bounds.len()
    }

    /// Whether there is no field at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text of a field, counted from 0; `None` beyond the last.
    pub fn get(&self, field: usize) -> Option<&str> {
        let &(start, end) = self.bounds.get(field)?;
        self.text.get(start..end)
    }

    /// The text of a field without the white space around it; empty beyond the last field.
    #[inline]
    pub fn trimmed(&self, field: usize) -> &str {
        trimmed(self.get(field).unwrap_or_default())
    }

    /// Where the text of a field comes from; [`Cover::Own`] in delimited text and beyond the last field.
    pub fn cover(&self, field: usize) -> Cover {
        self.covers.get(field).copied().unwrap_or_default()
    }

    /// How many steps the text of a field is indented by its cell's style; 0 in delimited text and beyond the last field.
    pub fn indent(&self, field: usize) -> u8 {
        self.indents.get(field).copied().unwrap_or_default()
    }

    /// Whether a field has surely the text that it had in the row in this line, where that was the row that was here before.
    #[inline]
    pub fn is_as_in(&self, line: u64, field: usize) -> bool {
        self.alike.1 == line && field < 64 && self.alike.0 >> field & 1 == 1
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
        self.covers.clear();
        self.indents.clear();
        self.bare = false;
        self.alike = (0, 0);
    }

    /// Sets the place where the content that is here begins.
    pub(crate) fn place(&mut self, line: u64, byte: u64) {
        (self.line, self.byte) = (line, byte);
    }

    /// Adds a field at the end.
    pub fn push(&mut self, field: &str) {
        let start = self.text.len();
        self.bare = false;
        self.text.push_str(field);
        self.bounds.push((start, self.text.len()));
    }

    /// Adds blank fields until there are `len`.
    pub(crate) fn pad(&mut self, len: usize) {
        let end = self.text.len();
        self.bare = false;
        if self.bounds.len() < len {
            self.bounds.resize(len, (end, end));
        }
    }

    /// Sets the indent of the last field.
    pub(crate) fn indent_last(&mut self, indent: u8) {
        if indent > 0 {
            self.indents.resize(self.bounds.len(), 0);
            if let Some(last) = self.indents.last_mut() {
                *last = indent;
            }
        }
    }

    /// Adds the last field's text once more for each of `count` covered fields; the text itself is not copied.
    pub(crate) fn repeat_last(&mut self, count: usize, cover: Cover) {
        self.bare = false;
        if let Some(&bounds) = self.bounds.last() {
            self.covers.resize(self.bounds.len(), Cover::Own);
            self.bounds.extend(std::iter::repeat_n(bounds, count));
            self.covers.resize(self.bounds.len(), cover);
        }
    }

    /// Adds `count` fields that a cell above covers with its text.
    pub(crate) fn push_from_above(&mut self, text: &str, count: usize) {
        if count > 0 {
            self.covers.resize(self.bounds.len(), Cover::Own);
            self.push(text);
            self.covers.push(Cover::Down);
            self.repeat_last(count - 1, Cover::Down);
        }
    }

    /// Takes over, in place of what is here, the beginning of a text, which is a row with one byte behind each field: `find` has the text of the row that
    /// was here before, where that was one such, and its bounds, which it makes those of the new row; it gives how long the row is, and of the first
    /// fields a bit each that is set where the text is the same. `None`, and an empty row, where it finds none.
    pub(crate) fn fill<T>(
        &mut self,
        text: &str,
        find: impl FnOnce(&[u8], Option<&[u8]>, &mut Vec<(usize, usize)>) -> Option<Filled<T>>,
    ) -> Option<T> {
        let before = self.bare.then_some((self.text.as_bytes(), self.line));
        let found = find(text.as_bytes(), before.map(|(text, _)| text), &mut self.bounds);
        let line = before.map_or(0, |(_, line)| line);
        match found.and_then(|found| Some((text.get(..found.length)?, found))) {
            Some((text, found)) => {
                self.text.clear();
                self.text.push_str(text);
                (self.bare, self.alike) = (found.bare, (found.alike, line));
                Some(found.what)
            }
            None => {
                self.clear();
                None
            }
        }
    }

    /// Cuts the fields that are longer than `limit` bytes, at a character's border, and says which and how long they were.
    pub(crate) fn cut_fields(&mut self, limit: usize) -> Vec<(usize, usize)> {
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

/// A text without the white space around it. Nearly every cell begins and ends in what is none, which two bytes tell.
#[inline]
pub(crate) fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [] => text,
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
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
    use super::{Cover, Row, trimmed};

    /// The quick look at both ends trims what trimming trims.
    #[test]
    fn trimmed_is_trimmed() {
        const PARTS: [&str; 10] = ["", " ", "\t", "\u{3000}", "\u{a0}", "\u{7f}", "\0", "x", "值", "1 2"];
        for number in 0..PARTS.len().pow(3) {
            let part = |place: usize| PARTS[number / place % PARTS.len()];
            let text = [part(100), part(10), part(1)].concat();
            assert_eq!(trimmed(&text), text.trim(), "{text:?}");
        }
    }

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
    fn a_covered_field_has_its_origins_text_and_says_so() {
        let mut row = Row::new();
        row.begin(1, 0);
        row.push_from_above("上", 2);
        row.pad(4);
        row.push("右");
        row.indent_last(3);
        row.repeat_last(1, Cover::Across);
        assert_eq!(row.iter().collect::<Vec<_>>(), ["上", "上", "", "", "右", "右"]);
        let covers: Vec<Cover> = (0..7).map(|field| row.cover(field)).collect();
        assert_eq!(covers, [Cover::Down, Cover::Down, Cover::Own, Cover::Own, Cover::Own, Cover::Across, Cover::Own]);
        assert_eq!((0..7).map(|field| row.indent(field)).collect::<Vec<_>>(), [0, 0, 0, 0, 3, 0, 0]);
        row.begin(2, 0);
        row.push("x");
        assert_eq!((row.cover(0), row.indent(4)), (Cover::Own, 0));
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
