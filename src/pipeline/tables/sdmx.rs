//! Observations as SDMX-CSV 2.0: the same rows in SDMX's codes, and a list of every code that they use.
//!
//! Rows are made beside those of `observations`, group by group. A value is written in the largest multiplier of CL_UNIT_MULT that its printed
//! unit allows, so that 2571.67 亿元 is 257167 with UNIT_MULT 6.

use std::collections::BTreeSet;
use std::ops::Range;

use tongbi_domain::number::{Decimal, Overflow, Rounding};
use tongbi_domain::sdmx;
use tongbi_domain::vocabulary::PriceBasis;

use super::{View, code, number, small, text};
use crate::table::column::{Chunk, Field, Value, Word};
use crate::table::{Origin, Statement};

/// What SDMX writes for a dimension that does not apply.
const NOT_APPLICABLE: &str = "_Z";

/// The data flow's identifier: agency, package and the version of this export's columns.
pub fn structure_id(agency: &str, package: &str) -> String {
    let id: String = package.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    format!("{agency}:{id}(1.0.0)")
}

/// The columns of the export.
pub fn sdmx_fields(view: super::Breakdown<'_>) -> Vec<Field> {
    let mut fields = vec![
        code("STRUCTURE", "结构类型", "Kind of structure", None),
        code("STRUCTURE_ID", "结构标识", "Identifier of the data flow", None),
        code("ACTION", "操作", "R: replace", None),
        code("INDICATOR", "指标代码", "Indicator code", Some("INDICATOR")),
        code("REF_AREA", "地区代码", "Area code", Some("REF_AREA")),
    ];
    fields.extend(view.iter().map(|(_, dimension)| {
        let own = super::key::dimension_field(dimension);
        Field { name: Word::Owned(dimension.code.clone()), ..own }
    }));
    fields.extend([
        code("MEASURE", "度量", "Measure", Some("MEASURE")),
        code("SCENARIO", "情景", "Actual or target", Some("SCENARIO")),
        code("FREQ", "频度", "Frequency", Some("FREQ")),
        code("TIME_PERIOD", "时期", "Time period", Some("TIME_PERIOD")),
        code("CUMULATION", "累计方式", "Cumulation", None),
        code("PRICE_BASE", "价格基础", "Price basis", Some("PRICE_BASE")),
        code("COMPARABILITY", "口径", "Comparability of scope", None),
        code("BASE_PER", "指数基期", "Base period of the index", Some("BASE_PER")),
        code("ADJUSTMENT", "季节调整", "Seasonal adjustment", Some("ADJUSTMENT")),
        code("OBS_VALUE", "数值", "Value times ten to the minus UNIT_MULT; NaN where there is none", Some("OBS_VALUE")),
        number("VALUE_LOW", "下限", "Lower bound of an inexact value"),
        number("VALUE_HIGH", "上限", "Upper bound of an inexact value"),
        code("UNIT_MEASURE", "计量单位", "Unit of measure", Some("UNIT_MEASURE")),
        small("UNIT_MULT", "单位乘数", "Exponent of ten", Some("UNIT_MULT")),
        small("DECIMALS", "小数位", "Digits of the value after the point", Some("DECIMALS")),
        code("QUALIFIER", "限定", "Qualifier", None),
        code("OBS_STATUS", "观测状态", "Observation status", Some("OBS_STATUS")),
        code("CONF_STATUS", "保密状态", "Confidentiality status", Some("CONF_STATUS")),
        code("STAGE", "核算阶段", "Stage of the figure", None),
        text("COMMENT_OBS", "说明", "Note"),
    ]);
    fields
}

/// A value in its multiplier, as text with its printed zeros.
struct Written {
    text: String,
    low: Option<Decimal>,
    high: Option<Decimal>,
    multiplier: u8,
    digits: u8,
}

/// Rows for some groups; groups without a winner have none. Units are gathered on the way.
///
/// # Errors
/// [`Overflow`] where a figure needs more than 38 digits.
pub fn sdmx_rows(
    view: &View<'_>,
    fields: &[Field],
    structure: &str,
    groups: Range<usize>,
    units: &mut BTreeSet<String>,
) -> Result<Chunk, Overflow> {
    let mut chunk = Chunk::new(fields);
    for group in groups.filter(|group| view.series.reconciled.groups[*group].is_published()) {
        let statement = view.series.statement(group);
        let (ledger, line, variant) = (view.ledger(), view.ledger().line(statement), statement.variant);
        let written = written(view, statement)?;
        let unit = sdmx::unit_id(&ledger.conversion(statement).unit);
        let time_period = sdmx::time_period(statement.period);
        let base_per = Some(view.base_per(variant)).filter(|base| !base.is_empty()).unwrap_or(NOT_APPLICABLE);
        let mut row = vec![
            Value::Text("dataflow"),
            Value::Text(structure),
            Value::Text("R"),
            Value::Text(view.catalog().indicators.code(line.indicator)),
            Value::Text(view.catalog().areas.code(line.area)),
        ];
        row.extend(view.breakdown().codes(line).map(Value::Text));
        row.extend([
            Value::Text(line.measure.code()),
            Value::Text(line.scenario.code()),
            Value::Text(statement.period.freq().code()),
            Value::Text(&time_period),
            Value::Text(variant.cumulation().code()),
            Value::Text(sdmx::price_base(variant.price_basis())),
            Value::Text(variant.comparability().code()),
            Value::Text(base_per),
            Value::Text(variant.adjustment().code()),
            Value::Text(&written.text),
            Value::Number(written.low),
            Value::Number(written.high),
            Value::Text(&unit),
            Value::Small(i8::try_from(written.multiplier).unwrap_or(0)),
            Value::Small(i8::try_from(written.digits).unwrap_or(0)),
            Value::Text(statement.traits.qualifier().code()),
            Value::Text(view.status(statement).code()),
            Value::Text(statement.traits.confidentiality().code()),
            Value::Text(statement.traits.stage().code()),
            Value::Text(ledger.text(statement.note)),
        ]);
        chunk.push(&row);
        if !units.contains(&ledger.conversion(statement).unit) {
            units.insert(ledger.conversion(statement).unit.clone());
        }
    }
    Ok(chunk)
}

fn written(view: &View<'_>, statement: &Statement) -> Result<Written, Overflow> {
    let amount = view.amount(statement)?;
    let derived = matches!(view.ledger().file(statement.file).origin, Origin::Derivation { .. });
    let exponent = if derived { Some(0) } else { sdmx::exponent(view.ledger().conversion(statement).factor) };
    let multiplier = exponent.map_or(0, sdmx::multiplier);
    let digits = exponent.map_or(0, |exponent| statement.traits.decimals().saturating_sub(exponent - multiplier));
    let scaled = |value: Option<Decimal>| value.map(|value| sdmx::scaled(value, multiplier, 0).map(|(value, _)| value)).transpose();
    let (low, high) = (view.bound(statement, amount.low, Rounding::Floor), view.bound(statement, amount.high, Rounding::Ceiling));
    let (text, digits) = match view.value(statement, amount.value) {
        Some(value) => {
            let (value, digits) = sdmx::scaled(value, multiplier, digits)?;
            let mut text = Vec::new();
            value.write_to(&mut text);
            (String::from_utf8_lossy(&text).into_owned(), digits)
        }
        None => ("NaN".to_owned(), digits),
    };
    Ok(Written { text, low: scaled(low)?, high: scaled(high)?, multiplier, digits })
}

/// The columns of the list of codes.
pub fn sdmx_code_fields() -> Vec<Field> {
    vec![
        code("concept", "概念", "SDMX concept: the column of the export", None),
        code("code", "SDMX 代码", "Code in the export", None),
        text("codelist", "SDMX 代码表", "SDMX code list; empty where SDMX has none"),
        code("release_code", "发布包代码", "Code in the tables of the release", None),
        code("name_zh", "中文名称", "Chinese name", None),
        code("name_en", "英文名称", "English name", None),
    ]
}

/// The code that the export writes for a price basis; none for any other column.
pub fn sdmx_price_code(column: &str, code: &str) -> Option<&'static str> {
    PriceBasis::from_code(code).filter(|_| column == "price_basis").map(sdmx::price_base)
}
