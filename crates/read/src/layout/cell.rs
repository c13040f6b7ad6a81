//! A value cell: the number without the flags and marks of notes behind it.

use std::collections::BTreeMap;

use tongbi_domain::vocabulary::{ConfStatus, ObsStatus};

use super::{Flag, Layout, Mark};
use crate::row::trimmed;

/// Marks of a source with their meaning. Nearly no cell is one, so nearly every look-up ends at the first byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    marks: BTreeMap<String, Mark>,
    /// Whether a mark begins with this byte.
    begins: [bool; 256],
}

impl Marks {
    /// The meaning of a text, where it is a mark.
    pub fn get(&self, text: &str) -> Option<Mark> {
        match text.as_bytes().first() {
            Some(first) if !self.begins[usize::from(*first)] => None,
            _ => self.marks.get(text).copied(),
        }
    }
}

impl Default for Marks {
    fn default() -> Self {
        Self { marks: BTreeMap::new(), begins: [false; 256] }
    }
}

impl FromIterator<(String, Mark)> for Marks {
    fn from_iter<I: IntoIterator<Item = (String, Mark)>>(marks: I) -> Self {
        let mut all = Self { marks: marks.into_iter().collect(), ..Self::default() };
        all.marks.keys().filter_map(|mark| mark.as_bytes().first()).for_each(|first| all.begins[usize::from(*first)] = true);
        all
    }
}

/// A value cell, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell<'t> {
    /// The text of the number.
    pub number: &'t str,
    /// What the text means as a mark; blank cells say nothing unless the layout says otherwise.
    pub mark: Option<Mark>,
    /// The status that a flag gives; the one that weighs most where several do.
    pub status: Option<ObsStatus>,
    /// The confidentiality that a flag gives.
    pub confidentiality: Option<ConfStatus>,
}

impl Layout {
    /// Whether a trimmed text is surely the whole number of its cell: it is no mark, and no flag or mark of a note can stand behind it.
    #[inline]
    pub fn is_bare(&self, text: &str) -> bool {
        let marked = text.as_bytes().first().is_none_or(|first| self.marks.begins[usize::from(*first)]);
        !marked && self.flags.is_empty() && self.note_marks.is_empty()
    }

    /// Takes a value cell apart: `123.4 b`, `: c`, `[x]`, `1,234①`.
    pub fn cell<'t>(&self, text: &'t str) -> Cell<'t> {
        let text = trimmed(text);
        let mut cell = Cell { number: text, mark: self.mark(text), status: None, confidentiality: None };
        if cell.mark.is_some() || (self.flags.is_empty() && self.note_marks.is_empty()) {
            return cell;
        }
        while let Some(rest) = self.shorter(&mut cell) {
            cell.number = rest;
        }
        cell.mark = self.mark(cell.number);
        if cell.mark == Some(Mark::Absent) {
            // Nothing but flags: the figure is missing, and the flags say why as far as they do.
            let why = cell.status.filter(|status| status.is_missing()).or(cell.confidentiality.map(|_| ObsStatus::Suppressed));
            cell.mark = Some(Mark::Missing(why.unwrap_or(ObsStatus::Missing)));
        }
        cell
    }

    /// Reads a cell that holds flags and nothing else; `None` where it has something that is no declared flag.
    pub fn flags(&self, text: &str) -> Option<(Option<ObsStatus>, Option<ConfStatus>)> {
        let mut cell = Cell { number: "", mark: None, status: None, confidentiality: None };
        text.split([' ', ','])
            .filter(|word| !word.is_empty())
            .all(|word| self.take(word, &mut cell))
            .then_some((cell.status, cell.confidentiality))
    }

    /// What a value cell's text means as a mark.
    fn mark(&self, text: &str) -> Option<Mark> {
        match self.marks.get(text) {
            Some(mark) => Some(mark),
            None if text.is_empty() => Some(Mark::Absent),
            None => None,
        }
    }

    /// The cell without its last mark or word of flags, which the cell remembers.
    fn shorter<'t>(&self, cell: &mut Cell<'t>) -> Option<&'t str> {
        let text = cell.number.trim_end();
        if text.is_empty() || self.marks.get(text).is_some() {
            return None;
        }
        if let Some(rest) = self.note_marks.iter().find_map(|mark| text.strip_suffix(mark.as_str())) {
            return Some(rest.trim_end());
        }
        // Flags stand behind a blank, or behind the last digit.
        let blank = text.rfind(char::is_whitespace).map(|at| at + text[at..].chars().next().map_or(1, char::len_utf8));
        let digit = text
            .rfind(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c))
            .map(|at| at + text[at..].chars().next().map_or(1, char::len_utf8));
        let starts = [blank, digit, Some(0)];
        starts.into_iter().flatten().find_map(|start| {
            let word = text.get(start..).filter(|word| !word.is_empty())?;
            self.take(word, cell).then(|| text[..start].trim_end())
        })
    }

    /// Whether a word is made of flags; the cell then has their meaning.
    fn take(&self, word: &str, cell: &mut Cell<'_>) -> bool {
        let mut found = Vec::new();
        let mut rest = word;
        while !rest.is_empty() {
            let flag = self
                .flags
                .iter()
                .filter(|(flag, _)| !flag.is_empty() && rest.starts_with(flag.as_str()))
                .max_by_key(|(flag, _)| flag.len());
            let Some((flag, meaning)) = flag else { return false };
            found.push(*meaning);
            rest = &rest[flag.len()..];
        }
        for meaning in found {
            match meaning {
                Flag::Status(status) => cell.status = Some(cell.status.map_or(status, |known| heavier(known, status))),
                Flag::Confidentiality(status) => cell.confidentiality = Some(status),
                Flag::Nothing => {}
            }
        }
        true
    }
}

/// Of two statuses the one that forbids more: a missing figure, a break, another definition, then what is said of its quality.
fn heavier(one: ObsStatus, other: ObsStatus) -> ObsStatus {
    let weight = |status: ObsStatus| match status {
        status if status.is_missing() => 0,
        ObsStatus::Break => 1,
        ObsStatus::DefinitionDiffers => 2,
        ObsStatus::Normal => 9,
        _ => 3,
    };
    if weight(other) < weight(one) { other } else { one }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is bare without a closer look is the whole number of its cell, and nothing that a layout declares of cells is overlooked.
    #[test]
    fn bare_is_the_whole_cell() {
        let marks = || [("-".to_owned(), Mark::Absent), ("NA".to_owned(), Mark::Missing(ObsStatus::Missing))].into_iter().collect();
        let flags = BTreeMap::from([("p".to_owned(), Flag::Status(ObsStatus::Provisional))]);
        let marked = Layout { marks: marks(), ..Layout::default() };
        let noted = Layout { note_marks: vec!["*".to_owned()], ..Layout::default() };
        for layout in [Layout::default(), marked, noted, Layout { marks: marks(), flags, ..Layout::default() }] {
            for text in ["", "-", "NA", "-1.5", "12", "12*", "12 p", "Nx", "1,234.5"] {
                let whole = Cell { number: text, mark: None, status: None, confidentiality: None };
                assert!(!layout.is_bare(text) || layout.cell(text) == whole, "{text:?}");
            }
        }
        assert!(Layout::default().is_bare("12"));
    }

    fn layout() -> Layout {
        let flags = [
            ("b", Flag::Status(ObsStatus::Break)),
            ("p", Flag::Status(ObsStatus::Provisional)),
            ("c", Flag::Confidentiality(ConfStatus::Confidential)),
            ("[u]", Flag::Nothing),
        ];
        let marks = [(":", Mark::Missing(ObsStatus::Missing)), ("[x]", Mark::Missing(ObsStatus::NotCollected)), ("-", Mark::Absent)];
        Layout {
            flags: flags.into_iter().map(|(text, flag)| (text.to_owned(), flag)).collect(),
            marks: marks.into_iter().map(|(text, mark)| (text.to_owned(), mark)).collect(),
            note_marks: vec!["①".to_owned()],
            ..Layout::default()
        }
    }

    /// A flag is never part of a number, and a mark keeps its meaning with a flag behind it.
    #[test]
    fn flags_and_marks_come_off() {
        let layout = layout();
        let cell = |text| layout.cell(text);
        let number = |text| cell(text).number;
        assert_eq!((number("123.4 b"), cell("123.4 b").status), ("123.4", Some(ObsStatus::Break)));
        assert_eq!((number("123.4b"), cell("123.4bp").status), ("123.4", Some(ObsStatus::Break)));
        assert_eq!((number("3.8 [u]"), number("1,234①"), number("1,234 p①")), ("3.8", "1,234", "1,234"));
        assert_eq!(cell(": c").mark, Some(Mark::Missing(ObsStatus::Missing)));
        assert_eq!(cell(": c").confidentiality, Some(ConfStatus::Confidential));
        assert_eq!(cell("c").mark, Some(Mark::Missing(ObsStatus::Suppressed)));
        assert_eq!(cell("[x]").mark, Some(Mark::Missing(ObsStatus::NotCollected)));
        assert_eq!((cell("-").mark, cell("").mark), (Some(Mark::Absent), Some(Mark::Absent)));
    }

    /// What is no declared flag stays with the number, which then is none: nothing vanishes.
    #[test]
    fn unknown_flags_stay() {
        let layout = layout();
        for text in ["123.4 z", "12.5bz", "0", "-3.5", "3.9万户"] {
            assert_eq!(layout.cell(text).number, text);
            assert_eq!(layout.cell(text).mark, None);
        }
        assert_eq!(layout.flags("bp"), Some((Some(ObsStatus::Break), None)));
        assert_eq!(layout.flags("z"), None);
    }
}
