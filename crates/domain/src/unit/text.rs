//! Reads unit text: 亿元, 万平方米, 微克/立方米, 件/万人, million US$, 每万人. What is not known is an error, never a guess.

use std::collections::HashMap;

use super::{Dimension, Unit, UnitKind};
use crate::likeness::Like;
use crate::message::{Message, causes as say};
use crate::number::Ratio;

/// Number words that a unit text can begin with, longest first, with their power of ten.
const MAGNITUDES: &[(&str, u8)] = &[
    ("万亿", 12),
    ("千亿", 11),
    ("百亿", 10),
    ("十亿", 9),
    ("千万", 7),
    ("百万", 6),
    ("十万", 5),
    ("亿", 8),
    ("万", 4),
    ("千", 3),
    ("百", 2),
    ("十", 1),
    ("trillion", 12),
    ("billion", 9),
    ("million", 6),
    ("thousand", 3),
    ("hundred", 2),
    ("bn", 9),
    ("mn", 6),
    ("mln", 6),
    ("10^8", 8),
    ("10^6", 6),
    ("10^4", 4),
    ("10^3", 3),
    ("1000000", 6),
    ("10000", 4),
    ("1000", 3),
    ("100", 2),
];

/// Why a unit text was not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum UnitError {
    /// Nothing to read.
    Empty,
    /// No unit of the catalogue is written like this part.
    Unknown {
        /// The part of the text that is not known.
        part: String,
    },
    /// A number word with no unit behind it.
    MagnitudeOnly {
        /// The word.
        word: String,
        /// Its power of ten.
        power: u8,
    },
    /// The factors do not fit.
    Overflow,
}

impl UnitError {
    /// Why, as a sentence.
    pub fn message(&self) -> Message {
        match self {
            Self::Empty => say::unit_empty(),
            Self::Unknown { part } => say::no_unit(part),
            Self::MagnitudeOnly { word, .. } => say::magnitude_only(word),
            Self::Overflow => say::unit_overflow(),
        }
    }
}

/// A unit text, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The unit, its factor including the number words.
    pub unit: Unit,
    /// Power of ten that number words in the numerator put in: 8 for 亿元, 0 for 元. The same word in the value is counted twice.
    pub magnitude: u8,
}

/// All spellings of all units. Built by the catalogue, which has checked that no spelling stands twice.
#[derive(Clone, Debug, Default)]
pub struct UnitBook {
    units: Vec<Unit>,
    spellings: HashMap<String, usize>,
}

impl UnitBook {
    /// Adds a unit under its code; further spellings by [`UnitBook::spell`].
    pub fn add(&mut self, unit: Unit) -> usize {
        self.units.push(unit);
        self.units.len() - 1
    }

    /// Adds a spelling; returns the unit that has it already, if one has.
    pub fn spell(&mut self, spelling: &str, unit: usize) -> Option<&Unit> {
        match self.spellings.insert(fold(spelling), unit) {
            Some(before) if before != unit => self.units.get(before),
            _ => None,
        }
    }

    /// The unit spelled exactly so.
    pub fn get(&self, spelling: &str) -> Option<&Unit> {
        self.spellings.get(&fold(spelling)).and_then(|index| self.units.get(*index))
    }

    /// Reads a unit text: a spelling, number words before it, products by `·` or `*`, quotients by `/` or 每.
    pub fn read(&self, text: &str) -> Result<Reading, UnitError> {
        let folded = fold(text);
        let folded = strip_brackets(&folded);
        if folded.is_empty() {
            return Err(UnitError::Empty);
        }
        if let Some(index) = self.spellings.get(folded) {
            return Ok(Reading { unit: self.units[*index].clone(), magnitude: 0 });
        }
        let mut parts = folded.split(['/', '每']);
        let mut reading = self.product(parts.next().unwrap_or_default())?;
        for part in parts {
            let below = self.product(part)?;
            reading.unit = quotient(&reading.unit, &below.unit)?;
        }
        Ok(reading)
    }

    fn product(&self, text: &str) -> Result<Reading, UnitError> {
        let mut factors = text.split(['·', '*', '•']);
        let mut reading = self.single(factors.next().unwrap_or_default())?;
        for factor in factors {
            let other = self.single(factor)?;
            reading.magnitude = reading.magnitude.saturating_add(other.magnitude);
            reading.unit = product_of(&reading.unit, &other.unit)?;
        }
        Ok(reading)
    }

    fn single(&self, text: &str) -> Result<Reading, UnitError> {
        let text = text.trim();
        if let Some(unit) = self.plain(text)? {
            return Ok(Reading { unit, magnitude: 0 });
        }
        for (word, power) in MAGNITUDES {
            if let Some((before, after)) = around(text, word) {
                let rest = format!("{before}{after}");
                if rest.is_empty() {
                    return Err(UnitError::MagnitudeOnly { word: (*word).to_owned(), power: *power });
                }
                let Some(unit) = self.plain(rest.trim())? else { continue };
                let factor =
                    Ratio::power_of_ten(i32::from(*power)).and_then(|ten| unit.factor.mul(ten)).map_err(|_| UnitError::Overflow)?;
                let code = if *power == 0 { unit.code.clone() } else { format!("{word}{}", unit.code) };
                return Ok(Reading { unit: Unit { code, factor, ..unit }, magnitude: *power });
            }
        }
        Err(UnitError::Unknown { part: text.to_owned() })
    }

    /// A unit by its spelling, or two that stand side by side as a product (吨公里, 人公里) where only one split makes sense.
    fn plain(&self, text: &str) -> Result<Option<Unit>, UnitError> {
        if let Some(index) = self.spellings.get(text) {
            return Ok(Some(self.units[*index].clone()));
        }
        let get = |part: &str| self.spellings.get(part).map(|index| &self.units[*index]);
        let countable = |unit: &&Unit| matches!(unit.kind, UnitKind::Physical | UnitKind::Counter);
        // Latin letters run together are abbreviations, not products.
        let splits = text.char_indices().skip(1).map(|(at, _)| text.split_at(at)).filter(|_| !text.is_ascii());
        let mut pairs =
            splits.filter_map(|(one, other)| get(one).filter(countable).zip(get(other).filter(|unit| unit.kind == UnitKind::Physical)));
        match (pairs.next(), pairs.next()) {
            (Some((one, other)), None) => product_of(one, other).map(Some),
            _ => Ok(None),
        }
    }

    /// All units, in the order of their adding.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The spelling nearest to a text, for a suggestion; never applied.
    pub fn nearest(&self, text: &str) -> Option<&str> {
        let folded = fold(text);
        let like = Like::new(&folded);
        let mut best: Option<(f64, &str)> = None;
        for spelling in self.spellings.keys() {
            let Some(score) = like.over(0.7, spelling) else { continue };
            if best.is_none_or(|(top, name)| score > top || (score == top && spelling.as_str() < name)) {
                best = Some((score, spelling));
            }
        }
        best.map(|(_, spelling)| spelling)
    }
}

/// The text before and after a number word that leads it, or that stands in it as its own English word.
fn around<'a>(text: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    if let Some(rest) = text.strip_prefix(word) {
        return Some(("", rest.trim_start_matches([' ', '-'])));
    }
    // “US$ million”, “persons (thousand)”: an English word may follow the unit.
    if word.is_ascii() && word.chars().all(|c| c.is_ascii_alphabetic()) {
        return text
            .strip_suffix(word)
            .filter(|before| before.ends_with([' ', '(']))
            .map(|before| (before.trim_end_matches([' ', '(']), ""));
    }
    None
}

fn product_of(one: &Unit, other: &Unit) -> Result<Unit, UnitError> {
    Ok(Unit {
        code: format!("{}*{}", one.code, other.code),
        dimension: one.dimension.times(&other.dimension),
        factor: one.factor.mul(other.factor).map_err(|_| UnitError::Overflow)?,
        kind: UnitKind::Composite,
    })
}

fn quotient(above: &Unit, below: &Unit) -> Result<Unit, UnitError> {
    Ok(Unit {
        code: format!("{}/{}", above.code, below.code),
        dimension: Dimension::per(&above.dimension, &below.dimension),
        factor: above.factor.div(below.factor).map_err(|_| UnitError::Overflow)?,
        kind: UnitKind::Composite,
    })
}

/// One form for all widths: full-width letters, digits and signs to ASCII, spaces trimmed and folded to one.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars() {
        let character = match character {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
            '\u{3000}' | '\u{a0}' | '\t' | '\n' | '\r' => ' ',
            'μ' => 'µ',
            other => other,
        };
        if character != ' ' || !(folded.is_empty() || folded.ends_with(' ')) {
            folded.push(character);
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

fn strip_brackets(text: &str) -> &str {
    text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).map_or(text, str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book() -> UnitBook {
        let mut book = UnitBook::default();
        for (code, dimension, factor, kind, spellings) in [
            ("CNY", "CNY", "1", UnitKind::Currency, &["元"][..]),
            ("USD", "USD", "1", UnitKind::Currency, &["US$", "美元"]),
            ("person", "person", "1", UnitKind::Counter, &["人", "名"]),
            ("件", "件", "1", UnitKind::Counter, &[]),
            ("m", "length", "1", UnitKind::Physical, &["米"]),
            ("km", "length", "1000", UnitKind::Physical, &["公里", "千米"]),
            ("m2", "length^2", "1", UnitKind::Physical, &["平方米"]),
            ("mu_cn", "length^2", "10000/15", UnitKind::Physical, &["亩"]),
            ("ug", "mass", "0.000001", UnitKind::Physical, &["微克", "µg"]),
            ("m3", "length^3", "1", UnitKind::Physical, &["立方米"]),
            ("percent", "ratio", "1", UnitKind::Ratio, &["%"]),
        ] {
            let unit =
                Unit { code: code.into(), dimension: Dimension::parse(dimension).unwrap(), factor: Ratio::parse(factor).unwrap(), kind };
            let index = book.add(unit);
            book.spell(code, index);
            for spelling in spellings {
                assert_eq!(book.spell(spelling, index), None);
            }
        }
        book
    }

    fn factor(text: &str, canonical: &str) -> Option<Ratio> {
        let book = book();
        book.read(text).unwrap().unit.factor_to(&book.read(canonical).unwrap().unit).map(Result::unwrap)
    }

    #[test]
    fn number_words_multiply() {
        assert_eq!(factor("亿元", "CNY"), Some(Ratio::integer(100_000_000)));
        assert_eq!(factor("（万人）", "person"), Some(Ratio::integer(10_000)));
        assert_eq!(factor("US$ million", "USD"), Some(Ratio::integer(1_000_000)));
        assert_eq!(factor("million US$", "USD"), Some(Ratio::integer(1_000_000)));
        assert_eq!(book().read("亿元").unwrap().magnitude, 8);
    }

    /// 千米 is a kilometre by name, not a thousand of anything else.
    #[test]
    fn names_win_over_number_words() {
        assert_eq!(factor("千米", "m"), Some(Ratio::integer(1000)));
        assert_eq!(book().read("千米").unwrap().magnitude, 0);
    }

    #[test]
    fn quotients_keep_their_denominator() {
        assert_eq!(factor("微克／立方米", "ug/m3"), Some(Ratio::ONE));
        assert_eq!(factor("亿元/平方米", "CNY/m2"), Some(Ratio::integer(100_000_000)));
        assert_eq!(factor("件/人", "件/万人"), Some(Ratio::integer(10_000)));
        assert_eq!(factor("人/万人", "percent"), None);
    }

    #[test]
    fn exact_where_it_does_not_terminate() {
        assert_eq!(factor("亩", "m2"), Ratio::parse("2000/3"));
    }

    /// 旅客周转量 is in 人公里: two units side by side are their product, one of them physical.
    #[test]
    fn products_stand_side_by_side() {
        assert_eq!(factor("亿人公里", "人·公里"), Some(Ratio::integer(100_000_000)));
        assert_eq!(factor("人米", "人·公里"), Ratio::parse("1/1000"));
        assert_eq!(book().read("人人"), Err(UnitError::Unknown { part: "人人".into() }));
    }

    /// A text of many number words is a number of them at least; it does not wrap to a small one.
    #[test]
    fn magnitudes_do_not_wrap() {
        assert_eq!(book().read(&["百万微克"; 43].join("·")).map(|reading| reading.magnitude), Ok(255));
    }

    /// People are never added to yuan, and no currency becomes another.
    #[test]
    fn other_dimensions_are_refused() {
        assert_eq!(factor("元", "人"), None);
        assert_eq!(factor("元", "USD"), None);
    }

    #[test]
    fn unknown_is_an_error() {
        assert_eq!(book().read("亿元人"), Err(UnitError::Unknown { part: "亿元人".into() }));
        assert_eq!(book().read("万"), Err(UnitError::MagnitudeOnly { word: "万".into(), power: 4 }));
        assert_eq!(book().read("  "), Err(UnitError::Empty));
    }
}
