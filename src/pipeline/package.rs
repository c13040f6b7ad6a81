//! Makes one package: part by part through the stages into open tables, then descriptors, then publication.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use tongbi_domain::catalog::IndicatorId;
use tongbi_domain::finding::{Code, Finding};
use tongbi_domain::watch::{self, Steps};

use super::descriptor::{self, Table};
use super::explain::explain;
use super::open::{Open, append};
use super::plan::{PackagePlan, Plan, SourcePlan};
use super::publish::{keep_quarantine, publish};
use super::read::Reading;
use super::run::{Outcome, RunOptions, Unbalanced};
use super::tables::{self, ObservationTable, Rounder, Usage, View, dimensions};
use crate::io::{PackageFolder, Staging, Unfinished};
use crate::stages::check::{beside, check_rates};
use crate::stages::derivation::{Derivation, Rule, Total, compute, record};
use crate::stages::derive::Series;
use crate::stages::implied::implied_bases;
use crate::stages::ingest::Counts;
use crate::stages::magnitude::slips;
use crate::stages::parts::{self, check_share, check_total};
use crate::stages::points::differing_points;
use crate::stages::reconcile::{Standing, Standings, Tally, reconcile};
use crate::table::column::{Chunk, Word};
use crate::table::{FileId, Line, Origin, RawFile, Statement};

/// How many observations are turned into rows at a time.
const ROWS_AT_A_TIME: usize = 1 << 16;

/// What [`build`] made.
pub(super) struct Built {
    pub(super) cells: Counts,
    pub(super) tally: Tally,
    pub(super) verdicts: Vec<(&'static str, u64)>,
    pub(super) findings: Vec<Finding>,
    pub(super) outcome: Outcome,
}

/// Builds a package and publishes it where it differs from its last release.
pub(super) fn build(plan: &Plan, package: &PackagePlan, reading: &mut Reading, options: RunOptions) -> anyhow::Result<Built> {
    let standings = standings(plan);
    derive(plan, package, &standings, reading)?;
    let reading = &*reading;
    let folder = PackageFolder::open(plan.root.join(&plan.output).join(&package.name))?;
    let staging = folder.stage()?;
    let _unfinished = Unfinished::note(&staging.path);
    let mut maker = Maker::new(plan, package, standings, reading, &staging)?;
    for part in 0..options.parts.max(1) {
        maker.part(part, options.parts.max(1))?;
    }
    let cells = package.sources.iter().fold(Counts::default(), |mut sum, source| {
        sum.add(&reading.counts[*source]);
        sum
    });
    let Made { tables, tally, verdicts, findings } = maker.finish()?;
    let accounted = tally.published + tally.superseded + tally.duplicates + tally.conflicts + cells.quarantined + cells.left_out_cells();
    if accounted != cells.cells {
        return Err(Unbalanced { package: package.name.clone(), cells: cells.cells, accounted }.into());
    }
    let outcome = if cells.quarantined + tally.conflicts > package.tolerance.quarantined {
        let kept = keep_quarantine(plan, package, &staging)?;
        Outcome::Refused { tolerance: package.tolerance.quarantined, quarantine: kept }
    } else {
        publish(plan, package, reading, &folder, staging, &tables)?
    };
    Ok(Built { cells, tally, verdicts: verdicts.into_iter().collect(), findings, outcome })
}

/// What precedence knows of the plan's sources.
pub(super) fn standings(plan: &Plan) -> Standings {
    let standing =
        |source: &SourcePlan| Standing { id: source.id.clone(), fidelity: source.sidecar.fidelity, date: source.sidecar.date().to_owned() };
    Standings::new(plan.sources.iter().map(standing).collect())
}

/// Enters the package's derived figures into the ledger, each derivation over the finished series of the indicators it reads.
fn derive(plan: &Plan, package: &PackagePlan, standings: &Standings, reading: &mut Reading) -> anyhow::Result<()> {
    for index in &package.derivations {
        watch::go_on()?;
        let derivation = &plan.derivations[*index];
        let inputs = derivation.rule.inputs();
        let ledger = &reading.ledger;
        let select =
            |line: &Line, statement: &Statement| inputs.contains(&line.indicator) && package.covers(ledger.file(statement.file).origin);
        // What is wrong among the inputs is found and said when the tables are made.
        let reconciled = reconcile(ledger, standings, select, &mut Vec::new());
        let series = Series::new(&plan.catalog, ledger, &reconciled);
        let drafts = compute(&plan.catalog, derivation, &series, package.rounding.rule)
            .with_context(|| format!("computing the derivation {}", derivation.id))?;
        let file = FileId(u16::try_from(ledger.files.len()).context("more than 65 535 files and derivations")?);
        let origin = Origin::Derivation { package: package.index, derivation: *index };
        reading.ledger.files.push(RawFile { path: String::new(), sheet: String::new(), origin, sha256: String::new() });
        record(&mut reading.ledger, file, derivation.digits, drafts)?;
    }
    Ok(())
}

struct Made {
    tables: Vec<Table>,
    tally: Tally,
    verdicts: BTreeMap<&'static str, u64>,
    findings: Vec<Finding>,
}

/// The tables of a package on their way; parts come in the order of keys, so rows are only ever added.
struct Maker<'a> {
    plan: &'a Plan,
    package: &'a PackagePlan,
    reading: &'a Reading,
    staging: &'a Staging,
    standings: Standings,
    key: Vec<Word>,
    table: ObservationTable,
    observations: Open,
    statements: Option<Open>,
    checks: Option<Open>,
    parts: Option<Open>,
    implied: Option<Open>,
    lineage: Option<Open>,
    usage: Usage,
    tally: Tally,
    verdicts: BTreeMap<&'static str, u64>,
    findings: Vec<Finding>,
}

impl<'a> Maker<'a> {
    fn new(
        plan: &'a Plan,
        package: &'a PackagePlan,
        standings: Standings,
        reading: &'a Reading,
        staging: &'a Staging,
    ) -> anyhow::Result<Self> {
        let breakdown = plan.breakdown(package);
        let table = ObservationTable::new(breakdown, package.columns.as_deref());
        let key = breakdown.key();
        let observations = Open::create(staging, "observations", table.fields(), &key, true)?;
        let ids: BTreeSet<&str> = package.sources.iter().map(|source| plan.sources[*source].id.as_str()).collect();
        let findings = reading.findings.iter().filter(|finding| ids.contains(finding.source.as_str())).cloned().collect();
        Ok(Self {
            plan,
            package,
            reading,
            staging,
            standings,
            key,
            table,
            observations,
            statements: None,
            checks: None,
            parts: None,
            implied: None,
            lineage: None,
            usage: Usage::default(),
            tally: Tally::default(),
            verdicts: BTreeMap::new(),
            findings,
        })
    }

    /// Takes one part, all series of a range of indicators, through the stages.
    fn part(&mut self, part: usize, parts: usize) -> anyhow::Result<()> {
        watch::go_on()?;
        let ledger = &self.reading.ledger;
        let bounds = |part: usize| self.plan.catalog.indicators.len() * part / parts;
        let inside = |indicator: IndicatorId| (bounds(part)..bounds(part + 1)).contains(&(indicator.0 as usize));
        let package = self.package;
        let select = |line: &Line, statement: &Statement| inside(line.indicator) && package.covers(ledger.file(statement.file).origin);
        let reconciled = reconcile(ledger, &self.standings, select, &mut self.findings);
        let tables = if self.package.lineage { 3 } else { 2 };
        watch::begin(tables * reconciled.groups.len() as u64, Steps::Rows);
        let series = Series::new(&self.plan.catalog, ledger, &reconciled);
        let beside = beside(&series).context("joining published rates with their levels")?;
        let checked = check_rates(&series, &beside, &self.standings, &mut self.findings)?;
        let rounder = Rounder(self.package.rounding);
        let view = View { plan: self.plan, package, series: &series, beside: &beside, rounder };
        for groups in batches(reconciled.groups.len()) {
            watch::go_on()?;
            let (rows, too_long) = self.table.rows(&view, groups)?;
            self.observations.write(&rows)?;
            for group in too_long {
                self.findings.push(judged(&view, group, Code::GrowthOverflow));
            }
        }
        for groups in batches(reconciled.groups.len()) {
            watch::go_on()?;
            append(&mut self.statements, self.staging, ("statements", &[]), &tables::statements(&view, groups, package.statements)?)?;
        }
        append(&mut self.checks, self.staging, ("growth_checks", &self.key), &tables::growth_checks(&view, &checked)?)?;
        for (one, other) in differing_points(&series)? {
            let other = series.statement(other);
            let facts =
                vec![("other", view.value_text(other)), ("day", other.period.to_string()), ("place", ledger.place(other).to_string())];
            let beside = Some(ledger.place(other));
            self.findings.push(Finding { facts, beside, ..judged(&view, one, Code::PointsDiffer) });
        }
        for (group, power) in slips(&series)? {
            let facts = vec![("power", power.to_string())];
            self.findings.push(Finding { facts, ..judged(&view, group, Code::MagnitudeSlip) });
        }
        if self.package.lineage {
            for groups in batches(reconciled.groups.len()) {
                watch::go_on()?;
                append(&mut self.lineage, self.staging, ("lineage", &self.key), &tables::lineage(&view, groups))?;
            }
        }
        self.usage.add(&view);
        self.tally.add(reconciled.tally(ledger));
        for rate in &checked {
            *self.verdicts.entry(rate.check.verdict.code()).or_insert(0) += 1;
        }
        Ok(())
    }

    /// What the package declares of totals, shares and implied bases. They reach across parts, so they read the finished
    /// series of their own indicators.
    fn relations(&mut self) -> anyhow::Result<()> {
        let derivations: Vec<&Derivation> = self.package.derivations.iter().map(|index| &self.plan.derivations[*index]).collect();
        let totals: Vec<&Total> = self.package.totals.iter().map(|index| &self.plan.totals[*index]).collect();
        let mut wanted: BTreeSet<IndicatorId> = totals.iter().flat_map(|total| total.parts.iter().chain([&total.total])).copied().collect();
        for rule in derivations.iter().map(|derivation| &derivation.rule) {
            if matches!(rule, Rule::Share { .. } | Rule::ImpliedBase { .. }) {
                wanted.extend(rule.inputs());
                wanted.insert(rule.output());
            }
        }
        let (ledger, package) = (&self.reading.ledger, self.package);
        let select =
            |line: &Line, statement: &Statement| wanted.contains(&line.indicator) && package.covers(ledger.file(statement.file).origin);
        let reconciled = reconcile(ledger, &self.standings, select, &mut Vec::new());
        let series = Series::new(&self.plan.catalog, ledger, &reconciled);
        let beside = beside(&series).context("joining published rates with their levels")?;
        let rounder = Rounder(package.rounding);
        let view = View { plan: self.plan, package, series: &series, beside: &beside, rounder };
        let (mut checks, mut implied) = (Vec::new(), Vec::new());
        for derivation in derivations {
            checks.extend(check_share(derivation, &series)?);
            if let Rule::ImpliedBase { of } = derivation.rule {
                implied.extend(implied_bases(of, &series, &beside)?.into_iter().map(|found| (derivation, found)));
            }
        }
        for total in totals {
            checks.extend(check_total(total, &series)?);
        }
        for check in &checks {
            let source = view.source_id(&ledger.statements[check.printed as usize]);
            self.findings.extend(parts::judged(check, &series, source));
        }
        if !checks.is_empty() {
            append(&mut self.parts, self.staging, ("part_checks", &[]), &tables::part_checks(&view, &checks))?;
        }
        if !implied.is_empty() {
            append(&mut self.implied, self.staging, ("implied", &[]), &tables::implied(&view, &implied)?)?;
        }
        Ok(())
    }

    fn finish(mut self) -> anyhow::Result<Made> {
        self.relations()?;
        explain(self.plan, self.package, &mut self.findings)?;
        self.findings.sort();
        let facts = descriptor::parquet_facts(self.package);
        let mut tables = vec![self.observations.finish(&facts)?];
        for open in [self.statements, self.checks, self.parts, self.implied, self.lineage].into_iter().flatten() {
            tables.push(open.finish(&facts)?);
        }
        let catalog = &self.plan.catalog;
        let mut lists: Vec<(&str, &[&str], Chunk)> = vec![
            ("indicators", &["indicator"], self.usage.indicators(catalog)),
            ("areas", &["ref_area"], self.usage.areas(catalog)),
            ("categories", &["category"], self.usage.categories(catalog)),
            ("units", &["unit_measure"], self.usage.units(catalog)),
            ("sources", &["source_id"], tables::sources(self.plan, self.package)),
        ];
        if !self.package.dimensions.is_empty() {
            lists.insert(2, (dimensions::TABLE, &dimensions::KEY, self.usage.dimensions(catalog)));
        }
        for (name, key, chunk) in &lists {
            let key: Vec<Word> = key.iter().copied().map(Word::Borrowed).collect();
            let mut open = Open::create(self.staging, name, &chunk.fields, &key, false)?;
            open.write(chunk)?;
            tables.push(open.finish(&facts)?);
        }
        let chunk = tables::quarantine(&self.findings);
        let mut open = Open::create(self.staging, "quarantine", &chunk.fields, &[], false)?;
        open.write(&chunk)?;
        tables.push(open.finish(&facts)?);
        Ok(Made { tables, tally: self.tally, verdicts: self.verdicts, findings: self.findings })
    }
}

/// Ranges of at most [`ROWS_AT_A_TIME`]; one empty range for nothing, so that a table exists without rows too.
fn batches(rows: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    (0..rows.div_ceil(ROWS_AT_A_TIME).max(1))
        .map(move |batch| batch * ROWS_AT_A_TIME..rows.min((batch + 1) * ROWS_AT_A_TIME))
        .inspect(|range| watch::advance(range.len() as u64))
}

/// A finding on the figure of a group.
fn judged(view: &View<'_>, group: usize, code: Code) -> Finding {
    let statement = view.series.statement(group);
    let place = view.ledger().place(statement);
    let source = view.source_id(statement).to_owned();
    Finding { code, place, source, header: String::new(), raw: view.value_text(statement), beside: None, facts: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every row is in one batch, in order; nothing still makes one empty batch.
    #[test]
    fn batches_cover_all_rows_once() {
        for rows in [0, 1, ROWS_AT_A_TIME - 1, ROWS_AT_A_TIME, ROWS_AT_A_TIME + 1, 3 * ROWS_AT_A_TIME] {
            let ranges: Vec<_> = batches(rows).collect();
            assert_eq!(ranges.first().map(|range| range.start), Some(0));
            assert_eq!(ranges.last().map(|range| range.end), Some(rows));
            assert!(ranges.windows(2).all(|pair| pair[0].end == pair[1].start && pair[0].len() == ROWS_AT_A_TIME), "{rows}");
        }
    }
}
