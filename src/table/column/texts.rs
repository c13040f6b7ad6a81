//! Texts that differ from row to row, one after the other.

use tongbi_domain::cell;
use tongbi_domain::number::{Decimal, Short};

/// Texts, one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Texts {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// Whether a text is made of digits, a point and a minus, of letters, digits and points, or is an id: then no format has to look at its characters.
    digits: Vec<bool>,
}

/// For how many bytes of a text room is made.
const TEXT: usize = 8;

impl Texts {
    /// Adds a text as it may stand in a cell: on one line, without control characters, and no formula to a spreadsheet ([`cell::released`]), in every
    /// file alike.
    pub fn push(&mut self, text: &str) {
        let plain = is_plain(text);
        if plain {
            self.bytes.extend_from_slice(text.as_bytes());
        } else {
            self.bytes.extend_from_slice(cell::released(text).as_bytes());
        }
        self.close(plain);
    }

    /// Adds the digits of a number.
    pub fn push_digits(&mut self, number: &Decimal) {
        self.bytes.extend_from_slice(number.text().bytes());
        self.close(true);
    }

    /// Adds an id: letters, digits and hyphens, with a letter before all others. It may stand in a cell as it is.
    pub fn push_id(&mut self, id: &str) {
        debug_assert!(id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{id:?}");
        self.bytes.extend_from_slice(id.as_bytes());
        self.close(true);
    }

    /// Adds the digits of a short number.
    #[inline]
    pub fn push_short(&mut self, number: Short) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[0; Short::LONGEST]);
        let length = self.bytes[start..].first_chunk_mut().map_or(0, |room| number.put(room));
        self.bytes.truncate(start + length);
        self.close(true);
    }

    /// Adds the digits of a short number with commas between groups of three.
    pub fn push_grouped(&mut self, number: Short) {
        let mut text = [0; Short::LONGEST_GROUPED];
        let length = number.put_grouped(&mut text);
        self.bytes.extend_from_slice(&text[..length]);
        self.close(false);
    }

    fn close(&mut self, digits: bool) {
        self.ends.push(self.bytes.len());
        self.digits.push(digits);
    }

    /// Adds the texts of another column.
    pub fn extend(&mut self, other: &Self) {
        let before = self.bytes.len();
        self.bytes.extend_from_slice(&other.bytes);
        self.ends.extend(other.ends.iter().map(|end| before + end));
        self.digits.extend_from_slice(&other.digits);
    }

    /// Makes room for so many more texts.
    pub fn reserve(&mut self, rows: usize) {
        self.ends.reserve(rows);
        self.digits.reserve(rows);
        self.bytes.reserve(rows * TEXT);
    }

    /// Forgets all texts and keeps the room.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.digits.clear();
    }

    /// All bytes, and where each text ends in them.
    pub fn parts(&self) -> (&[u8], &[usize]) {
        (&self.bytes, &self.ends)
    }

    /// Which texts surely have nothing that a format would have to look at.
    pub fn digits(&self) -> &[bool] {
        &self.digits
    }

    /// Whether a text, as it may stand in a cell, is the one of a row.
    pub fn is(&self, row: usize, text: &str) -> bool {
        self.get(row) == cell::released(text)
    }

    /// The texts in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| text(&self.bytes[start..*end]))
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A text by its row; empty beyond the last.
    pub fn get(&self, row: usize) -> &str {
        let start = row.checked_sub(1).map_or(0, |before| self.ends.get(before).copied().unwrap_or(0));
        self.ends.get(row).map_or("", |end| text(&self.bytes[start..*end]))
    }
}

/// Whether a text is of ASCII letters, digits and points, and short: it may stand in a cell as it is, wherever that is.
fn is_plain(text: &str) -> bool {
    text.len() <= 2 * TEXT && text.bytes().fold(true, |plain, byte| plain & (byte.is_ascii_alphanumeric() | (byte == b'.')))
}

/// Bytes that were a text when they came.
fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

impl<'t> FromIterator<&'t str> for Texts {
    fn from_iter<I: IntoIterator<Item = &'t str>>(texts: I) -> Self {
        let mut all = Self::default();
        texts.into_iter().for_each(|text| all.push(text));
        all
    }
}
