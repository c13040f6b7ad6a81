//! The report of a run, for machines and for people: `.tongbi/runs/<run>/report.json` and `report.md`, and the one line of `--output json`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tongbi_domain::message::visible;

use super::cache::replace;
use super::clock::{Moment, seconds};
use super::journal::Journal;
use super::mappings::{PackageMappings, Status};
use super::run::{Account, Outcome};
use crate::io::{IoError, SUMS, sha256_of_file};

/// The folder of the reports, relative to the project.
pub const RUNS: &str = ".tongbi/runs";

/// How many unknown texts of a package are named; the table `mappings` has all.
const UNKNOWN_SHOWN: usize = 20;

/// How a run ended.
#[derive(Clone, Debug)]
pub struct End {
    /// When.
    pub at: Moment,
    /// Its exit code.
    pub code: u8,
    /// Why it went no further, where it did not.
    pub error: Option<String>,
}

/// The exit code of a run that has staged what somebody has to approve.
pub const STAGED: u8 = 69;

/// What a run came to, in a word: `published`, `staged`, `noop`, `failed`.
pub fn status(journal: &Journal<'_>, end: &End) -> &'static str {
    let published = |account: &Account| matches!(account.outcome, Outcome::Published { .. } | Outcome::Released { .. });
    match end.code {
        0 if journal.accounts.iter().any(published) => "published",
        0 => "noop",
        STAGED => "staged",
        _ => "failed",
    }
}

/// The result of a run: what became of each package, without findings in full.
pub fn result(root: &Path, journal: &Journal<'_>, end: &End) -> Value {
    let packages: Vec<Value> = journal.accounts.iter().map(|account| package(root, account)).collect();
    json!({
        "status": status(journal, end),
        "exit_code": end.code,
        "run_id": journal.run_id,
        "error": end.error,
        "packages": packages,
    })
}

fn package(root: &Path, account: &Account) -> Value {
    let path = account.outcome.path();
    let figures = account.figures;
    json!({
        "name": account.name,
        "outcome": account.outcome.code(),
        "version": account.outcome.version().map(|version| version.to_string()),
        "until": match &account.outcome {
            Outcome::Embargoed { until, .. } => Some(until),
            _ => None,
        },
        "path": path.map(|path| path.to_string_lossy()),
        "sha256": path.and_then(|path| sha256_of_file(&root.join(path).join(SUMS)).ok()),
        "value_cells": figures.cells,
        "observations": figures.observations,
        "derived": figures.derived,
        "quarantined": figures.quarantined,
        "closed": figures.closed,
        "corrected": figures.corrected,
        "warnings": figures.warnings,
    })
}

/// Writes both reports of a run into a folder of its own, which is returned relative to the project.
///
/// # Errors
/// When they cannot be written.
pub fn write(root: &Path, journal: &Journal<'_>, end: &End) -> Result<PathBuf, IoError> {
    let folder = Path::new(RUNS).join(&journal.run_id);
    let text = serde_json::to_string_pretty(&full(root, journal, end)).unwrap_or_default() + "\n";
    replace(&root.join(&folder).join("report.json"), &text)?;
    replace(&root.join(&folder).join("report.md"), &markdown(journal, end))?;
    Ok(folder)
}

fn full(root: &Path, journal: &Journal<'_>, end: &End) -> Value {
    let mut report = result(root, journal, end);
    let stage = |stage: &super::journal::Stage| json!({ "name": stage.name, "package": stage.package, "milliseconds": stage.milliseconds });
    report["tongbi"] = json!(env!("CARGO_PKG_VERSION"));
    report["started"] = json!(journal.started.rfc3339());
    report["ended"] = json!(end.at.rfc3339());
    report["milliseconds"] = json!(journal.milliseconds());
    report["stages"] = journal.stages.iter().map(stage).collect();
    for (entry, account) in report["packages"].as_array_mut().into_iter().flatten().zip(&journal.accounts) {
        // Of a package that was not made, nothing further is known.
        if !account.outcome.is_made() {
            continue;
        }
        entry["superseded"] = json!(account.tally.superseded);
        entry["duplicates"] = json!(account.tally.duplicates);
        entry["left_out"] = json!(account.cells.left_out);
        entry["verdicts"] = json!(account.verdicts.iter().cloned().collect::<BTreeMap<_, _>>());
        entry["findings"] = json!(findings(account));
        entry["mappings"] = mappings(&account.mappings);
    }
    report
}

/// How many texts were taken for what, and the unknown ones with the most figures.
fn mappings(found: &PackageMappings) -> Value {
    let unknown = found.unknown().take(UNKNOWN_SHOWN);
    let unknown = unknown.map(|row| json!({ "list": row.list, "source_id": row.source, "text": row.text, "figures": row.figures, "suggestions": row.suggestions }));
    let counts: BTreeMap<&str, usize> = Status::ALL.iter().map(|status| (status.code(), found.count(*status))).collect();
    let mut value = json!(counts);
    value["unknown_texts"] = unknown.collect::<Vec<_>>().into();
    value
}

/// How many findings of which code.
pub fn findings(account: &Account) -> BTreeMap<&'static str, u64> {
    account.findings.counts().map(|(code, count)| (code.id(), count)).collect()
}

/// What names were taken for: counts for each package that was made, and the texts that nothing knows.
fn coverage(journal: &Journal<'_>) -> String {
    let made: Vec<&Account> = journal.accounts.iter().filter(|account| !account.mappings.rows.is_empty()).collect();
    if made.is_empty() {
        return String::new();
    }
    let mut text = "\n## Names\n\n| package | matched | outside their dates | never used | unknown |\n|---|--:|--:|--:|--:|\n".to_owned();
    for account in &made {
        let count = |status| account.mappings.count(status);
        let counts = [Status::Matched, Status::OutsideDates, Status::Unused, Status::Unknown].map(|status| count(status).to_string());
        let _ = writeln!(text, "| {} | {} |", account.name, counts.join(" | "));
    }
    let unknown = || made.iter().flat_map(|account| account.mappings.unknown().take(UNKNOWN_SHOWN).map(|row| (&account.name, row)));
    if unknown().next().is_some() {
        text += "\n| package | list | source | unknown text | figures | near it |\n|---|---|---|---|--:|---|\n";
    }
    for (package, row) in unknown() {
        let cells = [row.text.as_str(), row.suggestions.as_str()].map(|text| visible(text).replace('|', "\\|"));
        let _ =
            writeln!(text, "| {package} | {} | {} | {} | {} | {} |", row.list, row.source, cells[0], row.figures.unwrap_or(0), cells[1]);
    }
    text
}

fn markdown(journal: &Journal<'_>, end: &End) -> String {
    let mut text = format!("# Run {}\n\n", journal.run_id);
    let _ = writeln!(text, "- status: {}, exit code {}", status(journal, end), end.code);
    let _ = writeln!(text, "- tongbi {}", env!("CARGO_PKG_VERSION"));
    let _ = writeln!(text, "- from {} to {}, {} s", journal.started.rfc3339(), end.at.rfc3339(), seconds(journal.milliseconds()));
    if let Some(error) = &end.error {
        let _ = write!(text, "\n## Error\n\n```text\n{}\n```\n", error.trim_end().replace("```", "` ` `"));
    }
    if !journal.accounts.is_empty() {
        text += "\n## Packages\n\n| package | outcome | version | value cells | observations | derived | superseded | said twice | quarantined | closed | corrected | left out |\n\
                 |---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n";
    }
    for account in &journal.accounts {
        let (figures, tally) = (account.figures, account.tally);
        let made = |count: u64| if account.outcome.is_made() { count.to_string() } else { "–".to_owned() };
        let version = account.outcome.version().map_or_else(String::new, |version| version.to_string());
        let _ = writeln!(
            text,
            "| {} | {} | {version} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            account.name,
            account.outcome.code(),
            figures.cells,
            figures.observations,
            figures.derived,
            made(tally.superseded),
            made(tally.duplicates),
            figures.quarantined,
            figures.closed,
            figures.corrected,
            made(account.cells.left_out_cells()),
        );
    }
    let counted: Vec<(&str, &str, u64)> = journal
        .accounts
        .iter()
        .flat_map(|account| findings(account).into_iter().map(|(code, count)| (account.name.as_str(), code, count)))
        .collect();
    if !counted.is_empty() {
        text += "\n## Findings\n\n| package | code | count |\n|---|---|--:|\n";
        counted.iter().for_each(|(package, code, count)| text += &format!("| {package} | {code} | {count} |\n"));
    }
    text += &coverage(journal);
    text += "\n## Stages\n\n| stage | package | seconds |\n|---|---|--:|\n";
    journal.stages.iter().for_each(|stage| text += &format!("| {} | {} | {} |\n", stage.name, stage.package, seconds(stage.milliseconds)));
    text
}
