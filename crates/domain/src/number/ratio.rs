//! Exact fractions: what a value is between its text and the one place where it is written.

use std::cmp::Ordering;

use super::{Decimal, Overflow, Rounding};

/// A reduced fraction of two `i128`, the denominator positive. All arithmetic is checked: it is exact or [`Overflow`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    num: i128,
    den: i128,
}

// The operators cannot be implemented: they have no way to say that the exact result does not fit.
#[allow(clippy::should_implement_trait)]
impl Ratio {
    /// 0.
    pub const ZERO: Self = Self { num: 0, den: 1 };
    /// 1.
    pub const ONE: Self = Self { num: 1, den: 1 };

    /// `num / den`, reduced; [`Overflow`] for a zero denominator or a mantissa without an opposite.
    pub fn new(num: i128, den: i128) -> Result<Self, Overflow> {
        if den == 0 || num == i128::MIN || den == i128::MIN {
            return Err(Overflow);
        }
        Ok(Self::reduced(num, den))
    }

    /// A whole number.
    pub const fn integer(value: i64) -> Self {
        Self { num: value as i128, den: 1 }
    }

    /// `10^exponent`; [`Overflow`] outside −38…38.
    pub fn power_of_ten(exponent: i32) -> Result<Self, Overflow> {
        let power = 10_i128.checked_pow(exponent.unsigned_abs()).ok_or(Overflow)?;
        if exponent < 0 { Self::new(1, power) } else { Self::new(power, 1) }
    }

    /// The same number as the decimal.
    pub fn from_decimal(decimal: Decimal) -> Self {
        if decimal.scale() == 0 {
            return Self { num: decimal.mantissa(), den: 1 };
        }
        let decimal = decimal.normalized();
        // Only twos and fives can be common, and not both: the number does not end in 0.
        if let (Ok(mut num), scale @ 0..=18) = (i64::try_from(decimal.mantissa()), decimal.scale()) {
            let mut den = 10_i64.pow(u32::from(scale));
            let twos = num.trailing_zeros().min(u32::from(scale));
            if num != 0 && twos > 0 {
                (num, den) = (num >> twos, den >> twos);
            } else {
                while den % 5 == 0 && num % 5 == 0 {
                    (num, den) = (num / 5, den / 5);
                }
            }
            return Self { num: i128::from(num), den: i128::from(den) };
        }
        Self::reduced(decimal.mantissa(), 10_i128.pow(u32::from(decimal.scale())))
    }

    /// `num / den` in lowest terms; neither is `i128::MIN`, and the denominator is not 0.
    fn reduced(num: i128, den: i128) -> Self {
        if let (Ok(num), Ok(den)) = (i64::try_from(num), i64::try_from(den))
            && num != i64::MIN
            && den != i64::MIN
        {
            let divisor = gcd_small(num.unsigned_abs(), den.unsigned_abs()).max(1) as i64;
            let divisor = if den < 0 { -divisor } else { divisor };
            return Self { num: i128::from(num / divisor), den: i128::from(den / divisor) };
        }
        let divisor = gcd(num.unsigned_abs(), den.unsigned_abs()).max(1) as i128;
        let divisor = if den < 0 { -divisor } else { divisor };
        Self { num: num / divisor, den: den / divisor }
    }

    /// Reads an exact factor: an integer, a decimal or a fraction such as `10000/15`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let num = Decimal::parse(parts.next()?.trim())?.to_ratio();
        let value = match parts.next() {
            Some(den) => num.div(Decimal::parse(den.trim())?.to_ratio()).ok()?,
            None => num,
        };
        parts.next().is_none().then_some(value)
    }

    /// The numerator; it carries the sign.
    pub const fn num(self) -> i128 {
        self.num
    }

    /// The denominator, above 0.
    pub const fn den(self) -> i128 {
        self.den
    }

    /// Whether this is 0.
    pub const fn is_zero(self) -> bool {
        self.num == 0
    }

    /// −1, 0 or 1.
    pub const fn signum(self) -> i128 {
        self.num.signum()
    }

    /// The distance from 0.
    pub const fn abs(self) -> Self {
        Self { num: self.num.abs(), den: self.den }
    }

    /// Minus this number.
    pub const fn neg(self) -> Self {
        // The constructors refuse i128::MIN, so an opposite exists.
        Self { num: -self.num, den: self.den }
    }

    /// Sum.
    pub fn add(self, other: Self) -> Result<Self, Overflow> {
        // Whole numbers are the rule: amounts in yuan, counts of people.
        if self.den == 1 && other.den == 1 {
            return Self::whole(self.num.checked_add(other.num));
        }
        let divisor = gcd(self.den.unsigned_abs(), other.den.unsigned_abs()) as i128;
        let left = self.num.checked_mul(other.den / divisor).ok_or(Overflow)?;
        let right = other.num.checked_mul(self.den / divisor).ok_or(Overflow)?;
        let den = self.den.checked_mul(other.den / divisor).ok_or(Overflow)?;
        Self::new(left.checked_add(right).ok_or(Overflow)?, den)
    }

    /// Difference.
    pub fn sub(self, other: Self) -> Result<Self, Overflow> {
        self.add(other.neg())
    }

    /// Product.
    pub fn mul(self, other: Self) -> Result<Self, Overflow> {
        if self.den == 1 && other.den == 1 {
            return Self::whole(self.num.checked_mul(other.num));
        }
        // Cross-reducing first keeps the factors small: the product overflows only where the result does, and is in lowest terms.
        let left = gcd(self.num.unsigned_abs(), other.den.unsigned_abs()).max(1) as i128;
        let right = gcd(other.num.unsigned_abs(), self.den.unsigned_abs()).max(1) as i128;
        let num = (self.num / left).checked_mul(other.num / right).ok_or(Overflow)?;
        let den = (self.den / right).checked_mul(other.den / left).ok_or(Overflow)?;
        if num == i128::MIN { Err(Overflow) } else { Ok(Self { num, den }) }
    }

    fn whole(num: Option<i128>) -> Result<Self, Overflow> {
        num.filter(|num| *num != i128::MIN).map(|num| Self { num, den: 1 }).ok_or(Overflow)
    }

    /// `(self − base) / base`, in percent: the growth over a base that is not 0, reduced once.
    pub fn percent_over(self, base: Self) -> Result<Self, Overflow> {
        if self.den == base.den {
            let change = self.num.checked_sub(base.num).ok_or(Overflow)?;
            return Self::new(change.checked_mul(100).ok_or(Overflow)?, base.num);
        }
        self.sub(base)?.mul(Self::integer(100))?.div(base)
    }

    /// Quotient; [`Overflow`] for a zero divisor, which callers with a rule for it must test first.
    pub fn div(self, other: Self) -> Result<Self, Overflow> {
        self.mul(Self::new(other.den, other.num)?)
    }

    /// The exact decimal where the fraction terminates, else `None`.
    pub fn to_decimal(self) -> Option<Decimal> {
        if self.den == 1 {
            return Decimal::new(self.num, 0).ok();
        }
        if let Ok(den) = u64::try_from(self.den) {
            let twos = den.trailing_zeros();
            let (mut rest, mut fives) = (den >> twos, 0);
            while rest % 5 == 0 {
                rest /= 5;
                fives += 1;
            }
            let scale = twos.max(fives);
            if rest != 1 {
                return None;
            }
            let power = 10_i128.checked_pow(scale)?;
            return Decimal::new(self.num.checked_mul(power / self.den)?, u8::try_from(scale).ok()?).ok();
        }
        let (mut den, mut twos, mut fives) = (self.den, 0u8, 0u8);
        while den % 2 == 0 {
            den /= 2;
            twos += 1;
        }
        while den % 5 == 0 {
            den /= 5;
            fives += 1;
        }
        if den != 1 {
            return None;
        }
        let scale = twos.max(fives);
        let power = 10_i128.checked_pow(u32::from(scale))?;
        Decimal::new(self.num.checked_mul(power / self.den)?, scale).ok()
    }

    /// The decimal with `digits` after the point, rounded once from the exact fraction.
    pub fn round(self, digits: u8, rounding: Rounding) -> Result<Decimal, Overflow> {
        let power = 10_i128.checked_pow(u32::from(digits)).ok_or(Overflow)?;
        let divisor = gcd(power.unsigned_abs(), self.den.unsigned_abs()) as i128;
        let num = self.num.checked_mul(power / divisor).ok_or(Overflow)?;
        let den = self.den / divisor;
        Decimal::new(rounding.divide(num, den), digits)
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    /// Exact order. Large fractions are compared by their continued fractions, so nothing overflows.
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Some(left), Some(right)) = (self.num.checked_mul(other.den), other.num.checked_mul(self.den)) {
            return left.cmp(&right);
        }
        let (mut a, mut b, mut flipped) = (*self, *other, false);
        loop {
            let (whole_a, whole_b) = (a.num.div_euclid(a.den), b.num.div_euclid(b.den));
            let (rest_a, rest_b) = (a.num.rem_euclid(a.den), b.num.rem_euclid(b.den));
            let order = whole_a.cmp(&whole_b).then_with(|| (rest_a != 0).cmp(&(rest_b != 0)));
            if order != Ordering::Equal || rest_a == 0 {
                return if flipped { order.reverse() } else { order };
            }
            (a, b) = (Self { num: a.den, den: rest_a }, Self { num: b.den, den: rest_b });
            flipped = !flipped;
        }
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    loop {
        // Small numbers are the rule, and 64-bit remainders are several times cheaper than 128-bit ones.
        if let (Ok(x), Ok(y)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(gcd_small(x, y));
        }
        if b == 0 {
            return a;
        }
        (a, b) = (b, a % b);
    }
}

/// Stein's: shifts and differences, because a division costs more than all of a step.
const fn gcd_small(mut a: u64, mut b: u64) -> u64 {
    if a == 0 || b == 0 {
        return a | b;
    }
    let shift = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    loop {
        b >>= b.trailing_zeros();
        if a > b {
            (a, b) = (b, a);
        }
        b -= a;
        if b == 0 {
            return a << shift;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ratio(num: i64, den: i64) -> Ratio {
        Ratio::new(i128::from(num), i128::from(den)).unwrap()
    }

    #[test]
    fn reads_exact_factors() {
        assert_eq!(Ratio::parse("10000/15"), Some(ratio(2000, 3)));
        assert_eq!(Ratio::parse("0.1"), Some(ratio(1, 10)));
        assert_eq!(Ratio::parse("1/0"), None);
        assert_eq!(Ratio::parse("1/2/3"), None);
    }

    #[test]
    fn terminates_or_says_so() {
        assert_eq!(ratio(1, 8).to_decimal().unwrap().to_string(), "0.125");
        assert_eq!(ratio(2000, 3).to_decimal(), None);
    }

    proptest! {
        /// Adding and taking away, multiplying and dividing are exact opposites.
        #[test]
        fn inverse_laws(a in any::<i32>(), b in 1..i32::MAX, c in any::<i32>(), d in 1..i32::MAX) {
            let (x, y) = (ratio(i64::from(a), i64::from(b)), ratio(i64::from(c), i64::from(d)));
            prop_assert_eq!(x.add(y).unwrap().sub(y).unwrap(), x);
            if !y.is_zero() {
                prop_assert_eq!(x.mul(y).unwrap().div(y).unwrap(), x);
            }
        }

        /// Results are in lowest terms, so equal numbers are equal fractions whichever way they were computed.
        #[test]
        fn results_are_in_lowest_terms(a in any::<i32>(), b in 1..i32::MAX, c in any::<i32>(), d in 1..i32::MAX) {
            let (x, y) = (ratio(i64::from(a), i64::from(b)), ratio(i64::from(c), i64::from(d)));
            for result in [x.mul(y).unwrap(), x.add(y).unwrap(), x.sub(y).unwrap()] {
                prop_assert_eq!(Ratio::new(result.num(), result.den()).unwrap(), result);
            }
        }

        /// The order is the order of the exact cross products, also where those would overflow.
        #[test]
        fn order_is_exact(a in any::<i64>(), b in 1..i64::MAX, c in any::<i64>(), d in 1..i64::MAX, big in 1i128..1 << 60) {
            let (x, y) = (ratio(a, b), ratio(c, d));
            prop_assert_eq!(x.cmp(&y), (i128::from(a) * i128::from(d)).cmp(&(i128::from(c) * i128::from(b))));
            let near = Ratio::new(x.num() * big + 1, x.den() * big);
            if let (Ok(near), true) = (near, x.num().checked_mul(big).is_some()) {
                prop_assert_eq!(near.cmp(&x), Ordering::Greater);
            }
        }

        /// Rounding once is at most half a unit of the last digit away.
        #[test]
        fn rounding_is_near(a in any::<i32>(), b in 1..i32::MAX, digits in 0u8..6) {
            let x = ratio(i64::from(a), i64::from(b));
            let half = Ratio::power_of_ten(-i32::from(digits)).unwrap().div(Ratio::integer(2)).unwrap();
            for rounding in [Rounding::HalfAwayFromZero, Rounding::HalfEven] {
                let error = x.round(digits, rounding).unwrap().to_ratio().sub(x).unwrap().abs();
                prop_assert!(error <= half);
            }
        }
    }
}
