//! The key `time_period`: a year, half, quarter, month, day or span of whole years, in four bytes.

use serde::{Deserialize, Serialize};

use super::{Date, Freq, YEARS};

/// Bits of each of the two lower fields: 14 hold a year up to 9999.
const BITS: u32 = 14;
const MASK: u32 = (1 << BITS) - 1;

/// Above the months of fiscal years, so that spans come behind them, as their texts do.
const SPANS: u32 = 15;

/// A period of one frequency. Its `Display` is the canonical `time_period`:
/// `2021`, `2021-S1`, `2021-Q1`, `2021-03`, `2021-12-31`, `2016/2020`, and `2021-04-01/P1Y` for a fiscal year from April on.
///
/// The order is that of a release: by frequency code, then by the bytes of the canonical text.
///
/// Packed as frequency, year and part: the part is 0 for a year, the first month of a fiscal year, 15 and the count of further years for a span,
/// the number of the half, quarter or month, and `month × 32 + day` for a day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period(u32);

impl Period {
    /// Packs what is known to be valid.
    const fn packed(freq: Freq, year: i32, part: u32) -> Self {
        let rank: u32 = match freq {
            Freq::Annual => 0,
            Freq::Daily => 1,
            Freq::Monthly => 2,
            Freq::Quarterly => 3,
            Freq::HalfYear => 4,
        };
        Self(rank << (2 * BITS) | year.cast_unsigned() << BITS | part)
    }

    fn pack(freq: Freq, year: i32, part: u32) -> Option<Self> {
        YEARS.contains(&year).then_some(Self::packed(freq, year, part))
    }

    fn numbered(freq: Freq, year: i32, number: u8, count: u8) -> Option<Self> {
        if (1..=count).contains(&number) { Self::pack(freq, year, u32::from(number)) } else { None }
    }

    /// A calendar year.
    pub fn annual(year: i32) -> Option<Self> {
        Self::pack(Freq::Annual, year, 0)
    }

    /// The year that begins in a month of `year`: a fiscal year, or the calendar's where the month is January. None outside the calendar.
    pub fn fiscal(year: i32, first_month: u8) -> Option<Self> {
        match first_month {
            1 => Self::annual(year),
            2..=12 if year < *YEARS.end() => Self::pack(Freq::Annual, year, u32::from(first_month)),
            _ => None,
        }
    }

    /// A half-year, 1 or 2.
    pub fn half(year: i32, half: u8) -> Option<Self> {
        Self::numbered(Freq::HalfYear, year, half, 2)
    }

    /// A quarter, 1 to 4.
    pub fn quarter(year: i32, quarter: u8) -> Option<Self> {
        Self::numbered(Freq::Quarterly, year, quarter, 4)
    }

    /// A month, 1 to 12.
    pub fn month(year: i32, month: u8) -> Option<Self> {
        Self::numbered(Freq::Monthly, year, month, 12)
    }

    /// A single day.
    pub fn date(date: Date) -> Self {
        let part = u32::from(date.month()) << 5 | u32::from(date.day());
        Self::packed(Freq::Daily, date.year(), part)
    }

    /// Whole years from `first` to `last`; the year itself where they are one.
    pub fn years(first: i32, last: i32) -> Option<Self> {
        let further = u32::try_from(last.checked_sub(first)?).ok().filter(|_| YEARS.contains(&last))?;
        Self::pack(Freq::Annual, first, if further == 0 { 0 } else { SPANS + further })
    }

    /// The packed form: one number that keeps the order.
    pub const fn to_u32(self) -> u32 {
        self.0
    }

    /// The period of a packed form; none for a number that no period packs to.
    pub fn from_u32(packed: u32) -> Option<Self> {
        let (rank, year, part) = (packed >> (2 * BITS), (packed >> BITS & MASK).cast_signed(), packed & MASK);
        let small = u8::try_from(part);
        match rank {
            0 if part < SPANS => Self::fiscal(year, u8::try_from(part.max(1)).ok()?),
            0 => Self::years(year, year + (part - SPANS).cast_signed()).filter(|period| period.is_span()),
            1 => Date::new(year, u8::try_from(part >> 5).ok()?, u8::try_from(part & 31).ok()?).map(Self::date),
            2 => Self::month(year, small.ok()?),
            3 => Self::quarter(year, small.ok()?),
            4 => Self::half(year, small.ok()?),
            _ => None,
        }
    }

    /// The frequency; a span of years is annual.
    pub const fn freq(self) -> Freq {
        match self.0 >> (2 * BITS) {
            0 => Freq::Annual,
            1 => Freq::Daily,
            2 => Freq::Monthly,
            3 => Freq::Quarterly,
            _ => Freq::HalfYear,
        }
    }

    /// The year; the first one of a span.
    pub const fn year(self) -> i32 {
        (self.0 >> BITS & MASK).cast_signed()
    }

    /// The year of the last day.
    pub const fn last_year(self) -> i32 {
        match self.freq() {
            Freq::Annual => self.year() + self.further().cast_signed() + (self.first_month() > 1) as i32,
            _ => self.year(),
        }
    }

    /// How many years a span has beyond its first.
    const fn further(self) -> u32 {
        self.part().saturating_sub(SPANS)
    }

    /// The month in which the year begins that the period counts in: 1 but for a fiscal year.
    pub const fn first_month(self) -> u8 {
        match (self.freq(), self.part()) {
            (Freq::Annual, 2..=12) => self.part().to_le_bytes()[0],
            _ => 1,
        }
    }

    const fn part(self) -> u32 {
        self.0 & MASK
    }

    /// The number of the half, quarter or month within the year; 0 for years and days.
    pub const fn number(self) -> u8 {
        match self.freq() {
            Freq::Annual | Freq::Daily => 0,
            _ => self.part().to_le_bytes()[0],
        }
    }

    /// Whether this is a span of several years.
    pub const fn is_span(self) -> bool {
        matches!(self.freq(), Freq::Annual) && self.part() > SPANS
    }

    /// Its months: 12 for a year, 0 for a day.
    pub const fn months(self) -> u32 {
        match self.freq() {
            Freq::Annual => 12 * (self.further() + 1),
            Freq::HalfYear => 6,
            Freq::Quarterly => 3,
            Freq::Monthly => 1,
            Freq::Daily => 0,
        }
    }

    fn day(self) -> Option<Date> {
        let [low, high, ..] = self.part().to_le_bytes();
        if self.freq() == Freq::Daily { Date::new(self.year(), high << 3 | low >> 5, low & 31) } else { None }
    }

    /// The last month of the period within its last year.
    fn last_month(self) -> u8 {
        match self.freq() {
            Freq::HalfYear => 6 * self.number(),
            Freq::Quarterly => 3 * self.number(),
            Freq::Monthly => self.number(),
            Freq::Annual if self.first_month() > 1 => self.first_month() - 1,
            Freq::Annual | Freq::Daily => 12,
        }
    }

    /// The first day.
    pub fn start(self) -> Date {
        let month = match self.freq() {
            Freq::HalfYear => self.last_month() - 5,
            Freq::Quarterly => self.last_month() - 2,
            Freq::Monthly => self.last_month(),
            Freq::Annual | Freq::Daily => self.first_month(),
        };
        self.day().unwrap_or_else(|| Date::first_of(self.year(), month))
    }

    /// The last day.
    pub fn end(self) -> Date {
        self.day().unwrap_or_else(|| Date::last_of(self.last_year(), self.last_month()))
    }

    /// The same sub-period a year earlier. None for a span of years, for 29 February, and before the year 1000.
    pub fn year_earlier(self) -> Option<Self> {
        self.same_in(self.year() - 1)
    }

    /// The same sub-period a year later. None for a span of years, for 29 February, and after the year 9999.
    pub fn year_later(self) -> Option<Self> {
        self.same_in(self.year() + 1)
    }

    fn same_in(self, year: i32) -> Option<Self> {
        match self.day() {
            Some(day) => Date::new(year, day.month(), day.day()).map(Self::date),
            None if self.is_span() => None,
            None if self.first_month() > 1 => Self::fiscal(year, self.first_month()).filter(|_| YEARS.contains(&year)),
            None => Self::pack(self.freq(), year, self.part()),
        }
    }

    /// The period just before, of the same length: for 环比. None before the year 1000.
    pub fn previous(self) -> Option<Self> {
        let (year, number) = (self.year(), self.number());
        match self.freq() {
            Freq::Annual if self.first_month() > 1 => Self::fiscal(year - 1, self.first_month()),
            Freq::Annual => Self::years(2 * year - self.last_year() - 1, year - 1),
            Freq::Daily => Date::from_days(self.start().days_since_epoch() - 1).map(Self::date),
            freq if number > 1 => Self::pack(freq, year, u32::from(number) - 1),
            Freq::Monthly => Self::month(year - 1, 12),
            Freq::Quarterly => Self::quarter(year - 1, 4),
            Freq::HalfYear => Self::half(year - 1, 2),
        }
    }
}
