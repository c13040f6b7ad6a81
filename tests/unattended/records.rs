//! What a run says and leaves behind: silence on success, logs, one line of result, reports, metrics.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::{GOOD, can, result, skipped};
use crate::support::{Done, SmallProject};

const BAD: &str = "地区生产总值,罗湖区,2022,若干,亿元,,\n";

/// The report of the newest run.
fn report(project: &SmallProject) -> (Value, String) {
    let runs = project.path().join(".tongbi/runs");
    let mut names: Vec<_> = fs::read_dir(&runs).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    names.sort();
    let folder = names.last().unwrap();
    (serde_json::from_slice(&fs::read(folder.join("report.json")).unwrap()).unwrap(), fs::read_to_string(folder.join("report.md")).unwrap())
}

/// Success without a terminal is silent, whether something was published or not, even where findings are let pass.
#[test]
fn success_is_silent() {
    let project = SmallProject::tolerant(&format!("{GOOD}{BAD}"), 1);
    for arguments in [&["run"][..], &["run"], &["run", "-q"], &["run", "--rebuild"]] {
        let done = Done::of(project.silent().args(arguments));
        assert_eq!((done.code, done.stdout.as_str(), done.stderr.as_str()), (0, "", ""), "{arguments:?}: {done}");
    }
    let done = Done::of(project.silent().args(["run", "-v", "--rebuild"]));
    done.says(&["run_started", "package_due", "asked for", "reading", "package_unchanged", "error[T401]"]);
    assert!(done.stdout.contains("unchanged, nothing to do"), "{done}");
}

/// A refusal is never silent, and `-q` leaves what is wrong.
#[test]
fn failure_is_told() {
    for arguments in [&["run"][..], &["run", "-q"], &["run", "--output", "json"]] {
        let project = SmallProject::new(&format!("{GOOD}{BAD}"));
        let done = Done::of(project.silent().args(arguments));
        assert_eq!(done.code, 65, "{done}");
        done.says(&["error[T401]", "NOT published"]);
    }
}

/// On a terminal the account is printed without being asked for.
#[test]
fn a_terminal_gets_the_account() {
    if !can("script", &["-qec", "true", "/dev/null"]) {
        return skipped("a run on a terminal", "no `script` here to make one");
    }
    let project = SmallProject::new(GOOD);
    let line = format!("'{}' -C '{}' run", env!("CARGO_BIN_EXE_tongbi"), project.path().display());
    let done = Done::of(Command::new("script").args(["-qec", &line, "/dev/null"]).env_remove("TONGBI_OUTPUT").env("NO_COLOR", "1"));
    assert_eq!(done.code, 0, "{done}");
    assert!(done.stdout.contains("published in output/small/2023.1.0"), "{done}");
    assert!(!done.stdout.contains("\u{1b}["), "{done:#}");
}

/// Every line of a JSON log is an object with time, level, event and the run's id, which is that of the result.
#[test]
fn json_logs() {
    let project = SmallProject::tolerant(&format!("{GOOD}{BAD}"), 1);
    let log = |arguments: &[&str]| {
        let done = Done::of(project.silent().args(["run", "--log-format", "json", "--output", "json"]).args(arguments));
        let result: Value = serde_json::from_str(&done.stdout).unwrap();
        let lines: Vec<Value> = done.stderr.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect();
        for line in &lines {
            assert_eq!(line["run_id"], result["run_id"]);
            let time = line["ts"].as_str().unwrap();
            assert!(time.len() == 24 && time.ends_with('Z') && time.as_bytes()[10] == b'T', "{line}");
            assert!(["info", "warning", "error"].contains(&line["level"].as_str().unwrap()), "{line}");
        }
        lines.iter().map(|line| line["event"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(log(&[]), ["run_started", "package_due", "reading", "package_published", "finding", "run_ended"]);
    assert_eq!(log(&[]), ["run_started", "package_current", "run_ended"]);
    assert_eq!(log(&["-q"]), [""; 0]);
    project.write("pipeline.toml", "nonsense = 1\n");
    assert_eq!(log(&["-q"]), ["error"]);
}

/// `--output json` prints one line whatever comes of the run, and it says what.
#[test]
fn one_line_of_result() {
    let project = SmallProject::new(GOOD);
    let (_, value) = result(&project);
    assert_eq!((value["status"].as_str(), value["exit_code"].as_u64()), (Some("published"), Some(0)));
    let sums = fs::read(project.release("small").join("SHA256SUMS")).unwrap();
    let package = &value["packages"][0];
    assert_eq!((package["version"].as_str(), package["observations"].as_u64()), (Some("2023.1.0"), Some(2)));
    assert_eq!(package["sha256"].as_str(), Some(crate::support::sha256(&sums).as_str()));
    assert_eq!(result(&project).1["status"], "noop");
    project.rows(BAD);
    let (done, value) = result(&project);
    assert_eq!((done.code, value["status"].as_str(), value["packages"][0]["outcome"].as_str()), (65, Some("failed"), Some("refused")));
    project.write("pipeline.toml", "nonsense = 1\n");
    let (done, value) = result(&project);
    assert_eq!((done.code, value["exit_code"].as_u64()), (78, Some(78)));
    assert!(value["error"].as_str().unwrap().contains("nonsense"), "{done}");
}

/// Each run leaves a report for programs and one for people: stages with durations, cells in and out, findings by code, and failures.
#[test]
fn reports() {
    let project = SmallProject::tolerant(&format!("{GOOD}{BAD}"), 1);
    assert_eq!(project.run().code, 0);
    let (json, text) = report(&project);
    let package = &json["packages"][0];
    assert_eq!(
        (package["value_cells"].as_u64(), package["observations"].as_u64(), package["quarantined"].as_u64()),
        (Some(3), Some(2), Some(1))
    );
    assert_eq!(package["findings"]["T401"], 1);
    let stages: Vec<&str> = json["stages"].as_array().unwrap().iter().map(|stage| stage["name"].as_str().unwrap()).collect();
    assert_eq!(stages, ["lock", "plan", "compare", "read", "make"]);
    assert!(json["stages"].as_array().unwrap().iter().all(|stage| stage["milliseconds"].is_u64()));
    assert!(
        text.contains("| small | published | 2023.1.0 | 3 | 2 | 0 | 0 | 0 | 1 | 0 |") && text.contains("| small | T401 | 1 |"),
        "{text}"
    );
    project.write("pipeline.toml", "nonsense = 1\n");
    assert_eq!(project.run().code, 78);
    let (json, text) = report(&project);
    assert_eq!((json["status"].as_str(), json["exit_code"].as_u64()), (Some("failed"), Some(78)));
    assert!(text.contains("exit code 78") && text.contains("nonsense"), "{text}");
}

/// The metrics file is what promtool takes, counts runs, and never lies half-written under its name.
#[test]
fn metrics() {
    let project = SmallProject::new(GOOD);
    let file = project.path().join("collector/tongbi.prom");
    let run = |code: i32| {
        let done = Done::of(project.silent().args(["run", "--metrics"]).arg(&file));
        assert_eq!(done.code, code, "{done}");
        fs::read_to_string(&file).unwrap()
    };
    run(0);
    run(0);
    let text = run(0);
    for line in [
        "tongbi_runs_total{outcome=\"published\"} 1",
        "tongbi_runs_total{outcome=\"noop\"} 2",
        "tongbi_last_run_exit_code 0",
        "tongbi_package_observations{package=\"small\"} 2",
        "tongbi_package_release_info{package=\"small\",version=\"2023.1.0\"} 1",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
    }
    let success = |text: &str| text.lines().find(|line| line.starts_with("tongbi_last_success")).unwrap().to_owned();
    project.rows(BAD);
    let failed = run(65);
    assert!(failed.contains("tongbi_runs_total{outcome=\"failed\"} 1") && failed.contains("tongbi_last_run_exit_code 65"), "{failed}");
    assert_eq!(success(&failed), success(&text));
    assert_eq!(crate::support::files_below(&project.path().join("collector")), ["tongbi.prom"]);
    if !can("promtool", &["--version"]) {
        return skipped("metrics by promtool", "it is not installed: Debian's package prometheus has it");
    }
    let mut check = Command::new("promtool").args(["check", "metrics"]).stdin(Stdio::piped()).spawn().unwrap();
    check.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(check.wait().unwrap().success());
}
