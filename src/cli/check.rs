//! `tongbi check`: declarations, code lists and tables, without making anything.

use std::io::{stderr, stdout};
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use tongbi_domain::message::Sentence;

use super::messages::fill;
use super::settings::Settings;
use super::{SettingArgs, exit, render, say, summary};
use crate::pipeline::check::{CheckedPackage, check};
use crate::pipeline::plan::Plan;

/// After `tongbi check`.
const CHECKED: Sentence = (
    "pipeline.toml, the code lists and {sources} sources are in order; packages: {packages}",
    "pipeline.toml、代码表和{sources}个来源均无误；数据包：{packages}个",
);

/// After `tongbi check`, of a package that a finding would stop.
const WOULD_BE_BLOCKED: Sentence =
    ("{name}: {codes} would stop its publication, as tolerance.blocking declares", "{name}：{codes}会阻止发布（tolerance.blocking）");

/// After `tongbi check`, of a package whose corrections no longer fit.
const WOULD_MISFIT: Sentence = (
    "{name}: {codes} would stop its publication: a declared correction does not fit its source",
    "{name}：{codes}会阻止发布：声明的更正与来源不符",
);

/// After `tongbi check`, for a package that would be refused.
const WOULD_BE_REFUSED: Sentence = (
    "{name}: {count} cells are quarantined, the package lets {tolerance} pass; a run would not publish it",
    "{name}：隔离{count}格，该数据包只允许{tolerance}格；运行时不会发布",
);

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
        let checked = check(&plan, settings.options())?;
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
            let stops = package.blocking.iter().any(|(code, _)| code.stops());
            say(
                stderr(),
                &fill(if stops { WOULD_MISFIT } else { WOULD_BE_BLOCKED }, language, &[("name", &package.name), ("codes", &codes)]),
            );
        }
    }
    if !refused.is_empty() {
        return Ok(exit::DATA.into());
    }
    let (sources, packages) = (plan.sources.len().to_string(), plan.packages.len().to_string());
    say(stdout(), &fill(CHECKED, language, &[("sources", &sources), ("packages", &packages)]));
    Ok(ExitCode::SUCCESS)
}
