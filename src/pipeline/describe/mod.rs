//! What a release says of itself: one [`model`], and each descriptor, README and codebook written from it. No file is written here, no row read.

pub(super) mod changelog;
mod citation;
mod codebook;
pub(super) mod codes;
mod csvw;
mod datapackage;
mod dcat;
mod loaders;
pub(super) mod model;
mod readme;
mod schema_org;
mod spoken;

pub(super) use datapackage::Recorded;
pub(super) use model::{Coverage, Dialect, Extra, Release, Stamp, Table};

use serde_json::Value;
use tongbi_domain::catalog::Language;

use super::plan::{PackagePlan, Plan, SourcePlan};
use super::sidecar::UNKNOWN;

/// Name of the descriptor that the next run reads.
pub(super) const DATAPACKAGE: &str = "datapackage.json";

/// The descriptor that the next run reads.
pub(super) fn datapackage(release: &Release<'_>, stamp: &Stamp) -> String {
    datapackage::text(release, stamp)
}

/// Every file that describes a release, with its path.
pub(super) fn files(release: &Release<'_>, stamp: &Stamp) -> Vec<(&'static str, String)> {
    let mut files = vec![
        (DATAPACKAGE, datapackage::text(release, stamp)),
        (readme::ENGLISH, readme::text(release, stamp, Language::En)),
        (readme::CHINESE, readme::text(release, stamp, Language::Zh)),
        (codebook::ENGLISH, codebook::text(release, stamp, Language::En)),
        (codebook::CHINESE, codebook::text(release, stamp, Language::Zh)),
        (csvw::PATH, csvw::text(release)),
        (dcat::PATH, dcat::text(release, stamp)),
        (schema_org::PATH, schema_org::text(release, stamp)),
    ];
    files.extend(release.changelog.iter().cloned());
    files.extend(citation::text(release, stamp).map(|text| (citation::PATH, text)));
    files
}

/// Year of the newest source's publication; where none is known, of the newest figure.
pub(super) fn year(plan: &Plan, package: &PackagePlan, coverage: &Coverage) -> i32 {
    let published = package.sources.iter().filter_map(|source| plan.sources[*source].sidecar.year()).max();
    published.or(coverage.last_year).unwrap_or(1)
}

/// Facts of the data set for the footer of its Parquet files.
pub(super) fn parquet_facts(package: &PackagePlan) -> Vec<(String, String)> {
    let mut facts =
        vec![("dataset_id".to_owned(), package.name.clone()), ("dataset_title".to_owned(), package.title.get(package.language).to_owned())];
    facts.extend(package.about.licence.iter().map(|licence| ("license".to_owned(), licence.clone())));
    facts
}

/// The address of a source, where it is known and an address.
fn source_address(source: &SourcePlan) -> Option<&str> {
    let address = source.sidecar.address.as_str();
    let refused = |character: char| character.is_whitespace() || "<>\"{}|\\^`".contains(character);
    let web = address.starts_with("https://") || address.starts_with("http://");
    (address != UNKNOWN && web && !address.contains(refused)).then_some(address)
}

fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
