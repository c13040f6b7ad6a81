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
        if !entry.file_type().unwrap().is_dir() || name == ".staging" {
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
