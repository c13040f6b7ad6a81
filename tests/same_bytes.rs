//! The same inputs give the same bytes, on any machine, time zone, locale and thread count, in one part as in many.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{Done, Folder, HEADER, Project, SmallProject, bytes_below, files_below, real_run, sha256};

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

/// Memory for nearly nothing, so that all statements wait on the disk.
#[test]
fn memory_changes_nothing() {
    for (memory, threads) in [("0KiB", "3"), ("16KiB", "1")] {
        let arguments = ["run", "--memory", memory, "--threads", threads, "--unit-rows", "20"];
        let project = Project::real();
        run_like(&arguments.join(" "), &project, |command| command.args(arguments));
        assert!(project.path().join(".tongbi/spill").is_dir(), "{memory}: nothing was too much");
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

/// A machine that a small project is published on: what a run must not depend on.
struct Machine {
    zone: &'static str,
    locale: &'static str,
    umask: &'static str,
    /// Whether the project is the working directory, or named from elsewhere.
    inside: bool,
    threads: &'static str,
    unit_rows: &'static str,
    /// In which order its files were made, which is often the order in which a folder lists them.
    order: fn(&mut Vec<String>),
}

const MACHINES: [Machine; 6] = [
    Machine { zone: "UTC", locale: "C", umask: "022", inside: false, threads: "1", unit_rows: "1000000", order: |_| {} },
    Machine {
        zone: "Asia/Shanghai",
        locale: "zh_CN.UTF-8",
        umask: "077",
        inside: true,
        threads: "2",
        unit_rows: "1",
        order: |files| files.reverse(),
    },
    Machine {
        zone: "America/St_Johns",
        locale: "tr_TR.UTF-8",
        umask: "002",
        inside: false,
        threads: "7",
        unit_rows: "2",
        order: |files| files.rotate_left(3),
    },
    Machine {
        zone: "Pacific/Kiritimati",
        locale: "de_DE.ISO-8859-1",
        umask: "000",
        inside: true,
        threads: "7",
        unit_rows: "1",
        order: |files| files.sort_by_key(String::len),
    },
    Machine {
        zone: ":nonsense",
        locale: "POSIX",
        umask: "027",
        inside: false,
        threads: "1",
        unit_rows: "1",
        order: |files| files.sort_by(|a, b| b.chars().rev().cmp(a.chars().rev())),
    },
    Machine {
        zone: "Etc/GMT+12",
        locale: "ar_EG.UTF-8",
        umask: "022",
        inside: true,
        threads: "2",
        unit_rows: "1000000",
        order: |files| files.rotate_right(2),
    },
];

/// A small project with several sources, tables, findings and derived years, made in one order of files or another.
fn shuffled(order: fn(&mut Vec<String>)) -> SmallProject {
    let model = SmallProject::tolerant("", 9);
    let rows = |area: &str, base: u32| -> String {
        let years = (2010..2020)
            .map(|year| format!("户数,{area},{year},{}.5万,户,1.5,\n地区生产总值,{area},{year},{},亿元,,\n", base + year, year - base));
        years.chain([format!("户数,{area},2021,若干,户,,\n")]).collect()
    };
    model.rows(&rows("罗湖区", 3));
    let table = |area: &str, base: u32| format!("{HEADER}{}", rows(area, base));
    let (north, south) = (table("福田区", 7), table("全国", 11));
    let parts = [("2019-北.csv", north.as_str()), ("2019-南.csv", &south)];
    let sidecar = model.read("raw/book/source.toml");
    let (head, _) = sidecar.split_once("[files]").unwrap();
    let digests: String = parts.iter().map(|(name, text)| format!("\"{name}\" = \"{}\"\n", sha256(text.as_bytes()))).collect();
    model.write("raw/other/source.toml", format!("{head}[files]\n{digests}"));
    for (name, text) in parts {
        model.write(&format!("raw/other/{name}"), text);
    }
    let more = "\n[sources.other]\nfolder = \"raw/other\"\nlayout = \"plain\"\ntables = [{ files = \"2019-*.csv\" }]\n";
    model.edit("pipeline.toml", "sources = [\"book\"]", "sources = [\"other\", \"book\"]\nexports = [\"sdmx-csv\"]");
    model.write("pipeline.toml", model.read("pipeline.toml") + more);
    let mut files = files_below(model.path());
    order(&mut files);
    let project = SmallProject::empty();
    for name in &files {
        project.write(name, fs::read(model.path().join(name)).unwrap());
    }
    project
}

/// One small project, published under other time zones, locales, umasks, working directories, thread counts, parts and orders of files: every
/// file of `output/` has the same bytes, nothing is executable, and every mode is what the umask leaves.
#[test]
fn other_machines_give_the_same_bytes() {
    let mut first: Option<BTreeMap<String, Vec<u8>>> = None;
    for machine in &MACHINES {
        let (project, elsewhere) = (shuffled(machine.order), Folder::new());
        let script = "umask $1; shift; exec \"$@\"";
        let mut command = Command::new("sh");
        command.args(["-c", script, "sh", machine.umask, env!("CARGO_BIN_EXE_tongbi")]);
        if machine.inside {
            command.current_dir(project.path());
        } else {
            command.current_dir(elsewhere.path()).arg("--project").arg(project.path());
        }
        command.args(["run", "--threads", machine.threads, "--unit-rows", machine.unit_rows]);
        let done = Done::of(command.env("TZ", machine.zone).env("LANG", machine.locale).env("LC_ALL", machine.locale));
        assert_eq!(done.code, 0, "{}: {done}", machine.zone);
        let found = published(&project);
        assert!(found.len() > 25, "{:?}", found.keys());
        modes_follow(&project.path().join("output"), machine.umask);
        match &first {
            None => first = Some(found),
            Some(first) => {
                assert_eq!(first.keys().collect::<Vec<_>>(), found.keys().collect::<Vec<_>>(), "{}", machine.zone);
                for (name, bytes) in first {
                    assert!(*bytes == found[name], "{}: {name} differs", machine.zone);
                }
            }
        }
    }
}

/// What is published has the modes that the umask leaves of 666 and 777.
#[cfg(unix)]
fn modes_follow(folder: &Path, umask: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    let left = !u32::from_str_radix(umask, 8).unwrap();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let kind = entry.file_type().unwrap();
        if kind.is_symlink() {
            continue;
        }
        let all = if kind.is_dir() { 0o777 } else { 0o666 };
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, all & left, "{:?}", entry.path());
        if kind.is_dir() {
            modes_follow(&entry.path(), umask);
        }
    }
}

#[cfg(not(unix))]
fn modes_follow(_: &Path, _: &str) {}

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
