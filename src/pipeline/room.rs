//! How much memory statements may take, and the folder for those beyond it.

use std::path::{Path, PathBuf};

use crate::io::{IoError, SpillFile};
use crate::table::{Keep, Room};

/// Where statements wait that do not fit into memory, relative to the project.
const FOLDER: &str = ".tongbi/spill";

/// The memory of one reading: a half for what all tables have said, a half for the tables that are being read, which come to it one after the other.
pub(super) struct Memory {
    folder: PathBuf,
    /// How many statements a half holds.
    half: usize,
    /// The half of the tables, which they share.
    tables: Room,
}

impl Memory {
    /// So many bytes for the statements of a project.
    pub(super) fn new(root: &Path, bytes: u64) -> Self {
        let half = usize::try_from(bytes / 2).unwrap_or(usize::MAX) / Keep::BYTES;
        Self { folder: root.join(FOLDER), half, tables: Room::new(half) }
    }

    /// The half of what all tables have said.
    pub(super) fn of_all(&self) -> Keep {
        self.keep(Room::new(self.half))
    }

    /// What a table shares with the others that are being read.
    pub(super) fn of_a_table(&self) -> Keep {
        self.keep(self.tables.clone())
    }

    fn keep(&self, room: Room) -> Keep {
        Keep::new(room, Box::new(SpillFile::new(&self.folder)))
    }
}

/// Removes what a killed run has left of its statements.
pub(super) fn sweep(root: &Path) -> Result<(), IoError> {
    SpillFile::sweep(&root.join(FOLDER))
}
