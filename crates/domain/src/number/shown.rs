//! A figure in the unit that people know: the printed digits where they were printed in it, the exact number otherwise.

use super::{Decimal, Overflow, Ratio, Rounding};

/// How a figure's digits are to be shown in another unit.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// How many canonical units the printed unit is.
    pub printed: Ratio,
    /// Digits printed after the point, in the printed unit.
    pub decimals: u8,
    /// How many canonical units the shown unit is; above 0.
    pub unit: Ratio,
    /// Digits of a number that does not terminate.
    pub digits: u8,
    /// The rule by which such a number is cut.
    pub rule: Rounding,
}

impl Shown {
    /// A value of the canonical unit, in the shown unit. Where the printed unit is a power of ten of the shown one, the printed digits stand, trailing
    /// zeros included (13950 of 万元 printed as `1.3950` 亿元 stays `1.3950`); no digit is added but those that the conversion needs.
    ///
    /// # Errors
    /// [`Overflow`] where it needs more than 38 digits.
    pub fn decimal(&self, value: Ratio) -> Result<Decimal, Overflow> {
        let exact = value.div(self.unit)?;
        if let Some(digits) = self.printed_digits()
            && let Ok(rounded) = exact.round(digits, self.rule)
            && rounded.to_ratio() == exact
        {
            return Ok(rounded);
        }
        match exact.to_decimal() {
            Some(decimal) => Ok(decimal),
            None => exact.round(self.digits, self.rule),
        }
    }

    /// How many digits after the point the print has in the shown unit; none where the one unit is no power of ten of the other.
    fn printed_digits(&self) -> Option<u8> {
        let power = power_of_ten(self.printed.div(self.unit).ok()?)?;
        u8::try_from((i32::from(self.decimals) - power).max(0)).ok()
    }
}

/// The exponent of a power of ten.
fn power_of_ten(ratio: Ratio) -> Option<i32> {
    let exponent = |number: i128| {
        let power = number.checked_ilog10()?;
        (10_i128.checked_pow(power) == Some(number)).then_some(power.cast_signed())
    };
    match (ratio.num(), ratio.den()) {
        (num, 1) => exponent(num),
        (1, den) => exponent(den).map(|power| -power),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: &str, printed: &str, decimals: u8, unit: &str) -> String {
        let ratio = |text: &str| Ratio::parse(text).unwrap();
        let shown = Shown { printed: ratio(printed), decimals, unit: ratio(unit), digits: 6, rule: Rounding::HalfAwayFromZero };
        shown.decimal(ratio(value)).unwrap().to_string()
    }

    /// What was printed in the shown unit is shown digit by digit.
    #[test]
    fn printed_digits_stand() {
        assert_eq!(shown("257167000000", "100000000", 2, "100000000"), "2571.67");
        assert_eq!(shown("13950000000", "100000000", 2, "100000000"), "139.50");
        assert_eq!(shown("-1000000000", "100000000", 1, "100000000"), "-10.0");
        assert_eq!(shown("0", "1", 2, "1"), "0.00");
    }

    /// A power of ten between the units moves the point and nothing else.
    #[test]
    fn powers_of_ten_move_the_point() {
        assert_eq!(shown("1395000", "10000", 2, "100000000"), "0.013950", "139.50 万元 in 亿元");
        assert_eq!(shown("120000000000", "100000000000", 1, "100000000"), "1200", "1.2 千亿元 in 亿元");
        assert_eq!(shown("111033", "1", 0, "10000"), "11.1033");
    }

    /// What another unit needs is exact, or rounded once where it never ends.
    #[test]
    fn other_units_are_exact() {
        assert_eq!(shown("1250", "10000/15", 3, "10000"), "0.125", "1.875 亩 in 公顷");
        assert_eq!(shown("1", "1", 0, "3"), "0.333333");
    }
}
