//! What portals and spreadsheets are given: the same rows, the unit that people know, and types that no guesser flips.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::support::{LUOHU, PROVINCES, Project, SmallProject, Table, files_below, real_run, repository};

mod guesser;

use guesser::{Guess, guess};

const ROWS: &str = "地区生产总值,罗湖区,2020,139.50,亿元,,\n地区生产总值,罗湖区,2021,1415000.0,万元,,\n地区生产总值,罗湖区,2022,超150,亿元,3.4,快报\n\
                    户数,罗湖区,2021,123456,户,,\n";

/// A small project with portal profiles.
fn with(rows: &str, portals: &str) -> SmallProject {
    let project = SmallProject::tolerant(rows, 0);
    let text = project.read("pipeline.toml");
    project.write("pipeline.toml", format!("{text}\n{portals}"));
    project
}

/// A table of a profile in its newest release, decoded from UTF-8.
fn portal(project: &Project, package: &str, path: &str) -> Table {
    let bytes = fs::read(project.release(package).join(path)).unwrap();
    read(std::str::from_utf8(&bytes).unwrap().trim_start_matches('\u{feff}'), path)
}

fn read(text: &str, name: &str) -> Table {
    let folder = crate::support::Folder::new();
    let path = folder.path().join(Path::new(name).file_name().unwrap());
    fs::write(&path, text).unwrap();
    Table::read(&path)
}

fn release_bytes(project: &Project, path: &str) -> Vec<u8> {
    fs::read(project.release("small").join(path)).unwrap()
}

/// A profile that says nothing is a file for Excel: byte order mark, CRLF, words, and figures in 亿元 with the digits that were printed.
#[test]
fn an_excel_file_needs_no_key() {
    let project = with(ROWS, "[packages.small.portals.excel]\n");
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    let bytes = release_bytes(&project, "excel/observations.csv");
    assert!(bytes.starts_with("\u{feff}指标代码,指标,".as_bytes()), "{}", String::from_utf8_lossy(&bytes));
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    let table = portal(&project, "small", "excel/observations.csv");
    let grp = |period: &str| table.one(&[("指标代码", "GRP"), ("时期", period), ("度量", "总量")]);
    grp("2020年").has(&[("数值", "139.50"), ("单位", "亿元"), ("地区代码", "CN440303"), ("情景", "实际"), ("限定", "准确")]);
    // 1415000.0 万元 are 141.50000 亿元: the point has moved, and the printed zeros are still there.
    grp("2021年").has(&[("数值", "141.50000"), ("起始日", "2021-01-01"), ("截止日", "2021-12-31"), ("同比增速(%)", "1.43")]);
    grp("2022年").has(&[("数值", "150"), ("限定", "超过"), ("下限", "150"), ("上限", ""), ("说明", "快报")]);
    table.one(&[("度量", "同比增长")]).has(&[("数值", "3.4"), ("单位", "%")]);
    table.one(&[("指标代码", "HOUSEHOLDS")]).has(&[("数值", "12.3456"), ("单位", "万户")]);
    let count = project.of("observations").rows.len();
    assert_eq!(table.rows.len(), count, "both flavours have the same rows");
}

/// Without a declared profile nothing but the canonical tables is written.
#[test]
fn no_profile_no_file() {
    let project = SmallProject::new(ROWS);
    assert_eq!(project.run().code, 0);
    assert!(files_below(&project.release("small")).iter().all(|name| !name.starts_with("excel") && !name.starts_with("portal")));
}

/// Columns, headers, unit, language and line ends are what the profile says.
#[test]
fn a_profile_is_configuration() {
    let keys = "[packages.small.portals.plain]\nencoding = \"utf-8\"\nline_ending = \"lf\"\nheaders = \"names\"\nlanguage = \"en\"\n\
                unit = \"canonical\"\ncolumns = [\"value\", \"indicator_name\", \"period\", \"unit\"]\nlabels = { value = \"amount\" }\n\
                measures = [\"LEVEL\"]\n";
    let project = with(ROWS, keys);
    assert_eq!(project.run().code, 0);
    let text = String::from_utf8(release_bytes(&project, "portal/plain/observations.csv")).unwrap();
    assert_eq!(
        text,
        "amount,indicator_name,period,unit\n13950000000,Gross regional product,Year 2020,CNY\n14150000000,Gross regional product,Year 2021,CNY\n\
         15000000000,Gross regional product,Year 2022,CNY\n123456,Households,Year 2021,户\n"
    );
}

/// A wide table has one row for each series; a bound does not stand among exact figures.
#[test]
fn periods_side_by_side() {
    let rows = format!("{ROWS}地区生产总值,罗湖区,2021年一季度,30,亿元,,\n户数,福田区,2021,,户,,\n");
    let keys = "[packages.small.portals.wide]\nshape = \"wide\"\nheaders = \"names\"\nencoding = \"utf-8\"\nmeasures = [\"LEVEL\"]\n\
                columns = [\"indicator\", \"ref_area\", \"unit\", \"qualifier\"]\n";
    let project = with(&rows, keys);
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    let table = portal(&project, "small", "portal/wide/observations.csv");
    assert_eq!(table.header.join(" "), "indicator ref_area unit qualifier y2020 y2021 y2021q1 y2022");
    table.one(&[("indicator", "GRP"), ("qualifier", "EXACT")]).has(&[
        ("y2020", "139.50"),
        ("y2021", "141.50000"),
        ("y2021q1", "30"),
        ("y2022", ""),
    ]);
    table.one(&[("indicator", "GRP"), ("qualifier", "OVER")]).has(&[("y2020", ""), ("y2022", "150")]);
    assert_eq!(table.rows.len(), 3);
    let labels = with(&rows, &keys.replace("headers = \"names\"\n", ""));
    assert_eq!(labels.run().code, 0);
    let header = portal(&labels, "small", "portal/wide/observations.csv").header.join(" ");
    assert!(header.ends_with("2020年 2021年 2021年第一季度 2022年"), "{header}");
}

/// A file holds no more rows and bytes than it may; each piece has the header, and series stay whole where they can.
#[test]
fn files_are_split_between_series() {
    let series = |area: &str| (2015..2020).map(|year| format!("户数,{area},{year},{year},户,,\n")).collect::<String>();
    let rows = format!("{}{}", series("罗湖区"), series("福田区"));
    let keys =
        "[packages.small.portals.p]\nencoding = \"utf-8\"\nheaders = \"names\"\ncolumns = [\"ref_area_sdmx\", \"period\", \"value\"]\n";
    for (limit, expected) in
        [("most_rows = 7", vec![5, 5]), ("most_rows = 3", vec![3, 2, 3, 2]), ("most_rows = 10", vec![10]), ("most_bytes = 200", vec![5, 5])]
    {
        let project = with(&rows, &format!("{keys}{limit}\n"));
        assert_eq!(project.run().code, 0);
        let names: Vec<String> = files_below(&project.release("small").join("portal/p"));
        let pieces: Vec<Table> = (1..=names.len())
            .map(|piece| if piece == 1 { "observations.csv".to_owned() } else { format!("observations-{piece}.csv") })
            .map(|name| portal(&project, "small", &format!("portal/p/{name}")))
            .collect();
        assert_eq!(pieces.iter().map(|piece| piece.rows.len()).collect::<Vec<_>>(), expected, "{limit}: {names:?}");
        assert!(pieces.iter().all(|piece| piece.header == pieces[0].header));
        let sums = project.release("small").join("SHA256SUMS");
        let sums = fs::read_to_string(sums).unwrap();
        assert!(names.iter().all(|name| sums.contains(&format!("portal/p/{name}\n"))), "{sums}");
    }
}

/// GB18030 writes every character; where an encoding has no code for one, the run says which, where and what to do, and publishes nothing.
#[test]
fn encodings() {
    let rows = "户数,罗湖区,2021,5,户,,𠮷野\n";
    let keys = "[packages.small.portals.p]\nencoding = \"gb18030\"\ncolumns = [\"period\", \"value\", \"note\"]\n";
    let project = with(rows, keys);
    assert_eq!(project.run().code, 0);
    let bytes = release_bytes(&project, "portal/p/observations.csv");
    let (text, _, failed) = encoding_rs::GB18030.decode(&bytes);
    assert!(!failed && text == "时期,数值,说明\r\n2021年,0.0005,𠮷野\r\n", "{text}");
    let project = with(rows, &keys.replace("gb18030", "gbk"));
    let done = project.run();
    assert_eq!(done.code, 65, "{done}");
    done.says(&["error[T802]: portal/p/observations.csv, row 1, column note", "“𠮷” (U+20BB7)", "GBK", "help: ", "gb18030"]);
    assert_eq!(project.versions("small"), [""; 0]);
}

/// Nothing of a confidential figure is in a portal's file: not its digits in any unit, not a bound, not what grows from it.
#[test]
fn confidential_figures_stay_inside() {
    let project =
        with("户数,罗湖区,2020,11111,户,,\n户数,罗湖区,2021,77777,户,,\n户数,罗湖区,2022,88888,户,,\n", "[packages.small.portals.excel]\n");
    project.edit("pipeline.toml", "[layouts.plain]\n", "[layouts.plain]\nflags = { \"c\" = \"conf:C\" }\n");
    project.edit("pipeline.toml", "\"说明\" = \"note\"", "\"说明\" = \"flags\"");
    project.rows("户数,罗湖区,2020,11111,户,,\n户数,罗湖区,2021,77777,户,,c\n户数,罗湖区,2022,88888,户,,\n");
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    let table = portal(&project, "small", "excel/observations.csv");
    table.one(&[("时期", "2021年")]).has(&[("数值", ""), ("下限", ""), ("上限", ""), ("同比增速(%)", ""), ("观测状态", "不公布")]);
    let text = String::from_utf8(release_bytes(&project, "excel/observations.csv")).unwrap();
    assert!(text.contains("1.1111") && !text.contains("7777"), "{text}");
}

/// What is wrong with a profile is refused under a caret, with a remedy, before anything is read.
#[test]
fn wrong_profiles_are_refused() {
    for (keys, says) in [
        ("encoding = \"klingon\"", ["error[T106]", "klingon", "gb18030"]),
        ("columns = [\"valeu\"]", ["error[T106]", "valeu", "did you mean `value`"]),
        ("columns = [\"value\", \"value\"]", ["error[T106]", "two columns", "labels"]),
        ("columns = []", ["error[T106]", "without columns", "usual"]),
        ("columns = [\"obs_value\"]", ["error[T106]", "canonical unit", "value_low"]),
        ("shape = \"wide\"\ncolumns = [\"note\"]", ["error[T106]", "differs from period to period", "long"]),
        ("labels = { note2 = \"x\" }", ["error[T106]", "note2", "note"]),
        ("labels = { note = \"\" }", ["error[T106]", "header", "word"]),
        ("freq = [\"Y\"]", ["error[T106]", "frequency", "A"]),
        ("measures = [\"LEVLE\"]", ["error[T106]", "LEVLE", "LEVEL"]),
        ("most_rows = 0", ["error[T106]", "nothing", "above 0"]),
        ("bom = true", ["error[T101]", "bom", "pipeline.toml"]),
        ("shape = \"square\"", ["error[T101]", "square", "long"]),
    ] {
        let project = with(ROWS, &format!("[packages.small.portals.p]\n{keys}\n"));
        let done = project.run();
        assert_eq!(done.code, 78, "{keys}: {done}");
        for word in says {
            assert!(done.stderr.contains(word), "{keys}: `{word}` is missing in {done}");
        }
    }
    let done = with(ROWS, "[packages.small.portals.\"../x\"]\n").run();
    assert_eq!(done.code, 78, "{done}");
    done.says(&["error[T106]", "../x", "help: small letters"]);
}

/// A note that is a formula keeps its figure out and refuses the package; a note that begins with a dash is a text in every file.
#[test]
fn no_text_is_a_formula() {
    let formula = "户数,罗湖区,2020,5,户,,\"=HYPERLINK(\"\"x\"\")\"\n";
    let done = SmallProject::new(formula).run();
    assert_eq!(done.code, 65, "{done}");
    done.says(&["error[T506]: the text “=HYPERLINK(\"x\")”", "raw/book/table.csv:2:4", "help: "]);
    let rows = format!("{formula}户数,罗湖区,2021,6,户,,- 初步\n户数,罗湖区,2022,=1+1,户,,\n户数,罗湖区,2023,-7,户,,＋快报\n");
    let project = with(&rows, "[packages.small.portals.excel]\n");
    project.edit("pipeline.toml", "tolerance = { quarantined = 0 }", "tolerance = { quarantined = 2 }");
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    let table = project.of("observations");
    table.one(&[("time_period", "2021")]).has(&[("note", "'- 初步"), ("obs_value", "6")]);
    table.one(&[("time_period", "2023")]).has(&[("note", "'＋快报"), ("obs_value", "-7"), ("value_text", "-7")]);
    project.of("quarantine").one(&[("code", "T401")]).has(&[("raw", "'=1+1")]);
    portal(&project, "small", "excel/observations.csv").one(&[("时期", "2023年")]).has(&[("数值", "-0.0007"), ("说明", "'＋快报")]);
    every_cell_is_safe(&project.release("small"));
}

/// No cell of any table begins as a formula does, unless it is a number; none has a control character.
fn every_cell_is_safe(release: &Path) {
    let mut cells = 0;
    for name in files_below(release).iter().filter(|name| name.ends_with(".csv") && !name.contains("by-year")) {
        let text = fs::read_to_string(release.join(name)).unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        for record in reader.records() {
            for cell in record.unwrap().iter() {
                let number = cell.strip_prefix('-').is_some_and(|rest| rest.parse::<f64>().is_ok());
                assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']), "{name}: {cell}");
                assert!(!cell.chars().any(char::is_control), "{name}: {cell:?}");
                cells += 1;
            }
        }
    }
    assert!(cells > 0);
}

/// The real releases: every flavour has the rows of the canonical table, and no cell is a formula.
#[test]
fn real_flavours_have_the_same_rows() {
    let (project, _) = real_run();
    for package in [LUOHU, PROVINCES] {
        let rows = project.table(package, "observations").rows.len();
        assert_eq!(portal(project, package, "excel/observations.csv").rows.len(), rows, "{package}");
        every_cell_is_safe(&project.release(package));
    }
    assert_eq!(portal(project, LUOHU, "portal/ckan/observations.csv").rows.len(), project.table(LUOHU, "observations").rows.len());
    let excel = portal(project, LUOHU, "excel/observations.csv");
    let grp = [("指标代码", "GRP"), ("时期", "2021年"), ("度量", "总量"), ("情景", "实际"), ("地区", "罗湖区")];
    excel.one(&grp).has(&[("数值", "2571.67"), ("单位", "亿元")]);
}

/// Every figure of the long form comes back, multiplied by its unit, to the canonical one; the wide form has the very texts of the long form.
#[test]
fn the_wide_form_is_the_long_form() {
    let (project, _) = real_run();
    let bytes = fs::read(project.release(PROVINCES).join("portal/by-year/observations.csv")).unwrap();
    let (text, _, failed) = encoding_rs::GB18030.decode(&bytes);
    assert!(!failed);
    let wide = read(&text, "wide.csv");
    let long = portal(project, PROVINCES, "excel/observations.csv");
    let mut expected: BTreeMap<(String, String, String), String> = BTreeMap::new();
    for row in long.all(&[("度量", "总量")]) {
        let period = row.get("时期").trim_end_matches('末').to_owned();
        expected.insert((row.get("指标").to_owned(), row.get("地区代码").to_owned(), period), row.get("数值").to_owned());
    }
    let mut seen = 0;
    for row in &wide.rows {
        for period in wide.header.iter().filter(|name| name.ends_with('年') && !row.get(name).is_empty()) {
            let key = (row.get("指标").to_owned(), row.get("地区代码").to_owned(), period.clone());
            assert_eq!(expected.remove(&key).as_deref(), Some(row.get(period)), "{key:?}");
            seen += 1;
        }
    }
    assert!(seen > 800 && expected.values().all(String::is_empty), "{seen} figures, not in the wide form: {expected:?}");
}

/// The columns of two releases guess the same by the rules of CKAN's xloader, although the second has quarters, a bound and a rate that the first
/// does not have; where the first has nothing in a column, the data dictionary says the type.
#[test]
fn no_column_flips_its_type() {
    let profiles = "[packages.small.portals.excel]\n[packages.small.portals.en]\nlanguage = \"en\"\nheaders = \"names\"\nencoding = \"utf-8\"\ndictionary = true\n";
    let first = "地区生产总值,罗湖区,2020,139.50,亿元,,\n地区生产总值,罗湖区,2021,150,亿元,,\n";
    let second =
        format!("{first}{}", "地区生产总值,罗湖区,2022年一季度,超30,亿元,-3.4,10\n户数,福田区,2022,-1e3,户,,\n户数,福田区,2021,12,户,,\n");
    let second = second.replace("-1e3", "1000");
    let project = with(first, profiles);
    for path in ["excel/observations.csv", "portal/en/observations.csv"] {
        project.rows(first);
        assert_eq!(project.run().code, 0);
        let one = portal(&project, "small", path);
        project.rows(&second);
        assert_eq!(project.run().code, 0);
        let two = portal(&project, "small", path);
        assert_eq!(one.header, two.header);
        let mut typed = 0;
        for column in &one.header {
            let guesses = [&one, &two].map(|table| guess(table.rows.iter().map(|row| row.get(column))));
            if guesses.iter().all(Option::is_some) {
                assert_eq!(guesses[0], guesses[1], "{path}: {column} flips its type");
                typed += 1;
            }
        }
        assert!(typed >= 15, "{path}: only {typed} columns were compared");
    }
    let dictionary = release_bytes(&project, "portal/en/observations.dictionary.json");
    let dictionary: serde_json::Value = serde_json::from_slice(&dictionary).unwrap();
    let fields = dictionary["fields"].as_array().unwrap();
    let table = portal(&project, "small", "portal/en/observations.csv");
    assert_eq!(fields.iter().map(|field| field["id"].as_str().unwrap()).collect::<Vec<_>>(), table.header);
    for field in fields {
        let (id, kind) = (field["id"].as_str().unwrap(), field["info"]["type_override"].as_str().unwrap());
        assert!(!field["info"]["label"].as_str().unwrap().is_empty() && !field["info"]["notes"].as_str().unwrap().is_empty(), "{id}");
        if let Some(found) = guess(table.rows.iter().map(|row| row.get(id))).filter(|_| id != "note") {
            assert_eq!(found.code(), kind, "{id}");
        }
    }
}

/// The canonical file has codes that a guesser would take for numbers; its dictionary says the type of every column, the same in every release.
#[test]
fn the_canonical_file_need_not_be_guessed() {
    let (project, _) = real_run();
    let mut all = Vec::new();
    for package in [LUOHU, PROVINCES] {
        let header = portal(project, package, "data/observations.csv").header;
        let dictionary: serde_json::Value =
            serde_json::from_slice(&fs::read(project.release(package).join("data/observations.dictionary.json")).unwrap()).unwrap();
        let fields = dictionary["fields"].as_array().unwrap();
        assert_eq!(fields.iter().map(|field| field["id"].as_str().unwrap()).collect::<Vec<_>>(), header);
        let kind = |name: &str| {
            let field = fields.iter().find(|field| field["id"] == name).unwrap();
            field["info"]["type_override"].as_str().unwrap().to_owned()
        };
        assert_eq!(
            ["ref_area", "time_period", "value_text", "obs_value", "period_start"].map(kind),
            ["text", "text", "text", "numeric", "timestamp"]
        );
        all.push(fields.iter().map(|field| field["info"]["type_override"].clone()).collect::<Vec<_>>());
    }
    assert_eq!(all[0], all[1]);
}

/// The real excel and ckan files: no code is guessed to be a number, all figures are, days are days.
#[test]
fn real_columns_guess_as_what_they_are() {
    let (project, _) = real_run();
    for (package, path) in
        [(LUOHU, "excel/observations.csv"), (LUOHU, "portal/ckan/observations.csv"), (PROVINCES, "excel/observations.csv")]
    {
        let table = portal(project, package, path);
        let numeric: BTreeSet<&str> = table
            .header
            .iter()
            .map(String::as_str)
            .filter(|column| guess(table.rows.iter().map(|row| row.get(column))) == Some(Guess::Numeric))
            .collect();
        let figures =
            ["数值", "下限", "上限", "同比增速(%)", "同比变动(点或位)", "value", "value_low", "value_high", "yoy_percent", "yoy_points"];
        assert!(numeric.iter().all(|column| figures.contains(column)) && numeric.len() >= 2, "{path}: {numeric:?}");
    }
}

/// Where the unit is that of the release, bounds have the digits of the release, zeros at their end included.
#[test]
fn bounds_keep_their_digits() {
    let (project, _) = real_run();
    let observations = project.table(LUOHU, "observations");
    let shown = portal(project, LUOHU, "portal/ckan/observations.csv");
    let mut zeros = 0;
    for (row, canonical) in shown.rows.iter().zip(&observations.rows).filter(|(_, canonical)| canonical.get("unit_measure") == "percent") {
        row.has(&[("value_low", canonical.get("value_low")), ("value_high", canonical.get("value_high"))]);
        zeros += usize::from(canonical.get("value_high").ends_with('0') && canonical.get("value_high").contains('.'));
    }
    assert!(zeros > 0);
}

/// Two runs and any division of the work give the same bytes, wide and split files included.
#[test]
fn units_change_no_portal_file() {
    let rows = format!("{ROWS}户数,福田区,2019,7,户,,\n户数,福田区,2020,8,户,,\n");
    let keys = "[packages.small.portals.wide]\nshape = \"wide\"\n[packages.small.portals.long]\nmost_rows = 2\ndictionary = true\n";
    let runs: Vec<_> = ["1000", "3", "1"]
        .iter()
        .map(|unit_rows| {
            let project = with(&rows, keys);
            let done = crate::support::Done::of(project.command().args(["run", "--threads", "2", "--unit-rows", unit_rows]));
            assert_eq!(done.code, 0, "{done}");
            crate::support::bytes_below(&project.release("small"))
        })
        .collect();
    assert!(runs.windows(2).all(|pair| pair[0] == pair[1]));
    assert!(runs[0].contains_key("portal/long/observations-2.csv"));
}

/// docs/portals.md names every key of a profile, every word that a key may have, and every column.
#[test]
fn the_page_has_every_key_and_column() {
    let page = fs::read_to_string(repository().join("docs/portals.md")).unwrap();
    let source = fs::read_to_string(repository().join("src/pipeline/portal/config.rs")).unwrap();
    let body = source.split_once("pub struct PortalConfig {").unwrap().1.split_once("\n}").unwrap().0;
    let keys: Vec<&str> = body.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(':').map(|(name, _)| name)).collect();
    assert!(keys.len() > 10);
    let done = with(ROWS, "[packages.small.portals.p]\ncolumns = [\"€\"]\n").run();
    let columns = done.stderr.split_once("known here: ").unwrap().1.lines().next().unwrap();
    let columns: Vec<&str> = columns.split(", ").map(str::trim).collect();
    assert!(columns.len() > 40, "{columns:?}");
    let missing: Vec<&str> = keys.into_iter().chain(columns).filter(|name| !page.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "docs/portals.md says nothing of {missing:?}");
}
