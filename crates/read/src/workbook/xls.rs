//! XLS: cells, formats and merged ranges from the BIFF8 records of an OLE2 document.
//!
//! Not through calamine: it spreads each sheet over a dense range as soon as the file is opened, repeats shared strings without
//! bound, follows chains of sectors in circles, and does not tell the digits that a number format shows.

use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};

use super::biff::{self, BOF, EOF, PART, Record, Records};
use super::error::{Bound, WorkbookError};
use super::format::NumberFormat;
use super::limits::Limits;
use super::merge::Merge;
use super::sheet::{Sheet, SheetBuilder};
use super::text::{Epoch, write_number};
use super::{SheetInfo, Source};

/// An open XLS workbook: the stream, and what its first part says of all sheets.
pub(crate) struct XlsBook {
    stream: Vec<u8>,
    sheets: Vec<usize>,
    strings: Vec<Box<str>>,
    styles: Vec<CellStyle>,
    formats: HashMap<u16, NumberFormat>,
    general: NumberFormat,
    epoch: Epoch,
}

/// What an XF record says: the id of a number format, and an indent.
#[derive(Clone, Copy, Debug)]
struct CellStyle {
    format: u16,
    indent: u8,
}

/// Record types, by their names in the specification of BIFF8.
mod kind {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const DATEMODE: u16 = 0x0022;
    pub(super) const FILEPASS: u16 = 0x002F;
    pub(super) const BOUNDSHEET: u16 = 0x0085;
    pub(super) const MULRK: u16 = 0x00BD;
    pub(super) const RSTRING: u16 = 0x00D6;
    pub(super) const XF: u16 = 0x00E0;
    pub(super) const MERGEDCELLS: u16 = 0x00E5;
    pub(super) const SST: u16 = 0x00FC;
    pub(super) const LABELSST: u16 = 0x00FD;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const BOOLERR: u16 = 0x0205;
    pub(super) const STRING: u16 = 0x0207;
    pub(super) const RK: u16 = 0x027E;
    pub(super) const FORMAT: u16 = 0x041E;
}

/// The version that a BOF record states for Excel 97 and later.
const BIFF8: u16 = 0x0600;

impl XlsBook {
    pub(crate) fn open(source: Source, limits: &Limits) -> Result<(Self, Vec<SheetInfo>), WorkbookError> {
        let mut book = Self {
            stream: read_stream(source, limits)?,
            sheets: Vec::new(),
            strings: Vec::new(),
            styles: Vec::new(),
            formats: HashMap::new(),
            general: NumberFormat::builtin(0),
            epoch: Epoch::Y1900,
        };
        let stream = std::mem::take(&mut book.stream);
        let sheets = book.read_globals(&stream, limits)?;
        book.stream = stream;
        Ok((book, sheets))
    }

    fn read_globals(&mut self, stream: &[u8], limits: &Limits) -> Result<Vec<SheetInfo>, WorkbookError> {
        let mut records = Records::from(stream, 0)?;
        let first = records.next()?;
        if first.kind != BOF || first.u16(0)? != BIFF8 {
            return Err(WorkbookError::Unsupported { kind: "a workbook of Excel 95 or earlier" });
        }
        let mut sheets = Vec::new();
        loop {
            let record = records.next()?;
            match record.kind {
                kind::FILEPASS => return Err(WorkbookError::Encrypted),
                kind::DATEMODE if record.u16(0)? == 1 => self.epoch = Epoch::Y1904,
                kind::FORMAT => {
                    self.formats.insert(record.u16(0)?, NumberFormat::parse(&record.string(2)?));
                }
                kind::XF => {
                    let [alignment] = record.bytes(8)?;
                    self.styles.push(CellStyle { format: record.u16(2)?, indent: alignment & 0x0F });
                }
                // Of the kinds of sheets, 0 has cells; others are charts and macros.
                kind::BOUNDSHEET if record.bytes::<1>(5)? == [0] => {
                    let [state] = record.bytes(4)?;
                    let name = record.short_string(6)?.replace('\0', "");
                    sheets.push(SheetInfo { name, visible: state & 3 == 0 });
                    self.sheets.push(record.u32(0)? as usize);
                }
                kind::SST => self.strings = record.shared_strings(limits)?,
                EOF => return Ok(sheets),
                _ => {}
            }
        }
    }

    pub(crate) fn sheet(&self, index: usize, limits: &Limits) -> Result<Sheet, WorkbookError> {
        let place = self.sheets.get(index).copied().unwrap_or(usize::MAX);
        let mut records = Records::from(&self.stream, place)?;
        if records.next()?.kind != BOF {
            return Err(WorkbookError::damaged(PART, "a sheet does not begin where it should"));
        }
        let mut reader =
            SheetReader { book: self, sheet: SheetBuilder::new(limits), merges: Vec::new(), formula: None, text: String::new() };
        // Charts on a sheet are streams of records within its own; theirs are not the sheet's cells.
        let mut within = 0_u32;
        loop {
            let record = records.next()?;
            match record.kind {
                BOF => within += 1,
                EOF if within == 0 => break,
                EOF => within -= 1,
                _ if within == 0 => reader.take(&record)?,
                _ => {}
            }
        }
        reader.sheet.finish(reader.merges)
    }
}

/// Takes up the records of one sheet.
struct SheetReader<'a> {
    book: &'a XlsBook,
    sheet: SheetBuilder<'a>,
    merges: Vec<Merge>,
    /// The place of a formula whose text comes in a record of its own, and its style.
    formula: Option<(u16, u16, u16)>,
    text: String,
}

impl SheetReader<'_> {
    fn take(&mut self, record: &Record<'_>) -> Result<(), WorkbookError> {
        match record.kind {
            kind::NUMBER => self.number(record, 0, f64::from_le_bytes(record.bytes(6)?)),
            kind::RK => self.number(record, 0, rk(record.u32(6)?)),
            kind::MULRK => self.numbers(record),
            kind::LABELSST => {
                let index = record.u32(6)? as usize;
                let text = self.book.strings.get(index).ok_or_else(|| WorkbookError::damaged(PART, "a shared string is missing"))?;
                self.put((record.u16(0)?, record.u16(2)?, record.u16(4)?), text)
            }
            kind::LABEL | kind::RSTRING => self.put((record.u16(0)?, record.u16(2)?, record.u16(4)?), &record.string(6)?),
            kind::BOOLERR => {
                let [value, is_error] = record.bytes(6)?;
                self.put((record.u16(0)?, record.u16(2)?, record.u16(4)?), bool_or_error(value, is_error != 0))
            }
            kind::FORMULA => self.formula(record),
            kind::STRING => match self.formula.take() {
                Some(place) => self.put(place, &record.string(0)?),
                None => Ok(()),
            },
            kind::MERGEDCELLS => self.merged(record),
            _ => Ok(()),
        }
    }

    fn put(&mut self, (row, column, style): (u16, u16, u16), text: &str) -> Result<(), WorkbookError> {
        let indent = self.book.styles.get(usize::from(style)).map_or(0, |style| style.indent);
        self.sheet.cell(u32::from(row), u32::from(column), text, indent)
    }

    /// A number at the record's place, or so many columns to its right, with its style six bytes further for each.
    fn number(&mut self, record: &Record<'_>, step: u16, number: f64) -> Result<(), WorkbookError> {
        let style = record.u16(4 + 6 * usize::from(step))?;
        let id = self.book.styles.get(usize::from(style)).map_or(0, |style| style.format);
        let builtin;
        let format = match self.book.formats.get(&id) {
            Some(format) => format,
            None if id == 0 => &self.book.general,
            None => {
                builtin = NumberFormat::builtin(u32::from(id));
                &builtin
            }
        };
        let mut text = std::mem::take(&mut self.text);
        write_number(&mut text, number, format, self.book.epoch);
        let column = record.u16(2)?.saturating_add(step);
        let put = self.put((record.u16(0)?, column, style), &text);
        self.text = text;
        put
    }

    fn numbers(&mut self, record: &Record<'_>) -> Result<(), WorkbookError> {
        // Row, first column, pairs of style and number, last column.
        let pairs = record.data.len().saturating_sub(6) / 6;
        for step in 0..u16::try_from(pairs).unwrap_or(u16::MAX) {
            self.number(record, step, rk(record.u32(6 + 6 * usize::from(step))?))?;
        }
        Ok(())
    }

    fn formula(&mut self, record: &Record<'_>) -> Result<(), WorkbookError> {
        let place = (record.u16(0)?, record.u16(2)?, record.u16(4)?);
        self.formula = None;
        match record.bytes::<8>(6)? {
            [0, .., 0xFF, 0xFF] => self.formula = Some(place),
            [1, _, value, .., 0xFF, 0xFF] => self.put(place, bool_or_error(value, false))?,
            [2, _, value, .., 0xFF, 0xFF] => self.put(place, bool_or_error(value, true))?,
            [_, .., 0xFF, 0xFF] => {}
            number => self.number(record, 0, f64::from_le_bytes(number))?,
        }
        Ok(())
    }

    fn merged(&mut self, record: &Record<'_>) -> Result<(), WorkbookError> {
        for index in 0..usize::from(record.u16(0)?) {
            let place = |part: usize| record.u16(2 + 8 * index + 2 * part).map(u32::from);
            self.merges.push(Merge { top: place(0)?, bottom: place(1)?, left: place(2)?, right: place(3)? });
        }
        Ok(())
    }
}

/// A number in 32 bits: the lowest says whether it is in hundredths, the next whether it is whole.
fn rk(bits: u32) -> f64 {
    let number = if bits & 2 != 0 { f64::from(bits.cast_signed() >> 2) } else { f64::from_bits(u64::from(bits & !3) << 32) };
    if bits & 1 != 0 { number / 100.0 } else { number }
}

fn bool_or_error(value: u8, is_error: bool) -> &'static str {
    match (is_error, value) {
        (false, 0) => "FALSE",
        (false, _) => "TRUE",
        (true, 0x00) => "#NULL!",
        (true, 0x07) => "#DIV/0!",
        (true, 0x0F) => "#VALUE!",
        (true, 0x17) => "#REF!",
        (true, 0x1D) => "#NAME?",
        (true, 0x24) => "#NUM!",
        (true, 0x2B) => "#GETTING_DATA",
        (true, _) => "#N/A",
    }
}

/// The stream of records inside the OLE2 document.
fn read_stream(mut source: Source, limits: &Limits) -> Result<Vec<u8>, WorkbookError> {
    let length = source.seek(SeekFrom::End(0))?;
    if length > limits.unpacked_bytes {
        return Err(WorkbookError::too_large(Bound::UnpackedBytes, limits.unpacked_bytes));
    }
    source.seek(SeekFrom::Start(0))?;
    let ole_fault = |error: std::io::Error| WorkbookError::damaged("OLE2 document", error);
    let mut document = cfb::CompoundFile::open(source).map_err(ole_fault)?;
    if document.is_stream("/EncryptedPackage") {
        return Err(WorkbookError::Encrypted);
    }
    // Excel 95 wrote `Book`; some programs write BIFF8 under that name, and the records tell.
    let Some(name) = ["/Workbook", "/Book"].into_iter().find(|name| document.is_stream(name)) else {
        return Err(WorkbookError::Unsupported { kind: "an OLE2 document without a workbook" });
    };
    let entry = document.open_stream(name).map_err(ole_fault)?;
    // A stream cannot be longer than the file; chains of sectors that run in circles say it is.
    let mut stream = Vec::new();
    entry.take(length.saturating_add(1)).read_to_end(&mut stream).map_err(ole_fault)?;
    match stream.len() as u64 > length {
        true => Err(biff::too_short()),
        false => Ok(stream),
    }
}
