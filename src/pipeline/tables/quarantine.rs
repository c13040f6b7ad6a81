//! `quarantine`: every finding of the package's sources, with its id, place and text, what to do, and what was decided. Confidential cells never come
//! here with their text.

use tongbi_domain::catalog::Language;
use tongbi_domain::finding::Finding;
use tongbi_domain::message::findings::remedy;

use super::corrections::day;
use super::{code, date, number, place, text};
use crate::pipeline::queue::Queue;
use crate::table::column::{Chunk, Value};

/// One row for each finding, in the order of places; `queue` speaks of the same findings in the same order.
pub fn quarantine(findings: &[Finding], queue: &Queue<'_>, language: Language) -> Chunk {
    let fields = [
        text("quarantine_id", "编号", "Id of the finding, the same wherever its place moves"),
        code("code", "代码", "Stable code of the finding", None),
        code("reason", "原因", "Reason", None),
        code("severity", "严重程度", "Severity: only error keeps a cell out", None),
        code("source_id", "来源", "Source", None),
        code("file", "文件", "File", None),
        text("sheet", "工作表", "Sheet"),
        number("line", "行", "Line of the file, from 1; empty where no cell stands behind the row"),
        number("column", "列", "Cell in the line, from 1"),
        text("header", "列名", "Header of the column"),
        text("raw", "原文", "Text of the cell"),
        text("facts", "事实", "What was found and expected"),
        text("suggestion", "建议", "What to do"),
        code("state", "状态", "open, or closed by a decision", None),
        text("decision", "决定", "What was decided: accepted, left_out"),
        text("decision_reason", "决定理由", "Why"),
        text("decided_by", "决定人", "Who decided it"),
        date("decided_on", "决定日期", "Day of the decision"),
    ];
    let mut chunk = Chunk::new(&fields);
    chunk.reserve(findings.len());
    let mut facts = String::new();
    for (finding, entry) in findings.iter().zip(&queue.entries) {
        facts.clear();
        for (name, value) in finding.facts.iter().filter(|(_, value)| !value.is_empty()) {
            let parts = [if facts.is_empty() { "" } else { "; " }, name, "=", value];
            parts.iter().for_each(|part| facts.push_str(part));
        }
        let (closed, suggestion) = (entry.closed, remedy(finding, language));
        let signed = closed.map(|resolution| &resolution.signed);
        chunk.push(&[
            Value::Text(&entry.id),
            Value::Text(finding.code.id()),
            Value::Text(finding.reason()),
            Value::Text(finding.code.severity().code()),
            Value::Text(&finding.source),
            Value::Text(&finding.place.file),
            Value::Text(&finding.place.sheet),
            place(finding.place.line),
            place(finding.place.column.into()),
            Value::Text(&finding.header),
            Value::Text(&finding.raw),
            Value::Text(&facts),
            Value::Text(&suggestion),
            Value::Text(if closed.is_some() { "closed" } else { "open" }),
            Value::Text(closed.map_or("", |resolution| resolution.decision.code())),
            Value::Text(signed.map_or("", |signed| &signed.reason)),
            Value::Text(signed.map_or("", |signed| &signed.by)),
            Value::Date(signed.and_then(|signed| day(&signed.date))),
        ]);
    }
    chunk
}
