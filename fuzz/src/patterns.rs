//! Patterns, windows and value cells.

use tongbi_read::layout::{Pattern, Role, Window};

use crate::layouts::flagged;

/// Lines of the input: a pattern, words of flags, words of note marks; all that follows is a text, read by the pattern and as a value cell.
///
/// Laws: what a pattern finds are texts of the input, trimmed, none twice, from left to right; a cell is the number and behind it nothing but
/// declared flags and marks.
pub fn pattern(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut lines = text.splitn(4, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let (declaration, flags, notes, text) = (line(), line(), line(), line());
    let role = |word: &str| Role::parse(word).or((word == "SEX").then_some(Role::Dimension(0)));
    if let Ok(pattern) = Pattern::parse(declaration, role) {
        finds(&pattern, text);
    }
    if let Ok(window) = Window::parse(text) {
        assert!(window.first_line <= window.last_line && window.first_column <= window.last_column, "{window:?}");
    }
    let (flags, notes): (Vec<&str>, Vec<&str>) = (flags.split_whitespace().collect(), notes.split_whitespace().collect());
    takes_apart(&flags, &notes, text);
}

fn finds(pattern: &Pattern, text: &str) {
    let mut spans = Vec::new();
    if !pattern.read(text, &mut spans) {
        assert!(spans.is_empty(), "a text that does not fit says something");
        return;
    }
    assert!(spans.len() <= pattern.roles().count());
    let mut behind = 0;
    for ((role, from, to), declared) in spans.into_iter().zip(pattern.roles()) {
        assert!(behind <= from && role == declared, "out of order");
        let said = text.get(from..to).unwrap_or_default();
        assert!(!said.is_empty() && said.trim() == said, "{said:?} is not trimmed");
        behind = to;
    }
}

fn takes_apart(flags: &[&str], notes: &[&str], text: &str) {
    let layout = flagged(flags, notes);
    let cell = layout.cell(text);
    let Some(taken) = text.trim().strip_prefix(cell.number) else { panic!("{:?} does not begin the cell", cell.number) };
    let taken: String = taken.chars().filter(|c| !c.is_whitespace()).collect();
    let words: Vec<&str> = flags.iter().chain(notes).copied().filter(|word| !word.is_empty()).collect();
    assert!(is_made_of(&taken, &words), "{taken:?} vanished from {text:?}");
    if taken.is_empty() {
        assert_eq!((cell.status, cell.confidentiality), (None, None), "a meaning without a flag");
    }
    // Reading flags in a cell of their own keeps the same bounds.
    let _ = layout.flags(text);
}

/// Whether a text is nothing but these words.
fn is_made_of(text: &str, words: &[&str]) -> bool {
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for at in 0..text.len() {
        if reached[at] {
            let rest = text.get(at..).unwrap_or_default();
            words.iter().filter(|word| rest.starts_with(**word)).for_each(|word| reached[at + word.len()] = true);
        }
    }
    reached[text.len()]
}
