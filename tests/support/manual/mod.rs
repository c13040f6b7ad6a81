//! The examples of docs/sources.md as projects: what the page shows is what lies on disk, packed and encoded as it says.
//!
//! | mark in the page | means |
//! |---|---|
//! | `<!-- shared -->` | the files shown below it belong to every example |
//! | `<!-- example: NAME -->` | an example begins, and ends where another mark of these three stands |
//! | `<!-- example: NAME like OTHER: from → to; from → to -->` | the files of an earlier example with some texts replaced |
//! | `<!-- end -->` | what follows belongs to no example |
//! | a fence with `file=PATH` | a file; for workbooks `sheet`, with `name=`; `encoding=`, `lines=crlf`, `member=` where needed |
//! | `<!-- observations -->` | the table below it is the release's, row by row, in the columns that it has |
//! | `<!-- table: NAME -->` | likewise of another table |
//! | `<!-- periods -->` | the texts of the table below it mean what the table says |
//! | `<!-- says -->` | the block below it is printed by the run; a line `…` stands for any lines |

mod page;
mod workbook;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::process::Command;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};

pub use page::{Example, Page, PeriodRow, Shown, page};

use super::{Done, Project, files_below, repository, sha256, zipped};

/// The package that an example has where the page shows none.
const PACKAGE: &str = "example";

impl Example {
    /// The project of the page: its files over the catalogue of this repository.
    pub fn project(&self) -> Project {
        let project = Project::new();
        for name in files_below(&repository().join("catalog")) {
            project.write(&format!("catalog/{name}"), fs::read(repository().join("catalog").join(&name)).unwrap());
        }
        let mut folders: BTreeMap<&str, Vec<(&str, String)>> = BTreeMap::new();
        for (path, bytes) in self.files() {
            if let Some((folder, name)) = path.strip_prefix("raw/").and_then(|_| path.rsplit_once('/'))
                && name != "source.toml"
            {
                folders.entry(folder).or_default().push((name, sha256(&bytes)));
            }
            project.write(path, bytes);
        }
        for (folder, files) in folders {
            let sidecar = format!("{folder}/source.toml");
            if !self.shown.iter().any(|shown| shown.path == sidecar) {
                project.write(&sidecar, self.sidecar(&files));
            }
        }
        let mut pipeline = project.read("pipeline.toml");
        if !pipeline.contains("[sources.") {
            pipeline.push_str(&self.default_source(&pipeline));
        }
        if !pipeline.contains("[packages.") {
            pipeline.push_str(&default_package(&pipeline));
        }
        project.write("pipeline.toml", pipeline);
        project
    }

    /// The source that the page leaves out: one folder, one layout, one file.
    fn default_source(&self, pipeline: &str) -> String {
        let path = &self.shown.iter().find(|shown| shown.path.starts_with("raw/")).unwrap().path;
        let (folder, file) = path.rsplit_once('/').unwrap();
        let layout = pipeline.lines().find_map(|line| line.strip_prefix("[layouts.")?.strip_suffix(']')).unwrap();
        format!("\n[sources.book]\nfolder = \"{folder}\"\nlayout = \"{layout}\"\ntables = [{{ files = \"{file}\" }}]\n")
    }

    /// The name of the package that is looked at.
    pub fn package(&self) -> String {
        let pipeline = self.shown.iter().find(|shown| shown.path == "pipeline.toml").map_or("", |shown| &shown.text);
        let named = pipeline.lines().find_map(|line| line.strip_prefix("[packages.")?.strip_suffix(']'));
        named.unwrap_or(PACKAGE).to_owned()
    }

    /// `tongbi run` in the folder of the project, as the page's readers do.
    pub fn run(&self, project: &Project) -> Done {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongbi"));
        Done::of(command.env_remove("TONGBI_LANG").env("TONGBI_OUTPUT", "text").current_dir(project.path()).arg("run"))
    }

    /// The bytes of every file that the page shows; sheets of one workbook and members of one archive are one file.
    fn files(&self) -> Vec<(&str, Vec<u8>)> {
        let paths: BTreeSet<&str> = self.shown.iter().map(|shown| shown.path.as_str()).collect();
        let parts = |path: &str| self.shown.iter().filter(move |shown| shown.path == path).collect::<Vec<_>>();
        paths.into_iter().map(|path| (path, bytes(path, &parts(path)))).collect()
    }

    fn sidecar(&self, files: &[(&str, String)]) -> String {
        let list: String = files.iter().map(|(name, digest)| format!("\"{name}\" = \"{digest}\"\n")).collect();
        format!("{SIDECAR}\n[files]\n{list}")
    }
}

fn default_package(pipeline: &str) -> String {
    let config: toml::Table = pipeline.parse().unwrap_or_default();
    let sources: Vec<String> =
        config.get("sources").and_then(toml::Value::as_table).into_iter().flatten().map(|(id, _)| id.clone()).collect();
    format!("\n[packages.{PACKAGE}]\ntitle = \"示例\"\ndescription = \"示例\"\nsources = {sources:?}\n")
}

fn bytes(path: &str, parts: &[&Shown]) -> Vec<u8> {
    let first = parts[0];
    if first.kind == "sheet" {
        let sheets: Vec<(&str, &str)> = parts.iter().map(|part| (part.option("name"), part.text.as_str())).collect();
        return workbook::xlsx(&sheets);
    }
    let extension = path.rsplit('.').next().unwrap_or_default();
    match extension {
        "zip" => zipped(&parts.iter().map(|part| (part.option("member"), part.text.as_bytes())).collect::<Vec<_>>()),
        "gz" => gzipped(first.text.as_bytes()),
        "parquet" => parquet_of(&first.text),
        _ => first.encoded(),
    }
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A Parquet file of the texts of a CSV table.
fn parquet_of(text: &str) -> Vec<u8> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let column = |index: usize| Arc::new(StringArray::from_iter_values(rows.iter().map(|row| row[index].to_owned()))) as ArrayRef;
    let batch = RecordBatch::try_from_iter(header.iter().enumerate().map(|(index, name)| (name, column(index)))).unwrap();
    let mut bytes = Vec::new();
    let mut writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

/// The sidecar of an example that shows none, without its files.
pub const SIDECAR: &str = r#"title = "示例"
publisher = "示例统计局"
delivered = "2025-03"
published = "2025-03-20"
address = "unknown"
licence = "unknown"
carrier = "statistics website"
fidelity = "original"
origin = "as downloaded"
origin_note = "invented for the manual"
standing = "unknown"
"#;
