//! The tables of a release: each file here has the columns of one table and what fills them.

mod checks;
mod codelists;
mod implied;
mod lineage;
mod observations;
mod parts;
mod quarantine;
mod statements;
mod view;

pub use checks::growth_checks;
pub use codelists::{Usage, sources};
pub use implied::implied;
pub use lineage::lineage;
pub use observations::{KEY, ObservationTable, observation_columns};
pub use parts::part_checks;
pub use quarantine::quarantine;
pub use statements::statements;
pub use view::{Rounder, View};

use crate::table::column::{Field, Kind};

/// A required text column.
const fn code(name: &'static str, zh: &'static str, en: &'static str, concept: Option<&'static str>) -> Field {
    Field { name, kind: Kind::Text, required: true, zh, en, concept }
}

/// A text column that may be empty.
const fn text(name: &'static str, zh: &'static str, en: &'static str) -> Field {
    Field { name, kind: Kind::Text, required: false, zh, en, concept: None }
}

/// A column of exact numbers.
const fn number(name: &'static str, zh: &'static str, en: &'static str) -> Field {
    Field { name, kind: Kind::Number, required: false, zh, en, concept: None }
}

/// A column of small whole numbers.
const fn small(name: &'static str, zh: &'static str, en: &'static str, concept: Option<&'static str>) -> Field {
    Field { name, kind: Kind::Small, required: true, zh, en, concept }
}

/// A column of whole numbers.
const fn integer(name: &'static str, zh: &'static str, en: &'static str) -> Field {
    Field { name, kind: Kind::Integer, required: true, zh, en, concept: None }
}

/// A column of days.
const fn date(name: &'static str, zh: &'static str, en: &'static str) -> Field {
    Field { name, kind: Kind::Date, required: false, zh, en, concept: None }
}
