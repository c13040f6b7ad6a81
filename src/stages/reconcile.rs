//! One key, many statements: exact duplicates are counted, contradictions within a source are quarantined, and among sources one wins.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use tongbi_domain::finding::{Code, Finding, Subject};
use tongbi_domain::number::{Qualifier, Ratio};
use tongbi_domain::vocabulary::{Comparability, Fidelity, ObsStatus, Stage};

use crate::table::{Arranged, Ledger, Line, Origin, Statement, Variant};

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

/// All statements of one key.
#[derive(Clone, Debug)]
pub struct Group {
    /// Range in [`Reconciled::order`].
    pub members: std::ops::Range<usize>,
    /// Position there of the statement that stands for the key: the winner, or the first of those that contradict each other.
    pub stands: usize,
    /// The statement that is the observation; none where its source contradicts itself.
    pub winner: Option<u32>,
}

/// The groups of one line.
#[derive(Clone, Debug, Default)]
pub struct LineGroups {
    /// Range in [`Reconciled::groups`], in the order of periods.
    pub groups: std::ops::Range<usize>,
    /// Whether any of them is flagged as a break.
    pub breaks: bool,
}

/// Statements in the order of a release, grouped by key.
#[derive(Clone, Debug, Default)]
pub struct Reconciled {
    /// Indices of statements, sorted by key, then by precedence.
    pub order: Vec<u32>,
    /// The statements themselves, in the same order: series are walked again and again, and lie together here.
    pub statements: Vec<Statement>,
    /// One group for each key, in order.
    pub groups: Vec<Group>,
    /// What became of each member of `order`, in the same order.
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

/// Decides each key of the lines in a range of ranks, among the statements chosen by `select`.
pub fn reconcile(
    ledger: &Ledger,
    arranged: &Arranged,
    standings: &Standings,
    ranks: std::ops::Range<usize>,
    select: impl Fn(&Line, &Statement) -> bool,
    findings: &mut Vec<Finding>,
) -> Reconciled {
    let judge = Judge { ledger, standings };
    let mut reconciled = Reconciled { first_rank: ranks.start, ..Reconciled::default() };
    reconciled.reserve(arranged.statements(ranks.clone()), ranks.len());
    let mut members: Vec<(u32, Variant, u32)> = Vec::new();
    for rank in ranks {
        let (line, indices) = arranged.at(rank);
        let line = &ledger.lines[line.0 as usize];
        members.clear();
        let chosen = indices.iter().map(|index| (*index, judge.statement(*index))).filter(|(_, statement)| select(line, statement));
        members.extend(chosen.map(|(index, statement)| (statement.period.to_u32(), statement.variant, index)));
        // Files mostly come in the order of time, so that this finds most lines sorted.
        members.sort_unstable();
        let first = reconciled.groups.len();
        for same_key in members.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let start = reconciled.order.len();
            reconciled.order.extend(same_key.iter().map(|member| member.2));
            match same_key {
                [_] => judge.alone(&mut reconciled, start),
                _ => {
                    reconciled.order[start..].sort_unstable_by(|a, b| judge.precedence(judge.statement(*a), judge.statement(*b)));
                    judge.decide(&mut reconciled, start..start + same_key.len(), findings);
                }
            }
        }
        let groups = first..reconciled.groups.len();
        let breaks = reconciled.groups[groups.clone()].iter().any(|group| is_break(&reconciled.statements[group.stands]));
        reconciled.lines.push(LineGroups { groups, breaks });
    }
    reconciled
}

/// Whether a statement is flagged as the first after a break.
pub fn is_break(statement: &Statement) -> bool {
    statement.traits.status() == ObsStatus::Break || statement.variant.comparability() == Comparability::Break
}

impl Reconciled {
    /// Makes room for so many statements of so many lines; nearly each statement is a group of its own.
    fn reserve(&mut self, statements: usize, lines: usize) {
        self.order.reserve(statements);
        self.statements.reserve(statements);
        self.groups.reserve(statements);
        self.outcomes.reserve(statements);
        self.lines.reserve(lines);
    }

    /// The ranks of the lines that were reconciled.
    pub fn ranks(&self) -> std::ops::Range<usize> {
        self.first_rank..self.first_rank + self.lines.len()
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
    /// Positions of its first statements.
    named: Vec<usize>,
    count: usize,
    contradicts: bool,
}

impl Voice {
    fn first(&self) -> Option<usize> {
        self.named.first().copied()
    }
}

struct Judge<'a> {
    ledger: &'a Ledger,
    standings: &'a Standings,
}

impl Judge<'_> {
    fn statement(&self, index: u32) -> &Statement {
        &self.ledger.statements[index as usize]
    }

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

    /// Decides a key of which only one statement speaks.
    fn alone(&self, reconciled: &mut Reconciled, position: usize) {
        let index = reconciled.order[position];
        reconciled.outcomes.push(Outcome::Published);
        reconciled.statements.push(*self.statement(index));
        reconciled.groups.push(Group { members: position..position + 1, stands: position, winner: Some(index) });
    }

    /// Decides one key. The work is linear in its statements: where a dimension is missing, a whole file may share one key.
    fn decide(&self, reconciled: &mut Reconciled, members: std::ops::Range<usize>, findings: &mut Vec<Finding>) {
        let voices = self.voices(&reconciled.order, &members);
        let mut winner = None;
        reconciled.outcomes.resize(members.end, Outcome::Superseded);
        for position in members.clone() {
            let statement = self.statement(reconciled.order[position]);
            reconciled.statements.push(*statement);
            let origin = self.ledger.file(statement.file).origin;
            let Some(voice) = voices.iter().find(|voice| voice.origin == origin) else { continue };
            reconciled.outcomes[position] = if voice.contradicts {
                findings.push(self.conflict(statement, position, voice, &reconciled.order));
                Outcome::Conflict
            } else if voice.first() != Some(position) {
                Outcome::Duplicate
            } else if winner.is_none() {
                winner = Some(position);
                Outcome::Published
            } else {
                Outcome::Superseded
            };
        }
        findings.extend(self.opposite(&reconciled.order[members.clone()]));
        let stands = winner.unwrap_or(members.start);
        reconciled.groups.push(Group { members, stands, winner: winner.map(|position| reconciled.order[position]) });
    }

    /// What each source says of a key. All of its statements agree where each agrees with its first.
    fn voices(&self, order: &[u32], members: &std::ops::Range<usize>) -> Vec<Voice> {
        let mut voices: Vec<Voice> = Vec::new();
        for position in members.clone() {
            let statement = self.statement(order[position]);
            let origin = self.ledger.file(statement.file).origin;
            match voices.iter_mut().find(|voice| voice.origin == origin) {
                Some(voice) => {
                    let first = voice.first().map(|first| self.statement(order[first]));
                    voice.contradicts |= first.is_some_and(|first| !self.same(first, statement));
                    voice.count += 1;
                    if voice.named.len() <= NAMED {
                        voice.named.push(position);
                    }
                }
                None => voices.push(Voice { origin, named: vec![position], count: 1, contradicts: false }),
            }
        }
        voices
    }

    /// Whether two statements say the same: amount, qualifier and status. 139.5 and 139.50 do.
    fn same(&self, a: &Statement, b: &Statement) -> bool {
        let amount = |statement: &Statement| self.ledger.amount(statement).ok().map(|amount| (amount.value, amount.low, amount.high));
        amount(a) == amount(b) && a.traits.qualifier() == b.traits.qualifier() && a.traits.status() == b.traits.status()
    }

    fn finding(&self, code: Code, index: u32, facts: Vec<(&'static str, String)>) -> Finding {
        let statement = self.statement(index);
        let (place, raw) = (self.ledger.place(statement), self.text(statement));
        let source = self.standings.of(self.ledger.file(statement.file).origin).id.clone();
        Finding { code, place, source, header: String::new(), raw, beside: None, facts, subject: Subject::Statement(index) }
    }

    /// The text of a cell for a finding; a confidential one is not shown.
    fn text(&self, statement: &Statement) -> String {
        if statement.traits.withheld() { "…".to_owned() } else { self.ledger.value_text(statement) }
    }

    fn cell(&self, statement: &Statement) -> String {
        self.ledger.place(statement).to_string()
    }

    fn conflict(&self, statement: &Statement, position: usize, voice: &Voice, order: &[u32]) -> Finding {
        let named = voice.named.iter().filter(|other| **other != position).take(NAMED);
        let mut others: Vec<String> =
            named.map(|other| self.statement(order[*other])).map(|other| format!("{} in {}", self.text(other), self.cell(other))).collect();
        let more = voice.count - 1 - others.len();
        if more > 0 {
            others.push(format!("+{more}"));
        }
        let other = voice.named.iter().map(|other| self.statement(order[*other])).find(|other| !self.same(other, statement));
        let beside = other.map(|other| self.ledger.place(other));
        Finding { beside, ..self.finding(Code::SourceConflict, order[position], vec![("others", others.join("; "))]) }
    }

    /// 近千亿 and 超千亿 of one number: both stand in `statements`, and the reader is told.
    fn opposite(&self, members: &[u32]) -> Option<Finding> {
        // For each value, the first statement that is above it and the first that is below it.
        let mut sides: BTreeMap<Ratio, [Option<u32>; 2]> = BTreeMap::new();
        for index in members {
            let statement = self.statement(*index);
            let side = match statement.traits.qualifier() {
                Qualifier::Over | Qualifier::AtLeast => 0,
                Qualifier::Nearly | Qualifier::AtMost => 1,
                _ => continue,
            };
            let Some(value) = self.ledger.amount(statement).ok().and_then(|amount| amount.value) else { continue };
            let found = sides.entry(value).or_default();
            found[side].get_or_insert(*index);
            if let Some(one) = found[1 - side] {
                let facts = vec![("other", self.text(statement)), ("place", self.cell(statement))];
                return Some(self.finding(Code::OppositeQualifiers, one, facts));
            }
        }
        None
    }
}
