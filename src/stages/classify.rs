//! Texts to codes. A text that no list knows is a finding with the nearest names, which are never applied.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tongbi_domain::catalog::{AreaId, Catalog, Dimension, DimensionId, IndicatorId, ValueRank};
use tongbi_domain::finding::Code;
use tongbi_domain::period::TimeSpan;
use tongbi_domain::vocabulary::Nature;
use tongbi_read::layout::heading::{of_which, one_line, without_notes};
use tongbi_read::layout::{Fact, Layout, Role, STEP};

use super::mapping::{Heard, List, Mapping, Mappings};
use super::near::{Found, Searches};
use super::periods::{PeriodTexts, read_period};
use super::source::{Reading, Words};

/// A finding before its place is known. Tables repeat their faults, so a copy is cheap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its code.
    pub code: Code,
    facts: Arc<[(&'static str, FaultText)]>,
}

/// The text of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
enum FaultText {
    /// The text of the number, which differs from cell to cell.
    Number,
    Text(String),
}

impl Fault {
    /// A fault with facts.
    pub fn new<const N: usize>(code: Code, facts: [(&'static str, String); N]) -> Self {
        Self { code, facts: facts.into_iter().map(|(name, text)| (name, FaultText::Text(text))).collect() }
    }

    /// A fault of the text of a number: the same of all numbers that are at fault for one reason.
    pub fn of_number(code: Code, why: String) -> Self {
        Self { code, facts: Arc::new([("text", FaultText::Number), ("why", FaultText::Text(why))]) }
    }

    /// Its facts, of a cell with the text of a number.
    pub fn facts<'t>(&'t self, number: &'t str) -> impl Iterator<Item = (&'static str, &'t str)> + Clone {
        let text = move |text: &'t FaultText| if let FaultText::Text(text) = text { text.as_str() } else { number };
        self.facts.iter().map(move |(name, fact)| (*name, text(fact)))
    }

    /// What kind of fault it is, and nothing of the cell.
    pub fn hidden(&self) -> Self {
        let hide = |(name, _): &(&'static str, FaultText)| (*name, FaultText::Text("…".to_owned()));
        Self { code: self.code, facts: self.facts.iter().map(hide).collect() }
    }
}

/// An indicator text, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The unit that stood in brackets behind the name; empty where none did.
    pub unit: String,
    /// What else the name is declared to say.
    pub facts: Vec<Fact>,
    /// The spelling that the list of indicators knows.
    pub spelling: String,
}

/// Classifiers that no table has just now: the next table of the same reading says most of what the last one said. All are of one catalogue.
#[derive(Default)]
pub struct Classifiers<'a> {
    free: Mutex<Vec<Classifier<'a>>>,
    near_indicators: Found,
    near_areas: Found,
}

impl<'a> Classifiers<'a> {
    /// One that has met tables of this reading, or a new one.
    pub fn take(&self, catalog: &'a Catalog, reading: &'a Reading) -> Classifier<'a> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let known = free.iter().position(|known| std::ptr::eq(known.reading, reading));
        known.map_or_else(|| Classifier::new(catalog, reading, self), |at| free.swap_remove(at))
    }

    /// Takes one back that a table has done with. What it did not understand it forgets, so that each table is told of the same names, whichever came before.
    pub fn give(&self, mut classifier: Classifier<'a>) {
        classifier.forget_faults();
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(classifier);
    }
}

/// Resolves the texts of tables that are read alike. Tables repeat their texts, so each is resolved once.
pub struct Classifier<'a> {
    catalog: &'a Catalog,
    reading: &'a Reading,
    indicators: HashMap<String, Result<Arc<Named>, Fault>>,
    areas: AreaTexts,
    values: HashMap<(DimensionId, String), ValueRank>,
    /// What texts were taken for, as far as it is not told.
    fresh: Vec<Mapping>,
    /// Declared names and endings of indicators that were met.
    heard: RefCell<Heard<'a>>,
    periods: HashMap<String, Result<TimeSpan, Fault>>,
    last_period: Option<(String, TimeSpan)>,
    unknown_values: HashMap<(DimensionId, String), Fault>,
    near_indicators: Searches,
    near_areas: Searches,
    near_values: Searches,
    /// A text that is put together only to be looked up.
    buffer: String,
}

impl<'a> Classifier<'a> {
    /// For tables of one reading.
    fn new(catalog: &'a Catalog, reading: &'a Reading, all: &Classifiers<'a>) -> Self {
        Self {
            catalog,
            reading,
            indicators: HashMap::default(),
            areas: AreaTexts::default(),
            values: HashMap::new(),
            fresh: Vec::new(),
            heard: RefCell::default(),
            periods: HashMap::default(),
            last_period: None,
            unknown_values: HashMap::new(),
            near_indicators: Searches::of(all.near_indicators.clone()),
            near_areas: Searches::of(all.near_areas.clone()),
            near_values: Searches::default(),
            buffer: String::new(),
        }
    }

    /// The indicator of a name, a code, or a name with its unit in brackets: 地区生产总值(亿元). Of a path of names, the longest end that names one.
    pub fn indicator(&mut self, path: &[&str]) -> Result<Arc<Named>, Fault> {
        self.buffer.clear();
        for (step, part) in path.iter().enumerate() {
            if step > 0 {
                self.buffer.push(STEP);
            }
            self.buffer.push_str(part);
        }
        if let Some(known) = self.indicators.get(&self.buffer) {
            return known.clone();
        }
        let found = self.named(&self.buffer).map(Arc::new).ok_or_else(|| {
            let last = without_notes(path.last().copied().unwrap_or_default(), &[]).rsplit(STEP).next().unwrap_or_default().to_owned();
            let bare = split_unit(&last).map_or(last.as_str(), |(name, _)| name);
            let near = self.near_indicators.look(bare, || self.catalog.indicators.nearest(bare).join(", "));
            Fault::new(Code::UnknownIndicator, [("text", shown(&self.buffer)), ("near", near)])
        });
        if let Ok(named) = &found {
            let code = self.catalog.indicators.code(named.indicator);
            self.fresh.push(mapping(List::Indicator, &self.buffer, code, &named.spelling));
        }
        self.indicators.insert(self.buffer.clone(), found.clone());
        found
    }

    /// Forgets what was not understood, and how often near names were looked for.
    fn forget_faults(&mut self) {
        self.indicators.retain(|_, found| found.is_ok());
        self.periods.retain(|_, found| found.is_ok());
        self.areas.forget_faults();
        self.unknown_values.clear();
        [&mut self.near_indicators, &mut self.near_areas, &mut self.near_values].into_iter().for_each(Searches::again);
    }

    fn named(&self, path: &str) -> Option<Named> {
        let mut rest = path;
        loop {
            let joined = rest.replace(STEP, "/");
            if let Some(named) = forms(&joined, &self.reading.layout).iter().find_map(|name| self.name(name)) {
                return Some(named);
            }
            rest = rest.split_once(STEP)?.1;
        }
    }

    /// One name: as declared, as the catalogue has it, without its unit, without a declared ending.
    fn name(&self, name: &str) -> Option<Named> {
        let words: &'a Words = &self.reading.words;
        self.whole(name, String::new(), words).or_else(|| {
            let (bare, unit) = split_unit(name).unwrap_or((name, ""));
            if !unit.is_empty()
                && let Some(named) = self.whole(bare, unit.to_owned(), words)
            {
                return Some(named);
            }
            words.ending(bare).find_map(|(base, facts)| {
                let mut named = self.whole(base, unit.to_owned(), words)?;
                self.heard.borrow_mut().note(Some(facts));
                named.facts.extend_from_slice(facts);
                Some(named)
            })
        })
    }

    fn whole(&self, name: &str, unit: String, words: &'a Words) -> Option<Named> {
        let list = &self.catalog.indicators;
        match words.get(Role::Indicator, name) {
            Some(facts) => {
                let said = facts.iter().find(|fact| fact.role == Role::Indicator).map_or(name, |fact| fact.text.as_str());
                self.heard.borrow_mut().note(Some(facts));
                let facts = facts.iter().filter(|fact| fact.role != Role::Indicator).cloned().collect();
                Some(Named { indicator: list.find(said)?, unit, facts, spelling: said.to_owned() })
            }
            None => Some(Named { indicator: list.find(name)?, unit, facts: Vec::new(), spelling: name.to_owned() }),
        }
    }

    /// The value of a dimension by name or code. What is near an unknown one is looked for once, because a dimension can have many values.
    pub fn dimension(&mut self, id: DimensionId, text: &str) -> Result<ValueRank, Fault> {
        let dimension = self.catalog.dimensions.get(id);
        if let Some(rank) = dimension.and_then(|dimension| forms(text, &self.reading.layout).iter().find_map(|name| dimension.value(name)))
        {
            if !text.is_empty() && self.values.insert((id, text.to_owned()), rank).is_none() {
                let known = |name: &String| dimension.is_some_and(|dimension| dimension.value(name).is_some());
                let spelling = forms(text, &self.reading.layout).into_iter().find(known).unwrap_or_default();
                let code = dimension.map_or("", |dimension| dimension.code_of(rank));
                self.fresh.push(mapping(List::Dimension(id), text, code, &spelling));
            }
            return Ok(rank);
        }
        let fault = self.unknown_values.entry((id, text.to_owned())).or_insert_with(|| {
            let near = |found: &Dimension| self.near_values.look(&format!("{}{STEP}{text}", found.code), || found.nearest(text).join(", "));
            let (code, near) = dimension.map_or((String::new(), String::new()), |found| (found.code.clone(), near(found)));
            Fault::new(Code::UnknownDimensionValue, [("text", text.to_owned()), ("dimension", code), ("near", near)])
        });
        Err(fault.clone())
    }

    /// The area of a name or a code; of a path of names, the longest end that names one.
    pub fn area(&mut self, text: &str) -> Result<AreaId, Fault> {
        if let Some(known) = self.areas.get(text) {
            return known.clone();
        }
        let list = &self.catalog.areas;
        let found = self.area_and_spelling(text);
        let (found, spelling) = found.map_or((None, String::new()), |(id, spelling)| (Some(id), spelling));
        let found = found.ok_or_else(|| {
            let last = text.rsplit(STEP).next().unwrap_or_default();
            let near = self.near_areas.look(last, || list.nearest(last).join(", "));
            Fault::new(Code::UnknownArea, [("text", shown(text)), ("near", near)])
        });
        if let Ok(area) = &found {
            self.fresh.push(mapping(List::Area, text, list.code(*area), &spelling));
        }
        self.areas.insert(text, found.clone());
        found
    }

    fn area_and_spelling(&self, text: &str) -> Option<(AreaId, String)> {
        let mut rest = text;
        loop {
            let joined = rest.replace(STEP, "/");
            let found = forms(&joined, &self.reading.layout).into_iter().find_map(|name| Some((self.catalog.areas.find(&name)?, name)));
            match (found, rest.split_once(STEP)) {
                (None, Some((_, end))) => rest = end,
                (found, _) => return found,
            }
        }
    }

    /// What texts were taken for that were not met before this was asked last.
    pub fn take_mappings(&mut self) -> Mappings {
        self.fresh.drain(..).collect()
    }

    /// Whether a declared name or ending of an indicator was met.
    pub fn has_heard(&self, meaning: &[Fact]) -> bool {
        self.heard.borrow().has(meaning)
    }

    /// The span of period texts; a stock stands at its last day.
    pub fn period(&mut self, texts: &PeriodTexts<'_>, nature: Nature) -> Result<TimeSpan, Fault> {
        let stock = nature == Nature::Stock;
        self.buffer.clear();
        self.buffer.push(if stock { 's' } else { 'f' });
        texts.write_key(&mut self.buffer);
        // Most figures are of the same period as the one before.
        if let Some((text, span)) = &self.last_period
            && *text == self.buffer
        {
            return Ok(*span);
        }
        if let Some(known) = self.periods.get(&self.buffer) {
            if let Ok(span) = known {
                let (text, last) = self.last_period.get_or_insert_with(|| (String::new(), *span));
                text.clone_from(&self.buffer);
                *last = *span;
            }
            return known.clone();
        }
        let span = read_period(texts, stock, &self.reading.periods, &self.reading.layout)
            .map_err(|why| Fault::new(Code::UnknownPeriod, [("text", texts.shown()), ("why", why)]));
        self.periods.insert(self.buffer.clone(), span.clone());
        span
    }
}

/// Texts of areas with what they were taken for. Tables list their areas in the same order again and again, so each text knows which came behind it,
/// and nearly none has to be looked up.
#[derive(Default)]
struct AreaTexts {
    known: Vec<AreaText>,
    /// By place, what most texts are compared by.
    links: Vec<Link>,
    places: HashMap<Arc<str>, usize>,
    /// The place of the text that was asked for last.
    last: usize,
}

struct AreaText {
    text: Arc<str>,
    found: Result<AreaId, Fault>,
}

/// A text by both of its ends, which are all of it where it is short, and the place of the text that came behind it, as far as it is known.
struct Link {
    ends: Ends,
    next: usize,
}

/// The first and the last bytes of a text, and its length.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Ends {
    first: u64,
    last: u64,
    length: usize,
}

impl Ends {
    /// Texts up to this length are the same where their ends are.
    const WHOLE: usize = 16;

    #[inline]
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let (first, last) = match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => (bytes.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)), 0),
        };
        Self { first, last, length: bytes.len() }
    }
}

impl AreaTexts {
    /// Forgets the texts that were not understood, and where in a row of texts the others stood if there were any.
    fn forget_faults(&mut self) {
        self.last = 0;
        if self.known.iter().all(|known| known.found.is_ok()) {
            return;
        }
        let known = std::mem::take(self).known;
        known.into_iter().filter(|known| known.found.is_ok()).for_each(|known| self.insert(&known.text, known.found));
        self.last = 0;
    }

    fn get(&mut self, text: &str) -> Option<&Result<AreaId, Fault>> {
        let at = match self.near(text) {
            Some(at) => at,
            None => {
                let at = *self.places.get(text)?;
                self.links.get_mut(self.last)?.next = at;
                at
            }
        };
        self.last = at;
        self.known.get(at).map(|known| &known.found)
    }

    /// The place of a text that came soon behind the last one before. An area that is left out once is no reason to forget where it stood.
    fn near(&self, text: &str) -> Option<usize> {
        let ends = Ends::of(text);
        let mut at = self.last;
        (0..3).find_map(|_| {
            at = self.links.get(at)?.next;
            let same = self.links.get(at)?.ends == ends && (ends.length <= Ends::WHOLE || *self.known.get(at)?.text == *text);
            same.then_some(at)
        })
    }

    fn insert(&mut self, text: &str, found: Result<AreaId, Fault>) {
        let (at, ends, text) = (self.known.len(), Ends::of(text), Arc::<str>::from(text));
        let next = self.links.get_mut(self.last).map_or(at, |last| std::mem::replace(&mut last.next, at));
        self.last = at;
        self.known.push(AreaText { text: text.clone(), found });
        self.links.push(Link { ends, next });
        self.places.insert(text, at);
    }
}

/// What a text was taken for.
fn mapping(list: List, text: &str, code: &str, spelling: &str) -> Mapping {
    Mapping { list, text: shown(text), code: code.to_owned(), spelling: spelling.to_owned(), factor: String::new() }
}

/// A path as a reader sees it.
pub fn shown(text: &str) -> String {
    text.replace(STEP, "/")
}

/// A name as it may stand in a list: as written, on one line, without marks of notes, without 其中：.
fn forms(text: &str, layout: &Layout) -> Vec<String> {
    let line = one_line(text);
    let bare = without_notes(&line, &layout.note_marks);
    let mut forms = vec![text.trim().to_owned()];
    for form in [line.as_ref(), bare, of_which(bare).map_or(bare, |(rest, _)| rest)] {
        if !forms.iter().any(|known| known == form) {
            forms.push(form.to_owned());
        }
    }
    forms
}

/// The code that a text of a closed list is; `None` for the empty text.
pub fn code<T: Copy>(text: &str, role: &str, from_code: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Fault> {
    if text.is_empty() {
        return Ok(None);
    }
    from_code(text).map(Some).ok_or_else(|| Fault::new(Code::UnknownWord, [("text", text.to_owned()), ("role", role.to_owned())]))
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

    /// What stands around a name does not hide it; what is part of it stays.
    #[test]
    fn names_are_tried_from_the_whole_to_the_bare() {
        let layout = Layout::default();
        assert_eq!(forms("Total\n(TFR) [note 1]", &layout), ["Total\n(TFR) [note 1]", "Total (TFR) [note 1]", "Total (TFR)"]);
        assert_eq!(forms("其中：女性①", &layout), ["其中：女性①", "其中：女性", "女性"]);
    }
}
