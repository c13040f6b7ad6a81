//! Every published number leads back to its cell, and every name of a source to its code.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::support::{Done, Folder, HEADER, LUOHU, PROVINCES, Project, SmallProject, real_run};

/// `tongbi trace` with these arguments.
fn trace(project: &Project, arguments: &[&str]) -> Done {
    Done::of(project.command().arg("trace").args(arguments))
}

/// Its answer as JSON.
fn answer(project: &Project, arguments: &[&str]) -> Value {
    let done = trace(project, &[arguments, &["--format", "json"]].concat());
    assert_eq!(done.code, 0, "{done}");
    serde_json::from_str(&done.stdout).unwrap()
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer} in {value:#}"))
}

/// The figures of an answer with all inputs below them.
fn with_inputs<'a>(figure: &'a Value, found: &mut Vec<&'a Value>) {
    found.push(figure);
    for input in figure.pointer("/origin/inputs").and_then(Value::as_array).into_iter().flatten() {
        assert_ne!(input["missing"], true, "{figure:#}");
        if input.get("origin").is_some() {
            with_inputs(input, found);
        }
    }
}

/// Every number of the real packages has a whole chain: each cell is read again and gives the very figure, each derivation has its inputs.
#[test]
fn every_real_number_has_a_chain() {
    let project = &real_run().0;
    for (package, key) in [(LUOHU, None), (PROVINCES, Some("ref_area=110000"))] {
        let answer = answer(project, &[&[package, "--all"][..], key.as_slice()].concat());
        let rows = project.table(package, "observations").rows;
        let wanted = rows.iter().filter(|row| key.is_none() || row.get("ref_area") == "110000").count();
        assert_eq!((answer["count"].as_u64(), answer["figures"].as_array().map(Vec::len)), (Some(wanted as u64), Some(wanted)));
        for root in answer["figures"].as_array().unwrap() {
            let row = &rows[root["line"].as_u64().unwrap() as usize - 2];
            // Figures come from Parquet, which keeps no trailing zeros.
            let bare =
                |text: &str| if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text.to_owned() };
            for column in ["indicator", "time_period", "measure", "obs_value", "source_id", "derivation"] {
                let told = root["observation"].get(column).and_then(Value::as_str).unwrap_or("");
                assert_eq!(told, bare(row.get(column)), "{root:#}");
            }
            let mut figures = Vec::new();
            with_inputs(root, &mut figures);
            for figure in figures {
                match text(figure, "/origin/kind") {
                    "cell" => {
                        let (cell, observation) = (&figure["origin"]["raw"], &figure["observation"]);
                        assert_eq!(cell["text"], figure["origin"]["lineage"]["raw"], "{figure:#}");
                        for (column, now) in cell["figure"].as_object().unwrap() {
                            let then = observation.get(column).and_then(Value::as_str).unwrap_or("");
                            assert_eq!(now.as_str().unwrap(), then, "{column} of {figure:#}");
                        }
                    }
                    kind => assert_eq!((kind, figure["origin"]["inputs"].as_array().unwrap().is_empty()), ("derived", false), "{figure:#}"),
                }
            }
        }
    }
}

/// Eighty columns hold every page, in both languages.
#[test]
fn pages_fit_the_terminal() {
    let project = &real_run().0;
    let width = |line: &str| line.chars().map(|c| if u32::from(c) >= 0x2e80 { 2 } else { 1 }).sum::<usize>();
    for language in ["en", "zh"] {
        let done = Done::of(project.command().args(["--lang", language, "trace", LUOHU, "--all"]));
        assert_eq!(done.code, 0, "{done}");
        assert!(done.stdout.lines().count() > 2000);
        let wide: Vec<&str> = done.stdout.lines().filter(|line| width(line) > 80).collect();
        assert!(wide.is_empty(), "{}", wide.join("\n"));
    }
}

/// The page says where the number stands, what around it became what, and the conversion with its exact factor.
#[test]
fn a_page_shows_the_cell_and_the_rules() {
    let grp = [LUOHU, "indicator=GRP", "time_period=2022", "measure=LEVEL", "scenario=ACTUAL"];
    let done = trace(&real_run().0, &grp);
    for part in [
        "raw/lh-2023-report/indicators.csv:2:5",
        "“2630.2” 亿元",
        "the same bytes",
        "“2022年” → 2022",
        "“实绩” → ACTUAL",
        "“2630.2” 亿元 × 100000000 → 263020000000 CNY",
        "(263020000000 − 257167000000) ÷ 257167000000 × 100 = 2.28 %",
    ] {
        assert!(done.stdout.contains(part), "{part} in {done}");
    }
    // A key that fits several figures lists them with what tells them apart.
    let several = trace(&real_run().0, &grp[..3]);
    assert!(several.stdout.contains("4 figures have this") && several.stdout.contains("measure=GROWTH_YOY scenario=TARGET"), "{several}");
}

/// A line of the CSV is the line that an editor shows; beyond it there is nothing, and that is said.
#[test]
fn a_row_is_a_line_of_the_file() {
    let project = &real_run().0;
    let file = fs::read_to_string(project.release(LUOHU).join("data/observations.csv")).unwrap();
    for line in [2, 100, file.lines().count()] {
        let found = answer(project, &[LUOHU, "--row", &line.to_string()]);
        let figure = &found["figures"][0];
        assert_eq!(figure["line"], line);
        let start = format!("{},", text(figure, "/observation/indicator"));
        assert!(file.lines().nth(line - 1).unwrap().starts_with(&start), "{figure:#}");
    }
    for row in ["0", "1", "100000"] {
        let done = trace(project, &[LUOHU, "--row", row]);
        assert_eq!(done.code, 64, "{done}");
        done.says(&["error[T813]", "lines count as"]);
    }
}

/// What lost is shown with the reason by which it lost.
#[test]
fn what_lost_says_why() {
    let project = &real_run().0;
    let lost = project.table(LUOHU, "statements");
    let lost = lost.all(&[("outcome", "SUPERSEDED")]);
    assert!(lost.len() > 5);
    for row in lost {
        let key = ["indicator", "ref_area", "measure", "scenario", "freq", "time_period", "cumulation", "price_basis", "comparability"];
        let key: Vec<String> = key.iter().map(|column| format!("{column}={}", row.get(column))).collect();
        let found = answer(project, &[&[LUOHU][..], &key.iter().map(String::as_str).collect::<Vec<_>>()].concat());
        let figure = &found["figures"][0];
        let others = figure["others"].as_array().unwrap();
        let other = others.iter().find(|other| other["statement"]["source_id"] == row.get("source_id")).unwrap();
        let statement = |column: &str| other["statement"][column].as_str().unwrap_or("").to_owned();
        let won = |column: &str| figure["origin"]["source"][column].as_str().unwrap_or("").to_owned();
        match other["why"].as_str().unwrap() {
            "stage" => assert_ne!(statement("stage"), text(figure, "/observation/stage")),
            "fidelity" => assert_ne!(statement("fidelity"), won("fidelity")),
            "date" => assert!(statement("delivered") < won("delivered"), "{figure:#}"),
            why => panic!("{why}: {figure:#}"),
        }
    }
}

/// Whoever has received nothing but the release can trace; what is missing for it is said.
#[test]
fn a_release_alone_answers() {
    let (folder, release) = (Folder::new(), real_run().0.release(PROVINCES));
    for name in ["datapackage.json", "data/observations.parquet", "data/lineage.parquet", "data/statements.parquet", "data/sources.csv"] {
        let target = folder.path().join("copy").join(name);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(release.join(name), target).unwrap();
    }
    let key = ["indicator=GRP_PER_CAPITA", "ref_area=110000", "time_period=2020"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_tongbi"));
    let done = Done::of(command.current_dir(folder.path()).env("TONGBI_LANG", "en").arg("trace").arg("copy").args(key));
    assert_eq!(done.code, 0, "{done}");
    for part in
        ["numerator ÷ mean of the denominator", "gdp.csv:5:6", "“38503.6” 亿元 × 100000000 → 3850360000000 CNY", "no project is here"]
    {
        assert!(done.stdout.contains(part), "{part} in {done}");
    }
}

const GRP: &str = "地区生产总值,罗湖区,2021,257.1,亿元,,\n";
const KEY: [&str; 2] = ["small", "measure=LEVEL"];

/// A project with one release of one figure.
fn released() -> SmallProject {
    let project = SmallProject::new(GRP);
    assert_eq!(project.run().code, 0);
    project
}

/// What cannot be shown of the raw file is said plainly, and the release still answers.
#[test]
fn gaps_are_said() {
    let gap = |project: &SmallProject| {
        let found = answer(project, &KEY);
        assert_eq!(text(&found, "/figures/0/origin/lineage/raw"), "257.1");
        text(&found, "/figures/0/origin/raw/gap/code").to_owned()
    };
    let changed = released();
    changed.rows(&GRP.replace("257.1", "999.9"));
    assert_eq!(gap(&changed), "changed");

    let left_out = released();
    left_out.edit(
        "pipeline.toml",
        "layout = \"plain\"",
        "layout = \"plain\"\nleave_out = [{ column = \"时期\", equals = \"2021\", reason = \"x\" }]",
    );
    assert_eq!(gap(&left_out), "no_figure");

    let broken = released();
    broken.edit("pipeline.toml", "layout = \"plain\"", "layout = \"none\"");
    assert_eq!(gap(&broken), "bad_project");

    let moved = released();
    moved.edit("pipeline.toml", "\"说明\" = \"note\" }", "\"说明\" = \"note\" }\nwords.area = { \"罗湖区\" = \"福田区\" }");
    let done = trace(&moved, &KEY);
    assert!(done.stdout.contains("the cell gives ref_area"), "{done}");
    assert!(done.stdout.contains("440304, the release has 440303") || done.stdout.contains("440304, the"), "{done}");

    let without = SmallProject::new(GRP);
    without.edit("pipeline.toml", "sources = [\"book\"]", "sources = [\"book\"]\nlineage = false");
    assert_eq!(without.run().code, 0);
    assert_eq!(text(&answer(&without, &KEY), "/figures/0/origin/gap/code"), "no_lineage");
}

/// A package may have its lineage as Parquet only: it traces the same, its descriptors know the one file, and any other word is refused at its place.
#[test]
fn lineage_as_parquet_only() {
    let project = SmallProject::new(GRP);
    let declare = |from: &str, to: &str| project.edit("pipeline.toml", from, &format!("sources = [\"book\"]\nlineage = {to}"));
    declare("sources = [\"book\"]", "\"csv\"");
    let refused = project.run();
    assert_eq!(refused.code, 78, "{refused}");
    refused.says(&["error[T101]", "expected true, false or \"parquet\"", "lineage = \"csv\""]);
    declare("sources = [\"book\"]\nlineage = \"csv\"", "\"parquet\"");
    assert_eq!(project.run().code, 0);
    let release = project.release("small");
    assert!(release.join("data/lineage.parquet").is_file() && !release.join("data/lineage.csv").exists());
    let descriptor: serde_json::Value = serde_json::from_str(&fs::read_to_string(release.join("datapackage.json")).unwrap()).unwrap();
    let resources = descriptor["resources"].as_array().unwrap();
    let names: Vec<&str> =
        resources.iter().filter_map(|resource| resource["name"].as_str()).filter(|name| name.starts_with("lineage")).collect();
    assert_eq!(names, ["lineage-parquet"]);
    assert!(fs::read_to_string(release.join("CODEBOOK.md")).unwrap().contains("## lineage\n"));
    let both = released();
    let raw = |project: &SmallProject| text(&answer(project, &KEY), "/figures/0/origin/lineage/raw").to_owned();
    assert_eq!(raw(&project), raw(&both));
    let rows = |release: &std::path::Path| fs::read(release.join("data/lineage.parquet")).unwrap();
    assert_eq!(rows(&release), rows(&both.release("small")));
}

/// Nothing of a confidential cell is shown, although its raw file lies there.
#[test]
fn confidential_cells_stay_inside() {
    let project = SmallProject::new("");
    project.edit("pipeline.toml", "\"说明\" = \"note\"", "\"说明\" = \"note\", \"密\" = \"confidentiality\"");
    project.source("book", "table.csv", &format!("{},密\n地区生产总值,罗湖区,2021,257.1,亿元,,,C\n", HEADER.trim_end()));
    assert_eq!(project.run().code, 0);
    for format in ["text", "json"] {
        let done = trace(&project, &["small", "measure=LEVEL", "--format", format]);
        assert!(done.code == 0 && done.stdout.contains("confidential") && !done.stdout.contains("257"), "{done}");
    }
}

/// Digits beyond those of a double are those of the CSV, which has them all.
#[test]
fn long_numbers_keep_their_digits() {
    let rows: String = (2000..2021).map(|year| format!("地区生产总值,罗湖区,{year},1234567890123.{year},元,,\n")).collect();
    let project = SmallProject::new(&rows);
    assert_eq!(project.run().code, 0);
    let found = answer(&project, &["small", "time_period=2019"]);
    assert_eq!(text(&found, "/figures/0/observation/obs_value"), "1234567890123.2019");
    assert_eq!(text(&found, "/figures/0/base/observation/obs_value"), "1234567890123.2018");
}

/// What is asked for and not there is named, with what is near it; nothing panics on any argument.
#[test]
fn wrong_questions_are_answered() {
    let project = released();
    for (arguments, says) in [
        (&["small", "indicator=GRPX"][..], "near it is indicator=GRP"),
        (&["small", "indicator=GRP", "ref_area=440304"], "440304"),
        (&["small", "indicater=GRP"], "did you mean `indicator`?"),
        (&["small", "GRP"], "COLUMN=VALUE"),
        (&["none", "indicator=GRP"], "is neither a package"),
        (&["../output/small", "indicator=GRP"], "is neither a package"),
        (&["small", "indicator=GRP", "--release", "2023.9.9"], "its releases are: 2023.1.0"),
        (&["small", "indicator=GRP", "--release", "new"], "its releases are: 2023.1.0"),
    ] {
        let done = trace(&project, arguments);
        assert_eq!(done.code, 64, "{arguments:?}: {done}");
        done.says(&["error[T813]: ", says]);
    }
    fs::write(project.release("small").join("data/lineage.parquet"), "PAR1 no PAR1").unwrap();
    assert_eq!(trace(&project, &KEY).code, 74);
}

/// An older release is traced by its version.
#[test]
fn older_releases_are_traced() {
    let project = released();
    project.rows(&GRP.replace("257.1", "260.0"));
    assert_eq!(project.run().code, 0);
    let raw = |arguments: &[&str]| text(&answer(&project, arguments), "/figures/0/origin/lineage/raw").to_owned();
    assert_eq!(raw(&KEY), "260.0");
    assert_eq!(raw(&["small", "measure=LEVEL", "--release", "2023.1.0"]), "257.1");
}

/// Each name has one row: what it was taken for, or that it was not; declared names that nobody uses are told, those of entries that nobody names are not.
#[test]
fn names_have_their_row() {
    let rows = "生产总值(亿元),罗湖,2021,257.1,,,\n地区生产总值,罗湖区,2022,1.2,万元,,\n地区生产总直,罗湖区,2022,3,,,\n地区生产总直,罗湖区,2021,3,,,\n\
                户数,福田区县,2021,5,户,,\n道路里程,福田区,2021,5,公理,,\n";
    let project = SmallProject::tolerant(rows, 9);
    project.edit(
        "pipeline.toml",
        "\"说明\" = \"note\" }",
        "\"说明\" = \"note\" }\nwords.area = { \"罗湖\" = \"罗湖区\", \"某 区\" = \"福田区\" }",
    );
    project.edit(
        "catalog/areas.toml",
        "name = { zh = \"福田区\", en = \"Futian\" }",
        "name = { zh = \"福田区\", en = \"Futian\" }\naliases = [\"福田县\"]",
    );
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    let names = project.of("mappings");
    let one = |list: &str, text: &str| names.one(&[("list", list), ("source_text", text)]);
    one("indicator", "生产总值(亿元)").has(&[("status", "matched"), ("code", "GRP"), ("code_name", "地区生产总值"), ("source_id", "book")]);
    names.one(&[("list", "area"), ("source_text", "罗湖"), ("status", "matched"), ("source_id", "book")]).has(&[("code", "罗湖区")]);
    one("area", "罗湖区").has(&[("status", "matched"), ("code", "440303")]);
    one("area", "某 区").has(&[("status", "unused"), ("code", "福田区"), ("source_id", "book")]);
    one("unit", "万元").has(&[("status", "matched"), ("code", "CNY"), ("factor", "10000")]);
    one("indicator", "地区生产总直").has(&[("status", "unknown"), ("code", ""), ("figures", "2")]);
    assert!(one("indicator", "地区生产总直").get("suggestions").contains("地区生产总值"));
    one("area", "福田区县").has(&[("status", "unknown"), ("figures", "1")]);
    one("unit", "公理").has(&[("status", "unknown"), ("figures", "1")]);
    one("area", "福田县").has(&[("status", "unused"), ("code", "440304"), ("source_id", "")]);
    assert!(names.all(&[("status", "unused"), ("list", "indicator")]).is_empty(), "{:#?}", names.rows);
    let runs = project.path().join(".tongbi/runs");
    let run = fs::read_dir(runs).unwrap().map(|entry| entry.unwrap().path()).find(|path| path.is_dir()).unwrap();
    let report: Value = serde_json::from_slice(&fs::read(run.join("report.json")).unwrap()).unwrap();
    let told = &report["packages"][0]["mappings"];
    assert_eq!((told["unknown"].as_u64(), &told["unknown_texts"][0]["text"]), (Some(3), &Value::from("地区生产总直")), "{report:#}");
    assert!(fs::read_to_string(run.join("report.md")).unwrap().contains("| small | indicator | book | 地区生产总直 | 2 |"));
    let check = project.check();
    assert!(
        check.stdout.contains("small: ") && check.stdout.contains("unknown indicator “地区生产总直”, figures: 2; near it: 地区生产总值"),
        "{check}"
    );
}

/// A code that is used for years in which it does not hold is told beside its name, with those years.
#[test]
fn names_outside_their_dates() {
    let project = SmallProject::new(&format!("{GRP}地区生产总值,罗湖区,1985,2,亿元,,\n"));
    project.edit("catalog/areas.toml", "aliases = [\"罗湖\"]", "aliases = [\"罗湖\"]\nvalid_from = 1990");
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    let row = project.of("mappings").one(&[("source_text", "罗湖区")]).clone();
    row.has(&[("status", "outside_dates"), ("code", "440303"), ("dates", "1990–…: 1985")]);
}
