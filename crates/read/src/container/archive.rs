//! Members of a zip archive: which one is meant, and its bytes as a stream. Names are compared and shown, never used as paths.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

use encoding_rs::GB18030;
use flate2::bufread::DeflateDecoder;
use glob::Pattern;
use tongbi_domain::message::{Message, tables as say};
use zip::{CompressionMethod, ZipArchive};

use super::error::{OpenError, first_names};
use super::stream::{Bounded, Checked};
use crate::WorkbookError;
use crate::workbook::package;

/// Opens the only member of an archive, or the one whose name is the pattern or matches it.
pub(super) fn open_member(file: File, pattern: Option<&str>) -> Result<Box<dyn Read + Send>, OpenError> {
    let mut archive = package::archive(file).map_err(not_a_workbook)?;
    let index = choose(&members(&mut archive)?, pattern)?;
    let member = archive.by_index_raw(index).map_err(archive_fault)?;
    let fault = |fault| OpenError::Archive { fault };
    if member.encrypted() {
        return Err(fault(say::archive_password()));
    }
    let start = member.data_start().ok_or_else(|| fault(say::archive_no_data()))?;
    let (packed, length, crc, method) = (member.compressed_size(), member.size(), member.crc32(), member.compression());
    drop(member);
    let mut file = archive.into_inner();
    file.seek(SeekFrom::Start(start))?;
    let data = BufReader::new(file.take(packed));
    let unpacked: Box<dyn Read + Send> = match method {
        CompressionMethod::Stored => Box::new(data),
        CompressionMethod::Deflated => Box::new(DeflateDecoder::new(data)),
        other => return Err(fault(say::archive_method(other.to_string()))),
    };
    Ok(Box::new(Checked::new(Bounded::by_packed_size(unpacked, packed), length, crc)))
}

/// A file of the archive.
struct Member {
    index: usize,
    name: String,
}

/// The files of an archive; folders, and what file managers leave behind, are none.
fn members(archive: &mut ZipArchive<File>) -> Result<Vec<Member>, OpenError> {
    let names: Vec<String> = archive.file_names_raw().map(decode_name).collect();
    let by_people = |name: &str| {
        let last = name.rsplit('/').next().unwrap_or(name);
        !last.is_empty() && !name.starts_with("__MACOSX/") && !matches!(last, ".DS_Store" | "Thumbs.db" | "desktop.ini")
    };
    let members = names.into_iter().enumerate().map(|(index, name)| Member { index, name });
    Ok(members.filter(|member| by_people(&member.name)).collect())
}

/// A name as people read it. Archives made in China often have names in GBK and do not say so.
fn decode_name(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling(raw).0.into_owned(),
    };
    name.replace('\\', "/")
}

fn choose(members: &[Member], pattern: Option<&str>) -> Result<usize, OpenError> {
    let matching: Vec<&Member> = match pattern {
        None => members.iter().collect(),
        Some(pattern) => {
            let glob =
                Pattern::new(pattern).map_err(|fault| OpenError::Pattern { pattern: pattern.to_owned(), fault: fault.msg.to_owned() })?;
            let exact: Vec<&Member> = members.iter().filter(|member| member.name == pattern).collect();
            if exact.is_empty() { members.iter().filter(|member| glob.matches(&member.name)).collect() } else { exact }
        }
    };
    match (matching.as_slice(), pattern) {
        ([one], _) => Ok(one.index),
        ([], Some(pattern)) => {
            let (names, more) = first_names(members.iter().map(|member| member.name.clone()));
            Err(OpenError::NoMember { pattern: pattern.to_owned(), names, more })
        }
        ([], None) => Err(OpenError::Archive { fault: say::archive_empty() }),
        _ => {
            let (names, more) = first_names(matching.iter().map(|member| member.name.clone()));
            Err(OpenError::Several { names, more })
        }
    }
}

fn archive_fault(error: impl std::fmt::Display) -> OpenError {
    OpenError::Archive { fault: Message::quoted(error.to_string()) }
}

/// What a fault of the archive means while nothing is known of its being a workbook.
pub(super) fn not_a_workbook(error: WorkbookError) -> OpenError {
    match error {
        WorkbookError::Io(error) => OpenError::Io(error),
        WorkbookError::Damaged { part, fault } => OpenError::Archive { fault: say::with_cause(part, fault) },
        WorkbookError::TooLarge { bound, limit } => OpenError::Archive { fault: say::archive_more(limit, bound.message()) },
        other => OpenError::Workbook(other),
    }
}
