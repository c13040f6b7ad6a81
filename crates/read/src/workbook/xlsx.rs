//! XLSX through calamine's cell reader. What calamine would allocate on the file's word has been looked at by `package`.

use std::collections::HashMap;
use std::io::{Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{CellErrorType, DataRef, Dimensions, Reader, SheetType, SheetVisible, Style, Xlsx, XlsxError};

use super::error::WorkbookError;
use super::format::NumberFormat;
use super::limits::Limits;
use super::merge::Merge;
use super::package::Findings;
use super::sheet::{Sheet, SheetBuilder};
use super::text::{Epoch, iso_text, write_number};
use super::{SheetInfo, Source};

/// An open XLSX workbook.
pub(crate) struct XlsxBook {
    book: Xlsx<Source>,
    findings: Findings,
}

impl XlsxBook {
    pub(crate) fn open(mut source: Source, findings: Findings) -> Result<(Self, Vec<SheetInfo>), WorkbookError> {
        source.seek(SeekFrom::Start(0))?;
        let book = guarded("workbook", || Xlsx::new(source).map_err(|error| fault("workbook", error)))?;
        let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let sheets = sheets.map(|sheet| SheetInfo { name: sheet.name.clone(), visible: sheet.visible == SheetVisible::Visible }).collect();
        Ok((Self { book, findings }, sheets))
    }

    pub(crate) fn sheet(&mut self, name: &str, limits: &Limits) -> Result<Sheet, WorkbookError> {
        guarded(name, || {
            let merges = if self.findings.merges { self.read_merges(name)? } else { Vec::new() };
            let mut sheet = SheetBuilder::new(limits);
            self.read_cells(name, &mut sheet)?;
            sheet.finish(merges)
        })
    }

    fn read_merges(&mut self, name: &str) -> Result<Vec<Merge>, WorkbookError> {
        let ranges = self.book.merge_cells_by_sheet_name(name).map_err(|error| fault(name, error))?;
        let merge = |range: Dimensions| Merge { top: range.start.0, left: range.start.1, bottom: range.end.0, right: range.end.1 };
        Ok(ranges.into_iter().map(merge).collect())
    }

    fn read_cells(&mut self, name: &str, sheet: &mut SheetBuilder<'_>) -> Result<(), WorkbookError> {
        let epoch = if self.book.has_1904_epoch() { Epoch::Y1904 } else { Epoch::Y1900 };
        let mut cells = self.book.worksheet_cells_reader(name).map_err(|error| fault(name, error))?;
        let mut styles = Styles::default();
        let mut text = String::new();
        while let Some((cell, style_id)) = cells.next_cell_with_style_id().map_err(|error| fault(name, error))? {
            if *cell.get_value() == DataRef::Empty {
                continue;
            }
            let (row, column) = cell.get_position();
            let style = styles.get(cells.styles(), style_id);
            sheet.cell(row, column, cell_text(cell.get_value(), &style.format, epoch, &mut text), style.indent)?;
        }
        Ok(())
    }
}

/// What a cell style means for the text.
struct CellStyle {
    format: NumberFormat,
    indent: u8,
}

/// The styles that have been met, read once each.
#[derive(Default)]
struct Styles {
    read: HashMap<usize, CellStyle>,
}

impl Styles {
    fn get(&mut self, palette: &[Style], id: usize) -> &CellStyle {
        // All ids beyond the palette are one style, so that a file cannot have more than it declares.
        let id = id.min(palette.len());
        self.read.entry(id).or_insert_with(|| CellStyle::of(palette.get(id)))
    }
}

impl CellStyle {
    fn of(style: Option<&Style>) -> Self {
        let declared = style.and_then(|style| style.number_format.as_ref());
        let format = match declared {
            // Ids whose meaning depends on the language come without a code.
            Some(format) if format.format_code == "General" => NumberFormat::builtin(format.format_id.unwrap_or_default()),
            Some(format) => NumberFormat::parse(&format.format_code),
            None => NumberFormat::builtin(0),
        };
        let indent = style.and_then(|style| style.alignment.as_ref()).and_then(|alignment| alignment.indent).unwrap_or_default();
        Self { format, indent }
    }
}

/// The text of a cell; `scratch` holds it where the workbook does not.
fn cell_text<'a>(value: &'a DataRef<'_>, format: &NumberFormat, epoch: Epoch, scratch: &'a mut String) -> &'a str {
    match value {
        DataRef::Empty => "",
        DataRef::String(text) | DataRef::DurationIso(text) => text,
        DataRef::SharedString(text) => text,
        DataRef::Bool(true) => "TRUE",
        DataRef::Bool(false) => "FALSE",
        DataRef::DateTimeIso(text) => iso_text(text, format.shown(1.0)),
        DataRef::Error(error) => error_text(error),
        DataRef::Int(number) => {
            write_number(scratch, *number as f64, format, epoch);
            scratch
        }
        DataRef::Float(number) => {
            write_number(scratch, *number, format, epoch);
            scratch
        }
        DataRef::DateTime(moment) => {
            write_number(scratch, moment.as_f64(), format, epoch);
            scratch
        }
    }
}

fn error_text(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

/// Runs what calamine does. Its arithmetic on references (`ref="A9:A1"`) is unchecked: it wraps in release builds and panics where
/// overflow is checked, and a file must never end the program. The panic's message is still printed: the hook that prints it
/// belongs to the whole process.
fn guarded<T>(part: &str, read: impl FnOnce() -> Result<T, WorkbookError>) -> Result<T, WorkbookError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(WorkbookError::damaged(part, "its places contradict each other")))
}

fn fault(part: &str, error: XlsxError) -> WorkbookError {
    match error {
        XlsxError::Password => WorkbookError::Encrypted,
        XlsxError::Io(error) => WorkbookError::Io(error),
        error => WorkbookError::damaged(part, error),
    }
}
