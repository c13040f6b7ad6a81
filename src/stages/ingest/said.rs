//! What is said of one figure, by role: by the declaration, the lines above, the section, the labels of its row and the header of its column.

use tongbi_domain::finding;
use tongbi_read::layout::{Fact, ROLES, Role};

use crate::stages::source::Words;

/// How many places can say a part of an indicator's name.
const PATH: usize = 6;

/// How many places can say a unit.
const UNITS: usize = 4;

/// Texts by role. A place further in holds over one further out, but indicator texts add up to a path, and all units are kept to be compared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said<'t> {
    texts: [&'t str; ROLES],
    /// One bit for each role that is said.
    roles: u32,
    path: [&'t str; PATH],
    units: [(&'t str, Weight); UNITS],
}

/// What tells a figure from others, without the text of its area.
#[derive(Clone, Debug)]
pub(super) struct Around {
    /// The digest of what comes before the area.
    before: u64,
    /// The texts behind it.
    behind: Box<[Box<str>]>,
}

impl Around {
    /// The digest with an area, whose text is not empty.
    pub(super) fn digest(&self, area: &str) -> u64 {
        finding::digest_on(self.before, [area].into_iter().chain(self.behind.iter().map(|text| &**text)))
    }
}

/// How firmly a unit is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// For all figures of the table, unless a column or row says otherwise (`单位：万元` above a table with a column of percents).
    General,
    /// For this very figure.
    Particular,
}

impl<'t> Said<'t> {
    /// Nothing yet.
    pub(super) fn nothing() -> Self {
        Self { texts: [""; ROLES], roles: 0, path: [""; PATH], units: [("", Weight::General); UNITS] }
    }

    /// Takes what a place says. A declared word stands for what it is declared to mean, which is given back.
    pub(super) fn put<'w: 't>(&mut self, role: Role, text: &'t str, words: &'w Words, weight: Weight) -> Option<&'w [Fact]> {
        let meaning = if role.is_path() || !words.knows(role) { None } else { words.get(role, text) };
        match meaning {
            Some(facts) => facts.iter().for_each(|fact| self.take(fact.role, &fact.text, weight)),
            None => self.take(role, text, weight),
        }
        meaning
    }

    /// Takes a text as it stands.
    pub(super) fn take(&mut self, role: Role, text: &'t str, weight: Weight) {
        if text.is_empty() {
            return;
        }
        if role.is_path()
            && let Some(free) = self.path.iter_mut().find(|part| part.is_empty())
        {
            *free = text;
        }
        if role == Role::Unit
            && let Some(free) = self.units.iter_mut().find(|(unit, _)| unit.is_empty())
        {
            *free = (text, weight);
        }
        self.texts[role.index()] = text;
        self.roles |= 1 << role.index();
    }

    /// The text of a role; empty where nothing says it.
    pub(super) fn get(&self, role: Role) -> &'t str {
        self.texts[role.index()]
    }

    /// Writes all that is said but area, period, note and locator: figures of one column with equal keys are read in the same way.
    pub(super) fn write_key(&self, key: &mut Vec<u8>) {
        const APART: u32 = 1 << Role::Area.index()
            | 1 << Role::Period.index()
            | 1 << Role::Year.index()
            | 1 << Role::Month.index()
            | 1 << Role::Quarter.index()
            | 1 << Role::Freq.index()
            | 1 << Role::Cumulation.index()
            | 1 << Role::Note.index()
            | 1 << Role::Locator.index()
            // Its parts and all units come below.
            | 1 << Role::Indicator.index()
            | 1 << Role::Unit.index();
        let mut rest = self.roles & !APART;
        key.extend_from_slice(&rest.to_le_bytes());
        // Each text has its length before it, and each list its count, so that no two keys are spelled alike.
        key.push(self.path().len() as u8);
        self.path().iter().for_each(|part| put(part, key));
        for (unit, weight) in self.units() {
            key.push(weight as u8 + 1);
            put(unit, key);
        }
        key.push(0);
        while rest != 0 {
            put(self.texts[rest.trailing_zeros() as usize], key);
            rest &= rest - 1;
        }
    }

    /// A digest of what tells the figure from others: all that is said of it but units, remarks and marks.
    pub(super) fn digest(&self) -> u64 {
        finding::digest(self.path().iter().copied().chain(self.telling().map(|(_, text)| text)))
    }

    /// The digest without the text of the area, for figures that differ in this alone.
    pub(super) fn digest_around_area(&self) -> Around {
        let area = Role::Area.index();
        let before = self.telling().filter(|(index, _)| *index < area);
        let before = finding::digest(self.path().iter().copied().chain(before.map(|(_, text)| text)));
        Around { before, behind: self.telling().filter(|(index, _)| *index > area).map(|(_, text)| text.into()).collect() }
    }

    /// The texts that tell the figure from others beside the name of its indicator, by role.
    fn telling(&self) -> impl Iterator<Item = (usize, &'t str)> {
        const BESIDE: [Role; 7] =
            [Role::Indicator, Role::Unit, Role::Note, Role::Locator, Role::Status, Role::Confidentiality, Role::Flags];
        let beside = BESIDE.iter().fold(0, |roles: u32, role| roles | 1 << role.index());
        let texts = self.texts.iter().copied().enumerate();
        texts.filter(move |(index, text)| !text.is_empty() && beside >> index & 1 == 0)
    }

    /// The parts of the indicator's name, the outermost first.
    pub(super) fn path(&self) -> &[&'t str] {
        let end = self.path.iter().position(|part| part.is_empty()).unwrap_or(PATH);
        &self.path[..end]
    }

    /// Every unit that is said, the outermost first.
    pub(super) fn units(&self) -> impl DoubleEndedIterator<Item = (&'t str, Weight)> {
        self.units.into_iter().filter(|(unit, _)| !unit.is_empty())
    }
}

fn put(text: &str, key: &mut Vec<u8>) {
    key.extend_from_slice(&(text.len() as u64).to_le_bytes());
    key.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A digest that is put together around an area is that of all that is said with it.
    #[test]
    fn digests_around_an_area() {
        for (path, period, area) in
            [(&["人口"][..], "2020", "罗湖区"), (&["人口", "女"], "", "x"), (&[], "", "全市"), (&[], "2021", "全市")]
        {
            let mut said = Said::nothing();
            path.iter().for_each(|part| said.take(Role::Indicator, part, Weight::General));
            said.take(Role::Period, period, Weight::General);
            said.take(Role::Unit, "万元", Weight::General);
            said.take(Role::Dimension(2), "F", Weight::General);
            said.take(Role::Area, "别处", Weight::General);
            let around = said.digest_around_area();
            said.take(Role::Area, area, Weight::Particular);
            assert_eq!(around.digest(area), said.digest());
        }
    }

    /// The innermost text holds; a word stands for its meaning; indicator texts are a path.
    #[test]
    fn places_further_in_hold() {
        let mut words = Words::default();
        words.insert(
            Role::Measure,
            "增速",
            vec![Fact { role: Role::Measure, text: "GROWTH_YOY".into() }, Fact { role: Role::Unit, text: "%".into() }],
        );
        let mut said = Said::nothing();
        said.put(Role::Unit, "万元", &words, Weight::General);
        said.put(Role::Area, "全市", &words, Weight::General);
        said.put(Role::Area, "罗湖区", &words, Weight::Particular);
        said.put(Role::Indicator, "人口", &words, Weight::General);
        said.put(Role::Indicator, "女", &words, Weight::Particular);
        said.put(Role::Measure, "增 速", &words, Weight::Particular);
        assert_eq!((said.get(Role::Area), said.get(Role::Measure), said.get(Role::Period)), ("罗湖区", "GROWTH_YOY", ""));
        assert_eq!(said.path(), ["人口", "女"]);
        assert_eq!(said.units().collect::<Vec<_>>(), [("万元", Weight::General), ("%", Weight::Particular)]);
    }
}
