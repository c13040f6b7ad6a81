//! Patterns: a text with `{role}` where something is said. `{indicator}（{unit}）` reads 地区生产总值(亿元).
//!
//! Each placeholder takes the shortest text that lets the rest fit, the last one all that is left. Widths of brackets and whitespace around the
//! fixed parts do not matter. Nothing here knows what a text means.

use tongbi_domain::message::{Message, tables as say};

use super::Role;
use super::heading::fold;

/// A declared pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Fixed text, folded.
    Fixed(Vec<char>),
    /// A text with a role.
    Said(Role),
    /// `{ignore}`: any text, also none.
    Any,
}

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum PatternError {
    /// A brace without its partner.
    Brace,
    /// A placeholder that is no role.
    UnknownRole(String),
    /// Two placeholders side by side: nothing says where the first ends.
    NoBorder,
    /// Neither a role nor a placeholder.
    NoRole(String),
}

impl PatternError {
    /// Why, as a sentence; what caused it, where another library knows, is its source.
    pub fn message(&self) -> Message {
        match self {
            Self::Brace => say::open_brace(),
            Self::UnknownRole(word) | Self::NoRole(word) => say::unknown_role(word),
            Self::NoBorder => say::no_border(),
        }
    }
}

/// A role and where its text stands in the cell, in bytes.
pub type Span = (Role, usize, usize);

impl Pattern {
    /// The pattern of a whole text with one role.
    pub fn whole(role: Role) -> Self {
        Self { parts: vec![Part::Said(role)] }
    }

    /// Reads a declaration: the word of a role, or a text with `{role}` in it. `{{` and `}}` are braces; `role` knows the words.
    pub fn parse(text: &str, role: impl Fn(&str) -> Option<Role>) -> Result<Self, PatternError> {
        if !text.contains(['{', '}']) {
            let role = role(text).ok_or_else(|| PatternError::NoRole(text.to_owned()))?;
            return Ok(Self::whole(role));
        }
        let mut parts = Vec::new();
        let mut fixed = Vec::new();
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            if let Some(after) = rest.strip_prefix("{{").or_else(|| rest.strip_prefix("}}")) {
                fixed.push(next);
                rest = after;
            } else if let Some(after) = rest.strip_prefix('{') {
                let (word, after) = after.split_once('}').ok_or(PatternError::Brace)?;
                let part = match word.trim() {
                    "ignore" => Part::Any,
                    word => Part::Said(role(word).ok_or_else(|| PatternError::UnknownRole(word.to_owned()))?),
                };
                if fixed.is_empty() && !parts.is_empty() {
                    return Err(PatternError::NoBorder);
                }
                if !fixed.is_empty() {
                    parts.push(Part::Fixed(std::mem::take(&mut fixed)));
                }
                parts.push(part);
                rest = after;
            } else if next == '}' {
                return Err(PatternError::Brace);
            } else {
                fixed.push(fold(next));
                rest = &rest[next.len_utf8()..];
            }
        }
        if !fixed.is_empty() {
            parts.push(Part::Fixed(fixed));
        }
        Ok(Self { parts })
    }

    /// The one role, where the whole text has it.
    pub fn role(&self) -> Option<Role> {
        match self.parts.as_slice() {
            [Part::Said(role)] => Some(*role),
            _ => None,
        }
    }

    /// The roles that it can say.
    pub fn roles(&self) -> impl Iterator<Item = Role> {
        self.parts.iter().filter_map(|part| if let Part::Said(role) = part { Some(*role) } else { None })
    }

    /// Whether a text fits, and what it says; the spans are those of trimmed, non-empty texts. `found` is emptied first.
    pub fn read(&self, text: &str, found: &mut Vec<Span>) -> bool {
        found.clear();
        if let [Part::Said(role)] = self.parts.as_slice() {
            found.extend(trimmed(text, 0, text.len()).map(|(start, end)| (*role, start, end)));
            return !found.is_empty();
        }
        let characters: Vec<(usize, char)> = text.char_indices().map(|(at, character)| (at, fold(character))).collect();
        let fits = walk(text, &characters, 0, &self.parts, found);
        if !fits {
            found.clear();
        }
        fits
    }
}

/// The text between two bytes without the whitespace around it; `None` where nothing is left.
fn trimmed(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let part = text.get(start..end)?;
    let front = part.len() - part.trim_start().len();
    let length = part.trim().len();
    (length > 0).then_some((start + front, start + front + length))
}

/// Fits the parts to the characters from a position on. Fixed parts are looked for from left to right, so the work is at most text times pattern.
fn walk(text: &str, characters: &[(usize, char)], mut at: usize, parts: &[Part], found: &mut Vec<Span>) -> bool {
    let byte = |position: usize| characters.get(position).map_or(text.len(), |(byte, _)| *byte);
    let mut parts = parts.iter().peekable();
    let mut open: Option<(&Part, usize)> = None;
    while let Some(part) = parts.next() {
        let Part::Fixed(fixed) = part else {
            open = Some((part, at));
            continue;
        };
        let last = parts.peek().is_none();
        let begins = match open {
            None => at..=at,
            // A text that is said is not empty.
            Some((Part::Said(_), start)) => start + 1..=characters.len(),
            Some((_, start)) => start..=characters.len(),
        };
        let hit = begins.into_iter().find_map(|begin| {
            let end = fixed_at(characters, begin, fixed)?;
            let fits = !last || characters.get(end..)?.iter().all(|(_, c)| c.is_whitespace());
            let said = match open {
                Some((Part::Said(role), start)) => Some(trimmed(text, byte(start), byte(begin)).map(|(from, to)| (*role, from, to))?),
                _ => None,
            };
            fits.then_some((end, said))
        });
        let Some((end, said)) = hit else { return false };
        found.extend(said);
        open = None;
        at = end;
    }
    match open {
        None => characters.get(at..).is_some_and(|rest| rest.iter().all(|(_, c)| c.is_whitespace())),
        Some((Part::Said(role), start)) => match trimmed(text, byte(start), text.len()) {
            Some((from, to)) => {
                found.push((*role, from, to));
                true
            }
            None => false,
        },
        Some(_) => true,
    }
}

/// Where a fixed part that begins at a position ends; whitespace before and inside it is passed over, unless it is nothing but whitespace.
fn fixed_at(characters: &[(usize, char)], begin: usize, fixed: &[char]) -> Option<usize> {
    let mut at = begin;
    let blank = |at: usize| characters.get(at).is_some_and(|(_, c)| c.is_whitespace());
    if fixed.iter().all(|c| c.is_whitespace()) {
        let start = at;
        while blank(at) {
            at += 1;
        }
        return (at > start).then_some(at);
    }
    for wanted in fixed.iter().filter(|c| !c.is_whitespace()) {
        while blank(at) {
            at += 1;
        }
        if characters.get(at).map(|(_, c)| c) != Some(wanted) {
            return None;
        }
        at += 1;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(word: &str) -> Option<Role> {
        Role::parse(word).or((word == "SEX").then_some(Role::Dimension(0)))
    }

    fn said(pattern: &str, text: &str) -> Option<Vec<(Role, String)>> {
        let pattern = Pattern::parse(pattern, known).unwrap();
        let mut found = Vec::new();
        pattern.read(text, &mut found).then(|| found.iter().map(|(role, from, to)| (*role, text[*from..*to].to_owned())).collect())
    }

    fn of(pairs: &[(Role, &str)]) -> Option<Vec<(Role, String)>> {
        Some(pairs.iter().map(|(role, text)| (*role, (*text).to_owned())).collect())
    }

    /// The forms that tables have: brackets of either width, packed keys, lines above the table, file names.
    #[test]
    fn placeholders_take_their_texts() {
        assert_eq!(said("period", " 2021年 "), of(&[(Role::Period, "2021年")]));
        assert_eq!(said("{indicator}({unit})", "地区生产总值（亿元）"), of(&[(Role::Indicator, "地区生产总值"), (Role::Unit, "亿元")]));
        assert_eq!(said("单位：{unit}", "单 位: 万人"), of(&[(Role::Unit, "万人")]));
        assert_eq!(said("单位：{unit}", "单位：亿元"), of(&[(Role::Unit, "亿元")]));
        assert_eq!(said("{freq},{unit},{area}", "A,CP_MEUR,AT"), of(&[(Role::Freq, "A"), (Role::Unit, "CP_MEUR"), (Role::Area, "AT")]));
        assert_eq!(said("{area}_{period}.csv", "罗湖区_2021.csv"), of(&[(Role::Area, "罗湖区"), (Role::Period, "2021")]));
        assert_eq!(said("{ignore}年龄{SEX}", "年龄男"), of(&[(Role::Dimension(0), "男")]));
        assert_eq!(said("{year} {period}", "2021年  1-2月"), of(&[(Role::Year, "2021年"), (Role::Period, "1-2月")]));
        assert_eq!(said("{indicator}_{measure}", "出口_交货值_累计"), of(&[(Role::Indicator, "出口"), (Role::Measure, "交货值_累计")]));
        assert_eq!(said("{indicator}({unit})", "GDP (current) (亿元)"), of(&[(Role::Indicator, "GDP"), (Role::Unit, "current) (亿元")]));
    }

    #[test]
    fn what_does_not_fit_says_nothing() {
        for (pattern, text) in [
            ("单位：{unit}", "单位"),
            ("单位：{unit}", "单位："),
            ("{area}_{period}", "罗湖区"),
            ("{area}_{period}", "_2021"),
            ("表{ignore}", "图1"),
        ] {
            assert_eq!(said(pattern, text), None, "{pattern} {text}");
        }
    }

    #[test]
    fn patterns_that_cannot_be() {
        let parse = |text| Pattern::parse(text, known).unwrap_err();
        assert_eq!(parse("{indicator"), PatternError::Brace);
        assert_eq!(parse("indicator}"), PatternError::Brace);
        assert_eq!(parse("{indikator}"), PatternError::UnknownRole("indikator".into()));
        assert_eq!(parse("{indicator}{unit}"), PatternError::NoBorder);
        assert_eq!(parse("indikator"), PatternError::NoRole("indikator".into()));
        assert_eq!(Pattern::parse("{{{unit}}}", known).unwrap().roles().collect::<Vec<_>>(), [Role::Unit]);
    }
}
