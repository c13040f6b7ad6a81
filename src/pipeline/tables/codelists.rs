//! The code lists of a release: every code that its tables use, with names and definitions, and its sources.

use std::collections::{BTreeMap, BTreeSet};

use tongbi_domain::catalog::{AreaId, Catalog, DimensionId, IndicatorId, ValueRank};

use super::dimensions::dimensions;
use super::{View, code, text};
use crate::pipeline::plan::{PackagePlan, Plan};
use crate::table::column::{Chunk, Value};

/// The codes that the tables of a package use, gathered part by part.
#[derive(Debug, Default)]
pub struct Usage {
    indicators: BTreeSet<IndicatorId>,
    areas: BTreeSet<AreaId>,
    values: BTreeSet<(DimensionId, ValueRank)>,
    units: BTreeSet<String>,
}

impl Usage {
    /// Adds the codes of a part.
    pub fn add(&mut self, view: &View<'_>) {
        let ledger = view.ledger();
        // Statements come sorted: most have the line of the one before. Units are few, and each is asked for once.
        let (mut last, mut indicator, mut areas) = (None, None, vec![false; view.catalog().areas.len()]);
        let mut conversions = vec![false; ledger.conversions.len()];
        for statement in &view.series.reconciled.statements {
            if !std::mem::replace(&mut conversions[usize::from(statement.conversion.0)], true) {
                self.units.insert(ledger.conversion(statement).unit.clone());
            }
            if last.replace(statement.line) == Some(statement.line) {
                continue;
            }
            let line = ledger.line(statement);
            // Lines come sorted, too: the sets are asked once for each indicator, and once for each area that is new.
            let new_indicator = indicator.replace(line.indicator) != Some(line.indicator);
            if new_indicator && self.indicators.insert(line.indicator) {
                // The list of indicators names its units too, whether or not a figure is in them.
                self.units.extend(view.indicator(line).map(|indicator| indicator.unit.code.clone()));
            }
            if areas.get_mut(line.area.0 as usize).is_none_or(|met| !std::mem::replace(met, true)) {
                self.areas.insert(line.area);
            }
            self.values.extend(view.package.dimensions.iter().map(|id| (*id, line.dimensions.rank(*id))));
        }
    }

    /// Adds the codes of another part.
    pub fn merge(&mut self, other: Self) {
        self.indicators.extend(other.indicators);
        // Most parts have the areas of those before.
        if !self.areas.is_superset(&other.areas) {
            self.areas.extend(other.areas);
        }
        self.values.extend(other.values);
        self.units.extend(other.units);
    }

    /// Indicators of the package.
    pub fn indicators(&self, catalog: &Catalog) -> Chunk {
        indicators(catalog, &self.indicators)
    }

    /// Areas of the package, with those they lie in.
    pub fn areas(&self, catalog: &Catalog) -> Chunk {
        areas(catalog, &self.areas)
    }

    /// Values of the package's dimensions.
    pub fn dimensions(&self, catalog: &Catalog) -> Chunk {
        dimensions(catalog, &self.values)
    }

    /// Categories of the package's indicators, with those above them.
    pub fn categories(&self, catalog: &Catalog) -> Chunk {
        categories(catalog, &self.indicators)
    }

    /// Units that the package's values are in; a quotient has the names of its parts.
    pub fn units(&self, catalog: &Catalog) -> Chunk {
        units(catalog, &self.units)
    }
}

fn indicators(catalog: &Catalog, used: &BTreeSet<IndicatorId>) -> Chunk {
    let fields = [
        code("indicator", "指标代码", "Indicator code", Some("INDICATOR")),
        code("name_zh", "中文名称", "Chinese name", None),
        code("name_en", "英文名称", "English name", None),
        code("category", "类别", "Category", None),
        code("measure", "度量", "Measure of the plain value", None),
        code("nature", "性质", "Flow, stock or none", None),
        code("unit_measure", "计量单位", "Canonical unit", Some("UNIT_MEASURE")),
        code("display_unit", "展示单位", "Unit people know", None),
        code("price_basis", "价格基础", "Price basis of the level", None),
        code("growth_basis", "增速价格基础", "Price basis of published growth", None),
        code("better", "优劣方向", "Which way is better", None),
        text("definition_zh", "中文定义", "Chinese definition"),
        text("definition_en", "英文定义", "English definition"),
        text("scope", "统计范围", "Statistical scope"),
        text("department", "提供部门", "Department that reports it"),
        text("valid_from", "起始年", "First year"),
        text("valid_to", "终止年", "Last year"),
    ];
    let mut chunk = Chunk::new(&fields);
    for indicator in used.iter().filter_map(|id| catalog.indicators.get(*id)) {
        let (from, to) = (year(indicator.valid_from), year(indicator.valid_to));
        chunk.push(&[
            Value::Text(&indicator.code),
            Value::Text(&indicator.name.zh),
            Value::Text(&indicator.name.en),
            Value::Text(&indicator.category),
            Value::Text(indicator.measure.code()),
            Value::Text(indicator.nature.code()),
            Value::Text(&indicator.unit.code),
            Value::Text(&indicator.display),
            Value::Text(indicator.price_basis.code()),
            Value::Text(indicator.growth_basis.code()),
            Value::Text(indicator.better.code()),
            Value::Text(&indicator.definition.zh),
            Value::Text(&indicator.definition.en),
            Value::Text(&indicator.scope),
            Value::Text(&indicator.department),
            Value::Text(&from),
            Value::Text(&to),
        ]);
    }
    chunk
}

fn areas(catalog: &Catalog, direct: &BTreeSet<AreaId>) -> Chunk {
    let fields = [
        code("ref_area", "地区代码", "Area code", Some("REF_AREA")),
        code("name_zh", "中文名称", "Chinese name", None),
        code("name_en", "英文名称", "English name", None),
        text("parent", "上级地区", "Area it lies in"),
        code("scheme", "代码体系", "Scheme of the code", None),
        code("kind", "类型", "Kind", None),
        text("valid_from", "起始年", "First year"),
        text("valid_to", "终止年", "Last year"),
    ];
    let list = &catalog.areas;
    let mut used = BTreeSet::new();
    for area in direct {
        let mut next = Some(*area);
        while let Some(id) = next.filter(|id| used.insert(*id)) {
            next = list.get(id).and_then(|area| area.parent.as_ref()).and_then(|parent| list.find(parent.get_ref()));
        }
    }
    let mut chunk = Chunk::new(&fields);
    for area in used.into_iter().filter_map(|id| list.get(id)) {
        let (from, to) = (year(area.valid_from), year(area.valid_to));
        chunk.push(&[
            Value::Text(area.code.get_ref()),
            Value::Text(&area.name.zh),
            Value::Text(&area.name.en),
            Value::Text(area.parent.as_ref().map_or("", |parent| parent.get_ref())),
            Value::Text(&area.scheme),
            Value::Text(&area.kind),
            Value::Text(&from),
            Value::Text(&to),
        ]);
    }
    chunk
}

fn categories(catalog: &Catalog, indicators: &BTreeSet<IndicatorId>) -> Chunk {
    let fields = [
        code("category", "类别代码", "Category code", None),
        code("name_zh", "中文名称", "Chinese name", None),
        code("name_en", "英文名称", "English name", None),
        text("parent", "上级类别", "Category above it"),
    ];
    let list = &catalog.categories;
    let mut used = BTreeSet::new();
    for indicator in indicators {
        let mut next = catalog.indicators.get(*indicator).map(|indicator| indicator.category.as_str());
        while let Some(category) = next.filter(|category| used.insert(*category)) {
            next = list.get(category).and_then(|category| category.parent.as_ref()).map(|parent| parent.get_ref().as_str());
        }
    }
    let mut chunk = Chunk::new(&fields);
    for category in used.into_iter().filter_map(|category| list.get(category)) {
        chunk.push(&[
            Value::Text(category.code.get_ref()),
            Value::Text(&category.name.zh),
            Value::Text(&category.name.en),
            Value::Text(category.parent.as_ref().map_or("", |parent| parent.get_ref())),
        ]);
    }
    chunk
}

fn units(catalog: &Catalog, used: &BTreeSet<String>) -> Chunk {
    let fields = [
        code("unit_measure", "计量单位", "Unit code", Some("UNIT_MEASURE")),
        code("name_zh", "中文名称", "Chinese name", None),
        code("name_en", "英文名称", "English name", None),
        code("kind", "类型", "Kind", None),
        code("dimension", "量纲", "Dimension", None),
        code("factor", "换算系数", "Exact factor to the base unit of the dimension", None),
        text("ucum", "UCUM", "UCUM code"),
        text("qudt", "QUDT", "QUDT identifier"),
        text("iso4217", "ISO 4217", "ISO 4217 code"),
    ];
    let mut chunk = Chunk::new(&fields);
    for unit in used {
        let named = describe(catalog, unit);
        let get = |name: &str| named.get(name).map_or("", String::as_str);
        chunk.push(&[
            Value::Text(unit),
            Value::Text(get("zh")),
            Value::Text(get("en")),
            Value::Text(get("kind")),
            Value::Text(get("dimension")),
            Value::Text(get("factor")),
            Value::Text(get("ucum")),
            Value::Text(get("qudt")),
            Value::Text(get("iso4217")),
        ]);
    }
    chunk
}

/// Code, Chinese and English name of units.
pub fn unit_names(catalog: &Catalog, units: &BTreeSet<String>) -> Vec<(String, String, String)> {
    let name = |unit: &String| {
        let mut facts = describe(catalog, unit);
        (unit.clone(), facts.remove("zh").unwrap_or_default(), facts.remove("en").unwrap_or_default())
    };
    units.iter().map(name).collect()
}

fn describe(catalog: &Catalog, unit: &str) -> BTreeMap<&'static str, String> {
    let mut facts = BTreeMap::new();
    if let Ok(reading) = catalog.units.book.read(unit) {
        let factor = reading.unit.factor;
        let factor = if factor.den() == 1 { factor.num().to_string() } else { format!("{}/{}", factor.num(), factor.den()) };
        facts.insert("dimension", reading.unit.dimension.to_string());
        facts.insert("kind", format!("{:?}", reading.unit.kind).to_lowercase());
        facts.insert("factor", factor);
    }
    match catalog.units.entry(unit) {
        Some(entry) => {
            facts.insert("zh", entry.name.zh.clone());
            facts.insert("en", entry.name.en.clone());
            facts.insert("ucum", entry.ucum.clone().unwrap_or_default());
            facts.insert("qudt", entry.qudt.clone().unwrap_or_default());
            facts.insert("iso4217", entry.iso4217.clone().unwrap_or_default());
        }
        None => {
            let name = |zh: bool| {
                let part = |text: &str| part_name(catalog, text, zh);
                unit.split('/').map(part).collect::<Vec<_>>().join(if zh { "/" } else { " per " })
            };
            facts.insert("zh", name(true));
            facts.insert("en", name(false));
        }
    }
    facts
}

/// The name of one side of a quotient; number words stay as written.
fn part_name(catalog: &Catalog, text: &str, zh: bool) -> String {
    let words = ["亿", "万", "千", "百"];
    let (word, rest) = words.iter().find_map(|word| Some((*word, text.strip_prefix(word)?))).unwrap_or(("", text));
    let unit = catalog.units.book.get(rest).and_then(|unit| catalog.units.entry(&unit.code));
    let Some(unit) = unit else { return text.to_owned() };
    let english = match word {
        "亿" => "100 million ",
        "万" => "10 000 ",
        "千" => "1 000 ",
        "百" => "100 ",
        _ => "",
    };
    if zh { format!("{word}{}", unit.name.zh) } else { format!("{english}{}", unit.name.en) }
}

/// Sources of the package; what is not known is written `unknown`.
pub fn sources(plan: &Plan, package: &PackagePlan) -> Chunk {
    let fields = [
        code("source_id", "来源", "Source", None),
        code("title", "标题", "Title", None),
        code("publisher", "发布者", "Publisher", None),
        code("delivered", "报告日期", "Date of delivery", None),
        code("published", "发布日期", "Date of publication", None),
        code("address", "网址", "Address", None),
        code("licence", "许可", "Licence", None),
        code("carrier", "载体", "What carried it to us", None),
        code("fidelity", "文本来历", "How close the text is to its publisher", None),
        code("origin", "取得方式", "Transcribed, or as downloaded", None),
        code("origin_note", "取得说明", "From what, and what was kept", None),
        code("standing", "内容性质", "What its figures are", None),
    ];
    let mut chunk = Chunk::new(&fields);
    for source in package.sources.iter().map(|index| &plan.sources[*index]) {
        let sidecar = &source.sidecar;
        chunk.push(&[
            Value::Text(&source.id),
            Value::Text(&sidecar.title),
            Value::Text(&sidecar.publisher),
            Value::Text(&sidecar.delivered),
            Value::Text(&sidecar.published),
            Value::Text(&sidecar.address),
            Value::Text(&sidecar.licence),
            Value::Text(&sidecar.carrier),
            Value::Text(sidecar.fidelity.code()),
            Value::Text(&sidecar.origin),
            Value::Text(&sidecar.origin_note),
            Value::Text(&sidecar.standing),
        ]);
    }
    chunk
}

fn year(year: Option<i32>) -> String {
    year.map_or_else(String::new, |year| year.to_string())
}
