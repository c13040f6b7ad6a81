//! `tongbi release`, `tongbi withdraw`, `tongbi prune`: what becomes of releases by somebody's word.

use std::io::stdout;
use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use tongbi_domain::catalog::Language;
use tongbi_domain::message::Sentence;
use tongbi_domain::release::{Timestamp, Version};

use super::messages::fill;
use super::run::wait;
use super::say;
use crate::io::Wait;
use crate::pipeline::clock;
use crate::pipeline::plan::{PackagePlan, Plan};
use crate::pipeline::prune::{Pruned, prune, prune_runs};
use crate::pipeline::run::lock;
use crate::pipeline::signoff::{Approved, Grave, Order, Withdrawal, approve, package_called, withdraw};

const PUBLISHED: Sentence =
    ("{name} {version}  published in {path}\n  approved by {by}", "{name} {version}  已发布：{path}\n  批准人：{by}");
const WAITS: Sentence = (
    "{name} {version}  approved by {by}; nothing is shown yet\n  the first run after {time} publishes it",
    "{name} {version}  {by}已批准；暂不公开\n  {time} 之后的第一次运行发布",
);
const WITHDRAWN: Sentence = ("{name} {version}  withdrawn; use {instead} instead", "{name} {version}  已撤回；请改用 {instead}");
const WITHDRAWN_LAST: Sentence =
    ("{name} {version}  withdrawn; no other release stands, `latest` is gone", "{name} {version}  已撤回；没有其他发布包，latest 已去掉");
const TAKEN_BACK: Sentence =
    ("{name} {version}  the candidate is gone; it had not been published", "{name} {version}  候选包已去掉；它未曾发布");
const PRUNED: Sentence = ("{name}  removed: {removed}; kept: {kept}", "{name}  已删除：{removed}；保留{kept}个");
const WOULD_PRUNE: Sentence = ("{name}  would remove: {removed}; keep: {kept}", "{name}  将删除：{removed}；保留{kept}个");
const HELD: Sentence = ("  old, but something points to it or follows it: {held}", "  虽旧但仍被指向或引用：{held}");
const RUNS: Sentence = ("reports of runs removed: {count}", "已删除的运行报告：{count}");
const WOULD_RUNS: Sentence = ("reports of runs that would be removed: {count}", "将删除的运行报告：{count}");
const NONE: Sentence = ("none", "无");

/// How an answer is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// One line of JSON.
    Json,
}

/// What all these commands share.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// Wait for a run to end, for so many seconds or as long as it takes; without it the exit code is 75 at once.
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, require_equals = true, default_missing_value = "forever", value_parser = wait)]
    pub(super) wait: Option<Wait>,
    /// How the answer is printed.
    #[arg(long, alias = "format", value_enum, default_value = "text")]
    pub(super) output: Format,
}

#[derive(Debug, Args)]
pub(super) struct ReleaseArgs {
    /// The package.
    package: String,
    /// Who approves.
    #[arg(long, value_name = "NAME", value_parser = line)]
    by: String,
    /// What there is to say.
    #[arg(long, value_name = "TEXT", value_parser = line)]
    note: Option<String>,
    /// Show nothing of it before this time: RFC 3339 with an offset, such as 2026-11-24T09:30:00+08:00.
    #[arg(long, value_name = "TIME", value_parser = time)]
    not_before: Option<Timestamp>,
    /// Accept findings of this code, or `all`. Every warning and error of the candidate has to be accepted.
    #[arg(long, value_name = "CODE", num_args = 1.., value_delimiter = ',')]
    accept: Vec<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
pub(super) struct WithdrawArgs {
    /// The package.
    package: String,
    /// The version, such as 2024.1.0; that of an approved candidate takes the approval back.
    version: String,
    /// Why; it stands in the tombstone.
    #[arg(long, value_name = "TEXT", value_parser = line)]
    reason: String,
    /// Who withdraws it.
    #[arg(long, value_name = "NAME", value_parser = line)]
    by: String,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
pub(super) struct PruneArgs {
    /// The package; all where none is given.
    package: Option<String>,
    /// How many releases of each package to keep, at least 1.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), required_unless_present = "runs")]
    keep: Option<u32>,
    /// How many reports of runs to keep.
    #[arg(long, value_name = "N")]
    runs: Option<u32>,
    /// Say what would be removed, and remove nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    common: Common,
}

/// A text that is one line and says something.
fn line(text: &str) -> Result<String, String> {
    let text = text.trim();
    let sound = !text.is_empty() && !text.chars().any(char::is_control);
    if sound { Ok(text.to_owned()) } else { Err("write one line that is not empty".to_owned()) }
}

fn time(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text).ok_or_else(|| "write a time with its offset, such as 2026-11-24T09:30:00+08:00".to_owned())
}

/// Approves a candidate.
pub(super) fn release(project: &Path, arguments: &ReleaseArgs, language: Language) -> anyhow::Result<ExitCode> {
    let _lock = lock(project, arguments.common.wait.unwrap_or(Wait::No))?;
    let plan = Plan::load(project)?;
    let order = Order {
        package: &arguments.package,
        by: &arguments.by,
        note: arguments.note.as_deref(),
        accept: &arguments.accept,
        not_before: arguments.not_before,
        at: clock::signed()?,
        now: clock::now(),
    };
    let approved = approve(&plan, &order)?;
    let (version, path, until) = match &approved {
        Approved::Published(version, path) => (version.to_string(), path.to_string_lossy().into_owned(), String::new()),
        Approved::Waits(version, time) => (version.to_string(), String::new(), time.to_string()),
    };
    let facts = [("name", arguments.package.as_str()), ("version", &version), ("path", &path), ("by", &arguments.by), ("time", &until)];
    let (word, sentence) = if until.is_empty() { ("published", PUBLISHED) } else { ("embargoed", WAITS) };
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let machine = json!({ "status": word, "package": arguments.package, "version": version, "path": some(&path), "until": some(&until) });
    answer(&arguments.common, &machine, &fill(sentence, language, &facts));
    Ok(ExitCode::SUCCESS)
}

/// Withdraws a release.
pub(super) fn withdrawn(project: &Path, arguments: &WithdrawArgs, language: Language) -> anyhow::Result<ExitCode> {
    let _lock = lock(project, arguments.common.wait.unwrap_or(Wait::No))?;
    let plan = Plan::load(project)?;
    let WithdrawArgs { package, version, reason, by, common } = arguments;
    let grave = withdraw(&plan, &Withdrawal { package, version, reason, by, at: clock::signed()? })?;
    let (word, sentence, instead) = match grave {
        Grave::Tombstone(Some(instead)) => ("withdrawn", WITHDRAWN, Some(instead.to_string())),
        Grave::Tombstone(None) => ("withdrawn", WITHDRAWN_LAST, None),
        Grave::Candidate => ("taken_back", TAKEN_BACK, None),
    };
    let machine = json!({ "status": word, "package": package, "version": version, "instead": instead });
    let instead = instead.unwrap_or_default();
    answer(common, &machine, &fill(sentence, language, &[("name", package), ("version", version), ("instead", &instead)]));
    Ok(ExitCode::SUCCESS)
}

/// Removes old releases and reports.
pub(super) fn pruned(project: &Path, arguments: &PruneArgs, language: Language) -> anyhow::Result<ExitCode> {
    let _lock = lock(project, arguments.common.wait.unwrap_or(Wait::No))?;
    let (keep, runs) = (arguments.keep.map(|keep| keep as usize), arguments.runs.map(|keep| keep as usize));
    let mut packages = Vec::new();
    if let Some(keep) = keep {
        let plan = Plan::load(project)?;
        let chosen: Vec<&PackagePlan> = match &arguments.package {
            Some(name) => vec![package_called(&plan, name)?],
            None => plan.packages.iter().collect(),
        };
        for package in chosen {
            packages.push(prune(&plan, package, keep, arguments.dry_run)?);
        }
    }
    let reports = runs.map(|keep| prune_runs(project, keep, arguments.dry_run)).transpose()?;
    let mut lines: Vec<String> = packages.iter().flat_map(|pruned| lines(pruned, arguments.dry_run, language)).collect();
    if let Some(reports) = &reports {
        let sentence = if arguments.dry_run { WOULD_RUNS } else { RUNS };
        lines.push(fill(sentence, language, &[("count", &reports.len().to_string())]));
    }
    let machine = json!({
        "dry_run": arguments.dry_run,
        "packages": packages.iter().map(entry).collect::<Vec<_>>(),
        "runs": reports,
    });
    answer(&arguments.common, &machine, &lines.join("\n"));
    Ok(ExitCode::SUCCESS)
}

fn texts(versions: &[Version]) -> Vec<String> {
    versions.iter().map(ToString::to_string).collect()
}

fn entry(pruned: &Pruned) -> Value {
    json!({ "name": pruned.package, "removed": texts(&pruned.removed), "held": texts(&pruned.held), "kept": pruned.kept })
}

fn lines(pruned: &Pruned, dry: bool, language: Language) -> Vec<String> {
    let removed = if pruned.removed.is_empty() { fill(NONE, language, &[]) } else { texts(&pruned.removed).join(", ") };
    let kept = pruned.kept.to_string();
    let facts = [("name", pruned.package.as_str()), ("removed", &removed), ("kept", &kept)];
    let mut lines = vec![fill(if dry { WOULD_PRUNE } else { PRUNED }, language, &facts)];
    if !pruned.held.is_empty() {
        lines.push(fill(HELD, language, &[("held", &texts(&pruned.held).join(", "))]));
    }
    lines
}

fn answer(common: &Common, machine: &Value, text: &str) {
    match common.output {
        Format::Json => say(stdout(), &machine.to_string()),
        Format::Text => say(stdout(), text),
    }
}
