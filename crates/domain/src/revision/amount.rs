//! By how much a figure was revised: only between two exact single values of one unit.

use super::Said;
use crate::number::{Decimal, Qualifier, Ratio, Rounding};

/// The amount of a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The later value minus the earlier one, in their unit.
    pub change: Decimal,
    /// The same in percent of the earlier value's magnitude; `None` where that is 0.
    pub percent: Option<Ratio>,
}

impl Amount {
    /// The percent with so many digits; `None` where there is none, or where it needs more digits than can be kept.
    pub fn percent(&self, digits: u8, rule: Rounding) -> Option<Decimal> {
        self.percent?.round(digits, rule).ok()
    }
}

/// The amount between two releases of one key. `None` where either is missing, a range, a bound or an approximation (about 2400 → 2375.3 has no
/// amount), where the units differ or are not known, and where the difference needs more than 38 digits.
pub fn amount(before: &Said, after: &Said) -> Option<Amount> {
    let unit = before.unit.as_deref().filter(|unit| !unit.is_empty())?;
    if after.unit.as_deref() != Some(unit) {
        return None;
    }
    let (before, after) = (single(before)?, single(after)?);
    let change = after.sub(before).ok()?;
    let percent = change.mul(Ratio::integer(100)).and_then(|change| change.div(before.abs())).ok();
    Some(Amount { change: change.to_decimal()?, percent: percent.filter(|_| !before.is_zero()) })
}

/// The one exact value that is said.
fn single(said: &Said) -> Option<Ratio> {
    let exact = said.qualifier.as_deref() == Some(Qualifier::Exact.code());
    let value = Decimal::parse(said.value.as_deref()?).filter(|_| exact)?;
    Some(value.to_ratio())
}
