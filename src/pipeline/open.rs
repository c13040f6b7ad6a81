//! A table of a release on its way to its files: the same rows go to CSV and to Parquet.

use super::describe::Table;
use crate::io::{CsvFile, ParquetFile, Staging};
use crate::table::column::{Chunk, Field, Word};

/// A table being written as CSV, and as Parquet where analysts load it.
pub(super) struct Open {
    name: &'static str,
    fields: Vec<Field>,
    key: Vec<Word>,
    key_cut: bool,
    csv: CsvFile,
    parquet: Option<ParquetFile>,
}

impl Open {
    pub(super) fn create(staging: &Staging, name: &'static str, fields: &[Field], key: &[Word], parquet: bool) -> anyhow::Result<Self> {
        let csv = CsvFile::create(&staging.path, &format!("data/{name}.csv"), fields)?;
        let parquet = if parquet { Some(ParquetFile::create(&staging.path, &format!("data/{name}.parquet"), fields, key)?) } else { None };
        let wanted = key.len();
        let key: Vec<_> = key.iter().filter(|name| fields.iter().any(|field| field.name == **name)).cloned().collect();
        Ok(Self { name, fields: fields.to_vec(), key_cut: key.len() < wanted, key, csv, parquet })
    }

    pub(super) fn write(&mut self, chunk: &Chunk) -> anyhow::Result<()> {
        self.csv.write(chunk)?;
        if let Some(parquet) = &mut self.parquet {
            parquet.write(chunk)?;
        }
        Ok(())
    }

    pub(super) fn finish(self, facts: &[(String, String)]) -> anyhow::Result<Table> {
        let mut files = vec![self.csv.finish()?];
        if let Some(parquet) = self.parquet {
            files.push(parquet.finish(facts)?);
        }
        Ok(Table { name: self.name, fields: self.fields, key: self.key, key_cut: self.key_cut, files })
    }
}

/// Adds rows to a table, which is opened with its name and key by its first part.
pub(super) fn append(
    open: &mut Option<Open>,
    staging: &Staging,
    (name, key): (&'static str, &[Word]),
    chunk: &Chunk,
) -> anyhow::Result<()> {
    let table = match open {
        Some(table) => table,
        None => open.insert(Open::create(staging, name, &chunk.fields, key, true)?),
    };
    table.write(chunk)
}
