//! `tongbi run`: does it, and tells people, logs, reports and monitors what came of it.

use std::io::{IsTerminal, stdout};
use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use tongbi_domain::catalog::Language;
use tongbi_domain::finding::Severity;
use tongbi_domain::watch;

use super::log::{Format, Log, Volume};
use super::progress::Progress;
use super::settings::Settings;
use super::{SettingArgs, exit, render, say, signals, summary};
use crate::io::Wait;
use crate::pipeline::clock::Moment;
use crate::pipeline::journal::{Event, Journal, Level};
use crate::pipeline::run::{Account, Outcome, RunOptions, run};
use crate::pipeline::{metrics, report};

/// What stands on standard output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Output {
    /// The account on a terminal, nothing elsewhere.
    #[default]
    Auto,
    /// The account of each package.
    Text,
    /// One line of JSON with the result, whatever it is.
    Json,
}

#[derive(Debug, Args)]
pub(super) struct RunArgs {
    #[command(flatten)]
    settings: SettingArgs,
    /// How many statements are worked on together at least; for tests, which have few.
    #[arg(long, value_name = "N", hide = true)]
    unit_rows: Option<usize>,
    /// Wait for another run to end, for so many seconds or as long as it takes; without it the exit code is 75 at once.
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, require_equals = true, default_missing_value = "forever", value_parser = wait)]
    wait: Option<Wait>,
    /// Make every package, whether or not anything has changed.
    #[arg(long)]
    rebuild: bool,
    /// Say what is done, and print account and findings even where standard output is no terminal.
    #[arg(short, long, conflicts_with = "quiet")]
    verbose: bool,
    /// Say nothing but errors.
    #[arg(short, long)]
    quiet: bool,
}

/// Who is told what.
#[derive(Clone, Copy)]
struct Told {
    output: Output,
    /// Findings of one code.
    show: usize,
    quiet: bool,
    verbose: bool,
}

pub(super) fn wait(text: &str) -> Result<Wait, String> {
    match text {
        "forever" => Ok(Wait::Forever),
        seconds => seconds.parse().map(Wait::Seconds).map_err(|_| "write a whole number of seconds".to_owned()),
    }
}

/// Runs the project.
pub(super) fn main(project: &Path, arguments: &RunArgs, settings: &Settings) -> ExitCode {
    signals::obey();
    let language = settings.language();
    let told = Told { output: settings.word("output"), show: settings.number("show"), quiet: arguments.quiet, verbose: arguments.verbose };
    let volume = match (arguments.verbose, arguments.quiet) {
        (true, _) => Volume::Verbose,
        (_, true) => Volume::Quiet,
        _ => Volume::Normal,
    };
    let log = Log { format: settings.word("log_format"), volume };
    let progress = Progress::show(volume == Volume::Normal && log.format == Format::Text);
    let mut listener = |run_id: &str, event: &Event| log.event(run_id, event);
    let mut journal = Journal::begin(&mut listener);
    journal.tell(Level::Info, "run_started", vec![("tongbi", env!("CARGO_PKG_VERSION").into())]);
    let usual = settings.options();
    let options = RunOptions {
        unit_rows: arguments.unit_rows.unwrap_or(usual.unit_rows),
        wait: arguments.wait.unwrap_or(usual.wait),
        rebuild: arguments.rebuild,
        ..usual
    };
    let result = run(project, options, &mut journal);
    drop(progress);
    let refused = journal.accounts.iter().any(|account| matches!(account.outcome, Outcome::Refused { .. }));
    let staged = journal.accounts.iter().any(|account| matches!(account.outcome, Outcome::Staged { .. }));
    let (code, error) = match &result {
        Ok(()) if refused => (exit::DATA, None),
        Ok(()) if staged => (report::STAGED, None),
        Ok(()) => (0, None),
        Err(error) => match watch::go_on() {
            Err(stopped) => (exit::signal(stopped.0), Some(render::stopped(stopped, language))),
            Ok(()) => (exit::code(error), Some(render::error(error, language))),
        },
    };
    let end = report::End { at: Moment::now(), code, error };
    account(&journal, told, &log, language);
    if let Some(text) = &end.error {
        log.text(&journal.run_id, Level::Error, "error", text);
    }
    keep(project, settings, &journal, &end, &log);
    if told.output == Output::Json {
        say(stdout(), &report::result(project, &journal, &end).to_string());
    }
    let facts = vec![
        ("status", report::status(&journal, &end).into()),
        ("exit_code", end.code.into()),
        ("milliseconds", journal.milliseconds().into()),
    ];
    journal.tell(Level::Info, "run_ended", facts);
    end.code.into()
}

/// Prints findings on standard error and the account on standard output: always of what was refused, else to whoever listens.
fn account(journal: &Journal<'_>, told: Told, log: &Log, language: Language) {
    let listens = match told.output {
        Output::Text => true,
        Output::Auto => stdout().is_terminal(),
        Output::Json => false,
    };
    let listens = !told.quiet && (listens || told.verbose);
    for account in &journal.accounts {
        let refused = matches!(account.outcome, Outcome::Refused { .. });
        if listens || refused || (log.format == Format::Json && !told.quiet) {
            findings(account, told.show, (&journal.run_id, log), language);
        }
        let text = summary::account(account, language);
        if listens && told.output != Output::Json {
            say(stdout(), &text);
        } else if refused {
            log.text(&journal.run_id, Level::Error, "account", &text);
        } else if matches!(account.outcome, Outcome::Staged { .. } | Outcome::Withheld { .. }) {
            // Somebody has to do something.
            log.text(&journal.run_id, Level::Warning, "account", &text);
        }
    }
}

fn findings(account: &Account, show: usize, (run_id, log): (&str, &Log), language: Language) {
    let table = match &account.outcome {
        Outcome::Refused { quarantine, .. } => quarantine.clone(),
        other => other.path().unwrap_or(Path::new("")).join("data/quarantine.csv"),
    };
    let refused = matches!(account.outcome, Outcome::Refused { .. });
    let errors = account.findings.counts().any(|(code, _)| code.severity() == Severity::Error);
    let level = if refused && errors { Level::Error } else { Level::Warning };
    for text in render::findings(&account.findings, Some(&table.to_string_lossy()), show, language) {
        log.text(run_id, level, "finding", &text);
    }
}

/// Writes report and metrics. What they are about is done: that they fail is told, and does not change the exit code.
fn keep(project: &Path, settings: &Settings, journal: &Journal<'_>, end: &report::End, log: &Log) {
    if journal.lock.is_none() {
        return;
    }
    let written = report::write(project, journal, end).map(|_| ());
    for error in [written, metrics::write(project, settings.path("metrics").as_deref(), journal, end)].into_iter().filter_map(Result::err) {
        let text = format!("warning: no report or metrics of this run: {}", render::error(&error.into(), settings.language()));
        log.text(&journal.run_id, Level::Warning, "report_not_written", &text);
    }
}
