//! The digits of a short number, sixteen at a time in registers: no loop, no division by a number that is not known beforehand.

use super::Short;

impl Short {
    /// How much room [`Short::put`] is given: a sign, a point and nineteen digits are twenty-one bytes, the rest lets it write by fixed lengths.
    pub const LONGEST: usize = 24;

    /// Writes the plain text from the beginning of `to` and gives its length in bytes: a minus where needed, no exponent, no grouping, exactly
    /// `scale` digits after the point, as [`Decimal::text`](super::Decimal::text). What stands behind it has no meaning.
    #[inline]
    pub fn put(self, to: &mut [u8; Self::LONGEST]) -> usize {
        /// With a point before its first digit, and a zero before that, such a number still has at most sixteen bytes.
        const LIMIT: u64 = 1_000_000_000_000_000;
        let (size, scale) = (self.mantissa.unsigned_abs(), usize::from(self.scale));
        if size >= LIMIT || scale >= FORMS.len() - 1 {
            return self.put_long(to);
        }
        let digits = digits(size);
        let form = &FORMS[scale];
        // The first of the sixteen is 0 and makes room for the point.
        let text = (((digits & form.whole) >> 8) | (digits & !form.whole)) + form.letters;
        let shown = (16 - digits.trailing_zeros() as usize / 8).max(scale + 1);
        let length = shown + usize::from(scale > 0);
        let text = (text >> (8 * (16 - length) as u32)).to_le_bytes();
        if self.mantissa < 0 {
            to[0] = b'-';
            to[1..17].copy_from_slice(&text);
            length + 1
        } else {
            to[..16].copy_from_slice(&text);
            length
        }
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

/// Sixteen digits as bytes from 0 to 9, the first one lowest; of a number below `10^16`.
#[inline]
const fn digits(number: u64) -> u128 {
    const HALF: u64 = 100_000_000;
    (eight(number / HALF) as u128) | ((eight(number % HALF) as u128) << 64)
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

/// How sixteen digits become a text, for one number of decimals.
#[derive(Clone, Copy)]
struct Form {
    /// The bytes before the point.
    whole: u128,
    /// What makes bytes letters: an ASCII zero for each digit, the point where it stands.
    letters: u128,
}

/// By decimals, from none to fourteen; the last one is never used.
const FORMS: [Form; 16] = {
    const ZEROS: u128 = u128::from_le_bytes([b'0'; 16]);
    let mut forms = [Form { whole: 0, letters: ZEROS }; 16];
    let mut scale = 1;
    while scale < forms.len() {
        let point = 8 * (15 - scale);
        let byte = 0xff << point;
        forms[scale] = Form { whole: (byte - 1) | byte, letters: (ZEROS & !byte) | ((b'.' as u128) << point) };
        scale += 1;
    }
    forms
};

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

    /// Zeros, signs and the ends of what is written in registers, by hand.
    #[test]
    fn worked_by_hand() {
        for (mantissa, scale, expected) in [
            (0, 0, "0"),
            (0, 2, "0.00"),
            (-5, 1, "-0.5"),
            (13_950, 2, "139.50"),
            (1, 14, "0.00000000000001"),
            (-1, 15, "-0.000000000000001"),
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

        /// Each of the sixteen digits is right.
        #[test]
        fn digits_are_digits(number in 0_u64..10_000_000_000_000_000) {
            let text: String = digits(number).to_le_bytes().iter().map(|digit| char::from(b'0' + digit)).collect();
            prop_assert_eq!(text, format!("{number:016}"));
        }
    }
}
