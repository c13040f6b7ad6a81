//! Where the columns that are compared stand in a table of an earlier release, whose columns may be others than today's.

use tongbi_domain::revision::Said;

use crate::io::CsvRow;
use crate::pipeline::tables::{UNSAID, is_dimension, is_fixed_key, key_order};

/// What stands in a key where a release leaves the column out.
const UNKNOWN: &str = "_U";

/// Where the text of a column comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// A cell.
    At(usize),
    /// The table has no such column, which says as much as this text.
    Says(&'static str),
    /// The table has no such column, and what it would say is not known.
    Unknown,
}

impl Slot {
    pub(super) fn of(column: &str, header: &[String]) -> Self {
        match header.iter().position(|name| name == column) {
            Some(at) => Self::At(at),
            None if is_fixed_key(column) => Self::Unknown,
            None => Self::Says(UNSAID),
        }
    }

    pub(super) fn text(self, row: &CsvRow) -> &str {
        match self {
            Self::At(at) => row.get(at).unwrap_or_default(),
            Self::Says(text) => text,
            Self::Unknown => UNKNOWN,
        }
    }
}

/// The columns of the key that any of some tables has, in the order of rows; of `revisions` those of its key are given.
pub(super) fn key_names<'h>(headers: impl IntoIterator<Item = &'h str> + Clone) -> Vec<String> {
    let order = key_order(headers.clone().into_iter().filter(|name| is_dimension(name)));
    let has = |name: &String| headers.clone().into_iter().any(|column| column == name);
    order.into_iter().filter(has).collect()
}

/// How many columns the whole key has, with the dimensions of a cut one.
pub(super) fn whole(names: &[String]) -> usize {
    key_order(names.iter().map(String::as_str).filter(|name| !is_fixed_key(name))).len()
}

/// How many columns of the whole key, from the first on, both of two tables have: their rows stand in the order of these.
pub(super) fn ordered(names: &[String], before: &[String], after: &[String]) -> usize {
    let whole = key_order(names.iter().map(String::as_str).filter(|name| !is_fixed_key(name)));
    let known = |name: &&String| [before, after].iter().all(|header| Slot::of(name, header) != Slot::Unknown);
    whole.iter().take_while(known).count()
}

/// Where a table has what it says of a key.
#[derive(Clone, Debug)]
pub(super) struct Facts([Option<usize>; 13]);

impl Facts {
    /// The columns, in the order of the fields of [`Said`].
    const COLUMNS: [&'static str; 13] = [
        "obs_value",
        "value_low",
        "value_high",
        "unit_measure",
        "qualifier",
        "decimals",
        "stage",
        "obs_status",
        "conf_status",
        "derivation",
        "source_id",
        "value_text",
        "unit_text",
    ];

    pub(super) fn of(header: &[String]) -> Self {
        Self(Self::COLUMNS.map(|column| header.iter().position(|name| name == column)))
    }

    pub(super) fn said(&self, row: &CsvRow) -> Said {
        let mut facts = self.0.iter().map(|at| at.and_then(|at| row.get(at)).map(str::to_owned));
        let mut next = || facts.next().flatten();
        Said {
            value: next(),
            low: next(),
            high: next(),
            unit: next(),
            qualifier: next(),
            decimals: next(),
            stage: next(),
            obs_status: next(),
            conf_status: next(),
            derivation: next(),
            source: next(),
            value_text: next(),
            unit_text: next(),
        }
    }

    /// Whether a column is one of them.
    pub(super) fn has(column: &str) -> bool {
        Self::COLUMNS.contains(&column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    /// A dimension that only one release has is `_Z` in the other and breaks no order; any other column of the key that is left out does.
    #[test]
    fn columns_that_one_release_lacks() {
        let whole =
            header("indicator ref_area sex measure scenario freq time_period cumulation price_basis comparability base_per adjustment");
        let without: Vec<String> = whole.iter().filter(|name| *name != "sex").cloned().collect();
        let cut = header("indicator indicator_name ref_area scenario freq time_period obs_value");
        let names = |one: &[String], other: &[String]| key_names(one.iter().chain(other).map(String::as_str).collect::<Vec<_>>());
        assert_eq!(names(&without, &whole), whole);
        assert_eq!((ordered(&whole, &without, &whole), ordered(&whole, &whole, &cut)), (12, 3));
        assert_eq!(Slot::of("sex", &without), Slot::Says("_Z"));
        assert_eq!(Slot::of("measure", &cut), Slot::Unknown);
    }
}
