//! One run at a time, and signals: the lock is the kernel's, and a run that is told to end leaves nothing behind.

use std::fs::{self, File};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::{GOOD, whole};
use crate::support::{Done, SmallProject};

/// Takes the lock of a project as another run would.
fn locked(project: &SmallProject) -> File {
    project.write(".tongbi/lock", "4711\n");
    let file = File::options().read(true).write(true).open(project.path().join(".tongbi/lock")).unwrap();
    file.try_lock().unwrap();
    file
}

fn finished(child: Child) -> Done {
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Done { code: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
}

fn spawned(command: &mut Command) -> Child {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn signal(child: &Child, name: &str) {
    let done = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status().unwrap();
    assert!(done.success(), "kill -{name}");
}

/// Looks again and again until something holds; a run that never comes to it fails the test.
fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..3000 {
        if holds() {
            return;
        }
        sleep(Duration::from_millis(10));
    }
    panic!("it never came to this: {what}");
}

/// A project whose table takes a while: the same figures over and over, which its source may say as often as it likes.
fn long() -> SmallProject {
    let project = SmallProject::new("");
    let rows: String = (0..300_000).map(|row| format!("户数,罗湖区,{},{},户,,\n", 1000 + row % 900, row % 900)).collect();
    project.rows(&rows);
    project
}

/// Another run holds the lock: 75 at once, nothing is done, and the message says who.
#[test]
fn a_held_lock() {
    let project = SmallProject::new(GOOD);
    let lock = locked(&project);
    for arguments in [&["run"][..], &["run", "--wait=1"]] {
        let done = Done::of(project.silent().args(arguments));
        assert_eq!(done.code, 75, "{done}");
        done.says(&["error[T804]", "process 4711", "--wait"]);
        assert!(!project.path().join("output").exists());
    }
    // Looking is always allowed.
    assert_eq!(Done::of(project.silent().arg("plan")).code, 0);
    drop(lock);
    assert_eq!(project.run().code, 0);
}

/// `--wait` waits for the other run, and then goes on by itself.
#[test]
fn waiting() {
    let project = SmallProject::new(GOOD);
    let lock = locked(&project);
    let mut child = spawned(project.silent().args(["run", "--wait"]));
    sleep(Duration::from_millis(300));
    assert!(child.try_wait().unwrap().is_none(), "it did not wait");
    drop(lock);
    let done = finished(child);
    assert_eq!(done.code, 0, "{done}");
    whole(&project, "small");
}

/// A signal ends the waiting.
#[test]
fn a_signal_while_waiting() {
    for (name, code) in [("TERM", 143), ("INT", 130)] {
        let project = SmallProject::new(GOOD);
        let _lock = locked(&project);
        let child = spawned(project.silent().args(["run", "--wait", "--log-format", "json"]));
        sleep(Duration::from_millis(500));
        signal(&child, name);
        let done = finished(child);
        assert_eq!(done.code, code, "{done}");
    }
}

/// SIGTERM and SIGINT while tables are read and while a release is made: 143 and 130, no staging, and the next run goes on.
#[test]
fn a_signal_at_work() {
    for (name, code, making) in [("TERM", 143, false), ("INT", 130, false), ("TERM", 143, true), ("INT", 130, true)] {
        let project = long();
        let child = spawned(project.silent().arg("run"));
        let (staging, lock) = (project.package("small").join(".staging"), project.path().join(".tongbi/lock"));
        until("work", || if making { staging.exists() } else { fs::read_to_string(&lock).is_ok_and(|text| !text.is_empty()) });
        signal(&child, name);
        let done = finished(child);
        assert_eq!(done.code, code, "{done}");
        done.says(&["error[T803]", &format!("stopped by SIG{name}"), "run again"]);
        assert!(!staging.exists(), "staging was left");
        assert_eq!(project.versions("small"), [""; 0]);
        assert_eq!(project.run().code, 0);
        whole(&project, "small");
    }
}

/// A run that is killed gives the lock back, and the next run clears up behind it, even where it has nothing to do.
#[test]
fn a_killed_run() {
    let project = long();
    let mut child = spawned(project.silent().arg("run"));
    let staging = project.package("small").join(".staging");
    until("staging", || staging.exists());
    child.kill().unwrap();
    assert_eq!(finished(child).code, -1);
    assert!(staging.exists(), "the kill came too late to show anything");
    assert_eq!(project.run().code, 0);
    whole(&project, "small");
    fs::create_dir_all(staging.join("data")).unwrap();
    assert_eq!(project.run().code, 0);
    whole(&project, "small");
}

/// 64 runs at once: one publishes, the others find the lock held or nothing to do; there is one release, and it is whole.
#[test]
fn many_runs_at_once() {
    let project = SmallProject::new(GOOD);
    let children: Vec<Child> = (0..64).map(|_| spawned(project.silent().args(["run", "--output", "json"]))).collect();
    let done: Vec<Done> = children.into_iter().map(finished).collect();
    let published = done.iter().filter(|done| done.stdout.contains("\"status\":\"published\"")).count();
    assert_eq!(published, 1);
    for done in &done {
        assert!(done.code == 75 || done.code == 0, "{done}");
    }
    assert_eq!(project.versions("small"), ["2023.1.0"]);
    whole(&project, "small");
}

/// The same with `--wait`: all of them end well.
#[test]
fn many_runs_in_turn() {
    let project = SmallProject::new(GOOD);
    let children: Vec<Child> = (0..16).map(|_| spawned(project.silent().args(["run", "--wait"]))).collect();
    for child in children {
        let done = finished(child);
        assert_eq!(done.code, 0, "{done}");
    }
    assert_eq!(project.versions("small"), ["2023.1.0"]);
    whole(&project, "small");
}
