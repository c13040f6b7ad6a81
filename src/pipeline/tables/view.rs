//! What the tables of a package look at: the finished series, the code lists, and how numbers are rounded.

use tongbi_domain::catalog::{Area, Catalog, Indicator, Language};
use tongbi_domain::number::{Decimal, Interval, Overflow, Ratio, Rounding, Short, ShortAmount};
use tongbi_domain::period::{Period, TimeSpan};
use tongbi_domain::vocabulary::ObsStatus;

use super::key::Breakdown;
use crate::pipeline::config::RoundingConfig;
use crate::pipeline::plan::{PackagePlan, Plan, SourcePlan};
use crate::stages::check::Beside;
use crate::stages::derivation::Derivation;
use crate::stages::derive::Series;
use crate::stages::printed::Print;
use crate::table::{Amount, Ledger, Line, Origin, Statement, Variant};

/// A package's data, finished and read-only.
pub struct View<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The package.
    pub package: &'a PackagePlan,
    /// The finished series.
    pub series: &'a Series<'a>,
    /// Rates beside levels.
    pub beside: &'a Beside,
    /// How numbers are rounded.
    pub rounder: Rounder,
}

impl<'a> View<'a> {
    /// The store.
    pub fn ledger(&self) -> &'a Ledger {
        self.series.ledger
    }

    /// The code lists.
    pub fn catalog(&self) -> &'a Catalog {
        &self.plan.catalog
    }

    /// Language of names.
    pub fn language(&self) -> Language {
        self.package.language
    }

    /// The dimensions that have a column.
    pub fn breakdown(&self) -> Breakdown<'a> {
        self.plan.breakdown(self.package)
    }

    /// The indicator of a line. Lines are made from the catalogue, so it is there.
    pub fn indicator(&self, line: &Line) -> Option<&'a Indicator> {
        self.plan.catalog.indicators.get(line.indicator)
    }

    /// The area of a line.
    pub fn area(&self, line: &Line) -> Option<&'a Area> {
        self.plan.catalog.areas.get(line.area)
    }

    /// The source of a statement; none for a derived one.
    pub fn source(&self, statement: &Statement) -> Option<&'a SourcePlan> {
        match self.ledger().file(statement.file).origin {
            Origin::Source(source) => self.plan.sources.get(source),
            Origin::Derivation { .. } => None,
        }
    }

    /// The id of a statement's source; empty for a derived one.
    pub fn source_id(&self, statement: &Statement) -> &'a str {
        self.source(statement).map_or("", |source| source.id.as_str())
    }

    /// The derivation that made a statement; none for a cell.
    pub fn derivation(&self, statement: &Statement) -> Option<&'a Derivation> {
        match self.ledger().file(statement.file).origin {
            Origin::Source(_) => None,
            Origin::Derivation { derivation, .. } => self.plan.derivations.get(derivation),
        }
    }

    /// The id of the derivation that made a statement; empty for a cell.
    pub fn derivation_id(&self, statement: &Statement) -> &'a str {
        self.derivation(statement).map_or("", |derivation| derivation.id.as_str())
    }

    /// The period an index is 100 of; empty for anything else.
    pub fn base_per(&self, variant: Variant) -> &'a str {
        let rank = usize::from(variant.base_per()).checked_sub(1);
        rank.and_then(|rank| self.plan.catalog.indicators.index_bases().get(rank)).map_or("", String::as_str)
    }

    /// What a statement says, as far as it may be published: nothing of a confidential cell leaves the house.
    pub fn amount(&self, statement: &Statement) -> Result<Amount, Overflow> {
        if Self::withheld(statement) { Ok(Amount::NONE) } else { self.ledger().amount(statement) }
    }

    /// The value of a statement without its bounds, as far as it may be published.
    pub fn plain_value(&self, statement: &Statement) -> Result<Option<Ratio>, Overflow> {
        if Self::withheld(statement) { Ok(None) } else { self.ledger().value(statement) }
    }

    /// The value of a statement as it is published, as far as it may be.
    pub fn printed_value(&self, statement: &Statement) -> Result<Option<Decimal>, Overflow> {
        if Self::withheld(statement) {
            return Ok(None);
        }
        match (self.ledger().file(statement.file).origin, self.ledger().decimal(statement)) {
            (Origin::Source(_), Some(decimal)) => Ok(Some(decimal.normalized())),
            _ => Ok(self.value(statement, self.plain_value(statement)?)),
        }
    }

    /// The text of a cell, as far as it may be published.
    pub fn value_text(&self, statement: &Statement) -> String {
        if Self::withheld(statement) { String::new() } else { self.ledger().value_text(statement) }
    }

    /// The text of a cell that is not what its digits print, where there is one and it may be published.
    pub fn written_text(&self, statement: &Statement) -> Option<&'a str> {
        let extra = self.series.ledger.extra(statement).filter(|_| !Self::withheld(statement))?;
        extra.value_text.as_deref()
    }

    /// The number whose digits, with commas where its traits say so, are the text of a cell, where they are and may be published.
    #[inline]
    pub fn value_short(&self, statement: &Statement) -> Option<Short> {
        if Self::withheld(statement) || statement.extra > 0 { None } else { Short::new(statement.mantissa, statement.traits.decimals()) }
    }

    /// The value of a group as it is published, where it is a cell's short decimal; else [`View::printed_value`] tells.
    #[inline]
    pub fn short_value(&self, group: usize) -> Option<Short> {
        self.series.short(group).filter(|_| self.is_open_cell(self.series.statement(group)))
    }

    /// The value of a statement with its bounds, likewise; else [`View::amount`] tells.
    pub fn short_amount(&self, statement: &Statement) -> Option<ShortAmount> {
        self.series.short_amount(statement).filter(|_| self.is_open_cell(statement))
    }

    /// Whether a statement is a cell's, and may be shown.
    fn is_open_cell(&self, statement: &Statement) -> bool {
        !Self::withheld(statement) && matches!(self.ledger().file(statement.file).origin, Origin::Source(_))
    }

    /// The observation status; a withheld figure is suppressed, whatever its source says.
    pub fn status(&self, statement: &Statement) -> ObsStatus {
        if Self::withheld(statement) { ObsStatus::Suppressed } else { statement.traits.status() }
    }

    fn withheld(statement: &Statement) -> bool {
        statement.traits.withheld()
    }

    /// The value of a statement as it is published: a cell's exactly, a derived one with the digits of its derivation.
    pub fn value(&self, statement: &Statement, value: Option<Ratio>) -> Option<Decimal> {
        match self.ledger().file(statement.file).origin {
            Origin::Source(_) => self.rounder.value(value),
            Origin::Derivation { .. } => value?.round(statement.traits.decimals(), self.rounder.0.rule).ok(),
        }
    }

    /// A bound of a statement, rounded outward where it is derived or does not terminate.
    pub fn bound(&self, statement: &Statement, bound: Option<Ratio>, rounding: Rounding) -> Option<Decimal> {
        match self.ledger().file(statement.file).origin {
            Origin::Source(_) => self.rounder.bound(bound, rounding),
            Origin::Derivation { .. } => bound?.round(statement.traits.decimals(), rounding).ok(),
        }
    }

    /// First and last day of what a figure covers, as days since 1970-01-01.
    pub fn days(period: Period, variant: Variant) -> (i32, i32) {
        match TimeSpan::from_key(period, variant.cumulation()) {
            Some(span) => (span.start().days_since_epoch(), span.end().days_since_epoch()),
            None => (period.start().days_since_epoch(), period.end().days_since_epoch()),
        }
    }
}

/// Writes exact fractions as digits, once.
#[derive(Clone, Copy, Debug)]
pub struct Rounder(pub RoundingConfig);

impl Rounder {
    /// The rule and digits, for the stages.
    pub const fn print(self) -> Print {
        Print { rule: self.0.rule, percent_digits: self.0.percent_digits, value_digits: self.0.value_digits }
    }

    /// The exact decimal where there is one, else the declared digits.
    pub fn value(self, value: Option<Ratio>) -> Option<Decimal> {
        let value = value?;
        value.to_decimal().or_else(|| value.round(self.0.value_digits, self.0.rule).ok())
    }

    /// A percent or points with the declared digits.
    pub fn percent(self, value: Option<Ratio>) -> Option<Decimal> {
        value?.round(self.0.percent_digits, self.0.rule).ok()
    }

    /// An end of a percent, rounded outward.
    pub fn percent_toward(self, value: Option<Ratio>, rounding: Rounding) -> Option<Decimal> {
        value?.round(self.0.percent_digits, rounding).ok()
    }

    /// The ends of an interval, rounded outward.
    pub fn ends(self, interval: Option<Interval>) -> (Option<Decimal>, Option<Decimal>) {
        let end = |value: Ratio, rounding| value.round(self.0.percent_digits, rounding).ok();
        interval.map_or((None, None), |interval| (end(interval.low(), Rounding::Floor), end(interval.high(), Rounding::Ceiling)))
    }

    /// Bounds of an inexact value, rounded outward where they do not terminate.
    pub fn bound(self, value: Option<Ratio>, rounding: Rounding) -> Option<Decimal> {
        let value = value?;
        value.to_decimal().or_else(|| value.round(self.0.value_digits, rounding).ok())
    }
}
