//! What a table's texts were taken for, gathered from what its worker remembers.

use tongbi_domain::number::Ratio;
use tongbi_domain::unit::UnitKind;

use super::Worker;
use crate::stages::mapping::{List, Mapping, Mappings};
use crate::stages::source::meaning_text;
use crate::table::Ledger;

impl Worker<'_, '_> {
    /// The mappings of the table that was read.
    pub(super) fn mappings(&mut self, ledger: &Ledger) -> Mappings {
        let mut mappings = self.classifier.take_mappings();
        for (unit, power, id) in self.normalizer.written() {
            let conversion = &ledger.conversions[usize::from(id.0)];
            // Number words of the cell are no part of its unit, and a place in a ranking has none.
            let factor = Ratio::power_of_ten(-power).and_then(|less| conversion.factor.mul(less));
            if let (Ok(factor), false) = (factor, unit.is_empty() || conversion.kind == UnitKind::Rank) {
                let factor = if factor.den() == 1 { factor.num().to_string() } else { format!("{}/{}", factor.num(), factor.den()) };
                let (text, code) = (unit.to_owned(), conversion.unit.clone());
                mappings.insert(Mapping { list: List::Unit, spelling: text.clone(), text, code, factor });
            }
        }
        for (role, word, meaning) in self.table.reading.words.iter() {
            if self.heard.has(meaning) || self.classifier.has_heard(meaning) {
                let (text, code) = (word.into_owned(), meaning_text(meaning, role));
                mappings.insert(Mapping { list: List::Word(role), spelling: text.clone(), text, code, factor: String::new() });
            }
        }
        mappings
    }
}
