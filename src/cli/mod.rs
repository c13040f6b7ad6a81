//! Floor 5: arguments in, sentences and exit codes out. Nothing is computed here.

mod check;
mod diff;
mod diff_text;
mod exit;
mod explain;
mod inspect;
mod log;
mod plan;
mod progress;
mod quarantine;
mod render;
mod run;
mod settings;
mod signals;
mod signoff;
mod start;
mod summary;
mod trace;
mod verify;
mod width;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use tongbi_domain::finding::Severity;
use tongbi_domain::message::findings as messages;

use self::settings::Settings;
use self::start::NewSourceArgs;
use crate::pipeline::inspect::{InspectOptions, inspect};
use crate::pipeline::load::{catalog_of, folders_of};
use crate::pipeline::plan::Plan;
use crate::pipeline::settings::{RunConfig, bytes};
use crate::sniff::{SniffOptions, sniff};

/// Turns raw indicator tables into open-data releases that a statistics bureau can sign.
#[derive(Debug, Parser)]
#[command(name = "tongbi", version, arg_required_else_help = true, max_term_width = 100, after_help = exit::HELP)]
pub struct Cli {
    /// Folder of the project, where pipeline.toml lies.
    #[arg(short = 'C', long, global = true, value_name = "FOLDER", env = "TONGBI_PROJECT")]
    project: Option<PathBuf>,
    /// Language of messages; names in a package follow the package.
    #[arg(long, global = true, value_enum, env = "TONGBI_LANG")]
    lang: Option<Lang>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Lang {
    En,
    Zh,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make every package whose inputs have changed, and publish it where it differs from its last release.
    ///
    /// Reads pipeline.toml, the code lists and the tables under raw/ that something depends on which has changed; writes releases under
    /// output/, and lock, cache and reports of runs under .tongbi/. Says nothing on success unless standard output is a terminal. All
    /// findings, with place and text, stand in the release's data/quarantine.csv, or in .tongbi/quarantine/ where a package was not
    /// published.
    Run(run::RunArgs),
    /// Show what a run would read and make, and why; write nothing.
    ///
    /// For each package: whether it is up to date, or what has changed since it was made; the files it would read; its columns. Files are
    /// read to know whether they are what their sidecars say.
    Plan(plan::PlanArgs),
    /// Check pipeline.toml, the code lists, the sidecars and the tables; write nothing.
    ///
    /// Shows everything that is wrong with the declarations at once, each with file, line and a caret under the word; then reads every
    /// table, and ends with 65 where a package would be refused.
    Check(check::CheckArgs),
    /// Show the tables of a source as their declaration reads them; publish nothing.
    ///
    /// For each table: what its rows and columns are taken for, what the lines above say, the first figures as they would enter a
    /// release, its findings, and what became of its cells. Ends with 65 where a cell is kept out or a table cannot be read.
    Inspect(InspectArgs),
    /// Say whether a release is what was published, and whether its inputs still give it, byte for byte.
    ///
    /// Checks the digests of the release's files. In a project, the release is then made again from the inputs that it states, where they are
    /// at hand, under the stamp that it had, and compared. Ends with 0 when all is the same, 65 when it is not what was published, 66 when an
    /// input is not at hand, so that only digests were checked. A folder from anywhere is checked by its digests.
    Verify(verify::VerifyArgs),
    /// Approve the candidate of a package, and publish it now or at its time.
    ///
    /// For packages with approval = "required", whose runs stage a candidate. Who approved it and which findings were accepted stands in
    /// output/PACKAGE/approvals.json.
    Release(signoff::ReleaseArgs),
    /// Withdraw a release: its data go, a tombstone says why, and `latest` moves back.
    Withdraw(signoff::WithdrawArgs),
    /// Remove old releases and reports of runs; never the last release, nor one that anything points to.
    Prune(signoff::PruneArgs),
    /// Show where a published number comes from: its cell, each rule, the inputs of a derivation, what lost against it.
    ///
    /// Answers from the release; where the project still has the raw file with the digest that the release names, the cell is read again. Writes
    /// nothing. What cannot be shown is said.
    Trace(trace::TraceArgs),
    /// Show what differs between two releases: what came, what went, what was revised, what was only said again.
    ///
    /// Each is a folder of a release, PACKAGE@VERSION, or PACKAGE for its last one. Reads the releases row by row and writes nothing. Ends
    /// with 0 whether they differ or not; --format json has the counts for programs.
    Diff(diff::DiffArgs),
    /// Show the findings that wait for a decision, and the block that closes one; read no source.
    ///
    /// The findings are those of the last run, with what has been decided since. `--resolve ID` prints a `[[resolution]]` with id and digest, to be
    /// signed and added to `resolutions.toml` beside the sidecar of its source.
    Quarantine(quarantine::QuarantineArgs),
    /// Look at a file and print what its declaration may be; write nothing.
    ///
    /// Prints sections for pipeline.toml, the code lists and the sidecar, each under a line that says into which file it goes. What is not
    /// sure stands behind `# unsure:`. Inside a project, names and units are looked up in its code lists.
    Sniff(SniffArgs),
    /// Begin a project: a small one in two languages that runs at once. The folder must be new or empty.
    Init {
        /// The folder.
        folder: PathBuf,
    },
    /// Declare a file as a source: append what `sniff` proposes to pipeline.toml and the code lists, and write its sidecar.
    NewSource(NewSourceArgs),
    /// Explain the code of a message: what it means, what to do, an example that shows it.
    Explain {
        /// The code, such as T401.
        code: String,
    },
    /// Show every setting, its value, where that came from, and where it can be set.
    Config(SettingArgs),
    /// Print the completion script of a shell.
    #[command(hide = true)]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Write manual pages into a folder.
    #[command(hide = true)]
    Man {
        /// The folder.
        folder: PathBuf,
    },
}

/// Settings that are flags of single verbs; `settings.rs` has the table of all.
#[derive(Debug, Args)]
struct SettingArgs {
    /// On how many threads to work; as many as there are processors where none is said. The bytes of a release never depend on it.
    #[arg(long, value_name = "N", env = "TONGBI_THREADS", value_parser = clap::value_parser!(u32).range(1..))]
    threads: Option<u32>,
    /// How much memory figures may take, such as 512MiB; what is beyond it waits on the disk. The bytes of a release never depend on it.
    #[arg(long, value_name = "SIZE", env = "TONGBI_MEMORY", value_parser = size)]
    memory: Option<String>,
    /// How many findings of one code to print.
    #[arg(long, value_name = "N", env = "TONGBI_SHOW")]
    show: Option<u32>,
    /// What stands on standard output.
    #[arg(long, value_enum, env = "TONGBI_OUTPUT")]
    output: Option<run::Output>,
    /// How messages are written on standard error.
    #[arg(long, value_enum, env = "TONGBI_LOG_FORMAT")]
    log_format: Option<log::Format>,
    /// Write figures of the run to this file for the node exporter's textfile collector (name it *.prom).
    #[arg(long, value_name = "FILE", env = "TONGBI_METRICS")]
    metrics: Option<PathBuf>,
}

/// A size, as it was written.
fn size(text: &str) -> Result<String, String> {
    let known = bytes(text).map(|_| text.to_owned());
    known.ok_or_else(|| "write a whole number with KiB, MiB or GiB, such as 512MiB or 2GiB".to_owned())
}

#[derive(Debug, Args)]
struct InspectArgs {
    /// Id of the source.
    source: String,
    /// Name of one of its files; all where none is given.
    #[arg(long, value_name = "FILE")]
    table: Option<String>,
    /// How many rows and observations of each table to show.
    #[arg(long, value_name = "N", default_value_t = 8)]
    rows: usize,
    /// How many columns of the terminal to use.
    #[arg(long, value_name = "N", default_value_t = 80)]
    width: usize,
    /// How many findings of one code to print.
    #[arg(long, value_name = "N", env = "TONGBI_SHOW")]
    show: Option<u32>,
    /// What stands on standard output.
    #[arg(long, value_enum, env = "TONGBI_OUTPUT")]
    output: Option<run::Output>,
    /// How messages are written on standard error.
    #[arg(long, value_enum, env = "TONGBI_LOG_FORMAT")]
    log_format: Option<log::Format>,
    /// Write figures of the run to this file for the node exporter's textfile collector (name it *.prom).
    #[arg(long, value_name = "FILE", env = "TONGBI_METRICS")]
    metrics: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct SniffArgs {
    /// The file: text of any delimiter, xlsx, xls, ods or Parquet, plain or packed by gzip or zip.
    file: PathBuf,
    /// Id of the source; made from the name of the file where none is given.
    #[arg(long, value_name = "NAME")]
    id: Option<String>,
    /// Name of the file inside a zip archive.
    #[arg(long, value_name = "NAME")]
    member: Option<String>,
}

/// Parses the arguments, does the work, prints what there is to say.
pub fn main() -> ExitCode {
    let parsed = Cli::command().try_get_matches().and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches)));
    let (cli, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            // Help and version are no failures, and nothing can be done where the terminal is gone.
            let _ = error.print();
            return if error.use_stderr() { exit::USAGE.into() } else { ExitCode::SUCCESS };
        }
    };
    let project = cli.project.clone().unwrap_or_else(|| PathBuf::from("."));
    let own = matches.subcommand().map_or(&matches, |(_, own)| own);
    let settings = Settings::new(own, &RunConfig::of_project(&project));
    let language = settings.language();
    done(&cli.verb, &project, &settings).unwrap_or_else(|error| {
        say(std::io::stderr(), &render::error(&error, language));
        exit::code(&error).into()
    })
}

/// Does what a verb says.
fn done(verb: &Verb, project: &Path, settings: &Settings) -> anyhow::Result<ExitCode> {
    let language = settings.language();
    let text = match verb {
        Verb::Run(arguments) => return Ok(run::main(project, arguments, settings)),
        Verb::Plan(arguments) => return plan::main(project, arguments, language),
        Verb::Check(arguments) => return check::main(project, arguments, settings),
        Verb::Inspect(arguments) => return inspected(project, arguments, settings),
        Verb::Verify(arguments) => return verify::main(project, arguments, settings),
        Verb::Release(arguments) => return signoff::release(project, arguments, language),
        Verb::Withdraw(arguments) => return signoff::withdrawn(project, arguments, language),
        Verb::Prune(arguments) => return signoff::pruned(project, arguments, language),
        Verb::Trace(arguments) => trace::main(project, arguments, language)?,
        Verb::Diff(arguments) => return diff::main(project, arguments, language),
        Verb::Quarantine(arguments) => return quarantine::main(project, arguments, settings),
        Verb::Sniff(arguments) => return sniffed(project, arguments),
        Verb::Man { folder } => return start::manual(folder),
        Verb::Init { folder } => start::init(folder, language)?,
        Verb::NewSource(arguments) => start::new_source(project, arguments, language)?,
        Verb::Explain { code } => explain::page(code, language)?,
        Verb::Config(_) => settings.table(&folders_of(project)?, language).join("\n"),
        Verb::Completions { shell } => start::completions(*shell),
    };
    say(std::io::stdout(), &text);
    Ok(ExitCode::SUCCESS)
}

/// Shows the tables of a source on standard output, its findings on standard error.
fn inspected(project: &Path, arguments: &InspectArgs, settings: &Settings) -> anyhow::Result<ExitCode> {
    let language = settings.language();
    let plan = Plan::load(project)?;
    let options = InspectOptions { source: &arguments.source, file: arguments.table.as_deref(), rows: arguments.rows };
    let found = inspect(&plan, options)?;
    for table in &found.tables {
        say(std::io::stdout(), &(inspect::table(table, arguments.width, language).join("\n") + "\n"));
    }
    for text in render::findings(&found.findings, None, settings.number("show"), language) {
        say(std::io::stderr(), &text);
    }
    let refused = found.findings.counts().any(|(code, _)| code.severity() == Severity::Error);
    match found.stopped {
        Some(error) => Err(error.into()),
        None if refused => Ok(exit::DATA.into()),
        None => Ok(ExitCode::SUCCESS),
    }
}

/// Looks at a file with what the project knows, and prints the proposal.
fn sniffed(project: &Path, arguments: &SniffArgs) -> anyhow::Result<ExitCode> {
    let catalog = catalog_of(project)?;
    let options = SniffOptions {
        id: arguments.id.as_deref(),
        member: arguments.member.as_deref(),
        catalog: catalog.as_ref(),
        project: catalog.is_some(),
    };
    let text = sniff(&arguments.file, options)?;
    say(std::io::stdout(), text.trim_end());
    Ok(ExitCode::SUCCESS)
}

/// Prints a text and a line end. A closed pipe is the reader's choice, not an error of ours.
fn say(mut stream: impl Write, text: &str) {
    let _ = writeln!(stream, "{text}");
}
