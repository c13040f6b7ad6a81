//! Faults, by real processes: in each the old release is whole, the message says what to do, and the next run recovers by itself.

use std::fs;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use super::{GOOD, can, outcomes, result, skipped, state, whole};
use crate::support::{Done, Project, SmallProject};

const BINARY: &str = env!("CARGO_BIN_EXE_tongbi");

/// A project with one release, and a change that is to be published.
fn with_a_change() -> SmallProject {
    let project = SmallProject::new(GOOD);
    assert_eq!(project.run().code, 0);
    project.rows(&GOOD.replace("110", "111"));
    project
}

/// Runs a script in a mount namespace of its own, with the project and the binary; none where the machine does not let it.
fn in_namespace(what: &str, project: &Project, script: &str) -> Option<Done> {
    if !can("unshare", &["-rm", "true"]) {
        skipped(what, "no mount namespaces here");
        return None;
    }
    let done = Done::of(Command::new("unshare").args(["-rm", "sh", "-c", script, "sh"]).arg(project.path()).arg(BINARY));
    if done.code == 99 {
        skipped(what, "no mounts here");
        return None;
    }
    Some(done)
}

/// A disk that is full: 74, the old release is whole, and once there is room the next run publishes.
#[test]
fn a_full_disk() {
    let project = with_a_change();
    let script = r#"
        mkdir -p "$1/disk" && mount -t tmpfs -o size=4m tmpfs "$1/disk" || exit 99
        cp -a "$1/output/small" "$1/disk/small" && rm -rf "$1/output" && ln -s disk "$1/output" || exit 98
        cat /dev/zero > "$1/disk/filler" 2>/dev/null
        "$2" -C "$1" run; echo "first $?"
        (cd "$1/disk/small/latest" && sha256sum --quiet -c SHA256SUMS) && echo "old $(readlink "$1/disk/small/latest")"
        ls -A "$1/disk/small" | grep staging
        rm "$1/disk/filler"; "$2" -C "$1" run; echo "second $?"
        (cd "$1/disk/small/latest" && sha256sum --quiet -c SHA256SUMS) && echo "new $(readlink "$1/disk/small/latest")""#;
    let Some(done) = in_namespace("a full disk", &project, script) else { return };
    // A file that cannot even be made is 73, one that cannot be filled 74.
    assert!(["first 73", "first 74"].iter().any(|code| done.stdout.starts_with(code)), "{done}");
    done.says(&["error[T801]", "free some room"]);
    assert!(done.stdout.ends_with("old 2023.1.0\nsecond 0\nnew 2023.2.0\n"), "{done}");
}

/// No room for the statements that do not fit into memory: 74, nothing is published, and with more memory the next run publishes.
#[test]
fn a_full_disk_for_statements() {
    let project = with_a_change();
    let years: String = (0..70_000)
        .map(|row| format!("户数,罗湖区,{:04}-{:02}-{:02},{row},户,,\n", 1900 + row / 336, row / 28 % 12 + 1, row % 28 + 1))
        .collect();
    project.rows(&years);
    let script = r#"
        mkdir -p "$1/.tongbi/spill" && mount -t tmpfs -o size=1m tmpfs "$1/.tongbi/spill" || exit 99
        "$2" -C "$1" run --memory 1MiB; echo "first $?"; ls -A "$1/.tongbi/spill" "$1/output/small" | grep staging
        readlink "$1/output/small/latest"; "$2" -C "$1" run; echo "second $?""#;
    let Some(done) = in_namespace("a full disk for statements", &project, script) else { return };
    assert_eq!(done.stdout, "first 74\n2023.1.0\nsecond 0\n", "{done}");
    done.says(&["error[T801]", "cannot write", ".tongbi/spill", "free some room"]);
    assert_eq!(project.versions("small"), ["2023.1.0", "2023.2.0"]);
    whole(&project, "small");
}

/// An output that cannot be written: 73, and what is there stays; a run with nothing to do ends well.
#[test]
fn a_read_only_output() {
    let project = with_a_change();
    let script = r#"
        mount --bind "$1/output" "$1/output" && mount -o remount,bind,ro "$1/output" || exit 99
        "$2" -C "$1" run; echo "first $?""#;
    let Some(done) = in_namespace("a read-only output", &project, script) else { return };
    assert_eq!(done.stdout, "first 73\n", "{done}");
    done.says(&["error[T801]", "output/small", "help: "]);
    whole(&project, "small");
    assert_eq!(project.run().code, 0);
    assert_eq!(project.versions("small"), ["2023.1.0", "2023.2.0"]);
    let done = in_namespace("a read-only output", &project, script).unwrap();
    assert_eq!(done.stdout, "first 0\n", "{done}");
}

/// A source that somebody writes to while it is read is refused, whatever it says just then.
#[test]
fn a_source_that_changes_while_it_is_read() {
    let project = SmallProject::new(GOOD);
    assert_eq!(project.run().code, 0);
    let before = state(&project.path().join("output"));
    let rows: String = (0..200_000).map(|row| format!("户数,罗湖区,{},{},户,,\n", 1000 + row % 900, row % 900)).collect();
    project.rows(&rows);
    let path = project.path().join("raw/book/table.csv");
    let stop = AtomicBool::new(false);
    // The same bytes again and again: its digest agrees all the time.
    let done = std::thread::scope(|scope| {
        scope.spawn(|| {
            let file = fs::File::options().write(true).open(&path).unwrap();
            let mut seconds = 0;
            while !stop.load(Ordering::Relaxed) {
                seconds += 1;
                file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        let done = project.run();
        stop.store(true, Ordering::Relaxed);
        done
    });
    assert_eq!(done.code, 65, "{done}");
    done.says(&["error[T307]", "raw/book/table.csv was changed while it was read", "run again"]);
    assert_eq!(state(&project.path().join("output")), before);
    assert_eq!(project.run().code, 0);
    whole(&project, "small");
}

/// A source that has vanished: 66, also where the release was up to date.
#[test]
fn a_vanished_source() {
    let project = SmallProject::new(GOOD);
    assert_eq!(project.run().code, 0);
    let path = project.path().join("raw/book/table.csv");
    let text = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let done = Done::of(project.silent().arg("run"));
    assert_eq!(done.code, 66, "{done}");
    done.says(&["error[T801]", "raw/book/table.csv", "help: "]);
    whole(&project, "small");
    fs::write(&path, text).unwrap();
    assert_eq!(outcomes(&result(&project).1)["small"], "current");
}

/// A process that is killed at any system call of publication, one after the other.
#[test]
fn a_kill_at_each_step() {
    if !can("strace", &["-e", "inject=rename:signal=KILL:when=99", "true"]) {
        return skipped("a kill at each step of publication", "no strace that can inject signals");
    }
    for call in ["rename", "fsync", "symlink", "unlink"] {
        for when in 1..30 {
            let project = with_a_change();
            let inject = format!("inject={call}:signal=KILL:when={when}");
            let mut command = Command::new("strace");
            command.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject, BINARY, "-C"]);
            let done = Done::of(command.arg(project.path()).arg("run"));
            if done.code == 0 {
                // There is no such call any more.
                break;
            }
            let release = project.release("small");
            assert!(release.ends_with("2023.1.0") || release.ends_with("2023.2.0"), "{call} {when}");
            let sums = fs::read_to_string(release.join("SHA256SUMS")).unwrap();
            for (digest, name) in sums.lines().filter_map(|line| line.split_once("  ")) {
                assert_eq!(crate::support::sha256(&fs::read(release.join(name)).unwrap()), digest, "{call} {when}: {name}");
            }
            let done = project.run();
            assert_eq!(done.code, 0, "{call} {when}: {done}");
            assert_eq!(project.versions("small"), ["2023.1.0", "2023.2.0"], "{call} {when}");
            assert!(project.release("small").ends_with("2023.2.0"), "{call} {when}");
            whole(&project, "small");
            assert_eq!(outcomes(&result(&project).1)["small"], "current", "{call} {when}");
        }
    }
}

/// A cache that is damaged, cut off, from elsewhere or no file at all costs a rebuild that publishes nothing.
#[test]
fn a_corrupted_cache() {
    let project = SmallProject::new(GOOD);
    assert_eq!(project.run().code, 0);
    let before = state(&project.path().join("output"));
    let name = ".tongbi/cache/small.json";
    let sound = project.read(name);
    for text in ["", "{", "\u{0}\u{0}", &sound[..sound.len() / 2], "{\"fingerprint\":{},\"figures\":{}}", "[]"] {
        project.write(name, text);
        assert_eq!(outcomes(&result(&project).1)["small"], "unchanged", "{text}");
        assert_eq!(outcomes(&result(&project).1)["small"], "current", "{text}");
    }
    fs::remove_file(project.path().join(name)).unwrap();
    fs::create_dir(project.path().join(name)).unwrap();
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    done.says(&["warning", "cache_not_written", "small.json"]);
    assert_eq!(state(&project.path().join("output")), before);
}

/// A release that was damaged after it was published is put back, byte for byte, where its inputs still say the same.
#[test]
fn a_damaged_release_is_restored() {
    let project = SmallProject::new(GOOD);
    assert_eq!(project.run().code, 0);
    let release = project.release("small");
    let sound = crate::support::bytes_below(&release);
    for name in ["data/observations.csv", "data/observations.parquet", "datapackage.json"] {
        // One byte of the same length, a cut, and nothing at all.
        for damage in 0..3 {
            let path = release.join(name);
            let mut bytes = fs::read(&path).unwrap();
            let middle = bytes.len() / 2;
            match damage {
                0 => bytes[middle] ^= 1,
                _ => bytes.truncate(middle),
            }
            fs::write(&path, bytes).unwrap();
            if damage == 2 {
                fs::remove_file(&path).unwrap();
            }
            let plan = Done::of(project.command().arg("plan"));
            assert!(plan.stdout.contains(&format!("damaged  {name}")), "{plan}");
            let done = Done::of(project.silent().arg("run"));
            assert_eq!(done.code, 0, "{done}");
            done.says(&["warning package_due", &format!("damaged: {name}")]);
            assert!(crate::support::bytes_below(&release) == sound, "{name} {damage}");
            assert_eq!(project.versions("small"), ["2023.1.0"]);
        }
    }
    assert_eq!(outcomes(&result(&project).1)["small"], "current");
}

/// Where a release has lost its own list of digests, nobody knows what it was: what is made is the next version, and no name is used twice.
#[test]
fn a_release_without_its_digests() {
    for (text, next) in [(None, "2023.2.0"), (Some("\u{0}nonsense"), "2023.1.1"), (Some(""), "2023.1.1")] {
        let project = SmallProject::new(GOOD);
        assert_eq!(project.run().code, 0);
        let sums = project.release("small").join("SHA256SUMS");
        match text {
            Some(text) => fs::write(&sums, text).unwrap(),
            None => fs::remove_file(&sums).unwrap(),
        }
        let done = project.run();
        assert_eq!(done.code, 0, "{done}");
        assert_eq!(project.versions("small"), ["2023.1.0", next]);
        whole(&project, "small");
        assert_eq!(outcomes(&result(&project).1)["small"], "current");
    }
}

/// A clock that was set back: what runs left behind lies in the future, and nothing comes of it.
#[test]
fn a_clock_that_runs_backwards() {
    let project = SmallProject::new(GOOD);
    assert_eq!(project.run().code, 0);
    let future = SystemTime::now() + Duration::from_secs(40 * 365 * 86_400);
    for name in crate::support::files_below(project.path()) {
        fs::File::options().append(true).open(project.path().join(name)).unwrap().set_modified(future).unwrap();
    }
    project.write(".tongbi/runs/29991231T235959.000Z-1/report.json", "{}");
    project.write(".tongbi/runs/totals.json", "{\"published\":1,\"noop\":0,\"failed\":0,\"last_success\":32503679999}");
    assert_eq!(outcomes(&result(&project).1)["small"], "current");
    project.rows(&GOOD.replace("110", "111"));
    assert_eq!(outcomes(&result(&project).1)["small"], "published");
    assert_eq!(project.versions("small"), ["2023.1.0", "2023.2.0"]);
    whole(&project, "small");
}
