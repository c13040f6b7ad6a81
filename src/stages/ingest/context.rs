//! What the texts around a figure mean, but for area and period: tables say the same of many figures, so each is understood once.

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use tongbi_domain::catalog::{DimensionKey, Indicator};
use tongbi_domain::finding::Code;
use tongbi_domain::vocabulary::Measure;
use tongbi_read::layout::{Role, ValueColumn};

use super::Worker;
use super::codes::Common;
use super::said::{Said, Weight};
use crate::stages::classify::{Fault, Named};
use crate::table::{ConversionId, Variant};

/// What is said of a figure, understood. A part that cannot be is a fault, which counts when its turn comes.
pub(super) struct Context<'a> {
    pub(super) common: Common,
    pub(super) named: Arc<Named>,
    pub(super) indicator: &'a Indicator,
    pub(super) measure: Measure,
    /// The unit that the table gives, and the power of ten by which it multiplies it.
    pub(super) unit: Result<(String, i8), Fault>,
    /// The conversion of a plain number.
    pub(super) plain: OnceCell<Result<ConversionId, Fault>>,
    pub(super) dimensions: Result<DimensionKey, Fault>,
    /// The rest of the key, by cumulation.
    pub(super) variants: [Cell<Option<Variant>>; 4],
}

impl Context<'_> {
    /// Whether labels say all of it, and no name that says more than the indicator.
    pub(super) fn is_of_labels(&self) -> bool {
        self.named.facts.is_empty()
    }
}

type Known<'a> = Result<Rc<Context<'a>>, Fault>;

/// Contexts of a block, by column and by all that is said.
#[derive(Default)]
pub(super) struct Contexts<'a> {
    known: HashMap<Vec<u8>, Known<'a>>,
    /// The last context of each column with its key: most rows say the same as the row above.
    last: Vec<Option<(Vec<u8>, Known<'a>)>>,
    key: Vec<u8>,
}

/// How many contexts are kept; a table whose every row is another would fill the memory.
const MOST: usize = 1 << 16;

impl<'a> Worker<'a, '_> {
    /// The context of a figure in the column at this position.
    pub(super) fn context(&mut self, said: &Said<'_>, column: &ValueColumn, position: usize) -> Known<'a> {
        let mut key = std::mem::take(&mut self.contexts.key);
        key.clear();
        said.write_key(&mut key);
        if self.contexts.last.len() <= position {
            self.contexts.last.resize_with(position + 1, || None);
        }
        if let Some((last, known)) = &self.contexts.last[position]
            && *last == key
        {
            self.contexts.key = key;
            return known.clone();
        }
        let length = key.len();
        key.extend_from_slice(&(position as u64).to_le_bytes());
        let known = match self.contexts.known.get(&key) {
            Some(known) => known.clone(),
            None => {
                let made = self.understand(said, column).map(Rc::new);
                if self.contexts.known.len() >= MOST {
                    self.contexts.known.clear();
                }
                self.contexts.known.insert(key.clone(), made.clone());
                made
            }
        };
        key.truncate(length);
        let last = self.contexts.last[position].replace((key, known.clone()));
        self.contexts.key = last.map(|(key, _)| key).unwrap_or_default();
        known
    }

    fn understand(&mut self, said: &Said<'_>, column: &ValueColumn) -> Result<Context<'a>, Fault> {
        let common = self.common(said)?;
        let named = self.indicator(said)?;
        let (catalog, id) = (self.catalog, named.indicator);
        let Some(indicator) = catalog.indicators.get(id) else {
            return Err(Fault::new(Code::UnknownIndicator, [("text", said.get(Role::Indicator).to_owned())]));
        };
        if named.facts.is_empty() {
            return Ok(self.particulars(said, column, common, named, indicator));
        }
        // The name says more than the indicator, and says it of this very figure.
        let mut said = *said;
        named.facts.iter().for_each(|fact| said.take(fact.role, &fact.text, Weight::Particular));
        let common = self.common(&said)?;
        Ok(self.particulars(&said, column, common, named.clone(), indicator))
    }

    fn particulars(
        &mut self,
        said: &Said<'_>,
        column: &ValueColumn,
        common: Common,
        named: Arc<Named>,
        indicator: &'a Indicator,
    ) -> Context<'a> {
        let measure = column.measure.or(common.measure).unwrap_or(indicator.measure);
        let unit = self.unit(said, &named, indicator, measure).map(str::to_owned);
        let unit = unit.and_then(|unit| Ok((unit, unit_mult(said.get(Role::UnitMult))?)));
        let dimensions = self.dimensions(said);
        Context { common, named, indicator, measure, unit, plain: OnceCell::new(), dimensions, variants: Default::default() }
    }
}

/// SDMX's UNIT_MULT: a power of ten.
fn unit_mult(text: &str) -> Result<i8, Fault> {
    let unknown = || Fault::new(Code::UnknownWord, [("text", text.to_owned()), ("role", "unit_mult".to_owned())]);
    if text.is_empty() { Ok(0) } else { text.trim().parse().ok().filter(|power| (-18..=18).contains(power)).ok_or_else(unknown) }
}
