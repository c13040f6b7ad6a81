//! The data dictionary of a table for CKAN's datastore: label, notes and type of each column, so that a reload neither guesses nor flips a type.

use serde_json::{Value, json};
use tongbi_domain::catalog::Language;

use super::PortalField;
use crate::table::column::Kind;

/// The text of the dictionary: `{"fields": [{"id", "info": {"label", "notes", "type_override"}}]}`, as `datastore_create` takes it.
pub(super) fn dictionary(fields: &[PortalField], language: Language) -> String {
    let entry = |field: &PortalField| -> Value {
        let (label, notes) = match language {
            Language::Zh => (&field.zh, &field.en),
            Language::En => (&field.en, &field.zh),
        };
        json!({ "id": field.header, "info": { "label": label, "notes": notes, "type_override": data_type(field.kind) } })
    };
    let content = json!({ "fields": fields.iter().map(entry).collect::<Vec<_>>() });
    let mut text = serde_json::to_string_pretty(&content).unwrap_or_default();
    text.push('\n');
    text
}

/// The type of the datastore; codes are text whatever they look like.
const fn data_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Code | Kind::Text => "text",
        Kind::Number | Kind::Small => "numeric",
        Kind::Date => "timestamp",
    }
}
