//! The words of a trace, in two languages.

use tongbi_domain::catalog::Language;
use tongbi_domain::message::Sentence;

use super::super::messages::fill;
use crate::pipeline::trace::{Gap, Why};

pub(super) const HEAD: Sentence =
    ("{package} {version}, data/observations.csv line {line}", "{package} {version}，data/observations.csv 第{line}行");
pub(super) const SEVERAL: Sentence = (
    "{package} {version}: {count} figures have this. Add a column to say which one, or trace all with --all.",
    "{package} {version}：{count}个数值符合。请再加一列以确定是哪一个，或用 --all 全部追溯。",
);
pub(super) const MORE: Sentence = ("… and {count} more", "……另有{count}个");
pub(super) const ROW: Sentence = ("line {line}", "第{line}行");
pub(super) const NO_VALUE: Sentence = ("no value", "无数值");
pub(super) const ABOVE: Sentence = ("line {line}: its chain is shown above", "第{line}行：其来历已在上面列出");
pub(super) const MISSING: Sentence = ("{key}: the release does not have this figure", "{key}：发布包中没有这个数值");
pub(super) const DECLARED: Sentence = ("declared", "声明");
pub(super) const BEFORE_TABLE: Sentence = ("above the table", "表前或小节");
pub(super) const LABEL: Sentence = ("row, “{header}”", "行，“{header}”列");
pub(super) const ROW_LABEL: Sentence = ("row", "行");
pub(super) const COLUMN_HEADER: Sentence = ("header", "列名");
pub(super) const OF_COLUMN: Sentence = ("declared of the column", "声明于该列");
pub(super) const BESIDE: Sentence = ("beside it, “{header}”", "旁边，“{header}”列");
pub(super) const SAME_BYTES: Sentence = ("read again: this project has the same bytes", "已重新读取：本项目中的文件完全相同");
pub(super) const DIFFERS: Sentence = (
    "Declared as it is today, the cell gives {column} {now}, the release has {then}.",
    "按现在的声明，该单元格的 {column} 为{now}，发布包中为{then}。",
);
pub(super) const LOCATOR: Sentence = ("the source calls it {locator}", "来源自述位置：{locator}");
pub(super) const IN_WORDS: Sentence = ("the number is written in words", "数值以文字书写");
pub(super) const ROUNDED: Sentence = ("rounded {rule}, {digits} digits after the point", "{rule}，保留{digits}位小数");
pub(super) const HALF_AWAY: Sentence = ("half away from zero", "四舍五入");
pub(super) const HALF_EVEN: Sentence = ("half to even", "四舍六入五成双（GB/T 8170）");
pub(super) const SAYS: Sentence = ("“{text}” {unit}", "“{text}”{unit}");
pub(super) const FINDING: Sentence = ("{code} {reason} ({severity}) {facts}", "{code} {reason}（{severity}）{facts}");
pub(super) const BOUNDS: Sentence = ("the printed digits allow {low} to {high}", "按印刷位数，应在{low}至{high}之间");
pub(super) const NO_OTHERS: Sentence = ("nothing else was said of this key", "没有其他来源涉及此键");

/// Labels.
pub(super) const KEY: Sentence = ("key", "键");
pub(super) const VALUE: Sentence = ("value", "数值");
pub(super) const SOURCE: Sentence = ("source", "来源");
pub(super) const CELL: Sentence = ("cell", "单元格");
pub(super) const SHA: Sentence = ("SHA-256", "SHA-256");
pub(super) const UNIT: Sentence = ("unit", "单位");
pub(super) const CONVERSION: Sentence = ("conversion", "换算");
pub(super) const RULE: Sentence = ("rule", "规则");
pub(super) const YOY: Sentence = ("year on year", "同比");
pub(super) const LOST: Sentence = ("lost", "未采用");
pub(super) const ON_CELL: Sentence = ("finding", "发现");
pub(super) const DERIVED: Sentence = ("derived", "推算");
pub(super) const NOT_SHOWN: Sentence = ("not shown", "未能列出");

/// What a role is called, where it has a name of its own.
pub(super) fn role(word: &str, language: Language) -> String {
    let sentence: Sentence = match word {
        "indicator" => ("indicator", "指标"),
        "area" => ("area", "地区"),
        "period" | "year" | "month" | "quarter" | "freq" => ("period", "时期"),
        "cumulation" => ("cumulation", "累计方式"),
        "unit" | "unit_mult" => UNIT,
        "measure" => ("measure", "度量"),
        "scenario" => ("scenario", "情景"),
        "stage" => ("stage", "阶段"),
        "growth_prices" => ("prices", "价格"),
        "growth_scope" => ("scope", "口径"),
        "status" | "flags" => ("status", "状态"),
        "confidentiality" => ("secrecy", "保密"),
        "note" => ("note", "说明"),
        "locator" => ("locator", "原文位置"),
        _ => return word.to_owned(),
    };
    language.of(sentence).to_owned()
}

/// What a kind of derivation computes.
pub(super) fn formula(kind: &str) -> Sentence {
    match kind {
        "period-over-period" => ("(value − value one period earlier) ÷ value one period earlier × 100", "（本期数−上期数）÷上期数×100"),
        "index-growth" => ("index − 100", "指数−100"),
        "single-month" => ("cumulative figure − cumulative figure of the month before", "本月累计数−上月累计数"),
        "average-growth" => ("((last ÷ first) to the power of 1 ÷ years − 1) × 100", "（（末年数÷基年数）的年数次方根−1）×100"),
        "average-of-rates" => ("geometric mean of the published rates", "公布增速的几何平均"),
        "share" => ("part ÷ total × 100", "部分÷总体×100"),
        "contribution" => ("change of the part ÷ change of the total × 100", "部分的增量÷总体的增量×100"),
        "points-contributed" => ("change of the part ÷ base of the total × 100", "部分的增量÷总体的基数×100"),
        "ratio" => ("numerator ÷ denominator", "分子÷分母"),
        "ratio-to-mean" => ("numerator ÷ mean of the denominator at both ends of the year", "分子÷分母年初与年末的平均数"),
        "sum-areas" => ("sum over the areas", "各地区之和"),
        "sum-periods" => ("sum over the periods", "各时期之和"),
        "attainment" => ("actual against target: percent of a level, difference of a rate", "实绩与目标之比（总量，%）或之差（比率）"),
        _ => ("computed from its inputs", "由所列数值计算"),
    }
}

/// What was assumed of a cell, and other rules that `lineage` names by fixed words.
pub(super) fn rule(words: &str) -> Option<Sentence> {
    Some(match words {
        "area declared" => ("the area is declared, not printed", "地区由声明给出，原文未印"),
        "period declared" => ("the period is declared, not printed", "时期由声明给出，原文未印"),
        "number in words" => IN_WORDS,
        _ => return None,
    })
}

/// Why a statement lost.
pub(super) const fn why(why: Why) -> Sentence {
    match why {
        Why::Stage => ("stage: {lost} stands behind {won}", "阶段：{lost}后于{won}"),
        Why::Fidelity => ("fidelity: {lost} stands behind {won}", "文本来历：{lost}后于{won}"),
        Why::Date => ("date: {lost} is earlier than {won}", "日期：{lost}早于{won}"),
        Why::Order => ("nothing tells the two apart; the order of ids and places decided", "两者无从区分，按来源与位置的次序取用"),
        Why::Twice => ("the same source says the same there", "同一来源在此重复"),
    }
}

/// Why something cannot be shown.
pub(super) fn gap(gap: &Gap, language: Language) -> String {
    let fixed = |sentence: Sentence| fill(sentence, language, &[]);
    match gap {
        Gap::NoLineage => fixed((
            "the release has no lineage of this figure: its package declares lineage = false, or leaves columns of the key out",
            "发布包没有此数值的 lineage：数据包声明了 lineage = false，或未发布键的某些列",
        )),
        Gap::NoStatements => fixed(("the release has no table of statements", "发布包没有 statements 表")),
        Gap::NoProject => fixed((
            "the raw file: no project is here (-C FOLDER names one); the release alone has answered",
            "原始文件：此处没有项目（可用 -C 指定）；以上由发布包给出",
        )),
        Gap::BadProject(why) => fill(
            (
                "the raw file: the declarations of this project are not in order ({why}); see tongbi check",
                "原始文件：本项目的声明有误（{why}）；见 tongbi check",
            ),
            language,
            &[("why", &why.text(language))],
        ),
        Gap::NoSource => fixed((
            "the raw file: this project declares no such source, or does not read this file of it",
            "原始文件：本项目没有该来源，或不读取其中的这个文件",
        )),
        Gap::Changed(found) => fill(
            (
                "the raw file: the one in this project is another, its SHA-256 is {found}",
                "原始文件：本项目中的文件已不同，其 SHA-256 为{found}",
            ),
            language,
            &[("found", found)],
        ),
        Gap::Unreadable(why) => fill(
            ("the raw file cannot be read as it is declared today: {why}", "按现在的声明无法读取原始文件：{why}"),
            language,
            &[("why", &why.text(language))],
        ),
        Gap::NoFigure => {
            fixed(("the raw cell: as it is declared today, no figure is read from it", "原始单元格：按现在的声明，此处没有数值"))
        }
        Gap::Withheld => fixed(("the raw cell: it is confidential", "原始单元格：保密")),
    }
}
