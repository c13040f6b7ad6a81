//! `statements`: what every source says of a key, and which one won.

use std::ops::Range;

use tongbi_domain::number::{Overflow, Rounding};

use super::key::{Breakdown, KeyTexts};
use super::{View, code, number, own_text, place, text};
use crate::pipeline::config::Statements;
use crate::stages::reconcile::Outcome;
use crate::table::column::{Chunk, Field, Value};

/// The columns behind the key.
pub(super) fn own_fields() -> Vec<Field> {
    vec![
        code("outcome", "结果", "What became of the statement", None),
        code("source_id", "来源", "Source", None),
        number("obs_value", "数值", "Value in the canonical unit"),
        number("value_low", "下限", "Lower bound of an inexact value"),
        number("value_high", "上限", "Upper bound of an inexact value"),
        code("unit_measure", "计量单位", "Unit of measure", Some("UNIT_MEASURE")),
        code("qualifier", "限定", "Qualifier", None),
        code("obs_status", "观测状态", "Observation status", Some("OBS_STATUS")),
        code("stage", "核算阶段", "Stage of the figure", None),
        code("fidelity", "文本来历", "How close the text is to its publisher", None),
        text("delivered", "报告日期", "Date of delivery"),
        text("published", "发布日期", "Date of publication"),
        own_text("value_text", "原文数值", "Value as written"),
        text("unit_text", "原文单位", "Unit as written"),
        code("file", "文件", "File", None),
        text("sheet", "工作表", "Sheet of a workbook"),
        number("line", "行", "Line of the file, from 1; empty where no cell stands behind the row"),
        number("column", "列", "Cell in the line, from 1"),
        text("note", "说明", "Note"),
    ]
}

/// All columns.
pub fn statement_fields(breakdown: Breakdown<'_>) -> Vec<Field> {
    breakdown.key_fields().into_iter().chain(own_fields()).collect()
}

/// Statements of some groups, in the order of keys, the winner of each first.
pub fn statements(view: &View<'_>, groups: Range<usize>, which: Statements) -> Result<Chunk, Overflow> {
    let mut chunk = Chunk::new(&statement_fields(view.breakdown()));
    let (ledger, reconciled) = (view.ledger(), view.series.reconciled);
    let groups = reconciled.groups[groups].iter().filter(|group| which == Statements::All || group.members.len() > 1);
    for position in groups.flat_map(|group| group.members.clone()) {
        let (statement, outcome) = (&reconciled.statements[position], &reconciled.outcomes[position]);
        // A source that contradicts itself is quarantined, and what is derived is nobody's statement.
        if *outcome == Outcome::Conflict || view.source(statement).is_none() {
            continue;
        }
        let (amount, file) = (view.amount(statement)?, ledger.file(statement.file));
        let sidecar = view.source(statement).map(|source| &source.sidecar);
        let (key, value_text) = (KeyTexts::new(view, statement), view.value_text(statement));
        let conversion = ledger.conversion(statement);
        let mut row: Vec<_> = key.values().collect();
        row.extend([
            Value::Text(outcome.code()),
            Value::Text(view.source_id(statement)),
            Value::Number(view.value(statement, amount.value)),
            Value::Number(view.bound(statement, amount.low, Rounding::Floor)),
            Value::Number(view.bound(statement, amount.high, Rounding::Ceiling)),
            Value::Text(&conversion.unit),
            Value::Text(statement.traits.qualifier().code()),
            Value::Text(view.status(statement).code()),
            Value::Text(statement.traits.stage().code()),
            Value::Text(sidecar.map_or("", |sidecar| sidecar.fidelity.code())),
            Value::Text(sidecar.map_or("", |sidecar| &sidecar.delivered)),
            Value::Text(sidecar.map_or("", |sidecar| &sidecar.published)),
            Value::Text(&value_text),
            Value::Text(&conversion.unit_text),
            Value::Text(&file.path),
            Value::Text(&file.sheet),
            place(statement.row.into()),
            place(statement.column.into()),
            Value::Text(ledger.text(statement.note)),
        ]);
        chunk.push(&row);
    }
    Ok(chunk)
}
