//! What is worth telling of the changes between two releases: how many of each kind, and the most telling few. Nothing here grows with a release.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use tongbi_domain::number::Ratio;
use tongbi_domain::revision::Kind;

use super::compare::Change;
use super::lists::Relabelled;

/// Changes gathered one by one.
#[derive(Debug)]
pub struct Story {
    /// How many changes of one kind are kept.
    keep: usize,
    /// Columns of the keys.
    pub names: Vec<String>,
    /// How many there are of each kind.
    pub counts: BTreeMap<Kind, u64>,
    /// How many of them are at another stage.
    pub other_stage: u64,
    /// The first of each kind in the order of keys; of the revised the largest first, then those without an amount.
    pub told: BTreeMap<Kind, Vec<Change>>,
    /// Codes with another name.
    pub relabelled: Vec<Relabelled>,
}

impl Story {
    /// Nothing yet; so many of each kind will be kept.
    pub fn new(keep: usize, names: &[String]) -> Self {
        Self { keep, names: names.to_vec(), counts: BTreeMap::new(), other_stage: 0, told: BTreeMap::new(), relabelled: Vec::new() }
    }

    /// Adds a change.
    pub fn add(&mut self, change: Change) {
        *self.counts.entry(change.kind).or_insert(0) += 1;
        self.other_stage += u64::from(change.has_other_stage());
        let measure = self.names.iter().position(|name| name == "measure");
        let of = |change: &Change| weight(measure.and_then(|at| change.key.get(at)).map_or("", String::as_str), change);
        let told = self.told.entry(change.kind).or_default();
        // Equal ones stay in the order in which they come.
        let place = told.iter().position(|other| of(&change) < of(other)).unwrap_or(told.len());
        if place < self.keep {
            told.insert(place, change);
            told.truncate(self.keep);
        }
    }

    /// How many changes of a kind there are.
    pub fn count(&self, kind: Kind) -> u64 {
        self.counts.get(&kind).copied().unwrap_or(0)
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty() && self.relabelled.is_empty()
    }

    /// The text of a key's column; empty where the releases do not have it.
    pub fn part<'c>(&self, change: &'c Change, column: &str) -> &'c str {
        let place = self.names.iter().position(|name| name == column);
        place.and_then(|place| change.key.get(place)).map_or("", String::as_str)
    }
}

/// How telling a change is, the more the smaller: amounts and indices by percent, then rates and shares by points, then what has no amount.
type Weight = (u8, Reverse<Ratio>);

fn weight(measure: &str, change: &Change) -> Weight {
    let Some(amount) = change.amount else { return (2, Reverse(Ratio::ZERO)) };
    match amount.percent.filter(|_| matches!(measure, "LEVEL" | "INDEX")) {
        Some(percent) => (0, Reverse(percent.abs())),
        None => (1, Reverse(amount.change.to_ratio().abs())),
    }
}
