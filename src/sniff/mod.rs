//! Floor 4: looks at a file that nobody has declared and proposes its declaration. It proposes; nothing is applied and no file is written.
//!
//! The same file and catalogue give the same proposal. How it looks, from the outside in:
//!
//! 1. `grid`: the file as sheets of rows, whatever its packing, format and encoding; at most 100 000 rows of a sheet.
//! 2. `block`: a table begins at a row with a figure; the rows of texts, years and periods just above are its header; lines of one text above
//!    that are its preamble; another header further down, with figures below it, begins another table.
//! 3. `roles`: columns, by the words of their headers, then by their texts (periods, names that the catalogue knows, units), then by what is
//!    still missing. Of a code and its label one is read, the other is left out.
//! 4. `across`: what each header row says above the figures: periods, units, kinds of figures, areas, else indicators.
//! 5. `keys`: where two rows have the same key, columns with few texts become dimensions, the one first that tells most rows apart.
//! 6. `marks`, `names`, `indicators`, `unsaid`: marks and flags with their counts; indicators, areas and units that the catalogue lacks;
//!    what nothing says, with `unspecified` for a unit and `?` for an area or a period, which `tongbi check` refuses.
//! 7. `proposal`: blocks and sheets that are read alike share a layout; a header that comes again is `repeats`.
//!
//! What is not sure stands behind `# unsure:` with its place.

mod across;
mod analysis;
mod block;
mod cell;
mod draft;
mod grid;
mod indicators;
mod keys;
mod known;
mod marks;
mod names;
mod needs;
mod proposal;
mod roles;
mod said;
mod table;
mod toml_text;
mod unsaid;
mod words;

use std::path::Path;

use tongbi_domain::catalog::Catalog;
use tongbi_domain::message::tables as say;
use tongbi_read::Row;

use crate::io::sha256_of_file;
use draft::Draft;
use known::Known;
use needs::Needs;
use proposal::{Entry, Facts, proposal};
use table::Table;

pub use grid::SniffError;

/// How a file is looked at.
#[derive(Clone, Copy, Debug, Default)]
pub struct SniffOptions<'a> {
    /// The id of the source; made from the file's name where none is given.
    pub id: Option<&'a str>,
    /// The file inside a zip archive.
    pub member: Option<&'a str>,
    /// The catalogue of the project; without one, every name and unit is proposed.
    pub catalog: Option<&'a Catalog>,
    /// Whether there is a project, whose packages may take the source.
    pub project: bool,
}

/// Proposes the declaration of a file: sections of TOML and CSV, each under a line `# ======== into FILE ========`.
///
/// # Errors
/// When the file cannot be opened or read.
pub fn sniff(path: &Path, options: SniffOptions<'_>) -> Result<String, SniffError> {
    let file = grid::read(path, options.member)?;
    let name = path.file_name().map_or_else(|| "file".to_owned(), |name| name.to_string_lossy().into_owned());
    let id = options.id.map_or_else(|| source_id(&name), str::to_owned);
    let sha256 = sha256_of_file(path)?;
    let known = Known { catalog: options.catalog };
    let mut kind = vec![file.format.to_string()];
    kind.extend(file.dialect.iter().cloned());
    let mut facts = Facts {
        id: &id,
        file: &name,
        member: options.member,
        sha256: &sha256,
        kind,
        format: file.encoding.iter().map(|encoding| format!("encoding = {}", toml_text::quoted(encoding))).collect(),
        all_sheets: file.sheets.iter().map(|sheet| sheet.name.clone()).collect(),
        remarks: Vec::new(),
        project: options.project,
    };
    let (mut entries, mut needs): (Vec<Entry>, Needs) = Default::default();
    for (at, sheet) in file.sheets.iter().enumerate() {
        let shown = toml_text::remark(&sheet.name);
        if sheet.cut {
            facts.remarks.push(format!(
                "only the first {} rows of {} were looked at",
                sheet.rows.len(),
                if shown.is_empty() { "the file" } else { &shown }
            ));
        }
        if let Some(twin) = file.sheets[..at].iter().find(|other| !sheet.rows.is_empty() && other.rows == sheet.rows) {
            facts.remarks.push(format!("the sheet {shown} is the same as {}, cell by cell", toml_text::remark(&twin.name)));
        }
        let found = tables(&sheet.rows, known, (&id, &sheet.name), &mut needs);
        if found.is_empty() {
            let hidden = if sheet.visible { "" } else { ", and hidden" };
            facts.remarks.push(format!(
                "left out, because no table was found there{hidden}: {}",
                if shown.is_empty() { "the file" } else { &shown }
            ));
        }
        found.into_iter().for_each(|(cells, draft)| gather(&mut entries, &sheet.name, cells, draft));
    }
    if entries.is_empty() {
        return Err(SniffError::shut(say::no_table_found(name), say::look_for_table()));
    }
    Ok(proposal(&facts, &entries, &needs))
}

/// Adds a table to those that are declared alike, or as another one.
fn gather(entries: &mut Vec<Entry>, sheet: &str, cells: Option<String>, draft: Draft) {
    let alike = |entry: &&mut Entry| {
        entry.cells.is_none()
            && cells.is_none()
            && entry.draft.is_like(&draft)
            && entry.draft.declared == draft.declared
            && entry.draft.sheet_name == draft.sheet_name
            && entry.draft.repeats == draft.repeats
    };
    match entries.iter_mut().find(alike) {
        Some(entry) => {
            entry.sheets.push(sheet.to_owned());
            entry.draft.add(draft);
        }
        None => entries.push(Entry { sheets: vec![sheet.to_owned()], cells, draft }),
    }
}

/// The tables of a sheet, each with the lines that are it where there are several.
fn tables(rows: &[Row], known: Known<'_>, (id, sheet): (&str, &str), needs: &mut Needs) -> Vec<(Option<String>, Draft)> {
    struct Found {
        from: u64,
        to: u64,
        title: Option<String>,
        draft: Draft,
    }
    let mut found: Vec<Found> = Vec::new();
    for block in block::blocks(rows) {
        let from = rows[block.above.start].line();
        let to = rows[block.below.end.max(block.body.end) - 1].line();
        let title = rows.get(block.header.start).and_then(block::first_text).filter(|_| !block.header.is_empty());
        let table = Table::new(rows, block);
        let draft = analysis::draft(&table, known, (id, sheet), needs);
        needs.add(draft.needs.clone());
        match found.last_mut() {
            Some(last)
                if title.is_some()
                    && last.title == title
                    && last.draft.without_header() == draft.without_header()
                    && last.draft.declared == draft.declared =>
            {
                last.draft.repeat(&title.unwrap_or_default(), draft);
                last.to = to;
            }
            _ => found.push(Found { from, to, title, draft }),
        }
    }
    let several = found.len() > 1;
    let last = found.len().saturating_sub(1);
    let cells = |at: usize, found: &Found| {
        several
            .then(|| if at == last { format!("{}:", found.from) } else { format!("{}:{}", if at == 0 { 1 } else { found.from }, found.to) })
    };
    found.into_iter().enumerate().map(|(at, table)| (cells(at, &table), table.draft)).collect()
}

/// A legal id from the name of a file.
pub fn source_id(name: &str) -> String {
    let stem = name.split('.').find(|part| !part.is_empty()).unwrap_or_default();
    let mut id = String::new();
    for character in stem.chars() {
        match character {
            c if c.is_ascii_alphanumeric() => id.push(c.to_ascii_lowercase()),
            _ if id.is_empty() || id.ends_with('-') => {}
            _ => id.push('-'),
        }
    }
    let id = id.trim_end_matches('-');
    if id.is_empty() { "source".to_owned() } else { id.to_owned() }
}
