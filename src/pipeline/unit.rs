//! One unit of a package on its way: all series of some indicators go through the stages and come out as encoded rows.
//!
//! A unit is made of finished statements only and changes nothing, so that units can be made on several threads.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use anyhow::Context as _;
use tongbi_domain::finding::{Code, Finding, Findings, Subject};
use tongbi_domain::watch;

use super::companions::{CompanionMaker, CompanionRows};
use super::open::{Encoder, Rows};
use super::plan::{PackagePlan, Plan};
use super::portal::{PortalRows, PortalTables};
use super::tables::{self, Batch, LineageTable, ObservationTable, Rounder, StatementTable, Usage, View};
use crate::io::{BATCH, IoError, ROW_GROUP};
use crate::stages::check::{CheckedRate, beside, check_rates};
use crate::stages::derive::Series;
use crate::stages::magnitude::slips;
use crate::stages::points::differing_points;
use crate::stages::reconcile::{Standings, Tally, reconcile};
use crate::table::{Arranged, Ledger, Statement};

/// What makes units.
pub(super) struct UnitMaker<'a> {
    pub(super) plan: &'a Plan,
    pub(super) package: &'a PackagePlan,
    pub(super) ledger: &'a Ledger,
    pub(super) arranged: &'a Arranged,
    pub(super) standings: Standings,
    pub(super) observations: (Arc<ObservationTable>, Encoder),
    pub(super) companions: CompanionMaker,
    pub(super) portals: Arc<PortalTables<'a>>,
    pub(super) statements: (Arc<StatementTable>, Encoder),
    pub(super) lineage: Option<(Arc<LineageTable>, Encoder)>,
}

/// What a unit adds to its package.
pub(super) struct Unit {
    pub(super) observations: Vec<Rows>,
    pub(super) companions: Vec<CompanionRows>,
    pub(super) portals: Vec<PortalRows>,
    pub(super) statements: Vec<Rows>,
    pub(super) lineage: Vec<Rows>,
    pub(super) checks: Rows,
    pub(super) findings: Findings,
    pub(super) usage: Usage,
    pub(super) tally: Tally,
    /// Verdicts on published rates, by word.
    pub(super) verdicts: BTreeMap<&'static str, u64>,
}

impl UnitMaker<'_> {
    /// Takes the lines of some ranks through the stages.
    pub(super) fn make(&self, ranks: Range<usize>) -> anyhow::Result<Unit> {
        let (ledger, package) = (self.ledger, self.package);
        let mut findings = Findings::default();
        let select = |statement: &Statement| package.covers(ledger.file(statement.file).origin);
        let reconciled = reconcile(ledger, self.arranged, &self.standings, ranks, select, &mut findings).map_err(IoError::from)?;
        let series = Series::new(&self.plan.catalog, ledger, self.arranged, &reconciled);
        let beside = beside(&series).context("joining published rates with their levels")?;
        let checked = check_rates(&series, &beside, &self.standings, &mut findings)?;
        let view = View { plan: self.plan, package, series: &series, beside: &beside, rounder: Rounder(package.rounding) };
        let (mut observations, mut statements, mut lineage) = (Vec::new(), Vec::new(), Vec::new());
        let (mut companions, mut portals) = (Vec::new(), Vec::new());
        for groups in blocks(reconciled.groups.len()) {
            watch::go_on()?;
            let (rows, too_long) = self.observations(&view, groups.clone())?;
            observations.push(rows);
            companions.push(self.companions.rows(&view, groups.clone())?);
            portals.push(self.portals.rows(&view, groups.clone())?);
            too_long.into_iter().for_each(|group| findings.add(&judged(&view, group, Code::GrowthOverflow)));
            let ((table, encoder), most) = (&self.statements, self.statements.0.most(&view, groups.clone()));
            statements.push(encode(encoder, groups.clone(), most, table.batch(), |groups, batch| Ok(table.fill(&view, groups, batch)?))?);
            if let Some((table, encoder)) = &self.lineage {
                let most = groups.len();
                lineage.push(encode(encoder, groups, most, table.batch(), |groups, batch| {
                    table.fill(&view, groups, batch);
                    Ok(())
                })?);
            }
        }
        watch::advance(reconciled.statements.len() as u64);
        judge_points(&view, &mut findings)?;
        for (group, power) in slips(&series)? {
            let facts = vec![("power", power.to_string())];
            findings.add(&Finding { facts, ..judged(&view, group, Code::MagnitudeSlip) });
        }
        let mut usage = Usage::default();
        usage.add(&view);
        Ok(Unit {
            observations,
            companions,
            portals,
            statements,
            lineage,
            checks: Rows::few(tables::growth_checks(&view, &checked)?),
            findings,
            usage,
            tally: reconciled.tally(ledger),
            verdicts: verdicts(&checked),
        })
    }
}

impl UnitMaker<'_> {
    /// The observations of some groups, and the groups whose growth is too long.
    fn observations<'v>(&self, view: &View<'v>, groups: Range<usize>) -> anyhow::Result<(Rows, Vec<usize>)> {
        let (table, encoder) = &self.observations;
        let (mut too_long, most) = (Vec::new(), groups.len());
        let fill = |groups, batch: &mut Batch<'v>| {
            too_long.extend(table.fill(view, groups, batch)?);
            Ok(())
        };
        let rows = encode(encoder, groups, most, table.batch(), fill)?;
        Ok((rows, too_long))
    }
}

/// Encodes the rows of some groups, `most` of them: batch by batch where they are enough for a row group of their own.
fn encode<'v>(
    encoder: &Encoder,
    groups: Range<usize>,
    most: usize,
    mut batch: Batch<'v>,
    mut fill: impl FnMut(Range<usize>, &mut Batch<'v>) -> anyhow::Result<()>,
) -> anyhow::Result<Rows> {
    let Some(mut rows) = encoder.begin(most)? else {
        fill(groups, &mut batch)?;
        return Ok(encoder.few(batch.chunk));
    };
    for start in groups.clone().step_by(BATCH) {
        fill(start..groups.end.min(start + BATCH), &mut batch)?;
        rows.add(&batch.chunk)?;
    }
    Ok(Rows::Many(rows.finish()?))
}

fn verdicts(checked: &[CheckedRate]) -> BTreeMap<&'static str, u64> {
    let mut verdicts = BTreeMap::new();
    for rate in checked {
        *verdicts.entry(rate.check.verdict.code()).or_insert(0) += 1;
    }
    verdicts
}

/// Tells of stocks that say different things of one day.
fn judge_points(view: &View<'_>, findings: &mut Findings) -> anyhow::Result<()> {
    for (one, other) in differing_points(view.series)? {
        let other = view.series.statement(other);
        let place = view.ledger().place(other);
        let facts = vec![("other", view.value_text(other)), ("day", other.period.to_string()), ("place", place.to_string())];
        findings.add(&Finding { facts, beside: Some(place), ..judged(view, one, Code::PointsDiffer) });
    }
    Ok(())
}

/// A finding on the figure of a group.
fn judged(view: &View<'_>, group: usize, code: Code) -> Finding {
    let statement = view.series.statement(group);
    let place = view.ledger().place(statement);
    let source = view.source_id(statement).to_owned();
    let subject = Subject::Statement(view.series.key(group));
    Finding { code, place, source, header: String::new(), raw: view.value_text(statement), beside: None, facts: Vec::new(), subject }
}

/// Groups in blocks of about equal size, each enough for a row group of its own where there are as many; one empty block for nothing, so that a
/// table exists without rows too.
fn blocks(groups: usize) -> impl Iterator<Item = Range<usize>> {
    let blocks = (groups / ROW_GROUP).max(1);
    (0..blocks).map(move |block| groups * block / blocks..groups * (block + 1) / blocks)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every group is in one block, in order; no block but a lone one is too small for a row group.
    #[test]
    fn blocks_cover_all_groups_once() {
        for groups in [0, 1, ROW_GROUP - 1, ROW_GROUP, 2 * ROW_GROUP - 1, 2 * ROW_GROUP, 7 * ROW_GROUP + 5] {
            let ranges: Vec<_> = blocks(groups).collect();
            assert_eq!((ranges.first().map(|range| range.start), ranges.last().map(|range| range.end)), (Some(0), Some(groups)));
            assert!(ranges.windows(2).all(|pair| pair[0].end == pair[1].start), "{groups}");
            assert!(ranges.iter().all(|range| ranges.len() == 1 || (ROW_GROUP..2 * ROW_GROUP).contains(&range.len())), "{groups}");
        }
    }
}
