//! Bytes that are counted on their way, and that end when the process is to stop; a file that must stay as it is while it is read.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::time::SystemTime;

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    bytes: u64,
    modified: Option<SystemTime>,
    /// Device, number, and when any of it changed, where the system says so.
    file: Option<(u64, u64, i64, i64)>,
}

impl Stamp {
    /// Looks at a file.
    ///
    /// # Errors
    /// When it cannot be looked at.
    pub fn of(path: &Path) -> Result<Self, IoError> {
        fs::metadata(path).map(|facts| Self::from(&facts)).map_err(IoError::file("read", path))
    }

    /// Looks at an open file.
    pub(super) fn of_file(file: &File) -> io::Result<Self> {
        file.metadata().map(|facts| Self::from(&facts))
    }

    /// Its size in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether the file is still as it was.
    pub fn holds(&self, path: &Path) -> bool {
        Self::of(path).is_ok_and(|now| now == *self)
    }
}

impl From<&Metadata> for Stamp {
    fn from(facts: &Metadata) -> Self {
        Self { bytes: facts.len(), modified: facts.modified().ok(), file: same_file(facts) }
    }
}

#[cfg(unix)]
fn same_file(facts: &Metadata) -> Option<(u64, u64, i64, i64)> {
    use std::os::unix::fs::MetadataExt;
    Some((facts.dev(), facts.ino(), facts.ctime(), facts.ctime_nsec()))
}

#[cfg(not(unix))]
fn same_file(_: &Metadata) -> Option<(u64, u64, i64, i64)> {
    None
}
