//! Rows that say what an earlier row said, but for their area, their note and their numbers: in long tables nearly all do.
//!
//! Their figures are entered as those of that row were, without putting together again what is said of them. What a text means is decided in
//! `figure.rs` alone: a cell that differs in anything else goes that way. Figures that are kept out are in `refused.rs`.

use std::collections::HashMap;
use std::rc::Rc;

use tongbi_domain::catalog::AreaId;
use tongbi_domain::cell::is_surely_formula;
use tongbi_domain::number::Decimal;
use tongbi_domain::number::text::{DecimalPoint, Style};
use tongbi_domain::vocabulary::ObsStatus;
use tongbi_read::Row;
use tongbi_read::layout::{Layout, Mark, Role, Shape, ValueColumn};

use super::refused::Refused;
use super::said::Said;
use super::{Sink, Worker};
use crate::stages::source::Words;
use crate::table::{Extra, KeptAmount, Ledger, Statement, StemId, TextId, Traits};

/// Numbers from here on have more digits than a double holds, which is told of each.
const MANY_DIGITS: u64 = 1_000_000_000_000_000;

/// How many figures are remembered; a table whose every row is another would fill the memory.
const MOST: usize = 1 << 12;

/// How many keys are near: the names of a long table, each in its spellings and units, also where its rows are in no order.
const NEAR: usize = 2048;

/// Where the key of a row is near: both ends of a text tell it from most others.
fn near<'r>(labels: impl Iterator<Item = &'r str>) -> usize {
    let mixed = |all: u64, text: &str| {
        let bytes = text.as_bytes();
        let end = match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) => u64::from_le_bytes(*first).rotate_left(17) ^ u64::from_le_bytes(*last),
            _ => bytes.iter().fold(1, |end, byte| end << 8 | u64::from(*byte)),
        };
        (all ^ end).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29) ^ bytes.len() as u64
    };
    (labels.fold(0, mixed).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize % NEAR
}

/// How long the length of a text is before it.
const LENGTH: usize = size_of::<usize>();

/// What is remembered of the rows of a block.
#[derive(Debug, Default)]
pub(super) struct Echo {
    /// The column of the area; none where rows of this block say more than columns do, so that none can be an echo.
    area: Option<usize>,
    /// The column of the note, where nothing but its cell, or what is said of the whole table, can say one.
    note: Option<usize>,
    /// The other columns of labels.
    labels: Vec<usize>,
    /// The line of the last row that could be an echo.
    line: u64,
    /// Where the figures of the row at hand are remembered; none where it cannot be an echo.
    slot: Option<usize>,
    /// Slots by the texts of all labels.
    slots: HashMap<Rc<[u8]>, usize>,
    key: Vec<u8>,
    /// Keys with their slots, each where [`near`] says: rows that say something else in turns are mostly found here.
    near: Vec<Option<(Rc<[u8]>, usize)>>,
    /// Where the key of the last row that could be an echo is near.
    here: usize,
    /// How many columns of figures there are.
    columns: usize,
    /// From each slot on, the figures of its row, by the position of their column.
    figures: Vec<Option<Known>>,
    /// Likewise, those that were kept out.
    pub(super) refused: Vec<Option<Refused>>,
    /// Whether the last number that was no plain one could be read all the same; then the next one is not tried here.
    pub(super) odd: bool,
    /// The area of the row at hand, once it was looked up.
    area_id: Option<AreaId>,
    /// Where the text of the area lies in memory, as long as a row that is understood is at hand.
    area_at: usize,
    /// Whether that row's cell for the note is blank.
    note_blank: bool,
}

/// A figure that was understood, with nothing rare about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub(super) statement: Statement,
    pub(super) stem: StemId,
    /// The first and the last year of its period.
    pub(super) years: (i32, i32),
    /// Whether a missing figure has the conversion of this one, which is so where a unit is said.
    pub(super) has_unit: bool,
    /// The status beside the figure, where it would say why one is missing.
    pub(super) missing: Option<ObsStatus>,
    /// Whether the note of the statement is the one of rows whose own is blank.
    pub(super) note_of_table: bool,
}

impl Echo {
    /// For the rows of a block.
    pub(super) fn of(shape: &Shape, layout: &Layout, words: &Words) -> Self {
        let simple = shape.labels.iter().all(|label| label.pattern.role().is_some() && !label.tree && !label.fills);
        let column = |role| {
            let mut found = shape.labels.iter().filter(|label| label.pattern.role() == Some(role)).map(|label| label.index);
            found.next().filter(|_| found.next().is_none() && !words.knows(role))
        };
        let beside = |role| {
            let says = |column: &ValueColumn| {
                column.facts.iter().any(|fact| fact.role == role) || column.beside.iter().any(|(said, _)| *said == role)
            };
            shape.values.iter().any(says)
        };
        let area = column(Role::Area).filter(|_| simple && layout.sections.is_empty());
        let note = column(Role::Note).filter(|_| !beside(Role::Note));
        let others = shape.labels.iter().filter(|label| ![area, note].contains(&Some(label.index)));
        let labels = others.map(|label| label.index).collect();
        Self { area, note, labels, columns: shape.values.len(), ..Self::default() }
    }

    /// Takes a row at hand, whose figures may be entered as those of an earlier row with the same labels.
    pub(super) fn take(&mut self, row: &Row) {
        self.area_id = None;
        let before = std::mem::replace(&mut self.line, row.line());
        if self.area.is_none() || (self.slot.is_some() && self.slot_at(self.here, row, Some(before)).is_some()) {
            return;
        }
        self.here = near(self.labels.iter().map(|index| row.get(*index).unwrap_or_default()));
        self.slot = self.slot_at(self.here, row, None);
        if self.slot.is_none() {
            self.slot = Some(self.find(row));
        }
    }

    /// The slot of a key that is near, where it is the one of a row; what the row has of the one in the line before has been compared there.
    #[inline]
    fn slot_at(&self, near: usize, row: &Row, before: Option<u64>) -> Option<usize> {
        let (key, slot) = self.near.get(near)?.as_ref()?;
        let mut rest = &**key;
        for index in &self.labels {
            let (length, texts) = rest.split_first_chunk::<LENGTH>()?;
            let (text, others) = texts.split_at_checked(usize::from_le_bytes(*length))?;
            let same = before.is_some_and(|before| row.is_as_in(before, *index)) || row.get(*index).unwrap_or_default().as_bytes() == text;
            if !same {
                return None;
            }
            rest = others;
        }
        Some(*slot)
    }

    /// The slot of the key of a row, which is then near.
    fn find(&mut self, row: &Row) -> usize {
        self.key.clear();
        for index in &self.labels {
            let text = row.get(*index).unwrap_or_default();
            // Each text has its length before it, so that no two keys are spelled alike.
            self.key.extend_from_slice(&text.len().to_le_bytes());
            self.key.extend_from_slice(text.as_bytes());
        }
        let known = self.slots.get_key_value(self.key.as_slice()).map(|(key, slot)| (key.clone(), *slot));
        let (key, slot) = known.unwrap_or_else(|| self.begin());
        self.near.resize(NEAR, None);
        self.near[self.here] = Some((key, slot));
        slot
    }

    /// A new slot, for the labels of the key.
    fn begin(&mut self) -> (Rc<[u8]>, usize) {
        if self.figures.len() + self.columns > MOST {
            self.figures.clear();
            self.refused.clear();
            self.slots.clear();
            self.near.clear();
        }
        let slot = self.figures.len();
        self.figures.resize(slot + self.columns, None);
        self.refused.resize(slot + self.columns, None);
        let key: Rc<[u8]> = self.key.as_slice().into();
        self.slots.insert(key.clone(), slot);
        (key, slot)
    }

    /// Lets no figure of the row at hand be an echo, or be remembered.
    pub(super) fn pass(&mut self) {
        self.slot = None;
    }

    /// Looks at the row at hand, which will be understood.
    pub(super) fn look(&mut self, row: &Row) {
        let text = |column: Option<usize>| column.map(|column| row.trimmed(column));
        self.area_at = text(self.area).map_or(0, |text| text.as_ptr() as usize);
        self.note_blank = text(self.note).is_none_or(str::is_empty);
    }

    /// Remembers a figure whose area stands in the column of areas.
    pub(super) fn remember(&mut self, position: usize, said: &Said<'_>, known: Known) {
        if let Some(figure) = self.place_of(position, said).and_then(|place| self.figures.get_mut(place)) {
            *figure = Some(Known { note_of_table: self.note_blank, ..known });
        }
    }

    /// Where a figure of the row at hand is remembered, if its area stands in the column of areas.
    pub(super) fn place_of(&self, position: usize, said: &Said<'_>) -> Option<usize> {
        let of_row = said.get(Role::Area).as_ptr() as usize == self.area_at;
        self.slot.filter(|_| of_row).map(|slot| slot + position)
    }

    /// Where figures like one of the row at hand are remembered.
    pub(super) fn place(&self, position: usize) -> Option<usize> {
        self.slot.map(|slot| slot + position)
    }

    /// The text of the area of a row.
    pub(super) fn area_text<'r>(&self, row: &'r Row) -> &'r str {
        self.area.map_or("", |column| row.trimmed(column))
    }

    fn known(&self, position: usize) -> Option<Known> {
        self.figures.get(self.place(position)?).copied().flatten()
    }

    /// The note of a figure; none where it cannot be told from the row alone, or must be refused.
    fn note_in(&self, row: &Row, known: &Known, sink: &mut Sink<'_>) -> Option<TextId> {
        let own = self.note.map_or("", |column| row.trimmed(column));
        if own.is_empty() {
            return known.note_of_table.then_some(known.statement.note);
        }
        (!is_surely_formula(own)).then(|| sink.ledger.intern(own))
    }
}

impl Known {
    /// Digits and traits of a number; none where it may be more than digits, or told of.
    #[inline]
    fn number(&self, text: &str, style: Style) -> Option<(i64, Traits)> {
        let (mantissa, decimals, grouped) = plain_number(text, style)?;
        Some((mantissa, self.statement.traits.with_decimals(decimals).with_grouped(grouped)))
    }

    /// Those of a figure that is missing; none where its conversion is not this one's.
    fn missing(&self, why: ObsStatus) -> Option<(i64, Traits)> {
        let traits = self.statement.traits.with_decimals(0).with_grouped(false).with_status(self.missing.unwrap_or(why));
        self.has_unit.then_some((0, traits))
    }
}

/// The digits of a number, how many stand behind the point, and whether commas stand between groups of three; none where it may be more than digits.
pub(super) fn plain_number(text: &str, style: Style) -> Option<(i64, u8, bool)> {
    let (mantissa, decimals, grouped) = Decimal::parse_plain(text)?;
    let is_point = style.decimal_point == DecimalPoint::Point;
    let sure = mantissa.unsigned_abs() < MANY_DIGITS && (is_point || (decimals == 0 && !grouped));
    sure.then_some((mantissa, decimals, grouped))
}

impl Worker<'_, '_> {
    /// Enters a figure as that of an earlier row with the same labels was; `false` where it needs a closer look, and nothing is entered.
    pub(super) fn again(&mut self, row: &Row, (position, column): (usize, &ValueColumn), sink: &mut Sink<'_>) -> bool {
        if !column.beside.is_empty() {
            return false;
        }
        let Some(known) = self.echo.known(position) else { return self.refused_again(row, (position, column), sink) };
        let (reading, text) = (self.table.reading, row.trimmed(column.index));
        // Whatever a number's text, the digits alone say whether the amount can be too long.
        let number = |ledger: &Ledger| {
            let found = known.number(text, reading.style)?;
            let statement = Statement { mantissa: found.0, traits: found.1, ..known.statement };
            ledger.is_surely_short(&statement).then_some(found)
        };
        let mut missing = false;
        let entry = if reading.layout.is_bare(text) {
            number(sink.ledger)
        } else {
            let cell = reading.layout.cell(text);
            if cell.status.is_some() || cell.confidentiality.is_some() || cell.number.len() != text.len() {
                return false;
            }
            match cell.mark {
                Some(Mark::Absent) => return true,
                Some(Mark::Missing(why)) => {
                    missing = true;
                    known.missing(why)
                }
                None => number(sink.ledger),
            }
        };
        let Some((mantissa, traits)) = entry else { return self.misread(row, (position, column), sink) };
        let Some(area) = self.area_in(row, known.years) else { return false };
        let Some(note) = self.echo.note_in(row, &known, sink) else { return false };
        let extra = if missing {
            sink.ledger.extras.push(Extra { value_text: Some(text.into()), amount: KeptAmount::Missing, ..Extra::default() });
            u32::try_from(sink.ledger.extras.len()).unwrap_or(0)
        } else {
            0
        };
        let line = sink.ledger.line_in(known.stem, area);
        let row = u32::try_from(row.line()).unwrap_or(u32::MAX);
        sink.ledger.push(&Statement { line, mantissa, row, note, extra, traits, ..known.statement });
        self.counts.cells += 1;
        self.counts.statements += 1;
        true
    }

    /// The area that a row's own cell names; none where it names none, or one that did not exist in the period, which is told.
    fn area_in(&mut self, row: &Row, (first, last): (i32, i32)) -> Option<AreaId> {
        let area = match self.echo.area_id {
            Some(area) => area,
            None => {
                let text = row.trimmed(self.echo.area?);
                (!text.is_empty()).then(|| self.classifier.area(text))?.ok()?
            }
        };
        self.echo.area_id = Some(area);
        self.catalog.areas.get(area).filter(|found| found.covers(first, last)).map(|_| area)
    }
}
