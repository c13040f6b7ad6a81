//! Makes one package: unit by unit through the stages ([`super::unit`]) into open tables, then descriptors, then publication.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::Context as _;
use tongbi_domain::catalog::IndicatorId;
use tongbi_domain::finding::{Code, Finding, Findings, Sorted};
use tongbi_domain::watch::{self, Steps};

use super::companions::Companions;
use super::config::Lineage;
use super::describe::{self, Coverage, Extra, Release, Table};
use super::explain::explain;
use super::in_order::in_order;
use super::mappings::PackageMappings;
use super::open::{Closing, Formats, Open, append};
use super::plan::{PackagePlan, Plan, SourcePlan};
use super::portal::{PortalFile, PortalKind, PortalTables, Portals, canonical_dictionary};
use super::publish::{Goal, again, forget_quarantine, keep_quarantine, publish};
use super::queue::Queue;
use super::read::Reading;
use super::run::{Outcome, RunOptions, Unbalanced};
use super::tables::{self, LineageTable, ObservationTable, QuarantineTable, Rounder, StatementTable, Usage, View, dimensions};
use super::unit::{Unit, UnitMaker};
use crate::io::{FileFacts, IoError, PackageFolder, Staging, Unfinished};
use crate::stages::check::beside;
use crate::stages::derivation::{Derivation, Rule, Total, compute, record};
use crate::stages::derive::Series;
use crate::stages::implied::implied_bases;
use crate::stages::ingest::Counts;
use crate::stages::parts::{self, check_share, check_total};
use crate::stages::reconcile::{Standing, Standings, Tally, reconcile};
use crate::table::column::{Chunk, Word};
use crate::table::{Arranged, FileId, Ledger, Origin, RawFile, ShelfError, Statement};

/// What [`build`] made.
pub(super) struct Built {
    pub(super) cells: Counts,
    pub(super) tally: Tally,
    pub(super) verdicts: Vec<(&'static str, u64)>,
    pub(super) findings: Sorted,
    pub(super) mappings: PackageMappings,
    /// Cells that are kept out and about which a person has decided.
    pub(super) closed: u64,
    pub(super) outcome: Outcome,
}

/// Builds a package and publishes it where it differs from its last release.
pub(super) fn build(
    plan: &Plan,
    package: &PackagePlan,
    reading: &mut Reading,
    options: RunOptions,
    goal: Goal<'_>,
) -> anyhow::Result<Built> {
    let standings = standings(plan);
    derive(plan, package, &standings, reading)?;
    let arranged = Arranged::new(&mut reading.ledger).map_err(IoError::from)?;
    let related = related(plan, package, &mut reading.ledger).map_err(IoError::from)?;
    let reading = &*reading;
    let folder = PackageFolder::open(match goal {
        Goal::Release => plan.root.join(&plan.output).join(&package.name),
        Goal::Again(folder, _) => folder.to_owned(),
    })?;
    let staging = folder.stage()?;
    let _unfinished = Unfinished::note(&staging.wrapper);
    let mut maker = Maker::new(plan, package, standings, reading, &staging)?;
    let units = arranged.units(options.unit_rows);
    let makers = maker.units(&arranged);
    watch::begin(reading.ledger.len() as u64, Steps::Rows);
    in_order((options.threads, 0), units.len(), |unit| makers.make(units[unit].clone()), |unit| maker.take(unit?))?;
    let cells = package.sources.iter().fold(Counts::default(), |mut sum, source| {
        sum.add(&reading.counts[*source]);
        sum
    });
    let Made { tables, extras, others, coverage, tally, verdicts, findings, mappings, closed, blocking } =
        maker.finish(related.as_ref(), options.threads)?;
    let accounted = tally.published + tally.superseded + tally.duplicates + tally.conflicts + cells.quarantined + cells.left_out_cells();
    if accounted != cells.cells {
        return Err(Unbalanced { package: package.name.clone(), cells: cells.cells, accounted }.into());
    }
    let release = Release { plan, package, tables: &tables, extras: &extras, others: &others, coverage: &coverage, changelog: &[] };
    let refused = cells.quarantined + tally.conflicts - closed > package.tolerance.quarantined || !blocking.is_empty();
    let outcome = match goal {
        Goal::Again(_, stamp) => again(&release, stamp, &folder, staging)?,
        Goal::Release if refused => {
            let kept = keep_quarantine(plan, package, &staging)?;
            Outcome::Refused { tolerance: package.tolerance.quarantined, blocking, quarantine: kept }
        }
        Goal::Release => {
            let outcome = publish(&release, &folder, staging)?;
            forget_quarantine(plan, package);
            outcome
        }
    };
    Ok(Built { cells, tally, verdicts: verdicts.into_iter().collect(), findings, mappings, closed, outcome })
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
        let arranged = Arranged::of(&mut reading.ledger, |indicator| inputs.contains(&indicator)).map_err(IoError::from)?;
        let ledger = &reading.ledger;
        let select = |statement: &Statement| package.covers(ledger.file(statement.file).origin);
        // What is wrong among the inputs is found and said when the tables are made.
        let reconciled = reconcile(ledger, &arranged, standings, 0..arranged.ranks(), select, &mut Findings::default());
        let reconciled = reconciled.map_err(IoError::from)?;
        let series = Series::new(&plan.catalog, ledger, &arranged, &reconciled);
        let drafts = compute(&plan.catalog, derivation, &series, package.rounding.rule)
            .with_context(|| format!("computing the derivation {}", derivation.id))?;
        let file = FileId(u16::try_from(ledger.files.len()).context("more than 65 535 files and derivations")?);
        let origin = Origin::Derivation { package: package.index, derivation: *index };
        reading.ledger.files.push(RawFile { path: String::new(), sheet: String::new(), origin, sha256: String::new() });
        record(&mut reading.ledger, file, derivation.digits, drafts)?;
    }
    Ok(())
}

/// The lines of what the package declares of totals, shares and implied bases; none where it declares nothing of them.
fn related(plan: &Plan, package: &PackagePlan, ledger: &mut Ledger) -> Result<Option<Arranged>, ShelfError> {
    let totals = package.totals.iter().map(|index| &plan.totals[*index]);
    let mut wanted: BTreeSet<IndicatorId> = totals.flat_map(|total| total.parts.iter().chain([&total.total])).copied().collect();
    for rule in package.derivations.iter().map(|index| &plan.derivations[*index].rule) {
        if matches!(rule, Rule::Share { .. } | Rule::ImpliedBase { .. }) {
            wanted.extend(rule.inputs());
            wanted.insert(rule.output());
        }
    }
    if wanted.is_empty() { Ok(None) } else { Arranged::of(ledger, |indicator| wanted.contains(&indicator)).map(Some) }
}

struct Made {
    tables: Vec<Table>,
    extras: Vec<Extra>,
    /// Files that hold no rows and describe no release.
    others: Vec<FileFacts>,
    coverage: Coverage,
    tally: Tally,
    verdicts: BTreeMap<&'static str, u64>,
    findings: Sorted,
    mappings: PackageMappings,
    closed: u64,
    blocking: Vec<(Code, u64)>,
}

/// The tables of a package on their way; parts come in the order of keys, so rows are only ever added.
struct Maker<'a> {
    plan: &'a Plan,
    package: &'a PackagePlan,
    reading: &'a Reading,
    staging: &'a Staging,
    standings: Standings,
    table: Arc<ObservationTable>,
    observations: Open,
    companions: Companions,
    portal_tables: Arc<PortalTables<'a>>,
    portals: Portals<'a>,
    statement_table: Arc<StatementTable>,
    statements: Open,
    checks: Open,
    parts: Option<Open>,
    implied: Option<Open>,
    lineage: Option<(Arc<LineageTable>, Open)>,
    usage: Usage,
    tally: Tally,
    verdicts: BTreeMap<&'static str, u64>,
    /// Those that are made with the package.
    findings: Findings,
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
        let table = Arc::new(ObservationTable::new(breakdown, package.columns.as_deref()).with_rates(package.rounding.percent_digits));
        let key = breakdown.key();
        let lineage = |formats| {
            let table = LineageTable::new(breakdown);
            Open::create(staging, "lineage", table.fields(), &key, formats).map(|open| (Arc::new(table), open))
        };
        let lineage = match package.lineage {
            Lineage::None => None,
            Lineage::Parquet => Some(lineage(Formats::Parquet)?),
            Lineage::Both => Some(lineage(Formats::Both)?),
        };
        let statement_table = Arc::new(StatementTable::new(breakdown, package.statements));
        let portals = Portals::open(staging, &package.portals)?;
        Ok(Self {
            plan,
            package,
            reading,
            staging,
            standings,
            companions: Companions::new(plan, package, staging)?,
            portal_tables: Arc::new(PortalTables::new(&package.portals, breakdown)),
            portals,
            observations: Open::create(staging, "observations", table.fields(), &key, Formats::Both)?,
            statements: Open::create(staging, "statements", statement_table.fields(), &[], Formats::Both)?,
            statement_table,
            checks: Open::create(staging, "growth_checks", &tables::check_fields(breakdown), &key, Formats::Both)?,
            parts: None,
            implied: None,
            lineage,
            table,
            usage: Usage::default(),
            tally: Tally::default(),
            verdicts: BTreeMap::new(),
            findings: Findings::default(),
        })
    }

    /// What makes the units of this package.
    fn units<'u>(&self, arranged: &'u Arranged) -> UnitMaker<'u>
    where
        'a: 'u,
    {
        UnitMaker {
            plan: self.plan,
            package: self.package,
            ledger: &self.reading.ledger,
            arranged,
            standings: self.standings.clone(),
            observations: (self.table.clone(), self.observations.encoder()),
            statements: (self.statement_table.clone(), self.statements.encoder()),
            lineage: self.lineage.as_ref().map(|(table, open)| (table.clone(), open.encoder())),
            portals: self.portal_tables.clone(),
            companions: self.companions.maker(),
        }
    }

    /// Adds the rows of a unit behind those of all units before it.
    fn take(&mut self, unit: Unit) -> anyhow::Result<()> {
        watch::go_on()?;
        for rows in unit.observations {
            self.observations.append(rows)?;
        }
        for rows in unit.companions {
            self.companions.take(rows)?;
        }
        for rows in unit.portals {
            self.portals.take(rows)?;
        }
        for rows in unit.statements {
            self.statements.append(rows)?;
        }
        for rows in unit.lineage {
            self.lineage.as_mut().map(|(_, open)| open.append(rows)).transpose()?;
        }
        self.checks.append(unit.checks)?;
        self.findings.absorb(unit.findings);
        self.usage.merge(unit.usage);
        self.tally.add(unit.tally);
        for (verdict, count) in unit.verdicts {
            *self.verdicts.entry(verdict).or_insert(0) += count;
        }
        Ok(())
    }

    fn tell(&mut self, findings: impl IntoIterator<Item = Finding>) {
        findings.into_iter().for_each(|finding| self.findings.add(&finding));
    }

    /// What the package declares of totals, shares and implied bases. They reach across parts, so they read the finished
    /// series of their own indicators.
    fn relations(&mut self, arranged: &Arranged) -> anyhow::Result<()> {
        let derivations: Vec<&Derivation> = self.package.derivations.iter().map(|index| &self.plan.derivations[*index]).collect();
        let totals: Vec<&Total> = self.package.totals.iter().map(|index| &self.plan.totals[*index]).collect();
        let (ledger, package) = (&self.reading.ledger, self.package);
        let select = |statement: &Statement| package.covers(ledger.file(statement.file).origin);
        let reconciled = reconcile(ledger, arranged, &self.standings, 0..arranged.ranks(), select, &mut Findings::default());
        let reconciled = reconciled.map_err(IoError::from)?;
        let series = Series::new(&self.plan.catalog, ledger, arranged, &reconciled);
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
            let source = view.source_id(&reconciled.statements[check.printed]);
            self.tell(parts::judged(check, &series, source));
        }
        if !checks.is_empty() {
            append(&mut self.parts, self.staging, ("part_checks", &[]), tables::part_checks(&view, &checks))?;
        }
        if !implied.is_empty() {
            append(&mut self.implied, self.staging, ("implied", &[]), tables::implied(&view, &implied)?)?;
        }
        Ok(())
    }

    fn finish(mut self, related: Option<&Arranged>, threads: usize) -> anyhow::Result<Made> {
        related.map(|related| self.relations(related)).transpose()?;
        let facts = describe::parquet_facts(self.package);
        // Long files come to the disk while the rest is made.
        let mut closing = vec![self.observations.close(&facts)?];
        for open in
            [Some(self.statements), Some(self.checks), self.parts, self.implied, self.lineage.map(|(_, open)| open)].into_iter().flatten()
        {
            closing.push(open.close(&facts)?);
        }
        let mut tables = Vec::new();
        let mut own = std::mem::take(&mut self.findings);
        explain(self.plan, self.package, &mut own)?;
        let ids: BTreeSet<&str> = self.package.sources.iter().map(|source| self.plan.sources[*source].id.as_str()).collect();
        let mut findings = Sorted::new(self.reading.findings.clone(), own, |source| ids.contains(source));
        let queue = Queue::new(self.plan, self.package, &self.reading.ledger, &mut findings, threads);
        let (closed, blocking) = (queue.closed_cells(&findings), self.package.tolerance.blocked(&queue.open(&findings)));
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
            let mut open = Open::create(self.staging, name, &chunk.fields, &key, Formats::Csv)?;
            open.write(chunk.clone())?;
            tables.push(open.finish(&facts)?);
        }
        let mappings = PackageMappings::of(self.plan, self.package, &self.reading.mappings, &findings);
        let amended = tables::corrections::corrections(self.plan, self.package, &self.reading.corrected);
        let mut plain: Vec<(&str, Chunk)> = amended.into_iter().map(|chunk| (tables::corrections::TABLE, chunk)).collect();
        plain.push(("mappings", tables::mappings(&mappings, self.package.language)));
        for (name, chunk) in plain {
            let mut open = Open::create(self.staging, name, &chunk.fields, &[], Formats::Csv)?;
            open.write(chunk)?;
            tables.push(open.finish(&facts)?);
        }
        let quarantine = QuarantineTable::new(&findings, &queue, self.package.language);
        let mut open = Open::create(self.staging, "quarantine", quarantine.fields(), &[], Formats::Csv)?;
        let encoder = open.encoder();
        in_order((threads, 1), quarantine.batches(), |batch| encoder.plain(&quarantine.rows(batch)), |rows| open.append(rows))?;
        tables.push(open.finish(&facts)?);
        let first = closing.into_iter().map(Closing::wait).collect::<anyhow::Result<Vec<_>>>()?;
        tables.splice(0..0, first);
        let (mut extras, coverage) = self.companions.finish(self.plan, self.staging)?;
        let (tables_of_portals, others): (Vec<PortalFile>, Vec<PortalFile>) =
            self.portals.finish()?.into_iter().partition(|file| file.kind == PortalKind::Table);
        extras.extend(tables_of_portals.into_iter().map(Extra::from));
        let mut others: Vec<FileFacts> = others.into_iter().map(|file| file.facts).collect();
        others.push(canonical_dictionary(self.staging, self.table.fields(), self.package.language)?);
        let Self { tally, verdicts, .. } = self;
        Ok(Made { tables, extras, others, coverage, tally, verdicts, findings, mappings, closed, blocking })
    }
}
