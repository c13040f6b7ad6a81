//! Rows of `observations` on their way into columns: what they are about, and their numbers, each computed once and laid out in the order of the rows.

use std::borrow::Cow;

use tongbi_domain::number::{Overflow, Rounding, Short};
use tongbi_domain::period::{Cumulation, Period};

use super::View;
use crate::stages::derive::Detail;
use crate::stages::printed::Growths;
use crate::table::column::{Chunk, Column, NEAR, Numbers, Value, near};
use crate::table::{Line, Statement};

/// What a row is about.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) line: &'a Line,
    pub(super) statement: &'a Statement,
}

/// Some rows of `observations`.
pub struct Batch<'a> {
    pub(super) rows: Vec<Row<'a>>,
    pub(super) value: Numbers,
    /// Bounds of values, filled only where a column shows them.
    pub(super) low: Numbers,
    pub(super) high: Numbers,
    pub(super) half_width: Numbers,
    pub(super) growth: Growths,
    /// The rows as columns.
    pub chunk: Chunk,
}

impl<'a> Batch<'a> {
    pub(super) fn new(chunk: Chunk) -> Self {
        let (value, low, high, half_width) = Default::default();
        Self { rows: Vec::new(), value, low, high, half_width, growth: Growths::default(), chunk }
    }

    pub(super) fn clear(&mut self) {
        self.rows.clear();
        [&mut self.value, &mut self.low, &mut self.high, &mut self.half_width].into_iter().for_each(Numbers::clear);
        self.growth.clear();
        self.chunk.clear();
    }

    /// Adds the observation of a group; `false` where its growth is too long for exact arithmetic.
    pub(super) fn push(&mut self, view: &View<'a>, group: usize, detail: Detail, bounds: bool) -> Result<bool, Overflow> {
        let statement = view.series.statement(group);
        let line = match self.rows.last() {
            Some(row) if row.statement.line == statement.line => row.line,
            _ => view.ledger().line(statement),
        };
        self.rows.push(Row { line, statement });
        match view.short_value(group) {
            Some(value) => self.value.push_short(Some(value)),
            None if view.series.is_missing(group) => self.value.push_short(None),
            None => self.value.push(view.printed_value(statement)?),
        }
        if bounds {
            self.push_bounds(view, group, statement)?;
        }
        Ok(self.growth.push(view.series, group, view.beside.scope_changed(group), detail, view.rounder.print()))
    }

    fn push_bounds(&mut self, view: &View<'a>, group: usize, statement: &Statement) -> Result<(), Overflow> {
        match view.short_amount(group) {
            Some(amount) => {
                self.low.push_short(amount.low.map(Short::normalized));
                self.high.push_short(amount.high.map(Short::normalized));
                self.half_width.push_short(amount.half_width);
            }
            None => {
                let amount = view.amount(statement)?;
                self.low.push(view.bound(statement, amount.low, Rounding::Floor));
                self.high.push(view.bound(statement, amount.high, Rounding::Ceiling));
                self.half_width.push(view.rounder.value(amount.half_width));
            }
        }
        Ok(())
    }

    /// Fills a column of shared texts by keys, ids of the program's own of which each means one text in this column.
    pub(super) fn keys<'t>(&self, column: &mut Column, key: impl Fn(&Row<'a>) -> u32, text: impl Fn(&Row<'a>) -> Cow<'t, str>) {
        match column {
            Column::Code(coded) => self.rows.iter().for_each(|row| coded.push_key(key(row), || text(row))),
            other => self.rows.iter().for_each(|row| other.push(Value::Text(&text(row)))),
        }
    }

    /// Fills a column of days with one of the first and the last day of what each row covers.
    pub(super) fn days(&self, column: &mut Column, choose: impl Fn((i32, i32)) -> i32) {
        let mut known: [Option<(Period, Cumulation, i32)>; NEAR] = [None; NEAR];
        for Row { statement, .. } in &self.rows {
            let (period, cumulation) = (statement.period, statement.variant.cumulation());
            let near = &mut known[near(period.to_u32())];
            let day = match *near {
                Some((known, span, day)) if (known, span) == (period, cumulation) => day,
                _ => {
                    let day = choose(View::days(period, statement.variant));
                    *near = Some((period, cumulation, day));
                    day
                }
            };
            column.push(Value::Date(Some(day)));
        }
    }
}

/// Fills a column of numbers.
pub(super) fn numbers(numbers: &Numbers, column: &mut Column) {
    match column {
        Column::Number(column) => column.clone_from(numbers),
        other => numbers.iter().for_each(|number| other.push(Value::Number(number))),
    }
}

/// Fills a column with the texts of the cells.
pub(super) fn texts_as_written(view: &View<'_>, batch: &Batch<'_>, column: &mut Column) {
    let Column::Text(texts) = column else {
        return batch.rows.iter().for_each(|row| column.push(Value::Text(&view.value_text(row.statement))));
    };
    for Row { statement, .. } in &batch.rows {
        match view.value_short(statement) {
            Some(number) => texts.push_short(number),
            None => texts.push(&view.value_text(statement)),
        }
    }
}
