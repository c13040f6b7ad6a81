//! Exit codes, documented in `--help` and in docs/exit-codes.md. The numbers are those of sysexits.

use std::io::ErrorKind;

use tongbi_domain::diagnostic::{Diagnostics, Refusal};

use crate::io::{IoError, LockError};
use crate::pipeline::inspect::InspectError;
use crate::pipeline::read::SourceError;
use crate::pipeline::run::Unbalanced;
use crate::sniff::SniffError;

/// The arguments are not understood.
pub(super) const USAGE: u8 = 64;
/// The data are invalid beyond the declared tolerance; a release is not what it was.
pub(super) const DATA: u8 = 65;
pub(super) const NO_INPUT: u8 = 66;
const INTERNAL: u8 = 70;
const CANNOT_CREATE: u8 = 73;
const IO: u8 = 74;
const LOCKED: u8 = 75;
const PERMISSION: u8 = 77;
const CONFIG: u8 = 78;

/// The last lines of `--help`.
pub(super) const HELP: &str = "\
Exit codes:
   0 published or nothing to do    64 usage
  65 data beyond the tolerance     66 input missing
  69 staged, waits for approval
  70 internal                      73 cannot create
  74 I/O                           75 another run is under way
  77 permission                    78 configuration
 130 SIGINT                       143 SIGTERM";

/// The code of a run that a signal stopped.
pub(super) const fn signal(number: u8) -> u8 {
    128u8.saturating_add(number)
}

/// The code of an error.
pub(super) fn code(error: &anyhow::Error) -> u8 {
    for cause in error.chain() {
        if cause.is::<Diagnostics>() {
            return CONFIG;
        }
        if cause.is::<Unbalanced>() {
            return INTERNAL;
        }
        match cause.downcast_ref::<SourceError>() {
            Some(SourceError::File(error)) => return io_code(error),
            Some(_) => return DATA,
            None => {}
        }
        match cause.downcast_ref::<LockError>() {
            Some(LockError::Held { .. }) => return LOCKED,
            Some(LockError::File(error)) => return io_code(error),
            Some(LockError::Stopped(stopped)) => return signal(stopped.0),
            None => {}
        }
        if let Some(refusal) = cause.downcast_ref::<Refusal>() {
            return match refusal.code {
                "T805" => CANNOT_CREATE,
                "T806" => DATA,
                _ => USAGE,
            };
        }
        if cause.is::<InspectError>() {
            return USAGE;
        }
        match cause.downcast_ref::<SniffError>() {
            Some(SniffError::Io(error)) => return io_code(error),
            Some(_) => return DATA,
            None => {}
        }
        if let Some(error) = cause.downcast_ref::<IoError>() {
            return io_code(error);
        }
        if let Some(error) = cause.downcast_ref::<std::io::Error>() {
            return kind_code(error.kind());
        }
    }
    INTERNAL
}

fn io_code(error: &IoError) -> u8 {
    match error {
        IoError::File { action: "create", source, .. } if source.kind() != ErrorKind::PermissionDenied => CANNOT_CREATE,
        IoError::File { source, .. } => kind_code(source.kind()),
        IoError::TooLarge { .. } => CONFIG,
        IoError::Unencodable { .. } | IoError::Damaged { .. } => DATA,
        IoError::NotAFile { .. } | IoError::Changed { .. } | IoError::Encode { .. } => IO,
    }
}

fn kind_code(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::NotFound => NO_INPUT,
        ErrorKind::PermissionDenied => PERMISSION,
        _ => IO,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A defect of the program ends with 70, wherever it is wrapped, and so does what nobody has thought of: no input is known that shows one.
    #[test]
    fn defects_are_internal() {
        let defect = Unbalanced { package: "p".to_owned(), cells: 2, accounted: 1 };
        assert_eq!(code(&anyhow::Error::from(defect).context("making p")), 70);
        assert_eq!(code(&anyhow::anyhow!("something else")), 70);
    }
}
