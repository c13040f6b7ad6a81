//! A file for what does not fit into memory. Only this process ever sees it: it has no name any more once it is open, so that nothing of it stays,
//! however the process ends.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::IoError;
use crate::table::{Shelf, ShelfError};

/// A file that is made when something is put into it.
#[derive(Debug)]
pub struct SpillFile {
    folder: PathBuf,
    file: Option<File>,
    /// How many bytes were put into it.
    length: u64,
}

impl SpillFile {
    /// One in a folder, which is made with it.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), file: None, length: 0 }
    }

    /// Removes what a process that was killed just when it made a file has left in a folder.
    ///
    /// # Errors
    /// When the folder is there and cannot be cleared.
    pub fn sweep(folder: &Path) -> Result<(), IoError> {
        let entries = match fs::read_dir(folder) {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(()),
            entries => entries.map_err(IoError::file("list", folder))?,
        };
        for entry in entries {
            let path = entry.map_err(IoError::file("list", folder))?.path();
            forget(&path).map_err(IoError::file("remove", &path))?;
        }
        Ok(())
    }

    fn open(&mut self) -> Result<&File, ShelfError> {
        if let Some(ref file) = self.file {
            return Ok(file);
        }
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        fs::create_dir_all(&self.folder).map_err(failed("create", &self.folder))?;
        let path = self.folder.join(format!("{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed)));
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(failed("create", &path))?;
        // Where an open file cannot lose its name, the next run removes it.
        let _ = forget(&path);
        Ok(self.file.insert(file))
    }
}

impl Shelf for SpillFile {
    fn put(&mut self, bytes: &[u8]) -> Result<(), ShelfError> {
        let length = self.length;
        let written = write_at(self.open()?, bytes, length);
        written.map_err(failed("write", &self.folder))?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    fn take(&self, from: u64, bytes: &mut [u8]) -> Result<(), ShelfError> {
        let file = self.file.as_ref().ok_or_else(|| self.damaged())?;
        read_at(file, bytes, from).map_err(failed("read", &self.folder))
    }

    fn damaged(&self) -> ShelfError {
        failed("read", &self.folder)(io::Error::new(ErrorKind::UnexpectedEof, "it is not what was written there"))
    }
}

/// Removes a file that somebody else may remove as well.
fn forget(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> ShelfError {
    let path = path.to_owned();
    move |source| ShelfError { action, path, source }
}

impl From<ShelfError> for IoError {
    fn from(ShelfError { action, path, source }: ShelfError) -> Self {
        Self::File { action, path, source }
    }
}

#[cfg(unix)]
use std::os::unix::fs::FileExt as _;

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    file.write_all_at(bytes, at)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    file.read_exact_at(bytes, at)
}

/// Elsewhere a file has one position for all threads.
#[cfg(not(unix))]
static POSITION: std::sync::Mutex<()> = std::sync::Mutex::new(());

#[cfg(not(unix))]
fn write_at(mut file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    use std::io::{Seek as _, SeekFrom, Write as _};
    let _mine = POSITION.lock();
    file.seek(SeekFrom::Start(at))?;
    file.write_all(bytes)
}

#[cfg(not(unix))]
fn read_at(mut file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    use std::io::{Read as _, Seek as _, SeekFrom};
    let _mine = POSITION.lock();
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("tongbi-spill-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    fn names(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    /// What was put comes back from any position, on several threads, and nothing of it has a name.
    #[test]
    fn gives_back_what_was_put() {
        let folder = folder("put");
        let mut file = SpillFile::new(&folder);
        assert!(!folder.exists());
        let all: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
        all.chunks(7001).for_each(|bytes| file.put(bytes).unwrap());
        assert_eq!(names(&folder), 0);
        let file = &file;
        std::thread::scope(|scope| {
            for start in [0, 3, 399_000] {
                let all = &all;
                scope.spawn(move || {
                    let mut bytes = [0; 1000];
                    file.take(start as u64, &mut bytes).unwrap();
                    assert_eq!(bytes, all[start..start + 1000]);
                });
            }
        });
        assert_eq!(file.take(399_999, &mut [0; 2]).unwrap_err().action, "read");
        fs::remove_dir_all(&folder).unwrap();
    }

    /// What somebody has left is removed, and a folder that is not there is no error.
    #[test]
    fn leftovers_are_swept() {
        let folder = folder("sweep");
        SpillFile::sweep(&folder).unwrap();
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("12-0"), "left").unwrap();
        SpillFile::sweep(&folder).unwrap();
        assert_eq!(names(&folder), 0);
        fs::remove_dir_all(&folder).unwrap();
    }
}
