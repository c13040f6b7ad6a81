//! A trace for people: the figure first, then where it stands, how it was read, what it was compared with, and what lost.

use std::collections::BTreeMap;

use tongbi_domain::catalog::Language;
use tongbi_domain::message::Sentence;

use super::super::messages::fill;
use super::page::Page;
use super::sentences::{self as words, formula, gap, role, rule, why};
use crate::pipeline::trace::{CellId, Figure, Gap, Heard, Input, Origin, Other, RawCell, Saying, Trace, Why, meaning};

/// How much of a digest is shown of the inputs of a derivation; JSON has all of it.
const SHORT_DIGEST: usize = 16;

/// What the columns of a release are called by the roles of a layout.
fn column_of(role: &str) -> String {
    match role {
        "area" => "ref_area".to_owned(),
        "year" | "month" | "quarter" | "period" | "freq" => "time_period".to_owned(),
        "growth_prices" => "price_basis".to_owned(),
        "growth_scope" => "comparability".to_owned(),
        "status" | "flags" => "obs_status".to_owned(),
        "confidentiality" => "conf_status".to_owned(),
        other => other.to_lowercase(),
    }
}

/// The whole answer.
pub(super) fn page(trace: &Trace, columns: usize, language: Language) -> String {
    let mut writer = Writer { trace, language, page: Page::new(columns) };
    if trace.candidates.is_empty() {
        for (position, figure) in trace.figures.iter().enumerate() {
            if position > 0 {
                writer.page.gap();
            }
            let facts = [("package", trace.package.as_str()), ("version", &trace.version), ("line", &figure.line.to_string())];
            writer.page.line(&fill(words::HEAD, language, &facts));
            writer.page.gap();
            writer.whole(figure);
        }
    } else {
        writer.candidates();
    }
    writer.page.finish()
}

struct Writer<'a> {
    trace: &'a Trace,
    language: Language,
    page: Page,
}

impl Writer<'_> {
    fn fixed(&self, sentence: Sentence) -> String {
        self.language.of(sentence).to_owned()
    }

    fn say(&mut self, label: Sentence, text: &str) {
        let label = self.fixed(label);
        self.page.say(&label, text);
    }

    /// The figures that a key fits, each by what tells it from the others.
    fn candidates(&mut self) {
        let trace = self.trace;
        let facts = [("package", trace.package.as_str()), ("version", &trace.version), ("count", &trace.count.to_string())];
        self.page.line(&fill(words::SEVERAL, self.language, &facts));
        self.page.gap();
        let Some(first) = trace.candidates.first() else { return };
        let differs = |column: &str| trace.candidates.iter().any(|figure| figure.get(column) != first.get(column));
        for figure in &trace.candidates {
            let key = figure.key.iter().filter(|(column, _)| differs(column)).map(|(column, text)| format!("{column}={text}"));
            let label = fill(words::ROW, self.language, &[("line", &figure.line.to_string())]);
            let key = key.collect::<Vec<_>>().join(" ");
            self.page.say(&label, &format!("{key}   {}", self.value(figure)));
        }
        let more = trace.count.saturating_sub(trace.candidates.len() as u64);
        if more > 0 {
            self.page.say("", &fill(words::MORE, self.language, &[("count", &more.to_string())]));
        }
    }

    /// A figure with its key, its change over the year and what lost.
    fn whole(&mut self, figure: &Figure) {
        self.page.line(&title(figure));
        let key: Vec<String> =
            figure.key.iter().filter(|(_, text)| !text.is_empty()).map(|(column, text)| format!("{column}={text}")).collect();
        self.say(words::KEY, &key.join(" "));
        self.chain(figure);
        self.growth(figure);
        self.others(figure);
    }

    /// A figure as an input of another.
    fn input(&mut self, figure: &Figure) {
        let line = fill(words::ROW, self.language, &[("line", &figure.line.to_string())]);
        self.page.line(&format!("{}   ({line})", title(figure)));
        self.chain(figure);
        for other in &figure.others {
            self.other(figure, other);
        }
    }

    /// The value, and what it comes from.
    fn chain(&mut self, figure: &Figure) {
        self.say(words::VALUE, &self.value(figure));
        for column in ["obs_status", "qualifier"] {
            let code = figure.get(column);
            if !matches!(code, "" | "A" | "EXACT")
                && let Some(meaning) = meaning(column, code)
            {
                self.page.say("", &format!("{code}: {}", self.language.of(meaning)));
            }
        }
        match &figure.origin {
            Origin::Unknown(why) => self.not_shown(why),
            Origin::Cell { id, lineage, source } => self.cell(figure, id, lineage, source),
            Origin::Derived { lineage, inputs } => self.derived(lineage, inputs),
        }
    }

    fn value(&self, figure: &Figure) -> String {
        let unit = figure.get("unit_measure");
        match (figure.get("obs_value"), figure.get("value_low"), figure.get("value_high")) {
            ("", "", "") => self.fixed(words::NO_VALUE),
            ("", low, high) => format!("{low} – {high} {unit}"),
            (value, ..) => format!("{value} {unit}"),
        }
    }

    fn cell(&mut self, figure: &Figure, id: &CellId, lineage: &BTreeMap<String, String>, source: &BTreeMap<String, String>) {
        let get = |row: &BTreeMap<String, String>, column: &str| row.get(column).cloned().unwrap_or_default();
        self.say(words::SOURCE, &format!("{}  {}", id.source, get(source, "title")));
        let facts = ["publisher", "delivered", "fidelity"].map(|column| get(source, column));
        let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty() && fact != "unknown").collect();
        self.page.say("", &facts.join(", "));
        let unit = get(figure_cells(figure), "unit_text");
        self.say(words::CELL, &id.place.to_string());
        let raw = fill(words::SAYS, self.language, &[("text", &get(lineage, "raw")), ("unit", &unit)]);
        self.page.say("", &raw);
        if !get(lineage, "locator").is_empty() {
            self.page.say("", &fill(words::LOCATOR, self.language, &[("locator", &get(lineage, "locator"))]));
        }
        let short: String = id.sha256.chars().take(SHORT_DIGEST).collect();
        self.say(words::SHA, &if self.page.is_branch() { format!("{short}…") } else { id.sha256.clone() });
        match self.trace.cells.get(id) {
            Some(Ok(cell)) => {
                self.page.say("", self.language.of(words::SAME_BYTES));
                self.heard(figure, cell);
            }
            Some(Err(why)) => self.not_shown(why),
            None => self.not_shown(&Gap::NoFigure),
        }
        self.rules(figure, lineage, &unit);
        for finding in &figure.findings {
            let facts = ["code", "reason", "severity", "facts"].map(|column| (column, get(finding, column)));
            let facts: Vec<(&str, &str)> = facts.iter().map(|(name, text)| (*name, text.as_str())).collect();
            self.say(words::ON_CELL, fill(words::FINDING, self.language, &facts).trim_end());
        }
    }

    /// The texts around a cell, each with what it became.
    fn heard(&mut self, figure: &Figure, cell: &RawCell) {
        for heard in &cell.heard {
            let became = match heard.role.as_str() {
                "note" | "locator" => continue,
                // The unit of the row's levels is not that of a growth rate beside them.
                "unit" if heard.text != figure.get("unit_text") => continue,
                "unit" => String::new(),
                _ => text_of(figure, &column_of(&heard.role)),
            };
            let means = heard.means.join(", ");
            let arrow = [means, became]
                .into_iter()
                .filter(|text| !text.is_empty() && *text != heard.text)
                .fold(String::new(), |all, text| if all.ends_with(&format!("→ {text}")) { all } else { format!("{all} → {text}") });
            let label = role(&heard.role, self.language);
            self.page.say(&label, &format!("“{}”{arrow}   ({})", heard.text, self.saying(heard)));
        }
        for (column, now) in &cell.figure {
            let then = text_of(figure, column);
            // A value that does not end is rounded in the release, and a column that it does not publish says nothing.
            if *now != then && !now.is_empty() && !then.is_empty() {
                let facts = [("column", *column), ("now", now.as_str()), ("then", then.as_str())];
                self.say(words::NOT_SHOWN, &fill(words::DIFFERS, self.language, &facts));
            }
        }
    }

    fn saying(&self, heard: &Heard) -> String {
        let (sentence, header) = match &heard.saying {
            Saying::Declaration => (words::DECLARED, ""),
            Saying::Above => (words::BEFORE_TABLE, ""),
            Saying::Label(header) if header.is_empty() => (words::ROW_LABEL, ""),
            Saying::Label(header) => (words::LABEL, header.as_str()),
            Saying::Header(header) if header.is_empty() => (words::OF_COLUMN, ""),
            Saying::Header(_) => (words::COLUMN_HEADER, ""),
            Saying::Beside(header) => (words::BESIDE, header.as_str()),
        };
        fill(sentence, self.language, &[("header", header)])
    }

    /// What was assumed, and the conversion with its exact factor.
    fn rules(&mut self, figure: &Figure, lineage: &BTreeMap<String, String>, unit: &str) {
        let rules = lineage.get("rules").map_or("", String::as_str);
        let mut said = false;
        for words in rules.split("; ") {
            let text = rule(words).map(|sentence| self.fixed(sentence)).or_else(|| self.rounded(words));
            if let Some(text) = text {
                let label = if said { String::new() } else { self.fixed(words::RULE) };
                self.page.say(&label, &text);
                said = true;
            }
        }
        let factor = lineage.get("factor").map_or("", String::as_str);
        if !factor.is_empty() {
            let canonical = figure.get("unit_measure");
            let raw = lineage.get("raw").map_or("", String::as_str);
            let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
            self.say(words::CONVERSION, &format!("“{raw}”{unit} × {factor} → {} {canonical}", self.value_only(figure)));
        }
    }

    fn value_only(&self, figure: &Figure) -> String {
        match (figure.get("obs_value"), figure.get("value_low"), figure.get("value_high")) {
            ("", "", "") => "–".to_owned(),
            ("", low, high) => format!("{low} – {high}"),
            (value, ..) => value.to_owned(),
        }
    }

    fn rounded(&self, words: &str) -> Option<String> {
        let (rule, digits) = words.strip_prefix("rounded ")?.strip_suffix(" digits")?.split_once(" to ")?;
        let rule = match rule {
            "half-away-from-zero" => self.language.of(words::HALF_AWAY),
            "half-even" => self.language.of(words::HALF_EVEN),
            other => other,
        };
        Some(fill(words::ROUNDED, self.language, &[("rule", rule), ("digits", digits)]))
    }

    fn derived(&mut self, lineage: &BTreeMap<String, String>, inputs: &[Input]) {
        let rules = lineage.get("rules").map_or("", String::as_str);
        let part = |name: &str| rules.split("; ").find_map(|words| words.strip_prefix(name)).unwrap_or_default().to_owned();
        self.say(words::DERIVED, &format!("{}: {}", part("derivation "), self.language.of(formula(&part("kind ")))));
        if let Some(rounded) = rules.split("; ").find_map(|words| self.rounded(words)) {
            self.page.say("", &rounded);
        }
        for (position, input) in inputs.iter().enumerate() {
            let last = position + 1 == inputs.len();
            // The page is lent to the branch, and comes back with it.
            let (trace, language) = (self.trace, self.language);
            let mut page = std::mem::replace(&mut self.page, Page::new(0));
            page.branch(last, |page| {
                let mut writer = Writer { trace, language, page: std::mem::replace(page, Page::new(0)) };
                match input {
                    Input::Figure(figure) => writer.input(figure),
                    Input::Above(line, key) => {
                        let facts = [("line", line.to_string())];
                        let text = fill(words::ABOVE, language, &[("line", &facts[0].1)]);
                        writer.page.line(&format!("{key}   ({text})"));
                    }
                    Input::Missing(key) => writer.page.line(&fill(words::MISSING, language, &[("key", key)])),
                    Input::More(count) => writer.page.line(&fill(words::MORE, language, &[("count", &count.to_string())])),
                }
                *page = writer.page;
            });
            self.page = page;
        }
    }

    /// The change over the year, with its base, or why there is none.
    fn growth(&mut self, figure: &Figure) {
        let status = figure.get("yoy_status");
        if status.is_empty() || status == "not_applicable" {
            return;
        }
        let (value, base) = (figure.get("obs_value"), figure.get("yoy_base"));
        let (percent, points) = (figure.get("yoy_percent"), figure.get("yoy_points"));
        if !percent.is_empty() {
            self.say(words::YOY, &format!("({value} − {base}) ÷ {base} × 100 = {percent} %"));
        } else if !points.is_empty() {
            self.say(words::YOY, &format!("{value} − {base} = {points}"));
        }
        let given = !(percent.is_empty() && points.is_empty());
        if status != "OK" {
            let text = meaning("yoy_status", status).map_or("", |meaning| self.language.of(meaning));
            let label = if given { String::new() } else { self.fixed(words::YOY) };
            self.page.say(&label, &format!("{status}: {text}"));
        }
        let (low, high) = (figure.get("yoy_low"), figure.get("yoy_high"));
        if !low.is_empty() && !high.is_empty() {
            self.page.say("", &fill(words::BOUNDS, self.language, &[("low", low), ("high", high)]));
        }
        if let Some(base) = &figure.base {
            let line = fill(words::ROW, self.language, &[("line", &base.line.to_string())]);
            self.page.say("", &format!("{base_value} = {} ({line})", title(base), base_value = base.get("obs_value")));
        }
    }

    fn others(&mut self, figure: &Figure) {
        match &figure.others_gap {
            Some(why) => self.not_shown(why),
            None if figure.others.is_empty() => self.say(words::LOST, &self.fixed(words::NO_OTHERS)),
            None => figure.others.iter().for_each(|other| self.other(figure, other)),
        }
    }

    /// A statement that lost, and the first thing that decided.
    fn other(&mut self, figure: &Figure, other: &Other) {
        let get = |column: &str| other.cells.get(column).map_or("", String::as_str);
        let unit = if get("unit_text").is_empty() { String::new() } else { format!(" {}", get("unit_text")) };
        let place = [get("file"), get("line"), get("column")].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(":");
        self.say(
            words::LOST,
            &format!("{}  “{}”{unit} = {} {}", get("source_id"), get("value_text"), get("obs_value"), get("unit_measure")),
        );
        self.page.say("", &place);
        let column = match other.why {
            Why::Stage => "stage",
            Why::Fidelity => "fidelity",
            Why::Date => "delivered",
            Why::Order | Why::Twice => "",
        };
        let won = match (&figure.origin, column) {
            (Origin::Cell { source, .. }, "fidelity" | "delivered") => source.get(column).map_or("", String::as_str),
            _ => figure.get(column),
        };
        let text = fill(why(other.why), self.language, &[("lost", get(column)), ("won", won)]);
        self.page.say("", &text);
    }

    fn not_shown(&mut self, why: &Gap) {
        self.say(words::NOT_SHOWN, &gap(why, self.language));
    }
}

fn figure_cells(figure: &Figure) -> &BTreeMap<String, String> {
    &figure.cells
}

/// The text of a column of a figure, or of its key.
fn text_of(figure: &Figure, column: &str) -> String {
    let key = figure.key.iter().find(|(name, _)| name == column).map(|(_, text)| text.clone());
    key.unwrap_or_else(|| figure.get(column).to_owned())
}

/// What a figure is, by its names: 地区生产总值 GRP, 罗湖区 440303, 2022 LEVEL ACTUAL.
fn title(figure: &Figure) -> String {
    let named = |name: &str, code: &str| {
        let (name, code) = (figure.get(name), text_of(figure, code));
        if name.is_empty() { code } else { format!("{name} {code}") }
    };
    let shown = ["indicator", "ref_area", "time_period", "measure", "scenario", "freq"];
    let usual = ["PERIOD", "POINT", "AS_PUBLISHED", "UNKNOWN", "NA", "N", "CURRENT", "_Z", ""];
    let rest = figure.key.iter().filter(|(column, text)| !shown.contains(&column.as_str()) && !usual.contains(&text.as_str()));
    let mut parts = vec![named("indicator_name", "indicator"), named("ref_area_name", "ref_area"), text_of(figure, "time_period")];
    parts.extend(rest.map(|(column, text)| format!("{column}={text}")));
    parts.retain(|part| !part.is_empty());
    format!("{}, {} {}", parts.join(", "), text_of(figure, "measure"), text_of(figure, "scenario")).trim_end().to_owned()
}
