//! `observations`: what the release says, one row for each key.

use std::borrow::Cow;
use std::ops::Range;

use tongbi_domain::number::Overflow;

use super::batch::{Batch, Fill, RowTable, Spec, numbers, texts_as_written};
use super::key::{Breakdown, dimension_field, is_fixed_key};
use super::{View, code, date, measured, number, own_text, small, text};
use crate::stages::derive::Detail;
use crate::table::column::{Field, Value};

/// The columns of the architecture page, in its order.
const SPECS: &[Spec] = &[
    Spec {
        field: code("indicator", "指标代码", "Indicator code", Some("INDICATOR")),
        put: |view, batch, column| {
            batch.keys_of_lines(column, |line| line.indicator.0, |line| Cow::Borrowed(view.catalog().indicators.code(line.indicator)))
        },
    },
    Spec {
        field: code("indicator_name", "指标", "Indicator", None),
        put: |view, batch, column| {
            batch.keys_of_lines(
                column,
                |line| line.indicator.0,
                |line| Cow::Borrowed(view.indicator(line).map_or("", |indicator| indicator.name.get(view.language()))),
            )
        },
    },
    Spec {
        field: code("ref_area", "地区代码", "Area code", Some("REF_AREA")),
        put: |view, batch, column| {
            batch.keys_of_lines(column, |line| line.area.0, |line| Cow::Borrowed(view.catalog().areas.code(line.area)))
        },
    },
    Spec {
        field: code("ref_area_name", "地区", "Area", None),
        put: |view, batch, column| {
            batch.keys_of_lines(
                column,
                |line| line.area.0,
                |line| Cow::Borrowed(view.area(line).map_or("", |area| area.name.get(view.language()))),
            )
        },
    },
    Spec {
        field: code("measure", "度量", "Measure", Some("MEASURE")),
        put: |_, batch, column| batch.keys_of_lines(column, |line| line.measure as u32, |line| Cow::Borrowed(line.measure.code())),
    },
    Spec {
        field: code("scenario", "情景", "Actual or target", Some("SCENARIO")),
        put: |_, batch, column| batch.keys_of_lines(column, |line| line.scenario as u32, |line| Cow::Borrowed(line.scenario.code())),
    },
    Spec {
        field: code("freq", "频度", "Frequency", Some("FREQ")),
        put: |_, batch, column| {
            batch.keys(column, |row| row.statement.period.freq() as u32, |row| Cow::Borrowed(row.statement.period.freq().code()))
        },
    },
    Spec {
        field: code("time_period", "时期", "Time period", Some("TIME_PERIOD")),
        put: |_, batch, column| batch.keys(column, |row| row.statement.period.to_u32(), |row| Cow::Owned(row.statement.period.to_string())),
    },
    Spec {
        field: code("cumulation", "累计方式", "Cumulation", None),
        put: |_, batch, column| {
            batch.keys_of_variants(column, |variant| variant.cumulation() as u32, |variant| Cow::Borrowed(variant.cumulation().code()))
        },
    },
    Spec {
        field: code("price_basis", "价格基础", "Price basis", Some("PRICE_BASE")),
        put: |_, batch, column| {
            batch.keys_of_variants(column, |variant| variant.price_basis() as u32, |variant| Cow::Borrowed(variant.price_basis().code()))
        },
    },
    Spec {
        field: code("comparability", "口径", "Comparability of scope", None),
        put: |_, batch, column| {
            batch.keys_of_variants(
                column,
                |variant| variant.comparability() as u32,
                |variant| Cow::Borrowed(variant.comparability().code()),
            )
        },
    },
    Spec {
        field: text("base_per", "指数基期", "Base period of the index"),
        put: |view, batch, column| {
            batch.keys_of_variants(column, |variant| u32::from(variant.base_per()), |variant| Cow::Borrowed(view.base_per(variant)))
        },
    },
    Spec {
        field: code("adjustment", "季节调整", "Seasonal adjustment", Some("ADJUSTMENT")),
        put: |_, batch, column| {
            batch.keys_of_variants(column, |variant| variant.adjustment() as u32, |variant| Cow::Borrowed(variant.adjustment().code()))
        },
    },
    Spec {
        field: date("period_start", "起始日", "First day of the period"),
        put: |_, batch, column| batch.days(column, |(first, _)| first),
    },
    Spec { field: date("period_end", "截止日", "Last day of the period"), put: |_, batch, column| batch.days(column, |(_, last)| last) },
    Spec {
        field: measured("obs_value", "数值", "Value in the canonical unit", "OBS_VALUE"),
        put: |_, batch, column| numbers(&mut batch.value, column),
    },
    Spec {
        field: number("value_low", "下限", "Lower bound of an inexact value"), put: |_, batch, column| numbers(&mut batch.low, column)
    },
    Spec {
        field: number("value_high", "上限", "Upper bound of an inexact value"),
        put: |_, batch, column| numbers(&mut batch.high, column),
    },
    Spec {
        field: code("unit_measure", "计量单位", "Unit of measure", Some("UNIT_MEASURE")),
        put: |view, batch, column| {
            batch.keys(
                column,
                |row| u32::from(row.statement.conversion.0),
                |row| Cow::Borrowed(&view.ledger().conversion(row.statement).unit),
            )
        },
    },
    Spec {
        field: code("qualifier", "限定", "Qualifier", None),
        put: |_, batch, column| {
            batch.keys(column, |row| row.statement.traits.qualifier() as u32, |row| Cow::Borrowed(row.statement.traits.qualifier().code()))
        },
    },
    Spec {
        field: small("decimals", "印刷小数位", "Digits printed after the point", Some("DECIMALS")),
        put: |_, batch, column| {
            for row in &batch.rows {
                column.push(Value::Small(i8::try_from(row.statement.traits.decimals()).unwrap_or(i8::MAX)));
            }
        },
    },
    Spec {
        field: number("half_width", "印刷误差半宽", "Half a unit of the last printed digit"),
        put: |_, batch, column| numbers(&mut batch.half_width, column),
    },
    Spec {
        field: code("obs_status", "观测状态", "Observation status", Some("OBS_STATUS")),
        put: |view, batch, column| {
            batch.keys(column, |row| view.status(row.statement) as u32, |row| Cow::Borrowed(view.status(row.statement).code()))
        },
    },
    Spec {
        field: code("conf_status", "保密状态", "Confidentiality status", Some("CONF_STATUS")),
        put: |_, batch, column| {
            batch.keys(
                column,
                |row| row.statement.traits.confidentiality() as u32,
                |row| Cow::Borrowed(row.statement.traits.confidentiality().code()),
            )
        },
    },
    Spec {
        field: code("stage", "核算阶段", "Stage of the figure", None),
        put: |_, batch, column| {
            batch.keys(column, |row| row.statement.traits.stage() as u32, |row| Cow::Borrowed(row.statement.traits.stage().code()))
        },
    },
    Spec {
        field: code("category", "类别", "Category", None),
        put: |view, batch, column| {
            batch.keys_of_lines(
                column,
                |line| line.indicator.0,
                |line| Cow::Borrowed(view.indicator(line).map_or("", |indicator| indicator.category.as_str())),
            )
        },
    },
    Spec {
        field: number("yoy_base", "上年同期值", "Value of the same period of the year before"),
        put: |_, batch, column| numbers(&mut batch.growth.base, column),
    },
    Spec {
        field: number("yoy_change", "同比增减", "Change over the year"),
        put: |_, batch, column| numbers(&mut batch.growth.change, column),
    },
    Spec {
        field: number("yoy_percent", "同比增速(%)", "Change over the year, percent"),
        put: |_, batch, column| numbers(&mut batch.growth.percent, column),
    },
    Spec {
        field: number("yoy_points", "同比变动(点或位)", "Change over the year, points or places"),
        put: |_, batch, column| numbers(&mut batch.growth.points, column),
    },
    Spec {
        field: number("yoy_low", "同比下限", "Lower end that the printed digits allow"),
        put: |_, batch, column| numbers(&mut batch.growth.low, column),
    },
    Spec {
        field: number("yoy_high", "同比上限", "Upper end that the printed digits allow"),
        put: |_, batch, column| numbers(&mut batch.growth.high, column),
    },
    Spec {
        field: code("yoy_status", "同比状态", "OK, a caution, or why there is no growth", None),
        put: |_, batch, column| {
            for status in &batch.growth.status {
                column.push_key(status.rank(), || Cow::Borrowed(status.code()));
            }
        },
    },
    Spec {
        field: text("derivation", "推算", "Id of the derivation; empty where the value comes from a cell"),
        put: |view, batch, column| {
            batch.keys(column, |row| u32::from(row.statement.file.0), |row| Cow::Borrowed(view.derivation_id(row.statement)))
        },
    },
    Spec {
        field: text("source_id", "来源", "Source; empty where the value is derived"),
        put: |view, batch, column| {
            batch.keys(column, |row| u32::from(row.statement.file.0), |row| Cow::Borrowed(view.source_id(row.statement)))
        },
    },
    Spec {
        field: own_text("value_text", "原文数值", "Value as written"),
        put: |view, batch, column| texts_as_written(view, batch, column),
    },
    Spec {
        field: text("unit_text", "原文单位", "Unit as written"),
        put: |view, batch, column| {
            batch.keys(
                column,
                |row| u32::from(row.statement.conversion.0),
                |row| Cow::Borrowed(&view.ledger().conversion(row.statement).unit_text),
            )
        },
    },
    Spec {
        field: text("note", "说明", "Note"),
        put: |view, batch, column| {
            batch.keys(column, |row| row.statement.note.0, |row| Cow::Borrowed(view.ledger().text(row.statement.note)))
        },
    },
];

/// The columns that every package may publish, in order; those of dimensions come behind the area.
pub(super) fn own_fields() -> impl Iterator<Item = Field> {
    SPECS.iter().map(|spec| spec.field.clone())
}

/// Names of all columns that a package may publish, in order.
pub fn observation_columns(breakdown: Breakdown<'_>) -> Vec<String> {
    columns(breakdown).map(|(field, _)| field.name.into_owned()).collect()
}

/// The columns whose numbers are rounded to the digits of percents.
const RATES: [&str; 4] = ["yoy_percent", "yoy_points", "yoy_low", "yoy_high"];

/// The last column before those of dimensions.
const BEFORE_DIMENSIONS: &str = "ref_area_name";

/// All columns that a package may publish, in order.
fn columns(breakdown: Breakdown<'_>) -> impl Iterator<Item = (Field, Fill)> {
    SPECS.iter().flat_map(move |spec| {
        let here = spec.field.name == BEFORE_DIMENSIONS;
        let dimensions = breakdown.iter().filter(move |_| here).map(|(id, dimension)| (dimension_field(dimension), Fill::Dimension(id)));
        std::iter::once((spec.field.clone(), Fill::Own(spec.put))).chain(dimensions)
    })
}

/// The columns of the key, in order, for the other tables.
pub(super) fn key_columns(breakdown: Breakdown<'_>) -> impl Iterator<Item = (Field, Fill)> {
    columns(breakdown).filter(|(field, fill)| matches!(fill, Fill::Dimension(_)) || is_fixed_key(&field.name))
}

/// The table of a package: the columns it publishes.
pub struct ObservationTable {
    rows: RowTable,
    /// How much of a growth the columns show.
    detail: Detail,
    /// Whether the columns show more of a value than itself.
    bounds: bool,
}

impl ObservationTable {
    /// The columns that a package names, in the order of the architecture page; all where it names none.
    pub fn new(breakdown: Breakdown<'_>, chosen: Option<&[String]>) -> Self {
        let wanted = |field: &Field| chosen.is_none_or(|chosen| chosen.iter().any(|column| *column == field.name));
        let rows = RowTable::new(columns(breakdown).filter(|(field, _)| wanted(field)));
        let has = |names: &[&str]| rows.fields().iter().any(|field| names.contains(&field.name.as_ref()));
        let detail = if has(&["yoy_low", "yoy_high"]) { Detail::Intervals } else { Detail::Figures };
        let bounds = has(&["value_low", "value_high", "half_width"]);
        Self { rows, detail, bounds }
    }

    /// The same of a package that rounds its rates to so many digits.
    pub fn with_rates(mut self, percent_digits: u8) -> Self {
        let rates = self.rows.fields_mut().iter_mut().filter(|field| RATES.contains(&field.name.as_ref()));
        rates.for_each(|field| field.digits = Some(percent_digits));
        self
    }

    /// What the columns are.
    pub fn fields(&self) -> &[Field] {
        self.rows.fields()
    }

    /// Room for the rows of a batch.
    pub fn batch<'a>(&self) -> Batch<'a> {
        self.rows.batch()
    }

    /// Fills a batch with the rows of some groups. Groups without a winner have no row. [`Overflow`] where a figure needs more than 38 digits.
    ///
    /// What is given back are the groups whose growth is too long for exact arithmetic; it is withheld.
    pub fn fill<'a>(&self, view: &View<'a>, groups: Range<usize>, batch: &mut Batch<'a>) -> Result<Vec<usize>, Overflow> {
        batch.clear(groups.len());
        batch.value.reserve(groups.len());
        batch.growth.reserve(groups.len(), self.detail);
        let mut too_long = Vec::new();
        for group in groups.filter(|group| view.series.reconciled.groups[*group].is_published()) {
            let statement = view.series.statement(group);
            batch.push_row(view, statement);
            batch.push_value(view, group)?;
            if self.bounds {
                batch.push_bounds(view, statement)?;
            }
            if !batch.growth.push(view.series, group, view.beside.scope_changed(group), self.detail, view.rounder.print()) {
                too_long.push(group);
            }
        }
        self.rows.fill(view, batch);
        Ok(too_long)
    }
}
