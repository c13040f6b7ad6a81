//! What the names of a package's sources were taken for, what was declared and never met, and what nothing knows.
//!
//! Matches come from what the stages remember of each table, everything else from findings: nothing is counted for each figure.

use std::collections::{BTreeMap, BTreeSet};

use tongbi_domain::catalog::{Catalog, DimensionId, Names};
use tongbi_domain::finding::{Code, Seen, Sorted};
use tongbi_read::layout::Role;
use tongbi_read::layout::heading::key;

use super::inspect::role_word;
use super::plan::{PackagePlan, Plan};
use crate::stages::mapping::{List, Mapping, Mappings};
use crate::stages::source::meaning_text;

/// How many periods outside the dates of a code are named.
const PERIODS: usize = 12;

/// What became of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It was taken for a code.
    Matched,
    /// It was taken for a code that does not hold in some of its periods.
    OutsideDates,
    /// It is declared, and no source of the package has it.
    Unused,
    /// Nothing is called so.
    Unknown,
}

impl Status {
    /// Every status, in order.
    pub const ALL: [Self; 4] = [Self::Matched, Self::OutsideDates, Self::Unused, Self::Unknown];

    /// The word in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::OutsideDates => "outside_dates",
            Self::Unused => "unused",
            Self::Unknown => "unknown",
        }
    }
}

/// A name of a source, or of a declaration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MappedName {
    /// What it was looked up in: `indicator`, `area`, `unit`, the word of a role, the code of a dimension.
    pub list: String,
    /// The source; empty for what is declared for several, or for all.
    pub source: String,
    /// The text.
    pub text: String,
    /// What became of it.
    pub status: Status,
    /// Its code, or what the word stands for; empty where it is unknown.
    pub code: String,
    /// The names of the code, where it has some.
    pub name: (String, String),
    /// Exact factor from a unit to the canonical one.
    pub factor: String,
    /// Names that are near an unknown one, never applied.
    pub suggestions: String,
    /// For which periods a code was used outside its dates, and what those are.
    pub dates: String,
    /// How many figures are in quarantine for an unknown name.
    pub figures: Option<u64>,
}

/// All names of a package.
#[derive(Clone, Debug, Default)]
pub struct PackageMappings {
    /// In the order of lists, sources and texts.
    pub rows: Vec<MappedName>,
}

impl PackageMappings {
    /// The names of a package, from the mappings of all sources of the plan and the package's own findings.
    pub fn of(plan: &Plan, package: &PackagePlan, mappings: &[Mappings], findings: &Sorted) -> Self {
        let dates = outdated(findings);
        let mut rows = Vec::new();
        for source in &package.sources {
            let id = &plan.sources[*source].id;
            let own = mappings.get(*source).into_iter().flatten();
            rows.extend(own.filter(|mapping| !is_declared_ending(mapping)).map(|mapping| matched(&plan.catalog, id, mapping, &dates)));
        }
        rows.extend(unused_words(plan, package, mappings));
        rows.extend(unused_spellings(&plan.catalog, package.sources.iter().filter_map(|source| mappings.get(*source))));
        rows.extend(unknown(findings));
        rows.sort();
        rows.dedup();
        Self { rows }
    }

    /// How many names have a status.
    pub fn count(&self, status: Status) -> usize {
        self.rows.iter().filter(|row| row.status == status).count()
    }

    /// The unknown names, those that keep most figures out first.
    pub fn unknown(&self) -> impl Iterator<Item = &MappedName> {
        let mut unknown: Vec<&MappedName> = self.rows.iter().filter(|row| row.status == Status::Unknown).collect();
        unknown.sort_by_key(|row| std::cmp::Reverse(row.figures));
        unknown.into_iter()
    }
}

/// Words for indicators show in the mappings of the names that have them.
fn is_declared_ending(mapping: &Mapping) -> bool {
    mapping.list == List::Word(Role::Indicator)
}

/// By source and code, the years of a code and the periods outside them.
type Dates<'a> = BTreeMap<(&'a str, &'a str), (String, BTreeSet<&'a str>)>;

fn outdated(findings: &Sorted) -> Dates<'_> {
    let mut dates = Dates::new();
    for finding in findings.iter().filter(|finding| finding.code() == Code::OutOfDate) {
        let years = format!("{}–{}", finding.fact("from"), finding.fact("to"));
        let entry = dates.entry((finding.source(), finding.fact("code"))).or_insert_with(|| (years, BTreeSet::new()));
        entry.1.insert(finding.fact("period"));
    }
    dates
}

fn row(list: String, source: &str, text: &str, status: Status) -> MappedName {
    MappedName {
        list,
        source: source.to_owned(),
        text: text.to_owned(),
        status,
        code: String::new(),
        name: (String::new(), String::new()),
        factor: String::new(),
        suggestions: String::new(),
        dates: String::new(),
        figures: None,
    }
}

fn matched(catalog: &Catalog, source: &str, mapping: &Mapping, dates: &Dates<'_>) -> MappedName {
    let dated = matches!(mapping.list, List::Indicator | List::Area);
    let outside = dates.get(&(source, mapping.code.as_str())).filter(|_| dated);
    let status = if outside.is_some() { Status::OutsideDates } else { Status::Matched };
    let dates = outside.map_or_else(String::new, |(years, periods)| {
        let named: Vec<&str> = periods.iter().take(PERIODS).copied().collect();
        let more = periods.len() - named.len();
        let more = if more > 0 { format!(" +{more}") } else { String::new() };
        format!("{years}: {}{more}", named.join(" "))
    });
    MappedName {
        code: mapping.code.clone(),
        name: name_of(catalog, mapping.list, &mapping.code),
        factor: mapping.factor.clone(),
        dates,
        ..row(list_word(catalog, mapping.list), source, &mapping.text, status)
    }
}

fn list_word(catalog: &Catalog, list: List) -> String {
    match list {
        List::Indicator => "indicator".to_owned(),
        List::Area => "area".to_owned(),
        List::Unit => "unit".to_owned(),
        List::Dimension(DimensionId(position)) => role_word(catalog, Role::Dimension(position)),
        List::Word(role) => role_word(catalog, role),
    }
}

/// The names of a code, Chinese and English.
fn name_of(catalog: &Catalog, list: List, code: &str) -> (String, String) {
    let names: Option<&Names> = match list {
        List::Indicator => catalog.indicators.find(code).and_then(|id| catalog.indicators.get(id)).map(|indicator| &indicator.name),
        List::Area => catalog.areas.find(code).and_then(|id| catalog.areas.get(id)).map(|area| &area.name),
        List::Dimension(id) => catalog.dimensions.get(id).and_then(|dimension| dimension.name_of(dimension.value(code)?)),
        List::Unit => catalog.units.entry(code).map(|unit| &unit.name),
        List::Word(_) => None,
    };
    names.map_or_else(Default::default, |names| (names.zh.clone(), names.en.clone()))
}

/// Declared words that no source of the package has. A word of a layout that several sources share is unused where none of them has it.
fn unused_words(plan: &Plan, package: &PackagePlan, mappings: &[Mappings]) -> Vec<MappedName> {
    let mut declared: BTreeMap<(Role, String, String), BTreeSet<&str>> = BTreeMap::new();
    let mut used: BTreeSet<(Role, &str, &str)> = BTreeSet::new();
    for index in &package.sources {
        let source = &plan.sources[*index];
        for (role, word, meaning) in source.readings.iter().flat_map(|reading| reading.reading.words.iter()) {
            declared.entry((role, word.into_owned(), meaning_text(meaning, role))).or_default().insert(&source.id);
        }
        for mapping in mappings.get(*index).into_iter().flatten() {
            if let List::Word(role) = mapping.list {
                used.insert((role, &mapping.text, &mapping.code));
            }
        }
    }
    let unused = declared.into_iter().filter(|((role, word, code), _)| !used.contains(&(*role, word.as_str(), code.as_str())));
    let unused = unused.map(|((role, word, code), sources)| {
        // A word that several sources share belongs to none of them.
        let source = if sources.len() == 1 { sources.first().copied().unwrap_or_default() } else { "" };
        MappedName { code, ..row(role_word(&plan.catalog, role), source, &word, Status::Unused) }
    });
    unused.collect()
}

/// Aliases, in the code lists, of what the package's sources name, by which none of them names it.
fn unused_spellings<'a>(catalog: &Catalog, mappings: impl Iterator<Item = &'a Mappings>) -> Vec<MappedName> {
    let (mut codes, mut used) = (BTreeSet::new(), BTreeSet::new());
    for mapping in mappings.flatten().filter(|mapping| matches!(mapping.list, List::Indicator | List::Area | List::Dimension(_))) {
        codes.insert((mapping.list, mapping.code.as_str()));
        used.insert((mapping.list, key(&mapping.spelling)));
    }
    let mut spellings: Vec<(List, &str, &str)> = Vec::new();
    spellings.extend(catalog.indicators.spellings().into_iter().map(|(text, id)| (List::Indicator, text, catalog.indicators.code(id))));
    for area in catalog.areas.iter() {
        spellings.extend(area.aliases.iter().map(|alias| (List::Area, alias.get_ref().as_str(), area.code.get_ref().as_str())));
    }
    for (id, dimension) in catalog.dimensions.iter() {
        spellings.extend(dimension.spellings().into_iter().map(|(text, rank)| (List::Dimension(id), text, dimension.code_of(rank))));
    }
    let mut unused = Vec::new();
    for (list, text, code) in spellings.into_iter().filter(|(list, _, code)| codes.contains(&(*list, *code))) {
        let name = name_of(catalog, list, code);
        let goes_without_saying = text.is_empty() || text == code || text == name.0 || text == name.1;
        if !goes_without_saying && !used.contains(&(list, key(text))) {
            unused.push(MappedName { code: code.to_owned(), name, ..row(list_word(catalog, list), "", text, Status::Unused) });
        }
    }
    unused
}

/// How many kinds of findings are counted without looking at their names.
const NEAR: usize = 256;

/// Some findings with how many are like each. Those with one number of facts and one of places have all names in common; most are met again soon.
fn alike(findings: &Sorted) -> Vec<(Seen<'_>, u64)> {
    let (mut kinds, mut near) = (Vec::new(), [None::<((Code, u32, u32, bool), usize)>; NEAR]);
    for (position, finding) in findings.iter().enumerate() {
        if !matches!(
            finding.code(),
            Code::UnknownIndicator | Code::UnknownArea | Code::UnknownDimensionValue | Code::UnknownWord | Code::UnknownUnit
        ) {
            continue;
        }
        let Some(facts) = finding.facts_number() else {
            kinds.push((finding, 1));
            continue;
        };
        let kind = (finding.code(), facts, finding.within_number(), findings.is_read(position));
        let near = &mut near[facts as usize % NEAR];
        match near {
            Some((known, at)) if *known == kind => kinds[*at].1 += 1,
            _ => {
                *near = Some((kind, kinds.len()));
                kinds.push((finding, 1));
            }
        }
    }
    kinds
}

/// Names that nothing knows, from the findings that keep their figures out. The text of a confidential figure is in no finding.
fn unknown(findings: &Sorted) -> Vec<MappedName> {
    let mut found: BTreeMap<(&str, &str, &str), (&str, u64)> = BTreeMap::new();
    for (finding, times) in alike(findings) {
        let (list, text) = match finding.code() {
            Code::UnknownIndicator => ("indicator", finding.fact("text")),
            Code::UnknownArea => ("area", finding.fact("text")),
            Code::UnknownDimensionValue => (finding.fact("dimension"), finding.fact("text")),
            Code::UnknownWord => (finding.fact("role"), finding.fact("text")),
            Code::UnknownUnit => ("unit", finding.fact("unit")),
            _ => continue,
        };
        if text != "…" {
            let (near, count) = found.entry((list, finding.source(), text)).or_insert(("", 0));
            // Another table may have looked no further.
            if near.is_empty() {
                *near = finding.fact("near");
            }
            *count += times;
        }
    }
    let rows = found.into_iter().map(|((list, source, text), (near, count))| MappedName {
        suggestions: near.to_owned(),
        figures: Some(count),
        ..row(list.to_owned(), source, text, Status::Unknown)
    });
    rows.collect()
}
