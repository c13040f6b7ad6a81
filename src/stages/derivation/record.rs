//! Enters derived figures into the ledger as statements, with the statements they come from.

use std::collections::HashMap;

use tongbi_domain::number::{Qualifier, Ratio};
use tongbi_domain::unit::UnitKind;
use tongbi_domain::vocabulary::{ConfStatus, ObsStatus};

use super::compute::{Draft, Refused};
use crate::table::{Conversion, ConversionId, Extra, Facts, FileId, Ledger, RareAmount, Statement, TextId, Traits};

/// The ledger can name no more written units.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("more than 65 535 written units")]
pub struct TooManyUnits;

/// Adds the drafts of one derivation; `file` is its own entry among the files.
///
/// A refused draft becomes a statement without a value whose note is the reason, so that a gap explains itself.
///
/// [`TooManyUnits`] where the ledger has no room for the unit of a result.
pub fn record(ledger: &mut Ledger, file: FileId, digits: u8, drafts: Vec<Draft>) -> Result<(), TooManyUnits> {
    let mut units: HashMap<String, ConversionId> = HashMap::new();
    for draft in drafts {
        let conversion = match units.get(&draft.unit) {
            Some(known) => *known,
            None => {
                let made = unit(ledger, &draft.unit).ok_or(TooManyUnits)?;
                units.insert(draft.unit.clone(), made);
                made
            }
        };
        let (amount, status, note) = match draft.result {
            Ok(derived) => (RareAmount::Derived(derived.value, derived.interval), draft.status, ledger.intern(draft.note)),
            Err(refused) => {
                let withheld = refused.code() == Refused::SUPPRESSED.code();
                let status = if withheld { ObsStatus::Suppressed } else { ObsStatus::Missing };
                (RareAmount::Missing, status, ledger.intern(refused.code()))
            }
        };
        ledger.extras.push(Extra {
            value_text: Some(Box::default()),
            amount: Some(amount).into(),
            locator: TextId::default(),
            inputs: draft.inputs.into(),
            correction: 0,
        });
        let traits = Traits::new(Facts {
            decimals: draft.digits.unwrap_or(digits),
            qualifier: Qualifier::Exact,
            stage: draft.stage,
            status,
            confidentiality: ConfStatus::Free,
            words: false,
            period_assumed: false,
            area_assumed: false,
        });
        let statement = Statement {
            line: ledger.line_id(draft.line),
            period: draft.period,
            mantissa: 0,
            row: 0,
            note,
            extra: u32::try_from(ledger.extras.len()).unwrap_or(0),
            variant: draft.variant,
            conversion,
            file,
            column: 0,
            traits,
        };
        ledger.push(&statement);
    }
    Ok(())
}

/// The conversion of figures that are in their canonical unit already.
fn unit(ledger: &mut Ledger, unit: &str) -> Option<ConversionId> {
    let known = ledger
        .conversions
        .iter()
        .position(|found| found.unit == unit && found.factor == Ratio::ONE && found.kind == UnitKind::Composite && found.scaled);
    match known {
        Some(index) => u16::try_from(index).ok().map(ConversionId),
        None => ledger.add_conversion(Conversion {
            unit_text: String::new(),
            factor: Ratio::ONE,
            unit: unit.to_owned(),
            kind: UnitKind::Composite,
            scaled: true,
        }),
    }
}
