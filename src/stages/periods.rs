//! Period texts of a table to a span: what the period, year, month and quarter cells say together, under the rules of the layout.
//!
//! The grammar of one text is in `tongbi_domain::period`; here texts are put together and dates are given their period.

use tongbi_domain::period::{Context, Cumulation, Date, Freq, Period, TimeSpan, cumulate, read};
use tongbi_read::layout::Layout;
use tongbi_read::layout::heading::{one_line, without_notes};

use super::source::PeriodRules;

/// What a table says of one figure's period; each text may be empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct PeriodTexts<'t> {
    /// Period text.
    pub period: &'t str,
    /// Year.
    pub year: &'t str,
    /// Month of the year.
    pub month: &'t str,
    /// Quarter of the year.
    pub quarter: &'t str,
    /// Frequency.
    pub freq: &'t str,
    /// PERIOD, YTD or POINT.
    pub cumulation: &'t str,
}

impl PeriodTexts<'_> {
    /// Whether nothing is said at all.
    pub fn is_empty(&self) -> bool {
        self.period.is_empty() && self.year.is_empty()
    }

    /// Adds a text to a key that is the same for the same texts only.
    pub fn write_key(&self, key: &mut String) {
        key.push_str(self.period);
        for text in [self.year, self.month, self.quarter, self.freq, self.cumulation] {
            key.push('\u{1f}');
            key.push_str(text);
        }
    }

    /// The texts for a message.
    pub fn shown(&self) -> String {
        let texts = [self.year, self.quarter, self.month, self.period, self.freq, self.cumulation];
        texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// Reads a period; an error says why there is none.
pub fn read_period(texts: &PeriodTexts<'_>, stock: bool, rules: &PeriodRules, layout: &Layout) -> Result<TimeSpan, String> {
    let freq = match texts.freq {
        "" => None,
        text => Some(freq_of(text).ok_or_else(|| format!("“{text}” is no frequency"))?),
    };
    let year = match texts.year {
        "" => None,
        text => Some(year_of(text, layout)?),
    };
    // What a text says of a stock is the grammar's to know; where rules give the period another length, its end is taken behind them.
    let plain = freq.is_none() && rules.dates_are.is_none() && texts.cumulation.is_empty();
    let context = Context {
        year,
        stock: stock && plain,
        fiscal_start_month: rules.fiscal_start_month.max(1),
        yyyymm_13_is_year: rules.month_13_is_year,
        freq,
    };
    let span = match (texts.period, year) {
        ("", None) => return Err("nothing says the year".to_owned()),
        ("", Some(year)) => part_of(year, texts, &context, layout)?,
        (text, _) => one(text, &context, rules, layout)?,
    };
    let span = widened(span, freq.filter(|freq| *freq != Freq::Daily).or(rules.dates_are))?;
    let span = match texts.cumulation {
        "" | "PERIOD" => span,
        "YTD" if span.cumulation() == Cumulation::Period => cumulate(span.period()).map_err(|error| error.to_string())?,
        "YTD" => span,
        "POINT" => return point(span),
        other => return Err(format!("“{other}” is none of PERIOD, YTD and POINT")),
    };
    if stock && span.cumulation() != Cumulation::Point { point(span) } else { Ok(span) }
}

fn point(span: TimeSpan) -> Result<TimeSpan, String> {
    span.at_end().ok_or_else(|| "a stock stands at one day, not over several years".to_owned())
}

/// One text: as written, on one line, without marks of notes.
fn one(text: &str, context: &Context, rules: &PeriodRules, layout: &Layout) -> Result<TimeSpan, String> {
    let line = one_line(text);
    let bare = without_notes(&line, &layout.note_marks);
    let bare = without_midnight(bare);
    if rules.excel_serial
        && let Some(date) = bare.parse().ok().filter(|serial| (1..=2_958_465).contains(serial)).and_then(Date::from_excel_serial)
    {
        return Ok(TimeSpan::whole(Period::date(date)));
    }
    read(bare, context).map_err(|error| error.to_string())
}

/// A date without a time of day that says nothing.
fn without_midnight(text: &str) -> &str {
    for midnight in ["T00:00:00", " 00:00:00", " 0:00:00", " 00:00", " 0:00"] {
        if let Some(date) = text.strip_suffix(midnight) {
            return date;
        }
    }
    text
}

fn year_of(text: &str, layout: &Layout) -> Result<i32, String> {
    let span = one(text, &Context::default(), &PeriodRules::default(), layout)?;
    if span.period().freq() == Freq::Annual && !span.period().is_span() {
        Ok(span.period().year())
    } else {
        Err(format!("“{text}” is no year"))
    }
}

/// A month or quarter of a year, or the year itself.
fn part_of(year: i32, texts: &PeriodTexts<'_>, context: &Context, layout: &Layout) -> Result<TimeSpan, String> {
    let out_of_range = || "the year, month or quarter is out of range".to_owned();
    let part = |text: &str, last: u8| text.trim().parse::<u8>().ok().filter(|number| (1..=last).contains(number));
    match (texts.month, texts.quarter) {
        ("", "") => Period::annual(year).map(TimeSpan::whole).ok_or_else(out_of_range),
        ("", text) => match part(text.trim_start_matches(['Q', 'q']), 4) {
            Some(quarter) => Period::quarter(year, quarter).map(TimeSpan::whole).ok_or_else(out_of_range),
            None => one(text, context, &PeriodRules::default(), layout),
        },
        (text, _) => match part(text, 12).or_else(|| month_of(text)) {
            Some(month) => Period::month(year, month).map(TimeSpan::whole).ok_or_else(out_of_range),
            None if context.yyyymm_13_is_year && text.trim() == "13" => Period::annual(year).map(TimeSpan::whole).ok_or_else(out_of_range),
            None => one(text, context, &PeriodRules::default(), layout),
        },
    }
}

/// The month of a name: `3月`, `March`, or the first three letters of an English one.
pub fn month_of(text: &str) -> Option<u8> {
    const MONTHS: [&str; 12] =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    if let Some(number) = text.trim().strip_suffix('月') {
        return number.trim().parse().ok().filter(|month| (1..=12).contains(month));
    }
    let text = text.trim().trim_end_matches('.').to_ascii_lowercase();
    let fits = |month: &str| text == month || (text.len() == 3 && month.starts_with(&text)) || (month == "september" && text == "sept");
    MONTHS.iter().position(|month| fits(month)).and_then(|position| u8::try_from(position + 1).ok())
}

/// The frequency of a word: SDMX codes and what tables write for them.
pub fn freq_of(text: &str) -> Option<Freq> {
    let text = text.trim();
    Freq::from_code(text).or_else(|| match text.to_lowercase().as_str() {
        "年" | "年度" | "annual" | "yearly" | "year" | "y" => Some(Freq::Annual),
        "半年" | "半年度" | "half-yearly" | "semi-annual" | "h" => Some(Freq::HalfYear),
        "季" | "季度" | "quarterly" | "quarter" => Some(Freq::Quarterly),
        "月" | "月度" | "monthly" | "month" => Some(Freq::Monthly),
        "日" | "daily" | "day" => Some(Freq::Daily),
        _ => None,
    })
}

/// A date, or the last month of a period, as the period that it stands for.
fn widened(span: TimeSpan, freq: Option<Freq>) -> Result<TimeSpan, String> {
    let Some(freq) = freq else { return Ok(span) };
    let (from, period) = (span.period().freq(), span.period());
    let end = span.end();
    let last_of_its_own = match (from, freq) {
        (Freq::Daily, _) => true,
        (Freq::Monthly, Freq::Quarterly) => end.month().is_multiple_of(3),
        (Freq::Monthly, Freq::HalfYear) => end.month().is_multiple_of(6),
        (Freq::Monthly, Freq::Annual) => end.month() == 12,
        _ => return Ok(span),
    };
    if !last_of_its_own {
        return Err(format!("{period} does not end a period of frequency {}", freq.code()));
    }
    let (year, month) = (end.year(), end.month());
    let period = match freq {
        Freq::Daily => return Ok(span),
        Freq::Monthly => Period::month(year, month),
        Freq::Quarterly => Period::quarter(year, month.div_ceil(3)),
        Freq::HalfYear => Period::half(year, month.div_ceil(6)),
        Freq::Annual => Period::annual(year),
    };
    period.map(TimeSpan::whole).ok_or_else(|| "the date is out of range".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_texts(texts: PeriodTexts<'_>, rules: PeriodRules) -> String {
        match read_period(&texts, false, &rules, &Layout::default()) {
            Ok(span) => format!("{} {}", span.period(), span.cumulation()),
            Err(why) => why,
        }
    }

    fn read_one(text: &str, rules: PeriodRules) -> String {
        read_texts(PeriodTexts { period: text, ..PeriodTexts::default() }, rules)
    }

    /// Texts of one cell, with what layouts declare of them.
    #[test]
    fn one_text() {
        let plain = PeriodRules::default();
        for (text, period) in [
            ("2021", "2021 PERIOD"),
            ("2021年[note 3]", "2021 PERIOD"),
            ("2021年\n1-9月", "2021-Q3 YTD"),
            ("2021-03-31 00:00:00", "2021-03-31 PERIOD"),
            ("十三五", "2016/2020 SPAN"),
        ] {
            assert_eq!(read_one(text, plain), period, "{text}");
        }
        assert_eq!(read_one("202113", PeriodRules { month_13_is_year: true, ..plain }), "2021 PERIOD");
        assert_eq!(read_one("44286", PeriodRules { excel_serial: true, ..plain }), "2021-03-31 PERIOD");
        assert_eq!(read_one("2021-01-01", PeriodRules { dates_are: Some(Freq::Quarterly), ..plain }), "2021-Q1 PERIOD");
        assert_eq!(read_one("2021-03-31", PeriodRules { dates_are: Some(Freq::Annual), ..plain }), "2021 PERIOD");
    }

    #[test]
    fn names_of_months() {
        assert!(["1月", "12月", "January", "Sept.", "dec"].into_iter().all(|text| month_of(text).is_some()));
        assert!(!["13月", "Total", "ma"].into_iter().any(|text| month_of(text).is_some()));
    }

    /// Texts that only together are a period.
    #[test]
    fn several_texts() {
        let texts = |period, year, month, quarter, freq, cumulation| {
            read_texts(PeriodTexts { period, year, month, quarter, freq, cumulation }, PeriodRules::default())
        };
        assert_eq!(texts("", "2021年", "", "", "", ""), "2021 PERIOD");
        assert_eq!(texts("", "2021", "3", "", "", ""), "2021-03 PERIOD");
        assert_eq!(texts("", "2021", "Sept", "", "", ""), "2021-09 PERIOD");
        assert_eq!(texts("", "2021", "", "Q2", "", ""), "2021-Q2 PERIOD");
        assert_eq!(texts("", "2021", "", "二季度", "", ""), "2021-Q2 PERIOD");
        assert_eq!(texts("1-2月", "2021年", "", "", "", ""), "2021-02 YTD");
        assert_eq!(texts("2021年4月", "", "", "", "", "YTD"), "2021-04 YTD");
        assert_eq!(texts("2021-12-31", "", "", "", "季", ""), "2021-Q4 PERIOD");
        assert_eq!(texts("2021-12", "", "", "", "年", ""), "2021 PERIOD");
        assert_eq!(texts("2021-11", "", "", "", "Q", ""), "2021-11 does not end a period of frequency Q");
        assert_eq!(texts("", "", "3", "", "", ""), "nothing says the year");
        assert!(
            read_period(
                &PeriodTexts { year: "2021", month: "14", ..PeriodTexts::default() },
                false,
                &PeriodRules::default(),
                &Layout::default()
            )
            .is_err()
        );
    }
}
