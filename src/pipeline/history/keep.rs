//! The table of revisions as descriptors know it before it is made, and that of a published release as it lies there.

use tongbi_domain::catalog::Catalog;
use tongbi_domain::release::Version;

use super::base::{Base, REVISIONS};
use super::columns::whole;
use super::follow::{key, key_columns};
use crate::io::{CsvRows, CsvTable, FileFacts, IoError, LogicalDigest, PackageFolder, Proof, Staging};
use crate::pipeline::describe::{Table, changelog};
use crate::pipeline::tables::revisions;
use crate::pipeline::whole as release;
use crate::table::column::{Chunk, Value};

/// Rows that are digested at a time.
const ROWS: usize = 8192;

/// A table of revisions, and changelogs with their paths.
type Kept = (Table, Vec<(&'static str, String)>);

/// The table without its bytes, for the shape of a release that is being made.
///
/// # Errors
/// When a table cannot be read.
pub(in crate::pipeline) fn blank(catalog: &Catalog, staging: &Staging, base: Option<&Base>) -> Result<Table, IoError> {
    let names = key_columns(staging, base)?;
    let file = |path: &str| FileFacts { path: path.to_owned(), bytes: 0, sha256: String::new(), proof: Proof::Sha256, rows: 0 };
    Ok(table(catalog, &names, REVISIONS.map(file).to_vec(), None))
}

/// The table of a published release, and its changelogs, where all of them are as they were published.
///
/// # Errors
/// When a file that was whole a moment ago cannot be read.
pub(in crate::pipeline) fn kept(catalog: &Catalog, folder: &PackageFolder, version: Version) -> Result<Option<Kept>, IoError> {
    let wanted: Vec<&str> = REVISIONS.into_iter().chain(changelog::PATHS).collect();
    if !release::holds(folder, version, &wanted, &[]) {
        return Ok(None);
    }
    let root = folder.release(version);
    let mut rows = CsvTable::open(&root.join(REVISIONS[0]))?;
    let names: Vec<String> = revisions::key_of(rows.header()).map(str::to_owned).collect();
    let fields = revisions::fields(catalog, &names);
    if fields.iter().map(|field| field.name.as_ref()).ne(rows.header().iter().map(String::as_str)) {
        return Ok(None);
    }
    let (mut digest, mut chunk, mut count) = (LogicalDigest::new(&fields), Chunk::new(&fields), 0);
    while let Some(row) = rows.row()? {
        let cells: Vec<Value<'_>> = fields.iter().zip(&row).map(|(field, text)| revisions::cell(field, text)).collect();
        chunk.push(&cells);
        count += 1;
        if chunk.rows() >= ROWS {
            digest.add(&CsvRows::of(&std::mem::replace(&mut chunk, Chunk::new(&fields))));
        }
    }
    digest.add(&CsvRows::of(&chunk));
    let mut files = Vec::new();
    for path in REVISIONS {
        let Some(sha256) = release::stated(folder, version, path) else { return Ok(None) };
        let bytes = std::fs::metadata(root.join(path)).map_err(IoError::file("read", root.join(path)))?.len();
        files.push(FileFacts { path: path.to_owned(), bytes, sha256, proof: Proof::Sha256, rows: count });
    }
    let mut texts = Vec::new();
    for path in changelog::PATHS {
        texts.push((path, folder.text(version, path)?));
    }
    Ok(Some((table(catalog, &names, files, Some(digest.finish())), texts)))
}

fn table(catalog: &Catalog, names: &[String], files: Vec<FileFacts>, logical_digest: Option<String>) -> Table {
    let fields = revisions::fields(catalog, names);
    Table { name: revisions::TABLE, fields, key: key(names), key_cut: names.len() < whole(names), logical_digest, files }
}
