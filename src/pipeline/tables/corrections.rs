//! `corrections`: every declared correction of the package's sources, with what was expected and what was applied. Of a confidential cell neither.

use tongbi_domain::amend::Correction;
use tongbi_domain::period::Date;

use super::{code, date, number, place, text};
use crate::pipeline::plan::{PackagePlan, Plan};
use crate::stages::ingest::{Corrected, State};
use crate::table::column::{Chunk, Value};

/// The name of the table.
pub const TABLE: &str = "corrections";

/// One row for each correction that was applied, in the order of sources, files and lines; `None` where no source of the package declares one.
pub fn corrections(plan: &Plan, package: &PackagePlan, corrected: &[Corrected]) -> Option<Chunk> {
    let sources = || package.sources.iter().map(|index| (&plan.sources[*index], &corrected[*index]));
    if sources().all(|(source, _)| source.amendments.corrections.is_empty()) {
        return None;
    }
    let fields = [
        code("source_id", "来源", "Source", None),
        code("kind", "方式", "What was done: drop, override, scale or flag", None),
        code("file", "文件", "File", None),
        text("sheet", "工作表", "Sheet of a workbook"),
        number("line", "行", "Line of the file, from 1"),
        number("column", "列", "Cell in the line, from 1"),
        text("header", "列名", "Header of the column"),
        text("expected", "原文", "Text of the cell; empty where the cell is confidential"),
        text(
            "applied",
            "更正为",
            "The text in its place, the factor or the status; empty where the figure was left out or is confidential",
        ),
        text("reason", "理由", "Why; empty where the cell is confidential"),
        code("decided_by", "决定人", "Who decided it", None),
        date("decided_on", "决定日期", "Day of the decision"),
    ];
    let mut chunk = Chunk::new(&fields);
    for (source, corrected) in sources() {
        for correction in &source.amendments.corrections {
            let Some(State::Applied { place: cell, header, secret }) = corrected.of(correction).map(|seen| &seen.state) else { continue };
            let shown = |text| Value::Text(if *secret { "" } else { text });
            chunk.push(&[
                Value::Text(&source.id),
                Value::Text(correction.act.code()),
                Value::Text(&cell.file),
                Value::Text(&cell.sheet),
                place(cell.line),
                place(cell.column.into()),
                Value::Text(header),
                shown(&correction.expects),
                shown(correction.act.applied()),
                shown(&correction.signed.reason),
                Value::Text(&correction.signed.by),
                Value::Date(day(&correction.signed.date)),
            ]);
        }
    }
    Some(chunk)
}

/// A day as days since 1970-01-01.
pub(super) fn day(text: &str) -> Option<i32> {
    Date::parse(text).map(Date::days_since_epoch)
}

/// What a correction has done to a figure, for its lineage.
pub(super) fn rule(correction: &Correction, file: &str) -> String {
    format!("correction {} in {file}:{}", correction.act.code(), correction.declared)
}
