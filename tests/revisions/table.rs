//! The table of revisions and the changelog over the life of a package: what is kept, what makes no release, what happens to damaged ones.

use std::fs;

use crate::support::{SmallProject, Table, bytes_below, files_below};

const ROWS: &str = "地区生产总值,罗湖区,2020,100,亿元,,\n地区生产总值,罗湖区,2021,110,亿元,,\n户数,罗湖区,2021,800,户,,\n";

/// A project with as many releases as there are tables of rows.
fn history(tables: &[&str]) -> SmallProject {
    let project = SmallProject::new(tables[0]);
    for rows in tables {
        project.rows(rows);
        let done = project.run();
        assert_eq!(done.code, 0, "{done}");
    }
    assert_eq!(project.versions("small").len(), tables.len());
    project
}

fn changelog(project: &SmallProject) -> String {
    fs::read_to_string(project.release("small").join("CHANGELOG.md")).unwrap()
}

/// The three texts of a row of revisions that tell a life: release, kind, previous → current.
fn life(project: &SmallProject, indicator: &str, period: &str) -> Vec<String> {
    let table = project.of("revisions");
    let rows = table.all(&[("indicator", indicator), ("time_period", period)]);
    let text = |row: &crate::support::Row| {
        let parts = ["release", "revision_kind", "first_value", "previous_value", "current_value", "revision", "revision_percent"];
        parts.map(|part| row.get(part).to_owned()).join(" ")
    };
    rows.into_iter().map(text).collect()
}

/// A figure that is revised, goes and comes again keeps its first value; 100 → 104 is +4, 4.00 %, 104 → 103 is −1, 0.96 % of 104.
#[test]
fn a_life_from_first_to_last() {
    let revised = ROWS.replace("100,亿元", "104,亿元");
    let again = ROWS.replace("100,亿元", "103,亿元");
    let gone = ROWS.lines().skip(1).map(|line| format!("{line}\n")).collect::<String>();
    let project = history(&[ROWS, &revised, &again, &gone, ROWS]);
    let expected = [
        "2023.2.0 REVISED 10000000000 10000000000 10400000000 400000000 4.00",
        "2023.3.0 REVISED 10000000000 10400000000 10300000000 -100000000 -0.96",
        "2023.4.0 REMOVED 10000000000 10300000000   ",
        "2023.5.0 ADDED 10000000000  10000000000  ",
    ];
    assert_eq!(life(&project, "GRP", "2020"), expected);
    assert_eq!(life(&project, "HOUSEHOLDS", "2021"), Vec::<String>::new(), "nothing new was ever said of it");
    let text = changelog(&project);
    assert!(
        text.contains(
            "- Gross regional product, Luohu, Year 2020: 100 × 100 million yuan → 104 × 100 million yuan (+4 × 100 million yuan; +4.00%)"
        ),
        "{text}"
    );
    assert_eq!(text.matches("\n## ").count(), 5);
}

/// A comparison makes no difference by itself: the same inputs make no release, also where all earlier releases are gone.
#[test]
fn a_comparison_makes_no_release() {
    let project = history(&[ROWS, &ROWS.replace("110", "111"), &ROWS.replace("110", "112")]);
    let before = bytes_below(&project.package("small").join("2023.3.0"));
    assert_eq!(project.rebuild().code, 0);
    for version in ["2023.1.0", "2023.2.0"] {
        fs::remove_dir_all(project.package("small").join(version)).unwrap();
        let done = project.rebuild();
        assert!(done.code == 0 && done.stdout.contains("unchanged"), "{done}");
    }
    assert_eq!(project.versions("small"), ["2023.3.0"]);
    assert!(bytes_below(&project.package("small").join("2023.3.0")) == before);
    // The next release goes on from there, with the whole life.
    project.rows(&ROWS.replace("110", "113"));
    assert_eq!(project.run().code, 0);
    assert_eq!(life(&project, "GRP", "2021").len(), 3);
    assert!(changelog(&project).contains("## 2023.1.0"));
}

/// Whatever is damaged in the last release comes back byte for byte: its revisions, its changelogs, its descriptor, all of them at once.
#[test]
fn damaged_histories_are_made_again() {
    let project = history(&[ROWS, &ROWS.replace("110", "111")]);
    let folder = project.package("small").join("2023.2.0");
    let before = bytes_below(&folder);
    let files = ["data/revisions.csv", "data/revisions.parquet", "CHANGELOG.md", "CHANGELOG.zh.md", "datapackage.json"];
    for damaged in files.iter().map(|file| vec![*file]).chain([files.to_vec()]) {
        for file in &damaged {
            fs::write(folder.join(file), "damaged").unwrap();
        }
        let done = project.run();
        assert!(done.code == 0 && done.stdout.contains("unchanged"), "{damaged:?}: {done}");
        assert!(bytes_below(&folder) == before, "{damaged:?}");
    }
}

/// A last release whose figures are damaged is not compared with: the newest whole one is, and the changelog says which.
#[test]
fn a_damaged_release_is_passed_over() {
    let project = history(&[ROWS, &ROWS.replace("110", "111")]);
    fs::write(project.package("small").join("2023.2.0/data/observations.csv"), "indicator\n").unwrap();
    project.rows(&ROWS.replace("110", "112"));
    assert_eq!(project.run().code, 0);
    assert_eq!(life(&project, "GRP", "2021"), ["2023.3.0 REVISED 11000000000 11000000000 11200000000 200000000 1.82"]);
    assert!(changelog(&project).contains("Compared with 2023.1.0: 0 added, 1 revised"), "{}", changelog(&project));
}

/// A release that was made before there were revisions is where they begin.
#[test]
fn releases_without_revisions_are_where_they_begin() {
    let project = history(&[ROWS]);
    let folder = project.package("small").join("2023.1.0");
    let sums = fs::read_to_string(folder.join("SHA256SUMS")).unwrap();
    let old = |line: &&str| !line.contains("revisions.") && !line.contains("CHANGELOG");
    fs::write(folder.join("SHA256SUMS"), sums.lines().filter(old).map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    for name in files_below(&folder).iter().filter(|name| name.contains("revisions.") || name.contains("CHANGELOG")) {
        fs::remove_file(folder.join(name)).unwrap();
    }
    project.rows(&ROWS.replace("110", "111"));
    assert_eq!(project.run().code, 0);
    project.of("revisions").one(&[]).has(&[("first_release", "2023.1.0"), ("release", "2023.2.0"), ("revision_kind", "REVISED")]);
    assert!(changelog(&project).contains("Compared with 2023.1.0"));
}

/// Columns that a package leaves out are unknown in a key, never guessed; nothing is revised by leaving them out where the rest tells rows apart.
#[test]
fn left_out_columns_revise_nothing() {
    let project = history(&[ROWS]);
    project.edit(
        "pipeline.toml",
        "sources = [\"book\"]",
        "columns = [\"indicator\", \"time_period\", \"obs_value\"]\nsources = [\"book\"]",
    );
    assert_eq!(project.run().code, 0);
    assert!(project.of("revisions").rows.is_empty(), "{}", changelog(&project));
    project.rows(&ROWS.replace("110", "111"));
    assert_eq!(project.run().code, 0);
    // Without unit and qualifier nobody knows an amount.
    project.of("revisions").one(&[]).has(&[("revision_kind", "REVISED"), ("ref_area", "_U"), ("revision", "")]);
    let table = Table::read(&project.release("small").join("data/revisions.csv"));
    assert!(table.header.contains(&"measure".to_owned()), "columns of earlier keys stay");
}

/// A renamed code is no revision: it stands in the changelog, in both languages.
#[test]
fn renamed_codes_are_told() {
    let project = history(&[ROWS]);
    project.edit(
        "catalog/indicators.toml",
        "name = { zh = \"户数\", en = \"Households\" }",
        "name = { zh = \"户数\", en = \"Family households\" }",
    );
    assert_eq!(project.run().code, 0);
    assert!(project.of("revisions").rows.is_empty());
    let text = changelog(&project);
    assert!(
        text.contains("- `HOUSEHOLDS` indicators: Households → Family households") && text.contains("No observation differs."),
        "{text}"
    );
}

const AGES: &str = r#"[[dimension]]
code = "AGE"
name = { zh = "年龄", en = "Age" }
[[dimension.value]]
code = "Y0T14"
name = { zh = "0—14岁", en = "0 to 14" }
[[dimension.value]]
code = "_Z"
name = { zh = "不分年龄", en = "Not by age" }
aliases = [""]
"#;

/// A dimension that comes splits no figure that was there before, and one that goes keeps its column in the table, so that no figure is lost in another.
#[test]
fn dimensions_come_and_go() {
    let project = history(&[ROWS]);
    let plain = project.read("pipeline.toml");
    project.write("catalog/dimensions.toml", AGES);
    project.edit("pipeline.toml", "\"说明\" = \"note\"", "\"说明\" = \"note\", \"年龄\" = \"dimension:AGE\"");
    let aged: String = ROWS.lines().map(|line| format!("{line},\n")).collect();
    let header = crate::support::HEADER.trim();
    project.source("book", "table.csv", &format!("{header},年龄\n{aged}户数,罗湖区,2021,90,户,,,0—14岁\n"));
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    project.of("revisions").one(&[]).has(&[("revision_kind", "ADDED"), ("age", "Y0T14"), ("current_value", "90")]);
    // Gone again: the figure of children is removed, and that of all is what it was.
    project.write("pipeline.toml", plain);
    project.rows(ROWS);
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    assert!(!project.of("observations").header.contains(&"age".to_owned()));
    let revisions = project.of("revisions");
    assert_eq!(revisions.rows.len(), 2);
    revisions.one(&[("revision_kind", "REMOVED")]).has(&[("age", "Y0T14"), ("first_value", "90"), ("first_release", "2023.2.0")]);
}
