//! Rows that say what the row before them says, but for their area and their numbers: in long tables nearly all do.
//!
//! Their figures are entered as those of the row before were, without putting together again what is said of them. What a text means is decided in
//! `figure.rs` alone: a cell that differs in anything else goes that way.

use tongbi_domain::number::Decimal;
use tongbi_domain::number::text::DecimalPoint;
use tongbi_domain::period::TimeSpan;
use tongbi_read::Row;
use tongbi_read::layout::{Layout, Role, Shape, ValueColumn};

use super::said::Said;
use super::{Sink, Worker};
use crate::stages::source::Words;
use crate::table::{Line, Statement};

/// Numbers from here on have more digits than a double holds, which is told of each.
const MANY_DIGITS: u64 = 1_000_000_000_000_000;

/// What is remembered of the row before.
#[derive(Debug, Default)]
pub(super) struct Echo {
    /// The column of the area; none where rows of this block say more than columns do, so that none can be an echo.
    area: Option<usize>,
    /// The other columns of labels, with their texts in the row that was understood.
    labels: Vec<(usize, String)>,
    /// Where the text of the area lies in memory, as long as that row is at hand.
    area_at: usize,
    /// The figures of that row, by the position of their column.
    figures: Vec<Option<Known>>,
}

/// A figure that was understood, with nothing rare about it.
#[derive(Clone, Copy, Debug)]
struct Known {
    statement: Statement,
    line: Line,
    span: TimeSpan,
}

impl Echo {
    /// For the rows of a block.
    pub(super) fn of(shape: &Shape, layout: &Layout, words: &Words) -> Self {
        let simple = shape.labels.iter().all(|label| label.pattern.role().is_some() && !label.tree && !label.fills);
        let mut areas = shape.labels.iter().filter(|label| label.pattern.role() == Some(Role::Area)).map(|label| label.index);
        let area = areas.next().filter(|_| simple && areas.next().is_none() && layout.sections.is_empty() && !words.knows(Role::Area));
        let others = shape.labels.iter().filter(|label| Some(label.index) != area);
        let labels = others.map(|label| (label.index, String::new())).collect();
        Self { area, labels, area_at: 0, figures: vec![None; shape.values.len()] }
    }

    /// Whether all labels of a row but its area are those of the row that was understood.
    fn follows(&self, row: &Row) -> bool {
        self.area.is_some() && self.labels.iter().all(|(index, text)| row.get(*index).unwrap_or_default() == text)
    }

    /// Forgets the row that was understood: another one will be.
    fn begin(&mut self, row: &Row) {
        let Some(area) = self.area else { return };
        for (index, text) in &mut self.labels {
            text.clear();
            text.push_str(row.get(*index).unwrap_or_default());
        }
        self.area_at = row.get(area).map_or(0, |text| text.trim().as_ptr() as usize);
        self.figures.fill(None);
    }

    /// Remembers a figure whose area stands in the column of areas.
    pub(super) fn remember(&mut self, position: usize, said: &Said<'_>, (statement, line, span): (Statement, Line, TimeSpan)) {
        if self.area.is_some() && said.get(Role::Area).as_ptr() as usize == self.area_at {
            self.figures[position] = Some(Known { statement, line, span });
        }
    }
}

impl Worker<'_> {
    /// Whether figures of a row may be entered as those of the row before; if not, this is the row that the next one may follow.
    pub(super) fn follows(&mut self, row: &Row) -> bool {
        let follows = self.correcting.is_none() && self.echo.follows(row);
        if !follows {
            self.echo.begin(row);
        }
        follows
    }

    /// Enters a figure as that of the row before was; `false` where it needs a closer look, and nothing is entered.
    pub(super) fn again(&mut self, row: &Row, (position, column): (usize, &ValueColumn), sink: &mut Sink<'_>) -> bool {
        let (Some(area), Some(known)) = (self.echo.area, self.echo.figures.get(position).copied().flatten()) else { return false };
        if !column.beside.is_empty() {
            return false;
        }
        let (reading, text) = (self.table.reading, row.get(column.index).unwrap_or_default().trim());
        let Some((mantissa, decimals)) = Decimal::parse_printed(text).filter(|(mantissa, _)| mantissa.unsigned_abs() < MANY_DIGITS) else {
            return false;
        };
        let cell = reading.layout.cell(text);
        let plain = cell.mark.is_none() && cell.status.is_none() && cell.confidentiality.is_none() && cell.number.len() == text.len();
        if !plain || (decimals > 0 && reading.style.decimal_point != DecimalPoint::Point) {
            return false;
        }
        let text = row.get(area).unwrap_or_default().trim();
        let Some(area) = (!text.is_empty()).then(|| self.classifier.area(text)).and_then(Result::ok) else { return false };
        let (first, last) = (known.span.start().year(), known.span.end().year());
        if !self.catalog.areas.get(area).is_some_and(|area| area.covers(first, last)) {
            return false;
        }
        let mut statement = Statement {
            mantissa,
            row: u32::try_from(row.line()).unwrap_or(u32::MAX),
            traits: known.statement.traits.with_decimals(decimals),
            ..known.statement
        };
        if !sink.ledger.is_surely_short(&statement) {
            return false;
        }
        statement.line = sink.ledger.line_id(Line { area, ..known.line });
        sink.ledger.statements.push(statement);
        self.counts.cells += 1;
        self.counts.statements += 1;
        true
    }
}
