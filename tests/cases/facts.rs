//! `facts.csv`: each line becomes a check on a release. A line that nothing here knows how to check fails its case.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Case, is_area};
use crate::support::{Row, Table};

/// One line of `facts.csv`.
#[derive(Debug)]
pub struct Fact {
    pub case: String,
    region: String,
    indicator: String,
    period: String,
    pub field: String,
    expected: String,
    unit: String,
    tolerance: f64,
    note: String,
}

/// All facts, in their order.
pub fn read(folder: &Path) -> Vec<Fact> {
    let mut reader = csv::Reader::from_path(folder.join("facts.csv")).unwrap();
    let fact = |record: csv::StringRecord| {
        let cell = |at: usize| record.get(at).unwrap().to_owned();
        Fact {
            case: cell(0),
            region: cell(1),
            indicator: cell(2),
            period: cell(3),
            field: cell(4),
            expected: cell(5),
            unit: cell(6),
            tolerance: cell(7).parse().unwrap_or(0.0),
            note: cell(8),
        }
    };
    reader.records().map(|record| fact(record.unwrap())).collect()
}

impl Fact {
    /// The number at the beginning of what is expected.
    pub fn leading_number(&self) -> usize {
        self.expected.split(' ').next().unwrap().parse().unwrap()
    }
}

/// The tables of a release that facts are checked on.
pub struct Release<'a> {
    case: &'a Case,
    observations: Table,
    statements: Table,
    lineage: Table,
}

impl<'a> Release<'a> {
    pub fn of(case: &'a Case) -> Self {
        Self { case, observations: case.table("observations"), statements: case.table("statements"), lineage: case.table("lineage") }
    }

    /// The observations that a fact speaks of.
    fn rows(&self, fact: &Fact) -> Vec<&Row> {
        let mut wanted = series(fact);
        wanted.push(("time_period", &fact.period));
        self.observations.all(&wanted).into_iter().filter(|row| is_area(row, &fact.region)).collect()
    }

    fn one(&self, fact: &Fact) -> &Row {
        let rows = self.rows(fact);
        assert_eq!(rows.len(), 1, "{fact:?}: {rows:#?}");
        rows[0]
    }

    fn areas(&self) -> usize {
        self.observations.rows.iter().map(|row| row.get("ref_area")).collect::<BTreeSet<_>>().len()
    }
}

/// The texts of the key that stand for the name by which the facts call a series.
fn series(fact: &Fact) -> Vec<(&str, &str)> {
    const CAR: &str = "CAR_EXPORT_DELIVERIES";
    const BIRTHS: [(&str, &str); 4] = [("freq", "A"), ("sex", "_Z"), ("partnership", "_Z"), ("age_of_mother", "_Z")];
    let births = |indicator: &'static str| [&[("indicator", indicator)][..], &BIRTHS].concat();
    match (fact.case.as_str(), fact.indicator.as_str()) {
        ("T05", "出口总值(当期)") => vec![("indicator", "EXPORTS"), ("cumulation", "PERIOD")],
        ("T05", "进口总值(当期)") => vec![("indicator", "IMPORTS"), ("cumulation", "PERIOD")],
        ("T05", "居民消费价格指数(上年同月=100)") => vec![("indicator", "CPI"), ("measure", "INDEX")],
        ("T06", "汽车制造业出口交货值(累计)") => vec![("indicator", CAR), ("measure", "LEVEL"), ("cumulation", "YTD")],
        ("T06", "汽车制造业出口交货值(累计)同比(published)") => {
            vec![("indicator", CAR), ("measure", "GROWTH_YOY"), ("cumulation", "YTD")]
        }
        ("T06", "汽车制造业出口交货值(当期)") => vec![("indicator", CAR), ("measure", "LEVEL"), ("cumulation", "PERIOD")],
        ("T12", "GDP (current US$)") => vec![("indicator", "NY.GDP.MKTP.CD")],
        ("T14", "Infant mortality" | "Infant mortality (NONE)") => {
            let threshold = if fact.note == "WK22" { "WK22" } else { "NONE" };
            vec![("indicator", "INM"), ("gestation_threshold", threshold)]
        }
        ("T15", "Number of live births") => births("LIVE_BIRTHS"),
        ("T15", "Total Fertility Rate") => births("TFR"),
        ("T15", "Stillbirth rate") => births("STILLBIRTH_RATE"),
        ("T01" | "T09" | "T21" | "T25", name) => vec![("indicator_name", name)],
        _ => panic!("no series is known for {fact:?}"),
    }
}

/// Holds one fact against the release.
pub fn check(release: &Release<'_>, fact: &Fact) {
    match (fact.case.as_str(), fact.field.as_str()) {
        (_, "value") => value(release, fact),
        (_, "yoy") => number(release, fact, "yoy_percent"),
        (_, "change_pp") => {
            number(release, fact, "yoy_points");
            release.one(fact).has(&[("yoy_percent", "")]);
        }
        (_, "flag") => release.one(fact).has(&[("obs_status", &fact.expected)]),
        (_, "n_observations") => assert_eq!(release.observations.rows.len(), fact.leading_number(), "{fact:?}"),
        (_, "n_regions") => assert_eq!(release.areas(), fact.leading_number(), "{fact:?}"),
        (_, "absent") => assert!(release.statements.all(&[("time_period", &fact.period)]).is_empty(), "{fact:?}"),
        (_, "duplicate") => duplicate(release, fact),
        ("T12", "n_country_rows") => countries(release, fact),
        ("T12", "region_name") => {
            let rows: Vec<&Row> = release.observations.rows.iter().filter(|row| row.get("note") == fact.expected).collect();
            assert!(!rows.is_empty(), "{fact:?}");
            rows.iter().for_each(|row| row.has(&[("ref_area", "810000")]));
        }
        ("T12", "is_aggregate") => release.case.table("areas").one(&[("ref_area", &fact.region)]).has(&[("kind", "aggregate")]),
        ("T14", "n_duplicate_keys") => pairs(release, fact),
        ("T15", "n_marks_x_table1") => {
            let marks = release.lineage.all(&[("sheet", "Table_1"), ("raw", "[x]")]).len();
            assert_eq!(marks, fact.leading_number(), "{fact:?}");
        }
        ("T25", "sheet5") => sheet5(release, fact),
        ("T25", "n_sheets") => {
            let sheets: BTreeSet<&str> = release.statements.rows.iter().map(|row| row.get("sheet")).collect();
            assert_eq!(sheets.len(), fact.leading_number(), "{fact:?}: {sheets:?}");
        }
        _ => panic!("no check is known for {fact:?}"),
    }
}

/// A value in the canonical unit; as printed where the file has no unit. `null`: no number comes out.
fn value(release: &Release<'_>, fact: &Fact) {
    if fact.expected == "null" {
        release.rows(fact).iter().for_each(|row| row.has(&[("obs_value", "")]));
        return;
    }
    let row = release.one(fact);
    let column = if fact.unit.contains("no unit") { "value_text" } else { "obs_value" };
    row.has(&[(column, &fact.expected)]);
    if fact.note.ends_with("[u]") {
        row.has(&[("obs_status", "U")]);
    }
}

fn number(release: &Release<'_>, fact: &Fact, column: &str) {
    let row = release.one(fact);
    if fact.expected == "null" {
        return row.has(&[(column, "")]);
    }
    // Over a break in the series the rate may be withheld, if it is said why.
    if fact.note.starts_with("break in series") && row.get(column).is_empty() {
        return row.has(&[("obs_status", "B"), ("yoy_status", "series_break")]);
    }
    let (found, expected): (f64, f64) = (row.get(column).parse().unwrap_or(f64::NAN), fact.expected.parse().unwrap());
    assert!((found - expected).abs() <= fact.tolerance + 1e-9, "{fact:?}: {row:#?}");
    if fact.note.starts_with("break in series") {
        row.has(&[("obs_status", "B")]);
    }
}

/// What the lower blocks repeat is said to be a duplicate of an equal figure, and only one of them is published.
fn duplicate(release: &Release<'_>, fact: &Fact) {
    let period = ("time_period", fact.period.as_str());
    let duplicates = release.statements.all(&[period, ("outcome", "DUPLICATE")]);
    assert!(!duplicates.is_empty(), "{fact:?}");
    for duplicate in duplicates {
        let key = ["indicator", "ref_area", "measure", "freq", "time_period", "cumulation"].map(|column| (column, duplicate.get(column)));
        let published = release.statements.all(&key).into_iter().filter(|row| row.get("outcome") == "PUBLISHED").collect::<Vec<_>>();
        assert_eq!(published.len(), 1, "{duplicate:#?}");
        published[0].has(&[("obs_value", duplicate.get("obs_value"))]);
    }
}

/// Every row of the file is an area, and each that has a figure is one of the release.
fn countries(release: &Release<'_>, fact: &Fact) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(release.case.bytes.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).skip_while(|row| &row[0] != "Country Name").skip(1).collect();
    assert_eq!(rows.len(), fact.leading_number(), "{fact:?}");
    let with_figures = rows.iter().filter(|row| row.iter().skip(4).any(|cell| !cell.is_empty())).count();
    assert_eq!(release.areas(), with_figures, "{fact:?}");
}

/// Areas and years with a row for each threshold.
fn pairs(release: &Release<'_>, fact: &Fact) {
    let of = |threshold| -> BTreeSet<(&str, &str)> {
        let rows = release.observations.all(&[("gestation_threshold", threshold)]);
        rows.into_iter().map(|row| (row.get("ref_area"), row.get("time_period"))).collect()
    };
    assert_eq!(of("NONE").intersection(&of("WK22")).count(), fact.leading_number(), "{fact:?}");
}

/// Sheet5 gives nothing that Sheet4 has not given, and 2015 is only in Sheet1. (It is no exact copy: the two figures in which it differs are conflicts.)
fn sheet5(release: &Release<'_>, fact: &Fact) {
    let copies = release.statements.all(&[("sheet", "Sheet5")]);
    assert_eq!(copies.len(), 31 * 5 - 2, "{fact:?}");
    copies.iter().for_each(|row| row.has(&[("outcome", "DUPLICATE"), ("time_period", "2014")]));
    let year = release.statements.all(&[("time_period", "2015")]);
    assert_eq!(year.len(), 31 * 5, "{fact:?}");
    year.iter().for_each(|row| row.has(&[("sheet", "Sheet1"), ("outcome", "PUBLISHED")]));
}
