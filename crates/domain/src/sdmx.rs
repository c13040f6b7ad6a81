//! How a figure is written in SDMX: its multiplier, its digits, its unit, period and price basis in SDMX's own codes.
//!
//! SDMX-CSV knows no 10^8: CL_UNIT_MULT has 0, 1, 2, 3, 4, 6, 9, 12 and 15. A figure printed in 亿元 is written in millions, exactly.

use crate::number::{Decimal, Overflow, Ratio};
use crate::period::{Period, TimeSpan};
use crate::vocabulary::PriceBasis;

/// CL_UNIT_MULT: exponents of ten.
pub const MULTIPLIERS: [u8; 9] = [0, 1, 2, 3, 4, 6, 9, 12, 15];

/// The exponent of a factor that is a power of ten from 0 on; none for any other factor.
pub fn exponent(factor: Ratio) -> Option<u8> {
    let mut left = factor.num();
    let mut exponent = 0;
    while left > 1 && left % 10 == 0 {
        left /= 10;
        exponent += 1;
    }
    (factor.den() == 1 && left == 1).then_some(exponent)
}

/// The largest multiplier of CL_UNIT_MULT that is not above an exponent.
pub fn multiplier(exponent: u8) -> u8 {
    MULTIPLIERS.into_iter().rev().find(|multiplier| *multiplier <= exponent).unwrap_or(0)
}

/// A value divided by ten to the multiplier, with at least so many digits after the point; the second part says how many it has.
///
/// # Errors
/// [`Overflow`] where it needs more than 38 digits.
pub fn scaled(value: Decimal, multiplier: u8, digits: u8) -> Result<(Decimal, u8), Overflow> {
    let value = value.normalized();
    let scale = value.scale().checked_add(multiplier).ok_or(Overflow)?;
    let exact = Decimal::new(value.mantissa(), scale)?.normalized();
    let missing = u32::from(digits.saturating_sub(exact.scale()));
    let wider = 10_i128.checked_pow(missing).and_then(|power| exact.mantissa().checked_mul(power)).ok_or(Overflow)?;
    let digits = exact.scale().max(digits);
    Ok((Decimal::new(wider, digits)?, digits))
}

/// A unit code as an SDMX identifier: a quotient says `_PER_`, and a character that identifiers refuse its code point (`U5BB6`).
pub fn unit_id(code: &str) -> String {
    let mut id = String::new();
    for character in code.chars() {
        match character {
            '/' => id.push_str("_PER_"),
            'A'..='Z' | 'a'..='z' | '0'..='9' | '_' | '-' | '$' | '@' => id.push(character),
            other => id.push_str(&format!("U{:04X}", u32::from(other))),
        }
    }
    id
}

/// A period as SDMX writes it; a span of years becomes its first day and its length (`2016-01-01/P5Y`).
pub fn time_period(period: Period) -> String {
    if !period.is_span() {
        return period.to_string();
    }
    let first = TimeSpan::whole(period).start();
    format!("{first}/P{}Y", i64::from(period.last_year()) - i64::from(period.year()) + 1)
}

/// The price basis in the codes that SDMX data flows use: `V` current, `Q` constant, `_Z` not applicable, `_U` unknown.
pub const fn price_base(basis: PriceBasis) -> &'static str {
    match basis {
        PriceBasis::Current => "V",
        PriceBasis::Constant => "Q",
        PriceBasis::NotApplicable => "_Z",
        PriceBasis::Unknown => "_U",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(value: &str, exponent: u8, decimals: u8) -> (String, u8, u8) {
        let multiplier = multiplier(exponent);
        let digits = decimals.saturating_sub(exponent - multiplier);
        let (value, digits) = scaled(Decimal::parse(value).unwrap(), multiplier, digits).unwrap();
        let mut text = Vec::new();
        value.write_to(&mut text);
        (String::from_utf8(text).unwrap(), multiplier, digits)
    }

    /// 2571.67 亿元 is 257167 million yuan, 139.50 亿元 13950; 万 has a multiplier of its own, and printed zeros stay.
    #[test]
    fn there_is_no_hundred_million_in_sdmx() {
        assert_eq!(write("257167000000", 8, 2), ("257167".to_owned(), 6, 0));
        assert_eq!(write("13950000000", 8, 2), ("13950".to_owned(), 6, 0));
        assert_eq!(write("12345678900", 8, 6), ("12345.6789".to_owned(), 6, 4));
        assert_eq!(write("123400", 4, 2), ("12.34".to_owned(), 4, 2));
        assert_eq!(write("120000", 4, 2), ("12.00".to_owned(), 4, 2));
        assert_eq!(write("7.2", 0, 1), ("7.2".to_owned(), 0, 1));
        assert_eq!(write("0", 8, 2), ("0".to_owned(), 6, 0));
        assert_eq!(write("-14.1", 0, 2), ("-14.10".to_owned(), 0, 2));
        for exponent in 0..20 {
            assert!(MULTIPLIERS.contains(&multiplier(exponent)) && multiplier(exponent) <= exponent);
        }
    }

    /// Only powers of ten can be told by a multiplier: 亩 is none.
    #[test]
    fn only_powers_of_ten() {
        let factor = |num, den| exponent(Ratio::new(num, den).unwrap());
        assert_eq!(
            [factor(100_000_000, 1), factor(1, 1), factor(10_000, 15), factor(1, 10), factor(1000, 1)],
            [Some(8), Some(0), None, None, Some(3)]
        );
        assert_eq!(factor(0, 1), None);
    }

    #[test]
    fn identifiers_periods_and_prices() {
        assert_eq!(["CNY", "CNY/km2", "家", "件/万人"].map(unit_id), ["CNY", "CNY_PER_km2", "U5BB6", "U4EF6_PER_U4E07U4EBA"]);
        assert_eq!(time_period(Period::years(2016, 2020).unwrap()), "2016-01-01/P5Y");
        assert_eq!(time_period(Period::quarter(2021, 3).unwrap()), "2021-Q3");
        assert_eq!(PriceBasis::ALL.iter().map(|basis| price_base(*basis)).collect::<Vec<_>>(), ["Q", "V", "_Z", "_U"]);
    }
}
