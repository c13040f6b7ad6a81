//! Writes the table of revisions of a release: the rows of the release before as they are, and a row for each change since.
//!
//! Both come in the order of keys, so the table is written as it is read; nothing of it is held but the rows of one key.

use std::cmp::Ordering;

use tongbi_domain::catalog::Catalog;
use tongbi_domain::number::Rounding;
use tongbi_domain::vocabulary::Measure;

use super::base::{Base, REVISIONS};
use super::columns::{Slot, key_names, whole};
use super::compare::{Change, Comparison, OBSERVATIONS};
use super::lists::relabelled;
use super::story::Story;
use crate::io::{CsvRow, CsvTable, IoError, Staging};
use crate::pipeline::describe::{Table, parquet_facts};
use crate::pipeline::open::{Formats, Open};
use crate::pipeline::plan::{PackagePlan, Plan};
use crate::pipeline::tables::revisions::{self, First, Revision};
use crate::table::column::{Chunk, Field, Value, Word};

/// Rows that are put together before they are encoded.
const ROWS: usize = 8192;
/// How many changes of a kind a changelog tells.
const TOLD: usize = 12;

/// What is made of a package's revisions, and for which release.
pub(in crate::pipeline) struct Making<'a> {
    pub(in crate::pipeline) plan: &'a Plan,
    pub(in crate::pipeline) package: &'a PackagePlan,
    pub(in crate::pipeline) staging: &'a Staging,
    /// The release that is being made.
    pub(in crate::pipeline) release: &'a str,
    /// The first release from which revisions are followed.
    pub(in crate::pipeline) since: &'a str,
    /// The release that it is compared with; none for the first.
    pub(in crate::pipeline) base: Option<&'a Base>,
}

impl Making<'_> {
    /// Writes the table beside the others, and says what there is to tell. A first release has an empty table, so that no later one adds a table.
    ///
    /// # Errors
    /// When a table of the base cannot be read, or the new one cannot be written.
    pub(in crate::pipeline) fn write(&self) -> anyhow::Result<(Table, Story)> {
        let names = key_columns(self.staging, self.base)?;
        let fields = revisions::fields(self.catalog(), &names);
        let table = Open::create(self.staging, revisions::TABLE, &fields, &key(&names), Formats::Both)?;
        let mut story = Story::new(TOLD, &names);
        let Some(base) = self.base else { return Ok((self.finish(table, &names)?, story)) };
        let past = if base.has_revisions { Some(CsvTable::open(&base.folder.join(REVISIONS[0]))?) } else { None };
        let comparison = Comparison::open(&base.folder, &self.staging.path, &names)?;
        let mut writer =
            Writer { past: Past::new(past, &names, &fields)?, chunk: Chunk::new(&fields), fields: &fields, keys: names.len(), table };
        comparison.run(|change| {
            writer.take(self, &names, &change)?;
            story.add(change);
            Ok(())
        })?;
        writer.rest()?;
        story.relabelled = relabelled(&base.folder, &self.staging.path)?;
        let table = writer.table;
        Ok((self.finish(table, &names)?, story))
    }

    fn finish(&self, table: Open, names: &[String]) -> anyhow::Result<Table> {
        let mut table = table.finish(&parquet_facts(self.package))?;
        table.key_cut = names.len() < whole(names);
        Ok(table)
    }

    fn catalog(&self) -> &Catalog {
        &self.plan.catalog
    }

    /// Digits and rule of a revision's percent; none where a percent would say nothing: of rates, shares and ranks, and of temperatures.
    fn percent(&self, names: &[String], change: &Change) -> Option<(u8, Rounding)> {
        let part = |column: &str| names.iter().position(|name| name == column).and_then(|at| change.key.get(at));
        let measure = part("measure").and_then(|code| Measure::from_code(code))?;
        let indicators = &self.catalog().indicators;
        let interval = part("indicator").and_then(|code| indicators.get(indicators.find(code)?)).is_none_or(|found| found.interval_scale);
        let rounding = self.package.rounding;
        (matches!(measure, Measure::Level | Measure::Index) && !interval).then_some((rounding.percent_digits, rounding.rule))
    }
}

/// The columns of keys: of the release that is being made, of the one that it is compared with, and of its revisions.
pub(super) fn key_columns(staging: &Staging, base: Option<&Base>) -> Result<Vec<String>, IoError> {
    let mut columns = CsvTable::open(&staging.path.join(OBSERVATIONS))?.header().to_vec();
    if let Some(base) = base {
        columns.extend_from_slice(CsvTable::open(&base.folder.join(OBSERVATIONS))?.header());
        if base.has_revisions {
            let header = CsvTable::open(&base.folder.join(REVISIONS[0]))?.header().to_vec();
            columns.extend(revisions::key_of(&header).map(str::to_owned));
        }
    }
    Ok(key_names(columns.iter().map(String::as_str).collect::<Vec<_>>()))
}

/// The key of the table: that of observations, and the release.
pub(super) fn key(names: &[String]) -> Vec<Word> {
    names.iter().map(String::as_str).chain([revisions::RELEASE]).map(|name| Word::Owned(name.to_owned())).collect()
}

/// The rows of the release before, in the columns of the new table.
struct Past {
    table: Option<CsvTable>,
    slots: Vec<Slot>,
    next: Option<Vec<String>>,
    keys: usize,
}

impl Past {
    fn new(table: Option<CsvTable>, names: &[String], fields: &[Field]) -> Result<Self, IoError> {
        let header = table.as_ref().map(|table| table.header().to_vec()).unwrap_or_default();
        let slot = |field: &Field| match header.iter().position(|name| *name == field.name) {
            Some(at) => Slot::At(at),
            None => Slot::Unknown,
        };
        let keys = names.iter().map(|name| Slot::of(name, &header));
        let slots = keys.chain(fields.iter().skip(names.len()).map(slot)).collect();
        let mut past = Self { table, slots, next: None, keys: names.len() };
        past.advance()?;
        Ok(past)
    }

    fn advance(&mut self) -> Result<Option<Vec<String>>, IoError> {
        let row = self.table.as_mut().map(CsvTable::row).transpose()?.flatten();
        let texts = |row: CsvRow| self.slots.iter().map(|slot| slot.text(&row).to_owned()).collect();
        Ok(std::mem::replace(&mut self.next, row.map(texts)))
    }

    /// How the next row stands to a key; behind all keys where there is none.
    fn order(&self, key: &[String]) -> Ordering {
        self.next.as_ref().map_or(Ordering::Greater, |row| row[..self.keys].cmp(key))
    }
}

struct Writer<'f> {
    past: Past,
    chunk: Chunk,
    fields: &'f [Field],
    keys: usize,
    table: Open,
}

impl Writer<'_> {
    /// Writes the rows before a change, and the change among those of its key.
    fn take(&mut self, making: &Making<'_>, names: &[String], change: &Change) -> anyhow::Result<()> {
        while self.past.order(&change.key) == Ordering::Less {
            self.pass()?;
        }
        let mut rows = Vec::new();
        while self.past.order(&change.key) == Ordering::Equal {
            rows.extend(self.past.advance()?);
        }
        let (first_release, first) = match (rows.first(), &change.before, &change.after) {
            (Some(row), _, _) => {
                // Its release, its kind, then what was said first.
                let cell = |at: usize| row.get(self.keys + 2 + at).cloned().unwrap_or_default();
                (cell(0), First([cell(1), cell(2), cell(3), cell(4)]))
            }
            (None, Some(before), _) => (making.since.to_owned(), First::of(before)),
            (None, None, after) => (making.release.to_owned(), after.as_ref().map(First::of).unwrap_or_default()),
        };
        let revision = Revision {
            release: making.release,
            kind: change.kind,
            first_release: &first_release,
            first: &first,
            before: change.before.as_ref(),
            after: change.after.as_ref(),
            amount: change.amount,
            percent: making.percent(names, change),
        };
        rows.push(change.key.iter().cloned().chain(revisions::row(&revision)).collect());
        // Of one key the rows stand in the byte order of releases, as the table says of itself.
        rows.sort_by(|one, other| one[self.keys].cmp(&other[self.keys]));
        rows.iter().try_for_each(|row| self.put(row))
    }

    /// Writes the rows behind the last change.
    fn rest(&mut self) -> anyhow::Result<()> {
        while self.past.next.is_some() {
            self.pass()?;
        }
        self.flush()
    }

    fn pass(&mut self) -> anyhow::Result<()> {
        match self.past.advance()? {
            Some(row) => self.put(&row),
            None => Ok(()),
        }
    }

    fn put(&mut self, row: &[String]) -> anyhow::Result<()> {
        let cells: Vec<Value<'_>> = self.fields.iter().zip(row).map(|(field, text)| revisions::cell(field, text)).collect();
        self.chunk.push(&cells);
        if self.chunk.rows() >= ROWS { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        let chunk = std::mem::replace(&mut self.chunk, Chunk::new(self.fields));
        self.table.write(chunk)
    }
}
