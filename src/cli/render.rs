//! Errors and findings as text for a terminal of eighty columns: where, what was found, what to do.

use std::io::ErrorKind;

use tongbi_domain::catalog::Language;
use tongbi_domain::diagnostic::{Diagnostics, Refusal};
use tongbi_domain::finding::{Code, Seen, Severity, Sorted};
use tongbi_domain::message::{Message, Sentence, system, visible};
use tongbi_domain::watch::Stopped;

use crate::io::{IoError, LockError, answer};
use crate::pipeline::inspect::InspectError;
use crate::pipeline::read::SourceError;
use crate::pipeline::run::Unbalanced;
use crate::sniff::SniffError;

use super::messages::{fill, told};

/// How many characters of a cell are shown.
const SHOWN: usize = 60;

const HINT: Sentence = ("help", "提示");
const MORE_BY_OPTION: Sentence = ("… and {count} more of {code}; --show N prints more", "……另有{count}处{code}；用 --show N 显示更多");
const MORE: Sentence = ("… and {count} more of {code}; all of them stand in {table}", "……另有{count}处{code}；全部列在 {table}");

/// An error in a language: what ended the command, where, and what to do.
pub(super) fn error(error: &anyhow::Error, language: Language) -> String {
    error.chain().find_map(|cause| known(cause, language)).unwrap_or_else(|| {
        let refusal = Refusal::new("T801", Message::quoted(format!("{error:#}")), system::report_it());
        refusal.text(language)
    })
}

/// The text of a cause that has one of its own.
fn known(cause: &(dyn std::error::Error + 'static), language: Language) -> Option<String> {
    if let Some(problems) = cause.downcast_ref::<Diagnostics>() {
        return Some(problems.text(language));
    }
    if let Some(defect) = cause.downcast_ref::<Unbalanced>() {
        return Some(Refusal::new("T801", defect.message(), system::report_it()).text(language));
    }
    match cause.downcast_ref::<LockError>() {
        Some(LockError::Held { path, holder }) => {
            let message = system::lock_held(path.display().to_string(), holder);
            return Some(Refusal::new("T804", message, system::wait_for_it()).text(language));
        }
        Some(LockError::File(error)) => return Some(refused(error).text(language)),
        Some(LockError::Stopped(_)) | None => {}
    }
    let refusal = match cause.downcast_ref::<SourceError>() {
        Some(SourceError::Table(refusal)) => Some(refusal),
        Some(SourceError::File(error)) => return Some(refused(error).text(language)),
        None => None,
    };
    let refusal = refusal.or_else(|| cause.downcast_ref::<InspectError>().map(|InspectError(refusal)| refusal));
    let refusal = refusal.or_else(|| match cause.downcast_ref::<SniffError>()? {
        SniffError::Shut(refusal) => Some(refusal),
        SniffError::Io(_) => None,
    });
    match (refusal.map(AsRef::as_ref).or_else(|| cause.downcast_ref::<Refusal>()), cause.downcast_ref::<SniffError>()) {
        (Some(refusal), _) => Some(refusal.text(language)),
        (None, Some(SniffError::Io(error))) => Some(refused(error).text(language)),
        _ => cause.downcast_ref::<IoError>().map(|error| refused(error).text(language)),
    }
}

/// What a signal did.
pub(super) fn stopped(stopped: Stopped, language: Language) -> String {
    Refusal::new("T803", system::stopped_by(stopped.name()), system::run_again()).text(language)
}

/// What the operating system refused, with its answer and what to do about it.
fn refused(error: &IoError) -> Refusal {
    let (code, message, help) = match error {
        IoError::File { source, .. } => ("T801", system::because(error.message(), answer(source)), remedy(source.kind())),
        IoError::NotAFile { .. } => ("T801", error.message(), system::file_itself()),
        IoError::TooLarge { .. } => ("T801", error.message(), system::take_out()),
        IoError::Encode { .. } => ("T801", error.message(), system::report_it()),
        IoError::Changed { .. } => ("T801", error.message(), system::another_program()),
        IoError::Damaged { .. } => ("T811", error.message(), system::restore_release()),
        IoError::Unencodable { .. } => ("T802", error.message(), system::other_encoding()),
    };
    Refusal::new(code, message, help)
}

/// What to do about an answer of the operating system.
fn remedy(kind: ErrorKind) -> Message {
    match kind {
        ErrorKind::NotFound => system::check_path(),
        ErrorKind::PermissionDenied => system::give_right(),
        ErrorKind::InvalidData => system::save_as_utf8(),
        ErrorKind::ReadOnlyFilesystem => system::mount_writable(),
        ErrorKind::StorageFull => system::free_room(),
        _ => system::look_at_disk(),
    }
}

/// Findings grouped by code, the first few of each; notes are left to the table that has all of them, where there is one.
pub(super) fn findings(findings: &Sorted, table: Option<&str>, show: usize, language: Language) -> Vec<String> {
    let (mut texts, mut first) = (Vec::new(), 0);
    for (code, all) in findings.counts() {
        let all = usize::try_from(all).unwrap_or(usize::MAX);
        let group = findings.iter().skip(first).take(all);
        first += all;
        if code.severity() == Severity::Note {
            continue;
        }
        texts.extend(group.take(show).map(|finding| self::finding(finding, language)));
        if all > show {
            let count = (all - show).to_string();
            let facts = [("count", count.as_str()), ("code", code.id()), ("table", table.unwrap_or_default())];
            texts.push(fill(if table.is_some() { MORE } else { MORE_BY_OPTION }, language, &facts) + "\n");
        }
    }
    texts
}

const fn severity(code: Code) -> Sentence {
    match code.severity() {
        Severity::Error => ("error", "错误"),
        Severity::Warning => ("warning", "警告"),
        Severity::Note => ("note", "注意"),
    }
}

fn finding(finding: Seen<'_>, language: Language) -> String {
    let (what, help) = told(finding, language);
    let head = format!("{}[{}]: {what}", language.of(severity(finding.code())), finding.code().id());
    let cell: String = visible(finding.raw()).chars().take(SHOWN).collect();
    let column = if finding.header().is_empty() { String::new() } else { format!("   ({})", visible(finding.header())) };
    let width: usize = cell.chars().map(|c| if u32::from(c) > 0x2e80 { 2 } else { 1 }).sum();
    let label = fill(HINT, language, &[]);
    let line = finding.line().to_string();
    let gutter = " ".repeat(line.len());
    format!(
        "{head}\n{gutter}--> {}\n{gutter} |\n{line} | {cell}{column}\n{gutter} | {}\n{gutter} = {label}: {help}\n",
        visible(&finding.place().to_string()),
        "^".repeat(width.max(1)),
    )
}
