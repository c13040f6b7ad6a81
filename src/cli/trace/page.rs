//! Lines of a trace: a label, and beside it a text that is wrapped under itself; inputs of derivations hang on a branch.

use tongbi_domain::message::visible;

use super::super::explain::wrapped;
use super::super::width::{fit, width};

/// How wide the labels are.
const LABELS: usize = 12;

/// Lines on their way.
pub(super) struct Page {
    columns: usize,
    /// What stands before each line: the branches that it hangs on.
    margin: String,
    lines: Vec<String>,
}

impl Page {
    pub(super) const fn new(columns: usize) -> Self {
        Self { columns, margin: String::new(), lines: Vec::new() }
    }

    /// A line without a label, wrapped.
    pub(super) fn line(&mut self, text: &str) {
        let room = self.columns.saturating_sub(width(&self.margin)).max(20);
        for part in lines(text, room) {
            let part = format!("{}{part}", self.margin);
            self.lines.push(part.trim_end().to_owned());
        }
    }

    /// A labelled text; without a label it continues the one above.
    pub(super) fn say(&mut self, label: &str, text: &str) {
        let indent = 2 + LABELS + 1;
        let room = self.columns.saturating_sub(width(&self.margin) + indent).max(20);
        for (position, part) in lines(text, room).iter().enumerate() {
            let label = if position == 0 { label } else { "" };
            let line = format!("{}  {} {part}", self.margin, fit(label, LABELS));
            self.lines.push(line.trim_end().to_owned());
        }
    }

    /// Whether it stands on a branch, where there is less room.
    pub(super) fn is_branch(&self) -> bool {
        !self.margin.is_empty()
    }

    /// An empty line, on its branches.
    pub(super) fn gap(&mut self) {
        self.lines.push(self.margin.trim_end().to_owned());
    }

    /// What hangs on a branch; the last one ends it.
    pub(super) fn branch(&mut self, last: bool, fill: impl FnOnce(&mut Self)) {
        let (margin, first) = (self.margin.clone(), self.lines.len());
        self.margin = format!("{margin}  {}", if last { "   " } else { "│  " });
        fill(self);
        if let Some(line) = self.lines.get_mut(first) {
            let rest = line.get(self.margin.trim_end().len()..).unwrap_or_default().trim_start().to_owned();
            *line = format!("{margin}  {}{rest}", if last { "└─ " } else { "├─ " });
        }
        self.margin = margin;
    }

    pub(super) fn finish(self) -> String {
        self.lines.join("\n")
    }
}

/// A text in lines of so many columns; a word that is longer than a line, such as a path, is cut where the line ends.
fn lines(text: &str, room: usize) -> Vec<String> {
    let mut cut = Vec::new();
    for line in wrapped(&visible(text), room) {
        let mut part = String::new();
        for character in line.chars() {
            if width(&part) + width(character.encode_utf8(&mut [0; 4])) > room {
                cut.push(std::mem::take(&mut part));
            }
            part.push(character);
        }
        cut.push(part);
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Branches stand under each other, and what is wrapped stays within the columns.
    #[test]
    fn branches() {
        let mut page = Page::new(40);
        page.line("地区生产总值");
        page.branch(false, |page| {
            page.line("one");
            page.say("label", "text that is too long for the line and goes on");
        });
        page.branch(true, |page| page.branch(true, |page| page.line("two")));
        let text = page.finish();
        assert!(text.lines().all(|line| width(line) <= 40), "{text}");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines[1], *lines.last().unwrap()), ("  ├─ one", "  └─ └─ two"));
        assert!(lines[2].starts_with("  │    label"), "{text}");
    }
}
