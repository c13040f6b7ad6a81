//! Year-over-year rule by rule: every reason, every caution, every verdict, each on a series of its own.

use crate::derivations::Declared;
use crate::support::{Done, Row};

/// Wide rows of Luohu; each is `指标 时期 数值 单位 同比` and then `情景 阶段 状态 密级 口径 价格`, with `_` for blank.
/// The scope of a rate is the published one where nothing else is written.
fn rows(lines: &[&str]) -> String {
    lines
        .iter()
        .map(|line| {
            let cells: Vec<&str> = line.split(' ').map(|cell| if cell == "_" { "" } else { cell }).collect();
            let cell = |at: usize| cells.get(at).copied().unwrap_or("");
            let scope = if cell(9).is_empty() && !cell(4).is_empty() { "AS_PUBLISHED" } else { cell(9) };
            let head = format!("{},罗湖区,{},{},{},{},", cell(0), cell(1), cell(2), cell(3), cell(4));
            format!("{head},{},{},{},{},{},{}\n", cell(5), cell(6), cell(7), cell(8), scope, cell(10))
        })
        .collect()
}

fn project(lines: &[&str]) -> Declared {
    Declared::wide(&rows(lines), "").published()
}

/// The observation of a period.
fn at(project: &Declared, period: &str) -> Row {
    project.of("observations").one(&[("time_period", period), ("scenario", "ACTUAL")]).clone()
}

/// Asserts that a period has no growth at all, for this reason.
#[track_caller]
fn refused(lines: &[&str], period: &str, reason: &str) {
    at(&project(lines), period).has(&[("yoy_status", reason), ("yoy_percent", ""), ("yoy_points", ""), ("yoy_low", ""), ("yoy_high", "")]);
}

/// Every span is compared with the same span of the year before, and with nothing else.
#[test]
fn spans_compare_with_their_like() {
    for (base, value, period, cumulation) in [
        ("2020", "2021", "2021", "PERIOD"),
        ("2020年上半年", "2021年1-6月", "2021-S1", "PERIOD"),
        ("2020年第二季度", "2021Q2", "2021-Q2", "PERIOD"),
        ("2020年3月", "2021-03", "2021-03", "PERIOD"),
        ("2020年前三季度", "2021年1-9月", "2021-Q3", "YTD"),
        ("2020年1-2月", "2021年1-2月", "2021-02", "YTD"),
        ("2020年1-12月", "2021年", "2021", "PERIOD"),
    ] {
        let project = project(&[&format!("地区生产总值 {base} 100 亿元"), &format!("地区生产总值 {value} 110 亿元")]);
        at(&project, period).has(&[
            ("yoy_percent", "10.00"),
            ("cumulation", cumulation),
            ("yoy_status", "OK"),
            ("yoy_base", "10000000000"),
        ]);
    }
}

/// The third quarter alone is no base for three quarters together.
#[test]
fn spans_do_not_compare_with_others() {
    refused(&["地区生产总值 2020年第三季度 100 亿元", "地区生产总值 2021年前三季度 110 亿元"], "2021-Q3", "no_base");
    refused(&["地区生产总值 2020年2月 100 亿元", "地区生产总值 2021年1-2月 110 亿元"], "2021-02", "no_base");
    refused(&["地区生产总值 2020 100 亿元", "地区生产总值 2021年上半年 110 亿元"], "2021-S1", "no_base");
}

/// Stocks stand at a date; growth over the same date of the year before: 130/125, 129.5/125.5 = 1.03187…, 130.5/124.5 = 1.04819….
#[test]
fn points_in_time() {
    let project = project(&["债务余额 2020年末 125 亿元", "债务余额 2021年末 130 亿元"]);
    at(&project, "2021").has(&[("cumulation", "POINT"), ("yoy_percent", "4.00"), ("yoy_low", "3.18"), ("yoy_high", "4.82")]);
}

/// Rates change in points, ranks in places, and a growth rate slows down by points: 5.6 after 10.2.
#[test]
fn points_and_places() {
    let project = project(&["失业率 2020 3.5 %", "失业率 2021 3.1 %", "全国排名 2020 5 _", "全国排名 2021 7 _"]);
    let table = project.of("observations");
    let of = |code: &str| table.one(&[("indicator", code), ("time_period", "2021")]).clone();
    of("UNEMPLOYMENT").has(&[("yoy_points", "-0.40"), ("yoy_low", "-0.50"), ("yoy_high", "-0.30"), ("yoy_percent", "")]);
    of("PLACE").has(&[("yoy_points", "-2.00"), ("yoy_percent", ""), ("yoy_low", "-2.00"), ("yoy_high", "-2.00")]);
    let rates = self::project(&["地区生产总值 2020 _ _ 10.2%", "地区生产总值 2021 _ _ 5.6%"]);
    at(&rates, "2021").has(&[("measure", "GROWTH_YOY"), ("yoy_points", "-4.60"), ("yoy_percent", ""), ("yoy_status", "OK")]);
}

/// The reasons, one series each, in the order in which the first that holds is given.
#[test]
fn reasons() {
    refused(&["居民消费价格指数 2020 101 _", "居民消费价格指数 2021 102 _"], "2021", "not_applicable");
    refused(&["地区生产总值 2020 100 亿元 _ _ _ _ C", "地区生产总值 2021 110 亿元"], "2021", "suppressed");
    refused(&["地区生产总值 2020 100 亿元", "地区生产总值 2021 110 亿元 _ _ _ _ C"], "2021", "suppressed");
    refused(&["地区生产总值 2021 110 亿元"], "2021", "no_base");
    refused(&["地区生产总值 2022 110 亿元", "地区生产总值 2021 110 亿元"], "2021", "no_base");
    refused(&["地区生产总值 2019 90 亿元", "地区生产总值 2021 110 亿元"], "2021", "base_missing");
    refused(&["贸易额 2020 100 亿元", "贸易额 2021 110 亿元"], "2021", "basis_differs");
    refused(&["地区生产总值 2020 100 亿元", "地区生产总值 2021 110 亿元 _ _ _ B"], "2021", "series_break");
    refused(&["地区生产总值 2020 超100 亿元", "地区生产总值 2021 110 亿元"], "2021", "not_exact");
    refused(&["地区生产总值 2020 100 亿元", "地区生产总值 2021 105-110 亿元"], "2021", "not_exact");
    refused(&["地区生产总值 2020 0 亿元", "地区生产总值 2021 110 亿元"], "2021", "zero_base");
    refused(&["地区生产总值 2020 -5 亿元", "地区生产总值 2021 110 亿元"], "2021", "sign_change");
    refused(&["地区生产总值 2020 -5 亿元", "地区生产总值 2021 -4 亿元"], "2021", "negative_base");
    refused(&["地区生产总值 2020 -5 亿元", "地区生产总值 2021 0 亿元"], "2021", "negative_base");
}

/// Growth rates of unknown prices are not compared, not even with each other; nor are two scopes.
#[test]
fn rates_of_other_bases() {
    refused(&["地区生产总值 2020 _ _ 10.2% _ _ _ _ _ UNKNOWN", "地区生产总值 2021 _ _ 5.6% _ _ _ _ _ UNKNOWN"], "2021", "basis_differs");
    refused(&["地区生产总值 2020 _ _ 10.2% _ _ _ _ _ CONSTANT", "地区生产总值 2021 _ _ 5.6% _ _ _ _ _ CURRENT"], "2021", "basis_differs");
    let scopes = ["地区生产总值 2020 _ _ 10.2% _ _ _ _ COMPARABLE_SCOPE", "地区生产总值 2021 _ _ 5.6% _ _ _ _ AS_PUBLISHED"];
    refused(&scopes, "2021", "basis_differs");
}

/// Of several reasons the first of the list is given.
#[test]
fn the_first_reason_that_holds() {
    // suppressed before a zero base
    refused(&["地区生产总值 2020 0 亿元 _ _ _ _ C", "地区生产总值 2021 110 亿元"], "2021", "suppressed");
    // unknown prices before a break
    refused(&["贸易额 2020 100 亿元", "贸易额 2021 110 亿元 _ _ _ B"], "2021", "basis_differs");
    // a break before an inexact base, and that before a zero one
    refused(&["地区生产总值 2020 近100 亿元", "地区生产总值 2021 110 亿元 _ _ _ B"], "2021", "series_break");
    refused(&["地区生产总值 2020 0 亿元", "地区生产总值 2021 超110 亿元"], "2021", "not_exact");
    // no base before a break
    refused(&["地区生产总值 2021 110 亿元 _ _ _ B"], "2021", "no_base");
}

/// … a suppressed base before anything that the search for a base finds.
#[test]
fn a_suppressed_base_comes_first() {
    refused(&["地区生产总值 2020 100 亿元 _ _ _ _ C", "地区生产总值 2021 110 亿元 _ _ _ B"], "2021", "suppressed");
    refused(&["贸易额 2020 100 亿元 _ _ _ _ C", "贸易额 2021 110 亿元"], "2021", "suppressed");
}

/// A break is one from its own year on: the year after it has its growth again. Breaks between base and value count too.
#[test]
fn breaks_flagged_in_the_source() {
    let values = ["地区生产总值 2020 100 亿元", "地区生产总值 2021 200 亿元 _ _ _ B", "地区生产总值 2022 210 亿元"];
    let project = project(&values);
    at(&project, "2021").has(&[("yoy_status", "series_break"), ("obs_status", "B"), ("yoy_percent", "")]);
    at(&project, "2022").has(&[("yoy_status", "OK"), ("yoy_percent", "5.00")]);
    // Months: a break in June lies between May of one year and May of the next, and not between July and July.
    let months = [
        "地区生产总值 2020年5月 100 亿元",
        "地区生产总值 2020年6月 200 亿元 _ _ _ B",
        "地区生产总值 2020年7月 200 亿元",
        "地区生产总值 2021年5月 210 亿元",
        "地区生产总值 2021年7月 210 亿元",
    ];
    let project = self::project(&months);
    at(&project, "2021-05").has(&[("yoy_status", "series_break")]);
    at(&project, "2021-07").has(&[("yoy_status", "OK"), ("yoy_percent", "5.00")]);
}

/// A break that the catalogue declares holds for the area that it names, or for all.
#[test]
fn breaks_declared_in_the_catalogue() {
    let values = ["地区生产总值 2020 100 亿元", "地区生产总值 2021 200 亿元", "地区生产总值 2022 210 亿元"];
    for (area, status) in [("", "series_break"), ("area = \"440303\", ", "series_break"), ("area = \"440304\", ", "OK")] {
        let project = Declared::wide(&rows(&values), "");
        let breaks = format!("aliases = [\"生产总值\"]\nbreaks = [{{ from = \"2021\", {area}why = \"第七次普查\" }}]");
        project.edit("catalog/indicators.toml", "aliases = [\"生产总值\"]", &breaks);
        let project = project.published();
        at(&project, "2021").has(&[("yoy_status", status)]);
        at(&project, "2022").has(&[("yoy_status", "OK"), ("yoy_percent", "5.00")]);
    }
}

/// An area that begins after the base is another area of one name.
#[test]
fn areas_that_changed() {
    let project = Declared::wide(&rows(&["地区生产总值 2020 100 亿元", "地区生产总值 2021 200 亿元", "地区生产总值 2022 210 亿元"]), "");
    project.edit("catalog/areas.toml", "aliases = [\"罗湖\"]", "aliases = [\"罗湖\"]\nvalid_from = 2021");
    let project = project.published();
    at(&project, "2021").has(&[("yoy_status", "area_changed"), ("yoy_percent", "")]);
    at(&project, "2022").has(&[("yoy_status", "OK"), ("yoy_percent", "5.00")]);
}

/// A growth over an expectation, or beside a comparable-scope rate, is given with its caution; the expectation comes first.
#[test]
fn cautions() {
    let expected = "地区生产总值 2020 100 亿元 _ _ EXPECTED";
    let level = |project: &Declared| project.of("observations").one(&[("time_period", "2021"), ("measure", "LEVEL")]).clone();
    let one = project(&[expected, "地区生产总值 2021 110 亿元"]);
    level(&one).has(&[("yoy_status", "BASE_EXPECTED"), ("yoy_percent", "10.00")]);
    let one = project(&["地区生产总值 2020 100 亿元", "地区生产总值 2021 110 亿元 _ _ EXPECTED"]);
    level(&one).has(&[("yoy_status", "BASE_EXPECTED"), ("yoy_percent", "10.00"), ("obs_status", "E")]);
    let restated = "地区生产总值 2021 110 亿元 11.4% _ _ _ _ COMPARABLE_SCOPE";
    level(&project(&["地区生产总值 2020 100 亿元", restated])).has(&[("yoy_status", "SCOPE_CHANGED"), ("yoy_percent", "10.00")]);
    level(&project(&[expected, restated])).has(&[("yoy_status", "BASE_EXPECTED")]);
}

/// The base of a target is the actual of the year before.
#[test]
fn targets_grow_over_actuals() {
    let project = project(&["地区生产总值 2020 100 亿元", "地区生产总值 2020 90 亿元 _ TARGET", "地区生产总值 2021 110 亿元 _ TARGET"]);
    let row = project.of("observations").one(&[("time_period", "2021")]).clone();
    row.has(&[("scenario", "TARGET"), ("yoy_base", "10000000000"), ("yoy_percent", "10.00")]);
}

/// The check of the one published rate; `second` is the second row, the rate beside its level.
fn check(first: &str, second: &str) -> Row {
    project(&[first, second]).of("growth_checks").one(&[("time_period", "2021")]).clone()
}

const BASE: &str = "地区生产总值 2020 100.0 亿元";

/// Every verdict on a published rate, in its order. 110.0 over 100.0 is 10 %, from 9.89 to 10.11.
#[test]
fn verdicts() {
    for (first, second, verdict, reason) in [
        (BASE, "地区生产总值 2021 _ _ 10.0%", "NOT_RECOMPUTED", "no_value"),
        ("地区生产总值 2019 100.0 亿元", "地区生产总值 2021 110.0 亿元 10.0%", "NOT_RECOMPUTED", "base_missing"),
        ("户数 2021 5 户", "地区生产总值 2021 110.0 亿元 10.0%", "NOT_RECOMPUTED", "no_base"),
        (BASE, "地区生产总值 2021 110.0 亿元 10.0% _ _ _ _ _ CONSTANT", "NOT_COMPARABLE", ""),
        (BASE, "地区生产总值 2021 110.0 亿元 10.0% _ _ _ _ COMPARABLE_SCOPE", "NOT_COMPARABLE", ""),
        ("地区生产总值 2020 100.0 亿元 _ _ EXPECTED", "地区生产总值 2021 110.0 亿元 10.0%", "BASE_NOT_FINAL", ""),
        (BASE, "地区生产总值 2021 110.0 亿元 10.0% _ _ _ _ _ UNKNOWN", "UNKNOWN_BASIS", ""),
        (BASE, "地区生产总值 2021 110.0 亿元 10.0%", "AGREE", ""),
        // 10.15 to 10.25 against at most 10.11; 9.75 to 9.85 against at least 9.89
        (BASE, "地区生产总值 2021 110.0 亿元 10.2%", "CONTRADICTS", ""),
        (BASE, "地区生产总值 2021 110.0 亿元 9.8%", "CONTRADICTS", ""),
        // 10.05 and 9.95 are still within
        (BASE, "地区生产总值 2021 110.0 亿元 10.1%", "AGREE", ""),
        (BASE, "地区生产总值 2021 110.0 亿元 超8%", "NOT_EXCLUDED", ""),
        (BASE, "地区生产总值 2021 110.0 亿元 超12%", "CONTRADICTS", ""),
        (BASE, "地区生产总值 2021 110.0 亿元 近12%", "NOT_EXCLUDED", ""),
        // Not comparable comes before an expected base, and that before unknown prices.
        ("地区生产总值 2020 100.0 亿元 _ _ EXPECTED", "地区生产总值 2021 110.0 亿元 10.0% _ _ _ _ _ CONSTANT", "NOT_COMPARABLE", ""),
        ("地区生产总值 2020 100.0 亿元 _ _ EXPECTED", "地区生产总值 2021 110.0 亿元 10.0% _ _ _ _ _ UNKNOWN", "BASE_NOT_FINAL", ""),
    ] {
        let row = check(first, second);
        row.has(&[("verdict", verdict), ("reason", reason)]);
    }
    check(BASE, "地区生产总值 2021 110.0 亿元 10.0%").has(&[
        ("published_percent", "10"),
        ("recomputed_percent", "10.00"),
        ("recomputed_low", "9.89"),
        ("recomputed_high", "10.11"),
        ("difference_points", "0.00"),
        ("implied_deflator", ""),
    ]);
}

/// A base that was revised after the rate appeared is not held against it.
#[test]
fn a_base_revised_later() {
    let project = Declared::wide(&rows(&[BASE, "地区生产总值 2021 110.0 亿元 10.0%"]), "");
    project.later(&rows(&["地区生产总值 2020 105.0 亿元"]));
    let project = project.published();
    project.of("growth_checks").one(&[("time_period", "2021")]).has(&[("verdict", "BASE_NOT_FINAL"), ("base_value", "10500000000")]);
}

/// A contradiction is a warning at the rate's cell; both figures are published as printed.
#[test]
fn contradictions_are_warnings() {
    let project = Declared::wide(&rows(&[BASE, "地区生产总值 2021 110.0 亿元 12.0%"]), "");
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    done.says(&["warning[T701]: ", "--> raw/book/table.csv:3:6\n", "help: "]);
    project.of("quarantine").one(&[]).has(&[("code", "T701"), ("severity", "warning"), ("raw", "12.0%"), ("line", "3"), ("column", "6")]);
    let table = project.of("observations");
    table.one(&[("measure", "GROWTH_YOY")]).has(&[("obs_value", "12"), ("value_text", "12.0%")]);
    table.one(&[("measure", "LEVEL"), ("time_period", "2021")]).has(&[("yoy_percent", "10.00")]);
}

/// The deflator that a real rate implies under a nominal growth, where price basis alone differs and the base is final:
/// 1.10/1.05 = 1.047619….
#[test]
fn implied_deflators() {
    let deflator = |first: &str, second: &str| check(first, second).get("implied_deflator").to_owned();
    assert_eq!(deflator(BASE, "地区生产总值 2021 110.0 亿元 5.0% _ _ _ _ _ CONSTANT"), "4.76");
    assert_eq!(deflator(BASE, "地区生产总值 2021 110.0 亿元 5.0%"), "");
    assert_eq!(deflator(BASE, "地区生产总值 2021 110.0 亿元 5.0% _ _ _ _ _ UNKNOWN"), "");
    assert_eq!(deflator(BASE, "地区生产总值 2021 110.0 亿元 5.0% _ _ _ _ COMPARABLE_SCOPE CONSTANT"), "");
    assert_eq!(deflator("地区生产总值 2020 100.0 亿元 _ _ EXPECTED", "地区生产总值 2021 110.0 亿元 5.0% _ _ _ _ _ CONSTANT"), "");
    assert_eq!(deflator(BASE, "地区生产总值 2021 110.0 亿元 超5% _ _ _ _ _ CONSTANT"), "", "no deflator out of a bound");
}

/// Growth of every observation by its period, as published.
fn growths(lines: &[&str]) -> Vec<[String; 5]> {
    let table = project(lines).of("observations");
    let columns = ["time_period", "yoy_percent", "yoy_low", "yoy_high", "yoy_status"];
    table.rows.iter().map(|row| columns.map(|column| row.get(column).to_owned())).collect()
}

const SERIES: [&str; 5] = [
    "地区生产总值 2018 80.5 亿元",
    "地区生产总值 2019 95.0 亿元",
    "地区生产总值 2020 100.0 亿元",
    "地区生产总值 2021 110.0 亿元",
    "地区生产总值 2022 99.9 亿元",
];

/// The order of rows changes nothing.
#[test]
fn order_changes_nothing() {
    let sorted = growths(&SERIES);
    for order in [[4, 3, 2, 1, 0], [2, 0, 4, 1, 3], [1, 2, 3, 4, 0], [3, 0, 1, 4, 2]] {
        assert_eq!(growths(&order.map(|at| SERIES[at])), sorted, "{order:?}");
    }
}

/// A year that is missing takes its own growth and that of the year after it, and changes no other.
#[test]
fn a_gap_changes_no_other_year() {
    let whole = growths(&SERIES);
    for gap in 0..SERIES.len() {
        let lines: Vec<&str> = SERIES.iter().enumerate().filter(|(at, _)| *at != gap).map(|(_, line)| *line).collect();
        let left = growths(&lines);
        for (at, row) in whole.iter().enumerate().filter(|(at, _)| *at != gap) {
            let found = left.iter().find(|other| other[0] == row[0]).unwrap();
            match at == gap + 1 {
                true => assert!(found[1].is_empty() && ["no_base", "base_missing"].contains(&found[4].as_str()), "{gap}: {found:?}"),
                false => assert_eq!(found, row, "{gap}"),
            }
        }
    }
}

/// The same amounts in another unit, with as much printed, have the same growth to the last digit; amounts and codes stay the same.
#[test]
fn units_change_no_percent() {
    let in_unit = |unit: &str, shift: usize| -> Vec<String> {
        // 80.5 亿元 is 805 000 万元; the digits printed say as much as the unit lets them.
        let amounts = [("2018", "805"), ("2019", "950"), ("2020", "1000"), ("2021", "1100"), ("2022", "999")];
        amounts.iter().map(|(year, tenths)| format!("地区生产总值 {year} {tenths}{} {unit}", "0".repeat(shift))).collect()
    };
    let percents = |lines: &[String]| -> Vec<(String, String, String)> {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let text = |row: &Row, column: &str| row.get(column).to_owned();
        let rows = project(&lines).of("observations").rows;
        rows.iter().map(|row| (text(row, "obs_value"), text(row, "yoy_percent"), text(row, "yoy_status"))).collect()
    };
    let plain: Vec<String> = SERIES.map(str::to_owned).to_vec();
    let expected = percents(&plain);
    assert_eq!(expected[3], ("11000000000".to_owned(), "10.00".to_owned(), "OK".to_owned()));
    assert_eq!(percents(&in_unit("万元", 3)), expected);
    assert_eq!(percents(&in_unit("元", 7)), expected);
    assert_eq!(percents(&in_unit("千万元", 0)), expected);
}

/// Growth does not depend on how the work is divided.
#[test]
fn threads_change_no_growth() {
    let on_threads = |threads: &str| {
        let project = Declared::wide(&rows(&SERIES), "");
        let done = Done::of(project.command().args(["run", "--threads", threads, "--unit-rows", "1"]));
        assert_eq!(done.code, 0, "{done}");
        project.of("observations").rows
    };
    assert_eq!(on_threads("1"), on_threads("5"));
}
