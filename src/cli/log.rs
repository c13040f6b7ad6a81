//! What a run says while it goes, on standard error: sentences for people, or one JSON object a line for programs.

use clap::ValueEnum;
use serde_json::{Map, Value, json};

use super::say;
use crate::pipeline::clock::Moment;
use crate::pipeline::journal::{Event, Level};

/// How the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Sentences.
    #[default]
    Text,
    /// One JSON object a line, with ts, level, event and run_id.
    Json,
}

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Volume {
    /// Errors.
    Quiet,
    /// What somebody must know of: nothing, when all is well.
    Normal,
    /// The course of the run, too.
    Verbose,
}

/// The log of one run.
#[derive(Clone, Debug)]
pub(super) struct Log {
    pub(super) format: Format,
    pub(super) volume: Volume,
}

impl Log {
    /// Whether an event of this level is written. Who asks for JSON wants a log, whether or not anybody is to be told something.
    fn wants(&self, level: Level) -> bool {
        match (self.volume, self.format) {
            (Volume::Quiet, _) => level == Level::Error,
            (Volume::Normal, Format::Text) => level >= Level::Warning,
            _ => true,
        }
    }

    /// Writes an event.
    pub(super) fn event(&self, run_id: &str, event: &Event) {
        if !self.wants(event.level) {
            return;
        }
        match self.format {
            // What failed is told in sentences of its own.
            Format::Text if event.level == Level::Error => {}
            Format::Text => {
                let facts: String = event.facts.iter().map(|(name, value)| format!("  {name}={}", plain(value))).collect();
                say(std::io::stderr(), &format!("{} {} {}{facts}", event.at.rfc3339(), event.level.code(), event.name));
            }
            Format::Json => self.json(run_id, event),
        }
    }

    /// Writes a text that has been made for people: an error, a finding.
    pub(super) fn text(&self, run_id: &str, level: Level, name: &'static str, text: &str) {
        match self.format {
            Format::Text if self.volume == Volume::Quiet && level < Level::Error => {}
            Format::Text => say(std::io::stderr(), text),
            Format::Json if !self.wants(level) => {}
            Format::Json => self.json(run_id, &Event { at: Moment::now(), level, name, facts: vec![("message", json!(text.trim_end()))] }),
        }
    }

    fn json(&self, run_id: &str, event: &Event) {
        let mut line = Map::new();
        line.insert("ts".to_owned(), json!(event.at.rfc3339()));
        line.insert("level".to_owned(), json!(event.level.code()));
        line.insert("event".to_owned(), json!(event.name));
        line.insert("run_id".to_owned(), json!(run_id));
        line.extend(event.facts.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        say(std::io::stderr(), &Value::Object(line).to_string());
    }
}

/// A value for people: a text bare, a list with commas.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => tongbi_domain::message::visible(text),
        Value::Array(list) => list.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
