//! `revisions`: a row for each release that said something new of an observation, from the second release of the package on. What the first
//! release says is in it. Rows are only ever added: a release has those of the one before.

use tongbi_domain::catalog::Catalog;
use tongbi_domain::number::{Decimal, Rounding};
use tongbi_domain::revision::{Amount, Kind as RevisionKind, Said};

use super::key::key_field;
use super::{code, is_dimension, is_fixed_key, number, own_text, text};
use crate::table::column::{Field, Value};

/// Name of the table.
pub const TABLE: &str = "revisions";
/// The column that names the release; with the key of an observation it is the key of this table.
pub const RELEASE: &str = "release";

/// The columns behind the key.
pub(super) fn own_fields() -> Vec<Field> {
    vec![
        code(RELEASE, "发布版本", "Release that says it", None),
        code("revision_kind", "变化类型", "Kind of change", None),
        text("first_release", "首次发布版本", "First release with the observation, as far back as revisions are followed"),
        number("first_value", "首次数值", "Value in that release"),
        text("first_qualifier", "首次限定", "Qualifier in that release"),
        text("first_unit", "首次计量单位", "Unit in that release"),
        own_text("first_text", "首次原文", "As written in that release"),
        number("previous_value", "修订前数值", "Value in the release before"),
        text("previous_qualifier", "修订前限定", "Qualifier in the release before"),
        text("previous_unit", "修订前计量单位", "Unit in the release before"),
        own_text("previous_text", "修订前原文", "As written in the release before"),
        number("current_value", "修订后数值", "Value in this release"),
        text("current_qualifier", "修订后限定", "Qualifier in this release"),
        text("current_unit", "修订后计量单位", "Unit in this release"),
        own_text("current_text", "修订后原文", "As written in this release"),
        number("revision", "修订额", "Value less the value before; only where both are exact values of one unit"),
        number("revision_percent", "修订幅度(%)", "The same in percent of the value before; only for amounts and indices"),
        text("previous_stage", "修订前阶段", "Stage in the release before"),
        text("current_stage", "修订后阶段", "Stage in this release"),
        text("previous_source", "修订前来源", "Source in the release before; empty where derived"),
        text("current_source", "修订后来源", "Source in this release; empty where derived"),
    ]
}

/// The columns of the key among those of a table of revisions.
pub fn key_of(header: &[String]) -> impl Iterator<Item = &str> {
    let own: Vec<String> = own_fields().into_iter().map(|field| field.name.into_owned()).collect();
    header.iter().map(String::as_str).filter(move |name| is_fixed_key(name) || (is_dimension(name) && own.iter().all(|own| own != name)))
}

/// All columns, for keys of these columns.
pub fn fields(catalog: &Catalog, key: &[String]) -> Vec<Field> {
    key.iter().map(|column| key_field(catalog, column)).chain(own_fields()).collect()
}

/// What a row says of an observation.
pub struct Revision<'a> {
    /// The release that says it.
    pub release: &'a str,
    /// The kind of change.
    pub kind: RevisionKind,
    /// The first release with the observation: value, qualifier, unit, text.
    pub first_release: &'a str,
    /// What that release says.
    pub first: &'a First,
    /// What the release before says.
    pub before: Option<&'a Said>,
    /// What this release says.
    pub after: Option<&'a Said>,
    /// By how much.
    pub amount: Option<Amount>,
    /// Digits and rule of a percent; none where a percent has no meaning.
    pub percent: Option<(u8, Rounding)>,
}

/// What the first release says of an observation: value, qualifier, unit, text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct First(pub [String; 4]);

impl First {
    /// Of a figure.
    pub fn of(said: &Said) -> Self {
        let fact = |fact: &Option<String>| fact.clone().unwrap_or_default();
        Self([fact(&said.value), fact(&said.qualifier), fact(&said.unit), as_written(said)])
    }
}

/// The text of a figure; empty where the release has none.
fn as_written(said: &Said) -> String {
    if said.value_text.as_ref().is_some_and(|text| !text.is_empty()) { said.written() } else { String::new() }
}

/// The texts of a row behind its key, in the order of the columns.
pub fn row(revision: &Revision<'_>) -> Vec<String> {
    let four = |said: Option<&Said>| said.map(First::of).unwrap_or_default().0;
    let fact = |said: Option<&Said>, get: fn(&Said) -> &Option<String>| said.and_then(|said| get(said).clone()).unwrap_or_default();
    let shown = |number: Option<Decimal>| number.map_or_else(String::new, |number| number.to_string());
    // What only comes or goes, or is confirmed, is not revised.
    let amount = revision.amount.filter(|_| revision.kind == RevisionKind::Revised);
    let percent = amount.zip(revision.percent).and_then(|(amount, (digits, rule))| amount.percent(digits, rule));
    let (before, after) = (revision.before, revision.after);
    let mut texts = vec![revision.release.to_owned(), revision.kind.code().to_owned(), revision.first_release.to_owned()];
    texts.extend(revision.first.0.iter().cloned());
    texts.extend(four(before));
    texts.extend(four(after));
    texts.extend([shown(amount.map(|amount| amount.change)), shown(percent)]);
    texts.extend([fact(before, |said| &said.stage), fact(after, |said| &said.stage)]);
    texts.extend([fact(before, |said| &said.source), fact(after, |said| &said.source)]);
    texts
}

/// A cell of an earlier release's table, in the type of its column.
pub fn cell<'t>(field: &Field, text: &'t str) -> Value<'t> {
    match field.kind {
        crate::table::column::Kind::Number => Value::Number(Decimal::parse(text)),
        _ => Value::Text(text),
    }
}
