//! Two releases compared, observation by observation: what came, what went, what was revised, what was only said again.

use std::collections::BTreeMap;
use std::path::Path;

use tongbi_domain::revision::{Amount, Kind, Said, amount, change};

use super::columns::{Facts, Slot, key_names, ordered};
use super::pairs::{Groups, key_texts, pairs};
use crate::io::{CsvRow, CsvTable, IoError};

/// The table that is compared, in the folder of a release.
pub(super) const OBSERVATIONS: &str = "data/observations.csv";

/// Columns that repeat what the code lists say.
const NAMES: [&str; 2] = ["indicator_name", "ref_area_name"];

/// What became of one observation.
#[derive(Clone, Debug)]
pub struct Change {
    /// What kind of change it is.
    pub kind: Kind,
    /// Its key, in the order of [`Comparison::names`].
    pub key: Vec<String>,
    /// What the earlier release says.
    pub before: Option<Said>,
    /// What the later release says.
    pub after: Option<Said>,
    /// By how much it was revised, where that has a meaning.
    pub amount: Option<Amount>,
}

impl Change {
    /// Whether it is at another stage.
    pub fn has_other_stage(&self) -> bool {
        self.before.as_ref().zip(self.after.as_ref()).is_some_and(|(before, after)| before.other_stage(after))
    }
}

/// What is left to say when all changes were told.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// Observations of the earlier release.
    pub before: u64,
    /// Observations of the later one.
    pub after: u64,
    /// Observations in which other columns that both releases have differ (a note, a year-over-year), by column.
    pub others: BTreeMap<String, u64>,
}

/// Two tables of observations, opened.
pub struct Comparison {
    before: Groups,
    after: Groups,
    names: Vec<String>,
    facts: [Facts; 2],
    /// Columns beyond key and facts that both have: name, where in the earlier, where in the later.
    others: Vec<(String, usize, usize)>,
    same_header: bool,
}

impl Comparison {
    /// Opens the observations of two releases, or of a release being made. `also`: further columns that keys shall have, as a table of revisions has.
    ///
    /// # Errors
    /// When a table cannot be read.
    pub fn open(before: &Path, after: &Path, also: &[String]) -> Result<Self, IoError> {
        let (before, after) = (CsvTable::open(&before.join(OBSERVATIONS))?, CsvTable::open(&after.join(OBSERVATIONS))?);
        let (old, new) = (before.header().to_vec(), after.header().to_vec());
        let columns: Vec<&str> = old.iter().chain(&new).chain(also).map(String::as_str).collect();
        let names = key_names(columns);
        let prefix = ordered(&names, &old, &new);
        let slots = |header: &[String]| names.iter().map(|name| Slot::of(name, header)).collect::<Vec<Slot>>();
        let (facts, same_header) = ([Facts::of(&old), Facts::of(&new)], old == new);
        let is_other = |name: &String| !names.contains(name) && !Facts::has(name) && !NAMES.contains(&name.as_str());
        let both = |(at, name): (usize, &String)| Some((name.clone(), at, new.iter().position(|other| other == name)?));
        let others = old.iter().enumerate().filter(|(_, name)| is_other(name)).filter_map(both).collect();
        Ok(Self {
            before: Groups::new(before, slots(&old), prefix)?,
            after: Groups::new(after, slots(&new), prefix)?,
            names,
            facts,
            others,
            same_header,
        })
    }

    /// Columns of the keys, in the order of rows.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Columns of the key that one of the releases leaves out: rows that share the rest cannot be told apart there.
    pub fn unknown(&self) -> Vec<&str> {
        let unknown = |index: &usize| self.before.slots[*index] == Slot::Unknown || self.after.slots[*index] == Slot::Unknown;
        (0..self.names.len()).filter(unknown).map(|index| self.names[index].as_str()).collect()
    }

    /// Tells every change, in the order of keys.
    ///
    /// # Errors
    /// When a table cannot be read, is not in the order of its key, or when `each` fails.
    pub fn run(self, mut each: impl FnMut(Change) -> anyhow::Result<()>) -> anyhow::Result<Compared> {
        let Self { before, after, facts, others, same_header, .. } = self;
        let (old_slots, new_slots) = (before.slots.clone(), after.slots.clone());
        let mut compared = Compared::default();
        pairs(before, after, |one, other| {
            compared.before += u64::from(one.is_some());
            compared.after += u64::from(other.is_some());
            if let (Some(one), Some(other)) = (one, other) {
                if same_header && one == other {
                    return Ok(());
                }
                count_others(&others, one, other, &mut compared.others);
            }
            let (before, after) = (one.map(|row| facts[0].said(row)), other.map(|row| facts[1].said(row)));
            let kind = match (&before, &after) {
                (Some(before), Some(after)) => change(before, after),
                (None, _) => Some(Kind::Added),
                (_, None) => Some(Kind::Removed),
            };
            let Some(kind) = kind else { return Ok(()) };
            let amount = before.as_ref().zip(after.as_ref()).and_then(|(before, after)| amount(before, after));
            let key = key_texts(&old_slots, &new_slots, (one, other)).into_iter().map(str::to_owned).collect();
            each(Change { kind, key, before, after, amount: amount.filter(|_| kind == Kind::Revised) })
        })?;
        Ok(compared)
    }
}

fn count_others(others: &[(String, usize, usize)], one: &CsvRow, other: &CsvRow, counts: &mut BTreeMap<String, u64>) {
    for (name, _, _) in others.iter().filter(|(_, old, new)| one.get(*old) != other.get(*new)) {
        *counts.entry(name.clone()).or_insert(0) += 1;
    }
}
