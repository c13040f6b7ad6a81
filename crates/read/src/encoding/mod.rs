//! Encodings of text files: their names, how one is chosen, and the decoding that keeps account of every broken byte.

mod binary;
mod decode;
mod detect;

use std::fmt;

pub use binary::Binary;
pub(crate) use decode::{CHUNK, Decoder, Malformed};
pub(crate) use detect::choose;

/// The encoding of a text file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8, of which ASCII is a part.
    Utf8,
    /// GB18030, of which GBK and GB2312 are parts.
    Gb18030,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Another encoding, by declaration only.
    Other(Charset),
}

/// An encoding of the WHATWG standard that has no name of its own in [`Encoding`]; made by [`Encoding::for_label`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Charset(&'static encoding_rs::Encoding);

impl Encoding {
    /// The encoding of a WHATWG label (`utf-8`, `gbk`, `GB2312`, `big5`, `windows-1252`, ...), whatever its case.
    pub fn for_label(label: &str) -> Option<Self> {
        let charset = encoding_rs::Encoding::for_label_no_replacement(label.as_bytes())?;
        Some(if charset == encoding_rs::UTF_8 {
            Self::Utf8
        } else if charset == encoding_rs::GB18030 || charset == encoding_rs::GBK {
            Self::Gb18030
        } else if charset == encoding_rs::UTF_16LE {
            Self::Utf16Le
        } else if charset == encoding_rs::UTF_16BE {
            Self::Utf16Be
        } else {
            Self::Other(Charset(charset))
        })
    }

    /// The name in the WHATWG standard, in its spelling.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gb18030 => "GB18030",
            _ => self.charset().name(),
        }
    }

    fn charset(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 => encoding_rs::UTF_8,
            Self::Gb18030 => encoding_rs::GB18030,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
            Self::Other(Charset(charset)) => charset,
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// On what ground an encoding was chosen.
///
/// Without declaration and mark the first 64 KiB decide, and the choice is never changed further down: what does not fit
/// is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The dialect names it.
    Declared,
    /// The file begins with its byte order mark.
    Mark,
    /// The beginning is pure ASCII, which most encodings share; UTF-8 was assumed.
    Ascii,
    /// The beginning is sound UTF-8 with characters beyond ASCII.
    SoundUtf8,
    /// The beginning is UTF-8 with some broken bytes: sound characters outnumber them by more than four to one.
    DamagedUtf8,
    /// The beginning is not UTF-8; GB18030 was assumed.
    NotUtf8,
}

#[cfg(test)]
mod tests {
    use super::Encoding;

    #[test]
    fn labels_lead_to_encodings() {
        for (label, name) in [("UTF8", "UTF-8"), ("gbk", "GB18030"), ("GB2312", "GB18030"), ("utf-16be", "UTF-16BE"), ("big5", "Big5")] {
            assert_eq!(Encoding::for_label(label).map(Encoding::name), Some(name), "{label}");
        }
        assert_eq!(Encoding::for_label("klingon"), None);
        assert_eq!(Encoding::for_label("iso-2022-kr"), None);
    }
}
