//! A new file on its way to the disk. What is short is written in one go; what is long goes block by block, on a thread of its own, and past the memory
//! that the system keeps of files where the file system allows it: a release is read by others and later, so that keeping it there costs more than
//! writing it, and pushes out what somebody needs. Each such block is read back from the disk and compared.
//!
//! What was written must be closed and waited for: what the disk says against it is only heard then, or with a later block.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::{Builder, JoinHandle};

use super::block::{ALIGN, BLOCK, Block};
use super::watched::Stamp;

/// The disk is asked to make so many blocks last at a time: what it puts off, everybody waits for in the end.
const WORTH_A_CALL: usize = 8;
/// How many blocks wait at most while the disk is busy.
const WAITING: usize = 1;

/// By what a written file is known again before it is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// It was read back from the disk, but for less than a sector at its end; how the file was then.
    ReadBack(Stamp),
    /// The CRC-32 of its bytes on their way: a tenth of the cost of a digest, and what it must find are accidents.
    Crc32(u32),
    /// Its SHA-256 only, as for files that were not written just now.
    Sha256,
}

/// A file being written.
pub(super) struct DiskFile {
    file: File,
    path: PathBuf,
    block: Block,
    thread: Option<Thread>,
}

/// What writes full blocks.
struct Thread {
    full: SyncSender<Block>,
    free: Receiver<Block>,
    handle: JoinHandle<io::Result<Proof>>,
}

impl DiskFile {
    /// Creates the file.
    ///
    /// # Errors
    /// Where it exists, because nothing is ever written over, or cannot be made.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        Ok(Self { file: File::create_new(path)?, path: path.to_owned(), block: Block::default(), thread: None })
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// As the disk says of earlier blocks.
    pub(super) fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            bytes = self.block.fill(bytes);
            if self.block.bytes().len() == BLOCK {
                self.pass()?;
            }
        }
        Ok(())
    }

    /// Hands over what is left. A short file is then on the disk, a long one is on its way there.
    ///
    /// # Errors
    /// As the disk says.
    pub(super) fn close(mut self) -> io::Result<Closing> {
        if self.thread.is_none() {
            io::Write::write_all(&mut self.file, self.block.bytes())?;
            self.file.sync_all()?;
            return Ok(Closing::There(Proof::Crc32(crc32fast::hash(self.block.bytes()))));
        }
        self.pass()?;
        let Some(Thread { full, handle, .. }) = self.thread.take() else { return Err(broken_off()) };
        drop(full);
        Ok(Closing::OnItsWay(handle))
    }

    /// Passes the block on.
    fn pass(&mut self) -> io::Result<()> {
        let thread = match &mut self.thread {
            Some(thread) => thread,
            none => none.insert(begin(&self.file, &self.path)?),
        };
        let next = thread.free.try_recv().unwrap_or_default();
        match thread.full.send(std::mem::replace(&mut self.block, next)) {
            Ok(()) => Ok(()),
            // It ends before its time only where it has failed.
            Err(_) => self.end().and(Err(io::Error::other("the thread that brings it to the disk ended"))),
        }
    }

    /// Waits for the thread, whose answer is the file's.
    fn end(&mut self) -> io::Result<Proof> {
        let Some(Thread { full, handle, .. }) = self.thread.take() else { return Err(broken_off()) };
        drop(full);
        Closing::OnItsWay(handle).wait()
    }
}

/// A file that nothing more is written to.
pub(super) enum Closing {
    /// It is on the disk.
    There(Proof),
    /// Its thread has the last of it.
    OnItsWay(JoinHandle<io::Result<Proof>>),
}

impl Closing {
    /// Waits until all of it is on the disk.
    ///
    /// # Errors
    /// As the disk says.
    pub(super) fn wait(self) -> io::Result<Proof> {
        match self {
            Self::There(proof) => Ok(proof),
            Self::OnItsWay(handle) => handle.join().unwrap_or_else(|_| Err(broken_off())),
        }
    }
}

fn broken_off() -> io::Error {
    io::Error::other("the thread that brings it to the disk broke off")
}

/// Begins a thread for the blocks of a file.
fn begin(file: &File, path: &Path) -> io::Result<Thread> {
    let mut writer = Writer::new(file.try_clone()?, past_memory(path));
    let (full, blocks) = sync_channel::<Block>(WAITING);
    let (back, free) = channel();
    let work = move || {
        for mut block in blocks {
            writer.put(block.bytes())?;
            block.clear();
            // Where nobody wants it any more, it is gone.
            let _ = back.send(block);
        }
        writer.finish()
    };
    let handle = Builder::new().name("disk".to_owned()).spawn(work)?;
    Ok(Thread { full, free, handle })
}

/// The file once more, past the system's memory; none where that cannot be.
#[cfg(target_os = "linux")]
fn past_memory(path: &Path) -> Option<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().read(true).write(true).custom_flags(libc::O_DIRECT).open(path).ok()
}

#[cfg(not(target_os = "linux"))]
fn past_memory(_: &Path) -> Option<File> {
    None
}

/// Writes blocks behind each other.
struct Writer {
    file: File,
    /// The file past the system's memory.
    direct: Option<File>,
    at: u64,
    /// What is read back.
    back: Block,
    /// Of blocks that go through the system's memory.
    check: crc32fast::Hasher,
    /// How many blocks the disk may have put off.
    unsure: usize,
    /// Whether a block has gone past the system's memory, so that all can.
    proven: bool,
}

impl Writer {
    fn new(file: File, direct: Option<File>) -> Self {
        Self { file, direct, at: 0, back: Block::default(), check: crc32fast::Hasher::new(), unsure: 0, proven: false }
    }

    /// Writes a block. All but the last are full.
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        let (whole, rest) = bytes.split_at(bytes.len() / ALIGN * ALIGN);
        if let Some(direct) = &self.direct {
            match write_at(direct, whole, self.at) {
                // Some file systems let themselves be opened so, and then take nothing.
                Err(error) if !self.proven && error.kind() == io::ErrorKind::InvalidInput => self.direct = None,
                done => {
                    done?;
                    self.proven = true;
                    read_back(direct, whole, self.at, &mut self.back)?;
                    // The end of the file is no whole sector, so it cannot go the same way.
                    write_at(&self.file, rest, self.at + whole.len() as u64)?;
                }
            }
        }
        if self.direct.is_none() {
            write_at(&self.file, bytes, self.at)?;
            self.check.update(bytes);
        }
        self.at += bytes.len() as u64;
        self.unsure += 1;
        if self.unsure == WORTH_A_CALL {
            self.unsure = 0;
            self.file.sync_data()?;
        }
        Ok(())
    }

    /// Waits until all is on the disk.
    fn finish(self) -> io::Result<Proof> {
        let stamp = Stamp::of_file(&self.file)?;
        self.file.sync_all()?;
        Ok(if self.direct.is_some() { Proof::ReadBack(stamp) } else { Proof::Crc32(self.check.finalize()) })
    }
}

/// Reads bytes where they were written and compares them.
fn read_back(file: &File, bytes: &[u8], at: u64, block: &mut Block) -> io::Result<()> {
    let back = block.room(bytes.len());
    read_at(file, back, at)?;
    if back == bytes { Ok(()) } else { Err(io::Error::other("what the disk gives back is not what was written")) }
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

// Blocks come one behind the other, and nothing else moves the file.
#[cfg(not(unix))]
fn write_at(mut file: &File, bytes: &[u8], _: u64) -> io::Result<()> {
    io::Write::write_all(&mut file, bytes)
}

#[cfg(not(unix))]
fn read_at(mut file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    io::Seek::seek(&mut file, io::SeekFrom::Start(at))?;
    io::Read::read_exact(&mut file, bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A folder of a test's own.
    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("tongbi-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn bytes(length: usize) -> Vec<u8> {
        (0..length).map(|at| (at * 7 + at / 251) as u8).collect()
    }

    /// Whatever its length, and however it comes, a file has the bytes that were written, and its proof is one of them: what is touched afterwards is found.
    #[test]
    fn what_is_written_is_there() {
        let folder = folder("disk");
        for (length, at_once) in [(0, 1), (1, 1), (BLOCK - 1, 1000), (BLOCK, BLOCK), (BLOCK + 1, 70_000), (5 * BLOCK + ALIGN + 5, 333_333)]
        {
            let (path, content) = (folder.join(format!("{length}")), bytes(length));
            let mut file = DiskFile::create(&path).unwrap();
            content.chunks(at_once).for_each(|some| file.write(some).unwrap());
            let proof = file.close().and_then(Closing::wait).unwrap();
            assert!(fs::read(&path).unwrap() == content, "{length}");
            match proof {
                Proof::ReadBack(stamp) => {
                    assert!(length >= BLOCK && stamp.holds(&path), "{length}");
                    File::options().append(true).open(&path).and_then(|mut file| io::Write::write_all(&mut file, b"x")).unwrap();
                    assert!(!stamp.holds(&path), "{length}");
                }
                proof => assert_eq!(proof, Proof::Crc32(crc32fast::hash(&content)), "{length}"),
            }
        }
        assert!(DiskFile::create(&folder.join("1")).is_err());
        fs::remove_dir_all(&folder).unwrap();
    }

    /// Where a file system does not let files past the system's memory, they go through it, and are known by their CRC-32.
    #[test]
    fn files_go_through_memory_where_they_must() {
        let folder = folder("disk-memory");
        let (path, content) = (folder.join("file"), bytes(WORTH_A_CALL * 1000 + 77));
        let mut writer = Writer::new(File::create_new(&path).unwrap(), None);
        content.chunks(1000).for_each(|some| writer.put(some).unwrap());
        assert_eq!(writer.finish().unwrap(), Proof::Crc32(crc32fast::hash(&content)));
        assert!(fs::read(&path).unwrap() == content);
        fs::remove_dir_all(&folder).unwrap();
    }

    /// A disk that gives back other bytes than it was given is found at once.
    #[test]
    fn other_bytes_are_found() {
        let folder = folder("disk-other");
        let path = folder.join("file");
        fs::write(&path, bytes(ALIGN)).unwrap();
        let (file, mut block) = (File::open(&path).unwrap(), Block::default());
        assert!(read_back(&file, &bytes(ALIGN), 0, &mut block).is_ok());
        let other = [&bytes(ALIGN - 1)[..], b"?"].concat();
        assert_eq!(read_back(&file, &other, 0, &mut block).unwrap_err().to_string(), "what the disk gives back is not what was written");
        fs::remove_dir_all(&folder).unwrap();
    }
}
