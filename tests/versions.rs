//! Which part of a version rises, and why: docs/releases.md, held against the binary.

use serde_json::Value;

use crate::support::{Done, SmallProject};

const ROWS: &str = "户数,罗湖区,2020,800,户,,\n户数,罗湖区,2021,801,户,,\n";

fn descriptor(project: &SmallProject) -> Value {
    let path = project.release("small").join("datapackage.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn published(project: &SmallProject) -> (String, String, String) {
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    let root = descriptor(project);
    (root["version"].as_str().unwrap().to_owned(), root["schema_version"].as_str().unwrap().to_owned(), done.stdout)
}

/// N rises with the bytes of a source, P where the same files give other figures; the version before is named.
#[test]
fn content_and_processing() {
    let project = SmallProject::new(ROWS);
    assert_eq!(published(&project).0, "2023.1.0");
    assert_eq!(descriptor(&project).get("previous_version"), None);
    project.edit("pipeline.toml", "sources = [\"book\"]", "rounding = { percent_digits = 3 }\nsources = [\"book\"]");
    assert_eq!(published(&project).0, "2023.1.1");
    assert_eq!(descriptor(&project)["previous_version"], "2023.1.0");
    project.rows(&ROWS.replace("801", "802"));
    assert_eq!(published(&project).0, "2023.2.0");
    assert_eq!(descriptor(&project)["previous_version"], "2023.1.1");
    assert!(published(&project).2.contains("unchanged"));
}

/// A removed column is major, an added one minor; the account says what made the schema rise, and it is a release of content.
#[test]
fn schema_versions() {
    let project = SmallProject::new(ROWS);
    let (version, schema, said) = published(&project);
    assert_eq!((version.as_str(), schema.as_str(), said.contains("schema")), ("2023.1.0", "1.0.0", false));
    let columns = r#"["indicator", "ref_area", "measure", "scenario", "freq", "time_period", "cumulation", "price_basis", "comparability", "base_per", "adjustment", "obs_value"]"#;
    project.edit("pipeline.toml", "sources = [\"book\"]", &format!("columns = {columns}\nsources = [\"book\"]"));
    let (version, schema, said) = published(&project);
    assert_eq!((version.as_str(), schema.as_str()), ("2023.2.0", "2.0.0"));
    assert!(said.contains("schema 2.0.0 (major): ") && said.contains("-observations.note"), "{said}");
    project.edit("pipeline.toml", "\"obs_value\"]", "\"obs_value\", \"unit_measure\"]");
    let (version, schema, said) = published(&project);
    assert_eq!((version.as_str(), schema.as_str()), ("2023.3.0", "2.1.0"));
    assert!(said.contains("schema 2.1.0 (minor): +observations.unit_measure"), "{said}");
}

/// The date is SOURCE_DATE_EPOCH's or the newest source's, never the clock's; another epoch alone makes no release; no number is refused.
#[test]
fn dates_come_from_sources_or_the_epoch() {
    let project = SmallProject::new(ROWS);
    let run = |epoch: &str| Done::of(project.command().arg("run").env("SOURCE_DATE_EPOCH", epoch));
    let done = run("yesterday");
    assert_eq!(done.code, 78, "{done}");
    done.says(&["T107", "SOURCE_DATE_EPOCH"]);
    assert_eq!(run("").code, 0);
    assert_eq!(descriptor(&project)["created"], "2023-05-01T00:00:00Z");
    assert!(run("1704067200").stdout.contains("unchanged"));
    project.rows(&ROWS.replace("801", "802"));
    assert_eq!(run("1704067200").code, 0);
    assert_eq!(descriptor(&project)["created"], "2024-01-01T00:00:00Z");
}
