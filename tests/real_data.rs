//! The two real packages: every cell is accounted for, and figures that were worked by hand come out so.

use std::collections::BTreeMap;

use crate::support::{LUOHU, PROVINCES, Row, Table, real_run, real_table, repository};

/// How many cells a source has in a package's tables: statements that stand, and cells that were kept out.
fn cells_by_source(package: &str) -> BTreeMap<String, usize> {
    let mut count = BTreeMap::new();
    let (statements, quarantine) = (real_table(package, "statements"), real_table(package, "quarantine"));
    for row in statements.rows.iter().chain(quarantine.all(&[("severity", "error")])) {
        *count.entry(row.get("source_id").to_owned()).or_insert(0) += 1;
    }
    count
}

/// The 177 quantities of the 2022 report and the 95 figures of nine other texts are all in the tables, each once.
#[test]
fn every_cell_of_luohu_is_accounted_for() {
    let mut count = cells_by_source(LUOHU);
    assert_eq!(count.remove("lh-2022-report"), Some(177));
    assert_eq!(count.len(), 9, "{count:?}");
    assert_eq!(count.values().sum::<usize>(), 95, "{count:?}");
}

/// 31 provinces over 19 and over 10 years, without the lines above and below the tables.
#[test]
fn every_cell_of_the_provinces_is_accounted_for() {
    let count = cells_by_source(PROVINCES);
    let expected = [("nbs-provincial-gdp", 589), ("nbs-provincial-population", 310)];
    assert_eq!(count, expected.map(|(source, cells)| (source.to_owned(), cells)).into());
    for (indicator, rows) in [("GRP", 589), ("RESIDENT_POPULATION", 310)] {
        let observations = real_table(PROVINCES, "observations");
        let found = observations.all(&[("indicator", indicator), ("derivation", "")]);
        let areas: std::collections::BTreeSet<&str> = found.iter().map(|row| row.get("ref_area")).collect();
        assert_eq!((found.len(), areas.len()), (rows, 31), "{indicator}");
    }
}

/// Value cells in = published + superseded + duplicates + quarantined, counted from the files and not from the program's word.
#[test]
fn cells_balance_from_the_files() {
    for (package, cells) in [(LUOHU, 272), (PROVINCES, 899)] {
        let statements = real_table(package, "statements");
        let outcome = |word: &str| statements.all(&[("outcome", word)]).len();
        let (published, superseded, duplicates) = (outcome("PUBLISHED"), outcome("SUPERSEDED"), outcome("DUPLICATE"));
        assert_eq!(published + superseded + duplicates, statements.rows.len(), "{package}: an outcome of another name");
        // Derived figures have no cell: they are counted apart.
        assert_eq!(published, real_table(package, "observations").all(&[("derivation", "")]).len(), "{package}");
        assert_eq!(real_table(package, "observations").rows.len(), real_table(package, "lineage").rows.len(), "{package}");
        let quarantined = real_table(package, "quarantine").all(&[("severity", "error")]).len();
        assert_eq!(published + superseded + duplicates + quarantined, cells, "{package}");
    }
}

/// The summary on standard output says the same numbers as the files.
#[test]
fn the_summary_counts_what_the_files_hold() {
    let (_, done) = real_run();
    let numbers = |name: &str| -> Vec<usize> {
        let account = done.stdout.split(name).nth(1).unwrap_or_else(|| panic!("{name} in {done}"));
        let number = |line: &str| line.split_whitespace().next().and_then(|word| word.parse().ok());
        account.lines().skip(1).map_while(number).take(5).collect()
    };
    for package in [LUOHU, PROVINCES] {
        let statements = real_table(package, "statements");
        let outcome = |word: &str| statements.all(&[("outcome", word)]).len();
        let quarantined = real_table(package, "quarantine").all(&[("severity", "error")]).len();
        let known = [outcome("PUBLISHED"), outcome("SUPERSEDED"), outcome("DUPLICATE"), quarantined];
        let expected: Vec<usize> = std::iter::once(known.iter().sum()).chain(known).collect();
        assert_eq!(numbers(&format!("{package} ")), expected, "{done}");
    }
}

/// A figure worked by hand: package, indicator, area, measure, scenario, period, column, text.
type Figure = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const BY_HAND: &[Figure] = &[
    // 2571.67 亿元
    (LUOHU, "GRP", "440303", "LEVEL", "ACTUAL", "2021", "obs_value", "257167000000"),
    (LUOHU, "GRP", "440303", "LEVEL", "ACTUAL", "2021", "decimals", "2"),
    (LUOHU, "GRP", "440303", "LEVEL", "ACTUAL", "2021", "half_width", "500000"),
    // The later text's 2375.3 亿元 wins over the expected 2400左右; 2571.67 / 2375.3 = 1.08267…
    (LUOHU, "GRP", "440303", "LEVEL", "ACTUAL", "2020", "obs_value", "237530000000"),
    (LUOHU, "GRP", "440303", "LEVEL", "ACTUAL", "2021", "yoy_percent", "8.27"),
    // 2630.2 / 2571.67 = 1.022759…
    (LUOHU, "GRP", "440303", "LEVEL", "ACTUAL", "2022", "yoy_percent", "2.28"),
    (LUOHU, "GRP", "440303", "LEVEL", "ACTUAL", "2022", "yoy_change", "5853000000"),
    (LUOHU, "GRP", "440303", "LEVEL", "ACTUAL", "2022", "yoy_status", "OK"),
    // 107.29 / 137 = 0.783138…; 107.285 / 137.5 = 0.780254…; 107.295 / 136.5 = 0.786043…; a comparable-scope rate stands beside it
    (LUOHU, "BUDGET_REVENUE", "440303", "LEVEL", "ACTUAL", "2021", "obs_value", "10729000000"),
    (LUOHU, "BUDGET_REVENUE", "440303", "LEVEL", "ACTUAL", "2021", "yoy_base", "13700000000"),
    (LUOHU, "BUDGET_REVENUE", "440303", "LEVEL", "ACTUAL", "2021", "yoy_change", "-2971000000"),
    (LUOHU, "BUDGET_REVENUE", "440303", "LEVEL", "ACTUAL", "2021", "yoy_percent", "-21.69"),
    (LUOHU, "BUDGET_REVENUE", "440303", "LEVEL", "ACTUAL", "2021", "yoy_low", "-21.98"),
    (LUOHU, "BUDGET_REVENUE", "440303", "LEVEL", "ACTUAL", "2021", "yoy_high", "-21.39"),
    (LUOHU, "BUDGET_REVENUE", "440303", "LEVEL", "ACTUAL", "2021", "yoy_status", "SCOPE_CHANGED"),
    // 120 / 107.29 = 1.118463…: the base of a target is the actual of the year before
    (LUOHU, "BUDGET_REVENUE", "440303", "LEVEL", "TARGET", "2022", "yoy_percent", "11.85"),
    (LUOHU, "BUDGET_REVENUE", "440303", "LEVEL", "TARGET", "2022", "yoy_status", "OK"),
    (LUOHU, "BUDGET_REVENUE", "440303", "LEVEL", "TARGET", "2022", "half_width", "0"),
    // 384 / 332 = 1.156626…; 383.5 / 332.5 = 1.153383…; 384.5 / 331.5 = 1.159879…; 332 was an expectation
    (LUOHU, "FIXED_ASSET_INVESTMENT", "440303", "LEVEL", "ACTUAL", "2020", "yoy_percent", "15.66"),
    (LUOHU, "FIXED_ASSET_INVESTMENT", "440303", "LEVEL", "ACTUAL", "2020", "yoy_low", "15.33"),
    (LUOHU, "FIXED_ASSET_INVESTMENT", "440303", "LEVEL", "ACTUAL", "2020", "yoy_high", "15.99"),
    (LUOHU, "FIXED_ASSET_INVESTMENT", "440303", "LEVEL", "ACTUAL", "2020", "yoy_status", "BASE_EXPECTED"),
    // 超850 亿元: no growth from or to it
    (LUOHU, "VA_FINANCE", "440303", "LEVEL", "ACTUAL", "2020", "value_low", "85000000000"),
    (LUOHU, "VA_FINANCE", "440303", "LEVEL", "ACTUAL", "2021", "obs_value", "99086000000"),
    (LUOHU, "VA_FINANCE", "440303", "LEVEL", "ACTUAL", "2021", "yoy_percent", ""),
    (LUOHU, "VA_FINANCE", "440303", "LEVEL", "ACTUAL", "2021", "yoy_status", "not_exact"),
    // 近千 亿元
    (LUOHU, "VA_FINANCE", "440303", "LEVEL", "ACTUAL", "2022", "obs_value", "100000000000"),
    (LUOHU, "VA_FINANCE", "440303", "LEVEL", "ACTUAL", "2022", "qualifier", "NEARLY"),
    (LUOHU, "VA_FINANCE", "440303", "LEVEL", "ACTUAL", "2022", "value_high", "100000000000"),
    (LUOHU, "VA_FINANCE", "440303", "LEVEL", "ACTUAL", "2022", "yoy_status", "not_exact"),
    // 增长5.5-6%: a range has ends and no value
    (LUOHU, "GRP", "440303", "GROWTH_YOY", "TARGET", "2021", "obs_value", ""),
    (LUOHU, "GRP", "440303", "GROWTH_YOY", "TARGET", "2021", "value_low", "5.5"),
    (LUOHU, "GRP", "440303", "GROWTH_YOY", "TARGET", "2021", "value_high", "6"),
    // 增长-5.6%: the sign is the number's
    (LUOHU, "RETAIL_SALES_CONSUMER_GOODS", "440303", "GROWTH_YOY", "ACTUAL", "2020", "obs_value", "-5.6"),
    // 下降18.8%: the sign is the direction's
    (LUOHU, "THREE_PUBLIC_EXPENSES", "440303", "GROWTH_YOY", "ACTUAL", "2021", "obs_value", "-18.8"),
    // 18以内 微克/立方米
    (LUOHU, "PM25_ANNUAL_MEAN", "440303", "LEVEL", "TARGET", "2022", "obs_value", "18"),
    (LUOHU, "PM25_ANNUAL_MEAN", "440303", "LEVEL", "TARGET", "2022", "qualifier", "AT_MOST"),
    (LUOHU, "PM25_ANNUAL_MEAN", "440303", "LEVEL", "TARGET", "2022", "value_high", "18"),
    (LUOHU, "PM25_ANNUAL_MEAN", "440303", "LEVEL", "TARGET", "2022", "value_low", ""),
    (LUOHU, "PM25_ANNUAL_MEAN", "440303", "LEVEL", "TARGET", "2022", "unit_measure", "ug/m3"),
    (LUOHU, "PM25_ANNUAL_MEAN", "440303", "LEVEL", "TARGET", "2022", "yoy_status", "not_exact"),
    // 50.7万 人; 5.7 名 per 10 000 residents
    (LUOHU, "FAMILY_DOCTOR_SIGNED", "440303", "LEVEL", "ACTUAL", "2021", "obs_value", "507000"),
    (LUOHU, "FAMILY_DOCTOR_SIGNED", "440303", "LEVEL", "ACTUAL", "2021", "half_width", "500"),
    (LUOHU, "GENERAL_PRACTITIONERS_PER_10K", "440303", "LEVEL", "ACTUAL", "2021", "obs_value", "5.7"),
    (LUOHU, "GENERAL_PRACTITIONERS_PER_10K", "440303", "LEVEL", "ACTUAL", "2021", "unit_measure", "人/万人"),
    // 碧道 6.8 公里 after 16.8: 6.8 / 16.8 = 0.404761…; a target has no half-width: 6.8 / 16.75 = 0.405970…, 6.8 / 16.85 = 0.403560…
    (LUOHU, "GREENWAY_BUILT", "440303", "LEVEL", "TARGET", "2022", "yoy_percent", "-59.52"),
    (LUOHU, "GREENWAY_BUILT", "440303", "LEVEL", "TARGET", "2022", "yoy_low", "-59.65"),
    (LUOHU, "GREENWAY_BUILT", "440303", "LEVEL", "TARGET", "2022", "yoy_high", "-59.40"),
    // 第一, 第二, 第七
    (LUOHU, "RANK_HEALTHY_SHENZHEN", "440303", "RANK", "ACTUAL", "2021", "obs_value", "1"),
    (LUOHU, "RANK_METRO_DENSITY", "440303", "RANK", "ACTUAL", "2021", "obs_value", "2"),
    (LUOHU, "RANK_FAIR_EDUCATION_TOP100", "440303", "RANK", "ACTUAL", "2021", "obs_value", "7"),
    (LUOHU, "RANK_FAIR_EDUCATION_TOP100", "440303", "RANK", "ACTUAL", "2021", "unit_measure", "rank"),
    // 141488.9 / 137905.4 = 1.025985…
    (PROVINCES, "GRP", "440000", "LEVEL", "ACTUAL", "2024", "obs_value", "14148890000000"),
    (PROVINCES, "GRP", "440000", "LEVEL", "ACTUAL", "2024", "yoy_percent", "2.60"),
    (PROVINCES, "GRP", "440000", "LEVEL", "ACTUAL", "2024", "ref_area_name", "广东省"),
    // 25353.5 / 26050.8 = 0.973233…
    (PROVINCES, "GRP", "140000", "LEVEL", "ACTUAL", "2024", "yoy_percent", "-2.68"),
    // 2789.1 / 2532.9 = 1.101148…
    (PROVINCES, "GRP", "540000", "LEVEL", "ACTUAL", "2024", "yoy_percent", "10.11"),
    // The first year of the table
    (PROVINCES, "GRP", "110000", "LEVEL", "ACTUAL", "2006", "obs_value", "861890000000"),
    (PROVINCES, "GRP", "110000", "LEVEL", "ACTUAL", "2006", "yoy_percent", ""),
    (PROVINCES, "GRP", "110000", "LEVEL", "ACTUAL", "2006", "yoy_status", "no_base"),
    // 12780 / 12706 = 1.005824… 万人; 3171 / 3255 = 0.974193…; 5745 / 5927 = 0.969293…
    (PROVINCES, "RESIDENT_POPULATION", "440000", "LEVEL", "ACTUAL", "2024", "obs_value", "127800000"),
    (PROVINCES, "RESIDENT_POPULATION", "440000", "LEVEL", "ACTUAL", "2024", "yoy_percent", "0.58"),
    (PROVINCES, "RESIDENT_POPULATION", "440000", "LEVEL", "ACTUAL", "2024", "cumulation", "POINT"),
    (PROVINCES, "RESIDENT_POPULATION", "230000", "LEVEL", "ACTUAL", "2020", "yoy_percent", "-2.58"),
    (PROVINCES, "RESIDENT_POPULATION", "420000", "LEVEL", "ACTUAL", "2020", "yoy_percent", "-3.07"),
];

/// The figures of the table above, to the digit.
#[test]
fn figures_worked_by_hand() {
    let (luohu, provinces) = (real_table(LUOHU, "observations"), real_table(PROVINCES, "observations"));
    for (package, indicator, area, measure, scenario, period, column, expected) in BY_HAND {
        let table = if *package == LUOHU { &luohu } else { &provinces };
        let key = [("indicator", *indicator), ("ref_area", area), ("measure", measure), ("scenario", scenario), ("time_period", period)];
        table.one(&key).has(&[(column, expected)]);
    }
}

/// A published rate stands beside the recomputed one with the right verdict, and neither is changed.
#[test]
fn published_rates_beside_recomputed_ones() {
    let checks = real_table(LUOHU, "growth_checks");
    let rate = |indicator, period, comparability| {
        let (indicator, period, comparability) = (("indicator", indicator), ("time_period", period), ("comparability", comparability));
        checks.one(&[indicator, period, comparability, ("measure", "GROWTH_YOY"), ("scenario", "ACTUAL")])
    };
    // Level at current prices, rate at constant prices.
    rate("GRP", "2022", "UNKNOWN").has(&[
        ("published_percent", "3.4"),
        ("recomputed_percent", "2.28"),
        ("price_basis", "CONSTANT"),
        ("level_price_basis", "CURRENT"),
        ("verdict", "NOT_COMPARABLE"),
    ]);
    // 11.4 − (−21.686…) = 33.086…
    rate("BUDGET_REVENUE", "2021", "COMPARABLE_SCOPE").has(&[
        ("published_percent", "11.4"),
        ("recomputed_percent", "-21.69"),
        ("difference_points", "33.09"),
        ("verdict", "NOT_COMPARABLE"),
        ("yoy_status", "SCOPE_CHANGED"),
    ]);
    // 10.2 − 15.662… = −5.462…
    rate("FIXED_ASSET_INVESTMENT", "2020", "UNKNOWN").has(&[
        ("published_percent", "10.2"),
        ("recomputed_percent", "15.66"),
        ("difference_points", "-5.46"),
        ("verdict", "BASE_NOT_FINAL"),
        ("base_source", "lh-2019-plan"),
    ]);
    // A base that is "over" something gives no rate.
    rate("VA_FINANCE", "2021", "UNKNOWN").has(&[("recomputed_percent", ""), ("verdict", "NOT_RECOMPUTED"), ("reason", "not_exact")]);
}

/// Every published year-over-year rate is checked once, whatever comes of it.
#[test]
fn every_published_rate_is_checked() {
    let observations = real_table(LUOHU, "observations");
    let checks = real_table(LUOHU, "growth_checks");
    let key =
        |row: &Row| ["indicator", "ref_area", "scenario", "time_period", "price_basis", "comparability"].map(|c| row.get(c).to_owned());
    let published: Vec<_> = observations.all(&[("measure", "GROWTH_YOY")]).into_iter().map(key).collect();
    let checked: Vec<_> = checks.rows.iter().map(key).collect();
    assert!(!published.is_empty());
    assert_eq!(published, checked);
    for row in &checks.rows {
        assert_eq!(row.get("verdict") == "NOT_RECOMPUTED", !row.get("reason").is_empty(), "{row:#?}");
    }
}

/// What was expected and became another figure stands in `statements`, superseded, and nowhere else.
#[test]
fn an_expectation_is_superseded() {
    let key = [("indicator", "GRP"), ("measure", "LEVEL"), ("time_period", "2020")];
    let statements = real_table(LUOHU, "statements");
    let found = statements.all(&key);
    assert_eq!(found.len(), 2, "{found:#?}");
    found[0].has(&[("outcome", "PUBLISHED"), ("obs_value", "237530000000"), ("value_text", "2375.3"), ("source_id", "lh-2021-report")]);
    found[1].has(&[("outcome", "SUPERSEDED"), ("obs_value", "240000000000"), ("value_text", "2400左右")]);
    found[1].has(&[("qualifier", "ABOUT"), ("stage", "EXPECTED"), ("source_id", "lh-2020-plan")]);
    real_table(LUOHU, "observations").one(&key).has(&[("obs_value", "237530000000")]);
}

/// 近千亿 and 超千亿 of one number on one day: both stand, and a finding names both places.
#[test]
fn opposite_qualifiers_are_reported() {
    let finding = real_table(LUOHU, "quarantine").one(&[("code", "T602")]).clone();
    finding.has(&[("severity", "warning"), ("file", "raw/lh-2023-report/indicators.csv"), ("raw", "近千")]);
    assert!(finding.get("facts").contains("超千") && finding.get("facts").contains("raw/lh-2023-opening/indicators.csv:"), "{finding:#?}");
    let statements = real_table(LUOHU, "statements");
    let qualifiers: Vec<&str> = statements
        .all(&[("indicator", "VA_FINANCE"), ("measure", "LEVEL"), ("time_period", "2022")])
        .iter()
        .map(|row| row.get("qualifier"))
        .collect();
    assert_eq!(qualifiers, ["NEARLY", "OVER"]);
}

/// The two thresholds define other rows and count nothing: they are kept out by the declared rule, with its reason.
#[test]
fn thresholds_are_no_observations() {
    let quarantine = real_table(LUOHU, "quarantine");
    let kept_out = quarantine.all(&[("severity", "error")]);
    let texts: Vec<(&str, &str)> = kept_out.iter().map(|row| (row.get("raw"), row.get("reason"))).collect();
    assert_eq!(texts, [("10亿以上", "definition"), ("1000万以上", "definition")]);
    let statements = real_table(LUOHU, "statements");
    assert!(statements.rows.iter().all(|row| !["10亿以上", "1000万以上"].contains(&row.get("value_text"))));
}

/// Statuses that come with a figure; every other one is a reason why there is none.
const GIVEN: [&str; 3] = ["OK", "BASE_EXPECTED", "SCOPE_CHANGED"];

/// A null has its reason and a reason has its null; no growth of a growth rate; none from an inexact value.
#[test]
fn growth_stands_only_where_it_may() {
    let mut given = 0;
    for package in [LUOHU, PROVINCES] {
        for row in &real_table(package, "observations").rows {
            let empty = |columns: &[&str]| columns.iter().all(|column| row.get(column).is_empty());
            let status = row.get("yoy_status");
            assert!(!status.is_empty(), "{row:#?}");
            if GIVEN.contains(&status) {
                given += 1;
                assert!(!empty(&["yoy_base"]) && !empty(&["yoy_change"]), "{row:#?}");
                assert!(!empty(&["yoy_percent"]) || !empty(&["yoy_points"]), "{row:#?}");
                assert!(empty(&["yoy_percent"]) || empty(&["yoy_points"]), "percent and points: {row:#?}");
            } else {
                assert!(empty(&["yoy_percent", "yoy_points", "yoy_low", "yoy_high"]), "{row:#?}");
            }
            if row.get("measure").starts_with("GROWTH_") {
                assert!(empty(&["yoy_percent"]), "growth of a growth rate: {row:#?}");
            }
            if row.get("qualifier") != "EXACT" {
                assert!(empty(&["yoy_percent", "yoy_points", "yoy_change", "half_width"]), "from an inexact value: {row:#?}");
            }
        }
    }
    assert!(given > 558 + 279, "{given} rates");
}

/// A published change, percent and interval agree with each other: low ≤ percent ≤ high, and the change is value minus base.
#[test]
fn change_percent_and_interval_agree() {
    for package in [LUOHU, PROVINCES] {
        for row in real_table(package, "observations").rows.iter().filter(|row| GIVEN.contains(&row.get("yoy_status"))) {
            let scaled = |column: &str| Scaled::parse(row.get(column));
            let (value, base, change) = (scaled("obs_value"), scaled("yoy_base"), scaled("yoy_change"));
            // Each of a derived figure's texts is rounded from its exact fraction, to the digits of its own column: their differences
            // are a unit apart.
            let unit = if row.get("derivation").is_empty() { 0 } else { 10_i128.pow(6 - value.scale) };
            assert!((value.at(6) - base.at(6) - change.at(6)).abs() <= unit, "{row:#?}");
            if !row.get("yoy_percent").is_empty() && !row.get("yoy_low").is_empty() {
                let (low, percent, high) = (scaled("yoy_low").at(2), scaled("yoy_percent").at(2), scaled("yoy_high").at(2));
                assert!(low <= percent && percent <= high, "{row:#?}");
            }
        }
    }
}

/// A decimal as printed: an integer and how many of its digits stand after the point.
#[derive(Clone, Copy)]
struct Scaled {
    digits: i128,
    scale: u32,
}

impl Scaled {
    fn parse(text: &str) -> Self {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = format!("{whole}{fraction}").parse().unwrap_or_else(|_| panic!("`{text}` is no decimal"));
        Self { digits, scale: u32::try_from(fraction.len()).unwrap() }
    }

    fn at(self, scale: u32) -> i128 {
        self.digits * 10_i128.pow(scale.checked_sub(self.scale).unwrap())
    }
}

/// (value − base) / base in percent, two digits, half away from zero, in integers.
fn percent_in_integers(value: &str, base: &str) -> String {
    let (value, base) = (Scaled::parse(value), Scaled::parse(base));
    let scale = value.scale.max(base.scale);
    let (value, base) = (value.at(scale), base.at(scale));
    assert!(base > 0);
    let hundredths = (value - base) * 10_000;
    // Twice the quotient plus one half, floored, of the magnitude: halves go away from zero.
    let rounded = (2 * hundredths.abs() + base) / (2 * base);
    let sign = if hundredths < 0 && rounded > 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", rounded / 100, rounded % 100)
}

/// All 558 + 279 rates of the provinces equal those that integers give from the cells as written.
#[test]
fn provincial_rates_agree_with_integer_arithmetic() {
    assert_eq!(percent_in_integers("107.29", "137"), "-21.69");
    assert_eq!(percent_in_integers("200.25", "200"), "0.13", "0.125 goes away from zero");
    let observations = real_table(PROVINCES, "observations");
    let statements = real_table(PROVINCES, "statements");
    let cell = |row: &Row| [row.get("indicator"), row.get("ref_area"), row.get("time_period")].map(str::to_owned);
    let texts: BTreeMap<[String; 3], &str> = statements.rows.iter().map(|row| (cell(row), row.get("value_text"))).collect();
    let mut compared = BTreeMap::new();
    for row in observations.all(&[("derivation", "")]) {
        let mut earlier = cell(row);
        earlier[2] = (row.get("time_period").parse::<i32>().unwrap() - 1).to_string();
        let expected = match texts.get(&earlier) {
            Some(base) => {
                *compared.entry(row.get("indicator")).or_insert(0) += 1;
                (percent_in_integers(texts[&cell(row)], base), "OK".to_owned())
            }
            None => (String::new(), "no_base".to_owned()),
        };
        assert_eq!((row.get("yoy_percent").to_owned(), row.get("yoy_status").to_owned()), expected, "{row:#?}");
    }
    assert_eq!(compared, [("GRP", 558), ("RESIDENT_POPULATION", 279)].into());
}

/// Cells of a raw file, byte for byte, by line: commas and line ends are never part of a character in GB18030 or UTF-8.
fn raw_cells(file: &str) -> Vec<Vec<Vec<u8>>> {
    let bytes = std::fs::read(repository().join(file)).unwrap();
    assert!(!bytes.contains(&b'"'), "{file} has quotes, which this reading does not know");
    let lines = bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    lines.map(|line| line.split(|byte| *byte == b',').map(<[u8]>::to_vec).collect()).collect()
}

/// Every statement's file, line and column lead to a cell of the raw files with exactly its text.
#[test]
fn every_statement_leads_to_its_cell() {
    for package in [LUOHU, PROVINCES] {
        let mut files: BTreeMap<String, Vec<Vec<Vec<u8>>>> = BTreeMap::new();
        let Table { rows, .. } = real_table(package, "statements");
        for row in &rows {
            let cells = files.entry(row.get("file").to_owned()).or_insert_with(|| raw_cells(row.get("file")));
            let at = |column: &str| row.get(column).parse::<usize>().unwrap() - 1;
            let cell = &cells[at("line")][at("column")];
            assert_eq!(cell, row.get("value_text").as_bytes(), "{row:#?}");
            // Years run across in the provincial tables: the header above the cell is its period, in ASCII digits.
            if package == PROVINCES {
                let year = &cells[3][at("column")][..4];
                assert_eq!(year, row.get("time_period").as_bytes(), "{row:#?}");
            }
        }
    }
}

/// Lineage says the digest of the file that is really there, and the text that really stands in the cell.
#[test]
fn lineage_names_the_true_file_and_cell() {
    for package in [LUOHU, PROVINCES] {
        for row in real_table(package, "lineage").rows.iter().filter(|row| !row.get("rules").starts_with("derivation ")) {
            let bytes = std::fs::read(repository().join(row.get("file"))).unwrap();
            assert_eq!(row.get("sha256"), crate::support::sha256(&bytes));
            let at = |column: &str| row.get(column).parse::<usize>().unwrap() - 1;
            assert_eq!(raw_cells(row.get("file"))[at("line")][at("column")], row.get("raw").as_bytes(), "{row:#?}");
        }
    }
}
