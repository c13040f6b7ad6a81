//! A decimal number of 64 bits: what nearly every figure is, in the arithmetic that costs least.
//!
//! Nothing is rounded here: what does not fit is `None`, and [`Decimal`] or [`Ratio`](super::Ratio) do it.

mod amount;
mod text;

pub use amount::{Reach, ShortAmount};

use super::{Decimal, Overflow};

/// `mantissa × 10^-scale` of at most 18 digits after the point. Like [`Decimal`] it keeps its digits: `139.50` and `139.5` are different.
///
/// A number of more digits after the point cannot be one; it stays a [`Decimal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Short {
    mantissa: i64,
    scale: u8,
}

impl Short {
    /// The number 0 with no digit after the point.
    pub const ZERO: Self = Self { mantissa: 0, scale: 0 };

    /// The most digits after the point: their power of ten still fits an `i64`.
    pub const MOST_DECIMALS: u8 = 18;

    /// `mantissa × 10^-scale`; `None` where the scale is above [`Short::MOST_DECIMALS`], and for the one mantissa that has no opposite.
    #[inline]
    pub const fn new(mantissa: i64, scale: u8) -> Option<Self> {
        if scale > Self::MOST_DECIMALS || mantissa == i64::MIN { None } else { Some(Self { mantissa, scale }) }
    }

    /// The integer of all digits.
    #[inline]
    pub const fn mantissa(self) -> i64 {
        self.mantissa
    }

    /// How many of them stand after the point.
    #[inline]
    pub const fn scale(self) -> u8 {
        self.scale
    }

    /// The same number without trailing zeros after the point.
    #[inline]
    pub const fn normalized(self) -> Self {
        // Most numbers end in another digit, or have none after the point.
        if self.scale == 0 || self.mantissa % 10 != 0 { self } else { self.without_zeros() }
    }

    /// [`Short::normalized`] of a number that ends in 0.
    const fn without_zeros(self) -> Self {
        let Self { mut mantissa, mut scale } = self;
        if mantissa == 0 {
            return Self::ZERO;
        }
        while scale >= 8 && mantissa % 100_000_000 == 0 {
            (mantissa, scale) = (mantissa / 100_000_000, scale - 8);
        }
        if scale >= 4 && mantissa % 10_000 == 0 {
            (mantissa, scale) = (mantissa / 10_000, scale - 4);
        }
        if scale >= 2 && mantissa % 100 == 0 {
            (mantissa, scale) = (mantissa / 100, scale - 2);
        }
        if scale >= 1 && mantissa % 10 == 0 {
            (mantissa, scale) = (mantissa / 10, scale - 1);
        }
        Self { mantissa, scale }
    }

    /// The product, with the digits after the point of both; `None` where it takes more than 64 bits or 18 such digits.
    #[inline]
    pub const fn times(self, factor: Self) -> Option<Self> {
        match self.mantissa.checked_mul(factor.mantissa) {
            Some(mantissa) => Self::new(mantissa, self.scale + factor.scale),
            None => None,
        }
    }

    /// Minus this number.
    #[inline]
    pub const fn negated(self) -> Self {
        // The constructor refuses i64::MIN, so an opposite exists.
        Self { mantissa: -self.mantissa, scale: self.scale }
    }

    /// The distance from 0.
    #[inline]
    pub const fn abs(self) -> Self {
        Self { mantissa: self.mantissa.abs(), scale: self.scale }
    }

    /// The mantissa with so many digits after the point; `None` where it takes more than 64 bits or the number has more such digits.
    #[inline]
    pub const fn at_scale(self, scale: u8) -> Option<i64> {
        if scale < self.scale || scale > Self::MOST_DECIMALS {
            return None;
        }
        // A product with 1 costs less than asking whether it is one.
        self.mantissa.checked_mul(POWERS[(scale - self.scale) as usize])
    }

    /// The same number, where more digits are needed.
    #[inline]
    pub const fn to_decimal(self) -> Decimal {
        Decimal::of_short(self)
    }
}

impl From<Short> for Decimal {
    #[inline]
    fn from(short: Short) -> Self {
        short.to_decimal()
    }
}

impl TryFrom<Decimal> for Short {
    type Error = Overflow;

    /// [`Overflow`] where the decimal needs more than 64 bits or has more than 18 digits after the point.
    #[inline]
    fn try_from(decimal: Decimal) -> Result<Self, Overflow> {
        i64::try_from(decimal.mantissa()).ok().and_then(|mantissa| Self::new(mantissa, decimal.scale())).ok_or(Overflow)
    }
}

/// Powers of ten in 64 bits, by exponent.
pub(crate) const POWERS: [i64; 19] = {
    let mut powers = [1; 19];
    let mut power = 1;
    while power < powers.len() {
        powers[power] = powers[power - 1] * 10;
        power += 1;
    }
    powers
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Mantissas of every length, with zeros at their end as often as not.
    fn short() -> impl Strategy<Value = Short> {
        let mantissa = (any::<i64>(), 0_u32..64, 0_usize..19).prop_map(|(number, shift, zeros)| {
            let number = number >> shift;
            number.checked_mul(POWERS[zeros]).unwrap_or(number).max(-i64::MAX)
        });
        (mantissa, 0..=Short::MOST_DECIMALS).prop_map(|(mantissa, scale)| Short::new(mantissa, scale).unwrap())
    }

    /// What no short number can be is refused.
    #[test]
    fn limits() {
        assert_eq!(Short::new(1, 19), None);
        assert_eq!(Short::new(i64::MIN, 0), None);
        let (two, less) = (Short::new(2, 0).unwrap(), Short::new(-2, 0).unwrap());
        assert_eq!(Short::new(i64::MAX, 18).unwrap().times(two), None);
        assert_eq!(Short::new(1 << 62, 0).unwrap().times(less), None, "the mantissa without an opposite");
        assert_eq!(Short::try_from(Decimal::new(1, 19).unwrap()), Err(Overflow));
        assert_eq!(Short::try_from(Decimal::new(1 << 63, 0).unwrap()), Err(Overflow));
    }

    proptest! {
        /// A short number is the decimal of its digits, there and back.
        #[test]
        fn decimal_there_and_back(short in short()) {
            let decimal = Decimal::new(i128::from(short.mantissa()), short.scale()).unwrap();
            prop_assert_eq!(Decimal::from(short), decimal);
            prop_assert_eq!(Short::try_from(decimal), Ok(short));
        }

        /// The same zeros go as from a decimal, and the same double comes out.
        #[test]
        fn zeros_and_doubles_are_the_decimals(short in short()) {
            prop_assert_eq!(short.normalized().to_decimal(), short.to_decimal().normalized());
            prop_assert_eq!(short.to_f64().to_bits(), short.to_decimal().to_f64().to_bits());
        }

        /// A product is that of the fractions, and is refused only where it is too long.
        #[test]
        fn products_are_exact(short in short(), factor in short()) {
            let (exact, scale) = (i128::from(short.mantissa()) * i128::from(factor.mantissa()), short.scale() + factor.scale());
            match short.times(factor) {
                Some(product) => prop_assert_eq!(product.to_decimal(), Decimal::new(exact, scale).unwrap()),
                None => prop_assert!(exact.unsigned_abs() > i64::MAX as u128 || scale > Short::MOST_DECIMALS),
            }
        }

        /// Opposite, distance from 0 and another scale keep the number.
        #[test]
        fn the_number_stays(short in short(), scale in 0_u8..20) {
            prop_assert_eq!(short.negated().to_decimal(), short.to_decimal().negated().unwrap());
            prop_assert_eq!(short.abs().to_decimal().to_ratio(), short.to_decimal().to_ratio().abs());
            if let Some(mantissa) = short.at_scale(scale) {
                prop_assert_eq!(Decimal::new(i128::from(mantissa), scale).unwrap().to_ratio(), short.to_decimal().to_ratio());
            }
        }
    }
}
