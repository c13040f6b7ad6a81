//! Dimensions as exponents of named bases. A ratio keeps its denominator: people per 10 000 people is not a bare number.

use std::collections::BTreeMap;
use std::fmt;

/// Exponents above and below the line. The two sides never cancel, so 人/万人 stays a rate of people among people.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dimension {
    above: BTreeMap<Box<str>, u8>,
    below: BTreeMap<Box<str>, u8>,
}

impl Dimension {
    /// Reads `length`, `length^2`, `mass/length^3`, `mass*length`. `None` where a name is empty or an exponent is not 1 to 9.
    pub fn parse(text: &str) -> Option<Self> {
        let mut dimension = Self::default();
        let mut sides = text.split('/');
        dimension.above = side(sides.next()?)?;
        if let Some(below) = sides.next() {
            dimension.below = side(below)?;
        }
        sides.next().is_none().then_some(dimension)
    }

    /// The product of two dimensions.
    pub fn times(&self, other: &Self) -> Self {
        Self { above: merge(&self.above, &other.above), below: merge(&self.below, &other.below) }
    }

    /// The names of its bases, those above the line first.
    pub fn bases(&self) -> impl Iterator<Item = &str> {
        self.above.keys().chain(self.below.keys()).map(|base| &**base)
    }

    /// The quotient: the other's sides change places.
    pub fn per(&self, other: &Self) -> Self {
        Self { above: merge(&self.above, &other.below), below: merge(&self.below, &other.above) }
    }
}

fn side(text: &str) -> Option<BTreeMap<Box<str>, u8>> {
    let mut bases = BTreeMap::new();
    for factor in text.split('*') {
        let (name, exponent) = match factor.split_once('^') {
            Some((name, exponent)) => (name.trim(), exponent.trim().parse().ok().filter(|e| (1..=9).contains(e))?),
            None => (factor.trim(), 1),
        };
        if name.is_empty() {
            return None;
        }
        let sum: &mut u8 = bases.entry(name.into()).or_insert(0);
        *sum = sum.saturating_add(exponent);
    }
    Some(bases)
}

fn merge(a: &BTreeMap<Box<str>, u8>, b: &BTreeMap<Box<str>, u8>) -> BTreeMap<Box<str>, u8> {
    let mut merged = a.clone();
    for (name, exponent) in b {
        let entry = merged.entry(name.clone()).or_insert(0);
        *entry = entry.saturating_add(*exponent);
    }
    merged
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let write = |f: &mut fmt::Formatter<'_>, bases: &BTreeMap<Box<str>, u8>| {
            for (index, (name, exponent)) in bases.iter().enumerate() {
                let times = if index > 0 { "*" } else { "" };
                match exponent {
                    1 => write!(f, "{times}{name}")?,
                    _ => write!(f, "{times}{name}^{exponent}")?,
                }
            }
            Ok(())
        };
        write(f, &self.above)?;
        if !self.below.is_empty() {
            f.write_str("/")?;
            write(f, &self.below)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_there_and_back() {
        for text in ["length", "length^2", "mass/length^3", "length*mass", "person/person"] {
            assert_eq!(Dimension::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "/", "length^0", "length^x", "a/b/c"] {
            assert_eq!(Dimension::parse(text), None, "{text:?}");
        }
    }

    /// Exponents that no unit has do not wrap to small ones, which would make two dimensions equal.
    #[test]
    fn exponents_do_not_wrap() {
        let text = ["length^9"; 29].join("*");
        assert_eq!(Dimension::parse(&text).unwrap().to_string(), "length^255");
    }

    /// Doctors per 10 000 residents must not become a bare number that could be added to a share.
    #[test]
    fn a_ratio_keeps_its_denominator() {
        let person = Dimension::parse("person").unwrap();
        assert_eq!(person.per(&person).to_string(), "person/person");
    }
}
