//! Roots of exact fractions as correctly rounded decimals, by integers alone.

use num_bigint::BigUint;

use crate::number::{Decimal, Overflow, Ratio, Rounding};

/// More years than any series has; a root of a higher degree is refused rather than computed for minutes.
const MAX_DEGREE: u32 = 1_000;

/// A positive fraction of any size: a product of growth factors outgrows an `i128` after a few years.
#[derive(Clone, Debug)]
pub(super) struct Positive {
    num: BigUint,
    den: BigUint,
}

impl Positive {
    pub(super) fn one() -> Self {
        Self { num: BigUint::from(1_u8), den: BigUint::from(1_u8) }
    }

    /// This fraction times a factor; `None` where the factor is not above 0.
    pub(super) fn times(self, factor: Ratio) -> Option<Self> {
        let num = u128::try_from(factor.num()).ok().filter(|num| *num > 0)?;
        Some(Self { num: self.num * num, den: self.den * factor.den().unsigned_abs() })
    }

    /// This fraction over a divisor; `None` where the divisor is not above 0.
    pub(super) fn over(self, divisor: Ratio) -> Option<Self> {
        let num = u128::try_from(divisor.num()).ok().filter(|num| *num > 0)?;
        Some(Self { num: self.num * divisor.den().unsigned_abs(), den: self.den * num })
    }

    /// `(self^(1/degree) − 1) × 100` with `digits` after the point, rounded once from the true root.
    ///
    /// With `S = 100 × 10^digits`, the wanted integer is the rounded `x − S`, where `x^degree = S^degree × num / den`. The floor of `x`
    /// is the integer root of the floor of that; whether more than half is left is decided by comparing powers, so a tie
    /// is a tie and nothing is ever rounded twice.
    pub(super) fn root_percent(&self, degree: u32, digits: u8, rounding: Rounding) -> Result<Decimal, Overflow> {
        if degree == 0 || degree > MAX_DEGREE {
            return Err(Overflow);
        }
        let scale = 10_i128.checked_pow(u32::from(digits) + 2).ok_or(Overflow)?;
        let power = BigUint::from(scale.unsigned_abs()).pow(degree) * &self.num;
        let floor = (&power / &self.den).nth_root(degree);
        let exact = floor.pow(degree) * &self.den == power;
        // The root against the middle between two decimals, both taken to their power: (2x)^n and (2 floor + 1)^n.
        let double = power << degree;
        let middle = (&floor * 2_u8 + 1_u8).pow(degree) * &self.den;
        let whole = u128::try_from(&floor).ok().and_then(|floor| i128::try_from(floor).ok()).ok_or(Overflow)?;
        let whole = whole - scale;
        let up = match rounding {
            _ if exact => false,
            Rounding::Floor => false,
            Rounding::Ceiling => true,
            Rounding::HalfAwayFromZero => double > middle || (double == middle && whole >= 0),
            Rounding::HalfEven => double > middle || (double == middle && whole % 2 != 0),
        };
        Decimal::new(whole.checked_add(i128::from(up)).ok_or(Overflow)?, digits)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::ratio;
    use super::*;

    const ALL: [Rounding; 4] = [Rounding::HalfAwayFromZero, Rounding::HalfEven, Rounding::Floor, Rounding::Ceiling];

    fn root(fraction: &str, degree: u32, digits: u8) -> [String; 4] {
        let fraction = Positive::one().times(ratio(fraction)).unwrap();
        ALL.map(|rounding| fraction.root_percent(degree, digits, rounding).unwrap().to_string())
    }

    /// Worked by hand: √2 = 1.41421356…, √(1/2) = 0.70710678…, ∛1.331 = 1.1.
    #[test]
    fn irrational_and_exact_roots() {
        assert_eq!(root("2", 2, 2), ["41.42", "41.42", "41.42", "41.43"]);
        assert_eq!(root("2", 2, 5), ["41.42136", "41.42136", "41.42135", "41.42136"]);
        assert_eq!(root("1/2", 2, 2), ["-29.29", "-29.29", "-29.29", "-29.28"]);
        assert_eq!(root("1.331", 3, 1), ["10.0"; 4]);
        assert_eq!(root("1", 5, 2), ["0.00"; 4]);
    }

    /// Ties exist where the root is a short decimal: 1.00005² and 0.99995², 1.00015² and 0.99985².
    #[test]
    fn ties_go_by_the_rule() {
        assert_eq!(root("1.0001000025", 2, 2), ["0.01", "0.00", "0.00", "0.01"]);
        assert_eq!(root("0.9999000025", 2, 2), ["-0.01", "0.00", "-0.01", "0.00"]);
        assert_eq!(root("1.0003000225", 2, 2), ["0.02", "0.02", "0.01", "0.02"]);
        assert_eq!(root("0.9997000225", 2, 2), ["-0.02", "-0.02", "-0.02", "-0.01"]);
        // A hair beside the tie is none.
        assert_eq!(root("1.00010000250000001", 2, 2)[1], "0.01");
        assert_eq!(root("1.00010000249999999", 2, 2)[0], "0.00");
    }

    #[test]
    fn degrees_and_digits_have_limits() {
        let two = Positive::one().times(ratio("2")).unwrap();
        for (degree, digits) in [(0, 2), (MAX_DEGREE + 1, 2), (2, 37), (2, u8::MAX)] {
            assert_eq!(two.root_percent(degree, digits, Rounding::Floor), Err(Overflow), "{degree} {digits}");
        }
        assert_eq!(two.root_percent(MAX_DEGREE, 4, Rounding::Floor).unwrap().to_string(), "0.0693");
        assert!(Positive::one().times(Ratio::ZERO).is_none() && Positive::one().over(ratio("-1")).is_none());
    }
}
