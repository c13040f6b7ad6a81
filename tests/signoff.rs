//! Sign-off: nothing of a package that needs approval is shown before somebody approves it, and a withdrawn release never comes back by itself.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::{Done, SmallProject, bytes_below, files_below, sha256};

const ROWS: &str = "户数,罗湖区,2020,800,户,,\n户数,罗湖区,2021,801,户,,\n";
/// A cell that cannot be read: one finding of T401.
const BAD: &str = "户数,罗湖区,2022,若干,户,,\n";

/// A project whose package needs approval and lets one cell be quarantined.
fn guarded(rows: &str) -> SmallProject {
    let project = SmallProject::tolerant(rows, 1);
    project.edit("pipeline.toml", "sources = [\"book\"]", "sources = [\"book\"]\napproval = \"required\"");
    project
}

fn tongbi(project: &SmallProject, arguments: &[&str]) -> Done {
    Done::of(project.command().args(arguments))
}

fn release(project: &SmallProject, arguments: &[&str]) -> Done {
    tongbi(project, &[&["release", "small", "--by", "王芳"], arguments].concat())
}

fn withdraw(project: &SmallProject, version: &str) -> Done {
    tongbi(project, &["withdraw", "small", version, "--reason", "the unit was wrong", "--by", "Li Lei"])
}

fn json(project: &SmallProject, name: &str) -> Value {
    serde_json::from_slice(&fs::read(project.package("small").join(name)).unwrap()).unwrap()
}

/// What a portal sees in the folder of the package.
fn shown(project: &SmallProject) -> Vec<String> {
    let Ok(entries) = fs::read_dir(project.package("small")) else { return Vec::new() };
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    names
}

fn candidate(project: &SmallProject) -> PathBuf {
    project.package("small").join(".candidate/release")
}

/// A run stops at a complete candidate that nobody sees, says what to do in both languages, and ends with 69; the next run makes nothing.
#[test]
fn a_run_stops_at_a_candidate() {
    let project = guarded(&format!("{ROWS}{BAD}"));
    let done = project.run();
    assert_eq!(done.code, 69, "{done}");
    for text in [
        "small 2023.1.0  staged, NOT published",
        "output/small/.candidate/release",
        "1 × T401",
        "tongbi release small --by NAME --accept T401",
    ] {
        assert!(done.stdout.contains(text), "{text}: {done}");
    }
    assert_eq!(shown(&project), [""; 0]);
    assert!(candidate(&project).join("datapackage.json").is_file());
    let before = bytes_below(&project.package("small"));
    let done = Done::of(project.silent().args(["--lang", "zh", "run"]));
    assert_eq!(done.code, 69, "{done}");
    done.says(&["未发布", "须有人批准"]);
    assert!(bytes_below(&project.package("small")) == before, "the candidate was made again");
    let done = Done::of(project.silent().args(["run", "--output", "json", "-q"]));
    let result: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!((result["status"].as_str(), result["packages"][0]["outcome"].as_str()), (Some("staged"), Some("staged")), "{done}");
    let plan = tongbi(&project, &["plan"]);
    assert!(plan.stdout.contains("2023.1.0  waits: tongbi release small --by NAME"), "{plan}");
}

/// Nobody but the user of the program can look into what is not published.
#[cfg(unix)]
#[test]
fn a_candidate_is_closed() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = guarded(ROWS);
    assert_eq!(project.run().code, 69);
    let mode = fs::metadata(project.package("small").join(".candidate")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    assert_eq!(release(&project, &[]).code, 0);
    let mode = fs::metadata(project.release("small")).unwrap().permissions().mode();
    assert_ne!(mode & 0o055, 0, "{mode:o}");
}

/// Approval publishes the candidate as it lies there, records who, when and what was accepted, and the next run has nothing to do.
#[test]
fn approval_publishes_the_same_bytes() {
    let project = guarded(&format!("{ROWS}{BAD}"));
    assert_eq!(project.run().code, 69);
    let staged = bytes_below(&candidate(&project));
    let done = release(&project, &[]);
    assert_eq!(done.code, 65, "{done}");
    done.says(&["T806", "1 × T401", "--accept"]);
    for (accept, says) in [("T704", "1 × T401"), ("T999", "is no code of a finding")] {
        let done = release(&project, &["--accept", accept]);
        assert_eq!(done.code, 65, "{done}");
        done.says(&["T806", says]);
    }
    let done = Done::of(
        project
            .command()
            .args(["release", "small", "--by", "王芳", "--note", "agreed with 统计科", "--accept", "T401"])
            .env("SOURCE_DATE_EPOCH", "1704067200"),
    );
    assert_eq!(done.code, 0, "{done}");
    assert!(bytes_below(&project.release("small")) == staged, "what was approved is not what is published");
    assert_eq!(shown(&project), ["2023.1.0", "approvals.json", "latest", "latest.json", "releases.json"]);
    assert!(!project.package("small").join(".candidate").exists());
    let list = json(&project, "approvals.json");
    let approval = &list["approvals"][0];
    let seal = sha256(&fs::read(project.release("small").join("SHA256SUMS")).unwrap());
    for (key, value) in
        [("version", "2023.1.0"), ("sha256", &seal), ("by", "王芳"), ("at", "2024-01-01T00:00:00Z"), ("note", "agreed with 统计科")]
    {
        assert_eq!(approval[key].as_str(), Some(value), "{list}");
    }
    assert_eq!(approval["accepted"]["T401"], 1);
    assert_eq!(json(&project, "releases.json")["approvals"], "approvals.json");
    let run = project.run();
    assert!(run.code == 0 && run.stdout.contains("unchanged, nothing to do"), "{run}");
    assert_eq!(release(&project, &[]).code, 65);
    assert_eq!(tongbi(&project, &["verify"]).code, 0);
}

/// A candidate whose inputs have changed, or that somebody has touched, is not published; the next run makes another one in its place.
#[test]
fn only_what_is_true_is_approved() {
    let project = guarded(ROWS);
    assert_eq!(release(&project, &[]).code, 65, "there is none");
    assert_eq!(project.run().code, 69);
    project.rows(&ROWS.replace("801", "802"));
    let done = release(&project, &[]);
    assert_eq!(done.code, 65, "{done}");
    done.says(&["T806", "has changed since", "book/source.toml", "book/table.csv"]);
    assert_eq!(project.run().code, 69);
    let table = candidate(&project).join("data/observations.csv");
    assert!(fs::read_to_string(&table).unwrap().contains("802"));
    // The raw file alone, whose sidecar says what it was.
    let raw = project.read("raw/book/table.csv");
    project.write("raw/book/table.csv", raw.replace("802", "803"));
    let done = release(&project, &[]);
    assert_eq!(done.code, 65, "{done}");
    done.says(&["T307"]);
    project.write("raw/book/table.csv", raw);
    fs::write(&table, fs::read_to_string(&table).unwrap().replace("802", "999")).unwrap();
    let done = release(&project, &[]);
    assert_eq!(done.code, 65, "{done}");
    done.says(&["T806", "data/observations.csv"]);
    assert_eq!(project.run().code, 69);
    assert_eq!(release(&project, &[]).code, 0);
    assert_eq!(project.versions("small"), ["2023.1.0"]);
}

/// Inputs that come back to what is published leave no candidate; a package that needs no approval any more is published.
#[test]
fn a_candidate_goes_with_its_reason() {
    let project = guarded(ROWS);
    assert_eq!(project.run().code, 69);
    assert_eq!(release(&project, &[]).code, 0);
    project.rows(&ROWS.replace("801", "802"));
    assert_eq!(project.run().code, 69);
    project.rows(ROWS);
    let done = project.run();
    assert!(done.code == 0 && done.stdout.contains("unchanged"), "{done}");
    assert!(!candidate(&project).exists());
    project.rows(&ROWS.replace("801", "802"));
    assert_eq!(project.run().code, 69);
    project.edit("pipeline.toml", "approval = \"required\"", "approval = \"none\"");
    assert_eq!(project.run().code, 0);
    assert_eq!(project.versions("small"), ["2023.1.0", "2023.2.0"]);
    assert!(!candidate(&project).exists());
}

/// A word that `approval` cannot have is refused under a caret.
#[test]
fn approval_is_one_of_two_words() {
    let project = guarded(ROWS);
    project.edit("pipeline.toml", "approval = \"required\"", "approval = \"requird\"");
    let done = project.run();
    assert_eq!(done.code, 78, "{done}");
    done.says(&["T101", "did you mean `required`?"]);
}

/// Before its time nothing of an approved release is to be seen, whatever changes meanwhile; the first run after it publishes what was approved.
#[test]
fn embargo() {
    let project = guarded(ROWS);
    assert_eq!(project.run().code, 69);
    let staged = bytes_below(&candidate(&project));
    for bad in ["tomorrow", "2999-01-01", "2999-01-01T00:00:00"] {
        assert_eq!(release(&project, &["--not-before", bad]).code, 64, "{bad}");
    }
    let done = release(&project, &["--not-before", "2999-01-01T08:00:00+08:00"]);
    assert!(done.code == 0 && done.stdout.contains("2999-01-01T00:00:00Z"), "{done}");
    assert_eq!(shown(&project), [""; 0]);
    let done = project.run();
    assert!(done.code == 0 && done.stdout.contains("approved; the first run after 2999-01-01T00:00:00Z"), "{done}");
    let done = release(&project, &[]);
    assert_eq!(done.code, 65, "{done}");
    done.says(&["T806", "王芳", "tongbi withdraw small 2023.1.0"]);
    // Something new comes in before the time, and somebody asks for everything to be made.
    project.rows(&ROWS.replace("801", "802"));
    assert_eq!(project.rebuild().code, 0);
    assert_eq!(shown(&project), [""; 0]);
    assert!(bytes_below(&candidate(&project)) == staged);
    // The time comes.
    let approval = ".candidate/approval.json";
    let text = fs::read_to_string(project.package("small").join(approval)).unwrap();
    fs::write(project.package("small").join(approval), text.replace("2999-", "1999-")).unwrap();
    let done = project.run();
    assert_eq!(done.code, 69, "the new rows wait for approval: {done}");
    assert!(bytes_below(&project.release("small")) == staged);
    assert!(fs::read_to_string(candidate(&project).join("data/observations.csv")).unwrap().contains("802"));
    assert_eq!(json(&project, "approvals.json")["approvals"][0]["not_before"], "1999-01-01T00:00:00Z");
    assert_eq!(json(&project, "latest.json")["version"], "2023.1.0");
}

/// A run that publishes at its time says so, although nothing was made.
#[test]
fn a_run_publishes_at_its_time() {
    let project = guarded(ROWS);
    assert_eq!(project.run().code, 69);
    assert_eq!(release(&project, &["--not-before", "2999-01-01T00:00:00Z"]).code, 0);
    let path = project.package("small").join(".candidate/approval.json");
    fs::write(&path, fs::read_to_string(&path).unwrap().replace("2999-", "1999-")).unwrap();
    let done = Done::of(project.silent().args(["run", "--output", "json"]));
    let result: Value = serde_json::from_str(&done.stdout).unwrap();
    let package = &result["packages"][0];
    assert_eq!((done.code, result["status"].as_str()), (0, Some("published")), "{done}");
    assert_eq!((package["outcome"].as_str(), package["version"].as_str()), (Some("published"), Some("2023.1.0")), "{done}");
    assert_eq!(project.versions("small"), ["2023.1.0"]);
    assert!(project.run().stdout.contains("unchanged"));
}

/// An approved candidate that somebody has touched is not published at its time: it is made anew and has to be approved anew.
#[test]
fn what_was_not_approved_is_not_published() {
    let project = guarded(ROWS);
    assert_eq!(project.run().code, 69);
    assert_eq!(release(&project, &["--not-before", "2999-01-01T00:00:00Z"]).code, 0);
    let path = project.package("small").join(".candidate/approval.json");
    fs::write(&path, fs::read_to_string(&path).unwrap().replace("2999-", "1999-")).unwrap();
    let table = candidate(&project).join("data/observations.csv");
    fs::write(&table, fs::read_to_string(&table).unwrap().replace("801", "999")).unwrap();
    let done = project.run();
    assert_eq!(done.code, 69, "{done}");
    done.says(&["candidate_damaged"]);
    assert_eq!(shown(&project), [""; 0]);
    assert!(fs::read_to_string(&table).unwrap().contains("801"));
}

/// An approval that waits can be taken back; nothing was published, so the version is free.
#[test]
fn an_approval_is_taken_back() {
    let project = guarded(ROWS);
    assert_eq!(project.run().code, 69);
    assert_eq!(release(&project, &["--not-before", "2999-01-01T00:00:00Z"]).code, 0);
    let done = withdraw(&project, "2023.1.0");
    assert!(done.code == 0 && done.stdout.contains("had not been published"), "{done}");
    assert_eq!(shown(&project), [""; 0]);
    assert_eq!(project.run().code, 69);
    assert_eq!(release(&project, &[]).code, 0);
    assert_eq!(project.versions("small"), ["2023.1.0"]);
}

/// A project with three releases: 2023.1.0, 2023.2.0, 2023.3.0.
fn three() -> SmallProject {
    let project = SmallProject::new(ROWS);
    for value in ["801", "802", "803"] {
        project.rows(&ROWS.replace("801", value));
        assert_eq!(project.run().code, 0);
    }
    assert_eq!(project.versions("small"), ["2023.1.0", "2023.2.0", "2023.3.0"]);
    project
}

/// A withdrawn release leaves a tombstone that says why, by whom and what to use instead; `latest` moves back; its inputs do not bring it back.
#[test]
fn a_withdrawn_release_leaves_a_tombstone() {
    let project = three();
    let seal = sha256(&fs::read(project.release("small").join("SHA256SUMS")).unwrap());
    let done = withdraw(&project, "2023.3.0");
    assert!(done.code == 0 && done.stdout.contains("use 2023.2.0 instead"), "{done}");
    let folder = project.package("small").join("2023.3.0");
    assert_eq!(files_below(&folder), ["README.md", "README.zh.md", "WITHDRAWN.json"]);
    let facts = json(&project, "2023.3.0/WITHDRAWN.json");
    for (key, value) in
        [("version", "2023.3.0"), ("reason", "the unit was wrong"), ("withdrawn_by", "Li Lei"), ("instead", "2023.2.0"), ("sha256", &seal)]
    {
        assert_eq!(facts[key].as_str(), Some(value), "{facts}");
    }
    for (name, text) in [("README.md", "Reason: the unit was wrong"), ("README.zh.md", "请改用 2023.2.0")] {
        assert!(fs::read_to_string(folder.join(name)).unwrap().contains(text), "{name}");
    }
    assert!(project.release("small").ends_with("2023.2.0"));
    assert_eq!(json(&project, "latest.json")["version"], "2023.2.0");
    let list = json(&project, "releases.json");
    assert_eq!(list["releases"], serde_json::json!(["2023.1.0", "2023.2.0"]));
    assert_eq!(list["withdrawn"], serde_json::json!(["2023.3.0"]));
    let again = withdraw(&project, "2023.3.0");
    assert_eq!(again.code, 64, "{again}");
    again.says(&["T807", "withdrawn already", "WITHDRAWN.json"]);
    let check = tongbi(&project, &["verify", "small", "--release", "2023.3.0"]);
    assert!(check.code == 65 && check.stdout.contains("withdrawn"), "{check}");
    assert_eq!(withdraw(&project, "2023.9.0").code, 64);

    let before = bytes_below(&project.package("small"));
    let done = Done::of(project.silent().arg("run"));
    assert_eq!(done.code, 0, "{done}");
    done.says(&["T809", "2023.3.0"]);
    assert!(bytes_below(&project.package("small")) == before, "what was withdrawn has come back");
    let done = Done::of(project.silent().arg("run"));
    assert_eq!((done.code, done.stderr.as_str()), (0, ""), "it is said once: {done}");
}

/// What is corrected after a withdrawal is a new version that follows the release which stands; no number is given twice.
#[test]
fn a_correction_follows_a_withdrawal() {
    let project = three();
    assert_eq!(withdraw(&project, "2023.3.0").code, 0);
    project.rows(&ROWS.replace("801", "804"));
    assert_eq!(project.run().code, 0);
    assert_eq!(project.versions("small"), ["2023.1.0", "2023.2.0", "2023.3.0", "2023.4.0"]);
    assert_eq!(json(&project, "latest/datapackage.json")["previous_version"], "2023.2.0");
    // One in the middle: the pointers stay, and the last release is still the last.
    assert_eq!(withdraw(&project, "2023.2.0").code, 0);
    assert!(project.release("small").ends_with("2023.4.0"));
    let run = project.run();
    assert!(run.code == 0 && run.stdout.contains("2023.4.0  unchanged"), "{run}");
    // The declarations alone change: it is processing of the release that stands.
    project.edit("pipeline.toml", "sources = [\"book\"]", "rounding = { percent_digits = 3 }\nsources = [\"book\"]");
    assert_eq!(project.run().code, 0);
    assert!(project.release("small").ends_with("2023.4.1"));
}

/// Where the only release is withdrawn, no pointer is left, the inputs do not bring it back, and the next release has the next number.
#[test]
fn the_only_release_is_withdrawn() {
    let project = SmallProject::new(ROWS);
    assert_eq!(project.run().code, 0);
    let done = withdraw(&project, "2023.1.0");
    assert!(done.code == 0 && done.stdout.contains("no other release stands"), "{done}");
    let check = tongbi(&project, &["verify"]);
    assert_eq!((check.code, check.stdout.as_str()), (0, ""), "{check}");
    assert_eq!(shown(&project), ["2023.1.0", "releases.json"]);
    let done = project.run();
    assert!(done.code == 0 && done.stdout.contains("T809"), "{done}");
    assert_eq!(shown(&project), ["2023.1.0", "releases.json"]);
    project.rows(&ROWS.replace("801", "802"));
    assert_eq!(project.run().code, 0);
    assert!(project.release("small").ends_with("2023.2.0"));
}

/// The last release stays, and so do those that something points to, that the last one follows, and tombstones; the list stays true.
#[test]
fn prune_keeps_what_is_needed() {
    let project = three();
    for value in ["804", "805", "806"] {
        project.rows(&ROWS.replace("801", value));
        assert_eq!(project.run().code, 0);
    }
    assert_eq!(withdraw(&project, "2023.2.0").code, 0);
    #[cfg(unix)]
    std::os::unix::fs::symlink("2023.3.0", project.package("small").join("stable")).unwrap();
    let before = bytes_below(&project.package("small"));
    let done = tongbi(&project, &["prune", "--keep", "1", "--dry-run"]);
    assert!(done.code == 0 && done.stdout.contains("would remove: 2023.1.0, 2023.4.0; keep: 3"), "{done}");
    assert!(bytes_below(&project.package("small")) == before);
    assert_eq!(tongbi(&project, &["prune", "--keep", "0"]).code, 64);
    assert_eq!(tongbi(&project, &["prune", "smal", "--keep", "1"]).code, 64);
    let done = tongbi(&project, &["prune", "small", "--keep", "1"]);
    assert_eq!(done.code, 0, "{done}");
    assert!(done.stdout.contains("follows it: 2023.3.0, 2023.5.0"), "{done}");
    assert_eq!(project.versions("small"), ["2023.2.0", "2023.3.0", "2023.5.0", "2023.6.0"]);
    assert_eq!(json(&project, "releases.json")["releases"], serde_json::json!(["2023.3.0", "2023.5.0", "2023.6.0"]));
    let run = project.run();
    assert!(run.code == 0 && run.stdout.contains("2023.6.0  unchanged"), "{run}");
    assert_eq!(tongbi(&project, &["verify"]).code, 0);
    assert!(tongbi(&project, &["prune", "--keep", "9", "--output", "json"]).stdout.contains("\"removed\":[]"));
}

/// Old reports of runs go, the newest stay, and what is no report stays too.
#[test]
fn prune_removes_old_reports() {
    let project = three();
    let runs = || -> Vec<String> {
        let entries = fs::read_dir(project.path().join(".tongbi/runs")).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    project.write(".tongbi/runs/0-mine/notes.txt", "x");
    let before = runs();
    assert_eq!(before.iter().filter(|name| name.contains('Z')).count(), 3, "{before:?}");
    let done = tongbi(&project, &["prune", "--runs", "1"]);
    assert!(done.code == 0 && done.stdout.contains("removed: 2"), "{done}");
    assert_eq!(runs(), ["0-mine", before[3].as_str(), "totals.json"]);
    assert_eq!(project.versions("small").len(), 3);
    assert_eq!(tongbi(&project, &["prune"]).code, 64);
}
