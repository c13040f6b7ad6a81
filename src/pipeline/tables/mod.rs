//! The tables of a release: each file here has the columns of one table and what fills them.

mod batch;
mod checks;
mod codelists;
pub mod corrections;
pub mod dimensions;
mod implied;
mod key;
mod lineage;
mod mappings;
mod observations;
mod parts;
mod quarantine;
pub mod revisions;
mod sdmx;
mod statements;
mod view;

pub use batch::Batch;
pub use checks::{check_fields, growth_checks};
pub use codelists::{Usage, sources, unit_names};
pub use implied::implied;
pub use key::{Breakdown, UNSAID, is_dimension, is_fixed_key, key_order};
pub use lineage::LineageTable;
pub use mappings::mappings;
pub use observations::{ObservationTable, observation_columns};
pub use parts::part_checks;
pub use quarantine::QuarantineTable;
pub use sdmx::{sdmx_code_fields, sdmx_fields, sdmx_price_code, sdmx_rows, structure_id};
pub use statements::StatementTable;
pub use view::{Rounder, View};

use tongbi_domain::number::Decimal;

use crate::table::column::{Field, Kind, Value, Word};

/// The names that columns of tables with a key have by themselves, which no dimension may take.
pub fn reserved_columns() -> Vec<String> {
    let others = [checks::own_fields(), implied::own_fields(), lineage::own_fields(), parts::own_fields(), statements::own_fields()];
    let others = others.into_iter().chain([revisions::own_fields()]);
    observations::own_fields().chain(others.flatten()).map(|field| field.name.into_owned()).collect()
}

/// A column of our own.
const fn field(name: &'static str, kind: Kind, required: bool, zh: &'static str, en: &'static str, concept: Option<&'static str>) -> Field {
    let concept = match concept {
        Some(concept) => Some(Word::Borrowed(concept)),
        None => None,
    };
    Field { name: Word::Borrowed(name), kind, required, zh: Word::Borrowed(zh), en: Word::Borrowed(en), concept, digits: None }
}

/// A required column of texts that many rows share.
const fn code(name: &'static str, zh: &'static str, en: &'static str, concept: Option<&'static str>) -> Field {
    field(name, Kind::Code, true, zh, en, concept)
}

/// A column of texts that many rows share and that may be empty.
const fn text(name: &'static str, zh: &'static str, en: &'static str) -> Field {
    field(name, Kind::Code, false, zh, en, None)
}

/// A column of texts that differ from row to row and may be empty.
const fn own_text(name: &'static str, zh: &'static str, en: &'static str) -> Field {
    field(name, Kind::Text, false, zh, en, None)
}

/// A column of exact numbers.
const fn number(name: &'static str, zh: &'static str, en: &'static str) -> Field {
    field(name, Kind::Number, false, zh, en, None)
}

/// A column of exact numbers with an SDMX concept.
const fn measured(name: &'static str, zh: &'static str, en: &'static str, concept: &'static str) -> Field {
    field(name, Kind::Number, false, zh, en, Some(concept))
}

/// A column of small whole numbers.
const fn small(name: &'static str, zh: &'static str, en: &'static str, concept: Option<&'static str>) -> Field {
    field(name, Kind::Small, true, zh, en, concept)
}

/// A line or a cell, counted from 1; nothing where it is 0.
fn place(number: u64) -> Value<'static> {
    Value::Number(Some(number).filter(|number| *number > 0).and_then(|number| Decimal::new(i128::from(number), 0).ok()))
}

/// A column of days.
const fn date(name: &'static str, zh: &'static str, en: &'static str) -> Field {
    field(name, Kind::Date, false, zh, en, None)
}
