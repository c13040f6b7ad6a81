//! The sentences of findings on cells, in two languages, by stable code. A finding holds facts only, because it is made by the million and shown by
//! the dozen: what it says is made here, where it is shown or written.

use super::{Language, Sentence, causes, visible};
use crate::finding::{Code, Seen};

const NEAR: Sentence = ("; near it: {near}", "；相近的有：{near}");
const DIFFERS: Sentence = ("; they differ in the ignored {differs}", "；两行在忽略的列中不同：{differs}");
const STANDS: Sentence = ("; the expected text stands in {stands}", "；应有的原文在{stands}");

/// What follows an advice where a fact is known.
const MORE: [(&str, Sentence); 3] = [("near", NEAR), ("differs", DIFFERS), ("stands", STANDS)];

/// What a finding says, and what to do about it, in a language: the nearest names where some are known.
pub fn told(finding: Seen<'_>, language: Language) -> (String, String) {
    let (what, hint) = sentences(finding.code());
    let facts = facts(finding, language);
    let facts: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    (fill(what, language, &facts), advice(hint, language, &facts))
}

/// What to do about a finding, in a language. Code and facts alone say it, and never the text of the cell.
pub fn remedy(finding: Seen<'_>, language: Language) -> String {
    if let Some(plain) = plain_remedy(finding, language) {
        return plain.to_owned();
    }
    let facts = facts(finding, language);
    let facts: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    advice(sentences(finding.code()).1, language, &facts)
}

/// What to do about a finding, where it is the same whatever was found: for most, and they are asked for by the million.
pub fn plain_remedy(finding: Seen<'_>, language: Language) -> Option<&'static str> {
    let plain = language.of(sentences(finding.code()).1);
    let says_more =
        plain.contains('{') || finding.facts().any(|(name, text)| !text.is_empty() && MORE.iter().any(|(fact, _)| *fact == name));
    (!says_more).then_some(plain)
}

/// The facts of a finding as they are told: a cause that we know in the reader's language, and the text of the cell where no other is named.
fn facts(finding: Seen<'_>, language: Language) -> Vec<(&'static str, String)> {
    let why = causes::recognised(finding.fact("why")).map(|why| why.text(language));
    let shown = |name: &str, value: &'_ str| why.clone().filter(|_| name == "why").unwrap_or_else(|| value.to_owned());
    let mut facts: Vec<(&str, String)> = finding.facts().map(|(name, value)| (name, shown(name, value))).collect();
    if !facts.iter().any(|(name, _)| *name == "text") {
        facts.push(("text", finding.raw().to_owned()));
    }
    facts
}

fn advice(hint: Sentence, language: Language, facts: &[(&str, &str)]) -> String {
    let mut help = fill(hint, language, facts);
    for (fact, more) in MORE {
        if facts.iter().any(|(name, value)| *name == fact && !value.is_empty()) {
            help += &fill(more, language, facts);
        }
    }
    help
}

/// What a finding says, and what to do.
pub fn sentences(code: Code) -> (Sentence, Sentence) {
    match code {
        Code::Undecodable => (
            ("bytes that are no text: {what}", "字节不是文本：{what}"),
            ("declare the encoding of the layout, or mend the file", "在版式中声明编码，或修正文件"),
        ),
        Code::UnclosedQuote => (
            ("a quote is opened and not closed as it should be {what}", "引号未正确闭合 {what}"),
            ("close the quote in the file, or write it twice inside a quoted cell", "在文件中闭合引号；引号内的引号写两个"),
        ),
        Code::RaggedRow => (
            ("the row has {cells} cells, the header {expected}", "该行有{cells}格，表头有{expected}格"),
            ("look for a missing or a surplus separator in this line", "检查该行是否多或少一个分隔符"),
        ),
        Code::ControlCharacter => (
            ("characters that no table means to hold: {what}", "含有表格不应有的字符：{what}"),
            ("remove them from the file", "从文件中去掉"),
        ),
        Code::EncodingContradicted => (
            (
                "the declaration says {declared}, the file's byte order mark {mark}; it was read as {mark}",
                "声明为{declared}，文件的字节序标记为{mark}；已按{mark}读取",
            ),
            ("correct the encoding in the layout", "更正版式中的编码"),
        ),
        Code::DuplicateHeader => (
            ("the header “{header}” stands over two columns of figures", "表头“{header}”在两列数值上重复出现"),
            (
                "both are read; name the columns by position (\"#3\") and say what each is, or ignore one",
                "两列都会读取；请按位置（\"#3\"）声明各列，或忽略其一",
            ),
        ),
        Code::LabelMisfit => (
            ("“{text}” does not have the form that the column “{header}” is declared with", "“{text}”不符合“{header}”列声明的格式"),
            ("correct the pattern of this column in the layout, or the cell", "更正版式中该列的格式，或更正单元格"),
        ),
        Code::CorrectionStale => (
            (
                "the correction in {declared} expects “{expected}”, but “{found}” stands here",
                "{declared} 的更正应有“{expected}”，此处却是“{found}”",
            ),
            (
                "the source has changed: look at it, and correct line, column or expects, or take the correction out",
                "来源已变化：核实后更正其 line、column 或 expects，或去掉该更正",
            ),
        ),
        Code::CorrectionUnused => (
            ("the correction in {declared} speaks of a cell that is no figure", "{declared} 的更正所指的单元格不是数值"),
            (
                "look at file, sheet, line and column: it must be a figure which no rule leaves out and no other correction speaks of",
                "核对 file、sheet、line 和 column：须是未被规则略去、也没有其他更正的数值",
            ),
        ),
        Code::NotANumber => (
            ("“{text}” is no number ({why})", "“{text}”不是数值（{why}）"),
            ("if it is a mark for a missing value, declare it under marks in the layout", "如果是缺失标记，请在版式的 marks 中声明"),
        ),
        Code::TwoDirections => (
            ("“{text}” says its direction twice or against its sign", "“{text}”的方向重复或与符号相反"),
            ("write either the direction word or the sign", "方向词与符号只写其一"),
        ),
        Code::Overflow => (
            ("“{text}” needs more digits than can be kept exactly", "“{text}”位数过多，无法精确保存"),
            ("look for two numbers run together; 38 digits are the limit", "检查是否两个数连写；上限为38位"),
        ),
        Code::ManyDigits => (
            (
                "{digits} significant digits: CSV keeps them all, a double in Parquet holds 15 to 17",
                "有{digits}位有效数字：CSV 全部保留，Parquet 的双精度数只有15至17位",
            ),
            ("nothing to do if the digits are real", "如果数字确实如此，无需处理"),
        ),
        Code::UnknownUnit => (
            ("no unit is written “{unit}”", "没有写作“{unit}”的单位"),
            ("add it to units.toml, or as unit_words of the indicator", "加入 units.toml，或作为该指标的 unit_words"),
        ),
        Code::NoUnit => (
            ("nothing says the unit of {indicator} (canonical: {canonical})", "没有任何地方说明{indicator}的单位（规范单位：{canonical}）"),
            (
                "declare it: declared.unit of the table, a unit column, or (unit) behind the indicator's name",
                "请声明：表的 declared.unit、单位列，或在指标名后写（单位）",
            ),
        ),
        Code::UnitMismatch => (
            (
                "“{unit}” measures {dimension}; {indicator} is in {canonical}, which measures {expected}",
                "“{unit}”的量纲是{dimension}；{indicator}的单位是{canonical}，量纲是{expected}",
            ),
            ("the column or the indicator is not what it is taken for", "该列或该指标可能认错"),
        ),
        Code::MagnitudeTwice => (
            ("the number word stands in the value “{text}” and in the unit “{unit}”", "数词在数值“{text}”和单位“{unit}”中重复"),
            ("leave it in one of the two", "只在一处保留"),
        ),
        Code::UnitContradiction => (
            ("the cell says “{cell}”, the table “{table}”", "单元格写“{cell}”，表中写“{table}”"),
            ("correct one of the two, or leave one out", "更正其一，或去掉其一"),
        ),
        Code::UnknownPeriod => (
            ("“{text}” is no period ({why})", "“{text}”不是时期（{why}）"),
            ("such as 2021, 2021年1-9月, 2021Q1, 2021-03", "例如 2021、2021年1-9月、2021Q1、2021-03"),
        ),
        Code::UnknownIndicator => (
            ("no indicator is called “{text}”", "没有名为“{text}”的指标"),
            (
                "map it under words.indicator of the source, or add it as an alias of an indicator in the catalogue",
                "在来源的 words.indicator 中对应，或在目录中加为指标的别名",
            ),
        ),
        Code::UnknownArea => (
            ("no area is called “{text}”", "没有名为“{text}”的地区"),
            (
                "map it under words.area of the source, or add it as an alias of an area in the catalogue",
                "在来源的 words.area 中对应，或在目录中加为地区的别名",
            ),
        ),
        Code::UnknownWord => (
            ("“{text}” is not declared as a word for {role}", "“{text}”未声明为{role}的用语"),
            ("add it under words.{role} of the source", "加入该来源的 words.{role}"),
        ),
        Code::UnknownDimensionValue => (
            ("no value of {dimension} is called “{text}”", "{dimension}没有名为“{text}”的取值"),
            ("add it to dimensions.toml, or the name as an alias of a value there", "在 dimensions.toml 中增加取值，或加为已有取值的别名"),
        ),
        Code::OutOfDate => (
            ("{code} is not valid in {period} (from {from} to {to})", "{code}在{period}无效（有效期{from}至{to}）"),
            ("use the code of that time, or correct its dates in the catalogue", "请使用当时有效的代码，或更正目录中的有效期"),
        ),
        Code::FormulaText => (
            ("the text “{text}” beside the figure is a formula to a spreadsheet", "数值旁的文字“{text}”会被电子表格当作公式"),
            (
                "take the = or @ before it out of the source, or leave the column out of the layout",
                "去掉来源中文字前的 = 或 @，或不读取该列",
            ),
        ),
        Code::DeclaredQuarantine => (
            ("kept out by a declared rule: {reason}", "按声明的规则排除：{reason}"),
            ("nothing to do if the rule is right", "规则无误则无需处理"),
        ),
        Code::ResolutionExpired => (
            (
                "{id} was closed in {declared} for another state of this file: it is open again",
                "{declared} 关闭了{id}，但文件已变化：该条目重新打开",
            ),
            (
                "look at it again; if the decision still holds, write the digest that `tongbi quarantine --resolve {id}` prints",
                "重新核实；若决定仍成立，写上`tongbi quarantine --resolve {id}`给出的摘要",
            ),
        ),
        Code::ResolutionUnused => (
            ("the resolution in {declared} closes {id}, which is not found any more", "{declared} 关闭的{id}已不存在"),
            ("take the resolution out", "去掉该处理意见"),
        ),
        Code::SourceConflict => (
            ("the source says something else of the same key: {others}", "同一来源对同一键另有说法：{others}"),
            ("correct the source, or declare the dimension by which the two differ", "更正来源，或声明两者相区别的维度"),
        ),
        Code::OppositeQualifiers => (
            (
                "“{text}” here and “{other}” in {place} say opposite things of one number",
                "此处“{text}”与{place}的“{other}”对同一数说法相反",
            ),
            ("both stand in the table statements; ask the sources", "两者都列在 statements 表中；请向来源核实"),
        ),
        Code::PointsDiffer => (
            (
                "“{text}” here and “{other}” of {day} in {place} are two values of one day",
                "此处“{text}”与{place}（{day}）的“{other}”是同一日的两个值",
            ),
            ("both are published, under two frequencies; ask the source which one holds", "两者以不同频率发布；请向来源核实"),
        ),
        Code::GrowthContradicts => (
            ("the published rate “{text}” and the levels beside it have no number in common", "公布的增速“{text}”与旁边的总量无法相容"),
            (
                "see growth_checks; possible causes are a typing error, a revised base or another scope",
                "见 growth_checks；可能是录入错误、基数修订或口径不同",
            ),
        ),
        Code::PartsContradict => (
            ("“{text}” cannot be: {check} has {cells}", "“{text}”不成立：{check}的相关数为{cells}"),
            ("see part_checks; ask the source which figure is wrong", "见 part_checks；请向来源核实哪个数有误"),
        ),
        Code::MagnitudeSlip => (
            ("“{text}” is 10^{power} times out of its own series", "“{text}”与本序列其他值相差约10的{power}次方倍"),
            ("look at the unit (万, 亿) and the decimal point of this cell", "检查该单元格的单位（万、亿）和小数点"),
        ),
        Code::SecretRevealed => (
            ("a withheld figure can be computed back: {check} has {cells}", "被隐去的数可以推算出来：{check}的相关数为{cells}"),
            (
                "withhold a second figure of this check in the source, or leave the total out",
                "在来源中再隐去该核对中的一个数，或不发布合计",
            ),
        ),
        Code::GrowthOverflow => (
            ("the growth needs more digits than can be kept exactly", "增速位数过多，无法精确计算"),
            ("look at the two values", "检查两个数值"),
        ),
    }
}

/// The sentence in a language, with its facts filled in and safe to show.
pub fn fill(sentence: Sentence, language: Language, facts: &[(&str, &str)]) -> String {
    let fact = |name: &str| facts.iter().find(|(known, _)| *known == name).map(|(_, value)| visible(value));
    super::fill(language.of(sentence), fact)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every code speaks both languages and says what to do, with the same facts in each.
    #[test]
    fn every_code_has_both_languages() {
        let names = |text: &str| -> Vec<String> {
            let mut names: Vec<_> = text.split('{').skip(1).filter_map(|part| part.split('}').next()).map(str::to_owned).collect();
            names.sort();
            names
        };
        for code in Code::ALL {
            let (what, hint) = sentences(*code);
            for sentence in [what, hint] {
                assert!(!sentence.0.is_empty() && !sentence.1.is_empty(), "{code:?}");
                assert!(sentence.1.chars().any(|c| u32::from(c) > 0x2e80), "{code:?} in Chinese");
                assert_eq!(names(sentence.0), names(sentence.1), "{code:?}");
                assert!(sentence == what || !names(sentence.0).contains(&"text".to_owned()), "{code:?} says what to do by the cell");
            }
        }
    }
}
