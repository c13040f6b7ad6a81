//! Sentences about texts that are no unit, no period and no number. No rule is applied here.

use super::{Fact, Message, sentences};

sentences! {
    unit_empty() "the unit is empty" "单位为空";
    no_unit(part) "no unit is written “{part}”" "没有写作“{part}”的单位";
    magnitude_only(word) "“{word}” is a number word without a unit" "“{word}”是没有单位的数词";
    unit_overflow() "the factors of the unit are too large" "单位的系数过大";
    period_empty() "the period is empty" "时期为空";
    no_year() "the text names no year, and the source declares none for it" "文字中没有年份，来源也没有声明";
    no_period(at) "no period is written like this, from character {at} on" "自第{at}个字符起，不是时期的写法";
    no_key(first, last) "{first} to {last} is no year, half-year, quarter, month, year to date or span of whole years" "{first}至{last}不是年、半年、季、月、年初至今或整年区间";
    out_of_range(field, at) "there is no such {field} at character {at}" "第{at}个字符处没有这样的{field}";
    year() "year" "年";
    half() "half-year" "半年";
    quarter() "quarter" "季";
    month() "month" "月";
    day() "day" "日";
    backwards(at) "the range ends before it starts, at character {at}" "区间的终点早于起点（第{at}个字符）";
    fiscal_not_declared() "a fiscal year: the source must declare the month in which its fiscal year starts" "财年：来源须声明财年起始月";
    month_or_fiscal() "a month or a fiscal year: the source must declare its frequency" "月或财年：来源须声明其频率";
    two_digit_year(at) "the year at character {at} has two digits" "第{at}个字符处的年份只有两位";
    month_13() "month 13: the source must declare that it is the total of the year" "第13月：来源须声明它是全年合计";
    open_end() "a figure that accumulates within the year, but the text does not say until when" "年内累计数，但没有说明累计到何时";
    cumulated_part() "accumulated from a month other than January: the sum of the range or the year to date" "不从1月起的累计：是区间之和还是年初至今，无法确定";
    stock_over_years() "a stock has one moment, the text names several years" "存量只有一个时点，文字却是多个年份";
    not_canonical() "not a canonical period or date" "不是规范的时期或日期";
    number_empty() "the text is empty" "文字为空";
    unreadable(at) "character {at} cannot be read" "第{at}个字符无法读取";
    grouping(at) "digits are not grouped by three at character {at}" "第{at}个字符处的数字不是三位一组";
    parentheses(at) "parentheses at character {at} are not declared to mean minus" "第{at}个字符处的括号没有声明表示负数";
    two_directions() "two directions in one number" "一个数有两个方向";
    two_qualifiers() "two different qualifiers on one number" "一个数有两个不同的约数词";
    reversed_range() "a range with its higher end first" "区间的上端写在前面";
    number_overflow() "more digits than an exact number can hold" "位数超过精确数的上限";
}

/// The message that an English text of this page is. Findings carry why a cell was refused as the text that stands in `quarantine.csv`; a reader of
/// Chinese is told the same by finding the sentence again.
pub fn recognised(text: &str) -> Option<Message> {
    ALL.iter().find_map(|(en, zh, _)| Some(Message::new((en, zh), facts(en, text)?)))
}

/// The facts by which a template gives a text; `None` where it does not.
fn facts(template: &'static str, text: &str) -> Option<Vec<(&'static str, Fact)>> {
    let mut parts = template.split('{');
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut found = Vec::new();
    for part in parts {
        let (name, behind) = part.split_once('}')?;
        let end = if behind.is_empty() { rest.len() } else { rest.find(behind)? };
        let fact = rest.get(..end)?;
        found.push((name, recognised(fact).map_or_else(|| Fact::from(fact), Fact::from)));
        rest = rest.get(end + behind.len()..)?;
    }
    rest.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Language;

    /// Every sentence is found again in its English text, with its facts, also where one is a word of two languages.
    #[test]
    fn sentences_are_found_again() {
        for (message, zh) in [
            (out_of_range(month(), 6u8), "第6个字符处没有这样的月"),
            (no_key("2021-01-02", "2021-03-05"), "2021-01-02至2021-03-05不是年、半年、季、月、年初至今或整年区间"),
            (unreadable(3u8), "第3个字符无法读取"),
            (number_empty(), "文字为空"),
        ] {
            let found = recognised(&message.text(Language::En)).map(|message| message.text(Language::Zh));
            assert_eq!(found.as_deref(), Some(zh));
        }
        assert_eq!(recognised("something else"), None);
    }
}
