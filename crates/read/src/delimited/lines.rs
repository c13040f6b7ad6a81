//! Counting lines: LF, CRLF and a lone CR each end one.

use memchr::memchr2_iter;

/// The line of the byte that comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lines {
    line: u64,
    after_cr: bool,
}

impl Lines {
    /// The first line.
    pub(crate) fn first() -> Self {
        Self::from(1)
    }

    /// A given line, at its beginning.
    pub(crate) fn from(line: u64) -> Self {
        Self { line, after_cr: false }
    }

    pub(crate) fn line(self) -> u64 {
        self.line
    }

    /// Goes on behind `bytes`; gives the offset behind the last line break among them.
    pub(crate) fn pass(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut behind = None;
        for found in memchr2_iter(b'\r', b'\n', bytes) {
            let after_cr = match found.checked_sub(1) {
                Some(before) => bytes.get(before) == Some(&b'\r'),
                None => self.after_cr,
            };
            // The LF of a CRLF ends no second line.
            self.line += u64::from(!(after_cr && bytes.get(found) == Some(&b'\n')));
            behind = Some(found + 1);
        }
        if let Some(&last) = bytes.last() {
            self.after_cr = last == b'\r';
        }
        behind
    }

    /// Goes on behind one CR or LF.
    pub(crate) fn pass_break(&mut self, byte: u8) {
        self.line += u64::from(!(self.after_cr && byte == b'\n'));
        self.after_cr = byte == b'\r';
    }

    /// Goes on behind bytes that have one line break, their last byte.
    pub(crate) fn pass_line(&mut self, ends_in_cr: bool) {
        self.line += 1;
        self.after_cr = ends_in_cr;
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn every_kind_of_break_ends_one_line() {
        for (text, line) in [("", 1), ("a\nb", 2), ("a\r\nb", 2), ("a\rb", 2), ("\n\r", 3), ("\r\n\r\n\n", 4), ("\r\r\n", 3)] {
            let mut whole = Lines::first();
            whole.pass(text.as_bytes());
            assert_eq!(whole.line(), line, "{text:?}");
            let mut split = Lines::first();
            for byte in text.bytes() {
                split.pass(&[byte]);
            }
            assert_eq!(split, whole, "{text:?}");
        }
    }
}
