//! A portal profile, resolved: every column, code and encoding that it names is there.

use toml::Spanned;
use tongbi_domain::catalog::Language;
use tongbi_domain::diagnostic::{Diagnostic, suggest};
use tongbi_domain::message::{Message, declared as say};
use tongbi_domain::period::Freq;
use tongbi_domain::vocabulary::Measure;

use super::columns::{self, Column};
use super::config::{Headers, LineEnding, PortalConfig, PortalUnit, Shape};
use crate::io::{Lines, PortalFormat, TextEncoding};
use crate::pipeline::config::PIPELINE_FILE;
use crate::pipeline::tables::Breakdown;
use crate::table::column::Field;

/// Rows that Excel shows below a header.
const EXCEL_ROWS: u64 = (1 << 20) - 1;

/// One profile of a package.
#[derive(Debug)]
pub struct PortalPlan {
    /// Its name.
    pub name: String,
    /// What a row is.
    pub shape: Shape,
    /// How its files are written.
    pub format: PortalFormat,
    /// Words or names in the first row.
    pub headers: Headers,
    /// Language of words.
    pub language: Language,
    /// Unit of figures.
    pub unit: PortalUnit,
    /// Its columns with their headers; those of periods come behind them in a wide table.
    pub(super) columns: Vec<(Column, String)>,
    /// The frequencies that it takes; all where none is named.
    pub(super) freq: Option<Vec<Freq>>,
    /// The measures that it takes; all where none is named.
    pub(super) measures: Option<Vec<Measure>>,
    /// Whether it has a CKAN data dictionary.
    pub dictionary: bool,
}

impl PortalPlan {
    /// The folder of its files in a release.
    pub fn folder(&self) -> String {
        if self.name == "excel" { self.name.clone() } else { format!("portal/{}", self.name) }
    }

    /// A column's header as the profile writes it, where it has none of its own.
    pub(super) fn header(&self, field: &Field) -> String {
        header(field, self.headers, self.language)
    }
}

fn header(field: &Field, headers: Headers, language: Language) -> String {
    match (headers, language) {
        (Headers::Names, _) => field.name.to_string(),
        (Headers::Labels, Language::Zh) => field.zh.to_string(),
        (Headers::Labels, Language::En) => field.en.to_string(),
    }
}

/// What resolving a profile needs, and where it puts problems.
pub struct PortalResolver<'a> {
    /// Text of `pipeline.toml`.
    pub text: &'a str,
    /// The package's dimensions.
    pub breakdown: Breakdown<'a>,
    /// The package's language.
    pub language: Language,
    /// Problems.
    pub problems: &'a mut Vec<Diagnostic>,
}

impl PortalResolver<'_> {
    /// The profile; what is wrong with it becomes problems, and what stands in its place is never used.
    pub fn resolve(&mut self, name: &str, declared: &Spanned<PortalConfig>) -> PortalPlan {
        let config = declared.get_ref();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || name.len() > 63 || name.starts_with('-') || !name.chars().all(plain) {
            self.problem(declared, say::no_folder_name(name), say::folder_letters());
        }
        let encoding = config.encoding.as_ref().map_or(TextEncoding::MARKED, |encoding| self.encoding(encoding));
        let lines = match config.line_ending {
            LineEnding::Crlf => Lines::Crlf,
            LineEnding::Lf => Lines::Lf,
        };
        let (rows, bytes) = (self.limit(config.most_rows.as_ref(), EXCEL_ROWS), self.limit(config.most_bytes.as_ref(), u64::MAX));
        PortalPlan {
            name: name.to_owned(),
            shape: config.shape,
            format: PortalFormat { encoding, lines, rows, bytes },
            headers: config.headers,
            language: config.language.unwrap_or(self.language),
            unit: config.unit,
            columns: self.columns(declared),
            freq: self.codes(config.freq.as_ref(), |text| say::no_code_of_frequency(text), Freq::from_code, &Freq::ALL.map(Freq::code)),
            measures: self.measures(config),
            dictionary: config.dictionary,
        }
    }

    fn problem<T>(&mut self, at: &Spanned<T>, message: Message, help: Message) {
        self.problems.push(Diagnostic::at("T106", PIPELINE_FILE, self.text, at.span(), message).help(help));
    }

    fn encoding(&mut self, name: &Spanned<String>) -> TextEncoding {
        TextEncoding::named(name.get_ref()).unwrap_or_else(|| {
            self.problem(name, say::no_encoding_to_write(name.get_ref()), say::encodings_to_write());
            TextEncoding::MARKED
        })
    }

    fn limit(&mut self, limit: Option<&Spanned<u64>>, default: u64) -> u64 {
        if let Some(limit) = limit.filter(|limit| *limit.get_ref() == 0) {
            self.problem(limit, say::file_of_nothing(), say::above_zero());
        }
        limit.map_or(default, |limit| (*limit.get_ref()).max(1))
    }

    fn measures(&mut self, config: &PortalConfig) -> Option<Vec<Measure>> {
        let known: Vec<&str> = Measure::ALL.iter().map(|measure| measure.code()).collect();
        self.codes(config.measures.as_ref(), |text| say::no_code_of_measure(text), Measure::from_code, &known)
    }

    fn codes<T>(
        &mut self,
        codes: Option<&Vec<Spanned<String>>>,
        wrong: fn(&str) -> Message,
        read: impl Fn(&str) -> Option<T>,
        known: &[&str],
    ) -> Option<Vec<T>> {
        let mut found = Vec::new();
        for code in codes? {
            match read(code.get_ref()) {
                Some(entry) => found.push(entry),
                None => self.problem(code, wrong(code.get_ref()), suggest(code.get_ref(), known)),
            }
        }
        Some(found)
    }

    /// The columns with their headers; two of one header would be one to a portal.
    fn columns(&mut self, declared: &Spanned<PortalConfig>) -> Vec<(Column, String)> {
        let config = declared.get_ref();
        let all = columns::all(self.breakdown);
        let known: Vec<&str> = all.iter().map(|column| column.field.name.as_ref()).collect();
        let usual = columns::usual(config.shape, self.breakdown).into_iter().map(|name| Spanned::new(declared.span(), name)).collect();
        let language = config.language.unwrap_or(self.language);
        let mut chosen: Vec<(Column, String)> = Vec::new();
        for name in config.columns.as_ref().unwrap_or(&usual) {
            let Some(column) = all.iter().find(|column| column.field.name == *name.get_ref()) else {
                self.problem(name, say::no_portal_column(name.get_ref()), suggest(name.get_ref(), &known));
                continue;
            };
            if let Some((why, help)) = columns::refusal(column, self.breakdown, config.shape, config.unit) {
                self.problem(name, why, help);
            }
            let label = config.labels.get(name.get_ref()).map(|label| label.get_ref().clone());
            let header = label.unwrap_or_else(|| header(&column.field, config.headers, language));
            if chosen.iter().any(|(_, other)| *other == header) {
                self.problem(name, say::two_headers(&header), say::one_header_each());
            }
            chosen.push((column.clone(), header));
        }
        if config.columns.as_ref().is_some_and(Vec::is_empty) {
            self.problem(declared, say::no_columns(), say::usual_columns());
        }
        for (name, label) in &config.labels {
            if !chosen.iter().any(|(column, _)| column.field.name == *name) {
                self.problem(label, say::no_own_column(name), suggest(name, &known));
            } else if label.get_ref().trim().is_empty() || label.get_ref().chars().any(char::is_control) {
                self.problem(label, say::header_of_nothing(), say::write_word());
            }
        }
        chosen
    }
}
