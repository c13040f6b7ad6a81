//! Begins projects and sources: writes the starter project, and appends what `sniff` proposes. Overwrites nothing.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Component, Path};

use tongbi_domain::diagnostic::Refusal;
use tongbi_domain::message::{Message, system as say};

use super::config::PIPELINE_FILE;
use crate::io::{IoError, read_text};

/// The files of the starter project, by name; they are those of the folder `starter/` of the source, which the tests run as it stands.
pub const FILES: [(&str, &str); 10] = [
    (PIPELINE_FILE, include_str!("../../starter/pipeline.toml")),
    ("README.md", include_str!("../../starter/README.md")),
    (".gitignore", include_str!("../../starter/gitignore")),
    ("catalog/units.toml", include_str!("../../starter/catalog/units.toml")),
    ("catalog/categories.toml", include_str!("../../starter/catalog/categories.toml")),
    ("catalog/indicators.toml", include_str!("../../starter/catalog/indicators.toml")),
    ("catalog/areas/example.csv", include_str!("../../starter/catalog/areas/example.csv")),
    ("raw/yearbook/source.toml", include_str!("../../starter/raw/yearbook/source.toml")),
    ("raw/yearbook/retail.csv", include_str!("../../starter/raw/yearbook/retail.csv")),
    ("raw/yearbook/population.csv", include_str!("../../starter/raw/yearbook/population.csv")),
];

/// The line above each section of a proposal.
const SECTION: &str = "# ======== into ";

/// Writes the starter project into a folder that is not there yet, or is empty.
///
/// # Errors
/// T805 where the folder has anything in it; when a file cannot be written.
pub fn begin(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder).map_err(IoError::file("create", folder))?;
    if fs::read_dir(folder).map_err(IoError::file("list", folder))?.next().is_some() {
        return Err(refused(say::folder_not_empty(folder.display().to_string()), say::name_new_folder()));
    }
    for (name, text) in FILES {
        write_new(folder, name, text)?;
    }
    Ok(())
}

/// Appends a proposal of `sniff` for a file to the declarations of a project, and writes its sidecar. Returns the names of the files that changed.
///
/// The proposal's sections for files of the catalogue are appended, too. `place` is where the table has to lie, relative to the project; where
/// the file lies elsewhere it is copied only where `copy` says so.
///
/// # Errors
/// T805, before anything is written, where the id is taken, a sidecar is there, or the file would have to be copied.
pub fn append(root: &Path, proposal: &str, file: &Path, id: &str, copy: bool) -> anyhow::Result<Vec<String>> {
    let folder = format!("raw/{id}");
    let sidecar = format!("{folder}/source.toml");
    let declared: toml::Table = toml::from_str(&read_text(root, PIPELINE_FILE)?).unwrap_or_default();
    let taken = |section: &str| declared.get(section).and_then(toml::Value::as_table).is_some_and(|table| table.contains_key(id));
    if taken("sources") || taken("layouts") {
        return Err(refused(say::id_taken(id), say::other_id()));
    }
    let exists = |name: &str| root.join(name).symlink_metadata().is_ok();
    if exists(&sidecar) {
        return Err(refused(say::sidecar_there(sidecar), say::other_id()));
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let target = format!("{folder}/{name}");
    let there = matches!((file.canonicalize(), root.join(&target).canonicalize()), (Ok(one), Ok(other)) if one == other);
    if !there && !copy {
        return Err(refused(say::file_elsewhere(file.display().to_string(), &folder), say::copy_into(folder)));
    }
    if !there && exists(&target) {
        return Err(refused(say::sidecar_there(target), say::other_id()));
    }
    let sections = sections(proposal);
    fs::create_dir_all(root.join(&folder)).map_err(IoError::file("create", &folder))?;
    if !there {
        fs::copy(file, root.join(&target)).map_err(IoError::file("write", &target))?;
    }
    let mut changed = Vec::new();
    for (name, text) in sections.into_iter().filter(|(name, _)| stays(name)) {
        append_to(root, name, text)?;
        changed.push(name.to_owned());
    }
    Ok(changed)
}

/// The sections of a proposal with the file that each goes into.
fn sections(proposal: &str) -> Vec<(&str, &str)> {
    proposal.split(SECTION).skip(1).filter_map(|section| section.split_once(" ========\n")).collect()
}

/// Whether a name stays below the project.
fn stays(name: &str) -> bool {
    Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

fn append_to(root: &Path, name: &str, text: &str) -> Result<(), IoError> {
    let path = root.join(name);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(IoError::file("create", folder))?;
    }
    let before = path.metadata().is_ok_and(|facts| facts.len() > 0);
    let mut file = OpenOptions::new().append(true).create(true).open(&path).map_err(IoError::file("write", name))?;
    let text = if before { format!("\n{}\n", text.trim()) } else { format!("{}\n", text.trim()) };
    file.write_all(text.as_bytes()).map_err(IoError::file("write", name))
}

fn write_new(folder: &Path, name: &str, text: &str) -> Result<(), IoError> {
    let path = folder.join(name);
    if let Some(above) = path.parent() {
        fs::create_dir_all(above).map_err(IoError::file("create", above))?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(IoError::file("create", &path))?;
    file.write_all(text.as_bytes()).map_err(IoError::file("write", &path))
}

fn refused(message: Message, help: Message) -> anyhow::Error {
    Refusal::new("T805", message, help).into()
}
