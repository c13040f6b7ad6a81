//! `quarantine`: every finding of the package's sources, with place and text. Confidential cells never come here with their text.

use tongbi_domain::finding::Finding;

use super::{code, number, place, text};
use crate::table::column::{Chunk, Value};

/// One row for each finding, in the order of places.
pub fn quarantine(findings: &[Finding]) -> Chunk {
    let fields = [
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
    ];
    let mut chunk = Chunk::new(&fields);
    for finding in findings {
        let facts: Vec<String> =
            finding.facts.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}={value}")).collect();
        chunk.push(&[
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
            Value::Text(&facts.join("; ")),
        ]);
    }
    chunk
}
