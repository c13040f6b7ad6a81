//! `mappings`: what the names of the sources were taken for, and which were not.

use tongbi_domain::catalog::Language;
use tongbi_domain::number::Decimal;

use super::{code, number, own_text, text};
use crate::pipeline::mappings::PackageMappings;
use crate::table::column::{Chunk, Value};

/// One row for each name of each source, in the order of lists.
pub fn mappings(mappings: &PackageMappings, language: Language) -> Chunk {
    let fields = [
        code(
            "list",
            "代码表",
            "What the name was looked up in: indicator, area, unit, a role with declared words, or the code of a dimension",
            None,
        ),
        text("source_id", "来源", "Source; empty for a name that is declared for several or all"),
        own_text("source_text", "原文名称", "Name as its source has it, or as it is declared"),
        code("status", "状态", "Whether it was taken for a code", None),
        text("code", "代码", "Code, or what the word stands for; empty where nothing is called so"),
        text("code_name", "代码名称", "Name of the code"),
        text("factor", "换算系数", "Exact factor from a unit to the canonical one"),
        text("suggestions", "相近名称", "Names near an unknown one; never applied"),
        text("dates", "有效期", "Years in which the code holds, and the periods outside them"),
        number("figures", "数值个数", "Figures in quarantine for an unknown name"),
    ];
    let mut chunk = Chunk::new(&fields);
    for row in &mappings.rows {
        let name = if language == Language::Zh { &row.name.0 } else { &row.name.1 };
        chunk.push(&[
            Value::Text(&row.list),
            Value::Text(&row.source),
            Value::Text(&row.text),
            Value::Text(row.status.code()),
            Value::Text(&row.code),
            Value::Text(name),
            Value::Text(&row.factor),
            Value::Text(&row.suggestions),
            Value::Text(&row.dates),
            Value::Number(row.figures.and_then(|figures| Decimal::new(i128::from(figures), 0).ok())),
        ]);
    }
    chunk
}
