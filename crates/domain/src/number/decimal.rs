//! A decimal number that keeps its digits: an integer mantissa and a scale, checked, never rounded behind the caller's back.

use std::fmt;

use super::{Overflow, Ratio, Short};

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
    #[inline]
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

    /// The same number with room for more digits.
    #[inline]
    pub(super) const fn of_short(short: Short) -> Self {
        Self { mantissa: short.mantissa() as i128, scale: short.scale() }
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

    /// Mantissa and scale of a text that is just what they print: no plus sign, no needless zero in front, no negative zero, at most 18 digits.
    /// `None` for anything else, which [`Decimal::parse`] or [`super::text`] may know.
    #[inline]
    pub fn parse_printed(text: &str) -> Option<(i64, u8)> {
        Digits::read(text.as_bytes()).filter(Digits::are_printed)?.number()
    }

    /// The same of a text whose whole part has commas between all of its groups of three: `-1,234,567.8`. `None` for anything else.
    pub fn parse_grouped(text: &str) -> Option<(i64, u8)> {
        Digits::read(text.as_bytes()).filter(|digits| digits.are_grouped(text.as_bytes()))?.number()
    }

    /// [`Decimal::parse_printed`] or [`Decimal::parse_grouped`], with whether it was the latter.
    #[inline]
    pub fn parse_plain(text: &str) -> Option<(i64, u8, bool)> {
        let digits = Digits::read(text.as_bytes())?;
        let sound = digits.are_printed() || digits.are_grouped(text.as_bytes());
        let (mantissa, scale) = digits.number().filter(|_| sound)?;
        Some((mantissa, scale, digits.commas > 0))
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
    #[inline]
    pub fn to_f64(self) -> f64 {
        if let Ok(mantissa) = i64::try_from(self.mantissa)
            && let Some(double) = nearest(mantissa, self.scale)
        {
            return double;
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

impl Short {
    /// The nearest binary double, ties to even: what a reader of the decimal text would get. It stands beside [`Decimal::to_f64`], because doubles
    /// are made in this file only.
    #[inline]
    pub fn to_f64(self) -> f64 {
        nearest(self.mantissa(), self.scale()).unwrap_or_else(|| self.to_decimal().to_f64())
    }
}

/// The nearest double by one division; `None` where it does not round correctly.
#[inline]
fn nearest(mantissa: i64, scale: u8) -> Option<f64> {
    const EXACT: u64 = 1 << 53;
    let power = POWERS_F64.get(usize::from(scale))?;
    // Both operands are exact doubles, so the one division rounds correctly (IEEE 754).
    (mantissa.unsigned_abs() <= EXACT).then(|| mantissa as f64 / power)
}

/// The digits of a short text of digits, commas before a point, and a minus in front.
struct Digits {
    negative: bool,
    mantissa: u64,
    /// How many digits stand before the point.
    whole: usize,
    decimals: usize,
    commas: usize,
    zero_first: bool,
}

impl Digits {
    /// `None` for any other text, for a point without a digit on each side, and for more than 18 digits.
    #[inline]
    fn read(text: &[u8]) -> Option<Self> {
        // Behind so many bytes the mantissa may have run over; as many digits are refused.
        const MOST: usize = 18;
        let digits = text.strip_prefix(b"-").unwrap_or(text);
        let (mut mantissa, mut commas, mut count, mut point) = (0_u64, 0, 0, None);
        for byte in digits {
            match byte {
                b'0'..=b'9' => {
                    mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
                    count += 1;
                }
                b'.' if point.is_none() => point = Some(count),
                b',' if point.is_none() => commas += 1,
                _ => return None,
            }
        }
        let whole = point.unwrap_or(count);
        let decimals = count - whole;
        let sound = whole > 0 && count <= MOST && (point.is_none() || decimals > 0);
        let (negative, zero_first) = (digits.len() < text.len(), digits.first() == Some(&b'0'));
        sound.then_some(Self { negative, mantissa, whole, decimals, commas, zero_first })
    }

    /// Whether they are just what their number prints.
    #[inline]
    fn are_printed(&self) -> bool {
        self.commas == 0 && (self.whole == 1 || !self.zero_first) && !(self.negative && self.mantissa == 0)
    }

    /// Whether commas stand between all groups of three of the whole part of the text that they were read from.
    fn are_grouped(&self, text: &[u8]) -> bool {
        let Self { whole, commas, .. } = *self;
        // From the first comma on, each fourth byte of the whole part is one, and none else.
        let first = whole.checked_sub(3 * commas).filter(|first| commas > 0 && !self.zero_first && (1..=3).contains(first));
        let sign = usize::from(self.negative);
        let groups = first.and_then(|first| text.get(sign + first..sign + whole + commas));
        groups.is_some_and(|groups| groups.chunks(4).all(|group| group[0] == b','))
    }

    #[inline]
    fn number(&self) -> Option<(i64, u8)> {
        let mantissa = i64::try_from(self.mantissa).ok()?;
        Some((if self.negative { -mantissa } else { mantissa }, u8::try_from(self.decimals).ok()?))
    }
}

/// Powers of ten that a double holds exactly.
const POWERS_F64: [f64; 23] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

/// Digits of the largest 128-bit number, its sign and a point.
const LONGEST: usize = 39 + 38 + 3;

/// The two digits of each number below a hundred.
const PAIRS: &[u8; 200] = b"0001020304050607080910111213141516171819\
    2021222324252627282930313233343536373839\
    4041424344454647484950515253545556575859\
    6061626364656667686970717273747576777879\
    8081828384858687888990919293949596979899";

/// Powers of ten that 64 bits hold.
const POWERS: [u64; 20] = {
    let mut powers = [1; 20];
    let mut power = 1;
    while power < 20 {
        powers[power] = powers[power - 1] * 10;
        power += 1;
    }
    powers
};

/// The plain text of a number, without an allocation.
#[derive(Clone, Copy, Debug)]
pub struct DecimalText {
    /// The text ends at [`LONGEST`]; what follows is there so that a short text can be copied by a fixed length.
    buffer: [u8; LONGEST + AT_ONCE],
    start: usize,
}

/// How many bytes are copied at once: a copy of a fixed length is two instructions where one of any length is a call.
const AT_ONCE: usize = 32;

impl DecimalText {
    /// The text's bytes, all ASCII.
    pub fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..LONGEST]
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.bytes()).unwrap_or_default()
    }

    fn put(&mut self, byte: u8) {
        self.start -= 1;
        self.buffer[self.start] = byte;
    }

    /// Puts a number before what is there, with at least so many digits.
    fn digits(&mut self, mut number: u64, at_least: usize) {
        let end = self.start - at_least;
        while number >= 100 {
            let pair = (number % 100) as usize * 2;
            number /= 100;
            self.start -= 2;
            self.buffer[self.start..self.start + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
        }
        if number >= 10 {
            let pair = number as usize * 2;
            self.start -= 2;
            self.buffer[self.start..self.start + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
        } else if number > 0 {
            self.put(b'0' + number as u8);
        }
        // The buffer is filled with zeros.
        self.start = self.start.min(end);
    }
}

impl Decimal {
    /// The plain text: a minus where needed, no exponent, no grouping, exactly `scale` digits after the point.
    #[inline]
    pub fn text(&self) -> DecimalText {
        let mut text = DecimalText { buffer: [b'0'; LONGEST + AT_ONCE], start: LONGEST };
        let scale = usize::from(self.scale);
        match (u64::try_from(self.mantissa.unsigned_abs()), POWERS.get(scale)) {
            // Nearly every number fits 64 bits, whose division is many times faster.
            (Ok(small), Some(power)) => {
                if scale > 0 {
                    text.digits(small % power, scale);
                    text.put(b'.');
                }
                text.digits(small / power, 1);
            }
            _ => {
                let (mut rest, mut written) = (self.mantissa.unsigned_abs(), 0);
                while rest > 0 || written <= scale {
                    if written == scale && scale > 0 {
                        text.put(b'.');
                    }
                    text.put(b'0' + (rest % 10) as u8);
                    rest /= 10;
                    written += 1;
                }
            }
        }
        if self.mantissa < 0 {
            text.put(b'-');
        }
        text
    }

    /// Appends the plain text.
    pub fn write_to(&self, text: &mut Vec<u8>) {
        let digits = self.text();
        match digits.buffer[digits.start..].first_chunk::<AT_ONCE>() {
            Some(chunk) if LONGEST - digits.start <= AT_ONCE => {
                let end = text.len() + LONGEST - digits.start;
                text.extend_from_slice(chunk);
                text.truncate(end);
            }
            _ => text.extend_from_slice(digits.bytes()),
        }
    }
}

impl fmt::Display for Decimal {
    /// The text of [`Decimal::text`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().as_str())
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

        /// What is read as printed is what is printed, and no other text is.
        #[test]
        fn printed_text_there_and_back(mantissa in -999_999_999_999_999_999_i64..=999_999_999_999_999_999, scale in 0u8..=17, prefix in "[-+0]{0,2}", suffix in "[0.]{0,2}") {
            let text = format!("{prefix}{}{suffix}", Decimal::new(i128::from(mantissa), scale).unwrap());
            match Decimal::parse_printed(&text) {
                Some((mantissa, scale)) => {
                    let decimal = Decimal::new(i128::from(mantissa), scale).unwrap();
                    prop_assert_eq!(&decimal.to_string(), &text);
                    prop_assert_eq!(Decimal::parse(&text), Some(decimal));
                }
                // Longer than 18 digits, or not what a number prints.
                None => prop_assert!(
                    text.bytes().filter(u8::is_ascii_digit).count() > 18
                        || Decimal::parse(&text).is_none_or(|decimal| decimal.to_string() != text)
                ),
            }
        }

        /// What is read as grouped is what is printed so, and no text is read as both.
        #[test]
        fn grouped_text_there_and_back(mantissa in -999_999_999_999_999_999_i64..=999_999_999_999_999_999, scale in 0u8..=17, cut in 0..30_usize) {
            let mut room = [0; Short::LONGEST_GROUPED];
            let length = Short::new(mantissa, scale).unwrap().put_grouped(&mut room);
            let text = std::str::from_utf8(&room[..length]).unwrap();
            let long = text.bytes().filter(u8::is_ascii_digit).count() > 18;
            let expected = text.contains(',').then_some((mantissa, scale)).filter(|_| !long);
            prop_assert_eq!(Decimal::parse_grouped(text), expected);
            let plain = Decimal::parse_printed(text).map(|(mantissa, scale)| (mantissa, scale, false));
            prop_assert_eq!(Decimal::parse_plain(text), expected.map(|(mantissa, scale)| (mantissa, scale, true)).or(plain));
            // Without one of its characters it is read as what that prints, or not at all.
            let mut other = text.to_owned();
            other.remove(cut % length);
            if let Some((mantissa, scale)) = Decimal::parse_grouped(&other) {
                let length = Short::new(mantissa, scale).unwrap().put_grouped(&mut room);
                prop_assert_eq!(&room[..length], other.as_bytes());
            }
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
