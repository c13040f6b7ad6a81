//! Temporary folders, and everything that lies below one.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder of its own under cargo's folder for tests; removed when it is dropped.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("tongbi-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let above = Path::new(env!("CARGO_TARGET_TMPDIR"));
        static SWEPT: Once = Once::new();
        SWEPT.call_once(|| sweep(above));
        let path = above.join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

/// Removes the folders of test processes that are gone: the project that all tests share lives in a static, which nothing drops.
fn sweep(above: &Path) {
    let Ok(entries) = fs::read_dir(above) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let owner = name.to_str().and_then(|name| name.strip_prefix("tongbi-")).and_then(|name| name.split('-').next());
        let gone = owner.is_some_and(|id| Path::new("/proc/self").exists() && !Path::new("/proc").join(id).exists());
        if gone {
            // Another process may be sweeping too.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that cannot be removed is no reason to fail a test that has passed.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Paths of all files below a folder, relative to it, with `/`, sorted. Links are not followed.
pub fn files_below(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let entry = entry.unwrap();
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                open.push(entry.path());
            } else if kind.is_file() {
                let path = entry.path();
                let relative = path.strip_prefix(root).unwrap();
                found.push(relative.iter().map(|part| part.to_str().unwrap()).collect::<Vec<_>>().join("/"));
            }
        }
    }
    found.sort();
    found
}

/// All files below a folder with their bytes.
pub fn bytes_below(root: &Path) -> BTreeMap<String, Vec<u8>> {
    files_below(root).into_iter().map(|name| (name.clone(), fs::read(root.join(&name)).unwrap())).collect()
}
