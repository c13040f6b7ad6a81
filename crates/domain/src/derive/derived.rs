//! The result that all derivations share, its exact arithmetic, and the conditions on their inputs.

use super::Refusal;
use crate::growth::Figure;
use crate::number::{Interval, Overflow, Ratio};

/// A derived figure: the exact value, and what the printed digits of its inputs allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Derived {
    /// The value from the printed inputs.
    pub value: Ratio,
    /// All values that the printed inputs allow; `None` where the print of an input is not known, or bounds nothing
    /// (a denominator that may be 0). It contains the value wherever the inputs' own intervals do.
    pub interval: Option<Interval>,
}

impl Derived {
    /// As the input of a further derivation; `expected` where an input of this one was an expectation (预计).
    pub const fn figure(self, expected: bool) -> Figure {
        Figure { value: Some(self.value), interval: self.interval, exact: true, expected, suppressed: false }
    }

    pub(super) fn point(value: Ratio) -> Self {
        Self { value, interval: Some(Interval::point(value)) }
    }

    pub(super) fn plus(self, other: Self) -> Result<Self, Overflow> {
        let interval = self.interval.zip(other.interval).map(|(a, b)| a.add(b)).transpose()?;
        Ok(Self { value: self.value.add(other.value)?, interval })
    }

    pub(super) fn minus(self, other: Self) -> Result<Self, Overflow> {
        let interval = self.interval.zip(other.interval).map(|(a, b)| a.sub(b)).transpose()?;
        Ok(Self { value: self.value.sub(other.value)?, interval })
    }

    pub(super) fn times(self, factor: Ratio) -> Result<Self, Overflow> {
        let interval = self.interval.map(|interval| interval.mul(Interval::point(factor))).transpose()?;
        Ok(Self { value: self.value.mul(factor)?, interval })
    }

    /// The quotient; [`Overflow`] for a divisor of 0, which the rules of each derivation exclude first.
    pub(super) fn over(self, other: Self) -> Result<Self, Overflow> {
        let interval = match self.interval.zip(other.interval) {
            Some((a, b)) => a.div(b)?,
            None => None,
        };
        Ok(Self { value: self.value.div(other.value)?, interval })
    }

    /// `(self / other) × 100`.
    pub(super) fn percent_of(self, other: Self) -> Result<Self, Overflow> {
        self.over(other)?.times(Ratio::integer(100))
    }

    /// `1 + self / 100` of a rate in percent.
    pub(super) fn growth_factor(self) -> Result<Self, Overflow> {
        self.times(Ratio::new(1, 100)?)?.plus(Self::point(Ratio::ONE))
    }
}

/// The figures as numbers, the first one being what is derived from; or the first refusal that lies in them.
pub(super) fn numbers<const N: usize>(figures: [&Figure; N], fact: Option<Refusal>) -> Result<[Derived; N], Refusal> {
    check(figures.first().copied(), figures.iter().skip(1).copied(), fact)?;
    let mut numbers = [Derived::point(Ratio::ZERO); N];
    for (number, figure) in numbers.iter_mut().zip(figures) {
        *number = self::number(figure)?;
    }
    Ok(numbers)
}

/// The first refusal that lies in the figures, or the `fact` that the caller found; missing figures go before facts,
/// facts before bounds, as in the reasons of growth.
pub(super) fn check<'a>(
    main: Option<&Figure>,
    others: impl Iterator<Item = &'a Figure> + Clone,
    fact: Option<Refusal>,
) -> Result<(), Refusal> {
    // A range or a bare bound has no point value, but it is there: it is not exact rather than missing.
    let missing = |figure: &Figure| figure.value.is_none() && figure.exact;
    if main.is_some_and(|figure| figure.suppressed) || others.clone().any(|figure| figure.suppressed) {
        return Err(Refusal::Suppressed);
    }
    if main.is_some_and(missing) {
        return Err(Refusal::NoValue);
    }
    if others.clone().any(missing) {
        return Err(Refusal::InputMissing);
    }
    if let Some(fact) = fact {
        return Err(fact);
    }
    let bound = |figure: &Figure| !figure.exact || figure.value.is_none();
    if main.is_some_and(bound) || others.clone().any(bound) {
        return Err(Refusal::NotExact);
    }
    Ok(())
}

/// One figure as a number.
pub(super) fn number(figure: &Figure) -> Result<Derived, Refusal> {
    match figure.value {
        Some(value) if figure.exact => Ok(Derived { value, interval: figure.interval }),
        _ => Err(Refusal::NotExact),
    }
}

/// Refuses a base or denominator that is not above 0.
pub(super) fn positive_base(base: Ratio) -> Result<(), Refusal> {
    match base.signum() {
        0 => Err(Refusal::ZeroDenominator),
        -1 => Err(Refusal::NegativeBase),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{figure, ratio};
    use super::*;

    /// The order of the words, one condition after the other taken away.
    #[test]
    fn the_first_refusal_that_holds() {
        let good = figure("3");
        let missing = Figure { value: None, ..good };
        let withheld = Figure { suppressed: true, ..missing };
        let over = Figure { exact: false, ..good };
        let fact = Some(Refusal::ScopeDiffers);
        assert_eq!(numbers([&missing, &withheld], fact), Err(Refusal::Suppressed));
        assert_eq!(numbers([&missing, &missing], fact), Err(Refusal::NoValue));
        assert_eq!(numbers([&over, &missing], fact), Err(Refusal::InputMissing));
        assert_eq!(numbers([&over, &good], fact), Err(Refusal::ScopeDiffers));
        assert_eq!(numbers([&over, &good], None), Err(Refusal::NotExact));
        assert_eq!(numbers([&Figure { value: None, ..over }, &good], None), Err(Refusal::NotExact), "a range is there, but not exact");
        for (main, other) in [(&over, &good), (&good, &over)] {
            assert_eq!(check(Some(main), std::iter::once(other), None), Err(Refusal::NotExact));
        }
        assert_eq!(numbers([&good], None).map(|[number]| number.value), Ok(ratio("3")));
    }

    #[test]
    fn a_result_is_a_figure_again() {
        let half = Derived::point(ratio("0.5")).figure(true);
        assert_eq!((half.value, half.exact, half.expected, half.suppressed), (Some(ratio("0.5")), true, true, false));
    }
}
