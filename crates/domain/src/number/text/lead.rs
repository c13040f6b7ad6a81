//! The words in front of a number: verbs, qualifiers, directions.

use super::cursor::Cursor;
use super::{Direction, NumberError, Qualifier};

/// What the words in front of a number say.
#[derive(Clone, Copy, Default)]
pub(super) struct Lead {
    pub movement: Option<Movement>,
    pub qualifier: Option<Qualifier>,
    /// 控制在: at most, unless the text says more (控制在3%左右).
    pub kept_within: bool,
}

/// A change by an amount, or to a level.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Movement {
    /// 增长5.
    By(Direction),
    /// 降至5; `multiple` for 增长到 and 增加到, which make a multiple of the base out of 倍.
    To { multiple: bool },
}

#[derive(Clone, Copy)]
enum Word {
    /// Says nothing about the number: 达到, 完成.
    Verb,
    /// Makes a level of a change: 降至, 增长到.
    Reach,
    /// Names the base of a change, so a change must follow: 同比, 比上年.
    Base,
    Exactness(Qualifier),
    KeptWithin,
    Change(Direction),
}

use Direction::{Down, Up};
use Qualifier::{About, AtLeast, AtMost, Nearly, Over};

/// The longest word that fits is taken, so their order says nothing. 低于, 少于 and `<` have no qualifier and are refused.
const WORDS: [(Word, &[&str]); 11] = [
    (Word::Verb, &["达", "达到", "为", "完成", "实现", "累计", "共"]),
    (Word::Reach, &["至", "到"]),
    (
        Word::Base,
        &[
            "同比",
            "比上年",
            "比去年",
            "较上年",
            "较去年",
            "与上年",
            "与去年",
            "比上年同期",
            "比去年同期",
            "较上年同期",
            "较去年同期",
            "与上年同期",
            "与去年同期",
        ],
    ),
    (Word::Exactness(Over), &["超", "超过", "逾", "突破", "多于", "高于", "大于", ">"]),
    (Word::Exactness(AtLeast), &["不少于", "不低于", "不小于", "至少", "≥", ">="]),
    (Word::Exactness(AtMost), &["不超过", "不高于", "不大于", "不多于", "至多", "≤", "<="]),
    (Word::Exactness(Nearly), &["近", "接近", "将近", "不足", "不到", "逼近"]),
    (Word::Exactness(About), &["约", "约为", "大约", "大概", "~"]),
    (Word::KeptWithin, &["控制在"]),
    (Word::Change(Up), &["增长", "上升", "提高", "提升", "增加", "上涨", "上浮", "增", "升"]),
    (Word::Change(Down), &["下降", "减少", "回落", "降低", "下跌", "压减", "下滑", "缩减", "下浮", "减", "降"]),
];

/// With which of the plain characters words begin.
const SIGNS: [char; 3] = ['<', '>', '~'];

/// Reads all words in front of the number, or of one of the `bodies` that start with such a word themselves.
pub(super) fn read(cursor: &mut Cursor<'_>, bodies: &[&str]) -> Result<Lead, NumberError> {
    let mut lead = Lead::default();
    let mut based = false;
    let mut growth = false;
    loop {
        cursor.skip_space();
        if cursor.is_at_digit() {
            break;
        }
        if bodies.iter().any(|body| cursor.after(body).is_some()) {
            return Ok(lead);
        }
        let Some((sense, word, after)) = longest(*cursor) else { break };
        let before = std::mem::replace(cursor, after);
        match sense {
            Word::Verb => {}
            Word::Base => based = true,
            Word::KeptWithin => lead.kept_within = true,
            Word::Exactness(qualifier) => merge(&mut lead.qualifier, qualifier)?,
            Word::Change(_) if lead.movement.is_some() => return Err(NumberError::TwoDirections),
            Word::Change(direction) => {
                lead.movement = Some(Movement::By(direction));
                growth = matches!(word, "增长" | "增加");
                cursor.eat("了");
            }
            Word::Reach => match lead.movement {
                Some(_) => lead.movement = Some(Movement::To { multiple: growth && word == "到" }),
                None if word == "至" => {}
                None => return Err(before.not_a_number()),
            },
        }
    }
    // 同比5% does not say which way.
    if based && lead.movement.is_none() { Err(cursor.not_a_number()) } else { Ok(lead) }
}

/// The longest word here, what it says, and the place after it.
fn longest(cursor: Cursor<'_>) -> Option<(Word, &'static str, Cursor<'_>)> {
    let first = cursor.peek().filter(|first| !first.is_ascii() || SIGNS.contains(first))?;
    let words = WORDS.into_iter().flat_map(|(sense, words)| words.iter().map(move |word| (sense, *word)));
    words
        .filter(|(_, word)| word.starts_with(first))
        .filter_map(|(sense, word)| Some((sense, word, cursor.after(word)?)))
        .max_by_key(|(_, word, _)| word.len())
}

/// Adds a qualifier; saying the same twice is no contradiction.
pub(super) fn merge(known: &mut Option<Qualifier>, said: Qualifier) -> Result<(), NumberError> {
    match known.replace(said) {
        Some(before) if before != said => Err(NumberError::TwoQualifiers),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A plain character that is none of the signs begins no word, so that none is looked for.
    #[test]
    fn words_begin_as_is_said() {
        for word in WORDS.iter().flat_map(|(_, words)| words.iter()) {
            assert!(word.starts_with(|first: char| !first.is_ascii() || SIGNS.contains(&first)), "{word}");
        }
    }
}
