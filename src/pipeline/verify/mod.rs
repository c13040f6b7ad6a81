//! `tongbi verify`: whether a release is what was published, by its digests; and whether its inputs still give it, byte for byte.
//!
//! A folder from anywhere is checked by its digests, with no project around it. Nothing is written but into `.tongbi/verify/`, which goes again.

mod difference;
mod digests;
mod rebuild;

pub use difference::Difference;
pub use digests::{Digests, Fault, check_folder};
pub use rebuild::{has_release, verify};

use super::inputs::Change;

/// What a release was found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Its package; empty where its descriptor does not say.
    pub package: String,
    /// Its version; empty where nothing says it.
    pub version: String,
    /// Its files, held against the digests that it states.
    pub digests: Digests,
    /// Its inputs, as far as they were asked.
    pub rebuilt: Rebuilt,
}

/// What came of making it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rebuilt {
    /// Nobody asked, or there is no project.
    NotAsked,
    /// The same bytes, in so many files; the inputs that differ from those stated made no difference.
    Same(usize, Vec<Change>),
    /// Other bytes, although every input is the one that the release states.
    Different(Vec<Difference>),
    /// It cannot be told, because these inputs are not at hand.
    NotAtHand(Vec<Change>),
    /// The release is a tombstone.
    Withdrawn,
}

/// What a verification came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is what was published, and its inputs give it, as far as that was asked.
    Sound,
    /// Its digests are right; some input is not at hand.
    DigestsOnly,
    /// It is not what was published, or its inputs give something else.
    Broken,
}

impl Verified {
    /// What it comes to.
    pub fn verdict(&self) -> Verdict {
        match &self.rebuilt {
            _ if !self.digests.faults.is_empty() => Verdict::Broken,
            Rebuilt::Different(_) | Rebuilt::Withdrawn => Verdict::Broken,
            Rebuilt::NotAtHand(_) => Verdict::DigestsOnly,
            Rebuilt::Same(..) | Rebuilt::NotAsked => Verdict::Sound,
        }
    }
}
