//! `tongbi check`: declarations, code lists and tables, without making anything.

use std::io::{stderr, stdout};
use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use super::messages::{CHECKED, WOULD_BE_BLOCKED, WOULD_BE_REFUSED, fill};
use super::settings::Settings;
use super::{SettingArgs, exit, render, say, summary};
use crate::pipeline::check::{CheckedPackage, check};
use crate::pipeline::plan::Plan;

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Check pipeline.toml, the code lists and the sidecars only; open no table.
    #[arg(long)]
    declarations: bool,
    #[command(flatten)]
    settings: SettingArgs,
}

/// Checks the project.
pub(super) fn main(project: &Path, arguments: &CheckArgs, settings: &Settings) -> anyhow::Result<ExitCode> {
    let language = settings.language();
    let plan = Plan::load(project)?;
    let mut refused = Vec::new();
    if !arguments.declarations {
        let checked = check(&plan)?;
        for text in render::findings(&checked.findings, None, settings.number("show"), language) {
            say(stderr(), &text);
        }
        for package in &checked.packages {
            say(stdout(), &summary::names(package, language).join("\n"));
        }
        refused = checked.packages.into_iter().filter(CheckedPackage::is_refused).collect();
    }
    for package in &refused {
        let (count, tolerance) = (package.quarantined.to_string(), package.tolerance.to_string());
        if package.quarantined > package.tolerance {
            say(stderr(), &fill(WOULD_BE_REFUSED, language, &[("name", &package.name), ("count", &count), ("tolerance", &tolerance)]));
        }
        if !package.blocking.is_empty() {
            let codes = summary::codes(&package.blocking);
            say(stderr(), &fill(WOULD_BE_BLOCKED, language, &[("name", &package.name), ("codes", &codes)]));
        }
    }
    if !refused.is_empty() {
        return Ok(exit::DATA.into());
    }
    let (sources, packages) = (plan.sources.len().to_string(), plan.packages.len().to_string());
    say(stdout(), &fill(CHECKED, language, &[("sources", &sources), ("packages", &packages)]));
    Ok(ExitCode::SUCCESS)
}
