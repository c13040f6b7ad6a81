//! `tongbi verify`: what a release was found to be, for people and programs.

use std::io::stdout;
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};
use tongbi_domain::catalog::Language;
use tongbi_domain::message::{Sentence, visible};

use super::messages::fill;
use super::settings::Settings;
use super::signoff::{Common, Format};
use super::{exit, say, size};
use crate::io::{SUMS, WITHDRAWN, Wait};
use crate::pipeline::inputs::{Change, ChangeKind};
use crate::pipeline::plan::{PackagePlan, Plan};
use crate::pipeline::run::{RunOptions, lock};
use crate::pipeline::signoff::package_called;
use crate::pipeline::verify::{Difference, Digests, Fault, Rebuilt, Verdict, Verified, check_folder, has_release, verify};

const SAME: Sentence = ("{name}  whole, and made again byte for byte: {files} files", "{name}  完好，重新生成后逐字节相同：{files}个文件");
const WHOLE: Sentence = ("{name}  whole by its digests: {files} files", "{name}  按摘要完好：{files}个文件");
const ONLY: Sentence = ("{name}  digests only: {files} files are whole; not at hand:", "{name}  仅核对摘要：{files}个文件完好；缺少：");
const BROKEN: Sentence = ("{name}  NOT what was published [{code}]", "{name}  与发布时不同 [{code}]");
const DIFFERENT: Sentence = (
    "{name}  NOT what its inputs give [{code}]; they are those that it states:",
    "{name}  与其输入得出的结果不同 [{code}]，而输入与所述一致：",
);
const GONE: Sentence = ("{name}  withdrawn: {file} in its folder says why", "{name}  已撤回：原因见其文件夹中的 {file}");
const NO_MATTER: Sentence = ("  changed since, which makes no difference:", "  此后有变化，但不影响结果：");
const CHANGED: Sentence = ("other bytes  {what}", "内容已变  {what}");
const MISSING: Sentence = ("missing      {what}", "缺失      {what}");
const UNLISTED: Sentence = ("not listed   {what}", "未列入    {what}");
const CONTRADICTED: Sentence = ("datapackage.json says another digest: {what}", "datapackage.json 所述摘要不同：{what}");
const LINE: Sentence = ("no entry     {what}", "不是条目  {what}");
const NEW: Sentence = ("new          {what}", "新增      {what}");
const AT: Sentence = ("differs      {what}, from byte {byte} on", "有差异    {what}，自第{byte}字节起");
const AT_LINE: Sentence = ("differs      {what}, line {line}, from byte {byte} on", "有差异    {what} 第{line}行，自第{byte}字节起");
const ONE: Sentence = ("in one only  {what}", "仅一方有  {what}");
const MORE: Sentence = ("… and {count} more", "……另有{count}项");

/// The code of a release that is not what it should be.
const BROKEN_CODE: &str = "T808";
/// How many entries of a list are shown.
const SHOWN: usize = 12;

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// A package, or the folder of a release from anywhere; the last release of every package where none is given.
    what: Option<String>,
    /// The version; the last one where none is given.
    #[arg(long, value_name = "VERSION", requires = "what")]
    release: Option<String>,
    /// Check digests only: make nothing again.
    #[arg(long)]
    digests: bool,
    /// On how many threads to work; as many as there are processors where none is said.
    #[arg(long, value_name = "N", env = "TONGBI_THREADS", value_parser = clap::value_parser!(u32).range(1..))]
    threads: Option<u32>,
    /// How much memory figures may take, such as 512MiB; what is beyond it waits on the disk.
    #[arg(long, value_name = "SIZE", env = "TONGBI_MEMORY", value_parser = size)]
    memory: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// Verifies releases.
pub(super) fn main(project: &Path, arguments: &VerifyArgs, settings: &Settings) -> anyhow::Result<ExitCode> {
    let language = settings.language();
    let found = match arguments.what.as_deref().filter(|what| is_folder(what)) {
        Some(folder) => vec![lone(folder)?],
        None => of_project(project, arguments, settings.options())?,
    };
    match arguments.common.output {
        Format::Json => {
            let releases: Vec<Value> = found.iter().map(machine).collect();
            say(stdout(), &json!({ "status": word(worst(&found)), "releases": releases }).to_string());
        }
        Format::Text => found.iter().for_each(|verified| say(stdout(), &text(verified, language))),
    }
    Ok(match worst(&found) {
        Verdict::Sound => ExitCode::SUCCESS,
        Verdict::DigestsOnly => exit::NO_INPUT.into(),
        Verdict::Broken => exit::DATA.into(),
    })
}

/// Whether an argument is meant as a folder: what has a list of digests or a tombstone in it, or is written as a path.
fn is_folder(what: &str) -> bool {
    let path = Path::new(what);
    path.join(SUMS).exists() || path.join(WITHDRAWN).exists() || path.components().count() > 1 || what.ends_with('/') || what == "."
}

/// A folder with no project around it.
fn lone(folder: &str) -> anyhow::Result<Verified> {
    let path = Path::new(folder);
    if path.join(WITHDRAWN).is_file() {
        let rebuilt = Rebuilt::Withdrawn;
        return Ok(Verified { package: folder.to_owned(), version: String::new(), digests: Digests::default(), rebuilt });
    }
    let (digests, package, version) = check_folder(path)?;
    let package = if package.is_empty() { folder.to_owned() } else { package };
    Ok(Verified { package, version, digests, rebuilt: Rebuilt::NotAsked })
}

fn of_project(project: &Path, arguments: &VerifyArgs, options: RunOptions) -> anyhow::Result<Vec<Verified>> {
    let plan = Plan::load(project)?;
    // Digests are only read; what is made again is made where runs work, too.
    let _lock = if arguments.digests { None } else { Some(lock(project, arguments.common.wait.unwrap_or(Wait::No))?) };
    let mut chosen: Vec<&PackagePlan> = Vec::new();
    match &arguments.what {
        Some(name) => chosen.push(package_called(&plan, name)?),
        // A package that has published nothing yet has nothing to verify.
        None => {
            for package in &plan.packages {
                chosen.extend(has_release(&plan, package)?.then_some(package));
            }
        }
    }
    chosen.into_iter().map(|package| verify(&plan, package, arguments.release.as_deref(), !arguments.digests, options)).collect()
}

fn worst(found: &[Verified]) -> Verdict {
    found.iter().map(Verified::verdict).max().unwrap_or(Verdict::Sound)
}

const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Sound => "sound",
        Verdict::DigestsOnly => "digests_only",
        Verdict::Broken => "broken",
    }
}

fn text(verified: &Verified, language: Language) -> String {
    let name = format!("{} {}", verified.package, verified.version).trim_end().to_owned();
    let files = verified.digests.files.to_string();
    let head =
        |sentence: Sentence| fill(sentence, language, &[("name", &name), ("files", &files), ("file", WITHDRAWN), ("code", BROKEN_CODE)]);
    let mut lines = Vec::new();
    if !verified.digests.faults.is_empty() {
        lines.push(head(BROKEN));
        lines.extend(shown(verified.digests.faults.iter().map(|fault| self::fault(fault, language)).collect(), language));
    }
    match &verified.rebuilt {
        Rebuilt::NotAsked if lines.is_empty() => lines.push(head(WHOLE)),
        Rebuilt::Same(count, changed) => {
            if lines.is_empty() {
                lines.push(fill(SAME, language, &[("name", &name), ("files", &count.to_string())]));
            }
            if !changed.is_empty() {
                lines.push(fill(NO_MATTER, language, &[]));
                lines.extend(shown(changed.iter().map(|change| input(change, language)).collect(), language));
            }
        }
        Rebuilt::NotAtHand(missing) => {
            lines.push(head(ONLY));
            lines.extend(shown(missing.iter().map(|change| input(change, language)).collect(), language));
        }
        // Where the release is damaged, that is why it differs, and it has been said.
        Rebuilt::Different(places) => {
            if lines.is_empty() {
                lines.push(head(DIFFERENT));
            }
            lines.extend(shown(places.iter().map(|place| difference(place, language)).collect(), language));
        }
        Rebuilt::Withdrawn => lines.push(head(GONE)),
        Rebuilt::NotAsked => {}
    }
    lines.join("\n")
}

fn shown(mut entries: Vec<String>, language: Language) -> Vec<String> {
    let more = entries.len().saturating_sub(SHOWN);
    entries.truncate(SHOWN);
    if more > 0 {
        entries.push(fill(MORE, language, &[("count", &more.to_string())]));
    }
    entries.into_iter().map(|entry| format!("    {entry}")).collect()
}

fn fault(fault: &Fault, language: Language) -> String {
    let sentence = match fault {
        Fault::Changed(_) => CHANGED,
        Fault::Missing(_) => MISSING,
        Fault::Unlisted(_) => UNLISTED,
        Fault::Contradicted(_) => CONTRADICTED,
        Fault::Line(_) => LINE,
    };
    fill(sentence, language, &[("what", fault.name())])
}

fn input(change: &Change, language: Language) -> String {
    let sentence = match change.kind {
        ChangeKind::Added => NEW,
        ChangeKind::Removed => MISSING,
        ChangeKind::Changed => CHANGED,
    };
    fill(sentence, language, &[("what", &change.what)])
}

fn difference(found: &Difference, language: Language) -> String {
    let Some(place) = found.place else { return fill(ONE, language, &[("what", &found.file)]) };
    let (byte, line) = (place.byte.to_string(), place.line.map_or_else(String::new, |line| line.to_string()));
    let sentence = if place.line.is_some() { AT_LINE } else { AT };
    fill(sentence, language, &[("what", &found.file), ("byte", &byte), ("line", &line)])
}

fn machine(verified: &Verified) -> Value {
    let faults: Vec<Value> =
        verified.digests.faults.iter().map(|fault| json!({ "file": visible(fault.name()), "fault": fault.code() })).collect();
    let inputs = |changes: &[Change]| -> Vec<Value> {
        changes.iter().map(|change| json!({ "input": change.what, "change": change.kind.code() })).collect()
    };
    let (rebuilt, changed, differences) = match &verified.rebuilt {
        Rebuilt::NotAsked => ("not_asked", Vec::new(), Vec::new()),
        Rebuilt::Same(_, changed) => ("same", inputs(changed), Vec::new()),
        Rebuilt::Different(places) => {
            let entry = |found: &Difference| json!({ "file": found.file, "byte": found.place.map(|place| place.byte), "line": found.place.and_then(|place| place.line) });
            ("different", Vec::new(), places.iter().map(entry).collect())
        }
        Rebuilt::NotAtHand(missing) => ("not_at_hand", inputs(missing), Vec::new()),
        Rebuilt::Withdrawn => ("withdrawn", Vec::new(), Vec::new()),
    };
    json!({
        "package": verified.package,
        "version": verified.version,
        "status": word(verified.verdict()),
        "files": verified.digests.files,
        "faults": faults,
        "rebuilt": rebuilt,
        "inputs": changed,
        "differences": differences,
    })
}
