//! The decoded text between reader and csv, kept from the beginning of the current row on.

use std::io::{self, Read, Seek, SeekFrom};

use memchr::memchr;

use super::lines::Lines;
use crate::encoding::{Decoder, Malformed};

/// More broken sequences than this behind one row's beginning are no accident.
const MAX_MALFORMED: usize = 1 << 18;
/// How many bytes csv gets first after it was wound back; each further read gets twice as many.
const FIRST_STEP: usize = 512;
/// U+FEFF in UTF-8.
const MARK: &[u8] = "\u{FEFF}".as_bytes();

/// Why the tape refused to go on.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The row is longer than it may be.
    RowTooLong,
    /// Too many broken sequences.
    TooManyMalformed,
    /// The reader failed.
    Io(io::Error),
}

/// A window on the decoded text, which csv reads from and can be wound back on. All offsets count from the text's
/// beginning, byte order mark included.
pub(crate) struct Tape<R> {
    decoder: Decoder<R>,
    text: String,
    /// The offset of `text`.
    start: u64,
    /// No byte before this is needed any more, and its lines are counted.
    keep: u64,
    /// The byte that csv gets next.
    next: u64,
    /// How many bytes csv gets at most; 0 where it was wound and has got none since.
    step: usize,
    chunk: usize,
    lines: Lines,
    max_row_bytes: usize,
    first_nul: Option<u64>,
    ended: bool,
    stop: Option<Stop>,
}

impl<R: Read> Tape<R> {
    /// A tape with the first text on it, at the beginning behind any byte order mark.
    pub(crate) fn new(decoder: Decoder<R>, max_row_bytes: usize, chunk: usize) -> io::Result<Self> {
        let mut tape = Self {
            decoder,
            text: String::new(),
            start: 0,
            keep: 0,
            next: 0,
            step: chunk,
            chunk,
            lines: Lines::first(),
            max_row_bytes,
            first_nul: None,
            ended: false,
            stop: None,
        };
        tape.fill()?;
        let marks = tape.text.len() - tape.text.trim_start_matches('\u{FEFF}').len();
        tape.keep = marks as u64;
        tape.next = tape.keep;
        Ok(tape)
    }

    /// The text that nobody has passed yet, as far as it is here, and whether no more will come.
    pub(crate) fn ahead(&self) -> (&str, bool) {
        (self.raw(self.keep, self.end()), self.ended)
    }

    /// The first offset that is still needed.
    pub(crate) fn keep(&self) -> u64 {
        self.keep
    }

    /// The offset behind the text that is here.
    pub(crate) fn end(&self) -> u64 {
        self.start + self.text.len() as u64
    }

    /// The line of the first byte that is still needed.
    pub(crate) fn line(&self) -> u64 {
        self.lines.line()
    }

    /// The text between two offsets.
    pub(crate) fn raw(&self, from: u64, to: u64) -> &str {
        self.text.get(self.index(from)..self.index(to)).unwrap_or_default()
    }

    /// Why the last read failed.
    pub(crate) fn take_stop(&mut self) -> Option<Stop> {
        self.stop.take()
    }

    /// Passes the line breaks that lie ahead, which csv skips as empty lines; gives the offset where a row begins.
    pub(crate) fn pass_blank(&mut self) -> u64 {
        let ahead = self.text.as_bytes().get(self.index(self.keep)..).unwrap_or_default();
        for &byte in ahead.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')) {
            self.lines.pass_break(byte);
            self.keep += 1;
        }
        self.keep
    }

    /// Passes all text before an offset.
    pub(crate) fn pass(&mut self, to: u64) {
        let to = to.clamp(self.keep, self.end());
        let passed = self.text.as_bytes().get(self.index(self.keep)..self.index(to)).unwrap_or_default();
        self.lines.pass(passed);
        self.keep = to;
    }

    /// Passes a row whose only line break is its last byte.
    pub(crate) fn pass_line(&mut self, to: u64, ends_in_cr: bool) {
        self.lines.pass_line(ends_in_cr);
        self.keep = to.max(self.keep);
    }

    /// The broken sequences before an offset.
    pub(crate) fn take_malformed(&mut self, before: u64) -> Vec<Malformed> {
        let count = self.decoder.malformed.partition_point(|sequence| sequence.at < before);
        self.decoder.malformed.drain(..count).collect()
    }

    /// Whether a NUL or a broken sequence stands before an offset.
    pub(crate) fn has_faults(&self, before: u64) -> bool {
        self.first_nul.is_some_and(|at| at < before) || self.decoder.malformed.front().is_some_and(|first| first.at < before)
    }

    /// Forgets the NULs before an offset.
    pub(crate) fn pass_nuls(&mut self, before: u64) {
        if self.first_nul.is_some_and(|at| at < before) {
            self.first_nul = self.find_nul(before);
        }
    }

    fn find_nul(&self, from: u64) -> Option<u64> {
        let ahead = self.text.as_bytes().get(self.index(from)..)?;
        memchr(0, ahead).map(|found| from + found as u64)
    }

    fn index(&self, offset: u64) -> usize {
        usize::try_from(offset.saturating_sub(self.start)).unwrap_or(usize::MAX)
    }

    /// Reads more text, until there is some or the end is known.
    fn fill(&mut self) -> io::Result<()> {
        let passed = self.index(self.keep);
        if passed > 0 && self.text.is_char_boundary(passed) {
            self.text.drain(..passed);
            self.start = self.keep;
        }
        // What one long row made large need not stay so.
        self.text.shrink_to(self.text.len() + 8 * self.chunk);
        let before = self.end();
        while self.end() == before && !self.ended {
            self.ended = !self.decoder.fill(&mut self.text)?;
        }
        if self.first_nul.is_none() {
            self.first_nul = self.find_nul(before);
        }
        Ok(())
    }

    /// Reads more text unless that breaks a limit.
    fn extend(&mut self) -> Result<(), Stop> {
        let held = |tape: &Self| tape.end() - tape.keep;
        if held(self) > self.max_row_bytes as u64 {
            self.pass_blank();
            if held(self) > self.max_row_bytes as u64 {
                return Err(Stop::RowTooLong);
            }
        }
        if self.decoder.malformed.len() > MAX_MALFORMED {
            return Err(Stop::TooManyMalformed);
        }
        self.fill().map_err(Stop::Io)
    }
}

impl<R: Read> Read for Tape<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.next >= self.end()
            && !self.ended
            && let Err(stop) = self.extend()
        {
            self.stop = Some(stop);
            return Err(io::Error::other("the tape stopped"));
        }
        let ahead = self.text.as_bytes().get(self.index(self.next)..).unwrap_or_default();
        if self.step == 0 {
            // csv takes a byte order mark away that it gets at once after it was wound; in the midst of a text it is text.
            self.step = if ahead.starts_with(MARK) { 1 } else { FIRST_STEP };
        }
        let n = ahead.len().min(buf.len()).min(self.step);
        buf[..n].copy_from_slice(&ahead[..n]);
        self.next += n as u64;
        self.step = (2 * self.step).min(self.chunk);
        Ok(n)
    }
}

/// Winding back to an offset that is still kept.
impl<R: Read> Seek for Tape<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match to {
            SeekFrom::Start(offset) if (self.keep..=self.end()).contains(&offset) => {
                self.next = offset;
                self.step = 0;
                Ok(offset)
            }
            _ => Err(io::Error::from(io::ErrorKind::InvalidInput)),
        }
    }
}
