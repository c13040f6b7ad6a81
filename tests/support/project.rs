//! A project in a temporary folder, and runs of the built binary in it.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sha2::{Digest, Sha256};

use super::{Folder, Table, files_below, repository};

/// A project in a folder of its own.
pub struct Project {
    folder: Folder,
}

/// What a run of the binary gave.
pub struct Done {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Project {
    /// An empty folder.
    pub fn new() -> Self {
        Self { folder: Folder::new() }
    }

    /// A copy of the real declarations, code lists and raw files.
    pub fn real() -> Self {
        Self::real_in_order(|_| {})
    }

    /// The same copy, its files created in another order; a folder lists its files in an order that follows their creation.
    pub fn real_in_order(arrange: impl Fn(&mut Vec<String>)) -> Self {
        let project = Self::new();
        let mut files = vec!["pipeline.toml".to_owned()];
        for folder in ["catalog", "raw"] {
            files.extend(files_below(&repository().join(folder)).iter().map(|name| format!("{folder}/{name}")));
        }
        arrange(&mut files);
        for name in files {
            project.write(&name, fs::read(repository().join(&name)).unwrap());
        }
        project
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, with the folders above it.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// Replaces a text that stands exactly once in a file.
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {name}");
        self.write(name, text.replace(from, to));
    }

    /// Replaces a text in a table and its digest in the sidecar beside it.
    pub fn edit_table(&self, name: &str, from: &[u8], to: &[u8]) {
        let path = self.path().join(name);
        let old = fs::read(&path).unwrap();
        let places: Vec<usize> = old.windows(from.len()).enumerate().filter(|(_, part)| *part == from).map(|(at, _)| at).collect();
        assert_eq!(places.len(), 1, "{} in {name}", String::from_utf8_lossy(from));
        let new = [&old[..places[0]], to, &old[places[0] + from.len()..]].concat();
        fs::write(&path, &new).unwrap();
        let sidecar = format!("{}/source.toml", name.rsplit_once('/').unwrap().0);
        self.edit(&sidecar, &sha256(&old), &sha256(&new));
    }

    /// The binary with `-C` and this project, printing its account, which it does by itself on a terminal only.
    pub fn command(&self) -> Command {
        let mut command = self.silent();
        command.env("TONGBI_OUTPUT", "text");
        command
    }

    /// The binary with `-C` and this project, as a scheduler starts it.
    pub fn silent(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongbi"));
        for name in ["PROJECT", "LANG", "THREADS", "MEMORY", "SHOW", "OUTPUT", "LOG_FORMAT", "METRICS"] {
            command.env_remove(format!("TONGBI_{name}"));
        }
        command.arg("-C").arg(self.path());
        command
    }

    /// `tongbi run`.
    pub fn run(&self) -> Done {
        Done::of(self.command().arg("run"))
    }

    /// `tongbi run --rebuild`: every package is made, whether or not anything has changed.
    pub fn rebuild(&self) -> Done {
        Done::of(self.command().args(["run", "--rebuild"]))
    }

    /// `tongbi check`.
    pub fn check(&self) -> Done {
        Done::of(self.command().arg("check"))
    }

    /// Folder of a package.
    pub fn package(&self, package: &str) -> PathBuf {
        self.path().join("output").join(package)
    }

    /// Folder of a package's only or newest release, by the pointer that moves last.
    pub fn release(&self, package: &str) -> PathBuf {
        let folder = self.package(package);
        folder.join(fs::read_link(folder.join("latest")).unwrap())
    }

    /// A CSV table of the newest release.
    pub fn table(&self, package: &str, name: &str) -> Table {
        Table::read(&self.release(package).join(format!("data/{name}.csv")))
    }

    /// Versions that lie in a package's folder, sorted as text; staging and pointers are none.
    pub fn versions(&self, package: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.package(package)) else { return Vec::new() };
        let mut names: Vec<String> = entries
            .map(Result::unwrap)
            .filter(|entry| entry.file_type().unwrap().is_dir())
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Done {
    pub fn of(command: &mut Command) -> Self {
        let Output { status, stdout, stderr } = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: status.code().unwrap_or(-1), stdout: text(stdout), stderr: text(stderr) }
    }

    /// Asserts that standard error has all of these texts, in this order.
    pub fn says(&self, parts: &[&str]) {
        self.has(&self.stderr, parts);
    }

    /// Asserts that standard output has all of these texts, in this order.
    pub fn prints(&self, parts: &[&str]) {
        self.has(&self.stdout, parts);
    }

    fn has(&self, text: &str, parts: &[&str]) {
        let mut rest = text;
        for part in parts {
            match rest.split_once(part) {
                Some((_, behind)) => rest = behind,
                None => panic!("`{part}` is missing (or in another order) in:\n{self}"),
            }
        }
    }
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "exit code {}\n--- stdout\n{}\n--- stderr\n{}", self.code, self.stdout, self.stderr)
    }
}

/// SHA-256, hex.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
