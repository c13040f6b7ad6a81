//! `[packages.NAME.portals.PROFILE]` as written. docs/portals.md explains every key.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;
use tongbi_domain::catalog::Language;

/// One portal profile: what a portal, or Excel, is given of a package. Every key has a default, so that `{}` is a file for Excel.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PortalConfig {
    /// Rows for observations, or for series with a column for each period.
    pub shape: Shape,
    /// `utf-8-bom`, `utf-8`, `gb18030`, or another label of the WHATWG list.
    pub encoding: Option<Spanned<String>>,
    /// How lines end.
    pub line_ending: LineEnding,
    /// Words or names of columns in the first row.
    pub headers: Headers,
    /// Language of headers and words; the package's where it is not declared.
    pub language: Option<Language>,
    /// Unit of figures.
    pub unit: PortalUnit,
    /// Columns in their order; those of docs/portals.md where none are named.
    pub columns: Option<Vec<Spanned<String>>>,
    /// Headers of our own choice, by name of the column.
    pub labels: BTreeMap<String, Spanned<String>>,
    /// SDMX codes of the frequencies to take; all where none is named.
    pub freq: Option<Vec<Spanned<String>>>,
    /// Codes of the measures to take; all where none is named.
    pub measures: Option<Vec<Spanned<String>>>,
    /// Rows of a file at most; 1 048 575, as many as Excel shows, where it is not declared.
    pub most_rows: Option<Spanned<u64>>,
    /// Bytes of a file at most; no limit where it is not declared.
    pub most_bytes: Option<Spanned<u64>>,
    /// Whether a CKAN data dictionary is written beside the table.
    pub dictionary: bool,
}

/// What a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// An observation.
    #[default]
    Long,
    /// A series, its periods side by side.
    Wide,
}

/// How lines end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineEnding {
    /// CR LF.
    #[default]
    Crlf,
    /// LF.
    Lf,
}

/// What stands in the first row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Headers {
    /// Words for people.
    #[default]
    Labels,
    /// Names for machines.
    Names,
}

/// The unit of `value`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PortalUnit {
    /// The unit people know, with its printed digits.
    #[default]
    Display,
    /// The unit of `obs_value`.
    Canonical,
}
