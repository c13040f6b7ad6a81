//! Real processes, killed before every call that changes the file system. The program has no hook for it: a library that counts the calls is
//! preloaded into the binary that users get.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::support::{Done, SmallProject, bytes_below, files_below, repository, sha256};

const OLD: &str = "地区生产总值,罗湖区,2020,100,亿元,,\n";
const NEW: &str = "地区生产总值,罗湖区,2020,100,亿元,,\n地区生产总值,罗湖区,2021,110,亿元,,\n";
const SIGKILL: i32 = 9;

/// The library, compiled by the compiler that links this test.
fn library(project: &SmallProject) -> PathBuf {
    let path = project.path().join("killed.so");
    let source = repository().join("tests/support/killed.c");
    let done = Done::of(Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&path).arg(source).arg("-ldl"));
    assert_eq!(done.code, 0, "{done}");
    path
}

fn run_with(project: &SmallProject, library: &Path, variable: &str, number: usize) -> Output {
    project.command().arg("run").env("LD_PRELOAD", library).env(variable, number.to_string()).output().unwrap()
}

/// Every release that has its name is whole, and every pointer names one that is there.
fn all_is_whole(folder: &Path, when: &str) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        // What begins with a dot is nobody's to read; what is withdrawn is no release, whatever is still left of it.
        if !entry.file_type().unwrap().is_dir() || name.starts_with('.') || entry.path().join("WITHDRAWN.json").is_file() {
            continue;
        }
        let sums = fs::read_to_string(entry.path().join("SHA256SUMS")).unwrap_or_else(|error| panic!("{when}: {name}: {error}"));
        let files: Vec<String> = files_below(&entry.path()).into_iter().filter(|file| file != "SHA256SUMS").collect();
        assert_eq!(sums.lines().count(), files.len(), "{when}: {name}");
        for line in sums.lines() {
            let (digest, file) = line.split_once("  ").unwrap();
            assert_eq!(sha256(&fs::read(entry.path().join(file)).unwrap()), digest, "{when}: {name}/{file}");
        }
    }
    let json = |name: &str| -> Value { serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap() };
    let there = |version: &Value| folder.join(version.as_str().unwrap()).join("SHA256SUMS").is_file();
    assert!(folder.join("latest/SHA256SUMS").is_file(), "{when}: latest");
    assert!(there(&json("latest.json")["version"]), "{when}: latest.json");
    assert!(json("releases.json")["releases"].as_array().unwrap().iter().all(there), "{when}: releases.json");
}

/// A kill before any call leaves the old release as it was and whatever is visible whole; the next run finishes what was begun.
#[test]
fn killed_at_every_step() {
    let project = SmallProject::new(OLD);
    let library = library(&project);
    assert_eq!(project.run().code, 0);
    let folder = project.package("small");
    let old = bytes_below(&folder.join("2023.1.0"));
    project.rows(NEW);
    let mut step = 0;
    loop {
        let when = format!("killed before step {step}");
        let output = run_with(&project, &library, "KILL_BEFORE", step);
        all_is_whole(&folder, &when);
        assert!(bytes_below(&folder.join("2023.1.0")) == old, "{when}: the old release was touched");
        if output.status.signal() != Some(SIGKILL) {
            assert_eq!(output.status.code(), Some(0), "{when}");
            break;
        }
        // Once the release has its name, the next run has only pointers to mend; it is taken back, so that later steps are met too.
        let done = project.run();
        assert_eq!(done.code, 0, "{when}: {done}");
        all_is_whole(&folder, &when);
        assert_eq!(project.versions("small"), ["2023.1.0", "2023.2.0"], "{when}");
        assert!(project.release("small").ends_with("2023.2.0"), "{when}: the pointer stays behind");
        fs::remove_dir_all(folder.join("2023.2.0")).unwrap();
        project.rows(OLD);
        assert_eq!(project.run().code, 0);
        assert!(project.release("small").ends_with("2023.1.0"), "{when}");
        project.rows(NEW);
        step += 1;
    }
    assert!(step > 60, "only {step} steps: are the calls still those that the library counts?");
    assert!(project.release("small").ends_with("2023.2.0"));
}

/// Does the same command again and again, killed before each of its calls, on the same folder of releases; looks at what is left, then at what the
/// next run makes of it. The last time it is not killed.
fn at_every_step(project: &SmallProject, arguments: &[&str], left: impl Fn(&str), mended: impl Fn(&str, &Done)) {
    let (library, output, kept) = (library(project), project.path().join("output"), project.path().join("kept"));
    let copy = |from: &Path, to: &Path| assert_eq!(Done::of(Command::new("cp").arg("-a").arg(from).arg(to)).code, 0);
    copy(&output, &kept);
    for step in 0.. {
        let when = format!("{arguments:?} killed before step {step}");
        let mut command = project.command();
        let killed = command.args(arguments).env("LD_PRELOAD", &library).env("KILL_BEFORE", step.to_string()).output().unwrap();
        left(&when);
        mended(&when, &project.run());
        if killed.status.signal() != Some(SIGKILL) {
            assert_eq!(killed.status.code(), Some(0), "{when}: {}", String::from_utf8_lossy(&killed.stderr));
            assert!(step > 5, "only {step} steps");
            return;
        }
        fs::remove_dir_all(&output).unwrap();
        copy(&kept, &output);
    }
}

/// A project with three releases.
fn three() -> SmallProject {
    let project = SmallProject::new(OLD);
    for value in ["101", "102", "103"] {
        project.rows(&OLD.replace("100", value));
        assert_eq!(project.run().code, 0);
    }
    project
}

fn json(project: &SmallProject, name: &str) -> Value {
    serde_json::from_slice(&fs::read(project.package("small").join(name)).unwrap()).unwrap()
}

/// A withdrawal that is killed anywhere has happened or has not; `latest` names a whole release all the time.
#[test]
fn a_withdrawal_killed_at_every_step() {
    let project = three();
    let folder = project.package("small");
    let arguments = ["withdraw", "small", "2023.3.0", "--reason", "wrong", "--by", "somebody"];
    let mended = |when: &str, done: &Done| {
        assert_eq!(done.code, 0, "{when}: {done}");
        all_is_whole(&folder, when);
        let withdrawn = folder.join("2023.3.0/WITHDRAWN.json").is_file();
        let newest = if withdrawn { "2023.2.0" } else { "2023.3.0" };
        assert!(project.release("small").ends_with(newest), "{when}");
        assert_eq!(json(&project, "releases.json")["releases"].as_array().unwrap().len(), if withdrawn { 2 } else { 3 }, "{when}");
        if withdrawn {
            assert_eq!(files_below(&folder.join("2023.3.0")), ["README.md", "README.zh.md", "WITHDRAWN.json"], "{when}");
            let note = fs::read_to_string(folder.join("2023.3.0/README.md")).unwrap();
            assert!(note.contains("Reason: wrong"), "{when}: {note}");
        }
    };
    at_every_step(&project, &arguments, |when| latest_is_whole(&folder, when), mended);
    assert!(folder.join("2023.3.0/WITHDRAWN.json").is_file());
}

/// The release that `latest` leads to has all its files, also while it is being withdrawn.
fn latest_is_whole(folder: &Path, when: &str) {
    let sums = fs::read_to_string(folder.join("latest/SHA256SUMS")).unwrap_or_else(|error| panic!("{when}: {error}"));
    for line in sums.lines() {
        let (digest, file) = line.split_once("  ").unwrap();
        assert_eq!(sha256(&fs::read(folder.join("latest").join(file)).unwrap()), digest, "{when}: {file}");
    }
}

/// Pruning that is killed anywhere leaves whole releases, and a list that names no other; the next run clears away the rest.
#[test]
fn pruning_killed_at_every_step() {
    let project = three();
    project.rows(&OLD.replace("100", "104"));
    assert_eq!(project.run().code, 0);
    let folder = project.package("small");
    let mended = |when: &str, done: &Done| {
        assert_eq!(done.code, 0, "{when}: {done}");
        all_is_whole(&folder, when);
        assert!(!folder.join(".removed").exists(), "{when}");
        let there: Vec<String> = project.versions("small");
        let listed = json(&project, "releases.json")["releases"].clone();
        assert_eq!(listed, serde_json::json!(there), "{when}");
    };
    at_every_step(&project, &["prune", "--keep", "1"], |when| all_is_whole(&folder, when), mended);
    assert_eq!(project.versions("small"), ["2023.3.0", "2023.4.0"]);
}

/// An approval that is killed anywhere was given or was not: no release is seen without its record, none stays half-published.
#[test]
fn an_approval_killed_at_every_step() {
    let project = SmallProject::new(OLD);
    project.edit("pipeline.toml", "sources = [\"book\"]", "sources = [\"book\"]\napproval = \"required\"");
    assert_eq!(project.run().code, 69);
    assert_eq!(Done::of(project.command().args(["release", "small", "--by", "a"])).code, 0);
    project.rows(NEW);
    assert_eq!(project.run().code, 69);
    let folder = project.package("small");
    let recorded = || json(&project, "approvals.json")["approvals"].as_array().unwrap().len();
    let left = |when: &str| {
        all_is_whole(&folder, when);
        assert!(!folder.join("2023.2.0").exists() || recorded() == 2, "{when}: it is seen without its approval");
    };
    let mended = |when: &str, done: &Done| {
        let given = folder.join("2023.2.0").exists();
        assert_eq!(done.code, if given { 0 } else { 69 }, "{when}: {done}");
        all_is_whole(&folder, when);
        assert_eq!((recorded(), folder.join(".candidate").exists()), (if given { 2 } else { 1 }, !given), "{when}");
        assert!(project.release("small").ends_with(if given { "2023.2.0" } else { "2023.1.0" }), "{when}");
    };
    at_every_step(&project, &["release", "small", "--by", "b"], left, mended);
    assert!(project.release("small").ends_with("2023.2.0"));
}

/// A file that is not what was written, as on a failing disk, stops publication: 74, the file is named, the old release stays.
#[test]
fn staged_bytes_are_checked() {
    let project = SmallProject::new(OLD);
    let library = library(&project);
    assert_eq!(project.run().code, 0);
    project.rows(NEW);
    for file in [0, 1, 5] {
        let output = run_with(&project, &library, "TAMPER_AFTER", file);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(74), "{file}: {message}");
        assert!(message.contains("is not what was written") && message.contains(".staging/"), "{message}");
        assert_eq!(project.versions("small"), ["2023.1.0"]);
        assert!(project.release("small").ends_with("2023.1.0"));
    }
}
