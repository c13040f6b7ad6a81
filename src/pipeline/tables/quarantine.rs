//! `quarantine`: every finding of the package's sources, with its id, place and text, what to do, and what was decided. Confidential cells never come
//! here with their text.

use tongbi_domain::amend::Resolution;
use tongbi_domain::catalog::Language;
use tongbi_domain::finding::{Code, Seen, Sorted};
use tongbi_domain::message::findings::{plain_remedy, remedy};
use tongbi_domain::number::Short;

use super::corrections::day;
use super::{code, date, number, own_text, place, text};
use crate::pipeline::queue::Queue;
use crate::table::column::{Chunk, Column, Field, Kind, Value};

/// How many rows are made at a time: what they share is looked up once for all of them.
const ROWS: usize = 1 << 13;

/// One row for each finding, in their order.
pub struct QuarantineTable<'a> {
    fields: Vec<Field>,
    findings: &'a Sorted,
    queue: &'a Queue<'a>,
    language: Language,
}

/// A finding with what is known of it.
#[derive(Clone, Copy)]
struct Row<'a> {
    finding: Seen<'a>,
    /// Its position, for its id.
    position: usize,
    /// The number of its facts, where it shares them.
    facts: Option<u32>,
    queue: &'a Queue<'a>,
    /// What closes it.
    closed: Option<&'a Resolution>,
    language: Language,
    /// Set where numbers of what findings share are those of one's own findings.
    own: u32,
}

/// How rows fill a column. What many findings share is added by its number.
type Put = fn(&[Row<'_>], &mut Column);

/// The columns, and how they are filled.
const COLUMNS: [(Field, Put); 18] = [
    (own_text("quarantine_id", "编号", "Id of the finding, the same wherever its place moves"), put_ids),
    (code("code", "代码", "Stable code of the finding", None), |rows, column| put_code(rows, column, Code::id)),
    (code("reason", "原因", "Reason", None), put_reasons),
    (code("severity", "严重程度", "Severity: only error keeps a cell out", None), |rows, column| {
        put_code(rows, column, |code| code.severity().code());
    }),
    (code("source_id", "来源", "Source", None), |rows, column| put_within(rows, column, |finding| finding.source())),
    (code("file", "文件", "File", None), |rows, column| put_within(rows, column, |finding| finding.file())),
    (text("sheet", "工作表", "Sheet"), |rows, column| put_within(rows, column, |finding| finding.sheet())),
    (number("line", "行", "Line of the file, from 1; empty where no cell stands behind the row"), |rows, column| {
        put_places(rows, column, |finding| finding.line());
    }),
    (number("column", "列", "Cell in the line, from 1"), |rows, column| {
        put_places(rows, column, |finding| finding.column().into());
    }),
    (text("header", "列名", "Header of the column"), |rows, column| put_within(rows, column, |finding| finding.header())),
    (own_text("raw", "原文", "Text of the cell"), |rows, column| {
        rows.iter().for_each(|row| column.push(Value::Text(row.finding.raw())));
    }),
    (own_text("facts", "事实", "What was found and expected"), put_facts),
    (text("suggestion", "建议", "What to do"), |rows, column| rows.iter().for_each(|row| put_suggestion(*row, column))),
    (code("state", "状态", "open, or closed by a decision", None), |rows, column| {
        let state = |closed: bool| if closed { "closed" } else { "open" };
        rows.iter().for_each(|row| column.push_key(row.closed.is_some().into(), || state(row.closed.is_some()).into()));
    }),
    (text("decision", "决定", "What was decided: accepted, left_out"), |rows, column| {
        put_decision(rows, column, |resolution| resolution.decision.code());
    }),
    (text("decision_reason", "决定理由", "Why"), |rows, column| put_decision(rows, column, |resolution| &resolution.signed.reason)),
    (text("decided_by", "决定人", "Who decided it"), |rows, column| put_decision(rows, column, |resolution| &resolution.signed.by)),
    (date("decided_on", "决定日期", "Day of the decision"), |rows, column| {
        if all_open(rows) {
            return column.push_nulls(rows.len());
        }
        let decided = |row: &Row<'_>| row.closed.and_then(|resolution| day(&resolution.signed.date));
        rows.iter().for_each(|row| column.push(Value::Date(decided(row))));
    }),
];

impl<'a> QuarantineTable<'a> {
    /// Of findings, and of the queue that speaks of them.
    pub fn new(findings: &'a Sorted, queue: &'a Queue<'a>, language: Language) -> Self {
        Self { fields: COLUMNS.into_iter().map(|(field, _)| field).collect(), findings, queue, language }
    }

    /// What the columns are.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// How many batches of rows there are: many where many cells are bad, and each has a sentence.
    pub fn batches(&self) -> usize {
        self.findings.len().div_ceil(ROWS)
    }

    /// The rows of a batch.
    pub fn rows(&self, batch: usize) -> Chunk {
        let positions = batch * ROWS..self.findings.len().min((batch + 1) * ROWS);
        let Self { ref fields, findings, queue, language } = *self;
        let mut chunk = Chunk::new(fields);
        chunk.reserve(positions.len());
        let row = |position| {
            let (finding, closed) = (findings.get(position)?, queue.closed(position));
            let (facts, own) = (finding.facts_number(), u32::from(!findings.is_read(position)));
            Some(Row { finding, position, facts, queue, closed, language, own })
        };
        let rows: Vec<Row<'_>> = positions.filter_map(row).collect();
        for ((_, put), column) in COLUMNS.iter().zip(&mut chunk.columns) {
            put(&rows, column);
        }
        chunk
    }
}

fn put_ids(rows: &[Row<'_>], column: &mut Column) {
    let mut id = String::new();
    for row in rows {
        id.clear();
        row.queue.write_id(row.position, row.finding.code(), &mut id);
        match &mut *column {
            Column::Text(texts) => texts.push_id(&id),
            other => other.push(Value::Text(&id)),
        }
    }
}

/// Fills a column of lines or cells, counted from 1; nothing where it is 0.
fn put_places(rows: &[Row<'_>], column: &mut Column, number: fn(Seen<'_>) -> u64) {
    let short = |number: u64| i64::try_from(number).ok().filter(|number| *number > 0).and_then(|number| Short::new(number, 0));
    let places = rows.iter().map(|row| number(row.finding));
    match column {
        Column::Number(numbers) => places.for_each(|place| numbers.push_short(short(place))),
        other => places.for_each(|number| other.push(place(number))),
    }
}

fn put_code(rows: &[Row<'_>], column: &mut Column, text: fn(Code) -> &'static str) {
    for code in rows.iter().map(|row| row.finding.code()) {
        column.push_key(code as u32, || text(code).into());
    }
}

fn put_reasons(rows: &[Row<'_>], column: &mut Column) {
    for finding in rows.iter().map(|row| row.finding) {
        match finding.code() {
            Code::DeclaredQuarantine => column.push(Value::Text(finding.reason())),
            code => column.push_key(code as u32, || code.reason().into()),
        }
    }
}

fn put_within(rows: &[Row<'_>], column: &mut Column, text: for<'t> fn(Seen<'t>) -> &'t str) {
    for row in rows {
        let key = row.finding.within_number().wrapping_mul(2).wrapping_add(row.own);
        column.push_key(key, || text(row.finding).into());
    }
}

/// Adds the facts. Where most rows share theirs with others, the column is one of shared texts, which stand in a file as those of their own do.
fn put_facts(rows: &[Row<'_>], column: &mut Column) {
    let mut facts = String::new();
    let sharing = rows.iter().filter(|row| row.facts.is_some()).count();
    if sharing * 2 > rows.len() {
        *column = Column::new(Kind::Code);
    }
    for row in rows {
        match (&mut *column, row.facts) {
            (Column::Code(coded), Some(shared)) => coded.push_key(shared.wrapping_mul(2).wrapping_add(row.own), || {
                write_facts(row.finding, &mut facts);
                facts.clone().into()
            }),
            (column, _) => {
                write_facts(row.finding, &mut facts);
                column.push(Value::Text(&facts));
            }
        }
    }
}

fn write_facts(finding: Seen<'_>, facts: &mut String) {
    facts.clear();
    for (name, value) in finding.facts().filter(|(_, value)| !value.is_empty()) {
        let parts = [if facts.is_empty() { "" } else { "; " }, name, "=", value];
        parts.iter().for_each(|part| facts.push_str(part));
    }
}

/// Adds what to do, which most findings of a code share, and all with the same facts.
fn put_suggestion(Row { finding, facts, own, language, .. }: Row<'_>, column: &mut Column) {
    const CODES: u32 = Code::ALL.len() as u32;
    let code = finding.code() as u32;
    if let Some(facts) = facts {
        let key = facts.wrapping_mul(2).wrapping_add(own).wrapping_mul(CODES).wrapping_add(CODES + code);
        return column.push_key(key, || remedy(finding, language).into());
    }
    match plain_remedy(finding, language) {
        Some(plain) => column.push_key(code, || plain.into()),
        None => column.push(Value::Text(&remedy(finding, language))),
    }
}

/// Whether nothing was decided about any of the rows, as is nearly always so.
fn all_open(rows: &[Row<'_>]) -> bool {
    rows.iter().all(|row| row.closed.is_none())
}

fn put_decision(rows: &[Row<'_>], column: &mut Column, text: for<'r> fn(&'r Resolution) -> &'r str) {
    if all_open(rows) {
        return column.push_nulls(rows.len());
    }
    rows.iter().for_each(|row| column.push(Value::Text(row.closed.map_or("", text))));
}
