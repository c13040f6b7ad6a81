//! Records of BIFF8, the stream inside an XLS file, and the strings in them. It knows bytes and characters, no cells.

use super::error::{Bound, WorkbookError};
use super::limits::Limits;

/// The part's name in messages: the stream is called so.
pub(crate) const PART: &str = "Workbook";

/// A record: its type, its own bytes, and the bytes of the records that continue it.
#[derive(Clone, Debug)]
pub(crate) struct Record<'a> {
    pub(crate) kind: u16,
    pub(crate) data: &'a [u8],
    continued: Vec<&'a [u8]>,
}

/// The records of a stream from one place on.
pub(crate) struct Records<'a> {
    stream: &'a [u8],
}

pub(crate) const BOF: u16 = 0x0809;
pub(crate) const EOF: u16 = 0x000A;
const CONTINUE: u16 = 0x003C;

impl<'a> Records<'a> {
    /// The records from a place of the stream on; the place must be in it.
    pub(crate) fn from(stream: &'a [u8], place: usize) -> Result<Self, WorkbookError> {
        let stream = stream.get(place..).ok_or_else(too_short)?;
        Ok(Self { stream })
    }

    /// The next record, with those that continue it.
    pub(crate) fn next(&mut self) -> Result<Record<'a>, WorkbookError> {
        let (kind, data) = self.take()?;
        let mut continued = Vec::new();
        while self.stream.first_chunk::<2>().is_some_and(|kind| u16::from_le_bytes(*kind) == CONTINUE) {
            continued.push(self.take()?.1);
        }
        Ok(Record { kind, data, continued })
    }

    fn take(&mut self) -> Result<(u16, &'a [u8]), WorkbookError> {
        let [kind, more_kind, length, more_length, rest @ ..] = self.stream else {
            return Err(too_short());
        };
        let length = usize::from(u16::from_le_bytes([*length, *more_length]));
        let (data, rest) = rest.split_at_checked(length).ok_or_else(too_short)?;
        self.stream = rest;
        Ok((u16::from_le_bytes([*kind, *more_kind]), data))
    }
}

/// The stream or a record ends before what it announces.
pub(crate) fn too_short() -> WorkbookError {
    WorkbookError::damaged(PART, "a record ends too early")
}

impl<'a> Record<'a> {
    /// The 16 bits at a place of the record's own bytes.
    pub(crate) fn u16(&self, place: usize) -> Result<u16, WorkbookError> {
        Ok(u16::from_le_bytes(self.bytes(place)?))
    }

    /// The 32 bits at a place of the record's own bytes.
    pub(crate) fn u32(&self, place: usize) -> Result<u32, WorkbookError> {
        Ok(u32::from_le_bytes(self.bytes(place)?))
    }

    /// So many bytes at a place of the record's own.
    pub(crate) fn bytes<const N: usize>(&self, place: usize) -> Result<[u8; N], WorkbookError> {
        let bytes = self.data.get(place..).and_then(|rest| rest.first_chunk::<N>());
        bytes.copied().ok_or_else(too_short)
    }

    /// The string that stands at a place, its length as a number of 16 bits before it.
    pub(crate) fn string(&self, place: usize) -> Result<String, WorkbookError> {
        Characters::new(self, place)?.string()
    }

    /// The string that stands at a place, its length as a number of 8 bits before it.
    pub(crate) fn short_string(&self, place: usize) -> Result<String, WorkbookError> {
        let mut characters = Characters::new(self, place)?;
        let length = characters.u8()?;
        let flags = characters.u8()?;
        characters.text(usize::from(length), flags)
    }

    /// The table of shared strings.
    pub(crate) fn shared_strings(&self, limits: &Limits) -> Result<Vec<Box<str>>, WorkbookError> {
        let mut strings = Vec::new();
        let mut characters = Characters::new(self, 8)?;
        while !characters.at_end() {
            if strings.len() as u64 >= limits.cells {
                return Err(WorkbookError::too_large(Bound::Cells, limits.cells));
            }
            strings.push(characters.string()?.into_boxed_str());
        }
        Ok(strings)
    }
}

/// The bytes of a record and of those that continue it, read one after the other.
struct Characters<'r, 'a> {
    rest: &'a [u8],
    continued: std::slice::Iter<'r, &'a [u8]>,
}

impl<'r, 'a> Characters<'r, 'a> {
    fn new(record: &'r Record<'a>, place: usize) -> Result<Self, WorkbookError> {
        let rest = record.data.get(place..).ok_or_else(too_short)?;
        Ok(Self { rest, continued: record.continued.iter() })
    }

    /// Whether nothing is left; goes on to the next record that has something.
    fn at_end(&mut self) -> bool {
        while self.rest.is_empty() {
            match self.continued.next() {
                Some(next) => self.rest = next,
                None => return true,
            }
        }
        false
    }

    fn u8(&mut self) -> Result<u8, WorkbookError> {
        if self.at_end() {
            return Err(too_short());
        }
        let (&byte, rest) = self.rest.split_first().ok_or_else(too_short)?;
        self.rest = rest;
        Ok(byte)
    }

    fn u16(&mut self) -> Result<u16, WorkbookError> {
        Ok(u16::from_le_bytes([self.u8()?, self.u8()?]))
    }

    fn skip(&mut self, mut count: usize) -> Result<(), WorkbookError> {
        while count > 0 {
            if self.at_end() {
                return Err(too_short());
            }
            let step = count.min(self.rest.len());
            self.rest = &self.rest[step..];
            count -= step;
        }
        Ok(())
    }

    /// A string with its length, its flags, and what belongs to its looks, which is passed over: fonts of its parts, and how it is
    /// pronounced.
    fn string(&mut self) -> Result<String, WorkbookError> {
        let length = self.u16()?;
        // An empty string may come without flags.
        if length == 0 && self.rest.is_empty() && self.continued.len() == 0 {
            return Ok(String::new());
        }
        let flags = self.u8()?;
        let runs = if flags & 8 != 0 { usize::from(self.u16()?) } else { 0 };
        let extra = if flags & 4 != 0 { u32::from(self.u16()?) | u32::from(self.u16()?) << 16 } else { 0 };
        let text = self.text(usize::from(length), flags)?;
        self.skip(4 * runs)?;
        self.skip(extra as usize)?;
        Ok(text)
    }

    /// So many UTF-16 units. Where they go on in another record, that begins with flags of its own.
    fn text(&mut self, length: usize, mut flags: u8) -> Result<String, WorkbookError> {
        let mut units = Vec::with_capacity(length);
        loop {
            let wanted = length - units.len();
            let taken = if flags & 1 == 0 {
                let taken = wanted.min(self.rest.len());
                units.extend(self.rest[..taken].iter().map(|byte| u16::from(*byte)));
                taken
            } else {
                let (pairs, _) = self.rest.as_chunks::<2>();
                let taken = wanted.min(pairs.len());
                units.extend(pairs[..taken].iter().map(|pair| u16::from_le_bytes(*pair)));
                2 * taken
            };
            self.rest = &self.rest[taken..];
            if units.len() == length {
                return Ok(String::from_utf16_lossy(&units));
            }
            // A character is never cut in two.
            if !self.rest.is_empty() {
                return Err(too_short());
            }
            flags = self.u8()?;
        }
    }
}
