//! Roles: what a cell, a header, a line above the table or a file name says.

use tongbi_domain::vocabulary::Measure;

/// What a text of a table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Name or code of the indicator; a unit in brackets behind it is understood.
    Indicator,
    /// Name or code of the area.
    Area,
    /// Period text: `2021年1-9月`, `2021Q1`, `2021-03-31`.
    Period,
    /// The year of period texts that name none, or the whole period where nothing else is said.
    Year,
    /// The month of a year that is said elsewhere: `3`, `3月`, `March`.
    Month,
    /// The quarter of a year that is said elsewhere: `1`, `Q1`, `一季度`.
    Quarter,
    /// Frequency: SDMX codes `A S Q M D`, 年 季 月 日, annual, quarterly, monthly, daily.
    Freq,
    /// What the period covers: `PERIOD` (当期), `YTD` (累计), `POINT` (期末).
    Cumulation,
    /// Unit text.
    Unit,
    /// Power of ten by which the unit is multiplied: SDMX's UNIT_MULT.
    UnitMult,
    /// Level, growth, share: a code of the measures.
    Measure,
    /// Actual or target.
    Scenario,
    /// How far along its life the figure is.
    Stage,
    /// At which prices the growth rates are.
    GrowthPrices,
    /// On which scope the growth rates are.
    GrowthScope,
    /// SDMX observation status.
    Status,
    /// SDMX confidentiality status.
    Confidentiality,
    /// Flags as they stand behind values in other tables (`b`, `p`), in a cell of their own.
    Flags,
    /// A remark that is published with the figure.
    Note,
    /// Where the figure stands in the source (line of a report, table number).
    Locator,
    /// A dimension of the source, by its position in the catalogue's list.
    Dimension(u8),
}

/// How many roles there are, with room for the dimensions of a catalogue.
pub const ROLES: usize = NAMED.len() + MAX_DIMENSIONS;

/// How many dimensions a catalogue may declare.
pub const MAX_DIMENSIONS: usize = 8;

const NAMED: &[(&str, Role)] = &[
    ("indicator", Role::Indicator),
    ("area", Role::Area),
    ("period", Role::Period),
    ("year", Role::Year),
    ("month", Role::Month),
    ("quarter", Role::Quarter),
    ("freq", Role::Freq),
    ("cumulation", Role::Cumulation),
    ("unit", Role::Unit),
    ("unit_mult", Role::UnitMult),
    ("measure", Role::Measure),
    ("scenario", Role::Scenario),
    ("stage", Role::Stage),
    ("growth_prices", Role::GrowthPrices),
    ("growth_scope", Role::GrowthScope),
    ("status", Role::Status),
    ("confidentiality", Role::Confidentiality),
    ("flags", Role::Flags),
    ("note", Role::Note),
    ("locator", Role::Locator),
];

impl Role {
    /// The role that a word names; dimensions are for the catalogue to know.
    pub fn parse(word: &str) -> Option<Self> {
        NAMED.iter().find(|(name, _)| *name == word).map(|(_, role)| *role)
    }

    /// The word that names it; a dimension's is its code, which the catalogue knows.
    pub fn word(self) -> &'static str {
        NAMED.iter().find(|(_, role)| *role == self).map_or("dimension", |(name, _)| name)
    }

    /// The words of all roles but the dimensions, for suggestions.
    pub fn words() -> impl Iterator<Item = &'static str> {
        NAMED.iter().map(|(name, _)| *name)
    }

    /// Its place in a table of [`ROLES`] entries.
    pub const fn index(self) -> usize {
        match self {
            Self::Indicator => 0,
            Self::Area => 1,
            Self::Period => 2,
            Self::Year => 3,
            Self::Month => 4,
            Self::Quarter => 5,
            Self::Freq => 6,
            Self::Cumulation => 7,
            Self::Unit => 8,
            Self::UnitMult => 9,
            Self::Measure => 10,
            Self::Scenario => 11,
            Self::Stage => 12,
            Self::GrowthPrices => 13,
            Self::GrowthScope => 14,
            Self::Status => 15,
            Self::Confidentiality => 16,
            Self::Flags => 17,
            Self::Note => 18,
            Self::Locator => 19,
            Self::Dimension(position) => NAMED.len() + position as usize,
        }
    }

    /// Whether texts of this role at several places are one path, the outermost first: 常住人口 above 女性.
    pub const fn is_path(self) -> bool {
        matches!(self, Self::Indicator)
    }
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Labels, which say what their pattern names.
    Label(super::Pattern),
    /// Figures; of the indicator's own measure, or of the one named, with what else is known of them.
    Value {
        /// The measure, where the declaration names one.
        measure: Option<Measure>,
        /// What is declared for this column's figures.
        facts: Vec<Fact>,
    },
    /// Something of the figures in the column of figures to its left: flags, a note.
    Left(Role),
    /// Left out, by declaration; the reason by which its cells are counted, empty where none is given.
    Ignore(String),
}

/// A role with its text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fact {
    /// What it says.
    pub role: Role,
    /// In which words.
    pub text: String,
}
