//! Files with their size and SHA-256, computed from the bytes on their way.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

use sha2::{Digest, Sha256};

use tongbi_domain::message::system as say;

use super::IoError;
use super::disk::{Closing, DiskFile, Proof};

/// What is known of a written file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFacts {
    /// Path relative to the release, with `/`.
    pub path: String,
    /// Size.
    pub bytes: u64,
    /// SHA-256, hex.
    pub sha256: String,
    /// By what it is known again before it is published.
    pub proof: Proof,
    /// Rows of the table; 0 for what is none.
    pub rows: u64,
}

/// So many bytes are digested and then copied, while they are near the processor.
const NEAR: usize = 1 << 15;

/// A new file that counts and digests what is written.
pub struct DigestWriter {
    file: DiskFile,
    digest: Sha256,
    bytes: u64,
}

impl DigestWriter {
    /// Creates the file; one that exists is an error, because nothing is ever written over.
    pub fn create(path: &Path) -> Result<Self, IoError> {
        let file = DiskFile::create(path).map_err(IoError::file("create", path))?;
        Ok(Self { file, digest: Sha256::new(), bytes: 0 })
    }

    /// The digest of what was written so far, to go on with.
    pub(super) fn digest(&self) -> Sha256 {
        self.digest.clone()
    }

    /// Sends what is left on its way to the disk.
    pub fn close(self, path: &Path, name: &str, rows: u64) -> Result<ClosingFile, IoError> {
        let closing = self.file.close().map_err(IoError::file("write", path))?;
        let facts =
            FileFacts { path: name.to_owned(), bytes: self.bytes, sha256: hex(&self.digest.finalize()), proof: Proof::Sha256, rows };
        Ok(ClosingFile { closing, facts, path: path.to_owned() })
    }
}

/// A file that nothing more is written to, on its way to the disk.
pub struct ClosingFile {
    closing: Closing,
    facts: FileFacts,
    path: PathBuf,
}

impl ClosingFile {
    /// The SHA-256 of all that was written, hex.
    pub(super) fn sha256(&self) -> &str {
        &self.facts.sha256
    }

    /// Waits until it is on the disk and says what was written.
    ///
    /// # Errors
    /// As the disk says.
    pub fn wait(self) -> Result<FileFacts, IoError> {
        let proof = self.closing.wait().map_err(IoError::file("write", &self.path))?;
        Ok(FileFacts { proof, ..self.facts })
    }
}

impl Write for DigestWriter {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        for bytes in buffer.chunks(NEAR) {
            self.digest.update(bytes);
            self.file.write(bytes)?;
        }
        self.bytes += buffer.len() as u64;
        Ok(buffer.len())
    }

    /// Nothing: bytes are only sure to be there once the file is finished.
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A file that is digested while it is read: what its digest is of is what was read, and it is read once.
pub struct DigestReader {
    file: File,
    path: PathBuf,
    digest: Sha256,
}

impl DigestReader {
    /// Opens a file; folders, pipes and devices are refused.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(path: &Path) -> Result<Self, IoError> {
        Ok(Self { file: open_file(path, path)?, path: path.to_owned(), digest: Sha256::new() })
    }

    /// The file, for a look at its beginning, where it must be left.
    pub const fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Reads to the end, and gives the SHA-256 of all, hex.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn finish(mut self) -> Result<String, IoError> {
        pass(&self.path, &mut self.file, |bytes| self.digest.update(bytes))?;
        Ok(hex(&self.digest.finalize()))
    }
}

impl Read for DigestReader {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.digest.update(&buffer[..read]);
        Ok(read)
    }
}

/// Bytes of a declaration or code list at most. Once it is read, each byte costs up to a hundred of memory; a list may be several files.
const MOST_TEXT: u64 = 8 << 20;

/// Reads a declaration or code list of the project; the error names it as the user knows it.
///
/// # Errors
/// When it is missing, no regular file, no UTF-8, or larger than any declaration needs to be.
pub fn read_text(root: &Path, name: &str) -> Result<String, IoError> {
    let file = open_file(&root.join(name), name)?;
    let mut text = String::new();
    // The size of the directory entry is not trusted: the file may grow.
    file.take(MOST_TEXT + 1).read_to_string(&mut text).map_err(IoError::file("read", name))?;
    if text.len() as u64 > MOST_TEXT { Err(IoError::TooLarge { path: name.into(), limit: MOST_TEXT }) } else { Ok(text) }
}

/// Opens a regular file; a pipe is not even opened, because that would wait for someone to write into it.
pub(super) fn open_file(path: &Path, name: impl Into<PathBuf>) -> Result<File, IoError> {
    let name = name.into();
    let kind = match fs::metadata(path) {
        Ok(facts) if facts.is_file() => return File::open(path).map_err(IoError::file("read", name)),
        Ok(facts) if facts.is_dir() => say::a_folder(),
        Ok(_) => say::a_device(),
        Err(error) => return Err(IoError::file("read", name)(error)),
    };
    Err(IoError::NotAFile { path: name, kind })
}

/// Writes a whole small file.
pub fn write_file(folder: &Path, name: &str, content: &[u8]) -> Result<FileFacts, IoError> {
    let path = folder.join(name);
    let mut writer = DigestWriter::create(&path)?;
    writer.write_all(content).map_err(IoError::file("write", &path))?;
    writer.close(&path, name, 0)?.wait()
}

/// SHA-256 of bytes, hex.
pub fn sha256_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The first bytes of the SHA-256 of some others, at most 32.
pub fn sha256_start<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let (digest, mut start) = (Sha256::digest(bytes), [0; N]);
    start.iter_mut().zip(digest).for_each(|(byte, digest)| *byte = digest);
    start
}

/// SHA-256 of a file, hex; folders, pipes and devices are refused.
pub fn sha256_of_file(path: &Path) -> Result<String, IoError> {
    let mut digest = Sha256::new();
    pass(path, &mut open_file(path, path)?, |bytes| digest.update(bytes))?;
    Ok(hex(&digest.finalize()))
}

/// Bytes of a file from which on its halves are read side by side.
const WORTH_A_THREAD: u64 = 1 << 20;

/// CRC-32 of a file, as in ZIP; folders, pipes and devices are refused. Its halves are read side by side, because everybody waits for it.
pub(super) fn crc32_of_file(path: &Path) -> Result<u32, IoError> {
    let check = |file: &mut dyn Read| {
        let mut check = crc32fast::Hasher::new();
        pass(path, file, |bytes| check.update(bytes)).map(|()| check)
    };
    let mut first = open_file(path, path)?;
    let length = first.metadata().map_err(IoError::file("read", path))?.len();
    if length < WORTH_A_THREAD {
        return Ok(check(&mut first)?.finalize());
    }
    let (mut second, half) = (open_file(path, path)?, length / 2);
    second.seek(SeekFrom::Start(half)).map_err(IoError::file("read", path))?;
    let (first, second) = thread::scope(|scope| {
        let first = scope.spawn(|| check(&mut (&mut first).take(half)));
        let second = check(&mut second);
        (first.join(), second)
    });
    let mut whole = first.unwrap_or_else(|panic| resume_unwind(panic))?;
    whole.combine(&second?);
    Ok(whole.finalize())
}

/// Calls back with all bytes of a file, from where it stands to its end.
fn pass(path: &Path, file: &mut dyn Read, mut each: impl FnMut(&[u8])) -> Result<(), IoError> {
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer).map_err(IoError::file("read", path))? {
            0 => return Ok(()),
            read => each(&buffer[..read]),
        }
    }
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]).map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that is read back by halves has the CRC-32 of its bytes, however many there are.
    #[test]
    fn read_back_by_halves() {
        let folder = std::env::temp_dir().join(format!("tongbi-crc32-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for length in [0, 1, (1 << 18) + 1, 1 << 20, (1 << 20) + 3] {
            let bytes: Vec<u8> = (0..length).map(|at: u32| (at * 7 + at / 251) as u8).collect();
            let facts = write_file(&folder, &format!("{length}"), &bytes).unwrap();
            assert_eq!(crc32fast::hash(&bytes), crc32_of_file(&folder.join(&facts.path)).unwrap(), "{length}");
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn hex_of_bytes() {
        assert_eq!(hex(&[0, 15, 255]), "000fff");
    }
}
