//! The proleptic Gregorian calendar, as far as four-digit years reach.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{PeriodError, YEARS};

/// Days from 0000-03-01 to 1970-01-01.
const EPOCH_FROM_MARCH_0: i32 = 719_468;
/// Days in 400 years.
const DAYS_OF_ERA: i32 = 146_097;
/// Day 0 of Excel's 1900 system after its 29 February 1900 that never was: 1899-12-30.
const EXCEL_DAY_0: i64 = -25_569;

/// A valid day of the years 1000 to 9999. Written `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: i16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day, where the calendar has it.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let valid = YEARS.contains(&year) && (1..=12).contains(&month) && (1..=month_length(year, month)).contains(&day);
        let year = i16::try_from(year).ok().filter(|_| valid)?;
        Some(Self { year, month, day })
    }

    /// The first day of a month that the caller knows to exist.
    pub(super) fn first_of(year: i32, month: u8) -> Self {
        let [low, high, ..] = year.to_le_bytes();
        Self { year: i16::from_le_bytes([low, high]), month, day: 1 }
    }

    /// The last day of a month that the caller knows to exist.
    pub(super) fn last_of(year: i32, month: u8) -> Self {
        Self { day: month_length(year, month), ..Self::first_of(year, month) }
    }

    /// Reads `YYYY-MM-DD`, exactly so.
    pub fn parse(text: &str) -> Option<Self> {
        match text.as_bytes() {
            [a, b, c, d, b'-', e, f, b'-', g, h] => Self::new(number(&[*a, *b, *c, *d])?, two(*e, *f)?, two(*g, *h)?),
            _ => None,
        }
    }

    /// The year.
    pub fn year(self) -> i32 {
        i32::from(self.year)
    }

    /// The month, 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    pub const fn day(self) -> u8 {
        self.day
    }

    /// Whether the next day is in another month.
    pub fn ends_month(self) -> bool {
        self.day == month_length(self.year(), self.month)
    }

    /// Days since 1970-01-01, which is 0.
    pub fn days_since_epoch(self) -> i32 {
        let month = i32::from(self.month);
        // Years begin in March here, so that the leap day is their last.
        let (year, month) = if month > 2 { (self.year(), month - 3) } else { (self.year() - 1, month + 9) };
        let days = 365 * year + year / 4 - year / 100 + year / 400;
        days + (153 * month + 2) / 5 + i32::from(self.day) - 1 - EPOCH_FROM_MARCH_0
    }

    /// The day so many days after 1970-01-01; none outside the years 1000 to 9999.
    pub fn from_days(days: i32) -> Option<Self> {
        let days = days.checked_add(EPOCH_FROM_MARCH_0).filter(|days| *days >= 0)?;
        let (era, day_of_era) = (days / DAYS_OF_ERA, days % DAYS_OF_ERA);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        let year = era * 400 + year_of_era + i32::from(month <= 2);
        Self::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// The same as its `Display`, such as 2021-03-31, without its machinery: a table has one in each row.
    pub fn text(self) -> [u8; 10] {
        // All three are within their digits: years are 1000 to 9999.
        let digit = |number: u32| b'0' + (number % 10) as u8;
        let (year, month, day) = (self.year().unsigned_abs(), u32::from(self.month), u32::from(self.day));
        let [a, b, c, d] = [year / 1000, year / 100, year / 10, year].map(digit);
        let [m, n, x, y] = [month / 10, month, day / 10, day].map(digit);
        [a, b, c, d, b'-', m, n, b'-', x, y]
    }

    /// The day of a serial number of Excel's 1900 date system.
    ///
    /// None for 60, its 29 February 1900, which never was; for 0 and below; and beyond 9999-12-31.
    pub fn from_excel_serial(serial: i64) -> Option<Self> {
        if serial < 1 || serial == 60 {
            return None;
        }
        let days = serial.checked_add(EXCEL_DAY_0 + i64::from(serial < 60))?;
        Self::from_days(i32::try_from(days).ok()?)
    }
}

/// Days of a month of the Gregorian calendar.
fn month_length(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The value of ASCII digits.
pub(super) fn number(digits: &[u8]) -> Option<i32> {
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| i32::from(byte - b'0'));
    digits.iter().try_fold(0_i32, |value, byte| value.checked_mul(10)?.checked_add(digit(byte)?))
}

/// The value of two ASCII digits.
pub(super) fn two(tens: u8, ones: u8) -> Option<u8> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| (tens - b'0') * 10 + (ones - b'0'))
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl TryFrom<String> for Date {
    type Error = PeriodError;

    fn try_from(text: String) -> Result<Self, PeriodError> {
        Self::parse(&text).ok_or(PeriodError::NotCanonical)
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn known_days() {
        let cases = [("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2000-03-01", 11_017), ("2021-12-31", 18_992)];
        let ends = [("1000-01-01", -354_285), ("9999-12-31", 2_932_896)];
        for (text, days) in cases.into_iter().chain(ends) {
            assert_eq!(date(text).days_since_epoch(), days, "{text}");
            assert_eq!(Date::from_days(days), Some(date(text)), "{text}");
        }
        for days in [-354_286, 2_932_897, i32::MIN, i32::MAX] {
            assert_eq!(Date::from_days(days), None);
        }
    }

    #[test]
    fn every_day_of_two_cycles_follows_the_one_before() {
        let mut last = date("1599-12-31");
        for days in last.days_since_epoch() + 1..date("2400-01-02").days_since_epoch() {
            let day = Date::from_days(days).unwrap();
            assert_eq!(day.days_since_epoch(), days);
            assert!(if last.ends_month() { day.day() == 1 } else { day.day() == last.day() + 1 && day.month() == last.month() });
            last = day;
        }
    }

    #[test]
    fn only_days_of_the_calendar() {
        for text in
            ["2021-02-29", "1900-02-29", "2021-04-31", "2021-13-01", "2021-00-01", "2021-01-00", "0999-12-31", "2021-1-01", "２021-01-01"]
        {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        assert_eq!(date("2000-02-29").to_string(), "2000-02-29");
        assert_eq!((Date::new(10_000, 1, 1), Date::new(i32::MIN, 1, 1)), (None, None));
        assert_eq!(Date::try_from("x".to_owned()), Err(PeriodError::NotCanonical));
        assert_eq!(Date::try_from(String::from(date("2021-03-04"))), Ok(date("2021-03-04")));
    }

    /// Against Excel's own dates.
    #[test]
    fn excel_serials() {
        let cases = [(1, "1900-01-01"), (59, "1900-02-28"), (61, "1900-03-01"), (44_561, "2021-12-31"), (2_958_465, "9999-12-31")];
        for (serial, text) in cases {
            assert_eq!(Date::from_excel_serial(serial), Some(date(text)), "{serial}");
        }
        for serial in [i64::MIN, -1, 0, 60, 2_958_466, i64::MAX] {
            assert_eq!(Date::from_excel_serial(serial), None, "{serial}");
        }
    }
}
