//! Year-over-year: the base is found by key and period, never by row offset, and every refusal has its reason.

use std::ops::Range;

use tongbi_domain::catalog::{Catalog, IndexBase};
use tongbi_domain::finding::StatementKey;
use tongbi_domain::growth::{Figure, Growth, GrowthKind, Reason, year_over_year};
use tongbi_domain::number::{Overflow, Qualifier, Short, ShortAmount};
use tongbi_domain::period::{Cumulation, Period};
use tongbi_domain::vocabulary::{Comparability, Measure, PriceBasis, Scenario, Stage};

use super::reconcile::{Group, LineGroups, Reconciled, is_break};
use crate::table::{Arranged, Conversion, KeptAmount, Ledger, Line, LineId, Statement, Variant};

/// The observations of a package as series, for looking up what stood a year earlier.
pub struct Series<'a> {
    /// The store.
    pub ledger: &'a Ledger,
    /// What won.
    pub reconciled: &'a Reconciled,
    arranged: &'a Arranged,
    catalog: &'a Catalog,
    /// What each group says where that is a short decimal, in the canonical unit and without zeros at its end.
    shorts: Vec<Option<Short>>,
    /// The factor of each conversion where it is a short decimal, as nearly all are: 亿元 in 元, 千克 in 吨.
    factors: Vec<Option<Short>>,
}

/// How much of a growth is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Its figures and its status.
    Figures,
    /// Also what the printed digits allow.
    Intervals,
}

/// What the figures of a line have in common, so that it is looked up once for all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineFacts {
    /// How they are compared with the year before.
    pub kind: GrowthKind,
    /// Whether nothing about the line keeps one of them from being the base of another: they are actual, no break is flagged or declared, and the
    /// area has no beginning.
    pub calm: bool,
}

/// A base that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base {
    /// Its group.
    pub group: usize,
}

impl<'a> Series<'a> {
    /// The series of what was reconciled.
    pub fn new(catalog: &'a Catalog, ledger: &'a Ledger, arranged: &'a Arranged, reconciled: &'a Reconciled) -> Self {
        let short = |conversion: &Conversion| Short::try_from(conversion.factor.to_decimal()?).ok();
        let factors: Vec<Option<Short>> = ledger.conversions.iter().map(short).collect();
        let short = |group: &Group| ledger.short(&reconciled.statements[group.stands()], &factors).map(Short::normalized);
        let shorts = reconciled.groups.iter().map(short).collect();
        Self { ledger, arranged, reconciled, catalog, shorts, factors }
    }

    /// What a statement says with its bounds, in the canonical unit; none where that is no short decimal, or nothing.
    pub fn short_amount(&self, statement: &Statement) -> Option<ShortAmount> {
        self.ledger.short_amount(statement, &self.factors)
    }

    /// What a group says, in the canonical unit and without zeros at its end; none where that is no short decimal, or nothing.
    #[inline]
    pub fn short(&self, group: usize) -> Option<Short> {
        self.shorts[group]
    }

    /// The statement that stands for a group: the winner, or the first of those that contradict each other.
    pub fn statement(&self, group: usize) -> &'a Statement {
        &self.reconciled.statements[self.reconciled.groups[group].stands()]
    }

    /// The lines that were reconciled, whether or not they have a group.
    pub fn lines(&self) -> impl Iterator<Item = &'a Line> {
        let (ledger, arranged) = (self.ledger, self.arranged);
        self.reconciled.ranks().map(move |rank| &ledger.lines[arranged.line(rank).0 as usize])
    }

    /// Whether a group's source says that the figure is missing.
    pub fn is_missing(&self, group: usize) -> bool {
        let extra = self.ledger.extra(self.statement(group));
        extra.is_some_and(|extra| matches!(extra.amount, KeptAmount::Missing))
    }

    /// The groups of a line.
    fn line(&self, line: LineId) -> LineGroups {
        self.reconciled.line(self.arranged.rank(line))
    }

    /// The growth of an observation over the year before, and the group of its base; its interval only where it is asked for.
    pub fn growth(&self, group: usize, scope_changed: bool, detail: Detail) -> Result<(Growth, Option<Base>), Overflow> {
        let base = self.base(group);
        Ok((self.growth_over(group, base, scope_changed, detail)?, base.ok()))
    }

    pub(super) fn growth_over(
        &self,
        group: usize,
        base: Result<Base, Reason>,
        scope_changed: bool,
        detail: Detail,
    ) -> Result<Growth, Overflow> {
        let statement = self.statement(group);
        let figure = |statement: &Statement| match detail {
            Detail::Figures => self.point(statement),
            Detail::Intervals => self.figure(statement),
        };
        let (kind, value) = (self.kind(statement), figure(statement)?);
        match base {
            Ok(base) => year_over_year(kind, &value, Ok(&figure(self.statement(base.group))?), scope_changed),
            Err(reason) => year_over_year(kind, &value, Err(reason), scope_changed),
        }
    }

    /// What is known of all figures of the line of a statement.
    pub fn facts(&self, statement: &Statement) -> LineFacts {
        let line = self.ledger.line(statement);
        let breaks =
            self.line(statement.line).breaks || self.catalog.indicators.get(line.indicator).is_none_or(|known| !known.breaks.is_empty());
        let begins = self.catalog.areas.get(line.area).is_none_or(|area| area.valid_from.is_some());
        LineFacts { kind: self.kind(statement), calm: line.scenario == Scenario::Actual && !breaks && !begins }
    }

    /// How a figure is compared with the year before.
    pub(super) fn kind(&self, statement: &Statement) -> GrowthKind {
        let line = self.ledger.line(statement);
        let indicator = self.catalog.indicators.get(line.indicator);
        let interval_scale = indicator.is_some_and(|indicator| indicator.interval_scale);
        // An index on the same period of the year before is a growth rate already.
        let moving =
            indicator.is_some_and(|indicator| matches!(indicator.index_base, Some(IndexBase::PreviousYear | IndexBase::PreviousPeriod)));
        if moving && line.measure == Measure::Index { GrowthKind::None } else { GrowthKind::of(line.measure, interval_scale) }
    }

    /// The group of a line and period with this span and basis, where it has a winner.
    pub fn at(&self, line: &Line, period: Period, variant: Variant) -> Option<usize> {
        let range = self.line(self.ledger.find_line(line)?).groups;
        let start = range.start + partition(range.clone(), |group| self.statement(group).period < period);
        (start..range.end)
            .take_while(|group| self.statement(*group).period == period)
            .find(|group| self.statement(*group).variant == variant && self.reconciled.groups[*group].is_published())
    }

    /// The first group of a line and period with this span, whatever its prices and scope.
    pub fn any_at(&self, line: &Line, period: Period, cumulation: Cumulation) -> Option<usize> {
        let range = self.line(self.ledger.find_line(line)?).groups;
        let start = range.start + partition(range.clone(), |group| self.statement(group).period < period);
        (start..range.end)
            .take_while(|group| self.statement(*group).period == period)
            .find(|group| self.statement(*group).variant.cumulation() == cumulation && self.reconciled.groups[*group].is_published())
    }

    /// The group one year before a group, or why none may serve.
    pub fn base_of(&self, group: usize) -> Result<usize, Reason> {
        self.base(group).map(|base| base.group)
    }

    /// Whether its sources gave different values for a key.
    pub fn is_revised(&self, group: usize) -> bool {
        let value = |statement: &Statement| self.ledger.value(statement).ok().flatten();
        let members = &self.reconciled.statements[self.reconciled.groups[group].members()];
        members.iter().any(|member| value(member) != value(self.statement(group)))
    }

    /// The position of a group's statement among those that were reconciled.
    pub fn position(&self, group: usize) -> usize {
        self.reconciled.groups[group].stands()
    }

    /// What a group's statement speaks of.
    pub fn key(&self, group: usize) -> StatementKey {
        self.statement(group).key()
    }

    /// What the kernel needs to know of a statement.
    pub fn figure(&self, statement: &Statement) -> Result<Figure, Overflow> {
        let amount = self.ledger.amount(statement)?;
        Ok(Figure { value: amount.value, interval: amount.interval, ..self.said(statement) })
    }

    /// The same without what the printed digits allow.
    fn point(&self, statement: &Statement) -> Result<Figure, Overflow> {
        Ok(Figure { value: self.ledger.value(statement)?, ..self.said(statement) })
    }

    /// A figure without its numbers.
    fn said(&self, statement: &Statement) -> Figure {
        let traits = statement.traits;
        Figure {
            value: None,
            interval: None,
            exact: traits.qualifier() == Qualifier::Exact,
            expected: traits.stage() == Stage::Expected,
            suppressed: suppressed(statement),
        }
    }

    /// [`Series::base`] of a figure with the facts of its line, with a short look at what is just above it, which in nearly every series is enough.
    pub(super) fn base_in(&self, group: usize, facts: LineFacts) -> Result<Base, Reason> {
        if facts.calm
            && let Some(base) = self.plain_base(group)
        {
            Ok(Base { group: base })
        } else {
            self.base(group)
        }
    }

    /// The base of a figure of a calm line, where it is the only one of its period, said on the same basis, and near; none where [`Series::base`] must tell.
    fn plain_base(&self, group: usize) -> Option<usize> {
        let statement = self.statement(group);
        let wanted = statement.period.year_earlier()?;
        let first = group.saturating_sub(NEAR);
        // What stands above, as long as it is of the line and later.
        let mut base = group;
        let found = loop {
            base = base.checked_sub(1).filter(|base| *base >= first)?;
            let above = self.statement(base);
            if above.line != statement.line {
                return None;
            }
            if above.period <= wanted {
                break above;
            }
        };
        let alone = if base > first {
            let above = self.statement(base - 1);
            above.line != statement.line || above.period < wanted
        } else {
            base == 0
        };
        let same = found.period == wanted && found.variant == statement.variant && same_basis(found.variant, statement.variant);
        let unit = |statement: &Statement| &self.ledger.conversion(statement).unit;
        let same_unit = found.conversion == statement.conversion || unit(found) == unit(statement);
        (alone && same && same_unit && !suppressed(found) && self.reconciled.groups[base].is_published()).then_some(base)
    }

    /// Finds the observation one year earlier, or says why none may serve.
    pub(super) fn base(&self, group: usize) -> Result<Base, Reason> {
        let statement = self.statement(group);
        let wanted = statement.period.year_earlier().ok_or(Reason::NotApplicable)?;
        self.search(statement, wanted, Some(group)).map(|group| Base { group })
    }

    /// Finds the observation of an earlier period that a figure may be compared with, or says why none may serve.
    ///
    /// The search ignores price basis, scope and index base, and then says that they differ.
    pub fn earlier(&self, statement: &Statement, wanted: Period) -> Result<usize, Reason> {
        self.search(statement, wanted, None)
    }

    /// [`Series::earlier`], which may begin at the figure's own group where that is known: the year before is not far above it.
    fn search(&self, statement: &Statement, wanted: Period, own: Option<usize>) -> Result<usize, Reason> {
        let line = self.ledger.line(statement);
        // The base of a target is the actual of the year before.
        let LineGroups { groups: range, breaks, .. } = match line.scenario {
            Scenario::Actual => self.line(statement.line),
            Scenario::Target => {
                let actual = Line { scenario: Scenario::Actual, ..*line };
                self.ledger.find_line(&actual).map(|id| self.line(id)).unwrap_or_default()
            }
        };
        let same_span = |group: &usize| self.statement(*group).variant.same_span(statement.variant);
        let period = |group: usize| self.statement(group).period;
        let near = own.filter(|own| range.contains(own)).map(|own| own.saturating_sub(NEAR).max(range.start)..own);
        let start = match near {
            Some(near) if near.start == range.start || period(near.start) < wanted => {
                near.clone().rev().find(|group| period(*group) < wanted).map_or(near.start, |below| below + 1)
            }
            _ => range.start + partition(range.clone(), |group| period(group) < wanted),
        };
        let candidates = || (start..range.end).take_while(|group| period(*group) == wanted).filter(same_span);
        if candidates().next().is_none() {
            let earlier = (range.start..start).filter(same_span).any(|group| period(group).freq() == wanted.freq());
            return Err(if earlier { Reason::BaseMissing } else { Reason::NoBase });
        }
        // A withheld base says nothing more, whatever else would keep it from serving.
        if candidates().any(|group| suppressed(self.statement(group))) {
            return Err(Reason::Suppressed);
        }
        let Some(base) = candidates().find(|group| same_basis(self.statement(*group).variant, statement.variant)) else {
            return Err(Reason::BasisDiffers);
        };
        if !self.reconciled.groups[base].is_published() {
            return Err(Reason::BaseConflict);
        }
        if self.ledger.conversion(self.statement(base)).unit != self.ledger.conversion(statement).unit {
            return Err(Reason::UnitDiffers);
        }
        if is_break(statement)
            || (breaks && self.breaks_between(&range, base, statement))
            || self.declared_break(line, wanted, statement.period)
        {
            return Err(Reason::SeriesBreak);
        }
        // An area that begins after the base is another area under one name.
        let begins = self.catalog.areas.get(line.area).and_then(|area| area.valid_from);
        if begins.is_some_and(|begins| begins > wanted.year()) {
            return Err(Reason::AreaChanged);
        }
        Ok(base)
    }

    /// Whether a break is flagged anywhere after the base, up to the value.
    fn breaks_between(&self, range: &Range<usize>, base: usize, statement: &Statement) -> bool {
        let from = self.statement(base).period;
        (base..range.end)
            .map(|group| self.statement(group))
            .take_while(|other| other.period <= statement.period)
            .any(|other| other.period > from && other.variant.same_span(statement.variant) && is_break(other))
    }
}

impl Series<'_> {
    /// Whether the catalogue declares a break after the base, up to the value.
    fn declared_break(&self, line: &Line, base: Period, value: Period) -> bool {
        let Some(indicator) = self.catalog.indicators.get(line.indicator) else { return false };
        let here = |area: &Option<String>| area.as_deref().is_none_or(|area| area == self.catalog.areas.code(line.area));
        indicator.breaks.iter().any(|found| here(&found.area) && base.start() < found.from && found.from <= value.end())
    }
}

/// Whether nothing may be computed from a figure, because the result would give it back.
fn suppressed(statement: &Statement) -> bool {
    statement.traits.withheld()
}

/// Prices and scope are known and the same; unknown never equals unknown.
fn same_basis(a: Variant, b: Variant) -> bool {
    let prices = a.price_basis() == b.price_basis() && a.price_basis() != PriceBasis::Unknown;
    let scopes = a.comparability() == b.comparability() && a.comparability() != Comparability::Unknown;
    prices && scopes && a.base_per() == b.base_per()
}

/// How many groups above a figure are walked through before the series is halved: a year of months.
const NEAR: usize = 16;

/// How many of the first groups of a range satisfy a condition that holds for a prefix.
fn partition(range: Range<usize>, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low - range.start
}
