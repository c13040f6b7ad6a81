//! `lineage`: where the value of each key stands, and by which rules it became what is published.

use std::ops::Range;

use tongbi_domain::number::Ratio;

use super::corrections::rule;
use super::key::{Breakdown, KeyTexts};
use super::{View, number, own_text, place, text};
use crate::pipeline::amendments::CORRECTIONS;
use crate::pipeline::config::RoundingConfig;
use crate::table::column::{Chunk, Field, Value};
use crate::table::{Origin, Statement};

/// The columns behind the key.
pub(super) fn own_fields() -> Vec<Field> {
    vec![
        text("source_id", "来源", "Source; empty where the value is derived"),
        text("file", "文件", "File"),
        text("sha256", "文件摘要", "SHA-256 of the file"),
        text("sheet", "工作表", "Sheet"),
        number("line", "行", "Line of the file, from 1; empty where no cell stands behind the row"),
        number("column", "列", "Cell in the line, from 1"),
        text("locator", "原文位置", "Where the source says it stands"),
        own_text("raw", "原文", "Text of the cell"),
        text("rules", "规则", "Rules applied, in order"),
        text("factor", "换算系数", "Exact factor from the digits as written to the canonical unit; empty where the value is derived"),
        text("inputs", "推算所用", "Keys of the observations that the value is derived from"),
    ]
}

/// All columns.
pub fn lineage_fields(breakdown: Breakdown<'_>) -> Vec<Field> {
    breakdown.key_fields().into_iter().chain(own_fields()).collect()
}

/// One row for each observation of some groups.
pub fn lineage(view: &View<'_>, groups: Range<usize>) -> Chunk {
    let mut chunk = Chunk::new(&lineage_fields(view.breakdown()));
    let ledger = view.ledger();
    for group in &view.series.reconciled.groups[groups] {
        if group.winner.is_none() {
            continue;
        }
        let statement = &view.series.reconciled.statements[group.stands];
        let file = ledger.file(statement.file);
        let (key, raw) = (KeyTexts::new(view, statement), view.value_text(statement));
        let (rules, factor, inputs) = match file.origin {
            Origin::Source(_) => (rules(view, statement), fraction(ledger.conversion(statement).factor), String::new()),
            Origin::Derivation { .. } => (derivation(view, statement), String::new(), inputs(view, statement)),
        };
        let locator = ledger.extra(statement).map_or("", |extra| ledger.text(extra.locator));
        let mut row: Vec<_> = key.values().collect();
        row.extend([
            Value::Text(view.source_id(statement)),
            Value::Text(&file.path),
            Value::Text(&file.sha256),
            Value::Text(&file.sheet),
            place(statement.row.into()),
            place(statement.column.into()),
            Value::Text(locator),
            Value::Text(&raw),
            Value::Text(&rules),
            Value::Text(&factor),
            Value::Text(&inputs),
        ]);
        chunk.push(&row);
    }
    chunk
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
    let keys = inputs.iter().map(|index| KeyTexts::new(view, &view.ledger().statements[*index as usize]).path());
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
