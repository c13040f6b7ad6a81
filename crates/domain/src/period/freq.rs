//! Frequencies and kinds of accumulation: small code lists whose order is the order of their codes.

use serde::{Deserialize, Serialize};

/// How often a series is observed: the SDMX codes. Ordered as the code texts are, which is the order of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Freq {
    /// Years, and spans of whole years.
    #[serde(rename = "A")]
    Annual,
    /// Single days: the date of a snapshot.
    #[serde(rename = "D")]
    Daily,
    /// Months.
    #[serde(rename = "M")]
    Monthly,
    /// Quarters.
    #[serde(rename = "Q")]
    Quarterly,
    /// Half-years.
    #[serde(rename = "S")]
    HalfYear,
}

impl Freq {
    /// Every frequency, in order.
    pub const ALL: [Self; 5] = [Self::Annual, Self::Daily, Self::Monthly, Self::Quarterly, Self::HalfYear];

    /// The SDMX code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Annual => "A",
            Self::Daily => "D",
            Self::Monthly => "M",
            Self::Quarterly => "Q",
            Self::HalfYear => "S",
        }
    }

    /// The frequency with this SDMX code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|freq| freq.code() == code)
    }
}

impl std::fmt::Display for Freq {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.code())
    }
}

/// What a figure covers, given its period. Ordered as the code texts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Cumulation {
    /// The whole period and nothing else.
    #[serde(rename = "PERIOD")]
    Period,
    /// The last day of the period: a stock.
    #[serde(rename = "POINT")]
    Point,
    /// Several whole years.
    #[serde(rename = "SPAN")]
    Span,
    /// From 1 January to the end of the period.
    #[serde(rename = "YTD")]
    Ytd,
}

impl Cumulation {
    /// Every kind, in order.
    pub const ALL: [Self; 4] = [Self::Period, Self::Point, Self::Span, Self::Ytd];

    /// The code in a release.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Period => "PERIOD",
            Self::Point => "POINT",
            Self::Span => "SPAN",
            Self::Ytd => "YTD",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

impl std::fmt::Display for Cumulation {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::{IntoDeserializer, value::Error};

    #[test]
    fn codes_go_there_and_back_in_the_order_of_their_texts() {
        let codes = Freq::ALL.map(Freq::code);
        assert!(codes.is_sorted() && Freq::ALL.is_sorted());
        let kinds = Cumulation::ALL.map(Cumulation::code);
        assert!(kinds.is_sorted() && Cumulation::ALL.is_sorted());
        for code in codes {
            assert_eq!(Freq::from_code(code).unwrap().to_string(), code);
            let read: Result<Freq, Error> = Freq::deserialize(code.into_deserializer());
            assert_eq!(read.unwrap().code(), code);
        }
        for code in kinds {
            assert_eq!(Cumulation::from_code(code).unwrap().to_string(), code);
            let read: Result<Cumulation, Error> = Cumulation::deserialize(code.into_deserializer());
            assert_eq!(read.unwrap().code(), code);
        }
        assert_eq!((Freq::from_code("W"), Freq::from_code("a"), Cumulation::from_code("")), (None, None, None));
    }
}
