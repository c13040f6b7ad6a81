//! The digits of a short number, eight at a time in a register: no loop, and no division by a number that is not known beforehand.
//!
//! Digits are written twice: all in a row, and those behind the point once more, one byte further on. Each is a store of fixed length.

use super::Short;

/// The most digits after the point that are written in registers: with the point they are eight bytes.
const DECIMALS: usize = 7;

/// Numbers below this one have so few digits that a sign, all of them and eight bytes more end at [`Short::LONGEST`].
const LIMIT: u64 = 1_000_000_000_000_000;

/// Numbers below this one have eight digits at most.
const HALF: u64 = 100_000_000;

impl Short {
    /// How much room [`Short::put`] is given, in bytes: a sign, a point and nineteen digits are twenty-one, the rest lets it write by fixed lengths.
    pub const LONGEST: usize = 24;

    /// Writes the plain text from the beginning of `to` and gives its length in bytes: a minus where needed, no exponent, no grouping, exactly
    /// `scale` digits after the point, as [`Decimal::text`](crate::number::Decimal::text). What stands behind it has no meaning.
    #[inline]
    pub fn put(self, to: &mut [u8; Self::LONGEST]) -> usize {
        let (size, decimals) = (self.mantissa.unsigned_abs(), usize::from(self.scale));
        if size >= LIMIT || decimals > DECIMALS {
            return self.put_long(to);
        }
        // Overwritten where it does not hold.
        to[0] = b'-';
        let sign = usize::from(self.mantissa < 0);
        let (low, digits) = if size < HALF {
            let low = eight(size);
            // Zeros in front are left out, but for one before the point.
            let digits = (8 - low.trailing_zeros() as usize / 8).max(decimals + 1);
            store(to, sign, (low | ZEROS) >> (64 - 8 * digits));
            (low, digits)
        } else {
            let (high, low) = (eight(size / HALF), eight(size % HALF));
            let more = 8 - high.trailing_zeros() as usize / 8;
            store(to, sign, (high | ZEROS) >> (64 - 8 * more));
            store(to, sign + more, low | ZEROS);
            (low, 8 + more)
        };
        let point = (((low | ZEROS) >> (8 * (DECIMALS - decimals))) & !0xff) | u64::from(b'.');
        store(to, sign + digits - decimals, point);
        sign + digits + usize::from(decimals > 0)
    }

    /// How much room [`Short::put_grouped`] is given, in bytes: nineteen digits have six commas between them.
    pub const LONGEST_GROUPED: usize = Self::LONGEST + 6;

    /// Writes the text with a comma between all groups of three digits before the point (`-1,234,567.80`), as [`Short::put`]: what
    /// [`Decimal::parse_grouped`](crate::number::Decimal::parse_grouped) reads, where there are so many digits.
    pub fn put_grouped(self, to: &mut [u8; Self::LONGEST_GROUPED]) -> usize {
        let mut plain = [0; Self::LONGEST];
        let length = self.put(&mut plain);
        let (sign, point) = (usize::from(self.mantissa < 0), usize::from(self.scale) + usize::from(self.scale > 0));
        let whole = sign + 1..length - point;
        let mut at = 0;
        for (index, byte) in plain[..length].iter().enumerate() {
            if whole.contains(&index) && (whole.end - index) % 3 == 0 {
                to[at] = b',';
                at += 1;
            }
            to[at] = *byte;
            at += 1;
        }
        at
    }

    /// [`Short::put`] for numbers of any length.
    #[cold]
    fn put_long(self, to: &mut [u8; Self::LONGEST]) -> usize {
        let text = self.to_decimal().text();
        let bytes = text.bytes();
        for (to, byte) in to.iter_mut().zip(bytes) {
            *to = *byte;
        }
        bytes.len()
    }
}

/// An ASCII zero in each byte.
const ZEROS: u64 = u64::from_le_bytes([b'0'; 8]);

/// Puts eight letters, the first one lowest, at a place that is at most sixteen.
#[inline]
fn store(to: &mut [u8; Short::LONGEST], at: usize, letters: u64) {
    // The bound is told to the compiler, which then needs no check.
    let at = at.min(Short::LONGEST - 8);
    to[at..at + 8].copy_from_slice(&letters.to_le_bytes());
}

/// Eight digits as bytes from 0 to 9, the first one lowest; of a number below `10^8`. Each step halves every lane, all lanes by one product:
/// the factors are rounded-up reciprocals, exact for numbers as small as the lanes hold.
#[inline]
const fn eight(number: u64) -> u64 {
    let fours = number / 10_000 + ((number % 10_000) << 32);
    let hundreds = ((fours * 10_486) >> 20) & 0x7f_0000_007f;
    let twos = hundreds + ((fours - hundreds * 100) << 16);
    let tens = ((twos * 103) >> 10) & 0x000f_000f_000f_000f;
    tens + ((twos - tens * 10) << 8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(mantissa: i64, scale: u8) -> String {
        // What stood there before must not show.
        let mut to = [b'#'; Short::LONGEST];
        let length = Short::new(mantissa, scale).unwrap().put(&mut to);
        String::from_utf8(to[..length].to_vec()).unwrap()
    }

    /// Commas stand between groups of three digits before the point, and nowhere else.
    #[test]
    fn grouped_by_hand() {
        for (mantissa, scale, expected) in [
            (0, 0, "0"),
            (-999, 0, "-999"),
            (1_000, 0, "1,000"),
            (-123_456, 0, "-123,456"),
            (123_456_789, 2, "1,234,567.89"),
            (123_456_789, 6, "123.456789"),
            (-1_234_567, 3, "-1,234.567"),
            (-i64::MAX, 0, "-9,223,372,036,854,775,807"),
            (i64::MAX, 18, "9.223372036854775807"),
        ] {
            let mut to = [b'#'; Short::LONGEST_GROUPED];
            let length = Short::new(mantissa, scale).unwrap().put_grouped(&mut to);
            assert_eq!(std::str::from_utf8(&to[..length]).unwrap(), expected);
        }
    }

    /// Zeros, signs and the ends of what is written in registers, by hand.
    #[test]
    fn worked_by_hand() {
        for (mantissa, scale, expected) in [
            (0, 0, "0"),
            (0, 2, "0.00"),
            (-5, 1, "-0.5"),
            (13_950, 2, "139.50"),
            (1, 14, "0.00000000000001"),
            (99_999_999, 7, "9.9999999"),
            (100_000_000, 7, "10.0000000"),
            (1, 7, "0.0000001"),
            (-1, 15, "-0.000000000000001"),
            (-999_999_999_999_999, 0, "-999999999999999"),
            (999_999_999_999_999, 14, "9.99999999999999"),
            (-999_999_999_999_999, 1, "-99999999999999.9"),
            (1_000_000_000_000_000, 0, "1000000000000000"),
            (-i64::MAX, 18, "-9.223372036854775807"),
            (i64::MAX, 0, "9223372036854775807"),
        ] {
            assert_eq!(text(mantissa, scale), expected);
        }
    }

    proptest! {
        /// The text is the decimal's, whatever the length.
        #[test]
        fn text_is_the_decimals(mantissa in -i64::MAX..=i64::MAX, shift in 0_u32..64, scale in 0..=Short::MOST_DECIMALS) {
            let short = Short::new(mantissa >> shift, scale).unwrap();
            prop_assert_eq!(text(short.mantissa(), scale), short.to_decimal().to_string());
        }

        /// Each of the eight digits is right.
        #[test]
        fn digits_are_digits(number in 0..HALF) {
            let text: String = eight(number).to_le_bytes().iter().map(|digit| char::from(b'0' + digit)).collect();
            prop_assert_eq!(text, format!("{number:08}"));
        }
    }
}
