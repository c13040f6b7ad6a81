//! A new project runs at once, a new source is declared by appending; nothing that is there is written over. Settings say where they come from.

use std::fs;

use crate::support::{Done, Project, bytes_below, files_below, repository};

fn tongbi(project: &Project, arguments: &[&str]) -> Done {
    Done::of(project.command().args(arguments))
}

fn started() -> Project {
    let project = Project::new();
    let done = Done::of(project.command().arg("init").arg(project.path()));
    assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{done}");
    project
}

/// `cd DIR && tongbi run` publishes, without a finding, names in both languages.
#[test]
fn a_new_project_runs_at_once() {
    let project = started();
    let check = project.check();
    assert_eq!((check.code, check.stderr.as_str()), (0, ""), "{check}");
    let run = project.run();
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run}");
    assert!(project.table("first", "quarantine").rows.is_empty(), "a finding in the starter project");
    project
        .table("first", "observations")
        .one(&[("indicator", "RETAIL"), ("ref_area", "S"), ("time_period", "2023"), ("measure", "LEVEL")])
        .has(&[("obs_value", "105000000000"), ("yoy_percent", "5.00")]);
    let areas = project.table("first", "areas");
    areas.one(&[("ref_area", "S-E")]).has(&[("name_zh", "东区"), ("name_en", "East District")]);
}

/// What `init` writes is the folder `starter/` of the source.
#[test]
fn the_starter_is_the_folder_of_the_source() {
    let mut written = files_below(started().path());
    let mut kept: Vec<String> = files_below(&repository().join("starter"))
        .into_iter()
        .map(|name| if name == "gitignore" { ".gitignore".to_owned() } else { name })
        .collect();
    written.sort();
    kept.sort();
    assert_eq!(written, kept);
}

/// A folder with anything in it is refused and left as it is.
#[test]
fn init_overwrites_nothing() {
    let project = Project::new();
    project.write("note.txt", "mine");
    let before = bytes_below(project.path());
    let done = Done::of(project.command().arg("init").arg(project.path()));
    assert_eq!(done.code, 73, "{done}");
    done.says(&["error[T805]", "is not empty", "help: "]);
    assert_eq!(bytes_below(project.path()), before);
}

const NEW: &str = "指标,地区,年份,数值\n网上零售额(亿元),东区,2023,100.0\n网上零售额(亿元),西区,2023,80.0\n";

/// A file outside raw/ID/ is copied only on demand; then its declaration, code lists and sidecar are appended and check and inspect accept them.
#[test]
fn a_new_source_is_appended() {
    let project = started();
    project.write("inbox/online.csv", NEW);
    let file = project.path().join("inbox/online.csv");
    let file = file.to_str().unwrap();
    let before = bytes_below(project.path());
    let done = tongbi(&project, &["new-source", file]);
    assert_eq!(done.code, 73, "{done}");
    done.says(&["error[T805]", "help: ", "--copy"]);
    assert_eq!(bytes_below(project.path()), before, "a refused call wrote something");

    let done = tongbi(&project, &["new-source", file, "--copy"]);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{done}");
    assert!(done.stdout.contains("unsure:") && done.stdout.contains("\"online\""), "{done}");
    assert!(
        project.read("pipeline.toml").starts_with(std::str::from_utf8(&before["pipeline.toml"]).unwrap()),
        "what was there has changed"
    );
    let check = project.check();
    assert_eq!(check.code, 0, "{check}");
    let shown = tongbi(&project, &["inspect", "online"]);
    assert_eq!(shown.code, 0, "{shown}");
    let again = tongbi(&project, &["new-source", file, "--copy"]);
    assert_eq!(again.code, 73, "{again}");
    again.says(&["`online`", "--id NAME"]);
}

/// A flag goes before the environment, the environment before the file, the file before the default; `config` says which it was.
#[test]
fn settings_have_an_order() {
    let project = started();
    let line = |done: &Done, name: &str| -> Vec<String> {
        assert_eq!(done.code, 0, "{done}");
        let line = done.stdout.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name} in {done}"));
        line.split_whitespace().take(3).map(str::to_owned).collect()
    };
    assert_eq!(line(&tongbi(&project, &["config"]), "threads"), ["threads", "all", "default"]);
    project.edit("pipeline.toml", "[layouts.chinese]", "[run]\nthreads = 3\nlang = \"en\"\n\n[layouts.chinese]");
    assert_eq!(line(&tongbi(&project, &["config"]), "threads"), ["threads", "3", "pipeline.toml"]);
    let environment = |arguments: &[&str]| Done::of(project.command().env("TONGBI_THREADS", "4").args(arguments));
    assert_eq!(line(&environment(&["config"]), "threads"), ["threads", "4", "environment"]);
    assert_eq!(line(&environment(&["config", "--threads", "5"]), "threads"), ["threads", "5", "flag"]);
    assert_eq!(line(&tongbi(&project, &["config"]), "project.output"), ["project.output", "output", "default"]);
    project.edit("pipeline.toml", "lang = \"en\"", "lang = \"zh\"");
    assert!(project.check().stdout.contains("无误"), "{}", project.check());
    assert!(tongbi(&project, &["--lang", "en", "check"]).stdout.contains("in order"));
}

/// A setting with a value that it cannot have is refused with its place, and not used for the message.
#[test]
fn a_wrong_setting_is_refused() {
    let project = started();
    project.edit("pipeline.toml", "[layouts.chinese]", "[run]\nthreads = 0\nlang = \"fr\"\nmemory = \"1GB\"\n\n[layouts.chinese]");
    for verb in ["run", "check", "config"] {
        let done = tongbi(&project, &[verb]);
        assert_eq!(done.code, 78, "{done}");
        done.says(&["error[T108]: lang", "--> pipeline.toml:", "help: it is one of: en, zh", "error[T108]: threads"]);
        done.says(&["error[T108]: memory is set to `1GB`", "KiB, MiB or GiB"]);
    }
}

/// Paths may not leave the project by `..`, a root or a link, unless they are allowed by name.
#[cfg(unix)]
#[test]
fn nothing_escapes_the_project() {
    let away = Project::new();
    for name in files_below(&repository().join("starter/raw/yearbook")) {
        away.write(&name, fs::read(repository().join("starter/raw/yearbook").join(&name)).unwrap());
    }
    let outside = away.path().to_str().unwrap();
    let refused = |project: &Project, says: &str| {
        let done = project.run();
        assert_eq!(done.code, 78, "{done}");
        done.says(&["error[T104]", says, "outside = ["]);
        assert!(!project.path().join("output").exists());
    };
    // An absolute folder, and one by `..`.
    for folder in [outside.to_owned(), format!("../{}", away.path().file_name().unwrap().to_str().unwrap())] {
        let project = started();
        project.edit("pipeline.toml", "folder = \"raw/yearbook\"", &format!("folder = \"{folder}\""));
        refused(&project, "lies outside the project");
        project.edit("pipeline.toml", "output = \"output\"", &format!("output = \"output\"\noutside = [\"{folder}\"]"));
        let done = project.run();
        assert_eq!(done.code, 0, "{done}");
    }
    // A folder that is a link, and a table that is one.
    let project = started();
    fs::remove_dir_all(project.path().join("raw/yearbook")).unwrap();
    std::os::unix::fs::symlink(outside, project.path().join("raw/yearbook")).unwrap();
    refused(&project, "is a link that leads out");
    let project = started();
    fs::remove_file(project.path().join("raw/yearbook/retail.csv")).unwrap();
    std::os::unix::fs::symlink(away.path().join("retail.csv"), project.path().join("raw/yearbook/retail.csv")).unwrap();
    refused(&project, "is a link that leads out");
    // The folders of the project itself.
    for (key, folder) in [("output", "../elsewhere"), ("catalog", "/etc")] {
        let project = started();
        project.edit("pipeline.toml", &format!("{key} = \"{key}\""), &format!("{key} = \"{folder}\""));
        refused(&project, "lies outside the project");
    }
}

/// Shells and man get scripts and pages that name every verb and setting; they are the same bytes each time.
#[test]
fn completions_and_manual_pages() {
    let project = Project::new();
    for shell in ["bash", "zsh", "fish"] {
        let done = tongbi(&project, &["completions", shell]);
        assert_eq!(done.code, 0, "{done}");
        for word in ["new-source", "explain", "lang"] {
            assert!(done.stdout.contains(word), "{shell}: {word}");
        }
    }
    let folders = ["one", "two"].map(|name| project.path().join(name));
    for folder in &folders {
        let done = Done::of(project.command().arg("man").arg(folder));
        assert_eq!(done.code, 0, "{done}");
    }
    assert_eq!(bytes_below(&folders[0]), bytes_below(&folders[1]));
    assert!(files_below(&folders[0]).contains(&"tongbi-run.1".to_owned()), "{:?}", files_below(&folders[0]));
}
