//! What is wrong with a cell keeps that cell out with its place, its text and a remedy; the run goes on. And what a sound cell becomes.

use crate::support::{HEADER, Row, SmallProject, bytes_below};

/// A sound row, so that something is published beside each broken one.
const SOUND: &str = "地区生产总值,福田区,2021,300,亿元,,\n";

/// Puts one broken row below a sound one and asserts its finding, on standard error and in the quarantine table.
///
/// `cell` is the position of the value cell, from 1.
fn kept_out(row: &str, code: &str, reason: &str, cell: usize, hint: &str) -> Row {
    let project = SmallProject::tolerant(&format!("{SOUND}{row}\n"), 1);
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    let raw = row.split(',').nth(cell - 1).unwrap();
    let column = HEADER.trim().split(',').nth(cell - 1).unwrap();
    done.says(&[&format!("error[{code}]: "), &format!("--> raw/book/table.csv:3:{cell}\n"), raw, column, "^", "help: ", hint]);
    let finding = project.of("quarantine").one(&[("severity", "error")]).clone();
    let (cell, source) = (cell.to_string(), ("source_id", "book"));
    // No cell of a table is a formula to a spreadsheet, not even what was kept out.
    let shown = if raw.starts_with('-') { format!("'{raw}") } else { raw.to_owned() };
    finding.has(&[("code", code), ("reason", reason), ("line", "3"), ("column", &cell), ("raw", &shown), source, ("header", column)]);
    project.of("statements").one(&[]).has(&[("ref_area", "440304"), ("obs_value", "30000000000"), ("outcome", "PUBLISHED")]);
    finding
}

/// Names that no list knows, with the nearest that one does; they are never applied.
#[test]
fn unknown_names() {
    let finding = kept_out("地区生产值,罗湖区,2021,100,亿元,,", "T501", "unknown_indicator", 4, "地区生产总值");
    assert!(finding.get("facts").contains("地区生产总值"), "{finding:#?}");
    let finding = kept_out("地区生产总值,罗胡区,2021,100,亿元,,", "T502", "unknown_area", 4, "罗湖区");
    assert!(finding.get("facts").contains("罗湖区"), "{finding:#?}");
    kept_out("地区生产总值,罗湖区,2021,100,亿公里元,,", "T411", "unknown_unit", 4, "units.toml");
    kept_out("地区生产总值,罗湖区,某年,100,亿元,,", "T421", "unknown_period", 4, "2021");
}

/// Texts that are no number are not made into one.
#[test]
fn no_numbers() {
    for text in ["若干", "12..5", "1-", "---", "12 34", "#REF!", "nan", "1e400x"] {
        kept_out(&format!("地区生产总值,罗湖区,2021,{text},亿元,,"), "T401", "not_a_number", 4, "marks");
    }
}

/// 下降-1.5% says its direction twice; 增长-5.6% and 下降1.5% say it once.
#[test]
fn two_directions() {
    kept_out("地区生产总值,罗湖区,2021,,,下降-1.5%,", "T402", "two_directions", 6, "sign");
    let project = SmallProject::new("地区生产总值,罗湖区,2021,,,增长-5.6%,\n地区生产总值,福田区,2021,,,下降1.5%,\n");
    assert_eq!(project.run().code, 0);
    let table = project.of("observations");
    table.one(&[("ref_area", "440303")]).has(&[("obs_value", "-5.6"), ("measure", "GROWTH_YOY"), ("unit_measure", "percent")]);
    table.one(&[("ref_area", "440304")]).has(&[("obs_value", "-1.5")]);
}

/// The same number word in the value and in the unit is never counted twice; different ones multiply.
#[test]
fn number_words() {
    kept_out("户数,罗湖区,2021,3.9万,万户,,", "T414", "magnitude_twice", 4, "one of the two");
    let project = SmallProject::new("户数,罗湖区,2021,3.9万,户,,\n户数,福田区,2021,3.9,万户,,\n地区生产总值,罗湖区,2021,1.2万,亿元,,\n");
    assert_eq!(project.run().code, 0);
    let table = project.of("observations");
    for area in ["440303", "440304"] {
        table.one(&[("indicator", "HOUSEHOLDS"), ("ref_area", area)]).has(&[("obs_value", "39000"), ("half_width", "500")]);
    }
    table.one(&[("indicator", "GRP")]).has(&[("obs_value", "1200000000000")]);
}

/// People are no yuan, and a value without a unit is no value.
#[test]
fn units_that_do_not_fit() {
    let finding = kept_out("地区生产总值,罗湖区,2021,100,人,,", "T413", "unit_mismatch", 4, "column or the indicator");
    assert!(finding.get("facts").contains("CNY") && finding.get("facts").contains("person"), "{finding:#?}");
    kept_out("地区生产总值,罗湖区,2021,100,,,", "T412", "no_unit", 4, "declare");
    kept_out("地区生产总值,罗湖区,2021,5亿元,万元,,", "T415", "unit_contradiction", 4, "one of the two");
    kept_out("地区生产总值(万元),罗湖区,2021,5,亿元,,", "T415", "unit_contradiction", 4, "one of the two");
}

/// A row of another width is not shifted into place.
#[test]
fn ragged_rows() {
    let finding = kept_out("地区生产总值,罗湖区,2021,100,亿元,", "T303", "ragged_row", 4, "separator");
    assert!(finding.get("facts").contains('6') && finding.get("facts").contains('7'), "{finding:#?}");
    // An unquoted 1,000 moves every cell behind it: none of them is taken.
    let project = SmallProject::tolerant(&format!("{SOUND}地区生产总值,罗湖区,2021,1,000,亿元,,注\n"), 2);
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    let raw: Vec<String> = project.of("quarantine").all(&[("code", "T303")]).iter().map(|row| row.get("raw").to_owned()).collect();
    assert_eq!(raw, ["1", "亿元"]);
    project.of("observations").one(&[]).has(&[("ref_area", "440304")]);
}

/// A header without trailing separators has no columns beyond its last: 1,234 with its comma unquoted is not 1 and 234.
#[test]
fn a_surplus_blank_cell_is_ragged_too() {
    let project = SmallProject::tolerant("", 3);
    let across = "columns = { \"地区\" = \"area\" }\nacross = \"period\"\n";
    let pipeline = project.read("pipeline.toml");
    let columns = pipeline.lines().find(|line| line.starts_with("columns")).unwrap();
    let declared = "declared = { indicator = \"GRP\", unit = \"亿元\" }";
    let pipeline = pipeline.replace(columns, across.trim()).replace("files = \"table.csv\"", &format!("files = \"table.csv\", {declared}"));
    project.write("pipeline.toml", pipeline);
    // 2022 is 1,234; 2021 is 5; 2020 is blank.
    project.source("book", "table.csv", "地区,2022年,2021年,2020年\n罗湖区,1,234,5,\n");
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    assert_eq!(project.of("observations").rows, [], "{done}");
    assert_eq!(project.of("quarantine").all(&[("code", "T303")]).len(), 3, "{done}");
}

/// More digits than can be kept exactly are a finding, not a rounding.
#[test]
fn overflow() {
    let digits = "9".repeat(60);
    kept_out(&format!("地区生产总值,罗湖区,2021,{digits},亿元,,"), "T403", "overflow", 4, "38 digits");
}

/// Nothing from a cell reaches a terminal raw: no escape sequence, no reversed text.
#[test]
fn cells_are_shown_safely() {
    let project = SmallProject::tolerant(&format!("{SOUND}地区生产总值,罗湖区,2021,\u{1b}[31m5\u{202e},亿元,,\n"), 1);
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    assert!(!done.stderr.contains('\u{1b}') && !done.stderr.contains('\u{202e}'), "{:?}", done.stderr);
    done.says(&["\\u{1b}"]);
}

/// One source says two things of one key: neither is published, each names the other's place.
#[test]
fn a_source_that_contradicts_itself() {
    let rows =
        format!("{SOUND}地区生产总值,罗湖区,2021,100,亿元,,\n地区生产总值,罗湖区,2021,101,亿元,,\n地区生产总值,罗湖区,2022,110,亿元,,\n");
    let project = SmallProject::tolerant(&rows, 2);
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    let quarantine = project.of("quarantine");
    let found = quarantine.all(&[("code", "T601"), ("reason", "source_conflict"), ("severity", "error")]);
    assert_eq!(found.len(), 2, "{found:#?}");
    found[0].has(&[("line", "3"), ("column", "4"), ("raw", "100")]);
    found[1].has(&[("line", "4"), ("column", "4"), ("raw", "101")]);
    assert!(found[0].get("facts").contains("101 in raw/book/table.csv:4:4"), "{found:#?}");
    done.says(&["error[T601]: ", "raw/book/table.csv:3:4", "help: "]);
    for table in ["observations", "statements"] {
        assert_eq!(project.of(table).all(&[("ref_area", "440303"), ("time_period", "2021")]).len(), 0, "{table}");
    }
    // The next year says why it has no growth.
    let next = project.of("observations").one(&[("ref_area", "440303"), ("time_period", "2022")]).clone();
    next.has(&[("yoy_status", "base_conflict"), ("yoy_percent", "")]);
}

/// The same thing said twice by one source is counted and published once; 100 and 100.0 are the same thing.
#[test]
fn exact_duplicates() {
    let project = SmallProject::new(
        "地区生产总值,罗湖区,2021,100,亿元,,\n生产总值,罗湖,2021年,100.0,亿元,,\n地区生产总值,罗湖区,2021,10000000000,元,,\n",
    );
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    project.of("observations").one(&[]).has(&[("obs_value", "10000000000"), ("value_text", "100")]);
    let statements = project.of("statements");
    assert_eq!(statements.all(&[("outcome", "DUPLICATE")]).len(), 2);
    assert_eq!(statements.all(&[("outcome", "PUBLISHED")]).len(), 1);
    assert_eq!(project.of("quarantine").rows, []);
}

/// A declared rule keeps rows out under its own reason.
#[test]
fn declared_quarantine() {
    let project = SmallProject::tolerant(&format!("{SOUND}地区生产总值,罗湖区,2021,100,亿元,,门槛值\n"), 1);
    let rule = "tables = [{ files = \"table.csv\" }]\nquarantine = [{ column = \"说明\", equals = \"门槛值\", reason = \"definition\" }]";
    project.edit("pipeline.toml", "tables = [{ files = \"table.csv\" }]", rule);
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    project.of("quarantine").one(&[]).has(&[("code", "T511"), ("reason", "definition"), ("raw", "100")]);
    project.of("observations").one(&[]).has(&[("ref_area", "440304")]);
}

/// Values of one series, by year; an empty text leaves the year's cell blank, `None` leaves its row out.
fn series(indicator: &str, unit: &str, values: &[(u32, &str)]) -> String {
    values.iter().map(|(year, value)| format!("{indicator},罗湖区,{year},{value},{unit},,\n")).collect()
}

fn grp(values: &[(u32, &str)]) -> SmallProject {
    let project = SmallProject::new(&series("地区生产总值", "亿元", values));
    project.edit(
        "pipeline.toml",
        "[layouts.plain]\n",
        "[layouts.plain]\nmarks = { \"-\" = \"O\", \"…\" = \"N\", \"x\" = \"Q\", \"/\" = \"absent\" }\n",
    );
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    project
}

fn of_year(project: &SmallProject, year: &str) -> Row {
    project.of("observations").one(&[("time_period", year)]).clone()
}

/// A blank cell says nothing; the year after it has a base missing inside its series, not the base of another year.
#[test]
fn a_gap_does_not_shift_the_base() {
    for gap in [
        vec![(2020, "100"), (2022, "121")],
        vec![(2020, "100"), (2021, ""), (2022, "121")],
        vec![(2020, "100"), (2021, "/"), (2022, "121")],
    ] {
        let project = grp(&gap);
        assert_eq!(project.of("observations").rows.len(), 2, "{gap:?}");
        of_year(&project, "2020").has(&[("yoy_status", "no_base")]);
        of_year(&project, "2022").has(&[("yoy_status", "base_missing"), ("yoy_percent", ""), ("yoy_base", "")]);
    }
}

/// Rows in any order: the base is found by its period, never by where it stands.
#[test]
fn order_of_rows_does_not_matter() {
    let project = grp(&[(2022, "121"), (2020, "100"), (2021, "110")]);
    of_year(&project, "2021").has(&[("yoy_percent", "10.00"), ("yoy_base", "10000000000"), ("yoy_status", "OK")]);
    of_year(&project, "2022").has(&[("yoy_percent", "10.00"), ("yoy_base", "11000000000"), ("yoy_change", "1100000000")]);
}

/// A declared mark is a statement without a value: it has its status, and neither it nor the next year has growth.
#[test]
fn declared_marks() {
    let project = grp(&[(2020, "100"), (2021, "-"), (2022, "121")]);
    of_year(&project, "2021").has(&[
        ("obs_value", ""),
        ("obs_status", "O"),
        ("yoy_status", "no_value"),
        ("value_text", "'-"),
        ("unit_measure", "CNY"),
    ]);
    of_year(&project, "2022").has(&[("yoy_status", "base_missing"), ("yoy_percent", "")]);
    let project = grp(&[(2020, "100"), (2021, "…"), (2022, "x"), (2023, "121")]);
    of_year(&project, "2021").has(&[("obs_value", ""), ("obs_status", "N")]);
    of_year(&project, "2022").has(&[("obs_value", ""), ("obs_status", "Q"), ("yoy_status", "suppressed")]);
    of_year(&project, "2023").has(&[("yoy_status", "suppressed"), ("yoy_percent", "")]);
}

/// Bases that give no percent, each with its reason; the change is still true.
#[test]
fn bases_without_a_percent() {
    for (base, value, reason) in
        [("0", "5", "zero_base"), ("-5", "5", "sign_change"), ("5", "-5", "sign_change"), ("-5", "-4", "negative_base")]
    {
        let project = grp(&[(2020, base), (2021, value)]);
        of_year(&project, "2021").has(&[("yoy_status", reason), ("yoy_percent", ""), ("yoy_low", ""), ("yoy_high", "")]);
    }
    let project = grp(&[(2020, "5"), (2021, "0")]);
    of_year(&project, "2021").has(&[("yoy_status", "OK"), ("yoy_percent", "-100.00")]);
}

/// Where a dimension is missing, many figures share one key: each finding names three of the others and counts the rest.
#[test]
fn a_contradiction_of_many() {
    let rows: String = (1..=6).map(|value| format!("地区生产总值,罗湖区,2021,{value},亿元,,\n")).collect();
    let project = SmallProject::tolerant(&rows, 6);
    assert_eq!(project.run().code, 0);
    let quarantine = project.of("quarantine");
    let found = quarantine.all(&[("code", "T601")]);
    assert_eq!(found.len(), 6, "{found:#?}");
    let facts = found[0].get("facts");
    assert!(facts.contains("4 in raw/book/table.csv:5:4; +2") && !facts.contains("5 in raw"), "{facts}");
}

/// … and a confidential figure that contradicts another is named by its place alone.
#[test]
fn secrets_that_contradict_stay_inside() {
    let project = SmallProject::tolerant("", 9);
    project.edit("pipeline.toml", "\"说明\" = \"note\"", "\"说明\" = \"confidentiality\"");
    project.rows("地区生产总值,罗湖区,2021,987.65,亿元,,C\n地区生产总值,罗湖区,2021,876.54,亿元,,C\n地区生产总值,福田区,2021,5,亿元,,F\n");
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    assert_eq!(project.of("quarantine").all(&[("code", "T601")]).len(), 2);
    for (name, bytes) in bytes_below(&project.release("small")) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains("987.65") && !text.contains("876.54"), "{name}: {text}");
    }
    assert!(!done.stderr.contains("987.65") && !done.stderr.contains("876.54"), "{done}");
}

/// No growth to or from 超, 近, 以上, 以内, 左右; the bounds are those of the words.
#[test]
fn inexact_values() {
    for (text, qualifier, low, high) in [
        ("超110", "OVER", "11000000000", ""),
        ("110以上", "AT_LEAST", "11000000000", ""),
        ("近110", "NEARLY", "", "11000000000"),
        ("110以内", "AT_MOST", "", "11000000000"),
        ("110左右", "ABOUT", "", ""),
    ] {
        let project = grp(&[(2020, "100"), (2021, text), (2022, "121")]);
        of_year(&project, "2021").has(&[("qualifier", qualifier), ("value_low", low), ("value_high", high), ("half_width", "")]);
        for year in ["2021", "2022"] {
            of_year(&project, year).has(&[("yoy_status", "not_exact"), ("yoy_percent", ""), ("yoy_change", "")]);
        }
    }
}

/// A share changes in points of its own, a rank in places (positive is better), neither in percent.
#[test]
fn shares_and_ranks() {
    let project = SmallProject::new(&series("城镇化率", "%", &[(2020, "55.3"), (2021, "53.2")]));
    assert_eq!(project.run().code, 0);
    // 53.2 − 55.3, each within half a tenth
    of_year(&project, "2021").has(&[
        ("yoy_points", "-2.10"),
        ("yoy_low", "-2.20"),
        ("yoy_high", "-2.00"),
        ("yoy_percent", ""),
        ("yoy_status", "OK"),
    ]);
    let project = SmallProject::new(&series("全国排名", "", &[(2020, "第五"), (2021, "2")]));
    assert_eq!(project.run().code, 0);
    of_year(&project, "2021").has(&[("yoy_points", "3.00"), ("yoy_percent", ""), ("yoy_status", "OK")]);
}

/// Among two sources the better stage wins, then the better fidelity, then the later delivery; the other stands superseded.
#[test]
fn precedence_among_sources() {
    let rows = |value: &str| format!("{}地区生产总值,罗湖区,2021,{value},亿元,,\n", HEADER);
    for (from, to, winner) in [
        ("fidelity = \"original\"", "fidelity = \"reprint\"", "100"),
        ("delivered = \"2023-05-01\"", "delivered = \"2023-06-01\"", "101"),
        ("delivered = \"2023-05-01\"", "delivered = \"2022\"", "100"),
    ] {
        let project = SmallProject::new("");
        project.source("book", "table.csv", &rows("100"));
        project.source("later", "table.csv", &rows("101"));
        project.edit("raw/later/source.toml", from, to);
        let text = project.read("pipeline.toml").replace("[\"book\"]", "[\"book\", \"later\"]");
        project.write(
            "pipeline.toml",
            text.replace(
                "[packages",
                "[sources.later]\nfolder = \"raw/later\"\nlayout = \"plain\"\ntables = [{ files = \"*.csv\" }]\n\n[packages",
            ),
        );
        let done = project.run();
        assert_eq!(done.code, 0, "{done}");
        project.of("observations").one(&[]).has(&[("value_text", winner)]);
        let statements = project.of("statements");
        assert_eq!(statements.rows.len(), 2);
        statements.rows[0].has(&[("outcome", "PUBLISHED"), ("value_text", winner)]);
        statements.rows[1].has(&[("outcome", "SUPERSEDED")]);
    }
}

/// A value is converted by an exact factor, whatever the unit it is written in.
#[test]
fn exact_conversion() {
    let project =
        SmallProject::new("道路里程,罗湖区,2020,0.1,公里,,\n道路里程,罗湖区,2021,100,米,,\n道路里程,罗湖区,2022,2571.67,公里,,\n");
    assert_eq!(project.run().code, 0);
    of_year(&project, "2020").has(&[("obs_value", "0.1"), ("half_width", "0.05"), ("cumulation", "POINT")]);
    of_year(&project, "2021").has(&[("obs_value", "0.1"), ("half_width", "0.0005"), ("yoy_percent", "0.00"), ("yoy_change", "0")]);
    of_year(&project, "2022").has(&[("obs_value", "2571.67")]);
}

/// A project with a free, a confidential and an unreadable confidential cell, and every published file as text.
fn confidential() -> (SmallProject, Vec<(String, String)>) {
    let project = SmallProject::tolerant("", 9);
    project.edit("pipeline.toml", "\"说明\" = \"note\"", "\"说明\" = \"confidentiality\"");
    project.rows(
        "地区生产总值,罗湖区,2020,100,亿元,,F\n地区生产总值,罗湖区,2021,987.65,亿元,,C\n地区生产总值,罗湖区,2022,110,亿元,,F\n\
         地区生产总值,福田区,2021,43210乱,亿元,,C\n",
    );
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    let files = bytes_below(&project.release("small"));
    let texts = files.into_iter().map(|(name, bytes)| (name, String::from_utf8_lossy(&bytes).into_owned())).collect();
    (project, texts)
}

/// A confidential figure is stated as such and not published: neither its value nor its text stands in any file, nor a growth that
/// would give it back.
#[test]
fn confidential_figures_stay_inside() {
    let (project, texts) = confidential();
    for (name, text) in texts {
        assert!(!text.contains("987.65") && !text.contains("98765"), "{name}: {text}");
    }
    of_year(&project, "2021").has(&[
        ("obs_value", ""),
        ("value_text", ""),
        ("conf_status", "C"),
        ("yoy_status", "suppressed"),
        ("half_width", ""),
    ]);
    of_year(&project, "2022").has(&[("obs_value", "11000000000"), ("yoy_status", "suppressed"), ("yoy_base", ""), ("yoy_change", "")]);
}

/// … nor where the cell could not be read: the finding stands in quarantine.csv without the cell's text.
#[test]
fn unreadable_confidential_cells_stay_inside() {
    for (name, text) in confidential().1 {
        assert!(!text.contains("43210"), "{name}: {text}");
    }
}

/// A figure that its source calls suppressed is withheld like a confidential one, although its cell has a number.
#[test]
fn suppressed_figures_stay_inside() {
    let project = SmallProject::tolerant("", 9);
    project.edit("pipeline.toml", "\"说明\" = \"note\"", "\"说明\" = \"status\"");
    project
        .rows("地区生产总值,罗湖区,2020,100,亿元,,A\n地区生产总值,罗湖区,2021,987.65,亿元,,Q\n地区生产总值,罗湖区,2022,43210乱,亿元,,Q\n");
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    of_year(&project, "2021").has(&[("obs_value", ""), ("value_text", ""), ("obs_status", "Q"), ("yoy_status", "suppressed")]);
    for (name, bytes) in bytes_below(&project.release("small")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("987.65") && !text.contains("43210"), "{name}: {text}");
    }
}
