//! Files that are no text, known by their first bytes.

use std::fmt;

use tongbi_domain::message::{Message, tables as say};

/// What a file that is no text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Binary {
    /// A zip archive, which XLSX and ODS are too.
    Zip,
    /// An OLE2 compound document, which XLS is.
    Ole2,
    /// A gzip stream.
    Gzip,
    /// A bzip2 stream.
    Bzip2,
    /// An xz stream.
    Xz,
    /// A zstd stream.
    Zstd,
    /// A 7z archive.
    SevenZip,
    /// A Parquet file.
    Parquet,
    /// A PDF document.
    Pdf,
    /// A PNG, JPEG or GIF image.
    Image,
    /// Text in UTF-16 without byte order mark: it can be read when its encoding is declared.
    Utf16WithoutMark,
    /// Text in UTF-32.
    Utf32,
    /// Something with more control bytes than a text has.
    Unknown,
}

const MAGIC: [(&[u8], Binary); 16] = [
    (b"PK\x03\x04", Binary::Zip),
    (b"PK\x05\x06", Binary::Zip),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Binary::Ole2),
    (b"\x1F\x8B\x08", Binary::Gzip),
    (b"BZh91AY&SY", Binary::Bzip2),
    (b"\xFD7zXZ\x00", Binary::Xz),
    (b"\x28\xB5\x2F\xFD", Binary::Zstd),
    (b"7z\xBC\xAF\x27\x1C", Binary::SevenZip),
    (b"PAR1\x15", Binary::Parquet),
    (b"%PDF-", Binary::Pdf),
    (b"\x89PNG\r\n", Binary::Image),
    (b"\xFF\xD8\xFF", Binary::Image),
    (b"GIF89a", Binary::Image),
    (b"GIF87a", Binary::Image),
    (b"\xFF\xFE\x00\x00", Binary::Utf32),
    (b"\x00\x00\xFE\xFF", Binary::Utf32),
];

impl Binary {
    /// The kind that the first bytes give away, whatever encoding is declared.
    pub(crate) fn by_magic(head: &[u8]) -> Option<Self> {
        MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, kind)| *kind)
    }

    /// The kind that the share of control bytes gives away; only for a head that is not known to be UTF-16.
    pub(crate) fn by_control_bytes(head: &[u8]) -> Option<Self> {
        let nul_at = |parity: usize| head.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count();
        let (even, odd) = (nul_at(0), nul_at(1));
        let nuls = even + odd;
        if nuls >= 4 && nuls * 20 >= head.len() && even.min(odd) * 10 <= nuls {
            return Some(Self::Utf16WithoutMark);
        }
        let controls = head.iter().filter(|&&byte| byte < 0x20 && !matches!(byte, b'\t'..=b'\r' | 0x1A)).count();
        (controls > 8 && controls * 10 > head.len()).then_some(Self::Unknown)
    }
}

impl Binary {
    /// What it is, as part of a sentence.
    pub fn message(self) -> Message {
        match self {
            Self::Zip => say::a_zip(),
            Self::Ole2 => say::an_ole2(),
            Self::Gzip => say::a_stream("gzip"),
            Self::Bzip2 => say::a_stream("bzip2"),
            Self::Xz => say::a_stream("xz"),
            Self::Zstd => say::a_stream("zstd"),
            Self::SevenZip => say::a_7z(),
            Self::Parquet => say::a_parquet(),
            Self::Pdf => say::a_pdf(),
            Self::Image => say::an_image(),
            Self::Utf16WithoutMark => say::utf16(),
            Self::Utf32 => say::utf32(),
            Self::Unknown => say::binary(),
        }
    }
}

impl fmt::Display for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::Binary;

    #[test]
    fn magic_and_control_bytes() {
        assert_eq!(Binary::by_magic(b"PK\x03\x04\x14\x00"), Some(Binary::Zip));
        assert_eq!(Binary::by_magic(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0"), Some(Binary::Ole2));
        assert_eq!(Binary::by_magic(b"PAR1,PAR2\n"), None);
        assert_eq!(Binary::by_control_bytes(b"a\0,\0b\0\n\0"), Some(Binary::Utf16WithoutMark));
        assert_eq!(Binary::by_control_bytes(b"\0\x01\x02\x03\0\0\x05\x06\x07\x08\0\0"), Some(Binary::Unknown));
        assert_eq!(Binary::by_control_bytes(b"a,b\n1,\0\n"), None);
        assert_eq!(Binary::by_control_bytes(b""), None);
    }
}
