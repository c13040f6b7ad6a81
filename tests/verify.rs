//! `tongbi verify`: a release is what it says, its inputs give it, and what is not at hand is named.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::support::{Done, Folder, Project, SmallProject, bytes_below, sha256};

const ROWS: &str = "户数,罗湖区,2020,800,户,,\n户数,罗湖区,2021,801,户,,\n";

/// A small project with one release.
fn published() -> SmallProject {
    let project = SmallProject::new(ROWS);
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    project
}

fn verify(project: &Project, arguments: &[&str]) -> Done {
    Done::of(project.command().arg("verify").args(arguments))
}

fn json(done: &Done) -> Value {
    serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {done}"))
}

/// What a release says it was made from.
fn inputs(project: &SmallProject) -> Vec<(String, String)> {
    let text = fs::read(project.release("small").join("datapackage.json")).unwrap();
    let root: Value = serde_json::from_slice(&text).unwrap();
    let word = |entry: &Value, key: &str| entry[key].as_str().unwrap().to_owned();
    root["inputs"].as_array().unwrap().iter().map(|entry| (word(entry, "name"), word(entry, "hash"))).collect()
}

/// A release names everything it was made from, with digests that anybody can compute, and no path of the machine.
#[test]
fn a_release_names_its_inputs() {
    let project = published();
    let found = inputs(&project);
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    let expected = [
        "book/source.toml",
        "catalog/areas.toml",
        "catalog/categories.toml",
        "catalog/indicators.toml",
        "catalog/units.toml",
        "pipeline.toml [layouts.plain]",
        "pipeline.toml [packages.small]",
        "pipeline.toml [sources.book]",
        "tongbi",
    ];
    assert_eq!(names, expected);
    for (name, file) in [("catalog/units.toml", "catalog/units.toml"), ("book/source.toml", "raw/book/source.toml")] {
        let digest = format!("sha256:{}", sha256(project.read(file).as_bytes()));
        assert!(found.contains(&(name.to_owned(), digest)), "{name}: {found:?}");
    }
    project.rows(&ROWS.replace("801", "802"));
    assert_eq!(project.run().code, 0);
    let sums = sha256(&fs::read(project.package("small").join("2023.1.0/SHA256SUMS")).unwrap());
    assert!(inputs(&project).contains(&("2023.1.0/SHA256SUMS".to_owned(), format!("sha256:{sums}"))));
}

/// With all inputs at hand, a release is made again byte for byte, whatever the environment says now, and nothing is left behind or changed.
#[test]
fn a_release_is_made_again() {
    let project = published();
    project.rows(&ROWS.replace("801", "802"));
    let done = Done::of(project.command().arg("run").env("SOURCE_DATE_EPOCH", "1704067200"));
    assert_eq!(done.code, 0, "{done}");
    let before = bytes_below(project.path());
    let done = verify(&project, &[]);
    assert_eq!(done.code, 0, "{done}");
    assert!(done.stdout.starts_with("small 2023.2.0  whole, and made again byte for byte: "), "{done}");
    let mut command = project.command();
    command.args(["verify", "small", "--output", "json", "--threads", "3"]).env("SOURCE_DATE_EPOCH", "1").env("TZ", "Asia/Shanghai");
    let done = Done::of(&mut command);
    let found = json(&done);
    assert_eq!((done.code, found["status"].as_str(), found["releases"][0]["rebuilt"].as_str()), (0, Some("sound"), Some("same")), "{done}");
    let after = bytes_below(project.path());
    let without_lock = |files: &std::collections::BTreeMap<String, Vec<u8>>| -> Vec<(String, Vec<u8>)> {
        files.iter().filter(|(name, _)| *name != ".tongbi/lock").map(|(name, bytes)| (name.clone(), bytes.clone())).collect()
    };
    assert!(without_lock(&before) == without_lock(&after), "{:?}", after.keys());
}

/// A raw file that is gone or has other bytes is named, and only digests are checked: 66. Chinese says the same.
#[test]
fn what_is_not_at_hand_is_named() {
    let project = published();
    project.rows(&ROWS.replace("801", "802"));
    assert_eq!(project.run().code, 0);
    let done = verify(&project, &["small", "--release", "2023.1.0"]);
    assert_eq!(done.code, 66, "{done}");
    assert!(done.stdout.contains("are whole; not at hand:\n    other bytes  book/table.csv"), "{done}");
    fs::remove_file(project.path().join("raw/book/table.csv")).unwrap();
    let done = verify(&project, &[]);
    assert_eq!(done.code, 66, "{done}");
    assert!(done.stdout.contains("not at hand:\n    missing      book/table.csv"), "{done}");
    let done = Done::of(project.command().args(["--lang", "zh", "verify", "small", "--digests"]));
    assert_eq!(done.code, 0, "{done}");
    assert!(done.stdout.contains("按摘要完好"), "{done}");
}

/// An input that changed and makes no difference is told, and no reproach; one that makes a difference leaves digests only.
#[test]
fn changed_declarations() {
    let project = published();
    project.write("catalog/units.toml", project.read("catalog/units.toml") + "\n# a comment\n");
    let done = verify(&project, &[]);
    assert_eq!(done.code, 0, "{done}");
    assert!(done.stdout.contains("makes no difference:\n    other bytes  catalog/units.toml"), "{done}");
    project.edit("pipeline.toml", "sources = [\"book\"]", "rounding = { percent_digits = 3 }\nsources = [\"book\"]");
    let done = verify(&project, &["small", "--format", "json"]);
    let found = json(&done);
    assert_eq!((done.code, found["status"].as_str()), (66, Some("digests_only")), "{done}");
    let names: Vec<&str> =
        found["releases"][0]["inputs"].as_array().unwrap().iter().map(|entry| entry["input"].as_str().unwrap()).collect();
    assert_eq!(names, ["catalog/units.toml", "pipeline.toml [packages.small]"]);
}

/// A byte that was changed is found, with file, line and byte, also where somebody has written its new digest into the list.
#[test]
fn a_changed_byte_is_found() {
    let project = published();
    let (release, name) = (project.release("small"), "data/observations.csv");
    let sound = fs::read(release.join(name)).unwrap();
    let at = sound.len() - 3;
    let mut bytes = sound.clone();
    bytes[at] ^= 1;
    fs::write(release.join(name), &bytes).unwrap();
    let done = verify(&project, &[]);
    assert_eq!(done.code, 65, "{done}");
    assert!(done.stdout.contains("NOT what was published [T808]\n    other bytes  data/observations.csv"), "{done}");
    let line = sound[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    assert!(done.stdout.contains(&format!("differs      {name}, line {line}, from byte {at} on")), "{done}");

    // The forger has thought of the list and of the descriptor; the inputs have not changed.
    let (old, new) = (sha256(&sound), sha256(&bytes));
    let replaced = |file: &str, from: &str, to: &str| {
        let text = fs::read_to_string(release.join(file)).unwrap();
        assert!(text.contains(from), "{file}");
        fs::write(release.join(file), text.replace(from, to)).unwrap();
    };
    let digest = |file: &str| sha256(&fs::read(release.join(file)).unwrap());
    replaced("SHA256SUMS", &old, &new);
    for file in ["datapackage.json", "meta/dcat.jsonld", "meta/croissant.jsonld"] {
        let before = digest(file);
        if fs::read_to_string(release.join(file)).unwrap().contains(&old) {
            replaced(file, &old, &new);
            replaced("SHA256SUMS", &before, &digest(file));
        }
    }
    assert_eq!(verify(&project, &["small", "--digests"]).code, 0, "the digests agree with each other");
    let done = verify(&project, &[]);
    assert_eq!(done.code, 65, "{done}");
    assert!(done.stdout.contains("NOT what its inputs give [T808]"), "{done}");
    assert!(done.stdout.contains(&format!("{name}, line {line}, from byte {at} on")), "{done}");
}

/// A release from anybody is checked by its digests with no project around it; what is wrong is named, and nothing outside the folder is read.
#[test]
fn a_folder_from_anywhere() {
    let (project, elsewhere) = (published(), Folder::new());
    let copy = elsewhere.path().join("received");
    for (name, bytes) in bytes_below(&project.release("small")) {
        let path = copy.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let check = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongbi"));
        Done::of(command.current_dir(elsewhere.path()).args(["verify", "./received", "--output", "json"]))
    };
    let done = check();
    let found = json(&done);
    assert_eq!(
        (done.code, found["releases"][0]["package"].as_str(), found["releases"][0]["version"].as_str()),
        (0, Some("small"), Some("2023.1.0")),
        "{done}"
    );
    assert!(!elsewhere.path().join(".tongbi").exists() && !copy.join(".tongbi").exists());

    fs::write(copy.join("data/extra.csv"), "x").unwrap();
    fs::remove_file(copy.join("CODEBOOK.md")).unwrap();
    let sums = fs::read_to_string(copy.join("SHA256SUMS")).unwrap();
    let passwd = format!("{}  ../../secret\n{}  /etc/hostname\nnonsense\n", "0".repeat(64), "0".repeat(64));
    fs::write(copy.join("SHA256SUMS"), sums + &passwd).unwrap();
    fs::write(copy.join("datapackage.json"), fs::read_to_string(copy.join("datapackage.json")).unwrap().replace("sha256:", "sha256:0"))
        .unwrap();
    #[cfg(unix)]
    {
        fs::remove_file(copy.join("README.md")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", copy.join("README.md")).unwrap();
    }
    let done = check();
    assert_eq!(done.code, 65, "{done}");
    let found = json(&done);
    let faults: Vec<(String, String)> = found["releases"][0]["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (fault["fault"].as_str().unwrap().to_owned(), fault["file"].as_str().unwrap().to_owned()))
        .collect();
    for (fault, file) in [
        ("unlisted", "data/extra.csv"),
        ("missing", "CODEBOOK.md"),
        ("missing", "README.md"),
        ("changed", "datapackage.json"),
        ("no_entry", "nonsense"),
    ] {
        assert!(faults.contains(&(fault.to_owned(), file.to_owned())), "{fault} {file}: {faults:?}");
    }
    assert_eq!(faults.iter().filter(|(fault, _)| fault == "no_entry").count(), 3, "{faults:?}");
    assert!(faults.iter().any(|(fault, _)| fault == "contradicted"), "{faults:?}");
}

/// What is asked for and is not there is refused with what there is.
#[test]
fn what_is_not_there() {
    let project = published();
    for (arguments, says) in [
        (&["smal"] as &[&str], ["T807", "did you mean `small`?"]),
        (&["small", "--release", "2023.9.0"], ["T807", "its releases: 2023.1.0"]),
        (&["small", "--release", "latest"], ["T807", "its releases: 2023.1.0"]),
    ] {
        let done = verify(&project, arguments);
        assert_eq!(done.code, 64, "{done}");
        done.says(&says);
    }
    assert_eq!(verify(&project, &["./nowhere"]).code, 66);
}

/// Both real packages are made again from their inputs, byte for byte, on another number of threads.
#[test]
fn the_real_releases_are_made_again() {
    let project = Project::real();
    assert_eq!(project.run().code, 0);
    let done = verify(&project, &["--threads", "1"]);
    assert_eq!((done.code, done.stdout.matches("made again byte for byte").count()), (0, 2), "{done}");
}
