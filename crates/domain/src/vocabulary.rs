//! The closed lists of words that releases are written in: SDMX codes where SDMX has them, ours where it has none.
//!
//! Each list here is declared in the byte order of its codes, so the order of the variants is the order of a release.
//! The macro serves other lists too, such as the reasons of growth, whose order is their precedence.

/// Declares an enum whose variants have one stable text code each.
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// Every code of the list, in its order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The text that stands in files.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The entry with this code, exactly as written.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

pub(crate) use codes;

codes! {
    /// What a figure measures. Level and growth rate of one indicator are two observations, because either can be published alone.
    Measure {
        /// How much of a target was reached, percent of it.
        Attainment = "ATTAINMENT",
        /// How far a rate or a share is from its target, in points.
        AttainmentGap = "ATTAINMENT_GAP",
        /// A difference of two rates, in points (百分点).
        ChangePoints = "CHANGE_POINTS",
        /// Average annual growth over a span of years, percent (年均增长).
        GrowthAvg = "GROWTH_AVG",
        /// Growth over the period before, percent (环比).
        GrowthPop = "GROWTH_POP",
        /// Growth since a named earlier period, percent.
        GrowthSince = "GROWTH_SINCE",
        /// Growth over the same period of the year before, percent (同比).
        GrowthYoy = "GROWTH_YOY",
        /// An index number; its base is in `base_per`.
        Index = "INDEX",
        /// An amount in the indicator's own unit.
        Level = "LEVEL",
        /// A place in a ranking, 1 the best.
        Rank = "RANK",
        /// A rate in percent or per mille whose change is in points (unemployment).
        Rate = "RATE",
        /// A part of a whole in percent, whose change is in points (比重).
        Share = "SHARE",
    }
}

impl Measure {
    /// Whether the figure is itself a growth rate.
    pub const fn is_growth(self) -> bool {
        matches!(self, Self::GrowthAvg | Self::GrowthPop | Self::GrowthSince | Self::GrowthYoy)
    }
}

codes! {
    /// Whether a figure says what was or what is aimed at.
    Scenario {
        /// What was, or what is expected to have been.
        Actual = "ACTUAL",
        /// What a plan aims at (预期目标).
        Target = "TARGET",
    }
}

codes! {
    /// At which prices a figure is valued.
    PriceBasis {
        /// At constant or comparable prices (不变价, 可比价).
        Constant = "CONSTANT",
        /// At the prices of its own period (现价).
        Current = "CURRENT",
        /// Prices play no part.
        NotApplicable = "NA",
        /// The source does not say. Never equal to anything, not even to itself.
        Unknown = "UNKNOWN",
    }
}

codes! {
    /// Whether a figure's scope is the published one or restated.
    Comparability {
        /// The scope as published for its own period.
        AsPublished = "AS_PUBLISHED",
        /// The series is known to break here.
        Break = "BREAK",
        /// The year-earlier figure was restated to this year's scope (可比口径, 剔除不可比因素).
        ComparableScope = "COMPARABLE_SCOPE",
        /// The source does not say.
        Unknown = "UNKNOWN",
    }
}

codes! {
    /// How far along its life a figure is; targets have stages of their own.
    Stage {
        /// A target changed during its year (调整).
        Adjusted = "ADJUSTED",
        /// Known only as an expectation (预计).
        Expected = "EXPECTED",
        /// Finally verified (最终核实).
        Final = "FINAL",
        /// A target as first set (初定).
        Initial = "INITIAL",
        /// The source does not say.
        NotStated = "NOT_STATED",
        /// Preliminary accounts (初步核算).
        Preliminary = "PRELIMINARY",
        /// First verification (初步核实).
        Verified = "VERIFIED",
    }
}

impl Stage {
    /// Rank in precedence among sources: the lower wins.
    pub const fn precedence(self) -> u8 {
        match self {
            Self::Final | Self::Adjusted => 0,
            Self::Verified => 1,
            Self::Preliminary => 2,
            Self::NotStated | Self::Initial => 3,
            Self::Expected => 4,
        }
    }
}

codes! {
    /// How close a text is to what its publisher issued.
    Fidelity {
        /// The publisher's own text.
        Original = "original",
        /// Another text that quotes it.
        Quoted = "quoted",
        /// A third party's copy.
        Reprint = "reprint",
    }
}

codes! {
    /// SDMX CL_OBS_STATUS.
    ObsStatus {
        /// Normal value.
        Normal = "A",
        /// Break in the series.
        Break = "B",
        /// The definition differs.
        DefinitionDiffers = "D",
        /// Estimated.
        Estimated = "E",
        /// Forecast.
        Forecast = "F",
        /// Experimental.
        Experimental = "G",
        /// Missing: holiday.
        Holiday = "H",
        /// Imputed.
        Imputed = "I",
        /// Derogation.
        Derogation = "J",
        /// Missing: exists but was not collected.
        NotCollected = "L",
        /// Missing: cannot exist.
        CannotExist = "M",
        /// Not significant, such as less than half the smallest unit.
        NotSignificant = "N",
        /// Missing: the reason is not specified.
        Missing = "O",
        /// Provisional.
        Provisional = "P",
        /// Missing: suppressed.
        Suppressed = "Q",
        /// Strike or another special event.
        SpecialEvent = "S",
        /// Low reliability.
        LowReliability = "U",
        /// Not validated.
        Unvalidated = "V",
    }
}

impl ObsStatus {
    /// Whether an observation with this status has no value.
    pub const fn is_missing(self) -> bool {
        matches!(self, Self::Holiday | Self::NotCollected | Self::CannotExist | Self::Missing | Self::Suppressed)
    }
}

codes! {
    /// SDMX CL_CONF_STATUS, as far as sources use it.
    ConfStatus {
        /// Confidential.
        Confidential = "C",
        /// Free.
        Free = "F",
        /// Not for publication.
        NotForPublication = "N",
    }
}

codes! {
    /// Seasonal adjustment.
    Adjustment {
        /// Neither seasonally nor calendar adjusted.
        Unadjusted = "N",
        /// Seasonally adjusted, not calendar adjusted.
        Seasonal = "S",
        /// Calendar adjusted only.
        Calendar = "W",
        /// Calendar and seasonally adjusted.
        Both = "Y",
    }
}

codes! {
    /// Whether an indicator adds up over time or stands at a date.
    Nature {
        /// Counted over a period.
        Flow = "flow",
        /// Neither: a rate, a rank, an index.
        None = "none",
        /// Standing at a date.
        Stock = "stock",
    }
}

codes! {
    /// In which direction an indicator improves.
    Better {
        /// More is better.
        Higher = "higher",
        /// Less is better.
        Lower = "lower",
        /// Neither.
        None = "none",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The order of variants is the order of rows in a release, so it must be the byte order of the codes.
    #[test]
    fn variants_stand_in_the_order_of_their_codes() {
        macro_rules! sorted {
            ($($list:ident)+) => { $(
                let codes: Vec<_> = $list::ALL.iter().map(|entry| entry.code()).collect();
                assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{codes:?}");
                for entry in $list::ALL { assert_eq!($list::from_code(entry.code()), Some(*entry)); }
            )+ };
        }
        sorted!(Measure Scenario PriceBasis Comparability Stage Fidelity ObsStatus ConfStatus Adjustment Nature Better);
    }
}
