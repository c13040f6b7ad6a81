//! What a row says for its figures beside indicator, area and period: codes of closed lists.

use tongbi_domain::finding::Code;
use tongbi_domain::vocabulary::{Comparability, ConfStatus, Measure, ObsStatus, PriceBasis, Scenario, Stage};
use tongbi_read::layout::Role;

use super::Worker;
use super::said::Said;
use crate::stages::classify::{Fault, code};

/// What is said for a figure by codes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Common {
    pub(super) measure: Option<Measure>,
    pub(super) scenario: Scenario,
    pub(super) stage: Stage,
    pub(super) growth_prices: Option<PriceBasis>,
    pub(super) growth_scope: Option<Comparability>,
    pub(super) status: Option<ObsStatus>,
    pub(super) confidentiality: ConfStatus,
}

/// Whether a confidentiality text leaves a figure free; one that cannot be read does not.
pub(super) fn is_free(text: &str) -> bool {
    text.is_empty() || ConfStatus::from_code(text) == Some(ConfStatus::Free)
}

/// Whether a status text says that a figure is suppressed.
pub(super) fn is_suppressed(text: &str) -> bool {
    ObsStatus::from_code(text) == Some(ObsStatus::Suppressed)
}

impl Worker<'_, '_> {
    pub(super) fn common(&self, said: &Said<'_>) -> Result<Common, Fault> {
        let flags = said.get(Role::Flags);
        let flagged = self.table.reading.layout.flags(flags);
        let (flag_status, flag_confidentiality) =
            flagged.ok_or_else(|| Fault::new(Code::UnknownWord, [("text", flags.to_owned()), ("role", "flags".to_owned())]))?;
        let status = code(said.get(Role::Status), "status", ObsStatus::from_code)?;
        let confidentiality = code(said.get(Role::Confidentiality), "confidentiality", ConfStatus::from_code)?;
        Ok(Common {
            measure: code(said.get(Role::Measure), "measure", Measure::from_code)?,
            scenario: code(said.get(Role::Scenario), "scenario", Scenario::from_code)?.unwrap_or(Scenario::Actual),
            stage: code(said.get(Role::Stage), "stage", Stage::from_code)?.unwrap_or(Stage::NotStated),
            growth_prices: code(said.get(Role::GrowthPrices), "growth_prices", PriceBasis::from_code)?,
            growth_scope: code(said.get(Role::GrowthScope), "growth_scope", Comparability::from_code)?,
            status: flag_status.or(status),
            confidentiality: flag_confidentiality.or(confidentiality).unwrap_or(ConfStatus::Free),
        })
    }
}
