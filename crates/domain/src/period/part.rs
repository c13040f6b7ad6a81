//! A part of a year: 上半年, 第一季度, Q1, 3月, 1-9月, 3月31日.

use super::grammar::Parser;
use super::scan::Kind;
use super::{Field, Freq, PeriodError, YEARS};

/// What of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Year,
    /// The fiscal year that starts in the year.
    Fiscal,
    /// From the first to the last month, named in a unit.
    Months {
        first: u8,
        last: u8,
        unit: Freq,
    },
    Day {
        month: u8,
        day: u8,
    },
}

/// A number token: its value, its digits and its character.
#[derive(Clone, Copy)]
pub(super) struct Number {
    pub value: i32,
    pub digits: u8,
    pub at: usize,
}

impl Number {
    fn small(self) -> u8 {
        u8::try_from(self.value).unwrap_or(u8::MAX)
    }

    /// A year of four digits.
    pub fn year(self) -> Result<i32, PeriodError> {
        match self.digits {
            2 => Err(PeriodError::TwoDigitYear { at: self.at }),
            4 if YEARS.contains(&self.value) => Ok(self.value),
            4 => Err(PeriodError::OutOfRange { at: self.at, field: Field::Year }),
            _ => Err(PeriodError::NotAPeriod { at: self.at }),
        }
    }

    /// Units from the first of the year's to this one: all of them, or this one alone.
    pub fn units(self, count: u8, field: Field, from_january: bool) -> Result<Part, PeriodError> {
        let (number, length) = (self.small(), 12 / count);
        if !(1..=count).contains(&number) {
            return Err(PeriodError::OutOfRange { at: self.at, field });
        }
        let unit = match field {
            Field::Half => Freq::HalfYear,
            Field::Quarter => Freq::Quarterly,
            _ => Freq::Monthly,
        };
        let last = number * length;
        Ok(Part::Months { first: if from_january { 1 } else { last + 1 - length }, last, unit })
    }
}

/// Units from the first one to the last one; backwards is an error.
pub(super) fn through(first: Part, last: Part, at: usize) -> Result<Part, PeriodError> {
    match (first, last) {
        (Part::Months { first, unit, .. }, Part::Months { last, .. }) if first <= last => Ok(Part::Months { first, last, unit }),
        _ => Err(PeriodError::Backwards { at }),
    }
}

impl Parser<'_> {
    /// The number at the next token.
    pub fn number(&mut self) -> Result<Number, PeriodError> {
        let (at, bad) = (self.at(), self.bad());
        match self.kind(0) {
            Some(Kind::Number { value, digits, .. }) => {
                self.skip(1);
                Ok(Number { value, digits, at })
            }
            _ => Err(bad),
        }
    }

    pub fn is_short_number(&self, ahead: usize) -> bool {
        matches!(self.kind(ahead), Some(Kind::Number { digits: ..=2, han: false, .. }))
    }

    /// Whether a part of a year starts at a token.
    pub fn starts_part(&self, ahead: usize) -> bool {
        match self.kind(ahead) {
            Some(Kind::Number { digits, .. }) => digits <= 2,
            Some(Kind::Letter(_) | Kind::Month(_) | Kind::Han('第' | '上' | '下' | '前' | '全')) => true,
            Some(Kind::Han('年')) => matches!(self.kind(ahead + 1), Some(Kind::Han('末' | '底'))),
            _ => false,
        }
    }

    /// A part of a year without the year.
    pub fn part(&mut self) -> Result<Part, PeriodError> {
        let half = |first| Part::Months { first, last: first + 5, unit: Freq::HalfYear };
        match self.kind(0) {
            Some(Kind::Letter(letter)) => {
                self.skip(1);
                self.lettered(letter)
            }
            Some(Kind::Month(month)) => {
                self.skip(1);
                self.eat(Kind::Dot);
                Ok(Part::Months { first: month, last: month, unit: Freq::Monthly })
            }
            Some(Kind::Han('第') | Kind::Number { .. }) => self.counted(),
            _ if self.eat_han("上半年") => Ok(half(1)),
            _ if self.eat_han("下半年") => Ok(half(7)),
            _ if self.eat_han("全年") => Ok(Part::Year),
            _ if self.eat_han("前") => self.first_few(),
            Some(Kind::Han('年')) if self.starts_part(0) => {
                self.skip(1);
                Ok(Part::Year)
            }
            _ => Err(self.bad()),
        }
    }

    /// Q1, H1, S1, M03, A1, behind the letter.
    fn lettered(&mut self, letter: char) -> Result<Part, PeriodError> {
        let bad = self.bad();
        let number = self.number()?;
        match (letter, number.digits) {
            ('Q', ..=2) => number.units(4, Field::Quarter, false),
            ('H' | 'S', ..=2) => number.units(2, Field::Half, false),
            ('M', ..=2) => self.month(number),
            ('A', 1) if number.value == 1 => Ok(Part::Year),
            _ => Err(bad),
        }
    }

    /// 前三季度, 前9个月, behind the 前.
    fn first_few(&mut self) -> Result<Part, PeriodError> {
        let number = self.number()?;
        self.eat_han("个");
        if self.eat_han("季") {
            self.eat_han("度");
            return number.units(4, Field::Quarter, true);
        }
        if self.eat_han("月") { number.units(12, Field::Month, true) } else { Err(self.bad()) }
    }

    /// 第一季度, 一至三季度, 3月, 1-9月, 3月31日.
    fn counted(&mut self) -> Result<Part, PeriodError> {
        let ordinal = self.eat_han("第");
        let first = self.number()?;
        if self.eat_han("季") {
            self.eat_han("度");
            return first.units(4, Field::Quarter, false);
        }
        match self.kind(0) {
            Some(Kind::Han('月')) if !ordinal => self.month_word(first),
            Some(Kind::Dash | Kind::To) => {
                self.skip(1);
                self.eat_han("第");
                let last = self.number()?;
                if self.eat_han("季") {
                    self.eat_han("度");
                    let field = Field::Quarter;
                    return through(first.units(4, field, false)?, last.units(4, field, false)?, first.at);
                }
                if ordinal || !self.eat_han("月") {
                    return Err(self.bad());
                }
                self.eat_han("份");
                let field = Field::Month;
                through(first.units(12, field, false)?, last.units(12, field, false)?, first.at)
            }
            Some(Kind::Han('年')) if !ordinal => Err(first.year().err().unwrap_or_else(|| self.bad())),
            _ => Err(self.bad()),
        }
    }

    /// A month's number before 月, and the day behind it where there is one.
    pub fn month_word(&mut self, number: Number) -> Result<Part, PeriodError> {
        self.skip(1);
        if matches!((self.kind(0), self.kind(1)), (Some(Kind::Number { .. }), Some(Kind::Han('日' | '号')))) {
            return self.day_after(number);
        }
        self.eat_han("份");
        self.month(number)
    }

    pub fn month(&self, number: Number) -> Result<Part, PeriodError> {
        match number.value {
            13 if self.context.yyyymm_13_is_year => Ok(Part::Year),
            13 => Err(PeriodError::Month13NotDeclared),
            _ => number.units(12, Field::Month, false),
        }
    }

    /// The day behind a month, with the midnight that programs write behind a date.
    pub fn day_after(&mut self, month: Number) -> Result<Part, PeriodError> {
        let day = self.number()?;
        let part = self.day_of(month.units(12, Field::Month, false)?, day)?;
        if self.eat_han("日") || self.eat_han("号") {
            return Ok(part);
        }
        let mut timed = self.eat(Kind::Letter('T')) || self.kind(1) == Some(Kind::Colon);
        while timed {
            let bad = self.bad();
            if self.number()?.value != 0 {
                return Err(bad);
            }
            timed = self.eat(Kind::Colon) || self.eat(Kind::Dot);
        }
        Ok(part)
    }

    pub fn day_of(&self, month: Part, day: Number) -> Result<Part, PeriodError> {
        match month {
            Part::Months { first: month, .. } if (1..=31).contains(&day.value) => Ok(Part::Day { month, day: day.small() }),
            _ => Err(PeriodError::OutOfRange { at: day.at, field: Field::Day }),
        }
    }
}
