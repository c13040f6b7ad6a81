//! One value of each dimension, packed into one number that sorts as a release does. It knows no names; those are in the list.

use super::{DimensionId, Dimensions, MAX_DIMENSIONS, ValueRank};

const BITS: u32 = 16;

/// A value of each dimension: sixteen bits each, the first dimension in the highest, so that comparing keys compares the codes of the first
/// dimension, then of the second. A figure that is not broken down by a dimension has its `_Z` there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DimensionKey(u128);

impl DimensionKey {
    /// Not applicable in every dimension: what a table that speaks of none says.
    pub const fn default_of(dimensions: &Dimensions) -> Self {
        dimensions.not_applicable
    }

    /// The same key with another value in one dimension; unchanged for an id that no list has.
    pub const fn with(self, id: DimensionId, rank: ValueRank) -> Self {
        match shift(id) {
            Some(shift) => Self(self.0 & !((u16::MAX as u128) << shift) | (rank.0 as u128) << shift),
            None => self,
        }
    }

    /// The value in one dimension; rank 0 for an id that no list has.
    pub const fn rank(self, id: DimensionId) -> ValueRank {
        match shift(id) {
            Some(shift) => ValueRank((self.0 >> shift) as u16),
            None => ValueRank(0),
        }
    }
}

/// How far a dimension's bits stand from the lowest.
const fn shift(id: DimensionId) -> Option<u32> {
    if (id.0 as usize) < MAX_DIMENSIONS { Some((MAX_DIMENSIONS as u32 - 1 - id.0 as u32) * BITS) } else { None }
}
