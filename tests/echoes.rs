//! A row that is entered as an earlier one was says what it says alone.

use proptest::prelude::*;

use crate::support::{Done, HEADER, Row, SmallProject, Table, sha256};

/// The areas of the table, in its order; the last is unknown, and one is written in two ways.
const AREAS: [&str; 7] = ["全国", "罗湖区", "福田区", "南山区", "罗湖", "宝安区", "某区"];

/// Rows of a long table: its areas again and again, in runs of one indicator, period and unit, with what may stand in the cells of such tables.
fn rows() -> impl Strategy<Value = Vec<String>> {
    let number = prop_oneof![
        8 => "-?[1-9][0-9]{0,5}([.][0-9]{1,3})?",
        3 => "-?[1-9][0-9]{0,2}(,[0-9]{3}){1,2}([.][0-9])?",
        1 => prop_oneof!["0[0-9]{1,3}", "-0", "[+][1-9]", "[0-9]{16,20}", "[0-9]{1,2},[0-9]{1,2}", "约[1-9]", "[1-9]%"],
        2 => prop_oneof![Just("…"), Just("NA"), Just(""), Just("x"), Just("12 p"), Just("… p"), Just("[1-9] c"), Just("x c")].prop_map(str::to_owned),
        1 => "待核[1-9]{1,2}",
    ];
    let note = prop_oneof![6 => Just(""), 2 => Just("初步核算数"), 1 => Just("  初步核算数"), 1 => Just("=1"), 1 => Just("-")];
    let growth = prop_oneof![4 => Just(""), 4 => Just("5.6"), 1 => Just("-0.40"), 1 => Just("…"), 1 => Just("下降1.5%")];
    let unit = prop_oneof![6 => Just("亿元"), 2 => Just("万元"), 1 => Just(""), 2 => Just("某单位"), 1 => Just("公里")];
    let run = (
        prop_oneof![3 => Just("地区生产总值"), 2 => Just("生产总值"), 2 => Just("户数"), 2 => Just("某指标")],
        unit,
        prop::sample::subsequence(AREAS.to_vec(), 1..=AREAS.len()),
    );
    let cells = prop::collection::vec((number, growth, note), AREAS.len());
    prop::collection::vec((run, cells), 4..16).prop_map(|runs| {
        // Two runs are of each year, so that labels come again, and some keys, too.
        let rows = runs.into_iter().zip(0..).flat_map(|(((indicator, unit, areas), cells), run)| {
            areas.into_iter().zip(cells).map(move |(area, (number, growth, note))| {
                format!("{indicator},{area},{},\"{number}\",{unit},{growth},{note}\n", 2000 + run / 2)
            })
        });
        rows.collect()
    })
}

fn project(rows: &str, repeats: bool) -> SmallProject {
    let project = SmallProject::tolerant(rows, 1000);
    let columns = "\"说明\" = \"note\" }\n";
    let more = format!(
        "{columns}marks = {{ \"…\" = \"N\", \"NA\" = \"O\" }}\nflags = {{ p = \"P\", c = \"conf:C\" }}\nheader = \"指标\"\nrepeats = {repeats}\n"
    );
    project.edit("pipeline.toml", columns, &more);
    let area = |(code, name)| {
        format!(
            "\n[[area]]\ncode = \"{code}\"\nname = {{ zh = \"{name}\", en = \"{code}\" }}\nparent = \"100000\"\nscheme = \"GB/T 2260\"\nkind = \"district\"\n"
        )
    };
    let more: String = [("440305", "南山区"), ("440306", "宝安区")].map(area).concat();
    project.write("catalog/areas.toml", project.read("catalog/areas.toml") + &more);
    project
}

/// All texts of a table but those that say in which lines its rows, and those that they contradict, stood.
fn texts(table: &Table) -> Vec<Vec<(String, String)>> {
    let columns = || table.header.iter().filter(|name| !["line", "id", "finding", "finding_id"].contains(&name.as_str()));
    // Of findings on cells; others name the lines of several.
    let tells = |row: &Row, name: &str| name != "facts" || ["T4", "T5"].iter().any(|codes| row.get("code").starts_with(codes));
    let told = |row: &Row, name: &String| if tells(row, name) { row.get(name).to_owned() } else { String::new() };
    let mut rows: Vec<_> = table.rows.iter().map(|row| columns().map(|name| (name.clone(), told(row, name))).collect::<Vec<_>>()).collect();
    rows.sort();
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// A table in which each row has a header of its own above it, so that none has an earlier one, gives the statements, mappings and findings of the
    /// same table with one header.
    #[test]
    fn rows_say_what_they_say_alone(rows in rows()) {
        let whole = project(&rows.concat(), false);
        let apart = project(&rows.iter().map(|row| format!("{row}{HEADER}")).collect::<String>(), true);
        let (one, other) = (whole.run(), apart.run());
        prop_assert_eq!((one.code, other.code), (0, 0), "{}{}", one, other);
        for name in ["statements", "observations", "quarantine", "mappings"] {
            prop_assert_eq!(texts(&whole.of(name)), texts(&apart.of(name)), "{}", name);
        }
    }
}

/// A table is told of the same unknown names, with the same names near them, whatever the tables before it on its thread had, and what each took names for is
/// said of the source.
#[test]
fn tables_are_told_of_the_same_names() {
    let unknown: String = (0..60).map(|at| format!("地区生产总值{at},罗湖区,2021,{at},亿元,,\n户数,罗湖区{at},2021,{at},户,,\n")).collect();
    let tables = [format!("户数,罗湖,2020,1,户,,\n{unknown}"), format!("户数,罗湖区,2021,2,户,,\n{unknown}"), unknown];
    let project = SmallProject::tolerant("", 1000);
    let mut sidecar = project.read("raw/book/source.toml").split_inclusive("[files]\n").next().unwrap().to_owned();
    std::fs::remove_file(project.path().join("raw/book/table.csv")).unwrap();
    for (at, rows) in tables.iter().enumerate() {
        let text = format!("{HEADER}{rows}");
        project.write(&format!("raw/book/table{at}.csv"), &text);
        sidecar += &format!("\"table{at}.csv\" = \"{}\"\n", sha256(text.as_bytes()));
    }
    project.write("raw/book/source.toml", sidecar);
    project.edit("pipeline.toml", "files = \"table.csv\"", "files = \"table?.csv\"");
    let mut seen = Vec::new();
    for threads in ["1", "3"] {
        let done = Done::of(project.command().args(["run", "--rebuild", "--threads", threads]));
        assert_eq!(done.code, 0, "{done}");
        let quarantine = project.of("quarantine");
        let facts = |file: &str| -> Vec<String> {
            let rows = quarantine.all(&[("file", file)]);
            rows.iter()
                .filter(|row| row.get("severity") == "error")
                .map(|row| format!("{} {}", row.get("code"), row.get("facts")))
                .collect()
        };
        let told: Vec<_> = (0..tables.len()).map(|at| facts(&format!("raw/book/table{at}.csv"))).collect();
        assert_eq!(told[0].len(), 120);
        assert!(told[0].iter().any(|facts| facts.contains("near=")) && told.iter().all(|facts| *facts == told[0]));
        let mappings = project.of("mappings");
        let texts: Vec<_> =
            mappings.all(&[("list", "area"), ("status", "matched")]).iter().map(|row| row.get("source_text").to_owned()).collect();
        assert_eq!(texts, ["罗湖", "罗湖区"]);
        seen.push(told);
    }
    assert_eq!(seen[0], seen[1]);
}
