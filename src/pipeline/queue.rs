//! The findings of a package as a queue: an id for each, by which a person can close it, and what resolutions have closed.
//!
//! An id is made from what a finding is about and never from where it stands: a row that is inserted above changes no id. It depends on the code,
//! the source, the names of file and sheet, the header of the column, the text of the cell, what row and column say of it (or the key of the
//! statement), and, among findings alike in all of these, on their order. Of a confidential cell the text is not known here, so no id gives it away.
//! It is computed once for each finding, by one SHA-256 over some hundred bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

mod ids;

use tongbi_domain::amend::Resolution;
use tongbi_domain::finding::{Code, Finding, Place, Seen, Sorted, StatementKey, Subject};

use super::amendments::RESOLUTIONS;
use super::plan::{PackagePlan, Plan, SourcePlan};
use crate::io::sha256_start;
use crate::table::{Ledger, Variant};
use ids::{HEX, Start, text_of, write_id};

/// The code of a dimension that does not apply.
const NOT_APPLICABLE: &str = "_Z";

/// How many findings a thread numbers at once.
const AT_ONCE: usize = 1 << 14;

/// What is known of each finding of a package, in the order of the findings.
#[derive(Debug, Default)]
pub struct Queue<'a> {
    /// One for each finding; its code stands before it.
    ids: Vec<Start>,
    /// The resolutions that close findings, by their positions.
    closed: BTreeMap<usize, &'a Resolution>,
}

impl<'a> Queue<'a> {
    /// Numbers the findings of a package, and closes those about which a person has decided. Resolutions that have expired or close nothing become
    /// findings themselves, and are added.
    pub fn new(plan: &'a Plan, package: &PackagePlan, ledger: &Ledger, findings: &mut Sorted, threads: usize) -> Self {
        let numbered = Numbers { plan, package, ledger };
        let declared: BTreeMap<&str, (&SourcePlan, &Resolution)> = package
            .sources
            .iter()
            .map(|index| &plan.sources[*index])
            .flat_map(|source| source.amendments.resolutions.iter().map(move |resolution| (resolution.id.as_str(), (source, resolution))))
            .collect();
        let about = |finding: Seen<'_>, text: &mut String| numbered.about(finding, text);
        let number = |findings: &Sorted| ids::ids(findings, (threads, AT_ONCE), (place, about), sha256_start, sha256_start);
        let ids = number(findings);
        if declared.is_empty() {
            return Self { ids, closed: BTreeMap::new() };
        }
        let of = |finding: Seen<'_>, start: &Start| declared.get(text_of(finding.code(), start).as_str());
        let (mut closed, mut met, mut told) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        for (finding, start) in findings.iter().zip(&ids) {
            let Some((source, resolution)) = of(finding, start) else { continue };
            met.insert(resolution.id.as_str());
            let now = source.digest_of(finding.file());
            if finding.code().stops() {
                continue;
            } else if now == Some(resolution.sha256.as_str()) {
                closed.insert(resolution.id.as_str());
            } else {
                told.push(expired(source, resolution, finding, now.unwrap_or_default()));
            }
        }
        let unmet =
            declared.values().filter(|(source, resolution)| !met.contains(resolution.id.as_str()) && is_whole(plan, source, resolution));
        told.extend(unmet.map(|(source, resolution)| unused(source, resolution)));
        let ids = if told.is_empty() {
            ids
        } else {
            findings.add(&told);
            number(findings)
        };
        let resolved = |(at, (finding, start)): (usize, (Seen<'_>, &Start))| {
            let (_, resolution) = of(finding, start).filter(|(_, resolution)| closed.contains(resolution.id.as_str()))?;
            Some((at, *resolution))
        };
        let closed = findings.iter().zip(&ids).enumerate().filter_map(resolved).collect();
        Self { ids, closed }
    }

    /// The id of a finding by its position, written behind the text; nothing beyond the last.
    pub fn write_id(&self, position: usize, code: Code, text: &mut String) {
        if let Some(start) = self.ids.get(position) {
            write_id(code, start, text);
        }
    }

    /// The resolution that closes a finding; none for an open one.
    pub fn closed(&self, position: usize) -> Option<&'a Resolution> {
        self.closed.get(&position).copied()
    }

    /// Whether findings of a code are made here, because they are about decisions.
    pub const fn tells(code: Code) -> bool {
        matches!(code, Code::ResolutionExpired | Code::ResolutionUnused)
    }

    /// The findings that are open, counted by code.
    pub fn open(&self, findings: &Sorted) -> BTreeMap<Code, u64> {
        let mut counts: BTreeMap<Code, u64> = findings.counts().collect();
        for finding in self.closed.keys().filter_map(|position| findings.get(*position)) {
            counts.entry(finding.code()).and_modify(|count| *count -= 1);
        }
        counts
    }

    /// Value cells that are kept out and about which a person has decided.
    pub fn closed_cells(&self, findings: &Sorted) -> u64 {
        self.closed.keys().filter_map(|position| findings.get(*position)).filter(|finding| finding.keeps_out()).count() as u64
    }
}

/// Whether all findings of the kind that a resolution closes are seen in one package: those on cells in any, those that compare statements only in
/// the one package of their source.
fn is_whole(plan: &Plan, source: &SourcePlan, resolution: &Resolution) -> bool {
    let reads = |package: &&PackagePlan| package.sources.iter().any(|index| plan.sources[*index].id == source.id);
    resolution.code < Code::SourceConflict || plan.packages.iter().filter(reads).count() == 1
}

fn declared_in(source: &SourcePlan, resolution: &Resolution) -> String {
    format!("{}/{RESOLUTIONS}:{}", source.folder, resolution.declared)
}

fn expired(source: &SourcePlan, resolution: &Resolution, finding: Seen<'_>, now: &str) -> Finding {
    let facts = vec![
        ("id", resolution.id.clone()),
        ("declared", declared_in(source, resolution)),
        ("expected", resolution.sha256.clone()),
        ("found", now.to_owned()),
    ];
    // A finding on a finding: it keeps no cell out.
    Finding { code: Code::ResolutionExpired, facts, subject: Subject::Place, ..finding.to_finding() }
}

fn unused(source: &SourcePlan, resolution: &Resolution) -> Finding {
    let file = format!("{}/{RESOLUTIONS}", source.folder);
    Finding {
        code: Code::ResolutionUnused,
        place: Place { file, sheet: String::new(), line: resolution.declared.into(), column: 0 },
        source: source.id.clone(),
        header: String::new(),
        raw: resolution.id.clone(),
        beside: None,
        facts: vec![("id", resolution.id.clone()), ("declared", declared_in(source, resolution))],
        subject: Subject::Place,
    }
}

/// Sets the parts of a text apart; no cell shows it.
const APART: char = '\u{1f}';

/// Writes where a finding stands, but for line and cell, with its code: what findings of one code with one number of their place share.
fn place(finding: Seen<'_>, text: &mut String) {
    let file = finding.file().rsplit('/').next().unwrap_or_default();
    for part in [finding.code().id(), finding.source(), file, finding.sheet(), finding.header()] {
        text.push_str(part);
        text.push(APART);
    }
}

/// What ids are made from.
struct Numbers<'a> {
    plan: &'a Plan,
    package: &'a PackagePlan,
    ledger: &'a Ledger,
}

impl Numbers<'_> {
    /// Writes what a finding is about behind its place, so that all is one text.
    fn about(&self, finding: Seen<'_>, text: &mut String) {
        for part in [finding.raw(), finding.fact("check"), finding.fact("id")] {
            text.push_str(part);
            text.push(APART);
        }
        match finding.subject() {
            Subject::Place => {}
            Subject::Cell(digest) => write_digest(digest, text),
            Subject::Statement(key) => self.write_key(key, text),
        }
    }

    /// Writes the key of a statement by its codes; a dimension that does not apply says nothing, so that a new one changes no id.
    fn write_key(&self, key: StatementKey, text: &mut String) {
        let Some(line) = self.ledger.lines.get(key.line as usize) else { return };
        let catalog = &self.plan.catalog;
        let (indicator, area) = (catalog.indicators.code(line.indicator), catalog.areas.code(line.area));
        let (measure, scenario) = (line.measure.code(), line.scenario.code());
        for code in [indicator, area, measure, scenario] {
            text.push_str(code);
            text.push(APART);
        }
        let _ = write!(text, "{}", key.period);
        let variant = Variant::of(key);
        let rest = [variant.cumulation().code(), variant.price_basis().code(), variant.comparability().code()];
        for code in rest.into_iter().chain(self.plan.breakdown(self.package).codes(line).filter(|code| *code != NOT_APPLICABLE)) {
            text.push(APART);
            text.push_str(code);
        }
    }
}

/// Writes a digest as sixteen hexadecimal digits.
fn write_digest(digest: u64, text: &mut String) {
    let digits: [u8; 16] = std::array::from_fn(|at| HEX[(digest >> (60 - 4 * at) & 15) as usize]);
    text.push_str(std::str::from_utf8(&digits).unwrap_or_default());
}
