//! How often names near an unknown one are looked for. Each search goes through a whole list, and a table can have another unknown name in each row.

use std::cell::Cell;

/// Searches of one list for one table.
pub const MOST: u32 = 50;

/// The searches of a list that are left to a table.
#[derive(Clone, Debug)]
pub struct Searches(Cell<u32>);

impl Default for Searches {
    fn default() -> Self {
        Self(Cell::new(MOST))
    }
}

impl Searches {
    /// What is found, and nothing once there were [`MOST`] searches.
    pub fn look(&self, search: impl FnOnce() -> String) -> String {
        let left = self.0.get();
        self.0.set(left.saturating_sub(1));
        if left > 0 { search() } else { String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first names are looked for, the others are not.
    #[test]
    fn searches_end() {
        let (searches, looked) = (Searches::default(), Cell::new(0));
        let found: Vec<String> = (0..MOST + 9)
            .map(|name| {
                searches.look(|| {
                    looked.set(looked.get() + 1);
                    name.to_string()
                })
            })
            .collect();
        assert_eq!(looked.get(), MOST);
        assert_eq!(found.iter().filter(|found| found.is_empty()).count(), 9);
        assert_eq!((found[0].as_str(), found[49].as_str(), found[50].as_str()), ("0", "49", ""));
    }
}
