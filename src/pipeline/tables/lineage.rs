//! `lineage`: where the value of each key stands, and by which rules it became what is published.

use std::borrow::Cow;
use std::ops::Range;

use tongbi_domain::number::Ratio;

use super::batch::{Batch, Fill, Row, RowTable, Spec, texts_as_written};
use super::corrections::rule;
use super::key::{Breakdown, KeyTexts};
use super::observations::key_columns;
use super::{View, number, own_text, text};
use crate::pipeline::amendments::CORRECTIONS;
use crate::pipeline::config::RoundingConfig;
use crate::table::column::{Column, Field, Value};
use crate::table::{KeptAmount, Statement, TextId};

/// The columns behind the key.
const SPECS: &[Spec] = &[
    Spec {
        field: text("source_id", "来源", "Source; empty where the value is derived"),
        put: |view, batch, column| batch.keys(column, file, |row| Cow::Borrowed(view.source_id(row.statement))),
    },
    Spec {
        field: text("file", "文件", "File"),
        put: |view, batch, column| batch.keys(column, file, |row| Cow::Borrowed(&view.ledger().file(row.statement.file).path)),
    },
    Spec {
        field: text("sha256", "文件摘要", "SHA-256 of the file"),
        put: |view, batch, column| batch.keys(column, file, |row| Cow::Borrowed(&view.ledger().file(row.statement.file).sha256)),
    },
    Spec {
        field: text("sheet", "工作表", "Sheet"),
        put: |view, batch, column| batch.keys(column, file, |row| Cow::Borrowed(&view.ledger().file(row.statement.file).sheet)),
    },
    Spec {
        field: number("line", "行", "Line of the file, from 1; empty where no cell stands behind the row"),
        put: |_, batch, column| batch.places(column, |row| row.statement.row),
    },
    Spec {
        field: number("column", "列", "Cell in the line, from 1"),
        put: |_, batch, column| batch.places(column, |row| row.statement.column.into()),
    },
    Spec {
        field: text("locator", "原文位置", "Where the source says it stands"),
        put: |view, batch, column| {
            let locator = |row: &Row<'_>| view.ledger().extra(row.statement).map_or(TextId::default(), |extra| extra.locator);
            batch.keys(column, |row| locator(row).0, |row| Cow::Borrowed(view.ledger().text(locator(row))));
        },
    },
    Spec { field: own_text("raw", "原文", "Text of the cell"), put: |view, batch, column| texts_as_written(view, batch, column) },
    Spec { field: text("rules", "规则", "Rules applied, in order"), put: |view, batch, column| all_rules(view, batch, column) },
    Spec {
        field: text(
            "factor",
            "换算系数",
            "Exact factor from the digits as written to the canonical unit; empty where the value is derived",
        ),
        put: |view, batch, column| {
            let factor = |row: &Row<'_>| Cow::Owned(fraction(view.ledger().conversion(row.statement).factor));
            let derived = |row: &Row<'_>| view.derivation(row.statement).is_some();
            batch.keys(
                column,
                |row| if derived(row) { NOTHING } else { row.statement.conversion.0.into() },
                |row| if derived(row) { Cow::Borrowed("") } else { factor(row) },
            );
        },
    },
    Spec {
        field: text("inputs", "推算所用", "Keys of the observations that the value is derived from"),
        put: |view, batch, column| {
            for row in &batch.rows {
                match view.derivation(row.statement) {
                    None => column.push_key(NOTHING, || Cow::Borrowed("")),
                    Some(_) => column.push(Value::Text(&inputs(view, row.statement))),
                }
            }
        },
    },
];

/// The key of the empty text: no unit and no rule has it.
const NOTHING: u32 = u32::MAX;

fn file(row: &Row<'_>) -> u32 {
    row.statement.file.0.into()
}

/// The columns behind the key.
pub(super) fn own_fields() -> Vec<Field> {
    SPECS.iter().map(|spec| spec.field.clone()).collect()
}

/// The table: one row for each observation.
pub struct LineageTable(RowTable);

impl LineageTable {
    /// With the key of a package.
    pub fn new(breakdown: Breakdown<'_>) -> Self {
        let own = SPECS.iter().map(|spec| (spec.field.clone(), Fill::Own(spec.put)));
        Self(RowTable::new(key_columns(breakdown).chain(own)))
    }

    /// What the columns are.
    pub fn fields(&self) -> &[Field] {
        self.0.fields()
    }

    /// Room for the rows of a batch.
    pub fn batch<'a>(&self) -> Batch<'a> {
        self.0.batch()
    }

    /// Fills a batch with the rows of some groups; those without a winner have none.
    pub fn fill<'a>(&self, view: &View<'a>, groups: Range<usize>, batch: &mut Batch<'a>) {
        batch.clear(groups.len());
        let reconciled = view.series.reconciled;
        for group in reconciled.groups[groups].iter().filter(|group| group.is_published()) {
            batch.push_row(view, &reconciled.statements[group.stands()]);
        }
        self.0.fill(view, batch);
    }
}

/// Fills a column with the rules. Nearly all follow from the unit and some facts, so that they are put into words once for each.
fn all_rules(view: &View<'_>, batch: &mut Batch<'_>, column: &mut Column) {
    for row in &batch.rows {
        let statement = row.statement;
        if view.derivation(statement).is_some() {
            column.push(Value::Text(&derivation(view, statement)));
            continue;
        }
        let extra = view.ledger().extra(statement);
        let common = extra.is_none_or(|extra| extra.correction == 0 && matches!(extra.amount, KeptAmount::Plain | KeptAmount::Missing))
            && view.ledger().conversion(statement).factor.den() == 1;
        if !common {
            column.push(Value::Text(&rules(view, statement)));
            continue;
        }
        let traits = statement.traits;
        let facts = [traits.area_assumed(), traits.period_assumed(), traits.words()];
        let key = facts.iter().fold(traits.qualifier() as u32, |key, fact| key << 1 | u32::from(*fact));
        column.push_key(key << 16 | u32::from(statement.conversion.0), || Cow::Owned(rules(view, statement)));
    }
}

/// The rule of a derived value: its derivation with its kind, and to how many digits it was rounded.
fn derivation(view: &View<'_>, statement: &Statement) -> String {
    let (id, rounding, digits) = (view.derivation_id(statement), view.rounder.0.rule.code(), statement.traits.decimals());
    let kind = view.derivation(statement).map_or("", |derivation| derivation.rule.kind());
    format!("derivation {id}; kind {kind}; rounded {rounding} to {digits} digits")
}

/// The keys of what a value was derived from, in the order of the derivation; each has its row in `observations`.
fn inputs(view: &View<'_>, statement: &Statement) -> String {
    let inputs = view.ledger().extra(statement).map_or(&[][..], |extra| &extra.inputs);
    let keys = inputs.iter().map(|key| KeyTexts::of(view, *key).path());
    keys.collect::<Vec<_>>().join("; ")
}

/// The rules as words: what was assumed, what the number said of itself, how the unit was converted, whether the value had to be rounded.
fn rules(view: &View<'_>, statement: &Statement) -> String {
    let conversion = view.ledger().conversion(statement);
    let mut rules = Vec::new();
    if statement.traits.area_assumed() {
        rules.push("area declared".to_owned());
    }
    if statement.traits.period_assumed() {
        rules.push("period declared".to_owned());
    }
    let qualifier = statement.traits.qualifier().code();
    if qualifier != "EXACT" {
        rules.push(format!("qualifier {qualifier}"));
    }
    if statement.traits.words() {
        rules.push("number in words".to_owned());
    }
    let declared = view.ledger().extra(statement).map_or(0, |extra| extra.correction);
    if let Some(source) = view.source(statement).filter(|_| declared > 0) {
        let file = format!("{}/{CORRECTIONS}", source.folder);
        let corrections = source.amendments.corrections.iter().filter(|correction| correction.declared == declared);
        rules.extend(corrections.map(|correction| rule(correction, &file)));
    }
    let (factor, unit) = (conversion.factor, &conversion.unit);
    let written = if conversion.unit_text.is_empty() { "no unit" } else { &conversion.unit_text };
    rules.push(format!("{written} to {unit} × {}", fraction(factor)));
    // Digits times a whole number end; anything else may have to be cut.
    let endless = || view.plain_value(statement).ok().flatten().is_some_and(|value| value.to_decimal().is_none());
    if (factor.den() != 1 || statement.extra > 0) && endless() {
        let RoundingConfig { rule, value_digits, .. } = view.rounder.0;
        rules.push(format!("rounded {} to {value_digits} digits", rule.code()));
    }
    rules.join("; ")
}

/// An exact factor: `10000`, `2000/3`.
fn fraction(factor: Ratio) -> String {
    match (factor.num(), factor.den()) {
        (num, 1) => num.to_string(),
        (num, den) => format!("{num}/{den}"),
    }
}
