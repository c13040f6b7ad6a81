//! Zip packages before a library opens them: what kind they are, and whether they unpack to more than the limits allow.
//! It judges what would be allocated, not what the parts mean.

use std::io::{BufReader, Read, Seek, SeekFrom};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::error::{Bound, WorkbookError};
use super::limits::Limits;

/// What a zip archive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PackageKind {
    Xlsx,
    Ods,
    /// An office document that is not read, by its name.
    OtherDocument(&'static str),
    /// No document: an archive of files.
    Archive,
}

/// Spreadsheet programs write some dozens of entries; each costs some hundred bytes of memory whatever its size.
const MOST_ENTRIES: u64 = 1 << 16;
/// A cell holds at most 32 767 characters, a tag its attributes.
const MOST_TAG_BYTES: u64 = 1 << 20;
/// Tags of a part whose tags become larger than they are: styles, relationships, the list of sheets.
const MOST_INDEX_TAGS: u64 = 1 << 20;
/// Bytes of number formats and font names, each repeated for every cell style.
const MOST_STYLE_BYTES: u64 = 256 << 20;

const OPEN_DOCUMENT: &str = "application/vnd.oasis.opendocument.";

/// Opens the list of a zip archive's entries, unless it is longer than any that belongs to a table.
///
/// # Errors
/// When the archive is damaged, or has more than 65 536 entries.
pub(crate) fn archive<R: Read + Seek>(mut input: R) -> Result<ZipArchive<R>, WorkbookError> {
    // The list is read to memory at once, so its entries are counted first; in packed bytes the mark hardly ever stands by chance.
    let mark = memchr::memmem::Finder::new(b"PK\x01\x02");
    let mut chunk = vec![0_u8; 1 << 16];
    let (mut kept, mut entries) = (0, 0_u64);
    input.seek(SeekFrom::Start(0))?;
    loop {
        let length = input.read(&mut chunk[kept..])?;
        if length == 0 {
            break;
        }
        let filled = kept + length;
        entries += mark.find_iter(&chunk[..filled]).count() as u64;
        if entries > MOST_ENTRIES {
            return Err(WorkbookError::too_large(Bound::Entries, MOST_ENTRIES));
        }
        // A mark may begin in the last three bytes; four would count it twice.
        kept = filled.min(3);
        chunk.copy_within(filled - kept..filled, 0);
    }
    input.seek(SeekFrom::Start(0))?;
    ZipArchive::new(input).map_err(|error| zip_fault("its list of entries", error))
}

/// What a zip archive is, by the names of its parts and, for OpenDocument, its declared type.
pub(crate) fn kind<R: Read + Seek>(input: R) -> Result<PackageKind, WorkbookError> {
    let mut archive = archive(input)?;
    let names: Vec<String> = archive.file_names_raw().map(normal).collect();
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let begins = |start: &str| names.iter().any(|name| name.starts_with(start));
    if has("[content_types].xml") && has("_rels/.rels") {
        return Ok(match () {
            () if has("xl/workbook.bin") => PackageKind::OtherDocument("an XLSB workbook"),
            () if begins("word/") => PackageKind::OtherDocument("a Word document"),
            () if begins("ppt/") => PackageKind::OtherDocument("a PowerPoint presentation"),
            () => PackageKind::Xlsx,
        });
    }
    let Ok(part) = archive.by_name("mimetype") else {
        return Ok(PackageKind::Archive);
    };
    let mut declared = String::new();
    if part.take(256).read_to_string(&mut declared).is_err() {
        return Ok(PackageKind::Archive);
    }
    Ok(match declared.trim().strip_prefix(OPEN_DOCUMENT) {
        Some(kind) if kind.starts_with("spreadsheet") => PackageKind::Ods,
        Some(_) => PackageKind::OtherDocument("an OpenDocument that is no spreadsheet"),
        None => PackageKind::Archive,
    })
}

/// What is known of a package whose parts are all sound.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Findings {
    /// Whether any part may have merged ranges; to look for them, a sheet is read twice.
    pub(crate) merges: bool,
}

/// Unpacks every part once, to see that all are sound and what they come to: the sizes that an archive states are not believed.
///
/// # Errors
/// When a part is damaged or encrypted, when all come to more than the limit, and when one would make its reader allocate much
/// more than it is long.
pub(crate) fn check<R: Read + Seek>(input: R, limits: &Limits) -> Result<Findings, WorkbookError> {
    let mut archive = archive(input)?;
    let folder = main_folder(&mut archive)?;
    let mut left = limits.unpacked_bytes;
    let mut findings = Findings { merges: false };
    for index in 0..archive.len() {
        let mut part = entry(&mut archive, index)?;
        let name = normal(part.name_raw());
        let in_main = folder.as_deref().and_then(|folder| name.strip_prefix(folder)).unwrap_or_default().to_owned();
        // Files that lie in the main folder itself are styles, shared strings and the workbook, whatever its name.
        let is_index = name.ends_with(".rels") || in_main == "theme/theme1.xml" || is_file_of_folder(&in_main);
        let is_table = name.ends_with(".xml") && !name.starts_with("customxml/") && !name.starts_with("docprops/");
        let scan = scan(&mut part, &name, &mut left, limits)?;
        drop(part);
        findings.merges |= scan.merges;
        if scan.doctype {
            return Err(WorkbookError::Entities { part: name });
        }
        if is_table && scan.longest > MOST_TAG_BYTES {
            return Err(WorkbookError::too_large(Bound::TagBytes, MOST_TAG_BYTES));
        }
        if is_index && scan.tags > MOST_INDEX_TAGS {
            return Err(WorkbookError::damaged(name, format_args!("more than {MOST_INDEX_TAGS} tags")));
        }
        match in_main.as_str() {
            "sharedstrings.xml" => check_strings(entry(&mut archive, index)?, limits)?,
            "styles.xml" => check_styles(entry(&mut archive, index)?)?,
            _ => {}
        }
    }
    Ok(findings)
}

fn is_file_of_folder(name: &str) -> bool {
    !name.is_empty() && !name.contains('/') && name != "sharedstrings.xml"
}

fn entry<R: Read + Seek>(archive: &mut ZipArchive<R>, index: usize) -> Result<ZipFile<'_, R>, WorkbookError> {
    let encrypted = archive.by_index_raw(index).is_ok_and(|part| part.encrypted());
    if encrypted {
        return Err(WorkbookError::Encrypted);
    }
    archive.by_index(index).map_err(|error| zip_fault(format!("part {}", index + 1), error))
}

/// The folder of the workbook's main part, with its slash; none for OpenDocument.
fn main_folder<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<Option<String>, WorkbookError> {
    let Some(index) =
        (0..archive.len()).find(|index| archive.by_index_raw(*index).is_ok_and(|part| normal(part.name_raw()) == "_rels/.rels"))
    else {
        return Ok(None);
    };
    // Twice the longest tag is enough for the few relationships of a package.
    let mut text = Vec::new();
    let mut part = entry(archive, index)?.take(2 * MOST_TAG_BYTES);
    part.read_to_end(&mut text).map_err(|error| WorkbookError::damaged("_rels/.rels", error))?;
    let mut folder = String::from("xl/");
    for_each_tag(&text[..], "_rels/.rels", |tag| {
        if attribute(tag, "Type").is_some_and(|kind| kind.ends_with("/relationships/officeDocument"))
            && let Some(target) = attribute(tag, "Target")
        {
            let target = target.strip_prefix('/').unwrap_or(&target);
            folder = target.rfind('/').map_or(String::new(), |end| normal(&target.as_bytes()[..=end]));
        }
        Ok(())
    })?;
    Ok(Some(folder))
}

/// What one part comes to.
struct Scan {
    tags: u64,
    /// The most bytes from one `<` to the next.
    longest: u64,
    doctype: bool,
    merges: bool,
}

fn scan(part: &mut impl Read, name: &str, left: &mut u64, limits: &Limits) -> Result<Scan, WorkbookError> {
    let (doctype, merges) = (memchr::memmem::Finder::new(b"<!DOCTYPE"), memchr::memmem::Finder::new(b"mergeCell"));
    let mut result = Scan { tags: 0, longest: 0, doctype: false, merges: false };
    let mut chunk = vec![0_u8; 1 << 16];
    let (mut kept, mut run) = (0, 0_u64);
    loop {
        let length = part.read(&mut chunk[kept..]).map_err(|error| WorkbookError::damaged(name, error))?;
        if length == 0 {
            break;
        }
        *left = left.checked_sub(length as u64).ok_or(WorkbookError::too_large(Bound::UnpackedBytes, limits.unpacked_bytes))?;
        let filled = kept + length;
        let mut from = kept;
        for tag in memchr::memchr_iter(b'<', &chunk[kept..filled]) {
            result.tags += 1;
            result.longest = result.longest.max(run + (kept + tag - from) as u64);
            (run, from) = (0, kept + tag);
        }
        run += (filled - from) as u64;
        result.doctype |= doctype.find(&chunk[..filled]).is_some();
        // Letters of UTF-16 have bytes between them, so a part in it counts as one that has everything.
        result.merges |= merges.find(&chunk[..filled]).is_some() || chunk[..filled].contains(&0);
        kept = filled.min(8);
        chunk.copy_within(filled - kept..filled, 0);
    }
    result.longest = result.longest.max(run);
    Ok(result)
}

/// Room is made for as many shared strings as the part says it has, and each is a string of its own even if it is empty.
fn check_strings(part: impl Read, limits: &Limits) -> Result<(), WorkbookError> {
    let mut strings = 0_u64;
    for_each_tag(BufReader::new(part), "sharedStrings.xml", |tag| {
        let declared = match tag.local_name().as_ref() {
            "sst" => attribute(tag, "uniqueCount").and_then(|count| count.parse::<u64>().ok()).unwrap_or_default(),
            _ => 0,
        };
        strings += u64::from(tag.local_name().as_ref() == "si");
        match strings.max(declared) > limits.cells {
            true => Err(WorkbookError::too_large(Bound::Cells, limits.cells)),
            false => Ok(()),
        }
    })
}

/// Every cell style gets a copy of its number format and of its font's name.
fn check_styles(part: impl Read) -> Result<(), WorkbookError> {
    let (mut styles, mut longest) = (0_u64, 0_u64);
    for_each_tag(BufReader::new(part), "styles.xml", |tag| {
        match tag.local_name().as_ref() {
            "xf" => styles += 1,
            "numFmt" | "name" => longest = longest.max(tag.attributes_raw().len() as u64),
            _ => {}
        }
        Ok(())
    })?;
    match styles.saturating_mul(longest) > MOST_STYLE_BYTES {
        true => Err(WorkbookError::too_large(Bound::Styles, MOST_STYLE_BYTES)),
        false => Ok(()),
    }
}

fn for_each_tag(
    part: impl std::io::BufRead,
    name: &str,
    mut look: impl FnMut(&BytesStart<'_>) -> Result<(), WorkbookError>,
) -> Result<(), WorkbookError> {
    let mut reader = Reader::from_reader(part);
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) => look(&tag)?,
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(error) => return Err(WorkbookError::damaged(name, error)),
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
    Some(found.value.into_owned())
}

/// A part's name as names are compared: case and the kind of slash do not count.
fn normal(name: &[u8]) -> String {
    String::from_utf8_lossy(name).replace('\\', "/").to_ascii_lowercase()
}

/// What a fault of the zip archive means for the workbook.
pub(crate) fn zip_fault(part: impl Into<String>, error: ZipError) -> WorkbookError {
    match error {
        ZipError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => WorkbookError::Io(error),
        error => WorkbookError::damaged(part, error),
    }
}
