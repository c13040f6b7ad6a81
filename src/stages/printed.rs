//! Growth with the digits that are published, row after row into columns. Nearly every figure is a short decimal and is compared in 64 bits; anything
//! else takes fractions, which a law of the kernels says is the same.

use tongbi_domain::growth::{Ends, Growth, GrowthKind, Reason, YoyStatus, short_ends, short_growth};
use tongbi_domain::number::{Decimal, Interval, Qualifier, Ratio, Rounding, Short};
use tongbi_domain::vocabulary::Stage;

use super::derive::{Base, Detail, LineFacts, Series};
use crate::table::column::Numbers;
use crate::table::{LineId, Statement, Traits};

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
struct PrintedGrowth {
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
    fn of(growth: &Growth, print: Print) -> Self {
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

/// The growth of some observations, column by column.
#[derive(Debug, Default)]
pub struct Growths {
    /// The bases, where one was found.
    pub base: Numbers,
    /// Values minus bases, in the canonical unit.
    pub change: Numbers,
    /// Percents of the base.
    pub percent: Numbers,
    /// Points, or places.
    pub points: Numbers,
    /// Lower ends that the printed digits allow for the percent or the points, rounded outward; none at all where they are not asked for.
    pub low: Numbers,
    /// Upper ends, likewise.
    pub high: Numbers,
    /// OK, a caution, or the reason.
    pub status: Vec<YoyStatus>,
    /// What figures of the last line have in common.
    facts: Option<(LineId, LineFacts)>,
    /// Whether figures with the last traits, but for their decimals, are what they look like.
    plain: Option<(Traits, bool)>,
}

impl Growths {
    /// Forgets all rows and keeps the room.
    pub fn clear(&mut self) {
        let numbers = [&mut self.base, &mut self.change, &mut self.percent, &mut self.points, &mut self.low, &mut self.high];
        numbers.into_iter().for_each(Numbers::clear);
        self.status.clear();
        self.facts = None;
    }

    /// Makes room for so many rows more.
    pub fn reserve(&mut self, rows: usize, detail: Detail) {
        [&mut self.base, &mut self.change, &mut self.percent, &mut self.points].into_iter().for_each(|numbers| numbers.reserve(rows));
        if detail == Detail::Intervals {
            [&mut self.low, &mut self.high].into_iter().for_each(|numbers| numbers.reserve(rows));
        }
        self.status.reserve(rows);
    }

    /// Adds the growth of a group over the year before; its ends only where they are asked for. Where it is too long for exact arithmetic it is
    /// withheld, and `false` says so.
    pub fn push(&mut self, series: &Series<'_>, group: usize, scope_changed: bool, detail: Detail, print: Print) -> bool {
        let facts = self.facts(series, series.statement(group));
        let base = series.base_in(group, facts);
        if self.push_short(series, group, base, scope_changed, (detail, print)) {
            return true;
        }
        let growth = series.growth_over(group, base, scope_changed, detail);
        let known = growth.is_ok();
        self.push_printed(PrintedGrowth::of(&growth.unwrap_or(Growth::missing(Reason::NotExact)), print), detail);
        known
    }

    /// Adds the growth of a short decimal; `false`, and nothing added, where either figure is none or says less than a plain number.
    fn push_short(
        &mut self,
        series: &Series<'_>,
        group: usize,
        base: Result<Base, Reason>,
        scope_changed: bool,
        (detail, print): (Detail, Print),
    ) -> bool {
        let statement = series.statement(group);
        let kind = self.facts(series, statement).kind;
        let (now, missing) = (series.short(group), || series.is_missing(group));
        if !self.plain(statement) || (now.is_none() && !missing()) {
            return false;
        }
        let then = base.map(|base| (series.statement(base.group), base.group));
        let (now, (then, base)) = match (now, then) {
            _ if kind == GrowthKind::None => return self.put_missing(Reason::NotApplicable, detail),
            (_, Err(Reason::Suppressed)) => return self.put_missing(Reason::Suppressed, detail),
            (_, Ok((then, _))) if !self.plain(then) => return false,
            (None, _) => return self.put_missing(Reason::NoValue, detail),
            (_, Err(reason)) => return self.put_missing(reason, detail),
            (Some(now), Ok((_, then))) => match series.short(then) {
                Some(short) => (now, (short, then)),
                None if series.is_missing(then) => return self.put_missing(Reason::BaseMissing, detail),
                None => return false,
            },
        };
        let Some(growth) = short_growth(kind, now, then, print.percent_digits, print.rule) else { return false };
        let ends = match detail {
            Detail::Figures => None,
            Detail::Intervals => match ends(series, kind, (group, now), (base, then), print.percent_digits) {
                None => return false,
                ends => ends,
            },
        };
        let given = if scope_changed { YoyStatus::ScopeChanged } else { YoyStatus::Ok };
        let (rate, status) = growth.rate.map_or_else(|reason| (None, YoyStatus::Missing(reason)), |rate| (Some(rate), given));
        let (percent, points) = if kind == GrowthKind::Points { (None, rate) } else { (rate, None) };
        self.put([Some(then), Some(growth.change), percent, points], ends, status);
        true
    }

    /// What the figures of the line of a statement have in common.
    #[inline]
    fn facts(&mut self, series: &Series<'_>, statement: &Statement) -> LineFacts {
        match self.facts {
            Some((line, facts)) if line == statement.line => facts,
            _ => self.facts.insert((statement.line, series.facts(statement))).1,
        }
    }

    /// Whether a figure is what it looks like: exact, no expectation, and not withheld.
    #[inline]
    fn plain(&mut self, statement: &Statement) -> bool {
        let traits = statement.traits.with_decimals(0);
        match self.plain {
            Some((known, plain)) if known == traits => plain,
            _ => self.plain.insert((traits, plain(statement))).1,
        }
    }

    /// Adds a row without growth, for a reason.
    fn put_missing(&mut self, reason: Reason, detail: Detail) -> bool {
        self.put([None; 4], (detail == Detail::Intervals).then_some([None; 2]), YoyStatus::Missing(reason));
        true
    }

    /// Adds a row, with ends where they are asked for.
    fn put(&mut self, [base, change, percent, points]: [Option<Short>; 4], ends: Option<[Option<Short>; 2]>, status: YoyStatus) {
        self.base.push_short(base);
        self.change.push_short(change);
        self.percent.push_short(percent);
        self.points.push_short(points);
        if let Some([low, high]) = ends {
            self.low.push_short(low);
            self.high.push_short(high);
        }
        self.status.push(status);
    }

    fn push_printed(&mut self, growth: PrintedGrowth, detail: Detail) {
        self.base.push(growth.base);
        self.change.push(growth.change);
        self.percent.push(growth.percent);
        self.points.push(growth.points);
        if detail == Detail::Intervals {
            self.low.push(growth.ends.0);
            self.high.push(growth.ends.1);
        }
        self.status.push(growth.status);
    }
}

/// The ends that the print of a figure and its base allow, as far as it is known; nothing at all where fractions must tell.
fn ends(
    series: &Series<'_>,
    kind: GrowthKind,
    (group, now): (usize, Short),
    (base, then): (usize, Short),
    digits: u8,
) -> Option<[Option<Short>; 2]> {
    let half_width = |group| Some(series.short_amount(series.statement(group))?.half_width);
    let (now_half, then_half) = (half_width(group)?, half_width(base)?);
    let (Some(now_half), Some(then_half)) = (now_half, then_half) else { return Some([None; 2]) };
    Some(match short_ends(kind, now, now_half, then, then_half, digits)? {
        Ends::Known { low, high } => [Some(low), Some(high)],
        Ends::Missing(_) | Ends::Unbounded => [None; 2],
    })
}

/// Whether a figure is what it looks like: exact, no expectation, and not withheld.
fn plain(statement: &Statement) -> bool {
    let traits = statement.traits;
    traits.qualifier() == Qualifier::Exact && traits.stage() != Stage::Expected && !traits.withheld()
}
