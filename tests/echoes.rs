//! A row that is entered as an earlier one was says what it says alone.

use proptest::prelude::*;

use crate::support::{HEADER, Row, SmallProject, Table};

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
