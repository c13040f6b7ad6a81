//! The files of a release against the digests that it states: `SHA256SUMS`, and the resources of `datapackage.json`.
//!
//! The folder may come from anybody: no name leads out of it, no link is followed, and nothing but a regular file is opened.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path};

use serde_json::Value;

use crate::io::{IoError, SUMS, read_text, sha256_of_file};
use crate::pipeline::describe::DATAPACKAGE;

/// What the digests of a release say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digests {
    /// How many files its list has.
    pub files: usize,
    /// What is wrong, in the order of names.
    pub faults: Vec<Fault>,
}

/// A file that is not as the release states it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// It has other bytes.
    Changed(String),
    /// It is not there, or is no regular file.
    Missing(String),
    /// No list names it.
    Unlisted(String),
    /// The descriptor states another digest than the list, or a file that the list does not have.
    Contradicted(String),
    /// A line of the list that is none, or leads out of the folder.
    Line(String),
}

impl Fault {
    /// The file, or the line.
    pub fn name(&self) -> &str {
        match self {
            Self::Changed(name) | Self::Missing(name) | Self::Unlisted(name) | Self::Contradicted(name) | Self::Line(name) => name,
        }
    }

    /// The word for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Changed(_) => "changed",
            Self::Missing(_) => "missing",
            Self::Unlisted(_) => "unlisted",
            Self::Contradicted(_) => "contradicted",
            Self::Line(_) => "no_entry",
        }
    }
}

/// Checks every file of a release's folder; also what the descriptor says of name and version, empty where it says nothing.
///
/// # Errors
/// When the folder has no list of digests, or something cannot be read.
pub fn check_folder(folder: &Path) -> Result<(Digests, String, String), IoError> {
    let text = read_text(folder, SUMS)?;
    let mut faults = BTreeSet::new();
    let mut listed = BTreeMap::new();
    for line in text.lines() {
        match line.split_once("  ").filter(|(digest, name)| is_digest(digest) && stays(name)) {
            Some((digest, name)) => drop(listed.insert(name.to_owned(), digest.to_owned())),
            None => drop(faults.insert(Fault::Line(line.to_owned()))),
        }
    }
    for (name, digest) in &listed {
        let path = folder.join(name);
        let regular = path.symlink_metadata().is_ok_and(|facts| facts.is_file()) && !linked(folder, name);
        if !regular {
            faults.insert(Fault::Missing(name.clone()));
        } else if sha256_of_file(&path)? != *digest {
            faults.insert(Fault::Changed(name.clone()));
        }
    }
    let mut found = Vec::new();
    names(folder, "", &mut found)?;
    faults.extend(found.into_iter().filter(|name| name != SUMS && !listed.contains_key(name)).map(Fault::Unlisted));
    let descriptor = if listed.contains_key(DATAPACKAGE) { read_text(folder, DATAPACKAGE).unwrap_or_default() } else { String::new() };
    let root: Value = serde_json::from_str(&descriptor).unwrap_or_default();
    faults.extend(contradicted(&root, &listed));
    let word = |key: &str| root[key].as_str().unwrap_or_default().to_owned();
    Ok((Digests { files: listed.len(), faults: faults.into_iter().collect() }, word("name"), word("version")))
}

/// Resources of the descriptor with another digest than the list's.
fn contradicted(root: &Value, listed: &BTreeMap<String, String>) -> Vec<Fault> {
    let resources = root["resources"].as_array().map_or(&[][..], Vec::as_slice);
    let stated = resources.iter().filter_map(|resource| Some((resource["path"].as_str()?, resource["hash"].as_str()?)));
    let wrong = |(path, hash): &(&str, &str)| listed.get(*path).is_none_or(|digest| *hash != format!("sha256:{digest}"));
    stated.filter(wrong).map(|(path, _)| Fault::Contradicted(path.to_owned())).collect()
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether a name stays below the folder.
fn stays(name: &str) -> bool {
    !name.is_empty() && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

/// Whether a folder on the way to a file is a link.
fn linked(folder: &Path, name: &str) -> bool {
    let above = Path::new(name).ancestors().skip(1).filter(|part| !part.as_os_str().is_empty());
    above.into_iter().any(|part| folder.join(part).symlink_metadata().is_ok_and(|facts| facts.is_symlink()))
}

/// Everything below a folder that is no folder, with `/`, sorted by folder. Links are named and not followed.
fn names(folder: &Path, prefix: &str, found: &mut Vec<String>) -> Result<(), IoError> {
    let path = folder.join(prefix);
    let mut entries = Vec::new();
    for entry in fs::read_dir(&path).map_err(IoError::file("list", &path))? {
        let entry = entry.map_err(IoError::file("list", &path))?;
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        entries.push((entry.file_name().to_string_lossy().into_owned(), is_folder));
    }
    entries.sort();
    for (name, is_folder) in entries {
        let name = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
        if is_folder { names(folder, &name, found)? } else { found.push(name) }
    }
    Ok(())
}
