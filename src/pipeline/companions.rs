//! What is made beside the observations while their groups pass: what they cover, and the exports that a package declares.
//!
//! Rows are written as they come; nothing is kept but the codes that were met.

use std::collections::BTreeSet;
use std::ops::Range;

use anyhow::Context as _;
use tongbi_domain::catalog::Names;
use tongbi_domain::sdmx::unit_id;

use super::config::Export;
use super::describe::codes::MEANINGS;
use super::describe::{Coverage, Dialect, Extra};
use super::plan::{PackagePlan, Plan};
use super::tables::{self, View};
use crate::io::{CsvFile, CsvRows, Staging};
use crate::table::column::{Chunk, Field, Kind, NEAR, Value, near};

/// Where the SDMX export lies.
const SDMX: &str = "meta/sdmx/observations.csv";
const SDMX_CODES: &str = "meta/sdmx/codes.csv";

/// Coverage and exports of one package.
pub(super) struct Companions {
    coverage: Coverage,
    sdmx: Option<Sdmx>,
}

struct Sdmx {
    file: CsvFile,
    maker: SdmxMaker,
    units: BTreeSet<String>,
}

/// What makes rows of the SDMX export.
#[derive(Clone)]
struct SdmxMaker {
    fields: Vec<Field>,
    structure: String,
}

/// What looks at groups for [`Companions`], on any thread.
pub(super) struct CompanionMaker(Option<SdmxMaker>);

/// What some groups add.
pub(super) struct CompanionRows {
    coverage: Coverage,
    sdmx: Option<(CsvRows, BTreeSet<String>)>,
}

impl CompanionMaker {
    /// Looks at the observations of some groups.
    pub(super) fn rows(&self, view: &View<'_>, groups: Range<usize>) -> anyhow::Result<CompanionRows> {
        let mut coverage = Coverage::default();
        let mut line = None;
        // Periods come again in each series: those that were met just now are near.
        let mut met = [None; NEAR];
        let reconciled = view.series.reconciled;
        for group in groups.clone() {
            let statement = view.series.statement(group);
            let is_published = reconciled.groups[group].is_published();
            // Rows come sorted: most have the line of the row above.
            if is_published && line != Some(statement.line) {
                line = Some(statement.line);
                let line = view.ledger().line(statement);
                coverage.indicators.insert(line.indicator);
                coverage.areas.insert(line.area);
            }
            coverage.observations += u64::from(is_published);
            // All members of a group are of one period.
            let key = (statement.period, statement.variant, is_published);
            if met[near(key.0.to_u32())].replace(key) != Some(key) {
                coverage.last_year = coverage.last_year.max(Some(statement.period.last_year()));
                if is_published {
                    let (first, last) = View::days(statement.period, statement.variant);
                    coverage.days = Some(coverage.days.map_or((first, last), |(from, to)| (from.min(first), to.max(last))));
                }
            }
        }
        let sdmx = match &self.0 {
            Some(SdmxMaker { fields, structure }) => {
                let mut units = BTreeSet::new();
                let rows = tables::sdmx_rows(view, fields, structure, groups, &mut units).context("writing the SDMX export")?;
                Some((CsvRows::of(&rows), units))
            }
            None => None,
        };
        Ok(CompanionRows { coverage, sdmx })
    }
}

impl Companions {
    /// Opens the files of the exports that a package declares.
    pub(super) fn new(plan: &Plan, package: &PackagePlan, staging: &Staging) -> anyhow::Result<Self> {
        let sdmx = if package.about.exports.contains(&Export::SdmxCsv) {
            staging.folder("meta/sdmx")?;
            let fields = tables::sdmx_fields(plan.breakdown(package));
            let structure = tables::structure_id(&package.about.agency, &package.name);
            let file = CsvFile::create(&staging.path, SDMX, &fields)?;
            Some(Sdmx { file, maker: SdmxMaker { fields, structure }, units: BTreeSet::new() })
        } else {
            None
        };
        Ok(Self { coverage: Coverage::default(), sdmx })
    }

    /// What looks at groups.
    pub(super) fn maker(&self) -> CompanionMaker {
        CompanionMaker(self.sdmx.as_ref().map(|sdmx| sdmx.maker.clone()))
    }

    /// Adds what was found behind all so far.
    pub(super) fn take(&mut self, rows: CompanionRows) -> anyhow::Result<()> {
        self.coverage.merge(rows.coverage);
        if let (Some(sdmx), Some((rows, units))) = (&mut self.sdmx, rows.sdmx) {
            sdmx.file.append(rows)?;
            sdmx.units.extend(units);
        }
        Ok(())
    }

    /// Closes the exports.
    pub(super) fn finish(self, plan: &Plan, staging: &Staging) -> anyhow::Result<(Vec<Extra>, Coverage)> {
        let Self { coverage, sdmx } = self;
        let Some(Sdmx { file, maker: SdmxMaker { mut fields, .. }, units }) = sdmx else { return Ok((Vec::new(), coverage)) };
        let file = file.finish()?;
        for field in fields.iter_mut().filter(|field| field.name == "OBS_VALUE") {
            // Written as text, because NaN is no decimal; read as a number.
            (field.kind, field.required) = (Kind::Number, false);
        }
        let codes = codes(plan, &units);
        let mut list = CsvFile::create(&staging.path, SDMX_CODES, &codes.fields)?;
        list.append(CsvRows::of(&codes))?;
        let names = |zh: &str, en: &str| Names { zh: zh.to_owned(), en: en.to_owned() };
        let missing = Dialect { missing: Some("NaN"), ..Dialect::default() };
        let observations = Extra {
            name: "sdmx-observations".to_owned(),
            title: names("SDMX-CSV 2.0 观测值", "Observations as SDMX-CSV 2.0"),
            fields,
            dialect: missing,
            file,
        };
        let title = names("SDMX 导出所用代码", "Codes of the SDMX export");
        let list = Extra { name: "sdmx-codes".to_owned(), title, fields: codes.fields, dialect: missing, file: list.finish()? };
        Ok((vec![observations, list], coverage))
    }
}

/// The closed codes and the units of the export, each with the list it is from and its names.
fn codes(plan: &Plan, units: &BTreeSet<String>) -> Chunk {
    let mut chunk = Chunk::new(&tables::sdmx_code_fields());
    let concept = |column: &str| if column == "price_basis" { "PRICE_BASE".to_owned() } else { column.to_ascii_uppercase() };
    let list = |column: &str| match column {
        "freq" => "SDMX:CL_FREQ",
        "obs_status" => "SDMX:CL_OBS_STATUS",
        "conf_status" => "SDMX:CL_CONF_STATUS",
        "adjustment" => "SDMX:CL_SEASONAL_ADJUST",
        _ => "",
    };
    for entry in MEANINGS.iter().filter(|entry| !matches!(entry.column, "yoy_status" | "status" | "revision_kind")) {
        let basis = tables::sdmx_price_code(entry.column, entry.code);
        let row = [&concept(entry.column), basis.unwrap_or(entry.code), list(entry.column), entry.code, entry.zh, entry.en];
        chunk.push(&row.map(Value::Text));
    }
    for (unit, zh, en) in tables::unit_names(&plan.catalog, units) {
        chunk.push(&["UNIT_MEASURE", &unit_id(&unit), "", &unit, &zh, &en].map(Value::Text));
    }
    chunk
}
