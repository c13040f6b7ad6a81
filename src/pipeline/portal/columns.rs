//! The columns that a portal profile may have: those of `observations`, and words, spans and figures for people.

use tongbi_domain::catalog::DimensionId;
use tongbi_domain::label::List;
use tongbi_domain::message::{Message, declared as say};

use super::config::{PortalUnit, Shape};
use crate::pipeline::tables::{Breakdown, ObservationTable};
use crate::table::column::{Field, Kind, Word};

/// What fills a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fill {
    /// The column of `observations` of the same name.
    Observation,
    /// The words for the codes in a column of `observations`.
    Word(List, &'static str),
    /// The name of the category.
    Category,
    /// The area's code with letters before it, so that nobody takes it for a number.
    AreaCode,
    /// The name of a dimension's value.
    Dimension(DimensionId),
    /// What an index is 100 of.
    Base,
    /// The words for the period.
    Period,
    /// The figure, in the profile's unit.
    Value,
    /// The lower bound of an inexact figure, likewise.
    Low,
    /// The upper bound, likewise.
    High,
    /// The profile's unit.
    Unit,
    /// The title of the source.
    Source,
}

/// A column of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) field: Field,
    pub(super) fill: Fill,
}

/// Columns whose cells are the same for all periods of a row of a wide table.
const OF_SERIES: [&str; 26] = [
    "indicator",
    "indicator_name",
    "ref_area",
    "ref_area_sdmx",
    "ref_area_name",
    "measure",
    "measure_name",
    "scenario",
    "scenario_name",
    "cumulation",
    "cumulation_name",
    "price_basis",
    "price_basis_name",
    "comparability",
    "comparability_name",
    "base_per",
    "base_per_name",
    "adjustment",
    "adjustment_name",
    "unit",
    "unit_measure",
    "qualifier",
    "qualifier_name",
    "category",
    "category_name",
    "derivation",
];

/// Columns of `observations` in the canonical unit, which would mislead beside figures in another one.
const CANONICAL: [&str; 5] = ["obs_value", "unit_measure", "half_width", "yoy_base", "yoy_change"];

/// Columns of a long profile that names none; `*` stands for the dimensions' names.
const LONG: [&str; 26] = [
    "indicator",
    "indicator_name",
    "ref_area_sdmx",
    "ref_area_name",
    "*",
    "measure_name",
    "scenario_name",
    "period",
    "period_start",
    "period_end",
    "value",
    "value_low",
    "value_high",
    "unit",
    "qualifier_name",
    "yoy_percent",
    "yoy_points",
    "yoy_status_name",
    "price_basis_name",
    "comparability_name",
    "base_per_name",
    "adjustment_name",
    "obs_status_name",
    "stage_name",
    "source_title",
    "note",
];

/// Columns of a wide profile that names none.
const WIDE: [&str; 15] = [
    "indicator",
    "indicator_name",
    "ref_area_sdmx",
    "ref_area_name",
    "*",
    "measure_name",
    "scenario_name",
    "cumulation_name",
    "unit",
    "qualifier_name",
    "price_basis_name",
    "comparability_name",
    "base_per_name",
    "adjustment_name",
    "derivation",
];

/// The names that only profiles have, which no dimension may take.
pub fn reserved_columns() -> impl Iterator<Item = String> {
    ["ref_area_sdmx", "period", "value", "unit", "source_title"].into_iter().map(str::to_owned)
}

/// Names of the columns of a profile that names none.
pub(super) fn usual(shape: Shape, breakdown: Breakdown<'_>) -> Vec<String> {
    let names: &[&str] = match shape {
        Shape::Long => &LONG,
        Shape::Wide => &WIDE,
    };
    let mut columns = Vec::new();
    for name in names {
        match *name {
            "*" => columns.extend(breakdown.columns().map(|column| format!("{column}_name"))),
            name => columns.push(name.to_owned()),
        }
    }
    columns
}

/// Why a column that exists may not be in a profile; `None` where it may.
pub(super) fn refusal(column: &Column, breakdown: Breakdown<'_>, shape: Shape, unit: PortalUnit) -> Option<(Message, Message)> {
    let name = column.field.name.as_ref();
    let dimension = matches!(column.fill, Fill::Dimension(_)) || breakdown.columns().any(|column| column == name);
    if shape == Shape::Wide && !dimension && !OF_SERIES.contains(&name) {
        return Some((say::differs_by_period(name), say::leave_out_or_long()));
    }
    if unit == PortalUnit::Display && CANONICAL.contains(&name) {
        return Some((say::in_canonical_unit(name), say::choose_shown()));
    }
    None
}

/// All columns that a profile of a package may have.
pub(super) fn all(breakdown: Breakdown<'_>) -> Vec<Column> {
    let observations = ObservationTable::new(breakdown, None);
    let mut columns = Vec::new();
    for field in observations.fields() {
        match field.name.as_ref() {
            "value_low" => columns.push(figure("value_low", "下限", "Lower bound of an inexact value", Fill::Low)),
            "value_high" => columns.push(figure("value_high", "上限", "Upper bound of an inexact value", Fill::High)),
            _ => columns.push(Column { field: field.clone(), fill: Fill::Observation }),
        }
        if let Some((name, list)) = List::COLUMNS.into_iter().find(|(name, _)| field.name == *name) {
            columns.push(words(field, Fill::Word(list, name)));
        }
        match field.name.as_ref() {
            "ref_area" => columns.push(text("ref_area_sdmx", "地区代码", "Area code", Fill::AreaCode)),
            "time_period" => columns.push(text("period", "时期", "Period", Fill::Period)),
            "base_per" => columns.push(words(field, Fill::Base)),
            "obs_value" => columns.push(figure("value", "数值", "Value", Fill::Value)),
            "unit_measure" => columns.push(text("unit", "单位", "Unit", Fill::Unit)),
            "category" => columns.push(words(field, Fill::Category)),
            "source_id" => columns.push(text("source_title", "来源", "Source", Fill::Source)),
            name => {
                let dimension = breakdown.iter().find(|(_, dimension)| dimension.column == name);
                columns.extend(dimension.map(|(id, _)| words(field, Fill::Dimension(id))));
            }
        }
    }
    columns
}

/// The column of words beside a column of codes.
fn words(codes: &Field, fill: Fill) -> Column {
    let name = Word::Owned(format!("{}_name", codes.name));
    Column {
        field: Field { name, kind: Kind::Text, required: false, zh: codes.zh.clone(), en: codes.en.clone(), concept: None, digits: None },
        fill,
    }
}

fn text(name: &'static str, zh: &'static str, en: &'static str, fill: Fill) -> Column {
    own(name, Kind::Text, zh, en, fill)
}

fn figure(name: &'static str, zh: &'static str, en: &'static str, fill: Fill) -> Column {
    own(name, Kind::Number, zh, en, fill)
}

fn own(name: &'static str, kind: Kind, zh: &'static str, en: &'static str, fill: Fill) -> Column {
    let (name, zh, en) = (Word::Borrowed(name), Word::Borrowed(zh), Word::Borrowed(en));
    Column { field: Field { name, kind, required: false, zh, en, concept: None, digits: None }, fill }
}
