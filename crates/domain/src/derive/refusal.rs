//! Why a derivation gives nothing: one stable word, the first that holds.

use crate::number::Overflow;
use crate::vocabulary::codes;

codes! {
    /// Why a derivation gives nothing: the first that holds, in this order. The words are those of `yoy_status` where the reason is the same.
    Refusal {
    /// One of the figures is withheld: its value could be computed back from the result.
    Suppressed = "suppressed",
    /// The figure that is derived from (part, numerator, value, total of a difference) has no value.
    NoValue = "no_value",
    /// One of the other figures (base, denominator, actual, part of a sum) has no value.
    InputMissing = "input_missing",
    /// The figures are at different or unknown prices. Found by the caller, who knows the bases.
    BasisDiffers = "basis_differs",
    /// The rate is at constant prices: a level at current prices has no base through it.
    ConstantPrice = "constant_price",
    /// The indicator does not add up over this dimension. Found by the caller, who knows its nature.
    NotAdditive = "not_additive",
    /// January and February are published together (1-2月): there is no month to recover.
    PublishedTogether = "published_together",
    /// The figures do not cover the same scope (可比口径, 口径不同).
    ScopeDiffers = "scope_differs",
    /// One of the figures was revised after the other was published.
    RevisedSeries = "revised_series",
    /// One of the figures is a bound, an approximation or a range.
    NotExact = "not_exact",
    /// The printed digits of a figure are not known, so nothing can be held against it.
    PrintUnknown = "print_unknown",
    /// The base or the denominator is 0.
    ZeroDenominator = "zero_denominator",
    /// Value and base have strictly opposite signs.
    SignChange = "sign_change",
    /// The base or the denominator is below 0.
    NegativeBase = "negative_base",
    /// What the formula needs above 0 is not: a last level, a number of years, or a rate of −100 % or less.
    NotPositive = "not_positive",
    /// The total did not grow, or its printed digits do not show that it did.
    TotalNotIncreasing = "total_not_increasing",
    /// The exact result needs more digits than are kept.
    Overflow = "overflow",
    }
}

impl std::error::Error for Refusal {}

impl From<Overflow> for Refusal {
    fn from(_: Overflow) -> Self {
        Self::Overflow
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::growth::Reason;

    #[test]
    fn words_are_stable_and_shared_with_growth() {
        assert_eq!(Refusal::Suppressed.to_string(), Reason::Suppressed.code());
        for (refusal, reason) in [
            (Refusal::NoValue, Reason::NoValue),
            (Refusal::BasisDiffers, Reason::BasisDiffers),
            (Refusal::NotExact, Reason::NotExact),
            (Refusal::SignChange, Reason::SignChange),
            (Refusal::NegativeBase, Reason::NegativeBase),
        ] {
            assert_eq!(refusal.code(), reason.code());
        }
        let mut codes: Vec<_> = Refusal::ALL.iter().map(|refusal| refusal.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Refusal::ALL.len());
    }
}
