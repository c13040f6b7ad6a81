//! `part_checks`: totals against their parts and printed shares against what their figures allow; the check names its cells.

use tongbi_domain::number::Rounding;

use super::key::KeyTexts;
use super::{View, code, number, text};
use crate::stages::parts::{PartCheck, PartKind, cells};
use crate::table::column::{Chunk, Field, Value};

/// The columns beside the key; the first two stand before it.
pub(super) fn own_fields() -> Vec<Field> {
    vec![
        code("check_id", "核对", "Id of the declared total or share", None),
        code("kind", "类型", "TOTAL or SHARE", None),
        number("published_low", "公布值下限", "Lower end of what the printed figure allows"),
        number("published_high", "公布值上限", "Upper end of what the printed figure allows"),
        number("computed_low", "推算下限", "Lower end of what the other figures allow"),
        number("computed_high", "推算上限", "Upper end of what the other figures allow"),
        number("difference", "差", "Total minus the sum of its parts"),
        code("unit_measure", "计量单位", "Unit of measure", Some("UNIT_MEASURE")),
        code("verdict", "判定", "Verdict", None),
        text("reason", "原因", "Why it was not checked"),
        text("printed_cell", "公布单元格", "Cell of the printed figure"),
        text("cells", "相关单元格", "Cells of the parts"),
    ]
}

/// One row for each comparison.
pub fn part_checks(view: &View<'_>, checks: &[PartCheck]) -> Chunk {
    let mut fields = own_fields();
    fields.splice(2..2, view.breakdown().key_fields());
    let mut chunk = Chunk::new(&fields);
    let ledger = view.ledger();
    for check in checks {
        let statement = &view.series.reconciled.statements[check.printed];
        let key = KeyTexts::new(view, statement);
        let (printed, others) = (cells(view.series, &[check.printed]), cells(view.series, &check.inputs));
        let mut row = vec![Value::Text(&check.id), Value::Text(check.kind.code())];
        row.extend(key.values());
        let digits = |value, rounding| match check.kind {
            PartKind::Total => view.rounder.bound(value, rounding),
            PartKind::Share => view.rounder.percent_toward(value, rounding),
        };
        row.extend([
            Value::Number(digits(check.published.low, Rounding::Floor)),
            Value::Number(digits(check.published.high, Rounding::Ceiling)),
            Value::Number(digits(check.computed.low, Rounding::Floor)),
            Value::Number(digits(check.computed.high, Rounding::Ceiling)),
            Value::Number(view.rounder.value(check.difference)),
            Value::Text(&ledger.conversion(statement).unit),
            Value::Text(check.verdict),
            Value::Text(check.reason),
            Value::Text(&printed),
            Value::Text(&others),
        ]);
        chunk.push(&row);
    }
    chunk
}
