//! `growth_checks`: every published growth rate beside the growth of its level. Nothing is corrected.

use tongbi_domain::growth::Verdict;
use tongbi_domain::number::Overflow;

use super::key::{Breakdown, KeyTexts};
use super::{View, code, number, text};
use crate::stages::check::CheckedRate;
use crate::table::column::{Chunk, Field, Value};

/// The columns behind the key.
pub(super) fn own_fields() -> Vec<Field> {
    vec![
        number("published_percent", "公布增速(%)", "Published rate, percent"),
        code("qualifier", "限定", "Qualifier of the published rate", None),
        number("recomputed_percent", "重算增速(%)", "Recomputed rate, percent"),
        number("recomputed_low", "重算下限", "Lower end that the printed digits allow"),
        number("recomputed_high", "重算上限", "Upper end that the printed digits allow"),
        number("difference_points", "差(百分点)", "Published minus recomputed, points"),
        number("implied_deflator", "隐含平减率(%)", "Price change between the two rates, percent"),
        code("verdict", "判定", "Verdict", None),
        text("reason", "原因", "Why nothing was recomputed"),
        text("yoy_status", "同比状态", "Status of the recomputed rate"),
        text("level_price_basis", "总量价格基础", "Price basis of the level"),
        text("level_comparability", "总量口径", "Comparability of the level"),
        number("level_value", "总量", "Level"),
        number("base_value", "上年同期总量", "Level of the year before"),
        text("unit_measure", "计量单位", "Unit of the levels"),
        code("rate_source", "增速来源", "Source of the rate", None),
        text("level_source", "总量来源", "Source of the level"),
        text("base_source", "基数来源", "Source of the base"),
    ]
}

/// All columns.
pub fn check_fields(breakdown: Breakdown<'_>) -> Vec<Field> {
    breakdown.key_fields().into_iter().chain(own_fields()).collect()
}

/// One row for each published rate.
pub fn growth_checks(view: &View<'_>, checked: &[CheckedRate]) -> Result<Chunk, Overflow> {
    let mut chunk = Chunk::new(&check_fields(view.breakdown()));
    let (ledger, rounder) = (view.ledger(), view.rounder);
    for rate in checked {
        let statement = view.series.statement(rate.rate);
        let key = KeyTexts::new(view, statement);
        let level = rate.level.map(|level| view.series.statement(level));
        let base = rate.base.map(|base| view.series.statement(base));
        let reason = match rate.check.verdict {
            Verdict::NotRecomputed(reason) => reason.code(),
            _ => "",
        };
        let (low, high) = rounder.ends(rate.growth.and_then(|growth| growth.interval));
        let value = |statement: Option<&crate::table::Statement>| -> Result<_, Overflow> {
            Ok(rounder.value(statement.map(|statement| view.amount(statement)).transpose()?.and_then(|amount| amount.value)))
        };
        let mut row: Vec<_> = key.values().collect();
        row.extend([
            Value::Number(rounder.value(view.amount(statement)?.value)),
            Value::Text(statement.traits.qualifier().code()),
            Value::Number(rounder.percent(rate.growth.and_then(|growth| growth.percent))),
            Value::Number(low),
            Value::Number(high),
            Value::Number(rounder.percent(rate.check.difference)),
            Value::Number(rounder.percent(rate.deflator)),
            Value::Text(rate.check.verdict.code()),
            Value::Text(reason),
            Value::Text(rate.growth.map_or("", |growth| growth.status.code())),
            Value::Text(level.map_or("", |level| level.variant.price_basis().code())),
            Value::Text(level.map_or("", |level| level.variant.comparability().code())),
            Value::Number(value(level)?),
            Value::Number(value(base)?),
            Value::Text(level.map_or("", |level| &ledger.conversion(level).unit)),
            Value::Text(view.source_id(statement)),
            Value::Text(level.map_or("", |level| view.source_id(level))),
            Value::Text(base.map_or("", |base| view.source_id(base))),
        ]);
        chunk.push(&row);
    }
    Ok(chunk)
}
