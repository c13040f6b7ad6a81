//! `README.md` and `README.zh.md` of a release: what it is, what is not known, and loaders with explicit types to copy.

use std::fmt::Write as _;

use tongbi_domain::catalog::Language;

use super::loaders;
use super::model::{Release, Stamp, Table};
use crate::pipeline::sidecar::UNKNOWN;

/// The English one.
pub(super) const ENGLISH: &str = "README.md";
/// The Chinese one.
pub(super) const CHINESE: &str = "README.zh.md";

/// The sentence of a language.
fn say(language: Language, en: &'static str, zh: &'static str) -> &'static str {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

/// The text in a language.
pub(super) fn text(release: &Release<'_>, stamp: &Stamp, language: Language) -> String {
    let package = release.package;
    let mut text = format!("# {}\n\n{}\n\n", line(package.title.get(language)), line(package.description.get(language)));
    text.push_str(&facts(release, stamp, language));
    text.push_str(&files(release, language));
    text.push_str(&reading(release, language));
    if let Some(table) = release.table("observations") {
        let _ = write!(text, "## {}\n\n", say(language, "Load it", "读取"));
        text.push_str(say(
            language,
            "Run these in this folder. Codes stay texts, numbers are doubles, dates are dates.\n\n",
            "在本目录下运行。代码保持文本，数值为双精度，日期为日期。\n\n",
        ));
        text.push_str(&loaders::all(table));
    }
    text.push_str(&sources(release, language));
    text.push_str(say(
        language,
        "## Check it\n\n`sha256sum -c SHA256SUMS` compares every file with the digest it was published with.\n",
        "## 核对\n\n`sha256sum -c SHA256SUMS` 按发布时的摘要核对每个文件。\n",
    ));
    text
}

/// The table of facts; what is not known is said to be unknown, once.
fn facts(release: &Release<'_>, stamp: &Stamp, language: Language) -> String {
    let about = &release.package.about;
    let unknown = say(language, "not stated", "未说明").to_owned();
    let mut rows = vec![
        (say(language, "package", "数据包"), format!("`{}`", release.package.name)),
        (say(language, "version", "版本"), stamp.version.clone()),
        (say(language, "version before", "上一版本"), stamp.previous.clone().unwrap_or_else(|| say(language, "none", "无").to_owned())),
        (say(language, "schema", "表结构版本"), stamp.schema.clone()),
        (say(language, "date", "日期"), stamp.released.clone().unwrap_or_else(|| unknown.clone())),
        (
            say(language, "publisher", "发布者"),
            about.publisher.as_ref().map_or_else(|| unknown.clone(), |party| line(party.name.get(language))),
        ),
        (say(language, "licence", "许可"), about.licence.clone().unwrap_or_else(|| unknown.clone())),
    ];
    if let Some(contact) = &about.contact {
        let address = contact.email.as_ref().or(contact.homepage.as_ref()).map(|address| format!(" <{address}>")).unwrap_or_default();
        rows.push((say(language, "contact", "联系"), line(contact.name.get(language)) + &address));
    }
    rows.extend(about.homepage.iter().map(|homepage| (say(language, "homepage", "网页"), format!("<{homepage}>"))));
    rows.extend(about.identifier.iter().map(|identifier| (say(language, "identifier", "标识"), format!("<{identifier}>"))));
    if let Some((first, last)) = release.days() {
        rows.push((say(language, "period", "时间范围"), format!("{first} / {last}")));
    }
    rows.push((say(language, "observations", "观测值"), release.coverage.observations.to_string()));
    rows.push((
        say(language, "indicators, areas", "指标数、地区数"),
        format!("{}, {}", release.coverage.indicators.len(), release.coverage.areas.len()),
    ));
    let mut text = "| | |\n|---|---|\n".to_owned();
    for (name, value) in rows {
        let _ = writeln!(text, "| {name} | {} |", cell(&value));
    }
    text.push('\n');
    text
}

fn files(release: &Release<'_>, language: Language) -> String {
    let mut text = format!("## {}\n\n", say(language, "Files", "文件"));
    let _ = writeln!(
        text,
        "| {} | {} | {} |\n|---|---:|---|",
        say(language, "file", "文件"),
        say(language, "rows", "行数"),
        say(language, "what", "内容")
    );
    for table in release.tables {
        for file in &table.files {
            let _ = writeln!(text, "| `{}` | {} | {} |", file.path, file.rows, purpose(table, language));
        }
    }
    for extra in release.extras {
        let _ = writeln!(text, "| `{}` | {} | {} |", extra.file.path, extra.file.rows, cell(extra.title.get(language)));
    }
    let others = say(
        language,
        "\nColumns and codes are explained in [CODEBOOK.md](CODEBOOK.md), what differs from earlier releases in [CHANGELOG.md](CHANGELOG.md). `datapackage.json` (Data Package 2.0), `meta/csvw.json` (CSVW), `meta/dcat.jsonld` (DCAT 3) and `meta/croissant.jsonld` (schema.org, Croissant) say the same for programs.\n\n",
        "\n各列与代码的含义见 [CODEBOOK.zh.md](CODEBOOK.zh.md)，与以前版本的差异见 [CHANGELOG.zh.md](CHANGELOG.zh.md)。`datapackage.json`（Data Package 2.0）、`meta/csvw.json`（CSVW）、`meta/dcat.jsonld`（DCAT 3）、`meta/croissant.jsonld`（schema.org、Croissant）供程序读取，内容一致。\n\n",
    );
    text.push_str(others);
    text
}

/// What a table is for.
pub(super) fn purpose(table: &Table, language: Language) -> &'static str {
    let (en, zh) = match table.name {
        "observations" => ("one row for each key: the figure, its unit, its year-over-year", "每个主键一行：数值、单位、同比"),
        "statements" => ("what every source says of a key, and which one was taken", "各来源对同一主键的说法及采用情况"),
        "growth_checks" => ("published growth rates beside recomputed ones", "公布增速与重算增速对照"),
        "part_checks" => ("totals against their parts, shares against their figures", "合计与分项、比重与数值的核对"),
        "revisions" => ("what each release since the second said new of an observation", "自第二次发布起各版本对观测值的增补与修订"),
        "implied" => ("bases that levels and published rates imply", "由总量与公布增速推算的基数"),
        "lineage" => ("the cell that each figure comes from", "每个数值的出处单元格"),
        "indicators" => ("code list of indicators, with definitions", "指标代码表及定义"),
        "areas" => ("code list of areas", "地区代码表"),
        "categories" => ("code list of categories", "类别代码表"),
        "units" => ("code list of units", "计量单位代码表"),
        "dimensions" => ("code list of further dimensions", "其他维度的取值"),
        "sources" => ("what is known of each source", "各来源的说明"),
        "mappings" => {
            ("which names of the sources were taken for which codes, and which were not", "来源中的名称对应哪些代码，哪些未能对应")
        }
        "corrections" => (
            "cells that were corrected as declared: what stood there, what was done, by whom and why",
            "按声明更正的单元格：原文、更正、决定人及理由",
        ),
        "quarantine" => ("cells that were kept out or remarked upon, and why", "被隔离或有提示的单元格及原因"),
        _ => ("a table", "表"),
    };
    say(language, en, zh)
}

fn reading(release: &Release<'_>, language: Language) -> String {
    let has = |column: &str| release.table("observations").is_some_and(|table| table.fields.iter().any(|field| field.name == column));
    let mut text = format!("## {}\n\n", say(language, "Before you use it", "使用前须知"));
    text.push_str(say(
        language,
        "- A level and its growth rate are two rows: `measure` says which. Targets are rows of `scenario` TARGET.\n- `obs_value` is in the unit of `unit_measure`; an empty cell is a missing value.\n",
        "- 总量与增速是两行，由 `measure` 区分；目标值的 `scenario` 为 TARGET。\n- `obs_value` 的单位见 `unit_measure`；空单元格为缺值。\n",
    ));
    if has("yoy_status") {
        text.push_str(say(
            language,
            "- `yoy_*` columns are computed here from the published levels. A rate that the source publishes is a row of its own and is never overwritten. `yoy_status` says why a growth figure is missing.\n",
            "- `yoy_*` 列由公布的总量计算；来源公布的增速另成一行，从不改写。`yoy_status` 说明同比缺失的原因。\n",
        ));
    }
    if has("qualifier") {
        text.push_str(say(
            language,
            "- A figure with a `qualifier` other than EXACT is a bound or an approximation, as its source words it.\n",
            "- `qualifier` 不是 EXACT 的数值为界限或约数，依原文措辞。\n",
        ));
    }
    if release.table("corrections").is_some() {
        text.push_str(say(
            language,
            "- Some cells were corrected here, as `corrections` lists them: `value_text` is what the source has, `obs_value` what holds.\n",
            "- 部分单元格已在此更正，见 `corrections`：`value_text` 为来源原文，`obs_value` 为更正后的数值。\n",
        ));
    }
    text.push('\n');
    text
}

fn sources(release: &Release<'_>, language: Language) -> String {
    let mut text = format!("## {}\n\n", say(language, "Sources", "来源"));
    for source in release.sources() {
        let sidecar = &source.sidecar;
        let known = [&sidecar.publisher, &sidecar.published, &sidecar.address];
        let facts: Vec<String> = known.into_iter().filter(|fact| *fact != UNKNOWN && !fact.is_empty()).map(|fact| line(fact)).collect();
        let facts = if facts.is_empty() { String::new() } else { format!(" — {}", facts.join(", ")) };
        let _ = writeln!(text, "- `{}`: {}{facts}", source.id, line(&sidecar.title));
    }
    text.push('\n');
    text
}

/// A text on one line.
pub(super) fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as a cell of a table.
pub(super) fn cell(text: &str) -> String {
    line(text).replace('|', "\\|")
}
