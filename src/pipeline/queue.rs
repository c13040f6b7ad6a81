//! The findings of a package as a queue: an id for each, by which a person can close it, and what resolutions have closed.
//!
//! An id is made from what a finding is about and never from where it stands: a row that is inserted above changes no id. It depends on the code,
//! the source, the names of file and sheet, the header of the column, the text of the cell, what row and column say of it (or the key of the
//! statement), and, among findings alike in all of these, on their order. Of a confidential cell the text is not known here, so no id gives it away.
//! It is computed once for each finding, by one SHA-256 over some hundred bytes.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;

use tongbi_domain::amend::Resolution;
use tongbi_domain::finding::{Code, Finding, Place, Subject};

use super::amendments::RESOLUTIONS;
use super::plan::{PackagePlan, Plan, SourcePlan};
use crate::io::{hex, sha256_start};
use crate::table::Ledger;

/// The code of a dimension that does not apply.
const NOT_APPLICABLE: &str = "_Z";

/// How many hexadecimal digits of the digest an id has.
const DIGITS: usize = 12;

/// What is known of each finding of a package, in the order of the findings.
#[derive(Debug, Default)]
pub struct Queue<'a> {
    /// One for each finding.
    pub entries: Vec<Entry<'a>>,
}

/// One finding in the queue.
#[derive(Debug)]
pub struct Entry<'a> {
    /// Its id.
    pub id: String,
    /// The resolution that closes it; none for an open one.
    pub closed: Option<&'a Resolution>,
}

impl<'a> Queue<'a> {
    /// Numbers the findings of a package, and closes those about which a person has decided. Resolutions that have expired or close nothing become
    /// findings themselves; all of them come back sorted.
    pub fn new(plan: &'a Plan, package: &PackagePlan, ledger: &Ledger, findings: &mut Vec<Finding>) -> Self {
        let numbered = Numbers { plan, package, ledger };
        findings.sort();
        let declared: BTreeMap<&str, (&SourcePlan, &Resolution)> = package
            .sources
            .iter()
            .map(|index| &plan.sources[*index])
            .flat_map(|source| source.amendments.resolutions.iter().map(move |resolution| (resolution.id.as_str(), (source, resolution))))
            .collect();
        let ids = numbered.ids(findings);
        if declared.is_empty() {
            return Self { entries: ids.into_iter().map(|id| Entry { id, closed: None }).collect() };
        }
        let (mut closed, mut met, mut told) = (BTreeMap::new(), BTreeSet::new(), Vec::new());
        for (finding, id) in findings.iter().zip(&ids) {
            let Some((source, resolution)) = declared.get(id.as_str()) else { continue };
            met.insert(resolution.id.as_str());
            let now = source.digest_of(&finding.place.file);
            if finding.code.stops() {
                continue;
            } else if now == Some(resolution.sha256.as_str()) {
                closed.insert(id.clone(), *resolution);
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
            findings.append(&mut told);
            findings.sort();
            numbered.ids(findings)
        };
        let entry = |id: String| Entry { closed: closed.get(&id).copied(), id };
        Self { entries: ids.into_iter().map(entry).collect() }
    }

    /// Whether findings of a code are made here, because they are about decisions.
    pub const fn tells(code: Code) -> bool {
        matches!(code, Code::ResolutionExpired | Code::ResolutionUnused)
    }

    /// The findings that are open.
    pub fn open<'f>(&self, findings: &'f [Finding]) -> Vec<&'f Finding> {
        findings.iter().zip(&self.entries).filter(|(_, entry)| entry.closed.is_none()).map(|(finding, _)| finding).collect()
    }

    /// Value cells that are kept out and about which a person has decided.
    pub fn closed_cells(&self, findings: &[Finding]) -> u64 {
        findings.iter().zip(&self.entries).filter(|(finding, entry)| entry.closed.is_some() && finding.keeps_out()).count() as u64
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

fn expired(source: &SourcePlan, resolution: &Resolution, finding: &Finding, now: &str) -> Finding {
    let facts = vec![
        ("id", resolution.id.clone()),
        ("declared", declared_in(source, resolution)),
        ("expected", resolution.sha256.clone()),
        ("found", now.to_owned()),
    ];
    // A finding on a finding: it keeps no cell out.
    Finding { code: Code::ResolutionExpired, facts, subject: Subject::Place, ..finding.clone() }
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

/// What ids are made from.
struct Numbers<'a> {
    plan: &'a Plan,
    package: &'a PackagePlan,
    ledger: &'a Ledger,
}

impl Numbers<'_> {
    /// The ids of findings that are sorted by place. No two are the same.
    fn ids(&self, findings: &[Finding]) -> Vec<String> {
        let mut taken: HashSet<(Code, [u8; DIGITS / 2])> = HashSet::with_capacity(findings.len());
        let mut text = String::new();
        let id = |finding: &Finding| {
            self.about(finding, &mut text);
            let length = text.len();
            let mut occurrence = 0_u32;
            loop {
                text.truncate(length);
                let _ = write!(text, "\u{1f}{occurrence}");
                let digest = sha256_start(text.as_bytes());
                if taken.insert((finding.code, digest)) {
                    return format!("{}-{}", finding.code.id(), hex(&digest));
                }
                occurrence += 1;
            }
        };
        findings.iter().map(id).collect()
    }

    /// Writes what a finding is about, as one text. Texts are set apart by a character that no cell shows.
    fn about(&self, finding: &Finding, text: &mut String) {
        text.clear();
        let file = finding.place.file.rsplit('/').next().unwrap_or_default();
        let subject = match finding.subject {
            Subject::Place => String::new(),
            Subject::Cell(digest) => format!("{digest:016x}"),
            Subject::Statement(index) => self.key(index),
        };
        let facts = ["check", "id"].map(|name| finding.fact(name));
        let texts =
            [finding.code.id(), &finding.source, file, &finding.place.sheet, &finding.header, &finding.raw, facts[0], facts[1], &subject];
        for (position, part) in texts.into_iter().enumerate() {
            if position > 0 {
                text.push('\u{1f}');
            }
            text.push_str(part);
        }
    }

    /// The key of a statement by its codes; a dimension that does not apply says nothing, so that a new one changes no id.
    fn key(&self, index: u32) -> String {
        let Some(statement) = self.ledger.statements.get(index as usize) else { return String::new() };
        let (line, catalog) = (self.ledger.line(statement), &self.plan.catalog);
        let period = statement.period.to_string();
        let mut texts = vec![
            catalog.indicators.code(line.indicator),
            catalog.areas.code(line.area),
            line.measure.code(),
            line.scenario.code(),
            &period,
        ];
        texts.push(statement.variant.cumulation().code());
        texts.push(statement.variant.price_basis().code());
        texts.push(statement.variant.comparability().code());
        texts.extend(self.plan.breakdown(self.package).codes(line).filter(|code| *code != NOT_APPLICABLE));
        texts.join("\u{1f}")
    }
}
