//! Texts that many rows share: each once, and for each row which.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::{KeyHasher, Texts};

/// Texts that many rows share: each once, and for each row which. Code 0 is the empty text.
#[derive(Clone, Debug)]
pub struct Coded {
    codes: Vec<u32>,
    words: Texts,
    by_word: HashMap<String, u32>,
    by_key: HashMap<u32, u32, BuildHasherDefault<KeyHasher>>,
    /// Keys with their codes, each where its last bits say: nearly every look-up ends here.
    near: Box<[(u32, u32); NEAR]>,
}

/// How many keys are near: the periods of a series, and the notes and units of some.
pub const NEAR: usize = 64;
/// In place of a code: no key here yet.
const NONE: u32 = u32::MAX;

/// Where a key is near: its bits spread over the places.
#[inline]
pub const fn near(key: u32) -> usize {
    (key.wrapping_mul(0x9e37_79b1) >> 26) as usize
}

impl Default for Coded {
    fn default() -> Self {
        let mut words = Texts::default();
        words.push("");
        Self { codes: Vec::new(), words, by_word: HashMap::new(), by_key: HashMap::default(), near: Box::new([(0, NONE); NEAR]) }
    }
}

/// Two columns are equal where their rows are.
impl PartialEq for Coded {
    fn eq(&self, other: &Self) -> bool {
        self.codes.len() == other.codes.len() && (0..self.codes.len()).all(|row| self.get(row) == other.get(row))
    }
}

impl Coded {
    /// Adds a text.
    pub fn push(&mut self, text: &str) {
        let code = self.code(text);
        self.codes.push(code);
    }

    /// Adds the text of a key: an id of the program's own, of which each means one text in this column.
    #[inline]
    pub fn push_key<'t>(&mut self, key: u32, text: impl FnOnce() -> Cow<'t, str>) {
        let near = self.near[near(key)];
        let code = if near.0 == key && near.1 != NONE { near.1 } else { self.key_code(key, text) };
        self.codes.push(code);
    }

    fn key_code<'t>(&mut self, key: u32, text: impl FnOnce() -> Cow<'t, str>) -> u32 {
        let code = match self.by_key.get(&key) {
            Some(code) => *code,
            None => {
                let code = self.code(&text());
                self.by_key.insert(key, code);
                code
            }
        };
        self.near[near(key)] = (key, code);
        code
    }

    fn code(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        if let Some(code) = self.by_word.get(text) {
            return *code;
        }
        let code = u32::try_from(self.words.len()).unwrap_or(0);
        self.words.push(text);
        self.by_word.insert(text.to_owned(), code);
        code
    }

    /// Adds the rows of another column.
    pub fn extend(&mut self, other: &Self) {
        let codes: Vec<u32> = other.words.iter().map(|word| self.code(word)).collect();
        self.codes.extend(other.codes.iter().map(|code| codes[*code as usize]));
    }

    /// Makes room for so many more rows.
    pub fn reserve(&mut self, rows: usize) {
        self.codes.reserve(rows);
    }

    /// Forgets the rows and keeps the words with their codes.
    pub fn clear(&mut self) {
        self.codes.clear();
    }

    /// The code of each row.
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// The text of each code; the first is empty. Words are only ever added.
    pub fn words(&self) -> &Texts {
        &self.words
    }

    /// A text by its row; empty beyond the last.
    pub fn get(&self, row: usize) -> &str {
        self.codes.get(row).map_or("", |code| self.words.get(*code as usize))
    }
}
