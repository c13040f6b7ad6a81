//! Runs that nobody watches: nothing to do means nothing done, each kind of failure has its code, and what happened can be read afterwards.

mod codes;
mod faults;
mod locks;
mod records;
mod unchanged;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::{Done, HEADER, SmallProject};

/// Rows that are in order.
const GOOD: &str = "地区生产总值,罗湖区,2020,100,亿元,,\n地区生产总值,罗湖区,2021,110,亿元,,\n";

/// Says, past the test harness, that this machine does not let a test run.
fn skipped(what: &str, why: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {what} ({why})");
}

/// Whether a command can be started and succeeds.
fn can(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// `tongbi run --output json` as a scheduler starts it, with the result that it prints.
fn result(project: &SmallProject) -> (Done, Value) {
    let done = Done::of(project.silent().args(["run", "--output", "json"]));
    assert_eq!(done.stdout.lines().count(), 1, "{done}");
    let value = serde_json::from_str(&done.stdout).unwrap();
    (done, value)
}

/// What became of each package, by name.
fn outcomes(result: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    result["packages"].as_array().unwrap().iter().map(|package| (text(&package["name"]), text(&package["outcome"]))).collect()
}

/// Asserts that the release which `latest` names is whole.
fn whole(project: &SmallProject, package: &str) {
    let release = project.release(package);
    let sums = fs::read_to_string(release.join("SHA256SUMS")).unwrap();
    for line in sums.lines() {
        let (digest, name) = line.split_once("  ").unwrap();
        assert_eq!(crate::support::sha256(&fs::read(release.join(name)).unwrap()), digest, "{name}");
    }
    assert!(!project.package(package).join(".staging").exists(), "staging was left");
}

/// Three packages over two sources: `small` has book, `both` has both, `second` has the other.
fn three() -> SmallProject {
    let project = SmallProject::new(GOOD);
    project.source("other", "table.csv", &format!("{HEADER}{}", GOOD.replace("罗湖区", "福田区")));
    let package = |name: &str, sources: &str| {
        format!(
            "\n[packages.{name}]\ntitle = {{ zh = \"包\", en = \"P\" }}\ndescription = {{ zh = \"包\", en = \"P\" }}\nsources = [{sources}]\n"
        )
    };
    let other = "\n[sources.other]\nfolder = \"raw/other\"\nlayout = \"plain\"\ntables = [{ files = \"table.csv\" }]\n";
    let more = [other.to_owned(), package("both", "\"book\", \"other\""), package("second", "\"other\"")].concat();
    project.write("pipeline.toml", project.read("pipeline.toml") + &more);
    project
}

/// Everything below a folder: names, bytes, and when it was written last.
fn state(root: &Path) -> Vec<(String, Vec<u8>, std::time::SystemTime)> {
    let entry = |name: String| {
        let path = root.join(&name);
        let time = fs::metadata(&path).unwrap().modified().unwrap();
        (name, fs::read(&path).unwrap(), time)
    };
    crate::support::files_below(root).into_iter().map(entry).collect()
}
