//! Which folders and files a declaration may lead to: those below the project, and those that `[project] outside` allows by name.
//!
//! A path is judged twice: as it is written (no root, no `..`), and where its links end. Nothing is opened here.

use std::path::{Component, Path, PathBuf};

/// The project's folder and the paths outside it that are allowed.
#[derive(Debug)]
pub(super) struct Bounds {
    root: PathBuf,
    /// As they are written, and where they really are.
    allowed: Vec<(PathBuf, PathBuf)>,
}

/// How a path leaves the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaves {
    /// It says so: by a root or by `..`.
    AsWritten,
    /// A link on its way leads there.
    ByLink,
}

impl Bounds {
    /// The bounds of a project; `outside` as `pipeline.toml` has it. What is not there allows nothing.
    pub(super) fn new(root: &Path, outside: &[String]) -> Self {
        let real = |path: &Path| path.canonicalize().ok();
        let allowed = outside.iter().filter_map(|name| Some((PathBuf::from(name), real(&root.join(name))?))).collect();
        Self { root: real(root).unwrap_or_else(|| root.to_owned()), allowed }
    }

    /// How a path, relative to the project, leaves it; `None` where it stays or is allowed. A path that is not there is judged as it is written.
    pub(super) fn leaves(&self, path: &str) -> Option<Leaves> {
        let written = Path::new(path);
        if !inside(written) && !self.allowed.iter().any(|(name, _)| written.starts_with(name) && inside_of(written, name)) {
            return Some(Leaves::AsWritten);
        }
        let Ok(real) = self.root.join(written).canonicalize() else { return None };
        // What is no file and no folder is refused before it is opened, whoever it belongs to.
        if !real.is_file() && !real.is_dir() {
            return None;
        }
        let stays = real.starts_with(&self.root) || self.allowed.iter().any(|(_, allowed)| real.starts_with(allowed));
        (!stays).then_some(Leaves::ByLink)
    }
}

/// Whether a path stays below where it begins: no root, no `..`.
fn inside(path: &Path) -> bool {
    !path.as_os_str().is_empty() && path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

/// Whether what follows an allowed name goes down only.
fn inside_of(path: &Path, name: &Path) -> bool {
    path.strip_prefix(name).is_ok_and(|rest| rest.as_os_str().is_empty() || inside(rest))
}
