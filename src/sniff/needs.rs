//! What the catalogue lacks for a file: indicators, areas, units and dimensions, each as the text of its list.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::toml_text::{is_hidden, key, quoted, remark};

/// What the catalogue lacks.
#[derive(Clone, Debug, Default)]
pub(super) struct Needs {
    /// Indicators by name, in the order of their first places.
    pub(super) indicators: Vec<Indicator>,
    /// Areas: code and name.
    pub(super) areas: Vec<(String, String)>,
    /// Units that nobody can read.
    pub(super) units: BTreeSet<String>,
    /// Dimensions by code.
    pub(super) dimensions: BTreeMap<String, Dimension>,
}

/// An indicator to declare.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Indicator {
    pub(super) code: String,
    pub(super) name: String,
    /// The canonical unit.
    pub(super) unit: String,
    /// The unit as written, where it is another.
    pub(super) display: Option<String>,
    /// Further keys, as TOML.
    pub(super) more: Vec<String>,
    /// What is not sure of it.
    pub(super) unsure: Option<String>,
}

/// A dimension to declare, or values to add to one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Dimension {
    pub(super) name: String,
    /// Whether the catalogue has it and only values are missing.
    pub(super) known: bool,
    /// Code, name and alias of each value; the alias is empty where it is the code or the name.
    pub(super) values: Vec<(String, String, Option<String>)>,
}

impl Needs {
    /// Adds what another table needs.
    pub(super) fn add(&mut self, other: Self) {
        for indicator in other.indicators {
            if !self.indicators.iter().any(|known| known.name == indicator.name) {
                self.indicators.push(indicator);
            }
        }
        let known: BTreeSet<String> = self.areas.iter().map(|(code, _)| code.clone()).collect();
        self.areas.extend(other.areas.into_iter().filter(|(code, _)| !known.contains(code)));
        self.units.extend(other.units);
        for (code, dimension) in other.dimensions {
            let known = self.dimensions.entry(code).or_insert_with(|| Dimension { values: Vec::new(), ..dimension.clone() });
            for value in dimension.values {
                if !known.values.iter().any(|other| other.0 == value.0) {
                    known.values.push(value);
                }
            }
        }
    }

    /// `[[indicator]]` entries.
    pub(super) fn indicators_toml(&self) -> String {
        let mut out = String::new();
        for entry in &self.indicators {
            if let Some(why) = &entry.unsure {
                let _ = writeln!(out, "# unsure: {why}");
            }
            let _ = writeln!(
                out,
                "[[indicator]]\ncode = {}\nname = {}\nunit = {}",
                quoted(&entry.code),
                quoted(&entry.name),
                quoted(&entry.unit)
            );
            if let Some(display) = &entry.display {
                let _ = writeln!(out, "display = {}", quoted(display));
            }
            entry.more.iter().for_each(|line| {
                let _ = writeln!(out, "{line}");
            });
            out.push('\n');
        }
        out
    }

    /// Lines of a CSV list of areas, with its header.
    pub(super) fn areas_csv(&self) -> String {
        let mut out = String::from("code,zh,en\n");
        for (code, name) in &self.areas {
            // CSV has no way to write what a reader cannot see, and nothing hidden is printed.
            if name.contains(is_hidden) {
                let _ = writeln!(
                    out,
                    "# unsure: a name with hidden characters, to be declared in TOML or mended in the file: {}",
                    remark(name)
                );
                continue;
            }
            let chinese = name.chars().any(|c| u32::from(c) >= 0x2e80);
            let (zh, en) = if chinese { (csv(name), String::new()) } else { (String::new(), csv(name)) };
            let _ = writeln!(out, "{},{zh},{en}", csv(code));
        }
        out
    }

    /// `[[unit]]` entries.
    pub(super) fn units_toml(&self) -> String {
        let mut out = String::new();
        for unit in &self.units {
            // Its own dimension: it converts into nothing before someone says into what.
            let dimension: String = unit.chars().map(|c| if matches!(c, '/' | '*' | '^') || c.is_whitespace() { '_' } else { c }).collect();
            let _ = writeln!(
                out,
                "# unsure: `{}` as a unit of its own, which converts into nothing; or an alias of a unit that is there",
                remark(unit)
            );
            let _ = writeln!(
                out,
                "[[unit]]\ncode = {}\nkind = \"counter\"\ndimension = {}\nfactor = \"1\"\nname = {}\n",
                quoted(unit),
                quoted(&dimension),
                quoted(unit)
            );
        }
        out
    }

    /// `[[dimension]]` entries.
    pub(super) fn dimensions_toml(&self) -> String {
        let mut out = String::new();
        for (code, dimension) in &self.dimensions {
            let mut lines = String::new();
            for (code, name, alias) in &dimension.values {
                let _ = writeln!(lines, "[[dimension.value]]\ncode = {}\nname = {}", quoted(code), quoted(name));
                if let Some(alias) = alias {
                    let _ = writeln!(lines, "aliases = [{}]", quoted(alias));
                }
                lines.push('\n');
            }
            if dimension.known {
                let _ = writeln!(out, "# {} is declared; these values of it are missing there:", key(code));
                lines.lines().for_each(|line| {
                    let _ = writeln!(out, "# {line}");
                });
            } else {
                let _ = writeln!(out, "[[dimension]]\ncode = {}\nname = {}\n\n{lines}", quoted(code), quoted(&dimension.name));
            }
        }
        out
    }
}

/// A field of a CSV line.
fn csv(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) || text.starts_with('#') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// A code from a name: capitals, digits and `_` of what is ASCII in it; `None` where too little is.
pub(super) fn slug(name: &str) -> Option<String> {
    const LONGEST: usize = 40;
    let ascii = name.chars().filter(char::is_ascii_alphanumeric).count();
    let letters = name.chars().filter(|c| c.is_alphanumeric()).count();
    if ascii == 0 || ascii * 2 < letters {
        return None;
    }
    let mut code = String::new();
    for character in name.chars() {
        match character {
            c if c.is_ascii_alphanumeric() => code.push(c.to_ascii_uppercase()),
            _ if code.ends_with('_') || code.is_empty() => {}
            _ => code.push('_'),
        }
        if code.len() >= LONGEST {
            break;
        }
    }
    Some(code.trim_end_matches('_').to_owned())
}

/// Whether a text may be a code as it stands.
pub(super) fn is_code(text: &str) -> bool {
    !text.is_empty() && text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}
