//! The kinds of change between two releases of one key, and which of them holds.

use crate::number::{Decimal, Qualifier};
use crate::vocabulary::{Stage, codes};

codes! {
    /// What a release says of a key that the one before did not say; the first that holds.
    Kind {
        /// The release before has no such observation.
        Added = "ADDED",
        /// The same number again: from another source, with other printed digits (139.5, 139.50), or at a later stage.
        Confirmed = "CONFIRMED",
        /// Only the release before has the observation.
        Removed = "REMOVED",
        /// Another number, another bound or another qualifier, in the same unit.
        Revised = "REVISED",
        /// The same number at another stage, and nobody says it again: an earlier stage, or a derived figure.
        StageChanged = "STAGE_CHANGED",
        /// The same number with another status or confidentiality, or computed where it was said before.
        StatusChanged = "STATUS_CHANGED",
        /// Another unit, whatever the number is.
        UnitChanged = "UNIT_CHANGED",
    }
}

/// What a release says of one key, as the texts of its table. `None`: the release has no such column, so that nothing is concluded from it. An
/// empty text is an empty cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The value, in `unit`.
    pub value: Option<String>,
    /// Lower bound of an inexact value.
    pub low: Option<String>,
    /// Upper bound of it.
    pub high: Option<String>,
    /// Code of the unit.
    pub unit: Option<String>,
    /// Code of the qualifier.
    pub qualifier: Option<String>,
    /// Digits printed after the point.
    pub decimals: Option<String>,
    /// Code of the stage.
    pub stage: Option<String>,
    /// SDMX status.
    pub obs_status: Option<String>,
    /// SDMX confidentiality.
    pub conf_status: Option<String>,
    /// The derivation that computed it; empty where a source says it.
    pub derivation: Option<String>,
    /// Who says it; empty where it is derived.
    pub source: Option<String>,
    /// The value as written.
    pub value_text: Option<String>,
    /// The unit as written.
    pub unit_text: Option<String>,
}

impl Said {
    /// The figure as its source writes it, such as `2400左右亿元`; without that, the value with the code of its unit.
    pub fn written(&self) -> String {
        let text = |fact: &Option<String>| fact.clone().unwrap_or_default();
        match (text(&self.value_text), text(&self.unit_text)) {
            (value, unit) if value.ends_with(&unit) && !value.is_empty() => value,
            (value, unit) if !value.is_empty() => value + &unit,
            _ => match (text(&self.value), text(&self.low), text(&self.high), text(&self.unit)) {
                (value, _, _, unit) if !value.is_empty() => format!("{value} {unit}").trim_end().to_owned(),
                (_, low, high, unit) if !low.is_empty() || !high.is_empty() => format!("{low}–{high} {unit}").trim_end().to_owned(),
                _ => String::new(),
            },
        }
    }

    /// Whether both releases state a stage, and another one.
    pub fn other_stage(&self, later: &Self) -> bool {
        differ(&self.stage, &later.stage)
    }
}

/// What changed between two releases of one key; `None` where the later says what the earlier said.
pub fn change(before: &Said, after: &Said) -> Option<Kind> {
    if differ(&before.unit, &after.unit) {
        return Some(Kind::UnitChanged);
    }
    // The bounds of an exact figure are those of its printed digits, and say nothing new.
    let exact = [before, after].iter().all(|said| said.qualifier.as_deref() == Some(Qualifier::Exact.code()));
    let bounds = [(&before.low, &after.low), (&before.high, &after.high)];
    let other_bound = !exact && bounds.into_iter().any(|(one, other)| other_number(one, other));
    if other_number(&before.value, &after.value) || other_bound || differ(&before.qualifier, &after.qualifier) {
        return Some(Kind::Revised);
    }
    if is_confirmed(before, after) {
        return Some(Kind::Confirmed);
    }
    if before.other_stage(after) {
        return Some(Kind::StageChanged);
    }
    let others = [(&before.obs_status, &after.obs_status), (&before.conf_status, &after.conf_status), (&before.source, &after.source)];
    others.into_iter().any(|(one, other)| differ(one, other)).then_some(Kind::StatusChanged)
}

/// Whether a source says a known number once more.
fn is_confirmed(before: &Said, after: &Said) -> bool {
    // What is derived repeats nobody.
    if after.source.as_deref() == Some("") {
        return false;
    }
    let later = || match (stage(before), stage(after)) {
        (Some(before), Some(after)) => after.precedence() < before.precedence(),
        _ => false,
    };
    differ(&before.source, &after.source) || differ(&before.decimals, &after.decimals) || later()
}

fn stage(said: &Said) -> Option<Stage> {
    Stage::from_code(said.stage.as_deref()?)
}

/// Whether both releases have the column, and another text in it.
fn differ(one: &Option<String>, other: &Option<String>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if one != other)
}

/// The same, where texts are numbers: 139.5 is 139.50.
fn other_number(one: &Option<String>, other: &Option<String>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return false };
    one != other
        && match (Decimal::parse(one), Decimal::parse(other)) {
            (Some(one), Some(other)) => one.to_ratio() != other.to_ratio(),
            _ => true,
        }
}
