//! Real releases of one district in the order of time: what was known in January 2021, in January 2022, in April 2022 and, in two steps, in 2024.
//! Each has the repository's own sources that were delivered by then, with the dates of their sidecars; figures were looked up in the raw tables.

use std::sync::OnceLock;

use crate::support::{Done, LUOHU, Project, Table};

/// Day, its seconds since 1970-01-01, the release, and the sources that were delivered since the day before.
const TIMES: [(&str, &str, &str, &[&str]); 5] = [
    ("2021-01-31", "1612051200", "2021.1.0", &["lh-2019-plan", "lh-2020-plan", "lh-2021-opening"]),
    ("2022-01-31", "1643587200", "2021.2.0", &["lh-2021-report"]),
    ("2022-04-30", "1651276800", "2022.1.0", &["lh-2022-report"]),
    ("2024-01-31", "1706659200", "2024.1.0", &["lh-2022-plan", "lh-2023-opening", "lh-2023-report", "lh-2023-plan"]),
    ("2024-02-29", "1709164800", "2024.2.0", &["lh-2023-stats"]),
];

/// The project with all five releases, made once.
fn releases() -> &'static Project {
    static PROJECT: OnceLock<Project> = OnceLock::new();
    PROJECT.get_or_init(|| {
        let project = Project::real();
        let whole = project.read("pipeline.toml");
        let line = whole.lines().find(|line| line.starts_with("sources = [\"lh-2019-plan\"")).unwrap();
        let mut known: Vec<String> = Vec::new();
        for (_, epoch, version, sources) in TIMES {
            known.extend(sources.iter().map(|source| format!("\"{source}\"")));
            project.write("pipeline.toml", whole.replace(line, &format!("sources = [{}]", known.join(", "))));
            let done = Done::of(project.command().arg("run").env("SOURCE_DATE_EPOCH", epoch));
            assert_eq!(done.code, 0, "{done}");
            assert!(project.release(LUOHU).ends_with(version), "{done}");
        }
        project
    })
}

fn table(version: &str, name: &str) -> Table {
    Table::read(&releases().package(LUOHU).join(version).join(format!("data/{name}.csv")))
}

const KEY: [&str; 11] = [
    "indicator",
    "ref_area",
    "measure",
    "scenario",
    "freq",
    "time_period",
    "cumulation",
    "price_basis",
    "comparability",
    "base_per",
    "adjustment",
];

/// What became of the figures that were said more than once, looked up by hand.
#[test]
fn figures_are_followed_through_their_life() {
    let revisions = table("2024.2.0", "revisions");
    let of = |indicator: &str, measure: &str, period: &str| {
        let wanted = [("indicator", indicator), ("measure", measure), ("time_period", period), ("scenario", "ACTUAL")];
        let rows = revisions.all(&wanted);
        rows.into_iter().filter(|row| row.get("revision_kind") != "ADDED").cloned().collect::<Vec<_>>()
    };
    // lh-2020-plan: 2400左右 亿元, an expectation; lh-2021-report: 2375.3 亿元. Nobody knows by how much "about 2400" was wrong.
    let found = of("GRP", "LEVEL", "2020");
    assert_eq!(found.len(), 1);
    found[0].has(&[
        ("release", "2021.2.0"),
        ("revision_kind", "REVISED"),
        ("first_release", "2021.1.0"),
        ("first_value", "240000000000"),
        ("first_qualifier", "ABOUT"),
        ("first_text", "2400左右亿元"),
        ("previous_value", "240000000000"),
        ("current_value", "237530000000"),
        ("current_qualifier", "EXACT"),
        ("current_text", "2375.3亿元"),
        ("revision", ""),
        ("revision_percent", ""),
        ("previous_stage", "EXPECTED"),
        ("current_stage", "NOT_STATED"),
        ("previous_source", "lh-2020-plan"),
        ("current_source", "lh-2021-report"),
    ]);
    // lh-2023-plan: 139.5 亿元, an expectation; lh-2023-stats: 139.50 亿元, preliminary.
    let found = of("BUDGET_REVENUE", "LEVEL", "2023");
    assert_eq!(found.len(), 1);
    found[0].has(&[
        ("release", "2024.2.0"),
        ("revision_kind", "CONFIRMED"),
        ("first_release", "2024.1.0"),
        ("previous_text", "139.5亿元"),
        ("current_text", "139.50亿元"),
        ("revision", ""),
        ("previous_stage", "EXPECTED"),
        ("current_stage", "PRELIMINARY"),
        ("current_source", "lh-2023-stats"),
    ]);
    // lh-2021-opening and lh-2021-report: 137 亿元 both.
    of("BUDGET_REVENUE", "LEVEL", "2020")[0].has(&[
        ("release", "2021.2.0"),
        ("revision_kind", "CONFIRMED"),
        ("current_value", "13700000000"),
        ("current_source", "lh-2021-report"),
    ]);
    // lh-2023-plan: 增长56.05%; lh-2023-stats: 增长56.1%. 56.1 − 56.05 = 0.05 points; a percent of a rate would mislead.
    of("BUDGET_REVENUE", "GROWTH_YOY", "2023")[0].has(&[("revision_kind", "REVISED"), ("revision", "0.05"), ("revision_percent", "")]);
    // lh-2023-plan: 突破2800 and 近1400 亿元; lh-2023-stats: 2808.19 and 1391.75 亿元.
    of("GRP", "LEVEL", "2023")[0].has(&[("first_text", "突破2800亿元"), ("current_value", "280819000000"), ("revision", "")]);
    of("RETAIL_SALES_CONSUMER_GOODS", "LEVEL", "2023")[0].has(&[("first_qualifier", "NEARLY"), ("current_value", "139175000000")]);
}

/// January 2022, April 2022 and 2024: the tables of each say exactly what the observations of two releases show, counted from the files.
#[test]
fn every_release_says_what_came_since_the_one_before() {
    let mut before: Option<&str> = None;
    for (_, _, version, _) in TIMES {
        let (revisions, observations) = (table(version, "revisions"), table(version, "observations"));
        let own = revisions.all(&[("release", version)]);
        let Some(last) = before.replace(version) else {
            assert!(revisions.rows.is_empty(), "a first release has nothing to compare with");
            continue;
        };
        let key = |row: &crate::support::Row| KEY.map(|column| row.get(column).to_owned());
        let old = table(last, "observations");
        let old_keys: std::collections::BTreeMap<_, _> = old.rows.iter().map(|row| (key(row), row)).collect();
        let mut added = 0;
        for row in &observations.rows {
            let found: Vec<_> = own.iter().filter(|own| key(own) == key(row)).collect();
            let Some(was) = old_keys.get(&key(row)) else {
                added += 1;
                found[0].has(&[("revision_kind", "ADDED"), ("first_release", version), ("current_value", row.get("obs_value"))]);
                continue;
            };
            let same = ["obs_value", "qualifier", "stage", "source_id", "decimals", "unit_measure"]
                .iter()
                .all(|name| row.get(name) == was.get(name));
            assert_eq!(found.is_empty(), same, "{row:?} {was:?}");
            found.iter().for_each(|found| found.has(&[("previous_value", was.get("obs_value")), ("current_value", row.get("obs_value"))]));
        }
        assert_eq!(own.iter().filter(|row| row.get("revision_kind") == "ADDED").count(), added, "{version}");
        // Rows are only ever added.
        let kept: Vec<_> = revisions.rows.iter().filter(|row| row.get("release") != version).cloned().collect();
        assert!(kept == table(last, "revisions").rows, "{version}");
    }
}

/// The changelog has an entry for each release, the newest first, with its figures in words, in both languages; dates are those of the releases.
#[test]
fn the_changelog_tells_it_in_words() {
    let read = |name: &str| std::fs::read_to_string(releases().release(LUOHU).join(name)).unwrap();
    let (english, chinese) = (read("CHANGELOG.md"), read("CHANGELOG.zh.md"));
    let headings = |text: &str| -> Vec<String> { text.lines().filter(|line| line.starts_with("## ")).map(str::to_owned).collect() };
    let expected: Vec<String> = TIMES.iter().rev().map(|(day, _, version, _)| format!("## {version} ({day})")).collect();
    assert_eq!((headings(&english), headings(&chinese)), (expected.clone(), expected));
    for line in [
        "- Gross regional product, Luohu District, Year 2020: about 2400 × 100 million yuan → 2375.3 × 100 million yuan (expected → not stated; `lh-2020-plan` → `lh-2021-report`)",
        "- General public budget revenue, Luohu District, Year 2023: 139.5 × 100 million yuan → 139.50 × 100 million yuan (expected → preliminary; `lh-2023-plan` → `lh-2023-stats`)",
        "- General public budget revenue, Growth over the year before, Luohu District, Year 2023: 56.05% → 56.1% (+0.05 percentage points; expected → preliminary; `lh-2023-plan` → `lh-2023-stats`)",
        "- new `lh-2022-report`: 2022年政府工作报告要点(罗湖区第八届人民代表大会第二次会议)",
    ] {
        assert!(english.lines().any(|found| found == line), "{line}\n--- in\n{english}");
    }
    for line in [
        "- 地区生产总值，罗湖区，2020年：约2400亿元 → 2375.3亿元（预计 → 未说明；`lh-2020-plan` → `lh-2021-report`）",
        "- 一般公共预算收入，罗湖区，2023年：139.5亿元 → 139.50亿元（预计 → 初步核算；`lh-2023-plan` → `lh-2023-stats`）",
    ] {
        assert!(chinese.lines().any(|found| found == line), "{line}\n--- in\n{chinese}");
    }
    // An earlier entry stays as it was written.
    let before = std::fs::read_to_string(releases().package(LUOHU).join("2022.1.0/CHANGELOG.md")).unwrap();
    assert!(english.ends_with(before.split_once("\n## ").unwrap().1), "{english}");
}

/// `tongbi diff` of two real releases says what the table says.
#[test]
fn the_difference_of_two_releases() {
    let project = releases();
    let diff = |lang: &str| {
        let names = [format!("{LUOHU}@2024.1.0"), format!("{LUOHU}@2024.2.0")];
        let done = Done::of(project.command().args(["--lang", lang, "diff"]).args(names));
        assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{done}");
        done.stdout
    };
    let english = diff("en");
    for text in ["revised", "突破2800亿元 → 2808.19亿元; expected → preliminary", "139.5亿元 → 139.50亿元; expected → preliminary"]
    {
        assert!(english.contains(text), "{text} in\n{english}");
    }
    assert!(diff("zh").contains("地区生产总值，罗湖区，2023年\n    突破2800亿元 → 2808.19亿元; 预计 → 初步核算"), "{}", diff("zh"));
}
