//! The code lists: loaded from text, their laws checked, so that nothing later has to doubt them.

mod area_csv;
mod areas;
mod categories;
mod dimensions;
mod indicators;
mod load;
mod names;
#[cfg(test)]
mod ready_made;
mod resolve;
mod short_name;
mod spelling;
mod units;

pub use crate::message::Language;
pub use areas::{Area, AreaId, Areas};
pub use categories::{Categories, Category, UNCLASSIFIED};
pub use dimensions::{Dimension, DimensionId, DimensionKey, Dimensions, MAX_DIMENSIONS, MAX_VALUES, ValueRank};
pub use indicators::{IndexBase, Indicator, IndicatorId, Indicators, SeriesBreak};
pub use load::{Catalog, CatalogFiles, CatalogText};
pub use names::Names;
pub use units::{UnitEntry, Units};

/// Whether all years from `first_year` to `last_year` lie in the years of an entry; an end that is not recorded sets no bound.
fn covers((from, to): (Option<i32>, Option<i32>), first_year: i32, last_year: i32) -> bool {
    from.is_none_or(|from| from <= first_year) && to.is_none_or(|to| last_year <= to)
}
