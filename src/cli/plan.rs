//! `tongbi plan`: what a run would read, make and publish, and why.

use std::io::stdout;
use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use tongbi_domain::catalog::Language;
use tongbi_domain::message::{Sentence, visible};

use super::messages::fill;
use super::say;
use crate::pipeline::inputs::{Change, ChangeKind};
use crate::pipeline::plan::{PackagePlan, Plan};
use crate::pipeline::preview::{Preview, Reason, Standing, check_digests, columns, preview, wanted};
use crate::table::column::Kind;

const CURRENT: Sentence = ("{name} {version}  up to date, nothing to do", "{name} {version}  无变化，无需发布");
const WAITS: Sentence =
    ("{name} {version}  waits: tongbi release {name} --by NAME", "{name} {version}  等待批准：tongbi release {name} --by 姓名");
const APPROVED: Sentence = ("{name} {version}  approved, a run publishes it at {time}", "{name} {version}  已批准，{time} 起由运行发布");
const FIRST: Sentence = ("{name}  would be made: it has no release yet", "{name}  将生成：尚无发布包");
const DUE: Sentence = ("{name}  would be made, and published where it differs from {version}", "{name}  将重新生成，与{version}不同才发布");
const UNKNOWN: Sentence = ("nothing is known of how its last release was made", "不知道上一发布包由何生成");
const ASKED: Sentence = ("asked for by --rebuild", "由 --rebuild 要求");
const ADDED: Sentence = ("new      {what}", "新增  {what}");
const REMOVED: Sentence = ("gone     {what}", "已去掉  {what}");
const CHANGED: Sentence = ("changed  {what}", "已变化  {what}");
const DAMAGED: Sentence = ("damaged  {what} of the last release", "已损坏  上一发布包的{what}");
const READS: Sentence = ("reads", "将读取");
const COLUMNS: Sentence = ("columns of observations", "observations 的列");
const MORE: Sentence = ("… and {count} more", "……另有{count}项");

/// How many entries of a list are shown.
const SHOWN: usize = 12;

#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    /// As if the run had --rebuild.
    #[arg(long)]
    rebuild: bool,
    /// Show the columns of each package, with type and unit.
    #[arg(long)]
    columns: bool,
    /// How the plan is printed.
    #[arg(long, value_enum, default_value = "text")]
    output: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One line of JSON.
    Json,
}

/// Shows the plan of the project.
pub(super) fn main(project: &Path, arguments: &PlanArgs, language: Language) -> anyhow::Result<ExitCode> {
    let plan = Plan::load(project)?;
    let previews = preview(&plan, arguments.rebuild)?;
    match arguments.output {
        Format::Json => {
            let packages: Vec<Value> = previews.iter().map(|preview| machine(&plan, preview)).collect();
            say(stdout(), &json!({ "packages": packages }).to_string());
        }
        Format::Text => previews.iter().for_each(|preview| say(stdout(), &text(&plan, preview, arguments.columns, language))),
    }
    // What a run would refuse to read, the plan tells as the run would.
    check_digests(&plan, &wanted(&plan, &previews))?;
    Ok(ExitCode::SUCCESS)
}

fn files(plan: &Plan, package: &PackagePlan) -> Vec<String> {
    let sources = package.sources.iter().map(|index| &plan.sources[*index]);
    sources.flat_map(|source| source.tables.iter().map(|table| format!("{}/{}", source.folder, table.name))).collect()
}

fn text(plan: &Plan, preview: &Preview, with_columns: bool, language: Language) -> String {
    let package = &plan.packages[preview.package];
    let version = preview.last.map_or_else(String::new, |version| version.to_string());
    let facts = [("name", package.name.as_str()), ("version", &version)];
    let say = |sentence: Sentence| fill(sentence, language, &[]);
    let mut lines = Vec::new();
    match &preview.standing {
        Standing::Current(..) => lines.push(fill(CURRENT, language, &facts)),
        Standing::Waits(candidate) => {
            let (sentence, time) = match &candidate.approval {
                Some(approval) => (APPROVED, approval.not_before.clone().unwrap_or_default()),
                None => (WAITS, String::new()),
            };
            let version = candidate.version.to_string();
            lines.push(fill(sentence, language, &[("name", &package.name), ("version", &version), ("time", &time)]));
        }
        Standing::Due(reasons) => {
            let first = reasons.contains(&Reason::First);
            lines.push(fill(if first { FIRST } else { DUE }, language, &facts));
            let reasons = reasons.iter().filter(|reason| **reason != Reason::First).map(|reason| reason_text(reason, language));
            lines.extend(shown(reasons.collect(), language));
            lines.push(format!("  {}", say(READS)));
            lines.extend(shown(files(plan, package).iter().map(|file| format!("  {}", visible(file))).collect(), language));
        }
    }
    if with_columns {
        lines.push(format!("  {}", say(COLUMNS)));
        let fields = columns(plan, package);
        lines.extend(
            fields
                .iter()
                .map(|field| format!("    {:<20} {:<8} {}", field.name, kind(field.kind), unit(&field.name)).trim_end().to_owned()),
        );
    }
    lines.join("\n")
}

fn shown(mut entries: Vec<String>, language: Language) -> Vec<String> {
    let more = entries.len().saturating_sub(SHOWN);
    entries.truncate(SHOWN);
    if more > 0 {
        entries.push(fill(MORE, language, &[("count", &more.to_string())]));
    }
    entries.into_iter().map(|entry| format!("  {entry}")).collect()
}

fn reason_text(reason: &Reason, language: Language) -> String {
    let (sentence, what) = match reason {
        Reason::First => (FIRST, ""),
        Reason::Unknown => (UNKNOWN, ""),
        Reason::Asked => (ASKED, ""),
        Reason::Damaged(file) => (DAMAGED, file.as_str()),
        Reason::Changed(Change { what, kind: ChangeKind::Added }) => (ADDED, what.as_str()),
        Reason::Changed(Change { what, kind: ChangeKind::Removed }) => (REMOVED, what.as_str()),
        Reason::Changed(Change { what, kind: ChangeKind::Changed }) => (CHANGED, what.as_str()),
    };
    fill(sentence, language, &[("what", what)])
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Code | Kind::Text => "text",
        Kind::Number => "number",
        Kind::Small => "integer",
        Kind::Date => "date",
    }
}

/// The unit of a column: that of its row, or a fixed one.
fn unit(column: &str) -> &'static str {
    match column {
        "obs_value" | "value_low" | "value_high" | "half_width" | "yoy_base" | "yoy_change" => "in unit_measure",
        "yoy_percent" => "percent",
        "yoy_points" => "percentage points",
        "yoy_low" | "yoy_high" => "as yoy_percent or yoy_points",
        _ => "",
    }
}

fn machine(plan: &Plan, preview: &Preview) -> Value {
    let package = &plan.packages[preview.package];
    let reasons: Vec<String> = match &preview.standing {
        Standing::Current(..) | Standing::Waits(_) => Vec::new(),
        Standing::Due(reasons) => reasons.iter().map(Reason::text).collect(),
    };
    let fields: Vec<Value> = columns(plan, package)
        .iter()
        .map(|field| json!({ "name": field.name, "type": kind(field.kind), "unit": Some(unit(&field.name)).filter(|unit| !unit.is_empty()) }))
        .collect();
    json!({
        "name": package.name,
        "due": preview.is_due(),
        "waits": match &preview.standing {
            Standing::Waits(candidate) => Some(candidate.version.to_string()),
            _ => None,
        },
        "last_version": preview.last.map(|version| version.to_string()),
        "reasons": reasons,
        "reads": if preview.is_due() { files(plan, package) } else { Vec::new() },
        "columns": fields,
    })
}
