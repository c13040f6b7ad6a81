//! The reader of delimited text.

use std::io::{self, Read, SeekFrom};

use csv::{ByteRecord, Position};

use super::delimiter::{self, DelimiterBasis};
use super::dialect::{Dialect, Format};
use super::faults::{self, Faults};
use super::form::{like, ordinary};
use super::split::split;
use super::tape::{Stop, Tape};
use crate::encoding::{self, Basis, CHUNK, Decoder, Encoding};
use crate::row::Filled;
use crate::{Problem, ReadError, Row};

/// Reads delimited text row by row. All rows are given, ragged ones and the header among them; empty lines are skipped.
///
/// A quote that is not closed is plain text: the row ends with its line, and the lines that it would have swallowed are
/// read with quotes as before. A quote counts as unclosed at the end of the file, at the row limit, and when the field has
/// line breaks and its closing quote is followed by text, or lies beyond the field limit.
pub struct DelimitedReader<R: Read> {
    csv: csv::Reader<Tape<R>>,
    /// What csv reads a row to. Only the row's end is taken from it.
    record: ByteRecord,
    /// Whether ordinary rows were read since csv read one, so that it must be wound to where the next begins.
    behind: bool,
    dialect: Dialect,
    format: Format,
    delimiter_basis: DelimiterBasis,
    encoding: Encoding,
    basis: Basis,
    problems: Vec<Problem>,
    over: bool,
}

impl<R: Read> DelimitedReader<R> {
    /// Reads the first 64 KiB and settles encoding and delimiter.
    pub fn open(reader: R, dialect: Dialect) -> Result<Self, ReadError> {
        Self::open_in_chunks(reader, dialect, CHUNK)
    }

    /// The same with chunks, and a head, of another size.
    pub(super) fn open_in_chunks(mut reader: R, dialect: Dialect, chunk: usize) -> Result<Self, ReadError> {
        dialect.check().map_err(ReadError::Dialect)?;
        let mut head = Vec::new();
        reader.by_ref().take(chunk as u64).read_to_end(&mut head)?;
        let choice =
            encoding::choose(&head, head.len() < chunk, dialect.encoding).map_err(|looks_like| ReadError::NotText { looks_like })?;
        let tape = Tape::new(Decoder::new(reader, choice.encoding, &head, chunk), dialect.max_row_bytes, chunk)?;
        let (delimiter, delimiter_basis) = match dialect.delimiter {
            Some(delimiter) => (delimiter, DelimiterBasis::Declared),
            None => delimiter::find(tape.ahead().0, head.len() < chunk, dialect.quote),
        };
        let format = Format { delimiter, quote: dialect.quote };
        let overruled = choice.overruled.map(|declared| Problem::MarkContradicts { declared, mark: choice.encoding });
        Ok(Self {
            csv: csv_reader(tape, format, chunk)?,
            record: ByteRecord::new(),
            behind: false,
            dialect,
            format,
            delimiter_basis,
            encoding: choice.encoding,
            basis: choice.basis,
            problems: overruled.into_iter().collect(),
            over: false,
        })
    }

    /// The encoding by which the text is read.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// On what ground the encoding was chosen.
    pub fn encoding_basis(&self) -> Basis {
        self.basis
    }

    /// The byte between fields.
    pub fn delimiter(&self) -> u8 {
        self.format.delimiter
    }

    /// On what ground the delimiter was chosen.
    pub fn delimiter_basis(&self) -> DelimiterBasis {
        self.delimiter_basis
    }

    /// The problems of the rows read since the last call. Ask after each row: they are kept until then.
    pub fn take_problems(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.problems)
    }

    /// Reads the next row; false, and an empty row, when there is none. After an error there is none.
    pub fn read_row(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        if self.over {
            row.clear();
            return Ok(false);
        }
        if self.ordinary(row) {
            return Ok(true);
        }
        let read = self.read_by_csv(row);
        self.over = !matches!(read, Ok(true));
        read
    }

    /// Reads the next row without csv; false, and an empty row, where that is not possible: it is not ordinary, not here to its end, larger than
    /// a field may be, or something is wrong with its bytes.
    fn ordinary(&mut self, row: &mut Row) -> bool {
        let (format, dialect) = (self.format, &self.dialect);
        let tape = self.csv.get_mut();
        let begin = tape.pass_blank();
        let found = row.fill(tape.ahead().0, |text, before, bounds| {
            let like = before.and_then(|before| like(text, format, before, bounds));
            let (found, alike) = match like {
                Some(found) => found,
                None => (ordinary(text, format, dialect.max_fields, bounds)?, 0),
            };
            let end = begin + found.length as u64;
            let apart = found.length > dialect.max_field_bytes || tape.has_faults(end);
            (!apart).then_some(Filled { what: found, length: found.length, bare: !found.quoted, alike })
        });
        let Some(found) = found else { return false };
        row.place(tape.line(), begin);
        let end = begin + found.length as u64;
        if found.folded {
            tape.pass(end);
        } else {
            tape.pass_line(end, found.ends_in_cr);
        }
        self.behind = true;
        true
    }

    /// Reads the next row whatever it is: csv finds its end.
    fn read_by_csv(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        if std::mem::take(&mut self.behind) {
            let begin = self.csv.get_ref().keep();
            wind_to(&mut self.csv, begin).map_err(io_error)?;
        }
        match self.csv.read_byte_record(&mut self.record) {
            Ok(true) => {
                let end = self.csv.position().byte();
                let begin = self.csv.get_mut().pass_blank();
                self.settle(row, begin, end, true).map(|()| true)
            }
            Ok(false) => Ok(false),
            Err(error) => self.stopped(row, error).map(|()| true),
        }
    }

    /// A row that csv could not read to its end: only an unclosed quote saves it.
    fn stopped(&mut self, row: &mut Row, error: csv::Error) -> Result<(), ReadError> {
        let tape = self.csv.get_mut();
        let stop = tape.take_stop();
        let begin = tape.pass_blank();
        match stop {
            Some(Stop::RowTooLong) => {
                let end = tape.end();
                self.settle(row, begin, end, false)
            }
            Some(Stop::TooManyMalformed) => Err(ReadError::WrongEncoding { line: tape.line(), assumed: self.encoding }),
            Some(Stop::Io(error)) => Err(error.into()),
            None => Err(io_error(error).into()),
        }
    }

    /// Reads a row from its raw text, with all that is wrong about it. `complete` says that csv found its end.
    fn settle(&mut self, row: &mut Row, begin: u64, end: u64, complete: bool) -> Result<(), ReadError> {
        let tape = self.csv.get_mut();
        let line = tape.line();
        row.begin(line, begin);
        let raw = tape.raw(begin, end);
        let split = split(row, raw, self.format, &self.dialect);
        if row.len() > self.dialect.max_fields {
            return Err(ReadError::TooManyFields { line, limit: self.dialect.max_fields });
        }
        if !complete && split.length == raw.len() {
            return Err(ReadError::RowTooLong { line, limit: self.dialect.max_row_bytes });
        }
        let stop = begin + split.length as u64;
        let long_fields = row.cut_fields(self.dialect.max_field_bytes);
        if tape.has_faults(stop) || !split.is_sound() || !long_fields.is_empty() {
            let malformed = tape.take_malformed(stop);
            let faults = Faults { begin, line, split: &split, long_fields, malformed, assumed: self.encoding };
            self.problems.extend(faults::told(faults, tape.raw(begin, stop), self.format));
            tape.pass_nuls(stop);
        }
        tape.pass(stop);
        if stop < end { wind_to(&mut self.csv, stop).map_err(|error| io_error(error).into()) } else { Ok(()) }
    }
}

impl<R: Read> crate::layout::Rows for DelimitedReader<R> {
    fn read_row(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        Self::read_row(self, row)
    }

    fn take_problems(&mut self) -> Vec<Problem> {
        Self::take_problems(self)
    }
}

/// A csv reader that stands behind the byte order mark.
fn csv_reader<R: Read>(tape: Tape<R>, format: Format, chunk: usize) -> Result<csv::Reader<Tape<R>>, ReadError> {
    let begin = tape.keep();
    let mut csv = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(format.delimiter)
        .quoting(format.quote.is_some())
        .quote(format.quote.unwrap_or(b'"'))
        .buffer_capacity(chunk)
        .from_reader(tape);
    // csv reads a header before it seeks for the first time, unless it has one.
    csv.set_byte_headers(ByteRecord::new());
    wind_to(&mut csv, begin).map_err(io_error)?;
    Ok(csv)
}

/// Goes on reading from an offset that the tape still keeps: the beginning, or a line break.
fn wind_to<R: Read>(csv: &mut csv::Reader<Tape<R>>, offset: u64) -> Result<(), csv::Error> {
    let mut position = Position::new();
    position.set_byte(offset);
    csv.seek_raw(SeekFrom::Start(offset), position)
}

/// The input's error in csv's.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
