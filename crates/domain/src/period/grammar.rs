//! How terms make a period: plans, ranges, and the marks of accumulation around them.

use super::part::Part;
use super::scan::{Kind, Token, Tokens, scan};
use super::term::{Mark, Term};
use super::{Context, Date, Field, Freq, Period, PeriodError, YEARS};

/// What a text says, before its days get a key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub meaning: Meaning,
    /// 末 or 底: the last day.
    pub point: bool,
    /// 累计 or `YTD`.
    pub ytd: bool,
}

/// The days that a text names.
#[derive(Clone, Copy, Debug)]
pub(super) enum Meaning {
    Months(Months),
    Days {
        first: Date,
        last: Date,
    },
    /// The fiscal year that starts in a year, named at a character.
    Fiscal {
        year: i32,
        at: usize,
    },
}

/// Whole months, as years and months, and the unit they were named in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Months {
    pub first: (i32, u8),
    pub last: (i32, u8),
    pub unit: Freq,
}

impl Months {
    /// Whether the text names one month, quarter or half, and no range.
    pub fn is_one_unit(self) -> bool {
        let length = match self.unit {
            Freq::HalfYear => 6,
            Freq::Quarterly => 3,
            Freq::Monthly | Freq::Daily => 1,
            Freq::Annual => 12,
        };
        self.first.0 == self.last.0 && self.first.1 + length == self.last.1 + 1
    }

    /// The last month, quarter or half named; none for several years.
    pub fn last_unit(self) -> Option<Period> {
        let (year, month) = self.last;
        match self.unit {
            Freq::Annual if self.first.0 == year => Period::annual(year),
            Freq::Annual => None,
            Freq::HalfYear => Period::half(year, month / 6),
            Freq::Quarterly => Period::quarter(year, month / 3),
            Freq::Monthly | Freq::Daily => Period::month(year, month),
        }
    }
}

/// Reads a whole text.
pub(super) fn parse(text: &str, context: &Context) -> Result<Reading, PeriodError> {
    let tokens = scan(text)?;
    let mut parser = Parser { tokens: &tokens, next: 0, context };
    let start = parser.at();
    let before = parser.accumulates();
    let plan = parser.plan();
    let (meaning, ended) = match plan {
        Some(plan) => plan,
        None => (parser.range()?, false),
    };
    let point = ended || parser.eat_han("末") || parser.eat_han("底");
    let ytd = before || (!point && parser.accumulates());
    if parser.kind(0).is_some() {
        return Err(parser.bad());
    }
    if point && ytd { Err(PeriodError::NotAPeriod { at: start }) } else { Ok(Reading { meaning, point, ytd }) }
}

/// A place in the tokens of a text.
pub(super) struct Parser<'a> {
    tokens: &'a Tokens,
    next: usize,
    pub context: &'a Context,
}

impl Parser<'_> {
    /// The meaning of a token, so many ahead.
    pub fn kind(&self, ahead: usize) -> Option<Kind> {
        self.tokens.get(self.next + ahead).map(|token| token.kind)
    }

    /// The character of the next token, or one past the last.
    pub fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(self.tokens.end, |token: Token| token.at)
    }

    /// The next token fits nothing.
    pub fn bad(&self) -> PeriodError {
        PeriodError::NotAPeriod { at: self.at() }
    }

    /// Steps over tokens that the caller has looked at.
    pub fn skip(&mut self, count: usize) {
        self.next += count;
    }

    /// Steps over a token if it is this one.
    pub fn eat(&mut self, kind: Kind) -> bool {
        let found = self.kind(0) == Some(kind);
        self.next += usize::from(found);
        found
    }

    /// Steps over a Chinese word if all of it is there.
    pub fn eat_han(&mut self, word: &str) -> bool {
        let found = word.chars().zip(0..).all(|(c, ahead)| self.kind(ahead) == Some(Kind::Han(c)));
        self.next += if found { word.chars().count() } else { 0 };
        found
    }

    fn accumulates(&mut self) -> bool {
        self.eat(Kind::Ytd) || self.eat_han("累计")
    }

    /// 十三五, “十三五”时期, 九五期间, and the last year of a plan: 十三五末. Nothing is consumed where there is none.
    fn plan(&mut self) -> Option<(Meaning, bool)> {
        let start = self.next;
        let found = self.plan_from();
        if found.is_none() {
            self.next = start;
        }
        found
    }

    fn plan_from(&mut self) -> Option<(Meaning, bool)> {
        let quoted = self.eat(Kind::Quote);
        let plan = match self.kind(0)? {
            Kind::Plan(plan) => i32::from(plan),
            Kind::Number { value: 15, han: true, .. } => 10,
            _ => return None,
        };
        self.skip(1);
        if quoted && !self.eat(Kind::Quote) {
            return None;
        }
        let planned = self.eat_han("规划");
        let named = self.eat_han("时期") || self.eat_han("期间") || (planned && self.eat_han("期"));
        // 十五 is a number and 九五 might be a year: they are plans only where the text says so.
        if (planned && !named) || !(plan > 10 || quoted || named) {
            return None;
        }
        let point = self.eat_han("期末") || self.eat_han("末");
        let first = 1951 + 5 * plan;
        let last = first + 4;
        let months = Months { first: (if point { last } else { first }, 1), last: (last, 12), unit: Freq::Annual };
        Some((Meaning::Months(months), point))
    }

    /// One term, or two with a dash, 至 or `/` between.
    fn range(&mut self) -> Result<Meaning, PeriodError> {
        let first = self.term()?;
        match self.kind(0) {
            Some(Kind::Dash | Kind::To | Kind::Slash) if first.part != Part::Fiscal => {
                self.skip(1);
                let last = self.term()?;
                self.join(first, last)
            }
            _ => self.alone(first),
        }
    }

    fn alone(&self, term: Term) -> Result<Meaning, PeriodError> {
        let year = self.year(term.year, term.at)?;
        Ok(match term.part {
            Part::Fiscal => Meaning::Fiscal { year, at: term.at },
            Part::Year if term.mark == Mark::BusinessYear && self.context.has_fiscal() => Meaning::Fiscal { year, at: term.at },
            Part::Year => Meaning::Months(Months { first: (year, 1), last: (year, 12), unit: Freq::Annual }),
            Part::Months { first, last, unit } => Meaning::Months(Months { first: (year, first), last: (year, last), unit }),
            Part::Day { month, day } => {
                let day = date(year, month, day, term.at)?;
                Meaning::Days { first: day, last: day }
            }
        })
    }

    fn join(&self, a: Term, b: Term) -> Result<Meaning, PeriodError> {
        let from = self.year(a.year.or(b.year), a.at)?;
        let to = self.year(b.year.or(a.year), b.at)?;
        let in_order = |right: bool| if right { Ok(()) } else { Err(PeriodError::Backwards { at: a.at }) };
        match (a.part, b.part) {
            (Part::Year, Part::Year) if to == from + 1 && self.is_fiscal_pair(a, b) => {
                if self.context.has_fiscal() {
                    Ok(Meaning::Fiscal { year: from, at: a.at })
                } else {
                    Err(PeriodError::FiscalNotDeclared)
                }
            }
            (Part::Year, Part::Year) => {
                in_order(from <= to)?;
                Ok(Meaning::Months(Months { first: (from, 1), last: (to, 12), unit: Freq::Annual }))
            }
            (Part::Months { first, unit, .. }, Part::Months { last, unit: same, .. }) if unit == same => {
                in_order((from, first) <= (to, last))?;
                Ok(Meaning::Months(Months { first: (from, first), last: (to, last), unit }))
            }
            (Part::Day { month, day }, Part::Day { month: last_month, day: last_day }) => {
                let (first, last) = (date(from, month, day, a.at)?, date(to, last_month, last_day, b.at)?);
                in_order(first <= last)?;
                Ok(Meaning::Days { first, last })
            }
            _ => Err(PeriodError::NotAPeriod { at: b.at }),
        }
    }

    /// 2021-2022年度 names one business year; so does 2021/2022 where the source declares fiscal years.
    fn is_fiscal_pair(&self, a: Term, b: Term) -> bool {
        b.mark == Mark::BusinessYear || (self.context.has_fiscal() && a.mark == Mark::Bare && b.mark == Mark::Bare)
    }

    /// The year of the text or the context's.
    fn year(&self, named: Option<i32>, at: usize) -> Result<i32, PeriodError> {
        let year = named.or(self.context.year).ok_or(PeriodError::NoYear)?;
        if YEARS.contains(&year) { Ok(year) } else { Err(PeriodError::OutOfRange { at, field: Field::Year }) }
    }
}

fn date(year: i32, month: u8, day: u8, at: usize) -> Result<Date, PeriodError> {
    Date::new(year, month, day).ok_or(PeriodError::OutOfRange { at, field: Field::Day })
}
