//! A figure of a table in words: the qualifier, the digits in the unit that people know, the unit.

use tongbi_domain::catalog::{Indicator, Language, Units};
use tongbi_domain::label::List;
use tongbi_domain::number::{Decimal, Ratio, Rounding, Shown};
use tongbi_domain::revision::Said;

use crate::pipeline::portal::shown_unit;

/// Digits of a number that does not end in the unit that people know.
const DIGITS: u8 = 6;

/// A figure, such as 约2400亿元 or `about 2400 × 100 million yuan`; what its source writes where it has no value that can be shown, empty where
/// there is none at all.
pub(super) fn figure(said: &Said, indicator: Option<&Indicator>, units: &Units, language: Language) -> String {
    let text = |fact: &Option<String>| fact.clone().unwrap_or_default();
    let unit = shown_unit(&text(&said.unit), indicator, units, language);
    let digits = |fact: &Option<String>| Some(digits(Decimal::parse(fact.as_deref()?)?, said, indicator, units, unit.factor)?.to_string());
    let number = match (digits(&said.value), digits(&said.low), digits(&said.high)) {
        (Some(value), _, _) => qualified(said, &value, language),
        (None, Some(low), Some(high)) => format!("{low}–{high}"),
        _ => return said.written(),
    };
    with_unit(&number, &unit.name, language)
}

/// An amount with its sign, in the unit that people know.
pub(super) fn signed(change: Decimal, said: &Said, indicator: Option<&Indicator>, units: &Units, language: Language) -> String {
    let unit = shown_unit(said.unit.as_deref().unwrap_or_default(), indicator, units, language);
    let shown = change.to_ratio().div(unit.factor).ok().and_then(Ratio::to_decimal).unwrap_or(change);
    let sign = if shown.mantissa() > 0 { "+" } else { "" };
    let points = matches!(said.unit.as_deref(), Some("percent"));
    let name = if points { language.of(("percentage points", "个百分点")) } else { &unit.name };
    with_unit(&format!("{sign}{shown}"), name, language)
}

/// The digits of a value, as its source prints them where it prints them in this unit or in a power of ten of it.
fn digits(value: Decimal, said: &Said, indicator: Option<&Indicator>, units: &Units, factor: Ratio) -> Option<Decimal> {
    let value = value.to_ratio();
    let printed = || {
        let own = indicator.filter(|own| said.unit.as_deref() == Some(own.unit.code.as_str()))?;
        let reading = own.read_unit(said.unit_text.as_deref()?, units).ok()?;
        let printed = reading.unit.factor_to(&own.unit)?.ok()?;
        let decimals = said.decimals.as_deref()?.parse().ok()?;
        let shown = Shown { printed, decimals, unit: factor, digits: DIGITS, rule: Rounding::HalfAwayFromZero };
        shown.decimal(value).ok()
    };
    let exact = || value.div(factor).ok().and_then(|exact| exact.to_decimal().or_else(|| exact.round(DIGITS, Rounding::default()).ok()));
    let growth = || {
        let decimals = said.decimals.as_deref()?.parse().ok().filter(|_| factor == Ratio::ONE)?;
        value.round(decimals, Rounding::default()).ok().filter(|rounded| rounded.to_ratio() == value)
    };
    printed().or_else(growth).or_else(exact)
}

fn qualified(said: &Said, value: &str, language: Language) -> String {
    match said.qualifier.as_deref() {
        None | Some("" | "EXACT") => value.to_owned(),
        Some(code) => {
            let word = List::Qualifier.word(code, language);
            if language == Language::Zh { format!("{word}{value}") } else { format!("{} {value}", word.to_lowercase()) }
        }
    }
}

/// A number before its unit; in Chinese, and before a sign, without a blank.
fn with_unit(number: &str, unit: &str, language: Language) -> String {
    let close = language == Language::Zh || unit == "%" || unit.is_empty();
    let unit = if unit == "percent" { "%" } else { unit };
    // 2375.3 × 100 million yuan: two numbers beside each other would be read as one.
    let times = if unit.starts_with(|first: char| first.is_ascii_digit()) { "× " } else { "" };
    if close || unit == "%" { format!("{number}{unit}") } else { format!("{number} {times}{unit}") }
}
