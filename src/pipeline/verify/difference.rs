//! Where two files that should be the same differ first.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use crate::io::IoError;

/// How a file that was made again differs from the one that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The file, relative to the release.
    pub file: String,
    /// Where they differ first; none where only one of the two is there.
    pub place: Option<Place>,
}

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The byte, counted from 0.
    pub byte: u64,
    /// The line, counted from 1, of a text; a table's row is one less, because line 1 is its header. None for Parquet.
    pub line: Option<u64>,
}

/// The first difference of two files; none where they are the same. Both are regular files.
pub(super) fn difference(name: &str, published: &Path, made: &Path) -> Result<Option<Difference>, IoError> {
    let open = |path: &Path| match path.symlink_metadata() {
        Ok(facts) if facts.is_file() => File::open(path).map(|file| Some(BufReader::new(file))).map_err(IoError::file("read", path)),
        _ => Ok(None),
    };
    let (Some(one), Some(other)) = (open(published)?, open(made)?) else {
        return Ok(Some(Difference { file: name.to_owned(), place: None }));
    };
    let is_text = !name.ends_with(".parquet");
    let found = first(one, other).map_err(IoError::file("read", published))?;
    let place = found.map(|(byte, line)| Place { byte, line: is_text.then_some(line) });
    Ok(place.map(|place| Difference { file: name.to_owned(), place: Some(place) }))
}

/// Byte and line at which two texts differ first; the end of one is a difference, too.
fn first(mut one: impl BufRead, mut other: impl BufRead) -> std::io::Result<Option<(u64, u64)>> {
    let (mut byte, mut line) = (0, 1);
    loop {
        let (a, b) = (one.fill_buf()?, other.fill_buf()?);
        let length = a.len().min(b.len());
        let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        byte += same as u64;
        line += a[..same].iter().filter(|byte| **byte == b'\n').count() as u64;
        match (same < length, a.is_empty(), b.is_empty()) {
            (false, true, true) => return Ok(None),
            (false, false, false) => {}
            _ => return Ok(Some((byte, line))),
        }
        one.consume(same);
        other.consume(same);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The place is that of the first byte that differs; a file that ends earlier differs where it ends.
    #[test]
    fn the_first_difference() {
        let of = |one: &str, other: &str| first(one.as_bytes(), other.as_bytes()).unwrap();
        assert_eq!(of("a\nb\n", "a\nb\n"), None);
        assert_eq!(of("a\nb\n", "a\nc\n"), Some((2, 2)));
        assert_eq!(of("a\nb\n", "a\n"), Some((2, 2)));
        assert_eq!(of("", "x"), Some((0, 1)));
    }
}
