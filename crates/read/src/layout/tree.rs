//! Labels whose indentation is a hierarchy: each row's label becomes the path from the outermost to its own.

use super::heading::{leading_width, of_which};

/// Between the labels of a path: a character that no label has; it is shown as `/`.
pub const STEP: char = '\u{1f}';

/// The labels above the current row, from the outermost.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    above: Vec<Node>,
    path: String,
}

#[derive(Clone, Debug)]
struct Node {
    depth: usize,
    /// Whether the label began with 其中：, so that those below it may stand a little aside.
    of_which: bool,
    /// Length of the path up to and with this label.
    end: usize,
}

impl Tree {
    /// Forgets everything, for another block.
    pub(super) fn clear(&mut self) {
        self.above.clear();
        self.path.clear();
    }

    /// Enters the label of a row: as it stands, with its leading spaces, and the indentation of its cell's style.
    pub(super) fn enter(&mut self, label: &str, indent: u8) {
        let set_in = leading_width(label) + 2 * usize::from(indent);
        let text = label.trim();
        if text.is_empty() {
            return;
        }
        let (name, depth, marked) = match of_which(text) {
            Some((name, width)) => (name, set_in.max(self.last_unmarked()) + width, true),
            None => (text, set_in, false),
        };
        while self.above.last().is_some_and(|node| !self.is_below(depth, marked, node)) {
            self.above.pop();
        }
        self.path.truncate(self.above.last().map_or(0, |node| node.end));
        if !self.path.is_empty() {
            self.path.push(STEP);
        }
        self.path.push_str(name);
        self.above.push(Node { depth, of_which: marked, end: self.path.len() });
    }

    /// The path of the last label entered.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// Depth of the innermost label that has no 其中：.
    fn last_unmarked(&self) -> usize {
        self.above.iter().rev().find(|node| !node.of_which).map_or(0, |node| node.depth)
    }

    /// Whether a label of this depth lies below a node. Labels listed under 其中： are aligned with its text by eye, within two columns.
    fn is_below(&self, depth: usize, marked: bool, node: &Node) -> bool {
        match (node.of_which, marked) {
            (true, false) => depth > node.depth + 2,
            (true, true) => depth > node.depth,
            (false, _) => depth > node.depth,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tree;

    fn paths(labels: &[(&str, u8)]) -> Vec<String> {
        let mut tree = Tree::default();
        labels
            .iter()
            .map(|(label, indent)| {
                tree.enter(label, *indent);
                tree.path().replace(super::STEP, "/")
            })
            .collect()
    }

    #[test]
    fn leading_spaces_are_levels() {
        let found = paths(&[("常住人口", 0), ("  男", 0), ("  女", 0), ("户籍人口", 0), ("　　男", 0)]);
        assert_eq!(found, ["常住人口", "常住人口/男", "常住人口/女", "户籍人口", "户籍人口/男"]);
    }

    #[test]
    fn the_style_of_a_cell_is_a_level() {
        assert_eq!(
            paths(&[("出口", 0), ("一般贸易", 1), ("民营", 2), ("加工贸易", 1)]),
            ["出口", "出口/一般贸易", "出口/一般贸易/民营", "出口/加工贸易"]
        );
    }

    /// The list under 其中： goes on below it, aligned by eye, and ends where a label stands further out.
    #[test]
    fn of_which_opens_a_list() {
        let found = paths(&[
            ("地区生产总值", 0),
            ("  其中：第一产业", 0),
            ("        第二产业", 0),
            ("       第三产业", 0),
            ("人均", 0),
            ("#工业", 0),
            ("#建筑业", 0),
        ]);
        assert_eq!(
            found,
            ["地区生产总值", "地区生产总值/第一产业", "地区生产总值/第二产业", "地区生产总值/第三产业", "人均", "人均/工业", "人均/建筑业"]
        );
    }
}
