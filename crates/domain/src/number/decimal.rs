//! A decimal number that keeps its digits: an integer mantissa and a scale, checked, never rounded behind the caller's back.

use std::fmt;

use super::{Overflow, Ratio};

/// The largest scale a [`Decimal`] can carry: `10^38` still fits an `i128`.
pub const MAX_SCALE: u8 = 38;

/// `mantissa × 10^-scale`. The scale is information: `139.50` and `139.5` are equal numbers and different decimals.
///
/// `PartialEq` compares the representation (mantissa and scale); compare values through [`Decimal::to_ratio`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    mantissa: i128,
    scale: u8,
}

impl Decimal {
    /// The number 0 with no digit after the point.
    pub const ZERO: Self = Self { mantissa: 0, scale: 0 };

    /// `mantissa × 10^-scale`; [`Overflow`] where the scale is above [`MAX_SCALE`], and for the one mantissa that has no opposite.
    pub fn new(mantissa: i128, scale: u8) -> Result<Self, Overflow> {
        if scale > MAX_SCALE || mantissa == i128::MIN {
            return Err(Overflow);
        }
        Ok(Self { mantissa, scale })
    }

    /// A whole number.
    pub const fn integer(value: i128) -> Self {
        Self { mantissa: value, scale: 0 }
    }

    /// Reads plain decimal text: an optional sign, ASCII digits, at most one point with a digit on each side.
    ///
    /// `None` for anything else, also for more digits than an `i128` holds. Richer forms are
    /// read by [`super::text`].
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let (negative, digits) = match bytes.first()? {
            b'-' => (true, &bytes[1..]),
            b'+' => (false, &bytes[1..]),
            _ => (false, bytes),
        };
        let mut mantissa: i128 = 0;
        let mut scale: usize = 0;
        let mut point: Option<usize> = None;
        for (index, byte) in digits.iter().enumerate() {
            match byte {
                b'0'..=b'9' => {
                    mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(byte - b'0'))?;
                    scale += usize::from(point.is_some());
                }
                b'.' if point.is_none() && index > 0 => point = Some(index),
                _ => return None,
            }
        }
        if digits.is_empty() || point.is_some_and(|at| at + 1 == digits.len()) {
            return None;
        }
        let scale = u8::try_from(scale).ok().filter(|scale| *scale <= MAX_SCALE)?;
        Some(Self { mantissa: if negative { -mantissa } else { mantissa }, scale })
    }

    /// The integer of all digits.
    pub const fn mantissa(self) -> i128 {
        self.mantissa
    }

    /// How many of them stand after the point.
    pub const fn scale(self) -> u8 {
        self.scale
    }

    /// The same number as a fraction.
    pub fn to_ratio(self) -> Ratio {
        Ratio::from_decimal(self)
    }

    /// The same number without trailing zeros after the point.
    pub fn normalized(self) -> Self {
        let Self { mut mantissa, mut scale } = self;
        if let Ok(mut small) = i64::try_from(mantissa) {
            while scale > 0 && small % 10 == 0 {
                small /= 10;
                scale -= 1;
            }
            return Self { mantissa: i128::from(small), scale };
        }
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Self { mantissa, scale }
    }

    /// Minus this number.
    pub fn negated(self) -> Result<Self, Overflow> {
        Self::new(self.mantissa.checked_neg().ok_or(Overflow)?, self.scale)
    }

    /// How many digits the number has from its first non-zero one to its last printed one.
    pub fn significant_digits(self) -> u32 {
        self.mantissa.unsigned_abs().checked_ilog10().map_or(1, |log| log + 1)
    }

    /// The nearest binary double, ties to even: what a reader of the decimal text would get.
    pub fn to_f64(self) -> f64 {
        const EXACT: u128 = 1 << 53;
        if self.mantissa.unsigned_abs() <= EXACT && self.scale <= 22 {
            // Both operands are exact doubles, so the one division rounds correctly (IEEE 754).
            return (self.mantissa as f64) / POWERS_F64[usize::from(self.scale)];
        }
        // The standard library's parser rounds correctly for any length of text.
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The exact shortest decimal that reads back to the same double: what a source that stores doubles says.
    ///
    /// `None` for infinities, NaN and numbers too large or too small for an `i128` mantissa.
    pub fn from_f64(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        // `Display` of f64 prints the shortest text that reads back to the same double, without an exponent.
        Self::parse(&value.to_string())
    }
}

/// Powers of ten that a double holds exactly.
const POWERS_F64: [f64; 23] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

/// Digits of the largest 128-bit number, its sign and a point.
const LONGEST: usize = 39 + 38 + 3;

impl Decimal {
    /// Appends the plain text: a minus where needed, no exponent, no grouping, exactly `scale` digits after the point.
    pub fn write_to(&self, text: &mut Vec<u8>) {
        let mut buffer = [b'0'; LONGEST];
        let (mut at, scale) = (LONGEST, usize::from(self.scale));
        let mut rest = self.mantissa.unsigned_abs();
        let mut put = |byte: u8| {
            at -= 1;
            buffer[at] = byte;
        };
        let mut written = 0;
        // Nearly every number fits 64 bits, whose division is many times faster.
        let mut small = u64::try_from(rest).ok();
        while small.map_or(rest > 0, |small| small > 0) || written <= scale {
            if written == scale && scale > 0 {
                put(b'.');
            }
            let digit = match &mut small {
                Some(small) => {
                    let digit = *small % 10;
                    *small /= 10;
                    digit as u8
                }
                None => {
                    let digit = (rest % 10) as u8;
                    rest /= 10;
                    small = u64::try_from(rest).ok();
                    digit
                }
            };
            put(b'0' + digit);
            written += 1;
        }
        if self.mantissa < 0 {
            put(b'-');
        }
        text.extend_from_slice(&buffer[at..]);
    }
}

impl fmt::Display for Decimal {
    /// The text of [`Decimal::write_to`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Vec::with_capacity(LONGEST);
        self.write_to(&mut text);
        f.write_str(&String::from_utf8_lossy(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keeps_the_digits_as_printed() {
        for text in ["0", "0.40", "-0.00", "139.50", "2571.67", "-14.1", "170141183460469231731687303715884105727"] {
            let expected = if text == "-0.00" { "0.00" } else { text };
            assert_eq!(Decimal::parse(text).map(|d| d.to_string()).as_deref(), Some(expected));
        }
    }

    #[test]
    fn refuses_what_is_no_plain_number() {
        for text in ["", "-", ".", "1.", ".5", "1e5", "1,000", "1.2.3", "０", " 1", "NaN", "inf", "170141183460469231731687303715884105728"]
        {
            assert_eq!(Decimal::parse(text), None, "{text:?}");
        }
    }

    proptest! {
        /// Text to decimal to text loses nothing.
        #[test]
        fn text_there_and_back(mantissa in any::<i64>(), scale in 0u8..=38) {
            let decimal = Decimal::new(i128::from(mantissa), scale).unwrap();
            prop_assert_eq!(Decimal::parse(&decimal.to_string()), Some(decimal));
        }

        /// The double is the one that every reader gets from the text.
        #[test]
        fn double_is_the_text_read(mantissa in i128::MIN + 1..=i128::MAX, scale in 0u8..=38) {
            let decimal = Decimal::new(mantissa, scale).unwrap();
            prop_assert_eq!(decimal.to_f64().to_bits(), decimal.to_string().parse::<f64>().unwrap().to_bits());
        }

        /// A stored double gives a decimal that reads back to it.
        #[test]
        fn double_there_and_back(value in -1e15f64..1e15) {
            if let Some(decimal) = Decimal::from_f64(value) {
                prop_assert_eq!(decimal.to_f64(), value);
            }
        }
    }
}
