//! Every form of a period text, worked by hand.

use super::*;

const PLAIN: Context = Context { year: None, stock: false, fiscal_start_month: 1, yyyymm_13_is_year: false, freq: None };
const IN_2021: Context = Context { year: Some(2021), ..PLAIN };
const STOCK: Context = Context { stock: true, ..IN_2021 };
const FISCAL: Context = Context { fiscal_start_month: 4, ..PLAIN };
const TOTALS: Context = Context { yyyymm_13_is_year: true, ..PLAIN };

/// Each text means the `Display` of a [`TimeSpan`].
fn means(context: &Context, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let read = read(text, context).map(|span| span.to_string());
        assert_eq!(read.as_deref(), Ok(*expected), "{text}");
    }
}

fn fails(context: &Context, cases: &[(&str, PeriodError)]) {
    for (text, expected) in cases {
        assert_eq!(read(text, context), Err(*expected), "{text}");
    }
}

/// All of the texts mean one span.
fn are_one(context: &Context, expected: &str, texts: &[&str]) {
    for text in texts {
        means(context, &[(text, expected)]);
    }
}

#[test]
fn years_and_spans_of_years() {
    are_one(&PLAIN, "2021 PERIOD", &["2021", " 2021\u{3000}", "2021年", "2021年度", "２０２１", "２０２１ 年", "二〇二一年", "2021年全年"]);
    are_one(&PLAIN, "2021 PERIOD", &["2021年1-12月", "2021年1—12月份", "2021-2021年", "2021-01-01/2021-12-31", "\u{FEFF}2021", "2021-A1"]);
    are_one(&PLAIN, "2021 PERIOD", &["2021年前四季度", "2021年第一季度至第四季度", "2021年1-12月累计", "2021Q4累计", "Jan-Dec 2021"]);
    are_one(
        &PLAIN,
        "2016/2020 SPAN",
        &["2016/2020", "2016-2020年", "2016—2020", "2016——2020年", "2016年至2020年", "2016～2020", "2016 to 2020"],
    );
    are_one(
        &PLAIN,
        "2016/2020 SPAN",
        &["十三五", "“十三五”时期", "\"十三五\"期间", "「十三五」", "十三五规划期", "2016年1月-2020年12月", "十三五累计"],
    );
    are_one(&PLAIN, "2020 POINT", &["十三五末", "“十三五”期末", "2020年末", "2020年底", "2020年年末"]);
    means(
        &PLAIN,
        &[("十二五", "2011/2015 SPAN"), ("十四五", "2021/2025 SPAN"), ("十一五", "2006/2010 SPAN"), ("十五五", "2026/2030 SPAN")],
    );
    means(&PLAIN, &[("“十五”时期", "2001/2005 SPAN"), ("九五期间", "1996/2000 SPAN"), ("2021-2022年", "2021/2022 SPAN")]);
}

#[test]
fn halves_and_quarters() {
    are_one(&PLAIN, "2021-S1 PERIOD", &["2021年上半年", "2021上半年", "2021H1", "2021-H1", "2021-S1", "2021年1-6月", "2021年前二季度"]);
    are_one(&PLAIN, "2021-S1 PERIOD", &["January-June 2021", "2021年6月累计", "2021Q2 YTD", "H1 2021", "2021年1月至6月", "2021年前六个月"]);
    are_one(&IN_2021, "2021-S1 PERIOD", &["上半年", "前二季度", "前两季度".replace('两', "2").as_str(), "1-6月", "1-2季度", "一至二季度"]);
    are_one(&IN_2021, "2021-S2 PERIOD", &["下半年", "7-12月", "2021年下半年", "2021-H2", "2021S2", "三季度-四季度"]);
    are_one(
        &PLAIN,
        "2021-Q1 PERIOD",
        &["2021年第一季度", "2021年一季度", "2021Q1", "2021-Q1", "2021q1", "Q1 2021", "2021 Q1", "2021年1季度"],
    );
    are_one(
        &PLAIN,
        "2021-Q1 PERIOD",
        &["2021年前一季度", "2021年1-3月", "Jan to Mar 2021", "2021-03 YTD", "Ｑ１　２０２１", "2021Ｑ１", "2021-1季度"],
    );
    are_one(
        &IN_2021,
        "2021-Q1 PERIOD",
        &["第一季度", "一季度", "1季度", "第 一 季 度", "前一季度", "Q1", "1-3月", "1–3月", "第1季度", "3月累计"],
    );
    are_one(&IN_2021, "2021-Q2 PERIOD", &["4-6月", "二季度", "2021-Q2", "Apr-Jun 2021", "2021.4-6"]);
    are_one(
        &IN_2021,
        "2021-Q3 YTD",
        &["前三季度", "2021年前三季度", "1-9月", "2021年1-9月", "2021年1—9月", "2021年1-9月累计", "2021-09 YTD"],
    );
    are_one(
        &IN_2021,
        "2021-Q3 YTD",
        &["Jan-Sep 2021", "2021 Jan-Sep", "2021年9月累计", "累计1-9月", "2021Q1-Q3", "2021.1-9", "2021年1~9月", "一至三季度"],
    );
    are_one(
        &IN_2021,
        "2021-Q3 YTD",
        &["2021.01-2021.09", "2021/1-9月", "2021-1-9月", "YTD Sep 2021", "2021年1月1日-9月30日", "2021-09-30 YTD", "前9个月"],
    );
}

#[test]
fn months_and_days() {
    are_one(
        &PLAIN,
        "2021-03 PERIOD",
        &["2021-03", "2021/03", "2021.03", "2021年3月", "2021年03月份", "202103", "2021M03", "2021-M03", "2021-3"],
    );
    are_one(
        &PLAIN,
        "2021-03 PERIOD",
        &["Mar 2021", "March 2021", "2021 March", "2021-Mar", "MAR-2021", "Mar. 2021", "2021 MAR", "二〇二一年三月"],
    );
    are_one(&IN_2021, "2021-03 PERIOD", &["3月", "三月", "3 月 份", "3-3月", "March", "M3", "2021–03", "2021年\n3月"]);
    means(&PLAIN, &[("Sept 2021", "2021-09 PERIOD"), ("2021年十二月", "2021-12 PERIOD"), ("2011-12", "2011-12 PERIOD")]);
    are_one(&IN_2021, "2021-01 PERIOD", &["1月", "1-1月", "2021年1月累计", "2021-01 YTD"]);
    means(&IN_2021, &[("1-2月", "2021-02 YTD"), ("1-4月", "2021-04 YTD"), ("1—10月份", "2021-10 YTD"), ("1-11月", "2021-11 YTD")]);
    are_one(&PLAIN, "2021-12-31 PERIOD", &["2021-12-31", "2021年12月31日", "2021/12/31", "2021.12.31", "20211231", "2021-12-31 00:00:00"]);
    are_one(
        &PLAIN,
        "2021-12-31 PERIOD",
        &["2021-12-31T00:00:00.000", "31 December 2021", "31-Dec-2021", "December 31, 2021", "2021/12/31 0:00"],
    );
    means(&IN_2021, &[("3月5日", "2021-03-05 PERIOD"), ("2020-02-29", "2020-02-29 PERIOD"), ("2020年2月1日-2月29日", "2020-02 PERIOD")]);
    means(&TOTALS, &[("202113", "2021 PERIOD"), ("2021M13", "2021 PERIOD"), ("2012-13", "2012 PERIOD"), ("202112", "2021-12 PERIOD")]);
}

#[test]
fn stocks_stand_at_the_end_of_the_unit_named() {
    are_one(&STOCK, "2021 POINT", &["2021", "2021年", "2021年末", "2021年底", "年末", "年底", "全年"]);
    means(&STOCK, &[("2021Q1", "2021-Q1 POINT"), ("一季度末", "2021-Q1 POINT"), ("2021-03", "2021-03 POINT"), ("6月末", "2021-06 POINT")]);
    means(&STOCK, &[("1-9月", "2021-09 POINT"), ("前三季度", "2021-Q3 POINT"), ("上半年", "2021-S1 POINT"), ("1-12月", "2021-12 POINT")]);
    means(&STOCK, &[("2021-12-31", "2021-12-31 POINT"), ("2021年12月31日", "2021-12-31 POINT"), ("十三五末", "2020 POINT")]);
    means(&IN_2021, &[("年末", "2021 POINT"), ("3月底", "2021-03 POINT"), ("2020年末", "2020 POINT")]);
    fails(
        &STOCK,
        &[
            ("2016-2020年", PeriodError::StockOverYears),
            ("2016/2020", PeriodError::StockOverYears),
            ("十三五", PeriodError::StockOverYears),
        ],
    );
    fails(&PLAIN, &[("年末", PeriodError::NoYear), ("2016-2020年末", PeriodError::StockOverYears)]);
    let end = read("2021年末", &PLAIN).unwrap();
    assert_eq!((end.start().to_string(), end.end().to_string()), ("2021-12-31".to_owned(), "2021-12-31".to_owned()));
    assert_eq!(read("2021-12-31", &STOCK).unwrap().coarsest_point(), end);
}

#[test]
fn fiscal_years_where_declared() {
    let year = "2021-04-01/P1Y PERIOD";
    are_one(
        &FISCAL,
        year,
        &["FY2021", "fy 2021", "2021/22", "2021-22", "2021–22", "2021-22年度", "2021年度", "2021财年", "FY2021/22", "FY2021-2022"],
    );
    are_one(&FISCAL, year, &["2021/2022", "2021-2022年度", "2021-2022"]);
    means(&FISCAL, &[("2021", "2021 PERIOD"), ("2021年", "2021 PERIOD"), ("1999-00", "1999-04-01/P1Y PERIOD")]);
    means(
        &FISCAL,
        &[
            ("2021-03", "2021-03 PERIOD"),
            ("2016-2020", "2016/2020 SPAN"),
            ("2021-2022年", "2021/2022 SPAN"),
            ("2011-12月", "2011-12 PERIOD"),
        ],
    );
    let (annual, monthly) = (Context { freq: Some(Freq::Annual), ..FISCAL }, Context { freq: Some(Freq::Monthly), ..FISCAL });
    means(&annual, &[("2011-12", "2011-04-01/P1Y PERIOD"), ("2011.12", "2011-12 PERIOD"), ("2011-11", "2011-11 PERIOD")]);
    means(&monthly, &[("2011-12", "2011-12 PERIOD"), ("2011/12", "2011-12 PERIOD")]);
    fails(
        &FISCAL,
        &[("2011-12", PeriodError::MonthOrFiscal), ("2011/12", PeriodError::MonthOrFiscal), ("FY2021 YTD", PeriodError::OpenEnd)],
    );
    fails(&FISCAL, &[("FY2021/23", PeriodError::OutOfRange { at: 8, field: Field::Year }), ("FY21", PeriodError::TwoDigitYear { at: 3 })]);
    fails(&FISCAL, &[("FY9999", PeriodError::OutOfRange { at: 1, field: Field::Year })]);
    for text in ["FY2021", "2021/22", "2021-22", "2021财年", "2021-2022年度", "2021-22年", "2011-12年度"] {
        fails(&PLAIN, &[(text, PeriodError::FiscalNotDeclared)]);
    }
    let stock = Context { stock: true, ..FISCAL };
    assert_eq!(read("FY2021", &stock).unwrap().start().to_string(), "2022-03-31");
}

#[test]
fn refusals() {
    use PeriodError::{Empty, Month13NotDeclared, NoYear, NotAPeriod, TwoDigitYear};
    fails(&PLAIN, &[("", Empty), (" \u{3000}\n", Empty), ("一季度", NoYear), ("1-2月", NoYear), ("上半年", NoYear), ("Q1", NoYear)]);
    fails(&PLAIN, &[("21年", TwoDigitYear { at: 1 }), ("二一年", TwoDigitYear { at: 1 }), ("Mar-21", TwoDigitYear { at: 5 })]);
    fails(
        &IN_2021,
        &[
            ("21-Mar", TwoDigitYear { at: 1 }),
            ("Q1'21", TwoDigitYear { at: 4 }),
            ("31-Dec-21", TwoDigitYear { at: 8 }),
            ("98年3月", TwoDigitYear { at: 1 }),
        ],
    );
    fails(
        &PLAIN,
        &[
            ("202113", Month13NotDeclared),
            ("2021M13", Month13NotDeclared),
            ("2021年13月", Month13NotDeclared),
            ("2001-03年", TwoDigitYear { at: 6 }),
        ],
    );
    fails(
        &PLAIN,
        &[
            ("2020年2021年", NotAPeriod { at: 6 }),
            ("2021 03", NotAPeriod { at: 8 }),
            ("20 21", NotAPeriod { at: 4 }),
            ("总计", NotAPeriod { at: 1 }),
        ],
    );
    fails(
        &PLAIN,
        &[
            ("2021年①", NotAPeriod { at: 6 }),
            ("2021-", NotAPeriod { at: 6 }),
            ("2021W05", NotAPeriod { at: 5 }),
            ("44561", NotAPeriod { at: 1 }),
        ],
    );
    fails(
        &PLAIN,
        &[
            ("03/04/2021", NotAPeriod { at: 3 }),
            ("2021年-3月", NotAPeriod { at: 7 }),
            ("十五", NotAPeriod { at: 3 }),
            ("2021-12-31 10:00", NotAPeriod { at: 12 }),
        ],
    );
    fails(
        &IN_2021,
        &[
            ("3", NotAPeriod { at: 2 }),
            ("1-9", NotAPeriod { at: 4 }),
            ("年初", NotAPeriod { at: 2 }),
            ("累计", NotAPeriod { at: 3 }),
            ("九五", NotAPeriod { at: 1 }),
        ],
    );
}

#[test]
fn refusals_of_what_the_calendar_or_the_keys_lack() {
    use PeriodError::{Backwards, CumulatedPart, NoKey, OpenEnd, OutOfRange};
    let day = |text: &str| Date::parse(text).unwrap();
    fails(&PLAIN, &[("2021-00", OutOfRange { at: 6, field: Field::Month }), ("2021Q5", OutOfRange { at: 6, field: Field::Quarter })]);
    fails(
        &PLAIN,
        &[("2021-02-29", OutOfRange { at: 1, field: Field::Day }), ("2021年第五季度", OutOfRange { at: 7, field: Field::Quarter })],
    );
    fails(&PLAIN, &[("0999", OutOfRange { at: 1, field: Field::Year }), ("2021H3", OutOfRange { at: 6, field: Field::Half })]);
    fails(&PLAIN, &[("2020-2016年", Backwards { at: 1 }), ("2021年9-1月", Backwards { at: 6 }), ("2021年2月-1月", Backwards { at: 1 })]);
    fails(
        &PLAIN,
        &[
            ("2021年累计", OpenEnd),
            ("2021 YTD", OpenEnd),
            ("2021年4-6月累计", CumulatedPart),
            ("2021年二三季度", OutOfRange { at: 6, field: Field::Quarter }),
        ],
    );
    let (first, last) = (day("2021-03-01"), day("2021-05-31"));
    fails(&IN_2021, &[("3-5月", NoKey { first, last }), ("2021年3-5月", NoKey { first, last })]);
    fails(&Context { year: Some(99), ..PLAIN }, &[("3月", OutOfRange { at: 1, field: Field::Year })]);
    assert_eq!(NoKey { first, last }.to_string().split(" is no").next(), Some("2021-03-01 to 2021-05-31"));
    assert!(read(&"2021-".repeat(1000), &PLAIN).is_err());
}
