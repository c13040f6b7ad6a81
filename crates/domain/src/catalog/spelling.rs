//! From a text in a table to the entry it names: exactly as written, then with width and spaces folded. Never by likeness.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::Names;
use crate::likeness::Like;

/// Entries under texts that several entries may share.
#[derive(Debug)]
pub(super) struct Index<I>(HashMap<String, Vec<I>>);

impl<I> Default for Index<I> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<I: Copy + Eq> Index<I> {
    pub(super) fn add(&mut self, key: String, id: I) {
        let entries = self.0.entry(key).or_default();
        if !entries.contains(&id) {
            entries.push(id);
        }
    }

    /// The entries under a text; none where it is unknown.
    pub(super) fn get(&self, key: &str) -> &[I] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }
}

/// Every spelling of every entry of a list. That a spelling names one entry only is a law that loading has checked.
#[derive(Debug)]
pub(super) struct Spellings<I> {
    exact: HashMap<String, I>,
    folded: Index<I>,
}

impl<I> Default for Spellings<I> {
    fn default() -> Self {
        Self { exact: HashMap::new(), folded: Index::default() }
    }
}

impl<I: Copy + Eq> Spellings<I> {
    pub(super) fn add(&mut self, spelling: &str, id: I) {
        self.exact.insert(spelling.to_owned(), id);
        self.folded.add(fold(spelling), id);
    }

    /// The entry written exactly so.
    pub(super) fn exact(&self, text: &str) -> Option<&I> {
        self.exact.get(text)
    }

    /// Every spelling with its entry, in the order of the spellings.
    pub(super) fn all(&self) -> Vec<(&str, I)> {
        let mut all: Vec<(&str, I)> = self.exact.iter().map(|(spelling, id)| (spelling.as_str(), *id)).collect();
        all.sort_unstable_by_key(|(spelling, _)| *spelling);
        all
    }

    /// The entries whose folded spelling is this folded text.
    pub(super) fn folded(&self, folded: &str) -> &[I] {
        self.folded.get(folded)
    }

    /// Up to three spellings that look like the text, the best first, without those given.
    pub(super) fn nearest<'a>(&'a self, text: &str, without: &BTreeSet<&str>) -> Vec<&'a str> {
        let scored = self.exact.keys().filter(|name| !without.contains(name.as_str()));
        let like = Like::new(text);
        let mut scored: Vec<_> = scored.filter_map(|name| Some((like.over(0.6, name)?, name.as_str()))).collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        scored.into_iter().take(3).map(|(_, name)| name).collect()
    }
}

/// The code and the two names of an entry at the place of its code, each text once: `GDP` may be the code and the name.
pub(super) fn code_and_names<'a>(code: &'a str, name: &'a Names, span: Range<usize>) -> impl Iterator<Item = (&'a str, Range<usize>)> {
    let zh = Some(name.zh.as_str()).filter(|zh| *zh != code);
    let en = Some(name.en.as_str()).filter(|en| *en != code && *en != name.zh);
    [Some(code), zh, en].into_iter().flatten().map(move |name| (name, span.clone()))
}

/// The one entry, where there is exactly one.
pub(super) fn only<I: Copy>(entries: &[I]) -> Option<I> {
    match entries {
        [one] => Some(*one),
        _ => None,
    }
}

/// One form for all widths and spacings: every white space out, full-width ASCII to half width. Case stays.
pub(super) fn fold(text: &str) -> String {
    let narrow = |character: char| match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        other => other,
    };
    text.chars().filter(|character| !character.is_whitespace()).map(narrow).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Spaces of every kind go, full-width ASCII becomes narrow, and nothing else changes.
    #[test]
    fn folding() {
        assert_eq!(fold("北\u{3000}京\u{a0}市\n"), "北京市");
        assert_eq!(fold("ＧＤＰ（亿元）"), "GDP(亿元)");
        assert_eq!(fold("gDp、—"), "gDp、—");
    }

    /// A folded text that two entries share names neither; an entry that has it twice is one entry.
    #[test]
    fn shared_foldings_name_nobody() {
        let mut spellings = Spellings::default();
        spellings.add("A B", 1);
        spellings.add("AB", 2);
        spellings.add("C D", 3);
        spellings.add("CD", 3);
        assert_eq!((spellings.exact("A B"), spellings.exact("AB")), (Some(&1), Some(&2)));
        assert_eq!(only(spellings.folded(&fold(" A  B "))), None);
        assert_eq!(only(spellings.folded(&fold("C　D"))), Some(3));
    }
}
