//! Texts that many rows share: each once, and for each row which.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, BuildHasherDefault};
use std::ops::Range;

use super::{KeyHasher, Texts};

/// Texts that many rows share: each once, and for each row which. Code 0 is the empty text.
#[derive(Clone, Debug)]
pub struct Coded {
    codes: Vec<u32>,
    words: Texts,
    /// Codes by the hash of their words, or the next free number behind it: the words themselves stand in one place only.
    by_hash: HashMap<u64, u32>,
    by_key: HashMap<u32, u32, BuildHasherDefault<KeyHasher>>,
    /// Keys with their codes, each where its last bits say: nearly every look-up ends here.
    near: Box<[(u32, u32); NEAR]>,
}

/// Rows that follow each other and have the same code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The code.
    pub code: u32,
    /// How many there are, at least one.
    pub rows: u32,
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
        Self { codes: Vec::new(), words, by_hash: HashMap::new(), by_key: HashMap::default(), near: Box::new([(0, NONE); NEAR]) }
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

    /// Adds the empty text so many times.
    pub fn push_empty(&mut self, rows: usize) {
        self.codes.resize(self.codes.len() + rows, 0);
    }

    /// Adds the text of a key: an id of the program's own, of which each means one text in this column.
    #[inline]
    pub fn push_key<'t>(&mut self, key: u32, text: impl FnOnce() -> Cow<'t, str>) {
        let near = self.near[near(key)];
        let code = if near.0 == key && near.1 != NONE { near.1 } else { self.key_code(key, text) };
        self.codes.push(code);
    }

    /// Adds the texts of rows by their keys, likewise. Most rows have the key of the row before, or one that is near.
    pub fn extend_keys<'t, R>(&mut self, rows: &[R], key: impl Fn(&R) -> u32, text: impl Fn(&R) -> Cow<'t, str>) {
        let mut codes = std::mem::take(&mut self.codes);
        let mut last = (0, NONE);
        codes.extend(rows.iter().map(|row| {
            let key = key(row);
            if last.0 != key || last.1 == NONE {
                let near = self.near[near(key)];
                let code = if near.0 == key && near.1 != NONE { near.1 } else { self.key_code(key, || text(row)) };
                last = (key, code);
            }
            last.1
        }));
        self.codes = codes;
    }

    /// Adds the text of a key so many times, likewise.
    pub fn extend_key<'t>(&mut self, key: u32, rows: usize, text: impl FnOnce() -> Cow<'t, str>) {
        let near = self.near[near(key)];
        let code = if near.0 == key && near.1 != NONE { near.1 } else { self.key_code(key, text) };
        self.codes.resize(self.codes.len() + rows, code);
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
        let mut hash = self.by_hash.hasher().hash_one(text);
        loop {
            match self.by_hash.entry(hash) {
                Entry::Occupied(known) if self.words.is(*known.get() as usize, text) => return *known.get(),
                Entry::Occupied(_) => hash = hash.wrapping_add(1),
                Entry::Vacant(place) => {
                    let code = *place.insert(u32::try_from(self.words.len()).unwrap_or(0));
                    self.words.push(text);
                    return code;
                }
            }
        }
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

    /// The runs of some rows, added behind others. Most columns say the same for many rows: sixteen are compared at once.
    pub fn runs_of(&self, rows: Range<usize>, runs: &mut Vec<Run>) {
        let mut codes = self.codes.get(rows).unwrap_or_default();
        while let Some((first, others)) = codes.split_first() {
            let mut same = 0;
            if others.first() == Some(first) {
                let equal = |next: &[u32; 16]| next.iter().fold(0, |other, code| other | (code ^ first)) == 0;
                while others[same..].first_chunk().is_some_and(equal) {
                    same += 16;
                }
                same += others[same..].iter().take_while(|code| *code == first).count();
            }
            // A column has no more rows than a number of 32 bits can say.
            runs.push(Run { code: *first, rows: same as u32 + 1 });
            codes = &others[same..];
        }
    }

    /// A text by its row; empty beyond the last.
    pub fn get(&self, row: usize) -> &str {
        self.codes.get(row).map_or("", |code| self.words.get(*code as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs of all lengths are found, whatever stands before and behind them, and no other rows than those that are asked for.
    #[test]
    fn runs_are_those_of_the_codes() {
        let lengths = [1_usize, 2, 15, 16, 17, 31, 32, 33, 1, 64, 48];
        let mut coded = Coded::default();
        for (rows, key) in lengths.iter().zip(1..) {
            (0..*rows).for_each(|_| coded.push_key(key, || key.to_string().into()));
        }
        let runs = |rows| {
            let mut runs = Vec::new();
            coded.runs_of(rows, &mut runs);
            runs.iter().map(|run| (run.code, run.rows as usize)).collect::<Vec<_>>()
        };
        assert_eq!(runs(0..coded.codes().len()), (1..).zip(lengths).collect::<Vec<_>>());
        assert_eq!(runs(2..20), [(2, 1), (3, 15), (4, 2)]);
        assert_eq!(runs(5..5), []);
    }
}
