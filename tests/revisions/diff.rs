//! `tongbi diff`: every kind of change, every format, and what is no release.

use std::fs;

use serde_json::Value;

use crate::support::{Done, SmallProject};

const BEFORE: &str = "地区生产总值,罗湖区,2019,90,亿元,,\n地区生产总值,罗湖区,2020,约100,亿元,,\n地区生产总值,罗湖区,2021,139.5,亿元,,\n\
    道路里程,罗湖区,2021,1,公里,,\n户数,罗湖区,2021,800,户,,甲\n";
const AFTER: &str = "地区生产总值,罗湖区,2020,101,亿元,,\n地区生产总值,罗湖区,2021,139.50,亿元,,\n地区生产总值,罗湖区,2022,150,亿元,,\n\
    道路里程,罗湖区,2021,1.2,公里,,\n户数,罗湖区,2021,800,户,,乙\n";

/// Two releases that differ in everything that figures can differ in.
fn two() -> SmallProject {
    let project = SmallProject::new(BEFORE);
    assert_eq!(project.run().code, 0);
    project.edit("catalog/areas.toml", "zh = \"罗湖区\", en = \"Luohu\"", "zh = \"罗湖区\", en = \"Luohu District\"");
    project.rows(AFTER);
    assert_eq!(project.run().code, 0);
    project
}

fn diff(project: &SmallProject, arguments: &[&str]) -> Done {
    Done::of(project.command().arg("diff").args(arguments))
}

fn json(project: &SmallProject, from: &str, to: &str) -> Value {
    let done = diff(project, &[from, to, "--format", "json"]);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{done}");
    serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {done}"))
}

/// Each change once with its kind; the amount only between exact values; the counts say as many.
#[test]
fn every_kind_is_told() {
    let project = two();
    let value = json(&project, "small@2023.1.0", "small");
    let changes = value["changes"].as_array().unwrap();
    let told: Vec<String> = changes
        .iter()
        .map(|change| {
            format!("{} {} {}", change["kind"].as_str().unwrap(), change["key"]["time_period"].as_str().unwrap(), change["revision"])
        })
        .collect();
    let expected = ["REMOVED 2019 null", "REVISED 2020 null", "CONFIRMED 2021 null", "ADDED 2022 null", "REVISED 2021 \"0.2\""];
    assert_eq!(told, expected);
    let counts: Vec<u64> =
        ["ADDED", "REMOVED", "REVISED", "CONFIRMED"].iter().map(|kind| value["counts"][kind].as_u64().unwrap()).collect();
    assert_eq!(counts, [1, 1, 2, 1]);
    assert_eq!(value["relabelled"][0]["after"][1], "Luohu District");
    assert_eq!(value["other_columns"]["note"], 1, "{}", value["other_columns"]);
    assert_eq!((value["from"]["version"].as_str(), value["to"]["version"].as_str()), (Some("2023.1.0"), Some("2023.2.0")));
}

/// Another unit is no revision, whatever happens to the number.
#[test]
fn another_unit_is_no_revision() {
    let project = SmallProject::new("道路里程,罗湖区,2021,1.5,公里,,\n");
    assert_eq!(project.run().code, 0);
    project.edit("catalog/indicators.toml", "unit = \"km\"\ndisplay = \"公里\"", "unit = \"m\"\ndisplay = \"公里\"");
    assert_eq!(project.run().code, 0);
    let value = json(&project, "small@2023.1.0", "small");
    assert_eq!((value["changes"][0]["kind"].as_str(), &value["changes"][0]["revision"]), (Some("UNIT_CHANGED"), &Value::Null));
    project.of("revisions").one(&[]).has(&[
        ("revision_kind", "UNIT_CHANGED"),
        ("previous_value", "1.5"),
        ("previous_unit", "km"),
        ("current_value", "1500"),
        ("current_unit", "m"),
        ("revision", ""),
    ]);
}

/// A release differs in nothing from itself; the other way round, what came goes, and amounts have the other sign.
#[test]
fn laws_of_differences() {
    let project = two();
    let same = json(&project, "small", "small@2023.2.0");
    assert_eq!((same["changes"].as_array().unwrap().len(), same["relabelled"].as_array().unwrap().len()), (0, 0));
    let (there, back) = (json(&project, "small@2023.1.0", "small"), json(&project, "small", "small@2023.1.0"));
    let mirrored = |kind: &str| match kind {
        "ADDED" => "REMOVED".to_owned(),
        "REMOVED" => "ADDED".to_owned(),
        kind => kind.to_owned(),
    };
    let negated = |revision: &Value| revision.as_str().map(|text| text.strip_prefix('-').map_or(format!("-{text}"), str::to_owned));
    for (one, other) in there["changes"].as_array().unwrap().iter().zip(back["changes"].as_array().unwrap()) {
        assert_eq!(mirrored(one["kind"].as_str().unwrap()), other["kind"].as_str().unwrap());
        assert_eq!((&one["key"], &one["before"], &one["after"]), (&other["key"], &other["after"], &other["before"]));
        assert_eq!(negated(&one["revision"]), other["revision"].as_str().map(str::to_owned));
    }
}

/// The text has both languages and no line of more than eighty columns, where a Chinese character takes two.
#[test]
fn the_text_fits_a_terminal() {
    let project = two();
    for (lang, words) in [("en", ["revised", "confirmed", "relabelled codes"]), ("zh", ["修订", "确认", "更名的代码"])] {
        let done = Done::of(project.command().args(["--lang", lang, "diff", "small@2023.1.0", "small"]));
        assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{done}");
        words.iter().for_each(|word| assert!(done.stdout.contains(word), "{word}: {done}"));
        assert!(done.stdout.contains("约100亿元 → 101亿元") && done.stdout.contains("+0.2 km"), "{done}");
        for line in done.stdout.lines() {
            let width: usize = line.chars().map(|character| if u32::from(character) > 0x2e80 { 2 } else { 1 }).sum();
            assert!(width <= 80, "{width}: {line}");
        }
    }
    let same = diff(&project, &["small", "small"]);
    assert!(same.code == 0 && same.stdout.contains("No observation and no name differs."), "{same}");
}

/// CSV has a row for each change and each renamed code, under one header.
#[test]
fn differences_as_csv() {
    let project = two();
    let done = diff(&project, &["small@2023.1.0", "small", "--format", "csv"]);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{done}");
    let mut reader = csv::Reader::from_reader(done.stdout.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let column = |name: &str| header.iter().position(|found| found == name).unwrap();
    let kinds: Vec<&str> = rows.iter().map(|row| &row[0]).collect();
    assert_eq!(kinds, ["RELABELLED", "REMOVED", "REVISED", "CONFIRMED", "ADDED", "REVISED"]);
    assert_eq!((&rows[0][1], &rows[0][2]), ("areas", "440303"));
    assert_eq!((&rows[3][column("before_value_text")], &rows[3][column("after_value_text")]), ("139.5", "139.50"));
    assert_eq!((&rows[5][column("indicator")], &rows[5][column("revision")]), ("ROADS", "0.2"));
}

/// Releases are found by folder, package, version or `latest`; what is none is refused with those that there are.
#[test]
fn releases_are_found_by_name() {
    let project = two();
    let folder = project.package("small");
    let (path, version) = (folder.to_str().unwrap().to_owned(), folder.join("2023.1.0").to_str().unwrap().to_owned());
    for name in ["small", "small@latest", "small@2023.2.0", &path] {
        let done = diff(&project, &[&version, name]);
        assert!(done.code == 0 && done.stdout.starts_with("small 2023.1.0 → 2023.2.0"), "{name}: {done}");
    }
    for name in ["small@2019.1.0", "other", "small@", "../small", "", "small@2023.2.0/data"] {
        let done = diff(&project, &[name, "small"]);
        assert_eq!(done.code, 64, "{name}: {done}");
        done.says(&["error[T810]", "help: ", "small@2023.1.0 small@2023.2.0"]);
    }
    let empty = SmallProject::new(BEFORE);
    diff(&empty, &["small", "small"]).says(&["error[T810]", "this project has no release yet"]);
}

/// A table that was edited is told with its line, and ends with 65; nothing panics whatever stands in it.
#[test]
fn edited_tables_are_refused() {
    let project = two();
    let path = project.release("small").join("data/observations.csv");
    let text = fs::read_to_string(&path).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.swap(1, 2);
    let turned = lines.join("\n");
    let cut = &text[..text.len() - 20];
    for (bytes, line) in
        [(turned.as_bytes(), "line 3"), (cut.as_bytes(), "line 6"), (b"\xff\xfe\x00", "line 1"), (b"indicator,indicator\n", "line 1")]
    {
        fs::write(&path, bytes).unwrap();
        let done = diff(&project, &["small@2023.1.0", "small"]);
        assert_eq!(done.code, 65, "{done}");
        done.says(&["error[T811]", "observations.csv", line, "help: "]);
    }
    fs::write(&path, "").unwrap();
    let done = diff(&project, &["small@2023.1.0", "small"]);
    assert!(done.code == 0 && done.stdout.contains("5 → 0"), "a table without a column has no row: {done}");
}

/// A package that leaves columns of the key out is compared by the rest, and the text says so; a dimension that comes is none before.
#[test]
fn columns_that_come_and_go() {
    let project = two();
    project.edit(
        "pipeline.toml",
        "sources = [\"book\"]",
        "columns = [\"indicator\", \"time_period\", \"obs_value\"]\nsources = [\"book\"]",
    );
    assert_eq!(project.run().code, 0);
    let value = json(&project, "small@2023.2.0", "small");
    assert_eq!(value["changes"].as_array().unwrap().len(), 0, "{value}");
    assert!(value["key_columns_left_out"].as_array().unwrap().contains(&"measure".into()), "{value}");
    assert!(value["schema"].as_array().unwrap().contains(&"-observations.note".into()), "{value}");
    let done = diff(&project, &["small@2023.2.0", "small"]);
    assert!(done.stdout.contains("Key columns that one release leaves out"), "{done}");
}
