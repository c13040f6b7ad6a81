//! Which encoding a file has: declared, by its mark, or by its beginning.

use super::{Basis, Binary, Encoding};

/// The encoding that was chosen, and on what ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) encoding: Encoding,
    pub(crate) basis: Basis,
    /// A declared encoding that the mark overruled.
    pub(crate) overruled: Option<Encoding>,
}

/// Chooses the encoding from the head of a file; `whole` says that the head is the whole file.
///
/// A mark overrules a declaration. Without either: sound UTF-8, else damaged UTF-8, else GB18030.
pub(crate) fn choose(head: &[u8], whole: bool, declared: Option<Encoding>) -> Result<Choice, Binary> {
    if let Some(kind) = Binary::by_magic(head) {
        return Err(kind);
    }
    if let Some(mark) = mark(head) {
        return Ok(Choice { encoding: mark, basis: Basis::Mark, overruled: declared.filter(|&declared| declared != mark) });
    }
    let utf16 = matches!(declared, Some(Encoding::Utf16Le | Encoding::Utf16Be));
    if !utf16 && let Some(kind) = Binary::by_control_bytes(head) {
        return Err(kind);
    }
    let (encoding, basis) = match declared {
        Some(encoding) => (encoding, Basis::Declared),
        None => guess(head, whole),
    };
    Ok(Choice { encoding, basis, overruled: None })
}

fn mark(head: &[u8]) -> Option<Encoding> {
    const MARKS: [(&[u8], Encoding); 4] = [
        (b"\xEF\xBB\xBF", Encoding::Utf8),
        (b"\xFF\xFE", Encoding::Utf16Le),
        (b"\xFE\xFF", Encoding::Utf16Be),
        (b"\x84\x31\x95\x33", Encoding::Gb18030),
    ];
    MARKS.iter().find(|(mark, _)| head.starts_with(mark)).map(|(_, encoding)| *encoding)
}

fn guess(head: &[u8], whole: bool) -> (Encoding, Basis) {
    if head.is_ascii() {
        return (Encoding::Utf8, Basis::Ascii);
    }
    match std::str::from_utf8(head) {
        Ok(_) => (Encoding::Utf8, Basis::SoundUtf8),
        // A character that the end of the head cuts in two is no fault.
        Err(error) if error.error_len().is_none() && !whole => (Encoding::Utf8, Basis::SoundUtf8),
        Err(_) if mostly_utf8(head) => (Encoding::Utf8, Basis::DamagedUtf8),
        Err(_) => (Encoding::Gb18030, Basis::NotUtf8),
    }
}

/// Text of another encoding hardly ever forms longer UTF-8 characters, so many sound ones beside few broken bytes mean
/// UTF-8 that was damaged. Read as GB18030 it would become other characters without a word.
fn mostly_utf8(head: &[u8]) -> bool {
    let (mut sound, mut broken) = (0usize, 0usize);
    for chunk in head.utf8_chunks() {
        sound += chunk.valid().chars().filter(|char| !char.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sound > 4 * broken
}

#[cfg(test)]
mod tests {
    use super::{Basis, Binary, Encoding, choose};

    fn chosen(head: &[u8], whole: bool) -> (Encoding, Basis) {
        let choice = choose(head, whole, None).unwrap();
        (choice.encoding, choice.basis)
    }

    #[test]
    fn marks_come_first() {
        assert_eq!(chosen(b"\xEF\xBB\xBFa", true), (Encoding::Utf8, Basis::Mark));
        assert_eq!(chosen(b"\xFF\xFEa\0", true), (Encoding::Utf16Le, Basis::Mark));
        assert_eq!(chosen(b"\xFE\xFF\0a", true), (Encoding::Utf16Be, Basis::Mark));
        let choice = choose(b"\xEF\xBB\xBFa", true, Some(Encoding::Gb18030)).unwrap();
        assert_eq!((choice.encoding, choice.overruled), (Encoding::Utf8, Some(Encoding::Gb18030)));
    }

    #[test]
    fn then_utf8_then_gb18030() {
        assert_eq!(chosen(b"a,b\n", true), (Encoding::Utf8, Basis::Ascii));
        assert_eq!(chosen("地区,值\n".as_bytes(), true), (Encoding::Utf8, Basis::SoundUtf8));
        assert_eq!(chosen(b"\xB5\xD8\xC7\xF8,\xD6\xB5\n", true), (Encoding::Gb18030, Basis::NotUtf8));
    }

    #[test]
    fn a_character_cut_at_the_end_of_the_head_is_no_fault() {
        let cut = &"北京".as_bytes()[..5];
        assert_eq!(chosen(cut, false), (Encoding::Utf8, Basis::SoundUtf8));
        assert_eq!(chosen(cut, true), (Encoding::Gb18030, Basis::NotUtf8));
    }

    #[test]
    fn one_broken_byte_does_not_turn_utf8_to_gb18030() {
        let mut bytes = "北京市地区生产总值\n".as_bytes().to_vec();
        bytes.push(0xB5);
        bytes.extend_from_slice("天津市\n".as_bytes());
        assert_eq!(chosen(&bytes, true), (Encoding::Utf8, Basis::DamagedUtf8));
    }

    #[test]
    fn utf16_without_mark_must_be_declared() {
        let text = b"a\0,\0b\0\n\0";
        assert_eq!(choose(text, true, None), Err(Binary::Utf16WithoutMark));
        assert_eq!(choose(text, true, Some(Encoding::Utf16Le)).unwrap().basis, Basis::Declared);
    }
}
