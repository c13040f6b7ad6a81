//! `tongbi trace`: where a published number comes from, for a terminal or as JSON.

mod json;
mod page;
mod sentences;
mod text;

use std::path::Path;

use clap::{Args, ValueEnum};
use tongbi_domain::catalog::Language;
use tongbi_domain::diagnostic::Refusal;
use tongbi_domain::message::traces as say;

use crate::pipeline::trace::{TraceOptions, trace};

#[derive(Debug, Args)]
pub(super) struct TraceArgs {
    /// Name of a package of the project, or the folder of a release.
    #[arg(value_name = "PACKAGE")]
    target: String,
    /// What the figure has in columns of observations, such as indicator=GRP time_period=2021; what fits several figures lists them.
    #[arg(value_name = "COLUMN=VALUE")]
    key: Vec<String>,
    /// The line of data/observations.csv as an editor or a spreadsheet numbers it: 1 is the header, 2 the first figure.
    #[arg(long, value_name = "N", conflicts_with = "key")]
    row: Option<u64>,
    /// Version of the release; the last one where none is named.
    #[arg(long, value_name = "VERSION")]
    release: Option<String>,
    /// Trace every figure that has the key, and follow every input.
    #[arg(long)]
    all: bool,
    /// How the answer is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// How many columns of the terminal to use.
    #[arg(long, value_name = "N", default_value_t = 80)]
    width: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// JSON.
    Json,
}

/// The answer.
pub(super) fn main(project: &Path, arguments: &TraceArgs, language: Language) -> anyhow::Result<String> {
    let mut wanted = Vec::new();
    for pair in &arguments.key {
        let parts = pair.split_once('=').filter(|(column, _)| !column.is_empty());
        wanted.push(parts.ok_or_else(|| Refusal::new("T813", say::key_form(pair), say::write_key()))?);
    }
    let options =
        TraceOptions { target: &arguments.target, wanted, row: arguments.row, version: arguments.release.as_deref(), all: arguments.all };
    let found = trace(project, &options)?;
    Ok(match arguments.format {
        Format::Text => text::page(&found, arguments.width.max(40), language),
        Format::Json => serde_json::to_string_pretty(&json::value(&found, language)).unwrap_or_default(),
    })
}
