//! A place in the text, and the characters that different keyboards write for the same sign.

use super::NumberError;

/// A place in the text. It sees full-width characters, dashes and apostrophes as their plain counterparts.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    rest: &'a str,
    index: usize,
}

impl<'a> Cursor<'a> {
    /// The first character that is no white space; white space at the end is left out.
    pub(super) fn new(text: &'a str) -> Self {
        let mut cursor = Self { rest: text.trim_end(), index: 0 };
        cursor.skip_space();
        cursor
    }

    pub(super) const fn rest(self) -> &'a str {
        self.rest
    }

    pub(super) const fn is_at_end(self) -> bool {
        self.rest.is_empty()
    }

    /// How many characters of the text stand before.
    pub(super) const fn index(self) -> usize {
        self.index
    }

    /// The character here, folded.
    pub(super) fn peek(self) -> Option<char> {
        self.rest.chars().next().map(fold)
    }

    /// Steps over one character.
    pub(super) fn bump(&mut self) {
        let mut characters = self.rest.chars();
        if characters.next().is_some() {
            (self.rest, self.index) = (characters.as_str(), self.index + 1);
        }
    }

    /// The place after the word, where the word stands here.
    pub(super) fn after(mut self, word: &str) -> Option<Self> {
        for expected in word.chars() {
            if self.peek() != Some(expected) {
                return None;
            }
            self.bump();
        }
        Some(self)
    }

    /// Steps over the word where it stands here.
    pub(super) fn eat(&mut self, word: &str) -> bool {
        let after = self.after(word);
        *self = after.unwrap_or(*self);
        after.is_some()
    }

    /// Steps over one decimal digit.
    pub(super) fn digit(&mut self) -> Option<u8> {
        let digit = u8::try_from(self.peek()?.to_digit(10)?).ok()?;
        self.bump();
        Some(digit)
    }

    pub(super) fn is_at_digit(self) -> bool {
        self.peek().is_some_and(|c| c.is_ascii_digit())
    }

    pub(super) fn skip_space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.bump();
        }
    }

    /// Moves to `rest`, which must be an end of the text ahead.
    pub(super) fn jump(&mut self, rest: &'a str) {
        while self.rest.len() > rest.len() {
            self.bump();
        }
    }

    /// The complaint about the character here.
    pub(super) const fn not_a_number(self) -> NumberError {
        NumberError::NotANumber { at: self.index }
    }
}

/// The plain counterpart of a character.
pub(super) fn fold(character: char) -> char {
    match character {
        // Hyphens, figure and en dash, the minus sign, the small hyphen-minus.
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' => '-',
        '\u{2015}' => '—',
        '\u{2019}' => '\'',
        '\u{223c}' | '\u{301c}' => '~',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        _ => character,
    }
}
