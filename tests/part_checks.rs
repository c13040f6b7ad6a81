//! Parts against totals, printed shares, implied bases and slips of magnitude: held against each other, never corrected.

use std::fmt::Write as _;

use crate::derivations::Declared;
use crate::support::{LUOHU, Row, bytes_below, real_table};

const SECTORS: &str = "[totals.sectors]\ntotal = \"GRP\"\nparts = [\"VA_PRIMARY\", \"VA_SECONDARY\", \"VA_TERTIARY\"]\n";
const NAMES: [&str; 4] = ["地区生产总值", "第一产业增加值", "第二产业增加值", "第三产业增加值"];

/// Total and parts of 2021, in this order, in 亿元; the blank ones are not there.
fn sectors(values: [&str; 4]) -> Declared {
    let named = NAMES.iter().zip(values).filter(|(_, value)| !value.is_empty());
    let rows: String = named.map(|(name, value)| format!("{name},罗湖区,2021,{value},亿元,,\n")).collect();
    Declared::new(&rows, SECTORS).published()
}

fn check(values: [&str; 4]) -> Row {
    sectors(values).of("part_checks").one(&[]).clone()
}

/// 新增学位 4290 + 720 = 5010 个, 学校 4 + 2 = 6 所 (2022 report): counts have no tolerance, and need none.
#[test]
fn counts_of_the_2022_report() {
    let checks = real_table(LUOHU, "part_checks");
    for (id, total, cells) in [("school-places", "5010", ["4290", "720"]), ("schools", "6", ["4", "2"])] {
        let row = checks.one(&[("check_id", id), ("time_period", "2021")]);
        row.has(&[("kind", "TOTAL"), ("verdict", "AGREE"), ("reason", ""), ("difference", "0")]);
        for column in ["published_low", "published_high", "computed_low", "computed_high"] {
            assert_eq!(row.get(column), total, "{column}");
        }
        assert!(row.get("printed_cell").starts_with("raw/lh-2022-report/2021-00-summary.csv:"), "{row:#?}");
        for cell in cells {
            assert!(row.get("cells").split("; ").any(|found| found.ends_with(&format!(":5 {cell}"))), "{cell} in {row:#?}");
        }
    }
}

/// 0.40 + 163.42 + 2644.36 = 2808.18 against 2808.19 亿元: three half-widths make 2808.165 to 2808.195, which meets 2808.185 to 2808.195.
#[test]
fn three_sectors_of_2023() {
    let row = real_table(LUOHU, "part_checks").one(&[("check_id", "three-sectors")]).clone();
    row.has(&[("verdict", "AGREE"), ("time_period", "2023"), ("difference", "1000000"), ("unit_measure", "CNY")]);
    row.has(&[("computed_low", "280816500000"), ("computed_high", "280819500000")]);
    row.has(&[("published_low", "280818500000"), ("published_high", "280819500000")]);
}

/// 近220 over 突破2800 亿元 is at most 220/2800 = 7.857… %, which the printed 8.0 % (7.95 at least) contradicts.
#[test]
fn a_share_that_its_own_figures_forbid() {
    let row = real_table(LUOHU, "part_checks").one(&[("kind", "SHARE"), ("time_period", "2023")]).clone();
    row.has(&[
        ("verdict", "CONTRADICTS"),
        ("computed_low", ""),
        ("computed_high", "7.86"),
        ("published_low", "7.95"),
        ("published_high", "8.05"),
    ]);
    row.has(&[("indicator", "VA_STRATEGIC_EMERGING_SHARE"), ("printed_cell", "raw/lh-2023-plan/indicators.csv:11:5 8.0")]);
    row.has(&[("cells", "raw/lh-2023-plan/indicators.csv:10:5 近220; raw/lh-2023-plan/indicators.csv:2:5 突破2800")]);
    let finding = real_table(LUOHU, "quarantine").one(&[("code", "T703")]).clone();
    finding.has(&[("severity", "warning"), ("raw", "8.0"), ("file", "raw/lh-2023-plan/indicators.csv"), ("line", "11"), ("column", "5")]);
    // It is published as printed all the same.
    let observations = real_table(LUOHU, "observations");
    observations.one(&[("indicator", "VA_STRATEGIC_EMERGING_SHARE"), ("time_period", "2023"), ("value_text", "8.0")]);
}

/// Four figures within half a unit of their last digit may differ by four halves, and by no more.
#[test]
fn tolerance_comes_from_the_print() {
    // 10 + 40 + 50 = 100; all printed to one decimal, so up to 0.2
    for (total, verdict, difference) in [
        ("100.0", "AGREE", "0"),
        ("100.2", "AGREE", "20000000"),
        ("99.8", "AGREE", "-20000000"),
        ("100.3", "CONTRADICTS", "30000000"),
        ("99.7", "CONTRADICTS", "-30000000"),
        // A total in whole 亿元 says less: up to 0.65
        ("101", "CONTRADICTS", "100000000"),
        ("100", "AGREE", "0"),
    ] {
        check([total, "10.0", "40.0", "50.0"]).has(&[("verdict", verdict), ("difference", difference), ("check_id", "sectors")]);
    }
    check(["100", "10.2", "40.2", "50.2"]).has(&[("verdict", "AGREE"), ("difference", "-60000000")]);
}

/// A contradiction names all its cells, in the table and in the message; nothing is kept out.
#[test]
fn contradicting_totals_name_their_cells() {
    let rows = "地区生产总值,罗湖区,2021,105.0,亿元,,\n第一产业增加值,罗湖区,2021,10.0,亿元,,\n第二产业增加值,罗湖区,2021,40.0,亿元,,\n\
                第三产业增加值,罗湖区,2021,50.0,亿元,,\n";
    let project = Declared::new(rows, SECTORS);
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    let cells = "raw/book/table.csv:3:4 10.0; raw/book/table.csv:4:4 40.0; raw/book/table.csv:5:4 50.0";
    done.says(&["warning[T703]: ", cells, "--> raw/book/table.csv:2:4\n", "^", "help: "]);
    let row = project.of("part_checks").one(&[]).clone();
    row.has(&[("verdict", "CONTRADICTS"), ("difference", "500000000"), ("printed_cell", "raw/book/table.csv:2:4 105.0"), ("cells", cells)]);
    project.of("quarantine").one(&[]).has(&[("code", "T703"), ("severity", "warning"), ("raw", "105.0"), ("line", "2")]);
    assert_eq!(project.of("observations").rows.len(), 4);
}

/// Where a part is missing, withheld or a bound, nothing is held against the total; a total that nobody breaks down has no row.
#[test]
fn what_is_not_checked() {
    let missing = check(["100.0", "10.0", "", "50.0"]);
    missing.has(&[("verdict", "NOT_CHECKED"), ("reason", "input_missing"), ("difference", ""), ("computed_low", "")]);
    assert_eq!(missing.get("cells"), "raw/book/table.csv:3:4 10.0; raw/book/table.csv:4:4 50.0");
    check(["100.0", "10.0", "超40", "50.0"]).has(&[("verdict", "NOT_CHECKED"), ("reason", "not_exact")]);
    check(["近100", "10.0", "40.0", "50.0"]).has(&[("verdict", "NOT_CHECKED"), ("reason", "not_exact")]);
    // A table without rows is not written.
    for lonely in [["100.0", "", "", ""], ["", "10.0", "40.0", "50.0"]] {
        assert!(!sectors(lonely).release("small").join("data/part_checks.csv").exists(), "{lonely:?}");
    }
}

const SHARE: &str = "[derivations.share]\nkind = \"share\"\npart = \"VA_PRIMARY\"\ntotal = \"GRP\"\noutput = \"PRIMARY_SHARE\"\n";

/// Printed shares: within the print, beyond it, and merely not forbidden. 24.0 over 110.0 is 21.76… to 21.87….
#[test]
fn verdicts_on_printed_shares() {
    for (part, share, verdict, reason) in [
        ("24.0", "21.8", "AGREE", ""),
        // 21.85 to 21.95 against at most 24.05/109.95 = 21.8736…
        ("24.0", "21.9", "AGREE", ""),
        ("24.0", "22.0", "CONTRADICTS", ""),
        ("24.0", "21.6", "CONTRADICTS", ""),
        ("24.0", "超20", "NOT_EXCLUDED", ""),
        ("超24", "22.0", "NOT_EXCLUDED", ""),
        ("超24", "21.0", "CONTRADICTS", ""),
        ("近24", "21.0", "NOT_EXCLUDED", ""),
        ("", "21.8", "NOT_CHECKED", "input_missing"),
    ] {
        let mut rows = format!("地区生产总值,罗湖区,2021,110.0,亿元,,\n第一产业比重,罗湖区,2021,{share},%,,\n");
        if !part.is_empty() {
            writeln!(rows, "第一产业增加值,罗湖区,2021,{part},亿元,,").unwrap();
        }
        let project = Declared::new(&rows, SHARE).published();
        project.of("part_checks").one(&[("kind", "SHARE")]).has(&[("verdict", verdict), ("reason", reason), ("check_id", "share")]);
    }
}

/// 139.50 亿元, 增长56.1 %: (139.50 ± 0.005)/(1.561 ∓ 0.0005) is [89.334, 89.398] 亿元; 15.3 % on the comparable scope gives a restated base.
#[test]
fn implied_bases_of_the_real_data() {
    let implied = real_table(LUOHU, "implied");
    let revenue =
        |rate: &str| implied.one(&[("indicator", "BUDGET_REVENUE"), ("time_period", "2023"), ("published_percent", rate)]).clone();
    // 139.495/1.5615 = 89.33397374…, 139.505/1.5605 = 89.39762896…, in whole yuan rounded outward
    let row = revenue("56.1");
    row.has(&[("standing", "IMPLIED"), ("implied_low", "8933397374"), ("implied_high", "8939762897"), ("base_period", "2022")]);
    row.has(&[("unit_measure", "CNY"), ("reason", ""), ("derivation", "implied-revenue")]);
    revenue("15.3").has(&[("standing", "RESTATED"), ("rate_comparability", "COMPARABLE_SCOPE"), ("published_value", "10690000000")]);
    // Through a real rate no nominal base is seen.
    let real = implied.all(&[("indicator", "GRP")]);
    assert!(!real.is_empty());
    for row in real {
        row.has(&[("standing", "REFUSED"), ("reason", "constant_price"), ("implied_value", ""), ("implied_low", ""), ("implied_high", "")]);
    }
    // An implied base is never an observation.
    assert_eq!(real_table(LUOHU, "observations").all(&[("derivation", "implied-revenue")]).len(), 0);
}

/// The same by hand, with the reasons that a rate gives no base.
#[test]
fn implied_bases() {
    let implied = |value: &str, rate: &str| {
        let rows = format!("地区生产总值,罗湖区,2021,{value},亿元,{rate},\n");
        let declaration = "[derivations.i]\nkind = \"implied-base\"\nof = \"GRP\"\ndigits = 0\n";
        let project = Declared::new(&rows, declaration).published();
        assert_eq!(project.of("observations").all(&[("time_period", "2020")]).len(), 0);
        project.of("implied").one(&[]).clone()
    };
    // 110 / 1.1; 109.95/1.1005 = 99.90913…, 110.05/1.0995 = 100.09095…
    let row = implied("110.0", "10.0%");
    row.has(&[("implied_value", "10000000000"), ("implied_low", "9990913221"), ("implied_high", "10009095044"), ("standing", "IMPLIED")]);
    row.has(&[("base_period", "2020"), ("published_value", "")]);
    // … and the edges: a bound, no base at all, nothing to divide.
    implied("110.0", "超10%").has(&[("standing", "REFUSED"), ("reason", "not_exact")]);
    implied("近110", "10.0%").has(&[("standing", "REFUSED"), ("reason", "not_exact")]);
    implied("110.0", "下降100%").has(&[("standing", "REFUSED"), ("reason", "not_positive")]);
    implied("0", "10.0%").has(&[("standing", "REFUSED"), ("reason", "not_positive")]);
}

/// Findings T704 of one series, each with what it says, and the number of observations.
fn slips(indicator: &str, values: &[(&str, &str)]) -> (Vec<Row>, usize) {
    let years = (2015..).zip(values);
    let rows: String = years.map(|(year, (value, unit))| format!("{indicator},罗湖区,{year},{value},{unit},,\n")).collect();
    let project = Declared::new(&rows, "");
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    let found: Vec<Row> = project.of("quarantine").all(&[("code", "T704")]).into_iter().cloned().collect();
    assert_eq!(done.stderr.matches("warning[T704]").count(), found.len(), "{done}");
    (found, project.of("observations").rows.len())
}

/// A value read in 万 among others in 亿, and a lost decimal point, are warned of at their cell and published all the same.
#[test]
fn slips_of_magnitude() {
    let (found, published) = slips("地区生产总值", &[("100.5", "亿元"), ("108.2", "亿元"), ("112.1", "万元"), ("119.3", "亿元")]);
    assert_eq!((found.len(), published), (1, 4));
    found[0].has(&[("severity", "warning"), ("raw", "112.1"), ("line", "4"), ("column", "4"), ("file", "raw/book/table.csv")]);
    let (found, published) = slips("地区生产总值", &[("100.5", "亿元"), ("108.2", "亿元"), ("1121", "亿元"), ("119.3", "亿元")]);
    assert_eq!((found.len(), published), (1, 4));
    found[0].has(&[("severity", "warning"), ("raw", "1121")]);
}

/// Ordinary growth, doubling every year, and small counts are no slips; nor is anything said of two values.
#[test]
fn what_is_no_slip() {
    let money = |values: &[&'static str]| slips("地区生产总值", &values.iter().map(|value| (*value, "亿元")).collect::<Vec<_>>()).0.len();
    assert_eq!(money(&["100", "110", "121", "133", "146"]), 0);
    assert_eq!(money(&["100", "200", "400", "800", "1600", "3200"]), 0);
    assert_eq!(money(&["100", "110", "400"]), 0);
    assert_eq!(money(&["100", "10000"]), 0);
    let households = |values: &[&'static str]| slips("户数", &values.iter().map(|value| (*value, "户")).collect::<Vec<_>>()).0.len();
    assert_eq!(households(&["5", "6", "60", "7"]), 0, "counts below 100 move tenfold");
    assert_eq!(households(&["5000", "6000", "60000", "7000"]), 1, "counts above do not");
}

/// The real figures have no slip.
#[test]
fn the_real_data_has_no_slip() {
    assert_eq!(real_table(LUOHU, "quarantine").all(&[("code", "T704")]).len(), 0);
}

/// Rows of the wide table: indicator, value and confidentiality, for 2021 in 亿元.
fn withheld(rows: &[(&str, &str, &str)], declaration: &str) -> Declared {
    let rows: String = rows.iter().map(|(name, value, conf)| format!("{name},罗湖区,2021,{value},亿元,,,,,,{conf},,\n")).collect();
    Declared::wide(&rows, declaration).published()
}

/// Asserts that a secret stands in no published file.
fn stays_inside(project: &Declared, secret: &str) {
    for (name, bytes) in bytes_below(&project.release("small")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(secret), "{secret} in {name}: {text}");
    }
}

/// A check does not print the confidential cell that it looked at, be it a part or the total.
#[test]
fn checks_keep_secrets() {
    for secret in 0..4 {
        let values = ["987.65", "123.45", "234.56", "345.67"];
        let rows: Vec<(&str, &str, &str)> =
            NAMES.iter().zip(values).enumerate().map(|(at, (name, value))| (*name, value, if at == secret { "C" } else { "F" })).collect();
        let project = withheld(&rows, SECTORS);
        stays_inside(&project, values[secret]);
        project.of("part_checks").one(&[]).has(&[("verdict", "NOT_CHECKED"), ("reason", "suppressed")]);
        // The ends of the print would give the figure away as well: 98 760 500 000 and 98 765 500 000.
        stays_inside(&project, &format!("{}500000", values[secret].replace('.', "")));
    }
}

/// Nor does the check of a printed share, which is not made, nor the finding of its contradiction.
#[test]
fn share_checks_keep_secrets() {
    for (part, total) in [("C", "F"), ("F", "C")] {
        for share in ["12.5", "50.0"] {
            let rows = format!(
                "第一产业增加值,罗湖区,2021,123.45,亿元,,,,,,{part},,\n地区生产总值,罗湖区,2021,987.65,亿元,,,,,,{total},,\n\
                 第一产业比重,罗湖区,2021,{share},%,,,,,,F,,\n"
            );
            let project = Declared::wide(&rows, SHARE).published();
            stays_inside(&project, if part == "C" { "123.45" } else { "987.65" });
            let check = project.of("part_checks").one(&[]).clone();
            check.has(&[("verdict", "NOT_CHECKED"), ("reason", "suppressed"), ("computed_low", ""), ("computed_high", "")]);
        }
    }
}

/// A share of a confidential part, or of a confidential total, is withheld and says so.
#[test]
fn shares_keep_secrets() {
    for (part, total) in [("C", "F"), ("F", "C")] {
        let project = withheld(&[("第一产业增加值", "123.45", part), ("地区生产总值", "987.65", total)], SHARE);
        let row = project.of("observations").one(&[("indicator", "PRIMARY_SHARE")]).clone();
        row.has(&[("obs_value", ""), ("value_low", ""), ("value_high", ""), ("obs_status", "Q"), ("note", "suppressed")]);
        stays_inside(&project, if part == "C" { "123.45" } else { "987.65" });
    }
}

/// A confidential value that seems to have slipped is warned of without its text.
#[test]
fn slips_keep_secrets() {
    let values = [("100.5", "F"), ("108.2", "F"), ("1123.4", "C"), ("119.3", "F")];
    let rows: String =
        (2015..).zip(values).map(|(year, (value, conf))| format!("地区生产总值,罗湖区,{year},{value},亿元,,,,,,{conf},,\n")).collect();
    stays_inside(&Declared::wide(&rows, "").published(), "1123.4");
}

/// No base is implied from a confidential level or rate, nor is a confidential base shown beside one.
#[test]
fn implied_bases_keep_secrets() {
    let declaration = "[derivations.i]\nkind = \"implied-base\"\nof = \"GRP\"\ndigits = 0\n";
    let rows = "地区生产总值,罗湖区,2020,123.45,亿元,,,,,,C,,\n地区生产总值,罗湖区,2021,135.70,亿元,9.9%,,,,,F,,\n";
    let project = Declared::wide(rows, declaration).published();
    stays_inside(&project, "123.45");
    stays_inside(&project, "12345000000");
    // 135.70 over 1.099 would be the base again, to a digit or two.
    project.of("implied").one(&[]).has(&[("standing", "REFUSED"), ("reason", "suppressed"), ("implied_value", "")]);
    let rows = "地区生产总值,罗湖区,2021,123.45,亿元,9.9%,,,,,C,,\n";
    let project = Declared::wide(rows, declaration).published();
    project.of("implied").one(&[]).has(&[
        ("standing", "REFUSED"),
        ("reason", "suppressed"),
        ("implied_value", ""),
        ("published_percent", ""),
    ]);
    stays_inside(&project, "123.45");
}
