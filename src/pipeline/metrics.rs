//! Figures of the last run for a monitor: Prometheus' text format, as the node exporter's textfile collector reads it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::cache::replace;
use super::clock::seconds;
use super::journal::Journal;
use super::report::{End, RUNS, STAGED, status};
use crate::io::IoError;

/// What runs have come to since the project began; lost, it begins anew, as a counter may.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Totals {
    published: u64,
    noop: u64,
    staged: u64,
    failed: u64,
    last_success: u64,
}

/// Counts the run and writes the file where one is wanted, in one step, so that the collector reads no half of it.
///
/// # Errors
/// When a file cannot be written.
pub fn write(root: &Path, file: Option<&Path>, journal: &Journal<'_>, end: &End) -> Result<(), IoError> {
    let kept = root.join(RUNS).join("totals.json");
    let mut totals: Totals = fs::read(&kept).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let count = match status(journal, end) {
        "published" => &mut totals.published,
        "noop" => &mut totals.noop,
        "staged" => &mut totals.staged,
        _ => &mut totals.failed,
    };
    *count = count.saturating_add(1);
    if end.code == 0 || end.code == STAGED {
        totals.last_success = end.at.seconds;
    }
    replace(&kept, &(serde_json::to_string(&totals).unwrap_or_default() + "\n"))?;
    file.map_or(Ok(()), |file| replace(file, &text(journal, end, totals)))
}

fn text(journal: &Journal<'_>, end: &End, totals: Totals) -> String {
    let mut out = String::new();
    let single = |value: String| vec![(String::new(), value)];
    metric(&mut out, "tongbi_last_run_timestamp_seconds", "gauge", "When the last run ended.", single(end.at.seconds.to_string()));
    metric(&mut out, "tongbi_last_run_duration_seconds", "gauge", "How long it took.", single(seconds(journal.milliseconds())));
    metric(&mut out, "tongbi_last_run_exit_code", "gauge", "Its exit code; 0 is success.", single(end.code.to_string()));
    if totals.last_success > 0 {
        let help = "When the last run that succeeded ended.";
        metric(&mut out, "tongbi_last_success_timestamp_seconds", "gauge", help, single(totals.last_success.to_string()));
    }
    let outcome = |word: &str, count: u64| (format!("{{outcome=\"{word}\"}}"), count.to_string());
    let counts = vec![
        outcome("published", totals.published),
        outcome("noop", totals.noop),
        outcome("staged", totals.staged),
        outcome("failed", totals.failed),
    ];
    metric(&mut out, "tongbi_runs_total", "counter", "Runs by what they came to.", counts);
    let packages = |figure: &dyn Fn(&super::cache::Figures) -> u64| -> Vec<(String, String)> {
        journal
            .accounts
            .iter()
            .map(|account| (format!("{{package=\"{}\"}}", escaped(&account.name)), figure(&account.figures).to_string()))
            .collect()
    };
    metric(&mut out, "tongbi_package_value_cells", "gauge", "Value cells of the sources of a package.", packages(&|figures| figures.cells));
    let help = "Observations of a package, derived ones among them.";
    metric(&mut out, "tongbi_package_observations", "gauge", help, packages(&|figures| figures.observations + figures.derived));
    metric(&mut out, "tongbi_package_quarantined_cells", "gauge", "Value cells kept out.", packages(&|figures| figures.quarantined));
    metric(&mut out, "tongbi_package_warnings", "gauge", "Warnings on a package.", packages(&|figures| figures.warnings));
    let public = journal.accounts.iter().filter(|account| account.outcome.is_public());
    let released = public.filter_map(|account| account.outcome.version().map(|version| (account, version)));
    let info =
        released.map(|(account, version)| (format!("{{package=\"{}\",version=\"{version}\"}}", escaped(&account.name)), "1".to_owned()));
    metric(&mut out, "tongbi_package_release_info", "gauge", "The last release of a package.", info.collect());
    out
}

/// One metric with its help, type and samples; nothing where there is no sample.
fn metric(out: &mut String, name: &str, kind: &str, help: &str, samples: Vec<(String, String)>) {
    if samples.is_empty() {
        return;
    }
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
    samples.iter().for_each(|(labels, value)| *out += &format!("{name}{labels} {value}\n"));
}

/// A text as the value of a label.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
