//! Reads the texts that tables write for periods.

use super::calendar::number;
use super::grammar::{Meaning, Months, Reading, parse};
use super::{Date, Field, Freq, Period, PeriodError, TimeSpan, cumulate};

/// What a source declares about its periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// The year of texts that name none: 一季度, 1-2月, 上半年, 年末.
    pub year: Option<i32>,
    /// The indicator is a stock: a period means its last day.
    pub stock: bool,
    /// The month in which the fiscal year starts, 2 to 12. 1, the default: the source declares no fiscal year.
    pub fiscal_start_month: u8,
    /// Month 13 (`202113`) is the total of the year.
    pub yyyymm_13_is_year: bool,
    /// The frequency, where the source declares one: settles `2011-12` in a source with fiscal years, and nothing else.
    pub freq: Option<Freq>,
}

impl Default for Context {
    fn default() -> Self {
        Self { year: None, stock: false, fiscal_start_month: 1, yyyymm_13_is_year: false, freq: None }
    }
}

impl Context {
    /// Whether the source declares a fiscal year other than the calendar's.
    pub(super) fn has_fiscal(&self) -> bool {
        (2..=12).contains(&self.fiscal_start_month)
    }

    fn has_only_calendar(&self, period: Period) -> bool {
        !self.has_fiscal() || !(period.is_span() || period.freq() == Freq::Monthly)
    }
}

/// Reads a period text: digits and dashes of any width, blanks ignored, Chinese and English forms.
///
/// Allocates nothing. Never guesses: two-digit years, undeclared fiscal years and month 13, and whatever fits no known form are errors.
pub fn read(text: &str, context: &Context) -> Result<TimeSpan, PeriodError> {
    let trimmed = text.trim();
    if let Some(period) = plain(trimmed).filter(|period| context.has_only_calendar(*period)) {
        let span = TimeSpan::whole(period);
        return if context.stock { span.at_end().ok_or(PeriodError::StockOverYears) } else { Ok(span) };
    }
    settle(parse(text, context)?, context)
}

/// The forms that make up nearly every cell: the canonical ones, and `2021Q1`.
fn plain(text: &str) -> Option<Period> {
    match text.as_bytes() {
        [a, b, c, d, b'Q' | b'q', quarter @ b'1'..=b'4'] => Period::quarter(number(&[*a, *b, *c, *d])?, quarter - b'0'),
        _ => Period::parse_canonical(text),
    }
}

/// Gives days their key, after what the text and the source say about accumulation.
fn settle(reading: Reading, context: &Context) -> Result<TimeSpan, PeriodError> {
    let span = match reading.meaning {
        Meaning::Fiscal { .. } if reading.ytd => return Err(PeriodError::OpenEnd),
        Meaning::Fiscal { year, at } => {
            TimeSpan::fiscal_year(year, context.fiscal_start_month).ok_or(PeriodError::OutOfRange { at, field: Field::Year })?
        }
        Meaning::Days { first, last } if reading.ytd && first == last => cumulate(Period::date(last))?,
        Meaning::Days { first, last } if reading.ytd && first != Date::first_of(last.year(), 1) => return Err(PeriodError::CumulatedPart),
        Meaning::Days { first, last } => TimeSpan::covering(first, last)?,
        Meaning::Months(months) => cover(months, reading.ytd)?,
    };
    if !(reading.point || context.stock) {
        return Ok(span);
    }
    // A stock stands at the end of the last unit that the text names: 1-9月 is the end of September, 前三季度 of the third quarter.
    let point = match reading.meaning {
        Meaning::Fiscal { .. } => span.at_end(),
        Meaning::Days { last, .. } => TimeSpan::point(Period::date(last)),
        Meaning::Months(months) => months.last_unit().and_then(TimeSpan::point),
    };
    point.ok_or(PeriodError::StockOverYears)
}

fn cover(months: Months, ytd: bool) -> Result<TimeSpan, PeriodError> {
    let Months { first, last, unit } = months;
    let from = match (ytd, unit) {
        (true, Freq::Annual) if first.0 == last.0 => return Err(PeriodError::OpenEnd),
        (true, Freq::Annual) | (false, _) => first,
        (true, _) if first.1 == 1 || months.is_one_unit() => (last.0, 1),
        (true, _) => return Err(PeriodError::CumulatedPart),
    };
    TimeSpan::covering(Date::first_of(from.0, from.1), Date::last_of(last.0, last.1))
}
