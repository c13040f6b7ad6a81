//! Declared corrections and decided findings: each does what it says, once, in sight, and no longer than its source stays as it was.

use crate::support::{Done, HEADER, SmallProject, sha256};

/// Two areas, two years; cells of figures are in column 4.
const ROWS: &str = "地区生产总值,罗湖区,2020年,100,亿元,,初步核算\n\
                    地区生产总值,罗湖区,2021年,1100,亿元,,\n\
                    地区生产总值,福田区,2020年,200,亿元,,\n\
                    地区生产总值,福田区,2021年,20,万元,,\n";

/// A correction of the table, to which a test adds what it does.
fn correction(line: u32, expects: &str, act: &str) -> String {
    format!(
        "[[correction]]\nfile = \"table.csv\"\nline = {line}\ncolumn = \"数值\"\nexpects = \"{expects}\"\n{act}\n\
         reason = \"call of 3 May\"\nby = \"Wang\"\ndate = \"2023-05-04\"\n\n"
    )
}

fn corrected(rows: &str, corrections: &[String]) -> SmallProject {
    let project = SmallProject::new(rows);
    project.write("raw/book/corrections.toml", corrections.concat());
    project
}

fn tongbi(project: &SmallProject, arguments: &[&str]) -> Done {
    Done::of(project.command().args(arguments))
}

/// Each act does what it says to its own cell; the text of the source stays, and note, lineage and the table of corrections tell.
#[test]
fn each_act_is_applied_in_sight() {
    let acts = [
        correction(2, "100", "flag = \"E\""),
        correction(3, "1100", "override = \"110.0\""),
        correction(4, "200", "drop = true"),
        correction(5, "20", "scale = \"10000\""),
    ];
    let project = corrected(ROWS, &acts);
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    let table = project.of("observations");
    assert_eq!(table.rows.len(), 3);
    let of = |area: &str, year: &str| table.one(&[("ref_area", area), ("time_period", year)]);
    of("440303", "2020").has(&[
        ("obs_value", "10000000000"),
        ("obs_status", "E"),
        ("value_text", "100"),
        ("note", "初步核算; correction flag: call of 3 May"),
    ]);
    of("440303", "2021").has(&[
        ("obs_value", "11000000000"),
        ("decimals", "1"),
        ("value_text", "1100"),
        ("yoy_percent", "10.00"),
        ("note", "correction override: call of 3 May"),
    ]);
    // 20 万元, meant as 亿元: half a unit of the last digit is scaled, too.
    of("440304", "2021").has(&[("obs_value", "2000000000"), ("half_width", "50000000"), ("value_text", "20"), ("yoy_status", "no_base")]);
    let declared = project.of("corrections");
    let kinds: Vec<_> =
        declared.rows.iter().map(|row| [row.get("line"), row.get("kind"), row.get("expected"), row.get("applied")]).collect();
    assert_eq!(
        kinds,
        [["2", "flag", "100", "E"], ["3", "override", "1100", "110.0"], ["4", "drop", "200", ""], ["5", "scale", "20", "10000"]]
    );
    declared.rows[0].has(&[
        ("file", "raw/book/table.csv"),
        ("column", "4"),
        ("header", "数值"),
        ("reason", "call of 3 May"),
        ("decided_by", "Wang"),
        ("decided_on", "2023-05-04"),
    ]);
    let lineage = project.of("lineage");
    let rules = lineage.one(&[("ref_area", "440303"), ("time_period", "2021")]).get("rules").to_owned();
    assert!(rules.contains("correction override in raw/book/corrections.toml:11"), "{rules}");
    let account = tongbi(&project, &["run", "--rebuild", "--output", "text"]);
    account.prints(&["4  corrected as declared", "1  left out by declared rules   correction: call of 3 May 1"]);
    let package = String::from_utf8(std::fs::read(project.release("small").join("datapackage.json")).unwrap()).unwrap();
    assert!(package.contains(&format!("sha256:{}", sha256(project.read("raw/book/corrections.toml").as_bytes()))), "provenance");
}

/// A source that changes under a correction stops its package, and says what was expected, what was found, and where the text stands now.
#[test]
fn a_correction_that_does_not_fit_stops_the_package() {
    let labelled = correction(3, "1100", "override = \"110.0\"\nlabels = [\"罗湖区\", \"2021年\"]");
    let project = corrected(ROWS, &[labelled]);
    assert_eq!(project.run().code, 0);
    let above = format!("户数,罗湖区,2021年,7,户,,\n{ROWS}");
    project.rows(&above);
    project.tolerate(100);
    for verb in ["run", "check", "inspect"] {
        let done = if verb == "inspect" { tongbi(&project, &["inspect", "book"]) } else { tongbi(&project, &[verb]) };
        assert_eq!(done.code, 65, "{verb}: {done}");
        done.says(&[
            "T310",
            "the correction in raw/book/corrections.toml:1 expects “1100 | 罗湖区 | 2021年”, but “100 | 地区生产总值 | 罗湖区 | 2020年 | 亿元",
            "raw/book/table.csv:3:4",
            "the expected text stands in raw/book/table.csv:4:4",
        ]);
    }
    assert_eq!(project.versions("small").len(), 1, "the last release stands");
    project.edit("raw/book/corrections.toml", "line = 3", "line = 4");
    assert_eq!(project.run().code, 0);
    // The same text in the row of another area is not the cell that was meant.
    let swapped = above.replace("罗湖区,2021年,1100", "福田区,2021年,1100");
    project.rows(&swapped);
    let done = project.run();
    assert_eq!(done.code, 65, "{done}");
    done.says(&["T310", "“1100 | 罗湖区 | 2021年”", "but “1100 | 地区生产总值 | 福田区"]);
}

/// A correction that meets no figure is told as loudly: a line or column that is not there, a label, a row that a rule leaves out.
#[test]
fn a_correction_that_meets_no_figure_stops_the_package() {
    for (old, new) in [("line = 3", "line = 33"), ("\"数值\"", "\"地区\""), ("\"数值\"", "9")] {
        let project = corrected(ROWS, &[correction(3, "1100", "drop = true").replace(old, new)]);
        let done = project.run();
        assert_eq!(done.code, 65, "{new}: {done}");
        done.says(&["T311", "raw/book/corrections.toml:1 speaks of a cell that is no figure"]);
        done.prints(&["1 × T311: a declared correction does not fit its source"]);
    }
    let project = corrected(ROWS, &[correction(3, "1100", "drop = true")]);
    let rule = "[[sources.book.leave_out]]\ncolumn = \"时期\"\nequals = \"2021年\"\nreason = \"later\"\n\n[packages.small]";
    project.edit("pipeline.toml", "[packages.small]", rule);
    assert_eq!(project.run().code, 65);
    // Number and header name one cell: the second correction of it is not applied in silence.
    let twice = [correction(3, "1100", "drop = true"), correction(3, "1100", "flag = \"E\"").replace("\"数值\"", "4")];
    let done = corrected(ROWS, &twice).run();
    assert_eq!(done.code, 65, "{done}");
    done.says(&["T311", "raw/book/corrections.toml:11"]);
}

/// What is wrong with the file itself is shown under a caret before anything is read, in both languages.
#[test]
fn a_correction_is_checked_as_it_is_declared() {
    let project = corrected(ROWS, &[correction(3, "1100", "overide = \"110\"")]);
    let done = project.run();
    assert_eq!(done.code, 78, "{done}");
    done.says(&["T109", "raw/book/corrections.toml:6", "^^^^^^^", "did you mean `override`?"]);
    project.write("raw/book/corrections.toml", correction(3, "1100", "drop = true").replace("table.csv", "tabel.csv"));
    let done = tongbi(&project, &["--lang", "zh", "check"]);
    assert_eq!(done.code, 78, "{done}");
    done.says(&["T109", "该来源没有读取文件`tabel.csv`", "table.csv"]);
    // A change of the file makes the package due, and is named.
    project.write("raw/book/corrections.toml", correction(3, "1100", "drop = true"));
    assert_eq!(project.run().code, 0);
    project.write("raw/book/corrections.toml", correction(3, "1100", "override = \"110\""));
    tongbi(&project, &["plan"]).prints(&["raw/book/corrections.toml"]);
}

/// A figure that cannot be read is dropped or mended by its correction, and is then no finding.
#[test]
fn a_correction_mends_what_cannot_be_read() {
    let rows = "地区生产总值,罗湖区,2020年,1OO,亿元,,\n地区生产总值,福田区,2020年,见附注,亿元,,\n";
    assert_eq!(SmallProject::new(rows).run().code, 65);
    let acts = [correction(2, "1OO", "override = \"100\""), correction(3, "见附注", "drop = true")];
    let project = corrected(rows, &acts);
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    project.of("observations").one(&[]).has(&[("obs_value", "10000000000"), ("value_text", "1OO")]);
    assert_eq!(project.of("quarantine").rows.len(), 0);
}

/// Nothing of a confidential cell leaves the house by its correction, and flag Q withholds a figure.
#[test]
fn corrections_keep_secrets() {
    let project = corrected(ROWS, &[correction(3, "1100", "flag = \"Q\"").replace("call of 3 May", "7654 is one firm")]);
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    project.of("observations").one(&[("ref_area", "440303"), ("time_period", "2021")]).has(&[
        ("obs_value", ""),
        ("obs_status", "Q"),
        ("value_text", ""),
        ("note", ""),
    ]);
    project.of("corrections").one(&[]).has(&[("expected", ""), ("applied", ""), ("reason", ""), ("decided_by", "Wang")]);
    for name in crate::support::files_below(&project.release("small")) {
        let bytes = std::fs::read(project.release("small").join(&name)).unwrap();
        assert!(!bytes.windows(4).any(|part| part == b"7654"), "{name}");
    }
}

const QUARANTINED: &str = "地区生产总值,罗湖区,2020年,100,亿元,,\n\
                           地区生产总值,罗湖区,2021年,见附注,亿元,,\n\
                           地区生产总值,福田区,2021年,见附注,亿元,,\n\
                           地区生产总值,某区,2021年,5,亿元,,\n";

/// The ids of a table of findings, with the area or text that each is about.
fn ids(project: &SmallProject) -> Vec<(String, String)> {
    let table = project.of("quarantine");
    table.rows.iter().map(|row| (row.get("quarantine_id").to_owned(), format!("{} {}", row.get("code"), row.get("raw")))).collect()
}

/// The block that the program prints, signed.
fn signed(project: &SmallProject, id: &str) -> String {
    let done = tongbi(project, &["quarantine", "--resolve", id]);
    assert_eq!(done.code, 0, "{done}");
    let text = done.stdout.replace("reason = \"\"", "reason = \"the office gives none\"").replace("by = \"\"", "by = \"Wang\"");
    text.replace("date = \"\"", "date = \"2023-05-04\"")
}

/// Ids are about cells, not about places: rows above, another order and another version of the catalogue change none; each id stands once.
#[test]
fn ids_stay_where_places_move() {
    let project = SmallProject::tolerant(QUARANTINED, 9);
    assert_eq!(project.run().code, 0);
    let before = ids(&project);
    assert_eq!(before.iter().map(|(_, about)| about.as_str()).collect::<Vec<_>>(), ["T401 见附注", "T401 见附注", "T502 5"]);
    assert!(before[0].0 != before[1].0 && before.iter().all(|(id, _)| id.len() == 17 && id.as_bytes()[4] == b'-'), "{before:?}");
    let mut lines: Vec<&str> = QUARANTINED.lines().collect();
    lines.swap(1, 2);
    project.rows(&format!("地区生产总值,福田区,2020年,见附注,亿元,,\n{}\n", lines.join("\n")));
    assert_eq!(project.run().code, 0);
    let after = ids(&project);
    assert_eq!(after.len(), 4);
    assert!(before.iter().all(|entry| after.contains(entry)), "{before:?} {after:?}");
    assert_eq!((&after[1], &after[2]), (&before[1], &before[0]), "the rows were swapped");
    project.of("quarantine").one(&[("code", "T502")]).has(&[("state", "open"), ("decision", "")]);
    assert!(project.of("quarantine").one(&[("code", "T502")]).get("suggestion").contains("别名"), "in the language of the package");
}

/// A resolution closes its entry, which no longer counts, until the file changes; then it is open, counts, and both are told.
#[test]
fn a_resolution_holds_for_its_file() {
    let project = SmallProject::tolerant(QUARANTINED, 1);
    let done = project.run();
    assert_eq!(done.code, 65, "{done}");
    let queue = tongbi(&project, &["quarantine", "small", "--format", "csv"]);
    let ids: Vec<String> = queue.stdout.lines().skip(1).map(|line| line.split(',').nth(2).unwrap().to_owned()).collect();
    assert_eq!(ids.len(), 3, "{queue}");
    let blocks: String = ids[..2].iter().map(|id| signed(&project, id)).collect();
    project.write("raw/book/resolutions.toml", &blocks);
    tongbi(&project, &["quarantine"]).prints(&["small: 1 wait for a decision, 2 are closed", &ids[2]]);
    let done = tongbi(&project, &["run", "--output", "text"]);
    assert_eq!(done.code, 0, "{done}");
    done.prints(&["3  quarantined", "2  closed by decisions"]);
    project.of("quarantine").one(&[("quarantine_id", &ids[0])]).has(&[
        ("state", "closed"),
        ("decision", "left_out"),
        ("decision_reason", "the office gives none"),
        ("decided_by", "Wang"),
        ("decided_on", "2023-05-04"),
    ]);
    // The file is another one: nobody has looked at it yet.
    project.rows(&format!("户数,罗湖区,2021年,7,户,,\n{QUARANTINED}"));
    let done = project.run();
    assert_eq!(done.code, 65, "{done}");
    done.says(&["T512", &ids[0], "raw/book/resolutions.toml"]);
    tongbi(&project, &["quarantine"]).prints(&["small: 5 wait for a decision, 0 are closed"]);
    let renewed: String = ids[..2].iter().map(|id| signed(&project, id)).collect();
    project.write("raw/book/resolutions.toml", renewed);
    assert_eq!(project.run().code, 0);
    // A finding that is gone leaves a resolution behind, which is told and stops nothing.
    project.rows(&QUARANTINED.replace("罗湖区,2021年,见附注", "罗湖区,2021年,110"));
    project.tolerate(9);
    let done = tongbi(&project, &["run", "--verbose"]);
    assert_eq!(done.code, 0, "{done}");
    done.says(&["T513", &ids[0]]);
}

/// A finding that is declared to stop a package does so no longer once it is closed; `check` says the same as the run.
#[test]
fn a_closed_finding_blocks_nothing() {
    let year = |year: u32, value: u32| format!("地区生产总值,罗湖区,{year},{value},亿元,,\n");
    let rows = [year(2020, 1000), year(2021, 1100), year(2022, 1200), year(2023, 130)].concat();
    let project = SmallProject::new(&rows);
    project.write("pipeline.toml", project.read("pipeline.toml") + "tolerance = { blocking = [\"T704\"] }\n");
    assert_eq!(project.run().code, 65);
    let queue = tongbi(&project, &["quarantine", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&queue.stdout).unwrap();
    let entry = &found["packages"][0]["entries"][0];
    assert_eq!((entry["code"].as_str(), entry["line"].as_str(), entry["state"].as_str()), (Some("T704"), Some("5"), Some("open")));
    let text = sha256(format!("{HEADER}{rows}").as_bytes());
    assert_eq!(entry["sha256"].as_str(), Some(text.as_str()));
    let block = signed(&project, entry["quarantine_id"].as_str().unwrap());
    assert!(block.contains("decision = \"accepted\""), "{block}");
    project.write("raw/book/resolutions.toml", block);
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    project.of("quarantine").one(&[]).has(&[("state", "closed"), ("severity", "warning")]);
    assert_eq!(project.check().code, 0);
}

/// The queue is a page of eighty columns in both languages; what is not there is refused with a remedy.
#[test]
fn the_queue_fits_a_terminal() {
    let project = SmallProject::tolerant(QUARANTINED, 9);
    tongbi(&project, &["quarantine"]).prints(&["no package has been made yet"]);
    let done = tongbi(&project, &["quarantine", "small"]);
    assert_eq!(done.code, 64, "{done}");
    done.says(&["T104", "run `tongbi run` first"]);
    assert_eq!(project.run().code, 0);
    for (lang, head) in [("en", "small: 3 wait for a decision"), ("zh", "small：待处理3条")] {
        let done = tongbi(&project, &["--lang", lang, "quarantine"]);
        done.prints(&[head, "T401-", "raw/book/table.csv:3:4  (数值)", "| 见附注", "= "]);
        let wide = |text: &str| -> usize { text.chars().map(|c| if u32::from(c) > 0x2e80 { 2 } else { 1 }).sum() };
        assert!(done.stdout.lines().all(|line| wide(line) <= 80), "{done}");
    }
    tongbi(&project, &["quarantine", "--show", "1"]).prints(&["1 more of T401"]);
    let done = tongbi(&project, &["quarantine", "smal"]);
    assert_eq!(done.code, 64, "{done}");
    done.says(&["did you mean `small`?"]);
    let done = tongbi(&project, &["quarantine", "--resolve", "T401-000000000000"]);
    assert_eq!(done.code, 64, "{done}");
    done.says(&["no entry of * has the id"]);
    // An unsigned block is refused where it is read, not when it is too late.
    let id = &ids(&project)[0].0;
    project.write("raw/book/resolutions.toml", tongbi(&project, &["quarantine", "--resolve", id]).stdout);
    let done = project.run();
    assert_eq!(done.code, 78, "{done}");
    done.says(&["T109", "`reason` says nothing", "`by` says nothing", "write the day of the decision"]);
}
