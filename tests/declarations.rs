//! What is wrong with a declaration is refused before anything is written: a stable code, the place, what was found, what to do.

use crate::support::{Done, HEADER, SmallProject};

const SOUND: &str = "地区生产总值,罗湖区,2021,100,亿元,,\n";
const PIPELINE: &str = "pipeline.toml";
const UNITS: &str = "catalog/units.toml";
const CATEGORIES: &str = "catalog/categories.toml";
const AREAS: &str = "catalog/areas.toml";
const INDICATORS: &str = "catalog/indicators.toml";

/// Line and column, from 1 and in characters, of a text that stands once in a file, as an editor shows them.
fn place(project: &SmallProject, file: &str, text: &str) -> String {
    let content = project.read(file);
    assert_eq!(content.matches(text).count(), 1, "`{text}` in {file}");
    let before = &content[..content.find(text).unwrap()];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    format!("{file}:{line}:{column}")
}

/// Breaks one thing in a sound project and asserts that both verbs refuse it: 78, code, place, caret, what was found, help.
///
/// `at` is the text under the caret as it stands after the change.
fn refused(file: &str, from: &str, to: &str, code: &str, at: &str, found: &[&str]) {
    let project = SmallProject::new(SOUND);
    project.edit(file, from, to);
    let place = place(&project, file, at);
    for done in [project.check(), project.run()] {
        assert_eq!(done.code, 78, "{done}");
        done.says(&[&format!("error[{code}]: ")]);
        done.says(&[&format!("--> {place}\n"), " | ", "^"]);
        for part in found {
            done.says(&[part]);
        }
        assert!(done.stdout.is_empty(), "{done}");
    }
    assert!(!project.path().join("output").exists(), "a refused project wrote something");
}

/// The project that the other tests break is sound, so what they see is their own defect.
#[test]
fn the_unbroken_project_is_sound() {
    let project = SmallProject::new(SOUND);
    let done = project.check();
    assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{done}");
    assert!(!project.path().join("output").exists(), "check writes nothing");
    let done = project.run();
    assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{done}");
    project.of("observations").one(&[]).has(&[("indicator", "GRP"), ("obs_value", "10000000000"), ("yoy_status", "no_base")]);
}

/// An unknown key has a caret under it and the name that was probably meant.
#[test]
fn unknown_keys_of_pipeline_toml() {
    refused(PIPELINE, "layout = \"plain\"", "layot = \"plain\"", "T101", "layot", &["`layot`", "help: did you mean `layout`?"]);
    refused(PIPELINE, "folder = ", "foldr = ", "T101", "foldr", &["`foldr`", "help: did you mean `folder`?"]);
    refused(PIPELINE, "[packages.small]", "[package.small]", "T101", "package.small", &["`package`", "help: did you mean `packages`?"]);
}

/// A syntax error says where the text stops being TOML.
#[test]
fn broken_toml() {
    let project = SmallProject::new(SOUND);
    project.edit(PIPELINE, "sources = [\"book\"]", "sources = [\"book\"");
    let done = project.run();
    assert_eq!(done.code, 78, "{done}");
    done.says(&["error[T101]: ", "--> pipeline.toml:1", " | "]);
}

/// Names that nothing is called by, each with the nearest that something is.
#[test]
fn unknown_names_of_pipeline_toml() {
    refused(PIPELINE, "sources = [\"book\"]", "sources = [\"bok\"]", "T103", "\"bok\"", &["`bok`", "help: did you mean `book`?"]);
    refused(PIPELINE, "layout = \"plain\"", "layout = \"plian\"", "T104", "\"plian\"", &["`plian`", "help: did you mean `plain`?"]);
    refused(PIPELINE, "\"时期\" = \"period\"", "\"时期\" = \"perod\"", "T104", "\"perod\"", &["`perod`", "help: did you mean `period`?"]);
    let columns = "sources = [\"book\"]\ncolumns = [\"indicator\", \"obs_valu\"]";
    refused(PIPELINE, "sources = [\"book\"]", columns, "T103", "\"obs_valu\"", &["`obs_valu`", "help: did you mean `obs_value`?"]);
}

/// A project without a package has nothing to publish.
#[test]
fn no_package() {
    let project = SmallProject::new(SOUND);
    let text = project.read(PIPELINE);
    project.write(PIPELINE, text.split("[packages.small]").next().unwrap());
    let done = project.run();
    assert_eq!(done.code, 78, "{done}");
    done.says(&["error[T103]: ", "--> pipeline.toml", "help: "]);
}

/// Declared facts are read when the plan is made: areas, indicators, periods, scenarios, stages, units.
#[test]
fn declared_facts_are_checked_before_a_row_is_read() {
    for (declared, at, found) in [
        ("area = \"罗胡区\"", "\"罗胡区\"", "`罗胡区`"),
        ("indicator = \"GPR\"", "\"GPR\"", "`GPR`"),
        ("period = \"2021-13\"", "\"2021-13\"", "2021-13"),
        ("scenario = \"HOPE\"", "\"HOPE\"", "`HOPE`"),
        ("stage = \"EXPECTD\"", "\"EXPECTD\"", "`EXPECTED`"),
        ("unit = \"亿圆\"", "\"亿圆\"", "亿圆"),
    ] {
        let to = format!("files = \"table.csv\", declared = {{ {declared} }}");
        refused(PIPELINE, "files = \"table.csv\"", &to, "T104", at, &[found, "help: "]);
    }
}

/// People are not added to yuan: a declared unit of another dimension is refused when the plan is made, whatever the table holds.
#[test]
fn a_declared_unit_of_another_dimension() {
    let project = SmallProject::new(SOUND);
    project.edit(PIPELINE, "files = \"table.csv\"", "files = \"table.csv\", declared = { indicator = \"GRP\", unit = \"公里\" }");
    // The digest is wrong too, but that would be seen only when the table is opened.
    project.write("raw/book/table.csv", "not what the sidecar says");
    let done = project.run();
    assert_eq!(done.code, 78, "{done}");
    done.says(&["error[T104]: ", "公里", "CNY", &place(&project, PIPELINE, "\"公里\""), "help: ", "length"]);
}

/// A path that leaves the project is refused.
#[test]
fn paths_stay_inside() {
    refused(PIPELINE, "folder = \"raw/book\"", "folder = \"../book\"", "T104", "\"../book\"", &["outside", "help: "]);
    refused(PIPELINE, "files = \"table.csv\"", "files = \"../table.csv\"", "T104", "\"../table.csv\"", &["help: "]);
}

/// Files and sidecars agree: every pattern finds a file, every file is listed, every listed file is read.
#[test]
fn files_and_sidecar_agree() {
    refused(PIPELINE, "files = \"table.csv\"", "files = \"t?ble.tsv\"", "T104", "\"t?ble.tsv\"", &["`t?ble.tsv`", "help: "]);

    let project = SmallProject::new(SOUND);
    project.edit("raw/book/source.toml", "\"table.csv\"", "\"other.csv\"");
    let done = project.run();
    assert_eq!(done.code, 78, "{done}");
    done.says(&["error[T104]: raw/book/source.toml does not list `table.csv`", &place(&project, PIPELINE, "\"table.csv\""), "help: "]);
    done.says(&["error[T104]: ", "`other.csv`", "--> raw/book/source.toml", "help: "]);

    let project = SmallProject::new(SOUND);
    project.edit(PIPELINE, "{ files = \"table.csv\" }", "{ files = \"table.csv\" }, { files = \"*.csv\" }");
    let done = project.run();
    assert_eq!(done.code, 78, "{done}");
    done.says(&["error[T104]: ", "`table.csv`", "two tables", &place(&project, PIPELINE, "\"*.csv\""), "help: "]);
}

/// A sidecar leaves nothing out: what is not known is written `unknown`, and a date, a digest and a fidelity are what they say.
#[test]
fn sidecars_are_whole() {
    let sidecar = "raw/book/source.toml";
    refused(sidecar, "licence = ", "license = ", "T102", "license", &["`license`", "help: did you mean `licence`?"]);
    refused(sidecar, "fidelity = \"original\"", "fidelity = \"orignal\"", "T102", "\"orignal\"", &["help: did you mean `original`?"]);
    refused(sidecar, "delivered = \"2023-05-01\"", "delivered = \"2023-13-01\"", "T102", "\"2023-13-01\"", &["help: "]);
    refused(sidecar, "origin = \"transcribed\"", "origin = \"copied\"", "T102", "\"copied\"", &["help: "]);
    let project = SmallProject::new(SOUND);
    project.edit(sidecar, "licence = \"unknown\"\n", "");
    let done = project.run();
    assert_eq!(done.code, 78, "{done}");
    done.says(&["error[T102]: ", "licence", "--> raw/book/source.toml"]);
}

/// One spelling names one thing: no alias twice, in any list, and the message says where it stood first.
#[test]
fn duplicated_names_of_the_catalogue() {
    let futian = "name = { zh = \"福田区\", en = \"Futian\" }\n";
    refused(AREAS, futian, &format!("{futian}aliases = [\"罗湖区\"]\n"), "T202", "\"罗湖区\"]", &["`罗湖区`", "already in line", "help: "]);
    refused(INDICATORS, "aliases = [\"生产总值\"]", "aliases = [\"户数\"]", "T202", "\"HOUSEHOLDS\"", &["`户数`", "already in line"]);
    refused(UNITS, "symbol = \"公里\"", "symbol = \"人\"", "T202", "\"人\"\nkind = \"physical\"", &["`人`"]);
    refused(
        CATEGORIES,
        "code = \"PEOPLE\"",
        "code = \"ACCOUNTS\"",
        "T202",
        "\"ACCOUNTS\"\nname = { zh = \"人口\"",
        &["`ACCOUNTS`", "already"],
    );
}

/// Categories and areas are trees.
#[test]
fn trees_of_the_catalogue() {
    let root = "name = { zh = \"全部\", en = \"All\" }";
    let cycle = format!("{root}\nparent = \"PEOPLE\" # up");
    refused(CATEGORIES, root, &cycle, "T205", "\"PEOPLE\" # up", &["its own ancestor", "help: "]);
    refused(CATEGORIES, root, &format!("{root}\nparent = \"ALL\" # up"), "T205", "\"ALL\" # up", &["`ALL`"]);
    refused(CATEGORIES, root, &format!("{root}\nparent = \"PEOPEL\""), "T205", "\"PEOPEL\"", &["`PEOPEL`", "did you mean `PEOPLE`?"]);
    let root = "name = { zh = \"全国\", en = \"China\" }";
    refused(AREAS, root, &format!("{root}\nparent = \"440303\" # up"), "T205", "\"440303\" # up", &["its own ancestor"]);
}

/// A factor can be inverted, is exact, and leads to a base unit.
#[test]
fn factors_of_the_catalogue() {
    for factor in ["0", "1/0", "-1000", "0/7", "1e3", "ten", ""] {
        refused(UNITS, "factor = \"1000\"", &format!("factor = \"{factor}\" # km"), "T204", &format!("\"{factor}\" # km"), &["help: "]);
    }
    // Without the metre no unit of length has the factor 1.
    let metre = "dimension = \"length\"\nfactor = \"1\"";
    refused(UNITS, metre, "dimension = \"length^2\"\nfactor = \"1\"", "T204", "\"length\"", &["`length`", "factor 1"]);
    refused(UNITS, metre, "dimension = \"length^\"\nfactor = \"1\"", "T204", "\"length^\"", &["help: "]);
}

/// Every code that an indicator uses exists, and its units measure one thing.
#[test]
fn codes_of_indicators_exist() {
    refused(INDICATORS, "category = \"ACCOUNTS\"", "category = \"ACOUNTS\"", "T207", "\"ACOUNTS\"", &["did you mean `ACCOUNTS`?"]);
    refused(INDICATORS, "display = \"亿元\"", "display = \"万户\" # GRP", "T207", "\"万户\" # GRP", &["`万户`", "`CNY`", "help: "]);
    refused(INDICATORS, "unit = \"km\"", "unit = \"kmm\"", "T207", "\"kmm\"", &["help: "]);
    refused(INDICATORS, "measure = \"RANK\"", "measure = \"RNAK\"", "T207", "\"RNAK\"", &["did you mean `RANK`?"]);
    refused(INDICATORS, "nature = \"stock\"", "nature = \"stok\"", "T207", "\"stok\"", &["did you mean `stock`?"]);
    refused(INDICATORS, "code = \"GRP\"", "code = \"G RP\"", "T203", "\"G RP\"", &["help: "]);
    refused(INDICATORS, "aliases = [\"生产总值\"]", "alias = [\"生产总值\"]", "T201", "alias", &["did you mean `aliases`?"]);
}

/// One run shows all that is wrong, not the first of it.
#[test]
fn all_problems_at_once() {
    let project = SmallProject::new(SOUND);
    project.edit(PIPELINE, "\"note\"", "\"nota\"");
    project.edit(PIPELINE, "\"unit\"", "\"unti\"");
    project.edit(PIPELINE, "sources = [\"book\"]", "sources = [\"book\", \"bok\"]");
    let done = project.check();
    assert_eq!(done.code, 78, "{done}");
    for part in ["`nota`", "`unti`", "`bok`"] {
        done.says(&[part]);
    }

    let project = SmallProject::new(SOUND);
    project.edit(UNITS, "factor = \"1000\"", "factor = \"0\"");
    project.edit(CATEGORIES, "parent = \"ALL\"\n\n", "parent = \"AL\"\n\n");
    let done = project.check();
    assert_eq!(done.code, 78, "{done}");
    done.says(&["error[T204]", "error[T205]"]);
}

/// Asserts that an error that is no diagnostic still has a stable code and a remedy.
fn has_code_and_remedy(done: &Done) {
    assert!(done.stderr.starts_with("error[T"), "no stable code: {done}");
    assert!(done.stderr.contains("help: "), "no remedy: {done}");
}

/// A file that is not what its sidecar says is refused: both digests, both files, what to do.
#[test]
fn a_changed_file() {
    let project = SmallProject::new(SOUND);
    project.write("raw/book/table.csv", format!("{HEADER}{}", SOUND.replace("100", "101")));
    let done = project.run();
    assert_eq!(done.code, 65, "{done}");
    done.says(&["raw/book/table.csv"]);
    done.says(&["raw/book/source.toml"]);
    done.says(&["found:", "expected:"]);
    assert!(project.versions("small").is_empty());
}

/// Errors that are no diagnostic have a stable code and a remedy all the same.
#[test]
fn every_error_has_code_and_remedy() {
    let changed = SmallProject::new(SOUND);
    changed.write("raw/book/table.csv", "something else");
    has_code_and_remedy(&changed.run());
    let missing = SmallProject::new(SOUND);
    std::fs::remove_dir_all(missing.path().join("raw")).unwrap();
    has_code_and_remedy(&missing.run());
    let undeclared = SmallProject::new(SOUND);
    undeclared.source("book", "table.csv", &format!("{}{SOUND}", HEADER.replace("单位", "单为")));
    has_code_and_remedy(&undeclared.run());
}

/// A folder, a catalogue or a declaration that is not there: 66, named as the user knows it.
#[test]
fn missing_files() {
    for file in ["raw/book/source.toml", "pipeline.toml"] {
        let project = SmallProject::new(SOUND);
        std::fs::remove_file(project.path().join(file)).unwrap();
        let done = project.run();
        assert_eq!(done.code, 66, "{done}");
        done.says(&["error", file]);
    }
    for (folder, name) in [("raw", "raw/book"), ("catalog", "catalog")] {
        let project = SmallProject::new(SOUND);
        std::fs::remove_dir_all(project.path().join(folder)).unwrap();
        let done = project.run();
        assert_eq!(done.code, 66, "{done}");
        done.says(&["error", name]);
    }
}

/// A list may be several files, a list of areas also CSV; what one file says of the list holds in the others.
#[test]
fn lists_of_several_files() {
    let project = SmallProject::new("地区生产总值,罗湖,2021,100,亿元,,\n车位数,Ashford,2021,7,个,,\n");
    std::fs::remove_file(project.path().join(AREAS)).unwrap();
    project.write("catalog/areas/china.toml", "[[area]]\ncode = \"440303\"\nname = { zh = \"罗湖区\", en = \"Luohu\" }\n");
    project.write("catalog/areas/other.csv", "code,en,parent\nE07000105,Ashford,440303\n");
    project.write("catalog/areas/notes.txt", "no list");
    project.write(
        "catalog/units/own.toml",
        "[[unit]]\ncode = \"个\"\nkind = \"counter\"\ndimension = \"个\"\nfactor = \"1\"\nname = \"个\"\n",
    );
    project.write("catalog/indicators/own.toml", "[[indicator]]\ncode = \"SPACES\"\nname = \"车位数\"\nunit = \"个\"\n");
    let done = project.run();
    assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{done}");
    project.of("observations").one(&[("indicator", "SPACES")]).has(&[("ref_area", "E07000105"), ("obs_value", "7"), ("price_basis", "NA")]);
    project.of("indicators").one(&[("indicator", "SPACES")]).has(&[("category", "UNCLASSIFIED"), ("definition_zh", "")]);
    project.of("categories").one(&[("category", "UNCLASSIFIED")]).has(&[("name_zh", "未分类"), ("name_en", "Unclassified")]);
    project.write("catalog/areas/again.toml", "[[area]]\ncode = \"Z\"\nname = \"Ashford\"\n");
    let done = project.check();
    assert_eq!(done.code, 78, "{done}");
    done.says(&["error[T202]: ", "`Ashford`", "stands already in catalog/areas/other.csv, line 2", "--> catalog/areas/again.toml:2:8"]);
}

/// A project whose table has a column that nobody declared.
fn undeclared_column() -> Done {
    let project = SmallProject::new(SOUND);
    project.source("book", "table.csv", &format!("{}{SOUND}", HEADER.replace("单位", "单为")));
    let done = project.run();
    assert!(project.versions("small").is_empty());
    done
}

/// A column that nobody declared is never guessed at: 65, with the file and the column's text.
#[test]
fn an_undeclared_column() {
    let done = undeclared_column();
    assert_eq!(done.code, 65, "{done}");
    done.says(&["raw/book/table.csv"]);
    done.says(&["单为"]);
}

/// … with its line and column, said once, and with the nearest declared name.
#[test]
fn an_undeclared_column_has_its_place() {
    let done = undeclared_column();
    done.says(&["raw/book/table.csv:1:5"]);
    done.says(&["单位"]);
    assert_eq!(done.stderr.matches("is not declared").count(), 1, "{done}");
}

/// A declared column that the table lacks, a column that stands twice, a header that never comes.
#[test]
fn headers_that_do_not_fit() {
    let declared = "\"说明\" = \"note\"";
    let cases = [
        (HEADER.replace(",说明", ""), SOUND.replace(",,\n", ",\n"), None, "说明"),
        (HEADER.replace("说明", "单位"), SOUND.to_owned(), None, "单位"),
        (HEADER.to_owned(), SOUND.to_owned(), Some("header = \"序号\""), "序号"),
    ];
    for (header, rows, extra, named) in cases {
        let project = SmallProject::new(SOUND);
        assert!(project.read(PIPELINE).contains(declared));
        if let Some(extra) = extra {
            project.edit(PIPELINE, "[layouts.plain]\n", &format!("[layouts.plain]\n{extra}\n"));
        }
        project.source("book", "table.csv", &format!("{header}{rows}"));
        let done = project.run();
        assert_eq!(done.code, 65, "{done}");
        done.says(&["raw/book/table.csv"]);
        done.says(&[named]);
    }
}

/// Arguments that are not understood: 64, and how it is written.
#[test]
fn usage_errors() {
    let project = SmallProject::new(SOUND);
    for arguments in [
        &["rum"][..],
        &["run", "--threadz", "2"],
        &["run", "--threads", "two"],
        &["run", "--memory", "1GB"],
        &["run", "surplus"],
        &["--lang", "fr", "check"],
        &[],
    ] {
        let done = Done::of(project.command().args(arguments));
        assert_eq!(done.code, 64, "{arguments:?}: {done}");
        assert!(done.stdout.is_empty() && done.stderr.contains("--help"), "{arguments:?}: {done}");
    }
    let done = Done::of(project.command().arg("rum"));
    done.says(&["run"]);
}

/// Help is no error, stands on standard output, and documents the exit codes.
#[test]
fn help_of_every_verb() {
    let project = SmallProject::new(SOUND);
    for arguments in [&["--help"][..], &["run", "--help"], &["check", "--help"], &["--version"]] {
        let done = Done::of(project.command().args(arguments));
        assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{arguments:?}: {done}");
        assert!(done.stdout.lines().all(|line| line.chars().count() <= 100), "{done}");
    }
    let done = Done::of(project.command().arg("--help"));
    for code in ["64", "65", "66", "70", "73", "74", "77", "78"] {
        assert!(done.stdout.contains(code), "exit code {code}: {done}");
    }
}
