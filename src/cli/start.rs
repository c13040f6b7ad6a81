//! The verbs that begin something: a project, a source; and the scripts that a shell and `man` read.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, CommandFactory as _};
use tongbi_domain::catalog::Language;
use tongbi_domain::message::Sentence;

use super::messages::fill;
use crate::io::IoError;
use crate::pipeline::load::catalog_of;
use crate::pipeline::starter::{append, begin};
use crate::sniff::{SniffOptions, sniff, source_id};

const BEGUN: Sentence =
    ("a project was begun in {folder}; next: cd {folder} && tongbi run", "已在 {folder} 新建项目；下一步：cd {folder} && tongbi run");
const APPENDED: Sentence = ("declared: {id}; look at {files}", "已声明：{id}；请检查 {files}");
const UNSURE: Sentence = ("not sure, please decide:", "不确定，请判断：");
const UNPUBLISHED: Sentence = (
    "no package publishes it yet: add \"{id}\" to `sources` of a package, then tongbi inspect {id}",
    "还没有数据包发布它：把 \"{id}\" 加入某个数据包的 `sources`，再运行 tongbi inspect {id}",
);

#[derive(Debug, Args)]
pub(super) struct NewSourceArgs {
    /// The file: text of any delimiter, xlsx, xls, ods or Parquet, plain or packed by gzip or zip.
    file: PathBuf,
    /// Id of the source; made from the name of the file where none is given.
    #[arg(long, value_name = "NAME", value_parser = id)]
    id: Option<String>,
    /// Name of the file inside a zip archive.
    #[arg(long, value_name = "NAME")]
    member: Option<String>,
    /// Copy the file into raw/ID/, where the tables of the source lie. Without it, the file has to lie there.
    #[arg(long)]
    copy: bool,
}

/// An id is a part of a path and a key of `pipeline.toml`.
fn id(text: &str) -> Result<String, String> {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !text.is_empty() && text.chars().all(legal) {
        Ok(text.to_owned())
    } else {
        Err("ASCII letters, digits, `-` and `_` only".to_owned())
    }
}

/// Writes the starter project.
pub(super) fn init(folder: &Path, language: Language) -> anyhow::Result<String> {
    begin(folder)?;
    Ok(fill(BEGUN, language, &[("folder", &folder.display().to_string())]))
}

/// Declares a file as a source of the project: what `sniff` proposes is appended; what is not sure is told.
pub(super) fn new_source(project: &Path, arguments: &NewSourceArgs, language: Language) -> anyhow::Result<String> {
    let Some(catalog) = catalog_of(project)? else {
        let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(IoError::file("read", "pipeline.toml")(missing).into());
    };
    let name = arguments.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let id = arguments.id.clone().unwrap_or_else(|| source_id(&name));
    let options = SniffOptions { id: Some(&id), member: arguments.member.as_deref(), catalog: Some(&catalog), project: true };
    let proposal = sniff(&arguments.file, options)?;
    let changed = append(project, &proposal, &arguments.file, &id, arguments.copy)?;
    let mut lines = vec![fill(APPENDED, language, &[("id", &id), ("files", &changed.join(", "))])];
    let unsure: Vec<&str> = proposal.lines().filter(|line| line.contains("# unsure:")).collect();
    if !unsure.is_empty() {
        lines.push(fill(UNSURE, language, &[]));
        lines.extend(unsure.iter().map(|line| format!("  {line}")));
    }
    lines.push(fill(UNPUBLISHED, language, &[("id", &id)]));
    Ok(lines.join("\n"))
}

/// The completion script of a shell.
pub(super) fn completions(shell: clap_complete::Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut super::Cli::command(), "tongbi", &mut script);
    String::from_utf8_lossy(&script).trim_end().to_owned()
}

/// Writes the manual pages of the program and its verbs into a folder.
pub(super) fn manual(folder: &Path) -> anyhow::Result<ExitCode> {
    std::fs::create_dir_all(folder).map_err(IoError::file("create", folder))?;
    // No date: the pages are the same bytes whenever they are written.
    clap_mangen::generate_to(super::Cli::command(), folder).map_err(IoError::file("write", folder))?;
    Ok(ExitCode::SUCCESS)
}
