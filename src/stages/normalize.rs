//! Number text and unit text to exact digits and one conversion. What cannot be read is a finding, never a guess.

use std::cell::OnceCell;
use std::collections::HashMap;
use tongbi_domain::catalog::{Indicator, IndicatorId, Units};
use tongbi_domain::finding::Code;
use tongbi_domain::number::text::{Amount, NumberError, NumberText, Precision, Style, read};
use tongbi_domain::number::{Decimal, Qualifier, Ratio};
use tongbi_domain::unit::{Reading, Unit, UnitError, UnitKind};
use tongbi_domain::vocabulary::Measure;

use super::classify::Fault;
use super::near::Searches;
use crate::table::{Conversion, ConversionId, Ledger, RareAmount};

/// Codes of the units that a measure implies by its definition.
const PERCENT: &str = "percent";
const POINTS: &str = "pp";
const RANK: &str = "rank";

/// How many faults are remembered, of numbers and of the units of one indicator.
const FAULTS: usize = 16;

/// A value cell, understood: digits, and how they become the canonical unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Normalized {
    /// Printed digits as an integer.
    pub mantissa: i64,
    /// How many of them stand after the point.
    pub decimals: u8,
    /// What the number says of itself.
    pub qualifier: Qualifier,
    /// Whether printed digits are unknown.
    pub words: bool,
    /// The amount, where digits and decimals are not it.
    pub rare: Option<RareAmount>,
    /// Written unit to canonical unit.
    pub conversion: ConversionId,
    /// How many significant digits it has, where they are more than a double holds.
    pub many_digits: Option<u32>,
}

/// What a cell is to be read as.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The cell's text.
    pub text: &'a str,
    /// The unit that the table gives it; empty where it gives none.
    pub unit: &'a str,
    /// The indicator and its id.
    pub indicator: (IndicatorId, &'a Indicator),
    /// The measure.
    pub measure: Measure,
    /// Whether counts are rounded although written in full.
    pub counts_rounded: bool,
    /// Power of ten by which the table multiplies the unit; 0 where it does not.
    pub unit_mult: i8,
    /// The conversion of a number without a unit or a magnitude of its own, once it is known for all such requests.
    pub plain: &'a OnceCell<Result<ConversionId, Fault>>,
}

/// Reads value cells; remembers each written unit's conversion.
pub struct Normalizer<'a> {
    units: &'a Units,
    style: Style,
    /// By what is measured, the written units with their conversions; an indicator has few.
    conversions: HashMap<ConversionKey, Vec<Written>>,
    /// Why numbers could not be read: half a table can be at fault for one reason.
    faults: Vec<(NumberError, Fault)>,
    near: Searches,
}

/// A unit as written, and its conversion or why there is none.
type Written = (String, Result<ConversionId, Fault>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct ConversionKey {
    indicator: IndicatorId,
    measure: Measure,
    power: u8,
    counts_rounded: bool,
    unit_mult: i8,
}

impl<'a> Normalizer<'a> {
    /// For one source.
    pub fn new(units: &'a Units, style: Style) -> Self {
        Self { units, style, conversions: HashMap::default(), faults: Vec::new(), near: Searches::default() }
    }

    /// Reads a value cell.
    pub fn read(&mut self, ledger: &mut Ledger, request: Request<'_>) -> Result<Normalized, Fault> {
        let number = read(request.text, self.style).map_err(|error| self.fault(error))?;
        let unit = one_unit(&number, request.unit)?;
        let (digits, rare) = match number.amount {
            Amount::One(scaled) => (scaled, None),
            Amount::Range(low, high) => {
                let ratio = |scaled: tongbi_domain::number::text::Scaled| scaled.to_ratio().map_err(|_| overflow(request.text));
                // The two ends carry their own number words, so the conversion must not add one.
                let range = RareAmount::Range(ratio(low)?, ratio(high)?);
                let shown = if low.digits.scale() > high.digits.scale() { low } else { high };
                (tongbi_domain::number::text::Scaled { power: 0, ..shown }, Some(range))
            }
            Amount::Fraction(fraction) => {
                let zero = tongbi_domain::number::text::Scaled { digits: Decimal::ZERO, power: 0 };
                (zero, Some(RareAmount::Exact(fraction)))
            }
        };
        let conversion = if number.unit.is_empty() && digits.power == 0 {
            request.plain.get_or_init(|| self.conversion(ledger, &request, unit, 0)).clone()?
        } else {
            self.conversion(ledger, &request, unit, digits.power)?
        };
        let decimals = digits.digits.scale();
        let (mantissa, rare) = match (i64::try_from(digits.digits.mantissa()), rare) {
            (Ok(mantissa), rare) => (mantissa, rare),
            (Err(_), None) => (0, Some(RareAmount::Exact(digits.digits.to_ratio()))),
            (Err(_), rare) => (0, rare),
        };
        let significant = digits.digits.significant_digits();
        Ok(Normalized {
            mantissa,
            decimals,
            qualifier: number.qualifier,
            words: number.precision == Precision::Words,
            rare,
            conversion,
            many_digits: (significant > 15).then_some(significant),
        })
    }

    /// Why a text is no number; none where it is one.
    pub fn misread(&mut self, text: &str) -> Option<Fault> {
        read(text, self.style).err().map(|error| self.fault(error))
    }

    /// The fault of a number.
    fn fault(&mut self, error: NumberError) -> Fault {
        if let Some((_, fault)) = self.faults.iter().find(|(known, _)| *known == error) {
            return fault.clone();
        }
        let fault = number_fault(error);
        if self.faults.len() < FAULTS {
            self.faults.push((error, fault.clone()));
        }
        fault
    }

    /// The conversion of a cell without a value, so that a missing figure has its unit all the same.
    pub fn missing(&mut self, ledger: &mut Ledger, request: Request<'_>) -> Result<ConversionId, Fault> {
        let canonical = request.indicator.1.unit.code.clone();
        let unit = if request.unit.is_empty() && !implied(request.measure) { canonical } else { request.unit.to_owned() };
        self.conversion(ledger, &request, &unit, 0)
    }

    /// Every written unit that was read, with the power of ten that number words and declarations add to it, and its conversion.
    pub fn written(&self) -> impl Iterator<Item = (&str, i32, ConversionId)> {
        self.conversions.iter().flat_map(|(key, units)| {
            let power = i32::from(key.power) + i32::from(key.unit_mult);
            units.iter().filter_map(move |(unit, found)| Some((unit.as_str(), power, *found.as_ref().ok()?)))
        })
    }

    fn conversion(&mut self, ledger: &mut Ledger, request: &Request<'_>, unit: &str, power: u8) -> Result<ConversionId, Fault> {
        let key = ConversionKey {
            indicator: request.indicator.0,
            measure: request.measure,
            power,
            counts_rounded: request.counts_rounded,
            unit_mult: request.unit_mult,
        };
        let known = self.conversions.get(&key).and_then(|units| units.iter().find(|(known, _)| known == unit));
        if let Some((_, conversion)) = known {
            return conversion.clone();
        }
        let made = self.convert(request, unit, power).and_then(|conversion| {
            ledger
                .add_conversion(conversion)
                .ok_or_else(|| Fault::new(Code::Overflow, [("text", "more than 65 535 written units".to_owned())]))
        });
        let written = self.conversions.entry(key).or_default();
        if made.is_ok() || written.len() < FAULTS {
            written.push((unit.to_owned(), made.clone()));
        }
        made
    }

    fn convert(&self, request: &Request<'_>, unit: &str, power: u8) -> Result<Conversion, Fault> {
        let indicator = request.indicator.1;
        let canonical = self.canonical(request)?;
        let reading = self.reading(request, unit, &canonical)?;
        if power > 0 && power == reading.magnitude {
            return Err(Fault::new(Code::MagnitudeTwice, [("text", request.text.to_owned()), ("unit", unit.to_owned())]));
        }
        let Some(factor) = reading.unit.factor_to(&canonical) else {
            let facts = [
                ("unit", unit.to_owned()),
                ("dimension", reading.unit.dimension.to_string()),
                ("indicator", indicator.code.clone()),
                ("canonical", canonical.code.clone()),
                ("expected", canonical.dimension.to_string()),
            ];
            return Err(Fault::new(Code::UnitMismatch, facts));
        };
        let power_of_ten = Ratio::power_of_ten(i32::from(power) + i32::from(request.unit_mult));
        let factor = factor.and_then(|factor| factor.mul(power_of_ten?)).map_err(|_| overflow(request.text))?;
        let scaled = power > 0 || reading.magnitude > 0 || request.unit_mult > 0 || request.counts_rounded;
        Ok(Conversion { unit_text: unit.to_owned(), factor, unit: canonical.code, kind: canonical.kind, scaled })
    }

    /// The unit that `obs_value` is in: the indicator's for its plain value, the measure's own for growth, ranks and points.
    fn canonical(&self, request: &Request<'_>) -> Result<Unit, Fault> {
        let code = match request.measure {
            measure if measure.is_growth() => PERCENT,
            Measure::ChangePoints => POINTS,
            Measure::Rank => RANK,
            Measure::Share if request.indicator.1.measure != Measure::Share => PERCENT,
            _ => return Ok(request.indicator.1.unit.clone()),
        };
        let no_such = || Fault::new(Code::UnknownUnit, [("unit", code.to_owned()), ("near", String::new())]);
        self.units.book.get(code).cloned().ok_or_else(no_such)
    }

    fn unit_fault(&self, unit: &str, error: &UnitError) -> Fault {
        let near = self.near.look(unit, || self.units.book.nearest(unit).unwrap_or_default().to_owned());
        Fault::new(Code::UnknownUnit, [("unit", unit.to_owned()), ("why", error.to_string()), ("near", near)])
    }

    fn reading(&self, request: &Request<'_>, unit: &str, canonical: &Unit) -> Result<Reading, Fault> {
        if unit.is_empty() {
            // Growth is in percent and a rank is a place by definition; anything else without a unit is refused.
            return if implied(request.measure) || matches!(canonical.kind, UnitKind::Rank | UnitKind::Index) {
                Ok(Reading { unit: canonical.clone(), magnitude: 0 })
            } else {
                Err(Fault::new(Code::NoUnit, [("indicator", request.indicator.1.code.clone()), ("canonical", canonical.code.clone())]))
            };
        }
        let read = if request.measure == request.indicator.1.measure {
            request.indicator.1.read_unit(unit, self.units)
        } else {
            self.units.book.read(unit)
        };
        read.map_err(|error| self.unit_fault(unit, &error))
    }
}

const fn implied(measure: Measure) -> bool {
    measure.is_growth() || matches!(measure, Measure::Rank | Measure::ChangePoints)
}

/// The one unit of a cell: behind the number or given by the table, but not two that differ.
fn one_unit<'t>(number: &NumberText<'t>, table: &'t str) -> Result<&'t str, Fault> {
    match (number.unit, table) {
        ("", table) => Ok(table),
        (cell, "") => Ok(cell),
        (cell, table) if cell == table => Ok(cell),
        (cell, table) => Err(Fault::new(Code::UnitContradiction, [("cell", cell.to_owned()), ("table", table.to_owned())])),
    }
}

fn number_fault(error: NumberError) -> Fault {
    let code = match error {
        NumberError::TwoDirections => Code::TwoDirections,
        NumberError::Overflow => Code::Overflow,
        _ => Code::NotANumber,
    };
    Fault::of_number(code, error.to_string())
}

fn overflow(text: &str) -> Fault {
    Fault::new(Code::Overflow, [("text", text.to_owned())])
}
