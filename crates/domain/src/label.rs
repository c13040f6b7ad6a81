//! The words for codes and periods in files that people read: one Chinese and one English word for each code of the closed lists.
//!
//! Codes stay what releases are computed and joined by. No word here can be taken for a number or a date by who loads the file, so that a column of
//! words keeps its type whatever the next release brings.

use crate::catalog::Language;
use crate::period::{Cumulation, Freq, Period};

/// A closed list whose codes have words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// What a figure measures.
    Measure,
    /// Actual or target.
    Scenario,
    /// How often.
    Freq,
    /// What a figure covers.
    Cumulation,
    /// At which prices.
    PriceBasis,
    /// On which scope.
    Comparability,
    /// Seasonal adjustment.
    Adjustment,
    /// How exact.
    Qualifier,
    /// SDMX observation status.
    ObsStatus,
    /// SDMX confidentiality status.
    ConfStatus,
    /// How far along its life.
    Stage,
    /// Why there is no growth, or with what caution it is given.
    YoyStatus,
}

impl List {
    /// The lists with the columns that hold their codes, in the order of columns.
    pub const COLUMNS: [(&'static str, Self); 12] = [
        ("measure", Self::Measure),
        ("scenario", Self::Scenario),
        ("freq", Self::Freq),
        ("cumulation", Self::Cumulation),
        ("price_basis", Self::PriceBasis),
        ("comparability", Self::Comparability),
        ("adjustment", Self::Adjustment),
        ("qualifier", Self::Qualifier),
        ("obs_status", Self::ObsStatus),
        ("conf_status", Self::ConfStatus),
        ("stage", Self::Stage),
        ("yoy_status", Self::YoyStatus),
    ];

    /// The word for a code: of the list's table, or the code itself where it has none.
    pub fn word(self, code: &str, language: Language) -> &str {
        let found = self.words().iter().find(|(known, _, _)| *known == code);
        match (found, language) {
            (Some((_, zh, _)), Language::Zh) => zh,
            (Some((_, _, en)), Language::En) => en,
            (None, _) => code,
        }
    }

    /// Code, Chinese, English.
    const fn words(self) -> &'static [(&'static str, &'static str, &'static str)] {
        match self {
            Self::Measure => MEASURES,
            Self::Scenario => &[("ACTUAL", "实际", "Actual"), ("TARGET", "目标", "Target")],
            Self::Freq => &[
                ("A", "年度", "Annual"),
                ("D", "日", "Daily"),
                ("M", "月度", "Monthly"),
                ("Q", "季度", "Quarterly"),
                ("S", "半年度", "Half-yearly"),
            ],
            Self::Cumulation => &[
                ("PERIOD", "当期", "Of the period"),
                ("POINT", "期末", "At the end"),
                ("SPAN", "多年", "Several years"),
                ("YTD", "累计", "Year to date"),
            ],
            Self::PriceBasis => &[
                ("CONSTANT", "不变价", "Constant prices"),
                ("CURRENT", "现价", "Current prices"),
                ("NA", "不涉及价格", "No prices"),
                ("UNKNOWN", "价格未说明", "Prices not stated"),
            ],
            Self::Comparability => &[
                ("AS_PUBLISHED", "公布口径", "As published"),
                ("BREAK", "口径中断", "Break"),
                ("COMPARABLE_SCOPE", "可比口径", "Comparable scope"),
                ("UNKNOWN", "口径未说明", "Scope not stated"),
            ],
            Self::Adjustment => &[
                ("N", "未调整", "Not adjusted"),
                ("S", "季节调整", "Seasonally adjusted"),
                ("W", "工作日调整", "Calendar adjusted"),
                ("Y", "季节和工作日调整", "Seasonally and calendar adjusted"),
            ],
            Self::Qualifier => &[
                ("EXACT", "准确", "Exact"),
                ("OVER", "超过", "Over"),
                ("AT_LEAST", "不低于", "At least"),
                ("AT_MOST", "不超过", "At most"),
                ("NEARLY", "接近", "Nearly"),
                ("ABOUT", "约", "About"),
                ("RANGE", "区间", "Range"),
            ],
            Self::ObsStatus => STATUSES,
            Self::ConfStatus => &[("C", "保密", "Confidential"), ("F", "公开", "Free"), ("N", "不公布", "Not for publication")],
            Self::Stage => &[
                ("ADJUSTED", "调整目标", "Adjusted target"),
                ("EXPECTED", "预计", "Expected"),
                ("FINAL", "最终核实", "Final"),
                ("INITIAL", "初定目标", "Initial target"),
                ("NOT_STATED", "未说明", "Not stated"),
                ("PRELIMINARY", "初步核算", "Preliminary"),
                ("VERIFIED", "初步核实", "Verified"),
            ],
            Self::YoyStatus => GROWTHS,
        }
    }
}

const MEASURES: &[(&str, &str, &str)] = &[
    ("ATTAINMENT", "完成率", "Attainment of the target"),
    ("ATTAINMENT_GAP", "与目标之差", "Gap to the target"),
    ("CHANGE_POINTS", "变动百分点", "Change in points"),
    ("GROWTH_AVG", "年均增长", "Average annual growth"),
    ("GROWTH_POP", "环比增长", "Growth over the period before"),
    ("GROWTH_SINCE", "较某期增长", "Growth since an earlier period"),
    ("GROWTH_YOY", "同比增长", "Growth over the year before"),
    ("INDEX", "指数", "Index"),
    ("LEVEL", "总量", "Level"),
    ("RANK", "位次", "Rank"),
    ("RATE", "率", "Rate"),
    ("SHARE", "比重", "Share"),
];

const STATUSES: &[(&str, &str, &str)] = &[
    ("A", "正常", "Normal"),
    ("B", "序列中断", "Break"),
    ("D", "定义不同", "Definition differs"),
    ("E", "估计", "Estimated"),
    ("F", "预测", "Forecast"),
    ("G", "试验性", "Experimental"),
    ("H", "缺失（节假日）", "Missing, holiday"),
    ("I", "插补", "Imputed"),
    ("J", "豁免", "Derogation"),
    ("L", "未收集", "Not collected"),
    ("M", "不存在", "Cannot exist"),
    ("N", "小于最小单位", "Not significant"),
    ("O", "缺失", "Missing"),
    ("P", "初步", "Provisional"),
    ("Q", "不公布", "Suppressed"),
    ("S", "特殊事件", "Special event"),
    ("U", "可靠性低", "Low reliability"),
    ("V", "未核实", "Not validated"),
];

const GROWTHS: &[(&str, &str, &str)] = &[
    ("OK", "可比", "OK"),
    ("BASE_EXPECTED", "基数为预计数", "Base is an expectation"),
    ("SCOPE_CHANGED", "口径有变化", "Scope has changed"),
    ("not_applicable", "不适用", "Not applicable"),
    ("suppressed", "不公布", "Suppressed"),
    ("no_value", "本期无数值", "No value"),
    ("no_base", "无基期", "No base period"),
    ("base_missing", "基期无数值", "Base is missing"),
    ("base_conflict", "基期数值矛盾", "Base is contradictory"),
    ("unit_differs", "单位不同", "Units differ"),
    ("basis_differs", "价格或口径不同", "Prices or scopes differ"),
    ("series_break", "序列中断", "Break in the series"),
    ("area_changed", "地区范围变化", "Area has changed"),
    ("not_exact", "非准确数", "Not exact"),
    ("zero_base", "基数为零", "Base is zero"),
    ("sign_change", "正负号改变", "Sign changes"),
    ("negative_base", "基数为负", "Base is negative"),
];

/// The words for what a figure covers: 2021年, 2021年前三季度, 2021年末, 2021年1—3月; Year 2021, Quarters 1 to 3 of 2021, End of 2021.
pub fn period(period: Period, cumulation: Cumulation, language: Language) -> String {
    let end = cumulation == Cumulation::Point && period.freq() != Freq::Daily;
    match language {
        Language::Zh => format!("{}{}", period_zh(period, cumulation == Cumulation::Ytd), if end { "末" } else { "" }),
        Language::En if end => format!("End of {}", period_en(period, false).trim_start_matches("Year ")),
        Language::En => period_en(period, cumulation == Cumulation::Ytd),
    }
}

fn period_zh(period: Period, to_date: bool) -> String {
    let (year, number) = (period.year(), period.number());
    match period.freq() {
        Freq::Annual if period.is_span() => format!("{year}—{}年", period.last_year()),
        Freq::Annual if period.first_month() > 1 => format!("{year}年{}月起一年", period.first_month()),
        Freq::Annual => format!("{year}年"),
        Freq::HalfYear => format!("{year}年{}半年", if number == 1 { "上" } else { "下" }),
        Freq::Quarterly if to_date => format!("{year}年前{}季度", numeral(number)),
        Freq::Quarterly => format!("{year}年第{}季度", numeral(number)),
        Freq::Monthly if to_date => format!("{year}年1—{number}月"),
        Freq::Monthly => format!("{year}年{number}月"),
        Freq::Daily => format!("{year}年{}月{}日", period.start().month(), period.start().day()),
    }
}

fn period_en(period: Period, to_date: bool) -> String {
    let (year, number) = (period.year(), period.number());
    match period.freq() {
        Freq::Annual if period.is_span() => format!("Years {year} to {}", period.last_year()),
        Freq::Annual if period.first_month() > 1 => format!("Year from month {} of {year}", period.first_month()),
        Freq::Annual => format!("Year {year}"),
        Freq::HalfYear => format!("Half {number} of {year}"),
        Freq::Quarterly if to_date => format!("Quarters 1 to {number} of {year}"),
        Freq::Quarterly => format!("Quarter {number} of {year}"),
        Freq::Monthly if to_date => format!("Months 1 to {number} of {year}"),
        Freq::Monthly => format!("Month {number} of {year}"),
        Freq::Daily => format!("Day {} of month {} of {year}", period.start().day(), period.start().month()),
    }
}

const fn numeral(number: u8) -> &'static str {
    match number {
        1 => "一",
        2 => "二",
        3 => "三",
        _ => "四",
    }
}

/// The name of a period as a column of a wide table: `y2021`, `y2021s1`, `y2021q1`, `y2021m03`, `y2021m12d31`, `y2016_2020`, `y2021m04_p1y`. It
/// begins with a letter, because databases refuse a column that is a number, and has small letters, digits and `_` only.
pub fn period_column(period: Period) -> String {
    let (year, number) = (period.year(), period.number());
    match period.freq() {
        Freq::Annual if period.is_span() => format!("y{year}_{}", period.last_year()),
        Freq::Annual if period.first_month() > 1 => format!("y{year}m{:02}_p1y", period.first_month()),
        Freq::Annual => format!("y{year}"),
        Freq::HalfYear => format!("y{year}s{number}"),
        Freq::Quarterly => format!("y{year}q{number}"),
        Freq::Monthly => format!("y{year}m{number:02}"),
        Freq::Daily => format!("y{year}m{:02}d{:02}", period.start().month(), period.start().day()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::growth::{Reason, YoyStatus};
    use crate::number::Qualifier;
    use crate::vocabulary::{Adjustment, Comparability, ConfStatus, Measure, ObsStatus, PriceBasis, Scenario, Stage};

    /// Every code of every list has its own Chinese and its own English word.
    #[test]
    fn every_code_has_its_words() {
        macro_rules! codes {
            ($list:ident) => {
                $list::ALL.iter().map(|entry| entry.code()).collect::<Vec<_>>()
            };
        }
        let yoy = [YoyStatus::Ok, YoyStatus::BaseExpected, YoyStatus::ScopeChanged];
        let yoy = yoy.iter().map(|status| status.code()).chain(Reason::ALL.iter().map(|reason| reason.code())).collect();
        let lists = [
            (List::Measure, codes!(Measure)),
            (List::Scenario, codes!(Scenario)),
            (List::Freq, codes!(Freq)),
            (List::Cumulation, codes!(Cumulation)),
            (List::PriceBasis, codes!(PriceBasis)),
            (List::Comparability, codes!(Comparability)),
            (List::Adjustment, codes!(Adjustment)),
            (List::Qualifier, codes!(Qualifier)),
            (List::ObsStatus, codes!(ObsStatus)),
            (List::ConfStatus, codes!(ConfStatus)),
            (List::Stage, codes!(Stage)),
            (List::YoyStatus, yoy),
        ];
        assert_eq!(lists.len(), List::COLUMNS.len());
        for (list, codes) in lists {
            for language in [Language::Zh, Language::En] {
                let mut words: Vec<&str> = codes.iter().map(|code| list.word(code, language)).collect();
                let han = |word: &&str| word.chars().any(|c| u32::from(c) > 0x2e80);
                assert!(words.iter().all(|word| han(word) == (language == Language::Zh)), "{list:?} {words:?}");
                words.sort_unstable();
                words.dedup();
                assert_eq!(words.len(), codes.len(), "{list:?}");
            }
        }
        assert_eq!(List::Measure.word("NEW", Language::Zh), "NEW");
    }

    /// The words and the column of each kind of period.
    #[test]
    fn periods_in_words() {
        for (text, cumulation, zh, en, column) in [
            ("2021", Cumulation::Period, "2021年", "Year 2021", "y2021"),
            ("2021", Cumulation::Point, "2021年末", "End of 2021", "y2021"),
            ("2016/2020", Cumulation::Span, "2016—2020年", "Years 2016 to 2020", "y2016_2020"),
            ("2021-04-01/P1Y", Cumulation::Period, "2021年4月起一年", "Year from month 4 of 2021", "y2021m04_p1y"),
            ("2021-S1", Cumulation::Period, "2021年上半年", "Half 1 of 2021", "y2021s1"),
            ("2021-Q3", Cumulation::Period, "2021年第三季度", "Quarter 3 of 2021", "y2021q3"),
            ("2021-Q3", Cumulation::Ytd, "2021年前三季度", "Quarters 1 to 3 of 2021", "y2021q3"),
            ("2021-02", Cumulation::Ytd, "2021年1—2月", "Months 1 to 2 of 2021", "y2021m02"),
            ("2021-03", Cumulation::Period, "2021年3月", "Month 3 of 2021", "y2021m03"),
            ("2021-03", Cumulation::Point, "2021年3月末", "End of Month 3 of 2021", "y2021m03"),
            ("2021-12-31", Cumulation::Point, "2021年12月31日", "Day 31 of month 12 of 2021", "y2021m12d31"),
        ] {
            let key = Period::parse_canonical(text).unwrap();
            assert_eq!(period(key, cumulation, Language::Zh), zh);
            assert_eq!(period(key, cumulation, Language::En), en);
            assert_eq!(period_column(key), column);
        }
    }
}
