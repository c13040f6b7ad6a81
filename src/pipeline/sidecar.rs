//! The sidecar `source.toml` of a source: what it is, where it is from, and the digests of its files.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;
use tongbi_domain::diagnostic::{Diagnostic, suggest};
use tongbi_domain::message::{Message, lists as say};
use tongbi_domain::vocabulary::Fidelity;

use crate::io::sha256_of;

/// The word by which a sidecar says that something is not known.
pub const UNKNOWN: &str = "unknown";

/// As written. Every key is required, because leaving a fact out and not knowing it are different things.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SidecarFile {
    title: String,
    publisher: String,
    delivered: Spanned<String>,
    published: Spanned<String>,
    address: String,
    licence: String,
    carrier: String,
    fidelity: Spanned<String>,
    origin: Spanned<String>,
    origin_note: String,
    standing: String,
    files: BTreeMap<String, Spanned<String>>,
}

/// What is known of a source; [`UNKNOWN`] stands where nothing is.
#[derive(Clone, Debug)]
pub struct Sidecar {
    /// Title.
    pub title: String,
    /// Who issued it.
    pub publisher: String,
    /// Day, month or year on which it was delivered.
    pub delivered: String,
    /// Day, month or year on which it was published.
    pub published: String,
    /// Address.
    pub address: String,
    /// Licence.
    pub licence: String,
    /// What carried it to us.
    pub carrier: String,
    /// How close it is to what the publisher issued.
    pub fidelity: Fidelity,
    /// `transcribed` or `as downloaded`.
    pub origin: String,
    /// From what, and what was kept.
    pub origin_note: String,
    /// What its figures are, in words.
    pub standing: String,
    /// SHA-256 of the sidecar itself, hex.
    pub sha256: String,
    /// SHA-256 of each file, hex.
    pub files: BTreeMap<String, String>,
}

impl Sidecar {
    /// Reads and checks a sidecar.
    pub fn parse(file: &str, text: &str) -> Result<Self, Box<Diagnostic>> {
        let raw: SidecarFile = toml::from_str(text).map_err(|error| Box::new(Diagnostic::from_toml("T102", file, text, &error)))?;
        let at = |span, message: Message| Diagnostic::at("T102", file, text, span, message);
        for date in [&raw.delivered, &raw.published] {
            if date.get_ref() != UNKNOWN && !is_date(date.get_ref()) {
                let problem = at(date.span(), say::no_date(date.get_ref()));
                return Err(Box::new(problem.help(say::write_date())));
            }
        }
        let origins = ["as downloaded", "transcribed"];
        if !origins.contains(&raw.origin.get_ref().as_str()) {
            let message = say::no_origin(raw.origin.get_ref());
            return Err(Box::new(at(raw.origin.span(), message).help(suggest(raw.origin.get_ref(), &origins))));
        }
        let Some(fidelity) = Fidelity::from_code(raw.fidelity.get_ref()) else {
            let known: Vec<_> = Fidelity::ALL.iter().map(|entry| entry.code()).collect();
            let message = say::no_fidelity(raw.fidelity.get_ref());
            return Err(Box::new(at(raw.fidelity.span(), message).help(suggest(raw.fidelity.get_ref(), &known))));
        };
        for digest in raw.files.values() {
            if digest.get_ref().len() != 64 || !digest.get_ref().bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
                return Err(Box::new(at(digest.span(), say::no_digest()).help(say::write_digest())));
            }
        }
        Ok(Self {
            title: raw.title,
            publisher: raw.publisher,
            delivered: raw.delivered.into_inner(),
            published: raw.published.into_inner(),
            address: raw.address,
            licence: raw.licence,
            carrier: raw.carrier,
            fidelity,
            origin: raw.origin.into_inner(),
            origin_note: raw.origin_note,
            standing: raw.standing,
            sha256: sha256_of(text.as_bytes()),
            files: raw.files.into_iter().map(|(name, digest)| (name, digest.into_inner())).collect(),
        })
    }

    /// The date by which later sources win: delivery, else publication; empty where neither is known.
    pub fn date(&self) -> &str {
        [&self.delivered, &self.published].into_iter().map(String::as_str).find(|date| *date != UNKNOWN).unwrap_or("")
    }

    /// The year of publication, else of delivery, where one is known.
    pub fn year(&self) -> Option<i32> {
        let known = [&self.published, &self.delivered].into_iter().find(|date| *date != UNKNOWN)?;
        known.get(..4)?.parse().ok()
    }
}

fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let number = |part: Option<&str>, length: usize, max: u32| {
        part.is_none_or(|part| part.len() == length && part.parse::<u32>().is_ok_and(|value| (1..=max).contains(&value)))
    };
    let year = parts.next().is_some_and(|year| number(Some(year), 4, 9999));
    year && number(parts.next(), 2, 12) && number(parts.next(), 2, 31) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_may_be_coarse_but_not_wrong() {
        for good in ["2022", "2022-04", "2022-04-18"] {
            assert!(is_date(good), "{good}");
        }
        for bad in ["", "22", "2022-4", "2022-13", "2022-04-32", "2022/04/18", "2022-04-18-1"] {
            assert!(!is_date(bad), "{bad}");
        }
    }
}
