//! Closed intervals of exact numbers: what printed digits allow.

use super::{Overflow, Ratio};

/// `[low, high]`, both ends included, because 四舍五入 and GB/T 8170 disagree on ties and neither may be excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    low: Ratio,
    high: Ratio,
}

// The operators cannot be implemented: they have no way to say that the exact result does not fit.
#[allow(clippy::should_implement_trait)]
impl Interval {
    /// From its ends, in any order.
    pub fn new(a: Ratio, b: Ratio) -> Self {
        Self { low: a.min(b), high: a.max(b) }
    }

    /// A single number.
    pub fn point(value: Ratio) -> Self {
        Self { low: value, high: value }
    }

    /// `value ± half_width`.
    pub fn around(value: Ratio, half_width: Ratio) -> Result<Self, Overflow> {
        Ok(Self { low: value.sub(half_width.abs())?, high: value.add(half_width.abs())? })
    }

    /// The lower end.
    pub const fn low(self) -> Ratio {
        self.low
    }

    /// The upper end.
    pub const fn high(self) -> Ratio {
        self.high
    }

    /// Whether the number lies inside, ends included.
    pub fn contains(self, value: Ratio) -> bool {
        self.low <= value && value <= self.high
    }

    /// Whether the two have a number in common.
    pub fn meets(self, other: Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }

    /// All differences `a − b`.
    pub fn sub(self, other: Self) -> Result<Self, Overflow> {
        Ok(Self { low: self.low.sub(other.high)?, high: self.high.sub(other.low)? })
    }

    /// All sums `a + b`.
    pub fn add(self, other: Self) -> Result<Self, Overflow> {
        Ok(Self { low: self.low.add(other.low)?, high: self.high.add(other.high)? })
    }

    /// All products `a × b`.
    pub fn mul(self, other: Self) -> Result<Self, Overflow> {
        let ends = [self.low.mul(other.low)?, self.low.mul(other.high)?, self.high.mul(other.low)?, self.high.mul(other.high)?];
        let mut result = Self::point(ends[0]);
        for end in ends {
            result = Self { low: result.low.min(end), high: result.high.max(end) };
        }
        Ok(result)
    }

    /// All quotients `a / b`; `None` where 0 is among the divisors.
    pub fn div(self, other: Self) -> Result<Option<Self>, Overflow> {
        if other.contains(Ratio::ZERO) {
            return Ok(None);
        }
        let inverse = Self::new(Ratio::ONE.div(other.low)?, Ratio::ONE.div(other.high)?);
        self.mul(inverse).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever is inside goes inside: the interval of a result contains the result.
        #[test]
        fn results_stay_inside(a in -10_000i64..10_000, h in 0i64..100, b in -10_000i64..10_000, k in 0i64..100) {
            let (x, y) = (Ratio::integer(a), Ratio::integer(b));
            let (ix, iy) = (Interval::around(x, Ratio::integer(h)).unwrap(), Interval::around(y, Ratio::integer(k)).unwrap());
            prop_assert!(ix.sub(iy).unwrap().contains(x.sub(y).unwrap()));
            prop_assert!(ix.add(iy).unwrap().contains(x.add(y).unwrap()));
            prop_assert!(ix.mul(iy).unwrap().contains(x.mul(y).unwrap()));
            if let Some(quotient) = ix.div(iy).unwrap() {
                prop_assert!(quotient.contains(x.div(y).unwrap()));
            }
        }
    }
}
