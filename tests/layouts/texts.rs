//! What texts of cells mean: names, codes, periods, marks and flags.

use super::{ALL, Desk, Sheet, xlsx};

const LONG: &str = "columns = { \"地区\" = \"area\", \"时期\" = \"period\", \"数值\" = \"value\" }";
const PEOPLE: &str = "declared = { indicator = \"人口\", unit = \"人\" }";
const OUTPUT: &str = "declared = { indicator = \"产值\", unit = \"元\" }";

/// A long table of one indicator from lines `area period value`.
fn long(layout: &str, source: &str, lines: &[&str]) -> Desk {
    Desk::text(&format!("{LONG}\n{layout}"), source, &format!("地区,时期,数值\n{}\n", lines.join("\n")))
}

/// Keys packed into one cell, and flags behind values: the flag is never part of the number.
#[test]
fn packed_keys_and_trailing_flags() {
    let layout = "columns = { \"freq,unit,geo\\\\TIME_PERIOD\" = \"{freq},{unit},{area}\" }\nacross = \"period\"\n\
                  marks = { \":\" = \"O\" }\nflags = { b = \"B\", e = \"E\", p = \"P\", c = \"conf:C\", u = \"none\" }\n\
                  words.unit = { \"NR\" = \"人\" }";
    let text = "\"freq,unit,geo\\TIME_PERIOD\"\t2019\t2020\t2021\n\"A,NR,AT\"\t8.5 b\t: \t9bp\n\"A,NR,DE\"\t: c\t7 e\t6u\n";
    let desk = Desk::text(layout, "declared.indicator = \"人口\"", text);
    assert_eq!(
        desk.figures(),
        [
            "PEOPLE AUT 2019 = 8.5 B",
            "PEOPLE AUT 2020 = O",
            "PEOPLE AUT 2021 = 9 B",
            "PEOPLE DEU 2019 = Q",
            "PEOPLE DEU 2020 = 7 E",
            "PEOPLE DEU 2021 = 6",
        ]
    );
}

/// Line breaks, widths of brackets and marks of notes do not hide a header or a label.
#[test]
fn headers_with_line_breaks_and_note_marks() {
    let layout = "columns = { \"Area name\" = \"area\" }\nacross = \"{indicator}({unit})\"\nnote_marks = \"1)\"";
    let text = "\"Area\nname [note 2]\",\"Total\npopulation①(万人)\",\"产　值（亿元）[note 3]\"\n北京*,2,1\n\"天津 1)\",3,\n";
    let desk = Desk::text(layout, "declared.period = \"2021\"", text);
    assert_eq!(desk.figures(), ["OUTPUT 110000 2021 = 100000000", "PEOPLE 110000 2021 = 20000", "PEOPLE 120000 2021 = 30000"]);
}

/// YYYYMM with a thirteenth month, fiscal years, dates of workbooks, the year and the month in cells of their own.
#[test]
fn periods_of_every_kind() {
    let months = long("periods.month_13_is_year = true", OUTPUT, &["北京,202111,1", "北京,202113,13"]);
    assert_eq!(months.figures(), ["OUTPUT 110000 2021 = 13", "OUTPUT 110000 2021-11 = 1"]);
    let no_rule = long("", OUTPUT, &["北京,202111,1", "北京,202113,13"]).tolerant(1);
    assert_eq!(no_rule.figures(), ["OUTPUT 110000 2021-11 = 1"]);
    assert_eq!(no_rule.findings(), ["T421 3:3 13"]);
    let fiscal = long("periods.fiscal_start_month = 4", OUTPUT, &["北京,FY2021,1", "北京,2022/23,2"]);
    assert_eq!(fiscal.figures(), ["OUTPUT 110000 2021-04-01/P1Y = 1", "OUTPUT 110000 2022-04-01/P1Y = 2"]);
    let undeclared = long("", OUTPUT, &["北京,FY2021,1", "北京,2020,2"]).tolerant(1);
    assert_eq!((undeclared.figures().len(), undeclared.findings()), (1, vec!["T421 2:3 1".to_owned()]));
    let parts = "columns = { \"年\" = \"year\", \"月\" = \"month\", \"数值\" = \"value\" }";
    let desk = Desk::text(
        parts,
        "declared = { indicator = \"产值\", unit = \"元\", area = \"北京\" }",
        "年,月,数值\n2021,3,1\n2021,March,1\n2022,,2\n",
    );
    assert_eq!(desk.figures(), ["OUTPUT 110000 2022 = 2", "OUTPUT 110000 2021-03 = 1"]);
}

/// A date in a workbook, whether it is styled as one or left a number, is the period that it is declared to stand for.
#[test]
fn excel_dates() {
    let book = |dates| {
        let rows: &[&[&str]] = &[&["地区", "时期", "数值"], &["北京", "44286", "5"]];
        xlsx(&[Sheet { name: "表", rows, dates, ..Sheet::default() }])
    };
    let source = format!("{OUTPUT}\n{ALL}");
    let quarter = format!("{LONG}\nperiods.dates_are = \"Q\"");
    assert_eq!(Desk::new(&quarter, &source, &[("t.xlsx", &book(&["B2"]))]).figures(), ["OUTPUT 110000 2021-Q1 = 5"]);
    let serial = format!("{LONG}\nperiods = {{ dates_are = \"M\", excel_serial = true }}");
    assert_eq!(Desk::new(&serial, &source, &[("t.xlsx", &book(&[]))]).figures(), ["OUTPUT 110000 2021-03 = 5"]);
}

/// A stock stands at a day: the day that the table gives, or the last of the period.
#[test]
fn snapshot_dates_of_stocks() {
    let desk = long("", PEOPLE, &["北京,2020-11-01,5", "北京,2021年末,6", "北京,2022年6月末,7"]);
    assert_eq!(desk.figures(), ["PEOPLE 110000 2021 = 6", "PEOPLE 110000 2020-11-01 = 5", "PEOPLE 110000 2022-06 = 7"]);
    let rows = desk.table("p", "observations");
    rows.all(&[]).iter().for_each(|row| row.has(&[("cumulation", "POINT")]));
    rows.one(&[("time_period", "2022-06")]).has(&[("period_end", "2022-06-30")]);
}

/// Two spellings of one span are one key: the same figure is counted as a duplicate, another one is a conflict with both places.
#[test]
fn two_spellings_of_one_span() {
    let desk = long("", OUTPUT, &["北京,2021年1-3月,5", "北京,2021Q1,5", "天津,2021年一季度,6", "天津,2021-Q1,7"]).tolerant(2);
    assert_eq!(desk.figures(), ["OUTPUT 110000 2021-Q1 = 5"]);
    assert_eq!(desk.findings(), ["T601 4:3 6", "T601 5:3 7"]);
    let first = desk.table("p", "quarantine");
    assert!(first.rows[0].get("facts").contains("7 in raw/s/table.csv:5:3"), "{:#?}", first.rows[0]);
    desk.rebuild().says(&["T601"]);
}

/// Marks are what their source says they are; a zero is a figure.
#[test]
fn marks_and_true_zeros() {
    let layout = "marks = { \"…\" = \"N\", \"-\" = \"O\", \"..\" = \"L\", \"×\" = \"M\", \"空\" = \"absent\" }";
    let desk = long(
        layout,
        PEOPLE,
        &["北京,2015,…", "北京,2016,-", "北京,2017,..", "北京,2018,×", "北京,2019,空", "北京,2020,0", "北京,2021,0.0"],
    );
    let expected = ["2015 = N", "2016 = O", "2017 = L", "2018 = M", "2020 = 0", "2021 = 0"];
    assert_eq!(desk.figures(), expected.map(|text| format!("PEOPLE 110000 {text}")));
    let undeclared = long("", PEOPLE, &["北京,2020,…", "北京,2021,1"]).tolerant(1);
    assert_eq!((undeclared.figures(), undeclared.findings()), (vec!["PEOPLE 110000 2021 = 1".to_owned()], vec!["T401 2:3 …".to_owned()]));
}

/// Short names, names in English that differ by one letter, and codes whose zeros count.
#[test]
fn names_and_codes_of_areas() {
    let lines = ["北京,2021,1", "石家庄,2021,2", "Shanxi,2021,3", "Shaanxi,2021,4", "SHANXI,2020,5", "内蒙古,2021,6", "01001,2021,7"];
    let desk = long("", PEOPLE, &lines);
    desk.write("catalog/areas/own.csv", "code,en\n01001,Autauga\n1001,Elsewhere\n");
    assert_eq!(
        desk.figures(),
        [
            "PEOPLE 01001 2021 = 7",
            "PEOPLE 110000 2021 = 1",
            "PEOPLE 130100 2021 = 2",
            "PEOPLE 140000 2020 = 5",
            "PEOPLE 140000 2021 = 3",
            "PEOPLE 150000 2021 = 6",
            "PEOPLE 610000 2021 = 4",
        ]
    );
}

/// An area that no list knows is kept out; what is near it is told and not taken.
#[test]
fn unknown_areas_are_not_guessed() {
    let desk = long("", PEOPLE, &["山西,2021,1", "山东西,2021,2"]).tolerant(1);
    assert_eq!(desk.figures(), ["PEOPLE 140000 2021 = 1"]);
    assert_eq!(desk.findings(), ["T502 3:3 2"]);
    let facts = desk.table("p", "quarantine").rows[0].get("facts").to_owned();
    assert!(facts.contains("text=山东西") && facts.contains("山东"), "{facts}");
}

/// A row that stands twice is said once, and counted.
#[test]
fn exact_duplicates_are_dropped_and_counted() {
    let desk = long("", PEOPLE, &["北京,2021,1", "天津,2021,2", "北京,2021,1", "北京,2021,1.0"]);
    assert_eq!(desk.figures(), ["PEOPLE 110000 2021 = 1", "PEOPLE 120000 2021 = 2"]);
    assert_eq!(desk.table("p", "statements").all(&[("outcome", "DUPLICATE")]).len(), 2);
    let done = Desk::text(LONG, PEOPLE, "地区,时期,数值\n北京,2021,1\n北京,2021,1\n").run();
    assert!(done.stdout.contains("1  said twice by one source"), "{done}");
}

/// A cell of flags speaks of the figure to its left and of no other; SDMX's UNIT_MULT multiplies the unit of its row.
#[test]
fn flags_beside_figures_and_multiplied_units() {
    let layout =
        "columns = { \"地区\" = \"area\", \"flag*\" = \"flags:left\" }\nacross = \"period\"\nflags = { b = \"B\", c = \"conf:C\" }";
    let text = "地区,2020,flag,2021,flag\n北京,1,b,2,\n天津,3,,4,c\n";
    let desk = Desk::text(layout, PEOPLE, text);
    assert_eq!(desk.figures(), ["PEOPLE 110000 2020 = 1 B", "PEOPLE 110000 2021 = 2", "PEOPLE 120000 2020 = 3", "PEOPLE 120000 2021 = Q"]);
    let layout = "columns = { REF_AREA = \"area\", TIME_PERIOD = \"period\", OBS_VALUE = \"value\", UNIT_MULT = \"unit_mult\" }";
    let text = "REF_AREA,TIME_PERIOD,OBS_VALUE,UNIT_MULT\n北京,2020,1.5,6\n北京,2021,2,0\n北京,2022,3,\n";
    let desk = Desk::text(layout, OUTPUT, text);
    assert_eq!(desk.figures(), ["OUTPUT 110000 2020 = 1500000", "OUTPUT 110000 2021 = 2", "OUTPUT 110000 2022 = 3"]);
}

/// A table with a header and no figure is refused: its layout may have taken the rows for something else.
#[test]
fn tables_without_figures_are_refused() {
    let done = Desk::text(
        "columns = { \"地区\" = \"area\" }\nacross = [\"period\", \"unit\"]",
        "declared.indicator = \"人口\"",
        "地区,2020\n北京,人\n",
    )
    .run();
    assert_eq!(done.code, 65, "{done}");
    done.says(&["error[T306]: the table has no figure", "--> raw/s/table.csv", "help: look at header, across and cells"]);
}

/// A stock of one day under two spellings: rounding is no contradiction, another figure is.
#[test]
fn one_day_under_two_spellings() {
    let desk = long("", PEOPLE, &["北京,2021年末,5", "北京,2021-12-31,6", "北京,2020年末,7", "北京,2020-12-31,7"]);
    let done = desk.run();
    assert_eq!(done.code, 0, "{done}");
    done.says(&["warning[T603]: “5” here and “6” of 2021-12-31 in raw/s/table.csv:3:3 are two values of one day"]);
    assert_eq!(done.stderr.matches("T603").count(), 1, "{done}");
}

/// A figure that was shifted out of the columns of figures is told, although those are blank then; a blank tail is no shift.
#[test]
fn figures_shifted_out_of_their_columns_are_told() {
    let desk = Desk::text("columns = { \"地区\" = \"area\" }\nacross = \"period\"", PEOPLE, "地区,2020,\n北京,1,\n天津,,5\n上海,,\n");
    let done = desk.run();
    assert_eq!(done.code, 65, "{done}");
    done.says(&["error[T303]", "--> raw/s/table.csv:3:3", "3 | 5"]);
    assert_eq!(done.stderr.matches("T303").count(), 1, "{done}");
}

/// What an index is 100 of is no unit: it must be the base that the catalogue knows.
#[test]
fn bases_of_indices() {
    let price =
        "[[indicator]]\ncode = \"CPI\"\nname = \"价格指数\"\nunit = \"index\"\nmeasure = \"INDEX\"\nindex_base = \"PREVIOUS_YEAR\"\n";
    let layout = "columns = { \"时间\" = \"period\" }\nacross = \"indicator\"";
    let table = |base: &str| {
        let desk = Desk::text(layout, "declared.area = \"全国\"", &format!("时间,价格指数({base})\n2020年2月,105.2\n"));
        desk.write("catalog/indicators/own.toml", price);
        desk
    };
    assert_eq!(table("上年同月=100").figures(), ["CPI 100000 2020-02 = 105.2"]);
    table("上月=100").refused(65).says(&["error[T415]: the cell says “上月=100”, the table “PREVIOUS_YEAR”"]);
}

/// A code that does not hold in a year is told with its dates; the figure is published, because only a person knows which of the two is wrong.
#[test]
fn codes_out_of_their_dates() {
    let desk = long("", PEOPLE, &["巢州市,2010,5", "巢州市,2012,6", "北京,2012,7"]);
    desk.write("catalog/areas/own.csv", "code,zh,valid_from,valid_to\n349900,巢州市,1999,2011\n");
    let done = desk.run();
    assert_eq!(done.code, 0, "{done}");
    done.says(&["warning[T505]: 349900 is not valid in 2012 (from 1999 to 2011)", "--> raw/s/table.csv:3:3"]);
    assert_eq!(done.stderr.matches("T505").count(), 1, "{done}");
}
