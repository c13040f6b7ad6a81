//! What a period text means: a period and how the figure accumulates over it. One span of days has one key.

use std::fmt;

use super::{Cumulation, Date, Freq, Period, PeriodError};

/// A period and what a figure covers of it, under the one canonical key of its days: the coarsest frequency that fits.
///
/// The order is that of a release: frequency, period, cumulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeSpan {
    period: Period,
    cumulation: Cumulation,
}

impl TimeSpan {
    const fn keyed(period: Period, cumulation: Cumulation) -> Self {
        Self { period, cumulation }
    }

    /// The whole of a period: `SPAN` for several years, else `PERIOD`.
    pub const fn whole(period: Period) -> Self {
        Self::keyed(period, if period.is_span() { Cumulation::Span } else { Cumulation::Period })
    }

    /// The last day of a period: a stock. None for a span of years.
    pub fn point(period: Period) -> Option<Self> {
        (!period.is_span()).then_some(Self::keyed(period, Cumulation::Point))
    }

    /// The fiscal year that starts in a month of `year`; the calendar year where the month is January.
    ///
    /// None outside the calendar, and where the year would end after 9999.
    pub fn fiscal_year(year: i32, start_month: u8) -> Option<Self> {
        Period::fiscal(year, start_month).map(Self::whole)
    }

    /// A key as a release holds it. None for a combination that is no canonical key, such as `2021-06 YTD` (`2021-S1 PERIOD`).
    pub fn from_key(period: Period, cumulation: Cumulation) -> Option<Self> {
        let key = match cumulation {
            Cumulation::Period | Cumulation::Span => Some(Self::whole(period)),
            Cumulation::Point => Self::point(period),
            Cumulation::Ytd => cumulate(period).ok(),
        };
        key.filter(|key| key.period == period && key.cumulation == cumulation)
    }

    /// The span with these first and last days.
    ///
    /// [`PeriodError::NoKey`] where no key has them; also where they are in the wrong order.
    pub fn covering(first: Date, last: Date) -> Result<Self, PeriodError> {
        if first == last {
            return Ok(Self::whole(Period::date(first)));
        }
        let whole_months = first.day() == 1 && last.ends_month() && first < last;
        let (year, from, to) = (first.year(), first.month(), last.month());
        let ytd = |period: Option<Period>| period.map(|period| Self::keyed(period, Cumulation::Ytd));
        let key = match (from, to) {
            _ if !whole_months => None,
            (1, 12) => Period::years(year, last.year()).map(Self::whole),
            _ if year + 1 == last.year() && to + 1 == from => Period::fiscal(year, from).map(Self::whole),
            _ if year != last.year() => None,
            _ if from == to => Period::month(year, to).map(Self::whole),
            (1, 6) | (7, 12) => Period::half(year, to / 6).map(Self::whole),
            (1, 3) | (4, 6) | (7, 9) | (10, 12) => Period::quarter(year, to / 3).map(Self::whole),
            (1, 9) => ytd(Period::quarter(year, 3)),
            (1, _) => ytd(Period::month(year, to)),
            _ => None,
        };
        key.ok_or(PeriodError::NoKey { first, last })
    }

    /// The key `time_period`.
    pub const fn period(self) -> Period {
        self.period
    }

    /// What the figure covers of the period.
    pub const fn cumulation(self) -> Cumulation {
        self.cumulation
    }

    /// The frequency of the key.
    pub const fn freq(self) -> Freq {
        self.period.freq()
    }

    /// The month in which the year starts: 1 but for a fiscal year.
    pub const fn fiscal_start(self) -> u8 {
        self.period.first_month()
    }

    /// The first day covered; of a point, its day.
    pub fn start(self) -> Date {
        match self.cumulation {
            Cumulation::Point => self.end(),
            Cumulation::Ytd => Date::first_of(self.period.year(), 1),
            _ => self.period.start(),
        }
    }

    /// The last day covered.
    pub fn end(self) -> Date {
        self.period.end()
    }

    /// The same, at the end of its period: how a stock is read. None for a span of years.
    pub fn at_end(self) -> Option<Self> {
        Self::point(self.period)
    }

    /// A point under the coarsest key that ends on its day (`2021-12-31`, `2021-12`, `2021-Q4` are `2021`); all else unchanged.
    pub fn coarsest_point(self) -> Self {
        let (end, fiscal) = (self.end(), self.fiscal_start() > 1);
        if self.cumulation != Cumulation::Point || fiscal || !end.ends_month() {
            return self;
        }
        let (year, month) = (end.year(), end.month());
        let coarsest = match month {
            12 => Period::annual(year),
            6 => Period::half(year, 1),
            3 | 9 => Period::quarter(year, month / 3),
            _ => Period::month(year, month),
        };
        coarsest.map_or(self, |period| Self { period, ..self })
    }

    /// The same span a year earlier: the base of 同比. None where [`Period::year_earlier`] has none.
    pub fn year_earlier(self) -> Option<Self> {
        self.period.year_earlier().map(|period| Self { period, ..self })
    }
}

/// From 1 January to the end of a period: what a figure of a cumulative column covers.
///
/// The first quarter is itself, June is the first half-year, December is the year; a span of years stays as it is.
/// [`PeriodError::NoKey`] for a day that ends no month.
pub fn cumulate(period: Period) -> Result<TimeSpan, PeriodError> {
    if period.is_span() {
        return Ok(TimeSpan::whole(period));
    }
    TimeSpan::covering(Date::first_of(period.year(), 1), period.end())
}

impl fmt::Display for TimeSpan {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.period, self.cumulation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        Period::parse_canonical(text).unwrap()
    }

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn a_cumulative_column() {
        let cases = [
            ("2021-01", "2021-01 PERIOD"),
            ("2021-02", "2021-02 YTD"),
            ("2021-03", "2021-Q1 PERIOD"),
            ("2021-04", "2021-04 YTD"),
            ("2021-06", "2021-S1 PERIOD"),
            ("2021-09", "2021-Q3 YTD"),
            ("2021-10", "2021-10 YTD"),
            ("2021-12", "2021 PERIOD"),
            ("2021-Q1", "2021-Q1 PERIOD"),
            ("2021-Q2", "2021-S1 PERIOD"),
            ("2021-Q3", "2021-Q3 YTD"),
            ("2021-Q4", "2021 PERIOD"),
            ("2021-S1", "2021-S1 PERIOD"),
            ("2021-S2", "2021 PERIOD"),
            ("2021", "2021 PERIOD"),
            ("2021-09-30", "2021-Q3 YTD"),
            ("2016/2020", "2016/2020 SPAN"),
        ];
        for (text, expected) in cases {
            assert_eq!(cumulate(period(text)).unwrap().to_string(), expected, "{text}");
        }
        let (first, last) = (date("2021-01-01"), date("2021-09-29"));
        assert_eq!(cumulate(period("2021-09-29")), Err(PeriodError::NoKey { first, last }));
    }

    #[test]
    fn days_have_one_key() {
        let cases = [
            ("2021-01-01", "2021-12-31", Some("2021 PERIOD")),
            ("2016-01-01", "2020-12-31", Some("2016/2020 SPAN")),
            ("2021-07-01", "2021-12-31", Some("2021-S2 PERIOD")),
            ("2021-04-01", "2021-06-30", Some("2021-Q2 PERIOD")),
            ("2020-02-01", "2020-02-29", Some("2020-02 PERIOD")),
            ("2020-01-01", "2020-02-29", Some("2020-02 YTD")),
            ("2020-01-01", "2020-02-28", None),
            ("2021-05-05", "2021-05-05", Some("2021-05-05 PERIOD")),
            ("2021-03-01", "2021-05-31", None),
            ("2020-10-01", "2021-03-31", None),
            ("2020-04-01", "2021-04-30", None),
            ("2021-12-31", "2021-01-01", None),
        ];
        for (first, last, expected) in cases {
            let key = TimeSpan::covering(date(first), date(last)).ok();
            assert_eq!(key.map(|key| key.to_string()).as_deref(), expected, "{first} {last}");
            if let Some(key) = key {
                assert_eq!((key.start(), key.end()), (date(first), date(last)));
            }
        }
    }

    #[test]
    fn points_fiscal_years_and_stored_keys() {
        let fiscal = TimeSpan::fiscal_year(2021, 4).unwrap();
        assert_eq!(fiscal.to_string(), "2021-04-01/P1Y PERIOD");
        assert_eq!(fiscal.year_earlier().unwrap().end(), date("2021-03-31"));
        let end = fiscal.at_end().unwrap();
        assert_eq!((end.start(), end.end(), end.coarsest_point()), (date("2022-03-31"), date("2022-03-31"), end));
        assert_eq!((TimeSpan::fiscal_year(9999, 4), TimeSpan::fiscal_year(2021, 13), TimeSpan::fiscal_year(2021, 0)), (None, None, None));
        assert_eq!(TimeSpan::fiscal_year(2021, 1), Some(TimeSpan::whole(period("2021"))));
        assert_eq!(TimeSpan::point(period("2016/2020")), None);
        let points = [("2021-12-31", "2021"), ("2021-12", "2021"), ("2021-Q4", "2021"), ("2021-06-30", "2021-S1"), ("2021-09", "2021-Q3")];
        for (fine, coarse) in points.into_iter().chain([("2021-05-31", "2021-05"), ("2021-05-30", "2021-05-30")]) {
            assert_eq!(TimeSpan::point(period(fine)).unwrap().coarsest_point(), TimeSpan::point(period(coarse)).unwrap());
        }
        let keys = [("2021-Q3", Cumulation::Ytd, true), ("2021-06", Cumulation::Ytd, false), ("2016/2020", Cumulation::Span, true)];
        for (text, cumulation, stands) in
            keys.into_iter().chain([("2021", Cumulation::Span, false), ("2016/2020", Cumulation::Period, false)])
        {
            assert_eq!(TimeSpan::from_key(period(text), cumulation).is_some(), stands, "{text} {cumulation}");
        }
    }
}
