//! One figure: its texts become codes, its digits and unit a number, and all of it one statement.

use tongbi_domain::catalog::{AreaId, DimensionKey, Indicator};
use tongbi_domain::finding::Code;
use tongbi_domain::number::Qualifier;
use tongbi_domain::period::TimeSpan;
use tongbi_domain::vocabulary::{Adjustment, Comparability, Measure, Nature, ObsStatus, PriceBasis, Stage};
use tongbi_read::layout::Mark;

use super::{Common, Sink, Worker};
use crate::stages::classify::{Fault, Named};
use crate::stages::normalize::{Normalized, Request};
use crate::table::{ConversionId, Extra, Facts, Line, RareAmount, Statement, Traits, Variant};

/// What the table says of one figure, and where it stands.
pub(super) struct Figure<'t> {
    /// Text of its cell.
    pub(super) text: &'t str,
    /// What the text means as a mark.
    pub(super) mark: Option<Mark>,
    /// The measure that its column is declared with.
    pub(super) measure: Option<Measure>,
    pub(super) indicator: &'t str,
    pub(super) area: &'t str,
    pub(super) dimensions: DimensionKey,
    pub(super) period: &'t str,
    pub(super) unit: &'t str,
    pub(super) header: &'t str,
    /// Line of the file, from 1.
    pub(super) line: u64,
    /// Field of the row, from 0.
    pub(super) column: usize,
}

impl<'a> Worker<'a> {
    /// Enters one figure into the ledger, or says why it cannot be.
    pub(super) fn figure(&mut self, figure: &Figure<'_>, common: &Common<'_>, sink: &mut Sink<'_>) -> Result<(), Fault> {
        let named = self.indicator(figure.indicator)?;
        let (area, area_assumed) = self.area(figure.area)?;
        let catalog = self.catalog;
        let Some(indicator) = catalog.indicators.get(named.indicator) else {
            return Err(Fault::new(Code::UnknownIndicator, [("text", figure.indicator.to_owned())]));
        };
        let measure = figure.measure.unwrap_or(indicator.measure);
        let (span, period_assumed) = self.period(figure.period, indicator.nature)?;
        let request = Request {
            text: figure.text,
            unit: self.unit(figure, &named, indicator, measure)?,
            indicator: (named.indicator, indicator),
            measure,
            counts_rounded: self.table.declared.counts_rounded,
        };
        let (normalized, status) = match figure.mark {
            Some(Mark::Missing(status)) => (missing(self.normalizer.missing(sink.ledger, request)?), Some(status)),
            _ => (self.normalizer.read(sink.ledger, request)?, common.status),
        };
        if let Some(digits) = normalized.many_digits {
            let fault = Fault::new(Code::ManyDigits, [("digits", digits.to_string())]);
            self.find(fault, figure.line, figure.column, figure.header, figure.text, sink);
        }
        let traits = Traits::new(Facts {
            decimals: normalized.decimals,
            qualifier: normalized.qualifier,
            stage: common.stage,
            status: status.unwrap_or_else(|| status_of(common.stage)),
            confidentiality: common.confidentiality,
            words: normalized.words,
            period_assumed,
            area_assumed,
        });
        let line = Line { indicator: named.indicator, area, dimensions: figure.dimensions, measure, scenario: common.scenario };
        let statement = Statement {
            line: sink.ledger.line_id(line),
            period: span.period(),
            mantissa: normalized.mantissa,
            row: u32::try_from(figure.line).unwrap_or(u32::MAX),
            note: sink.ledger.intern(common.note),
            extra: 0,
            variant: self.variant(span, indicator, measure, common),
            conversion: normalized.conversion,
            file: self.table.file,
            column: u16::try_from(figure.column + 1).unwrap_or(u16::MAX),
            traits,
        };
        enter(statement, figure.text, normalized.rare, common.locator, sink)
    }

    /// The unit that the table gives: its unit column, a unit behind the indicator's name, or a declared one, which must not disagree.
    fn unit<'t>(&self, figure: &Figure<'t>, named: &'t Named, indicator: &Indicator, measure: Measure) -> Result<&'t str, Fault>
    where
        'a: 't,
    {
        // The table's unit speaks of the indicator's own figure; a growth rate beside it has its percent sign in its own cell.
        if measure != indicator.measure {
            return Ok("");
        }
        let declared = self.table.declared.unit.as_deref().unwrap_or_default();
        let given = [figure.unit, named.unit.as_deref().unwrap_or_default(), declared];
        let mut given = given.into_iter().filter(|unit| !unit.is_empty());
        let first = given.next().unwrap_or_default();
        let same = |one: &str, other: &str| {
            one == other || {
                let read =
                    |text| indicator.read_unit(text, &self.catalog.units).ok().map(|reading| (reading.unit.dimension, reading.unit.factor));
                read(one).is_some() && read(one) == read(other)
            }
        };
        match given.find(|other| !same(first, other)) {
            Some(other) => Err(Fault::new(Code::UnitContradiction, [("cell", first.to_owned()), ("table", other.to_owned())])),
            None => Ok(first),
        }
    }

    /// The key behind `time_period`: what the row says of its growth rates, else what the catalogue says of the indicator.
    fn variant(&self, span: TimeSpan, indicator: &Indicator, measure: Measure, common: &Common<'_>) -> Variant {
        let (prices, scope) = if measure.is_growth() {
            (common.growth_prices.unwrap_or(indicator.growth_basis), common.growth_scope.unwrap_or(Comparability::Unknown))
        } else if matches!(measure, Measure::Level | Measure::Index) {
            (indicator.price_basis, Comparability::AsPublished)
        } else {
            (PriceBasis::NotApplicable, Comparability::AsPublished)
        };
        Variant::new(span.cumulation(), prices, scope, self.base_per(indicator, measure), Adjustment::Unadjusted)
    }

    /// Rank of an index's base in the catalogue's list, from 1; 0 for what is no index.
    fn base_per(&self, indicator: &Indicator, measure: Measure) -> u8 {
        let base = indicator.index_base.as_ref().filter(|_| measure == Measure::Index);
        let rank = base.and_then(|base| self.catalog.indicators.index_bases().iter().position(|known| known == base.code()));
        rank.and_then(|rank| u8::try_from(rank + 1).ok()).unwrap_or(0)
    }

    fn indicator(&mut self, text: &str) -> Result<Named, Fault> {
        match (text, self.table.declared.indicator) {
            ("", Some(indicator)) => Ok(Named { indicator, unit: None }),
            (text, _) => self.classifier.indicator(text),
        }
    }

    fn area(&mut self, text: &str) -> Result<(AreaId, bool), Fault> {
        match (text, self.table.declared.area) {
            ("", Some(area)) => Ok((area, true)),
            (text, _) => Ok((self.classifier.area(text)?, false)),
        }
    }

    fn period(&mut self, text: &str, nature: Nature) -> Result<(TimeSpan, bool), Fault> {
        match (text, self.table.declared.period.as_deref()) {
            ("", Some(period)) => Ok((self.classifier.period(period, nature)?, true)),
            (text, _) => Ok((self.classifier.period(text, nature)?, false)),
        }
    }
}

/// Adds the statement, with an extra where its text is not the plain number or its source says where it stands.
fn enter(mut statement: Statement, text: &str, rare: Option<RareAmount>, locator: &str, sink: &mut Sink<'_>) -> Result<(), Fault> {
    let ledger = &mut *sink.ledger;
    let plain = rare.is_none() && ledger.value_text(&statement) == text;
    if !plain || !locator.is_empty() {
        let (value_text, locator) = ((!plain).then(|| text.to_owned()), ledger.intern(locator));
        ledger.extras.push(Extra { value_text, amount: rare, locator, inputs: Vec::new() });
        statement.extra = u32::try_from(ledger.extras.len()).unwrap_or(0);
    }
    // What cannot be converted exactly is found here, at its cell, and never later.
    if ledger.amount(&statement).is_err() {
        return Err(Fault::new(Code::Overflow, [("text", text.to_owned())]));
    }
    ledger.statements.push(statement);
    Ok(())
}

fn missing(conversion: ConversionId) -> Normalized {
    Normalized {
        mantissa: 0,
        decimals: 0,
        qualifier: Qualifier::Exact,
        words: false,
        rare: Some(RareAmount::Missing),
        conversion,
        many_digits: None,
    }
}

/// The status that a figure has by its stage, where its source gives none: an expectation is an estimate, preliminary accounts are provisional.
const fn status_of(stage: Stage) -> ObsStatus {
    match stage {
        Stage::Expected => ObsStatus::Estimated,
        Stage::Preliminary => ObsStatus::Provisional,
        _ => ObsStatus::Normal,
    }
}
