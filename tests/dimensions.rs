//! Declared dimensions are part of every key: what differs by sex or age is another series, in every stage and in every table.

use serde_json::{Value, json};

use crate::csv_parquet_equal::same_tables;
use crate::derivations::Declared;
use crate::support::{Done, HEADER, SmallProject, bytes_below};

const PIPELINE: &str = "pipeline.toml";
const LIST: &str = "catalog/dimensions.toml";

const DIMENSIONS: &str = r#"[[dimension]]
code = "SEX"
name = { zh = "性别", en = "Sex" }
[[dimension.value]]
code = "M"
name = { zh = "男", en = "Male" }
aliases = ["男性"]
[[dimension.value]]
code = "F"
name = { zh = "女", en = "Female" }

[[dimension]]
code = "AGE"
name = { zh = "年龄", en = "Age" }
[[dimension.value]]
code = "Y0T14"
name = { zh = "0—14岁", en = "0 to 14" }
[[dimension.value]]
code = "_Z"
name = { zh = "不分年龄", en = "Not by age" }
aliases = [""]
"#;

/// Columns behind those of the small project, and their roles.
const MORE: &str = "性别,年龄,情景";
const ROLES: &str = "\"性别\" = \"dimension:SEX\", \"年龄\" = \"dimension:年龄\", \"情景\" = \"scenario\"";

/// Rows of Luohu, each `指标 时期 数值 单位 同比 性别 年龄 情景` with `_` for blank; `地区/指标` for another area.
fn rows(lines: &[&str]) -> String {
    let row = |line: &&str| {
        let cells: Vec<&str> = line.split(' ').map(|cell| if cell == "_" { "" } else { cell }).collect();
        let cell = |at: usize| cells.get(at).copied().unwrap_or("");
        let (area, indicator) = cell(0).split_once('/').unwrap_or(("罗湖区", cell(0)));
        format!("{indicator},{area},{},{},{},{},,{},{},{}\n", cell(1), cell(2), cell(3), cell(4), cell(5), cell(6), cell(7))
    };
    lines.iter().map(row).collect()
}

/// A project whose table says sex and age, with derivations and totals declared.
fn broken_down(lines: &[&str], declarations: &str) -> Declared {
    let project = Declared::new("", declarations);
    project.write(LIST, DIMENSIONS);
    project.edit(PIPELINE, "\"说明\" = \"note\"", &format!("\"说明\" = \"note\", {ROLES}"));
    project.source("book", "table.csv", &format!("{},{MORE}\n{}", HEADER.trim(), rows(lines)));
    project
}

/// Two years of two sexes: 110/100 and 210/200, and the rates that were published beside them.
const SEXES: [&str; 4] = [
    "地区生产总值 2020 100 亿元 _ 男",
    "地区生产总值 2021 110 亿元 10.0% 男性",
    "地区生产总值 2020 200 亿元 _ F",
    "地区生产总值 2021 210 亿元 5.0% Female",
];

/// Rows that differ only in a dimension are two series: growth is chained within each, and each rate is checked with its own level.
#[test]
fn what_differs_by_a_dimension_is_another_series() {
    let project = broken_down(&SEXES, "").published();
    let levels = project.of("observations");
    for (sex, base, percent) in [("M", "10000000000", "10.00"), ("F", "20000000000", "5.00")] {
        let of = [("measure", "LEVEL"), ("sex", sex), ("age", "_Z")];
        let first = levels.one(&[of[0], of[1], of[2], ("time_period", "2020")]);
        first.has(&[("obs_value", base), ("yoy_status", "no_base")]);
        let second = levels.one(&[of[0], of[1], of[2], ("time_period", "2021")]);
        second.has(&[("yoy_base", base), ("yoy_percent", percent), ("yoy_status", "OK")]);
    }
    let checks = project.of("growth_checks");
    assert_eq!(checks.rows.len(), 2);
    for (sex, level, recomputed) in [("M", "11000000000", "10.00"), ("F", "21000000000", "5.00")] {
        checks.one(&[("sex", sex)]).has(&[("level_value", level), ("recomputed_percent", recomputed), ("age", "_Z")]);
    }
}

/// The same rows without the declaration are one key of which the source says two things.
#[test]
fn without_the_declaration_they_contradict_each_other() {
    let project = SmallProject::tolerant("", 4);
    project.edit(
        PIPELINE,
        "\"说明\" = \"note\"",
        "\"说明\" = \"note\", \"性别\" = \"ignore\", \"年龄\" = \"ignore\", \"情景\" = \"scenario\"",
    );
    let levels: Vec<String> = SEXES.iter().map(|line| line.replace("10.0%", "_").replace("5.0%", "_")).collect();
    let levels: Vec<&str> = levels.iter().map(String::as_str).collect();
    project.source("book", "table.csv", &format!("{},{MORE}\n{}", HEADER.trim(), rows(&levels)));
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    done.says(&["error[T601]: ", "declare the dimension by which the two differ"]);
    assert_eq!(project.of("quarantine").all(&[("code", "T601")]).len(), 4);
    assert!(project.of("observations").rows.is_empty());
}

/// One column for each dimension in the order of codes, behind the area, in every table with a key; rows sort by them; lineage names them.
#[test]
fn every_table_has_the_columns_in_its_key() {
    let totals = "[derivations.implied]\nkind = \"implied-base\"\nof = \"GRP\"\ndigits = 0\n\n[totals.only]\ntotal = \"GRP\"\n\
                  parts = [\"VA_PRIMARY\"]\ncomplete = false\n\n[derivations.share]\nkind = \"share\"\npart = \"VA_PRIMARY\"\ntotal = \"GRP\"\n\
                  output = \"PRIMARY_SHARE\"\n";
    let lines = [&SEXES[..], &["第一产业增加值 2021 11 亿元 _ 男", "第一产业增加值 2021 11 亿元 _ 男 0—14岁"]].concat();
    let project = broken_down(&lines, totals).published();
    for (table, area) in [
        ("observations", "ref_area_name"),
        ("statements", "ref_area"),
        ("growth_checks", "ref_area"),
        ("lineage", "ref_area"),
        ("part_checks", "ref_area"),
        ("implied", "ref_area"),
    ] {
        let header = project.of(table).header;
        let at = header.iter().position(|name| name == area).unwrap();
        assert_eq!(header[at + 1..at + 4], ["age", "sex", "measure"], "{table}");
    }
    let key = |row: &crate::support::Row| ["indicator", "ref_area", "age", "sex", "measure"].map(|column| row.get(column).to_owned());
    for table in ["observations", "statements", "lineage"] {
        let rows: Vec<_> = project.of(table).rows.iter().map(key).collect();
        assert!(rows.len() > 6 && rows.is_sorted(), "{table}: {rows:#?}");
    }
    let derived = project.of("lineage").one(&[("indicator", "PRIMARY_SHARE")]).clone();
    let of = "VA_PRIMARY|440303|_Z|M|LEVEL|ACTUAL|A|2021|PERIOD|CURRENT|AS_PUBLISHED||N; GRP|440303|_Z|M|LEVEL|";
    assert!(derived.get("inputs").starts_with(of), "{derived:#?}");
    project.of("implied").one(&[("sex", "M")]).has(&[("implied_value", "10000000000"), ("published_value", "10000000000")]);
    project.of("implied").one(&[("sex", "F")]).has(&[("implied_value", "20000000000")]);
}

/// The descriptor says the key, and every column of a dimension refers to the list of values, which has those that are used.
#[test]
fn the_descriptor_knows_the_dimensions() {
    let project = broken_down(&SEXES, "").published();
    let text = std::fs::read_to_string(project.release("small").join("datapackage.json")).unwrap();
    let package: Value = serde_json::from_str(&text).unwrap();
    let resources = package["resources"].as_array().unwrap();
    let schema = |name: &str| resources.iter().find(|resource| resource["name"] == name).unwrap()["schema"].clone();
    for name in ["observations", "observations-parquet", "growth_checks", "lineage"] {
        let key = schema(name)["primaryKey"].clone();
        assert_eq!(key.as_array().unwrap()[..5], ["indicator", "ref_area", "age", "sex", "measure"].map(Value::from), "{name}");
        for column in ["age", "sex"] {
            let reference = json!({ "fields": [column], "reference": { "resource": "dimensions", "fields": ["value"] } });
            assert!(schema(name)["foreignKeys"].as_array().unwrap().contains(&reference), "{name}");
        }
    }
    let fields = schema("observations")["fields"].clone();
    let sex = fields.as_array().unwrap().iter().find(|field| field["name"] == "sex").unwrap();
    let described = json!({
        "name": "sex", "type": "string", "title": "性别", "description": "Sex", "concept": "SEX", "constraints": { "required": true }
    });
    assert_eq!(*sex, described);
    assert_eq!(schema("dimensions")["primaryKey"], json!(["dimension", "value"]));
    let list = project.of("dimensions");
    assert_eq!(list.header, ["dimension", "value", "name_zh", "name_en"]);
    let row = |row: &crate::support::Row| list.header.iter().map(|column| row.get(column)).collect::<Vec<_>>().join(" ");
    let found: Vec<String> = list.rows.iter().map(row).collect();
    assert_eq!(found, ["AGE _Z 不分年龄 Not by age", "SEX F 女 Female", "SEX M 男 Male"]);
}

/// CSV and Parquet agree on the new columns, and a run in parts writes the same bytes.
#[test]
fn formats_and_parts_agree() {
    let lines = [&SEXES[..], &["户数 2021 3 万户 _ 男 0—14岁", "户数 2021 4 万户 _ F 0—14岁"]].concat();
    let whole = broken_down(&lines, "").published();
    same_tables(&whole.release("small"));
    let parts = broken_down(&lines, "");
    let done = Done::of(parts.command().args(["run", "--threads", "3", "--unit-rows", "1"]));
    assert_eq!(done.code, 0, "{done}");
    assert_eq!(bytes_below(&whole.release("small")), bytes_below(&parts.release("small")));
}

/// Shares, ratios, sums over areas and periods, and attainment combine only figures of the same dimensions.
#[test]
fn derivations_stay_within_a_value() {
    let declarations = r#"[derivations.share]
kind = "share"
part = "VA_PRIMARY"
total = "GRP"
output = "PRIMARY_SHARE"

[derivations.head]
kind = "ratio"
numerator = "GRP"
denominator = "POPULATION"
output = "GRP_PER_HEAD"
digits = 0

[derivations.areas]
kind = "sum-areas"
of = "HOUSEHOLDS"
area = "全国"
areas = ["罗湖区", "福田区"]

[derivations.year]
kind = "sum-periods"
of = "TRADE"
freq = "A"

[derivations.aim]
kind = "attainment"
of = "GRP"
"#;
    let mut lines = Vec::new();
    // Women have twice of everything but the part, of which they have five times: 10 % and 25 %; 10^10/5·10^5 = 20 000 for both.
    for (sex, times) in [("男", 1), ("女", 2)] {
        lines.push(format!("地区生产总值 2021 {} 亿元 _ {sex}", 100 * times));
        lines.push(format!("地区生产总值 2021 {} 亿元 _ {sex} _ TARGET", 80 * times * times));
        lines.push(format!("第一产业增加值 2021 {} 亿元 _ {sex}", if times == 1 { 10 } else { 50 }));
        lines.push(format!("常住人口 2021 {} 人 _ {sex}", 500_000 * times));
        lines.push(format!("户数 2021 {} 户 _ {sex}", 3 * times));
        lines.push(format!("福田区/户数 2021 {} 户 _ {sex}", 4 * times));
        lines.extend((1..=4).map(|quarter| format!("贸易额 2021Q{quarter} {} 亿元 _ {sex}", quarter * times)));
    }
    // A figure of no sex meets none of them.
    lines.push("福田区/户数 2021 1000 户 _ 合计".to_owned());
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let project = broken_down(&lines, declarations).published();
    let table = project.of("observations");
    let derived = |id: &str, sex: &str| table.one(&[("derivation", id), ("sex", sex), ("age", "_Z")]).clone();
    for (id, male, female) in [
        ("share", "10.00", "25.00"),
        ("head", "20000", "20000"),
        ("areas", "7", "14"),
        ("year", "1000000000", "2000000000"),
        ("aim", "125.00", "62.50"),
    ] {
        assert_eq!((derived(id, "M").get("obs_value"), derived(id, "F").get("obs_value")), (male, female), "{id}");
    }
    derived("areas", "_T").has(&[("obs_value", ""), ("note", "input_missing"), ("ref_area", "100000")]);
    assert_eq!(table.rows.iter().filter(|row| !row.get("derivation").is_empty()).count(), 11);
}

/// A total is held against the parts of its own value: 100 = 10 + 40 + 50 for men, 200 against 20 + 80 + 90 for women.
#[test]
fn totals_stay_within_a_value() {
    let sectors = "[totals.sectors]\ntotal = \"GRP\"\nparts = [\"VA_PRIMARY\", \"VA_SECONDARY\", \"VA_TERTIARY\"]\n";
    let lines = [
        "地区生产总值 2021 100.0 亿元 _ 男",
        "第一产业增加值 2021 10.0 亿元 _ 男",
        "第二产业增加值 2021 40.0 亿元 _ 男",
        "第三产业增加值 2021 50.0 亿元 _ 男",
        "地区生产总值 2021 200.0 亿元 _ 女",
        "第一产业增加值 2021 20.0 亿元 _ 女",
        "第二产业增加值 2021 80.0 亿元 _ 女",
        "第三产业增加值 2021 90.0 亿元 _ 女",
        "地区生产总值 2021 300.0 亿元 _ 合计",
    ];
    let checks = broken_down(&lines, sectors).published().of("part_checks");
    assert_eq!(checks.rows.len(), 2, "a total that nobody breaks down has no row");
    checks.one(&[("sex", "M")]).has(&[("verdict", "AGREE"), ("difference", "0")]);
    checks.one(&[("sex", "F")]).has(&[("verdict", "CONTRADICTS"), ("difference", "1000000000")]);
}

/// A text that no value is called by keeps its cell out; a blank cell does too, unless a value is declared for it.
#[test]
fn unknown_values_are_findings() {
    let lines = [&SEXES[..], &["户数 2021 3 户 _ Femal", "户数 2021 4 户", "户数 2021 5 户 _ 男 80岁"]].concat();
    let project = broken_down(&lines, "");
    project.tolerate(3);
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    done.says(&["error[T504]: no value of SEX is called “Femal”", "--> raw/book/table.csv:6:4\n", "^", "help: ", "Female"]);
    done.says(&["no value of SEX is called “”", "no value of AGE is called “80岁”", "help: ", "dimensions.toml"]);
    let findings = project.of("quarantine");
    assert_eq!(findings.rows.len(), 3);
    findings.one(&[("line", "6")]).has(&[("code", "T504"), ("reason", "unknown_dimension_value"), ("severity", "error"), ("raw", "3")]);
    assert!(project.of("observations").all(&[("indicator", "HOUSEHOLDS")]).is_empty());
}

/// What a confidential row says of a dimension stays inside.
#[test]
fn unknown_values_of_confidential_rows_are_not_shown() {
    let project = broken_down(&["地区生产总值 2021 110 亿元 _ 密室"], "");
    project.edit(PIPELINE, "\"情景\" = \"scenario\"", "\"情景\" = \"confidentiality\"");
    let table = project.read("raw/book/table.csv").replace("密室,,", "密室,,C");
    project.source("book", "table.csv", &table);
    project.tolerate(1);
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    let finding = project.of("quarantine").one(&[("code", "T504")]).clone();
    assert!(!done.stderr.contains("密室") && !finding.get("facts").contains("密室"), "{done}\n{finding:#?}");
}

/// A dimension may run across, or stand above the table.
#[test]
fn dimensions_run_across_and_stand_above() {
    let project = broken_down(&[], "");
    let layout = "[layouts.across]\nheader = \"时期\"\npreamble = \"年龄：{AGE}\"\ncolumns = { \"时期\" = \"period\" }\n\
                  across = \"dimension:SEX\"\n\n[sources.book]";
    project.edit(PIPELINE, "[sources.book]", layout);
    project.edit(
        PIPELINE,
        "layout = \"plain\"",
        "layout = \"across\"\ndeclared = { area = \"罗湖区\", indicator = \"户数\", unit = \"户\" }",
    );
    project.source("book", "table.csv", "年龄：0—14岁\n时期,男,女\n2020,3,5\n2021,6,4\n");
    let project = project.published();
    let table = project.of("observations");
    assert_eq!(table.all(&[("age", "Y0T14")]).len(), 4);
    table.one(&[("sex", "M"), ("time_period", "2021")]).has(&[("obs_value", "6"), ("yoy_percent", "100.00")]);
    table.one(&[("sex", "F"), ("time_period", "2021")]).has(&[("obs_value", "4"), ("yoy_percent", "-20.00")]);
}

/// A package has the columns that its own sources can speak of: none is added to the others, and no list.
#[test]
fn packages_have_the_columns_of_their_sources() {
    let project = broken_down(&SEXES, "");
    project.source("other", "table.csv", &format!("{HEADER}地区生产总值,福田区,2021,7,亿元,,\n"));
    project.edit(
        PIPELINE,
        "[sources.book]",
        "[layouts.bare]\ncolumns = { \"指标\" = \"indicator\", \"地区\" = \"area\", \"时期\" = \"period\", \"数值\" = \"value\", \
         \"单位\" = \"unit\", \"同比\" = \"value:GROWTH_YOY\", \"说明\" = \"note\" }\n\n[sources.other]\nfolder = \"raw/other\"\n\
         layout = \"bare\"\ntables = [{ files = \"table.csv\" }]\n\n[sources.book]",
    );
    let package = |name: &str, sources: &str| {
        format!(
            "[packages.{name}]\ntitle = {{ zh = \"包\", en = \"P\" }}\ndescription = {{ zh = \"包\", en = \"P\" }}\nsources = [{sources}]\n\n"
        )
    };
    let more = package("bare", "\"other\"") + &package("both", "\"book\", \"other\"") + "[packages.small]";
    project.edit(PIPELINE, "[packages.small]", &more);
    let project = project.published();
    let bare = project.table("bare", "observations").header;
    assert!(!bare.iter().any(|column| column == "sex" || column == "age"), "{bare:?}");
    assert!(!project.release("bare").join("data/dimensions.csv").exists());
    let both = project.table("both", "observations");
    both.one(&[("ref_area", "440304")]).has(&[("sex", "_Z"), ("age", "_Z"), ("obs_value", "700000000")]);
    assert_eq!(both.rows.len(), 7);
}

/// A package may leave a dimension's column out, or name it; a column that its sources do not speak of is refused.
#[test]
fn columns_of_dimensions_can_be_chosen() {
    let choose = |columns: &str| {
        let project = broken_down(&SEXES, "");
        project.edit(PIPELINE, "sources = [\"book\"]", &format!("sources = [\"book\"]\ncolumns = [{columns}]"));
        project
    };
    let project = choose("\"obs_value\", \"sex\", \"indicator\"").published();
    assert_eq!(project.of("observations").header, ["indicator", "sex", "obs_value"]);
    let project = choose("\"obs_value\", \"sexx\"");
    let done = project.check();
    assert_eq!(done.code, 78, "{done}");
    done.says(&["error[T103]: `sexx` is no column of observations", "help: did you mean `sex`?"]);
    let project = choose("\"obs_value\", \"age\"");
    project.edit(PIPELINE, "\"dimension:年龄\"", "\"ignore\"");
    let done = project.check();
    assert_eq!(done.code, 78, "{done}");
    done.says(&["error[T103]: `age` is no column of observations"]);
}

/// A role of a dimension that no list has is refused with the nearest code, and a project without a list says where to declare it.
#[test]
fn unknown_dimensions_are_refused() {
    let project = broken_down(&SEXES, "");
    project.edit(PIPELINE, "\"dimension:SEX\"", "\"dimension:SEXE\"");
    let done = project.run();
    assert_eq!(done.code, 78, "{done}");
    done.says(&["error[T104]: no dimension is called `SEXE`", "--> pipeline.toml:", "^", "help: did you mean `SEX`?"]);
    std::fs::remove_file(project.path().join(LIST)).unwrap();
    project.check().says(&["error[T104]: no dimension is called `SEXE`", "help: declare it in the catalogue's dimensions.toml"]);
}

/// The laws of the list are shown with those of the other lists: a code that is a column of any table with a key, a name that stands twice.
#[test]
fn broken_laws_of_the_list() {
    for (from, to, says) in [
        (
            "code = \"AGE\"",
            "code = \"VERDICT\"",
            "error[T208]: the column `verdict` stands in a table already\n  --> catalog/dimensions.toml:13:8",
        ),
        ("code = \"AGE\"", "code = \"OBS_VALUE\"", "error[T208]: the column `obs_value`"),
        ("code = \"AGE\"", "code = \"OUTCOME\"", "error[T208]: the column `outcome`"),
        ("code = \"AGE\"", "code = \"IMPLIED_VALUE\"", "error[T208]: the column `implied_value`"),
        ("code = \"AGE\"", "code = \"CHECK_ID\"", "error[T208]: the column `check_id`"),
        ("code = \"AGE\"", "code = \"SHA256\"", "error[T208]: the column `sha256`"),
        ("en = \"Female\"", "en = \"男性\"", "error[T202]: the value name `男性` stands already in line 7"),
    ] {
        let project = broken_down(&SEXES, "");
        project.edit(LIST, from, to);
        let done = project.check();
        assert_eq!(done.code, 78, "{done}");
        done.says(&[says, "^", "help: "]);
    }
}

/// A contradiction names the ignored column by which its rows differ: most likely a dimension that is not declared.
#[test]
fn the_missing_dimension_is_named() {
    let project = SmallProject::new("");
    let columns = "columns = { \"指标\" = \"indicator\", \"地区\" = \"area\", \"时期\" = \"period\", \"数值\" = \"value\", \"单位\" = \"unit\", \"*\" = \"ignore\" }";
    let from = project.read("pipeline.toml").lines().find(|line| line.starts_with("columns")).unwrap().to_owned();
    project.edit("pipeline.toml", &from, columns);
    project.source(
        "book",
        "table.csv",
        "指标,地区,时期,数值,单位,性别,经办人\n地区生产总值,罗湖区,2021,5,亿元,男,甲\n地区生产总值,罗湖区,2021,6,亿元,女,甲\n地区生产总值,罗湖区,2022,5,亿元,男,甲\n地区生产总值,罗湖区,2022,7,亿元,女,乙\n",
    );
    let done = project.run();
    assert_eq!(done.code, 65, "{done}");
    done.says(&[
        "error[T601]: the source says something else of the same key: 6 in raw/book/table.csv:3:4",
        "they differ in the ignored 性别\n",
    ]);
    assert!(!done.stderr.contains("经办人"), "what differs only once is no dimension: {done}");
}
