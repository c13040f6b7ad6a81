//! The store of all statements of a run, and everything that they point into.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use tongbi_domain::catalog::{AreaId, DimensionKey, IndicatorId};
use tongbi_domain::finding::Place;
use tongbi_domain::number::{Decimal, Interval, Overflow, Qualifier, Ratio, Reach, Short, ShortAmount};
use tongbi_domain::unit::UnitKind;
use tongbi_domain::vocabulary::{Measure, Scenario};

use super::column::KeyHasher;
use super::extra::{Extra, KeptAmount, RareAmount};
use super::keep::Keep;
use super::parts::Parts;
use super::statement::{ConversionId, FileId, LineId, Statement, TextId};
use super::statements::Statements;
use super::stored::Forms;

mod absorb;

pub use absorb::AbsorbError;

/// The key of a statement up to the scenario; its order is the order of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line {
    /// What is measured.
    pub indicator: IndicatorId,
    /// Where.
    pub area: AreaId,
    /// Of whom: a value of each declared dimension.
    pub dimensions: DimensionKey,
    /// Level, growth, share.
    pub measure: Measure,
    /// Actual or target.
    pub scenario: Scenario,
}

/// A written unit on its way to the canonical one.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversion {
    /// The unit as written; empty where it was part of the value or implied by the measure.
    pub unit_text: String,
    /// Factor from the printed digits to the canonical unit, number words included.
    pub factor: Ratio,
    /// Canonical unit.
    pub unit: String,
    /// Family of the canonical unit.
    pub kind: UnitKind,
    /// Whether number words (万, 亿) stood in the value or in the unit: such a count is not written in full.
    pub scaled: bool,
}

/// What a statement comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A cell of a source, by its index in the plan.
    Source(usize),
    /// A derivation of a package, by both indices in the plan.
    Derivation {
        /// The package.
        package: usize,
        /// The derivation.
        derivation: usize,
    },
}

/// A raw file of a source.
#[derive(Clone, Debug)]
pub struct RawFile {
    /// Path relative to the project.
    pub path: String,
    /// Sheet of a workbook; empty for other files.
    pub sheet: String,
    /// What it belongs to.
    pub origin: Origin,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
}

/// What a statement says, in the canonical unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The value; none for a range or a missing one.
    pub value: Option<Ratio>,
    /// Lower bound of an inexact value, as far as it is known.
    pub low: Option<Ratio>,
    /// Upper bound, likewise.
    pub high: Option<Ratio>,
    /// Half a unit of the last printed digit; none where printed digits are unknown.
    pub half_width: Option<Ratio>,
    /// What the printed digits allow; none where they are unknown.
    pub interval: Option<Interval>,
}

impl Amount {
    /// Nothing said.
    pub const NONE: Self = Self { value: None, low: None, high: None, half_width: None, interval: None };
}

/// More than a ledger can number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TooMany {
    /// Files and sheets.
    #[error("more than 65 536 files and sheets")]
    Files,
    /// Written units.
    #[error("more than 65 536 written units")]
    Conversions,
    /// Statements.
    #[error("more than 4 294 967 295 figures")]
    Statements,
}

/// The most decimals of a statement that is surely short.
const SHORT_DECIMALS: u8 = 6;

/// All statements of a run.
#[derive(Debug, Default)]
pub struct Ledger {
    /// The statements that are not dealt, in the order in which they were read.
    statements: Statements,
    /// Those that are.
    parts: Parts,
    /// What both have in common with others.
    forms: Forms,
    /// Of each line, how many statements of it are dealt.
    counts: Vec<u32>,
    /// Keys.
    pub lines: Vec<Line>,
    /// Units.
    pub conversions: Vec<Conversion>,
    /// Files.
    pub files: Vec<RawFile>,
    /// Rare things.
    pub extras: Vec<Extra>,
    texts: Texts,
    /// Set where it will be absorbed: then it has no lines, and does not look for those that it has.
    loose: Option<Loose>,
    /// What lines have in common but for their area.
    stem_ids: HashMap<Stem, StemId>,
    stems: Vec<Stem>,
    /// The last stem: most statements have the same as the one before.
    last_stem: Option<(Stem, StemId)>,
    /// Of each line: stem, then area.
    keys: Vec<u64>,
    line_ids: HashMap<u64, LineId, BuildHasherDefault<KeyHasher>>,
    /// The line that was asked for last. Tables list areas in the same order again and again, so the next is most often the one behind it.
    last_line: usize,
    /// Where and of whom figures are that have a value of a dimension.
    cross_sections: HashMap<(AreaId, DimensionKey), CrossSection>,
}

/// The lines of a ledger that will be absorbed, in the order in which they were asked for; one may stand there more than once.
#[derive(Debug, Default)]
struct Loose {
    areas: Vec<AreaId>,
    /// What they are but for their area: from which on, of those up to the next.
    stems: Vec<(u32, StemId)>,
}

impl Loose {
    fn add(&mut self, stem: StemId, area: AreaId) -> LineId {
        let same = self.stems.last().is_some_and(|(_, last)| *last == stem);
        if !same {
            self.stems.push((self.areas.len() as u32, stem));
        }
        if !same || self.areas.last() != Some(&area) {
            self.areas.push(area);
        }
        // A ledger has no more lines than statements.
        LineId(self.areas.len() as u32 - 1)
    }

    fn stem(&self, line: LineId) -> Option<StemId> {
        let behind = self.stems.partition_point(|(first, _)| *first <= line.0);
        self.stems.get(behind.checked_sub(1)?).map(|(_, stem)| *stem)
    }
}

/// A line without its area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Stem {
    indicator: IndicatorId,
    dimensions: DimensionKey,
    measure: Measure,
    scenario: Scenario,
}

impl Stem {
    const fn of(line: &Line) -> Self {
        Self { indicator: line.indicator, dimensions: line.dimensions, measure: line.measure, scenario: line.scenario }
    }
}

/// Index of what a line is but for its area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StemId(u32);

fn line_key(stem: StemId, area: AreaId) -> u64 {
    u64::from(stem.0) << 32 | u64::from(area.0)
}

/// Where and of whom: an area and a value of each dimension as one number, for joins. Only equality means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CrossSection(pub u32);

/// Interned texts.
#[derive(Debug)]
struct Texts {
    texts: Vec<String>,
    ids: HashMap<String, TextId>,
    /// The text that was asked for last.
    last: TextId,
}

impl Default for Texts {
    fn default() -> Self {
        Self { texts: vec![String::new()], ids: std::iter::once((String::new(), TextId(0))).collect(), last: TextId(0) }
    }
}

impl Ledger {
    /// A ledger of one table, which will be absorbed by another: it does not look for lines that it has, because that is done once then.
    pub fn loose(keep: Keep) -> Self {
        Self { loose: Some(Loose::default()), statements: Statements::within(keep), ..Self::default() }
    }

    /// A ledger that absorbs others.
    pub fn within(keep: Keep) -> Self {
        Self { parts: Parts::within(keep), ..Self::default() }
    }

    /// How many statements there are.
    pub const fn len(&self) -> usize {
        self.statements.len() + self.parts.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a statement behind the others.
    #[inline]
    pub fn push(&mut self, statement: &Statement) {
        self.statements.push(self.forms.store(statement));
    }

    /// The statements of one table in the order in which they were read: all of them, unless there were more than there is room for.
    pub fn iter(&self) -> impl Iterator<Item = Statement> {
        self.statements.iter().map(|stored| self.forms.statement(stored))
    }

    /// The id of a text, made where it is new.
    pub fn intern(&mut self, text: &str) -> TextId {
        if text.is_empty() {
            return TextId(0);
        }
        if self.text(self.texts.last) == text {
            return self.texts.last;
        }
        if let Some(id) = self.texts.ids.get(text) {
            self.texts.last = *id;
            return *id;
        }
        let id = TextId(u32::try_from(self.texts.texts.len()).unwrap_or(0));
        self.texts.last = id;
        self.texts.texts.push(text.to_owned());
        self.texts.ids.insert(text.to_owned(), id);
        id
    }

    /// The text of an id.
    pub fn text(&self, id: TextId) -> &str {
        self.texts.texts.get(id.0 as usize).map_or("", String::as_str)
    }

    /// The id of a line, made where it is new.
    pub fn line_id(&mut self, line: Line) -> LineId {
        let stem = self.stem_id(&line);
        self.line_in(stem, line.area)
    }

    /// The id of what a line is but for its area, made where it is new.
    pub fn stem_id(&mut self, line: &Line) -> StemId {
        self.id_of_stem(Stem::of(line))
    }

    fn id_of_stem(&mut self, stem: Stem) -> StemId {
        match self.last_stem {
            Some((last, id)) if last == stem => id,
            _ => {
                let next = StemId(u32::try_from(self.stems.len()).unwrap_or(u32::MAX));
                let id = *self.stem_ids.entry(stem).or_insert(next);
                if id == next {
                    self.stems.push(stem);
                }
                self.last_stem = Some((stem, id));
                id
            }
        }
    }

    /// The id of the line with this stem in an area, made where it is new.
    #[inline]
    pub fn line_in(&mut self, stem: StemId, area: AreaId) -> LineId {
        if let Some(loose) = &mut self.loose {
            return loose.add(stem, area);
        }
        let next = self.last_line + 1;
        if self.keys.get(next) != Some(&line_key(stem, area)) {
            return self.line_elsewhere(stem, area);
        }
        self.last_line = next;
        LineId(u32::try_from(next).unwrap_or(u32::MAX))
    }

    /// [`Ledger::line_in`] of another line than the one behind the last.
    fn line_elsewhere(&mut self, stem: StemId, area: AreaId) -> LineId {
        let key = line_key(stem, area);
        // The same once more, or one behind some that are left out.
        if let Some(at) = [0, 2, 3, 4].into_iter().map(|step| self.last_line + step).find(|at| self.keys.get(*at) == Some(&key)) {
            self.last_line = at;
            return LineId(u32::try_from(at).unwrap_or(u32::MAX));
        }
        let next = LineId(u32::try_from(self.lines.len()).unwrap_or(u32::MAX));
        let id = *self.line_ids.entry(key).or_insert(next);
        if id == next {
            let Stem { indicator, dimensions, measure, scenario } = self.stems[stem.0 as usize];
            self.keys.push(key);
            self.lines.push(Line { indicator, area, dimensions, measure, scenario });
            if dimensions != DimensionKey::default() {
                // Areas are counted from below, these from above.
                let next = CrossSection(u32::MAX - u32::try_from(self.cross_sections.len()).unwrap_or(u32::MAX));
                self.cross_sections.entry((area, dimensions)).or_insert(next);
            }
        }
        self.last_line = id.0 as usize;
        id
    }

    /// The cross-section of a statement: equal for two statements where area and every dimension are.
    pub fn cross_section(&self, statement: &Statement) -> CrossSection {
        let Line { area, dimensions, .. } = *self.line(statement);
        let with_values = if dimensions == DimensionKey::default() { None } else { self.cross_sections.get(&(area, dimensions)) };
        with_values.copied().unwrap_or(CrossSection(area.0))
    }

    /// The id of a line that exists.
    pub fn find_line(&self, line: &Line) -> Option<LineId> {
        let stem = self.stem_ids.get(&Stem::of(line))?;
        self.line_ids.get(&line_key(*stem, line.area)).copied()
    }

    /// The line of a statement; a ledger that will be absorbed has none yet.
    pub fn line(&self, statement: &Statement) -> &Line {
        &self.lines[statement.line.0 as usize]
    }

    /// The conversion of a statement.
    pub fn conversion(&self, statement: &Statement) -> &Conversion {
        &self.conversions[usize::from(statement.conversion.0)]
    }

    /// The file of a statement.
    pub fn file(&self, id: FileId) -> &RawFile {
        &self.files[usize::from(id.0)]
    }

    /// Where the figure of a statement stands.
    pub fn place(&self, statement: &Statement) -> Place {
        let file = self.file(statement.file);
        let (line, column) = (u64::from(statement.row), u32::from(statement.column));
        Place { file: file.path.clone(), sheet: file.sheet.clone(), line, column }
    }

    /// The extra of a statement, where it has one.
    pub fn extra(&self, statement: &Statement) -> Option<&Extra> {
        (statement.extra as usize).checked_sub(1).and_then(|index| self.extras.get(index))
    }

    /// The id of a conversion, made where it is new; `None` where there are more than a plan can name (65 535).
    pub fn add_conversion(&mut self, conversion: Conversion) -> Option<ConversionId> {
        let id = ConversionId(u16::try_from(self.conversions.len()).ok()?);
        self.conversions.push(conversion);
        Some(id)
    }

    /// The text of the cell, as written.
    pub fn value_text(&self, statement: &Statement) -> String {
        match self.extra(statement).and_then(|extra| extra.value_text.as_deref()) {
            Some(text) => text.to_owned(),
            None => self.printed_text(statement),
        }
    }

    /// The text that a statement's digits print.
    fn printed_text(&self, statement: &Statement) -> String {
        let grouped = Short::new(statement.mantissa, statement.traits.decimals()).filter(|_| statement.traits.grouped());
        match grouped {
            Some(number) => {
                let mut text = [0; Short::LONGEST_GROUPED];
                let length = number.put_grouped(&mut text);
                String::from_utf8_lossy(&text[..length]).into_owned()
            }
            None => self.printed(statement).map(|printed| printed.to_string()).unwrap_or_default(),
        }
    }

    /// How the text that a statement's digits were read from prints them: with commas between groups of three, or without; none where it has a sign,
    /// a zero or a separator more.
    pub fn prints_grouped(&self, statement: &Statement, text: &str) -> Option<bool> {
        let digits = (statement.mantissa, statement.traits.decimals());
        match Decimal::parse_plain(text) {
            Some((mantissa, decimals, grouped)) => ((mantissa, decimals) == digits).then_some(grouped),
            // More digits than are read in one go.
            None => self.printed(statement).is_some_and(|printed| printed.to_string() == text).then_some(false),
        }
    }

    /// The digits of a statement as a number, before the unit.
    pub fn printed(&self, statement: &Statement) -> Option<Decimal> {
        Decimal::new(i128::from(statement.mantissa), statement.traits.decimals()).ok()
    }

    /// The value in the canonical unit, without its bounds; none for a range or a missing one. [`Overflow`] as for [`Ledger::amount`].
    pub fn value(&self, statement: &Statement) -> Result<Option<Ratio>, Overflow> {
        if statement.extra > 0
            && let Some(rare) = self.extra(statement).and_then(|extra| extra.amount.get())
        {
            return match rare {
                RareAmount::Missing | RareAmount::Range(..) => Ok(None),
                RareAmount::Derived(value, _) => Ok(Some(value)),
                RareAmount::Exact(exact) => exact.mul(self.conversion(statement).factor).map(Some),
            };
        }
        let factor = self.conversion(statement).factor;
        let scaled = if factor.den() == 1 { i128::from(statement.mantissa).checked_mul(factor.num()) } else { None };
        match scaled {
            Some(scaled) => Ok(Some(Decimal::new(scaled, statement.traits.decimals())?.to_ratio())),
            None => Decimal::new(i128::from(statement.mantissa), statement.traits.decimals())?.to_ratio().mul(factor).map(Some),
        }
    }

    /// The value in the canonical unit where it is a decimal of few digits, as nearly all are; none where [`Ledger::value`] must tell.
    pub fn decimal(&self, statement: &Statement) -> Option<Decimal> {
        let factor = self.conversion(statement).factor;
        if statement.extra > 0 && self.extra(statement).is_some_and(|extra| !matches!(extra.amount, KeptAmount::Plain)) || factor.den() != 1
        {
            return None;
        }
        let mantissa = statement.mantissa.checked_mul(i64::try_from(factor.num()).ok()?)?;
        Decimal::new(i128::from(mantissa), statement.traits.decimals()).ok()
    }

    /// The value in the canonical unit where it is a short decimal, as nearly all are, and the factors of all conversions are at hand as far as they are;
    /// none where [`Ledger::value`] must tell.
    #[inline]
    pub fn short(&self, statement: &Statement, factors: &[Option<Short>]) -> Option<Short> {
        let (printed, factor) = self.short_print(statement, factors)?;
        printed.times(factor)
    }

    /// [`Ledger::amount`] of a short decimal, likewise.
    pub fn short_amount(&self, statement: &Statement, factors: &[Option<Short>]) -> Option<ShortAmount> {
        let (printed, factor) = self.short_print(statement, factors)?;
        ShortAmount::of(printed, factor, statement.traits.qualifier(), self.reach(statement))
    }

    /// The digits of a plain number and its factor.
    #[inline]
    fn short_print(&self, statement: &Statement, factors: &[Option<Short>]) -> Option<(Short, Short)> {
        if statement.extra > 0 && self.extra(statement).is_some_and(|extra| !matches!(extra.amount, KeptAmount::Plain)) {
            return None;
        }
        let factor = factors.get(usize::from(statement.conversion.0)).copied().flatten()?;
        Some((Short::new(statement.mantissa, statement.traits.decimals())?, factor))
    }

    /// Whether nothing about a plain statement can need more digits than 128 bits hold.
    pub fn is_surely_short(&self, statement: &Statement) -> bool {
        const SHORT: i128 = 1_000_000_000_000;
        let factor = self.conversion(statement).factor;
        let small = factor.num().abs() <= SHORT && factor.den() <= 1_000_000;
        statement.extra == 0 && small && i128::from(statement.mantissa).abs() <= SHORT && statement.traits.decimals() <= SHORT_DECIMALS
    }

    /// Whether two plain numbers of one conversion are the same, however many zeros they end with; none where amounts must tell.
    pub fn same_number(&self, a: &Statement, b: &Statement) -> Option<bool> {
        let digits = |statement: &Statement| {
            let missing = SHORT_DECIMALS.saturating_sub(statement.traits.decimals());
            i128::from(statement.mantissa) * 10_i128.pow(missing.into())
        };
        let plain = a.conversion == b.conversion && self.is_surely_short(a) && self.is_surely_short(b);
        plain.then(|| digits(a) == digits(b))
    }

    /// What the statement says, in the canonical unit. [`Overflow`] where the conversion needs more than 38 digits.
    pub fn amount(&self, statement: &Statement) -> Result<Amount, Overflow> {
        let factor = self.conversion(statement).factor;
        let rare = self.extra(statement).and_then(|extra| extra.amount.get());
        let written = match rare {
            Some(RareAmount::Missing) => return Ok(Amount::NONE),
            Some(RareAmount::Range(low, high)) => {
                let (low, high) = (Some(low.mul(factor)?), Some(high.mul(factor)?));
                return Ok(Amount { low, high, ..Amount::NONE });
            }
            Some(RareAmount::Derived(value, interval)) => {
                let (low, high) = (interval.map(Interval::low), interval.map(Interval::high));
                return Ok(Amount { value: Some(value), low, high, half_width: None, interval });
            }
            Some(RareAmount::Exact(exact)) => exact,
            None => Decimal::new(i128::from(statement.mantissa), statement.traits.decimals())?.to_ratio(),
        };
        let value = written.mul(factor)?;
        let (low, high) = bounds(statement.traits.qualifier(), value);
        let half_width = self.half_width(statement, rare.is_some())?;
        let interval = half_width.map(|half| Interval::around(value, half)).transpose()?;
        Ok(Amount { value: Some(value), low, high, half_width, interval })
    }

    /// Measure and scenario of a statement, which a ledger that will be absorbed knows too.
    fn kind(&self, statement: &Statement) -> (Measure, Scenario) {
        let line = statement.line;
        let stem = match &self.loose {
            Some(loose) => loose.stem(line).map_or(0, |stem| stem.0 as usize),
            None => (self.keys[line.0 as usize] >> 32) as usize,
        };
        (self.stems[stem].measure, self.stems[stem].scenario)
    }

    /// How far the true figure may be from the printed one: counts in full, ranks and targets are exact, inexact values and word numerals unknown.
    fn reach(&self, statement: &Statement) -> Reach {
        let (traits, conversion) = (statement.traits, self.conversion(statement));
        let (measure, scenario) = self.kind(statement);
        // A place in a ranking is exact however it is written: 第一 is 1.
        if traits.qualifier() != Qualifier::Exact || (traits.words() && measure != Measure::Rank) {
            return Reach::Unknown;
        }
        let in_full = conversion.kind == UnitKind::Counter && !conversion.scaled && traits.decimals() == 0;
        let exact = in_full || scenario == Scenario::Target || measure == Measure::Rank;
        if exact { Reach::Nowhere } else { Reach::HalfDigit }
    }

    /// Half a unit of the last printed digit, as far as it reaches; none for what does not terminate, too.
    fn half_width(&self, statement: &Statement, rare: bool) -> Result<Option<Ratio>, Overflow> {
        match self.reach(statement) {
            Reach::Unknown => return Ok(None),
            Reach::Nowhere => return Ok(Some(Ratio::ZERO)),
            Reach::HalfDigit => {}
        }
        if rare
            && self
                .extra(statement)
                .is_some_and(|extra| matches!(extra.amount.get(), Some(RareAmount::Exact(exact)) if exact.to_decimal().is_none()))
        {
            return Ok(None);
        }
        let unit = Ratio::power_of_ten(-i32::from(statement.traits.decimals()))?.mul(self.conversion(statement).factor)?;
        Ok(Some(unit.div(Ratio::integer(2))?.abs()))
    }
}

/// The bounds that a qualifier gives. It speaks of the printed magnitude, the bounds of the signed value: 下降3%以上 is at most −3.
fn bounds(qualifier: Qualifier, value: Ratio) -> (Option<Ratio>, Option<Ratio>) {
    let (away, towards) =
        if value.signum() < 0 { ((None, Some(value)), (Some(value), None)) } else { ((Some(value), None), (None, Some(value))) };
    match qualifier {
        Qualifier::Over | Qualifier::AtLeast => away,
        Qualifier::AtMost | Qualifier::Nearly => towards,
        Qualifier::Exact | Qualifier::About | Qualifier::Range => (None, None),
    }
}

#[cfg(test)]
mod tests;
