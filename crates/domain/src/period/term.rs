//! One end of a period text: a year, and what of it.

use super::grammar::Parser;
use super::part::{Number, Part, through};
use super::scan::Kind;
use super::{Field, Freq, PeriodError};

/// A year and a part of it, as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    pub year: Option<i32>,
    pub part: Part,
    pub mark: Mark,
    /// The character it starts at.
    pub at: usize,
}

/// How a year is marked as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Digits only.
    Bare,
    /// 年
    Year,
    /// 年度
    BusinessYear,
}

impl Parser<'_> {
    /// A term of any form.
    pub fn term(&mut self) -> Result<Term, PeriodError> {
        let at = self.at();
        match self.kind(0) {
            Some(Kind::Number { digits: 4.., .. }) => self.dated(),
            Some(Kind::Fiscal) => {
                self.skip(1);
                let year = self.fiscal_after_mark()?;
                Ok(Term { year: Some(year), part: Part::Fiscal, mark: Mark::Bare, at })
            }
            Some(Kind::Letter(_) | Kind::Month(_)) => {
                let led_by_month = matches!(self.kind(0), Some(Kind::Month(_)));
                let part = self.part()?;
                self.year_behind(part, led_by_month, at)
            }
            Some(Kind::Number { .. }) if self.is_day_and_month() => self.day_month_year(at),
            _ => Ok(Term { year: None, part: self.part()?, mark: Mark::Bare, at }),
        }
    }

    /// What starts with a year: 2021, 2021年3月, 2021-Q1, 202103.
    fn dated(&mut self) -> Result<Term, PeriodError> {
        let number = self.number()?;
        let term = |year, part, mark| Ok(Term { year: Some(year), part, mark, at: number.at });
        let piece = |value, digits| Number { value, digits, at: number.at };
        if number.digits == 8 {
            let month = piece(number.value / 100 % 100, 2).units(12, Field::Month, false)?;
            let day = self.day_of(month, piece(number.value % 100, 2))?;
            return term(piece(number.value / 10_000, 4).year()?, day, Mark::Bare);
        }
        if number.digits == 6 {
            return term(piece(number.value / 100, 4).year()?, self.month(piece(number.value % 100, 2))?, Mark::Bare);
        }
        let year = number.year()?;
        if self.eat_han("财政年度") || self.eat_han("财年") {
            return self.declared_fiscal().and_then(|()| term(year, Part::Fiscal, Mark::Year));
        }
        if self.eat_han("年") {
            if self.eat_han("度") {
                return term(year, Part::Year, Mark::BusinessYear);
            }
            return term(year, if self.starts_part(0) { self.part()? } else { Part::Year }, Mark::Year);
        }
        let part = match self.kind(0) {
            Some(mark @ (Kind::Dash | Kind::Slash | Kind::Dot)) if self.is_short_number(1) => self.numeric(year, mark)?,
            Some(Kind::Dash | Kind::Slash | Kind::Dot) if self.starts_part(1) => {
                self.skip(1);
                self.part()?
            }
            _ if self.starts_part(0) => self.part()?,
            _ => Part::Year,
        };
        term(year, part, Mark::Bare)
    }

    /// Numbers after the mark behind a year: 2021-03, 2021/3/31, 2021.1-9, 2021/22.
    fn numeric(&mut self, year: i32, mark: Kind) -> Result<Part, PeriodError> {
        self.skip(1);
        if self.kind(1) == Some(Kind::Han('季')) {
            return self.part();
        }
        let first = self.number()?;
        if self.is_short_number(1) {
            let of_months = self.kind(2) == Some(Kind::Han('月'));
            let second = self.kind(0);
            if second == Some(mark) && !of_months {
                self.skip(1);
                return self.day_after(first);
            }
            let spans = second == Some(Kind::To) || second == Some(Kind::Dash) && (mark != Kind::Dash || of_months);
            if spans {
                self.skip(1);
                let last = self.number()?.units(12, Field::Month, false)?;
                let _ = self.eat_han("月") && self.eat_han("份");
                return through(first.units(12, Field::Month, false)?, last, first.at);
            }
        }
        if mark != Kind::Dot && self.is_fiscal_tail(year, first)? {
            self.declared_fiscal()?;
            let _ = self.eat_han("年") && self.eat_han("度");
            return Ok(Part::Fiscal);
        }
        match self.kind(0) {
            Some(Kind::Han('年')) => Err(PeriodError::TwoDigitYear { at: first.at }),
            Some(Kind::Han('月')) => self.month_word(first),
            _ => self.month(first),
        }
    }

    /// Whether the number behind a year is the next year's last two digits and not a month.
    fn is_fiscal_tail(&self, year: i32, number: Number) -> Result<bool, PeriodError> {
        let ahead = self.kind(0);
        if number.digits != 2 || number.value != (year + 1) % 100 || ahead == Some(Kind::Han('月')) {
            return Ok(false);
        }
        let month = (1..=12).contains(&number.value) || number.value == 13 && self.context.yyyymm_13_is_year;
        if !month || ahead == Some(Kind::Han('年')) {
            return Ok(true);
        }
        match self.context.freq {
            _ if !self.context.has_fiscal() => Ok(false),
            Some(freq) => Ok(freq == Freq::Annual),
            None => Err(PeriodError::MonthOrFiscal),
        }
    }

    fn declared_fiscal(&self) -> Result<(), PeriodError> {
        if self.context.has_fiscal() { Ok(()) } else { Err(PeriodError::FiscalNotDeclared) }
    }

    /// `FY2021`, `FY2021/22`, `FY 2021-2022`, behind the FY.
    fn fiscal_after_mark(&mut self) -> Result<i32, PeriodError> {
        let year = self.number()?.year()?;
        if matches!(self.kind(0), Some(Kind::Dash | Kind::Slash)) {
            self.skip(1);
            let next = self.number()?;
            let expected = if next.digits == 2 { (year + 1) % 100 } else { year + 1 };
            if next.value != expected {
                return Err(PeriodError::OutOfRange { at: next.at, field: Field::Year });
            }
        }
        self.declared_fiscal().map(|()| year)
    }

    /// Whether a number is the day before an English month: 31 December.
    fn is_day_and_month(&self) -> bool {
        let second = if self.kind(1) == Some(Kind::Dash) { 2 } else { 1 };
        self.is_short_number(0) && matches!(self.kind(second), Some(Kind::Month(_)))
    }

    /// 31 December 2021; without its year, 21-Mar could be March 2021.
    fn day_month_year(&mut self, at: usize) -> Result<Term, PeriodError> {
        let day = self.number()?;
        self.eat(Kind::Dash);
        let month = self.part()?;
        let part = self.day_of(month, day)?;
        let term = self.year_behind(part, false, at)?;
        if term.year.is_none() { Err(PeriodError::TwoDigitYear { at: day.at }) } else { Ok(term) }
    }

    /// The year behind an English part: Mar 2021, Q1-2021, March 31, 2021. Two digits are refused.
    fn year_behind(&mut self, part: Part, led_by_month: bool, at: usize) -> Result<Term, PeriodError> {
        let marked = usize::from(matches!(self.kind(0), Some(Kind::Dash | Kind::Slash | Kind::Comma | Kind::Quote)));
        let Some(Kind::Number { digits, .. }) = self.kind(marked) else {
            return Ok(Term { year: None, part, mark: Mark::Bare, at });
        };
        let comma = usize::from(self.kind(marked + 1) == Some(Kind::Comma));
        let dated = led_by_month && digits <= 2 && matches!(self.kind(marked + comma + 1), Some(Kind::Number { digits: 4, .. }));
        let part = if dated {
            self.skip(marked);
            let day = self.number()?;
            self.skip(comma);
            self.day_of(part, day)?
        } else {
            self.skip(marked);
            part
        };
        let year = self.number()?.year()?;
        Ok(Term { year: Some(year), part, mark: Mark::Bare, at })
    }
}
