//! Reads the marks and blocks of the page. Knows Markdown as far as the page uses it.

use std::fs;

use super::super::repository;

/// A file, or a part of one, as the page shows it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// First word of the fence: `csv`, `toml`, `sheet` …
    pub kind: String,
    /// Path in the project.
    pub path: String,
    /// What the block holds.
    pub text: String,
    options: Vec<(String, String)>,
}

impl Shown {
    /// What the fence says behind `key=`; empty where it says nothing.
    pub fn option(&self, key: &str) -> &str {
        self.options.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value)
    }

    /// The bytes of a text file.
    pub fn encoded(&self) -> Vec<u8> {
        let text = if self.option("lines") == "crlf" { self.text.replace('\n', "\r\n") } else { self.text.clone() };
        match self.option("encoding") {
            "" => text.into_bytes(),
            label => {
                let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
                let (bytes, _, unmappable) = encoding.encode(&text);
                assert!(!unmappable, "{} has characters that {label} cannot write", self.path);
                bytes.into_owned()
            }
        }
    }
}

/// A table that a release must have.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Name of the table.
    pub table: String,
    /// Columns that are compared.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}

/// An example of the page.
#[derive(Clone, Debug, Default)]
pub struct Example {
    /// Its name.
    pub name: String,
    /// Line of the page where it begins.
    pub line: usize,
    /// Its files, those that all examples share among them.
    pub shown: Vec<Shown>,
    /// The tables that it must give.
    pub wanted: Vec<Wanted>,
    /// What the run must print, in runs of whole lines.
    pub says: Vec<Vec<String>>,
}

/// A period text and what the page says that it means.
#[derive(Clone, Debug)]
pub struct PeriodRow {
    /// The text.
    pub text: String,
    /// Keys of `periods` in the layout.
    pub rules: String,
    /// Period and cumulation of a flow, and of a stock; empty where it is refused.
    pub means: [String; 2],
}

/// What the page promises.
pub struct Page {
    /// Its examples.
    pub examples: Vec<Example>,
    /// Its table of period texts.
    pub periods: Vec<PeriodRow>,
}

/// Reads docs/sources.md.
pub fn page() -> Page {
    let text = fs::read_to_string(repository().join("docs/sources.md")).unwrap();
    let mut lines = text.lines().enumerate().peekable();
    let (mut examples, mut shared, mut periods): (Vec<Example>, Vec<Shown>, Vec<PeriodRow>) = (Vec::new(), Vec::new(), Vec::new());
    let mut inside = false;
    while let Some((number, line)) = lines.next() {
        if let Some(mark) = line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->")) {
            let (word, rest) = mark.split_once(": ").unwrap_or((mark, ""));
            match word {
                "example" => examples.push(begun(rest, number + 1, &examples)),
                "periods" => periods.extend(period_rows(&block(&mut lines, |line| line.starts_with('|')))),
                "observations" | "table" => {
                    let table = if word == "table" { rest } else { "observations" };
                    let wanted = wanted(table, &block(&mut lines, |line| line.starts_with('|')));
                    examples.last_mut().unwrap().wanted.push(wanted);
                }
                "says" => {
                    let said = block(&mut lines, |line| line.is_empty() || line.starts_with("    "));
                    examples.last_mut().unwrap().says.extend(runs(&said));
                }
                _ => {}
            }
            inside = matches!(word, "example" | "observations" | "table" | "says");
        } else if let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) {
            let body: Vec<&str> = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
            let text: String = body.iter().map(|line| format!("{line}\n")).collect();
            if let Some(shown) = shown(info, text) {
                let files = if inside { &mut examples.last_mut().unwrap().shown } else { &mut shared };
                files.push(shown);
            }
        }
    }
    examples.iter_mut().for_each(|example| example.shown.extend(shared.iter().cloned()));
    Page { examples, periods }
}

/// An example of its own, or one like an earlier one in whose files some texts are replaced: `NAME like OTHER: from → to; from → to`.
fn begun(mark: &str, line: usize, earlier: &[Example]) -> Example {
    let Some((name, rest)) = mark.split_once(" like ") else {
        return Example { name: mark.to_owned(), line, ..Example::default() };
    };
    let (base, edits) = rest.split_once(": ").unwrap();
    let mut shown = earlier.iter().find(|example| example.name == base).unwrap_or_else(|| panic!("no example {base}")).shown.clone();
    if !edits.contains("keep the sidecar") {
        shown.retain(|shown| !shown.path.ends_with("/source.toml"));
    }
    for (from, to) in edits.split("; ").filter_map(|edit| edit.split_once('→')) {
        let found: Vec<&mut Shown> = shown.iter_mut().filter(|shown| shown.text.contains(from.trim())).collect();
        assert_eq!(found.len(), 1, "`{from}` stands in one file of {base}");
        found.into_iter().for_each(|shown| shown.text = shown.text.replacen(from.trim(), &to.trim().replace("\\n", "\n"), 1));
    }
    Example { name: name.to_owned(), line, shown, ..Example::default() }
}

/// The rows of the table of periods; several texts of one meaning have ` · ` between them.
fn period_rows(lines: &[&str]) -> Vec<PeriodRow> {
    let row = |line: &&str| -> Vec<PeriodRow> {
        let cells = cells(line);
        let [texts, rules, flow, stock] = cells.as_slice() else { panic!("{line}") };
        let of = |text: &str| PeriodRow { text: text.trim().into(), rules: rules.replace('`', ""), means: [flow.clone(), stock.clone()] };
        texts.split('·').map(of).collect()
    };
    lines.iter().skip(2).flat_map(row).collect()
}

/// The lines of the next block whose lines have a form; blank lines before it are passed over.
fn block<'p>(lines: &mut std::iter::Peekable<impl Iterator<Item = (usize, &'p str)>>, fits: impl Fn(&str) -> bool) -> Vec<&'p str> {
    while lines.next_if(|(_, line)| line.is_empty()).is_some() {}
    std::iter::from_fn(|| lines.next_if(|(_, line)| fits(line)).map(|(_, line)| line)).collect()
}

fn shown(info: &str, text: String) -> Option<Shown> {
    let mut words = info.split_whitespace();
    let kind = words.next()?.to_owned();
    let options: Vec<(String, String)> =
        words.filter_map(|word| word.split_once('=')).map(|(key, value)| (key.into(), value.into())).collect();
    let path = options.iter().find(|(key, _)| key == "file")?.1.clone();
    Some(Shown { kind, path, text, options })
}

fn wanted(table: &str, lines: &[&str]) -> Wanted {
    let columns = cells(lines.first().unwrap());
    Wanted { table: table.to_owned(), columns, rows: lines.iter().skip(2).map(|line| cells(line)).collect() }
}

/// The cells of a row of a Markdown table.
fn cells(line: &str) -> Vec<String> {
    let inner = line.trim().strip_prefix('|').unwrap().strip_suffix('|').unwrap();
    inner.replace("\\|", "\u{1}").split('|').map(|cell| cell.replace('\u{1}', "|").trim().to_owned()).collect()
}

/// The lines of an indented block without their indent, cut where a line `…` stands for any lines.
fn runs(lines: &[&str]) -> Vec<Vec<String>> {
    let bare: Vec<String> = lines.iter().map(|line| line.strip_prefix("    ").unwrap_or(line).to_owned()).collect();
    let end = bare.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    bare[..end].split(|line| line == "…").map(<[String]>::to_vec).filter(|run| !run.is_empty()).collect()
}
