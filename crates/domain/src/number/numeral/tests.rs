//! Numerals worked by hand, and all of them against the standard spelling.

use super::*;
use proptest::prelude::*;

/// Numeral, digits, power, what is left; worked by hand.
#[test]
fn reads_whole_numerals() {
    let cases = [
        ("零", "0", 0, ""),
        ("〇", "0", 0, ""),
        ("两", "2", 0, ""),
        ("八个", "8", 0, "个"),
        ("十", "10", 0, ""),
        ("十二", "12", 0, ""),
        ("二十", "20", 0, ""),
        ("九十九", "99", 0, ""),
        ("三百零五", "305", 0, ""),
        ("三百〇五", "305", 0, ""),
        ("三百五十", "350", 0, ""),
        ("一千零五十", "1050", 0, ""),
        ("一千零五", "1005", 0, ""),
        ("两千", "2000", 0, ""),
        ("两千两百", "2200", 0, ""),
        ("十万", "10", 4, ""),
        ("两千万", "2000", 4, ""),
        ("三万五千", "35000", 0, ""),
        ("三万零五", "30005", 0, ""),
        ("三万五百", "30500", 0, ""),
        ("二十万零三千", "203000", 0, ""),
        ("一百二十亿", "120", 8, ""),
        ("一亿三千万", "13000", 4, ""),
        ("一亿零五万", "10005", 4, ""),
        ("一亿零五", "100000005", 0, ""),
        ("两万亿", "2", 12, ""),
        ("一万二千亿", "12000", 8, ""),
        ("一万亿零五", "1000000000005", 0, ""),
        ("百", "100", 0, ""),
        ("千万", "1000", 4, ""),
        ("百亿元", "100", 8, "元"),
        ("万", "1", 4, ""),
        ("万亿", "1", 12, ""),
        ("百万亿", "100", 12, ""),
        ("壹佰贰拾叁", "123", 0, ""),
        ("肆仟伍佰陆拾柒萬", "4567", 4, ""),
        ("玖億捌", "9", 8, "捌"),
        ("八点五", "8.5", 0, ""),
        ("一点二〇万亿", "1.20", 12, ""),
        ("零点五", "0.5", 0, ""),
        ("三点", "3", 0, "点"),
        ("五千瓦时", "5", 0, "千瓦时"),
        ("一百千米", "100", 0, "千米"),
        ("三百分点", "3", 0, "百分点"),
    ];
    for (text, digits, power, rest) in cases {
        let numeral = read(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((numeral.digits.to_string().as_str(), numeral.power, numeral.rest), (digits, power, rest), "{text}");
    }
}

/// 口语省略、并列数字、错位的零: what is left is a numeral again, so the caller refuses the text.
#[test]
fn leaves_what_is_no_whole_numeral() {
    let cases = [
        ("一百二", "二"),
        ("一千二", "二"),
        ("三万五", "五"),
        ("一亿五", "五"),
        ("一亿五万", "五万"),
        ("三万五亿", "五亿"),
        ("七八", "八"),
        ("二〇二一", "〇二一"),
        ("零五", "五"),
        ("三百零", "零"),
        ("三百零二十", "零二十"),
        ("十百", "百"),
        ("百五十", "五十"),
        ("百万五千", "五千"),
        ("十两", "两"),
        ("一百十", "十"),
        ("万万", "万"),
        ("亿万", "万"),
        ("一万万", "万"),
    ];
    for (text, rest) in cases {
        assert_eq!(read(text).map(|numeral| numeral.rest), Some(rest), "{text}");
    }
}

#[test]
fn is_silent_where_no_numeral_starts() {
    for text in ["", "个", "5", "两十", "点五", "千克", "廿", "半", "兆"] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn knows_the_forms() {
    let cases = [
        ("三", Form::Digit),
        ("三万", Form::Digit),
        ("五百", Form::Round),
        ("五十万", Form::Round),
        ("百", Form::Magnitude),
        ("万亿", Form::Magnitude),
        ("十", Form::Full),
        ("十二", Form::Full),
        ("三万五千", Form::Full),
        ("三点五", Form::Full),
    ];
    for (text, form) in cases {
        assert_eq!(read(text).map(|numeral| numeral.form), Some(form), "{text}");
    }
}

/// A section of four digits, the standard way.
fn write_section(value: u64) -> String {
    let mut text = String::new();
    let mut skipped = false;
    for (power, place) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = usize::try_from(value / power % 10).unwrap();
        if digit == 0 {
            skipped = !text.is_empty();
            continue;
        }
        if skipped {
            text.push('零');
            skipped = false;
        }
        text.push("零一二三四五六七八九".chars().nth(digit).unwrap());
        text.push_str(place);
    }
    text
}

/// Below 10^8 or below 10^16, by the base of the magnitude word.
fn write(value: u64, base: u64, word: &str, lower: &dyn Fn(u64) -> String) -> String {
    let (high, low) = (value / base, value % base);
    let mut text = String::new();
    if high > 0 {
        text = lower(high) + word;
    }
    if low > 0 {
        if high > 0 && low < base / 10 {
            text.push('零');
        }
        text += &lower(low);
    }
    text
}

fn write_numeral(value: u64) -> String {
    if value == 0 {
        return "零".to_owned();
    }
    let below_yi = |value| write(value, 10_000, "万", &write_section);
    write(value, 100_000_000, "亿", &below_yi)
}

proptest! {
    /// What the standard spelling says is what is read, all of it.
    #[test]
    fn numerals_there_and_back(value in 0u64..10_000_000_000_000_000, digits in 1u32..=16) {
        for value in [value, value % 10u64.pow(digits), value / 10u64.pow(digits) * 10u64.pow(digits)] {
            let text = write_numeral(value);
            let numeral = read(&text).unwrap();
            prop_assert_eq!(numeral.rest, "", "{}", text);
            let read = numeral.digits.mantissa() * 10_i128.pow(u32::from(numeral.power));
            prop_assert_eq!(read, i128::from(value), "{}", text);
        }
    }
}
