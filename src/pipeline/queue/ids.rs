//! Ids that tell findings apart: one digest of what each is about, and of its number among those alike.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::fmt::Write as _;

use tongbi_domain::finding::{Code, Seen, Sorted};

use crate::pipeline::in_order::in_order;

/// How many hexadecimal digits of the digest an id has.
const DIGITS: usize = 12;

/// The first bytes of a digest.
pub(super) type Start = [u8; DIGITS / 2];

/// What stands behind the text of a finding for the first of those alike.
const FIRST: &str = "\u{1f}0";

/// The ids of findings in their order; no two of one code are the same. `place` writes what findings of one code and one number of their place share,
/// `about` what a finding is about beside that, behind it; `start` is of its id, `whole` tells texts from each other. On so many threads, so many findings
/// at once.
pub(super) fn ids<'f>(
    findings: &'f Sorted,
    (threads, at_once): (usize, usize),
    (place, about): (impl Fn(Seen<'f>, &mut String) + Sync, impl Fn(Seen<'f>, &mut String) + Sync),
    start: impl Fn(&[u8]) -> Start + Sync,
    whole: impl Fn(&[u8]) -> [u8; 32],
) -> Vec<Start> {
    let firsts = |at: usize| -> Vec<Start> {
        // Most findings stand where the one before stood, but for line and cell.
        let (mut text, mut shared, mut last) = (String::new(), 0, None);
        let first = |position: usize| {
            let finding = findings.get(position)?;
            let here = (finding.code(), finding.within_number(), findings.is_read(position));
            if last != Some(here) {
                text.clear();
                place(finding, &mut text);
                (shared, last) = (text.len(), Some(here));
            }
            text.truncate(shared);
            about(finding, &mut text);
            text.push_str(FIRST);
            Some(start(text.as_bytes()))
        };
        (at * at_once..findings.len().min((at + 1) * at_once)).filter_map(first).collect()
    };
    let mut ids: Vec<Start> = Vec::with_capacity(findings.len());
    let Ok(()) = in_order((threads, 1), findings.len().div_ceil(at_once), firsts, |some| {
        ids.extend(some);
        Ok::<(), Infallible>(())
    });
    let numbers: Vec<u64> = findings.iter().zip(&ids).map(|(finding, id)| number(finding.code(), id)).collect();
    let grouped = Grouped::new(&numbers);
    let twice = grouped.twice();
    // Nearly always all are different, and nothing has to be looked up.
    if !twice.is_empty() {
        let write = |finding, text: &mut String| {
            place(finding, text);
            about(finding, text);
        };
        tell_apart(findings, &mut ids, (&numbers, &grouped, twice), write, start, whole);
    }
    ids
}

/// How many groups numbers are put into by their last bits, which are those of a digest; each is small enough to be sorted near the processor.
const GROUPS: usize = 1 << 11;

/// Numbers, sorted within groups.
struct Grouped {
    ends: Box<[usize]>,
    numbers: Vec<u64>,
}

impl Grouped {
    fn new(numbers: &[u64]) -> Self {
        let mut ends = vec![0; GROUPS + 1];
        numbers.iter().for_each(|number| ends[Self::group(*number) + 1] += 1);
        for at in 1..=GROUPS {
            ends[at] += ends[at - 1];
        }
        let (mut next, mut grouped) = (ends.clone(), vec![0; numbers.len()]);
        for number in numbers {
            let place = &mut next[Self::group(*number)];
            grouped[*place] = *number;
            *place += 1;
        }
        ends.windows(2).for_each(|range| grouped[range[0]..range[1]].sort_unstable());
        Self { ends: ends.into(), numbers: grouped }
    }

    fn group(number: u64) -> usize {
        number as usize % GROUPS
    }

    /// The numbers that come more than once.
    fn twice(&self) -> HashSet<u64> {
        // Equal numbers are of one group.
        self.numbers.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
    }

    fn contains(&self, number: u64) -> bool {
        let group = Self::group(number);
        self.numbers[self.ends[group]..self.ends[group + 1]].binary_search(&number).is_ok()
    }
}

/// Numbers findings that are alike in all that ids are made from, or whose ids are the same by chance, by their order.
fn tell_apart<'f>(
    findings: &'f Sorted,
    ids: &mut [Start],
    (numbers, grouped, mut contested): (&[u64], &Grouped, HashSet<u64>),
    write: impl Fn(Seen<'f>, &mut String),
    start: impl Fn(&[u8]) -> Start,
    whole: impl Fn(&[u8]) -> [u8; 32],
) {
    // Of the numbers that several findings ask for, those that one has. All others are whose they were made for.
    let (mut text, mut taken) = (String::new(), HashSet::new());
    // How many were tried for a text, so that a thousand alike are not tried a thousand times each.
    let mut tried: HashMap<[u8; 32], u32> = HashMap::new();
    for (at, (finding, id)) in findings.iter().zip(ids).enumerate() {
        let code = finding.code();
        if !contested.contains(&numbers[at]) || taken.insert(numbers[at]) {
            continue;
        }
        text.clear();
        write(finding, &mut text);
        let length = text.len();
        let next = tried.entry(whole(text.as_bytes())).or_insert(1);
        loop {
            text.truncate(length);
            let _ = write!(text, "\u{1f}{next}");
            *next += 1;
            *id = start(text.as_bytes());
            let new = number(code, id);
            // By chance it may be the number of another finding: an earlier one keeps it, a later one will look for another.
            let of_another = grouped.contains(new) && !contested.contains(&new) && numbers[..at].contains(&new);
            if !of_another && taken.insert(new) {
                contested.insert(new);
                break;
            }
        }
    }
}

/// The digits of hexadecimal numbers.
pub(super) const HEX: &[u8; 16] = b"0123456789abcdef";

/// Code and id as one number.
fn number(code: Code, id: &Start) -> u64 {
    id.iter().fold(code as u64, |number, byte| number << 8 | u64::from(*byte))
}

/// The text of an id.
pub(super) fn text_of(code: Code, start: &Start) -> String {
    let mut text = String::with_capacity(code.id().len() + 1 + DIGITS);
    write_id(code, start, &mut text);
    text
}

/// Writes the text of an id.
pub(super) fn write_id(code: Code, start: &Start, text: &mut String) {
    text.push_str(code.id());
    text.push('-');
    for byte in start {
        text.push(char::from(HEX[usize::from(byte >> 4)]));
        text.push(char::from(HEX[usize::from(byte & 15)]));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;
    use tongbi_domain::finding::{Findings, Head, Subject};

    use super::*;

    /// Findings stand in two places.
    fn header(raw: u8) -> &'static str {
        if raw < 5 { "h" } else { "other" }
    }

    fn sorted(raws: &[u8]) -> Sorted {
        let mut findings = Findings::default();
        for (line, raw) in raws.iter().enumerate() {
            let within = findings.within("s", "f", "", header(*raw));
            let head = Head { code: Code::NotANumber, within, line: line as u64, column: 1, subject: Subject::Place };
            findings.push(head, &raw.to_string(), std::iter::empty());
        }
        Sorted::new(Arc::new(findings), Findings::default(), |_| true)
    }

    /// A digest of few values, so that texts meet by chance.
    fn weak(text: &[u8]) -> Start {
        let sum = text.iter().fold(7_u32, |sum, byte| sum.wrapping_mul(31) + u32::from(*byte));
        [0, 0, 0, 0, 0, (sum % 61) as u8]
    }

    proptest! {
        /// Ids are those that trying each number for each finding would give, also where different texts have one digest.
        #[test]
        fn as_by_trying_all(raws in prop::collection::vec(0..9_u8, 0..40), threads in 1..4_usize, at_once in 1..9_usize) {
            let findings = sorted(&raws);
            let whole = |text: &[u8]| std::array::from_fn(|at| text.get(at).copied().unwrap_or(0));
            let place = |finding: Seen<'_>, text: &mut String| text.push_str(finding.header());
            let about = |finding: Seen<'_>, text: &mut String| text.push_str(finding.raw());
            let found = ids(&findings, (threads, at_once), (place, about), weak, whole);
            let mut taken = HashSet::new();
            let tried: Vec<Start> = raws.iter().map(|raw| {
                let all = (0..).map(|number: u32| weak(format!("{}{raw}\u{1f}{number}", header(*raw)).as_bytes()));
                all.into_iter().find(|id| taken.insert(*id)).unwrap()
            }).collect();
            prop_assert_eq!(found, tried);
        }
    }
}
