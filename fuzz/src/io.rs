//! What the parsers of declarations need of the main crate's `io`. No digest plays a part here, and no file is read by a target.

use std::path::Path;

/// The text of a file.
///
/// # Errors
/// When it cannot be read.
pub fn read_text(root: &Path, name: &str) -> std::io::Result<String> {
    std::fs::read_to_string(root.join(name))
}

/// In place of a digest: how long the bytes are.
pub fn sha256_of(bytes: &[u8]) -> String {
    bytes.len().to_string()
}
