//! Merged ranges of a sheet: which cell a range makes speak for which others. Ranges of one sheet never overlap.

use std::collections::BTreeMap;

use super::error::{Bound, WorkbookError};

/// More merged ranges than this in a sheet are refused.
const MOST_MERGES: usize = 1 << 20;

/// A merged range; all four places count from 0 and belong to the range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Merge {
    pub(crate) top: u32,
    pub(crate) left: u32,
    pub(crate) bottom: u32,
    pub(crate) right: u32,
}

impl Merge {
    /// How many columns the range has.
    pub(crate) fn width(&self) -> usize {
        (self.right - self.left) as usize + 1
    }
}

/// Puts the ranges in order of their origins, without ranges of one cell and without those said twice.
pub(crate) fn in_order(mut merges: Vec<Merge>) -> Result<Vec<Merge>, WorkbookError> {
    if merges.len() > MOST_MERGES {
        return Err(WorkbookError::too_large(Bound::Merges, MOST_MERGES as u64));
    }
    if let Some(merge) = merges.iter().find(|merge| merge.top > merge.bottom || merge.left > merge.right) {
        return Err(WorkbookError::damaged("merged ranges", format_args!("the one of row {} ends before it begins", merge.top + 1)));
    }
    merges.retain(|merge| (merge.top, merge.left) != (merge.bottom, merge.right));
    merges.sort_unstable();
    merges.dedup();
    let mut sweep = Sweep::default();
    for (index, merge) in merges.iter().enumerate() {
        if !sweep.enter(&merges, index) {
            return Err(WorkbookError::OverlappingMerges { row: merge.top + 1, column: merge.left + 1 });
        }
    }
    Ok(merges)
}

/// The ranges that reach the row at which a walk down the sheet stands, by their left columns.
///
/// Ranges that have ended stay until something needs their columns or asks for the row: that keeps a walk linear in the ranges.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sweep {
    next: usize,
    open: BTreeMap<u32, usize>,
}

impl Sweep {
    /// Opens one range at its top row; `false` when another that still holds has one of its columns.
    fn enter(&mut self, merges: &[Merge], index: usize) -> bool {
        let merge = merges[index];
        while let Some((&left, &other)) = self.open.range(..=merge.right).next_back() {
            let other = merges[other];
            if other.right < merge.left {
                break;
            }
            if other.bottom >= merge.top {
                return false;
            }
            self.open.remove(&left);
        }
        self.open.insert(merge.left, index);
        true
    }

    /// Walks down to a row; rows must not go back.
    pub(crate) fn walk_to(&mut self, merges: &[Merge], row: u32) {
        while let Some(merge) = merges.get(self.next).filter(|merge| merge.top <= row) {
            if merge.bottom >= row {
                self.enter(merges, self.next);
            }
            self.next += 1;
        }
    }

    /// The range that has a cell of the row.
    pub(crate) fn at<'m>(&self, merges: &'m [Merge], row: u32, column: u32) -> Option<&'m Merge> {
        let (_, &index) = self.open.range(..=column).next_back()?;
        merges.get(index).filter(|merge| merge.right >= column && merge.bottom >= row)
    }

    /// The ranges that have cells of the row, from left to right.
    pub(crate) fn in_row(&mut self, merges: &[Merge], row: u32) -> impl Iterator<Item = usize> + '_ {
        self.open.retain(|_, index| merges[*index].bottom >= row);
        self.open.values().copied()
    }
}
