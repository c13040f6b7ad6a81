//! The source keeps the floors that the architecture page promises. Read as text, so that a slip is named with its line.

use std::fs;

use crate::support::{files_below, repository};

/// A source file of the workspace, without its comments.
struct Source {
    path: String,
    lines: Vec<(usize, String)>,
    /// All lines, comments included.
    length: usize,
}

impl Source {
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines.iter().map(|(number, line)| (*number, line.as_str()))
    }
}

/// All `.rs` files of the library and the member crates.
fn sources() -> Vec<Source> {
    let root = repository();
    let mut found = Vec::new();
    for top in ["src", "crates"] {
        for name in files_below(&root.join(top)).iter().filter(|name| name.ends_with(".rs")) {
            let text = fs::read_to_string(root.join(top).join(name)).unwrap();
            // A line comment ends its line; the sources have `//` in no string but addresses, where what follows is no import.
            let bare = |line: &str| line.split_once("//").map_or(line, |(code, _)| code).to_owned();
            let lines = text.lines().enumerate().map(|(index, line)| (index + 1, bare(line))).collect();
            found.push(Source { path: format!("{top}/{name}"), lines, length: text.lines().count() });
        }
    }
    assert!(found.len() > 60, "only {} source files were found", found.len());
    found
}

/// The modules of the main package, by floor. Siblings of one floor never import each other.
const FLOORS: [(&str, u8); 6] = [("cli", 5), ("pipeline", 4), ("sniff", 4), ("stages", 3), ("io", 3), ("table", 2)];

fn floor(module: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

/// The module of the main package that a file belongs to; `None` for `lib.rs` and `main.rs`.
fn module(path: &str) -> Option<&str> {
    path.strip_prefix("src/")?.split_once('/').map(|(module, _)| module)
}

/// Words of a line: identifiers, so that `csv_file` is not taken for `csv`.
fn words(line: &str) -> Vec<&str> {
    line.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect()
}

/// Modules of this crate that a line names: `crate::x`, also `crate::{x, y}`, also `super::super::x` from a module two deep.
fn imported(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => found.extend(list.split(['}', ';']).next().unwrap().split(',').filter_map(|item| words(item).first().copied())),
            None => found.extend(words(rest).first()),
        }
    }
    found
}

/// Every module folder has a floor, so that a new one cannot slip past this test.
#[test]
fn every_module_has_a_floor() {
    for source in sources() {
        if let Some(module) = module(&source.path) {
            assert!(floor(module).is_some(), "{}: the module {module} has no floor", source.path);
        }
    }
}

/// Imports only go down; `stages` and `io` never meet.
#[test]
fn imports_only_go_down() {
    let mut seen = 0;
    for source in sources() {
        let Some(here) = module(&source.path) else { continue };
        for (number, line) in source.code() {
            for there in imported(line).into_iter().filter(|there| *there != here) {
                let Some(below) = floor(there) else { panic!("{}:{number}: crate::{there} is no module", source.path) };
                assert!(below < floor(here).unwrap(), "{}:{number}: {here} imports {there}", source.path);
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "only {seen} imports were seen");
}

/// Nobody leaves a module by counting `super` up to the crate, which the test above would not see.
#[test]
fn no_import_climbs_out_of_its_module() {
    for source in sources().iter().filter(|source| module(&source.path).is_some()) {
        // src/cli/mod.rs is one deep: one `super` is the crate itself. src/cli/exit.rs is two deep.
        let parts = source.path.split('/').count() - 1;
        let deep = if source.path.ends_with("/mod.rs") { parts - 1 } else { parts };
        for (number, line) in source.code() {
            // A `mod tests` inside the file is one deeper.
            let up = line.matches("super::").count();
            assert!(up <= deep, "{}:{number}: {line}", source.path);
            if up == deep && !line.starts_with(' ') {
                panic!("{}:{number}: reaches the crate by super: {line}", source.path);
            }
        }
    }
}

/// Which folders may name which heavy crates.
const HEAVY: [(&str, &[&str]); 6] = [
    ("polars", &["src/table/", "src/stages/"]),
    ("arrow", &["src/table/", "src/io/"]),
    ("parquet", &["src/table/", "src/io/"]),
    ("csv", &["src/io/", "crates/read/", "crates/domain/src/catalog/area_csv.rs"]),
    ("clap", &["src/cli/"]),
    ("anyhow", &["src/cli/", "src/pipeline/", "src/main.rs"]),
];

/// Heavy crates stay on their floors: polars in table and stages, arrow and parquet in table and io, clap in cli.
#[test]
fn heavy_crates_stay_on_their_floors() {
    let sources = sources();
    for (name, folders) in HEAVY {
        let mut used = 0;
        for source in &sources {
            for (number, line) in source.code() {
                let path = format!("{name}::");
                let names = line.match_indices(&path).any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
                });
                if names {
                    assert!(folders.iter().any(|folder| source.path.starts_with(folder)), "{}:{number}: {line}", source.path);
                    used += 1;
                }
            }
        }
        assert!(used > 0, "{name} is used nowhere: is this test still looking at the right thing?");
    }
}

/// The member crates do not even depend on what belongs above them.
#[test]
fn member_crates_depend_on_nothing_heavy() {
    for name in ["domain", "read"] {
        let text = fs::read_to_string(repository().join(format!("crates/{name}/Cargo.toml"))).unwrap();
        let manifest: toml::Table = toml::from_str(&text).unwrap();
        let mut forbidden = vec!["polars", "arrow", "parquet", "clap", "anyhow", "tongbi"];
        // Floors 0 and 1 read no file; the reader knows them, they do not know the reader. A list of areas is CSV, but as a text.
        if name == "domain" {
            forbidden.extend(["tongbi-read", "encoding_rs"]);
        }
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(table) = manifest.get(section).and_then(toml::Value::as_table) else { continue };
            for dependency in table.keys() {
                let heavy = forbidden.iter().any(|word| dependency == word || dependency.starts_with(&format!("{word}-")));
                assert!(!heavy || dependency == "tongbi-domain", "crates/{name}: {section} has {dependency}");
            }
        }
    }
}

/// Floors 0 and 1 touch no file, no process and no clock.
#[test]
fn the_domain_knows_no_machine() {
    for source in sources().iter().filter(|source| source.path.starts_with("crates/domain/src/")) {
        for (number, line) in source.code() {
            for forbidden in ["std::fs", "std::env", "std::process", "std::time", "std::net", "std::thread"] {
                assert!(!line.contains(forbidden), "{}:{number}: {line}", source.path);
            }
        }
    }
}

/// The one file that looks at a clock, and those that ask it: what they write is logs, reports and metrics of runs, and who approved what when.
const CLOCK: &str = "src/pipeline/clock.rs";
const TIMED: [&str; 8] = [
    "src/pipeline/journal.rs",
    "src/pipeline/report.rs",
    "src/pipeline/metrics.rs",
    "src/pipeline/mod.rs",
    "src/cli/log.rs",
    "src/cli/run.rs",
    "src/cli/signoff.rs",
    CLOCK,
];

/// No clock and no random number is on the way to a release.
#[test]
fn nothing_reads_the_clock() {
    for source in sources().iter().filter(|source| !TIMED.contains(&source.path.as_str())) {
        for (number, line) in source.code() {
            let asks = words(line).into_iter().any(|word| matches!(word, "Moment" | "Stopwatch")) || line.contains("clock::");
            assert!(!asks, "{}:{number}: {line}", source.path);
        }
    }
    for source in sources().iter().filter(|source| !source.path.contains("/tests") && source.path != CLOCK) {
        for (number, line) in source.code() {
            let found = words(line).into_iter().find(|word| matches!(*word, "SystemTime" | "Instant" | "thread_rng" | "RandomState"));
            assert_eq!(found, None, "{}:{number}: {line}", source.path);
        }
    }
}

/// Where a binary float may stand: at the edges to Parquet (and the digest of what it has) and to workbooks, which store doubles, and where a suggestion weighs how alike two texts are.
const FLOATS: [&str; 9] = [
    "crates/domain/src/likeness.rs",
    "crates/domain/src/number/decimal.rs",
    "crates/domain/src/unit/text.rs",
    "crates/read/src/workbook/",
    "src/io/logical.rs",
    "src/io/parquet_doubles.rs",
    "src/io/parquet_values.rs",
    "src/io/prepared.rs",
    "src/table/bridge.rs",
];

/// No binary float on the value's path.
#[test]
fn floats_stay_at_the_edge() {
    for source in sources().iter().filter(|source| !source.path.contains("/tests")) {
        let end = source.lines.iter().find(|(_, line)| line.contains("#[cfg(test)]")).map_or(usize::MAX, |(number, _)| *number);
        for (number, line) in source.code().take_while(|(number, _)| *number < end) {
            let floats = words(line).into_iter().any(|word| matches!(word, "f64" | "f32" | "as_f64"));
            assert!(!floats || FLOATS.iter().any(|allowed| source.path.starts_with(allowed)), "{}:{number}: {line}", source.path);
        }
    }
}

/// `unsafe` stands nowhere, and the lint that forbids it is in force for every crate.
#[test]
fn nothing_is_unsafe() {
    for source in sources() {
        for (number, line) in source.code() {
            assert!(!words(line).contains(&"unsafe"), "{}:{number}: {line}", source.path);
        }
    }
    let manifest = |name: &str| -> toml::Table { toml::from_str(&fs::read_to_string(repository().join(name)).unwrap()).unwrap() };
    assert_eq!(manifest("Cargo.toml")["workspace"]["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
    for name in ["Cargo.toml", "benches/Cargo.toml", "crates/domain/Cargo.toml", "crates/read/Cargo.toml"] {
        assert_eq!(manifest(name)["lints"]["workspace"].as_bool(), Some(true), "{name}");
    }
}

/// One thing, one file: none grows beyond 600 lines, and none is called `util`.
#[test]
fn files_stay_small() {
    for source in sources() {
        assert!(source.length <= 600, "{} has {} lines", source.path, source.length);
        let stem = source.path.rsplit('/').next().unwrap();
        assert!(!["util.rs", "utils.rs", "helpers.rs", "common.rs", "misc.rs"].contains(&stem), "{}", source.path);
    }
}

/// The readers of this test see what they are meant to see.
#[test]
fn the_tests_own_reading_is_right() {
    assert_eq!(imported("use crate::table::{Line, Statement};"), ["table"]);
    assert_eq!(imported("use crate::{io::CsvFile, table};"), ["io", "table"]);
    assert_eq!(imported("    let x = crate::io::sha256_of(crate::table::y);"), ["io", "table"]);
    assert_eq!(module("src/pipeline/tables/view.rs"), Some("pipeline"));
    assert_eq!(module("src/lib.rs"), None);
}
