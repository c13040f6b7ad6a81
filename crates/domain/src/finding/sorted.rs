//! Findings in the order in which they are told: by code, then by place.

use std::sync::Arc;

use super::seen::Names;
use super::store::Within;
use super::{Code, Finding, Findings, Seen};

/// The findings of some sources, read once for everybody, and others of one's own, in order.
#[derive(Clone, Debug, Default)]
pub struct Sorted {
    read: Arc<Findings>,
    own: Findings,
    /// Positions among those that were read; those of one's own follow.
    order: Vec<u32>,
    /// Of the names that findings share, of either store: names are compared once, and not for each finding.
    names: [Vec<Names>; 2],
}

impl Sorted {
    /// The read ones whose source is wanted, and one's own.
    pub fn new(read: Arc<Findings>, own: Findings, wanted: impl Fn(&str) -> bool) -> Self {
        let withins: Vec<bool> = read.withins.iter().map(|within| wanted(&within.source)).collect();
        let kept = read.kept.iter().enumerate().filter(|(_, kept)| withins.get(kept.within as usize).copied().unwrap_or(false));
        let order = kept.map(|(at, _)| at).chain((0..own.len()).map(|at| read.len() + at));
        let order = order.filter_map(|at| u32::try_from(at).ok()).collect();
        let mut sorted = Self { read, own, order, names: Default::default() };
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
        let mut before = 0;
        Code::ALL.iter().filter_map(move |code| {
            let begins = before;
            before += self.order[begins..].partition_point(|at| self.at(*at).code() <= *code);
            (before > begins).then_some((*code, (before - begins) as u64))
        })
    }

    fn at(&self, at: u32) -> Seen<'_> {
        let (at, read) = (at as usize, self.read.len());
        let (store, at) = if at < read { (&*self.read, at) } else { (&self.own, at - read) };
        Seen { store, kept: &store.kept[at] }
    }

    fn names(&self, at: u32) -> Names {
        let own = usize::from(at as usize >= self.read.len());
        self.names[own].get(self.at(at).within_number() as usize).copied().unwrap_or_default()
    }

    fn compare(&self, one: u32, other: u32) -> std::cmp::Ordering {
        self.at(one).order(self.at(other), (self.names(one), self.names(other)))
    }

    /// Puts the names of both stores into one order.
    fn compare_names(&mut self) {
        let stores = [self.read.withins.as_slice(), self.own.withins.as_slice()];
        let files = ranks(stores, |within| (&within.file, &within.sheet));
        let rest = ranks(stores, |within| (&within.source, &within.header));
        let pair = |(files, rest): (Vec<u32>, Vec<u32>)| files.into_iter().zip(rest).map(|(file, rest)| Names { file, rest }).collect();
        let ([read, own], [read_rest, own_rest]) = (files, rest);
        self.names = [pair((read, read_rest)), pair((own, own_rest))];
    }

    /// Tables are read in order, so within a code there is mostly nothing to sort.
    fn arrange(&mut self) {
        self.compare_names();
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
                self.sort(order);
            }
        }
        self.order = order;
    }

    /// Sorts findings of one code. Their places tell nearly all apart and are laid side by side; all else is compared where it must be.
    fn sort(&self, order: &mut [u32]) {
        let place = |at: u32| {
            let seen = self.at(at);
            (self.names(at).file, seen.line(), seen.column())
        };
        let mut placed: Vec<_> = order.iter().map(|at| (place(*at), *at)).collect();
        placed.sort_by(|one, other| one.0.cmp(&other.0).then_with(|| self.compare(one.1, other.1)));
        order.iter_mut().zip(placed).for_each(|(at, (_, sorted))| *at = sorted);
    }
}

/// Where each entry of two lists comes among the keys of both; equal keys come at one place.
fn ranks<'w, K: Ord>(lists: [&'w [Arc<Within>]; 2], key: impl Fn(&'w Within) -> K) -> [Vec<u32>; 2] {
    let mut keys: Vec<K> = lists.into_iter().flatten().map(|within| key(within)).collect();
    keys.sort_unstable();
    keys.dedup();
    lists.map(|list| list.iter().map(|within| keys.binary_search(&key(within)).map_or(u32::MAX, |at| at as u32)).collect())
}
