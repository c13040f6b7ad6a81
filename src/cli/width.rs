//! How wide a text is in a terminal, where a Chinese character takes two columns.

/// Columns that a text takes.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(of).sum()
}

fn of(character: char) -> usize {
    match u32::from(character) {
        0x300..=0x36f => 0,
        0x1100..=0x115f
        | 0x2e80..=0x303e
        | 0x3041..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1faff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// The text in so many columns: cut with `…`, or followed by blanks.
pub(super) fn fit(text: &str, columns: usize) -> String {
    let text = clip(text, columns);
    let blanks = columns.saturating_sub(width(&text));
    text + &" ".repeat(blanks)
}

/// The text in at most so many columns, cut with `…`.
pub(super) fn clip(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut taken = 0;
    let mut out: String = text
        .chars()
        .take_while(|character| {
            taken += of(*character);
            taken < columns
        })
        .collect();
    if columns > 0 {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_takes_two_columns() {
        assert_eq!((width("地区a"), width("")), (5, 0));
        assert_eq!(fit("地区", 6), "地区  ");
        assert_eq!((clip("地区生产总值", 6), clip("abcdef", 4)), ("地区…".to_owned(), "abc…".to_owned()));
        assert!(["地区生产总值", "a地b区c"].iter().all(|text| (0..12).all(|columns| width(&clip(text, columns)) <= columns)));
    }
}
