//! What a release says of itself, in every format: true, known, and the same everywhere.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::support::{LUOHU, PROVINCES, SmallProject, Table, real_run, sha256};

const ROWS: &str = "地区生产总值,罗湖区,2021,2571.67,亿元,7.20%,\n户数,罗湖区,2021,3.90,万户,,\n地区生产总值,罗湖区,2022,近2700,亿元,,\n";
const DECLARED: &str = r#"licence = "CC-BY-4.0"
publisher = { name = { zh = "某统计局", en = "A Bureau" }, homepage = "https://stats.example.cn" }
contact = { name = "Desk", email = "desk@stats.example.cn" }
keywords = [{ zh = "经济", en = "economy" }]
homepage = "https://data.example.cn/small"
identifier = "https://doi.org/10.1234/small"
agency = "CN.EX"
exports = ["sdmx-csv"]
"#;
const FILES: [&str; 8] = [
    "datapackage.json",
    "meta/csvw.json",
    "meta/dcat.jsonld",
    "meta/croissant.jsonld",
    "CITATION.cff",
    "README.md",
    "README.zh.md",
    "CODEBOOK.md",
];

fn declared(lines: &str) -> SmallProject {
    let project = SmallProject::new(ROWS);
    project.edit("pipeline.toml", "sources = [\"book\"]", &format!("{lines}sources = [\"book\"]"));
    project
}

fn read(project: &SmallProject, name: &str) -> String {
    fs::read_to_string(project.release("small").join(name)).unwrap()
}

/// What is declared stands in every format that has a place for it; what is not declared stands in none.
#[test]
fn what_is_known_and_nothing_else() {
    let project = declared(DECLARED);
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    let everywhere = |words: &[&str], files: &[&str]| {
        for file in files {
            let text = read(&project, file);
            words.iter().for_each(|word| assert!(text.contains(word), "{word} in {file}:\n{text}"));
        }
    };
    everywhere(
        &["CC-BY-4.0", "https://data.example.cn/small", "2023.1.0"],
        &["datapackage.json", "meta/dcat.jsonld", "meta/croissant.jsonld", "CITATION.cff", "README.md"],
    );
    everywhere(&["某统计局"], &["datapackage.json", "meta/dcat.jsonld", "meta/croissant.jsonld", "CITATION.cff", "README.zh.md"]);
    everywhere(&["desk@stats.example.cn"], &["datapackage.json", "meta/dcat.jsonld", "README.md"]);
    everywhere(&["经济"], &["datapackage.json", "meta/dcat.jsonld", "meta/croissant.jsonld", "CITATION.cff"]);

    let plain = SmallProject::new(ROWS);
    assert_eq!(plain.run().code, 0);
    for file in FILES {
        let text = read(&plain, file).to_lowercase();
        // A README says of the licence that it is not stated.
        for word in ["licens", "keyword", "publisher\":", "unknown\"", "homepage\":", "contact"] {
            assert!(!text.contains(word), "{word} in {file}:\n{text}");
        }
    }
    assert!(!plain.release("small").join("meta/sdmx").exists(), "an export that nobody asked for");
}

/// What would make a descriptor invalid is refused where it is written, and nothing is published.
#[test]
fn wrong_forms_are_refused() {
    for (line, said) in [
        ("licence = \"CC BY 4.0\"\n", "`CC BY 4.0` is no licence identifier"),
        ("homepage = \"data.example.cn\"\n", "`data.example.cn` is no web address"),
        ("contact = { name = \"Desk\", email = \"desk\" }\n", "`desk` is no mail address"),
        ("agency = \"1A\"\n", "`1A` is no SDMX agency"),
        ("exports = [\"sdmx-ml\"]\n", "sdmx-ml"),
        ("publisher = { name = \"B\", phone = \"1\" }\n", "phone"),
    ] {
        let done = declared(line).check();
        assert_eq!(done.code, 78, "{line}: {done}");
        done.says(&[said]);
        done.says(&["pipeline.toml"]);
    }
}

/// No hundred million in SDMX: 2571.67 亿元 is 257167 with UNIT_MULT 6, 3.90万户 keeps its digits, a bound and a rate have their codes.
#[test]
fn the_sdmx_export() {
    let project = declared("exports = [\"sdmx-csv\"]\nagency = \"CN.EX\"\n");
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    let table = Table::read(&project.release("small").join("meta/sdmx/observations.csv"));
    assert_eq!(table.rows.len(), project.of("observations").rows.len());
    let always = [("STRUCTURE", "dataflow"), ("STRUCTURE_ID", "CN.EX:SMALL(1.0.0)"), ("ACTION", "R"), ("FREQ", "A"), ("BASE_PER", "_Z")];
    let grp = table.one(&[("INDICATOR", "GRP"), ("MEASURE", "LEVEL"), ("TIME_PERIOD", "2021")]);
    grp.has(&always);
    grp.has(&[("OBS_VALUE", "257167"), ("UNIT_MULT", "6"), ("DECIMALS", "0"), ("UNIT_MEASURE", "CNY"), ("PRICE_BASE", "V")]);
    let households = table.one(&[("INDICATOR", "HOUSEHOLDS")]);
    households.has(&[("OBS_VALUE", "3.90"), ("UNIT_MULT", "4"), ("DECIMALS", "2"), ("UNIT_MEASURE", "U6237"), ("PRICE_BASE", "_Z")]);
    table.one(&[("MEASURE", "GROWTH_YOY")]).has(&[("OBS_VALUE", "7.20"), ("UNIT_MULT", "0"), ("DECIMALS", "2")]);
    table.one(&[("TIME_PERIOD", "2022")]).has(&[
        ("QUALIFIER", "NEARLY"),
        ("OBS_VALUE", "270000"),
        ("VALUE_HIGH", "270000"),
        ("VALUE_LOW", ""),
    ]);
}

/// Every code of the export is in its list, every multiplier in CL_UNIT_MULT, and times its multiplier a value is that of the release.
#[test]
fn sdmx_says_what_the_release_says() {
    for package in [LUOHU, PROVINCES] {
        let folder = real_run().0.release(package);
        let (table, plain) = (Table::read(&folder.join("meta/sdmx/observations.csv")), Table::read(&folder.join("data/observations.csv")));
        let codes = Table::read(&folder.join("meta/sdmx/codes.csv"));
        let known: BTreeSet<(&str, &str)> = codes.rows.iter().map(|row| (row.get("concept"), row.get("code"))).collect();
        assert_eq!(table.rows.len(), plain.rows.len());
        for (row, own) in table.rows.iter().zip(&plain.rows) {
            for concept in [
                "MEASURE",
                "SCENARIO",
                "FREQ",
                "CUMULATION",
                "PRICE_BASE",
                "COMPARABILITY",
                "ADJUSTMENT",
                "OBS_STATUS",
                "CONF_STATUS",
                "QUALIFIER",
                "STAGE",
                "UNIT_MEASURE",
            ] {
                assert!(known.contains(&(concept, row.get(concept))), "{package}: {concept} {}", row.get(concept));
            }
            assert!(["0", "1", "2", "3", "4", "6", "9", "12", "15"].contains(&row.get("UNIT_MULT")));
            match own.get("obs_value") {
                "" => assert_eq!(row.get("OBS_VALUE"), "NaN"),
                value => {
                    let power: i32 = row.get("UNIT_MULT").parse().unwrap();
                    let (exact, scaled): (f64, f64) = (value.parse().unwrap(), row.get("OBS_VALUE").parse().unwrap());
                    assert!((scaled * 10_f64.powi(power) - exact).abs() <= exact.abs() * 1e-15, "{row:?}");
                    let decimals = row.get("OBS_VALUE").split_once('.').map_or(0, |(_, digits)| digits.len());
                    assert_eq!(row.get("DECIMALS"), decimals.to_string(), "{row:?}");
                }
            }
        }
    }
}

/// All formats name the same files with the same digests.
#[test]
fn formats_agree() {
    for package in [LUOHU, PROVINCES] {
        let folder = real_run().0.release(package);
        let json = |name: &str| -> Value { serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap() };
        let (own, dcat, croissant) = (json("datapackage.json"), json("meta/dcat.jsonld"), json("meta/croissant.jsonld"));
        let resources = own["resources"].as_array().unwrap();
        let (distributions, objects) = (dcat["dcat:distribution"].as_array().unwrap(), croissant["distribution"].as_array().unwrap());
        assert!(resources.len() == distributions.len() && resources.len() == objects.len());
        for ((resource, distribution), object) in resources.iter().zip(distributions).zip(objects) {
            let path = resource["path"].as_str().unwrap();
            let digest = sha256(&fs::read(folder.join(path)).unwrap());
            assert_eq!(distribution["dcat:downloadURL"]["@id"], format!("../{path}"));
            assert_eq!(distribution["spdx:checksum"]["spdx:checksumValue"]["@value"], digest);
            assert_eq!(
                (object["contentUrl"].as_str(), object["sha256"].as_str()),
                (Some(format!("../{path}").as_str()), Some(digest.as_str()))
            );
        }
        let tables = json("meta/csvw.json")["tables"].as_array().unwrap().len();
        assert_eq!(
            tables,
            resources
                .iter()
                .filter(|resource| resource["format"] == "csv" && resource["path"].as_str().unwrap().starts_with("data/"))
                .count()
        );
        for name in ["README.md", "README.zh.md"] {
            let text = fs::read_to_string(folder.join(name)).unwrap();
            for resource in resources {
                assert!(text.contains(resource["path"].as_str().unwrap()), "{name}: {}", resource["path"]);
            }
        }
    }
}
