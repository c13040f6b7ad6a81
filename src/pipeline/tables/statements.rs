//! `statements`: what every source says of a key, and which one won.

use std::borrow::Cow;
use std::ops::Range;

use tongbi_domain::number::Overflow;

use super::batch::{Batch, Fill, Row, RowTable, Spec, numbers, texts_as_written};
use super::key::Breakdown;
use super::observations::key_columns;
use super::{View, code, number, own_text, text};
use crate::pipeline::config::Statements;
use crate::pipeline::sidecar::Sidecar;
use crate::stages::reconcile::Outcome;
use crate::table::column::Field;

/// The columns behind the key.
const SPECS: &[Spec] = &[
    Spec {
        field: code("outcome", "结果", "What became of the statement", None),
        put: |_, batch, column| {
            for outcome in &batch.outcomes {
                column.push_key(*outcome as u32, || Cow::Borrowed(outcome.code()));
            }
        },
    },
    Spec {
        field: code("source_id", "来源", "Source", None),
        put: |view, batch, column| batch.keys(column, file, |row| Cow::Borrowed(view.source_id(row.statement))),
    },
    Spec { field: number("obs_value", "数值", "Value in the canonical unit"), put: |_, batch, column| numbers(&mut batch.value, column) },
    Spec {
        field: number("value_low", "下限", "Lower bound of an inexact value"), put: |_, batch, column| numbers(&mut batch.low, column)
    },
    Spec {
        field: number("value_high", "上限", "Upper bound of an inexact value"),
        put: |_, batch, column| numbers(&mut batch.high, column),
    },
    Spec {
        field: code("unit_measure", "计量单位", "Unit of measure", Some("UNIT_MEASURE")),
        put: |view, batch, column| batch.keys(column, conversion, |row| Cow::Borrowed(&view.ledger().conversion(row.statement).unit)),
    },
    Spec {
        field: code("qualifier", "限定", "Qualifier", None),
        put: |_, batch, column| {
            batch.keys(column, |row| row.statement.traits.qualifier() as u32, |row| Cow::Borrowed(row.statement.traits.qualifier().code()))
        },
    },
    Spec {
        field: code("obs_status", "观测状态", "Observation status", Some("OBS_STATUS")),
        put: |view, batch, column| {
            batch.keys(column, |row| view.status(row.statement) as u32, |row| Cow::Borrowed(view.status(row.statement).code()))
        },
    },
    Spec {
        field: code("stage", "核算阶段", "Stage of the figure", None),
        put: |_, batch, column| {
            batch.keys(column, |row| row.statement.traits.stage() as u32, |row| Cow::Borrowed(row.statement.traits.stage().code()))
        },
    },
    Spec {
        field: code("fidelity", "文本来历", "How close the text is to its publisher", None),
        put: |view, batch, column| {
            batch.keys(column, file, |row| Cow::Borrowed(sidecar(view, row).map_or("", |sidecar| sidecar.fidelity.code())))
        },
    },
    Spec {
        field: text("delivered", "报告日期", "Date of delivery"),
        put: |view, batch, column| {
            batch.keys(column, file, |row| Cow::Borrowed(sidecar(view, row).map_or("", |sidecar| &sidecar.delivered)))
        },
    },
    Spec {
        field: text("published", "发布日期", "Date of publication"),
        put: |view, batch, column| {
            batch.keys(column, file, |row| Cow::Borrowed(sidecar(view, row).map_or("", |sidecar| &sidecar.published)))
        },
    },
    Spec {
        field: own_text("value_text", "原文数值", "Value as written"),
        put: |view, batch, column| texts_as_written(view, batch, column),
    },
    Spec {
        field: text("unit_text", "原文单位", "Unit as written"),
        put: |view, batch, column| batch.keys(column, conversion, |row| Cow::Borrowed(&view.ledger().conversion(row.statement).unit_text)),
    },
    Spec {
        field: code("file", "文件", "File", None),
        put: |view, batch, column| batch.keys(column, file, |row| Cow::Borrowed(&view.ledger().file(row.statement.file).path)),
    },
    Spec {
        field: text("sheet", "工作表", "Sheet of a workbook"),
        put: |view, batch, column| batch.keys(column, file, |row| Cow::Borrowed(&view.ledger().file(row.statement.file).sheet)),
    },
    Spec {
        field: number("line", "行", "Line of the file, from 1; empty where no cell stands behind the row"),
        put: |_, batch, column| batch.places(column, |row| row.statement.row),
    },
    Spec {
        field: number("column", "列", "Cell in the line, from 1"),
        put: |_, batch, column| batch.places(column, |row| row.statement.column.into()),
    },
    Spec {
        field: text("note", "说明", "Note"),
        put: |view, batch, column| {
            batch.keys(column, |row| row.statement.note.0, |row| Cow::Borrowed(view.ledger().text(row.statement.note)))
        },
    },
];

fn file(row: &Row<'_>) -> u32 {
    row.statement.file.0.into()
}

fn conversion(row: &Row<'_>) -> u32 {
    row.statement.conversion.0.into()
}

fn sidecar<'v>(view: &View<'v>, row: &Row<'_>) -> Option<&'v Sidecar> {
    view.source(row.statement).map(|source| &source.sidecar)
}

/// The columns behind the key.
pub(super) fn own_fields() -> Vec<Field> {
    SPECS.iter().map(|spec| spec.field.clone()).collect()
}

/// The table: statements in the order of keys, the winner of each first.
pub struct StatementTable {
    rows: RowTable,
    which: Statements,
}

impl StatementTable {
    /// With the key of a package, of all statements or of those of keys that have several.
    pub fn new(breakdown: Breakdown<'_>, which: Statements) -> Self {
        let own = SPECS.iter().map(|spec| (spec.field.clone(), Fill::Own(spec.put)));
        Self { rows: RowTable::new(key_columns(breakdown).chain(own)), which }
    }

    /// What the columns are.
    pub fn fields(&self) -> &[Field] {
        self.rows.fields()
    }

    /// How many rows some groups have at most.
    pub fn most(&self, view: &View<'_>, groups: Range<usize>) -> usize {
        self.groups(view, groups).map(|members| members.len()).sum()
    }

    fn groups<'a>(&self, view: &View<'a>, groups: Range<usize>) -> impl Iterator<Item = Range<usize>> + use<'a> {
        let all = self.which == Statements::All;
        view.series.reconciled.groups[groups].iter().map(|group| group.members()).filter(move |members| all || members.len() > 1)
    }

    /// Room for the rows of a batch.
    pub fn batch<'a>(&self) -> Batch<'a> {
        self.rows.batch()
    }

    /// Fills a batch with the rows of some groups. [`Overflow`] where a figure needs more than 38 digits.
    pub fn fill<'a>(&self, view: &View<'a>, groups: Range<usize>, batch: &mut Batch<'a>) -> Result<(), Overflow> {
        batch.clear(0);
        let reconciled = view.series.reconciled;
        for position in self.groups(view, groups).flatten() {
            let (statement, outcome) = (&reconciled.statements[position], reconciled.outcomes[position]);
            // A source that contradicts itself is quarantined, and what is derived is nobody's statement.
            if outcome == Outcome::Conflict || view.source(statement).is_none() {
                continue;
            }
            batch.push_row(view, statement);
            batch.outcomes.push(outcome);
            batch.push_amount(view, statement)?;
        }
        self.rows.fill(view, batch);
        Ok(())
    }
}
