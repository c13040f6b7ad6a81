//! Corrections where a cell is read: whether one speaks of it, and whether the cell still says what was corrected.
//!
//! A table of which no correction speaks has none of this. Nothing is guessed: a correction that does not fit is told with what stands there, and
//! with the nearest place that does fit, and its cell is kept out.

use std::collections::{BTreeMap, HashMap};

use tongbi_domain::amend::{Act, Column, Correction};
use tongbi_domain::finding::{Code, Finding, Place};
use tongbi_domain::vocabulary::ObsStatus;
use tongbi_read::Row;
use tongbi_read::layout::{Shape, ValueColumn};

/// What became of a correction.
#[derive(Clone, Debug, Default)]
pub enum State {
    /// No figure was met where it points.
    #[default]
    Unmet,
    /// It was applied.
    Applied {
        /// The cell.
        place: Place,
        /// The header of its column.
        header: String,
        /// Whether nothing of the cell may leave the house.
        secret: bool,
    },
    /// The cell does not say what it expects.
    Stale(Box<Finding>),
}

/// What was seen of one correction.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// What became of it.
    pub state: State,
    /// The place nearest to the declared one where its text and its labels stand, and how far that is.
    near: Option<(Distance, Place)>,
}

/// Lines and columns between two cells; another sheet is the farthest.
type Distance = (bool, u64, u32);

/// What was seen of the corrections of one source, by the line in which each is declared.
#[derive(Clone, Debug, Default)]
pub struct Corrected(BTreeMap<u32, Seen>);

impl Corrected {
    /// Adds what was seen in another table.
    pub fn add(&mut self, other: Self) {
        for (declared, seen) in other.0 {
            let known = self.0.entry(declared).or_default();
            if !matches!(seen.state, State::Unmet) {
                known.state = seen.state;
            }
            known.near = [known.near.take(), seen.near].into_iter().flatten().min();
        }
    }

    /// How many were applied.
    pub fn applied(&self) -> u64 {
        self.0.values().filter(|seen| matches!(seen.state, State::Applied { .. })).count() as u64
    }

    /// What was seen of a correction.
    pub fn of(&self, correction: &Correction) -> Option<&Seen> {
        self.0.get(&correction.declared)
    }

    /// The findings on corrections that do not fit; `folder` is that of the source, `file` its file of corrections, both relative to the project.
    pub fn findings(&self, source: &str, (folder, file): (&str, &str), declared: &[Correction]) -> Vec<Finding> {
        let unmet = Seen::default();
        let mut found = Vec::new();
        for correction in declared {
            let seen = self.of(correction).unwrap_or(&unmet);
            let mut finding = match &seen.state {
                State::Applied { .. } => continue,
                State::Stale(finding) => (**finding).clone(),
                State::Unmet => unused(source, folder, correction),
            };
            finding.facts.push(("declared", format!("{file}:{}", correction.declared)));
            finding.facts.extend(seen.near.iter().map(|(_, place)| ("stands", place.to_string())));
            found.push(finding);
        }
        found
    }
}

fn unused(source: &str, folder: &str, correction: &Correction) -> Finding {
    let (column, header) = match &correction.column {
        Column::Number(number) => (*number, String::new()),
        Column::Header(header) => (0, header.clone()),
    };
    let file = format!("{folder}/{}", correction.file);
    Finding {
        code: Code::CorrectionUnused,
        place: Place { file, sheet: correction.sheet.clone(), line: correction.line, column },
        source: source.to_owned(),
        header,
        raw: String::new(),
        beside: None,
        facts: Vec::new(),
        subject: tongbi_domain::finding::Subject::Place,
    }
}

/// The corrections of one table at work.
pub(super) struct Correcting<'a> {
    sheet: &'a str,
    declared: &'a [Correction],
    by_line: HashMap<u64, Vec<&'a Correction>>,
    by_text: HashMap<&'a str, Vec<&'a Correction>>,
    seen: Corrected,
}

/// What a correction says of a cell.
pub(super) enum Speaks<'a> {
    /// None speaks of it.
    No,
    /// This one, and the cell says what it expects.
    Yes(&'a Correction),
    /// This one, and the cell says something else.
    Stale(&'a Correction),
}

/// A value cell, with its row.
#[derive(Clone, Copy)]
pub(super) struct Met<'r> {
    pub(super) shape: &'r Shape,
    pub(super) row: &'r Row,
    pub(super) column: &'r ValueColumn,
    /// What stands above the row and is said of all of its figures.
    pub(super) outer: &'r [&'r str],
    pub(super) text: &'r str,
}

impl Met<'_> {
    fn has_labels(&self, correction: &Correction) -> bool {
        let stands = |label: &str| {
            self.row.iter().any(|text| text.trim() == label) || self.column.header.trim() == label || self.outer.contains(&label)
        };
        correction.labels.iter().all(|label| stands(label))
    }

    /// Whether a correction names this column; a header that stands over two columns names none.
    fn is_column(&self, column: &Column) -> bool {
        match column {
            Column::Number(number) => usize::try_from(*number).is_ok_and(|number| number == self.column.index + 1),
            Column::Header(header) => {
                let same = |other: &&ValueColumn| other.header.trim() == header;
                same(&self.column) && self.shape.values.iter().filter(same).count() == 1
            }
        }
    }
}

impl<'a> Correcting<'a> {
    /// The corrections of a file, at work on one sheet of it; nothing where there are none.
    pub(super) fn new(declared: &'a [Correction], sheet: &'a str) -> Option<Self> {
        if declared.is_empty() {
            return None;
        }
        let mut found = Self { sheet, declared, by_line: HashMap::default(), by_text: HashMap::default(), seen: Corrected::default() };
        for correction in declared {
            found.by_text.entry(&correction.expects).or_default().push(correction);
            if correction.sheet == sheet {
                found.by_line.entry(correction.line).or_default().push(correction);
            }
        }
        Some(found)
    }

    /// What was seen, once the table is read.
    pub(super) fn seen(mut self) -> Corrected {
        self.declared.iter().for_each(|correction| {
            self.seen.0.entry(correction.declared).or_default();
        });
        self.seen
    }

    /// Whether a correction speaks of a cell. Of two that do, the first one holds; the other stays unmet, and is told.
    pub(super) fn speaks(&mut self, met: Met<'_>, path: &str) -> Speaks<'a> {
        let line = met.row.line();
        let place = || Place { file: path.to_owned(), sheet: self.sheet.to_owned(), line, column: number(met.column) };
        let spoken = self.by_line.get(&line).and_then(|here| here.iter().copied().find(|correction| met.is_column(&correction.column)));
        for correction in self.by_text.get(met.text).into_iter().flatten() {
            if spoken.is_some_and(|spoken| spoken.declared == correction.declared) || !met.has_labels(correction) {
                continue;
            }
            let columns = match &correction.column {
                Column::Number(column) => column.abs_diff(number(met.column)),
                Column::Header(_) => u32::from(!met.is_column(&correction.column)),
            };
            let found = ((correction.sheet != self.sheet, correction.line.abs_diff(line), columns), place());
            let near = &mut self.seen.0.entry(correction.declared).or_default().near;
            if near.as_ref().is_none_or(|known| found < *known) {
                *near = Some(found);
            }
        }
        match spoken {
            None => Speaks::No,
            Some(correction) if correction.expects == met.text && met.has_labels(correction) => Speaks::Yes(correction),
            Some(correction) => Speaks::Stale(correction),
        }
    }

    /// Keeps what became of a correction.
    pub(super) fn keep(&mut self, correction: &Correction, state: State) {
        self.seen.0.entry(correction.declared).or_default().state = state;
    }
}

fn number(column: &ValueColumn) -> u32 {
    u32::try_from(column.index + 1).unwrap_or(u32::MAX)
}

/// What was expected and what was found, as facts; of a confidential cell neither.
pub(super) fn differs(correction: &Correction, met: Met<'_>, secret: bool) -> [(&'static str, String); 2] {
    if secret {
        return [("expected", "…".to_owned()), ("found", "…".to_owned())];
    }
    let listed = |texts: Vec<&str>| texts.join(" | ");
    let mut expected = vec![correction.expects.as_str()];
    let mut found = vec![met.text];
    if !correction.labels.is_empty() {
        expected.extend(correction.labels.iter().map(String::as_str));
        let others = met.row.iter().enumerate().filter(|(index, _)| *index != met.column.index).map(|(_, text)| text.trim());
        found.extend(others.filter(|text| !text.is_empty()).take(SHOWN));
    }
    [("expected", listed(expected)), ("found", listed(found))]
}

/// How many texts of a row are named.
const SHOWN: usize = 6;

/// Whether a correction withholds its figure.
pub(super) fn withholds(correction: &Correction) -> bool {
    matches!(correction.act, Act::Flag(ObsStatus::Suppressed))
}

/// The remark that a corrected figure has behind that of its source.
pub(super) fn remark(note: &str, correction: &Correction) -> String {
    let own = format!("correction {}: {}", correction.act.code(), correction.signed.reason);
    if note.is_empty() { own } else { format!("{note}; {own}") }
}
