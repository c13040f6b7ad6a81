//! `resolutions.toml`: findings of a source about which a person has decided, each with the digest of the file for which that was.

use serde::Deserialize;
use toml::Spanned;

use super::{Signed, Text};
use crate::diagnostic::{Diagnostic, suggest};
use crate::finding::Code;
use crate::message::{amend as say, lists};

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// What the source says is right as it is, and so is what became of it.
    Accepted,
    /// The cell stays out for good.
    LeftOut,
}

impl Decision {
    /// Every decision.
    pub const ALL: [Self; 2] = [Self::Accepted, Self::LeftOut];

    /// The word that stands in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::LeftOut => "left_out",
        }
    }
}

/// One declared resolution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// The id of the finding, as the table `quarantine` has it.
    pub id: String,
    /// The code that the id begins with.
    pub code: Code,
    /// What was decided.
    pub decision: Decision,
    /// SHA-256 of the file for which it was decided, hex.
    pub sha256: String,
    /// Who decided it.
    pub signed: Signed,
    /// Its line in the file of resolutions, from 1.
    pub declared: u32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ResolutionFile {
    #[serde(default)]
    resolution: Vec<Spanned<Entry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: Spanned<String>,
    decision: Spanned<String>,
    sha256: Spanned<String>,
    reason: Spanned<String>,
    by: Spanned<String>,
    date: Spanned<String>,
}

/// Reads and checks a file of resolutions, in the order of ids.
///
/// # Errors
/// Everything that is wrong (T109): unknown keys and decisions with the nearest known one, texts that are no id or no digest, one id twice.
pub fn resolutions(file: &str, text: &str) -> Result<Vec<Resolution>, Vec<Diagnostic>> {
    let (parsed, mut text) = Text::parse::<ResolutionFile>(file, text)?;
    let mut found: Vec<Resolution> = Vec::new();
    for entry in &parsed.resolution {
        let declared = u32::try_from(text.line(entry.span().start)).unwrap_or(u32::MAX);
        let entry = entry.get_ref();
        let signed = text.signed(&entry.reason, &entry.by, &entry.date);
        let code = code(entry.id.get_ref());
        if code.is_none() {
            text.problem(&entry.id, say::no_id(entry.id.get_ref()), say::ids_stand_in());
        }
        let decision = Decision::ALL.into_iter().find(|decision| decision.code() == entry.decision.get_ref());
        if decision.is_none() {
            let help = suggest(entry.decision.get_ref(), &Decision::ALL.map(Decision::code));
            text.problem(&entry.decision, say::no_decision(entry.decision.get_ref()), help);
        }
        let digest = entry.sha256.get_ref();
        if digest.len() != 64 || !is_hex(digest) {
            text.problem(&entry.sha256, lists::no_digest(), lists::write_digest());
        }
        if let Some(other) = found.iter().find(|other| other.id == *entry.id.get_ref()) {
            text.problem(&entry.id, say::resolved_twice(other.declared), say::one_resolution());
        }
        if let (Some(code), Some(decision)) = (code, decision) {
            found.push(Resolution { id: entry.id.get_ref().clone(), code, decision, sha256: digest.clone(), signed, declared });
        }
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    text.done(found)
}

/// The code of an id such as `T401-0123456789ab`.
fn code(id: &str) -> Option<Code> {
    let (code, digest) = id.split_once('-')?;
    let code = Code::ALL.iter().find(|known| known.id() == code)?;
    (digest.len() == 12 && is_hex(digest)).then_some(*code)
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, decision: &str) -> String {
        let digest = "0".repeat(64);
        format!(
            "[[resolution]]\nid = \"{id}\"\ndecision = \"{decision}\"\nsha256 = \"{digest}\"\nreason = \"r\"\nby = \"b\"\ndate = \"2024-01-01\"\n"
        )
    }

    /// An id has its code; what is none, a decision that is none and an id that stands twice are refused.
    #[test]
    fn ids_and_decisions_are_checked() {
        let found = resolutions("r.toml", &entry("T701-0123456789ab", "accepted")).unwrap();
        assert_eq!((found[0].code, found[0].decision), (Code::GrowthContradicts, Decision::Accepted));
        let wrong = |text: &str| resolutions("r.toml", text).unwrap_err().len();
        for id in ["T799-0123456789ab", "T701", "T701-xyz", "T701-0123456789AB", ""] {
            assert_eq!(wrong(&entry(id, "accepted")), 1, "{id}");
        }
        assert_eq!(wrong(&entry("T701-0123456789ab", "accept")), 1);
        assert_eq!(wrong(&entry("T701-0123456789ab", "accepted").repeat(2)), 1);
    }
}
