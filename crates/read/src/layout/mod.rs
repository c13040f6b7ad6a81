//! Layouts: which cell of a table says what. Declared, never guessed; a header that does not fit its declaration is an error with its place.

mod shape;
mod table;

use std::collections::BTreeMap;

use tongbi_domain::vocabulary::{Measure, ObsStatus};

pub use shape::{Shape, ShapeError, ValueColumn};
pub use table::{Body, OpenError, Rows, TableReader};

/// What a column, a header cell or a preamble line says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Name or code of the indicator; a trailing `(unit)` is taken off.
    Indicator,
    /// Name or code of the area.
    Area,
    /// A value of the dimension with this code.
    Dimension(String),
    /// Period text.
    Period,
    /// Unit text.
    Unit,
    /// Actual or target, in the source's words.
    Scenario,
    /// How far along its life the figure is, in the source's words.
    Stage,
    /// At which prices the growth rates of the row are, in the source's words.
    GrowthPrices,
    /// On which scope the growth rates of the row are, in the source's words.
    GrowthScope,
    /// SDMX observation status, in the source's words.
    Status,
    /// SDMX confidentiality status, in the source's words.
    Confidentiality,
    /// A remark that is published with the figure.
    Note,
    /// Where the figure stands in the source (line of a report, table number).
    Locator,
    /// A figure; of the indicator's own measure, or of the one named.
    Value(Option<Measure>),
    /// Left out, by declaration.
    Ignore,
}

impl Role {
    /// Reads the word by which a declaration names a role: `value`, `value:GROWTH_YOY`, `dimension:SEX`, `indicator`…
    pub fn parse(word: &str) -> Option<Self> {
        if let Some(code) = word.strip_prefix("dimension:") {
            return Some(Self::Dimension(code.trim().to_owned()));
        }
        Some(match word {
            "indicator" => Self::Indicator,
            "area" => Self::Area,
            "period" => Self::Period,
            "unit" => Self::Unit,
            "scenario" => Self::Scenario,
            "stage" => Self::Stage,
            "growth_prices" => Self::GrowthPrices,
            "growth_scope" => Self::GrowthScope,
            "status" => Self::Status,
            "confidentiality" => Self::Confidentiality,
            "note" => Self::Note,
            "locator" => Self::Locator,
            "value" => Self::Value(None),
            "ignore" => Self::Ignore,
            _ => Self::Value(Some(Measure::from_code(word.strip_prefix("value:")?)?)),
        })
    }

    /// The words that [`Role::parse`] reads, for suggestions.
    pub const WORDS: &'static [&'static str] = &[
        "indicator",
        "area",
        "dimension:SEX",
        "period",
        "unit",
        "scenario",
        "stage",
        "growth_prices",
        "growth_scope",
        "status",
        "confidentiality",
        "note",
        "locator",
        "value",
        "value:GROWTH_YOY",
        "value:GROWTH_AVG",
        "ignore",
    ];
}

/// How the header row is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum HeaderRule {
    /// The first row of the file.
    #[default]
    FirstRow,
    /// The first row whose first cell is this text; what stands above is preamble.
    FirstCell(String),
}

/// A preamble line that says something: its first cell begins with `starts`, what follows has the role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreambleRule {
    /// Beginning of the line.
    pub starts: String,
    /// Role of the rest of the line.
    pub role: Role,
}

/// What a mark in a value cell means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The table says nothing here: no statement.
    Absent,
    /// The figure is missing, with this status.
    Missing(ObsStatus),
}

/// A declared layout, all words resolved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Where the header is.
    pub header: HeaderRule,
    /// Roles by header text.
    pub columns: BTreeMap<String, Role>,
    /// Role of every header cell that `columns` does not name; its column holds figures.
    pub across: Option<Role>,
    /// Lines above the header that say something.
    pub preamble: Vec<PreambleRule>,
    /// Beginnings of the first cell of the first line below the table.
    pub footer: Vec<String>,
    /// Marks of this source; what is not here must be a number.
    pub marks: BTreeMap<String, Mark>,
}

impl Layout {
    /// What a value cell's text means as a mark. Blank cells say nothing unless declared otherwise.
    pub fn mark(&self, text: &str) -> Option<Mark> {
        let text = text.trim();
        match self.marks.get(text) {
            Some(mark) => Some(*mark),
            None if text.is_empty() => Some(Mark::Absent),
            None => None,
        }
    }
}
