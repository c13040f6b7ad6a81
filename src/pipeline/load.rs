//! Makes the plan: reads the declarations, resolves them, and says everything that is wrong with them at once.

use std::collections::BTreeSet;
use std::path::Path;

use toml::Spanned;
use tongbi_domain::catalog::{Catalog, CatalogFiles, CatalogText, DimensionId};
use tongbi_domain::diagnostic::{Diagnostic, Diagnostics, suggest};
use tongbi_domain::finding::Code;
use tongbi_domain::message::{Message, declared as say};

use super::about::About;
use super::bounds::{Bounds, Leaves};
use super::config::{ApprovalConfig, Config, PIPELINE_FILE, PackageConfig, Project, ToleranceConfig};
use super::inputs::Declarations;
use super::plan::{PackagePlan, Plan, SourcePlan, Tolerance};
use super::portal::{self, PortalResolver};
use super::relations::Relations;
use super::resolve::Resolver;
use super::tables::{Breakdown, observation_columns, reserved_columns};
use crate::io::{IoError, read_text, sha256_of};
use crate::stages::derivation::{Derivation, Total};

impl Plan {
    /// Reads the declarations of a project. What is wrong with them comes as [`Diagnostics`] inside the error, all at once.
    pub fn load(root: &Path) -> anyhow::Result<Self> {
        let text = read_text(root, PIPELINE_FILE)?;
        let config = Config::parse(PIPELINE_FILE, &text).map_err(|problem| Diagnostics(vec![*problem]))?;
        let bounds = Bounds::new(root, &config.project.outside);
        let mut problems = outside(&bounds, &config.project);
        config.run.check(&text, &mut problems);
        if !problems.is_empty() {
            return Err(Diagnostics(problems).into());
        }
        let mut declarations = Declarations::default();
        declarations.add_sections(&text);
        let catalog = load_catalog(root, &config.project.catalog, &bounds, &mut declarations)?;
        let mut resolver =
            Resolver { root, bounds: &bounds, text: &text, catalog: &catalog, layouts: &config.layouts, problems: &mut problems };
        let mut sources = Vec::new();
        for (id, source) in &config.sources {
            sources.extend(resolver.source(id, source)?);
        }
        let mut relations = Relations { text: &text, catalog: &catalog, problems: &mut problems };
        let derivations: Vec<Derivation> = config.derivations.iter().filter_map(|(id, entry)| relations.derivation(id, entry)).collect();
        let totals: Vec<Total> = config.totals.iter().filter_map(|(id, entry)| relations.total(id, entry)).collect();
        let known = Known {
            text: &text,
            catalog: &catalog,
            sources: config.sources.keys().map(String::as_str).collect(),
            derivations: config.derivations.keys().map(String::as_str).collect(),
            totals: config.totals.keys().map(String::as_str).collect(),
        };
        let mut packages = Vec::new();
        for (index, (name, package)) in config.packages.iter().enumerate() {
            let dimensions = dimensions_of(package, &sources, &catalog);
            packages.push(resolve_package((index, name), package, dimensions, &known, &mut problems));
        }
        // A derivation that was refused has shifted the others, so order is looked at only where all are in order.
        if problems.is_empty() {
            for package in &mut packages {
                package.derivations = in_order(&package.derivations, &derivations);
            }
        }
        if packages.is_empty() {
            let message = say::no_package();
            problems.push(Diagnostic::whole("T103", PIPELINE_FILE, message).help(say::add_package()));
        }
        if !problems.is_empty() {
            return Err(Diagnostics(problems).into());
        }
        Ok(Self { root: root.to_owned(), output: config.project.output, declarations, catalog, sources, derivations, totals, packages })
    }
}

/// The folders of the project that lie outside it, unless they are allowed by name.
fn outside(bounds: &Bounds, project: &Project) -> Vec<Diagnostic> {
    [&project.catalog, &project.output].into_iter().filter_map(|folder| leads_outside(bounds, folder)).collect()
}

/// The problem with a path that leads out of the project.
fn leads_outside(bounds: &Bounds, path: &str) -> Option<Diagnostic> {
    let message = match bounds.leaves(path)? {
        Leaves::AsWritten => say::project_folder_outside(path),
        Leaves::ByLink => say::leads_outside(path),
    };
    Some(Diagnostic::whole("T104", PIPELINE_FILE, message).help(say::allow_outside(path)))
}

/// What packages may name.
struct Known<'a> {
    text: &'a str,
    catalog: &'a Catalog,
    sources: Vec<&'a str>,
    derivations: Vec<&'a str>,
    totals: Vec<&'a str>,
}

/// Derivations sorted so that what is computed from another comes after it; those in a circle keep their order and find no input.
fn in_order(chosen: &[usize], derivations: &[Derivation]) -> Vec<usize> {
    let mut left: Vec<usize> = chosen.to_vec();
    let mut sorted = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let outputs: Vec<_> = left.iter().map(|index| (*index, derivations[*index].rule.output())).collect();
        let free = |index: &usize| {
            let inputs = derivations[*index].rule.inputs();
            !outputs.iter().any(|(other, output)| other != index && inputs.contains(output))
        };
        let next = left.iter().position(free).unwrap_or(0);
        sorted.push(left.remove(next));
    }
    sorted
}

fn resolve_ids(
    missing: fn(&str) -> Message,
    ids: &[Spanned<String>],
    known: &[&str],
    text: &str,
    problems: &mut Vec<Diagnostic>,
) -> Vec<usize> {
    let mut found = Vec::new();
    for id in ids {
        match known.iter().position(|name| name == id.get_ref()) {
            Some(index) => found.push(index),
            None => {
                let message = missing(id.get_ref());
                problems.push(Diagnostic::at("T103", PIPELINE_FILE, text, id.span(), message).help(suggest(id.get_ref(), known)));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The dimensions that any of a package's sources speaks of, in the order of their codes.
fn dimensions_of(package: &PackageConfig, sources: &[SourcePlan], catalog: &Catalog) -> Vec<DimensionId> {
    let mut found = BTreeSet::new();
    for id in &package.sources {
        match sources.iter().find(|source| source.id == *id.get_ref()) {
            Some(source) => found.extend(source.dimensions.iter().copied()),
            // What is wrong with a refused source is said already; without this it would echo in the package's columns.
            None => found.extend(catalog.dimensions.iter().map(|(id, _)| id)),
        }
    }
    found.into_iter().collect()
}

fn resolve_package(
    (index, name): (usize, &str),
    package: &PackageConfig,
    dimensions: Vec<DimensionId>,
    ids: &Known<'_>,
    problems: &mut Vec<Diagnostic>,
) -> PackagePlan {
    let text = ids.text;
    let sources = resolve_ids(|id| say::no_source_called(id), &package.sources, &ids.sources, text, problems);
    let derivations = resolve_ids(|id| say::no_derivation_called(id), &package.derivations, &ids.derivations, text, problems);
    let totals = resolve_ids(|id| say::no_total_called(id), &package.totals, &ids.totals, text, problems);
    let columns = observation_columns(Breakdown { catalog: ids.catalog, ids: &dimensions });
    let known: Vec<&str> = columns.iter().map(String::as_str).collect();
    for column in package.columns.iter().flatten() {
        if !known.contains(&column.get_ref().as_str()) {
            let message = say::no_column(column.get_ref());
            problems.push(Diagnostic::at("T103", PIPELINE_FILE, text, column.span(), message).help(suggest(column.get_ref(), &known)));
        }
    }
    let breakdown = Breakdown { catalog: ids.catalog, ids: &dimensions };
    let mut portals = PortalResolver { text, breakdown, language: package.language, problems };
    let portals = package.portals.iter().map(|(name, portal)| portals.resolve(name, portal)).collect();
    PackagePlan {
        name: name.to_owned(),
        title: package.title.clone(),
        description: package.description.clone(),
        language: package.language,
        index,
        sources,
        derivations,
        totals,
        dimensions,
        about: About::resolve(package, text, problems),
        columns: package.columns.as_ref().map(|columns| columns.iter().map(|column| column.get_ref().clone()).collect()),
        lineage: package.lineage,
        statements: package.statements,
        tolerance: tolerance(&package.tolerance, text, problems),
        rounding: package.rounding,
        approval: package.approval == ApprovalConfig::Required,
        portals,
    }
}

/// What a package lets pass; a code that no finding has is a problem.
fn tolerance(declared: &ToleranceConfig, text: &str, problems: &mut Vec<Diagnostic>) -> Tolerance {
    let known: Vec<&str> = Code::ALL.iter().map(|code| code.id()).collect();
    let mut blocking = Vec::new();
    for name in &declared.blocking {
        match Code::ALL.iter().find(|code| code.id() == name.get_ref()) {
            Some(code) => blocking.push(*code),
            None => {
                let message = say::no_finding_code(name.get_ref());
                problems
                    .push(Diagnostic::at("T103", PIPELINE_FILE, text, name.span(), message).help(say::codes_of_findings(known.join(" "))));
            }
        }
    }
    Tolerance { quarantined: declared.quarantined, blocking }
}

/// The catalogue of the project in a folder, whatever is wrong with its sources; `None` where there is no project.
///
/// # Errors
/// When `pipeline.toml` is not TOML or a list of the catalogue breaks a law, as [`Diagnostics`]; when a file cannot be read.
pub fn catalog_of(root: &Path) -> anyhow::Result<Option<Catalog>> {
    if !root.join(PIPELINE_FILE).try_exists().map_err(IoError::file("read", PIPELINE_FILE))? {
        return Ok(None);
    }
    let text = read_text(root, PIPELINE_FILE)?;
    let config = Config::parse(PIPELINE_FILE, &text).map_err(|problem| Diagnostics(vec![*problem]))?;
    let bounds = Bounds::new(root, &config.project.outside);
    load_catalog(root, &config.project.catalog, &bounds, &mut Declarations::default()).map(Some)
}

/// The folders that `[project]` names, by key; the defaults where there is no project.
///
/// # Errors
/// When `pipeline.toml` is wrong in its form or its settings (T101, T108), as [`Diagnostics`]; when it cannot be read.
pub fn folders_of(root: &Path) -> anyhow::Result<[(&'static str, String); 2]> {
    let text = match root.join(PIPELINE_FILE).try_exists().map_err(IoError::file("read", PIPELINE_FILE))? {
        true => read_text(root, PIPELINE_FILE)?,
        false => String::new(),
    };
    let config = Config::parse(PIPELINE_FILE, &text).map_err(|problem| Diagnostics(vec![*problem]))?;
    let mut problems = Vec::new();
    config.run.check(&text, &mut problems);
    if !problems.is_empty() {
        return Err(Diagnostics(problems).into());
    }
    Ok([("catalog", config.project.catalog), ("output", config.project.output)])
}

/// Reads the lists of the catalogue; a list that has no file is empty, a folder that is not there is an error.
fn load_catalog(root: &Path, folder: &str, bounds: &Bounds, declarations: &mut Declarations) -> anyhow::Result<Catalog> {
    std::fs::read_dir(root.join(folder)).map_err(IoError::file("read", folder))?;
    let list = |name: &str| read_list(root, folder, name);
    let (units, categories, areas, indicators) = (list("units")?, list("categories")?, list("areas")?, list("indicators")?);
    let dimensions = list("dimensions")?;
    let files = [&units, &categories, &areas, &indicators, &dimensions].into_iter().flatten();
    let linked: Vec<Diagnostic> = files.filter_map(|(file, _)| leads_outside(bounds, file)).collect();
    if !linked.is_empty() {
        return Err(Diagnostics(linked).into());
    }
    folder.clone_into(&mut declarations.catalog);
    for (name, text) in [&units, &categories, &areas, &indicators, &dimensions].into_iter().flatten() {
        declarations.lists.insert(name.clone(), sha256_of(text.as_bytes()));
    }
    fn texts(files: &[(String, String)]) -> Vec<CatalogText<'_>> {
        files.iter().map(|(file, text)| CatalogText { file, text }).collect()
    }
    let files = CatalogFiles {
        units: &texts(&units),
        categories: &texts(&categories),
        areas: &texts(&areas),
        indicators: &texts(&indicators),
        dimensions: &texts(&dimensions),
    };
    let columns: Vec<String> = reserved_columns().into_iter().chain(portal::reserved_columns()).collect();
    let reserved: Vec<&str> = columns.iter().map(String::as_str).collect();
    Ok(Catalog::load(files, &reserved)?)
}

/// The files of a list with their texts: `<list>.toml`, then every TOML and CSV file of the folder `<list>`, by name.
fn read_list(root: &Path, folder: &str, list: &str) -> Result<Vec<(String, String)>, IoError> {
    let exists = |name: &str| root.join(name).try_exists().map_err(IoError::file("read", name));
    let (single, inside) = (format!("{folder}/{list}.toml"), format!("{folder}/{list}"));
    let mut names = Vec::new();
    if exists(&inside)? {
        for entry in std::fs::read_dir(root.join(&inside)).map_err(IoError::file("list", &inside))? {
            let name = entry.map_err(IoError::file("list", &inside))?.file_name().to_string_lossy().into_owned();
            let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
            if !name.starts_with('.') && matches!(ending.as_deref(), Some("toml" | "csv")) {
                names.push(format!("{inside}/{name}"));
            }
        }
    }
    names.sort();
    if exists(&single)? {
        names.insert(0, single);
    }
    names.into_iter().map(|name| read_text(root, &name).map(|text| (name, text))).collect()
}
