//! One key, many statements: exact duplicates are counted, contradictions within a source are quarantined, and among sources one wins.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use tongbi_domain::finding::{Code, Findings, Head, Subject};
use tongbi_domain::number::{Qualifier, Ratio};
use tongbi_domain::vocabulary::{Comparability, Fidelity, ObsStatus, Stage};

use crate::table::{Arranged, Ledger, Loaded, Origin, ShelfError, Statement};

/// What precedence needs to know of a source.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Its id.
    pub id: String,
    /// How close it is to what its publisher issued.
    pub fidelity: Fidelity,
    /// Date of delivery, else of publication; empty where neither is known.
    pub date: String,
}

/// The standings of all sources of a plan; a derivation stands behind every source.
#[derive(Clone, Debug)]
pub struct Standings {
    sources: Vec<Standing>,
    derivation: Standing,
}

impl Standings {
    /// In the order of the plan's sources.
    pub fn new(sources: Vec<Standing>) -> Self {
        let derivation = Standing { id: String::new(), fidelity: Fidelity::Reprint, date: String::new() };
        Self { sources, derivation }
    }

    /// The standing of what a statement comes from.
    pub fn of(&self, origin: Origin) -> &Standing {
        match origin {
            Origin::Source(source) => self.sources.get(source).unwrap_or(&self.derivation),
            Origin::Derivation { .. } => &self.derivation,
        }
    }
}

/// What became of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is the observation.
    Published,
    /// Another source's statement won.
    Superseded,
    /// The same source says the same elsewhere.
    Duplicate,
    /// The same source says something else elsewhere: both are quarantined.
    Conflict,
}

impl Outcome {
    /// The word that stands in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Published => "PUBLISHED",
            Self::Superseded => "SUPERSEDED",
            Self::Duplicate => "DUPLICATE",
            Self::Conflict => "CONFLICT",
        }
    }
}

/// All statements of one key, in twelve bytes: nearly each statement has a group of its own.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    first: u32,
    end: u32,
    /// How far behind the first the statement is that stands for the key, twice, and one more where it is an observation.
    stands: u32,
}

impl Group {
    /// Some statements. The one that stands for them is the observation, or the first where there is none.
    fn new(members: Range<usize>, winner: Option<usize>) -> Self {
        let behind = winner.unwrap_or(members.start) - members.start;
        // A unit has fewer statements than a number of 31 bits can say.
        Self { first: members.start as u32, end: members.end as u32, stands: (behind as u32) << 1 | u32::from(winner.is_some()) }
    }

    /// Range in [`Reconciled::statements`].
    pub const fn members(self) -> Range<usize> {
        self.first as usize..self.end as usize
    }

    /// Position there of the statement that stands for the key: the winner, or the first of those that contradict each other.
    #[inline]
    pub const fn stands(self) -> usize {
        self.first as usize + (self.stands >> 1) as usize
    }

    /// Whether that statement is an observation, which it is not where its source contradicts itself.
    #[inline]
    pub const fn is_published(self) -> bool {
        self.stands & 1 == 1
    }
}

/// The groups of one line.
#[derive(Clone, Debug, Default)]
pub struct LineGroups {
    /// Range in [`Reconciled::groups`], in the order of periods.
    pub groups: Range<usize>,
    /// Whether any of them is flagged as a break.
    pub breaks: bool,
    /// Whether they are of more than one frequency.
    pub mixed: bool,
}

/// Statements in the order of a release, grouped by key.
#[derive(Clone, Debug, Default)]
pub struct Reconciled {
    /// The statements, sorted by key, then by precedence: series are walked again and again, and lie together here.
    pub statements: Vec<Statement>,
    /// One group for each key, in order.
    pub groups: Vec<Group>,
    /// What became of each statement, in the same order.
    pub outcomes: Vec<Outcome>,
    /// Groups of each line, by rank less `first_rank`.
    lines: Vec<LineGroups>,
    first_rank: usize,
}

/// How many statements ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Observations.
    pub published: u64,
    /// Lost to another source.
    pub superseded: u64,
    /// Said twice by one source.
    pub duplicates: u64,
    /// Quarantined because their source contradicts itself.
    pub conflicts: u64,
    /// Computed by a derivation and published; no cell stands behind it, so it is counted apart.
    pub derived: u64,
}

impl Tally {
    /// Adds another part's.
    pub fn add(&mut self, other: Self) {
        self.published += other.published;
        self.superseded += other.superseded;
        self.duplicates += other.duplicates;
        self.conflicts += other.conflicts;
        self.derived += other.derived;
    }
}

/// Decides each key of the lines in a range of ranks, which has all lines of their indicators, among the statements chosen by `select`.
///
/// # Errors
/// When the statements cannot be read from where they were laid.
pub fn reconcile(
    ledger: &Ledger,
    arranged: &Arranged,
    standings: &Standings,
    ranks: Range<usize>,
    select: impl Fn(&Statement) -> bool,
    findings: &mut Findings,
) -> Result<Reconciled, ShelfError> {
    let Loaded { statements, starts } = arranged.load(ledger, ranks.clone())?;
    let mut judge = Judge { ledger, standings, voices: Vec::new(), text: String::new() };
    let mut reconciled = Reconciled { first_rank: ranks.start, ..Reconciled::default() };
    reconciled.reserve(statements.len(), ranks.len());
    reconciled.statements = statements;
    let mut kept = 0;
    for ends in starts.windows(2) {
        let from = kept;
        for at in ends[0] as usize..ends[1] as usize {
            let statement = reconciled.statements[at];
            if select(&statement) {
                reconciled.statements[kept] = statement;
                kept += 1;
            }
        }
        let groups = reconciled.group(from..kept, &mut judge, findings);
        let facts = reconciled.line_of(groups);
        reconciled.lines.push(facts);
    }
    reconciled.statements.truncate(kept);
    Ok(reconciled)
}

/// Whether a statement is flagged as the first after a break.
pub fn is_break(statement: &Statement) -> bool {
    statement.traits.status() == ObsStatus::Break || statement.variant.comparability() == Comparability::Break
}

impl Reconciled {
    /// Makes room for so many statements of so many lines; nearly each statement is a group of its own.
    fn reserve(&mut self, statements: usize, lines: usize) {
        self.groups.reserve(statements);
        self.outcomes.reserve(statements);
        self.lines.reserve(lines);
    }

    /// Groups the statements of a line, which stand in the order in which they were read, and decides each key.
    fn group(&mut self, range: Range<usize>, judge: &mut Judge<'_>, findings: &mut Findings) -> Range<usize> {
        let first = self.groups.len();
        let key = |statement: &Statement| (statement.period.to_u32(), statement.variant);
        let line = &mut self.statements[range.clone()];
        // Files mostly come in the order of time, and mostly say a thing once.
        if line.is_sorted_by(|a, b| key(a) < key(b)) {
            self.outcomes.resize(range.end, Outcome::Published);
            self.groups.extend(range.map(|position| Group::new(position..position + 1, Some(position))));
            return first..self.groups.len();
        }
        line.sort_by_key(key);
        let mut start = range.start;
        while start < range.end {
            let rest = &mut self.statements[start..range.end];
            let same = rest.iter().take_while(|other| key(other) == key(&rest[0])).count();
            if same > 1 {
                rest[..same].sort_by(|a, b| judge.precedence(a, b));
                judge.decide(self, start..start + same, findings);
            } else {
                self.outcomes.push(Outcome::Published);
                self.groups.push(Group::new(start..start + 1, Some(start)));
            }
            start += same;
        }
        first..self.groups.len()
    }

    /// What is known of a line with some groups.
    fn line_of(&self, groups: Range<usize>) -> LineGroups {
        let (mut breaks, mut mixed, mut freq) = (false, false, None);
        for group in &self.groups[groups.clone()] {
            let statement = &self.statements[group.stands()];
            breaks |= is_break(statement);
            mixed |= *freq.get_or_insert(statement.period.freq()) != statement.period.freq();
        }
        LineGroups { groups, breaks, mixed }
    }

    /// The ranks of the lines that were reconciled.
    pub fn ranks(&self) -> Range<usize> {
        self.first_rank..self.first_rank + self.lines.len()
    }

    /// The lines that were reconciled, in the order of ranks.
    pub fn lines(&self) -> &[LineGroups] {
        &self.lines
    }

    /// The groups of the line of a rank; none where it is not among them.
    pub fn line(&self, rank: usize) -> LineGroups {
        rank.checked_sub(self.first_rank).and_then(|at| self.lines.get(at)).cloned().unwrap_or_default()
    }

    /// Counts the outcomes.
    pub fn tally(&self, ledger: &Ledger) -> Tally {
        let mut tally = Tally::default();
        for (statement, outcome) in self.statements.iter().zip(&self.outcomes) {
            let cell = matches!(ledger.file(statement.file).origin, Origin::Source(_));
            match (cell, outcome) {
                (true, Outcome::Published) => tally.published += 1,
                (true, Outcome::Superseded) => tally.superseded += 1,
                (true, Outcome::Duplicate) => tally.duplicates += 1,
                (true, Outcome::Conflict) => tally.conflicts += 1,
                (false, Outcome::Published) => tally.derived += 1,
                (false, _) => {}
            }
        }
        tally
    }
}

/// How many other cells a finding names; the rest are counted.
const NAMED: usize = 3;

/// What one source says of a key.
struct Voice {
    origin: Origin,
    /// Positions of its first statements, as many as there are.
    first: [usize; NAMED + 1],
    count: usize,
    contradicts: bool,
}

impl Voice {
    fn new(origin: Origin, position: usize) -> Self {
        Self { origin, first: [position; NAMED + 1], count: 1, contradicts: false }
    }

    fn named(&self) -> &[usize] {
        &self.first[..self.count.min(self.first.len())]
    }

    fn add(&mut self, position: usize) {
        self.first.iter_mut().skip(self.count).take(1).for_each(|named| *named = position);
        self.count += 1;
    }
}

struct Judge<'a> {
    ledger: &'a Ledger,
    standings: &'a Standings,
    /// What each source says of the key at hand.
    voices: Vec<Voice>,
    /// A fact on its way.
    text: String,
}

impl Judge<'_> {
    fn standing(&self, statement: &Statement) -> &Standing {
        self.standings.of(self.ledger.file(statement.file).origin)
    }

    /// Cells before derivations, then stage, then fidelity, then the later delivery; the source's id and the place make the order total. Of one
    /// file its sheets come in the order in which they were read, because two of them may have the same cell.
    fn precedence(&self, a: &Statement, b: &Statement) -> Ordering {
        let (x, y) = (self.standing(a), self.standing(b));
        let stage = |statement: &Statement| -> u8 { Stage::precedence(statement.traits.stage()) };
        let derived = |statement: &Statement| matches!(self.ledger.file(statement.file).origin, Origin::Derivation { .. });
        derived(a)
            .cmp(&derived(b))
            .then_with(|| stage(a).cmp(&stage(b)))
            .then_with(|| x.fidelity.cmp(&y.fidelity))
            .then_with(|| y.date.cmp(&x.date))
            .then_with(|| x.id.cmp(&y.id))
            .then_with(|| self.ledger.file(a.file).path.cmp(&self.ledger.file(b.file).path))
            .then_with(|| (a.file.0, a.row, a.column).cmp(&(b.file.0, b.row, b.column)))
    }

    /// Decides one key. The work is linear in its statements: where a dimension is missing, a whole file may share one key.
    fn decide(&mut self, reconciled: &mut Reconciled, members: Range<usize>, findings: &mut Findings) {
        let statements = &reconciled.statements;
        self.listen(statements, &members);
        let mut winner = None;
        reconciled.outcomes.resize(members.end, Outcome::Superseded);
        for position in members.clone() {
            let statement = &statements[position];
            let origin = self.ledger.file(statement.file).origin;
            let Some(voice) = self.voices.iter().position(|voice| voice.origin == origin) else { continue };
            reconciled.outcomes[position] = if self.voices[voice].contradicts {
                self.conflict(position, voice, statements, findings);
                Outcome::Conflict
            } else if self.voices[voice].first[0] != position {
                Outcome::Duplicate
            } else if winner.is_none() {
                winner = Some(position);
                Outcome::Published
            } else {
                Outcome::Superseded
            };
        }
        self.opposite(&statements[members.clone()], findings);
        reconciled.groups.push(Group::new(members, winner));
    }

    /// Hears what each source says of a key. All of its statements agree where each agrees with its first.
    fn listen(&mut self, statements: &[Statement], members: &Range<usize>) {
        self.voices.clear();
        for position in members.clone() {
            let statement = &statements[position];
            let origin = self.ledger.file(statement.file).origin;
            match self.voices.iter().position(|voice| voice.origin == origin) {
                Some(at) => {
                    let first = &statements[self.voices[at].first[0]];
                    let contradicts = !self.same(first, statement);
                    let voice = &mut self.voices[at];
                    voice.contradicts |= contradicts;
                    voice.add(position);
                }
                None => self.voices.push(Voice::new(origin, position)),
            }
        }
    }

    /// Whether two statements say the same: amount, qualifier and status. 139.5 and 139.50 do.
    fn same(&self, a: &Statement, b: &Statement) -> bool {
        let traits = |statement: &Statement| (statement.traits.qualifier(), statement.traits.status());
        traits(a) == traits(b) && self.same_amount(a, b)
    }

    /// Whether two statements of one qualifier have the same amount.
    fn same_amount(&self, a: &Statement, b: &Statement) -> bool {
        if let Some(same) = self.ledger.same_number(a, b) {
            return same;
        }
        let amount = |statement: &Statement| self.ledger.amount(statement).ok().map(|amount| (amount.value, amount.low, amount.high));
        amount(a) == amount(b)
    }

    /// Adds a finding on a statement.
    fn find(&self, code: Code, statement: &Statement, facts: &[(&'static str, &str)], findings: &mut Findings) {
        let file = self.ledger.file(statement.file);
        let within = findings.within(&self.standings.of(file.origin).id, &file.path, &file.sheet, "");
        let (line, column) = (u64::from(statement.row), u32::from(statement.column));
        let head = Head { code, within, line, column, subject: Subject::Statement(statement.key()) };
        findings.push(head, &self.text(statement), facts.iter().copied());
    }

    /// The text of a cell for a finding; a confidential one is not shown.
    fn text(&self, statement: &Statement) -> String {
        if statement.traits.withheld() { "…".to_owned() } else { self.ledger.value_text(statement) }
    }

    fn conflict(&mut self, position: usize, voice: usize, statements: &[Statement], findings: &mut Findings) {
        let statement = &statements[position];
        let mut others = std::mem::take(&mut self.text);
        others.clear();
        let voice = &self.voices[voice];
        let mut more = voice.count - 1;
        for other in voice.named().iter().filter(|other| **other != position).take(NAMED) {
            let other = &statements[*other];
            let between = if others.is_empty() { "" } else { "; " };
            let _ = write!(others, "{between}{} in {}", self.text(other), self.ledger.place(other));
            more -= 1;
        }
        if more > 0 {
            let _ = write!(others, "; +{more}");
        }
        self.find(Code::SourceConflict, statement, &[("others", &others)], findings);
        if let Some(other) = voice.named().iter().map(|other| &statements[*other]).find(|other| !self.same(other, statement)) {
            let file = self.ledger.file(other.file);
            findings.set_beside((&file.path, &file.sheet), other.row.into(), other.column.into());
        }
        self.text = others;
    }

    /// 近千亿 and 超千亿 of one number: both stand in `statements`, and the reader is told.
    fn opposite(&self, members: &[Statement], findings: &mut Findings) {
        // For each value, the first statement that is above it and the first that is below it.
        let mut sides: BTreeMap<Ratio, [Option<&Statement>; 2]> = BTreeMap::new();
        for statement in members {
            let side = match statement.traits.qualifier() {
                Qualifier::Over | Qualifier::AtLeast => 0,
                Qualifier::Nearly | Qualifier::AtMost => 1,
                _ => continue,
            };
            let Some(value) = self.ledger.amount(statement).ok().and_then(|amount| amount.value) else { continue };
            let found = sides.entry(value).or_default();
            found[side].get_or_insert(statement);
            if let Some(one) = found[1 - side] {
                let (other, place) = (self.text(statement), self.ledger.place(statement).to_string());
                return self.find(Code::OppositeQualifiers, one, &[("other", &other), ("place", &place)], findings);
            }
        }
    }
}
