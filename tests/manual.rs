//! docs/sources.md is true: its examples are run as they stand, and its tables of keys and roles are complete.

use std::collections::BTreeSet;
use std::fs;

use tongbi_read::layout::Role;

use crate::support::manual::SIDECAR;
use crate::support::manual::{Example, Page, PeriodRow, page};
use crate::support::{Done, Project, Table, repository, sha256};

/// What differs between an example of the page and its release.
fn differences(example: &Example, project: &Project, done: &Done) -> Vec<String> {
    let mut found = Vec::new();
    if !example.wanted.is_empty() && done.code != 0 {
        return vec![done.to_string()];
    }
    for wanted in &example.wanted {
        let table = project.table(&example.package(), &wanted.table);
        let unknown: Vec<&String> = wanted.columns.iter().filter(|column| !table.header.contains(column)).collect();
        if !unknown.is_empty() {
            found.push(format!("{} has no columns {unknown:?}", wanted.table));
            continue;
        }
        let rows: Vec<Vec<String>> =
            table.rows.iter().map(|row| wanted.columns.iter().map(|column| row.get(column).to_owned()).collect()).collect();
        if rows != wanted.rows {
            found.push(format!("{} is\n{}", wanted.table, drawn(&wanted.columns, &rows)));
        }
    }
    let printed = format!("{}{}", done.stdout, done.stderr);
    let mut rest = printed.as_str();
    for run in &example.says {
        let text = run.join("\n");
        match rest.split_once(&text) {
            Some((_, behind)) => rest = behind,
            None => {
                found.push(format!("the run does not say\n{text}\n--- but\n{printed}"));
                break;
            }
        }
    }
    found
}

/// A table as the page writes it.
fn drawn(columns: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | ").replace("||", "| |"));
    let body: String = rows.iter().map(|row| line(&row.iter().map(|cell| cell.replace('|', "\\|")).collect::<Vec<_>>())).collect();
    format!("{}|{}\n{body}", line(columns), "---|".repeat(columns.len()))
}

/// What the page shows is what the program does: every example, every figure, every message.
#[test]
fn every_example_gives_what_the_page_says() {
    let Page { examples, .. } = page();
    assert!(examples.len() >= 30, "only {} examples were found in docs/sources.md", examples.len());
    let mut wrong = Vec::new();
    for example in &examples {
        assert!(!example.wanted.is_empty() || !example.says.is_empty(), "the example {} promises nothing", example.name);
        let project = example.project();
        let done = example.run(&project);
        let found = differences(example, &project, &done);
        wrong.extend(found.iter().map(|found| format!("=== {} (docs/sources.md, line {})\n{found}", example.name, example.line)));
    }
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

/// The period texts of the page, one area for each, with a flow and a stock of it.
fn read_periods(rules: &str, rows: &[&PeriodRow]) -> Vec<[String; 2]> {
    let project = Project::new();
    for list in ["units.toml", "categories.toml", "indicators.toml"] {
        project.write(&format!("catalog/{list}"), fs::read(repository().join("catalog").join(list)).unwrap());
    }
    let areas: String = (0..rows.len()).map(|row| format!("R{row:03},R{row:03}\n")).collect();
    project.write("catalog/areas/rows.csv", format!("code,zh\n{areas}"));
    let body: String = rows.iter().enumerate().map(|(index, row)| format!("R{index:03},\"{}\",1,1\n", row.text)).collect();
    let table = format!("area,period,flow,stock\n{body}");
    project.write("raw/book/table.csv", &table);
    project.write("raw/book/source.toml", format!("{SIDECAR}\n[files]\n\"table.csv\" = \"{}\"\n", sha256(table.as_bytes())));
    project.write("pipeline.toml", PERIODS.replace("RULES", rules));
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    let table = project.table("periods", "observations");
    let meaning = |row: usize, indicator: &str| {
        let found = table.all(&[("ref_area", &format!("R{row:03}")), ("indicator", indicator)]);
        found.first().map_or(String::new(), |row| format!("{} {}", row.get("time_period"), row.get("cumulation")))
    };
    (0..rows.len()).map(|row| [meaning(row, "GRP"), meaning(row, "RESIDENT_POPULATION")]).collect()
}

const PERIODS: &str = r#"[layouts.plain]
columns = { area = "area", period = "period", flow = { indicator = "地区生产总值", unit = "亿元" }, stock = { indicator = "年末常住人口", unit = "万人" } }
periods = { RULES }

[sources.book]
folder = "raw/book"
layout = "plain"
tables = [{ files = "table.csv" }]

[packages.periods]
title = "时期"
description = "时期"
sources = ["book"]
tolerance = { quarantined = 1000 }
"#;

/// Every period text of the page's table means what stands beside it, under the rules that the row declares.
#[test]
fn every_period_text_means_what_the_page_says() {
    let Page { periods, .. } = page();
    assert!(periods.len() >= 40, "only {} period texts were found", periods.len());
    let rules: BTreeSet<&str> = periods.iter().map(|row| row.rules.as_str()).collect();
    let mut wrong = Vec::new();
    for rules in rules {
        let rows: Vec<&PeriodRow> = periods.iter().filter(|row| row.rules == rules).collect();
        let meanings = read_periods(rules, &rows);
        let differ = rows.iter().zip(meanings).filter(|(row, means)| row.means != *means);
        wrong.extend(differ.map(|(row, means)| format!("| {} | {} | {} | {} |", row.text, row.rules, means[0], means[1])));
    }
    assert!(wrong.is_empty(), "the program reads\n{}", wrong.join("\n"));
}

/// Names of the fields of a declared struct; its source is the list of the keys that there are.
fn keys(name: &str) -> Vec<String> {
    let source = fs::read_to_string(repository().join("src/pipeline/config.rs")).unwrap();
    let (_, rest) = source.split_once(&format!("pub struct {name} {{")).unwrap();
    let body = rest.split_once("\n}").unwrap().0;
    let field = |line: &str| line.trim().strip_prefix("pub ")?.split_once(':').map(|(name, _)| name.to_owned());
    body.lines().filter_map(field).collect()
}

/// The section of the page under a heading.
fn section(heading: &str) -> String {
    let page = fs::read_to_string(repository().join("docs/sources.md")).unwrap();
    let (_, rest) = page.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no section {heading}"));
    rest.split_once("\n## ").map_or(rest, |(section, _)| section).to_owned()
}

/// A key or a role that the program knows stands in the page's tables.
#[test]
fn the_reference_has_every_key_and_role() {
    for (heading, names) in [
        ("Layouts: every key", keys("LayoutConfig")),
        ("Layouts: every key", keys("PeriodConfig")),
        ("Sources: every key", keys("SourceConfig")),
        ("Sources: every key", keys("TableConfig")),
        ("Sources: every key", keys("RowRuleConfig")),
        ("Packages: every key", keys("PackageConfig")),
        ("Packages: every key", keys("RoundingConfig")),
        ("Roles", Role::words().map(str::to_owned).collect()),
    ] {
        let section = section(heading);
        let missing: Vec<&String> =
            names.iter().filter(|name| !section.contains(&format!("`{name}")) && !section.contains(&format!(".{name}`"))).collect();
        assert!(missing.is_empty(), "“{heading}” says nothing of {missing:?}");
    }
}

/// A table as it is drawn is read back the same, so that a difference is never one of drawing.
#[test]
fn tables_are_compared_cell_by_cell() {
    let example = page().examples.into_iter().find(|example| !example.wanted.is_empty()).unwrap();
    let project = example.project();
    let done = example.run(&project);
    assert_eq!(differences(&example, &project, &done), Vec::<String>::new());
    let mut other = example;
    let cell = other.wanted[0].rows[0].last_mut().unwrap();
    cell.push('0');
    assert_eq!(differences(&other, &project, &done).len(), 1, "a changed cell is noticed");
    let table: Table = project.table(&other.package(), "observations");
    assert_eq!(table.rows.len(), other.wanted[0].rows.len());
}
