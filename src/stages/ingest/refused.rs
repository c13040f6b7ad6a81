//! Figures that are kept out as those of an earlier row with the same labels were: half of a table can be at fault for one reason.
//!
//! What is wrong with a figure is decided in `figure.rs` and `normalize.rs`. Here is remembered how far it was looked at until then, so that a figure of
//! which the same would be looked at, and found, is told at once.

use std::rc::Rc;

use tongbi_domain::finding::{Alike, Code, Subject};
use tongbi_read::Row;
use tongbi_read::layout::{Mark, STEP, ValueColumn};

use super::echo::plain_number;
use super::said::{Around, Said};
use super::{Sink, Worker, position as cell_of};
use crate::stages::classify::{Fault, shown};

/// What was looked at until a fault was found that labels alone have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Until {
    /// Labels, and not yet the area: the number may be anything.
    Labels,
    /// The area, too: it must be known, the number may be anything.
    Area,
    /// Area and number: only a plain number has the same fault.
    Number,
}

/// A figure that was kept out, and how others like it are.
#[derive(Clone, Debug)]
pub(super) struct Refused {
    /// What tells it from others.
    around: Rc<Around>,
    /// The finding that others like it have, where its labels are at fault.
    alike: Option<(Until, Alike)>,
}

impl Worker<'_, '_> {
    /// Remembers a figure that was kept out just now; nothing of what may be confidential.
    pub(super) fn refuse(&mut self, position: usize, said: &Said<'_>, fault: &Fault, sink: &Sink<'_>) {
        let until = self.until.take();
        self.echo.odd &= fault.code != Code::NotANumber;
        let Some(place) = self.echo.place_of(position, said) else { return };
        // What is remembered already is the same, unless the labels were found to be at fault just now.
        let known = self.echo.refused.get(place).is_some_and(Option::is_some);
        if (known && until.is_none()) || self.is_secret(said) {
            return;
        }
        // What is too long depends on the number.
        let alike = until.filter(|_| fault.code != Code::Overflow).zip(sink.findings.last_alike());
        if let Some(refused) = self.echo.refused.get_mut(place) {
            *refused = Some(Refused { around: Rc::new(said.digest_around_area()), alike });
        }
    }

    /// Keeps a figure out as that of an earlier row with the same labels was; `false` where it needs a closer look, and nothing is told.
    pub(super) fn refused_again(&mut self, row: &Row, (position, column): (usize, &ValueColumn), sink: &mut Sink<'_>) -> bool {
        let refused = self.echo.place(position).and_then(|place| self.echo.refused.get(place)?.as_ref());
        let Some((refused, (until, alike))) = refused.and_then(|refused| Some((refused, refused.alike?))) else { return false };
        let (reading, text) = (self.table.reading, row.trimmed(column.index));
        if !reading.layout.is_bare(text) {
            let cell = reading.layout.cell(text);
            if cell.status.is_some() || cell.confidentiality.is_some() || cell.number.len() != text.len() {
                return false;
            }
            match cell.mark {
                Some(Mark::Absent) => return true,
                Some(Mark::Missing(_)) if until == Until::Number => return false,
                _ => {}
            }
        }
        let area = self.echo.area_text(row);
        if area.is_empty() || (until == Until::Number && plain_number(text, reading.style).is_none()) {
            return false;
        }
        let subject = Subject::Cell(refused.around.digest(area));
        if until != Until::Labels && self.classifier.area(area).is_err() {
            return false;
        }
        let raw = if text.contains(STEP) { &shown(text) } else { text };
        sink.findings.push_alike(alike, (row.line(), cell_of(column.index)), subject, raw);
        self.counts.cells += 1;
        self.counts.quarantined += 1;
        true
    }

    /// Keeps a number out that cannot be read, in a row whose labels and area are understood; `false` where it needs a closer look, and nothing is told.
    pub(super) fn misread(&mut self, row: &Row, (position, column): (usize, &ValueColumn), sink: &mut Sink<'_>) -> bool {
        let refused = self.echo.place(position).and_then(|place| self.echo.refused.get(place)?.as_ref());
        let (text, area) = (row.trimmed(column.index), self.echo.area_text(row));
        let Some(refused) = refused.filter(|_| !self.echo.odd && !area.is_empty()) else { return false };
        if self.table.reading.layout.cell(text).mark.is_some() {
            return false;
        }
        let Some(fault) = self.normalizer.misread(text) else {
            self.echo.odd = true;
            return false;
        };
        let subject = Subject::Cell(refused.around.digest(area));
        if self.classifier.area(area).is_err() {
            return false;
        }
        self.put(&fault, (row.line(), column.index), &column.header, (text, text), subject, sink);
        self.counts.cells += 1;
        self.counts.quarantined += 1;
        true
    }
}
