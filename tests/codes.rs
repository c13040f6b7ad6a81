//! The pages of docs/codes/: what a page shows gives its code, and `explain` prints it. Every code of the source has a page and a line in the index.

use std::collections::BTreeSet;
use std::fs;

use crate::support::{Done, Project, files_below, repository, sha256};

/// A change to a file of the starter project, as a page shows it.
struct Change {
    file: String,
    attributes: String,
    old: Vec<u8>,
    new: Vec<u8>,
}

/// The codes that have a page, in order.
fn pages() -> Vec<String> {
    let mut codes: Vec<String> =
        files_below(&repository().join("docs/codes")).iter().filter_map(|name| name.strip_suffix(".md").map(str::to_owned)).collect();
    codes.sort();
    codes
}

/// The changes of a page: fences of `diff`, where lines that begin with `-` become those that begin with `+`.
fn changes(page: &str) -> Vec<Change> {
    let mut found = Vec::new();
    for block in page.split("```diff file=").skip(1) {
        let (head, rest) = block.split_once('\n').unwrap();
        let body = rest.split_once("```").unwrap().0;
        let (file, attributes) = head.split_once(' ').unwrap_or((head, ""));
        let side =
            |mark: char| -> String { body.lines().filter_map(|line| line.strip_prefix(mark)).map(|line| format!("{line}\n")).collect() };
        let new = if attributes.contains("escapes") { unescaped(&side('+')) } else { side('+').into_bytes() };
        found.push(Change { file: file.to_owned(), attributes: attributes.to_owned(), old: side('-').into_bytes(), new });
    }
    found
}

/// `\xff` as the byte that it stands for.
fn unescaped(text: &str) -> Vec<u8> {
    let mut parts = text.split("\\x");
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend(part[2..].bytes());
    }
    bytes
}

/// The starter project, as `tongbi init` writes it.
fn started() -> Project {
    let project = Project::new();
    let done = Done::of(project.command().arg("init").arg(project.path()));
    assert_eq!(done.code, 0, "{done}");
    project
}

/// Applies the changes of a page; digests of tables are renewed, but for those that the page keeps.
fn apply(project: &Project, code: &str, changes: &[Change]) {
    for change in changes {
        let path = project.path().join(&change.file);
        let before = fs::read(&path).unwrap_or_default();
        let after = if change.old.is_empty() {
            [before.as_slice(), &change.new].concat()
        } else {
            let at: Vec<usize> = (0..before.len()).filter(|at| before[*at..].starts_with(&change.old)).collect();
            assert_eq!(at.len(), 1, "{code}: {}", String::from_utf8_lossy(&change.old));
            [&before[..at[0]], &change.new, &before[at[0] + change.old.len()..]].concat()
        };
        project.write(&change.file, after);
    }
    let kept: Vec<&str> =
        changes.iter().filter(|change| change.attributes.contains("digest=kept")).map(|change| change.file.as_str()).collect();
    for name in files_below(&project.path().join("raw")) {
        let (folder, file) = name.split_once('/').unwrap();
        let path = format!("raw/{name}");
        if ["source.toml", "corrections.toml", "resolutions.toml"].contains(&file) || kept.contains(&path.as_str()) {
            continue;
        }
        let sidecar = format!("raw/{folder}/source.toml");
        let others: String = project
            .read(&sidecar)
            .lines()
            .filter(|line| !line.starts_with(&format!("\"{file}\"")))
            .map(|line| format!("{line}\n"))
            .collect();
        project.write(&sidecar, format!("{others}\"{file}\" = \"{}\"\n", sha256(&fs::read(project.path().join(&path)).unwrap())));
    }
}

/// What a page shows is what the program says: each example gives its code, on the terminal or as a row of quarantine.csv, in both languages.
#[test]
fn every_example_gives_its_code() {
    let mut shown = 0;
    for code in pages() {
        let page = fs::read_to_string(repository().join(format!("docs/codes/{code}.md"))).unwrap();
        let changes = changes(&page);
        if changes.is_empty() {
            continue;
        }
        let project = started();
        apply(&project, &code, &changes);
        let done = project.run();
        let tables = ["output/first/latest/data/quarantine.csv", ".tongbi/quarantine/first.csv"];
        let rows: String = tables.iter().filter_map(|name| fs::read_to_string(project.path().join(name)).ok()).collect();
        assert!(done.stderr.contains(&format!("[{code}]")) || rows.contains(&code), "{code}: {done}");
        let zh = Done::of(project.command().args(["--lang", "zh", "run"]));
        assert_eq!(zh.code, done.code, "{code}: {zh}");
        if done.stderr.starts_with("error") {
            assert!(zh.stderr.lines().next().unwrap().chars().any(|c| u32::from(c) > 0x2e80), "{code}: {zh}");
        }
        shown += 1;
    }
    assert!(shown >= 45, "only {shown} examples were run");
}

/// Every code that stands in the source has a page, a line in the index, and is explained; nothing is explained that is not printed.
#[test]
fn every_code_of_the_source_has_a_page() {
    let mut used = BTreeSet::new();
    for top in ["src", "crates"] {
        for name in files_below(&repository().join(top)).iter().filter(|name| name.ends_with(".rs") && !name.ends_with("explain.rs")) {
            let text = fs::read_to_string(repository().join(top).join(name)).unwrap();
            let code = |part: &str| part.len() == 4 && part.starts_with('T') && part[1..].bytes().all(|byte| byte.is_ascii_digit());
            used.extend(text.split('"').filter(|part| code(part)).map(str::to_owned));
        }
    }
    let pages = pages();
    assert_eq!(used.iter().cloned().collect::<Vec<_>>(), pages);
    let index = fs::read_to_string(repository().join("docs/codes.md")).unwrap();
    let project = Project::new();
    for code in &pages {
        assert!(index.contains(&format!("| [{code}](codes/{code}.md) |")), "{code} has no line in docs/codes.md");
        let done = Done::of(project.command().args(["explain", code]));
        assert!(done.code == 0 && done.stdout.starts_with(code.as_str()), "{done}");
    }
}

/// The page is printed in the reader's language first, and a code that is not there is refused with those that are.
#[test]
fn explain_speaks_the_readers_language() {
    let project = Project::new();
    let first = |lang: &str| {
        let done = Done::of(project.command().args(["--lang", lang, "explain", "t401"]));
        done.stdout.lines().nth(2).unwrap().to_owned()
    };
    assert!(first("en").starts_with("The cell has no number"), "{}", first("en"));
    assert!(first("zh").starts_with("单元格中没有数值"), "{}", first("zh"));
    let done = Done::of(project.command().args(["explain", "T999"]));
    assert_eq!(done.code, 64, "{done}");
    done.says(&["T999", "help: the codes are: T101 T102"]);
}
