//! Why a text is not a period. Facts only: the sentence for a user is made where findings are rendered.

use super::Date;
use crate::message::{Message, causes as say};

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

impl Field {
    fn message(self) -> Message {
        match self {
            Self::Year => say::year(),
            Self::Half => say::half(),
            Self::Quarter => say::quarter(),
            Self::Month => say::month(),
            Self::Day => say::day(),
        }
    }
}

/// Why a text is not a period. `at` counts characters of the text as given, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}", self.message())]
pub enum PeriodError {
    /// Nothing but blanks.
    Empty,
    /// The text names no year and the context has none.
    NoYear,
    /// The text stops fitting any known form at this character (one past the end where something is missing).
    NotAPeriod {
        /// The character, from 1.
        at: usize,
    },
    /// The days are clear, but no year, half, quarter, month or year-to-date has them.
    NoKey {
        /// The first day.
        first: Date,
        /// The last day.
        last: Date,
    },
    /// A number where no such year, quarter, month or day exists.
    OutOfRange {
        /// The character, from 1.
        at: usize,
        /// What the number stands for.
        field: Field,
    },
    /// A range whose end lies before its start.
    Backwards {
        /// The character where the range starts, from 1.
        at: usize,
    },
    /// `FY2021`, `2021/22`: a fiscal year in a source that does not say where its fiscal year starts.
    FiscalNotDeclared,
    /// `2011-12` where fiscal years are declared: December 2011 or the fiscal year 2011/12.
    MonthOrFiscal,
    /// `21年`, `Mar-21`: the century is missing.
    TwoDigitYear {
        /// The character, from 1.
        at: usize,
    },
    /// Month 13, the total of a year in some files, in a source that does not declare it.
    Month13NotDeclared,
    /// `2021年累计`: it accumulates, but the text does not say until when.
    OpenEnd,
    /// `4-6月累计`: the sum of the months or the year to date.
    CumulatedPart,
    /// A stock over several years: its year is unknown.
    StockOverYears,
    /// Not a canonical text of a key.
    NotCanonical,
}

impl PeriodError {
    /// Why, as a sentence.
    pub fn message(&self) -> Message {
        match self {
            Self::Empty => say::period_empty(),
            Self::NoYear => say::no_year(),
            Self::NotAPeriod { at } => say::no_period(*at),
            Self::NoKey { first, last } => say::no_key(*first, *last),
            Self::OutOfRange { at, field } => say::out_of_range(field.message(), *at),
            Self::Backwards { at } => say::backwards(*at),
            Self::FiscalNotDeclared => say::fiscal_not_declared(),
            Self::MonthOrFiscal => say::month_or_fiscal(),
            Self::TwoDigitYear { at } => say::two_digit_year(*at),
            Self::Month13NotDeclared => say::month_13(),
            Self::OpenEnd => say::open_end(),
            Self::CumulatedPart => say::cumulated_part(),
            Self::StockOverYears => say::stock_over_years(),
            Self::NotCanonical => say::not_canonical(),
        }
    }
}
