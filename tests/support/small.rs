//! A small project written by hand: one source, one package, a handful of codes. Each test breaks one thing in it.

use std::ops::Deref;

use super::{Project, Table, sha256};

/// Header of the small project's table.
pub const HEADER: &str = "指标,地区,时期,数值,单位,同比,说明\n";

/// A project with one source `book` (raw/book/table.csv) and one package `small`.
pub struct SmallProject(Project);

impl Deref for SmallProject {
    type Target = Project;

    fn deref(&self) -> &Project {
        &self.0
    }
}

impl SmallProject {
    /// A sound project with these rows below [`HEADER`].
    pub fn new(rows: &str) -> Self {
        let project = Self(Project::new());
        project.write("pipeline.toml", PIPELINE);
        project.write("catalog/units.toml", UNITS);
        project.write("catalog/categories.toml", CATEGORIES);
        project.write("catalog/areas.toml", AREAS);
        project.write("catalog/indicators.toml", INDICATORS);
        project.source("book", "table.csv", &format!("{HEADER}{rows}"));
        project
    }

    /// A folder with nothing in it yet.
    pub fn empty() -> Self {
        Self(Project::new())
    }

    /// A sound one, letting so many quarantined cells pass.
    pub fn tolerant(rows: &str, quarantined: u32) -> Self {
        let project = Self::new(rows);
        project.tolerate(quarantined);
        project
    }

    /// Declares the tolerance.
    pub fn tolerate(&self, quarantined: u32) {
        let text = self.read("pipeline.toml");
        let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("tolerance")).collect();
        self.write("pipeline.toml", format!("{}\ntolerance = {{ quarantined = {quarantined} }}\n", kept.join("\n")));
    }

    /// Writes a source's one table and its sidecar.
    pub fn source(&self, id: &str, file: &str, text: &str) {
        self.write(&format!("raw/{id}/{file}"), text);
        let sidecar = SIDECAR.replace("FILE", file).replace("SHA256", &sha256(text.as_bytes()));
        self.write(&format!("raw/{id}/source.toml"), sidecar);
    }

    /// Puts other rows into the table.
    pub fn rows(&self, rows: &str) {
        self.source("book", "table.csv", &format!("{HEADER}{rows}"));
    }

    /// A CSV table of the release.
    pub fn of(&self, name: &str) -> Table {
        self.table("small", name)
    }
}

const PIPELINE: &str = r#"[layouts.plain]
columns = { "指标" = "indicator", "地区" = "area", "时期" = "period", "数值" = "value", "单位" = "unit", "同比" = "value:GROWTH_YOY", "说明" = "note" }

[sources.book]
folder = "raw/book"
layout = "plain"
tables = [{ files = "table.csv" }]

[packages.small]
title = { zh = "小包", en = "Small" }
description = { zh = "测试用", en = "For tests" }
sources = ["book"]
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
"FILE" = "SHA256"
"#;

const UNITS: &str = r#"[[unit]]
code = "CNY"
symbol = "元"
kind = "currency"
dimension = "CNY"
factor = "1"
name = { zh = "元", en = "yuan" }

[[unit]]
code = "person"
symbol = "人"
kind = "counter"
dimension = "person"
factor = "1"
name = { zh = "人", en = "person" }

[[unit]]
code = "户"
kind = "counter"
dimension = "户"
factor = "1"
name = { zh = "户", en = "household" }

[[unit]]
code = "km"
symbol = "公里"
kind = "physical"
dimension = "length"
factor = "1000"
name = { zh = "公里", en = "kilometre" }

[[unit]]
code = "m"
symbol = "米"
kind = "physical"
dimension = "length"
factor = "1"
name = { zh = "米", en = "metre" }

[[unit]]
code = "percent"
symbol = "%"
kind = "ratio"
dimension = "ratio"
factor = "1"
name = { zh = "百分数", en = "percent" }

[[unit]]
code = "pp"
symbol = "百分点"
kind = "points"
dimension = "points"
factor = "1"
name = { zh = "百分点", en = "percentage point" }

[[unit]]
code = "rank"
symbol = "名次"
kind = "rank"
dimension = "rank"
factor = "1"
name = { zh = "名次", en = "rank" }
"#;

const CATEGORIES: &str = r#"[[category]]
code = "ALL"
name = { zh = "全部", en = "All" }

[[category]]
code = "ACCOUNTS"
name = { zh = "核算", en = "Accounts" }
parent = "ALL"

[[category]]
code = "PEOPLE"
name = { zh = "人口", en = "People" }
parent = "ALL"
"#;

const AREAS: &str = r#"[[area]]
code = "100000"
name = { zh = "全国", en = "China" }
scheme = "declared"
kind = "country"

[[area]]
code = "440303"
name = { zh = "罗湖区", en = "Luohu" }
aliases = ["罗湖"]
parent = "100000"
scheme = "GB/T 2260"
kind = "district"

[[area]]
code = "440304"
name = { zh = "福田区", en = "Futian" }
parent = "100000"
scheme = "GB/T 2260"
kind = "district"
"#;

const INDICATORS: &str = r#"[[indicator]]
code = "GRP"
name = { zh = "地区生产总值", en = "Gross regional product" }
aliases = ["生产总值"]
category = "ACCOUNTS"
measure = "LEVEL"
nature = "flow"
unit = "CNY"
display = "亿元"
price_basis = "CURRENT"
growth_basis = "CURRENT"
better = "higher"
definition = { zh = "测试", en = "Test" }

[[indicator]]
code = "HOUSEHOLDS"
name = { zh = "户数", en = "Households" }
category = "PEOPLE"
measure = "LEVEL"
nature = "flow"
unit = "户"
display = "万户"
price_basis = "NA"
growth_basis = "NA"
better = "none"
definition = { zh = "测试", en = "Test" }

[[indicator]]
code = "ROADS"
name = { zh = "道路里程", en = "Roads" }
category = "PEOPLE"
measure = "LEVEL"
nature = "stock"
unit = "km"
display = "公里"
price_basis = "NA"
growth_basis = "NA"
better = "higher"
definition = { zh = "测试", en = "Test" }

[[indicator]]
code = "PLACE"
name = { zh = "全国排名", en = "Place" }
category = "PEOPLE"
measure = "RANK"
nature = "none"
unit = "rank"
display = "rank"
price_basis = "NA"
growth_basis = "NA"
better = "lower"
definition = { zh = "测试", en = "Test" }

[[indicator]]
code = "URBAN_SHARE"
name = { zh = "城镇化率", en = "Urban share" }
category = "PEOPLE"
measure = "SHARE"
nature = "none"
unit = "percent"
display = "%"
price_basis = "NA"
growth_basis = "NA"
better = "none"
definition = { zh = "测试", en = "Test" }
"#;
