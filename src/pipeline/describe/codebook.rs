//! `CODEBOOK.md` and `CODEBOOK.zh.md`: every column of every table, and what the closed codes mean. Open codes are in the lists.

use std::fmt::Write as _;

use tongbi_domain::catalog::Language;

use super::codes::MEANINGS;
use super::model::{Release, Stamp, Table};
use super::readme::{cell, line, purpose};
use crate::table::column::{Field, Kind, UnitOf, unit_of};

/// The English one.
pub(super) const ENGLISH: &str = "CODEBOOK.md";
/// The Chinese one.
pub(super) const CHINESE: &str = "CODEBOOK.zh.md";

/// The text in a language.
pub(super) fn text(release: &Release<'_>, stamp: &Stamp, language: Language) -> String {
    let zh = language == Language::Zh;
    let title = line(release.package.title.get(language));
    let (heading, schema) = if zh { ("数据字典", "表结构版本") } else { ("Codebook", "Schema") };
    let mut text = format!("# {title}: {heading}\n\n{} {}. {schema} {}.\n\n", release.package.name, stamp.version, stamp.schema);
    for found in release.tables {
        text.push_str(&table(release, found, language));
    }
    text.push_str(&codes(release, language));
    text
}

fn table(release: &Release<'_>, table: &Table, language: Language) -> String {
    let zh = language == Language::Zh;
    let mut text = format!("## {}\n\n{}\n\n", table.name, purpose(table, language));
    let resources = release.resources();
    let of_table = resources.iter().find(|resource| table.files.first().is_some_and(|file| resource.file.path == file.path));
    if let Some(resource) = of_table.filter(|resource| !resource.key.is_empty()) {
        let key: Vec<&str> = resource.key.iter().map(|column| column.as_ref()).collect();
        let _ = write!(text, "{}: `{}`\n\n", if zh { "主键" } else { "Key" }, key.join("`, `"));
    }
    text.push_str(if zh {
        "| 列 | 名称 | 类型 | 必填 | 单位 | SDMX 概念 | 代码表 |\n|---|---|---|---|---|---|---|\n"
    } else {
        "| column | what | type | filled | unit | SDMX concept | list |\n|---|---|---|---|---|---|---|\n"
    });
    for field in &table.fields {
        let list = of_table.and_then(|resource| {
            resource.references.iter().find(|reference| field.name == reference.column).map(|reference| reference.list)
        });
        text.push_str(&row(field, &table.fields, list, language));
    }
    text.push('\n');
    text
}

fn row(field: &Field, fields: &[Field], list: Option<&str>, language: Language) -> String {
    let (what, filled) = match language {
        Language::Zh => (&field.zh, "是"),
        Language::En => (&field.en, "yes"),
    };
    let kind = match field.kind {
        Kind::Code | Kind::Text => "string",
        Kind::Number => "number",
        Kind::Small => "integer",
        Kind::Date => "date",
    };
    let unit = match unit_of(field, fields) {
        Some(UnitOf::Column(column)) => format!("`{column}`"),
        Some(UnitOf::Code(code)) => code.to_owned(),
        None => String::new(),
    };
    let always = field.required || field.kind == Kind::Small;
    let list = list.map(|list| format!("`{list}`")).unwrap_or_default();
    let concept = field.concept.as_deref().unwrap_or_default();
    format!("| `{}` | {} | {kind} | {} | {unit} | {concept} | {list} |\n", field.name, cell(what), if always { filled } else { "" })
}

/// The closed codes of the columns that the release has.
fn codes(release: &Release<'_>, language: Language) -> String {
    let zh = language == Language::Zh;
    let mut text = format!("## {}\n\n", if zh { "代码含义" } else { "Codes" });
    text.push_str(if zh { "| 列 | 代码 | 含义 |\n|---|---|---|\n" } else { "| column | code | meaning |\n|---|---|---|\n" });
    let has = |column: &str| release.tables.iter().any(|table| table.fields.iter().any(|field| field.name == column));
    for entry in MEANINGS.iter().filter(|entry| has(entry.column)) {
        let _ = writeln!(text, "| `{}` | `{}` | {} |", entry.column, entry.code, if zh { entry.zh } else { entry.en });
    }
    text
}
