//! Exit codes, one by one, as docs/exit-codes.md has them.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::process::Command;

use super::{GOOD, can, skipped};
use crate::support::{Done, HEADER, SmallProject, repository};

/// A sound project, broken by a test.
fn broken(what: impl FnOnce(&SmallProject)) -> Done {
    let project = SmallProject::new(GOOD);
    what(&project);
    Done::of(project.silent().arg("run"))
}

/// Published, and nothing to do: 0.
#[test]
fn zero() {
    let project = SmallProject::new(GOOD);
    assert_eq!([project.run().code, project.run().code], [0, 0]);
}

/// Arguments: 64.
#[test]
fn usage() {
    for arguments in [&["run", "--no-such"][..], &["run", "-q", "-v"], &["run", "--wait=soon"], &["run", "--output", "xml"], &["nothing"]] {
        let done = Done::of(SmallProject::new(GOOD).silent().args(arguments));
        assert_eq!(done.code, 64, "{arguments:?}: {done}");
    }
}

/// Data beyond the declared tolerance, and a file that is not the one described: 65.
#[test]
fn data() {
    assert_eq!(broken(|project| project.rows("地区生产总值,罗湖区,2020,若干,亿元,,\n")).code, 65);
    assert_eq!(broken(|project| project.write("raw/book/table.csv", format!("{HEADER}{GOOD}\n"))).code, 65);
}

/// A missing input: 66, and it is named.
#[test]
fn missing() {
    let done = broken(|project| fs::remove_file(project.path().join("raw/book/table.csv")).unwrap());
    assert_eq!(done.code, 66, "{done}");
    done.says(&["raw/book/table.csv", "help: "]);
    assert_eq!(broken(|project| fs::remove_file(project.path().join("pipeline.toml")).unwrap()).code, 66);
}

/// A folder that cannot be made: 73. Reading that fails: 74.
#[test]
fn creating_and_reading() {
    assert_eq!(broken(|project| project.write("output", "a file")).code, 73);
    assert_eq!(broken(|project| project.write(".tongbi", "a file")).code, 73);
    let done = broken(|project| {
        fs::remove_file(project.path().join("raw/book/table.csv")).unwrap();
        fs::create_dir(project.path().join("raw/book/table.csv")).unwrap();
    });
    assert_eq!(done.code, 74, "{done}");
}

/// Declarations: 78.
#[test]
fn configuration() {
    assert_eq!(broken(|project| project.edit("pipeline.toml", "layout =", "layut =")).code, 78);
}

/// What an ordinary user may not read or write: 77; the superuser may everything, so such a run is somebody else's.
#[test]
fn permission() {
    type Deny = (&'static str, fn(&SmallProject));
    let cases: [Deny; 3] = [
        ("a table", |project| fs::set_permissions(project.path().join("raw/book/table.csv"), fs::Permissions::from_mode(0o000)).unwrap()),
        ("the output", |project| {
            fs::create_dir(project.path().join("output")).unwrap();
            fs::set_permissions(project.path().join("output"), fs::Permissions::from_mode(0o555)).unwrap();
        }),
        ("the lock", |project| {
            fs::create_dir(project.path().join(".tongbi")).unwrap();
            fs::set_permissions(project.path().join(".tongbi"), fs::Permissions::from_mode(0o555)).unwrap();
        }),
    ];
    for (what, deny) in cases {
        let project = SmallProject::new(GOOD);
        fs::set_permissions(project.path(), fs::Permissions::from_mode(0o777)).unwrap();
        deny(&project);
        let superuser = fs::metadata(project.path()).unwrap().uid() == 0;
        let binary = env!("CARGO_BIN_EXE_tongbi");
        let user = ["--reuid=65534", "--regid=65534", "--clear-groups"];
        let mut command = if superuser { Command::new("setpriv") } else { Command::new(binary) };
        if superuser {
            if !can("setpriv", &[&user[..], &[binary, "--version"]].concat()) {
                return skipped("exit code 77", "no ordinary user can be had here");
            }
            command.args(user).arg(binary);
        }
        let done = Done::of(command.arg("-C").arg(project.path()).arg("run"));
        assert_eq!(done.code, 77, "{what}: {done}");
        done.says(&["error[T801]", "give this user the right"]);
        // So that the folder can be removed.
        let _ = fs::set_permissions(project.path().join("output"), fs::Permissions::from_mode(0o755));
        let _ = fs::set_permissions(project.path().join(".tongbi"), fs::Permissions::from_mode(0o755));
    }
}

/// Every code that the page has is in `--help`, and the other way round. (70 is a defect, and no input is known that shows one: `cli/exit.rs` tests it.)
#[test]
fn help_and_page_have_the_same_codes() {
    let page = fs::read_to_string(repository().join("docs/exit-codes.md")).unwrap();
    let row = |line: &str| line.strip_prefix("| ")?.split(' ').next()?.parse::<u8>().ok();
    let mut page: Vec<u8> = page.lines().filter_map(row).collect();
    let help = Done::of(SmallProject::new(GOOD).silent().arg("--help")).stdout;
    let (_, codes) = help.split_once("Exit codes:").unwrap();
    let mut codes: Vec<u8> = codes.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    page.sort_unstable();
    codes.sort_unstable();
    assert_eq!(page, codes);
    assert_eq!(page, [0, 64, 65, 66, 69, 70, 73, 74, 75, 77, 78, 130, 143]);
}
