//! `corrections.toml`: cells of a source that a person has found to be wrong, each with the text that it has and what is to be done.

use serde::Deserialize;
use toml::Spanned;

use super::{Signed, Text};
use crate::diagnostic::{Diagnostic, suggest};
use crate::message::amend as say;
use crate::number::Ratio;
use crate::vocabulary::ObsStatus;

/// What a correction does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// The figure is left out.
    Drop,
    /// This text should stand there; it is read by the same rules as a cell.
    Override(String),
    /// The figure is to be multiplied by this exact factor; the factor as written stands beside it.
    Scale(Ratio, String),
    /// The figure has this status.
    Flag(ObsStatus),
}

impl Act {
    /// The word that stands in files.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Override(_) => "override",
            Self::Scale(..) => "scale",
            Self::Flag(_) => "flag",
        }
    }

    /// What is applied, as written; empty for a figure that is left out.
    pub fn applied(&self) -> &str {
        match self {
            Self::Drop => "",
            Self::Override(text) | Self::Scale(_, text) => text,
            Self::Flag(status) => status.code(),
        }
    }
}

/// The column of a cell, as declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// By its place in the line, from 1.
    Number(u32),
    /// By its header.
    Header(String),
}

/// One declared correction.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// Name of the file in the source's folder.
    pub file: String,
    /// Sheet of a workbook; empty for other files.
    pub sheet: String,
    /// Line of the file or row of the sheet, from 1.
    pub line: u64,
    /// Column.
    pub column: Column,
    /// The text that must stand there, without blanks around it; never empty.
    pub expects: String,
    /// Texts that must stand in the same row, or in the header of the column; any row where none is declared.
    pub labels: Vec<String>,
    /// What is done.
    pub act: Act,
    /// Who decided it.
    pub signed: Signed,
    /// Its line in the file of corrections, from 1: what tells corrections of one source apart.
    pub declared: u32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct CorrectionFile {
    #[serde(default)]
    correction: Vec<Spanned<Entry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    file: Spanned<String>,
    #[serde(default)]
    sheet: String,
    line: Spanned<i64>,
    column: Spanned<toml::Value>,
    expects: Spanned<String>,
    #[serde(default)]
    labels: Vec<String>,
    drop: Option<Spanned<bool>>,
    #[serde(rename = "override")]
    instead: Option<Spanned<String>>,
    scale: Option<Spanned<String>>,
    flag: Option<Spanned<String>>,
    reason: Spanned<String>,
    by: Spanned<String>,
    date: Spanned<String>,
}

/// Reads and checks a file of corrections, in the order of the files and lines that they speak of; `files` are those that the source reads.
///
/// # Errors
/// Everything that is wrong (T109): unknown keys with the nearest known one, two corrections of one cell, words and numbers that mean nothing.
pub fn corrections(file: &str, text: &str, files: &[&str]) -> Result<Vec<Correction>, Vec<Diagnostic>> {
    let (parsed, mut text) = Text::parse::<CorrectionFile>(file, text)?;
    let mut found: Vec<Correction> = Vec::new();
    for entry in &parsed.correction {
        let at = entry.span();
        let declared = u32::try_from(text.line(at.start)).unwrap_or(u32::MAX);
        let entry = entry.get_ref();
        if !files.contains(&entry.file.get_ref().as_str()) {
            text.problem(&entry.file, say::no_table_of_source(entry.file.get_ref()), suggest(entry.file.get_ref(), files));
        }
        let (act, signed) = (act(entry, &at, &mut text), text.signed(&entry.reason, &entry.by, &entry.date));
        let (Some(line), Some(column), Some(act)) = (line(&entry.line, &mut text), column(&entry.column, &mut text), act) else { continue };
        let expects = entry.expects.get_ref().trim().to_owned();
        if expects.is_empty() {
            text.problem(&entry.expects, say::expects_nothing(), say::own_source());
        }
        let labels = entry.labels.iter().map(|label| label.trim().to_owned()).collect();
        let correction = Correction {
            file: entry.file.get_ref().clone(),
            sheet: entry.sheet.clone(),
            line,
            column,
            expects,
            labels,
            act,
            signed,
            declared,
        };
        let place = |other: &Correction| (other.file.clone(), other.sheet.clone(), other.line, other.column.clone());
        if let Some(other) = found.iter().find(|other| other.line == correction.line && place(other) == place(&correction)) {
            text.problem(&entry.line, say::corrected_twice(other.declared), say::one_correction());
        }
        found.push(correction);
    }
    found.sort_by(|a, b| (&a.file, a.line, a.declared).cmp(&(&b.file, b.line, b.declared)));
    text.done(found)
}

fn line(line: &Spanned<i64>, text: &mut Text<'_>) -> Option<u64> {
    let number = u64::try_from(*line.get_ref()).ok().filter(|line| *line > 0);
    if number.is_none() {
        text.problem(line, say::no_line(), say::as_shown());
    }
    number
}

fn column(column: &Spanned<toml::Value>, text: &mut Text<'_>) -> Option<Column> {
    let found = match column.get_ref() {
        toml::Value::Integer(number) => u32::try_from(*number).ok().filter(|number| *number > 0).map(Column::Number),
        toml::Value::String(header) if !header.trim().is_empty() => Some(Column::Header(header.trim().to_owned())),
        _ => None,
    };
    if found.is_none() {
        text.problem(column, say::no_column(), say::column_such_as());
    }
    found
}

/// The one thing that a correction does.
fn act(entry: &Entry, at: &std::ops::Range<usize>, text: &mut Text<'_>) -> Option<Act> {
    let whole = Spanned::new(at.clone(), ());
    match (&entry.drop, &entry.instead, &entry.scale, &entry.flag) {
        (Some(drop), None, None, None) if *drop.get_ref() => Some(Act::Drop),
        (None, Some(instead), None, None) => {
            let wanted = instead.get_ref().trim();
            if wanted.is_empty() {
                text.problem(instead, say::needs_text("override"), say::acts());
            } else if wanted == entry.expects.get_ref().trim() {
                text.problem(instead, say::changes_nothing(), say::write_other());
            }
            Some(Act::Override(wanted.to_owned()))
        }
        (None, None, Some(scale), None) => {
            let factor = Ratio::parse(scale.get_ref()).filter(|factor| factor.signum() > 0 && *factor != Ratio::ONE);
            if factor.is_none() {
                text.problem(scale, say::no_scale(scale.get_ref()), say::scale_such_as());
            }
            factor.map(|factor| Act::Scale(factor, scale.get_ref().trim().to_owned()))
        }
        (None, None, None, Some(flag)) => {
            let status = ObsStatus::from_code(flag.get_ref()).filter(|status| *status == ObsStatus::Suppressed || !status.is_missing());
            if status.is_none() {
                text.problem(flag, say::no_status(flag.get_ref()), say::statuses());
            }
            status.map(Act::Flag)
        }
        _ => {
            text.problem(&whole, say::one_act(), say::acts());
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CELL: &str = "[[correction]]\nfile = \"t.csv\"\nline = 3\ncolumn = 4\nexpects = \" 12.5 \"\nreason = \"typing error\"\nby = \"王\"\ndate = \"2024-02-29\"\n";

    fn read(text: &str) -> Result<Vec<Correction>, Vec<String>> {
        let lines = |problems: Vec<Diagnostic>| problems.iter().map(|problem| format!("{}: {}", problem.line, problem.message)).collect();
        corrections("corrections.toml", text, &["t.csv", "u.csv"]).map_err(lines)
    }

    /// Each act is read, with an exact factor; texts lose the blanks around them.
    #[test]
    fn every_act_is_read() {
        for (act, wanted) in [
            ("drop = true", Act::Drop),
            ("override = \"13.5\"", Act::Override("13.5".to_owned())),
            ("scale = \"1/3\"", Act::Scale(Ratio::new(1, 3).unwrap(), "1/3".to_owned())),
            ("flag = \"E\"", Act::Flag(ObsStatus::Estimated)),
        ] {
            let found = read(&format!("{CELL}{act}\n")).unwrap();
            assert_eq!((found[0].expects.as_str(), found[0].declared, &found[0].act), ("12.5", 1, &wanted));
        }
    }

    /// What means nothing is refused, each with its line: no act or two, a factor of nothing, a status without a value, a day that is none.
    #[test]
    fn what_means_nothing_is_refused() {
        for wrong in [
            "",
            "drop = false",
            "drop = true\nflag = \"E\"",
            "scale = \"0\"",
            "scale = \"1\"",
            "scale = \"-2\"",
            "flag = \"O\"",
            "flag = \"z\"",
            "override = \"12.5\"",
            "override = \" \"",
            "dropp = true",
        ] {
            assert_eq!(read(&format!("{CELL}{wrong}\n")).unwrap_err().len(), 1, "{wrong}");
        }
        for (old, new) in [
            ("line = 3", "line = 0"),
            ("column = 4", "column = 0"),
            ("column = 4", "column = true"),
            ("2024-02-29", "2023-02-29"),
            ("typing error", " "),
            ("t.csv", "v.csv"),
            (" 12.5 ", " "),
        ] {
            assert_eq!(read(&format!("{CELL}drop = true\n").replace(old, new)).unwrap_err().len(), 1, "{new}");
        }
    }

    /// One cell has one correction; they come in the order of files and lines.
    #[test]
    fn one_cell_has_one_correction() {
        let entry = |line: u32| format!("{CELL}drop = true\n").replace("line = 3", &format!("line = {line}"));
        let found = read(&(entry(9) + &entry(2))).unwrap();
        assert_eq!(found.iter().map(|correction| (correction.line, correction.declared)).collect::<Vec<_>>(), [(2, 10), (9, 1)]);
        assert_eq!(read(&(entry(9) + &entry(9))).unwrap_err(), ["12: the correction in line 1 speaks of this cell already"]);
    }
}
