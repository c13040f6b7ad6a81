//! `implied`: the bases that levels and published rates imply, with their intervals. Not observations, and never added to them.

use tongbi_domain::number::{Overflow, Ratio, Rounding};

use super::key::KeyTexts;
use super::{View, code, number, text};
use crate::stages::derivation::Derivation;
use crate::stages::implied::Implied;
use crate::table::column::{Chunk, Field, Value};

/// The columns beside the key; the first stands before it.
pub(super) fn own_fields() -> Vec<Field> {
    vec![
        code("derivation", "推算", "Id of the derivation", None),
        text("base_period", "基期", "Period of the implied base"),
        number("implied_value", "推算基数", "Implied base in the canonical unit"),
        number("implied_low", "下限", "Lower end that the printed digits allow"),
        number("implied_high", "上限", "Upper end that the printed digits allow"),
        number("published_value", "公布基数", "What was published for the base period"),
        code("unit_measure", "计量单位", "Unit of measure", Some("UNIT_MEASURE")),
        code("standing", "性质", "IMPLIED, RESTATED (comparable scope) or REFUSED", None),
        text("reason", "原因", "Why nothing is implied"),
        number("published_percent", "公布增速(%)", "Published rate, percent"),
        code("rate_price_basis", "增速价格基础", "Price basis of the rate", None),
        code("rate_comparability", "增速口径", "Comparability of the rate", None),
    ]
}

/// One row for each level with a published rate beside it; the key is the level's.
pub fn implied(view: &View<'_>, rows: &[(&Derivation, Implied)]) -> Result<Chunk, Overflow> {
    let mut fields = own_fields();
    fields.splice(1..1, view.breakdown().key_fields());
    let mut chunk = Chunk::new(&fields);
    let ledger = view.ledger();
    for (derivation, implied) in rows {
        let (level, rate) = (view.series.statement(implied.level), view.series.statement(implied.rate));
        let key = KeyTexts::new(view, level);
        let base_period = level.period.year_earlier().map_or_else(String::new, |period| period.to_string());
        let published = implied.base.map(|base| view.amount(view.series.statement(base))).transpose()?;
        let (derived, standing, reason) = match &implied.result {
            Ok(implied) if implied.restated => (Some(implied.base), "RESTATED", ""),
            Ok(implied) => (Some(implied.base), "IMPLIED", ""),
            Err(refusal) => (None, "REFUSED", refusal.code()),
        };
        let digits = |value: Option<Ratio>, rounding| value.and_then(|value| value.round(derivation.digits, rounding).ok());
        let interval = derived.and_then(|derived| derived.interval);
        let mut row = vec![Value::Text(&derivation.id)];
        row.extend(key.values());
        row.extend([
            Value::Text(&base_period),
            Value::Number(digits(derived.map(|derived| derived.value), view.rounder.0.rule)),
            Value::Number(digits(interval.map(|interval| interval.low()), Rounding::Floor)),
            Value::Number(digits(interval.map(|interval| interval.high()), Rounding::Ceiling)),
            Value::Number(view.rounder.value(published.and_then(|amount| amount.value))),
            Value::Text(&ledger.conversion(level).unit),
            Value::Text(standing),
            Value::Text(reason),
            Value::Number(view.rounder.value(view.amount(rate)?.value)),
            Value::Text(rate.variant.price_basis().code()),
            Value::Text(rate.variant.comparability().code()),
        ]);
        chunk.push(&row);
    }
    Ok(chunk)
}
