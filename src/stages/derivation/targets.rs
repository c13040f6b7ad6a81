//! Targets beside their actuals, by each target's own operator.

use tongbi_domain::catalog::IndicatorId;
use tongbi_domain::derive::{self, AttainmentKind, Target};
use tongbi_domain::number::{Interval, Qualifier};
use tongbi_domain::vocabulary::{Better, Comparability, Measure, PriceBasis, Scenario};

use super::compute::{Draft, Drafts, PERCENT, POINTS, Refused, Work, priceless};
use super::pairs::{Match, figures, pair};
use crate::table::{Line, Statement, Variant};

/// Measures that targets are set in.
const MEASURES: [Measure; 4] = [Measure::Level, Measure::GrowthYoy, Measure::Rate, Measure::Share];

impl Work<'_> {
    /// Levels as a percentage of their target, rates and shares as a gap in points; the note says whether it was met.
    pub(super) fn attainment(&self, of: IndicatorId) -> Drafts {
        let better = self.catalog.indicators.get(of).map_or(Better::None, |indicator| indicator.better);
        let mut drafts = Vec::new();
        for measure in MEASURES {
            let targets = figures(self.series, of, measure, Some(Scenario::Target));
            let actuals = figures(self.series, of, measure, Some(Scenario::Actual));
            for (target, actual) in pair(self.series, &targets, &actuals, Match::Scenario)? {
                let (aim, fact) = (self.statement(target), self.statement(actual));
                let kind = if measure == Measure::Level { AttainmentKind::Level } else { AttainmentKind::Points };
                let differs = known_to_differ(aim.variant, fact.variant);
                let attained = derive::attainment(&self.target(aim)?, &self.figure(actual)?, kind, better, differs);
                let note = attained.as_ref().map_or("", |attained| attained.verdict.code());
                // A range of levels has no ratio; its gap is in the level's own unit and says nothing in percent.
                let result = match (kind, attained) {
                    (AttainmentKind::Points, Ok(attained)) => Ok(attained.gap),
                    (AttainmentKind::Level, Ok(attained)) => match attained.percent {
                        Some(percent) => Ok(percent),
                        None => continue,
                    },
                    (_, Err(refusal)) => Err(Refused::from(refusal)),
                };
                let (measure, unit) = match kind {
                    AttainmentKind::Level => (Measure::Attainment, PERCENT),
                    AttainmentKind::Points => (Measure::AttainmentGap, POINTS),
                };
                let line = Line { measure, ..*self.line(actual) };
                let draft = self.draft(actual, line, priceless(fact.variant), unit, result, &[target, actual]);
                drafts.push(Draft { note, ..draft });
            }
        }
        Ok(drafts)
    }

    fn target(&self, statement: &Statement) -> Result<Target, tongbi_domain::number::Overflow> {
        let amount = self.series.ledger.amount(statement)?;
        let qualifier = statement.traits.qualifier();
        let range = amount.low.zip(amount.high).filter(|_| qualifier == Qualifier::Range).map(|(low, high)| Interval::new(low, high));
        Ok(Target { value: amount.value, range, qualifier, suppressed: statement.traits.withheld() })
    }
}

/// Plans rarely say their basis, so only a known difference of prices or scope keeps a target from its actual.
fn known_to_differ(target: Variant, actual: Variant) -> bool {
    let prices = (target.price_basis(), actual.price_basis());
    let scopes = (target.comparability(), actual.comparability());
    let unknown = prices.0 == PriceBasis::Unknown || prices.1 == PriceBasis::Unknown;
    let unsaid = scopes.0 == Comparability::Unknown || scopes.1 == Comparability::Unknown;
    (prices.0 != prices.1 && !unknown) || (scopes.0 != scopes.1 && !unsaid)
}
