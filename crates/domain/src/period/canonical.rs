//! The canonical text of a key, written and read.

use std::fmt;

use super::calendar::{number, two};
use super::{Date, Freq, Period, PeriodError};

impl Period {
    /// Reads a canonical text, and nothing else.
    pub fn parse_canonical(text: &str) -> Option<Self> {
        let (year, rest) = text.as_bytes().split_first_chunk::<4>()?;
        let first = number(year)?;
        match rest {
            [] => Self::annual(first),
            [b'-', b'S', half @ b'0'..=b'9'] => Self::half(first, half - b'0'),
            [b'-', b'Q', quarter @ b'0'..=b'9'] => Self::quarter(first, quarter - b'0'),
            [b'-', tens, ones] => Self::month(first, two(*tens, *ones)?),
            [b'/', last @ ..] if last.len() == 4 => Self::years(first, number(last)?).filter(|period| period.is_span()),
            [b'-', tens, ones, b'-', b'0', b'1', b'/', b'P', b'1', b'Y'] => {
                Self::fiscal(first, two(*tens, *ones)?).filter(|period| period.first_month() > 1)
            }
            _ => Date::parse(text).map(Self::date),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, number) = (self.year(), self.number());
        match self.freq() {
            Freq::Annual if self.is_span() => write!(out, "{year}/{}", self.last_year()),
            Freq::Annual if self.first_month() > 1 => write!(out, "{year}-{:02}-01/P1Y", self.first_month()),
            Freq::Annual => write!(out, "{year}"),
            Freq::HalfYear => write!(out, "{year}-S{number}"),
            Freq::Quarterly => write!(out, "{year}-Q{number}"),
            Freq::Monthly => write!(out, "{year}-{number:02}"),
            Freq::Daily => self.start().fmt(out),
        }
    }
}

impl fmt::Debug for Period {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Period({self})")
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;

    fn try_from(text: String) -> Result<Self, PeriodError> {
        Self::parse_canonical(&text).ok_or(PeriodError::NotCanonical)
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}
