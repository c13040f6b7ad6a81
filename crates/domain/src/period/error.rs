//! Why a text is not a period. Facts only: the sentence for a user is made where findings are rendered.

use std::fmt;

use super::Date;

/// The part of a date that a number stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// A year.
    Year,
    /// A half-year.
    Half,
    /// A quarter.
    Quarter,
    /// A month.
    Month,
    /// A day of a month.
    Day,
}

impl fmt::Display for Field {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Year => "year",
            Self::Half => "half-year",
            Self::Quarter => "quarter",
            Self::Month => "month",
            Self::Day => "day",
        })
    }
}

/// Why a text is not a period. `at` counts characters of the text as given, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum PeriodError {
    /// Nothing but blanks.
    #[error("the period is empty")]
    Empty,
    /// The text names no year and the context has none.
    #[error("the text names no year, and the source declares none for it")]
    NoYear,
    /// The text stops fitting any known form at this character (one past the end where something is missing).
    #[error("no period is written like this, from character {at} on")]
    NotAPeriod {
        /// The character, from 1.
        at: usize,
    },
    /// The days are clear, but no year, half, quarter, month or year-to-date has them.
    #[error("{first} to {last} is no year, half-year, quarter, month, year to date or span of whole years")]
    NoKey {
        /// The first day.
        first: Date,
        /// The last day.
        last: Date,
    },
    /// A number where no such year, quarter, month or day exists.
    #[error("there is no such {field} at character {at}")]
    OutOfRange {
        /// The character, from 1.
        at: usize,
        /// What the number stands for.
        field: Field,
    },
    /// A range whose end lies before its start.
    #[error("the range ends before it starts, at character {at}")]
    Backwards {
        /// The character where the range starts, from 1.
        at: usize,
    },
    /// `FY2021`, `2021/22`: a fiscal year in a source that does not say where its fiscal year starts.
    #[error("a fiscal year: the source must declare the month in which its fiscal year starts")]
    FiscalNotDeclared,
    /// `2011-12` where fiscal years are declared: December 2011 or the fiscal year 2011/12.
    #[error("a month or a fiscal year: the source must declare its frequency")]
    MonthOrFiscal,
    /// `21年`, `Mar-21`: the century is missing.
    #[error("the year at character {at} has two digits")]
    TwoDigitYear {
        /// The character, from 1.
        at: usize,
    },
    /// Month 13, the total of a year in some files, in a source that does not declare it.
    #[error("month 13: the source must declare that it is the total of the year")]
    Month13NotDeclared,
    /// `2021年累计`: it accumulates, but the text does not say until when.
    #[error("a figure that accumulates within the year, but the text does not say until when")]
    OpenEnd,
    /// `4-6月累计`: the sum of the months or the year to date.
    #[error("accumulated from a month other than January: the sum of the range or the year to date")]
    CumulatedPart,
    /// A stock over several years: its year is unknown.
    #[error("a stock has one moment, the text names several years")]
    StockOverYears,
    /// Not a canonical text of a key.
    #[error("not a canonical period or date")]
    NotCanonical,
}
