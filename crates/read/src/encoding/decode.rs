//! Decoding that streams and keeps account of every broken byte.

use std::collections::VecDeque;
use std::io::{self, Read};

use encoding_rs::DecoderResult;

use super::Encoding;

/// How many bytes are read at a time, and by how many the encoding is chosen (tests take fewer).
pub(crate) const CHUNK: usize = 64 * 1024;
/// Bytes kept before the chunk: a broken sequence may have begun in the chunk before.
const BEFORE: usize = 8;

/// A broken sequence of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    /// The offset in the decoded text where its U+FFFD stands.
    pub(crate) at: u64,
    bytes: [u8; 4],
    len: u8,
}

impl Malformed {
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or(&self.bytes)
    }
}

/// Turns the bytes of a reader to text, chunk by chunk.
pub(crate) struct Decoder<R> {
    reader: R,
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    from: usize,
    to: usize,
    last: bool,
    finished: bool,
    written: u64,
    /// The broken sequences that nobody has asked for yet.
    pub(crate) malformed: VecDeque<Malformed>,
}

impl<R: Read> Decoder<R> {
    /// A decoder of what `head` holds and `reader` will give, which is read `chunk` bytes at a time.
    pub(crate) fn new(reader: R, encoding: Encoding, head: &[u8], chunk: usize) -> Self {
        let mut raw = vec![0; BEFORE + chunk.max(head.len()).max(1)];
        raw[BEFORE..BEFORE + head.len()].copy_from_slice(head);
        Self {
            reader,
            decoder: encoding.charset().new_decoder_without_bom_handling(),
            raw,
            from: BEFORE,
            to: BEFORE + head.len(),
            last: false,
            finished: false,
            written: 0,
            malformed: VecDeque::new(),
        }
    }

    /// Appends the next text to `out`; false when there is none any more.
    pub(crate) fn fill(&mut self, out: &mut String) -> io::Result<bool> {
        if self.finished {
            return Ok(false);
        }
        if self.from == self.to && !self.last {
            self.refill()?;
        }
        let before = out.len();
        loop {
            let bytes = &self.raw[self.from..self.to];
            let room = self.decoder.max_utf8_buffer_length_without_replacement(bytes.len());
            out.reserve(room.unwrap_or(4 * self.raw.len()));
            let (result, read) = self.decoder.decode_to_string_without_replacement(bytes, out, self.last);
            self.from += read;
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(len, beyond) => {
                    let at = self.written + (out.len() - before) as u64;
                    self.note(at, usize::from(len), usize::from(beyond));
                    out.push(char::REPLACEMENT_CHARACTER);
                }
            }
        }
        self.finished = self.last;
        self.written += (out.len() - before) as u64;
        Ok(true)
    }

    fn note(&mut self, at: u64, len: usize, beyond: usize) {
        let end = self.from.saturating_sub(beyond);
        let found = &self.raw[end.saturating_sub(len)..end];
        let mut bytes = [0; 4];
        let len = found.len().min(bytes.len());
        bytes[..len].copy_from_slice(&found[..len]);
        self.malformed.push_back(Malformed { at, bytes, len: len as u8 });
    }

    fn refill(&mut self) -> io::Result<()> {
        let kept = self.to - BEFORE..self.to;
        self.raw.copy_within(kept, 0);
        self.from = BEFORE;
        self.to = BEFORE;
        let read = loop {
            match self.reader.read(&mut self.raw[BEFORE..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.to += read;
        self.last = read == 0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Decoder, Encoding};

    /// Gives one byte at a time.
    struct Drip<'a>(&'a [u8]);

    impl std::io::Read for Drip<'_> {
        fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
            let n = self.0.len().min(1);
            buf[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn decoded(bytes: &[u8], encoding: Encoding) -> (String, Vec<(u64, Vec<u8>)>) {
        let mut decoder = Decoder::new(Drip(bytes), encoding, b"", 16);
        let mut text = String::new();
        while decoder.fill(&mut text).unwrap() {}
        (text, decoder.malformed.iter().map(|m| (m.at, m.bytes().to_vec())).collect())
    }

    #[test]
    fn broken_sequences_are_noted_with_their_bytes() {
        assert_eq!(
            decoded(b"a\xE5\x8C,b\xFF", Encoding::Utf8),
            ("a\u{FFFD},b\u{FFFD}".into(), vec![(1, vec![0xE5, 0x8C]), (6, vec![0xFF])])
        );
        assert_eq!(decoded(b"\xB5\xD8\xB5,x", Encoding::Gb18030), ("地\u{FFFD},x".into(), vec![(3, vec![0xB5])]));
        assert_eq!(decoded(b"a\0\0\xD8b\0", Encoding::Utf16Le), ("a\u{FFFD}b".into(), vec![(1, vec![0, 0xD8])]));
        assert_eq!(decoded(b"a\0b", Encoding::Utf16Le), ("a\u{FFFD}".into(), vec![(1, vec![b'b'])]));
        assert_eq!(decoded("北京".as_bytes().split_last().unwrap().1, Encoding::Utf8).1, [(3, vec![0xE4, 0xBA])]);
    }
}
