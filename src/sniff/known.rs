//! What the project's catalogue knows of a text. Without a project nothing is known, and every name is proposed.

use tongbi_domain::catalog::{Catalog, Dimension, Indicator};
use tongbi_domain::number::Ratio;
use tongbi_domain::unit::Reading;
use tongbi_read::layout::heading::{of_which, one_line, without_notes};

/// The catalogue, if there is one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    pub(super) catalog: Option<&'a Catalog>,
}

impl<'a> Known<'a> {
    /// Whether a text names exactly one area.
    pub(super) fn is_area(&self, text: &str) -> bool {
        let name = bare(text);
        self.catalog.is_some_and(|catalog| catalog.areas.find(text).or_else(|| catalog.areas.find(&name)).is_some())
    }

    /// The indicator that a text names by itself.
    pub(super) fn indicator(&self, text: &str) -> Option<&'a Indicator> {
        let catalog = self.catalog?;
        let found = catalog.indicators.find(text).or_else(|| catalog.indicators.find(&bare(text)))?;
        catalog.indicators.get(found)
    }

    /// Whether a text names an indicator, with its unit in brackets or without.
    pub(super) fn is_indicator(&self, text: &str) -> bool {
        let name = bare(text);
        self.indicator(text).is_some() || split_bracket(&name).is_some_and(|(name, _)| self.indicator(name).is_some())
    }

    /// A unit text, read.
    pub(super) fn unit(&self, text: &str) -> Option<Reading> {
        self.catalog?.units.book.read(text).ok()
    }

    /// Whether a text is a unit: one that the catalogue reads, or one that is written as units usually are.
    pub(super) fn is_unit(&self, text: &str) -> bool {
        self.unit(text).is_some() || looks_like_unit(text)
    }

    /// The unit to publish in, for the one that is written: the same without its number words, else the base of its dimension, else as written.
    pub(super) fn canonical(&self, text: &str) -> String {
        let Some((reading, catalog)) = self.unit(text).zip(self.catalog) else { return text.to_owned() };
        let words = Ratio::power_of_ten(i32::from(reading.magnitude)).and_then(|words| reading.unit.factor.div(words)).ok();
        let of_factor = |factor: Ratio| {
            let mut units = catalog.units.book.units().iter();
            units.find(|unit| unit.dimension == reading.unit.dimension && unit.factor == factor).map(|unit| unit.code.clone())
        };
        words.and_then(of_factor).or_else(|| of_factor(Ratio::ONE)).unwrap_or_else(|| text.to_owned())
    }

    /// A dimension by its code or name.
    pub(super) fn dimension(&self, name: &str) -> Option<&'a Dimension> {
        let list = &self.catalog?.dimensions;
        list.get(list.find(name)?)
    }

    /// Whether a code is an indicator's already.
    pub(super) fn has_code(&self, code: &str) -> bool {
        self.catalog.is_some_and(|catalog| catalog.indicators.find(code).is_some())
    }

    /// Whether a code is an area's already.
    pub(super) fn has_area_code(&self, code: &str) -> bool {
        self.catalog.is_some_and(|catalog| catalog.areas.find(code).is_some())
    }
}

/// A name as the program looks it up: on one line, without marks of notes and without 其中：.
pub(super) fn bare(text: &str) -> String {
    let line = one_line(text);
    let name = without_notes(&line, &[]);
    of_which(name).map_or(name, |(rest, _)| rest).to_owned()
}

/// 名称(单位) into its two parts, either width of bracket.
pub(super) fn split_bracket(text: &str) -> Option<(&str, &str)> {
    crate::stages::classify::split_unit(text)
}

/// Whether a text is written as units usually are, for a file without a catalogue.
fn looks_like_unit(text: &str) -> bool {
    const BASES: [&str; 46] = [
        "元",
        "美元",
        "人",
        "户",
        "吨",
        "公里",
        "千米",
        "米",
        "平方米",
        "平方公里",
        "公顷",
        "亩",
        "立方米",
        "千瓦时",
        "千瓦小时",
        "度",
        "件",
        "个",
        "家",
        "辆",
        "台",
        "套",
        "次",
        "人次",
        "标准煤",
        "吨标准煤",
        "岁",
        "年",
        "天",
        "小时",
        "公斤",
        "千克",
        "克",
        "册",
        "张",
        "所",
        "床",
        "艘",
        "架",
        "只",
        "头",
        "箱",
        "标箱",
        "升",
        "千瓦",
        "吨公里",
    ];
    const WORDS: [&str; 20] = [
        "%", "％", "‰", "percent", "per cent", "persons", "number", "million", "thousand", "billion", "km", "km2", "kg", "t", "tonnes",
        "usd", "eur", "us$", "ha", "years",
    ];
    let text = text.trim();
    let lower = text.to_lowercase();
    let bare = text.trim_start_matches(['万', '亿', '千', '百', '十']);
    let below = |text: &str| text.split(['/', '每']).all(|part| BASES.contains(&part.trim_start_matches(['万', '亿', '千', '百', '十'])));
    !text.is_empty() && (WORDS.contains(&lower.as_str()) || BASES.contains(&bare) || below(text))
}
