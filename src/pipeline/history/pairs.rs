//! The rows of two tables of observations, paired by their key. Both stand in its order, so neither is ever held: only the rows that share what both
//! know of a key are.

use std::cmp::Ordering;

use tongbi_domain::message::system as say;
use tongbi_domain::watch;

use super::columns::Slot;
use crate::io::{CsvRow, CsvTable, IoError};

/// The rows of a table, in groups of one prefix of the key.
pub(super) struct Groups {
    pub(super) table: CsvTable,
    pub(super) slots: Vec<Slot>,
    /// How many columns of the key order the rows.
    pub(super) ordered: usize,
    next: Option<CsvRow>,
}

impl Groups {
    pub(super) fn new(mut table: CsvTable, slots: Vec<Slot>, ordered: usize) -> Result<Self, IoError> {
        let next = table.row()?;
        Ok(Self { table, slots, ordered, next })
    }

    /// The next group; empty behind the last.
    fn group(&mut self) -> Result<Vec<CsvRow>, IoError> {
        let Some(first) = self.next.take() else { return Ok(Vec::new()) };
        let mut group = vec![first];
        while let Some(row) = self.table.row()? {
            let order = compare(&self.slots, &group[0], &self.slots, &row, self.ordered);
            match order {
                Ordering::Equal => group.push(row),
                Ordering::Less => {
                    self.next = Some(row);
                    break;
                }
                Ordering::Greater => return Err(self.table.damaged(say::out_of_order())),
            }
        }
        Ok(group)
    }
}

/// Compares two rows by the first columns of the key.
fn compare(slots: &[Slot], row: &CsvRow, other_slots: &[Slot], other: &CsvRow, columns: usize) -> Ordering {
    let texts = slots.iter().map(|slot| slot.text(row)).take(columns);
    texts.cmp(other_slots.iter().map(|slot| slot.text(other)).take(columns))
}

/// Calls back with each key's rows, in the order of keys: that of the one table, that of the other, or both.
///
/// Where a table leaves columns of the key out, rows that share the rest cannot be told apart: equal ones are the same, others come and go.
///
/// # Errors
/// When a table cannot be read, or does not stand in the order of its key.
pub(super) fn pairs(
    mut before: Groups,
    mut after: Groups,
    mut each: impl FnMut(Option<&CsvRow>, Option<&CsvRow>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let ordered = before.ordered;
    let (mut old, mut new) = (before.group()?, after.group()?);
    let mut count = 0_u64;
    loop {
        count += 1;
        if count.is_multiple_of(4096) {
            watch::go_on()?;
        }
        let order = match (old.first(), new.first()) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(one), Some(other)) => compare(&before.slots, one, &after.slots, other, ordered),
        };
        let nothing = Vec::new();
        let (gone, come) = match order {
            Ordering::Less => (&old, &nothing),
            Ordering::Greater => (&nothing, &new),
            Ordering::Equal => (&old, &new),
        };
        for (one, other) in settled((&before.slots, gone), (&after.slots, come)) {
            each(one, other)?;
        }
        if order != Ordering::Greater {
            old = before.group()?;
        }
        if order != Ordering::Less {
            new = after.group()?;
        }
    }
}

/// A row of either table, or both of one key.
type Pair<'r> = (Option<&'r CsvRow>, Option<&'r CsvRow>);

/// The rows of one group in pairs, in the order of the key as far as either table knows it.
fn settled<'r>(before: (&[Slot], &'r [CsvRow]), after: (&[Slot], &'r [CsvRow])) -> Vec<Pair<'r>> {
    let ((old_slots, old), (new_slots, new)) = (before, after);
    if let ([one], [other]) = (old, new)
        && old_slots.iter().zip(new_slots).all(|(one, other)| *one != Slot::Unknown && *other != Slot::Unknown)
    {
        return vec![(Some(one), Some(other))];
    }
    let both = |index: &usize| old_slots[*index] != Slot::Unknown && new_slots[*index] != Slot::Unknown;
    let shared: Vec<usize> = (0..old_slots.len()).filter(both).collect();
    let key = |slots: &[Slot], row: &'r CsvRow| shared.iter().map(|index| slots[*index]).map(|slot| slot.text(row)).collect::<Vec<&str>>();
    let mut runs: std::collections::BTreeMap<Vec<&str>, (Vec<&CsvRow>, Vec<&CsvRow>)> = std::collections::BTreeMap::new();
    old.iter().for_each(|row| runs.entry(key(old_slots, row)).or_default().0.push(row));
    new.iter().for_each(|row| runs.entry(key(new_slots, row)).or_default().1.push(row));
    let mut found: Vec<Pair<'r>> = Vec::new();
    for (mut gone, mut come) in runs.into_values() {
        if let ([one], [other]) = (gone.as_slice(), come.as_slice()) {
            found.push((Some(one), Some(other)));
            continue;
        }
        gone.retain(|one| match come.iter().position(|other| other == one) {
            Some(at) => {
                found.push((Some(one), Some(come.remove(at))));
                false
            }
            None => true,
        });
        found.extend(gone.into_iter().map(|row| (Some(row), None)));
        found.extend(come.into_iter().map(|row| (None, Some(row))));
    }
    found.sort_by_key(|pair| key_texts(old_slots, new_slots, *pair));
    found
}

/// The key of a pair: what either table knows of it, the later one first.
pub(super) fn key_texts<'r>(old: &[Slot], new: &[Slot], (before, after): Pair<'r>) -> Vec<&'r str> {
    let text = |index: usize| match (after, before) {
        (Some(row), _) if new[index] != Slot::Unknown => new[index].text(row),
        (_, Some(row)) => old[index].text(row),
        (Some(row), None) => new[index].text(row),
        (None, None) => "",
    };
    (0..old.len()).map(text).collect()
}
