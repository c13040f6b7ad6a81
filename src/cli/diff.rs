//! `tongbi diff`: what differs between two releases, for people, as JSON or as CSV.

use std::io::{BufWriter, ErrorKind, Write, stdout};
use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};
use tongbi_domain::catalog::Language;
use tongbi_domain::message::visible;
use tongbi_domain::revision::{Kind, Said};

use super::diff_text;
use crate::pipeline::diff::{Diff, Side};
use crate::pipeline::history::{Change, Story};

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The earlier release: its folder, PACKAGE@VERSION, or PACKAGE for its last one.
    from: String,
    /// The later release, likewise.
    to: String,
    /// How the changes are printed; JSON and CSV have all of them.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// How many changes of each kind to list as text.
    #[arg(long, value_name = "N", default_value_t = 10)]
    list: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One object; each change on a line of its own.
    Json,
    /// A row for each change.
    Csv,
}

/// The facts of a figure in JSON and CSV: name, and where it is.
type FactOf = (&'static str, fn(&Said) -> &Option<String>);

const FACTS: [FactOf; 9] = [
    ("value", |said| &said.value),
    ("low", |said| &said.low),
    ("high", |said| &said.high),
    ("unit", |said| &said.unit),
    ("qualifier", |said| &said.qualifier),
    ("value_text", |said| &said.value_text),
    ("unit_text", |said| &said.unit_text),
    ("stage", |said| &said.stage),
    ("source", |said| &said.source),
];

/// Compares two releases and prints what differs. Whether they differ or not, it ends with 0.
pub(super) fn main(project: &Path, arguments: &DiffArgs, language: Language) -> anyhow::Result<ExitCode> {
    let diff = Diff::open(project, &arguments.from, &arguments.to)?;
    match printed(diff, arguments, language) {
        // A closed pipe is the reader's choice: nothing more is said to it.
        Err(error) if error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe) => {}
        other => other?,
    }
    Ok(ExitCode::SUCCESS)
}

fn printed(diff: Diff, arguments: &DiffArgs, language: Language) -> anyhow::Result<()> {
    let out = BufWriter::new(stdout().lock());
    match arguments.format {
        Format::Text => {
            let mut story = Story::new(arguments.list, diff.names());
            story.relabelled = diff.relabelled.clone();
            let shown = diff_text::Shown::new(&diff)?;
            let compared = diff.run(|change| {
                story.add(change);
                Ok(())
            })?;
            put(out, &shown.text(&story, &compared, language))
        }
        Format::Json => as_json(diff, out),
        Format::Csv => as_csv(diff, out),
    }
}

/// Writes a text to its end.
fn put(mut out: impl Write, text: &str) -> anyhow::Result<()> {
    Ok(out.write_all(text.as_bytes()).and_then(|()| out.flush())?)
}

/// One object: the releases, the changes as they are found, and what is known when all were found.
fn as_json(diff: Diff, mut out: impl Write) -> anyhow::Result<()> {
    let side = |side: &Side| json!({ "package": side.package, "version": side.version });
    let head = format!("{{\"from\":{},\"to\":{},\"changes\":[", side(&diff.from), side(&diff.to));
    let names = diff.names().to_vec();
    let (schema, unknown) = (diff.schema.iter().map(ToString::to_string).collect::<Vec<String>>(), diff.unknown());
    let relabelled: Vec<Value> = diff
        .relabelled
        .iter()
        .map(|found| json!({ "list": found.list, "code": found.code, "before": found.before.0, "after": found.after.0 }))
        .collect();
    let mut story = Story::new(0, &names);
    let mut lead = "\n";
    put(&mut out, &head)?;
    let compared = diff.run(|change| {
        put_line(&mut out, &format!("{lead}{}", change_json(&names, &change)))?;
        lead = ",\n";
        story.add(change);
        Ok(())
    })?;
    let counts: Map<String, Value> = Kind::ALL.iter().map(|kind| (kind.code().to_owned(), json!(story.count(*kind)))).collect();
    let tail = json!({
        "counts": counts,
        "other_stage": story.other_stage,
        "relabelled": relabelled,
        "schema": schema,
        "key_columns_left_out": unknown,
        "other_columns": compared.others,
        "observations": { "from": compared.before, "to": compared.after },
    });
    put(out, &format!("\n],{}\n", tail.to_string().trim_start_matches('{')))
}

/// Writes without flushing, so that a change costs no call of the system.
fn put_line(out: &mut impl Write, text: &str) -> anyhow::Result<()> {
    Ok(out.write_all(text.as_bytes())?)
}

fn change_json(names: &[String], change: &Change) -> Value {
    let key: Map<String, Value> = names.iter().zip(&change.key).map(|(name, text)| (name.clone(), json!(text))).collect();
    let figure = |said: &Option<Said>| {
        said.as_ref().map(|said| FACTS.iter().map(|(name, fact)| ((*name).to_owned(), json!(fact(said)))).collect::<Map<String, Value>>())
    };
    json!({
        "kind": change.kind.code(),
        "key": key,
        "before": figure(&change.before),
        "after": figure(&change.after),
        "revision": change.amount.map(|amount| amount.change.to_string()),
        "other_stage": change.has_other_stage(),
    })
}

/// A row for each change; relabelled codes first, with their list and their code in place of a key.
fn as_csv(diff: Diff, mut out: impl Write) -> anyhow::Result<()> {
    let names = diff.names().to_vec();
    let fact_names = |side: &str| FACTS.map(|(name, _)| format!("{side}_{name}")).to_vec();
    let header = [vec!["kind".to_owned(), "list".to_owned(), "code".to_owned()], names.clone()].concat();
    let header = [header, fact_names("before"), fact_names("after"), vec!["revision".to_owned()]].concat();
    put_line(&mut out, &csv_line(&header))?;
    let text_at = FACTS.iter().position(|(name, _)| *name == "value_text").unwrap_or(0);
    for found in &diff.relabelled {
        let side =
            |text: &str| (0..FACTS.len()).map(|at| if at == text_at { text.to_owned() } else { String::new() }).collect::<Vec<String>>();
        let both = |names: &[String; 2]| if names[0] == names[1] { names[0].clone() } else { names.join(" / ") };
        let start = ["RELABELLED", found.list, &found.code].map(str::to_owned).to_vec();
        let row = [start, vec![String::new(); names.len()], side(&both(&found.before.0)), side(&both(&found.after.0)), vec![String::new()]];
        put_line(&mut out, &csv_line(&row.concat()))?;
    }
    diff.run(|change| {
        let figure =
            |said: &Option<Said>| FACTS.map(|(_, fact)| said.as_ref().and_then(|said| fact(said).clone()).unwrap_or_default()).to_vec();
        let start = vec![change.kind.code().to_owned(), String::new(), String::new()];
        let revision = vec![change.amount.map_or_else(String::new, |amount| amount.change.to_string())];
        let row = [start, change.key.clone(), figure(&change.before), figure(&change.after), revision].concat();
        put_line(&mut out, &csv_line(&row))
    })?;
    put(out, "")
}

/// A line of CSV: cells of releases are safe already, whatever else stands in a name is shown and not sent.
fn csv_line(cells: &[String]) -> String {
    let cell = |text: &String| {
        let text = visible(text);
        if text.contains([',', '"']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
    };
    cells.iter().map(cell).collect::<Vec<_>>().join(",") + "\n"
}
