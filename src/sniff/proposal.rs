//! The whole proposal as text: each section begins with a line that says into which file it goes.

use std::fmt::Write as _;

use super::draft::Draft;
use super::needs::Needs;
use super::toml_text::{key, quoted, remark};

/// A table of the proposal.
#[derive(Debug)]
pub(super) struct Entry {
    /// Names of sheets; none for a file without any.
    pub(super) sheets: Vec<String>,
    /// The part of the sheet, where it has several tables.
    pub(super) cells: Option<String>,
    pub(super) draft: Draft,
}

/// Facts of the file that the proposal states.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    pub(super) id: &'a str,
    /// Its name.
    pub(super) file: &'a str,
    pub(super) member: Option<&'a str>,
    pub(super) sha256: &'a str,
    /// What it is, in words.
    pub(super) kind: Vec<String>,
    /// Lines of every layout, such as its encoding.
    pub(super) format: Vec<String>,
    /// Whether the file is a workbook of several sheets, so that they must be named.
    pub(super) all_sheets: Vec<String>,
    /// Sheets without a table, and other remarks.
    pub(super) remarks: Vec<String>,
    /// Whether there is a project that has packages.
    pub(super) project: bool,
}

/// The line above a section.
fn section(out: &mut String, file: &str) {
    let _ = writeln!(out, "# ======== into {file} ========");
}

/// The proposal.
pub(super) fn proposal(facts: &Facts<'_>, entries: &[Entry], needs: &Needs) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# tongbi sniff: {}", remark(facts.file));
    facts.kind.iter().chain(&facts.remarks).for_each(|line| {
        let _ = writeln!(out, "# {line}");
    });
    section(&mut out, "pipeline.toml");
    let layouts = layouts(entries);
    for (at, draft) in layouts.iter().enumerate() {
        let _ = writeln!(out, "\n{}", draft.layout(&layout_name(facts.id, at), &facts.format).trim_end());
    }
    source(&mut out, facts, entries, &layouts);
    package(&mut out, facts);
    let lists = [
        (!needs.indicators.is_empty(), "indicators", "toml", needs.indicators_toml()),
        (!needs.areas.is_empty(), "areas", "csv", needs.areas_csv()),
        (!needs.units.is_empty(), "units", "toml", needs.units_toml()),
        (!needs.dimensions.is_empty(), "dimensions", "toml", needs.dimensions_toml()),
    ];
    for (_, list, ending, text) in lists.into_iter().filter(|(needed, _, _, _)| *needed) {
        out.push('\n');
        section(&mut out, &format!("catalog/{list}/{}.{ending}", facts.id));
        out.push_str(text.trim_end());
        out.push('\n');
    }
    sidecar(&mut out, facts);
    out
}

/// One layout for all entries that are read alike.
fn layouts(entries: &[Entry]) -> Vec<Draft> {
    let mut found: Vec<Draft> = Vec::new();
    for entry in entries {
        match found.iter_mut().find(|known| known.is_like(&entry.draft) && known.repeats == entry.draft.repeats) {
            Some(known) => known.add(entry.draft.clone()),
            None => found.push(entry.draft.clone()),
        }
    }
    found
}

fn layout_name(id: &str, at: usize) -> String {
    if at == 0 { id.to_owned() } else { format!("{id}-{}", at + 1) }
}

fn source(out: &mut String, facts: &Facts<'_>, entries: &[Entry], layouts: &[Draft]) {
    let id = key(facts.id);
    let _ = writeln!(out, "\n[sources.{id}]\nfolder = {}", quoted(&format!("raw/{}", facts.id)));
    if layouts.len() == 1 {
        let _ = writeln!(out, "layout = {}", quoted(facts.id));
    }
    for entry in entries {
        let _ = writeln!(out, "\n[[sources.{id}.tables]]\nfiles = {}", quoted(&glob::Pattern::escape(facts.file)));
        if let Some(member) = facts.member {
            let _ = writeln!(out, "member = {}", quoted(member));
        }
        let several = facts.all_sheets.len() > 1;
        if several && entry.sheets.iter().any(|name| !name.is_empty()) {
            let _ = writeln!(out, "sheets = {}", super::toml_text::texts(&named(&entry.sheets, &facts.all_sheets)));
        }
        if let Some(cells) = &entry.cells {
            let _ = writeln!(out, "cells = {}", quoted(cells));
        }
        if layouts.len() > 1
            && let Some(at) = layouts.iter().position(|known| known.is_like(&entry.draft) && known.repeats == entry.draft.repeats)
        {
            let _ = writeln!(out, "layout = {}", quoted(&layout_name(facts.id, at)));
        }
        if let Some(pattern) = &entry.draft.sheet_name {
            let _ = writeln!(out, "sheet_name = {}", quoted(pattern));
        }
        for (role, (value, why)) in &entry.draft.declared {
            let why = if why.is_empty() { String::new() } else { format!("  # {why}") };
            let _ = writeln!(out, "declared.{role} = {value}{why}");
        }
    }
}

/// A pattern for names, where one means exactly them; else the names.
fn named(names: &[String], all: &[String]) -> Vec<String> {
    let [first, _, ..] = names else { return names.to_vec() };
    let shared = first
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take_while(|end| names.iter().all(|name| name.starts_with(&first[..*end])))
        .last();
    let Some(prefix) = shared.map(|end| first[..end].trim_end_matches(|c: char| c.is_ascii_digit())).filter(|prefix| !prefix.is_empty())
    else {
        return names.to_vec();
    };
    let others = all.iter().filter(|name| name.starts_with(prefix)).count();
    if others == names.len() && !prefix.contains('*') { vec![format!("{prefix}*")] } else { names.to_vec() }
}

/// A package, so that there is something to publish.
fn package(out: &mut String, facts: &Facts<'_>) {
    let lines = [
        format!("[packages.{}]", key(facts.id)),
        format!("title = {}", quoted(facts.id)),
        "description = \"unknown\"".to_owned(),
        format!("sources = [{}]", quoted(facts.id)),
    ];
    let before = if facts.project { "# " } else { "" };
    out.push('\n');
    if facts.project {
        let _ = writeln!(out, "# To publish it, add {} to `sources` of a package, or:", quoted(facts.id));
    }
    for line in lines {
        let _ = writeln!(out, "{before}{line}");
    }
}

/// The sidecar: every key, what is not known as such.
fn sidecar(out: &mut String, facts: &Facts<'_>) {
    out.push('\n');
    section(out, &format!("raw/{}/source.toml", facts.id));
    let title = facts.file.rsplit_once('.').map_or(facts.file, |(stem, _)| stem);
    let _ = writeln!(out, "title = {}", quoted(title));
    for (name, choice) in [
        ("publisher", ""),
        ("delivered", "YYYY, YYYY-MM or YYYY-MM-DD"),
        ("published", "likewise"),
        ("address", ""),
        ("licence", ""),
        ("carrier", "what brought it here: a web site, a letter"),
    ] {
        let choice = if choice.is_empty() { String::new() } else { format!("  # {choice}") };
        let _ = writeln!(out, "{name} = \"unknown\"{choice}");
    }
    out.push_str("fidelity = \"original\"  # unsure: original, quoted or reprint\norigin = \"as downloaded\"  # unsure: as downloaded or transcribed\n");
    out.push_str("origin_note = \"unknown\"\nstanding = \"unknown\"\n\n[files]\n");
    let _ = writeln!(out, "{} = {}", quoted(facts.file), quoted(facts.sha256));
}
