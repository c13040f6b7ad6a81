//! Findings in the order in which they are told: by code, then by place.

use std::sync::Arc;

use super::{Code, Finding, Findings, Seen};

/// The findings of some sources, read once for everybody, and others of one's own, in order.
#[derive(Clone, Debug, Default)]
pub struct Sorted {
    read: Arc<Findings>,
    own: Findings,
    /// Positions among those that were read; those of one's own follow.
    order: Vec<u32>,
}

impl Sorted {
    /// The read ones whose source is wanted, and one's own.
    pub fn new(read: Arc<Findings>, own: Findings, wanted: impl Fn(&str) -> bool) -> Self {
        let withins: Vec<bool> = read.withins.iter().map(|within| wanted(&within.source)).collect();
        let kept = read.kept.iter().enumerate().filter(|(_, kept)| withins.get(kept.within as usize).copied().unwrap_or(false));
        let order = kept.map(|(at, _)| at).chain((0..own.len()).map(|at| read.len() + at));
        let order = order.filter_map(|at| u32::try_from(at).ok()).collect();
        let mut sorted = Self { read, own, order };
        sorted.arrange();
        sorted
    }

    /// Adds some.
    pub fn add(&mut self, findings: &[Finding]) {
        for finding in findings {
            self.order.extend(u32::try_from(self.read.len() + self.own.len()));
            self.own.add(finding);
        }
        self.arrange();
    }

    /// Leaves one of several that are the same in everything.
    pub fn dedup(&mut self) {
        let mut order = std::mem::take(&mut self.order);
        order.dedup_by(|one, other| self.compare(*one, *other).is_eq());
        self.order = order;
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The findings in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Seen<'_>> + ExactSizeIterator + Clone {
        self.order.iter().map(|at| self.at(*at))
    }

    /// A finding by its position in the order.
    pub fn get(&self, position: usize) -> Option<Seen<'_>> {
        self.order.get(position).map(|at| self.at(*at))
    }

    /// Whether a finding was read, and not one's own: numbers of what findings share are those of either.
    pub fn is_read(&self, position: usize) -> bool {
        self.order.get(position).is_some_and(|at| (*at as usize) < self.read.len())
    }

    /// How many there are of each code that there is.
    pub fn counts(&self) -> impl Iterator<Item = (Code, u64)> {
        let mut counts = [0; Code::ALL.len()];
        self.iter().for_each(|finding| counts[finding.code() as usize] += 1);
        Code::ALL.iter().zip(counts).filter(|(_, count)| *count > 0).map(|(code, count)| (*code, count))
    }

    fn at(&self, at: u32) -> Seen<'_> {
        let (at, read) = (at as usize, self.read.len());
        let (store, at) = if at < read { (&*self.read, at) } else { (&self.own, at - read) };
        Seen { store, kept: &store.kept[at] }
    }

    fn compare(&self, one: u32, other: u32) -> std::cmp::Ordering {
        self.at(one).order(self.at(other))
    }

    /// Tables are read in order, so within a code there is mostly nothing to sort.
    fn arrange(&mut self) {
        let mut starts = [0; Code::ALL.len() + 1];
        self.iter().for_each(|finding| starts[finding.code() as usize + 1] += 1);
        for code in 1..starts.len() {
            starts[code] += starts[code - 1];
        }
        let (mut next, mut order) = (starts, vec![0; self.order.len()]);
        for at in &self.order {
            let place = &mut next[self.at(*at).code() as usize];
            order[*place] = *at;
            *place += 1;
        }
        for range in starts.windows(2) {
            let order = &mut order[range[0]..range[1]];
            if !order.is_sorted_by(|one, other| self.compare(*one, *other).is_le()) {
                order.sort_by(|one, other| self.compare(*one, *other));
            }
        }
        self.order = order;
    }
}
