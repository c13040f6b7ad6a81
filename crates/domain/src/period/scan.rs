//! Cuts a period text into tokens: numbers, marks and the few words that periods are written with. No allocation.

use super::PeriodError;

/// More tokens than any period has; a longer text is none.
const MOST: usize = 24;

/// A token's meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// ASCII or full-width digits, at most 8, or a Chinese numeral.
    Number { value: i32, digits: u8, han: bool },
    /// The number of a five-year plan: 13 of 十三五.
    Plan(u8),
    /// A hyphen, dash or tilde of any width.
    Dash,
    /// 至, 到, `to`: a range and nothing else.
    To,
    /// `/`
    Slash,
    /// `.`
    Dot,
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// Any quotation mark.
    Quote,
    /// An English month, 1 to 12.
    Month(u8),
    /// A Latin letter that marks a kind of period: A, H, M, Q, S, or T before a time.
    Letter(char),
    /// `FY`
    Fiscal,
    /// `YTD`
    Ytd,
    /// A Chinese character that periods are written with, in its simplified form.
    Han(char),
}

/// A token and the character it starts at, from 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub at: usize,
}

/// The tokens of one text.
pub(super) struct Tokens {
    list: [Token; MOST],
    count: usize,
    /// One past the last character.
    pub end: usize,
}

impl Tokens {
    /// The token at an index.
    pub fn get(&self, index: usize) -> Option<Token> {
        self.list.get(..self.count)?.get(index).copied()
    }

    fn push(&mut self, kind: Kind, at: usize) -> Result<(), PeriodError> {
        let place = self.list.get_mut(self.count).ok_or(PeriodError::NotAPeriod { at })?;
        *place = Token { kind, at };
        self.count += 1;
        Ok(())
    }
}

/// What a run of like characters is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Blank,
    Digit,
    Numeral,
    Latin,
    Mark(Kind),
    Foreign,
}

/// Cuts the text up; [`PeriodError::Empty`] for blanks only.
pub(super) fn scan(text: &str) -> Result<Tokens, PeriodError> {
    let mut tokens = Tokens { list: [Token { kind: Kind::Dash, at: 0 }; MOST], count: 0, end: 1 };
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let class = class_of(narrow(first));
        let stop = match class {
            Class::Digit | Class::Numeral | Class::Latin => rest.find(|c| class_of(narrow(c)) != class).unwrap_or(rest.len()),
            // A Chinese dash is two em dashes long.
            Class::Mark(Kind::Dash) if rest.chars().nth(1) == Some(first) => 2 * first.len_utf8(),
            _ => first.len_utf8(),
        };
        let (run, after) = rest.split_at(stop);
        let (at, bad) = (tokens.end, PeriodError::NotAPeriod { at: tokens.end });
        match class {
            Class::Blank => {}
            Class::Digit => tokens.push(digits(run).ok_or(bad)?, at)?,
            Class::Numeral => tokens.push(numeral(run).ok_or(bad)?, at)?,
            Class::Latin => tokens.push(word(run).ok_or(bad)?, at)?,
            Class::Mark(kind) => tokens.push(kind, at)?,
            Class::Foreign => return Err(bad),
        }
        tokens.end += run.chars().count();
        rest = after;
    }
    if tokens.count == 0 { Err(PeriodError::Empty) } else { Ok(tokens) }
}

/// The ASCII character of a full-width one.
fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

fn class_of(c: char) -> Class {
    match c {
        '0'..='9' => Class::Digit,
        'A'..='Z' | 'a'..='z' => Class::Latin,
        '-' | '~' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{301C}' | '\u{2500}' => Class::Mark(Kind::Dash),
        '至' | '到' => Class::Mark(Kind::To),
        '/' => Class::Mark(Kind::Slash),
        '.' => Class::Mark(Kind::Dot),
        ',' => Class::Mark(Kind::Comma),
        ':' => Class::Mark(Kind::Colon),
        '"' | '\'' | '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』' => Class::Mark(Kind::Quote),
        '\u{FEFF}' | '\u{200B}' => Class::Blank,
        _ if c.is_whitespace() => Class::Blank,
        _ if han_digit(c).is_some() || c == '十' => Class::Numeral,
        _ => han(c).map_or(Class::Foreign, |c| Class::Mark(Kind::Han(c))),
    }
}

/// The characters of Chinese period words, traditional ones as simplified.
fn han(c: char) -> Option<char> {
    Some(match c {
        '計' => '计',
        '時' => '时',
        '間' => '间',
        '財' => '财',
        '號' => '号',
        '個' => '个',
        '規' => '规',
        '劃' => '划',
        '年' | '月' | '日' | '号' | '季' | '度' | '份' | '第' | '前' | '上' | '下' | '半' | '全' | '末' | '底' | '累' | '计' => {
            c
        }
        '时' | '期' | '间' | '规' | '划' | '财' | '政' | '个' => c,
        _ => return None,
    })
}

fn han_digit(c: char) -> Option<i32> {
    "〇一二三四五六七八九".chars().zip(0..).find_map(|(digit, value)| (digit == c).then_some(value)).or(match c {
        '零' | '○' => Some(0),
        _ => None,
    })
}

fn digits(run: &str) -> Option<Kind> {
    let digits = u8::try_from(run.chars().count()).ok().filter(|count| *count <= 8)?;
    let value = run.chars().try_fold(0_i32, |value, c| Some(value * 10 + narrow(c).to_digit(10)?.cast_signed()))?;
    Some(Kind::Number { value, digits, han: false })
}

/// 三, 十二, 三十一; 二〇二一 and 二一 digit by digit; 十三五 and 九五 are plans.
fn numeral(run: &str) -> Option<Kind> {
    let mut chars = run.chars();
    let four = [chars.next(), chars.next(), chars.next(), chars.next()];
    if chars.next().is_some() {
        return None;
    }
    let digit = |c: char| han_digit(c).filter(|value| *value > 0);
    let number = |value: i32, digits: u8| Kind::Number { value, digits, han: true };
    Some(match four {
        [Some('十'), None, ..] => number(10, 2),
        [Some('十'), Some(ones), None, _] => number(10 + digit(ones)?, 2),
        [Some('十'), Some(ones), Some('五'), None] => Kind::Plan(10 + u8::try_from(digit(ones)?).ok()?),
        [Some(tens), Some('十'), None, _] => number(10 * digit(tens)?, 2),
        [Some(tens), Some('十'), Some(ones), None] => number(10 * digit(tens)? + digit(ones)?, 2),
        [Some(ones), None, ..] => number(han_digit(ones)?, 1),
        [Some(plan @ ('三' | '四' | '五' | '六' | '七' | '八' | '九')), Some('五'), None, _] => {
            Kind::Plan(u8::try_from(digit(plan)?).ok()?)
        }
        [Some(tens), Some(ones), None, _] => number(10 * han_digit(tens)? + han_digit(ones)?, 2),
        [Some(a), Some(b), Some(c), Some(d)] => {
            number([a, b, c, d].into_iter().try_fold(0, |value, c| Some(10 * value + han_digit(c)?))?, 4)
        }
        _ => return None,
    })
}

/// English months by name or by their first three letters (`Sept` too), and the marks of periods.
fn word(run: &str) -> Option<Kind> {
    const MONTHS: [&str; 12] =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    let mut buffer = [0_u8; 9];
    let mut length = 0;
    for c in run.chars() {
        *buffer.get_mut(length)? = u8::try_from(narrow(c)).ok()?.to_ascii_lowercase();
        length += 1;
    }
    let word = std::str::from_utf8(buffer.get(..length)?).ok()?;
    let month = MONTHS
        .into_iter()
        .zip(1_u8..)
        .find(|(name, _)| *name == word || name.get(..3) == Some(word) || (word == "sept" && *name == "september"));
    match (word, month) {
        (_, Some((_, month))) => Some(Kind::Month(month)),
        ("a" | "h" | "m" | "q" | "s" | "t", _) => word.chars().next().map(|c| Kind::Letter(c.to_ascii_uppercase())),
        ("fy", _) => Some(Kind::Fiscal),
        ("ytd", _) => Some(Kind::Ytd),
        ("to", _) => Some(Kind::To),
        _ => None,
    }
}
