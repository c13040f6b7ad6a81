//! Nothing to do means nothing done; what has changed, and only that, is made; the plan says so beforehand.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use super::{GOOD, can, outcomes, result, skipped, state, three};
use crate::support::{Done, HEADER, SmallProject};

fn words(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
    entries.iter().map(|(name, outcome)| ((*name).to_owned(), (*outcome).to_owned())).collect()
}

/// An unchanged run opens no table, writes nothing under output/, exits 0 and says so.
#[test]
fn an_unchanged_run_does_nothing() {
    let project = three();
    assert_eq!(outcomes(&result(&project).1), words(&[("both", "published"), ("second", "published"), ("small", "published")]));
    let before = state(&project.path().join("output"));
    let (done, value) = result(&project);
    assert_eq!((done.code, value["status"].as_str()), (0, Some("noop")), "{done}");
    assert_eq!(outcomes(&value), words(&[("both", "current"), ("second", "current"), ("small", "current")]));
    assert_eq!(state(&project.path().join("output")), before);
    // What was known of the packages is known still.
    assert_eq!(value["packages"][0]["observations"], 4, "{done}");
    let done = project.run();
    assert_eq!(done.stdout.matches("unchanged, nothing to do").count(), 3, "{done}");
}

/// A changed source makes the packages that have it, and no other; what comes out is what a full run gives.
#[test]
fn a_changed_source_makes_what_depends_on_it() {
    let project = three();
    assert_eq!(project.run().code, 0);
    project.source("other", "table.csv", &format!("{HEADER}{}", GOOD.replace("罗湖区", "福田区").replace("110", "120")));
    let (done, value) = result(&project);
    assert_eq!(outcomes(&value), words(&[("both", "published"), ("second", "published"), ("small", "current")]), "{done}");
    // A run that reads only what has changed gives the bytes of one that reads everything.
    let made = fs::read(project.release("both").join("SHA256SUMS")).unwrap();
    let done = Done::of(project.command().args(["run", "--rebuild"]));
    assert_eq!((done.code, done.stdout.matches("unchanged").count()), (0, 3), "{done}");
    assert_eq!(fs::read(project.release("both").join("SHA256SUMS")).unwrap(), made);
}

/// A change that alters no output publishes nothing, and the run after it has nothing to do.
#[test]
fn a_change_without_effect_publishes_nothing() {
    let project = three();
    assert_eq!(project.run().code, 0);
    let before = state(&project.path().join("output"));
    // A comment in pipeline.toml is no change at all.
    project.write("pipeline.toml", format!("# checked in May\n{}", project.read("pipeline.toml")));
    assert!(outcomes(&result(&project).1).values().all(|outcome| outcome == "current"));
    // The entries of a code list in another order: everything is made, and the same comes out.
    let units = project.read("catalog/units.toml");
    let mut entries: Vec<&str> = units.split("[[unit]]").filter(|entry| !entry.trim().is_empty()).collect();
    entries.reverse();
    project.write("catalog/units.toml", entries.iter().map(|entry| format!("[[unit]]{entry}")).collect::<String>());
    assert!(outcomes(&result(&project).1).values().all(|outcome| outcome == "unchanged"));
    assert!(outcomes(&result(&project).1).values().all(|outcome| outcome == "current"));
    assert_eq!(state(&project.path().join("output")), before);
}

/// A rule of one package makes that package; a layout makes the packages whose sources have it.
#[test]
fn a_changed_rule_makes_its_packages() {
    let project = three();
    assert_eq!(project.run().code, 0);
    project.edit("pipeline.toml", "sources = [\"other\"]", "sources = [\"other\"]\nrounding = { percent_digits = 3 }");
    assert_eq!(outcomes(&result(&project).1), words(&[("both", "current"), ("second", "published"), ("small", "current")]));
    project.edit("pipeline.toml", "[layouts.plain]", "[layouts.plain]\nshort_rows = true");
    assert_eq!(outcomes(&result(&project).1), words(&[("both", "unchanged"), ("second", "unchanged"), ("small", "unchanged")]));
}

/// A file that changed behind the back of its sidecar is never taken for unchanged.
#[test]
fn content_counts_not_times() {
    let project = SmallProject::new(GOOD);
    assert_eq!(project.run().code, 0);
    let path = project.path().join("raw/book/table.csv");
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("110", "111")).unwrap();
    fs::File::options().append(true).open(&path).unwrap().set_modified(time).unwrap();
    for verb in ["plan", "run"] {
        let done = Done::of(project.command().arg(verb));
        assert_eq!(done.code, 65, "{done}");
        done.says(&["error[T307]", "raw/book/table.csv"]);
    }
    // That it is another file is what is wrong with it, whatever else is.
    fs::write(&path, "\u{feff}no table at all\n\"").unwrap();
    let done = Done::of(project.command().arg("run"));
    assert_eq!(done.code, 65, "{done}");
    done.says(&["error[T307]", "raw/book/table.csv"]);
    // Another time of the same content is no change.
    fs::write(&path, text).unwrap();
    assert_eq!(outcomes(&result(&project).1), words(&[("small", "current")]));
}

/// The plan says what would be made and why, by the names that a user knows, and writes nothing at all.
#[test]
fn the_plan_says_what_and_why() {
    let project = three();
    let plan = |project: &SmallProject| {
        let before = state(project.path());
        let done = Done::of(project.command().arg("plan"));
        assert_eq!(done.code, 0, "{done}");
        assert_eq!(state(project.path()), before, "the plan wrote something");
        done.stdout
    };
    let first = plan(&project);
    assert!(first.contains("small  would be made: it has no release yet") && first.contains("raw/book/table.csv"), "{first}");
    assert_eq!(project.run().code, 0);
    assert_eq!(plan(&project).matches("up to date").count(), 3);
    project.source("other", "table.csv", &format!("{HEADER}{}", GOOD.replace("罗湖区", "福田区").replace("110", "120")));
    let changed = plan(&project);
    assert_eq!(changed.matches("changed  raw/other/table.csv").count(), 2, "{changed}");
    assert!(changed.contains("small 2023.1.0  up to date"), "{changed}");
    project.edit("catalog/units.toml", "en = \"yuan\"", "en = \"renminbi\"");
    project.edit("pipeline.toml", "sources = [\"other\"]", "sources = [\"other\"]\nlineage = false");
    let changed = plan(&project);
    assert_eq!(changed.matches("changed  catalog/units.toml").count(), 3, "{changed}");
    assert_eq!(changed.matches("changed  pipeline.toml [packages.second]").count(), 1, "{changed}");
}

/// Columns with type and unit are known before a table is read: the plan has those of the release, even where no table is there.
#[test]
fn columns_are_known_beforehand() {
    let project = SmallProject::new(GOOD);
    let done = Done::of(project.command().args(["plan", "--output", "json"]));
    let value: serde_json::Value = serde_json::from_str(&done.stdout).unwrap();
    let columns = value["packages"][0]["columns"].as_array().unwrap();
    assert_eq!(project.run().code, 0);
    let names: Vec<&str> = columns.iter().map(|column| column["name"].as_str().unwrap()).collect();
    assert_eq!(names, project.of("observations").header);
    let unit = |name: &str| columns.iter().find(|column| column["name"] == name).unwrap()["unit"].clone();
    assert_eq!((unit("yoy_percent"), unit("obs_value")), ("percent".into(), "in unit_measure".into()));
    let done = Done::of(project.command().args(["plan", "--columns"]));
    assert!(done.stdout.contains("yoy_percent          number   percent"), "{done}");
}

/// The check reads the tables, says what is wrong with them and whether it would be let pass; it writes nothing.
#[test]
fn the_check_reads_the_tables() {
    let bad = format!("{GOOD}地区生产总值,罗湖区,2022,若干,亿元,,\n地区生产总值,罗湖区,2021,120,亿元,,\n");
    for (tolerance, code) in [(0, 65), (2, 65), (3, 0)] {
        let project = SmallProject::tolerant(&bad, tolerance);
        let before = state(project.path());
        let done = project.check();
        assert_eq!((done.code, state(project.path()) == before), (code, true), "{done}");
        done.says(&["error[T401]", "error[T601]"]);
        assert_eq!(project.run().code, code, "a run comes to the same");
        let done = Done::of(project.command().args(["check", "--declarations"]));
        assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{done}");
    }
}

/// Plan and check work on a read-only mount.
#[test]
fn plan_and_check_on_a_read_only_mount() {
    if !can("unshare", &["-rm", "true"]) {
        return skipped("plan and check on a read-only mount", "no mount namespaces here");
    }
    let project = SmallProject::new(GOOD);
    assert_eq!(project.run().code, 0);
    let script = "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\" || exit 99
        touch \"$1/x\" 2>/dev/null && exit 98
        \"$2\" -C \"$1\" plan && \"$2\" -C \"$1\" check";
    let done =
        Done::of(Command::new("unshare").args(["-rm", "sh", "-c", script, "sh"]).arg(project.path()).arg(env!("CARGO_BIN_EXE_tongbi")));
    if done.code == 99 {
        return skipped("plan and check on a read-only mount", "no bind mounts here");
    }
    assert_eq!(done.code, 0, "{done}");
    assert!(done.stdout.contains("up to date") && done.stdout.contains("in order"), "{done}");
}
