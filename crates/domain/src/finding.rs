//! What can be wrong with a cell: a stable code, a severity, a place and the facts. No sentence: those are made in one place, in two languages.

mod seen;
mod sorted;
mod store;

use std::fmt;

use crate::period::Period;

pub use seen::Seen;
pub use sorted::Sorted;
pub use store::{Alike, Findings, Head, WithinId};

/// How much a finding weighs. Only `Error` keeps a cell out of the release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Worth looking at; the figure is published.
    Warning,
    /// The cell is quarantined.
    Error,
}

impl Severity {
    /// The text that stands in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Declares the stable codes of findings, with their severity and a short name for tables.
macro_rules! findings {
    ($($(#[$doc:meta])* $variant:ident = $id:literal $reason:literal $severity:ident,)+) => {
        /// The stable code of a finding. Codes are never reused; `docs/codes.md` has a line on each.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $variant,)+ }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable identifier, such as `T401`.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)+ }
            }

            /// The short name by which summaries count it and the quarantine table explains itself.
            pub const fn reason(self) -> &'static str {
                match self { $(Self::$variant => $reason,)+ }
            }

            /// How much it weighs.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ }
            }
        }
    };
}

findings! {
    /// A byte sequence is not text in the source's encoding.
    Undecodable = "T301" "undecodable" Error,
    /// A quote was opened and never closed.
    UnclosedQuote = "T302" "unclosed_quote" Error,
    /// A row has more or fewer cells than the header.
    RaggedRow = "T303" "ragged_row" Error,
    /// A NUL byte or another character that no table means to hold.
    ControlCharacter = "T304" "control_character" Error,
    /// The byte order mark says another encoding than the declaration; the mark is believed.
    EncodingContradicted = "T305" "encoding_contradicted" Warning,
    /// Two columns of figures have one header.
    DuplicateHeader = "T308" "duplicate_header" Warning,
    /// A label does not have the form that its column is declared with.
    LabelMisfit = "T309" "label_misfit" Error,
    /// A declared correction expects another text, or other labels, than stand there.
    CorrectionStale = "T310" "correction_stale" Error,
    /// A declared correction speaks of a cell that is no figure.
    CorrectionUnused = "T311" "correction_unused" Error,
    /// A value cell has no number.
    NotANumber = "T401" "not_a_number" Error,
    /// Direction words and signs contradict each other.
    TwoDirections = "T402" "two_directions" Error,
    /// The number needs more digits than can be kept exactly.
    Overflow = "T403" "overflow" Error,
    /// More significant digits than a double holds: the Parquet value is the nearest double.
    ManyDigits = "T404" "many_digits" Note,
    /// No unit of the catalogue is written so.
    UnknownUnit = "T411" "unknown_unit" Error,
    /// A value has no unit anywhere.
    NoUnit = "T412" "no_unit" Error,
    /// The unit has another dimension than the indicator.
    UnitMismatch = "T413" "unit_mismatch" Error,
    /// The same number word stands in the value and in the unit.
    MagnitudeTwice = "T414" "magnitude_twice" Error,
    /// Two places give different units for one cell.
    UnitContradiction = "T415" "unit_contradiction" Error,
    /// No period is written so.
    UnknownPeriod = "T421" "unknown_period" Error,
    /// No indicator of the catalogue is written so.
    UnknownIndicator = "T501" "unknown_indicator" Error,
    /// No area of the catalogue is written so.
    UnknownArea = "T502" "unknown_area" Error,
    /// A word of the source (stage, scope, scenario, status) is not declared.
    UnknownWord = "T503" "unknown_word" Error,
    /// No value of the dimension is written so.
    UnknownDimensionValue = "T504" "unknown_dimension_value" Error,
    /// A code is used for a time in which it does not exist.
    OutOfDate = "T505" "out_of_date" Warning,
    /// A note or another text beside a figure is a formula to a spreadsheet.
    FormulaText = "T506" "formula_text" Error,
    /// A declared rule says that this is a definition, a heading or something else that is no observation.
    DeclaredQuarantine = "T511" "declared" Error,
    /// A finding was closed for a file that has changed since: it is open again.
    ResolutionExpired = "T512" "resolution_expired" Warning,
    /// A declared resolution closes a finding that is not there.
    ResolutionUnused = "T513" "resolution_unused" Warning,
    /// One source says two things of one key.
    SourceConflict = "T601" "source_conflict" Error,
    /// Two sources say opposite things of one number (近千亿, 超千亿).
    OppositeQualifiers = "T602" "opposite_qualifiers" Warning,
    /// A stock at one day has two values under two spellings of the day.
    PointsDiffer = "T603" "points_differ" Warning,
    /// A published rate cannot be reconciled with the levels it stands beside.
    GrowthContradicts = "T701" "growth_contradicts" Warning,
    /// A growth rate needs more digits than can be kept exactly.
    GrowthOverflow = "T702" "growth_overflow" Warning,
    /// Parts do not add up to their total, or a printed share is not one that its figures allow.
    PartsContradict = "T703" "parts_contradict" Warning,
    /// A value is a power of ten out of its own series.
    MagnitudeSlip = "T704" "magnitude_slip" Warning,
    /// The figures beside a withheld one give it back.
    SecretRevealed = "T705" "secret_revealed" Warning,
}

impl Code {
    /// Whether no package may be published over it, whatever it declares to let pass: a correction that no longer fits its source would let a
    /// figure out that a person has found to be wrong.
    pub const fn stops(self) -> bool {
        matches!(self, Self::CorrectionStale | Self::CorrectionUnused)
    }
}

/// A digest of texts (FNV-1a, 64 bits) that is the same on every machine and in every version.
pub fn digest<'t>(texts: impl IntoIterator<Item = &'t str>) -> u64 {
    digest_on(0xcbf2_9ce4_8422_2325, texts)
}

/// The digest of some texts with others behind them, from the digest of the first ones.
pub fn digest_on<'t>(before: u64, texts: impl IntoIterator<Item = &'t str>) -> u64 {
    let mut hash = before;
    let mut take = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    for text in texts {
        text.bytes().for_each(&mut take);
        // No text has this byte, so no two lists are spelled alike.
        take(0xff);
    }
    hash
}

/// Where something stands. Lines and columns begin at 1; 0 means that there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Path of the file as declared, relative to the project.
    pub file: String,
    /// Sheet of a workbook; empty for text files.
    pub sheet: String,
    /// Line of the file, or row of the sheet.
    pub line: u64,
    /// Cell in the row.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if !self.sheet.is_empty() {
            write!(f, "[{}]", self.sheet)?;
        }
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        Ok(())
    }
}

/// One thing that is wrong, or worth knowing, about one cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Its stable code.
    pub code: Code,
    /// Where it stands.
    pub place: Place,
    /// Id of the source.
    pub source: String,
    /// The text of the column's header.
    pub header: String,
    /// The text as found; escaped only where it is shown.
    pub raw: String,
    /// The place that it contradicts, where it contradicts one.
    pub beside: Option<Place>,
    /// Named facts that the message is made of, in a fixed order.
    pub facts: Vec<(&'static str, String)>,
    /// What it is about, beyond its place.
    pub subject: Subject,
}

/// What a finding is about, so that it is known again where its place has moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A place, and no figure.
    #[default]
    Place,
    /// A value cell that is kept out before it is a statement; the digest of what its row and column say of it.
    Cell(u64),
    /// A statement, by its key in the ledger of the run.
    Statement(StatementKey),
}

/// The key of a statement as numbers of the run: what it speaks of, wherever it is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StatementKey {
    /// Its line: the key up to the scenario.
    pub line: u32,
    /// Its period.
    pub period: Period,
    /// The rest of its key, packed.
    pub variant: u16,
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod code_tests {
    use super::*;

    /// Codes are what users search for: one code, one meaning, in order.
    #[test]
    fn codes_are_unique_and_sorted() {
        let ids: Vec<_> = Code::ALL.iter().map(|code| code.id()).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
        let mut reasons: Vec<_> = Code::ALL.iter().map(|code| code.reason()).collect();
        reasons.sort_unstable();
        reasons.dedup();
        assert_eq!(reasons.len(), Code::ALL.len());
    }

    #[test]
    fn a_place_reads_like_a_compilers() {
        let place = Place { file: "raw/x.csv".into(), sheet: String::new(), line: 41, column: 3 };
        assert_eq!(place.to_string(), "raw/x.csv:41:3");
    }
}
