//! What `sniff` proposes for a file, pasted into a project, runs; what it is not sure of, it says. `inspect` shows what a run would read.

use std::fs;

use crate::support::{Done, MAIN, Project, SmallProject, Table, bytes_below, files_below, packed_workbook, repository};

/// A project that has the repository's code lists and nothing else.
fn empty() -> Project {
    let project = Project::new();
    for name in files_below(&repository().join("catalog")) {
        project.write(&format!("catalog/{name}"), fs::read(repository().join("catalog").join(&name)).unwrap());
    }
    project.write("pipeline.toml", "");
    project
}

/// What `sniff` prints for a file of these bytes.
fn sniffed(project: &Project, file: &str, bytes: &[u8], id: &str) -> String {
    project.write(&format!("inbox/{file}"), bytes);
    let done = Done::of(project.command().arg("sniff").arg(project.path().join("inbox").join(file)).args(["--id", id]));
    assert_eq!(done.code, 0, "{done}");
    done.stdout
}

/// Pastes each section of a proposal into its file, the package with it, and brings the file to its place.
fn paste(project: &Project, proposal: &str, file: &str, bytes: &[u8], id: &str) {
    let sections: Vec<&str> = proposal.split("# ======== into ").skip(1).collect();
    assert!(sections.len() >= 2, "{proposal}");
    for section in sections {
        let (name, text) = section.split_once(" ========\n").unwrap();
        let bare = |line: &str| line.strip_prefix("# ").unwrap_or(line).to_owned();
        let is_package =
            |line: &str| ["# [packages.", "# title =", "# description =", "# sources ="].iter().any(|start| line.starts_with(start));
        let lines: Vec<String> = text.lines().map(|line| if is_package(line) { bare(line) } else { line.to_owned() }).collect();
        project.write(name, lines.join("\n") + "\n");
    }
    project.write(&format!("raw/{id}/{file}"), bytes);
}

/// The release's observations of a file whose proposal is pasted as it stands.
fn published(file: &str, bytes: &[u8]) -> (String, Table) {
    let project = empty();
    let proposal = sniffed(&project, file, bytes, "x");
    paste(&project, &proposal, file, bytes, "x");
    let check = project.check();
    assert_eq!(check.code, 0, "{check}\n{proposal}");
    let run = project.run();
    assert_eq!(run.code, 0, "{run}\n{proposal}");
    let table = project.table("x", "observations");
    (proposal, table)
}

/// Asserts that a text has all of these lines.
fn has_lines(text: &str, wanted: &[&str]) {
    for line in wanted {
        assert!(text.lines().any(|found| found == *line || found.starts_with(&format!("{line}  #"))), "`{line}` is missing in:\n{text}");
    }
}

/// A download of the national bureau in GB18030: preamble, one indicator with its unit, regions down, years across, notes below.
#[test]
fn a_download_with_preamble() {
    let bytes = fs::read(repository().join("raw/nbs-provincial-gdp/gdp.csv")).unwrap();
    let (proposal, table) = published("分省年度数据.csv", &bytes);
    has_lines(
        &proposal,
        &[
            "encoding = \"gb18030\"",
            "header = \"地区\"",
            "preamble = \"指标：{indicator}\"",
            "across = \"period\"",
            "\"地区\" = \"area\"",
            "footer = [\"注：\", \"数据来源：\"]",
        ],
    );
    assert!(!proposal.contains("into catalog/"), "everything is in the catalogue already:\n{proposal}");
    table.one(&[("indicator", "GRP"), ("ref_area", "110000"), ("time_period", "2024")]).has(&[("obs_value", "4967020000000")]);
}

/// Months down, indicators across: an index whose bracket is its base, endings of names, a unit in each header, no area.
#[test]
fn months_down_and_indicators_across() {
    let text = "数据库：月度数据\n时间：2020-\n指标,某某价格指数(上年同月=100),某某出口值当期值(亿元),某某出口值累计增长(%)\n2020年2月,105.2,30.5,-2.5\n2020年3月,104.3,,1.5\n\"注：一行，\n两行\"\n数据来源：局\n";
    let (proposal, table) = published("月度数据.csv", text.as_bytes());
    has_lines(
        &proposal,
        &[
            "\"指标\" = \"period\"",
            "across = \"indicator\"",
            "\"当期值\" = {}",
            "\"累计增长\" = { measure = \"GROWTH_YOY\", cumulation = \"YTD\" }",
            "index_base = \"PREVIOUS_YEAR\"",
            "declared.area = \"中国\"",
        ],
    );
    assert_eq!(table.rows.len(), 5);
    table.one(&[("measure", "INDEX"), ("time_period", "2020-02")]).has(&[("obs_value", "105.2"), ("base_per", "PREVIOUS_YEAR")]);
    table.one(&[("measure", "LEVEL")]).has(&[("obs_value", "3050000000"), ("unit_measure", "CNY")]);
    // January to March is the first quarter.
    table.one(&[("measure", "GROWTH_YOY"), ("time_period", "2020-Q1")]).has(&[("obs_value", "1.5")]);
}

/// SDMX-CSV with codes and labels in pairs, and rows that only one of its many columns tells apart.
#[test]
fn sdmx_with_pairs_and_a_hidden_dimension() {
    let header = "STRUCTURE,REF_AREA,Reference area,MEASURE,Measure,UNIT_MEASURE,Unit of measure,SEX,Sex,THRESHOLD,Threshold,TIME_PERIOD,Time period,OBS_VALUE,OBS_STATUS,Observation status\n";
    let row = |area: &str, code: &str, label: &str, year: &str, value: &str, status: &str| {
        format!("DATAFLOW,{area},INM,Infant mortality,PC,Percent,_T,Total,{code},{label},{year},,{value},{status}\n")
    };
    let text = [
        header.to_owned(),
        row("FRA,France", "NONE", "No threshold", "2020", "3.6", ","),
        row("FRA,France", "W22", "22 weeks", "2020", "2.7", "P,Provisional"),
        row("FRA,France", "W22", "22 weeks", "2021", "2.6", ","),
        row("DEU,Germany", "NONE", "No threshold", "2020", "3.1", "B,Break"),
    ];
    let (proposal, table) = published("oecd.csv", text.concat().as_bytes());
    has_lines(
        &proposal,
        &[
            "REF_AREA = \"area\"",
            "\"Reference area\" = \"ignore\"",
            "OBS_VALUE = \"value\"",
            "OBS_STATUS = \"status\"",
            "THRESHOLD = \"THRESHOLD\"",
            "SEX = \"ignore\"",
            "name = \"Infant mortality\"",
            "name = \"22 weeks\"",
        ],
    );
    assert!(proposal.contains("# unsure: THRESHOLD is taken for a dimension"), "{proposal}");
    let found = table.one(&[("ref_area", "FRA"), ("threshold", "W22"), ("time_period", "2020")]);
    found.has(&[("obs_value", "2.7"), ("obs_status", "P"), ("indicator", "INM"), ("unit_measure", "PC")]);
}

/// A packed key in the first column, flags behind values, a mark with a flag.
#[test]
fn a_packed_key() {
    let text = "freq,na_item,unit,geo\\TIME_PERIOD\t2020 \t2021 \nA,B1GQ,CP_MEUR,DE\t3403.7 b\t3617.4 p\nA,B1GQ,CP_MEUR,FR\t: c\t2502.1 \n";
    let (proposal, table) = published("nama.tsv", text.as_bytes());
    has_lines(
        &proposal,
        &[
            "\"freq,na_item,unit,geo\\\\TIME_PERIOD\" = \"{freq},{indicator},{unit},{area}\"",
            "across = \"period\"",
            "b = \"B\"",
            "c = \"conf:C\"",
            "\":\" = \"O\"",
        ],
    );
    assert!(proposal.contains("1 cells, first in line 2, column 2"), "{proposal}");
    table.one(&[("ref_area", "DEU"), ("time_period", "2020")]).has(&[("obs_value", "3403.7"), ("obs_status", "B")]);
    table.one(&[("ref_area", "FRA"), ("time_period", "2020")]).has(&[("obs_value", ""), ("conf_status", "C")]);
}

/// Blocks of one layout below each other are one table whose header repeats; a turned block is a table of its own.
#[test]
fn blocks_below_each_other() {
    let text = "指标,2021年,2020年\n某产值(亿元),3.5,3.4\n来源：局\n\n时间,某产值(亿元)\n2019年,3.3\n\n时间,某产值(亿元),某人口(万人)\n2018年,3.2,7\n";
    let (proposal, table) = published("blocks.csv", text.as_bytes());
    has_lines(&proposal, &["cells = \"1:3\"", "cells = \"5:\"", "repeats = true"]);
    for (year, value) in [("2021", "350000000"), ("2020", "340000000"), ("2019", "330000000"), ("2018", "320000000")] {
        table.one(&[("unit_measure", "CNY"), ("time_period", year)]).has(&[("obs_value", value)]);
    }
    table.one(&[("unit_measure", "person")]).has(&[("obs_value", "70000")]);
}

/// A label that stands in the first row of its group only, above years; areas across.
#[test]
fn labels_that_are_filled_down() {
    let text = ",,北京,天津\n研发人员数,2020,3.5,1.5\n,2021,3.6,1.6\n某专利数,2020,7,8\n,2021,9,10\n";
    let (proposal, table) = published("wide.csv", text.as_bytes());
    has_lines(
        &proposal,
        &["\"#A\" = \"indicator\"", "\"#B\" = \"period\"", "across = \"area\"", "fill_down = [\"#A\"]", "declared.unit = \"unspecified\""],
    );
    assert_eq!(table.all(&[("ref_area", "110000"), ("time_period", "2021")]).len(), 2);
}

/// An XLSX workbook of sheets: name, rows of cells separated by `|`, merged ranges.
fn workbook(sheets: &[(&str, &[&str], &[&str])]) -> Vec<u8> {
    let part = |(name, rows, merged): &(&str, &[&str], &[&str])| {
        let cell = |(column, text): (char, &str), row: usize| match text.parse::<f64>() {
            _ if text.is_empty() => String::new(),
            Ok(_) => format!(r#"<c r="{column}{row}"><v>{text}</v></c>"#),
            Err(_) => format!(r#"<c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c>"#),
        };
        let row = |(row, cells): (usize, &&str)| {
            format!(r#"<row r="{row}">{}</row>"#, ('A'..).zip(cells.split('|')).map(|part| cell(part, row)).collect::<String>())
        };
        let rows: String = (1..).zip(*rows).map(row).collect();
        let merges: String = merged.iter().map(|range| format!(r#"<mergeCell ref="{range}"/>"#)).collect();
        let sheet = format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData><mergeCells>{merges}</mergeCells></worksheet>"#);
        ((*name).to_owned(), sheet)
    };
    packed_workbook("", &sheets.iter().map(part).collect::<Vec<_>>())
}

/// A yearbook workbook: a cover, two tables of one layout on sheets of their own, a title, a unit, two header rows with merged cells.
#[test]
fn several_header_rows_on_several_sheets() {
    let rows = |value: &'static str| -> Vec<&'static str> {
        vec![
            "表1 某某主要指标",
            "||||单位：亿元",
            "地区|2020年||2021年|",
            "|总量|增长（%）|总量|增长（%）",
            "北京|10|5.5|11|10",
            value,
            "注：初步数",
        ]
    };
    let (one, other) = (rows("天津|20|1.5|21|5"), rows("上海|30|2.5|31|3.3"));
    let merged = ["A1:E1", "A3:A4", "B3:C3", "D3:E3"];
    // 北京 stands on both sheets with the same figures, which is said twice and no contradiction.
    let bytes = workbook(&[("说明", &["本册说明", "编者"], &[]), ("表1", &one, &merged), ("表2", &other, &merged)]);
    let (proposal, table) = published("年鉴.xlsx", &bytes);
    has_lines(
        &proposal,
        &[
            "# left out, because no table was found there: 说明",
            "sheets = \"表*\"",
            "across = [\"period\", \"measure\"]",
            "preamble = \"单位：{unit}\"",
            "\"增长（%）\" = { measure = \"GROWTH_YOY\" }",
            "\"总量\" = {}",
            "name = \"某某主要指标\"",
        ],
    );
    table.one(&[("ref_area", "310000"), ("time_period", "2020"), ("measure", "LEVEL")]).has(&[("obs_value", "3000000000")]);
    table.one(&[("ref_area", "120000"), ("time_period", "2021"), ("measure", "GROWTH_YOY")]).has(&[("obs_value", "5")]);
}

/// Without a project everything is proposed, units and areas too, and the proposal is a project.
#[test]
fn without_any_project() {
    let text = "地区,年份,某产量(万吨)\n甲县,2020,3.5\n乙县,2020,4.5\n甲县,2021,3.6\n";
    let project = Project::new();
    let proposal = sniffed(&project, "产量.csv", text.as_bytes(), "x");
    paste(&project, &proposal, "产量.csv", text.as_bytes(), "x");
    let run = project.run();
    assert_eq!(run.code, 0, "{run}\n{proposal}");
    let areas = project.read("catalog/areas/x.csv");
    assert!(areas.contains("甲县") && areas.contains("乙县"), "{areas}");
    let table = project.table("x", "observations");
    assert_eq!(table.rows.len(), 3);
    table.one(&[("ref_area_name", "甲县"), ("time_period", "2021")]).has(&[("obs_value", "3.6"), ("unit_measure", "万吨")]);
}

/// Whatever characters names have, the proposal is TOML that means them, and a comment never ends in the middle.
#[test]
fn strange_names_are_escaped() {
    let text = "\"地区\",\"某\"\"产\\值\n[x] = 1\",\"# 注\"\n\"甲\"\"县\",3.5,a\n\"乙\\县\u{202e}\",4.5,b\n";
    let project = Project::new();
    let file = "a [1] \"q\".csv";
    let proposal = sniffed(&project, file, text.as_bytes(), "x");
    assert!(!proposal.contains('\u{202e}'), "{proposal:?}");
    for section in proposal.split("# ======== into ").skip(1).filter(|section| !section.starts_with("catalog/areas")) {
        let (name, text) = section.split_once(" ========\n").unwrap();
        toml::from_str::<toml::Table>(text).unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
    }
    assert!(proposal.contains("files = \"a [[]1[]] \\\"q\\\".csv\""), "{proposal}");
}

/// The same file gives the same proposal, and looking writes nothing.
#[test]
fn looking_changes_nothing() {
    let project = empty();
    let bytes = "地区,2021年,2020年\n北京,3,4\n".as_bytes();
    let first = sniffed(&project, "t.csv", bytes, "x");
    let before = bytes_below(project.path());
    assert_eq!(sniffed(&project, "t.csv", bytes, "x"), first);
    assert!(bytes_below(project.path()) == before);
    let id = Done::of(project.command().arg("sniff").arg(project.path().join("inbox/t.csv")));
    assert!(id.stdout.contains("[sources.t]"), "{id}");
}

/// What cannot be looked at is said with what to do.
#[test]
fn files_that_stay_shut() {
    let project = Project::new();
    let of = |name: &str| Done::of(project.command().arg("sniff").arg(project.path().join(name)));
    assert_eq!(of("nothing.csv").code, 66);
    project.write("a.pdf", b"%PDF-1.7\n\x00\x01\x02\xff");
    let done = of("a.pdf");
    assert_eq!(done.code, 65, "{done}");
    done.says(&["T306", "help: "]);
    project.write("text.csv", "nothing here\nis a table\n");
    let done = of("text.csv");
    assert_eq!(done.code, 65, "{done}");
    done.says(&["no table was found in text.csv", "help: "]);
}

/// `inspect` shows rows and columns by what they are, the first figures, and what became of the cells.
#[test]
fn a_source_as_it_is_read() {
    let project = SmallProject::new("地区生产总值,罗湖区,2021,100,亿元,5.5,\n地区生产总值,福田区,2021,300,亿元,,初步\n");
    let done = Done::of(project.command().args(["inspect", "book", "--rows", "1"]));
    assert_eq!(done.code, 0, "{done}");
    for text in
        ["raw/book/table.csv   layout ", "   1  header  指标", "   2  row     地区生产总值  罗湖区", "… 1 more rows", "indicator", "value"]
    {
        assert!(done.stdout.contains(text), "`{text}` in {done}");
    }
    assert!(done.stdout.contains("2:4  GRP  440303  LEVEL  2021  10000000000 CNY  < 100 亿元"), "{done}");
    assert!(done.stdout.contains("3 value cells: 3 enter, 0 quarantined, 0 left out"), "{done}");
    assert!(!project.path().join("output").exists(), "nothing is published");
}

/// No line is wider than the terminal, where a Chinese character takes two columns.
#[test]
fn nothing_is_wider_than_asked() {
    let project = SmallProject::new("地区生产总值,罗湖区,2021,100,亿元,5.5,说明说明说明说明说明说明说明说明说明说明说明说明说明说明说明\n");
    for columns in ["40", "80"] {
        let done = Done::of(project.command().args(["inspect", "book", "--width", columns]));
        let wide = |line: &str| line.chars().map(|c| if u32::from(c) >= 0x2e80 { 2 } else { 1 }).sum::<usize>();
        let longest = done.stdout.lines().map(wide).max().unwrap();
        assert!((20..=columns.parse().unwrap()).contains(&longest), "{longest} columns in {done}");
    }
}

/// A cell that is kept out, and a header that does not fit, are shown and end with 65; a source that is not there with 64.
#[test]
fn what_is_wrong_with_a_source() {
    let project = SmallProject::new("地区生产总值,罗湖区,2021,若干,亿元,,\n");
    let inspect = |arguments: &[&str]| Done::of(project.command().arg("inspect").args(arguments));
    let done = inspect(&["book"]);
    assert_eq!(done.code, 65, "{done}");
    done.says(&["error[T401]", "raw/book/table.csv:2:4", "help: "]);
    assert!(done.stdout.contains("1 value cells: 0 enter, 1 quarantined"), "{done}");
    assert_eq!((inspect(&["nobody"]).code, inspect(&["book", "--table", "other.csv"]).code), (64, 64));
    inspect(&["nobody"]).says(&["no source is called `nobody`", "book"]);
    project.source("book", "table.csv", "甲,乙\n1,2\n");
    let done = inspect(&["book", "--lang", "zh"]);
    assert_eq!(done.code, 65, "{done}");
    done.says(&["T306", "甲"]);
    assert!(done.stdout.contains("未读") && done.stdout.contains("甲"), "{done}");
}
