//! Marks, flags and period forms that were seen in the cells, with how often and where first.

use super::analysis::Analysis;
use super::cell::{FLAGS, Look, MARKS, look, split_flags};
use super::draft::{Seen, push_new};
use super::roles::Use;

impl Analysis<'_, '_> {
    /// What stands in value cells beside plain numbers.
    pub(super) fn cells(&mut self) {
        let columns: Vec<usize> = (0..self.uses.len()).filter(|at| matches!(self.uses[*at], Use::Across | Use::Value(_))).collect();
        let mut strange: Option<(u64, usize, String)> = None;
        let (mut odd, mut brackets) = (0_usize, false);
        for (at, _) in self.table.data() {
            for &column in &columns {
                let (text, place) = (self.table.text(at, column), (self.table.line(at), column + 1));
                match look(text) {
                    Look::Mark => {
                        let known = MARKS.iter().find(|(mark, _, _)| *mark == text);
                        let (meaning, why) = known.map_or(("O", ""), |(_, meaning, why)| (*meaning, *why));
                        count(self.draft.marks.entry(text.to_owned()).or_default(), meaning, why, place);
                    }
                    Look::Flagged => self.flagged(text, place),
                    Look::Figure => brackets |= text.starts_with(['(', '（']),
                    Look::Text | Look::Period => {
                        odd += 1;
                        strange.get_or_insert((place.0, place.1, super::toml_text::remark(text)));
                    }
                    Look::Blank | Look::Year => {}
                }
            }
        }
        if brackets {
            push_new(&mut self.draft.periods, "parentheses_negative = true  # unsure: figures stand in brackets".to_owned());
        }
        if let Some((line, column, text)) = strange {
            self.draft.unsure.push(format!("{odd} value cells are no number, the first in line {line}, column {column}: {text}"));
        }
    }

    fn flagged(&mut self, text: &str, place: (u64, usize)) {
        let Some((number, flags)) = split_flags(text) else { return };
        if number == ":" {
            count(self.draft.marks.entry(":".to_owned()).or_default(), "O", "Eurostat: not available", place);
        }
        let flags = flags.trim();
        if FLAGS.iter().any(|(flag, _)| *flag == flags) {
            return self.flag(flags, place);
        }
        let letters: Vec<String> = flags.chars().map(String::from).collect();
        if letters.iter().all(|letter| FLAGS.iter().any(|(flag, _)| flag == letter)) {
            letters.iter().for_each(|letter| self.flag(letter, place));
        } else {
            push_new(&mut self.draft.note_marks, flags.to_owned());
        }
    }

    fn flag(&mut self, flag: &str, place: (u64, usize)) {
        let meaning = FLAGS.iter().find(|(known, _)| *known == flag).map_or("none", |(_, meaning)| *meaning);
        count(self.draft.flags.entry(flag.to_owned()).or_default(), meaning, "the usual meaning of this flag", place);
    }

    /// Forms of periods that have more than one meaning.
    pub(super) fn periods(&mut self) {
        let labels = (0..self.uses.len()).filter(|at| self.uses[*at].says("period")).flat_map(|at| self.table.columns[at].texts.clone());
        let across = self
            .levels
            .iter()
            .enumerate()
            .filter(|(_, level)| level.role == "period")
            .flat_map(|(level, _)| self.table.headings.iter().filter_map(move |texts| texts.get(level).cloned()));
        let texts: Vec<String> = labels.chain(across).filter(|text| !text.is_empty()).collect();
        let is_day = |text: &String| {
            let date = text.split([' ', 'T']).next().unwrap_or_default();
            tongbi_domain::period::Date::parse(date).is_some()
        };
        if !texts.is_empty() && texts.iter().all(is_day) {
            let ends = texts
                .iter()
                .filter_map(|text| tongbi_domain::period::Date::parse(text.split([' ', 'T']).next()?))
                .all(|date| date.ends_month() || date.day() == 1);
            if ends {
                let line = "# unsure: the periods are first or last days of months; if a date stands for its month, quarter or year:\n# periods.dates_are = \"M\"";
                push_new(&mut self.draft.periods, line.to_owned());
            }
        }
        let thirteen = texts.iter().any(|text| text.len() == 6 && text.ends_with("13") && text.bytes().all(|byte| byte.is_ascii_digit()));
        if thirteen {
            push_new(&mut self.draft.periods, "periods.month_13_is_year = true  # unsure: month 13 is taken for the year".to_owned());
        }
    }
}

fn count(seen: &mut Seen, meaning: &str, why: &str, place: (u64, usize)) {
    if seen.count == 0 {
        *seen = Seen { meaning: meaning.to_owned(), why: why.to_owned(), count: 0, place };
    }
    seen.count += 1;
}
