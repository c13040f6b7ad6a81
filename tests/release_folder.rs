//! A release describes itself truly: digests, descriptor, code lists, and CSV that portals take.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use crate::support::{LUOHU, PROVINCES, Table, files_below, real_run, real_table, sha256};

const PACKAGES: [&str; 2] = [LUOHU, PROVINCES];

/// The tables that a release has, beside its descriptor and its digests.
const TABLES: [&str; 12] = [
    "areas",
    "categories",
    "growth_checks",
    "indicators",
    "lineage",
    "mappings",
    "observations",
    "quarantine",
    "revisions",
    "sources",
    "statements",
    "units",
];

fn descriptor(package: &str) -> Value {
    let text = fs::read_to_string(real_run().0.release(package).join("datapackage.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn resources(package: &str) -> Vec<Value> {
    descriptor(package)["resources"].as_array().unwrap().clone()
}

/// Whether a resource is a table of the release, and no export of one.
fn is_table(resource: &Value) -> bool {
    resource["path"].as_str().unwrap().starts_with("data/")
}

/// The files of a release are those that were promised: its tables twice, seven lists as CSV, the export, descriptors, digests.
#[test]
fn the_files_are_those_promised() {
    for package in PACKAGES {
        let mut expected: Vec<String> = TABLES.iter().map(|name| format!("data/{name}.csv")).collect();
        expected.extend(["growth_checks", "lineage", "observations", "revisions", "statements"].map(|name| format!("data/{name}.parquet")));
        // Implied bases and part checks are written where there are any.
        if package == LUOHU {
            expected
                .extend(["implied", "part_checks"].iter().flat_map(|name| [format!("data/{name}.csv"), format!("data/{name}.parquet")]));
        }
        let portals: &[&str] = match package {
            LUOHU => &["excel/observations.csv", "portal/ckan/observations.csv", "portal/ckan/observations.dictionary.json"],
            _ => &["excel/observations.csv", "portal/by-year/observations.csv", "portal/by-year/observations.dictionary.json"],
        };
        expected.extend(portals.iter().copied().map(str::to_owned));
        expected.extend(["SHA256SUMS", "CITATION.cff", "datapackage.json", "data/observations.dictionary.json"].map(str::to_owned));
        expected
            .extend(["README.md", "README.zh.md", "CODEBOOK.md", "CODEBOOK.zh.md", "CHANGELOG.md", "CHANGELOG.zh.md"].map(str::to_owned));
        expected.extend(
            ["croissant.jsonld", "csvw.json", "dcat.jsonld", "sdmx/codes.csv", "sdmx/observations.csv"].map(|name| format!("meta/{name}")),
        );
        expected.sort();
        assert_eq!(files_below(&real_run().0.release(package)), expected, "{package}");
    }
}

/// SHA256SUMS has every file but itself, sorted, with its true digest, in the form that `sha256sum -c` reads.
#[test]
fn digests_cover_every_file() {
    for package in PACKAGES {
        let folder = real_run().0.release(package);
        let sums = fs::read_to_string(folder.join("SHA256SUMS")).unwrap();
        let expected: String = files_below(&folder)
            .iter()
            .filter(|name| *name != "SHA256SUMS")
            .map(|name| format!("{}  {name}\n", sha256(&fs::read(folder.join(name)).unwrap())))
            .collect();
        assert_eq!(sums, expected, "{package}");
    }
}

/// Every resource of the descriptor is a file with these bytes and this digest, and every table is a resource.
#[test]
fn the_descriptor_knows_every_file() {
    for package in PACKAGES {
        let folder = real_run().0.release(package);
        let mut described = Vec::new();
        let mut names = BTreeSet::new();
        for resource in resources(package) {
            let path = resource["path"].as_str().unwrap();
            let bytes = fs::read(folder.join(path)).unwrap();
            // Readers count the bytes of text files only, so a Parquet file states none.
            let stated = resource["format"] == "csv";
            assert_eq!(resource.get("bytes").and_then(Value::as_u64), stated.then_some(bytes.len() as u64), "{path}");
            assert_eq!(resource["hash"].as_str(), Some(format!("sha256:{}", sha256(&bytes)).as_str()), "{path}");
            assert!(names.insert(resource["name"].as_str().unwrap().to_owned()), "two resources are called {}", resource["name"]);
            described.push(path.to_owned());
        }
        described.sort();
        let files: Vec<String> =
            files_below(&folder).into_iter().filter(|name| name.ends_with(".csv") || name.ends_with(".parquet")).collect();
        assert_eq!(described, files, "{package}");
    }
}

/// Name and version of the descriptor are those of the folder; nothing unknown is stated as a licence.
#[test]
fn the_descriptor_states_what_is_known() {
    for package in PACKAGES {
        let root = descriptor(package);
        let folder = real_run().0.release(package);
        assert_eq!(root["name"], package);
        assert_eq!(root["version"].as_str(), folder.file_name().and_then(|name| name.to_str()), "{package}");
        assert_eq!(root.get("licenses"), None, "no licence of these sources is known");
        assert!(!root["sources"].as_array().unwrap().is_empty());
        for source in root["sources"].as_array().unwrap() {
            assert!(source.as_object().unwrap().values().all(|fact| fact != "unknown"), "{source}");
        }
        let known: BTreeSet<&str> = root["sources"].as_array().unwrap().iter().map(|source| source["title"].as_str().unwrap()).collect();
        let sources = real_table(package, "sources");
        assert_eq!(known, sources.rows.iter().map(|row| row.get("title")).collect(), "{package}");
    }
}

/// Fields of a schema are the CSV header, in order; a key names fields that are filled, and has every row once.
#[test]
fn schemas_fit_their_tables() {
    for package in PACKAGES {
        for resource in resources(package).into_iter().filter(is_table) {
            let name = resource["name"].as_str().unwrap();
            let table = real_table(package, name.trim_end_matches("-parquet"));
            let fields = resource["schema"]["fields"].as_array().unwrap();
            let names: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
            assert_eq!(names, table.header, "{package} {name}");
            for field in fields.iter().filter(|field| field["constraints"]["required"] == true) {
                let column = field["name"].as_str().unwrap();
                assert!(table.rows.iter().all(|row| !row.get(column).is_empty()), "{package} {name}: {column} is required");
            }
            let Some(key) = resource["schema"].get("primaryKey") else { continue };
            let key: Vec<&str> = key.as_array().unwrap().iter().map(|column| column.as_str().unwrap()).collect();
            let mut seen = BTreeSet::new();
            for row in &table.rows {
                let values: Vec<&str> = key.iter().map(|column| row.get(column)).collect();
                assert!(values.iter().all(|value| !value.is_empty()), "{package} {name}: {values:?}");
                assert!(seen.insert(values.clone()), "{package} {name}: {values:?} stands twice");
            }
        }
    }
}

/// A column of a declared type holds values of that type.
#[test]
fn values_have_their_declared_types() {
    for package in PACKAGES {
        for resource in resources(package).iter().filter(|resource| resource["format"] == "csv" && is_table(resource)) {
            let name = resource["name"].as_str().unwrap();
            let table = real_table(package, name);
            for field in resource["schema"]["fields"].as_array().unwrap() {
                let (column, kind) = (field["name"].as_str().unwrap(), field["type"].as_str().unwrap());
                for text in table.rows.iter().map(|row| row.get(column)).filter(|text| !text.is_empty()) {
                    let right = match kind {
                        "string" => true,
                        "integer" => text.parse::<i64>().is_ok(),
                        // Plain decimal text: no exponent, no sign but minus, no separators.
                        "number" => text.parse::<f64>().is_ok() && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-')),
                        "date" => text.len() == 10 && text.split('-').all(|part| part.parse::<u16>().is_ok()),
                        other => panic!("{name} {column}: type {other}"),
                    };
                    assert!(right, "{package} {name} {column}: `{text}` is no {kind}");
                }
            }
        }
    }
}

/// Every foreign key of the descriptor resolves, in every row.
#[test]
fn foreign_keys_resolve() {
    for package in PACKAGES {
        let mut followed = 0;
        for resource in resources(package).into_iter().filter(is_table) {
            let name = resource["name"].as_str().unwrap();
            let table = real_table(package, name.trim_end_matches("-parquet"));
            for key in resource["schema"]["foreignKeys"].as_array().into_iter().flatten() {
                let (column, list) = (key["fields"][0].as_str().unwrap(), key["reference"]["resource"].as_str().unwrap());
                let target = real_table(package, list);
                let known: BTreeSet<&str> =
                    target.rows.iter().map(|row| row.get(key["reference"]["fields"][0].as_str().unwrap())).collect();
                for code in table.rows.iter().map(|row| row.get(column)).filter(|code| !code.is_empty()) {
                    assert!(known.contains(code), "{package} {name}: {column} `{code}` is not in {list}");
                }
                followed += 1;
            }
        }
        assert!(followed > 8, "{package}: {followed} foreign keys");
    }
}

/// Every code that observations and statements use is in its list with a name, whether or not the descriptor says so.
#[test]
fn code_lists_hold_every_code_used() {
    let lists = [
        ("indicator", "indicators"),
        ("ref_area", "areas"),
        ("category", "categories"),
        ("unit_measure", "units"),
        ("source_id", "sources"),
    ];
    for package in PACKAGES {
        for (column, list) in lists {
            let target = real_table(package, list);
            let name = if list == "sources" { "title" } else { "name_zh" };
            let known: BTreeMap<&str, &str> = target.rows.iter().map(|row| (row.get(column), row.get(name))).collect();
            for table in TABLES.map(|name| real_table(package, name)).iter().filter(|table| table.header.iter().any(|name| name == column))
            {
                for code in table.rows.iter().map(|row| row.get(column)).filter(|code| !code.is_empty()) {
                    assert!(known.get(code).is_some_and(|name| !name.is_empty()), "{package}: {column} `{code}` has no name in {list}");
                }
            }
            // Sorted and once, so that a diff of two releases shows what changed.
            let codes: Vec<&str> = target.rows.iter().map(|row| row.get(column)).collect();
            assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{package}: {list} is sorted");
        }
    }
}

/// Parents in the trees of areas and categories are in the list too.
#[test]
fn trees_are_whole() {
    for package in PACKAGES {
        for (list, column) in [("areas", "ref_area"), ("categories", "category")] {
            let table = real_table(package, list);
            let known: BTreeSet<&str> = table.rows.iter().map(|row| row.get(column)).collect();
            let parents: Vec<&str> = table.rows.iter().map(|row| row.get("parent")).filter(|parent| !parent.is_empty()).collect();
            assert!(!parents.is_empty(), "{package} {list}");
            assert!(parents.iter().all(|parent| known.contains(parent)), "{package} {list}: {parents:?}");
        }
    }
}

/// CSV as portals take it: UTF-8 without BOM, LF, plain ASCII names, the same number of cells in every line, one line a row.
#[test]
fn csv_is_what_portals_take() {
    for package in PACKAGES {
        for name in TABLES {
            let bytes = fs::read(real_run().0.release(package).join(format!("data/{name}.csv"))).unwrap();
            let text = std::str::from_utf8(&bytes).unwrap();
            assert!(!text.starts_with('\u{feff}'), "{package} {name}: a BOM");
            assert!(!text.contains('\r') && text.ends_with('\n'), "{package} {name}: line ends");
            let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(bytes.as_slice());
            let headers = reader.headers().unwrap().clone();
            for header in &headers {
                let mut characters = header.chars();
                let first = characters.next().is_some_and(|c| c.is_ascii_lowercase());
                let rest = characters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
                assert!(first && rest && header.len() <= 63, "{package} {name}: column `{header}`");
            }
            assert_eq!(headers.iter().collect::<BTreeSet<_>>().len(), headers.len(), "{package} {name}: a name stands twice");
            let rows = reader.records().collect::<Result<Vec<_>, _>>().unwrap_or_else(|error| panic!("{package} {name}: {error}")).len();
            assert_eq!(text.lines().count(), rows + 1, "{package} {name}: a row over two lines");
        }
    }
}

/// Numbers keep their digits: no observation carries the dust of binary floats.
#[test]
fn numbers_are_exact_texts() {
    for package in PACKAGES {
        let table: Table = real_table(package, "observations");
        for row in &table.rows {
            for column in ["obs_value", "value_low", "value_high", "half_width", "yoy_base", "yoy_change"] {
                let digits = row.get(column).bytes().filter(u8::is_ascii_digit).count();
                assert!(digits <= 15, "{column} of {row:#?}");
            }
            for column in ["yoy_percent", "yoy_points", "yoy_low", "yoy_high"] {
                let decimals = row.get(column).split_once('.').map_or(0, |(_, decimals)| decimals.len());
                assert!(row.get(column).is_empty() || decimals == 2, "{column} of {row:#?}");
            }
        }
    }
}

/// The pointers name the newest release, for those who follow links and for those who read JSON.
#[test]
fn pointers_name_the_release() {
    for package in PACKAGES {
        let folder = real_run().0.package(package);
        let read = |name: &str| -> Value { serde_json::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap() };
        let version = fs::read_link(folder.join("latest")).unwrap();
        let version = version.to_str().unwrap();
        assert_eq!(version, "2024.1.0");
        assert_eq!(read("latest.json")["version"], version);
        assert_eq!(read("releases.json")["releases"], serde_json::json!([version]));
    }
}
