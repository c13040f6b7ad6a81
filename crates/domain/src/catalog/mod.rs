//! The code lists: loaded from text, their laws checked, so that nothing later has to doubt them.

mod areas;
mod categories;
mod dimensions;
mod indicators;
mod load;
mod units;

pub use areas::{Area, AreaId, Areas};
pub use categories::{Categories, Category};
pub use dimensions::{Dimension, DimensionId, DimensionKey, Dimensions, MAX_DIMENSIONS, MAX_VALUES, ValueRank};
pub use indicators::{IndexBase, Indicator, IndicatorId, Indicators, SeriesBreak};
pub use load::{Catalog, CatalogText};
pub use units::{UnitEntry, Units};

use serde::Deserialize;

/// A name in the two languages of a release.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// The language of names in a package and of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// BCP 47.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }
}

impl Names {
    /// The name in a language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}
