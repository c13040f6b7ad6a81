//! What the closed codes of a release mean, in both languages: for the codebook, and for the list beside the SDMX export.

/// One code of a column.
pub(in crate::pipeline) struct Meaning {
    /// The column.
    pub column: &'static str,
    /// The code.
    pub code: &'static str,
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

const fn says(column: &'static str, code: &'static str, zh: &'static str, en: &'static str) -> Meaning {
    Meaning { column, code, zh, en }
}

/// Every closed code, by column, in the order in which a reader meets the columns.
pub(in crate::pipeline) const MEANINGS: &[Meaning] = &[
    says("measure", "LEVEL", "总量", "An amount in the indicator's own unit"),
    says("measure", "SHARE", "比重(%)", "A part of a whole, percent"),
    says("measure", "RATE", "比率", "A rate in percent or per mille"),
    says("measure", "RANK", "名次", "A place in a ranking, 1 the best"),
    says("measure", "INDEX", "指数", "An index number; its base is in base_per"),
    says("measure", "GROWTH_YOY", "同比增速(%)", "Growth over the same period of the year before, percent"),
    says("measure", "GROWTH_POP", "环比增速(%)", "Growth over the period before, percent"),
    says("measure", "GROWTH_AVG", "年均增速(%)", "Average annual growth over a span of years, percent"),
    says("measure", "GROWTH_SINCE", "较某期增速(%)", "Growth since a named earlier period, percent"),
    says("measure", "CHANGE_POINTS", "变动(百分点)", "Difference of two rates, percentage points"),
    says("measure", "ATTAINMENT", "目标完成度(%)", "How much of a target was reached, percent of it"),
    says("measure", "ATTAINMENT_GAP", "与目标之差(百分点)", "How far a rate or a share is from its target, points"),
    says("scenario", "ACTUAL", "实际", "What was, or is expected to have been"),
    says("scenario", "TARGET", "目标", "What a plan aims at"),
    says("freq", "A", "年", "Annual, or a span of years"),
    says("freq", "S", "半年", "Half-yearly"),
    says("freq", "Q", "季", "Quarterly"),
    says("freq", "M", "月", "Monthly"),
    says("freq", "D", "日", "Daily"),
    says("cumulation", "PERIOD", "本期", "The whole period and nothing else"),
    says("cumulation", "YTD", "年初累计", "From the beginning of the year to the end of the period"),
    says("cumulation", "POINT", "期末时点", "The last day of the period"),
    says("cumulation", "SPAN", "多年合计", "Several whole years"),
    says("price_basis", "CURRENT", "现价", "At the prices of its own period"),
    says("price_basis", "CONSTANT", "不变价或可比价", "At constant or comparable prices"),
    says("price_basis", "NA", "不涉及价格", "Prices play no part"),
    says("price_basis", "UNKNOWN", "未说明", "The source does not say"),
    says("comparability", "AS_PUBLISHED", "公布口径", "The scope as published for its own period"),
    says("comparability", "COMPARABLE_SCOPE", "可比口径", "The year-earlier figure was restated to this year's scope"),
    says("comparability", "BREAK", "序列中断", "The series is known to break here"),
    says("comparability", "UNKNOWN", "未说明", "The source does not say"),
    says("status", "matched", "已对应", "The text was taken for this code"),
    says(
        "status",
        "outside_dates",
        "超出有效期",
        "The text was taken for this code, for periods in which the code list says it does not hold",
    ),
    says("status", "unused", "未用到", "Declared, and met in no source of the package"),
    says("status", "unknown", "未知", "Nothing is called so; its figures are in quarantine"),
    says("adjustment", "N", "未调整", "Neither seasonally nor calendar adjusted"),
    says("adjustment", "S", "季节调整", "Seasonally adjusted"),
    says("adjustment", "W", "日历调整", "Calendar adjusted"),
    says("adjustment", "Y", "季节和日历调整", "Seasonally and calendar adjusted"),
    says("qualifier", "EXACT", "确数", "The figure as printed"),
    says("qualifier", "OVER", "超过", "More than the figure (超, 逾, 突破, 余, 多)"),
    says("qualifier", "AT_LEAST", "不少于", "The figure or more (以上, 不低于)"),
    says("qualifier", "AT_MOST", "不多于", "The figure or less (以内, 以下)"),
    says("qualifier", "NEARLY", "接近", "Somewhat less than the figure (近, 不足)"),
    says("qualifier", "ABOUT", "约", "About the figure (左右, 约)"),
    says("qualifier", "RANGE", "区间", "Between value_low and value_high"),
    says("obs_status", "A", "正常", "Normal value"),
    says("obs_status", "B", "序列中断", "Break in the series"),
    says("obs_status", "D", "定义不同", "The definition differs"),
    says("obs_status", "E", "估计", "Estimated"),
    says("obs_status", "F", "预测", "Forecast"),
    says("obs_status", "G", "试验性", "Experimental"),
    says("obs_status", "H", "缺：假日", "Missing: holiday"),
    says("obs_status", "I", "插补", "Imputed"),
    says("obs_status", "J", "豁免", "Derogation"),
    says("obs_status", "L", "缺：存在但未收集", "Missing: exists but was not collected"),
    says("obs_status", "M", "缺：不可能存在", "Missing: cannot exist"),
    says("obs_status", "N", "不显著", "Not significant, such as less than half the smallest unit"),
    says("obs_status", "O", "缺：原因未说明", "Missing: the reason is not specified"),
    says("obs_status", "P", "初步", "Provisional"),
    says("obs_status", "Q", "缺：不予公布", "Missing: suppressed"),
    says("obs_status", "S", "特殊事件", "Strike or another special event"),
    says("obs_status", "U", "可靠性低", "Low reliability"),
    says("obs_status", "V", "未核实", "Not validated"),
    says("conf_status", "F", "可公开", "Free"),
    says("conf_status", "C", "保密", "Confidential"),
    says("conf_status", "N", "不公布", "Not for publication"),
    says("stage", "PRELIMINARY", "初步核算", "Preliminary accounts"),
    says("stage", "VERIFIED", "初步核实", "First verification"),
    says("stage", "FINAL", "最终核实", "Finally verified"),
    says("stage", "EXPECTED", "预计", "Known only as an expectation"),
    says("stage", "NOT_STATED", "未说明", "The source does not say"),
    says("stage", "INITIAL", "初定目标", "A target as first set"),
    says("stage", "ADJUSTED", "调整目标", "A target changed during its year"),
    says("revision_kind", "ADDED", "新增", "The release before has no such observation"),
    says("revision_kind", "REMOVED", "删除", "Only the release before has the observation"),
    says("revision_kind", "REVISED", "修订", "Another number, bound or qualifier in the same unit"),
    says("revision_kind", "CONFIRMED", "确认", "The same number from another source, with other printed digits, or at a later stage"),
    says("revision_kind", "UNIT_CHANGED", "单位变更", "Another unit, which is no revision"),
    says("revision_kind", "STAGE_CHANGED", "阶段变更", "The same number at another stage, said by nobody again"),
    says("revision_kind", "STATUS_CHANGED", "状态变更", "The same number with another status, or computed where it was said"),
    says("yoy_status", "OK", "可用", "Given without reserve"),
    says("yoy_status", "BASE_EXPECTED", "基数或本期为预计", "Given, but the base or the value is an expectation"),
    says("yoy_status", "SCOPE_CHANGED", "另有可比口径增速", "Given, but a published comparable-scope rate stands beside it"),
    says("yoy_status", "not_applicable", "不适用", "The measure has no growth"),
    says("yoy_status", "suppressed", "不予公布", "The value or the base is suppressed"),
    says("yoy_status", "no_value", "本期无值", "The observation itself has no value"),
    says("yoy_status", "no_base", "无上年同期", "Nothing in the series at or before the base period"),
    says("yoy_status", "base_missing", "上年同期缺值", "The base period has no value"),
    says("yoy_status", "base_conflict", "上年同期有矛盾", "The base period has conflicting values"),
    says("yoy_status", "unit_differs", "单位不同", "Value and base are in different units"),
    says("yoy_status", "basis_differs", "价格或口径不同", "Value and base are at different or unknown prices or scopes"),
    says("yoy_status", "series_break", "序列中断", "A break is flagged after the base, up to the value"),
    says("yoy_status", "area_changed", "区划变更", "The area changed its borders in between"),
    says("yoy_status", "not_exact", "非确数", "The value or the base is a bound, an approximation or a range"),
    says("yoy_status", "zero_base", "基数为零", "The base is 0"),
    says("yoy_status", "sign_change", "正负相反", "Value and base have opposite signs"),
    says("yoy_status", "negative_base", "基数为负", "Value and base are not positive"),
];

#[cfg(test)]
mod tests {
    use tongbi_domain::growth::Reason;
    use tongbi_domain::number::Qualifier;
    use tongbi_domain::period::{Cumulation, Freq};
    use tongbi_domain::vocabulary::{Adjustment, Comparability, ConfStatus, Measure, ObsStatus, PriceBasis, Scenario, Stage};

    use super::MEANINGS;
    use crate::pipeline::mappings::Status;

    /// A code that the program can write has a meaning in the codebook, and the codebook has no other.
    #[test]
    fn every_closed_code_has_a_meaning() {
        fn of<T: Copy>(all: &[T], code: fn(T) -> &'static str) -> Vec<&'static str> {
            all.iter().map(|entry| code(*entry)).collect()
        }
        let cumulations = [Cumulation::Period, Cumulation::Point, Cumulation::Span, Cumulation::Ytd];
        let mut growth = vec!["OK", "BASE_EXPECTED", "SCOPE_CHANGED"];
        growth.extend(of(Reason::ALL, Reason::code));
        let lists = [
            ("measure", of(Measure::ALL, Measure::code)),
            ("scenario", of(Scenario::ALL, Scenario::code)),
            ("freq", of(&Freq::ALL, Freq::code)),
            ("cumulation", of(&cumulations, Cumulation::code)),
            ("price_basis", of(PriceBasis::ALL, PriceBasis::code)),
            ("comparability", of(Comparability::ALL, Comparability::code)),
            ("adjustment", of(Adjustment::ALL, Adjustment::code)),
            ("qualifier", of(&Qualifier::ALL, Qualifier::code)),
            ("obs_status", of(ObsStatus::ALL, ObsStatus::code)),
            ("conf_status", of(ConfStatus::ALL, ConfStatus::code)),
            ("stage", of(Stage::ALL, Stage::code)),
            ("status", of(&Status::ALL, Status::code)),
            ("yoy_status", growth),
        ];
        for (column, mut expected) in lists {
            let mut found: Vec<&str> = MEANINGS.iter().filter(|entry| entry.column == column).map(|entry| entry.code).collect();
            found.sort_unstable();
            expected.sort_unstable();
            assert_eq!(found, expected, "{column}");
        }
    }
}
