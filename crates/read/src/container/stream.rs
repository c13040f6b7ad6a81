//! Packed streams as they are read: never more than a bound, and never an end that is not the true one.

use std::io::{self, Read};

use flate2::Crc;

/// What a packed stream may come to whatever its size, and for each of its bytes.
const FREE_BYTES: u64 = 64 << 20;
const BYTES_FOR_EACH: u64 = 300;

/// A stream that fails when it comes to more than a bound.
pub(super) struct Bounded<R> {
    inner: R,
    left: u64,
    bound: u64,
}

impl<R: Read> Bounded<R> {
    /// Bounds what a stream of so many packed bytes may come to: 64 MiB, and 300 times its size. No table packs better.
    pub(super) fn by_packed_size(inner: R, packed: u64) -> Self {
        Self::new(inner, packed.saturating_mul(BYTES_FOR_EACH).saturating_add(FREE_BYTES))
    }

    /// Bounds what a stream may come to.
    pub(super) fn new(inner: R, bound: u64) -> Self {
        Self { inner, left: bound, bound }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(length as u64).ok_or_else(|| {
            let bound = self.bound;
            io::Error::other(format!("it unpacks to more than {bound} bytes, which no table does; unpack it and look at it first"))
        })?;
        Ok(length)
    }
}

/// A stream that fails at its end unless it has the length and the checksum that were announced.
pub(super) struct Checked<R> {
    inner: R,
    crc: Crc,
    length: u64,
    expected: (u64, u32),
}

impl<R: Read> Checked<R> {
    /// Expects so many bytes with this CRC-32.
    pub(super) fn new(inner: R, length: u64, crc: u32) -> Self {
        Self { inner, crc: Crc::new(), length: 0, expected: (length, crc) }
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.crc.update(&buffer[..length]);
        self.length += length as u64;
        if length == 0 && !buffer.is_empty() && (self.length, self.crc.sum()) != self.expected {
            let fault = format!(
                "the packed file is damaged: it has {} bytes with checksum {:08x} and should have {} with {:08x}; fetch it again",
                self.length,
                self.crc.sum(),
                self.expected.0,
                self.expected.1
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, fault));
        }
        Ok(length)
    }
}
