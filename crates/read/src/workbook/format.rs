//! Number formats: what a format code of a spreadsheet shows of a number. It reads codes and knows no cells.

/// What a format shows of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// The number as it is.
    Plain,
    /// The number with at least so many digits after the point.
    Decimals(usize),
    /// A hundred times the number with a percent sign, with at least so many digits after the point.
    Percent(usize),
    /// A date, with its time if that is not midnight.
    Day,
    /// The year and the month of a date.
    Month,
    /// The year of a date.
    Year,
    /// The time of a day.
    Time,
    /// Hours, minutes and seconds that have gone by.
    Elapsed,
}

/// A format code, read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NumberFormat {
    sections: Vec<Section>,
}

#[derive(Clone, Debug, PartialEq)]
struct Section {
    condition: Option<(Comparison, f64)>,
    shown: Shown,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Comparison {
    Less,
    AtMost,
    Equal,
    Unequal,
    AtLeast,
    More,
}

/// More digits than any spreadsheet program lets a format have; it keeps a hostile code from making long texts.
const MOST_DECIMALS: usize = 30;

impl NumberFormat {
    /// Reads a format code. Codes that mean nothing show the number as it is.
    pub(crate) fn parse(code: &str) -> Self {
        let mut sections = Vec::new();
        let mut rest = code.chars().peekable();
        // The fourth section is for texts.
        while sections.len() < 3 {
            let tokens = Tokens::read(&mut rest);
            sections.push(Section { condition: tokens.condition, shown: tokens.shown() });
            if rest.peek().is_none() {
                break;
            }
        }
        Self { sections }
    }

    /// The format of a number that the workbook does not spell out, by its id. Ids that depend on the language mean what
    /// they mean in Chinese: 27, 36, 50, 52 and 57 are a year and a month.
    pub(crate) fn builtin(id: u32) -> Self {
        Self::parse(match id {
            1 | 3 | 37 | 38 | 41 | 42 => "0",
            2 | 4 | 39 | 40 | 43 | 44 => "0.00",
            9 => "0%",
            10 => "0.00%",
            14..=16 | 22 | 28..=31 | 51 | 53 | 54 | 58 => "yyyy-mm-dd",
            17 | 27 | 36 | 50 | 52 | 57 => "yyyy-mm",
            18..=21 | 32..=35 | 45 | 47 | 55 | 56 => "h:mm:ss",
            46 => "[h]:mm:ss",
            _ => "General",
        })
    }

    /// What is shown of this number.
    pub(crate) fn shown(&self, number: f64) -> Shown {
        let by_condition = self.sections.iter().any(|section| section.condition.is_some());
        let section = if by_condition {
            let holds = |section: &&Section| section.condition.is_none_or(|(comparison, bound)| comparison.holds(number, bound));
            self.sections.iter().find(holds)
        } else {
            let place = match self.sections.len() {
                0 | 1 => 0,
                2 => usize::from(number < 0.0),
                _ if number == 0.0 => 2,
                _ => usize::from(number < 0.0),
            };
            self.sections.get(place)
        };
        section.map_or(Shown::Plain, |section| section.shown)
    }
}

impl Comparison {
    fn holds(self, number: f64, bound: f64) -> bool {
        match self {
            Self::Less => number < bound,
            Self::AtMost => number <= bound,
            Self::Equal => number == bound,
            Self::Unequal => number != bound,
            Self::AtLeast => number >= bound,
            Self::More => number > bound,
        }
    }
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// What one section of a code is made of.
#[derive(Default)]
struct Tokens {
    condition: Option<(Comparison, f64)>,
    /// Runs of date and time letters in order, each by its letter; `m` is a month until it is known to be minutes.
    clock: Vec<(char, usize)>,
    elapsed: bool,
    digits: bool,
    decimals: Option<usize>,
    zeros: usize,
    percents: usize,
    /// A thousands comma behind the last digit divides, an exponent or a fraction shows other digits, `@` shows a text.
    other: bool,
}

impl Tokens {
    /// Reads up to the end of the section and its semicolon.
    fn read(chars: &mut Chars<'_>) -> Self {
        let mut tokens = Self::default();
        let mut last = ' ';
        while let Some(letter) = chars.next() {
            match letter {
                ';' => break,
                '"' => while chars.next().is_some_and(|quoted| quoted != '"') {},
                '\\' | '_' | '*' => drop(chars.next()),
                '[' => tokens.bracket(chars),
                'G' | 'g' if chars.clone().take(6).collect::<String>().eq_ignore_ascii_case("eneral") => drop(chars.nth(5)),
                'E' if matches!(chars.peek(), Some('+' | '-')) => tokens.other = true,
                'A' | 'a' if chars.clone().take(4).collect::<String>().eq_ignore_ascii_case("m/pm") => {
                    tokens.clock_letter('h', last);
                    chars.nth(3);
                }
                'A' | 'a' if chars.clone().take(2).collect::<String>().eq_ignore_ascii_case("/p") => {
                    tokens.clock_letter('h', last);
                    chars.nth(1);
                }
                'y' | 'Y' | 'e' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => tokens.clock_letter(letter, last),
                '0' | '#' | '?' => tokens.digit(letter),
                '.' => tokens.decimals = tokens.decimals.or(Some(0)),
                '%' => tokens.percents += 1,
                ',' if tokens.digits && !matches!(chars.peek(), Some('0' | '#' | '?')) => tokens.other = true,
                '/' | '@' => tokens.other = true,
                _ => {}
            }
            last = letter;
        }
        tokens
    }

    fn clock_letter(&mut self, letter: char, last: char) {
        let letter = letter.to_ascii_lowercase();
        match self.clock.last_mut() {
            Some((same, count)) if *same == letter && last.eq_ignore_ascii_case(&letter) => *count += 1,
            _ => self.clock.push((letter, 1)),
        }
    }

    fn digit(&mut self, letter: char) {
        self.digits = true;
        if let Some(decimals) = &mut self.decimals {
            *decimals += 1;
            if letter == '0' {
                self.zeros = *decimals;
            }
        }
    }

    /// Reads a bracket: time that has gone by, a condition, or a colour, currency or language, which say nothing here.
    fn bracket(&mut self, chars: &mut Chars<'_>) {
        let inner: String = chars.by_ref().take_while(|letter| *letter != ']').collect();
        if !inner.is_empty() && inner.chars().all(|letter| matches!(letter.to_ascii_lowercase(), 'h' | 'm' | 's')) {
            self.elapsed = true;
        }
        let comparisons = [
            ("<=", Comparison::AtMost),
            (">=", Comparison::AtLeast),
            ("<>", Comparison::Unequal),
            ("<", Comparison::Less),
            (">", Comparison::More),
            ("=", Comparison::Equal),
        ];
        for (sign, comparison) in comparisons {
            if let Some(bound) = inner.strip_prefix(sign) {
                self.condition = bound.trim().parse().ok().map(|bound| (comparison, bound));
                break;
            }
        }
    }

    fn shown(&self) -> Shown {
        if self.elapsed {
            return Shown::Elapsed;
        }
        if !self.clock.is_empty() {
            return self.shown_of_date();
        }
        let zeros = self.zeros.min(MOST_DECIMALS);
        match (self.digits && !self.other, self.percents) {
            (true, 0) => Shown::Decimals(zeros),
            (true, 1) => Shown::Percent(zeros),
            _ => Shown::Plain,
        }
    }

    fn shown_of_date(&self) -> Shown {
        let minutes = |place: usize| {
            let before = place.checked_sub(1).and_then(|before| self.clock.get(before));
            before.is_some_and(|(letter, _)| *letter == 'h') || self.clock.get(place + 1).is_some_and(|(letter, _)| *letter == 's')
        };
        let has = |wanted: char| self.clock.iter().any(|(letter, _)| *letter == wanted);
        let month = self.clock.iter().enumerate().any(|(place, (letter, _))| *letter == 'm' && !minutes(place));
        let year = has('y') || has('e');
        // Three or four letters name the day of the week.
        let day = self.clock.iter().any(|(letter, count)| *letter == 'd' && *count <= 2);
        let time = has('h') || has('s');
        match (year, month, day, time) {
            (false, false, false, _) if !has('d') => Shown::Time,
            (true, true, false, false) => Shown::Month,
            (true, false, false, false) => Shown::Year,
            _ => Shown::Day,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{NumberFormat, Shown};

    fn shown(code: &str, number: f64) -> Shown {
        NumberFormat::parse(code).shown(number)
    }

    #[test]
    fn codes_say_how_many_digits_stand_after_the_point() {
        for (code, expected) in [
            ("General", Shown::Plain),
            ("0", Shown::Decimals(0)),
            ("#,##0.0", Shown::Decimals(1)),
            ("0.00_ ;[Red]\\-0.00\\ ", Shown::Decimals(2)),
            ("0.0#", Shown::Decimals(1)),
            ("#.##", Shown::Decimals(0)),
            ("0.0\"%\"", Shown::Decimals(1)),
            ("\"¥\"#,##0.00", Shown::Decimals(2)),
            ("_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", Shown::Decimals(2)),
            ("0.0%", Shown::Percent(1)),
            ("0%", Shown::Percent(0)),
            ("0.00E+00", Shown::Plain),
            ("# ?/?", Shown::Plain),
            ("0.0,", Shown::Plain),
            ("@", Shown::Plain),
            ("\"共\"", Shown::Plain),
        ] {
            assert_eq!(shown(code, 5.0), expected, "{code}");
        }
    }

    #[test]
    fn sections_are_chosen_by_sign_or_condition() {
        assert_eq!([1.0, -1.0, 0.0].map(|number| shown("0.0;0.00;0.000", number)), [1, 2, 3].map(Shown::Decimals));
        assert_eq!([0.0, -1.0].map(|number| shown("0.0;0.00", number)), [1, 2].map(Shown::Decimals));
        assert_eq!(shown("0.0;;\"-\"", 0.0), Shown::Plain);
        assert_eq!([5.0, 50.0].map(|number| shown("[<10]0.00;0.0", number)), [2, 1].map(Shown::Decimals));
        assert_eq!([5.0, 50.0].map(|number| shown("[>=10][Red]0.00;0.0", number)), [1, 2].map(Shown::Decimals));
    }

    #[test]
    fn codes_of_dates_say_which_part_is_shown() {
        for (code, expected) in [
            ("yyyy\\-mm\\-dd", Shown::Day),
            ("m/d/yy", Shown::Day),
            ("m\"月\"d\"日\"", Shown::Day),
            ("[$-804]yyyy\"年\"m\"月\";@", Shown::Month),
            ("mmm-yy", Shown::Month),
            ("yyyy/mm", Shown::Month),
            ("yyyy", Shown::Year),
            ("yyyy\"年\"", Shown::Year),
            ("yyyy-mm-dd hh:mm:ss", Shown::Day),
            ("yyyy-mm hh:mm", Shown::Day),
            ("h:mm", Shown::Time),
            ("mm:ss.0", Shown::Time),
            ("h:mm AM/PM", Shown::Time),
            ("[h]:mm:ss", Shown::Elapsed),
            ("dddd", Shown::Day),
        ] {
            assert_eq!(shown(code, 40000.0), expected, "{code}");
        }
        assert_eq!(
            [17, 57, 14, 46].map(|id| NumberFormat::builtin(id).shown(1.0)),
            [Shown::Month, Shown::Month, Shown::Day, Shown::Elapsed]
        );
    }

    #[test]
    fn hostile_codes_end() {
        let long = format!("0.{}", "0".repeat(100_000));
        assert_eq!(shown(&long, 1.0), Shown::Decimals(30));
        for code in ["", ";;;;;;", "[", "\"", "\\", "[h", "0.0[", "y[m"] {
            NumberFormat::parse(code).shown(1.0);
        }
    }
}
