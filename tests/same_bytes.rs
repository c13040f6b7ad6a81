//! The same inputs give the same bytes, on any machine, time zone, locale and thread count, in one part as in many.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{Done, Folder, Project, bytes_below, files_below, real_run};

/// All releases of a project.
fn published(project: &Project) -> BTreeMap<String, Vec<u8>> {
    bytes_below(&project.path().join("output"))
}

/// Asserts that two projects have published the same files with the same bytes.
fn same(one: &Project, other: &Project, what: &str) {
    let (one, other) = (published(one), published(other));
    assert!(one.keys().filter(|name| name.ends_with("SHA256SUMS")).count() == 2, "{:?}", one.keys());
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{what}");
    for (name, bytes) in &one {
        assert!(*bytes == other[name], "{what}: {name} differs");
    }
}

/// Runs a fresh copy of the real project and compares it with the plain run.
fn run_like(what: &str, project: &Project, prepare: impl FnOnce(&mut Command) -> &mut Command) {
    let mut command = project.command();
    let done = Done::of(prepare(&mut command));
    assert_eq!(done.code, 0, "{what}: {done}");
    same(&real_run().0, project, what);
}

/// Two runs in two folders.
#[test]
fn two_folders_give_the_same_bytes() {
    run_like("another folder", &Project::real(), |command| command.arg("run"));
}

/// Time zone and locale of the machine.
#[test]
fn time_zone_and_locale_change_nothing() {
    for (name, value) in [("TZ", "Asia/Shanghai"), ("TZ", "America/New_York"), ("LC_ALL", "zh_CN.UTF-8"), ("LC_ALL", "C")] {
        run_like(&format!("{name}={value}"), &Project::real(), |command| command.env(name, value).arg("run"));
    }
}

/// Threads of the machine.
#[test]
fn thread_counts_change_nothing() {
    for threads in ["1", "2"] {
        run_like(&format!("{threads} threads"), &Project::real(), |command| {
            command.env("RAYON_NUM_THREADS", threads).env("POLARS_MAX_THREADS", threads).arg("run")
        });
    }
}

/// One thread and one unit, a few, and more than there are indicators.
#[test]
fn units_and_threads_change_nothing() {
    for (threads, unit_rows) in [("1", "100000"), ("1", "1"), ("2", "1"), ("7", "20"), ("1000", "3")] {
        let arguments = ["run", "--threads", threads, "--unit-rows", unit_rows];
        run_like(&arguments.join(" "), &Project::real(), |command| command.args(arguments));
    }
}

/// The order in which a folder lists its files.
#[test]
fn listing_order_changes_nothing() {
    let project = Project::real_in_order(|files| files.reverse());
    run_like("reversed files", &project, |command| command.arg("run"));
}

/// The language of messages is not the language of a package.
#[test]
fn language_of_messages_changes_nothing() {
    run_like("--lang zh", &Project::real(), |command| command.args(["--lang", "zh", "run"]));
}

/// Another working directory, and the project named by a relative path.
#[test]
fn working_directory_changes_nothing() {
    let (elsewhere, project) = (Folder::new(), Project::real());
    run_like("another working directory", &project, |command| command.current_dir(elsewhere.path()).arg("run"));

    let project = Project::real();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tongbi"));
    let done = Done::of(command.current_dir(project.path()).arg("run"));
    assert_eq!(done.code, 0, "{done}");
    same(&real_run().0, &project, "no -C at all");
}

/// Nothing of the machine is written into a release: not the path of the project, not the name of the host's folders.
#[test]
fn no_path_of_the_machine_is_published() {
    let project = &real_run().0;
    let path = project.path().to_str().unwrap().as_bytes();
    for (name, bytes) in published(project) {
        assert!(!bytes.windows(path.len()).any(|window| window == path), "{name}");
    }
}

/// Every file below a folder with the time of its last change.
fn times(root: &Path) -> Vec<(String, std::time::SystemTime)> {
    let time = |name: &String| fs::metadata(root.join(name)).unwrap().modified().unwrap();
    files_below(root).into_iter().map(|name| (name.clone(), time(&name))).collect()
}

/// A second run finds nothing to do: exit code 0, no file touched, no folder left behind.
#[test]
fn a_second_run_publishes_nothing() {
    let project = Project::real();
    assert_eq!(project.run().code, 0);
    let (bytes, before) = (published(&project), times(&project.path().join("output")));
    let again = project.run();
    assert_eq!(again.code, 0, "{again}");
    assert_eq!(again.stdout.matches("unchanged").count(), 2, "{again}");
    assert_eq!(times(&project.path().join("output")), before);
    assert!(published(&project) == bytes);
    assert_eq!(project.versions("luohu-indicators"), ["2024.1.0"]);
}

/// A changed figure gives the next version; the old release stays as it was, and the pointer moves.
#[test]
fn a_changed_figure_gives_the_next_version() {
    let project = Project::real();
    assert_eq!(project.run().code, 0);
    let first = project.package("luohu-indicators").join("2024.1.0");
    let before = bytes_below(&first);
    let provinces = bytes_below(&project.package("provincial-accounts"));

    project.edit_table("raw/lh-2022-report/2021-00-summary.csv", b"2571.67", b"2571.68");
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    assert_eq!(project.versions("luohu-indicators"), ["2024.1.0", "2024.2.0"]);
    assert!(bytes_below(&first) == before, "a published release was changed");
    assert!(project.release("luohu-indicators").ends_with("2024.2.0"));
    assert!(project.package("luohu-indicators").join("latest/datapackage.json").is_file());
    let key = [("indicator", "GRP"), ("measure", "LEVEL"), ("time_period", "2021")];
    project.table("luohu-indicators", "observations").one(&key).has(&[("obs_value", "257168000000")]);
    assert!(bytes_below(&project.package("provincial-accounts")) == provinces, "the other package had nothing to do");

    let again = project.run();
    assert_eq!((again.code, again.stdout.matches("unchanged").count()), (0, 2), "{again}");
}
