//! Laws of keys and texts, tried on random ones.

use proptest::prelude::*;

use super::*;

fn days() -> impl Strategy<Value = Date> {
    (-354_285..=2_932_896_i32).prop_map(|days| Date::from_days(days).unwrap())
}

/// Periods of every kind, also at the ends of the calendar.
fn periods() -> impl Strategy<Value = Period> {
    let year = prop_oneof![Just(1000_i32), Just(9999), Just(2020), 1000..=9999];
    (year, 0..7_u8, 1..=12_u8, days(), 0..3000_i32).prop_map(|(year, kind, number, day, further)| {
        let period = match kind {
            0 => Period::annual(year),
            1 => Period::half(year, number.div_ceil(6)),
            2 => Period::quarter(year, number.div_ceil(3)),
            3 => Period::month(year, number),
            4 => Some(Period::date(day)),
            5 => Period::fiscal(year.min(9998), number),
            _ => Period::years(year, (year + further).min(9999)),
        };
        period.unwrap()
    })
}

proptest! {
    #[test]
    fn text_and_packed_form_go_there_and_back(period in periods()) {
        let text = period.to_string();
        prop_assert_eq!(Period::parse_canonical(&text), Some(period));
        prop_assert_eq!(Period::from_u32(period.to_u32()), Some(period));
        prop_assert_eq!(read(&text, &Context::default()), Ok(TimeSpan::whole(period)));
        prop_assert_eq!(Period::try_from(text), Ok(period));
    }

    #[test]
    fn order_is_the_order_of_frequency_and_text(a in periods(), b in periods()) {
        let texts = (a.freq().code(), a.to_string()).cmp(&(b.freq().code(), b.to_string()));
        prop_assert_eq!(a.cmp(&b), texts);
        prop_assert_eq!(a.to_u32().cmp(&b.to_u32()), texts);
    }

    #[test]
    fn any_number_unpacks_to_itself_or_to_nothing(packed in any::<u32>()) {
        prop_assert!(Period::from_u32(packed).is_none_or(|period| period.to_u32() == packed));
    }

    #[test]
    fn a_year_earlier_then_later_is_where_it_was(period in periods()) {
        if let Some(earlier) = period.year_earlier() {
            prop_assert_eq!(earlier.year_later(), Some(period));
            prop_assert_eq!(earlier.year() + 1, period.year());
            prop_assert_eq!((earlier.freq(), earlier.number()), (period.freq(), period.number()));
        } else {
            prop_assert!(period.is_span() || period.year() == 1000 || period.to_string().ends_with("-02-29"));
        }
    }

    #[test]
    fn the_previous_period_ends_the_day_before(period in periods()) {
        if let Some(before) = period.previous() {
            prop_assert_eq!(before.end().days_since_epoch() + 1, period.start().days_since_epoch());
            prop_assert_eq!((before.freq(), before.months()), (period.freq(), period.months()));
        }
    }

    #[test]
    fn first_and_last_day_give_the_key_back(period in periods()) {
        prop_assert!(period.start() <= period.end());
        prop_assert_eq!(TimeSpan::covering(period.start(), period.end()), Ok(TimeSpan::whole(period)));
        if let Ok(ytd) = cumulate(period) {
            prop_assert_eq!(TimeSpan::covering(ytd.start(), ytd.end()), Ok(ytd));
            prop_assert_eq!(TimeSpan::from_key(ytd.period(), ytd.cumulation()), Some(ytd));
            prop_assert_eq!(ytd.end(), period.end());
        }
    }

    #[test]
    fn dates_and_days(day in days(), other in days()) {
        prop_assert_eq!(Date::from_days(day.days_since_epoch()), Some(day));
        prop_assert_eq!(Date::parse(&day.to_string()), Some(day));
        prop_assert_eq!(String::from_utf8(day.text().to_vec()).unwrap(), day.to_string());
        prop_assert_eq!(day.cmp(&other), day.days_since_epoch().cmp(&other.days_since_epoch()));
    }

    /// Two spellings of one span of months are one, and have the days of those months.
    #[test]
    fn spellings_of_one_span(year in 1000..=9999_i32, from in 1..=12_u8, to in 1..=12_u8) {
        let context = Context { year: Some(year), ..Context::default() };
        let spellings = [
            format!("{from}-{to}月"),
            format!("{year}年{from}月至{to}月"),
            format!("{year}.{from:02}—{year}.{to:02}"),
            format!("{year}{from:02}-{year}{to:02}"),
            format!("{year}年{from}～{to}月份"),
        ];
        let read = spellings.map(|text| read(&text, &context));
        let ok = read[0].is_ok();
        prop_assert!(read.iter().all(|span| span.is_ok() == ok && (!ok || *span == read[0])), "{:?}", read);
        if let Ok(span) = read[0] {
            prop_assert_eq!((span.start().month(), span.start().day(), span.end().month()), (from, 1, to));
            prop_assert!(span.end().ends_month());
        }
    }

    #[test]
    fn random_text_never_panics(text in "\\PC{0,30}") {
        let _ = read(&text, &Context::default());
        let _ = Period::parse_canonical(&text);
    }

    /// Made of the pieces of periods, so that it goes deep into the grammar.
    #[test]
    fn random_pieces_never_panic_and_errors_point_into_the_text(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..9),
        stock in any::<bool>(), fiscal in 0..14_u8, thirteen in any::<bool>(), year in prop::option::of(any::<i32>()),
    ) {
        let text = pieces.concat();
        let context = Context { year, stock, fiscal_start_month: fiscal, yyyymm_13_is_year: thirteen, freq: None };
        match read(&text, &context) {
            Ok(span) => prop_assert!(span.start() <= span.end()),
            Err(PeriodError::NotAPeriod { at } | PeriodError::OutOfRange { at, .. } | PeriodError::TwoDigitYear { at }) => {
                prop_assert!((1..=text.chars().count() + 1).contains(&at), "{} in {}", at, text);
            }
            Err(_) => {}
        }
    }
}

const PIECES: &[&str] = &[
    "2021",
    "2020",
    "9999",
    "1000",
    "0",
    "1",
    "2",
    "03",
    "9",
    "12",
    "13",
    "22",
    "31",
    "202112",
    "年",
    "月",
    "日",
    "季度",
    "度",
    "份",
    "第",
    "前",
    "上半年",
    "下半年",
    "全年",
    "末",
    "底",
    "累计",
    "十三五",
    "十五",
    "九五",
    "“",
    "”",
    "时期",
    "-",
    "—",
    "/",
    ".",
    ",",
    ":",
    "至",
    " ",
    "Q",
    "H",
    "M",
    "S",
    "A",
    "T",
    "FY",
    "YTD",
    "Jan",
    "sep",
    "to",
    "一",
    "十二",
    "财年",
    "个",
    "00",
];

#[test]
fn sizes_and_known_neighbours() {
    assert_eq!((size_of::<Period>(), size_of::<TimeSpan>(), size_of::<Date>()), (4, 8, 4));
    let period = |text: &str| Period::parse_canonical(text).unwrap();
    let cases = [
        ("2021", Some("2020"), Some("2020"), 12),
        ("2021-S1", Some("2020-S1"), Some("2020-S2"), 6),
        ("2021-S2", Some("2020-S2"), Some("2021-S1"), 6),
        ("2021-Q1", Some("2020-Q1"), Some("2020-Q4"), 3),
        ("2021-01", Some("2020-01"), Some("2020-12"), 1),
        ("2021-10", Some("2020-10"), Some("2021-09"), 1),
        ("2021-03-01", Some("2020-03-01"), Some("2021-02-28"), 0),
        ("2020-02-29", None, Some("2020-02-28"), 0),
        ("2016/2020", None, Some("2011/2015"), 60),
        ("1000", None, None, 12),
        ("1001/1003", None, None, 36),
        ("1000-01-01", None, None, 0),
    ];
    for (text, earlier, previous, months) in cases {
        let p = period(text);
        assert_eq!(p.year_earlier(), earlier.map(period), "{text}");
        assert_eq!(p.previous(), previous.map(period), "{text}");
        assert_eq!((p.months(), p.is_span()), (months, text.contains('/')), "{text}");
    }
    assert_eq!((period("2016/2020").year(), period("2016/2020").last_year(), period("2021-11").number()), (2016, 2020, 11));
    assert_eq!((period("2020-02").end().to_string(), period("2021-S2").start().to_string()), ("2020-02-29".into(), "2021-07-01".into()));
    for text in [
        "",
        "21",
        "2021 ",
        "02021",
        "0999",
        "2021-S0",
        "2021-S3",
        "2021-Q5",
        "2021-13",
        "2021-1",
        "2021/2021",
        "2021/2020",
        "2021Q1",
        "2021-02-30",
        "+021",
    ] {
        assert_eq!(Period::parse_canonical(text), None, "{text}");
    }
    assert_eq!((Period::annual(10_000), Period::years(i32::MIN, i32::MAX), Period::years(2021, 2020)), (None, None, None));
}
