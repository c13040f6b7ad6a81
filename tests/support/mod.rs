//! What the tests share: temporary projects, runs of the built binary, tables read back.

mod folder;
pub mod manual;
mod pack;
mod project;
mod small;
mod table;

pub use folder::{Folder, bytes_below, files_below};
pub use pack::{MAIN, OFFICE, packed_workbook, zipped};
pub use project::{Done, Project, sha256};
pub use small::{HEADER, SmallProject};
pub use table::{Row, Table};

use std::path::PathBuf;
use std::sync::OnceLock;

/// The two packages of the real project.
pub const LUOHU: &str = "luohu-indicators";
pub const PROVINCES: &str = "provincial-accounts";

/// The real project, run once for all tests that only read its releases. Never changed.
pub fn real_run() -> &'static (Project, Done) {
    static RUN: OnceLock<(Project, Done)> = OnceLock::new();
    RUN.get_or_init(|| {
        let project = Project::real();
        let done = project.run();
        assert_eq!(done.code, 0, "{done}");
        (project, done)
    })
}

/// A table of a release of the real project.
pub fn real_table(package: &str, name: &str) -> Table {
    real_run().0.table(package, name)
}

/// The folder of this repository.
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
