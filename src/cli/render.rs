//! Errors and findings as text for a terminal of eighty columns: where, what was found, what to do.

use std::collections::BTreeMap;
use std::io::ErrorKind;

use tongbi_domain::catalog::Language;
use tongbi_domain::diagnostic::Diagnostics;
use tongbi_domain::finding::{Code, Finding, Severity};
use tongbi_domain::watch::Stopped;

use crate::io::IoError;

use super::messages::{Sentence, fill, sentences, visible};

/// How many characters of a cell are shown.
const SHOWN: usize = 60;

const STOPPED: Sentence = (
    "error[T803]: {what}\n  help: run again; every last release is whole, and nothing half-made is left",
    "error[T803]: {what}\n  提示: 请重新运行；已有发布包均完好，没有留下半成品",
);
const HINT: Sentence = ("help", "提示");
const NEAR: Sentence = ("; near it: {near}", "；相近的有：{near}");
const DIFFERS: Sentence = ("; they differ in the ignored {differs}", "；两行在忽略的列中不同：{differs}");
const MORE_BY_OPTION: Sentence = ("… and {count} more of {code}; --show N prints more", "……另有{count}处{code}；用 --show N 显示更多");
const MORE: Sentence = ("… and {count} more of {code}; all of them stand in {table}", "……另有{count}处{code}；全部列在 {table}");

/// An error and its causes. Diagnostics draw themselves.
pub(super) fn error(error: &anyhow::Error) -> String {
    if error.is::<Diagnostics>() {
        return error.to_string();
    }
    let text = format!("{error:#}");
    // Errors of tables carry their code; what the operating system refuses has one code for all.
    if text.starts_with('[') {
        format!("error{}", text.replacen("] ", "]: ", 1))
    } else {
        format!("error[T801]: {text}\n  help: {}", remedy(error))
    }
}

/// What a signal did.
pub(super) fn stopped(stopped: Stopped, language: Language) -> String {
    fill(STOPPED, language, &[("what", &stopped.to_string())])
}

/// What to do about an answer of the operating system.
fn remedy(error: &anyhow::Error) -> &'static str {
    let refused = error.chain().find_map(|cause| match cause.downcast_ref::<IoError>()? {
        IoError::NotAFile { .. } => Some("put the file itself there, or a link to it"),
        IoError::TooLarge { .. } => Some("take out what does not belong there; a code list may be several files in a folder of its name"),
        _ => None,
    });
    if let Some(remedy) = refused {
        return remedy;
    }
    let kind = error.chain().find_map(|cause| match cause.downcast_ref::<IoError>() {
        Some(IoError::File { source, .. }) => Some(source.kind()),
        _ => cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind),
    });
    match kind {
        Some(ErrorKind::NotFound) => "check the path; folders are relative to pipeline.toml (use -C FOLDER for another project)",
        Some(ErrorKind::PermissionDenied) => "give this user the right to read raw/ and catalog/ and to write output/",
        Some(ErrorKind::InvalidData) => "save the file as UTF-8 and run again; the last release is untouched",
        Some(ErrorKind::ReadOnlyFilesystem) => {
            "mount it so that this user can write output/ and .tongbi/, and run again; the last release is untouched"
        }
        Some(ErrorKind::StorageFull) => "free some room on this file system and run again; the last release is untouched",
        Some(_) => "look at the file system and run again; the last release is untouched",
        None => "this should not happen: please report it with the command and the message; the package it happened in was not published",
    }
}

/// Findings grouped by code, the first few of each; notes are left to the table that has all of them, where there is one.
pub(super) fn findings(findings: &[Finding], table: Option<&str>, show: usize, language: Language) -> Vec<String> {
    let mut groups: BTreeMap<Code, Vec<&Finding>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.code.severity() > Severity::Note) {
        groups.entry(finding.code).or_default().push(finding);
    }
    let mut texts = Vec::new();
    for (code, group) in groups {
        texts.extend(group.iter().take(show).map(|finding| self::finding(finding, language)));
        if group.len() > show {
            let count = (group.len() - show).to_string();
            let facts = [("count", count.as_str()), ("code", code.id()), ("table", table.unwrap_or_default())];
            texts.push(fill(if table.is_some() { MORE } else { MORE_BY_OPTION }, language, &facts) + "\n");
        }
    }
    texts
}

fn finding(finding: &Finding, language: Language) -> String {
    let (what, hint) = sentences(finding.code);
    let mut facts: Vec<(&str, &str)> = finding.facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    if !facts.iter().any(|(name, _)| *name == "text") {
        facts.push(("text", &finding.raw));
    }
    let head = format!("{}[{}]: {}", finding.code.severity().code(), finding.code.id(), fill(what, language, &facts));
    let cell: String = visible(&finding.raw).chars().take(SHOWN).collect();
    let column = if finding.header.is_empty() { String::new() } else { format!("   ({})", visible(&finding.header)) };
    let width: usize = cell.chars().map(|c| if u32::from(c) > 0x2e80 { 2 } else { 1 }).sum();
    let mut help = fill(hint, language, &facts);
    for (fact, more) in [("near", NEAR), ("differs", DIFFERS)] {
        if facts.iter().any(|(name, value)| *name == fact && !value.is_empty()) {
            help += &fill(more, language, &facts);
        }
    }
    let label = fill(HINT, language, &[]);
    let line = finding.place.line.to_string();
    let gutter = " ".repeat(line.len());
    format!(
        "{head}\n{gutter}--> {}\n{gutter} |\n{line} | {cell}{column}\n{gutter} | {}\n{gutter} = {label}: {help}\n",
        visible(&finding.place.to_string()),
        "^".repeat(width.max(1)),
    )
}
