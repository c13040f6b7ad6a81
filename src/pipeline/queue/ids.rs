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

/// The ids of findings in their order; no two of one code are the same. `about` writes what a finding is about, `start` is of its id, `whole` tells
/// texts from each other. On so many threads, so many findings at once.
pub(super) fn ids<'f>(
    findings: &'f Sorted,
    (threads, at_once): (usize, usize),
    about: impl Fn(Seen<'f>, &mut String) + Sync,
    start: impl Fn(&[u8]) -> Start + Sync,
    whole: impl Fn(&[u8]) -> [u8; 32],
) -> Vec<Start> {
    let firsts = |at: usize| -> Vec<Start> {
        let mut text = String::new();
        let first = |finding| {
            text.clear();
            about(finding, &mut text);
            text.push_str(FIRST);
            start(text.as_bytes())
        };
        let positions = at * at_once..findings.len().min((at + 1) * at_once);
        positions.filter_map(|position| findings.get(position)).map(first).collect()
    };
    let mut ids: Vec<Start> = Vec::with_capacity(findings.len());
    let Ok(()) = in_order((threads, 1), findings.len().div_ceil(at_once), firsts, |some| {
        ids.extend(some);
        Ok::<(), Infallible>(())
    });
    let mut taken: Vec<u64> = findings.iter().zip(&ids).map(|(finding, id)| number(finding.code(), id)).collect();
    taken.sort_unstable();
    // Nearly always all are different, and nothing has to be looked up.
    if taken.windows(2).any(|pair| pair[0] == pair[1]) {
        tell_apart(findings, &mut ids, about, start, whole);
    }
    ids
}

/// Numbers findings that are alike in all that ids are made from, or whose ids are the same by chance, by their order.
fn tell_apart<'f>(
    findings: &'f Sorted,
    ids: &mut [Start],
    about: impl Fn(Seen<'f>, &mut String),
    start: impl Fn(&[u8]) -> Start,
    whole: impl Fn(&[u8]) -> [u8; 32],
) {
    let (mut text, mut taken) = (String::new(), HashSet::with_capacity(ids.len()));
    // How many were tried for a text, so that a thousand alike are not tried a thousand times each.
    let mut tried: HashMap<[u8; 32], u32> = HashMap::new();
    for (finding, id) in findings.iter().zip(ids) {
        let code = finding.code();
        if taken.insert(number(code, id)) {
            continue;
        }
        text.clear();
        about(finding, &mut text);
        let length = text.len();
        let next = tried.entry(whole(text.as_bytes())).or_insert(1);
        loop {
            text.truncate(length);
            let _ = write!(text, "\u{1f}{next}");
            *next += 1;
            *id = start(text.as_bytes());
            if taken.insert(number(code, id)) {
                break;
            }
        }
    }
}

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
    const HEX: &[u8; 16] = b"0123456789abcdef";
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

    fn sorted(raws: &[u8]) -> Sorted {
        let mut findings = Findings::default();
        let within = findings.within("s", "f", "", "h");
        for (line, raw) in raws.iter().enumerate() {
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
            let found = ids(&findings, (threads, at_once), |finding, text| text.push_str(finding.raw()), weak, whole);
            let mut taken = HashSet::new();
            let tried: Vec<Start> = raws.iter().map(|raw| {
                let all = (0..).map(|number: u32| weak(format!("{raw}\u{1f}{number}").as_bytes()));
                all.into_iter().find(|id| taken.insert(*id)).unwrap()
            }).collect();
            prop_assert_eq!(found, tried);
        }
    }
}
