//! ODS, read from its `content.xml` cell by cell.
//!
//! Not through calamine: it spreads repeated rows and columns over a dense range, knows no merged ranges and no percentages, and
//! does not come to an end where the part ends too early.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Seek, SeekFrom};

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use zip::ZipArchive;

use super::error::{Bound, WorkbookError};
use super::format::Shown;
use super::limits::Limits;
use super::merge::Merge;
use super::package::{self, zip_fault};
use super::sheet::{Sheet, SheetBuilder};
use super::text::{iso_text, write_decimal, write_percent};
use super::{SheetInfo, Source};

const PART: &str = "content.xml";

/// An open ODS workbook. Its sheets stand in one part, so all are passed over to reach one.
pub(crate) struct OdsBook {
    archive: ZipArchive<Source>,
}

impl OdsBook {
    pub(crate) fn open(mut source: Source, limits: &Limits) -> Result<(Self, Vec<SheetInfo>), WorkbookError> {
        source.seek(SeekFrom::Start(0))?;
        let mut book = Self { archive: package::archive(source)? };
        book.refuse_encrypted()?;
        let sheets = book.list_sheets(limits)?;
        Ok((book, sheets))
    }

    pub(crate) fn sheet(&mut self, index: usize, limits: &Limits) -> Result<Sheet, WorkbookError> {
        let mut parser = self.parser(PART)?;
        let mut table = 0;
        loop {
            match parser.next()? {
                Step::Open(name, _) if name == "table:table" && table == index => break,
                Step::Open(name, _) if name == "table:table" => {
                    parser.skip()?;
                    table += 1;
                }
                Step::End => return Err(WorkbookError::damaged(PART, "the sheet has gone")),
                _ => {}
            }
        }
        TableReader { parser, sheet: SheetBuilder::new(limits), merges: Vec::new(), row: 0 }.read()
    }

    fn parser(&mut self, part: &str) -> Result<Parser<impl BufRead + '_>, WorkbookError> {
        let file = self.archive.by_name(part).map_err(|error| zip_fault(part, error))?;
        Ok(Parser::new(BufReader::new(file)))
    }

    fn refuse_encrypted(&mut self) -> Result<(), WorkbookError> {
        let mut parser = self.parser("META-INF/manifest.xml")?;
        loop {
            match parser.next()? {
                Step::Open(name, _) if name.ends_with(":encryption-data") => return Err(WorkbookError::Encrypted),
                Step::End => return Ok(()),
                _ => {}
            }
        }
    }

    fn list_sheets(&mut self, limits: &Limits) -> Result<Vec<SheetInfo>, WorkbookError> {
        let mut parser = self.parser(PART)?;
        let mut sheets = Vec::new();
        let (mut style, mut hidden) = (String::new(), HashSet::new());
        loop {
            match parser.next()? {
                Step::Open(name, tag) => match name.as_str() {
                    "style:style" => style = attribute(&tag, "style:name")?.unwrap_or_default(),
                    "style:table-properties" if attribute(&tag, "table:display")?.as_deref() == Some("false") => {
                        hidden.insert(style.clone());
                    }
                    "table:table" => {
                        let visible = attribute(&tag, "table:style-name")?.is_none_or(|style| !hidden.contains(&style));
                        sheets.push(SheetInfo { name: attribute(&tag, "table:name")?.unwrap_or_default(), visible });
                        if sheets.len() as u64 > limits.cells {
                            return Err(WorkbookError::too_large(Bound::Cells, limits.cells));
                        }
                        parser.skip()?;
                    }
                    _ => {}
                },
                Step::End => return Ok(sheets),
                Step::Close | Step::Text(_) => {}
            }
        }
    }
}

/// One step through a part.
enum Step {
    Open(String, BytesStart<'static>),
    Close,
    Text(String),
    End,
}

/// Reads XML; a part that ends inside an element is damaged.
struct Parser<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
    depth: usize,
}

/// Deeper than any document; quick-xml keeps the names of all open elements.
const MOST_DEPTH: usize = 256;

impl<R: BufRead> Parser<R> {
    fn new(input: R) -> Self {
        let mut reader = Reader::from_reader(input);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0 }
    }

    fn next(&mut self) -> Result<Step, WorkbookError> {
        loop {
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer).map_err(|error| WorkbookError::damaged(PART, error))?;
            return Ok(match event {
                Event::Start(tag) => {
                    self.depth += 1;
                    if self.depth > MOST_DEPTH {
                        return Err(WorkbookError::damaged(PART, format_args!("elements more than {MOST_DEPTH} deep")));
                    }
                    Step::Open(tag.name().as_ref().to_owned(), tag.into_owned())
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Step::Close
                }
                Event::Text(text) => Step::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Step::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => Step::Text(resolve(&reference)?),
                Event::Eof if self.depth > 0 => return Err(WorkbookError::damaged(PART, "it ends too early")),
                Event::Eof => Step::End,
                _ => continue,
            });
        }
    }

    /// Passes over the element that has just been opened.
    fn skip(&mut self) -> Result<(), WorkbookError> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            self.next()?;
        }
        Ok(())
    }
}

fn resolve(reference: &BytesRef<'_>) -> Result<String, WorkbookError> {
    let character = reference.resolve_char_ref().map_err(|error| WorkbookError::damaged(PART, error))?;
    match (character, reference.as_ref()) {
        (Some(character), _) => Ok(character.to_string()),
        (None, "amp") => Ok("&".to_owned()),
        (None, "lt") => Ok("<".to_owned()),
        (None, "gt") => Ok(">".to_owned()),
        (None, "quot") => Ok("\"".to_owned()),
        (None, "apos") => Ok("'".to_owned()),
        _ => Err(WorkbookError::Entities { part: PART.to_owned() }),
    }
}

/// Reads the element of one sheet.
struct TableReader<'l, R> {
    parser: Parser<R>,
    sheet: SheetBuilder<'l>,
    merges: Vec<Merge>,
    row: u32,
}

/// A cell of the row that is being read, with the columns it stands for.
struct OdsCell {
    column: u32,
    columns: u32,
    text: String,
    /// Rows and columns that its merged range has.
    span: (u32, u32),
}

impl<R: BufRead> TableReader<'_, R> {
    fn read(mut self) -> Result<Sheet, WorkbookError> {
        let outside = self.parser.depth - 1;
        while self.parser.depth > outside {
            // Rows may stand in groups of rows; those are opened and closed on the way.
            if let Step::Open(name, tag) = self.parser.next()? {
                match name.as_str() {
                    "table:table-row" => self.read_row(&tag)?,
                    "table:shapes" | "office:forms" | "table:table-columns" => self.parser.skip()?,
                    _ => {}
                }
            }
        }
        self.sheet.finish(self.merges)
    }

    fn read_row(&mut self, tag: &BytesStart<'_>) -> Result<(), WorkbookError> {
        let rows = count(tag, "table:number-rows-repeated")?;
        let outside = self.parser.depth - 1;
        let (mut cells, mut column) = (Vec::new(), 0_u32);
        while self.parser.depth > outside {
            if let Step::Open(name, tag) = self.parser.next()? {
                if !matches!(name.as_str(), "table:table-cell" | "table:covered-table-cell") {
                    self.parser.skip()?;
                    continue;
                }
                let columns = count(&tag, "table:number-columns-repeated")?;
                let span = (count(&tag, "table:number-rows-spanned")?, count(&tag, "table:number-columns-spanned")?);
                let text = self.read_cell(&tag)?;
                if !text.is_empty() {
                    cells.push(OdsCell { column, columns, text, span });
                }
                column = column.saturating_add(columns);
            }
        }
        if !cells.is_empty() {
            for row in self.row..self.row.saturating_add(rows) {
                self.put(row, &cells)?;
            }
        }
        self.row = self.row.saturating_add(rows);
        Ok(())
    }

    fn put(&mut self, row: u32, cells: &[OdsCell]) -> Result<(), WorkbookError> {
        for cell in cells {
            for column in cell.column..cell.column.saturating_add(cell.columns) {
                self.sheet.cell(row, column, &cell.text, 0)?;
                if cell.span != (1, 1) {
                    let (bottom, right) = (row.saturating_add(cell.span.0 - 1), column.saturating_add(cell.span.1 - 1));
                    self.merges.push(Merge { top: row, left: column, bottom, right });
                }
            }
        }
        Ok(())
    }

    /// The text of the cell that has just been opened, which is closed then.
    fn read_cell(&mut self, tag: &BytesStart<'_>) -> Result<String, WorkbookError> {
        let shown = self.read_paragraphs()?;
        let value = |name: &str| attribute(tag, name);
        let kind = attribute(tag, "office:value-type")?.unwrap_or_default();
        let mut text = String::new();
        match kind.as_str() {
            "float" | "currency" => write_decimal(&mut text, number(&value("office:value")?.unwrap_or_default())?, 0),
            "percentage" => write_percent(&mut text, number(&value("office:value")?.unwrap_or_default())?, 0),
            "date" => text.push_str(iso_text(&value("office:date-value")?.unwrap_or_default(), Shown::Day)),
            "boolean" => text.push_str(if value("office:boolean-value")?.as_deref() == Some("true") { "TRUE" } else { "FALSE" }),
            // A time is `PT8H30M` as a value; people write it as it is shown. An error is an empty string that shows its name.
            _ => text = value("office:string-value")?.filter(|text| !text.is_empty()).unwrap_or(shown),
        }
        Ok(text)
    }

    fn read_paragraphs(&mut self) -> Result<String, WorkbookError> {
        let cell = self.parser.depth - 1;
        let (mut text, mut paragraphs) = (String::new(), 0);
        while self.parser.depth > cell {
            match self.parser.next()? {
                Step::Open(name, tag) => match name.as_str() {
                    "text:p" => {
                        if paragraphs > 0 {
                            text.push('\n');
                        }
                        paragraphs += 1;
                    }
                    "text:s" => {
                        let spaces = count(&tag, "text:c")?;
                        // As long as a cell's text may be in any spreadsheet program.
                        text.extend(std::iter::repeat_n(' ', spaces.min(32_767) as usize));
                    }
                    "text:tab" => text.push('\t'),
                    "text:line-break" => text.push('\n'),
                    "text:span" | "text:a" | "text:ruby" | "text:ruby-base" => {}
                    // Comments, pictures, and how ideographs are pronounced.
                    _ => self.parser.skip()?,
                },
                Step::Text(part) if paragraphs > 0 => text.push_str(&part),
                _ => {}
            }
        }
        Ok(text)
    }
}

/// A number of rows, columns or spaces: at least 1, and 1 where nothing is said.
fn count(tag: &BytesStart<'_>, name: &str) -> Result<u32, WorkbookError> {
    let Some(text) = attribute(tag, name)? else {
        return Ok(1);
    };
    let count: u64 = text.parse().map_err(|_| WorkbookError::damaged(PART, format_args!("{name} is `{text:.20}`")))?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX).max(1))
}

fn number(text: &str) -> Result<f64, WorkbookError> {
    text.parse().map_err(|_| WorkbookError::damaged(PART, format_args!("a number is `{text:.40}`")))
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, WorkbookError> {
    let found = tag.try_get_attribute(name).map_err(|error| WorkbookError::damaged(PART, error))?;
    let value = found.map(|attribute| attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map(std::borrow::Cow::into_owned));
    value.transpose().map_err(|error| WorkbookError::damaged(PART, error))
}
