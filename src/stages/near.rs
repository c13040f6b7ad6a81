//! How often names near an unknown one are looked for. Each search goes through a whole list, and a table can have another unknown name in each row.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Searches of one list for one table.
pub const MOST: u32 = 50;

/// How many names are kept with what is near them.
const KEPT: usize = 1 << 12;

/// What is near names, of one list: other tables have the same unknown names, and are told the same of them.
#[derive(Clone, Debug, Default)]
pub struct Found(Arc<Mutex<HashMap<String, String>>>);

impl Found {
    /// What is near a name, looked for where it is not known.
    fn get(&self, name: &str, search: impl FnOnce() -> String) -> String {
        let known = |found: &Self| found.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        known(self).unwrap_or_else(|| {
            // Others look meanwhile; who looks for the same finds the same.
            let near = search();
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() < KEPT {
                kept.insert(name.to_owned(), near.clone());
            }
            near
        })
    }
}

/// The searches of a list that are left to a table.
#[derive(Clone, Debug)]
pub struct Searches {
    left: Cell<u32>,
    found: Found,
}

impl Default for Searches {
    fn default() -> Self {
        Self::of(Found::default())
    }
}

impl Searches {
    /// Those of a table, of a list of which something may be known.
    pub fn of(found: Found) -> Self {
        Self { left: Cell::new(MOST), found }
    }

    /// Those of another table.
    pub fn again(&mut self) {
        self.left.set(MOST);
    }

    /// What is near a name, and nothing once [`MOST`] names were asked for.
    pub fn look(&self, name: &str, search: impl FnOnce() -> String) -> String {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        if left > 0 { self.found.get(name, search) } else { String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first names are looked for, the others are not; another table is told the same, without another search.
    #[test]
    fn searches_end() {
        let (found, looked) = (Found::default(), Cell::new(0));
        let look = |searches: &Searches| -> Vec<String> {
            let near = |name: String| {
                searches.look(&name, || {
                    looked.set(looked.get() + 1);
                    name.clone()
                })
            };
            (0..MOST + 9).map(|name| near(name.to_string())).collect()
        };
        let mut one = Searches::of(found.clone());
        let told = look(&one);
        assert_eq!(looked.get(), MOST);
        assert_eq!(told.iter().filter(|found| found.is_empty()).count(), 9);
        assert_eq!((told[0].as_str(), told[49].as_str(), told[50].as_str()), ("0", "49", ""));
        one.again();
        assert_eq!((look(&one), look(&Searches::of(found)), looked.get()), (told.clone(), told, MOST));
    }
}
