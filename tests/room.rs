//! A release does not depend on how much of it fits into memory: what waits on the disk comes back as it was, and nothing of it stays there.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use crate::derivations::Declared;
use crate::support::{Done, Project, bytes_below};

const DECLARATIONS: &str = r#"[derivations.shares]
kind = "share"
part = "VA_PRIMARY"
total = "GRP"
output = "PRIMARY_SHARE"

[derivations.contributions]
kind = "contribution"
part = "VA_PRIMARY"
total = "GRP"
output = "PRIMARY_CONTRIBUTION"

[derivations.averages]
kind = "average-growth"
of = "GRP"
years = 2

[totals.sectors]
total = "GRP"
parts = ["VA_PRIMARY", "VA_SECONDARY", "VA_TERTIARY"]
"#;

/// Days with a figure, more than a segment of statements has.
const DAYS: usize = 70_000;

/// Every day of 28-day months, from the year 1900 on.
fn days() -> impl Iterator<Item = String> {
    (0..DAYS).map(|day| format!("{}-{:02}-{:02}", 1900 + day / 336, day / 28 % 12 + 1, day % 28 + 1))
}

/// Totals, derivations, published rates, texts that are no numbers, a source that contradicts itself and another; and one long table.
fn project() -> Declared {
    let mut rows = String::new();
    for year in 2000..2022 {
        for (area, plus) in [("罗湖区", 0), ("福田区", 50)] {
            let (first, second, third) = (10 + year % 7, 40 + year % 3 + plus, 50 + year % 5);
            let all = first + second + third + i32::from(year == 2011);
            writeln!(rows, "第三产业增加值,{area},{year},{third}.0,亿元,,\n地区生产总值,{area},{year},{all}.0,亿元,3.1,").unwrap();
            writeln!(rows, "第一产业增加值,{area},{year},{first}.0,亿元,,\n第二产业增加值,{area},{year},约{second},亿元,,注").unwrap();
        }
    }
    rows += "户数,罗湖区,2019,若干,户,,\n户数,罗湖区,2020,5,户,,\n户数,罗湖区,2020,6,户,,\n第一产业增加值,福田区,2020,77,亿元,,\n";
    let project = Declared::new(&rows, DECLARATIONS);
    let long: String = days().enumerate().map(|(day, date)| format!("户数,罗湖区,{date},{day},户,,\n")).collect();
    project.later(&long);
    project.tolerate(9);
    project
}

fn run(project: &Project, arguments: &[&str]) -> Done {
    Done::of(project.command().arg("run").args(arguments))
}

/// All files of all releases have the same bytes, whatever there is room for, on one thread and on three; what waited on the disk has gone.
#[test]
fn room_changes_nothing() {
    let mut first: Option<BTreeMap<String, Vec<u8>>> = None;
    for (memory, threads) in [("1GiB", "3"), ("0KiB", "1"), ("0KiB", "3"), ("2 MiB", "2")] {
        let project = project();
        let done = run(&project, &["--memory", memory, "--threads", threads, "--unit-rows", "50"]);
        assert_eq!(done.code, 0, "{memory}: {done}");
        let spill = project.path().join(".tongbi/spill");
        assert_eq!(spill.exists(), memory != "1GiB", "{memory}");
        assert!(!spill.exists() || fs::read_dir(&spill).unwrap().next().is_none(), "{memory}: something was left");
        let found = bytes_below(&project.path().join("output"));
        let Some(first) = &first else {
            let rows = |table: &str| project.of(table).rows.len();
            assert!(rows("observations") > DAYS && rows("part_checks") > 40 && rows("lineage") > DAYS && rows("growth_checks") > 40);
            assert!(project.of("quarantine").rows.iter().any(|row| row.get("code") == "T601"));
            assert!(project.of("observations").rows.iter().filter(|row| !row.get("derivation").is_empty()).count() > 100);
            first = Some(found);
            continue;
        };
        assert_eq!(first.keys().collect::<Vec<_>>(), found.keys().collect::<Vec<_>>());
        for (name, bytes) in first {
            assert!(*bytes == found[name], "{memory} on {threads} threads: {name} differs");
        }
    }
}

/// `check` finds the same, and what `verify` makes again is the same.
#[test]
fn checks_need_no_more_room() {
    let project = project();
    assert_eq!(run(&project, &[]).code, 0);
    let told = |arguments: &[&str]| Done::of(project.command().args(arguments)).to_string();
    assert_eq!(told(&["check", "--memory", "0KiB"]), told(&["check"]));
    let verified = told(&["verify", "--memory", "0KiB"]);
    assert!(verified.contains("made again byte for byte"), "{verified}");
}

/// Where the folder cannot be made, the run says so and what to do, in both languages; a run with room enough does not need it.
#[test]
fn a_folder_that_cannot_be_made() {
    let project = project();
    project.write(".tongbi/spill", "in the way");
    for (language, cannot) in [("en", "cannot create"), ("zh", "无法创建")] {
        let done = Done::of(project.command().args(["--lang", language, "run", "--memory", "0KiB"]));
        assert_eq!(done.code, 73, "{done}");
        done.says(&["[T801]", cannot, ".tongbi/spill", "\n"]);
        assert!(!project.package("small").exists() || project.versions("small").is_empty(), "{done}");
    }
    let done = run(&project, &[]);
    assert_eq!(done.code, 0, "{done}");
}

/// A file that a killed run could not take the name from is removed by the next run.
#[test]
fn leftovers_are_removed() {
    let project = project();
    project.write(".tongbi/spill/4711-0", "left");
    let done = run(&project, &[]);
    assert_eq!(done.code, 0, "{done}");
    assert!(fs::read_dir(project.path().join(".tongbi/spill")).unwrap().next().is_none());
}
