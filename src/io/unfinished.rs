//! Folders that are being filled and that nobody shall find when the process is told to end.
//!
//! Whoever fills one removes it on every way out; this list is for the way out that does not pass there.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

static FOLDERS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A folder on the list, until this is dropped.
#[must_use]
pub struct Unfinished(PathBuf);

impl Unfinished {
    /// Puts a folder on the list.
    pub fn note(folder: &Path) -> Self {
        list().push(folder.to_owned());
        Self(folder.to_owned())
    }

    /// Removes all folders on the list. The process ends right behind it: another thread may still be writing.
    pub fn remove_all() {
        for folder in list().drain(..) {
            // A file that is made at this very moment keeps its folder there; what still stays is removed by the next run.
            for _ in 0..20 {
                if std::fs::remove_dir_all(&folder).is_ok() || !folder.exists() {
                    break;
                }
            }
        }
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        list().retain(|folder| *folder != self.0);
    }
}

fn list() -> MutexGuard<'static, Vec<PathBuf>> {
    FOLDERS.lock().unwrap_or_else(PoisonError::into_inner)
}
