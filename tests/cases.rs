//! Real tables that nobody in this project wrote, each declared as a new user would: every hand-checked fact of `facts.csv` comes out.
//!
//! The tables are not in this repository; `TONGBI_CASES` says where they lie (`../shared/cases` where it is not set), and without them each test says
//! that it was skipped. What a user would write is: `cases/<case>/` has `pipeline.toml`, entries of the code lists, and the sidecar without digests.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use crate::support::{Done, Project, Row, Table, files_below, repository, sha256};

mod facts;
mod ons;

use facts::{Fact, check};

/// The package of every case.
const PACKAGE: &str = "case";

/// Every case that is declared here.
const CASES: [&str; 9] = ["T01", "T05", "T06", "T09", "T12", "T14", "T15", "T21", "T25"];

/// The folder of the real tables; `None`, said aloud, where it is not there.
fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("TONGBI_CASES").map_or_else(|| repository().join("../shared/cases"), PathBuf::from);
    if folder.join("facts.csv").is_file() {
        return Some(folder);
    }
    // Straight to standard error: the harness keeps what a passing test prints.
    let _ = writeln!(std::io::stderr(), "skipped: no real tables in {} (TONGBI_CASES says where they lie)", folder.display());
    None
}

/// A case on its way through the program.
pub struct Case {
    project: Project,
    /// The real file.
    bytes: Vec<u8>,
}

impl Case {
    /// The code lists of this repository with those of the case, its declaration, and the real file beside its sidecar.
    fn new(case: &str, folder: &std::path::Path) -> Self {
        let project = Project::new();
        let copy = |from: PathBuf, to: &str| {
            for name in files_below(&from) {
                project.write(&format!("{to}{name}"), fs::read(from.join(&name)).unwrap());
            }
        };
        copy(repository().join("catalog"), "catalog/");
        copy(repository().join("tests/cases").join(case), "");
        let starts = format!("{case}_");
        let name = files_below(folder).into_iter().find(|name| name.starts_with(&starts)).unwrap();
        let bytes = fs::read(folder.join(&name)).unwrap();
        let raw = project.read("pipeline.toml").split("folder = \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let sidecar = format!("{}\n[files]\n\"{name}\" = \"{}\"\n", project.read("source.toml"), sha256(&bytes));
        project.write(&format!("{raw}/source.toml"), sidecar);
        project.write(&format!("{raw}/{name}"), &bytes);
        if case == "T15" {
            project.write("catalog/areas/ons.csv", ons::areas(&bytes));
        }
        Self { project, bytes }
    }

    fn table(&self, name: &str) -> Table {
        self.project.table(PACKAGE, name)
    }
}

/// Runs a case and holds its release against its facts; `more` is what else must be true of it.
fn holds(case: &str, more: impl Fn(&Case, &Done)) {
    let Some(folder) = folder() else { return };
    let facts: Vec<Fact> = facts::read(&folder).into_iter().filter(|fact| fact.case == case).collect();
    assert!(!facts.is_empty(), "no facts of {case}");
    let ran = Case::new(case, &folder);
    let done = ran.project.run();
    assert_eq!(done.code, 0, "{case}: {done}");
    let release = facts::Release::of(&ran);
    facts.iter().for_each(|fact| check(&release, fact));
    more(&ran, &done);
}

/// The number before a line of the account.
fn counted(done: &Done, label: &str) -> usize {
    let entry = |line: &str| {
        let (count, text) = line.trim_start().split_once("  ")?;
        if text.starts_with(label) { count.parse().ok() } else { None }
    };
    done.stdout.lines().find_map(entry).unwrap_or_else(|| panic!("{label}: {done}"))
}

/// Preamble with indicator and unit, years newest first, notes below, GB18030.
#[test]
fn t01_provinces_down_years_across() {
    holds("T01", |_, done| assert_eq!((counted(done, "value cells in"), counted(done, "quarantined")), (589, 0)));
}

/// Months down, indicators across: an index that is a rate already beside thousands of dollars.
#[test]
fn t05_months_down_with_indices() {
    holds("T05", |case, _| {
        for row in case.table("observations").all(&[("measure", "INDEX")]) {
            row.has(&[("base_per", "PREVIOUS_YEAR"), ("unit_measure", "index"), ("yoy_percent", "")]);
        }
    });
}

/// Three blocks in one sheet say the same thing: what they repeat is counted, and nothing of it comes out twice.
#[test]
fn t06_stacked_transposed_blocks() {
    holds("T06", |_, done| {
        assert_eq!(counted(done, "value cells in"), counted(done, "published") + counted(done, "said twice by one source"));
        assert_eq!(counted(done, "quarantined"), 0);
    });
}

/// A unit of its own for each row.
#[test]
fn t09_units_by_row() {
    holds("T09", |case, _| {
        let units: BTreeSet<String> = case.table("observations").rows.iter().map(|row| row.get("unit_text").to_owned()).collect();
        assert_eq!(units.into_iter().collect::<Vec<_>>(), ["%", "万吨", "万吨标准煤", "亿千瓦小时", "亿立方米"]);
    });
}

/// Every cell quoted, blank lines in the preamble, groups among countries.
#[test]
fn t12_world_bank_download() {
    holds("T12", |_, done| assert_eq!(counted(done, "quarantined"), 0));
}

/// Codes and labels side by side; keys are told apart by a dimension.
#[test]
fn t14_sdmx_with_its_dimension() {
    holds("T14", |case, done| {
        assert_eq!(counted(done, "said twice by one source") + counted(done, "quarantined"), 0);
        let statuses: BTreeSet<String> = case.table("observations").rows.iter().map(|row| row.get("obs_status").to_owned()).collect();
        assert_eq!(statuses.into_iter().collect::<Vec<_>>(), ["A", "B", "D", "E", "P"]);
    });
}

/// Without the dimension each pair of rows is one key: said twice where the figures agree, a conflict with both places where they do not.
#[test]
fn t14_sdmx_without_its_dimension() {
    let Some(folder) = folder() else { return };
    let pairs = facts::read(&folder).into_iter().find(|fact| fact.field == "n_duplicate_keys").unwrap().leading_number();
    let case = Case::new("T14", &folder);
    case.project.edit("pipeline.toml", "\"GESTATION_THRESHOLD\" = \"GESTATION_THRESHOLD\", ", "");
    case.project.edit("pipeline.toml", "sources = [\"oecd\"]", "sources = [\"oecd\"]\ntolerance = { quarantined = 5000 }");
    let done = case.project.run();
    assert_eq!(done.code, 0, "{done}");
    done.says(&["[T601]", "raw/oecd/T14_oecd_sdmx.csv"]);
    let conflicts = case.table("quarantine").all(&[("code", "T601")]).len();
    let twice = case.table("statements").all(&[("outcome", "DUPLICATE")]).len();
    assert!(conflicts > 0 && twice > 0, "{done}");
    assert_eq!(conflicts / 2 + twice, pairs, "{done}");
    assert_eq!(counted(&done, "value cells in"), case.table("observations").rows.len() + twice + conflicts);
}

/// Four tables of a workbook: marks, flags, line breaks and notes in headers, months across; two sheets say the same totals.
#[test]
fn t15_statistical_workbook() {
    holds("T15", |case, done| {
        assert_eq!(counted(done, "quarantined"), 0);
        let sheets: BTreeSet<String> = case.table("lineage").rows.iter().map(|row| row.get("sheet").to_owned()).collect();
        assert_eq!(sheets.into_iter().collect::<Vec<_>>(), ["Table_1", "Table_2", "Table_3", "Table_4"]);
        let july = [("indicator", "LIVE_BIRTHS"), ("time_period", "2022-07"), ("obs_value", "52042")];
        assert_eq!(case.table("observations").all(&july).len(), 1);
    });
}

/// A stock: 年末 stands at the last day of the year.
#[test]
fn t21_population_is_a_stock() {
    holds("T21", |case, _| {
        case.table("observations").rows.iter().for_each(|row| row.has(&[("cumulation", "POINT"), ("unit_measure", "person")]));
    });
}

/// Fourteen sheets of two layouts. Sheet5 copies Sheet4 but for Tibet, where Sheet1, 4 and 5 disagree: six cells are kept out, none is chosen.
#[test]
fn t25_fourteen_sheets_without_units() {
    holds("T25", |case, done| {
        assert_eq!(counted(done, "quarantined"), 6);
        let conflicts = case.table("quarantine");
        let sheets: BTreeSet<&str> = conflicts.rows.iter().map(|row| row.get("sheet")).collect();
        assert_eq!(sheets.into_iter().collect::<Vec<_>>(), ["Sheet1", "Sheet4", "Sheet5"]);
        // The declared units, not only the digits of the cells.
        let wanted = [("indicator", "RD_EXPENDITURE"), ("ref_area", "110000"), ("time_period", "2024")];
        case.table("observations").one(&wanted).has(&[("obs_value", "46768480000"), ("unit_text", "亿元")]);
    });
}

/// A table without any unit is refused as a whole, with the sheet and what to declare.
#[test]
fn t25_is_refused_without_declared_units() {
    let Some(folder) = folder() else { return };
    let case = Case::new("T25", &folder);
    let text = case.project.read("pipeline.toml");
    let bare: Vec<&str> = text.lines().filter(|line| !line.starts_with("words.indicator")).collect();
    case.project.write("pipeline.toml", bare.join("\n"));
    let done = case.project.run();
    assert_eq!(done.code, 65, "{done}");
    done.says(&["[T306]", "unit", "T25_multisheet_two_row_header.xlsx[Sheet1]", "help: declare it: declared.unit"]);
    assert!(case.project.versions(PACKAGE).is_empty(), "{done}");
}

/// No fact is left without a case that checks it.
#[test]
fn every_case_of_the_facts_is_declared() {
    let Some(folder) = folder() else { return };
    let cases: BTreeSet<String> = facts::read(&folder).into_iter().map(|fact| fact.case).collect();
    assert_eq!(cases.into_iter().collect::<Vec<_>>(), CASES);
}

/// Whether a row speaks of an area that the facts call by its code, its name, both, or its name without 省, 市 or 自治区.
fn is_area(row: &Row, region: &str) -> bool {
    let (code, name) = (row.get("ref_area"), row.get("ref_area_name"));
    let short = name.trim_end_matches(['省', '市']);
    // The catalogue has these under the codes of GB/T 2260.
    let region = [("CHN", "100000"), ("HKG", "810000")].into_iter().find(|(alpha, _)| *alpha == region).map_or(region, |(_, code)| code);
    region == code || region == name || region == short || region == format!("{code} {name}")
}
