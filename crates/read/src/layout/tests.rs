//! Layouts met with small tables, each by hand: what every figure is said to be.

use super::*;
use crate::{DelimitedReader, Dialect, Row};

fn open<'a>(layout: &'a Layout, window: &str, text: &'static str) -> Result<TableReader<'a, DelimitedReader<&'static [u8]>>, OpenError> {
    let window = if window.is_empty() { Window::default() } else { Window::parse(window).unwrap() };
    TableReader::open(DelimitedReader::open(text.as_bytes(), Dialect::default()).unwrap(), layout, window)
}

/// Every figure as `line:column text | what is said of it`, the outermost first.
fn figures(layout: &Layout, window: &str, text: &'static str) -> Vec<String> {
    let mut reader = open(layout, window, text).unwrap();
    let (mut row, mut found) = (Row::new(), Vec::new());
    loop {
        match reader.read(&mut row).unwrap() {
            Body::End => return found,
            Body::Block => {}
            Body::Ragged => found.push(format!("{} ragged", row.line())),
            Body::Row => {
                for column in &reader.shape().values {
                    let text = row.get(column.index).unwrap_or_default().trim();
                    if text.is_empty() {
                        continue;
                    }
                    let mut said: Vec<String> = reader.outer().map(|fact| format!("{}={}", fact.role.word(), fact.text)).collect();
                    reader.say(&row, |role, text| said.push(format!("{}={}", role.word(), text.replace(STEP, "/"))));
                    said.extend(column.facts.iter().map(|fact| format!("{}={}", fact.role.word(), fact.text)));
                    found.push(format!("{}:{} {text} | {}", row.line(), column.index + 1, said.join(" ")));
                }
            }
        }
    }
}

fn pattern(text: &str) -> Pattern {
    Pattern::parse(text, Role::parse).unwrap()
}

fn label(key: &str, text: &str) -> ColumnRule {
    ColumnRule { key: key.to_owned(), content: Content::Label(pattern(text)), optional: false }
}

fn value(key: &str) -> ColumnRule {
    ColumnRule { key: key.to_owned(), content: Content::Value { measure: None, facts: Vec::new() }, optional: false }
}

fn across(patterns: &[&str]) -> Vec<Pattern> {
    patterns.iter().map(|text| pattern(text)).collect()
}

/// A download of the national bureau: lines above, periods across, notes below.
#[test]
fn a_download_with_periods_across() {
    let layout = Layout {
        header: HeaderRule::FirstCell("地区".into()),
        columns: vec![label("地区", "area")],
        across: across(&["period"]),
        preamble: vec![pattern("指标：{indicator}({unit})")],
        footer: vec!["注：".into()],
        ..Layout::default()
    };
    let text = "数据库：年度\n指标：人口（万人）\n地 区,2021年,2020年\n北京市,2189,\n注：说明\n更多";
    assert_eq!(figures(&layout, "", text), ["4:2 2189 | indicator=人口 unit=万人 area=北京市 period=2021年"]);
    let mut reader = open(&layout, "", text).unwrap();
    while reader.read(&mut Row::new()).unwrap() != Body::End {}
    assert_eq!(reader.outside(), 4);
}

/// Three header rows; the upper ones are blank where their left neighbour holds, which a text file must declare.
#[test]
fn several_header_rows() {
    let layout = Layout {
        header_rows: 3,
        fill_across: true,
        columns: vec![label("年份", "period")],
        across: across(&["indicator", "area", "unit"]),
        ..Layout::default()
    };
    let text = "年份,地区生产总值,,人口\n,北京,天津,北京\n,亿元,亿元,万人\n2021,1,2,3\n";
    assert_eq!(
        figures(&layout, "", text),
        [
            "4:2 1 | period=2021 indicator=地区生产总值 area=北京 unit=亿元",
            "4:3 2 | period=2021 indicator=地区生产总值 area=天津 unit=亿元",
            "4:4 3 | period=2021 indicator=人口 area=北京 unit=万人",
        ]
    );
}

/// A label that stands only in the first row of its group, columns without a header, a title above.
#[test]
fn labels_fill_downwards() {
    let layout = Layout {
        header: HeaderRule::AnyCell("北京".into()),
        columns: vec![label("#1", "indicator"), label("#B", "period")],
        across: across(&["area"]),
        fill_down: vec!["#1".into()],
        ..Layout::default()
    };
    assert_eq!(
        figures(&layout, "", "表1,,\n,,北京\n经费,2020,1\n,2021,2\n人员,2020,3\n"),
        [
            "3:3 1 | indicator=经费 period=2020 area=北京",
            "4:3 2 | indicator=经费 period=2021 area=北京",
            "5:3 3 | indicator=人员 period=2020 area=北京",
        ]
    );
}

/// Two blocks with a header each; what stands between them holds for the second.
#[test]
fn stacked_blocks() {
    let layout = Layout {
        header: HeaderRule::FirstCell("地区".into()),
        columns: vec![label("地区", "area")],
        across: across(&["period"]),
        preamble: vec![pattern("表{ignore}：{indicator}"), pattern("单位：{unit}")],
        footer: vec!["注".into()],
        repeats: true,
        ..Layout::default()
    };
    let text = "表1：产值,单位：亿元\n地区,2020\n甲,1\n注：一\n表2：人口\n地区,2021,2020\n甲,3,2\n地区,2019\n甲,9\n";
    assert_eq!(
        figures(&layout, "", text),
        [
            "3:2 1 | indicator=产值 unit=亿元 area=甲 period=2020",
            "7:2 3 | unit=亿元 indicator=人口 area=甲 period=2021",
            "7:3 2 | unit=亿元 indicator=人口 area=甲 period=2020",
            "9:2 9 | unit=亿元 indicator=人口 area=甲 period=2019",
        ]
    );
}

/// A row without figures names the rows below it; a packed key says several things.
#[test]
fn sections_and_packed_keys() {
    let layout = Layout {
        columns: vec![label("freq,unit,geo\\TIME_PERIOD", "{freq},{unit},{area}")],
        across: across(&["period"]),
        sections: vec![pattern("indicator")],
        ..Layout::default()
    };
    assert_eq!(
        figures(&layout, "", "\"freq,unit,geo\\TIME_PERIOD\",2020\nProduction,\n\"A,EUR,AT\",1.5 b\nImports,\n\"A,EUR,AT\",2\n"),
        [
            "3:2 1.5 b | indicator=Production freq=A unit=EUR area=AT period=2020",
            "5:2 2 | indicator=Imports freq=A unit=EUR area=AT period=2020"
        ]
    );
}

#[test]
fn a_hierarchy_by_indentation() {
    let layout =
        Layout { columns: vec![label("指标", "indicator"), value("数值")], hierarchy: Some("指标".into()), ..Layout::default() };
    assert_eq!(
        figures(&layout, "", "指标,数值\n人口,10\n　其中：男,6\n　　　　女,4\n户数,3\n"),
        ["2:2 10 | indicator=人口", "3:2 6 | indicator=人口/男", "4:2 4 | indicator=人口/女", "5:2 3 | indicator=户数"]
    );
}

/// Part of a sheet by range, a table that a blank line ends, and a file without a header.
#[test]
fn windows_blank_ends_and_no_header() {
    let plain = Layout { columns: vec![label("地区", "area"), value("数")], ..Layout::default() };
    assert_eq!(figures(&plain, "B2:C3", "x,x,x,x\n,地区,数,?\n,甲,1,?\n,乙,2,?\n"), ["3:3 1 | area=甲"]);
    let ended = Layout { blank_ends: true, ..plain.clone() };
    assert_eq!(figures(&ended, "", "地区,数\n\"甲\n县\",1\n乙,2\n\n说明文字\n"), ["2:2 1 | area=甲\n县", "4:2 2 | area=乙"]);
    let bare = Layout { header: HeaderRule::None, columns: vec![label("#1", "area"), value("#2")], ..Layout::default() };
    assert_eq!(figures(&bare, "", "甲,1\n乙,2\n"), ["1:2 1 | area=甲", "2:2 2 | area=乙"]);
}

/// Nothing that stands under no header is passed over in silence.
#[test]
fn strays_make_a_row_ragged() {
    let layout = Layout { columns: vec![label("地区", "area"), value("数")], ..Layout::default() };
    assert_eq!(
        figures(&layout, "", "地区,数,,\n甲,1,,\n乙,2,9,\n丙,3\n丁\n"),
        ["2:2 1 | area=甲", "3 ragged", "4:2 3 | area=丙", "5 ragged"]
    );
    let short = Layout { short_rows: true, ..layout };
    assert_eq!(figures(&short, "", "地区,数\n丁\n丙,3\n"), ["3:2 3 | area=丙"]);
}

/// A header that does not fit says where and what to do.
#[test]
fn headers_that_do_not_fit() {
    let fault = |layout: &Layout, text| match open(layout, "", text).err() {
        Some(OpenError::Shape(error)) => (error.place(), error.to_string(), error.help()),
        other => panic!("{other:?}"),
    };
    let plain = Layout { columns: vec![label("地区", "area"), value("数")], ..Layout::default() };
    let (place, message, help) = fault(&plain, "地区,数,备注\n");
    assert_eq!((place, message.as_str()), ((1, 3), "the column “备注” is not declared in the layout"));
    assert!(help.to_string().contains("ignore"), "{help}");
    assert_eq!(fault(&plain, "地区\n").1, "the declared column “数” is not in the header");
    assert_eq!(fault(&plain, "地区,地区,数\n").0, (1, 2));
    let anchored = Layout { header: HeaderRule::FirstCell("省份".into()), ..plain.clone() };
    let (_, message, help) = fault(&anchored, "表1\n地区,数\n");
    assert_eq!(message, "no header row was found: no row begins with “省份”");
    assert!(help.to_string().ends_with("表1 | 地区"), "{help}");
    let wide = Layout { columns: vec![label("地区", "area")], across: across(&["{period}({unit})"]), ..Layout::default() };
    assert_eq!(fault(&wide, "地区,2021(万人),备注\n").0, (1, 3));
    assert_eq!(
        fault(&Layout { columns: vec![label("地区", "area")], ..Layout::default() }, "地区\n").1,
        "no column of the table holds figures"
    );
}

/// Of several patterns that fit a heading the longest holds, in whatever order they are declared: `*` is for all columns that nothing else names.
#[test]
fn the_longest_pattern_of_headings_holds() {
    let ignore = |key: &str| ColumnRule { key: key.to_owned(), content: Content::Ignore("rest".into()), optional: false };
    let layout = Layout { columns: vec![ignore("*"), label("地区*", "area"), value("数*")], ..Layout::default() };
    let reader = open(&layout, "", "地区名,数值,数,备注\n甲,1,2,x\n").unwrap();
    let shape = reader.shape();
    assert_eq!((shape.labels[0].index, shape.values[0].index, shape.values[1].index, shape.ignored[0].index), (0, 1, 2, 3));
}

/// Two columns of figures with one header are both read, and known to be two.
#[test]
fn duplicate_headers_are_known() {
    let layout = Layout { columns: vec![label("地区", "area")], across: across(&["period"]), ..Layout::default() };
    let reader = open(&layout, "", "地区,2021,2021\n甲,1,2\n").unwrap();
    assert_eq!(reader.shape().duplicates, [2]);
}
