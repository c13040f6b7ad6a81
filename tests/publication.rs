//! What is published, what is refused, and that the old release stays whole after any failure.

use std::fs;

use crate::support::{Done, SmallProject, bytes_below, files_below};

const GOOD: &str = "地区生产总值,罗湖区,2020,100,亿元,,\n地区生产总值,罗湖区,2021,110,亿元,,\n";
const BAD: &str = "地区生产总值,罗湖区,2022,若干,亿元,,\n地区生产总值,罗湖区,2023,许多,亿元,,\n";

/// One quarantined cell too many: 65, nothing is published, not even the package's first release.
#[test]
fn more_findings_than_the_tolerance() {
    for (tolerance, code) in [(0, 65), (1, 65), (2, 0), (3, 0)] {
        let project = SmallProject::tolerant(&format!("{GOOD}{BAD}"), tolerance);
        let done = project.run();
        assert_eq!(done.code, code, "tolerance {tolerance}: {done}");
        done.says(&["error[T401]: ", "raw/book/table.csv:4:4"]);
        if code == 0 {
            assert_eq!(project.versions("small"), ["2023.1.0"]);
            assert_eq!(project.of("observations").rows.len(), 2);
            assert_eq!(project.of("quarantine").rows.len(), 2);
        } else {
            assert_eq!(project.versions("small"), [""; 0], "{done}");
            assert!(!project.package("small").join("latest").exists(), "{done}");
            assert!(done.stdout.contains("NOT published"), "{done}");
        }
    }
}

/// A reader of a refused run is not sent to a file that was thrown away with the staging folder.
#[test]
fn findings_of_a_refused_run_can_be_read() {
    let project = SmallProject::new(&format!("{GOOD}{BAD}"));
    let done = Done::of(project.command().args(["run", "--show", "1"]));
    assert_eq!(done.code, 65, "{done}");
    let kept = files_below(project.path()).iter().any(|name| name.ends_with("quarantine.csv"));
    assert!(kept || !done.stderr.contains("quarantine.csv"), "{done}");
}

/// Without a declared tolerance nothing may be quarantined.
#[test]
fn no_tolerance_is_none() {
    let project = SmallProject::new(&format!("{GOOD}{BAD}"));
    assert_eq!(project.run().code, 65);
    assert_eq!(project.versions("small"), [""; 0]);
}

/// Cells that a source's contradiction keeps out count against the tolerance as well.
#[test]
fn contradictions_count_against_the_tolerance() {
    let rows = format!("{GOOD}地区生产总值,罗湖区,2021,111,亿元,,\n");
    assert_eq!(SmallProject::tolerant(&rows, 1).run().code, 65);
    assert_eq!(SmallProject::tolerant(&rows, 2).run().code, 0);
}

/// A refused run leaves the old release, its pointers and nothing else.
#[test]
fn a_refused_run_leaves_the_old_release() {
    let project = SmallProject::new(GOOD);
    assert_eq!(project.run().code, 0);
    let before = bytes_below(&project.package("small"));
    project.rows(&format!("{GOOD}{BAD}"));
    let done = project.run();
    assert_eq!(done.code, 65, "{done}");
    assert!(bytes_below(&project.package("small")) == before, "the old release was touched");
    assert!(project.release("small").ends_with("2023.1.0"));
    // Mended, it goes on from there.
    project.rows(&GOOD.replace("110", "111"));
    assert_eq!(project.run().code, 0);
    assert_eq!(project.versions("small"), ["2023.1.0", "2023.2.0"]);
}

/// Whatever stops a run, the old release stays whole: a changed file, a broken declaration, a broken header.
#[test]
fn any_failure_leaves_the_old_release() {
    let project = SmallProject::new(GOOD);
    assert_eq!(project.run().code, 0);
    let before = bytes_below(&project.path().join("output"));
    let (table, pipeline) = (project.read("raw/book/table.csv"), project.read("pipeline.toml"));

    project.write("raw/book/table.csv", format!("{table}\n"));
    assert_eq!(project.run().code, 65);
    project.source("book", "table.csv", &table.replace("时期", "时间"));
    assert_eq!(project.run().code, 65);
    project.source("book", "table.csv", &table);
    project.write("pipeline.toml", pipeline.replace("layout =", "layut ="));
    assert_eq!(project.run().code, 78);
    project.write("pipeline.toml", &pipeline);
    fs::remove_file(project.path().join("raw/book/table.csv")).unwrap();
    assert_ne!(project.run().code, 0);

    assert!(bytes_below(&project.path().join("output")) == before);
}

/// One package that is refused does not keep another from being published, and the exit code tells.
#[test]
fn packages_stand_alone() {
    let project = SmallProject::new(&format!("{GOOD}{BAD}"));
    project.source("other", "table.csv", &format!("{}{GOOD}", crate::support::HEADER));
    let more = "\n[sources.other]\nfolder = \"raw/other\"\nlayout = \"plain\"\ntables = [{ files = \"table.csv\" }]\n\n\
                [packages.zother]\ntitle = { zh = \"另\", en = \"Other\" }\ndescription = { zh = \"另\", en = \"Other\" }\nsources = [\"other\"]\n";
    project.write("pipeline.toml", format!("{}{more}", project.read("pipeline.toml")));
    let done = project.run();
    assert_eq!(done.code, 65, "{done}");
    assert_eq!(project.versions("small"), [""; 0]);
    assert_eq!(project.versions("zother"), ["2023.1.0"]);
    // A package has the findings of its own sources only.
    assert_eq!(project.table("zother", "quarantine").rows, []);
}

/// What an interrupted run left behind is cleared away and never taken for a release.
#[test]
fn leftovers_of_an_interrupted_run() {
    let project = SmallProject::new(GOOD);
    project.write("output/small/.staging/data/observations.csv", "half a li");
    assert_eq!(project.run().code, 0);
    assert_eq!(project.versions("small"), ["2023.1.0"]);
    assert!(!project.package("small").join(".staging").exists());
}

/// A run that was killed between the release and its pointers is finished by the next one.
#[test]
fn pointers_are_mended() {
    let project = SmallProject::new(GOOD);
    assert_eq!(project.run().code, 0);
    project.rows(&GOOD.replace("110", "111"));
    assert_eq!(project.run().code, 0);
    // As after a kill: 2023.2.0 has its name, the pointers still say 2023.1.0.
    let folder = project.package("small");
    fs::remove_file(folder.join("latest")).unwrap();
    std::os::unix::fs::symlink("2023.1.0", folder.join("latest")).unwrap();
    let json = fs::read_to_string(folder.join("latest.json")).unwrap();
    fs::write(folder.join("latest.json"), json.replace("2023.2.0", "2023.1.0")).unwrap();
    assert_eq!(project.run().code, 0);
    assert!(project.release("small").ends_with("2023.2.0"), "`latest` still points to the release before");
    assert_eq!(fs::read_to_string(folder.join("latest.json")).unwrap(), json);
}

/// An output folder that cannot be made: 73, and it is named.
#[test]
fn an_output_that_is_a_file() {
    let project = SmallProject::new(GOOD);
    project.write("output", "a file");
    let done = project.run();
    assert_eq!(done.code, 73, "{done}");
    done.says(&["output/small"]);
}

/// A declared choice of columns is what is published, in the order of the page, and the key stays whole.
#[test]
fn chosen_columns() {
    let project = SmallProject::new(GOOD);
    let chosen = "[\"yoy_percent\", \"obs_value\", \"indicator\", \"ref_area\", \"measure\", \"scenario\", \"freq\", \"time_period\", \"cumulation\", \"price_basis\", \"comparability\", \"base_per\", \"adjustment\"]";
    project.edit("pipeline.toml", "sources = [\"book\"]", &format!("sources = [\"book\"]\ncolumns = {chosen}"));
    assert_eq!(project.run().code, 0);
    let table = project.of("observations");
    let expected = "indicator ref_area measure scenario freq time_period cumulation price_basis comparability base_per adjustment obs_value yoy_percent";
    assert_eq!(table.header.join(" "), expected);
    table.one(&[("time_period", "2021")]).has(&[("yoy_percent", "10.00")]);
}

/// Names follow the package's language, messages the reader's.
#[test]
fn languages() {
    let project = SmallProject::tolerant(&format!("{GOOD}{BAD}"), 2);
    project.edit("pipeline.toml", "sources = [\"book\"]", "language = \"en\"\nsources = [\"book\"]");
    let done = Done::of(project.command().args(["--lang", "zh", "run"]));
    assert_eq!(done.code, 0, "{done}");
    done.says(&["错误[T401]: ", "不是数值", "提示: "]);
    assert!(done.stdout.contains("已发布"), "{done}");
    let done_en = SmallProject::tolerant(&format!("{GOOD}{BAD}"), 2).run();
    assert!(done_en.stderr.contains("is no number") && done_en.stdout.contains("published in"), "{done_en}");
    project
        .of("observations")
        .one(&[("time_period", "2021")])
        .has(&[("indicator_name", "Gross regional product"), ("ref_area_name", "Luohu")]);
}

/// `--show` limits what is printed, and says how much more there is.
#[test]
fn shown_findings() {
    let project = SmallProject::tolerant(&format!("{GOOD}{BAD}"), 2);
    let done = Done::of(project.command().args(["run", "--show", "1"]));
    assert_eq!((done.code, done.stderr.matches("error[T401]").count()), (0, 1), "{done}");
    done.says(&["1 more of T401"]);
    let done = Done::of(project.command().args(["run", "--rebuild", "--show", "2"]));
    assert_eq!(done.stderr.matches("error[T401]").count(), 2, "{done}");
}

/// Rounding follows its declared rule and digits: 0.125 % is 0.13 half away from zero and 0.12 half to even.
#[test]
fn declared_rounding() {
    let rows = "户数,罗湖区,2020,800,户,,\n户数,罗湖区,2021,801,户,,\n";
    for (rule, expected) in [("", "0.13"), ("rounding = { rule = \"half-even\" }", "0.12"), ("rounding = { percent_digits = 3 }", "0.125")]
    {
        let project = SmallProject::new(rows);
        project.edit("pipeline.toml", "sources = [\"book\"]", &format!("sources = [\"book\"]\n{rule}"));
        let done = project.run();
        assert_eq!(done.code, 0, "{done}");
        project.of("observations").one(&[("time_period", "2021")]).has(&[("yoy_percent", expected)]);
    }
}

/// A package says which findings stop it, warnings too; the old release stays, and `check` says the same of what it can see.
#[test]
fn declared_findings_stop_publication() {
    let rows = format!("{GOOD}地区生产总值,罗湖区,2022,1200,亿元,,\n地区生产总值,罗湖区,2023,130,亿元,,\n");
    let project = SmallProject::new(&rows);
    assert_eq!(project.run().code, 0, "a slip of magnitude alone is a warning");
    let before = bytes_below(&project.path().join("output"));
    project.edit("pipeline.toml", "[packages.small]\n", "[packages.small]\ntolerance = { blocking = [\"T704\", \"T601\"] }\n");
    let done = project.rebuild();
    assert_eq!(done.code, 65, "{done}");
    assert!(done.stdout.contains("NOT published: 1 × T704"), "{done}");
    assert_eq!(bytes_below(&project.path().join("output")), before);
    project.edit("pipeline.toml", "\"T704\", \"T601\"", "\"T701\"");
    assert_eq!(project.rebuild().code, 0);
    project.edit("pipeline.toml", "\"T701\"", "\"T999\"");
    let done = project.run();
    assert_eq!(done.code, 78, "{done}");
    done.says(&["error[T103]: no finding has the code `T999`", "help: the codes of findings are: T301"]);
}
