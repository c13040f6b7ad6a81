//! `observations`: what the release says, one row for each key.

use std::ops::Range;

use tongbi_domain::growth::{Growth, Reason};
use tongbi_domain::number::{Overflow, Rounding};
use tongbi_domain::vocabulary::{Measure, Scenario};

use super::{View, code, date, number, small, text};
use crate::table::column::{Chunk, Column, Field, Value};
use crate::table::{Amount, Line, Statement};

/// The key, which is also the order of rows.
pub const KEY: &[&str] = &[
    "indicator",
    "ref_area",
    "measure",
    "scenario",
    "freq",
    "time_period",
    "cumulation",
    "price_basis",
    "comparability",
    "base_per",
    "adjustment",
];

/// One observation; its numbers are computed once for all columns.
struct Observation<'a> {
    line: &'a Line,
    statement: &'a Statement,
    amount: Amount,
    growth: Growth,
}

/// A column: what it is, and how a row fills it.
struct Spec {
    field: Field,
    put: for<'v, 'r, 'c> fn(&View<'v>, &Observation<'r>, &'c mut Column),
}

/// The columns of the architecture page, in its order.
const SPECS: &[Spec] = &[
    Spec {
        field: code("indicator", "指标代码", "Indicator code", Some("INDICATOR")),
        put: |view, row, column| column.push(Value::Text(view.catalog().indicators.code(row.line.indicator))),
    },
    Spec {
        field: code("indicator_name", "指标", "Indicator", None),
        put: |view, row, column| {
            column.push(Value::Text(view.indicator(row.line).map_or("", |indicator| indicator.name.get(view.language))))
        },
    },
    Spec {
        field: code("ref_area", "地区代码", "Area code", Some("REF_AREA")),
        put: |view, row, column| column.push(Value::Text(view.catalog().areas.code(row.line.area))),
    },
    Spec {
        field: code("ref_area_name", "地区", "Area", None),
        put: |view, row, column| column.push(Value::Text(view.area(row.line).map_or("", |area| area.name.get(view.language)))),
    },
    Spec {
        field: code("measure", "度量", "Measure", Some("MEASURE")),
        put: |_, row, column| column.push(Value::Text(row.line.measure.code())),
    },
    Spec {
        field: code("scenario", "情景", "Actual or target", Some("SCENARIO")),
        put: |_, row, column| column.push(Value::Text(row.line.scenario.code())),
    },
    Spec {
        field: code("freq", "频度", "Frequency", Some("FREQ")),
        put: |_, row, column| column.push(Value::Text(row.statement.period.freq().code())),
    },
    Spec {
        field: code("time_period", "时期", "Time period", Some("TIME_PERIOD")),
        put: |_, row, column| column.push(Value::Text(&row.statement.period.to_string())),
    },
    Spec {
        field: code("cumulation", "累计方式", "Cumulation", None),
        put: |_, row, column| column.push(Value::Text(row.statement.variant.cumulation().code())),
    },
    Spec {
        field: code("price_basis", "价格基础", "Price basis", Some("PRICE_BASE")),
        put: |_, row, column| column.push(Value::Text(row.statement.variant.price_basis().code())),
    },
    Spec {
        field: code("comparability", "口径", "Comparability of scope", None),
        put: |_, row, column| column.push(Value::Text(row.statement.variant.comparability().code())),
    },
    Spec {
        field: text("base_per", "指数基期", "Base period of the index"),
        put: |view, row, column| column.push(Value::Text(view.base_per(row.statement.variant))),
    },
    Spec {
        field: code("adjustment", "季节调整", "Seasonal adjustment", Some("ADJUSTMENT")),
        put: |_, row, column| column.push(Value::Text(row.statement.variant.adjustment().code())),
    },
    Spec {
        field: date("period_start", "起始日", "First day of the period"),
        put: |_, row, column| column.push(Value::Date(Some(View::days(row.statement.period, row.statement.variant).0))),
    },
    Spec {
        field: date("period_end", "截止日", "Last day of the period"),
        put: |_, row, column| column.push(Value::Date(Some(View::days(row.statement.period, row.statement.variant).1))),
    },
    Spec {
        field: Field { concept: Some("OBS_VALUE"), ..number("obs_value", "数值", "Value in the canonical unit") },
        put: |view, row, column| column.push(Value::Number(view.value(row.statement, row.amount.value))),
    },
    Spec {
        field: number("value_low", "下限", "Lower bound of an inexact value"),
        put: |view, row, column| column.push(Value::Number(view.bound(row.statement, row.amount.low, Rounding::Floor))),
    },
    Spec {
        field: number("value_high", "上限", "Upper bound of an inexact value"),
        put: |view, row, column| column.push(Value::Number(view.bound(row.statement, row.amount.high, Rounding::Ceiling))),
    },
    Spec {
        field: code("unit_measure", "计量单位", "Unit of measure", Some("UNIT_MEASURE")),
        put: |view, row, column| column.push(Value::Text(&view.ledger().conversion(row.statement).unit)),
    },
    Spec {
        field: code("qualifier", "限定", "Qualifier", None),
        put: |_, row, column| column.push(Value::Text(row.statement.traits.qualifier().code())),
    },
    Spec {
        field: small("decimals", "印刷小数位", "Digits printed after the point", Some("DECIMALS")),
        put: |_, row, column| column.push(Value::Small(i8::try_from(row.statement.traits.decimals()).unwrap_or(i8::MAX))),
    },
    Spec {
        field: number("half_width", "印刷误差半宽", "Half a unit of the last printed digit"),
        put: |view, row, column| column.push(Value::Number(view.rounder.value(row.amount.half_width))),
    },
    Spec {
        field: code("obs_status", "观测状态", "Observation status", Some("OBS_STATUS")),
        put: |view, row, column| column.push(Value::Text(view.status(row.statement).code())),
    },
    Spec {
        field: code("conf_status", "保密状态", "Confidentiality status", Some("CONF_STATUS")),
        put: |_, row, column| column.push(Value::Text(row.statement.traits.confidentiality().code())),
    },
    Spec {
        field: code("stage", "核算阶段", "Stage of the figure", None),
        put: |_, row, column| column.push(Value::Text(row.statement.traits.stage().code())),
    },
    Spec {
        field: code("category", "类别", "Category", None),
        put: |view, row, column| column.push(Value::Text(view.indicator(row.line).map_or("", |indicator| indicator.category.as_str()))),
    },
    Spec {
        field: number("yoy_base", "上年同期值", "Value of the same period of the year before"),
        put: |view, row, column| column.push(Value::Number(view.rounder.value(row.growth.base))),
    },
    Spec {
        field: number("yoy_change", "同比增减", "Change over the year"),
        put: |view, row, column| column.push(Value::Number(view.rounder.value(row.growth.change))),
    },
    Spec {
        field: number("yoy_percent", "同比增速(%)", "Change over the year, percent"),
        put: |view, row, column| column.push(Value::Number(view.rounder.percent(row.growth.percent))),
    },
    Spec {
        field: number("yoy_points", "同比变动(点或位)", "Change over the year, points or places"),
        put: |view, row, column| column.push(Value::Number(view.rounder.percent(row.growth.points))),
    },
    Spec {
        field: number("yoy_low", "同比下限", "Lower end that the printed digits allow"),
        put: |view, row, column| column.push(Value::Number(view.rounder.ends(row.growth.interval).0)),
    },
    Spec {
        field: number("yoy_high", "同比上限", "Upper end that the printed digits allow"),
        put: |view, row, column| column.push(Value::Number(view.rounder.ends(row.growth.interval).1)),
    },
    Spec {
        field: code("yoy_status", "同比状态", "OK, a caution, or why there is no growth", None),
        put: |_, row, column| column.push(Value::Text(row.growth.status.code())),
    },
    Spec {
        field: text("derivation", "推算", "Id of the derivation; empty where the value comes from a cell"),
        put: |view, row, column| column.push(Value::Text(view.derivation_id(row.statement))),
    },
    Spec {
        field: text("source_id", "来源", "Source; empty where the value is derived"),
        put: |view, row, column| column.push(Value::Text(view.source_id(row.statement))),
    },
    Spec {
        field: text("value_text", "原文数值", "Value as written"),
        put: |view, row, column| column.push(Value::Text(&view.value_text(row.statement))),
    },
    Spec {
        field: text("unit_text", "原文单位", "Unit as written"),
        put: |view, row, column| column.push(Value::Text(&view.ledger().conversion(row.statement).unit_text)),
    },
    Spec {
        field: text("note", "说明", "Note"), put: |view, row, column| column.push(Value::Text(view.ledger().text(row.statement.note)))
    },
];

/// Names of all columns, in order.
pub fn observation_columns() -> Vec<&'static str> {
    SPECS.iter().map(|spec| spec.field.name).collect()
}

/// The table of a package: the columns it publishes.
pub struct ObservationTable {
    specs: Vec<&'static Spec>,
}

impl ObservationTable {
    /// The columns that a package names, in the order of the architecture page; all where it names none.
    pub fn new(columns: Option<&[String]>) -> Self {
        let wanted = |name: &str| columns.is_none_or(|columns| columns.iter().any(|column| column == name));
        Self { specs: SPECS.iter().filter(|spec| wanted(spec.field.name)).collect() }
    }

    /// What the columns are.
    pub fn fields(&self) -> Vec<Field> {
        self.specs.iter().map(|spec| spec.field).collect()
    }

    /// The rows of some groups. Groups without a winner have no row. [`Overflow`] where a figure needs more than 38 digits.
    ///
    /// The second part names the groups whose growth is too long for exact arithmetic; it is withheld.
    pub fn rows(&self, view: &View<'_>, groups: Range<usize>) -> Result<(Chunk, Vec<usize>), Overflow> {
        let (mut rows, mut too_long) = (Vec::new(), Vec::new());
        for group in groups.filter(|group| view.series.reconciled.groups[*group].winner.is_some()) {
            let statement = view.series.statement(group);
            let growth = match view.series.growth(group, view.beside.scope_changed(group)) {
                Ok((growth, _)) => growth,
                Err(Overflow) => {
                    too_long.push(group);
                    Growth::missing(Reason::NotExact)
                }
            };
            rows.push(Observation { line: view.ledger().line(statement), statement, amount: view.amount(statement)?, growth });
        }
        let mut chunk = Chunk::new(&self.fields());
        for (spec, column) in self.specs.iter().zip(&mut chunk.columns) {
            for row in &rows {
                (spec.put)(view, row, column);
            }
        }
        Ok((chunk, too_long))
    }
}

/// The key columns of a group, as texts for the other tables: indicator to adjustment.
pub(super) struct KeyTexts<'a> {
    pub(super) indicator: &'a str,
    pub(super) area: &'a str,
    pub(super) measure: Measure,
    pub(super) scenario: Scenario,
    pub(super) freq: &'static str,
    pub(super) time_period: String,
    pub(super) base_per: &'a str,
    pub(super) statement: &'a Statement,
}

impl<'a> KeyTexts<'a> {
    pub(super) fn new(view: &View<'a>, statement: &'a Statement) -> Self {
        let line = view.ledger().line(statement);
        Self {
            indicator: view.catalog().indicators.code(line.indicator),
            area: view.catalog().areas.code(line.area),
            measure: line.measure,
            scenario: line.scenario,
            freq: statement.period.freq().code(),
            time_period: statement.period.to_string(),
            base_per: view.base_per(statement.variant),
            statement,
        }
    }

    /// The key as one text, for naming an observation in a cell.
    pub(super) fn path(&self) -> String {
        let variant = self.statement.variant;
        let parts = [
            self.indicator,
            self.area,
            self.measure.code(),
            self.scenario.code(),
            self.freq,
            &self.time_period,
            variant.cumulation().code(),
            variant.price_basis().code(),
            variant.comparability().code(),
            self.base_per,
            variant.adjustment().code(),
        ];
        parts.join("|")
    }

    pub(super) fn values(&self) -> [Value<'_>; 11] {
        let variant = self.statement.variant;
        [
            Value::Text(self.indicator),
            Value::Text(self.area),
            Value::Text(self.measure.code()),
            Value::Text(self.scenario.code()),
            Value::Text(self.freq),
            Value::Text(&self.time_period),
            Value::Text(variant.cumulation().code()),
            Value::Text(variant.price_basis().code()),
            Value::Text(variant.comparability().code()),
            Value::Text(self.base_per),
            Value::Text(variant.adjustment().code()),
        ]
    }
}

/// The fields of the key, for the other tables.
pub(super) fn key_fields() -> Vec<Field> {
    SPECS.iter().map(|spec| spec.field).filter(|field| KEY.contains(&field.name)).collect()
}
