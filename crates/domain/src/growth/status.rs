//! Why a growth figure is missing, or with what caution it is given.

use std::fmt;

use crate::vocabulary::codes;

codes! {
    /// Why there is no growth figure: the first that holds, in this order.
    Reason {
        /// The measure has no growth (a target range, an average rate).
        NotApplicable = "not_applicable",
        /// The value or the base is suppressed.
        Suppressed = "suppressed",
        /// The observation itself has no value.
        NoValue = "no_value",
        /// Nothing in the series at or before the base period.
        NoBase = "no_base",
        /// Inside the series, but the base period has no value.
        BaseMissing = "base_missing",
        /// The base period has conflicting values.
        BaseConflict = "base_conflict",
        /// Value and base are in different units.
        UnitDiffers = "unit_differs",
        /// Value and base are at different or unknown prices or scopes.
        BasisDiffers = "basis_differs",
        /// A break is flagged after the base, up to the value.
        SeriesBreak = "series_break",
        /// The area changed its borders in between.
        AreaChanged = "area_changed",
        /// The value or the base is a bound, an approximation or a range.
        NotExact = "not_exact",
        /// The base is 0.
        ZeroBase = "zero_base",
        /// Value and base have strictly opposite signs.
        SignChange = "sign_change",
        /// Value and base are not positive.
        NegativeBase = "negative_base",
    }
}

/// What stands in `yoy_status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YoyStatus {
    /// Given without reserve.
    Ok,
    /// Given, but the base or the value is an expectation.
    BaseExpected,
    /// Given, but a published comparable-scope rate stands beside it.
    ScopeChanged,
    /// Not given, for this reason.
    Missing(Reason),
}

impl YoyStatus {
    /// The word that stands in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::BaseExpected => "BASE_EXPECTED",
            Self::ScopeChanged => "SCOPE_CHANGED",
            Self::Missing(reason) => reason.code(),
        }
    }

    /// A number for each word.
    pub const fn rank(self) -> u32 {
        match self {
            Self::Ok => 0,
            Self::BaseExpected => 1,
            Self::ScopeChanged => 2,
            Self::Missing(reason) => 3 + reason as u32,
        }
    }

    /// Whether a growth figure is given.
    pub const fn is_given(self) -> bool {
        !matches!(self, Self::Missing(_))
    }
}

impl fmt::Display for YoyStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
