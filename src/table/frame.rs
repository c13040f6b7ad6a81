//! Frames of finished series: integer keys in, pairs of rows out. Joins are polars' work; arithmetic on the rows is ours.

use polars::prelude::{Column, DataFrame, DataFrameJoinOps, IntoColumn, JoinArgs, JoinType, NamedFrom, PolarsError, PolarsResult, Series};

/// A key by which rows of two frames meet: packed parts of an observation's key.
#[derive(Clone, Debug, Default)]
pub struct KeyedRows {
    keys: Vec<[u32; KEY_PARTS]>,
    rows: Vec<u32>,
}

/// How many parts a key has.
pub const KEY_PARTS: usize = 4;

const NAMES: [&str; KEY_PARTS] = ["key_0", "key_1", "key_2", "key_3"];

impl KeyedRows {
    /// Adds a row under a key.
    pub fn push(&mut self, key: [u32; KEY_PARTS], row: u32) {
        self.keys.push(key);
        self.rows.push(row);
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn frame(&self, row_name: &str) -> PolarsResult<DataFrame> {
        let mut columns: Vec<Column> = Vec::with_capacity(KEY_PARTS + 1);
        for (part, name) in NAMES.iter().enumerate() {
            let values: Vec<u32> = self.keys.iter().map(|key| key[part]).collect();
            columns.push(Series::new((*name).into(), values).into_column());
        }
        columns.push(Series::new(row_name.into(), self.rows.clone()).into_column());
        DataFrame::new(self.rows.len(), columns)
    }
}

/// All pairs of rows with equal keys; a left row without a partner stands with `None`. In the order of the left rows, then the right.
pub fn left_join(left: &KeyedRows, right: &KeyedRows) -> Result<Vec<(u32, Option<u32>)>, PolarsError> {
    let joined = left.frame("left")?.join(&right.frame("right")?, NAMES, NAMES, JoinArgs::new(JoinType::Left), None)?;
    let (lefts, rights) = (joined.column("left")?.u32()?, joined.column("right")?.u32()?);
    let mut pairs: Vec<(u32, Option<u32>)> = lefts.iter().zip(rights.iter()).filter_map(|(left, right)| Some((left?, right))).collect();
    pairs.sort_unstable();
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_by_key_and_keeps_the_lonely() {
        let (mut left, mut right) = (KeyedRows::default(), KeyedRows::default());
        left.push([1, 2, 3, 4], 10);
        left.push([1, 2, 3, 5], 11);
        right.push([1, 2, 3, 4], 7);
        right.push([1, 2, 3, 4], 6);
        right.push([9, 9, 9, 9], 5);
        assert_eq!(left_join(&left, &right).unwrap(), [(10, Some(6)), (10, Some(7)), (11, None)]);
    }
}
