//! Every difficulty of layout that tables have, in tables small enough to work by hand: declared, read, and published as the figures they are.

mod desk;
mod inputs;
mod places;
mod texts;
mod workbook;

use desk::{ALL, Desk};
use workbook::{Sheet, xlsx};

/// One figure in each row.
#[test]
fn long() {
    let layout =
        "columns = { \"指标\" = \"indicator\", \"地区\" = \"area\", \"时期\" = \"period\", \"数值\" = \"value\", \"单位\" = \"unit\" }";
    let desk =
        Desk::text(layout, "", "指标,地区,时期,数值,单位\n产值,北京,2021年,1.5,亿元\n人口,天津,2021年,3,万人\n失业率,天津,2021年,5.2,%\n");
    assert_eq!(desk.figures(), ["JOBLESS 120000 2021 = 5.2", "OUTPUT 110000 2021 = 150000000", "PEOPLE 120000 2021 = 30000"]);
}

/// A row for each area, a column for each period, newest first.
#[test]
fn periods_across() {
    let layout = "columns = { \"地区\" = \"area\" }\nacross = \"period\"";
    let source = "declared = { indicator = \"产值\", unit = \"亿元\" }";
    let desk = Desk::text(layout, source, "地区,2022年,2021年\n北京,2,1\n天津,,3\n");
    assert_eq!(desk.figures(), ["OUTPUT 110000 2021 = 100000000", "OUTPUT 110000 2022 = 200000000", "OUTPUT 120000 2021 = 300000000"]);
}

/// Header rows of area, indicator, frequency and unit in any order; a blank cell in an upper row means its left neighbour.
#[test]
fn several_header_rows_in_any_order() {
    let expected = ["OUTPUT 110000 2021-12 = 100000000", "OUTPUT 120000 2021 = 200000000", "PEOPLE 120000 2021 = 30000"];
    let rows =
        [("\"area\"", "时间,北京,天津,"), ("\"indicator\"", ",产值,产值,人口"), ("\"unit\"", ",亿元,亿元,万人"), ("\"freq\"", ",月,年,年")];
    for order in [[0, 1, 2, 3], [1, 0, 3, 2], [3, 2, 1, 0], [2, 3, 0, 1]] {
        // The corner stands in the first row, whichever that is, and no row may need its left neighbour at its beginning.
        let line = |(at, row): (usize, &usize)| {
            let cells = rows[*row].1.split_once(',').unwrap().1;
            format!("{},{cells}\n", if at == 0 { "时间" } else { "" })
        };
        let text: String = order.iter().enumerate().map(line).collect();
        let across: Vec<&str> = order.iter().map(|row| rows[*row].0).collect();
        let layout = format!("columns = {{ \"时间\" = \"period\" }}\nacross = [{}]\nfill_across = true", across.join(", "));
        let text = if order[3] == 0 { text.replace("北京,天津,", "北京,天津,天津") } else { text };
        let desk = Desk::text(&layout, "", &format!("{text}2021-12,1,2,3\n"));
        assert_eq!(desk.figures(), expected, "{order:?}");
    }
}

/// Cells merged down and across need no declaration; a merged figure is one figure.
#[test]
fn merged_cells() {
    let book = xlsx(&[Sheet {
        name: "表1",
        rows: &[
            &["地区", "年份", "产值（亿元）", ""],
            &["", "", "上半年", "全年"],
            &["北京", "2021", "1", "3"],
            &["", "2022", "2", "4"],
            &["天津", "2021", "5", ""],
        ],
        merged: &["A1:A2", "B1:B2", "C1:D1", "A3:A4", "C5:D5"],
        ..Sheet::default()
    }]);
    let layout = "header_rows = 2\ncolumns = { \"地区\" = \"area\", \"年份\" = \"year\" }\nacross = [\"indicator\", \"period\"]\n\
                  words.period = { \"全年\" = { freq = \"A\" } }";
    let desk = Desk::new(layout, ALL, &[("t.xlsx", &book)]);
    assert_eq!(
        desk.figures(),
        [
            "OUTPUT 110000 2021 = 300000000",
            "OUTPUT 110000 2022 = 400000000",
            "OUTPUT 110000 2021-S1 = 100000000",
            "OUTPUT 110000 2022-S1 = 200000000",
            "OUTPUT 120000 2021-S1 = 500000000",
        ]
    );
}

/// Leading spaces, the indent of a cell's style, and 其中： say below what a label stands.
#[test]
fn hierarchies_by_indentation() {
    let layout = "columns = { \"指标\" = \"indicator\", \"数值\" = \"value\", \"单位\" = \"unit\" }\nhierarchy = \"指标\"";
    let source = "declared = { area = \"北京\", period = \"2021\" }";
    let expected = ["OUTPUT 110000 2021 = 3", "OUTPUT_LIGHT 110000 2021 = 1", "PEOPLE 110000 2021 = 9", "URBAN 110000 2021 = 7"];
    let spaces = "指标,数值,单位\n产值,3,元\n　　轻工业,1,元\n人口,9,人\n  其中：城镇,7,人\n";
    assert_eq!(Desk::text(layout, source, spaces).figures(), expected);
    let book = xlsx(&[Sheet {
        name: "表",
        rows: &[&["指标", "数值", "单位"], &["产值", "3", "元"], &["轻工业", "1", "元"], &["人口", "9", "人"], &["城镇", "7", "人"]],
        indents: &[("A3", 1), ("A5", 2)],
        ..Sheet::default()
    }]);
    assert_eq!(Desk::new(layout, &format!("{source}\n{ALL}"), &[("t.xlsx", &book)]).figures(), expected);
}

/// Blocks below each other: by a header that repeats, each with its own lines above; by declared ranges, each with its own layout.
#[test]
fn stacked_blocks() {
    let text = "一、产值,单位：亿元\n地区,2021年\n北京,1\n注：略\n二、人口,单位：万人\n地区,2020年\n北京,2\n";
    let expected = ["OUTPUT 110000 2021 = 100000000", "PEOPLE 110000 2020 = 20000"];
    let layout = "header = \"地区\"\ncolumns = { \"地区\" = \"area\" }\nacross = \"period\"\nrepeats = true\nfooter = \"注\"\n\
                  preamble = [\"{ignore}、{indicator}\", \"单位：{unit}\"]";
    assert_eq!(Desk::text(layout, "", text).figures(), expected);
    let layout = "header = \"地区\"\ncolumns = { \"地区\" = \"area\" }\nacross = \"period\"\npreamble = [\"{ignore}、{indicator}\", \"单位：{unit}\"]";
    let source = "tables = [{ files = \"*\", cells = \"1:3\" }, { files = \"*\", cells = \"5:\" }]";
    assert_eq!(Desk::new(layout, source, &[("t.csv", text.as_bytes())]).figures(), expected);
}

/// A row with a text and no figure says something of the rows below it.
#[test]
fn sections() {
    let layout = "columns = { \"地区\" = \"area\" }\nacross = \"period\"\nsection = \"{indicator}（{unit}）\"";
    let text = "地区,2021年\n产值（亿元）,\n北京,1\n人口（万人）,\n北京,2\n";
    assert_eq!(Desk::text(layout, "", text).figures(), ["OUTPUT 110000 2021 = 100000000", "PEOPLE 110000 2021 = 20000"]);
}

/// Several sheets of one form, whose names say something; those that are named nowhere are not read.
#[test]
fn several_sheets() {
    let sheet = |name, rows| Sheet { name, rows, ..Sheet::default() };
    let book = xlsx(&[
        sheet("封面", &[&["说明"]]),
        sheet("北京-2021", &[&["指标", "数值"], &["人口", "5"]]),
        sheet("天津-2022", &[&["指标", "数值"], &["人口", "6"]]),
    ]);
    let layout = "columns = { \"指标\" = \"indicator\", \"数值\" = \"value\" }";
    let desk = |tables: &str| Desk::new(layout, &format!("declared.unit = \"人\"\n{tables}"), &[("t.xlsx", &book)]);
    let named = desk("tables = [{ files = \"*\", sheets = \"??-202[12]\", sheet_name = \"{area}-{period}\" }]");
    assert_eq!(named.figures(), ["PEOPLE 110000 2021 = 5", "PEOPLE 120000 2022 = 6"]);
    let statements = named.table("p", "statements");
    statements.one(&[("ref_area", "120000")]).has(&[("sheet", "天津-2022"), ("line", "2"), ("column", "2")]);
    // Two sheets have a figure in the same cell: the first stands, the other is known to repeat it, and a third that differs is told with its sheet.
    let again = |name, value| Sheet { name, rows: value, ..Sheet::default() };
    let same = xlsx(&[
        again("乙", &[&["指标", "人口"], &["北京", "5"], &["天津", "6"]]),
        again("甲", &[&["指标", "人口"], &["北京", "5"], &["天津", "7"]]),
    ]);
    let layout = "columns = { \"指标\" = \"area\", \"人口\" = { indicator = \"人口\", unit = \"人\" } }";
    let source = "declared.period = \"2021\"\ntables = [{ files = \"*\", sheets = \"*\" }]";
    let twice = Desk::new(layout, source, &[("t.xlsx", &same)]).tolerant(2);
    assert_eq!(twice.figures(), ["PEOPLE 110000 2021 = 5"]);
    let statements = twice.table("p", "statements");
    let outcomes: Vec<_> = statements.rows.iter().map(|row| (row.get("sheet"), row.get("outcome"))).collect();
    assert_eq!(outcomes, [("乙", "PUBLISHED"), ("甲", "DUPLICATE")]);
    twice.table("p", "quarantine").one(&[("sheet", "乙")]).has(&[("facts", "others=7 in raw/s/t.xlsx[甲]:3:2")]);
    // Which sheets are tables is never guessed.
    desk("tables = [{ files = \"*\", sheet_name = \"{area}-{period}\" }]").refused(65).says(&["3 sheets", "封面, 北京-2021, 天津-2022"]);
    desk("tables = [{ files = \"*\", sheets = \"*\", sheet_name = \"{area}-{period}\" }]").refused(65).says(&["[封面]", "sheet_name"]);
    desk("tables = [{ files = \"*\", sheets = \"重庆*\" , sheet_name = \"{area}-{period}\" }]")
        .refused(65)
        .says(&["no sheet is called `重庆*`"]);
}
