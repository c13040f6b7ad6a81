//! From one block to a draft: columns, header rows, labels that are filled down, sections, lines above and below.
//!
//! The order matters: what headers and cells tell comes first, what is missing is then looked for in what is left open, and only then is the key
//! looked at.

use tongbi_read::layout::heading::one_line;

use super::across::{Level, levels, odd_columns};
use super::draft::{Draft, push_new};
use super::known::{Known, split_bracket};
use super::needs::Needs;
use super::roles::{Use, by_look, pairs};
use super::table::{Table, own, told};
use super::toml_text::{quoted, remark};
use super::words::{FOOTERS, kind_of_figure};

/// A block on its way to a draft.
pub(super) struct Analysis<'t, 'a> {
    pub(super) table: &'t Table<'a>,
    pub(super) known: Known<'t>,
    /// The id of the source, for codes.
    pub(super) id: &'t str,
    /// Name of the sheet; empty where there is none.
    pub(super) sheet: &'t str,
    /// What the tables before it need, so that nothing is proposed twice.
    pub(super) before: &'t Needs,
    pub(super) uses: Vec<Use>,
    pub(super) levels: Vec<Level>,
    /// Columns that say the same as the one that is read, behind it.
    pub(super) pairs: Vec<(usize, usize)>,
    pub(super) draft: Draft,
}

/// The draft of one block.
pub(super) fn draft(table: &Table<'_>, known: Known<'_>, (id, sheet): (&str, &str), before: &Needs) -> Draft {
    let mut uses = by_look(table, known);
    let mut pairs = pairs(table, known, &mut uses);
    let mut levels = levels(table, known, &uses);
    if uses.iter().all(|found| *found != Use::Across) {
        levels.clear();
    }
    let mut analysis = Analysis { table, known, id, sheet, before, uses, levels, pairs: Vec::new(), draft: Draft::default() };
    analysis.above();
    analysis.fill_open(&mut pairs);
    analysis.pairs = pairs;
    analysis.years_above_months();
    analysis.fill_down();
    analysis.find_key();
    analysis.columns();
    analysis.header();
    analysis.below();
    analysis.cells();
    analysis.periods();
    analysis.names();
    analysis.draft
}

impl Analysis<'_, '_> {
    /// Whether anything says a role: a label, a header row, a line above.
    pub(super) fn says(&self, role: &str) -> bool {
        let pattern = format!("{{{role}}}");
        self.uses.iter().any(|found| found.says(role))
            || self.levels.iter().any(|level| level.role == role || level.pattern.contains(&pattern))
            || self.draft.preamble.iter().chain(&self.draft.section).any(|text| text.contains(&pattern))
    }

    /// Lines above the header that say something of the whole table.
    fn above(&mut self) {
        let table = self.table;
        for at in table.block.above.clone() {
            for (column, text) in own(&table.rows[at]) {
                let Some((head, role, said)) = told(text) else { continue };
                let label = self.uses.iter().any(|found| found.says(role)) || self.levels.iter().any(|level| level.role == role);
                let sound = match role {
                    "period" => super::cell::is_whole_period(said),
                    // A unit above the table speaks for the columns that have none of their own.
                    "unit" => true,
                    _ => !label,
                };
                if label && role != "unit" || !sound {
                    continue;
                }
                let open = text.trim().starts_with(['(', '（']);
                let pattern = if open { format!("（{head}{{{role}}}）") } else { format!("{head}{{{role}}}") };
                push_new(&mut self.draft.preamble, pattern);
                let _ = column;
            }
        }
    }

    /// Gives open labels the roles that nothing else has.
    fn fill_open(&mut self, pairs: &mut Vec<(usize, usize)>) {
        let open: Vec<usize> = (0..self.uses.len()).filter(|at| self.uses[*at] == Use::Open).collect();
        for at in open {
            let column = &self.table.columns[at];
            let constant = column.texts.len() <= 1 && column.gaps == 0 && column.filled() > 1;
            let named = !self.table.joined(at).is_empty() && !column.texts.iter().any(|text| self.known.is_area(text));
            let same = (0..self.uses.len()).find(|other| matches!(self.uses[*other], Use::Label(_)) && self.table.say_the_same(*other, at));
            let place_like =
                column.texts.iter().filter(|text| text.ends_with(['省', '市', '区', '县', '州', '盟'])).count() * 2 > column.texts.len();
            let role = match (self.says("indicator"), self.says("area")) {
                _ if constant && (named || self.levels.iter().any(|level| level.role == "indicator")) => None,
                (_, false) if place_like => Some("area"),
                (true, false) => Some("area"),
                (false, _) => Some("indicator"),
                (true, true) => None,
            };
            self.uses[at] = match (same, role) {
                (_, None) if constant => Use::Ignore(format!("always {}", remark(&quoted(&column.texts.concat())))),
                (Some(other), _) => {
                    pairs.push((other, at));
                    Use::Ignore(format!("says the same as {}", remark(&self.table.key(other))))
                }
                (None, Some(role)) => {
                    let key = remark(&self.table.key(at));
                    push_new(&mut self.draft.unsure, format!("{key} is taken for the {role}, because nothing else says it"));
                    Use::Label(role.to_owned())
                }
                (None, None) => Use::Open,
            };
        }
    }

    /// Years across and months down make periods only together.
    fn years_above_months(&mut self) {
        let parts = self.uses.iter().any(|found| found.says("month") || found.says("quarter"));
        for level in &mut self.levels {
            if parts && level.role == "period" {
                (level.role, level.pattern) = ("year", "year".to_owned());
            }
        }
        let months = self.levels.iter().any(|level| level.role == "month");
        if months {
            self.uses.iter_mut().filter(|found| found.says("period")).for_each(|found| *found = Use::Label("year".into()));
        }
    }

    /// Labels that stand in the first row of their group only. Where few cells are blank, they may as well say nothing.
    fn fill_down(&mut self) {
        let Some((first, _)) = self.table.data().next() else { return };
        for (at, column) in self.table.columns.iter().enumerate().filter(|(_, column)| column.gaps > 0) {
            let fills = |role: &str| matches!(role, "area" | "indicator" | "period" | "year");
            if self.table.text(first, at).is_empty() || !matches!(&self.uses[at], Use::Label(role) if fills(role)) {
                continue;
            }
            let key = self.table.key(at);
            // Heads of groups stand once each.
            let heads = column.texts.len() == column.filled() && column.gaps * 3 >= column.filled();
            if heads || column.gaps > column.filled() {
                self.draft.fill_down.push(key);
            } else {
                let (cells, key) = (column.gaps, quoted(&key));
                self.draft
                    .unsure
                    .push(format!("{cells} cells of {key} are blank; if each means the cell above it, add fill_down = [{key}]"));
            }
        }
    }

    /// `columns`, `across` and the count of header rows.
    fn columns(&mut self) {
        let odd = odd_columns(self.table, &self.levels);
        for (at, found) in self.uses.iter().enumerate() {
            let (value, why) = match found {
                Use::Label(role) => (quoted(role), String::new()),
                Use::Value(word) => (quoted(word), String::new()),
                Use::Ignore(why) => ("\"ignore\"".to_owned(), why.clone()),
                Use::Open => ("\"ignore\"".to_owned(), "unsure: is it needed?".to_owned()),
                Use::Blank => continue,
                Use::Across => match odd.iter().find(|(column, _, _)| *column == at) {
                    Some((_, value, why)) => (value.clone(), why.clone()),
                    None => continue,
                },
            };
            self.draft.columns.push((self.table.key(at), value, why));
        }
        self.draft.header_rows = self.table.block.header.len();
        self.draft.across = self.levels.iter().map(|level| level.pattern.clone()).collect();
        self.kinds();
        self.draft.unsure.extend(self.levels.iter().filter_map(|level| level.unsure.clone()));
        // Lower rows that say nothing across need no pattern, where one row is all that is left.
        self.draft.fill_across = self.table.fill_across && self.levels.len() > 1;
    }

    /// What the words of a header row mean that names kinds of figures; the unit of the plain value stands in brackets behind it.
    fn kinds(&mut self) {
        for level in (0..self.levels.len()).filter(|level| self.levels[*level].role == "measure") {
            for text in self.table.headings.iter().map(|texts| &texts[level]).filter(|text| !text.is_empty()) {
                let unit = split_bracket(text).map_or("", |(_, unit)| unit);
                let meaning = match (kind_of_figure(text), unit) {
                    (Some(""), "") => "{}".to_owned(),
                    (Some(""), unit) => format!("{{ unit = {} }}", quoted(unit)),
                    (Some(measure), _) => format!("{{ measure = {} }}", quoted(measure)),
                    (None, _) => continue,
                };
                self.draft.words.entry("measure".to_owned()).or_default().insert(text.clone(), meaning);
            }
        }
    }

    /// How the header is found.
    fn header(&mut self) {
        let (table, draft) = (self.table, &mut self.draft);
        let Some(first) = table.block.header.clone().next() else {
            draft.header = Some("{ none = true }".to_owned());
            // Without a header columns have positions only, and what they hold is for a reader to say.
            let across: Vec<usize> = (0..self.uses.len()).filter(|at| self.uses[*at] == Use::Across).collect();
            across.into_iter().for_each(|at| {
                draft.columns.push((
                    format!("#{}", super::table::letters(at)),
                    "\"value\"".to_owned(),
                    "unsure: of which indicator or period?".to_owned(),
                ))
            });
            draft.across.clear();
            return;
        };
        let above = table.block.above.clone();
        if above.is_empty() && draft.preamble.is_empty() {
            return;
        }
        let Some((_, text)) = own(&table.rows[first]).next() else { return };
        let title = tongbi_read::layout::heading::without_notes(&one_line(text), &[]).to_owned();
        let wanted = super::block::first_text(&table.rows[first]);
        let unique = !above.clone().any(|at| super::block::first_text(&table.rows[at]) == wanted) && !title.contains('*');
        draft.header = Some(match (unique, table.block.header.len()) {
            (true, 1) => quoted(&title),
            (true, _) => format!("{{ first = {} }}", quoted(&title)),
            (false, _) => format!("{{ row = {} }}", table.line(first)),
        });
    }

    /// Beginnings of the lines below.
    fn below(&mut self) {
        let table = self.table;
        for at in table.block.below.clone() {
            let Some((_, text)) = own(&table.rows[at]).next() else { continue };
            let known = FOOTERS.iter().filter(|start| text.starts_with(**start)).max_by_key(|start| start.len());
            let start = match known {
                Some(start) => {
                    let colon = text[start.len()..].chars().next().filter(|c| matches!(c, ':' | '：'));
                    format!("{start}{}", colon.map(String::from).unwrap_or_default())
                }
                // The first line below ends the table, whatever it says.
                None if self.draft.footer.is_empty() => text.chars().take(12).collect(),
                None => continue,
            };
            push_new(&mut self.draft.footer, start);
        }
    }
}
