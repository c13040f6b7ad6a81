//! Files that mean harm, or look as if they did, end a run with a documented exit code and a sentence, within bounds of memory and time.
//!
//! The binary runs with 2 GB of address space and 20 seconds of processor time. Where a shell cannot set them, the tests say so and pass.

use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::{Done, HEADER, SmallProject, sha256};

const SOUND: &str = "地区生产总值,罗湖区,2021,100,亿元,,\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Sets the bounds and becomes the program; whoever hangs without computing is killed after a minute.
const BOUNDED: &str = r#"ulimit -v 1953125 && ulimit -t 20 && exec timeout -s KILL 60 "$0" "$@""#;

/// Runs the program within the bounds; `None`, and a line that says so, where they cannot be set.
fn bounded_run(project: &SmallProject) -> Option<Done> {
    let can = |command: &mut Command| command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    if !can(Command::new("sh").args(["-c", BOUNDED, "true"])) {
        // Past the test harness, which shows what a test prints only where it fails.
        let _ = writeln!(std::io::stderr(), "SKIPPED: hostile files (this system's shell cannot bound memory and time)");
        return None;
    }
    let binary = env!("CARGO_BIN_EXE_tongbi");
    let mut command = Command::new("sh");
    command.args(["-c", BOUNDED, binary, "-C"]).arg(project.path()).arg("run").env_remove("TONGBI_LANG");
    Some(Done::of(&mut command))
}

/// Asserts that the program refuses the project with this code, names the file and a remedy, and says it briefly.
fn refused(project: &SmallProject, code: i32, parts: &[&str]) {
    let Some(done) = bounded_run(project) else { return };
    let shown: String = done.stderr.chars().take(2000).collect();
    assert_eq!(done.code, code, "{shown}");
    assert!(done.stderr.len() < 4000, "{} bytes of message: {shown}", done.stderr.len());
    done.says(parts);
    assert!(done.stderr.contains("help: "), "no remedy: {shown}");
    assert!(project.versions("small").is_empty(), "a release was published");
}

/// A sound project whose one table is this file, of which the sidecar has the digest.
fn with_table(name: &str, write: impl FnOnce(&Path)) -> SmallProject {
    let project = SmallProject::new(SOUND);
    let path = project.path().join("raw/book").join(name);
    fs::remove_file(project.path().join("raw/book/table.csv")).unwrap();
    write(&path);
    let digest = if path.is_file() { sha256(&fs::read(&path).unwrap()) } else { "0".repeat(64) };
    project.edit("pipeline.toml", "table.csv", name);
    let old = sha256(format!("{HEADER}{SOUND}").as_bytes());
    project.edit("raw/book/source.toml", &format!("\"table.csv\" = \"{old}\""), &format!("\"{name}\" = \"{digest}\""));
    project
}

fn with_bytes(name: &str, bytes: &[u8]) -> SmallProject {
    with_table(name, |path| fs::write(path, bytes).unwrap())
}

/// Writes a part of an archive.
type WritePart<'a> = &'a dyn Fn(&mut dyn Write);

/// A zip archive of parts, by their names.
fn zip(parts: &[(&str, WritePart<'_>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, write) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        write(&mut writer);
    }
    writer.finish().unwrap().into_inner()
}

/// An XLSX workbook with one sheet, which the function writes whole.
fn xlsx_of(sheet: WritePart<'_>) -> Vec<u8> {
    let package =
        format!(r#"<Relationships><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#);
    let book =
        format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="表1" sheetId="1" r:id="rId1"/></sheets></workbook>"#);
    let sheets =
        format!(r#"<Relationships><Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#);
    let text = |text: &'static str| move |out: &mut dyn Write| out.write_all(text.as_bytes()).unwrap();
    zip(&[
        ("[Content_Types].xml", &text("<Types/>")),
        ("_rels/.rels", &|out| out.write_all(package.as_bytes()).unwrap()),
        ("xl/workbook.xml", &|out| out.write_all(book.as_bytes()).unwrap()),
        ("xl/_rels/workbook.xml.rels", &|out| out.write_all(sheets.as_bytes()).unwrap()),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

/// The small project's table as a workbook: `figure` is the cell of the value, `rest` follows the row, `after` the cells.
fn xlsx(figure: &str, rest: &str, after: &str) -> Vec<u8> {
    let cell = |text: &str| format!(r#"<c t="inlineStr"><is><t>{text}</t></is></c>"#);
    let header: String = HEADER.trim().split(',').map(cell).collect();
    let labels: String = ["地区生产总值", "罗湖区", "2021"].map(cell).concat();
    let row = format!("{labels}{figure}{}", cell("亿元"));
    let sheet = format!(
        r#"<worksheet xmlns="{MAIN}"><sheetData><row r="1">{header}</row><row r="2">{row}{rest}</row></sheetData>{after}</worksheet>"#
    );
    xlsx_of(&|out| out.write_all(sheet.as_bytes()).unwrap())
}

/// Megabytes of one byte.
fn write_megabytes(out: &mut dyn Write, byte: u8, count: usize) {
    let megabyte = vec![byte; 1 << 20];
    (0..count).for_each(|_| out.write_all(&megabyte).unwrap());
}

/// The fixtures are sound where nothing is broken in them: what the other tests see is the harm alone.
#[test]
fn the_unharmed_workbook_is_read() {
    let project = with_bytes("t.xlsx", &xlsx("<c><v>100</v></c>", "", ""));
    let Some(done) = bounded_run(&project) else { return };
    assert_eq!(done.code, 0, "{done}");
    project.of("observations").one(&[]).has(&[("obs_value", "10000000000")]);
}

/// What unpacks to a thousand times its size is not unpacked to memory.
#[test]
fn bombs_do_not_go_off() {
    let bomb = xlsx_of(&|out| write_megabytes(out, 0, 300));
    assert!(bomb.len() < 1 << 20);
    refused(&with_bytes("t.xlsx", &bomb), 65, &["error[T306]: ", "268435456 bytes", "raw/book/t.xlsx", "help: "]);
    let mut packed = GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(HEADER.as_bytes()).unwrap();
    write_megabytes(&mut packed, b'a', 300);
    let bomb = packed.finish().unwrap();
    refused(&with_bytes("t.csv.gz", &bomb), 65, &["error[T306]: ", "line 2: a row of more than", "raw/book/t.csv.gz", "help: "]);
    let laughs =
        xlsx_of(&|out| out.write_all(b"<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><worksheet>&b;</worksheet>").unwrap());
    refused(&with_bytes("t.xlsx", &laughs), 65, &["error[T306]: ", "declares XML entities", "raw/book/t.xlsx", "help: "]);
}

/// Cells and rows beyond any table's size are refused while they are read.
#[test]
fn giants_are_not_held() {
    let cell = with_table("t.csv", |path| {
        let mut file = File::create(path).unwrap();
        file.write_all(format!("{HEADER}\"").as_bytes()).unwrap();
        write_megabytes(&mut file, b'a', 200);
    });
    refused(&cell, 65, &["error[T306]: line 2: a row of more than 4194304 bytes", "raw/book/t.csv", "help: look at this line"]);
    let wide: String = (0..1_000_000).map(|column| format!("c{column},")).collect();
    refused(&with_bytes("t.csv", wide.as_bytes()), 65, &["error[T306]: line 1: more than 16384 fields", "raw/book/t.csv", "help: "]);
    let corner = r#"</row><row r="1048576"><c r="D1048576"><v>1</v></c><c r="XFD1048576"><v>1</v></c>"#;
    let corner = xlsx("<c><v>100</v></c>", corner, "");
    refused(&with_bytes("t.xlsx", &corner), 65, &["error[T303]: ", "raw/book/t.xlsx[表1]:1048576:4", "help: "]);
    let merges: String = (1..50_000).map(|row| format!(r#"<mergeCell ref="A{row}:XFD1048576"/>"#)).collect();
    let merges = xlsx("<c><v>100</v></c>", "", &format!("<mergeCells>{merges}</mergeCells>"));
    refused(&with_bytes("t.xlsx", &merges), 65, &["error[T306]: merged ranges overlap", "raw/book/t.xlsx[表1]", "help: "]);
}

/// Bytes and texts that are no figures never become figures.
#[test]
fn what_is_no_figure_stays_out() {
    refused(&with_bytes("t.csv", &[0; 100_000]), 65, &["error[T306]: not a text file", "raw/book/t.csv", "help: "]);
    let nul = format!("{HEADER}{}", SOUND.replace("100", "1\x0000"));
    refused(&with_bytes("t.csv", nul.as_bytes()), 65, &["error[T304]: ", "1 NUL", "raw/book/t.csv:2:4", "help: "]);
    let formula = xlsx(r#"<c t="e"><f>1/0</f><v>#DIV/0!</v></c>"#, "", "");
    refused(&with_bytes("t.xlsx", &formula), 65, &["error[T401]: “#DIV/0!” is no number", "raw/book/t.xlsx[表1]:2:4", "help: "]);
    let mut document = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for stream in ["/EncryptionInfo", "/EncryptedPackage"] {
        document.create_stream(stream).unwrap().write_all(&[1; 100]).unwrap();
    }
    document.flush().unwrap();
    let encrypted = document.into_inner().into_inner();
    refused(&with_bytes("t.xlsx", &encrypted), 65, &["error[T306]: ", "protected by a password", "raw/book/t.xlsx", "help: "]);
}

/// Half of a file is never taken for the whole.
#[test]
fn what_is_cut_off_is_refused() {
    let half = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
    let cut =
        |name: &str, bytes: &[u8]| refused(&with_bytes(name, &half(bytes)), 65, &["error[T306]: ", &format!("raw/book/{name}"), "help: "]);
    cut("t.xlsx", &xlsx("<c><v>100</v></c>", "", ""));
    let ods: WritePart<'_> = &|out| out.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
    cut("t.ods", &zip(&[("mimetype", ods), ("content.xml", &|out| write_megabytes(out, b' ', 1))]));
    let mut document = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    document.create_stream("/Workbook").unwrap().write_all(&[9; 9000]).unwrap();
    document.flush().unwrap();
    cut("t.xls", &document.into_inner().into_inner());
    let mut packed = GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(format!("{HEADER}{SOUND}").as_bytes()).unwrap();
    cut("t.csv.gz", &packed.finish().unwrap());
    let project = SmallProject::new(SOUND);
    let done = project.run();
    assert_eq!(done.code, 0, "{done}");
    cut("t.parquet", &fs::read(project.release("small").join("data/observations.parquet")).unwrap());
}

/// What is no file is refused at once: reading a pipe or a device might never end.
#[test]
#[cfg(unix)]
fn pipes_folders_and_devices_are_not_read() {
    let pipe = |path: &Path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    let is = |kind: &str| format!("it is {kind}, not a file");
    refused(&with_table("t.csv", pipe), 74, &["error[T801]: ", "raw/book/t.csv", &is("a pipe or a device"), "help: "]);
    let folder = with_table("t.csv", |path| fs::create_dir(path).unwrap());
    refused(&folder, 74, &["error[T801]: ", "raw/book/t.csv", &is("a folder"), "help: "]);
    let endless = with_table("t.csv", |path| std::os::unix::fs::symlink("/dev/zero", path).unwrap());
    refused(&endless, 74, &["error[T801]: ", "raw/book/t.csv", &is("a pipe or a device"), "help: "]);
    for name in ["pipeline.toml", "raw/book/source.toml", "catalog/units.toml"] {
        let project = SmallProject::new(SOUND);
        let path = project.path().join(name);
        fs::remove_file(&path).unwrap();
        pipe(&path);
        refused(&project, 74, &["error[T801]: ", name, &is("a pipe or a device"), "help: "]);
    }
}

/// Adds a text behind a declaration.
fn append(project: &SmallProject, name: &str, text: &str) {
    let text = project.read(name) + text;
    project.write(name, text);
}

/// Declarations beyond any need are refused before they are parsed, and a message never repeats a line of megabytes.
#[test]
fn monstrous_declarations() {
    let ints = format!("[layouts.big]\nx = [{}]\n", "1,".repeat(25 << 20));
    let units = "[[unit]]\ncode = \"a\"\n".repeat(1 << 20);
    for (name, text) in [("pipeline.toml", &ints), ("catalog/units.toml", &units)] {
        let project = SmallProject::new(SOUND);
        append(&project, name, text);
        refused(&project, 78, &["error[T801]: ", name, "more than 8388608 bytes", "help: "]);
    }
    // As large as it may be, and the kind that takes the most memory for its size.
    let project = SmallProject::new(SOUND);
    append(&project, "pipeline.toml", &format!("[layouts.big]\nx = [{}]\n", "1,".repeat((8 << 19) - 1000)));
    refused(&project, 78, &["error[T101]: ", "pipeline.toml:", "help: "]);
    let project = SmallProject::new(SOUND);
    project.write("catalog/areas/long.csv", format!("code,zh\n1,{}\n", "x".repeat(100 << 20)));
    refused(&project, 78, &["error[T801]: ", "catalog/areas/long.csv", "more than 8388608 bytes", "help: "]);
    // Millions of entries that are all wrong, and a line of ancestors as long as the list that comes round.
    let same = "1,甲,2\n".repeat(700_000);
    let circle: String = (0..300_000).map(|code| format!("{code},n{code},{}\n", (code + 1) % 300_000)).collect();
    for (rows, problem) in [(same, "stands already"), (circle, "is its own ancestor")] {
        let project = SmallProject::new(SOUND);
        project.write("catalog/areas/long.csv", format!("code,zh,parent\n{rows}"));
        let Some(done) = bounded_run(&project) else { return };
        assert_eq!(done.code, 78, "{} bytes of message", done.stderr.len());
        done.says(&["catalog/areas/long.csv:", problem, "help: "]);
        assert!(done.stderr.len() < 64 << 10, "{} bytes of message", done.stderr.len());
    }
    for (open, close) in [("[", "]"), ("{ a = ", "}")] {
        let project = SmallProject::new(SOUND);
        append(&project, "pipeline.toml", &format!("[layouts.deep]\nx = {}1{}\n", open.repeat(100_000), close.repeat(100_000)));
        let Some(done) = bounded_run(&project) else { return };
        assert_eq!(done.code, 78, "{}", done.stderr.len());
        done.says(&["error[T101]: ", "pipeline.toml:", "…"]);
        assert!(done.stderr.len() < 4000, "{} bytes of message", done.stderr.len());
    }
}
