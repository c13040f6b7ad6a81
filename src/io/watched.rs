//! Bytes that are counted on their way, and that end when the process is to stop; a file that must stay as it is while it is read.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use tongbi_domain::watch;

use super::IoError;

/// A stream that shows how far it has come and obeys a stop.
pub struct Watched<R>(R);

impl<R: Read> Watched<R> {
    /// Watches a stream.
    pub fn new(stream: R) -> Self {
        Self(stream)
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        watch::go_on().map_err(io::Error::other)?;
        let read = self.0.read(buffer)?;
        watch::advance(read as u64);
        Ok(read)
    }
}

/// How a file was before it was read, or once it was written. It tells only whether somebody wrote to it meanwhile; what it holds, its digest tells.
#[derive(Clone, Debug)]
pub struct Stamp(Metadata);

impl Stamp {
    /// Looks at a file.
    ///
    /// # Errors
    /// When it cannot be looked at.
    pub fn of(path: &Path) -> Result<Self, IoError> {
        fs::metadata(path).map(Self).map_err(IoError::file("read", path))
    }

    /// Looks at an open file.
    pub(super) fn of_file(file: &File) -> io::Result<Self> {
        file.metadata().map(Self)
    }

    /// Its size in bytes.
    pub fn bytes(&self) -> u64 {
        self.0.len()
    }

    /// Whether the file is still as it was.
    pub fn holds(&self, path: &Path) -> bool {
        fs::metadata(path).is_ok_and(|now| Self(now) == *self)
    }
}

impl PartialEq for Stamp {
    fn eq(&self, other: &Self) -> bool {
        let (one, other) = (&self.0, &other.0);
        one.len() == other.len() && one.modified().ok() == other.modified().ok() && same_file(one, other)
    }
}

impl Eq for Stamp {}

#[cfg(unix)]
fn same_file(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino(), one.ctime(), one.ctime_nsec()) == (other.dev(), other.ino(), other.ctime(), other.ctime_nsec())
}

#[cfg(not(unix))]
fn same_file(_: &Metadata, _: &Metadata) -> bool {
    true
}
