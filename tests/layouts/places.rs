//! Where a figure's unit, area, indicator and period can stand: in its column, its row, the lines above, the names of file and sheet, a declaration.

use super::workbook::{Sheet, xlsx};
use super::{ALL, Desk};

const PERIODS: &str = "header = \"地区\"\ncolumns = { \"地区\" = \"area\" }\nacross = \"period\"";

/// One and the same figure, its unit said in each place that a unit can stand in.
#[test]
fn a_unit_in_every_place() {
    let expected = ["OUTPUT 110000 2021 = 30000"];
    let output = "declared.indicator = \"产值\"";
    let given: [(&str, &str, &str); 7] = [
        (&format!("{PERIODS}\npreamble = \"指标：{{indicator}}\""), "", "指标：产值（万元）\n地区,2021年\n北京,3\n"),
        (&format!("{PERIODS}\npreamble = \"{{ignore}}单位：{{unit}}\""), output, "表1　单位：万元\n地区,2021年\n北京,3\n"),
        (&format!("{PERIODS}\npreamble = \"单位：{{unit}}\""), output, "单位：万元、%\n地区,2021年\n北京,3\n"),
        ("columns = { \"地区\" = \"area\", \"单位\" = \"unit\" }\nacross = \"period\"", output, "地区,单位,2021年\n北京,万元,3\n"),
        ("columns = { \"地区\" = \"area\" }\nacross = [\"period\", \"unit\"]", output, "地区,2021年\n,万元\n北京,3\n"),
        ("columns = { \"地区\" = \"area\" }\nacross = \"{period}({unit})\"", output, "地区,2021年（万元）\n北京,3\n"),
        (PERIODS, "declared = { indicator = \"产值\", unit = \"万元\" }", "地区,2021年\n北京,3\n"),
    ];
    for (layout, source, text) in given {
        assert_eq!(Desk::text(layout, source, text).figures(), expected, "{layout}\n{text}");
    }
    let words = format!(
        "{PERIODS}\npreamble = \"{{indicator}}\"\nwords.indicator = {{ \"总产值\" = {{ indicator = \"OUTPUT\", unit = \"万元\" }} }}"
    );
    assert_eq!(Desk::text(&words, "", "总产值\n地区,2021年\n北京,3\n").figures(), expected);
}

/// Two places that give one figure different units are told; a table in which nothing gives a unit is refused as a whole.
#[test]
fn units_that_contradict_and_units_that_nobody_says() {
    let layout = "columns = { \"地区\" = \"area\", \"单位\" = \"unit\" }\nacross = \"{indicator}({unit})\"";
    let desk = Desk::text(layout, "declared.period = \"2021\"", "地区,单位,产值(亿元)\n北京,万元,3\n天津,亿元,4\n").tolerant(1);
    assert_eq!(desk.figures(), ["OUTPUT 120000 2021 = 400000000"]);
    assert_eq!(desk.findings(), ["T415 2:3 3"]);
    let silent = Desk::text(PERIODS, "declared.indicator = \"产值\"", "地区,2021年\n北京,3\n天津,4\n");
    silent.refused(65).says(&["[T306]", "unit", "OUTPUT", "raw/s/table.csv", "declared.unit"]);
}

/// A unit that is declared wrongly is found before a table is read, also among several.
#[test]
fn declared_units_are_known() {
    let desk =
        |unit: &str| Desk::text(PERIODS, &format!("declared = {{ indicator = \"产值\", unit = \"{unit}\" }}"), "地区,2021年\n北京,3\n");
    assert_eq!(desk("%；万元").figures(), ["OUTPUT 110000 2021 = 30000"]);
    desk("万圆").refused(78).says(&["T104", "万圆"]);
    desk("%；万圆").refused(78).says(&["T104", "万圆", "one of the units"]);
    desk("万人").refused(78).says(&["T104", "does not convert"]);
}

/// The area: above the table, in the name of the file, of the sheet, declared.
#[test]
fn areas_in_every_place() {
    let layout = "header = \"时期\"\ncolumns = { \"时期\" = \"period\" }\nacross = \"{indicator}({unit})\"";
    let text = "时期,人口(人)\n2021年,7\n";
    let expected = ["PEOPLE 130100 2021 = 7"];
    let above = Desk::text(&format!("{layout}\npreamble = \"{{area}}人口情况\""), "", &format!("石家庄市人口情况\n{text}"));
    assert_eq!(above.figures(), expected);
    assert_eq!(Desk::text(layout, "declared.area = \"石家庄\"", text).figures(), expected);
    let source = "tables = [{ files = \"*\", file_name = \"{area}_{ignore}.csv\" }]";
    assert_eq!(Desk::new(layout, source, &[("石家庄市_2021.csv", text.as_bytes())]).figures(), expected);
    let book = xlsx(&[Sheet { name: "石家庄市", rows: &[&["时期", "人口(人)"], &["2021年", "7"]], ..Sheet::default() }]);
    let source = "tables = [{ files = \"*\", sheets = \"*\", sheet_name = \"area\" }]";
    assert_eq!(Desk::new(layout, source, &[("t.xlsx", &book)]).figures(), expected);
}

/// The indicator and the period, likewise; a place further in holds over one further out.
#[test]
fn indicators_and_periods_in_every_place() {
    let columns = "columns = { \"地区\" = \"area\", \"数值\" = \"value\" }";
    let text = "地区,数值\n北京,7\n";
    let expected = ["PEOPLE 110000 2021 = 7"];
    let above = format!("header = \"地区\"\n{columns}\npreamble = \"{{period}}末{{indicator}}（{{unit}}）\"");
    assert_eq!(Desk::text(&above, "", &format!("2021年末人口（人）\n{text}")).figures(), expected);
    let source = "declared.unit = \"人\"\ntables = [{ files = \"*\", file_name = \"{indicator}-{period}.csv\" }]";
    assert_eq!(Desk::new(columns, source, &[("人口-2021.csv", text.as_bytes())]).figures(), expected);
    assert_eq!(Desk::text(columns, "declared = { indicator = \"人口\", period = 2021, unit = \"人\" }", text).figures(), expected);
    let inner = "columns = { \"地区\" = \"area\", \"时期\" = \"period\", \"数值\" = \"value\" }";
    let desk =
        Desk::text(inner, "declared = { indicator = \"人口\", period = 2021, unit = \"人\" }", "地区,时期,数值\n北京,2019,6\n北京,,7\n");
    assert_eq!(desk.figures(), ["PEOPLE 110000 2019 = 6", "PEOPLE 110000 2021 = 7"]);
}

/// What a column's figures are can be declared for the column: another measure, another period, a value of a dimension.
#[test]
fn value_columns_with_facts() {
    let layout = "columns = { \"地区\" = \"area\", \"产值\" = \"value\", \"增长%\" = \"value:GROWTH_YOY\", \
                  \"上年产值\" = { period = \"2020\" }, \"男性产值\" = { SEX = \"M\" } }";
    let source = "declared = { indicator = \"产值\", period = \"2021\", unit = \"元\", SEX = \"_Z\" }";
    let desk = Desk::text(layout, source, "地区,产值,增长%,上年产值,男性产值\n北京,110,10,100,60\n");
    assert_eq!(
        desk.figures(),
        ["OUTPUT/M 110000 2021 = 60", "OUTPUT/GROWTH_YOY 110000 2021 = 10", "OUTPUT 110000 2020 = 100", "OUTPUT 110000 2021 = 110"]
    );
}

/// Lines above and below by rule, columns and rows left out with a reason: what remains is the table, and every cell is accounted for.
#[test]
fn preamble_footer_and_what_is_left_out() {
    let layout = "header = \"地区\"\ncolumns = { \"地区\" = \"area\", \"内部*\" = \"ignore:internal\", \"备注\" = \"ignore\" }\nacross = \"period\"\n\
                  footer = [\"注\", \"资料来源\"]\nleave_out = [{ column = \"地区\", equals = [\"合计\"], starts = \"其中\", reason = \"total\" }]";
    let text = "表1\n\n地区,2021年,内部编号,备注\n合计,9,1,\n北京,4,2,甲\n其中：城区,3,3,\n天津,5,,\n注：2021年,100,,\n北京,7,,\n";
    let desk = Desk::text(layout, "declared = { indicator = \"人口\", unit = \"人\" }", text);
    assert_eq!(desk.figures(), ["PEOPLE 110000 2021 = 4", "PEOPLE 120000 2021 = 5"]);
    assert!(desk.findings().is_empty());
    // A blank line ends a table where that is declared.
    let ends = "header = \"地区\"\ncolumns = { \"地区\" = \"area\" }\nacross = \"period\"\nblank_ends = true";
    let desk = Desk::text(ends, "declared = { indicator = \"人口\", unit = \"人\" }", "地区,2021年\n北京,4\n\n天津,5\n");
    assert_eq!(desk.figures(), ["PEOPLE 110000 2021 = 4"]);
    let desk = Desk::new(
        ends,
        &format!("declared = {{ indicator = \"人口\", unit = \"人\" }}\n{ALL}"),
        &[("t.csv", "地区,2021年\n北京,4\n".as_bytes())],
    );
    assert_eq!(desk.figures(), ["PEOPLE 110000 2021 = 4"]);
}

/// Of several units above a table an indicator that can have none is told with its own unit, not with the list.
#[test]
fn lists_of_units_that_do_not_fit() {
    let layout = "header = \"地区\"\npreamble = \"单位：{unit}\"\ncolumns = { \"地区\" = \"area\" }\nacross = \"indicator\"";
    let desk = Desk::text(layout, "declared.period = \"2021\"", "单位：亿元、%\n地区,产值,失业率,人口\n北京,1,5,2\n").tolerant(1);
    assert_eq!(desk.figures(), ["JOBLESS 110000 2021 = 5", "OUTPUT 110000 2021 = 100000000"]);
    assert_eq!(desk.findings(), ["T413 3:4 2"]);
}
