//! What holds for every number.

use super::*;
use proptest::prelude::*;

/// The integer digits in groups of three.
fn grouped(integer: &str, separator: char) -> String {
    let mut text = String::new();
    for (index, digit) in integer.chars().enumerate() {
        if index > 0 && (integer.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

fn full_width(text: &str) -> String {
    let widen = |c: char| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xfee0).unwrap() } else { c };
    text.chars().map(widen).collect()
}

fn one(text: &str, style: Style) -> Option<Decimal> {
    match read(text, style).ok()?.amount {
        Amount::One(Scaled { digits, power: 0 }) => Some(digits),
        _ => None,
    }
}

/// Pieces of real texts, to get deeper into the grammar than random characters do.
const PIECES: &[&str] = &[
    "1",
    "23",
    "456",
    "0",
    ".",
    ",",
    "，",
    "-",
    "−",
    "～",
    "至",
    "到",
    "%",
    "％",
    "‰",
    "万",
    "亿",
    "百",
    "千",
    "十",
    "两",
    "三",
    "五",
    "零",
    "余",
    "多",
    "约",
    "近",
    "超",
    "以上",
    "左右",
    "增长",
    "下降",
    "持平",
    "翻",
    "番",
    "倍",
    "分之",
    "百分之",
    "成",
    "第",
    "(",
    ")",
    " ",
    "户",
    "million",
    "控制在",
    "点",
];

proptest! {
    /// Plain, grouped, full-width, with a Chinese minus or a unit: the same decimal to the last digit.
    #[test]
    fn every_printed_form_reads_back(mantissa in any::<i128>(), digits in 0u32..38, scale in 0u8..20, unit in "[户元家%]?") {
        let decimal = Decimal::new(mantissa / 10i128.pow(digits), scale).unwrap();
        let plain = decimal.to_string();
        prop_assert_eq!(one(&plain, POINT), Some(decimal));
        let sign = if decimal.mantissa() < 0 { "−" } else { "" };
        let absolute = plain.trim_start_matches('-');
        let (integer, fraction) = absolute.split_once('.').map_or((absolute, None), |(i, f)| (i, Some(f)));
        for separator in [',', '\'', '\u{a0}', '\u{2009}', '\u{202f}'] {
            let fraction = fraction.map(|digits| format!(".{digits}")).unwrap_or_default();
            let text = format!("{sign}{}{fraction}", grouped(integer, separator));
            prop_assert_eq!(one(&text, POINT), Some(decimal), "{}", text);
            prop_assert_eq!(one(&full_width(&text), POINT), Some(decimal), "{}", text);
            let text = format!(" {text}{unit}\u{3000}");
            prop_assert_eq!(one(&text, POINT), Some(decimal), "{}", text);
        }
        for separator in ['.', ' '] {
            let fraction = fraction.map(|digits| format!(",{digits}")).unwrap_or_default();
            let text = format!("{sign}{}{fraction}", grouped(integer, separator));
            prop_assert_eq!(one(&text, COMMA), Some(decimal), "{}", text);
        }
        if decimal.mantissa() < 0 {
            prop_assert_eq!(one(&format!("({absolute})"), ACCOUNTING), Some(decimal));
        }
    }

    /// The short way for plain texts says what the reader of all texts says, whether they are sound or nearly so.
    #[test]
    fn the_short_way_is_the_long_way(text in prop_oneof!["-?[0-9]{1,4}(,[0-9]{3}){0,6}([.][0-9]{0,3})?", "[-+0-9,.]{0,12}"]) {
        if let Some(digits) = plain(&text, DecimalPoint::Point) {
            let long = phrase::read(&text, POINT).unwrap();
            prop_assert_eq!(read(&text, POINT).unwrap(), long);
            prop_assert_eq!(long.amount, Amount::One(Scaled { digits, power: 0 }));
        } else if text.contains(',') && text.bytes().filter(u8::is_ascii_digit).count() <= 18 {
            // What has commas and is passed on is no number, or has more signs than a minus in front.
            prop_assert!(phrase::read(&text, POINT).is_err() || text.trim_start_matches('-').contains(['-', '+']), "{}", text);
        }
    }

    /// A direction word changes the sign and nothing else.
    #[test]
    fn direction_is_the_sign(mantissa in 0i64.., scale in 0u8..19) {
        let decimal = Decimal::new(i128::from(mantissa), scale).unwrap();
        prop_assert_eq!(one(&format!("增长{decimal}%"), POINT), Some(decimal));
        prop_assert_eq!(one(&format!("下降{decimal}%"), POINT), decimal.negated().ok());
    }

    /// A range is understood with both its ends, in order.
    #[test]
    fn ranges_keep_both_ends(a in any::<i32>(), b in any::<i32>(), scale in 0u8..6) {
        let (low, high) = (a.min(b), a.max(b));
        let decimal = |mantissa: i32| Decimal::new(i128::from(mantissa), scale).unwrap();
        let text = format!("{}%～{}%", decimal(low), decimal(high));
        let expected = Amount::Range(Scaled { digits: decimal(low), power: 0 }, Scaled { digits: decimal(high), power: 0 });
        prop_assert_eq!(read(&text, POINT).map(|number| number.amount), Ok(expected));
        if low < high {
            let text = format!("{}至{}", decimal(high), decimal(low));
            prop_assert_eq!(read(&text, POINT), Err(NumberError::ReversedRange));
        }
    }

    /// Nothing panics, and what an error points at lies in the text or at its end.
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*", pieces in prop::collection::vec(prop::sample::select(PIECES), 0..8)) {
        for text in [text, pieces.concat()] {
            for style in [POINT, COMMA, ACCOUNTING] {
                let result = read(&text, style);
                if let Err(NumberError::NotANumber { at } | NumberError::Grouping { at } | NumberError::Parentheses { at }) = result {
                    prop_assert!(at <= text.chars().count(), "{}", text);
                }
            }
        }
    }

    /// Words around a number say their own part and leave its digits alone.
    #[test]
    fn words_leave_the_digits_alone(
        mantissa in 0i64..,
        scale in 0u8..19,
        direction in prop::sample::select(&[("", None), ("同比增长", Some(Direction::Up)), ("回落", Some(Direction::Down))]),
        prefix in prop::sample::select(&[("", None), ("约", Some(Qualifier::About)), ("不低于", Some(Qualifier::AtLeast))]),
        magnitude in prop::sample::select(&[("", 0), ("千", 3), ("万", 4), (" million ", 6), ("万亿", 12)]),
        unit in prop::sample::select(&["", "元", "户", "个", "件/万人", "千瓦时"]),
        suffix in prop::sample::select(&[("", None), ("左右", Some(Qualifier::About)), ("以上", Some(Qualifier::AtLeast))]),
    ) {
        let decimal = Decimal::new(i128::from(mantissa), scale).unwrap();
        let text = format!("{}{}{decimal}{}{unit}{}", direction.0, prefix.0, magnitude.0, suffix.0);
        let expected = match (prefix.1, suffix.1) {
            (Some(before), Some(behind)) if before != behind => Err(NumberError::TwoQualifiers),
            (before, behind) => {
                let digits = if direction.1 == Some(Direction::Down) { decimal.negated().unwrap() } else { decimal };
                Ok(NumberText {
                    amount: Amount::One(Scaled { digits, power: magnitude.1 }),
                    qualifier: before.or(behind).unwrap_or(Qualifier::Exact),
                    direction: direction.1,
                    precision: Precision::Printed,
                    unit,
                })
            }
        };
        prop_assert_eq!(read(&text, POINT), expected, "{}", text);
    }

    /// Whatever is read, no digit goes to the unit and no range is reversed.
    #[test]
    fn nothing_of_the_number_goes_to_the_unit(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..6)) {
        let text = pieces.concat();
        if let Ok(number) = read(&text, POINT) {
            prop_assert!(!number.unit.contains(|c: char| c.is_ascii_digit()), "{}", text);
            prop_assert!(!number.unit.starts_with(|c| "两三五十亿余.-".contains(c)), "{}", text);
            if let Amount::Range(low, high) = number.amount {
                prop_assert!(low.to_ratio().unwrap() <= high.to_ratio().unwrap(), "{}", text);
            }
        }
    }
}
