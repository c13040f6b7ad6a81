//! A sheet as text: its cells in order, and its rows with what merged ranges say in them. It knows no file format.

use std::borrow::Borrow;

use super::error::{Bound, WorkbookError};
use super::limits::Limits;
use super::merge::{self, Merge, Sweep};
use crate::layout::Rows;
use crate::{Cover, Problem, ReadError, Row};

/// The last row and column that a spreadsheet program can have, from 0.
const LAST_ROW: u32 = 1_048_575;
const LAST_COLUMN: u32 = 16_383;
/// Spreadsheet programs hold 32 767 characters in a cell; what is many times longer is no text of a table.
const MOST_CELL_BYTES: usize = 1 << 20;

/// A sheet: its cells that have text, and its merged ranges.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    text: String,
    /// In order of row and column, no place twice; a cell that a merged range covers is not here.
    cells: Vec<Cell>,
    /// Ranges whose origin has text, in order of their origins.
    merges: Vec<Merge>,
    /// The origin of each range, in `cells`.
    origins: Vec<usize>,
}

/// A cell with text, at its place from 0; the text stands in the sheet's.
#[derive(Clone, Copy, Debug)]
struct Cell {
    row: u32,
    column: u32,
    start: u32,
    end: u32,
    indent: u8,
}

/// The rows of a sheet that have text, from the top; see [`Sheet::rows`].
#[derive(Clone, Debug)]
pub struct SheetRows<S> {
    sheet: S,
    next: usize,
    sweep: Sweep,
}

impl Sheet {
    /// The rows that have text, from the top. Each [`Row::line`] is the row of the sheet from 1, and field 0 is column A.
    ///
    /// A field that a merged range covers has its origin's text. A row that only has texts from rows above is none.
    pub fn rows(&self) -> SheetRows<&Self> {
        SheetRows { sheet: self, next: 0, sweep: Sweep::default() }
    }

    /// Like [`Sheet::rows`], and keeps the sheet.
    pub fn into_rows(self) -> SheetRows<Self> {
        SheetRows { sheet: self, next: 0, sweep: Sweep::default() }
    }

    fn text(&self, cell: usize) -> &str {
        self.cells.get(cell).and_then(|cell| self.text.get(cell.start as usize..cell.end as usize)).unwrap_or_default()
    }

    /// The cells of the row in which `first` is the first.
    fn row_of(&self, first: usize) -> std::ops::Range<usize> {
        let row = self.cells[first].row;
        let width = self.cells[first..].iter().take_while(|cell| cell.row == row).count();
        first..first + width
    }

    /// Leaves out what merged ranges cover, finds the origin of each, and counts what the rows will deliver.
    fn settle(&mut self, limits: &Limits) -> Result<(), WorkbookError> {
        let merges = std::mem::take(&mut self.merges);
        let mut sweep = Sweep::default();
        self.cells.retain(|cell| {
            sweep.walk_to(&merges, cell.row);
            sweep.at(&merges, cell.row, cell.column).is_none_or(|merge| (merge.top, merge.left) == (cell.row, cell.column))
        });
        for merge in merges {
            let origin = self.cells.binary_search_by_key(&(merge.top, merge.left), |cell| (cell.row, cell.column));
            if let Ok(origin) = origin {
                self.merges.push(merge);
                self.origins.push(origin);
            }
        }
        self.measure(limits)
    }

    fn measure(&self, limits: &Limits) -> Result<(), WorkbookError> {
        let mut sweep = Sweep::default();
        let (mut grid, mut repeated) = (0_u64, 0_u64);
        let mut first = 0;
        while first < self.cells.len() {
            let cells = self.row_of(first);
            let row = self.cells[first].row;
            let mut width = self.cells[cells.end - 1].column;
            sweep.walk_to(&self.merges, row);
            for index in sweep.in_row(&self.merges, row) {
                width = width.max(self.merges[index].right);
                repeated += self.text(self.origins[index]).len() as u64;
                grid += 1;
            }
            grid += u64::from(width) + 1;
            if grid > limits.grid {
                return Err(WorkbookError::too_large(Bound::Grid, limits.grid));
            }
            if repeated > limits.text_bytes.saturating_mul(4) {
                return Err(WorkbookError::too_large(Bound::TextBytes, limits.text_bytes.saturating_mul(4)));
            }
            first = cells.end;
        }
        Ok(())
    }
}

impl<S: Borrow<Sheet>> Rows for SheetRows<S> {
    fn read_row(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        let sheet: &Sheet = self.sheet.borrow();
        let Some(first) = sheet.cells.get(self.next) else {
            row.clear();
            return Ok(false);
        };
        let line = first.row;
        row.begin(u64::from(line) + 1, 0);
        let cells = sheet.row_of(self.next);
        self.next = cells.end;
        let mut own = cells.peekable();
        let push_own = |row: &mut Row, cell: usize| {
            row.pad(sheet.cells[cell].column as usize);
            row.push(sheet.text(cell));
            row.indent_last(sheet.cells[cell].indent);
        };
        self.sweep.walk_to(&sheet.merges, line);
        for index in self.sweep.in_row(&sheet.merges, line) {
            let merge = sheet.merges[index];
            while let Some(cell) = own.next_if(|cell| sheet.cells[*cell].column < merge.left) {
                push_own(row, cell);
            }
            match own.next_if(|_| merge.top == line) {
                Some(origin) => {
                    push_own(row, origin);
                    row.repeat_last(merge.width() - 1, Cover::Across);
                }
                None => {
                    row.pad(merge.left as usize);
                    row.push_from_above(sheet.text(sheet.origins[index]), merge.width());
                }
            }
        }
        own.for_each(|cell| push_own(row, cell));
        Ok(true)
    }

    fn take_problems(&mut self) -> Vec<Problem> {
        Vec::new()
    }

    fn ends_with_text(&self) -> bool {
        true
    }
}

/// Takes up the cells of a sheet, in any order, and counts them.
pub(crate) struct SheetBuilder<'l> {
    sheet: Sheet,
    limits: &'l Limits,
}

impl<'l> SheetBuilder<'l> {
    pub(crate) fn new(limits: &'l Limits) -> Self {
        Self { sheet: Sheet::default(), limits }
    }

    /// Takes up a cell at its place from 0, unless its text is empty. A later cell at the same place takes over.
    pub(crate) fn cell(&mut self, row: u32, column: u32, text: &str, indent: u8) -> Result<(), WorkbookError> {
        if text.is_empty() {
            return Ok(());
        }
        if row > LAST_ROW || column > LAST_COLUMN {
            let fault = format_args!("a cell in row {}, column {}", u64::from(row) + 1, u64::from(column) + 1);
            return Err(WorkbookError::damaged("cells", fault));
        }
        if text.len() > MOST_CELL_BYTES {
            return Err(WorkbookError::too_large(Bound::TagBytes, MOST_CELL_BYTES as u64));
        }
        let start = self.sheet.text.len();
        let end = start + text.len();
        // Places in the text are 32 bits, whatever the limits say.
        let most_bytes = self.limits.text_bytes.min(u64::from(u32::MAX));
        if end as u64 > most_bytes {
            return Err(WorkbookError::too_large(Bound::TextBytes, most_bytes));
        }
        if self.sheet.cells.len() as u64 >= self.limits.cells {
            return Err(WorkbookError::too_large(Bound::Cells, self.limits.cells));
        }
        self.sheet.text.push_str(text);
        self.sheet.cells.push(Cell { row, column, start: start as u32, end: end as u32, indent });
        Ok(())
    }

    /// The sheet with its merged ranges.
    pub(crate) fn finish(mut self, merges: Vec<Merge>) -> Result<Sheet, WorkbookError> {
        let cells = &mut self.sheet.cells;
        let place = |cell: &Cell| (cell.row, cell.column);
        if !cells.is_sorted_by(|before, after| place(before) < place(after)) {
            cells.sort_by_key(place);
            cells.dedup_by(|later, kept| {
                let same = place(later) == place(kept);
                if same {
                    *kept = *later;
                }
                same
            });
        }
        self.sheet.merges = merge::in_order(merges)?;
        self.sheet.settle(self.limits)?;
        Ok(self.sheet)
    }
}
