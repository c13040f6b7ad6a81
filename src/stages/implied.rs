//! The bases that published levels and rates imply. They go to a table of their own and never among observations.

use tongbi_domain::catalog::IndicatorId;
use tongbi_domain::derive::{ImpliedBase, RateFacts, Refusal, implied_base};
use tongbi_domain::growth::Reason;
use tongbi_domain::number::Overflow;
use tongbi_domain::vocabulary::{Comparability, PriceBasis};

use super::check::Beside;
use super::derive::Series;

/// One implied base, or why there is none.
#[derive(Clone, Debug)]
pub struct Implied {
    /// Group of the level.
    pub level: usize,
    /// Group of the published rate.
    pub rate: usize,
    /// Group of what was published for the base period, where something was.
    pub base: Option<usize>,
    /// The base.
    pub result: Result<ImpliedBase, Refusal>,
}

/// The implied bases of an indicator: one for each level with a published rate beside it.
pub fn implied_bases(of: IndicatorId, series: &Series<'_>, beside: &Beside) -> Result<Vec<Implied>, Overflow> {
    let mut implied = Vec::new();
    for (rate, level) in &beside.pairs {
        let (rate, Some(level)) = (*rate as usize, level.map(|level| level as usize)) else { continue };
        let (printed, statement) = (series.statement(rate), series.statement(level));
        if series.ledger.line(statement).indicator != of {
            continue;
        }
        let (prices, scope) = (printed.variant.price_basis(), printed.variant.comparability());
        let facts = RateFacts {
            constant_price: prices == PriceBasis::Constant && statement.variant.price_basis() != PriceBasis::Constant,
            comparable_scope: scope == Comparability::ComparableScope,
        };
        let base = series.base_of(level);
        // What a level and its rate imply is the base itself, which its source withholds.
        let result = if base == Err(Reason::Suppressed) {
            Err(Refusal::Suppressed)
        // A rate of unknown prices may be a real one: nothing can be divided by it.
        } else if prices == PriceBasis::Unknown {
            Err(Refusal::BasisDiffers)
        } else {
            implied_base(&series.figure(statement)?, &series.figure(printed)?, facts)
        };
        implied.push(Implied { level, rate, base: base.ok(), result });
    }
    Ok(implied)
}
