//! Words of headers, preambles and footers, and what they usually mean. A list to look things up in, nothing more.

use tongbi_read::layout::heading::{key, without_notes};

/// What the header of a column says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// Labels with this role.
    Role(&'static str),
    /// Codes that stand beside the labels of this role.
    Code(&'static str),
    /// The figures.
    Value,
    /// Growth rates beside the figures.
    Growth(&'static str),
    /// Facts of the file, not of the figures.
    Ignore,
}

const HEADS: &[(&[&str], Head)] = &[
    (&["REF_AREA", "GEO", "LOCATION", "COUNTRY", "AREA", "REGION"], Head::Role("area")),
    (
        &[
            "地区",
            "区域",
            "省份",
            "省市",
            "省",
            "城市",
            "市",
            "区县",
            "县区",
            "行政区",
            "行政区划",
            "省市区",
            "国家",
            "国家和地区",
            "国别",
            "地域",
            "地区名称",
            "范围",
            "国家名称",
            "country name",
            "reference area",
            "entity",
            "economy",
            "geography",
            "territory",
            "country or area",
            "area name",
            "region name",
            "geopolitical entity (reporting)",
            "area of usual residence name",
            "local authority",
            "province",
            "city",
        ],
        Head::Role("area"),
    ),
    (
        &[
            "country code",
            "area code",
            "地区代码",
            "行政区划代码",
            "区划代码",
            "国家代码",
            "iso3",
            "iso2",
            "iso code",
            "geo code",
            "area of usual residence code",
        ],
        Head::Code("area"),
    ),
    (
        &[
            "TIME_PERIOD",
            "TIME",
            "时间",
            "日期",
            "时期",
            "期间",
            "报告期",
            "统计时间",
            "period",
            "date",
            "time period",
            "统计期",
            "数据时间",
        ],
        Head::Role("period"),
    ),
    (&["年份", "年", "年度", "year", "years", "数据年份"], Head::Role("year")),
    (&["月份", "月", "month"], Head::Role("month")),
    (&["季度", "季", "quarter"], Head::Role("quarter")),
    (
        &[
            "指标",
            "指标名称",
            "指标名",
            "项目",
            "项目名称",
            "MEASURE",
            "INDICATOR",
            "SERIES",
            "SUBJECT",
            "VARIABLE",
            "NA_ITEM",
            "INDIC",
            "indicator name",
            "series name",
            "item",
            "统计指标",
            "名称",
            "指标项",
            "类别名称",
        ],
        Head::Role("indicator"),
    ),
    (&["indicator code", "series code", "指标代码", "指标编码", "item code"], Head::Code("indicator")),
    (&["UNIT_MEASURE", "UNIT", "单位", "计量单位", "数据单位", "unit of measure", "units", "unit name", "unit code"], Head::Role("unit")),
    (&["FREQ", "FREQUENCY", "频率", "频度", "frequency of observation", "时间频率"], Head::Role("freq")),
    (&["行", "行号", "line", "row", "页码", "page"], Head::Role("locator")),
    (&["OBS_STATUS", "status", "observation status", "状态"], Head::Role("status")),
    (&["CONF_STATUS", "confidentiality status"], Head::Role("confidentiality")),
    (&["OBS_FLAG", "OBS_FLAGS", "flag", "flags", "flag codes", "标志", "标识"], Head::Role("flags")),
    (
        &["备注", "说明", "注释", "注", "note", "notes", "footnote", "footnotes", "comment", "comments", "remark", "OBS_COMMENT"],
        Head::Role("note"),
    ),
    (
        &[
            "OBS_VALUE",
            "数值",
            "值",
            "数据",
            "指标值",
            "数据值",
            "value",
            "values",
            "observation value",
            "figure",
            "obs value",
            "本期值",
            "统计值",
        ],
        Head::Value,
    ),
    (
        &["同比", "同比增长", "同比增速", "比上年增长", "比上年同期增长", "增速", "增长率", "增长速度", "yoy", "年增长率", "同比%"],
        Head::Growth("GROWTH_YOY"),
    ),
    (&["年均增长", "年平均增长", "年均增速", "cagr"], Head::Growth("GROWTH_AVG")),
    (&["环比", "环比增长", "环比增速", "比上月增长", "比上季增长"], Head::Growth("GROWTH_POP")),
    (
        &[
            "STRUCTURE",
            "STRUCTURE_ID",
            "STRUCTURE_NAME",
            "ACTION",
            "DATAFLOW",
            "DECIMALS",
            "LAST UPDATE",
            "序号",
            "编号",
            "no.",
            "id",
            "UNIT_MULT",
            "unit multiplier",
            "TIME_FORMAT",
            "COLLECTION",
            "last updated",
        ],
        Head::Ignore,
    ),
];

/// What a header text usually says of its column. SDMX names in capitals and plain words are the same here.
pub(super) fn head(text: &str) -> Option<Head> {
    let bare = without_notes(text, &[]);
    let folded = key(strip_bracket(bare)).to_lowercase();
    HEADS.iter().find(|(words, _)| words.iter().any(|word| key(word).to_lowercase() == folded)).map(|(_, head)| *head)
}

/// A text without what stands in brackets at its end.
pub(super) fn strip_bracket(text: &str) -> &str {
    match text.trim_end().strip_suffix([')', '）']).and_then(|inner| inner.rfind(['(', '（'])) {
        Some(open) if open > 0 => text[..open].trim_end(),
        _ => text,
    }
}

/// Beginnings of lines above a table with what follows them.
pub(super) const PREAMBLES: [(&str, &str); 16] = [
    ("指标", "indicator"),
    ("指标名称", "indicator"),
    ("单位", "unit"),
    ("计量单位", "unit"),
    ("地区", "area"),
    ("地域", "area"),
    ("时间", "period"),
    ("年份", "period"),
    ("时期", "period"),
    ("Unit", "unit"),
    ("Units", "unit"),
    ("Unit of measure", "unit"),
    ("Indicator", "indicator"),
    ("Area", "area"),
    ("Country", "area"),
    ("Period", "period"),
];

/// Beginnings of lines below a table that are notes.
pub(super) const FOOTERS: [&str; 18] = [
    "注",
    "备注",
    "说明",
    "数据来源",
    "资料来源",
    "来源",
    "本表",
    "附注",
    "Source",
    "Sources",
    "Note",
    "Notes",
    "Footnote",
    "Data source",
    "Last updated",
    "(1)",
    "a)",
    "*",
];

/// Endings of indicator names with what they say, as TOML.
pub(super) const ENDINGS: [(&str, &str); 17] = [
    ("累计增长", "{ measure = \"GROWTH_YOY\", cumulation = \"YTD\" }"),
    ("累计同比增长", "{ measure = \"GROWTH_YOY\", cumulation = \"YTD\" }"),
    ("累计同比增速", "{ measure = \"GROWTH_YOY\", cumulation = \"YTD\" }"),
    ("累计增速", "{ measure = \"GROWTH_YOY\", cumulation = \"YTD\" }"),
    ("累计同比", "{ measure = \"GROWTH_YOY\", cumulation = \"YTD\" }"),
    ("累计值", "{ cumulation = \"YTD\" }"),
    ("当期值", "{}"),
    ("本期值", "{}"),
    ("绝对值", "{}"),
    ("绝对数", "{}"),
    ("同比增长", "{ measure = \"GROWTH_YOY\" }"),
    ("同比增速", "{ measure = \"GROWTH_YOY\" }"),
    ("比上年增长", "{ measure = \"GROWTH_YOY\" }"),
    ("增长速度", "{ measure = \"GROWTH_YOY\" }"),
    ("增长率", "{ measure = \"GROWTH_YOY\" }"),
    ("增速", "{ measure = \"GROWTH_YOY\" }"),
    ("环比增长", "{ measure = \"GROWTH_POP\" }"),
];

/// Words of a header row that say what kind of figure stands below, with their measure; empty for the plain value.
pub(super) const KINDS: [(&str, &str); 20] = [
    ("总量", ""),
    ("绝对数", ""),
    ("绝对额", ""),
    ("数值", ""),
    ("数量", ""),
    ("金额", ""),
    ("本年", ""),
    ("累计", ""),
    ("Value", ""),
    ("Level", ""),
    ("增速", "GROWTH_YOY"),
    ("增长", "GROWTH_YOY"),
    ("同比", "GROWTH_YOY"),
    ("同比增长", "GROWTH_YOY"),
    ("同比增速", "GROWTH_YOY"),
    ("比上年增长", "GROWTH_YOY"),
    ("比上年同期增长", "GROWTH_YOY"),
    ("增长率", "GROWTH_YOY"),
    ("年均增长", "GROWTH_AVG"),
    ("环比", "GROWTH_POP"),
];

/// The measure of a header word for a kind of figure; empty for the plain value.
pub(super) fn kind_of_figure(text: &str) -> Option<&'static str> {
    let folded = key(strip_bracket(text));
    let folded = folded.trim_end_matches(['%', '±']);
    KINDS.iter().find(|(word, _)| key(word) == folded).map(|(_, measure)| *measure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_known_whatever_their_dress() {
        assert_eq!(head("地　区"), Some(Head::Role("area")));
        assert_eq!(head("REF_AREA"), Some(Head::Role("area")));
        assert_eq!(head("Country Code"), Some(Head::Code("area")));
        assert_eq!(head("比上年增长（%）"), Some(Head::Growth("GROWTH_YOY")));
        assert_eq!(head("常住人口"), None);
        assert_eq!(
            (kind_of_figure("增长（%）"), kind_of_figure("绝对数(亿元)"), kind_of_figure("常住人口")),
            (Some("GROWTH_YOY"), Some(""), None)
        );
    }
}
