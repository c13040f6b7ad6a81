//! A desk for trying layouts: four indicators, one layout, one source, and what its figures come out as.

use std::fs;
use std::ops::Deref;

use crate::support::{Done, Project, Row, files_below, repository, sha256};

/// A project with the areas and units of this repository, indicators and a dimension of its own, one source `s` with the layout `l`, and one package `p`.
pub struct Desk(Project);

impl Deref for Desk {
    type Target = Project;

    fn deref(&self) -> &Project {
        &self.0
    }
}

/// Reads every file of the source by the one layout.
pub const ALL: &str = "tables = [{ files = \"*\" }]";

impl Desk {
    /// A project with this layout, these keys of the source, and these files.
    pub fn new(layout: &str, source: &str, files: &[(&str, &[u8])]) -> Self {
        let desk = Self(Project::new());
        let catalog = repository().join("catalog");
        for name in files_below(&catalog).iter().filter(|name| name.starts_with("areas") || name.starts_with("units")) {
            desk.write(&format!("catalog/{name}"), fs::read(catalog.join(name)).unwrap());
        }
        desk.write("catalog/indicators.toml", INDICATORS);
        desk.write("catalog/dimensions.toml", DIMENSIONS);
        let pipeline = format!("[layouts.l]\n{layout}\n\n[sources.s]\nfolder = \"raw/s\"\nlayout = \"l\"\n{source}\n{PACKAGE}");
        desk.write("pipeline.toml", pipeline);
        desk.files(files);
        desk
    }

    /// A project with one text file.
    pub fn text(layout: &str, source: &str, text: &str) -> Self {
        Self::new(layout, &format!("{source}\n{ALL}"), &[("table.csv", text.as_bytes())])
    }

    fn files(&self, files: &[(&str, &[u8])]) {
        let mut sidecar = SIDECAR.to_owned();
        for (name, bytes) in files {
            self.write(&format!("raw/s/{name}"), bytes);
            sidecar.push_str(&format!("\"{name}\" = \"{}\"\n", sha256(bytes)));
        }
        self.write("raw/s/source.toml", sidecar);
    }

    /// Lets so many quarantined cells pass.
    pub fn tolerant(self, quarantined: u32) -> Self {
        let text = self.read("pipeline.toml");
        self.write("pipeline.toml", format!("{text}tolerance = {{ quarantined = {quarantined} }}\n"));
        self
    }

    /// Runs, publishes, and gives each observation as `INDICATOR AREA PERIOD = VALUE`, in the order of keys.
    pub fn figures(&self) -> Vec<String> {
        let done = self.run();
        assert_eq!(done.code, 0, "{done}");
        self.table("p", "observations").rows.iter().map(figure).collect()
    }

    /// The findings of the release as `CODE line:column text`.
    pub fn findings(&self) -> Vec<String> {
        let show = |row: &Row| format!("{} {}:{} {}", row.get("code"), row.get("line"), row.get("column"), row.get("raw"));
        self.table("p", "quarantine").rows.iter().map(show).collect()
    }

    /// Runs and expects the tables to be refused with this exit code.
    pub fn refused(&self, code: i32) -> Done {
        let done = self.run();
        assert_eq!(done.code, code, "{done}");
        assert!(self.versions("p").is_empty(), "{done}");
        done
    }
}

/// `OUTPUT 110000 2021-04 YTD = 5 B`: what is as usual (the indicator's own measure, the whole period, status A) is left out.
fn figure(row: &Row) -> String {
    let mut text = row.get("indicator").to_owned();
    if row.get("measure").starts_with("GROWTH") {
        text.push_str(&format!("/{}", row.get("measure")));
    }
    if row.has_column("sex") && row.get("sex") != "_Z" {
        text.push_str(&format!("/{}", row.get("sex")));
    }
    text.push_str(&format!(" {} {}", row.get("ref_area"), row.get("time_period")));
    if row.get("cumulation") == "YTD" {
        text.push_str(" YTD");
    }
    text.push_str(" =");
    for part in [row.get("obs_value"), if row.get("obs_status") == "A" { "" } else { row.get("obs_status") }] {
        if !part.is_empty() {
            text.push_str(&format!(" {part}"));
        }
    }
    text
}

const PACKAGE: &str = r#"
[packages.p]
title = "试版式"
description = "测试用。"
sources = ["s"]
"#;

const SIDECAR: &str = r#"title = "手册"
publisher = "测试"
delivered = "2023-05-01"
published = "2023-05-01"
address = "unknown"
licence = "unknown"
carrier = "test"
fidelity = "original"
origin = "transcribed"
origin_note = "invented for a test"
standing = "unknown"

[files]
"#;

const INDICATORS: &str = r#"[[indicator]]
code = "OUTPUT"
name = { zh = "产值", en = "Output" }
unit = "CNY"
nature = "flow"
price_basis = "CURRENT"
growth_basis = "CURRENT"

[[indicator]]
code = "OUTPUT_LIGHT"
name = "产值/轻工业"
unit = "CNY"
nature = "flow"
price_basis = "CURRENT"

[[indicator]]
code = "PEOPLE"
name = { zh = "人口", en = "Population" }
aliases = ["Total population"]
unit = "person"
nature = "stock"

[[indicator]]
code = "URBAN"
name = "人口/城镇"
unit = "person"
nature = "stock"

[[indicator]]
code = "JOBLESS"
name = { zh = "失业率", en = "Unemployment rate" }
unit = "percent"
measure = "RATE"
"#;

const DIMENSIONS: &str = r#"[[dimension]]
code = "SEX"
name = { zh = "性别", en = "Sex" }
[[dimension.value]]
code = "M"
name = { zh = "男", en = "Male" }
[[dimension.value]]
code = "F"
name = { zh = "女", en = "Female" }
"#;
