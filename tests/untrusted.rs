//! A folder from anywhere: names and cells are shown spelled out, links and pipes end in a message, nothing hangs and nothing moves the terminal.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;

use crate::support::{Done, SmallProject, sha256};

const SOUND: &str = "地区生产总值,罗湖区,2021,100,亿元,,\n";

/// What clears a screen, what turns text around, what rings.
const EVIL: &str = "\u{1b}[2J\u{202e}\u{7}";
const SPELLED: &str = "\\u{1b}[2J\\u{202e}\\u{7}";

/// Nothing on either stream may reach a terminal raw, but line ends.
fn is_safe(done: &Done) {
    for text in [&done.stdout, &done.stderr] {
        let raw = text.chars().find(|c| (c.is_control() && *c != '\n') || matches!(c, '\u{202a}'..='\u{202e}'));
        assert_eq!(raw, None, "{text:?}");
    }
}

/// Both verbs that show a table, in both languages.
fn shown(project: &SmallProject) -> Vec<Done> {
    let run = |arguments: &[&str]| Done::of(project.command().args(arguments));
    let all = vec![run(&["run"]), run(&["--lang", "zh", "run"]), run(&["inspect", "book"]), run(&["--lang", "zh", "inspect", "book"])];
    all.iter().for_each(is_safe);
    all
}

/// Escapes in a cell, a label and a header are spelled out wherever they are shown.
#[test]
fn escapes_in_cells_are_spelled_out() {
    let project = SmallProject::new(&format!("地区生产总值,罗湖区,2021,{EVIL},亿元,,\n"));
    let done = shown(&project);
    assert!(done.iter().all(|done| done.code == 65 && done.stderr.contains(SPELLED)), "{}", done[0]);
    let project = SmallProject::new(&format!("生产{EVIL},罗湖区,2021,1,亿元,,\n"));
    assert!(shown(&project)[0].stderr.contains(SPELLED));
    let project = SmallProject::new(SOUND);
    project.source("book", "table.csv", &format!("指标,地区,时期,数值,单位,同比,{EVIL}\n{SOUND}"));
    let done = shown(&project);
    assert_eq!(done[0].code, 65);
    done[0].says(&["error[T306]", SPELLED]);
    done[1].says(&["错误[T306]", SPELLED, "提示"]);
}

/// A name with an escape or a line end is one line of a message.
#[test]
fn names_are_spelled_out() {
    for name in [format!("a{EVIL}.csv"), "a\nerror[T000]: b.csv".to_owned()] {
        let project = SmallProject::new(SOUND);
        project.edit("pipeline.toml", "files = \"table.csv\"", "files = \"*.csv\"");
        project.write(&format!("raw/book/{name}"), "x");
        let done = Done::of(project.command().arg("run"));
        is_safe(&done);
        assert_eq!(done.code, 78, "{done}");
        assert!(!done.stderr.lines().any(|line| line.starts_with("error[T000]")), "{done}");
    }
    let project = SmallProject::new(SOUND);
    project.edit("pipeline.toml", "files = \"table.csv\"", "files = \"*.csv\"");
    fs::write(project.path().join("raw/book").join(OsStr::from_bytes(b"\xff\x1b.csv")), "x").unwrap();
    let done = Done::of(project.command().arg("run"));
    is_safe(&done);
    assert_eq!(done.code, 78, "{done}");
    done.says(&["error[T104]", "no UTF-8", "help: "]);
}

/// Escapes in a declaration are spelled out under its caret, and in what the TOML reader says of it.
#[test]
fn escapes_in_declarations_are_spelled_out() {
    let project = SmallProject::new(SOUND);
    project.edit("pipeline.toml", "layout = \"plain\"", "layout = \"\\u001b[2Jplain\"");
    let done = Done::of(project.command().arg("run"));
    is_safe(&done);
    done.says(&["error[T104]", "\\u{1b}[2Jplain"]);
    let project = SmallProject::new(SOUND);
    project.edit("pipeline.toml", "layout = \"plain\"", "layout = \"\u{1b}[2Jplain\"");
    let done = Done::of(project.command().arg("run"));
    is_safe(&done);
    assert_eq!(done.code, 78, "{done}");
}

/// A link that leads to itself, to nothing or around in a circle ends in a message.
#[test]
fn links_that_lead_nowhere() {
    for target in ["table.csv", "gone.csv", "../book/table.csv"] {
        let project = SmallProject::new(SOUND);
        let path = project.path().join("raw/book/table.csv");
        fs::remove_file(&path).unwrap();
        symlink(target, &path).unwrap();
        let done = Done::of(project.command().arg("run"));
        assert!([66, 74].contains(&done.code), "{target}: {done}");
        done.says(&["error[T801]", "raw/book/table.csv", "help: "]);
    }
    let project = SmallProject::new(SOUND);
    fs::remove_dir_all(project.path().join("catalog")).unwrap();
    symlink(".", project.path().join("catalog")).unwrap();
    let done = Done::of(project.command().arg("run"));
    assert_ne!(done.code, 0, "{done}");
}

/// A link to a file of the project is followed; its digest is that of the file.
#[test]
fn links_within_the_project_are_followed() {
    let project = SmallProject::new(SOUND);
    let table = project.path().join("raw/book/table.csv");
    let text = fs::read(&table).unwrap();
    project.write("store/kept.csv", &text);
    fs::remove_file(&table).unwrap();
    symlink("../../store/kept.csv", &table).unwrap();
    assert!(project.read("raw/book/source.toml").contains(&sha256(&text)));
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
}
