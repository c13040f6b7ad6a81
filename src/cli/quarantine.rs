//! `tongbi quarantine`: the findings that wait for a decision, and the block that closes one.

use std::io::stdout;
use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use tongbi_domain::catalog::Language;
use tongbi_domain::message::{Sentence, visible};

use super::explain::{COLUMNS as WIDE, wrapped};
use super::messages::fill;
use super::say;
use super::settings::Settings;
use super::width::clip;
use crate::io::table_text;
use crate::pipeline::listing::{COLUMNS, Listed, Listing, block, listing, no_entry};
use crate::pipeline::plan::Plan;

const HEAD: Sentence = ("{name}: {open} wait for a decision, {closed} are closed", "{name}：待处理{open}条，已关闭{closed}条");
const MORE: Sentence = ("… and {count} more of {code}; --show N prints more", "……另有{count}条{code}；用 --show N 显示更多");
const NOTHING: Sentence = ("no package has been made yet: run `tongbi run`", "还没有数据包：先运行`tongbi run`");
const INTO: Sentence = (
    "# for {file}; sign it with reason, by and date (YYYY-MM-DD); decision: accepted or left_out",
    "# 加入 {file}；填写 reason、by 和 date（YYYY-MM-DD）；decision 为 accepted 或 left_out",
);

#[derive(Debug, Args)]
pub(super) struct QuarantineArgs {
    /// Name of the package; all where none is given.
    package: Option<String>,
    /// Print a resolution of this entry, ready to be signed.
    #[arg(long, value_name = "ID", conflicts_with = "format")]
    resolve: Option<String>,
    /// How the queue is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Show closed entries and notes, too.
    #[arg(long)]
    all: bool,
    /// How many entries of one code to print as text.
    #[arg(long, value_name = "N", env = "TONGBI_SHOW")]
    show: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, in eighty columns.
    Text,
    /// One line of JSON.
    Json,
    /// A table.
    Csv,
}

/// Shows the queue of the project, or the block for one of its entries.
pub(super) fn main(project: &Path, arguments: &QuarantineArgs, settings: &Settings) -> anyhow::Result<ExitCode> {
    let language = settings.language();
    let plan = Plan::load(project)?;
    let queues = listing(&plan, arguments.package.as_deref())?;
    if let Some(id) = &arguments.resolve {
        let entry = queues.iter().flat_map(|queue| &queue.entries).find(|entry| entry.get("quarantine_id") == id);
        let entry = entry.ok_or_else(|| no_entry(arguments.package.as_deref(), id))?;
        say(stdout(), resolution(entry, language).trim_end());
        return Ok(ExitCode::SUCCESS);
    }
    let wanted = |entry: &&Listed| arguments.all || entry.waits();
    match arguments.format {
        Format::Json => {
            let packages: Vec<Value> = queues.iter().map(|queue| machine(queue, wanted)).collect();
            say(stdout(), &json!({ "packages": packages }).to_string());
        }
        Format::Csv => say(stdout(), table(&queues, wanted).trim_end()),
        Format::Text if queues.is_empty() => say(stdout(), &fill(NOTHING, language, &[])),
        Format::Text => queues.iter().for_each(|queue| say(stdout(), &text(queue, wanted, settings.number("show"), language))),
    }
    Ok(ExitCode::SUCCESS)
}

const fn state(entry: &Listed) -> &'static str {
    if entry.closed { "closed" } else { "open" }
}

/// What a person adds to the file of resolutions, with the finding above it.
fn resolution(entry: &Listed, language: Language) -> String {
    let into = fill(INTO, language, &[("file", &entry.resolutions)]);
    let about = format!("# {} {} {}: {}", entry.get("code"), entry.get("severity"), visible(&entry.place()), visible(entry.get("raw")));
    format!("{into}\n{about}\n{}", block(entry))
}

fn machine(queue: &Listing, wanted: impl Fn(&&Listed) -> bool) -> Value {
    let entry = |entry: &Listed| {
        let mut texts: serde_json::Map<String, Value> =
            COLUMNS.iter().zip(entry.texts()).map(|(name, text)| ((*name).to_owned(), json!(text))).collect();
        texts.insert("state".to_owned(), json!(state(entry)));
        texts.insert("sha256".to_owned(), json!(entry.sha256));
        Value::Object(texts)
    };
    let entries: Vec<Value> = queue.entries.iter().filter(|entry| wanted(entry)).map(entry).collect();
    json!({ "name": queue.package, "open": open(queue), "closed": closed(queue), "entries": entries })
}

fn open(queue: &Listing) -> usize {
    queue.entries.iter().filter(|entry| entry.waits()).count()
}

fn closed(queue: &Listing) -> usize {
    queue.entries.iter().filter(|entry| entry.closed).count()
}

fn table(queues: &[Listing], wanted: impl Fn(&&Listed) -> bool) -> String {
    let header: Vec<&str> = ["package", "state"].into_iter().chain(COLUMNS).chain(["sha256"]).collect();
    let wanted = &wanted;
    let rows = queues.iter().flat_map(|queue| {
        let row = |entry: &'_ Listed| -> Vec<String> {
            let ends = [queue.package.clone(), state(entry).to_owned()];
            ends.into_iter().chain(entry.texts().map(str::to_owned)).chain([entry.sha256.clone()]).collect()
        };
        queue.entries.iter().filter(|entry| wanted(entry)).map(row).collect::<Vec<_>>()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    table_text(std::iter::once(header).chain(rows.iter().map(|row| row.iter().map(String::as_str).collect())))
}

/// The queue for a terminal: of each code the first few, those that keep cells out before those that only warn.
fn text(queue: &Listing, wanted: impl Fn(&&Listed) -> bool, show: usize, language: Language) -> String {
    let facts = [("name", queue.package.as_str()), ("open", &open(queue).to_string()), ("closed", &closed(queue).to_string())];
    let mut lines = vec![fill(HEAD, language, &facts)];
    let mut entries: Vec<&Listed> = queue.entries.iter().filter(|entry| wanted(entry)).collect();
    entries.sort_by_key(|entry| (["error", "warning", "note"].iter().position(|word| *word == entry.get("severity")), entry.get("code")));
    for group in entries.chunk_by(|a, b| a.get("code") == b.get("code")) {
        group.iter().take(show).for_each(|entry| lines.extend(shown(entry)));
        if group.len() > show {
            let count = (group.len() - show).to_string();
            lines.push(fill(MORE, language, &[("count", &count), ("code", group[0].get("code"))]));
        }
    }
    lines.join("\n")
}

/// The lines of one entry: id and cause, place, text, what to do.
fn shown(entry: &Listed) -> Vec<String> {
    let head = format!("{}  {} {}", entry.get("quarantine_id"), entry.get("severity"), visible(entry.get("reason")));
    let mut lines = vec![String::new(), clip(&if entry.closed { head + "  closed" } else { head }, WIDE)];
    let header = visible(entry.get("header"));
    let place = visible(&entry.place());
    lines.push(clip(&format!("  {place}{}", if header.is_empty() { header } else { format!("  ({header})") }), WIDE));
    if !entry.get("raw").is_empty() {
        lines.push(clip(&format!("  | {}", visible(entry.get("raw"))), WIDE));
    }
    lines.extend(wrapped(&visible(entry.get("suggestion")), WIDE - 4).into_iter().map(|line| format!("  = {line}")));
    lines
}
