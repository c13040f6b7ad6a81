//! Brings a file to the disk while it is still being written, so that little is left to wait for at its end.

use std::fs::File;
use std::io;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};

/// So many bytes are worth a call.
const WORTH: u64 = 16 << 20;

/// A file on its way to the disk. It must be finished: what the disk says against it is only heard then.
#[derive(Debug, Default)]
pub(super) struct Syncer {
    thread: Option<(SyncSender<()>, JoinHandle<io::Result<()>>)>,
    /// Bytes since the last call.
    waiting: u64,
}

impl Syncer {
    /// Counts bytes that were written.
    ///
    /// # Errors
    /// Where the file cannot be opened once more, or no thread be begun.
    pub(super) fn written(&mut self, file: &File, bytes: usize) -> io::Result<()> {
        self.waiting += bytes as u64;
        if self.waiting < WORTH {
            return Ok(());
        }
        self.waiting = 0;
        let (calls, _) = match &mut self.thread {
            Some(thread) => thread,
            none => none.insert(begin(file.try_clone()?)?),
        };
        // Where it is busy or has failed, the next call or the end will do.
        let _ = calls.try_send(());
        Ok(())
    }

    /// Waits until all that was written is on the disk.
    ///
    /// # Errors
    /// As the disk says, now or earlier.
    pub(super) fn finish(self, file: &File) -> io::Result<()> {
        if let Some((calls, thread)) = self.thread {
            drop(calls);
            thread.join().unwrap_or_else(|_| Err(io::Error::other("the thread that brings it to the disk broke off")))?;
        }
        file.sync_all()
    }
}

fn begin(file: File) -> io::Result<(SyncSender<()>, JoinHandle<io::Result<()>>)> {
    let (calls, called) = sync_channel(1);
    let thread = Builder::new().name("sync".to_owned()).spawn(move || called.iter().try_for_each(|()| file.sync_data()))?;
    Ok((calls, thread))
}
