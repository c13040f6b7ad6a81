//! What a run tells while it goes: events for the log, stages with their durations and accounts for the report.
//!
//! Nothing of it comes into a release.

use serde_json::Value;

use super::clock::{Moment, Stopwatch};
use super::run::Account;
use crate::io::Lock;

/// How much an event matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The course of a run.
    Info,
    /// Somebody should look.
    Warning,
    /// The run, or a package, failed.
    Error,
}

impl Level {
    /// The word in logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Event {
    /// When.
    pub at: Moment,
    /// How much it matters.
    pub level: Level,
    /// Its stable name.
    pub name: &'static str,
    /// What is to be known of it.
    pub facts: Vec<(&'static str, Value)>,
}

/// A stretch of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Its name.
    pub name: &'static str,
    /// The package that it was for; empty where it was for all.
    pub package: String,
    /// How long it took.
    pub milliseconds: u64,
}

/// The journal of one run.
pub struct Journal<'a> {
    /// Name of the run: its start and the number of its process.
    pub run_id: String,
    /// When it began.
    pub started: Moment,
    /// What it has done.
    pub stages: Vec<Stage>,
    /// What became of the packages so far.
    pub accounts: Vec<Account>,
    /// The lock; no report is written without it.
    pub lock: Option<Lock>,
    stopwatch: Stopwatch,
    listener: &'a mut dyn FnMut(&str, &Event),
}

impl<'a> Journal<'a> {
    /// Begins; every event is handed to the listener at once, with the name of the run.
    pub fn begin(listener: &'a mut dyn FnMut(&str, &Event)) -> Self {
        let started = Moment::now();
        let run_id = format!("{}-{}", started.compact(), std::process::id());
        Self { run_id, started, stages: Vec::new(), accounts: Vec::new(), lock: None, stopwatch: Stopwatch::start(), listener }
    }

    /// Tells an event.
    pub fn tell(&mut self, level: Level, name: &'static str, facts: Vec<(&'static str, Value)>) {
        (self.listener)(&self.run_id, &Event { at: Moment::now(), level, name, facts });
    }

    /// Does some work as a stage, and keeps how long it took whatever came of it.
    pub fn stage<T>(&mut self, name: &'static str, package: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        let stopwatch = Stopwatch::start();
        let done = work(self);
        self.stages.push(Stage { name, package: package.to_owned(), milliseconds: stopwatch.milliseconds() });
        done
    }

    /// How long the run takes so far.
    pub fn milliseconds(&self) -> u64 {
        self.stopwatch.milliseconds()
    }
}
