//! One figure: its texts become codes, its digits and unit a number, and all of it one statement.

use std::sync::Arc;

use tongbi_domain::amend::{Act, Correction};
use tongbi_domain::catalog::{AreaId, DimensionId, DimensionKey, Indicator};
use tongbi_domain::cell;
use tongbi_domain::finding::Code;
use tongbi_domain::number::Qualifier;
use tongbi_domain::period::TimeSpan;
use tongbi_domain::unit::Reading as UnitReading;
use tongbi_domain::vocabulary::{Adjustment, Comparability, Measure, Nature, ObsStatus, PriceBasis, Stage};
use tongbi_read::layout::{Cell, Mark, Role, ValueColumn};

use super::codes::Common;
use super::context::Context;
use super::corrections::{remark, withholds};
use super::echo::Known;
use super::refused::Until;
use super::said::{Said, Weight};
use super::{Sink, Worker};
use crate::stages::classify::{Fault, Named};
use crate::stages::normalize::{Normalized, Request};
use crate::stages::periods::PeriodTexts;
use crate::table::{Conversion, ConversionId, Extra, Facts, Line, RareAmount, Statement, Traits, Variant};

/// What the table says of one figure, and where it stands.
pub(super) struct Figure<'t, 's> {
    /// Text of its cell.
    pub(super) text: &'t str,
    /// The cell, taken apart.
    pub(super) cell: Cell<'t>,
    /// Its column.
    pub(super) column: &'t ValueColumn,
    /// The position of the column among those of figures.
    pub(super) position: usize,
    /// What is said of it.
    pub(super) said: &'s Said<'t>,
    /// Line of the file, from 1.
    pub(super) line: u64,
    /// The correction that speaks of it.
    pub(super) correction: Option<&'s Correction>,
}

impl Worker<'_, '_> {
    /// Enters one figure into the ledger, or says why it cannot be.
    pub(super) fn figure(&mut self, figure: &Figure<'_, '_>, sink: &mut Sink<'_>) -> Result<(), Fault> {
        self.until = Some(Until::Labels);
        let context = self.context(figure.said, figure.column, figure.position)?;
        self.until = None;
        if context.named.facts.is_empty() {
            return self.understood(figure, &context, sink);
        }
        // The name may say the area or the period, too.
        let mut said = *figure.said;
        context.named.facts.iter().for_each(|fact| said.take(fact.role, &fact.text, Weight::Particular));
        self.understood(&Figure { said: &said, ..*figure }, &context, sink)
    }

    fn understood(&mut self, figure: &Figure<'_, '_>, context: &Context<'_>, sink: &mut Sink<'_>) -> Result<(), Fault> {
        let (common, indicator, measure) = (&context.common, context.indicator, context.measure);
        let (area, area_assumed) = self.area(figure.said)?;
        let (span, period_assumed) = self.period(figure.said, indicator.nature)?;
        let (unit, unit_mult) = context.unit.as_ref().map_err(|fault| {
            self.until = context.is_of_labels().then_some(Until::Area);
            fault.clone()
        })?;
        let request = Request {
            text: figure.cell.number,
            unit,
            indicator: (context.named.indicator, indicator),
            measure,
            counts_rounded: self.table.declared.counts_rounded,
            unit_mult: *unit_mult,
            plain: &context.plain,
        };
        let (normalized, status) = self.number(figure, context, request, sink)?;
        let conversion_is_plain = context.plain.get().is_some_and(|plain| *plain == Ok(normalized.conversion));
        let (conversion, status) = corrected(figure.correction, normalized.conversion, status, sink)?;
        if let Some(digits) = normalized.many_digits {
            let fault = Fault::new(Code::ManyDigits, [("digits", digits.to_string())]);
            self.find(fault, figure.line, figure.column.index, &figure.column.header, figure.text, sink);
        }
        let traits = Traits::new(Facts {
            decimals: normalized.decimals,
            qualifier: normalized.qualifier,
            stage: common.stage,
            status: status.unwrap_or_else(|| status_of(common.stage)),
            confidentiality: figure.cell.confidentiality.unwrap_or(common.confidentiality),
            words: normalized.words,
            period_assumed,
            area_assumed,
        });
        let dimensions = *context.dimensions.as_ref().map_err(Fault::clone)?;
        let (note, locator) = (figure.said.get(Role::Note), figure.said.get(Role::Locator));
        if let Some(text) = [note, locator].into_iter().find(|text| cell::is_surely_formula(text)) {
            return Err(Fault::new(Code::FormulaText, [("text", text.to_owned())]));
        }
        let note = match figure.correction.filter(|correction| !withholds(correction) && !self.is_secret(figure.said)) {
            Some(correction) => &remark(note, correction),
            None => note,
        };
        self.check_dates(figure, area, indicator, span, sink);
        let line = Line { indicator: context.named.indicator, area, dimensions, measure, scenario: common.scenario };
        let variant = &context.variants[span.cumulation() as usize];
        let statement = Statement {
            line: sink.ledger.line_id(line),
            period: span.period(),
            mantissa: normalized.mantissa,
            row: u32::try_from(figure.line).unwrap_or(u32::MAX),
            note: sink.ledger.intern(note),
            extra: 0,
            variant: variant.get().unwrap_or_else(|| self.variant(span, indicator, measure, common)),
            conversion,
            file: self.table.file,
            column: u16::try_from(figure.column.index + 1).unwrap_or(u16::MAX),
            traits,
        };
        variant.set(Some(statement.variant));
        let plain = normalized.qualifier == Qualifier::Exact
            && !normalized.words
            && normalized.rare.is_none()
            && conversion_is_plain
            && figure.cell.status.is_none()
            && figure.cell.confidentiality.is_none()
            && locator.is_empty()
            && context.named.facts.is_empty();
        if plain {
            let missing = common.status.filter(|status| status.is_missing());
            let (stem, has_unit) = (sink.ledger.stem_id(&line), !unit.is_empty());
            let years = (span.start().year(), span.end().year());
            self.echo.remember(figure.position, figure.said, Known { statement, stem, years, has_unit, missing, note_of_table: false });
        }
        enter(statement, figure, normalized.rare, locator, sink)
    }

    /// The number of a figure, or that it is missing, and its status.
    fn number(
        &mut self,
        figure: &Figure<'_, '_>,
        context: &Context<'_>,
        request: Request<'_>,
        sink: &mut Sink<'_>,
    ) -> Result<(Normalized, Option<ObsStatus>), Fault> {
        let status = figure.cell.status.or(context.common.status);
        if let Some(Mark::Missing(why)) = figure.cell.mark {
            // A status beside the figure may say better than its mark why it is missing.
            let status = status.filter(|status| status.is_missing()).unwrap_or(why);
            return Ok((missing(self.normalizer.missing(sink.ledger, request)?), Some(status)));
        }
        let read = self.normalizer.read(sink.ledger, request).inspect_err(|fault| {
            let of_labels = context.is_of_labels() && matches!(context.plain.get(), Some(Err(known)) if known == fault);
            self.until = of_labels.then_some(Until::Number);
        });
        Ok((read?, status))
    }

    /// Tells, once for each code and period of a table, that a code is used for years in which it does not hold.
    fn check_dates(&mut self, figure: &Figure<'_, '_>, area: AreaId, indicator: &Indicator, span: TimeSpan, sink: &mut Sink<'_>) {
        let (first, last) = (span.start().year(), span.end().year());
        let mut outdated = Vec::new();
        if let Some(area) = self.catalog.areas.get(area).filter(|area| !area.covers(first, last)) {
            outdated.push((area.code.get_ref().clone(), area.valid_from, area.valid_to));
        }
        if !indicator.covers(first, last) {
            outdated.push((indicator.code.clone(), indicator.valid_from, indicator.valid_to));
        }
        for (code, from, to) in outdated {
            if self.outdated.insert((code.clone(), span.period())) {
                let year = |year: Option<i32>| year.map_or_else(|| "…".to_owned(), |year| year.to_string());
                let facts = [("code", code), ("period", span.period().to_string()), ("from", year(from)), ("to", year(to))];
                let fault = Fault::new(Code::OutOfDate, facts);
                self.find(fault, figure.line, figure.column.index, &figure.column.header, "", sink);
            }
        }
    }

    /// The unit that the table gives: of the column or row, behind the indicator's name, above the table, or declared. Two that are said of this
    /// very figure must not differ, nor may the declared one; the one above the table gives way to one of another kind.
    pub(super) fn unit<'t>(&'t self, said: &Said<'t>, named: &'t Named, indicator: &Indicator, measure: Measure) -> Result<&'t str, Fault> {
        // The table's unit speaks of the indicator's own figure; a growth rate beside it has its percent sign in its own cell.
        if measure != indicator.measure {
            return Ok("");
        }
        let declared = self.table.declared.text(Role::Unit);
        let bracket = (named.unit.as_str(), Weight::Particular);
        let given = said.units().rev().filter(|(unit, _)| *unit != declared).chain([bracket]);
        let mut particular: Option<&'t str> = None;
        let mut general: Option<&'t str> = None;
        for (unit, weight) in given.filter(|(unit, _)| !unit.is_empty()) {
            // What an index is 100 of is no unit; it must be the base that the catalogue knows.
            match indicator.index_base.as_ref().and_then(|base| Some((base, base.agrees(unit)?))) {
                None => {}
                Some((_, true)) => continue,
                Some((base, false)) => return Err(contradiction(unit, base.code())),
            }
            match (weight, particular) {
                (Weight::Particular, Some(first)) if !self.same_unit(indicator, first, unit) => return Err(contradiction(first, unit)),
                (Weight::Particular, Some(_)) => {}
                (Weight::Particular, None) => particular = Some(unit),
                (Weight::General, _) => general = general.or(Some(unit)),
            }
        }
        let general = general.map(|unit| self.of_several(indicator, unit));
        match (particular, general) {
            (Some(unit), Some(above)) if !self.same_unit(indicator, unit, above) && self.converts(indicator, above) => {
                return Err(contradiction(unit, above));
            }
            _ => {}
        }
        match (particular.or(general).unwrap_or_default(), declared) {
            ("", declared) => Ok(self.of_several(indicator, declared)),
            (said, "") => Ok(said),
            (said, declared) if self.same_unit(indicator, said, declared) => Ok(said),
            (said, declared) => Err(contradiction(said, declared)),
        }
    }

    /// Of several units (`单位：万元、%`) the one that the indicator can have, where only one is; the first where it can have none, so that the
    /// finding speaks of a unit and not of the list.
    fn of_several<'t>(&self, indicator: &Indicator, text: &'t str) -> &'t str {
        if self.read_unit(indicator, text).is_some() {
            return text;
        }
        let listed = || text.split(['、', ',', '，', ';', '；']).map(str::trim);
        let mut fitting = listed().filter(|unit| self.converts(indicator, unit));
        match (fitting.next(), fitting.next()) {
            (Some(unit), None) => unit,
            (None, _) if listed().all(|unit| self.read_unit(indicator, unit).is_some()) => listed().next().unwrap_or(text),
            _ => text,
        }
    }

    fn read_unit(&self, indicator: &Indicator, text: &str) -> Option<UnitReading> {
        indicator.read_unit(text, &self.catalog.units).ok()
    }

    fn converts(&self, indicator: &Indicator, text: &str) -> bool {
        self.read_unit(indicator, text).is_some_and(|reading| reading.unit.dimension == indicator.unit.dimension)
    }

    fn same_unit(&self, indicator: &Indicator, one: &str, other: &str) -> bool {
        let read = |text| self.read_unit(indicator, text).map(|reading| (reading.unit.dimension, reading.unit.factor));
        one == other || (read(one).is_some() && read(one) == read(other))
    }

    /// The key behind `time_period`: what the row says of its growth rates, else what the catalogue says of the indicator.
    fn variant(&self, span: TimeSpan, indicator: &Indicator, measure: Measure, common: &Common) -> Variant {
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

    pub(super) fn indicator(&mut self, said: &Said<'_>) -> Result<Arc<Named>, Fault> {
        match (said.path(), self.table.declared.indicator) {
            ([], Some(indicator)) => Ok(Arc::new(Named { indicator, unit: String::new(), facts: Vec::new(), spelling: String::new() })),
            (path, _) => self.classifier.indicator(path),
        }
    }

    fn area(&mut self, said: &Said<'_>) -> Result<(AreaId, bool), Fault> {
        match (said.get(Role::Area), self.table.declared.area) {
            ("", Some(area)) => Ok((area, true)),
            (text, _) => Ok((self.classifier.area(text)?, false)),
        }
    }

    /// The values of the dimensions that are said. Where the table speaks of one, a blank must be declared to mean something; in all others a figure
    /// is not applicable.
    pub(super) fn dimensions(&mut self, said: &Said<'_>) -> Result<DimensionKey, Fault> {
        let mut key = DimensionKey::default_of(&self.catalog.dimensions);
        for position in 0..u8::try_from(self.catalog.dimensions.len()).unwrap_or(u8::MAX) {
            let (id, text) = (DimensionId(position), said.get(Role::Dimension(position)));
            if !text.is_empty() || self.table.dimensions.contains(&id) {
                key = key.with(id, self.classifier.dimension(id, text)?);
            }
        }
        Ok(key)
    }

    fn period(&mut self, said: &Said<'_>, nature: Nature) -> Result<(TimeSpan, bool), Fault> {
        let texts = PeriodTexts {
            period: said.get(Role::Period),
            year: said.get(Role::Year),
            month: said.get(Role::Month),
            quarter: said.get(Role::Quarter),
            freq: said.get(Role::Freq),
            cumulation: said.get(Role::Cumulation),
        };
        // The very text of the declaration, not one that the table prints in the same words.
        let declared = |role, text: &str| !text.is_empty() && std::ptr::eq(text.as_ptr(), self.table.declared.text(role).as_ptr());
        let assumed = declared(Role::Period, texts.period) || (texts.period.is_empty() && declared(Role::Year, texts.year));
        Ok((self.classifier.period(&texts, nature)?, assumed))
    }
}

fn contradiction(cell: &str, table: &str) -> Fault {
    Fault::new(Code::UnitContradiction, [("cell", cell.to_owned()), ("table", table.to_owned())])
}

/// Adds the statement, with an extra where its text is not the plain number or its source says where it stands.
fn enter(
    mut statement: Statement,
    figure: &Figure<'_, '_>,
    rare: Option<RareAmount>,
    locator: &str,
    sink: &mut Sink<'_>,
) -> Result<(), Fault> {
    let (ledger, text) = (&mut *sink.ledger, figure.text);
    let correction = figure.correction.map_or(0, |correction| correction.declared);
    // The digits of a correction are not those of the cell, however plain both are.
    let overridden = figure.correction.is_some_and(|correction| matches!(correction.act, Act::Override(_)));
    let grouped = ledger.prints_grouped(&statement, text).filter(|_| rare.is_none() && !overridden);
    statement.traits = statement.traits.with_grouped(grouped == Some(true));
    let plain = grouped.is_some();
    if !plain || !locator.is_empty() || correction > 0 {
        let (value_text, locator) = ((!plain).then(|| text.into()), ledger.intern(locator));
        ledger.extras.push(Extra { value_text, amount: rare.into(), locator, inputs: Box::default(), correction });
        statement.extra = u32::try_from(ledger.extras.len()).unwrap_or(0);
    }
    // What cannot be converted exactly is found here, at its cell, and never later.
    if !ledger.is_surely_short(&statement) && ledger.amount(&statement).is_err() {
        return Err(Fault::new(Code::Overflow, [("text", text.to_owned())]));
    }
    ledger.push(&statement);
    Ok(())
}

/// What a correction makes of the conversion and the status of a figure.
fn corrected(
    correction: Option<&Correction>,
    conversion: ConversionId,
    status: Option<ObsStatus>,
    sink: &mut Sink<'_>,
) -> Result<(ConversionId, Option<ObsStatus>), Fault> {
    match correction.map(|correction| &correction.act) {
        Some(Act::Flag(flag)) => Ok((conversion, Some(*flag))),
        Some(Act::Scale(factor, text)) => {
            let too_long = || Fault::new(Code::Overflow, [("text", text.clone())]);
            let written = &sink.ledger.conversions[usize::from(conversion.0)];
            // A figure that was scaled is not written in full, whatever its unit says.
            let factor = written.factor.mul(*factor).map_err(|_| too_long())?;
            let scaled = Conversion { factor, scaled: true, ..written.clone() };
            let known = sink.ledger.conversions.iter().position(|known| *known == scaled).and_then(|at| u16::try_from(at).ok());
            let id = known.map(ConversionId).or_else(|| sink.ledger.add_conversion(scaled));
            Ok((id.ok_or_else(too_long)?, status))
        }
        _ => Ok((conversion, status)),
    }
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
