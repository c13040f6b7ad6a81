//! Rows that are each about one statement, on their way into columns: what they are about, and their numbers, each computed once and laid out in the order
//! of the rows. The tables say which columns they have.

use std::borrow::Cow;

use tongbi_domain::catalog::DimensionId;
use tongbi_domain::number::{Overflow, Rounding, Short};
use tongbi_domain::period::{Cumulation, Period};

use super::View;
use crate::stages::printed::Growths;
use crate::stages::reconcile::Outcome;
use crate::table::column::{Chunk, Column, Field, NEAR, Numbers, Value, near};
use crate::table::{Line, Statement, Variant};

/// How rows fill a column.
pub(super) type Put = for<'v, 'b, 'c> fn(&View<'v>, &mut Batch<'b>, &'c mut Column);

/// A column: what it is, and how rows fill it.
pub(super) struct Spec {
    pub(super) field: Field,
    pub(super) put: Put,
}

/// What fills a column.
pub(super) enum Fill {
    Own(Put),
    Dimension(DimensionId),
}

/// A table whose rows are each about one statement, and whose columns are filled one after the other.
pub(super) struct RowTable {
    fields: Vec<Field>,
    fills: Vec<Fill>,
}

impl RowTable {
    pub(super) fn new(columns: impl Iterator<Item = (Field, Fill)>) -> Self {
        let (fields, fills) = columns.unzip();
        Self { fields, fills }
    }

    /// What the columns are.
    pub(super) fn fields(&self) -> &[Field] {
        &self.fields
    }

    pub(super) fn fields_mut(&mut self) -> &mut [Field] {
        &mut self.fields
    }

    /// Room for the rows of a batch; shared texts keep their codes from batch to batch.
    pub(super) fn batch<'a>(&self) -> Batch<'a> {
        Batch { chunk: Chunk::new(&self.fields), ..Batch::default() }
    }

    /// Fills the columns with the rows of a batch.
    pub(super) fn fill(&self, view: &View<'_>, batch: &mut Batch<'_>) {
        let mut chunk = std::mem::take(&mut batch.chunk);
        for (fill, column) in self.fills.iter().zip(&mut chunk.columns) {
            match *fill {
                Fill::Own(put) => put(view, batch, column),
                Fill::Dimension(id) => {
                    let code = |line: &Line| {
                        let rank = line.dimensions.rank(id);
                        Cow::Borrowed(view.catalog().dimensions.get(id).map_or("", |dimension| dimension.code_of(rank)))
                    };
                    batch.keys_of_lines(column, |line| u32::from(line.dimensions.rank(id).0), code);
                }
            }
        }
        batch.chunk = chunk;
    }
}

/// What a row is about.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) line: &'a Line,
    pub(super) statement: &'a Statement,
}

/// Some rows of a table, and the numbers that it shows of them.
#[derive(Default)]
pub struct Batch<'a> {
    pub(super) rows: Vec<Row<'a>>,
    /// Where rows of another line begin.
    lines: Vec<usize>,
    /// Where rows of another variant begin.
    variants: Vec<usize>,
    pub(super) value: Numbers,
    pub(super) low: Numbers,
    pub(super) high: Numbers,
    pub(super) half_width: Numbers,
    pub(super) growth: Growths,
    pub(super) outcomes: Vec<Outcome>,
    /// The rows as columns.
    pub chunk: Chunk,
}

impl<'a> Batch<'a> {
    /// Forgets all rows, and has room for so many.
    pub(super) fn clear(&mut self, rows: usize) {
        self.rows.clear();
        self.rows.reserve(rows);
        self.lines.clear();
        self.variants.clear();
        [&mut self.value, &mut self.low, &mut self.high, &mut self.half_width].into_iter().for_each(Numbers::clear);
        self.growth.clear();
        self.outcomes.clear();
        self.chunk.clear();
        self.chunk.reserve(rows);
    }

    /// Adds a row about a statement. Statements mostly have the line of the one before.
    pub(super) fn push_row(&mut self, view: &View<'a>, statement: &'a Statement) {
        let last = self.rows.last();
        if last.is_none_or(|last| last.statement.variant != statement.variant) {
            self.variants.push(self.rows.len());
        }
        let line = match last {
            Some(row) if row.statement.line == statement.line => row.line,
            _ => {
                self.lines.push(self.rows.len());
                view.ledger().line(statement)
            }
        };
        self.rows.push(Row { line, statement });
    }

    /// Adds the value of a group.
    pub(super) fn push_value(&mut self, view: &View<'a>, group: usize) -> Result<(), Overflow> {
        match view.short_value(group) {
            Some(value) => self.value.push_short(Some(value)),
            None if view.series.is_missing(group) => self.value.push_short(None),
            None => self.value.push(view.printed_value(view.series.statement(group))?),
        }
        Ok(())
    }

    /// Adds the bounds of a statement.
    pub(super) fn push_bounds(&mut self, view: &View<'a>, statement: &Statement) -> Result<(), Overflow> {
        match view.short_amount(statement) {
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

    /// Adds the value of a statement and its bounds.
    pub(super) fn push_amount(&mut self, view: &View<'a>, statement: &Statement) -> Result<(), Overflow> {
        match view.short_amount(statement) {
            Some(amount) => self.value.push_short(Some(amount.value.normalized())),
            None => self.value.push(view.value(statement, view.plain_value(statement)?)),
        }
        self.push_bounds(view, statement)
    }

    /// Fills a column of shared texts by keys, ids of the program's own of which each means one text in this column.
    pub(super) fn keys<'t>(&self, column: &mut Column, key: impl Fn(&Row<'a>) -> u32, text: impl Fn(&Row<'a>) -> Cow<'t, str>) {
        match column {
            Column::Code(coded) => coded.extend_keys(&self.rows, key, text),
            other => self.rows.iter().for_each(|row| other.push(Value::Text(&text(row)))),
        }
    }

    /// [`Batch::keys`] of what all rows of a line have in common, which is looked at once for all of them.
    pub(super) fn keys_of_lines<'t>(&self, column: &mut Column, key: impl Fn(&Line) -> u32, text: impl Fn(&Line) -> Cow<'t, str>) {
        self.keys_of_runs(&self.lines, column, |row| key(row.line), |row| text(row.line));
    }

    /// [`Batch::keys`] of what all rows of a variant have in common, likewise.
    pub(super) fn keys_of_variants<'t>(&self, column: &mut Column, key: impl Fn(Variant) -> u32, text: impl Fn(Variant) -> Cow<'t, str>) {
        self.keys_of_runs(&self.variants, column, |row| key(row.statement.variant), |row| text(row.statement.variant));
    }

    fn keys_of_runs<'t>(
        &self,
        starts: &[usize],
        column: &mut Column,
        key: impl Fn(&Row<'a>) -> u32,
        text: impl Fn(&Row<'a>) -> Cow<'t, str>,
    ) {
        let Column::Code(coded) = column else { return self.keys(column, key, text) };
        let ends = starts.iter().skip(1).copied().chain([self.rows.len()]);
        for (start, end) in starts.iter().zip(ends) {
            let row = &self.rows[*start];
            coded.extend_key(key(row), end - start, || text(row));
        }
    }

    /// Fills a column of lines or cells, counted from 1; nothing where it is 0.
    pub(super) fn places(&self, column: &mut Column, place: impl Fn(&Row<'a>) -> u32) {
        let number = |row| Short::new(i64::from(place(row)), 0).filter(|number| number.mantissa() > 0);
        match column {
            Column::Number(numbers) => self.rows.iter().for_each(|row| numbers.push_short(number(row))),
            other => self.rows.iter().for_each(|row| other.push(Value::Number(number(row).map(Short::to_decimal)))),
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

/// Fills a column of numbers, which it takes over.
pub(super) fn numbers(numbers: &mut Numbers, column: &mut Column) {
    match column {
        Column::Number(column) => std::mem::swap(column, numbers),
        other => numbers.iter().for_each(|number| other.push(Value::Number(number))),
    }
}

/// Fills a column with the texts of the cells.
pub(super) fn texts_as_written(view: &View<'_>, batch: &mut Batch<'_>, column: &mut Column) {
    let Column::Text(texts) = column else {
        return batch.rows.iter().for_each(|row| column.push(Value::Text(&view.value_text(row.statement))));
    };
    for Row { statement, .. } in &batch.rows {
        if let Some(number) = view.value_short(statement) {
            if statement.traits.grouped() { texts.push_grouped(number) } else { texts.push_short(number) }
        } else if let Some(text) = view.written_text(statement) {
            texts.push(text);
        } else {
            texts.push(&view.value_text(statement));
        }
    }
}
