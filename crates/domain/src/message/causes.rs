//! Sentences about texts that are no unit, no period and no number. No rule is applied here.

use super::sentences;

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
