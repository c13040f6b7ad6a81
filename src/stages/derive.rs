//! Year-over-year: the base is found by key and period, never by row offset, and every refusal has its reason.

use std::ops::Range;

use tongbi_domain::catalog::{Catalog, IndexBase};
use tongbi_domain::growth::{Figure, Growth, GrowthKind, Reason, YoyStatus, decimal_growth, year_over_year};
use tongbi_domain::number::{Decimal, Interval, Overflow, Qualifier, Ratio, Rounding};
use tongbi_domain::period::{Cumulation, Period};
use tongbi_domain::vocabulary::{Comparability, Measure, PriceBasis, Scenario, Stage};

use super::reconcile::{LineGroups, Reconciled, is_break};
use crate::table::{Arranged, Ledger, Line, LineId, Statement, Variant};

/// The observations of a package as series, for looking up what stood a year earlier.
pub struct Series<'a> {
    /// The store.
    pub ledger: &'a Ledger,
    /// What won.
    pub reconciled: &'a Reconciled,
    arranged: &'a Arranged,
    catalog: &'a Catalog,
}

/// How much of a growth is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Its figures and its status.
    Figures,
    /// Also what the printed digits allow.
    Intervals,
}

/// Rule and digits of published numbers.
#[derive(Clone, Copy, Debug)]
pub struct Print {
    /// The rule.
    pub rule: Rounding,
    /// Digits of percents and points.
    pub percent_digits: u8,
    /// Digits of values that do not terminate.
    pub value_digits: u8,
}

impl Print {
    /// The exact decimal where there is one, else the declared digits.
    pub fn value(self, value: Ratio) -> Option<Decimal> {
        value.to_decimal().or_else(|| value.round(self.value_digits, self.rule).ok())
    }
}

/// A growth with the digits that are published. Values and changes are exact as far as they terminate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrintedGrowth {
    /// The base, where one was found.
    pub base: Option<Decimal>,
    /// Value minus base, in the canonical unit.
    pub change: Option<Decimal>,
    /// Percent of the base.
    pub percent: Option<Decimal>,
    /// Points, or places.
    pub points: Option<Decimal>,
    /// Ends that the printed digits allow for the percent or the points, rounded outward.
    pub ends: (Option<Decimal>, Option<Decimal>),
    /// OK, a caution, or the reason.
    pub status: YoyStatus,
}

impl PrintedGrowth {
    /// Rounds a growth.
    pub fn of(growth: &Growth, print: Print) -> Self {
        let rate = |value: Option<Ratio>, rule| value.and_then(|value| value.round(print.percent_digits, rule).ok());
        let value = |value: Option<Ratio>| value.and_then(|value| print.value(value));
        Self {
            base: value(growth.base),
            change: value(growth.change),
            percent: rate(growth.percent, print.rule),
            points: rate(growth.points, print.rule),
            ends: (rate(growth.interval.map(Interval::low), Rounding::Floor), rate(growth.interval.map(Interval::high), Rounding::Ceiling)),
            status: growth.status,
        }
    }
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
        Self { ledger, arranged, reconciled, catalog }
    }

    /// The statement that stands for a group: the winner, or the first of those that contradict each other.
    pub fn statement(&self, group: usize) -> &'a Statement {
        &self.reconciled.statements[self.reconciled.groups[group].stands]
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

    fn growth_over(&self, group: usize, base: Result<Base, Reason>, scope_changed: bool, detail: Detail) -> Result<Growth, Overflow> {
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

    /// The growth of an observation with the digits that are published, its interval only where it is asked for.
    pub fn printed_growth(&self, group: usize, scope_changed: bool, detail: Detail, print: Print) -> Result<PrintedGrowth, Overflow> {
        let base = self.base(group);
        if let (Detail::Figures, Ok(base)) = (detail, base)
            && let Some(printed) = self.plain_growth(group, base, scope_changed, print)
        {
            return Ok(printed);
        }
        Ok(PrintedGrowth::of(&self.growth_over(group, base, scope_changed, detail)?, print))
    }

    /// The growth of two plain decimals; none where either is not.
    fn plain_growth(&self, group: usize, base: Base, scope_changed: bool, print: Print) -> Option<PrintedGrowth> {
        let (statement, base) = (self.statement(group), self.statement(base.group));
        let plain = |statement: &Statement| {
            let said = self.said(statement);
            said.exact && !said.expected && !said.suppressed
        };
        if !plain(statement) || !plain(base) {
            return None;
        }
        let (now, then) = (self.ledger.decimal(statement)?, self.ledger.decimal(base)?);
        let kind = self.kind(statement);
        let growth = decimal_growth(kind, now, then, print.percent_digits, print.rule)?;
        let given = if scope_changed { YoyStatus::ScopeChanged } else { YoyStatus::Ok };
        let (rate, status) = growth.rate.map_or_else(|reason| (None, YoyStatus::Missing(reason)), |rate| (Some(rate), given));
        let (percent, points) = if kind == GrowthKind::Points { (None, rate) } else { (rate, None) };
        Some(PrintedGrowth { base: Some(then.normalized()), change: Some(growth.change), percent, points, ends: (None, None), status })
    }

    /// How a figure is compared with the year before.
    fn kind(&self, statement: &Statement) -> GrowthKind {
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
            .find(|group| self.statement(*group).variant == variant && self.reconciled.groups[*group].winner.is_some())
    }

    /// The first group of a line and period with this span, whatever its prices and scope.
    pub fn any_at(&self, line: &Line, period: Period, cumulation: Cumulation) -> Option<usize> {
        let range = self.line(self.ledger.find_line(line)?).groups;
        let start = range.start + partition(range.clone(), |group| self.statement(group).period < period);
        (start..range.end)
            .take_while(|group| self.statement(*group).period == period)
            .find(|group| self.statement(*group).variant.cumulation() == cumulation && self.reconciled.groups[*group].winner.is_some())
    }

    /// The group one year before a group, or why none may serve.
    pub fn base_of(&self, group: usize) -> Result<usize, Reason> {
        self.base(group).map(|base| base.group)
    }

    /// Whether its sources gave different values for a key.
    pub fn is_revised(&self, group: usize) -> bool {
        let value = |statement: &Statement| self.ledger.value(statement).ok().flatten();
        let members = &self.reconciled.statements[self.reconciled.groups[group].members.clone()];
        members.iter().any(|member| value(member) != value(self.statement(group)))
    }

    /// The index of a group's statement in the ledger.
    pub fn index(&self, group: usize) -> u32 {
        self.reconciled.order[self.reconciled.groups[group].stands]
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

    /// Finds the observation one year earlier, or says why none may serve.
    fn base(&self, group: usize) -> Result<Base, Reason> {
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
        let LineGroups { groups: range, breaks } = match line.scenario {
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
        if self.reconciled.groups[base].winner.is_none() {
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
