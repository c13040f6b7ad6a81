//! `pipeline.toml` as written: nothing resolved, nothing read. What the words mean is decided in [`super::plan`].

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;
use tongbi_domain::catalog::{Language, Names};
use tongbi_domain::diagnostic::Diagnostic;
use tongbi_domain::number::Rounding;

use super::portal::PortalConfig;
use super::settings::RunConfig;
pub use super::shorthand::{Entry, Scalar, Texts};

/// The name of the declaration file.
pub const PIPELINE_FILE: &str = "pipeline.toml";

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Facts of the project.
    #[serde(default)]
    pub project: Project,
    /// How the program works here.
    #[serde(default)]
    pub run: RunConfig,
    /// Layouts by name, shared by sources.
    #[serde(default)]
    pub layouts: BTreeMap<String, LayoutConfig>,
    /// Sources by id.
    #[serde(default)]
    pub sources: BTreeMap<String, SourceConfig>,
    /// Derivations by id.
    #[serde(default)]
    pub derivations: BTreeMap<String, DerivationConfig>,
    /// Totals with their parts, by id.
    #[serde(default)]
    pub totals: BTreeMap<String, TotalConfig>,
    /// Packages by name.
    #[serde(default)]
    pub packages: BTreeMap<String, PackageConfig>,
}

/// `[project]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Project {
    /// Folder of the code lists.
    pub catalog: String,
    /// Folder of the releases.
    pub output: String,
    /// Folders outside the project that declarations may lead to, as they are written there.
    pub outside: Vec<String>,
}

impl Default for Project {
    fn default() -> Self {
        Self { catalog: "catalog".to_owned(), output: "output".to_owned(), outside: Vec::new() }
    }
}

/// `[layouts.NAME]`: how a table is laid out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayoutConfig {
    /// `csv`, `xlsx`, `xls`, `ods` or `parquet`; found from the content where it is not declared.
    pub format: Option<Spanned<String>>,
    /// Text encoding; found by BOM, UTF-8, GB18030 in this order where it is not declared.
    pub encoding: Option<Spanned<String>>,
    /// One character; guessed among `,` `;` tab `|` where it is not declared.
    pub delimiter: Option<Spanned<String>>,
    /// The quote character; `""` for none.
    pub quote: Option<Spanned<String>>,
    /// How the header row is found; the first row with any text where it is not declared.
    pub header: Option<Spanned<Entry>>,
    /// How many rows the header has.
    pub header_rows: Option<Spanned<usize>>,
    /// Whether blank header cells say what stands left of them.
    #[serde(default)]
    pub fill_across: bool,
    /// What each column holds, by its header text or position.
    #[serde(default)]
    pub columns: BTreeMap<String, Spanned<Entry>>,
    /// Keys of columns that a table may be without.
    #[serde(default)]
    pub optional: Vec<Spanned<String>>,
    /// What all other header cells say; a list for several header rows.
    pub across: Option<Spanned<Texts>>,
    /// Keys of label columns where a blank cell means the cell above.
    #[serde(default)]
    pub fill_down: Vec<Spanned<String>>,
    /// Key of the label column whose indentation is a hierarchy.
    pub hierarchy: Option<Spanned<String>>,
    /// What a row without figures says for the rows below it.
    pub section: Option<Spanned<Texts>>,
    /// What lines above the header say.
    pub preamble: Option<Spanned<Texts>>,
    /// Beginnings of the first line below the table.
    #[serde(default)]
    pub footer: Texts,
    /// Whether a blank line ends the table.
    #[serde(default)]
    pub blank_ends: bool,
    /// Whether the header comes again further down.
    #[serde(default)]
    pub repeats: bool,
    /// Whether rows may end before the last column.
    #[serde(default)]
    pub short_rows: bool,
    /// Marks of notes behind headers, labels and figures.
    #[serde(default)]
    pub note_marks: Texts,
    /// What the words of such tables mean.
    #[serde(default)]
    pub words: Words,
    /// Endings of indicator names that say something of the figure.
    #[serde(default)]
    pub endings: BTreeMap<String, Spanned<Entry>>,
    /// Marks in value cells: `absent` or an SDMX status.
    #[serde(default)]
    pub marks: BTreeMap<String, Spanned<String>>,
    /// Flags behind values: an SDMX status, `conf:` and a confidentiality status, or `none`.
    #[serde(default)]
    pub flags: BTreeMap<String, Spanned<String>>,
    /// How periods are to be understood.
    #[serde(default)]
    pub periods: PeriodConfig,
    /// Rows that are left out and counted.
    #[serde(default)]
    pub leave_out: Vec<RowRuleConfig>,
    /// Whether `(12)` is −12.
    #[serde(default)]
    pub parentheses_negative: bool,
    /// Whether the comma is the decimal sign.
    #[serde(default)]
    pub decimal_comma: bool,
}

/// `periods` of a layout.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PeriodConfig {
    /// The month in which the fiscal year starts, 2 to 12.
    pub fiscal_start_month: Option<Spanned<u8>>,
    /// Whether month 13 of a YYYYMM column is the year.
    pub month_13_is_year: bool,
    /// SDMX code of the period that a date stands for.
    pub dates_are: Option<Spanned<String>>,
    /// Whether whole numbers are days since 1899-12-30.
    pub excel_serial: bool,
}

/// `[sources.ID]`: where the tables of a source lie and what they do not say themselves.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceConfig {
    /// Folder with the tables and the sidecar `source.toml`.
    pub folder: Spanned<String>,
    /// Name of the layout of its tables, where they do not name their own.
    pub layout: Option<Spanned<String>>,
    /// What this source's words mean, beyond those of its layout.
    #[serde(default)]
    pub words: Words,
    /// What every table leaves unsaid.
    #[serde(default)]
    pub declared: Declared,
    /// Rows that are no observations, kept in quarantine.
    #[serde(default)]
    pub quarantine: Vec<RowRuleConfig>,
    /// Rows that are left out and counted.
    #[serde(default)]
    pub leave_out: Vec<RowRuleConfig>,
    /// The tables.
    #[serde(default)]
    pub tables: Vec<TableConfig>,
}

/// `[[sources.ID.tables]]`: files of one kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableConfig {
    /// Name or pattern (`2021-*.csv`) in the source's folder.
    pub files: Spanned<String>,
    /// Name or pattern of the file inside a zip archive.
    pub member: Option<String>,
    /// Names or patterns of the sheets of a workbook; the only one where it is not declared.
    pub sheets: Option<Spanned<Texts>>,
    /// The part of the sheet or file that is the table, such as `A3:F20`.
    pub cells: Option<Spanned<String>>,
    /// Name of the layout, where it is not the source's.
    pub layout: Option<Spanned<String>>,
    /// What the file name says, such as `{area}_{period}.csv`.
    pub file_name: Option<Spanned<String>>,
    /// What the sheet's name says.
    pub sheet_name: Option<Spanned<String>>,
    /// What these tables leave unsaid.
    #[serde(default)]
    pub declared: Declared,
}

/// What a table does not say and a statistician declares: texts by role, and `counts_rounded`, whether counts are rounded or estimated, so that
/// they are not exact although written in full.
pub type Declared = BTreeMap<String, Spanned<Scalar>>;

/// `words`: by role, the words of a layout or a source and what they stand for.
pub type Words = BTreeMap<String, BTreeMap<String, Spanned<Entry>>>;

/// `[[sources.ID.quarantine]]`, `[[sources.ID.leave_out]]`: rows that a statistician has found to be no observations.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowRuleConfig {
    /// Header text or position of the column that tells; the first cell with a text where it is not declared.
    pub column: Option<Spanned<String>>,
    /// Exactly this text.
    pub equals: Option<Texts>,
    /// A text that begins so.
    pub starts: Option<Texts>,
    /// The reason by which the cells are counted.
    pub reason: String,
}

/// `[derivations.ID]`: figures computed from published ones. Which keys a kind needs is checked when the plan is made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DerivationConfig {
    /// What is computed: `period-over-period`, `share`, `ratio` …
    pub kind: Spanned<String>,
    /// The indicator of a derivation of one.
    pub of: Option<Spanned<String>>,
    /// The part of a share or a contribution.
    pub part: Option<Spanned<String>>,
    /// Its total.
    pub total: Option<Spanned<String>>,
    /// The numerator of a ratio.
    pub numerator: Option<Spanned<String>>,
    /// The denominator of a ratio.
    pub denominator: Option<Spanned<String>>,
    /// The indicator that the result is published under.
    pub output: Option<Spanned<String>>,
    /// How many years an average spans.
    pub years: Option<Spanned<u8>>,
    /// `levels` or `rates`.
    pub from: Option<Spanned<String>>,
    /// Whether the denominator is the mean of the year's two ends.
    pub mean: Option<Spanned<bool>>,
    /// The area that a sum over areas is published for.
    pub area: Option<Spanned<String>>,
    /// The areas that it adds.
    pub areas: Option<Vec<Spanned<String>>>,
    /// The frequency that a sum over periods is published for.
    pub freq: Option<Spanned<String>>,
    /// Digits of the result; two for percents and points where not declared.
    pub digits: Option<Spanned<u8>>,
}

/// `[totals.ID]`: an indicator and the indicators that add up to it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TotalConfig {
    /// The total.
    pub total: Spanned<String>,
    /// Its parts, disjoint: nothing is counted twice.
    pub parts: Vec<Spanned<String>>,
    /// Whether they leave nothing out; `false` for 其中, where the total only bounds them.
    #[serde(default = "yes")]
    pub complete: bool,
}

/// `[packages.NAME]`: one open-data package.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageConfig {
    /// Title.
    pub title: Names,
    /// What it holds.
    pub description: Names,
    /// Language of names in the tables.
    #[serde(default)]
    pub language: Language,
    /// Ids of sources.
    pub sources: Vec<Spanned<String>>,
    /// Ids of derivations.
    #[serde(default)]
    pub derivations: Vec<Spanned<String>>,
    /// Ids of totals to check.
    #[serde(default)]
    pub totals: Vec<Spanned<String>>,
    /// SPDX or LicenseRef identifier; left out where it is not known.
    pub licence: Option<Spanned<String>>,
    /// Who publishes the package; left out where it is not known.
    pub publisher: Option<Spanned<PartyConfig>>,
    /// Whom to ask.
    pub contact: Option<Spanned<PartyConfig>>,
    /// What it is about, in words that people search for.
    #[serde(default)]
    pub keywords: Vec<Names>,
    /// Web page of the package.
    pub homepage: Option<Spanned<String>>,
    /// Lasting identifier: a DOI or another URL.
    pub identifier: Option<Spanned<String>>,
    /// SDMX agency that maintains the package's data flow; `TONGBI` where none is named.
    pub agency: Option<Spanned<String>>,
    /// Further formats.
    #[serde(default)]
    pub exports: Vec<Export>,
    /// Columns of `observations`, in the order of the architecture page; all where none are named.
    pub columns: Option<Vec<Spanned<String>>>,
    /// Whether the table `lineage` is written, and in which formats.
    #[serde(default)]
    pub lineage: Lineage,
    /// Which keys the table `statements` holds.
    #[serde(default)]
    pub statements: Statements,
    /// What is let pass.
    #[serde(default)]
    pub tolerance: ToleranceConfig,
    /// Rule and digits of rounding.
    #[serde(default)]
    pub rounding: RoundingConfig,
    /// Whether somebody has to approve it before it is published.
    #[serde(default)]
    pub approval: ApprovalConfig,
    /// What portals and Excel are given of it, by profile.
    #[serde(default)]
    pub portals: BTreeMap<String, Spanned<PortalConfig>>,
}

/// `publisher` and `contact` of a package.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyConfig {
    /// Name.
    pub name: Names,
    /// Web page.
    pub homepage: Option<String>,
    /// Address for mail.
    pub email: Option<String>,
}

/// A format beside CSV and Parquet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Export {
    /// SDMX-CSV with SDMX's codes: `meta/sdmx/observations.csv` and `meta/sdmx/codes.csv`.
    SdmxCsv,
}

const fn yes() -> bool {
    true
}

/// Whether the table `lineage` is written, and in which formats: `false`, `true` or `"parquet"`.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Lineage {
    /// There is none.
    None,
    /// Parquet only: as CSV it has as many bytes as the observations, nearly all of them said in each row again.
    Parquet,
    /// CSV and Parquet.
    #[default]
    Both,
}

/// Which keys the table `statements` holds.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Statements {
    /// Every key with what every source says of it.
    #[default]
    All,
    /// Only keys of which more than one statement speaks: the others say nothing that `observations` and `lineage` do not.
    Contested,
}

/// `approval` of a package.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApprovalConfig {
    /// A run publishes it.
    #[default]
    None,
    /// A run stages a candidate; `tongbi release` publishes it.
    Required,
}

/// `[packages.NAME.tolerance]`.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ToleranceConfig {
    /// How many quarantined cells do not stop publication.
    pub quarantined: u64,
    /// Codes of findings of which one stops publication, whatever its severity.
    pub blocking: Vec<Spanned<String>>,
}

/// `[packages.NAME.rounding]`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RoundingConfig {
    /// The rule.
    pub rule: Rounding,
    /// Digits of percents and points.
    pub percent_digits: u8,
    /// Digits of values that do not terminate.
    pub value_digits: u8,
}

impl Default for RoundingConfig {
    fn default() -> Self {
        Self { rule: Rounding::HalfAwayFromZero, percent_digits: 2, value_digits: 6 }
    }
}

impl Config {
    /// Reads the text; a syntax error or an unknown key is shown under a caret.
    pub fn parse(file: &str, text: &str) -> Result<Self, Box<Diagnostic>> {
        toml::from_str(text).map_err(|error| Box::new(Diagnostic::from_toml("T101", file, text, &error)))
    }
}
