//! A trace for programs: everything that the text shows, and the columns of the release by their names.

use serde_json::{Value, json};
use tongbi_domain::catalog::Language;

use super::sentences::gap;
use crate::pipeline::trace::{CellId, Figure, Gap, Heard, Input, Origin, RawCell, Saying, Trace, Why};

/// The whole answer.
pub(super) fn value(trace: &Trace, language: Language) -> Value {
    let figures = |list: &[Figure]| -> Vec<Value> { list.iter().map(|found| figure(trace, found, language)).collect() };
    json!({
        "package": trace.package,
        "version": trace.version,
        "count": trace.count,
        "candidates": trace.candidates.iter().map(candidate).collect::<Vec<_>>(),
        "figures": figures(&trace.figures),
    })
}

fn pairs(list: &[(String, String)]) -> Value {
    list.iter().map(|(column, text)| (column.clone(), json!(text))).collect::<serde_json::Map<_, _>>().into()
}

fn candidate(figure: &Figure) -> Value {
    json!({ "line": figure.line, "key": pairs(&figure.key), "observation": figure.cells })
}

fn figure(trace: &Trace, found: &Figure, language: Language) -> Value {
    let mut value = candidate(found);
    value["origin"] = match &found.origin {
        Origin::Unknown(why) => json!({ "kind": "unknown", "gap": gap_of(why, language) }),
        Origin::Cell { id, lineage, source } => json!({
            "kind": "cell",
            "lineage": lineage,
            "source": source,
            "raw": raw(trace, id, language),
        }),
        Origin::Derived { lineage, inputs } => json!({
            "kind": "derived",
            "lineage": lineage,
            "inputs": inputs.iter().map(|one| input(trace, one, language)).collect::<Vec<_>>(),
        }),
    };
    value["base"] = found.base.as_deref().map_or(Value::Null, candidate);
    let others = found.others.iter().map(|other| json!({ "statement": other.cells, "why": why(other.why) }));
    value["others"] = others.collect::<Vec<_>>().into();
    value["others_gap"] = found.others_gap.as_ref().map_or(Value::Null, |why| gap_of(why, language));
    value["findings"] = json!(found.findings);
    value
}

fn input(trace: &Trace, input: &Input, language: Language) -> Value {
    match input {
        Input::Figure(found) => figure(trace, found, language),
        Input::Above(line, key) => json!({ "line": line, "path": key, "above": true }),
        Input::Missing(key) => json!({ "path": key, "missing": true }),
        Input::More(count) => json!({ "more": count }),
    }
}

fn raw(trace: &Trace, id: &CellId, language: Language) -> Value {
    match trace.cells.get(id) {
        Some(Ok(cell)) => read(cell),
        Some(Err(why)) => json!({ "gap": gap_of(why, language) }),
        None => json!({ "gap": gap_of(&Gap::NoFigure, language) }),
    }
}

fn read(cell: &RawCell) -> Value {
    let heard: Vec<Value> = cell.heard.iter().map(said).collect();
    json!({ "layout": cell.layout, "header": cell.header, "text": cell.text, "said": heard, "figure": cell.figure })
}

fn said(heard: &Heard) -> Value {
    let (place, header) = match &heard.saying {
        Saying::Declaration => ("declaration", ""),
        Saying::Above => ("above", ""),
        Saying::Label(header) => ("label", header.as_str()),
        Saying::Header(header) => ("header", header.as_str()),
        Saying::Beside(header) => ("beside", header.as_str()),
    };
    json!({ "by": place, "header": header, "role": heard.role, "text": heard.text, "stands_for": heard.means })
}

const fn why(why: Why) -> &'static str {
    match why {
        Why::Stage => "stage",
        Why::Fidelity => "fidelity",
        Why::Date => "date",
        Why::Order => "order",
        Why::Twice => "twice",
    }
}

fn gap_of(why: &Gap, language: Language) -> Value {
    let code = match why {
        Gap::NoLineage => "no_lineage",
        Gap::NoStatements => "no_statements",
        Gap::NoProject => "no_project",
        Gap::BadProject(_) => "bad_project",
        Gap::NoSource => "no_source",
        Gap::Changed(_) => "changed",
        Gap::Unreadable(_) => "unreadable",
        Gap::NoFigure => "no_figure",
        Gap::Withheld => "withheld",
    };
    json!({ "code": code, "text": gap(why, language) })
}
