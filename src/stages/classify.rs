//! Texts to codes. A text that no list knows is a finding with the nearest names, which are never applied.

use std::collections::HashMap;

use tongbi_domain::catalog::{AreaId, Catalog, DimensionId, IndicatorId, ValueRank};
use tongbi_domain::finding::Code;
use tongbi_domain::period::{Context, PeriodError, TimeSpan, read};
use tongbi_domain::vocabulary::Nature;

use super::source::WordMap;

/// A finding before its place is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its code.
    pub code: Code,
    /// Its facts.
    pub facts: Vec<(&'static str, String)>,
}

impl Fault {
    /// A fault with facts.
    pub fn new<const N: usize>(code: Code, facts: [(&'static str, String); N]) -> Self {
        Self { code, facts: facts.into() }
    }
}

/// An indicator text, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The unit that stood in brackets behind the name.
    pub unit: Option<String>,
}

/// Resolves the texts of one table. Tables repeat their texts, so each is resolved once.
pub struct Classifier<'a> {
    catalog: &'a Catalog,
    indicators: HashMap<String, Result<Named, Fault>>,
    areas: HashMap<String, Result<AreaId, Fault>>,
    periods: HashMap<(String, bool), Result<TimeSpan, Fault>>,
    unknown_values: HashMap<(DimensionId, String), Fault>,
}

impl<'a> Classifier<'a> {
    /// For one table.
    pub fn new(catalog: &'a Catalog) -> Self {
        Self { catalog, indicators: HashMap::new(), areas: HashMap::new(), periods: HashMap::new(), unknown_values: HashMap::new() }
    }

    /// The indicator of a name, a code, or a name with its unit in brackets: 地区生产总值(亿元).
    pub fn indicator(&mut self, text: &str) -> Result<Named, Fault> {
        remembered(&mut self.indicators, text, |text| {
            let list = &self.catalog.indicators;
            if let Some(indicator) = list.find(text) {
                return Ok(Named { indicator, unit: None });
            }
            let bracketed =
                split_unit(text).and_then(|(name, unit)| Some(Named { indicator: list.find(name)?, unit: Some(unit.to_owned()) }));
            bracketed
                .ok_or_else(|| Fault::new(Code::UnknownIndicator, [("text", text.to_owned()), ("near", list.nearest(text).join(", "))]))
        })
    }

    /// The area of a name or a code.
    pub fn area(&mut self, text: &str) -> Result<AreaId, Fault> {
        remembered(&mut self.areas, text, |text| {
            let list = &self.catalog.areas;
            let near = || Fault::new(Code::UnknownArea, [("text", text.to_owned()), ("near", list.nearest(text).join(", "))]);
            list.find(text).ok_or_else(near)
        })
    }

    /// The value of a dimension by name or code. What is near an unknown one is looked for once, because a dimension can have many values.
    pub fn dimension(&mut self, id: DimensionId, text: &str) -> Result<ValueRank, Fault> {
        let dimension = self.catalog.dimensions.get(id);
        if let Some(rank) = dimension.and_then(|dimension| dimension.value(text)) {
            return Ok(rank);
        }
        let fault = self.unknown_values.entry((id, text.to_owned())).or_insert_with(|| {
            let (code, near) =
                dimension.map_or((String::new(), String::new()), |found| (found.code.clone(), found.nearest(text).join(", ")));
            Fault::new(Code::UnknownDimensionValue, [("text", text.to_owned()), ("dimension", code), ("near", near)])
        });
        Err(fault.clone())
    }

    /// The span of a period text; a stock stands at its last day.
    pub fn period(&mut self, text: &str, nature: Nature) -> Result<TimeSpan, Fault> {
        let stock = nature == Nature::Stock;
        let key = (text.to_owned(), stock);
        if let Some(known) = self.periods.get(&key) {
            return known.clone();
        }
        let context = Context { stock, ..Context::default() };
        let span = read(text, &context)
            .map_err(|error: PeriodError| Fault::new(Code::UnknownPeriod, [("text", text.to_owned()), ("why", error.to_string())]));
        self.periods.insert(key, span.clone());
        span
    }
}

/// The meaning of a source's word; the empty word has none. Codes stand for themselves.
pub fn word<T: Copy>(words: &WordMap<T>, text: &str, role: &str, from_code: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Fault> {
    if text.is_empty() {
        return Ok(words.get("").copied());
    }
    match words.get(text).copied().or_else(|| from_code(text)) {
        Some(meaning) => Ok(Some(meaning)),
        None => Err(Fault::new(Code::UnknownWord, [("text", text.to_owned()), ("role", role.to_owned())])),
    }
}

fn remembered<T: Clone>(
    memory: &mut HashMap<String, Result<T, Fault>>,
    text: &str,
    resolve: impl FnOnce(&str) -> Result<T, Fault>,
) -> Result<T, Fault> {
    if let Some(known) = memory.get(text) {
        return known.clone();
    }
    let resolved = resolve(text);
    memory.insert(text.to_owned(), resolved.clone());
    resolved
}

/// 名称(单位) into its two parts; either width of bracket.
pub fn split_unit(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let inner = text.strip_suffix([')', '）'])?;
    let open = inner.rfind(['(', '（'])?;
    let (name, rest) = inner.split_at(open);
    let unit = rest.trim_start_matches(['(', '（']).trim();
    let name = name.trim();
    (!name.is_empty() && !unit.is_empty()).then_some((name, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_in_brackets_come_off() {
        assert_eq!(split_unit("地区生产总值(亿元)"), Some(("地区生产总值", "亿元")));
        assert_eq!(split_unit("地区生产总值（亿元）"), Some(("地区生产总值", "亿元")));
        assert_eq!(split_unit("GDP (current US$)"), Some(("GDP", "current US$")));
        assert_eq!(split_unit("地区生产总值"), None);
        assert_eq!(split_unit("(亿元)"), None);
    }
}
