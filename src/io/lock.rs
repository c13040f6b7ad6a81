//! One run at a time: an advisory lock of the kernel on a file, which it takes back from a process that dies.
//!
//! What the file says is for people: the lock is the kernel's, so a file that was left behind locks nothing.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tongbi_domain::watch::{self, Stopped};

use super::IoError;

/// How long to sleep between two tries.
const STEP: Duration = Duration::from_millis(50);

/// How long to wait for another run to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Not at all.
    No,
    /// At most so many seconds.
    Seconds(u64),
    /// As long as it takes.
    Forever,
}

/// The lock, held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Why the lock was not given.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process has it.
    #[error("[T804] another run is under way: {path} is locked by {holder}\n  help: wait for it to end, or let this run wait with --wait")]
    Held {
        /// The file.
        path: PathBuf,
        /// `process N`, as far as it is known.
        holder: String,
    },
    /// The file cannot be made or locked.
    #[error(transparent)]
    File(#[from] IoError),
    /// A signal came while it waited.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

impl Lock {
    /// Takes the lock on a file, which is made where it is missing, with the folder above it.
    ///
    /// # Errors
    /// [`LockError::Held`] when another process has it and does not give it back in time.
    pub fn take(path: &Path, wait: Wait) -> Result<Self, LockError> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(IoError::file("create", folder))?;
        }
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let mut file = file.map_err(IoError::file("create", path))?;
        let tries = match wait {
            Wait::No => 0,
            Wait::Seconds(seconds) => seconds.saturating_mul(1000 / 50),
            Wait::Forever => u64::MAX,
        };
        let mut tried = 0;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(error)) => return Err(IoError::file("lock", path)(error).into()),
                Err(TryLockError::WouldBlock) if tried >= tries => {
                    return Err(LockError::Held { path: path.to_owned(), holder: holder(&mut file) });
                }
                Err(TryLockError::WouldBlock) => {}
            }
            watch::go_on()?;
            std::thread::sleep(STEP);
            tried += 1;
        }
        // Whose it is only helps a reader of messages: a disk that is full does not take the lock away.
        let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(Self { _file: file })
    }
}

/// Who says that the lock is theirs.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let read = file.rewind().and_then(|()| file.take(20).read_to_string(&mut text));
    match read.ok().and_then(|_| text.trim().parse::<u32>().ok()) {
        Some(id) => format!("process {id}"),
        None => "another process".to_owned(),
    }
}
