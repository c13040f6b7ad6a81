//! Figures computed by declaration: each kind as a statistician declares it, worked by hand, and every refusal with its reason.

use std::fmt::Write as _;
use std::ops::Deref;

use crate::support::{Done, HEADER, Row, SmallProject, bytes_below};

const PIPELINE: &str = "pipeline.toml";

/// Indicators beyond those of the small project: code, name, measure, nature, unit, display, price basis, better, more.
const CODES: [[&str; 9]; 17] = [
    ["VA_PRIMARY", "第一产业增加值", "LEVEL", "flow", "CNY", "亿元", "CURRENT", "higher", ""],
    ["VA_SECONDARY", "第二产业增加值", "LEVEL", "flow", "CNY", "亿元", "CURRENT", "higher", ""],
    ["VA_TERTIARY", "第三产业增加值", "LEVEL", "flow", "CNY", "亿元", "CURRENT", "higher", ""],
    ["PRIMARY_SHARE", "第一产业比重", "SHARE", "none", "percent", "%", "NA", "none", ""],
    ["PRIMARY_CONTRIBUTION", "第一产业贡献率", "RATE", "none", "percent", "%", "NA", "none", ""],
    ["PRIMARY_POINTS", "第一产业拉动", "RATE", "none", "pp", "百分点", "NA", "none", ""],
    ["REAL_GRP", "不变价地区生产总值", "LEVEL", "flow", "CNY", "亿元", "CONSTANT", "higher", ""],
    ["TRADE", "贸易额", "LEVEL", "flow", "CNY", "亿元", "UNKNOWN", "higher", ""],
    ["DEBT", "债务余额", "LEVEL", "stock", "CNY", "亿元", "CURRENT", "lower", ""],
    ["POPULATION", "常住人口", "LEVEL", "stock", "person", "人", "NA", "none", ""],
    ["GRP_PER_HEAD", "人均地区生产总值", "LEVEL", "none", "CNY/person", "元/人", "CURRENT", "higher", ""],
    ["LAND", "土地面积", "LEVEL", "stock", "km2", "平方公里", "NA", "none", ""],
    ["GRP_PER_KM2", "地均地区生产总值", "LEVEL", "none", "CNY/km2", "元/平方公里", "CURRENT", "higher", ""],
    ["GRP_PER_HOUSEHOLD", "户均地区生产总值", "LEVEL", "none", "CNY/户", "元/户", "CURRENT", "higher", ""],
    ["UNEMPLOYMENT", "失业率", "RATE", "none", "percent", "%", "NA", "lower", ""],
    ["CPI", "居民消费价格指数", "INDEX", "none", "index", "指数", "NA", "none", "index_base = \"PREVIOUS_YEAR\""],
    ["GRP_INDEX", "地区生产总值指数", "INDEX", "none", "index", "指数", "CONSTANT", "higher", "index_base = \"2010\""],
];

const UNITS: &str = r#"
[[unit]]
code = "m2"
symbol = "平方米"
kind = "physical"
dimension = "length^2"
factor = "1"
name = { zh = "平方米", en = "square metre" }

[[unit]]
code = "km2"
symbol = "平方公里"
kind = "physical"
dimension = "length^2"
factor = "1000000"
name = { zh = "平方公里", en = "square kilometre" }

[[unit]]
code = "index"
symbol = "指数"
kind = "index"
dimension = "index"
factor = "1"
name = { zh = "指数", en = "index" }
"#;

/// Columns that [`Declared::wide`] adds to those of the small project.
const WIDE: &str = "情景,阶段,状态,密级,口径,价格";
const ROLES: &str = "\"情景\" = \"scenario\", \"阶段\" = \"stage\", \"状态\" = \"status\", \"密级\" = \"confidentiality\", \
     \"口径\" = \"growth_scope\", \"价格\" = \"growth_prices\"";

/// The small project with more codes, and with derivations and totals declared.
pub struct Declared(SmallProject);

impl Deref for Declared {
    type Target = SmallProject;

    fn deref(&self) -> &SmallProject {
        &self.0
    }
}

impl Declared {
    /// Rows of the small project's own table; every `[derivations.ID]` and `[totals.ID]` is named in the package.
    pub fn new(rows: &str, declarations: &str) -> Self {
        let project = SmallProject::new(rows);
        let mut codes = project.read("catalog/indicators.toml");
        for [code, name, measure, nature, unit, display, prices, better, more] in CODES {
            write!(
                codes,
                "\n[[indicator]]\ncode = \"{code}\"\nname = {{ zh = \"{name}\", en = \"The {code}\" }}\ncategory = \"ACCOUNTS\"\n\
                 measure = \"{measure}\"\nnature = \"{nature}\"\nunit = \"{unit}\"\ndisplay = \"{display}\"\nprice_basis = \"{prices}\"\n\
                 growth_basis = \"{prices}\"\nbetter = \"{better}\"\ndefinition = {{ zh = \"测试\", en = \"Test\" }}\n{more}\n"
            )
            .unwrap();
        }
        project.write("catalog/indicators.toml", codes);
        project.write("catalog/units.toml", project.read("catalog/units.toml") + UNITS);
        let ids = |table: &str| -> Vec<String> {
            let lines = declarations.lines().filter_map(|line| line.strip_prefix(&format!("[{table}."))?.strip_suffix(']'));
            lines.map(str::to_owned).collect()
        };
        let package = format!("{declarations}\n[packages.small]\nderivations = {:?}\ntotals = {:?}\n", ids("derivations"), ids("totals"));
        project.edit(PIPELINE, "[packages.small]\n", &package);
        Self(project)
    }

    /// The same with a table that also has the columns of [`WIDE`].
    pub fn wide(rows: &str, declarations: &str) -> Self {
        let project = Self::new("", declarations);
        project.edit(PIPELINE, "\"说明\" = \"note\"", &format!("\"说明\" = \"note\", {ROLES}"));
        project.source("book", "table.csv", &format!("{},{WIDE}\n{rows}", HEADER.trim()));
        project
    }

    /// Adds a later source `later` with the same columns.
    pub fn later(&self, rows: &str) {
        let header = self.read("raw/book/table.csv").lines().next().unwrap().to_owned();
        self.source("later", "table.csv", &format!("{header}\n{rows}"));
        self.edit("raw/later/source.toml", "delivered = \"2023-05-01\"", "delivered = \"2024-05-01\"");
        self.edit(PIPELINE, "sources = [\"book\"]", "sources = [\"book\", \"later\"]");
        let later = "[sources.later]\nfolder = \"raw/later\"\nlayout = \"plain\"\ntables = [{ files = \"table.csv\" }]\n\n[packages.small]";
        self.edit(PIPELINE, "[packages.small]", later);
    }

    /// Runs it, and expects success.
    pub fn published(self) -> Self {
        let done = self.run();
        assert_eq!(done.code, 0, "{done}");
        self
    }

    /// The one derived observation with these texts.
    fn derived(&self, wanted: &[(&str, &str)]) -> Row {
        let table = self.of("observations");
        let found: Vec<&Row> = table.all(wanted).into_iter().filter(|row| !row.get("derivation").is_empty()).collect();
        assert_eq!(found.len(), 1, "derived rows with {wanted:?}: {found:#?}");
        found[0].clone()
    }

    /// How many observations were derived.
    fn count(&self) -> usize {
        self.of("observations").rows.iter().filter(|row| !row.get("derivation").is_empty()).count()
    }
}

/// Rows of Luohu in 亿元: `指标,罗湖区,时期,数值,亿元,,`.
fn luohu(indicator: &str, values: &[(&str, &str)]) -> String {
    values.iter().map(|(period, value)| format!("{indicator},罗湖区,{period},{value},亿元,,\n")).collect()
}

fn kind(kind: &str, keys: &str) -> String {
    format!("[derivations.d]\nkind = \"{kind}\"\n{keys}\n")
}

/// A derived row says which derivation made it and nothing of a cell; what its inputs' print allows contains it.
#[track_caller]
fn is_derived(row: &Row, value: &str, low: &str, high: &str) {
    row.has(&[("obs_value", value), ("value_low", low), ("value_high", high)]);
    row.has(&[("derivation", "d"), ("source_id", ""), ("value_text", ""), ("unit_text", ""), ("scenario", "ACTUAL")]);
    let number = |column: &str| row.get(column).parse::<f64>().unwrap();
    assert!(number("value_low") <= number("obs_value") && number("obs_value") <= number("value_high"), "{row:#?}");
}

/// A refused row stands without a value and says why.
#[track_caller]
fn is_refused(row: &Row, reason: &str) {
    row.has(&[("obs_value", ""), ("value_low", ""), ("value_high", ""), ("obs_status", "O"), ("note", reason), ("derivation", "d")]);
}

/// 环比 by month: the base is the month before, and a month that is missing is never stood in for by another.
#[test]
fn month_over_month() {
    let rows = luohu("地区生产总值", &[("2021年1月", "100"), ("2021年2月", "110"), ("2021年4月", "121")]);
    let project = Declared::new(&rows, &kind("period-over-period", "of = \"GRP\"")).published();
    // 110/100; 109.5/100.5 = 1.08955…, 110.5/99.5 = 1.11055…
    let february = project.derived(&[("time_period", "2021-02")]);
    is_derived(&february, "10.00", "8.95", "11.06");
    february.has(&[("measure", "GROWTH_POP"), ("unit_measure", "percent"), ("freq", "M"), ("obs_status", "A"), ("price_basis", "CURRENT")]);
    is_refused(&project.derived(&[("time_period", "2021-04")]), "base_missing");
}

/// The first month of a series has no base at all, which is no gap.
#[test]
fn the_first_month_is_no_gap() {
    let rows = luohu("地区生产总值", &[("2021年1月", "100"), ("2021年2月", "110")]);
    let project = Declared::new(&rows, &kind("period-over-period", "of = \"GRP\"")).published();
    for row in project.of("observations").all(&[("measure", "GROWTH_POP"), ("time_period", "2021-01")]) {
        row.has(&[("note", "no_base")]);
    }
}

/// 环比 by quarter, over the turn of the year; cumulative figures and years have none.
#[test]
fn quarter_over_quarter() {
    let values = [("2021年第四季度", "200"), ("2022年第一季度", "190"), ("2022年1-9月", "700"), ("2021", "800")];
    let project = Declared::new(&luohu("地区生产总值", &values), &kind("period-over-period", "of = \"GRP\"")).published();
    // 190/200; 189.5/200.5 = 0.945137…, 190.5/199.5 = 0.954887…
    is_derived(&project.derived(&[("time_period", "2022-Q1")]), "-5.00", "-5.49", "-4.51");
    let growths = project.of("observations").all(&[("measure", "GROWTH_POP")]).len();
    assert_eq!(growths, project.of("observations").all(&[("measure", "GROWTH_POP"), ("cumulation", "PERIOD"), ("freq", "Q")]).len());
}

/// 上年同期=100: an index of 105.2 stays an index, and says a growth of 5.2 with its own half unit, 105.15 to 105.25.
#[test]
fn growth_that_an_index_says() {
    let rows = "居民消费价格指数,罗湖区,2021年3月,105.2,,,\n居民消费价格指数,罗湖区,2021年4月,99.0,,,\n居民消费价格指数,罗湖区,2022年3月,101.0,,,\n";
    let project = Declared::new(rows, &kind("index-growth", "of = \"CPI\"")).published();
    let table = project.of("observations");
    let index = table.one(&[("measure", "INDEX"), ("time_period", "2022-03")]);
    index.has(&[("obs_value", "101"), ("base_per", "PREVIOUS_YEAR"), ("yoy_status", "not_applicable"), ("yoy_percent", "")]);
    table.one(&[("measure", "INDEX"), ("time_period", "2021-03")]).has(&[("obs_value", "105.2"), ("derivation", "")]);
    let march = project.derived(&[("time_period", "2021-03")]);
    is_derived(&march, "5.20", "5.15", "5.25");
    march.has(&[("measure", "GROWTH_YOY"), ("unit_measure", "percent"), ("indicator", "CPI")]);
    is_derived(&project.derived(&[("time_period", "2021-04")]), "-1.00", "-1.05", "-0.95");
}

/// An index on a fixed base is a level: it has percent growth, and no growth is read out of it.
#[test]
fn a_fixed_index_is_a_level() {
    let rows = "地区生产总值指数,罗湖区,2020,150.0,,,\n地区生产总值指数,罗湖区,2021,157.5,,,\n";
    let project = Declared::new(rows, &kind("attainment", "of = \"GRP\"")).published();
    let row = project.of("observations").one(&[("time_period", "2021")]).clone();
    row.has(&[("yoy_percent", "5.00"), ("yoy_status", "OK"), ("measure", "INDEX")]);
    refused(&kind("index-growth", "of = \"GRP_INDEX\""), "\"GRP_INDEX\"", "fixed base", "yoy_percent");
}

/// The single month inside cumulative figures is implied (I); 1-2月 together hide theirs, a gap stays one, a printed month stands.
#[test]
fn the_month_inside_cumulative_figures() {
    let values = [
        ("2021年1-2月", "30"),
        ("2021年1-3月", "48"),
        ("2021年1-4月", "63"),
        ("2021年4月", "14"),
        ("2021年1-6月", "100"),
        ("2021年1-7月", "118.5"),
    ];
    let project = Declared::new(&luohu("地区生产总值", &values), &kind("single-month", "of = \"GRP\"\ndigits = 0")).published();
    is_refused(&project.derived(&[("time_period", "2021-02")]), "published_together");
    // 48 − 30, each within half a unit of 亿元
    let march = project.derived(&[("time_period", "2021-03")]);
    is_derived(&march, "1800000000", "1700000000", "1900000000");
    march.has(&[("obs_status", "I"), ("cumulation", "PERIOD"), ("freq", "M"), ("measure", "LEVEL"), ("unit_measure", "CNY")]);
    let table = project.of("observations");
    table.one(&[("time_period", "2021-04"), ("cumulation", "PERIOD")]).has(&[("obs_value", "1400000000"), ("derivation", "")]);
    is_refused(&project.derived(&[("time_period", "2021-06")]), "input_missing");
    // 1-6月 is the first half-year: 118.5 − 100
    is_derived(&project.derived(&[("time_period", "2021-07")]), "1850000000", "1795000000", "1905000000");
}

/// Where a cumulative figure was revised, the difference would mix two editions.
#[test]
fn no_month_from_a_revised_series() {
    let project = Declared::new(
        &luohu("地区生产总值", &[("2021年1-2月", "30"), ("2021年1-3月", "48")]),
        &kind("single-month", "of = \"GRP\"\ndigits = 0"),
    );
    project.later(&luohu("地区生产总值", &[("2021年1-3月", "49")]));
    is_refused(&project.published().derived(&[("time_period", "2021-03")]), "revised_series");
}

/// 两年平均 and 五年年均 from levels: geometric, over a span of years, and nominal where the levels are at current prices.
#[test]
fn average_growth_from_levels() {
    let rows = luohu("地区生产总值", &[("2016", "100.0"), ("2019", "100.0"), ("2021", "121.0")])
        + &luohu("不变价地区生产总值", &[("2016", "100.000"), ("2021", "161.051")]);
    let declarations = "[derivations.d]\nkind = \"average-growth\"\nof = \"GRP\"\nyears = 2\n\n[derivations.five]\nkind = \"average-growth\"\nof = \"REAL_GRP\"\nyears = 5\n";
    let project = Declared::new(&rows, declarations).published();
    // √1.21 = 1.1; √(120.95/100.05) = 1.099497…, √(121.05/99.95) = 1.100502…
    let two = project.derived(&[("time_period", "2020/2021")]);
    is_derived(&two, "10.00", "9.94", "10.06");
    two.has(&[("measure", "GROWTH_AVG"), ("cumulation", "SPAN"), ("price_basis", "CURRENT"), ("unit_measure", "percent")]);
    // 1.1⁵ = 1.61051
    let five = project.derived(&[("derivation", "five")]);
    five.has(&[("time_period", "2017/2021"), ("obs_value", "10.00"), ("price_basis", "CONSTANT"), ("indicator", "REAL_GRP")]);
    assert_eq!(project.count(), 2, "no average over an incomplete span");
}

/// 两年平均 from the published rates, of exactly these years.
#[test]
fn average_growth_from_rates() {
    let rows = |scope: &str| -> String {
        let rates = [("2018", "7.0%"), ("2020", "2.3%"), ("2021", "8.1%")];
        rates.iter().map(|(year, rate)| format!("地区生产总值,罗湖区,{year},,,{rate},,,,,,{scope},\n")).collect()
    };
    let average = kind("average-growth", "of = \"GRP\"\nyears = 2\nfrom = \"rates\"");
    let project = Declared::wide(&rows("AS_PUBLISHED"), &average).published();
    // √(1.023 × 1.081) = 1.051600…; √(1.0225 × 1.0805) = 1.05110002…, √(1.0235 × 1.0815) = 1.0521003…
    is_derived(&project.derived(&[("time_period", "2020/2021")]), "5.16", "5.11", "5.22");
    assert_eq!(project.count(), 1, "2018 and 2020 are not two years running");
    // Rates whose scope nobody knows are not known to be of one scope.
    is_refused(&Declared::wide(&rows("UNKNOWN"), &average).published().derived(&[("time_period", "2020/2021")]), "basis_differs");
}

fn primary(values: &[(&str, &str, &str)]) -> String {
    values.iter().map(|(year, part, total)| luohu("第一产业增加值", &[(year, part)]) + &luohu("地区生产总值", &[(year, total)])).collect()
}

const PARTS: &str = "part = \"VA_PRIMARY\"\ntotal = \"GRP\"\n";

/// 比重 of the total, and its change in points the year after.
#[test]
fn shares_and_their_change() {
    let rows = primary(&[("2020", "20.0", "100.0"), ("2021", "24.0", "110.0")]);
    let project = Declared::new(&rows, &kind("share", &format!("{PARTS}output = \"PRIMARY_SHARE\""))).published();
    // 20/100; 19.95/100.05 = 19.9400…, 20.05/99.95 = 20.06003…
    let first = project.derived(&[("time_period", "2020")]);
    is_derived(&first, "20.00", "19.94", "20.07");
    first.has(&[("measure", "SHARE"), ("indicator", "PRIMARY_SHARE"), ("unit_measure", "percent"), ("yoy_status", "no_base")]);
    // 24/110 = 21.8181…, and 1.8181… points more
    let second = project.derived(&[("time_period", "2021")]);
    second.has(&[("obs_value", "21.82"), ("yoy_points", "1.82"), ("yoy_percent", ""), ("yoy_status", "OK")]);
}

/// A share that a source prints stands; the derived one of the same key is superseded.
#[test]
fn a_published_share_wins() {
    let rows = primary(&[("2021", "24.0", "110.0")]) + "第一产业比重,罗湖区,2021,21.8,%,,\n";
    let project = Declared::new(&rows, &kind("share", &format!("{PARTS}output = \"PRIMARY_SHARE\""))).published();
    let row = project.of("observations").one(&[("indicator", "PRIMARY_SHARE")]).clone();
    row.has(&[("obs_value", "21.8"), ("value_text", "21.8"), ("source_id", "book"), ("derivation", "")]);
    assert_eq!(project.count(), 0);
}

/// 贡献率: null where the total fell, or where its print does not show that it rose.
#[test]
fn contribution_to_growth() {
    let values = [("2019", "20.0", "100.0"), ("2020", "24.0", "110.0"), ("2021", "25.0", "105.0"), ("2022", "25.5", "105.1")];
    let project = Declared::new(&primary(&values), &kind("contribution", &format!("{PARTS}output = \"PRIMARY_CONTRIBUTION\""))).published();
    // 4/10; 3.9/10.1 = 38.613…, 4.1/9.9 = 41.414…
    let row = project.derived(&[("time_period", "2020")]);
    is_derived(&row, "40.00", "38.61", "41.42");
    row.has(&[("unit_measure", "percent"), ("measure", "RATE"), ("price_basis", "CURRENT")]);
    is_refused(&project.derived(&[("time_period", "2021")]), "total_not_increasing");
    // 0.1 ± 0.1 may be nothing at all.
    is_refused(&project.derived(&[("time_period", "2022")]), "total_not_increasing");
    assert_eq!(project.count(), 3, "the first year has no base to speak of");
}

/// 拉动: a base above 0 is enough, also where the total fell.
#[test]
fn points_contributed() {
    let values = [("2019", "20.0", "100.0"), ("2020", "24.0", "110.0"), ("2021", "25.1", "105.0")];
    let project = Declared::new(&primary(&values), &kind("points-contributed", &format!("{PARTS}output = \"PRIMARY_POINTS\""))).published();
    // 4/100; 3.9/100.05 = 3.898…, 4.1/99.95 = 4.102…
    let row = project.derived(&[("time_period", "2020")]);
    is_derived(&row, "4.00", "3.89", "4.11");
    row.has(&[("unit_measure", "pp"), ("price_basis", "CURRENT")]);
    // 1.1/110; 1.0/110.05 = 0.9086…, 1.2/109.95 = 1.0914…
    is_derived(&project.derived(&[("time_period", "2021")]), "1.00", "0.90", "1.10");
}

/// Per head of the year's mean population; a year that lacks its beginning has none.
#[test]
fn per_head_of_the_mean_population() {
    let rows = luohu("地区生产总值", &[("2018", "90"), ("2019", "100"), ("2020", "105"), ("2022", "110")])
        + "常住人口,罗湖区,2018年末,1000000,人,,\n常住人口,罗湖区,2019年末,1100000,人,,\n常住人口,罗湖区,2020年末,1000000,人,,\n常住人口,罗湖区,2022年末,1000000,人,,\n";
    let keys = "numerator = \"GRP\"\ndenominator = \"POPULATION\"\noutput = \"GRP_PER_HEAD\"\nmean = true\ndigits = 0";
    let project = Declared::new(&rows, &kind("ratio", keys)).published();
    // 10 500 000 000 / 1 050 000 = 10000; 10 450 000 000 / 1 050 000 = 9952.38…, 10 550 000 000 / 1 050 000 = 10047.6…
    let row = project.derived(&[("time_period", "2020")]);
    is_derived(&row, "10000", "9952", "10048");
    row.has(&[("indicator", "GRP_PER_HEAD"), ("unit_measure", "CNY/person"), ("cumulation", "PERIOD"), ("price_basis", "CURRENT")]);
    is_refused(&project.derived(&[("time_period", "2022")]), "base_missing");
    assert_eq!(project.of("observations").all(&[("indicator", "GRP_PER_HEAD"), ("time_period", "2018")]).len(), 0);
}

/// Per square kilometre, and per head of the year's end where no mean is asked for.
#[test]
fn per_area_and_per_head() {
    let rows =
        luohu("地区生产总值", &[("2021", "110")]) + "土地面积,罗湖区,2021年末,50,平方公里,,\n常住人口,罗湖区,2021年末,1100000,人,,\n";
    let declarations = "[derivations.d]\nkind = \"ratio\"\nnumerator = \"GRP\"\ndenominator = \"LAND\"\noutput = \"GRP_PER_KM2\"\ndigits = 0\n\n\
        [derivations.head]\nkind = \"ratio\"\nnumerator = \"GRP\"\ndenominator = \"POPULATION\"\noutput = \"GRP_PER_HEAD\"\ndigits = 0\n";
    let project = Declared::new(&rows, declarations).published();
    // 11 000 000 000 元 over 50 km²
    project.derived(&[("derivation", "d")]).has(&[("obs_value", "220000000"), ("unit_measure", "CNY/km2")]);
    project.derived(&[("derivation", "head")]).has(&[("obs_value", "10000"), ("unit_measure", "CNY/person")]);
}

const BOTH: &str = "of = \"GRP\"\narea = \"全国\"\nareas = [\"罗湖区\", \"福田区\"]\ndigits = 0";

/// A sum over areas has all of its members or no value.
#[test]
fn sums_over_areas() {
    let rows = luohu("地区生产总值", &[("2020", "100"), ("2021", "110")]) + "地区生产总值,福田区,2020,300,亿元,,\n";
    let project = Declared::new(&rows, &kind("sum-areas", BOTH)).published();
    let row = project.derived(&[("time_period", "2020")]);
    is_derived(&row, "40000000000", "39900000000", "40100000000");
    row.has(&[("ref_area", "100000"), ("measure", "LEVEL"), ("unit_measure", "CNY")]);
    is_refused(&project.derived(&[("time_period", "2021")]), "input_missing");
}

/// … whichever of them is missing.
#[test]
fn sums_without_their_first_area() {
    let project = Declared::new("地区生产总值,福田区,2020,300,亿元,,\n", &kind("sum-areas", BOTH)).published();
    is_refused(&project.derived(&[("time_period", "2020")]), "input_missing");
}

const YEARS: &str = "of = \"GRP\"\nfreq = \"A\"\ndigits = 0";

/// Four quarters are a year; three are not.
#[test]
fn sums_over_periods() {
    let values: Vec<(String, &str)> = [
        (2020, 1, "10.0"),
        (2020, 2, "20.0"),
        (2020, 3, "30.0"),
        (2020, 4, "40.0"),
        (2021, 1, "11.0"),
        (2021, 2, "21.0"),
        (2021, 4, "41.0"),
    ]
    .iter()
    .map(|(year, quarter, value)| (format!("{year}Q{quarter}"), *value))
    .collect();
    let values: Vec<(&str, &str)> = values.iter().map(|(period, value)| (period.as_str(), *value)).collect();
    let project = Declared::new(&luohu("地区生产总值", &values), &kind("sum-periods", YEARS)).published();
    let year = project.derived(&[("time_period", "2020")]);
    is_derived(&year, "10000000000", "9980000000", "10020000000");
    year.has(&[("freq", "A"), ("cumulation", "PERIOD"), ("measure", "LEVEL")]);
    is_refused(&project.derived(&[("time_period", "2021")]), "input_missing");
}

/// … whichever quarter is missing.
#[test]
fn sums_without_their_first_period() {
    let project = Declared::new(&luohu("地区生产总值", &[("2020Q2", "20.0"), ("2020Q3", "30.0")]), &kind("sum-periods", YEARS)).published();
    is_refused(&project.derived(&[("time_period", "2020")]), "input_missing");
}

/// A target and its actual in 2021, as printed; gives the attainment.
fn attained(indicator: &str, unit: &str, target: &str, actual: &str) -> Row {
    let code = match indicator {
        "地区生产总值" => "GRP",
        "债务余额" => "DEBT",
        _ => "UNEMPLOYMENT",
    };
    let rows = format!("{indicator},罗湖区,2021,{target},{unit},,,TARGET,,,,,\n{indicator},罗湖区,2021,{actual},{unit},,,,,,,,\n");
    Declared::wide(&rows, &kind("attainment", &format!("of = \"{code}\""))).published().derived(&[("time_period", "2021")])
}

/// Levels are a percentage of their target, met or not by the target's own word.
#[test]
fn attainment_of_levels() {
    for (target, actual, percent, verdict) in [
        ("110以上", "112.0", "101.82", "MET"),
        ("110以上", "105.0", "95.45", "NOT_MET"),
        ("110", "110.0", "100.00", "WITHIN_PRINT"),
        ("110以上", "110.04", "100.04", "MET"),
        ("110以内", "105.0", "95.45", "MET"),
        ("110以内", "112.0", "101.82", "NOT_MET"),
        ("110左右", "112.0", "101.82", "GAP"),
    ] {
        let row = attained("地区生产总值", "亿元", target, actual);
        row.has(&[("obs_value", percent), ("note", verdict), ("measure", "ATTAINMENT"), ("unit_measure", "percent")]);
        row.has(&[("derivation", "d"), ("source_id", ""), ("scenario", "ACTUAL"), ("price_basis", "NA")]);
    }
    // Of a debt, less is better: a bare number is reached from above.
    attained("债务余额", "亿元", "100", "90.0").has(&[("obs_value", "90.00"), ("note", "MET")]);
    attained("债务余额", "亿元", "100", "110.0").has(&[("obs_value", "110.00"), ("note", "NOT_MET")]);
}

/// Rates are so many points from their target, never a percentage of it.
#[test]
fn attainment_of_rates() {
    for (target, actual, gap, verdict) in [
        ("3以内", "2.5", "-0.50", "MET"),
        ("3以内", "3.5", "0.50", "NOT_MET"),
        ("3以内", "3.0", "0.00", "WITHIN_PRINT"),
        ("3", "2.8", "-0.20", "MET"),
        ("3左右", "2.8", "-0.20", "GAP"),
        ("2.5-3", "2.8", "0.00", "GAP"),
        ("2.5-3", "3.4", "0.40", "GAP"),
    ] {
        let row = attained("失业率", "%", target, actual);
        row.has(&[("obs_value", gap), ("note", verdict), ("measure", "ATTAINMENT_GAP"), ("unit_measure", "pp")]);
    }
}

/// A growth target is held against the growth on the same scope; a comparable-scope rate answers another question.
#[test]
fn attainment_of_growth_targets() {
    let rows = |scope: &str| {
        format!("地区生产总值,罗湖区,2021,,,6%以上,,TARGET,,,,AS_PUBLISHED,\n地区生产总值,罗湖区,2021,,,5.6%,,,,,,{scope},\n")
    };
    let attainment = kind("attainment", "of = \"GRP\"");
    let row = Declared::wide(&rows("AS_PUBLISHED"), &attainment).published().derived(&[("time_period", "2021")]);
    is_derived(&row, "-0.40", "-0.45", "-0.35");
    row.has(&[("note", "NOT_MET"), ("measure", "ATTAINMENT_GAP")]);
    let row = Declared::wide(&rows("COMPARABLE_SCOPE"), &attainment).published().derived(&[("time_period", "2021")]);
    is_refused(&row, "scope_differs");
}

/// An index says what it is 100 of.
#[test]
fn an_index_says_its_base() {
    let rows = "地区生产总值指数,罗湖区,2020,150.0,,,\n居民消费价格指数,罗湖区,2020,102.5,,,\n";
    let project = Declared::new(rows, "").published();
    project.of("observations").one(&[("indicator", "GRP_INDEX")]).has(&[("base_per", "2010")]);
    project.of("observations").one(&[("indicator", "CPI")]).has(&[("base_per", "PREVIOUS_YEAR")]);
}

/// A sum has the digits of what it adds: six decimals of a yuan were never printed.
#[test]
fn sums_invent_no_digits() {
    let rows = "地区生产总值,罗湖区,2020,100,亿元,,\n地区生产总值,福田区,2020,300,亿元,,\n";
    let project = Declared::new(rows, &kind("sum-areas", BOTH).replace("digits = 0\n", "")).published();
    is_derived(&project.derived(&[("time_period", "2020")]), "40000000000", "39900000000", "40100000000");
}

/// Lineage of a derived figure names what it was computed from.
#[test]
fn lineage_names_the_inputs() {
    let rows = primary(&[("2021", "24.0", "110.0")]);
    let project = Declared::new(&rows, &kind("share", &format!("{PARTS}output = \"PRIMARY_SHARE\""))).published();
    let lineage = project.of("lineage");
    let row = lineage.one(&[("indicator", "PRIMARY_SHARE")]);
    row.has(&[("source_id", ""), ("file", ""), ("raw", ""), ("factor", "")]);
    assert!(row.get("rules").starts_with("derivation d; kind share; rounded half-away-from-zero to "), "{row:#?}");
    for input in ["VA_PRIMARY|440303|LEVEL|ACTUAL|A|2021|", "GRP|440303|LEVEL|ACTUAL|A|2021|"] {
        assert!(row.get("inputs").contains(input), "{input} in {row:#?}");
    }
    // … and the inputs have their cells.
    lineage.one(&[("indicator", "VA_PRIMARY")]).has(&[("file", "raw/book/table.csv"), ("line", "2"), ("raw", "24.0")]);
}

/// Every cell is still accounted for, derived rows are counted apart, and the division of work changes no byte.
#[test]
fn balance_and_bytes() {
    let rows = primary(&[("2019", "20.0", "100.0"), ("2020", "24.0", "110.0"), ("2021", "25.1", "105.0")]);
    let declarations = format!(
        "[derivations.c]\nkind = \"contribution\"\n{PARTS}output = \"PRIMARY_CONTRIBUTION\"\n\n\
         [derivations.d]\nkind = \"share\"\n{PARTS}output = \"PRIMARY_SHARE\"\n\n\
         [derivations.p]\nkind = \"points-contributed\"\n{PARTS}output = \"PRIMARY_POINTS\"\n"
    );
    let on_threads = |threads: &str, unit_rows: &str| {
        let project = Declared::new(&rows, &declarations);
        let done = Done::of(project.command().args(["run", "--threads", threads, "--unit-rows", unit_rows]));
        assert_eq!(done.code, 0, "{done}");
        // three years of two indicators; three shares, two contributions (one null), two points
        assert!(done.stdout.contains("6  value cells in") && done.stdout.contains("6  published"), "{done}");
        assert_eq!(project.count(), 7, "{done}");
        assert_eq!(project.of("observations").rows.len(), 13, "{done}");
        bytes_below(&project.path().join("output"))
    };
    let (one, five) = (on_threads("1", "1000"), on_threads("5", "1"));
    assert_eq!(one.keys().collect::<Vec<_>>(), five.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(*bytes == five[name], "{name} differs");
    }
}

/// Declares one derivation that is wrong and asserts that both verbs refuse it: 78, T105, the place of `at`, what is wrong, help.
#[track_caller]
fn refused(declaration: &str, at: &str, found: &str, help: &str) {
    let project = Declared::new("", declaration);
    let content = project.read(PIPELINE);
    let start = content.find(declaration).unwrap() + declaration.find(at).unwrap();
    let line = content[..start].matches('\n').count() + 1;
    let column = content[..start].rsplit('\n').next().unwrap().chars().count() + 1;
    for done in [project.check(), project.run()] {
        assert_eq!(done.code, 78, "{done}");
        done.says(&["error[T105]: ", found, &format!("--> {PIPELINE}:{line}:{column}\n"), "^", "help: ", help]);
        assert!(done.stdout.is_empty(), "{done}");
    }
    assert!(!project.path().join("output").exists(), "a refused project wrote something");
}

/// A kind that is none, with the one that was probably meant; keys that a kind needs.
#[test]
fn kinds_and_their_keys() {
    refused(&kind("shares", PARTS), "\"shares\"", "`shares`", "did you mean `share`?");
    refused(&kind("share", "part = \"VA_PRIMARY\"\noutput = \"PRIMARY_SHARE\""), "\"share\"", "`total`", "total = ");
    refused(&kind("share", PARTS), "\"share\"", "`output`", "output = ");
    refused(&kind("period-over-period", ""), "\"period-over-period\"", "`of`", "of = ");
    refused(&kind("ratio", "numerator = \"GRP\""), "\"ratio\"", "`denominator`", "denominator = ");
    refused(&kind("sum-areas", "of = \"GRP\"\narea = \"全国\""), "\"sum-areas\"", "`areas`", "members");
    refused(&kind("sum-periods", "of = \"GRP\""), "\"sum-periods\"", "`freq`", "A, S or Q");
    refused(&kind("average-growth", "of = \"GRP\""), "\"average-growth\"", "`years`", "两年平均");
    refused(&kind("attainment", "of = \"GPR\""), "\"GPR\"", "`GPR`", "GRP");
}

/// What is in other units cannot be a part, and a result states the unit that it is in.
#[test]
fn units_of_parts_and_results() {
    let share = |part: &str, output: &str| kind("share", &format!("part = \"{part}\"\ntotal = \"GRP\"\noutput = \"{output}\""));
    refused(&share("POPULATION", "PRIMARY_SHARE"), "\"POPULATION\"", "person", "cannot be added");
    refused(&share("VA_PRIMARY", "DEBT"), "\"DEBT\"", "LEVEL", "SHARE");
    refused(&share("VA_PRIMARY", "UNEMPLOYMENT"), "\"UNEMPLOYMENT\"", "RATE", "SHARE");
    refused(&share("UNEMPLOYMENT", "PRIMARY_SHARE"), "\"UNEMPLOYMENT\"", "RATE", "LEVEL");
    let ratio = "numerator = \"GRP\"\ndenominator = \"POPULATION\"\noutput = \"GRP_PER_KM2\"";
    refused(&kind("ratio", ratio), "\"GRP_PER_KM2\"", "CNY/km2", "CNY over person");
    let mean = "numerator = \"GRP\"\ndenominator = \"HOUSEHOLDS\"\noutput = \"GRP_PER_HOUSEHOLD\"\nmean = true";
    refused(&kind("ratio", mean), "true", "stock", "mean");
    refused(&kind("index-growth", "of = \"GRP\""), "\"GRP\"", "LEVEL", "INDEX");
}

/// Stocks are never added over time, rates never at all, and nothing is counted twice.
#[test]
fn what_does_not_add_up() {
    refused(&kind("sum-periods", "of = \"POPULATION\"\nfreq = \"A\""), "\"POPULATION\"", "stock", "never over time");
    refused(&kind("single-month", "of = \"DEBT\""), "\"DEBT\"", "stock", "never over time");
    refused(&kind("sum-areas", "of = \"UNEMPLOYMENT\"\narea = \"全国\"\nareas = [\"罗湖区\"]"), "\"UNEMPLOYMENT\"", "RATE", "LEVEL");
    refused(
        &kind("sum-areas", "of = \"GRP_PER_HEAD\"\narea = \"全国\"\nareas = [\"罗湖区\"]"),
        "\"GRP_PER_HEAD\"",
        "does not add up",
        "never",
    );
    let twice = "of = \"GRP\"\narea = \"全国\"\nareas = [\"罗湖区\", \"罗湖\"]";
    refused(&kind("sum-areas", twice), "\"罗湖\"", "counted twice", "each member once");
    let itself = "of = \"GRP\"\narea = \"全国\"\nareas = [\"罗湖区\", \"100000\"]";
    refused(&kind("sum-areas", itself), "\"100000\"", "counted twice", "whole itself");
    let inside = "of = \"GRP\"\narea = \"福田区\"\nareas = [\"罗湖区\", \"100000\"]";
    refused(&kind("sum-areas", inside), "\"罗湖区\"", "it lies in 100000", "no groups of areas");
    refused(&kind("sum-periods", "of = \"GRP\"\nfreq = \"M\""), "\"M\"", "`M`", "A, S or Q");
    refused("[totals.t]\ntotal = \"GRP\"\nparts = [\"VA_PRIMARY\", \"POPULATION\"]\n", "\"POPULATION\"", "person", "cannot be added");
    refused("[totals.t]\ntotal = \"GRP\"\nparts = [\"VA_PRIMARY\"]\n", "\"GRP\"", "two parts", "every part");
}

/// Numbers out of their range.
#[test]
fn numbers_out_of_range() {
    for years in ["1", "51", "0"] {
        refused(&kind("average-growth", &format!("of = \"GRP\"\nyears = {years}")), years, "2 to 50 years", "years = 5");
    }
    refused(&kind("average-growth", "of = \"GRP\"\nyears = 2\nfrom = \"rows\""), "\"rows\"", "`levels`", "published");
    refused(&kind("attainment", "of = \"GRP\"\ndigits = 13"), "13", "digits", "12 at most");
}

/// What is computed from a confidential figure is withheld with it, whatever the kind, and says so.
#[test]
fn derived_figures_keep_secrets() {
    let row = |indicator: &str, area: &str, period: &str, value: &str, conf: &str| {
        format!("{indicator},{area},{period},{value},亿元,,,,,,{conf},,\n")
    };
    let grp = |area: &str, period: &str, value: &str, conf: &str| row("地区生产总值", area, period, value, conf);
    let parts = row("第一产业增加值", "罗湖区", "2020", "20.0", "F") + &row("第一产业增加值", "罗湖区", "2021", "24.0", "F");
    let totals = grp("罗湖区", "2020", "123.45", "C") + &grp("罗湖区", "2021", "150.0", "F");
    let declared = [
        (kind("sum-areas", BOTH), grp("罗湖区", "2021", "123.45", "C") + &grp("福田区", "2021", "300", "F"), "2021"),
        (
            kind("period-over-period", "of = \"GRP\""),
            grp("罗湖区", "2021Q1", "123.45", "C") + &grp("罗湖区", "2021Q2", "130.0", "F"),
            "2021-Q2",
        ),
        (
            kind("single-month", "of = \"GRP\""),
            grp("罗湖区", "2021年1-3月", "123.45", "C") + &grp("罗湖区", "2021年1-4月", "150.0", "F"),
            "2021-04",
        ),
        (
            kind("average-growth", "of = \"GRP\"\nyears = 2"),
            grp("罗湖区", "2019", "123.45", "C") + &grp("罗湖区", "2021", "150.0", "F"),
            "2020/2021",
        ),
        (kind("contribution", &format!("{PARTS}output = \"PRIMARY_CONTRIBUTION\"")), parts.clone() + &totals, "2021"),
        (kind("points-contributed", &format!("{PARTS}output = \"PRIMARY_POINTS\"")), parts + &totals, "2021"),
    ];
    for (declaration, rows, period) in declared {
        let project = Declared::wide(&rows, &declaration).published();
        let row = project.derived(&[("time_period", period)]);
        row.has(&[("obs_value", ""), ("value_low", ""), ("value_high", ""), ("note", "suppressed")]);
        for (name, bytes) in bytes_below(&project.release("small")) {
            assert!(!String::from_utf8_lossy(&bytes).contains("123.45"), "{declaration}: {name}");
        }
    }
}

/// … with the status of a withheld figure.
#[test]
fn withheld_growth_has_the_status_of_one() {
    let rows = "地区生产总值,罗湖区,2021Q1,100,亿元,,,,,,C,,\n地区生产总值,罗湖区,2021Q2,110,亿元,,,,,,F,,\n";
    let project = Declared::wide(rows, &kind("period-over-period", "of = \"GRP\"")).published();
    project.derived(&[("time_period", "2021-Q2")]).has(&[("obs_status", "Q"), ("note", "suppressed")]);
}
